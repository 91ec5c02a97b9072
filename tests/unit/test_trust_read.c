/* test_trust_read.c - trust policy files: good ones, and the line and column of what is wrong. */

#include "json.h"
#include "ledger/trust.h"

/* Keys made for one run: {L} stands for a log's verifier key, {A} to {C} for witnesses'. */
struct keys {
    struct assay_key *log, *witness[3];
    char text[4][160];
};

static struct keys keys;

static int make_keys(void **state)
{
    static const char *const names[] = {"a.example", "b.example", "c.example"};
    struct assay_error err = {0};

    (void)state;
    for (size_t i = 0; i < 4; i++) {
        CLEANUP(buf_clear) struct buf text = {.ceiling = 512};
        struct assay_key **key = i == 0 ? &keys.log : &keys.witness[i - 1];

        assert_ok(key_make(ASSAY_KEY_ED25519, key, &err), err);
        note_verifier_write(&(struct note_verifier){i == 0 ? NOTE_ED25519 : NOTE_COSIGNATURE,
                                                    i == 0 ? "log.example" : names[i - 1], *key},
                            &text);
        snprintf(keys.text[i], sizeof keys.text[i], "%s", buf_string(&text));
    }
    return 0;
}

static int free_keys(void **state)
{
    (void)state;
    assay_key_free(keys.log);
    for (size_t i = 0; i < 3; i++)
        assay_key_free(keys.witness[i]);
    return 0;
}

static void fill(const char *pattern, struct buf *out)
{
    for (; *pattern; pattern++) {
        if (*pattern == '@') {
            pattern++;
            buf_text(out, keys.text[*pattern == 'L' ? 0 : *pattern - 'A' + 1]);
        } else {
            buf_byte(out, (uint8_t)*pattern);
        }
    }
}

struct row {
    const char *text;
    uint32_t line, column; /* 0: it is a policy */
};

static const struct row rows[] = {
    {"log @L\nquorum none\n", 0, 0},
    {"# a comment\n\n \t# another\nlog\t@L  https://log.example\nquorum none", 0, 0},
    {"\xef\xbb\xbflog @L\nquorum none\n", 0, 0},
    {"\xef\xbb\xbflog @L\nquorum nobody\n", 2, 8},
    {"log @L\nwitness a @A\nquorum a\n", 0, 0},
    {"log @L\nwitness a @A\nwitness b @B url\ngroup g 2 a b\nquorum g\n", 0, 0},
    {"log @L\nwitness a @A\nwitness b @B\nwitness c @C\ngroup g any a b\ngroup h all g c\nquorum "
     "h\n",
     0, 0},
    {"log @L\nwitness \xff\xfe @A\nquorum \xff\xfe\n", 0, 0},
    {"", 1, 1},
    {"log @L\n", 2, 1},
    {"quorum none\n", 1, 1},
    {"log\nquorum none\n", 1, 4},
    {"log @A\nquorum none\n", 1, 5},
    {"log @L\nlog @L\nquorum none\n", 2, 5},
    {"log x+y+z\nquorum none\n", 1, 5},
    {"log @L\nwitness a @L\nquorum none\n", 2, 11},
    {"log @L\nwitness a @A\nwitness a @B\nquorum none\n", 3, 9},
    {"log @L\nwitness a @A\nwitness b @A\nquorum none\n", 3, 11},
    {"log @L\nwitness none @A\nquorum none\n", 2, 9},
    {"log @L\nwitness a @A\ngroup g 0 a\nquorum g\n", 3, 9},
    {"log @L\nwitness a @A\ngroup g 2 a\nquorum g\n", 3, 9},
    {"log @L\nwitness a @A\ngroup g +1 a\nquorum g\n", 3, 9},
    {"log @L\ngroup g any g\nquorum g\n", 2, 13},
    {"log @L\nwitness a @A\ngroup g any a\ngroup h any a\nquorum h\n", 4, 13},
    {"log @L\nwitness a @A\ngroup g any a a\nquorum g\n", 3, 15},
    {"log @L\ngroup g any\nquorum g\n", 2, 12},
    {"log @L\nquorum b\n", 2, 8},
    {"log @L\nquorum none\nquorum none\n", 3, 1},
    {"log @L\nquorum none more\n", 2, 17},
    {"log @L\nwords\n", 2, 1},
    {"log @L\r\nquorum none\r\n", 0, 0},
    {"# a comment\r\n\r\nlog @L\r\nquorum none\r", 0, 0},
    {"log @L\r\r\nquorum none\n", 1, 0}, /* behind the key: wherever that ends */
    {"log @L\rquorum none\n", 1, 0},
};

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        CLEANUP(buf_clear) struct buf text = {.ceiling = 4096};
        CLEANUP(assay_trust_freep) struct assay_trust *trust = NULL;
        struct assay_error err = {0};
        enum assay_status status;

        fill(rows[i].text, &text);
        status = trust_read(buf_bytes(&text), "policy", &trust, &err);
        if ((status == ASSAY_OK) != (rows[i].line == 0) ||
            (status != ASSAY_OK &&
             (strcmp(err.id, "trust.policy") != 0 || err.line != rows[i].line ||
              (rows[i].column && err.column != rows[i].column))))
            fail_msg("row %zu: status %d at %u:%u: %s", i, (int)status, err.line, err.column,
                     err.text);
    }
}

/* A quorum is complete when the last of the first that suffice had signed. */
static void test_quorum(void **state)
{
    static const char policy[] = "log @L\nwitness a @A\nwitness b @B\nwitness c @C\n"
                                 "group g 2 a b c\nquorum g\n";
    static const char *const names[] = {"a.example", "b.example", "c.example"};
    CLEANUP(buf_clear) struct buf text = {.ceiling = 4096};
    CLEANUP(buf_clear) struct buf note = {.ceiling = 4096};
    CLEANUP(assay_trust_freep) struct assay_trust *trust = NULL;
    struct assay_error err = {0};
    struct bytes body = BYTES("log.example\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n");

    (void)state;
    fill(policy, &text);
    assert_ok(trust_read(buf_bytes(&text), "policy", &trust, &err), err);
    assert_ok(note_sign(body, "log.example", keys.log, &note, &err), err);
    for (size_t i = 0; i < 4; i++) {
        CLEANUP(arena_freep) struct arena *arena = arena_new();
        struct trust_verdict verdict;
        struct note read;

        assert_ok(note_read(arena, buf_bytes(&note), "note", &read, &err), err);
        assert_ok(trust_judge(trust, &read, "log.example", "note", &verdict, &err), err);
        assert_int_equal(verdict.witnesses, i);
        assert_int_equal(verdict.quorum, i >= 2);
        if (i >= 2)
            assert_int_equal(verdict.time, i == 2 ? 3000 : 2000);
        assert_int_equal(trust_judge(trust, &read, "else.example", "note", &verdict, &err),
                         ASSAY_ETRUST);
        assert_string_equal(err.id, "trust.log");
        if (i < 3) /* at 3000, 2000, 1000 */
            assert_ok(
                note_sign_line(body,
                               &(struct note_verifier){NOTE_COSIGNATURE, names[i], keys.witness[i]},
                               3000 - 1000 * i, &note, &err),
                err);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows), cmocka_unit_test(test_quorum)};

    return cmocka_run_group_tests(tests, make_keys, free_keys);
}
