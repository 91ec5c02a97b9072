/* reader.c - asks the process in which libarchive reads an archive, and answers what it asks. */

#include "source/reader.h"

#include <archive.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/kit.h"
#include "inventory/gaps.h"
#include "source/fail.h"
#include "source/reader_host.h"

enum {
    TICK_MS = 100,
    GRACE_TICKS = 10,           /* to come back by itself when the run's time is over */
    STALL_TICKS = 5,            /* more than it takes to break down */
    SILENT_TICKS = 10 * 60 * 5, /* without a sign, not even for want of a processor */
    ASKED_MAX = 1 << 24,        /* slices and moves for one result */
};

struct reader {
    struct feed *feed;
    struct reader_host *own; /* where the run has none */
    int socket;
    struct wire_head head; /* of what it told last */
    uint8_t room[WIRE_ROOM];
};

static enum assay_status fail_lost(struct assay_error *err, const char *what)
{
    return fail_id(err, ASSAY_EFORMAT, GAP_BUNDLE_READER_FAILED,
                   "libarchive %s: what it told before is all that was examined", what);
}

/* ---- packets ---- */

/* Whether to go on waiting: until the run's time is over, and a grace that lets the reader come
 * upon it by itself. */
static enum assay_status be_patient(const struct reader *reader, unsigned *late, unsigned *silent,
                                    struct assay_error *err)
{
    struct assay_error failure;

    if (++*silent > SILENT_TICKS)
        return fail_lost(err, "did not come back");
    if (source_budget_time(reader->feed->budget, &failure) == ASSAY_OK || ++*late <= GRACE_TICKS)
        return ASSAY_OK;
    *err = failure;
    return failure.status;
}

static enum assay_status listen_to(struct reader *reader, struct assay_error *err)
{
    unsigned late = 0, silent = 0;
    enum wire_answer answer;

    while ((answer = wire_receive(reader->socket, &reader->head, reader->room)) == WIRE_LATE)
        TRY(be_patient(reader, &late, &silent, err));
    if (answer == WIRE_DONE)
        return ASSAY_OK;
    if (silent < STALL_TICKS)
        return fail_lost(err, "broke down");
    source_budget_stalled(reader->feed->budget);
    return fail_lost(err, "found no end");
}

static enum assay_status tell(struct reader *reader, const struct wire_head *head,
                              struct bytes bytes, struct assay_error *err)
{
    unsigned late = 0, silent = 0;
    enum wire_answer answer;

    while ((answer = wire_send(reader->socket, head, bytes, bytes_of(NULL, 0))) == WIRE_LATE)
        TRY(be_patient(reader, &late, &silent, err));
    return answer == WIRE_DONE ? ASSAY_OK : fail_lost(err, "broke down");
}

static enum assay_status answer(struct reader *reader, struct assay_error *err)
{
    const struct wire_head *asked = &reader->head;
    struct wire_head head = {.kind = asked->kind};
    struct bytes slice = bytes_of(NULL, 0);
    const void *bytes = NULL;

    switch (asked->kind) {
    case WIRE_TAKE:
        head.number = feed_take(reader->feed, &bytes);
        if (head.number > 0)
            slice = bytes_of(bytes, (size_t)head.number);
        break;
    case WIRE_SKIP:
        head.number = feed_skip(reader->feed, asked->number);
        break;
    case WIRE_SEEK:
        head.number = feed_seek(reader->feed, asked->number, asked->whence);
        break;
    default:
        return fail_lost(err, "told nonsense");
    }
    head.code = head.number < 0 ? ARCHIVE_FATAL : ARCHIVE_OK;
    return tell(reader, &head, slice, err);
}

