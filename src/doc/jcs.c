/* jcs.c - canonical JSON. Source: RFC 8785; ECMA-262, Number::toString; ledger-formats.md 1. */

#include "doc/jcs.h"

#include <assert.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

#include "base/codec.h"
#include "base/kit.h"
#include "base/text.h"

/* The largest integer that an IEEE double holds together with all below it. */
#define INTEGER_MAX ((INT64_C(1) << 53) - 1)

enum { DIGITS_MAX = 17 }; /* decimal digits that any double needs at most */

static void fail(struct jcs *jcs, enum assay_status status)
{
    if (jcs->out->status == ASSAY_OK)
        jcs->out->status = status;
}

/*
 * The order of names by UTF-16 code units, from their UTF-8. The two orders differ only where a
 * character above U+FFFF (its units begin at D800) meets one of U+E000 to U+FFFF.
 */
int jcs_compare(struct bytes a, struct bytes b)
{
    size_t least = a.size < b.size ? a.size : b.size;

    for (size_t i = 0; i < least; i++) {
        uint8_t x = a.data[i], y = b.data[i];

        if (x == y)
            continue;
        if (x >= 0xf0 && (y == 0xee || y == 0xef))
            return -1;
        if (y >= 0xf0 && (x == 0xee || x == 0xef))
            return 1;
        return x < y ? -1 : 1;
    }
    return (a.size > b.size) - (a.size < b.size);
}

void jcs_init(struct jcs *jcs, struct buf *out)
{
    /* Deeper levels are set when they are opened: lines of a manifest begin one each. */
    jcs->out = out;
    jcs->depth = 0;
    jcs->after_key = false;
    jcs->first[0] = true;
    jcs->last[0] = bytes_of(NULL, 0);
}

/* What stands before a value: nothing behind a name, else a comma from the second on. */
static void begin_value(struct jcs *jcs)
{
    if (!jcs->after_key && !jcs->first[jcs->depth])
        buf_byte(jcs->out, ',');
    jcs->first[jcs->depth] = false;
    jcs->after_key = false;
}

static void open_level(struct jcs *jcs, uint8_t bracket)
{
    begin_value(jcs);
    buf_byte(jcs->out, bracket);
    assert(jcs->depth < JCS_DEPTH_MAX);
    jcs->depth++;
    jcs->first[jcs->depth] = true;
    jcs->last[jcs->depth] = bytes_of(NULL, 0);
}

static void close_level(struct jcs *jcs, uint8_t bracket)
{
    assert(jcs->depth > 0 && !jcs->after_key);
    jcs->depth--;
    buf_byte(jcs->out, bracket);
}

void jcs_open_object(struct jcs *jcs)
{
    open_level(jcs, '{');
}

void jcs_close_object(struct jcs *jcs)
{
    close_level(jcs, '}');
}

void jcs_open_array(struct jcs *jcs)
{
    open_level(jcs, '[');
}

void jcs_close_array(struct jcs *jcs)
{
    close_level(jcs, ']');
}

