/*
 * parser.c - tokens into a tree, by recursive descent.
 *
 * Depth is bounded twice: the parser's own by a counter, the tree's by the height in each node,
 * since a chain such as a + b + c ... grows deep without any recursion here. Source: cel-spec,
 * doc/langdef.md, "Syntax".
 */

#include "policy/cel/parser.h"

#include "base/arena.h"
#include "base/kit.h"
#include "base/text.h"
#include "policy/cel/library.h"
#include "policy/cel/literal.h"
#include "policy/cel/parser_nodes.h"

static ASSAY_RESULT parse_expression(struct parser *p, struct node **out);

static ASSAY_RESULT advance(struct parser *p)
{
    p->before = p->token.to;
    return lexer_next(&p->lexer, &p->token);
}

static bool at(const struct parser *p, const char *op)
{
    return p->token.kind == TOKEN_OPERATOR && strcmp(p->token.op, op) == 0;
}

static ASSAY_RESULT fail_here(struct parser *p, const char *wanted)
{
    const struct token *token = &p->token;

    if (token->kind == TOKEN_END)
        return source_fail(p->lexer.source, token->from, p->err,
                           "the expression ends where %s should be", wanted);
    return source_fail(p->lexer.source, token->from, p->err, "\"%.*s\" stands where %s should be",
                       (int)(token->to - token->from < 40 ? token->to - token->from : 40),
                       (const char *)p->lexer.source.data + token->from, wanted);
}

static ASSAY_RESULT expect(struct parser *p, const char *op, const char *wanted)
{
    if (!at(p, op))
        return fail_here(p, wanted);
    return advance(p);
}

/* Takes the operator if it is next. */
static ASSAY_RESULT accept(struct parser *p, const char *op, bool *found)
{
    *found = at(p, op);
    return *found ? advance(p) : ASSAY_OK;
}

/* ---- primary expressions: NOLINTBEGIN(misc-no-recursion): parse_expression() counts depth ---- */

/* Expressions up to a closing operator, which is taken; optional ones where `flags` are allowed. */
static ASSAY_RESULT parse_items(struct parser *p, const char *closing, bool flags, bool trailing,
                                struct nodes *out)
{
    while (!at(p, closing)) {
        struct node *item;
        bool optional = false, more;

        if (flags && p->env->optional_syntax)
            TRY(accept(p, "?", &optional));
        TRY(parse_expression(p, &item));
        TRY(parser_push(p, out, item, optional));
        TRY(accept(p, ",", &more));
        if (!more)
            break;
        if (!trailing && at(p, closing))
            return fail_here(p, "an argument");
    }
    return expect(p, closing, closing[0] == ')' ? "\")\" or \",\"" : "\"]\" or \",\"");
}

static ASSAY_RESULT parse_list(struct parser *p, struct node **out)
{
    uint32_t from = p->token.from;
    struct nodes items = {0};

    TRY(advance(p));
    TRY(parse_items(p, "]", true, true, &items));
    TRY(parser_make(p, NODE_LIST, from, out));
    (*out)->of.list.items = items.items;
    (*out)->of.list.count = items.count;
    (*out)->of.list.optional = items.flagged ? items.flags : NULL;
    return parser_finish(p, *out);
}

static ASSAY_RESULT parse_map(struct parser *p, struct node **out)
{
    uint32_t from = p->token.from;
    struct nodes keys = {0}, values = {0};

    TRY(advance(p));
    while (!at(p, "}")) {
        struct node *key, *value;
        bool optional = false, more;

        if (p->env->optional_syntax)
            TRY(accept(p, "?", &optional));
        TRY(parse_expression(p, &key));
        TRY(expect(p, ":", "\":\""));
        TRY(parse_expression(p, &value));
        TRY(parser_push(p, &keys, key, optional));
        TRY(parser_push(p, &values, value, optional));
        TRY(accept(p, ",", &more));
        if (!more)
            break;
    }
    TRY(expect(p, "}", "\"}\" or \",\""));
    TRY(parser_make(p, NODE_MAP, from, out));
    (*out)->of.map.keys = keys.items;
    (*out)->of.map.values = values.items;
    (*out)->of.map.count = keys.count;
    (*out)->of.map.optional = keys.flagged ? keys.flags : NULL;
    return parser_finish(p, *out);
}

