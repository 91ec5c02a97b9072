/* functions_licences.c - what rules may ask about a licence. */

#include "base/arena.h"
#include "base/kit.h"
#include "policy/functions_part.h"
#include "policy/licence_terms.h"

#define UNUSED (void)run, (void)count, (void)user

static struct cel_value not_on_file(struct cel_run *run)
{
    return cel_of_unknown(cel_run_arena(run), "terms of the licence");
}

FUNCTION(licences_are_known)
{
    UNUSED;
    return cel_of_bool(licence_read(args[0].of.text, NULL, NULL));
}

FUNCTION(licences_are_on_file)
{
    struct licence_parts parts;

    UNUSED;
    return cel_of_bool(licence_parts_read(args[0].of.text, &parts) && parts.whole);
}

/* Whether the terms leave out every bit of `bits`. Of a licence that says nothing here it is
 * unknown, but for what another one, which binds as well, holds back. */
static struct cel_value terms_without(struct cel_run *run, struct bytes licence, unsigned bits)
{
    unsigned terms = 0;
    bool stated = false;

    if (!licence_read(licence, &terms, &stated))
        return not_on_file(run);
    if (terms & bits)
        return cel_of_bool(false);
    return stated ? cel_of_bool(true) : not_on_file(run);
}

FUNCTION(licences_allow_commercial)
{
    UNUSED;
    return terms_without(run, args[0].of.text, LICENCE_NON_COMMERCIAL);
}

FUNCTION(licences_allow_derivatives)
{
    UNUSED;
    return terms_without(run, args[0].of.text, LICENCE_NO_DERIVATIVES);
}

FUNCTION(licences_are_compatible)
{
    struct licence_parts source, target;

    UNUSED;
    if (!licence_parts_read(args[0].of.text, &source) || !source.whole ||
        !licence_parts_read(args[1].of.text, &target))
        return not_on_file(run);
    if (!licence_is_compatible(&source, &target))
        return cel_of_bool(false);
    return target.whole || !licence_asks(&source, LICENCE_DUTY_ALIKE) ? cel_of_bool(true)
                                                                      : not_on_file(run);
}

static struct cel_value list_duties(struct cel_run *run, unsigned duties)
{
    struct cel_value words[LICENCE_DUTIES];
    size_t size = 0;

    for (size_t i = 0; i < LICENCE_DUTIES; i++)
        if (duties >> i & 1)
            words[size++] = cel_of_text(licence_duty_word(i));
    return cel_of_list(cel_run_arena(run), words, size);
}

FUNCTION(licences_duties)
{
    struct licence_parts parts;

    UNUSED;
    if (!licence_parts_read(args[0].of.text, &parts) || !parts.whole)
        return not_on_file(run);
    return list_duties(run, licence_owed(&parts, "", ""));
}

FUNCTION(licences_owed)
{
    struct licence_parts parts;
    struct arena *arena = cel_run_arena(run);
    const char *from = arena_copy(arena, args[1].of.text),
               *made = arena_copy(arena, args[2].of.text);

    (void)count, (void)user;
    if (!from || !made)
        return cel_run_over(run);
    if (!licence_parts_read(args[0].of.text, &parts) || !parts.whole)
        return not_on_file(run);
    return list_duties(run, licence_owed(&parts, from, made));
}

enum { TEXTS_MAX = 4 * LICENCE_PARTS_MAX };

static bool some_line_holds(const struct cel_list *lines, struct bytes words)
{
    for (size_t i = 0; i < lines->count; i++) {
        struct bytes line =
            lines->items[i].kind == CEL_STRING ? lines->items[i].of.text : BYTES("");

        if (line.size >= words.size && memmem(line.data, line.size, words.data, words.size))
            return true;
    }
    return false;
}

/* Of the wordings of one phrase, with ` / ` between, one is enough. */
static bool some_line_says(const struct cel_list *lines, struct bytes phrase)
{
    const char *between = " / ", *end;

    while ((end = memmem(phrase.data, phrase.size, between, strlen(between)))) {
        size_t size = (size_t)((const uint8_t *)end - phrase.data);

        if (some_line_holds(lines, bytes_of(phrase.data, size)))
            return true;
        phrase = bytes_from(phrase, size + strlen(between));
    }
    return some_line_holds(lines, phrase);
}

FUNCTION(licences_phrases_missing)
{
    struct cel_value missing[TEXTS_MAX];
    struct licence_parts parts;
    size_t size = 0;

    UNUSED;
    if (!licence_parts_read(args[0].of.text, &parts) || !parts.whole)
        return not_on_file(run);
    for (size_t i = 0; i < parts.count; i++) {
        for (const char *at = parts.terms[i]->phrase; *at && size < TEXTS_MAX; at += *at == '|') {
            struct bytes phrase = bytes_of(at, strcspn(at, "|"));

            if (!some_line_says(args[1].of.list, phrase))
                missing[size++] = cel_of_string(phrase);
            at += phrase.size;
        }
    }
    return cel_of_list(cel_run_arena(run), missing, size);
}

FUNCTION(licences_brands)
{
    struct cel_value brands[LICENCE_PARTS_MAX];
    struct licence_parts parts;
    size_t size = 0;

    UNUSED;
    if (!licence_parts_read(args[0].of.text, &parts) || !parts.whole)
        return not_on_file(run);
    for (size_t i = 0; i < parts.count; i++)
        if (*parts.terms[i]->brand)
            brands[size++] = cel_of_text(parts.terms[i]->brand);
    return cel_of_list(cel_run_arena(run), brands, size);
}
