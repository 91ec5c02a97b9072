/* test_crc32c.c - published sums: RFC 3720, appendix B.4, and the usual check value. */

#include "rows.h"

#include "base/crc32c.h"

static void check_published(void **state)
{
    uint8_t bytes[32] = {0};

    (void)state;
    assert_int_equal(crc32c(0, bytes_of(bytes, sizeof bytes)), 0x8a9136aa);
    memset(bytes, 0xff, sizeof bytes);
    assert_int_equal(crc32c(0, bytes_of(bytes, sizeof bytes)), 0x62a8ab43);
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)i;
    assert_int_equal(crc32c(0, bytes_of(bytes, sizeof bytes)), 0x46dd794e);
    assert_int_equal(crc32c(0, BYTES("123456789")), 0xe3069283);
    assert_int_equal(crc32c(crc32c(0, BYTES("1234")), BYTES("56789")), 0xe3069283);
    assert_int_equal(crc32c(0, BYTES("")), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(check_published)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
