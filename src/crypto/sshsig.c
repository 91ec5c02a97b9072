/* sshsig.c - signatures over files by SSH's keys. Source: OpenSSH, PROTOCOL.sshsig. */

#include "crypto/sshsig.h"

#include "base/codec.h"
#include "base/kit.h"
#include "crypto/ssh_wire.h"

#define MAGIC "SSHSIG"

enum { VERSION = 1, ARMOR_COLUMNS = 70 };

static const struct {
    struct bytes name;
    enum digest_kind kind;
} hashes[] = {
    {{(const uint8_t *)"sha512", 6}, DIGEST_SHA512},
    {{(const uint8_t *)"sha256", 6}, DIGEST_SHA256},
};

static ASSAY_RESULT fail_armor(struct assay_error *err, const char *text)
{
    enum assay_status status = assay_fail(err, ASSAY_EFORMAT, ASSAY_NO_OFFSET, "%s", text);

    assay_error_id(err, "ssh-signature.format");
    return status;
}

/* The line at the front of *rest, without its line feed; false where there is none. */
static bool next_line(struct bytes *rest, struct bytes *line)
{
    const uint8_t *end = rest->size ? memchr(rest->data, '\n', rest->size) : NULL;

    if (rest->size == 0)
        return false;
    *line = bytes_of(rest->data, end ? (size_t)(end - rest->data) : rest->size);
    *rest = bytes_from(*rest, line->size + 1);
    return true;
}

static ASSAY_RESULT read_armor(struct bytes armored, struct buf *raw, struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = SSHSIG_MAX};
    struct bytes line;

    if (armored.size > SSHSIG_MAX)
        return fail_armor(err, "too large for a signature");
    if (!next_line(&armored, &line) || !bytes_equal(line, BYTES(SSHSIG_BEGIN)))
        return fail_armor(err, "not a signature of SSH");
    for (;;) {
        if (!next_line(&armored, &line))
            return fail_armor(err, "the signature has no end");
        if (bytes_equal(line, BYTES(SSHSIG_END)))
            break;
        buf_add(&text, line.data, line.size);
    }
    if (armored.size > 0)
        return fail_armor(err, "there is something behind the signature");
    TRY(buf_status(&text, err));
    if (!base64_decode(raw, buf_bytes(&text), false))
        return fail_armor(err, "the signature is not base64");
    return buf_status(raw, err);
}

static ASSAY_RESULT fail_hash(struct assay_error *err)
{
    enum assay_status status =
        assay_fail(err, ASSAY_ETRUST, ASSAY_NO_OFFSET,
                   "the signature is over a digest that assay does not compute");

    assay_error_id(err, "ssh-signature.algorithm");
    assay_error_why(err, "signatures of SSH are over SHA-512 or SHA-256");
    return status;
}

static ASSAY_RESULT read_hash(struct bytes name, enum digest_kind *out, struct assay_error *err)
{
    for (size_t i = 0; i < ARRAY_LEN(hashes); i++)
        if (bytes_equal(name, hashes[i].name)) {
            *out = hashes[i].kind;
            return ASSAY_OK;
        }
    return fail_hash(err);
}

static ASSAY_RESULT read_fields(struct cursor *c, struct sshsig *out)
{
    struct bytes reserved, hash;
    uint32_t version;

    TRY(cursor_expect(c, MAGIC, sizeof MAGIC - 1));
    TRY(cursor_u32be(c, &version));
    if (version != VERSION)
        return cursor_fail(c, "a signature of version %u, where only 1 is known", version);
    TRY(ssh_take(c, &out->key));
    TRY(ssh_take(c, &out->purpose));
    if (out->purpose.size == 0)
        return cursor_fail(c, "a signature that is for nothing");
    TRY(ssh_take(c, &reserved));
    if (reserved.size > 0)
        return cursor_fail(c, "a signature with something where nothing is defined");
    TRY(ssh_take(c, &hash));
    TRY(read_hash(hash, &out->hash, c->err));
    TRY(ssh_take(c, &out->signature));
    return ssh_end(c);
}

