/*
 * sha_chain.c - messages cut into blocks, padded, and put into two lanes.
 * Source: FIPS 180-4, sections 5.1.1, 5.2.1, 6.1 and 6.2.
 */

#include "crypto/sha_chain.h"

#include "base/kit.h"

enum { LENGTH = 8, TAIL_BLOCKS = 2 };

/* Writes the last blocks: what is left of the message, its padding and its length in bits. */
static size_t pad(uint8_t tail[TAIL_BLOCKS * SHA_BLOCK], const uint8_t *left, uint64_t size)
{
    size_t have = size % SHA_BLOCK;
    size_t whole = (have + 1 + LENGTH + SHA_BLOCK - 1) / SHA_BLOCK * SHA_BLOCK;
    uint64_t bits = size * 8;

    if (have > 0)
        memcpy(tail, left, have);
    tail[have] = 0x80;
    memset(tail + have + 1, 0, whole - have - 1);
    for (size_t i = 1; i <= LENGTH; i++, bits >>= 8)
        tail[whole - i] = (uint8_t)bits;
    return whole / SHA_BLOCK;
}

static void tell(const uint32_t state[SHA_WORDS_MAX], size_t words, uint8_t *out)
{
    for (size_t i = 0; i < words; i++)
        for (size_t j = 0; j < 4; j++)
            out[4 * i + j] = (uint8_t)(state[i] >> (24 - 8 * j));
}

/* ---- one that grows ---- */

void sha_chain_start(struct sha_chain *chain, const struct sha_rounds *rounds)
{
    chain->rounds = rounds;
    memcpy(chain->state, rounds->first, sizeof chain->state);
    chain->size = 0;
}

/* Adds bytes up to the end of a block, or all of them; what is left is returned. */
static struct bytes fill_block(struct sha_chain *chain, struct bytes bytes)
{
    size_t have = chain->size % SHA_BLOCK, take = SHA_BLOCK - have;

    if (have == 0 || bytes.size == 0)
        return bytes;
    if (take > bytes.size)
        take = bytes.size;
    memcpy(chain->block + have, bytes.data, take);
    chain->size += take;
    if (have + take == SHA_BLOCK)
        chain->rounds->one(chain->state, chain->block, 1);
    return bytes_from(bytes, take);
}

void sha_chain_add(struct sha_chain *chain, struct bytes bytes)
{
    struct bytes rest = fill_block(chain, bytes);
    size_t over = rest.size % SHA_BLOCK;

    if (rest.size == 0)
        return;
    chain->rounds->one(chain->state, rest.data, rest.size / SHA_BLOCK);
    if (over > 0)
        memcpy(chain->block, rest.data + rest.size - over, over);
    chain->size += rest.size;
}

size_t sha_chain_end(const struct sha_chain *chain, uint8_t *out)
{
    uint8_t tail[TAIL_BLOCKS * SHA_BLOCK];
    uint32_t state[SHA_WORDS_MAX];

    memcpy(state, chain->state, sizeof state);
    chain->rounds->one(state, tail, pad(tail, chain->block, chain->size));
    tell(state, chain->rounds->words, out);
    return chain->rounds->words * sizeof *state;
}

/* ---- two at a time ---- */

/* What waits: a chain that grows, then messages. */
struct queue {
    const struct sha_rounds *rounds;
    struct sha_chain *chain; /* NULL: taken, or none */
    struct bytes more;       /* whole blocks for it */
    const struct digest_message *next, *end;
};

struct lane {
    uint32_t *state; /* of the chain, or `own` */
    uint32_t own[SHA_WORDS_MAX];
    const uint8_t *at;
    size_t blocks;      /* there */
    size_t tail_blocks; /* that follow */
    uint8_t *out;       /* NULL: nothing is to be told */
    uint8_t tail[TAIL_BLOCKS * SHA_BLOCK];
};

static void begin(struct lane *lane, const struct sha_rounds *rounds,
                  const struct digest_message *message)
{
    size_t over = message->bytes.size % SHA_BLOCK;

    memcpy(lane->own, rounds->first, sizeof lane->own);
    lane->state = lane->own;
    lane->at = message->bytes.data;
    lane->blocks = message->bytes.size / SHA_BLOCK;
    lane->tail_blocks =
        pad(lane->tail, over ? message->bytes.data + message->bytes.size - over : NULL,
            message->bytes.size);
    lane->out = message->out;
}

static void begin_chain(struct lane *lane, struct queue *queue)
{
    lane->state = TAKE(queue->chain)->state;
    lane->at = queue->more.data;
    lane->blocks = queue->more.size / SHA_BLOCK;
    lane->tail_blocks = 0;
    lane->out = NULL;
}

/* Has blocks in the lane; false where none are left. */
static bool supply(struct lane *lane, struct queue *queue)
{
    while (lane->blocks == 0) {
        if (lane->tail_blocks > 0) {
            lane->at = lane->tail;
            lane->blocks = lane->tail_blocks;
            lane->tail_blocks = 0;
            return true;
        }
        if (lane->out)
            tell(lane->state, queue->rounds->words, TAKE(lane->out));
        if (queue->chain)
            begin_chain(lane, queue);
        else if (queue->next < queue->end)
            begin(lane, queue->rounds, queue->next++);
        else
            return false;
    }
    return true;
}

static void advance(struct lane *lane, size_t blocks)
{
    lane->at += blocks * SHA_BLOCK;
    lane->blocks -= blocks;
}

static void run(struct queue *queue)
{
    struct lane a = {.blocks = 0}, b = {.blocks = 0};
    bool has_a, has_b;

    do {
        has_a = supply(&a, queue);
        has_b = supply(&b, queue);
        if (has_a && has_b) {
            size_t both = a.blocks < b.blocks ? a.blocks : b.blocks;

            queue->rounds->two(a.state, a.at, b.state, b.at, both);
            advance(&a, both);
            advance(&b, both);
        } else if (has_a || has_b) {
            struct lane *last = has_a ? &a : &b;

            queue->rounds->one(last->state, last->at, last->blocks);
            advance(last, last->blocks);
        }
    } while (has_a || has_b);
}

void sha_chain_beside(const struct sha_rounds *rounds, struct sha_chain *chain, struct bytes more,
                      const struct digest_message *messages, size_t count)
{
    struct queue queue = {.rounds = rounds, .next = messages, .end = messages + count};

    if (chain) {
        struct bytes rest = fill_block(chain, more);
        size_t over = rest.size % SHA_BLOCK;

        queue.more = bytes_of(rest.data, rest.size - over);
        queue.chain = queue.more.size > 0 ? chain : NULL;
        chain->size += rest.size;
        if (over > 0)
            memcpy(chain->block, rest.data + rest.size - over, over);
    }
    run(&queue);
}
