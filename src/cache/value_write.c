/* value_write.c - what one examination added to a part, as bytes to keep. */

#include <assay/problem.h>

#include "base/kit.h"
#include "base/limits.h"
#include "base/room.h"
#include "cache/value.h"
#include "inventory/gaps.h"
#include "source/table.h"

/* The paths of members, numbered as they are met; the entry's own is number 0. */
struct paths {
    const struct assay_path *own;
    const struct assay_path **known;
    size_t count, capacity;
    struct table by_pointer;
};

struct writer {
    const struct entry *entry;
    struct paths paths;
    struct buf items, gaps, names;
    uint64_t item_count, gap_count;
    size_t own_gaps; /* at the first place */
    bool kept;
};

static void put_number(struct buf *out, uint64_t number)
{
    for (; number > 0x7f; number >>= 7)
        buf_byte(out, (uint8_t)(number | 0x80));
    buf_byte(out, (uint8_t)number);
}

static void put_bytes(struct buf *out, struct bytes bytes)
{
    put_number(out, bytes.size);
    if (bytes.size > 0)
        buf_add(out, bytes.data, bytes.size);
}

static void put_text(struct buf *out, const char *text)
{
    put_bytes(out, bytes_text(text));
}

/* ---- paths ---- */

static uint64_t hash_pointer(const struct assay_path *path)
{
    return table_hash(0, bytes_of(&path, sizeof path));
}

static bool same_path(const void *state, uint32_t index, const void *key)
{
    return ((const struct paths *)state)->known[index] == key;
}

/* 0 for the own path, number plus one for a known one, UINT64_MAX where it is new. */
static uint64_t number_of(const struct paths *paths, const struct assay_path *path)
{
    uint32_t index;

    if (path == paths->own)
        return 0;
    index = table_find(&paths->by_pointer, hash_pointer(path), same_path, paths, path);
    return index == TABLE_NONE ? UINT64_MAX : (uint64_t)index + 1;
}

static bool add_path(struct writer *writer, const struct assay_path *path, uint64_t container)
{
    struct paths *paths = &writer->paths;

    if (!HAS_ROOM(paths->known, paths->count, paths->capacity))
        return false;
    if (paths->count == LIMIT_CACHE_MEMBERS)
        return false;
    paths->known[paths->count] = path;
    if (!table_add(&paths->by_pointer, hash_pointer(path), (uint32_t)paths->count))
        return false;
    paths->count++;
    put_number(&writer->names, container);
    put_bytes(&writer->names, bytes_of(path->name, path->size));
    return true;
}

/* The number of a path, and of the containers around it before. */
static bool number_path(struct writer *writer, const struct assay_path *path, uint64_t *number)
{
    const struct assay_path *levels[LIMIT_PATH_LEVELS];
    size_t depth = 0;

    for (; path && (*number = number_of(&writer->paths, path)) == UINT64_MAX;
         path = path->container) {
        if (depth == ARRAY_LEN(levels))
            return false;
        levels[depth++] = path;
    }
    if (!path) /* not below the entry */
        return false;
    while (depth > 0) {
        if (!add_path(writer, levels[--depth], *number))
            return false;
        *number = writer->paths.count;
    }
    return true;
}

/* ---- items ---- */

static void put_value(struct buf *out, const struct assay_value *value)
{
    switch (value->type) {
    case ASSAY_VALUE_BOOL:
        break; /* in the flags */
    case ASSAY_VALUE_INT:
        put_number(out, (uint64_t)value->integer);
        break;
    case ASSAY_VALUE_TEXT:
        put_text(out, value->text);
        break;
    case ASSAY_VALUE_TEXTS:
        put_number(out, value->count);
        for (size_t i = 0; i < value->count; i++)
            put_text(out, value->texts[i]);
        break;
    }
}

