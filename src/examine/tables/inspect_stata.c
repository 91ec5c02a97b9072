/*
 * inspect_stata.c - data sets of Stata, versions 8 to 18 (formats 113 to 119): variables, every
 * value, long texts (strL), and the texts that stand for values.
 *
 * Source: Stata, "help dta", "help dta_115" and kin.
 */

#include <inttypes.h>
#include <stdlib.h>

#include "base/ending.h"
#include "base/kit.h"
#include "base/limits.h"
#include "examine/inspect.h"
#include "examine/tables/survey.h"
#include "source/table.h"

/* Types of variables, as formats since 117 number them; the ones below are texts of so many bytes.
 */
enum { LONG_TEXT = 32768, DOUBLE = 65526, FLOAT, LONG, INT, BYTE };
enum { TEXT_MOST = 2045, OLD_TEXT_MOST = 244, OLD_BYTE = 251 };

enum { NAME_MOST = 129, LABEL_MOST = 321 };
enum { TELLING = 4 }; /* bytes of a binary value that may tell something */

/* How wide a release makes what describes a variable. */
struct widths {
    uint16_t name, format, label;
    bool large; /* numbers of rows and offsets of eight bytes, lengths of two */
};

struct dta {
    struct cursor *cursor;
    struct survey survey;
    struct widths widths;
    unsigned release;
    bool big;
    uint64_t rows;
    uint32_t *types;
    char (*names)[NAME_MOST];      /* of the variables, then */
    char (*label_sets)[NAME_MOST]; /* of the sets of texts that stand for their values, and */
    struct table by_set;           /* the first variable of each */
    uint64_t seed;
};

static void dta_clear(struct dta *dta)
{
    survey_clear(&dta->survey);
    free(dta->types);
    free(dta->names);
    free(dta->label_sets);
    table_clear(&dta->by_set);
}

static ASSAY_RESULT read_u16(struct dta *dta, uint16_t *out)
{
    return dta->big ? cursor_u16be(dta->cursor, out) : cursor_u16le(dta->cursor, out);
}

static ASSAY_RESULT read_u32(struct dta *dta, uint32_t *out)
{
    return dta->big ? cursor_u32be(dta->cursor, out) : cursor_u32le(dta->cursor, out);
}

static ASSAY_RESULT read_u64(struct dta *dta, uint64_t *out)
{
    return dta->big ? cursor_u64be(dta->cursor, out) : cursor_u64le(dta->cursor, out);
}

static bool is_tagged(const struct dta *dta)
{
    return dta->release >= 117;
}

static ASSAY_RESULT expect(struct dta *dta, const char *tag)
{
    return cursor_expect(dta->cursor, tag, strlen(tag));
}

/* A tag that formats before 117 do not have. */
static ASSAY_RESULT expect_tag(struct dta *dta, const char *tag)
{
    return is_tagged(dta) ? expect(dta, tag) : ASSAY_OK;
}

static struct widths widths_of(unsigned release)
{
    if (release >= 118)
        return (struct widths){.name = NAME_MOST, .format = 57, .label = LABEL_MOST, .large = true};
    return (struct widths){.name = 33, .format = release == 113 ? 12 : 49, .label = 81};
}

/* A text with its length before it: the label of all, the time of its writing. */
static ASSAY_RESULT read_note(struct dta *dta, bool wide)
{
    struct bytes note;
    uint16_t size = 0;
    uint8_t small = 0;

    if (wide) {
        TRY(read_u16(dta, &size));
    } else {
        TRY(cursor_u8(dta->cursor, &small));
        size = small;
    }
    TRY(cursor_take(dta->cursor, size, &note));
    if (note.size > 0)
        evidence_value(dta->survey.cells.evidence, EVIDENCE_NO_COLUMN, 0,
                       cursor_at(dta->cursor) - size, note);
    return ASSAY_OK;
}

