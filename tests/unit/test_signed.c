/* test_signed.c - commits and tags taken apart into what was signed and the signature over it. */

#include "source/git/signed.h"

#include "base/kit.h"
#include "rows.h"

#define TREE "tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\n"
#define WHO "author A <a@x> 1 +0000\ncommitter C <c@x> 2 +0000\n"
#define BODY "\nmessage\n"
#define TAG                                                                                        \
    "object 4b825dc642cb6eb9a060e54bf8d69288fbee4904\ntype commit\ntag v1\ntagger T <t@x> 3 "      \
    "+0000\n"
#define SSH "-----BEGIN SSH SIGNATURE-----\nAAAA\n-----END SSH SIGNATURE-----\n"
#define FOLDED "-----BEGIN SSH SIGNATURE-----\n AAAA\n -----END SSH SIGNATURE-----\n"
#define PGP "-----BEGIN PGP SIGNATURE-----\n\nAAAA\n-----END PGP SIGNATURE-----\n"

struct row {
    const char *name;
    enum object_type type;
    size_t id_size;
    const char *object, *payload, *signature; /* no payload: more than one signature */
    int64_t time;
};

static const struct row rows[] = {
    {"a commit without", OBJECT_COMMIT, 20, TREE WHO BODY, TREE WHO BODY, "", 2},
    {"a commit with one", OBJECT_COMMIT, 20, TREE WHO "gpgsig " FOLDED BODY, TREE WHO BODY, SSH, 2},
    {"headers behind it", OBJECT_COMMIT, 20, TREE WHO "gpgsig " FOLDED "encoding x\n" BODY,
     TREE WHO "encoding x\n" BODY, SSH, 2},
    {"the one of the other id", OBJECT_COMMIT, 20, TREE WHO "gpgsig-sha256 " FOLDED BODY,
     TREE WHO BODY, "", 2},
    {"both, and each repository has its own", OBJECT_COMMIT, 20,
     TREE WHO "gpgsig " FOLDED "gpgsig-sha256 X\n" BODY, TREE WHO BODY, SSH, 2},
    {"the same where ids are SHA-256", OBJECT_COMMIT, 32,
     TREE WHO "gpgsig X\ngpgsig-sha256 " FOLDED BODY, TREE WHO BODY, SSH, 2},
    {"two", OBJECT_COMMIT, 20, TREE WHO "gpgsig " FOLDED "gpgsig " FOLDED BODY, NULL, NULL, 0},
    {"one in the message is text", OBJECT_COMMIT, 20, TREE WHO "\ngpgsig " FOLDED,
     TREE WHO "\ngpgsig " FOLDED, "", 2},
    {"a header that is like it", OBJECT_COMMIT, 20, TREE WHO "xgpgsig X\n" BODY,
     TREE WHO "xgpgsig X\n" BODY, "", 2},
    {"no message", OBJECT_COMMIT, 20, TREE WHO "gpgsig " FOLDED, TREE WHO, SSH, 2},
    {"a tag without", OBJECT_TAG, 20, TAG BODY, TAG BODY, "", 3},
    {"a tag with one", OBJECT_TAG, 20, TAG BODY SSH, TAG BODY, SSH, 3},
    {"the last of two", OBJECT_TAG, 20, TAG BODY PGP SSH, TAG BODY PGP, SSH, 3},
    {"not at the start of a line", OBJECT_TAG, 20, TAG BODY "x" SSH, TAG BODY "x" SSH, "", 3},
    {"a header of the other id", OBJECT_TAG, 20, TAG "gpgsig-sha256 " FOLDED BODY SSH, TAG BODY,
     SSH, 3},
    {"nothing", OBJECT_COMMIT, 20, "", "", "", 0},
};

static void check(void **state)
{
    const struct row *row = *state;
    CLEANUP(signed_clear) struct signed_parts parts = {0};
    struct assay_error err = {0};
    enum assay_status status =
        signed_split(row->type, row->id_size, bytes_text(row->object), &parts, &err);

    if (!row->payload) {
        assert_int_equal(status, ASSAY_ETRUST);
        assert_string_equal(err.id, "git-signature.count");
        return;
    }
    assert_ok(status, err);
    assert_string_equal(buf_string(&parts.payload), row->payload);
    assert_string_equal(buf_string(&parts.signature), row->signature);
    assert_int_equal(parts.time, row->time);
}

int main(void)
{
    return RUN_CASES(check, rows);
}
