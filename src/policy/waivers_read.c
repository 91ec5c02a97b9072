/* waivers_read.c - reads .assay/waivers: what a line does not plainly say is an error. */

#include <assay/policy.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/glob.h"
#include "base/kit.h"
#include "base/text.h"
#include "examine/papers/card.h"
#include "policy/fingerprint.h"
#include "policy/waivers.h"

#define FORM                                                                                       \
    "FINGERPRINT UNTIL WHO \"REASON\" [PATH-GLOB] most=COUNT, such as "                            \
    "7c1e-92ab-04d7 2026-03-01 a.doe \"public sample\" [data/sample.csv]"

#define BEHIND                                                                                     \
    "a reason or a name of several words stands in double quotes, a pattern of paths in brackets"

struct line_reader {
    const struct doc_source *source;
    struct arena *arena;
    struct bytes line, rest;
    uint32_t number;
    struct assay_error *err;
};

static ASSAY_RESULT fail_line(const struct line_reader *reader, const char *id, const char *why,
                              const char *format, ...) __attribute__((format(printf, 4, 5)));

static enum assay_status fail_line(const struct line_reader *reader, const char *id,
                                   const char *why, const char *format, ...)
{
    struct doc at = {.line = reader->number,
                     .column = (uint32_t)(reader->line.size - reader->rest.size) + 1};
    enum assay_status status;
    char text[256];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    status = doc_fail(&at, reader->source, id, reader->err, "%s", text);
    assay_error_why(reader->err, "%s", why);
    assay_error_do(reader->err, "write the line as %s", FORM);
    return status;
}

static bool is_blank(uint8_t byte)
{
    return byte == ' ' || byte == '\t';
}

static void skip_blanks(struct line_reader *reader)
{
    while (reader->rest.size > 0 && is_blank(reader->rest.data[0]))
        reader->rest = bytes_from(reader->rest, 1);
}

/* A word as it is written; in double quotes it may have blanks, and `\"` and `\\`. */
struct word {
    struct bytes text; /* without its quotes */
    size_t used;
    bool quoted;
};

/* The word at hand; empty at the end of the line. */
static ASSAY_RESULT peek_word(const struct line_reader *reader, struct word *out)
{
    struct bytes rest = reader->rest;
    bool quoted = rest.size > 0 && rest.data[0] == '"';
    size_t at = quoted;

    *out = (struct word){0};
    while (at < rest.size && (quoted ? rest.data[at] != '"' : !is_blank(rest.data[at])))
        at += quoted && rest.data[at] == '\\' ? 2 : 1;
    if (quoted && at >= rest.size)
        return fail_line(reader, "waiver.syntax", BEHIND, "a quote is not closed");
    *out = (struct word){
        .text = bytes_of(rest.data + quoted, at - quoted), .used = at + quoted, .quoted = quoted};
    return ASSAY_OK;
}

static ASSAY_RESULT copy(const struct line_reader *reader, struct bytes text, const char **out)
{
    if (memchr(text.size ? (const char *)text.data : "", 0, text.size) || !utf8_valid(text))
        return fail_line(reader, "waiver.syntax", "the file is text in UTF-8",
                         "bytes that are not text");
    *out = arena_copy(reader->arena, text);
    return *out ? ASSAY_OK : out_of_memory(reader->err);
}

/* Its text, each escaped byte as it is meant. */
static ASSAY_RESULT copy_word(const struct line_reader *reader, const struct word *word,
                              const char **out)
{
    size_t size = 0;
    char *text;

    TRY(copy(reader, word->text, out));
    if (!word->quoted || !strchr(*out, '\\'))
        return ASSAY_OK;
    text = arena_alloc(reader->arena, word->text.size + 1);
    if (!text)
        return out_of_memory(reader->err);
    for (const char *at = *out; *at; at++)
        text[size++] = *at == '\\' && at[1] ? *++at : *at;
    text[size] = 0;
    *out = text;
    return ASSAY_OK;
}

static ASSAY_RESULT read_fingerprint(struct line_reader *reader, struct assay_waiver *waiver)
{
    struct word word;

    TRY(peek_word(reader, &word));
    TRY(copy(reader, word.text, &waiver->fingerprint));
    if (!fingerprint_valid(waiver->fingerprint))
        return fail_line(reader, "waiver.fingerprint",
                         "a waiver is bound to content, never to a rule or a line alone",
                         "\"%.40s\" is no fingerprint: 12 hex digits or more, as reports show them",
                         waiver->fingerprint);
    reader->rest = bytes_from(reader->rest, word.used);
    return ASSAY_OK;
}

