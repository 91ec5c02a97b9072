/*
 * inspect_pdf.c - PDF: the text of its pages, notes, fields and attachments, which is packed, and
 * cut into letters. Objects are met as they stand in the file, none is looked up: what an older
 * version of the document left behind is read as well.
 *
 * Bounded: LIMIT_PDF_RATIO times the file's size, LIMIT_PDF_LEAST at least; pictures and fonts are
 * left alone. A document that is encrypted, and what is packed in any way but deflate, is a gap.
 *
 * Source: ISO 32000-1, 7.3.8 (streams), 7.4 (filters), 7.6 (encryption).
 */

#include <inttypes.h>

#include "base/kit.h"
#include "base/limits.h"
#include "examine/inspect.h"
#include "examine/papers/pdf_text.h"
#include "inventory/gaps.h"
#include "source/inflate.h"

enum {
    HEAD = 1024, /* where readers look for the first line */
    DICT_MAX = 1 << 16,
    PIECE = 1 << 16,
    ATTACHED_MAX = 1 << 20, /* of an attachment searched at once */
};

struct pdf {
    struct cursor *cursor;
    struct evidence *evidence;
    struct pdf_text text;
    struct buf dict;     /* of the object at hand, as far as it was read */
    struct buf attached; /* text of an attachment that waits */
    struct inflater *inflater;
    uint64_t left;               /* bytes that may still be unpacked */
    bool unread, damaged, spent; /* told already */
};

static void pdf_clear(struct pdf *pdf)
{
    pdf_text_clear(&pdf->text);
    buf_clear(&pdf->dict);
    buf_clear(&pdf->attached);
    inflater_free(pdf->inflater);
}

static const uint8_t *find(struct bytes text, const char *word)
{
    return text.size ? memmem(text.data, text.size, word, strlen(word)) : NULL;
}

/* Whether the dictionary at hand has a word: a key, or a name. */
static bool has(const struct pdf *pdf, const char *word)
{
    return find(buf_bytes(&pdf->dict), word) != NULL;
}

static void gap_once(struct pdf *pdf, bool *told, const char *id, uint64_t at, const char *why)
{
    if (!*told)
        evidence_gap(pdf->evidence, id, at, "%s", why);
    *told = true;
}

/* ---- what a stream holds ---- */

enum packing { PLAIN, DEFLATED, PICTURE, UNREAD };

