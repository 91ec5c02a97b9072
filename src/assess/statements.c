/* statements.c - what people signed, by the digests of what they signed for. */

#include "assess/run.h"
#include "base/arena.h"
#include "base/kit.h"

static struct bytes digest_bytes(const uint8_t sha256[32])
{
    return bytes_of(sha256, 32);
}

static void add_subjects(struct statements *statements, const struct assay_signed_subject *subjects,
                         size_t count, size_t at)
{
    for (size_t i = 0; i < count; i++)
        key_index_add(&statements->subjects, digest_bytes(subjects[i].sha256), at);
}

static size_t place_of(const struct statements *statements, const struct key_place *place)
{
    return (size_t)(place -
                    (const struct key_place *)(const void *)statements->subjects.places.data);
}

const struct key_place *statements_of(const struct statements *statements, const uint8_t sha256[32],
                                      size_t *count)
{
    return key_index_find(&statements->subjects, digest_bytes(sha256), count);
}

static void find_contents(struct statements *statements, const struct assay_inventory *inventory)
{
    for (size_t i = 0; i < inventory->item_count; i++) {
        size_t count;
        const struct key_place *first =
            statements_of(statements, inventory->items[i].content->sha256, &count);

        if (first) /* which stands for all that are the same */
            statements->here[place_of(statements, first)] = true;
    }
}

enum assay_status statements_make(struct statements *statements,
                                  const struct assessment *assessment,
                                  const struct assay_gate *gate, struct assay_error *err)
{
    const struct assay_inventory *inventory = assessment->shown.inventory;
    const struct assay_testimony *testimony = gate->testimony;
    size_t attestations = testimony ? testimony->attestation_count : 0;

    statements->gate = gate;
    statements->root = inventory->root;
    key_index_init(&statements->subjects);
    for (size_t i = 0; i < attestations; i++)
        add_subjects(statements, testimony->attestations[i].subjects,
                     testimony->attestations[i].subject_count, i);
    for (size_t i = 0; i < assessment->shown.waiver_count; i++)
        add_subjects(statements, assessment->waivers[i].subjects,
                     assessment->waivers[i].subject_count, attestations + i);
    TRY(key_index_sort(&statements->subjects, err));
    statements->here = arena_array(assessment->arena,
                                   statements->subjects.places.size / sizeof(struct key_place) + 1,
                                   sizeof *statements->here);
    if (!statements->here)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for statements");
    if (statements->subjects.places.size > 0)
        find_contents(statements, inventory);
    statements->whole = gate->recorded && testimony && testimony->has_manifest &&
                        memcmp(gate->recorded->root, inventory->root, sizeof inventory->root) == 0;
    return ASSAY_OK;
}

void statements_clear(struct statements *statements)
{
    key_index_clear(&statements->subjects);
}

bool is_whole_target(const struct statements *statements, const uint8_t sha256[32])
{
    return memcmp(statements->root, sha256, 32) == 0 ||
           (statements->whole && memcmp(statements->gate->testimony->manifest, sha256, 32) == 0);
}

bool is_of_target(const struct statements *statements, const uint8_t sha256[32])
{
    size_t count;
    const struct key_place *first;

    if (is_whole_target(statements, sha256))
        return true;
    first = statements_of(statements, sha256, &count);
    return first && statements->here[place_of(statements, first)];
}
