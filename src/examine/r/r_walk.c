/* r_walk.c - the values of an R file, one after the other, each a step (r_reader.h). */

#include "examine/r/r_walk.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/kit.h"
#include "base/limits.h"
#include "examine/r/r_reader.h"

/* One more step, to be taken before those that are there. */
static ASSAY_RESULT push(struct r_reader *reader, enum r_step_type type, unsigned where,
                         uint64_t count)
{
    if (reader->count == reader->capacity) {
        size_t capacity = reader->capacity ? 2 * reader->capacity : 256;
        struct r_step *grown;

        if (capacity > LIMIT_R_STEPS)
            return cursor_fail_at(reader->stream->cursor, ASSAY_ELIMIT,
                                  cursor_at(reader->stream->cursor), "values nested too deep");
        grown = reallocarray(reader->steps, capacity, sizeof *grown);
        if (!grown)
            return cursor_fail_at(reader->stream->cursor, ASSAY_ENOMEM, ASSAY_NO_OFFSET,
                                  "out of memory for an R file");
        reader->steps = grown;
        reader->capacity = capacity;
    }
    reader->steps[reader->count++] =
        (struct r_step){.type = (uint8_t)type, .where = (uint16_t)where, .count = count};
    return ASSAY_OK;
}

void r_found(struct r_reader *reader, enum assay_load load, uint64_t at, const char *what,
             const char *name)
{
    const struct assay_place place = {.offset = at};
    char detail[160];

    snprintf(detail, sizeof detail, "%s%s%s", what, *name ? ": " : "", name);
    evidence_load(reader->evidence, load);
    evidence_observe(reader->evidence, R_CODE,
                     load == ASSAY_LOAD_DANGEROUS ? ASSAY_HIGH : ASSAY_MEDIUM, &place,
                     bytes_text(detail));
}

static ASSAY_RESULT read_list(struct r_reader *reader, unsigned where)
{
    uint64_t count;

    TRY(r_length(reader->stream, &count));
    if (count == 0)
        return ASSAY_OK;
    if (!(where & R_IN_TOP))
        return push(reader, R_STEP_ITEMS, where & R_INHERITED, count);
    if (count > 1)
        TRY(push(reader, R_STEP_ITEMS, 0, count - 1));
    return push(reader, R_STEP_ITEM, R_IN_FIRST_COLUMN, 0);
}

/*
 * A pairlist, a call, a function or a promise: attributes, tag, head, rest. The rest of a pairlist
 * is pushed first, as it is read last.
 */
static ASSAY_RESULT read_cell(struct r_reader *reader, unsigned type, int32_t flags, unsigned where,
                              uint64_t at)
{
    unsigned down = where & R_INHERITED, head = down, rest = down;
    bool tagged = flags & 0x400;

    switch (type) {
    case R_PAIRLIST:
    case R_DOTS:
        rest |= where & (R_IN_ATTRIBUTES | R_IN_BINDINGS);
        head |= where & R_IN_ATTRIBUTES;
        break;
    case R_LANGUAGE:
        head |= R_IN_CALLED;
        break;
    case R_CLOSURE:
        r_found(reader, ASSAY_LOAD_SUSPICIOUS, at, "a function", "");
        break;
    default: /* a promise: environment, value, code, which runs where there is no value */
        head |= R_IN_PROMISE_VALUE;
        break;
    }
    TRY(push(reader, R_STEP_ITEM, rest, 0));
    TRY(push(reader, type == R_PAIRLIST ? R_STEP_TAGGED : R_STEP_ITEM, head, 0));
    if (tagged)
        TRY(push(reader, R_STEP_TAG, down | (where & R_IN_BINDINGS), 0));
    if (flags & 0x200)
        TRY(push(reader, R_STEP_ITEM, down, 0));
    reader->tag = R_SYMBOL_PLAIN;
    return ASSAY_OK;
}

static ASSAY_RESULT read_environment(struct r_reader *reader)
{
    int32_t locked;

    TRY(r_int(reader->stream, &locked));
    TRY(r_add_reference(reader, 0));
    return push(reader, R_STEP_ITEMS, R_IN_ENVIRONMENT,
                4); /* enclosure, frame, table, attributes */
}

/* Values that need nothing but their type. */
static bool is_constant(unsigned type)
{
    return type == R_NULL || type == R_EMPTY_ENV || type == R_BASE_ENV || type == R_GLOBAL_ENV ||
           type == R_UNBOUND || type == R_MISSING || type == R_BASE_NAMESPACE;
}

