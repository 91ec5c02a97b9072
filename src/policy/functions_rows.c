/*
 * functions_rows.c - what two tables share, by the sketches that the fact dataset.row-sketch holds.
 *
 * A sketch holds the smallest hashes of a table's different rows, all of them where they are fewer
 * than ROW_SAMPLE_MOST. Up to the last hash that both hold, both drew the same rows: what stands in
 * both is shared, and the share of all hashes that lies so low tells of how many that is a sample.
 * Source: docs/reference/tables.md.
 */

#include <inttypes.h>

#include "base/arena.h"
#include "base/kit.h"
#include "policy/functions_part.h"
#include "policy/row_sample.h"

enum { HASH_BYTES = 6 };

/* What two sketches hold up to where both are whole. */
struct overlap {
    size_t shared, sampled;
    bool exact;   /* both hold all of their rows */
    double share; /* of all hashes that lie so low */
};

static struct overlap compare(const struct row_sample *a, const struct row_sample *b)
{
    uint64_t last = row_sample_last(a, b, HASH_BYTES);
    struct overlap out = {.exact = row_sample_is_whole(a) && row_sample_is_whole(b),
                          .share = row_sample_share(last)};
    size_t i = 0, j = 0;

    while (i < a->count || j < b->count) {
        uint64_t left = i < a->count ? a->words[i] : UINT64_MAX;
        uint64_t right = j < b->count ? b->words[j] : UINT64_MAX;

        if (left > last && right > last)
            break;
        out.sampled++;
        out.shared += left == right;
        i += left <= right;
        j += right <= left;
    }
    return out;
}

/* Unknown where one of the tables has no sketch: what was not looked at shares nothing either. */
static bool overlap_of(struct cel_run *run, const struct cel_value *args, struct overlap *out,
                       struct cel_value *failure)
{
    struct row_sample a, b;

    if (!cel_run_steps(run, ROW_SAMPLE_MOST / 8)) {
        *failure = cel_run_over(run);
        return false;
    }
    if (args[0].of.list->count == 0 || args[1].of.list->count == 0) {
        *failure = cel_of_unknown(cel_run_arena(run), "a sketch of the rows");
        return false;
    }
    if (!row_sample_read(args[0].of.list, HASH_BYTES, &a) ||
        !row_sample_read(args[1].of.list, HASH_BYTES, &b)) {
        *failure = cel_run_fault(run, "not a sketch of rows, as dataset.row-sketch has it");
        return false;
    }
    *out = compare(&a, &b);
    return true;
}

FUNCTION(rows_shared)
{
    struct overlap overlap;
    struct cel_value failure;

    (void)count, (void)user;
    return overlap_of(run, args, &overlap, &failure)
               ? cel_of_int(row_sample_rows((double)overlap.shared, overlap.share))
               : failure;
}

FUNCTION(rows_told)
{
    struct overlap overlap;
    struct cel_value failure;
    double seen;
    const char *text;

    (void)count, (void)user;
    if (!overlap_of(run, args, &overlap, &failure))
        return failure;
    seen = (double)overlap.shared;
    if (overlap.exact)
        text = arena_printf(cel_run_arena(run), "%zu", overlap.shared);
    else if (overlap.shared == 0)
        text = arena_printf(cel_run_arena(run),
                            "none of %zu sampled, so at most %" PRId64 " of all (95 %% sure)",
                            overlap.sampled, row_sample_rows(row_sample_most(0), overlap.share));
    else
        text = arena_printf(
            cel_run_arena(run),
            "about %" PRId64 " (%" PRId64 " to %" PRId64 ", 90 %% sure; %zu of %zu sampled)",
            row_sample_rows(seen, overlap.share),
            row_sample_rows(row_sample_least(seen), overlap.share),
            row_sample_rows(row_sample_most(seen), overlap.share), overlap.shared, overlap.sampled);
    return text ? cel_of_text(text) : cel_run_over(run);
}

/* Lines "COLUMN=SKETCH" of dataset.key-sketch; a column's name may hold '=', base64 none inside. */
FUNCTION(rows_of_column)
{
    const struct cel_list *list = args[0].of.list;
    struct bytes column = args[1].of.text;
    struct cel_value *found = cel_run_alloc(run, list->count + 1, sizeof *found);
    size_t size = 0;

    (void)count, (void)user;
    if (!found)
        return cel_run_over(run);
    for (size_t i = 0; i < list->count; i++) {
        struct bytes line = list->items[i].kind == CEL_STRING ? list->items[i].of.text : BYTES("");

        if (line.size > column.size && line.data[column.size] == '=' &&
            memcmp(line.data, column.data, column.size) == 0)
            found[size++] = cel_of_string(bytes_from(line, column.size + 1));
    }
    return size ? cel_of_list(cel_run_arena(run), found, size)
                : cel_of_unknown(cel_run_arena(run), "a sketch of that column");
}
