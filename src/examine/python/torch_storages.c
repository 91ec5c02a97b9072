/* torch_storages.c - see torch_storages.h. */

#include "examine/python/torch_storages.h"

#include <stdlib.h>

#include "base/kit.h"
#include "base/limits.h"
#include "examine/encoding/stream_cursor.h"
#include "examine/evidence.h"
#include "examine/python/pickle_machine.h"
#include "examine/python/pickle_report.h"

#define TOLD_IN "data.pkl"
#define FOLDER "data/"

struct torch_storages {
    struct pickle_report report;
    char *top; /* what stands before data.pkl and data/ in the members' paths */
    size_t top_size;
};

bool torch_storages_are_told_in(struct bytes path)
{
    return bytes_ends(path, BYTES("/" TOLD_IN));
}

/* Runs the pickle as it will be examined later, and forgets all but its storages. */
static bool read_report(struct pickle_report *report, struct evidence *evidence,
                        struct arena *arena, struct cursor *cursor)
{
    struct assay_examination content = {0};
    struct assay_error ignored;

    evidence_start(evidence, arena);
    evidence_load(evidence, ASSAY_LOAD_CLEAN);
    pickle_report_init(report, evidence, cursor);
    if (pickle_file(cursor, report, 0) != ASSAY_OK || report->flaw_at != ASSAY_NO_OFFSET)
        return false;
    return evidence_end(evidence, &content, &ignored) == ASSAY_OK &&
           content.load == ASSAY_LOAD_CLEAN && evidence_gap_count(evidence) == 0;
}

static bool read_stream(struct torch_storages *storages, struct stream *stream, uint64_t size)
{
    CLEANUP(evidence_freep) struct evidence *evidence = evidence_new();
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct stream_cursor *window = malloc(sizeof *window);
    struct assay_error ignored = {0};
    struct cursor cursor;
    bool trusted = false;

    if (evidence && arena && window) {
        stream_cursor_open(window, stream, &cursor, &ignored);
        cursor.size = size;
        trusted = read_report(&storages->report, evidence, arena, &cursor);
        storages->report.evidence = NULL;
        storages->report.cursor = NULL;
    }
    free(window);
    return trusted;
}

struct torch_storages *torch_storages_read(struct bytes path, struct stream *stream, uint64_t size)
{
    struct torch_storages *storages;

    if (size > LIMIT_TORCH_STORAGES || !torch_storages_are_told_in(path))
        return NULL;
    storages = calloc(1, sizeof *storages);
    if (!storages)
        return NULL;
    storages->top_size = path.size - strlen(TOLD_IN);
    storages->top = strndup((const char *)path.data, storages->top_size);
    if (storages->top && read_stream(storages, stream, size))
        return storages;
    torch_storages_free(storages);
    return NULL;
}

void torch_storages_free(struct torch_storages *storages)
{
    if (!storages)
        return;
    pickle_report_clear(&storages->report);
    free(storages->top);
    free(storages);
}

bool torch_storages_hold(const struct torch_storages *storages, struct bytes path, uint64_t size)
{
    const struct pickle_storage *storage;
    uint64_t told;

    if (!bytes_starts(path, bytes_of(storages->top, storages->top_size)))
        return false;
    path = bytes_from(path, storages->top_size);
    if (!bytes_starts(path, BYTES(FOLDER)))
        return false;
    storage = pickle_report_find_storage(&storages->report, bytes_from(path, strlen(FOLDER)));
    return storage && storage->width > 1 &&
           !ckd_mul(&told, storage->elements, (uint64_t)storage->width) && told == size;
}
