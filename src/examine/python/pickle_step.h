/* pickle_step.h - what the opcodes of a pickle machine are made of, for those that stand in other
 * files than its own. */

#pragma once

#include "examine/python/pickle_machine.h"
#include "examine/python/pickle_spans.h"

/* Tells where a status of the store came about. */
enum assay_status pickle_at_op(struct pickle_machine *machine, enum assay_status status);

static inline enum assay_status pickle_push_value(struct pickle_machine *machine,
                                                  struct pickle_value value)
{
    enum assay_status status = pickle_push(&machine->store, value);

    return status == ASSAY_OK ? status : pickle_at_op(machine, status);
}

static inline enum assay_status pickle_push_kind(struct pickle_machine *machine,
                                                 enum pickle_kind kind)
{
    return pickle_push_value(machine, (struct pickle_value){.kind = (uint8_t)kind});
}

/* A line without its line feed, in machine->line; of a longer one only the beginning is kept. */
enum assay_status pickle_read_line(struct pickle_machine *machine, bool *cut);

/* A text stands between opcodes that may be letters and digits: it is searched alone, in place of
 * the `size` bytes from `start` on that it is written with. */
static inline void pickle_hand_on_text(struct pickle_machine *machine, uint64_t start,
                                       uint64_t size, struct bytes text)
{
    enum { LEAST = 2 }; /* words that tell what stands next to them are short */

    if (machine->report->texts && text.size >= LEAST &&
        !(machine->report->cells && pickle_spans_have(machine->report->cells, start)))
        evidence_value_over(machine->report->texts, start, start + size, text);
}

/* Follows opcodes at the cursor that no verdict hangs on; stops at the first that is none of
 * these, or for which something is missing. */
void pickle_follow_usual(struct pickle_machine *machine);

/* Pushes the value that a literal opcode gives; nothing for any other. */
enum assay_status pickle_literal(struct pickle_machine *machine, uint8_t code, uint64_t number);

/* The text of a line of STRING or, with `unicode`, of UNICODE: escapes as Python reads them. */
void pickle_unescape(struct bytes line, bool unicode, struct buf *out);
