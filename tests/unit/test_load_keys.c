/* test_load_keys.c - the keys of a log, by all of its entries and by those that are known. */

#include <assay/ledger_keys.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/codec.h"
#include "base/file.h"
#include "crypto/digest.h"
#include "ledger.h"
#include "ledger/ledger.h"
#include "ledger/predicates.h"

enum { MANY = 300, NEAR = 10 }; /* entries: more than a bundle, and fewer */

static struct assay_ledger *open_writer(struct bench *bench)
{
    struct assay_ledger *ledger = NULL;
    struct assay_error err = {0};

    assert_ok(assay_ledger_open_writer(bench->path, "log.example.org/k", bench->key, &ledger, &err),
              err);
    return ledger;
}

static void append_many(struct assay_ledger *ledger, size_t count)
{
    static const uint8_t entry[] = "{}";
    CLEANUP(free_cleanup) struct bytes *entries = calloc(count, sizeof *entries);
    struct assay_error err = {0};

    for (size_t i = 0; i < count; i++)
        entries[i] = bytes_of(entry, sizeof entry - 1);
    assert_ok(log_append(&ledger->log, ledger->key, entries, count, &err), err);
}

static void admit(struct assay_ledger *ledger)
{
    CLEANUP(assay_key_freep) struct assay_key *key = NULL;
    struct assay_error err = {0};

    assert_ok(key_make(ASSAY_KEY_ED25519, &key, &err), err);
    assert_ok(assay_ledger_admit(ledger, key, "entry", BENCH_TIME, &err), err);
}

static void known_path(const struct bench *bench, char path[256])
{
    snprintf(path, 256, "%s/state/keys", bench->path);
}

static void read_known(const struct bench *bench, char path[256], struct buf *text)
{
    struct assay_error err = {0};

    known_path(bench, path);
    assert_ok(file_read(AT_FDCWD, path, text, &err), err);
}

static bool is_there(const struct bench *bench)
{
    char path[256];

    known_path(bench, path);
    return access(path, F_OK) == 0;
}

static void replace(const char *path, struct bytes content)
{
    CLEANUP(close_cleanup) int fd = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC);

    assert_true(fd >= 0 && file_write_all(fd, content));
}

/* Both ways find the same keys. */
static void check_same(struct bench *bench, size_t keys)
{
    CLEANUP(assay_ledger_freep) struct assay_ledger *ledger = open_writer(bench);
    struct assay_error err = {0};

    assert_ok(ledger_load_known_keys(ledger, &err), err);
    assert_int_equal(ledger->ring.count, keys);
    assert_ok(ledger_load_keys(ledger, &err), err);
    assert_int_equal(ledger->ring.count, keys);
}

/* Entries 0 and 1, then many of something else, then another key. */
static void make(struct bench *bench, size_t many)
{
    CLEANUP(assay_ledger_freep) struct assay_ledger *ledger = NULL;

    bench_make(bench);
    ledger = open_writer(bench);
    admit(ledger);
    append_many(ledger, many);
    admit(ledger);
}

static void a_short_log_is_read(void **state)
{
    CLEANUP(bench_clear) struct bench bench;

    (void)state;
    make(&bench, NEAR);
    check_same(&bench, 3);
    assert_false(is_there(&bench));
}

static void what_was_found_is_known(void **state)
{
    CLEANUP(bench_clear) struct bench bench;
    CLEANUP(assay_ledger_freep) struct assay_ledger *ledger = NULL;

    (void)state;
    make(&bench, MANY);
    check_same(&bench, 3);
    assert_true(is_there(&bench));
    check_same(&bench, 3);
    ledger = open_writer(&bench); /* and goes on behind it */
    append_many(ledger, NEAR);
    admit(ledger);
    assay_ledger_free(TAKE(ledger));
    check_same(&bench, 4);
}

/* Whatever is changed in it, the keys are those of the log. */
static void a_damaged_file_counts_for_nothing(void **state)
{
    CLEANUP(bench_clear) struct bench bench;
    CLEANUP(buf_clear) struct buf text = {.ceiling = 4096};
    char path[256];

    (void)state;
    make(&bench, MANY);
    check_same(&bench, 3);
    read_known(&bench, path, &text);
    for (size_t i = 0; i <= text.size; i += 7) {
        struct bytes bytes = buf_bytes(&text);

        if (i < text.size)
            text.data[i] ^= 1;
        else
            bytes.size--;
        replace(path, bytes);
        check_same(&bench, 3);
        if (i < text.size)
            text.data[i] ^= 1;
    }
}

/* A file that holds, without the last of the keys. */
static void forge(const struct bench *bench)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = 4096};
    uint8_t digest[SHA256_SIZE];
    struct bytes body;
    char path[256];

    read_known(bench, path, &text);
    while (text.data[--text.size - 1] != '\n') /* the last index */
        ;
    body = bytes_from(buf_bytes(&text), (size_t)2 * SHA256_SIZE + 1);
    sha256(body, digest);
    hex_encode(bytes_of(digest, sizeof digest), (char *)text.data);
    text.data[2 * sizeof digest] = '\n';
    replace(path, buf_bytes(&text));
}

/* It spares the reading of the entries: a key that it leaves out is not found. */
static void what_is_known_is_believed(void **state)
{
    CLEANUP(bench_clear) struct bench bench;
    CLEANUP(assay_ledger_freep) struct assay_ledger *ledger = NULL;
    struct assay_error err = {0};

    (void)state;
    make(&bench, MANY);
    check_same(&bench, 3);
    forge(&bench);
    ledger = open_writer(&bench);
    assert_ok(ledger_load_known_keys(ledger, &err), err);
    assert_int_equal(ledger->ring.count, 2);
}

/* Where others than the owner may add pieces they could hide that a key was revoked. */
static void what_anybody_may_write_is_not_believed(void **state)
{
    CLEANUP(bench_clear) struct bench bench;
    CLEANUP(assay_ledger_freep) struct assay_ledger *ledger = NULL;
    struct assay_error err = {0};
    struct store_kind kind;

    (void)state;
    make(&bench, MANY);
    check_same(&bench, 3);
    forge(&bench);
    ledger = open_writer(&bench);
    kind = *ledger->store->kind;
    kind.owner_state = false;
    ledger->store->kind = &kind;
    assert_ok(ledger_load_known_keys(ledger, &err), err);
    assert_int_equal(ledger->ring.count, 3);
}

/* A file that is whole, and of another log. */
static void another_log_has_other_keys(void **state)
{
    CLEANUP(bench_clear) struct bench bench, other;
    CLEANUP(buf_clear) struct buf text = {.ceiling = 4096};
    char path[256];

    (void)state;
    make(&other, MANY);
    check_same(&other, 3);
    read_known(&other, path, &text);
    make(&bench, MANY);
    known_path(&bench, path);
    check_same(&bench, 3);
    replace(path, buf_bytes(&text));
    check_same(&bench, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_damaged_file_counts_for_nothing),
        cmocka_unit_test(a_short_log_is_read),
        cmocka_unit_test(another_log_has_other_keys),
        cmocka_unit_test(what_anybody_may_write_is_not_believed),
        cmocka_unit_test(what_is_known_is_believed),
        cmocka_unit_test(what_was_found_is_known),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
