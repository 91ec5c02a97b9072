/*
 * zip.c - the members of a zip as its directory names them, each held against its local header;
 * then the entries that the directory leaves out.
 *
 * Entries are independent: what is needed to read one is in its handle, and each thread that reads
 * has a reader of its own. Only the walk itself is for one thread at a time.
 */

#include <stdlib.h>

#include "base/kit.h"
#include "inventory/gaps.h"
#include "source/fail.h"
#include "source/zip_walk.h"

/* ---- the walk ---- */

static void tell_notes(struct zip *zip, struct inventory_part *part)
{
    for (; zip->noted < zip->notes.count; zip->noted++) {
        const struct zip_note *note = &zip->notes.notes[zip->noted];

        inventory_gap(part, note->id, zip->container.path, note->at, note->why);
    }
}

static enum assay_status zip_next(struct source *source, struct inventory_part *part,
                                  struct entry *entry, bool *found, struct assay_error *err)
{
    struct zip *zip = (struct zip *)source;

    *found = false;
    tell_notes(zip, part);
    while (!*found && !zip->ended) {
        if (zip->twin != ASSAY_NO_OFFSET) {
            TRY(zip_next_twin(zip, part, entry, found, err));
        } else if (zip->index < zip->survey.count || !zip->survey.whole) {
            TRY(zip_next_named(zip, part, entry, found, err));
        } else if (zip->in_hole) {
            TRY(zip_next_unnamed(zip, part, entry, found, err));
        } else if (zip->hole < zip->survey.hole_count) {
            TRY(zip_start_hole(zip, err));
        } else {
            zip->ended = true;
        }
        if (zip->ended)
            zip_tell_counts(zip, part);
    }
    return ASSAY_OK;
}

/* ---- reading ---- */

static enum assay_status zip_session_open(struct source *source, struct source_session **out,
                                          struct assay_error *err)
{
    const struct zip *zip = (struct zip *)source;

    *out = (struct source_session *)zip_reader_new(zip->container.plain, zip->container.budget);
    return *out ? ASSAY_OK : fail_no_memory(err);
}

static void zip_session_close(struct source_session *session)
{
    zip_reader_free((struct zip_reader *)session);
}

static enum assay_status zip_read(struct source *source, struct source_session *session,
                                  const struct entry *entry, struct stream *stream,
                                  struct assay_error *err)
{
    const struct zip *zip = (struct zip *)source;
    const struct zip_place *place = (const struct zip_place *)(uintptr_t)entry->handle;
    struct zip_reader *reader = (struct zip_reader *)session;
    enum assay_status status;

    if (!session)
        reader = zip_reader_new(zip->container.plain, zip->container.budget);
    if (!reader)
        return fail_no_memory(err);
    status = zip_reader_open(reader, place, !session, stream, err);
    if (status != ASSAY_OK && !session)
        zip_reader_free(reader);
    return status;
}

/* ---- opening ---- */

static void zip_close(struct source *source)
{
    struct zip *zip = (struct zip *)source;

    zip_survey_clear(&zip->survey);
    member_names_clear(&zip->names);
    zip_window_clear(&zip->records);
    zip_window_clear(&zip->locals);
    zip_scan_clear(&zip->scan);
    zip_reader_free(zip->links);
    free(zip);
}

static enum assay_status zip_outside(struct source *source, unsigned layer, struct outside *out,
                                     struct assay_error *err)
{
    const struct zip *zip = (const struct zip *)source;

    if (layer != 0 || zip->survey.aside_count == 0)
        return ASSAY_OK;
    return outside_init_stretches(out, zip->container.plain, zip->container.budget,
                                  zip->survey.asides, zip->survey.aside_count, err);
}

static const struct source_class zip_class = {
    .next = zip_next,
    .session_open = zip_session_open,
    .session_close = zip_session_close,
    .read = zip_read,
    .outside = zip_outside,
    .close = zip_close,
};

/* A part of a split zip begins with a mark of its own; what is there is read all the same. */
static enum assay_status note_no_end(struct zip *zip, struct assay_error *err)
{
    struct bytes head;

    TRY(zip_window_get(&zip->locals, 0, 4, &head, err));
    if (bytes_equal(head, BYTES("PK\7\10")))
        zip_note(&zip->notes, GAP_BUNDLE_MULTI_VOLUME, 0,
                 "the first volume of a split zip: its directory is in the last one");
    else
        zip_note(&zip->notes, GAP_BUNDLE_TRUNCATED, zip->container.plain->size,
                 "the zip has no directory at its end: members may be missing");
    return ASSAY_OK;
}

static enum assay_status prepare(struct zip *zip, struct assay_error *err)
{
    const struct container *container = &zip->container;

    if (!container->plain->read_at || container->plain->size == STREAM_SIZE_UNKNOWN)
        return assay_fail(err, ASSAY_EINTERNAL, ASSAY_NO_OFFSET,
                          "a zip is read by offset; its stream must be spooled");
    zip->links = zip_reader_new(container->plain, container->budget);
    if (!zip->links)
        return fail_no_memory(err);
    TRY(zip_end_find(container->plain, container->budget, &zip->end, &zip->notes, err));
    if (!zip->end.found && zip->notes.count == 0)
        TRY(note_no_end(zip, err));
    zip->at = zip->end.start;
    return zip_survey_take(container->plain, &zip->end, container->budget, &zip->survey,
                           &zip->notes, err);
}

enum assay_status zip_open(const struct container *container, struct source **out,
                           struct assay_error *err)
{
    CLEANUP(source_closep) struct source *source = NULL;
    struct zip *zip = calloc(1, sizeof *zip);

    if (!zip)
        return fail_no_memory(err);
    source = &zip->base;
    source->class = &zip_class;
    zip->container = *container;
    zip->twin = ASSAY_NO_OFFSET;
    zip->shared_left = container->plain->size;
    zip->records = zip->locals = zip_window_of(container->plain);
    member_names_init(&zip->names);
    TRY(prepare(zip, err));
    *out = TAKE(source);
    return ASSAY_OK;
}
