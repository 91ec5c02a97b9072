/*
 * inspect_spss.c - system files of SPSS: the dictionary, and every case of plain and of compressed
 * data, in blocks of zlib (.zsav) too.
 *
 * Numbers are in the order of the machine that wrote them, which the layout code tells. Source:
 * GNU PSPP, "System File Format".
 */

#include <inttypes.h>
#include <stdlib.h>

#include "base/kit.h"
#include "base/limits.h"
#include "base/word.h"
#include "examine/inspect.h"
#include "examine/tables/survey.h"
#include "source/unpack.h"

enum {
    ELEMENT = 8, /* bytes of a number, and of a piece of a text */
    LAYOUT_AT = 64,
    HEADER = 176,
    LINE = 80, /* of a document */
    LONG_NAMES = 13,
    LONG_TEXTS = 14,
    PART = 255,         /* the most bytes of a text in one variable; longer ones take several, */
    PART_COUNTED = 252, /* for each of which so many are counted */
    LONG_TEXT_MOST = 32767,
    IN_BLOCKS = 2, /* what the header tells of compression: codes, in blocks of zlib */
    CASES_AT = 80,
    BLOCK_ENTRY = 24,
    BLOCK_MOST = 64 << 20,     /* bytes of a block; SPSS makes them of 4 MiB */
    PAIRS_SEARCHED = 64 << 20, /* bytes, of one file; names past them stay short */
};

#define UNKNOWN_CASES UINT32_MAX /* who wrote a stream did not know them beforehand */

/* What an extension tells of variables by their short names: "SHORT=what", with tabs between. */
struct pairs {
    struct buf all;
    size_t last; /* bytes up to the last one found */
};

/* Records of the dictionary. */
enum { VARIABLE = 2, VALUE_LABELS = 3, LABELLED = 4, DOCUMENT = 6, EXTENSION = 7, END = 999 };

/* Codes of compressed data; those below stand for themselves less the bias. */
enum { NOTHING = 0, NO_MORE = 252, ELEMENT_FOLLOWS = 253, BLANKS = 254, MISSING = 255 };

/* One element of a case: it begins a variable, or goes on with the text of the one before. */
struct element {
    uint32_t width; /* of a text that begins here; 0: a number */
    bool goes_on;
    bool joins; /* another part of the variable before: a text of more than PART bytes */
    char name[8];
    char label[SURVEY_LABEL_MOST];
    uint8_t label_size;
    struct survey_clock clock;
};

struct system_file {
    struct cursor *cursor;
    struct evidence *evidence;
    struct survey survey;
    bool big;
    uint32_t compression;
    uint32_t cases; /* that the header tells; UNKNOWN_CASES: it does not */
    double bias;
    struct element *elements;
    size_t count, capacity;
    struct pairs names, lengths; /* the long ones */
    uint64_t searched;           /* bytes of them, in all */
    struct buf text;             /* of the variable at hand */
    uint8_t codes[ELEMENT];
    size_t code; /* the next; ELEMENT: none */
    struct blocks {
        struct unpacker *unpacker;
        uint64_t entries; /* where the file tells of each */
        uint32_t count, next;
        struct buf packed, plain;
        size_t used; /* bytes of `plain` */
    } blocks;
};

static void system_file_clear(struct system_file *file)
{
    survey_clear(&file->survey);
    free(file->elements);
    buf_clear(&file->names.all);
    buf_clear(&file->lengths.all);
    buf_clear(&file->text);
    buf_clear(&file->blocks.packed);
    buf_clear(&file->blocks.plain);
    unpacker_free(file->blocks.unpacker);
}

static ASSAY_RESULT read_u32(struct system_file *file, uint32_t *out)
{
    return file->big ? cursor_u32be(file->cursor, out) : cursor_u32le(file->cursor, out);
}

static ASSAY_RESULT read_u64(struct system_file *file, uint64_t *out)
{
    return file->big ? cursor_u64be(file->cursor, out) : cursor_u64le(file->cursor, out);
}

