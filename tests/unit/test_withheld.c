/* test_withheld.c - the list of what an export lacks: one spelling of it, and no other. */

#include "ledger/withheld.h"

#include "base/kit.h"
#include "folder.h"
#include "rows.h"

#define ONES "1111111111111111111111111111111111111111111111111111111111111111"
#define TWOS "2222222222222222222222222222222222222222222222222222222222222222"
#define CAPITALS "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
#define LINE ONES " named by entry 7, withheld\n"

enum { LINE_SIZE = sizeof LINE - 1 };

static const struct row {
    const char *name;
    struct bytes text;
    size_t values;   /* where it is a list */
    uint64_t offset; /* of the line to blame, else ASSAY_NO_OFFSET */
} rows[] = {
    {"nothing was withheld", ROW_BYTES(""), 0, ASSAY_NO_OFFSET},
    {"one value", ROW_BYTES(LINE), 1, ASSAY_NO_OFFSET},
    {"the largest number", ROW_BYTES(ONES " named by entry 18446744073709551615, withheld\n"), 1,
     ASSAY_NO_OFFSET},
    {"two in their order", ROW_BYTES(LINE TWOS " named by entry 0, withheld\n"), 2,
     ASSAY_NO_OFFSET},
    {"two in another order", ROW_BYTES(TWOS " named by entry 0, withheld\n" LINE), 0, LINE_SIZE},
    {"the same twice", ROW_BYTES(LINE LINE), 0, LINE_SIZE},
    {"the same of two entries", ROW_BYTES(LINE ONES " named by entry 8, withheld\n"), 0, LINE_SIZE},
    {"a last line that is cut", ROW_BYTES(LINE TWOS " named by entry 0, withheld"), 0, LINE_SIZE},
    {"an empty line", ROW_BYTES(LINE "\n"), 0, LINE_SIZE},
    {"a digest alone", ROW_BYTES(ONES "\n"), 0, 0},
    {"a short digest", ROW_BYTES("11 named by entry 7, withheld\n"), 0, 0},
    {"capitals", ROW_BYTES(CAPITALS " named by entry 7, withheld\n"), 0, 0},
    {"no number", ROW_BYTES(ONES " named by entry , withheld\n"), 0, 0},
    {"a number with a zero before it", ROW_BYTES(ONES " named by entry 07, withheld\n"), 0, 0},
    {"a number with a sign", ROW_BYTES(ONES " named by entry +7, withheld\n"), 0, 0},
    {"a number past all", ROW_BYTES(ONES " named by entry 18446744073709551616, withheld\n"), 0, 0},
    {"a line of erased.txt", ROW_BYTES(ONES " named by entry 7, erased by entry 8\n"), 0, 0},
    {"words that share a comma", ROW_BYTES(ONES " named by entry, withheld\n"), 0, 0},
    {"other words at the end", ROW_BYTES(ONES " named by entry 7, retained\n"), 0, 0},
    {"other words before the number", ROW_BYTES(ONES " given by entry 7, withheld\n"), 0, 0},
    {"more words", ROW_BYTES(ONES " named by entry 7, withheld, withheld\n"), 0, 0},
    {"ends of lines of DOS", ROW_BYTES(ONES " named by entry 7, withheld\r\n"), 0, 0},
    {"a NUL", ROW_BYTES(ONES " named by entry 7\0, withheld\n"), 0, 0},
};

static void check_row(void **state)
{
    const struct row *row = *state;
    CLEANUP(folder_remove) struct folder folder;
    CLEANUP(store_freep) struct store *store = NULL;
    CLEANUP(withheld_clear) struct withheld withheld = {0};
    struct assay_error err = {0};

    folder_make(&folder);
    assert_ok(store_folder_open(folder.path, true, &store, &err), err);
    assert_ok(store_write(store, WITHHELD_NAME, row->text, &err), err);
    assert_ok(store_sync(store, &err), err);
    if (row->offset != ASSAY_NO_OFFSET) {
        assert_int_equal(withheld_load(store, &withheld, &err), ASSAY_ETRUST);
        assert_string_equal(err.id, "ledger.damaged");
        assert_int_equal(err.offset, row->offset);
        assert_int_equal(withheld.list.size, 0);
        return;
    }
    assert_ok(withheld_load(store, &withheld, &err), err);
    assert_int_equal(withheld.list.size / sizeof(struct withheld_value), row->values);
}

/* What is written is read, and found by its digest. */
static void test_finds(void **state)
{
    CLEANUP(folder_remove) struct folder folder;
    CLEANUP(store_freep) struct store *store = NULL;
    CLEANUP(withheld_clear) struct withheld withheld = {0};
    CLEANUP(buf_clear) struct buf text = {.ceiling = 4096};
    struct assay_error err = {0};
    uint8_t digests[3][32];

    (void)state;
    folder_make(&folder);
    assert_ok(store_folder_open(folder.path, true, &store, &err), err);
    assert_ok(withheld_load(store, &withheld, &err), err);
    memset(digests, 0, sizeof digests);
    for (uint8_t i = 0; i < 3; i++)
        digests[i][31] = i;
    assert_null(withheld_find(&withheld, digests[0]));
    withheld_write(digests[0], 4, &text);
    withheld_write(digests[2], 2, &text);
    assert_ok(store_write(store, WITHHELD_NAME, buf_bytes(&text), &err), err);
    assert_ok(store_sync(store, &err), err);
    assert_ok(withheld_load(store, &withheld, &err), err);
    assert_int_equal(withheld_find(&withheld, digests[0])->entry, 4);
    assert_null(withheld_find(&withheld, digests[1]));
    assert_int_equal(withheld_find(&withheld, digests[2])->entry, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_finds)};

    return RUN_CASES(check_row, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
