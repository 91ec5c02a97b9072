/* pickle_report.c - imports, calls, storages and flaws of one file's pickles. */

#include "examine/python/pickle_report.h"

#include <stdarg.h>
#include <stdlib.h>

#include "base/kit.h"
#include "base/limits.h"
#include "base/text.h"
#include "inventory/gaps.h"

void pickle_report_init(struct pickle_report *report, struct evidence *evidence,
                        struct cursor *cursor)
{
    *report = (struct pickle_report){.evidence = evidence,
                                     .cursor = cursor,
                                     .parameters_known = true,
                                     .bytes_known = true,
                                     .flaw_at = ASSAY_NO_OFFSET};
}

void pickle_report_clear(struct pickle_report *report)
{
    for (size_t i = 0; i < report->import_count; i++)
        free(report->imports[i].name);
    free(report->imports);
    free(report->import_table);
    free(report->storages);
    *report = (struct pickle_report){0};
}

static uint64_t digest(struct bytes text)
{
    uint64_t value = UINT64_C(0xcbf29ce484222325);

    for (size_t i = 0; i < text.size; i++) /* FNV-1a, then spread over all bits */
        value = (value ^ text.data[i]) * UINT64_C(0x100000001b3);
    value ^= value >> 32;
    value *= UINT64_C(0xd6e8feb86659fd93);
    value ^= value >> 32;
    return value ? value : 1;
}

static enum assay_status no_memory(struct pickle_report *report)
{
    return cursor_fail_at(report->cursor, ASSAY_ENOMEM, cursor_at(report->cursor), "out of memory");
}

/* The place of a name in the table: its entry, or where it would be put. */
static size_t import_place(const struct pickle_report *report, struct bytes name)
{
    size_t mask = report->import_capacity * 2 - 1;
    size_t place = (size_t)digest(name) & mask;

    while (report->import_table[place] &&
           !bytes_equal(bytes_text(report->imports[report->import_table[place] - 1].name), name))
        place = (place + 1) & mask;
    return place;
}

static enum assay_status grow_imports(struct pickle_report *report, uint64_t offset)
{
    size_t capacity = report->import_capacity ? report->import_capacity * 2 : 64;
    struct pickle_import *imports;
    uint32_t *table;

    if (capacity > LIMIT_PICKLE_NAMES)
        return cursor_fail_at(report->cursor, ASSAY_ELIMIT, offset, "more than %d different names",
                              LIMIT_PICKLE_NAMES);
    imports = realloc(report->imports, capacity * sizeof *imports);
    if (!imports)
        return no_memory(report);
    report->imports = imports;
    table = calloc(capacity * 2, sizeof *table);
    if (!table)
        return no_memory(report);
    free(report->import_table);
    report->import_table = table;
    report->import_capacity = capacity;
    for (size_t i = 0; i < report->import_count; i++)
        table[import_place(report, bytes_text(imports[i].name))] = (uint32_t)i + 1;
    return ASSAY_OK;
}

static void tell_formula(struct pickle_report *report)
{
    if (report->formula == FORMULA_REACHES)
        pickle_report_danger(report, report->formula_at, "code in a formula, which patsy runs");
    else if (report->formula == FORMULA_CALLS)
        pickle_report_unsure(report, report->formula_at,
                             "a formula, which patsy runs, calls functions");
    report->formula = FORMULA_PLAIN;
}

void pickle_report_formula(struct pickle_report *report, uint64_t offset,
                           enum pickle_formula formula)
{
    if (formula > report->formula) {
        report->formula = formula;
        report->formula_at = offset;
    }
    if (report->has_statsmodels)
        tell_formula(report);
}

static enum assay_status add_import(struct pickle_report *report, struct bytes name,
                                    struct pickle_verdict verdict, uint64_t offset, uint32_t *index)
{
    const struct assay_place place = {.offset = offset};
    size_t at;

