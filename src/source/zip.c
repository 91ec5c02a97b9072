/*
 * zip.c - the members of a zip as its directory names them, each held against its local header;
 * then the entries that the directory leaves out.
 *
 * Entries are independent: what is needed to read one is in its handle, and each thread that reads
 * has a reader of its own. Only the walk itself is for one thread at a time.
 */

#include <inttypes.h>
#include <stdlib.h>

#include "base/kit.h"
#include "base/limits.h"
#include "inventory/gaps.h"
#include "source/container.h"
#include "source/fail.h"
#include "source/member_name.h"
#include "source/members.h"
#include "source/zip_entry.h"
#include "source/zip_scan.h"
#include "source/zip_survey.h"

struct zip {
    struct source base;
    struct container container;
    struct zip_end end;
    struct zip_survey survey;
    struct zip_notes notes;
    size_t told; /* of the notes */
    struct member_names names;
    uint64_t shared_left; /* packed bytes that entries which overlap may still be read from */

    /* the walk */
    struct zip_window records, locals;
    struct zip_reader *links; /* reads symbolic links */
    uint64_t at;              /* the next record of the directory */
    size_t index;             /* its number */
    uint64_t twin;            /* where an entry stands whose header tells another one; or NONE */
    uint64_t twin_packed;     /* its packed size as the directory has it */
    size_t hole;              /* the next */
    bool in_hole;             /* the one before it is looked through */
    uint64_t expected;        /* where in it the next entry should begin */
    uint64_t unnamed;         /* holes that were not told one by one */
    struct zip_scan scan;
    bool ended;
};

static void gap(const struct zip *zip, struct inventory_part *part, const char *id, uint64_t at,
                const char *why)
{
    inventory_gap(part, id, zip->container.path, at, why);
}

/* ---- one entry ---- */

/* Takes one entry from the budget; the walk ends where there is none left. */
static bool count_entry(struct zip *zip, struct inventory_part *part)
{
    struct assay_error failure;

    if (source_budget_entry(zip->container.budget, &failure) == ASSAY_OK &&
        source_budget_time(zip->container.budget, &failure) == ASSAY_OK)
        return true;
    gap_from(part, zip->container.path, &failure);
    zip->ended = true;
    return false;
}

/* Fills `entry`; the name must not come from a window that reading a link would move. */
static enum assay_status yield(struct zip *zip, const struct zip_record *record,
                               const struct zip_place *place, bool again,
                               struct inventory_part *part, struct entry *entry,
                               struct assay_error *err)
{
    struct bytes name = zip_entry_name(record);
    const struct assay_path *path = inventory_path(part, zip->container.path, name);
    bool before = false;

    if (!again)
        TRY(member_names_add(&zip->names, name, &before, err));
    TRY(zip_entry_make(record, place, zip->links, part, entry, err));
    member_judge(part, path, entry, record->at, before);
    return entry_place_one(entry, part, path, NULL) ? ASSAY_OK : fail_no_memory(err);
}

/* Entries that share bytes are read as far as all of them together are no longer than the zip:
 * a few bytes that thousands of entries point to are not unpacked thousands of times. */
static bool may_share(struct zip *zip, const struct zip_record *record)
{
    if (record->packed > zip->shared_left)
        return false;
    zip->shared_left -= record->packed;
    return true;
}

/* ---- the directory ---- */

static enum assay_status tell_difference(struct zip *zip, const struct zip_record *record,
                                         const struct assay_path *path, struct inventory_part *part,
                                         struct assay_error *err)
{
    struct zip_record local;
    char why[400];
    unsigned differs;

    TRY(zip_local_read(&zip->locals, record->local, &local, err));
    zip_entry_tell(record, &local, why, sizeof why);
    inventory_gap(part, GAP_BUNDLE_HEADER_MISMATCH, path, record->at, why);
    differs = zip_compare(record, &local);
    if (differs & (ZIP_DIFFERS_METHOD | ZIP_DIFFERS_SIZE | ZIP_DIFFERS_ENCRYPTION)) {
        zip->twin = record->local; /* programs that read from the front unpack another one */
        zip->twin_packed = record->packed;
    }
    return ASSAY_OK;
}

/* Tells what the survey found; *skip is set where the entry is not to be read. */
static enum assay_status tell_flaws(struct zip *zip, const struct zip_record *record,
                                    unsigned flaws, struct inventory_part *part, bool *skip,
                                    struct assay_error *err)
{
    const struct assay_path *path;

