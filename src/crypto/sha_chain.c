/*
 * sha_chain.c - messages cut into blocks, padded, and put into lanes.
 * Source: FIPS 180-4, sections 5.1.1, 5.2.1, 6.1 and 6.2.
 */

#include "crypto/sha_chain.h"

#include <endian.h>

#include "base/kit.h"

enum {
    LENGTH = sizeof(uint64_t),
    TAIL_BLOCKS = 4,
    SHORT = TAIL_BLOCKS * SHA_BLOCK - 1 - LENGTH /* bytes of a message that is all tail */
};

/* Writes the last blocks: what is left of the message, its padding and its length in bits. */
static size_t pad(uint8_t tail[TAIL_BLOCKS * SHA_BLOCK], struct bytes left, uint64_t size)
{
    size_t whole = (left.size + 1 + LENGTH + SHA_BLOCK - 1) / SHA_BLOCK * SHA_BLOCK;
    const uint64_t bits = htobe64(size * 8);

    if (left.size > 0)
        memcpy(tail, left.data, left.size);
    tail[left.size] = 0x80;
    memset(tail + left.size + 1, 0, whole - left.size - 1);
    memcpy(tail + whole - sizeof bits, &bits, sizeof bits);
    return whole / SHA_BLOCK;
}

static void tell(const uint32_t state[SHA_WORDS_MAX], size_t words, uint8_t *out)
{
    for (size_t i = 0; i < words; i++) {
        const uint32_t word = htobe32(state[i]);

        memcpy(out + i * sizeof word, &word, sizeof word);
    }
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
    chain->rounds->one(state, tail,
                       pad(tail, bytes_of(chain->block, chain->size % SHA_BLOCK), chain->size));
    tell(state, chain->rounds->words, out);
    return chain->rounds->words * sizeof *state;
}

/* ---- side by side ---- */

/* What waits: a chain that grows, then messages, the longer half first: what is left alone at the
 * end is then short. */
struct queue {
    const struct sha_rounds *rounds;
    struct sha_chain *chain; /* NULL: taken, or none */
    struct bytes more;       /* whole blocks for it */
    const struct digest_message *messages;
    size_t count, next;
    size_t middle; /* bytes: where the halves part */
    bool second;   /* the shorter half it is by now */
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

static const struct digest_message *next_message(struct queue *queue)
{
    for (;;) {
        while (queue->next < queue->count) {
            const struct digest_message *message = &queue->messages[queue->next++];

            if ((message->bytes.size < queue->middle) == queue->second)
                return message;
        }
        if (queue->second)
            return NULL;
        queue->second = true;
        queue->next = 0;
    }
}

/* Leaves and nodes of a tree are short: the lanes are to be supplied once for each, not twice. */
static void begin(struct lane *lane, const struct sha_rounds *rounds,
                  const struct digest_message *message)
{
    const size_t size = message->bytes.size;
    const size_t blocks = size <= SHORT ? 0 : size / SHA_BLOCK;

    memcpy(lane->own, rounds->first, sizeof lane->own);
    lane->state = lane->own;
    lane->at = message->bytes.data;
    lane->blocks = blocks;
    lane->tail_blocks = pad(lane->tail, bytes_from(message->bytes, blocks * SHA_BLOCK), size);
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
    const struct digest_message *message;

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
        else if ((message = next_message(queue)))
            begin(lane, queue->rounds, message);
        else
            return false;
    }
    return true;
}

/* Has blocks in as many lanes as there can be; how many these are. */
static size_t supply_all(struct lane *lanes, size_t width, struct queue *queue,
                         struct lane *busy[SHA_LANES])
{
    size_t count = 0;

    for (size_t i = 0; i < width; i++)
        if (supply(&lanes[i], queue))
            busy[count++] = &lanes[i];
    return count;
}

static void advance(struct lane *lane, size_t blocks)
{
    lane->at += blocks * SHA_BLOCK;
    lane->blocks -= blocks;
}

static size_t fewest_blocks(struct lane *const *busy, size_t count)
{
    size_t fewest = busy[0]->blocks;

    for (size_t i = 1; i < count; i++)
        if (busy[i]->blocks < fewest)
            fewest = busy[i]->blocks;
    return fewest;
}

/* All busy lanes at once; the others have the first one's blocks, for nothing. */
static void run_many(const struct sha_rounds *rounds, struct lane *const *busy, size_t count)
{
    uint32_t unused[SHA_WORDS_MAX] = {0};
    struct sha_lane lanes[SHA_LANES];
    size_t blocks = fewest_blocks(busy, count);

    for (size_t i = 0; i < count; i++)
        lanes[i] = (struct sha_lane){busy[i]->state, busy[i]->at};
    for (size_t i = count; i < SHA_LANES; i++)
        lanes[i] = (struct sha_lane){unused, busy[0]->at};
    rounds->many(lanes, blocks);
    for (size_t i = 0; i < count; i++)
        advance(busy[i], blocks);
}

static void run_few(const struct sha_rounds *rounds, struct lane *const *busy, size_t count)
{
    size_t blocks = fewest_blocks(busy, count);

    if (count > 1)
        rounds->two(busy[0]->state, busy[0]->at, busy[1]->state, busy[1]->at, blocks);
    else
        rounds->one(busy[0]->state, busy[0]->at, blocks);
    for (size_t i = 0; i < count; i++)
        advance(busy[i], blocks);
}

static void run(struct queue *queue)
{
    enum { PAIR = 2 };
    const struct sha_rounds *rounds = queue->rounds;
    bool wide = queue->count >= SHA_LANES_LEAST && rounds->many && sha_lanes_here();
    size_t width = wide ? SHA_LANES : PAIR, count;
    struct lane lanes[SHA_LANES], *busy[SHA_LANES];

    for (size_t i = 0; i < width; i++) {
        lanes[i].blocks = lanes[i].tail_blocks = 0;
        lanes[i].out = NULL;
    }
    while ((count = supply_all(lanes, width, queue, busy)) > 0) {
        if (wide && count >= SHA_LANES_LEAST)
            run_many(rounds, busy, count);
        else
            run_few(rounds, busy, count < PAIR ? count : PAIR);
    }
}

/* Where half of the bytes are in messages as long or longer, about: the mean. */
static size_t mean_size(const struct digest_message *messages, size_t count)
{
    size_t sum = 0;

    for (size_t i = 0; i < count; i++)
        sum += messages[i].bytes.size / count;
    return sum;
}

void sha_chain_beside(const struct sha_rounds *rounds, struct sha_chain *chain, struct bytes more,
                      const struct digest_message *messages, size_t count)
{
    struct queue queue = {.rounds = rounds,
                          .messages = messages,
                          .count = count,
                          .middle = mean_size(messages, count)};

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
