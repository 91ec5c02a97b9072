/*
 * pickle_dtypes.c - element types of NumPy, as a pickle makes them. NumPy takes what their state
 * says without a doubt: a width other than the name's moves what follows an array of joblib; a
 * field behind the end, or objects without their flag, turn bytes of the file into addresses.
 *
 * Source: NumPy, descriptor.c, arraydescr_reduce() and arraydescr_setstate(); flags of
 * ndarraytypes.h.
 */

#include <stdlib.h>

#include "base/kit.h"
#include "base/limits.h"
#include "base/text.h"
#include "examine/python/pickle_calls.h"

/* A text that is no plain type may name several, of which one is for objects: "i4,O". */
static bool may_name_objects(struct bytes text)
{
    return bytes_has(text, 'O') || memmem(text.data, text.size, "obj", 3) != NULL;
}

/*
 * A type string such as "<f8", "U5" or "O8".
 * Source: NumPy, "The array interface protocol", typestr.
 */
static struct pickle_dtype read_type(struct bytes text)
{
    static const char types[] = "biufcOSUVMm";
    struct pickle_dtype dtype = {0};
    uint64_t width;

    if (text.size > 0 && bytes_has(BYTES("<>=|"), text.data[0]))
        text = bytes_from(text, 1);
    if (text.size < 2 || !memchr(types, text.data[0], sizeof types - 1) ||
        !text_u64(bytes_from(text, 1), &width) || width > UINT32_MAX / 4)
        return (struct pickle_dtype){.objects = text.size > 0 && may_name_objects(text)};
    dtype.known = true;
    dtype.objects = text.data[0] == 'O';
    dtype.flexible = bytes_has(BYTES("SUV"), text.data[0]);
    dtype.width = (uint32_t)width * (text.data[0] == 'U' ? 4 : 1);
    return dtype;
}

/* NumPy's classes of scalars, and numpy.record, by how they begin. */
static bool is_scalar(const char *name)
{
    static const char *const scalars[] = {
        "bool",  "bytes_", "clong",  "complex", "datetime64", "double", "float", "half",
        "int",   "long",   "record", "short",   "single",     "str_",   "uint",  "timedelta64",
        "ubyte", "ulong",  "ushort", "byte",    "unicode_",   "void"};
    const char *dot = strrchr(name, '.');

    if (strncmp(name, "numpy.", 6) != 0 || strncmp(name, "numpy.dtypes.", 13) == 0)
        return false;
    for (size_t i = 0; i < ARRAY_LEN(scalars); i++)
        if (strncmp(dot + 1, scalars[i], strlen(scalars[i])) == 0)
            return true;
    return false;
}

/* numpy.record and other subclasses of numpy.void stand for themselves, their state for the rest. A
 * class that NumPy does not know stands for objects. */
static struct pickle_dtype of_class(const char *name)
{
    static const char *const numbers[] = {"builtins.bool",  "builtins.bytes", "builtins.complex",
                                          "builtins.float", "builtins.int",   "builtins.str"};
    bool objects =
        !is_scalar(name) && !bytes_is_one_of(bytes_text(name), numbers, ARRAY_LEN(numbers));

    return (struct pickle_dtype){.objects = objects, .flexible = !objects};
}

enum assay_status pickle_make_dtype(struct pickle_machine *machine, struct pickle_value args,
                                    struct pickle_value *result)
{
    struct pickle_value type = pickle_item(&machine->store, args, 0);
    struct pickle_dtype dtype = {.odd = true};

