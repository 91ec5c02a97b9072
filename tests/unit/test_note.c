/* test_note.c - signed notes: the published example, changed copies of it, and notes made badly. */

#include "ledger/note.h"

#include "json.h"

#define TEXT "This is an example message.\n"
#define SIGNATURE                                                                                  \
    "\xe2\x80\x94 example.com/foo "                                                                \
    "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM"  \
    "=\n"
#define UNKNOWN "\xe2\x80\x94 witness.example/w AAAAAQIDBAU=\n"
#define VKEY "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"

struct row {
    const char *name;
    struct bytes note;
    enum assay_status read, verify;
    size_t count; /* of signatures */
    uint64_t offset;
};

static const struct row rows[] = {
    {"the example", ROW_BYTES(TEXT "\n" SIGNATURE), ASSAY_OK, ASSAY_OK, 1, 0},
    {"an unknown signature beside it", ROW_BYTES(TEXT "\n" UNKNOWN SIGNATURE), ASSAY_OK, ASSAY_OK,
     2, 0},
    {"only an unknown signature", ROW_BYTES(TEXT "\n" UNKNOWN), ASSAY_OK, ASSAY_ETRUST, 1, 0},
    {"text changed", ROW_BYTES("this is an example message.\n\n" SIGNATURE), ASSAY_OK, ASSAY_ETRUST,
     1, 0},
    {"an empty line in the text is another text", ROW_BYTES(TEXT "\n\n" SIGNATURE), ASSAY_OK,
     ASSAY_ETRUST, 1, 0},
    {"the same twice", ROW_BYTES(TEXT "\n" SIGNATURE SIGNATURE), ASSAY_OK, ASSAY_OK, 2, 0},
    {"empty", ROW_BYTES(""), ASSAY_EFORMAT, 0, 0, 0},
    {"no empty line", ROW_BYTES(TEXT SIGNATURE), ASSAY_EFORMAT, 0, 0, 0},
    {"no signatures", ROW_BYTES(TEXT "\n"), ASSAY_EFORMAT, 0, 0, 29},
    {"the last line feed missing", ROW_BYTES(TEXT "\n\xe2\x80\x94 a AAAAAQIDBAU="), ASSAY_EFORMAT,
     0, 0, 29},
    {"a hyphen for the dash", ROW_BYTES(TEXT "\n- a AAAAAQIDBAU=\n"), ASSAY_EFORMAT, 0, 0, 29},
    {"no name", ROW_BYTES(TEXT "\n\xe2\x80\x94  AAAAAQIDBAU=\n"), ASSAY_EFORMAT, 0, 0, 29},
    {"a plus in the name", ROW_BYTES(TEXT "\n\xe2\x80\x94 a+b AAAAAQIDBAU=\n"), ASSAY_EFORMAT, 0, 0,
     29},
    {"no base64", ROW_BYTES(TEXT "\n\xe2\x80\x94 a AAAAAQID!\n"), ASSAY_EFORMAT, 0, 0, 29},
    {"an id and nothing behind it", ROW_BYTES(TEXT "\n\xe2\x80\x94 a AAAAAQ==\n"), ASSAY_EFORMAT, 0,
     0, 29},
    {"carriage return", ROW_BYTES("a\r\n\n" SIGNATURE), ASSAY_EFORMAT, 0, 0, 1},
    {"not UTF-8", ROW_BYTES("ab\xff\n\n" SIGNATURE), ASSAY_EFORMAT, 0, 0, 2},
};

static void check(void **state)
{
    const struct row *row = *state;
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    CLEANUP(assay_key_freep) struct assay_key *key = NULL;
    struct note_verifier known = {0};
    struct assay_error err = {0};
    struct note note = {0};

    assert_ok(note_verifier_read(arena, BYTES(VKEY), &known, &key, &err), err);
    assert_int_equal(note_read(arena, row->note, "note", &note, &err), row->read);
    assert_int_equal(note.count, row->count);
    if (row->read == ASSAY_OK)
        assert_int_equal(note_verify(&note, &known, 1, "note", &err), row->verify);
    else
        assert_int_equal(err.offset, row->offset);
}

struct vector_row {
    const char *name; /* of the file */
};

static const struct vector_row vector_rows[] = {
    {"note/c2sp-example.json"},
    {"note/c2sp-example-changed-text.json"},
    {"note/c2sp-example-no-blank-line.json"},
};

static void check_vector(void **state)
{
    const struct vector_row *row = *state;
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    CLEANUP(assay_key_freep) struct assay_key *key = NULL;
    const struct doc *vector = read_vectors(arena, row->name);
    struct note_verifier known = {0};
    struct assay_error err = {0};
    struct note note;
    bool holds;

    assert_ok(
        note_verifier_read(arena, doc_get(vector, "vkeys")->items[0].text, &known, &key, &err),
        err);
    holds = note_read(arena, member_text(vector, "note"), "note", &note, &err) == ASSAY_OK &&
            note_verify(&note, &known, 1, "note", &err) == ASSAY_OK;
    assert_int_equal(holds, member_true(vector, "valid"));
}

struct vkey_row {
    const char *name;
    struct bytes vkey;
};

