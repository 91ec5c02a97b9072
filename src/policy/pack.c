/*
 * pack.c - reads the files of a policy and joins them.
 *
 * Packs only ever add: new rules, values of parameters within their range, higher severities. What
 * would take something away is an error that says how to do it in the open, by a waiver.
 */

#include "policy/pack.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/kit.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "policy/controls.h"
#include "policy/files.h"
#include "policy/pack_rules.h"
#include "policy/shared.h"
#include "policy/shipped.h"

enum { PARENTS_MAX = 8, /* packs that build on packs */ NAME_MAX_SIZE = 64 };

static const char *const pack_keys[] = {"pack",   "edition", "in-force-from", "in-force-until",
                                        "title",  "parent",  "params",        "set",
                                        "change", "rules",   "aliases",       "controls"};

/* Keys by which people try to take a rule away. */
static const char *const removing_keys[] = {"disable", "disabled", "enabled", "exclude", "ignore",
                                            "off",     "remove",   "skip",    "without"};

enum assay_status pack_refuse_removal(const struct doc *map, const struct doc_source *source,
                                      struct assay_error *err)
{
    for (size_t i = 0; map->type == DOC_MAP && i < map->count; i++) {
        for (size_t j = 0; j < ARRAY_LEN(removing_keys); j++) {
            struct doc at = {.line = map->members[i].line, .column = map->members[i].column};
            enum assay_status status;

            if (!bytes_equal(map->members[i].name, bytes_text(removing_keys[j])))
                continue;
            status = doc_fail(&at, source, "policy.lowered", err,
                              "a policy cannot take a rule away (\"%s\")", removing_keys[j]);
            assay_error_why(err, "packs add up, so that nobody loses a rule by a line");
            assay_error_do(err, "excuse findings one by one, with reason and date: "
                                "assay waive FINGERPRINT --reason \"...\" --until DATE");
            return status;
        }
    }
    return ASSAY_OK;
}

enum assay_status pack_list(const struct source_file *file, const char *key, const struct doc **out,
                            struct assay_error *err)
{
    *out = doc_get(file->tree, key);
    if (*out && (*out)->type != DOC_LIST)
        return doc_fail(*out, &file->source, "policy.list", err, "\"%s\" is a list", key);
    return ASSAY_OK;
}

enum assay_status pack_date(const struct doc *map, const struct doc_source *source, const char *key,
                            const char **out, struct assay_error *err)
{
    const struct doc *node = doc_get(map, key);
    enum assay_status status;
    int64_t seconds;

    *out = "";
    if (!node)
        return ASSAY_OK;
    TRY(doc_text(node, source, key, out, err));
    if (!**out || (strlen(*out) == 10 && clock_parse(bytes_text(*out), &seconds)))
        return ASSAY_OK;
    status = doc_fail(node, source, "policy.date", err, "\"%s\" is no date: \"%s\"", key, *out);
    assay_error_do(err, "write year, month and day: 2026-11-01");
    return status;
}

static ASSAY_RESULT read_text(const struct source_file *file, const char *key, const char **out,
                              struct assay_error *err)
{
    const struct doc *node = doc_get(file->tree, key);

    *out = "";
    return node ? doc_text(node, &file->source, key, out, err) : ASSAY_OK;
}

/* A family of shared rules, read as a pack of its own: so its author tries it alone. */
static ASSAY_RESULT read_family(const struct source_file *file, struct assay_pack *pack,
                                struct assay_error *err)
{
    TRY(shared_check(file, err));
    *pack = (struct assay_pack){.path = file->source.path,
                                .edition = "",
                                .title = "",
                                .in_force_from = "",
                                .in_force_until = "",
                                .parent = ""};
    TRY(read_text(file, "title", &pack->title, err));
    return read_text(file, "family", &pack->name, err);
}

