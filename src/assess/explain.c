/* explain.c - one screen about a rule, or about why a verdict is what it is. */

#include <inttypes.h>

#include "assess/run.h"
#include "assess/screen.h"
#include "base/codec.h"
#include "base/kit.h"
#include "base/text.h"
#include "policy/lookup.h"

enum { VALUE_MAX = 100 };

static void show_controls(struct buf *out, const struct assay_rule *rule)
{
    for (size_t i = 0; i < rule->control_count; i++)
        buf_printf(out, "%-*s%s (%s), %s; %s\n", SCREEN_LABEL, i == 0 ? "controls" : "",
                   rule->controls[i]->framework, rule->controls[i]->edition,
                   rule->controls[i]->reference, screen_mark(rule->controls[i]->mark));
}

static void show_attestable(struct buf *out, const struct assay_rule *rule)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = SIZE_MAX};

    if (!rule->attestable)
        return;
    buf_printf(&text,
               "or a person signs that it is met elsewhere: assay attest attestation FILE "
               "--set controls=%s --meaning approval --name \"NAME\" --role \"ROLE\" "
               "--statement \"STATEMENT\"",
               rule->code);
    screen_paragraph(out, "attest", buf_string(&text));
}

enum assay_status assay_explain_rule(const struct assay_rule *rule, char **text,
                                     struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf out = {.ceiling = SIZE_MAX};

    buf_printf(&out, "%s  %s  %s  (pack %s)\n%s\n\n", rule->code, rule->name,
               assay_severity_name(rule->severity), rule->pack, rule->title);
    screen_paragraph(&out, "why", rule->rationale);
    if (*rule->example)
        screen_paragraph(&out, "example", rule->example);
    screen_paragraph(&out, "fix", rule->remediation);
    show_attestable(&out, rule);
    screen_paragraph(&out, "waive",
                     "assay waive FINGERPRINT --reason \"...\" --until DATE; assay check shows the "
                     "fingerprint of each finding");
    buf_byte(&out, '\n');
    screen_paragraph(&out, "about", rule->applies);
    screen_paragraph(&out, "holds if", rule->check);
    buf_byte(&out, '\n');
    show_controls(&out, rule);
    return buf_hand_over(&out, text, err);
}

/* ---- one verdict ---- */

struct question {
    const struct assessment *assessment;
    const struct rule *rule;
    const struct assay_item *item;
    const struct assay_observation *observation;
    struct facts *facts;
    struct arena *arena;
    struct buf *out;
    struct assay_error *err;
};

/* The file that says something, and which bytes those are; `file` NULL where that is not known. */
static void show_file(const struct question *question, const char *how,
                      const struct assay_path *path, const struct assay_item *file)
{
    enum { SHOWN_BYTES = 6 };
    CLEANUP(free_cleanup) char *shown = assay_path_show(path);
    char digest[2 * SHOWN_BYTES + 1];

    if (!shown) {
        question->out->status = ASSAY_ENOMEM;
        return;
    }
    buf_printf(question->out, "  (%s %s", how, shown);
    if (file) {
        hex_encode(bytes_of(file->content->sha256, SHOWN_BYTES), digest);
        buf_printf(question->out, ", sha256 %s", digest);
    }
    buf_byte(question->out, ')');
}

/* Of a field of a record. */
static bool show_record(const struct question *question, const char *field)
{
    bool declared;
    const struct assay_item *file = facts_record_of(question->facts, field, &declared);

    if (file)
        show_file(question, declared ? "declared in" : "measured of", file->path, file);
    return file != NULL;
}

/* The one item at a path; NULL where history has several. */
static const struct assay_item *only_item(const struct assay_inventory *inventory,
                                          const struct assay_path *path)
{
    const struct assay_item *item = lookup_item(inventory, path);
    const struct assay_item *end = inventory->items + inventory->item_count;

    return item && item + 1 < end && assay_path_compare(item[1].path, path) == 0 ? NULL : item;
}

