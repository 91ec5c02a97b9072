/* test_sink.c - what is written arrives, and what cannot be written is told. */

#include "rows.h"

#include <errno.h>

#include "base/kit.h"
#include "report/sink.h"

static void write_many(struct sink *sink)
{
    for (int i = 0; i < 100000; i++) {
        buf_printf(&sink->buf, "%07d\n", i);
        sink_spill(sink);
    }
}

static void parts_arrive_in_order_and_memory_stays_flat(void **state)
{
    CLEANUP(free_cleanup) char *text = NULL;
    struct assay_error err = {0};
    struct sink sink;
    size_t size = 0;
    FILE *file = open_memstream(&text, &size);

    (void)state;
    sink_init(&sink, file);
    write_many(&sink);
    assert_true(sink.buf.capacity <= 256 * 1024);
    assert_ok(sink_end(&sink, &err), err);
    fclose(file);
    assert_int_equal(size, 800000);
    assert_memory_equal(text + 799992, "0099999\n", 8);
}

static void a_full_disk_is_told(void **state)
{
    struct assay_error err = {0};
    struct sink sink;
    FILE *file = fopen("/dev/full", "w");

    (void)state;
    assert_non_null(file);
    sink_init(&sink, file);
    write_many(&sink);
    assert_int_equal(sink_end(&sink, &err), ASSAY_EOUTPUT);
    assert_int_equal(err.sys, ENOSPC);
    fclose(file);
}

static void a_few_bytes_on_a_full_disk_are_told_too(void **state)
{
    struct assay_error err = {0};
    struct sink sink;
    FILE *file = fopen("/dev/full", "w");

    (void)state;
    assert_non_null(file);
    sink_init(&sink, file);
    buf_text(&sink.buf, "x");
    assert_int_equal(sink_end(&sink, &err), ASSAY_EOUTPUT);
    fclose(file);
}

static void without_utf8_all_is_ascii(void **state)
{
    CLEANUP(free_cleanup) char *text = NULL;
    struct assay_error err = {0};
    struct sink sink;
    size_t size = 0;
    FILE *file = open_memstream(&text, &size);

    (void)state;
    sink_init(&sink, file);
    sink.ascii = true;
    buf_text(&sink.buf, "a \xc2\xb7 b \xe2\x80\xa6 \xc3\xa9");
    assert_ok(sink_end(&sink, &err), err);
    fclose(file);
    assert_string_equal(text, "a - b ... \\u00e9");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_arrive_in_order_and_memory_stays_flat),
        cmocka_unit_test(a_full_disk_is_told),
        cmocka_unit_test(a_few_bytes_on_a_full_disk_are_told_too),
        cmocka_unit_test(without_utf8_all_is_ascii),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
