/*
 * hook_run.c - what a hook does when git runs it: a commit that is about to be made, or a push, is
 * judged within a time limit, and what git's user reads goes to the error stream.
 * Source: githooks(5).
 */

#include "cli/hook_run.h"

#include <assay/report.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/kit.h"
#include "base/text.h"
#include "cli/hook_hints.h"
#include "cli/rules_here.h"
#include "cli/run.h"
#include "cli/run_people.h"

enum {
    UPDATES_MAX = 65536,
    LINE_MAX_SIZE = 8192,
    REMOTE_WIDTH = 72, /* git puts "remote: " before each line */
    REMOTE_LINES = 40,
    HINTS_SIZE_MAX = 64 << 10,
    MORE_TIME = 4, /* times what was too short */
};

struct hook {
    const char *name;
    const char *undo;          /* the next commands to type, behind those that depend on the push */
    const char *except;        /* and what excuses a finding until a day */
    const char *default_limit; /* hosts end hooks that take longer; or NULL */
    bool push;                 /* reads refs from the standard input */
    bool incoming;             /* on the receiving side */
};

#define EXCEPT_STAGED                                                                              \
    "  except until  assay waive FINGERPRINT --staged --until +30d --reason \"...\"\n"             \
    "                git add .assay/waivers\n"

static const struct hook hooks[] = {
    {"pre-commit", NULL, EXCEPT_STAGED, NULL, false, false},
    {"pre-merge-commit", "  undo          git merge --abort\n", EXCEPT_STAGED, NULL, false, false},
    {"pre-push", NULL,
     "  except until  assay waive FINGERPRINT --range ... --until +30d --reason \"...\"\n", NULL,
     true, false},
    {"pre-receive", "  mend it       rewrite the commits that are named, then push again\n", NULL,
     "4s", true, true},
};

/* ---- the refs of a push ---- */

/* "<before> <after> <ref>" comes in; "<ref> <after> <ref there> <before>" goes out. */
static bool split_update(char *line, bool incoming, struct assay_ref_update *out)
{
    char *words[4] = {line};
    size_t wanted = incoming ? 3 : 4, count = 1;

    for (char *at = line; *at && count < wanted; at++) {
        if (*at != ' ')
            continue;
        *at = 0;
        words[count++] = at + 1;
    }
    if (count < wanted || !words[wanted - 1][0])
        return false;
    *out = incoming ? (struct assay_ref_update){words[2], words[0], words[1]}
                    : (struct assay_ref_update){words[2], words[3], words[1]};
    return true;
}

static enum assay_status read_updates(struct run *run, bool incoming, struct assay_error *err)
{
    struct assay_ref_update *updates = NULL;
    char line[LINE_MAX_SIZE];
    size_t count = 0, capacity = 0;

    while (fgets(line, sizeof line, stdin)) {
        char *kept;

        line[strcspn(line, "\r\n")] = 0;
        if (!line[0])
            continue;
        if (count == capacity) {
            struct assay_ref_update *grown;

            capacity = capacity ? capacity * 2 : 64;
            grown =
                capacity <= UPDATES_MAX ? arena_array(run->arena, capacity, sizeof *grown) : NULL;
            if (!grown)
                return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET,
                                  "a push of more than %d refs cannot be judged", UPDATES_MAX);
            if (count)
                memcpy(grown, updates, count * sizeof *grown);
            updates = grown;
        }
        kept = arena_text(run->arena, line);
        if (!kept || !split_update(kept, incoming, &updates[count++])) {
            enum assay_status status =
                assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET,
                           "the standard input does not tell of a push: \"%.100s\"", line);

            assay_error_id(err, "usage.bad-value");
            assay_error_do(err, "git runs this hook: assay hook install %s",
                           incoming ? "pre-receive" : "pre-push");
            return status;
        }
    }
    run->target.updates = updates;
    run->target.update_count = count;
    return ASSAY_OK;
}

