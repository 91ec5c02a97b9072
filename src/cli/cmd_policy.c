/* cmd_policy.c - `assay policy`: check a policy, run its examples, print it merged. */

#include <inttypes.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/kit.h"
#include "cli/commands.h"
#include "cli/run.h"

/* Packs and patterns named on the command line take the place of those of the config. */
static enum assay_status open_policy(struct run *run, int argc, char **argv,
                                     struct assay_error *err)
{
    const char **packs, **patterns;
    size_t pack_count = 0, pattern_count = 0;

    TRY(run_open(run, run->cli, ".", err));
    packs = arena_array(run->arena, (size_t)argc + 1, sizeof *packs);
    patterns = arena_array(run->arena, (size_t)argc + 1, sizeof *patterns);
    if (!packs || !patterns)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory");
    for (int i = 0; i < argc; i++) {
        if (assay_patterns_is(argv[i]))
            patterns[pattern_count++] = argv[i];
        else
            packs[pack_count++] = argv[i];
    }
    if (argc) {
        run->settings->packs = packs;
        run->settings->pack_count = pack_count;
        run->settings->patterns = patterns;
        run->settings->pattern_count = pattern_count;
        run->settings->root = ".";
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
    fprintf(run->cli->out, "%zu hints\n", count);
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
    fprintf(run->cli->out, "%zu patterns: %" PRIu64 " examples passed, %" PRIu64 " failed\n",
            assay_patterns_count(run->patterns), result.passed, result.failed);
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

static int show(struct run *run, struct assay_error *err)
{
    CLEANUP(free_cleanup) char *text = NULL;
    enum assay_status status;

    if (!run->policy && !run->cli->options.facts)
        return cli_usage(run->cli, "these are patterns: assay policy lint or test");
    status = run->cli->options.facts ? assay_policy_show_facts(&text, err)
                                     : assay_policy_show(run->policy, &text, err);

    if (status != ASSAY_OK)
        return cli_fail(run->cli, err);
    fputs(text, run->cli->out);
    return EXIT_PASS;
}

static int policy(struct cli *cli, int argc, char **argv)
{
    static const struct {
        const char *name;
        int (*run)(struct run *, struct assay_error *);
    } actions[] = {{"lint", lint}, {"show", show}, {"test", test}};
    struct run run = {.cli = cli};
    struct assay_error err = {0};
    int code = EXIT_USAGE;

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
    return cli_usage(cli, "say what to do with the policy: lint, test or show");
}

const struct command command_policy = {
    .name = "policy",
    .arguments = "lint|test|show [PACK|PATTERNS...]",
    .summary = "check a policy, run its examples, print it with the origin of lines",
    .examples = "  assay policy show               the rules in force\n"
                "  assay policy show --facts       what rules may ask about\n"
                "  assay policy test my-pack.yml   its examples, and mutations of them\n"
                "  assay policy lint .assay/patterns   what each pattern of your own costs\n",
    .bit = FOR_POLICY,
    .run = policy,
};
