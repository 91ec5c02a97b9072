/* test_evidence.c - facts sorted and cut, sightings merged, columns judged. */

#include "inspect.h"

#include "base/limits.h"

static const char *const email_headers[] = {"email", "mail", NULL};
static const struct detected email = {"pii.email", 0.01, email_headers};
static const char *const ssn_headers[] = {"ssn", "social security", NULL};
static const struct detected ssn = {"pii.us-ssn", 0.89, ssn_headers};

struct fixture {
    struct arena *arena;
    struct evidence *evidence;
    struct assay_examination content;
    struct assay_error err;
};

static int setup(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);

    assert_non_null(f);
    f->arena = arena_new();
    f->evidence = evidence_new();
    assert_true(f->arena && f->evidence);
    evidence_start(f->evidence, f->arena);
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;

    evidence_free(f->evidence);
    arena_free(f->arena);
    free(f);
    return 0;
}

static void end(struct fixture *f)
{
    assert_ok(evidence_end(f->evidence, &f->content, &f->err), f->err);
}

static void facts_are_sorted_declared_last(void **state)
{
    struct fixture *f = *state;

    evidence_int(f->evidence, ASSAY_FACT_MODEL_TENSORS, MEASURED, 3);
    evidence_text(f->evidence, ASSAY_FACT_MODEL_NAME, DECLARED, BYTES("tiny"));
    evidence_int(f->evidence, ASSAY_FACT_MODEL_PARAMETERS, DECLARED, 8);
    evidence_int(f->evidence, ASSAY_FACT_MODEL_PARAMETERS, MEASURED, 7);
    end(f);
    assert_int_equal(f->content.fact_count, 4);
    assert_int_equal(f->content.facts[0].id, ASSAY_FACT_MODEL_NAME);
    assert_string_equal(f->content.facts[0].value.text, "tiny");
    assert_int_equal(f->content.facts[1].value.integer, 7);
    assert_true(f->content.facts[2].declared);
    assert_int_equal(f->content.facts[3].value.integer, 3);
}

static void too_large_an_integer_stays_unknown(void **state)
{
    struct fixture *f = *state;

    evidence_int(f->evidence, ASSAY_FACT_MODEL_PARAMETERS, MEASURED, UINT64_C(1) << 53);
    end(f);
    assert_int_equal(f->content.fact_count, 0);
}

static void text_is_cut_and_escaped(void **state)
{
    struct fixture *f = *state;
    char *longer = calloc(1, LIMIT_FACT_TEXT + 100);

    assert_non_null(longer);
    memset(longer, 'a', LIMIT_FACT_TEXT + 99);
    memcpy(longer + LIMIT_FACT_TEXT - 1, "\xc3\xa9", 2);
    evidence_text(f->evidence, ASSAY_FACT_MODEL_NAME, MEASURED, bytes_text(longer));
    evidence_text(f->evidence, ASSAY_FACT_MODEL_OWNER, MEASURED,
                  BYTES("\xff"
                        "a\0b"));
    end(f);
    free(longer);
    assert_int_equal(strlen(f->content.facts[0].value.text), LIMIT_FACT_TEXT - 1);
    assert_string_equal(f->content.facts[1].value.text, "\\xffa\\x00b");
}

static void lists_end_with_what_was_dropped(void **state)
{
    struct fixture *f = *state;
    const struct assay_value *value;

    for (int i = 0; i < LIMIT_FACT_LIST + 12; i++)
        evidence_list(f->evidence, ASSAY_FACT_MODEL_DTYPES, MEASURED, BYTES("F32"));
    end(f);
    value = &f->content.facts[0].value;
    assert_int_equal(value->count, LIMIT_FACT_LIST + 1);
    assert_string_equal(value->texts[LIMIT_FACT_LIST], "... 12 more");
}

static void sets_are_sorted_without_doubles(void **state)
{
    struct fixture *f = *state;
    static const char *const words[] = {"os.system", "builtins.eval", "os.system",
                                        "abc",       "a\xff",         "a\xff"};
    const struct assay_value *value;

    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        evidence_set(f->evidence, ASSAY_FACT_MODEL_IMPORTS, MEASURED, bytes_text(words[i]));
    end(f);
    value = &f->content.facts[0].value;
    assert_int_equal(value->count, 4);
    assert_string_equal(value->texts[0], "a\\xff");
    assert_string_equal(value->texts[1], "abc");
    assert_string_equal(value->texts[2], "builtins.eval");
    assert_string_equal(value->texts[3], "os.system");
}

static void sightings_merge_by_class_and_detail(void **state)
{
    struct fixture *f = *state;
    struct assay_place place = {0};

    for (uint64_t i = 0; i < 25; i++) {
        place.offset = i;
        evidence_observe(f->evidence, "model.code-import", ASSAY_HIGH, &place,
                         i % 2 ? BYTES("posix.system") : BYTES("builtins.eval"));
    }
    evidence_observe(f->evidence, "data.formula", ASSAY_LOW, NULL, BYTES(""));
    end(f);
    assert_int_equal(f->content.observation_count, 3);
    assert_string_equal(f->content.observations[0].class_name, "data.formula");
    assert_string_equal(f->content.observations[1].detail, "builtins.eval");
    assert_int_equal(f->content.observations[1].count, 13);
    assert_int_equal(f->content.observations[1].place_count, LIMIT_OBSERVATION_PLACES);
    assert_int_equal(f->content.observations[2].places[0].offset, 1);
}

