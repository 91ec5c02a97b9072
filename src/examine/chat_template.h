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
 * and calls of what templates are not known to call (suspicious).
 *
 * at  offset of the template's first byte in the item
 */
void chat_template_inspect(struct bytes text, uint64_t at, struct evidence *evidence);
