/* YAML documents: the tree and its places, and everything that is refused, with its place. */

#include "base/buf.h"
#include "base/kit.h"
#include "base/limits.h"
#include "doc/doc.h"
#include "rows.h"

/* The tree in one line: plain scalars bare, quoted ones in quotes, then @line:column if wanted. */
static void show(struct buf *out, const struct doc *doc, bool places)
{
    const char *quote = doc->plain ? "" : "'";

    switch (doc->type) {
    case DOC_TEXT:
        buf_printf(out, "%s%s%s", quote, (const char *)doc->text.data, quote);
        break;
    case DOC_LIST:
        buf_text(out, "[");
        for (size_t i = 0; i < doc->count; i++) {
            buf_text(out, i ? " " : "");
            show(out, &doc->items[i], places);
        }
        buf_text(out, "]");
        break;
    case DOC_MAP:
        buf_text(out, "{");
        for (size_t i = 0; i < doc->count; i++) {
            const struct doc_member *member = &doc->members[i];

            buf_printf(out, "%s%s", i ? " " : "", (const char *)member->name.data);
            if (places)
                buf_printf(out, "@%u:%u", member->line, member->column);
            buf_text(out, ":");
            show(out, &member->value, places);
        }
        buf_text(out, "}");
        break;
    default:
        buf_text(out, "?"); /* a YAML scalar is a text, always */
    }
    if (places)
        buf_printf(out, "@%u:%u", doc->line, doc->column);
}

struct row {
    const char *name;
    struct bytes text;
    const char *tree; /* or NULL: refused */
    uint32_t line, column;
};

#define BOM "\xef\xbb\xbf"