static ASSAY_RESULT open_variables(struct dta *dta, uint64_t count)
{
    TRY(survey_begin(&dta->survey, dta->cursor, count));
    dta->types = calloc(count + 1, sizeof *dta->types);
    dta->names = calloc(count + 1, sizeof *dta->names);
    dta->label_sets = calloc(count + 1, sizeof *dta->label_sets);
    if (!dta->types || !dta->names || !dta->label_sets)
        return cursor_fail_at(dta->cursor, ASSAY_ENOMEM, ASSAY_NO_OFFSET,
                              "out of memory for variables");
    return ASSAY_OK;
}

/* Formats since 117: <header>, and where the parts are, which stand in order. */
static ASSAY_RESULT read_tagged_header(struct dta *dta)
{
    enum { MAP = 14 * 8 };
    struct bytes some;
    uint64_t count = 0;
    uint32_t few = 0;
    uint16_t fewer = 0;

    TRY(expect(dta, "<stata_dta><header><release>"));
    TRY(cursor_take(dta->cursor, 3, &some));
    dta->release =
        (unsigned)(100 * (some.data[0] - '0') + 10 * (some.data[1] - '0') + (some.data[2] - '0'));
    if (dta->release < 117 || dta->release > 119)
        return cursor_fail(dta->cursor, "a format of Stata that is not known");
    TRY(expect(dta, "</release><byteorder>"));
    TRY(cursor_take(dta->cursor, 3, &some));
    dta->big = some.data[0] == 'M';
    dta->widths = widths_of(dta->release);
    TRY(expect(dta, "</byteorder><K>"));
    if (dta->release == 119) {
        TRY(read_u32(dta, &few));
        count = few;
    } else {
        TRY(read_u16(dta, &fewer));
        count = fewer;
    }
    TRY(expect(dta, "</K><N>"));
    if (dta->widths.large) {
        TRY(read_u64(dta, &dta->rows));
    } else {
        TRY(read_u32(dta, &few));
        dta->rows = few;
    }
    TRY(open_variables(dta, count));
    TRY(expect(dta, "</N><label>"));
    TRY(read_note(dta, dta->widths.large));
    TRY(expect(dta, "</label><timestamp>"));
    TRY(read_note(dta, false));
    TRY(expect(dta, "</timestamp></header><map>"));
    TRY(cursor_skip(dta->cursor, MAP));
    return expect(dta, "</map>");
}

static ASSAY_RESULT read_old_header(struct dta *dta)
{
    enum { LABEL = 81, TIME = 18 };
    struct bytes head;
    uint16_t count;
    uint32_t rows;

    TRY(cursor_take(dta->cursor, 4, &head));
    dta->release = head.data[0];
    dta->big = head.data[1] == 1;
    dta->widths = widths_of(dta->release);
    TRY(read_u16(dta, &count));
    TRY(read_u32(dta, &rows));
    dta->rows = rows;
    TRY(open_variables(dta, count));
    TRY(cursor_take(dta->cursor, LABEL, &head));
    head = bytes_until(head, 0);
    if (head.size > 0)
        evidence_value(dta->survey.cells.evidence, EVIDENCE_NO_COLUMN, 0,
                       cursor_at(dta->cursor) - LABEL, head);
    return cursor_skip(dta->cursor, TIME);
}

/* Formats before 117 have one byte for a type; 0: no such type. */
static uint32_t type_of_old(uint8_t type)
{
    if (type >= OLD_BYTE)
        return (uint32_t)(BYTE - (type - OLD_BYTE));
    return type <= OLD_TEXT_MOST ? type : 0;
}

/* Bytes of a value in a row; 0: no such type. */
static uint64_t width_of(uint32_t type)
{
    switch (type) {
    case LONG_TEXT:
    case DOUBLE:
        return 8;
    case FLOAT:
    case LONG:
        return 4;
    case INT:
        return 2;
    case BYTE:
        return 1;
    default:
        return type <= TEXT_MOST ? type : 0;
    }
}

