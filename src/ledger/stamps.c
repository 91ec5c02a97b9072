/* stamps.c - time stamps over the texts of checkpoints. Source: RFC 3161; ledger-formats.md 8. */

#include "ledger/stamps.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>

#include "base/file.h"
#include "base/kit.h"
#include "base/order.h"
#include "base/text.h"
#include "ledger/published.h"

void stamps_name(uint64_t size, char out[STORE_NAME_SIZE])
{
    snprintf(out, STORE_NAME_SIZE, "stamps/%" PRIu64 ".tsr", size);
}

/* The text of a checkpoint as it was signed, appended to `out`. */
static ASSAY_RESULT read_text(const struct assay_ledger *ledger, uint64_t size, struct buf *out,
                              struct assay_error *err)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    CLEANUP(buf_clear) struct buf bytes = {.ceiling = NOTE_SIZE_MAX};
    struct note note;

    if (!arena)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for a checkpoint");
    TRY(published_read(ledger, size, arena, &bytes, &note, err));
    buf_add(out, note.text.data, note.text.size);
    return buf_status(out, err);
}

enum assay_status assay_stamp_request(const struct assay_ledger *ledger, char **der, size_t *size,
                                      struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = NOTE_SIZE_MAX};
    CLEANUP(buf_clear) struct buf request = {.ceiling = TIMESTAMP_MAX};
    size_t made;

    TRY(read_text(ledger, ledger->log.point.size, &text, err));
    TRY(timestamp_request(buf_bytes(&text), &request, err));
    made = request.size;
    TRY(buf_hand_over(&request, der, err));
    *size = made;
    return ASSAY_OK;
}

enum assay_status stamps_check(const struct assay_ledger *ledger, uint64_t size,
                               const struct certificates *authorities, struct timestamp *out,
                               struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = NOTE_SIZE_MAX};
    CLEANUP(buf_clear) struct buf stamp = {.ceiling = TIMESTAMP_MAX};
    char name[STORE_NAME_SIZE], path[STORE_NAME_SIZE + 1024];

    stamps_name(size, name);
    snprintf(path, sizeof path, "%s/%s", ledger->store->where, name);
    TRY(store_read(ledger->store, name, &stamp, err));
    TRY(read_text(ledger, size, &text, err));
    return timestamp_verify(
        &(struct timestamp_check){path, buf_bytes(&stamp), buf_bytes(&text), {0}, authorities}, out,
        err);
}

/* The newest checkpoint whose text has that digest. */
static ASSAY_RESULT find_stamped(const struct assay_ledger *ledger, const uint8_t imprint[32],
                                 const char *path, uint64_t *size, struct buf *text,
                                 struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf sizes = {.ceiling = SIZE_MAX};
    enum assay_status status;

    TRY(published_sizes(ledger, &sizes, err));
    for (size_t i = published_count(&sizes); i > 0; i--) {
        uint8_t digest[SHA256_SIZE];

        *size = published_at(&sizes, i - 1);
        buf_reset(text);
        TRY(read_text(ledger, *size, text, err));
        sha256(buf_bytes(text), digest);
        if (memcmp(digest, imprint, sizeof digest) == 0)
            return ASSAY_OK;
    }
    status = assay_fail(err, ASSAY_ETRUST, ASSAY_NO_OFFSET,
                        "%s is a stamp over no checkpoint of this ledger", path);
    assay_error_id(err, "stamp.checkpoint");
    assay_error_path(err, path);
    assay_error_why(err, "its digest is that of none of the %zu checkpoints that were published",
                    published_count(&sizes));
    assay_error_do(err, "assay ledger stamp --request FILE.tsq      asks for one");
    return status;
}

static ASSAY_RESULT read_named(const char *path, struct buf *out, struct assay_error *err)
{
    return path ? file_read(AT_FDCWD, path, out, err) : ASSAY_OK;
}

enum assay_status assay_stamp_add(const char *place, const char *answer, const char *request,
                                  const char *authorities, struct assay_stamp *out,
                                  struct assay_error *err)
{
    CLEANUP(assay_ledger_freep) struct assay_ledger *ledger = NULL;
    CLEANUP(buf_clear) struct buf response = {.ceiling = TIMESTAMP_MAX};
    CLEANUP(buf_clear) struct buf asked = {.ceiling = TIMESTAMP_MAX};
    CLEANUP(certificates_freep) struct certificates *trusted = NULL;
    CLEANUP(buf_clear) struct buf text = {.ceiling = NOTE_SIZE_MAX};
    struct timestamp stamp;
    uint8_t imprint[SHA256_SIZE];
    char name[STORE_NAME_SIZE];
    uint64_t size = 0;

    TRY(read_named(answer, &response, err));
    TRY(read_named(request, &asked, err));
    TRY(timestamp_authorities(authorities, &trusted, err));
    TRY(timestamp_imprint(buf_bytes(&response), answer, imprint, err));
    TRY(published_open(place, &ledger, err));
    TRY(find_stamped(ledger, imprint, answer, &size, &text, err));
    TRY(timestamp_verify(&(struct timestamp_check){answer, buf_bytes(&response), buf_bytes(&text),
                                                   buf_bytes(&asked), trusted},
                         &stamp, err));
    stamps_name(size, name);
    TRY(store_commit(ledger->store, name, buf_bytes(&response), err));
    *out = (struct assay_stamp){.size = size, .time = stamp.time};
    text_copy(out->authority, sizeof out->authority, stamp.authority);
    return ASSAY_OK;
}

static void take_stamp(void *user, const char *name)
{
    struct bytes text = bytes_text(name);
    uint64_t size;

    if (!bytes_ends(text, BYTES(".tsr")))
        return;
    text.size -= 4;
    if (text_u64(text, &size) && size > 0)
        buf_add(user, &size, sizeof size);
}

static ASSAY_RESULT verify_one(const struct assay_ledger *ledger, uint64_t size,
                               const struct certificates *trusted,
                               const struct assay_stamp_report *report, struct assay_error *err)
{
    struct assay_stamp told = {.size = size};
    struct assay_error failure = {0};
    struct timestamp stamp;
    enum assay_status status = stamps_check(ledger, size, trusted, &stamp, &failure);

    if (status == ASSAY_OK) {
        told.time = stamp.time;
        text_copy(told.authority, sizeof told.authority, stamp.authority);
        report->told(report->user, &told);
        return ASSAY_OK;
    }
    if (err)
        *err = failure;
    if (status != ASSAY_EFORMAT && status != ASSAY_ETRUST)
        return status;
    report->problem(report->user, &failure);
    return ASSAY_ETRUST;
}

enum assay_status assay_stamps_verify(const struct assay_ledger *ledger, const char *authorities,
                                      const struct assay_stamp_report *report,
                                      struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf sizes = {.ceiling = SIZE_MAX};
    CLEANUP(certificates_freep) struct certificates *trusted = NULL;
    enum assay_status status = ASSAY_OK;

    TRY(timestamp_authorities(authorities, &trusted, err));
    TRY(store_list(ledger->store, "stamps", take_stamp, &sizes, err));
    TRY(buf_status(&sizes, err));
    if (sizes.size > 0)
        qsort(sizes.data, published_count(&sizes), sizeof(uint64_t), order_u64);
    for (size_t i = 0; i < published_count(&sizes); i++) {
        enum assay_status one = verify_one(ledger, published_at(&sizes, i), trusted, report, err);

        if (one != ASSAY_OK && one != ASSAY_ETRUST)
            return one;
        status = status == ASSAY_OK ? one : status;
    }
    return status;
}
