/*
 * inspect_vcard.c - address books and calendars: one card or entry a row, its properties as
 * columns. Parts of names and addresses, which stand in one property, are columns of their own.
 *
 * Source: RFC 6350 (vCard 4.0), RFC 2426 (3.0), vCard 2.1; RFC 5545 (iCalendar).
 */

#include "base/codec.h"
#include "base/kit.h"
#include "base/word.h"
#include "examine/inspect.h"
#include "examine/tables/folded_lines.h"
#include "examine/tables/named_rows.h"

enum { BID = 8 * 11 /* BEGIN:VCARD */ };

struct book {
    struct folded_lines lines;
    struct named_rows rows;
    struct buf text; /* of the value at hand, where escapes are in it */
    struct buf name; /* of its column */
    bool of_people, is_cut;
};

static void book_clear(struct book *book)
{
    folded_lines_clear(&book->lines);
    named_rows_clear(&book->rows);
    buf_clear(&book->text);
    buf_clear(&book->name);
}

/* One content line: its name, what stands behind it, its value. */
struct property {
    struct bytes name, parameters, value;
};

/* Up to the first of these bytes that stands in no quotes. */
static struct bytes take_to(struct bytes *rest, struct bytes ends)
{
    struct bytes taken = *rest;
    bool quoted = false;

    for (size_t i = 0; i < rest->size; i++) {
        const uint8_t byte = rest->data[i];

        quoted ^= byte == '"';
        if (!quoted && bytes_has(ends, byte)) {
            taken.size = i;
            break;
        }
    }
    *rest = bytes_from(*rest, taken.size);
    return taken;
}

/* group.NAME;PARAMETER=...:value */
static bool read_property(struct bytes line, struct property *out)
{
    const uint8_t *dot;

    out->name = take_to(&line, BYTES(";:"));
    out->parameters = take_to(&line, BYTES(":"));
    dot = memchr(out->name.data, '.', out->name.size);
    if (dot)
        out->name = bytes_from(out->name, (size_t)(dot - out->name.data) + 1);
    out->value = bytes_from(line, 1);
    return line.size > 1 && out->name.size > 0;
}

/* The value of a parameter, without its quotes; empty where there is none. */
static struct bytes parameter(struct bytes parameters, struct bytes wanted)
{
    while (parameters.size > 0) {
        struct bytes one;

        parameters = bytes_from(parameters, 1); /* the semicolon */
        one = take_to(&parameters, BYTES(";"));
        if (one.size > wanted.size && one.data[wanted.size] == '=' &&
            word_is(bytes_front(one, wanted.size), wanted))
            return bytes_trim(bytes_from(one, wanted.size + 1), BYTES("\""));
    }
    return parameters;
}

/* In vCard 2.1 an encoding may stand without its name. */
static bool is_printable(struct bytes parameters)
{
    return word_is(parameter(parameters, BYTES("ENCODING")), BYTES("QUOTED-PRINTABLE")) ||
           bytes_ends(parameters, BYTES(";QUOTED-PRINTABLE"));
}

/* Pictures, sounds and keys. */
static bool is_binary(struct bytes parameters)
{
    const struct bytes encoding = parameter(parameters, BYTES("ENCODING"));

    return word_is(encoding, BYTES("b")) || word_is(encoding, BYTES("BASE64"));
}

/* False where the text stands in the value as it is. */
static bool decode(struct book *book, struct bytes value, bool printable)
{
    bool decodes = false;

    buf_reset(&book->text);
    for (size_t i = 0; i < value.size; i++) {
        uint8_t byte = value.data[i];

        if (printable && byte == '=' && hex_octet(bytes_from(value, i + 1), &byte)) {
            i += 2;
            decodes = true;
        } else if (byte == '\\' && i + 1 < value.size) {
            byte = value.data[++i];
            byte = (byte | 0x20) == 'n' ? '\n' : byte;
            decodes = true;
        }
        buf_byte(&book->text, byte);
    }
    return decodes;
}

/* Schemes say what the column's name says. */
static struct bytes without_scheme(struct bytes value)
{
    static const char *const schemes[] = {"tel:", "mailto:", "geo:"};

    for (size_t i = 0; i < ARRAY_LEN(schemes); i++) {
        const struct bytes scheme = bytes_text(schemes[i]);

        if (word_is(bytes_front(value, scheme.size), scheme))
            return bytes_from(value, scheme.size);
    }
    return value;
}

static ASSAY_RESULT put(struct book *book, const struct property *property, const char *part,
                        struct bytes value)
{
    struct text_cell cell;

