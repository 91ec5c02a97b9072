/*
 * r_walk.c - the values of an R file, one after the other.
 *
 * What is still to be read stands on a stack of steps. A list is one step that counts down, and the
 * rest of a pairlist takes the place of its head, so that the stack grows with nesting alone.
 */

#include "examine/r_walk.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/kit.h"
#include "base/limits.h"
#include "examine/r_words.h"

enum step_type {
    STEP_ITEM,       /* a value */
    STEP_TAG,        /* the symbol that names the next value of a pairlist */
    STEP_TAGGED,     /* a value that the last tag names */
    STEP_ITEMS,      /* `count` values */
    STEP_LEAVE,      /* what began before it is over */
    STEP_CODE,       /* byte code: its words, then constants */
    STEP_CONSTANTS,  /* `count` of them */
    STEP_CODE_VALUE, /* a call inside byte code, its type first */
};

/* Where a value stands. */
enum {
    IN_TOP = 1,         /* the outermost value itself */
    IN_ATTRIBUTES = 2,  /* of the outermost value */
    IN_BINDINGS = 4,    /* the pairlist of a workspace */
    IN_ENVIRONMENT = 8, /* anywhere inside of one */
    IN_CALLED = 16,     /* the function of a call */
    IN_PROMISE = 32,    /* anywhere inside the code of a promise that was not looked at yet */
    IN_NAMES = 64,
    IN_CLASS = 128,
    IN_ROWS = 256,
    IN_PROMISE_VALUE = 512,
    IN_FIRST_COLUMN = 1024,
};

/* What goes down into the parts of a value. */
enum { INHERITED = IN_ENVIRONMENT | IN_PROMISE };

struct step {
    uint8_t type;
    uint16_t where;
    uint64_t count;
};

struct reader {
    struct r_stream *stream;
    struct evidence *evidence;
    struct step *steps;
    size_t count, capacity;
    uint8_t *references; /* what each is: a symbol, by its meaning */
    size_t reference_count, reference_capacity;
    enum r_symbol tag;
    struct buf names; /* of the outermost value's parts, each with a NUL behind it */
    uint64_t rows;
    bool has_rows, data;
};

static ASSAY_RESULT out_of_memory(struct reader *reader)
{
    return cursor_fail_at(reader->stream->cursor, ASSAY_ENOMEM, ASSAY_NO_OFFSET,
                          "out of memory for an R file");
}

static ASSAY_RESULT push(struct reader *reader, enum step_type type, unsigned where, uint64_t count)
{
    if (reader->count == reader->capacity) {
        size_t capacity = reader->capacity ? 2 * reader->capacity : 256;
        struct step *grown;

        if (capacity > LIMIT_R_STEPS)
            return cursor_fail_at(reader->stream->cursor, ASSAY_ELIMIT,
                                  cursor_at(reader->stream->cursor), "values nested too deep");
        grown = reallocarray(reader->steps, capacity, sizeof *grown);
        if (!grown)
            return out_of_memory(reader);
        reader->steps = grown;
        reader->capacity = capacity;
    }
    reader->steps[reader->count++] =
        (struct step){.type = (uint8_t)type, .where = (uint16_t)where, .count = count};
    return ASSAY_OK;
}

static ASSAY_RESULT add_reference(struct reader *reader, uint8_t symbol)
{
    if (reader->reference_count == reader->reference_capacity) {
        size_t capacity = reader->reference_capacity ? 2 * reader->reference_capacity : 256;
        uint8_t *grown;

        if (capacity > LIMIT_R_REFERENCES)
            return cursor_fail_at(reader->stream->cursor, ASSAY_ELIMIT,
                                  cursor_at(reader->stream->cursor), "more than %u shared values",
                                  LIMIT_R_REFERENCES);
        grown = realloc(reader->references, capacity);
        if (!grown)
            return out_of_memory(reader);
        reader->references = grown;
        reader->reference_capacity = capacity;
    }
    reader->references[reader->reference_count++] = symbol;
    return ASSAY_OK;
}