static void note_promise(struct r_reader *reader, unsigned type, unsigned where, uint64_t at)
{
    if (type != R_UNBOUND || !(where & R_IN_PROMISE_VALUE))
        return;
    reader->steps[reader->count - 1].where |= R_IN_PROMISE; /* the code is read next */
    if (where & R_IN_ENVIRONMENT)
        r_found(reader, ASSAY_LOAD_SUSPICIOUS, at,
                "a promise inside an environment: its code runs when it is looked at", "");
    else
        r_found(reader, ASSAY_LOAD_DANGEROUS, at, "a promise: its code runs when it is looked at",
                "");
}

static ASSAY_RESULT read_odd(struct r_reader *reader, unsigned type, unsigned where, uint64_t at)
{
    int32_t count;

    switch (type) {
    case R_BYTECODE:
        r_found(reader, ASSAY_LOAD_SUSPICIOUS, at,
                "byte code, which need not do what its source says", "");
        TRY(r_int(reader->stream, &count)); /* values that it shares */
        return push(reader, R_STEP_CODE, where & R_INHERITED, 0);
    case R_POINTER:
        r_found(reader, ASSAY_LOAD_SUSPICIOUS, at, "an external pointer", "");
        TRY(r_add_reference(reader, 0));
        return push(reader, R_STEP_ITEMS, where & R_INHERITED, 2);
    case R_WEAK:
        return r_add_reference(reader, 0);
    case R_SPECIAL:
    case R_BUILTIN:
        return r_read_name(reader);
    case R_PERSISTENT:
    case R_PACKAGE:
    case R_NAMESPACE:
        return r_read_persistent(reader);
    case R_ALTREP: /* what it is, its state, its attributes */
        return push(reader, R_STEP_ITEMS, where & R_INHERITED, 3);
    case R_S4:
        return ASSAY_OK;
    default:
        return cursor_fail_at(reader->stream->cursor, ASSAY_EFORMAT, at,
                              "a value of unknown type %u", type);
    }
}

static ASSAY_RESULT read_value(struct r_reader *reader, unsigned type, unsigned where, uint64_t at)
{
    switch (type) {
    case R_LOGICAL:
        return r_read_numbers(reader, where, 4);
    case R_INTEGER:
        return r_read_integers(reader, where);
    case R_REAL:
        return r_read_numbers(reader, where, 8);
    case R_COMPLEX:
        return r_read_numbers(reader, where, 16);
    case R_RAW:
        return r_read_numbers(reader, where, 1);
    case R_STRING:
        return r_read_strings(reader, where);
    case R_LIST:
    case R_EXPRESSION:
        return read_list(reader, where);
    default:
        return read_odd(reader, type, where, at);
    }
}

/* Attributes stand behind the value that has them; those of the outermost one name its columns. */
static unsigned of_attributes(unsigned where)
{
    return (where & R_INHERITED) | (where & R_IN_TOP ? R_IN_ATTRIBUTES : 0U);
}

static ASSAY_RESULT read_item(struct r_reader *reader, unsigned where)
{
    uint64_t at = cursor_at(reader->stream->cursor);
    const char *name;
    unsigned type;
    int32_t flags;

    TRY(r_int(reader->stream, &flags));
    type = (unsigned)flags & 0xff;
    name = r_type_name(type);
    if (name && type != R_SYMBOL)
        evidence_set(reader->evidence, ASSAY_FACT_MODEL_OBJECT_TYPES, MEASURED, bytes_text(name));
    note_promise(reader, type, where, at);
    if (is_constant(type))
        return ASSAY_OK;
    switch (type) {
    case R_AGAIN:
        return r_read_reference(reader, flags, where, at);
    case R_SYMBOL:
        return r_read_symbol(reader, where, at);
    case R_ENVIRONMENT:
        return read_environment(reader);
    case R_PAIRLIST:
    case R_CLOSURE:
    case R_PROMISE:
    case R_LANGUAGE:
    case R_DOTS:
        return read_cell(reader, type, flags, where, at);
    case R_CHAR: {
        int32_t size;

        TRY(r_int(reader->stream, &size));
        return size < 0 ? ASSAY_OK : r_text(reader->stream, (uint64_t)size);
    }
    default:
        if (flags & 0x200 && type != R_ALTREP)
            TRY(push(reader, R_STEP_ITEM, of_attributes(where), 0));
        return read_value(reader, type, where, at);
    }
}

static unsigned by_tag(const struct r_reader *reader, unsigned where)
{
    switch (reader->tag) {
    case R_SYMBOL_CLASS:
        return where | R_IN_CLASS;
    case R_SYMBOL_NAMES:
        return where | R_IN_NAMES;
    case R_SYMBOL_ROWS:
        return where | R_IN_ROWS;
    default:
        return where;
    }
}

