/*
 * inspect_torchscript.c - code/__torch__*.py of a TorchScript archive: not Python but a language of
 * its own, whose only reach is the operators that it names.
 * Source: PyTorch, torch/csrc/jit/docs/serialization.md, "Code serialization".
 */

#include "base/kit.h"
#include "base/limits.h"
#include "examine/encoding/document.h"
#include "examine/inspect.h"
#include "examine/python/imports.h"
#include "examine/python/pickle_report.h"
#include "inventory/gaps.h"

/* Operators that write or read a file that their argument names. */
static const char *const file_operators[] = {"torch.from_file", "torch.save"};

static bool is_word(uint8_t byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9') || byte == '_' || byte == '.';
}

/* "ops.aten.save" and "torch.save" are one. */
static bool reaches_files(struct bytes name)
{
    struct bytes aten = BYTES("ops.aten.");

    for (size_t i = 0; i < ARRAY_LEN(file_operators); i++) {
        struct bytes whole = bytes_text(file_operators[i]);

        if (bytes_equal(name, whole) ||
            (bytes_starts(name, aten) &&
             bytes_equal(bytes_from(name, aten.size), bytes_from(whole, strlen("torch.")))))
            return true;
    }
    return false;
}

/* aten and prim are the runtime's own; any other library must be supplied beside the model. */
static bool is_custom(struct bytes name)
{
    return bytes_starts(name, BYTES("ops.")) && !bytes_starts(name, BYTES("ops.aten.")) &&
           !bytes_starts(name, BYTES("ops.prim.")) && !bytes_starts(name, BYTES("ops.prims."));
}

static void note_operator(struct evidence *evidence, struct bytes name, uint64_t offset)
{
    const struct assay_place place = {.offset = offset};

    evidence_set(evidence, ASSAY_FACT_MODEL_OPERATORS, MEASURED, name);
    if (is_custom(name)) {
        evidence_load(evidence, ASSAY_LOAD_SUSPICIOUS);
        evidence_set(evidence, ASSAY_FACT_MODEL_OPERATORS_CUSTOM, MEASURED, name);
        evidence_observe(evidence, PICKLE_UNKNOWN_CODE, ASSAY_MEDIUM, &place, name);
    }
    if (reaches_files(name)) {
        evidence_load(evidence, ASSAY_LOAD_DANGEROUS);
        evidence_observe(evidence, PICKLE_CODE, ASSAY_HIGH, &place, name);
    }
}

/* A quoted text, from its opening quote to behind its end; names in it are none. */
static size_t skip_text(struct bytes text, size_t at)
{
    uint8_t quote = text.data[at++];

    while (at < text.size && text.data[at] != quote && text.data[at] != '\n')
        at += text.data[at] == '\\' ? 2 : 1;
    return at < text.size ? at + 1 : text.size;
}

/* Every call by a dotted name that begins as operators do. */
static void read_calls(struct evidence *evidence, struct bytes text)
{
    for (size_t at = 0; at < text.size;) {
        size_t end = at;
        struct bytes name;

        if (text.data[at] == '"' || text.data[at] == '\'') {
            at = skip_text(text, at);
            continue;
        }
        while (end < text.size && is_word(text.data[end]))
            end++;
        name = bytes_of(text.data + at, end - at);
        if (end < text.size && text.data[end] == '(' &&
            (bytes_starts(name, BYTES("torch.")) || bytes_starts(name, BYTES("ops."))))
            note_operator(evidence, name, at);
        at = end + 1;
    }
}

static enum assay_status torchscript_read(struct cursor *cursor, const struct subject *subject,
                                          struct evidence *evidence)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct bytes text;

    (void)subject;
    if (!arena)
        return cursor_fail_at(cursor, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory");
    evidence_load(evidence, ASSAY_LOAD_CLEAN);
    TRY(document_text(cursor, arena, "code", LIMIT_DOCUMENT, &text));
    read_calls(evidence, text);
    return ASSAY_OK;
}

/* "archive/code/__torch__/..." and "archive/code/__torch__.py" */
static unsigned torchscript_bid(const struct subject *subject)
{
    const uint8_t *slash =
        subject->path.size ? memchr(subject->path.data, '/', subject->path.size) : NULL;

    if (!slash || !bytes_ends(subject->path, BYTES(".py")))
        return 0;
    return bytes_starts(bytes_from(subject->path, (size_t)(slash - subject->path.data)),
                        BYTES("/code/__torch__"))
               ? 8
               : 0;
}

const struct inspector inspect_torchscript = {.format = "torchscript",
                                              .kind = ASSAY_KIND_MODEL,
                                              .text = true,
                                              .bid = torchscript_bid,
                                              .read = torchscript_read};
