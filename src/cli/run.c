/* run.c - settings, scan, policy and judgement, for every command that examines a target. */

#include "cli/run.h"

#include <assay/problem.h>
#include <assay/report.h>
#include <assay/signing.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/beneath.h"
#include "base/clock.h"
#include "base/codec.h"
#include "base/file.h"
#include "base/kit.h"
#include "base/limits.h"
#include "base/text.h"
#include "cli/rules_here.h"
#include "cli/run_people.h"
#include "cli/target_list.h"

void run_clear(struct run *run)
{
    assay_assessment_free(run->assessment);
    assay_earlier_free(run->earlier);
    assay_policy_free(run->policy);
    assay_makers_free(run->makers);
    assay_commit_orders_free(run->orders);
    assay_testimony_free(run->testimony);
    assay_inventory_free(run->recorded);
    assay_inventory_free(run->authority);
    assay_inventory_free(run->whole);
    assay_inventory_free(run->replaced);
    assay_inventory_free(run->inventory);
    assay_patterns_free(run->patterns);
    assay_settings_free(run->settings);
    arena_free(run->arena);
    assay_name_list_free(run->names);
    assay_config_from_remove(run->config_from);
    free(run->config_from);
    if (run->has_given)
        run->cli->options = run->given;
    *run = (struct run){0};
}

static enum assay_status fail_usage(struct assay_error *err, const char *text, const char *remedy)
{
    enum assay_status status = assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET, "%s", text);

    assay_error_id(err, "usage.bad-value");
    assay_error_do(err, "%s", remedy);
    return status;
}

static enum assay_status fail_word(const char *flag, const char *value, const char *takes,
                                   struct assay_error *err)
{
    enum assay_status status = assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET,
                                          "\"%s\" is not a value of --%s", value, flag);

    assay_error_id(err, "usage.bad-value");
    assay_error_do(err, "--%s %s", flag, takes);
    return status;
}

/* The one view that the flags name. */
static enum assay_status choose_view(const struct options *options, struct assay_target *target,
                                     struct assay_error *err)
{
    const struct {
        bool wanted;
        enum assay_view view;
        const char *revision;
    } views[] = {
        {options->staged, ASSAY_VIEW_STAGED, NULL},
        {options->worktree, ASSAY_VIEW_WORKTREE, NULL},
        {options->head, ASSAY_VIEW_HEAD, NULL},
        {options->history && !options->unreachable, ASSAY_VIEW_HISTORY, NULL},
        {options->unreachable, ASSAY_VIEW_UNREACHABLE, NULL},
        {options->commit != NULL, ASSAY_VIEW_COMMIT, options->commit},
        {options->range != NULL, ASSAY_VIEW_RANGE, options->range},
    };
    unsigned count = 0;

    for (size_t i = 0; i < ARRAY_LEN(views); i++) {
        if (!views[i].wanted)
            continue;
        target->view = views[i].view;
        target->revision = views[i].revision;
        count++;
    }
    if (count > 1)
        return fail_usage(err, "more than one view of git was asked for",
                          "name one of --staged --worktree --head --history --unreachable --commit "
                          "--range");
    return ASSAY_OK;
}

static enum assay_status apply_flag_defaults(struct run *run, struct assay_error *err)
{
    bool named = run->cli->options.config != NULL;

    for (size_t i = 0; i < run->settings->flag_default_count; i++) {
        const struct assay_flag_default *flag = &run->settings->flag_defaults[i];

        if (options_default(&run->cli->options, flag->flag, flag->value, named, run->arena, err) !=
            ASSAY_OK) {
            assay_error_id(err, "config.bad-value");
            assay_error_path(err, run->settings->config_path);
            assay_error_at(err, flag->line, flag->column, flag->excerpt);
            return err->status;
        }
    }
    return ASSAY_OK;
}

static enum assay_status read_severity(const char *word, enum assay_severity *out,
                                       struct assay_error *err)
{
    enum assay_status status;

    for (int i = 0; i < ASSAY_SEVERITIES; i++) {
        if (strcmp(word, assay_severity_name((enum assay_severity)i)) == 0) {
            *out = (enum assay_severity)i;
            return ASSAY_OK;
        }
    }
    status = assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET, "\"%s\" is no severity", word);
    assay_error_id(err, "usage.bad-value");
    assay_error_do(err, "--fail-on info, low, medium, high or critical");
    return status;
}

