/*
 * inspect_skops.c - schema.json of a skops archive: a tree of nodes, each of which names a type or
 * a function that loading imports, and the loader that makes something of it.
 * Source: skops, io/_persist.py, io/_general.py, io/_numpy.py, io/_scipy.py, io/_sklearn.py.
 */

#include "base/kit.h"
#include "base/limits.h"
#include "doc/doc.h"
#include "examine/encoding/document.h"
#include "examine/inspect.h"
#include "examine/python/imports.h"
#include "inventory/gaps.h"

/* Loaders that make data of data. MethodNode fetches attributes, and is not here. */
static const char *const loaders[] = {"BytearrayNode",
                                      "BytesNode",
                                      "CachedNode",
                                      "DTypeNode",
                                      "DefaultDictNode",
                                      "DictNode",
                                      "FunctionNode",
                                      "JsonNode",
                                      "ListNode",
                                      "LossNode",
                                      "MaskedArrayNode",
                                      "NdArrayNode",
                                      "ObjectNode",
                                      "OperatorFuncNode",
                                      "OrderedDictNode",
                                      "PartialNode",
                                      "RandomGeneratorNode",
                                      "RandomStateNode",
                                      "ReduceNode",
                                      "SGDNode",
                                      "SetNode",
                                      "SliceNode",
                                      "SparseMatrixNode",
                                      "TreeNode",
                                      "TupleNode",
                                      "TypeNode",
                                      "_DictWithDeprecatedKeysNode"};

struct reading {
    struct evidence *evidence;
    struct arena *arena;
    struct import_lines lines;
};

static bool is_known_loader(struct bytes loader)
{
    return bytes_is_one_of(loader, loaders, ARRAY_LEN(loaders));
}

static void observe_loader(struct reading *reading, const struct doc *loader, uint64_t offset)
{
    const struct assay_place place = {
        .offset = offset, .line = loader->line, .column = loader->column};

    import_observe(reading->evidence, ASSAY_LOAD_SUSPICIOUS, &place, "the loader ", loader->text);
}

static void observe_operator(struct reading *reading, const struct doc *module, uint64_t offset)
{
    const struct assay_place place = {
        .offset = offset, .line = module->line, .column = module->column};

    import_observe(reading->evidence, ASSAY_LOAD_DANGEROUS, &place,
                   "OperatorFuncNode with a module that is not operator: ", module->text);
}

/* One node; `name` receives what it imports. */
static enum assay_status read_node(struct reading *reading, const struct doc *node,
                                   struct bytes *name)
{
    const struct doc *class = doc_get(node, "__class__"), *module = doc_get(node, "__module__");
    const struct doc *loader = doc_get(node, "__loader__");
    uint64_t offset;
    char *full;

    if (!loader || loader->type != DOC_TEXT)
        return ASSAY_OK;
    offset = import_offset(&reading->lines, loader->line, loader->column);
    if (!is_known_loader(loader->text))
        observe_loader(reading, loader, offset);
    if (!class || class->type != DOC_TEXT || !module || module->type != DOC_TEXT)
        return ASSAY_OK;
    if (bytes_equal(loader->text, BYTES("OperatorFuncNode")) &&
        !bytes_equal(module->text, BYTES("operator")) &&
        !bytes_equal(module->text, BYTES("_operator")))
        observe_operator(reading, module, offset);
    full = arena_printf(reading->arena, "%.*s.%.*s", (int)module->text.size,
                        (const char *)module->text.data, (int)class->text.size,
                        (const char *)class->text.data);
    if (!full)
        return ASSAY_ENOMEM;
    *name = bytes_text(full);
    import_note(reading->evidence,
                &(struct import_place){.name = *name,
                                       .offset = offset,
                                       .line = loader->line,
                                       .bare = bytes_equal(loader->text, BYTES("ObjectNode"))});
    return ASSAY_OK;
}

/*
 * The content of a FunctionNode or a TypeNode: what is imported stands here, whatever the node says
 * of itself.
 */
static enum assay_status read_content(struct reading *reading, const struct doc *content)
{
    static const char *const pairs[][2] = {{"module_path", "function"},
                                           {"__module__", "__class__"}};

