/* zip_end.c - the end of a zip. Integers are little-endian. */

#include "source/zip_end.h"

#include <stdlib.h>

#include "base/cursor.h"
#include "base/kit.h"
#include "base/limits.h"
#include "inventory/gaps.h"
#include "source/fail.h"
#include "source/source.h"

enum {
    END64_FIXED = 12, /* signature and size: what its own size leaves out */
    SEARCHED = ZIP_END_SIZE + UINT16_MAX,
    FAR_PIECE = 1024 * 1024,
    NEEDS_ENCRYPTED_DIRECTORY = 62, /* APPNOTE 4.4.3.2: version 6.2 */
};

void zip_note(struct zip_notes *notes, const char *id, uint64_t at, const char *why)
{
    if (notes->count < ARRAY_LEN(notes->notes))
        notes->notes[notes->count++] = (struct zip_note){.id = id, .why = why, .at = at};
}

/* ---- candidates ---- */

/* One end record, and what it leads to. */
struct candidate {
    uint64_t at, end;
    uint32_t disk, directory_disk;
    uint64_t here, entries, size, offset;
    bool wide;                   /* there is the longer record too, whose values these are */
    bool contradicts;            /* the two records differ */
    bool broken64;               /* the longer record is needed and not there */
    bool encrypted;              /* the directory is */
    uint64_t tail, start, other; /* `other`: where the directory may stand as well, or 0 */
    uint64_t other64;            /* where the longer record does, or 0 */
    bool leads;                  /* to a directory */
};

enum { BLOCK = 64 };

/* Whether the signature's last two bytes, of which one alone is everywhere in binary data, stand
 * next to each other in BLOCK + 1 bytes. Without a way out, so that compilers compare many at once.
 */
static inline __attribute__((always_inline)) bool may_hold_signature(const uint8_t *data)
{
    uint8_t any = 0;

    for (size_t i = 0; i < BLOCK; i++)
        any |= (uint8_t)((data[i] == 5) & (data[i + 1] == 6));
    return any != 0;
}

/* Goes back from `at` over blocks without one. */
static inline __attribute__((always_inline)) size_t pass_blocks(const uint8_t *data, size_t at)
{
    while (at > BLOCK && !may_hold_signature(data + at - BLOCK - 1))
        at -= BLOCK;
    return at;
}

#ifdef __x86_64__
__attribute__((target("avx2"))) static size_t pass_wide(const uint8_t *data, size_t at)
{
    return pass_blocks(data, at);
}

static size_t pass(const uint8_t *data, size_t at)
{
    return __builtin_cpu_supports("avx2") ? pass_wide(data, at) : pass_blocks(data, at);
}
#else
static size_t pass(const uint8_t *data, size_t at)
{
    return pass_blocks(data, at);
}
#endif

/* The next end record before *at in `tail`, going backwards. */
static bool previous_end(struct bytes tail, size_t *at)
{
    while (*at > 3) {
        const uint8_t *six;
        size_t i;

        *at = pass(tail.data, *at);
        six = memrchr(tail.data, 6, *at);
        if (!six || six - tail.data < 3)
            return false;
        i = (size_t)(six - tail.data);
        *at = i;
        if (memcmp(six - 3, "PK\5", 3) == 0 && tail.size - (i - 3) >= ZIP_END_SIZE) {
            *at = i - 3;
            return true;
        }
    }
    return false;
}

static enum assay_status read_end(struct bytes record, struct candidate *c)
{
    struct assay_error ignored;
    struct cursor cursor;
    uint16_t disk, directory_disk, here, entries, comment;
    uint32_t size, offset;

    cursor_of_bytes(&cursor, record, &ignored);
    TRY(cursor_skip(&cursor, 4));
    TRY(cursor_u16le(&cursor, &disk));
    TRY(cursor_u16le(&cursor, &directory_disk));
    TRY(cursor_u16le(&cursor, &here));
    TRY(cursor_u16le(&cursor, &entries));
    TRY(cursor_u32le(&cursor, &size));
    TRY(cursor_u32le(&cursor, &offset));
    TRY(cursor_u16le(&cursor, &comment));
    c->disk = disk;
    c->directory_disk = directory_disk;
    c->here = here;
    c->entries = entries;
    c->size = size;
    c->offset = offset;
    c->end = c->at + ZIP_END_SIZE + comment;
    c->tail = c->at;
    return ASSAY_OK;
}