    *skip = false;
    if (!(flaws & (ZIP_OVERLAPS | ZIP_DIFFERS)))
        return ASSAY_OK;
    path = inventory_path(part, zip->container.path, zip_entry_name(record));
    if (flaws & ZIP_OVERLAPS) {
        *skip = !may_share(zip, record);
        inventory_gap(part, GAP_BUNDLE_OVERLAP, path, record->at,
                      *skip ? "shares bytes with other entries, more of them than are read twice: "
                              "not examined"
                            : "shares bytes with another entry or with the directory");
    }
    if (flaws & ZIP_DIFFERS && !(flaws & ZIP_NO_LOCAL)) /* that is told when it is read */
        return tell_difference(zip, record, path, part, err);
    return ASSAY_OK;
}

/* A folder has no content; its name may be wrong all the same, and content in it is hidden. */
static bool pass_folder(const struct zip *zip, const struct zip_record *record,
                        struct inventory_part *part)
{
    struct bytes name = zip_entry_name(record);
    const struct assay_path *path;

    if (zip_entry_is_folder(record)) {
        if (!member_name_is_unsafe(name))
            return true;
        path = inventory_path(part, zip->container.path, name);
        inventory_gap(part, GAP_BUNDLE_UNSAFE_PATH, path, record->at,
                      "unpacking it would make a folder outside of the one it is unpacked to");
        return true;
    }
    if (name.size > 0 && name.data[name.size - 1] == '/')
        inventory_gap(part, GAP_BUNDLE_HIDDEN_ENTRY,
                      inventory_path(part, zip->container.path, name), record->at,
                      "a folder has content, which programs neither show nor unpack");
    return false;
}

static enum assay_status next_named(struct zip *zip, struct inventory_part *part,
                                    struct entry *entry, bool *found, struct assay_error *err)
{
    struct zip_record record;
    struct zip_place place;
    unsigned flaws;
    bool skip;

    if (!count_entry(zip, part))
        return ASSAY_OK;
    if (zip->index == zip->survey.count) /* there are more than the limit, so this is not reached */
        return fail_id(err, ASSAY_ELIMIT, GAP_BUNDLE_COUNT_LIMIT, "more entries than the limit");
    TRY(zip_central_read(&zip->records, zip->at, zip->end.stop, &record, err));
    flaws = zip->survey.flaws[zip->index++];
    zip->at += record.size;
    record.local += zip->end.shift;
    if (pass_folder(zip, &record, part))
        return ASSAY_OK;
    TRY(tell_flaws(zip, &record, flaws, part, &skip, err));
    if (skip)
        return ASSAY_OK;
    place = zip_place_of(&record);
    place.elsewhere = flaws & ZIP_ELSEWHERE;
    *found = true;
    return yield(zip, &record, &place, false, part, entry, err);
}

/* The entry at hand once more, as its own header has it. */
static enum assay_status next_twin(struct zip *zip, struct inventory_part *part,
                                   struct entry *entry, bool *found, struct assay_error *err)
{
    struct zip_record local;
    struct zip_place place;
    uint64_t at = zip->twin;

    zip->twin = ASSAY_NO_OFFSET;
    TRY(zip_local_read(&zip->locals, at, &local, err));
    place = zip_place_of(&local);
    if (local.flags & ZIP_DESCRIPTOR && local.packed == 0) { /* told behind the data, or not */
        place.packed = zip->twin_packed;
        place.plain = STREAM_SIZE_UNKNOWN;
        place.measured = false;
    }
    if (!may_share(zip, &local) || !count_entry(zip, part))
        return ASSAY_OK;
    *found = true;
    return yield(zip, &local, &place, true, part, entry, err);
}

/* ---- what the directory does not name ---- */

/* PEP 441 and self-extracting scripts: one line that names an interpreter may stand in front. */
static enum assay_status is_known_prefix(struct zip *zip, const struct zip_hole *hole, bool *known,
                                         struct assay_error *err)
{
    const uint8_t *end;
    struct bytes bytes;

    *known = false;
    if (hole->start != 0 || hole->stop > ZIP_WINDOW_MAX)
        return ASSAY_OK;
    TRY(zip_window_get(&zip->locals, 0, (size_t)hole->stop, &bytes, err));
    if (bytes.size < hole->stop)
        return ASSAY_OK;
    if (bytes_starts(bytes, BYTES("#!"))) {
        end = memchr(bytes.data, '\n', bytes.size);
        *known = end && (size_t)(end - bytes.data) + 1 == bytes.size;
    } else { /* how a zip begins that was meant to be split; APPNOTE 8.5.3 and 8.5.4 */
        *known = !zip->end.volumes &&
                 (bytes_equal(bytes, BYTES("PK00")) || bytes_equal(bytes, BYTES("PK\7\10")));
    }
    return ASSAY_OK;
}

