/* Fields of cards: which are asked for, by the kind of the card and by what it says. */

#include "base/arena.h"
#include "base/kit.h"
#include "examine/evidence.h"
#include "examine/papers/card_fields.h"
#include "rows.h"

enum reader { DATASET, MODEL, COMMON };

static const struct row {
    const char *name;
    enum reader reader;
    struct bytes text;
    bool license; /* read too */
    size_t missing;
    const char *one_missing; /* or NULL */
} rows[] = {
    {"a data set with nothing", DATASET, ROW_BYTES("x: 1\n"), true, 11, "origin"},
    {"its licence is read elsewhere", DATASET, ROW_BYTES("x: 1\n"), false, 10, "origin"},
    {"a data set about people", DATASET, ROW_BYTES("personal-data: personal\n"), true, 19,
     "erase-by"},
    {"under other names", DATASET, ROW_BYTES("personal-data: pseudonymous\n"), true, 19,
     "lawful-basis"},
    {"about nobody", DATASET, ROW_BYTES("personal-data: none\n"), true, 10, "rows"},
    {"a model with nothing", MODEL, ROW_BYTES("x: 1\n"), true, 12, "out-of-scope"},
    {"either", COMMON, ROW_BYTES("x: 1\n"), false, 3, "sensitivity"},
};

static void asks(void **state)
{
    const struct row *row = *state;
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    CLEANUP(evidence_freep) struct evidence *evidence = evidence_new();
    struct card card = {.evidence = evidence, .source = {.path = "card", .text = row->text}};
    struct assay_examination content = {0};
    struct assay_error err = {0};
    const struct assay_value *missing;
    bool found = false;
    struct doc *doc;

    evidence_start(evidence, arena);
    assert_ok(doc_read_yaml(arena, &card.source, &doc, &err), err);
    if (row->reader == DATASET)
        card_read_dataset(&card, doc, row->license);
    else if (row->reader == MODEL)
        card_read_model(&card, doc, row->license);
    else
        card_read_common(&card, doc);
    assert_ok(evidence_end(evidence, &content, &err), err);
    assert_true(content.fact_count > 0);
    assert_int_equal(content.facts[0].id, ASSAY_FACT_CARD_FIELDS_MISSING);
    missing = &content.facts[0].value;
    assert_int_equal(missing->count, row->missing);
    for (size_t i = 0; i < missing->count; i++)
        found |= strcmp(missing->texts[i], row->one_missing) == 0;
    assert_true(found);
}

int main(void)
{
    return RUN_CASES(asks, rows) ? 1 : 0;
}
