/* cmd_explain.c - `assay explain`: a rule, a control, a problem id, or a finding by its
 * fingerprint. */

#include <assay/format.h>
#include <assay/identifier.h>
#include <assay/problem.h>
#include <ctype.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/kit.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/run.h"
#include "cli/shipped.h"

/* At least twelve hex digits, dashes aside. */
static bool is_fingerprint(const char *word)
{
    size_t digits = 0;

    for (; *word; word++) {
        if (isxdigit((unsigned char)*word))
            digits++;
        else if (*word != '-')
            return false;
    }
    return digits >= 12;
}

static void print_problem(FILE *out, const struct assay_problem *problem)
{
    fprintf(out, "%s: %s\n\n%s\n\nWhat to do\n%s\n", problem->id, problem->title, problem->meaning,
            problem->remedy);
    if (assay_problem_is_gap(problem))
        fprintf(out, "\nAccept it: --allow-gap %s, or in .assay.yml  gate: {allow-gaps: [%s]}\n",
                problem->id, problem->id);
}

static enum assay_status explain_finding(struct run *run, const char *fingerprint,
                                         const char *target, char **text, struct assay_error *err)
{
    TRY(run_all(run, run->cli, target ? target : ".", true, err));
    return assay_explain_finding(run->policy, run->assessment, fingerprint, text, err);
}

/* All words that can be explained, but for fingerprints. */
static size_t list_words(const struct assay_policy *policy, const char *names[], size_t room)
{
    const struct assay_rule *rule;
    const char *name;
    size_t count = 0;

    for (size_t i = 0; i < assay_problem_count && count < room; i++)
        names[count++] = assay_problems[i].id;
    for (size_t i = 0; (name = assay_class_at(i)) && count < room; i++)
        names[count++] = name;
    for (size_t i = 0; (rule = assay_policy_rule_at(policy, i)) && count + 2 <= room; i++) {
        names[count++] = rule->name;
        names[count++] = rule->code;
    }
    return count;
}

/* "model.invalid, model.shard-missing ...": those that begin as `word` does up to its dot. */
static void list_family(struct buf *out, const char *word, const char *const names[], size_t count)
{
    enum { SHOWN = 8 };
    const char *dot = strchr(word, '.');
    size_t size = dot ? (size_t)(dot - word) + 1 : 0, shown = 0;

    for (size_t i = 0; size && i < count; i++) {
        if (strncmp(word, names[i], size) != 0)
            continue;
        if (shown == SHOWN) {
            buf_text(out, " ...");
            return;
        }
        buf_printf(out, "%s%s", shown++ ? ", " : "", names[i]);
    }
}

/* Neither rule nor control nor problem: names the nearest of rules and problems. */
static enum assay_status fail_unknown(const struct assay_policy *policy, const char *word,
                                      struct assay_error *err)
{
    const char *names[2048];
    size_t count = list_words(policy, names, ARRAY_LEN(names));
    const char *nearest = text_nearest(word, names, count);
    CLEANUP(buf_clear) struct buf family;
    enum assay_status status =
        assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET,
                   "\"%s\" is no rule, control, problem or fingerprint", word);

    buf_init(&family, 400);
    list_family(&family, word, names, count);
    assay_error_id(err, "usage.unknown-id");
    if (nearest)
        assay_error_do(err, "did you mean: assay explain %s", nearest);
    else if (family.size > 0)
        assay_error_do(err, "there are: %s", buf_string(&family));
    else
        assay_error_do(err, "assay policy show lists the rules");
    return status;
}

/* "assay:dora, assay:us-model-risk": the packs that list a rule. */
static void list_packs(struct buf *out, const struct assay_policy *shipped, const char *code)
{
    const struct assay_pack *pack;
    const char *separator = "";

    for (size_t i = 0; (pack = assay_policy_pack_at(shipped, i)); i++)
        for (size_t j = 0; j < pack->rule_count; j++)
            if (strcmp(pack->rules[j], code) == 0) {
                buf_printf(out, "%s%s", separator, pack->path);
                separator = ", ";
            }
}

