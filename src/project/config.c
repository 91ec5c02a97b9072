/* config.c - `.assay.yml`: found, read under a typed schema, and its origins kept. */

#include <assay/policy.h>
#include <assay/problem.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/beneath.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/kit.h"
#include "base/limits.h"
#include "base/text.h"
#include "doc/doc.h"
#include "doc/place.h"
#include "project/settings.h"
#include "source/git/places.h"

/* Remembers a value for `config show`. */
static enum assay_status remember(struct reader *reader, const char *key, const char *value,
                                  const struct doc *doc)
{
    struct assay_setting *setting;

    if (reader->all_count == ARRAY_LEN(reader->all))
        return assay_fail(reader->err, ASSAY_ELIMIT, ASSAY_NO_OFFSET, "more than %zu settings",
                          ARRAY_LEN(reader->all));
    setting = &reader->all[reader->all_count];
    setting->key = arena_text(reader->arena, key);
    setting->value = arena_text(reader->arena, value);
    setting->origin =
        doc ? arena_printf(reader->arena, "%s:%u", reader->shown, doc->line) : "default";
    if (!setting->key || !setting->value || !setting->origin)
        return out_of_memory(reader->err);
    reader->all_count++;
    return ASSAY_OK;
}

static enum assay_status join(struct reader *reader, const char *const *texts, size_t count,
                              const char **out)
{
    struct buf buf;

    buf_init(&buf, LIMIT_DOCUMENT);
    for (size_t i = 0; i < count; i++) {
        if (i)
            buf_text(&buf, ", ");
        buf_text(&buf, texts[i]);
    }
    *out = arena_text(reader->arena, buf_string(&buf));
    buf_clear(&buf);
    return *out ? ASSAY_OK : out_of_memory(reader->err);
}

/* A list of texts under `key` of `map`; keeps what `list` held where the key is absent. */
static enum assay_status read_list(struct reader *reader, const struct doc *map, const char *name,
                                   const char *key, struct list *list)
{
    const struct doc *doc = doc_get(map, name);
    const char *joined;

    if (doc)
        TRY(doc_texts(reader->arena, doc, &reader->source, key, &list->texts, &list->count,
                      reader->err));
    for (size_t i = 0; doc && i < list->count; i++)
        if (!list->texts[i][0])
            return doc_fail(doc->type == DOC_LIST ? &doc->items[i] : doc, &reader->source,
                            "config.bad-value", reader->err,
                            "nothing stands behind \"%s\": leave it out, or name something", key);
    TRY(join(reader, list->texts, list->count, &joined));
    return remember(reader, key, joined, doc);
}

/* A pack that is not there is told at the line that names it. */
static enum assay_status read_pack_places(struct reader *reader, const struct doc *list)
{
    size_t count = reader->packs.count;

    if (!list)
        return ASSAY_OK;
    reader->pack_places = arena_array(reader->arena, count, sizeof *reader->pack_places);
    if (!reader->pack_places)
        return out_of_memory(reader->err);
    for (size_t i = 0; i < count; i++) {
        const struct doc *name = list->type == DOC_LIST ? &list->items[i] : list;
        char excerpt[PLACE_EXCERPT_SIZE];

        place_excerpt(reader->source.text, name->line, excerpt);
        reader->pack_places[i] = (struct assay_pack_place){
            .path = reader->shown,
            .line = name->line,
            .column = name->column,
            .excerpt = arena_text(reader->arena, excerpt),
        };
        if (!reader->pack_places[i].excerpt)
            return out_of_memory(reader->err);
    }
    return ASSAY_OK;
}

