/*
 * test_sha_chain.c - rounds of our own give what OpenSSL gives: for every length around blocks,
 * however a message comes, whatever goes on beside it.
 */

#include "crypto/sha_chain.h"

#include <openssl/evp.h>

#include "base/kit.h"
#include "crypto/digest.h"
#include "rows.h"

enum { LONGEST = 4 * SHA_BLOCK + 3, MANY = 40 };

static uint8_t text[1 << 14];

static void fill(void)
{
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = (uint8_t)((uint32_t)i * 2654435761U >> 11);
}

static const struct algorithm {
    enum digest_kind kind;
    const struct sha_rounds *rounds;
    size_t size;
    const EVP_MD *(*theirs)(void);
} algorithms[] = {
    {DIGEST_SHA1, &sha1_rounds, SHA1_SIZE, EVP_sha1},
    {DIGEST_SHA256, &sha256_rounds, SHA256_SIZE, EVP_sha256},
};

static void assert_is(const struct algorithm *algorithm, const uint8_t *ours, struct bytes message)
{
    uint8_t theirs[DIGEST_SIZE_MAX];

    assert_int_equal(
        EVP_Digest(message.data, message.size, theirs, NULL, algorithm->theirs(), NULL), 1);
    assert_memory_equal(ours, theirs, algorithm->size);
}

/* Each length, in two pieces cut everywhere. */
static void check_growing(const struct algorithm *algorithm)
{
    struct sha_chain chain;
    uint8_t out[DIGEST_SIZE_MAX];

    if (!sha_rounds_here())
        skip(); /* OpenSSL it is, which test_digest.c holds */
    for (size_t size = 0; size <= LONGEST; size++) {
        for (size_t cut = 0; cut <= size; cut++) {
            sha_chain_start(&chain, algorithm->rounds);
            sha_chain_add(&chain, bytes_of(text, cut));
            sha_chain_add(&chain, bytes_of(text + cut, size - cut));
            assert_int_equal(sha_chain_end(&chain, out), algorithm->size);
            assert_is(algorithm, out, bytes_of(text, size));
        }
    }
}

/* Pairs of all lengths: the shorter one ends first, and what follows it takes its lane. */
static void check_two(const struct algorithm *algorithm)
{
    for (size_t a = 0; a <= LONGEST; a++) {
        for (size_t b = 0; b <= LONGEST; b++) {
            uint8_t out[2][DIGEST_SIZE_MAX];
            const struct digest_message messages[] = {{bytes_of(text, a), out[0]},
                                                      {bytes_of(text + 1, b), out[1]}};

            digest_messages(algorithm->kind, messages, ARRAY_LEN(messages));
            assert_is(algorithm, out[0], bytes_of(text, a));
            assert_is(algorithm, out[1], bytes_of(text + 1, b));
        }
    }
}

static void a_message_that_grows(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(algorithms); i++)
        check_growing(&algorithms[i]);
}

static void two_messages(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(algorithms); i++)
        check_two(&algorithms[i]);
}

/* From none to many, of lengths that differ, beside a digest that had something before and gets
 * something after. */
static void many_beside_one_that_grows(void **state)
{
    CLEANUP(digest_freep) struct digest *digest = digest_new(DIGEST_SHA256);
    const struct algorithm *sha256 = &algorithms[1];

    (void)state;
    assert_non_null(digest);
    for (size_t count = 0; count <= MANY; count++) {
        for (size_t before = 0; before < 2 * SHA_BLOCK; before += 7) {
            uint8_t out[MANY][SHA256_SIZE], whole[DIGEST_SIZE_MAX];
            struct digest_message messages[MANY];
            size_t more = count * 211 % 5000, after = 100;

            for (size_t i = 0; i < count; i++)
                messages[i] = (struct digest_message){bytes_of(text + i, i * 37 % 900), out[i]};
            digest_start(digest);
            digest_add(digest, bytes_of(text, before));
            sha256_beside(digest, bytes_of(text + before, more), messages, count);
            digest_add(digest, bytes_of(text + before + more, after));
            assert_int_equal(digest_end(digest, whole), SHA256_SIZE);
            assert_is(sha256, whole, bytes_of(text, before + more + after));
            for (size_t i = 0; i < count; i++)
                assert_is(sha256, out[i], messages[i].bytes);
        }
    }
}

/* Messages in all lanes, each of so many blocks, as each of them alone. */
static void messages_in_lanes(void **state)
{
    enum { BLOCKS = 5 };
    const struct sha_rounds *rounds = &sha256_rounds;

    (void)state;
    if (!sha_rounds_here() || !sha_lanes_here())
        skip(); /* two at a time it is */
    for (size_t count = 0; count <= BLOCKS; count++) {
        uint32_t together[SHA_LANES][SHA_WORDS_MAX], alone[SHA_LANES][SHA_WORDS_MAX];
        struct sha_lane lanes[SHA_LANES];

        for (size_t i = 0; i < SHA_LANES; i++) {
            memcpy(together[i], rounds->first, sizeof together[i]);
            memcpy(alone[i], rounds->first, sizeof alone[i]);
            alone[i][i % SHA_WORDS_MAX] = together[i][i % SHA_WORDS_MAX] = (uint32_t)(i * count);
            lanes[i] = (struct sha_lane){together[i], text + i * 331};
            rounds->one(alone[i], lanes[i].blocks, count);
        }
        rounds->many(lanes, count);
        assert_memory_equal(together, alone, sizeof alone);
    }
}

/* Lengths from nothing to many blocks: lanes end one by one, and the last are few. */
static void messages_of_all_lengths(void **state)
{
    (void)state;
    for (size_t count = 1; count <= MANY; count++) {
        for (size_t i = 0; i < ARRAY_LEN(algorithms); i++) {
            uint8_t out[MANY][DIGEST_SIZE_MAX];
            struct digest_message messages[MANY];

            for (size_t k = 0; k < count; k++)
                messages[k] = (struct digest_message){
                    bytes_of(text + k, k * k * 2654435761U % (sizeof text - MANY)), out[k]};
            digest_messages(algorithms[i].kind, messages, count);
            for (size_t k = 0; k < count; k++)
                assert_is(&algorithms[i], out[k], messages[k].bytes);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_message_that_grows),       cmocka_unit_test(two_messages),
        cmocka_unit_test(many_beside_one_that_grows), cmocka_unit_test(messages_in_lanes),
        cmocka_unit_test(messages_of_all_lengths),
    };

    fill();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
