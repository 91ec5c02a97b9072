/*
 * inflate_deflate64.c - deflate with a window of 64 KiB, which the file manager of Windows writes
 * into zips of more than 2 GiB. An engine like the others, over no library: none in Debian has it.
 * Source: RFC 1951, section 3.2; PKWARE, APPNOTE.TXT 6.3.10, section 5.6: longer matches, and two
 * more distances.
 */

#include <stdlib.h>

#include "base/kit.h"
#include "source/inflate_engine.h"

enum {
    WINDOW = 64 * 1024,
    LITERALS = 288,
    DISTANCES = 32,
    ORDERS = 19,
    BITS_MAX = 15,
    FAST_BITS = 9, /* codes up to here are looked up; longer ones are rare */
    END_OF_BLOCK = 256,
};

enum phase { BLOCK, STORED_SIZE, STORED, COUNTS, ORDER, LENGTHS, SYMBOL, DISTANCE, COPY, OVER };

/* A canonical code: how many codes have each length, and the symbols in the codes' order. */
struct code {
    uint16_t count[BITS_MAX + 1];
    uint16_t symbols[LITERALS];
    uint16_t fast[1 << FAST_BITS]; /* symbol << 4 | length; 0: longer, or none */
};

struct deflate64 {
    enum phase phase;
    bool last;
    uint64_t bits; /* the next ones, lowest first */
    unsigned have;
    unsigned literals, distances, orders; /* lengths that this block has */
    unsigned at;                          /* the next of them */
    uint8_t lengths[LITERALS + DISTANCES];
    struct code literal, distance;
    size_t left, back; /* of a match or of stored bytes; how far back the match is */
    uint64_t out;
    uint8_t window[WINDOW];
};

static void *create(void)
{
    return calloc(1, sizeof(struct deflate64));
}

static void reset(void *state)
{
    struct deflate64 *z = state;

    z->phase = BLOCK;
    z->last = false;
    z->bits = 0;
    z->have = 0;
    z->out = 0;
}

static void destroy(void *state)
{
    free(state);
}

/* ---- bits ---- */

/* Loads bytes until `count` bits (at most 56) are at hand; false where the input ends first. */
static bool load(struct deflate64 *z, struct inflate_io *io, unsigned count)
{
    while (z->have < count && io->in.size > 0) {
        z->bits |= (uint64_t)io->in.data[0] << z->have;
        z->have += 8;
        io->in = bytes_from(io->in, 1);
    }
    return z->have >= count;
}

static unsigned drop(struct deflate64 *z, unsigned count)
{
    unsigned value = (unsigned)(z->bits & ((UINT64_C(1) << count) - 1));

    z->bits >>= count;
    z->have -= count;
    return value;
}

/* Whole bytes of the `taken` ones that were read ahead go back: the caller may come with other
 * input. Those that did not suffice for a symbol stay, and are all used by it. */
static void give_back(struct deflate64 *z, struct inflate_io *io, size_t taken)
{
    unsigned bytes = z->have / 8 < taken ? z->have / 8 : (unsigned)taken;

    io->in = bytes_of(io->in.data - bytes, io->in.size + bytes);
    z->have -= 8 * bytes;
    z->bits &= (UINT64_C(1) << z->have) - 1;
}

/* ---- codes ---- */

static void make_fast(struct code *code, unsigned longest)
{
    unsigned value = 0, index = 0;

    memset(code->fast, 0, sizeof code->fast);
    for (unsigned size = 1; size <= longest && size <= FAST_BITS; size++, value <<= 1) {
        for (unsigned i = 0; i < code->count[size]; i++, value++, index++) {
            unsigned turned = 0; /* codes come with their highest bit first */

            for (unsigned bit = 0; bit < size; bit++)
                turned |= (value >> bit & 1) << (size - 1 - bit);
            for (; turned < 1U << FAST_BITS; turned += 1U << size)
                code->fast[turned] = (uint16_t)((unsigned)code->symbols[index] << 4 | size);
        }
    }
}

/* False where the lengths make no code: too many, or too few for more than one symbol. */
static bool make_code(struct code *code, const uint8_t *lengths, unsigned count)
{
    uint16_t start[BITS_MAX + 2] = {0};
    int left = 1;

    memset(code->count, 0, sizeof code->count);
    for (unsigned i = 0; i < count; i++)
        code->count[lengths[i]]++;
    for (unsigned size = 1; size <= BITS_MAX; size++) {
        left = left * 2 - code->count[size];
        if (left < 0)
            return false;
        start[size + 1] = (uint16_t)(start[size] + code->count[size]);
    }
    for (unsigned i = 0; i < count; i++)
        if (lengths[i])
            code->symbols[start[lengths[i]]++] = (uint16_t)i;
    code->count[0] = (uint16_t)(count - code->count[0]); /* from here on: symbols in all */
    make_fast(code, BITS_MAX);
    return left == 0 || code->count[0] <= 1;
}

enum peek { FOUND, SHORT, NO_CODE };

