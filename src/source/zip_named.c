/* zip_named.c - the entries that a zip's directory names, each held against its own header. */

#include "base/kit.h"
#include "base/limits.h"
#include "inventory/gaps.h"
#include "source/fail.h"
#include "source/member_name.h"
#include "source/zip_walk.h"

/* Tells how the two headers differ; programs that read from the front may unpack another entry. */
static enum assay_status tell_difference(struct zip *zip, const struct zip_record *record,
                                         struct inventory_part *part, struct assay_error *err)
{
    struct zip_record local;
    char why[400] = "";

    TRY(zip_local_read(&zip->locals, record->local, &local, err));
    if (zip->told[ZIP_TOLD_MISMATCH] < LIMIT_CONTAINER_GAPS) /* else only counted */
        zip_entry_tell(record, &local, why, sizeof why);
    zip_tell(zip, part, ZIP_TOLD_MISMATCH, record, record->at, why);
    if (zip_compare(record, &local) &
        (ZIP_DIFFERS_METHOD | ZIP_DIFFERS_SIZE | ZIP_DIFFERS_ENCRYPTION)) {
        zip->twin = record->local;
        zip->twin_packed = record->packed;
    }
    return ASSAY_OK;
}

/* Tells what the survey found; *skip is set where the entry is not to be read. */
static enum assay_status tell_flaws(struct zip *zip, const struct zip_record *record,
                                    unsigned flaws, struct inventory_part *part, bool *skip,
                                    struct assay_error *err)
{
    *skip = (flaws & ZIP_UNSEEN) == ZIP_UNSEEN ||
            (flaws & ZIP_OVERLAPS && !zip_may_share(zip, record->packed));
    if (flaws & ZIP_OVERLAPS)
        zip_tell(zip, part, ZIP_TOLD_OVERLAP, record, record->at,
                 *skip ? "shares bytes with other entries, more of them than are read twice: not "
                         "examined"
                       : "shares bytes with another entry or with the directory");
    if (flaws & ZIP_DIFFERS && !(flaws & ZIP_NO_LOCAL)) /* that is told when it is read */
        return tell_difference(zip, record, part, err);
    return ASSAY_OK;
}

/* A folder has no content; its name may be wrong all the same, and content in it is hidden. */
static bool pass_folder(struct zip *zip, const struct zip_record *record,
                        struct inventory_part *part)
{
    struct bytes name = zip_entry_name(record);

    if (zip_entry_is_folder(record)) {
        if (member_name_is_unsafe(name))
            inventory_gap(part, GAP_BUNDLE_UNSAFE_PATH,
                          inventory_path(part, zip->container.path, name), record->at,
                          "unpacking it would make a folder outside of the one it is unpacked to");
        return true;
    }
    if (name.size > 0 && name.data[name.size - 1] == '/')
        zip_tell(zip, part, ZIP_TOLD_HIDDEN, record, record->at,
                 "a folder has content, which programs neither show nor unpack");
    return false;
}

enum assay_status zip_next_named(struct zip *zip, struct inventory_part *part, struct entry *entry,
                                 bool *found, struct assay_error *err)
{
    struct zip_record record;
    struct zip_place place;
    unsigned flaws;
    bool skip;

    if (!zip_count_entry(zip, part))
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
    return zip_yield(zip, &record, &place, false, part, entry, err);
}

/* The entry at hand once more, as its own header has it. */
enum assay_status zip_next_twin(struct zip *zip, struct inventory_part *part, struct entry *entry,
                                bool *found, struct assay_error *err)
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
    if (!zip_may_share(zip, place.packed) || !zip_count_entry(zip, part))
        return ASSAY_OK;
    *found = true;
    return zip_yield(zip, &local, &place, true, part, entry, err);
}
