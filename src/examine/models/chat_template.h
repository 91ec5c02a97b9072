/*
 * chat_template.h - whether a chat template (Jinja) reaches for the Python around it.
 *
 * Programs have rendered such templates without a sandbox; a template that only lays out messages
 * needs none of what is looked for here.
 */

#pragma once

#include "examine/inspector.h"

#define TEMPLATE_PYTHON "model.template-reaches-python"

/*
 * Notes what it finds as observations: attributes, subscripts and texts with double underscores,
 * the filter `attr`, the helpers that lead to globals, tags that load other templates (dangerous),
 * and calls and filters that templates are not known to use (suspicious).
 *
 * at  offset of the template's first byte in the item
 */
void chat_template_inspect(struct bytes text, uint64_t at, struct evidence *evidence);

/* The same of a text that stands in the item with escapes of another syntax: all that is found is
 * told at `at`. */
void chat_template_inspect_escaped(struct bytes text, uint64_t at, struct evidence *evidence);

/*
 * As above for a template of a name ("" for the one that is used unasked), which stands in the item
 * with escapes of another syntax: all that is found is told at `at`. Its digest becomes a fact, by
 * which it can be told from the one that others of the family use.
 */
struct chat_template {
    struct bytes name, text;
    uint64_t at;
    bool escaped;
};
void chat_template_note(const struct chat_template *template, struct evidence *evidence);