static ASSAY_RESULT read_types(struct dta *dta)
{
    struct survey *survey = &dta->survey;

    TRY(expect_tag(dta, "<variable_types>"));
    for (size_t i = 0; i < survey->count; i++) {
        uint16_t type = 0;
        uint8_t old = 0;

        if (is_tagged(dta)) {
            TRY(read_u16(dta, &type));
            dta->types[i] = type;
        } else {
            TRY(cursor_u8(dta->cursor, &old));
            dta->types[i] = type_of_old(old);
        }
        survey->columns[i].width = width_of(dta->types[i]);
        survey->columns[i].text = dta->types[i] <= LONG_TEXT;
        if (survey->columns[i].width == 0)
            return cursor_fail(dta->cursor, "a variable of the unknown type %" PRIu32,
                               dta->types[i]);
    }
    return expect_tag(dta, "</variable_types>");
}

static ASSAY_RESULT read_names(struct dta *dta, char (*names)[NAME_MOST], const char *begin,
                               const char *end)
{
    TRY(expect_tag(dta, begin));
    for (size_t i = 0; i < dta->survey.count; i++) {
        TRY(cursor_copy(dta->cursor, names[i], dta->widths.name));
        names[i][dta->widths.name - 1] = 0;
    }
    return expect_tag(dta, end);
}

/* %td and %d show days since 1960, %tc and %tC milliseconds. */
static struct survey_clock clock_of(struct bytes format)
{
    format = bytes_trim(bytes_until(format, 0), BYTES("%-"));
    if (bytes_starts(format, BYTES("tc")) || bytes_starts(format, BYTES("tC")))
        return (struct survey_clock){86400000, SURVEY_DAYS_FROM_1960};
    if (bytes_starts(format, BYTES("td")) || bytes_starts(format, BYTES("d")))
        return (struct survey_clock){1, SURVEY_DAYS_FROM_1960};
    return (struct survey_clock){0};
}

static ASSAY_RESULT read_formats(struct dta *dta)
{
    TRY(expect_tag(dta, "<formats>"));
    for (size_t i = 0; i < dta->survey.count; i++) {
        struct bytes format;

        TRY(cursor_take(dta->cursor, dta->widths.format, &format));
        if (!dta->survey.columns[i].text)
            dta->survey.columns[i].clock = clock_of(format);
    }
    return expect_tag(dta, "</formats>");
}

static ASSAY_RESULT read_labels(struct dta *dta)
{
    TRY(expect_tag(dta, "<variable_labels>"));
    for (size_t i = 0; i < dta->survey.count; i++) {
        struct bytes label;

        TRY(cursor_take(dta->cursor, dta->widths.label, &label));
        TRY(survey_name(&dta->survey, i, bytes_text(dta->names[i]), bytes_until(label, 0)));
    }
    return expect_tag(dta, "</variable_labels>");
}

/* Notes on the data and its variables. */
static ASSAY_RESULT read_characteristic(struct dta *dta, uint32_t size)
{
    const uint64_t names = 2 * (uint64_t)dta->widths.name;

    if (size < names)
        return cursor_fail(dta->cursor, "a note of %" PRIu32 " bytes", size);
    TRY(cursor_skip(dta->cursor, names));
    for (uint64_t left = size - names; left > 0;) {
        const size_t some = left < CURSOR_WINDOW_MAX ? (size_t)left : CURSOR_WINDOW_MAX;
        const uint64_t at = cursor_at(dta->cursor);
        struct bytes piece;

        TRY(cursor_take(dta->cursor, some, &piece));
        evidence_value(dta->survey.cells.evidence, EVIDENCE_NO_COLUMN, 0, at, survey_trim(piece));
        left -= some;
    }
    return ASSAY_OK;
}

static ASSAY_RESULT read_characteristics(struct dta *dta)
{
    const struct bytes end = BYTES("</characteristics>");
    struct bytes next;
    uint32_t size;

    TRY(expect(dta, "<characteristics>"));
    for (;;) {
        TRY(cursor_peek(dta->cursor, end.size, &next));
        if (bytes_equal(next, end))
            return expect(dta, "</characteristics>");
        TRY(expect(dta, "<ch>"));
        TRY(read_u32(dta, &size));
        TRY(read_characteristic(dta, size));
        TRY(expect(dta, "</ch>"));
    }
}

