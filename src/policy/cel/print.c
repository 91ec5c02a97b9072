/* print.c - values as text that is the same for equal values. */

#include <stdlib.h>

#include "base/buf.h"
#include "base/kit.h"
#include "base/text.h"
#include "policy/cel/number.h"
#include "policy/cel/times.h"
#include "policy/cel/values.h"

static void print_string(struct buf *out, struct bytes text)
{
    buf_byte(out, '"');
    while (text.size > 0) {
        static const char codes[] = "\a\b\f\n\r\t\v\\\"";
        static const char names[] = "abfnrtv\\\"";
        uint32_t code = 0;
        size_t size;
        bool good = utf8_decode(text, &code, &size);
        const char *found = good && code > 0 && code < 0x80 ? strchr(codes, (int)code) : NULL;

        if (found)
            buf_printf(out, "\\%c", names[found - codes]);
        else if (!good || code < 0x20 || code == 0x7f)
            buf_printf(out, "\\x%02x", text.data[0]);
        else
            text_show(out, bytes_of(text.data, size)); /* direction marks come out as \u202e */
        text = bytes_from(text, size);
    }
    buf_byte(out, '"');
}

static void print_bytes(struct buf *out, struct bytes bytes)
{
    buf_text(out, "b\"");
    for (size_t i = 0; i < bytes.size; i++) {
        uint8_t c = bytes.data[i];

        if (c == '"' || c == '\\')
            buf_printf(out, "\\%c", c);
        else if (c < 0x20 || c >= 0x7f)
            buf_printf(out, "\\x%02x", c);
        else
            buf_byte(out, c);
    }
    buf_byte(out, '"');
}

static void print_double(struct buf *out, double value)
{
    char text[NUMBER_TEXT_SIZE];

    number_text(value, text);
    buf_text(out, text);
    if (!strpbrk(text, ".eNI")) /* a literal of a double shows that it is none of an int */
        buf_text(out, ".0");
}

/* Order for printing only: by kind, then by value. */
static int key_order(const void *a, const void *b)
{
    struct cel_value left = (*(const struct cel_entry *const *)a)->key;
    struct cel_value right = (*(const struct cel_entry *const *)b)->key;
    int order = value_compare(left, right);

    return order != 2 ? order : (int)left.kind - (int)right.kind;
}

static void print(struct buf *out, struct cel_value value, unsigned depth);

/* NOLINTNEXTLINE(misc-no-recursion): CEL_DEPTH bounds it, see print() */
static void print_map(struct buf *out, const struct cel_map *map, unsigned depth)
{
    const struct cel_entry **sorted = calloc(map->count + 1, sizeof *sorted);

    if (!sorted) {
        if (out->status == ASSAY_OK)
            out->status = ASSAY_ENOMEM;
        return;
    }
    for (size_t i = 0; i < map->count; i++)
        sorted[i] = &map->entries[i];
    qsort(sorted, map->count, sizeof *sorted, key_order);
    buf_byte(out, '{');
    for (size_t i = 0; i < map->count && out->status == ASSAY_OK; i++) {
        if (i > 0)
            buf_text(out, ", ");
        print(out, sorted[i]->key, depth + 1);
        buf_text(out, ": ");
        print(out, sorted[i]->value, depth + 1);
    }
    buf_byte(out, '}');
    free(sorted);
}

/* NOLINTNEXTLINE(misc-no-recursion): CEL_DEPTH bounds it, see print() */
static void print_list(struct buf *out, const struct cel_list *list, unsigned depth)
{
    buf_byte(out, '[');
    for (size_t i = 0; i < list->count && out->status == ASSAY_OK; i++) {
        if (i > 0)
            buf_text(out, ", ");
        print(out, list->items[i], depth + 1);
    }
    buf_byte(out, ']');
}

static void print_names(struct buf *out, const struct cel_names *names)
{
    buf_text(out, "unknown(");
    for (size_t i = 0; i < names->count; i++)
        buf_printf(out, "%s%s", i > 0 ? ", " : "", names->names[i]);
    buf_byte(out, ')');
}

