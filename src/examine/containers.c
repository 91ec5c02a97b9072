/*
 * containers.c - profiles of containers. A new one is one line in the table.
 *
 * A profile fits when a member matches `mark` and all members match `every`. The first that fits
 * names the container's format; its load is then the worst of its members, for a program that
 * loads the container loads them.
 */

#include "examine/containers.h"

#include <assert.h>

#include "base/glob.h"
#include "base/kit.h"

static const struct profile {
    const char *format;
    const char *mark;  /* glob of a member's path */
    const char *every; /* glob that all members match, or NULL */
    enum assay_kind kind;
    bool lift; /* model facts of the marked member become the container's */
} profiles[] = {
    /* PyTorch, serialization.py: one top folder with data.pkl, version and data/N */
    {"pytorch-zip", "*/data.pkl", NULL, ASSAY_KIND_MODEL, true},
    {"npz", "**/*.npy", "**/*.npy", ASSAY_KIND_DATASET, false},
    /* ECMA-376, part 1, 12.3.23: the part that names the sheets */
    {"xlsx", "xl/workbook.xml", NULL, ASSAY_KIND_DATASET, true},
};

static_assert(ARRAY_LEN(profiles) <= ARRAY_LEN(((struct contents *)0)->lifted),
              "a slot for each profile");

const char *container_profile_format(size_t index)
{
    return index < ARRAY_LEN(profiles) ? profiles[index].format : NULL;
}

void contents_member(struct contents *contents, uint64_t number, struct bytes name,
                     const struct assay_examination *content)
{
    contents->entries++;
    contents->expanded += content->size;
    if (content->load > contents->load)
        contents->load = content->load;
    for (size_t i = 0; i < ARRAY_LEN(profiles); i++) {
        const struct profile *profile = &profiles[i];

        if (glob_match(bytes_text(profile->mark), name)) {
            contents->marked |= 1U << i;
            if (!contents->lifted[i].content || number < contents->lifted[i].number)
                contents->lifted[i] = (struct lifted){.content = content, .number = number};
        }
        if (profile->every && !glob_match(bytes_text(profile->every), name))
            contents->broken |= 1U << i;
    }
}

static void lift(const struct assay_examination *member, struct evidence *evidence)
{
    for (size_t i = 0; i < member->fact_count; i++) {
        const struct assay_fact *fact = &member->facts[i];

        if (strncmp(assay_facts[fact->id].name, "model.", 6) == 0 ||
            strncmp(assay_facts[fact->id].name, "dataset.", 8) == 0)
            evidence_lift(evidence, fact);
    }
}

void contents_end(const struct contents *contents, struct evidence *evidence)
{
    evidence_int(evidence, ASSAY_FACT_CONTAINER_ENTRIES, MEASURED, contents->entries);
    evidence_int(evidence, ASSAY_FACT_CONTAINER_EXPANDED, MEASURED, contents->expanded);
    for (size_t i = 0; i < ARRAY_LEN(profiles); i++) {
        const struct profile *profile = &profiles[i];

        if (!(contents->marked & 1U << i) || contents->broken & 1U << i)
            continue;
        evidence_kind(evidence, profile->kind);
        evidence_format(evidence, profile->format);
        evidence_load(evidence, contents->load);
        if (profile->lift)
            lift(contents->lifted[i].content, evidence);
        return;
    }
}