/* A rule that no pack in force has, and where it is to be had; NULL where it is none. */
static char *explain_shipped_rule(const struct assay_policy *shipped, const char *word)
{
    const struct assay_rule *rule = assay_policy_rule(shipped, word);
    CLEANUP(buf_clear) struct buf packs = {.ceiling = SIZE_MAX};
    CLEANUP(free_cleanup) char *text = NULL;
    struct assay_error err = {0};
    char *whole = NULL;

    if (!rule || assay_explain_rule(rule, &text, &err) != ASSAY_OK)
        return NULL;
    list_packs(&packs, shipped, rule->code);
    if (asprintf(&whole,
                 "%s\nchoose it no pack in force here has it; policy: [assay:%s]\n"
                 "packs     %s\n",
                 text, rule->pack, buf_string(&packs)) < 0)
        return NULL;
    return whole;
}

/* It has no verdict on anything here, and would have one if a pack with it were chosen. */
static enum assay_status fail_not_in_force(const struct run *run, const char *word,
                                           struct assay_error *err)
{
    CLEANUP(assay_policy_freep)
    struct assay_policy *shipped = shipped_open(run->settings->root, true);
    const struct assay_rule *rule = shipped ? assay_policy_rule(shipped, word) : NULL;
    CLEANUP(buf_clear) struct buf packs = {.ceiling = 300};
    enum assay_status status;

    if (!rule)
        return fail_unknown(run->policy, word, err);
    list_packs(&packs, shipped, rule->code);
    status = assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET, "%s is not in force here", rule->code);
    assay_error_id(err, "explain.not-in-force");
    assay_error_why(err,
                    "no pack of this project's policy has it, so it has no verdict; it is in %s",
                    buf_string(&packs));
    assay_error_do(err, "choose it in .assay.yml: policy: [assay:%s]", rule->pack);
    return status;
}

/* A rule or a control of any pack; NULL where there is none of these words. */
static char *explain_shipped(struct run *run, const char *words)
{
    CLEANUP(assay_policy_freep) struct assay_policy *shipped = NULL;
    struct assay_error err = {0};
    char *text = NULL;

    if (assay_explain_control(run->policy, words, &text, &err) == ASSAY_OK)
        return text;
    shipped = shipped_open(run->settings->root, false);
    if (!shipped)
        return NULL;
    text = explain_shipped_rule(shipped, words);
    if (!text && assay_explain_control(shipped, words, &text, &err) != ASSAY_OK)
        return NULL;
    return text;
}

static enum assay_status explain_word(struct run *run, const char *word, const char *path,
                                      char **text, struct assay_error *err)
{
    const struct assay_rule *rule;

    if (is_fingerprint(word))
        return explain_finding(run, word, path, text, err);
    if (run->cli->options.why) {
        TRY(run_open(run, run->cli, ".", err));
        TRY(run_policy(run, err));
        if (!assay_policy_rule(run->policy, word))
            return fail_not_in_force(run, word, err);
        TRY(run_judge(run, true, err));
        return assay_explain_subject(run->policy, run->assessment, word, path, text, err);
    }
    TRY(run_open(run, run->cli, ".", err));
    run->asks_examples = true;
    TRY(run_policy(run, err));
    rule = assay_policy_rule(run->policy, word);
    if (rule)
        return assay_explain_rule(rule, text, err);
    if (!assay_class_meaning(word) && (*text = explain_shipped(run, word)))
        return ASSAY_OK;
    if (!assay_class_meaning(word))
        return fail_unknown(run->policy, word, err);
    *text =
        strdup("No rule of the packs in force judges it by itself. assay list -v shows where it "
               "was seen.\n");
    return *text ? ASSAY_OK : out_of_memory(err);
}

/* A table in Markdown, which a person reads as it is and docs/reference/formats.md holds. */
static void print_formats(FILE *out)
{
    fputs("| format | kind | what it is | what is told | what loading may run | source |\n"
          "|---|---|---|---|---|---|\n",
          out);
    for (size_t i = 0; i < assay_format_count; i++) {
        const struct assay_format *format = &assay_formats[i];

        fprintf(out, "| `%s` | %s | %s | %s | %s | %s |\n", format->name,
                assay_kind_name(format->kind), format->title, format->told, format->loading,
                format->source);
    }
}

