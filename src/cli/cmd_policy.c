/* cmd_policy.c - `assay policy`: check a policy, run its examples, print it merged, compare two. */

#include <inttypes.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/kit.h"
#include "cli/commands.h"
#include "cli/run.h"

/* All that the program ships, for `--all`. */
static enum assay_status take_shipped(struct run *run, struct assay_error *err)
{
    const char **packs;
    size_t count = 0;

    while (assay_shipped_pack_at(count))
        count++;
    packs = arena_array(run->arena, count + 1, sizeof *packs);
    if (!packs)
        return out_of_memory(err);
    for (size_t i = 0; i < count; i++)
        if (!(packs[i] = arena_printf(run->arena, "assay:%s", assay_shipped_pack_at(i))))
            return out_of_memory(err);
    run->settings->packs = packs;
    run->settings->pack_count = count;
    run->settings->pack_places = NULL;
    run->settings->pattern_count = 0;
    return ASSAY_OK;
}

/* Packs and patterns named on the command line take the place of those of the config. */
static enum assay_status open_policy(struct run *run, int argc, char **argv,
                                     struct assay_error *err)
{
    const char **packs, **patterns;
    size_t pack_count = 0, pattern_count = 0;

    TRY(run_open(run, run->cli, ".", err));
    run->asks_examples = true;
    if (run->cli->options.all || run->cli->options.packs) {
        TRY(take_shipped(run, err));
        return run_policy(run, err);
    }
    packs = arena_array(run->arena, (size_t)argc + 1, sizeof *packs);
    patterns = arena_array(run->arena, (size_t)argc + 1, sizeof *patterns);
    if (!packs || !patterns)
        return out_of_memory(err);
    for (int i = 0; i < argc; i++) {
        if (assay_patterns_is(argv[i]))
            patterns[pattern_count++] = argv[i];
        else
            packs[pack_count++] = argv[i];
    }
    if (argc) {
        run->settings->packs = packs;
        run->settings->pack_count = pack_count;
        run->settings->pack_places = NULL;
        run->settings->patterns = patterns;
        run->settings->pattern_count = pattern_count;
        run->settings->root = NULL; /* a person named them: they may lie anywhere */
    }
    TRY(run_patterns(run, err));
    return argc && pack_count == 0 ? ASSAY_OK : run_policy(run, err);
}

static int lint_patterns(struct run *run, size_t *hints, struct assay_error *err)
{
    CLEANUP(free_cleanup) char *text = NULL;

    if (!run->patterns)
        return EXIT_PASS;
    if (assay_patterns_lint(run->patterns, &text, hints, err) != ASSAY_OK)
        return cli_fail(run->cli, err);
    fputs(text, run->cli->out);
    return EXIT_PASS;
}

static int lint(struct run *run, struct assay_error *err)
{
    CLEANUP(free_cleanup) char *text = NULL;
    size_t count = 0, more = 0;
    int code = lint_patterns(run, &more, err);

    if (code != EXIT_PASS)
        return code;
    if (run->policy && assay_policy_lint(run->policy, &text, &count, err) != ASSAY_OK)
        return cli_fail(run->cli, err);
    fputs(text ? text : "", run->cli->out);
    count += more;
    fprintf(run->cli->out, "%zu hint%s\n", count, cli_plural(count));
    return count ? EXIT_BLOCKED : EXIT_PASS;
}

static int test_patterns(struct run *run, bool *failed, struct assay_error *err)
{
    struct assay_patterns_test_result result = {0};
    CLEANUP(free_cleanup) char *text = NULL;

    if (!run->patterns)
        return EXIT_PASS;
    if (assay_patterns_test(run->patterns, &result, err) != ASSAY_OK)
        return cli_fail(run->cli, err);
    text = result.text;
    fputs(text, run->cli->out);
    fprintf(run->cli->out, "%zu pattern%s: %" PRIu64 " examples passed, %" PRIu64 " failed\n",
            assay_patterns_count(run->patterns), cli_plural(assay_patterns_count(run->patterns)),
            result.passed, result.failed);
    *failed = result.failed > 0;
    return EXIT_PASS;
}

static int test(struct run *run, struct assay_error *err)
{
    struct assay_policy_test_result result = {0};
    CLEANUP(free_cleanup) char *text = NULL;
    bool failed = false;
    int code = test_patterns(run, &failed, err);

    if (code != EXIT_PASS || !run->policy)
        return code != EXIT_PASS ? code : failed ? EXIT_BLOCKED : EXIT_PASS;
    if (assay_policy_test(run->policy, &result, err) != ASSAY_OK)
        return cli_fail(run->cli, err);
    text = result.text;
    fputs(text ? text : "", run->cli->out);
    fprintf(run->cli->out,
            "%" PRIu64 " passed, %" PRIu64 " failed; %" PRIu64 " mutations, %" PRIu64
            " conditions that none of them moved\n",
            result.passed, result.failed, result.mutations, result.survived);
    return failed || result.failed || result.survived ? EXIT_BLOCKED : EXIT_PASS;
}

/* All that the program ships, with the titles that say what each is for. */
static int show_packs(struct run *run)
{
    const struct assay_pack *pack;

    for (size_t i = 0; (pack = assay_policy_pack_at(run->policy, i)); i++)
        fprintf(run->cli->out, "assay:%-20s %-10s %s\n", pack->name, pack->edition, pack->title);
    return EXIT_PASS;
}

/* False of the baseline alone, whose rules are of no regime. */
static bool lists_controls(const struct assay_policy *policy)
{
    const struct assay_pack *pack;

    for (size_t i = 0; (pack = assay_policy_pack_at(policy, i)); i++)
        if (pack->control_count > 0)
            return true;
    return false;
}

