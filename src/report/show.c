/* show.c - figures, dates and names as a person reads them. */

#include "report/show.h"

#include <inttypes.h>

#include "base/clock.h"
#include "base/codec.h"
#include "base/kit.h"
#include "base/text.h"
#include "inventory/path.h"

enum { DATE_SIZE = 10, SHORT_ID = 4 };

void show_count(struct buf *out, uint64_t count)
{
    char digits[24];
    size_t size = (size_t)snprintf(digits, sizeof digits, "%" PRIu64, count);

    for (size_t i = 0; i < size; i++) {
        if (i > 0 && (size - i) % 3 == 0)
            buf_byte(out, ',');
        buf_byte(out, (uint8_t)digits[i]);
    }
}

void show_counted(struct buf *out, uint64_t count, const char *noun)
{
    show_count(out, count);
    buf_printf(out, " %s%s", noun, count == 1 ? "" : "s");
}

/* A decimal fraction with one digit; by hand, for printf() would ask the locale for its point. */
static void add_tenths(struct buf *out, double value)
{
    uint64_t tenths = (uint64_t)(value * 10 + 0.5);

    buf_printf(out, "%" PRIu64 ".%" PRIu64, tenths / 10, tenths % 10);
}

void show_bytes(struct buf *out, uint64_t bytes)
{
    static const char *const units[] = {"KB", "MB", "GB", "TB", "PB", "EB"};
    double value = (double)bytes / 1024;
    size_t unit = 0;

    if (bytes < 1000) {
        show_counted(out, bytes, "byte");
        return;
    }
    while (value >= 999.5 && unit + 1 < ARRAY_LEN(units)) {
        value /= 1024;
        unit++;
    }
    if (value < 99.95)
        add_tenths(out, value);
    else
        buf_printf(out, "%.0f", value);
    buf_printf(out, " %s", units[unit]);
}

void show_seconds(struct buf *out, double seconds)
{
    uint64_t whole = (uint64_t)seconds;

    if (seconds < 0.9995) {
        buf_printf(out, "%.0f ms", seconds * 1000);
    } else if (seconds < 99.95) {
        add_tenths(out, seconds);
        buf_text(out, " s");
    } else {
        buf_printf(out, "%" PRIu64 " min %02" PRIu64 " s", whole / 60, whole % 60);
    }
}

void show_date(struct buf *out, int64_t seconds)
{
    char text[CLOCK_TEXT_SIZE];

    clock_text(seconds, text);
    if (text[0] != '\0')
        buf_add(out, text, DATE_SIZE);
}

void show_subject(struct buf *out, const struct assay_assessment *assessment,
                  const struct assay_item *item)
{
    const char *name = assessment->inventory->target.name;

    if (item)
        path_write(item->path, true, out);
    else
        text_show(out, bytes_text(name && name[0] ? name : "."));
}

const struct assay_place *show_place(const struct assay_finding *finding)
{
    const struct assay_observation *seen = finding->observation;

    return seen && seen->place_count > 0 ? &seen->places[0] : NULL;
}

const char *show_waiver(const struct assay_waiver *waiver)
{
    return *waiver->fingerprint || !waiver->rule ? waiver->fingerprint : waiver->rule;
}

void show_line(struct buf *out, const char *text)
{
    while (*text != '\0') {
        size_t size = strcspn(text, "\n");

        text_show(out, bytes_of(text, size));
        text += size;
        if (*text != '\0')
            buf_byte(out, ' ');
        text += strspn(text, "\n ");
    }
}

void show_short_id(struct buf *out, const uint8_t *id)
{
    char hex[2 * SHORT_ID + 1];

    hex_encode(bytes_of(id, SHORT_ID), hex);
    buf_add(out, hex, 2 * SHORT_ID - 1);
}

void show_commit(struct buf *out, const struct assay_finding *finding, bool whole)
{
    const struct assay_origin *origin = finding->item ? finding->item->origin : NULL;
    const struct assay_commit *commit = origin ? origin->commit : NULL;
    char hex[2 * sizeof commit->id + 1];

    if (!commit)
        return;
    buf_text(out, ", commit ");
    if (whole) {
        hex_encode(bytes_of(commit->id, commit->id_size), hex);
        buf_printf(out, "%s by ", hex);
        show_line(out, commit->author);
        buf_text(out, ", ");
        show_date(out, commit->time);
    } else {
        show_short_id(out, commit->id);
    }
    if (!origin->present)
        buf_text(out, ", no longer in HEAD");
}

const struct assay_path *show_outermost(const struct assay_path *path)
{
    return path_level(path, path_levels(path), 0);
}

bool show_gap_allowed(const struct assay_assessment *assessment, const char *id)
{
    for (size_t i = 0; i < assessment->allowed_gap_count; i++) {
        if (strcmp(assessment->allowed_gaps[i], id) == 0)
            return true;
    }
    return false;
}
