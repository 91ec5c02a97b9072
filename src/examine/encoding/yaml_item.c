/* yaml_item.c - an item that is one YAML document. */

#include "examine/encoding/yaml_item.h"

#include <inttypes.h>

#include "base/kit.h"
#include "base/limits.h"
#include "examine/encoding/document.h"

/* `status` is what reading the text came to, with its reason in `failure`. */
static ASSAY_RESULT told_at_item(struct cursor *cursor, enum assay_status status,
                                 const struct assay_error *failure)
{
    if (status == ASSAY_EUSAGE)
        return cursor_fail_at(cursor, ASSAY_EFORMAT, 0, "line %" PRIu32 ", column %" PRIu32 ": %s",
                              failure->line, failure->column, failure->text);
    if (status != ASSAY_OK)
        return cursor_fail_at(cursor, status, ASSAY_NO_OFFSET, "%s", failure->text);
    return ASSAY_OK;
}

enum assay_status yaml_read_loose(struct cursor *cursor, struct arena *arena,
                                  const struct doc_source *source, struct doc **out)
{
    struct assay_error failure = {0};
    enum assay_status status = doc_read_loose_yaml(arena, source, out, &failure);

    return told_at_item(cursor, status, &failure);
}

enum assay_status yaml_item(struct cursor *cursor, struct arena *arena, const char *what,
                            struct doc **out)
{
    struct doc_source source = {.path = what};
    struct assay_error failure = {0};
    enum assay_status status;

    TRY(document_text(cursor, arena, what, LIMIT_DOCUMENT, &source.text));
    status = doc_read_yaml(arena, &source, out, &failure);
    return told_at_item(cursor, status, &failure);
}

const struct doc *yaml_get(const struct doc *doc, const char *way)
{
    char name[64];

    while (doc && *way) {
        size_t size = strcspn(way, ".");

        if (size >= sizeof name)
            return NULL;
        memcpy(name, way, size);
        name[size] = 0;
        doc = doc->type == DOC_MAP ? doc_get(doc, name) : NULL;
        way += size + (way[size] == '.');
    }
    return doc;
}

struct bytes yaml_text(const struct doc *doc, const char *way)
{
    const struct doc *found = yaml_get(doc, way);

    if (!found || found->type != DOC_TEXT ||
        (found->plain && bytes_equal(found->text, BYTES("null"))))
        return BYTES("");
    return found->text;
}

void yaml_fact(struct evidence *evidence, enum assay_fact_id id, const struct doc *doc,
               const char *way)
{
    struct bytes text = yaml_text(doc, way);

    if (text.size > 0)
        evidence_text(evidence, id, DECLARED, text);
}
