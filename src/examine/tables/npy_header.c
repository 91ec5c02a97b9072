/*
 * npy_header.c - the header of a .npy array.
 *
 * The literal holds what numpy writes: one dictionary of texts, truth values, numbers, tuples and
 * lists. Anything else (names, calls, sums) is refused.
 */

#include "examine/tables/npy_header.h"

#include <inttypes.h>

#include "base/kit.h"
#include "base/text.h"

enum { DEPTH_MAX = 32, SUBARRAY_RANK_MAX = LIMIT_RANK };

struct literal {
    struct cursor *cursor; /* to fail through */
    struct bytes text;
    size_t at;
    uint64_t base; /* offset of the text in the file */
    struct npy_header *header;
    uint64_t offset;    /* in the element, of the field at hand */
    struct bytes field; /* its name */
};

static enum assay_status fail(struct literal *literal, const char *what)
{
    return cursor_fail_at(literal->cursor, ASSAY_EFORMAT, literal->base + literal->at,
                          "array header: %s", what);
}

/* The next byte that is no blank; 0 at the end. */
static uint8_t look(struct literal *literal)
{
    while (literal->at < literal->text.size &&
           (literal->text.data[literal->at] == ' ' || literal->text.data[literal->at] == '\n' ||
            literal->text.data[literal->at] == '\t'))
        literal->at++;
    return literal->at < literal->text.size ? literal->text.data[literal->at] : 0;
}

static bool take(struct literal *literal, char mark)
{
    if (look(literal) != (uint8_t)mark)
        return false;
    literal->at++;
    return true;
}

static enum assay_status expect(struct literal *literal, char mark, const char *what)
{
    return take(literal, mark) ? ASSAY_OK : fail(literal, what);
}

/* A quoted text without escapes: numpy writes none into types, and names with them tell nothing. */
static enum assay_status read_text(struct literal *literal, struct bytes *text)
{
    uint8_t quote = look(literal);
    struct bytes rest;
    const uint8_t *end;

    if (quote != '\'' && quote != '"')
        return fail(literal, "a text is expected");
    literal->at++;
    rest = bytes_from(literal->text, literal->at);
    for (size_t i = 0; i < rest.size && rest.data[i] != quote; i++)
        if (rest.data[i] == '\\') /* whatever it means, the text does not end in the middle of it */
            return fail(literal, "an escape");
    end = rest.size ? memchr(rest.data, quote, rest.size) : NULL;
    if (!end)
        return fail(literal, "a text without an end");
    *text = bytes_of(rest.data, (size_t)(end - rest.data));
    literal->at += text->size + 1;
    return ASSAY_OK;
}

static enum assay_status read_number(struct literal *literal, uint64_t *number)
{
    size_t start;

    look(literal);
    start = literal->at;
    while (literal->at < literal->text.size && literal->text.data[literal->at] >= '0' &&
           literal->text.data[literal->at] <= '9')
        literal->at++;
    if (!text_u64(bytes_of(literal->text.data + start, literal->at - start), number)) {
        literal->at = start;
        return fail(literal, "a whole number is expected");
    }
    if (literal->at < literal->text.size && literal->text.data[literal->at] == 'L')
        literal->at++; /* Python 2 */
    return ASSAY_OK;
}

static enum assay_status read_word(struct literal *literal, const char *word, bool *taken)
{
    look(literal);
    *taken = bytes_starts(bytes_from(literal->text, literal->at), bytes_text(word));
    if (*taken)
        literal->at += strlen(word);
    return ASSAY_OK;
}

/* "(3, 4)", "(3,)", "()", or a number alone. */
static enum assay_status read_shape(struct literal *literal, uint64_t *shape, size_t *rank,
                                    uint64_t *product)
{
    size_t start;

    *rank = 0;
    *product = 1;
    look(literal);
    start = literal->at;
    TRY(expect(literal, '(', "a shape is expected"));
    while (!take(literal, ')')) {
        if (*rank == LIMIT_RANK)
            return fail(literal, "more dimensions than arrays have");
        TRY(read_number(literal, &shape[*rank]));
        if (ckd_mul(product, *product, shape[*rank])) {
            literal->at = start;
            return fail(literal, "more elements than can be counted");
        }
        ++*rank;
        if (!take(literal, ',')) {
            TRY(expect(literal, ')', "',' or ')' is expected"));
            break;
        }
    }
    return ASSAY_OK;
}

/* "[ns]" behind a type of dates; of longer and shorter steps than these nothing is read. */
static struct meaning meaning_of_date(struct bytes step)
{
    static const char *const steps[] = {"[s]", NULL,   NULL, "[ms]", NULL,
                                        NULL,  "[us]", NULL, NULL,   "[ns]"};

    if (bytes_equal(step, BYTES("[D]")))
        return (struct meaning){.kind = MEANS_DATE};
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
        if (steps[i] && bytes_equal(step, bytes_text(steps[i])))
            return (struct meaning){.kind = MEANS_TIMESTAMP, .scale = (int)i};
    return (struct meaning){.kind = MEANS_NOTHING};
}

