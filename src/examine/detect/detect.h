/*
 * detect.h - inside the detectors: how each of them looks at a view and reports candidates.
 *
 * detect_secret.c matches the tables of patterns.h, detect_shapes.c finds digits and addresses by
 * class masks, detectors.c feeds both and decides between candidates that overlap.
 */

#pragma once

#include "examine/detect/detectors.h"

/* Which candidate stays where two overlap. */
enum rank { RANK_GENERIC, RANK_SHAPE, RANK_PROOF, RANK_KEYED, RANK_SECRET };

struct candidate {
    struct hit hit;
    enum rank rank;
    bool unproven; /* the engine gave up on it: kept as low, and told as a gap */
};

struct candidates {
    struct candidate *all;
    size_t count, capacity;
    bool out_of_memory;
};

void candidates_add(struct candidates *candidates, const struct candidate *candidate);
/* The same, to be filled where it stands: it has [start, end) and nothing special; `what`,
 * `confidence` and `rank` are still to be set. NULL when memory ran out. */
struct candidate *candidates_next(struct candidates *candidates, uint64_t start, uint64_t end);

/* The byte at an offset of the stream; 0 outside the view. */
static inline uint8_t view_byte(const struct view *view, uint64_t offset)
{
    return offset >= view->base && offset - view->base < view->size
               ? view->data[offset - view->base]
               : 0;
}

static inline bool is_digit(uint8_t c)
{
    return c >= '0' && c <= '9';
}

static inline bool is_alnum(uint8_t c)
{
    return is_digit(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* Words of an identifier, at least two characters each, and which two they begin with: a bit each.
 */
enum { CONTEXT_PAIRS = 32 * 32, CONTEXT_FRONT = 4 };
struct context_words {
    /* where one of them may begin in each of two texts, a bit a byte */
    void (*begins)(const struct context_words *context, const struct bytes texts[2],
                   uint64_t out[2]);
    const char *const *words; /* NULL-terminated */
    uint64_t pairs[CONTEXT_PAIRS / 64];
    /* Which of the first CONTEXT_FRONT characters of a word one may be, a bit each: of those below
     * 32, as pairs have them, place n of the first row tells of n, of the second of 16 + n. */
    uint8_t fronts[2][16];
};
/* `vector`: bytes of those that are looked at at once, 16, 32 or 64; the processor has them. */
void context_words_of(const char *const *words, unsigned vector, struct context_words *out);

/* True when one of the words stands, whole, within 40 characters of [start, end). */
bool context_near(const struct view *view, uint64_t start, uint64_t end,
                  const struct context_words *context);

/* Personal data by shape: looks at [from, to), where `from` is a multiple of 64 in the stream. */
struct shapes; /* masks of the block before */
struct shapes *shapes_new(void);
/* With vectors of 16, 32 or 64 bytes; NULL where the processor has none of that width. */
struct shapes *shapes_of_width(unsigned bytes);
void shapes_start(struct shapes *shapes);
void shapes_look(struct shapes *shapes, const struct view *view, uint64_t from, uint64_t to,
                 struct candidates *out);

/* PCRE2's own measure; a token is at most WATCH_TOKEN_MAX bytes. */
enum { MATCHER_STEPS = 100000 };

/* Secrets by pattern. */
struct matcher;
struct patterns;

/* Compiles, or reads back from the cache, on the first call; later ones find it done. */
ASSAY_RESULT matcher_new(struct patterns *patterns, struct matcher **out, struct assay_error *err);
void matcher_free(struct matcher *matcher);
void matcher_start(struct matcher *matcher);
/* Whether such a tag may have stood in what was looked at. */
bool matcher_saw_tag(const struct matcher *matcher, enum object_tag tag);
/* Until the next start beginnings of containers go to `places`, those from `from` on in the item;
 * the stream begins at `origin` there. */
struct embedded_places;
void matcher_look_for_containers(struct matcher *matcher, struct embedded_places *places,
                                 uint64_t from, uint64_t origin);
/* `escapes` gets the spans of escaped text that end there; NULL: nobody wants them. */
struct coded_spans;
ASSAY_RESULT matcher_look(struct matcher *matcher, const struct view *view, uint64_t from,
                          uint64_t to, struct candidates *out, struct coded_spans *escapes,
                          struct assay_error *err);
