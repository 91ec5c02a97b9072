/* test_samples.c - what is a shard of WebDataset, by the names of its members in their order. */

#include "inspect.h"

#include "examine/tables/samples.h"

struct row {
    const char *name;
    const char *members; /* separated by blanks */
    bool shard;
    unsigned samples, incomplete, gaps;
    const char *endings, *nulls; /* as many words */
};

static const struct row rows[] = {
    {"nothing", "", false, 0, 0, 0, "", ""},
    {"pictures and labels", "1.jpg 1.cls 2.jpg 2.cls", true, 2, 0, 0, "jpg cls", "0 0"},
    {"folders in the keys", "a/1.jpg a/1.txt b/1.jpg b/1.txt", true, 2, 0, 0, "jpg txt", "0 0"},
    {"dots in folders", "v1.0/1.png v1.0/1.json v1.1/1.png v1.1/1.json", true, 2, 0, 0, "png json",
     "0 0"},
    {"endings of two parts", "1.left.png 1.right.png 2.left.png 2.right.png", true, 2, 0, 0,
     "left.png right.png", "0 0"},
    {"endings in either case", "1.JPG 1.cls 2.jpg 2.CLS", true, 2, 0, 0, "jpg cls", "0 0"},
    {"a label is missing", "1.jpg 1.cls 2.jpg 3.jpg 3.cls", true, 3, 1, 0, "jpg cls", "0 1"},
    {"some have more", "1.jpg 1.cls 2.jpg 2.cls 2.npy 3.jpg 3.cls", true, 3, 0, 0, "jpg cls npy",
     "0 0 2"},
    {"a file twice", "1.jpg 1.cls 1.jpg 2.jpg 2.cls", true, 2, 0, 1, "jpg cls", "0 0"},
    {"sorted by kind", "1.jpg 2.jpg 3.jpg 1.cls 2.cls 3.cls", true, 6, 0, 1, "jpg cls", "3 3"},
    {"one sample torn", "1.jpg 1.cls 2.jpg 3.jpg 3.cls 2.cls", true, 4, 2, 1, "jpg cls", "1 1"},
    {"a few files beside", "README 1.jpg 1.cls 2.jpg 2.cls .hidden", true, 2, 0, 0, "jpg cls",
     "0 0"},
    {"one file each", "1.jpg 2.jpg 3.jpg", false, 0, 0, 0, "", ""},
    {"one sample", "1.jpg 1.cls", false, 0, 0, 0, "", ""},
    {"sources", "a.c a.h b.c b.h Makefile README.md", false, 0, 0, 0, "", ""},
    {"a model", "config.json model.safetensors tokenizer.json tokenizer.model", false, 0, 0, 0, "",
     ""},
    {"mostly other files", "1.jpg 1.cls 2.jpg 2.cls a b c d e", false, 0, 0, 0, "", ""},
    {"no ending behind a dot", "1. 1.. . .. /", false, 0, 0, 0, "", ""},
};

static void feed(struct samples *samples, const char *members)
{
    char *words = strdup(members), *rest = NULL;

    assert_non_null(words);
    for (char *word = strtok_r(words, " ", &rest); word; word = strtok_r(NULL, " ", &rest))
        samples_member(samples, bytes_text(word));
    free(words);
}

static void check_words(struct inspected *seen, enum assay_fact_id id, const char *words)
{
    const struct assay_fact *fact = inspected_find(seen, id);
    char joined[256] = "";

    for (size_t i = 0; fact && i < fact->value.count; i++)
        snprintf(joined + strlen(joined), sizeof joined - strlen(joined), "%s%s", i ? " " : "",
                 fact->value.texts[i]);
    assert_string_equal(joined, words);
}

static void check(void **state)
{
    const struct row *row = *state;
    struct samples *samples = samples_new();
    struct inspected seen = {.evidence = evidence_new(), .arena = arena_new()};
    struct assay_error err = {0};

    assert_non_null(samples);
    evidence_start(seen.evidence, seen.arena);
    feed(samples, row->members);
    assert_int_equal(samples_are_there(samples), row->shard);
    if (row->shard)
        samples_tell(samples, seen.evidence);
    assert_ok(evidence_end(seen.evidence, &seen.content, &err), err);
    if (row->shard) {
        assert_int_equal(inspected_int(&seen, ASSAY_FACT_DATASET_ROWS), row->samples);
        assert_int_equal(inspected_int(&seen, ASSAY_FACT_DATASET_RAGGED_ROWS), row->incomplete);
    }
    check_words(&seen, ASSAY_FACT_DATASET_COLUMN_NAMES, row->endings);
    check_words(&seen, ASSAY_FACT_DATASET_COLUMN_NULLS, row->nulls);
    assert_int_equal(evidence_gap_count(seen.evidence), row->gaps);
    samples_free(samples);
    evidence_free(seen.evidence);
    arena_free(seen.arena);
}

/* A hundred thousand keys, half of them again: the table grows and finds each. */
static void known_again(int digits)
{
    enum { KEYS = 100000 };
    struct samples *samples = samples_new();
    struct inspected seen = {.evidence = evidence_new(), .arena = arena_new()};
    struct assay_error err = {0};
    char key[16], name[32];

    assert_non_null(samples);
    for (int i = 0; i < KEYS * 3 / 2; i++) {
        snprintf(key, sizeof key, "%0*d", digits, i % KEYS);
        snprintf(name, sizeof name, "%s.jpg", key);
        samples_member(samples, bytes_text(name));
        snprintf(name, sizeof name, "%s.txt", key);
        samples_member(samples, bytes_text(name));
    }
    evidence_start(seen.evidence, seen.arena);
    samples_tell(samples, seen.evidence);
    assert_ok(evidence_end(seen.evidence, &seen.content, &err), err);
    assert_int_equal(evidence_gap_count(seen.evidence), 1);
    assert_non_null(strstr(evidence_gap_at(seen.evidence, 0)->why, "50000 keys"));
    samples_free(samples);
    evidence_free(seen.evidence);
    arena_free(seen.arena);
}

/* In the order of numbers, which is not that of bytes, and in order. */
static void many_keys_are_known_again(void **state)
{
    (void)state;
    known_again(1);
    known_again(6);
}

/* Endings without end are no shard, and cost nothing. */
static void any_number_of_endings_is_none(void **state)
{
    struct samples *samples = samples_new();
    char name[32];

    (void)state;
    assert_non_null(samples);
    for (int i = 0; i < 1000; i++) {
        snprintf(name, sizeof name, "%d.e%d", i / 2, i);
        samples_member(samples, bytes_text(name));
    }
    assert_false(samples_are_there(samples));
    samples_free(samples);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(many_keys_are_known_again),
        cmocka_unit_test(any_number_of_endings_is_none),
    };

    return RUN_CASES(check, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