/* "1 in 97"; where there is no proof, nothing. */
static void print_chance(FILE *out, double chance)
{
    if (chance > 0 && chance < 0.5)
        fprintf(out, "1 in %.0f", 1 / chance);
    else if (chance > 0)
        fprintf(out, "%.0f %%", 100 * chance);
}

/* The same of docs/reference/detectors.md. */
static void print_identifiers(FILE *out)
{
    struct assay_identifier identifier;

    fputs("| class | form | proof | passes by chance | a column of it | HIPAA |\n"
          "|---|---|---|---|---|---|\n",
          out);
    for (size_t i = 0; assay_identifier_at(i, &identifier); i++) {
        fprintf(out, "| `%s` | %s | %s | ", identifier.class_name, identifier.shape,
                identifier.proof);
        print_chance(out, identifier.chance);
        fprintf(out, " | %s | %s |\n", identifier.column, identifier.harbor);
    }
}

/* What is seen under a class, before the rule that judges it. */
static void print_class(FILE *out, const char *word)
{
    const char *meaning = assay_class_meaning(word);
    struct assay_identifier identifier;

    if (meaning && *meaning)
        fprintf(out, "%s\n%s\n\n", word, meaning);
    for (size_t i = 0; assay_identifier_at(i, &identifier); i++) {
        if (strcmp(identifier.class_name, word) != 0)
            continue;
        fprintf(out, "%s\nform      %s\nproof     %s\ncolumn    %s\n", word, identifier.shape,
                identifier.proof, identifier.column);
        if (*identifier.harbor)
            fprintf(out, "HIPAA     164.514(b)(2)(i), class %s\n", identifier.harbor);
        fputc('\n', out);
    }
}

/* What is explained as a whole. */
static const struct {
    const char *word;
    void (*print)(FILE *out);
} listings[] = {{"formats", print_formats}, {"identifiers", print_identifiers}};

static bool print_listing(FILE *out, const char *word)
{
    for (size_t i = 0; i < ARRAY_LEN(listings); i++) {
        if (strcmp(listings[i].word, word) != 0)
            continue;
        listings[i].print(out);
        return true;
    }
    return false;
}

static int explain(struct cli *cli, int argc, char **argv)
{
    CLEANUP(free_cleanup) char *text = NULL;
    struct run run = {.cli = cli};
    struct assay_error err = {0};
    const struct assay_problem *problem;
    int code = EXIT_PASS;

    if (argc < 1 || argc > 2 || (argc == 2 && !cli->options.why && !is_fingerprint(argv[0])))
        return cli_usage(
            cli, "explain takes a rule, a class, a control, a problem or a fingerprint%s",
            argc == 2 ? "; ITEM goes with a rule and --why, TARGET with a fingerprint" : "");
    problem = assay_problem_find(strcmp(argv[0], "nothing") == 0 ? CLI_NOTHING : argv[0]);
    if (problem)
        print_problem(cli->out, problem);
    else if (argc == 1 && print_listing(cli->out, argv[0]))
        ;
    else if (explain_word(&run, argv[0], argc == 2 ? argv[1] : NULL, &text, &err) != ASSAY_OK)
        code = cli_fail(cli, &err);
    else {
        print_class(cli->out, argv[0]);
        fputs(text, cli->out);
    }
    run_clear(&run);
    return code;
}

const struct command command_explain = {
    .name = "explain",
    .arguments = "ID [PATH]",
    .summary = "a rule, control, problem or fingerprint: meaning, example, fix",
    .examples = "  assay explain model.code-import       a class of finding\n"
                "  assay explain MOD-007                 a rule\n"
                "  assay explain \"GDPR Art. 30\"          a control, and what shows it\n"
                "  assay explain bundle.encrypted        a gap\n"
                "  assay explain formats                 all that is read, as a table\n"
                "  assay explain identifiers             all that is looked for in data\n"
                "  assay explain 7c1e-92ab-04d7          one finding: the false leaves\n"
                "  assay explain 7c1e-92ab-04d7 a.tar    one of another target than this folder\n"
                "  assay explain --why MOD-007 model.safetensors    why it passes\n",
    .bit = FOR_EXPLAIN,
    .run = explain,
};
