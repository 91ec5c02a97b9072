/* test_name.c - names in JSON keep every byte. */

#include "rows.h"

#include "base/kit.h"
#include "inventory/name.h"

struct name_row {
    const char *name;
    struct bytes raw;
    const char *json;
};

static const struct name_row rows[] = {
    {"plain", {(const uint8_t *)"a/b", 3}, "{\"n\":\"a/b\"}"},
    {"empty", {NULL, 0}, "{\"n\":\"\"}"},
    {"control characters are JSON's business",
     {(const uint8_t *)"\x1b\n", 2},
     "{\"n\":\"\\u001b\\n\"}"},
    {"bytes that are no UTF-8",
     {(const uint8_t *)"a\xff", 2},
     "{\"n\":\"a\\\\xff\",\"n_b64\":\"Yf8=\"}"},
    {"half a character",
     {(const uint8_t *)"\xe2\x82", 2},
     "{\"n\":\"\\\\xe2\\\\x82\",\"n_b64\":\"4oI=\"}"},
};

static void check(void **state)
{
    static const struct name_keys keys = {"n", "n_b64"};
    const struct name_row *row = *state;
    CLEANUP(buf_clear) struct buf out;
    struct jcs jcs;

    buf_init(&out, 4096);
    jcs_init(&jcs, &out);
    jcs_open_object(&jcs);
    name_write(&jcs, &keys, row->raw);
    jcs_close_object(&jcs);
    assert_string_equal(buf_string(&out), row->json);
}

static void path_of_two_levels(void **state)
{
    static const struct name_keys keys = {"path", "path_b64"};
    const struct assay_path outer = {NULL, 2, "\xff!"};
    const struct assay_path inner = {&outer, 1, "b"};
    CLEANUP(buf_clear) struct buf out;
    struct jcs jcs;

    (void)state;
    buf_init(&out, 4096);
    jcs_init(&jcs, &out);
    jcs_open_object(&jcs);
    name_write_path(&jcs, &keys, &inner);
    jcs_close_object(&jcs);
    assert_string_equal(buf_string(&out),
                        "{\"path\":[\"\\\\xff!\",\"b\"],\"path_b64\":[\"/yE=\",\"Yg==\"]}");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(path_of_two_levels)};

    return cmocka_run_group_tests(tests, NULL, NULL) + RUN_CASES(check, rows);
}
