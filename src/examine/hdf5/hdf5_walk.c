/*
 * hdf5_walk.c - HDF5: from the root group to every object that a hard link leads to, each once.
 * What leads out of the file is told: external links, elements in other files, virtual data sets.
 */

#include "examine/hdf5/hdf5_walk.h"

#include <inttypes.h>

#include "base/kit.h"
#include "base/limits.h"
#include "inventory/gaps.h"

/* What one object's messages say. */
struct reading {
    struct hdf5_owner owner;
    struct hdf5_dataset dataset;
    bool has_type, has_space, has_layout;
};

bool hdf5_walk_goes_on(enum assay_status status)
{
    return status == ASSAY_EFORMAT || status == ASSAY_ELIMIT;
}

void hdf5_walk_gap(struct hdf5_walk *walk, const struct assay_error *failure)
{
    evidence_load(walk->evidence, ASSAY_LOAD_SUSPICIOUS);
    evidence_gap(walk->evidence, walk->model ? GAP_MODEL_INVALID : GAP_DATA_BAD_RECORD,
                 failure->offset, "%s", failure->text);
}

struct bytes hdf5_walk_keep(struct hdf5_walk *walk, struct bytes text)
{
    const char *copy = arena_copy(walk->arena, text);

    return copy ? bytes_of(copy, text.size) : bytes_of(NULL, 0);
}

/* Absolute, up, or with a scheme or a drive: not beside the file. */
static bool leads_outside(struct bytes path)
{
    if (path.size == 0 || path.data[0] == '/' || path.data[0] == '\\' || bytes_has(path, ':'))
        return path.size > 0;
    for (struct bytes rest = path; rest.size > 1; rest = bytes_from(rest, 1))
        if (rest.data[0] == '.' && rest.data[1] == '.')
            return true;
    return false;
}

/* Another file that reading this one reads too. */
static void see_file(struct hdf5_walk *walk, const char *class_name, struct bytes name,
                     uint64_t offset)
{
    const struct assay_place place = {.offset = offset};
    bool outside = leads_outside(name);

    evidence_set(walk->evidence,
                 walk->model ? ASSAY_FACT_MODEL_EXTERNAL_FILES : ASSAY_FACT_DATASET_EXTERNAL_FILES,
                 MEASURED, name);
    evidence_observe(walk->evidence, class_name, outside ? ASSAY_HIGH : ASSAY_LOW, &place, name);
    if (outside || walk->model)
        evidence_load(walk->evidence, outside ? ASSAY_LOAD_DANGEROUS : ASSAY_LOAD_SUSPICIOUS);
}

static enum assay_status add_object(struct hdf5_walk *walk, const struct hdf5_object *parent,
                                    const struct hdf5_link *link)
{
    struct hdf5_object *object;
    bool again;
    enum assay_status status;

    status = seen_add(&walk->seen, bytes_of(&link->address, sizeof link->address),
                      LIMIT_HDF5_OBJECTS, &again);
    if (status != ASSAY_OK)
        return cursor_fail_at(walk->file.cursor, status, link->offset, "more than %u objects",
                              LIMIT_HDF5_OBJECTS);
    if (again)
        return ASSAY_OK;
    if (parent && (parent->depth >= LIMIT_HDF5_DEPTH ||
                   parent->path.size + link->name.size >= LIMIT_HDF5_NAME))
        return cursor_fail_at(walk->file.cursor, ASSAY_ELIMIT, link->offset,
                              "groups deeper than %d levels", LIMIT_HDF5_DEPTH);
    object = arena_alloc(walk->arena, sizeof *object);
    if (!object)
        return cursor_fail_at(walk->file.cursor, ASSAY_ENOMEM, link->offset, "out of memory");
    object->address = link->address;
    if (parent) {
        const char *path = arena_printf(walk->arena, "%.*s/%.*s", (int)parent->path.size,
                                        (const char *)parent->path.data, (int)link->name.size,
                                        (const char *)link->name.data);

        if (!path)
            return cursor_fail_at(walk->file.cursor, ASSAY_ENOMEM, link->offset, "out of memory");
        object->path = bytes_text(path);
        object->depth = parent->depth + 1;
    }
    if (walk->last)
        walk->last->next = object;
    else
        walk->next = object;
    walk->last = object;
    return ASSAY_OK;
}

