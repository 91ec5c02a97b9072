/*
 * test_inspect_pickle.c - what loading a pickle would do, over the corpus of tests/data/pickle and
 * over rows that say what exactly is told.
 */

#include <fcntl.h>

#include "inspect.h"

#include "base/codec.h"
#include "base/file.h"
#include "examine/inspect.h"
#include "inventory/gaps.h"

struct sample {
    const char *name;
    const char *verdict;
    struct bytes bytes;
};

/* The lines of corpus.txt: verdict, name, hex; cut apart in place. */
static size_t read_corpus(struct buf *text, struct sample *samples, size_t most)
{
    struct assay_error err = {0};
    size_t count = 0;
    char *line, *save = NULL;

    assert_ok(file_read(AT_FDCWD, TEST_DATA "/pickle/corpus.txt", text, &err), err);
    assert_true(*buf_string(text) != 0);
    for (line = strtok_r((char *)text->data, "\n", &save); line && count < most;
         line = strtok_r(NULL, "\n", &save)) {
        char *name = strchr(line, ' '), *hex = strrchr(line, ' ');
        size_t size = strlen(hex + 1) / 2;
        uint8_t *bytes = malloc(size + 1);

        assert_non_null(bytes);
        assert_true(hex_decode(bytes_text(hex + 1), bytes, size));
        *name = *hex = 0;
        samples[count++] =
            (struct sample){.name = name + 1, .verdict = line, .bytes = bytes_of(bytes, size)};
    }
    return count;
}

static bool is_verdict(const struct sample *sample, const char *verdict)
{
    return strcmp(sample->verdict, verdict) == 0;
}

static void fail_with(const struct inspected *seen, const char *what)
{
    inspected_fail(seen, what);
}

/* The one of the two readers that asks for the bytes. */
static const struct inspector *reader_of(struct bytes bytes)
{
    const struct subject subject = {.head = bytes_front(bytes, 4096),
                                    .name = BYTES("model.bin"),
                                    .path = BYTES("model.bin"),
                                    .size = bytes.size};

    return inspect_pickle_table.bid(&subject) > 0 ? &inspect_pickle_table : &inspect_pickle;
}

static void check_sample(void **state)
{
    const struct sample *sample = *state;
    struct inspected *seen = inspect_bytes(reader_of(sample->bytes), sample->bytes, "model.bin");
    enum assay_load load = seen->content.load;

    if (is_verdict(sample, "dangerous")) {
        if (load != ASSAY_LOAD_DANGEROUS || !inspected_observation(seen, "model.code-import", ""))
            fail_with(seen, "dangerous");
    } else if (is_verdict(sample, "unknown")) {
        if (load != ASSAY_LOAD_SUSPICIOUS)
            fail_with(seen, "suspicious");
    } else if (is_verdict(sample, "safe")) {
        if (load != ASSAY_LOAD_CLEAN || seen->status != ASSAY_OK ||
            evidence_gap_count(seen->evidence) > 0)
            fail_with(seen, "clean");
        if (seen->bid == 0)
            fail_with(seen, "a bid");
    } else if (load != ASSAY_LOAD_SUSPICIOUS ||
               (seen->status == ASSAY_OK && evidence_gap_count(seen->evidence) == 0)) {
        fail_with(seen, "suspicious, and why");
    }
    inspected_free(seen);
}

/* The same bytes in windows of any size, with and without a known size: the same findings. */
static void check_steps(void **state)
{
    const struct sample *sample = *state;
    static const size_t steps[] = {1, 2, 3, 7, 100};
    struct inspected *whole = inspect_bytes(&inspect_pickle, sample->bytes, "m.pkl");
    CLEANUP(free_cleanup) char *expected = inspected_text(whole);

    for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
        struct inspected *seen =
            inspect_in_steps(&inspect_pickle, sample->bytes, "m.pkl", steps[i], i % 2 == 0);
        CLEANUP(free_cleanup) char *text = inspected_text(seen);

        if (i % 2 == 0)
            assert_string_equal(text, expected);
        assert_int_equal(seen->content.load, whole->content.load);
        inspected_free(seen);
    }
    inspected_free(whole);
}

/* What loading does is the same whether tables are looked for or not, and so is what is found in
 * windows of any size. */
