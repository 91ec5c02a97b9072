/*
 * functions_rows.c - what two tables share, by the sketches that the fact dataset.row-sketch holds.
 *
 * A sketch holds the smallest hashes of a table's different rows, all of them where they are fewer
 * than SKETCH_ROWS. Up to the last hash that both hold, both drew the same rows: what stands in
 * both is shared, and the share of all hashes that lies so low tells of how many that is a sample.
 * Source: docs/reference/tables.md; Byar's approximation to the bounds of a Poisson count
 * (Breslow, Day, "Statistical Methods in Cancer Research" II, 1987, page 69).
 */

#include <inttypes.h>
#include <math.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/codec.h"
#include "base/kit.h"
#include "policy/functions_part.h"

enum { SKETCH_ROWS = 1024, HASH_BYTES = 6 };

#define ALL_HASHES 281474976710656.0 /* 2^48 */
#define Z_90 1.645                   /* 5 % lie beyond it on each side */

struct sketch {
    uint64_t hashes[SKETCH_ROWS];
    size_t count;
};

/* What two sketches hold up to where both are whole. */
struct overlap {
    size_t shared, sampled;
    bool exact;   /* both hold all of their rows */
    double share; /* of all hashes that lie so low */
};

/* False where it is no sketch: too long, not in order, not base64. */
static bool add_element(struct sketch *sketch, struct bytes text)
{
    CLEANUP(buf_clear) struct buf raw = {.ceiling = (size_t)SKETCH_ROWS * HASH_BYTES};
    const uint8_t *data;

    if (!base64_decode(&raw, text, false) || raw.size % HASH_BYTES != 0)
        return false;
    data = buf_bytes(&raw).data;
    for (size_t at = 0; at < raw.size; at += HASH_BYTES) {
        uint64_t hash = 0;

        for (size_t i = 0; i < HASH_BYTES; i++)
            hash = hash << 8 | data[at + i];
        if (sketch->count == SKETCH_ROWS ||
            (sketch->count > 0 && hash < sketch->hashes[sketch->count - 1]))
            return false;
        sketch->hashes[sketch->count++] = hash;
    }
    return true;
}

static bool read_sketch(const struct cel_list *list, struct sketch *out)
{
    out->count = 0;
    for (size_t i = 0; i < list->count; i++)
        if (list->items[i].kind != CEL_STRING || !add_element(out, list->items[i].of.text))
            return false;
    return true;
}

static struct overlap compare(const struct sketch *a, const struct sketch *b)
{
    struct overlap out = {.exact = a->count < SKETCH_ROWS && b->count < SKETCH_ROWS, .share = 1};
    uint64_t last = UINT64_MAX;
    size_t i = 0, j = 0;

    if (a->count == SKETCH_ROWS)
        last = a->hashes[SKETCH_ROWS - 1];
    if (b->count == SKETCH_ROWS && b->hashes[SKETCH_ROWS - 1] < last)
        last = b->hashes[SKETCH_ROWS - 1];
    if (!out.exact)
        out.share = ((double)last + 1) / ALL_HASHES;
    while (i < a->count || j < b->count) {
        uint64_t left = i < a->count ? a->hashes[i] : UINT64_MAX;
        uint64_t right = j < b->count ? b->hashes[j] : UINT64_MAX;

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
    struct sketch a, b;

    if (!cel_run_steps(run, SKETCH_ROWS / 8)) {
        *failure = cel_run_over(run);
        return false;
    }
    if (args[0].of.list->count == 0 || args[1].of.list->count == 0) {
        *failure = cel_of_unknown(cel_run_arena(run), "a sketch of the rows");
        return false;
    }
    if (!read_sketch(args[0].of.list, &a) || !read_sketch(args[1].of.list, &b)) {
        *failure = cel_run_fault(run, "not a sketch of rows, as dataset.row-sketch has it");
        return false;
    }
    *out = compare(&a, &b);
    return true;
}

static int64_t rows_of(double sampled, double share)
{
    double rows = sampled / share;

    return rows < 9e18 ? (int64_t)llround(rows) : INT64_MAX;
}

FUNCTION(rows_shared)
{
    struct overlap overlap;
    struct cel_value failure;

    (void)count, (void)user;
    return overlap_of(run, args, &overlap, &failure)
               ? cel_of_int(rows_of((double)overlap.shared, overlap.share))
               : failure;
}

/* The bounds of a count, of which 90 % of such counts lie inside. */
static double least(double seen)
{
    return seen < 1 ? 0 : seen * pow(1 - 1 / (9 * seen) - Z_90 / (3 * sqrt(seen)), 3);
}

static double most(double seen)
{
    return (seen + 1) * pow(1 - 1 / (9 * (seen + 1)) + Z_90 / (3 * sqrt(seen + 1)), 3);
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
                            overlap.sampled, rows_of(most(0), overlap.share));
    else
        text = arena_printf(cel_run_arena(run),
                            "about %" PRId64 " (%" PRId64 " to %" PRId64
                            ", 90 %% sure; %zu of %zu sampled)",
                            rows_of(seen, overlap.share), rows_of(least(seen), overlap.share),
                            rows_of(most(seen), overlap.share), overlap.shared, overlap.sampled);
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
