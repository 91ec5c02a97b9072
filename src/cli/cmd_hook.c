/* cmd_hook.c - `assay hook`: git hooks installed, removed, shown, and run by git (hook_run.c). */

#include <assay/hook.h>

#include "base/kit.h"
#include "cli/commands.h"
#include "cli/hook_run.h"
#include "cli/hook_words.h"

static enum assay_status read_options(const struct options *options, struct assay_hook_options *out,
                                      struct assay_error *err)
{
    enum assay_status status;

    *out = (struct assay_hook_options){.chain = options->chain,
                                       .into_hooks_path = options->into_hooks_path};
    if (!options->if_missing || strcmp(options->if_missing, "block") == 0)
        return ASSAY_OK;
    out->warn_if_missing = strcmp(options->if_missing, "warn") == 0;
    if (out->warn_if_missing)
        return ASSAY_OK;
    status = assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET, "\"%s\" is not a value of --if-missing",
                        options->if_missing);
    assay_error_id(err, "usage.bad-value");
    assay_error_do(err, "--if-missing block, or warn");
    return status;
}

static int install(struct cli *cli, const struct assay_settings *settings, const char *name)
{
    struct assay_hook_options options;
    struct assay_hook_status status;
    struct assay_error err = {0};
    bool changed;

    if (read_options(&cli->options, &options, &err) != ASSAY_OK ||
        assay_hook_install(settings, name, &options, &changed, &status, &err) != ASSAY_OK)
        return cli_fail(cli, &err);
    fprintf(cli->out, "%s  %s%s\n", changed ? "installed" : "unchanged", status.path,
            status.chained ? "  (the hook that was there runs first)" : "");
    if (!status.program_found)
        cli_note(cli, "assay is not in PATH now: the hook will stop commits until it is");
    return EXIT_PASS;
}

/* A folder that a relative core.hooksPath names is another one in each work tree. */
static bool serves_all(const struct assay_hook_status *status)
{
    return !status->hooks_path[0] || (strchr("/~", status->hooks_path[0]) &&
                                      strcmp(status->hooks_path_scope, "worktree") != 0);
}

static enum assay_status tell_work_trees(struct cli *cli, const struct assay_settings *settings,
                                         const struct assay_hook_status *status,
                                         struct assay_error *err)
{
    CLEANUP(assay_work_trees_clear) struct assay_work_trees trees = {0};

    TRY(assay_hook_work_trees(settings, &trees, err));
    if (trees.count < 2)
        return ASSAY_OK;
    if (!serves_all(status)) {
        fprintf(cli->out, "serves     %s alone, of %zu work trees\n", settings->root,
                trees.count + trees.more);
        return ASSAY_OK;
    }
    for (size_t i = 0; i < trees.count; i++)
        fprintf(cli->out, "serves     %s\n", trees.paths[i]);
    if (trees.more)
        fprintf(cli->out, "serves     and %zu more work trees\n", trees.more);
    return ASSAY_OK;
}

/* What git makes of commits that are there, or takes over from elsewhere, no hook of a commit sees.
 */
static enum assay_status tell_not_run(struct cli *cli, const struct assay_settings *settings,
                                      struct assay_error *err)
{
    struct assay_hook_status status;

    TRY(assay_hook_look(settings, "pre-push", &status, err));
    if (!settings->bare && !status.calls_assay)
        cli_note(cli, "git runs no hook for a merge by fast-forward, git revert and git rebase: "
                      "assay hook install pre-push judges what leaves, the server's pre-receive "
                      "what arrives");
    return ASSAY_OK;
}

/* What else the hooks touch that were installed, and what they do not see. */
static int tell_reach(struct cli *cli)
{
    CLEANUP(assay_settings_freep) struct assay_settings *settings = NULL;
    struct assay_hook_status status;
    struct assay_error err = {0};

    if (assay_settings_open(".", cli->options.config, NULL, &settings, &err) != ASSAY_OK ||
        assay_hook_look(settings, "pre-commit", &status, &err) != ASSAY_OK ||
        tell_work_trees(cli, settings, &status, &err) != ASSAY_OK)
        return cli_fail(cli, &err);
    if (status.hooks_path[0] && !status.hooks_path_outside)
        cli_note(cli,
                 "core.hooksPath is %s, inside of the repository: git may track what was written "
                 "there. Commit it, or name it in .gitignore",
                 status.hooks_path);
    return tell_not_run(cli, settings, &err) == ASSAY_OK ? EXIT_PASS : cli_fail(cli, &err);
}

