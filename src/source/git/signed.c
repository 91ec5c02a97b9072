/* signed.c - commits and tags taken apart, and their signatures judged. */

#include "source/git/signed.h"

#include <string.h>

#include "base/kit.h"
#include "base/text.h"
#include "crypto/allowed_signers.h"
#include "crypto/sshsig.h"
#include "source/git/header.h"

/* As the headers are called in repositories of SHA-1 and of SHA-256. */
#define HEADER_SHA1 "gpgsig"
#define HEADER_SHA256 "gpgsig-sha256"

void signed_clear(struct signed_parts *parts)
{
    buf_clear(&parts->payload);
    buf_clear(&parts->signature);
}

/* How signatures begin, and by what they are made. */
static const struct {
    struct bytes begin;
    const char *made, *check;
} kinds[] = {
    {{(const uint8_t *)"-----BEGIN PGP SIGNATURE-----", 29}, "GPG", "gpg"},
    {{(const uint8_t *)"-----BEGIN PGP MESSAGE-----", 27}, "GPG", "gpg"},
    {{(const uint8_t *)"-----BEGIN SIGNED MESSAGE-----", 30}, "X.509", "gpgsm"},
    {{(const uint8_t *)SSHSIG_BEGIN, sizeof SSHSIG_BEGIN - 1}, "SSH", "ssh-keygen"},
};

static bool begins_signature(struct bytes line)
{
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
        if (bytes_starts(line, kinds[i].begin))
            return true;
    return false;
}

size_t signed_tag_end(struct bytes tag)
{
    size_t end = tag.size;

    for (size_t at = 0; at < tag.size;) {
        struct bytes line = bytes_from(tag, at);
        const uint8_t *feed = memchr(line.data, '\n', line.size);

        if (begins_signature(line))
            end = at; /* the last one, as git has it */
        at += feed ? (size_t)(feed - line.data) + 1 : line.size;
    }
    return end;
}

/* A value that goes on over lines, without the blank before each. */
static void unfold(struct bytes value, struct buf *out)
{
    for (size_t i = 0; i < value.size; i++) {
        buf_byte(out, value.data[i]);
        if (value.data[i] == '\n' && i + 1 < value.size)
            i++;
    }
    buf_byte(out, '\n');
}

static ASSAY_RESULT fail_count(struct assay_error *err)
{
    enum assay_status status =
        assay_fail(err, ASSAY_ETRUST, ASSAY_NO_OFFSET, "there is more than one signature in it");

    assay_error_id(err, "git-signature.count");
    assay_error_why(err, "programs differ in which of them they judge");
    return status;
}

/* The head of a commit or tag without signatures; `mine` is the header of the one that counts. */
static ASSAY_RESULT split_head(struct bytes *rest, struct bytes mine, struct signed_parts *parts,
                               struct assay_error *err)
{
    struct header_line line;
    bool seen = false, has_person = false;

    for (;;) {
        const uint8_t *start = rest->data;

        if (!header_next(rest, &line))
            return ASSAY_OK;
        if (bytes_equal(line.name, mine)) {
            if (seen)
                return fail_count(err);
            seen = true;
            unfold(line.value, &parts->signature);
        } else if (!bytes_starts(line.name, BYTES(HEADER_SHA1))) {
            buf_add(&parts->payload, start, (size_t)(rest->data - start));
        }
        if (!has_person &&
            (bytes_equal(line.name, BYTES("committer")) ||
             bytes_equal(line.name, BYTES("tagger")))) { /* the first, as git has it */
            parts->time = header_signature(line.value, &parts->person);
            has_person = true;
        } else if (!parts->tag.data && bytes_equal(line.name, BYTES("tag"))) {
            parts->tag = line.value;
        }
    }
}

enum assay_status signed_split(enum object_type type, size_t id_size, struct bytes object,
                               struct signed_parts *parts, struct assay_error *err)
{
    struct bytes mine = id_size == 20 ? BYTES(HEADER_SHA1) : BYTES(HEADER_SHA256);
    struct bytes rest = object;