static bool put_fact(struct writer *writer, const struct assay_fact *fact)
{
    struct buf *out = &writer->items;
    const struct assay_value *value = &fact->value;
    bool is_true = value->type == ASSAY_VALUE_BOOL && value->boolean;
    uint64_t from = 0;

    if (strncmp(assay_facts[fact->id].name, "pointer.", 8) == 0)
        return false; /* of what it names, which may come and go */
    if (fact->from && !number_path(writer, fact->from, &from))
        return false;
    put_number(out, fact->id);
    buf_byte(out, (uint8_t)((fact->declared ? FACT_DECLARED : 0) | (is_true ? FACT_TRUE : 0)));
    put_number(out, fact->from ? from + 1 : 0);
    put_value(out, value);
    return true;
}

static void put_value_digest(struct buf *out, const struct assay_value_digest *value)
{
    put_bytes(out, bytes_of(value->bytes, value->made ? sizeof value->bytes : 0));
}

static void put_observation(struct buf *out, const struct assay_observation *observation)
{
    put_text(out, observation->class_name);
    buf_byte(out, (uint8_t)observation->confidence);
    put_number(out, observation->count);
    put_text(out, observation->detail);
    put_text(out, observation->masked);
    put_number(out, observation->place_count);
    for (size_t i = 0; i < observation->place_count; i++) {
        put_number(out, observation->places[i].offset);
        put_number(out, observation->places[i].line);
        put_number(out, observation->places[i].column);
        put_value_digest(out, &observation->places[i].value);
    }
    put_number(out, observation->column_count);
    for (size_t i = 0; i < observation->column_count; i++) {
        put_text(out, observation->columns[i].name);
        put_number(out, observation->columns[i].count);
    }
}

static void put_claim(struct buf *out, const struct assay_claim *claim)
{
    buf_byte(out, (uint8_t)claim->role);
    buf_byte(out, claim->elsewhere);
    put_text(out, claim->name);
    put_text(out, claim->digest);
    put_text(out, claim->media_type);
    put_text(out, claim->title);
    put_number(out, claim->size);
    put_number(out, claim->offset);
}

/* Whoever adds to what examination finds must see it kept here, and read back in value_read.c. */
_Static_assert(sizeof(void *) != 8 || sizeof(struct assay_examination) == 112,
               "put_content() writes all of it");
_Static_assert(sizeof(void *) != 8 || sizeof(struct assay_item) == 64,
               "put_item() writes all that is not the entry's");

static bool put_content(struct writer *writer, const struct assay_examination *content)
{
    struct buf *out = &writer->items;

    if (content->kind == ASSAY_KIND_POINTER) /* its target was looked for: other bytes than these */
        return false;
    put_number(out, content->size);
    buf_add(out, content->sha256, sizeof content->sha256);
    buf_byte(out, (uint8_t)content->kind);
    buf_byte(out, (uint8_t)content->load);
    put_text(out, content->format);
    put_number(out, content->fact_count);
    for (size_t i = 0; i < content->fact_count; i++)
        if (!put_fact(writer, &content->facts[i]))
            return false;
    put_number(out, content->observation_count);
    for (size_t i = 0; i < content->observation_count; i++)
        put_observation(out, &content->observations[i]);
    buf_byte(out, content->cut);
    put_number(out, content->claim_count);
    for (size_t i = 0; i < content->claim_count; i++)
        put_claim(out, &content->claims[i]);
    return true;
}

/* True for the path of a further place of the entry, which is all that findings hold beside it and
 * its members. */
static bool is_further_place(const struct writer *writer, const struct assay_path *path)
{
    return !path->container && path != writer->entry->places[0].path;
}

static bool put_item(struct writer *writer, const struct assay_item *item)
{
    struct buf *out = &writer->items;
    uint64_t path;

    if (is_further_place(writer, item->path))
        return true;
    if (item->origin && item->path->container) /* a member's own origin has no place in a value */
        return false;
    if (item->declared_count > 0 || item->layer || !number_path(writer, item->path, &path))
        return false;
    put_number(out, path);
    buf_byte(out, (uint8_t)item->type);
    put_number(out, item->link ? 1 : 0);
    if (item->link)
        put_text(out, item->link);
    writer->item_count++;
    return put_content(writer, item->content);
}

