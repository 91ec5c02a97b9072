/* figures.c - see figures.h. */

#include "examine/link/figures.h"

#include <stdlib.h>

#include "base/kit.h"
#include "examine/words/results.h"

enum { PAIRS_MAX = 1 << 20 };

static void read_lines(const struct assay_value *lines, bool placed, struct result *results,
                       size_t *count)
{
    for (size_t i = 0; lines && i < lines->count; i++)
        if (result_read(bytes_text(lines->texts[i]), placed, &results[*count]))
            ++*count;
}

/* What the card around gives for the data of a figure that the own card has too. */
static void find_place(struct result *result, const struct result *results, size_t count)
{
    bool own = result->place.size == 0;

    for (size_t i = 0; i < count && !own; i++)
        own = results[i].verdict == RESULT_AGREES && result_same_place(&results[i], result);
    if (!own)
        result->verdict = RESULT_NOT_COMPARED;
}

static void tell(const struct result *results, size_t count, bool of_own, figures_differ *differ,
                 void *data)
{
    for (size_t i = 0; i < count; i++) {
        const struct bytes line = results[i].line;

        if (results[i].verdict == RESULT_CONTRADICTS && of_own)
            differ(data, results[i].against->line, line);
        else if (results[i].verdict == RESULT_CONTRADICTS)
            differ(data, line, results[i].against->line);
    }
}

enum assay_status figures_compare(const struct assay_value *own, const struct assay_value *results,
                                  const struct assay_value *figures, figures_differ *differ,
                                  void *data, struct assay_error *err)
{
    size_t most = (results ? results->count : 0) + (figures ? figures->count : 0);
    CLEANUP(free_cleanup) struct result *mine = calloc(own->count + 1, sizeof *mine);
    CLEANUP(free_cleanup) struct result *around = calloc(most + 1, sizeof *around);
    size_t mine_count = 0, count = 0, kept = 0;

    if (!mine || !around)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for figures");
    if (most > 0 && own->count + most > PAIRS_MAX / most)
        return assay_fail(err, ASSAY_ELIMIT, ASSAY_NO_OFFSET, "too many figures to compare");
    read_lines(own, false, mine, &mine_count);
    read_lines(results, true, around, &count);
    read_lines(figures, false, around, &count);
    for (size_t i = 0; i < count; i++)
        if (!metric_split_is_other(around[i].place))
            around[kept++] = around[i];
    results_judge(mine, mine_count, around, kept, false);
    results_judge(around, kept, mine, mine_count, false);
    tell(mine, mine_count, true, differ, data);
    for (size_t i = 0; i < kept; i++)
        if (around[i].verdict == RESULT_CONTRADICTS)
            find_place(&around[i], around, kept);
    for (size_t i = 0; i < kept; i++) /* told from the other side already */
        if (around[i].verdict == RESULT_CONTRADICTS &&
            around[i].against->verdict == RESULT_CONTRADICTS)
            around[i].verdict = RESULT_NOT_COMPARED;
    tell(around, kept, false, differ, data);
    return ASSAY_OK;
}
