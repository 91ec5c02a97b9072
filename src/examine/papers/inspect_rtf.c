/*
 * inspect_rtf.c - what a document in RTF says: any letters of a paragraph may stand in groups of
 * their own, with control words between them, or as codes, so that its bytes show no whole word.
 *
 * Everything that is no digit of a picture counts as text, also what programs keep beside it; an
 * object of another program is a gap. Codes are read as windows-1252, whatever page is named.
 *
 * Source: Microsoft, "Rich Text Format (RTF) Specification", version 1.9.1.
 */

#include "base/codec.h"
#include "base/kit.h"
#include "base/limits.h"
#include "base/text.h"
#include "examine/inspect.h"
#include "examine/papers/office_table.h"
#include "examine/text/single_byte.h"
#include "inventory/gaps.h"

enum {
    GROUPS_KNOWN = 128,         /* deeper ones are as the last of them */
    WORD_MOST = 32,             /* letters of a control word */
    PARAGRAPH_MOST = 64 * 1024, /* bytes that are handed on at once */
    STAND_INS_MOST = 16,        /* letters for programs that know no \u */
};

/* What holds until the group ends. */
struct group {
    bool digits;       /* of a picture, or of data that only programs read */
    uint8_t stand_ins; /* letters that follow each \u */
};

struct rtf {
    struct cursor *cursor;
    struct evidence *evidence;
    struct office_table table;
    struct bytes some; /* that is left of what the cursor showed */
    struct buf text;   /* of the present paragraph */
    uint64_t at;       /* where it began */
    struct group groups[GROUPS_KNOWN];
    size_t depth;  /* of the present group, from 1 */
    unsigned skip; /* letters that stand in for the last \u */
    uint16_t pair; /* the first half of a character, or 0 */
    bool in_row;
    bool objects;
};

/* ---- bytes ---- */

/* The next byte, which stays; false at the end. */
static ASSAY_RESULT look(struct rtf *rtf, bool *is, uint8_t *c)
{
    if (rtf->some.size == 0)
        TRY(cursor_some(rtf->cursor, &rtf->some));
    *is = rtf->some.size > 0;
    *c = *is ? rtf->some.data[0] : 0;
    return ASSAY_OK;
}

static void pass(struct rtf *rtf)
{
    cursor_consume(rtf->cursor, 1);
    rtf->some = bytes_from(rtf->some, 1);
}

static struct group *group_of(struct rtf *rtf)
{
    size_t depth = rtf->depth < GROUPS_KNOWN ? rtf->depth : GROUPS_KNOWN - 1;

    return &rtf->groups[depth];
}

/* ---- text ---- */

static ASSAY_RESULT end_paragraph(struct rtf *rtf)
{
    struct bytes text = buf_bytes(&rtf->text);

    TRY(buf_status(&rtf->text, rtf->cursor->err));
    if (!rtf->in_row && rtf->table.depth > 0) /* behind its last row */
        office_table_close(&rtf->table);
    if (text.size > 0 && !office_table_take(&rtf->table, text))
        evidence_value(rtf->evidence, EVIDENCE_NO_COLUMN, 0, rtf->at, text);
    buf_reset(&rtf->text);
    return ASSAY_OK;
}

static ASSAY_RESULT add(struct rtf *rtf, struct bytes text)
{
    if (rtf->text.size == 0)
        rtf->at = cursor_at(rtf->cursor);
    buf_add(&rtf->text, text.data, text.size);
    return rtf->text.size < PARAGRAPH_MOST ? ASSAY_OK : end_paragraph(rtf);
}

/* A letter that may stand in for the character before it. */
static ASSAY_RESULT add_letter(struct rtf *rtf, uint8_t c)
{
    if (rtf->skip > 0) {
        rtf->skip--;
        return ASSAY_OK;
    }
    if (rtf->text.size == 0)
        rtf->at = cursor_at(rtf->cursor);
    single_byte_decode(&rtf->text, bytes_of(&c, 1));
    return rtf->text.size < PARAGRAPH_MOST ? ASSAY_OK : end_paragraph(rtf);
}

