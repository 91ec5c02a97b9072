/*
 * detect_secret.c - secrets: Hyperscan tells where one may end, PCRE2 finds the whole token in the
 * bytes around, and the pattern's own proof has the last word.
 *
 * Hyperscan runs in stream mode without start-of-match, which would cost more than all else.
 */

#define PCRE2_CODE_UNIT_WIDTH 8

#include <hs.h>
#include <pcre2.h>
#include <stdlib.h>

#include "base/kit.h"
#include "base/text.h"
#include "examine/detect/detect.h"
#include "examine/detect/escapes.h"
#include "examine/detect/patterns.h"
#include "examine/detect/secret_proofs.h"
#include "source/embedded.h"

enum {
    FEED_MAX = 1 << 30, /* what one call of Hyperscan takes */
    HEAP_KIB = 256,
};
_Static_assert((int)WATCH_TOKEN_MAX + (int)WATCH_AHEAD <= UINT16_MAX, "a hit tells its value so");

/* How far the tokens of one pattern are known. */
struct known {
    uint64_t seen;  /* end of the last one */
    uint64_t begun; /* none that is still to be found begins before */
};

struct matcher {
    const struct patterns *patterns;
    size_t count;
    hs_scratch_t *scratch;
    hs_stream_t *stream;
    bool fed;
    pcre2_match_context *limits;
    pcre2_match_data *found;
    pcre2_code **tokens; /* by pattern, compiled on its first match */
    struct known *known; /* by pattern */
    unsigned *touched;   /* patterns with a match in this stream, in their order of appearance */
    size_t touched_count;

    struct embedded_places *places; /* of containers in this stream; NULL: not looked for */
    uint64_t places_from, origin;   /* in the item */

    bool tags[OBJECT_TAGS];   /* were met in this stream */
    uint64_t escapes_covered; /* in this stream: spans so far have what stands before it */

    /* of the call in progress */
    const struct view *view;
    struct candidates *out;
    struct coded_spans *escapes;
    uint64_t from;
    struct assay_error *err;
    enum assay_status status;
};

void matcher_free(struct matcher *matcher)
{
    if (!matcher)
        return;
    if (matcher->stream)
        hs_close_stream(matcher->stream, NULL, NULL, NULL);
    hs_free_scratch(matcher->scratch);
    for (size_t i = 0; matcher->tokens && i < matcher->count; i++)
        pcre2_code_free(matcher->tokens[i]);
    pcre2_match_data_free(matcher->found);
    pcre2_match_context_free(matcher->limits);
    free(matcher->tokens);
    free(matcher->known);
    free(matcher->touched);
    free(matcher);
}

static void matcher_freep(struct matcher **matcher)
{
    matcher_free(*matcher);
    *matcher = NULL;
}

enum assay_status matcher_new(struct patterns *patterns, struct matcher **out,
                              struct assay_error *err)
{
    CLEANUP(matcher_freep) struct matcher *matcher = calloc(1, sizeof *matcher);
    const struct hs_database *database;

    TRY(patterns_database(patterns, &database, err));
    if (matcher) {
        matcher->patterns = patterns;
        matcher->count = patterns_count(patterns);
        matcher->tokens = calloc(matcher->count, sizeof(pcre2_code *));
        matcher->known = calloc(matcher->count, sizeof *matcher->known);
        matcher->touched = calloc(matcher->count, sizeof *matcher->touched);
        matcher->found = pcre2_match_data_create(2, NULL);
        matcher->limits = pcre2_match_context_create(NULL);
    }
    if (!matcher || !matcher->tokens || !matcher->known || !matcher->touched || !matcher->found ||
        !matcher->limits || hs_alloc_scratch(database, &matcher->scratch) != HS_SUCCESS ||
        hs_open_stream(database, 0, &matcher->stream) != HS_SUCCESS)
        return out_of_memory(err);
    pcre2_set_match_limit(matcher->limits, MATCHER_STEPS);
    pcre2_set_heap_limit(matcher->limits, HEAP_KIB);
    *out = TAKE(matcher);
    return ASSAY_OK;
}

void matcher_start(struct matcher *matcher)
{
    matcher->places = NULL;
    matcher->escapes_covered = 0;
    memset(matcher->tags, 0, sizeof matcher->tags);
    if (!matcher->fed)
        return;
    matcher->fed = false;
    hs_reset_stream(matcher->stream, 0, matcher->scratch, NULL, NULL);
    while (matcher->touched_count > 0)
        matcher->known[matcher->touched[--matcher->touched_count]] = (struct known){0};
}

