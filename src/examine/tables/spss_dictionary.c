/* spss_dictionary.c - the dictionary of a system file of SPSS: variables, their names and labels.
 */

#include "examine/tables/spss_file.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/kit.h"
#include "base/limits.h"
#include "base/word.h"

enum {
    LINE = 80, /* of a document */
    LONG_NAMES = 13,
    LONG_TEXTS = 14,
    PART_COUNTED = 252, /* bytes that are counted for each part of a long text */
    LONG_TEXT_MOST = 32767,
    PAIRS_SEARCHED = 64 << 20, /* bytes, of one file; names past them stay short */
};

/* Records of the dictionary. */
enum { VARIABLE = 2, VALUE_LABELS = 3, LABELLED = 4, DOCUMENT = 6, EXTENSION = 7, END = 999 };

/* Seconds since the day on which the Gregorian calendar began. */
static struct survey_clock clock_of(uint32_t format)
{
    static const uint8_t dates[] = {20, 22, 23, 24, 28, 29, 30, 38, 39, 41};
    const uint8_t type = (uint8_t)(format >> 16);

    return memchr(dates, type, sizeof dates) ? (struct survey_clock){86400, SURVEY_DAYS_FROM_1582}
                                             : (struct survey_clock){0};
}

static ASSAY_RESULT add_element(struct spss_file *file, struct spss_element **out)
{
    if (file->count == file->capacity) {
        const size_t capacity = file->capacity ? 2 * file->capacity : 64;
        struct spss_element *grown = reallocarray(file->elements, capacity, sizeof *grown);

        if (!grown)
            return cursor_fail_at(file->cursor, ASSAY_ENOMEM, ASSAY_NO_OFFSET,
                                  "out of memory for variables");
        file->elements = grown;
        file->capacity = capacity;
    }
    *out = &file->elements[file->count++];
    **out = (struct spss_element){.width = 0};
    return ASSAY_OK;
}

static ASSAY_RESULT read_label(struct spss_file *file, struct spss_element *element)
{
    uint32_t size;
    struct bytes label;

    TRY(spss_u32(file, &size));
    if (size > CURSOR_WINDOW_MAX - 3)
        return cursor_fail(file->cursor, "a label of %" PRIu32 " bytes", size);
    TRY(cursor_take(file->cursor, ((size_t)size + 3) / 4 * 4, &label));
    label = survey_trim(bytes_front(bytes_front(label, size), SURVEY_LABEL_MOST - 1));
    memcpy(element->label, label.data, label.size);
    element->label_size = (uint8_t)label.size;
    return ASSAY_OK;
}

/* The element before the last one is of a text. */
static bool may_go_on(const struct spss_file *file)
{
    const struct spss_element *before = file->count > 1 ? &file->elements[file->count - 2] : NULL;

    return before && (before->width > 0 || before->goes_on);
}

static ASSAY_RESULT read_variable(struct spss_file *file)
{
    uint32_t type, has_label, missing, print, write;
    struct spss_element *element;

    if (file->count >= LIMIT_SPSS_ELEMENTS)
        return cursor_fail_at(file->cursor, ASSAY_ELIMIT, cursor_at(file->cursor),
                              "more than %d variables and pieces of texts", LIMIT_SPSS_ELEMENTS);
    TRY(add_element(file, &element));
    TRY(spss_u32(file, &type));
    TRY(spss_u32(file, &has_label));
    TRY(spss_u32(file, &missing));
    TRY(spss_u32(file, &print));
    TRY(spss_u32(file, &write));
    TRY(cursor_copy(file->cursor, element->name, sizeof element->name));
    element->goes_on = type == UINT32_MAX;
    element->width = element->goes_on ? 0 : type;
    element->clock = clock_of(print);
    if (type > 255 && !element->goes_on)
        return cursor_fail(file->cursor, "a text of %" PRIu32 " bytes in one variable", type);
    if (element->goes_on && !may_go_on(file)) /* columns would get each other's names */
        return cursor_fail(file->cursor, "a piece of a text that was not begun");
    if (has_label)
        TRY(read_label(file, element));
    missing = missing >> 31 ? 0 - missing : missing; /* below 0: a range */
    return missing > 3 ? cursor_fail(file->cursor, "%" PRIu32 " missing values", missing)
                       : cursor_skip(file->cursor, (uint64_t)missing * SPSS_ELEMENT);
}

static ASSAY_RESULT read_value_labels(struct spss_file *file)
{
    uint32_t count;

    TRY(spss_u32(file, &count));
    for (uint32_t i = 0; i < count; i++) {
        const uint64_t at = cursor_at(file->cursor) + SPSS_ELEMENT + 1;
        struct bytes label;
        uint8_t size;

        TRY(cursor_skip(file->cursor, SPSS_ELEMENT));
        TRY(cursor_u8(file->cursor, &size));
        TRY(cursor_take(file->cursor, (size_t)(size + 8) / 8 * 8 - 1, &label));
        spss_tell_text(file, at, bytes_front(label, size));
    }
    return ASSAY_OK;
}

static ASSAY_RESULT read_document(struct spss_file *file)
{
    uint32_t lines;

    TRY(spss_u32(file, &lines));
    for (uint32_t i = 0; i < lines; i++) {
        const uint64_t at = cursor_at(file->cursor);
        struct bytes line;

        TRY(cursor_take(file->cursor, LINE, &line));
        spss_tell_text(file, at, line);
    }
    return ASSAY_OK;
}

