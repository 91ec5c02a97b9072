/* functions_results.c - the figures of a card against those of an evaluation report. */

#include "base/arena.h"
#include "base/kit.h"
#include "examine/words/results.h"
#include "policy/functions_part.h"

enum { LINE_STEPS = 100 }; /* to look a name up, compared with one step of an expression */

struct results {
    struct result *items;
    size_t count;
};

static bool read_lines(struct cel_run *run, const struct cel_list *list, bool placed,
                       struct results *results)
{
    results->items = cel_run_alloc(run, list->count + 1, sizeof *results->items);
    results->count = 0;
    if (!results->items || !cel_run_steps(run, (uint64_t)list->count * LINE_STEPS))
        return false;
    for (size_t i = 0; i < list->count; i++)
        if (list->items[i].kind == CEL_STRING &&
            result_read(list->items[i].of.text, placed, &results->items[results->count]))
            results->count++;
    return true;
}

/* Each is held against all that were measured, and against the others of the card. */
static bool take_steps(struct cel_run *run, uint64_t card, uint64_t measured)
{
    uint64_t all, pairs;

    return !ckd_add(&all, card, measured) && !ckd_mul(&pairs, card, all) &&
           cel_run_steps(run, pairs);
}

static struct cel_value list_of(struct cel_run *run, const struct results *results,
                                enum result_verdict verdict)
{
    struct cel_value *found = cel_run_alloc(run, results->count + 1, sizeof *found);
    size_t size = 0;

    for (size_t i = 0; found && i < results->count; i++) {
        const struct result *result = &results->items[i];
        struct bytes a = result->line, b;
        const char *text;

        if (result->verdict != verdict)
            continue;
        b = result->against->line;
        text = arena_printf(cel_run_arena(run), "%.*s, its evaluation report %.*s", (int)a.size,
                            (const char *)a.data, (int)b.size, (const char *)b.data);
        if (!text)
            return cel_run_over(run);
        found[size++] = cel_of_text(text);
    }
    return found ? cel_of_list(cel_run_arena(run), found, size) : cel_run_over(run);
}

/* `path`: NULL for figures that are of the model as such. */
static struct cel_value compare(struct cel_run *run, const struct cel_value *args,
                                const struct bytes *path, enum result_verdict verdict)
{
    struct results card, measured;

    if (!read_lines(run, args[0].of.list, path != NULL, &card) ||
        !read_lines(run, args[1].of.list, false, &measured) ||
        !take_steps(run, card.count, measured.count))
        return cel_run_over(run);
    for (size_t i = 0; path && i < card.count; i++)
        result_place(&card.items[i], *path);
    results_judge(card.items, card.count, measured.items, measured.count, true);
    return list_of(run, &card, verdict);
}

FUNCTION(figures_contradicting)
{
    (void)count, (void)user;
    return compare(run, args, NULL, RESULT_CONTRADICTS);
}

FUNCTION(figures_unclear)
{
    (void)count, (void)user;
    return compare(run, args, NULL, RESULT_UNCLEAR);
}

FUNCTION(results_contradicting)
{
    (void)count, (void)user;
    return compare(run, args, &args[2].of.text, RESULT_CONTRADICTS);
}

FUNCTION(results_unclear)
{
    (void)count, (void)user;
    return compare(run, args, &args[2].of.text, RESULT_UNCLEAR);
}
