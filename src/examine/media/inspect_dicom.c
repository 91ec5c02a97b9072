/*
 * inspect_dicom.c - DICOM files: what they are of, who they are of, and whether they say that
 * identity was removed. Sequences too; pixels are passed over.
 *
 * Source: DICOM PS3.10, 7 (file format); PS3.5, 7 and annex A (data sets, transfer syntaxes);
 * PS3.15, annex E.
 */

#include <inttypes.h>

#include "base/kit.h"
#include "base/limits.h"
#include "examine/inspect.h"
#include "examine/kinds.h"
#include "examine/media/dicom_tags.h"
#include "inventory/gaps.h"

#define UNDEFINED UINT32_MAX
/* Marks, which do not fit in an enum. */
#define ITEM UINT32_C(0xfffee000)
#define ITEM_END UINT32_C(0xfffee00d)
#define SEQUENCE_END UINT32_C(0xfffee0dd)
#define DEFLATED "1.2.840.10008.1.2.1.99"

enum { BID = 32, PREAMBLE = 128, SEEN_MAX = 64, TEXT_MAX = 64 * 1024 };

enum tag {
    SYNTAX = 0x00020010,
    MODALITY = 0x00080060,
    IDENTITY_REMOVED = 0x00120062,
    REMOVED_BY = 0x00120063,
    ROWS = 0x00280010,
    COLUMNS = 0x00280011,
    BURNED_IN = 0x00280301,
    PIXELS = 0x7fe00010,
};

struct dicom {
    struct cursor *cursor;
    struct evidence *evidence;
    bool implicit, big, deflated;
    bool removed; /* identity was, as the file tells */
    uint64_t elements;
    struct {
        const struct dicom_tag *tag;
        uint64_t offset;
    } seen[SEEN_MAX];
    size_t seen_count;
};

struct element {
    uint32_t tag, size;
    char vr[3];      /* "" where the encoding does not tell */
    uint64_t offset; /* of its value */
};

static enum assay_status read_u16(struct dicom *dicom, uint16_t *out)
{
    return dicom->big ? cursor_u16be(dicom->cursor, out) : cursor_u16le(dicom->cursor, out);
}

static enum assay_status read_u32(struct dicom *dicom, uint32_t *out)
{
    return dicom->big ? cursor_u32be(dicom->cursor, out) : cursor_u32le(dicom->cursor, out);
}

static bool has_long_size(const char *vr)
{
    return strstr("OB OD OF OL OV OW SQ SV UC UN UR UT UV", vr) != NULL;
}

static enum assay_status read_element(struct dicom *dicom, struct element *element)
{
    uint64_t at = cursor_at(dicom->cursor);
    uint16_t group, number, small;

    if (dicom->elements++ >= LIMIT_DICOM_ELEMENTS)
        return cursor_fail_at(dicom->cursor, ASSAY_ELIMIT, at, "more than %u elements",
                              LIMIT_DICOM_ELEMENTS);
    *element = (struct element){0};
    TRY(read_u16(dicom, &group));
    TRY(read_u16(dicom, &number));
    element->tag = (uint32_t)group << 16 | number;
    if (dicom->implicit || group == 0xfffe) {
        TRY(read_u32(dicom, &element->size));
    } else {
        TRY(cursor_copy(dicom->cursor, element->vr, 2));
        if (element->vr[0] < 'A' || element->vr[0] > 'Z' || element->vr[1] < 'A' ||
            element->vr[1] > 'Z')
            return cursor_fail_at(dicom->cursor, ASSAY_EFORMAT, at, "an element of no type");
        if (has_long_size(element->vr)) {
            TRY(cursor_skip(dicom->cursor, 2));
            TRY(read_u32(dicom, &element->size));
        } else {
            TRY(read_u16(dicom, &small));
            element->size = small;
        }
    }
    element->offset = cursor_at(dicom->cursor);
    if (element->size != UNDEFINED && element->size > cursor_left(dicom->cursor))
        return cursor_fail_at(dicom->cursor, ASSAY_EFORMAT, at, "a value of %" PRIu32 " bytes",
                              element->size);
    return ASSAY_OK;
}

/* Without what fills a value up to an even size. */
static struct bytes trimmed(struct bytes text)
{
    while (text.size > 0 && (text.data[text.size - 1] == 0 || text.data[text.size - 1] == ' '))
        text.size--;
    while (text.size > 0 && text.data[0] == ' ')
        text = bytes_from(text, 1);
    return text;
}

