#include "project/evaluation_results.h"

#include "base/kit.h"
#include "base/limits.h"
#include "rows.h"

#define A63 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define DIGEST "a" A63
#define UPPER "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
#define OTHER "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
#define REPORT "record: evaluation\n"
#define OF(sha256) "subjects: [{path: m.bin, sha256: " sha256 "}]\n"
#define VALUE "metrics: [{name: AUC, value: 0.9}]\n"

static const struct row {
    const char *name, *text;
    size_t count; /* topics */
    bool by_path;
} rows[] = {
    {"of the model", REPORT OF(DIGEST) VALUE, 1, false},
    {"of another", REPORT OF(OTHER) VALUE, 0, false},
    {"its digest in capitals", REPORT OF(UPPER) VALUE, 1, false},
    {"its digest with an escape", REPORT "subjects: [{sha256: \"\\x61" A63 "\"}]\n" VALUE, 1,
     false},
    {"a digest that is too long", REPORT "subjects: [{sha256: a" DIGEST "}]\n" VALUE, 0, false},
    {"by its path alone", REPORT "subjects: [{path: m.bin}]\n" VALUE, 1, true},
    {"by its path, the digest open", REPORT OF("TODO") VALUE, 1, true},
    {"by its path, the digest cut", REPORT OF("aaaa") VALUE, 1, true},
    {"a value of a group", REPORT OF(DIGEST) "groups: [{group: a, value: 1}]\n", 1, false},
    {"a lower bound", REPORT OF(DIGEST) "metrics: [{low: 0.9}]\n", 1, false},
    {"an upper bound", REPORT OF(DIGEST) "groups: [{high: 0.9}]\n", 1, false},
    {"a bound to fill in", REPORT OF(DIGEST) "metrics: [{low: TODO}]\n", 0, false},
    {"a value in quotes", REPORT OF(DIGEST) "metrics: [{value: \"0.9\"}]\n", 1, false},
    {"twice", REPORT "subjects: [{sha256: " DIGEST "}, {sha256: " DIGEST "}]\n" VALUE, 2, false},
    {"comments first", "---\n# a report\n" REPORT OF(DIGEST) VALUE, 1, false},
    {"a later key", OF(DIGEST) VALUE REPORT, 1, false},
    {"its kind in other letters", "Record: Evaluation\n" OF(DIGEST) VALUE, 1, false},
    {"in braces", "{subjects: [{sha256: " DIGEST "}], record: evaluation, metrics: [{value: 1}]}\n",
     1, false},
    {"a later key of another kind", OF(DIGEST) VALUE "record: quality\n", 0, false},
    {"no value", REPORT OF(DIGEST) "metrics: [{name: AUC, threshold: 0.9}]\n", 0, false},
    {"a value to fill in", REPORT OF(DIGEST) "metrics: [{name: AUC, value: TODO}]\n", 0, false},
    {"an empty value", REPORT OF(DIGEST) "metrics: [{name: AUC, value: }]\n", 0, false},
    {"a value in a comment", REPORT OF(DIGEST) "# " VALUE, 0, false},
    {"metrics that are no list", REPORT OF(DIGEST) "metrics: {value: 1}\n", 0, false},
    {"subjects that are no list", REPORT "subjects: " DIGEST "\n" VALUE, 0, false},
    {"subjects that are no maps", REPORT "subjects: [" DIGEST "]\n" VALUE, 0, false},
    {"an empty path", REPORT "subjects: [{path: \"\"}]\n" VALUE, 0, false},
    {"another kind", "record: quality\n" OF(DIGEST) VALUE, 0, false},
    {"no record", OF(DIGEST) VALUE, 0, false},
    {"no YAML", REPORT "subjects: [\n", 0, false},
    {"no YAML, of another", REPORT OF(OTHER) "[\n", 0, false},
    {"no YAML, of another kind", "record: quality\n" OF(DIGEST) "[\n", 0, false},
    {"empty", "", 0, false},
};

/* What may have results that are not seen. */
static const struct unread_row {
    const char *name, *text;
    enum assay_status status;
} unread_rows[] = {
    {"no YAML, of the model", REPORT OF(DIGEST) "[\n", ASSAY_EFORMAT},
    {"no YAML, of the model in capitals", REPORT OF(UPPER) "[\n", ASSAY_EFORMAT},
    {"no YAML, the digest last", REPORT "[" DIGEST, ASSAY_EFORMAT},
    {"a key twice", REPORT OF(DIGEST) VALUE VALUE, ASSAY_EFORMAT},
    {"two documents", REPORT OF(DIGEST) VALUE "---\nx: 1\n", ASSAY_EFORMAT},
    {"a second document", "a: 1\n---\n" REPORT OF(DIGEST) VALUE, ASSAY_EFORMAT},
    {"a pointer of git-lfs",
     "version https://git-lfs.github.com/spec/v1\noid sha256:" DIGEST "\nsize 9\n", ASSAY_EMISSING},
};

static void make_index(struct key_index *index)
{
    struct assay_error err = {0};

    key_index_init(index);
    key_index_add(index, BYTES("m.bin"), 0);
    key_index_add(index, BYTES(DIGEST), 0);
    key_index_add(index, BYTES(""), 0);
    assert_ok(key_index_sort(index, &err), err);
}

static void check(void **state)
{
    const struct row *row = *state;
    CLEANUP(key_index_clear) struct key_index index;
    CLEANUP(buf_clear) struct buf topics = {.ceiling = SIZE_MAX};
    struct results_reader reader = {.subjects = &index};
    struct assay_error err = {0};
    uint32_t topic, wanted;

    make_index(&index);
    assert_true(results_topic(&index, row->by_path ? BYTES("m.bin") : BYTES(DIGEST), &wanted));
    assert_ok(results_read(&reader, bytes_text(row->text), &topics, &err), err);
    assert_int_equal(topics.size / sizeof topic, row->count);
    for (size_t i = 0; i < row->count; i++) {
        memcpy(&topic, topics.data + i * sizeof topic, sizeof topic);
        assert_int_equal(topic, wanted);
    }
}

static void check_unread(void **state)
{
    const struct unread_row *row = *state;
    CLEANUP(key_index_clear) struct key_index index;
    CLEANUP(buf_clear) struct buf topics = {.ceiling = SIZE_MAX};
    struct results_reader reader = {.subjects = &index};
    struct assay_error err = {0};

    make_index(&index);
    assert_int_equal(results_read(&reader, bytes_text(row->text), &topics, &err), row->status);
    assert_int_equal(topics.size, 0);
}

static void reports_beyond_the_limit_are_told(void **state)
{
    static const char text[] = REPORT OF(DIGEST) VALUE;
    CLEANUP(key_index_clear) struct key_index index;
    CLEANUP(buf_clear) struct buf topics = {.ceiling = SIZE_MAX};
    struct results_reader reader = {.read = LIMIT_PAST_REPORTS - (sizeof text - 1)};
    struct assay_error err = {0};

    (void)state;
    make_index(&index);
    reader.subjects = &index;
    assert_ok(results_read(&reader, BYTES(text), &topics, &err), err);
    assert_int_equal(results_read(&reader, BYTES("record: evaluation\n"), &topics, &err),
                     ASSAY_ELIMIT);
    assert_int_equal(topics.size, sizeof(uint32_t));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(reports_beyond_the_limit_are_told)};

    return RUN_CASES(check, rows) + RUN_CASES(check_unread, unread_rows) +
           cmocka_run_group_tests(tests, NULL, NULL);
}