enum assay_status sshsig_read(struct bytes armored, struct buf *raw, struct sshsig *out,
                              struct assay_error *err)
{
    struct assay_error unused;
    struct sshsig read;
    enum assay_status status;
    struct cursor c;

    err = err ? err : &unused;
    TRY(read_armor(armored, raw, err));
    cursor_of_bytes(&c, buf_bytes(raw), err);
    status = read_fields(&c, &read);
    if (status == ASSAY_EFORMAT)
        assay_error_id(err, "ssh-signature.format");
    TRY(status);
    *out = read;
    return ASSAY_OK;
}

/* What is signed in place of the message. */
static ASSAY_RESULT wrap(struct bytes purpose, enum digest_kind kind, struct bytes message,
                         struct buf *out, struct assay_error *err)
{
    CLEANUP(digest_freep) struct digest *digest = digest_new(kind);
    uint8_t value[DIGEST_SIZE_MAX];

    if (!digest)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for a digest");
    digest_start(digest);
    digest_add(digest, message);
    buf_text(out, MAGIC);
    ssh_put(out, purpose);
    ssh_put(out, bytes_of(NULL, 0));
    for (size_t i = 0; i < ARRAY_LEN(hashes); i++)
        if (hashes[i].kind == kind)
            ssh_put(out, hashes[i].name);
    ssh_put(out, bytes_of(value, digest_end(digest, value)));
    return buf_status(out, err);
}

enum assay_status sshsig_verify(const struct sshsig *signature, const char *purpose,
                                struct bytes message, struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf wrapped = {.ceiling = SSHSIG_MAX};
    CLEANUP(ssh_key_freep) struct ssh_key *key = NULL;
    enum assay_status status;

    if (!bytes_equal(signature->purpose, bytes_text(purpose))) {
        status = assay_fail(err, ASSAY_ETRUST, ASSAY_NO_OFFSET,
                            "the signature was made for something else than \"%s\"", purpose);
        assay_error_id(err, "ssh-signature.namespace");
        assay_error_why(err, "a signature that was given for one use must not serve in another");
        return status;
    }
    TRY(ssh_key_read(signature->key, &key, err));
    TRY(wrap(signature->purpose, signature->hash, message, &wrapped, err));
    return ssh_key_verify(key, buf_bytes(&wrapped), signature->signature, err);
}

static void put_armor(struct bytes raw, struct buf *out)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = SSHSIG_MAX};

    base64_encode(&text, raw);
    buf_text(out, SSHSIG_BEGIN "\n");
    for (size_t at = 0; at < text.size; at += ARMOR_COLUMNS) {
        size_t left = text.size - at;

        buf_add(out, text.data + at, left < ARMOR_COLUMNS ? left : ARMOR_COLUMNS);
        buf_byte(out, '\n');
    }
    buf_text(out, SSHSIG_END "\n");
}

enum assay_status sshsig_write(const struct assay_key *key, const char *purpose,
                               struct bytes message, struct buf *armored, struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf raw = {.ceiling = SSHSIG_MAX};
    CLEANUP(buf_clear) struct buf blob = {.ceiling = SSH_KEY_MAX};
    CLEANUP(buf_clear) struct buf wrapped = {.ceiling = SSHSIG_MAX};
    CLEANUP(buf_clear) struct buf signature = {.ceiling = SSH_KEY_MAX};

    TRY(ssh_key_write(key, &blob, err));
    TRY(wrap(bytes_text(purpose), DIGEST_SHA512, message, &wrapped, err));
    TRY(ssh_key_sign(key, buf_bytes(&wrapped), &signature, err));
    buf_text(&raw, MAGIC);
    buf_add(&raw, (const uint8_t[]){0, 0, 0, VERSION}, 4);
    ssh_put(&raw, buf_bytes(&blob));
    ssh_put(&raw, bytes_text(purpose));
    ssh_put(&raw, bytes_of(NULL, 0));
    ssh_put(&raw, BYTES("sha512"));
    ssh_put(&raw, buf_bytes(&signature));
    TRY(buf_status(&raw, err));
    put_armor(buf_bytes(&raw), armored);
    return buf_status(armored, err);
}
