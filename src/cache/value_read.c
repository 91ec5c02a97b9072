/*
 * value_read.c - bytes back into items and gaps. Everything is read and checked before anything is
 * added, so that a damaged value leaves no trace but memory.
 */

#include <assay/problem.h>

#include "base/cursor.h"
#include "base/kit.h"
#include "base/limits.h"
#include "base/text.h"
#include "cache/value.h"

/* Smallest encodings, in bytes: a count is believed only when the value could hold it. */
enum {
    PATH_MIN = 1 + 1,
    CONTENT_MIN = 1 + 32 + 1 + 1 + 1 + 1 + 1 + 1 + 1,
    CLAIM_MIN = 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1,
    ITEM_MIN = 1 + 1 + 1 + CONTENT_MIN,
    FACT_MIN = 1 + 1 + 1,
    OBSERVATION_MIN = 1 + 1 + 1 + 1 + 1 + 1 + 1,
    PLACE_MIN = 1 + 1 + 1 + 1,
    COLUMN_MIN = 1 + 1,
    GAP_MIN = 1 + 1 + 1 + 1,
};

/* Most values are of one item at one path: these stand here, and not in an arena for good. */
struct reader {
    struct cursor cursor;
    const struct entry *entry;
    struct arena *arena;
    struct inventory_part *part;
    const struct assay_path **paths, *own; /* number 0 is the entry's */
    size_t path_count;
    struct assay_item *items, item;
    struct assay_gap *gaps;
    size_t item_count, gap_count;
    struct source_spending spent;
    uint8_t spread;
};

/* A value is worth a status and no text: nobody is told why a cache was not used. */
static ASSAY_RESULT bad(struct reader *reader)
{
    return cursor_fail(&reader->cursor, "damaged");
}

static ASSAY_RESULT no_memory(void)
{
    return ASSAY_ENOMEM;
}

static ASSAY_RESULT take_number(struct reader *reader, uint64_t *out)
{
    uint64_t number;
    uint8_t byte;

    TRY(cursor_u8(&reader->cursor, &byte));
    number = byte & 0x7f;
    if (byte < 0x80) { /* most are */
        *out = number;
        return ASSAY_OK;
    }
    for (unsigned shift = 7; shift < 64; shift += 7) {
        TRY(cursor_u8(&reader->cursor, &byte));
        if (shift == 63 && byte > 1)
            break;
        number |= (uint64_t)(byte & 0x7f) << shift;
        if (byte < 0x80) {
            *out = number;
            return ASSAY_OK;
        }
    }
    return bad(reader);
}

/* A number of things that follow, each of which takes `least` bytes. */
static ASSAY_RESULT take_count(struct reader *reader, size_t least, size_t *count)
{
    uint64_t number;

    TRY(take_number(reader, &number));
    if (number > 0 && number > cursor_left(&reader->cursor) / least)
        return bad(reader);
    *count = (size_t)number;
    return ASSAY_OK;
}

static ASSAY_RESULT take_below(struct reader *reader, unsigned limit, uint8_t *out)
{
    TRY(cursor_u8(&reader->cursor, out));
    return *out < limit ? ASSAY_OK : bad(reader);
}

static ASSAY_RESULT take_bytes(struct reader *reader, struct bytes *out)
{
    size_t size;

    TRY(take_count(reader, 1, &size));
    if (size > CURSOR_WINDOW_MAX)
        return bad(reader);
    return cursor_take(&reader->cursor, size, out);
}

static ASSAY_RESULT take_text(struct reader *reader, const char **out)
{
    struct bytes bytes;

    TRY(take_bytes(reader, &bytes));
    *out = "";
    if (bytes.size == 0)
        return ASSAY_OK;
    if (memchr(bytes.data, 0, bytes.size) || !utf8_valid(bytes))
        return bad(reader);
    *out = arena_copy(reader->arena, bytes);
    return *out ? ASSAY_OK : no_memory();
}

/* An array for elements that follow, each of `least` bytes: what is believed is paid for. */
static ASSAY_RESULT take_array(struct reader *reader, size_t element, size_t least, void **out,
                               size_t *count)
{
    TRY(take_count(reader, least, count));
    *out = NULL;
    if (*count == 0)
        return ASSAY_OK;
    *out = arena_array(reader->arena, *count, element);
    return *out ? ASSAY_OK : no_memory();
}

