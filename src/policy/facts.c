/*
 * facts.c - binds an inventory to the rule language: one table of fields for each variable.
 *
 * A new field is one function that reads it and one line in its table.
 */

#include "policy/facts.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/codec.h"
#include "base/kit.h"
#include "base/text.h"
#include "policy/functions.h"
#include "policy/lookup.h"
#include "policy/words.h"

enum { NAME_MAX_SIZE = 64, GROUPS_MAX = 24 };

struct field;

/* Facts whose names share a first part: "item.model" holds those of "model.". */
struct group {
    const char *path; /* "item.dataset.origin" */
    const struct cel_type *type;
    struct member {
        const char *name;
        enum assay_fact_id fact;
        const struct group *group; /* or NULL: a fact */
    } * members;
    size_t count;
};

struct facts_types {
    const struct cel_type *item, *observation, *target, *ledger, *waiver, *params;
    const struct group *groups[GROUPS_MAX]; /* those right below `item` first, then those below */
    size_t group_count;
    size_t top_count; /* groups right below `item` */
};

/* A group, seen as a value. */
struct group_view {
    struct cel_record record;
    const struct facts *facts;
    const struct group *group;
};

struct facts {
    const struct facts_types *types;
    struct facts_sources from;
    const struct assay_item *item;
    const struct assay_observation *observation;
    struct gap_index gaps;
    struct cel_record item_record, observation_record, target_record, ledger_record;
    struct group_view views[GROUPS_MAX];
    struct cel_activation activation;
    char today[CLOCK_TEXT_SIZE];

    /* members of one container come one after the other */
    const struct assay_path *container;
    const char *container_kind;
};

typedef bool read_field(const struct facts *facts, const void *subject, struct arena *arena,
                        struct cel_value *out);

struct field {
    const char *name;
    enum field_type type;
    const char *normal; /* value in an example that does not mention it; NULL: may be absent */
    read_field *read;
    const char *meaning;
};

/* ---- values ---- */

static bool give_text(const char *text, struct cel_value *out)
{
    *out = cel_of_text(text);
    return true;
}

static bool give_number(uint64_t number, struct cel_value *out)
{
    *out = cel_of_int(number > INT64_MAX ? INT64_MAX : (int64_t)number);
    return true;
}

static bool give_bool(bool value, struct cel_value *out)
{
    *out = cel_of_bool(value);
    return true;
}

static bool give_hex(struct bytes bytes, struct arena *arena, struct cel_value *out)
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
static bool give_shown(struct bytes name, struct arena *arena, struct cel_value *out)
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

static bool give_texts(const char *const *texts, size_t count, struct arena *arena,
                       struct cel_value *out)
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

/* ---- item ---- */

#define READ(function)                                                                             \
    static bool function(const struct facts *facts, const void *subject, struct arena *arena,      \
                         struct cel_value *out)
#define UNUSED (void)facts, (void)subject, (void)arena

READ(item_author)
{
    const struct assay_item *item = subject;

    UNUSED;
    return item->origin && item->origin->commit && item->origin->commit->author &&
           give_text(item->origin->commit->author, out);
}

READ(item_commit)
{
    const struct assay_item *item = subject;
    const struct assay_commit *commit = item->origin ? item->origin->commit : NULL;

    UNUSED;
    return commit && give_hex(bytes_of(commit->id, commit->id_size), arena, out);
}

/* History holds what stands there no longer; no card can be asked of such content. */
READ(item_current)
{
    const struct assay_item *item = subject;
    const char *view = facts->from.inventory->target.view;
    bool past = strcmp(view, "history") == 0 || strcmp(view, "range") == 0;

    UNUSED;
    return give_bool(!past || !item->origin || item->origin->present, out);
}

READ(item_described)
{
    const struct assay_item *item = subject;

    UNUSED;
    return give_bool(item->declared_count > 0, out);
}

READ(item_format)
{
    UNUSED;
    return give_text(((const struct assay_item *)subject)->content->format, out);
}

READ(item_gaps)
{
    const struct assay_item *item = subject;
    size_t count;
    const struct assay_gap *const *gaps = gap_index_find(&facts->gaps, item->path, &count);
    const char **ids = arena_array(arena, count, sizeof *ids);

    UNUSED;
    for (size_t i = 0; ids && i < count; i++)
        ids[i] = gaps[i]->id;
    return give_texts(ids, ids ? count : 0, arena, out);
}

READ(item_kind)
{
    UNUSED;
    return give_text(assay_kind_name(((const struct assay_item *)subject)->content->kind), out);
}

READ(item_link)
{
    const struct assay_item *item = subject;

    UNUSED;
    return item->link && give_shown(bytes_text(item->link), arena, out);
}

