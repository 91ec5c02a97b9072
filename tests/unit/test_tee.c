/* test_tee.c - one stream, read once: digest, cursor, stream and detectors see the same bytes. */

#include "watch.h"

#include "examine/inspect.h"
#include "examine/tee.h"

/* A stream of `size` bytes that depend on their offset, in pieces, that may fail at an offset. */
struct piecewise {
    struct bytes text; /* repeated */
    uint64_t size, at, fails_at;
    size_t piece;
    int reads;
};

static enum assay_status read_piece(struct stream *stream, void *to, size_t size, size_t *got,
                                    struct assay_error *err)
{
    struct piecewise *from = stream->state;
    uint8_t *out = to;

    from->reads++;
    if (from->at >= from->fails_at)
        return assay_fail(err, ASSAY_EIO, from->at, "the disk is broken");
    *got = size < from->piece ? size : from->piece;
    if (*got > from->fails_at - from->at)
        *got = (size_t)(from->fails_at - from->at);
    if (*got > from->size - from->at)
        *got = (size_t)(from->size - from->at);
    for (size_t i = 0; i < *got; i++)
        out[i] = from->text.data[(from->at + i) % from->text.size];
    from->at += *got;
    return ASSAY_OK;
}

/* Threads that have nothing else to do. */
enum { HELPERS = 2 };

struct helped {
    struct crew crew;
    pthread_t threads[HELPERS];
    bool over;
};

static void *help_all(void *argument)
{
    struct helped *helped = argument;

    crew_lock(&helped->crew);
    while (!helped->over)
        if (!crew_help(&helped->crew, 0, NULL))
            crew_wait_idle(&helped->crew);
    crew_unlock(&helped->crew);
    return NULL;
}

struct fixture {
    struct watched watched;
    struct digest *digest;
    struct mirror ring;
    struct helped helped; /* nobody helps where `crew` is NULL */
    struct crew *crew;
    bool not_ahead;
    struct piecewise from;
    struct stream stream;
    struct tee tee;
    struct assay_error err;
};

static int setup(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);

    assert_non_null(f);
    watched_open(&f->watched);
    f->digest = digest_new(DIGEST_SHA256);
    assert_true(f->digest && mirror_init(&f->ring, TEE_RING));
    *state = f;
    return 0;
}

static int setup_together(void **state)
{
    struct fixture *f;

    setup(state);
    f = *state;
    mirror_clear(&f->ring);
    assert_true(mirror_init(&f->ring, TEE_RING_TOGETHER));
    assert_true(crew_init(&f->helped.crew, 1 + HELPERS));
    f->crew = &f->helped.crew;
    for (int i = 0; i < HELPERS; i++)
        assert_int_equal(pthread_create(&f->helped.threads[i], NULL, help_all, &f->helped), 0);
    return 0;
}

static void end_help(struct fixture *f)
{
    tee_end(&f->tee);
    crew_lock(f->crew);
    f->helped.over = true;
    crew_call_all(f->crew);
    crew_unlock(f->crew);
    for (int i = 0; i < HELPERS; i++)
        pthread_join(f->helped.threads[i], NULL);
    crew_clear(f->crew);
}

static int teardown(void **state)
{
    struct fixture *f = *state;

    if (f->crew)
        end_help(f);
    watched_close(&f->watched);
    digest_free(f->digest);
    mirror_clear(&f->ring);
    free(f);
    return 0;
}

static struct bytes begin(struct fixture *f, struct bytes text, uint64_t size, size_t piece,
                          bool watching)
{
    struct bytes head;

    f->from =
        (struct piecewise){.text = text, .size = size, .piece = piece, .fails_at = UINT64_MAX};
    f->stream = (struct stream){.read = read_piece, .state = &f->from, .size = size};
    evidence_start(f->watched.evidence, f->watched.arena);
    tee_start(&f->tee, &f->stream, f->crew, &f->ring, f->digest, f->watched.evidence);
    tee_head(&f->tee, &head);
    watcher_start(f->watched.watcher, true);
    assert_ok(tee_watch(&f->tee, watching ? f->watched.watcher : NULL, !f->not_ahead, &f->err),
              f->err);
    return head;
}

