/* test_kept.c - what stands in stores of the git folder is what its place says, or is examined. */

#include "source/git/kept.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/codec.h"
#include "base/file.h"
#include "base/kit.h"
#include "crypto/digest.h"
#include "source/annex_key.h"

#include "rows.h"

#define HELLO_SHA256 "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
#define HASHES                                                                                     \
    "0123456789abcdef\xff"                                                                         \
    "123456789abcdef"
#define LFS "lfs/objects/2c/f2/"
#define OBJECT                                                                                     \
    "assay/ledger/objects/sha256/2c/"                                                              \
    "f24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"

static char root[] = "/tmp/assay-kept-XXXXXX";
static int folder;

static const struct row {
    const char *name; /* its place in the git folder */
    struct bytes content;
    bool kept;
} rows[] = {
    {LFS HELLO_SHA256, ROW_BYTES("hello"), true},
    {LFS HELLO_SHA256, ROW_BYTES("hello, and a key"), false},
    {"lfs/objects/2c/f3/" HELLO_SHA256, ROW_BYTES("hello"), false},
    {"lfs/objects/2c/f2/short", ROW_BYTES("hello"), false},
    {"lfs/objects/2d", ROW_BYTES("hello"), false},
    {"lfs/tmp/" HELLO_SHA256, ROW_BYTES("hello"), false},
    {"annex/objects/aa/bb/SHA256E-s5--x/lock", ROW_BYTES(""), true},
    {"annex/objects/aa/bb/no-key/no-key", ROW_BYTES("hello"), false},
    {OBJECT, ROW_BYTES("hello"), true},
    {OBJECT, ROW_BYTES("hellp"), false},
    {"assay/ledger/objects/sha256/2c/f2", ROW_BYTES("hello"), false},
    {"assay/ledger/checkpoint", ROW_BYTES("a note\n"), true},
    {"assay/ledger/checkpoint", ROW_BYTES("no\0note\n"), false},
    {"assay/ledger/state/lock", ROW_BYTES(""), true},
    {"assay/ledger/state/lock", ROW_BYTES("a key"), false},
    {"assay/ledger/stamps/1.tsr", ROW_BYTES("\x30\3abc"), true},
    {"assay/ledger/stamps/1.tsr", ROW_BYTES("a key"), false},
    {"assay/ledger/tile/0/000", ROW_BYTES(HASHES), true},
    {"assay/ledger/tile/0/000", ROW_BYTES("0123456789abcdef0123456789abcdef"), false},
    {"assay/ledger/tile/0/000", ROW_BYTES(HASHES "x"), false},
    {"assay/ledger/tile/entries/000", ROW_BYTES("\0\2{}\0\3{ }"), true},
    {"assay/ledger/tile/entries/000", ROW_BYTES("\0\2{}a key"), false},
    {"assay/ledger/tile/entries/000", ROW_BYTES("\0\2{}\0"), false},
    {"assay/ledger/anything", ROW_BYTES("hello"), false},
    {"hooks/pre-commit", ROW_BYTES("hello"), false},
};

static bool is_kept(const char *own, struct bytes content)
{
    char parents[512];
    struct assay_error err = {0};
    bool kept;

    snprintf(parents, sizeof parents, "%s", own);
    *strrchr(parents, '/') = 0;
    assert_ok(file_make_folders(folder, parents, 0700, &err), err);
    assert_ok(file_replace(folder, own, content, 0600, &err), err);
    kept = kept_as_named(folder, own, own);
    assert_int_equal(unlinkat(folder, own, 0), 0);
    return kept;
}

static void check(void **state)
{
    const struct row *row = *state;

    assert_int_equal(is_kept(row->name, row->content), row->kept);
}

/* In the folders that are made of the key, of either kind, and in no others. */
static void a_key_of_annex_names_its_content(void **state)
{
    static const char key[] = "SHA256-s5--" HELLO_SHA256;
    char folders[ANNEX_FOLDERS_SIZE], own[512];

    (void)state;
    for (int lower = 0; lower < 2; lower++) {
        annex_key_folders(bytes_text(key), lower, folders);
        snprintf(own, sizeof own, "annex/objects/%s/%s/%s", folders, key, key);
        assert_true(is_kept(own, BYTES("hello")));
        assert_false(is_kept(own, BYTES("hellp")));
        assert_false(is_kept(own, BYTES("hello, and a key")));
    }
    snprintf(own, sizeof own, "annex/objects/aa/bb/%s/%s", key, key);
    assert_false(is_kept(own, BYTES("hello")));
}

static void a_link_is_not_kept(void **state)
{
    struct assay_error err = {0};

    (void)state;
    assert_ok(file_make_folders(folder, "assay/ledger", 0700, &err), err);
    assert_int_equal(symlinkat("elsewhere", folder, "assay/ledger/checkpoint"), 0);
    assert_false(kept_as_named(folder, "assay/ledger/checkpoint", "assay/ledger/checkpoint"));
    assert_int_equal(unlinkat(folder, "assay/ledger/checkpoint", 0), 0);
    assert_false(kept_as_named(folder, "assay/ledger/checkpoint", "assay/ledger/checkpoint"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_key_of_annex_names_its_content),
        cmocka_unit_test(a_link_is_not_kept),
    };
    char command[64];
    int failures;

    if (!mkdtemp(root))
        return 1;
    folder = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    failures = RUN_CASES(check, rows) + cmocka_run_group_tests(tests, NULL, NULL);
    close(folder);
    snprintf(command, sizeof command, "rm -rf '%s'", root);
    return system(command) != 0 || failures != 0; // NOLINT(cert-env33-c)
}
