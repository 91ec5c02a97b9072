/* note_key.c - the keys of notes: names, ids, and verifier keys as text.
 * Source: C2SP signed-note; ledger-formats.md 7. */

#include <stdlib.h>

#include "base/codec.h"
#include "base/kit.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "ledger/note.h"

enum { ID_SIZE = 4, ID_DIGITS = 2 * ID_SIZE, VERIFIER_MAX = 512 };

/* Unicode White_Space. */
static bool is_blank(uint32_t code)
{
    return (code >= 0x09 && code <= 0x0d) || code == 0x20 || code == 0x85 || code == 0xa0 ||
           code == 0x1680 || (code >= 0x2000 && code <= 0x200a) || code == 0x2028 ||
           code == 0x2029 || code == 0x202f || code == 0x205f || code == 0x3000;
}

bool note_name_valid(struct bytes name)
{
    if (name.size == 0 || name.size > NOTE_NAME_MAX)
        return false;
    while (name.size > 0) {
        uint32_t code;
        size_t size;

        if (!utf8_decode(name, &code, &size) || code < 0x20 || is_blank(code) || code == '+')
            return false;
        name = bytes_from(name, size);
    }
    return true;
}

void note_key_id(const struct note_verifier *verifier, uint8_t out[4])
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = SIZE_MAX};
    uint8_t digest[SHA256_SIZE];

    buf_text(&text, verifier->name);
    buf_byte(&text, '\n');
    buf_byte(&text, (uint8_t)verifier->type);
    buf_add(&text, key_raw(verifier->key), KEY_RAW_SIZE);
    sha256(buf_bytes(&text), digest);
    memcpy(out, digest, ID_SIZE);
}

void note_verifier_write(const struct note_verifier *verifier, struct buf *out)
{
    uint8_t id[ID_SIZE], typed[1 + KEY_RAW_SIZE] = {(uint8_t)verifier->type};
    char hex[ID_DIGITS + 1];

    note_key_id(verifier, id);
    hex_encode(bytes_of(id, sizeof id), hex);
    memcpy(typed + 1, key_raw(verifier->key), KEY_RAW_SIZE);
    buf_printf(out, "%s+%s+", verifier->name, hex);
    base64_encode(out, bytes_of(typed, sizeof typed));
}

char *assay_key_verifier(const struct assay_key *key, const char *origin)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = SIZE_MAX};

    note_verifier_write(&(struct note_verifier){NOTE_ED25519, origin, key}, &text);
    return buf_take_string(&text);
}

static ASSAY_RESULT bad_verifier(struct assay_error *err, const char *why)
{
    enum assay_status status =
        assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET, "not a verifier key: %s", why);

    assay_error_id(err, "key.format");
    assay_error_why(err, "a verifier key is name+id+key, with an Ed25519 key");
    assay_error_do(err, "assay key export --vkey prints the one of a ledger");
    return status;
}

enum assay_status note_verifier_read(struct arena *arena, struct bytes text,
                                     struct note_verifier *out, struct assay_key **key,
                                     struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf raw = {.ceiling = VERIFIER_MAX};
    CLEANUP(assay_key_freep) struct assay_key *read = NULL;
    const uint8_t *plus = text.size ? memchr(text.data, '+', text.size) : NULL;
    struct bytes first = bytes_of(text.data, plus ? (size_t)(plus - text.data) : 0);
    struct bytes rest = bytes_from(text, first.size + 1);
    struct note_verifier verifier;
    uint8_t id[ID_SIZE], wanted[ID_SIZE];

    if (!note_name_valid(first))
        return bad_verifier(err, "its name is none");
    if (rest.size < ID_DIGITS + 1 || rest.data[ID_DIGITS] != '+' ||
        !hex_decode(bytes_of(rest.data, ID_DIGITS), id, sizeof id))
        return bad_verifier(err, "its id is not 8 hex digits");
    if (!base64_decode(&raw, bytes_from(rest, ID_DIGITS + 1), false) ||
        raw.size != 1 + KEY_RAW_SIZE ||
        (raw.data[0] != NOTE_ED25519 && raw.data[0] != NOTE_COSIGNATURE))
        return bad_verifier(err, "its key is not an Ed25519 key in base64");
    TRY(key_of_raw(raw.data + 1, &read, err));
    verifier = (struct note_verifier){raw.data[0], arena_copy(arena, first), read};
    if (!verifier.name)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for a key");
    note_key_id(&verifier, wanted);
    if (memcmp(id, wanted, sizeof id) != 0)
        return bad_verifier(err, "its id is not that of its name and key");
    *out = verifier;
    *key = TAKE(read);
    return ASSAY_OK;
}
