/* Which values are one value, and that nothing but the key's owner can tell. */

#include "examine/detect/value_digest.h"

#include "base/kit.h"
#include "rows.h"

static const uint8_t key[ASSAY_DIGEST_KEY_SIZE] = {7}, other_key[ASSAY_DIGEST_KEY_SIZE] = {8};

static const struct row {
    const char *name, *a, *b;
    bool same;
} rows[] = {
    {"one value", "hunter2hunter2", "hunter2hunter2", true},
    {"letters of any case", "Ann@Example.ORG", "ann@example.org", true},
    {"digits in groups", "4111 1111-1111.1111", "4111111111111111", true},
    {"a date by other separators", "1970/01/02", "1970-01-02", true},
    {"separators beside letters count", "ab-cd", "abcd", false},
    {"a separator at the end counts", "12-", "12", false},
    {"two between digits count", "1--2", "12", false},
    {"another value", "hunter2hunter2", "hunter2hunter3", false},
};

static void check_row(void **state)
{
    const struct row *row = *state;
    struct assay_value_digest a, b, c;

    value_digest(key, bytes_text(row->a), &a);
    value_digest(key, bytes_text(row->b), &b);
    value_digest(other_key, bytes_text(row->a), &c);
    assert_true(a.made && b.made && c.made);
    assert_int_equal(memcmp(a.bytes, b.bytes, sizeof a.bytes) == 0, row->same);
    assert_memory_not_equal(a.bytes, c.bytes, sizeof a.bytes);
}

/* What anybody gets from `openssl dgst -sha256 -mac HMAC`: the key is 07 and zeros. */
static void check_by_hand(void **state)
{
    static const uint8_t wanted[16] = {0xb7, 0x2f, 0x59, 0x66, 0x60, 0x33, 0xa9, 0x49,
                                       0x7e, 0x15, 0x96, 0xc0, 0x81, 0x41, 0x17, 0x1f};
    struct assay_value_digest value;

    (void)state;
    value_digest(key, BYTES("abc"), &value);
    assert_memory_equal(value.bytes, wanted, sizeof wanted);
}

static void check_none(void **state)
{
    static const uint8_t large[4097] = {'a'};
    struct assay_value_digest value;

    (void)state;
    value_digest(key, BYTES(""), &value);
    assert_false(value.made);
    value_digest(key, bytes_of(large, sizeof large), &value);
    assert_false(value.made);
    value_digest(key, bytes_of(large, sizeof large - 1), &value);
    assert_true(value.made);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(check_by_hand),
        cmocka_unit_test(check_none),
    };

    return RUN_CASES(check_row, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
