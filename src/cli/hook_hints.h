/* hook_hints.h - the next commands to type after a push that was stopped. */

#pragma once

#include "base/buf.h"
#include "cli/run.h"

/* A line for each ref that brings something: a command that examines what it was to bring. */
void hook_hints_of_push(const struct run *run, struct buf *out);