/* Identifiers are written in 32 bits and more. */
static struct meaning meaning_of(uint8_t letter, uint64_t size, struct bytes step)
{
    const bool full = size == 4 || size == 8;

    switch (letter) {
    case 'S':
    case 'U':
    case 'V':
    case 'a':
        return (struct meaning){.kind = size > 0 ? MEANS_BYTES : MEANS_NOTHING};
    case 'i':
        return (struct meaning){.kind = full ? MEANS_SIGNED : MEANS_NOTHING};
    case 'u':
        return (struct meaning){.kind = full ? MEANS_UNSIGNED : MEANS_NOTHING};
    case 'f':
        return (struct meaning){.kind = full ? MEANS_FLOAT : MEANS_NOTHING};
    case 'M':
        return size == 8 ? meaning_of_date(step) : (struct meaning){.kind = MEANS_NOTHING};
    default:
        return (struct meaning){.kind = MEANS_NOTHING};
    }
}

static void note_field(struct literal *literal, struct bytes type, uint8_t letter, uint64_t size,
                       struct bytes step)
{
    struct npy_header *header = literal->header;
    struct npy_field *field;

    if (header->field_count == NPY_FIELDS) {
        header->more_fields = true;
        return;
    }
    field = &header->fields[header->field_count++];
    *field = (struct npy_field){.at = literal->offset,
                                .size = size,
                                .unit = size,
                                .meaning = meaning_of(letter, size, step),
                                .wide = letter == 'U',
                                .big = type.data[0] == '>',
                                .letter = letter};
    snprintf(field->name, sizeof field->name, "%.*s",
             (int)(literal->field.size < sizeof field->name ? literal->field.size
                                                            : sizeof field->name - 1),
             (const char *)literal->field.data);
}

/* "<f8", "|S10", "<M8[ns]", "|O": the bytes of one element. */
static enum assay_status read_type(struct literal *literal, struct bytes type, uint64_t *width,
                                   bool *objects)
{
    static const char kinds[] = "biufcSUVOmMa";
    struct bytes rest = type, digits;
    uint8_t kind;

    if (rest.size > 0 && bytes_has(BYTES("<>=|"), rest.data[0]))
        rest = bytes_from(rest, 1);
    if (rest.size == 0 || !memchr(kinds, rest.data[0], sizeof kinds - 1))
        return fail(literal, "a type that arrays do not have");
    kind = rest.data[0];
    rest = bytes_from(rest, 1);
    digits = rest;
    digits.size = 0;
    while (digits.size < rest.size && rest.data[digits.size] >= '0' &&
           rest.data[digits.size] <= '9')
        digits.size++;
    rest = bytes_from(rest, digits.size);
    if (rest.size > 0 && !((kind == 'M' || kind == 'm') && rest.data[0] == '['))
        return fail(literal, "a type that arrays do not have");
    *objects |= kind == 'O';
    if (digits.size == 0 && kind == 'O')
        *width = 0;
    else if (!text_u64(digits, width) || (kind == 'U' && ckd_mul(width, *width, (uint64_t)4)))
        return fail(literal, "a type without a size");
    note_field(literal, type, kind, *width, rest);
    return ASSAY_OK;
}

/* The fields from `from` on as one: its texts follow each other, numbers beside them are not read.
 */
static void merge(struct npy_header *header, size_t from, uint64_t start, uint64_t size)
{
    struct npy_field *all = &header->fields[from];
    bool text = false, wide = true;

    if (header->field_count == from)
        return;
    for (size_t i = from; i < header->field_count; i++)
        if (header->fields[i].meaning.kind == MEANS_BYTES) {
            text = true;
            wide = wide && header->fields[i].wide;
        }
    if (header->field_count - from > 1) {
        all->meaning = (struct meaning){.kind = text ? MEANS_BYTES : MEANS_NOTHING};
        all->wide = wide;
    }
    all->at = start;
    all->size = size;
    header->field_count = from + 1;
}

/* An array in a field. */
static ASSAY_RESULT repeat(struct literal *literal, size_t from, uint64_t start, uint64_t product,
                           uint64_t *width)
{
    uint64_t whole;

    if (ckd_mul(&whole, *width, product) || ckd_add(&literal->offset, start, whole))
        return fail(literal, "an element of too many bytes");
    if (product == 0)
        literal->header->field_count = from;
    else if (product > 1)
        merge(literal->header, from, start, whole);
    *width = whole;
    return ASSAY_OK;
}

/* NOLINTBEGIN(misc-no-recursion): bounded by DEPTH_MAX in read_descr() */

static enum assay_status read_descr(struct literal *literal, unsigned depth, uint64_t *width,
                                    bool *objects);

