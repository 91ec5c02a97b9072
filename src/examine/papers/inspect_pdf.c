/*
 * inspect_pdf.c - PDF: the text of its pages, notes, fields and attachments, which is packed, and
 * cut into letters. Fonts are gathered first, for pages may number their letters by them.
 *
 * Bounded: LIMIT_PDF_RATIO times the file's size, LIMIT_PDF_LEAST at least; of pictures and the
 * files of fonts, which are looked through for operators alone, LIMIT_PDF_MOST. A document that is
 * encrypted, what is packed in any way but deflate, and fonts that tell no letters are gaps.
 *
 * Source: ISO 32000-1, 7.6 (encryption).
 */

#include <inttypes.h>

#include "base/kit.h"
#include "base/limits.h"
#include "examine/inspect.h"
#include "examine/kinds.h"
#include "examine/papers/pdf_doubt.h"
#include "examine/papers/pdf_gather.h"
#include "examine/papers/pdf_text.h"
#include "examine/papers/pdf_walk.h"
#include "inventory/gaps.h"

enum {
    HEAD = 1024, /* where readers look for the first line */
    PIECE = 1 << 16,
    ATTACHED_MAX = 1 << 20, /* of an attachment searched at once */
    UNREAD_LEAST = 16,      /* letters: fewer than a token has are a list's dots */
};

struct pdf {
    struct pdf_walk walk;
    struct pdf_fonts fonts;
    struct evidence *evidence;
    struct pdf_text text;
    struct buf attached; /* text of an attachment that waits */
    uint64_t at;         /* the stream at hand */
    bool is_attached;
    struct pdf_doubt doubt;
    uint64_t unseen;             /* bytes that may still be unpacked of streams that are in doubt */
    bool unread, damaged, spent; /* told already */
};

static void pdf_clear(struct pdf *pdf)
{
    pdf_walk_clear(&pdf->walk);
    pdf_fonts_clear(&pdf->fonts);
    pdf_text_clear(&pdf->text);
    pdf_doubt_clear(&pdf->doubt);
    buf_clear(&pdf->attached);
}

static void gap_once(struct pdf *pdf, bool *told, const char *id, uint64_t at, const char *why)
{
    if (!*told)
        evidence_gap(pdf->evidence, id, at, "%s", why);
    *told = true;
}

/* ---- streams ---- */

/* Said to be a picture or the file of a font; it may be a page for all that. */
static bool is_doubtful(const struct pdf_dict_keys *keys)
{
    return keys->packing == PDF_DEFLATED &&
           (keys->font || (keys->image && keys->wide && keys->high));
}

static void end_attached(struct pdf *pdf)
{
    if (pdf->attached.size > 0)
        evidence_value(pdf->evidence, EVIDENCE_NO_COLUMN, 0, pdf->at, buf_bytes(&pdf->attached));
    buf_reset(&pdf->attached);
}

static void take_plain(void *state, struct bytes plain)
{
    struct pdf *pdf = state;

    if (plain.size == 0 || !pdf_doubt_ended(&pdf->doubt, plain))
        return;
    pdf_text_read(&pdf->text, buf_bytes(&pdf->doubt.before));
    buf_reset(&pdf->doubt.before);
    pdf_text_read(&pdf->text, plain);
    if (!pdf->is_attached)
        return;
    buf_add(&pdf->attached, plain.data, plain.size);
    if (pdf->attached.size > ATTACHED_MAX)
        end_attached(pdf);
}

/* Pictures may be larger than text ever is: they have bytes of their own. */
static ASSAY_RESULT unpack(struct pdf *pdf, const struct pdf_dict_keys *keys, bool *damaged,
                           bool *spent)
{
    const bool apart = pdf->doubt.open;
    const uint64_t left = pdf->walk.left;

    if (apart)
        pdf->walk.left = pdf->unseen;
    TRY(pdf_walk_unpack(&pdf->walk, keys->packing, damaged));
    *spent = pdf->walk.left == 0;
    if (apart) {
        pdf->unseen = pdf->walk.left;
        pdf->walk.left = left;
    }
    return ASSAY_OK;
}

static enum assay_status take_stream(void *state)
{
    struct pdf *pdf = state;
    struct pdf_dict_keys keys;
    bool damaged, spent;