/* Behind the words of byte code stand its constants, each behind its type. */
static ASSAY_RESULT read_constant(struct r_reader *reader, unsigned where)
{
    uint64_t at = cursor_at(reader->stream->cursor);
    int32_t type;

    TRY(r_int(reader->stream, &type));
    switch (type) {
    case R_BYTECODE:
        return push(reader, R_STEP_CODE, where, 0);
    case R_LANGUAGE:
    case R_PAIRLIST:
    case R_ATTR_LANGUAGE:
    case R_ATTR_PAIRLIST:
    case R_BYTECODE_SHARED:
    case R_BYTECODE_AGAIN:
        break;
    default:
        return push(reader, R_STEP_ITEM, where, 0);
    }
    if (type == R_BYTECODE_AGAIN)
        return r_int(reader->stream, &type);
    if (type == R_BYTECODE_SHARED) {
        TRY(r_int(reader->stream, &type)); /* its number */
        TRY(r_int(reader->stream, &type));
    }
    if (type != R_LANGUAGE && type != R_PAIRLIST && type != R_ATTR_LANGUAGE &&
        type != R_ATTR_PAIRLIST)
        return cursor_fail_at(reader->stream->cursor, ASSAY_EFORMAT, at,
                              "a value of type %" PRId32 " inside byte code", type);
    TRY(push(reader, R_STEP_CODE_VALUE, where, 0));
    TRY(push(reader, R_STEP_CODE_VALUE, where | (type == R_LANGUAGE ? R_IN_CALLED : 0), 0));
    TRY(push(reader, R_STEP_ITEM, where, 0)); /* the tag */
    if (type == R_ATTR_LANGUAGE || type == R_ATTR_PAIRLIST)
        TRY(push(reader, R_STEP_ITEM, where, 0));
    return ASSAY_OK;
}

static ASSAY_RESULT take_step(struct r_reader *reader)
{
    struct r_step *step = &reader->steps[reader->count - 1];
    enum r_step_type type = (enum r_step_type)step->type;
    unsigned where = step->where;
    int32_t count;

    if ((type == R_STEP_ITEMS || type == R_STEP_CONSTANTS) && step->count > 1)
        step->count--;
    else
        reader->count--;
    switch (type) {
    case R_STEP_ITEM:
    case R_STEP_ITEMS:
    case R_STEP_TAG:
        return read_item(reader, where);
    case R_STEP_TAGGED:
        return read_item(reader, by_tag(reader, where));
    case R_STEP_CODE: /* the code itself, and how many constants are behind it */
        TRY(push(reader, R_STEP_LEAVE, where, 0));
        return push(reader, R_STEP_ITEM, where, 0);
    case R_STEP_LEAVE:
        TRY(r_int(reader->stream, &count));
        return count > 0 ? push(reader, R_STEP_CONSTANTS, where, (uint64_t)count) : ASSAY_OK;
    case R_STEP_CONSTANTS:
    case R_STEP_CODE_VALUE:
        return read_constant(reader, where);
    }
    return ASSAY_OK;
}

static ASSAY_RESULT walk_all(struct r_reader *reader, bool bindings)
{
    TRY(push(reader, R_STEP_ITEM, bindings ? R_IN_BINDINGS : R_IN_TOP, 0));
    while (reader->count > 0)
        TRY(take_step(reader));
    return ASSAY_OK;
}

static void tell_table(const struct r_reader *reader)
{
    struct bytes rest = buf_bytes(&reader->names);
    uint64_t columns = 0;

    while (rest.size > 0) {
        const uint8_t *end = memchr(rest.data, 0, rest.size);
        struct bytes name = bytes_of(rest.data, end ? (size_t)(end - rest.data) : rest.size);

        evidence_list(reader->evidence, ASSAY_FACT_DATASET_COLUMN_NAMES, MEASURED, name);
        rest = bytes_from(rest, name.size + 1);
        columns++;
    }
    if (columns > 0)
        evidence_int(reader->evidence, ASSAY_FACT_DATASET_COLUMNS, MEASURED, columns);
    if (reader->has_rows)
        evidence_int(reader->evidence, ASSAY_FACT_DATASET_ROWS, MEASURED, reader->rows);
}

enum assay_status r_walk(struct r_stream *stream, struct evidence *evidence, bool bindings,
                         bool *table)
{
    struct r_reader reader = {
        .stream = stream, .evidence = evidence, .names = {.ceiling = LIMIT_R_NAMES}};
    enum assay_status status = walk_all(&reader, bindings);

    if (reader.data)
        tell_table(&reader);
    *table = reader.data;
    free(reader.steps);
    free(reader.references);
    buf_clear(&reader.names);
    return status;
}
