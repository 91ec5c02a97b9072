/*
 * test_reader.c - whatever becomes of the process that reads an archive, assay goes on.
 *
 * reader_process_run() is this file's: the process misbehaves, each format in its own way.
 */

#include "rows.h"

#include <archive.h>
#include <signal.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/kit.h"
#include "inventory/gaps.h"
#include "source/reader.h"
#include "source/reader_host.h"
#include "source/reader_process.h"

enum {
    WORKS = CONTAINER_AR,
    NEVER_RETURNS = CONTAINER_7Z,
    DIES = CONTAINER_CAB,
    TELLS_NONSENSE = CONTAINER_RAR,
    TELLS_TOO_LITTLE = CONTAINER_LHA,
    LIES_ABOUT_SIZES = CONTAINER_XAR,
    ASKS_FOR_EVER = CONTAINER_ISO,
};

static void tell(int socket, const struct wire_head *head, const char *text)
{
    if (wire_send(socket, head, bytes_text(text), bytes_of(NULL, 0)) != WIRE_DONE)
        _exit(0);
}

static void misbehave(int socket, enum container_format format)
{
    struct wire_head head = {.kind = WIRE_RESULT, .first = 70000};

    switch ((int)format) {
    case NEVER_RETURNS:
        for (volatile unsigned i = 0;; i++)
            ;
    case DIES:
        raise(SIGSEGV);
        break;
    case TELLS_NONSENSE:
        tell(socket, &(struct wire_head){.kind = 77}, "");
        break;
    case TELLS_TOO_LITTLE:
        (void)!write(socket, &head, sizeof head / 2);
        break;
    case LIES_ABOUT_SIZES:
        (void)!write(socket, &head, sizeof head);
        break;
    case ASKS_FOR_EVER:
        tell(socket, &(struct wire_head){.kind = WIRE_SKIP, .number = 1}, "");
        break;
    default:
        tell(socket, &(struct wire_head){.kind = WIRE_RESULT, .position = 8}, "a name");
    }
}

/* Opens as it should: what follows is what is looked at. */
_Noreturn void reader_process_run(int socket, enum container_format format)
{
    struct wire_head head;
    uint8_t room[WIRE_ROOM];

    for (bool opened = false;; opened = true) {
        do {
            if (wire_receive(socket, &head, room) != WIRE_DONE)
                _exit(0);
        } while (opened && head.kind == WIRE_SKIP && (int)format != ASKS_FOR_EVER);
        if (opened)
            misbehave(socket, format);
        else
            tell(socket, &(struct wire_head){.kind = WIRE_RESULT}, "");
    }
}

struct fixture {
    struct source_budget budget;
    struct reader_host *host;
    struct stream stream;
    struct feed feed;
    struct reader *reader;
};

static enum assay_status read_nothing(struct stream *stream, void *to, size_t size, size_t *got,
                                      struct assay_error *err)
{
    (void)stream, (void)to, (void)size, (void)err;
    *got = 0;
    return ASSAY_OK;
}

static void open_as(struct fixture *at, int format, uint64_t milliseconds)
{
    const struct assay_limits limits = {.milliseconds = milliseconds};
    struct assay_error err = {0};

    *at = (struct fixture){.stream = {.read = read_nothing, .size = STREAM_SIZE_UNKNOWN}};
    source_budget_init(&at->budget, &limits);
    assert_ok(reader_host_start(&at->host, &err), err);
    at->budget.reader_host = at->host;
    assert_ok(feed_init(&at->feed, &at->stream, &at->budget, WIRE_SLICE, &err), err);
    assert_ok(reader_start((enum container_format)format, &at->feed, false, &at->reader, &err),
              err);
}

static void close_it(struct fixture *at)
{
    reader_stop(at->reader);
    feed_clear(&at->feed);
    reader_host_stop(at->host);
}

static int next(struct fixture *at, struct bytes *name)
{
    struct wire_entry entry;
    struct bytes link;

    return reader_next_header(at->reader, &entry, name, &link);
}

static void takes_what_it_tells(void **state)
{
    struct fixture at;
    struct bytes name;

    (void)state;
    open_as(&at, WORKS, 0);
    assert_int_equal(next(&at, &name), ARCHIVE_OK);
    assert_true(bytes_equal(name, BYTES("a name")));
    assert_int_equal(reader_position(at.reader), 8);
    close_it(&at);
}

static void a_lost_reader_is_a_gap(void **state)
{
    static const int ways[] = {DIES, TELLS_NONSENSE, TELLS_TOO_LITTLE, LIES_ABOUT_SIZES};
    struct fixture at;
    struct bytes name;

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(ways); i++) {
        open_as(&at, ways[i], 0);
        assert_int_equal(next(&at, &name), ARCHIVE_FATAL);
        assert_int_equal(name.size, 0);
        assert_int_equal(at.feed.failure.status, ASSAY_EFORMAT);
        assert_string_equal(at.feed.failure.id, GAP_BUNDLE_READER_FAILED);
        assert_int_equal(next(&at, &name), ARCHIVE_FATAL); /* and stays lost */
        close_it(&at);
    }
}

/* Neither does the end of the run wait for it. */
static void the_time_of_the_run_ends_what_never_returns(void **state)
{
    static const int ways[] = {NEVER_RETURNS, ASKS_FOR_EVER};
    struct timespec before, after;
    struct fixture at;
    struct bytes name;

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(ways); i++) {
        clock_gettime(CLOCK_MONOTONIC, &before);
        open_as(&at, ways[i], 200);
        assert_int_equal(next(&at, &name), ARCHIVE_FATAL);
        assert_string_equal(at.feed.failure.id, GAP_TIME_LIMIT);
        close_it(&at);
        clock_gettime(CLOCK_MONOTONIC, &after);
        assert_true(after.tv_sec - before.tv_sec < 8);
    }
}

static void a_signal_ends_what_never_returns(void **state)
{
    static const volatile sig_atomic_t interrupted = SIGTERM;
    struct fixture at;
    struct bytes name;

    (void)state;
    open_as(&at, NEVER_RETURNS, 0);
    at.budget.interrupted = &interrupted;
    assert_int_equal(next(&at, &name), ARCHIVE_FATAL);
    assert_string_equal(at.feed.failure.id, GAP_RUN_INTERRUPTED);
    close_it(&at);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_what_it_tells),
        cmocka_unit_test(a_lost_reader_is_a_gap),
        cmocka_unit_test(the_time_of_the_run_ends_what_never_returns),
        cmocka_unit_test(a_signal_ends_what_never_returns),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
