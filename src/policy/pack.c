/*
 * pack.c - reads the files of a policy and joins them.
 *
 * Packs only ever add: new rules, values of parameters within their range, higher severities. What
 * would take something away is an error that says how to do it in the open, by a waiver.
 */

#include "policy/pack.h"

#include <errno.h>
#include <fcntl.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/kit.h"
#include "base/limits.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "policy/params.h"
#include "policy/rule.h"
#include "policy/shipped.h"

static const char *const pack_keys[] = {"pack",  "edition", "in-force-from", "in-force-until",
                                        "title", "params",  "set",           "change",
                                        "rules"};

/* Keys by which people try to take a rule away. */
static const char *const removing_keys[] = {"disable", "disabled", "enabled", "exclude", "ignore",
                                            "off",     "remove",   "skip",    "without"};

static ASSAY_RESULT out_of_memory(struct assay_error *err)
{
    return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory");
}

/* ---- files ---- */

static ASSAY_RESULT find_shipped(const char *name, struct bytes *out, struct assay_error *err)
{
    enum { SHOWN_MAX = 64 };
    const char *names[SHOWN_MAX], *nearest;
    size_t count = shipped_pack_count < SHOWN_MAX ? shipped_pack_count : SHOWN_MAX;
    enum assay_status status;

    for (size_t i = 0; i < shipped_pack_count; i++) {
        if (strcmp(shipped_packs[i].name, name) == 0) {
            *out = bytes_of(shipped_packs[i].data, shipped_packs[i].size);
            return ASSAY_OK;
        }
    }
    for (size_t i = 0; i < count; i++)
        names[i] = shipped_packs[i].name;
    nearest = text_nearest(name, names, count);
    status =
        assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET, "no pack \"assay:%s\" is shipped", name);
    assay_error_id(err, "policy.unknown-pack");
    assay_error_why(err, "packs that begin with \"assay:\" are part of the program");
    if (nearest)
        assay_error_do(err, "did you mean assay:%s?", nearest);
    else
        assay_error_do(err, "use assay:baseline, or the path of a file");
    return status;
}

static ASSAY_RESULT read_file(struct assay_policy *policy, const char *root, const char *path,
                              struct bytes *out, struct assay_error *err)
{
    CLEANUP(close_cleanup) int folder = AT_FDCWD;
    CLEANUP(buf_clear) struct buf content = {.ceiling = LIMIT_DOCUMENT};
    enum assay_status status;
    char *copy;

    if (root && path[0] != '/') {
        folder = open(root, O_PATH | O_DIRECTORY | O_CLOEXEC);
        if (folder < 0) {
            status = assay_fail_errno(err, ASSAY_EUSAGE, errno, "cannot open the folder %s", root);
            assay_error_path(err, root);
            return status;
        }
    }
    status = file_read(folder, path, &content, err);
    if (status == ASSAY_EMISSING) {
        status = assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET, "there is no policy file %s", path);
        assay_error_id(err, "policy.missing-file");
        assay_error_path(err, path);
        assay_error_why(err, "the list \"policy\" of .assay.yml names it");
        assay_error_do(err, "make the file, or take it off the list; shipped packs begin with "
                            "assay:, such as assay:baseline");
        return status;
    }
    TRY(status);
    copy = arena_copy(policy->arena, buf_bytes(&content));
    if (!copy)
        return out_of_memory(err);
    *out = bytes_of(copy, content.size);
    return ASSAY_OK;
}

static ASSAY_RESULT read_tree(struct assay_policy *policy, const char *root, const char *word,
                              struct source_file *file, struct assay_error *err)
{
    struct bytes text = {0};

    file->source.path = arena_text(policy->arena, word);
    if (!file->source.path)
        return out_of_memory(err);
    if (strncmp(word, "assay:", 6) == 0)
        TRY(find_shipped(word + 6, &text, err));
    else
        TRY(read_file(policy, root, word, &text, err));
    file->source.text = text;
    return doc_read_yaml(policy->arena, &file->source, &file->tree, err);
}

/* ---- one pack ---- */