static const struct vkey_row bad_vkeys[] = {
    {"empty", ROW_BYTES("")},
    {"no name", ROW_BYTES("+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")},
    {"a blank in the name", ROW_BYTES("a b+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")},
    {"another id",
     ROW_BYTES("example.com/foo+530d903b+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")},
    {"upper case id",
     ROW_BYTES("example.com/foo+530D903A+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")},
    {"cut key", ROW_BYTES("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv")},
    {"another type",
     ROW_BYTES("example.com/foo+530d903a+AukyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")},
};

static void check_bad_vkey(void **state)
{
    const struct vkey_row *row = *state;
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct assay_key *key = NULL;
    struct assay_error err = {0};
    struct note_verifier known;

    assert_int_equal(note_verifier_read(arena, row->vkey, &known, &key, &err), ASSAY_EUSAGE);
    assert_null(key);
    assert_int_not_equal(strlen(err.remedy), 0);
}

static void test_round_trip(void **state)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    CLEANUP(assay_key_freep) struct assay_key *key = NULL;
    CLEANUP(free_cleanup) char *vkey = NULL;
    struct assay_error err = {0};
    struct note_verifier known = {0};

    (void)state;
    assert_ok(note_verifier_read(arena, BYTES(VKEY), &known, &key, &err), err);
    vkey = assay_key_verifier(key, known.name);
    assert_string_equal(vkey, VKEY);
}

/* Readers take more than 16 signatures, and not without end. */
static void test_many_signatures(void **state)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    CLEANUP(buf_clear) struct buf text = {.ceiling = 1 << 20};
    struct assay_error err = {0};
    struct note note;

    (void)state;
    buf_text(&text, TEXT "\n");
    for (int i = 0; i < NOTE_SIGNATURES_MAX; i++)
        buf_text(&text, UNKNOWN);
    assert_ok(note_read(arena, buf_bytes(&text), "note", &note, &err), err);
    assert_int_equal(note.count, NOTE_SIGNATURES_MAX);
    assert_true(bytes_equal(note.text, BYTES(TEXT)));
    assert_int_equal(note.lines.size, NOTE_SIGNATURES_MAX * (sizeof UNKNOWN - 1));
    buf_text(&text, UNKNOWN);
    assert_int_equal(note_read(arena, buf_bytes(&text), "note", &note, &err), ASSAY_EFORMAT);
}

/* A cosignature states when the checkpoint was seen; another time, key or text is none of it. */
static void test_cosignature(void **state)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    CLEANUP(assay_key_freep) struct assay_key *log = NULL;
    CLEANUP(assay_key_freep) struct assay_key *witness = NULL;
    CLEANUP(buf_clear) struct buf text = {.ceiling = 1 << 20};
    struct assay_error err = {0};
    struct note_verifier by_log = {NOTE_ED25519, "log.example/x", NULL};
    struct note_verifier by_witness = {NOTE_COSIGNATURE, "witness.example", NULL};
    struct note note;
    uint64_t time = 0;

    (void)state;
    assert_ok(key_make(ASSAY_KEY_ED25519, &log, &err), err);
    assert_ok(key_make(ASSAY_KEY_ED25519, &witness, &err), err);
    by_log.key = log;
    by_witness.key = witness;
    assert_ok(note_sign(BYTES(TEXT), by_log.name, log, &text, &err), err);
    assert_ok(note_sign_line(BYTES(TEXT), &by_witness, 1700000000, &text, &err), err);
    assert_ok(note_read(arena, buf_bytes(&text), "note", &note, &err), err);
    assert_int_equal(note.count, 2);
    assert_int_equal(note_judge(&note, &by_log, &time), NOTE_HOLDS);
    assert_int_equal(time, 0);
    assert_int_equal(note_judge(&note, &by_witness, &time), NOTE_HOLDS);
    assert_int_equal(time, 1700000000);
    by_witness.key = log;
    assert_int_equal(note_judge(&note, &by_witness, NULL), NOTE_ABSENT);
    by_witness.key = witness;
    ((uint8_t *)(uintptr_t)note.signatures[1].signature.data)[7] ^= 1; /* the time */
    assert_int_equal(note_judge(&note, &by_witness, NULL), NOTE_FORGED);
}

/* Other tools can check notes of Ed25519 keys alone. */
static void test_other_algorithm(void **state)
{
    CLEANUP(assay_key_freep) struct assay_key *key = NULL;
    CLEANUP(buf_clear) struct buf text = {.ceiling = 1 << 20};
    struct assay_error err = {0};

    (void)state;
    assert_ok(key_make(ASSAY_KEY_P256, &key, &err), err);
    assert_int_equal(note_sign(BYTES(TEXT), "log.example/x", key, &text, &err), ASSAY_EUSAGE);
    assert_string_equal(err.id, "key.algorithm");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_many_signatures),
        cmocka_unit_test(test_cosignature),
        cmocka_unit_test(test_other_algorithm),
    };

    return RUN_CASES(check, rows) + RUN_CASES(check_vector, vector_rows) +
           RUN_CASES(check_bad_vkey, bad_vkeys) + cmocka_run_group_tests(tests, NULL, NULL);
}