static const struct row rows[] = {
    {"empty", ROW_BYTES(""), "{}", 0, 0},
    {"comments only", ROW_BYTES("# nothing\n\n"), "{}", 0, 0},
    {"a map", ROW_BYTES("a: 1\nb: yes\nc: \"yes\"\n"), "{a:1 b:yes c:'yes'}", 0, 0},
    {"a nested map", ROW_BYTES("a:\n  b:\n    - c\n    - d: e\n"), "{a:{b:[c {d:e}]}}", 0, 0},
    {"an empty value", ROW_BYTES("a:\nb: ~\n"), "{a: b:~}", 0, 0},
    {"an empty quoted value", ROW_BYTES("a: ''\n"), "{a:''}", 0, 0},
    {"a literal block", ROW_BYTES("a: |\n  x\n  y\nb: z\n"), "{a:'x\ny\n' b:z}", 0, 0},
    {"a folded block", ROW_BYTES("a: >-\n  x\n  y\n"), "{a:'x y'}", 0, 0},
    {"a plain text over two lines", ROW_BYTES("a: x\n  y\n"), "{a:x y}", 0, 0},
    {"single quotes", ROW_BYTES("a: 'it''s'\nb: ''''\nc: ' x '\n"), "{a:'it's' b:''' c:' x '}", 0,
     0},
    {"single quotes over lines", ROW_BYTES("a: 'x \n  y''\n\n\n\n  z'\nb: '\n  '\n"),
     "{a:'x y'\n\n\nz' b:' '}", 0, 0},
    {"single quotes with CRLF", ROW_BYTES("a: ' x\r\n\r\n y '\r\n"), "{a:' x\ny '}", 0, 0},
    {"single quotes beside others", ROW_BYTES("['', 'a', \"b\", '']"), "['' 'a' 'b' '']", 0, 0},
    {"escapes", ROW_BYTES("a: \"\\u00e4\\n\\x41\"\n"), "{a:'\xc3\xa4\nA'}", 0, 0},
    {"JSON", ROW_BYTES("{\"a\": [1, true, null, \"x\"], \"b\": {}}"), "{a:[1 true null 'x'] b:{}}",
     0, 0},
    {"a scalar alone", ROW_BYTES("word"), "word", 0, 0},
    {"a list alone", ROW_BYTES("- a\n- b\n"), "[a b]", 0, 0},
    {"explicit start and end", ROW_BYTES("---\na: 1\n...\n"), "{a:1}", 0, 0},
    {"a byte order mark", ROW_BYTES(BOM "a: 1\n"), "{a:1}", 0, 0},
    {"CRLF", ROW_BYTES("a: 1\r\nb: 2\r\n"), "{a:1 b:2}", 0, 0},
    {"an explicit key", ROW_BYTES("? a\n: b\n"), "{a:b}", 0, 0},
    {"a per cent sign inside", ROW_BYTES("a: 1\nb:\n  %c\n"), NULL, 3, 3},
    {"a colon in a value", ROW_BYTES("a: http://x/y\n"), "{a:http://x/y}", 0, 0},
    {"a star in quotes", ROW_BYTES("a: '*x'\n"), "{a:'*x'}", 0, 0},

    {"an anchor", ROW_BYTES("a: &x 1\n"), NULL, 1, 4},
    {"an anchor on a map", ROW_BYTES("a: &x\n  b: 1\n"), NULL, 1, 4},
    {"an anchor on a key", ROW_BYTES("&x a: 1\n"), NULL, 1, 1},
    {"an alias", ROW_BYTES("a: 1\nb: *x\n"), NULL, 2, 4},
    {"an alias as a key", ROW_BYTES("*x : 1\n"), NULL, 1, 1},
    {"a merge key with an alias", ROW_BYTES("<<: *x\n"), NULL, 1, 5},
    {"a tag", ROW_BYTES("a: !!str 1\n"), NULL, 1, 4},
    {"a tag that would run code", ROW_BYTES("a: !!python/object:os.system x\n"), NULL, 1, 4},
    {"a verbatim tag", ROW_BYTES("a: !<tag:x> 1\n"), NULL, 1, 4},
    {"the non-specific tag", ROW_BYTES("a: ! 1\n"), NULL, 1, 4},
    {"a version directive", ROW_BYTES("%YAML 1.2\n---\na: 1\n"), NULL, 1, 1},
    {"a tag directive", ROW_BYTES("# x\n%TAG ! tag:x,2000:\n---\na: 1\n"), NULL, 2, 1},
    {"an unknown directive", ROW_BYTES("\n%FOO bar\n---\na: 1\n"), NULL, 2, 1},
    {"a second document", ROW_BYTES("a: 1\n---\nb: 2\n"), NULL, 2, 1},
    {"a second document behind an end", ROW_BYTES("a: 1\n...\nb: 2\n"), NULL, 3, 1},
    {"an empty second document", ROW_BYTES("---\na: 1\n---\n"), NULL, 3, 1},
    {"a duplicate key", ROW_BYTES("a: 1\nb: 2\na: 3\n"), NULL, 3, 1},
    {"a duplicate key in another form", ROW_BYTES("x:\n  a: 1\n  \"\\x61\": 2\n"), NULL, 3, 3},
    {"the first of two duplicates", ROW_BYTES("{b: 1, a: 1, b: 2, a: 2}"), NULL, 1, 14},
    {"a list as a key", ROW_BYTES("? [a]\n: b\n"), NULL, 1, 3},
    {"a map as a key", ROW_BYTES("{{a: b}: c}"), NULL, 1, 2},
    {"no key", ROW_BYTES(": b\n"), NULL, 1, 1},
    {"NUL", ROW_BYTES("a: \0b\n"), NULL, 1, 4},
    {"NUL as an escape", ROW_BYTES("a: \"x\\0\"\n"), NULL, 1, 4},
    {"a lone surrogate as an escape", ROW_BYTES("a: \"\\ud800\"\n"), NULL, 1, 5},
    {"a control character", ROW_BYTES("a: 1\nb: \x1b[1m\n"), NULL, 2, 4},
    {"not UTF-8", ROW_BYTES("a: 1\nb: \xff\n"), NULL, 2, 4},
    {"overlong UTF-8", ROW_BYTES("a: \xc0\x80\n"), NULL, 1, 4},
    {"a tab as indentation", ROW_BYTES("a:\n\tb: 1\n"), NULL, 2, 1},
    {"a list never closed", ROW_BYTES("a: [1, 2\n"), NULL, 2, 1},
    {"a quote never closed", ROW_BYTES("a: 'x\nb: 2\n"), NULL, 1, 4},
    {"bad indentation", ROW_BYTES("a: 1\n b: 2\n"), NULL, 1, 4},
    {"a reserved character", ROW_BYTES("a: @x\n"), NULL, 1, 4},
    {"columns count bytes", ROW_BYTES("\xc3\xa4: &x 1\n"), NULL, 1, 5},
};