static void found(struct reader *reader, enum assay_load load, uint64_t at, const char *what,
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

/* A symbol where it stands for something: names the next value, or the function that is called. */
static void use_symbol(struct reader *reader, uint8_t number, unsigned where, uint64_t at)
{
    enum r_symbol symbol = r_symbol(number);
    const char *name = r_symbol_name(number);

    reader->tag = symbol;
    if (symbol == R_SYMBOL_RUNS && where & IN_CALLED && where & IN_PROMISE)
        found(reader, ASSAY_LOAD_DANGEROUS, at, "a promise whose code runs more", name);
    else if (symbol == R_SYMBOL_RUNS && where & IN_CALLED)
        found(reader, ASSAY_LOAD_SUSPICIOUS, at, "a call that runs more", name);
    if (symbol == R_SYMBOL_STARTUP && where & IN_BINDINGS)
        found(reader, ASSAY_LOAD_DANGEROUS, at, "a function that R calls by itself", name);
}

/* CHARSXP with its flags: a text of its own, or no value (NA). */
static ASSAY_RESULT read_char(struct reader *reader)
{
    uint64_t at = cursor_at(reader->stream->cursor);
    int32_t flags, size;

    TRY(r_int(reader->stream, &flags));
    if ((flags & 0xff) != R_CHAR)
        return cursor_fail_at(reader->stream->cursor, ASSAY_EFORMAT, at, "a text is expected");
    TRY(r_int(reader->stream, &size));
    reader->stream->text_size = 0;
    if (size == -1)
        return ASSAY_OK;
    if (size < 0)
        return cursor_fail_at(reader->stream->cursor, ASSAY_EFORMAT, at,
                              "a text of %" PRId32 " bytes", size);
    return r_text(reader->stream, (uint64_t)size);
}

static struct bytes text_of(const struct reader *reader)
{
    return bytes_of(reader->stream->text, reader->stream->text_size);
}

static ASSAY_RESULT read_symbol(struct reader *reader, unsigned where, uint64_t at)
{
    uint8_t number;

    TRY(read_char(reader));
    number = r_symbol_number(text_of(reader));
    TRY(add_reference(reader, number));
    use_symbol(reader, number, where, at);
    return ASSAY_OK;
}

static ASSAY_RESULT read_reference(struct reader *reader, int32_t flags, unsigned where,
                                   uint64_t at)
{
    int32_t index = flags >> 8;

    if (index == 0)
        TRY(r_int(reader->stream, &index));
    if (index < 1 || (size_t)index > reader->reference_count)
        return cursor_fail_at(reader->stream->cursor, ASSAY_EFORMAT, at,
                              "a reference to value %" PRId32 " of %zu", index,
                              reader->reference_count);
    use_symbol(reader, reader->references[index - 1], where, at);
    return ASSAY_OK;
}

static ASSAY_RESULT read_strings(struct reader *reader, unsigned where)
{
    uint64_t count;

    TRY(r_length(reader->stream, &count));
    for (uint64_t i = 0; i < count; i++) {
        TRY(read_char(reader));
        if (where & IN_CLASS) {
            evidence_set(reader->evidence, ASSAY_FACT_MODEL_OBJECT_CLASSES, MEASURED,
                         text_of(reader));
            if (where & IN_ATTRIBUTES && r_class_is_data(text_of(reader)))
                reader->data = true;
        }
        if (where & IN_NAMES && where & IN_ATTRIBUTES)
            buf_add(&reader->names, reader->stream->text, reader->stream->text_size + 1);
    }
    if (where & IN_FIRST_COLUMN) {
        reader->rows = count;
        reader->has_rows = true;
    }
    return ASSAY_OK;
}

/* Row names that are only numbers are written as no value and their count. */
static ASSAY_RESULT read_integers(struct reader *reader, unsigned where)
{
    uint64_t count;
    int32_t first, second;

    TRY(r_length(reader->stream, &count));
    if (where & IN_FIRST_COLUMN) {
        reader->rows = count;
        reader->has_rows = true;
    }
    if (!(where & IN_ROWS) || count != 2)
        return r_skip(reader->stream, count, 4);
    TRY(r_int(reader->stream, &first));
    TRY(r_int(reader->stream, &second));
    if (first == R_NA && second != R_NA && where & IN_ATTRIBUTES) {
        reader->rows = second < 0 ? (uint64_t) - (int64_t)second : (uint64_t)second;
        reader->has_rows = true;
    }
    return ASSAY_OK;
}

static ASSAY_RESULT read_numbers(struct reader *reader, unsigned where, unsigned width)
{
    uint64_t count;

    TRY(r_length(reader->stream, &count));
    if (where & IN_FIRST_COLUMN) {
        reader->rows = count;
        reader->has_rows = true;
    }
    return r_skip(reader->stream, count, width);
}

static ASSAY_RESULT read_list(struct reader *reader, unsigned where)
{
    uint64_t count;

    TRY(r_length(reader->stream, &count));
    if (count == 0)
        return ASSAY_OK;
    if (!(where & IN_TOP))
        return push(reader, STEP_ITEMS, where & INHERITED, count);
    if (count > 1)
        TRY(push(reader, STEP_ITEMS, 0, count - 1));
    return push(reader, STEP_ITEM, IN_FIRST_COLUMN, 0);
}

/*
 * A pairlist, a call, a function or a promise: attributes, tag, head, rest. The rest of a pairlist
 * is pushed first, as it is read last.
 */
static ASSAY_RESULT read_cell(struct reader *reader, unsigned type, int32_t flags, unsigned where,
                              uint64_t at)
{
    unsigned down = where & INHERITED, head = down, rest = down;
    bool tagged = flags & 0x400;

    switch (type) {
    case R_PAIRLIST:
    case R_DOTS:
        rest |= where & (IN_ATTRIBUTES | IN_BINDINGS);
        head |= where & IN_ATTRIBUTES;
        break;
    case R_LANGUAGE:
        head |= IN_CALLED;
        break;
    case R_CLOSURE:
        found(reader, ASSAY_LOAD_SUSPICIOUS, at, "a function", "");
        break;
    default: /* a promise: environment, value, code; without a value its code runs when it is seen
              */
        head |= IN_PROMISE_VALUE;
        break;
    }
    TRY(push(reader, STEP_ITEM, rest, 0));
    TRY(push(reader, type == R_PAIRLIST ? STEP_TAGGED : STEP_ITEM, head, 0));
    if (tagged)
        TRY(push(reader, STEP_TAG, down | (where & IN_BINDINGS), 0));
    if (flags & 0x200)
        TRY(push(reader, STEP_ITEM, down, 0));
    reader->tag = R_SYMBOL_PLAIN;
    return ASSAY_OK;
}

static ASSAY_RESULT read_environment(struct reader *reader)
{
    int32_t locked;

    TRY(r_int(reader->stream, &locked));
    TRY(add_reference(reader, 0));
    return push(reader, STEP_ITEMS, IN_ENVIRONMENT, 4); /* enclosure, frame, table, attributes */
}

static ASSAY_RESULT read_persistent(struct reader *reader)
{
    int32_t zero, count;

    TRY(r_int(reader->stream, &zero));
    TRY(r_int(reader->stream, &count));
    for (int32_t i = 0; i < count; i++)
        TRY(read_char(reader));
    return add_reference(reader, 0);
}

static ASSAY_RESULT read_function_name(struct reader *reader)
{
    int32_t size;

    TRY(r_int(reader->stream, &size));
    if (size < 0)
        return cursor_fail(reader->stream->cursor, "a name of %" PRId32 " bytes", size);
    return r_text(reader->stream, (uint64_t)size);
}

/* Values that need nothing but their type. */
static bool is_constant(unsigned type)
{
    return type == R_NULL || type == R_EMPTY_ENV || type == R_BASE_ENV || type == R_GLOBAL_ENV ||
           type == R_UNBOUND || type == R_MISSING || type == R_BASE_NAMESPACE;
}

static void note_promise(struct reader *reader, unsigned type, unsigned where, uint64_t at)
{
    if (type != R_UNBOUND || !(where & IN_PROMISE_VALUE))
        return;
    reader->steps[reader->count - 1].where |= IN_PROMISE; /* the code is read next */
    if (where & IN_ENVIRONMENT)
        found(reader, ASSAY_LOAD_SUSPICIOUS, at,
              "a promise inside an environment: its code runs when it is looked at", "");
    else
        found(reader, ASSAY_LOAD_DANGEROUS, at, "a promise: its code runs when it is looked at",
              "");
}

static ASSAY_RESULT read_odd(struct reader *reader, unsigned type, unsigned where, uint64_t at)
{
    int32_t count;

    switch (type) {
    case R_BYTECODE:
        found(reader, ASSAY_LOAD_SUSPICIOUS, at,
              "byte code, which need not do what its source says", "");
        TRY(r_int(reader->stream, &count)); /* values that it shares */
        return push(reader, STEP_CODE, where & INHERITED, 0);
    case R_POINTER:
        found(reader, ASSAY_LOAD_SUSPICIOUS, at, "an external pointer", "");
        TRY(add_reference(reader, 0));
        return push(reader, STEP_ITEMS, where & INHERITED, 2);
    case R_WEAK:
        return add_reference(reader, 0);
    case R_SPECIAL:
    case R_BUILTIN:
        return read_function_name(reader);
    case R_PERSISTENT:
    case R_PACKAGE:
    case R_NAMESPACE:
        return read_persistent(reader);
    case R_ALTREP: /* what it is, its state, its attributes */
        return push(reader, STEP_ITEMS, where & INHERITED, 3);
    case R_S4:
        return ASSAY_OK;
    default:
        return cursor_fail_at(reader->stream->cursor, ASSAY_EFORMAT, at,
                              "a value of unknown type %u", type);
    }
}

static ASSAY_RESULT read_value(struct reader *reader, unsigned type, unsigned where, uint64_t at)
{
    switch (type) {
    case R_LOGICAL:
        return read_numbers(reader, where, 4);
    case R_INTEGER:
        return read_integers(reader, where);
    case R_REAL:
        return read_numbers(reader, where, 8);
    case R_COMPLEX:
        return read_numbers(reader, where, 16);
    case R_RAW:
        return read_numbers(reader, where, 1);
    case R_STRING:
        return read_strings(reader, where);
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
    return (where & INHERITED) | (where & IN_TOP ? IN_ATTRIBUTES : 0U);
}

static ASSAY_RESULT read_item(struct reader *reader, unsigned where)
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
        return read_reference(reader, flags, where, at);
    case R_SYMBOL:
        return read_symbol(reader, where, at);
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
            TRY(push(reader, STEP_ITEM, of_attributes(where), 0));
        return read_value(reader, type, where, at);
    }
}