/* The name stands in reports, where letters that look like others would pass for another pack. */
static ASSAY_RESULT check_name(const struct source_file *file, const char *name,
                               struct assay_error *err)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    const struct doc *node = doc_get(file->tree, "pack");
    size_t first = strspn(name, letters), size = strlen(name);
    enum assay_status status;

    if (strncmp(name, "assay:", 6) == 0) {
        status =
            doc_fail(node, &file->source, "policy.name", err,
                     "\"%s\" is no name for a pack: assay: begins those that are shipped", name);
        assay_error_do(err, "name it after those who answer for it: pack: credit-team");
        return status;
    }
    for (size_t i = 0; i < size; i++)
        if (!strchr(letters, name[i]) && !strchr("-_.", name[i]))
            first = 0;
    if (first > 0 && size < NAME_MAX_SIZE)
        return ASSAY_OK;
    status =
        doc_fail(node, &file->source, "policy.name", err, "\"%s\" is no name for a pack", name);
    assay_error_do(err,
                   "write letters from a to z, digits, - _ and . only, less than %d of them: "
                   "pack: credit-team",
                   NAME_MAX_SIZE);
    return status;
}

static ASSAY_RESULT check_dates(const struct source_file *file, const struct assay_pack *pack,
                                struct assay_error *err)
{
    enum assay_status status;

    if (!*pack->in_force_from || !*pack->in_force_until ||
        strcmp(pack->in_force_from, pack->in_force_until) <= 0)
        return ASSAY_OK;
    status = doc_fail(doc_get(file->tree, "in-force-until"), &file->source, "policy.date", err,
                      "\"in-force-until\", %s, is before \"in-force-from\", %s",
                      pack->in_force_until, pack->in_force_from);
    assay_error_do(err, "mend one of them, or leave out the end");
    return status;
}

static ASSAY_RESULT read_header(struct assay_policy *policy, const struct source_file *file,
                                struct assay_pack *pack, struct assay_error *err)
{
    TRY(pack_refuse_removal(file->tree, &file->source, err));
    TRY(doc_check_keys(file->tree, &file->source, "a pack", pack_keys, ARRAY_LEN(pack_keys), err));
    *pack = (struct assay_pack){.path = file->source.path};
    TRY(read_text(file, "pack", &pack->name, err));
    TRY(read_text(file, "edition", &pack->edition, err));
    TRY(read_text(file, "title", &pack->title, err));
    TRY(read_text(file, "parent", &pack->parent, err));
    TRY(pack_date(file->tree, &file->source, "in-force-from", &pack->in_force_from, err));
    TRY(pack_date(file->tree, &file->source, "in-force-until", &pack->in_force_until, err));
    if (!*pack->name || !*pack->edition)
        return doc_fail(file->tree, &file->source, "policy.missing-field", err,
                        "a pack begins with \"pack: NAME\" and \"edition: ...\"");
    TRY(check_name(file, pack->name, err));
    TRY(check_dates(file, pack, err));
    for (size_t j = 0; j < policy->pack_count; j++)
        if (strcmp(policy->packs[j].name, pack->name) == 0)
            return doc_fail(file->tree, &file->source, "policy.duplicate", err,
                            "pack \"%s\" was read already, from %s", pack->name,
                            policy->packs[j].path);
    return aliases_read(policy, file, pack, err);
}

static bool is_read(const struct assay_policy *policy, const char *word)
{
    for (size_t i = 0; i < policy->pack_count; i++)
        if (strcmp(policy->packs[i].path, word) == 0)
            return true;
    return false;
}

const struct assay_pack *pack_parent(const struct assay_policy *policy,
                                     const struct assay_pack *pack)
{
    for (size_t i = 0; *pack->parent && i < policy->pack_count; i++)
        if (strcmp(policy->packs[i].path, pack->parent) == 0)
            return &policy->packs[i];
    return NULL;
}

/* Packs that are being read: each builds on the next. */
struct child {
    const char *word;
    const struct child *above;
    unsigned depth;
};

