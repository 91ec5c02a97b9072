/* test_health.c - HL7 version 2 and FHIR: which records there are, and whose. */

#include "corpus.h"

#include "base/limits.h"
#include "examine/inspect.h"

#define PERSON                                                                                     \
    "observation pii.person-name [PID-5] high x1", "observation pii.medical-record [PID-3] high",  \
        "observation pii.date-of-birth [PID-7] high x1",                                           \
        "observation pii.street-address [PID-11] high x1", "observation pii.us-ssn [PID-19] high", \
        "observation pii.person-name [NK1-2] high x1",                                             \
        "fact health.records = [MSH: 1] [NK1: 1] [OBX: 2] [PID: 1]\n",                             \
        "fact health.version (declared) = 2.5.1\n"

static const struct corpus_row rows[] = {
    {"health/message.hl7", &inspect_hl7, {PERSON}},
    {"health/framed.hl7", &inspect_hl7, {PERSON}},
    {"health/bundle.json",
     &inspect_fhir,
     {"fact health.records = [Bundle: 1] [Observation: 1] [Patient: 1]\n",
      "observation pii.person-name [family] high x1", "observation pii.person-name [given] high x2",
      "observation pii.date-of-birth [birthDate] high x1",
      "observation pii.medical-record [value] high x1",
      "observation pii.street-address [line] high x1"}},
    {"health/bulk.ndjson",
     &inspect_fhir,
     {"fact health.records = [Patient: 2]\n", "observation pii.date-of-birth [birthDate] high x1"}},
};

struct row {
    const char *name;
    const struct inspector *inspector;
    struct bytes bytes;
    enum assay_status status;
    const char *says, *says_not;
};

static const struct row more[] = {
    {"nothing filled in", &inspect_hl7, ROW_BYTES("MSH|^~\\&|A\rPID|1||^^^|||\"\"\r"), ASSAY_OK,
     "[PID: 1]", "pii."},
    {"a segment of two letters", &inspect_hl7, ROW_BYTES("MSH|^~\\&|A\rPI\r"), ASSAY_OK, "[MSH: 1]",
     "PI:"},
    {"another separator", &inspect_hl7, ROW_BYTES("MSH$^~\\&$A\rPID$1$$7\r"), ASSAY_OK,
     "pii.medical-record [PID-3]", NULL},
    {"a value that is no identifier", &inspect_fhir,
     ROW_BYTES("{\"resourceType\":\"Observation\",\"component\":[{\"value\":\"5\"}]}"), ASSAY_OK,
     "[Observation: 1]", "pii."},
    {"cut short", &inspect_fhir, ROW_BYTES("{\"resourceType\":\"Patient\",\"birthDate\":\"19"),
     ASSAY_EFORMAT, "[Patient: 1]", "pii."},
    {"two at once", &inspect_fhir, ROW_BYTES("{\"resourceType\":\"A\"}{\"resourceType\":\"A\"}"),
     ASSAY_OK, "[A: 2]", NULL},
};

static void check_row(void **state)
{
    const struct row *row = *state;
    struct inspected *seen = inspect_bytes(row->inspector, row->bytes, "x");
    CLEANUP(free_cleanup) char *text = inspected_text(seen);

    if (seen->status != row->status || !strstr(text, row->says))
        inspected_fail(seen, row->says);
    if (row->says_not && strstr(text, row->says_not))
        inspected_fail(seen, "what should not be");
    inspected_free(seen);
}

/* Arrays in arrays, and more kinds of records than are counted one by one. */
static void check_limits(void **state)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = 1 << 20};
    struct inspected *seen;

    (void)state;
    for (unsigned i = 0; i < 100000; i++)
        buf_text(&text, "[");
    seen = inspect_bytes(&inspect_fhir, buf_bytes(&text), "x");
    assert_int_equal(seen->status, ASSAY_ELIMIT);
    inspected_free(seen);
    buf_reset(&text);
    buf_text(&text, "MSH|^~\\&|\r");
    for (unsigned i = 0; i < 1000; i++)
        buf_printf(&text, "%03u|\r", i);
    seen = inspect_bytes(&inspect_hl7, buf_bytes(&text), "x");
    assert_int_equal(seen->status, ASSAY_OK);
    assert_non_null(strstr(inspected_list(seen, ASSAY_FACT_HEALTH_RECORDS), "others: 746"));
    inspected_free(seen);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(check_limits),
    };

    return RUN_CASES(check_corpus, rows) + RUN_CASES(check_corpus_damage, rows) +
           RUN_CASES(check_row, more) + cmocka_run_group_tests(tests, NULL, NULL);
}
