/* note.c - signed notes. Source: C2SP signed-note; ledger-formats.md 7. */

#include "ledger/note.h"

#include <stdlib.h>

#include "base/codec.h"
#include "base/kit.h"
#include "base/text.h"
#include "crypto/digest.h"

#define DASH "\xe2\x80\x94 " /* em dash and space begin a signature line */

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

void note_key_id(const char *name, const struct assay_key *key, uint8_t out[4])
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = SIZE_MAX};
    uint8_t digest[SHA256_SIZE];

    buf_text(&text, name);
    buf_byte(&text, '\n');
    buf_byte(&text, NOTE_ED25519);
    buf_add(&text, key_raw(key), KEY_RAW_SIZE);
    sha256(buf_bytes(&text), digest);
    memcpy(out, digest, ID_SIZE);
}

static ASSAY_RESULT fail(uint64_t offset, const char *path, struct assay_error *err,
                         const char *text)
{
    enum assay_status status = assay_fail(err, ASSAY_EFORMAT, offset, "not a note: %s", text);

    assay_error_path(err, path);
    return status;
}

/* `line` stands between the dash and its LF. */
static ASSAY_RESULT read_signature(struct arena *arena, struct bytes line, uint64_t offset,
                                   const char *path, struct note_signature *out,
                                   struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf raw = {.ceiling = NOTE_SIZE_MAX};
    const uint8_t *space = line.size ? memchr(line.data, ' ', line.size) : NULL;
    char *copy;

    if (!space)
        return fail(offset, path, err, "a signature line has no signature");
    out->name = bytes_of(line.data, (size_t)(space - line.data));
    if (!note_name_valid(out->name))
        return fail(offset, path, err, "a signature line has a bad name");
    if (!base64_decode(&raw, bytes_from(line, out->name.size + 1), false) || raw.size <= ID_SIZE)
        return fail(offset, path, err, "a signature is not base64 of an id and a signature");
    memcpy(out->id, raw.data, ID_SIZE);
    copy = arena_copy(arena, bytes_from(buf_bytes(&raw), ID_SIZE));
    if (!copy)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for a note");
    out->signature = bytes_of(copy, raw.size - ID_SIZE);
    return ASSAY_OK;
}

static ASSAY_RESULT read_signatures(struct arena *arena, struct bytes whole, struct note *note,
                                    const char *path, struct assay_error *err)
{
    struct bytes rest = note->lines;

    note->signatures = arena_array(arena, NOTE_SIGNATURES_MAX, sizeof *note->signatures);
    if (!note->signatures)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for a note");
    while (rest.size > 0) {
        uint64_t offset = (uint64_t)(rest.data - whole.data);
        const uint8_t *end = memchr(rest.data, '\n', rest.size);
        size_t size = end ? (size_t)(end - rest.data) : rest.size;

        if (!end || !bytes_starts(rest, BYTES(DASH)) || size < sizeof DASH - 1)
            return fail(offset, path, err, "a signature line does not begin with a dash");
        if (note->count == NOTE_SIGNATURES_MAX)
            return fail(offset, path, err, "more than 100 signatures");
        TRY(read_signature(arena, bytes_of(rest.data + sizeof DASH - 1, size - (sizeof DASH - 1)),
                           offset, path, &note->signatures[note->count], err));
        note->count++;
        rest = bytes_from(rest, size + 1);
    }
    return ASSAY_OK;
}

static ASSAY_RESULT check_characters(struct bytes text, const char *path, struct assay_error *err)
{
    for (size_t at = 0; at < text.size;) {
        uint32_t code;
        size_t size;

        if (!utf8_decode(bytes_from(text, at), &code, &size))
            return fail(at, path, err, "not UTF-8");
        if (code < 0x20 && code != '\n')
            return fail(at, path, err, "a control character");
        at += size;
    }
    return ASSAY_OK;
}

enum assay_status note_read(struct arena *arena, struct bytes text, const char *path,
                            struct note *out, struct assay_error *err)
{
    struct note note = {.count = 0};
    size_t split = text.size;

    if (text.size > NOTE_SIZE_MAX)
        return fail(NOTE_SIZE_MAX, path, err, "more than 1 MiB");
    TRY(check_characters(text, path, err));
    while (split >= 2 && !(text.data[split - 1] == '\n' && text.data[split - 2] == '\n'))
        split--;
    if (split < 2)
        return fail(0, path, err, "there is no empty line before the signatures");
    note.text = bytes_of(text.data, split - 1);
    note.lines = bytes_from(text, split);
    if (note.lines.size == 0)
        return fail(split, path, err, "there are no signatures");
    TRY(read_signatures(arena, text, &note, path, err));
    *out = note;
    return ASSAY_OK;
}

