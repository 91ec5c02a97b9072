/*
 * inspect_wheel_record.c - RECORD of a Python wheel or of an installed package: one line a file,
 * with its digest and size. Whether the files are those, link_names.c finds out.
 * Source: PEP 427, "The .dist-info directory"; PEP 376, "RECORD"; the binary distribution format
 * of packaging.python.org. Digests are base64 with the URL alphabet and without padding.
 */

#include <inttypes.h>

#include "base/buf.h"
#include "base/codec.h"
#include "base/find.h"
#include "base/kit.h"
#include "base/limits.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "examine/inspect.h"
#include "examine/text/seen.h"
#include "examine/words/claim_words.h"
#include "inventory/gaps.h"

enum { FIELDS = 3 /* path, digest, size */ };

struct record {
    struct evidence *evidence;
    struct seen names;
    struct buf fields[FIELDS], bytes;
};

/* Takes one field of CSV off the line; false where its quotes do not close. */
static bool take_field(struct bytes *line, struct buf *field)
{
    size_t at = 0;

    if (line->size == 0 || line->data[0] != '"') {
        while (at < line->size && line->data[at] != ',')
            at++;
        buf_add(field, line->data, at);
    } else {
        for (at = 1;; at++) {
            if (at == line->size)
                return false;
            if (line->data[at] == '"' && (at + 1 == line->size || line->data[at + 1] != '"'))
                break;
            at += line->data[at] == '"';
            buf_byte(field, line->data[at]);
        }
        at++;
        if (at < line->size && line->data[at] != ',')
            return false;
    }
    *line = bytes_from(*line, at);
    return true;
}

static bool take_fields(struct record *record, struct bytes line)
{
    for (size_t i = 0; i < FIELDS; i++) {
        buf_reset(&record->fields[i]);
        if (i > 0) {
            if (line.size == 0)
                return false;
            line = bytes_from(line, 1); /* the comma */
        }
        if (!take_field(&line, &record->fields[i]))
            return false;
    }
    return line.size == 0;
}

/* "sha256=BASE64" as "sha256:hex"; false where it is no digest that proves anything. */
static bool read_digest(struct record *record, struct bytes field, char out[DIGEST_WORD_MAX],
                        struct bytes *digest)
{
    static const struct {
        const char *prefix;
        size_t size;
    } known[] = {{"sha256=", 32}, {"sha384=", 48}, {"sha512=", 64}};

    for (size_t i = 0; i < ARRAY_LEN(known); i++) {
        struct bytes prefix = bytes_text(known[i].prefix);
        size_t front = prefix.size;
        struct bytes text = bytes_from(field, front);
        char padded[96];

        if (!bytes_starts(field, prefix))
            continue;
        while (text.size > 0 && text.data[text.size - 1] == '=') /* some writers do pad */
            text.size--;
        if (text.size + 3 > sizeof padded)
            return false;
        memcpy(padded, text.data, text.size);
        memset(padded + text.size, '=', 2);
        buf_reset(&record->bytes);
        if (!base64_decode(&record->bytes, bytes_of(padded, text.size + (4 - text.size % 4) % 4),
                           true) ||
            record->bytes.size != known[i].size)
            return false;
        memcpy(out, prefix.data, front);
        out[front - 1] = ':';
        hex_encode(buf_bytes(&record->bytes), out + front);
        *digest = bytes_of(out, front + 2 * known[i].size);
        return true;
    }
    return false;
}

static void invalid(const struct record *record, uint64_t at, const char *what)
{
    evidence_gap(record->evidence, GAP_BUNDLE_RECORD_INVALID, at, "%s", what);
}

static ASSAY_RESULT read_line(struct record *record, struct cursor *cursor, struct bytes line,
                              uint64_t at)
{
    char digest[DIGEST_WORD_MAX];
    struct claim_words words = {.role = ASSAY_CLAIM_FILE, .size = ASSAY_NO_SIZE, .offset = at};
    struct bytes hash, size;
    enum assay_status status;
    bool again;

    if (!take_fields(record, line)) {
        invalid(record, at, "a line that is not \"path,digest,size\"");
        return ASSAY_OK;
    }
    words.name = buf_bytes(&record->fields[0]);
    hash = buf_bytes(&record->fields[1]);
    size = buf_bytes(&record->fields[2]);
    if (words.name.size == 0 || memchr(words.name.data, 0, words.name.size)) {
        invalid(record, at, "a line without a name");
        return ASSAY_OK;
    }
    status = seen_add(&record->names, words.name, LIMIT_CLAIMS, &again);
    if (status == ASSAY_ENOMEM)
        return cursor_fail_at(cursor, status, at, "out of memory");
    if (status == ASSAY_OK && again)
        invalid(record, at, "a file is named twice");
    if (hash.size > 0 && !read_digest(record, hash, digest, &words.digest))
        invalid(record, at, "a digest that proves nothing: not SHA-256 or better, or not whole");
    if (size.size > 0 && !text_u64(size, &words.size))
        invalid(record, at, "a size that is no number");
    evidence_claim(record->evidence, &words);
    return ASSAY_OK;
}

static ASSAY_RESULT read_lines(struct record *record, struct cursor *cursor)
{
    for (;;) {
        uint64_t at = cursor_at(cursor);
        struct bytes line;
        bool more;

        TRY(claim_line(cursor, &line, &more));
        if (!more)
            return ASSAY_OK;
        if (line.size > 0)
            TRY(read_line(record, cursor, line, at));
    }
}

static enum assay_status wheel_record_read(struct cursor *cursor, const struct subject *subject,
                                           struct evidence *evidence)
{
    struct record record = {.evidence = evidence};
    enum assay_status status;

    (void)subject;
    for (size_t i = 0; i < FIELDS; i++)
        buf_init(&record.fields[i], LIMIT_NAME);
    buf_init(&record.bytes, DIGEST_SIZE_MAX + 8);
    status = read_lines(&record, cursor);
    for (size_t i = 0; i < FIELDS; i++)
        buf_clear(&record.fields[i]);
    buf_clear(&record.bytes);
    seen_clear(&record.names);
    return status;
}

static unsigned wheel_record_bid(const struct subject *subject)
{
    enum { BID_NAME = 8, BID = 8 * 8 };

    if (!bytes_ends(subject->path, BYTES(".dist-info/RECORD")))
        return 0;
    return bytes_contain(subject->head, ",sha") ? BID : BID_NAME;
}

const struct inspector inspect_wheel_record = {.format = "wheel-record",
                                               .kind = ASSAY_KIND_CONFIG,
                                               .text = true,
                                               .gap = GAP_BUNDLE_RECORD_INVALID,
                                               .bid = wheel_record_bid,
                                               .read = wheel_record_read};
