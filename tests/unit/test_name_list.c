/* test_name_list.c - a list of names as it is read: what is no list, where names lead, their order.
 */

#include <assay/name_list.h>

#include "base/buf.h"
#include "base/kit.h"
#include "base/limits.h"
#include "rows.h"
#include "source/listed.h"

struct row {
    const char *name;
    struct bytes list;
    enum assay_status status;
    const char *folder;
    const char *said; /* the names, then those outside, a line each; of a failure its text */
};

static const struct row rows[] = {
    {"nothing", {NULL, 0}, ASSAY_EEMPTY, "/srv", "the list holds no name"},
    {"one name without its end", ROW_BYTES("a"), ASSAY_OK, "/srv", "a\n"},
    {"a walk's order: a folder's names stand behind it", ROW_BYTES("a.b\0a/c\0a\0a-\0"), ASSAY_OK,
     "/srv", "a\na/c\na-\na.b\n"},
    {"each once", ROW_BYTES("b\0./b\0.//b/\0/srv/b\0../srv/b\0"), ASSAY_OK, "/srv", "b\n"},
    {"the folder itself", ROW_BYTES(".\0/srv\0/srv/\0./.\0../srv\0"), ASSAY_OK, "/srv", "\n"},
    {"the root", ROW_BYTES("/\0/a\0../a\0b\0"), ASSAY_OK, "/", "\na\nb\n"},
    {"a folder whose name begins alike", ROW_BYTES("/srvx/a\0"), ASSAY_OK, "/srv",
     "outside /srvx/a\n"},
    {"out of it", ROW_BYTES("../a\0/a\0..\0../../../srv/b\0"), ASSAY_OK, "/srv/x",
     "outside /a\noutside ..\noutside ../../../srv/b\noutside ../a\n"},
    {"in again", ROW_BYTES("../../../srv/x/b\0"), ASSAY_OK, "/srv/x", "b\n"},
    {"nobody knows where a name leads", ROW_BYTES("a/../b\0"), ASSAY_OK, "/srv",
     "outside a/../b\n"},
    {"no path, but a name", ROW_BYTES("a\n/\xff\0...\0..a\0"), ASSAY_OK, "/srv",
     "...\n..a\na\n/\xff\n"},
    {"lines", ROW_BYTES("a\nb\n"), ASSAY_EUSAGE, "/srv",
     "the list has lines, and no NUL that ends a name"},
    {"an empty name", ROW_BYTES("a\0\0b\0"), ASSAY_EUSAGE, "/srv", "name 2 of the list is empty"},
};

static void check(void **state)
{
    const struct row *row = *state;
    struct assay_name_list *list = NULL;
    struct assay_error err = {0};
    struct buf said = {.ceiling = SIZE_MAX};
    enum assay_status status = assay_name_list_read((const char *)row->list.data, row->list.size,
                                                    row->folder, &list, &err);

    assert_int_equal(status, row->status);
    for (size_t i = 0; list && i < list->count; i++) {
        assert_true(listed_has(list, bytes_text(list->names[i])));
        buf_printf(&said, "%s\n", list->names[i]);
    }
    for (size_t i = 0; list && i < list->outside_count; i++)
        buf_printf(&said, "outside %s\n", list->outside[i]);
    assert_string_equal(status == ASSAY_OK ? buf_string(&said) : err.text, row->said);
    buf_clear(&said);
    assay_name_list_free(list);
}

static void one_name_too_long(void **state)
{
    char *name = malloc(LIMIT_LISTED_NAME + 1);
    struct assay_name_list *list = NULL;
    struct assay_error err = {0};

    (void)state;
    assert_non_null(name);
    memset(name, 'a', LIMIT_LISTED_NAME + 1);
    assert_int_equal(assay_name_list_read(name, LIMIT_LISTED_NAME + 1, "/", &list, &err),
                     ASSAY_EUSAGE);
    assert_ok(assay_name_list_read(name, LIMIT_LISTED_NAME, "/", &list, &err), err);
    assay_name_list_free(list);
    free(name);
}

static void names_inside_of_a_folder(void **state)
{
    static const char text[] = "a\0a/1\0a/b/2\0a-/3\0ab\0";
    const struct {
        const char *folder;
        size_t from, to;
    } wanted[] = {{"", 0, 5}, {"a", 1, 3}, {"a/b", 2, 3}, {"a-", 3, 4}, {"ab", 5, 5}, {"b", 5, 5}};
    struct assay_name_list *list = NULL;
    struct assay_error err = {0};

    (void)state;
    assert_ok(assay_name_list_read(text, sizeof text - 1, "/", &list, &err), err);
    for (size_t i = 0; i < ARRAY_LEN(wanted); i++) {
        struct listed_range range = listed_below(list, bytes_text(wanted[i].folder));

        assert_int_equal(range.from, wanted[i].from);
        assert_int_equal(range.to, wanted[i].to);
    }
    assay_name_list_free(list);
}

int main(void)
{
    const struct CMUnitTest others[] = {
        cmocka_unit_test(one_name_too_long),
        cmocka_unit_test(names_inside_of_a_folder),
    };

    return RUN_CASES(check, rows) + cmocka_run_group_tests(others, NULL, NULL);
}
