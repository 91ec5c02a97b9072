/*
 * hdf5_type.c - HDF5: types of elements, and extents of data sets.
 *
 * Source: HDF5 File Format Specification 3.0, IV.A.2.b "Dataspace", IV.A.2.d "Datatype".
 */

#include "base/kit.h"
#include "base/limits.h"
#include "examine/hdf5/hdf5.h"

#include <inttypes.h>

enum { BIG = 1, SIGNED = 8, TEXT_SEQUENCE = 1, ARRAY_RANK_MAX = 32 };

/* The head of a type and what it needs to read on. */
struct head {
    struct hdf5 *file;
    struct cursor *part;
    struct hdf5_type *type;
    unsigned version, depth;
    uint32_t bits;
};

static enum assay_status read_type(struct hdf5 *file, struct cursor *part, unsigned depth,
                                   struct hdf5_type *type);

/* NOLINTNEXTLINE(misc-no-recursion): `depth` grows to LIMIT_HDF5_TYPE_DEPTH */
static enum assay_status read_base(struct head *head)
{
    struct hdf5_type *base = arena_alloc(head->file->arena, sizeof *base);

    if (!base)
        return cursor_fail_at(head->part, ASSAY_ENOMEM, cursor_at(head->part), "out of memory");
    head->type->base = base;
    return read_type(head->file, head->part, head->depth + 1, base);
}

static enum assay_status read_number_type(struct head *head)
{
    struct cursor *part = head->part;
    uint8_t place;

    head->type->big = head->bits & BIG;
    head->type->is_signed = head->bits & SIGNED;
    TRY(cursor_skip(part, 2)); /* where its bits begin */
    TRY(cursor_u16le(part, &head->type->precision));
    if (head->type->class != HDF5_FLOAT)
        return ASSAY_OK;
    TRY(cursor_u8(part, &place));
    TRY(cursor_u8(part, &head->type->exponent));
    return cursor_skip(part, 1 + 1 + 4);
}

/* NOLINTNEXTLINE(misc-no-recursion): see read_base() */
static enum assay_status read_member(struct head *head, struct hdf5_member *member)
{
    struct cursor *part = head->part;
    struct hdf5_type *type = arena_alloc(head->file->arena, sizeof *type);
    uint64_t offset;
    uint8_t rank = 0;

    if (!type)
        return cursor_fail_at(part, ASSAY_ENOMEM, cursor_at(part), "out of memory");
    TRY(hdf5_steps(head->file, 1));
    TRY(hdf5_name(part, head->version < 3 ? 8 : 1, &member->name));
    TRY(hdf5_number(part, head->version < 3 ? 4 : hdf5_width(head->type->size), &offset));
    if (head->version == 1) { /* dimensions of its own */
        TRY(cursor_u8(part, &rank));
        TRY(cursor_skip(part, 3 + 4 + 4 + 4 * 4));
    }
    TRY(read_type(head->file, part, head->depth + 1, type));
    member->offset = (uint32_t)offset;
    member->type = type;
    if (offset > head->type->size || type->size > head->type->size - offset)
        return cursor_fail(part, "a member behind the end of its type");
    return ASSAY_OK;
}

/* NOLINTNEXTLINE(misc-no-recursion): see read_base() */
static enum assay_status read_compound(struct head *head)
{
    enum { MEMBER_MIN = 8 };
    uint32_t count = head->bits & UINT16_MAX;
    struct hdf5_member *members;

    if (count > cursor_left(head->part) / MEMBER_MIN)
        return cursor_fail(head->part, "%" PRIu32 " members cannot fit in a type", count);
    members = arena_array(head->file->arena, count + 1, sizeof *members);
    if (!members)
        return cursor_fail_at(head->part, ASSAY_ENOMEM, cursor_at(head->part), "out of memory");
    for (uint32_t i = 0; i < count; i++) {
        struct bytes name;
        const char *copy;

        TRY(read_member(head, &members[i]));
        name = members[i].name;
        copy = arena_copy(head->file->arena, name);
        if (!copy)
            return cursor_fail_at(head->part, ASSAY_ENOMEM, cursor_at(head->part), "out of memory");
        members[i].name.data = (const uint8_t *)copy;
    }
    head->type->members = members;
    head->type->member_count = count;
    return ASSAY_OK;
}

/* NOLINTNEXTLINE(misc-no-recursion): see read_base() */
static enum assay_status read_enum(struct head *head)
{
    uint32_t count = head->bits & UINT16_MAX;
    struct bytes name;
    bool truth = count == 2;

