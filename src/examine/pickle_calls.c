/*
 * pickle_calls.c - calls and changes: what follows from the arguments, not from the name alone.
 */

#include <inttypes.h>
#include <stdlib.h>

#include "base/kit.h"
#include "base/limits.h"
#include "base/text.h"
#include "examine/pickle_state.h"

enum {
    CALLS_SHOWN = 16,    /* calls of one name that are written out */
    ARGUMENTS_SHOWN = 4, /* arguments of one call */
    TEXT_SHOWN = 120,    /* bytes of one argument */
};

static struct pickle_import *import_of(const struct pickle_machine *machine,
                                       struct pickle_value value)
{
    return &machine->report->imports[value.ref];
}

static enum pickle_rule rule_of(const struct pickle_machine *machine, struct pickle_value value)
{
    return import_of(machine, value)->verdict.rule;
}

/* Rules that make a name harmless only where its call is seen. */
static bool is_watched(enum pickle_rule rule)
{
    return rule == RULE_GETATTR || rule == RULE_PARTIAL || rule == RULE_TORCH_BYTES ||
           rule == RULE_CODEC || rule == RULE_UFUNC;
}

/* A name that may be handed to others to call. */
static bool is_free_name(const struct pickle_machine *machine, struct pickle_value value)
{
    return value.kind == PICKLE_NAME &&
           import_of(machine, value)->verdict.judgement == PICKLE_ALLOWED &&
           !is_watched(rule_of(machine, value));
}

static void show_text(struct buf *out, const struct pickle_machine *machine,
                      struct pickle_value value)
{
    struct bytes text = pickle_text(&machine->store, value);
    bool cut = value.cut || text.size > TEXT_SHOWN;

    if (text.size > TEXT_SHOWN) {
        text.size = TEXT_SHOWN;
        while (text.size > 0 && (text.data[text.size] & 0xc0) == 0x80)
            text.size--;
    }
    buf_text(out, value.kind == PICKLE_BYTES ? "b'" : "'");
    text_show(out, text);
    buf_text(out, cut ? "...'" : "'");
}

static void show_value(struct buf *out, const struct pickle_machine *machine,
                       struct pickle_value value)
{
    static const char *const shown[PICKLE_KINDS] = {
        [PICKLE_FORGOTTEN] = "?",    [PICKLE_NONE] = "None",
        [PICKLE_FLOAT] = "a number", [PICKLE_TUPLE] = "(...)",
        [PICKLE_LIST] = "[...]",     [PICKLE_DICT] = "{...}",
        [PICKLE_SET] = "{...}",      [PICKLE_PERSISTENT] = "a storage",
    };

    switch ((enum pickle_kind)value.kind) {
    case PICKLE_TEXT:
    case PICKLE_BYTES:
        show_text(out, machine, value);
        break;
    case PICKLE_BOOL:
        buf_text(out, value.integer ? "True" : "False");
        break;
    case PICKLE_INT:
        if (value.known)
            buf_printf(out, "%" PRId64, (int64_t)value.integer);
        else
            buf_text(out, "a number");
        break;
    case PICKLE_NAME:
        buf_text(out, import_of(machine, value)->name);
        break;
    case PICKLE_OBJECT:
    case PICKLE_ATTRIBUTE:
        buf_printf(out, "%s(...)", import_of(machine, value)->name);
        break;
    default:
        buf_text(out, value.kind == PICKLE_TUPLE && value.size == 0 ? "()" : shown[value.kind]);
    }
}

static void show_call(const struct pickle_machine *machine, struct pickle_value callee,
                      struct pickle_value args, struct buf *out)
{
    size_t count = args.kind == PICKLE_TUPLE && args.known ? args.size : 0;

    buf_printf(out, "%s(", import_of(machine, callee)->name);
    for (size_t i = 0; i < count && i < ARGUMENTS_SHOWN; i++) {
        buf_text(out, i ? ", " : "");
        show_value(out, machine, pickle_item(&machine->store, args, i));
    }
    if (count > ARGUMENTS_SHOWN || args.kind != PICKLE_TUPLE || !args.known)
        buf_text(out, count > 0 ? ", ..." : "...");
    buf_text(out, ")");
}