    TRY(pdf_walk_keys(&pdf->walk, &keys));
    pdf->at = cursor_at(pdf->walk.cursor);
    pdf->is_attached = keys.attached; /* searched as it is too: it need not be one */
    pdf_doubt_start(&pdf->doubt, is_doubtful(&keys));
    pdf_text_start(&pdf->text, pdf->at, !keys.objects);
    if (keys.packing == PDF_UNREAD)
        gap_once(pdf, &pdf->unread, GAP_DATA_FORMAT_UNREAD, pdf->at,
                 "a stream of the document is packed in a way that is not read");
    TRY(unpack(pdf, &keys, &damaged, &spent));
    if (pdf_doubt_ended_by_last(&pdf->doubt))
        pdf_text_read(&pdf->text, buf_bytes(&pdf->doubt.before));
    if (spent)
        gap_once(pdf, &pdf->spent, GAP_BUNDLE_RATIO_LIMIT, pdf->at,
                 "it unpacks to more than is read: the text behind was not searched");
    else if (damaged)
        gap_once(pdf, &pdf->damaged, GAP_DATA_BAD_RECORD, pdf->at,
                 "a stream of the document does not unpack: its text was not searched");
    end_attached(pdf);
    pdf_text_start(&pdf->text, cursor_at(pdf->walk.cursor), false);
    return pdf_text_status(&pdf->text, pdf->walk.cursor->err);
}

static void take_objects(void *state, struct bytes text)
{
    struct pdf *pdf = state;

    pdf_text_read(&pdf->text, text);
}

/* The key stands in the dictionary of the trailer, at the end, or of a stream in its place. */
static ASSAY_RESULT is_encrypted(struct cursor *cursor, bool *encrypted)
{
    static const char key[] = "/Encrypt";
    struct bytes some;

    *encrypted = false;
    for (;;) {
        TRY(cursor_peek(cursor, PIECE, &some));
        if (memmem(some.data, some.size, key, strlen(key))) {
            *encrypted = true;
            return ASSAY_OK;
        }
        if (some.size < PIECE)
            return ASSAY_OK;
        cursor_consume(cursor, some.size - sizeof key);
    }
}

static void tell_unread(struct pdf *pdf)
{
    uint64_t letters = 0, fonts = 0;

    for (size_t i = 0; i < pdf->fonts.count; i++) {
        const struct pdf_font *font = &pdf->fonts.fonts[i];

        if (font->tally.unread < UNREAD_LEAST || font->tally.unread < font->tally.shown / 2)
            continue;
        letters += font->tally.unread;
        fonts++;
    }
    if (fonts > 0)
        evidence_gap(pdf->evidence, GAP_DATA_FORMAT_UNREAD, 0,
                     "%" PRIu64 " letters of its pages could not be read: no ToUnicode table says "
                     "what the numbers of %s stand for",
                     letters, fonts > 1 ? "their fonts" : "their font");
    if (pdf->fonts.full)
        evidence_gap(
            pdf->evidence, GAP_DATA_FORMAT_UNREAD, 0,
            "the document has more fonts than are read: some of its text was not searched");
}

static enum assay_status pdf_read(struct cursor *cursor, const struct subject *subject,
                                  struct evidence *evidence)
{
    CLEANUP(pdf_clear) struct pdf pdf = {.evidence = evidence};
    enum assay_status status;
    bool encrypted;

    TRY(is_encrypted(cursor, &encrypted));
    if (encrypted) {
        evidence_gap(evidence, GAP_DATA_ENCRYPTED, 0,
                     "the document is encrypted: its text was not searched");
        return ASSAY_OK;
    }
    pdf_fonts_init(&pdf.fonts);
    pdf_text_init(&pdf.text, evidence, &pdf.fonts);
    buf_init(&pdf.attached, SIZE_MAX);
    pdf_doubt_init(&pdf.doubt);
    pdf.unseen = LIMIT_PDF_MOST;
    TRY(pdf_gather(&pdf.fonts, cursor, subject->size));
    TRY(pdf_walk_init(&pdf.walk, cursor, subject->size));
    pdf.walk.reader = &pdf;
    pdf.walk.objects = take_objects;
    pdf.walk.stream = take_stream;
    pdf.walk.plain = take_plain;
    TRY(cursor_seek(cursor, 0));
    status = pdf_walk(&pdf.walk);
    pdf_text_end(&pdf.text);
    tell_unread(&pdf);
    return status;
}

static unsigned pdf_bid(const struct subject *subject)
{
    enum { BID = 40, BID_NAME = 8 };
    const struct bytes front = bytes_front(subject->head, HEAD);

    if (bytes_starts(front, BYTES("%PDF-")))
        return BID;
    return bytes_ends(subject->name, BYTES(".pdf")) && memmem(front.data, front.size, "%PDF-", 5)
               ? BID_NAME
               : 0;
}

const struct inspector inspect_pdf = {.format = "pdf",
                                      .kind = ASSAY_KIND_DOCUMENT,
                                      .packed = true,
                                      .gap = GAP_DATA_BAD_RECORD,
                                      .bid = pdf_bid,
                                      .read = pdf_read};
