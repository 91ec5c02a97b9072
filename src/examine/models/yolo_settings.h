/* yolo_settings.h - what ultralytics evaluates beside a model's layers: texts of the metadata that
 * an exported model brings along, and how a data set is to be fetched. */

#pragma once

#include "doc/doc.h"
#include "examine/inspector.h"

/* Whether the value of metadata by this name is evaluated, and does more than to state a value. */
bool yolo_metadata_runs(struct bytes name, struct bytes value);

/* Tells of those in a YAML: whether there are any. */
bool yolo_settings_look_at(struct evidence *evidence, const struct doc *root);
