/*
 * containers.c - profiles of containers. A new one is one line in the table.
 *
 * A profile fits when a member matches `mark`, another matches `with`, and all members match
 * `every`; that of samples where most members are parts of some. The first that fits names the
 * container's format; its load is then the worst of its members, for a program that loads the
 * container loads them.
 */

#include "examine/containers.h"

#include <assert.h>
#include <inttypes.h>

#include "base/glob.h"
#include "base/kit.h"
#include "crypto/digest.h"
#include "inventory/gaps.h"

/* torch looks members up without case. */
#define DATA_PKL "*/[dD][aA][tT][aA].[pP][kK][lL]"

static const struct profile {
    const char *format;
    const char *mark;  /* glob of a member's path, or after '=' the format of a member */
    const char *with;  /* glob of another member's path, or NULL */
    const char *every; /* glob that all members match, or NULL */
    enum assay_kind kind;
    const char *also;  /* glob of a member whose model facts become the container's too, or NULL */
    const char *reads; /* format that `also` must be of: else what loads it was not understood */
    bool lift;         /* model facts of the marked member become the container's */
    bool once;         /* where two members are marked, readers do not agree on which is loaded */
    bool samples;      /* fits where samples.h finds them */
} profiles[] = {
    /* PyTorch, torch/package */
    {"torch-package", "*/.data/extern_modules", .kind = ASSAY_KIND_MODEL, .lift = true},
    /* PyTorch, torch/export/pt2_archive */
    {"torch-export", "*/archive_format", .kind = ASSAY_KIND_MODEL, .lift = true},
    /* PyTorch, jit/docs/serialization.md */
    {"torchscript", DATA_PKL, "*/constants.pkl", .kind = ASSAY_KIND_MODEL, .lift = true,
     .once = true},
    /* PyTorch, serialization.py: one top folder with data.pkl, version and data/N */
    {"pytorch-zip", DATA_PKL, .kind = ASSAY_KIND_MODEL, .lift = true, .once = true},
    /* the same, legacy_load(): a tar */
    {"pytorch-tar", "storages", "pickle", .kind = ASSAY_KIND_MODEL, .lift = true, .once = true},
    /* Keras, saving_lib.py: a configuration beside weights in HDF5 or npz */
    {"keras", "model.weights.*", .kind = ASSAY_KIND_MODEL, .lift = true, .also = "config.json",
     .reads = "keras-config"},
    {"coreml-package", "**/com.apple.CoreML/*.mlmodel", .kind = ASSAY_KIND_MODEL, .lift = true},
    {"nemo", "=nemo-config", .kind = ASSAY_KIND_MODEL, .lift = true, .once = true},
    {"skops", "=skops-schema", .kind = ASSAY_KIND_MODEL, .lift = true, .once = true},
    {"torch-mar", "=torchserve-manifest", .kind = ASSAY_KIND_MODEL, .lift = true, .once = true},
    {"npz", "**/*.npy", .every = "**/*.npy", .kind = ASSAY_KIND_DATASET},
    /* ECMA-376, part 1, 12.3.23: the part that names the sheets */
    {"xlsx", "xl/workbook.xml", .kind = ASSAY_KIND_DATASET, .lift = true},
    /* webdataset, "The WebDataset Format" */
    {"webdataset", .kind = ASSAY_KIND_DATASET, .samples = true},
};

static_assert(ARRAY_LEN(profiles) <= ARRAY_LEN(((struct contents *)0)->lifted),
              "a slot for each profile");

const char *container_profile_format(size_t index)
{
    return index < ARRAY_LEN(profiles) ? profiles[index].format : NULL;
}

static bool is_marked(const struct profile *profile, struct bytes name, const char *format)
{
    if (!profile->mark)
        return false;
    return *profile->mark == '=' ? strcmp(format, profile->mark + 1) == 0
                                 : glob_match(bytes_text(profile->mark), name);
}

/* What the name and format of a member say; of one that could not be read the format is "". The
 * profiles that it is a mark of come back, a bit each. */
static uint32_t mark(struct contents *contents, struct bytes name, const char *format)
{
    uint32_t marked = 0;

    for (size_t i = 0; i < ARRAY_LEN(profiles); i++) {
        const struct profile *profile = &profiles[i];

        if (is_marked(profile, name, format)) {
            marked |= 1U << i;
            contents->lifted[i].count++;
        }
        if (profile->with && glob_match(bytes_text(profile->with), name))
            contents->joined |= 1U << i;
        if (profile->every && !glob_match(bytes_text(profile->every), name))
            contents->broken |= 1U << i;
    }
    contents->marked |= marked;
    return marked;
}

void contents_lost(struct contents *contents, struct bytes name)
{
    contents->entries++;
    contents->lost++;
    mark(contents, name, "");
}

static void note_lifted(struct lifted *lifted, uint64_t number,
                        const struct assay_examination *content)
{
    if (lifted->content && number >= lifted->number)
        return;
    lifted->content = content;
    lifted->number = number;
}

static void note_label(struct samples *samples, struct bytes name,
                       const struct assay_examination *content)
{
    for (size_t i = 0; i < content->fact_count; i++)
        if (content->facts[i].id == ASSAY_FACT_DATASET_LABEL)
            samples_label(samples, name, bytes_text(content->facts[i].value.text));
}

static bool holds(const struct assay_examination *content, struct bytes text)
{
    uint8_t digest[SHA256_SIZE];

    sha256(text, digest);
    return memcmp(content->sha256, digest, sizeof digest) == 0;
}

