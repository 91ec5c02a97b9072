/* model_graph.c - operators, functions, tensors and external files of one model. */

#include "examine/models/model_graph.h"

#include <stdarg.h>

#include "base/buf.h"
#include "base/kit.h"
#include "base/limits.h"
#include "base/text.h"
#include "examine/words/claim_words.h"
#include "inventory/gaps.h"

void model_graph_init(struct model_graph *graph, struct cursor *cursor, struct evidence *evidence)
{
    *graph = (struct model_graph){
        .cursor = cursor, .evidence = evidence, .counted = true, .sized = true};
}

void model_graph_clear(struct model_graph *graph)
{
    names_table_clear(&graph->operators);
    names_table_clear(&graph->functions);
    names_table_clear(&graph->files);
}

void model_graph_tensor(struct model_graph *graph, const struct model_graph_dtype *dtype,
                        uint64_t elements)
{
    uint64_t bits;

    graph->tensors++;
    if (ckd_add(&graph->parameters, graph->parameters, elements))
        graph->counted = false;
    if (dtype)
        evidence_set(graph->evidence, ASSAY_FACT_MODEL_DTYPES, MEASURED, bytes_text(dtype->name));
    if (!dtype || dtype->bits == 0 || ckd_mul(&bits, elements, (uint64_t)dtype->bits) ||
        ckd_add(&graph->bytes, graph->bytes, bits / 8 + (bits % 8 != 0)))
        graph->sized = false;
}

/* Adds to one of the graph's tables. */
static ASSAY_RESULT add_name(struct model_graph *graph, struct names_table *table,
                             struct bytes name, uint64_t at, struct named **entry)
{
    enum assay_status status = names_table_add(table, name, at, LIMIT_GRAPH_NAMES, entry);

    return status == ASSAY_OK ? ASSAY_OK
                              : cursor_fail_at(graph->cursor, status, at,
                                               "more than %u different names", LIMIT_GRAPH_NAMES);
}

/* "domain::name", or the name alone, as a person may see it. */
static void full_name(struct buf *out, struct bytes domain, struct bytes name)
{
    if (domain.size > 0) {
        text_show(out, domain);
        buf_text(out, "::");
    }
    text_show(out, name);
}

static ASSAY_RESULT add_full_name(struct model_graph *graph, struct names_table *table,
                                  struct bytes domain, struct bytes name, uint64_t at,
                                  struct named **entry)
{
    CLEANUP(buf_clear) struct buf full;

    buf_init(&full, SIZE_MAX);
    full_name(&full, domain, name);
    if (full.status != ASSAY_OK)
        return cursor_fail_at(graph->cursor, full.status, at, "no room for a name");
    return add_name(graph, table, buf_bytes(&full), at, entry);
}

enum assay_status model_graph_operator(struct model_graph *graph, struct bytes domain,
                                       struct bytes name, bool custom, uint64_t at)
{
    struct named *entry;

    TRY(add_full_name(graph, &graph->operators, domain, name, at, &entry));
    if (custom)
        entry->value = 1;
    return ASSAY_OK;
}

enum assay_status model_graph_function(struct model_graph *graph, struct bytes domain,
                                       struct bytes name, uint64_t at)
{
    struct named *entry;

    return add_full_name(graph, &graph->functions, domain, name, at, &entry);
}

void model_graph_observe(struct model_graph *graph, enum assay_load load, const char *class_name,
                         uint64_t at, const char *what, struct bytes name)
{
    enum { MOST = 160 };
    const struct assay_place place = {.offset = at};
    CLEANUP(buf_clear) struct buf detail;

    buf_init(&detail, LIMIT_FACT_TEXT);
    if (name.size > MOST)
        name.size = MOST;
    buf_text(&detail, what);
    text_show(&detail, name);
    evidence_load(graph->evidence, load);
    evidence_observe(graph->evidence, class_name,
                     load == ASSAY_LOAD_DANGEROUS ? ASSAY_HIGH : ASSAY_MEDIUM, &place,
                     buf_bytes(&detail));
}

