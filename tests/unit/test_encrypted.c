/* test_encrypted.c - what is encrypted as a whole, by its first bytes. */

#include "rows.h"

#include "base/kit.h"
#include "examine/encrypted.h"

struct row {
    const char *name;
    const char *head;
    size_t size;
    const char *expected;
};

#define HEAD(literal) literal, sizeof(literal) - 1

static const struct row rows[] = {
    {"nothing", HEAD(""), NULL},
    {"git-crypt", HEAD("\0GITCRYPT\0nonce"), "git-crypt"},
    {"git-crypt, cut short", HEAD("\0GITCRYPT"), NULL},
    {"age", HEAD("age-encryption.org/v1\n-> X25519"), "age"},
    {"age in another version", HEAD("age-encryption.org/v2\n-> X25519"), NULL},
    {"age as text", HEAD("-----BEGIN AGE ENCRYPTED FILE-----\nYWdl"), "age"},
    {"OpenPGP as text", HEAD("-----BEGIN PGP MESSAGE-----\n\nhQEM"), "OpenPGP"},
    {"a signature as text", HEAD("-----BEGIN PGP SIGNATURE-----\n\niQEz"), NULL},
    {"a public key as text", HEAD("-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmQEN"), NULL},
    {"to an RSA key", HEAD("\x85\1\x0c\3abcdefgh\1"), "OpenPGP"},
    {"to a key on a curve", HEAD("\x84\x5e\3abcdefgh\x12"), "OpenPGP"},
    {"to a key on a curve, newer header", HEAD("\xc1\x5e\3abcdefgh\x12"), "OpenPGP"},
    {"to an RSA key, newer header", HEAD("\xc1\xc0\x4c\3abcdefgh\1"), "OpenPGP"},
    {"to a key that signs alone", HEAD("\x85\1\x0c\3abcdefgh\x11"), NULL},
    {"a session key of another version",
     HEAD("\x85\1\x0c\x09"
          "abcdefgh\1"),
     NULL},
    {"a session key, cut short", HEAD("\x85\1\x0c\3abcdef"), NULL},
    {"by a password", HEAD("\x8c\x0d\4\x09\3\x08saltsalt"), "OpenPGP"},
    {"by a password, newer header", HEAD("\xc3\x0d\4\x09\3\x08saltsalt"), "OpenPGP"},
    {"by a password, a cipher nobody knows", HEAD("\x8c\x0d\4\x7f\3\x08saltsalt"), NULL},
    {"a signature", HEAD("\x89\1\x33\4\0\1\x08\0abcdefgh"), NULL},
    {"a public key", HEAD("\x99\1\x0d\4abcd\1abcdefgh"), NULL},
    {"a packet whose length has four bytes", HEAD("\x86\0\0\1\x0c\3abcdefgh\1"), NULL},
    {"a manual of age", HEAD("-----BEGIN AGE ENCRYPTED FILE----- is the first line"), NULL},
    {"a manual of OpenPGP", HEAD("-----BEGIN PGP MESSAGE----- is the first line"), NULL},
    {"openssl enc", HEAD("Salted__\x8f\1\2\3\4\5\6\7 a block "), "openssl enc"},
    {"openssl enc, cut short", HEAD("Salted__\x8f\1\2\3\4\5\6\7"), NULL},
    {"a manual of openssl", HEAD("Salted__ is how its files begin.\n"), NULL},
    {"a word that begins like it", HEAD("Salted almonds"), NULL},
    {"LUKS", HEAD("LUKS\xba\xbe\0\2"), "LUKS"},
    {"Ansible Vault", HEAD("$ANSIBLE_VAULT;1.1;AES256\n6132"), "Ansible Vault"},
    {"a manual of Ansible", HEAD("$ANSIBLE_VAULT;1.1;AES256 is the first line.\nA key"), NULL},
    {"Ansible Vault, cut short", HEAD("$ANSIBLE_VAULT;1.1;AES256\n"), NULL},
    {"a text", HEAD("\xc3\xa4 and \xc3\xb6, in UTF-8"), NULL},
    {"PNG", HEAD("\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR"), NULL},
};

static void check(void **state)
{
    const struct row *row = *state;
    const char *by = encrypted_by(bytes_of(row->head, row->size));

    if (!row->expected) {
        assert_null(by);
        return;
    }
    assert_non_null(by);
    assert_string_equal(by, row->expected);
}

int main(void)
{
    return RUN_CASES(check, rows);
}