/* An exception with a typo excepts nothing, and its author would not know. */
static enum assay_status check_gap_id(const char *id, struct assay_error *err)
{
    const char *nearest;
    enum assay_status status;

    if (assay_problem_allows(id, &nearest))
        return ASSAY_OK;
    status = assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET, "\"%s\" is no kind of gap", id);
    assay_error_id(err, "usage.bad-value");
    if (nearest)
        assay_error_do(err, "did you mean --allow-gap %s?", nearest);
    else
        assay_error_do(err, "--allow-gap ID, with an ID that a run shows as gap[ID]");
    return status;
}

static enum assay_status check_words(const struct options *options, struct assay_error *err)
{
    enum assay_severity severity;

    if (options->fail_on)
        TRY(read_severity(options->fail_on, &severity, err));
    for (size_t i = 0; i < options->allowed_gaps.count; i++)
        TRY(check_gap_id(options->allowed_gaps.texts[i], err));
    if (options->progress && strcmp(options->progress, "auto") != 0 &&
        strcmp(options->progress, "never") != 0 && strcmp(options->progress, "plain") != 0)
        return fail_word("progress", options->progress, "auto, never or plain", err);
    if (options->format)
        TRY(assay_report_check(options->format, err));
    return run_outputs_check(options, err);
}

/* A word that is no path may be meant as a commit. */
static enum assay_status open_settings(struct run *run, const char *path, struct assay_error *err)
{
    enum assay_status status =
        assay_settings_open(path, run->cli->options.config, run->config_from, &run->settings, err);
    bool missing = status == ASSAY_EMISSING && strcmp(err->id, "target.missing") == 0;

    if (missing && !strchr(path, '/'))
        assay_error_do(err,
                       "name a folder, a repository or a file that is there; a commit: --commit %s",
                       path);
    return status;
}

/* --config-from: what judges is the receiving side's, and so is what it leaves out. */
static enum assay_status take_config(struct run *run, const char *path, struct assay_error *err)
{
    const struct options *options = &run->cli->options;

    if (!options->config_from)
        return ASSAY_OK;
    if (options->config)
        return fail_usage(err, "two configs were named",
                          "name one: --config FILE, or --config-from REF");
    return assay_config_from(path, options->config_from, &run->config_from, err);
}

/* The target -: files that somebody else chose, by names relative to the current folder. */
static enum assay_status take_list(struct run *run, struct assay_error *err)
{
    struct assay_target *target = &run->target;

    if (strcmp(run->named, TARGET_LIST) != 0)
        return ASSAY_OK;
    if (target->view != ASSAY_VIEW_DEFAULT && target->view != ASSAY_VIEW_WORKTREE)
        return fail_usage(err, "a list names files on the disk, and a view of git was asked for",
                          "leave out the flag of the view, or the target -");
    TRY(target_list_read(run->cli, &run->names, err));
    target->names = run->names;
    target->view = ASSAY_VIEW_LISTED;
    return ASSAY_OK;
}

enum assay_status run_open(struct run *run, struct cli *cli, const char *path,
                           struct assay_error *err)
{
    run->cli = cli;
    run->named = path;
    if (strcmp(path, TARGET_LIST) == 0)
        path = ".";
    run->path = path;
    run->arena = arena_new();
    if (!run->arena)
        return out_of_memory(err);
    if (cli->options.cache && cli->options.no_cache)
        return fail_usage(err, "the cache was asked for and turned off",
                          "name one of --cache and --no-cache");
    TRY(take_config(run, path, err));
    TRY(open_settings(run, path, err));
    run->given = cli->options;
    run->has_given = true;
    TRY(apply_flag_defaults(run, err));
    TRY(cli_choose_color(cli, err));
    TRY(check_words(&cli->options, err));
    run->target = (struct assay_target){
        .path = path,
        .include_ignored = cli->options.include_ignored || run->config_from,
        .recurse_submodules = cli->options.recurse_submodules,
        .verify_objects = cli->options.verify_objects,
        .verify_packs = cli->options.verify_objects,
        .git = cli->git,
    };
    TRY(choose_view(&cli->options, &run->target, err));
    return take_list(run, err);
}

static struct assay_limits limits_of(const struct options *options)
{
    struct assay_limits limits = {
        .depth = (unsigned)options->max_depth, /* options.c holds it to its ceiling */
        .entries = options->max_entries,
        .expand = options->max_expand,
        .ratio = options->max_ratio,
    };

    if (options->time_limit && !clock_parse_span(options->time_limit, &limits.milliseconds))
        limits.milliseconds = 0; /* not met: options.c has read it */
    return limits;
}

