/*
 * chat_template_tokens.h - a Jinja template word by word, for chat_template.c.
 *
 * Source: Jinja, "Template Designer Documentation"; lexer.py.
 */

#pragma once

#include "base/buf.h"
#include "base/kit.h"
#include "examine/models/chat_template.h"

enum token_type { NOTHING, NAME, TEXT, NUMBER, MARK, TAG };

/* `mark` is the character of a MARK; a TAG is the first word of {% ... %}. */
struct token {
    enum token_type type;
    char mark;
    struct bytes text; /* NAME, TAG: where it lies */
    size_t at;
    unsigned depth; /* brackets open around it */
};

enum { MACROS_MAX = 64 };

struct template
{
    struct bytes text;
    size_t at;
    uint64_t base;
    bool escaped;              /* places inside of it are not those in the item */
    enum token_type last_type; /* of the word before the one before: */
    struct bytes last;         /* "is", or "not" of "is not" */
    bool inside;               /* {{ or {% */
    bool tag_next;             /* the next name is a tag's */
    char close;                /* '}' or '%': what ends it */
    unsigned depth;            /* brackets open inside: as long as there are any it does not end */
    bool raw;                  /* what follows up to endraw is plain, whatever it looks like */
    bool no_endraw;            /* none is left: to look again would take a search for each raw */
    bool opens_block;          /* the tag at hand, unless a '=' follows */
    unsigned blocks;           /* open ones whose plain text becomes a value */
    bool recursive;            /* a loop may call itself */
    uint64_t assigned, called; /* methods, by their place: names of values, names that are called */
    uint64_t subscripts;       /* a bit for each depth: the bracket open there is a subscript's */
    size_t cut_at;          /* where the mark stands behind a text with a '_', which may cut it */
    struct token opener[2]; /* the words before `joined`, the nearest last */
    struct buf joined;      /* the last constant text, decoded, joined with those before it */
    struct bytes macros[MACROS_MAX];
    size_t macro_count;
    struct evidence *evidence;
};

static inline bool is_one_of(struct bytes word, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (bytes_equal(word, bytes_text(words[i])))
            return true;
    return false;
}

#define IS_ONE_OF(word, words) is_one_of((word), (words), ARRAY_LEN(words))

/* The next token of any expression or tag; NOTHING at the end. */
struct token template_next(struct template *template);

/* What leads into Python: "attribute", "__class__". */
void template_found(struct template *template, size_t at, enum assay_load load, const char *what,
                    struct bytes word);

static inline bool has_dunder(struct bytes text)
{
    return text.size >= 2 && memmem(text.data, text.size, "__", 2) != NULL;
}