static const struct note_verifier *find(const struct note_signature *signature,
                                        const struct note_verifier *known, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        uint8_t id[ID_SIZE];

        if (!bytes_equal(signature->name, bytes_text(known[i].name)))
            continue;
        note_key_id(known[i].name, known[i].key, id);
        if (memcmp(id, signature->id, sizeof id) == 0)
            return &known[i];
    }
    return NULL;
}

static ASSAY_RESULT distrust(const char *path, struct assay_error *err, const char *text,
                             const char *why)
{
    enum assay_status status = assay_fail(err, ASSAY_ETRUST, ASSAY_NO_OFFSET, "%s: %s", path, text);

    assay_error_id(err, "ledger.signature");
    assay_error_path(err, path);
    assay_error_why(err, "%s", why);
    assay_error_do(err, "restore the file from a copy of the ledger, then: assay verify");
    return status;
}

enum assay_status note_verify(const struct note *note, const struct note_verifier *known,
                              size_t count, const char *path, struct assay_error *err)
{
    size_t good = 0;

    for (size_t i = 0; i < note->count; i++) {
        const struct note_verifier *verifier = find(&note->signatures[i], known, count);

        if (!verifier)
            continue;
        if (!key_verify(verifier->key, note->text, note->signatures[i].signature))
            return distrust(
                path, err, "the signature does not hold",
                "the text was changed after it was signed, or never signed by this key");
        good++;
    }
    if (good == 0)
        return distrust(path, err, "no signature is by a key of this ledger",
                        "only the keys that the ledger itself names may sign it");
    return ASSAY_OK;
}

enum assay_status note_sign(struct bytes text, const char *name, const struct assay_key *key,
                            struct buf *out, struct assay_error *err)
{
    uint8_t signature[ID_SIZE + SIGNATURE_SIZE];

    note_key_id(name, key, signature);
    TRY(key_sign(key, text, signature + ID_SIZE, err));
    buf_add(out, text.data, text.size);
    buf_printf(out, "\n" DASH "%s ", name);
    base64_encode(out, bytes_of(signature, sizeof signature));
    buf_byte(out, '\n');
    return buf_status(out, err);
}

char *assay_key_verifier(const struct assay_key *key, const char *origin)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = SIZE_MAX};
    uint8_t id[ID_SIZE], typed[1 + KEY_RAW_SIZE] = {NOTE_ED25519};
    char hex[ID_DIGITS + 1];

    note_key_id(origin, key, id);
    hex_encode(bytes_of(id, sizeof id), hex);
    memcpy(typed + 1, key_raw(key), KEY_RAW_SIZE);
    buf_printf(&text, "%s+%s+", origin, hex);
    base64_encode(&text, bytes_of(typed, sizeof typed));
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

enum assay_status note_verifier_read(struct arena *arena, struct bytes text, const char **name,
                                     struct assay_key **key, struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf raw = {.ceiling = VERIFIER_MAX};
    CLEANUP(assay_key_freep) struct assay_key *read = NULL;
    const uint8_t *plus = text.size ? memchr(text.data, '+', text.size) : NULL;
    struct bytes first = bytes_of(text.data, plus ? (size_t)(plus - text.data) : 0);
    struct bytes rest = bytes_from(text, first.size + 1);
    uint8_t id[ID_SIZE], wanted[ID_SIZE];
    char *copy;

    if (!note_name_valid(first))
        return bad_verifier(err, "its name is none");
    if (rest.size < ID_DIGITS + 1 || rest.data[ID_DIGITS] != '+' ||
        !hex_decode(bytes_of(rest.data, ID_DIGITS), id, sizeof id))
        return bad_verifier(err, "its id is not 8 hex digits");
    if (!base64_decode(&raw, bytes_from(rest, ID_DIGITS + 1), false) ||
        raw.size != 1 + KEY_RAW_SIZE || raw.data[0] != NOTE_ED25519)
        return bad_verifier(err, "its key is not an Ed25519 key in base64");
    copy = arena_copy(arena, first);
    if (!copy)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for a key");
    TRY(key_of_raw(raw.data + 1, &read, err));
    note_key_id(copy, read, wanted);
    if (memcmp(id, wanted, sizeof id) != 0)
        return bad_verifier(err, "its id is not that of its name and key");
    *name = copy;
    *key = TAKE(read);
    return ASSAY_OK;
}
