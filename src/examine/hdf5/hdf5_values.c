/*
 * hdf5_values.c - HDF5: data sets as columns. Texts are handed on, and whole numbers and members of
 * tables, as identifiers are kept in them; arrays of numbers, such as images and weights, are not.
 */

#include <inttypes.h>

#include "base/kit.h"
#include "base/limits.h"
#include "examine/hdf5/hdf5_walk.h"
#include "inventory/gaps.h"

enum { ACROSS_MAX = 256, ID_BITS = 32 };

struct handing {
    struct hdf5_walk *walk;
    const struct hdf5_dataset *dataset;
    uint32_t first;  /* column of the data set */
    uint64_t across; /* columns that it has, where it is no table of compounds */
    bool pickles;
    bool internal; /* an index that PyTables keeps beside a table: its texts stand in the table */
    struct buf text;
};

bool hdf5_is_internal(struct bytes path)
{
    return path.size > 0 && memmem(path.data, path.size, "/_i_", 4) != NULL;
}

static const char *kind_of(const struct hdf5_type *type)
{
    if (hdf5_is_text(type))
        return "text";
    switch (type->class) {
    case HDF5_INTEGER:
    case HDF5_BITS:
        return "integer";
    case HDF5_FLOAT:
        return "number";
    case HDF5_TIME:
        return "date";
    case HDF5_ENUM:
        return type->truth ? "boolean" : "text";
    default:
        return "nested";
    }
}

/* Whether elements of the type are handed on; `table`: they are members of a compound. */
static bool is_handed(const struct hdf5_type *type, bool table)
{
    if (type->class == HDF5_ARRAY && type->base->class != HDF5_ARRAY)
        type = type->base;
    return hdf5_is_text(type) || (type->class == HDF5_INTEGER && type->precision >= ID_BITS) ||
           (table && type->class == HDF5_FLOAT && (type->size == 4 || type->size == 8));
}

static enum assay_status add_column(struct hdf5_walk *walk, struct bytes name, const char *kind)
{
    struct hdf5_column *column = arena_alloc(walk->arena, sizeof *column);

    if (!column)
        return cursor_fail_at(walk->file.cursor, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory");
    column->name = name;
    column->kind = kind;
    if (walk->last_column)
        walk->last_column->next = column;
    else
        walk->columns = column;
    walk->last_column = column;
    evidence_column(walk->evidence, walk->column_count++, name);
    return ASSAY_OK;
}

/* "/group/table.member" */
static enum assay_status add_members(struct hdf5_walk *walk, struct bytes path,
                                     const struct hdf5_type *type)
{
    for (uint32_t i = 0; i < type->member_count; i++) {
        const struct hdf5_member *member = &type->members[i];
        char *name = arena_printf(walk->arena, "%.*s.%.*s", (int)path.size, (const char *)path.data,
                                  (int)member->name.size, (const char *)member->name.data);

        if (!name)
            return cursor_fail_at(walk->file.cursor, ASSAY_ENOMEM, ASSAY_NO_OFFSET,
                                  "out of memory");
        TRY(add_column(walk, bytes_text(name), kind_of(member->type)));
    }
    return ASSAY_OK;
}

static enum assay_status add_columns(struct handing *handing, const struct hdf5_object *object)
{
    const struct hdf5_dataset *dataset = handing->dataset;
    struct hdf5_walk *walk = handing->walk;

    handing->first = walk->column_count;
    handing->across = 1;
    if (handing->internal)
        return ASSAY_OK;
    if (dataset->type.class == HDF5_COMPOUND && !walk->model)
        return add_members(walk, object->path, &dataset->type);
    if (dataset->space.rank == 2 && dataset->space.dims[1] > 1 &&
        dataset->space.dims[1] <= ACROSS_MAX && is_handed(&dataset->type, false) && !walk->model) {
        handing->across = dataset->space.dims[1];
        for (uint64_t i = 0; i < handing->across; i++) {
            char *name = arena_printf(walk->arena, "%.*s[%" PRIu64 "]", (int)object->path.size,
                                      (const char *)object->path.data, i);

            if (!name)
                return cursor_fail_at(walk->file.cursor, ASSAY_ENOMEM, ASSAY_NO_OFFSET,
                                      "out of memory");
            TRY(add_column(walk, bytes_text(name), kind_of(&dataset->type)));
        }
        return ASSAY_OK;
    }
    return add_column(walk, object->path, kind_of(&dataset->type));
}

/* A number of at most 8 bytes as it is written in decimal. */
static void print_number(const struct hdf5_type *type, struct bytes bytes, struct buf *out)
{
    uint64_t value = 0;
    size_t size = type->size < 8 ? type->size : 8;
    union {
        uint64_t bits;
        double value;
    } real;
    union {
        uint32_t bits;
        float value;
    } small;

    for (size_t i = 0; i < size; i++)
        value = value << 8 | bytes.data[type->big ? i : size - 1 - i];
    if (type->class == HDF5_FLOAT) {
        real.bits = value;
        small.bits = (uint32_t)value;
        buf_printf(out, "%.17g", size == 8 ? real.value : (double)small.value);
    } else if (type->is_signed && size > 0 && value >> (8 * size - 1)) {
        buf_printf(out, "-%" PRIu64, (~value & (UINT64_MAX >> (64 - 8 * size))) + 1);
    } else {
        buf_u64(out, value);
    }
}

/* One value, or those of an array one by one. */
static enum assay_status hand_on(struct handing *handing, const struct hdf5_type *type,
                                 uint32_t column, const struct hdf5_element *element,
                                 struct bytes bytes, uint64_t offset)
{
    const struct hdf5_type *one = type->class == HDF5_ARRAY ? type->base : type;
    uint64_t count = type->class == HDF5_ARRAY ? type->elements : 1;

