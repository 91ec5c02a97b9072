/* pickle_machine.c - one pickle stream, opcode by opcode. */

#include "examine/python/pickle_machine.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/kit.h"
#include "base/limits.h"
#include "base/text.h"
#include "examine/python/pickle_calls.h"
#include "examine/python/pickle_ops.h"
#include "examine/python/pickle_state.h"
#include "examine/python/pickle_step.h"

void pickle_machine_init(struct pickle_machine *machine, struct cursor *cursor,
                         struct pickle_report *report, unsigned nesting)
{
    *machine = (struct pickle_machine){.cursor = cursor, .report = report, .nesting = nesting};
    buf_init(&machine->line, LIMIT_PICKLE_LINE);
    buf_init(&machine->texts, LIMIT_PICKLE_TEXTS);
}

void pickle_machine_clear(struct pickle_machine *machine)
{
    pickle_store_clear(&machine->store);
    buf_clear(&machine->line);
    buf_clear(&machine->texts);
    free(machine->dtypes);
    free(machine->fields);
    free(machine->keys);
    machine->dtypes = NULL;
    machine->fields = NULL;
    machine->keys = NULL;
}

enum assay_status pickle_at_op(struct pickle_machine *machine, enum assay_status status)
{
    if (status == ASSAY_ELIMIT)
        return cursor_fail_at(machine->cursor, status, machine->op_at,
                              "more values than are followed");
    if (status == ASSAY_ENOMEM)
        return cursor_fail_at(machine->cursor, status, machine->op_at, "out of memory");
    return status;
}

/* A dictionary is known again by its number, however it comes back. */
static enum assay_status push_dictionary(struct pickle_machine *machine)
{
    return pickle_push_value(
        machine, (struct pickle_value){.kind = PICKLE_DICT, .integer = ++machine->dictionaries});
}

/* The topmost value; a forgotten one, and a flaw, where there is none above the last mark. */
static struct pickle_value pop(struct pickle_machine *machine)
{
    if (machine->store.depth > machine->store.floor)
        return machine->store.stack[--machine->store.depth];
    pickle_report_flaw(machine->report, machine->op_at, "the stack is empty");
    return (struct pickle_value){.kind = PICKLE_FORGOTTEN};
}

static struct pickle_value top(struct pickle_machine *machine)
{
    if (machine->store.depth > machine->store.floor)
        return machine->store.stack[machine->store.depth - 1];
    pickle_report_flaw(machine->report, machine->op_at, "the stack is empty");
    return (struct pickle_value){.kind = PICKLE_FORGOTTEN};
}

/* Where the values above the last mark begin; without a mark, a flaw: all there is. */
static size_t pop_mark(struct pickle_machine *machine)
{
    size_t from;

    if (pickle_pop_mark(&machine->store, &from))
        return from;
    pickle_report_flaw(machine->report, machine->op_at, "no mark on the stack");
    return machine->store.depth;
}

enum assay_status pickle_read_line(struct pickle_machine *machine, bool *cut)
{
    *cut = false;
    buf_reset(&machine->line);
    for (;;) {
        struct bytes some;
        const uint8_t *end;
        size_t room = LIMIT_PICKLE_LINE - machine->line.size, size;

        TRY(cursor_some(machine->cursor, &some));
        if (some.size == 0)
            return cursor_fail(machine->cursor, "cut short inside a line");
        end = memchr(some.data, '\n', some.size);
        size = end ? (size_t)(end - some.data) : some.size;
        *cut |= size > room;
        buf_add(&machine->line, some.data, size < room ? size : room);
        cursor_consume(machine->cursor, size + (end != NULL));
        if (end)
            return pickle_at_op(machine, machine->line.status);
    }
}

static enum assay_status push_import(struct pickle_machine *machine, uint32_t import)
{
    machine->seen_rules |= machine->report->imports[import].verdict.rule != RULE_NONE;
    return pickle_push_value(machine, (struct pickle_value){.kind = PICKLE_NAME, .ref = import});
}