static unsigned by_tag(const struct reader *reader, unsigned where)
{
    switch (reader->tag) {
    case R_SYMBOL_CLASS:
        return where | IN_CLASS;
    case R_SYMBOL_NAMES:
        return where | IN_NAMES;
    case R_SYMBOL_ROWS:
        return where | IN_ROWS;
    default:
        return where;
    }
}

/* Behind the words of byte code stand its constants, each behind its type. */
static ASSAY_RESULT read_constant(struct reader *reader, unsigned where)
{
    uint64_t at = cursor_at(reader->stream->cursor);
    int32_t type;

    TRY(r_int(reader->stream, &type));
    switch (type) {
    case R_BYTECODE:
        return push(reader, STEP_CODE, where, 0);
    case R_LANGUAGE:
    case R_PAIRLIST:
    case R_ATTR_LANGUAGE:
    case R_ATTR_PAIRLIST:
    case R_BYTECODE_SHARED:
    case R_BYTECODE_AGAIN:
        break;
    default:
        return push(reader, STEP_ITEM, where, 0);
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
    TRY(push(reader, STEP_CODE_VALUE, where, 0));
    TRY(push(reader, STEP_CODE_VALUE, where | (type == R_LANGUAGE ? IN_CALLED : 0), 0));
    TRY(push(reader, STEP_ITEM, where, 0)); /* the tag */
    if (type == R_ATTR_LANGUAGE || type == R_ATTR_PAIRLIST)
        TRY(push(reader, STEP_ITEM, where, 0));
    return ASSAY_OK;
}

static ASSAY_RESULT take_step(struct reader *reader)
{
    struct step *step = &reader->steps[reader->count - 1];
    enum step_type type = (enum step_type)step->type;
    unsigned where = step->where;
    int32_t count;

    if ((type == STEP_ITEMS || type == STEP_CONSTANTS) && step->count > 1)
        step->count--;
    else
        reader->count--;
    switch (type) {
    case STEP_ITEM:
    case STEP_ITEMS:
    case STEP_TAG:
        return read_item(reader, where);
    case STEP_TAGGED:
        return read_item(reader, by_tag(reader, where));
    case STEP_CODE: /* the code itself, and how many constants are behind it */
        TRY(push(reader, STEP_LEAVE, where, 0));
        return push(reader, STEP_ITEM, where, 0);
    case STEP_LEAVE:
        TRY(r_int(reader->stream, &count));
        return count > 0 ? push(reader, STEP_CONSTANTS, where, (uint64_t)count) : ASSAY_OK;
    case STEP_CONSTANTS:
    case STEP_CODE_VALUE:
        return read_constant(reader, where);
    }
    return ASSAY_OK;
}

static ASSAY_RESULT walk_all(struct reader *reader, bool bindings)
{
    TRY(push(reader, STEP_ITEM, bindings ? IN_BINDINGS : IN_TOP, 0));
    while (reader->count > 0)
        TRY(take_step(reader));
    return ASSAY_OK;
}

static void tell_table(const struct reader *reader)
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
    struct reader reader = {
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
