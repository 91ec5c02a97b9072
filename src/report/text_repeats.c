/* text_repeats.c - findings of one rule in the same words, item after item. */

#include "report/text_repeats.h"

#include <stdlib.h>
#include <string.h>

#include "base/kit.h"
#include "report/show.h"

enum { OTHERS_SHOWN = 3 };

struct repeat {
    const struct assay_finding *finding;
    size_t at;    /* in the order in which they are told */
    size_t first; /* in `sorted`: where those that are alike begin */
};

/* What has a place, a commit or a value of its own is told by itself. */
static bool may_repeat(const struct assay_finding *finding)
{
    return finding->item && !finding->observation && !finding->attestation && !finding->waiver &&
           !(finding->item->origin && finding->item->origin->commit);
}

static int order_alike(const struct assay_finding *a, const struct assay_finding *b)
{
    int order = strcmp(a->rule->code, b->rule->code);

    if (!order)
        order = (int)a->verdict - (int)b->verdict;
    return order || a->message == b->message ? order : strcmp(a->message, b->message);
}

static int order_repeats(const void *a, const void *b)
{
    const struct repeat *left = a, *right = b;
    int order = order_alike(left->finding, right->finding);

    return order ? order : (left->at > right->at) - (left->at < right->at);
}

static void find_firsts(struct repeats *repeats)
{
    for (size_t i = 0; i < repeats->count; i++) {
        struct repeat *repeat = &repeats->sorted[i];
        bool alike = i > 0 && order_alike(repeat[-1].finding, repeat->finding) == 0;

        repeat->first = alike ? repeat[-1].first : i;
        repeats->place[repeat->at] = i;
    }
}

enum assay_status repeats_init(struct repeats *repeats, const struct assay_finding *const *findings,
                               size_t count, struct assay_error *err)
{
    *repeats = (struct repeats){.sorted = calloc(count + 1, sizeof *repeats->sorted),
                                .place = calloc(count + 1, sizeof *repeats->place)};
    if (!repeats->sorted || !repeats->place)
        return out_of_memory(err);
    for (size_t i = 0; i < count; i++) {
        repeats->place[i] = SIZE_MAX;
        if (may_repeat(findings[i]))
            repeats->sorted[repeats->count++] = (struct repeat){.finding = findings[i], .at = i};
    }
    qsort(repeats->sorted, repeats->count, sizeof *repeats->sorted, order_repeats);
    find_firsts(repeats);
    return ASSAY_OK;
}

void repeats_clear(struct repeats *repeats)
{
    free(repeats->sorted);
    free(repeats->place);
    *repeats = (struct repeats){0};
}

bool repeats_told(const struct repeats *repeats, size_t at)
{
    size_t place = repeats->place ? repeats->place[at] : SIZE_MAX;

    return place != SIZE_MAX && repeats->sorted[place].first != place;
}

bool repeats_tells(const struct repeats *repeats, size_t at)
{
    size_t place = repeats->place ? repeats->place[at] : SIZE_MAX;

    return place != SIZE_MAX && repeats->sorted[place].first == place &&
           place + 1 < repeats->count && repeats->sorted[place + 1].first == place;
}

/* With its fingerprint where that is another, as each is explained, and waived, by its own. */
static void show_other(struct buf *out, const struct assay_assessment *assessment,
                       const struct assay_finding *first, const struct assay_finding *other)
{
    char fingerprint[ASSAY_FINGERPRINT_SHORT_SIZE];

    show_subject(out, assessment, other->item);
    if (strcmp(first->fingerprint, other->fingerprint) == 0)
        return;
    assay_fingerprint_short(other->fingerprint, fingerprint);
    buf_printf(out, " %s", fingerprint);
}

void repeats_others(const struct repeats *repeats, size_t at,
                    const struct assay_assessment *assessment, struct buf *out)
{
    size_t place = repeats->place ? repeats->place[at] : SIZE_MAX, shown = 0, rest = 0;

    if (place == SIZE_MAX)
        return;
    for (size_t i = place + 1; i < repeats->count && repeats->sorted[i].first == place; i++) {
        if (shown == OTHERS_SHOWN) {
            rest++;
            continue;
        }
        buf_text(out, shown++ > 0 ? ", " : "");
        show_other(out, assessment, repeats->sorted[place].finding, repeats->sorted[i].finding);
    }
    if (rest == 0)
        return;
    buf_text(out, " and ");
    show_count(out, rest);
    buf_text(out, " more: assay check -v");
}
