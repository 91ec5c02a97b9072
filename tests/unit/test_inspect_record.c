/* test_inspect_record.c - what is told of a record that a person wrote. */

#include "base/buf.h"
#include "examine/inspect.h"
#include "inspect_rows.h"

#define WHOLE                                                                                      \
    "record: retention\nowner: me\napproved-on: 2026-11-01\nclasses:\n"                            \
    "  - {class: other, period-months: 6, starts: x, store: y}\n"

static const struct inspect_row rows[] = {
    {"in full", "r.yml", ROW_BYTES(WHOLE), ASSAY_OK, ASSAY_LOAD_ABSENT,
     "fact record.content (declared) = "
     "{\"approved-on\":\"2026-11-01\",\"classes\":[{\"class\":\"other\",\"period-months\":6,"
     "\"starts\":\"x\",\"store\":\"y\"}],\"owner\":\"me\",\"record\":\"retention\"}\n"
     "fact record.kind (declared) = retention\n"},
    {"behind comments and a mark", "r.yaml", ROW_BYTES("# c\n\n---\n" WHOLE), ASSAY_OK,
     ASSAY_LOAD_ABSENT, "fact record.kind (declared) = retention\n"},
    {"open fields", "r.yml", ROW_BYTES("record: retention # c\nowner: TODO\n"), ASSAY_OK,
     ASSAY_LOAD_ABSENT,
     "fact record.fields-missing = [approved-on] [classes]\n"
     "fact record.fields-placeholder = [owner]\n"},
    {"days", "r.yml", ROW_BYTES(WHOLE), ASSAY_OK, ASSAY_LOAD_ABSENT,
     "fact record.dates (declared) = [approved-on 2026-11-01]\n"},
    {"the latest day of a list", "r.yml",
     ROW_BYTES("record: monitoring\nmeasurements: [{on: 2026-03-01}, {on: 2099-01-01}, "
               "{on: 2026-04-01}]\n"),
     ASSAY_OK, ASSAY_LOAD_ABSENT,
     "fact record.dates (declared) = [measurements[2].on 2099-01-01]\n"},
    {"a day before there was such a thing", "r.yml",
     ROW_BYTES("record: retention\napproved-on: 1026-11-01\n"), ASSAY_OK, ASSAY_LOAD_ABSENT,
     "fact record.dates-impossible = [approved-on 1026-11-01, before 1990]\n"},
    {"a period of long ago", "r.yml",
     ROW_BYTES("record: setting\nperiod-from: 1850-01-01\nperiod-to: 1900-01-01\n"), ASSAY_OK,
     ASSAY_LOAD_ABSENT,
     "fact record.dates (declared) = [period-from 1850-01-01] [period-to 1900-01-01]\n"},
    {"a period that ends before it begins", "r.yml",
     ROW_BYTES("record: setting\nperiod-from: 2026-02-01\nperiod-to: 2026-01-01\n"), ASSAY_OK,
     ASSAY_LOAD_ABSENT,
     "fact record.dates-impossible = [period-to 2026-01-01, before period-from 2026-02-01]\n"},
    {"a key with a typo", "r.yml", ROW_BYTES(WHOLE "ownr: x\n"), ASSAY_OK, ASSAY_LOAD_ABSENT,
     "gap record.invalid\n"},
    {"a kind with a typo", "r.yml", ROW_BYTES("record: retentoin\n"), ASSAY_OK, ASSAY_LOAD_ABSENT,
     "gap record.invalid\n"},
    {"no YAML", "r.yml", ROW_BYTES("record: retention\nowner: [\n"), ASSAY_OK, ASSAY_LOAD_ABSENT,
     "fact record.kind (declared) = retention\ngap record.invalid\n"},
    {"a list", "r.yml", ROW_BYTES("record: retention\n- x\n"), ASSAY_OK, ASSAY_LOAD_ABSENT,
     "gap record.invalid\n"},
    {"objects are made of it", "r.yml", ROW_BYTES(WHOLE "_target_: os.system\n"), ASSAY_OK,
     ASSAY_LOAD_DANGEROUS, "kind config, format hydra\ngap record.invalid\n"},
    {"a program is run, of a kind with a typo", "r.yml",
     ROW_BYTES("record: retentoin\n_target_: os.system\n"), ASSAY_OK, ASSAY_LOAD_DANGEROUS,
     "kind config, format hydra\ngap record.invalid\n"},
    {"another text", "r.txt", ROW_BYTES(WHOLE), ASSAY_OK, ASSAY_LOAD_ABSENT,
     "gap record.invalid\n"},
    {"a name without an end", "retention", ROW_BYTES(WHOLE), ASSAY_OK, ASSAY_LOAD_ABSENT,
     "gap record.invalid\n"},
    {"JSON", "r.json", ROW_BYTES("{\"record\":\"retention\",\"owner\":\"me\"}"), ASSAY_OK,
     ASSAY_LOAD_ABSENT, "gap record.invalid\n"},
    {"JSON of rows", "r.json",
     ROW_BYTES("{\"record\":\"retention\",\"owner\":\"me\",\"data\":[{\"a\":\"b\"}]}"), ASSAY_OK,
     ASSAY_LOAD_ABSENT, "kind dataset, format json\ngap record.invalid\n"},
    {"none, and a program is run", "r.yml",
     ROW_BYTES("a: 1\nrecord: retention\n_target_: os.system\n"), ASSAY_OK, ASSAY_LOAD_DANGEROUS,
     "kind config, format hydra\ngap record.invalid\n"},
};

