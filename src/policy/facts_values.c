/* facts_values.c - the values that fields give. */

#include "policy/facts_fields.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/codec.h"
#include "base/kit.h"
#include "base/text.h"

bool give_text(const char *text, struct cel_value *out)
{
    *out = cel_of_text(text);
    return true;
}

bool give_number(uint64_t number, struct cel_value *out)
{
    *out = cel_of_int(number > INT64_MAX ? INT64_MAX : (int64_t)number);
    return true;
}

bool give_bool(bool value, struct cel_value *out)
{
    *out = cel_of_bool(value);
    return true;
}

bool give_hex(struct bytes bytes, struct arena *arena, struct cel_value *out)
{
    char *text = arena_alloc(arena, 2 * bytes.size + 1);

    if (!text) {
        *out = cel_of_fault(arena, "out of memory");
        return true;
    }
    hex_encode(bytes, text);
    return give_text(text, out);
}

/* Names may hold any byte; the language wants UTF-8, so they are given as they are shown. */
bool give_shown(struct bytes name, struct arena *arena, struct cel_value *out)
{
    struct buf shown;
    char *text;

    buf_init(&shown, SIZE_MAX);
    text_show(&shown, name);
    text = shown.status == ASSAY_OK ? arena_copy(arena, buf_bytes(&shown)) : NULL;
    *out = text ? cel_of_string(bytes_of(text, shown.size)) : cel_of_fault(arena, "out of memory");
    buf_clear(&shown);
    return true;
}

bool give_texts(const char *const *texts, size_t count, struct arena *arena, struct cel_value *out)
{
    struct cel_value *items = arena_array(arena, count, sizeof *items);

    if (!items && count > 0) {
        *out = cel_of_fault(arena, "out of memory");
        return true;
    }
    for (size_t i = 0; i < count; i++)
        items[i] = cel_of_text(texts[i]);
    *out = cel_of_list(arena, items, count);
    return true;
}
