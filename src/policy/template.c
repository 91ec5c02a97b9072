/* template.c - one line of text with {expressions} of the rule language in it. */

#include "policy/template.h"

#include "base/kit.h"
#include "base/text.h"
#include "policy/words.h"

struct part {
    struct bytes text;           /* as it is, or */
    struct cel_program *program; /* filled in */
    bool is_place;
};

/* How much of a value is written. */
struct extent {
    size_t elements, bytes;
};

static const struct extent shown_extent = {.elements = 5, .bytes = 300};
static const struct extent whole_extent = {.elements = SIZE_MAX, .bytes = (size_t)16 << 20};

struct template
{
    struct part *parts;
    size_t count;
};

static ASSAY_RESULT fail_at(struct bytes text, size_t at, const char *what, struct assay_error *err)
{
    enum assay_status status =
        assay_fail(err, ASSAY_EUSAGE, at, "%s in \"%.*s\"", what,
                   (int)(text.size < 100 ? text.size : 100), (const char *)text.data);

    assay_error_id(err, "policy.expression");
    assay_error_do(err, "write {{ or }} for a brace that is meant as such");
    return status;
}

/* The item's own path or name, and nothing said about it. */
static bool names_place(struct bytes expression)
{
    while (expression.size > 0 && expression.data[0] == ' ')
        expression = bytes_from(expression, 1);
    while (expression.size > 0 && expression.data[expression.size - 1] == ' ')
        expression.size--;
    return bytes_equal(expression, BYTES("item.path")) ||
           bytes_equal(expression, BYTES("item.name"));
}

/* Where in the template the compiler's complaint is, from line and column in the expression. */
static size_t blame(struct bytes expression, size_t at, const struct assay_error *err)
{
    size_t start = 0;

    for (uint32_t line = 1; err && line < err->line; line++) {
        const uint8_t *end = memchr(expression.data + start, '\n', expression.size - start);

        if (!end)
            break;
        start = (size_t)(end - expression.data) + 1;
    }
    return at + start + (err && err->column ? err->column - 1 : 0);
}

static ASSAY_RESULT read_part(const struct cel_env *env, struct bytes text, size_t *at,
                              struct arena *arena, struct part *part, struct assay_error *err)
{
    const uint8_t *data = text.data;
    struct bytes expression;
    enum assay_status status;
    size_t size = 0, start = *at;

    if ((data[start] == '{' || data[start] == '}') && start + 1 < text.size &&
        data[start + 1] == data[start]) {
        part->text = bytes_of(data + start, 1);
        *at += 2;
        return ASSAY_OK;
    }
    if (data[start] == '}')
        return fail_at(text, start, "a brace is closed that was not opened", err);
    if (data[start] != '{') {
        while (start + size < text.size && data[start + size] != '{' && data[start + size] != '}')
            size++;
        part->text = bytes_of(data + start, size);
        *at += size;
        return ASSAY_OK;
    }
    if (!cel_expression_end(bytes_from(text, start + 1), '}', &size))
        return fail_at(text, start, "a brace is not closed", err);
    expression = bytes_of(data + start + 1, size);
    part->is_place = names_place(expression);
    status = cel_compile(env, expression, arena, &part->program, err);
    if (status != ASSAY_OK && err)
        err->offset = blame(expression, start + 1, err);
    *at += size + 2;
    return status;
}

enum assay_status template_read(const struct cel_env *env, struct bytes text, struct arena *arena,
                                struct template **out, struct assay_error *err)
{
    struct template *template = arena_alloc(arena, sizeof *template);

    if (!template)
        return out_of_memory(err);
    template->parts = arena_array(arena, text.size + 1, sizeof *template->parts);
    if (!template->parts)
        return out_of_memory(err);
    for (size_t at = 0; at < text.size;)
        TRY(read_part(env, text, &at, arena, &template->parts[template->count++], err));
    *out = template;
    return ASSAY_OK;
}

static void add_value(struct buf *out, struct cel_value value, const struct extent *extent)
{
    CLEANUP(buf_clear) struct buf plain = {.ceiling = SIZE_MAX};
    size_t most = extent->bytes;

    if (value.kind == CEL_UNKNOWN || value.kind == CEL_FAULT) {
        buf_text(out, "(unknown)");
        return;
    }
    if (value.kind == CEL_INT) {
        words_of_number(out, value.of.integer);
        return;
    }
    if (extent == &whole_extent) /* of all values together */
        most -= out->size < most ? out->size : most;
    cel_print_cut(&plain, value, most, true);
    text_show(out, buf_bytes(&plain));
    if (plain.status != ASSAY_OK && out->status == ASSAY_OK)
        out->status = plain.status;
}

static void add_list(struct buf *out, const struct cel_list *list, const struct extent *extent)
{
    for (size_t i = 0; i < list->count && i < extent->elements; i++) {
        if (i > 0)
            buf_text(out, ", ");
        add_value(out, list->items[i], extent);
    }
    if (list->count > extent->elements)
        buf_printf(out, " and %zu more", list->count - extent->elements);
}

static void add(struct buf *out, struct cel_value value, const struct extent *extent)
{
    if (value.kind == CEL_LIST)
        add_list(out, value.of.list, extent);
    else
        add_value(out, value, extent);
}

enum assay_status template_fill(const struct template *template, const struct cel_activation *facts,
                                struct arena *arena, const struct filled *out,
                                struct assay_error *err)
{
    struct cel_budget budget = CEL_BUDGET; /* of all parts together: a message may have thousands */

    for (size_t i = 0; i < template->count; i++) {
        const struct part *part = &template->parts[i];
        struct cel_evaluation *evaluation;

        if (!part->program) {
            buf_add(out->shown, part->text.data, part->text.size);
            if (out->whole)
                buf_add(out->whole, part->text.data, part->text.size);
            continue;
        }
        TRY(cel_evaluate(part->program, facts, budget, arena, &evaluation, err));
        budget = cel_left(evaluation);
        add(out->shown, cel_result(evaluation), &shown_extent);
        if (out->whole && !part->is_place)
            add(out->whole, cel_result(evaluation), &whole_extent);
    }
    if (out->whole)
        TRY(buf_status(out->whole, err));
    return buf_status(out->shown, err);
}

void template_programs(const struct template *template,
                       void (*visit)(void *user, const struct cel_program *program), void *user)
{
    for (size_t i = 0; i < template->count; i++)
        if (template->parts[i].program)
            visit(user, template->parts[i].program);
}
