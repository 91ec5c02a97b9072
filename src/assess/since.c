/*
 * since.c - an assessment beside an earlier one: which findings are new, fixed or unchanged.
 *
 * A finding is known again by its fingerprint, which is made of rule and content: it stays when a
 * file moves. One fingerprint may stand several times, and is then counted.
 */

#include <assay/assessment.h>
#include <assay/target.h>
#include <stdlib.h>
#include <string.h>

#include "base/codec.h"
#include "base/kit.h"
#include "doc/doc.h"

enum { FINGERPRINT = 16, PATH_PARTS = ASSAY_DEPTH_MAX + 1 };

struct known {
    uint8_t fingerprint[FINGERPRINT];
    uint64_t left;             /* findings of it that none of now was found to be */
    const struct doc *finding; /* the first of them */
};

struct assay_earlier {
    struct arena *arena; /* which it lives in itself, with the texts of `since` */
    struct assay_changes since;
    uint8_t policy_sha256[32];
    struct known *known; /* sorted, each once */
    size_t count;
    uint64_t total;
    bool *is_new;
};

void assay_earlier_free(struct assay_earlier *earlier)
{
    if (earlier)
        arena_free(earlier->arena);
}

static int compare_known(const void *a, const void *b)
{
    return memcmp(((const struct known *)a)->fingerprint, ((const struct known *)b)->fingerprint,
                  FINGERPRINT);
}

/* Findings stand in one list, in the order in which they were told. */
static int compare_told(const void *a, const void *b)
{
    const struct doc *left = ((const struct known *)a)->finding,
                     *right = ((const struct known *)b)->finding;

    return (left > right) - (left < right);
}

/* Whoever attested it has met it: it is no finding that anybody would have to fix. */
static bool is_open(enum assay_verdict verdict)
{
    return verdict == ASSAY_FAIL || verdict == ASSAY_UNKNOWN || verdict == ASSAY_WAIVED;
}

/* ---- the earlier one ---- */

static enum assay_status fail_earlier(struct assay_error *err, const char *what)
{
    enum assay_status status =
        assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET, "this is no earlier assessment: %s", what);

    assay_error_id(err, "usage.bad-value");
    assay_error_do(err, "--since takes what was kept of: assay report -f assessment");
    return status;
}

static bool take_hex(const struct doc *map, const char *name, uint8_t *out, size_t size)
{
    const struct doc *text = doc_get(map, name);

    return text && text->type == DOC_TEXT && hex_decode(text->text, out, size);
}

static bool was_open(const struct doc *finding)
{
    const struct doc *verdict = doc_get(finding, "verdict");

    for (int i = 0; verdict && verdict->type == DOC_TEXT && i < ASSAY_VERDICTS; i++)
        if (bytes_equal(verdict->text, bytes_text(assay_verdict_name((enum assay_verdict)i))))
            return is_open((enum assay_verdict)i);
    return false;
}

/* Sorts what was taken, and makes one of those that are the same. */
static void join_known(struct assay_earlier *earlier)
{
    size_t count = 0;

    qsort(earlier->known, earlier->count, sizeof *earlier->known, compare_known);
    for (size_t i = 0; i < earlier->count; i++) {
        if (count > 0 && compare_known(&earlier->known[count - 1], &earlier->known[i]) == 0)
            earlier->known[count - 1].left++;
        else
            earlier->known[count++] = earlier->known[i];
    }
    earlier->count = count;
}

static enum assay_status take_findings(struct assay_earlier *earlier, const struct doc *findings,
                                       struct assay_error *err)
{
    if (!findings || findings->type != DOC_LIST)
        return fail_earlier(err, "it has no findings");
    earlier->known = arena_array(earlier->arena, findings->count + 1, sizeof *earlier->known);
    if (!earlier->known)
        return out_of_memory(err);
    for (size_t i = 0; i < findings->count; i++) {
        struct known *known = &earlier->known[earlier->count];

        if (!was_open(&findings->items[i]))
            continue;
        if (!take_hex(&findings->items[i], "fingerprint", known->fingerprint, FINGERPRINT))
            return fail_earlier(err, "a finding has no fingerprint");
        known->left = 1;
        known->finding = &findings->items[i];
        earlier->count++;
    }
    earlier->total = earlier->count;
    join_known(earlier);
    return ASSAY_OK;
}

/* As they are written here; it is shown, and no more. */
static bool is_time(struct bytes text)
{
    static const char form[] = "0000-00-00T00:00:00Z";

    for (size_t i = 0; i < text.size && i < sizeof form - 1; i++)
        if (form[i] == '0' ? text.data[i] < '0' || text.data[i] > '9'
                           : text.data[i] != (uint8_t)form[i])
            return false;
    return text.size == sizeof form - 1;
}

static enum assay_status take(struct assay_earlier *earlier, const struct doc *document,
                              struct assay_error *err)
{
    const struct doc *schema = doc_get(document, "schema"), *time = doc_get(document, "time");