/* The next symbol and its length in bits, none of which is dropped. */
static enum peek peek(struct deflate64 *z, struct inflate_io *io, const struct code *code,
                      unsigned *symbol, unsigned *size)
{
    unsigned value = 0, first = 0, index = 0;
    uint16_t fast;

    load(z, io, BITS_MAX);
    fast = code->fast[z->bits & ((1 << FAST_BITS) - 1)];
    if (fast && (fast & 15U) <= z->have) {
        *symbol = fast >> 4;
        *size = fast & 15U;
        return FOUND;
    }
    for (*size = 1; *size <= BITS_MAX; (*size)++) {
        unsigned count = code->count[*size];

        if (*size > z->have)
            return SHORT;
        value |= (unsigned)(z->bits >> (*size - 1)) & 1;
        if (value < first + count) {
            *symbol = code->symbols[index + value - first];
            return FOUND;
        }
        index += count;
        first = (first + count) << 1;
        value <<= 1;
    }
    return NO_CODE;
}

/* ---- the header of a block ---- */

static const char *use_fixed(struct deflate64 *z)
{
    memset(z->lengths, 8, 144);
    memset(z->lengths + 144, 9, 112);
    memset(z->lengths + 256, 7, 24);
    memset(z->lengths + 280, 8, 8);
    memset(z->lengths + LITERALS, 5, DISTANCES);
    if (!make_code(&z->literal, z->lengths, LITERALS) ||
        !make_code(&z->distance, z->lengths + LITERALS, DISTANCES))
        return "invalid code";
    z->phase = SYMBOL;
    return NULL;
}

static const char *start_block(struct deflate64 *z)
{
    unsigned kind;

    if (z->last) {
        z->phase = OVER;
        return NULL;
    }
    z->last = drop(z, 1);
    kind = drop(z, 2);
    if (kind == 1)
        return use_fixed(z);
    z->phase = kind == 0 ? STORED_SIZE : COUNTS;
    if (kind == 0)
        drop(z, z->have % 8);
    return kind == 3 ? "invalid block" : NULL;
}

static const char *start_stored(struct deflate64 *z)
{
    unsigned size = drop(z, 16), complement = drop(z, 16);

    z->left = size;
    z->phase = STORED;
    return size == (complement ^ UINT16_MAX) ? NULL : "invalid size of a stored block";
}

static const char *read_counts(struct deflate64 *z)
{
    z->literals = drop(z, 5) + 257;
    z->distances = drop(z, 5) + 1;
    z->orders = drop(z, 4) + 4;
    z->at = 0;
    memset(z->lengths, 0, sizeof z->lengths);
    z->phase = ORDER;
    return z->literals <= LITERALS ? NULL : "too many codes";
}

static const char *read_order(struct deflate64 *z)
{
    static const uint8_t order[ORDERS] = {16, 17, 18, 0, 8,  7, 9,  6, 10, 5,
                                          11, 4,  12, 3, 13, 2, 14, 1, 15};

    z->lengths[order[z->at++]] = (uint8_t)drop(z, 3);
    if (z->at < z->orders)
        return NULL;
    if (!make_code(&z->literal, z->lengths, ORDERS))
        return "invalid code of lengths";
    z->at = 0;
    z->phase = LENGTHS;
    return NULL;
}

static const char *end_lengths(struct deflate64 *z)
{
    if (z->lengths[END_OF_BLOCK] == 0)
        return "no code ends the block";
    if (!make_code(&z->distance, z->lengths + z->literals, z->distances) ||
        !make_code(&z->literal, z->lengths, z->literals))
        return "invalid code";
    z->phase = SYMBOL;
    return NULL;
}

/* One length, or a run of them. */
static enum inflate_result read_length(struct deflate64 *z, struct inflate_io *io, const char **why)
{
    static const uint8_t extra[] = {2, 3, 7}, least[] = {3, 3, 11};
    unsigned symbol, size, run, total = z->literals + z->distances;
    uint8_t value = 0;

    switch (peek(z, io, &z->literal, &symbol, &size)) {
    case SHORT:
        return INFLATE_NEEDS_INPUT;
    case NO_CODE:
        *why = "invalid code of lengths";
        return INFLATE_DAMAGED;
    default:
        break;
    }
    if (symbol < 16) {
        drop(z, size);
        z->lengths[z->at++] = (uint8_t)symbol;
    } else {
        if (!load(z, io, size + extra[symbol - 16]))
            return INFLATE_NEEDS_INPUT;
        drop(z, size);
        run = least[symbol - 16] + drop(z, extra[symbol - 16]);
        if (run > total - z->at || (symbol == 16 && z->at == 0)) {
            *why = "invalid run of lengths";
            return INFLATE_DAMAGED;
        }
        if (symbol == 16)
            value = z->lengths[z->at - 1];
        memset(z->lengths + z->at, value, run);
        z->at += run;
    }
    if (z->at == total)
        *why = end_lengths(z);
    return *why ? INFLATE_DAMAGED : INFLATE_OUTPUT_FULL;
}

/* ---- what a block holds ---- */

