/*
 * pickle_changes.c - changes of values: state that is built in, items that go into containers,
 * names that get out of sight; and storages of torch, which stand under persistent ids.
 */

#include "base/kit.h"
#include "examine/python/pickle_calls.h"
#include "examine/python/pickle_state.h"

/* Where an object is changed in place: names and attributes are shared with the whole program. */
static bool is_shared(struct pickle_value value)
{
    return value.kind == PICKLE_NAME || value.kind == PICKLE_ATTRIBUTE;
}

enum assay_status pickle_build(struct pickle_machine *machine, struct pickle_value object,
                               struct pickle_value state)
{
    if (is_shared(object)) {
        pickle_report_danger(machine->report, machine->op_at, "sets attributes of %s",
                             pickle_import_of(machine, object)->name);
        return ASSAY_OK;
    }
    if (object.kind == PICKLE_FORGOTTEN)
        pickle_report_gap(machine->report, machine->op_at,
                          "a change of something that was not followed");
    if (object.kind != PICKLE_OBJECT)
        return ASSAY_OK;
    pickle_trust_state(machine, object, state);
    switch (pickle_rule_of(machine, object)) {
    case RULE_PARTIAL: /* the state names the function again, and may name another */
        if (!pickle_is_free_name(machine, pickle_item(&machine->store, state, 0)))
            pickle_tell_dangerous_call(machine, object, state);
        pickle_tell_handed_on(machine, object, state, pickle_item(&machine->store, state, 0));
        return ASSAY_OK;
    case RULE_DTYPE:
        pickle_build_dtype(machine, object, state);
        return ASSAY_OK;
    case RULE_JOBLIB:
        return pickle_read_array(machine, object, state);
    case RULE_STATE: /* texts in it were judged as they were put into dictionaries */
        if (machine->odd_keys || (state.kind != PICKLE_DICT && state.kind != PICKLE_NONE))
            pickle_report_gap(machine->report, machine->op_at,
                              "a state of %s that was not followed",
                              pickle_import_of(machine, object)->name);
        return ASSAY_OK;
    default:
        if (bytes_starts(bytes_text(pickle_import_of(machine, object)->name),
                         BYTES("numpy.dtypes.")))
            pickle_build_dtype(machine, object, state);
        return ASSAY_OK;
    }
}

void pickle_fill(struct pickle_machine *machine, struct pickle_value container, size_t from,
                 bool pairs)
{
    const struct pickle_store *store = &machine->store;

    if (is_shared(container))
        pickle_report_danger(machine->report, machine->op_at, "changes %s",
                             pickle_import_of(machine, container)->name);
    pickle_trust_container(machine, container, pairs);
    pickle_hand_on(machine, from);
    if (!pairs)
        return;
    for (size_t i = from; i + 1 < store->depth; i += 2) {
        pickle_note_pair(machine, store->stack[i], store->stack[i + 1]);
        pickle_trust_pair(machine, container, store->stack[i], store->stack[i + 1]);
    }
    if (from == 1 && machine->nesting == 0) /* the container is the stack's bottom */
        for (size_t i = from; i + 1 < store->depth; i += 2)
            pickle_note_part(machine, store->stack[i]);
    pickle_describe_array(machine, container, from);
}

void pickle_escape(struct pickle_machine *machine, size_t from)
{
    if (!machine->seen_rules)
        return;
    for (size_t i = from; i < machine->store.depth; i++) {
        struct pickle_value value = machine->store.stack[i];

        if (value.kind == PICKLE_NAME && pickle_is_watched(pickle_rule_of(machine, value)))
            pickle_report_danger(machine->report, machine->op_at, "hands on %s",
                                 pickle_import_of(machine, value)->name);
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
    name = pickle_import_of(machine, type)->name;
    dot = strrchr(name, '.');
    return pickle_report_storage(machine->report, pickle_text(store, key),
                                 bytes_text(dot ? dot + 1 : name), elements.integer);
}