/* Where a fact comes from: read off the bytes, or claimed, and by what. */
static void show_source(const struct question *question, const char *path)
{
    const struct assay_inventory *inventory = question->assessment->whole
                                                  ? question->assessment->whole
                                                  : question->assessment->shown.inventory;
    const struct assay_fact *fact;
    enum assay_fact_id id;

    if (show_record(question, path) || !question->item || !facts_find(path, &id))
        return;
    fact = assay_item_fact(question->item, id);
    if (!fact) {
        buf_text(question->out, "  (nobody measured or declared it)");
        return;
    }
    if (!fact->declared) {
        buf_text(question->out, "  (measured)");
        return;
    }
    if (fact->from)
        show_file(question, "declared in", fact->from, only_item(inventory, fact->from));
    else
        buf_text(question->out, "  (declared in the file itself)");
}

static void show_leaf(const struct question *question, const struct cel_leaf *leaf)
{
    screen_paragraph(question->out, "", leaf->source);
    question->out->size--; /* its value stands on the same line */
    buf_printf(question->out, "   is %s", leaf->value);
    if (leaf->element)
        buf_printf(question->out, " for %s (%llu of %llu)", leaf->element,
                   (unsigned long long)leaf->failing, (unsigned long long)leaf->elements);
    buf_byte(question->out, '\n');
    for (size_t i = 0; i < leaf->read_count; i++) {
        buf_printf(question->out, "%*s%s = %s", SCREEN_LABEL + 2, "", leaf->reads[i].path,
                   leaf->reads[i].value);
        show_source(question, leaf->reads[i].path);
        buf_byte(question->out, '\n');
    }
}

static ASSAY_RESULT show_leaves(const struct question *question, struct cel_evaluation *evaluation,
                                const char *label)
{
    struct cel_explanation explanation;

    TRY(cel_explain(evaluation, &explanation, question->err));
    buf_printf(question->out, "%s\n", label);
    for (size_t i = 0; i < explanation.count; i++)
        show_leaf(question, &explanation.leaves[i]);
    if (explanation.cut)
        buf_printf(question->out, "%*s...\n", SCREEN_LABEL, "");
    return ASSAY_OK;
}

static ASSAY_RESULT show_evidence(const struct question *question)
{
    enum { EVIDENCE_MOST = 16 * 1024 }; /* bytes of one value */
    const struct rule *rule = question->rule;

    for (size_t i = 0; i < rule->evidence_count; i++) {
        struct cel_evaluation *evaluation;
        struct cel_value value;

        TRY(cel_evaluate(rule->evidence_programs[i], facts_activation(question->facts), CEL_BUDGET,
                         question->arena, &evaluation, question->err));
        value = cel_result(evaluation);
        buf_printf(question->out, "%-*s%s = ", SCREEN_LABEL, i == 0 ? "evidence" : "",
                   rule->evidence[i]);
        if (value.kind == CEL_UNKNOWN)
            buf_text(question->out, "(not known)");
        else
            cel_print_cut(question->out, value, EVIDENCE_MOST, false);
        show_source(question, rule->evidence[i]);
        buf_byte(question->out, '\n');
    }
    return ASSAY_OK;
}

static void show_missing(const struct question *question, const struct cel_value *cause)
{
    if (cause->kind == CEL_FAULT) {
        screen_paragraph(question->out, "problem", cause->of.fault->text);
        return;
    }
    if (cause->kind != CEL_UNKNOWN)
        return;
    for (size_t i = 0; i < cause->of.names->count; i++)
        screen_paragraph(question->out, i == 0 ? "missing" : "", cause->of.names->names[i]);
}

/* Asks again and tells what made the answer: false arms of a fail, true ones of a pass. */
static ASSAY_RESULT show_reasons(const struct question *question)
{
    const struct cel_activation *facts = facts_activation(question->facts);
    struct judgement judgement;

    TRY(judge_applies(question->rule, facts, question->arena, &judgement, question->err));
    if (judgement.verdict == ASSAY_NOT_APPLICABLE)
        return show_leaves(question, judgement.evaluation, "not applicable, because");
    if (judgement.verdict == ASSAY_PASS) {
        if (question->rule->over == OVER_OBSERVATION && !question->observation) {
            bool gap = facts_item_has_gap(question->facts, question->item);

            buf_text(question->out, gap ? "unknown: part of it could not be examined\n"
                                        : "passes: nothing of the kind was seen\n");
            return ASSAY_OK;
        }
        TRY(judge_check(question->rule, facts, question->arena, &judgement, question->err));
    }
    if (judgement.verdict == ASSAY_UNKNOWN) {
        show_missing(question, &judgement.cause);
        return show_leaves(question, judgement.evaluation, "unknown, because");
    }
    return show_leaves(question, judgement.evaluation,
                       judgement.verdict == ASSAY_PASS ? "passes, because" : "fails, because");
}

