/*
 * pickle_trust.c - what is known of a value. An unpickler calls more than what REDUCE names: it
 * looks up methods on what it has made, and functions hand out what they were handed. Whatever is
 * not plain data, or an instance of an allowed class that was made in an allowed way, is not
 * trusted: its attributes, changes and states are told.
 *
 * Source: CPython, Modules/_pickle.c, load_build(), do_append(), load_additems(); Lib/copyreg.py.
 */

#include <stdlib.h>

#include "base/kit.h"
#include "base/limits.h"
#include "examine/python/pickle_calls.h"

/* Classes in small letters, and functions that give nothing but a new object of a type of their
 * own. Other functions (next, max, numpy.where ...) may give back whatever they were given. */
static const char *const makers[] = {
    "__bit_generator_ctor",
    "__generator_ctor",
    "__nat_unpickle",
    "__randomstate_ctor",
    "__RandomState_ctor",
    "_array_reconstructor",
    "_compile",
    "_frombuffer",
    "_mareconstruct",
    "_mrreconstruct",
    "_nat_unpickle",
    "_new_DatetimeIndex",
    "_new_Index",
    "_new_IntervalIndex",
    "_new_PeriodIndex",
    "_p",
    "_rebuild_device_tensor_from_cpu_tensor",
    "_rebuild_device_tensor_from_numpy",
    "_rebuild_from_type",
    "_rebuild_from_type_v2",
    "_rebuild_meta_tensor_no_storage",
    "_rebuild_nested_tensor",
    "_rebuild_parameter",
    "_rebuild_parameter_with_state",
    "_rebuild_qtensor",
    "_rebuild_sparse_csr_tensor",
    "_rebuild_sparse_tensor",
    "_rebuild_tensor",
    "_rebuild_tensor_v2",
    "_rebuild_tensor_v3",
    "_rebuild_wrapper_subclass",
    "_reconstruct",
    "_timedelta_unpickle",
    "_ttinfo",
    "_unpickle",
    "_unpickle_block",
    "_unpickle_period",
    "_unpickle_timestamp",
    "array",
    "bytearray",
    "bytes",
    "cKDTree",
    "complex",
    "date",
    "datetime",
    "defaultdict",
    "deque",
    "device",
    "dict",
    "dtype",
    "float",
    "fragment_address",
    "frozenset",
    "gaussian_kde",
    "int",
    "interp1d",
    "interp2d",
    "list",
    "make_column_selector",
    "matrix",
    "mvoid",
    "ndarray",
    "new_block",
    "newObj",
    "object",
    "partial",
    "poly1d",
    "range",
    "recarray",
    "record",
    "relativedelta",
    "rv_continuous_frozen",
    "rv_discrete_frozen",
    "rv_frozen",
    "rv_histogram",
    "rv_sample",
    "set",
    "slice",
    "str",
    "time",
    "timedelta",
    "timezone",
    "tuple",
    "tzfile",
    "tzlocal",
    "tzoffset",
    "tzutc",
    "vectorize",
    "void",
};

/* "dKalmanFilter": statsmodels has each class of its state spaces once for each type of numbers. */
static bool is_class_of_numbers(struct bytes name)
{
    return name.size > 1 && bytes_has(BYTES("cdsz"), name.data[0]) &&
           pickle_class_like(bytes_from(name, 1)) && name.data[1] != '_';
}

static bool is_maker(struct bytes name)
{
    for (size_t i = 0; i < ARRAY_LEN(makers); i++)
        if (bytes_equal(name, bytes_text(makers[i])))
            return true;
    return bytes_ends(name, BYTES("_gen")) || bytes_ends(name, BYTES("_matrix")) ||
           bytes_ends(name, BYTES("_array")) || bytes_ends(name, BYTES("_frozen")) ||
           is_class_of_numbers(name);
}

bool pickle_makes_own(const char *import)
{
    const char *dot = strrchr(import, '.');
    struct bytes name = bytes_text(dot ? dot + 1 : import);

    return pickle_class_like(name) || is_maker(name);
}

