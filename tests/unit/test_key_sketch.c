/* test_key_sketch.c - which columns hold keys, and what is told of their values. */

#include "examine/tables/key_sketch.h"

#include "base/arena.h"
#include "base/kit.h"
#include "examine/evidence.h"
#include "examine/tables/row_text.h"
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

static const struct text {
    const char *name, *text;
    bool key;
} texts[] = {
    {"a number", "17", true},
    {"a name", "Maria de la Cruz", true},
    {"a sentence", "he was late and paid twice", false},
    {"a digest in hexadecimal digits",
     "0123456789012345678901234567890123456789012345678901234567890123", true},
    {"a byte more", "01234567890123456789012345678901234567890123456789012345678901234", false},
};

static void may_be_keys(void **state)
{
    const struct text *row = *state;

    assert_int_equal(key_sketch_may_hold(bytes_text(row->text)), row->key);
}

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
    {"a dot at the end", "P17.", "P17", true},
    {"the mark of a text in a spreadsheet", "'0017", "17", true},
    {"letters of full width", "\xEF\xBC\xB0\xEF\xBC\x91\xEF\xBC\x97", "P17", true},
    {"a character of no width",
     "P\xE2\x80\x8B"
     "17",
     "P17", true},
    {"another dash",
     "P\xE2\x80\x93"
     "17",
     "P17", true},
    {"a thin blank", "P17\xE2\x80\x89", "P17", true},
    {"a comma between digits", "1,7", "17", false},
};

static void knows_keys_again(void **state)
{
    const struct spelling *row = *state;

    assert_int_equal(key_sketch_hash(bytes_text(row->one)) ==
                         key_sketch_hash(bytes_text(row->other)),
                     row->same);
}

/* Also where a column is not named for its keys. */
static void draws_keys_as_written(void **state)
{
    const struct spelling *row = *state;
    CLEANUP(free_cleanup) struct key_sample *keys = key_sample_new();
    struct bytes one = bytes_text(row->one), other = bytes_text(row->other);
    uint64_t hashes[KEY_SAMPLE_MOST];

    assert_non_null(keys);
    key_sketch_add_as_written(keys, one, row_text_hash(one));
    key_sketch_add_as_written(keys, other, row_text_hash(other));
    assert_int_equal(key_sample_keys(keys, hashes), row->same ? 1 : 2);
}

/* What is told of a column of these values; NULL: nothing. */
static const struct assay_fact *told(struct arena *arena, const uint8_t *key, const char *column,
                                     size_t values)
{
    struct evidence *evidence = evidence_new();
    struct assay_examination content = {0};
    CLEANUP(free_cleanup) struct key_sample *keys = key_sample_new();
    const struct assay_fact *found = NULL;
    struct assay_error err = {0};

    assert_true(evidence && keys);
    evidence_digests(evidence, key);
    evidence_start(evidence, arena);
    for (uint64_t i = 1; i <= values; i++)
        key_sketch_add(keys, bytes_of(NULL, 0), text_hash(bytes_of(&i, sizeof i)));
    key_sketch_tell(keys, column, evidence);
    assert_ok(evidence_end(evidence, &content, &err), err);
    for (size_t i = 0; i < content.fact_count; i++)
        if (content.facts[i].id == ASSAY_FACT_DATASET_KEY_SKETCH)
            found = &content.facts[i];
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
    assert_null(told(arena, key, "patient", 0));
    one = told(arena, key, "patient", 3);
    same = told(arena, key, "patient", 3);
    keyed = told(arena, other, "patient", 3);
    assert_true(one && same && keyed);
    assert_int_equal(one->value.count, 1);
    assert_string_equal(one->value.texts[0], same->value.texts[0]);
    assert_string_not_equal(one->value.texts[0], keyed->value.texts[0]);
    assert_int_equal(strlen(one->value.texts[0]), strlen("patient=") + 3 * 8);
    many = told(arena, key, "patient", KEY_SAMPLE_MOST); /* 64 to a line */
    assert_non_null(many);
    assert_int_equal(many->value.count, 16);
    assert_null(strchr(many->value.texts[0], ':'));
    many = told(arena, key, "patient", 60000); /* 64 * 1023 is above that */
    assert_non_null(many);
    assert_memory_equal(many->value.texts[0], "patient=1/64:", strlen("patient=1/64:"));
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(tells)};

    return RUN_CASES(names, rows) + RUN_CASES(may_be_keys, texts) +
           RUN_CASES(knows_keys_again, spellings) + RUN_CASES(draws_keys_as_written, spellings) +
           cmocka_run_group_tests(tests, NULL, NULL);
}