static ASSAY_RESULT read_old_characteristics(struct dta *dta)
{
    uint8_t type;
    uint32_t size;

    do {
        TRY(cursor_u8(dta->cursor, &type));
        TRY(read_u32(dta, &size));
        if (type > 0)
            TRY(read_characteristic(dta, size));
    } while (type > 0 || size > 0);
    return ASSAY_OK;
}

static ASSAY_RESULT read_dictionary(struct dta *dta)
{
    const uint64_t sorted = (dta->survey.count + 1) * (dta->release == 119 ? 4U : 2U);

    TRY(read_types(dta));
    TRY(read_names(dta, dta->names, "<varnames>", "</varnames>"));
    TRY(expect_tag(dta, "<sortlist>"));
    TRY(cursor_skip(dta->cursor, sorted));
    TRY(expect_tag(dta, "</sortlist>"));
    TRY(read_formats(dta));
    TRY(read_names(dta, dta->label_sets, "<value_label_names>", "</value_label_names>"));
    TRY(read_labels(dta));
    return is_tagged(dta) ? read_characteristics(dta) : read_old_characteristics(dta);
}

static uint64_t integer_of(const struct dta *dta, struct bytes bytes)
{
    uint64_t value = 0;

    for (size_t i = 0; i < bytes.size; i++)
        value |= (uint64_t)bytes.data[dta->big ? bytes.size - 1 - i : i] << 8 * i;
    return value;
}

/* False where it is one of the missing values, which are the largest of their type. */
static bool read_number(const struct dta *dta, uint32_t type, struct bytes value, double *out)
{
    const uint64_t bits = integer_of(dta, value);
    uint32_t half;
    float narrow;

    switch (type) {
    case BYTE:
        *out = (int8_t)bits;
        return *out <= 100;
    case INT:
        *out = (int16_t)bits;
        return *out <= 32740;
    case LONG:
        *out = (int32_t)bits;
        return *out <= 2147483620;
    case FLOAT:
        half = (uint32_t)bits;
        memcpy(&narrow, &half, sizeof narrow);
        *out = (double)narrow;
        return *out < 0x1p127;
    default:
        memcpy(out, &bits, sizeof bits);
        return *out < 0x1p1023;
    }
}

/* A long text stands behind the rows, with the first cell that has it; others point there, too. */
static void count_long_text(struct dta *dta, size_t column, struct bytes pointer)
{
    const size_t wide = dta->release == 117 ? 4 : dta->release == 118 ? 2 : 3;
    const uint64_t variable = integer_of(dta, bytes_front(pointer, wide)),
                   row = integer_of(dta, bytes_from(pointer, wide));

    if (variable > 0 && (variable != column + 1 || row != dta->survey.row + 1))
        survey_count(&dta->survey, column, CELL_TEXT);
}

static ASSAY_RESULT read_cell(struct dta *dta, size_t column)
{
    const uint64_t at = cursor_at(dta->cursor);
    struct bytes value;
    double number;

    TRY(cursor_take(dta->cursor, (size_t)dta->survey.columns[column].width, &value));
    if (dta->types[column] == LONG_TEXT) {
        count_long_text(dta, column, value);
        return ASSAY_OK;
    }
    if (dta->survey.columns[column].text)
        return survey_text(&dta->survey, column, at, bytes_until(value, 0));
    return read_number(dta, dta->types[column], value, &number)
               ? survey_number(&dta->survey, column, at, number)
               : ASSAY_OK;
}

static ASSAY_RESULT read_rows(struct dta *dta)
{
    struct survey *survey = &dta->survey;

    TRY(expect_tag(dta, "<data>"));
    for (uint64_t row = 0; row < dta->rows && survey->count > 0; row++) {
        TRY(survey_begin_row(survey, cursor_at(dta->cursor)));
        for (size_t i = 0; i < survey->count; i++)
            TRY(read_cell(dta, i));
        survey_end_row(survey);
    }
    return expect_tag(dta, "</data>");
}

