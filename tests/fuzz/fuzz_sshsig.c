/* fuzz_sshsig.c - signatures of SSH, files of allowed signers, and commits with such a signature,
 * as anybody may send them. */

#include <assert.h>

#include "base/kit.h"
#include "crypto/allowed_signers.h"
#include "crypto/sshsig.h"
#include "source/git/signed.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void judge(struct bytes armored, const struct allowed_signers *signers)
{
    CLEANUP(buf_clear) struct buf raw = {.ceiling = SSHSIG_MAX};
    struct sshsig signature;
    struct assay_error err = {0};
    const char *principals = NULL;

    if (sshsig_read(armored, &raw, &signature, &err) != ASSAY_OK) {
        assert(err.text[0] && err.id[0]);
        return;
    }
    if (sshsig_verify(&signature, "git", BYTES("message"), &err) != ASSAY_OK)
        assert(err.text[0] && err.id[0]);
    if (signers &&
        allowed_signers_find(signers, signature.key, "git", 1, &principals, &err) == ASSAY_OK)
        assert(principals[0]);
}

static void split(enum object_type type, struct bytes object)
{
    CLEANUP(signed_clear) struct signed_parts parts = {0};
    struct assay_git_signature found;
    struct assay_error err = {0};

    if (signed_split(type, 20, object, &parts, &err) != ASSAY_OK)
        return;
    assert(parts.payload.size <= object.size);
    if (signed_judge(&parts, NULL, &found, &err) != ASSAY_OK)
        assert(err.text[0] && err.id[0]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP(allowed_signers_freep) struct allowed_signers *signers = NULL;
    struct bytes input = bytes_of(data, size);
    struct assay_error err = {0};

    if (allowed_signers_read(input, "signers", &signers, &err) != ASSAY_OK)
        assert(err.text[0] && err.id[0] && err.line > 0);
    judge(input, signers);
    split(OBJECT_COMMIT, input);
    split(OBJECT_TAG, input);
    return 0;
}
