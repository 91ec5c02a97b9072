/* check_access.c - fields must be declared, elements be of something that has them. */

#include "policy/cel/checker.h"

#include "base/arena.h"
#include "base/kit.h"
#include "base/text.h"
#include "policy/cel/lexer.h"
#include "policy/cel/types.h"

/* All of a record's fields, where none is near to the word that was written: of the first of them,
 * where they are many. */
static void list_fields(struct checker *c, const struct cel_type *record)
{
    char text[400] = "";
    size_t shown = 0;

    while (shown < record->field_count &&
           strlen(text) + strlen(record->fields[shown].name) + 8 < sizeof text) {
        text_append(text, sizeof text, shown > 0 ? ", " : "");
        text_append(text, sizeof text, record->fields[shown++].name);
    }
    assay_error_why(c->err, "\"%s\" has %s%s", record->name, shown > 0 ? text : "no fields",
                    shown < record->field_count ? " ..." : "");
}

static ASSAY_RESULT unknown_field(struct checker *c, const struct node *node,
                                  const struct cel_type *record)
{
    const char *field = node->of.select.field;
    enum assay_status status =
        checker_fail(c, node, "undeclared field \"%s\" in \"%s\"", field, record->name);
    const char **words = arena_array(c->arena, record->field_count, sizeof *words);

    if (!words)
        return checker_no_memory(c);
    if (c->err) { /* the field is to blame, not the start of the path */
        c->err->offset = node->of.select.place;
        source_place(c->program->source, node->of.select.place, &c->err->line, &c->err->column);
    }
    for (size_t i = 0; i < record->field_count; i++)
        words[i] = record->fields[i].name;
    if (!checker_suggest(c, field, words, record->field_count))
        list_fields(c, record);
    return status;
}

/* The type of a field of `target`, optional where the target is. */
/* NOLINTNEXTLINE(misc-no-recursion): once more for what is in an optional */
static ASSAY_RESULT field_type(struct checker *c, const struct node *node,
                               const struct cel_type *target, const struct cel_type **out)
{
    const struct cel_field *field;

    target = checker_known(c, target);
    switch (target->kind) {
    case CEL_RECORD:
        target = cel_record_fields(target);
        if (!target)
            return checker_no_memory(c);
        field = type_field(target, node->of.select.field);
        if (!field)
            return unknown_field(c, node, target);
        *out = field->type;
        return ASSAY_OK;
    case CEL_MAP:
        if (!unify_fits(&c->types, target->args[0], &cel_string))
            return checker_fail(c, node, "a map with keys of type %s has no fields",
                                checker_show(c, target->args[0]));
        *out = target->args[1];
        return ASSAY_OK;
    case CEL_PARAM:
    case CEL_DYN:
        *out = &cel_dyn;
        return ASSAY_OK;
    case CEL_OPTIONAL:
        if (checker_known(c, target->args[0])->kind != CEL_OPTIONAL) {
            TRY(field_type(c, node, target->args[0], out));
            return checker_optional(c, *out, out);
        }
        break;
    default:
        break;
    }
    return checker_fail(c, node, "a value of type %s has no fields", checker_show(c, target));
}

/* NOLINTBEGIN(misc-no-recursion): as deep as the tree, which the parser bounds by CEL_DEPTH */

enum assay_status check_select(struct checker *c, struct node *node)
{
    const struct cel_type *type = &cel_dyn;
    bool found = false;

    if (!node->of.select.test && !node->of.select.optional)
        TRY(checker_variable(c, node, &found));
    if (found)
        return ASSAY_OK;
    TRY(check_node(c, node->of.select.target));
    if (c->typed)
        TRY(field_type(c, node, node->of.select.target->type, &type));
    if (node->of.select.optional && checker_known(c, type)->kind != CEL_OPTIONAL)
        TRY(checker_optional(c, type, &type));
    node->type = node->of.select.test ? &cel_bool : type;
    return ASSAY_OK;
}

static ASSAY_RESULT index_type(struct checker *c, const struct node *node,
                               const struct cel_type *target, const struct cel_type **out)
{
    const struct cel_type *index = node->of.index.index->type;

    target = checker_known(c, target);
    switch (target->kind) {
    case CEL_LIST:
        if (!unify_fits(&c->types, &cel_int, index))
            break;
        *out = target->args[0];
        return ASSAY_OK;
    case CEL_MAP:
        if (!unify_fits(&c->types, target->args[0], index)) {
            const struct cel_type *key = checker_known(c, index);

            if (key->kind != CEL_INT && key->kind != CEL_UINT && key->kind != CEL_DOUBLE)
                break;
            key = checker_known(c, target->args[0]); /* numbers of any type find equal numbers */
            if (key->kind != CEL_INT && key->kind != CEL_UINT)
                break;
        }
        *out = target->args[1];
        return ASSAY_OK;
    case CEL_PARAM:
    case CEL_DYN:
        *out = &cel_dyn;
        return ASSAY_OK;
    case CEL_OPTIONAL:
        if (checker_known(c, target->args[0])->kind == CEL_OPTIONAL)
            break;
        TRY(index_type(c, node, target->args[0], out));
        return checker_optional(c, *out, out);
    default:
        break;
    }
    return checker_fail(c, node, "a value of type %s has no element at a %s",
                        checker_show(c, target), checker_show(c, index));
}

enum assay_status check_index(struct checker *c, struct node *node)
{
    const struct cel_type *type = &cel_dyn;

    TRY(check_node(c, node->of.index.target));
    TRY(check_node(c, node->of.index.index));
    if (c->typed)
        TRY(index_type(c, node, node->of.index.target->type, &type));
    if (node->of.index.optional && checker_known(c, type)->kind != CEL_OPTIONAL)
        TRY(checker_optional(c, type, &type));
    node->type = type;
    return ASSAY_OK;
}

/* NOLINTEND(misc-no-recursion) */