/* ---- the verdict ---- */

/* The first lines of a report, and how many there are behind them. */
static void print_cut(FILE *out, const char *text)
{
    unsigned lines = 0, more = 0;

    for (const char *at = text; *at;) {
        size_t size = strcspn(at, "\n");

        if (lines < REMOTE_LINES - 1) {
            fprintf(out, "%.*s\n", (int)size, at);
            lines++;
        } else {
            more++;
        }
        at += size + (at[size] == '\n');
    }
    if (more)
        fprintf(out, "... and %u lines more\n", more);
}

/* Before the first commit there is nothing to restore from. */
static void hint_unstage(const struct run *run, struct buf *out)
{
    buf_printf(out, "  unstage       %s FILE\n",
               *run->inventory->target.head ? "git restore --staged" : "git rm --cached");
}

/* A commit that the limit cut off: what would not be the same limit again. */
static void hint_time(const struct run *run, struct buf *out)
{
    const struct assay_inventory *inventory = run->inventory;
    const char *limit = run->cli->options.time_limit;
    char longer[CLOCK_TEXT_SIZE];
    uint64_t milliseconds;
    bool reached = false;

    for (size_t i = 0; i < inventory->gap_count; i++)
        reached |= strcmp(inventory->gaps[i].id, "time.limit") == 0;
    if (!reached || !limit || !clock_parse_span(limit, &milliseconds) ||
        ckd_mul(&milliseconds, milliseconds, (uint64_t)MORE_TIME))
        return;
    clock_span_text(milliseconds, longer);
    buf_printf(out, "  more time     hooks: {pre-commit: {time-limit: %s}} in .assay.yml\n",
               longer);
}

/* What to type next, for whom git has stopped: who is let through needs none of it. */
static void write_hints(const struct run *run, const struct hook *hook, struct buf *out)
{
    int code = run->assessment->exit_code;

    if (code != EXIT_BLOCKED && code != EXIT_INCOMPLETE)
        return;
    if (hook->push)
        hook_hints_of_push(run, out);
    if (hook->undo)
        buf_text(out, hook->undo);
    else if (!hook->push)
        hint_unstage(run, out);
    if (!hook->push)
        hint_time(run, out);
    if (code != EXIT_BLOCKED)
        return;
    if (staged_waivers_differ(run))
        buf_text(out,
                 "  count it      git add .assay/waivers   (the waivers that are staged count)\n");
    if (hook->except)
        buf_text(out, hook->except);
}

static enum assay_status write_report(struct run *run, const struct hook *hook,
                                      struct assay_error *err)
{
    struct cli *cli = run->cli;
    CLEANUP(free_cleanup) char *text = NULL;
    CLEANUP(buf_clear) struct buf hints = {.ceiling = HINTS_SIZE_MAX};
    size_t size = 0;
    struct assay_report_options options = {
        .width = hook->incoming ? REMOTE_WIDTH
                 : cli->width   ? cli->width
                                : 80,
        .color = cli->color && !hook->incoming,
        .ascii = cli->ascii,
        .verbose = cli->options.verbose,
        .quiet = cli->options.quiet,
        .seconds = run->seconds,
    };
    FILE *memory;
    enum assay_status status;

    write_hints(run, hook, &hints);
    TRY(buf_status(&hints, err));
    options.next = hints.size > 0 ? buf_string(&hints) : NULL;
    if (!hook->incoming)
        return assay_report_write("text", run->assessment, &options, cli->err, err);
    memory = open_memstream(&text, &size);
    if (!memory)
        return out_of_memory(err);
    status = assay_report_write("text", run->assessment, &options, memory, err);
    if (fclose(memory) != 0 && status == ASSAY_OK)
        status = out_of_memory(err);
    if (status == ASSAY_OK)
        print_cut(cli->err, text);
    return status;
}

