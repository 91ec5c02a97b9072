/* expression.c - compiles what a pack's file holds, and blames the byte in that file. */

#include "policy/expression.h"

#include "base/kit.h"
#include "base/text.h"
#include "doc/place.h"

static size_t offset_of_line(struct bytes text, uint32_t line)
{
    size_t at = 0;

    for (uint32_t i = 1; i < line && at < text.size; i++) {
        const uint8_t *end = memchr(text.data + at, '\n', text.size - at);

        at = end ? (size_t)(end - text.data) + 1 : text.size;
    }
    return at;
}

/*
 * Where a byte of a scalar's value stands in the file. Quotes, escapes, folded lines and indents
 * make the two differ, and all of them only add bytes: so the value is found in the file again byte
 * for byte, what does not match is passed over, and a blank stands for any run of them.
 */
static size_t offset_in_file(const struct doc_source *source, const struct doc *node, size_t want)
{
    struct bytes file = source->text, value = node->text;
    size_t at = offset_of_line(file, node->line) + node->column - 1;

    if (!node->plain && at < file.size && (file.data[at] == '"' || file.data[at] == '\''))
        at++;
    for (size_t i = 0; i < want && i < value.size; i++) {
        uint8_t c = value.data[i];

        if (c == ' ' || c == '\n') {
            if (at < file.size && strchr(" \n\r\t", file.data[at]) && file.data[at])
                at++;
            continue;
        }
        while (at < file.size && file.data[at] != c)
            at++;
        at++;
    }
    while (want < value.size && at < file.size && file.data[at] != value.data[want] &&
           value.data[want] != ' ' && value.data[want] != '\n')
        at++;
    return at < file.size ? at : file.size;
}

static ASSAY_RESULT blame(const struct doc_source *source, const struct doc *node, size_t offset,
                          const char *what, const struct assay_error *cause,
                          struct assay_error *err)
{
    struct place place = place_of(source->text, offset_in_file(source, node, offset));
    struct doc at = {.line = place.line, .column = place.column};
    enum assay_status status;

    if (cause->status != ASSAY_EUSAGE) {
        if (err)
            *err = *cause;
        return cause->status;
    }
    status = doc_fail(&at, source, "policy.expression", err, "%s: %s", what, cause->text);
    if (*cause->why)
        assay_error_why(err, "%s", cause->why);
    if (*cause->remedy)
        assay_error_do(err, "%s; all words: assay policy show --facts", cause->remedy);
    else
        assay_error_do(err,
                       "fix the expression; the words that it may use: assay policy show --facts");
    return status;
}

static size_t offset_of(struct bytes text, const struct assay_error *cause)
{
    return offset_of_line(text, cause->line ? cause->line : 1) +
           (cause->column ? cause->column - 1 : 0);
}

static ASSAY_RESULT text_node(const struct doc_source *source, const struct doc *node,
                              const char *what, struct assay_error *err)
{
    const char *text;

    TRY(doc_text(node, source, what, &text, err));
    if (!*text)
        return doc_fail(node, source, "policy.empty", err, "%s is empty", what);
    return ASSAY_OK;
}

enum assay_status expression_compile(const struct cel_env *env, const struct doc_source *source,
                                     const struct doc *node, const char *what, enum cel_kind wanted,
                                     struct arena *arena, struct cel_program **out,
                                     struct assay_error *err)
{
    struct assay_error cause = {0};
    enum cel_kind kind;

    TRY(text_node(source, node, what, err));
    if (cel_compile(env, node->text, arena, out, &cause) != ASSAY_OK)
        return blame(source, node, offset_of(node->text, &cause), what, &cause, err);
    kind = cel_program_type(*out)->kind;
    if (wanted != CEL_DYN && kind != wanted && kind != CEL_DYN) {
        const char *type = cel_type_text(arena, cel_program_type(*out));
        enum assay_status status =
            doc_fail(node, source, "policy.expression", err, "%s: gives %s, where a bool is wanted",
                     what, type ? type : "something else");

        assay_error_do(err, "write a question that is true or false, such as item.size > 0");
        return status;
    }
    return ASSAY_OK;
}

enum assay_status expression_template(const struct cel_env *env, const struct doc_source *source,
                                      const struct doc *node, const char *what, struct arena *arena,
                                      struct template **out, struct assay_error *err)
{
    struct assay_error cause = {0};
    size_t offset;

    TRY(text_node(source, node, what, err));
    if (template_read(env, node->text, arena, out, &cause) == ASSAY_OK)
        return ASSAY_OK;
    offset = cause.offset == ASSAY_NO_OFFSET ? 0 : (size_t)cause.offset;
    return blame(source, node, offset, what, &cause, err);
}
