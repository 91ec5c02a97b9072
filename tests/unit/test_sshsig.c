/* test_sshsig.c - signatures by OpenSSH, ours, and each sort of bad one. */

#include "crypto/sshsig.h"

#include <fcntl.h>

#include "base/codec.h"
#include "base/file.h"
#include "base/kit.h"
#include "crypto/ssh_wire.h"
#include "rows.h"

#define MESSAGE "what was signed\n"

static void read_file(const char *name, struct buf *out)
{
    struct assay_error err = {0};
    char path[512];

    buf_init(out, 1 << 20);
    snprintf(path, sizeof path, "%s/ssh/%s", TEST_DATA, name);
    assert_ok(file_read(AT_FDCWD, path, out, &err), err);
}

static enum assay_status judge(struct bytes armored, const char *purpose, struct bytes message,
                               struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf raw = {.ceiling = SSHSIG_MAX};
    struct sshsig signature;

    TRY(sshsig_read(armored, &raw, &signature, err));
    return sshsig_verify(&signature, purpose, message, err);
}

struct row {
    const char *name;
    const char *file, *purpose, *message;
    enum assay_status status;
    const char *id;
};

static const struct row rows[] = {
    {"Ed25519", "ed25519.sig", "test", MESSAGE, ASSAY_OK, ""},
    {"Ed25519 over SHA-256", "ed25519-sha256.sig", "test", MESSAGE, ASSAY_OK, ""},
    {"P-256", "p256.sig", "test", MESSAGE, ASSAY_OK, ""},
    {"P-384", "p384.sig", "test", MESSAGE, ASSAY_OK, ""},
    {"P-521", "p521.sig", "test", MESSAGE, ASSAY_OK, ""},
    {"RSA", "rsa.sig", "test", MESSAGE, ASSAY_OK, ""},
    {"RSA of 1024 bits", "rsa1024.sig", "test", MESSAGE, ASSAY_ETRUST, "ssh-signature.algorithm"},
    {"DSA", "dsa.sig", "test", MESSAGE, ASSAY_ETRUST, "ssh-signature.algorithm"},
    {"another message", "p256.sig", "test", "what was signed", ASSAY_ETRUST,
     "ssh-signature.broken"},
    {"another message, RSA", "rsa.sig", "test", "", ASSAY_ETRUST, "ssh-signature.broken"},
    {"another use", "ed25519.sig", "git", MESSAGE, ASSAY_ETRUST, "ssh-signature.namespace"},
    {"a use that begins so", "ed25519.sig", "tes", MESSAGE, ASSAY_ETRUST,
     "ssh-signature.namespace"},
    {"no signature", "message", "test", MESSAGE, ASSAY_EFORMAT, "ssh-signature.format"},
};

static void check(void **state)
{
    const struct row *row = *state;
    CLEANUP(buf_clear) struct buf armored;
    struct assay_error err = {0};

    read_file(row->file, &armored);
    assert_int_equal(judge(buf_bytes(&armored), row->purpose, bytes_text(row->message), &err),
                     row->status);
    assert_string_equal(err.id, row->id);
}

/* ---- armor ---- */

struct armor_row {
    const char *name;
    struct bytes text;
};

#define BODY                                                                                       \
    "U1NIU0lHAAAAAQAAADMAAAALc3NoLWVkMjU1MTkAAAAg/ValpVzQdAmX0XBVSro4MoPZJB\n"                     \
    "V+ZKiVYBOLCzQuJMIAAAAEdGVzdAAAAAAAAAAGc2hhNTEyAAAAUwAAAAtzc2gtZWQyNTUx\n"                     \
    "OQAAAEBh1a/vZI1/s2Ze8Sd9+FW4Hmyw1Yh1J//EK9q5NmCwUMzJ6/W5iC1vLQ5HImDGd2\n"                     \
    "Waqu7rJoOPvFUrs/hoSs4H\n"
#define BEGIN SSHSIG_BEGIN "\n"
#define END SSHSIG_END "\n"