/* One word out of `words`; *choice keeps its value where the key is absent. */
static enum assay_status read_choice(struct reader *reader, const struct doc *map, const char *name,
                                     const char *key, const char *const *words, size_t count,
                                     size_t *choice)
{
    const struct doc *doc = doc_get(map, name);
    const char *text = words[*choice];

    if (doc) {
        size_t i = 0;

        TRY(doc_text(doc, &reader->source, key, &text, reader->err));
        while (i < count && strcmp(words[i], text) != 0)
            i++;
        if (i == count) {
            const char *nearest = text_nearest(text, words, count);
            enum assay_status failed =
                doc_fail(doc, &reader->source, "config.bad-value", reader->err,
                         "\"%s\" is not a value of \"%s\"", text, key);
            struct buf all;

            buf_init(&all, 256);
            for (size_t j = 0; j < count; j++)
                buf_printf(&all, "%s%s", j ? ", " : "", words[j]);
            assay_error_do(reader->err, "write one of: %s%s%s%s", buf_string(&all),
                           nearest ? " (did you mean \"" : "", nearest ? nearest : "",
                           nearest ? "\"?)" : "");
            buf_clear(&all);
            return failed;
        }
        *choice = i;
    }
    return remember(reader, key, text, doc);
}

/* "500ms", "2s", "4m", "90". */
static enum assay_status read_span(struct reader *reader, const struct doc *map, const char *name,
                                   const char *key, uint64_t *milliseconds)
{
    const struct doc *doc = doc_get(map, name);
    char shown[CLOCK_TEXT_SIZE];

    if (doc) {
        const char *text;

        TRY(doc_text(doc, &reader->source, key, &text, reader->err));
        if (!clock_parse_span(text, milliseconds)) {
            enum assay_status failed =
                doc_fail(doc, &reader->source, "config.bad-value", reader->err,
                         "\"%s\" is not a time for \"%s\"", text, key);
            assay_error_do(reader->err, "write a time such as 500ms, 2s or 4m");
            return failed;
        }
    }
    clock_span_text(*milliseconds, shown);
    return remember(reader, key, shown, doc);
}

static enum assay_status read_examine(struct reader *reader, const struct doc *root)
{
    static const char *const known[] = {"data", "models"};
    const struct doc *examine = doc_get(root, "examine");

    if (examine)
        TRY(doc_check_keys(examine, &reader->source, "examine", known, ARRAY_LEN(known),
                           reader->err));
    TRY(read_list(reader, examine, "data", "examine.data", &reader->data));
    return read_list(reader, examine, "models", "examine.models", &reader->models);
}

/* An exception with a typo excepts nothing, and its author would not know. */
static enum assay_status check_gap_ids(struct reader *reader, const struct doc *list)
{
    for (size_t i = 0; list && list->type == DOC_LIST && i < list->count; i++) {
        const struct doc *item = &list->items[i];
        const char *id, *nearest;
        enum assay_status failed;

        TRY(doc_text(item, &reader->source, "gate.allow-gaps", &id, reader->err));
        if (assay_problem_allows(id, &nearest))
            continue;
        failed = doc_fail(item, &reader->source, "config.bad-value", reader->err,
                          "\"%s\" is no kind of gap", id);
        if (nearest)
            assay_error_do(reader->err, "did you mean \"%s\"?", nearest);
        else
            assay_error_do(reader->err, "write ids that a run shows as gap[ID]");
        return failed;
    }
    return ASSAY_OK;
}

static enum assay_status read_gate(struct reader *reader, const struct doc *root)
{
    static const char *const known[] = {"allow-gaps", "fail-on", "gaps"};
    static const char *const severities[] = {"info", "low", "medium", "high", "critical"};
    static const char *const gaps[] = {"warn", "block"};
    const struct doc *gate = doc_get(root, "gate");
    size_t severity = reader->fail_on, block = reader->gaps_block;