/* Two lines, module and name, as GLOBAL and INST have them. */
static enum assay_status read_global(struct pickle_machine *machine, uint32_t *import)
{
    CLEANUP(buf_clear) struct buf module;
    bool cut;

    buf_init(&module, LIMIT_PICKLE_LINE);
    TRY(pickle_read_line(machine, &cut));
    buf_add(&module, machine->line.data, machine->line.size);
    TRY(pickle_at_op(machine, module.status));
    TRY(pickle_read_line(machine, &cut));
    return pickle_report_import(machine->report, buf_bytes(&module), buf_bytes(&machine->line),
                                machine->protocol, machine->op_at, import);
}

static enum assay_status stack_global(struct pickle_machine *machine)
{
    struct pickle_value name = pop(machine), module = pop(machine);
    uint32_t import;

    if (name.kind != PICKLE_TEXT || module.kind != PICKLE_TEXT || name.cut || module.cut) {
        TRY(pickle_report_odd(machine->report, "(computed name)", PICKLE_DANGEROUS, machine->op_at,
                              &import));
        return push_import(machine, import);
    }
    pickle_keep_name(&machine->store, name);
    pickle_keep_name(&machine->store, module);
    TRY(pickle_report_import(machine->report, pickle_text(&machine->store, module),
                             pickle_text(&machine->store, name), machine->protocol, machine->op_at,
                             &import));
    return push_import(machine, import);
}

static enum assay_status extension(struct pickle_machine *machine, uint64_t code)
{
    const struct pickle_report *report = machine->report;
    char name[48];
    uint32_t import;

    for (size_t i = report->extension_count; i-- > 0;)
        if (report->extensions[i].code == code) {
            const struct pickle_import *known = &report->imports[report->extensions[i].import];

            TRY(pickle_report_odd(machine->report, known->name, known->verdict.judgement,
                                  machine->op_at, &import));
            return push_import(machine, import);
        }
    snprintf(name, sizeof name, "(extension code %" PRIu64 ")", code);
    TRY(pickle_report_odd(machine->report, name, PICKLE_UNKNOWN, machine->op_at, &import));
    return push_import(machine, import);
}

static enum assay_status make_tuple(struct pickle_machine *machine, size_t from)
{
    struct pickle_value value;
    enum assay_status status;

    /* The arguments of a call: a loader's bytes are fine there, watched names are not. */
    pickle_hand_on(machine, from);
    status = pickle_make_tuple(&machine->store, from, &value);
    return status == ASSAY_OK ? pickle_push_value(machine, value) : pickle_at_op(machine, status);
}

static enum assay_status make_short_tuple(struct pickle_machine *machine, size_t count)
{
    struct pickle_store *store = &machine->store;

    if (store->depth - store->floor < count) {
        pickle_report_flaw(machine->report, machine->op_at, "the stack is empty");
        return pickle_push_kind(machine, PICKLE_TUPLE);
    }
    return make_tuple(machine, store->depth - count);
}

/* LIST, DICT, FROZENSET: all above the mark becomes one value. */
static enum assay_status make_container(struct pickle_machine *machine, enum pickle_kind kind)
{
    size_t from = pop_mark(machine);
    struct pickle_value next = {.kind = (uint8_t)kind, .integer = machine->dictionaries + 1};

    pickle_hand_on(machine, from);
    for (size_t i = from; kind == PICKLE_DICT && i + 1 < machine->store.depth; i += 2) {
        pickle_note_pair(machine, machine->store.stack[i], machine->store.stack[i + 1]);
        pickle_trust_pair(machine, next, machine->store.stack[i], machine->store.stack[i + 1]);
    }
    machine->store.depth = from;
    return kind == PICKLE_DICT ? push_dictionary(machine) : pickle_push_kind(machine, kind);
}

