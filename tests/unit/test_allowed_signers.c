/* test_allowed_signers.c - files of allowed signers, good ones and bad; patterns and times. */

#include "crypto/allowed_signers.h"

#include "base/codec.h"
#include "base/kit.h"
#include "crypto/ssh_key.h"
#include "rows.h"

#define KEY "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIP1WpaVc0HQJl9FwVUq6ODKD2SQVfmSolWATiws0LiTC"
#define OTHER "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
#define NOON INT64_C(1767355200) /* 2026-01-02T12:00:00Z */

struct row {
    const char *name;
    const char *text;
    enum assay_status read, find;
    const char *id, *principals;
    uint32_t line;
};

static const struct row rows[] = {
    {"one line", "ann@x.org " KEY, ASSAY_OK, ASSAY_OK, "", "ann@x.org", 0},
    {"comments, blanks, a comment behind the key, returns",
     "# who\n\n \t\n  ann@x.org\t \t" KEY " ann's key\r\n", ASSAY_OK, ASSAY_OK, "", "ann@x.org", 0},
    {"a byte order mark",
     "\xef\xbb\xbf"
     "ann@x.org " KEY,
     ASSAY_OK, ASSAY_OK, "", "ann@x.org", 0},
    {"several principals", "ann@x.org,*@y.org,!z " KEY, ASSAY_OK, ASSAY_OK, "",
     "ann@x.org,*@y.org,!z", 0},
    {"principals between quotes", "\"Ann B\" " KEY, ASSAY_OK, ASSAY_OK, "", "Ann B", 0},
    {"all options",
     "a namespaces=\"file,git\",valid-after=\"20260101Z\",VALID-BEFORE=\"20270101\" " KEY, ASSAY_OK,
     ASSAY_OK, "", "a", 0},
    {"to the second", "a valid-after=\"20260102120000Z\",valid-before=\"20260102120000Z\" " KEY,
     ASSAY_OK, ASSAY_OK, "", "a", 0},
    {"a second too late", "a valid-before=\"20260102115959Z\" " KEY, ASSAY_OK, ASSAY_ETRUST,
     "signers.validity", NULL, 0},
    {"a second too early", "a valid-after=\"20260102120001Z\" " KEY, ASSAY_OK, ASSAY_ETRUST,
     "signers.validity", NULL, 0},
    {"any use by a pattern", "a namespaces=\"g*\" " KEY, ASSAY_OK, ASSAY_OK, "", "a", 0},
    {"all uses but this", "a namespaces=\"*,!git\" " KEY, ASSAY_OK, ASSAY_ETRUST,
     "signers.namespace", NULL, 0},
    {"no use at all", "a namespaces=\"\" " KEY, ASSAY_OK, ASSAY_ETRUST, "signers.namespace", NULL,
     0},
    {"the second line counts", "a valid-before=\"20250101\" " KEY "\nb " KEY, ASSAY_OK, ASSAY_OK,
     "", "b", 0},
    {"the first that counts", "a " KEY "\nb " KEY, ASSAY_OK, ASSAY_OK, "", "a", 0},
    {"an authority signs nothing", "a cert-authority " KEY, ASSAY_OK, ASSAY_ETRUST,
     "signers.unknown", NULL, 0},
    {"another's key", "a " OTHER, ASSAY_OK, ASSAY_ETRUST, "signers.unknown", NULL, 0},
    {"empty", "", ASSAY_OK, ASSAY_ETRUST, "signers.unknown", NULL, 0},
    {"a kind of key that is not checked", "b ssh-new AAAAB3NzaC1uZXc=\na " KEY, ASSAY_OK, ASSAY_OK,
     "", "a", 0},
    {"no key", "\nann@x.org", ASSAY_EUSAGE, 0, "signers.format", NULL, 2},
    {"nobody", "\"\" " KEY, ASSAY_EUSAGE, 0, "signers.format", NULL, 1},
    {"only who is not meant", "!a,!b* " KEY, ASSAY_EUSAGE, 0, "signers.format", NULL, 1},
    {"a time of zero twice", "a valid-after=\"19700101Z\",valid-after=\"19700101Z\" " KEY,
     ASSAY_EUSAGE, 0, "signers.format", NULL, 1},
    {"a key whose kind is another", "a ssh-rsa AAAAC3NzaC1lZDI1NTE5", ASSAY_EUSAGE, 0,
     "signers.format", NULL, 1},
    {"a key that is cut", "a ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIP1WpaVc", ASSAY_EUSAGE, 0,
     "signers.format", NULL, 1},
    {"no base64", "a ssh-ed25519 AAAA!", ASSAY_EUSAGE, 0, "signers.format", NULL, 1},
    {"an option of tomorrow", "a verify-required " KEY, ASSAY_EUSAGE, 0, "signers.format", NULL, 1},
    {"an option of tomorrow behind one", "a cert-authority,verify-required " KEY, ASSAY_EUSAGE, 0,
     "signers.format", NULL, 1},
    {"a value without quotes", "a namespaces=git " KEY, ASSAY_EUSAGE, 0, "signers.format", NULL, 1},
    {"a quote without end", "a namespaces=\"git " KEY, ASSAY_EUSAGE, 0, "signers.format", NULL, 1},
    {"a principal's quote without end", "\"a " KEY, ASSAY_EUSAGE, 0, "signers.format", NULL, 1},
    {"options alone", "a namespaces=\"git\"", ASSAY_EUSAGE, 0, "signers.format", NULL, 1},
    {"a comma behind options", "a namespaces=\"git\", " KEY, ASSAY_EUSAGE, 0, "signers.format",
     NULL, 1},
    {"namespaces twice", "a namespaces=\"git\",namespaces=\"file\" " KEY, ASSAY_EUSAGE, 0,
     "signers.format", NULL, 1},
    {"a time twice", "a valid-after=\"20260101\",valid-after=\"20260101\" " KEY, ASSAY_EUSAGE, 0,
     "signers.format", NULL, 1},
    {"an end before the beginning", "a valid-after=\"20260102\",valid-before=\"20260101\" " KEY,
     ASSAY_EUSAGE, 0, "signers.format", NULL, 1},
    {"no such day", "a valid-after=\"20260230\" " KEY, ASSAY_EUSAGE, 0, "signers.format", NULL, 1},
    {"no such hour", "a valid-after=\"202601012400\" " KEY, ASSAY_EUSAGE, 0, "signers.format", NULL,
     1},
    {"a date with dashes", "a valid-after=\"2026-01-02\" " KEY, ASSAY_EUSAGE, 0, "signers.format",
     NULL, 1},
    {"no time", "a valid-after=\"\" " KEY, ASSAY_EUSAGE, 0, "signers.format", NULL, 1},
    {"before 1970", "a valid-after=\"19691231Z\" " KEY, ASSAY_EUSAGE, 0, "signers.format", NULL, 1},
};

