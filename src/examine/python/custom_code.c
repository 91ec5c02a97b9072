/*
 * custom_code.c - code that a model's files name.
 * Source: transformers, dynamic_module_utils.py (get_class_from_dynamic_module); Hydra,
 * "Instantiating objects".
 */

#include "examine/python/custom_code.h"

#include "base/buf.h"
#include "base/kit.h"
#include "base/limits.h"
#include "base/text.h"
#include "examine/python/pickle_names.h"

enum { FIELD_SHOWN = 120, NAME_SHOWN = 200 };

void custom_code(struct evidence *evidence, enum assay_load load, uint64_t at, struct bytes field,
                 struct bytes what)
{
    const struct assay_place place = {.offset = at};
    CLEANUP(buf_clear) struct buf detail;

    buf_init(&detail, LIMIT_FACT_TEXT);
    text_show(&detail, bytes_front(field, FIELD_SHOWN));
    if (field.size > 0 && what.size > 0)
        buf_text(&detail, ": ");
    text_show(&detail, bytes_front(what, NAME_SHOWN));
    evidence_load(evidence, load);
    if (what.size > 0)
        evidence_set(evidence, ASSAY_FACT_MODEL_CUSTOM_CODE, MEASURED, what);
    evidence_observe(evidence, CUSTOM_CODE,
                     load == ASSAY_LOAD_DANGEROUS ? ASSAY_HIGH : ASSAY_MEDIUM, &place,
                     bytes_text(buf_string(&detail)));
}

bool custom_code_leaves(struct bytes path)
{
    size_t start = 0;

    if (path.size > 0 && bytes_has(BYTES("/\\~"), path.data[0]))
        return true;
    for (size_t i = 0; i <= path.size; i++) {
        if (i < path.size && !bytes_has(BYTES("/\\"), path.data[i]))
            continue;
        if (bytes_equal(bytes_of(path.data + start, i - start), BYTES("..")))
            return true;
        start = i + 1;
    }
    return false;
}

void custom_code_reference(struct evidence *evidence, uint64_t at, struct bytes field,
                           struct bytes reference)
{
    bool remote = reference.size >= 2 && memmem(reference.data, reference.size, "--", 2);

    custom_code(evidence,
                remote || custom_code_leaves(reference) ? ASSAY_LOAD_DANGEROUS
                                                        : ASSAY_LOAD_SUSPICIOUS,
                at, field, reference);
}

/* Harmless in a pickle, where its arguments are seen. */
static bool runs_what_it_is_given(enum pickle_rule rule)
{
    return rule == RULE_BARE || rule == RULE_GETATTR || rule == RULE_ITER || rule == RULE_REBUILD ||
           rule == RULE_RECONSTRUCT || rule == RULE_TORCH_BYTES || rule == RULE_UFUNC;
}

/*
 * A class of a library that no pickle names but many a configuration does: loaders of data, layers,
 * loggers. Those that run or load what they are given are few.
 */
static bool is_part_of_library(struct bytes name, enum pickle_group group)
{
    static const char *const runners[] = {
        "GraphModule", "Lambda",    "PackageImporter", "RawKernel",
        "RawModule",   "TFSMLayer", "Template",        "TorchModuleWrapper"};

    return group == PICKLE_ML_LIBRARIES && pickle_class_like(name) &&
           !bytes_is_one_of(name, runners, ARRAY_LEN(runners));
}

static enum pickle_judgement judge(struct bytes dotted)
{
    CLEANUP(buf_clear) struct buf resolved = {.ceiling = (size_t)2 * LIMIT_NAME};
    const uint8_t *dot = dotted.size ? memrchr(dotted.data, '.', dotted.size) : NULL;
    struct bytes module = BYTES("builtins"), name = dotted;
    struct pickle_verdict verdict;

    if (dot) {
        module = bytes_of(dotted.data, (size_t)(dot - dotted.data));
        name = bytes_from(dotted, module.size + 1);
    }
    verdict = pickle_judge(module, name, 4, &resolved);
    if (verdict.judgement == PICKLE_ALLOWED && runs_what_it_is_given(verdict.rule))
        return PICKLE_DANGEROUS;
    if (verdict.judgement == PICKLE_DANGEROUS && is_part_of_library(name, verdict.group))
        return PICKLE_UNKNOWN;
    return verdict.judgement;
}

bool custom_code_runs(struct bytes dotted)
{
    return judge(dotted) == PICKLE_DANGEROUS;
}

/* OmegaConf puts the name together from other places, or from the environment. */
static bool is_made(struct bytes dotted)
{
    return dotted.size >= 2 && memmem(dotted.data, dotted.size, "${", 2);
}

void custom_code_target(struct evidence *evidence, uint64_t at, struct bytes field,
                        struct bytes dotted)
{
    enum pickle_judgement judgement = is_made(dotted) ? PICKLE_UNKNOWN : judge(dotted);

    if (judgement != PICKLE_ALLOWED)
        custom_code(evidence,
                    judgement == PICKLE_DANGEROUS ? ASSAY_LOAD_DANGEROUS : ASSAY_LOAD_SUSPICIOUS,
                    at, field, dotted);
}

void custom_code_mention(struct evidence *evidence, uint64_t at, struct bytes field,
                         struct bytes dotted)
{
    enum pickle_judgement judgement = is_made(dotted) ? PICKLE_UNKNOWN : judge(dotted);

    if (judgement == PICKLE_DANGEROUS)
        custom_code(evidence, ASSAY_LOAD_DANGEROUS, at, field, dotted);
    else if (is_made(dotted))
        custom_code(evidence, ASSAY_LOAD_SUSPICIOUS, at, field, dotted);
    else if (judgement == PICKLE_UNKNOWN && dotted.size > 0)
        evidence_set(evidence, ASSAY_FACT_MODEL_CUSTOM_CODE, MEASURED, dotted);
}
