/*
 * hdf5_walk.h - all objects of an HDF5 file, one after the other, and what is gathered of them.
 * hdf5_walk.c reads one, hdf5_attributes.c looks at its attributes, hdf5_values.c at its elements,
 * inspect_hdf5.c tells what all of them say.
 */

#pragma once

#include "examine/hdf5/hdf5.h"
#include "examine/inspector.h"
#include "examine/python/pickle_report.h"
#include "examine/text/seen.h"

#define HDF5_SEES_LINK "data.external-link"
#define HDF5_SEES_STORAGE "data.external-storage"
#define HDF5_SEES_VIRTUAL "data.virtual-source"
#define HDF5_SEES_FILTER "data.plugin-filter"

/* A column of what is handed on: a data set, or a member of its compound elements. */
struct hdf5_column {
    struct hdf5_column *next;
    struct bytes name;
    const char *kind; /* as dataset.column-types has it */
};

struct hdf5_object {
    struct hdf5_object *next;
    uint64_t address;
    struct bytes path; /* "" for the root, else "/a/b" */
    unsigned depth;
};

struct hdf5_walk {
    struct hdf5 file;
    struct evidence *evidence;
    struct arena *arena;
    struct seen seen; /* addresses of objects that were met */
    struct hdf5_object *next, *last;
    uint64_t objects;
    struct pickle_report pickles; /* in attributes and data sets, as PyTables writes them */
    uint64_t pickle_count;
    bool model; /* what is inside is a model's */
    struct bytes keras_version, backend;
    uint64_t datasets, rows, tensors, parameters;
    bool parameters_known;
    struct hdf5_dataset only; /* the data set, where there is one */
    struct hdf5_column *columns, *last_column;
    uint32_t column_count;
};

/* Puts the root group in line; what is in line is taken from the front by who calls. */
ASSAY_RESULT hdf5_walk_start(struct hdf5_walk *walk);
/* Reads one object, and puts in line what it links to. */
ASSAY_RESULT hdf5_walk_object(struct hdf5_walk *walk, const struct hdf5_object *object);

/* Something that does not hold, or was not read; the rest goes on, and the verdict is at best
 * suspicious. */
void hdf5_walk_gap(struct hdf5_walk *walk, const struct assay_error *failure);
/* Whether a failure is of the file; else it ends the walk. */
bool hdf5_walk_goes_on(enum assay_status status);

struct bytes hdf5_walk_keep(struct hdf5_walk *walk, struct bytes text); /* {NULL, 0}: no memory */

/* ---- hdf5_attributes.c ---- */

/* What is known of the object whose attributes are looked at. */
struct hdf5_owner {
    struct hdf5_walk *walk;
    const struct hdf5_object *object;
    bool pickles; /* elements of the data set are pickles */
};

/* An hdf5_on_attribute for a struct hdf5_owner. */
enum assay_status hdf5_on_owned(void *owner, const struct hdf5_attribute *attribute);

/* Judges one pickle that stands at an offset of the file, and hands on its texts for a column. */
ASSAY_RESULT hdf5_pickle(struct hdf5_walk *walk, struct bytes bytes, uint32_t column,
                         uint64_t offset);

/* ---- hdf5_values.c ---- */

/* Below a group that PyTables keeps an index in ("/_i_table"): no data set of the file's own. */
bool hdf5_is_internal(struct bytes path);

/* Notes the columns of a data set, and hands on what of its elements is text or may be an
 * identifier. */
ASSAY_RESULT hdf5_values(struct hdf5_walk *walk, const struct hdf5_object *object,
                         const struct hdf5_dataset *dataset, bool pickles);