static void distinct_sightings_are_bounded(void **state)
{
    struct fixture *f = *state;
    uint64_t count = 0;
    char detail[32];

    for (int i = 0; i < LIMIT_OBSERVATIONS + 500; i++) {
        snprintf(detail, sizeof detail, "m%d.f", i);
        evidence_observe(f->evidence, "model.code-import", ASSAY_HIGH, NULL, bytes_text(detail));
    }
    end(f);
    assert_int_equal(f->content.observation_count, LIMIT_OBSERVATIONS + 1);
    for (size_t i = 0; i < f->content.observation_count; i++)
        count += f->content.observations[i].count;
    assert_int_equal(count, LIMIT_OBSERVATIONS + 500);
}

static void gaps_are_bounded(void **state)
{
    struct fixture *f = *state;

    for (int i = 0; i < LIMIT_ITEM_GAPS + 5; i++)
        evidence_gap(f->evidence, "data.bad-record", (uint64_t)i, "line %d", i);
    end(f);
    assert_int_equal(evidence_gap_count(f->evidence), LIMIT_ITEM_GAPS + 1);
    assert_string_equal(evidence_gap_at(f->evidence, 3)->why, "line 3");
    assert_string_equal(evidence_gap_at(f->evidence, LIMIT_ITEM_GAPS)->why,
                        "5 more gaps in this item");
}

static void hit_at(struct fixture *f, const struct detected *what, uint64_t start, int kind)
{
    struct hit hit = {.what = what,
                      .start = start,
                      .end = start + 5,
                      .line = 1,
                      .confidence = kind == 'm' ? ASSAY_MEDIUM : ASSAY_LOW,
                      .sample = kind == 's',
                      .weak = kind == 'w',
                      .masked = "a..b"};

    evidence_hits(f->evidence, &hit, 1);
}

static void a_column_beyond_chance_is_sure(void **state)
{
    struct fixture *f = *state;

    evidence_column(f->evidence, 1, BYTES("kontakt"));
    for (uint64_t row = 0; row < 6; row++) {
        hit_at(f, &email, row * 20 + 10, 'n');
        evidence_cell(f->evidence, 0, row * 20 + 9);
        evidence_cell(f->evidence, 1, row * 20 + 20);
    }
    end(f);
    assert_int_equal(f->content.observation_count, 1);
    assert_int_equal(f->content.observations[0].confidence, ASSAY_HIGH);
    assert_int_equal(f->content.observations[0].count, 6);
    assert_int_equal(f->content.observations[0].column_count, 1);
    assert_string_equal(f->content.observations[0].columns[0].name, "kontakt");
    assert_int_equal(f->content.observations[0].columns[0].count, 6);
    assert_string_equal(f->content.observations[0].masked, "a..b");
}

/* A column of addresses, and some in the notes beside it: each is told, the sure ones first. */
static void what_is_sure_hides_nothing_less_sure(void **state)
{
    struct fixture *f = *state;
    const struct assay_observation *seen;

    evidence_column(f->evidence, 0, BYTES("email"));
    evidence_column(f->evidence, 1, BYTES("notes"));
    for (uint64_t row = 0; row < 40; row++) {
        hit_at(f, &email, row * 40 + 5, 'n');
        evidence_cell(f->evidence, 0, row * 40 + 9);
        if (row % 10 == 0)
            hit_at(f, &email, row * 40 + 15, 'm');
        evidence_cell(f->evidence, 1, row * 40 + 40);
    }
    end(f);
    seen = f->content.observations;
    assert_int_equal(f->content.observation_count, 2);
    assert_int_equal(seen[0].confidence, ASSAY_HIGH);
    assert_int_equal(seen[0].count, 40);
    assert_string_equal(seen[0].columns[0].name, "email");
    assert_int_equal(seen[1].confidence, ASSAY_MEDIUM);
    assert_int_equal(seen[1].count, 4);
    assert_int_equal(seen[1].column_count, 1);
    assert_string_equal(seen[1].columns[0].name, "notes");
    assert_int_equal(seen[1].places[0].offset, 15);
}

/* Of so many different people; `document` is one that holds a table and is none. */
static enum assay_confidence names_seen(struct fixture *f, unsigned people, bool document)
{
    static const char *const names[] = {"Maria Garcia", "John Smith",  "Anna Lee", "Peter Jones",
                                        "Laura Kim",    "James Brown", "Sarah Ng", "David Cole"};
    const struct assay_place place = {.line = 1};

    evidence_column(f->evidence, 0, BYTES("author name"));
    for (unsigned row = 0; row < people; row++)
        evidence_cell_text(f->evidence, 0, (row + 1) * 20, bytes_text(names[row]), &place);
    if (document)
        evidence_decline(f->evidence);
    end(f);
    assert_int_equal(f->content.observation_count, 1);
    assert_int_equal(f->content.observations[0].count, people);
    return f->content.observations[0].confidence;
}