/* What is recorded was read, and fills the cache; digests alone are of no use to others. */
static enum assay_cache_mode choose_cache(const struct run *run, enum assay_scan_depth depth)
{
    const struct options *options = &run->cli->options;

    if (options->no_cache || !run->settings->use_cache)
        return ASSAY_CACHE_OFF;
    if (!run->reads_all || options->cache)
        return ASSAY_CACHE_USE;
    return depth == ASSAY_SCAN_ALL ? ASSAY_CACHE_FILL : ASSAY_CACHE_OFF;
}

static void tell_cache(struct run *run, enum assay_cache_mode mode,
                       const struct assay_cache_use *use)
{
    if (mode == ASSAY_CACHE_OFF)
        cli_note(run->cli, "cache: not used: every byte was read");
    else
        cli_note(run->cli, "cache: %" PRIu64 " entries known, %" PRIu64 " kept anew%s%s",
                 use->found, use->kept, use->why[0] ? "; " : "", use->why);
}

enum assay_status run_patterns(struct run *run, struct assay_error *err)
{
    const struct assay_patterns_options options = {
        .words = run->settings->patterns,
        .word_count = run->settings->pattern_count,
        .root = run->settings->root,
        .anywhere = run->settings->config_is_named,
        .here = run->cli->options.patterns.texts,
        .here_count = run->cli->options.patterns.count,
    };

    if (run->patterns || options.word_count + options.here_count == 0)
        return ASSAY_OK;
    return assay_patterns_open(&options, &run->patterns, err);
}

static enum assay_status bad_digest_key(const char *path, struct assay_error *err)
{
    enum assay_status status = assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET,
                                          "a digest key is 64 hexadecimal digits, and that alone");

    assay_error_id(err, "usage.bad-value");
    assay_error_path(err, path);
    assay_error_do(err, "make one: openssl rand -hex 32 > FILE");
    return status;
}

/* NULL in *out where none was asked for. */
static enum assay_status read_digest_key(const struct options *options,
                                         uint8_t key[ASSAY_DIGEST_KEY_SIZE], const uint8_t **out,
                                         struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf text;
    enum assay_status status;
    struct bytes digits;

    buf_init(&text, 4096);
    *out = NULL;
    if (!options->digest_key)
        return ASSAY_OK;
    status = file_read(AT_FDCWD, options->digest_key, &text, err);
    if (status == ASSAY_ELIMIT)
        return bad_digest_key(options->digest_key, err);
    TRY(status);
    digits = text_unmarked(buf_bytes(&text));
    while (digits.size > 0 && strchr("\r\n", digits.data[digits.size - 1]))
        digits.size--;
    if (!hex_decode(digits, key, ASSAY_DIGEST_KEY_SIZE))
        return bad_digest_key(options->digest_key, err);
    *out = key;
    return ASSAY_OK;
}

/* Who signed what is here, by the keys that the project trusts. */
static enum assay_status tell_signers(struct run *run, struct assay_inventory *inventory,
                                      struct assay_error *err)
{
    const char *folder = arena_printf(run->arena, "%s/.assay/signers", run->settings->root);
    bool found;

    TRY(beneath_find(run->settings->root, ".assay/signers", &found, err));
    if (!folder)
        return out_of_memory(err);
    return assay_inventory_signers(inventory, run->path, folder, err);
}

/* --config-from: who may sign and approve is what that commit says, too. Its records are few and
 * small, and are read as they are; patterns are compiled where the run compiles its own, which is
 * not in what is examined. */
static enum assay_status read_authority(struct run *run, const struct assay_cache_use *use,
                                        struct assay_error *err)
{
    const struct assay_target target = {.path = run->config_from, .include_ignored = true};
    const struct assay_scan_options options = {.threads = 1,
                                               .depth = ASSAY_SCAN_ALL,
                                               .cache_folder = use->patterns_folder,
                                               .cache_mode = ASSAY_CACHE_OFF,
                                               .interrupted = &cli_interrupted};

    return run->config_from ? assay_scan(&target, &options, &run->authority, err) : ASSAY_OK;
}

/* What the options of a scan point to. */
struct scanning {
    struct assay_scan_options options;
    uint8_t digest_key[ASSAY_DIGEST_KEY_SIZE];
    struct assay_cache_use use;
    struct progress progress;
};

static enum assay_status prepare_scan(struct run *run, enum assay_scan_depth depth,
                                      struct scanning *scanning, struct assay_error *err)
{
    const struct assay_settings *settings = run->settings;

