/* note.c - signed notes: reading and judging them. Source: C2SP signed-note; ledger-formats.md 7.
 */

#include "ledger/note.h"

#include <inttypes.h>

#include "base/codec.h"
#include "base/kit.h"
#include "base/text.h"
#include "crypto/digest.h"

#define DASH "\xe2\x80\x94 " /* em dash and space begin a signature line */

enum { NOTE_ID_SIZE = 4, NOTE_SIGNATURE_SIZE = 64, TIME_SIZE = 8 };

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
    if (!base64_decode(&raw, bytes_from(line, out->name.size + 1), false) ||
        raw.size <= NOTE_ID_SIZE)
        return fail(offset, path, err, "a signature is not base64 of an id and a signature");
    memcpy(out->id, raw.data, NOTE_ID_SIZE);
    copy = arena_copy(arena, bytes_from(buf_bytes(&raw), NOTE_ID_SIZE));
    if (!copy)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for a note");
    out->signature = bytes_of(copy, raw.size - NOTE_ID_SIZE);
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

/* What a key of that type signs for a text. */
static void signed_bytes(struct bytes text, enum note_key_type type, uint64_t time, struct buf *out)
{
    if (type == NOTE_COSIGNATURE)
        buf_printf(out, "cosignature/v1\ntime %" PRIu64 "\n", time);
    buf_add(out, text.data, text.size);
}

/* A cosignature begins with its time, big-endian. */
static bool take_time(struct bytes *signature, uint64_t *time)
{
    uint64_t read = 0;

    if (signature->size != TIME_SIZE + NOTE_SIGNATURE_SIZE)
        return false;
    for (size_t i = 0; i < TIME_SIZE; i++)
        read = read << 8 | signature->data[i];
    *signature = bytes_from(*signature, TIME_SIZE);
    *time = read;
    return read <= INT64_MAX;
}

static bool holds(const struct note *note, const struct note_verifier *verifier,
                  struct bytes signature, uint64_t *time)
{
    CLEANUP(buf_clear) struct buf message = {.ceiling = NOTE_SIZE_MAX + 64};

    *time = 0;
    if (verifier->type == NOTE_COSIGNATURE && !take_time(&signature, time))
        return false;
    signed_bytes(note->text, verifier->type, *time, &message);
    return message.status == ASSAY_OK && key_verify(verifier->key, buf_bytes(&message), signature);
}

enum note_judgement note_judge(const struct note *note, const struct note_verifier *verifier,
                               uint64_t *time)
{
    enum note_judgement judgement = NOTE_ABSENT;
    uint8_t id[NOTE_ID_SIZE];
    uint64_t stated;

    note_key_id(verifier, id);
    for (size_t i = 0; i < note->count; i++) {
        const struct note_signature *signature = &note->signatures[i];

        if (memcmp(id, signature->id, sizeof id) != 0 ||
            !bytes_equal(signature->name, bytes_text(verifier->name)))
            continue;
        if (!holds(note, verifier, signature->signature, &stated))
            return NOTE_FORGED;
        judgement = NOTE_HOLDS;
        if (time)
            *time = stated;
    }
    return judgement;
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

    for (size_t i = 0; i < count; i++) {
        enum note_judgement judgement = note_judge(note, &known[i], NULL);

        if (judgement == NOTE_FORGED)
            return distrust(
                path, err, "the signature does not hold",
                "the text was changed after it was signed, or never signed by this key");
        good += judgement == NOTE_HOLDS;
    }
    if (good == 0)
        return distrust(path, err, "no signature is by a key of this ledger",
                        "only the keys that the ledger itself names may sign it");
    return ASSAY_OK;
}

enum assay_status note_key_fits(const struct assay_key *key, struct assay_error *err)
{
    enum assay_status status;

    if (assay_key_algorithm(key) == ASSAY_KEY_ED25519)
        return ASSAY_OK;
    status =
        assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET, "key %.16s is %s, and notes take Ed25519",
                   assay_key_id(key), assay_key_algorithm_name(assay_key_algorithm(key)));

    assay_error_id(err, "key.algorithm");
    assay_error_why(err, "the checkpoints of a log are signed notes, which other tools must read");
    assay_error_do(err, "assay key new LOG.pem, then --log-key LOG.pem");
    return status;
}

enum assay_status note_sign_line(struct bytes text, const struct note_verifier *signer,
                                 uint64_t time, struct buf *out, struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf message = {.ceiling = NOTE_SIZE_MAX + 64};
    CLEANUP(buf_clear) struct buf raw = {.ceiling = 256};
    struct key_signature signature;
    uint8_t id[NOTE_ID_SIZE];

    TRY(note_key_fits(signer->key, err));
    signed_bytes(text, signer->type, time, &message);
    TRY(buf_status(&message, err));
    TRY(key_sign(signer->key, buf_bytes(&message), &signature, err));
    note_key_id(signer, id);
    buf_add(&raw, id, sizeof id);
    for (size_t i = 0; signer->type == NOTE_COSIGNATURE && i < TIME_SIZE; i++)
        buf_byte(&raw, (uint8_t)(time >> 8 * (TIME_SIZE - 1 - i)));
    buf_add(&raw, signature.bytes, signature.size);
    TRY(buf_status(&raw, err));
    buf_printf(out, DASH "%s ", signer->name);
    base64_encode(out, buf_bytes(&raw));
    buf_byte(out, '\n');
    return buf_status(out, err);
}

enum assay_status note_sign(struct bytes text, const char *name, const struct assay_key *key,
                            struct buf *out, struct assay_error *err)
{
    buf_add(out, text.data, text.size);
    buf_byte(out, '\n');
    return note_sign_line(text, &(struct note_verifier){NOTE_ED25519, name, key}, 0, out, err);
}
