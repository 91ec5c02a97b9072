/*
 * key_spki.c - Ed25519 public keys as SubjectPublicKeyInfo, in DER and PEM, without OpenSSL.
 *
 * The form is fixed but for the 32 bytes of the key, and each opening of a ledger reads one and
 * writes it back: OpenSSL's decoders and encoders are chosen anew each time, which takes longer
 * than checking two signatures. Any other form, of the same key too, is left to them.
 * Source: RFC 8410 section 4; RFC 7468 section 13.
 */

#include <string.h>

#include "base/codec.h"
#include "base/kit.h"
#include "crypto/key_part.h"

#define BEGIN "-----BEGIN PUBLIC KEY-----\n"
#define END "\n-----END PUBLIC KEY-----\n"

/* SEQUENCE { SEQUENCE { OID 1.3.101.112 } BIT STRING of 33 bytes, no bits unused } */
static const uint8_t head[KEY_SPKI_SIZE - KEY_RAW_SIZE] = {0x30, 0x2a, 0x30, 0x05, 0x06, 0x03,
                                                           0x2b, 0x65, 0x70, 0x03, 0x21, 0x00};

void key_spki_der(const uint8_t raw[KEY_RAW_SIZE], uint8_t out[KEY_SPKI_SIZE])
{
    memcpy(out, head, sizeof head);
    memcpy(out + sizeof head, raw, KEY_RAW_SIZE);
}

void key_spki_pem(const uint8_t raw[KEY_RAW_SIZE], struct buf *out)
{
    uint8_t der[KEY_SPKI_SIZE];

    key_spki_der(raw, der);
    buf_text(out, BEGIN);
    base64_encode(out, bytes_of(der, sizeof der));
    buf_text(out, END);
}

bool key_spki_read(struct bytes pem, uint8_t raw[KEY_RAW_SIZE])
{
    enum { FRAME = sizeof BEGIN - 1 + sizeof END - 1 };
    CLEANUP(buf_clear) struct buf der = {.ceiling = KEY_SPKI_SIZE};
    struct bytes line;

    if (pem.size < FRAME || !bytes_starts(pem, BYTES(BEGIN)) ||
        !bytes_equal(bytes_from(pem, pem.size - (sizeof END - 1)), BYTES(END)))
        return false;
    line = bytes_of(pem.data + sizeof BEGIN - 1, pem.size - FRAME);
    if (!base64_decode(&der, line, false) || der.status != ASSAY_OK || der.size != KEY_SPKI_SIZE ||
        memcmp(der.data, head, sizeof head) != 0)
        return false;
    memcpy(raw, der.data + sizeof head, KEY_RAW_SIZE);
    return true;
}
