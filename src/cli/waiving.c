/* waiving.c - waivers of findings that are there; whoever mistypes one learns of it at once. */

#include "cli/waiving.h"

#include <assay/git.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
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

        if (!finding->blocking || finding->ordinal > 0)
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

static bool is_there(const struct assay_assessment *assessment, const char *word)
{
    for (size_t i = 0; i < assessment->finding_count; i++)
        if (assay_fingerprint_is(assessment->findings[i].fingerprint, word))
            return true;
    return false;
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

enum assay_status waiving_some(struct run *run, const char *const *fingerprints, size_t wanted,
                               size_t *count, struct assay_error *err)
{
    struct assay_waiver words, *waivers = arena_array(run->arena, wanted + 1, sizeof *waivers);

    *count = 0;
    if (!waivers)
        return out_of_memory(err);
    TRY(waiving_words(run, &words, err));
    for (size_t i = 0; i < wanted; i++) {
        if (!is_there(run->assessment, fingerprints[i]))
            return fail_unknown(run, fingerprints[i], err);
        waivers[i] = words;
        waivers[i].fingerprint = fingerprints[i];
    }
    TRY(add(run, waivers, wanted, err));
    *count = wanted;
    return ASSAY_OK;
}