/* Allowed names are written out once, others until it is clear what they do. */
static void note_call(struct pickle_machine *machine, struct pickle_value callee,
                      struct pickle_value args)
{
    CLEANUP(buf_clear) struct buf text;
    struct pickle_import *import = import_of(machine, callee);
    unsigned most = import->verdict.judgement == PICKLE_ALLOWED ? 1 : CALLS_SHOWN;

    buf_init(&text, LIMIT_FACT_TEXT);
    if (import->calls >= most)
        return;
    import->calls++;
    show_call(machine, callee, args, &text);
    evidence_set(machine->report->evidence, ASSAY_FACT_MODEL_CALLS, MEASURED, buf_bytes(&text));
}

static void danger_of_call(struct pickle_machine *machine, struct pickle_value callee,
                           struct pickle_value args)
{
    CLEANUP(buf_clear) struct buf text;

    buf_init(&text, LIMIT_FACT_TEXT);
    show_call(machine, callee, args, &text);
    pickle_report_danger(machine->report, machine->op_at, "%s", buf_string(&text));
    evidence_set(machine->report->evidence, ASSAY_FACT_MODEL_IMPORTS_DANGEROUS, MEASURED,
                 bytes_text(import_of(machine, callee)->name));
}

/* Methods that read, write or run what they are given, by the beginnings of their names: such a
 * method of an allowed class is not harmless where it is handed on to be called. */
static bool is_working_method(struct bytes name)
{
    static const char *const beginnings[] = {
        "_call", "_new_",  "_share", "share",  "_load",     "_read",   "_run",
        "_save", "_write", "agg",    "apply",  "call",      "compile", "download",
        "dump",  "eval",   "exec",   "fetch",  "from_",     "import",  "load",
        "map",   "open",   "pipe",   "push",   "query",     "read",    "remove",
        "run",   "save",   "to_",    "tofile", "transform", "unlink",  "write"};

    for (size_t i = 0; i < ARRAY_LEN(beginnings); i++)
        if (bytes_starts(name, bytes_text(beginnings[i])))
            return true;
    return false;
}

/* What getattr() gives, judged as if it were imported by its whole name. */
static enum assay_status judge_attribute(struct pickle_machine *machine, struct pickle_value object,
                                         struct bytes name, bool *plain)
{
    CLEANUP(buf_clear) struct buf resolved;
    enum pickle_judgement judgement;
    uint32_t import;

    buf_init(&resolved, (size_t)3 * LIMIT_PICKLE_LINE);
    judgement =
        pickle_judge(bytes_text(import_of(machine, object)->name), name, 4, &resolved).judgement;
    *plain = judgement != PICKLE_DANGEROUS;
    if (judgement != PICKLE_UNKNOWN || !is_working_method(name))
        return ASSAY_OK;
    return pickle_report_odd(machine->report, buf_string(&resolved), PICKLE_UNKNOWN, machine->op_at,
                             &import);
}

/* getattr(X, "plain"): harmless where X.plain would be harmless to import. */
static enum assay_status call_getattr(struct pickle_machine *machine, struct pickle_value callee,
                                      struct pickle_value args, struct pickle_value *result)
{
    struct pickle_value object = pickle_item(&machine->store, args, 0);
    struct pickle_value name = pickle_item(&machine->store, args, 1);
    bool owned = object.kind == PICKLE_NAME || object.kind == PICKLE_OBJECT;
    bool plain = owned && name.kind == PICKLE_TEXT && !name.cut &&
                 import_of(machine, object)->verdict.judgement != PICKLE_DANGEROUS &&
                 !(object.kind == PICKLE_NAME && is_watched(rule_of(machine, object))) &&
                 pickle_plain_name(pickle_text(&machine->store, name));