static void note_identity(struct dicom *dicom, const struct element *element, struct bytes text)
{
    const struct dicom_tag *tag = dicom_tag_find(element->tag);

    if (!tag || text.size == 0)
        return;
    evidence_set(dicom->evidence, ASSAY_FACT_IMAGING_IDENTIFYING, MEASURED, bytes_text(tag->name));
    if (!tag->class_name || dicom->seen_count == SEEN_MAX)
        return;
    dicom->seen[dicom->seen_count].tag = tag;
    dicom->seen[dicom->seen_count++].offset = element->offset;
}

static void tell_value(struct dicom *dicom, const struct element *element, struct bytes text)
{
    struct evidence *evidence = dicom->evidence;

    switch (element->tag) {
    case SYNTAX:
        evidence_text(evidence, ASSAY_FACT_IMAGING_SYNTAX, MEASURED, text);
        break;
    case MODALITY:
        evidence_text(evidence, ASSAY_FACT_IMAGING_MODALITY, DECLARED, text);
        break;
    case BURNED_IN:
        evidence_text(evidence, ASSAY_FACT_IMAGING_BURNED_IN, DECLARED, text);
        break;
    case IDENTITY_REMOVED:
        evidence_text(evidence, ASSAY_FACT_IMAGING_DEIDENTIFIED, DECLARED, text);
        dicom->removed = bytes_equal(text, BYTES("YES"));
        break;
    case REMOVED_BY:
        evidence_list(evidence, ASSAY_FACT_IMAGING_DEIDENTIFIED_BY, DECLARED, text);
        break;
    case ROWS:
    case COLUMNS:
        if (text.size > 0 && element->size == 2)
            evidence_int(
                evidence, element->tag == ROWS ? ASSAY_FACT_MEDIA_HEIGHT : ASSAY_FACT_MEDIA_WIDTH,
                MEASURED,
                dicom->big ? (uint64_t)text.data[0] << 8 | (text.size > 1 ? text.data[1] : 0)
                           : text.data[0] | (uint64_t)(text.size > 1 ? text.data[1] : 0) << 8);
        break;
    default:
        break;
    }
}

static bool is_text(const char *vr)
{
    return vr[0] && strstr("AE AS CS DA DS DT IS LO LT PN SH ST TM UC UR UT", vr) != NULL;
}

/* A value that holds no elements; the cursor goes behind it. */
static enum assay_status read_value(struct dicom *dicom, const struct element *element)
{
    size_t size = element->size < TEXT_MAX ? element->size : TEXT_MAX;
    struct bytes value, text;

    if (element->tag == PIXELS)
        return cursor_skip(dicom->cursor, element->size);
    TRY(cursor_take(dicom->cursor, size, &value));
    text = trimmed(value);
    tell_value(dicom, element, element->tag == ROWS || element->tag == COLUMNS ? value : text);
    note_identity(dicom, element, text);
    if (text.size > 1 && (is_text(element->vr) || kind_is_text(text)))
        evidence_value(dicom->evidence, EVIDENCE_NO_COLUMN, 0, element->offset, text);
    return cursor_skip(dicom->cursor, element->size - size);
}

static enum assay_status read_elements(struct dicom *dicom, uint64_t end, unsigned depth);

/* Whether a value holds items: by its type, its size, or, where no type is told, by how it begins.
 */
static enum assay_status is_sequence(struct dicom *dicom, const struct element *element,
                                     bool *sequence)
{
    struct bytes head;

    *sequence = strcmp(element->vr, "SQ") == 0 || element->size == UNDEFINED;
    if (*sequence || element->vr[0] || element->size < 8)
        return ASSAY_OK;
    TRY(cursor_peek(dicom->cursor, 4, &head));
    *sequence = bytes_equal(head, BYTES("\xfe\xff\x00\xe0"));
    return ASSAY_OK;
}

/* Items of a sequence, or fragments of pixels, which hold no elements.
 * NOLINTNEXTLINE(misc-no-recursion): `depth` ends at LIMIT_DICOM_DEPTH */