    if (type.kind == PICKLE_TEXT && !type.cut)
        dtype = read_type(pickle_text(&machine->store, type));
    else if (type.kind == PICKLE_NAME)
        dtype = of_class(pickle_import_of(machine, type)->name);
    if (machine->dtype_count == machine->dtype_capacity) {
        size_t capacity = machine->dtype_capacity ? machine->dtype_capacity * 2 : 16;
        struct pickle_dtype *dtypes;

        if (capacity > LIMIT_PICKLE_NAMES) /* its state and its arrays will not be followed */
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

/* NULL for anything but a type that is followed. */
static struct pickle_dtype *find_dtype(struct pickle_machine *machine, struct pickle_value value)
{
    if (value.kind != PICKLE_OBJECT || pickle_rule_of(machine, value) != RULE_DTYPE ||
        value.serial == 0 || value.serial > machine->dtype_count)
        return NULL;
    return &machine->dtypes[value.serial - 1];
}

bool pickle_may_hold_objects(struct pickle_machine *machine, struct pickle_value type)
{
    const struct pickle_dtype *dtype = find_dtype(machine, type);

    if (type.kind == PICKLE_TEXT && !type.cut)
        return read_type(pickle_text(&machine->store, type)).objects;
    if (type.kind == PICKLE_NAME)
        return of_class(pickle_import_of(machine, type)->name).objects;
    return !dtype || !dtype->known || dtype->objects;
}

void pickle_use_dtype(struct pickle_machine *machine, struct pickle_value value)
{
    struct pickle_dtype *dtype = find_dtype(machine, value);

    if (dtype)
        dtype->used = true;
}

/* ---- fields ---- */

/* The one that was asked for last is found first. */
static struct pickle_fields *find_fields(struct pickle_machine *machine, uint64_t dictionary)
{
    for (size_t i = machine->fields_count; i-- > 0;)
        if (machine->fields[i].dictionary == dictionary) {
            struct pickle_fields found = machine->fields[i];

            machine->fields[i] = machine->fields[machine->fields_count - 1];
            machine->fields[machine->fields_count - 1] = found;
            return &machine->fields[machine->fields_count - 1];
        }
    return NULL;
}

static struct pickle_fields *make_fields(struct pickle_machine *machine, uint64_t dictionary)
{
    struct pickle_fields *fields = find_fields(machine, dictionary);

    if (fields)
        return fields;
    if (machine->fields_count == machine->fields_capacity) {
        size_t capacity = machine->fields_capacity ? machine->fields_capacity * 2 : 16;
        struct pickle_fields *grown = NULL;

        if (capacity <= LIMIT_PICKLE_FIELDS)
            grown = realloc(machine->fields, capacity * sizeof *grown);
        if (!grown)
            return NULL;
        machine->fields = grown;
        machine->fields_capacity = capacity;
    }
    fields = &machine->fields[machine->fields_count++];
    *fields = (struct pickle_fields){.dictionary = dictionary};
    return fields;
}

bool pickle_note_field(struct pickle_machine *machine, uint64_t dictionary,
                       struct pickle_value value)
{
    struct pickle_value offset = pickle_item(&machine->store, value, 1);
    const struct pickle_dtype *dtype = find_dtype(machine, pickle_item(&machine->store, value, 0));
    struct pickle_fields *fields = dtype ? make_fields(machine, dictionary) : NULL;
    uint64_t end;

    if (!fields || !dtype->known || offset.kind != PICKLE_INT || !offset.known)
        return false;
    if (fields->used)
        pickle_report_danger(machine->report, machine->op_at,
                             "changes the fields of an element that NumPy has");
    fields->count++;
    fields->objects |= dtype->objects;
    if (ckd_add(&end, offset.integer, (uint64_t)dtype->width))
        end = UINT64_MAX;
    if (end > fields->end)
        fields->end = end;
    return true;
}

/* ---- states: (version, order, base, names, fields, width, alignment, flags) ---- */

enum { BASE = 2, NAMES = 3, FIELDS = 4, WIDTH = 5, FLAGS = 7 };
enum { HAS_OBJECT = 1, LIST_PICKLE = 2 };

/* False where it is not told as a number. */
static bool width_is_clear(struct pickle_machine *machine, struct pickle_dtype *dtype,
                           struct pickle_value width)
{
    bool told = width.kind == PICKLE_INT && width.known;
    bool fits = told && width.integer <= INT32_MAX; /* which NumPy keeps it in */

    if (!dtype->flexible)
        return true;
    if (told && !fits)
        pickle_report_danger(machine->report, machine->op_at,
                             "an element of NumPy with a width that none has");
    else if (dtype->known && fits && width.integer != dtype->width)
        pickle_report_danger(machine->report, machine->op_at,
                             "an element of NumPy with two widths, %u and %u", dtype->width,
                             (unsigned)width.integer);
    dtype->known = fits;
    dtype->width = fits ? (uint32_t)width.integer : 0;
    return told;
}

/* An array in each element: (type, shape). */
static bool base_is_clear(struct pickle_machine *machine, struct pickle_dtype *dtype,
                          struct pickle_value base)
{
    const struct pickle_dtype *inner = find_dtype(machine, pickle_item(&machine->store, base, 0));

    if (base.kind == PICKLE_NONE)
        return true;
    if (!inner)
        return false;
    dtype->objects |= inner->objects;
    return true;
}

static bool fields_are_clear(struct pickle_machine *machine, struct pickle_dtype *dtype,
                             struct pickle_value names, struct pickle_value dictionary)
{
    struct pickle_fields *fields;

    if (names.kind == PICKLE_NONE && dictionary.kind == PICKLE_NONE)
        return true;
    if (names.kind == PICKLE_TUPLE && names.known && names.size == 0)
        return true; /* an element without any */
    fields = dictionary.kind == PICKLE_DICT ? find_fields(machine, dictionary.integer) : NULL;
    if (!fields || names.kind != PICKLE_TUPLE || !names.known)
        return false;
    fields->used = true;
    dtype->objects |= fields->objects;
    if (dtype->known && fields->end > dtype->width)
        pickle_report_danger(machine->report, machine->op_at,
                             "a field of NumPy that ends behind its element");
    return fields->count >= names.size && pickle_only_fields(machine, dictionary);
}

static void read_flags(struct pickle_machine *machine, struct pickle_dtype *dtype,
                       struct pickle_value flags)
{
    bool told = flags.kind == PICKLE_INT && flags.known;

    if (dtype->objects && !(told && flags.integer & LIST_PICKLE))
        pickle_report_danger(machine->report, machine->op_at,
                             "bytes of the file that NumPy takes for objects");
    if (told)
        dtype->objects |= (flags.integer & HAS_OBJECT) != 0;
    else
        dtype->known = false;
}

void pickle_build_dtype(struct pickle_machine *machine, struct pickle_value object,
                        struct pickle_value state)
{
    const struct pickle_store *store = &machine->store;
    struct pickle_dtype *dtype = find_dtype(machine, object);
    bool clear;

    if (!dtype) {
        pickle_report_gap(machine->report, machine->op_at,
                          "an element type of NumPy that was not followed");
        return;
    }
    if (dtype->used)
        pickle_report_danger(machine->report, machine->op_at,
                             "changes an element type of NumPy that is in use");
    clear = width_is_clear(machine, dtype, pickle_item(store, state, WIDTH));
    clear &= base_is_clear(machine, dtype, pickle_item(store, state, BASE));
    clear &= fields_are_clear(machine, dtype, pickle_item(store, state, NAMES),
                              pickle_item(store, state, FIELDS));
    if (!clear || dtype->odd)
        pickle_report_unsure(machine->report, machine->op_at,
                             "an element type that is made in another way than NumPy does");
    read_flags(machine, dtype, pickle_item(store, state, FLAGS));
    dtype->used = true;
}