/* An object that came out of an allowed function, and may be anything that went in. */
static bool is_anything(const struct pickle_machine *machine, struct pickle_value value)
{
    return value.kind == PICKLE_OBJECT &&
           pickle_import_of(machine, value)->verdict.judgement == PICKLE_ALLOWED &&
           !pickle_import_of(machine, value)->makes_own;
}

/* The bytes of an array may follow, which only joblib can tell. */
static void tell_anything(struct pickle_machine *machine, struct pickle_value value,
                          const char *what)
{
    const char *name = pickle_import_of(machine, value)->name;
    CLEANUP(buf_clear) struct buf text = {.ceiling = LIMIT_FACT_TEXT};

    if (machine->report->has_wrappers) {
        pickle_report_gap(machine->report, machine->op_at,
                          "%s what %s returned: it may be a joblib array", what, name);
        return;
    }
    buf_printf(&text, "%s what %s returned", what, name);
    pickle_report_unsure(machine->report, machine->op_at, buf_string(&text));
}

/* ---- keys that unpickling looks up ---- */

enum { PLAIN_KEYS, ODD_KEYS, HOOK_KEYS, NOT_FIELDS = 4 };
enum { KEYS_PER_BYTE = 2, KEYS_BITS = 4, KEYS_MASK = 15 };

/* Looked up on an object that is being restored, and called. */
static bool is_hook(struct bytes name)
{
    return (bytes_starts(name, BYTES("__")) && bytes_ends(name, BYTES("__"))) ||
           bytes_equal(name, BYTES("append")) || bytes_equal(name, BYTES("extend")) ||
           bytes_equal(name, BYTES("add"));
}

static bool may_be_called(struct pickle_value value)
{
    return value.kind == PICKLE_NAME || value.kind == PICKLE_OBJECT ||
           value.kind == PICKLE_ATTRIBUTE || value.kind == PICKLE_FORGOTTEN ||
           value.kind == PICKLE_PERSISTENT;
}

static unsigned judge_pair(const struct pickle_machine *machine, struct pickle_value key,
                           struct pickle_value value)
{
    if (!may_be_called(value) && value.kind != PICKLE_DICT)
        return PLAIN_KEYS;
    switch ((enum pickle_kind)key.kind) {
    case PICKLE_TEXT:
        return value.kind != PICKLE_DICT && is_hook(pickle_text(&machine->store, key)) ? HOOK_KEYS
                                                                                       : PLAIN_KEYS;
    case PICKLE_FORGOTTEN:
    case PICKLE_OBJECT:
    case PICKLE_ATTRIBUTE:
        return ODD_KEYS;
    default:
        return PLAIN_KEYS;
    }
}

static void mark_dictionary(struct pickle_machine *machine, uint64_t serial, unsigned keys)
{
    size_t at = (size_t)(serial / KEYS_PER_BYTE);
    unsigned shift = (unsigned)(serial % KEYS_PER_BYTE) * KEYS_BITS;

    if (at >= machine->keys_size) {
        size_t size = machine->keys_size ? machine->keys_size : 256;
        uint8_t *grown = NULL;

        while (size <= at && size < LIMIT_PICKLE_MEMO)
            size *= 2;
        if (size > at)
            grown = realloc(machine->keys, size);
        if (!grown) {
            machine->keys_lost = true;
            return;
        }
        memset(grown + machine->keys_size, 0, size - machine->keys_size);
        machine->keys = grown;
        machine->keys_size = size;
    }
    machine->keys[at] |= (uint8_t)(keys << shift);
}

static unsigned keys_of(const struct pickle_machine *machine, struct pickle_value dictionary)
{
    size_t at = (size_t)(dictionary.integer / KEYS_PER_BYTE);
    unsigned shift = (unsigned)(dictionary.integer % KEYS_PER_BYTE) * KEYS_BITS;
    unsigned keys = PLAIN_KEYS;

    if (dictionary.kind != PICKLE_DICT)
        return PLAIN_KEYS;
    if (at < machine->keys_size)
        keys = (unsigned)(machine->keys[at] >> shift) & KEYS_MASK;
    return machine->keys_lost ? keys | ODD_KEYS : keys;
}

