/* test_detectors.c - what is final, what overlaps, and that cuts of a stream do not show. */

#include "watch.h"

static struct watched watched;

struct row {
    const char *name;
    const char *text;
    const char *seen;
};

static const struct row rows[] = {
    {"token in an assignment",
     "token = \"glpat-"
     "k3Jd82hsKq0wLm5Zx7Vb"
     "\"",
     "secret.gitlab-token high x1 1:10 gl..Vb"},
    {"address in a URL with password",
     "https://ana:"
     "q8Zr5tY1@mail.q7f3kq.org/x",
     "secret.url-password high x1 1:1 ...."},
    {"card in an account number", "GB82WEST12345698765432 4539578763621486",
     "pii.credit-card low x1 1:24 453957......1486; pii.iban medium x1 1:1"},
    {"phone in a card", "4539-5787-6362-1486", "pii.credit-card low x1 1:1 453957......1486"},
};

static void check(void **state)
{
    const struct row *row = *state;

    watch(&watched, bytes_text(row->text), SIZE_MAX / 2, 1);
    assert_string_equal(watched_text(&watched), row->seen);
}

/* Numbers from a fixed start, so that a failure can be had again. */
static uint32_t next_random(uint32_t *state)
{
    *state = *state * 1664525U + 1013904223U;
    return *state >> 8;
}

/* Text made of pieces that nearly are what is looked for, so that much overlaps. */
static char *make_text(uint32_t seed, size_t pieces)
{
    static const char *const parts[] = {"ana@q7f3kq.org",
                                        "536-90-4399",
                                        "4539578763621486",
                                        "GB82WEST12345698765432",
                                        "212-867-5309",
                                        "+44 20 7946 0958",
                                        "glpat-",
                                        "k3Jd82hsKq0wLm5Zx7Vb",
                                        "password=\"",
                                        "q8Zr5tY1",
                                        "\"",
                                        "@",
                                        "://",
                                        ":",
                                        " ",
                                        "\n",
                                        "-",
                                        ".",
                                        "1",
                                        "card ",
                                        "ssn:",
                                        "AKIA",
                                        "Q3EGRIBCDMNBHZ2X",
                                        "eyJ",
                                        "/",
                                        "-----BEGIN PRIVATE KEY-----",
                                        "mail ",
                                        "4539 5787 6362 1486",
                                        ",",
                                        "hooks.slack.com/services/"};
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    assert_non_null(out);
    for (size_t i = 0; i < pieces; i++)
        fputs(parts[next_random(&seed) % ARRAY_LEN(parts)], out);
    fclose(out);
    return text;
}

static void cuts_do_not_show(void **state)
{
    (void)state;
    for (uint32_t seed = 1; seed <= 30; seed++) {
        char *text = make_text(seed, 1500);
        struct bytes bytes = bytes_text(text);
        CLEANUP(free_cleanup) char *whole = NULL;
        uint32_t cut = seed;

        watch(&watched, bytes, SIZE_MAX / 2, 1);
        whole = strdup(watched_text(&watched));
        assert_non_null(whole);
        for (int i = 0; i < 8; i++) {
            watch(&watched, bytes, next_random(&cut) % bytes.size, next_random(&cut) % 3000 + 1);
            assert_string_equal(watched_text(&watched), whole);
        }
        free(text);
    }
}

static void hostile_text_ends(void **state)
{
    static const char *const parts[] = {"@",    "a@a.",         "eyJ",      "://a:b",
                                        "1-1-", "123-45-6789-", "aws key=", "password=\"",
                                        "\\n",  "-----BEGIN ",  "+1",       "4111 1111 1111 ",
                                        "GB82", "key-0",        "discord",  "xoxb-1-"};
    enum { SIZE = 1 << 20 };
    char *text = malloc(SIZE);

    (void)state;
    assert_non_null(text);
    for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
        for (size_t at = 0; at < SIZE; at++)
            text[at] = parts[i][at % strlen(parts[i])];
        watch(&watched, bytes_of(text, SIZE), 262144, 262144);
    }
    for (int c = 0; c < 256; c += 5) {
        memset(text, c, 70000);
        watch(&watched, bytes_of(text, 70000), 65536, 262144);
    }
    free(text);
}

/* Each place where a token may begin is tried once: a megabyte of such places is no matter, where
 * the square of them would take minutes. */
static void names_without_end_end(void **state)
{
    enum { SIZE = 1 << 20 };
    static const char name[] = "api_key=";
    char *text = malloc(SIZE);

    (void)state;
    assert_non_null(text);
    for (size_t i = 0; i < SIZE; i++)
        text[i] = name[i % (sizeof name - 1)];
    watch(&watched, bytes_of(text, SIZE), SIZE / 4, 1);
    free(text);
}

static void a_text_is_forgotten_by_the_next(void **state)
{
    (void)state;
    watch(&watched, BYTES("ghp_k3Jd82hsKq0wLm5Z"), SIZE_MAX / 2, 1);
    watch(&watched, BYTES("x7Vbk3Jd82hsKq0wLm5Z 4-90-4399"), SIZE_MAX / 2, 1);
    assert_string_equal(watched_text(&watched), "");
    watch(&watched, BYTES("\n\n536-9"), SIZE_MAX / 2, 1);
    watch(&watched, BYTES("0-4399 536-90-4399"), SIZE_MAX / 2, 1);
    assert_string_equal(watched_text(&watched), "pii.us-ssn low x1 1:8");
}

static void binary_has_no_lines(void **state)
{
    static const char text[] = "\0\n\nana@q7f3kq.org";
    struct assay_error err = {0};
    struct view view = {.data = (const uint8_t *)text, .size = sizeof text - 1, .last = true};
    uint64_t settled;

    (void)state;
    watcher_start(watched.watcher, false);
    evidence_start(watched.evidence, watched.arena);
    assert_ok(watcher_look(watched.watcher, &view, watched.evidence, &settled, &err), err);
    assert_ok(evidence_end(watched.evidence, &watched.content, &err), err);
    assert_int_equal(watched.content.observations[0].places[0].offset, 3);
    assert_int_equal(watched.content.observations[0].places[0].line, 0);
}

/* However many line feeds stand in front, and however far apart. */
static void lines_are_counted(void **state)
{
    enum { LINES = 300 };
    static const char address[] = "ana@q7f3kq.org";
    char text[LINES * 2 + sizeof address];

    (void)state;
    for (size_t size = 0; size < LINES; size++) {
        for (size_t every = 1; every < LINES; every = every * 3 + 1) {
            const struct assay_place *place;

            memset(text, ' ', size);
            for (size_t i = 0; i < size; i += every)
                text[i] = '\n';
            memcpy(text + size, address, sizeof address - 1);
            watch(&watched, bytes_of(text, size + sizeof address - 1), SIZE_MAX / 2, 1);
            place = watched.content.observations[0].places;
            assert_int_equal(place->line, 1 + (size + every - 1) / every);
            assert_int_equal(place->column, 1 + (size ? (size - 1) % every : 0));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cuts_do_not_show),      cmocka_unit_test(hostile_text_ends),
        cmocka_unit_test(names_without_end_end), cmocka_unit_test(a_text_is_forgotten_by_the_next),
        cmocka_unit_test(binary_has_no_lines),   cmocka_unit_test(lines_are_counted),
    };
    int failures;

    watched_open(&watched);
    failures = RUN_CASES(check, rows) + cmocka_run_group_tests(tests, NULL, NULL);
    watched_close(&watched);
    return failures;
}