// NOLINTNEXTLINE(misc-no-recursion): bounded by PARENTS_MAX
static void tell_chain(const struct child *child, const char *from, struct buf *out)
{
    if (child->above && strcmp(child->word, from) != 0)
        tell_chain(child->above, from, out);
    buf_printf(out, "%s -> ", child->word);
}

static ASSAY_RESULT check_circle(const struct source_file *file, const char *parent,
                                 const struct child *child, struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf chain = {.ceiling = SIZE_MAX};
    const struct doc *node = doc_get(file->tree, "parent");
    const struct child *again = child;

    while (again && strcmp(again->word, parent) != 0)
        again = again->above;
    if (!again && child->depth < PARENTS_MAX)
        return ASSAY_OK;
    tell_chain(child, parent, &chain);
    return again
               ? doc_fail(node, &file->source, "policy.parent", err,
                          "packs build on each other in a circle: %s%s", buf_string(&chain), parent)
               : doc_fail(node, &file->source, "policy.parent", err,
                          "more than %d packs build on each other: %s%s", PARENTS_MAX,
                          buf_string(&chain), parent);
}

/* No file or shipped pack has the name, and the place that names it is not told yet. */
static bool is_of_a_name(const struct assay_error *err)
{
    return err && err->line == 0 &&
           (strcmp(err->id, "policy.missing-file") == 0 ||
            strcmp(err->id, "policy.unknown-pack") == 0 || strcmp(err->id, "config.outside") == 0);
}

/* A parent that is not there is told at the line that asks for it. */
static enum assay_status tell_parent(const struct source_file *file, enum assay_status status,
                                     struct assay_error *err)
{
    const struct assay_error cause = *err;

    if (!is_of_a_name(err))
        return status;
    status =
        doc_fail(doc_get(file->tree, "parent"), &file->source, cause.id, err, "%s", cause.text);
    assay_error_why(err, "%s", cause.why);
    assay_error_do(err, "%s", cause.remedy);
    return status;
}

/* So is one that a config asks for. */
static void tell_place(const struct assay_pack_place *place, struct assay_error *err)
{
    if (!is_of_a_name(err))
        return;
    assay_error_path(err, place->path);
    assay_error_at(err, place->line, place->column, place->excerpt);
}

/* Reads a pack and before it the one that it builds on. */
// NOLINTNEXTLINE(misc-no-recursion): bounded by PARENTS_MAX
static ASSAY_RESULT add_pack(struct assay_policy *policy, const char *word,
                             const struct child *above, struct assay_error *err)
{
    const struct child child = {word, above, above ? above->depth + 1 : 0};
    enum assay_status status;
    struct source_file *file;
    struct assay_pack pack;

    if (is_read(policy, word))
        return ASSAY_OK;
    file = arena_alloc(policy->arena, sizeof *file);
    if (!file)
        return out_of_memory(err);
    TRY(policy_file_read(policy, word, file, err));
    if (doc_get(file->tree, "family"))
        TRY(read_family(file, &pack, err));
    else
        TRY(read_header(policy, file, &pack, err));
    if (*pack.parent) {
        TRY(check_circle(file, pack.parent, &child, err));
        status = add_pack(policy, pack.parent, &child, err);
        if (status != ASSAY_OK)
            return tell_parent(file, status, err);
    }
    policy->files[policy->pack_count] = file;
    policy->packs[policy->pack_count++] = pack;
    return ASSAY_OK;
}

/* ---- digests ---- */

static void add_number(struct buf *out, size_t number)
{
    buf_u64(out, number);
    buf_byte(out, ':');
}

static void add_text(struct buf *out, struct bytes text)
{
    add_number(out, text.size);
    buf_add(out, text.data, text.size);
}

// NOLINTNEXTLINE(misc-no-recursion): bounded by LIMIT_YAML_DEPTH, which the reader holds
static void add_node(struct buf *out, const struct doc *node)
{
    add_number(out, (size_t)node->type);
    if (node->type == DOC_TEXT) {
        add_text(out, node->text);
        return;
    }
    if (node->type != DOC_LIST && node->type != DOC_MAP)
        return;
    add_number(out, node->count);
    for (size_t i = 0; i < node->count; i++) {
        if (node->type == DOC_MAP)
            add_text(out, node->members[i].name);
        add_node(out, node->type == DOC_MAP ? &node->members[i].value : &node->items[i]);
    }
}

