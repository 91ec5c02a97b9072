/* parse_members.c - see parse.h. */

#include "inventory/parse.h"

#include "base/clock.h"
#include "base/codec.h"
#include "base/kit.h"
#include "base/limits.h"
#include "inventory/path.h"

/* JSON nodes have no line; the element's index is what finds a member again. */
enum assay_status parse_wrong(const struct reader *reader, const char *member, const char *what)
{
    if (reader->list)
        return assay_fail(reader->err, ASSAY_EFORMAT, ASSAY_NO_OFFSET, "%s[%zu]: \"%s\" %s",
                          reader->list, reader->index, member, what);
    return assay_fail(reader->err, ASSAY_EFORMAT, ASSAY_NO_OFFSET, "\"%s\" %s", member, what);
}

enum assay_status parse_array(struct reader *reader, size_t count, size_t size, void *out)
{
    void *array = arena_array(reader->arena, count ? count : 1, size);

    if (!array)
        return out_of_memory(reader->err);
    memcpy(out, &array, sizeof array); /* the type of what it points to is the caller's */
    return ASSAY_OK;
}

enum assay_status parse_copy(struct reader *reader, const struct doc *node, const char *member,
                             const char **out)
{
    if (node->type != DOC_TEXT || memchr(node->text.data, 0, node->text.size))
        return parse_wrong(reader, member, "is not a text");
    *out = arena_copy(reader->arena, node->text);
    return *out ? ASSAY_OK : out_of_memory(reader->err);
}

enum assay_status parse_optional(struct reader *reader, const struct doc *map, const char *member,
                                 const char **out)
{
    const struct doc *node = doc_get(map, member);

    return node ? parse_copy(reader, node, member, out) : ASSAY_OK;
}

enum assay_status parse_text(struct reader *reader, const struct doc *map, const char *member,
                             const char **out)
{
    const struct doc *node = doc_get(map, member);

    return node ? parse_copy(reader, node, member, out) : parse_wrong(reader, member, "is missing");
}

enum assay_status parse_id(struct reader *reader, const struct doc *map, const char *member,
                           const char **out)
{
    *out = "";
    TRY(parse_text(reader, map, member, out));
    if (strspn(*out, "abcdefghijklmnopqrstuvwxyz0123456789.-_") != strlen(*out))
        return parse_wrong(reader, member, "is not an id");
    return ASSAY_OK;
}

enum assay_status parse_u64(struct reader *reader, const struct doc *map, const char *member,
                            uint64_t *out)
{
    const struct doc *node = doc_get(map, member);

    if (!node || node->type != DOC_INT || node->integer < 0)
        return parse_wrong(reader, member, "is not a count");
    *out = (uint64_t)node->integer;
    return ASSAY_OK;
}

enum assay_status parse_u32(struct reader *reader, const struct doc *map, const char *member,
                            uint32_t *out)
{
    uint64_t value;

    TRY(parse_u64(reader, map, member, &value));
    if (value > UINT32_MAX)
        return parse_wrong(reader, member, "is too large");
    *out = (uint32_t)value;
    return ASSAY_OK;
}

enum assay_status parse_bool(struct reader *reader, const struct doc *map, const char *member,
                             bool *out)
{
    const struct doc *node = doc_get(map, member);

    if (!node || node->type != DOC_BOOL)
        return parse_wrong(reader, member, "is neither true nor false");
    *out = node->boolean;
    return ASSAY_OK;
}

enum assay_status parse_digest(struct reader *reader, const struct doc *map, const char *member,
                               uint8_t out[32])
{
    const struct doc *node = doc_get(map, member);

    if (!node || node->type != DOC_TEXT || !hex_decode(node->text, out, 32))
        return parse_wrong(reader, member, "is not 64 digits of hex");
    return ASSAY_OK;
}

enum assay_status parse_object_id(struct reader *reader, const struct doc *map, const char *member,
                                  uint8_t out[32], uint8_t *size)
{
    const struct doc *node = doc_get(map, member);

    if (!node)
        return ASSAY_OK;
    *size = node->type == DOC_TEXT && node->text.size == 64 ? 32 : 20;
    if (node->type != DOC_TEXT || !hex_decode(node->text, out, *size))
        return parse_wrong(reader, member, "is not the id of an object");
    return ASSAY_OK;
}

