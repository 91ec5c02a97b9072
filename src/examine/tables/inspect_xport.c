/*
 * inspect_xport.c - transport files of SAS, versions 5 and 8, as agencies of health ask for them:
 * records of 80 bytes, members with their variables and rows.
 *
 * Source: SAS TS-140, "The Record Layout of a Data Set in SAS Transport (XPORT) Format"; its
 * version for V8.
 */

#include <inttypes.h>
#include <math.h>

#include "base/kit.h"
#include "examine/inspect.h"
#include "examine/tables/sas_clock.h"
#include "examine/tables/survey.h"

enum {
    RECORD = 80,
    COUNT_AT = 54, /* in the header of variables: their number, in four digits, or six in V8 */
    VARIABLE = 140,
    VARIABLE_OF_VMS = 136, /* without what is behind the place in a row */
    SIZE_AT = 74,          /* of a variable's description, in the header of a member */
    ROWS_AT = 48,          /* in that of rows in V8: their number, in fifteen digits; or zeros */
    ROWS_DIGITS = 15,
    LONG_NAME_AT = 88, /* in the description of a variable, in V8 */
};

#define HEADER BYTES("HEADER RECORD*******")

struct transport {
    struct cursor *cursor;
    struct survey survey;
    bool long_names;
    size_t described; /* bytes of a variable's description */
    uint64_t told;    /* rows of the present member; 0: it does not tell */
    uint64_t wide;    /* bytes of a row */
};

static void transport_clear(struct transport *transport)
{
    survey_clear(&transport->survey);
}

static uint16_t u16(struct bytes bytes, size_t at)
{
    return (uint16_t)(bytes.data[at] << 8 | bytes.data[at + 1]);
}

/* Excess 64, powers of 16; an exponent with nothing behind it is a missing value. Source: IBM
 * System/360 Principles of Operation, "Floating-Point Arithmetic". */
static bool read_number(struct bytes bytes, double *out)
{
    enum { EXCESS = 64, DIGITS_BITS = 56 };
    uint64_t digits = 0;
    const uint8_t first = bytes.data[0];

    for (size_t i = 1; i < 8; i++)
        digits = digits << 8 | (i < bytes.size ? bytes.data[i] : 0);
    if (digits == 0) {
        *out = 0;
        return first == 0;
    }
    *out = ldexp((double)digits, 4 * ((first & 0x7f) - EXCESS) - DIGITS_BITS);
    if (first & 0x80)
        *out = -*out;
    return true;
}

static ASSAY_RESULT read_variable(struct transport *transport, size_t column)
{
    struct survey_column *out = &transport->survey.columns[column];
    struct bytes variable, name;

    TRY(cursor_take(transport->cursor, transport->described, &variable));
    out->text = u16(variable, 0) == 2;
    out->width = u16(variable, 4);
    transport->wide += out->width;
    if (!out->text && (out->width < 2 || out->width > 8))
        return cursor_fail(transport->cursor, "a number of %u bytes", (unsigned)out->width);
    if (out->width == 0)
        return cursor_fail(transport->cursor, "a text of no bytes");
    if (!out->text)
        out->clock = sas_clock(bytes_of(variable.data + 56, 8));
    name = transport->long_names ? bytes_of(variable.data + LONG_NAME_AT, 32)
                                 : bytes_of(variable.data + 8, 8);
    return survey_name(&transport->survey, column, name, bytes_of(variable.data + 16, 40));
}

/* To the end of a record that was begun. */
static ASSAY_RESULT skip_padding(struct cursor *cursor)
{
    const uint64_t into = cursor_at(cursor) % RECORD;

    return into ? cursor_skip(cursor, RECORD - into) : ASSAY_OK;
}

static bool is_header(struct bytes record, const char *name)
{
    return bytes_starts(record, HEADER) &&
           bytes_starts(bytes_from(record, HEADER.size), bytes_text(name));
}

/* The header of a member, to the number of its variables. */
static ASSAY_RESULT read_head(struct transport *transport, uint64_t *variables)
{
    struct cursor *cursor = transport->cursor;
    struct bytes record, digits;

    for (size_t i = 0;; i++) {
        TRY(cursor_take(cursor, RECORD, &record));
        if (is_header(record, "NAMESTR ") || is_header(record, "NAMSTV8 "))
            break;
        if (i > 16)
            return cursor_fail(cursor, "a member without variables");
        if (is_header(record, "MEMBER ") &&
            bytes_equal(bytes_of(record.data + SIZE_AT, 4), BYTES("0136")))
            transport->described = VARIABLE_OF_VMS;
    }
    transport->long_names = is_header(record, "NAMSTV8 ");
    digits = bytes_of(record.data + COUNT_AT - (transport->long_names ? 2 : 0),
                      transport->long_names ? 6 : 4);
    if (!survey_count_of(digits, variables) || *variables == 0)
        return cursor_fail(cursor, "a number of variables that is none");
    return ASSAY_OK;
}