/* The keys of a legacy torch file's storages come as one list of texts. */
static void collect(struct pickle_machine *machine, size_t from)
{
    for (size_t i = from; machine->collect && i < machine->store.depth; i++) {
        struct pickle_value value = machine->store.stack[i];
        struct bytes text = bytes_of(NULL, 0);

        if (value.kind == PICKLE_TEXT && !value.cut)
            text = pickle_text(&machine->store, value);
        buf_byte(&machine->texts, (uint8_t)(text.size & 0xff));
        buf_byte(&machine->texts, (uint8_t)(text.size >> 8));
        buf_add(&machine->texts, text.data, text.size);
    }
}

/* APPENDS, ADDITEMS, SETITEMS: all above the mark goes into what is below it. */
static enum assay_status fill_marked(struct pickle_machine *machine, bool pairs)
{
    size_t from = pop_mark(machine);
    struct pickle_value container = {.kind = PICKLE_FORGOTTEN};

    if (from > machine->store.floor)
        container = machine->store.stack[from - 1];
    else
        pickle_report_flaw(machine->report, machine->op_at, "the stack is empty");
    pickle_fill(machine, container, from, pairs);
    collect(machine, from);
    machine->store.depth = from;
    return ASSAY_OK;
}

/* APPEND and SETITEM: `count` values go into the one below them. */
static enum assay_status fill(struct pickle_machine *machine, size_t count)
{
    struct pickle_store *store = &machine->store;
    size_t from = store->depth - count;

    if (store->depth - store->floor < count + 1) {
        pickle_report_flaw(machine->report, machine->op_at, "the stack is empty");
        store->depth = store->floor;
        return ASSAY_OK;
    }
    pickle_fill(machine, store->stack[from - 1], from, count == 2);
    collect(machine, from);
    store->depth = from;
    return ASSAY_OK;
}

static enum assay_status call(struct pickle_machine *machine, struct pickle_value callee,
                              struct pickle_value args)
{
    struct pickle_value result;

    TRY(pickle_call(machine, callee, args, &result));
    return pickle_push_value(machine, result);
}

static enum assay_status reduce(struct pickle_machine *machine)
{
    struct pickle_value args = pop(machine);

    return call(machine, pop(machine), args);
}

/* NEWOBJ_EX: arguments by name come on top; rules about arguments do not see them. */
static enum assay_status new_object(struct pickle_machine *machine)
{
    struct pickle_value names = pop(machine), args = pop(machine), class = pop(machine);

    if (names.kind != PICKLE_DICT ||
        (class.kind == PICKLE_NAME && pickle_rule_of(machine, class) == RULE_BUFFER))
        args.known = false;
    return call(machine, class, args);
}

/* INST has the class in its argument, OBJ right above the mark; the rest are its arguments. */
static enum assay_status instance(struct pickle_machine *machine, bool named)
{
    struct pickle_store *store = &machine->store;
    struct pickle_value callee = {.kind = PICKLE_FORGOTTEN}, args;
    enum assay_status status;
    size_t from, bottom;

    if (named) {
        uint32_t import;

        TRY(read_global(machine, &import));
        machine->seen_rules |= machine->report->imports[import].verdict.rule != RULE_NONE;
        callee = (struct pickle_value){.kind = PICKLE_NAME, .ref = import};
    }
    from = bottom = pop_mark(machine);
    if (!named && from < store->depth)
        callee = store->stack[from++];
    pickle_hand_on(machine, from);
    status = pickle_make_tuple(store, from, &args);
    if (status != ASSAY_OK)
        return pickle_at_op(machine, status);
    store->depth = bottom;
    return call(machine, callee, args);
}

static enum assay_status build(struct pickle_machine *machine)
{
    struct pickle_value state = pop(machine);

    return pickle_build(machine, top(machine), state);
}

static enum assay_status put(struct pickle_machine *machine, uint64_t key)
{
    enum assay_status status = pickle_memo_put(&machine->store, key, top(machine));