    value = bytes_trim(without_scheme(value), BYTES(" "));
    if (value.size == 0 || is_binary(property->parameters))
        return ASSAY_OK;
    cell = folded_lines_cell(&book->lines, value);
    if (decode(book, value, is_printable(property->parameters))) {
        cell.text = buf_bytes(&book->text);
        cell.hidden = true;
    }
    TRY(buf_status(&book->text, book->rows.err));
    if (cell.text.size > TEXT_CELL_MOST)
        cell.text.size = 0;
    buf_reset(&book->name);
    buf_add(&book->name, property->name.data, property->name.size);
    if (part)
        buf_printf(&book->name, ".%s", part);
    return named_rows_cell(&book->rows, buf_bytes(&book->name), &cell);
}

/* Properties whose parts are told apart, or whose name says less than the standard does. */
static const struct structure {
    const char *name;
    const char *parts[7]; /* NULL behind the last */
} structures[] = {
    {"ADR",
     {"post office box", "address extension", "street address", "city", "region", "postal code",
      "country"}},
    {"FN", {"full name"}},
    {"N", {"surname", "first name", "middle name", "title", "suffix"}},
    {"RELATED", {"contact name"}},
};

static const struct structure *structure_of(struct bytes name)
{
    for (size_t i = 0; i < ARRAY_LEN(structures); i++)
        if (word_is(name, bytes_text(structures[i].name)))
            return &structures[i];
    return NULL;
}

/* Up to the next semicolon that no '\' stands before. */
static struct bytes take_part(struct bytes *rest)
{
    struct bytes part = *rest;

    for (size_t i = 0; i < part.size; i++)
        if (part.data[i] == '\\')
            i++;
        else if (part.data[i] == ';')
            part.size = i;
    *rest = bytes_from(*rest, part.size + 1);
    return part;
}

static ASSAY_RESULT put_property(struct book *book, const struct property *property)
{
    const struct structure *structure = structure_of(property->name);
    const struct bytes name = parameter(property->parameters, BYTES("CN"));
    struct bytes rest = property->value;

    if (name.size > 0) { /* of who takes part */
        book->of_people = true;
        TRY(put(book, property, "full name", name));
    }
    if (!structure)
        return put(book, property, NULL, property->value);
    for (size_t i = 0; i < ARRAY_LEN(structure->parts) && structure->parts[i]; i++) {
        const bool last = i + 1 == ARRAY_LEN(structure->parts) || !structure->parts[i + 1];

        TRY(put(book, property, structure->parts[i],
                last && i == 0 ? property->value : take_part(&rest)));
    }
    return ASSAY_OK;
}

static bool is_entry(struct bytes name)
{
    static const char *const names[] = {"VCARD", "VEVENT", "VFREEBUSY", "VJOURNAL", "VTODO"};

    return word_is_one_of(name, names, ARRAY_LEN(names));
}

static ASSAY_RESULT read_entries(struct book *book)
{
    bool found, in_entry = false;

    for (;;) {
        struct property property;

        TRY(folded_lines_next(&book->lines, &found));
        if (!found) {
            named_rows_end(&book->rows);
            book->is_cut = in_entry;
            return ASSAY_OK;
        }
        if (!read_property(book->lines.text, &property))
            continue;
        if (word_is(property.name, BYTES("BEGIN")) && is_entry(property.value)) {
            named_rows_end(&book->rows);
            book->of_people |= word_is(property.value, BYTES("VCARD"));
            in_entry = true;
        } else if (word_is(property.name, BYTES("END")) && is_entry(property.value)) {
            named_rows_end(&book->rows);
            in_entry = false;
        } else if (in_entry) {
            TRY(put_property(book, &property));
        }
    }
}

static unsigned vcard_bid(const struct subject *subject)
{
    struct bytes head = subject->head;

    if (bytes_starts(head, BYTES("\xef\xbb\xbf")))
        head = bytes_from(head, 3);
    head = bytes_trim(bytes_front(head, 64), BYTES(" \t\r\n"));
    return word_is(bytes_front(head, 11), BYTES("BEGIN:VCARD")) ||
                   word_is(bytes_front(head, 15), BYTES("BEGIN:VCALENDAR"))
               ? BID
               : 0;
}

static enum assay_status vcard_read(struct cursor *cursor, const struct subject *subject,
                                    struct evidence *evidence)
{
    CLEANUP(book_clear) struct book book = {.rows.places = NULL};

    (void)subject;
    folded_lines_init(&book.lines, cursor);
    buf_init(&book.text, FOLDED_LINE_MOST);
    buf_init(&book.name, 2 * (size_t)FOLDED_LINE_MOST);
    TRY(named_rows_init(&book.rows, evidence, cursor->err));
    TRY(read_entries(&book));
    if (!book.of_people) { /* feasts, terms of a school */
        evidence_decline(evidence);
        return ASSAY_OK;
    }
    named_rows_tell(&book.rows);
    return book.is_cut ? cursor_fail(cursor, "the file ends inside of an entry") : ASSAY_OK;
}

const struct inspector inspect_vcard = {.format = "vcard",
                                        .kind = ASSAY_KIND_DATASET,
                                        .text = true,
                                        .bid = vcard_bid,
                                        .read = vcard_read};