static uint32_t u32_of(const struct system_file *file, const uint8_t bytes[4])
{
    uint32_t value = 0;

    for (size_t i = 0; i < sizeof value; i++)
        value |= (uint32_t)bytes[file->big ? sizeof value - 1 - i : i] << 8 * i;
    return value;
}

static double double_of(const struct system_file *file, const uint8_t bytes[ELEMENT])
{
    uint64_t bits = 0;
    double value;

    for (size_t i = 0; i < ELEMENT; i++)
        bits |= (uint64_t)bytes[file->big ? ELEMENT - 1 - i : i] << 8 * i;
    memcpy(&value, &bits, sizeof value);
    return value;
}

/* Seconds since the day on which the Gregorian calendar began. */
static struct survey_clock clock_of(uint32_t format)
{
    static const uint8_t dates[] = {20, 22, 23, 24, 28, 29, 30, 38, 39, 41};
    const uint8_t type = (uint8_t)(format >> 16);

    return memchr(dates, type, sizeof dates) ? (struct survey_clock){86400, SURVEY_DAYS_FROM_1582}
                                             : (struct survey_clock){0};
}

static ASSAY_RESULT add_element(struct system_file *file, struct element **out)
{
    if (file->count == file->capacity) {
        const size_t capacity = file->capacity ? 2 * file->capacity : 64;
        struct element *grown = reallocarray(file->elements, capacity, sizeof *grown);

        if (!grown)
            return cursor_fail_at(file->cursor, ASSAY_ENOMEM, ASSAY_NO_OFFSET,
                                  "out of memory for variables");
        file->elements = grown;
        file->capacity = capacity;
    }
    *out = &file->elements[file->count++];
    **out = (struct element){.width = 0};
    return ASSAY_OK;
}

static ASSAY_RESULT read_label(struct system_file *file, struct element *element)
{
    uint32_t size;
    struct bytes label;

    TRY(read_u32(file, &size));
    if (size > CURSOR_WINDOW_MAX - 3)
        return cursor_fail(file->cursor, "a label of %" PRIu32 " bytes", size);
    TRY(cursor_take(file->cursor, ((size_t)size + 3) / 4 * 4, &label));
    label = survey_trim(bytes_front(bytes_front(label, size), SURVEY_LABEL_MOST - 1));
    memcpy(element->label, label.data, label.size);
    element->label_size = (uint8_t)label.size;
    return ASSAY_OK;
}

/* The element before the last one is of a text. */
static bool may_go_on(const struct system_file *file)
{
    const struct element *before = file->count > 1 ? &file->elements[file->count - 2] : NULL;

    return before && (before->width > 0 || before->goes_on);
}

static ASSAY_RESULT read_variable(struct system_file *file)
{
    uint32_t type, has_label, missing, print, write;
    struct element *element;

    if (file->count >= LIMIT_SPSS_ELEMENTS)
        return cursor_fail_at(file->cursor, ASSAY_ELIMIT, cursor_at(file->cursor),
                              "more than %d variables and pieces of texts", LIMIT_SPSS_ELEMENTS);
    TRY(add_element(file, &element));
    TRY(read_u32(file, &type));
    TRY(read_u32(file, &has_label));
    TRY(read_u32(file, &missing));
    TRY(read_u32(file, &print));
    TRY(read_u32(file, &write));
    TRY(cursor_copy(file->cursor, element->name, sizeof element->name));
    element->goes_on = type == UINT32_MAX;
    element->width = element->goes_on ? 0 : type;
    element->clock = clock_of(print);
    if (type > 255 && !element->goes_on)
        return cursor_fail(file->cursor, "a text of %" PRIu32 " bytes in one variable", type);
    if (element->goes_on && !may_go_on(file)) /* columns would get each other's names */
        return cursor_fail(file->cursor, "a piece of a text that was not begun");
    if (has_label)
        TRY(read_label(file, element));
    missing = missing >> 31 ? 0 - missing : missing; /* below 0: a range */
    return missing > 3 ? cursor_fail(file->cursor, "%" PRIu32 " missing values", missing)
                       : cursor_skip(file->cursor, (uint64_t)missing * ELEMENT);
}

