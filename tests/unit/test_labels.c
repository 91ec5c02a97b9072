/* test_labels.c - how often each label stands in its column, and columns that are no labels. */

#include "rows.h"

#include <string.h>

#include "base/kit.h"
#include "base/limits.h"
#include "examine/evidence.h"
#include "examine/tables/labels.h"
#include "examine/text/text_hash.h"

static const struct named {
    const char *name;
    bool labels;
} names[] = {
    {"label", true},    {"y", true},    {"Target", true},       {"is_class", true},
    {"class_id", true}, {"yes", false}, {"labelled_by", false}, {"", false},
};

static void check_name(void **state)
{
    const struct named *row = *state;

    assert_int_equal(labels_are_in(row->name), row->labels);
}

/* What is told of `texts`, ended by NULL; of each line the first. */
static struct assay_examination tell(const char *const *texts, struct evidence *evidence,
                                     struct arena *arena)
{
    struct assay_examination content = {0};
    struct labels *labels = labels_new();
    struct assay_error err = {0};

    assert_non_null(labels);
    evidence_start(evidence, arena);
    for (; *texts; texts++)
        labels_add(labels, bytes_text(*texts), text_hash(bytes_text(*texts)));
    evidence_column(evidence, 0, BYTES("y"));
    labels_tell(labels, 0, "y", evidence);
    labels_free(labels);
    assert_ok(evidence_end(evidence, &content, &err), err);
    return content;
}

static void the_most_usual_comes_first(void **state)
{
    static const char *const texts[] = {"dog", "cat", "cat", "ape", "", "cat", "ape", NULL};
    static const char *const told[] = {"y=cat: 3", "y=ape: 2", "y=: 1", "y=dog: 1"};
    struct evidence *evidence = evidence_new();
    struct arena *arena = arena_new();
    struct assay_examination content;

    (void)state;
    assert_true(evidence && arena);
    content = tell(texts, evidence, arena);
    assert_int_equal(content.fact_count, 1);
    assert_int_equal(content.facts[0].value.count, ARRAY_LEN(told));
    for (size_t i = 0; i < ARRAY_LEN(told); i++)
        assert_string_equal(content.facts[0].value.texts[i], told[i]);
    evidence_free(evidence);
    arena_free(arena);
}

static void what_is_long_is_no_label(void **state)
{
    static const char *const texts[] = {
        "cat", "a sentence that says something about the picture, at more length than a label",
        "cat", NULL};
    struct evidence *evidence = evidence_new();
    struct arena *arena = arena_new();

    (void)state;
    assert_true(evidence && arena);
    assert_int_equal(tell(texts, evidence, arena).fact_count, 0);
    evidence_free(evidence);
    arena_free(arena);
}

/* As many as there may be are told, one more is none. */
static void too_many_are_no_labels(void **state)
{
    char room[LIMIT_LABELS + 1][16];
    const char *texts[LIMIT_LABELS + 2] = {NULL};
    struct evidence *evidence = evidence_new();
    struct arena *arena = arena_new();

    (void)state;
    assert_true(evidence && arena);
    for (size_t i = 0; i < LIMIT_LABELS; i++) {
        snprintf(room[i], sizeof room[i], "label %zu", i);
        texts[i] = room[i];
    }
    assert_int_equal(tell(texts, evidence, arena).fact_count, 1);
    texts[LIMIT_LABELS] = "one more";
    assert_int_equal(tell(texts, evidence, arena).fact_count, 0);
    evidence_free(evidence);
    arena_free(arena);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_most_usual_comes_first),
        cmocka_unit_test(what_is_long_is_no_label),
        cmocka_unit_test(too_many_are_no_labels),
    };

    return RUN_CASES(check_name, names) + cmocka_run_group_tests(tests, NULL, NULL);
}
