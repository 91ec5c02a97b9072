/* waiving.c - waivers of findings that are there; whoever mistypes one learns of it at once. */

#include "cli/waiving.h"

#include <assay/git.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/glob.h"
#include "base/kit.h"
#include "base/text.h"

enum { DAY = 24 * 60 * 60, NAMES_MAX = 4096, EXAMPLE_DAYS = 90 };

bool waiving_until(const char *word, int64_t today, int64_t *until)
{
    size_t size = strlen(word);
    uint64_t days;

    if (size > 2 && word[0] == '+' && word[size - 1] == 'd' &&
        text_u64(bytes_of(word + 1, size - 2), &days) && days < 36500) {
        *until = today - today % DAY + ((int64_t)days + 1) * DAY;
        return true;
    }
    if (size != 10 || !clock_parse(bytes_text(word), until))
        return false;
    *until += DAY;
    return true;
}

/* All that is missing is said at once. */
static ASSAY_RESULT read_until(const struct options *options, int64_t today, int64_t *until,
                               struct assay_error *err)
{
    const char *word = options->until;
    enum assay_status status;
    char example[CLOCK_TEXT_SIZE];

    if (word && waiving_until(word, today, until))
        return ASSAY_OK;
    status = assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET,
                        word              ? "\"%s\" is no date"
                        : options->reason ? "a waiver needs an end"
                                          : "a waiver needs an end and a reason",
                        word);
    assay_error_id(err, "waiver.no-date");
    assay_error_why(err, "an exception without an end is a rule nobody decided on");
    clock_text(today + EXAMPLE_DAYS * (int64_t)DAY, example);
    assay_error_do(err, "--until +%dd, or --until %.10s%s", EXAMPLE_DAYS, example,
                   options->reason ? "" : "; and --reason \"...\"");
    return status;
}

/* Who git would name as the author of what is written; without git the user's login. */
static ASSAY_RESULT read_who(const struct run *run, const char **who, struct assay_error *err)
{
    CLEANUP(free_cleanup) char *identity = NULL;
    const char *user = getenv("USER");

    *who = run->cli->options.who;
    if (*who)
        return ASSAY_OK;
    TRY(assay_git_identity(run->settings->base, &identity, err));
    *who = arena_text(run->arena, identity ? identity : user ? user : "unknown");
    return *who ? ASSAY_OK : out_of_memory(err);
}

enum assay_status waiving_words(const struct run *run, struct assay_waiver *out,
                                struct assay_error *err)
{
    const struct options *options = &run->cli->options;

    *out = (struct assay_waiver){.reason = options->reason, .glob = options->glob};
    TRY(read_until(options, clock_now(), &out->until, err));
    return read_who(run, &out->who, err);
}

static ASSAY_RESULT add(struct run *run, const struct assay_waiver *waivers, size_t count,
                        struct assay_error *err)
{
    if (count == 0)
        return ASSAY_OK;
    return assay_waivers_add(run->policy, run->settings->waivers, waivers, count, clock_now(), err);
}

/* What was waived counts now: the policy is read again, and the same inventory judged by it. */
static ASSAY_RESULT judge_again(struct run *run, struct assay_error *err)
{
    assay_assessment_free(TAKE(run->assessment));
    assay_policy_free(TAKE(run->policy));
    TRY(run_policy(run, err));
    return run_assess(run, err);
}

/* True where a finding lies where the words of a waiver say; one on the whole target stands at no
 * path. */
static bool lies_there(const struct assay_finding *finding, const char *glob)
{
    CLEANUP(free_cleanup)
    char *path = glob && finding->item ? assay_path_show(finding->item->path) : NULL;

    return !glob || (path && glob_match(bytes_text(glob), bytes_text(path)));
}

/* Sorted by fingerprint. */
struct adopted {
    struct assay_waiver *waivers;
    size_t count;
};

static int order_waivers(const void *a, const void *b)
{
    return strcmp(((const struct assay_waiver *)a)->fingerprint,
                  ((const struct assay_waiver *)b)->fingerprint);
}

/* Waives what blocks now and was not among the `earlier`, but for that which is waived by name
 * alone; and judges again. */
static ASSAY_RESULT adopt(struct run *run, const struct assay_waiver *words,
                          const struct adopted *earlier, struct adopted *out, size_t *left,
                          struct assay_error *err)
{
    const struct assay_assessment *assessment = run->assessment;

    *out = (struct adopted){0};
    *left = 0;
    out->waivers = arena_array(run->arena, assessment->finding_count + 1, sizeof *out->waivers);
    if (!out->waivers)
        return out_of_memory(err);
    for (size_t i = 0; i < assessment->finding_count; i++) {
        const struct assay_finding *finding = &assessment->findings[i];
        struct assay_waiver waiver = *words;
        char *fingerprint;

        if (!finding->blocking || finding->ordinal > 0 || !lies_there(finding, words->glob))
            continue;
        if (finding->rule->singly) {
            ++*left;
            continue;
        }
        waiver.fingerprint = fingerprint = arena_alloc(run->arena, ASSAY_FINGERPRINT_SHORT_SIZE);
        if (!fingerprint)
            return out_of_memory(err);
        assay_fingerprint_short(finding->fingerprint, fingerprint);
        if (!bsearch(&waiver, earlier->waivers, earlier->count, sizeof waiver, order_waivers))
            out->waivers[out->count++] = waiver;
    }
    qsort(out->waivers, out->count, sizeof *out->waivers, order_waivers);
    TRY(add(run, out->waivers, out->count, err));
    return judge_again(run, err);
}

/* Twice: once a finding is excused, the unknowns that it spoke for block by themselves, and these
 * speak for no others. */