/* A text in no column: what values stand for, the documents, the file's own label. */
static void tell_text(struct system_file *file, uint64_t at, struct bytes text)
{
    text = survey_trim(text);
    if (text.size > 0)
        evidence_value(file->evidence, EVIDENCE_NO_COLUMN, 0, at, text);
}

static ASSAY_RESULT read_value_labels(struct system_file *file)
{
    uint32_t count;

    TRY(read_u32(file, &count));
    for (uint32_t i = 0; i < count; i++) {
        const uint64_t at = cursor_at(file->cursor) + ELEMENT + 1;
        struct bytes label;
        uint8_t size;

        TRY(cursor_skip(file->cursor, ELEMENT));
        TRY(cursor_u8(file->cursor, &size));
        TRY(cursor_take(file->cursor, (size_t)(size + 8) / 8 * 8 - 1, &label));
        tell_text(file, at, bytes_front(label, size));
    }
    return ASSAY_OK;
}

static ASSAY_RESULT read_document(struct system_file *file)
{
    uint32_t lines;

    TRY(read_u32(file, &lines));
    for (uint32_t i = 0; i < lines; i++) {
        const uint64_t at = cursor_at(file->cursor);
        struct bytes line;

        TRY(cursor_take(file->cursor, LINE, &line));
        tell_text(file, at, line);
    }
    return ASSAY_OK;
}

static ASSAY_RESULT read_extension(struct system_file *file)
{
    uint32_t subtype, size, count;
    struct buf *to;
    uint64_t bytes;

    TRY(read_u32(file, &subtype));
    TRY(read_u32(file, &size));
    TRY(read_u32(file, &count));
    bytes = (uint64_t)size * count;
    to = subtype == LONG_TEXTS ? &file->lengths.all : &file->names.all;
    if ((subtype != LONG_NAMES && subtype != LONG_TEXTS) || bytes > LIMIT_DOCUMENT || to->size > 0)
        return cursor_skip(file->cursor, bytes);
    while (bytes > 0) {
        const size_t some = bytes < CURSOR_WINDOW_MAX ? (size_t)bytes : CURSOR_WINDOW_MAX;
        struct bytes piece;

        TRY(cursor_take(file->cursor, some, &piece));
        buf_add(to, piece.data, piece.size);
        bytes -= some;
    }
    return buf_status(to, file->cursor->err);
}

static ASSAY_RESULT read_record(struct system_file *file, uint32_t type)
{
    uint32_t count;

    switch (type) {
    case VARIABLE:
        return read_variable(file);
    case VALUE_LABELS:
        return read_value_labels(file);
    case LABELLED:
        TRY(read_u32(file, &count));
        return cursor_skip(file->cursor, (uint64_t)count * sizeof count);
    case DOCUMENT:
        return read_document(file);
    case EXTENSION:
        return read_extension(file);
    case END:
        return cursor_skip(file->cursor, sizeof count);
    default:
        return cursor_fail(file->cursor, "a record of the unknown type %" PRIu32, type);
    }
}

/* True where one of the pairs in [at, end) tells of the name. */
static bool find_between(struct system_file *file, struct pairs *pairs, size_t at, size_t end,
                         struct bytes name, struct bytes *found)
{
    const struct bytes all = buf_bytes(&pairs->all);

    while (at < end) {
        const struct bytes pair = bytes_until(bytes_from(all, at), '\t');
        const struct bytes from = bytes_until(pair, '=');

        at += pair.size + 1;
        file->searched += pair.size + 1;
        if (word_is(from, name) && from.size < pair.size) {
            pairs->last = at;
            *found = bytes_from(pair, from.size + 1);
            return true;
        }
    }
    return false;
}

/* They are in the order of variables for the most part: what is looked for stands behind the last
 * one found. */
static bool find_pair(struct system_file *file, struct pairs *pairs, struct bytes name,
                      struct bytes *found)
{
    const size_t last = pairs->last;