    return status == ASSAY_OK ? status : pickle_at_op(machine, status);
}

static enum assay_status get(struct pickle_machine *machine, uint64_t key)
{
    struct pickle_value value;

    if (!pickle_memo_get(&machine->store, key, &value))
        pickle_report_flaw(machine->report, machine->op_at, "nothing of that number in the memo");
    return pickle_push_value(machine, value);
}

/* The key of GET and PUT as protocol 0 writes it. */
static enum assay_status read_key(struct pickle_machine *machine, uint64_t *key)
{
    struct bytes text;
    bool cut;

    TRY(pickle_read_line(machine, &cut));
    text = buf_bytes(&machine->line);
    while (text.size > 1 && text.data[0] == '0')
        text = bytes_from(text, 1);
    if (!text_u64(text, key)) {
        pickle_report_flaw(machine->report, machine->op_at, "a memo number that is none");
        *key = UINT64_MAX;
    }
    return ASSAY_OK;
}

static enum assay_status drop(struct pickle_machine *machine)
{
    size_t from;

    if (machine->store.mark_count > 0 && machine->store.depth == machine->store.floor)
        pickle_pop_mark(&machine->store, &from); /* on a mark, POP takes the mark */
    else
        pop(machine);
    return ASSAY_OK;
}

static enum assay_status persistent(struct pickle_machine *machine, bool binary)
{
    struct pickle_value id, result;
    bool cut;

    if (binary) {
        id = pop(machine);
        TRY(pickle_persistent(machine, id, &result));
        return pickle_push_value(machine, result);
    }
    TRY(pickle_read_line(machine, &cut));
    return pickle_push_kind(machine, PICKLE_PERSISTENT);
}

static enum assay_status protocol(struct pickle_machine *machine, unsigned number)
{
    machine->protocol = number;
    if (number > PICKLE_PROTOCOL_MAX)
        pickle_report_flaw(machine->report, machine->op_at, "a protocol that does not exist");
    if (number > machine->report->protocol)
        machine->report->protocol = number;
    return ASSAY_OK;
}

static enum assay_status mark(struct pickle_machine *machine)
{
    enum assay_status status = pickle_push_mark(&machine->store);

    return status == ASSAY_OK ? status : pickle_at_op(machine, status);
}

/* Opcodes that make a container, or fill one. */
static enum assay_status assemble(struct pickle_machine *machine, uint8_t code, uint64_t number)
{
    switch ((enum pickle_code)code) {
    case OP_EMPTY_LIST:
        return pickle_push_kind(machine, PICKLE_LIST);
    case OP_EMPTY_DICT:
        return push_dictionary(machine);
    case OP_EMPTY_SET:
        return pickle_push_kind(machine, PICKLE_SET);
    case OP_EMPTY_TUPLE:
        return pickle_push_value(machine,
                                 (struct pickle_value){.kind = PICKLE_TUPLE, .known = true});
    case OP_LIST:
        return make_container(machine, PICKLE_LIST);
    case OP_DICT:
        return make_container(machine, PICKLE_DICT);
    case OP_FROZENSET:
        return make_container(machine, PICKLE_SET);
    case OP_TUPLE:
        return make_tuple(machine, pop_mark(machine));
    case OP_TUPLE1:
        return make_short_tuple(machine, 1);
    case OP_TUPLE2:
        return make_short_tuple(machine, 2);
    case OP_TUPLE3:
        return make_short_tuple(machine, 3);
    case OP_APPEND:
        return fill(machine, 1);
    case OP_SETITEM:
        return fill(machine, 2);
    case OP_APPENDS:
    case OP_ADDITEMS:
        return fill_marked(machine, false);
    case OP_SETITEMS:
        return fill_marked(machine, true);
    default:
        return pickle_literal(machine, code, number);
    }
}

/* What the argument of an opcode is: the number itself, or the bytes that it counts. */
static enum assay_status step(struct pickle_machine *machine, uint8_t code, uint64_t number)
{
    struct pickle_store *store = &machine->store;
    uint64_t key;
    uint32_t import;