static void check_digest(struct fixture *f, struct bytes text, uint64_t size)
{
    uint8_t wanted[DIGEST_SIZE_MAX], seen[DIGEST_SIZE_MAX];
    uint8_t *all = malloc(size ? size : 1);

    assert_non_null(all);
    for (uint64_t i = 0; i < size; i++)
        all[i] = text.data[i % text.size];
    sha256(bytes_of(all, size), wanted);
    free(all);
    tee_end(&f->tee);
    digest_end(f->digest, seen);
    assert_memory_equal(seen, wanted, SHA256_SIZE);
    assert_int_equal(tee_size(&f->tee), size);
}

static const struct bytes words = {(const uint8_t *)"some words, 0123456789 of them; ", 32};

static void what_is_left_is_drained(void **state)
{
    static const uint64_t sizes[] = {0, 1, 4096, TEE_BLOCK - 1, TEE_BLOCK, TEE_BLOCK + 1, 3000000};
    struct fixture *f = *state;

    for (size_t i = 0; i < ARRAY_LEN(sizes) * 2; i++) {
        begin(f, words, sizes[i / 2], i % 2 ? 4093 : SIZE_MAX, i % 2);
        assert_ok(tee_drain(&f->tee, &f->err), f->err);
        check_digest(f, words, sizes[i / 2]);
    }
}

static void small_files_need_two_reads(void **state)
{
    struct fixture *f = *state;

    begin(f, words, 1000, SIZE_MAX, true);
    assert_ok(tee_drain(&f->tee, &f->err), f->err);
    assert_int_equal(f->from.reads, 2); /* the bytes, and the end */
}

static void a_cursor_sees_all(void **state)
{
    struct fixture *f = *state;
    struct cursor cursor;
    struct bytes some;
    uint64_t size = 1500000, at = 0;
    bool ended;

    begin(f, words, size, 10007, true);
    tee_cursor(&f->tee, &cursor, size, &f->err);
    while (at < size) {
        uint64_t want = at % 7 == 0 ? CURSOR_WINDOW_MAX : at % 1000 + 1;

        if (want > size - at)
            want = size - at;
        assert_ok(cursor_take(&cursor, (size_t)want, &some), f->err);
        for (size_t i = 0; i < some.size; i++)
            if (some.data[i] != words.data[(at + i) % words.size])
                fail_msg("another byte at %llu", (unsigned long long)(at + i));
        at += want;
        assert_int_equal(cursor_at(&cursor), at);
    }
    assert_ok(cursor_ended(&cursor, &ended), f->err);
    assert_true(ended);
    assert_int_equal(cursor_take(&cursor, 1, &some), ASSAY_EFORMAT);
    assert_ok(tee_drain(&f->tee, &f->err), f->err);
    check_digest(f, words, size);
}

static void a_stream_sees_all(void **state)
{
    struct fixture *f = *state;
    struct stream stream;
    uint8_t block[1000];
    uint64_t at = 0;
    size_t got;

    begin(f, words, 700001, SIZE_MAX, false);
    tee_stream(&f->tee, &stream);
    for (;;) {
        assert_ok(stream_read(&stream, block, sizeof block, &got, &f->err), f->err);
        if (got == 0)
            break;
        for (size_t i = 0; i < got; i++)
            assert_int_equal(block[i], words.data[(at + i) % words.size]);
        at += got;
        if (at == 500000) /* the rest is the pipeline's */
            break;
    }
    assert_ok(tee_drain(&f->tee, &f->err), f->err);
    check_digest(f, words, 700001);
}

