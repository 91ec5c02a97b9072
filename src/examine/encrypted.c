/*
 * encrypted.c - tells what is encrypted as a whole by how it begins.
 *
 * Source: RFC 9580, 4.2 and 5.1 to 5.3; age-encryption.org/v1; git-crypt, commands.cpp; OpenSSL,
 * apps/enc.c; LUKS2 On-Disk Format Specification; Ansible, "Format of files encrypted with Vault".
 */

#include "examine/encrypted.h"

#include "base/codec.h"
#include "base/find.h"
#include "base/kit.h"

/* Behind the header of a packet: to whom, or by which password, the message is encrypted. */
static bool is_session_key(uint8_t tag, struct bytes body)
{
    enum { PUBLIC_KEY = 1, PASSWORD = 3, CIPHERS = 13 };

    if (body.size < 10)
        return false;
    if (tag == PASSWORD)
        return body.data[0] == 4 && body.data[1] >= 1 && body.data[1] <= CIPHERS &&
               body.data[2] <= 4;
    /* the key's id, then RSA, ElGamal, ECDH, or the curves of RFC 9580 */
    return tag == PUBLIC_KEY && body.data[0] == 3 &&
           bytes_has(BYTES("\x01\x02\x10\x12\x19\x1a"), body.data[9]);
}

/* An OpenPGP message begins with a session key. Both forms of a header, with lengths of up to two
 * bytes: a longer packet of this kind there is not. */
static bool is_openpgp(struct bytes head)
{
    uint8_t first = head.size > 3 ? head.data[0] : 0;

    if ((first & 0xc0) == 0xc0)
        return is_session_key(first & 0x3f, bytes_from(head, head.data[1] < 192 ? 2 : 3));
    if ((first & 0xc2) == 0x80) /* not of four bytes, nor without end */
        return is_session_key((first >> 2) & 0xf, bytes_from(head, first & 1 ? 3 : 2));
    return false;
}

/* Manuals may begin with the same words, so what follows them is looked at as well. */
static bool ends_line(struct bytes rest)
{
    return rest.size == 0 || rest.data[0] == '\n' || rest.data[0] == '\r';
}

/* The version and the cipher, and lines of hex. */
static bool is_vault(struct bytes rest)
{
    struct bytes line;

    return bytes_take_line(&rest, &line) && !bytes_has(line, ' ') && rest.size > 0 &&
           hex_is_digit(rest.data[0]);
}

/* Eight bytes of salt, and one block at least. */
static bool is_salted(struct bytes rest)
{
    enum { LEAST = 8 + 8 };

    for (size_t i = 0; i < rest.size; i++)
        if ((rest.data[i] < ' ' && !bytes_has(BYTES("\t\r\n"), rest.data[i])) ||
            rest.data[i] >= 0x7f)
            return rest.size >= LEAST;
    return false;
}

const char *encrypted_by(struct bytes head)
{
    static const struct {
        struct bytes begin;
        const char *by;
        bool (*goes_on)(struct bytes rest);
    } kinds[] = {
        {{(const uint8_t *)"\0GITCRYPT\0", 10}, "git-crypt", NULL},
        {{(const uint8_t *)"age-encryption.org/v1\n", 22}, "age", NULL},
        {{(const uint8_t *)"-----BEGIN AGE ENCRYPTED FILE-----", 34}, "age", ends_line},
        {{(const uint8_t *)"-----BEGIN PGP MESSAGE-----", 27}, "OpenPGP", ends_line},
        {{(const uint8_t *)"Salted__", 8}, "openssl enc", is_salted},
        {{(const uint8_t *)"LUKS\xba\xbe", 6}, "LUKS", NULL},
        {{(const uint8_t *)"$ANSIBLE_VAULT;", 15}, "Ansible Vault", is_vault},
    };

    for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
        if (bytes_starts(head, kinds[i].begin) &&
            (!kinds[i].goes_on || kinds[i].goes_on(bytes_from(head, kinds[i].begin.size))))
            return kinds[i].by;
    return is_openpgp(head) ? "OpenPGP" : NULL;
}
