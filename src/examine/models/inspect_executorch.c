/*
 * inspect_executorch.c - programs of ExecuTorch: what can be called, the operators that each plan
 * uses, and what was compiled for a device.
 * Source: ExecuTorch, schema/program.fbs.
 */

#include <inttypes.h>

#include "base/kit.h"
#include "base/limits.h"
#include "examine/encoding/flatbuffer.h"
#include "examine/inspect.h"
#include "examine/models/model_graph.h"

/* Fields of tables by their number. */
enum { PROGRAM_VERSION, PROGRAM_PLANS };
enum { PLAN_NAME, PLAN_OPERATORS = 6, PLAN_DELEGATES };
enum { OPERATOR_NAME };
enum { DELEGATE_ID };

struct executorch {
    struct flat flat;
    struct model_graph graph;
    struct buf text;
};

/* "aten::add" in two parts; those of the runtime's own sets need nothing else. */
static ASSAY_RESULT note_operator(struct executorch *program, uint64_t at)
{
    static const char *const own[] = {"aten", "dim_order_ops", "executorch_prim", "prims",
                                      "quantized_decomposed"};
    struct bytes name = buf_bytes(&program->text), domain = {NULL, 0};
    const uint8_t *colons = name.size ? memmem(name.data, name.size, "::", 2) : NULL;
    bool custom = true;

    if (colons) {
        domain = bytes_of(name.data, (size_t)(colons - name.data));
        name = bytes_from(name, domain.size + 2);
    }
    for (size_t i = 0; i < ARRAY_LEN(own); i++)
        custom = custom && !bytes_equal(domain, bytes_text(own[i]));
    return model_graph_operator(&program->graph, domain, name, custom, at);
}

static ASSAY_RESULT read_operators(struct executorch *program, const struct flat_table *plan)
{
    struct flat_vector operators;
    struct flat_table entry;

    TRY(flat_vector(plan, PLAN_OPERATORS, FLAT_OFFSET, &operators));
    for (uint64_t i = 0; i < operators.count; i++) {
        TRY(flat_element(&operators, i, &entry));
        TRY(flat_text(&entry, OPERATOR_NAME, LIMIT_FACT_TEXT, &program->text));
        TRY(note_operator(program, entry.at));
    }
    return ASSAY_OK;
}

static ASSAY_RESULT read_delegates(struct executorch *program, const struct flat_table *plan)
{
    struct flat_vector delegates;
    struct flat_table entry;

    TRY(flat_vector(plan, PLAN_DELEGATES, FLAT_OFFSET, &delegates));
    for (uint64_t i = 0; i < delegates.count; i++) {
        TRY(flat_element(&delegates, i, &entry));
        TRY(flat_text(&entry, DELEGATE_ID, LIMIT_FACT_TEXT, &program->text));
        model_graph_observe(&program->graph, ASSAY_LOAD_SUSPICIOUS, GRAPH_CUSTOM_OPERATOR, entry.at,
                            "code that was compiled for a device: ", buf_bytes(&program->text));
    }
    return ASSAY_OK;
}

static ASSAY_RESULT read_plan(struct executorch *program, const struct flat_table *plan)
{
    TRY(flat_text(plan, PLAN_NAME, LIMIT_FACT_TEXT, &program->text));
    if (program->text.size > 0)
        evidence_set(program->graph.evidence, ASSAY_FACT_MODEL_SIGNATURES, MEASURED,
                     buf_bytes(&program->text));
    TRY(read_operators(program, plan));
    return read_delegates(program, plan);
}

static ASSAY_RESULT read_program(struct executorch *program, struct cursor *cursor)
{
    struct flat_table root, plan;
    struct flat_vector plans;
    uint64_t version;
    char text[24];

    TRY(flat_open(&program->flat, cursor, 0, cursor->size, &root));
    TRY(cursor_seek(cursor, 4));
    TRY(cursor_expect(cursor, "ET12", 4));
    TRY(flat_unsigned(&root, PROGRAM_VERSION, 4, 0, &version));
    snprintf(text, sizeof text, "%" PRIu64, version);
    evidence_text(program->graph.evidence, ASSAY_FACT_MODEL_FORMAT_VERSION, MEASURED,
                  bytes_text(text));
    TRY(flat_vector(&root, PROGRAM_PLANS, FLAT_OFFSET, &plans));
    for (uint64_t i = 0; i < plans.count; i++) {
        TRY(flat_element(&plans, i, &plan));
        TRY(read_plan(program, &plan));
    }
    return ASSAY_OK;
}

static unsigned executorch_bid(const struct subject *subject)
{
    enum { BID = 32, BID_NAME = 8 };

    if (bytes_starts(bytes_from(subject->head, 4), BYTES("ET12")))
        return BID;
    return bytes_ends(subject->name, BYTES(".pte")) ? BID_NAME : 0;
}

static enum assay_status executorch_read(struct cursor *cursor, const struct subject *subject,
                                         struct evidence *evidence)
{
    struct executorch program = {.flat = {.opened = 0}};
    enum assay_status status;

    (void)subject;
    model_graph_init(&program.graph, cursor, evidence);
    program.graph.untold = true; /* weights are in segments that only the plans can name */
    buf_init(&program.text, LIMIT_FACT_TEXT);
    status = read_program(&program, cursor);
    model_graph_end(&program.graph);
    buf_clear(&program.text);
    model_graph_clear(&program.graph);
    evidence_load(evidence, status == ASSAY_OK ? ASSAY_LOAD_CLEAN : ASSAY_LOAD_SUSPICIOUS);
    return status;
}

const struct inspector inspect_executorch = {.format = "executorch",
                                             .kind = ASSAY_KIND_MODEL,
                                             .seeks = true,
                                             .bid = executorch_bid,
                                             .read = executorch_read};