    scanning->options = (struct assay_scan_options){
        .threads = (unsigned)run->cli->options.jobs,
        .dataset_globs = settings->dataset_globs,
        .dataset_glob_count = settings->dataset_glob_count,
        .model_globs = settings->model_globs,
        .model_glob_count = settings->model_glob_count,
        .depth = depth,
        .cache_folder = settings->cache,
        .login_folder = settings->login_folder,
        .cache_path = settings->content_cache,
        .cache_mode = choose_cache(run, depth),
        .cache_limit = run->cli->options.cache_size,
        .cache_use = &scanning->use,
        .progress = progress_tell,
        .user = &scanning->progress,
        .interrupted = &cli_interrupted,
    };
    TRY(run_patterns(run, err));
    scanning->options.patterns = run->patterns;
    scanning->options.limits = limits_of(&run->cli->options);
    return read_digest_key(&run->cli->options, scanning->digest_key, &scanning->options.digest_key,
                           err);
}

enum assay_status run_scan(struct run *run, enum assay_scan_depth depth, struct assay_error *err)
{
    struct scanning scanning = {0};
    enum assay_status status;

    TRY(prepare_scan(run, depth, &scanning, err));
    progress_start(&scanning.progress, run->cli,
                   run->target.view == ASSAY_VIEW_HISTORY ||
                           run->target.view == ASSAY_VIEW_UNREACHABLE
                       ? "history"
                       : "examining");
    status = assay_scan(&run->target, &scanning.options, &run->inventory, err);
    run->seconds = progress_seconds(&scanning.progress);
    progress_end(&scanning.progress);
    if (run->cli->options.verbose)
        tell_cache(run, scanning.options.cache_mode, &scanning.use);
    if (status != ASSAY_OK || depth != ASSAY_SCAN_ALL)
        return status;
    TRY(read_authority(run, &scanning.use, err));
    return tell_signers(run, run->inventory, err);
}

/* A limit is for all that is looked at. */
static uint64_t milliseconds_left(uint64_t limit, double seconds)
{
    uint64_t gone = (uint64_t)(seconds * 1000);

    if (limit == 0)
        return 0;
    return limit > gone ? limit - gone : 1;
}

enum assay_status run_whole(struct run *run, struct assay_error *err)
{
    struct scanning scanning = {0};
    struct assay_limits *limits = &scanning.options.limits;
    enum assay_status status;
    uint64_t limit;

    if (!assay_view_has_whole(run->target.view))
        return ASSAY_OK;
    TRY(prepare_scan(run, ASSAY_SCAN_ALL, &scanning, err));
    limit = limits->milliseconds;
    limits->milliseconds = milliseconds_left(limit, run->seconds);
    progress_start(&scanning.progress, run->cli, "examining");
    status =
        assay_scan_replaced(&run->target, &scanning.options, run->inventory, &run->replaced, err);
    if (status == ASSAY_OK) {
        limits->milliseconds =
            milliseconds_left(limit, run->seconds + progress_seconds(&scanning.progress));
        status = assay_scan_whole(&run->target, &scanning.options, run->replaced, run->inventory,
                                  &run->whole, err);
    }
    run->seconds += progress_seconds(&scanning.progress);
    progress_end(&scanning.progress);
    TRY(status);
    return run->whole ? tell_signers(run, run->whole, err) : ASSAY_OK;
}

enum assay_status run_policy(struct run *run, struct assay_error *err)
{
    struct assay_policy_options options = {
        .packs = run->settings->packs,
        .pack_count = run->settings->pack_count,
        .places = run->settings->pack_places,
        .root = run->settings->root,
        .anywhere = run->settings->config_is_named,
        .without_examples = !run->asks_examples,
        .waivers_path = run->settings->root ? ".assay/waivers" : NULL,
    };

    TRY(staged_waivers_take(run, err));
    options.waivers_text = run->staged_waivers;
    options.waivers_size = run->staged_waivers_size;
    return assay_policy_open(&options, &run->policy, err);
}

