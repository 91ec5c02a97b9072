/* test_key_sketch.c - which columns hold keys, and what is told of their values. */

#include "examine/tables/key_sketch.h"

#include "base/arena.h"
#include "examine/evidence.h"
#include "examine/text/text_hash.h"
#include "rows.h"

static const struct row {
    const char *name;
    bool wanted;
} rows[] = {
    {"patient", true},   {"patient_id", true}, {"CustomerId", true}, {"site", true},
    {"device-id", true}, {"age", false},       {"dose", false},      {"paid", false},
    {"identity", false}, {"", false},
};

static void names(void **state)
{
    const struct row *row = *state;

    assert_int_equal(key_sketch_wants(row->name), row->wanted);
}

static const struct spelling {
    const char *name, *one, *other;
    bool same;
} spellings[] = {
    {"blanks around", " P17 ", "P17", true},
    {"a blank that no one sees", "P17\xC2\xA0", "P17", true},
    {"capitals", "p17", "P17", true},
    {"zeros in front", "00017", "17", true},
    {"zeros behind letters", "P0017", "P17", true},
    {"a sign between a letter and a digit", "P-17", "P17", true},
    {"zero itself", "0", "000", true},
    {"zeros inside a number", "1007", "17", false},
    {"a sign between digits", "A-1-23", "A-12-3", false},
    {"a sign between letters", "ab-c", "a-bc", false},
    {"a letter more", "P17a", "P17", false},
    {"zeros behind a point", "1.05", "1.5", false},
};

static void knows_keys_again(void **state)
{
    const struct spelling *row = *state;

    assert_int_equal(key_sketch_hash(bytes_text(row->one)) ==
                         key_sketch_hash(bytes_text(row->other)),
                     row->same);
}

/* What is told of a column of these values; NULL: nothing. */
static const struct assay_fact *told(struct arena *arena, const uint8_t *key, const char *column,
                                     size_t values)
{
    struct evidence *evidence = evidence_new();
    struct assay_examination content = {0};
    struct distinct distinct = {.grows = true};
    const struct assay_fact *found = NULL;
    struct assay_error err = {0};

    assert_non_null(evidence);
    evidence_digests(evidence, key);
    evidence_start(evidence, arena);
    for (uint64_t i = 1; i <= values; i++)
        distinct_add(&distinct, text_hash(bytes_of(&i, sizeof i)));
    key_sketch_tell(&distinct, column, evidence);
    assert_ok(evidence_end(evidence, &content, &err), err);
    for (size_t i = 0; i < content.fact_count; i++)
        if (content.facts[i].id == ASSAY_FACT_DATASET_KEY_SKETCH)
            found = &content.facts[i];
    distinct_clear(&distinct);
    evidence_free(evidence);
    return found;
}

static void tells(void **state)
{
    const uint8_t key[ASSAY_DIGEST_KEY_SIZE] = {7}, other[ASSAY_DIGEST_KEY_SIZE] = {8};
    struct arena *arena = arena_new();
    const struct assay_fact *one, *same, *keyed, *many;

    (void)state;
    assert_non_null(arena);
    assert_null(told(arena, NULL, "patient", 3)); /* without a key they could be guessed */
    assert_null(told(arena, key, "age", 3));
    assert_null(told(arena, key, "patient", 0));
    one = told(arena, key, "patient", 3);
    same = told(arena, key, "patient", 3);
    keyed = told(arena, other, "patient", 3);
    assert_true(one && same && keyed);
    assert_int_equal(one->value.count, 1);
    assert_string_equal(one->value.texts[0], same->value.texts[0]);
    assert_string_not_equal(one->value.texts[0], keyed->value.texts[0]);
    assert_int_equal(strlen(one->value.texts[0]), strlen("patient=") + 3 * 8);
    many = told(arena, key, "patient", 5000); /* 1024 of them, 64 to a line */
    assert_non_null(many);
    assert_int_equal(many->value.count, 16);
    assert_null(told(arena, key, "patient", 60000)); /* estimated: no values are held */
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(tells)};

    return RUN_CASES(names, rows) + RUN_CASES(knows_keys_again, spellings) +
           cmocka_run_group_tests(tests, NULL, NULL);
}
