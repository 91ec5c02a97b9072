/* pdf_walk.c - see pdf_walk.h. */

#include "examine/papers/pdf_walk.h"

#include "base/kit.h"
#include "base/limits.h"
#include "source/inflate.h"

enum {
    DICT_MAX = 1 << 16,
    PIECE = 1 << 16,
};

static uint64_t may_unpack(uint64_t size)
{
    uint64_t most;

    if (ckd_mul(&most, size, (uint64_t)LIMIT_PDF_RATIO) || most > LIMIT_PDF_MOST)
        return LIMIT_PDF_MOST;
    return most > LIMIT_PDF_LEAST ? most : LIMIT_PDF_LEAST;
}

enum assay_status pdf_walk_init(struct pdf_walk *walk, struct cursor *cursor, uint64_t size)
{
    *walk = (struct pdf_walk){.cursor = cursor, .left = may_unpack(size)};
    buf_init(&walk->dict, SIZE_MAX);
    walk->inflater = inflater_new(INFLATE_ZLIB);
    if (!walk->inflater)
        return cursor_fail_at(cursor, ASSAY_ENOMEM, 0, "out of memory");
    return ASSAY_OK;
}

void pdf_walk_clear(struct pdf_walk *walk)
{
    buf_clear(&walk->dict);
    inflater_free(walk->inflater);
}

static const uint8_t *find(struct bytes text, const char *word)
{
    return text.size ? memmem(text.data, text.size, word, strlen(word)) : NULL;
}

bool pdf_walk_has(const struct pdf_walk *walk, const char *word)
{
    return find(buf_bytes(&walk->dict), word) != NULL;
}

uint64_t pdf_walk_number(const struct pdf_walk *walk, const char *key)
{
    const struct bytes dict = buf_bytes(&walk->dict);
    const uint8_t *found = find(dict, key);
    size_t at = found ? (size_t)(found - dict.data) + strlen(key) : dict.size;
    uint64_t number = 0;

    while (at < dict.size && bytes_has(BYTES(" \t\r\n"), dict.data[at]))
        at++;
    for (; at < dict.size && dict.data[at] >= '0' && dict.data[at] <= '9'; at++)
        if (ckd_mul(&number, number, 10) || ckd_add(&number, number, dict.data[at] - '0'))
            return 0;
    return number;
}

/* ---- streams ---- */

