/* The hash of a text and of a row: values that anyone may compare a program of theirs with. */

#include "examine/text/text_hash.h"

#include "base/kit.h"
#include "rows.h"

static const struct row {
    const char *name; /* the text */
    uint64_t hash;
} rows[] = {
    {"", UINT64_C(0xbf6565d77ed04d03)},
    {"a", UINT64_C(0x49c24368b3d8cc12)},
    {"ab", UINT64_C(0x76d488951df4bb07)},
    {"abc", UINT64_C(0x314e0cce9d327afd)},
    {"abcd", UINT64_C(0xc1dee71bee5959f1)},
    {"id", UINT64_C(0x6f6a238a323af61c)},
    {"1234567", UINT64_C(0xe811afd3bf9b52d5)},
    {"12345678", UINT64_C(0x1399ef938d26b6c3)},
    {"123456789", UINT64_C(0xa596a9bf90690759)},
    {"the quick brown fox jumps", UINT64_C(0xdee5857aadc61fb5)},
};

static void has_hash(void **state)
{
    const struct row *row = *state;

    assert_int_equal(text_hash(bytes_text(row->name)), row->hash);
}

/* However it is cut. */
static void pieces_have_the_hash_of_the_whole(void **state)
{
    const struct row *row = *state;
    struct bytes text = bytes_text(row->name);

    for (size_t first = 0; first <= text.size; first++) {
        for (size_t second = first; second <= text.size; second++) {
            struct text_hasher hasher;

            text_hasher_start(&hasher);
            text_hasher_add(&hasher, bytes_of(text.data, first));
            text_hasher_add(&hasher, bytes_of(text.data + first, second - first));
            text_hasher_add(&hasher, bytes_from(text, second));
            assert_int_equal(text_hasher_end(&hasher), row->hash);
        }
    }
}

static void a_word_has_the_hash_of_its_bytes(void **state)
{
    static const char text[] = "12345678";

    (void)state;
    for (size_t size = 1; size < 8; size++)
        assert_int_equal(text_hash_of_word(text_hash_tail((const uint8_t *)text, size), size),
                         text_hash(bytes_of(text, size)));
    assert_int_equal(text_hash_of_word(text_hash_u64((const uint8_t *)text), 8),
                     text_hash(bytes_of(text, 8)));
}

/* id=7, name=ann, in either order. */
static void a_row_is_the_sum_of_its_cells(void **state)
{
    uint64_t id = text_hash_of_cell(text_hash(BYTES("id")), text_hash(BYTES("7")));
    uint64_t name = text_hash_of_cell(text_hash(BYTES("name")), text_hash(BYTES("ann")));

    (void)state;
    assert_int_equal(text_hash_of_row(id + name), UINT64_C(0xa3900fce0147cbb5));
    assert_int_not_equal(text_hash_of_cell(text_hash(BYTES("7")), text_hash(BYTES("id"))), id);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_word_has_the_hash_of_its_bytes),
        cmocka_unit_test(a_row_is_the_sum_of_its_cells),
    };
    int failures = RUN_CASES(has_hash, rows);

    failures += RUN_CASES(pieces_have_the_hash_of_the_whole, rows);
    failures += cmocka_run_group_tests(tests, NULL, NULL);
    return failures ? 1 : 0;
}