/* PyTorch, serialization.py: the member "byteorder" is one of two words, and weights are turned by
 * it; another word is refused when the model is loaded. */
static bool is_byte_order(const struct assay_examination *content)
{
    return holds(content, BYTES("little")) || holds(content, BYTES("big"));
}

void contents_member(struct contents *contents, uint64_t number, struct bytes name,
                     const struct assay_examination *content)
{
    uint32_t marked;

    contents->entries++;
    contents->expanded += content->size;
    contents->lost += content->cut;
    if (content->load > contents->load)
        contents->load = content->load;
    if (glob_match(BYTES("*/data/*"), name))
        contents->weights += content->size;
    if (glob_match(BYTES("*/byteorder"), name) && !is_byte_order(content))
        contents->order_unknown = true;
    marked = mark(contents, name, content->format);
    if (contents->samples)
        note_label(contents->samples, name, content);
    for (size_t i = 0; i < ARRAY_LEN(profiles); i++) {
        const struct profile *profile = &profiles[i];

        if (marked & 1U << i)
            note_lifted(&contents->lifted[i], number, content);
        if (profile->also && glob_match(bytes_text(profile->also), name))
            note_lifted(&contents->also[i], number, content);
    }
}

static void lift(const struct assay_examination *member, struct evidence *evidence)
{
    for (size_t i = 0; i < member->fact_count; i++) {
        const struct assay_fact *fact = &member->facts[i];

        /* Bytes of storages are not those of tensors, which may share one; indexes count these. */
        if ((strncmp(assay_facts[fact->id].name, "model.", 6) == 0 ||
             strncmp(assay_facts[fact->id].name, "dataset.", 8) == 0) &&
            fact->id != ASSAY_FACT_MODEL_TENSOR_BYTES)
            evidence_lift(evidence, fact);
    }
}

static bool fits(const struct contents *contents, size_t i)
{
    uint32_t bit = 1U << i;

    if (profiles[i].samples)
        return contents->samples && samples_are_there(contents->samples);
    return (contents->marked & bit) && !(contents->broken & bit) &&
           (!profiles[i].with || (contents->joined & bit));
}

/* The tensors of a zip of torch lie in members of their own: what the pickle tells of them must be
 * there. */
static void check_weights(const struct contents *contents, const struct assay_examination *pickle,
                          struct evidence *evidence)
{
    for (size_t i = 0; i < pickle->fact_count; i++) {
        const struct assay_fact *fact = &pickle->facts[i];

        if (fact->id != ASSAY_FACT_MODEL_TENSOR_BYTES ||
            (uint64_t)fact->value.integer == contents->weights)
            continue;
        evidence_load(evidence, ASSAY_LOAD_SUSPICIOUS);
        evidence_gap(evidence, GAP_MODEL_INVALID, ASSAY_NO_OFFSET,
                     "its tensors take %" PRId64 " bytes, its members hold %" PRIu64,
                     fact->value.integer, contents->weights);
    }
}

static bool is_of_torch(const struct profile *profile)
{
    return strcmp(profile->format, "pytorch-zip") == 0 ||
           strcmp(profile->format, "torchscript") == 0;
}

static void judge_model(const struct contents *contents, size_t i, struct evidence *evidence)
{
    const struct lifted *lifted = &contents->lifted[i];

    if (contents->lost > 0) /* what was not read is never clean */
        evidence_load(evidence, ASSAY_LOAD_SUSPICIOUS);
    if (profiles[i].once && lifted->count > 1) {
        evidence_load(evidence, ASSAY_LOAD_DANGEROUS);
        evidence_gap(evidence, GAP_MODEL_INVALID, ASSAY_NO_OFFSET,
                     "%" PRIu64 " of its members may be what is loaded: readers do not agree",
                     lifted->count);
    } else if (lifted->content && contents->lost == 0 &&
               strcmp(profiles[i].format, "pytorch-zip") == 0) {
        check_weights(contents, lifted->content, evidence);
    }
    if (contents->order_unknown && is_of_torch(&profiles[i])) {
        evidence_load(evidence, ASSAY_LOAD_SUSPICIOUS);
        evidence_gap(evidence, GAP_MODEL_INVALID, ASSAY_NO_OFFSET,
                     "its member byteorder says neither little nor big: in what order its weights "
                     "are is not known");
    }
}

static bool is_of(const struct assay_examination *member, const char *format)
{
    return member && strcmp(member->format, format) == 0;
}

void contents_end(const struct contents *contents, struct evidence *evidence)
{
    evidence_int(evidence, ASSAY_FACT_CONTAINER_ENTRIES, MEASURED, contents->entries);
    evidence_int(evidence, ASSAY_FACT_CONTAINER_EXPANDED, MEASURED, contents->expanded);
    for (size_t i = 0; i < ARRAY_LEN(profiles); i++) {
        const struct profile *profile = &profiles[i];

        if (!fits(contents, i))
            continue;
        evidence_kind(evidence, profile->kind);
        evidence_format(evidence, profile->format);
        evidence_load(evidence, contents->load);
        if (profile->samples)
            samples_tell(contents->samples, evidence);
        if (profile->kind == ASSAY_KIND_MODEL)
            judge_model(contents, i, evidence);
        if (profile->lift && contents->lifted[i].content)
            lift(contents->lifted[i].content, evidence);
        if (contents->also[i].content)
            lift(contents->also[i].content, evidence);
        if (profile->reads && !is_of(contents->also[i].content, profile->reads))
            evidence_load(evidence, ASSAY_LOAD_SUSPICIOUS);
        return;
    }
}