static void check(void **state)
{
    const struct row *row = *state;
    CLEANUP(allowed_signers_freep) struct allowed_signers *signers = NULL;
    CLEANUP(buf_clear) struct buf blob = {.ceiling = SSH_KEY_MAX};
    struct assay_error err = {0};
    const char *principals = NULL;

    assert_true(base64_decode(&blob, bytes_text(strchr(KEY, ' ') + 1), false));
    assert_int_equal(allowed_signers_read(bytes_text(row->text), "signers", &signers, &err),
                     row->read);
    assert_int_equal(err.line, row->line);
    if (row->read == ASSAY_OK)
        assert_int_equal(
            allowed_signers_find(signers, buf_bytes(&blob), "git", NOON, &principals, &err),
            row->find);
    assert_string_equal(err.id, row->id);
    if (row->principals)
        assert_string_equal(principals, row->principals);
}

static void test_zero_byte(void **state)
{
    CLEANUP(allowed_signers_freep) struct allowed_signers *signers = NULL;

    (void)state;
    assert_int_equal(allowed_signers_read(BYTES("a\0b " KEY), "signers", &signers, NULL),
                     ASSAY_EUSAGE);
}

/* A time without a Z is that of the machine. */
static void test_zone(void **state)
{
    CLEANUP(allowed_signers_freep) struct allowed_signers *signers = NULL;
    CLEANUP(buf_clear) struct buf blob = {.ceiling = SSH_KEY_MAX};
    const char *principals;
    struct assay_error err = {0};

    (void)state;
    assert_true(base64_decode(&blob, bytes_text(strchr(KEY, ' ') + 1), false));
    setenv("TZ", "XYZ+2", 1); /* two hours behind */
    assert_ok(allowed_signers_read(BYTES("a valid-before=\"202601021000\" " KEY), "signers",
                                   &signers, &err),
              err);
    setenv("TZ", "UTC", 1);
    assert_int_equal(
        allowed_signers_find(signers, buf_bytes(&blob), "git", NOON, &principals, NULL), ASSAY_OK);
    assert_int_equal(
        allowed_signers_find(signers, buf_bytes(&blob), "git", NOON + 1, &principals, NULL),
        ASSAY_ETRUST);
}

struct pattern_row {
    const char *name;
    const char *patterns, *word;
    bool matches;
};

static const struct pattern_row pattern_rows[] = {
    {"the same", "git", "git", true},
    {"longer", "git", "gitx", false},
    {"shorter", "gitx", "git", false},
    {"another case", "Git", "git", false},
    {"one of several", "a,git,b", "git", true},
    {"a mark for one byte", "g?t", "git", true},
    {"and not for none", "git?", "git", false},
    {"a star", "*", "git", true},
    {"stars", "*i*", "git", true},
    {"a star for nothing", "git*", "git", true},
    {"a star that must go back", "*@x.org", "a@x.or@x.org", true},
    {"taken out", "*,!git", "git", false},
    {"taken out before", "!git,*", "git", false},
    {"only taken out", "!file", "git", false},
    {"empty", "", "git", false},
    {"empty parts", ",,", "git", false},
    {"many stars", "*a*a*a*a*a*a*a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
     false},
};

static void check_pattern(void **state)
{
    const struct pattern_row *row = *state;

    assert_int_equal(allowed_signers_match(bytes_text(row->patterns), bytes_text(row->word)),
                     row->matches);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_zero_byte),
                                       cmocka_unit_test(test_zone)};

    setenv("TZ", "UTC", 1);
    return RUN_CASES(check, rows) + RUN_CASES(check_pattern, pattern_rows) +
           cmocka_run_group_tests(tests, NULL, NULL);
}
