/*
 * pickle_arrays.c - what a pickle says of arrays of joblib: wrappers, behind which raw bytes stand
 * in the stream.
 */

#include "base/kit.h"
#include "base/limits.h"
#include "base/text.h"
#include "examine/encoding/part.h"
#include "examine/evidence_part.h"
#include "examine/python/pickle_calls.h"
#include "examine/python/pickle_sniff.h"

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
    inner.in_array = true;
    status = pickle_run(&inner);
    pickle_machine_clear(&inner);
    return status;
}

static void tell_call(struct pickle_machine *machine, uint64_t at)
{
    pickle_report_danger(machine->report, at,
                         "calls in the bytes of an array, which only joblib passes over");
}

/*
 * Such an unpickler's argument began in the array and ends `reach` bytes behind it, in the middle
 * of what joblib reads: as far as the window goes, what it would run from there. Chance leads there
 * too, so that opcodes of the file's own are met out of step: only what is dangerous counts.
 */
static ASSAY_RESULT look_behind(struct pickle_machine *machine, size_t reach)
{
    CLEANUP(evidence_freep) struct evidence *aside = NULL;
    CLEANUP(pickle_report_clear) struct pickle_report report = {0};
    struct pickle_machine other;
    struct bytes window;
    struct cursor inner;
    enum assay_status status;

    TRY(cursor_peek(machine->cursor, CURSOR_WINDOW_MAX, &window));
    if (reach >= window.size)
        return ASSAY_OK;
    aside = evidence_new();
    if (!aside)
        return out_of_memory(machine->cursor->err);
    evidence_start(aside, machine->report->evidence->arena);
    cursor_of_bytes(&inner, bytes_from(window, reach), machine->cursor->err);
    pickle_report_init(&report, aside, &inner);
    pickle_machine_init(&other, &inner, &report, machine->nesting + 1);
    status = machine->nesting < LIMIT_PICKLE_NESTING ? pickle_run(&other) : ASSAY_OK;
    pickle_machine_clear(&other);
    pickle_report_facts(&report);
    if (aside->load == ASSAY_LOAD_DANGEROUS)
        tell_call(machine, cursor_at(machine->cursor) + reach);
    return status == ASSAY_EFORMAT || status == ASSAY_ELIMIT ? ASSAY_OK : status;
}

/*
 * Raw bytes, with how many bytes of padding in front of them where the wrapper says that it has
 * some. An unpickler that is not joblib's goes on with them as opcodes: whether it would find a
 * call.
 */
static ASSAY_RESULT read_raw(struct pickle_machine *machine, bool aligned, uint64_t size)
{
    struct pickle_look look;
    struct bytes padding = bytes_of(NULL, 0);
    struct cursor inner;
    struct part part;
    uint64_t whole = size;

    if (aligned) {
        TRY(cursor_peek(machine->cursor, 1, &padding));
        if (padding.size == 0 || ckd_add(&whole, size, 1 + (uint64_t)padding.data[0]))
            return cursor_fail(machine->cursor, "cut short in front of an array");
    }
    TRY(part_open(&part, machine->cursor, whole, &inner));
    TRY(pickle_look_inside(&inner, &look));
    if (look.called)
        tell_call(machine, cursor_at(&inner));
    TRY(part_close(&part, &inner));
    return look.cut && look.missing > 0 ? look_behind(machine, look.missing) : ASSAY_OK;
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
    return read_raw(machine, array.aligned, size);
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