static const struct armor_row armor_rows[] = {
    {"empty", ROW_BYTES("")},
    {"no beginning", ROW_BYTES(BODY END)},
    {"a blank before it", ROW_BYTES(" " BEGIN BODY END)},
    {"a line before it", ROW_BYTES("\n" BEGIN BODY END)},
    {"no end", ROW_BYTES(BEGIN BODY)},
    {"nothing inside", ROW_BYTES(BEGIN END)},
    {"a line behind it", ROW_BYTES(BEGIN BODY END "\n")},
    {"twice", ROW_BYTES(BEGIN BODY END BEGIN BODY END)},
    {"carriage returns", ROW_BYTES(SSHSIG_BEGIN "\r\n" BODY END)},
    {"a blank inside", ROW_BYTES(BEGIN " " BODY END)},
    {"what is no base64", ROW_BYTES(BEGIN "!" BODY END)},
    {"a byte too few", ROW_BYTES(BEGIN "U1NIU0lHAAAAAQ==\n" END)},
    {"version 2", ROW_BYTES(BEGIN "U1NIU0lHAAAAAgAAADMAAAALc3NoLWVkMjU1MTkAAAAg\n" END)},
    {"other words", ROW_BYTES(BEGIN "U1NIU0lG\n" END)},
};

static void check_armor(void **state)
{
    const struct armor_row *row = *state;
    struct assay_error err = {0};

    assert_int_equal(judge(row->text, "test", BYTES(MESSAGE), &err), ASSAY_EFORMAT);
    assert_string_equal(err.id, "ssh-signature.format");
}

static void test_armor_holds(void **state)
{
    struct assay_error err = {0};

    (void)state;
    assert_ok(judge(BYTES(BEGIN BODY END), "test", BYTES(MESSAGE), &err), err);
    assert_ok(judge(BYTES(BEGIN BODY SSHSIG_END), "test", BYTES(MESSAGE), &err), err);
}

static void armor(struct bytes raw, struct buf *out)
{
    buf_init(out, SSHSIG_MAX);
    buf_text(out, BEGIN);
    base64_encode(out, raw);
    buf_text(out, "\n" END);
}

/* No bit may be changed, no byte cut off or added. */
static void test_changed(void **state)
{
    static const char *const files[] = {"ed25519.sig", "p384.sig", "rsa.sig"};

    (void)state;
    for (size_t f = 0; f < ARRAY_LEN(files); f++) {
        CLEANUP(buf_clear) struct buf file, raw = {.ceiling = SSHSIG_MAX};
        struct sshsig signature;
        struct assay_error err = {0};

        read_file(files[f], &file);
        assert_ok(sshsig_read(buf_bytes(&file), &raw, &signature, &err), err);
        for (size_t i = 0; i <= raw.size; i++) {
            CLEANUP(buf_clear) struct buf bad;
            CLEANUP(buf_clear) struct buf cut;

            err = (struct assay_error){0};
            armor(bytes_of(raw.data, i == raw.size ? 0 : i), &cut);
            assert_int_not_equal(judge(buf_bytes(&cut), "test", BYTES(MESSAGE), &err), ASSAY_OK);
            assert_string_equal(err.id, "ssh-signature.format");
            if (i == raw.size)
                break;
            raw.data[i] ^= 1;
            armor(buf_bytes(&raw), &bad);
            raw.data[i] ^= 1;
            err = (struct assay_error){0};
            assert_int_not_equal(judge(buf_bytes(&bad), "test", BYTES(MESSAGE), &err), ASSAY_OK);
            assert_true(strncmp(err.id, "ssh-signature.", 14) == 0);
        }
        buf_byte(&raw, 0);
        buf_clear(&file);
        armor(buf_bytes(&raw), &file);
        assert_int_equal(judge(buf_bytes(&file), "test", BYTES(MESSAGE), &err), ASSAY_EFORMAT);
    }
}

/* ---- ours ---- */

static void test_own(void **state)
{
    (void)state;
    for (int algorithm = 0; algorithm < ASSAY_KEY_ALGORITHMS; algorithm++) {
        CLEANUP(assay_key_freep) struct assay_key *key = NULL;
        CLEANUP(free_cleanup) char *line = NULL;
        struct assay_error err = {0};

        assert_ok(key_make((enum assay_key_algorithm)algorithm, &key, &err), err);
        line = assay_key_ssh(key);
        assert_non_null(line);
        for (int i = 0; i < 50; i++) { /* numbers with a high bit, and short ones, come up */
            CLEANUP(buf_clear) struct buf armored = {.ceiling = SSHSIG_MAX};

            assert_ok(sshsig_write(key, "git", bytes_of(&i, sizeof i), &armored, &err), err);
            assert_ok(judge(buf_bytes(&armored), "git", bytes_of(&i, sizeof i), &err), err);
        }
    }
}

