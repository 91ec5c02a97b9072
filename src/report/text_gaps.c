/*
 * text_gaps.c - gaps as a person reads them: what was not seen, why, and the next command to type.
 * One block for each kind of gap, its first places below it.
 */

#include "report/text_gaps.h"

#include <assay/problem.h>

#include "base/kit.h"
#include "base/text.h"
#include "inventory/path.h"
#include "report/show.h"

enum { PLACES_SHOWN = 3, REMEDY_LINES = 3 };

static size_t end_of_kind(const struct assay_inventory *inventory, size_t at)
{
    size_t end = at + 1;

    while (end < inventory->gap_count &&
           strcmp(inventory->gaps[end].id, inventory->gaps[at].id) == 0)
        end++;
    return end;
}

static void write_place(const struct assay_gap *gap, struct buf *out)
{
    if (gap->path) {
        path_write(gap->path, true, out);
        buf_text(out, ": ");
    }
    show_line(out, gap->why);
    buf_byte(out, '\n');
}

static void write_remedy(const char *id, struct buf *out)
{
    const struct assay_problem *problem = assay_problem_find(id);
    const char *line = problem ? problem->remedy : "", *label = "  do:    ";

    for (size_t shown = 0; *line && shown < REMEDY_LINES; shown++) {
        size_t size = strcspn(line, "\n");

        buf_text(out, label);
        buf_add(out, line, size);
        buf_byte(out, '\n');
        line += size + (line[size] == '\n');
        label = "         ";
    }
    buf_printf(out, "         accept it: --allow-gap %s      (assay explain %s)\n", id, id);
}

/* What is worth knowing though nothing was left out for it: one line each. */
static void write_notes(const struct assay_inventory *inventory, struct buf *out)
{
    for (size_t i = 0; i < inventory->note_count; i++) {
        buf_printf(out, "note[%s]: ", inventory->notes[i].id);
        write_place(&inventory->notes[i], out);
    }
}

void text_gaps(const struct assay_assessment *assessment, bool all, bool verbose, struct buf *out)
{
    const struct assay_inventory *inventory = assessment->inventory;

    for (size_t i = 0, end; i < inventory->gap_count; i = end) {
        const struct assay_gap *gap = &inventory->gaps[i];

        end = end_of_kind(inventory, i);
        if (show_gap_allowed(assessment, gap->id) && !verbose)
            continue;
        buf_printf(out, "gap[%s]: ", gap->id);
        write_place(gap, out);
        for (size_t j = i + 1; j < end && (all || j - i < PLACES_SHOWN); j++) {
            buf_text(out, "         ");
            write_place(&inventory->gaps[j], out);
        }
        if (end - i > PLACES_SHOWN && !all) {
            buf_text(out, "         ... ");
            show_count(out, end - i - PLACES_SHOWN);
            buf_text(out, " more: assay check -v\n");
        }
        write_remedy(gap->id, out);
    }
    write_notes(inventory, out);
}