static void a_failing_stream_is_told_once_all_was_seen(void **state)
{
    struct fixture *f = *state;
    struct cursor cursor;
    struct bytes some;

    begin(f, words, 3000000, 50000, true);
    f->from.fails_at = 1000000;
    tee_cursor(&f->tee, &cursor, 3000000, &f->err);
    for (int i = 0; i < 1000; i++)
        assert_ok(cursor_take(&cursor, 1000, &some), f->err);
    assert_int_equal(cursor_take(&cursor, 1, &some), ASSAY_EIO);
    assert_string_equal(f->err.text, "the disk is broken");
    assert_ok(tee_drain(&f->tee, &f->err), f->err);
    assert_int_equal(f->tee.broken, ASSAY_EIO);
    check_digest(f, words, 1000000);
}

static void what_is_read_when_a_signal_comes_is_cut_there(void **state)
{
    struct fixture *f = *state;
    volatile sig_atomic_t interrupted = 0;
    struct source_budget budget;

    source_budget_init(&budget, NULL);
    budget.interrupted = &interrupted;
    begin(f, words, 30000000, SIZE_MAX, true);
    f->tee.budget = &budget;
    interrupted = 1;
    assert_ok(tee_drain(&f->tee, &f->err), f->err);
    assert_int_equal(f->tee.broken, ASSAY_ELIMIT);
    assert_string_equal(f->tee.failure.id, "run.interrupted");
    check_digest(f, words, TEE_BLOCK);
}

static void a_stream_that_fails_at_once(void **state)
{
    struct fixture *f = *state;
    struct cursor cursor;
    struct bytes some, head;

    f->from = (struct piecewise){.text = words, .size = 10, .piece = 10};
    f->stream = (struct stream){.read = read_piece, .state = &f->from, .size = 10};
    evidence_start(f->watched.evidence, f->watched.arena);
    tee_start(&f->tee, &f->stream, f->crew, &f->ring, f->digest, f->watched.evidence);
    tee_head(&f->tee, &head);
    assert_int_equal(head.size, 0);
    assert_ok(tee_watch(&f->tee, NULL, false, &f->err), f->err);
    tee_cursor(&f->tee, &cursor, 10, &f->err);
    assert_int_equal(cursor_take(&cursor, 1, &some), ASSAY_EIO);
}

static const struct assay_observation *seen(struct fixture *f, const char *class_name)
{
    struct assay_examination *content = &f->watched.content;

    for (size_t i = 0; i < content->observation_count; i++)
        if (strcmp(content->observations[i].class_name, class_name) == 0)
            return &content->observations[i];
    fail_msg("no %s", class_name);
    return NULL;
}

/* A table of many windows: what detectors see ahead of the inspector counts for its column. */
static void hits_count_for_their_column(void **state)
{
    struct fixture *f = *state;
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    struct cursor cursor;
    struct bytes head;
    const struct assay_observation *o;
    enum { ROWS = 30000 };

    assert_non_null(out);
    fprintf(out, "id,contact,ssn,note\n");
    for (int i = 0; i < ROWS; i++) {
        char contact[32] = "";

        if (i % 3)
            snprintf(contact, sizeof contact, "ana%d@q7f3kq.org", i);
        fprintf(out, "%d,%s,%09d,\"call \"\"%d\"\", %s\"\n", i, contact, 536900001 + i, i,
                i % 1000 == 7 ? "or write to bob@q7f3kq.org" : "or not");
    }
    fclose(out);
    head = begin(f, bytes_of(text, size), size, 65536, true);
    tee_cursor(&f->tee, &cursor, size, &f->err);
    struct subject subject = {.head = bytes_of(text, head.size < 4096 ? head.size : 4096),
                              .name = BYTES("users.csv"),
                              .path = BYTES("users.csv"),
                              .size = size};

    assert_true(inspect_csv.bid(&subject) > 0);
    assert_ok(inspect_csv.read(&cursor, &subject, f->watched.evidence), f->err);
    assert_ok(tee_drain(&f->tee, &f->err), f->err);
    assert_ok(evidence_end(f->watched.evidence, &f->watched.content, &f->err), f->err);
    o = seen(f, "pii.email");
    assert_int_equal(o->confidence, ASSAY_HIGH);
    assert_int_equal(o->count, ROWS / 3 * 2);
    assert_int_equal(o->column_count, 1);
    assert_string_equal(o->columns[0].name, "contact");
    assert_int_equal(o->places[0].line, 3);
    assert_int_equal(o->places[0].column, 3);
    o = seen(f, "pii.us-ssn");
    assert_int_equal(o->confidence, ASSAY_HIGH);
    assert_string_equal(o->columns[0].name, "ssn");
    assert_true(o->count > ROWS - 10); /* group and serial of zeros are none */
    free(text);
}

