/* yaml_item.h - an item that is one YAML document, read whole. */

#pragma once

#include "base/arena.h"
#include "doc/doc.h"
#include "examine/inspector.h"

/*
 * The document from the cursor to the item's end, in `arena`; `what` is its name in messages ("an
 * MLmodel").
 *
 * ASSAY_EFORMAT  no YAML as doc_read_yaml() takes it, told with line and column
 * ASSAY_ELIMIT   beyond LIMIT_DOCUMENT
 */
ASSAY_RESULT yaml_item(struct cursor *cursor, struct arena *arena, const char *what,
                       struct doc **out);

/* The same of a text that was read already, as doc_read_loose_yaml() reads it. */
ASSAY_RESULT yaml_read_loose(struct cursor *cursor, struct arena *arena,
                             const struct doc_source *source, struct doc **out);

/* The text at a way of names joined by '.', "" where there is none. */
struct bytes yaml_text(const struct doc *doc, const char *way);
const struct doc *yaml_get(const struct doc *doc, const char *way);

/* The text at a way becomes a declared fact, where there is one. */
void yaml_fact(struct evidence *evidence, enum assay_fact_id id, const struct doc *doc,
               const char *way);