/* ---- the longer end record ---- */

/* What of a 16 or 32 bit value stands in the longer record instead, or is the same there. */
static bool agrees(uint64_t narrow, uint64_t spared, uint64_t wide)
{
    return narrow == spared || narrow == wide;
}

static enum assay_status read_end64(struct bytes record, struct candidate *c)
{
    struct assay_error ignored;
    struct cursor cursor;
    uint64_t own, here, entries, size, offset;
    uint32_t disk, directory_disk;
    uint16_t needs;

    cursor_of_bytes(&cursor, record, &ignored);
    TRY(cursor_expect(&cursor, "PK\6\6", 4));
    TRY(cursor_u64le(&cursor, &own));
    TRY(cursor_skip(&cursor, 2)); /* made by */
    TRY(cursor_u16le(&cursor, &needs));
    TRY(cursor_u32le(&cursor, &disk));
    TRY(cursor_u32le(&cursor, &directory_disk));
    TRY(cursor_u64le(&cursor, &here));
    TRY(cursor_u64le(&cursor, &entries));
    TRY(cursor_u64le(&cursor, &size));
    TRY(cursor_u64le(&cursor, &offset));
    c->wide = true;
    c->contradicts = !agrees(c->entries, UINT16_MAX, entries) ||
                     !agrees(c->here, UINT16_MAX, here) || !agrees(c->size, UINT32_MAX, size) ||
                     !agrees(c->offset, UINT32_MAX, offset);
    c->encrypted = needs >= NEEDS_ENCRYPTED_DIRECTORY && own > ZIP_END64_SIZE - END64_FIXED;
    c->here = here;
    c->entries = entries;
    c->size = size;
    c->offset = offset;
    if (c->disk == UINT16_MAX)
        c->disk = disk;
    if (c->directory_disk == UINT16_MAX)
        c->directory_disk = directory_disk;
    return ASSAY_OK;
}

static enum assay_status read_end64_at(struct zip_window *window, uint64_t at, struct candidate *c,
                                       struct assay_error *err)
{
    struct bytes found;

    TRY(zip_window_get(window, at, ZIP_END64_SIZE, &found, err));
    if (!c->wide && read_end64(found, c) == ASSAY_OK)
        c->tail = at;
    else if (c->wide && bytes_starts(found, BYTES("PK\6\6")))
        c->other64 = at;
    return ASSAY_OK;
}

/* The longer record stands where its locator says, or right in front of the locator where
 * something was put in front of the zip. Some programs look at the former alone, some at the
 * latter. */
static enum assay_status find_end64(struct zip_window *window, struct candidate *c,
                                    struct assay_error *err)
{
    struct cursor cursor;
    struct bytes found;
    uint64_t claimed, locator;

    if (c->at < ZIP_LOCATOR_SIZE)
        return ASSAY_OK;
    locator = c->at - ZIP_LOCATOR_SIZE;
    TRY(zip_window_get(window, locator, ZIP_LOCATOR_SIZE, &found, err));
    if (!bytes_starts(found, BYTES("PK\6\7")))
        return ASSAY_OK;
    cursor_of_bytes(&cursor, bytes_from(found, 8), err);
    TRY(cursor_u64le(&cursor, &claimed));
    if (claimed <= locator)
        TRY(read_end64_at(window, claimed, c, err));
    if (locator >= ZIP_END64_SIZE && locator - ZIP_END64_SIZE != claimed)
        TRY(read_end64_at(window, locator - ZIP_END64_SIZE, c, err));
    return ASSAY_OK;
}

/* ---- the directory ---- */

static enum assay_status is_directory(struct zip_window *window, uint64_t at, bool *is,
                                      struct assay_error *err)
{
    struct bytes found;

    TRY(zip_window_get(window, at, 4, &found, err));
    *is = bytes_equal(found, BYTES("PK\1\2"));
    return ASSAY_OK;
}

