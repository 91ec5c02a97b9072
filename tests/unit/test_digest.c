/* test_digest.c - digests (FIPS 180-4 examples) and HMAC (RFC 4231). */

#include "crypto/digest.h"

#include "base/codec.h"
#include "base/kit.h"
#include "rows.h"

struct row {
    const char *name;
    enum digest_kind kind;
    struct bytes in;
    const char *hex;
};

static const struct row rows[] = {
    {"sha1", DIGEST_SHA1, ROW_BYTES("abc"), "a9993e364706816aba3e25717850c26c9cd0d89d"},
    {"sha256", DIGEST_SHA256, ROW_BYTES("abc"),
     "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
    {"sha256 of nothing", DIGEST_SHA256, ROW_BYTES(""),
     "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
    {"sha384", DIGEST_SHA384, ROW_BYTES("abc"),
     "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed"
     "8086072ba1e7cc2358baeca134c825a7"},
    {"sha512", DIGEST_SHA512, ROW_BYTES("abc"),
     "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
     "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"},
    {"blake2b (RFC 7693 appendix A)", DIGEST_BLAKE2B, ROW_BYTES("abc"),
     "ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d1"
     "7d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923"},
};

static void check(void **state)
{
    const struct row *row = *state;
    CLEANUP(digest_freep) struct digest *digest = digest_new(row->kind);
    uint8_t out[DIGEST_SIZE_MAX];
    char hex[2 * DIGEST_SIZE_MAX + 1];

    assert_non_null(digest);
    for (int round = 0; round < 2; round++) { /* the second time on the used context */
        digest_start(digest);
        for (size_t i = 0; i < row->in.size; i++)
            digest_add(digest, bytes_of(row->in.data + i, 1));
        hex_encode(bytes_of(out, digest_end(digest, out)), hex);
        assert_string_equal(hex, row->hex);
    }
}

struct hmac_row {
    const char *name;
    struct bytes key, message;
    const char *hex;
};

static const char long_key[131] = {
#define TEN "\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa"
    TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN "\xaa"};

static const struct hmac_row hmac_rows[] = {
    {"case 2", ROW_BYTES("Jefe"), ROW_BYTES("what do ya want for nothing?"),
     "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
    {"case 6, a key longer than a block",
     {(const uint8_t *)long_key, sizeof long_key},
     ROW_BYTES("Test Using Larger Than Block-Size Key - Hash Key First"),
     "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"},
};

static void check_hmac(void **state)
{
    const struct hmac_row *row = *state;
    uint8_t out[SHA256_SIZE];
    char hex[2 * SHA256_SIZE + 1];

    hmac_sha256(row->key, row->message, out);
    hex_encode(bytes_of(out, sizeof out), hex);
    assert_string_equal(hex, row->hex);
}

static void test_one_call(void **state)
{
    uint8_t out[SHA256_SIZE];
    char hex[2 * SHA256_SIZE + 1];

    (void)state;
    sha256(bytes_of(NULL, 0), out);
    hex_encode(bytes_of(out, sizeof out), hex);
    assert_string_equal(hex, rows[2].hex);
}

static void test_random(void **state)
{
    uint8_t a[16] = {0}, b[16] = {0};
    struct assay_error err = {0};

    (void)state;
    assert_ok(random_bytes(a, sizeof a, &err), err);
    assert_ok(random_bytes(b, sizeof b, &err), err);
    assert_memory_not_equal(a, b, sizeof a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_call),
        cmocka_unit_test(test_random),
    };

    return RUN_CASES(check, rows) + RUN_CASES(check_hmac, hmac_rows) +
           cmocka_run_group_tests(tests, NULL, NULL);
}
