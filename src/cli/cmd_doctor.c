/* cmd_doctor.c - `assay doctor`: what this machine and this project give assay to work with. */

#include <assay/cache.h>
#include <assay/hook.h>
#include <assay/ledger.h>
#include <inttypes.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/kit.h"
#include "base/version.h"
#include "cli/commands.h"
#include "cli/hook_words.h"
#include "cli/keys.h"
#include "cli/run.h"

static void line(FILE *out, const char *what, const char *text)
{
    fprintf(out, "%-10s %s\n", what, text);
}

static void show_git(FILE *out, const struct assay_settings *settings)
{
    char shallow[4096];

    if (!settings->git_dir) {
        line(out, "git", "no repository here: folders and bundles can be examined");
        return;
    }
    line(out, "git",
         settings->bare ? "a bare repository: its history is examined"
                        : "a repository with a work tree");
    line(out, "git folder", settings->git_dir);
    snprintf(shallow, sizeof shallow, "%s/shallow", settings->common_dir);
    if (access(shallow, F_OK) == 0)
        line(out, "git", "SHALLOW clone: history is not all here (git fetch --unshallow)");
}

static void show_key(FILE *out)
{
    CLEANUP(free_cleanup) char *path = keys_path(NULL);
    CLEANUP(assay_key_freep) struct assay_key *key = NULL;
    struct assay_error err = {0};

    if (!path || assay_key_open(path, NULL, &key, &err) != ASSAY_OK)
        line(out, "key",
             !path || err.status == ASSAY_EMISSING ? "none yet: the first assay record makes one"
                                                   : err.text);
    else
        fprintf(out, "%-10s %.16s %s\n", "key", assay_key_id(key), path);
}

static void show_cache(FILE *out, const struct assay_settings *settings)
{
    struct assay_cache_status status;
    struct assay_error err = {0};

    if (!settings->content_cache)
        line(out, "cache", "no place for one: HOME and XDG_CACHE_HOME are not set");
    else if (assay_cache_look(settings->content_cache, &status, &err) != ASSAY_OK)
        fprintf(out, "%-10s not used: %s: %s\n", "cache", settings->content_cache, err.text);
    else if (!status.exists)
        fprintf(out, "%-10s none yet: %s\n", "cache", settings->content_cache);
    else
        fprintf(out, "%-10s %" PRIu64 " entries, %" PRIu64 " KiB in %s%s\n", "cache",
                status.entries, (status.bytes + 1023) / 1024, settings->content_cache,
                settings->use_cache ? "" : " (turned off by the config)");
}

static bool show_ledger(FILE *out, const char *folder)
{
    CLEANUP(assay_ledger_freep) struct assay_ledger *ledger = NULL;
    struct assay_checkpoint checkpoint;
    struct assay_error err = {0};
    enum assay_status status = folder ? assay_ledger_open(folder, &ledger, &err) : ASSAY_EMISSING;

    if (status == ASSAY_EMISSING) {
        line(out, "ledger", "none yet");
        return true;
    }
    if (status == ASSAY_OK)
        status = assay_ledger_verify(ledger, NULL, NULL, &err);
    if (status != ASSAY_OK) {
        fprintf(out, "%-10s DOES NOT HOLD: %s (assay verify)\n", "ledger", err.text);
        return false;
    }
    assay_ledger_checkpoint(ledger, &checkpoint);
    fprintf(out, "%-10s %" PRIu64 " entries in %s\n", "ledger", checkpoint.size,
            assay_ledger_place(ledger));
    return true;
}

/* Why git would run a hook that does not ask assay, or none at all; "" where all is well. */
static const char *flaw_of_hook(const struct assay_hook_status *status)
{
    if (!status->executable)
        return "  NOT EXECUTABLE: git ignores it (assay hook install writes it anew)";
    if (status->state == ASSAY_HOOK_FOREIGN && !status->calls_assay)
        return "  SOMEBODY ELSE'S: it does not run assay (assay hook install --chain)";
    if ((status->state == ASSAY_HOOK_OURS || status->state == ASSAY_HOOK_OUTDATED) &&
        !status->program_found)
        return "  assay is not in PATH: it stops every commit";
    return "";
}

