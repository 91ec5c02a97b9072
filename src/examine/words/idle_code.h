/* idle_code.h - whether a program defines and runs nothing: it cannot show that something works. */

#pragma once

#include "base/bytes.h"

#define IDLE_CODE "idle" /* the format of such a file */

/*
 * True where a program is nothing but comments, texts that nobody reads, imports and words that do
 * nothing (`pass`, `exit 0`). By light rules, and by the ending of its name: in a language that is
 * not known here, a program does something.
 */
bool code_is_idle(struct bytes name, struct bytes text);
