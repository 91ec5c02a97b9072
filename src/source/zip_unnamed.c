/* zip_unnamed.c - what stands in a zip and its directory does not name. */

#include <inttypes.h>

#include "base/kit.h"
#include "inventory/gaps.h"
#include "source/zip_walk.h"

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
    if (start >= zip->end.end) {
        zip_tell(zip, part, ZIP_TOLD_TRAILING, NULL, start,
                 "bytes stand behind the end of the zip");
        return;
    }
    snprintf(why, sizeof why, "%" PRIu64 " bytes stand %s that belong to no entry of its directory",
             stop - start, start == 0 ? "in front of the zip" : "in the zip");
    zip_tell(zip, part, ZIP_TOLD_HOLE, NULL, start, why);
}

enum assay_status zip_start_hole(struct zip *zip, struct assay_error *err)
{
    const struct zip_hole *hole = &zip->survey.holes[zip->hole++];
    bool known;

    TRY(is_known_prefix(zip, hole, &known, err));
    if (known)
        return ASSAY_OK;
    zip->in_hole = true;
    zip->expected = hole->start;
    zip_scan_start(&zip->scan, zip->container.plain, zip->container.budget, hole->start,
                   hole->stop);
    return ASSAY_OK;
}

/* One that claims more than there is room for shares bytes with what follows. */
static bool overruns(const struct zip *zip, const struct zip_record *record)
{
    return record->packed > zip->scan.stop - record->at;
}

static enum assay_status yield_unnamed(struct zip *zip, const struct zip_record *record, bool known,
                                       struct inventory_part *part, struct entry *entry,
                                       bool *found, struct assay_error *err)
{
    struct zip_place place = zip_place_of(record);

    if (!zip_count_entry(zip, part) || zip_entry_is_folder(record))
        return ASSAY_OK;
    place.measured = known;
    if (!known)
        place.plain = STREAM_SIZE_UNKNOWN;
    if (zip->end.found)
        zip_tell(zip, part, ZIP_TOLD_HIDDEN, record, record->at,
                 "the zip's directory does not name this entry; some programs unpack it");
    if (zip->end.found && overruns(zip, record) && !zip_may_share(zip, record->packed)) {
        zip_tell(zip, part, ZIP_TOLD_OVERLAP, record, record->at,
                 "shares bytes with other entries, more of them than are read twice: not examined");
        return ASSAY_OK;
    }
    *found = true;
    return zip_yield(zip, record, &place, false, part, entry, err);
}

enum assay_status zip_next_unnamed(struct zip *zip, struct inventory_part *part,
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