/* Where git looks for hooks, if not in the repository's own folder. */
static void show_hooks_path(FILE *out, const struct assay_hook_status *status)
{
    if (status->hooks_path[0])
        fprintf(out, "%-10s core.hooksPath is %s (%s config)%s\n", "hook", status->hooks_path,
                status->hooks_path_scope,
                status->hooks_path_outside ? ", outside the repository" : "");
}

/* A line for each hook that git would run, and for each that it should and finds none of. */
static bool show_hook(FILE *out, const struct assay_settings *settings, const char *name,
                      const struct assay_hook_status *status)
{
    bool is_default = assay_hook_is_default(settings, name);
    bool asks = status->state != ASSAY_HOOK_ABSENT && status->calls_assay;
    const char *flaw;

    if (status->passed_over && !asks) {
        fprintf(
            out,
            "%-10s %s: %s/hooks/%s is NEVER RUN: git looks in core.hooksPath (assay hook status)\n",
            "hook", name, settings->common_dir, name);
        return false;
    }
    if (status->state == ASSAY_HOOK_ABSENT) {
        if (is_default)
            fprintf(out, "%-10s %s: none: %s (assay hook install)\n", "hook", name,
                    hook_what_passes(settings, name));
        return true;
    }
    flaw = flaw_of_hook(status);
    fprintf(out, "%-10s %s: %s%s\n", "hook", name, status->path, flaw);
    return !flaw[0] || !is_default;
}

static bool show_hooks(FILE *out, const struct assay_settings *settings)
{
    bool well = true, told = false;

    for (size_t i = 0; settings->git_dir && i < assay_hook_name_count; i++) {
        struct assay_hook_status status;
        struct assay_error err = {0};

        if (assay_hook_look(settings, assay_hook_names[i], &status, &err) != ASSAY_OK)
            continue;
        if (!told)
            show_hooks_path(out, &status);
        told = true;
        well &= show_hook(out, settings, assay_hook_names[i], &status);
    }
    return well;
}

static int doctor(struct cli *cli, int argc, char **argv)
{
    struct run run = {0};
    struct assay_error err = {0};
    FILE *out = cli->out;
    bool well = true;
    int code;

    (void)argv;
    if (argc)
        return cli_usage(cli, "doctor takes no words: assay -C DIR doctor");
    fprintf(out, "%-10s %s\n", "assay", ASSAY_VERSION);
    fprintf(out, "%-10s %ld processors\n", "machine", sysconf(_SC_NPROCESSORS_ONLN));
#if defined(__x86_64__)
    __builtin_cpu_init();
    fprintf(out, "%-10s%s%s%s\n", "cpu", __builtin_cpu_supports("ssse3") ? " ssse3" : "",
            __builtin_cpu_supports("avx2") ? " avx2" : "",
            __builtin_cpu_supports("avx512bw") ? " avx512bw" : "");
    if (!__builtin_cpu_supports("ssse3"))
        well = false; /* the pattern library needs it */
#endif
    if (run_open(&run, cli, ".", &err) != ASSAY_OK) {
        code = cli_fail(cli, &err);
        run_clear(&run);
        return code;
    }
    line(out, "root", run.settings->root);
    line(out, "config",
         run.settings->config_path ? run.settings->config_path
                                   : "none: the defaults hold (assay init)");
    show_git(out, run.settings);
    show_key(out);
    show_cache(out, run.settings);
    well &= show_ledger(out, cli->options.ledger ? cli->options.ledger : run.settings->ledger);
    well &= show_hooks(out, run.settings);
    if (run_policy(&run, &err) != ASSAY_OK) {
        (void)cli_fail(cli, &err);
        well = false;
    } else {
        size_t rules = 0;

        while (assay_policy_rule_at(run.policy, rules))
            rules++;
        fprintf(out, "%-10s %zu rule%s in %zu pack%s\n", "policy", rules, cli_plural(rules),
                run.settings->pack_count, cli_plural(run.settings->pack_count));
    }
    run_clear(&run);
    line(out, "verdict", well ? "all well" : "see the lines above");
    return well ? EXIT_PASS : EXIT_BLOCKED;
}

const struct command command_doctor = {
    .name = "doctor",
    .arguments = "",
    .summary = "versions, CPU, git set-up, key, ledger, and the hook git would run",
    .examples = "  assay doctor\n",
    .bit = FOR_DOCTOR,
    .run = doctor,
};