static bool is_letter(uint8_t byte)
{
    return (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') ||
           (byte >= '0' && byte <= '9');
}

/* The filters of the stream whose dictionary is at hand: of several each must be known. */
static enum packing packing_of(const struct pdf *pdf)
{
    static const struct {
        const char *name;
        enum packing packing;
    } filters[] = {
        {"FlateDecode", DEFLATED},   {"Fl", DEFLATED},
        {"DCTDecode", PICTURE},      {"DCT", PICTURE},
        {"JPXDecode", PICTURE},      {"JBIG2Decode", PICTURE},
        {"CCITTFaxDecode", PICTURE}, {"CCF", PICTURE},
    };
    struct bytes dict = buf_bytes(&pdf->dict), name;
    const uint8_t *key = find(dict, "/Filter");
    size_t at = key ? (size_t)(key - dict.data) + strlen("/Filter") : 0, names = 0;
    enum packing packing = key ? UNREAD : PLAIN;
    bool list;

    while (key && at < dict.size && bytes_has(BYTES(" \t\r\n["), dict.data[at]))
        at++;
    list = key && dict.data[at - 1] == '[';
    while (key && at < dict.size && dict.data[at] == '/' && (names == 0 || list)) {
        size_t end = ++at;

        while (end < dict.size && is_letter(dict.data[end]))
            end++;
        name = bytes_of(dict.data + at, end - at);
        packing = UNREAD;
        for (size_t i = 0; i < ARRAY_LEN(filters) && names == 0; i++)
            if (bytes_equal(name, bytes_text(filters[i].name)))
                packing = filters[i].packing;
        names++;
        for (at = end; at < dict.size && bytes_has(BYTES(" \t\r\n"), dict.data[at]);)
            at++;
    }
    return packing;
}

static bool is_picture_or_font(const struct pdf *pdf)
{
    return (has(pdf, "/Image") && has(pdf, "/Width") && has(pdf, "/Height")) ||
           has(pdf, "/Length1") || has(pdf, "/Type1C") || has(pdf, "/CIDFontType0C");
}

/* Not in the language of pages: searched as it is. */
static bool is_attached(const struct pdf *pdf)
{
    return has(pdf, "/Metadata") || has(pdf, "/EmbeddedFile");
}

static void end_attached(struct pdf *pdf, uint64_t at)
{
    if (pdf->attached.size > 0)
        evidence_value(pdf->evidence, EVIDENCE_NO_COLUMN, 0, at, buf_bytes(&pdf->attached));
    buf_reset(&pdf->attached);
}

static void take(struct pdf *pdf, uint64_t at, struct bytes plain, bool attached)
{
    if (!attached) {
        pdf_text_read(&pdf->text, plain);
        return;
    }
    buf_add(&pdf->attached, plain.data, plain.size);
    if (pdf->attached.size > ATTACHED_MAX)
        end_attached(pdf, at);
}

/* Unpacks what begins at the cursor, whose place is behind it afterwards. */
static ASSAY_RESULT read_deflated(struct pdf *pdf, uint64_t at, bool attached)
{
    enum inflate_result result = INFLATE_NEEDS_INPUT;
    uint64_t before = pdf->left;
    struct assay_error damage;
    uint8_t piece[PIECE];

    inflater_reset(pdf->inflater, INFLATE_ZLIB);
    while ((result == INFLATE_NEEDS_INPUT || result == INFLATE_OUTPUT_FULL) && pdf->left > 0) {
        struct inflate_io io = {.out = piece, .room = sizeof piece};
        struct bytes some;

        TRY(cursor_some(pdf->cursor, &some));
        if (some.size == 0)
            break;
        io.in = some;
        result = inflate_step(pdf->inflater, &io, &damage);
        cursor_consume(pdf->cursor, some.size - io.in.size);
        take(pdf, at, bytes_of(piece, sizeof piece - io.room), attached);
        pdf->left -= sizeof piece - io.room < pdf->left ? sizeof piece - io.room : pdf->left;
        if (result == INFLATE_OUTPUT_FULL && io.room == sizeof piece)
            break;
    }
    if (pdf->left == 0)
        gap_once(pdf, &pdf->spent, GAP_BUNDLE_RATIO_LIMIT, at,
                 "it unpacks to more than is read: the text behind was not searched");
    else if (result == INFLATE_DAMAGED && pdf->left == before)
        gap_once(pdf, &pdf->damaged, GAP_DATA_BAD_RECORD, at,
                 "a stream of the document does not unpack: its text was not searched");
    return ASSAY_OK;
}

/* What stands up to the word "endstream", as it is. */
static ASSAY_RESULT read_plain(struct pdf *pdf, uint64_t at, bool looks, bool attached)
{
    static const char end[] = "endstream";
    struct bytes some;

    for (;;) {
        const uint8_t *found;
        size_t size;

        TRY(cursor_peek(pdf->cursor, PIECE, &some));
        found = find(some, end);
        size = found               ? (size_t)(found - some.data)
               : some.size < PIECE ? some.size
                                   : some.size - sizeof end;
        if (looks)
            take(pdf, at, bytes_of(some.data, size), attached);
        cursor_consume(pdf->cursor, size);
        if (found || some.size < PIECE)
            return ASSAY_OK;
    }
}

/* Behind the word "stream". */
static ASSAY_RESULT read_stream(struct pdf *pdf)
{
    const enum packing packing = packing_of(pdf);
    const bool skipped = packing == PICTURE || is_picture_or_font(pdf);
    const bool attached = is_attached(pdf);
    struct bytes end;
    uint64_t at;

    TRY(cursor_peek(pdf->cursor, 2, &end));
    cursor_consume(pdf->cursor, bytes_starts(end, BYTES("\r\n")) ? 2 : end.size > 0);
    at = cursor_at(pdf->cursor);
    pdf_text_start(&pdf->text, at);
    if (packing == UNREAD && !skipped)
        gap_once(pdf, &pdf->unread, GAP_DATA_FORMAT_UNREAD, at,
                 "a stream of the document is packed in a way that is not read");
    if (packing == DEFLATED && !skipped)
        TRY(read_deflated(pdf, at, attached));
    else
        TRY(read_plain(pdf, at, packing == PLAIN && !skipped, attached));
    end_attached(pdf, at);
    pdf_text_start(&pdf->text, cursor_at(pdf->cursor));
    buf_reset(&pdf->dict);
    return buf_status(&pdf->text.out, pdf->cursor->err);
}

/* ---- objects ---- */

/* Keeps what stands behind the last word "obj". */
static void keep_dict(struct pdf *pdf, struct bytes text)
{
    for (const uint8_t *found = find(text, "obj"); found; found = find(text, "obj")) {
        buf_reset(&pdf->dict);
        text = bytes_from(text, (size_t)(found - text.data) + 3);
    }
    if (pdf->dict.size + text.size > DICT_MAX)
        buf_reset(&pdf->dict);
    if (text.size <= DICT_MAX)
        buf_add(&pdf->dict, text.data, text.size);
}

static void take_objects(struct pdf *pdf, size_t size)
{
    struct bytes text;

    if (cursor_peek(pdf->cursor, size, &text) != ASSAY_OK)
        return;
    keep_dict(pdf, text);
    pdf_text_read(&pdf->text, text);
    cursor_consume(pdf->cursor, text.size);
}

static ASSAY_RESULT read_objects(struct pdf *pdf)
{
    static const char word[] = "stream";
    struct bytes some;

    for (;;) {
        const uint8_t *found;
        size_t before;

        TRY(cursor_peek(pdf->cursor, PIECE, &some));
        if (some.size == 0)
            return ASSAY_OK;
        found = find(some, word);
        before = found ? (size_t)(found - some.data) : 0;
        if (!found) {
            take_objects(pdf, some.size < PIECE ? some.size : some.size - sizeof word - 2);
        } else if (bytes_ends(bytes_of(some.data, before), BYTES("end"))) {
            take_objects(pdf, before + strlen(word));
        } else {
            take_objects(pdf, before);
            cursor_consume(pdf->cursor, strlen(word));
            TRY(read_stream(pdf));
        }
    }
}

/* The key stands in the dictionary of the trailer, at the end, or of a stream in its place. */
static ASSAY_RESULT is_encrypted(struct cursor *cursor, bool *encrypted)
{
    static const char key[] = "/Encrypt";
    struct bytes some;

    *encrypted = false;
    for (;;) {
        TRY(cursor_peek(cursor, PIECE, &some));
        if (find(some, key)) {
            *encrypted = true;
            return ASSAY_OK;
        }
        if (some.size < PIECE)
            return ASSAY_OK;
        cursor_consume(cursor, some.size - sizeof key);
    }
}

static uint64_t may_unpack(uint64_t size)
{
    uint64_t most;

    if (ckd_mul(&most, size, (uint64_t)LIMIT_PDF_RATIO) || most > LIMIT_PDF_MOST)
        return LIMIT_PDF_MOST;
    return most > LIMIT_PDF_LEAST ? most : LIMIT_PDF_LEAST;
}

static enum assay_status pdf_read(struct cursor *cursor, const struct subject *subject,
                                  struct evidence *evidence)
{
    CLEANUP(pdf_clear)
    struct pdf pdf = {.cursor = cursor, .evidence = evidence, .left = may_unpack(subject->size)};
    enum assay_status status;
    bool encrypted;

    pdf_text_init(&pdf.text, evidence);
    buf_init(&pdf.dict, SIZE_MAX);
    buf_init(&pdf.attached, SIZE_MAX);
    TRY(is_encrypted(cursor, &encrypted));
    if (encrypted) {
        evidence_gap(evidence, GAP_DATA_ENCRYPTED, 0,
                     "the document is encrypted: its text was not searched");
        return ASSAY_OK;
    }
    TRY(cursor_seek(cursor, 0));
    pdf.inflater = inflater_new(INFLATE_ZLIB);
    if (!pdf.inflater)
        return cursor_fail_at(cursor, ASSAY_ENOMEM, 0, "out of memory");
    status = read_objects(&pdf);
    pdf_text_end(&pdf.text);
    return status;
}

static unsigned pdf_bid(const struct subject *subject)
{
    enum { BID = 40, BID_NAME = 8 };
    const struct bytes front =
        bytes_of(subject->head.data, subject->head.size < HEAD ? subject->head.size : HEAD);

    if (bytes_starts(front, BYTES("%PDF-")))
        return BID;
    return bytes_ends(subject->name, BYTES(".pdf")) && find(front, "%PDF-") ? BID_NAME : 0;
}

const struct inspector inspect_pdf = {.format = "pdf",
                                      .kind = ASSAY_KIND_DOCUMENT,
                                      .packed = true,
                                      .gap = GAP_DATA_BAD_RECORD,
                                      .bid = pdf_bid,
                                      .read = pdf_read};