    if (plain)
        TRY(judge_attribute(machine, object, pickle_text(&machine->store, name), &plain));
    if (!plain)
        danger_of_call(machine, callee, args);
    *result =
        (struct pickle_value){.kind = PICKLE_ATTRIBUTE, .ref = owned ? object.ref : callee.ref};
    return ASSAY_OK;
}

static bool is_constant(struct pickle_value value)
{
    switch ((enum pickle_kind)value.kind) {
    case PICKLE_NONE:
    case PICKLE_BOOL:
    case PICKLE_INT:
    case PICKLE_FLOAT:
    case PICKLE_TEXT:
    case PICKLE_BYTES:
        return true;
    default:
        return value.kind == PICKLE_TUPLE && value.size == 0;
    }
}

static bool all_constant(const struct pickle_machine *machine, struct pickle_value args)
{
    if (args.kind != PICKLE_TUPLE || !args.known)
        return false;
    for (size_t i = 0; i < args.size; i++)
        if (!is_constant(pickle_item(&machine->store, args, i)))
            return false;
    return true;
}

static bool is_character_codec(const struct pickle_machine *machine, struct pickle_value value)
{
    static const char *const names[] = {"ascii",      "latin1", "latin-1",
                                        "iso-8859-1", "utf-8",  "utf8"};

    if (value.kind != PICKLE_TEXT)
        return false;
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (bytes_equal(pickle_text(&machine->store, value), bytes_text(names[i])))
            return true;
    return false;
}

/* Protocols below 3 have no bytes: they stand in the stream as a text, and this call. */
static enum assay_status call_codec(struct pickle_machine *machine, struct pickle_value callee,
                                    struct pickle_value args, struct pickle_value *result)
{
    struct pickle_value text = pickle_item(&machine->store, args, 0);
    struct pickle_value codec = pickle_item(&machine->store, args, 1);

    if (!is_character_codec(machine, codec)) {
        danger_of_call(machine, callee, args);
        return ASSAY_OK;
    }
    /* Read as a pickle already, if these are its bytes. */
    if (text.kind == PICKLE_TEXT && text.judged &&
        bytes_equal(pickle_text(&machine->store, codec), BYTES("latin1"))) {
        text.kind = PICKLE_BYTES;
        *result = text;
    }
    return ASSAY_OK;
}

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

