/* test_testimony_files.c - a file of attestations/ is read, passed over, or may hide a withdrawal.
 */

#include <assay/testimony.h>

#include "rows.h"

#include "base/buf.h"
#include "base/codec.h"
#include "base/kit.h"

#define STATEMENT(type, predicate)                                                                 \
    "{\"_type\":\"https://in-toto.io/Statement/v1\",\"predicate\":" predicate                      \
    ",\"predicateType\":\"" type "\",\"subject\":[{\"digest\":{\"sha256\":"                        \
    "\"0000000000000000000000000000000000000000000000000000000000000000\"}}]}"
#define WITHDRAWAL "urn:assay:predicate/withdrawal/v1"
#define ATTESTATION "urn:assay:predicate/attestation/v1"
#define TAKEN_BACK                                                                                 \
    "{\"name\":\"n\",\"reason\":\"r\",\"role\":\"r\",\"time\":\"2026-01-01T00:00:00Z\"}"
#define APPROVED                                                                                   \
    "{\"meaning\":\"approval\",\"name\":\"n\",\"role\":\"r\",\"statement\":\"s\","                 \
    "\"time\":\"2026-01-01T00:00:00Z\"}"

static const struct row {
    const char *name, *path;
    const char *text;      /* of the file, or */
    const char *statement; /* that an envelope is put round, which nobody signed */
    bool kept;
    size_t attestations, withdrawals, unread, notes;
} rows[] = {
    {.name = "a withdrawal",
     .statement = STATEMENT(WITHDRAWAL, TAKEN_BACK),
     .withdrawals = 1,
     .notes = 1},
    {.name = "by another name",
     .path = "attestations/old/w.bak",
     .statement = STATEMENT(WITHDRAWAL, TAKEN_BACK),
     .withdrawals = 1,
     .notes = 1},
    {.name = "without its reason",
     .statement = STATEMENT(WITHDRAWAL, "{\"name\":\"n\"}"),
     .withdrawals = 1,
     .unread = 1},
    {.name = "of another version",
     .statement = STATEMENT("urn:assay:predicate/withdrawal/v2", TAKEN_BACK),
     .unread = 1},
    {.name = "an attestation", .statement = STATEMENT(ATTESTATION, APPROVED), .attestations = 1},
    {.name = "that was put aside",
     .path = "attestations/old/a.json",
     .statement = STATEMENT(ATTESTATION, APPROVED)},
    {.name = "by another ending",
     .path = "attestations/a.JSON",
     .statement = STATEMENT(ATTESTATION, APPROVED)},
    {.name = "that is hidden",
     .path = "attestations/.a.json",
     .statement = STATEMENT(ATTESTATION, APPROVED)},
    {.name = "that says nothing", .statement = STATEMENT(ATTESTATION, "{}"), .notes = 1},
    {.name = "of the commit that judges",
     .statement = STATEMENT(ATTESTATION, APPROVED),
     .kept = true},
    {.name = "what that commit withdrew",
     .statement = STATEMENT(WITHDRAWAL, TAKEN_BACK),
     .kept = true,
     .withdrawals = 1,
     .notes = 1},
    {.name = "a statement of others",
     .statement = STATEMENT("https://slsa.dev/provenance/v1", "{}")},
    {.name = "another kind of ours",
     .statement = STATEMENT("urn:assay:predicate/release/v1", "{}")},
    {.name = "a document of others", .text = "{\"bomFormat\":\"CycloneDX\"}", .notes = 1},
    {.name = "no statement", .statement = "{}", .unread = 1},
    {.name = "nothing", .text = "", .unread = 1},
    {.name = "no map", .text = "[]", .unread = 1},
    {.name = "half of one", .text = "{\"payload\":\"", .unread = 1},
    {.name = "nobody signed",
     .text = "{\"payload\":\"e30=\",\"payloadType\":\"a\",\"signatures\":[]}",
     .unread = 1},
    {.name = "could not be read", .unread = 1},
    {.name = "lines",
     .path = "attestations/a.jsonl",
     .text = "{}\n\n{\"payload\":1}\r\n[\n",
     .unread = 2,
     .notes = 1},
};

static char *envelope_of(const char *statement)
{
    CLEANUP(buf_clear) struct buf out = {.ceiling = SIZE_MAX};

    buf_text(&out, "{\"payload\":\"");
    base64_encode(&out, bytes_text(statement));
    buf_text(&out, "\",\"payloadType\":\"application/vnd.in-toto+json\",\"signatures\":[{\"sig\":"
                   "\"AAAA\"}]}");
    return buf_take_string(&out);
}

static void count_note(void *user, const char *where, const char *why)
{
    size_t *notes = user;

    (void)where;
    (void)why;
    ++*notes;
}

static void check(void **state)
{
    const struct row *row = *state;
    CLEANUP(free_cleanup) char *made = row->statement ? envelope_of(row->statement) : NULL;
    const char *text = made ? made : row->text;
    const struct assay_attestation_file file = {.path =
                                                    row->path ? row->path : "attestations/a.json",
                                                .text = text,
                                                .size = text ? strlen(text) : 0,
                                                .problem = text ? NULL : "it is a symbolic link"};
    const struct assay_attestation_files files = {&file, 1};
    size_t notes = 0;
    const struct assay_testimony_files add = {.judged = row->kept ? NULL : &files,
                                              .kept = row->kept ? &files : NULL,
                                              .problem = count_note,
                                              .user = &notes};
    CLEANUP(assay_testimony_freep) struct assay_testimony *testimony = NULL;
    struct assay_error err = {0};

    assert_ok(assay_testimony_add_files(&testimony, &add, &err), err);
    assert_int_equal(testimony->attestation_count, row->attestations);
    assert_int_equal(testimony->withdrawal_count, row->withdrawals);
    assert_int_equal(testimony->unread_count, row->unread);
    assert_int_equal(notes, row->notes);
    for (size_t i = 0; i < testimony->attestation_count; i++)
        assert_false(testimony->attestations[i].holds);
    for (size_t i = 0; i < testimony->withdrawal_count; i++)
        assert_false(testimony->withdrawals[i].holds);
}

int main(void)
{
    return RUN_CASES(check, rows);
}
