/* test_blob_hash.c - the ids that git gives to files, as they are and as it keeps texts. */

#include "walk.h"

#include "source/git/blob_hash.h"

struct row {
    const char *name;
    struct bytes bytes;
};

static const struct row rows[] = {
    {"nothing", ROW_BYTES("")},
    {"a line", ROW_BYTES("one\n")},
    {"CRLF", ROW_BYTES("one\r\ntwo\r\n")},
    {"both ends", ROW_BYTES("one\ntwo\r\n")},
    {"CR alone", ROW_BYTES("one\rtwo\n")},
    {"CR at the end", ROW_BYTES("one\r\ntwo\r")},
    {"CR and no more", ROW_BYTES("\r")},
    {"CR CR LF", ROW_BYTES("one\r\r\ntwo\n")},
    {"CRLF and no more", ROW_BYTES("\r\n")},
    {"NUL", ROW_BYTES("one\r\n\0two\r\n")},
    {"a SUB that ends it", ROW_BYTES("one\r\n\032")},
    {"a SUB within", ROW_BYTES("o\032ne\r\n")},
    {"one odd byte of few", ROW_BYTES("one\001\r\n")},
    {"tabs, escapes and form feeds", ROW_BYTES("\t\b\033\014 one\r\n")},
    {"DEL", ROW_BYTES("one\177\r\n")},
    {"letters of Latin-1", ROW_BYTES("\351t\351\r\n")},
    {"one odd byte of 128",
     ROW_BYTES("0123456789012345678901234567890123456789012345678901234567890123"
               "0123456789012345678901234567890123456789012345678901234567890123\001\r\n")},
    {"two odd bytes of 128",
     ROW_BYTES("0123456789012345678901234567890123456789012345678901234567890123"
               "0123456789012345678901234567890123456789012345678901234567890123\001\001\r\n")},
};

/* What git says of them all: ids as they are, as texts, and as it guesses. */
enum way { AS_THEY_ARE, AS_TEXTS, GUESSED, WAYS };
static char said[WAYS][ARRAY_LEN(rows)][2 * 32 + 1];

static void take(FILE *from, char ids[ARRAY_LEN(rows)][2 * 32 + 1])
{
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        assert_int_equal(fscanf(from, "%40s", ids[i]), 1);
}

static int ask_git(void **state)
{
    char *folder = walk_folder("new r; mkdir plain text"), command[2 * PATH_MAX];
    FILE *answer;

    (void)state;
    for (size_t i = 0; i < 2 * ARRAY_LEN(rows); i++) {
        const struct bytes bytes = rows[i / 2].bytes;
        char path[PATH_MAX];
        FILE *out;

        snprintf(path, sizeof path, "%s/r/%s/%zu", folder, i % 2 ? "plain" : "text", i / 2);
        out = fopen(path, "w");
        assert_non_null(out);
        assert_int_equal(fwrite(bytes.data, 1, bytes.size, out), bytes.size);
        fclose(out);
    }
    snprintf(command, sizeof command,
             "cd %s/r; echo 'text/* text' >.gitattributes; of() { seq -f $1/%%.0f 0 %zu; }\n"
             "of plain | git hash-object --no-filters --stdin-paths\n"
             "of text | git hash-object --stdin-paths 2>/dev/null\n"
             "of plain | git -c core.autocrlf=input hash-object --stdin-paths 2>/dev/null",
             folder, ARRAY_LEN(rows) - 1);
    answer = popen(command, "r"); // NOLINT(cert-env33-c)
    assert_non_null(answer);
    for (size_t i = 0; i < WAYS; i++)
        take(answer, said[i]);
    pclose(answer);
    walk_remove(folder);
    return 0;
}

static void assert_id(struct blob_hash *hash, enum way way, size_t at)
{
    struct object_id id;
    char hex[OBJECT_HEX_MAX + 1];

    blob_hash_end(hash, &id);
    object_id_text(&id, hex);
    assert_string_equal(hex, said[way][at]);
}

/* In steps of one size, so that a CR and its LF are apart in some. */
static void hash_in_steps(size_t at, size_t step)
{
    CLEANUP(blob_hash_clear) struct blob_hash hash = {0};
    struct bytes bytes = rows[at].bytes;
    struct text_facts facts = {0};
    bool held = false;

    assert_true(blob_hash_start(&hash, SHA1_SIZE, bytes.size));
    for (size_t from = 0; from < bytes.size; from += step) {
        struct bytes piece = bytes_from(bytes, from);

        piece.size = piece.size < step ? piece.size : step;
        digest_add(hash.digest, piece);
        text_facts_add(&facts, piece);
    }
    text_facts_end(&facts);
    assert_int_equal(facts.size, bytes.size);
    assert_id(&hash, AS_THEY_ARE, at);

    assert_true(blob_hash_start(&hash, SHA1_SIZE, bytes.size - facts.crlf));
    for (size_t from = 0; from < bytes.size; from += step) {
        struct bytes piece = bytes_from(bytes, from);

        piece.size = piece.size < step ? piece.size : step;
        blob_hash_add_text(&hash, piece, &held);
    }
    if (held)
        digest_add(hash.digest, BYTES("\r"));
    assert_id(&hash, AS_TEXTS, at);
    assert_string_equal(said[text_facts_are_binary(&facts) ? AS_THEY_ARE : AS_TEXTS][at],
                        said[GUESSED][at]);
}

static void check(void **state)
{
    size_t at = (size_t)((const struct row *)*state - rows);

    for (size_t step = 1; step <= 3; step++)
        hash_in_steps(at, step);
    hash_in_steps(at, SIZE_MAX / 2);
}

static void ids_of_sha256(void **state)
{
    CLEANUP(blob_hash_clear) struct blob_hash hash = {0};
    struct object_id id;
    char hex[OBJECT_HEX_MAX + 1];

    (void)state;
    assert_true(blob_hash_start(&hash, SHA256_SIZE, 0));
    blob_hash_end(&hash, &id);
    object_id_text(&id, hex); /* the empty blob, as git's hash-function-transition has it */
    assert_string_equal(hex, "473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {cmocka_unit_test(ids_of_sha256)};

    if (ask_git(NULL))
        return 1;
    return RUN_CASES(check, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