    return file->searched <= PAIRS_SEARCHED &&
           (find_between(file, pairs, last, pairs->all.size, name, found) ||
            find_between(file, pairs, 0, last, name, found));
}

static struct bytes short_name(const struct element *element)
{
    return survey_trim(bytes_of(element->name, sizeof element->name));
}

static uint64_t parts_of(uint64_t length)
{
    return (length + PART_COUNTED - 1) / PART_COUNTED;
}

/* The variables that begin behind `first` and are parts of its text. */
static void join_parts(struct system_file *file, size_t first)
{
    struct bytes digits;
    uint64_t length;

    if (!find_pair(file, &file->lengths, short_name(&file->elements[first]), &digits) ||
        !survey_count_of(digits, &length) || length <= PART || length > LONG_TEXT_MOST)
        return;
    for (size_t i = first + 1, left = (size_t)parts_of(length) - 1; left > 0; i++) {
        if (i == file->count || (!file->elements[i].goes_on && file->elements[i].width == 0))
            return;
        file->elements[i].joins = !file->elements[i].goes_on;
        left -= file->elements[i].joins;
    }
}

static void join_all(struct system_file *file)
{
    for (size_t i = 0; i < file->count; i++)
        if (file->elements[i].width == PART && !file->elements[i].joins)
            join_parts(file, i);
}

static ASSAY_RESULT name_columns(struct system_file *file)
{
    size_t columns = 0;

    join_all(file);
    for (size_t i = 0; i < file->count; i++)
        columns += !file->elements[i].goes_on && !file->elements[i].joins;
    TRY(survey_begin(&file->survey, file->cursor, columns));
    columns = 0;
    for (size_t i = 0; i < file->count; i++) {
        const struct element *element = &file->elements[i];
        struct bytes name = short_name(element);

        if (element->goes_on || element->joins)
            continue;
        file->survey.columns[columns] =
            (struct survey_column){.text = element->width > 0, .clock = element->clock};
        (void)find_pair(file, &file->names, name, &name);
        TRY(survey_name(&file->survey, columns++, name,
                        bytes_of(element->label, element->label_size)));
    }
    return ASSAY_OK;
}

static ASSAY_RESULT read_dictionary(struct system_file *file)
{
    uint32_t type;

    do {
        TRY(read_u32(file, &type));
        TRY(read_record(file, type));
    } while (type != END);
    return name_columns(file);
}

/* The next block of zlib, which the trailer at the end of the file tells; *found: there is one. */
static ASSAY_RESULT read_block(struct system_file *file, bool *found)
{
    struct blocks *blocks = &file->blocks;
    struct cursor *cursor = file->cursor;
    uint64_t plain_at, packed_at;
    uint32_t plain, packed;
    uint8_t *room;

    *found = blocks->next < blocks->count;
    if (!*found)
        return ASSAY_OK;
    TRY(cursor_seek(cursor, blocks->entries + (uint64_t)blocks->next++ * BLOCK_ENTRY));
    TRY(read_u64(file, &plain_at));
    TRY(read_u64(file, &packed_at));
    TRY(read_u32(file, &plain));
    TRY(read_u32(file, &packed));
    TRY(cursor_seek(cursor, packed_at));
    if (packed > BLOCK_MOST || plain > BLOCK_MOST || plain % ELEMENT != 0 ||
        packed > cursor_left(cursor))
        return cursor_fail(cursor, "a block of %" PRIu32 " bytes in %" PRIu32, plain, packed);
    TRY(cells_work(&file->survey.cells, packed_at, /* any number may be the same one */
                   BLOCK_ENTRY + (uint64_t)packed + plain));
    buf_reset(&blocks->packed);
    room = buf_room(&blocks->packed, packed);
    TRY(buf_status(&blocks->packed, cursor->err));
    TRY(cursor_copy(cursor, room, packed));
    buf_used(&blocks->packed, packed);
    blocks->used = 0;
    if (unpack(blocks->unpacker, UNPACK_ZLIB, buf_bytes(&blocks->packed), plain, &blocks->plain,
               cursor->err) != ASSAY_OK)
        return cursor_fail_at(cursor, ASSAY_EFORMAT, packed_at, "a damaged block of cases");
    return ASSAY_OK;
}

