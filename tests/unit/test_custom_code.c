/* test_custom_code.c - code that a model's files name, and how loading fares with it. */

#include "rows.h"

#include "base/kit.h"
#include "examine/evidence.h"
#include "examine/python/custom_code.h"

typedef void noting(struct evidence *evidence, uint64_t at, struct bytes field, struct bytes what);

static const struct row {
    const char *name;
    noting *note;
    const char *what;
    enum assay_load load;
    bool told, fact; /* an observation; model.custom-code */
} rows[] = {
    {"a class of a file beside", custom_code_reference, "modeling.Net", ASSAY_LOAD_SUSPICIOUS, true,
     true},
    {"of another repository", custom_code_reference, "me/net--modeling.Net", ASSAY_LOAD_DANGEROUS,
     true, true},
    {"a file above the folder", custom_code_reference, "../modeling.Net", ASSAY_LOAD_DANGEROUS,
     true, true},
    {"a file above, leaning the other way", custom_code_reference, "a\\..\\..\\net.Net",
     ASSAY_LOAD_DANGEROUS, true, true},
    {"a file at the root", custom_code_reference, "/tmp/net.Net", ASSAY_LOAD_DANGEROUS, true, true},
    {"a file of the user's", custom_code_reference, "~/net.Net", ASSAY_LOAD_DANGEROUS, true, true},
    {"dots that lead nowhere", custom_code_reference, "a..b/net.Net", ASSAY_LOAD_SUSPICIOUS, true,
     true},
    {"no name at all", custom_code_reference, "", ASSAY_LOAD_SUSPICIOUS, true, false},

    {"a target that is harmless", custom_code_target, "collections.OrderedDict", ASSAY_LOAD_ABSENT,
     false, false},
    {"a target that runs programs", custom_code_target, "os.system", ASSAY_LOAD_DANGEROUS, true,
     true},
    {"a target without a module is a builtin", custom_code_target, "eval", ASSAY_LOAD_DANGEROUS,
     true, true},
    {"a target that nobody knows", custom_code_target, "acme.net.Net", ASSAY_LOAD_SUSPICIOUS, true,
     true},
    {"a target of dots", custom_code_target, "...", ASSAY_LOAD_SUSPICIOUS, true, true},

    {"a mention that is harmless", custom_code_mention, "collections.OrderedDict",
     ASSAY_LOAD_ABSENT, false, false},
    {"a mention that runs programs", custom_code_mention, "subprocess.Popen", ASSAY_LOAD_DANGEROUS,
     true, true},
    {"a mention that nobody knows", custom_code_mention, "acme.net.Net", ASSAY_LOAD_ABSENT, false,
     true},
    {"a mention of nothing", custom_code_mention, "", ASSAY_LOAD_ABSENT, false, false},
};

static void check_row(void **state)
{
    const struct row *row = *state;
    struct evidence *evidence = evidence_new();
    struct arena *arena = arena_new();
    struct assay_examination content = {0};
    struct assay_error err = {0};

    assert_true(evidence && arena);
    evidence_start(evidence, arena);
    row->note(evidence, 42, BYTES("auto_map.AutoModel"), bytes_text(row->what));
    assert_ok(evidence_end(evidence, &content, &err), err);
    assert_int_equal(content.load, row->load);
    assert_int_equal(content.observation_count, row->told);
    assert_int_equal(content.fact_count, row->fact);
    if (row->told) {
        assert_string_equal(content.observations[0].class_name, CUSTOM_CODE);
        assert_int_equal(content.observations[0].places[0].offset, 42);
        assert_int_equal(content.observations[0].confidence,
                         row->load == ASSAY_LOAD_DANGEROUS ? ASSAY_HIGH : ASSAY_MEDIUM);
    }
    if (row->fact)
        assert_string_equal(content.facts[0].value.texts[0], row->what);
    evidence_free(evidence);
    arena_free(arena);
}

/* What is long or cannot be shown is cut and escaped where people read it. */
static void what_is_shown_is_short_and_plain(void **state)
{
    char field[500], what[500];
    struct evidence *evidence = evidence_new();
    struct arena *arena = arena_new();
    struct assay_examination content = {0};
    struct assay_error err = {0};

    (void)state;
    assert_true(evidence && arena);
    memset(field, 'f', sizeof field);
    memset(what, '\n', sizeof what);
    evidence_start(evidence, arena);
    custom_code(evidence, ASSAY_LOAD_SUSPICIOUS, 0, bytes_of(field, sizeof field),
                bytes_of(what, sizeof what));
    assert_ok(evidence_end(evidence, &content, &err), err);
    assert_null(strchr(content.observations[0].detail, '\n'));
    assert_null(strstr(content.observations[0].detail,
                       "fffffffffffffffffffffffffffffffffffffffff"
                       "fffffffffffffffffffffffffffffffffffffffff"
                       "fffffffffffffffffffffffffffffffffffffffff"));
    evidence_free(evidence);
    arena_free(arena);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {cmocka_unit_test(what_is_shown_is_short_and_plain)};

    return RUN_CASES(check_row, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