/* ---- keys ---- */

struct key_row {
    const char *name;
    struct bytes blob;
    enum assay_status status;
    const char *id;
};

#define ED "\0\0\0\013ssh-ed25519"
#define RAW                                                                                        \
    "\xfd\x56\xa5\xa5\x5c\xd0\x74\x09\x97\xd1\x70\x55\x4a\xba\x38\x32"                             \
    "\x83\xd9\x24\x15\x7e\x64\xa8\x95\x60\x13\x8b\x0b\x34\x2e\x24\xc2"
#define P256 "\0\0\0\023ecdsa-sha2-nistp256\0\0\0\010nistp256"
#define ZERO16 "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
#define RSA "\0\0\0\007ssh-rsa"

static const struct key_row key_rows[] = {
    {"Ed25519", ROW_BYTES(ED "\0\0\0\040" RAW), ASSAY_OK, ""},
    {"a byte behind it", ROW_BYTES(ED "\0\0\0\040" RAW "x"), ASSAY_EFORMAT, "ssh-signature.format"},
    {"a byte too few", ROW_BYTES(ED "\0\0\0\037" RAW), ASSAY_EFORMAT, "ssh-signature.format"},
    {"a length of 4 GiB", ROW_BYTES(ED "\xff\xff\xff\xff" RAW), ASSAY_EFORMAT,
     "ssh-signature.format"},
    {"empty", ROW_BYTES(""), ASSAY_EFORMAT, "ssh-signature.format"},
    {"a point that is none", ROW_BYTES(P256 "\0\0\0\101\004" RAW RAW), ASSAY_EFORMAT,
     "ssh-signature.format"},
    {"the point at infinity", ROW_BYTES(P256 "\0\0\0\001\0"), ASSAY_EFORMAT,
     "ssh-signature.format"},
    {"a compressed point", ROW_BYTES(P256 "\0\0\0\041\002" RAW), ASSAY_EFORMAT,
     "ssh-signature.format"},
    {"another curve", ROW_BYTES("\0\0\0\023ecdsa-sha2-nistp256\0\0\0\010nistp384\0\0\0\001\0"),
     ASSAY_EFORMAT, "ssh-signature.format"},
    {"RSA of 128 bits", ROW_BYTES(RSA "\0\0\0\003\001\0\001\0\0\0\020" RAW), ASSAY_EFORMAT,
     "ssh-signature.format"},
    {"RSA with an even exponent", ROW_BYTES(RSA "\0\0\0\001\002\0\0\0\001\005"), ASSAY_EFORMAT,
     "ssh-signature.format"},
    {"RSA with a long exponent", ROW_BYTES(RSA "\0\0\0\011\001\0\0\0\0\0\0\0\001\0\0\0\001\005"),
     ASSAY_EFORMAT, "ssh-signature.format"},
    {"a negative number", ROW_BYTES(RSA "\0\0\0\001\x81\0\0\0\001\005"), ASSAY_EFORMAT,
     "ssh-signature.format"},
    {"needless zeros", ROW_BYTES(RSA "\0\0\0\002\0\003\0\0\0\001\005"), ASSAY_EFORMAT,
     "ssh-signature.format"},
    {"a short modulus", ROW_BYTES(RSA "\0\0\0\001\003\0\0\0\001\005"), ASSAY_ETRUST,
     "ssh-signature.algorithm"},
    {"a certificate", ROW_BYTES("\0\0\0\040ssh-ed25519-cert-v01@openssh.com"), ASSAY_ETRUST,
     "ssh-signature.certificate"},
    {"a kind of tomorrow", ROW_BYTES("\0\0\0\007ssh-new"), ASSAY_ETRUST, "ssh-signature.algorithm"},
};

static void check_key(void **state)
{
    const struct key_row *row = *state;
    CLEANUP(ssh_key_freep) struct ssh_key *key = NULL;
    struct assay_error err = {0};

    assert_int_equal(ssh_key_read(row->blob, &key, &err), row->status);
    assert_string_equal(err.id, row->id);
}

