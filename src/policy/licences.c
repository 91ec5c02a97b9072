/*
 * licences.c - reads licence expressions and knows their terms.
 * Source: SPDX Specification 3.0.1, annex "SPDX license expressions".
 */

#include "policy/licences.h"

#include <ctype.h>
#include <strings.h>

#include "base/kit.h"

enum { DEPTH_MAX = 16, WORD_MAX = 127 };

struct licence {
    const char *id;
    unsigned terms;
};

#define PLAIN LICENCE_PLAIN
#define NON_COMMERCIAL LICENCE_NON_COMMERCIAL
#define NO_DERIVATIVES LICENCE_NO_DERIVATIVES
#define RESTRICTED LICENCE_RESTRICTED

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
    while (size < reading->rest.size && size < WORD_MAX &&
           (isalnum(reading->rest.data[size]) || strchr("-.+:_", reading->rest.data[size])))
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

static bool read_name(struct reading *reading, struct judgement *out)
{
    char word[WORD_MAX + 1];
    struct bytes found = next_word(reading, word);
    const struct licence *licence;

    if (found.size == 0)
        return false;
    reading->rest = bytes_from(reading->rest, found.size);
    if (strncasecmp(word, "LicenseRef-", 11) == 0 || strncasecmp(word, "DocumentRef-", 12) == 0) {
        *out = (struct judgement){.stated = false};
        return found.size > strlen("LicenseRef-");
    }
    licence = bsearch(word, licences, ARRAY_LEN(licences), sizeof licences[0], order_licence);
    if (!licence && word[found.size - 1] == '+') { /* "or any later version" */
        word[found.size - 1] = 0;
        licence = bsearch(word, licences, ARRAY_LEN(licences), sizeof licences[0], order_licence);
    }
    if (!licence)
        return false;
    *out = (struct judgement){licence->terms, true};
    if (!take_word(reading, "WITH"))
        return true;
    found = next_word(reading, word);
    reading->rest = bytes_from(reading->rest, found.size);
    return bsearch(word, exceptions, ARRAY_LEN(exceptions), sizeof exceptions[0],
                   order_exception) != NULL;
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

// NOLINTNEXTLINE(misc-no-recursion): as above
static bool read_and(struct reading *reading, struct judgement *out)
{
    struct judgement next;

    if (!read_one(reading, out))
        return false;
    while (take_word(reading, "AND")) {
        if (!read_one(reading, &next))
            return false;
        out->terms |= next.terms;
        out->stated = out->stated && next.stated;
    }
    return true;
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
        if (next.stated && (!out->stated || next.terms < out->terms)) /* the receiver chooses */
            *out = next;
    }
    return true;
}

bool licence_read(struct bytes expression, unsigned *terms, bool *stated)
{
    struct reading reading = {.rest = expression};
    struct judgement judgement;

    if (!read_or(&reading, &judgement))
        return false;
    skip_blanks(&reading);
    if (reading.rest.size > 0)
        return false;
    if (terms)
        *terms = judgement.terms;
    if (stated)
        *stated = judgement.stated;
    return true;
}
