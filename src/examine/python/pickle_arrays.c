/*
 * pickle_arrays.c - what a pickle says of arrays: element types of numpy, wrappers of joblib,
 * behind which raw bytes stand in the stream.
 */

#include <stdlib.h>

#include "base/kit.h"
#include "base/limits.h"
#include "base/text.h"
#include "examine/python/pickle_calls.h"

/*
 * The width of an element from a type string such as "<f8", "U5" or "O8".
 * Source: NumPy, "The array interface protocol", typestr.
 */
static struct pickle_dtype read_dtype(struct bytes text)
{
    static const char types[] = "biufcOSUVMm";
    uint64_t width;

    if (text.size > 0 && bytes_has(BYTES("<>=|"), text.data[0]))
        text = bytes_from(text, 1);
    if (text.size < 2 || !memchr(types, text.data[0], sizeof types - 1) ||
        !text_u64(bytes_from(text, 1), &width) || width > UINT32_MAX / 4)
        return (struct pickle_dtype){0};
    return (struct pickle_dtype){.known = true,
                                 .objects = text.data[0] == 'O',
                                 .width = (uint32_t)width * (text.data[0] == 'U' ? 4 : 1)};
}

enum assay_status pickle_make_dtype(struct pickle_machine *machine, struct pickle_value args,
                                    struct pickle_value *result)
{
    struct pickle_value type = pickle_item(&machine->store, args, 0);
    struct pickle_dtype dtype = {0};

    if (type.kind == PICKLE_TEXT && !type.cut)
        dtype = read_dtype(pickle_text(&machine->store, type));
    if (machine->dtype_count == machine->dtype_capacity) {
        size_t capacity = machine->dtype_capacity ? machine->dtype_capacity * 2 : 16;
        struct pickle_dtype *dtypes;

        if (capacity > LIMIT_PICKLE_NAMES) /* its arrays will not be followed */
            return ASSAY_OK;
        dtypes = realloc(machine->dtypes, capacity * sizeof *dtypes);
        if (!dtypes)
            return cursor_fail_at(machine->cursor, ASSAY_ENOMEM, machine->op_at, "out of memory");
        machine->dtypes = dtypes;
        machine->dtype_capacity = capacity;
    }
    machine->dtypes[machine->dtype_count] = dtype;
    result->serial = (uint32_t)++machine->dtype_count;
    return ASSAY_OK;
}

/* The element type's own state: (version, order, subtype, names, fields, width, alignment, flags).
 * Source: NumPy, descriptor.c, arraydescr_setstate(). */
void pickle_build_dtype(struct pickle_machine *machine, struct pickle_value object,
                        struct pickle_value state)
{
    enum { FLAGS = 7, HAS_OBJECT = 1 };
    struct pickle_value flags = pickle_item(&machine->store, state, FLAGS);
    struct pickle_dtype *dtype;

    if (object.serial == 0 || object.serial > machine->dtype_count)
        return;
    dtype = &machine->dtypes[object.serial - 1];
    if (flags.kind != PICKLE_INT || !flags.known)
        dtype->known = false;
    else
        dtype->objects |= (flags.integer & HAS_OBJECT) != 0;
}

/* An array's wrapper is followed when it is made bare, as NEWOBJ without arguments does. */
void pickle_make_array(struct pickle_machine *machine, struct pickle_value args,
                       struct pickle_value *result)
{
    result->serial = ++machine->wrappers;
    if (args.kind == PICKLE_TUPLE && args.known && args.size == 0 &&
        machine->array_count < ARRAY_LEN(machine->arrays))
        machine->arrays[machine->array_count++] = (struct pickle_array){.wrapper = result->serial};
}

static struct pickle_array *find_array(struct pickle_machine *machine, uint32_t wrapper,
                                       uint64_t dictionary)
{
    for (uint32_t i = machine->array_count; i-- > 0;)
        if ((wrapper && machine->arrays[i].wrapper == wrapper) ||
            (dictionary && machine->arrays[i].dictionary == dictionary))
            return &machine->arrays[i];
    return NULL;
}

/* Elements that are objects have a stream of their own. */
static ASSAY_RESULT read_objects(const struct pickle_machine *machine)
{
    struct pickle_machine inner;
    enum assay_status status;

    if (machine->nesting >= LIMIT_PICKLE_NESTING)
        return cursor_fail_at(machine->cursor, ASSAY_ELIMIT, machine->op_at,
                              "pickles nested too deep");
    pickle_machine_init(&inner, machine->cursor, machine->report, machine->nesting + 1);
    status = pickle_run(&inner);
    pickle_machine_clear(&inner);
    return status;
}

