/* test_json_ahead.c - the form of a value of JSON, told by its first bytes. */

#include "rows.h"

#include "base/kit.h"
#include "examine/tables/json_ahead.h"

struct row {
    const char *name, *text;
    enum json_form form;
    size_t width;
    bool header;
};

static const struct row rows[] = {
    {"a number", " : 7", JSON_FORM_OTHER, 0, false},
    {"no JSON", "[{a", JSON_FORM_OTHER, 0, false},
    {"records", ": [ {\"a\": 1}, 2", JSON_LIST_OF_RECORDS, 0, false},
    {"rows", "[[1, {\"a\": [2]}, null], [", JSON_LIST_OF_ROWS, 3, false},
    {"rows below names", "[[\"\", \"ssn\", \"first name\"], [", JSON_LIST_OF_ROWS, 3, true},
    {"no names", "[[\"ssn\", \"12\"], [", JSON_LIST_OF_ROWS, 2, false},
    {"a row that goes on", "[[\"ssn\", \"na", JSON_LIST_OF_ROWS, 0, false},
    {"cells in objects", "[{\"f\": [{\"v\": 1}, {\"v\": {\"a\": 2}}]}, {", JSON_LIST_OF_CELLS, 2,
     false},
    {"no cells", "[{\"f\": [{\"v\": 1, \"w\": 2}]}, {", JSON_LIST_OF_RECORDS, 0, false},
    {"values", "[true, 2]", JSON_LIST_OF_VALUES, 0, false},
    {"nothing", "[]", JSON_FORM_OTHER, 0, false},
    {"columns by number", "{\"a\": {\"0\": 1, \"1\": 2}", JSON_MAP_OF_COLUMNS, 0, false},
    {"columns by key", "{\"ssn\": {\"x\": 1, \"y\": 2}, \"b\"", JSON_MAP_OF_COLUMNS, 0, false},
    {"records by key", "{\"x\": {\"ssn\": 1, \"b\": 2}, \"y\": {\"ssn\": 3, \"b\": 4}}",
     JSON_MAP_OF_RECORDS, 0, false},
    {"unlike records", "{\"x\": {\"a\": 1}, \"y\": {\"b\": 3}}", JSON_FORM_OTHER, 0, false},
    {"records with more in them", "{\"x\": {\"a\": []}, \"y\": {\"a\": []}}", JSON_FORM_OTHER, 0,
     false},
};

static void is_told(void **state)
{
    const struct row *row = *state;
    const struct json_ahead ahead = json_look_ahead(bytes_text(row->text));

    assert_int_equal(ahead.form, row->form);
    assert_int_equal(ahead.width, row->width);
    assert_int_equal(ahead.header, row->header);
    assert_true(ahead.looked <= strlen(row->text));
}

static void names_are_told(void **state)
{
    struct buf names;

    (void)state;
    buf_init(&names, SIZE_MAX);
    assert_int_equal(json_names_ahead(BYTES(": [\"a\", \"b c\"]"), &names), 2);
    assert_true(bytes_equal(buf_bytes(&names), BYTES("a\0b c\0")));
    assert_int_equal(
        json_names_ahead(BYTES("[{\"type\": {\"name\": 1}, \"name\": \"a\"}, {\"label\": \"b\"}]"),
                         &names),
        2);
    assert_true(bytes_equal(buf_bytes(&names), BYTES("a\0b\0")));
    assert_int_equal(json_names_ahead(BYTES("[\"a\", 1]"), &names), 0);
    assert_int_equal(json_names_ahead(BYTES("[{\"a\": 1}]"), &names), 0);
    assert_int_equal(json_names_ahead(BYTES("[\"a\", \"b"), &names), 0);
    assert_int_equal(names.size, 0);
    buf_clear(&names);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(names_are_told)};

    return RUN_CASES(is_told, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