static int show(struct run *run, struct assay_error *err)
{
    CLEANUP(free_cleanup) char *text = NULL;
    enum assay_status status;

    if (!run->policy && !run->cli->options.facts && !run->cli->options.licences &&
        !run->cli->options.schema)
        return cli_usage(run->cli, "these are patterns: assay policy lint or test");
    if (run->cli->options.packs)
        return show_packs(run);
    if (run->cli->options.facts)
        status = assay_policy_show_facts(run->cli->options.markdown, &text, err);
    else if (run->cli->options.licences)
        status = assay_policy_show_licences(run->cli->options.markdown, &text, err);
    else if (run->cli->options.schema)
        status = assay_policy_show_schema(&text, err);
    else if (run->cli->options.controls)
        status = assay_policy_show_controls(run->policy, &text, err);
    else
        status = assay_policy_show(run->policy, &text, err);
    if (status != ASSAY_OK)
        return cli_fail(run->cli, err);
    fputs(text, run->cli->out);
    if (run->cli->options.controls && !lists_controls(run->policy))
        cli_note(run->cli, "no pack of this policy lists controls: assay policy show --packs shows "
                           "those that do, and policy: [assay:baseline, assay:gdpr] in .assay.yml "
                           "chooses one");
    return EXIT_PASS;
}

/* What `show` shows instead of the rules: one thing at a time. */
static size_t count_shown(const struct options *options)
{
    return (size_t)options->facts + options->licences + options->schema + options->controls +
           options->packs;
}

/* Said before anything is read; NULL where the flags and words mean something together. */
static const char *misuse(const struct options *options, const char *action, int named)
{
    bool shows = strcmp(action, "show") == 0;

    if (!shows && count_shown(options) + options->markdown + options->effective > 0)
        return "--facts, --licences, --schema, --controls, --packs, --markdown and --effective go "
               "with assay policy show";
    if (count_shown(options) > 1)
        return "show one thing at a time: --facts, --licences, --schema, --controls or --packs";
    if (options->markdown && !options->facts && !options->licences)
        return "--markdown goes with --facts or --licences";
    if ((options->all || options->packs) && named > 0)
        return options->all ? "--all is all that the program ships: name no packs beside it"
                            : "--packs lists all that the program ships: name no packs beside it";
    return NULL;
}

/* Each side is one pack, with all that it builds on. */
static int diff(struct cli *cli, int argc, char **argv)
{
    CLEANUP(run_clear) struct run old = {.cli = cli};
    CLEANUP(run_clear) struct run now = {.cli = cli};
    CLEANUP(free_cleanup) char *text = NULL;
    struct assay_error err = {0};
    size_t changes;

    if (argc != 2)
        return cli_usage(cli, "name two packs: assay policy diff OLD NEW");
    if (open_policy(&old, 1, argv, &err) != ASSAY_OK ||
        open_policy(&now, 1, argv + 1, &err) != ASSAY_OK)
        return cli_fail(cli, &err);
    if (!old.policy || !now.policy)
        return cli_usage(cli, "these are patterns: assay policy diff compares packs");
    if (assay_policy_diff(old.policy, now.policy, &text, &changes, &err) != ASSAY_OK)
        return cli_fail(cli, &err);
    fputs(text, cli->out);
    fprintf(cli->out, "%zu change%s\n", changes, cli_plural(changes));
    return changes ? EXIT_BLOCKED : EXIT_PASS;
}

static int policy(struct cli *cli, int argc, char **argv)
{
    static const struct {
        const char *name;
        int (*run)(struct run *, struct assay_error *);
    } actions[] = {{"lint", lint}, {"show", show}, {"test", test}};
    struct run run = {.cli = cli};
    struct assay_error err = {0};
    const char *wrong = argc > 0 ? misuse(&cli->options, argv[0], argc - 1) : NULL;
    int code = EXIT_USAGE;

    if (wrong)
        return cli_usage(cli, "%s", wrong);
    if (argc > 0 && strcmp(argv[0], "diff") == 0)
        return diff(cli, argc - 1, argv + 1);
    for (size_t i = 0; argc > 0 && i < ARRAY_LEN(actions); i++) {
        if (strcmp(actions[i].name, argv[0]) != 0)
            continue;
        if (open_policy(&run, argc - 1, argv + 1, &err) != ASSAY_OK)
            code = cli_fail(cli, &err);
        else
            code = actions[i].run(&run, &err);
        run_clear(&run);
        return code;
    }
    return cli_usage(cli, "say what to do with the policy: lint, test, show or diff");
}

const struct command command_policy = {
    .name = "policy",
    .arguments = "lint|test|show|diff [PACK|PATTERNS...]",
    .summary = "check a policy, run its examples, print it with the origin of lines",
    .examples = "  assay policy show               the rules in force\n"
                "  assay policy show --facts       what rules may ask about\n"
                "  assay policy show --packs       the packs that are shipped\n"
                "  assay policy show --licences    what licences of data and models ask\n"
                "  assay policy show --schema      the JSON Schema of assay list -f json\n"
                "  assay policy show --controls    each control, and what meets it\n"
                "  assay policy test --all         the examples of all that is shipped\n"
                "  assay policy test my-pack.yml   those of a pack of your own\n"
                "  assay policy diff old.yml new.yml   what changed, and the controls touched\n"
                "  assay policy lint .assay/patterns   what each pattern of your own costs\n",
    .bit = FOR_POLICY,
    .run = policy,
};