READ(item_load)
{
    const struct assay_item *item = subject;

    UNUSED;
    return item->content->load != ASSAY_LOAD_ABSENT &&
           give_text(assay_load_name(item->content->load), out);
}

READ(item_name)
{
    const struct assay_path *path = ((const struct assay_item *)subject)->path;
    const uint8_t *slash = path->size ? memrchr(path->name, '/', path->size) : NULL;
    struct bytes name = bytes_of(path->name, path->size);

    UNUSED;
    if (slash)
        name = bytes_from(name, (size_t)(slash - name.data) + 1);
    return give_shown(name, arena, out);
}

static bool give_observation(const struct facts *facts, const struct assay_observation *observation,
                             struct arena *arena, struct cel_value *out);

READ(item_observations)
{
    const struct assay_examination *content = ((const struct assay_item *)subject)->content;
    struct cel_value *items = arena_array(arena, content->observation_count, sizeof *items);

    for (size_t i = 0; items && i < content->observation_count; i++)
        give_observation(facts, &content->observations[i], arena, &items[i]);
    *out = items || content->observation_count == 0
               ? cel_of_list(arena, items, content->observation_count)
               : cel_of_fault(arena, "out of memory");
    return true;
}

/* The kind of the nearest container that is a model or a data set, whose part the item is. */
static const char *kind_around(const struct facts *facts, const struct assay_path *container)
{
    for (; container; container = container->container) {
        const struct assay_item *item = lookup_item(facts->from.inventory, container);

        if (item &&
            (item->content->kind == ASSAY_KIND_MODEL || item->content->kind == ASSAY_KIND_DATASET))
            return assay_kind_name(item->content->kind);
    }
    return "";
}

READ(item_part_of)
{
    UNUSED;
    (void)subject;
    return give_text(facts->container_kind, out);
}

static bool is_inside(const struct assay_path *path, const struct assay_path *container)
{
    for (path = path->container; path; path = path->container)
        if (path == container || assay_path_compare(path, container) == 0)
            return true;
    return false;
}

/* Members follow their container; what loading the worst of them does. */
READ(item_parts_load)
{
    const struct assay_inventory *inventory = facts->from.inventory;
    const struct assay_item *item = subject, *end = inventory->items + inventory->item_count;
    enum assay_load worst = ASSAY_LOAD_ABSENT;

    UNUSED;
    for (const struct assay_item *part = item + 1; part < end && is_inside(part->path, item->path);
         part++)
        if (part->content->load > worst)
            worst = part->content->load;
    return give_text(worst == ASSAY_LOAD_ABSENT ? "" : assay_load_name(worst), out);
}

READ(item_path)
{
    CLEANUP(free_cleanup)
    char *shown = assay_path_show(((const struct assay_item *)subject)->path);
    const char *text = shown ? arena_text(arena, shown) : NULL;

    (void)facts;
    *out = text ? cel_of_text(text) : cel_of_fault(arena, "out of memory");
    return true;
}

READ(item_present)
{
    const struct assay_item *item = subject;

    UNUSED;
    return item->origin && give_bool(item->origin->present, out);
}

READ(item_recorded)
{
    const struct assay_item *item = subject;
    const struct assay_inventory *recorded = facts->from.recorded;
    const struct assay_item *found;

    UNUSED;
    if (!recorded)
        return facts->from.ledger && give_text("absent", out); /* a ledger without inventories */
    found = lookup_item(recorded, item->path);
    if (!found)
        return give_text("absent", out);
    for (; found < recorded->items + recorded->item_count &&
           assay_path_compare(found->path, item->path) == 0;
         found++)
        if (memcmp(found->content->sha256, item->content->sha256, 32) == 0)
            return give_text("same", out);
    return give_text("changed", out);
}

READ(item_role)
{
    UNUSED;
    return give_text(lookup_role(((const struct assay_item *)subject)->path), out);
}

READ(item_sha256)
{
    const struct assay_item *item = subject;

    UNUSED;
    return give_hex(bytes_of(item->content->sha256, 32), arena, out);
}

READ(item_size)
{
    UNUSED;
    return give_number(((const struct assay_item *)subject)->content->size, out);
}

READ(item_type)
{
    UNUSED;
    return give_text(assay_item_type_name(((const struct assay_item *)subject)->type), out);
}