    _Static_assert(ARRAY_LEN(severities) == ASSAY_SEVERITIES, "a word for each severity");
    if (gate)
        TRY(doc_check_keys(gate, &reader->source, "gate", known, ARRAY_LEN(known), reader->err));
    TRY(read_choice(reader, gate, "fail-on", "gate.fail-on", severities, ARRAY_LEN(severities),
                    &severity));
    TRY(read_choice(reader, gate, "gaps", "gate.gaps", gaps, ARRAY_LEN(gaps), &block));
    reader->fail_on = (enum assay_severity)severity;
    reader->gaps_block = block != 0;
    TRY(check_gap_ids(reader, doc_get(gate, "allow-gaps")));
    return read_list(reader, gate, "allow-gaps", "gate.allow-gaps", &reader->allowed_gaps);
}

/* What a missing pointer content is: `require-content` leaves the gap, `note` lets it pass. */
static enum assay_status read_pointers(struct reader *reader, const struct doc *root)
{
    static const struct {
        const char *name, *key, *gap;
    } kinds[] = {
        {"annex", "pointers.annex", "pointer.annex-missing"},
        {"dvc", "pointers.dvc", "pointer.dvc-missing"},
        {"lfs", "pointers.lfs", "pointer.lfs-missing"},
    };
    static const char *const known[] = {"annex", "dvc", "lfs"};
    static const char *const words[] = {"note", "require-content"};
    const struct doc *pointers = doc_get(root, "pointers");

    if (pointers)
        TRY(doc_check_keys(pointers, &reader->source, "pointers", known, ARRAY_LEN(known),
                           reader->err));
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        size_t require = 1;

        TRY(read_choice(reader, pointers, kinds[i].name, kinds[i].key, words, ARRAY_LEN(words),
                        &require));
        if (!require) {
            const char **gaps =
                arena_array(reader->arena, reader->allowed_gaps.count + 1, sizeof *gaps);

            if (!gaps)
                return out_of_memory(reader->err);
            if (reader->allowed_gaps.count)
                memcpy(gaps, reader->allowed_gaps.texts, reader->allowed_gaps.count * sizeof *gaps);
            gaps[reader->allowed_gaps.count++] = kinds[i].gap;
            reader->allowed_gaps.texts = gaps;
        }
    }
    return ASSAY_OK;
}

static enum assay_status read_hooks(struct reader *reader, const struct doc *root)
{
    static const char *const known[] = {"pre-commit"};
    static const char *const known_pre_commit[] = {"time-limit"};
    const struct doc *hooks = doc_get(root, "hooks");
    const struct doc *pre_commit = hooks ? doc_get(hooks, "pre-commit") : NULL;

    if (hooks)
        TRY(doc_check_keys(hooks, &reader->source, "hooks", known, ARRAY_LEN(known), reader->err));
    if (pre_commit)
        TRY(doc_check_keys(pre_commit, &reader->source, "hooks.pre-commit", known_pre_commit,
                           ARRAY_LEN(known_pre_commit), reader->err));
    return read_span(reader, pre_commit, "time-limit", "hooks.pre-commit.time-limit",
                     &reader->pre_commit_ms);
}

static enum assay_status read_defaults(struct reader *reader, const struct doc *root)
{
    const struct doc *defaults = doc_get(root, "defaults");

    if (!defaults)
        return ASSAY_OK;
    if (defaults->type != DOC_MAP)
        return doc_fail(defaults, &reader->source, "config.bad-value", reader->err,
                        "\"defaults\" must be a map of flags and their values");
    reader->flag_defaults =
        arena_array(reader->arena, defaults->count, sizeof *reader->flag_defaults);
    if (!reader->flag_defaults)
        return out_of_memory(reader->err);
    for (size_t i = 0; i < defaults->count; i++) {
        const struct doc_member *member = &defaults->members[i];
        struct assay_flag_default *flag = &reader->flag_defaults[i];
        char key[128], excerpt[PLACE_EXCERPT_SIZE];

        place_excerpt(reader->source.text, member->line, excerpt);
        flag->excerpt = arena_text(reader->arena, excerpt);
        if (!flag->excerpt)
            return out_of_memory(reader->err);
        flag->flag = (const char *)member->name.data;
        flag->line = member->line;
        flag->column = member->column;
        TRY(doc_text(&member->value, &reader->source, flag->flag, &flag->value, reader->err));
        snprintf(key, sizeof key, "defaults.%s", flag->flag);
        TRY(remember(reader, key, flag->value, &member->value));
    }
    reader->flag_default_count = defaults->count;
    return ASSAY_OK;
}