static enum assay_status on_link(void *to, const struct hdf5_link *link)
{
    struct reading *reading = to;
    struct hdf5_walk *walk = reading->owner.walk;
    const struct assay_place place = {.offset = link->offset};

    switch (link->type) {
    case HDF5_HARD:
        return add_object(walk, reading->owner.object, link);
    case HDF5_SOFT:
        return ASSAY_OK; /* a path in this file: what it names is met by a hard link */
    case HDF5_EXTERNAL:
        see_file(walk, HDF5_SEES_LINK, link->file, link->offset);
        return ASSAY_OK;
    default: /* followed by code that a program brings for this type */
        evidence_observe(walk->evidence, HDF5_SEES_LINK, ASSAY_MEDIUM, &place,
                         BYTES("a type of a program's own"));
        evidence_load(walk->evidence, ASSAY_LOAD_SUSPICIOUS);
        return ASSAY_OK;
    }
}

static enum assay_status on_external_file(void *to, struct bytes name, uint64_t offset)
{
    see_file(to, HDF5_SEES_STORAGE, name, offset);
    return ASSAY_OK;
}

static enum assay_status on_virtual_file(void *to, struct bytes name, uint64_t offset)
{
    if (!bytes_equal(name, BYTES(".")))
        see_file(to, HDF5_SEES_VIRTUAL, name, offset);
    return ASSAY_OK;
}

static enum assay_status read_type(struct reading *reading, const struct hdf5_message *message)
{
    struct hdf5 *file = &reading->owner.walk->file;
    struct cursor part;

    hdf5_part(file, message->data, message->offset, &part);
    reading->has_type = true;
    return hdf5_type_read(file, &part, &reading->dataset.type);
}

static enum assay_status read_space(struct reading *reading, const struct hdf5_message *message)
{
    struct hdf5 *file = &reading->owner.walk->file;
    struct cursor part;

    hdf5_part(file, message->data, message->offset, &part);
    reading->has_space = true;
    return hdf5_space_read(file, &part, &reading->dataset.space);
}

static enum assay_status on_message(void *to, const struct hdf5_message *message)
{
    struct reading *reading = to;
    struct hdf5_walk *walk = reading->owner.walk;
    struct hdf5 *file = &walk->file;

    switch (message->type) {
    case HDF5_DATASPACE:
        return read_space(reading, message);
    case HDF5_DATATYPE:
        return read_type(reading, message);
    case HDF5_LAYOUT:
        reading->has_layout = true;
        return hdf5_layout_read(file, message, &reading->dataset.layout);
    case HDF5_FILTERS:
        return hdf5_filters_read(file, message, &reading->dataset.filters);
    case HDF5_EXTERNAL_FILES:
        return hdf5_external_files(file, message, on_external_file, walk);
    case HDF5_LINK:
        return hdf5_link_message(file, message, on_link, reading);
    case HDF5_LINK_INFO:
        return hdf5_dense_links(file, message, on_link, reading);
    case HDF5_SYMBOL_TABLE:
        return hdf5_symbols(file, message, on_link, reading);
    case HDF5_ATTRIBUTE:
        return hdf5_attribute_message(file, message, hdf5_on_owned, &reading->owner);
    case HDF5_ATTRIBUTE_INFO:
        return hdf5_dense_attributes(file, message, hdf5_on_owned, &reading->owner);
    case HDF5_COMMENT:
        evidence_value(walk->evidence, EVIDENCE_NO_COLUMN, 0, message->offset, message->data);
        return ASSAY_OK;
    default:
        return ASSAY_OK;
    }
}