static void write_escaped(struct buf *out, uint8_t c)
{
    static const char short_forms[0x20] = {
        ['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n', ['\f'] = 'f', ['\r'] = 'r'};

    if (c == '"' || c == '\\')
        buf_add(out, (uint8_t[]){'\\', c}, 2);
    else if (short_forms[c])
        buf_add(out, (uint8_t[]){'\\', (uint8_t)short_forms[c]}, 2);
    else
        buf_printf(out, "\\u%04x", c);
}

/* The bytes from `at` on that stand in a string as they are and are ASCII. */
static size_t plain_end(struct bytes text, size_t at)
{
    while (at < text.size && text.data[at] >= 0x20 && text.data[at] < 0x80 &&
           text.data[at] != '"' && text.data[at] != '\\')
        at++;
    return at;
}

/* Whether that holds of eight bytes. A borrow comes from a byte that is not plain, so that none is
 * missed. */
static bool are_plain(uint64_t eight)
{
    const uint64_t ones = UINT64_C(0x0101010101010101), highs = ones << 7;
    const uint64_t quotes = eight ^ ones * '"', slashes = eight ^ ones * '\\';

    return ((eight | (eight - ones * ' ') | (quotes - ones) | (slashes - ones)) & highs) == 0;
}

static uint64_t eight_at(const uint8_t *bytes)
{
    uint64_t eight;

    memcpy(&eight, bytes, sizeof eight);
    return eight;
}

/* All of a text of one to seven bytes, and blanks. */
static uint64_t few_of(struct bytes text)
{
    const uint64_t blanks = UINT64_C(0x2020202020000000);
    uint32_t first, last;

    if (text.size < 4)
        return blanks | text.data[0] | (uint64_t)text.data[text.size / 2] << 8 |
               (uint64_t)text.data[text.size - 1] << 16;
    memcpy(&first, text.data, sizeof first);
    memcpy(&last, text.data + text.size - sizeof last, sizeof last);
    return first | (uint64_t)last << 32;
}

bool jcs_is_plain(struct bytes text)
{
    if (text.size < sizeof(uint64_t))
        return text.size == 0 || are_plain(few_of(text));
    for (size_t at = 0; at < text.size - sizeof(uint64_t); at += sizeof(uint64_t))
        if (!are_plain(eight_at(text.data + at)))
            return false;
    return are_plain(eight_at(text.data + text.size - sizeof(uint64_t)));
}

/* Most strings, and all names, need no escapes: they are written in one piece, and behind a name
 * its colon. */
static bool write_plain(struct buf *out, struct bytes text, bool is_name)
{
    const size_t size = text.size + 2 + is_name;
    uint8_t *room;

    if (!jcs_is_plain(text) || !(room = buf_room(out, size)))
        return false;
    room[0] = '"';
    if (text.size > 0)
        memcpy(room + 1, text.data, text.size);
    room[text.size + 1] = '"';
    if (is_name)
        room[text.size + 2] = ':';
    buf_used(out, size);
    return true;
}

static void write_escaped_string(struct buf *out, struct bytes text)
{
    size_t start = 0, i = 0;

    buf_byte(out, '"');
    while ((i = plain_end(text, i)) < text.size) {
        uint8_t c = text.data[i];
        uint32_t code;
        size_t size = 1;
        bool valid = c < 0x80 || utf8_decode(bytes_from(text, i), &code, &size);

        if (valid && c >= 0x80) {
            i += size;
            continue;
        }
        buf_add(out, text.data + start, i - start);
        if (valid)
            write_escaped(out, c);
        else
            buf_text(out, "\xef\xbf\xbd");
        i += size;
        start = i;
    }
    buf_add(out, text.data + start, text.size - start);
    buf_byte(out, '"');
}

static void write_string(struct buf *out, struct bytes text)
{
    if (!write_plain(out, text, false))
        write_escaped_string(out, text);
}

static void write_key(struct jcs *jcs, struct bytes name)
{
    assert(!jcs->after_key);
    assert(jcs->first[jcs->depth] || jcs_compare(jcs->last[jcs->depth], name) < 0);
    begin_value(jcs);
    if (!write_plain(jcs->out, name, true)) {
        write_escaped_string(jcs->out, name);
        buf_byte(jcs->out, ':');
    }
    jcs->last[jcs->depth] = name;
    jcs->after_key = true;
}

void jcs_key(struct jcs *jcs, const char *name)
{
    write_key(jcs, bytes_text(name));
}

void jcs_text(struct jcs *jcs, struct bytes text)
{
    begin_value(jcs);
    write_string(jcs->out, text);
}

void jcs_string(struct jcs *jcs, const char *text)
{
    jcs_text(jcs, bytes_text(text));
}

void jcs_hex(struct jcs *jcs, struct bytes bytes)
{
    uint8_t *room;

    begin_value(jcs);
    buf_byte(jcs->out, '"');
    room = buf_room(jcs->out, 2 * bytes.size + 1);
    if (room) {
        hex_encode(bytes, (char *)room);
        buf_used(jcs->out, 2 * bytes.size);
    }
    buf_byte(jcs->out, '"');
}

void jcs_base64(struct jcs *jcs, struct bytes bytes)
{
    begin_value(jcs);
    buf_byte(jcs->out, '"');
    base64_encode(jcs->out, bytes);
    buf_byte(jcs->out, '"');
}

void jcs_bool(struct jcs *jcs, bool value)
{
    begin_value(jcs);
    buf_text(jcs->out, value ? "true" : "false");
}

void jcs_null(struct jcs *jcs)
{
    begin_value(jcs);
    buf_text(jcs->out, "null");
}

void jcs_int(struct jcs *jcs, int64_t value)
{
    begin_value(jcs);
    if (value > INTEGER_MAX || value < -INTEGER_MAX)
        fail(jcs, ASSAY_ELIMIT);
    buf_printf(jcs->out, "%" PRId64, value);
}

void jcs_u64(struct jcs *jcs, uint64_t value)
{
    begin_value(jcs);
    if (value > INTEGER_MAX)
        fail(jcs, ASSAY_ELIMIT);
    buf_u64(jcs->out, value);
}

/* A positive decimal: the digits as an integer, times ten to the `exponent`. */
struct decimal {
    uint64_t digits;
    int exponent;
};

static double decimal_value(struct decimal decimal)
{
    char text[48];

    /* Without a decimal point, so that no locale can change what is read. */
    snprintf(text, sizeof text, "%" PRIu64 "e%d", decimal.digits, decimal.exponent);
    return strtod(text, NULL);
}

/* The decimal of `count` digits nearest to `value`. */
static struct decimal decimal_nearest(double value, int count)
{
    struct decimal decimal = {0, 0};
    char text[48];
    const char *p = text;

    snprintf(text, sizeof text, "%.*e", count - 1, value);
    for (; *p && *p != 'e'; p++)
        if (*p >= '0' && *p <= '9')
            decimal.digits = decimal.digits * 10 + (uint64_t)(*p - '0');
    decimal.exponent = (int)strtol(p + 1, NULL, 10) - (count - 1);
    return decimal;
}

static uint64_t distance(uint64_t a, uint64_t b)
{
    return a > b ? a - b : b - a;
}

/*
 * The fewest digits that read back as `value`, which is positive and finite. At a power of two the
 * gap below is half the gap above, and a decimal of 16 digits may read back although it is not the
 * nearest one; hence the look at both neighbours before 17 digits are believed.
 */
static struct decimal decimal_shortest(double value)
{
    struct decimal whole, up, down;
    bool up_reads, down_reads;

    for (int count = 1; count < DIGITS_MAX; count++) {
        struct decimal decimal = decimal_nearest(value, count);

        if (decimal_value(decimal) == value)
            return decimal;
    }
    whole = decimal_nearest(value, DIGITS_MAX);
    up = down = decimal_nearest(value, DIGITS_MAX - 1);
    up.digits++;
    down.digits--;
    up_reads = decimal_value(up) == value;
    down_reads = decimal_value(down) == value;
    if (up_reads && (!down_reads || distance(up.digits * 10, whole.digits) <
                                        distance(down.digits * 10, whole.digits)))
        return up;
    return down_reads ? down : whole;
}

/* ECMA-262 Number::toString, steps 5 to 12; k, n and the digits are named as there. */
static void write_decimal(struct buf *out, struct decimal decimal)
{
    char digits[24];
    int k, n;

    while (decimal.digits % 10 == 0) {
        decimal.digits /= 10;
        decimal.exponent++;
    }
    k = snprintf(digits, sizeof digits, "%" PRIu64, decimal.digits);
    n = k + decimal.exponent;
    if (k <= n && n <= 21)
        buf_printf(out, "%s%.*s", digits, n - k, "000000000000000000000");
    else if (0 < n && n <= 21)
        buf_printf(out, "%.*s.%s", n, digits, digits + n);
    else if (-6 < n && n <= 0)
        buf_printf(out, "0.%.*s%s", -n, "000000", digits);
    else
        buf_printf(out, "%.1s%s%se%+d", digits, k > 1 ? "." : "", digits + 1, n - 1);
}

void jcs_real(struct jcs *jcs, double value)
{
    begin_value(jcs);
    if (!isfinite(value)) {
        fail(jcs, ASSAY_EFORMAT);
        return;
    }
    if (value == 0) { /* minus zero too */
        buf_byte(jcs->out, '0');
        return;
    }
    if (value < 0)
        buf_byte(jcs->out, '-');
    write_decimal(jcs->out, decimal_shortest(fabs(value)));
}

static int compare_members(const void *a, const void *b)
{
    const struct doc_member *const *x = a, *const *y = b;

    return jcs_compare((*x)->name, (*y)->name);
}

/* NOLINTBEGIN(misc-no-recursion): LIMIT_DOCUMENT_DEPTH bounded the tree when it was read */
static void write_map(struct jcs *jcs, const struct doc *doc)
{
    CLEANUP(free_cleanup) const struct doc_member **sorted = NULL;

    sorted = calloc(doc->count + 1, sizeof(const struct doc_member *));
    if (!sorted) {
        fail(jcs, ASSAY_ENOMEM);
        return;
    }
    for (size_t i = 0; i < doc->count; i++)
        sorted[i] = &doc->members[i];
    qsort(sorted, doc->count, sizeof(const struct doc_member *), compare_members);
    jcs_open_object(jcs);
    for (size_t i = 0; i < doc->count; i++) {
        write_key(jcs, sorted[i]->name);
        jcs_doc(jcs, &sorted[i]->value);
    }
    jcs_close_object(jcs);
}

void jcs_doc(struct jcs *jcs, const struct doc *doc)
{
    switch (doc->type) {
    case DOC_NULL:
        jcs_null(jcs);
        break;
    case DOC_BOOL:
        jcs_bool(jcs, doc->boolean);
        break;
    case DOC_INT: /* JSON knows doubles only: beyond 2^53 the value changes, as section 1 says */
        if (doc->integer > INTEGER_MAX || doc->integer < -INTEGER_MAX)
            jcs_real(jcs, (double)doc->integer);
        else
            jcs_int(jcs, doc->integer);
        break;
    case DOC_REAL:
        jcs_real(jcs, doc->real);
        break;
    case DOC_TEXT:
        jcs_text(jcs, doc->text);
        break;
    case DOC_LIST:
        jcs_open_array(jcs);
        for (size_t i = 0; i < doc->count; i++)
            jcs_doc(jcs, &doc->items[i]);
        jcs_close_array(jcs);
        break;
    case DOC_MAP:
        write_map(jcs, doc);
        break;
    }
}

/* NOLINTEND(misc-no-recursion) */

bool jcs_is_canonical(struct bytes text)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    /* A longer form is another form; one byte more for the NUL of buf_printf(). */
    CLEANUP(buf_clear) struct buf again = {.ceiling = text.size + 1};
    struct doc_source source = {"", text};
    struct doc *doc;
    struct jcs jcs;

    if (!arena || doc_read_json(arena, &source, &doc, NULL) != ASSAY_OK)
        return false;
    jcs_init(&jcs, &again);
    jcs_doc(&jcs, doc);
    return again.status == ASSAY_OK && bytes_equal(buf_bytes(&again), text);
}