enum assay_status run_assess(struct run *run, struct assay_error *err)
{
    const struct options *options = &run->cli->options;
    const struct assay_settings *settings = run->settings;
    size_t count = settings->allowed_gap_count + options->allowed_gaps.count;
    const char **gaps = arena_array(run->arena, count + 1, sizeof *gaps);
    struct assay_gate gate = {
        .fail_on = settings->fail_on,
        .gaps_block = settings->gaps_block,
        .report_only = options->report_only,
        .ignore_waivers = options->ignore_waivers,
        .allowed_gaps = gaps,
        .allowed_gap_count = count,
        .ledger = run->has_ledger ? &run->ledger : NULL,
        .recorded = run->recorded,
        .testimony = run->testimony,
        .outside = run->has_outside ? &run->outside : NULL,
        .makers = run->makers,
        .orders = run->orders,
        .authority = run->authority,
        .whole = run->whole,
        .replaced = run->replaced,
        .checked_out = run->checked_out,
        .time = clock_now(),
        .stopped = cli_interrupted ? EXIT_SIGNAL + cli_interrupted : 0,
    };

    if (!gaps)
        return out_of_memory(err);
    for (size_t i = 0; i < count; i++)
        gaps[i] = i < settings->allowed_gap_count
                      ? settings->allowed_gaps[i]
                      : options->allowed_gaps.texts[i - settings->allowed_gap_count];
    if (options->fail_on)
        TRY(read_severity(options->fail_on, &gate.fail_on, err));
    return assay_assess(run->policy, run->inventory, &gate, &run->assessment, err);
}

enum assay_status run_all(struct run *run, struct cli *cli, const char *path, bool with_ledger,
                          struct assay_error *err)
{
    TRY(run_open(run, cli, path, err));
    TRY(run_policy(run, err)); /* a wrong policy is said before anything is examined */
    return run_judge(run, with_ledger, err);
}

/* Where files are judged, and not a commit: what they began from. What cannot be read is not told.
 */
static enum assay_status read_head(struct run *run, struct assay_error *err)
{
    const struct assay_target_facts *target = &run->inventory->target;
    struct assay_error failure = {0};

    if (run->is_hook || strcmp(target->type, "git") != 0 || *target->head)
        return ASSAY_OK;
    if (assay_git_head(run->path, run->target.git, run->checked_out, &failure) == ASSAY_ENOMEM)
        return out_of_memory(err);
    return ASSAY_OK;
}

/* --since: what cannot be compared with is said before anything is examined. */
static enum assay_status read_earlier(struct run *run, struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = LIMIT_ASSESSMENT};
    const char *path = run->cli->options.since;
    enum assay_status status;

    if (!path)
        return ASSAY_OK;
    status = file_read(AT_FDCWD, path, &text, err);
    if (status == ASSAY_ELIMIT) {
        status = assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET,
                            "it is larger than an assessment that can be compared with");
        assay_error_id(err, "usage.bad-value");
        assay_error_do(err, "--since takes up to 64 MiB: keep and compare a part of the target");
    } else if (status == ASSAY_OK) {
        status = assay_earlier_parse(text.data, text.size, &run->earlier, err);
    }
    if (status != ASSAY_OK)
        assay_error_path(err, path);
    return status;
}

/* Who builds by a fixed time sets it for all programs; a waiver is not meant to come back by it. */
static void tell_ended_waivers(const struct run *run)
{
    const struct assay_assessment *assessment = run->assessment;
    const int64_t now = (int64_t)time(NULL);
    char as_of[CLOCK_TEXT_SIZE];
    uint64_t ended = 0;

    for (size_t i = 0; i < assessment->waiver_count; i++)
        ended += assessment->waivers[i].used > 0 && assessment->waivers[i].until <= now;
    if (ended == 0 || !getenv("SOURCE_DATE_EPOCH")) /* or it ended as this run did */
        return;
    clock_text(assessment->time, as_of);
    cli_note(run->cli,
             "note: %" PRIu64 " waiver%s ended, and excuse%s as of %.10s, which SOURCE_DATE_EPOCH "
             "says it is: unset it",
             ended, ended == 1 ? " has" : "s have", ended == 1 ? "s" : "", as_of);
}

enum assay_status run_judge(struct run *run, bool with_ledger, struct assay_error *err)
{
    TRY(read_earlier(run, err));
    TRY(run_patterns(run, err));
    TRY(run_scan(run, ASSAY_SCAN_ALL, err));
    TRY(run_whole(run, err));
    if (with_ledger)
        TRY(run_ledger(run, err));
    TRY(run_attestations(run, err));
    TRY(run_makers(run, err));
    TRY(run_orders(run, err));
    TRY(read_head(run, err));
    TRY(run_assess(run, err));
    tell_ended_waivers(run);
    return run->earlier ? assay_assessment_since(run->assessment, run->earlier, err) : ASSAY_OK;
}