/* It stands in front of the end records, wherever the offsets claim; failing that, where they
 * claim. */
static enum assay_status find_directory(struct zip_window *window, struct candidate *c,
                                        struct assay_error *err)
{
    bool adjacent = false, claimed = false;

    if (!c->wide && (c->size == UINT32_MAX || c->offset == UINT32_MAX)) {
        c->broken64 = true;
        return ASSAY_OK;
    }
    if (c->size > c->tail)
        return ASSAY_OK;
    c->start = c->tail - c->size;
    if (c->size == 0 && c->entries == 0) {
        c->leads = true;
        return ASSAY_OK;
    }
    TRY(is_directory(window, c->start, &adjacent, err));
    if (c->offset != c->start && c->offset <= c->tail - c->size)
        TRY(is_directory(window, c->offset, &claimed, err));
    if (adjacent && claimed)
        c->other = c->offset;
    if (!adjacent && (claimed || c->encrypted))
        c->start = c->offset <= c->tail - c->size ? c->offset : c->start;
    c->leads = adjacent || claimed;
    return ASSAY_OK;
}

static enum assay_status read_candidate(struct zip_window *window, struct bytes record, uint64_t at,
                                        struct candidate *c, struct assay_error *err)
{
    *c = (struct candidate){.at = at};
    TRY(read_end(record, c));
    TRY(find_end64(window, c, err));
    return find_directory(window, c, err);
}

/* ---- choosing ---- */

struct search {
    struct zip_window window;
    uint8_t *tail; /* the last bytes of the stream */
    size_t size;
    uint64_t base; /* offset of the first of them */
    struct candidate best;
    unsigned rank;  /* of `best`; 0: there is none */
    uint64_t rival; /* the first other end, or ASSAY_NO_OFFSET */
    bool holds;     /* something stands where one of the ends leads */
    bool last;      /* so it does for one with nothing behind it */
    bool far;       /* `best` stands in front of the last bytes */
    uint64_t left;  /* where the search was given up, or ASSAY_NO_OFFSET */
};

enum { RANK_LEADS = 3 /* from here on a candidate leads to a directory */ };

static unsigned rank_of(const struct candidate *c, uint64_t size)
{
    if (c->end > size)
        return 1; /* its comment is cut short */
    return (c->end == size ? 2U : 1U) + (c->leads || c->encrypted ? 2U : 0U);
}

/* What is counted and what is measured may contradict each other: some programs go by the one, some
 * by the other. */
static bool holds(const struct candidate *c)
{
    return c->encrypted || (c->leads && (c->size > 0 || c->entries > 0));
}

/* Goes backwards through the ends: the last of the best rank is taken. Others that would serve as
 * well, or that stand in the comment of the chosen one, are what another program may take. */
static enum assay_status choose(struct search *search, uint64_t size, struct assay_error *err)
{
    struct bytes tail = bytes_of(search->tail, search->size);
    size_t at = tail.size;
    unsigned seen = 0; /* a hostile tail holds thousands */

    search->rival = search->left = ASSAY_NO_OFFSET;
    while (previous_end(tail, &at)) {
        struct candidate c;
        unsigned rank;

        if (seen++ == LIMIT_ZIP_ENDS) {
            search->left = search->base + at;
            break;
        }
        TRY(read_candidate(&search->window, bytes_from(tail, at), search->base + at, &c, err));
        search->holds = search->holds || holds(&c);
        search->last = search->last || (holds(&c) && c.end >= size);
        rank = rank_of(&c, size);
        if (rank > search->rank) {
            if (search->rank > 0 && search->best.at >= c.at + ZIP_END_SIZE &&
                search->best.at < c.end)
                search->rival = search->best.at;
            search->best = c;
            search->rank = rank;
        } else if (rank == 4) {
            search->rival = c.at;
        }
    }
    return ASSAY_OK;
}

static enum assay_status begins_as_zip(struct zip_window *window, bool *begins,
                                       struct assay_error *err)
{
    struct bytes head;

    TRY(zip_window_get(window, 0, 4, &head, err));
    *begins = bytes_equal(head, BYTES("PK\3\4"));
    return ASSAY_OK;
}

