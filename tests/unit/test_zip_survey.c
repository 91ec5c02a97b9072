/* test_zip_survey.c - what one pass over a directory costs, whatever its records point to. */

#include "rows.h"

#include <signal.h>

#include "base/kit.h"
#include "inventory/gaps.h"
#include "source/zip_survey.h"
#include "zip.h"

enum { RECORDS = 1000, FIELDS = 16000 };

/* One header of 64 KiB, and records that all point to it. */
static void put_zip(struct buf *out)
{
    static uint8_t fields[4 * FIELDS];
    struct zip_values central = zip_values_of("a", ""), local = central;
    uint32_t start;

    local.extra = bytes_of(fields, sizeof fields);
    zip_put_local(out, &local);
    start = (uint32_t)out->size;
    for (int i = 0; i < RECORDS; i++)
        zip_put_central(out, &central, 0);
    zip_put_end(out, RECORDS, (uint32_t)out->size - start, start, "");
}

static enum assay_status survey(const struct source_budget *budget, struct zip_survey *out,
                                struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf bytes = {.ceiling = 1 << 20};
    CLEANUP(stream_close) struct stream stream = {0};
    struct zip_notes notes = {0};
    struct zip_end end;

    put_zip(&bytes);
    stream_of_bytes(&stream, buf_bytes(&bytes));
    assert_ok(zip_end_find(&stream, NULL, &end, &notes, err), *err);
    assert_true(end.found);
    return zip_survey_take(&stream, &end, budget, out, &notes, err);
}

static void reads_headers_no_longer_than_the_zip(void **state)
{
    CLEANUP(zip_survey_clear) struct zip_survey out = {0};
    struct source_budget budget;
    struct assay_error err = {0};
    size_t seen = 0;

    (void)state;
    source_budget_init(&budget, NULL);
    assert_ok(survey(&budget, &out, &err), err);
    assert_int_equal(out.count, RECORDS);
    while (seen < out.count && (out.flaws[seen] & ZIP_UNSEEN) != ZIP_UNSEEN)
        seen++;
    assert_int_equal(seen, 2); /* and no more of 64 KiB in a zip of 110 KB */
    for (size_t i = seen; i < out.count; i++)
        assert_int_equal(out.flaws[i], ZIP_UNSEEN);
}

static void keeps_to_the_time(void **state)
{
    CLEANUP(zip_survey_clear) struct zip_survey out = {0};
    const volatile sig_atomic_t stopped = 1;
    struct source_budget budget;
    struct assay_error err = {0};

    (void)state;
    source_budget_init(&budget, NULL);
    budget.interrupted = &stopped;
    assert_int_equal(survey(&budget, &out, &err), ASSAY_ELIMIT);
    assert_string_equal(err.id, GAP_RUN_INTERRUPTED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_headers_no_longer_than_the_zip),
        cmocka_unit_test(keeps_to_the_time),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