/* Numbers, and objects of allowed classes, whose own methods are harmless to call. */
static bool is_data(const struct pickle_machine *machine, struct pickle_value value)
{
    return value.kind == PICKLE_PERSISTENT ||
           (value.kind == PICKLE_OBJECT &&
            (pickle_import_of(machine, value)->makes_own ||
             bytes_ends(bytes_text(pickle_import_of(machine, value)->name), BYTES(".scalar"))));
}

bool pickle_only_fields(const struct pickle_machine *machine, struct pickle_value dictionary)
{
    return !machine->keys_lost && !(keys_of(machine, dictionary) & NOT_FIELDS);
}

/* NumPy takes the address of an array from it. */
static bool is_address(const struct pickle_machine *machine, struct pickle_value key)
{
    return key.kind == PICKLE_TEXT &&
           (bytes_equal(pickle_text(&machine->store, key), BYTES("__array_interface__")) ||
            bytes_equal(pickle_text(&machine->store, key), BYTES("__cuda_array_interface__")));
}

void pickle_trust_pair(struct pickle_machine *machine, struct pickle_value container,
                       struct pickle_value key, struct pickle_value value)
{
    unsigned keys = judge_pair(machine, key, value);

    if (is_address(machine, key))
        pickle_report_danger(machine->report, machine->op_at,
                             "an array at an address that the file names");
    if (machine->dtype_count > 0 && container.kind == PICKLE_DICT &&
        !pickle_note_field(machine, container.integer, value))
        mark_dictionary(machine, container.integer, NOT_FIELDS);
    if (keys == PLAIN_KEYS)
        return;
    if (container.kind == PICKLE_DICT)
        mark_dictionary(machine, container.integer, keys);
    else if (container.kind == PICKLE_OBJECT && keys == HOOK_KEYS && !is_data(machine, value))
        pickle_report_unsure(machine->report, machine->op_at,
                             "sets an attribute that unpickling looks up and calls");
}

/* ---- states ---- */

static void check_keys(struct pickle_machine *machine, struct pickle_value object,
                       struct pickle_value state)
{
    unsigned keys = keys_of(machine, state);

    if (keys & HOOK_KEYS)
        pickle_report_danger(machine->report, machine->op_at,
                             "gives %s an attribute that unpickling looks up and calls",
                             pickle_import_of(machine, object)->name);
    else if (keys & ODD_KEYS)
        pickle_report_unsure(machine->report, machine->op_at, "a state whose keys are computed");
}

/* A mapping whose attributes are its items: its pairs were seen as they went in. */
static bool is_own_state(const struct pickle_machine *machine, struct pickle_value object,
                         struct pickle_value state)
{
    return state.kind == PICKLE_OBJECT && object.kind == PICKLE_OBJECT && object.ref == state.ref &&
           strcmp(pickle_import_of(machine, state)->name, "statsmodels.tools.tools.Bunch") == 0;
}

/* A copy of a dictionary may hold any keys. */
static bool is_computed_state(const struct pickle_machine *machine, struct pickle_value state)
{
    return state.kind == PICKLE_OBJECT &&
           pickle_import_of(machine, state)->verdict.judgement == PICKLE_ALLOWED &&
           (!pickle_import_of(machine, state)->makes_own ||
            pickle_import_of(machine, state)->verdict.origin == ORIGIN_PYTHON ||
            pickle_import_of(machine, state)->verdict.origin == ORIGIN_SKLEARN ||
            pickle_import_of(machine, state)->verdict.origin == ORIGIN_HUB);
}

void pickle_trust_state(struct pickle_machine *machine, struct pickle_value object,
                        struct pickle_value state)
{
    /* An iterator's state is where it stands: a number sets no attribute. */
    if (is_anything(machine, object) && (state.kind != PICKLE_INT || machine->report->has_wrappers))
        tell_anything(machine, object, "sets attributes of");
    check_keys(machine, object, state);
    if (state.kind == PICKLE_TUPLE && state.size == 2)
        for (size_t i = 0; i < state.size; i++)
            check_keys(machine, object, pickle_item(&machine->store, state, i));
    if (state.kind == PICKLE_ATTRIBUTE && !state.known)
        pickle_report_danger(machine->report, machine->op_at, "hands on an attribute of %s",
                             pickle_import_of(machine, state)->name);
    if (state.kind == PICKLE_FORGOTTEN ||
        (state.kind == PICKLE_TUPLE && state.size > 0 && !state.known))
        pickle_report_gap(machine->report, machine->op_at, "a state that was not followed");
    if (is_computed_state(machine, state) && !is_own_state(machine, object, state))
        pickle_report_unsure(machine->report, machine->op_at, "a state that is computed");
}