    TRY(read_base(head));
    for (uint32_t i = 0; i < count; i++) {
        TRY(hdf5_name(head->part, head->version < 3 ? 8 : 1, &name));
        truth = truth && bytes_equal(name, i == 0 ? BYTES("FALSE") : BYTES("TRUE"));
    }
    TRY(cursor_skip(head->part, (uint64_t)count * head->type->base->size));
    head->type->truth = truth;
    head->type->big = head->type->base->big;
    head->type->is_signed = head->type->base->is_signed;
    return ASSAY_OK;
}

/* NOLINTNEXTLINE(misc-no-recursion): see read_base() */
static enum assay_status read_array(struct head *head)
{
    struct cursor *part = head->part;
    uint8_t rank;
    uint32_t size;
    uint64_t bytes;

    TRY(cursor_u8(part, &rank));
    if (rank > ARRAY_RANK_MAX)
        return cursor_fail(part, "an array of %u dimensions", (unsigned)rank);
    TRY(cursor_skip(part, head->version < 3 ? 3 : 0));
    head->type->elements = 1;
    for (unsigned i = 0; i < rank; i++) {
        TRY(cursor_u32le(part, &size));
        if (ckd_mul(&head->type->elements, head->type->elements, (uint64_t)size))
            return cursor_fail(part, "an array larger than any file");
    }
    TRY(cursor_skip(part, head->version < 3 ? UINT64_C(4) * rank : 0));
    TRY(read_base(head));
    if (ckd_mul(&bytes, head->type->elements, (uint64_t)head->type->base->size) ||
        bytes > head->type->size)
        return cursor_fail(part, "an array larger than its type");
    return ASSAY_OK;
}

/* NOLINTNEXTLINE(misc-no-recursion): see read_base() */
static enum assay_status read_properties(struct head *head)
{
    switch (head->type->class) {
    case HDF5_INTEGER:
    case HDF5_FLOAT:
    case HDF5_BITS:
        return read_number_type(head);
    case HDF5_TIME:
        return cursor_skip(head->part, 2);
    case HDF5_STRING:
        head->type->padding = head->bits & 15U;
        return ASSAY_OK;
    case HDF5_OPAQUE:
        return cursor_skip(head->part, head->bits & UINT8_MAX);
    case HDF5_COMPOUND:
        return read_compound(head);
    case HDF5_ENUM:
        return read_enum(head);
    case HDF5_SEQUENCE:
        head->type->text = (head->bits & 15U) == TEXT_SEQUENCE;
        return read_base(head);
    case HDF5_ARRAY:
        return read_array(head);
    case HDF5_COMPLEX:
        return read_base(head);
    default: /* a reference has none */
        return ASSAY_OK;
    }
}

/* NOLINTNEXTLINE(misc-no-recursion): see read_base() */
static enum assay_status read_type(struct hdf5 *file, struct cursor *part, unsigned depth,
                                   struct hdf5_type *type)
{
    struct head head = {.file = file, .part = part, .type = type, .depth = depth};
    uint64_t at = cursor_at(part), bits;
    uint8_t first;

    if (depth >= LIMIT_HDF5_TYPE_DEPTH)
        return cursor_fail_at(part, ASSAY_ELIMIT, at, "types deeper than %d levels",
                              LIMIT_HDF5_TYPE_DEPTH);
    *type = (struct hdf5_type){0};
    TRY(cursor_u8(part, &first));
    TRY(hdf5_number(part, 3, &bits));
    TRY(cursor_u32le(part, &type->size));
    head.version = first >> 4;
    head.bits = (uint32_t)bits;
    if ((first & 15U) >= HDF5_CLASSES || head.version == 0 || head.version > 5)
        return cursor_fail_at(part, ASSAY_EFORMAT, at, "a type of unknown class or version");
    if (type->size == 0)
        return cursor_fail_at(part, ASSAY_EFORMAT, at, "a type of no bytes");
    type->class = first & 15U;
    return read_properties(&head);
}

enum assay_status hdf5_type_read(struct hdf5 *file, struct cursor *part, struct hdf5_type *type)
{
    return read_type(file, part, 0, type);
}

enum assay_status hdf5_space_read(struct hdf5 *file, struct cursor *part, struct hdf5_space *space)
{
    uint64_t at = cursor_at(part);
    uint8_t version, rank, flags, type;

