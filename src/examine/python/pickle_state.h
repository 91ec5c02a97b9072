/* pickle_state.h - what dictionaries and results of a pickle tell, beyond what is called. */

#pragma once

#include "examine/python/pickle_machine.h"

/* One pair that goes into a dictionary, whichever. */
void pickle_note_pair(struct pickle_machine *machine, struct pickle_value key,
                      struct pickle_value value);
/* A key of the outermost dictionary. */
void pickle_note_part(struct pickle_machine *machine, struct pickle_value key);
/* True where nothing is made but what arrays, frames and values of Python need. */
bool pickle_makes_data(const struct pickle_report *report);
/* What the stream that ended gives. */
void pickle_note_result(struct pickle_machine *machine);