enum assay_status waiving_all(struct run *run, size_t *count, size_t *left, struct assay_error *err)
{
    struct assay_waiver words;
    const struct adopted none = {.waivers = &words};
    struct adopted first, second;

    TRY(waiving_words(run, &words, err));
    TRY(adopt(run, &words, &none, &first, left, err));
    TRY(adopt(run, &words, &first, &second, left, err));
    *count = first.count + second.count;
    return ASSAY_OK;
}

/* ---- by fingerprint ---- */

/* The finding of a fingerprint, where one lies at a path that the waiver is for; else any. */
static const struct assay_finding *find(const struct assay_assessment *assessment, const char *word,
                                        const char *glob)
{
    const struct assay_finding *found = NULL;

    for (size_t i = 0; i < assessment->finding_count; i++) {
        const struct assay_finding *finding = &assessment->findings[i];

        if (!assay_fingerprint_is(finding->fingerprint, word))
            continue;
        if (lies_there(finding, glob))
            return finding;
        found = finding;
    }
    return found;
}

static enum assay_status fail_elsewhere(const struct assay_finding *finding, const char *word,
                                        const char *glob, struct assay_error *err)
{
    CLEANUP(free_cleanup) char *path = finding->item ? assay_path_show(finding->item->path) : NULL;
    enum assay_status status = assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET,
                                          "no finding \"%.40s\" lies at a path that \"%.80s\" "
                                          "matches",
                                          word, glob);

    assay_error_id(err, "waiver.unknown");
    assay_error_why(err, "a waiver of what is not there excuses nothing, and nobody would notice");
    if (path)
        assay_error_do(err, "leave out --glob, or name a pattern that matches %s", path);
    else
        assay_error_do(err, "leave out --glob: that finding is on the target as a whole");
    return status;
}

static enum assay_status fail_unknown(const struct run *run, const char *word,
                                      struct assay_error *err)
{
    const struct assay_assessment *assessment = run->assessment;
    const char *names[NAMES_MAX], *nearest;
    size_t count = 0;
    enum assay_status status;

    for (size_t i = 0; i < assessment->finding_count && count < ARRAY_LEN(names); i++) {
        char *name = arena_alloc(run->arena, ASSAY_FINGERPRINT_SHORT_SIZE);

        if (!name)
            return out_of_memory(err);
        assay_fingerprint_short(assessment->findings[i].fingerprint, name);
        names[count++] = name;
    }
    nearest = text_nearest(word, names, count);
    status = assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET,
                        "no finding here has the fingerprint \"%.40s\"", word);
    assay_error_id(err, "waiver.unknown");
    assay_error_why(err, "a waiver of what is not there excuses nothing, and nobody would notice");
    if (nearest)
        assay_error_do(err, "did you mean: assay waive %s", nearest);
    else
        assay_error_do(err, "assay check shows the fingerprint of each finding; add --history or "
                            "--commit where it was found so");
    return status;
}

/* The line of .assay/waivers that is for the same finding and the same paths, or NULL. */
static const struct assay_waiver *find_present(const struct assay_assessment *assessment,
                                               const struct assay_finding *finding,
                                               const char *glob)
{
    for (size_t i = 0; i < assessment->waiver_count; i++) {
        const struct assay_waiver *present = &assessment->waivers[i];

        if (!present->rule && assay_fingerprint_is(finding->fingerprint, present->fingerprint) &&
            strcmp(present->glob ? present->glob : "", glob ? glob : "") == 0)
            return present;
    }
    return NULL;
}

static bool says_the_same(const struct assay_waiver *a, const struct assay_waiver *b)
{
    return a->until == b->until && strcmp(a->who, b->who) == 0 && a->reason && b->reason &&
           strcmp(a->reason, b->reason) == 0;
}

static bool is_among(const struct assay_waiver *waivers, size_t count, const char *fingerprint)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(waivers[i].fingerprint, fingerprint) == 0)
            return true;
    return false;
}

/* Spelled as the line that it replaces, or as every report shows it, so that one finding has one
 * line. */
static ASSAY_RESULT spell(struct run *run, const struct assay_finding *finding,
                          const struct assay_waiver *present, const char **out,
                          struct assay_error *err)
{
    char *name = arena_alloc(run->arena, ASSAY_FINGERPRINT_SHORT_SIZE);

    if (!name)
        return out_of_memory(err);
    assay_fingerprint_short(finding->fingerprint, name);
    *out = present ? present->fingerprint : name;
    return ASSAY_OK;
}

enum assay_status waiving_some(struct run *run, const char *const *fingerprints, size_t wanted,
                               size_t *count, struct assay_error *err)
{
    struct assay_waiver words, *waivers = arena_array(run->arena, wanted + 1, sizeof *waivers);
    size_t added = 0;

    *count = 0;
    if (!waivers)
        return out_of_memory(err);
    TRY(waiving_words(run, &words, err));
    for (size_t i = 0; i < wanted; i++) {
        const struct assay_finding *finding = find(run->assessment, fingerprints[i], words.glob);
        const struct assay_waiver *present;

        if (!finding)
            return fail_unknown(run, fingerprints[i], err);
        if (!lies_there(finding, words.glob))
            return fail_elsewhere(finding, fingerprints[i], words.glob, err);
        present = find_present(run->assessment, finding, words.glob);
        TRY(spell(run, finding, present, &words.fingerprint, err));
        if (present && says_the_same(present, &words))
            cli_note(run->cli, "%s is waived so already, by line %u: nothing was added",
                     words.fingerprint, present->line);
        else if (!is_among(waivers, added, words.fingerprint))
            waivers[added++] = words;
    }
    TRY(add(run, waivers, added, err));
    *count = added;
    return ASSAY_OK;
}
