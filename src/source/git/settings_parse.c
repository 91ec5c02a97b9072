/*
 * settings_parse.c - sections, keys and values of a configuration file, one pass.
 * Source: git-config(1), "CONFIGURATION FILE"; what that leaves open, git 2.39 was asked.
 */

#include "source/git/settings_parse.h"

#include <inttypes.h>

#include "base/buf.h"
#include "base/kit.h"
#include "base/limits.h"
#include "source/fail.h"

struct parser {
    struct bytes rest;
    uint64_t line;
    struct buf section; /* with a dot behind it; empty in front of the first */
    struct buf name, value;
    bool valued;
};

static enum assay_status fail_line(const struct parser *parser, const char *why,
                                   struct assay_error *err)
{
    return assay_fail(err, ASSAY_EFORMAT, ASSAY_NO_OFFSET, "line %" PRIu64 ": %s", parser->line,
                      why);
}

/* The next byte, a line's end of two bytes as one; -1 at the end, which ends a line too. */
static int peek(const struct parser *parser)
{
    struct bytes rest = parser->rest;

    if (rest.size > 1 && rest.data[0] == '\r' && rest.data[1] == '\n')
        return '\n';
    return rest.size > 0 ? rest.data[0] : -1;
}

static int take(struct parser *parser)
{
    int byte = peek(parser);

    if (byte < 0)
        return byte;
    parser->rest = bytes_from(parser->rest, parser->rest.data[0] == '\r' && byte == '\n' ? 2 : 1);
    parser->line += byte == '\n';
    return byte;
}

static bool is_space(int byte)
{
    return byte == ' ' || (byte >= '\t' && byte <= '\r' && byte != '\n');
}

static bool is_name(int byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9') || byte == '-';
}

static uint8_t lower(int byte)
{
    return (uint8_t)(byte >= 'A' && byte <= 'Z' ? byte - 'A' + 'a' : byte);
}

static void skip_spaces(struct parser *parser)
{
    while (is_space(peek(parser)))
        (void)take(parser);
}

static void skip_line(struct parser *parser)
{
    for (int byte = peek(parser); byte >= 0 && byte != '\n'; byte = peek(parser))
        (void)take(parser);
}

/* ---- "[section "subsection"]" ---- */

static enum assay_status take_subsection(struct parser *parser, struct assay_error *err)
{
    skip_spaces(parser);
    if (take(parser) != '"')
        return fail_line(parser, "a section's name is not closed", err);
    buf_byte(&parser->section, '.');
    for (int byte = take(parser); byte != '"'; byte = take(parser)) {
        if (byte == '\\')
            byte = take(parser);
        if (byte <= 0 || byte == '\n')
            return fail_line(parser, "a section's name is not closed", err);
        buf_byte(&parser->section, (uint8_t)byte);
    }
    return take(parser) == ']' ? ASSAY_OK
                               : fail_line(parser, "a section's name is not closed", err);
}

static enum assay_status take_section(struct parser *parser, struct assay_error *err)
{
    int byte;

    (void)take(parser);
    buf_reset(&parser->section);
    while (is_name(byte = peek(parser)) || byte == '.')
        buf_byte(&parser->section, lower(take(parser)));
    if (is_space(byte))
        TRY(take_subsection(parser, err));
    else if (take(parser) != ']')
        return fail_line(parser, "a section's name is not closed", err);
    else if (parser->section.size == 0)
        return fail_line(parser, "a section without a name", err);
    buf_byte(&parser->section, '.');
    return ASSAY_OK;
}

/* ---- "key = value" ---- */

static int unescape(int byte)
{
    switch (byte) {
    case 'n':
        return '\n';
    case 't':
        return '\t';
    case 'b':
        return '\b';
    case '\\':
    case '"':
        return byte;
    default:
        return -1;
    }
}

/* Blanks at the end of what stands outside quotes are none of the value. */
static enum assay_status take_value(struct parser *parser, struct assay_error *err)
{
    bool quoted = false;
    size_t keep = 0;

    skip_spaces(parser);
    for (int byte = peek(parser); byte >= 0 && byte != '\n'; byte = peek(parser)) {
        (void)take(parser);
        if (byte == '"') {
            quoted = !quoted;
            continue;
        }
        if (!quoted && (byte == '#' || byte == ';')) {
            skip_line(parser);
            break;
        }
        if (byte == '\\') {
            byte = take(parser);
            if (byte == '\n')
                continue;
            byte = unescape(byte);
            if (byte < 0)
                return fail_line(parser, "an escape in a value is none", err);
            buf_byte(&parser->value, (uint8_t)byte);
            keep = parser->value.size;
            continue;
        }
        if (byte == 0)
            return fail_line(parser, "a value holds a zero byte", err);
        buf_byte(&parser->value, (uint8_t)byte);
        if (quoted || !is_space(byte))
            keep = parser->value.size;
    }
    if (quoted)
        return fail_line(parser, "a quote is not closed", err);
    if (keep < parser->value.size)
        parser->value.size = keep;
    return ASSAY_OK;
}

static enum assay_status take_key(struct parser *parser, struct assay_error *err)
{
    buf_reset(&parser->name);
    buf_reset(&parser->value);
    buf_add(&parser->name, parser->section.data, parser->section.size);
    while (is_name(peek(parser)))
        buf_byte(&parser->name, lower(take(parser)));
    skip_spaces(parser);
    parser->valued = peek(parser) == '=';
    if (!parser->valued)
        return peek(parser) == '\n' || peek(parser) < 0
                   ? ASSAY_OK
                   : fail_line(parser, "a key has no \"=\" behind it", err);
    (void)take(parser);
    return take_value(parser, err);
}

static enum assay_status parse(struct parser *parser, const struct settings_each *told,
                               struct assay_error *err)
{
    if (bytes_starts(parser->rest, BYTES("\xef\xbb\xbf")))
        parser->rest = bytes_from(parser->rest, 3);
    for (int byte = peek(parser); byte >= 0; byte = peek(parser)) {
        if (byte == '#' || byte == ';') {
            skip_line(parser);
        } else if (byte == '\n' || is_space(byte)) {
            (void)take(parser);
        } else if (byte == '[') {
            TRY(take_section(parser, err));
        } else if (is_name(byte) && byte != '-' && !(byte >= '0' && byte <= '9') &&
                   parser->section.size > 0) {
            TRY(take_key(parser, err));
            TRY(buf_status(&parser->name, err));
            TRY(buf_status(&parser->value, err));
            TRY(told->each(told->state, buf_string(&parser->name),
                           parser->valued ? buf_string(&parser->value) : NULL, err));
        } else {
            return fail_line(parser, "it is neither a section nor a key", err);
        }
    }
    return buf_status(&parser->section, err);
}

enum assay_status settings_parse(struct bytes text, const struct settings_each *told,
                                 struct assay_error *err)
{
    struct parser parser = {.rest = text, .line = 1};
    enum assay_status status;

    buf_init(&parser.section, LIMIT_GIT_CONFIG);
    buf_init(&parser.name, 2 * (size_t)LIMIT_GIT_CONFIG);
    buf_init(&parser.value, LIMIT_GIT_CONFIG);
    status = parse(&parser, told, err);
    buf_clear(&parser.section);
    buf_clear(&parser.name);
    buf_clear(&parser.value);
    return status;
}