static void two_authors_of_a_document_are_not_sure(void **state)
{
    assert_int_equal(names_seen(*state, 2, true), ASSAY_MEDIUM);
}

static void many_people_in_a_document_are(void **state)
{
    assert_int_equal(names_seen(*state, 8, true), ASSAY_HIGH);
}

static void two_people_of_a_table_are(void **state)
{
    assert_int_equal(names_seen(*state, 2, false), ASSAY_HIGH);
}

static void a_column_of_samples_stays_low(void **state)
{
    struct fixture *f = *state;

    evidence_column(f->evidence, 0, BYTES("email"));
    for (uint64_t row = 0; row < 100; row++) {
        hit_at(f, &email, row * 20, 's');
        evidence_cell(f->evidence, 0, row * 20 + 20);
    }
    end(f);
    assert_int_equal(f->content.observations[0].confidence, ASSAY_LOW);
}

static void bare_shapes_count_under_their_header_only(void **state)
{
    struct fixture *f = *state;

    evidence_column(f->evidence, 0, BYTES("customerSSN"));
    evidence_column(f->evidence, 1, BYTES("invoice"));
    for (uint64_t row = 0; row < 50; row++) {
        hit_at(f, &ssn, row * 40, 'w');
        hit_at(f, &ssn, row * 40 + 20, 'w');
        evidence_cell(f->evidence, 0, row * 40 + 20);
        evidence_cell(f->evidence, 1, row * 40 + 40);
    }
    hit_at(f, &ssn, 5000, 'w');
    end(f);
    assert_int_equal(f->content.observation_count, 1);
    assert_int_equal(f->content.observations[0].count, 50);
    assert_int_equal(f->content.observations[0].confidence, ASSAY_HIGH);
    assert_string_equal(f->content.observations[0].columns[0].name, "customerSSN");
}

static void shapes_that_often_pass_need_many_cells(void **state)
{
    struct fixture *f = *state;

    for (uint64_t row = 0; row < 100; row++) {
        hit_at(f, &ssn, row * 20, 'n');
        evidence_cell(f->evidence, 0, row * 20 + 20);
    }
    end(f);
    assert_int_equal(f->content.observations[0].confidence, ASSAY_LOW);
    assert_string_equal(f->content.observations[0].columns[0].name, "#1");
}

static void the_strongest_sightings_are_counted(void **state)
{
    struct fixture *f = *state;
    struct hit hit = {.what = &email, .confidence = ASSAY_HIGH, .start = 50, .end = 60};

    hit_at(f, &email, 1, 'n');
    hit_at(f, &email, 20, 's');
    evidence_hits(f->evidence, &hit, 1);
    evidence_read_past(f->evidence, 55);
    end(f);
    assert_int_equal(f->content.observations[0].confidence, ASSAY_HIGH);
    assert_int_equal(f->content.observations[0].count, 1);
    assert_int_equal(f->content.observations[0].places[0].offset, 50);
}

static void nothing_is_left_of_the_item_before(void **state)
{
    struct fixture *f = *state;

    evidence_int(f->evidence, ASSAY_FACT_MODEL_TENSORS, MEASURED, 3);
    evidence_column(f->evidence, 0, BYTES("email"));
    evidence_observe(f->evidence, "a.b", ASSAY_HIGH, NULL, BYTES("x"));
    evidence_load(f->evidence, ASSAY_LOAD_DANGEROUS);
    evidence_load(f->evidence, ASSAY_LOAD_CLEAN);
    evidence_decline(f->evidence);
    end(f);
    assert_int_equal(f->content.load, ASSAY_LOAD_DANGEROUS);
    evidence_start(f->evidence, f->arena);
    assert_false(evidence_is_declined(f->evidence));
    end(f);
    assert_int_equal(f->content.fact_count, 0);
    assert_int_equal(f->content.observation_count, 0);
    assert_int_equal(f->content.load, ASSAY_LOAD_ABSENT);
    assert_int_equal(evidence_gap_count(f->evidence), 0);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(facts_are_sorted_declared_last),
        CASE(too_large_an_integer_stays_unknown),
        CASE(text_is_cut_and_escaped),
        CASE(lists_end_with_what_was_dropped),
        CASE(sets_are_sorted_without_doubles),
        CASE(sightings_merge_by_class_and_detail),
        CASE(distinct_sightings_are_bounded),
        CASE(gaps_are_bounded),
        CASE(a_column_beyond_chance_is_sure),
        CASE(what_is_sure_hides_nothing_less_sure),
        CASE(two_authors_of_a_document_are_not_sure),
        CASE(many_people_in_a_document_are),
        CASE(two_people_of_a_table_are),
        CASE(a_column_of_samples_stays_low),
        CASE(bare_shapes_count_under_their_header_only),
        CASE(shapes_that_often_pass_need_many_cells),
        CASE(the_strongest_sightings_are_counted),
        CASE(nothing_is_left_of_the_item_before),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