static void check_tables(void **state)
{
    const struct sample *sample = *state;
    static const size_t steps[] = {1, 3, 100};
    struct inspected *plain = inspect_bytes(&inspect_pickle, sample->bytes, "m.pkl");
    struct inspected *whole = inspect_bytes(&inspect_pickle_table, sample->bytes, "m.pkl");
    CLEANUP(free_cleanup) char *expected = inspected_text(whole);

    assert_int_equal(whole->content.load, plain->content.load);
    for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
        struct inspected *seen =
            inspect_in_steps(&inspect_pickle_table, sample->bytes, "m.pkl", steps[i], true);
        CLEANUP(free_cleanup) char *text = inspected_text(seen);

        assert_string_equal(text, expected);
        inspected_free(seen);
    }
    inspected_free(plain);
    inspected_free(whole);
}

/* Cut at every byte: never clean but where a stream ends, and nothing is read beyond. */
static void check_cuts(void **state)
{
    const struct sample *sample = *state;

    if (sample->bytes.size > 1200 ||
        strstr(sample->name, "trailing")) /* too long; whole when cut */
        return;
    for (size_t size = 0; size < sample->bytes.size; size++) {
        struct inspected *seen =
            inspect_bytes(&inspect_pickle, bytes_of(sample->bytes.data, size), "m.pkl");

        if (seen->content.load == ASSAY_LOAD_CLEAN &&
            (size == 0 || sample->bytes.data[size - 1] != '.'))
            fail_with(seen, "a verdict on a cut file");
        assert_true(seen->status == ASSAY_OK || seen->err.offset <= size);
        inspected_free(seen);
    }
}

struct row {
    const char *name;
    struct bytes bytes;
    const char *detail; /* of model.code-import, or of model.unknown-import */
    uint64_t offset;
    enum assay_status status;
    uint64_t blamed;
};

static const struct row rows[] = {
    {"a name by two lines", ROW_BYTES("cos\nsystem\n(S'id'\ntR."), "os.system", 0, ASSAY_OK, 0},
    {"a name from the stack", ROW_BYTES("\x80\4\x8c\5posix\x8c\6system\x93."), "posix.system", 17,
     ASSAY_OK, 0},
    {"a Python 2 name as it is today", ROW_BYTES("c__builtin__\neval\n."), "builtins.eval", 0,
     ASSAY_OK, 0},
    {"an unknown name", ROW_BYTES("\x80\2cmine\nModel\n."), "mine.Model", 2, ASSAY_OK, 0},
    {"attributes of a global", ROW_BYTES("\x80\2ccollections\nOrderedDict\n}b."),
     "sets attributes of collections.OrderedDict", 28, ASSAY_OK, 0},
    {"a call of a call", ROW_BYTES("\x80\2ccollections\nOrderedDict\n)R)R."),
     "calls what collections.OrderedDict returned", 30, ASSAY_OK, 0},
    {"an opcode that is none", ROW_BYTES("\x80\2cos\nsystem\n\xff"), "os.system", 2, ASSAY_EFORMAT,
     13},
    {"cut inside an argument", ROW_BYTES("\x80\2cos\nsystem\nJ\1"), "os.system", 2, ASSAY_EFORMAT,
     13},
    {"a flaw before a name", ROW_BYTES("\x80\2R0cos\nsystem\n."), "os.system", 4, ASSAY_EFORMAT, 2},
};

static void check_row(void **state)
{
    const struct row *row = *state;
    struct inspected *seen = inspect_bytes(&inspect_pickle, row->bytes, "m.pkl");
    const struct assay_observation *found =
        inspected_observation(seen, "model.code-import", row->detail);

    if (!found)
        found = inspected_observation(seen, "model.unknown-import", row->detail);
    if (!found)
        fail_with(seen, row->detail);
    else
        assert_int_equal(found->places[0].offset, row->offset);
    assert_int_equal(seen->status, row->status);
    if (row->status != ASSAY_OK)
        assert_int_equal(seen->err.offset, row->blamed);
    inspected_free(seen);
}

static const struct sample *find_sample(const struct sample *samples, size_t count,
                                        const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(samples[i].name, name) == 0)
            return &samples[i];
    fail_msg("no sample %s", name);
    return NULL;
}

static struct sample corpus[512];
static size_t corpus_count;

static void check_facts_of_torch(void **state)
{
    const struct sample *sample = find_sample(corpus, corpus_count, "state-dict");
    struct inspected *seen = inspect_bytes(&inspect_pickle, sample->bytes, "data.pkl");

    (void)state;
    assert_int_equal(inspected_int(seen, ASSAY_FACT_MODEL_PARAMETERS), 6);
    assert_int_equal(inspected_int(seen, ASSAY_FACT_MODEL_TENSORS), 2);
    assert_int_equal(inspected_int(seen, ASSAY_FACT_MODEL_PROTOCOL), 2);
    assert_string_equal(inspected_list(seen, ASSAY_FACT_MODEL_DTYPES), "F16,F32");
    inspected_free(seen);
    sample = find_sample(corpus, corpus_count, "torch-legacy-two-tensors-one-storage");
    seen = inspect_bytes(&inspect_pickle, sample->bytes, "model.pt");
    assert_int_equal(inspected_int(seen, ASSAY_FACT_MODEL_PARAMETERS), 4);
    assert_int_equal(inspected_int(seen, ASSAY_FACT_MODEL_TENSORS), 2);
    inspected_free(seen);
}