static ASSAY_RESULT answer(struct question *question)
{
    const struct facts_sources sources = sources_of(question->assessment, question->item);

    facts_free(question->facts);
    question->facts = NULL;
    TRY(facts_new(question->assessment->policy->types, &sources, &question->facts, question->err));
    facts_set_item(question->facts, question->item);
    facts_set_observation(question->facts, question->observation);
    TRY(show_reasons(question));
    buf_byte(question->out, '\n');
    return show_evidence(question);
}

static void question_clear(struct question *question)
{
    facts_free(question->facts);
    arena_free(question->arena);
}

static void show_head(struct buf *out, const char *verdict, const struct assay_rule *rule,
                      const char *headline, const char *path)
{
    buf_printf(out, "%s  %s  %s (%s)%s%s\n", verdict, assay_severity_name(rule->severity), headline,
               rule->code, *path ? "  " : "", path);
}

static void show_attestation(struct buf *out, const struct assay_attestation *told)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = SIZE_MAX};

    buf_printf(&text, "by %s, %s, on %.10s (%s): %s",
               *told->name ? told->name : "(name erased or withheld)", told->role, told->time,
               told->where, *told->words ? told->words : "(statement erased or withheld)");
    screen_paragraph(out, "attested", buf_string(&text));
}

static void show_waiver(struct buf *out, const struct assay_finding *finding)
{
    char fingerprint[ASSAY_FINGERPRINT_SHORT_SIZE];
    const struct assay_waiver *waiver = finding->waiver;

    assay_fingerprint_short(finding->fingerprint, fingerprint);
    if (finding->attestation) {
        show_attestation(out, finding->attestation);
    } else if (waiver) {
        buf_printf(out, "%-*sby %s for %lld day%s more: %s\n", SCREEN_LABEL, "waived", waiver->who,
                   (long long)waiver->days_left, waiver->days_left == 1 ? "" : "s", waiver->reason);
    } else {
        show_attestable(out, finding->rule);
        buf_printf(out, "%-*sassay waive %s --reason \"...\" --until DATE\n", SCREEN_LABEL, "waive",
                   fingerprint);
    }
    buf_printf(out, "%-*sassay explain %s\n", SCREEN_LABEL, "rule", finding->rule->code);
}

static const struct assay_finding *find_finding(const struct assay_assessment *assessment,
                                                const char *fingerprint)
{
    for (size_t i = 0; i < assessment->finding_count; i++)
        if (assay_fingerprint_is(assessment->findings[i].fingerprint, fingerprint))
            return &assessment->findings[i];
    return NULL;
}

static ASSAY_RESULT no_finding(const char *fingerprint, struct assay_error *err)
{
    enum assay_status status = assay_fail(err, ASSAY_EMISSING, ASSAY_NO_OFFSET,
                                          "no finding has the fingerprint %.40s", fingerprint);

    assay_error_id(err, "explain.no-finding");
    assay_error_why(err, "it was mended, or it belongs to another target or policy");
    assay_error_do(err,
                   "assay check lists the findings of today with their fingerprints; add --range, "
                   "--history, --commit or --staged where it was found so");
    return status;
}

enum assay_status assay_explain_finding(const struct assay_policy *policy,
                                        const struct assay_assessment *assessment,
                                        const char *fingerprint, char **text,
                                        struct assay_error *err)
{
    const struct assay_finding *finding = find_finding(assessment, fingerprint);
    CLEANUP(buf_clear) struct buf out = {.ceiling = SIZE_MAX};
    CLEANUP(free_cleanup) char *path = NULL;
    CLEANUP(question_clear)
    struct question question = {.assessment = (const struct assessment *)(const void *)assessment,
                                .arena = arena_new(),
                                .out = &out,
                                .err = err};

    if (!finding)
        return no_finding(fingerprint, err);
    path = finding->item ? assay_path_show(finding->item->path) : strdup("");
    if (!path || !question.arena)
        return out_of_memory(err);
    question.rule = &policy->rules[finding->rule - assessment->rules];
    question.item = finding->item;
    question.observation = question.rule->over == OVER_OBSERVATION ? finding->observation : NULL;
    show_head(&out, assay_verdict_name(finding->verdict), finding->rule, finding->headline, path);
    screen_paragraph(&out, "", finding->message);
    buf_byte(&out, '\n');
    TRY(answer(&question));
    screen_paragraph(&out, "fix", finding->remedy);
    show_waiver(&out, finding);
    return buf_hand_over(&out, text, err);
}