    if (!schema || schema->type != DOC_TEXT ||
        !bytes_equal(schema->text, BYTES("assay.assessment/1")))
        return fail_earlier(err, "its schema is not assay.assessment/1");
    if (!time || time->type != DOC_TEXT || !is_time(time->text))
        return fail_earlier(err, "it has no time");
    if (!take_hex(doc_get(document, "inventory"), "root", earlier->since.root,
                  sizeof earlier->since.root) ||
        !take_hex(document, "policy_sha256", earlier->policy_sha256, sizeof earlier->policy_sha256))
        return fail_earlier(err, "it does not say what was judged, and by which rules");
    earlier->since.time = arena_copy(earlier->arena, time->text);
    if (!earlier->since.time)
        return out_of_memory(err);
    return take_findings(earlier, doc_get(document, "findings"), err);
}

enum assay_status assay_earlier_parse(const void *text, size_t size, struct assay_earlier **out,
                                      struct assay_error *err)
{
    struct doc_source source = {.path = "", .text = bytes_of(text, size)};
    struct arena *arena = arena_new();
    struct assay_earlier *earlier = arena ? arena_alloc(arena, sizeof *earlier) : NULL;
    struct assay_error failure = {0};
    struct doc *document;
    enum assay_status status;

    if (!earlier) {
        arena_free(arena);
        return out_of_memory(err);
    }
    *earlier = (struct assay_earlier){.arena = arena};
    status = doc_read_json(arena, &source, &document, &failure);
    if (status == ASSAY_OK)
        status = take(earlier, document, err);
    else if (status != ASSAY_ENOMEM)
        status = fail_earlier(err, failure.text);
    else
        status = out_of_memory(err);
    if (status == ASSAY_OK)
        *out = earlier;
    else
        assay_earlier_free(earlier);
    return status;
}

/* ---- side by side ---- */

static bool take_known(const struct assay_earlier *earlier, const struct assay_finding *finding)
{
    struct known wanted, *known;

    if (!hex_decode(bytes_text(finding->fingerprint), wanted.fingerprint, FINGERPRINT))
        return false;
    known = bsearch(&wanted, earlier->known, earlier->count, sizeof wanted, compare_known);
    if (!known || known->left == 0)
        return false;
    known->left--;
    return true;
}

static const char *text_of(const struct assay_earlier *earlier, const struct doc *doc)
{
    return doc && doc->type == DOC_TEXT ? arena_copy(earlier->arena, doc->text) : "";
}

/* The parts of a path as it is shown: "a.tar!/b.csv". */
static const char *path_of(const struct assay_earlier *earlier, const struct doc *path)
{
    const char *shown = "";

    for (size_t i = 0; path && path->type == DOC_LIST && i < path->count && i < PATH_PARTS && shown;
         i++)
        if (path->items[i].type == DOC_TEXT)
            shown =
                arena_printf(earlier->arena, "%s%s%.*s", shown, *shown ? "!/" : "",
                             (int)path->items[i].text.size, (const char *)path->items[i].text.data);
    return shown;
}

/* What is left of the earlier findings. They are put in its order, so that none can be looked up
 * any more. */
static ASSAY_RESULT tell_fixed(struct assay_earlier *earlier, struct assay_error *err)
{
    struct assay_fixed_finding *fixed =
        arena_array(earlier->arena, earlier->count + 1, sizeof *fixed);
    size_t count = 0;

    if (!fixed)
        return out_of_memory(err);
    qsort(earlier->known, earlier->count, sizeof *earlier->known, compare_told);
    for (size_t i = 0; i < earlier->count; i++) {
        const struct known *known = &earlier->known[i];

        if (known->left == 0)
            continue;
        fixed[count] = (struct assay_fixed_finding){
            .rule = text_of(earlier, doc_get(known->finding, "rule")),
            .message = text_of(earlier, doc_get(known->finding, "message")),
            .path = path_of(earlier, doc_get(known->finding, "path")),
            .count = known->left};
        if (!fixed[count].rule || !fixed[count].message || !fixed[count].path)
            return out_of_memory(err);
        count++;
    }
    earlier->since.fixed_findings = fixed;
    earlier->since.fixed_finding_count = count;
    return ASSAY_OK;
}

enum assay_status assay_assessment_since(struct assay_assessment *assessment,
                                         struct assay_earlier *earlier, struct assay_error *err)
{
    struct assay_changes *since = &earlier->since;

    earlier->is_new =
        arena_array(earlier->arena, assessment->finding_count + 1, sizeof *earlier->is_new);
    if (!earlier->is_new)
        return out_of_memory(err);
    since->added = since->unchanged = 0;
    for (size_t i = 0; i < assessment->finding_count; i++) {
        const struct assay_finding *finding = &assessment->findings[i];
        bool open = is_open(finding->verdict), known = open && take_known(earlier, finding);

        earlier->is_new[i] = open && !known;
        since->added += earlier->is_new[i];
        since->unchanged += known;
    }
    since->fixed = earlier->total - since->unchanged;
    since->is_new = earlier->is_new;
    since->other_rules = memcmp(earlier->policy_sha256, assessment->policy_sha256,
                                sizeof earlier->policy_sha256) != 0;
    TRY(tell_fixed(earlier, err));
    assessment->since = since;
    return ASSAY_OK;
}