/* Where blocks of zlib are, told behind the dictionary. */
static ASSAY_RESULT open_blocks(struct system_file *file)
{
    enum { TRAILER = 24 };
    struct blocks *blocks = &file->blocks;
    uint64_t header_at, trailer_at, bias;
    uint32_t size;

    blocks->unpacker = unpacker_new();
    if (!blocks->unpacker)
        return cursor_fail_at(file->cursor, ASSAY_ENOMEM, ASSAY_NO_OFFSET,
                              "out of memory for a block");
    TRY(read_u64(file, &header_at));
    TRY(read_u64(file, &trailer_at));
    TRY(cursor_seek(file->cursor, trailer_at));
    TRY(read_u64(file, &bias));
    TRY(read_u64(file, &bias));
    TRY(read_u32(file, &size));
    TRY(read_u32(file, &blocks->count));
    blocks->entries = trailer_at + TRAILER;
    return (uint64_t)blocks->count * BLOCK_ENTRY > cursor_left(file->cursor)
               ? cursor_fail(file->cursor, "%" PRIu32 " blocks of cases cannot fit", blocks->count)
               : ASSAY_OK;
}

/* Eight bytes of the cases; *ended: there are none. */
static ASSAY_RESULT read_element(struct system_file *file, uint8_t out[ELEMENT], bool *ended)
{
    struct blocks *blocks = &file->blocks;
    bool found = true;

    *ended = false;
    if (file->compression < IN_BLOCKS) {
        struct bytes next;

        TRY(cursor_peek(file->cursor, ELEMENT, &next));
        *ended = next.size == 0;
        return *ended ? ASSAY_OK : cursor_copy(file->cursor, out, ELEMENT);
    }
    while (found && blocks->plain.size - blocks->used < ELEMENT)
        TRY(read_block(file, &found));
    *ended = !found;
    if (!found)
        return ASSAY_OK;
    memcpy(out, blocks->plain.data + blocks->used, ELEMENT);
    blocks->used += ELEMENT;
    return ASSAY_OK;
}

/* What the codes of compressed data say of the next element. */
static ASSAY_RESULT next_code(struct system_file *file, uint8_t *code)
{
    bool ended;

    do {
        if (file->code == ELEMENT) {
            TRY(read_element(file, file->codes, &ended));
            if (ended) {
                *code = NO_MORE;
                return ASSAY_OK;
            }
            file->code = 0;
        }
        *code = file->codes[file->code++];
    } while (*code == NOTHING);
    return ASSAY_OK;
}

/* One element of a case. */
struct piece {
    uint8_t bytes[ELEMENT];
    double number; /* where `counted` */
    bool counted, missing, over;
};

static ASSAY_RESULT next_piece(struct system_file *file, struct piece *piece)
{
    uint8_t code;

    *piece = (struct piece){.over = false};
    if (file->compression == 0)
        return read_element(file, piece->bytes, &piece->over);
    TRY(next_code(file, &code));
    if (code == ELEMENT_FOLLOWS)
        return read_element(file, piece->bytes, &piece->over);
    memset(piece->bytes, ' ', ELEMENT);
    piece->over = code == NO_MORE;
    piece->missing = code == MISSING;
    piece->counted = code < NO_MORE;
    piece->number = code - file->bias;
    return ASSAY_OK;
}

static ASSAY_RESULT put_number(struct system_file *file, size_t column, uint64_t at,
                               const struct piece *piece)
{
    const double number = piece->counted ? piece->number : double_of(file, piece->bytes);

    if (piece->missing || !(number > -1e300)) /* the least of all numbers stands for none */
        return ASSAY_OK;
    return survey_number(&file->survey, column, at, number);
}