    *space = (struct hdf5_space){.elements = 1};
    TRY(cursor_u8(part, &version));
    TRY(cursor_u8(part, &rank));
    TRY(cursor_u8(part, &flags));
    TRY(cursor_u8(part, &type)); /* reserved in version 1 */
    if (version < 1 || version > 2)
        return cursor_fail_at(part, ASSAY_EFORMAT, at, "an extent of version %u",
                              (unsigned)version);
    if (rank > HDF5_RANK_MAX)
        return cursor_fail_at(part, ASSAY_EFORMAT, at, "%u dimensions", (unsigned)rank);
    TRY(cursor_skip(part, version == 1 ? 4 : 0));
    space->rank = rank;
    space->null = version == 2 && type == 2;
    for (unsigned i = 0; i < rank; i++) {
        TRY(hdf5_length(file, part, &space->dims[i]));
        if (ckd_mul(&space->elements, space->elements, space->dims[i]))
            return cursor_fail_at(part, ASSAY_EFORMAT, at, "more elements than any file holds");
    }
    for (unsigned i = 0; i < rank; i++) {
        space->most[i] = space->dims[i];
        if (flags & 1)
            TRY(hdf5_length(file, part, &space->most[i]));
        if (space->most[i] == UINT64_MAX >> (64U - 8U * file->length_width))
            space->most[i] = HDF5_NOWHERE;
    }
    if (space->null)
        space->elements = 0;
    return ASSAY_OK;
}

static const char *number_name(struct hdf5 *file, const struct hdf5_type *type)
{
    const char *word = type->class == HDF5_FLOAT ? "float" : type->is_signed ? "int" : "uint";
    const char *name;

    if (type->class == HDF5_FLOAT && type->precision == 16 && type->exponent == 8)
        return "bfloat16";
    name = arena_printf(file->arena, "%s%u", word, (unsigned)type->precision);
    return name ? name : word;
}

/* What h5py writes for a complex number: a compound of r and i. */
static bool is_complex(const struct hdf5_type *type)
{
    return type->member_count == 2 && bytes_equal(type->members[0].name, BYTES("r")) &&
           bytes_equal(type->members[1].name, BYTES("i"));
}

const char *hdf5_type_name(struct hdf5 *file, const struct hdf5_type *type)
{
    static const char *const names[HDF5_CLASSES] = {
        [HDF5_TIME] = "time",       [HDF5_STRING] = "string",     [HDF5_BITS] = "bits",
        [HDF5_OPAQUE] = "opaque",   [HDF5_COMPOUND] = "compound", [HDF5_REFERENCE] = "reference",
        [HDF5_ENUM] = "enum",       [HDF5_SEQUENCE] = "sequence", [HDF5_ARRAY] = "array",
        [HDF5_COMPLEX] = "complex",
    };

    if (type->class == HDF5_INTEGER || type->class == HDF5_FLOAT)
        return number_name(file, type);
    if (type->class == HDF5_ENUM && type->truth)
        return "bool";
    if (type->class == HDF5_SEQUENCE && type->text)
        return "string";
    if (type->class == HDF5_COMPOUND && is_complex(type))
        return "complex";
    return names[type->class];
}

const char *hdf5_tensor_type(const struct hdf5_type *type)
{
    static const struct {
        enum hdf5_class class;
        uint16_t precision;
        bool is_signed;
        const char *name;
    } names[] = {
        {HDF5_FLOAT, 16, false, "F16"},   {HDF5_FLOAT, 32, false, "F32"},
        {HDF5_FLOAT, 64, false, "F64"},   {HDF5_INTEGER, 8, true, "I8"},
        {HDF5_INTEGER, 16, true, "I16"},  {HDF5_INTEGER, 32, true, "I32"},
        {HDF5_INTEGER, 64, true, "I64"},  {HDF5_INTEGER, 8, false, "U8"},
        {HDF5_INTEGER, 16, false, "U16"}, {HDF5_INTEGER, 32, false, "U32"},
        {HDF5_INTEGER, 64, false, "U64"},
    };

    if (type->class == HDF5_ENUM && type->truth)
        return "BOOL";
    if (type->class == HDF5_FLOAT && type->precision == 16 && type->exponent == 8)
        return "BF16";
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (type->class == names[i].class && type->precision == names[i].precision &&
            (type->class == HDF5_FLOAT || type->is_signed == names[i].is_signed))
            return names[i].name;
    return NULL;
}