static enum assay_status call_dtype(struct pickle_machine *machine, struct pickle_value args,
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

/* An array's wrapper is followed when it is made bare, as NEWOBJ without arguments does. */
static void call_joblib(struct pickle_machine *machine, struct pickle_value args,
                        struct pickle_value *result)
{
    result->serial = ++machine->wrappers;
    if (args.kind == PICKLE_TUPLE && args.known && args.size == 0 &&
        machine->array_count < ARRAY_LEN(machine->arrays))
        machine->arrays[machine->array_count++] = (struct pickle_array){.wrapper = result->serial};
}

static void call_torch_bytes(struct pickle_machine *machine, struct pickle_value args)
{
    struct pickle_value bytes = pickle_item(&machine->store, args, 0);

    if (bytes.kind != PICKLE_BYTES || !bytes.judged)
        pickle_report_gap(machine->report, machine->op_at,
                          "a pickle that torch.storage._load_from_bytes would load was not read");
}

/* A class whose constructor takes the name of a model, or a path to one. */
static void call_constructor(struct pickle_machine *machine, struct pickle_value callee,
                             struct pickle_value args)
{
    bool given = args.kind != PICKLE_TUPLE || !args.known;

    for (size_t i = 0; i < args.size && !given; i++) {
        struct pickle_value value = pickle_item(&machine->store, args, i);

        given = value.kind == PICKLE_TEXT || value.kind == PICKLE_FORGOTTEN;
    }
    if (given) {
        CLEANUP(buf_clear) struct buf text;

        buf_init(&text, LIMIT_FACT_TEXT);
        show_call(machine, callee, args, &text);
        pickle_report_unsure(machine->report, machine->op_at, buf_string(&text));
    }
}

/* The object is of the class given, and so are the rules for its state. */
static void call_reconstruct(const struct pickle_machine *machine, struct pickle_value args,
                             struct pickle_value *result)
{
    struct pickle_value class = pickle_item(&machine->store, args, 0);

    if (class.kind == PICKLE_NAME)
        result->ref = class.ref;
}

/* A class whose constructor takes the name of a model, given to something that may call it. */
static void hand_on_constructors(struct pickle_machine *machine, struct pickle_value callee,
                                 struct pickle_value args)
{
    if (!machine->seen_rules || args.kind != PICKLE_TUPLE ||
        rule_of(machine, callee) == RULE_RECONSTRUCT ||
        strcmp(import_of(machine, callee)->name, "collections.defaultdict") == 0)
        return;
    for (size_t i = 0; i < args.size; i++) {
        struct pickle_value value = pickle_item(&machine->store, args, i);

        if (value.kind == PICKLE_NAME && rule_of(machine, value) == RULE_CONSTRUCTOR) {
            CLEANUP(buf_clear) struct buf text;

            buf_init(&text, LIMIT_FACT_TEXT);
            show_call(machine, callee, args, &text);
            pickle_report_unsure(machine->report, machine->op_at, buf_string(&text));
        }
    }
}

/* numpy restores a function by importing it: what comes back is that name. */
static enum assay_status call_ufunc(struct pickle_machine *machine, struct pickle_value callee,
                                    struct pickle_value args, struct pickle_value *result)
{
    struct pickle_value module = pickle_item(&machine->store, args, 0);
    struct pickle_value name = pickle_item(&machine->store, args, 1);

    if (module.kind != PICKLE_TEXT || name.kind != PICKLE_TEXT || module.cut || name.cut) {
        danger_of_call(machine, callee, args);
        return ASSAY_OK;
    }
    result->kind = PICKLE_NAME;
    TRY(pickle_report_import(machine->report, pickle_text(&machine->store, module),
                             pickle_text(&machine->store, name), 4, machine->op_at, &result->ref));
    machine->seen_rules |= rule_of(machine, *result) != RULE_NONE;
    return ASSAY_OK;
}

static enum assay_status call_name(struct pickle_machine *machine, struct pickle_value callee,
                                   struct pickle_value args, struct pickle_value *result)
{
    struct pickle_value first = pickle_item(&machine->store, args, 0);

    switch (rule_of(machine, callee)) {
    case RULE_NONE:
    case RULE_STATE:
        break;
    case RULE_CONSTRUCTOR:
        call_constructor(machine, callee, args);
        break;
    case RULE_RECONSTRUCT:
        call_reconstruct(machine, args, result);
        break;
    case RULE_OTHER_FILE:
        pickle_report_unsure(machine->report, machine->op_at,
                             "joblib reads an array from another file");
        break;
    case RULE_UFUNC:
        return call_ufunc(machine, callee, args, result);
    case RULE_GETATTR:
        return call_getattr(machine, callee, args, result);
    case RULE_PARTIAL:
        if (!is_free_name(machine, first))
            danger_of_call(machine, callee, args);
        break;
    case RULE_ITEMGETTER:
        if (!all_constant(machine, args))
            danger_of_call(machine, callee, args);
        break;
    case RULE_CODEC:
        return call_codec(machine, callee, args, result);
    case RULE_DTYPE:
        return call_dtype(machine, args, result);
    case RULE_JOBLIB:
        call_joblib(machine, args, result);
        break;
    case RULE_TENSOR:
        machine->report->tensors++;
        break;
    case RULE_TORCH_BYTES:
        call_torch_bytes(machine, args);
        break;
    }
    return ASSAY_OK;
}

/* copyreg.add_extension() in the stream: its codes mean these names from here on. */
static enum assay_status add_extension(struct pickle_machine *machine, struct pickle_value args)
{
    struct pickle_report *report = machine->report;
    struct pickle_value module = pickle_item(&machine->store, args, 0);
    struct pickle_value name = pickle_item(&machine->store, args, 1);
    struct pickle_value code = pickle_item(&machine->store, args, 2);
    uint32_t import;

    if (module.kind != PICKLE_TEXT || name.kind != PICKLE_TEXT || code.kind != PICKLE_INT ||
        report->extension_count == ARRAY_LEN(report->extensions))
        return ASSAY_OK; /* its use will be unknown; registering was dangerous already */
    TRY(pickle_report_import(report, pickle_text(&machine->store, module),
                             pickle_text(&machine->store, name), 4, machine->op_at, &import));
    report->extensions[report->extension_count++] =
        (struct pickle_extension){.code = code.integer, .import = import};
    return ASSAY_OK;
}

enum assay_status pickle_call(struct pickle_machine *machine, struct pickle_value callee,
                              struct pickle_value args, struct pickle_value *result)
{
    *result = (struct pickle_value){.kind = PICKLE_FORGOTTEN};
    switch ((enum pickle_kind)callee.kind) {
    case PICKLE_NAME:
        *result = (struct pickle_value){.kind = PICKLE_OBJECT, .ref = callee.ref};
        note_call(machine, callee, args);
        if (strcmp(import_of(machine, callee)->name, "copyreg.add_extension") == 0)
            TRY(add_extension(machine, args));
        hand_on_constructors(machine, callee, args);
        return call_name(machine, callee, args, result);
    case PICKLE_OBJECT:
    case PICKLE_ATTRIBUTE:
        pickle_report_danger(machine->report, machine->op_at, "calls what %s returned",
                             import_of(machine, callee)->name);
        *result = callee;
        break;
    case PICKLE_FORGOTTEN:
        pickle_report_gap(machine->report, machine->op_at,
                          "a call of something that was not followed");
        break;
    case PICKLE_PERSISTENT:
        pickle_report_danger(machine->report, machine->op_at, "calls a persistent object");
        break;
    default:
        pickle_report_flaw(machine->report, machine->op_at, "a call of what cannot be called");
    }
    return ASSAY_OK;
}

/* The element type's own state: (version, order, subtype, names, fields, width, alignment, flags).
 * Source: NumPy, descriptor.c, arraydescr_setstate(). */
static void build_dtype(struct pickle_machine *machine, struct pickle_value object,
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

/* Where an object is changed in place: names and attributes are shared with the whole program. */
static bool is_shared(struct pickle_value value)
{
    return value.kind == PICKLE_NAME || value.kind == PICKLE_ATTRIBUTE;
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

/*
 * Behind a wrapper's BUILD: a stream of its own where elements are objects, else padding and raw
 * bytes. Source: joblib, numpy_pickle.py, NumpyArrayWrapper.read_array().
 */
static enum assay_status read_array(struct pickle_machine *machine, struct pickle_value wrapper,
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
    if (dtype.objects) {
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
    if (ckd_mul(&size, array.count, (uint64_t)dtype.width))
        return cursor_fail_at(machine->cursor, ASSAY_EFORMAT, machine->op_at,
                              "an array larger than any file");
    if (array.aligned)
        TRY(cursor_u8(machine->cursor, &padding));
    TRY(cursor_skip(machine->cursor, padding));
    return cursor_skip(machine->cursor, size);
}

enum assay_status pickle_build(struct pickle_machine *machine, struct pickle_value object,
                               struct pickle_value state)
{
    if (is_shared(object)) {
        pickle_report_danger(machine->report, machine->op_at, "sets attributes of %s",
                             import_of(machine, object)->name);
        return ASSAY_OK;
    }
    if (object.kind == PICKLE_FORGOTTEN)
        pickle_report_gap(machine->report, machine->op_at,
                          "a change of something that was not followed");
    if (object.kind != PICKLE_OBJECT)
        return ASSAY_OK;
    switch (rule_of(machine, object)) {
    case RULE_PARTIAL: /* the state names the function again, and may name another */
        if (!is_free_name(machine, pickle_item(&machine->store, state, 0)))
            danger_of_call(machine, object, state);
        return ASSAY_OK;
    case RULE_DTYPE:
        build_dtype(machine, object, state);
        return ASSAY_OK;
    case RULE_JOBLIB:
        return read_array(machine, object, state);
    case RULE_STATE: /* texts in it were judged as they were put into dictionaries */
        if (machine->odd_keys || (state.kind != PICKLE_DICT && state.kind != PICKLE_NONE))
            pickle_report_gap(machine->report, machine->op_at,
                              "a state of %s that was not followed",
                              import_of(machine, object)->name);
        return ASSAY_OK;
    default:
        return ASSAY_OK;
    }
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
        array->dtype =
            value.kind == PICKLE_OBJECT && import_of(machine, value)->verdict.rule == RULE_DTYPE
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

    if (array || !below || below->kind != PICKLE_OBJECT || rule_of(machine, *below) != RULE_JOBLIB)
        return array;
    array = find_array(machine, below->serial, 0);
    if (array && array->dictionary == 0)
        array->dictionary = dictionary.integer;
    return array && array->dictionary == dictionary.integer ? array : NULL;
}

void pickle_fill(struct pickle_machine *machine, struct pickle_value container, size_t from,
                 bool pairs)
{
    const struct pickle_store *store = &machine->store;
    struct pickle_array *array;

    if (is_shared(container))
        pickle_report_danger(machine->report, machine->op_at, "changes %s",
                             import_of(machine, container)->name);
    pickle_escape(machine, from);
    if (!pairs)
        return;
    for (size_t i = from; i + 1 < store->depth; i += 2)
        pickle_note_pair(machine, store->stack[i], store->stack[i + 1]);
    if (from == 1 && machine->nesting == 0) /* the container is the stack's bottom */
        for (size_t i = from; i + 1 < store->depth; i += 2)
            pickle_note_part(machine, store->stack[i]);
    if (machine->array_count == 0 || container.kind != PICKLE_DICT)
        return;
    array = described_array(machine, from, container);
    for (size_t i = from; array && i + 1 < store->depth; i += 2)
        note_attribute(machine, array, store->stack[i], store->stack[i + 1]);
}

void pickle_escape(struct pickle_machine *machine, size_t from)
{
    if (!machine->seen_rules)
        return;
    for (size_t i = from; i < machine->store.depth; i++) {
        struct pickle_value value = machine->store.stack[i];

        if (value.kind == PICKLE_NAME && is_watched(rule_of(machine, value)))
            pickle_report_danger(machine->report, machine->op_at, "hands on %s",
                                 import_of(machine, value)->name);
    }
}

/*
 * torch: ("storage", torch.FloatStorage, key, location, elements[, view]).
 * Source: PyTorch, torch/serialization.py, persistent_id().
 */
enum assay_status pickle_persistent(struct pickle_machine *machine, struct pickle_value id,
                                    struct pickle_value *result)
{
    const struct pickle_store *store = &machine->store;
    struct pickle_value word = pickle_item(store, id, 0), type = pickle_item(store, id, 1);
    struct pickle_value key = pickle_item(store, id, 2), elements = pickle_item(store, id, 4);
    const char *name, *dot;

    *result = (struct pickle_value){.kind = PICKLE_PERSISTENT};
    if (word.kind == PICKLE_TEXT && type.kind == PICKLE_NAME &&
        bytes_equal(pickle_text(store, word), BYTES("module"))) /* ("module", class, source, ...) */
        *result = type;
    if (word.kind != PICKLE_TEXT || !bytes_equal(pickle_text(store, word), BYTES("storage")) ||
        type.kind != PICKLE_NAME || key.kind != PICKLE_TEXT || key.cut ||
        elements.kind != PICKLE_INT || !elements.known)
        return ASSAY_OK;
    name = import_of(machine, type)->name;
    dot = strrchr(name, '.');
    return pickle_report_storage(machine->report, pickle_text(store, key),
                                 bytes_text(dot ? dot + 1 : name), elements.integer);
}
