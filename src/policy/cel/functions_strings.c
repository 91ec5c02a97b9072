/*
 * functions_strings.c - more to do with texts. Positions count code points, from 0.
 * Source: cel-go, ext/README.md, "Strings".
 */

#include <inttypes.h>

#include "base/buf.h"
#include "base/kit.h"
#include "base/text.h"
#include "policy/cel/format.h"
#include "policy/cel/library.h"
#include "policy/cel/run.h"
#include "policy/cel/text8.h"

static struct cel_value outside(struct cel_run *run, int64_t place)
{
    return cel_run_fault(run, "range: index %" PRId64 " is outside the text", place);
}

/* Going through a text by code points costs. */
static bool charge(struct cel_run *run, struct bytes text)
{
    return cel_run_steps(run, text.size / 16);
}

/* The byte offset of a place in the text; false where it is outside. */
static bool offset_of(struct bytes text, int64_t place, size_t *offset)
{
    if (place < 0 || (uint64_t)place > text.size)
        return false;
    *offset = text8_offset(text, (size_t)place);
    return *offset != SIZE_MAX;
}

static struct bytes part(struct bytes text, size_t from, size_t to)
{
    return bytes_of(text.data + from, to - from);
}

CALL(char_at)
{
    struct bytes text = args[0].of.text;
    size_t offset, size = 0;
    uint32_t code;

    if (!charge(run, text))
        return cel_run_over(run);
    if (!offset_of(text, args[1].of.integer, &offset))
        return outside(run, args[1].of.integer);
    if (offset < text.size)
        (void)utf8_decode(bytes_from(text, offset), &code, &size);
    return cel_of_string(part(text, offset, offset + size));
}

static struct cel_value place_of(struct bytes text, size_t found)
{
    return cel_of_int(found == SIZE_MAX ? -1 : (int64_t)text8_count(part(text, 0, found)));
}

CALL(index_of)
{
    struct bytes text = args[0].of.text;
    size_t offset = 0;

    if (!charge(run, text))
        return cel_run_over(run);
    if (count == 3 && !offset_of(text, args[2].of.integer, &offset))
        return outside(run, args[2].of.integer);
    return place_of(text, text8_find(text, args[1].of.text, offset));
}

CALL(last_index_of)
{
    struct bytes text = args[0].of.text, wanted = args[1].of.text;
    size_t offset = text.size;

    if (!charge(run, text) || !cel_run_steps(run, text.size / 64 * (wanted.size / 64 + 1)))
        return cel_run_over(run);
    if (count == 3 && !offset_of(text, args[2].of.integer, &offset))
        return outside(run, args[2].of.integer);
    return place_of(text, text8_find_last(text, wanted, offset));
}

CALL(substring)
{
    struct bytes text = args[0].of.text;
    size_t from, to = text.size;

    if (!charge(run, text))
        return cel_run_over(run);
    if (!offset_of(text, args[1].of.integer, &from))
        return outside(run, args[1].of.integer);
    if (count == 3 && !offset_of(text, args[2].of.integer, &to))
        return outside(run, args[2].of.integer);
    if (to < from)
        return cel_run_fault(run, "range: the end lies before the start");
    return cel_of_string(part(text, from, to));
}

static struct cel_value change_case(struct cel_run *run, struct bytes text, char from, char to)
{
    uint8_t *made = cel_run_alloc(run, text.size, 1);

    if (!made || !charge(run, text))
        return cel_run_over(run);
    for (size_t i = 0; i < text.size; i++) {
        uint8_t c = text.data[i];

        made[i] = c >= from && c < from + 26 ? (uint8_t)(c ^ from ^ to) : c;
    }
    return cel_of_string(bytes_of(made, text.size));
}

CALL(lower_ascii)
{
    return change_case(run, args[0].of.text, 'A', 'a');
}

CALL(upper_ascii)
{
    return change_case(run, args[0].of.text, 'a', 'A');
}

