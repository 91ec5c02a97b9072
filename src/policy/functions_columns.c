/* functions_columns.c - whether two tables call their columns alike, so that rows can be compared
 * by them. */

#include <stdlib.h>

#include "base/arena.h"
#include "base/kit.h"
#include "base/word.h"
#include "policy/functions_part.h"

enum { DIFFERENT_MOST = 1 /* sketches see every row through that many */ };

static int order(const void *a, const void *b)
{
    const struct bytes *left = a, *right = b;

    return bytes_compare(*left, *right);
}

/* The names in their order; NULL when memory ran out. */
static struct bytes *sorted(struct cel_run *run, const struct cel_list *names)
{
    struct bytes *out = cel_run_alloc(run, names->count + 1, sizeof *out);

    if (!out)
        return NULL;
    for (size_t i = 0; i < names->count; i++)
        out[i] = names->items[i].of.text;
    qsort(out, names->count, sizeof *out, order);
    return out;
}

FUNCTION(columns_match)
{
    const struct cel_list *a = args[0].of.list, *b = args[1].of.list;
    struct bytes *left = sorted(run, a), *right = sorted(run, b);
    size_t i = 0, j = 0, different = 0;

    (void)count, (void)user;
    if (!left || !right || !cel_run_steps(run, a->count + b->count))
        return cel_run_over(run);
    while (i < a->count || j < b->count) {
        int way = i == a->count ? 1 : j == b->count ? -1 : bytes_compare(left[i], right[j]);

        different += way != 0;
        i += way <= 0;
        j += way >= 0;
    }
    return cel_of_bool(different <= DIFFERENT_MOST);
}

/* What a name says beside letters and digits: nothing. */
static size_t skip_signs(struct bytes name, size_t at)
{
    while (at < name.size && bytes_has(BYTES(" _-."), name.data[at]))
        at++;
    return at;
}

bool column_is_named_alike(struct bytes a, struct bytes b)
{
    size_t i = skip_signs(a, 0), j = skip_signs(b, 0);

    while (i < a.size && j < b.size && word_lower(a.data[i]) == word_lower(b.data[j])) {
        i = skip_signs(a, i + 1);
        j = skip_signs(b, j + 1);
    }
    return i == a.size && j == b.size;
}

FUNCTION(columns_same)
{
    (void)run, (void)count, (void)user;
    return cel_of_bool(column_is_named_alike(args[0].of.text, args[1].of.text));
}