/* ---- paths ---- */

static ASSAY_RESULT take_path(struct reader *reader, const struct assay_path **out)
{
    uint64_t number;

    TRY(take_number(reader, &number));
    if (number >= reader->path_count)
        return bad(reader);
    *out = reader->paths[number];
    return ASSAY_OK;
}

static ASSAY_RESULT take_paths(struct reader *reader)
{
    size_t count;

    TRY(take_count(reader, PATH_MIN, &count));
    reader->paths = count == 0
                        ? &reader->own
                        : arena_array(reader->arena, count + 1, sizeof(const struct assay_path *));
    if (!reader->paths)
        return no_memory();
    reader->paths[0] = reader->entry->places[0].path;
    for (reader->path_count = 1; reader->path_count <= count; reader->path_count++) {
        const struct assay_path *container;
        struct bytes name;
        size_t levels = 1;

        TRY(take_path(reader, &container));
        TRY(take_bytes(reader, &name));
        if (name.size > LIMIT_NAME)
            return bad(reader);
        for (const struct assay_path *path = container; path; path = path->container)
            levels++;
        if (levels > LIMIT_PATH_LEVELS)
            return bad(reader);
        reader->paths[reader->path_count] = inventory_path(reader->part, container, name);
    }
    return ASSAY_OK;
}

/* ---- facts and observations ---- */

static ASSAY_RESULT take_value(struct reader *reader, enum assay_value_type type, bool is_true,
                               struct assay_value *value)
{
    const char **texts;
    uint64_t number;
    void *array;

    value->type = type;
    switch (type) {
    case ASSAY_VALUE_BOOL:
        value->boolean = is_true;
        return ASSAY_OK;
    case ASSAY_VALUE_INT:
        TRY(take_number(reader, &number));
        if (number > (UINT64_C(1) << 53) - 1)
            return bad(reader);
        value->integer = (int64_t)number;
        return ASSAY_OK;
    case ASSAY_VALUE_TEXT:
        return take_text(reader, &value->text);
    case ASSAY_VALUE_TEXTS:
        TRY(take_array(reader, sizeof(const char *), 1, &array, &value->count));
        texts = array;
        for (size_t i = 0; i < value->count; i++)
            TRY(take_text(reader, &texts[i]));
        value->texts = texts;
        return ASSAY_OK;
    }
    return bad(reader);
}

static ASSAY_RESULT take_fact(struct reader *reader, struct assay_fact *fact)
{
    uint64_t id, from;
    uint8_t flags;

    TRY(take_number(reader, &id));
    TRY(take_below(reader, 2 * FACT_TRUE, &flags));
    TRY(take_number(reader, &from));
    if (id >= ASSAY_FACTS || from > reader->path_count)
        return bad(reader);
    fact->id = (enum assay_fact_id)id;
    fact->declared = (flags & FACT_DECLARED) != 0;
    fact->from = from ? reader->paths[from - 1] : NULL;
    return take_value(reader, assay_facts[id].type, (flags & FACT_TRUE) != 0, &fact->value);
}

static ASSAY_RESULT take_u32(struct reader *reader, uint32_t *out)
{
    uint64_t number;

    TRY(take_number(reader, &number));
    if (number > UINT32_MAX)
        return bad(reader);
    *out = (uint32_t)number;
    return ASSAY_OK;
}

static ASSAY_RESULT take_value_digest(struct reader *reader, struct assay_value_digest *value)
{
    struct bytes bytes;

    TRY(take_bytes(reader, &bytes));
    if (bytes.size == 0)
        return ASSAY_OK;
    if (bytes.size != sizeof value->bytes)
        return bad(reader);
    memcpy(value->bytes, bytes.data, sizeof value->bytes);
    value->made = true;
    return ASSAY_OK;
}

static ASSAY_RESULT take_places(struct reader *reader, struct assay_observation *observation)
{
    struct assay_place *places;
    void *array;

    TRY(take_array(reader, sizeof *places, PLACE_MIN, &array, &observation->place_count));
    places = array;
    for (size_t i = 0; i < observation->place_count; i++) {
        TRY(take_number(reader, &places[i].offset));
        TRY(take_u32(reader, &places[i].line));
        TRY(take_u32(reader, &places[i].column));
        TRY(take_value_digest(reader, &places[i].value));
    }
    observation->places = places;
    return ASSAY_OK;
}