/* The element at *i and those that go on with its text, in file->text; then the piece behind. */
static ASSAY_RESULT read_part(struct system_file *file, size_t *i, struct piece *piece)
{
    const size_t end = file->text.size + file->elements[*i].width;

    do {
        buf_add(&file->text, piece->bytes, ELEMENT);
        if (++*i == file->count)
            break;
        TRY(next_piece(file, piece));
        if (piece->over)
            return cursor_fail(file->cursor, "ends inside of a case");
    } while (file->elements[*i].goes_on);
    if (file->text.size > end)
        file->text.size = end;
    return buf_status(&file->text, file->cursor->err);
}

/* *over: there was none. */
static ASSAY_RESULT read_case(struct system_file *file, bool *over)
{
    const uint64_t at = cursor_at(file->cursor);
    size_t column = 0;
    struct piece piece;

    *over = false;
    TRY(next_piece(file, &piece));
    if (piece.over) {
        *over = true;
        return ASSAY_OK;
    }
    TRY(survey_begin_row(&file->survey, at));
    for (size_t i = 0; i < file->count; column++) {
        const bool text = file->elements[i].width > 0;

        if (!text)
            TRY(put_number(file, column, at, &piece));
        buf_reset(&file->text);
        do
            TRY(read_part(file, &i, &piece));
        while (i < file->count && file->elements[i].joins);
        if (text)
            TRY(survey_text(&file->survey, column, at, buf_bytes(&file->text)));
    }
    survey_end_row(&file->survey);
    return ASSAY_OK;
}

static ASSAY_RESULT read_cases(struct system_file *file)
{
    bool over = file->count == 0;

    if (file->compression == IN_BLOCKS)
        TRY(open_blocks(file));
    while (!over)
        TRY(read_case(file, &over));
    if (file->cases != UNKNOWN_CASES && file->survey.row < file->cases)
        return cursor_fail(file->cursor, "cut short: %" PRIu64 " of %" PRIu32 " cases",
                           file->survey.row, file->cases);
    return ASSAY_OK;
}

static ASSAY_RESULT read_header(struct system_file *file)
{
    struct bytes header;

    TRY(cursor_take(file->cursor, HEADER, &header));
    file->big = header.data[LAYOUT_AT] == 0;
    file->compression = u32_of(file, header.data + LAYOUT_AT + 8);
    file->cases = u32_of(file, header.data + CASES_AT);
    file->bias = double_of(file, header.data + LAYOUT_AT + 20);
    tell_text(file, LAYOUT_AT + 45, bytes_of(header.data + LAYOUT_AT + 45, 64));
    return file->compression > IN_BLOCKS
               ? cursor_fail_at(file->cursor, ASSAY_EFORMAT, LAYOUT_AT + 8,
                                "a compression of the unknown kind %" PRIu32, file->compression)
               : ASSAY_OK;
}

static unsigned spss_bid(const struct subject *subject)
{
    return subject->head.size > HEADER && (bytes_starts(subject->head, BYTES("$FL2@(#)")) ||
                                           bytes_starts(subject->head, BYTES("$FL3@(#)")))
               ? 8 * ELEMENT
               : 0;
}

static enum assay_status spss_read(struct cursor *cursor, const struct subject *subject,
                                   struct evidence *evidence)
{
    CLEANUP(system_file_clear)
    struct system_file file = {.cursor = cursor, .evidence = evidence, .code = ELEMENT};

    (void)subject;
    buf_init(&file.names.all, LIMIT_DOCUMENT);
    buf_init(&file.lengths.all, LIMIT_DOCUMENT);
    buf_init(&file.text, PART * (size_t)parts_of(LONG_TEXT_MOST) + ELEMENT);
    buf_init(&file.blocks.packed, BLOCK_MOST);
    buf_init(&file.blocks.plain, BLOCK_MOST);
    TRY(survey_open(&file.survey, cursor, evidence));
    TRY(read_header(&file));
    TRY(read_dictionary(&file));
    return survey_tell(&file.survey, read_cases(&file));
}

const struct inspector inspect_spss = {.format = "spss",
                                       .kind = ASSAY_KIND_DATASET,
                                       .packed = true,
                                       .bid = spss_bid,
                                       .read = spss_read};
