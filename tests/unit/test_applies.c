/* test_applies.c - which kinds an expression can be true for; in doubt, all of them. */

#include "policy/rule.h"
#include "rows.h"

#define ALL ((1U << ASSAY_KINDS) - 1)
#define DATASET (1U << ASSAY_KIND_DATASET)
#define MODEL (1U << ASSAY_KIND_MODEL)

static const struct row {
    const char *name;
    const char *text;
    unsigned kinds;
} rows[] = {
    {"one kind", "item.kind == \"model\"", MODEL},
    {"one kind and more", "item.kind == \"dataset\" && item.size > 0", DATASET},
    {"two kinds", "item.kind in [\"dataset\", \"model\"] && true", DATASET | MODEL},
    {"folded over lines", " item.kind ==\n\"model\"\n&& (a || b)", MODEL},
    {"a question inside brackets", "item.kind == \"model\" && (a ? b : c)", MODEL},
    {"operators in a text", "item.kind == \"model\" && item.name == \"a || b ? c\"", MODEL},
    {"a quote in a text", "item.kind == \"model\" && item.name == \"\\\" || \"", MODEL},
    {"or", "item.kind == \"model\" || true", ALL},
    {"or behind and", "item.kind == \"model\" && a || b", ALL},
    {"a choice", "item.kind == \"model\" ? a : b", ALL},
    {"not equal", "item.kind != \"model\"", ALL},
    {"negated", "!(item.kind == \"model\")", ALL},
    {"in brackets", "(item.kind == \"model\") && a", ALL},
    {"the other way round", "\"model\" == item.kind", ALL},
    {"no kind", "item.kind == \"modle\"", ALL},
    {"a longer text", "item.kind == \"model\" + \"x\"", ALL},
    {"another field", "item.kinds == \"model\"", ALL},
    {"second place", "item.size > 0 && item.kind == \"model\"", ALL},
    {"an empty list", "item.kind in []", ALL},
    {"a list with a word", "item.kind in [\"model\", x]", ALL},
    {"true", "true", ALL},
    {"nothing", "", ALL},
};

static void check(void **state)
{
    const struct row *row = *state;

    assert_int_equal(kinds_of(bytes_text(row->text)), row->kinds);
}

int main(void)
{
    return RUN_CASES(check, rows);
}