static ASSAY_RESULT parse_literal(struct parser *p, bool negative, uint32_t from, struct node **out)
{
    TRY(parser_make(p, NODE_LITERAL, from, out));
    TRY(literal_read(&p->lexer, &p->token, negative, p->arena, &(*out)->of.literal));
    TRY(advance(p));
    return parser_finish(p, *out);
}

/* has(e.f): the field access itself, turned into a question. */
static ASSAY_RESULT make_has(struct parser *p, const struct nodes *args, uint32_t from,
                             struct node **out)
{
    struct node *field = args->items[0];

    if (field->kind != NODE_SELECT || field->of.select.test)
        return parser_fail(p, field, "has() asks for a field: has(a.b)");
    field->of.select.test = true;
    field->from = from;
    field->to = p->before;
    parser_place(p, field);
    *out = field;
    return ASSAY_OK;
}

/* A name, or a call of a function by its name. */
static ASSAY_RESULT parse_name(struct parser *p, bool absolute, uint32_t from, struct node **out)
{
    static const struct {
        const char *word;
        enum cel_kind kind;
        bool value;
    } constants[] = {
        {"true", CEL_BOOL, true}, {"false", CEL_BOOL, false}, {"null", CEL_NULL, false}};
    struct bytes word = p->token.text;
    struct nodes args = {0};
    const char *name;
    bool call;

    for (size_t i = 0; i < ARRAY_LEN(constants) && !absolute; i++) {
        if (bytes_equal(word, bytes_text(constants[i].word))) {
            TRY(parser_make(p, NODE_LITERAL, from, out));
            (*out)->of.literal =
                constants[i].kind == CEL_NULL ? cel_of_null() : cel_of_bool(constants[i].value);
            TRY(advance(p));
            return parser_finish(p, *out);
        }
    }
    if (is_reserved(word))
        return source_fail(p->lexer.source, p->token.from, p->err, "\"%.*s\" is a reserved word",
                           (int)word.size, (const char *)word.data);
    name = arena_copy(p->arena, word);
    if (!name)
        return out_of_memory(p->err);
    TRY(advance(p));
    TRY(accept(p, "(", &call));
    if (!call) {
        TRY(parser_make(p, NODE_NAME, from, out));
        (*out)->of.name.text = name;
        (*out)->of.name.absolute = absolute;
        return parser_finish(p, *out);
    }
    TRY(parse_items(p, ")", false, false, &args));
    if (strcmp(name, "has") == 0 && args.count == 1 && !absolute)
        return make_has(p, &args, from, out);
    TRY(parser_make(p, NODE_CALL, from, out));
    (*out)->of.call.function = name;
    (*out)->of.call.args = args.items;
    (*out)->of.call.count = args.count;
    return parser_finish(p, *out);
}

static ASSAY_RESULT parse_primary(struct parser *p, struct node **out)
{
    uint32_t from = p->token.from;
    bool found;

    switch (p->token.kind) {
    case TOKEN_INT:
    case TOKEN_UINT:
    case TOKEN_DOUBLE:
    case TOKEN_STRING:
    case TOKEN_BYTES:
        return parse_literal(p, false, from, out);
    case TOKEN_NAME:
        return parse_name(p, false, from, out);
    case TOKEN_OPERATOR:
        break;
    default:
        return fail_here(p, "a value");
    }
    if (at(p, "["))
        return parse_list(p, out);
    if (at(p, "{"))
        return parse_map(p, out);
    TRY(accept(p, ".", &found));
    if (found) {
        if (p->token.kind != TOKEN_NAME)
            return fail_here(p, "a name");
        return parse_name(p, true, from, out);
    }
    TRY(accept(p, "(", &found));
    if (!found)
        return fail_here(p, "a value");
    TRY(parse_expression(p, out));
    TRY(expect(p, ")", "\")\""));
    (*out)->from = from; /* with its parentheses, so that what follows is quoted whole */
    (*out)->to = p->before;
    parser_place(p, *out);
    return ASSAY_OK;
}

/* ---- members ---- */

static ASSAY_RESULT parse_method(struct parser *p, const char *name, struct node *target,
                                 struct node **out)
{
    struct nodes args = {0};
    const struct macro *macro;

