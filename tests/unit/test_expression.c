/* test_expression.c - a fault in an expression is blamed on its byte in the file, however written.
 */

#include "policy/expression.h"

#include "rows.h"

static const struct row {
    const char *name;
    const char *yaml; /* of a map with the expression under `e` */
    unsigned line, column;
} rows[] = {
    {"plain", "e: 1 + bad\n", 1, 8},
    {"double quotes", "e: \"1 + bad\"\n", 1, 9},
    {"single quotes", "e: '1 + bad'\n", 1, 9},
    {"quotes in quotes", "e: 'a'''' + bad'\n", 0, 0},
    {"an escape before it", "e: \"\\\"x\\\" + bad\"\n", 1, 13},
    {"single quotes doubled", "e: '''x'' + bad'\n", 1, 13},
    {"literal block", "e: |\n  1 +\n  bad\n", 3, 3},
    {"folded block", "e: >-\n  1 +\n    2 + bad\n", 3, 9},
    {"folded block deeper", "x: 1\ne: >\n      1\n      + bad\n", 4, 9},
    {"plain over lines", "e: 1 +\n   2 +\n   bad\n", 3, 4},
    {"quotes over lines", "e: \"1 +\n   bad\"\n", 2, 4},
    {"in a flow map", "{e: \"1 + bad\"}\n", 1, 10},
    {"letters of many bytes before it", "e: '\"\xc3\xa4\" + bad'\n", 1, 12},
};

static void check(void **state)
{
    const struct row *row = *state;
    struct arena *arena = arena_new();
    struct cel_env *env = cel_env_new(arena);
    struct doc_source source = {.path = "p.yml", .text = bytes_text(row->yaml)};
    struct cel_program *program;
    struct assay_error err = {0};
    struct doc *tree;

    assert_ok(doc_read_yaml(arena, &source, &tree, &err), err);
    assert_int_equal(
        expression_compile(env, &source, doc_get(tree, "e"), "e", CEL_DYN, arena, &program, &err),
        ASSAY_EUSAGE);
    assert_string_equal(err.id, "policy.expression");
    assert_string_equal(err.path, "p.yml");
    if (row->line && (err.line != row->line || err.column != row->column))
        fail_msg("blames %u:%u: %s", (unsigned)err.line, (unsigned)err.column, err.text);
    arena_free(arena);
}

int main(void)
{
    return RUN_CASES(check, rows);
}