static void print_time(struct buf *out, struct cel_value value, bool bare)
{
    bool span = value.kind == CEL_DURATION;
    char text[TIME_TEXT_SIZE];

    if (span)
        span_text(value.of.time, text);
    else
        moment_text(value.of.time, text);
    if (bare)
        buf_text(out, text);
    else
        buf_printf(out, "%s(\"%s\")", span ? "duration" : "timestamp", text);
}

/* NOLINTNEXTLINE(misc-no-recursion): CEL_DEPTH bounds it */
static void print(struct buf *out, struct cel_value value, unsigned depth)
{
    if (depth > CEL_DEPTH) {
        buf_text(out, "...");
        return;
    }
    switch (value.kind) {
    case CEL_NULL:
        buf_text(out, "null");
        return;
    case CEL_BOOL:
        buf_text(out, value.of.boolean ? "true" : "false");
        return;
    case CEL_INT:
        buf_printf(out, "%lld", (long long)value.of.integer);
        return;
    case CEL_UINT:
        buf_printf(out, "%lluu", (unsigned long long)value.of.uinteger);
        return;
    case CEL_DOUBLE:
        print_double(out, value.of.real);
        return;
    case CEL_STRING:
        print_string(out, value.of.text);
        return;
    case CEL_BYTES:
        print_bytes(out, value.of.text);
        return;
    case CEL_LIST:
        print_list(out, value.of.list, depth);
        return;
    case CEL_MAP:
        print_map(out, value.of.map, depth);
        return;
    case CEL_DURATION:
    case CEL_TIMESTAMP:
        print_time(out, value, false);
        return;
    case CEL_TYPE:
        buf_text(out, value.of.type->name);
        return;
    case CEL_OPTIONAL:
        if (!value.of.inner) {
            buf_text(out, "optional.none()");
            return;
        }
        buf_text(out, "optional.of(");
        print(out, *value.of.inner, depth + 1);
        buf_byte(out, ')');
        return;
    case CEL_RECORD:
        buf_text(out, value.of.record->path);
        return;
    case CEL_UNKNOWN:
        print_names(out, value.of.names);
        return;
    case CEL_FAULT:
        buf_printf(out, "fault(%s)", value.of.fault->text);
        return;
    default:
        buf_text(out, "dyn");
        return;
    }
}

void cel_print(struct buf *out, struct cel_value value)
{
    print(out, value, 0);
}

void cel_print_plain(struct buf *out, struct cel_value value)
{
    if (value.kind == CEL_STRING || value.kind == CEL_BYTES)
        buf_add(out, value.of.text.data, value.of.text.size);
    else if (value.kind == CEL_DURATION || value.kind == CEL_TIMESTAMP)
        print_time(out, value, true);
    else
        print(out, value, 0);
}

void cel_print_cut(struct buf *out, struct cel_value value, size_t most, bool plain)
{
    enum { PIECE = 512 }; /* what is written at a time, at most: strings go letter by letter */
    CLEANUP(buf_clear) struct buf text;
    struct bytes shown;
    size_t size = most;

    buf_init(&text, most < SIZE_MAX - PIECE ? most + PIECE : SIZE_MAX);
    if (plain && (value.kind == CEL_STRING || value.kind == CEL_BYTES)) {
        shown = value.of.text;
    } else {
        if (plain)
            cel_print_plain(&text, value);
        else
            cel_print(&text, value);
        shown = buf_bytes(&text);
    }
    if (text.status == ASSAY_ENOMEM && out->status == ASSAY_OK)
        out->status = ASSAY_ENOMEM;
    if (shown.size <= most && text.status == ASSAY_OK) {
        buf_add(out, shown.data, shown.size);
        return;
    }
    if (size > shown.size)
        size = shown.size;
    while (size > 0 && size < shown.size && (shown.data[size] & 0xc0) == 0x80)
        size--;
    buf_add(out, shown.data, size);
    buf_text(out, "...");
}
