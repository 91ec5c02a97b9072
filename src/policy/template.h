/* template.h - one line of text with {expressions} of the rule language in it. */

#pragma once

#include "base/arena.h"
#include "base/buf.h"
#include "base/bytes.h"
#include "policy/cel/cel.h"

struct template;

/*
 * Reads a template: `{item.path} has {size(item.gaps)}`; `{{` and `}}` stand for braces.
 * out  lives in `arena`, borrows from `env`
 *
 * ASSAY_EUSAGE  id "policy.expression"; `err->offset` is the place in `text`
 */
ASSAY_RESULT template_read(const struct cel_env *env, struct bytes text, struct arena *arena,
                           struct template **out, struct assay_error *err);

/* Where the text goes. */
struct filled {
    struct buf *shown; /* numbers as 1,204, lists joined and cut after five, long values cut */
    struct buf *whole; /* cut behind 16 MiB alone, without the item's own path and name; or NULL */
};

/* Appends the text with values filled in, what is unknown as "(unknown)", and what costs more than
 * the one budget that all of them share. Control characters are shown escaped. */
ASSAY_RESULT template_fill(const struct template *template, const struct cel_activation *facts,
                           struct arena *arena, const struct filled *out, struct assay_error *err);

/* Calls `visit` for the program of each expression. */
void template_programs(const struct template *template,
                       void (*visit)(void *user, const struct cel_program *program), void *user);