/* Of a commit that passes, that it was judged without what it speaks of. */
static enum assay_status tell_not_asked(struct run *run, struct assay_error *err)
{
    CLEANUP(free_cleanup) char *line = NULL;

    if (!run->assessment->records_apart)
        return ASSAY_OK;
    TRY(assay_report_not_asked(run->assessment, &line, err));
    cli_note(run->cli, "not asked  %s", line);
    return ASSAY_OK;
}

/* The time that the config allows, else the hook's own. */
static void choose_limit(struct run *run, const struct hook *hook, char limit[CLOCK_TEXT_SIZE])
{
    struct options *options = &run->cli->options;

    if (options->time_limit)
        return;
    if (!hook->push && run->settings->pre_commit_ms) {
        clock_span_text(run->settings->pre_commit_ms, limit);
        options->time_limit = limit;
    } else {
        options->time_limit = hook->default_limit;
    }
}

/* The content of large files is no part of a push: that it is not here says nothing about it. */
static enum assay_status allow_absent_content(struct run *run, struct assay_error *err)
{
    struct option_list *allowed = &run->cli->options.allowed_gaps;
    const char **texts = arena_array(run->arena, allowed->count + 1, sizeof *texts);

    if (!texts)
        return out_of_memory(err);
    if (allowed->count)
        memcpy(texts, allowed->texts, allowed->count * sizeof *texts);
    texts[allowed->count] = "pointer.lfs-missing";
    *allowed = (struct option_list){texts, allowed->count + 1};
    return ASSAY_OK;
}

static enum assay_status examine(struct run *run, struct cli *cli, const struct hook *hook,
                                 const char *argument, char limit[CLOCK_TEXT_SIZE],
                                 struct assay_error *err)
{
    if (!hook->push)
        cli->options.staged = true;
    TRY(run_open(run, cli, ".", err));
    if (hook->push) {
        run->target.view = ASSAY_VIEW_PUSH;
        run->target.remote = hook->incoming ? NULL : argument ? argument : "origin";
        TRY(read_updates(run, hook->incoming, err));
    }
    if (hook->incoming)
        TRY(allow_absent_content(run, err));
    choose_limit(run, hook, limit);
    TRY(run_policy(run, err));
    TRY(run_scan(run, ASSAY_SCAN_ALL, err));
    TRY(run_whole(run, err));
    if (!hook->push) /* of a push nobody says which commit's they would be */
        TRY(run_attestations(run, err));
    return run_assess(run, err);
}

static enum assay_status tell(struct run *run, const struct hook *hook, int code,
                              struct assay_error *err)
{
    if (code != EXIT_PASS || run->assessment->finding_count || run->cli->options.verbose)
        TRY(write_report(run, hook, err));
    else
        TRY(tell_not_asked(run, err));
    return rules_here_tell(run, err);
}

static int judge(struct cli *cli, const struct hook *hook, const char *argument)
{
    struct run run = {.cli = cli, .is_hook = true};
    struct assay_error err = {0};
    char limit[CLOCK_TEXT_SIZE];
    enum assay_status status = examine(&run, cli, hook, argument, limit, &err);
    int code;

    if (status == ASSAY_EEMPTY) {
        code = EXIT_PASS; /* no added content: an empty commit, or only deletions */
    } else if (status != ASSAY_OK) {
        code = cli_fail(cli, &err);
    } else {
        code = run.assessment->exit_code == EXIT_NOTHING ? EXIT_PASS : run.assessment->exit_code;
        if (tell(&run, hook, code, &err) != ASSAY_OK)
            code = cli_fail(cli, &err);
    }
    run_clear(&run);
    return code;
}

int hook_run(struct cli *cli, const char *name, const char *argument)
{
    for (size_t i = 0; i < ARRAY_LEN(hooks); i++)
        if (strcmp(hooks[i].name, name) == 0)
            return judge(cli, &hooks[i], argument);
    return cli_usage(cli, "no hook named \"%s\" is run by assay", name);
}
