/* format.c - "%s has %d".format([a, b]). */

#include "policy/cel/format.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/kit.h"
#include "policy/cel/number.h"
#include "policy/cel/times.h"

enum { PRECISION_MAX = 1000, PRECISION_USUAL = 6 };

/* ---- %s ---- */

static void write_value(struct buf *out, struct cel_value value, unsigned depth);

struct text_entry {
    char *key; /* owned */
    struct cel_value value;
};

static int entry_order(const void *a, const void *b)
{
    return strcmp(((const struct text_entry *)a)->key, ((const struct text_entry *)b)->key);
}

/* Sorted by the keys as they are written. */
/* NOLINTNEXTLINE(misc-no-recursion): CEL_DEPTH bounds it, see write_value() */
static void write_map(struct buf *out, const struct cel_map *map, unsigned depth)
{
    struct text_entry *entries = calloc(map->count + 1, sizeof *entries);
    size_t count = 0;

    for (; entries && count < map->count && out->status == ASSAY_OK; count++) {
        struct buf key;

        buf_init(&key, out->ceiling);
        write_value(&key, map->entries[count].key, depth + 1);
        entries[count] = (struct text_entry){buf_take_string(&key), map->entries[count].value};
        if (!entries[count].key) {
            out->status = key.status == ASSAY_OK ? ASSAY_ENOMEM : key.status;
            break;
        }
    }
    if (!entries)
        out->status = ASSAY_ENOMEM;
    if (entries && out->status == ASSAY_OK) {
        qsort(entries, count, sizeof *entries, entry_order);
        buf_byte(out, '{');
        for (size_t i = 0; i < count; i++) {
            buf_printf(out, "%s%s: ", i > 0 ? ", " : "", entries[i].key);
            write_value(out, entries[i].value, depth + 1);
        }
        buf_byte(out, '}');
    }
    for (size_t i = 0; entries && i < count; i++)
        free(entries[i].key);
    free(entries);
}

/* NOLINTNEXTLINE(misc-no-recursion): CEL_DEPTH bounds it */
static void write_value(struct buf *out, struct cel_value value, unsigned depth)
{
    char number[NUMBER_TEXT_SIZE];

    if (depth > CEL_DEPTH || out->status != ASSAY_OK)
        return;
    switch (value.kind) {
    case CEL_DOUBLE:
        number_text(value.of.real, number);
        buf_text(out, number);
        return;
    case CEL_UINT:
        buf_printf(out, "%" PRIu64, value.of.uinteger);
        return;
    case CEL_LIST:
        buf_byte(out, '[');
        for (size_t i = 0; i < value.of.list->count && out->status == ASSAY_OK; i++) {
            if (i > 0)
                buf_text(out, ", ");
            write_value(out, value.of.list->items[i], depth + 1);
        }
        buf_byte(out, ']');
        return;
    case CEL_MAP:
        write_map(out, value.of.map, depth);
        return;
    default:
        cel_print_plain(out, value);
        return;
    }
}

/* ---- the other clauses: false where the value is of a wrong type ---- */

static bool write_base(struct buf *out, uint64_t value, unsigned shift, bool upper)
{
    char digits[65];
    size_t at = sizeof digits;

    do {
        digits[--at] =
            (upper ? "0123456789ABCDEF" : "0123456789abcdef")[value & ((1U << shift) - 1)];
        value >>= shift;
    } while (value > 0);
    buf_add(out, digits + at, sizeof digits - at);
    return true;
}

static bool write_whole(struct buf *out, struct cel_value value, unsigned shift, bool upper)
{
    if (value.kind == CEL_UINT)
        return write_base(out, value.of.uinteger, shift, upper);
    if (value.kind != CEL_INT)
        return false;
    if (value.of.integer < 0)
        buf_byte(out, '-');
    return write_base(
        out, value.of.integer < 0 ? 0 - (uint64_t)value.of.integer : (uint64_t)value.of.integer,
        shift, upper);
}

static bool write_binary(struct buf *out, struct cel_value value)
{
    if (value.kind == CEL_BOOL) {
        buf_byte(out, value.of.boolean ? '1' : '0');
        return true;
    }
    return write_whole(out, value, 1, false);
}