/*
 * Behind a wrapper's BUILD: a stream of its own where elements are objects, else padding and raw
 * bytes. Source: joblib, numpy_pickle.py, NumpyArrayWrapper.pickle_read_array().
 */
enum assay_status pickle_read_array(struct pickle_machine *machine, struct pickle_value wrapper,
                                    struct pickle_value state)
{
    const struct pickle_array *found = find_array(machine, wrapper.serial, 0);
    struct pickle_array array = found ? *found : (struct pickle_array){0};
    struct pickle_dtype dtype = {0};
    uint64_t size;
    uint8_t padding = 0;

    if (array.dtype > 0 && array.dtype <= machine->dtype_count)
        dtype = machine->dtypes[array.dtype - 1];
    if (!array.count_known || !dtype.known || state.kind != PICKLE_DICT ||
        state.integer != array.dictionary)
        return cursor_fail_at(machine->cursor, ASSAY_EFORMAT, machine->op_at,
                              "the size of a joblib array is not told in constants");
    machine->arrays[found - machine->arrays] = machine->arrays[--machine->array_count];
    machine->store.stack[machine->store.depth - 1] = /* the array takes the wrapper's place */
        (struct pickle_value){.kind = PICKLE_PERSISTENT};
    if (dtype.objects)
        return read_objects(machine);
    if (ckd_mul(&size, array.count, (uint64_t)dtype.width))
        return cursor_fail_at(machine->cursor, ASSAY_EFORMAT, machine->op_at,
                              "an array larger than any file");
    if (array.aligned)
        TRY(cursor_u8(machine->cursor, &padding));
    TRY(cursor_skip(machine->cursor, padding));
    return cursor_skip(machine->cursor, size);
}

static void note_shape(struct pickle_machine *machine, struct pickle_array *array,
                       struct pickle_value shape)
{
    array->count = 1;
    array->count_known = shape.kind == PICKLE_TUPLE && shape.known;
    for (size_t i = 0; array->count_known && i < shape.size; i++) {
        struct pickle_value size = pickle_item(&machine->store, shape, i);

        array->count_known = size.kind == PICKLE_INT && size.known &&
                             !ckd_mul(&array->count, array->count, size.integer);
    }
}

/* One attribute of a joblib array's wrapper. A name that is not understood may be any of them. */
static void note_attribute(struct pickle_machine *machine, struct pickle_array *array,
                           struct pickle_value key, struct pickle_value value)
{
    struct bytes name = BYTES("shape");

    if (key.kind == PICKLE_TEXT && !key.cut)
        name = pickle_text(&machine->store, key);
    else
        value = (struct pickle_value){.kind = PICKLE_FORGOTTEN};
    if (bytes_equal(name, BYTES("dtype")))
        array->dtype = value.kind == PICKLE_OBJECT &&
                               pickle_import_of(machine, value)->verdict.rule == RULE_DTYPE
                           ? value.serial
                           : 0;
    else if (bytes_equal(name, BYTES("numpy_array_alignment_bytes")))
        array->aligned = value.kind != PICKLE_NONE;
    else if (bytes_equal(name, BYTES("shape")))
        note_shape(machine, array, value);
}

/* The array whose wrapper is being described by `dictionary`, or was before. */
static struct pickle_array *described_array(struct pickle_machine *machine, size_t from,
                                            struct pickle_value dictionary)
{
    const struct pickle_value *below = from >= 2 ? &machine->store.stack[from - 2] : NULL;
    struct pickle_array *array = find_array(machine, 0, dictionary.integer);

    if (array || !below || below->kind != PICKLE_OBJECT ||
        pickle_rule_of(machine, *below) != RULE_JOBLIB)
        return array;
    array = find_array(machine, below->serial, 0);
    if (array && array->dictionary == 0)
        array->dictionary = dictionary.integer;
    return array && array->dictionary == dictionary.integer ? array : NULL;
}

void pickle_describe_array(struct pickle_machine *machine, struct pickle_value dictionary,
                           size_t from)
{
    const struct pickle_store *store = &machine->store;
    struct pickle_array *array;

    if (machine->array_count == 0 || dictionary.kind != PICKLE_DICT)
        return;
    array = described_array(machine, from, dictionary);
    for (size_t i = from; array && i + 1 < store->depth; i += 2)
        note_attribute(machine, array, store->stack[i], store->stack[i + 1]);
}
