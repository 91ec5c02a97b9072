#include "cel_case.h"

struct row {
    const char *name;
    const char *expression;
    const char *reads; /* joined by blanks */
};

static const struct row rows[] = {
    {"nothing", "1 + 1", ""},
    {"sorted, each once", "item.size > 1 && item.name == 'a' && item.size < 9",
     "item.name item.size"},
    {"the longest path only", "item.model.parameters > 1", "item.model.parameters"},
    {"what is asked for", "has(item.path)", "item.path"},
    {"what may not be reached", "true || item.path == 'a'", "item.path"},
    {"a list, for its elements", "item.files.all(f, f > 0)", "item.files"},
    {"fields of elements", "u.list.exists(e, e.name == 'a')", "u.list u.list[].name"},
    {"elements by number and key", "u.a[0].b == 1 && u['c'].d == 2", "u.a[0].b u.c.d"},
    {"elements by value", "u.a[item.size].b == 1", "item.size u.a[].b"},
    {"under another name", "cel.bind(m, item.model, m.parameters > 1 && m.license == 'a')",
     "item.model.license item.model.parameters"},
    {"a name that hides", "[1].all(item, item > 0)", ""},
    {"two names", "u.m.all(k, v, v.x == k)", "u.m u.m[].x"},
    {"arguments", "size(item.name + item.path) > 1", "item.name item.path"},
};

static void check(void **state)
{
    const struct row *row = *state;
    CLEANUP(buf_clear) struct buf text;
    const char *const *reads;
    struct cel_case c;
    size_t count;

    cel_case_init(&c);
    buf_init(&text, 1000);
    assert_ok(cel_compile(c.env, bytes_text(row->expression), c.arena, &c.program, &c.err), c.err);
    reads = cel_program_reads(c.program, &count);
    for (size_t i = 0; i < count; i++)
        buf_printf(&text, "%s%s", i > 0 ? " " : "", reads[i]);
    assert_string_equal(buf_string(&text), row->reads);
    cel_case_clear(&c);
}

int main(void)
{
    return RUN_CASES(check, rows);
}
