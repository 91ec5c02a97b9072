/* test_pickle_unescape.c - texts of protocol 0, held to what Python's own unpickler gives for them.
 */

#include "rows.h"

#include "base/kit.h"
#include "examine/python/pickle_step.h"

static const struct row {
    const char *line;
    bool unicode;
    const char *text;
} rows[] = {
    {"plain", false, "plain"},
    {"plain", true, "plain"},
    {"a\\nb\\tc\\\\d\\'e\\\"", false, "a\nb\tc\\d'e\""},
    {"\\x41\\x4a\\x4A", false, "AJJ"},
    {"\\101\\60\\0607", false, "A007"}, /* three octal digits, then text */
    {"\\x4", false, "\\x4"},            /* what is no escape stays: nothing is lost */
    {"\\", false, "\\"},
    {"\\q", false, "\\q"},
    {"\\u0041", false, "\\u0041"},
    {"\\u0041\\U00000042", true, "AB"},
    {"\\u00e9", true, "\xc3\xa9"},
    {"\xe9", true, "\xc3\xa9"}, /* bytes are those of latin1 */
    {"\xe9", false, "\xe9"},
    {"\\n", true, "\\n"}, /* no escape of UNICODE */
    {"\\u004", true, "\\u004"},
    {"\\", true, "\\"},
    {"\\U00110000", true, "\\U00110000"}, /* beyond Unicode */
    {"", false, ""},
};

static void check_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        CLEANUP(buf_clear) struct buf text = {.ceiling = SIZE_MAX};

        pickle_unescape(bytes_text(rows[i].line), rows[i].unicode, &text);
        if (!bytes_equal(buf_bytes(&text), bytes_text(rows[i].text)))
            fail_msg("\"%s\" gives \"%s\"", rows[i].line, buf_string(&text));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(check_rows)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
