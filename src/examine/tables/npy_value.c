/* npy_value.c - one value of an array of NumPy as text. */

#include "examine/tables/npy_value.h"

#include "base/kit.h"
#include "base/load.h"
#include "base/text.h"
#include "examine/detect/idle_number.h"
#include "examine/kinds.h"

enum { LOOKED_AT = 4096 /* first bytes by which text is told */ };

static struct meaning date_meaning(struct bytes step, bool period)
{
    static const char *const steps[] = {"[s]", NULL,   NULL, "[ms]", NULL,
                                        NULL,  "[us]", NULL, NULL,   "[ns]"};

    if (bytes_equal(step, BYTES("[D]")) && !period)
        return (struct meaning){.kind = MEANS_DATE};
    for (size_t i = 0; i < ARRAY_LEN(steps); i++)
        if (steps[i] && bytes_equal(step, bytes_text(steps[i])))
            return (struct meaning){.kind = period ? MEANS_PERIOD : MEANS_TIMESTAMP,
                                    .scale = (int)i};
    return (struct meaning){.kind = MEANS_NOTHING};
}

static struct meaning meaning_of(uint8_t letter, uint64_t size, struct bytes step)
{
    const bool whole = size == 1 || size == 2 || size == 4 || size == 8;
    enum meaning_kind kind = MEANS_NOTHING;

    switch (letter) {
    case 'S':
    case 'U':
    case 'a':
        kind = size > 0 ? MEANS_BYTES : MEANS_NOTHING;
        break;
    case 'b':
        kind = size == 1 ? MEANS_BOOLEAN : MEANS_NOTHING;
        break;
    case 'i':
        kind = whole ? MEANS_SIGNED : MEANS_NOTHING;
        break;
    case 'u':
        kind = whole ? MEANS_UNSIGNED : MEANS_NOTHING;
        break;
    case 'f':
        kind = whole && size > 1 ? MEANS_FLOAT : MEANS_NOTHING;
        break;
    case 'M':
    case 'm':
        return size == 8 ? date_meaning(step, letter == 'm')
                         : (struct meaning){.kind = MEANS_NOTHING};
    default:
        break;
    }
    return (struct meaning){.kind = kind};
}

void npy_field_of(struct npy_field *field, uint8_t letter, uint64_t size, struct bytes step,
                  bool big)
{
    *field = (struct npy_field){.size = size,
                                .unit = size,
                                .meaning = meaning_of(letter, size, step),
                                .wide = letter == 'U',
                                .big = big,
                                .letter = letter};
}

void npy_decode_wide(struct bytes units, bool big, struct buf *out)
{
    for (size_t i = 0; i + 4 <= units.size; i += 4) {
        const uint8_t *unit = units.data + i;
        uint32_t code = big ? load_u32be(unit) : load_u32le(unit);
        char text[4];

        if (code == 0 || code > 0x10ffff)
            buf_byte(out, '\n');
        else
            buf_add(out, text, utf8_encode(code, text));
    }
}

struct bytes npy_without_end(struct bytes text)
{
    while (text.size > 0 && (text.data[text.size - 1] == 0 || text.data[text.size - 1] == '\n'))
        text.size--;
    return text;
}

bool npy_is_idle(const struct npy_field *field, struct bytes value)
{
    const unsigned spare = (unsigned)(64 - 8 * value.size);
    uint64_t bits = 0;
    int64_t number;

    if ((field->meaning.kind != MEANS_SIGNED && field->meaning.kind != MEANS_UNSIGNED) ||
        value.size == 0 || value.size > sizeof bits)
        return false;
    for (size_t i = 0; i < value.size; i++)
        bits = bits << 8 | value.data[field->big ? i : value.size - 1 - i];
    if (field->meaning.kind == MEANS_UNSIGNED)
        return bits <= IDLE_MOST;
    number = (int64_t)(bits << spare) >> spare;
    return number >= -IDLE_MOST && number <= IDLE_MOST;
}

/* NumPy's "not a time" is the least number there is. */
static bool is_no_time(const struct npy_field *field, struct bytes little)
{
    for (size_t i = 0; i + 1 < little.size; i++)
        if (little.data[i])
            return false;
    return (field->letter == 'M' || field->letter == 'm') && little.data[little.size - 1] == 0x80;
}

static struct bytes number_text(const struct npy_field *field, struct bytes value, struct buf *room,
                                enum cell_type *type)
{
    char digits[CELL_TEXT_MAX];
    uint8_t little[8];
    struct bytes text;

    for (size_t i = 0; i < value.size; i++)
        little[i] = value.data[field->big ? value.size - 1 - i : i];
    value = bytes_of(little, value.size);
    text = cell_text(&field->meaning, value, digits, type);
    if (is_no_time(field, value) || bytes_equal(text, BYTES("nan"))) {
        *type = CELL_EMPTY;
        return bytes_of(NULL, 0);
    }
    buf_add(room, text.data, text.size);
    return buf_bytes(room);
}

struct bytes npy_value_text(const struct npy_field *field, struct bytes value, struct buf *room,
                            enum cell_type *type)
{
    buf_reset(room);
    *type = CELL_TEXT;
    if (field->meaning.kind == MEANS_NOTHING) {
        *type = CELL_BINARY;
        return bytes_of(NULL, 0);
    }
    if (field->meaning.kind != MEANS_BYTES)
        return value.size > 0 && value.size <= 8 ? number_text(field, value, room, type)
                                                 : bytes_of(NULL, 0);
    if (field->wide) {
        npy_decode_wide(value, field->big, room);
        value = buf_bytes(room);
    }
    value = npy_without_end(value);
    if (!field->wide && !kind_is_text(bytes_front(value, LOOKED_AT)))
        *type = CELL_BINARY;
    if (value.size == 0)
        *type = CELL_EMPTY;
    return value;
}
