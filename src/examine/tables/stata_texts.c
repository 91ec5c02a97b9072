/*
 * stata_texts.c - what stands behind the rows of a data set of Stata: long texts (strL), and the
 * texts that stand for values.
 */

#include <inttypes.h>

#include "base/kit.h"
#include "base/limits.h"
#include "examine/tables/stata_file.h"

enum { TELLING = 4 }; /* bytes of a binary value that may tell something */

/* Texts with NUL between them, in pieces where they are long. */
struct texts {
    size_t column, least; /* bytes of one that is told */
    bool cell;            /* the first is one; others stand beside */
};

/* The next piece of a text: where more of it follows, up to where a line or a word ends, so that
 * no value is in two of them. */
static ASSAY_RESULT take_piece(struct stata_file *file, uint32_t left, struct bytes *piece)
{
    enum { BACK = 4096 }; /* how far behind such a place is looked for */
    static const uint8_t ends[] = {0, '\n', ' '};

    TRY(cursor_peek(file->cursor, CURSOR_WINDOW_MAX, piece));
    if (left <= CURSOR_WINDOW_MAX || piece->size < CURSOR_WINDOW_MAX)
        return cursor_take(file->cursor, left < CURSOR_WINDOW_MAX ? left : CURSOR_WINDOW_MAX,
                           piece);
    for (size_t i = 0; i < ARRAY_LEN(ends) && piece->size == CURSOR_WINDOW_MAX; i++) {
        const uint8_t *end = memrchr(piece->data + piece->size - BACK, ends[i], BACK);

        piece->size = end ? (size_t)(end - piece->data) + 1 : piece->size;
    }
    return cursor_skip(file->cursor, piece->size);
}

static ASSAY_RESULT read_texts(struct stata_file *file, uint32_t size, struct texts texts)
{
    for (uint32_t left = size; left > 0;) {
        const uint64_t at = cursor_at(file->cursor);
        struct bytes rest;

        TRY(take_piece(file, left, &rest));
        left -= (uint32_t)rest.size;
        while (rest.size > 0) {
            const struct bytes text = bytes_until(rest, 0);

            rest = bytes_from(rest, text.size + 1);
            if (text.size < texts.least)
                continue;
            TRY(texts.cell ? survey_text(&file->survey, texts.column, at, text)
                           : survey_value_label(&file->survey, texts.column, at, text));
            texts.cell = false;
        }
    }
    return ASSAY_OK;
}

/* Behind the mark of one: the variable and row that it is of. */
static ASSAY_RESULT read_long_text(struct stata_file *file, uint64_t rows)
{
    enum { BINARY = 129 };
    struct survey *survey = &file->survey;
    uint32_t variable, size, few;
    struct texts texts;
    uint64_t row;
    uint8_t type;

    TRY(stata_u32(file, &variable));
    if (file->widths.large) {
        TRY(stata_u64(file, &row));
    } else {
        TRY(stata_u32(file, &few));
        row = few;
    }
    TRY(cursor_u8(file->cursor, &type));
    TRY(stata_u32(file, &size));
    if (variable == 0 || variable > survey->count || row == 0 || row > rows)
        return cursor_fail(file->cursor, "a long text of variable %" PRIu32 ", row %" PRIu64,
                           variable, row);
    texts = (struct texts){.column = variable - 1, .least = 1, .cell = type != BINARY};
    if (type == BINARY) {
        texts.least = TELLING;
        survey_count(survey, texts.column, CELL_BINARY);
    }
    survey->row = row - 1;
    return read_texts(file, size, texts);
}

enum assay_status stata_long_texts(struct stata_file *file)
{
    enum { MARK = 3 };
    const uint64_t rows = file->survey.row;
    enum assay_status status = ASSAY_OK;
    struct bytes mark;

    TRY(stata_expect(file, "<strls>"));
    for (;;) {
        TRY(cursor_peek(file->cursor, MARK, &mark));
        if (!bytes_equal(mark, BYTES("GSO")))
            return stata_expect(file, "</strls>");
        data_table_lose_rows(&file->survey.cells.table);
        TRY(cursor_skip(file->cursor, MARK));
        status = read_long_text(file, rows);
        file->survey.row = rows;
        TRY(status);
    }
}

static bool is_set(const void *file, uint32_t index, const void *set)
{
    return strcmp(((const struct stata_file *)file)->label_sets[index], set) == 0;
}

/* The first variable whose values a set of texts stands for, or TABLE_NONE. */
static uint32_t variable_of(const struct stata_file *file, const char *set)
{
    return table_find(&file->by_set, table_hash(file->seed, bytes_text(set)), is_set, file, set);
}

static ASSAY_RESULT list_sets(struct stata_file *file)
{
    file->seed = table_seed();
    for (uint32_t i = 0; i < file->survey.count; i++) {
        const struct bytes set = bytes_text(file->label_sets[i]);

        if (set.size > 0 && variable_of(file, file->label_sets[i]) == TABLE_NONE &&
            !table_add(&file->by_set, table_hash(file->seed, set), i))
            return cursor_fail_at(file->cursor, ASSAY_ENOMEM, ASSAY_NO_OFFSET,
                                  "out of memory for sets of labels");
    }
    return ASSAY_OK;
}

/* Behind the size of one set. */
static ASSAY_RESULT read_value_set(struct stata_file *file)
{
    enum { PADDING = 3 };
    char set[STATA_NAME];
    uint32_t count, size;

    TRY(cursor_copy(file->cursor, set, file->widths.name));
    set[file->widths.name - 1] = 0;
    TRY(cursor_skip(file->cursor, PADDING));
    TRY(stata_u32(file, &count));
    TRY(stata_u32(file, &size));
    TRY(cursor_skip(file->cursor, (uint64_t)count * 2 * sizeof count));
    return read_texts(file, size, (struct texts){.column = variable_of(file, set), .least = 1});
}

enum assay_status stata_value_labels(struct stata_file *file)
{
    const struct bytes begin = BYTES("<lbl>");
    struct bytes next;
    uint32_t size;
    bool ended = false;

    TRY(list_sets(file));
    TRY(stata_expect_tag(file, "<value_labels>"));
    for (;;) {
        TRY(cursor_peek(file->cursor, begin.size, &next));
        ended = stata_is_tagged(file) ? !bytes_equal(next, begin) : next.size == 0;
        if (ended)
            return stata_expect_tag(file, "</value_labels></stata_dta>");
        TRY(stata_expect_tag(file, "<lbl>"));
        TRY(stata_u32(file, &size));
        TRY(read_value_set(file));
        TRY(stata_expect_tag(file, "</lbl>"));
    }
}