/* The entry's own items first, though members were examined before it was known whole. */
static bool put_items(struct writer *writer, const struct findings *findings)
{
    const struct assay_path *own = writer->entry->places[0].path;
    const struct assay_item *const *items = findings->items;
    size_t i = 0;

    while (i < findings->item_count && items[i]->path != own)
        i++;
    if (i == findings->item_count || !put_item(writer, items[i]))
        return false;
    for (i = 0; i < findings->item_count; i++)
        if (items[i]->path != own && !put_item(writer, items[i]))
            return false;
    return true;
}

/* ---- gaps ---- */

/* True for gaps of the world around an entry, or of the run, which may be others tomorrow. */
static bool is_passing(const char *id)
{
    static const char *const families[] = {"file.", "git.", "pointer.", "run.", "time."};

    for (size_t i = 0; i < ARRAY_LEN(families); i++)
        if (strncmp(id, families[i], strlen(families[i])) == 0)
            return true;
    return strcmp(id, GAP_BUNDLE_COUNT_LIMIT) == 0 || strcmp(id, GAP_BUNDLE_SIZE_LIMIT) == 0 ||
           strcmp(id, GAP_BUNDLE_READER_FAILED) == 0;
}

static bool put_gap(struct writer *writer, const struct assay_gap *gap, size_t *other_gaps)
{
    uint64_t path;

    if (is_passing(gap->id) || !assay_problem_find(gap->id))
        return false;
    if (is_further_place(writer, gap->path)) {
        ++*other_gaps;
        return true;
    }
    if (!number_path(writer, gap->path, &path))
        return false;
    writer->own_gaps += path == 0;
    put_text(&writer->gaps, gap->id);
    put_number(&writer->gaps, path);
    put_number(&writer->gaps, gap->offset + 1);
    put_text(&writer->gaps, gap->why);
    writer->gap_count++;
    return true;
}

static bool put_gaps(struct writer *writer, const struct findings *findings, size_t *other_gaps)
{
    for (size_t i = 0; i < findings->gap_count; i++)
        if (!put_gap(writer, findings->gaps[i], other_gaps))
            return false;
    return true;
}

/* False where some of the entry's own gaps were repeated at its other places and some were not. */
static bool spread_of(const struct writer *writer, size_t other_gaps, enum value_spread *spread)
{
    size_t others = writer->entry->place_count - 1;

    *spread = SPREAD_NONE;
    if (writer->own_gaps == 0)
        return other_gaps == 0;
    *spread = others == 0 ? SPREAD_UNKNOWN : other_gaps == 0 ? SPREAD_FIRST : SPREAD_EACH;
    return *spread != SPREAD_EACH || other_gaps == writer->own_gaps * others;
}

static void writer_clear(struct writer *writer)
{
    free(writer->paths.known);
    table_clear(&writer->paths.by_pointer);
    buf_clear(&writer->items);
    buf_clear(&writer->gaps);
    buf_clear(&writer->names);
}

static void put_part(struct buf *out, uint64_t count, const struct buf *from)
{
    put_number(out, count);
    if (from->size > 0)
        buf_add(out, from->data, from->size);
    if (from->status != ASSAY_OK)
        out->status = from->status;
}

bool value_write(const struct entry *entry, const struct source_budget *spent,
                 const struct findings *findings, struct buf *out)
{
    CLEANUP(writer_clear)
    struct writer writer = {.entry = entry, .paths.own = entry->places[0].path};
    enum value_spread spread;
    size_t other_gaps = 0;

    buf_init(&writer.items, LIMIT_CACHE_VALUE);
    buf_init(&writer.gaps, LIMIT_CACHE_VALUE);
    buf_init(&writer.names, LIMIT_CACHE_VALUE);
    if (spent->refused || findings->failed || !put_items(&writer, findings) ||
        !put_gaps(&writer, findings, &other_gaps) || !spread_of(&writer, other_gaps, &spread))
        return false;
    buf_byte(out, (uint8_t)spread);
    put_number(out, spent->entries);
    put_number(out, spent->expanded);
    put_number(out, spent->taken);
    put_part(out, writer.paths.count, &writer.names);
    put_part(out, writer.item_count, &writer.items);
    put_part(out, writer.gap_count, &writer.gaps);
    return out->status == ASSAY_OK;
}