static void tell_hole(struct zip *zip, uint64_t start, uint64_t stop, struct inventory_part *part)
{
    char why[128];

    if (!zip->end.found)
        return; /* told: there is no directory, or none that can be read */
    if (zip->unnamed++ >= LIMIT_ITEM_GAPS)
        return;
    if (start >= zip->end.end) {
        gap(zip, part, GAP_BUNDLE_TRAILING_DATA, start, "bytes stand behind the end of the zip");
        return;
    }
    snprintf(why, sizeof why, "%" PRIu64 " bytes stand %s that belong to no entry of its directory",
             stop - start, start == 0 ? "in front of the zip" : "in the zip");
    gap(zip, part, GAP_BUNDLE_HIDDEN_ENTRY, start, why);
}

static enum assay_status start_hole(struct zip *zip, struct assay_error *err)
{
    const struct zip_hole *hole = &zip->survey.holes[zip->hole++];
    bool known;

    TRY(is_known_prefix(zip, hole, &known, err));
    if (known)
        return ASSAY_OK;
    zip->in_hole = true;
    zip->expected = hole->start;
    zip_scan_start(&zip->scan, zip->container.plain, hole->start, hole->stop);
    return ASSAY_OK;
}

static enum assay_status yield_unnamed(struct zip *zip, const struct zip_record *record, bool known,
                                       struct inventory_part *part, struct entry *entry,
                                       bool *found, struct assay_error *err)
{
    struct zip_place place = zip_place_of(record);

    if (zip_entry_is_folder(record) || !count_entry(zip, part))
        return ASSAY_OK;
    place.measured = known;
    if (!known)
        place.plain = STREAM_SIZE_UNKNOWN;
    if (zip->end.found)
        inventory_gap(part, GAP_BUNDLE_HIDDEN_ENTRY,
                      inventory_path(part, zip->container.path, zip_entry_name(record)), record->at,
                      "the zip's directory does not name this entry; some programs unpack it");
    *found = true;
    return yield(zip, record, &place, false, part, entry, err);
}

static enum assay_status next_unnamed(struct zip *zip, struct inventory_part *part,
                                      struct entry *entry, bool *found, struct assay_error *err)
{
    struct zip_record record;
    bool known, more;

    TRY(zip_scan_next(&zip->scan, &record, &known, &more, err));
    zip->in_hole = more;
    if (more && record.at > zip->expected) /* less than an entry's mark is no place to hide in */
        tell_hole(zip, zip->expected, record.at, part);
    else if (!more && zip->expected < zip->scan.stop)
        tell_hole(zip, zip->expected, zip->scan.stop, part);
    zip->expected = zip->scan.at;
    return more ? yield_unnamed(zip, &record, known, part, entry, found, err) : ASSAY_OK;
}

/* ---- the walk ---- */

static void tell_notes(struct zip *zip, struct inventory_part *part)
{
    for (; zip->told < zip->notes.count; zip->told++) {
        const struct zip_note *note = &zip->notes.notes[zip->told];

        gap(zip, part, note->id, note->at, note->why);
    }
}

static void tell_rest(const struct zip *zip, struct inventory_part *part)
{
    char why[96];

    if (zip->unnamed <= LIMIT_ITEM_GAPS)
        return;
    snprintf(why, sizeof why, "bytes stand in %" PRIu64 " more places that belong to no entry",
             zip->unnamed - LIMIT_ITEM_GAPS);
    gap(zip, part, GAP_BUNDLE_HIDDEN_ENTRY, ASSAY_NO_OFFSET, why);
}

static enum assay_status zip_next(struct source *source, struct inventory_part *part,
                                  struct entry *entry, bool *found, struct assay_error *err)
{
    struct zip *zip = (struct zip *)source;

    *found = false;
    tell_notes(zip, part);
    while (!*found && !zip->ended) {
        if (zip->twin != ASSAY_NO_OFFSET) {
            TRY(next_twin(zip, part, entry, found, err));
        } else if (zip->index < zip->survey.count || !zip->survey.whole) {
            TRY(next_named(zip, part, entry, found, err));
        } else if (zip->in_hole) {
            TRY(next_unnamed(zip, part, entry, found, err));
        } else if (zip->hole < zip->survey.hole_count) {
            TRY(start_hole(zip, err));
        } else {
            zip->ended = true;
            tell_rest(zip, part);
        }
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

static const struct source_class zip_class = {
    .next = zip_next,
    .session_open = zip_session_open,
    .session_close = zip_session_close,
    .read = zip_read,
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
    TRY(zip_end_find(container->plain, &zip->end, &zip->notes, err));
    if (!zip->end.found && zip->notes.count == 0)
        TRY(note_no_end(zip, err));
    zip->at = zip->end.start;
    return zip_survey_take(container->plain, &zip->end, container->budget->limits.entries,
                           &zip->survey, &zip->notes, err);
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
