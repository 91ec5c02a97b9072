/* test_hashed_column.c - columns of digests of identifiers, beside digests of other things. */

#include "rows.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/kit.h"
#include "examine/detect/column_guess.h"
#include "examine/detect/hashed_column.h"

#define HEX16 "9f86d081884c7d65"
#define SHA256 HEX16 "9a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
#define BASE64 "n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg="

static const struct cell {
    const char *name, *text;
    bool digest;
} cells[] = {
    {"SHA-256", SHA256, true},
    {"in capitals", "098F6BCD4621D373CADE4E832627B4F6", true},
    {"MD5", "098f6bcd4621d373cade4e832627b4f6", true},
    {"SHA-1", "a94a8fe5ccb19ba61c4c0873d391e987982fbbd3", true},
    {"SHA-512", SHA256 SHA256, true},
    {"base64", BASE64, true},
    {"base64 for URLs, not filled up", "n4bQgYhMfWWaL-qgxVrQFaO_TxsrC4Is0V1sFbDwCgg", true},
    {"a random UUID", "9f86d081884c4d659a2feaa0c55ad015", false},
    {"one with dashes", "9f86d081-884c-4d65-9a2f-eaa0c55ad015", false},
    {"a digit short", "98f6bcd4621d373cade4e832627b4f6", false},
    {"a digit too many", "1098f6bcd4621d373cade4e832627b4f6", false},
    {"digits of a number", "12345678901234567890123456789012", false},
    {"no hex", "z98f6bcd4621d373cade4e832627b4f6", false},
    {"an address", "ana.lee@mail-7f3kq.org", false},
    {"signs alone", "==", false},
    {"nothing", "", false},
};

static void is_digest(void **state)
{
    const struct cell *row = *state;

    assert_int_equal(hashed_column_is_digest(bytes_text(row->text)), row->digest);
}

static const struct header {
    const char *name;
    bool hashed;
} headers[] = {
    {"email_sha256", true},
    {"email", true},
    {"hashed_ssn", true},
    {"patient_hash", true},
    {"hashedEmail", true},
    {"user_id_md5", true},
    {"ip_hash", true},
    {"phone SHA 256", true},
    {"customer digest", true},
    {"user_id", false}, /* it may be a random code */
    {"patient_id", false},
    {"sha256", false},
    {"file_hash", false},
    {"file_sha256", false},
    {"commit", false},
    {"author_commit_hash", false},
    {"user_password_hash", false},
    {"customer_file_md5", false},
    {"email_body_sha256", false},
    {"checksum", false},
    {"model_hash", false},
    {"id", false},
    {"", false},
};

static void is_named(void **state)
{
    const struct header *row = *state;
    struct column column = {.name = row->name};

    column_guess_name(&column);
    assert_int_equal(column.hashed, row->hashed);
}

/* Of `rows` cells the first `digests` are one, `values` of them different. */
static const struct column_row {
    const char *name, *header;
    unsigned rows, digests, values;
    size_t observations;
} columns[] = {
    {"forty digests", "email_sha256", 40, 40, 40, 1},
    {"half of them", "hashed_ssn", 40, 20, 20, 1},
    {"less than half", "hashed_ssn", 40, 19, 19, 0},
    {"eight", "patient_hash", 8, 8, 8, 1},
    {"too few", "patient_hash", 7, 7, 7, 0},
    {"one that stands in all rows", "patient_hash", 40, 40, 1, 0},
    {"of files", "file_sha256", 40, 40, 40, 0},
    {"of anything", "sha256", 40, 40, 40, 0},
};

static void come_to(void **state)
{
    const struct column_row *row = *state;
    struct arena *arena = arena_new();
    struct evidence *evidence = evidence_new();
    struct assay_examination content = {0};
    struct assay_error err = {0};

    assert_true(arena && evidence);
    evidence_start(evidence, arena);
    evidence_column(evidence, 0, bytes_text(row->header));
    for (unsigned i = 0; i < row->rows; i++) {
        char text[80] = "unknown";
        struct assay_place place = {.line = i + 2, .column = 1};

        if (i < row->digests)
            snprintf(text, sizeof text, "%.48s%016x", SHA256, (i % row->values + 1) * 2654435761U);
        evidence_cell_text(evidence, 0, (i + 1) * 80, bytes_text(text), &place);
    }
    assert_ok(evidence_end(evidence, &content, &err), err);
    assert_int_equal(content.observation_count, row->observations);
    if (row->observations > 0) {
        assert_string_equal(content.observations[0].class_name, "pii.hashed-identifier");
        assert_int_equal(content.observations[0].confidence, ASSAY_MEDIUM);
        assert_int_equal(content.observations[0].count, row->digests);
        assert_string_equal(content.observations[0].columns[0].name, row->header);
        assert_int_equal(content.observations[0].places[0].line, 2);
    }
    evidence_free(evidence);
    arena_free(arena);
}

int main(void)
{
    int failed = RUN_CASES(is_digest, cells);

    failed += RUN_CASES(is_named, headers);
    failed += RUN_CASES(come_to, columns);
    return failed ? 1 : 0;
}
