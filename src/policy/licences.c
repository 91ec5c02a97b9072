/*
 * licences.c - reads licence expressions and knows their terms.
 * Source: SPDX Specification 3.0.1, annex "SPDX license expressions".
 */

#include "policy/licences.h"

#include <ctype.h>
#include <strings.h>

#include "base/kit.h"
#include "policy/licence_terms.h"

enum { DEPTH_MAX = 16, WORD_MAX = 127 };

struct licence {
    const char *id;
    unsigned terms;
};

#define PLAIN LICENCE_PLAIN
#define NON_COMMERCIAL LICENCE_NON_COMMERCIAL
#define NO_DERIVATIVES LICENCE_NO_DERIVATIVES
#define RESTRICTED LICENCE_RESTRICTED
#define FREEDOMS (NON_COMMERCIAL | NO_DERIVATIVES) /* what lacks them weighs more than limits */

static const struct licence licences[] = {
#define LICENCE(id, terms) {id, terms},
#include "policy/licences.def"
#undef LICENCE
};

static const char *const exceptions[] = {
#define EXCEPTION(id) id,
#include "policy/licences.def"
#undef EXCEPTION
};

struct reading {
    struct bytes rest;
    unsigned depth;
};

struct judgement {
    unsigned terms;
    bool stated;
    struct licence_parts parts;
};

static int order_licence(const void *word, const void *licence)
{
    return strcasecmp(word, ((const struct licence *)licence)->id);
}

static int order_exception(const void *word, const void *exception)
{
    return strcasecmp(word, *(const char *const *)exception);
}

static void skip_blanks(struct reading *reading)
{
    while (reading->rest.size > 0 && reading->rest.data[0] == ' ')
        reading->rest = bytes_from(reading->rest, 1);
}

/* The next identifier or operator into `word`; empty at a parenthesis, at the end, and where it is
 * too long to be one. */
static struct bytes next_word(struct reading *reading, char word[WORD_MAX + 1])
{
    size_t size = 0;

    skip_blanks(reading);
    while (
        size < reading->rest.size && size < WORD_MAX &&
        (isalnum(reading->rest.data[size]) || bytes_has(BYTES("-.+:_"), reading->rest.data[size])))
        size++;
    memcpy(word, size ? (const char *)reading->rest.data : "", size);
    word[size] = 0;
    return bytes_of(reading->rest.data, size);
}

static bool take_word(struct reading *reading, const char *wanted)
{
    char word[WORD_MAX + 1];
    struct bytes found = next_word(reading, word);

    if (strcasecmp(word, wanted) != 0)
        return false;
    reading->rest = bytes_from(reading->rest, found.size);
    return true;
}

static struct judgement judge_one(const struct licence *licence)
{
    const struct licence_terms_of *terms = licence_terms_find(licence->id);
    struct judgement judgement = {.terms = licence->terms, .stated = true};

    judgement.parts.whole = terms != NULL;
    if (terms)
        judgement.parts.terms[judgement.parts.count++] = terms;
    return judgement;
}

static const struct licence *find(const char *name)
{
    return bsearch(name, licences, ARRAY_LEN(licences), sizeof licences[0], order_licence);
}

/* A name of one's own says nothing, unless it is one that model hubs use: LicenseRef-llama3.1. */
static struct judgement judge_own(const char *name)
{
    const struct licence *licence = find(name);

    return licence && licence->terms != PLAIN ? judge_one(licence) : (struct judgement){0};
}

/* What is behind `prefix`, and behind the document that it may be of; NULL for another word. */
static const char *behind(const char *word, const char *prefix)
{
    static const char document[] = "DocumentRef-";
    const size_t size = strlen(prefix);

    if (strncasecmp(word, document, sizeof document - 1) == 0) {
        const char *colon = strchr(word, ':');

        word = colon && colon > word + sizeof document - 1 ? colon + 1 : "";
    }
    return strncasecmp(word, prefix, size) == 0 ? word + size : NULL;
}

/* "GPL-2.0+" is GPL-2.0-or-later by its old name; where there is no such name, the licence itself
 * is what is known. */
static const struct licence *find_or_later(const char *word, size_t size)
{
    static const char later[] = "-or-later";
    char name[WORD_MAX + sizeof later];
    const struct licence *found;

    memcpy(name, word, size);
    memcpy(name + size - 1, later, sizeof later);
    found = find(name);
    if (!found)
        found = find(word); /* openrail++ */
    name[size - 1] = 0;
    return found ? found : find(name);
}

/* What WITH adds: an exception that is listed takes nothing, one of somebody's own may say
 * anything.
 */
