/*
 * stata_dictionary.c - the header of a data set of Stata, and its variables: types, names, formats,
 * labels, and the notes on them.
 */

#include <inttypes.h>
#include <stdlib.h>

#include "base/kit.h"
#include "base/limits.h"
#include "examine/tables/stata_file.h"

enum { TEXT_MOST = 2045, OLD_TEXT_MOST = 244, OLD_BYTE = 251, LABEL_MOST = 321 };

static struct stata_widths widths_of(unsigned release)
{
    if (release >= 118)
        return (struct stata_widths){
            .name = STATA_NAME, .format = 57, .label = LABEL_MOST, .large = true};
    return (struct stata_widths){.name = 33, .format = release == 113 ? 12 : 49, .label = 81};
}

/* A text with its length before it: the label of all, the time of its writing. */
static ASSAY_RESULT read_note(struct stata_file *file, bool wide)
{
    struct bytes note;
    uint16_t size = 0;
    uint8_t small = 0;

    if (wide) {
        TRY(stata_u16(file, &size));
    } else {
        TRY(cursor_u8(file->cursor, &small));
        size = small;
    }
    TRY(cursor_take(file->cursor, size, &note));
    if (note.size > 0)
        evidence_value(file->survey.cells.evidence, EVIDENCE_NO_COLUMN, 0,
                       cursor_at(file->cursor) - size, note);
    return ASSAY_OK;
}

static ASSAY_RESULT open_variables(struct stata_file *file, uint64_t count)
{
    TRY(survey_begin(&file->survey, file->cursor, count));
    file->types = calloc(count + 1, sizeof *file->types);
    file->names = calloc(count + 1, sizeof *file->names);
    file->label_sets = calloc(count + 1, sizeof *file->label_sets);
    if (!file->types || !file->names || !file->label_sets)
        return cursor_fail_at(file->cursor, ASSAY_ENOMEM, ASSAY_NO_OFFSET,
                              "out of memory for variables");
    return ASSAY_OK;
}

/* Formats since 117: <header>, and where the parts are, which stand in order. */
static ASSAY_RESULT read_tagged_header(struct stata_file *file)
{
    enum { MAP = 14 * 8 };
    struct bytes some;
    uint64_t count = 0;
    uint32_t few = 0;
    uint16_t fewer = 0;

    TRY(stata_expect(file, "<stata_dta><header><release>"));
    TRY(cursor_take(file->cursor, 3, &some));
    file->release =
        (unsigned)(100 * (some.data[0] - '0') + 10 * (some.data[1] - '0') + (some.data[2] - '0'));
    if (file->release < 117 || file->release > 119)
        return cursor_fail(file->cursor, "a format of Stata that is not known");
    TRY(stata_expect(file, "</release><byteorder>"));
    TRY(cursor_take(file->cursor, 3, &some));
    file->big = some.data[0] == 'M';
    file->widths = widths_of(file->release);
    TRY(stata_expect(file, "</byteorder><K>"));
    if (file->release == 119) {
        TRY(stata_u32(file, &few));
        count = few;
    } else {
        TRY(stata_u16(file, &fewer));
        count = fewer;
    }
    TRY(stata_expect(file, "</K><N>"));
    if (file->widths.large) {
        TRY(stata_u64(file, &file->rows));
    } else {
        TRY(stata_u32(file, &few));
        file->rows = few;
    }
    TRY(open_variables(file, count));
    TRY(stata_expect(file, "</N><label>"));
    TRY(read_note(file, file->widths.large));
    TRY(stata_expect(file, "</label><timestamp>"));
    TRY(read_note(file, false));
    TRY(stata_expect(file, "</timestamp></header><map>"));
    TRY(cursor_skip(file->cursor, MAP));
    return stata_expect(file, "</map>");
}

static ASSAY_RESULT read_old_header(struct stata_file *file)
{
    enum { LABEL = 81, TIME = 18 };
    struct bytes head;
    uint16_t count;
    uint32_t rows;

    TRY(cursor_take(file->cursor, 4, &head));
    file->release = head.data[0];
    file->big = head.data[1] == 1;
    file->widths = widths_of(file->release);
    TRY(stata_u16(file, &count));
    TRY(stata_u32(file, &rows));
    file->rows = rows;
    TRY(open_variables(file, count));
    TRY(cursor_take(file->cursor, LABEL, &head));
    head = bytes_until(head, 0);
    if (head.size > 0)
        evidence_value(file->survey.cells.evidence, EVIDENCE_NO_COLUMN, 0,
                       cursor_at(file->cursor) - LABEL, head);
    return cursor_skip(file->cursor, TIME);
}

/* Formats before 117 have one byte for a type; 0: no such type. */
static uint32_t type_of_old(uint8_t type)
{
    if (type >= OLD_BYTE)
        return (uint32_t)(STATA_BYTE - (type - OLD_BYTE));
    return type <= OLD_TEXT_MOST ? type : 0;
}

/* Bytes of a value in a row; 0: no such type. */
static uint64_t width_of(uint32_t type)
{
    switch (type) {
    case STATA_LONG_TEXT:
    case STATA_DOUBLE:
        return 8;
    case STATA_FLOAT:
    case STATA_LONG:
        return 4;
    case STATA_INT:
        return 2;
    case STATA_BYTE:
        return 1;
    default:
        return type <= TEXT_MOST ? type : 0;
    }
}