static enum assay_status call(struct reader *reader, const struct wire_head *head,
                              struct assay_error *err)
{
    TRY(tell(reader, head, bytes_of(NULL, 0), err));
    TRY(listen_to(reader, err));
    for (unsigned asked = 0; reader->head.kind != WIRE_RESULT; asked++) {
        if (asked == ASKED_MAX)
            return fail_lost(err, "found no end");
        TRY(source_budget_time(reader->feed->budget, err));
        TRY(answer(reader, err));
        TRY(listen_to(reader, err));
    }
    return ASSAY_OK;
}

/* The first failure stands: what is asked of a reader that is lost fails at once. */
static int ask(struct reader *reader, const struct wire_head *head)
{
    struct assay_error failure = {0};

    if (reader->socket >= 0 && call(reader, head, &failure) == ASSAY_OK)
        return reader->head.code;
    if (reader->socket >= 0) {
        close(reader->socket);
        reader->socket = -1;
        if (reader->feed->failure.status == ASSAY_OK)
            reader->feed->failure = failure;
    }
    reader->head.first = reader->head.second = 0;
    reader->head.text[0] = '\0';
    return reader->head.code = ARCHIVE_FATAL;
}

/* ---- opening ---- */

static enum assay_status connect_to(struct reader *reader, enum container_format format,
                                    struct assay_error *err)
{
    const struct timeval tick = {.tv_usec = TICK_MS * 1000L};
    const struct reader_host *host = reader->feed->budget->reader_host;

    if (!host) {
        TRY(reader_host_start(&reader->own, err));
        host = reader->own;
    }
    TRY(reader_host_ask(host, format, &reader->socket, err));
    setsockopt(reader->socket, SOL_SOCKET, SO_RCVTIMEO, &tick, sizeof tick);
    setsockopt(reader->socket, SOL_SOCKET, SO_SNDTIMEO, &tick, sizeof tick);
    return ASSAY_OK;
}

enum assay_status reader_start(enum container_format format, struct feed *feed, bool seeks,
                               struct reader **out, struct assay_error *err)
{
    const unsigned patience = source_budget_patience(feed->budget);
    const struct wire_head head = {.kind = WIRE_OPEN, .number = patience, .seeks = seeks};
    struct reader *reader;
    enum assay_status status;

    if (patience == 0)
        return fail_id(
            err, ASSAY_ELIMIT, GAP_BUNDLE_READER_FAILED,
            "libarchive did not come back from %d archives: it reads no more in this run",
            LIMIT_READER_STALLS);
    reader = calloc(1, sizeof *reader);
    if (!reader)
        return fail_no_memory(err);
    reader->feed = feed;
    reader->socket = -1;
    status = connect_to(reader, format, err);
    if (status == ASSAY_OK && ask(reader, &head) != ARCHIVE_OK)
        status = feed_fail(feed, reader_error(reader), err);
    if (status == ASSAY_OK)
        *out = reader;
    else
        reader_stop(reader);
    return status;
}

void reader_stop(struct reader *reader)
{
    if (!reader)
        return;
    if (reader->socket >= 0)
        close(reader->socket);
    reader_host_stop(reader->own);
    free(reader);
}

/* ---- members ---- */

int reader_next_header(struct reader *reader, struct wire_entry *entry, struct bytes *name,
                       struct bytes *link)
{
    int code = ask(reader, &(struct wire_head){.kind = WIRE_NEXT});

    *entry = reader->head.entry;
    *name = bytes_of(reader->room, reader->head.first);
    *link = bytes_of(reader->room + reader->head.first, reader->head.second);
    return code;
}

int reader_next_block(struct reader *reader, struct bytes *block, int64_t *offset)
{
    int code = ask(reader, &(struct wire_head){.kind = WIRE_BLOCK});

    *block = bytes_of(reader->room, reader->head.first);
    *offset = reader->head.number;
    return code;
}

int64_t reader_position(const struct reader *reader)
{
    return reader->head.position;
}

const char *reader_error(const struct reader *reader)
{
    return reader->head.text;
}

bool reader_is_rock_ridge(const struct reader *reader)
{
    return reader->head.rock_ridge;
}