static const struct field item_fields[] = {
    {"author", FIELD_TEXT, NULL, item_author, "author of the commit that introduced the content"},
    {"commit", FIELD_TEXT, NULL, item_commit, "commit that introduced the content here, in hex"},
    {"current", FIELD_BOOL, "true", item_current,
     "stands in what is judged, and not only in its past"},
    {"described", FIELD_BOOL, "false", item_described, "a card elsewhere describes it"},
    {"format", FIELD_TEXT, "", item_format, "safetensors, csv ...; empty: not recognised"},
    {"gaps", FIELD_TEXTS, "", item_gaps, "ids of what could not be examined of it"},
    {"kind", FIELD_TEXT, "other", item_kind,
     "dataset, model, code, document, card, pointer, container, config or other"},
    {"link", FIELD_TEXT, NULL, item_link, "where a symlink or hard link leads"},
    {"load", FIELD_TEXT, NULL, item_load,
     "what loading it would do: clean, suspicious or dangerous"},
    {"name", FIELD_TEXT, "example", item_name, "last part of the path"},
    {"observations", FIELD_OBSERVATIONS, "", item_observations, "what was seen in it"},
    {"part_of", FIELD_TEXT, "", item_part_of,
     "model or dataset where it is a member of one, else empty"},
    {"parts_load", FIELD_TEXT, "", item_parts_load,
     "the worst `load` among its members; empty where none has one"},
    {"path", FIELD_TEXT, "example", item_path, "path as shown, release.zip!/a.bin in containers"},
    {"present", FIELD_BOOL, NULL, item_present, "HEAD has this content at this path; only of git"},
    {"recorded", FIELD_TEXT, NULL, item_recorded,
     "in the ledger: same, changed or absent; only where a ledger was read"},
    {"role", FIELD_TEXT, "", item_role,
     "use that its path tells: fixture, log, notebook, prompt, transcript, or empty"},
    {"sha256", FIELD_TEXT, "", item_sha256, "SHA-256 of the content, in hex"},
    {"size", FIELD_INT, "0", item_size, "bytes"},
    {"type", FIELD_TEXT, "file", item_type, "file, symlink, hardlink, gitlink or special"},
};

/* ---- observation ---- */

READ(observation_class)
{
    UNUSED;
    return give_text(((const struct assay_observation *)subject)->class_name, out);
}

READ(observation_columns)
{
    const struct assay_observation *observation = subject;
    const char **names = arena_array(arena, observation->column_count, sizeof *names);

    UNUSED;
    for (size_t i = 0; names && i < observation->column_count; i++)
        names[i] = observation->columns[i].name;
    return give_texts(names, names ? observation->column_count : 0, arena, out);
}

READ(observation_confidence)
{
    UNUSED;
    return give_text(assay_confidence_name(((const struct assay_observation *)subject)->confidence),
                     out);
}

READ(observation_count)
{
    UNUSED;
    return give_number(((const struct assay_observation *)subject)->count, out);
}

READ(observation_detail)
{
    UNUSED;
    return give_text(((const struct assay_observation *)subject)->detail, out);
}

static bool give_words(struct buf *words, struct arena *arena, struct cel_value *out)
{
    char *text = words->status == ASSAY_OK ? arena_copy(arena, buf_bytes(words)) : NULL;

    *out = text ? cel_of_text(text) : cel_of_fault(arena, "out of memory");
    buf_clear(words);
    return true;
}

READ(observation_what)
{
    const struct assay_observation *observation = subject;
    struct buf words;

    UNUSED;
    buf_init(&words, SIZE_MAX);
    words_of_class(&words, observation->class_name, observation->count);
    return give_words(&words, arena, out);
}

READ(observation_where)
{
    struct buf words;

    UNUSED;
    buf_init(&words, SIZE_MAX);
    words_of_columns(&words, subject);
    return give_words(&words, arena, out);
}

static const struct field observation_fields[] = {
    {"class", FIELD_TEXT, "pii.example", observation_class, "pii.email, secret.private-key ..."},
    {"columns", FIELD_TEXTS, "", observation_columns, "columns of a table that it was seen in"},
    {"confidence", FIELD_TEXT, "high", observation_confidence, "high, medium or low"},
    {"count", FIELD_INT, "1", observation_count, "how often it was seen"},
    {"detail", FIELD_TEXT, "", observation_detail,
     "what may be said of it, such as posix.system; empty for personal data and secrets"},
    {"what", FIELD_TEXT, "", observation_what,
     "the class in words, for messages: e-mail addresses"},
    {"where", FIELD_TEXT, "", observation_where,
     "for messages: ` in column \"contact\"`, or empty"},
};

/* ---- target ---- */