static ASSAY_RESULT read_types(struct stata_file *file)
{
    struct survey *survey = &file->survey;

    TRY(stata_expect_tag(file, "<variable_types>"));
    for (size_t i = 0; i < survey->count; i++) {
        uint16_t type = 0;
        uint8_t old = 0;

        if (stata_is_tagged(file)) {
            TRY(stata_u16(file, &type));
            file->types[i] = type;
        } else {
            TRY(cursor_u8(file->cursor, &old));
            file->types[i] = type_of_old(old);
        }
        survey->columns[i].width = width_of(file->types[i]);
        survey->columns[i].text = file->types[i] <= STATA_LONG_TEXT;
        if (survey->columns[i].width == 0)
            return cursor_fail(file->cursor, "a variable of the unknown type %" PRIu32,
                               file->types[i]);
    }
    return stata_expect_tag(file, "</variable_types>");
}

static ASSAY_RESULT read_names(struct stata_file *file, char (*names)[STATA_NAME],
                               const char *begin, const char *end)
{
    TRY(stata_expect_tag(file, begin));
    for (size_t i = 0; i < file->survey.count; i++) {
        TRY(cursor_copy(file->cursor, names[i], file->widths.name));
        names[i][file->widths.name - 1] = 0;
    }
    return stata_expect_tag(file, end);
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

static ASSAY_RESULT read_formats(struct stata_file *file)
{
    TRY(stata_expect_tag(file, "<formats>"));
    for (size_t i = 0; i < file->survey.count; i++) {
        struct bytes format;

        TRY(cursor_take(file->cursor, file->widths.format, &format));
        if (!file->survey.columns[i].text)
            file->survey.columns[i].clock = clock_of(format);
    }
    return stata_expect_tag(file, "</formats>");
}

static ASSAY_RESULT read_labels(struct stata_file *file)
{
    TRY(stata_expect_tag(file, "<variable_labels>"));
    for (size_t i = 0; i < file->survey.count; i++) {
        struct bytes label;

        TRY(cursor_take(file->cursor, file->widths.label, &label));
        TRY(survey_name(&file->survey, i, bytes_text(file->names[i]), bytes_until(label, 0)));
    }
    return stata_expect_tag(file, "</variable_labels>");
}

/* Notes on the data and its variables. */
static ASSAY_RESULT read_characteristic(struct stata_file *file, uint32_t size)
{
    const uint64_t names = 2 * (uint64_t)file->widths.name;

    if (size < names)
        return cursor_fail(file->cursor, "a note of %" PRIu32 " bytes", size);
    TRY(cursor_skip(file->cursor, names));
    for (uint64_t left = size - names; left > 0;) {
        const size_t some = left < CURSOR_WINDOW_MAX ? (size_t)left : CURSOR_WINDOW_MAX;
        const uint64_t at = cursor_at(file->cursor);
        struct bytes piece;

        TRY(cursor_take(file->cursor, some, &piece));
        evidence_value(file->survey.cells.evidence, EVIDENCE_NO_COLUMN, 0, at, survey_trim(piece));
        left -= some;
    }
    return ASSAY_OK;
}

static ASSAY_RESULT read_characteristics(struct stata_file *file)
{
    const struct bytes end = BYTES("</characteristics>");
    struct bytes next;
    uint32_t size;

    TRY(stata_expect(file, "<characteristics>"));
    for (;;) {
        TRY(cursor_peek(file->cursor, end.size, &next));
        if (bytes_equal(next, end))
            return stata_expect(file, "</characteristics>");
        TRY(stata_expect(file, "<ch>"));
        TRY(stata_u32(file, &size));
        TRY(read_characteristic(file, size));
        TRY(stata_expect(file, "</ch>"));
    }
}

static ASSAY_RESULT read_old_characteristics(struct stata_file *file)
{
    uint8_t type;
    uint32_t size;

    do {
        TRY(cursor_u8(file->cursor, &type));
        TRY(stata_u32(file, &size));
        if (type > 0)
            TRY(read_characteristic(file, size));
    } while (type > 0 || size > 0);
    return ASSAY_OK;
}

static ASSAY_RESULT read_variables(struct stata_file *file)
{
    const uint64_t sorted = (file->survey.count + 1) * (file->release == 119 ? 4U : 2U);

    TRY(read_types(file));
    TRY(read_names(file, file->names, "<varnames>", "</varnames>"));
    TRY(stata_expect_tag(file, "<sortlist>"));
    TRY(cursor_skip(file->cursor, sorted));
    TRY(stata_expect_tag(file, "</sortlist>"));
    TRY(read_formats(file));
    TRY(read_names(file, file->label_sets, "<value_label_names>", "</value_label_names>"));
    TRY(read_labels(file));
    return stata_is_tagged(file) ? read_characteristics(file) : read_old_characteristics(file);
}

enum assay_status stata_dictionary(struct stata_file *file)
{
    struct bytes next;

    TRY(cursor_peek(file->cursor, 1, &next));
    TRY(next.size > 0 && next.data[0] == '<' ? read_tagged_header(file) : read_old_header(file));
    return read_variables(file);
}
