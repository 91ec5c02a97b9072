/* functions.c - checks that are hard to write in CEL. A new one is one function and one line. */

#include "policy/functions.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/kit.h"
#include "policy/licences.h"

static struct cel_value licence_is_known(struct cel_run *run, const struct cel_value *args,
                                         size_t count, void *user)
{
    (void)run, (void)count, (void)user;
    return cel_of_bool(licence_read(args[0].of.text, NULL, NULL));
}

/* Whether the terms leave out every bit of `bits`; unknown for a licence that says nothing here. */
static struct cel_value terms_without(struct cel_run *run, struct bytes licence, unsigned bits)
{
    unsigned terms = 0;
    bool stated = false;

    if (!licence_read(licence, &terms, &stated) || !stated)
        return cel_of_unknown(cel_run_arena(run), "terms of the licence");
    return cel_of_bool((terms & bits) == 0);
}

static struct cel_value allows_commercial(struct cel_run *run, const struct cel_value *args,
                                          size_t count, void *user)
{
    (void)count, (void)user;
    return terms_without(run, args[0].of.text, LICENCE_NON_COMMERCIAL);
}

static struct cel_value allows_derivatives(struct cel_run *run, const struct cel_value *args,
                                           size_t count, void *user)
{
    (void)count, (void)user;
    return terms_without(run, args[0].of.text, LICENCE_NO_DERIVATIVES);
}

/* Whole days from one date to another; below 0 where it lies before. */
static struct cel_value days_between(struct cel_run *run, const struct cel_value *args,
                                     size_t count, void *user)
{
    enum { DAY = 24 * 60 * 60 };
    int64_t seconds[2];

    (void)user;
    for (size_t i = 0; i < count; i++)
        if (args[i].of.text.size != 10 || !clock_parse(args[i].of.text, &seconds[i]))
            return cel_of_fault(cel_run_arena(run), "a date such as 2026-11-21 is expected");
    return cel_of_int((seconds[1] - seconds[0]) / DAY);
}

static bool is_hex(struct bytes text, size_t size)
{
    if (text.size != size)
        return false;
    for (size_t i = 0; i < size; i++)
        if (!strchr("0123456789abcdefABCDEF", text.data[i]) || text.data[i] == 0)
            return false;
    return true;
}

/* True where the reference ends in a digest or a whole commit id: a branch or tag can be moved. */
static struct cel_value revision_is_pinned(struct cel_run *run, const struct cel_value *args,
                                           size_t count, void *user)
{
    struct bytes text = args[0].of.text, end = text;

    (void)run, (void)count, (void)user;
    for (size_t i = 0; i < text.size; i++)
        if (text.data[i] == '@' || text.data[i] == ':' || text.data[i] == '#')
            end = bytes_from(text, i + 1);
    return cel_of_bool(is_hex(end, 40) || is_hex(end, 64));
}

/* For a rule that knows that it cannot tell: never pass, and the report says what is missing. */
static struct cel_value unknown(struct cel_run *run, const struct cel_value *args, size_t count,
                                void *user)
{
    struct arena *arena = cel_run_arena(run);
    const char *name = arena_copy(arena, args[0].of.text);

    (void)count, (void)user;
    return name ? cel_of_unknown(arena, name) : cel_run_over(run);
}

const struct policy_function policy_functions[] = {
    {{"dates.days_between(string, string) -> int", days_between, NULL},
     "days from one date to another, below 0 where that lies before it"},
    {{"licences.allows_commercial(string) -> bool", allows_commercial, NULL},
     "the licence lets its receiver use the work commercially; unknown for terms not on file"},
    {{"licences.allows_derivatives(string) -> bool", allows_derivatives, NULL},
     "the licence lets its receiver pass on changed works; unknown for terms not on file"},
    {{"licences.known(string) -> bool", licence_is_known, NULL},
     "an SPDX expression of known identifiers, a LicenseRef-, or a model hub's name of a licence"},
    {{"revision.pinned(string) -> bool", revision_is_pinned, NULL},
     "ends in a whole digest or commit id, so that it can name only one content"},
    {{"unknown(string) -> bool", unknown, NULL},
     "unknown because of the fact that is named: for what a rule cannot settle"},
};
const size_t policy_function_count = ARRAY_LEN(policy_functions);