static ASSAY_RESULT take_observation(struct reader *reader, struct assay_observation *observation)
{
    struct assay_column_count *columns;
    uint8_t confidence;
    void *array;

    TRY(take_text(reader, &observation->class_name));
    TRY(take_below(reader, ASSAY_CONFIDENCES, &confidence));
    observation->confidence = (enum assay_confidence)confidence;
    TRY(take_number(reader, &observation->count));
    TRY(take_text(reader, &observation->detail));
    TRY(take_text(reader, &observation->masked));
    TRY(take_places(reader, observation));
    TRY(take_array(reader, sizeof *columns, COLUMN_MIN, &array, &observation->column_count));
    columns = array;
    for (size_t i = 0; i < observation->column_count; i++) {
        TRY(take_text(reader, &columns[i].name));
        TRY(take_number(reader, &columns[i].count));
    }
    observation->columns = columns;
    return ASSAY_OK;
}

/* ---- items and gaps ---- */

/* Readers of an inventory look facts up by halves, and write them in order. */
static bool in_order(const struct assay_examination *content)
{
    for (size_t i = 1; i < content->fact_count; i++) {
        const struct assay_fact *before = &content->facts[i - 1];
        const struct assay_fact *fact = &content->facts[i];

        if (before->id > fact->id || (before->id == fact->id && before->declared >= fact->declared))
            return false;
    }
    for (size_t i = 1; i < content->observation_count; i++) {
        const struct assay_observation *before = &content->observations[i - 1];
        const struct assay_observation *observation = &content->observations[i];
        int order = strcmp(before->class_name, observation->class_name);

        if (order == 0)
            order = strcmp(before->detail, observation->detail);
        if (order > 0 || (order == 0 && before->confidence <= observation->confidence))
            return false;
    }
    return true;
}

static ASSAY_RESULT take_claim(struct reader *reader, struct assay_claim *claim)
{
    uint8_t role, elsewhere;

    TRY(take_below(reader, ASSAY_CLAIM_ROLES, &role));
    claim->role = (enum assay_claim_role)role;
    TRY(take_below(reader, 2, &elsewhere));
    claim->elsewhere = elsewhere != 0;
    TRY(take_text(reader, &claim->name));
    TRY(take_text(reader, &claim->digest));
    TRY(take_text(reader, &claim->media_type));
    TRY(take_text(reader, &claim->title));
    TRY(take_number(reader, &claim->size));
    return take_number(reader, &claim->offset);
}

static ASSAY_RESULT take_claims(struct reader *reader, struct assay_examination *content)
{
    struct assay_claim *claims;
    void *array;

    TRY(take_array(reader, sizeof *claims, CLAIM_MIN, &array, &content->claim_count));
    content->claims = claims = array;
    for (size_t i = 0; i < content->claim_count; i++)
        TRY(take_claim(reader, &claims[i]));
    return ASSAY_OK;
}

static ASSAY_RESULT take_content(struct reader *reader, struct assay_examination *content)
{
    struct assay_observation *observations;
    struct assay_fact *facts;
    uint8_t kind, load, cut;
    void *array;

    TRY(take_number(reader, &content->size));
    TRY(cursor_copy(&reader->cursor, content->sha256, sizeof content->sha256));
    TRY(take_below(reader, ASSAY_KINDS, &kind));
    TRY(take_below(reader, ASSAY_LOADS, &load));
    content->kind = (enum assay_kind)kind;
    content->load = (enum assay_load)load;
    TRY(take_text(reader, &content->format));
    TRY(take_array(reader, sizeof *facts, FACT_MIN, &array, &content->fact_count));
    content->facts = facts = array;
    for (size_t i = 0; i < content->fact_count; i++)
        TRY(take_fact(reader, &facts[i]));
    TRY(take_array(reader, sizeof *observations, OBSERVATION_MIN, &array,
                   &content->observation_count));
    content->observations = observations = array;
    for (size_t i = 0; i < content->observation_count; i++)
        TRY(take_observation(reader, &observations[i]));
    TRY(take_below(reader, 2, &cut));
    content->cut = cut != 0;
    TRY(take_claims(reader, content));
    return in_order(content) ? ASSAY_OK : bad(reader);
}