/* Texts with NUL between them, in pieces where they are long. */
struct texts {
    size_t column, least; /* bytes of one that is told */
    bool cell;            /* the first is one; others stand beside */
};

/* The next piece of a text: where more of it follows, up to where a line or a word ends, so that
 * no value is in two of them. */
static ASSAY_RESULT take_piece(struct dta *dta, uint32_t left, struct bytes *piece)
{
    enum { BACK = 4096 }; /* how far behind such a place is looked for */
    static const uint8_t ends[] = {0, '\n', ' '};

    TRY(cursor_peek(dta->cursor, CURSOR_WINDOW_MAX, piece));
    if (left <= CURSOR_WINDOW_MAX || piece->size < CURSOR_WINDOW_MAX)
        return cursor_take(dta->cursor, left < CURSOR_WINDOW_MAX ? left : CURSOR_WINDOW_MAX, piece);
    for (size_t i = 0; i < ARRAY_LEN(ends) && piece->size == CURSOR_WINDOW_MAX; i++) {
        const uint8_t *end = memrchr(piece->data + piece->size - BACK, ends[i], BACK);

        piece->size = end ? (size_t)(end - piece->data) + 1 : piece->size;
    }
    return cursor_skip(dta->cursor, piece->size);
}

static ASSAY_RESULT read_texts(struct dta *dta, uint32_t size, struct texts texts)
{
    for (uint32_t left = size; left > 0;) {
        const uint64_t at = cursor_at(dta->cursor);
        struct bytes rest;

        TRY(take_piece(dta, left, &rest));
        left -= (uint32_t)rest.size;
        while (rest.size > 0) {
            const struct bytes text = bytes_until(rest, 0);

            rest = bytes_from(rest, text.size + 1);
            if (text.size < texts.least)
                continue;
            TRY(texts.cell ? survey_text(&dta->survey, texts.column, at, text)
                           : survey_value_label(&dta->survey, texts.column, at, text));
            texts.cell = false;
        }
    }
    return ASSAY_OK;
}

/* Behind the mark of one: the variable and row that it is of. */
static ASSAY_RESULT read_long_text(struct dta *dta, uint64_t rows)
{
    enum { BINARY = 129 };
    struct survey *survey = &dta->survey;
    uint32_t variable, size, few;
    struct texts texts;
    uint64_t row;
    uint8_t type;

    TRY(read_u32(dta, &variable));
    if (dta->widths.large) {
        TRY(read_u64(dta, &row));
    } else {
        TRY(read_u32(dta, &few));
        row = few;
    }
    TRY(cursor_u8(dta->cursor, &type));
    TRY(read_u32(dta, &size));
    if (variable == 0 || variable > survey->count || row == 0 || row > rows)
        return cursor_fail(dta->cursor, "a long text of variable %" PRIu32 ", row %" PRIu64,
                           variable, row);
    texts = (struct texts){.column = variable - 1, .least = 1, .cell = type != BINARY};
    if (type == BINARY) {
        texts.least = TELLING;
        survey_count(survey, texts.column, CELL_BINARY);
    }
    survey->row = row - 1;
    return read_texts(dta, size, texts);
}

static ASSAY_RESULT read_long_texts(struct dta *dta)
{
    enum { MARK = 3 };
    const uint64_t rows = dta->survey.row;
    enum assay_status status = ASSAY_OK;
    struct bytes mark;

    TRY(expect(dta, "<strls>"));
    for (;;) {
        TRY(cursor_peek(dta->cursor, MARK, &mark));
        if (!bytes_equal(mark, BYTES("GSO")))
            return expect(dta, "</strls>");
        data_table_lose_rows(&dta->survey.cells.table);
        TRY(cursor_skip(dta->cursor, MARK));
        status = read_long_text(dta, rows);
        dta->survey.row = rows;
        TRY(status);
    }
}