static void check_calls(void **state)
{
    struct bytes bytes = BYTES("\x80\4\x8c\2os\x8c\6system\x93(\x8c\7rm -rf\nK\7Nt"
                               "R0\x8c\4mine\x8c\1f\x93)R.");
    struct inspected *seen = inspect_bytes(&inspect_pickle, bytes, "m.pkl");

    (void)state;
    assert_string_equal(inspected_list(seen, ASSAY_FACT_MODEL_CALLS),
                        "mine.f(),os.system('rm -rf\\x0a', 7, None)");
    assert_string_equal(inspected_list(seen, ASSAY_FACT_MODEL_IMPORTS), "mine.f,os.system");
    assert_string_equal(inspected_list(seen, ASSAY_FACT_MODEL_IMPORTS_DANGEROUS), "os.system");
    assert_string_equal(inspected_list(seen, ASSAY_FACT_MODEL_IMPORTS_UNKNOWN), "mine.f");
    inspected_free(seen);
}

/* 32 of them. */
#define MARKS "(((((((((((((((((((((((((((((((("

struct bid_row {
    const char *name;
    const char *file;
    struct bytes bytes;
    bool bids;
};

static const struct bid_row bids[] = {
    {"protocol 4 under any name", "weights.txt", ROW_BYTES("\x80\4\x95\1\0\0\0\0\0\0\0N."), true},
    {"protocol 0 under any name", "weights.txt", ROW_BYTES("cos\nsystem\n(S'id'\ntR."), true},
    {"protocol 1 list", "x", ROW_BYTES("]q\0(K\1K\2e."), true},
    {"text that begins like one", "x.txt", ROW_BYTES("In the beginning\nthere was\n"), false},
    {"a number and a point", "x.txt", ROW_BYTES("I1\n."), false},
    {"a line and a point", "x.txt", ROW_BYTES("Value\n."), false},
    {"a table", "x.csv", ROW_BYTES("a,b,c\n1,2,3\n"), false},
    {"JSON", "x.json", ROW_BYTES("{\"a\": [1, 2]}"), false},
    {"nothing", "x", ROW_BYTES(""), false},
    {"nothing under a pickle's name", "x.pkl", ROW_BYTES(""), true},
    {"payload without STOP, by name", "x.pt", ROW_BYTES("cos\nsystem\n(S'id'\ntR"), true},
    {"payload, then nonsense, under any name", "x.txt", ROW_BYTES("cos\nsystem\n(S'id'\ntRhello\n"),
     true},
    {"opcodes that say nothing, as torch loads them", "x.pt", ROW_BYTES("N0N0N0N0N0"), true},
    {"and as transformers does", "pytorch_model.bin", ROW_BYTES("N0N0"), true},
    {"and under a name that others share", "x.bin", ROW_BYTES("N0N0N0N0N0N0N0N0"), true},
    {"marks without end", "x.bin", ROW_BYTES(MARKS MARKS MARKS), true},
    {"no pickle, yet torch unpickles it", "x.ckpt", ROW_BYTES("\xff\0\xff"), true},
    {"a path file of Python", "x.pth", ROW_BYTES("import site\n"), false},
    {"no path file of Python", "x.pth", ROW_BYTES("N0cos\n"), true},
    {"a list in brackets", "x.el", ROW_BYTES("(in\nx\ny)\n"), false},
    {"two bytes that look like it", "x.txt", ROW_BYTES("\x80\4"), false},
    {"safetensors", "x.bin", ROW_BYTES("\x08\0\0\0\0\0\0\0{\"a\":{}}"), false},
};

static void check_bid(void **state)
{
    const struct bid_row *row = *state;
    struct subject subject = {
        .head = row->bytes, .name = bytes_text(row->file), .size = row->bytes.size};

    assert_int_equal(inspect_pickle.bid(&subject) > 0, row->bids);
}

/* More values than are kept: what the stack holds stays, nested bytes that were judged among it,
 * and names used long ago; words that never were are forgotten. */