static bool write_hex(struct buf *out, struct cel_value value, bool upper)
{
    if (value.kind != CEL_STRING && value.kind != CEL_BYTES)
        return write_whole(out, value, 4, upper);
    for (size_t i = 0; i < value.of.text.size; i++)
        buf_printf(out, upper ? "%02X" : "%02x", value.of.text.data[i]);
    return true;
}

static bool write_decimal(struct buf *out, struct cel_value value)
{
    bool special = value.kind == CEL_DOUBLE && !isfinite(value.of.real);

    if (value.kind != CEL_INT && value.kind != CEL_UINT && !special)
        return false;
    write_value(out, value, 0);
    return true;
}

static bool write_real(struct buf *out, struct cel_value value, int precision, bool exponent)
{
    double real;

    if (!value_is_number(value))
        return false;
    real = value.kind == CEL_INT    ? (double)value.of.integer
           : value.kind == CEL_UINT ? (double)value.of.uinteger
                                    : value.of.real;
    if (!isfinite(real))
        write_value(out, cel_of_double(real), 0);
    else if (exponent)
        buf_printf(out, "%.*e", precision, real);
    else
        buf_printf(out, "%.*f", precision, real);
    return true;
}

static bool write_clause(struct buf *out, char clause, int precision, struct cel_value value)
{
    switch (clause) {
    case 's':
        write_value(out, value, 0);
        return true;
    case 'd':
        return write_decimal(out, value);
    case 'f':
        return write_real(out, value, precision < 0 ? PRECISION_USUAL : precision, false);
    case 'e':
        return write_real(out, value, precision < 0 ? PRECISION_USUAL : precision, true);
    case 'b':
        return write_binary(out, value);
    case 'o':
        return write_whole(out, value, 3, false);
    default:
        return write_hex(out, value, clause == 'X');
    }
}

/* ".3" in front, or -1; false where it is no precision. */
static bool take_precision(struct bytes *text, int *precision)
{
    *precision = -1;
    if (text->size == 0 || text->data[0] != '.')
        return true;
    *text = bytes_from(*text, 1);
    *precision = 0;
    while (text->size > 0 && text->data[0] >= '0' && text->data[0] <= '9') {
        *precision = *precision * 10 + (text->data[0] - '0');
        if (*precision > PRECISION_MAX)
            return false;
        *text = bytes_from(*text, 1);
    }
    return true;
}

static struct cel_value made(struct cel_run *run, const struct buf *out)
{
    char *copy;

    if (out->status == ASSAY_ENOMEM)
        return value_no_memory;
    if (out->status != ASSAY_OK) { /* more than the budget has left: ask for it, to be told so */
        (void)cel_run_alloc(run, out->ceiling + 1, 1);
        return cel_run_over(run);
    }
    copy = cel_run_alloc(run, out->size, 1);
    if (!copy || !cel_run_steps(run, out->size / 64))
        return cel_run_over(run);
    if (out->size > 0)
        memcpy(copy, out->data, out->size);
    return cel_of_string(bytes_of(copy, out->size));
}

struct cel_value format_text(struct cel_run *run, struct bytes text, const struct cel_list *values)
{
    CLEANUP(buf_clear) struct buf out;
    size_t next = 0;

    buf_init(&out, run->budget.bytes > run->bytes ? (size_t)(run->budget.bytes - run->bytes) : 0);
    while (text.size > 0) {
        int precision;
        char clause;

        if (text.data[0] != '%') {
            buf_byte(&out, text.data[0]);
            text = bytes_from(text, 1);
            continue;
        }
        text = bytes_from(text, 1);
        if (text.size > 0 && text.data[0] == '%') {
            buf_byte(&out, '%');
            text = bytes_from(text, 1);
            continue;
        }
        if (!take_precision(&text, &precision) || text.size == 0 || text.data[0] == 0 ||
            !strchr("sdfebox"
                    "X",
                    text.data[0]))
            return cel_run_fault(run, "format: no such clause");
        clause = (char)text.data[0];
        text = bytes_from(text, 1);
        if (next == values->count)
            return cel_run_fault(run, "format: index %zu is outside the list", next);
        if (!write_clause(&out, clause, precision, values->items[next]))
            return cel_run_fault(run, "format: %%%c does not take %s", clause,
                                 value_type(values->items[next])->name);
        next++;
    }
    return made(run, &out);
}