    buf_init(&parts->payload, SIZE_MAX);
    buf_init(&parts->signature, SIZE_MAX);
    if (type == OBJECT_TAG) {
        size_t end = signed_tag_end(object);

        mine = BYTES(""); /* those in the head are of the same tag under its other id */
        rest.size = end;
        buf_add(&parts->signature, object.data + end, object.size - end);
    }
    TRY(split_head(&rest, mine, parts, err));
    buf_add(&parts->payload, rest.data, rest.size);
    TRY(buf_status(&parts->signature, err));
    return buf_status(&parts->payload, err);
}

static ASSAY_RESULT fail_unsigned(struct assay_error *err)
{
    enum assay_status status = assay_fail(err, ASSAY_ETRUST, ASSAY_NO_OFFSET, "it is not signed");

    assay_error_id(err, "git-signature.none");
    assay_error_why(err, "anybody can write any name into a commit or tag");
    assay_error_do(err, "git config gpg.format ssh, then git commit -S or git tag -s");
    return status;
}

/* Only signatures of SSH are judged here; for others there is a program that judges them. */
static ASSAY_RESULT check_kind(struct bytes signature, struct assay_error *err)
{
    enum assay_status status;

    if (signature.size == 0)
        return fail_unsigned(err);
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        if (!bytes_starts(signature, kinds[i].begin))
            continue;
        if (strcmp(kinds[i].made, "SSH") == 0)
            return ASSAY_OK;
        status = assay_fail(err, ASSAY_ETRUST, ASSAY_NO_OFFSET,
                            "it is signed by %s, which assay does not judge", kinds[i].made);
        assay_error_id(err, "git-signature.other-kind");
        assay_error_why(err, "assay judges signatures by keys of SSH");
        assay_error_do(err, "git verify-commit, or git verify-tag: they ask %s", kinds[i].check);
        return status;
    }
    status = assay_fail(err, ASSAY_ETRUST, ASSAY_NO_OFFSET, "its signature is of no known kind");
    assay_error_id(err, "git-signature.other-kind");
    return status;
}

/* "Ann <ann@example.org>": what stands between the brackets. */
static struct bytes address_of(struct bytes person)
{
    const uint8_t *from = person.size ? memrchr(person.data, '<', person.size) : NULL;
    struct bytes address = from ? bytes_from(person, (size_t)(from - person.data) + 1) : person;

    return bytes_of(address.data, address.size - bytes_ends(address, BYTES(">")));
}

static void show(struct bytes text, char *out, size_t size)
{
    CLEANUP(buf_clear) struct buf shown = {.ceiling = SIZE_MAX};

    text_show(&shown, text);
    text_copy(out, size, buf_string(&shown));
}

enum assay_status signed_judge(const struct signed_parts *parts,
                               const struct allowed_signers *signers,
                               struct assay_git_signature *out, struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf raw = {.ceiling = SSHSIG_MAX};
    char fingerprint[SSH_FINGERPRINT_SIZE];
    struct sshsig signature;
    const char *principals = "";

    TRY(check_kind(buf_bytes(&parts->signature), err));
    TRY(sshsig_read(buf_bytes(&parts->signature), &raw, &signature, err));
    TRY(sshsig_verify(&signature, "git", buf_bytes(&parts->payload), err));
    if (signers)
        TRY(allowed_signers_find(signers, signature.key, "git", parts->time, &principals, err));
    ssh_fingerprint(signature.key, fingerprint);
    snprintf(out->key, sizeof out->key, "%s", fingerprint);
    show(bytes_text(principals), out->principals, sizeof out->principals);
    show(parts->person, out->person, sizeof out->person);
    out->is_theirs = allowed_signers_match(bytes_text(principals), address_of(parts->person));
    out->time = parts->time;
    return ASSAY_OK;
}