/* What a rule says, but for its examples, which judge nothing and may not have been read. */
static void add_rule_node(struct buf *out, const struct doc *rule)
{
    for (size_t i = 0; i < rule->count; i++) {
        if (bytes_equal(rule->members[i].name, BYTES("tests")))
            continue;
        add_text(out, rule->members[i].name);
        add_node(out, &rule->members[i].value);
    }
}

/* Of a pack that stands alone the digest of its file; else over that, its parent's, what the shared
 * rules say that it lists, and the parameters that such rules share. */
static ASSAY_RESULT digest_pack(const struct assay_policy *policy, size_t i,
                                struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = SIZE_MAX};
    struct assay_pack *pack = &policy->packs[i];
    const struct assay_pack *parent = pack_parent(policy, pack);
    const struct source_file *common = policy->commons[i];
    bool alone = !parent, shares = false;

    sha256(policy->files[i]->source.text, pack->sha256);
    buf_text(&text, "assay.pack/1\n");
    buf_add(&text, pack->sha256, sizeof pack->sha256);
    if (parent)
        buf_add(&text, parent->sha256, sizeof parent->sha256);
    for (size_t j = 0; j < pack->rule_count; j++) {
        const struct rule *rule = policy_find(policy, pack->rules[j]);

        if (rule->origin.file == policy->files[i])
            continue;
        shares = true;
        add_rule_node(&text, rule->node);
    }
    if (shares && common && doc_get(common->tree, "params"))
        add_node(&text, doc_get(common->tree, "params"));
    alone = alone && !shares;
    TRY(buf_status(&text, err));
    if (!alone)
        sha256(buf_bytes(&text), pack->sha256);
    return ASSAY_OK;
}

static ASSAY_RESULT digest_policy(struct assay_policy *policy, struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = SIZE_MAX};

    buf_text(&text, "assay.policy/1\n");
    for (size_t i = 0; i < policy->pack_count; i++) {
        TRY(digest_pack(policy, i, err));
        buf_add(&text, policy->packs[i].sha256, sizeof policy->packs[i].sha256);
    }
    TRY(buf_status(&text, err));
    sha256(buf_bytes(&text), policy->sha256);
    return ASSAY_OK;
}

/* ---- all of it ---- */

enum assay_status packs_read(struct assay_policy *policy,
                             const struct assay_policy_options *options, struct assay_error *err)
{
    static const char *const baseline[] = {"assay:baseline"};
    const char *const *words = options->pack_count > 0 ? options->packs : baseline;
    size_t count = options->pack_count > 0 ? options->pack_count : 1;
    size_t most = count * (PARENTS_MAX + 1);

    policy->root = options->root ? arena_text(policy->arena, options->root) : NULL;
    policy->anywhere = options->anywhere;
    policy->without_examples = options->without_examples;
    policy->files = arena_array(policy->arena, most, sizeof(struct source_file *));
    policy->packs = arena_array(policy->arena, most, sizeof *policy->packs);
    policy->commons = arena_array(policy->arena, most, sizeof(struct source_file *));
    if (!policy->files || !policy->packs || !policy->commons || (options->root && !policy->root))
        return out_of_memory(err);
    for (size_t i = 0; i < count; i++) {
        enum assay_status status = add_pack(policy, words[i], NULL, err);

        if (status != ASSAY_OK && options->pack_count > 0 && options->places)
            tell_place(&options->places[i], err);
        TRY(status);
    }
    TRY(pack_rules_read(policy, err));
    for (size_t i = 0; i < policy->pack_count; i++)
        TRY(controls_read(policy, policy->files[i], &policy->packs[i], err));
    return digest_policy(policy, err);
}
