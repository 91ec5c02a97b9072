/* test_hub_marker.c - a name that only files of the Hub have is found behind a fault, however it is
 * written, and at any cut of the window; in other words it is not. */

#include "examine/models/hub_marker.h"

#include "base/kit.h"
#include "drip.h"
#include "rows.h"

static const struct row {
    const char *text;
    bool found;
} rows[] = {
    {"", false},
    {"\"auto_map\": {}", true},
    {"x, \"a\": \"b\", \"trust_remote_code\": true}", true},
    {"\"\\u0061uto_map\": {}", true},
    {"\"\\u0061\\u0075\\u0074\\u006F\\u005fmap\"", true},
    {"\"auto_ma\\u0070\"", true},
    {"\"_target_\"", true},
    {"auto_map", false},
    {"\"auto_map", false},
    {"\"auto_maps\"", false},
    {"\"xauto_map\"", false},
    {"\"\\nauto_map\"", false},
    {"\"\\u1061uto_map\"", false},
    {"\"\\u00zzauto_map\"", false},
    {"\"compilerOptions\": {\"target\": \"es5\"}", false},
};

static void check(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        for (size_t step = 1; step < 40; step += 13) {
            struct assay_error err = {0};
            struct drip drip;
            struct cursor cursor;
            bool found = false;

            drip_cursor(&drip, bytes_text(rows[i].text), step, &cursor, &err);
            assert_ok(hub_marker_follows(&cursor, &found), err);
            if (found != rows[i].found)
                fail_msg("%s: %s", rows[i].text, found ? "found" : "not found");
            drip_clear(&drip);
        }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {cmocka_unit_test(check)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