/* \uN: a unit of UTF-16, as a number with a sign. */
static ASSAY_RESULT add_unit(struct rtf *rtf, int32_t number)
{
    const uint16_t unit = (uint16_t)number, first = rtf->pair;
    uint32_t code = unit;
    char utf8[4];

    rtf->skip = group_of(rtf)->stand_ins;
    rtf->pair = unit >= 0xd800 && unit < 0xdc00 ? unit : 0;
    if (rtf->pair)
        return ASSAY_OK;
    if (unit >= 0xdc00 && unit < 0xe000)
        code = first ? 0x10000 + ((first & 0x3ffU) << 10) + (unit & 0x3ffU) : 0xfffd;
    return add(rtf, bytes_of(utf8, utf8_encode(code, utf8)));
}

/* ---- tables ---- */

static void begin_row(struct rtf *rtf)
{
    if (rtf->in_row)
        return;
    rtf->in_row = true;
    if (rtf->table.depth == 0)
        office_table_open(&rtf->table);
    office_table_open_cell(&rtf->table, cursor_at(rtf->cursor));
}

static ASSAY_RESULT end_cell(struct rtf *rtf)
{
    TRY(end_paragraph(rtf));
    office_table_open_cell(&rtf->table, cursor_at(rtf->cursor));
    return ASSAY_OK;
}

static ASSAY_RESULT end_row(struct rtf *rtf)
{
    TRY(end_paragraph(rtf));
    rtf->in_row = false;
    return office_table_end_row(&rtf->table);
}

/* ---- control words ---- */

static ASSAY_RESULT obey(struct rtf *rtf, struct bytes word, int32_t number)
{
    static const char *const ends[] = {"column", "line", "nestcell", "page", "par", "sect"};
    static const char *const digits[] = {"blipuid", "colorschememapping", "datastore", "objdata",
                                         "pict",    "themedata"};

    if (bytes_is_one_of(word, ends, ARRAY_LEN(ends)))
        return end_paragraph(rtf);
    if (bytes_is_one_of(word, digits, ARRAY_LEN(digits))) {
        group_of(rtf)->digits = true;
        rtf->objects |= bytes_equal(word, BYTES("objdata"));
    } else if (bytes_equal(word, BYTES("u"))) {
        return add_unit(rtf, number);
    } else if (bytes_equal(word, BYTES("uc"))) {
        group_of(rtf)->stand_ins = (uint8_t)(number < 0                ? 0
                                             : number > STAND_INS_MOST ? STAND_INS_MOST
                                                                       : number);
    } else if (bytes_equal(word, BYTES("bin")) && number > 0) {
        rtf->some = bytes_of(NULL, 0);
        rtf->objects = true;
        return cursor_skip(rtf->cursor, (uint64_t)number);
    } else if (bytes_equal(word, BYTES("tab"))) {
        return add(rtf, BYTES("\t"));
    } else if (bytes_equal(word, BYTES("trowd")) || bytes_equal(word, BYTES("intbl"))) {
        begin_row(rtf);
    } else if (bytes_equal(word, BYTES("cell"))) {
        return end_cell(rtf);
    } else if (bytes_equal(word, BYTES("row"))) {
        return end_row(rtf);
    }
    return ASSAY_OK;
}