static bool is_set(const void *dta, uint32_t index, const void *set)
{
    return strcmp(((const struct dta *)dta)->label_sets[index], set) == 0;
}

/* The first variable whose values a set of texts stands for, or TABLE_NONE. */
static uint32_t variable_of(const struct dta *dta, const char *set)
{
    return table_find(&dta->by_set, table_hash(dta->seed, bytes_text(set)), is_set, dta, set);
}

static ASSAY_RESULT list_sets(struct dta *dta)
{
    dta->seed = table_seed();
    for (uint32_t i = 0; i < dta->survey.count; i++) {
        const struct bytes set = bytes_text(dta->label_sets[i]);

        if (set.size > 0 && variable_of(dta, dta->label_sets[i]) == TABLE_NONE &&
            !table_add(&dta->by_set, table_hash(dta->seed, set), i))
            return cursor_fail_at(dta->cursor, ASSAY_ENOMEM, ASSAY_NO_OFFSET,
                                  "out of memory for sets of labels");
    }
    return ASSAY_OK;
}

/* Behind the size of one set. */
static ASSAY_RESULT read_value_set(struct dta *dta)
{
    enum { PADDING = 3 };
    char set[NAME_MOST];
    uint32_t count, size;

    TRY(cursor_copy(dta->cursor, set, dta->widths.name));
    set[dta->widths.name - 1] = 0;
    TRY(cursor_skip(dta->cursor, PADDING));
    TRY(read_u32(dta, &count));
    TRY(read_u32(dta, &size));
    TRY(cursor_skip(dta->cursor, (uint64_t)count * 2 * sizeof count));
    return read_texts(dta, size, (struct texts){.column = variable_of(dta, set), .least = 1});
}

static ASSAY_RESULT read_value_sets(struct dta *dta)
{
    const struct bytes begin = BYTES("<lbl>");
    struct bytes next;
    uint32_t size;
    bool ended = false;

    TRY(list_sets(dta));
    TRY(expect_tag(dta, "<value_labels>"));
    for (;;) {
        TRY(cursor_peek(dta->cursor, begin.size, &next));
        ended = is_tagged(dta) ? !bytes_equal(next, begin) : next.size == 0;
        if (ended)
            return expect_tag(dta, "</value_labels></stata_dta>");
        TRY(expect_tag(dta, "<lbl>"));
        TRY(read_u32(dta, &size));
        TRY(read_value_set(dta));
        TRY(expect_tag(dta, "</lbl>"));
    }
}

static ASSAY_RESULT read_all(struct dta *dta)
{
    struct bytes next;

    TRY(cursor_peek(dta->cursor, 1, &next));
    TRY(next.size > 0 && next.data[0] == '<' ? read_tagged_header(dta) : read_old_header(dta));
    TRY(read_dictionary(dta));
    TRY(read_rows(dta));
    if (is_tagged(dta))
        TRY(read_long_texts(dta));
    return read_value_sets(dta);
}

/* Formats before 117 begin with their number, the order of bytes, and 1. */
static unsigned stata_bid(const struct subject *subject)
{
    const struct bytes head = subject->head, tag = BYTES("<stata_dta><header><release>");
    const bool old = head.size > 109 && head.data[0] >= 113 && head.data[0] <= 115 &&
                     (head.data[1] == 1 || head.data[1] == 2) && head.data[2] == 1;

    if (bytes_starts(head, tag))
        return 8 * (unsigned)tag.size;
    return old && ends_in(subject->name, ".dta") ? 8 * 3 : 0;
}

static enum assay_status stata_read(struct cursor *cursor, const struct subject *subject,
                                    struct evidence *evidence)
{
    CLEANUP(dta_clear) struct dta dta = {.cursor = cursor};

    (void)subject;
    TRY(survey_open(&dta.survey, cursor, evidence));
    return survey_tell(&dta.survey, read_all(&dta));
}

const struct inspector inspect_stata = {.format = "stata",
                                        .kind = ASSAY_KIND_DATASET,
                                        .packed = true,
                                        .bid = stata_bid,
                                        .read = stata_read};
