/* Any bytes, as a document that a person wrote and as a loose one: a tree, or a failure that says
 * where. */

#include "base/arena.h"
#include "base/limits.h"
#include "doc/doc.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What is handed out is within bounds: a NUL behind each text, unique names, places from 1. */
static void walk(const struct doc *doc, unsigned depth)
{
    if (doc->line == 0 || doc->column == 0 || depth > LIMIT_YAML_DEPTH)
        __builtin_trap();
    if (doc->type == DOC_TEXT && (doc->text.data[doc->text.size] || !doc->text.data))
        __builtin_trap();
    if (doc->type == DOC_LIST)
        for (size_t i = 0; i < doc->count; i++)
            walk(&doc->items[i], depth + 1);
    if (doc->type == DOC_MAP)
        for (size_t i = 0; i < doc->count; i++) {
            if (i < 100 &&
                doc_get(doc, (const char *)doc->members[i].name.data) != &doc->members[i].value)
                __builtin_trap();
            walk(&doc->members[i].value, depth + 1);
        }
}

static void read(const uint8_t *data, size_t size, bool loose)
{
    struct doc_source source = {.path = "fuzz", .text = bytes_of(data, size)};
    struct arena *arena = arena_new();
    struct assay_error err = {0};
    struct doc *doc;

    if (!arena)
        return;
    if ((loose ? doc_read_loose_yaml(arena, &source, &doc, &err)
               : doc_read_yaml(arena, &source, &doc, &err)) == ASSAY_OK)
        walk(doc, 0);
    else if (err.line == 0 || err.column == 0 || err.text[0] == 0)
        __builtin_trap();
    arena_free(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    read(data, size, false);
    read(data, size, true);
    return 0;
}
