/* test_tree_diff.c - versions of a folder, one after the other: what is new in each, and no less.
 */

#include <stdlib.h>

#include "rows.h"

#include "base/buf.h"
#include "source/git/tree_diff.h"

#define ONE "11111111111111111111"
#define TWO "22222222222222222222"
#define FILE_A(id) "100644 a\0" id
#define FILE_B(id) "100644 bb\0" id
#define FILE_C(id) "100755 c\0" id

struct row {
    const char *name;
    struct bytes versions[4];
    const char *fresh; /* names of what is new, versions apart by '|'; '!' where one is cut */
    size_t count;
};

static const struct row rows[] = {
    {"nothing at all", {ROW_BYTES("")}, "", 1},
    {"the first is all new", {ROW_BYTES(FILE_A(ONE) FILE_B(ONE))}, "a bb ", 1},
    {"the same again", {ROW_BYTES(FILE_A(ONE)), ROW_BYTES(FILE_A(ONE))}, "a |", 2},
    {"one changed in the middle",
     {ROW_BYTES(FILE_A(ONE) FILE_B(ONE) FILE_C(ONE)),
      ROW_BYTES(FILE_A(ONE) FILE_B(TWO) FILE_C(ONE))},
     "a bb c |bb ",
     2},
    {"one added at the front, one at the end",
     {ROW_BYTES(FILE_B(ONE)), ROW_BYTES(FILE_A(ONE) FILE_B(ONE)),
      ROW_BYTES(FILE_A(ONE) FILE_B(ONE) FILE_C(ONE))},
     "bb |a |c ",
     3},
    {"one removed, and there again",
     {ROW_BYTES(FILE_A(ONE) FILE_B(ONE) FILE_C(ONE)), ROW_BYTES(FILE_A(ONE) FILE_C(ONE)),
      ROW_BYTES(FILE_A(ONE) FILE_B(ONE) FILE_C(ONE))},
     "a bb c ||bb ",
     3},
    {"all gone, and there again",
     {ROW_BYTES(FILE_A(ONE)), ROW_BYTES(""), ROW_BYTES(FILE_A(ONE))},
     "a ||a ",
     3},
    {"only the mode changed",
     {ROW_BYTES("100644 a\0" ONE), ROW_BYTES("100755 a\0" ONE)},
     "a |a ",
     2},
    {"cut, then whole",
     {ROW_BYTES(FILE_A(ONE) "100644 bb\0"
                            "22"),
      ROW_BYTES(FILE_A(ONE) FILE_B(TWO))},
     "a !|bb ",
     2},
    {"whole, then cut, then cut the same way",
     {ROW_BYTES(FILE_A(ONE) FILE_B(TWO)), ROW_BYTES(FILE_A(ONE) "100644 bb"),
      ROW_BYTES(FILE_A(TWO) "100644 bb")},
     "a bb |!|a !",
     3},
    {"a mode and no more is cut", {ROW_BYTES(FILE_A(ONE) "100644 ")}, "a !", 1},
    {"cut at the front",
     {ROW_BYTES("junk"), ROW_BYTES(FILE_A(ONE)), ROW_BYTES("junk")},
     "!|a |!",
     3},
    {"out of order",
     {ROW_BYTES(FILE_C(ONE) FILE_A(ONE)), ROW_BYTES(FILE_A(ONE) FILE_C(ONE))},
     "c a |a ", /* one that moved may be told again */
     2},
    {"twice", {ROW_BYTES(FILE_A(ONE) FILE_A(TWO))}, "a a=", 1},
    {"twice, the second one new",
     {ROW_BYTES(FILE_A(ONE)), ROW_BYTES(FILE_A(ONE) FILE_A(TWO))},
     "a |a=",
     2},
};

/* Adds what is new in a version to `out`; "=" behind a name that stands twice. */
static void look(struct tree_diff *diff, struct bytes tree, struct buf *out)
{
    struct tree_entry entry;
    struct assay_error err;
    struct bytes last;
    bool readable;

    tree_diff_start(diff, tree);
    while (tree_diff_next(diff, &entry, &last)) {
        buf_add(out, entry.name.data, entry.name.size);
        buf_text(out, last.data && bytes_equal(last, entry.name) ? "=" : " ");
    }
    assert_int_equal(tree_diff_end(diff, &readable, &err), ASSAY_OK);
    if (!readable)
        buf_text(out, "!");
}

static void check(void **state)
{
    const struct row *row = *state;
    struct tree_diff diff;
    struct buf found = {.ceiling = 256};

    tree_diff_init(&diff, 20);
    for (size_t i = 0; i < row->count; i++) {
        if (i > 0)
            buf_text(&found, "|");
        look(&diff, row->versions[i], &found);
    }
    assert_string_equal(buf_string(&found), row->fresh);
    buf_clear(&found);
    tree_diff_clear(&diff);
}

/* ---- against one entry after the other ---- */

enum { NAMES = 12, VERSIONS = 4000, ROOM = NAMES * 32 };

static uint32_t state_of_dice = 1;

static uint32_t dice(uint32_t sides)
{
    state_of_dice = state_of_dice * 1664525 + 1013904223;
    return (state_of_dice >> 8) % sides;
}

/* A tree of those names whose value is not 0, the value its id; sometimes cut. */
static struct bytes build(const uint8_t values[NAMES], uint8_t *out)
{
    size_t size = 0;

    for (size_t i = 0; i < NAMES; i++) {
        if (!values[i])
            continue;
        size += (size_t)snprintf((char *)out + size, 32, "100644 %.*s%c", (int)(i % 3), "xy",
                                 (char)('a' + i)) +
                1;
        memset(out + size, values[i], 20);
        size += 20;
    }
    if (size > 0 && dice(16) == 0)
        size -= 1 + dice(20);
    return bytes_of(out, size);
}

static bool holds(struct bytes tree, const struct tree_entry *wanted)
{
    struct tree_entry entry;

    while (tree_take(&tree, 20, &entry))
        if (bytes_equal(entry.name, wanted->name) && object_id_equal(&entry.id, &wanted->id))
            return true;
    return false;
}

static void many(void **state)
{
    uint8_t values[NAMES] = {0}, first[ROOM], second[ROOM];
    struct bytes before = {0};
    struct tree_diff diff;

    (void)state;
    tree_diff_init(&diff, 20);
    for (size_t i = 0; i < VERSIONS; i++) {
        uint8_t *room = i % 2 ? first : second;
        struct tree_entry fresh, entry;
        struct assay_error err;
        struct bytes tree, rest, last;
        bool readable, more;

        for (uint32_t changes = dice(3); changes > 0; changes--)
            values[dice(NAMES)] = (uint8_t)dice(4);
        tree = rest = build(values, room);
        tree_diff_start(&diff, tree);
        more = tree_diff_next(&diff, &fresh, &last);
        while (tree_take(&rest, 20, &entry)) { /* each is fresh, or stood before */
            if (more && fresh.name.data == entry.name.data)
                more = tree_diff_next(&diff, &fresh, &last);
            else
                assert_true(holds(before, &entry));
        }
        assert_false(more);
        assert_int_equal(tree_diff_end(&diff, &readable, &err), ASSAY_OK);
        assert_int_equal(readable, rest.size == 0);
        before = tree;
    }
    tree_diff_clear(&diff);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(many)};

    return RUN_CASES(check, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