static ASSAY_RESULT take_item(struct reader *reader, struct assay_item *item)
{
    struct assay_examination *content = arena_alloc(reader->arena, sizeof *content);
    struct bytes link;
    uint8_t type, linked;

    if (!content)
        return no_memory();
    TRY(take_path(reader, &item->path));
    TRY(take_below(reader, ASSAY_ITEM_TYPES, &type));
    item->type = (enum assay_item_type)type;
    TRY(take_below(reader, 2, &linked));
    if (linked) { /* a name, so any bytes */
        TRY(take_bytes(reader, &link));
        item->link = arena_copy(reader->arena, link);
        if (!item->link)
            return no_memory();
    }
    item->content = content;
    return take_content(reader, content);
}

static ASSAY_RESULT take_items(struct reader *reader)
{
    TRY(take_count(reader, ITEM_MIN, &reader->item_count));
    reader->items = reader->item_count == 1
                        ? &reader->item
                        : arena_array(reader->arena, reader->item_count, sizeof *reader->items);
    if (!reader->items)
        return no_memory();
    for (size_t i = 0; i < reader->item_count; i++) {
        TRY(take_item(reader, &reader->items[i]));
        if ((i == 0) != (reader->items[i].path == reader->paths[0]))
            return bad(reader);
    }
    return reader->item_count > 0 && reader->items[0].type == ASSAY_ITEM_FILE ? ASSAY_OK
                                                                              : bad(reader);
}

static ASSAY_RESULT take_gaps(struct reader *reader)
{
    void *array;

    TRY(take_array(reader, sizeof *reader->gaps, GAP_MIN, &array, &reader->gap_count));
    reader->gaps = array;
    for (size_t i = 0; i < reader->gap_count; i++) {
        struct assay_gap *gap = &reader->gaps[i];
        const struct assay_problem *problem;
        const char *id;

        TRY(take_text(reader, &id));
        problem = assay_problem_find(id);
        if (!problem)
            return bad(reader);
        gap->id = problem->id;
        TRY(take_path(reader, &gap->path));
        TRY(take_number(reader, &gap->offset));
        gap->offset--; /* 0 is ASSAY_NO_OFFSET */
        TRY(take_text(reader, &gap->why));
    }
    return ASSAY_OK;
}

static ASSAY_RESULT take_all(struct reader *reader)
{
    bool ended;

    TRY(take_below(reader, SPREADS, &reader->spread));
    if (reader->spread == SPREAD_UNKNOWN && reader->entry->place_count > 1)
        return bad(reader);
    TRY(take_number(reader, &reader->spent.entries));
    TRY(take_number(reader, &reader->spent.expanded));
    TRY(take_number(reader, &reader->spent.taken));
    TRY(take_paths(reader));
    TRY(take_items(reader));
    TRY(take_gaps(reader));
    TRY(cursor_ended(&reader->cursor, &ended));
    return ended && inventory_part_is_whole(reader->part) ? ASSAY_OK : bad(reader);
}

static void add_all(const struct reader *reader)
{
    const struct entry *entry = reader->entry;

    for (size_t i = 0; i < entry->place_count; i++) {
        struct assay_item item = reader->items[0];

        item.path = entry->places[i].path;
        item.origin = entry->places[i].origin;
        inventory_add(reader->part, &item);
    }
    for (size_t i = 1; i < reader->item_count; i++)
        inventory_add(reader->part, &reader->items[i]);
    for (size_t i = 0; i < reader->gap_count; i++) {
        const struct assay_gap *gap = &reader->gaps[i];

        inventory_gap(reader->part, gap->id, gap->path, gap->offset, gap->why);
        for (size_t place = 1; reader->spread == SPREAD_EACH && gap->path == reader->paths[0] &&
                               place < entry->place_count;
             place++)
            inventory_gap(reader->part, gap->id, entry->places[place].path, gap->offset, gap->why);
    }
}

bool value_read(struct bytes value, const struct entry *entry, struct source_budget *budget,
                struct inventory_part *part)
{
    struct reader reader = {.entry = entry, .part = part, .arena = inventory_part_arena(part)};

    cursor_of_bytes(&reader.cursor, value, NULL);
    if (take_all(&reader) != ASSAY_OK || !source_budget_again(budget, &reader.spent))
        return false;
    add_all(&reader);
    return true;
}
