/*
 * inspect_serialized.c - objects as Java, .NET, Julia and Ruby write them with their own means:
 * Weka, H2O and Spark keep models so, ML.NET and Rumale did. As with a pickle, who reads such a
 * file makes objects of classes that it names, and their methods run; which ones is not told apart
 * here, so none is clean.
 *
 * Sources: Java, "Object Serialization Stream Protocol", 6.4.2; [MS-NRBF], 2.6.1, 2.6.2; Julia,
 * stdlib/Serialization, writeheader(); Ruby, "Marshal format".
 */

#include "base/buf.h"
#include "base/kit.h"
#include "base/limits.h"
#include "examine/inspect.h"
#include "examine/python/pickle_report.h"

/* A text of at most `size` bytes, for a name that stands in front of other bytes. */
static struct bytes plain_front(struct bytes rest, size_t size)
{
    rest = bytes_front(rest, size);
    for (size_t i = 0; i < rest.size; i++)
        if (rest.data[i] < ' ' || rest.data[i] >= 0x7f)
            return bytes_of(rest.data, i);
    return rest;
}

/* The class of the first object. */
static struct bytes java_class(struct bytes rest)
{
    const size_t size = rest.size >= 4 ? (size_t)rest.data[2] << 8 | rest.data[3] : 0;

    return bytes_starts(rest, BYTES("sr")) ? plain_front(bytes_from(rest, 4), size) : BYTES("");
}

/* The first library that classes come from. */
static struct bytes dotnet_library(struct bytes rest)
{
    enum { LIBRARY = 12, SHORT = 0x80 };
    const size_t size = rest.size >= 6 && rest.data[5] < SHORT ? rest.data[5] : 0;

    return rest.size >= 6 && rest.data[0] == LIBRARY ? plain_front(bytes_from(rest, 6), size)
                                                     : BYTES("");
}

static struct bytes ruby_class(struct bytes rest)
{
    enum { SMALL = 5 }; /* a length of one byte stands with this added */

    return rest.size > 0 && rest.data[0] > SMALL
               ? plain_front(bytes_from(rest, 1), (size_t)rest.data[0] - SMALL)
               : BYTES("");
}

static const struct language {
    const char *name;
    struct bytes begin;
    struct bytes (*first_class)(struct bytes rest); /* behind `begin`; or NULL */
} languages[] = {
    {"Java", {(const uint8_t *)"\xac\xed\0\5", 4}, java_class},
    {".NET", {(const uint8_t *)"\0\1\0\0\0\xff\xff\xff\xff\1\0\0\0\0\0\0\0", 17}, dotnet_library},
    {"Ruby", {(const uint8_t *)"\4\10o:", 4}, ruby_class},
};

/* Behind the letters a version, what machine wrote it, and zeros. */
static bool is_julia(struct bytes head)
{
    enum { VERSIONS = 64 };

    return head.size >= 8 && bytes_starts(head, BYTES("7JL")) && head.data[3] < VERSIONS &&
           head.data[4] < 16 && head.data[5] == 0 && head.data[6] == 0 && head.data[7] == 0;
}

static const struct language *language_of(struct bytes head)
{
    static const struct language julia = {.name = "Julia"};

    for (size_t i = 0; i < ARRAY_LEN(languages); i++)
        if (bytes_starts(head, languages[i].begin))
            return &languages[i];
    return is_julia(head) ? &julia : NULL;
}

static enum assay_status serialized_read(struct cursor *cursor, const struct subject *subject,
                                         struct evidence *evidence)
{
    CLEANUP(buf_clear) struct buf detail = {.ceiling = LIMIT_FACT_TEXT};
    const struct assay_place start = {.offset = 0};
    const struct language *language = language_of(subject->head);
    struct bytes first = BYTES("");

    (void)cursor;
    if (!language) {
        evidence_decline(evidence);
        return ASSAY_OK;
    }
    if (language->first_class)
        first = language->first_class(bytes_from(subject->head, language->begin.size));
    buf_printf(&detail, "objects of %s%s%.*s", language->name, first.size ? ": " : "",
               (int)first.size, (const char *)first.data);
    evidence_observe(evidence, PICKLE_UNKNOWN_CODE, ASSAY_MEDIUM, &start,
                     bytes_text(buf_string(&detail)));
    evidence_load(evidence, ASSAY_LOAD_SUSPICIOUS);
    return ASSAY_OK;
}

static unsigned serialized_bid(const struct subject *subject)
{
    return language_of(subject->head) ? 32 : 0;
}

const struct inspector inspect_serialized = {.format = "serialized-objects",
                                             .kind = ASSAY_KIND_MODEL,
                                             .bid = serialized_bid,
                                             .read = serialized_read};