/* What some program wrote for another. */
static const struct row loose_rows[] = {
    {"tags", ROW_BYTES("!!map\na: !!python/tuple\n- ! 1\nb: !<tag:x> y\n!!str c: !d\n"),
     "{a:[1] b:y c:}", 0, 0},
    {"directives", ROW_BYTES("%YAML 1.1\n%TAG ! tag:x,2000:\n---\na: !b 1\n"), "{a:1}", 0, 0},
    {"aliases", ROW_BYTES("a: &x 1\nb: &y\n  c: *x\nd: [*y, *x]\n"), "{a:1 b:{c:1} d:[{c:1} 1]}", 0,
     0},
    {"an anchor that is given twice", ROW_BYTES("- &x 1\n- &x 2\n- *x\n"), "[1 2 2]", 0, 0},
    {"a merge key", ROW_BYTES("a: &x {b: 1}\nc:\n  <<: *x\n"), "{a:{b:1} c:{<<:{b:1}}}", 0, 0},
    {"an alias as a key", ROW_BYTES("- &x a\n- *x : 1\n"), "[a {a:1}]", 0, 0},
    {"a list as a key by its alias", ROW_BYTES("- &x [a]\n- *x : 1\n"), NULL, 2, 3},
    {"an alias of no anchor", ROW_BYTES("a: *x\n"), NULL, 1, 4},
    {"an alias in what it stands for", ROW_BYTES("a: &x\n  b: *x\n"), NULL, 2, 6},
    {"a duplicate key", ROW_BYTES("a: 1\na: 3\n"), NULL, 2, 1},
};

static void check_row(const struct row *row, bool loose)
{
    struct doc_source source = {.path = "x.yml", .text = row->text};
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct assay_error err = {0};
    struct doc *doc = NULL;
    enum assay_status status = loose ? doc_read_loose_yaml(arena, &source, &doc, &err)
                                     : doc_read_yaml(arena, &source, &doc, &err);
    struct buf shown;

    buf_init(&shown, 1U << 16);
    if (row->tree) {
        assert_ok(status, err);
        show(&shown, doc, false);
        assert_string_equal(buf_string(&shown), row->tree);
    } else {
        assert_int_equal(status, ASSAY_EUSAGE);
        assert_null(doc);
        assert_string_equal(err.id, "config.syntax");
        assert_string_equal(err.path, "x.yml");
        assert_string_not_equal(err.text, "");
        assert_string_not_equal(err.remedy, "");
        if (err.line != row->line || err.column != row->column)
            fail_msg("%u:%u: %s", err.line, err.column, err.text);
    }
    buf_clear(&shown);
}

static void read_row(void **state)
{
    check_row(*state, false);
}

static void read_loose_row(void **state)
{
    check_row(*state, true);
}

/* Each level stands for ten of the one before it, with lists around each. */
static enum assay_status read_aliases(unsigned levels, const char *open, const char *close)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    CLEANUP(buf_clear) struct buf text = {.ceiling = 1U << 20};
    struct assay_error err = {0};
    struct doc *doc = NULL;

    buf_text(&text, "- &a0 x\n");
    for (unsigned level = 1; level <= levels; level++) {
        buf_printf(&text, "- &a%u [", level);
        for (unsigned i = 0; i < 10; i++)
            buf_printf(&text, "%s*a%u %s, ", open, level - 1, close);
        buf_text(&text, "]\n");
    }
    return doc_read_loose_yaml(arena, &(struct doc_source){.path = "x", .text = buf_bytes(&text)},
                               &doc, &err);
}

static void bounds_aliases(void **state)
{
    (void)state;
    assert_int_equal(read_aliases(5, "", ""), ASSAY_OK);
    assert_int_equal(read_aliases(6, "", ""), ASSAY_EUSAGE);
    assert_int_equal(read_aliases(1000, "", ""), ASSAY_EUSAGE);
    assert_int_equal(read_aliases(1, "[[[[[[[[[[[[[[[", "]]]]]]]]]]]]]]]"), ASSAY_OK);
    assert_int_equal(read_aliases(2, "[[[[[[[[[[[[[[[", "]]]]]]]]]]]]]]]"), ASSAY_EUSAGE);
}

static void knows_places(void **state)
{
    static const char text[] = "a: 1\nlist:\n  - x\n  - {k: \xc3\xa4, l: 'm'}\n";
    struct doc_source source = {.path = "x.yml", .text = BYTES(text)};
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct assay_error err = {0};
    struct doc *doc;
    struct buf shown;

    (void)state;
    source.text.size = sizeof text - 1;
    buf_init(&shown, 1U << 16);
    assert_ok(doc_read_yaml(arena, &source, &doc, &err), err);
    show(&shown, doc, true);
    assert_string_equal(buf_string(&shown),
                        "{a@1:1:1@1:4 list@2:1:[x@3:5 {k@4:6:\xc3\xa4@4:9 l@4:13:'m'@4:16}@4:5]"
                        "@3:3}@1:1");
    buf_clear(&shown);
}

/* Reads `depth` lists in each other, and returns the status. */
static enum assay_status read_nested(const char *open, const char *close, size_t depth)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct assay_error err = {0};
    enum assay_status status;
    struct doc *doc = NULL;
    struct buf text;

    buf_init(&text, 1U << 20);
    for (size_t i = 0; i < depth; i++)
        buf_text(&text, open);
    for (size_t i = 0; i < depth; i++)
        buf_text(&text, close);
    status = doc_read_yaml(arena, &(struct doc_source){.path = "x", .text = buf_bytes(&text)}, &doc,
                           &err);
    buf_clear(&text);
    return status;
}