static ASSAY_RESULT read_until(struct line_reader *reader, struct assay_waiver *waiver)
{
    struct word word;

    TRY(peek_word(reader, &word));
    if (word.text.size == 0)
        return fail_line(reader, "waiver.date", "an exception without an end is a changed rule",
                         "the waiver has no date");
    if (word.text.size != 10 || !clock_parse(word.text, &waiver->until))
        return fail_line(reader, "waiver.date", "the last day that it holds, in UTC",
                         "\"%.*s\" is no date", (int)(word.text.size < 40 ? word.text.size : 40),
                         (const char *)word.text.data);
    waiver->until += SECONDS_A_DAY;
    reader->rest = bytes_from(reader->rest, word.used);
    return ASSAY_OK;
}

static ASSAY_RESULT read_who(struct line_reader *reader, struct assay_waiver *waiver)
{
    struct word word;

    TRY(peek_word(reader, &word));
    if (word.text.size == 0)
        return fail_line(reader, "waiver.who", "somebody answers for each exception",
                         "the waiver does not say who waives");
    if (card_says_nothing(word.text))
        return fail_line(reader, "waiver.who", "somebody answers for each exception",
                         "the waiver leaves open who waives");
    TRY(copy_word(reader, &word, &waiver->who));
    reader->rest = bytes_from(reader->rest, word.used);
    return ASSAY_OK;
}

static bool says_nothing(struct bytes text)
{
    size_t at = 0;

    while (at < text.size && is_blank(text.data[at]))
        at++;
    return at == text.size;
}

static ASSAY_RESULT read_reason(struct line_reader *reader, struct assay_waiver *waiver)
{
    struct word word;

    TRY(peek_word(reader, &word));
    if (says_nothing(word.text) || reader->rest.data[0] == '[')
        return fail_line(reader, "waiver.reason",
                         "whoever reads the report must learn why this was let pass",
                         "the waiver has no reason");
    if (card_says_nothing(word.text))
        return fail_line(reader, "waiver.reason",
                         "whoever reads the report must learn why this was let pass",
                         "the waiver leaves its reason open");
    TRY(copy_word(reader, &word, &waiver->reason));
    reader->rest = bytes_from(reader->rest, word.used);
    return ASSAY_OK;
}

/* `[glob]`, up to the last bracket of the line: a set in it has brackets, too. */
static ASSAY_RESULT read_paths(struct line_reader *reader, struct assay_waiver *waiver)
{
    struct bytes rest = reader->rest, glob;
    const uint8_t *end;

    if (rest.size == 0 || rest.data[0] != '[')
        return ASSAY_OK;
    end = memrchr(rest.data, ']', rest.size);
    if (!end)
        return fail_line(reader, "waiver.syntax", BEHIND, "a bracket is not closed");
    glob = bytes_of(rest.data + 1, (size_t)(end - rest.data) - 1);
    if (glob.size > WAIVER_GLOB_MAX)
        return fail_line(reader, "waiver.syntax", "a path pattern is short",
                         "a glob of %zu bytes, more than %d", glob.size, WAIVER_GLOB_MAX);
    if (!glob_can_match(glob))
        return fail_line(reader, "waiver.syntax",
                         "paths are those of the target, without / in front and without . and ..",
                         "no path of a target matches [%.*s]",
                         (int)(glob.size < 40 ? glob.size : 40), (const char *)glob.data);
    TRY(copy(reader, glob, &waiver->glob));
    reader->rest = bytes_from(rest, glob.size + 2);
    return ASSAY_OK;
}

static ASSAY_RESULT read_most(struct line_reader *reader, struct assay_waiver *waiver)
{
    const struct bytes key = BYTES("most=");
    struct word word;

    TRY(peek_word(reader, &word));
    if (!bytes_starts(reader->rest, key))
        return ASSAY_OK;
    if (!text_u64(bytes_from(word.text, key.size), &waiver->most) || waiver->most == 0 ||
        waiver->most > ASSAY_WAIVER_MOST)
        return fail_line(reader, "waiver.syntax",
                         "more would be a changed rule, and none no waiver",
                         "most= takes a number from 1 to %d", ASSAY_WAIVER_MOST);
    reader->rest = bytes_from(reader->rest, word.used);
    return ASSAY_OK;
}