/* Where nothing in the last bytes leads to a directory: the whole file is gone through once,
 * backwards, as programs do that read a zip from its front and take what follows for no part of it.
 * In a file that begins as a zip, an end that does not count from there is that of a member whose
 * own zip is whole while the outer one is cut short. */
static enum assay_status choose_far(struct search *search, uint64_t size,
                                    const struct source_budget *budget, struct assay_error *err)
{
    CLEANUP(free_cleanup) uint8_t *piece = malloc(FAR_PIECE + ZIP_END_SIZE);
    uint64_t stop = search->base + (search->size < ZIP_END_SIZE ? search->size : ZIP_END_SIZE - 1);
    unsigned seen = 0;
    bool begins;

    if (!piece)
        return fail_no_memory(err);
    TRY(begins_as_zip(&search->window, &begins, err));
    while (stop > 0 && search->rival == ASSAY_NO_OFFSET) {
        uint64_t start = stop > FAR_PIECE ? stop - FAR_PIECE : 0;
        size_t have = 0, wanted = (size_t)(stop - start), got = 1, at;

        if (budget)
            TRY(source_budget_time(budget, err));
        while (have < wanted && got > 0) {
            TRY(search->window.stream->read_at(search->window.stream, start + have, piece + have,
                                               wanted - have, &got, err));
            have += got;
        }
        at = have;
        while (search->rival == ASSAY_NO_OFFSET && previous_end(bytes_of(piece, have), &at)) {
            struct candidate c;

            if (seen++ == LIMIT_ZIP_ENDS) {
                search->left = start + at;
                return ASSAY_OK;
            }
            TRY(read_candidate(&search->window, bytes_of(piece + at, have - at), start + at, &c,
                               err));
            if (!holds(&c) || (begins && c.start != c.offset))
                continue;
            search->holds = true;
            if (search->far)
                search->rival = c.at;
            else
                search->best = c;
            search->rank = rank_of(&c, size);
            search->far = true;
        }
        stop = start > 0 ? start + ZIP_END_SIZE - 1 : 0;
    }
    return ASSAY_OK;
}

/* Only the last volume has an end, so its number is not the first. */
static bool has_volumes(const struct candidate *c)
{
    return c->disk > 0 || c->directory_disk > 0;
}

/* The end of a zip in the zip, where the last bytes of the outer one are missing: not the end of
 * the file, and what the file begins with is not named by it. */
static enum assay_status note_cut(struct search *search, uint64_t size, struct zip_notes *notes,
                                  struct assay_error *err)
{
    const struct candidate *c = &search->best;
    bool begins;

    if (c->end >= size || c->start == c->offset || search->far)
        return ASSAY_OK;
    TRY(begins_as_zip(&search->window, &begins, err));
    if (begins)
        zip_note(notes, GAP_BUNDLE_TRUNCATED, size,
                 "the end of the zip seems to be missing: the last one stands in an entry");
    return ASSAY_OK;
}

static void note_all(const struct candidate *c, const struct search *search, uint64_t size,
                     struct zip_notes *notes)
{

    if (search->rival != ASSAY_NO_OFFSET)
        zip_note(notes, GAP_BUNDLE_AMBIGUOUS_END, search->rival,
                 "another end of a zip stands here: programs differ in which of them they take");
    if (search->left != ASSAY_NO_OFFSET)
        zip_note(notes, GAP_BUNDLE_AMBIGUOUS_END, search->left,
                 "thousands of places look like the end of a zip: those from here backwards were "
                 "not tried, and programs differ in how far they go");
    if (c->other)
        zip_note(notes, GAP_BUNDLE_AMBIGUOUS_END, c->other,
                 "a directory stands where the end says and another in front of the end: programs "
                 "differ in which of them they take");
    if (c->other64)
        zip_note(notes, GAP_BUNDLE_AMBIGUOUS_END, c->other64,
                 "a second record with the place of the zip's directory stands here: programs "
                 "differ in which of them they take");
    if (c->contradicts)
        zip_note(notes, GAP_BUNDLE_HEADER_MISMATCH, c->at,
                 "the two records that end the zip differ in what they say of its directory");
    else if (c->here != c->entries && !has_volumes(c))
        zip_note(notes, GAP_BUNDLE_HEADER_MISMATCH, c->at,
                 "the zip's end counts its entries in two ways that differ");
    if (c->encrypted)
        zip_note(notes, GAP_BUNDLE_ENCRYPTED_NAMES, c->start, "the zip's directory is encrypted");
    else if (has_volumes(c))
        zip_note(notes, GAP_BUNDLE_MULTI_VOLUME, c->at,
                 "the zip's other volumes are not part of this file");
    else if (!c->leads)
        zip_note(notes, GAP_BUNDLE_BAD_HEADER, c->at,
                 c->broken64 ? "the record with the place of the zip's directory is missing"
                             : "the zip's end does not lead to a directory");
    if (search->far)
        zip_note(notes, GAP_BUNDLE_TRAILING_DATA, c->end,
                 "more bytes stand behind the end of the zip than most programs look through: they "
                 "find no zip here, and others do");
    if (c->end > size)
        zip_note(notes, GAP_BUNDLE_TRUNCATED, size, "the zip ends in its comment");
}

