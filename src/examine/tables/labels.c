/* labels.c - see labels.h. */

#include "examine/tables/labels.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/kit.h"
#include "base/limits.h"
#include "examine/detect/column_proof.h"
#include "examine/evidence.h"

enum {
    PLACES = 2 * LIMIT_LABELS, /* a power of two */
    TEXT_MAX = 64,
};

struct label {
    uint64_t hash, count; /* count 0: free */
    uint8_t size;
    char text[TEXT_MAX];
};

struct labels {
    unsigned used;
    bool many;
    struct label places[PLACES];
};

bool labels_are_in(const char *name)
{
    static const char *const headers[] = {"class",  "classes", "label", "labels",
                                          "target", "targets", "y",     NULL};

    return column_is_named(name, headers);
}

struct labels *labels_new(void)
{
    return calloc(1, sizeof(struct labels));
}

void labels_free(struct labels *labels)
{
    free(labels);
}

void labels_add(struct labels *labels, struct bytes text, uint64_t hash)
{
    size_t at = hash % PLACES;
    struct label *label;

    if (labels->many)
        return;
    while (labels->places[at].count && labels->places[at].hash != hash)
        at = (at + 1) % PLACES;
    label = &labels->places[at];
    if (label->count++ > 0)
        return;
    if (text.size > TEXT_MAX || ++labels->used > LIMIT_LABELS) {
        labels->many = true;
        return;
    }
    label->hash = hash;
    label->size = (uint8_t)text.size;
    memcpy(label->text, text.data, text.size);
}

static int compare(const void *a, const void *b)
{
    const struct label *left = a, *right = b;

    if (left->count != right->count)
        return left->count < right->count ? 1 : -1;
    return bytes_compare(bytes_of(left->text, left->size), bytes_of(right->text, right->size));
}

void labels_tell(struct labels *labels, uint32_t column, const char *name,
                 struct evidence *evidence)
{
    if (labels->many)
        return;
    qsort(labels->places, PLACES, sizeof *labels->places, compare);
    for (unsigned i = 0; i < labels->used; i++) {
        const struct label *label = &labels->places[i];
        char text[256 + TEXT_MAX + 32];

        snprintf(text, sizeof text, "%.256s=%.*s: %" PRIu64, name, (int)label->size, label->text,
                 label->count);
        evidence_label(evidence, column, bytes_text(text));
    }
}