/* Letters, a number that may be negative, and one blank that ends both. */
static ASSAY_RESULT read_word(struct rtf *rtf)
{
    enum { NUMBER_MOST = 100000000 };
    char word[WORD_MOST];
    size_t size = 0;
    int32_t number = 0;
    bool is, negative = false;
    uint8_t c;

    for (;;) {
        TRY(look(rtf, &is, &c));
        if (!is || !((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')))
            break;
        if (size < sizeof word)
            word[size++] = (char)c;
        pass(rtf);
    }
    if (is && c == '-') {
        negative = true;
        pass(rtf);
        TRY(look(rtf, &is, &c));
    }
    while (is && c >= '0' && c <= '9') {
        if (number < NUMBER_MOST)
            number = number * 10 + (c - '0');
        pass(rtf);
        TRY(look(rtf, &is, &c));
    }
    if (is && c == ' ')
        pass(rtf);
    return obey(rtf, bytes_of(word, size), negative ? -number : number);
}

static ASSAY_RESULT read_code(struct rtf *rtf)
{
    uint8_t digits[2] = {0}, c;
    bool is;

    for (size_t i = 0; i < sizeof digits; i++) {
        TRY(look(rtf, &is, &digits[i]));
        if (!is || !hex_is_digit(digits[i]))
            return ASSAY_OK;
        pass(rtf);
    }
    return hex_octet(bytes_of(digits, sizeof digits), &c) ? add_letter(rtf, c) : ASSAY_OK;
}

/* Behind a backslash. */
static ASSAY_RESULT read_control(struct rtf *rtf)
{
    bool is;
    uint8_t c;

    TRY(look(rtf, &is, &c));
    if (!is)
        return ASSAY_OK;
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))
        return read_word(rtf);
    pass(rtf);
    switch (c) {
    case '\'':
        return read_code(rtf);
    case '\r':
    case '\n':
        return end_paragraph(rtf);
    case '~':
        return add(rtf, BYTES(" "));
    case '_':
        return add(rtf, BYTES("-"));
    case '\\':
    case '{':
    case '}':
        return add_letter(rtf, c);
    default: /* a hyphen that may be one, marks of indexes and of destinations */
        return ASSAY_OK;
    }
}

/* ---- groups ---- */

static void open_group(struct rtf *rtf)
{
    struct group before = *group_of(rtf);

    rtf->depth++;
    *group_of(rtf) = before;
    rtf->skip = 0;
}

static void close_group(struct rtf *rtf)
{
    rtf->depth -= rtf->depth > 0;
    rtf->skip = 0;
}

static ASSAY_RESULT read_byte(struct rtf *rtf, uint8_t c)
{
    pass(rtf);
    switch (c) {
    case '{':
        open_group(rtf);
        return ASSAY_OK;
    case '}':
        close_group(rtf);
        return ASSAY_OK;
    case '\\':
        return read_control(rtf);
    case '\r':
    case '\n':
    case 0:
        return ASSAY_OK;
    default:
        return group_of(rtf)->digits && (hex_is_digit(c) || c == ' ') ? ASSAY_OK
                                                                      : add_letter(rtf, c);
    }
}

static ASSAY_RESULT read_document(struct rtf *rtf)
{
    bool is;
    uint8_t c;

    for (;;) {
        TRY(look(rtf, &is, &c));
        if (!is)
            return end_paragraph(rtf);
        TRY(read_byte(rtf, c));
    }
}

static void rtf_clear(struct rtf *rtf)
{
    office_table_clear(&rtf->table);
    buf_clear(&rtf->text);
}

static enum assay_status rtf_read(struct cursor *cursor, const struct subject *subject,
                                  struct evidence *evidence)
{
    CLEANUP(rtf_clear) struct rtf rtf = {.cursor = cursor, .evidence = evidence};
    enum assay_status status;

    (void)subject;
    rtf.groups[0].stand_ins = 1;
    buf_init(&rtf.text, PARAGRAPH_MOST + 8);
    office_table_init(&rtf.table, evidence, cursor->err);
    status = read_document(&rtf);
    if (status == ASSAY_OK || status == ASSAY_EFORMAT)
        office_table_flush(&rtf.table);
    if (rtf.objects)
        evidence_gap(
            evidence, GAP_DATA_FORMAT_UNREAD, 0,
            "an object of another program, or bytes of one, stand in it and were not read");
    return status;
}

static unsigned rtf_bid(const struct subject *subject)
{
    return bytes_starts(subject->head, BYTES("{\\rtf")) ? 8 * 5 : 0;
}

const struct inspector inspect_rtf = {.format = "rtf",
                                      .kind = ASSAY_KIND_DOCUMENT,
                                      .text = true,
                                      .packed = true,
                                      .bid = rtf_bid,
                                      .read = rtf_read};
