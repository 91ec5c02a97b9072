/* licence_terms.c - see licence_terms.h. */

#include "policy/licence_terms.h"

#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/kit.h"

#define COPY LICENCE_DUTY_COPY
#define NOTICE LICENCE_DUTY_NOTICE
#define CREDIT LICENCE_DUTY_CREDIT
#define CHANGES LICENCE_DUTY_CHANGES
#define ALIKE LICENCE_DUTY_ALIKE
#define USE LICENCE_DUTY_USE
#define NAME LICENCE_DUTY_NAME
#define USERS LICENCE_DUTY_USERS
#define REVENUE LICENCE_DUTY_REVENUE
#define PLACE LICENCE_DUTY_PLACE
#define FIELD LICENCE_DUTY_FIELD
#define RESULTS_FREE LICENCE_FREES_RESULTS

const struct licence_terms_of licence_table[] = {
#define TERMS(id, class, duties, alike, phrase, brand, limits)                                     \
    {id, LICENCE_CLASS_##class, duties, alike, phrase, brand, limits, true},
#define UNREAD(id, class, duties, alike, phrase, brand, limits)                                    \
    {id, LICENCE_CLASS_##class, duties, alike, phrase, brand, limits, false},
#include "policy/licence_terms.def"
#undef TERMS
#undef UNREAD
};
const size_t licence_table_count = ARRAY_LEN(licence_table);

static const struct word {
    const char *word, *meaning;
} classes[] =
    {
        [LICENCE_CLASS_PUBLIC_DOMAIN] = {"public-domain", "free for all, nothing is owed"},
        [LICENCE_CLASS_PERMISSIVE] = {"permissive", "free for all, with its licence and notices"},
        [LICENCE_CLASS_ATTRIBUTION] = {"attribution", "free for all who name the makers"},
        [LICENCE_CLASS_SHARE_ALIKE] = {"share-alike",
                                       "what is made from it comes under the same terms"},
        [LICENCE_CLASS_BEHAVIOURAL] = {"behavioural-use",
                                       "some uses are forbidden, also to recipients"},
        [LICENCE_CLASS_COMMUNITY] = {"community",
                                     "a supplier's own terms, with limits of several kinds"},
        [LICENCE_CLASS_NO_DERIVATIVES] = {"no-derivatives",
                                          "changed versions may not be passed on"},
        [LICENCE_CLASS_NON_COMMERCIAL] = {"non-commercial", "no use for commercial advantage"},
        [LICENCE_CLASS_RESEARCH_ONLY] = {"research-only", "for research alone"},
},
  duties[] = {
      {"copy", "a copy of the licence goes along, or its address where it allows that"},
      {"notice", "notices of copyright stay, and the notice file that it asks for"},
      {"credit", "the makers are named where users see it"},
      {"changes", "what was changed is said"},
      {"share-alike", "what is made from it comes under the same licence, or a listed one"},
      {"use-restrictions", "restrictions of use bind recipients too: the terms pass them on"},
      {"naming", "names of models that are made from it begin with a brand"},
      {"user-limit", "beyond a number of users the owner must be asked"},
      {"revenue-limit", "beyond a revenue the owner must be asked"},
      {"place", "some places have no licence"},
      {"field", "some fields or ways of use have no licence"},
};
_Static_assert(ARRAY_LEN(classes) == LICENCE_CLASSES, "each class has a word");
_Static_assert(ARRAY_LEN(duties) == LICENCE_DUTIES, "each duty has a word");

static int order(const void *id, const void *terms)
{
    return strcasecmp(id, ((const struct licence_terms_of *)terms)->id);
}

const struct licence_terms_of *licence_terms_find(const char *id)
{
    return bsearch(id, licence_table, licence_table_count, sizeof licence_table[0], order);
}

const char *licence_duty_word(size_t n)
{
    return duties[n].word;
}

/* Whether a list with blanks between holds the id. */
static bool lists(const char *list, const char *id)
{
    size_t size = strlen(id);

    for (const char *at = list; *at; at += strcspn(at, " "), at += *at == ' ')
        if (strcspn(at, " ") == size && strncasecmp(at, id, size) == 0)
            return true;
    return false;
}

bool licence_asks(const struct licence_parts *parts, unsigned bits)
{
    for (size_t i = 0; i < parts->count; i++)
        if (parts->terms[i]->duties & bits)
            return true;
    return false;
}

unsigned licence_owed(const struct licence_parts *parts, const char *from, const char *made)
{
    bool is_result = strcmp(from, "dataset") == 0 && strcmp(made, "model") == 0;
    unsigned owed = 0;

    for (size_t i = 0; i < parts->count; i++)
        if (!is_result || !(parts->terms[i]->duties & RESULTS_FREE))
            owed |= parts->terms[i]->duties;
    return owed & ~(unsigned)RESULTS_FREE;
}

bool licence_is_compatible(const struct licence_parts *source, const struct licence_parts *target)
{
    for (size_t i = 0; i < source->count; i++)
        for (size_t j = 0; (source->terms[i]->duties & ALIKE) && j < target->count; j++)
            if (!lists(source->terms[i]->alike, target->terms[j]->id))
                return false;
    return true;
}

static void show_duties(struct buf *out, unsigned bits)
{
    const char *between = "";

    for (size_t i = 0; i < LICENCE_DUTIES; i++) {
        if (!(bits >> i & 1))
            continue;
        buf_printf(out, "%s%s", between, duties[i].word);
        between = ", ";
    }
    if (!bits)
        buf_byte(out, '-');
    if (bits & RESULTS_FREE)
        buf_text(out, "; not by a model made from it");
}

static void show_words(struct buf *out, bool markdown, const char *title, const struct word *words,
                       size_t count)
{
    buf_printf(out, markdown ? "\n| %s | meaning |\n|---|---|\n" : "\n%s\n", title);
    for (size_t i = 0; i < count; i++)
        buf_printf(out, markdown ? "| `%s` | %s |\n" : "  %-18s %s\n", words[i].word,
                   words[i].meaning);
}

/* Phrases hold the sign that parts them, and the cells of a table. */
static void show_phrases(struct buf *out, const char *phrases)
{
    for (; *phrases; phrases++)
        buf_printf(out, "%.*s", *phrases == '|' ? 0 : 1, phrases),
            buf_text(out, *phrases == '|' ? "; " : "");
}

static const char *or_dash(const char *text)
{
    return *text ? text : "-";
}

void licence_terms_show(struct buf *out, bool markdown)
{
    if (markdown)
        buf_text(out,
                 "| licence | class | what is owed | limits | passed on under | phrases owed | "
                 "names begin with | compared |\n|---|---|---|---|---|---|---|---|\n");
    for (size_t i = 0; i < licence_table_count; i++) {
        const struct licence_terms_of *row = &licence_table[i];

        buf_printf(out, markdown ? "| `%s` | %s | " : "%-36s %-16s ", row->id,
                   classes[row->class].word);
        show_duties(out, row->duties);
        buf_text(out, markdown ? " | " : "\n");
        if (!markdown)
            continue;
        buf_printf(out, "%s | %s | ", or_dash(row->limits), or_dash(row->alike));
        show_phrases(out, or_dash(row->phrase));
        buf_printf(out, " | %s | %s |\n", or_dash(row->brand), row->compared ? "yes" : "no");
    }
    show_words(out, markdown, "class", classes, LICENCE_CLASSES);
    show_words(out, markdown, "duty", duties, LICENCE_DUTIES);
}