static ASSAY_RESULT use_token(struct matcher *matcher, unsigned id, pcre2_code **out)
{
    const struct pattern *pattern = patterns_at(matcher->patterns, id);
    int error;
    PCRE2_SIZE at;

    if (!matcher->tokens[id]) {
        matcher->tokens[id] =
            pcre2_compile((PCRE2_SPTR)pattern->token, PCRE2_ZERO_TERMINATED,
                          PCRE2_NO_UTF_CHECK | PCRE2_USE_OFFSET_LIMIT, &error, &at, NULL);
        if (!matcher->tokens[id])
            return assay_fail(matcher->err, ASSAY_EINTERNAL, ASSAY_NO_OFFSET,
                              "the token of %s does not compile (%d at %zu)",
                              pattern->what.class_name, error, at);
    }
    *out = matcher->tokens[id];
    return ASSAY_OK;
}

/* `gh..Zq`: enough for its owner to know it again. */
static void mask_secret(struct bytes value, char out[MASKED_SIZE])
{
    if (value.size < 12) /* two and two would tell too much of it */
        text_copy(out, MASKED_SIZE, "....");
    else
        snprintf(out, MASKED_SIZE, "%c%c..%c%c", value.data[0], value.data[1],
                 value.data[value.size - 2], value.data[value.size - 1]);
    for (char *p = out; *p; p++)
        if (*p < ' ' || *p > '~')
            *p = '?';
}

static void add(struct matcher *matcher, const struct pattern *pattern, struct bytes window,
                uint64_t base, const PCRE2_SIZE *at, uint32_t pairs)
{
    static const enum assay_confidence levels[] = {[SECRET_SAMPLE] = ASSAY_LOW,
                                                   [SECRET_LOW] = ASSAY_LOW,
                                                   [SECRET_MEDIUM] = ASSAY_MEDIUM,
                                                   [SECRET_HIGH] = ASSAY_HIGH};
    static const enum rank ranks[] = {[PATTERN_TOKEN] = RANK_SECRET,
                                      [PATTERN_KEYED] = RANK_KEYED,
                                      [PATTERN_GENERIC] = RANK_GENERIC};
    struct secret secret = {.pattern = pattern,
                            .whole = bytes_of(window.data + at[0], at[1] - at[0]),
                            .after = bytes_from(window, at[1])};
    struct candidate candidate = {
        .hit = {.what = &pattern->what, .start = base + at[0], .end = base + at[1]}};
    enum secret_verdict verdict;
    uint64_t start = candidate.hit.start;

    secret.before =
        view_bytes(matcher->view, start < SECRET_BEFORE ? 0 : start - SECRET_BEFORE, start);
    secret.value = secret.whole;
    if (pairs > 1 && at[2] != PCRE2_UNSET) {
        secret.value = bytes_of(window.data + at[2], at[3] - at[2]);
        candidate.hit.value = (uint16_t)(at[2] - at[0]);
        candidate.hit.value_size = (uint16_t)secret.value.size;
    }
    verdict = pattern->proof->of(&secret);
    if (verdict == SECRET_NONE)
        return;
    candidate.hit.confidence = (uint8_t)levels[verdict];
    candidate.hit.sample = verdict == SECRET_SAMPLE;
    candidate.rank = verdict == SECRET_LOW ? RANK_GENERIC : ranks[pattern->rank];
    mask_secret(secret.value, candidate.hit.masked);
    candidates_add(matcher->out, &candidate);
}

static struct known *known_of(struct matcher *matcher, unsigned id)
{
    struct known *known = &matcher->known[id];

    if (known->seen == 0 && known->begun == 0)
        matcher->touched[matcher->touched_count++] = id;
    return known;
}

/* PCRE2 gave up: what Hyperscan saw stays, and the reader is told. */
static void keep_unproven(struct matcher *matcher, const struct pattern *pattern, uint64_t end)
{
    const struct candidate candidate = {.hit = {.what = &pattern->what,
                                                .start = end - 1,
                                                .end = end,
                                                .confidence = ASSAY_LOW,
                                                .masked = "...."},
                                        .rank = RANK_GENERIC,
                                        .unproven = true};

    candidates_add(matcher->out, &candidate);
}

static bool gave_up(int rc)
{
    return rc == PCRE2_ERROR_MATCHLIMIT || rc == PCRE2_ERROR_HEAPLIMIT ||
           rc == PCRE2_ERROR_DEPTHLIMIT;
}

