#include "policy/cel/types.h"

#include "base/arena.h"
#include "base/kit.h"
#include "rows.h"

struct row {
    const char *name;
    const char *text;
    const char *shown; /* NULL where it is no type */
};

static const struct row rows[] = {
    {"simple", "int", "int"},
    {"short names", "duration", "google.protobuf.Duration"},
    {"list", "list(string)", "list(string)"},
    {"nested", "map(string, list(map(int, dyn)))", "map(string, list(map(int, dyn)))"},
    {"blanks do not count", "map( int ,bool )", "map(int, bool)"},
    {"parameter", "list(<T>)", "list(<T>)"},
    {"made up", "tuple(int, <U>)", "tuple(int, <U>)"},
    {"optional", "optional_type(int)", "optional_type(int)"},
    {"what a type is of", "type(int)", "type"},
    {"record that is not declared", "item", NULL},
    {"list of nothing", "list", NULL},
    {"list of two", "list(int, int)", NULL},
    {"map of one", "map(int)", NULL},
    {"not closed", "list(int", NULL},
    {"no name", "(int)", NULL},
    {"nothing", "", NULL},
    {"parameter not closed", "<T", NULL},
    {"too many arguments", "t(int,int,int,int,int,int,int,int,int)", NULL},
    {"too deep",
     "list(list(list(list(list(list(list(list(list(list(list(list(list(list(list(list(list(list("
     "list(list(list(list(list(list(list(list(list(list(list(list(list(list(list(list(list(list("
     "int))))))))))))))))))))))))))))))))))))",
     NULL},
};

static void check(void **state)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    const struct row *row = *state;
    struct bytes text = bytes_text(row->text);
    const struct cel_type *type = type_read(arena, &text, NULL, NULL);

    if (!row->shown) {
        assert_null(type);
        return;
    }
    assert_non_null(type);
    assert_int_equal(text.size, 0);
    assert_string_equal(cel_type_text(arena, type), row->shown);
}

static void records_sort_and_copy_their_fields(void **state)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    char name[] = "size";
    struct cel_field fields[] = {{name, &cel_int}, {"name", &cel_string}, {"age", &cel_uint}};
    const struct cel_type *type = cel_record_of(arena, "item", fields, ARRAY_LEN(fields));

    (void)state;
    name[0] = 'x';
    assert_ptr_equal(type_field(type, "size")->type, &cel_int);
    assert_ptr_equal(type_field(type, "age")->type, &cel_uint);
    assert_null(type_field(type, "xize"));
    assert_null(type_field(cel_record_of(arena, "empty", NULL, 0), "a"));
}

static void equal_all_the_way_down(void **state)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();

    (void)state;
    assert_true(type_equal(cel_list_of(arena, &cel_int), cel_list_of(arena, &cel_int)));
    assert_false(type_equal(cel_list_of(arena, &cel_int), cel_list_of(arena, &cel_uint)));
    assert_false(type_equal(cel_map_of(arena, &cel_int, &cel_int), cel_list_of(arena, &cel_int)));
}

/* Makes one, and counts how often it was asked to. */
struct maker {
    struct arena *arena;
    const struct cel_type *made;
    size_t calls;
    bool has_no_memory;
};

static const struct cel_type *make_late(void *data)
{
    static const struct cel_field fields[] = {{"size", &cel_int}};
    struct maker *maker = data;

    maker->calls++;
    if (!maker->made && !maker->has_no_memory)
        maker->made = cel_record_of(maker->arena, "late", fields, ARRAY_LEN(fields));
    return maker->made;
}

static void late_fields_are_made_when_one_is_asked_for(void **state)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct maker maker = {.arena = arena, .has_no_memory = true};
    const struct cel_type *late =
        cel_record_late(arena, "late", &(struct cel_late){make_late, &maker});
    const struct cel_type *list = cel_list_of(arena, late);

    (void)state;
    assert_string_equal(cel_type_text(arena, list), "list(late)");
    assert_true(type_equal(late, list->args[0]));
    assert_int_equal(maker.calls, 0);
    assert_null(cel_record_field(late, "size"));
    assert_null(cel_record_fields(late));
    maker.has_no_memory = false;
    assert_ptr_equal(cel_record_field(late, "size"), &cel_int);
    assert_null(cel_record_field(late, "age"));
    assert_int_equal(cel_record_fields(late)->field_count, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(records_sort_and_copy_their_fields),
                                       cmocka_unit_test(late_fields_are_made_when_one_is_asked_for),
                                       cmocka_unit_test(equal_all_the_way_down)};

    return RUN_CASES(check, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