static void check_forgetting(void **state)
{
    struct assay_error err = {0};
    struct inspected *seen;
    struct buf pickle;
    struct bytes tail = BYTES("e0h\0h\1\x93"
                              "0\x85R.");

    (void)state;
    buf_init(&pickle, 64U << 20);
    buf_text(&pickle, "\x80\4\x8c\5numpy\x94\x8c\7ndarray\x94\x93"
                      "0ctorch.storage\n_load_from_bytes\nC\2N.]\x94(");
    for (int i = 0; i < 300000; i++) {
        buf_printf(&pickle, "\x8c\x18word-%019d", i);
        buf_byte(&pickle, 0x94);
        if (i % 1000 == 999)
            buf_text(&pickle, "e(");
    }
    buf_add(&pickle, tail.data, tail.size);
    assert_ok(buf_status(&pickle, &err), err);
    seen = inspect_bytes(&inspect_pickle, buf_bytes(&pickle), "words.pkl");
    if (seen->content.load != ASSAY_LOAD_CLEAN)
        fail_with(seen, "clean");
    inspected_free(seen);
    buf_clear(&pickle);
}

/* A function of dill, of Python 3.11: its code has tables of bytes, which are no pickles. */
static void check_bytes_of_dill(void **state)
{
    static const char hex[] =
        "800495cb000000000000008c0a64696c6c2e5f64696c6c948c105f6372656174655f6675"
        "6e6374696f6e9493942868008c0c5f6372656174655f636f6465949394284300944b014b"
        "004b004b014b024b03430c97007c0064017a0000005300944e4b018694298c0178948594"
        "8c083c737472696e673e948c083c6c616d6264613e94680b4b29430a8000903190519133"
        "8000946805292974945294635f5f6275696c74696e5f5f0a5f5f6d61696e5f5f0a680b4e"
        "4e749452947d947d948c0f5f5f616e6e6f746174696f6e735f5f947d94738694622e";
    uint8_t bytes[sizeof hex / 2];
    struct inspected *seen;

    (void)state;
    assert_true(hex_decode(bytes_text(hex), bytes, sizeof bytes));
    seen = inspect_bytes(&inspect_pickle, bytes_of(bytes, sizeof bytes), "x.pkl");
    assert_int_equal(seen->content.load, ASSAY_LOAD_DANGEROUS);
    assert_int_equal(evidence_gap_count(seen->evidence), 0);
    inspected_free(seen);
}

/* What a loader is given is read for what it is, in any protocol, and whatever stands behind it. */
static const struct nested_row {
    const char *name;
    struct bytes bytes;
    bool gap; /* it is no whole pickle */
} nested_rows[] = {
    {"protocol 2",
     ROW_BYTES("cdill\nloads\nC\x14\x80\x02"
               "cposix\nsystem\n)R.x"
               "\x85R."),
     true},
    {"protocol 0",
     ROW_BYTES("cdill\nloads\nC\x11"
               "cposix\nsystem\n)R."
               "\x85R."),
     false},
    {"protocol 0, and it says so",
     ROW_BYTES("cdill\nloads\nC\x13\x80\x00"
               "cposix\nsystem\n)R."
               "\x85R."),
     false},
};

static void check_nested(void **state)
{
    const struct nested_row *row = *state;
    struct inspected *seen = inspect_bytes(&inspect_pickle, row->bytes, "x.pkl");
    CLEANUP(free_cleanup) char *text = inspected_text(seen);

    assert_int_equal(seen->content.load, ASSAY_LOAD_DANGEROUS);
    assert_non_null(strstr(text, "posix.system"));
    assert_int_equal(evidence_gap_count(seen->evidence) > 0, row->gap);
    inspected_free(seen);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(check_facts_of_torch),
        cmocka_unit_test(check_calls),
        cmocka_unit_test(check_forgetting),
        cmocka_unit_test(check_bytes_of_dill),
    };
    struct buf text;
    int failed;

    buf_init(&text, 16U << 20);
    corpus_count = read_corpus(&text, corpus, ARRAY_LEN(corpus));
    failed = run_cases("check_sample", check_sample, corpus, sizeof corpus[0], corpus_count) +
             run_cases("check_steps", check_steps, corpus, sizeof corpus[0], corpus_count) +
             run_cases("check_tables", check_tables, corpus, sizeof corpus[0], corpus_count) +
             run_cases("check_cuts", check_cuts, corpus, sizeof corpus[0], corpus_count) +
             RUN_CASES(check_row, rows) + RUN_CASES(check_bid, bids) +
             RUN_CASES(check_nested, nested_rows) + cmocka_run_group_tests(tests, NULL, NULL);
    for (size_t i = 0; i < corpus_count; i++)
        free((void *)(uintptr_t)corpus[i].bytes.data);
    buf_clear(&text);
    return failed;
}
