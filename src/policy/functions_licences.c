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

/* Whether the terms leave out every bit of `bits`; unknown for a licence that says nothing here. */
static struct cel_value terms_without(struct cel_run *run, struct bytes licence, unsigned bits)
{
    unsigned terms = 0;
    bool stated = false;

    if (!licence_read(licence, &terms, &stated) || !stated)
        return not_on_file(run);
    return cel_of_bool((terms & bits) == 0);
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

FUNCTION(licences_duties)
{
    struct cel_value words[LICENCE_DUTIES];
    struct licence_parts parts;
    unsigned duties = 0;
    size_t size = 0;

    UNUSED;
    if (!licence_parts_read(args[0].of.text, &parts) || !parts.whole)
        return not_on_file(run);
    for (size_t i = 0; i < parts.count; i++)
        duties |= parts.terms[i]->duties;
    for (size_t i = 0; i < LICENCE_DUTIES; i++)
        if (duties >> i & 1)
            words[size++] = cel_of_text(licence_duty_word(i));
    return cel_of_list(cel_run_arena(run), words, size);
}

enum { TEXTS_MAX = 4 * LICENCE_PARTS_MAX };

/* The texts of each licence, where `|` parts two. */
static struct cel_value list_texts(struct cel_run *run, const char *const *texts, size_t count)
{
    struct cel_value list[TEXTS_MAX];
    size_t size = 0;

    for (size_t i = 0; i < count; i++) {
        for (const char *at = texts[i]; *at && size < TEXTS_MAX; at += *at == '|') {
            size_t length = strcspn(at, "|");

            list[size++] = cel_of_string(bytes_of(at, length));
            at += length;
        }
    }
    return cel_of_list(cel_run_arena(run), list, size);
}

FUNCTION(licences_phrases)
{
    const char *texts[LICENCE_PARTS_MAX];
    struct licence_parts parts;

    UNUSED;
    if (!licence_parts_read(args[0].of.text, &parts) || !parts.whole)
        return not_on_file(run);
    for (size_t i = 0; i < parts.count; i++)
        texts[i] = parts.terms[i]->phrase;
    return list_texts(run, texts, parts.count);
}

FUNCTION(licences_brands)
{
    const char *texts[LICENCE_PARTS_MAX];
    struct licence_parts parts;

    UNUSED;
    if (!licence_parts_read(args[0].of.text, &parts) || !parts.whole)
        return not_on_file(run);
    for (size_t i = 0; i < parts.count; i++)
        texts[i] = parts.terms[i]->brand;
    return list_texts(run, texts, parts.count);
}