static bool read_addition(struct reading *reading, struct judgement *out)
{
    char word[WORD_MAX + 1] = "";
    struct bytes found = next_word(reading, word);
    const char *own = behind(word, "AdditionRef-");

    reading->rest = bytes_from(reading->rest, found.size);
    if (own) {
        out->stated = out->parts.whole = false;
        return *own != 0;
    }
    return bsearch(word, exceptions, ARRAY_LEN(exceptions), sizeof exceptions[0],
                   order_exception) != NULL;
}

static bool read_name(struct reading *reading, struct judgement *out)
{
    char word[WORD_MAX + 1];
    struct bytes found = next_word(reading, word);
    const char *own = behind(word, "LicenseRef-");
    const struct licence *licence;

    if (found.size == 0)
        return false;
    reading->rest = bytes_from(reading->rest, found.size);
    if (own) {
        if (!*own)
            return false;
        *out = strchr(word, ':') ? (struct judgement){0} : judge_own(own); /* of another document */
    } else {
        licence = word[found.size - 1] == '+' ? find_or_later(word, found.size) : find(word);
        if (!licence)
            return false;
        *out = judge_one(licence);
    }
    return !take_word(reading, "WITH") || read_addition(reading, out);
}

static bool read_or(struct reading *reading, struct judgement *out);

// NOLINTNEXTLINE(misc-no-recursion): parentheses, at most DEPTH_MAX deep
static bool read_one(struct reading *reading, struct judgement *out)
{
    skip_blanks(reading);
    if (reading->rest.size == 0 || reading->rest.data[0] != '(')
        return read_name(reading, out);
    if (++reading->depth > DEPTH_MAX)
        return false;
    reading->rest = bytes_from(reading->rest, 1);
    if (!read_or(reading, out))
        return false;
    skip_blanks(reading);
    if (reading->rest.size == 0 || reading->rest.data[0] != ')')
        return false;
    reading->rest = bytes_from(reading->rest, 1);
    reading->depth--;
    return true;
}

static void join(struct judgement *out, const struct judgement *next)
{
    out->terms |= next->terms;
    out->stated = out->stated && next->stated;
    out->parts.whole = out->parts.whole && next->parts.whole &&
                       out->parts.count + next->parts.count <= LICENCE_PARTS_MAX;
    for (size_t i = 0; i < next->parts.count && out->parts.count < LICENCE_PARTS_MAX; i++)
        out->parts.terms[out->parts.count++] = next->parts.terms[i];
}

// NOLINTNEXTLINE(misc-no-recursion): as above
static bool read_and(struct reading *reading, struct judgement *out)
{
    struct judgement next;

    if (!read_one(reading, out))
        return false;
    while (take_word(reading, "AND")) {
        if (!read_one(reading, &next))
            return false;
        join(out, &next);
    }
    return true;
}

static enum licence_class strictest(const struct licence_parts *parts)
{
    enum licence_class class = LICENCE_CLASS_PUBLIC_DOMAIN;

    for (size_t i = 0; i < parts->count; i++)
        if (parts->terms[i]->class > class)
            class = parts->terms[i]->class;
    return class;
}

/* Terms that are known before those that are not, and of those the easier. */
static bool is_better(const struct judgement *a, const struct judgement *b)
{
    if (a->stated != b->stated)
        return a->stated;
    if ((a->terms ^ b->terms) & FREEDOMS)
        return (a->terms & FREEDOMS) < (b->terms & FREEDOMS);
    if (a->terms != b->terms)
        return a->terms < b->terms;
    if (a->parts.whole != b->parts.whole)
        return a->parts.whole;
    return strictest(&a->parts) < strictest(&b->parts);
}

// NOLINTNEXTLINE(misc-no-recursion): as above
static bool read_or(struct reading *reading, struct judgement *out)
{
    struct judgement next;

    if (!read_and(reading, out))
        return false;
    while (take_word(reading, "OR")) {
        if (!read_and(reading, &next))
            return false;
        if (is_better(&next, out)) /* the receiver chooses */
            *out = next;
    }
    return true;
}

static bool read_whole(struct bytes expression, struct judgement *out)
{
    struct reading reading = {.rest = expression};

    if (!read_or(&reading, out))
        return false;
    skip_blanks(&reading);
    return reading.rest.size == 0;
}

bool licence_parts_read(struct bytes expression, struct licence_parts *out)
{
    struct judgement judgement;

    if (!read_whole(expression, &judgement))
        return false;
    *out = judgement.parts;
    return true;
}

bool licence_read(struct bytes expression, unsigned *terms, bool *stated)
{
    struct judgement judgement;

    if (!read_whole(expression, &judgement))
        return false;
    if (terms)
        *terms = judgement.terms;
    if (stated)
        *stated = judgement.stated;
    return true;
}
