/*
 * pickle_calls.h - what the files share that say what calling and changing a value means:
 *
 *     pickle_calls.c    calls: what follows from the arguments, not from the name alone
 *     pickle_changes.c  BUILD, items put into containers, persistent ids
 *     pickle_dtypes.c   element types of NumPy
 *     pickle_arrays.c   arrays of joblib and the raw bytes behind them
 *     pickle_shown.c    calls written out for people
 *     pickle_trust.c    what is known of a value, and of what is done to it
 */

#pragma once

#include "examine/python/pickle_machine.h"

/* The name that a value of PICKLE_NAME, PICKLE_OBJECT or PICKLE_ATTRIBUTE came from. */
static inline struct pickle_import *pickle_import_of(const struct pickle_machine *machine,
                                                     struct pickle_value value)
{
    return &machine->report->imports[value.ref];
}

static inline enum pickle_rule pickle_rule_of(const struct pickle_machine *machine,
                                              struct pickle_value value)
{
    return pickle_import_of(machine, value)->verdict.rule;
}

/* Rules that make a name harmless only where its call is seen. */
static inline bool pickle_is_watched(enum pickle_rule rule)
{
    return rule == RULE_GETATTR || rule == RULE_PARTIAL || rule == RULE_TORCH_BYTES ||
           rule == RULE_CODEC || rule == RULE_UFUNC || rule == RULE_ITER || rule == RULE_REBUILD ||
           rule == RULE_RECONSTRUCT || rule == RULE_TYPE;
}

/* A name that may be handed to others to call. */
static inline bool pickle_is_free_name(const struct pickle_machine *machine,
                                       struct pickle_value value)
{
    return value.kind == PICKLE_NAME &&
           pickle_import_of(machine, value)->verdict.judgement == PICKLE_ALLOWED &&
           !pickle_is_watched(pickle_rule_of(machine, value));
}

/* A call becomes a fact, if not too many of its name did; a dangerous one is told as such, too. */
void pickle_note_call(struct pickle_machine *machine, struct pickle_value callee,
                      struct pickle_value args);
void pickle_tell_dangerous_call(struct pickle_machine *machine, struct pickle_value callee,
                                struct pickle_value args);
/* A call that is harmless or not by what its arguments name. */
void pickle_tell_unsure_call(struct pickle_machine *machine, struct pickle_value callee,
                             struct pickle_value args);

/* A name among arguments or in a state, for `callee` to call: told where its rule asks for what it
 * is given. */
void pickle_tell_handed_on(struct pickle_machine *machine, struct pickle_value callee,
                           struct pickle_value args, struct pickle_value value);

/* BUILD on an object, its arguments in a call, items that go into a container: what is not known to
 * be harmless is told. */
void pickle_trust_state(struct pickle_machine *machine, struct pickle_value object,
                        struct pickle_value state);
void pickle_trust_arguments(struct pickle_machine *machine, struct pickle_value callee,
                            struct pickle_value args);
void pickle_trust_container(struct pickle_machine *machine, struct pickle_value container,
                            bool pairs);

/* Whether an attribute of an allowed class or object is known to be harmless. */
bool pickle_known_attribute(const struct pickle_machine *machine, struct pickle_value object,
                            struct bytes name);

/* Whether nothing went into a dictionary, since there is an element type, but fields of one. */
bool pickle_only_fields(const struct pickle_machine *machine, struct pickle_value dictionary);

/* numpy.dtype() is called, handed to others, its state given. A value goes into a dictionary, which
 * may be that of its fields: false where it is none. */
void pickle_use_dtype(struct pickle_machine *machine, struct pickle_value value);
bool pickle_may_hold_objects(struct pickle_machine *machine, struct pickle_value type);
bool pickle_note_field(struct pickle_machine *machine, uint64_t dictionary,
                       struct pickle_value value);
ASSAY_RESULT pickle_make_dtype(struct pickle_machine *machine, struct pickle_value args,
                               struct pickle_value *result);
void pickle_build_dtype(struct pickle_machine *machine, struct pickle_value object,
                        struct pickle_value state);

/* A joblib array's wrapper is made; the pairs from `from` on go into a dictionary, which may be
 * what describes it; its state is given: the array follows in the stream, and is passed over. */
void pickle_make_array(struct pickle_machine *machine, struct pickle_value args,
                       struct pickle_value *result);
void pickle_describe_array(struct pickle_machine *machine, struct pickle_value dictionary,
                           size_t from);
ASSAY_RESULT pickle_read_array(struct pickle_machine *machine, struct pickle_value wrapper,
                               struct pickle_value state);