    TRY(parse_items(p, ")", false, false, &args));
    TRY(parser_make(p, NODE_CALL, target->from, out));
    (*out)->to = p->before;
    (*out)->of.call.function = name;
    (*out)->of.call.target = target;
    (*out)->of.call.args = args.items;
    (*out)->of.call.count = args.count;
    macro = env_macro(p->env, name, args.count);
    if (macro && (!macro->on || (target->kind == NODE_NAME && !target->of.name.absolute &&
                                 strcmp(target->of.name.text, macro->on) == 0)))
        TRY(macro->expand(p, *out));
    return parser_finish(p, *out);
}

static ASSAY_RESULT parse_field(struct parser *p, struct node *target, struct node **out)
{
    struct bytes word;
    bool quoted, optional, call = false;
    const char *name;
    uint32_t name_at;

    TRY(advance(p)); /* the dot */
    optional = at(p, "?");
    if (optional && !p->env->optional_syntax)
        return fail_here(p, "a field's name");
    if (optional)
        TRY(advance(p));
    word = p->token.text;
    quoted = p->token.kind == TOKEN_QUOTED;
    if (!quoted && p->token.kind != TOKEN_NAME)
        return fail_here(p, "a field's name");
    if (!quoted && (bytes_equal(word, BYTES("true")) || bytes_equal(word, BYTES("false")) ||
                    bytes_equal(word, BYTES("null")) || bytes_equal(word, BYTES("in"))))
        return fail_here(p, "a field's name");
    name = arena_copy(p->arena, word);
    if (!name)
        return out_of_memory(p->err);
    name_at = p->token.from;
    TRY(advance(p));
    if (!quoted && !optional)
        TRY(accept(p, "(", &call));
    if (call)
        return parse_method(p, name, target, out);
    TRY(parser_make(p, NODE_SELECT, target->from, out));
    (*out)->of.select.target = target;
    (*out)->of.select.field = name;
    (*out)->of.select.place = name_at;
    (*out)->of.select.optional = optional;
    return parser_finish(p, *out);
}

static ASSAY_RESULT parse_index(struct parser *p, struct node *target, struct node **out)
{
    struct node *index;
    bool optional = false;

    TRY(advance(p));
    if (p->env->optional_syntax)
        TRY(accept(p, "?", &optional));
    TRY(parse_expression(p, &index));
    TRY(expect(p, "]", "\"]\""));
    TRY(parser_make(p, NODE_INDEX, target->from, out));
    (*out)->of.index.target = target;
    (*out)->of.index.index = index;
    (*out)->of.index.optional = optional;
    return parser_finish(p, *out);
}

static ASSAY_RESULT parse_members(struct parser *p, struct node **out)
{
    for (;;) {
        if (at(p, "."))
            TRY(parse_field(p, *out, out));
        else if (at(p, "["))
            TRY(parse_index(p, *out, out));
        else
            return ASSAY_OK;
    }
}

/* ---- operators ---- */

static ASSAY_RESULT parse_unary(struct parser *p, struct node **out)
{
    uint32_t starts[CEL_DEPTH];
    size_t count = 0;
    const char *op = at(p, "!") ? "!" : "-";
    bool number;

    while (at(p, op)) {
        if (count == CEL_DEPTH)
            return source_fail(p->lexer.source, p->token.from, p->err, "more than %d levels deep",
                               CEL_DEPTH);
        starts[count++] = p->token.from;
        TRY(advance(p));
    }
    number =
        op[0] == '-' && count > 0 && (p->token.kind == TOKEN_INT || p->token.kind == TOKEN_DOUBLE);
    if (number) /* the lowest int has no positive to negate */
        TRY(parse_literal(p, true, starts[--count], out));
    else
        TRY(parse_primary(p, out));
    TRY(parse_members(p, out));
    while (count > 0)
        TRY(parser_make_call(p, op[0] == '!' ? "!_" : "-_", *out, NULL, starts[--count], out));
    return ASSAY_OK;
}

struct operator
{
    const char *text;
    int level;            /* 1 binds least */
    const char *function; /* NULL where the operator has a node of its own */
};

