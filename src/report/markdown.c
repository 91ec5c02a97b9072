/*
 * markdown.c - a summary for a job page or a merge request: the verdict, what is open, what was
 * not examined. Kept below the size that hosts take.
 */

#include <inttypes.h>

#include "base/kit.h"
#include "base/text.h"
#include "inventory/path.h"
#include "report/render.h"
#include "report/show.h"
#include "report/summary.h"
#include "report/unjudged.h"

enum { ROWS_MAX = 500, SIGHTINGS_MAX = 100, GAPS_MAX = 100 };

/* Hosts cut a summary at 1 MiB; a row cannot push it past that from here. */
#define BYTES_MAX ((size_t)800 * 1024)
enum { CELL_MAX = 600 }; /* bytes of one cell before escaping */

/* Writes foreign text so that none of it is markup: all ASCII punctuation as a reference. */
static void add_plain(struct buf *out, struct bytes text)
{
    for (size_t i = 0; i < text.size; i++) {
        uint8_t c = text.data[i];

        if (strchr("&<>|`*_[]\\~#@!{}()\"", c) && c != '\0')
            buf_printf(out, "&#%d;", c);
        else
            buf_byte(out, c == '\n' ? ' ' : c);
    }
}

/* What fits of a shown text, cut between characters. */
static struct bytes cell_of(const struct buf *text)
{
    struct bytes rest = buf_bytes(text);
    size_t used = 0;

    while (used < rest.size) {
        uint32_t code;
        size_t size;

        (void)utf8_decode(bytes_from(rest, used), &code, &size);
        if (used + size > CELL_MAX)
            break;
        used += size;
    }
    return bytes_of(rest.data, used);
}

static void add_code(struct buf *out, const struct buf *text)
{
    buf_text(out, "<code>");
    add_plain(out, cell_of(text));
    buf_text(out, "</code>");
}

static void add_cell(struct buf *out, struct buf *text, const char *words)
{
    buf_text(out, " | ");
    buf_reset(text);
    show_line(text, words);
    add_plain(out, cell_of(text));
}

static void write_row(const struct assay_assessment *assessment,
                      const struct assay_finding *finding, struct buf *out)
{
    CLEANUP(buf_clear) struct buf text;
    const struct assay_place *place = show_place(finding);
    char fingerprint[ASSAY_FINGERPRINT_SHORT_SIZE];

    buf_init(&text, SIZE_MAX / 2);
    assay_fingerprint_short(finding->fingerprint, fingerprint);
    buf_printf(out, "| %s | ",
               finding->verdict == ASSAY_UNKNOWN ? "unknown"
                                                 : assay_severity_name(finding->severity));
    buf_text(&text, finding->headline);
    add_code(out, &text);
    buf_printf(out, " %s | ", finding->rule->code);
    buf_reset(&text);
    show_subject(&text, assessment, finding->item);
    if (place && place->line > 0)
        buf_printf(&text, ":%" PRIu32, place->line);
    add_code(out, &text);
    buf_text(out, " | ");
    buf_reset(&text);
    show_line(&text, finding->message);
    add_plain(out, cell_of(&text));
    buf_text(out, " | ");
    buf_reset(&text);
    show_line(&text, finding->remedy);
    add_plain(out, cell_of(&text));
    buf_printf(out, " | `%s` |\n", fingerprint);
    if (text.status != ASSAY_OK)
        out->status = text.status;
}

static void write_findings(const struct assay_assessment *assessment, struct buf *out)
{
    size_t open = 0, shown = 0;

    for (size_t i = 0; i < assessment->finding_count; i++) {
        const struct assay_finding *finding = &assessment->findings[i];

        if (finding->verdict != ASSAY_FAIL && finding->verdict != ASSAY_UNKNOWN)
            continue;
        if (open++ == 0)
            buf_text(out, "\n| severity | finding | where | what | fix | fingerprint |\n"
                          "|---|---|---|---|---|---|\n");
        if (shown == ROWS_MAX || out->size > BYTES_MAX)
            continue;
        write_row(assessment, finding, out);
        shown++;
    }
    if (shown < open) {
        buf_text(out, "\n... ");
        show_count(out, open - shown);
        buf_text(out, " more, less severe than these: see the JSON or HTML report.\n");
    }
}

/* What was excused is still there: the reader of a green page sees what, by whom, and until when.
 */
