/*
 * model_graph.h - what formats of models as graphs have in common: operators, functions, tensors in
 * the file and beside it, and what is wrong with them.
 *
 * An inspector tells what it meets in whatever order it stands; model_graph_end() writes the facts,
 * when it is known which operators the file defines itself.
 */

#pragma once

#include "examine/inspector.h"
#include "examine/text/names_table.h"

#define GRAPH_FILE_ACCESS "model.file-access"         /* reads or writes files, or the network */
#define GRAPH_HOST_CODE "model.host-code"             /* runs code of the program that loads */
#define GRAPH_CUSTOM_OPERATOR "model.custom-operator" /* its code comes from elsewhere */
#define GRAPH_OUTSIDE_DATA "model.outside-data"       /* tensors from outside of the folder */

struct model_graph_dtype {
    const char *name; /* as in safetensors */
    uint32_t bits;    /* of an element; 0 where it varies */
};

struct model_graph {
    struct cursor *cursor;
    struct evidence *evidence;
    struct names_table operators; /* `value` is set where the code is not the runtime's own */
    struct names_table functions;
    struct names_table files; /* `value` is the least size that each must have */
    uint64_t tensors, parameters, bytes;
    bool counted; /* false where a sum does not fit or a tensor's shape is not known */
    bool sized;
    bool untold; /* some weights stand where they are not counted: no sums are told */
};

void model_graph_init(struct model_graph *graph, struct cursor *cursor, struct evidence *evidence);
void model_graph_clear(struct model_graph *graph);

/* A tensor that the file holds or names; NULL for a type that is not known. */
void model_graph_tensor(struct model_graph *graph, const struct model_graph_dtype *dtype,
                        uint64_t elements);

/*
 * An operator in use. `domain` is empty for the format's own set; `custom` says that no runtime has
 * it: it is reported unless model_graph_function() names it as well.
 */
ASSAY_RESULT model_graph_operator(struct model_graph *graph, struct bytes domain, struct bytes name,
                                  bool custom, uint64_t at);
/* A function that the file defines. */
ASSAY_RESULT model_graph_function(struct model_graph *graph, struct bytes domain, struct bytes name,
                                  uint64_t at);

/*
 * Tensors of `length` bytes at `offset` of the file `location`, relative to the model's folder.
 * What leads out of it is dangerous; what stays is claimed, so that it is looked for.
 */
ASSAY_RESULT model_graph_external(struct model_graph *graph, struct bytes location, uint64_t offset,
                                  uint64_t length, uint64_t at);

/* What loading or running would do: an observation, and its verdict. */
void model_graph_observe(struct model_graph *graph, enum assay_load load, const char *class_name,
                         uint64_t at, const char *what, struct bytes name);

/* Not as the format wants it, or not read: suspicious, and a gap. */
void model_graph_gap(struct model_graph *graph, uint64_t at, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Writes the facts and claims, and judges operators that the file does not define. */
void model_graph_end(struct model_graph *graph);
