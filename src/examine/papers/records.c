/* records.c - the kinds of record that a person writes, found by name. */

#include "examine/papers/records.h"

#include "base/kit.h"
#include "base/text.h"

const struct shipped_record *record_find(struct bytes name)
{
    for (size_t i = 0; i < shipped_record_count; i++)
        if (bytes_equal(name, bytes_text(shipped_records[i].name)))
            return &shipped_records[i];
    return NULL;
}

const char *record_nearest(const char *name)
{
    enum { KINDS_MAX = 64 };
    const char *names[KINDS_MAX];
    size_t count = shipped_record_count < KINDS_MAX ? shipped_record_count : KINDS_MAX;

    for (size_t i = 0; i < count; i++)
        names[i] = shipped_records[i].name;
    return text_nearest(name, names, count);
}

enum assay_status record_form_read(const struct shipped_record *record, struct arena *arena,
                                   const struct form **out, struct assay_error *err)
{
    struct doc_source source = {.path = record->name, .text = bytes_of(record->data, record->size)};

    return form_read(arena, &source, out, err);
}

enum assay_status record_meaning(const struct shipped_record *record, struct arena *arena,
                                 const char **title, const char **meaning, struct assay_error *err)
{
    struct doc_source source = {.path = record->name, .text = bytes_of(record->data, record->size)};
    const struct doc *words;
    struct doc *doc;

    TRY(doc_read_json(arena, &source, &doc, err));
    words = doc_get(doc, "title");
    *title = words && words->type == DOC_TEXT ? (const char *)words->text.data : record->name;
    words = doc_get(doc, "description");
    *meaning = words && words->type == DOC_TEXT ? (const char *)words->text.data : "";
    return ASSAY_OK;
}