static void put(struct deflate64 *z, struct inflate_io *io, uint8_t byte)
{
    z->window[z->out++ % WINDOW] = byte;
    *io->out++ = byte;
    io->room--;
}

static enum inflate_result read_symbol(struct deflate64 *z, struct inflate_io *io, const char **why)
{
    static const uint16_t base[] = {3,  4,  5,  6,  7,  8,  9,  10, 11,  13,  15,  17,  19,  23, 27,
                                    31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 3};
    static const uint8_t extra[] = {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2,
                                    2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 16};
    unsigned symbol, size;
    enum peek found = peek(z, io, &z->literal, &symbol, &size);

    if (found == SHORT)
        return INFLATE_NEEDS_INPUT;
    if (found == NO_CODE || symbol >= 257 + ARRAY_LEN(base)) {
        *why = "invalid symbol";
        return INFLATE_DAMAGED;
    }
    if (symbol > END_OF_BLOCK && !load(z, io, size + extra[symbol - 257]))
        return INFLATE_NEEDS_INPUT;
    drop(z, size);
    if (symbol < END_OF_BLOCK) {
        put(z, io, (uint8_t)symbol);
    } else if (symbol == END_OF_BLOCK) {
        z->phase = BLOCK;
    } else {
        z->left = base[symbol - 257] + drop(z, extra[symbol - 257]);
        z->phase = DISTANCE;
    }
    return INFLATE_OUTPUT_FULL;
}

static enum inflate_result read_distance(struct deflate64 *z, struct inflate_io *io,
                                         const char **why)
{
    unsigned symbol, size, extra;
    enum peek found = peek(z, io, &z->distance, &symbol, &size);

    if (found == SHORT)
        return INFLATE_NEEDS_INPUT;
    if (found == NO_CODE) {
        *why = "invalid distance";
        return INFLATE_DAMAGED;
    }
    extra = symbol < 4 ? 0 : symbol / 2 - 1;
    if (!load(z, io, size + extra))
        return INFLATE_NEEDS_INPUT;
    drop(z, size);
    z->back = symbol < 4 ? symbol + 1 : ((2 + symbol % 2) << extra) + 1;
    z->back += drop(z, extra);
    z->phase = COPY;
    if (z->back <= z->out && z->back <= WINDOW)
        return INFLATE_OUTPUT_FULL;
    *why = "invalid distance too far back";
    return INFLATE_DAMAGED;
}

static void copy_match(struct deflate64 *z, struct inflate_io *io)
{
    for (; z->left > 0 && io->room > 0; z->left--)
        put(z, io, z->window[(z->out - z->back) % WINDOW]);
    if (z->left == 0)
        z->phase = SYMBOL;
}

static enum inflate_result copy_stored(struct deflate64 *z, struct inflate_io *io)
{
    while (z->left > 0 && io->room > 0) {
        if (!load(z, io, 8))
            return INFLATE_NEEDS_INPUT;
        put(z, io, (uint8_t)drop(z, 8));
        z->left--;
    }
    if (z->left == 0)
        z->phase = BLOCK;
    return INFLATE_OUTPUT_FULL;
}

/* ---- the engine ---- */

/* Reads a part of a header that has a fixed size. */
static enum inflate_result read_fixed(struct deflate64 *z, struct inflate_io *io, unsigned bits,
                                      const char *(*read)(struct deflate64 *z), const char **why)
{
    if (!load(z, io, bits))
        return INFLATE_NEEDS_INPUT;
    *why = read(z);
    return *why ? INFLATE_DAMAGED : INFLATE_OUTPUT_FULL;
}

/* One thing after the other; OUTPUT_FULL means that there is more to do. */
static enum inflate_result advance(struct deflate64 *z, struct inflate_io *io, const char **why)
{
    switch (z->phase) {
    case BLOCK:
        return read_fixed(z, io, z->last ? 0 : 3, start_block, why);
    case STORED_SIZE:
        return read_fixed(z, io, 32, start_stored, why);
    case STORED:
        return copy_stored(z, io);
    case COUNTS:
        return read_fixed(z, io, 14, read_counts, why);
    case ORDER:
        return read_fixed(z, io, 3, read_order, why);
    case LENGTHS:
        return read_length(z, io, why);
    case SYMBOL:
        return read_symbol(z, io, why);
    case DISTANCE:
        return read_distance(z, io, why);
    case COPY:
        copy_match(z, io);
        return INFLATE_OUTPUT_FULL;
    default:
        return INFLATE_ENDED;
    }
}

static enum inflate_result step(void *state, struct inflate_io *io, const char **why)
{
    struct deflate64 *z = state;
    enum inflate_result result = INFLATE_OUTPUT_FULL;
    size_t before = io->in.size;

    while (result == INFLATE_OUTPUT_FULL && (io->room > 0 || z->phase == BLOCK))
        result = advance(z, io, why);
    if (result != INFLATE_NEEDS_INPUT)
        give_back(z, io, before - io->in.size);
    return result;
}

const struct inflate_engine inflate_deflate64 = {
    .name = "deflate64", .create = create, .reset = reset, .destroy = destroy, .step = step};
