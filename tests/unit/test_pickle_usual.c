/*
 * test_pickle_usual.c - opcodes that are followed many at a time come to what they come to one by
 * one: in windows of a byte pickle_follow_usual() has no room for any.
 */

#include "inspect.h"

#include "base/buf.h"
#include "base/kit.h"
#include "examine/inspect.h"

/* What streams are made of: nearly all of it leaves a stack on which more can be done. */
static const struct part {
    const char *bytes;
    size_t size;
} parts[] = {
#define PART(text)                                                                                 \
    {                                                                                              \
        text, sizeof(text) - 1                                                                     \
    }
    PART("("),
    PART("("),
    PART("K\7"),
    PART("M\1\2"),
    PART("J\xff\xff\xff\xff"),
    PART("J\0\0\0\x80"),
    PART("\x8a\1\xff"),
    PART("\x8a\7\1\2\3\4\5\6\x87"),
    PART("\x8a\0"),
    PART("\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19"),
    PART("G\x3f\xf0\0\0\0\0\0\0"),
    PART("N"),
    PART("\x88"),
    PART("\x89"),
    PART("]"),
    PART("}"),
    PART("\x8f"),
    PART(")"),
    PART("\x85"),
    PART("\x86"),
    PART("\x87"),
    PART("t"),
    PART("a"),
    PART("e"),
    PART("\x90"),
    PART("s"),
    PART("u"),
    PART("d"),
    PART("0"),
    PART("2"),
    PART("q\1"),
    PART("q\2"),
    PART("r\3\0\0\0"),
    PART("\x94"),
    PART("h\1"),
    PART("h\2"),
    PART("j\3\0\0\0"),
    PART("j\3\0\0\1"),
    PART("]q\1"),
    PART("}\x94"),
    PART("X\5\0\0\0names"),
    PART("X\x0d\0\0\0cjr@bank.examp"),
    PART("\x8c\3one\x94"),
    PART("\x8c\7formula\x8c\4a(b)"),
    PART("\x8c\x10_sklearn_version\x8c\5"
         "1.2.3"),
    PART("\x8c\x13__array_interface__}"),
    PART("\x8c\5epochK\1"),
    PART("}(\x8c\7formula\x8c\4a(b)u"),
    PART("\x8c\6append"),
    PART("\x8c\5state"),
    PART("U\2hi"),
    PART("C\3\1\2\3"),
    PART("B\2\0\0\0N."),
    PART("cnumpy\nndarray\n"),
    PART("ctorch.storage\n_load_from_bytes\n"),
    PART("ccollections\nOrderedDict\n"),
    PART("cmodule\nClass\n"),
    PART("R"),
    PART("b"),
#undef PART
};

static uint32_t next_random(uint32_t *state)
{
    *state = *state * 1664525 + 1013904223;
    return *state >> 8;
}

static void make_stream(uint32_t *seed, struct buf *out)
{
    struct assay_error err = {0};
    const size_t count = 4 + next_random(seed) % 60;

    buf_reset(out);
    buf_text(out, next_random(seed) % 4 ? "\x80\4" : "\x80\4}(\x8c\5epochK\1u");
    for (size_t i = 0; i < count; i++) {
        const struct part *part = &parts[next_random(seed) % ARRAY_LEN(parts)];

        buf_add(out, part->bytes, part->size);
    }
    buf_text(out, next_random(seed) % 8 ? "." : "cut");
    assert_ok(buf_status(out, &err), err);
}

/* All that is told of the stream; the test's to free(). */
static char *told(struct bytes stream, size_t step)
{
    struct inspected *seen = inspect_in_steps(&inspect_pickle, stream, "made.pkl", step, true);
    char *found = inspected_text(seen), *text = NULL;

    assert_true(asprintf(&text, "%d %d at %" PRIu64 ": %s\n%s%s", (int)seen->status,
                         (int)seen->content.load, seen->err.offset, seen->err.text, found,
                         seen->values) > 0);
    inspected_free(seen);
    free(found);
    return text;
}

static void comes_to_the_same(void **state)
{
    enum { STREAMS = 4000, AT_ONCE = 4096 };
    uint32_t seed = 20261128;
    struct buf stream;

    (void)state;
    buf_init(&stream, SIZE_MAX);
    for (int i = 0; i < STREAMS; i++) {
        CLEANUP(free_cleanup) char *singly = NULL;
        CLEANUP(free_cleanup) char *at_once = NULL;

        make_stream(&seed, &stream);
        singly = told(buf_bytes(&stream), 1);
        at_once = told(buf_bytes(&stream), AT_ONCE);
        assert_string_equal(singly, at_once);
    }
    buf_clear(&stream);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {cmocka_unit_test(comes_to_the_same)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