    if (handing->internal)
        column = EVIDENCE_NO_COLUMN;
    for (uint64_t i = 0; i < count; i++) {
        uint64_t at = offset + i * one->size;
        struct bytes value = bytes_of(bytes.data + i * one->size, one->size);

        if (hdf5_is_text(one)) {
            TRY(hdf5_text(&handing->walk->file, one, value, &at, &handing->text));
        } else {
            buf_reset(&handing->text);
            print_number(one, value, &handing->text);
        }
        evidence_value(handing->walk->evidence, column, element->row, at,
                       buf_bytes(&handing->text));
    }
    return ASSAY_OK;
}

static enum assay_status hand_pickle(struct handing *handing, const struct hdf5_element *element)
{
    struct hdf5 *file = &handing->walk->file;
    uint64_t size, offset;
    uint32_t count;
    uint8_t *room;

    TRY(hdf5_sequence_seek(file, element->bytes, element->offset, &count, &size));
    if (count == 0)
        return ASSAY_OK;
    offset = cursor_at(file->cursor);
    buf_reset(&handing->text);
    room = size <= LIMIT_HDF5_CHUNK ? buf_room(&handing->text, (size_t)size) : NULL;
    if (!room)
        return cursor_fail_at(file->cursor, ASSAY_ELIMIT, offset, "a pickle of %" PRIu64 " bytes",
                              size);
    TRY(cursor_copy(file->cursor, room, (size_t)size));
    buf_used(&handing->text, (size_t)size);
    return hdf5_pickle(handing->walk, buf_bytes(&handing->text),
                       handing->internal ? EVIDENCE_NO_COLUMN : handing->first, offset);
}

static enum assay_status on_element(void *to, const struct hdf5_element *element)
{
    struct handing *handing = to;
    const struct hdf5_type *type = &handing->dataset->type;

    if (handing->pickles)
        return hand_pickle(handing, element);
    if (type->class != HDF5_COMPOUND)
        return hand_on(handing, type,
                       handing->first + (uint32_t)(handing->across > 1 ? element->column : 0),
                       element, element->bytes, element->offset);
    for (uint32_t i = 0; i < type->member_count; i++) {
        const struct hdf5_member *member = &type->members[i];

        if (is_handed(member->type, true))
            TRY(hand_on(handing, member->type, handing->first + i, element,
                        bytes_of(element->bytes.data + member->offset, member->type->size),
                        element->offset + member->offset));
    }
    return ASSAY_OK;
}

/* Whether any of the elements, or of their members, are handed on. */
static bool are_handed(const struct handing *handing)
{
    const struct hdf5_dataset *dataset = handing->dataset;
    const struct hdf5_type *type = &dataset->type;
    bool model = handing->walk->model;

    if (handing->pickles)
        return type->class == HDF5_SEQUENCE;
    for (uint32_t i = 0; i < type->member_count && !model; i++)
        if (is_handed(type->members[i].type, true))
            return true;
    if (type->class == HDF5_COMPOUND || !is_handed(type, false))
        return false;
    return hdf5_is_text(type) || (!model && (dataset->space.rank < 2 || handing->across > 1));
}

/* False, and a gap, where a filter hides them. */
static bool can_be_read(const struct handing *handing, const struct hdf5_object *object)
{
    const struct hdf5_filters *filters = &handing->dataset->filters;

    for (unsigned i = 0; i < filters->count; i++)
        if (!hdf5_filter_known(filters->ids[i])) {
            evidence_load(handing->walk->evidence, ASSAY_LOAD_SUSPICIOUS);
            evidence_gap(handing->walk->evidence, GAP_DATA_FORMAT_UNREAD,
                         cursor_at(handing->walk->file.cursor),
                         "%.*s is behind filter %u, so its values were not read",
                         (int)(object->path.size < 128 ? object->path.size : 128),
                         (const char *)object->path.data, (unsigned)filters->ids[i]);
            return false;
        }
    return true;
}

enum assay_status hdf5_values(struct hdf5_walk *walk, const struct hdf5_object *object,
                              const struct hdf5_dataset *dataset, bool pickles)
{
    struct handing handing = {.walk = walk,
                              .dataset = dataset,
                              .pickles = pickles,
                              .internal = hdf5_is_internal(object->path)};
    enum assay_status status;

    TRY(add_columns(&handing, object));
    if (!are_handed(&handing) || !can_be_read(&handing, object))
        return ASSAY_OK;
    buf_init(&handing.text, pickles ? LIMIT_HDF5_CHUNK : LIMIT_HDF5_TEXT);
    status = hdf5_elements(&walk->file, dataset, on_element, &handing);
    buf_clear(&handing.text);
    return status;
}
