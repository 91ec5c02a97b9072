/* checker.c - what the files of the checker have in common: failing, and looking at types. */

#include "policy/cel/checker.h"
#include "base/kit.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/text.h"
#include "policy/cel/lexer.h"

enum assay_status checker_no_memory(struct checker *c)
{
    return out_of_memory(c->err);
}

enum assay_status(checker_fail)(struct checker *c, const struct node *at, const char *format, ...)
{
    char text[400];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    return source_fail(c->program->source, at->from, c->err, "%s", text);
}

/* The type as a person reads it, with what is known put in. */
const char *checker_show(struct checker *c, const struct cel_type *type)
{
    const char *text = cel_type_text(c->arena, unify_result(&c->types, type, true));

    return text ? text : type->name;
}

bool checker_suggest(struct checker *c, const char *word, const char *const *words, size_t count)
{
    const char *nearest = text_nearest(word, words, count);

    if (nearest)
        assay_error_do(c->err, "did you mean \"%s\"?", nearest);
    return nearest != NULL;
}

const struct cel_type *checker_known(struct checker *c, const struct cel_type *type)
{
    return unify_look(&c->types, type);
}

enum assay_status checker_optional(struct checker *c, const struct cel_type *inner,
                                   const struct cel_type **out)
{
    *out = cel_optional_of(c->arena, inner);
    return *out ? ASSAY_OK : checker_no_memory(c);
}