static void check(void **state)
{
    inspect_row_check(&inspect_record, *state);
}

/* A record however it is written: what is not taken for one is dropped without a word. */
static void written_in_other_ways(void **state)
{
    static const struct {
        const char *name, *text;
    } ways[] = {{"r.yml", "\xef\xbb\xbf" WHOLE},
                {"r.YML", WHOLE},
                {"r.Yaml", WHOLE},
                {"r.yml", "\"record\": retention\n"},
                {"r.yml", "'record' : 'retention' # c\n"},
                {"r.yml", "record: \"retention\"\n"},
                {"r.yml", "record:\r\n  retention\r\n"},
                {"r.yml", "record: # which\n  retention\n"},
                {"r.yml", "%YAML 1.2\n---\nrecord: retention\n"},
                {"r.yml", "--- # c\nrecord: retention\n"},
                {"r.yml", "  record: retention\n"},
                {"r.yml", "--- {record: retention, owner: me}\n"},
                {"r.yml", "{\"record\":\"retention\",\"owner\":\"me\"}"},
                {"r.yml", "{\n  \"record\" :\n\"retention\"}"}};

    (void)state;
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        struct inspected *seen =
            inspect_bytes(&inspect_record, bytes_text(ways[i].text), ways[i].name);
        const struct assay_fact *kind = inspected_find(seen, ASSAY_FACT_RECORD_KIND);

        if (seen->bid == 0 || !kind || strcmp(kind->value.text, "retention") != 0)
            inspected_fail(seen, ways[i].text);
        if (!inspected_gap(seen, "record.invalid") &&
            !inspected_find(seen, ASSAY_FACT_RECORD_CONTENT))
            inspected_fail(seen, "nothing is told of it");
        inspected_free(seen);
    }
}