#define TARGET(field) facts->from.inventory->target.field
#define TOTAL(name)                                                                                \
    READ(target_##name)                                                                            \
    {                                                                                              \
        UNUSED;                                                                                    \
        return give_number(facts->from.inventory->totals.name, out);                               \
    }
TOTAL(bytes)
TOTAL(commits)
TOTAL(containers)
TOTAL(datasets)
TOTAL(ignored)
TOTAL(items)
TOTAL(models)

READ(target_gaps)
{
    const struct assay_inventory *inventory = facts->from.inventory;
    const char **ids = arena_array(arena, inventory->gap_count, sizeof *ids);

    UNUSED;
    for (size_t i = 0; ids && i < inventory->gap_count; i++)
        ids[i] = inventory->gaps[i].id;
    return give_texts(ids, ids ? inventory->gap_count : 0, arena, out);
}

READ(target_head)
{
    UNUSED;
    return *TARGET(head) && give_text(TARGET(head), out);
}

READ(target_today)
{
    UNUSED;
    return give_text(facts->today, out);
}

READ(target_type)
{
    UNUSED;
    return give_text(TARGET(type), out);
}

READ(target_view)
{
    UNUSED;
    return give_text(TARGET(view), out);
}

static const struct field target_fields[] = {
    {"bytes", FIELD_INT, "0", target_bytes, "bytes of all items"},
    {"commits", FIELD_INT, "0", target_commits, "commits that were walked"},
    {"containers", FIELD_INT, "0", target_containers, "archives among the items"},
    {"datasets", FIELD_INT, "0", target_datasets, "data sets among the items"},
    {"gaps", FIELD_TEXTS, "", target_gaps, "ids of all that could not be examined"},
    {"head", FIELD_TEXT, NULL, target_head, "commit id of HEAD, in hex"},
    {"ignored", FIELD_INT, "0", target_ignored, "files left out by .assayignore"},
    {"items", FIELD_INT, "1", target_items, "number of items"},
    {"models", FIELD_INT, "0", target_models, "models among the items"},
    {"today", FIELD_TEXT, "2026-01-01", target_today, "the date of the run, as 2026-11-21"},
    {"type", FIELD_TEXT, "git", target_type, "git, directory or bundle"},
    {"view", FIELD_TEXT, "worktree", target_view,
     "worktree, staged, head, commit, range or history; empty outside git"},
};

/* ---- ledger ---- */

READ(ledger_exists)
{
    UNUSED;
    return give_bool(facts->from.ledger != NULL, out);
}

READ(ledger_holds)
{
    UNUSED;
    return facts->from.ledger && give_bool(facts->from.ledger->holds, out);
}

READ(ledger_origin)
{
    UNUSED;
    return facts->from.ledger && give_text(facts->from.ledger->origin, out);
}

READ(ledger_signer)
{
    UNUSED;
    return facts->from.ledger && facts->from.ledger->signer &&
           give_text(facts->from.ledger->signer, out);
}

READ(ledger_size)
{
    UNUSED;
    return facts->from.ledger && give_number(facts->from.ledger->size, out);
}

static const struct field ledger_fields[] = {
    {"exists", FIELD_BOOL, "false", ledger_exists, "a ledger was read in this run"},
    {"holds", FIELD_BOOL, NULL, ledger_holds, "its structure and signatures were checked and hold"},
    {"origin", FIELD_TEXT, NULL, ledger_origin, "name of the log"},
    {"signer", FIELD_TEXT, NULL, ledger_signer, "id of the key that signed its checkpoint"},
    {"size", FIELD_INT, NULL, ledger_size, "entries"},
};

/* ---- waivers ---- */

READ(waiver_days_left)
{
    UNUSED;
    *out = cel_of_int(((const struct assay_waiver *)subject)->days_left);
    return true;
}

READ(waiver_fingerprint)
{
    UNUSED;
    return give_text(((const struct assay_waiver *)subject)->fingerprint, out);
}

READ(waiver_line)
{
    UNUSED;
    return give_number(((const struct assay_waiver *)subject)->line, out);
}

READ(waiver_reason)
{
    UNUSED;
    return give_text(((const struct assay_waiver *)subject)->reason, out);
}

READ(waiver_who)
{
    UNUSED;
    return give_text(((const struct assay_waiver *)subject)->who, out);
}

static const struct field waiver_fields[] = {
    {"days_left", FIELD_INT, "30", waiver_days_left, "days that it holds; below 0 when expired"},
    {"fingerprint", FIELD_TEXT, "7c1e-92ab-04d7", waiver_fingerprint, "as written"},
    {"line", FIELD_INT, "1", waiver_line, "line of the waivers file"},
    {"reason", FIELD_TEXT, "a reason", waiver_reason, "why"},
    {"who", FIELD_TEXT, "someone", waiver_who, "who waived"},
};

static const struct field variable_fields[] = {
    {"waivers", FIELD_WAIVERS, "", NULL, "the waivers of the project, in the order of their file"},
};

/* ---- tables ---- */

static const struct table {
    const char *variable; /* or the name of a list's element */
    const struct field *fields;
    size_t count;
} tables[] = {
    {"item", item_fields, ARRAY_LEN(item_fields)},
    {"ledger", ledger_fields, ARRAY_LEN(ledger_fields)},
    {"observation", observation_fields, ARRAY_LEN(observation_fields)},
    {"target", target_fields, ARRAY_LEN(target_fields)},
    {"waiver", waiver_fields, ARRAY_LEN(waiver_fields)},
};

static const struct table *find_table(const char *variable)
{
    for (size_t i = 0; i < ARRAY_LEN(tables); i++)
        if (strcmp(tables[i].variable, variable) == 0)
            return &tables[i];
    return NULL;
}

static int order_field(const void *name, const void *field)
{
    return strcmp(name, ((const struct field *)field)->name);
}

static const struct field *find_field(const struct table *table, const char *name)
{
    return bsearch(name, table->fields, table->count, sizeof table->fields[0], order_field);
}

/* ---- declaring ---- */

static void fact_name(char out[NAME_MAX_SIZE], enum assay_fact_id id)
{
    text_copy(out, NAME_MAX_SIZE, assay_facts[id].name);
    for (char *p = out; *p; p++)
        if (*p == '-')
            *p = '_';
}

/* The next part of a dotted name from `at` on, copied; *last when no dot follows. */
static char *name_part(struct arena *arena, const char *name, size_t at, bool *last)
{
    size_t size = strcspn(name + at, ".");

    *last = name[at + size] == 0;
    return arena_copy(arena, bytes_of(name + at, size));
}

static const struct cel_type *type_of_fact(enum assay_value_type type, const struct cel_type *texts)
{
    switch (type) {
    case ASSAY_VALUE_BOOL:
        return &cel_bool;
    case ASSAY_VALUE_INT:
        return &cel_int;
    case ASSAY_VALUE_TEXTS:
        return texts;
    default:
        return &cel_string;
    }
}

/*
 * Makes the group of all facts from `*next` on whose names begin with `prefix`, and moves *next
 * past them: the dictionary is sorted, so they stand side by side.
 */
// NOLINTNEXTLINE(misc-no-recursion): one level for each dot in a name of our own table
static const struct group *make_group(struct arena *arena, struct facts_types *types,
                                      const struct cel_type *texts, const char *path,
                                      const char *prefix, size_t *next)
{
    struct group *group = arena_alloc(arena, sizeof *group);
    struct cel_field *fields = arena_array(arena, ASSAY_FACTS, sizeof *fields);
    size_t at = strlen(prefix), slot = types->group_count++;

    if (!group || !fields || slot >= GROUPS_MAX)
        return NULL;
    group->path = path;
    group->members = arena_array(arena, ASSAY_FACTS, sizeof *group->members);
    if (!group->members)
        return NULL;
    while (*next < ASSAY_FACTS) {
        struct member *member = &group->members[group->count];
        char name[NAME_MAX_SIZE];
        bool last;

        fact_name(name, (enum assay_fact_id) * next);
        if (strncmp(name, prefix, at) != 0)
            break;
        member->name = name_part(arena, name, at, &last);
        member->fact = (enum assay_fact_id) * next;
        if (!member->name)
            return NULL;
        if (last) {
            ++*next;
        } else {
            member->group =
                make_group(arena, types, texts, arena_printf(arena, "%s.%s", path, member->name),
                           arena_printf(arena, "%s%s.", prefix, member->name), next);
            if (!member->group)
                return NULL;
        }
        fields[group->count++] = (struct cel_field){
            member->name,
            last ? type_of_fact(assay_facts[member->fact].type, texts) : member->group->type};
    }
    group->type = cel_record_of(arena, path, fields, group->count);
    types->groups[slot] = group;
    return group->type ? group : NULL;
}

static const struct cel_type *type_of_field(struct arena *arena, const struct facts_types *types,
                                            enum field_type type)
{
    switch (type) {
    case FIELD_BOOL:
        return &cel_bool;
    case FIELD_INT:
        return &cel_int;
    case FIELD_TEXTS:
        return cel_list_of(arena, &cel_string);
    case FIELD_OBSERVATIONS:
        return cel_list_of(arena, types->observation);
    case FIELD_WAIVERS:
        return cel_list_of(arena, types->waiver);
    default:
        return &cel_string;
    }
}

/* The record type of a table; of `item` with the groups of facts. */
static const struct cel_type *make_record(struct arena *arena, const struct facts_types *types,
                                          const char *variable)
{
    const struct table *table = find_table(variable);
    bool grouped = strcmp(variable, "item") == 0;
    size_t count = table->count + (grouped ? types->group_count : 0);
    struct cel_field *fields = arena_array(arena, count, sizeof *fields);

    count = 0;
    for (; fields && count < table->count; count++)
        fields[count] = (struct cel_field){table->fields[count].name,
                                           type_of_field(arena, types, table->fields[count].type)};
    for (size_t i = 0; fields && grouped && i < types->group_count; i++)
        if (!strchr(types->groups[i]->path + strlen("item."), '.'))
            fields[count++] = (struct cel_field){types->groups[i]->path + strlen("item."),
                                                 types->groups[i]->type};
    return fields ? cel_record_of(arena, variable, fields, count) : NULL;
}

static bool make_types(struct arena *arena, struct facts_types *types)
{
    const struct cel_type *texts = cel_list_of(arena, &cel_string);

    for (size_t next = 0; texts && next < ASSAY_FACTS;) {
        char name[NAME_MAX_SIZE];
        const char *part;
        bool last;

        fact_name(name, (enum assay_fact_id)next);
        part = name_part(arena, name, 0, &last);
        if (!part || !make_group(arena, types, texts, arena_printf(arena, "item.%s", part),
                                 arena_printf(arena, "%s.", part), &next))
            return false;
    }
    types->observation = make_record(arena, types, "observation");
    types->waiver = make_record(arena, types, "waiver");
    types->target = make_record(arena, types, "target");
    types->ledger = make_record(arena, types, "ledger");
    types->item = types->observation ? make_record(arena, types, "item") : NULL;
    return types->waiver && types->target && types->ledger && types->item;
}

enum assay_status facts_declare(struct arena *arena, struct cel_env *env,
                                const struct cel_type *params, const struct facts_types **out,
                                struct assay_error *err)
{
    struct facts_types *types = arena_alloc(arena, sizeof *types);
    const struct cel_type *waivers;

    if (!types || !make_types(arena, types))
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory");
    types->params = params;
    waivers = cel_list_of(arena, types->waiver);
    if (!waivers)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory");
    TRY(cel_env_library(env, "strings", err));
    TRY(cel_env_variable(env, "item", types->item, err));
    TRY(cel_env_variable(env, "observation", types->observation, err));
    TRY(cel_env_variable(env, "target", types->target, err));
    TRY(cel_env_variable(env, "ledger", types->ledger, err));
    TRY(cel_env_variable(env, "waivers", waivers, err));
    TRY(cel_env_variable(env, "params", params, err));
    for (size_t i = 0; i < policy_function_count; i++)
        TRY(cel_env_function(env, &policy_functions[i].function, err));
    *out = types;
    return ASSAY_OK;
}

const struct cel_type *facts_type(const struct facts_types *types, const char *variable)
{
    const struct {
        const char *variable;
        const struct cel_type *type;
    } known[] = {
        {"item", types->item},     {"observation", types->observation}, {"target", types->target},
        {"ledger", types->ledger}, {"waivers", types->waiver},          {"params", types->params},
    };

    for (size_t i = 0; i < ARRAY_LEN(known); i++)
        if (strcmp(known[i].variable, variable) == 0)
            return known[i].type;
    return NULL;
}

/* ---- reading ---- */

static bool read_table(const char *variable, const struct facts *facts, const void *subject,
                       const char *name, struct arena *arena, struct cel_value *out)
{
    const struct field *field = find_field(find_table(variable), name);

    return field && field->read(facts, subject, arena, out);
}

static bool read_target(const struct cel_record *record, const char *field, struct arena *arena,
                        struct cel_value *out)
{
    return read_table("target", record->data, NULL, field, arena, out);
}

static bool read_ledger(const struct cel_record *record, const char *field, struct arena *arena,
                        struct cel_value *out)
{
    return read_table("ledger", record->data, NULL, field, arena, out);
}

static int order_member(const void *name, const void *member)
{
    return strcmp(name, ((const struct member *)member)->name);
}

static bool give_fact(const struct assay_item *item, enum assay_fact_id id, struct arena *arena,
                      struct cel_value *out)
{
    const struct assay_fact *fact = assay_item_fact(item, id);

    if (!fact)
        return false;
    switch (fact->value.type) {
    case ASSAY_VALUE_BOOL:
        return give_bool(fact->value.boolean, out);
    case ASSAY_VALUE_INT:
        *out = cel_of_int(fact->value.integer);
        return true;
    case ASSAY_VALUE_TEXT:
        return give_text(fact->value.text, out);
    default:
        return give_texts(fact->value.texts, fact->value.count, arena, out);
    }
}

static bool give_group(const struct facts *facts, const struct group *group, struct cel_value *out)
{
    for (size_t i = 0; i < facts->types->group_count; i++) {
        if (facts->views[i].group == group) {
            *out = cel_of_record(&facts->views[i].record);
            return true;
        }
    }
    return false;
}

static bool read_group(const struct cel_record *record, const char *field, struct arena *arena,
                       struct cel_value *out)
{
    const struct group_view *view = record->data;
    const struct member *member =
        bsearch(field, view->group->members, view->group->count, sizeof *member, order_member);

    if (!member)
        return false;
    if (member->group)
        return give_group(view->facts, member->group, out);
    return give_fact(view->facts->item, member->fact, arena, out);
}

static bool read_item(const struct cel_record *record, const char *field, struct arena *arena,
                      struct cel_value *out)
{
    const struct facts *facts = record->data;
    const struct field *found = find_field(find_table("item"), field);

    if (found)
        return found->read(facts, facts->item, arena, out);
    for (size_t i = 0; i < facts->types->group_count; i++) {
        if (strcmp(facts->types->groups[i]->path + strlen("item."), field) == 0) {
            *out = cel_of_record(&facts->views[i].record);
            return true;
        }
    }
    return false;
}

/* An element of a list of observations or waivers: each its own subject. */
struct element {
    struct cel_record record;
    const struct facts *facts;
    const void *subject;
    const char *variable;
};

static bool read_element(const struct cel_record *record, const char *field, struct arena *arena,
                         struct cel_value *out)
{
    const struct element *element = record->data;

    return read_table(element->variable, element->facts, element->subject, field, arena, out);
}

static bool give_element(const struct facts *facts, const struct cel_type *type,
                         const char *variable, const void *subject, struct arena *arena,
                         struct cel_value *out)
{
    struct element *element = arena_alloc(arena, sizeof *element);

    if (!element) {
        *out = cel_of_fault(arena, "out of memory");
        return true;
    }
    *element = (struct element){
        .record = {.type = type, .path = variable, .read = read_element, .data = element},
        .facts = facts,
        .subject = subject,
        .variable = variable};
    *out = cel_of_record(&element->record);
    return true;
}

static bool give_observation(const struct facts *facts, const struct assay_observation *observation,
                             struct arena *arena, struct cel_value *out)
{
    return give_element(facts, facts->types->observation, "observation", observation, arena, out);
}

static bool give_waivers(const struct facts *facts, struct arena *arena, struct cel_value *out)
{
    struct cel_value *items = arena_array(arena, facts->from.waiver_count, sizeof *items);

    for (size_t i = 0; items && i < facts->from.waiver_count; i++)
        give_element(facts, facts->types->waiver, "waiver", &facts->from.waivers[i], arena,
                     &items[i]);
    *out = items || facts->from.waiver_count == 0
               ? cel_of_list(arena, items, facts->from.waiver_count)
               : cel_of_fault(arena, "out of memory");
    return true;
}

static bool find_variable(void *data, const char *name, struct arena *arena, struct cel_value *out)
{
    const struct facts *facts = data;

    if (strcmp(name, "item") == 0 && facts->item) {
        *out = cel_of_record(&facts->item_record);
        return true;
    }
    if (strcmp(name, "observation") == 0 && facts->observation)
        return give_observation(facts, facts->observation, arena, out);
    if (strcmp(name, "params") == 0) {
        *out = facts->from.params;
        return true;
    }
    if (strcmp(name, "target") == 0) {
        *out = cel_of_record(&facts->target_record);
        return true;
    }
    if (strcmp(name, "ledger") == 0) {
        *out = cel_of_record(&facts->ledger_record);
        return true;
    }
    return strcmp(name, "waivers") == 0 && give_waivers(facts, arena, out);
}

enum assay_status facts_new(const struct facts_types *types, const struct facts_sources *sources,
                            struct facts **out, struct assay_error *err)
{
    CLEANUP(facts_freep) struct facts *facts = calloc(1, sizeof *facts);

    if (!facts)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory");
    facts->types = types;
    facts->from = *sources;
    facts->container_kind = "";
    TRY(gap_index_init(&facts->gaps, sources->inventory, err));
    clock_text(sources->time, facts->today);
    facts->today[10] = 0; /* the date alone */
    facts->item_record =
        (struct cel_record){.type = types->item, .path = "item", .read = read_item, .data = facts};
    facts->target_record = (struct cel_record){
        .type = types->target, .path = "target", .read = read_target, .data = facts};
    facts->ledger_record = (struct cel_record){
        .type = types->ledger, .path = "ledger", .read = read_ledger, .data = facts};
    for (size_t i = 0; i < types->group_count; i++) {
        struct group_view *view = &facts->views[i];

        *view = (struct group_view){.record = {.type = types->groups[i]->type,
                                               .path = types->groups[i]->path,
                                               .read = read_group,
                                               .data = view},
                                    .facts = facts,
                                    .group = types->groups[i]};
    }
    facts->activation = (struct cel_activation){.find = find_variable, .data = facts};
    *out = TAKE(facts);
    return ASSAY_OK;
}

void facts_free(struct facts *facts)
{
    if (!facts)
        return;
    gap_index_clear(&facts->gaps);
    free(facts);
}

void facts_freep(struct facts **facts)
{
    facts_free(*facts);
    *facts = NULL;
}

void facts_set_item(struct facts *facts, const struct assay_item *item)
{
    const struct assay_path *container = item ? item->path->container : NULL;

    facts->item = item;
    facts->observation = NULL;
    if (container != facts->container) {
        facts->container = container;
        facts->container_kind = kind_around(facts, container);
    }
}

void facts_set_observation(struct facts *facts, const struct assay_observation *observation)
{
    facts->observation = observation;
}

const struct cel_activation *facts_activation(const struct facts *facts)
{
    return &facts->activation;
}

bool facts_item_has_gap(struct facts *facts, const struct assay_item *item)
{
    size_t count;

    return gap_index_find(&facts->gaps, item->path, &count) != NULL;
}

/* ---- names ---- */

bool facts_default(const char *path, struct cel_value *out)
{
    char variable[NAME_MAX_SIZE];
    size_t size = strcspn(path, ".");
    const struct table *table;
    const struct field *field;

    if (size >= sizeof variable || path[size] != '.')
        return false;
    memcpy(variable, path, size);
    variable[size] = 0;
    table = find_table(variable);
    field = table ? find_field(table, path + size + 1) : NULL;
    if (!field || !field->normal)
        return false;
    switch (field->type) {
    case FIELD_BOOL:
        *out = cel_of_bool(strcmp(field->normal, "true") == 0);
        return true;
    case FIELD_INT: {
        uint64_t number = 0;

        return text_u64(bytes_text(field->normal), &number) && give_number(number, out);
    }
    case FIELD_TEXT:
        *out = cel_of_text(field->normal);
        return true;
    default: {
        static const struct cel_list empty = {0};

        *out = (struct cel_value){.kind = CEL_LIST, .of.list = &empty};
        return true;
    }
    }
}

bool facts_find(const char *path, enum assay_fact_id *id)
{
    char name[NAME_MAX_SIZE];

    if (strncmp(path, "item.", 5) != 0)
        return false;
    for (size_t i = 0; i < ASSAY_FACTS; i++) {
        fact_name(name, (enum assay_fact_id)i);
        if (strcmp(name, path + 5) == 0) {
            *id = (enum assay_fact_id)i;
            return true;
        }
    }
    return false;
}

/* ---- showing ---- */

static const char *const type_names[] = {
    [FIELD_BOOL] = "bool",
    [FIELD_INT] = "int",
    [FIELD_TEXT] = "string",
    [FIELD_TEXTS] = "list(string)",
    [FIELD_OBSERVATIONS] = "list(observation)",
    [FIELD_WAIVERS] = "list(waiver)",
    [FIELD_GROUP] = "group",
};
_Static_assert(ARRAY_LEN(type_names) == FIELD_TYPES, "each type of field has a name");

static const char *const value_type_names[] = {
    [ASSAY_VALUE_BOOL] = "bool",
    [ASSAY_VALUE_INT] = "int",
    [ASSAY_VALUE_TEXT] = "string",
    [ASSAY_VALUE_TEXTS] = "list(string)",
};

static void show_line(struct buf *out, const char *variable, const char *name, const char *type,
                      const char *unit, const char *meaning)
{
    char word[NAME_MAX_SIZE * 2];

    snprintf(word, sizeof word, "%s.%s", variable, name);
    buf_printf(out, "%-38s %-18s %s%s%s%s\n", word, type, meaning, *unit ? " (" : "", unit,
               *unit ? ")" : "");
}

void facts_show(struct buf *out)
{
    for (size_t i = 0; i < ARRAY_LEN(tables); i++)
        for (size_t j = 0; j < tables[i].count; j++)
            show_line(out, tables[i].variable, tables[i].fields[j].name,
                      type_names[tables[i].fields[j].type], "", tables[i].fields[j].meaning);
    for (size_t i = 0; i < ARRAY_LEN(variable_fields); i++)
        buf_printf(out, "%-38s %-18s %s\n", variable_fields[i].name,
                   type_names[variable_fields[i].type], variable_fields[i].meaning);
    buf_text(out, "\n");
    for (size_t i = 0; i < ASSAY_FACTS; i++) {
        char name[NAME_MAX_SIZE];

        fact_name(name, (enum assay_fact_id)i);
        show_line(out, "item", name, value_type_names[assay_facts[i].type], assay_facts[i].unit,
                  assay_facts[i].meaning);
    }
    buf_text(out, "\n");
    for (size_t i = 0; i < policy_function_count; i++)
        buf_printf(out, "%s\n    %s\n", policy_functions[i].function.signature,
                   policy_functions[i].meaning);
}
