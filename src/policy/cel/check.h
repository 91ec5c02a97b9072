/* check.h - names settled, types found, overloads chosen. */

#pragma once

#include "policy/cel/env.h"
#include "policy/cel/node.h"

/*
 * Works on the tree in place and fills the program's variables and local_count.
 * Without `typed` everything is dyn, and what is not there becomes NODE_FAULT.
 *
 * ASSAY_EUSAGE with the place; `remedy` names the nearest word where a name is not declared
 * ASSAY_ENOMEM
 */
ASSAY_RESULT check_program(struct cel_program *program, bool typed, struct arena *arena,
                           struct assay_error *err);