static ASSAY_RESULT read_extension(struct spss_file *file)
{
    uint32_t subtype, size, count;
    struct buf *to;
    uint64_t bytes;

    TRY(spss_u32(file, &subtype));
    TRY(spss_u32(file, &size));
    TRY(spss_u32(file, &count));
    bytes = (uint64_t)size * count;
    to = subtype == LONG_TEXTS ? &file->lengths.all : &file->names.all;
    if ((subtype != LONG_NAMES && subtype != LONG_TEXTS) || bytes > LIMIT_DOCUMENT || to->size > 0)
        return cursor_skip(file->cursor, bytes);
    while (bytes > 0) {
        const size_t some = bytes < CURSOR_WINDOW_MAX ? (size_t)bytes : CURSOR_WINDOW_MAX;
        struct bytes piece;

        TRY(cursor_take(file->cursor, some, &piece));
        buf_add(to, piece.data, piece.size);
        bytes -= some;
    }
    return buf_status(to, file->cursor->err);
}

static ASSAY_RESULT read_record(struct spss_file *file, uint32_t type)
{
    uint32_t count;

    switch (type) {
    case VARIABLE:
        return read_variable(file);
    case VALUE_LABELS:
        return read_value_labels(file);
    case LABELLED:
        TRY(spss_u32(file, &count));
        return cursor_skip(file->cursor, (uint64_t)count * sizeof count);
    case DOCUMENT:
        return read_document(file);
    case EXTENSION:
        return read_extension(file);
    case END:
        return cursor_skip(file->cursor, sizeof count);
    default:
        return cursor_fail(file->cursor, "a record of the unknown type %" PRIu32, type);
    }
}

/* True where one of the pairs in [at, end) tells of the name. */
static bool find_between(struct spss_file *file, struct spss_pairs *pairs, size_t at, size_t end,
                         struct bytes name, struct bytes *found)
{
    const struct bytes all = buf_bytes(&pairs->all);

    while (at < end) {
        const struct bytes pair = bytes_until(bytes_from(all, at), '\t');
        const struct bytes from = bytes_until(pair, '=');

        at += pair.size + 1;
        file->searched += pair.size + 1;
        if (word_is(from, name) && from.size < pair.size) {
            pairs->last = at;
            *found = bytes_from(pair, from.size + 1);
            return true;
        }
    }
    return false;
}

/* They are in the order of variables for the most part: what is looked for stands behind the last
 * one found. */
static bool find_pair(struct spss_file *file, struct spss_pairs *pairs, struct bytes name,
                      struct bytes *found)
{
    const size_t last = pairs->last;

    return file->searched <= PAIRS_SEARCHED &&
           (find_between(file, pairs, last, pairs->all.size, name, found) ||
            find_between(file, pairs, 0, last, name, found));
}

static struct bytes short_name(const struct spss_element *element)
{
    return survey_trim(bytes_of(element->name, sizeof element->name));
}

static uint64_t parts_of(uint64_t length)
{
    return (length + PART_COUNTED - 1) / PART_COUNTED;
}

/* The variables that begin behind `first` and are parts of its text. */
static void join_parts(struct spss_file *file, size_t first)
{
    struct bytes digits;
    uint64_t length;

    if (!find_pair(file, &file->lengths, short_name(&file->elements[first]), &digits) ||
        !survey_count_of(digits, &length) || length <= SPSS_PART || length > LONG_TEXT_MOST)
        return;
    for (size_t i = first + 1, left = (size_t)parts_of(length) - 1; left > 0; i++) {
        if (i == file->count || (!file->elements[i].goes_on && file->elements[i].width == 0))
            return;
        file->elements[i].joins = !file->elements[i].goes_on;
        left -= file->elements[i].joins;
    }
}

static void join_all(struct spss_file *file)
{
    for (size_t i = 0; i < file->count; i++)
        if (file->elements[i].width == SPSS_PART && !file->elements[i].joins)
            join_parts(file, i);
}

static ASSAY_RESULT name_columns(struct spss_file *file)
{
    size_t columns = 0;

    join_all(file);
    for (size_t i = 0; i < file->count; i++)
        columns += !file->elements[i].goes_on && !file->elements[i].joins;
    TRY(survey_begin(&file->survey, file->cursor, columns));
    columns = 0;
    for (size_t i = 0; i < file->count; i++) {
        const struct spss_element *element = &file->elements[i];
        struct bytes name = short_name(element);

        if (element->goes_on || element->joins)
            continue;
        file->survey.columns[columns] =
            (struct survey_column){.text = element->width > 0, .clock = element->clock};
        (void)find_pair(file, &file->names, name, &name);
        TRY(survey_name(&file->survey, columns++, name,
                        bytes_of(element->label, element->label_size)));
    }
    return ASSAY_OK;
}

enum assay_status spss_dictionary(struct spss_file *file)
{
    uint32_t type;

    buf_init(&file->names.all, LIMIT_DOCUMENT);
    buf_init(&file->lengths.all, LIMIT_DOCUMENT);
    buf_init(&file->text, SPSS_PART * (size_t)parts_of(LONG_TEXT_MOST) + SPSS_ELEMENT);
    do {
        TRY(spss_u32(file, &type));
        TRY(read_record(file, type));
    } while (type != END);
    return name_columns(file);
}