static enum assay_status read_cache(struct reader *reader, const struct doc *root)
{
    const struct doc *cache = doc_get(root, "cache");

    if (cache)
        TRY(doc_bool(cache, &reader->source, "cache", &reader->use_cache, reader->err));
    return remember(reader, "cache", reader->use_cache ? "true" : "false", cache);
}

static enum assay_status read_root(struct reader *reader, const struct doc *root)
{
    static const char *const known[] = {"cache",  "defaults", "examine",  "gate",   "hooks",
                                        "ledger", "patterns", "pointers", "policy", "version"};
    const struct doc *version, *ledger;
    uint64_t number = 1;

    if (root)
        TRY(doc_check_keys(root, &reader->source, "the config", known, ARRAY_LEN(known),
                           reader->err));
    version = doc_get(root, "version");
    if (version)
        TRY(doc_u64(version, &reader->source, "version", &number, reader->err));
    if (number != 1) {
        enum assay_status failed = doc_fail(
            version, &reader->source, "config.bad-value", reader->err,
            "this assay reads version 1 of the config, not %llu", (unsigned long long)number);
        assay_error_do(reader->err, "write version: 1, or use a newer assay");
        return failed;
    }
    TRY(remember(reader, "version", "1", version));
    TRY(read_list(reader, root, "policy", "policy", &reader->packs));
    TRY(read_pack_places(reader, doc_get(root, "policy")));
    TRY(read_list(reader, root, "patterns", "patterns", &reader->patterns));
    TRY(read_examine(reader, root));
    TRY(read_gate(reader, root));
    TRY(read_pointers(reader, root));
    TRY(read_hooks(reader, root));
    TRY(read_cache(reader, root));
    TRY(read_defaults(reader, root));
    ledger = doc_get(root, "ledger");
    if (ledger)
        TRY(doc_text(ledger, &reader->source, "ledger", &reader->ledger, reader->err));
    reader->ledger_origin = ledger;
    return ASSAY_OK;
}

/* One that was found came with the target; one that a person named may lie anywhere. */
static enum assay_status read_text(struct reader *reader, const struct assay_settings *settings,
                                   struct buf *text)
{
    if (settings->config_is_named)
        return file_read(AT_FDCWD, settings->config_path, text, reader->err);
    return beneath_read(settings->root, reader->shown, text, reader->err);
}

enum assay_status settings_read_config(struct reader *reader, const struct assay_settings *settings)
{
    static const char *const baseline[] = {"assay:baseline"};
    struct doc *root = NULL;

    reader->packs = (struct list){baseline, 1};
    reader->fail_on = ASSAY_SEVERITY_MEDIUM;
    reader->gaps_block = true;
    reader->use_cache = true;
    reader->pre_commit_ms = 0;
    if (settings->config_path) {
        struct buf text;
        char *copy;
        enum assay_status status;

        buf_init(&text, LIMIT_DOCUMENT);
        status = read_text(reader, settings, &text);
        copy = status == ASSAY_OK ? arena_copy(reader->arena, buf_bytes(&text)) : NULL;
        reader->source = (struct doc_source){reader->shown, bytes_of(copy, text.size)};
        buf_clear(&text);
        TRY(status);
        if (!copy)
            return out_of_memory(reader->err);
        TRY(doc_read_yaml(reader->arena, &reader->source, &root, reader->err));
    }
    return read_root(reader, root);
}

/* `remember` for settings that have no line of their own. */
enum assay_status settings_remember(struct reader *reader, const char *key, const char *value,
                                    const struct doc *doc)
{
    return remember(reader, key, value, doc);
}
