/* test_annex_key.c - keys of git-annex, their links and pointer files, and where they are kept. */

#include "rows.h"

#include "base/stream.h"
#include "source/annex_key.h"

#define HEX32 "d41d8cd98f00b204e9800998ecf8427e"
#define HEX64 "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03"

struct row {
    const char *name;
    struct bytes text;
    bool key, hashed;
    uint64_t size;
    enum digest_kind hash;
};

static const struct row rows[] = {
    {"SHA256E", ROW_BYTES("SHA256E-s6--" HEX64 ".bin"), true, true, 6, DIGEST_SHA256},
    {"SHA256", ROW_BYTES("SHA256-s6--" HEX64), true, true, 6, DIGEST_SHA256},
    {"MD5E without an extension", ROW_BYTES("MD5E-s0--" HEX32), true, true, 0, DIGEST_MD5},
    {"no size", ROW_BYTES("SHA256--" HEX64), true, true, STREAM_SIZE_UNKNOWN, DIGEST_SHA256},
    {"a part of a key", ROW_BYTES("SHA256-s100-S10-C3--" HEX64), true, true, 100, DIGEST_SHA256},
    {"WORM", ROW_BYTES("WORM-s3-m1700000000--a b.bin"), true, false, 3, DIGEST_MD5},
    {"URL", ROW_BYTES("URL--http&c%%a.example%b"), true, false, STREAM_SIZE_UNKNOWN, DIGEST_MD5},
    {"a back end to come", ROW_BYTES("BLAKE2B256E-s3--00ff.bin"), true, false, 3, DIGEST_MD5},
    {"nothing", ROW_BYTES(""), false, false, 0, DIGEST_MD5},
    {"no name", ROW_BYTES("WORM-s3--"), false, false, 0, DIGEST_MD5},
    {"no back end", ROW_BYTES("-s3--x"), false, false, 0, DIGEST_MD5},
    {"a small back end", ROW_BYTES("sha256-s6--" HEX64), false, false, 0, DIGEST_MD5},
    {"one dash", ROW_BYTES("WORM-x"), false, false, 0, DIGEST_MD5},
    {"fields in another order", ROW_BYTES("WORM-m1-s3--x"), false, false, 0, DIGEST_MD5},
    {"half a part", ROW_BYTES("WORM-s3-S1--x"), false, false, 0, DIGEST_MD5},
    {"no digits", ROW_BYTES("WORM-s--x"), false, false, 0, DIGEST_MD5},
    {"a size that fits nowhere", ROW_BYTES("WORM-s99999999999999999999--x"), false, false, 0,
     DIGEST_MD5},
    {"a short digest", ROW_BYTES("SHA256-s6--" HEX32), false, false, 0, DIGEST_MD5},
    {"a digest in capitals", ROW_BYTES("MD5-s6--D41D8CD98F00B204E9800998ECF8427E"), false, false, 0,
     DIGEST_MD5},
    {"an extension where none is", ROW_BYTES("MD5-s6--" HEX32 ".bin"), false, false, 0, DIGEST_MD5},
    {"no dot before the extension", ROW_BYTES("MD5E-s6--" HEX32 "bin"), false, false, 0,
     DIGEST_MD5},
    {"a slash", ROW_BYTES("WORM-s3--a/b"), false, false, 0, DIGEST_MD5},
    {"a line end", ROW_BYTES("WORM-s3--a\nb"), false, false, 0, DIGEST_MD5},
    {"NUL", ROW_BYTES("WORM-s3--a\0b"), false, false, 0, DIGEST_MD5},
};

static void parses(void **state)
{
    const struct row *row = *state;
    struct annex_key key;

    assert_int_equal(annex_key_parse(row->text, &key), row->key);
    if (!row->key)
        return;
    assert_int_equal(key.size, row->size);
    assert_int_equal(key.hashed, row->hashed);
    if (row->hashed)
        assert_int_equal(key.hash, row->hash);
}

#define KEY "SHA256E-s6--" HEX64 ".bin"

static const struct {
    const char *target;
    bool key;
} links[] = {
    {".git/annex/objects/v2/gm/" KEY "/" KEY, true},
    {"../../.git/annex/objects/v2/gm/" KEY "/" KEY, true},
    {"/srv/r/.git/annex/objects/v2/gm/" KEY "/" KEY, true},
    {".git/annex/objects/" KEY "/" KEY, false},
    {"x.git/annex/objects/v2/gm/" KEY "/" KEY, false},
    {".git/annex/objects/v2/gm/other/" KEY, false},
    {".git/annex/objects/v2/gm/" KEY, false},
    {"annex/objects/v2/gm/" KEY "/" KEY, false},
    {"", false},
};

static void reads_links(void **state)
{
    struct annex_key key;

    (void)state;
    for (size_t i = 0; i < sizeof links / sizeof *links; i++)
        assert_int_equal(annex_key_of_link(bytes_text(links[i].target), &key), links[i].key);
}

static void reads_pointer_files(void **state)
{
    struct annex_key key;

    (void)state;
    assert_true(annex_key_of_pointer(BYTES("/annex/objects/" KEY "\n"), &key));
    assert_true(bytes_equal(key.digest, BYTES(HEX64)));
    assert_false(annex_key_of_pointer(BYTES("/annex/objects/" KEY), &key));
    assert_false(annex_key_of_pointer(BYTES("/annex/objects/" KEY "\r\n"), &key));
    assert_false(annex_key_of_pointer(BYTES("/annex/objects/" KEY "\nx\n"), &key));
    assert_false(annex_key_of_pointer(BYTES(" /annex/objects/" KEY "\n"), &key));
    assert_false(annex_key_of_pointer(BYTES(""), &key));
}

/* As git-annex 10 kept them. */
static void finds_folders(void **state)
{
    char folders[ANNEX_FOLDERS_SIZE];

    (void)state;
    annex_key_folders(BYTES(KEY), false, folders);
    assert_string_equal(folders, "v2/gm");
    annex_key_folders(BYTES(KEY), true, folders);
    assert_string_equal(folders, "22f/cca");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_links),
        cmocka_unit_test(reads_pointer_files),
        cmocka_unit_test(finds_folders),
    };

    return RUN_CASES(parses, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