    if (report->import_count == report->import_capacity)
        TRY(grow_imports(report, offset));
    at = import_place(report, name);
    if (!report->import_table[at]) {
        char *copy = malloc(name.size + 1);

        if (!copy)
            return no_memory(report);
        memcpy(copy, name.data, name.size);
        copy[name.size] = 0;
        report->imports[report->import_count] = (struct pickle_import){
            .name = copy, .verdict = verdict, .makes_own = pickle_makes_own(copy)};
        report->has_wrappers |= verdict.rule == RULE_JOBLIB || verdict.rule == RULE_OTHER_FILE;
        if (bytes_starts(name, BYTES("statsmodels."))) {
            report->has_statsmodels = true;
            tell_formula(report);
        }
        report->import_table[at] = (uint32_t)++report->import_count;
        evidence_set(report->evidence, ASSAY_FACT_MODEL_IMPORTS, MEASURED, name);
    }
    *index = report->import_table[at] - 1;
    if (verdict.judgement > report->imports[*index].verdict.judgement)
        report->imports[*index].verdict = verdict; /* the same name, reached in a worse way */
    if (verdict.judgement == PICKLE_DANGEROUS) {
        evidence_load(report->evidence, ASSAY_LOAD_DANGEROUS);
        evidence_set(report->evidence, ASSAY_FACT_MODEL_IMPORTS_DANGEROUS, MEASURED, name);
        evidence_observe(report->evidence, PICKLE_CODE, ASSAY_HIGH, &place, name);
    } else if (verdict.judgement == PICKLE_UNKNOWN) {
        evidence_load(report->evidence, ASSAY_LOAD_SUSPICIOUS);
        evidence_set(report->evidence, ASSAY_FACT_MODEL_IMPORTS_UNKNOWN, MEASURED, name);
        evidence_observe(report->evidence, PICKLE_UNKNOWN_CODE, ASSAY_MEDIUM, &place, name);
    }
    return ASSAY_OK;
}

enum assay_status pickle_report_import(struct pickle_report *report, struct bytes module,
                                       struct bytes name, unsigned protocol, uint64_t offset,
                                       uint32_t *index)
{
    CLEANUP(buf_clear) struct buf resolved, shown;
    struct pickle_verdict verdict;

    buf_init(&resolved, LIMIT_PICKLE_LINE * 2 + 2);
    buf_init(&shown, SIZE_MAX);
    verdict = pickle_judge(module, name, protocol, &resolved);
    text_show(&shown,
              buf_bytes(&resolved)); /* a name may hold anything; it is said as it is kept */
    if (resolved.status == ASSAY_ENOMEM || shown.status != ASSAY_OK)
        return no_memory(report);
    return add_import(report, buf_bytes(&shown), verdict, offset, index);
}

enum assay_status pickle_report_odd(struct pickle_report *report, const char *name,
                                    enum pickle_judgement judgement, uint64_t offset,
                                    uint32_t *index)
{
    return add_import(report, bytes_text(name), (struct pickle_verdict){.judgement = judgement},
                      offset, index);
}

void pickle_report_danger(struct pickle_report *report, uint64_t offset, const char *format, ...)
{
    const struct assay_place place = {.offset = offset};
    char text[256];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    evidence_load(report->evidence, ASSAY_LOAD_DANGEROUS);
    evidence_observe(report->evidence, PICKLE_CODE, ASSAY_HIGH, &place, bytes_text(text));
}

void pickle_report_unsure(struct pickle_report *report, uint64_t offset, const char *text)
{
    const struct assay_place place = {.offset = offset};

    evidence_load(report->evidence, ASSAY_LOAD_SUSPICIOUS);
    evidence_observe(report->evidence, PICKLE_UNKNOWN_CODE, ASSAY_MEDIUM, &place, bytes_text(text));
}

void pickle_report_gap(struct pickle_report *report, uint64_t offset, const char *format, ...)
{
    char text[256];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    evidence_load(report->evidence, ASSAY_LOAD_SUSPICIOUS);
    evidence_gap(report->evidence, GAP_MODEL_INVALID, offset, "%s", text);
}

void pickle_report_flaw(struct pickle_report *report, uint64_t offset, const char *text)
{
    evidence_load(report->evidence, ASSAY_LOAD_SUSPICIOUS);
    if (report->flaw_at != ASSAY_NO_OFFSET)
        return;
    report->flaw_at = offset;
    text_copy(report->flaw, sizeof report->flaw, text);
}