/* A word that is none of a waiver would change what the line says, and nobody would notice. */
static ASSAY_RESULT read_end(const struct line_reader *reader)
{
    struct bytes rest = reader->rest;

    if (rest.size == 0)
        return ASSAY_OK;
    return fail_line(reader, "waiver.syntax", BEHIND, "\"%.*s\" is no part of a waiver",
                     (int)(rest.size < 40 ? rest.size : 40), (const char *)rest.data);
}

static ASSAY_RESULT read_line(struct line_reader *reader, struct assay_waiver *waiver)
{
    static enum assay_status (*const parts[])(struct line_reader *, struct assay_waiver *) = {
        read_fingerprint, read_until, read_who, read_reason, read_paths, read_most};

    *waiver = (struct assay_waiver){.line = reader->number};
    for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
        size_t left = reader->rest.size;

        TRY(parts[i](reader, waiver));
        if (reader->rest.size < left && reader->rest.size > 0 && !is_blank(reader->rest.data[0]))
            return read_end(reader);
        skip_blanks(reader);
    }
    return read_end(reader);
}

struct bytes waiver_next_line(struct bytes *text)
{
    const uint8_t *end = memchr(text->data, '\n', text->size);
    struct bytes line = bytes_of(text->data, end ? (size_t)(end - text->data) : text->size);

    *text = bytes_from(*text, line.size + 1);
    if (line.size > 0 && line.data[line.size - 1] == '\r')
        line.size--;
    return line;
}

bool waiver_is_blank(struct bytes line)
{
    size_t at = 0;

    while (at < line.size && is_blank(line.data[at]))
        at++;
    return at == line.size || line.data[at] == '#';
}

int waiver_order(const struct assay_waiver *a, const struct assay_waiver *b)
{
    int order = strcmp(a->fingerprint, b->fingerprint);

    return order ? order : strcmp(a->glob ? a->glob : "", b->glob ? b->glob : "");
}

/* Those for one subject side by side, in the order of their lines. */
static int order_subjects(const void *a, const void *b)
{
    const struct assay_waiver *left = *(const struct assay_waiver *const *)a;
    const struct assay_waiver *right = *(const struct assay_waiver *const *)b;
    int order = waiver_order(left, right);

    return order ? order : (left->line > right->line) - (left->line < right->line);
}

/* The first line that waives again what a line before it did. */
static ASSAY_RESULT refuse_duplicate(struct line_reader *reader, const struct assay_waiver *waivers,
                                     size_t count)
{
    const struct assay_waiver **sorted = arena_array(reader->arena, count + 1, sizeof *sorted);
    const struct assay_waiver *first = NULL, *again = NULL;

    if (!sorted)
        return out_of_memory(reader->err);
    for (size_t i = 0; i < count; i++)
        sorted[i] = &waivers[i];
    qsort(sorted, count, sizeof *sorted, order_subjects);
    for (size_t i = 1; i < count; i++) {
        if (waiver_order(sorted[i - 1], sorted[i]) == 0 &&
            (!again || sorted[i]->line < again->line)) {
            first = sorted[i - 1];
            again = sorted[i];
        }
    }
    if (!again)
        return ASSAY_OK;
    reader->line = reader->rest = BYTES("");
    reader->number = again->line;
    return fail_line(reader, "waiver.duplicate", "two dates for one exception",
                     "%s is waived already in line %u", again->fingerprint, (unsigned)first->line);
}

enum assay_status waivers_read(struct arena *arena, const struct doc_source *source,
                               struct assay_waiver **out, size_t *count, struct assay_error *err)
{
    const struct doc_source unmarked = {.path = source->path, .text = text_unmarked(source->text)};
    struct line_reader reader = {.source = &unmarked, .arena = arena, .err = err};
    struct bytes text = unmarked.text;
    size_t lines = 1, found = 0;
    struct assay_waiver *waivers;

    for (size_t i = 0; i < text.size; i++)
        lines += text.data[i] == '\n';
    waivers = arena_array(arena, lines, sizeof *waivers);
    if (!waivers)
        return out_of_memory(err);
    while (text.size > 0) {
        reader.line = waiver_next_line(&text);
        reader.number++;
        if (waiver_is_blank(reader.line))
            continue;
        reader.rest = reader.line;
        skip_blanks(&reader);
        TRY(read_line(&reader, &waivers[found++]));
    }
    TRY(refuse_duplicate(&reader, waivers, found));
    *out = waivers;
    *count = found;
    return ASSAY_OK;
}