void model_graph_gap(struct model_graph *graph, uint64_t at, const char *format, ...)
{
    char text[256];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    evidence_load(graph->evidence, ASSAY_LOAD_SUSPICIOUS);
    evidence_gap(graph->evidence, GAP_MODEL_INVALID, at, "%s", text);
}

/* ONNX Runtime's mark for tensors that lie at an address of its own memory: in a file it would have
 * the program read wherever the file says. */
#define IN_MEMORY "*/_ORT_MEM_ADDR_/*"

static bool has_scheme(struct bytes location)
{
    return location.size > 0 && memmem(location.data, location.size, "://", 3) != NULL;
}

enum assay_status model_graph_external(struct model_graph *graph, struct bytes location,
                                       uint64_t offset, uint64_t length, uint64_t at)
{
    struct named *entry;
    uint64_t end;

    evidence_set(graph->evidence, ASSAY_FACT_MODEL_EXTERNAL_FILES, MEASURED, location);
    if (bytes_equal(location, BYTES(IN_MEMORY))) {
        model_graph_observe(graph, ASSAY_LOAD_DANGEROUS, GRAPH_OUTSIDE_DATA, at,
                            "reads a tensor from an address of the program's memory: ", location);
        return ASSAY_OK;
    }
    if (!claim_name_is_safe(location) || has_scheme(location)) {
        model_graph_observe(graph, ASSAY_LOAD_DANGEROUS, GRAPH_OUTSIDE_DATA, at,
                            "reads from outside of its folder: ", location);
        return ASSAY_OK;
    }
    if (bytes_has(location, '\\'))
        model_graph_observe(graph, ASSAY_LOAD_SUSPICIOUS, GRAPH_OUTSIDE_DATA, at,
                            "a file whose name systems read in two ways: ", location);
    if (ckd_add(&end, offset, length)) {
        model_graph_gap(graph, at, "a tensor that ends behind any file");
        end = 0;
    }
    TRY(add_name(graph, &graph->files, location, at, &entry));
    if (entry->value < end)
        entry->value = end;
    return ASSAY_OK;
}

static void end_operators(struct model_graph *graph)
{
    for (size_t i = 0; i < graph->operators.count; i++) {
        const struct named *entry = &graph->operators.entries[i];
        struct bytes name = named_bytes(entry);

        if (names_table_find(&graph->functions, name))
            continue; /* a call of a function that is told as such */
        evidence_set(graph->evidence, ASSAY_FACT_MODEL_OPERATORS, MEASURED, name);
        if (!entry->value)
            continue;
        evidence_set(graph->evidence, ASSAY_FACT_MODEL_OPERATORS_CUSTOM, MEASURED, name);
        model_graph_observe(graph, ASSAY_LOAD_SUSPICIOUS, GRAPH_CUSTOM_OPERATOR, entry->at,
                            "operator that no runtime brings along: ", name);
    }
    for (size_t i = 0; i < graph->functions.count; i++) {
        struct bytes name = named_bytes(&graph->functions.entries[i]);

        if (!bytes_starts(name, BYTES("__"))) /* those have names that nobody gave them */
            evidence_set(graph->evidence, ASSAY_FACT_MODEL_FUNCTIONS, MEASURED, name);
    }
}

static void end_files(struct model_graph *graph)
{
    for (size_t i = 0; i < graph->files.count; i++) {
        const struct named *entry = &graph->files.entries[i];

        evidence_claim(graph->evidence, &(struct claim_words){.role = ASSAY_CLAIM_TENSORS,
                                                              .name = named_bytes(entry),
                                                              .size = entry->value,
                                                              .offset = entry->at});
    }
}

void model_graph_end(struct model_graph *graph)
{
    end_operators(graph);
    end_files(graph);
    if (graph->untold)
        return;
    evidence_int(graph->evidence, ASSAY_FACT_MODEL_TENSORS, MEASURED, graph->tensors);
    if (graph->counted)
        evidence_int(graph->evidence, ASSAY_FACT_MODEL_PARAMETERS, MEASURED, graph->parameters);
    if (graph->counted && graph->sized)
        evidence_int(graph->evidence, ASSAY_FACT_MODEL_TENSOR_BYTES, MEASURED, graph->bytes);
}