static const struct operator* operator_here(const struct parser *p)
{
    static const struct operator operators[] = {
        {"<", 1, "_<_"}, {"<=", 1, "_<=_"}, {">", 1, "_>_"}, {">=", 1, "_>=_"},
        {"==", 1, NULL}, {"!=", 1, NULL},   {"in", 1, NULL}, {"+", 2, "_+_"},
        {"-", 2, "_-_"}, {"*", 3, "_*_"},   {"/", 3, "_/_"}, {"%", 3, "_%_"},
    };

    for (size_t i = 0; i < ARRAY_LEN(operators); i++) {
        if (at(p, operators[i].text) ||
            (p->token.kind == TOKEN_NAME && bytes_equal(p->token.text, BYTES("in")) &&
             strcmp(operators[i].text, "in") == 0))
            return &operators[i];
    }
    return NULL;
}

static ASSAY_RESULT make_pair(struct parser *p, const char *op, struct node *left,
                              struct node *right, struct node **out)
{
    TRY(parser_make(p, strcmp(op, "in") == 0 ? NODE_IN : NODE_EQUAL, left->from, out));
    (*out)->of.pair.left = left;
    (*out)->of.pair.right = right;
    (*out)->of.pair.negated = op[0] == '!';
    return parser_finish(p, *out);
}

static ASSAY_RESULT parse_binary(struct parser *p, int level, struct node **out)
{
    const struct operator* op;

    if (level > 3)
        return parse_unary(p, out);
    TRY(parse_binary(p, level + 1, out));
    while ((op = operator_here(p)) && op->level == level) {
        struct node *right;

        TRY(advance(p));
        TRY(parse_binary(p, level + 1, &right));
        if (op->function)
            TRY(parser_make_call(p, op->function, *out, right, (*out)->from, out));
        else
            TRY(make_pair(p, op->text, *out, right, out));
    }
    return ASSAY_OK;
}

/* A chain of && (or of ||, whose arms are chains of &&) as one node. */
static ASSAY_RESULT parse_logic(struct parser *p, bool any, struct node **out)
{
    const char *op = any ? "||" : "&&";
    struct nodes arms = {0};
    struct node *arm;
    bool more;

    do {
        TRY(any ? parse_logic(p, false, &arm) : parse_binary(p, 1, &arm));
        TRY(parser_push(p, &arms, arm, false));
        TRY(accept(p, op, &more));
    } while (more);
    *out = arms.items[0];
    if (arms.count == 1)
        return ASSAY_OK;
    TRY(parser_make(p, any ? NODE_OR : NODE_AND, arms.items[0]->from, out));
    (*out)->of.logic.arms = arms.items;
    (*out)->of.logic.count = arms.count;
    return parser_finish(p, *out);
}

static ASSAY_RESULT parse_choice(struct parser *p, struct node **out)
{
    struct node *test, *yes, *no;
    bool found;

    TRY(parse_logic(p, true, out));
    TRY(accept(p, "?", &found));
    if (!found)
        return ASSAY_OK;
    test = *out;
    TRY(parse_logic(p, true, &yes));
    TRY(expect(p, ":", "\":\""));
    TRY(parse_expression(p, &no));
    TRY(parser_make(p, NODE_CHOICE, test->from, out));
    (*out)->of.choice.test = test;
    (*out)->of.choice.yes = yes;
    (*out)->of.choice.no = no;
    return parser_finish(p, *out);
}

static enum assay_status parse_expression(struct parser *p, struct node **out)
{
    if (p->depth == CEL_DEPTH)
        return source_fail(p->lexer.source, p->token.from, p->err, "more than %d levels deep",
                           CEL_DEPTH);
    p->depth++;
    TRY(parse_choice(p, out));
    p->depth--;
    return ASSAY_OK;
}

/* NOLINTEND(misc-no-recursion) */

enum assay_status parser_run(const struct cel_env *env, struct bytes text, struct arena *arena,
                             struct node **root, uint32_t *nodes, struct assay_error *err)
{
    struct parser p = {
        .env = env, .arena = arena, .lexer = {.source = text, .err = err}, .err = err};

    TRY(parser_find_lines(&p));
    TRY(advance(&p));
    TRY(parse_expression(&p, root));
    if (p.token.kind != TOKEN_END)
        return fail_here(&p, "the end or an operator");
    *nodes = p.nodes;
    return ASSAY_OK;
}
