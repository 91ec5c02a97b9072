/* test_stands_for.c - files of a commit that are, or point to, content of a digest. */

#include "source/git/stands_for.h"

#include "rows.h"

#include "base/codec.h"
#include "crypto/digest.h"

/* Of "hello" and a line feed, and of the same with CRLF. */
#define SUM "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03"
#define CRLF "cd2eca3535741f27a8ae40c31b0c41d4057a7a7b912b33b9aed86485d1c84676"
#define OTHER "0000000000000000000000000000000000000000000000000000000000000000"
#define LFS(oid) "version https://git-lfs.github.com/spec/v1\noid sha256:" oid "\nsize 6\n"
#define KEY(sum) "SHA256E-s6--" sum ".yml"
#define LINK(key) "../.git/annex/objects/v2/gm/" key "/" key

static const struct row {
    const char *name, *blob, *sha256;
    enum stands_for is;
} rows[] = {
    {"the file", "hello\n", SUM, STANDS_FOR_IT},
    {"another", "hallo\n", SUM, STANDS_FOR_OTHER},
    {"nothing", "", SUM, STANDS_FOR_OTHER},
    {"as it is checked out with CRLF", "hello\n", CRLF, STANDS_FOR_IT},
    {"with CRLF in git", "hello\r\n", CRLF, STANDS_FOR_IT},
    {"with CRLF in git, not on disk", "hello\r\n", SUM, STANDS_FOR_OTHER},
    {"a pointer of git-lfs", LFS(SUM), SUM, STANDS_FOR_IT},
    {"to other content", LFS(OTHER), SUM, STANDS_FOR_OTHER},
    {"cut short", "version https://git-lfs.github.com/spec/v1\noid sha256:5891", SUM,
     STANDS_FOR_OTHER},
    {"behind another first line", "x\noid sha256:" SUM "\n", SUM, STANDS_FOR_OTHER},
    {"a locked file of git-annex", LINK(KEY(SUM)), SUM, STANDS_FOR_IT},
    {"of other content", LINK(KEY(OTHER)), SUM, STANDS_FOR_OTHER},
    {"an unlocked one", "/annex/objects/" KEY(SUM) "\n", SUM, STANDS_FOR_IT},
    {"by MD5", "/annex/objects/MD5-s6--b1946ac92492d2347c6235b4d2611184\n", SUM,
     STANDS_FOR_UNKNOWN},
    {"by its name alone", "/annex/objects/WORM-s6-m1--hello\n", SUM, STANDS_FOR_UNKNOWN},
    {"a link that is none of its", "../hello", SUM, STANDS_FOR_OTHER},
};

static void check(void **state)
{
    const struct row *row = *state;
    struct assay_error err = {0};
    uint8_t digest[SHA256_SIZE];
    enum stands_for is;

    assert_true(hex_decode(bytes_text(row->sha256), digest, sizeof digest));
    assert_ok(stands_for(bytes_text(row->blob), digest, &is, &err), err);
    assert_int_equal(is, row->is);
}

int main(void)
{
    return RUN_CASES(check, rows);
}