static enum assay_status read_items(struct dicom *dicom, const struct element *sequence,
                                    uint64_t outer, unsigned depth)
{
    struct cursor *cursor = dicom->cursor;
    bool open = sequence->size == UNDEFINED, was = dicom->implicit;
    uint64_t end = open ? outer : sequence->offset + sequence->size;
    struct element item;

    if (depth >= LIMIT_DICOM_DEPTH)
        return cursor_fail_at(cursor, ASSAY_ELIMIT, sequence->offset,
                              "sequences deeper than %d levels", LIMIT_DICOM_DEPTH);
    if (strcmp(sequence->vr, "UN") == 0) /* PS3.5, 6.2.2: what is in it tells no types */
        dicom->implicit = true;
    while (cursor_at(cursor) < end) {
        TRY(read_element(dicom, &item));
        if (item.tag == SEQUENCE_END && open)
            break;
        if (item.tag != ITEM)
            return cursor_fail_at(cursor, ASSAY_EFORMAT, item.offset, "no item of a sequence");
        if (sequence->tag == PIXELS) {
            if (item.size == UNDEFINED)
                return cursor_fail(cursor, "a fragment without a size");
            TRY(cursor_skip(cursor, item.size));
            continue;
        }
        if (item.size != UNDEFINED && item.size > end - item.offset)
            return cursor_fail(cursor, "an item behind the end of its sequence");
        TRY(read_elements(dicom, item.size == UNDEFINED ? end : item.offset + item.size,
                          depth + 1));
    }
    dicom->implicit = was;
    return ASSAY_OK;
}

/* Elements up to `end`, or to the mark that ends an item. NOLINTNEXTLINE(misc-no-recursion) */
static enum assay_status read_elements(struct dicom *dicom, uint64_t end, unsigned depth)
{
    while (cursor_at(dicom->cursor) < end) {
        struct element element;
        bool sequence;

        TRY(read_element(dicom, &element));
        if (element.tag == ITEM_END)
            return ASSAY_OK;
        TRY(is_sequence(dicom, &element, &sequence));
        if (element.size != UNDEFINED && element.size > end - element.offset)
            return cursor_fail(dicom->cursor, "a value behind the end of its item");
        if (sequence)
            note_identity(dicom, &element, bytes_of("", element.size > 0));
        TRY(sequence ? read_items(dicom, &element, end, depth) : read_value(dicom, &element));
    }
    return ASSAY_OK;
}

/* Group 2 is always explicit and little-endian, and tells how the rest is encoded. */
static enum assay_status read_meta(struct dicom *dicom)
{
    struct bytes head, value;
    struct element element;

    for (;;) {
        TRY(cursor_peek(dicom->cursor, 2, &head));
        if (head.size < 2 || head.data[0] != 2 || head.data[1] != 0)
            return ASSAY_OK;
        TRY(read_element(dicom, &element));
        if (element.tag != SYNTAX) {
            TRY(cursor_skip(dicom->cursor, element.size));
            continue;
        }
        TRY(cursor_take(dicom->cursor, element.size, &value));
        value = trimmed(value);
        tell_value(dicom, &element, value);
        dicom->deflated = bytes_equal(value, BYTES(DEFLATED));
        if (bytes_equal(value, BYTES("1.2.840.10008.1.2")))
            dicom->implicit = true;
        if (bytes_equal(value, BYTES("1.2.840.10008.1.2.2")))
            dicom->big = true;
    }
}

/* The flag stands behind most of what it is about, so that all is judged in the end: what is left
 * where identity was removed may be made up, and is for a person to look at. */
static void tell_identity(const struct dicom *dicom)
{
    for (size_t i = 0; i < dicom->seen_count; i++) {
        const struct assay_place place = {.offset = dicom->seen[i].offset};

        evidence_observe(dicom->evidence, dicom->seen[i].tag->class_name,
                         dicom->removed ? ASSAY_MEDIUM : ASSAY_HIGH, &place,
                         bytes_text(dicom->seen[i].tag->name));
    }
}

static unsigned dicom_bid(const struct subject *subject)
{
    return bytes_starts(bytes_from(subject->head, PREAMBLE), BYTES("DICM")) ? BID : 0;
}

static enum assay_status dicom_read(struct cursor *cursor, const struct subject *subject,
                                    struct evidence *evidence)
{
    struct dicom dicom = {.cursor = cursor, .evidence = evidence};
    enum assay_status status;

    (void)subject;
    TRY(cursor_skip(cursor, PREAMBLE));
    TRY(cursor_expect(cursor, "DICM", 4));
    TRY(read_meta(&dicom));
    if (dicom.deflated) {
        evidence_gap(evidence, GAP_DATA_FORMAT_UNREAD, cursor_at(cursor),
                     "its data set is compressed, and was not read");
        return ASSAY_OK;
    }
    status = read_elements(&dicom, cursor_at(cursor) + cursor_left(cursor), 0);
    tell_identity(&dicom);
    return status;
}

const struct inspector inspect_dicom = {.format = "dicom",
                                        .kind = ASSAY_KIND_DATASET,
                                        .packed = true,
                                        .bid = dicom_bid,
                                        .read = dicom_read};
