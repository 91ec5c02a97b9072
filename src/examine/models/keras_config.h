/*
 * keras_config.h - the configuration that Keras rebuilds a model from: what it is, and what making
 * it would import, run or read. The same in an HDF5 file, in config.json of a .keras file, in what
 * Model.to_json() writes and in the metadata of a SavedModel.
 */

#pragma once

#include "base/arena.h"
#include "doc/doc.h"
#include "examine/inspector.h"

#define KERAS_CODE "model.embedded-code"
#define KERAS_FILE "model.file-access"

/* The texts that a model is told with; each part is walked for what making it would do. */
enum keras_part {
    KERAS_MODEL,    /* its layers and their configuration */
    KERAS_TRAINING, /* loss, optimizer, metrics */
    KERAS_OBJECT,   /* a layer, a metric: told with the model that it is part of */
};

/*
 * Looks at one text of JSON, whose first byte stands at `offset` of the item. What is not JSON, or
 * not as Keras writes it, is a gap, and the verdict suspicious.
 *
 * ASSAY_ENOMEM is the one failure.
 */
ASSAY_RESULT keras_config_inspect(struct bytes json, uint64_t offset, enum keras_part part,
                                  struct evidence *evidence, struct assay_error *err);

/*
 * The same of a tree that was a YAML, as Model.to_yaml() wrote before TensorFlow 2.6. Where it is
 * no model of Keras's own classes it may be some other program's: then it is told of only what
 * would run code. Whether anything was told; `keras` whether it is a model.
 */
bool keras_config_look_at(struct evidence *evidence, struct arena *arena, const struct doc *root,
                          bool *keras);

/* keras_yaml.c: whether a text begins as such a model's YAML; whether a class is one of models. */
bool keras_config_begins_yaml(struct bytes head);
bool keras_is_model_class(struct bytes name);

/* Whether a class by this name runs what its configuration holds, or loads it from a file. */
bool keras_runs_class(struct bytes name);

/* Whether a text of JSON is an object with the members that Keras looks for. */
bool keras_config_is(struct bytes json);

/* Whether the identifier of an object in a SavedModel says that its metadata is a configuration. */
bool keras_config_follows(struct bytes identifier);

/* keras_names.c: classes that Keras brings, modules of it, and those that only compute. */
bool keras_knows_class(struct bytes name);
bool keras_knows_module(struct bytes module);
