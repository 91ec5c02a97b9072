/* test_key_mirror.c - the other form of a signature: where there is one, it holds, and is the only
 * one. */

#include "crypto/key.h"

#include <string.h>

#include "base/kit.h"
#include "rows.h"

struct row {
    const char *name;
    enum assay_key_algorithm algorithm;
    bool has_one;
};

static const struct row rows[] = {
    {"ed25519", ASSAY_KEY_ED25519, false},
    {"ecdsa-p256", ASSAY_KEY_P256, true},
    {"ecdsa-p384", ASSAY_KEY_P384, true},
    {"ecdsa-p521", ASSAY_KEY_P521, true},
};

static struct bytes bytes_of_signature(const struct key_signature *signature)
{
    return bytes_of(signature->bytes, signature->size);
}

static void check(void **state)
{
    const struct row *row = *state;
    CLEANUP(assay_key_freep) struct assay_key *key = NULL;
    struct key_signature one, other, again;
    struct assay_error err = {0};

    assert_ok(key_make(row->algorithm, &key, &err), err);
    for (int i = 0; i < 8; i++) { /* r and s have leading bits of every kind */
        assert_ok(key_sign(key, BYTES("message"), &one, &err), err);
        assert_int_equal(key_mirror(key, bytes_of_signature(&one), &other), row->has_one);
        if (!row->has_one)
            return;
        assert_false(bytes_equal(bytes_of_signature(&one), bytes_of_signature(&other)));
        assert_true(key_verify(key, BYTES("message"), bytes_of_signature(&other)));
        assert_true(key_mirror(key, bytes_of_signature(&other), &again));
        assert_true(bytes_equal(bytes_of_signature(&one), bytes_of_signature(&again)));
    }
}

static void test_no_signature(void **state)
{
    const struct {
        const char *name;
        struct bytes bytes;
    } none[] = {
        {"empty", BYTES("")},
        {"no DER", BYTES("signature")},
        {"cut", BYTES("\x30\x06\x02\x01\x01\x02\x01")},
        {"bytes behind", BYTES("\x30\x06\x02\x01\x01\x02\x01\x01\x00")},
        {"s above the order",
         BYTES("\x30\x26\x02\x01\x01\x02\x21\x00\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"
               "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"
               "\xff")},
    };
    CLEANUP(assay_key_freep) struct assay_key *key = NULL;
    struct key_signature other;
    struct assay_error err = {0};

    (void)state;
    assert_ok(key_make(ASSAY_KEY_P256, &key, &err), err);
    for (size_t i = 0; i < ARRAY_LEN(none); i++)
        if (key_mirror(key, none[i].bytes, &other))
            fail_msg("%s: has another form", none[i].name);
}

int main(void)
{
    static const struct CMUnitTest more[] = {cmocka_unit_test(test_no_signature)};

    return RUN_CASES(check, rows) + cmocka_run_group_tests(more, NULL, NULL);
}