static const struct assay_item *find_item(const struct assay_inventory *inventory,
                                          const char *wanted)
{
    for (size_t i = 0; i < inventory->item_count; i++) {
        CLEANUP(free_cleanup) char *path = assay_path_show(inventory->items[i].path);

        if (path && strcmp(path, wanted) == 0)
            return &inventory->items[i];
    }
    return NULL;
}

/* As the whole has it, where that is judged. */
static const struct assay_item *find_subject(const struct assessment *assessment, const char *path)
{
    const struct assay_item *item = assessment->whole ? find_item(assessment->whole, path) : NULL;

    return item && whole_has_subject(item) ? item : find_item(assessment->shown.inventory, path);
}

static ASSAY_RESULT no_subject(const char *what, const char *word, const char *todo,
                               struct assay_error *err)
{
    enum assay_status status =
        assay_fail(err, ASSAY_EMISSING, ASSAY_NO_OFFSET, "there is no %s \"%.200s\"", what, word);

    assay_error_id(err, "explain.no-subject");
    assay_error_why(err, "a verdict is about one rule and one item of the target");
    assay_error_do(err, "%s", todo);
    return status;
}

static ASSAY_RESULT no_item(const char *code, struct assay_error *err)
{
    enum assay_status status =
        assay_fail(err, ASSAY_EMISSING, ASSAY_NO_OFFSET,
                   "%s is about one item at a time, and none is named", code);

    assay_error_id(err, "explain.no-subject");
    assay_error_why(err, "a verdict is about one rule and one item of the target");
    assay_error_do(err, "assay explain --why %s PATH      (assay list shows the items)", code);
    return status;
}

/* A rule over observations asks about each thing that was seen; of many, the first few. */
static ASSAY_RESULT answer_each(struct question *question)
{
    enum { ANSWERS_MAX = 20 };
    const struct assay_examination *content = question->item ? question->item->content : NULL;
    size_t count = 0;

    if (!content || question->rule->over != OVER_OBSERVATION)
        return answer(question);
    for (size_t i = 0; i < content->observation_count; i++) {
        if (!judge_observes(question->rule, content->observations[i].class_name) ||
            count++ >= ANSWERS_MAX)
            continue;
        question->observation = &content->observations[i];
        buf_printf(question->out, "\n%s, seen %" PRIu64 " time%s (%s)\n",
                   question->observation->class_name, question->observation->count,
                   question->observation->count == 1 ? "" : "s",
                   assay_confidence_name(question->observation->confidence));
        TRY(answer(question));
    }
    if (count > ANSWERS_MAX)
        buf_printf(question->out, "\nand %zu more that were seen\n", count - ANSWERS_MAX);
    return count ? ASSAY_OK : answer(question);
}

enum assay_status assay_explain_subject(const struct assay_policy *policy,
                                        const struct assay_assessment *assessment, const char *rule,
                                        const char *path, char **text, struct assay_error *err)
{
    bool whole = !path || !*path;
    CLEANUP(buf_clear) struct buf out = {.ceiling = SIZE_MAX};
    CLEANUP(question_clear)
    struct question question = {.assessment = (const struct assessment *)(const void *)assessment,
                                .rule = policy_find(policy, rule),
                                .arena = arena_new(),
                                .out = &out,
                                .err = err};

    if (!question.arena)
        return out_of_memory(err);
    if (!question.rule)
        return no_subject("rule", rule, "assay policy show lists the rules", err);
    if (whole && question.rule->over != OVER_TARGET)
        return no_item(question.rule->shown.code, err);
    if (!whole && question.rule->over == OVER_TARGET)
        return no_subject("subject of that rule", path,
                          "leave the path out: the rule is about the whole target", err);
    question.item = whole ? NULL : find_subject(question.assessment, path);
    if (!whole && !question.item)
        return no_subject("item", path, "assay list shows the items", err);
    buf_printf(&out, "%s  %s%s%s\n", question.rule->shown.code, question.rule->shown.title,
               whole ? "" : "  ", whole ? "" : path);
    TRY(answer_each(&question));
    return buf_hand_over(&out, text, err);
}