/* What a person meant for a record, and is not read as one, is told. */
static void meant_for_a_record(void **state)
{
    static const char *const meant[] = {
        "record: &a retention\n",
        "record: !!str retention\n",
        "record: >-\n  retention\n",
        "record: |\n\n  # c\n  retention\n",
        "? record\n: retention\n",
        "? \"record\" : retention\n",
        "\"rec\\u006frd\": retention\n",
        "\"r\\x65c\\U0000006frd\": 'retention'\n",
        "--- !!map\nrecord: retention\n",
        "--- &x\nrecord: retention\n",
        "!!map {record: retention}\n",
        "&x record: retention\n",
        "a: 1\n---\nrecord: retention\n",
        "a: 1\n--- {record: retention}\n",
        "\xef\xbb\xbf\xef\xbb\xbfrecord: retention\n",
        "\xe2\x80\x8brecord: retention\n",
        "rec\xe2\x80\x8bord: retention\n",
        "record\xe2\x80\x8b: retention\n",
        "a: 1\nrecord:\xc2\xa0retention\xe2\x80\x8b\n",
        "Record: retention\n",
        "RECORD: \"retention\" # c\n",
        "owner: me\nrecord: retention\n",
        "owner: me\r\nrecord:\r\n  retention\r\n",
        "owner: me\rrecord: retention\r",
        "{owner: me, record: retention}\n",
        "{owner: me,record: retention}\n",
        "--- {\n  # c\n  \"owner\": \"a } , b\",\n  \"record\" : \"retention\"}\n",
        "{a: [{b: c}], 'it''s': {x: y}, record: retention}\n",
        "  owner: me\n  record: retention\n",
        "# c\n\n--- # c\n  owner: me\n  RECORD: Retention\n",
        "a: 1\n---\n# c\n  b: 1\n  record: retention\n",
        "a: 1\n...\n--- !!map\n{b: 1, record: retention}\n",
        "defaults:\n  - override /model: x\nrecord: retention\n",
        "owner: me\nrecord: Annex_IV\n",
        "owner: me\nrecord: data schema\n",
        /* less sure, with a field that such a record must have */
        "retention:\n  record: retention\n  approved-on: 2026-11-01\n",
        "- record: retention\n  classes: []\n",
        "- {owner: me, record: retention}\n",
        "all: {record: retention, classes: []}\n",
        "owner: me\nrecord: retentoin\n",
        "owner: me\nrecord: retention plan\n",
        "recrod: retention\nowner: me\n",
        "records: retention\nowner: me\n",
        "r\xd0\xb5\xd1\x81ord: retention\nowner: me\n",
        "record = retention\nowner: me\n",
        "record\xef\xbc\x9a retention\nowner: me\n",
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(meant); i++) {
        struct inspected *seen = inspect_bytes(&inspect_record, bytes_text(meant[i]), "r.yml");

        if (seen->bid == 0 || !inspected_gap(seen, "record.invalid") ||
            !evidence_is_declined(seen->evidence))
            inspected_fail(seen, meant[i]);
        inspected_free(seen);
    }
}

/* The text of a licence may stand in front; more than a record's beginning is not looked through.
 */
static void behind_long_comments(void **state)
{
    static const struct {
        size_t comments;
        const char *text;
        enum { READ, TOLD, OTHER } as;
    } ways[] = {{4000, WHOLE, READ},
                {4085, WHOLE, READ},
                {4096, WHOLE, READ},
                {5000, WHOLE, READ},
                {65000, WHOLE, READ},
                {65525, WHOLE, TOLD},
                {65536, WHOLE, TOLD},
                {70000, WHOLE, TOLD},
                {200000, "owner: x\n" WHOLE, TOLD},
                {70000, "a: 1\n", OTHER},
                {5000, "Record: retention\n", TOLD},
                {4085, "record: &a retention\n", TOLD},
                {5000, "a: 1\n", OTHER}};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(ways); i++) {
        CLEANUP(buf_clear) struct buf text = {.ceiling = SIZE_MAX};
        struct inspected *seen;

        while (buf_bytes(&text).size + 2 < ways[i].comments)
            buf_text(&text, buf_bytes(&text).size % 64 == 0 ? "\n" : "#");
        buf_text(&text, "#\n");
        buf_text(&text, ways[i].text);
        seen = inspect_bytes(&inspect_record, buf_bytes(&text), "r.yml");
        if (seen->bid == 0 || evidence_is_declined(seen->evidence) != (ways[i].as != READ) ||
            !inspected_gap(seen, "record.invalid") != (ways[i].as != TOLD) ||
            !inspected_find(seen, ASSAY_FACT_RECORD_CONTENT) != (ways[i].as != READ))
            inspected_fail(seen, ways[i].text);
        inspected_free(seen);
    }
}

/* Plans may lie ahead. */
static void a_plan_is_no_day_of_what_was_done(void **state)
{
    struct inspected *seen =
        inspect_bytes(&inspect_record,
                      BYTES("record: roles\npeople: [{competent-until: 2099-01-01}]\n"), "r.yml");

    (void)state;
    assert_null(inspected_find(seen, ASSAY_FACT_RECORD_DATES));
    inspected_free(seen);
}