/* The storage classes of torch, and what other formats call their element types. */
static const struct {
    const char *storage, *dtype;
    uint32_t width;
} storage_types[] = {
    {"BFloat16Storage", "BF16", 2},
    {"BoolStorage", "BOOL", 1},
    {"ByteStorage", "U8", 1},
    {"CharStorage", "I8", 1},
    {"ComplexDoubleStorage", "C128", 16},
    {"ComplexFloatStorage", "C64", 8},
    {"DoubleStorage", "F64", 8},
    {"FloatStorage", "F32", 4},
    {"HalfStorage", "F16", 2},
    {"IntStorage", "I32", 4},
    {"LongStorage", "I64", 8},
    {"QInt32Storage", "I32", 4},
    {"QInt8Storage", "I8", 1},
    {"QUInt8Storage", "U8", 1},
    {"ShortStorage", "I16", 2},
    {"UntypedStorage", "U8", 1},
};

static size_t storage_place(const struct pickle_report *report, uint64_t key)
{
    size_t mask = report->storage_capacity - 1;
    size_t place = (size_t)key & mask;

    while (report->storages[place].key && report->storages[place].key != key)
        place = (place + 1) & mask;
    return place;
}

static enum assay_status grow_storages(struct pickle_report *report)
{
    struct pickle_storage *old = report->storages;
    size_t old_capacity = report->storage_capacity;
    size_t capacity = old_capacity ? old_capacity * 2 : 128;

    report->storages = calloc(capacity, sizeof *report->storages);
    if (!report->storages) {
        report->storages = old;
        return no_memory(report);
    }
    report->storage_capacity = capacity;
    for (size_t i = 0; i < old_capacity; i++)
        if (old[i].key)
            report->storages[storage_place(report, old[i].key)] = old[i];
    free(old);
    return ASSAY_OK;
}

enum assay_status pickle_report_storage(struct pickle_report *report, struct bytes key,
                                        struct bytes type, uint64_t elements)
{
    struct pickle_storage *storage;
    uint64_t bytes;
    uint32_t width = 0;

    if (report->storage_count * 2 >= report->storage_capacity) {
        if (report->storage_count >= LIMIT_PICKLE_STORAGES) {
            report->parameters_known = report->bytes_known = false;
            return ASSAY_OK;
        }
        TRY(grow_storages(report));
    }
    storage = &report->storages[storage_place(report, digest(key))];
    if (storage->key)
        return ASSAY_OK;
    for (size_t i = 0; i < ARRAY_LEN(storage_types); i++)
        if (bytes_equal(type, bytes_text(storage_types[i].storage))) {
            width = storage_types[i].width;
            evidence_set(report->evidence, ASSAY_FACT_MODEL_DTYPES, MEASURED,
                         bytes_text(storage_types[i].dtype));
        }
    *storage = (struct pickle_storage){.key = digest(key), .elements = elements, .width = width};
    report->storage_count++;
    if (ckd_add(&report->parameters, report->parameters, elements))
        report->parameters_known = false;
    if (width == 0 || ckd_mul(&bytes, elements, (uint64_t)width) ||
        ckd_add(&report->tensor_bytes, report->tensor_bytes, bytes) ||
        report->tensor_bytes > INT64_MAX)
        report->bytes_known = false;
    return ASSAY_OK;
}

const struct pickle_storage *pickle_report_find_storage(const struct pickle_report *report,
                                                        struct bytes key)
{
    const struct pickle_storage *storage;

    if (report->storage_capacity == 0)
        return NULL;
    storage = &report->storages[storage_place(report, digest(key))];
    return storage->key ? storage : NULL;
}

void pickle_report_facts(struct pickle_report *report)
{
    evidence_int(report->evidence, ASSAY_FACT_MODEL_PROTOCOL, MEASURED, report->protocol);
    if (report->tensors > 0)
        evidence_int(report->evidence, ASSAY_FACT_MODEL_TENSORS, MEASURED, report->tensors);
    if (report->storage_count > 0 && report->parameters_known)
        evidence_int(report->evidence, ASSAY_FACT_MODEL_PARAMETERS, MEASURED, report->parameters);
    if (report->storage_count > 0 && report->bytes_known)
        evidence_int(report->evidence, ASSAY_FACT_MODEL_TENSOR_BYTES, MEASURED,
                     report->tensor_bytes);
}