static void no_text_is_looked_for_where_none_is(void **state)
{
    static const struct bytes addresses = {(const uint8_t *)"ana@q7f3kq.org ", 15};
    struct fixture *f = *state;

    f->not_ahead = true; /* it is no text: its inspector may say where text ends */
    begin(f, addresses, 3000000, SIZE_MAX, true);
    tee_run_ahead(&f->tee);
    evidence_no_more_text(f->watched.evidence);
    assert_ok(tee_drain(&f->tee, &f->err), f->err);
    assert_ok(evidence_end(f->watched.evidence, &f->watched.content, &f->err), f->err);
    assert_true(seen(f, "pii.email")->count < 2 * TEE_BLOCK / 15);
    check_digest(f, addresses, 3000000);
}

/* What was read ahead is looked at as if it were read now, and its failure is told behind it. */
static void what_was_read_before_is_not_read_again(void **state)
{
    static const struct bytes addresses = {(const uint8_t *)"ana@q7f3kq.org ", 15};
    const struct assay_error broken = {.status = ASSAY_EIO, .text = "the disk is broken"};
    struct fixture *f = *state;
    struct bytes head;

    for (int fails = 0; fails < 2; fails++) {
        uint8_t given[1000];

        for (size_t i = 0; i < sizeof given; i++)
            given[i] = addresses.data[i % addresses.size];
        f->from = (struct piecewise){.fails_at = 0};
        f->stream = (struct stream){.read = read_piece, .state = &f->from};
        evidence_start(f->watched.evidence, f->watched.arena);
        tee_start(&f->tee, &f->stream, f->crew, &f->ring, f->digest, f->watched.evidence);
        tee_give(&f->tee, given, sizeof given, fails ? ASSAY_EIO : ASSAY_OK, &broken);
        tee_head(&f->tee, &head);
        assert_int_equal(head.size, sizeof given);
        watcher_start(f->watched.watcher, true);
        assert_ok(tee_watch(&f->tee, f->watched.watcher, true, &f->err), f->err);
        assert_ok(tee_drain(&f->tee, &f->err), f->err);
        assert_ok(evidence_end(f->watched.evidence, &f->watched.content, &f->err), f->err);
        assert_int_equal(seen(f, "pii.email")->count, sizeof given / addresses.size);
        assert_int_equal(f->tee.broken, fails ? ASSAY_EIO : ASSAY_OK);
        assert_int_equal(f->from.reads, 0);
        check_digest(f, addresses, sizeof given);
    }
}

#define CASE(test)                                                                                 \
    cmocka_unit_test_setup_teardown(test, setup, teardown),                                        \
    {                                                                                              \
#test " together", test, setup_together, teardown, NULL                                    \
    }

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(what_is_left_is_drained),
        CASE(small_files_need_two_reads),
        CASE(what_was_read_before_is_not_read_again),
        CASE(a_cursor_sees_all),
        CASE(a_stream_sees_all),
        CASE(a_failing_stream_is_told_once_all_was_seen),
        CASE(what_is_read_when_a_signal_comes_is_cut_there),
        CASE(a_stream_that_fails_at_once),
        CASE(hits_count_for_their_column),
        CASE(no_text_is_looked_for_where_none_is),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