enum assay_status parse_word(struct reader *reader, const struct doc *map, const char *member,
                             const char *(*word)(unsigned value), unsigned count, bool needed,
                             unsigned *out)
{
    const struct doc *node = doc_get(map, member);

    if (!node)
        return needed ? parse_wrong(reader, member, "is missing") : ASSAY_OK;
    for (unsigned i = 0; i < count; i++) {
        if (node->type == DOC_TEXT && bytes_equal(node->text, bytes_text(word(i)))) {
            *out = i;
            return ASSAY_OK;
        }
    }
    return parse_wrong(reader, member, "is not a word that stands there");
}

enum assay_status parse_list(struct reader *reader, const struct doc *map, const char *member,
                             const struct doc **items, size_t *count)
{
    const struct doc *node = doc_get(map, member);

    *items = NULL;
    *count = 0;
    if (!node)
        return ASSAY_OK;
    if (node->type != DOC_LIST)
        return parse_wrong(reader, member, "is not an array");
    *items = node->items;
    *count = node->count;
    return ASSAY_OK;
}

/* The bytes of a name: decoded into the scratch buffer where they are given as base64. */
static ASSAY_RESULT read_name(struct reader *reader, const struct doc *node, const char *member,
                              bool b64, struct bytes *out)
{
    if (node->type != DOC_TEXT)
        return parse_wrong(reader, member, "is not a text");
    *out = node->text;
    if (!b64)
        return ASSAY_OK;
    buf_reset(&reader->scratch);
    if (!base64_decode(&reader->scratch, node->text, false))
        return parse_wrong(reader, member, "is not base64");
    *out = buf_bytes(&reader->scratch);
    return ASSAY_OK;
}

/* A container's path as the item before has it, where that is the same. */
static const struct assay_path *known_container(const struct reader *reader,
                                                const struct assay_path *container, size_t level,
                                                struct bytes name)
{
    size_t levels = path_levels(reader->last);
    const struct assay_path *known;

    if (level >= levels)
        return NULL;
    known = path_level(reader->last, levels, level);
    return known->container == container && bytes_equal(path_name(known), name) ? known : NULL;
}

enum assay_status parse_path(struct reader *reader, const struct doc *map, const char *member,
                             const char *member_b64, const struct assay_path **out)
{
    const struct doc *levels;
    const struct assay_path *path = NULL;
    bool b64 = doc_get(map, member_b64) != NULL;
    size_t count;

    TRY(parse_list(reader, map, b64 ? member_b64 : member, &levels, &count));
    if (count == 0)
        return ASSAY_OK;
    if (count > LIMIT_PATH_LEVELS)
        return parse_wrong(reader, member, "has too many levels");
    for (size_t i = 0; i < count; i++) {
        const struct assay_path *known = NULL;
        struct bytes name;

        TRY(read_name(reader, &levels[i], b64 ? member_b64 : member, b64, &name));
        if (i + 1 < count)
            known = known_container(reader, path, i, name);
        path = known ? known : inventory_path(reader->part, path, name);
    }
    *out = path;
    return ASSAY_OK;
}

enum assay_status parse_plain_name(struct reader *reader, const struct doc *map, const char *key,
                                   const char *key_b64, const char **out)
{
    const struct doc *b64 = doc_get(map, key_b64);
    struct bytes name;

    if (!b64)
        return parse_optional(reader, map, key, out);
    TRY(read_name(reader, b64, key_b64, true, &name));
    *out = arena_copy(reader->arena, name);
    return *out ? ASSAY_OK : out_of_memory(reader->err);
}

enum assay_status parse_time(struct reader *reader, const struct doc *map, const char *key,
                             int64_t *out)
{
    const struct doc *time = doc_get(map, key);

    *out = INT64_MIN;
    if (time && (time->type != DOC_TEXT || !clock_parse(time->text, out)))
        return parse_wrong(reader, key, "is not a time");
    return ASSAY_OK;
}