/* Behind the last row blanks fill the record up, as rows of blanks do, unless their number is told;
 * another member may follow, or the end. */
static ASSAY_RESULT are_over(struct transport *transport, bool *over)
{
    struct cursor *cursor = transport->cursor;
    const uint64_t into = cursor_at(cursor) % RECORD, left = into ? RECORD - into : 0;
    struct bytes next, blanks;

    TRY(cursor_peek(cursor, (size_t)left + RECORD, &next));
    blanks = bytes_front(next, (size_t)left);
    *over = next.size == 0;
    for (size_t i = 0; i < blanks.size; i++)
        if (blanks.data[i] != ' ')
            return ASSAY_OK;
    if (transport->survey.row < transport->told && transport->wide <= blanks.size)
        return ASSAY_OK;
    next = bytes_from(next, blanks.size);
    *over = next.size == 0 || is_header(next, "MEMBER ") || is_header(next, "MEMBV8 ");
    return ASSAY_OK;
}

static ASSAY_RESULT read_cell(struct transport *transport, size_t column)
{
    const struct survey_column *known = &transport->survey.columns[column];
    const uint64_t at = cursor_at(transport->cursor);
    struct bytes value;
    double number;

    TRY(cursor_take(transport->cursor, (size_t)known->width, &value));
    if (known->text)
        return survey_text(&transport->survey, column, at, value);
    return read_number(value, &number) ? survey_number(&transport->survey, column, at, number)
                                       : ASSAY_OK;
}

static ASSAY_RESULT read_rows(struct transport *transport)
{
    struct survey *survey = &transport->survey;
    bool over;

    for (;;) {
        TRY(are_over(transport, &over));
        if (over)
            break;
        TRY(survey_begin_row(survey, cursor_at(transport->cursor)));
        for (size_t i = 0; i < survey->count; i++)
            TRY(read_cell(transport, i));
        survey_end_row(survey);
    }
    return survey->row < transport->told
               ? cursor_fail(transport->cursor, "cut short: %" PRIu64 " of %" PRIu64 " rows",
                             survey->row, transport->told)
               : ASSAY_OK;
}

/* Behind the first records of the file: a member to its end, and whether another one follows. */
static ASSAY_RESULT read_member(struct transport *transport)
{
    struct cursor *cursor = transport->cursor;
    struct bytes record;
    uint64_t variables;

    transport->described = VARIABLE;
    transport->wide = transport->told = 0;
    TRY(read_head(transport, &variables));
    TRY(survey_begin(&transport->survey, cursor, variables));
    for (size_t i = 0; i < variables; i++)
        TRY(read_variable(transport, i));
    TRY(skip_padding(cursor));
    do /* labels that are longer than version 5 has room for */
        TRY(cursor_take(cursor, RECORD, &record));
    while (!is_header(record, "OBS ") && !is_header(record, "OBSV8 "));
    if (is_header(record, "OBSV8 ") &&
        !survey_count_of(bytes_of(record.data + ROWS_AT, ROWS_DIGITS), &transport->told))
        transport->told = 0;
    return read_rows(transport);
}

static ASSAY_RESULT read_members(struct transport *transport)
{
    bool ended = false;

    TRY(cursor_skip(transport->cursor, (uint64_t)3 * RECORD)); /* when, and by which SAS */
    while (!ended) {
        TRY(read_member(transport));
        TRY(skip_padding(transport->cursor));
        TRY(cursor_ended(transport->cursor, &ended));
    }
    return ASSAY_OK;
}

static unsigned xport_bid(const struct subject *subject)
{
    const struct bytes first = HEADER;
    struct bytes head = subject->head;

    return bytes_take(&head, first) &&
                   (bytes_starts(head, BYTES("LIBRARY ")) || bytes_starts(head, BYTES("LIBV8 ")))
               ? 8 * (unsigned)first.size
               : 0;
}

static enum assay_status xport_read(struct cursor *cursor, const struct subject *subject,
                                    struct evidence *evidence)
{
    CLEANUP(transport_clear) struct transport transport = {.cursor = cursor};

    (void)subject;
    TRY(survey_open(&transport.survey, cursor, evidence));
    return survey_tell(&transport.survey, read_members(&transport));
}

const struct inspector inspect_xport = {.format = "sas-transport",
                                        .kind = ASSAY_KIND_DATASET,
                                        .packed = true,
                                        .bid = xport_bid,
                                        .read = xport_read};