void pickle_trust_arguments(struct pickle_machine *machine, struct pickle_value callee,
                            struct pickle_value args)
{
    for (size_t i = 0; args.kind == PICKLE_TUPLE && args.known && i < args.size; i++)
        check_keys(machine, callee, pickle_item(&machine->store, args, i));
}

/* ---- changes ---- */

/* What APPENDS and ADDITEMS may fill: elsewhere they call a method that nobody vetted. */
static bool is_list(const char *import)
{
    static const char *const lists[] = {"UserList", "bytearray", "deque", "list", "set"};
    const char *dot = strrchr(import, '.');

    for (size_t i = 0; dot && i < ARRAY_LEN(lists); i++)
        if (strcmp(dot + 1, lists[i]) == 0)
            return true;
    return false;
}

void pickle_trust_container(struct pickle_machine *machine, struct pickle_value container,
                            bool pairs)
{
    if (is_anything(machine, container))
        tell_anything(machine, container, "changes");
    else if (container.kind == PICKLE_FORGOTTEN)
        pickle_report_gap(machine->report, machine->op_at,
                          "a change of something that was not followed");
    else if (container.kind == PICKLE_OBJECT && !pairs &&
             pickle_import_of(machine, container)->verdict.judgement == PICKLE_ALLOWED &&
             !is_list(pickle_import_of(machine, container)->name))
        pickle_report_unsure(machine->report, machine->op_at,
                             "adds items to an object that is no list");
}

void pickle_hand_on(struct pickle_machine *machine, size_t from)
{
    pickle_escape(machine, from);
    if (!machine->seen_rules)
        return;
    for (size_t i = from; i < machine->store.depth; i++) {
        struct pickle_value value = machine->store.stack[i];

        pickle_use_dtype(machine, value);
        if (value.kind == PICKLE_ATTRIBUTE && !value.known)
            pickle_report_danger(machine->report, machine->op_at, "hands on an attribute of %s",
                                 pickle_import_of(machine, value)->name);
        else if (value.kind == PICKLE_OBJECT && pickle_rule_of(machine, value) == RULE_JOBLIB)
            pickle_report_gap(machine->report, machine->op_at,
                              "a joblib array is handed on before its bytes are read");
    }
}

/* ---- attributes ---- */

/* Methods that ordinary pickles hold bound to their object, and members of enumerations. */
static bool is_known_method(struct bytes name)
{
    static const char *const methods[] = {"_annealing_cos",
                                          "_annealing_linear",
                                          "_call_linear",
                                          "_call_linear_np",
                                          "_call_nan_spline",
                                          "_call_nearest",
                                          "_call_previousnext",
                                          "_call_spline",
                                          "_cdf_single",
                                          "_drv2_moment",
                                          "_entropy",
                                          "_mom0_sc",
                                          "_mom1_sc",
                                          "_mom_integ0",
                                          "_mom_integ1",
                                          "_ppf_single",
                                          "generic_moment",
                                          "get_metric",
                                          "no_default",
                                          "safe",
                                          "unknown",
                                          "unsafe"};

    return bytes_is_one_of(name, methods, ARRAY_LEN(methods));
}

bool pickle_known_attribute(const struct pickle_machine *machine, struct pickle_value object,
                            struct bytes name)
{
    const struct pickle_import *import = pickle_import_of(machine, object);
    const char *dot = strrchr(import->name, '.');

    /* Python 3.11 writes a member of an enumeration as an attribute of its class. */
    if (object.kind == PICKLE_NAME && dot && pickle_class_like(bytes_text(dot + 1)) &&
        pickle_class_like(name))
        return import->verdict.judgement == PICKLE_ALLOWED;
    return import->makes_own && is_known_method(name);
}