static ASSAY_RESULT refuse_removal(const struct doc *map, const struct doc_source *source,
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

static ASSAY_RESULT read_text(const struct source_file *file, const char *key, const char **out,
                              struct assay_error *err)
{
    const struct doc *node = doc_get(file->tree, key);

    *out = "";
    return node ? doc_text(node, &file->source, key, out, err) : ASSAY_OK;
}

static ASSAY_RESULT read_date(const struct source_file *file, const char *key, const char **out,
                              struct assay_error *err)
{
    enum assay_status status;
    int64_t seconds;

    TRY(read_text(file, key, out, err));
    if (!**out || (strlen(*out) == 10 && clock_parse(bytes_text(*out), &seconds)))
        return ASSAY_OK;
    status = doc_fail(doc_get(file->tree, key), &file->source, "policy.date", err,
                      "\"%s\" is no date: \"%s\"", key, *out);
    assay_error_do(err, "write year, month and day: 2026-11-01");
    return status;
}

static ASSAY_RESULT read_header(struct assay_policy *policy, size_t i, struct assay_error *err)
{
    const struct source_file *file = &policy->files[i];
    struct assay_pack *pack = &policy->packs[i];

    TRY(refuse_removal(file->tree, &file->source, err));
    TRY(doc_check_keys(file->tree, &file->source, "", pack_keys, ARRAY_LEN(pack_keys), err));
    pack->path = file->source.path;
    TRY(read_text(file, "pack", &pack->name, err));
    TRY(read_text(file, "edition", &pack->edition, err));
    TRY(read_text(file, "title", &pack->title, err));
    TRY(read_date(file, "in-force-from", &pack->in_force_from, err));
    TRY(read_date(file, "in-force-until", &pack->in_force_until, err));
    if (!*pack->name || !*pack->edition)
        return doc_fail(file->tree, &file->source, "policy.missing-field", err,
                        "a pack begins with \"pack: NAME\" and \"edition: ...\"");
    for (size_t j = 0; j < i; j++)
        if (strcmp(policy->packs[j].name, pack->name) == 0)
            return doc_fail(file->tree, &file->source, "policy.duplicate", err,
                            "pack \"%s\" was read already, from %s", pack->name,
                            policy->packs[j].path);
    sha256(file->source.text, pack->sha256);
    return ASSAY_OK;
}

/* A list of maps under a key of the pack; NULL where it has none. */
static ASSAY_RESULT list_of(const struct source_file *file, const char *key, const struct doc **out,
                            struct assay_error *err)
{
    *out = doc_get(file->tree, key);
    if (*out && (*out)->type != DOC_LIST)
        return doc_fail(*out, &file->source, "policy.list", err, "\"%s\" is a list", key);
    return ASSAY_OK;
}

static struct rule *find_code(const struct assay_policy *policy, const char *code)
{
    for (size_t i = 0; i < policy->rule_count; i++)
        if (strcmp(policy->rules[i].shown.code, code) == 0)
            return &policy->rules[i];
    return NULL;
}

static ASSAY_RESULT add_rule(struct assay_policy *policy, size_t pack, const struct doc *node,
                             struct assay_error *err)
{
    const struct doc_source *source = &policy->files[pack].source;
    struct rule *rule = &policy->rules[policy->rule_count];

    TRY(refuse_removal(node, source, err));
    TRY(rule_read(policy, pack, node, rule, err));
    for (size_t i = 0; i < policy->rule_count; i++) {
        const struct rule *other = &policy->rules[i];
        bool same_code = strcmp(other->shown.code, rule->shown.code) == 0;
        enum assay_status status;

        if (!same_code && strcmp(other->shown.name, rule->shown.name) != 0)
            continue;
        status = doc_fail(node, source, "policy.duplicate", err, "rule %s stands in %s:%u already",
                          same_code ? rule->shown.code : rule->shown.name,
                          other->origin.file->source.path, (unsigned)other->origin.line);
        assay_error_why(err, "a rule that another could replace would be no rule");
        assay_error_do(err, "give yours a code of its own; to raise a severity write it under "
                            "\"change\"");
        return status;
    }
    policy->rule_count++;
    return ASSAY_OK;
}

static ASSAY_RESULT unknown_rule(const struct assay_policy *policy, const struct doc_source *source,
                                 const struct doc *node, const char *code, struct assay_error *err)
{
    CLEANUP(free_cleanup) const char **codes = calloc(policy->rule_count + 1, sizeof(const char *));
    const char *nearest;
    enum assay_status status;

    for (size_t i = 0; codes && i < policy->rule_count; i++)
        codes[i] = policy->rules[i].shown.code;
    nearest = codes ? text_nearest(code, codes, policy->rule_count) : NULL;
    status = doc_fail(node, source, "policy.unknown-rule", err, "there is no rule \"%s\"", code);
    if (nearest)
        assay_error_why(err, "did you mean \"%s\"?", nearest);
    assay_error_do(err, "assay policy show lists the rules");
    return status;
}

static ASSAY_RESULT lowered(const struct doc_source *source, const struct doc *node,
                            const struct rule *rule, const char *severity, struct assay_error *err)
{
    enum assay_status status =
        doc_fail(node, source, "policy.lowered", err, "rule %s is %s and cannot be lowered to %s",
                 rule->shown.code, assay_severity_name(rule->shown.severity), severity);

    assay_error_why(err, "a pack may raise a severity, never lower it");
    assay_error_do(err, "excuse findings one by one, with reason and date: "
                        "assay waive FINGERPRINT --reason \"...\" --until DATE");
    return status;
}

static ASSAY_RESULT change_rule(struct assay_policy *policy, size_t pack, const struct doc *node,
                                struct assay_error *err)
{
    static const char *const keys[] = {"id", "severity"};
    const struct source_file *file = &policy->files[pack];
    const struct doc *id = doc_get(node, "id"), *severity = doc_get(node, "severity");
    const char *code, *word;
    enum assay_severity raised;
    struct rule *rule;

    TRY(refuse_removal(node, &file->source, err));
    TRY(doc_check_keys(node, &file->source, "change", keys, ARRAY_LEN(keys), err));
    if (!id || !severity)
        return doc_fail(
            node, &file->source, "policy.missing-field", err,
            "a change names a rule and its severity: {id: MOD-001, severity: critical}");
    TRY(doc_text(id, &file->source, "id", &code, err));
    TRY(doc_text(severity, &file->source, "severity", &word, err));
    rule = find_code(policy, code);
    if (!rule)
        return unknown_rule(policy, &file->source, id, code, err);
    if (!severity_of(word, &raised)) {
        if (strcmp(word, "off") == 0 || strcmp(word, "none") == 0)
            return lowered(&file->source, severity, rule, word, err);
        return doc_fail(severity, &file->source, "policy.severity", err,
                        "\"%s\" is no severity: info, low, medium, high or critical", word);
    }
    if (raised < rule->shown.severity)
        return lowered(&file->source, severity, rule, word, err);
    rule->shown.severity = raised;
    rule->severity_origin = (struct origin){file, severity->line};
    return ASSAY_OK;
}

/* ---- all packs ---- */

static int order_rules(const void *a, const void *b)
{
    return strcmp(((const struct rule *)a)->shown.code, ((const struct rule *)b)->shown.code);
}

static ASSAY_RESULT count_all(struct assay_policy *policy, size_t *rules, size_t *parameters,
                              struct assay_error *err)
{
    for (size_t i = 0; i < policy->pack_count; i++) {
        const struct doc *params = doc_get(policy->files[i].tree, "params"), *list;

        TRY(list_of(&policy->files[i], "rules", &list, err));
        *rules += list ? list->count : 0;
        *parameters += params && params->type == DOC_MAP ? params->count : 0;
    }
    return ASSAY_OK;
}

static ASSAY_RESULT read_rules(struct assay_policy *policy, struct assay_error *err)
{
    size_t rules = 0, parameters = 0;

    TRY(count_all(policy, &rules, &parameters, err));
    policy->rules = arena_array(policy->arena, rules + 1, sizeof *policy->rules);
    policy->parameters = arena_array(policy->arena, parameters + 1, sizeof *policy->parameters);
    if (!policy->rules || !policy->parameters)
        return out_of_memory(err);
    for (size_t i = 0; i < policy->pack_count; i++) {
        const struct doc *list;

        TRY(params_declare(policy, i, err));
        TRY(list_of(&policy->files[i], "rules", &list, err));
        for (size_t j = 0; list && j < list->count; j++)
            TRY(add_rule(policy, i, &list->items[j], err));
    }
    for (size_t i = 0; i < policy->pack_count; i++) { /* rules of later packs too */
        const struct doc *list;

        TRY(list_of(&policy->files[i], "change", &list, err));
        for (size_t j = 0; list && j < list->count; j++)
            TRY(change_rule(policy, i, &list->items[j], err));
    }
    if (policy->rule_count > 0)
        qsort(policy->rules, policy->rule_count, sizeof *policy->rules, order_rules);
    for (size_t i = 0; i < policy->rule_count; i++)
        policy->rules[i].index = i;
    return ASSAY_OK;
}

/* Rules that others need come first; a needed rule needs none itself, so two rounds do. */
static ASSAY_RESULT order_needs(struct assay_policy *policy, struct assay_error *err)
{
    size_t next = 0;

    policy->order = arena_array(policy->arena, policy->rule_count + 1, sizeof(struct rule *));
    if (!policy->order)
        return out_of_memory(err);
    for (size_t i = 0; i < policy->rule_count; i++) {
        struct rule *rule = &policy->rules[i];
        const struct doc_source *source = &rule->origin.file->source;

        rule->needed = arena_array(policy->arena, rule->need_count + 1, sizeof(struct rule *));
        if (!rule->needed)
            return out_of_memory(err);
        for (size_t j = 0; j < rule->need_count; j++) {
            struct rule *needed = find_code(policy, rule->needs[j]);
            const struct doc *node = doc_get(rule->node, "needs");

            if (!needed)
                return unknown_rule(policy, source, node, rule->needs[j], err);
            if (needed->need_count > 0 || needed->over != OVER_ITEM || rule->over == OVER_TARGET)
                return doc_fail(node, source, "policy.needs", err,
                                "rule %s can need only rules over items that need none themselves",
                                rule->shown.code);
            rule->needed[j] = needed;
        }
    }
    for (int needing = 0; needing < 2; needing++)
        for (size_t i = 0; i < policy->rule_count; i++)
            if ((policy->rules[i].need_count > 0) == (needing == 1))
                policy->order[next++] = &policy->rules[i];
    return ASSAY_OK;
}

static ASSAY_RESULT digest_policy(struct assay_policy *policy, struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = SIZE_MAX};

    buf_text(&text, "assay.policy/1\n");
    for (size_t i = 0; i < policy->pack_count; i++)
        buf_add(&text, policy->packs[i].sha256, sizeof policy->packs[i].sha256);
    TRY(buf_status(&text, err));
    sha256(buf_bytes(&text), policy->sha256);
    return ASSAY_OK;
}

enum assay_status packs_read(struct assay_policy *policy,
                             const struct assay_policy_options *options, struct assay_error *err)
{
    static const char *const baseline[] = {"assay:baseline"};
    const char *const *words = options->pack_count > 0 ? options->packs : baseline;

    policy->pack_count = options->pack_count > 0 ? options->pack_count : 1;
    policy->files = arena_array(policy->arena, policy->pack_count, sizeof *policy->files);
    policy->packs = arena_array(policy->arena, policy->pack_count, sizeof *policy->packs);
    if (!policy->files || !policy->packs)
        return out_of_memory(err);
    for (size_t i = 0; i < policy->pack_count; i++) {
        TRY(read_tree(policy, options->root, words[i], &policy->files[i], err));
        TRY(read_header(policy, i, err));
    }
    TRY(read_rules(policy, err));
    TRY(order_needs(policy, err));
    return digest_policy(policy, err);
}
