/* pdf_walk.c - see pdf_walk.h. */

#include "examine/papers/pdf_walk.h"

#include "base/kit.h"
#include "base/limits.h"
#include "source/inflate.h"

enum { PIECE = 1 << 16 };

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
    pdf_dict_init(&walk->read_on);
    pdf_dict_init(&walk->read_anew);
    walk->inflater = inflater_new(INFLATE_ZLIB);
    if (!walk->inflater)
        return cursor_fail_at(cursor, ASSAY_ENOMEM, 0, "out of memory");
    return ASSAY_OK;
}

void pdf_walk_clear(struct pdf_walk *walk)
{
    pdf_dict_clear(&walk->read_on);
    pdf_dict_clear(&walk->read_anew);
    inflater_free(walk->inflater);
}

static const uint8_t *find(struct bytes text, const char *word)
{
    return text.size ? memmem(text.data, text.size, word, strlen(word)) : NULL;
}

/* ---- streams ---- */

/* Source: RFC 1950, 2.2. */
static bool is_zlib(struct bytes front)
{
    return front.size == 2 && (front.data[0] & 0x0f) == 8 &&
           (front.data[0] << 8 | front.data[1]) % 31 == 0;
}

enum assay_status pdf_walk_keys(struct pdf_walk *walk, struct pdf_dict_keys *keys)
{
    const struct pdf_dict_keys *on = &walk->read_on.keys, *anew = &walk->read_anew.keys;
    struct bytes front;

    *keys = *anew;
    keys->objects |= on->objects;
    if (keys->first == 0)
        keys->first = on->first;
    if (walk->read_on.sound && walk->read_anew.sound && on->packing == anew->packing)
        return ASSAY_OK;
    TRY(cursor_peek(walk->cursor, 2, &front));
    if (is_zlib(front))
        keys->packing = PDF_DEFLATED;
    else if (on->packing == PDF_UNREAD || anew->packing == PDF_UNREAD)
        keys->packing = PDF_UNREAD;
    else
        keys->packing = PDF_PLAIN;
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

static ASSAY_RESULT unpack_deflated(struct pdf_walk *walk, bool *damaged)
{
    enum inflate_result result = INFLATE_NEEDS_INPUT;
    const uint64_t before = walk->left;
    struct assay_error damage;
    uint8_t piece[PIECE];

    inflater_reset(walk->inflater, INFLATE_ZLIB);
    walk->stop = false;
    while ((result == INFLATE_NEEDS_INPUT || result == INFLATE_OUTPUT_FULL) && walk->left > 0 &&
           !walk->stop) {
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
    return walk->stop ? read_plain(walk, false) : ASSAY_OK;
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
    pdf_dict_start(&walk->read_on);
    pdf_dict_start(&walk->read_anew);
    return ASSAY_OK;
}

/* ---- objects ---- */

/* Where the bytes have "7 0 obj", whatever they are part of; NULL where they do not. */
static const uint8_t *find_object(struct bytes text)
{
    const uint8_t *found = find(text, "obj");

    for (; found; found = find(text, "obj")) {
        const struct bytes before = bytes_of(text.data, (size_t)(found - text.data));

        if (before.size == 0 || bytes_has(BYTES(" \t\r\n0123456789"), found[-1]))
            return found;
        text = bytes_from(text, before.size + 3);
    }
    return NULL;
}

static void read_dicts(struct pdf_walk *walk, struct bytes text)
{
    pdf_dict_read(&walk->read_on, text);
    for (const uint8_t *found = find_object(text); found; found = find_object(text)) {
        pdf_dict_start(&walk->read_anew);
        text = bytes_from(text, (size_t)(found - text.data) + 3);
    }
    pdf_dict_read(&walk->read_anew, text);
}

static void take_objects(struct pdf_walk *walk, size_t size)
{
    struct bytes text;

    if (cursor_peek(walk->cursor, size, &text) != ASSAY_OK)
        return;
    read_dicts(walk, text);
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
