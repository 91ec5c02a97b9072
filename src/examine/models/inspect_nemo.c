/*
 * inspect_nemo.c - model_config.yaml of a NeMo archive: each `_target_`, at any depth, is a name
 * that restoring the model imports and calls. Source: NVIDIA NeMo, core/classes/common.py,
 * "Serialization"; Hydra, "Instantiating objects".
 */

#include "base/kit.h"
#include "base/limits.h"
#include "doc/doc.h"
#include "examine/encoding/document.h"
#include "examine/inspect.h"
#include "examine/python/imports.h"
#include "inventory/gaps.h"

/* Their classes are layers, losses, schedules and callbacks. */
static const char *const vetted[] = {"lightning.pytorch.callbacks", "nemo.collections", "nemo.core",
                                     "pytorch_lightning.callbacks", "torch.nn"};

struct reading {
    struct evidence *evidence;
    struct import_lines lines;
};

static void note(struct reading *reading, struct bytes name, uint64_t offset, uint32_t line)
{
    const struct import_place import = {.name = name,
                                        .offset = offset,
                                        .line = line,
                                        .vetted = vetted,
                                        .vetted_count = ARRAY_LEN(vetted)};

    import_note(reading->evidence, &import);
}

/* NOLINTBEGIN(misc-no-recursion): LIMIT_YAML_DEPTH bounds it */
static void walk(struct reading *reading, const struct doc *doc)
{
    for (size_t i = 0; doc->type == DOC_LIST && i < doc->count; i++)
        walk(reading, &doc->items[i]);
    for (size_t i = 0; doc->type == DOC_MAP && i < doc->count; i++) {
        const struct doc_member *member = &doc->members[i];
        const struct doc *value = &member->value;

        if (bytes_equal(member->name, BYTES("_target_")) && value->type == DOC_TEXT)
            note(reading, value->text, import_offset(&reading->lines, value->line, value->column),
                 value->line);
        walk(reading, value);
    }
}

/* NOLINTEND(misc-no-recursion) */

/* The class of the model stands at the top, as `target`. */
static void tell_class(struct reading *reading, const struct doc *root)
{
    const struct doc *target = doc_get(root, "target");

    if (!target || target->type != DOC_TEXT)
        return;
    note(reading, target->text, import_offset(&reading->lines, target->line, target->column),
         target->line);
    evidence_text(reading->evidence, ASSAY_FACT_MODEL_ARCHITECTURE, DECLARED, target->text);
}

static bool is_name_byte(uint8_t byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9') || byte == '_' || byte == '.';
}

/* A text that this reader of YAML refuses may be fine for another: what looks like a target is one.
 */
static void search(struct reading *reading, struct bytes text)
{
    static const char key[] = "_target_";
    struct bytes rest = text;
    const uint8_t *found;

    while (rest.size > 0 && (found = memmem(rest.data, rest.size, key, strlen(key)))) {
        size_t at, end;

        rest = bytes_from(rest, (size_t)(found - rest.data) + strlen(key));
        for (at = 0; at < rest.size && bytes_has(BYTES("\"': \t"), rest.data[at]); at++)
            continue;
        for (end = at; end < rest.size && is_name_byte(rest.data[end]); end++)
            continue;
        if (end > at)
            note(reading, bytes_of(rest.data + at, end - at),
                 (uint64_t)(rest.data + at - text.data), 0);
    }
}

static enum assay_status nemo_read(struct cursor *cursor, const struct subject *subject,
                                   struct evidence *evidence)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct doc_source source = {.path = "model_config.yaml"};
    struct reading reading = {.evidence = evidence};
    struct assay_error failure = {0};
    enum assay_status status;
    struct doc *root;

    (void)subject;
    if (!arena)
        return cursor_fail_at(cursor, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory");
    evidence_load(evidence, ASSAY_LOAD_CLEAN);
    TRY(document_text(cursor, arena, "a configuration", LIMIT_DOCUMENT, &source.text));
    reading.lines.text = source.text;
    status = doc_read_yaml(arena, &source, &root, &failure);
    if (status == ASSAY_ENOMEM)
        return cursor_fail_at(cursor, status, ASSAY_NO_OFFSET, "out of memory");
    if (status != ASSAY_OK) {
        search(&reading, source.text);
        return cursor_fail_at(cursor, ASSAY_EFORMAT, 0, "%s", failure.text);
    }
    tell_class(&reading, root);
    walk(&reading, root);
    return ASSAY_OK;
}

static unsigned nemo_bid(const struct subject *subject)
{
    enum { BID = 80, BID_NAME = 8 }; /* more than what any YAML with a target asks */
    struct bytes head = subject->head;

    if (!bytes_equal(subject->name, BYTES("model_config.yaml")))
        return 0;
    return head.size > 0 && memmem(head.data, head.size, "target", strlen("target")) ? BID
                                                                                     : BID_NAME;
}

const struct inspector inspect_nemo = {.format = "nemo-config",
                                       .kind = ASSAY_KIND_CONFIG,
                                       .text = true,
                                       .gap = GAP_MODEL_INVALID,
                                       .bid = nemo_bid,
                                       .read = nemo_read};