static void conclude(const struct candidate *c, uint64_t size, struct zip_end *out)
{
    *out = (struct zip_end){
        .found = c->leads && !c->encrypted && c->disk == c->directory_disk,
        .encrypted = c->encrypted,
        .start = c->start,
        .stop = c->start + c->size,
        .tail = c->tail,
        .last = c->at,
        .end = c->end < size ? c->end : size,
        .shift = c->start - c->offset, /* modulo 2^64: what offsets claim too much comes off */
        .entries = c->entries,
        .disk = c->disk,
        .volumes = has_volumes(c),
        .wide = c->wide,
    };
}

static void search_clear(struct search *search)
{
    zip_window_clear(&search->window);
    free(search->tail);
}

enum assay_status zip_end_find(struct stream *stream, const struct source_budget *budget,
                               struct zip_end *out, struct zip_notes *notes,
                               struct assay_error *err)
{
    CLEANUP(search_clear) struct search search = {.window = zip_window_of(stream)};
    size_t got = 1;

    *out = (struct zip_end){0};
    search.base = stream->size > SEARCHED ? stream->size - SEARCHED : 0;
    search.tail = malloc(SEARCHED);
    if (!search.tail)
        return fail_no_memory(err);
    while (search.size < SEARCHED && got > 0) {
        TRY(stream->read_at(stream, search.base + search.size, search.tail + search.size,
                            SEARCHED - search.size, &got, err));
        search.size += got;
    }
    TRY(choose(&search, stream->size, err));
    if (search.rank < RANK_LEADS && search.base > 0)
        TRY(choose_far(&search, stream->size, budget, err));
    if (search.rank == 0)
        return ASSAY_OK;
    note_all(&search.best, &search, stream->size, notes);
    TRY(note_cut(&search, stream->size, notes, err));
    conclude(&search.best, stream->size, out);
    out->holds = search.holds || search.left != ASSAY_NO_OFFSET;
    out->holds_last = search.last || search.left != ASSAY_NO_OFFSET;
    return ASSAY_OK;
}

/* True where the longer record may stand in front, whose values count instead. */
static bool may_be_wide(struct bytes tail, uint64_t size, size_t at)
{
    if (at < ZIP_LOCATOR_SIZE)
        return size > tail.size;
    return bytes_starts(bytes_from(tail, at - ZIP_LOCATOR_SIZE), BYTES("PK\6\7"));
}

bool zip_end_may_be(struct bytes tail, uint64_t size, bool last)
{
    size_t at;

    if (tail.size > SEARCHED)
        tail = bytes_from(tail, tail.size - SEARCHED);
    at = tail.size;
    while (previous_end(tail, &at)) {
        struct candidate c = {.at = size - tail.size + at};

        /* programs pass over all else that is wrong with an end, but not over a directory that
         * begins in front of the file; bytes that look like an end by chance nearly always do */
        if (read_end(bytes_from(tail, at), &c) == ASSAY_OK && (!last || c.end >= size) &&
            (may_be_wide(tail, size, at) || ((c.size > 0 || c.entries > 0) && c.size <= c.at)))
            return true;
    }
    return false;
}