/* The White_Space property (Unicode, PropList.txt). */
static bool is_space(uint32_t c)
{
    return (c >= 0x09 && c <= 0x0d) || c == 0x20 || c == 0x85 || c == 0xa0 || c == 0x1680 ||
           (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 || c == 0x202f ||
           c == 0x205f || c == 0x3000;
}

CALL(trim)
{
    struct bytes text = args[0].of.text;
    size_t from = SIZE_MAX, to = 0;

    if (!charge(run, text))
        return cel_run_over(run);
    for (size_t at = 0; at < text.size;) {
        uint32_t code = 0;
        size_t size;

        if (!utf8_decode(bytes_from(text, at), &code, &size) || !is_space(code)) {
            from = from == SIZE_MAX ? at : from;
            to = at + size;
        }
        at += size;
    }
    return cel_of_string(from == SIZE_MAX ? part(text, 0, 0) : part(text, from, to));
}

CALL(reverse)
{
    struct bytes text = args[0].of.text;
    uint8_t *made = cel_run_alloc(run, text.size, 1);
    size_t end = text.size;

    if (!made || !charge(run, text))
        return cel_run_over(run);
    for (size_t at = 0; at < text.size;) {
        uint32_t code;
        size_t size;

        (void)utf8_decode(bytes_from(text, at), &code, &size);
        end -= size;
        memcpy(made + end, text.data + at, size);
        at += size;
    }
    return cel_of_string(bytes_of(made, text.size));
}

/* ---- made in pieces ---- */

/* A buffer that may grow to what the budget has left. */
static void begin(const struct cel_run *run, struct buf *out)
{
    buf_init(out, run->budget.bytes > run->bytes ? (size_t)(run->budget.bytes - run->bytes) : 0);
}

static struct cel_value end(struct cel_run *run, const struct buf *out)
{
    size_t size = out->status == ASSAY_ELIMIT ? out->ceiling + 1 : out->size;
    uint8_t *copy = out->status == ASSAY_ENOMEM ? NULL : cel_run_alloc(run, size, 1);

    if (!copy || !cel_run_steps(run, size / 64))
        return cel_run_over(run);
    if (out->size > 0)
        memcpy(copy, out->data, out->size);
    return cel_of_string(bytes_of(copy, out->size));
}

/* What is found in `text` from `at` on: with an empty `wanted` every place between code points. */
static size_t next_found(struct bytes text, struct bytes wanted, size_t at, bool first)
{
    uint32_t code;
    size_t size;

    if (wanted.size > 0 || first)
        return text8_find(text, wanted, at);
    if (at >= text.size)
        return SIZE_MAX;
    (void)utf8_decode(bytes_from(text, at), &code, &size);
    return at + size;
}

CALL(replace)
{
    CLEANUP(buf_clear) struct buf out;
    struct bytes text = args[0].of.text, from = args[1].of.text, to = args[2].of.text;
    int64_t limit = count == 4 ? args[3].of.integer : -1;
    size_t at = 0, found = 0;

    begin(run, &out);
    if (!charge(run, text))
        return cel_run_over(run);
    for (int64_t i = 0; (limit < 0 || i < limit) && out.status == ASSAY_OK; i++) {
        found = next_found(text, from, at, i == 0);
        if (found == SIZE_MAX)
            break;
        buf_add(&out, text.data + at, found - at);
        buf_add(&out, to.data, to.size);
        at = found + from.size;
    }
    if (at < text.size)
        buf_add(&out, text.data + at, text.size - at);
    return end(run, &out);
}

/* Pieces that a text is cut into by a separator; without one, its code points. */
CALL(split)
{
    struct bytes text = args[0].of.text, separator = args[1].of.text;
    int64_t limit = count == 3 ? args[2].of.integer : -1;
    size_t pieces = 1, at = 0;
    struct cel_value *items;

    if (!charge(run, text))
        return cel_run_over(run);
    if (limit == 0 || (text.size == 0 && separator.size == 0))
        return run_list(run, NULL, 0);
    for (size_t found = 0; (found = next_found(text, separator, found, false)) < text.size;
         found += separator.size)
        pieces++;
    if (limit > 0 && (uint64_t)limit < pieces)
        pieces = (size_t)limit;
    items = cel_run_alloc(run, pieces, sizeof *items);
    if (!items || !cel_run_steps(run, pieces))
        return cel_run_over(run);
    for (size_t i = 0; i < pieces; i++) {
        size_t found = i + 1 < pieces ? next_found(text, separator, at, false) : text.size;

        if (found == SIZE_MAX)
            found = text.size;
        items[i] = cel_of_string(part(text, at < found ? at : found, found));
        at = found + separator.size;
    }
    return run_list(run, items, pieces);
}

CALL(join)
{
    CLEANUP(buf_clear) struct buf out;
    const struct cel_list *list = args[0].of.list;
    struct bytes separator = count == 2 ? args[1].of.text : BYTES("");

    begin(run, &out);
    if (!cel_run_steps(run, list->count))
        return cel_run_over(run);
    for (size_t i = 0; i < list->count; i++) {
        struct bytes text = list->items[i].of.text;

        if (list->items[i].kind != CEL_STRING)
            return cel_run_fault(run, "no such overload: strings are joined, not %s",
                                 value_type(list->items[i])->name);
        if (i > 0)
            buf_add(&out, separator.data, separator.size);
        buf_add(&out, text.data, text.size);
    }
    return end(run, &out);
}

CALL(quote)
{
    static const char codes[] = "\a\b\f\n\r\t\v\\\"";
    static const char names[] = "abfnrtv\\\"";
    CLEANUP(buf_clear) struct buf out;
    struct bytes text = args[0].of.text;

    begin(run, &out);
    if (!charge(run, text))
        return cel_run_over(run);
    buf_byte(&out, '"');
    while (text.size > 0) {
        uint32_t code = 0;
        size_t size;
        bool good = utf8_decode(text, &code, &size);
        const char *found = good && code > 0 && code < 0x80 ? strchr(codes, (int)code) : NULL;

        if (!good)
            buf_text(&out, "\xef\xbf\xbd"); /* U+FFFD for what is no character */
        else if (found)
            buf_printf(&out, "\\%c", names[found - codes]);
        else
            buf_add(&out, text.data, size);
        text = bytes_from(text, size);
    }
    buf_byte(&out, '"');
    return end(run, &out);
}

CALL(format)
{
    if (!charge(run, args[0].of.text))
        return cel_run_over(run);
    return format_text(run, args[0].of.text, args[1].of.list);
}

static const struct cel_function functions[] = {
    {"(string).charAt(int) -> string", char_at, NULL},
    {"(string).format(list(dyn)) -> string", format, NULL},
    {"(string).indexOf(string) -> int", index_of, NULL},
    {"(string).indexOf(string, int) -> int", index_of, NULL},
    {"(list(string)).join() -> string", join, NULL},
    {"(list(string)).join(string) -> string", join, NULL},
    {"(string).lastIndexOf(string) -> int", last_index_of, NULL},
    {"(string).lastIndexOf(string, int) -> int", last_index_of, NULL},
    {"(string).lowerAscii() -> string", lower_ascii, NULL},
    {"(string).replace(string, string) -> string", replace, NULL},
    {"(string).replace(string, string, int) -> string", replace, NULL},
    {"(string).reverse() -> string", reverse, NULL},
    {"(string).split(string) -> list(string)", split, NULL},
    {"(string).split(string, int) -> list(string)", split, NULL},
    {"(string).substring(int) -> string", substring, NULL},
    {"(string).substring(int, int) -> string", substring, NULL},
    {"(string).trim() -> string", trim, NULL},
    {"(string).upperAscii() -> string", upper_ascii, NULL},
    {"strings.quote(string) -> string", quote, NULL},
};

const struct library library_strings = {
    .name = "strings", .functions = functions, .function_count = ARRAY_LEN(functions)};