/* A field: ("name", type) or (("title", "name"), type), with a shape of its own behind the type. */
static enum assay_status read_field(struct literal *literal, unsigned depth, uint64_t *width,
                                    bool *objects)
{
    uint64_t shape[SUBARRAY_RANK_MAX], product = 1, start = literal->offset;
    size_t rank, fields = literal->header->field_count;
    struct bytes name;

    TRY(expect(literal, '(', "a field is expected"));
    if (take(literal, '(')) {
        TRY(read_text(literal, &name));
        TRY(expect(literal, ',', "',' is expected"));
        TRY(read_text(literal, &name));
        TRY(expect(literal, ')', "')' is expected"));
    } else {
        TRY(read_text(literal, &name));
    }
    TRY(expect(literal, ',', "',' is expected"));
    literal->field = name;
    TRY(read_descr(literal, depth + 1, width, objects));
    if (take(literal, ',') && look(literal) == '(')
        TRY(read_shape(literal, shape, &rank, &product));
    TRY(expect(literal, ')', "')' is expected"));
    return repeat(literal, fields, start, product, width);
}

/* A text, or a list of fields that may hold lists again: at most DEPTH_MAX deep. */
static enum assay_status read_descr(struct literal *literal, unsigned depth, uint64_t *width,
                                    bool *objects)
{
    struct bytes type;

    if (depth > DEPTH_MAX)
        return fail(literal, "fields nested too deep");
    if (!take(literal, '[')) {
        TRY(read_text(literal, &type));
        return read_type(literal, type, width, objects);
    }
    *width = 0;
    while (!take(literal, ']')) {
        uint64_t field;

        TRY(read_field(literal, depth, &field, objects));
        if (ckd_add(width, *width, field))
            return fail(literal, "an element of too many bytes");
        if (!take(literal, ',')) {
            TRY(expect(literal, ']', "',' or ']' is expected"));
            break;
        }
    }
    return ASSAY_OK;
}

/* NOLINTEND(misc-no-recursion) */

static enum assay_status read_member(struct literal *literal, struct npy_header *header,
                                     unsigned *seen)
{
    enum { DESCR = 1, ORDER = 2, SHAPE = 4 };
    struct bytes name;
    unsigned member;
    size_t start;
    bool taken;

    look(literal);
    start = literal->at;
    TRY(read_text(literal, &name));
    member = bytes_equal(name, BYTES("descr"))           ? DESCR
             : bytes_equal(name, BYTES("fortran_order")) ? ORDER
             : bytes_equal(name, BYTES("shape"))         ? SHAPE
                                                         : 0;
    if (member == 0 || *seen & member) {
        literal->at = start;
        return fail(literal, "a member that arrays do not have, or have once");
    }
    *seen |= member;
    TRY(expect(literal, ':', "':' is expected"));
    if (member == SHAPE)
        return read_shape(literal, header->shape, &header->rank, &header->elements);
    if (member == ORDER) {
        TRY(read_word(literal, "True", &taken));
        header->fortran = taken;
        if (!taken)
            TRY(read_word(literal, "False", &taken));
        return taken ? ASSAY_OK : fail(literal, "True or False is expected");
    }
    look(literal);
    start = literal->at;
    TRY(read_descr(literal, 0, &header->width, &header->objects));
    header->structure = literal->text.data[start] == '[';
    if (header->structure)
        text_copy(header->type, sizeof header->type, "structure");
    else
        snprintf(header->type, sizeof header->type, "%.*s", (int)(literal->at - start - 2),
                 (const char *)literal->text.data + start + 1);
    return ASSAY_OK;
}

static enum assay_status read_literal(struct literal *literal, struct npy_header *header)
{
    enum { ALL = 7 };
    unsigned seen = 0;

    TRY(expect(literal, '{', "'{' is expected"));
    while (!take(literal, '}')) {
        TRY(read_member(literal, header, &seen));
        if (!take(literal, ',')) {
            TRY(expect(literal, '}', "',' or '}' is expected"));
            break;
        }
    }
    if (seen != ALL)
        return fail(literal, "type, order or shape is missing");
    return look(literal) == 0 && literal->at == literal->text.size
               ? ASSAY_OK
               : fail(literal, "something behind it");
}

enum assay_status npy_header_read(struct cursor *cursor, struct npy_header *header)
{
    struct literal literal = {.cursor = cursor, .header = header};
    uint32_t size = 0;
    uint16_t small;
    uint8_t version[2];

    *header = (struct npy_header){0};
    TRY(cursor_expect(cursor, "\x93NUMPY", 6));
    TRY(cursor_copy(cursor, version, sizeof version));
    header->version = version[0];
    if (version[0] < 1 || version[0] > 3 || version[1] != 0)
        return cursor_fail_at(cursor, ASSAY_EFORMAT, 6, "version %u.%u is not known",
                              (unsigned)version[0], (unsigned)version[1]);
    if (version[0] == 1) {
        TRY(cursor_u16le(cursor, &small));
        size = small;
    } else {
        TRY(cursor_u32le(cursor, &size));
    }
    if (size > cursor_left(cursor))
        return cursor_fail_at(cursor, ASSAY_EFORMAT, 8, "a header of %" PRIu32 " bytes", size);
    literal.base = cursor_at(cursor);
    TRY(cursor_take(cursor, size, &literal.text));
    header->taken = true;
    return read_literal(&literal, header);
}