static void write_waived(const struct assay_assessment *assessment, struct buf *out)
{
    size_t waived = 0, shown = 0;

    for (size_t i = 0; i < assessment->finding_count; i++) {
        const struct assay_finding *finding = &assessment->findings[i];
        CLEANUP(buf_clear) struct buf text = {.ceiling = SIZE_MAX / 2};

        if (finding->verdict != ASSAY_WAIVED || !finding->waiver)
            continue;
        if (waived++ == 0)
            buf_text(out,
                     "\n**Waived**\n\n| severity | finding | where | what | by | reason | until "
                     "|\n|---|---|---|---|---|---|---|\n");
        if (shown == ROWS_MAX || out->size > BYTES_MAX)
            continue;
        shown++;
        buf_printf(out, "| %s | ", assay_severity_name(finding->severity));
        buf_text(&text, finding->headline);
        add_code(out, &text);
        buf_printf(out, " %s | ", finding->rule->code);
        buf_reset(&text);
        show_subject(&text, assessment, finding->item);
        add_code(out, &text);
        add_cell(out, &text, finding->message);
        add_cell(out, &text, finding->waiver->who);
        add_cell(out, &text, finding->waiver->reason);
        buf_text(out, " | ");
        show_date(out, finding->waiver->until - 1);
        buf_text(out, " |\n");
        if (text.status != ASSAY_OK)
            out->status = text.status;
    }
    if (shown < waived) {
        buf_text(out, "\n... ");
        show_count(out, waived - shown);
        buf_text(out, " more waived: see the JSON or HTML report.\n");
    }
}

/* What was seen and is no finding is still there, and may be what it looks like. */
static ASSAY_RESULT write_unjudged(const struct assay_assessment *assessment, struct buf *out,
                                   struct assay_error *err)
{
    CLEANUP(unjudged_clear) struct unjudged unjudged = {0};
    size_t shown = 0;

    TRY(unjudged_gather(assessment, &unjudged, err));
    if (unjudged.count > 0)
        buf_text(out, "\n**Also seen**, without a finding of its own\n\n"
                      "| class | count | sure | where |\n|---|---|---|---|\n");
    for (; shown < unjudged.count && shown < SIGHTINGS_MAX && out->size <= BYTES_MAX; shown++) {
        const struct unjudged_sighting *sighting = &unjudged.sightings[shown];
        CLEANUP(buf_clear) struct buf text = {.ceiling = SIZE_MAX / 2};

        buf_text(out, "| ");
        show_line(&text, sighting->seen->class_name);
        add_code(out, &text);
        buf_text(out, " | ");
        show_count(out, sighting->seen->count);
        buf_printf(out, " | %s | ", assay_confidence_name(sighting->seen->confidence));
        buf_reset(&text);
        show_subject(&text, assessment, sighting->item);
        add_code(out, &text);
        buf_text(out, " |\n");
        if (text.status != ASSAY_OK)
            out->status = text.status;
    }
    if (shown < unjudged.count) {
        buf_text(out, "\n... ");
        show_count(out, unjudged.count - shown);
        buf_text(out, " more, no surer than these: see the JSON report.\n");
    }
    return ASSAY_OK;
}

static void write_gaps(const struct assay_assessment *assessment, struct buf *out)
{
    const struct assay_inventory *inventory = assessment->inventory;

    if (inventory->gap_count == 0)
        return;
    buf_text(out, "\n**Not examined**\n\n");
    for (size_t i = 0; i < inventory->gap_count; i++) {
        const struct assay_gap *gap = &inventory->gaps[i];
        CLEANUP(buf_clear) struct buf text;

        if (i == GAPS_MAX || out->size > BYTES_MAX + BYTES_MAX / 16) {
            buf_text(out, "- ... ");
            show_count(out, inventory->gap_count - i);
            buf_text(out, " more\n");
            break;
        }
        buf_init(&text, SIZE_MAX / 2);
        buf_printf(out, "- `%s` ", gap->id);
        if (gap->path) {
            path_write(gap->path, true, &text);
            add_code(out, &text);
            buf_byte(out, ' ');
        }
        buf_reset(&text);
        show_line(&text, gap->why);
        add_plain(out, cell_of(&text));
        buf_text(out, show_gap_allowed(assessment, gap->id) ? " (allowed)\n" : "\n");
    }
}

enum assay_status render_markdown(const struct assay_assessment *assessment,
                                  const struct assay_report_options *options, struct sink *sink,
                                  struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf since = {.ceiling = SIZE_MAX};
    struct buf *out = &sink->buf;

    buf_printf(out, "### assay: %s\n\n", summary_word(assessment));
    summary_counts(assessment, out);
    buf_text(out, "  \nexamined ");
    summary_examined(assessment, options->seconds, out);
    if (assessment->since)
        buf_text(out, "  \nsince ");
    summary_since(assessment, &since);
    add_plain(out, buf_bytes(&since));
    buf_byte(out, '\n');
    write_findings(assessment, out);
    write_waived(assessment, out);
    TRY(write_unjudged(assessment, out, err));
    write_gaps(assessment, out);
    if (summary_has_idle_waivers(assessment)) {
        buf_text(out, "\n**Waivers** ");
        summary_waivers(assessment, false, out);
        buf_byte(out, '\n');
    }
    return ASSAY_OK;
}