/* A security key signs digests of application and message, with its flags and counter between. */
static void test_security_key(void **state)
{
    CLEANUP(assay_key_freep) struct assay_key *key = NULL;
    CLEANUP(ssh_key_freep) struct ssh_key *read = NULL;
    CLEANUP(buf_clear) struct buf blob = {.ceiling = SSH_KEY_MAX};
    CLEANUP(buf_clear) struct buf signed_bytes = {.ceiling = SSH_KEY_MAX};
    CLEANUP(buf_clear) struct buf value = {.ceiling = SSH_KEY_MAX};
    static const uint8_t words[] = {1, 0, 0, 0, 7};
    uint8_t digest[SHA256_SIZE];
    struct key_signature signature;
    struct assay_error err = {0};

    (void)state;
    assert_ok(key_make(ASSAY_KEY_ED25519, &key, &err), err);
    ssh_put(&blob, BYTES("sk-ssh-ed25519@openssh.com"));
    ssh_put(&blob, bytes_of(key_raw(key), KEY_RAW_SIZE));
    ssh_put(&blob, BYTES("ssh:"));
    assert_ok(ssh_key_read(buf_bytes(&blob), &read, &err), err);
    assert_string_equal(ssh_key_name(read), "ED25519-SK");
    sha256(BYTES("ssh:"), digest);
    buf_add(&signed_bytes, digest, sizeof digest);
    buf_add(&signed_bytes, words, sizeof words);
    sha256(BYTES(MESSAGE), digest);
    buf_add(&signed_bytes, digest, sizeof digest);
    assert_ok(key_sign(key, buf_bytes(&signed_bytes), &signature, &err), err);
    ssh_put(&value, BYTES("sk-ssh-ed25519@openssh.com"));
    ssh_put(&value, bytes_of(signature.bytes, signature.size));
    buf_add(&value, words, sizeof words);
    assert_ok(ssh_key_verify(read, BYTES(MESSAGE), buf_bytes(&value), &err), err);
    value.data[value.size - 1] ^= 1; /* the counter */
    assert_int_equal(ssh_key_verify(read, BYTES(MESSAGE), buf_bytes(&value), &err), ASSAY_ETRUST);
    value.size--;
    assert_int_equal(ssh_key_verify(read, BYTES(MESSAGE), buf_bytes(&value), &err), ASSAY_EFORMAT);
}

/* SHA-1, and words of other keys, are refused whatever the bytes behind them are. */
static void test_kinds_of_signatures(void **state)
{
    static const struct {
        const char *file, *kind;
        enum assay_status status;
    } rows_of[] = {{"rsa.sig", "ssh-rsa", ASSAY_ETRUST},
                   {"rsa.sig", "ssh-ed25519", ASSAY_EFORMAT},
                   {"rsa.sig", "rsa-sha2-384", ASSAY_EFORMAT},
                   {"rsa.sig", "rsa-sha2-256", ASSAY_ETRUST},
                   {"p256.sig", "ecdsa-sha2-nistp384", ASSAY_EFORMAT},
                   {"ed25519.sig", "rsa-sha2-512", ASSAY_EFORMAT}};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows_of); i++) {
        CLEANUP(buf_clear) struct buf file, raw = {.ceiling = SSHSIG_MAX};
        CLEANUP(buf_clear) struct buf value = {.ceiling = SSHSIG_MAX};
        CLEANUP(ssh_key_freep) struct ssh_key *key = NULL;
        struct sshsig signature;
        struct assay_error err = {0};

        read_file(rows_of[i].file, &file);
        assert_ok(sshsig_read(buf_bytes(&file), &raw, &signature, &err), err);
        assert_ok(ssh_key_read(signature.key, &key, &err), err);
        ssh_put(&value, bytes_text(rows_of[i].kind));
        ssh_put(&value, BYTES(RAW RAW));
        assert_int_equal(ssh_key_verify(key, BYTES(MESSAGE), buf_bytes(&value), &err),
                         rows_of[i].status);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_armor_holds),
                                       cmocka_unit_test(test_changed), cmocka_unit_test(test_own),
                                       cmocka_unit_test(test_security_key),
                                       cmocka_unit_test(test_kinds_of_signatures)};

    return RUN_CASES(check, rows) + RUN_CASES(check_armor, armor_rows) +
           RUN_CASES(check_key, key_rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