/* What others call a record, or name after one, is none. */
static void others_are_left_alone(void **state)
{
    static const struct {
        const char *name, *text;
    } others[] = {{"r.yml", "record: once\n"},
                  {"r.yml", "a: 1\nrecord: once\n"},
                  {"r.yml", "record:\n  retention: x\n"},
                  {"r.yml", "record:\n  \"retention\" : x\n"},
                  {"r.yml", "a: 1\nrecord:\n  retention: x\n"},
                  {"r.yml", "a: 1\nrecord:\n  \"retention\": x\n"},
                  {"r.yml", "a: 1\nrecord: [retention]\n"},
                  {"r.yml", "a: 1\nrecorder: retention\n"},
                  {"r.yml", "\"C:\\\\record\": retention\n"},
                  {"workflow.yml", "on: push\njobs:\n  record:\n    runs-on: x\n    steps:\n"
                                   "      - run: |\n          record: retention\n"},
                  {"pod.yaml", "apiVersion: v1\nkind: Pod\n---\nkind: ConfigMap\ndata:\n"
                               "  record: logging\n"},
                  {"docker-compose.yml", "services:\n  record:\n    logging: {driver: x}\n"},
                  {"openapi.yml", "components:\n  schemas:\n    A:\n      properties:\n"
                                  "        record: {type: string}\n        kind:\n"
                                  "          enum: [record, evaluation]\n"},
                  {"rules.yml", "groups:\n- name: a\n  rules:\n  - record: logging\n"
                                "    expr: x\n"},
                  {"r.yml", "# record: retention\n"},
                  {"r.yml", ""},
                  {"r.yml", "record:\n"},
                  {"r.yml", "record:\nretention: x\n"},
                  {"r.yml", "\"record: retention\n"},
                  {"r.yml", "- record: retention\n"},
                  {"r.yml", "retention:\n  record: retention\n"},
                  {"r.yml", "- {a: 1, record: retention}\n"},
                  {"r.yml", "a: {\"record: retention\": 1}\n"},
                  {"r.yml", "{\"a, record: retention\": 1}\n"},
                  {"r.yml", "recrod: retention\n"},
                  {"r.yml", "- {a: {recrod: retention}, owner: me}\n"},
                  {"r.yml", "recorded: changed\nauthor: me\nreason: x\n"},
                  {"r.yml", "a: 1\nrecord: retentoin\n"},
                  {"r.json", "{\"record\":\"retention\"}"},
                  {"r.txt", "record: retention\n"},
                  {"notes", "record: retention\n"},
                  {"r.md", WHOLE},
                  {"r.yml", "records: retention\n"}};

    (void)state;
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        struct bytes text = bytes_text(others[i].text), name = bytes_text(others[i].name);
        struct subject subject = {.head = text, .name = name, .path = name, .size = text.size};

        if (inspect_record.bid(&subject) != 0)
            fail_msg("taken for a record: %s", others[i].text);
    }
}

/* Cut anywhere it says so, or is a shorter record; never is more read than stands there. */
static void cut_at_every_byte(void **state)
{
    (void)state;
    for (size_t size = 0; size < strlen(WHOLE); size++) {
        struct bytes cut = bytes_of(WHOLE, size);
        struct inspected *seen = inspect_bytes(&inspect_record, cut, "r.yml");

        if (seen->status != ASSAY_OK)
            inspected_fail(seen, "a failure that is no gap");
        if (seen->bid > 0 && !inspected_gap(seen, "record.invalid"))
            assert_non_null(inspected_find(seen, ASSAY_FACT_RECORD_CONTENT));
        inspected_free(seen);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(written_in_other_ways),
                                       cmocka_unit_test(meant_for_a_record),
                                       cmocka_unit_test(behind_long_comments),
                                       cmocka_unit_test(a_plan_is_no_day_of_what_was_done),
                                       cmocka_unit_test(others_are_left_alone),
                                       cmocka_unit_test(cut_at_every_byte)};

    return RUN_CASES(check, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
