/* test_testimony_project.c - whose project a statement in a file is signed for, and what is said
 * where it is another's. */

#include <assay/testimony.h>

#include "rows.h"

#include "base/buf.h"
#include "base/codec.h"
#include "base/kit.h"

#define A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define B "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
#define C "cccccccccccccccccccccccccccccccccccccccc"
#define ZERO "0000000000000000000000000000000000000000000000000000000000000000"
#define COMMITS(list) "{\"commits\":[" list "]}"
#define GIT(id) "{\"gitCommit\":\"" id "\"}"
#define LEDGER "\"ledger\":{\"digest\":{\"sha256\":\"" ZERO "\"},\"name\":\"example.org/log\"}"

static const struct row {
    const char *name;
    const char *project; /* of the predicate, or NULL */
    const char *here[3]; /* what the history begins with; none: in no repository */
    const char *cut;
    bool unborn;
    enum assay_belongs belongs;
    const char *said;
} rows[] = {
    {.name = "the same", .project = COMMITS(GIT(A)), .here = {A}, .belongs = ASSAY_BELONGS},
    {.name = "the same two, in any order",
     .project = COMMITS(GIT(B) "," GIT(A) "," GIT(B)),
     .here = {A, B},
     .belongs = ASSAY_BELONGS},
    {.name = "and a ledger beside it",
     .project = "{\"commits\":[" GIT(A) "]," LEDGER "}",
     .here = {A},
     .belongs = ASSAY_BELONGS},
    {.name = "another",
     .project = COMMITS(GIT(B)),
     .here = {A},
     .said = "commit bbbbbbbbbbbb, and this one begins with aaaaaaaaaaaa"},
    {.name = "one that took it in",
     .project = COMMITS(GIT(A)),
     .here = {A, B},
     .said = "the history of this one begins with bbbbbbbbbbbb, too"},
    {.name = "one that it took in",
     .project = COMMITS(GIT(A) "," GIT(B)),
     .here = {A},
     .said = "commit bbbbbbbbbbbb, and this one begins with aaaaaaaaaaaa"},
    {.name = "one that shares a beginning",
     .project = COMMITS(GIT(A) "," GIT(B)),
     .here = {A, C},
     .said = "commit bbbbbbbbbbbb, and this one begins with cccccccccccc"},
    {.name = "cut off",
     .project = COMMITS(GIT(A)),
     .cut = "the clone is shallow",
     .unborn = true,
     .belongs = ASSAY_BELONGS_PERHAPS,
     .said = "is not known, for the clone is shallow: do something"},
    {.name = "cut off behind one that is known",
     .project = COMMITS(GIT(A) "," GIT(B)),
     .here = {A},
     .cut = "the clone is shallow",
     .belongs = ASSAY_BELONGS_PERHAPS,
     .said = "is not known"},
    {.name = "cut off, and another all the same",
     .project = COMMITS(GIT(A)),
     .here = {B},
     .cut = "the clone is shallow",
     .said = "this one begins with bbbbbbbbbbbb"},
    {.name = "in no repository", .project = COMMITS(GIT(A)), .said = "this is in no repository"},
    {.name = "without a commit",
     .project = COMMITS(GIT(A)),
     .unborn = true,
     .said = "this is one without a commit"},
    {.name = "of no project", .here = {A}, .said = "it names no project"},
    {.name = "of a project that is nothing",
     .project = "{}",
     .here = {A},
     .said = "it names no project"},
    {.name = "no list", .project = "{\"commits\":7}", .here = {A}, .said = NULL},
    {.name = "a beginning by another name",
     .project = COMMITS("{\"sha256\":\"" ZERO "\"}"),
     .here = {A},
     .said = "this one begins with aaaaaaaaaaaa"},
    {.name = "of a ledger, and there is none",
     .project = "{" LEDGER "}",
     .here = {A},
     .said = "the ledger example.org/log, and the one of what is judged has none"},
};

static char *envelope_of(const char *project)
{
    CLEANUP(buf_clear) struct buf statement = {.ceiling = SIZE_MAX};
    CLEANUP(buf_clear) struct buf out = {.ceiling = SIZE_MAX};

    buf_printf(&statement,
               "{\"_type\":\"https://in-toto.io/Statement/v1\",\"predicate\":{\"meaning\":"
               "\"approval\",\"name\":\"n\",%s%s%s\"role\":\"r\",\"statement\":\"s\",\"time\":"
               "\"2026-01-01T00:00:00Z\"},\"predicateType\":\"urn:assay:predicate/attestation/v1\","
               "\"subject\":[{\"digest\":{\"sha256\":\"" ZERO "\"}}]}",
               project ? "\"project\":" : "", project ? project : "", project ? "," : "");
    buf_text(&out, "{\"payload\":\"");
    base64_encode(&out, buf_bytes(&statement));
    buf_text(&out, "\",\"payloadType\":\"application/vnd.in-toto+json\",\"signatures\":[{\"sig\":"
                   "\"AAAA\"}]}");
    return buf_take_string(&out);
}

static void check(void **state)
{
    const struct row *row = *state;
    CLEANUP(free_cleanup) char *text = envelope_of(row->project);
    const struct assay_attestation_file file = {
        .path = "attestations/a.json", .text = text, .size = strlen(text)};
    const struct assay_attestation_files files = {&file, 1};
    const struct assay_testimony_files add = {.judged = &files};
    struct assay_first_commits commits = {
        .ids = row->here, .cut = row->cut, .remedy = "do something"};
    CLEANUP(assay_testimony_freep) struct assay_testimony *testimony = NULL;
    const struct assay_attestation *told;
    struct assay_error err = {0};

    while (commits.count < ARRAY_LEN(row->here) && row->here[commits.count])
        commits.count++;
    assert_ok(assay_testimony_add_files(&testimony, &add, &err), err);
    assert_false(assay_testimony_asks_commits(testimony, 0)); /* nobody signed it */
    assert_ok(
        assay_testimony_bind(testimony, commits.count > 0 || row->unborn ? &commits : NULL, &err),
        err);
    if (!row->said && row->belongs != ASSAY_BELONGS) {
        assert_int_equal(testimony->attestation_count, 0);
        return;
    }
    assert_int_equal(testimony->attestation_count, 1);
    told = testimony->attestations;
    assert_int_equal(told->belongs, row->belongs);
    assert_int_equal(told->foreign != NULL, row->said != NULL);
    if (row->said && !strstr(told->foreign, row->said))
        fail_msg("\"%s\" does not say \"%s\"", told->foreign, row->said);
}

int main(void)
{
    return RUN_CASES(check, rows);
}