static void bounds_depth(void **state)
{
    (void)state;
    assert_int_equal(read_nested("[", "]", LIMIT_YAML_DEPTH), ASSAY_OK);
    assert_int_equal(read_nested("[", "]", LIMIT_YAML_DEPTH + 1), ASSAY_EUSAGE);
    assert_int_equal(read_nested("{a: ", "}", LIMIT_YAML_DEPTH + 1), ASSAY_EUSAGE);
    assert_int_equal(read_nested("- ", "", LIMIT_YAML_DEPTH + 1), ASSAY_EUSAGE);
    assert_int_equal(read_nested("[", "", 100000), ASSAY_EUSAGE);
    assert_int_equal(read_nested("{", "", 100000), ASSAY_EUSAGE);
    assert_int_equal(read_nested("- ", "", 100000), ASSAY_EUSAGE);
    assert_int_equal(read_nested("? ", "", 100000), ASSAY_EUSAGE);
}

static void bounds_nodes(void **state)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct assay_error err = {0};
    struct doc *doc = NULL;
    struct buf text;

    (void)state;
    buf_init(&text, LIMIT_DOCUMENT);
    for (size_t i = 0; i < LIMIT_DOCUMENT_NODES; i++)
        buf_text(&text, "-\n");
    assert_int_equal(doc_read_yaml(arena,
                                   &(struct doc_source){.path = "x", .text = buf_bytes(&text)},
                                   &doc, &err),
                     ASSAY_EUSAGE);
    buf_clear(&text);
}

/* The library takes minutes for a megabyte of them in a folded text. */
static void bounds_blank_lines(void **state)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct assay_error err = {0};
    struct doc *doc = NULL;
    struct buf text;

    (void)state;
    buf_init(&text, 1U << 20);
    buf_text(&text, "a: >\n");
    for (size_t i = 0; i < 500000; i++)
        buf_text(&text, " \n");
    buf_text(&text, " x\n");
    assert_int_equal(doc_read_yaml(arena,
                                   &(struct doc_source){.path = "x", .text = buf_bytes(&text)},
                                   &doc, &err),
                     ASSAY_EUSAGE);
    assert_int_equal(err.line, 1001);
    buf_clear(&text);
}

/* The library's own reading of such a text never gives its memory back; the sanitizer would tell.
 */
static void frees_what_pairs_of_quotes_took(void **state)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct assay_error err = {0};
    struct doc *doc = NULL;
    struct buf text;

    (void)state;
    buf_init(&text, 1U << 20);
    buf_text(&text, "'");
    for (size_t i = 0; i < 10000; i++)
        buf_text(&text, "''");
    buf_text(&text, "'");
    assert_ok(doc_read_yaml(arena, &(struct doc_source){.path = "x", .text = buf_bytes(&text)},
                            &doc, &err),
              err);
    assert_int_equal(doc->text.size, 10000);
    buf_clear(&text);
}

/* Whatever is cut off: a tree or a place, never more. */
static void survives_cuts(void **state)
{
    static const char text[] =
        "---\na: \"x\\u00e4\"\nb: &x [1, {c: |\n d\n}]\n? e\n: 'f'\ng: *x\n...\n";

    (void)state;
    for (size_t size = 0; size < sizeof text; size++) {
        struct bytes cut = {malloc(size ? size : 1), size}; /* so that an overrun is seen */
        struct doc_source source = {.path = "x", .text = cut};
        CLEANUP(arena_freep) struct arena *arena = arena_new();
        struct assay_error err = {0};
        struct doc *doc = NULL;

        memcpy((void *)(uintptr_t)cut.data, text, size);
        if (doc_read_loose_yaml(arena, &source, &doc, &err) != ASSAY_OK) {
            assert_true(err.line > 0);
            assert_true(err.column > 0);
        }
        free((void *)(uintptr_t)cut.data);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(knows_places),       cmocka_unit_test(bounds_depth),
        cmocka_unit_test(bounds_nodes),       cmocka_unit_test(bounds_aliases),
        cmocka_unit_test(bounds_blank_lines), cmocka_unit_test(frees_what_pairs_of_quotes_took),
        cmocka_unit_test(survives_cuts),
    };
    int failures = RUN_CASES(read_row, rows) + RUN_CASES(read_loose_row, loose_rows);

    failures += cmocka_run_group_tests(tests, NULL, NULL);
    return failures ? 1 : 0;
}
