/*
 * rule_subject.c - whether a rule asks about what its subject has.
 *
 * What a rule can never know is unknown in every run, and a kind of item that is misspelt makes a
 * condition that never moves: both load well, and only show when it is late.
 */

#include "policy/rule.h"

#include "base/buf.h"
#include "base/kit.h"
#include "base/text.h"

/* True where the program reads the variable, or anything of it. */
static bool reads(const struct cel_program *program, const char *variable)
{
    size_t count, size = strlen(variable);
    const char *const *names = cel_program_reads(program, &count);

    for (size_t i = 0; i < count; i++)
        if (strncmp(names[i], variable, size) == 0 && (!names[i][size] || names[i][size] == '.'))
            return true;
    return false;
}

/* What only some subjects have, and whether this one does. `applies` is asked of an item before
 * each thing that was seen in it is judged: an observation is not known there. */
static const char *not_there(const struct rule *rule, const struct cel_program *program)
{
    const bool observation = rule->over == OVER_OBSERVATION && program != rule->applies;

    if (!observation && reads(program, "observation"))
        return "observation";
    return rule->over == OVER_TARGET && reads(program, "item") ? "item" : NULL;
}

static ASSAY_RESULT check_program(const struct rule *rule, const char *key,
                                  const struct cel_program *program, struct assay_error *err)
{
    const char *variable = not_there(rule, program);
    enum assay_status status;

    if (!variable)
        return ASSAY_OK;
    if (rule->over == OVER_OBSERVATION)
        return doc_fail(
            doc_get(rule->node, key), &rule->origin.file->source, "policy.over", err,
            "rule %s asks about `observation` in `applies`, which is of the item: ask in `check`",
            rule->shown.code);
    status = doc_fail(doc_get(rule->node, key), &rule->origin.file->source, "policy.over", err,
                      "rule %s asks about `%s` in `%s`, and is over %s", rule->shown.code, variable,
                      key, rule_over_names[rule->over]);
    assay_error_why(err, "a rule over %s has none: it would be unknown in every run",
                    rule->over == OVER_TARGET ? "the target" : "items");
    assay_error_do(err, "write over: %s%s", variable,
                   strcmp(variable, "item") == 0 ? ", or ask about target, records and ledger"
                                                 : " and its classes, or ask about "
                                                   "item.observations");
    return status;
}

/* ---- texts with values filled in ---- */

struct text {
    const struct rule *rule;
    const char *key;
    struct assay_error *err;
    enum assay_status status;
};

static void check_part(void *user, const struct cel_program *program)
{
    struct text *text = user;

    if (text->status == ASSAY_OK)
        text->status = check_program(text->rule, text->key, program, text->err);
}

static ASSAY_RESULT check_text(const struct rule *rule, const char *key,
                               const struct template *template, struct assay_error *err)
{
    struct text text = {.rule = rule, .key = key, .err = err};

    template_programs(template, check_part, &text);
    return text.status;
}

/* ---- kinds ---- */

/* word  a kind that there is not; "" where all that are there are ruled out */
static ASSAY_RESULT fail_kind(const struct rule *rule, const char *key, const char *word,
                              struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf kinds = {.ceiling = SIZE_MAX};
    const struct doc_source *source = &rule->origin.file->source;
    const struct doc *node = doc_get(rule->node, key);
    const char *names[ASSAY_KINDS], *nearest;
    enum assay_status status;

    for (unsigned i = 0; i < ASSAY_KINDS; i++) {
        names[i] = assay_kind_name((enum assay_kind)i);
        buf_printf(&kinds, "%s%s", i ? ", " : "", names[i]);
    }
    if (*word)
        status =
            doc_fail(node, source, "policy.expression", err,
                     "rule %s asks for the kind \"%s\", which no item has", rule->shown.code, word);
    else
        status = doc_fail(node, source, "policy.expression", err,
                          "rule %s can apply to nothing: `applies` is true for no kind of item",
                          rule->shown.code);
    assay_error_why(err, "item.kind is one of %s", buf_string(&kinds));
    nearest = *word ? text_nearest(word, names, ASSAY_KINDS) : NULL;
    if (nearest)
        assay_error_do(err, "did you mean \"%s\"?", nearest);
    return status;
}

struct kinds {
    const char *wrong; /* the first that is none, or NULL */
    char word[64];
};

static void check_kind(void *user, struct bytes text)
{
    struct kinds *kinds = user;

    for (unsigned i = 0; i < ASSAY_KINDS; i++)
        if (bytes_equal(text, bytes_text(assay_kind_name((enum assay_kind)i))))
            return;
    if (kinds->wrong)
        return;
    snprintf(kinds->word, sizeof kinds->word, "%.*s", (int)(text.size < 60 ? text.size : 60),
             (const char *)text.data);
    kinds->wrong = kinds->word;
}

/* A kind that is misspelt is never that of an item, so `!=` with it always holds. */
static ASSAY_RESULT check_kinds(const struct rule *rule, const char *key,
                                const struct cel_program *program, struct assay_error *err)
{
    struct kinds kinds = {0};

    cel_compared_texts(program, "item.kind", check_kind, &kinds);
    return kinds.wrong ? fail_kind(rule, key, kinds.wrong, err) : ASSAY_OK;
}

enum assay_status rule_check_subject(const struct rule *rule, struct assay_error *err)
{
    TRY(check_program(rule, "applies", rule->applies, err));
    TRY(check_program(rule, "check", rule->check, err));
    for (size_t i = 0; i < rule->evidence_count; i++)
        TRY(check_program(rule, "evidence", rule->evidence_programs[i], err));
    TRY(check_text(rule, "message", rule->message, err));
    TRY(check_text(rule, "remediation", rule->remedy, err));
    TRY(check_kinds(rule, "applies", rule->applies, err));
    TRY(check_kinds(rule, "check", rule->check, err));
    return rule->kinds != 0 ? ASSAY_OK : fail_kind(rule, "applies", "", err);
}
