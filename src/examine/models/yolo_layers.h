/* yolo_layers.h - models of YOLO as YAML: lists of layers, whose texts its readers evaluate. */

#pragma once

#include "doc/doc.h"
#include "examine/inspector.h"

/* Whether a text may be such a YAML. */
bool yolo_layers_may_be(struct bytes text);

/* Tells of each text that is more than a name, a value, or a layer without code: whether there are
 * any. */
bool yolo_layers_look_at(struct evidence *evidence, const struct doc *root);
