/*
 * tensorflow.h - graphs of TensorFlow while they are read: in a SavedModel, or alone in a file.
 *
 * Source: TensorFlow, core/framework/{graph,function,node_def,attr_value,tensor}.proto,
 * core/protobuf/{saved_model,meta_graph,saved_object_graph}.proto.
 */

#pragma once

#include "examine/encoding/protobuf_shape.h"
#include "examine/encoding/textproto.h"
#include "examine/models/model_graph.h"
#include "examine/models/tensorflow_tables.h"

struct tensorflow {
    struct proto proto;
    struct model_graph graph;
    struct buf text;                /* the text read last */
    struct table_files table_files; /* of the main graph: functions have their own */
    /* Variables are told by nodes and, since TensorFlow 2, by objects: the same ones. */
    uint64_t node_variables, object_variables; /* elements */
    uint64_t node_count, object_count;
    uint64_t user_objects; /* that told something of themselves */
};

void tensorflow_init(struct tensorflow *tf, struct cursor *cursor, struct evidence *evidence);
void tensorflow_clear(struct tensorflow *tf);
/* Writes the facts. */
void tensorflow_end(struct tensorflow *tf);

/* NULL for numbers that are no type of DataType. */
const struct model_graph_dtype *tensorflow_dtype(uint64_t number);
/* The number of "DT_FLOAT" and kin; UINT64_MAX where it is none of them. */
uint64_t tensorflow_dtype_number(struct bytes name);

/* The message TensorShapeProto in `field`: the elements, or UINT64_MAX where some dimension is left
 * open; and "[1,?,3]" in `shown`, unless that is NULL. */
ASSAY_RESULT tensorflow_shape(struct tensorflow *tf, const struct proto_field *field,
                              uint64_t *elements, struct buf *shown);

/* The message TensorProto in `field`. *path is the first of its texts that looks like a path out of
 * the folder; its size is 0 where none does. */
ASSAY_RESULT tensorflow_tensor(struct tensorflow *tf, const struct proto_field *field,
                               struct proto_name *path);

/* Notes an operator of TensorFlow and judges what it reaches for; `domain` as for
 * model_graph_operator(). */
ASSAY_RESULT tensorflow_operator(struct model_graph *graph, struct bytes domain, struct bytes kind,
                                 uint64_t at);

/* The message GraphDef in `field`; without one, all that is left. */
ASSAY_RESULT tensorflow_graph(struct tensorflow *tf, const struct proto_field *field);

/* The message SavedObjectGraph in `field`. */
ASSAY_RESULT tensorflow_objects(struct tensorflow *tf, const struct proto_field *field);

/* All that is left as a MetaGraphDef; as a SavedModel, which holds some. */
ASSAY_RESULT tensorflow_meta_graph(struct tensorflow *tf);
ASSAY_RESULT tensorflow_saved_model(struct tensorflow *tf);

/* What a NodeDef and the GraphDef around it look like; see proto_likeness(). */
extern const struct proto_shape tensorflow_graph_shape[];

/* The fields of messages in text. */
extern const struct textproto_word tensorflow_graph_words[];
extern const struct textproto_word tensorflow_meta_graph_words[];
extern const struct textproto_word tensorflow_saved_model_words[];
