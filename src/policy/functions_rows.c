/*
 * functions_rows.c - what two tables share, by the sketches that the fact dataset.row-sketch holds.
 *
 * A sketch holds the smallest hashes of a table's different rows, all of them where they are fewer
 * than ROW_SAMPLE_MOST. Up to the last hash that both hold, both drew the same rows: what stands in
 * both is shared, and the share of all hashes that lies so low tells of how many that is a sample.
 * Source: docs/reference/tables.md.
 */

#include <math.h>

#include "base/arena.h"
#include "base/kit.h"
#include "policy/functions_part.h"
#include "policy/row_estimate.h"
#include "policy/row_sample.h"

enum { HASH_BYTES = 6 };

static size_t smaller_whole(const struct row_sample *a, const struct row_sample *b)
{
    size_t most = SIZE_MAX;

    if (row_sample_is_whole(a))
        most = a->count;
    return row_sample_is_whole(b) && b->count < most ? b->count : most;
}

/* Of which samples the smaller share of things was drawn is the one that both have. */
static double one_in(const struct row_sample *a, const struct row_sample *b)
{
    return a->one_in > b->one_in ? a->one_in : b->one_in;
}

static struct row_estimate compare(const struct row_sample *a, const struct row_sample *b)
{
    uint64_t last = row_sample_last(a, b, HASH_BYTES);
    size_t most = smaller_whole(a, b), i = 0, j = 0;
    struct row_estimate out = {.exact = row_sample_is_whole(a) && row_sample_is_whole(b),
                               .share = row_sample_share(last) / one_in(a, b),
                               .most = most == SIZE_MAX ? INT64_MAX : (int64_t)most};

    while (i < a->count || j < b->count) {
        uint64_t left = i < a->count ? a->words[i] : UINT64_MAX;
        uint64_t right = j < b->count ? b->words[j] : UINT64_MAX;

        if (left > last && right > last)
            break;
        out.seen += left == right;
        i += left <= right;
        j += right <= left;
    }
    out.sampled = round((double)i * a->one_in / one_in(a, b) +
                        (double)j * b->one_in / one_in(a, b) - out.seen);
    return out;
}

static bool estimate_of(struct cel_run *run, const struct cel_value *args, size_t count,
                        struct row_estimate *out, struct cel_value *failure)
{
    static const struct row_sample_kind kind = {HASH_BYTES, ROW_SAMPLE_MOST / 8,
                                                "a sketch of the rows",
                                                "a sketch of rows, as dataset.row-sketch has it"};
    struct row_sample pair[2];

    if (!row_sample_pair(run, args, &kind, pair, failure))
        return false;
    *out = compare(&pair[0], &pair[1]);
    row_estimate_limit(out, args + 2, count - 2);
    return true;
}

FUNCTION(rows_shared)
{
    struct row_estimate estimate;
    struct cel_value failure;

    (void)user;
    return estimate_of(run, args, count, &estimate, &failure)
               ? cel_of_int(row_estimate_about(&estimate))
               : failure;
}

FUNCTION(rows_told)
{
    struct row_estimate estimate;
    struct cel_value failure;
    const char *text;

    (void)user;
    if (!estimate_of(run, args, count, &estimate, &failure))
        return failure;
    text = row_estimate_told(&estimate, cel_run_arena(run));
    return text ? cel_of_text(text) : cel_run_over(run);
}

/* Lines "COLUMN=SKETCH" of dataset.key-sketch; a column's name may hold '=', base64 of whole hashes
 * has none. */
static size_t of_column(const struct cel_list *list, struct bytes column,
                        bool (*is)(struct bytes, struct bytes), struct cel_value *out)
{
    size_t size = 0;

    for (size_t i = 0; i < list->count; i++) {
        struct bytes line = list->items[i].kind == CEL_STRING ? list->items[i].of.text : BYTES("");
        size_t behind = line.size;

        while (behind > 0 && line.data[behind - 1] != '=')
            behind--;
        if (behind > 0 && is(bytes_of(line.data, behind - 1), column))
            out[size++] = cel_of_string(bytes_from(line, behind));
    }
    return size;
}

FUNCTION(rows_of_column)
{
    const struct cel_list *list = args[0].of.list;
    struct cel_value *found = cel_run_alloc(run, list->count + 1, sizeof *found);
    size_t size;

    (void)count, (void)user;
    if (!found)
        return cel_run_over(run);
    size = of_column(list, args[1].of.text, bytes_equal, found);
    if (size == 0)
        size = of_column(list, args[1].of.text, column_is_named_alike, found);
    return size ? cel_of_list(cel_run_arena(run), found, size)
                : cel_of_unknown(cel_run_arena(run), "a sketch of that column");
}
