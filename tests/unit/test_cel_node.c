#include "policy/cel/node.h"

#include "cel_case.h"

struct walk {
    const struct node *parent;
    uint32_t last, count;
};

/* Children come in the order of the source, their ids below their parent's and inside its range. */
static void visit(struct node *child, void *data)
{
    struct walk *walk = data;
    struct walk below = {.parent = child, .last = child->first};

    assert_true(child->id < walk->parent->id);
    assert_true(child->first >= walk->parent->first);
    assert_true(child->first >= walk->last);
    assert_true(child->height < walk->parent->height);
    walk->last = child->first;
    node_children(child, visit, &below);
    walk->count += below.count + 1;
}

static void every_kind_of_node_has_its_children(void **state)
{
    static const struct {
        const char *expression;
        uint32_t nodes; /* below the root */
    } rows_of[] = {
        {"1", 0},
        {"u", 0},
        {"u.a.b", 2},
        {"u[1]", 2},
        {"size('a')", 1},
        {"[1, 2]", 2},
        {"{1: 2, 3: 4}", 4},
        {"true && false && true", 3},
        {"1 == 2", 2},
        {"1 in [2]", 3},
        {"true ? 1 : 2", 3},
        {"[1].all(x, x > 0)", 5},
        {"[1].map(x, x > 0, x)", 6},
        {"cel.bind(x, 1, x)", 2},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows_of); i++) {
        struct walk walk = {0};
        struct cel_case c;

        cel_case_init(&c);
        (void)cel_case_run(&c, rows_of[i].expression, CEL_BUDGET);
        walk.parent = c.program->root;
        node_children(c.program->root, visit, &walk);
        assert_int_equal(walk.count, rows_of[i].nodes);
        assert_true(c.program->root->id < c.program->node_count);
        cel_case_clear(&c);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_kind_of_node_has_its_children)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
