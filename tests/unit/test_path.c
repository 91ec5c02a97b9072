/* test_path.c - the order of paths, and how they are shown. */

#include "rows.h"

#include "inventory/path.h"

static const struct assay_path zip = {NULL, 11, "release.zip"};
static const struct assay_path zip_again = {NULL, 11, "release.zip"};
static const struct assay_path bar = {NULL, 12, "release.zip|"};
static const struct assay_path space = {NULL, 13, "release.zip b"};
static const struct assay_path member = {&zip, 8, "model.pt"};
static const struct assay_path member_again = {&zip_again, 8, "model.pt"};
static const struct assay_path deep = {&member, 16, "archive/data.pkl"};
static const struct assay_path other = {&zip_again, 1, "n"};
static const struct assay_path hostile = {&zip, 8, "a\x1b[1m\n\xff\""};

struct order_row {
    const char *name;
    const struct assay_path *a, *b;
    int order;
};

static const struct order_row orders[] = {
    {"a path equals itself", &deep, &deep, 0},
    {"equal names in different memory", &member, &member_again, 0},
    {"a container stands before its members", &zip, &member, -1},
    {"members of one container stand together", &deep, &other, -1},
    {"a member stands before the container's next sibling", &deep, &bar, -1},
    {"and before a sibling that the separator would sort first", &member, &space, -1},
    {"a longer name stands behind", &bar, &zip, 1},
};

static int sign(int value)
{
    return (value > 0) - (value < 0);
}

static void check_order(void **state)
{
    const struct order_row *row = *state;

    assert_int_equal(sign(assay_path_compare(row->a, row->b)), row->order);
    assert_int_equal(sign(assay_path_compare(row->b, row->a)), -row->order);
}

struct show_row {
    const char *name;
    const struct assay_path *path;
    const char *shown;
    bool utf8;
};

static const struct show_row shows[] = {
    {"plain", &zip, "release.zip", true},
    {"nested", &deep, "release.zip!/model.pt!/archive/data.pkl", true},
    {"control characters and bytes that are no text", &hostile,
     "release.zip!/a\\x1b[1m\\x0a\\xff\"", false},
};

static void check_show(void **state)
{
    const struct show_row *row = *state;
    char *shown = assay_path_show(row->path);

    assert_string_equal(shown, row->shown);
    assert_int_equal(path_is_utf8(row->path), row->utf8);
    free(shown);
}

int main(void)
{
    return RUN_CASES(check_order, orders) + RUN_CASES(check_show, shows);
}