static int uninstall(struct cli *cli, const struct assay_settings *settings, const char *name)
{
    struct assay_hook_status status;
    struct assay_error err = {0};
    bool changed;

    if (assay_hook_uninstall(settings, name, &changed, &status, &err) != ASSAY_OK)
        return cli_fail(cli, &err);
    if (changed)
        fprintf(cli->out, "removed  %s%s\n", status.path,
                status.state == ASSAY_HOOK_FOREIGN ? "  (the hook that was there is back)" : "");
    else
        fprintf(cli->out, "%s  %s\n",
                status.state == ASSAY_HOOK_ABSENT ? "absent " : "not ours, left alone",
                status.path);
    return EXIT_PASS;
}

static int show(struct cli *cli, const struct assay_settings *settings, const char *name)
{
    static const char *const words[ASSAY_HOOK_STATES] = {
        [ASSAY_HOOK_ABSENT] = "absent",   [ASSAY_HOOK_OURS] = "installed",
        [ASSAY_HOOK_OUTDATED] = "old",    [ASSAY_HOOK_FOREIGN] = "somebody else's",
        [ASSAY_HOOK_MANAGER] = "managed",
    };
    struct assay_hook_status status;
    struct assay_error err = {0};
    const char *passes;
    bool ours;

    if (assay_hook_look(settings, name, &status, &err) != ASSAY_OK)
        return cli_fail(cli, &err);
    ours = status.state == ASSAY_HOOK_OURS || status.state == ASSAY_HOOK_OUTDATED;
    passes = status.state == ASSAY_HOOK_ABSENT ? hook_what_passes(settings, name) : "";
    fprintf(cli->out, "%-16s %-16s %s%s%s%s%s%s%s%s\n", name, words[status.state], status.path,
            *passes ? "  (" : "", passes, *passes ? ")" : "", status.manager ? "  by " : "",
            status.manager ? status.manager : "", status.chained ? "  with a chained hook" : "",
            ours && !status.executable ? "  NOT EXECUTABLE: git ignores it" : "");
    if (status.hooks_path[0])
        fprintf(cli->out, "%-16s core.hooksPath is %s (%s config)%s\n", "", status.hooks_path,
                status.hooks_path_scope,
                status.hooks_path_outside ? ", outside the repository" : "");
    if (ours && !status.program_found)
        fprintf(cli->out, "%-16s assay is not in PATH: the hook stops every commit\n", "");
    return ours && (!status.executable || !status.program_found) ? EXIT_BLOCKED : EXIT_PASS;
}

/* Each action over the hooks that were named, or over its own default ones. */
static int for_each(struct cli *cli, int argc, char **argv, bool all_by_default,
                    int (*action)(struct cli *, const struct assay_settings *, const char *))
{
    CLEANUP(assay_settings_freep) struct assay_settings *settings = NULL;
    struct assay_error err = {0};
    int code = EXIT_PASS;

    if (assay_settings_open(".", cli->options.config, NULL, &settings, &err) != ASSAY_OK)
        return cli_fail(cli, &err);
    for (size_t i = 0; argc == 0 && i < assay_hook_name_count; i++) {
        int one;

        if (!all_by_default && !assay_hook_is_default(settings, assay_hook_names[i]))
            continue;
        one = action(cli, settings, assay_hook_names[i]);
        code = one > code ? one : code;
        if (code > EXIT_BLOCKED) /* the others would fail for the same reason */
            break;
    }
    for (int i = 0; i < argc; i++) {
        int one = action(cli, settings, argv[i]);

        code = one > code ? one : code;
    }
    return code;
}

static int install_all(struct cli *cli, int argc, char **argv)
{
    int code = for_each(cli, argc, argv, false, install);

    return code == EXIT_PASS ? tell_reach(cli) : code;
}

static int hook(struct cli *cli, int argc, char **argv)
{
    const struct options *options = &cli->options;
    bool installs = argc > 0 && strcmp(argv[0], "install") == 0;

    if (!installs && (options->chain || options->if_missing || options->into_hooks_path))
        return cli_usage(cli, "--chain, --if-missing and --into-hooks-path go with install");
    if (installs)
        return install_all(cli, argc - 1, argv + 1);
    if (argc > 0 && strcmp(argv[0], "uninstall") == 0)
        return for_each(cli, argc - 1, argv + 1, true, uninstall);
    if (argc > 0 && strcmp(argv[0], "status") == 0)
        return for_each(cli, argc - 1, argv + 1, true, show);
    if (argc > 1 && strcmp(argv[0], "run") == 0)
        return hook_run(cli, argv[1], argc > 2 ? argv[2] : NULL);
    return cli_usage(cli,
                     "say what to do with hooks: install, uninstall, status, or run pre-commit");
}

const struct command command_hook = {
    .name = "hook",
    .arguments = "install|uninstall|status|run [NAME...]",
    .summary = "git hooks: installed without touching git's config",
    .examples = "  assay hook install              before every commit and merge\n"
                "  assay hook install pre-receive  on the server: judges every push\n"
                "  assay hook install --chain      keep the hook that is there, run it first\n"
                "  assay hook status               what git really runs\n",
    .bit = FOR_HOOK,
    .run = hook,
};