    if (doc_get(content, "__loader__"))
        return ASSAY_OK; /* a node */
    for (size_t i = 0; i < ARRAY_LEN(pairs); i++) {
        const struct doc *module = doc_get(content, pairs[i][0]);
        const struct doc *name = doc_get(content, pairs[i][1]);
        char *full;

        if (!module || module->type != DOC_TEXT || !name || name->type != DOC_TEXT)
            continue;
        full = arena_printf(reading->arena, "%.*s.%.*s", (int)module->text.size,
                            (const char *)module->text.data, (int)name->text.size,
                            (const char *)name->text.data);
        if (!full)
            return ASSAY_ENOMEM;
        import_note(reading->evidence,
                    &(struct import_place){
                        .name = bytes_text(full),
                        .offset = import_offset(&reading->lines, module->line, module->column),
                        .line = module->line});
    }
    return ASSAY_OK;
}

/* NOLINTBEGIN(misc-no-recursion): LIMIT_DOCUMENT_DEPTH bounds it */
static enum assay_status walk(struct reading *reading, const struct doc *doc)
{
    struct bytes name;

    if (doc->type == DOC_MAP) {
        TRY(read_node(reading, doc, &name));
        TRY(read_content(reading, doc));
    }
    for (size_t i = 0; doc->type == DOC_LIST && i < doc->count; i++)
        TRY(walk(reading, &doc->items[i]));
    for (size_t i = 0; doc->type == DOC_MAP && i < doc->count; i++)
        TRY(walk(reading, &doc->members[i].value));
    return ASSAY_OK;
}

/* NOLINTEND(misc-no-recursion) */

static enum assay_status read_root(struct reading *reading, const struct doc *root)
{
    const struct doc *version = doc_get(root, "_skops_version");
    struct bytes name = bytes_of(NULL, 0);

    TRY(read_node(reading, root, &name));
    if (name.size > 0)
        evidence_text(reading->evidence, ASSAY_FACT_MODEL_ARCHITECTURE, MEASURED, name);
    if (version && version->type == DOC_TEXT) {
        const char *producer =
            arena_printf(reading->arena, "skops %.40s", (const char *)version->text.data);

        if (!producer)
            return ASSAY_ENOMEM;
        evidence_text(reading->evidence, ASSAY_FACT_MODEL_PRODUCER, DECLARED, bytes_text(producer));
    }
    return walk(reading, root);
}

static enum assay_status skops_read(struct cursor *cursor, const struct subject *subject,
                                    struct evidence *evidence)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct doc_source source = {.path = "schema.json"};
    struct reading reading = {.evidence = evidence, .arena = arena};
    struct assay_error failure = {0};
    enum assay_status status;
    struct doc *root;

    (void)subject;
    if (!arena)
        return cursor_fail_at(cursor, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory");
    evidence_load(evidence, ASSAY_LOAD_CLEAN);
    TRY(document_text(cursor, arena, "a schema", LIMIT_DOCUMENT, &source.text));
    reading.lines.text = source.text;
    status = doc_read_json(arena, &source, &root, &failure);
    if (status == ASSAY_EFORMAT || status == ASSAY_EUSAGE || status == ASSAY_ELIMIT)
        return cursor_fail_at(cursor, ASSAY_EFORMAT, 0, "%s", failure.text);
    if (status == ASSAY_OK)
        status = read_root(&reading, root);
    return status == ASSAY_OK
               ? status
               : cursor_fail_at(cursor, status, ASSAY_NO_OFFSET, "out of memory for a schema");
}

static unsigned skops_bid(const struct subject *subject)
{
    static const char member[] = "\"__loader__\"";

    if (!bytes_equal(subject->name, BYTES("schema.json")) ||
        !memmem(subject->head.data, subject->head.size, member, strlen(member)))
        return 0;
    return 8 * (sizeof member - 1);
}

const struct inspector inspect_skops = {.format = "skops-schema",
                                        .kind = ASSAY_KIND_CONFIG,
                                        .text = true,
                                        .gap = GAP_MODEL_INVALID,
                                        .bid = skops_bid,
                                        .read = skops_read};