/* Tries tokens that begin at `at` in the window or behind it, and before `end`. */
static int try_token(struct matcher *matcher, pcre2_code *token, struct bytes window, uint64_t base,
                     size_t at, uint64_t end)
{
    pcre2_set_offset_limit(matcher->limits, (PCRE2_SIZE)(end - base - 1));
    return pcre2_match(token, window.data, window.size, at, 0, matcher->found, matcher->limits);
}

/* Finds the token that `end` (as Hyperscan told it) lies in. Where one may begin is tried once,
 * however many ends are told: else a word repeated without end would take its square in time. */
static ASSAY_RESULT confirm(struct matcher *matcher, unsigned id, uint64_t end)
{
    struct known *known = known_of(matcher, id);
    uint64_t start = end < WATCH_TOKEN_MAX ? 0 : end - WATCH_TOKEN_MAX;
    uint64_t first = start > known->begun ? start : known->begun;
    /* one byte more in front, for the boundary */
    uint64_t base = first ? first - 1 : 0;
    struct bytes window = view_bytes(matcher->view, base, end + WATCH_AHEAD);
    pcre2_code *token;
    size_t at;

    if (base < matcher->view->base)
        base = matcher->view->base;
    at = first > base ? (size_t)(first - base) : 0;
    TRY(use_token(matcher, id, &token));
    while (base + at < end) {
        int rc = try_token(matcher, token, window, base, at, end);
        const PCRE2_SIZE *ends = pcre2_get_ovector_pointer(matcher->found);

        if (gave_up(rc)) {
            known->seen = end + WATCH_TOKEN_MAX; /* once for what is one place to a reader */
            keep_unproven(matcher, patterns_at(matcher->patterns, id), end);
            return ASSAY_OK;
        }
        if (rc < 0)
            break;
        if (base + ends[1] >= end) {
            known->seen = known->begun = base + ends[1];
            add(matcher, patterns_at(matcher->patterns, id), window, base, ends, (uint32_t)rc);
            return ASSAY_OK;
        }
        at = ends[1] > at ? ends[1] : at + 1;
    }
    known->begun = end;
    return ASSAY_OK;
}

bool matcher_saw_tag(const struct matcher *matcher, enum object_tag tag)
{
    return matcher->tags[tag];
}

void matcher_look_for_containers(struct matcher *matcher, struct embedded_places *places,
                                 uint64_t from, uint64_t origin)
{
    matcher->places = places;
    matcher->places_from = from;
    matcher->origin = origin;
}

/* A magic ends at `to`. */
static void meet_container(const struct matcher *matcher, size_t format, uint64_t to)
{
    uint64_t from = to - embedded_magic_end(format);

    if (matcher->places && to >= embedded_magic_end(format) &&
        matcher->origin + from >= matcher->places_from)
        embedded_meet(matcher->places, format,
                      view_bytes(matcher->view, from, from + EMBEDDED_AHEAD),
                      matcher->origin + from);
}

static int on_match(unsigned id, unsigned long long from, unsigned long long to, unsigned flags,
                    void *context)
{
    struct matcher *matcher = context;
    const size_t escapes = matcher->count + embedded_format_count;

    (void)from, (void)flags;
    if (id == escapes) {
        if (matcher->escapes)
            escapes_met(matcher->escapes, matcher->view, to, &matcher->escapes_covered);
        return 0;
    }
    if (id > escapes) {
        matcher->tags[id - escapes - 1] = true;
        return 0;
    }
    if (id >= matcher->count) {
        meet_container(matcher, id - matcher->count, to);
        return 0;
    }
    if (to <= matcher->known[id].seen) /* another end of the same token */
        return 0;
    matcher->status = confirm(matcher, id, to);
    return matcher->status != ASSAY_OK;
}

enum assay_status matcher_look(struct matcher *matcher, const struct view *view, uint64_t from,
                               uint64_t to, struct candidates *out, struct coded_spans *escapes,
                               struct assay_error *err)
{
    matcher->view = view;
    matcher->out = out;
    matcher->escapes = escapes;
    matcher->err = err;
    matcher->status = ASSAY_OK;
    while (from < to) {
        uint64_t size = to - from < FEED_MAX ? to - from : FEED_MAX;
        hs_error_t status;

        matcher->fed = true;
        status = hs_scan_stream(matcher->stream, (const char *)view->data + (from - view->base),
                                (unsigned)size, 0, matcher->scratch, on_match, matcher);
        if (matcher->status != ASSAY_OK)
            return matcher->status;
        if (status != HS_SUCCESS)
            return assay_fail(err, ASSAY_EINTERNAL, ASSAY_NO_OFFSET,
                              "the pattern engine failed with code %d", status);
        from += size;
    }
    return ASSAY_OK;
}