    switch ((enum pickle_code)code) {
    case OP_MARK:
        return mark(machine);
    case OP_POP:
        return drop(machine);
    case OP_POP_MARK:
        store->depth = pop_mark(machine);
        return ASSAY_OK;
    case OP_DUP:
        return pickle_push_value(machine, top(machine));
    case OP_NEXT_BUFFER:
        return pickle_push_kind(machine, PICKLE_PERSISTENT);
    case OP_READONLY_BUFFER:
        return ASSAY_OK;
    case OP_GET:
        TRY(read_key(machine, &key));
        return get(machine, key);
    case OP_BINGET:
    case OP_LONG_BINGET:
        return get(machine, number);
    case OP_PUT:
        TRY(read_key(machine, &key));
        return put(machine, key);
    case OP_BINPUT:
    case OP_LONG_BINPUT:
        return put(machine, number);
    case OP_MEMOIZE:
        if (machine->in_array) /* joblib writes protocol 2, which numbers its memo itself */
            pickle_report_danger(machine->report, machine->op_at,
                                 "counts a memo that readers other than joblib share");
        return put(machine, store->memo_count);
    case OP_GLOBAL:
        TRY(read_global(machine, &import));
        return push_import(machine, import);
    case OP_STACK_GLOBAL:
        return stack_global(machine);
    case OP_EXT1:
    case OP_EXT2:
    case OP_EXT4:
        return extension(machine, number);
    case OP_REDUCE:
    case OP_NEWOBJ:
        return reduce(machine);
    case OP_NEWOBJ_EX:
        return new_object(machine);
    case OP_INST:
        return instance(machine, true);
    case OP_OBJ:
        return instance(machine, false);
    case OP_BUILD:
        return build(machine);
    case OP_PERSID:
        return persistent(machine, false);
    case OP_BINPERSID:
        return persistent(machine, true);
    case OP_PROTO:
        return protocol(machine, (unsigned)number);
    case OP_FRAME: /* advisory: most readers look no further than the opcodes */
    case OP_STOP:
        return ASSAY_OK;
    default:
        return assemble(machine, code, number);
    }
}

enum assay_status pickle_run(struct pickle_machine *machine)
{
    struct cursor *cursor = machine->cursor;

    pickle_store_reset(&machine->store);
    machine->protocol = 0;
    machine->seen_rules = machine->odd_keys = false;
    machine->array_count = 0;
    machine->dtype_count = machine->fields_count = 0;
    for (;;) {
        const struct pickle_op *op;
        uint64_t number = 0;
        struct bytes head;
        uint8_t code;

        pickle_follow_usual(machine);
        machine->op_at = cursor_at(cursor);
        if (cursor->have - cursor->at >= PICKLE_OP_SIZE) /* the usual case, without a call */
            head = bytes_of(cursor->window + cursor->at, PICKLE_OP_SIZE);
        else
            TRY(cursor_peek(cursor, PICKLE_OP_SIZE, &head));
        if (head.size == 0)
            return cursor_fail(cursor, "cut short: no STOP");
        code = head.data[0];
        op = &pickle_ops[code];
        if (!op->name)
            return cursor_fail(cursor, "0x%02x is no opcode", (unsigned)code);
        if (head.size <= op->fixed)
            return cursor_fail(cursor, "cut short inside %s", op->name);
        for (size_t i = op->fixed; i > 0; i--)
            number = number << 8 | head.data[i];
        cursor_consume(cursor, 1 + (size_t)op->fixed);
        TRY(step(machine, code, number));
        if (code == OP_STOP)
            break;
    }
    machine->result = top(machine);
    machine->is_torch_magic = machine->result.kind == PICKLE_INT && machine->result.judged;
    pickle_note_result(machine);
    pickle_escape(machine, 0);
    return ASSAY_OK;
}