/* Numbers that the HDF Group gave to filters; those of others are code that nobody knows. */
static bool is_registered(uint16_t id)
{
    enum { LZO = 305, BZIP2 = 307, FIRST = 32000, LAST = 32099 };

    return id <= HDF5_SCALE_OFFSET || id == LZO || id == BZIP2 || (id >= FIRST && id <= LAST);
}

static void see_filters(struct hdf5_walk *walk, const struct hdf5_filters *filters, uint64_t offset)
{
    const struct assay_place place = {.offset = offset};

    for (unsigned i = 0; i < filters->count; i++) {
        CLEANUP(buf_clear) struct buf detail = {.ceiling = 32};

        if (filters->ids[i] <= HDF5_SCALE_OFFSET)
            continue;
        buf_printf(&detail, "filter %u", (unsigned)filters->ids[i]);
        evidence_observe(walk->evidence, HDF5_SEES_FILTER,
                         is_registered(filters->ids[i]) ? ASSAY_LOW : ASSAY_MEDIUM, &place,
                         buf_bytes(&detail));
        if (!is_registered(filters->ids[i]))
            evidence_load(walk->evidence, ASSAY_LOAD_SUSPICIOUS);
    }
}

/* As Keras 3 names weights: ".../vars/0". */
static bool is_keras_weight(struct bytes path)
{
    size_t digits = path.size;

    while (digits > 0 && path.data[digits - 1] >= '0' && path.data[digits - 1] <= '9')
        digits--;
    return digits < path.size && bytes_ends(bytes_of(path.data, digits), BYTES("/vars/"));
}

/* Moments and counters of an optimizer are no parameters of the model. */
static bool is_of_optimizer(struct bytes path)
{
    return bytes_starts(path, BYTES("/optimizer"));
}

static void count_tensor(struct hdf5_walk *walk, const struct hdf5_object *object,
                         const struct hdf5_dataset *dataset)
{
    const char *type = hdf5_tensor_type(&dataset->type);

    walk->model = walk->model || is_keras_weight(object->path);
    if (!type || is_of_optimizer(object->path))
        return;
    walk->tensors++;
    if (walk->model)
        evidence_set(walk->evidence, ASSAY_FACT_MODEL_DTYPES, MEASURED, bytes_text(type));
    if (ckd_add(&walk->parameters, walk->parameters, dataset->space.elements))
        walk->parameters_known = false;
}

static enum assay_status read_dataset(struct hdf5_walk *walk, const struct hdf5_object *object,
                                      struct reading *reading, uint64_t offset)
{
    const struct hdf5_dataset *dataset = &reading->dataset;

    if (!reading->has_type || !reading->has_space)
        return cursor_fail_at(walk->file.cursor, ASSAY_EFORMAT, offset,
                              "a data set without a type or an extent");
    walk->datasets++;
    walk->only = *dataset;
    if (dataset->space.rank > 0 && dataset->space.dims[0] > walk->rows &&
        !hdf5_is_internal(object->path))
        walk->rows = dataset->space.dims[0];
    see_filters(walk, &dataset->filters, offset);
    count_tensor(walk, object, dataset);
    if (dataset->layout.class == HDF5_VIRTUAL)
        TRY(hdf5_virtual_files(&walk->file, &dataset->layout, on_virtual_file, walk));
    return hdf5_values(walk, object, dataset, reading->owner.pickles);
}

enum assay_status hdf5_walk_object(struct hdf5_walk *walk, const struct hdf5_object *object)
{
    struct reading reading = {.owner = {.walk = walk, .object = object}};
    uint64_t offset = object->address + walk->file.base;

    reading.dataset.layout.address = HDF5_NOWHERE;
    TRY(hdf5_messages(&walk->file, object->address, on_message, &reading));
    return reading.has_layout ? read_dataset(walk, object, &reading, offset) : ASSAY_OK;
}

enum assay_status hdf5_walk_start(struct hdf5_walk *walk)
{
    const struct hdf5_link root = {.type = HDF5_HARD, .address = walk->file.root};

    walk->parameters_known = true;
    return add_object(walk, NULL, &root);
}
