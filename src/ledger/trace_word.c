/* trace_word.c - the word that was asked for, and what it may stand for. */

#include "ledger/trace_word.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/kit.h"
#include "ledger/trace.h"

static const struct {
    const char *name;
    size_t digits;
} whole[] = {{"gitCommit", 40}, {"md5", 32},    {"sha1", 40},
             {"sha256", 64},    {"sha384", 96}, {"sha512", 128}};

void trace_word_init(struct trace_word *word, const char *text)
{
    const char *colon = strchr(text, ':'), *hex = colon ? colon + 1 : text;
    size_t size = strlen(hex);

    *word = (struct trace_word){.word = text};
    if (size < TRACE_DIGITS_MIN || size >= sizeof word->digits ||
        strspn(hex, "0123456789abcdefABCDEF") != size)
        return;
    if (colon)
        word->algorithm = bytes_of(text, (size_t)(colon - text));
    for (size_t i = 0; i < size; i++)
        word->digits[i] = (char)(hex[i] >= 'A' && hex[i] <= 'F' ? hex[i] - 'A' + 'a' : hex[i]);
    word->size = size;
    for (size_t i = 0; i < ARRAY_LEN(whole); i++)
        word->whole |=
            size == whole[i].digits && bytes_equal(word->algorithm, bytes_text(whole[i].name));
    if (word->whole)
        snprintf(word->key, sizeof word->key, "%.*s:%s", (int)word->algorithm.size, text,
                 word->digits);
}

bool trace_word_is_digest(const struct trace_word *word, struct bytes algorithm, struct bytes hex)
{
    return word->size > 0 && bytes_starts(hex, bytes_of(word->digits, word->size)) &&
           (word->algorithm.size == 0 || bytes_equal(word->algorithm, algorithm));
}

bool trace_word_is_name(const struct trace_word *word, const char *name)
{
    return !word->whole && *name && strcmp(word->word, name) == 0;
}

void trace_word_found(struct trace_word *word, uint32_t thing)
{
    for (uint32_t i = 0; i < word->count && i < TRACE_CANDIDATES; i++)
        if (word->found[i] == thing)
            return;
    if (word->count < TRACE_CANDIDATES)
        word->found[word->count] = thing;
    word->count += word->count <= TRACE_CANDIDATES;
}

/* Another digest of something that was found as well is no second thing. */
static void drop_same(struct trace_word *word, const struct trace_graph *graph)
{
    const struct trace_word all = *word;
    uint32_t kept = 0;

    if (word->count > TRACE_CANDIDATES)
        return;
    for (uint32_t i = 0; i < all.count; i++) {
        const struct trace_index *mains = &graph->mains;
        uint32_t thing = all.found[i];
        uint32_t at = thing < graph->indexed ? mains->first[thing] : 0;
        uint32_t end = thing < graph->indexed ? mains->first[thing + 1] : 0;
        bool same = false;

        for (; at < end; at++)
            for (uint32_t j = 0; j < all.count; j++)
                same |= all.found[j] == mains->to[at];
        if (!same)
            word->found[kept++] = thing;
    }
    word->count = kept;
}

static ASSAY_RESULT fail_many(const struct trace_word *word, const struct trace_graph *graph,
                              struct assay_error *err)
{
    enum { SHOWN = 5, DIGITS = 12 };
    enum assay_status status =
        assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET,
                   "\"%.80s\" stands for more than one thing in this ledger", word->word);
    CLEANUP(buf_clear) struct buf told = {.ceiling = 4096};

    for (uint32_t i = 0; i < word->count && i < SHOWN; i++) {
        const struct trace_thing *thing = &graph->things[word->found[i]];
        const char *colon = strchr(thing->key, ':');
        size_t size =
            (size_t)(colon - thing->key) + 1 + (word->size > DIGITS ? word->size : DIGITS) + 4;

        buf_text(&told, i ? " · " : "");
        trace_show(thing->key, size, &told);
        buf_byte(&told, ' ');
        trace_show(thing->name, 40, &told);
    }
    buf_text(&told, word->count > SHOWN ? " · and others" : "");
    assay_error_id(err, "trace.many");
    assay_error_why(err, "%s", buf_string(&told));
    assay_error_do(err, "assay ledger trace DIGEST      with as many digits as tell them apart");
    return status;
}

enum assay_status trace_word_nothing(const struct trace_word *word, struct assay_error *err)
{
    enum assay_status status = assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET,
                                          "the ledger says nothing about \"%.80s\"", word->word);

    assay_error_id(err, "trace.nothing");
    assay_error_why(err,
                    "a thing is named by its digest, by %d or more of its first digits, or by its "
                    "name where only one thing has it",
                    TRACE_DIGITS_MIN);
    assay_error_do(err, "assay ledger log");
    return status;
}

enum assay_status trace_word_choose(struct trace_word *word, struct trace_graph *graph,
                                    uint32_t *out, struct assay_error *err)
{
    struct trace_thing *thing;

    drop_same(word, graph);
    if (word->count == 0)
        return trace_word_nothing(word, err);
    if (word->count > 1)
        return fail_many(word, graph, err);
    *out = word->found[0];
    thing = &graph->things[*out];
    if (*thing->name == 0 && word->size == 0)
        return trace_keep(graph->arena, word->word, &thing->name, err);
    return ASSAY_OK;
}