static bool is_letter(uint8_t byte)
{
    return (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') ||
           (byte >= '0' && byte <= '9');
}

/* The filters of the stream whose dictionary is at hand: of several each must be known. */
enum pdf_packing pdf_walk_packing(const struct pdf_walk *walk)
{
    static const struct {
        const char *name;
        enum pdf_packing packing;
    } filters[] = {
        {"FlateDecode", PDF_DEFLATED},   {"Fl", PDF_DEFLATED},
        {"DCTDecode", PDF_PICTURE},      {"DCT", PDF_PICTURE},
        {"JPXDecode", PDF_PICTURE},      {"JBIG2Decode", PDF_PICTURE},
        {"CCITTFaxDecode", PDF_PICTURE}, {"CCF", PDF_PICTURE},
    };
    struct bytes dict = buf_bytes(&walk->dict), name;
    const uint8_t *key = find(dict, "/Filter");
    size_t at = key ? (size_t)(key - dict.data) + strlen("/Filter") : 0, names = 0;
    enum pdf_packing packing = key ? PDF_UNREAD : PDF_PLAIN;
    bool list;

    while (key && at < dict.size && bytes_has(BYTES(" \t\r\n["), dict.data[at]))
        at++;
    list = key && dict.data[at - 1] == '[';
    while (key && at < dict.size && dict.data[at] == '/' && (names == 0 || list)) {
        size_t end = ++at;

        while (end < dict.size && is_letter(dict.data[end]))
            end++;
        name = bytes_of(dict.data + at, end - at);
        packing = PDF_UNREAD;
        for (size_t i = 0; i < ARRAY_LEN(filters) && names == 0; i++)
            if (bytes_equal(name, bytes_text(filters[i].name)))
                packing = filters[i].packing;
        names++;
        for (at = end; at < dict.size && bytes_has(BYTES(" \t\r\n"), dict.data[at]);)
            at++;
    }
    return packing;
}

static ASSAY_RESULT unpack_deflated(struct pdf_walk *walk, bool *damaged)
{
    enum inflate_result result = INFLATE_NEEDS_INPUT;
    const uint64_t before = walk->left;
    struct assay_error damage;
    uint8_t piece[PIECE];

    inflater_reset(walk->inflater, INFLATE_ZLIB);
    while ((result == INFLATE_NEEDS_INPUT || result == INFLATE_OUTPUT_FULL) && walk->left > 0) {
        struct inflate_io io = {.out = piece, .room = sizeof piece};
        struct bytes some;
        size_t size;

        TRY(cursor_some(walk->cursor, &some));
        if (some.size == 0)
            break;
        io.in = some;
        result = inflate_step(walk->inflater, &io, &damage);
        cursor_consume(walk->cursor, some.size - io.in.size);
        size = sizeof piece - io.room;
        walk->plain(walk->reader, bytes_of(piece, size));
        walk->left -= size < walk->left ? size : walk->left;
        if (result == INFLATE_OUTPUT_FULL && size == 0)
            break;
    }
    *damaged = result == INFLATE_DAMAGED && walk->left == before;
    return ASSAY_OK;
}

/* What stands up to the word "endstream", as it is. */
static ASSAY_RESULT read_plain(struct pdf_walk *walk, bool looks)
{
    static const char end[] = "endstream";
    struct bytes some;

    for (;;) {
        const uint8_t *found;
        size_t size;

        TRY(cursor_peek(walk->cursor, PIECE, &some));
        found = find(some, end);
        size = found               ? (size_t)(found - some.data)
               : some.size < PIECE ? some.size
                                   : some.size - sizeof end;
        if (looks)
            walk->plain(walk->reader, bytes_of(some.data, size));
        cursor_consume(walk->cursor, size);
        if (found || some.size < PIECE)
            return ASSAY_OK;
    }
}

enum assay_status pdf_walk_unpack(struct pdf_walk *walk, enum pdf_packing packing, bool *damaged)
{
    *damaged = false;
    if (packing == PDF_DEFLATED)
        return unpack_deflated(walk, damaged);
    return read_plain(walk, packing == PDF_PLAIN);
}

/* Behind the word "stream". */
static ASSAY_RESULT read_stream(struct pdf_walk *walk)
{
    struct bytes end;

    TRY(cursor_peek(walk->cursor, 2, &end));
    cursor_consume(walk->cursor, bytes_starts(end, BYTES("\r\n")) ? 2 : end.size > 0);
    TRY(walk->stream(walk->reader));
    buf_reset(&walk->dict);
    return ASSAY_OK;
}

/* ---- objects ---- */

/* Keeps what stands behind the last word "obj". */
static void keep_dict(struct pdf_walk *walk, struct bytes text)
{
    for (const uint8_t *found = find(text, "obj"); found; found = find(text, "obj")) {
        buf_reset(&walk->dict);
        text = bytes_from(text, (size_t)(found - text.data) + 3);
    }
    if (walk->dict.size + text.size > DICT_MAX)
        buf_reset(&walk->dict);
    if (text.size <= DICT_MAX)
        buf_add(&walk->dict, text.data, text.size);
}

static void take_objects(struct pdf_walk *walk, size_t size)
{
    struct bytes text;

    if (cursor_peek(walk->cursor, size, &text) != ASSAY_OK)
        return;
    keep_dict(walk, text);
    walk->objects(walk->reader, text);
    cursor_consume(walk->cursor, text.size);
}

/* In a title ("Livestream", "a stream of notes") the word begins no bytes. It does behind a
 * dictionary, blanks and a comment between them or not (ISO 32000-1, 7.3.8.1). */
static bool begins_stream(struct bytes before, struct bytes behind)
{
    const struct bytes blank = bytes_of("\0\t\n\f\r ", 6);
    size_t blanks = 0;

    if (behind.size > 0 && !bytes_has(blank, behind.data[0]))
        return false;
    for (; before.size > 0 && bytes_has(blank, before.data[before.size - 1]); blanks++)
        before.size--;
    if (before.size < 2 || bytes_ends(before, BYTES(">>")))
        return true;
    for (size_t i = before.size; blanks > 0 && i > 0; i--) {
        if (before.data[i - 1] == '%')
            return true;
        if (before.data[i - 1] == '\n' || before.data[i - 1] == '\r')
            break;
    }
    return false;
}

enum assay_status pdf_walk(struct pdf_walk *walk)
{
    static const char word[] = "stream";
    struct bytes some;

    for (;;) {
        const uint8_t *found;
        size_t before;

        TRY(cursor_peek(walk->cursor, PIECE, &some));
        if (some.size == 0)
            return ASSAY_OK;
        found = find(some, word);
        before = found ? (size_t)(found - some.data) : 0;
        if (!found) {
            take_objects(walk, some.size < PIECE ? some.size : some.size - sizeof word - 2);
        } else if (!begins_stream(bytes_of(some.data, before),
                                  bytes_from(some, before + strlen(word)))) {
            take_objects(walk, before + strlen(word));
        } else {
            take_objects(walk, before);
            cursor_consume(walk->cursor, strlen(word));
            TRY(read_stream(walk));
        }
    }
}
