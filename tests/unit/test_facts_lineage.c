/* test_facts_lineage.c - what an item was made from, over records, cards and a ledger. */

#include "facts.h"

#define TEXT(fact, words)                                                                          \
    {                                                                                              \
        .id = fact, .declared = true, .value = {.type = ASSAY_VALUE_TEXT, .text = words }          \
    }
#define RECORD(name, content)                                                                      \
    {                                                                                              \
        TEXT(ASSAY_FACT_RECORD_CONTENT, content), TEXT(ASSAY_FACT_RECORD_KIND, name)               \
    }

static const char *const cc[] = {"CC-BY-SA-4.0"}, *const mit[] = {"MIT"},
                         *const base[] = {"m/base"}, *const base_licence[] = {"m/base: gemma"};

/* In the order of paths: a and b are data, m a model; b was made from a, m from b and what is not
 * here; c says that a was made from b, which is a circle. */
static const struct assay_fact a_facts[] = {
    {.id = ASSAY_FACT_DATASET_LICENSE,
     .declared = true,
     .value = {.type = ASSAY_VALUE_TEXTS, .texts = cc, .count = 1}}};
static const struct assay_fact m_facts[] = {
    {.id = ASSAY_FACT_MODEL_BASE_MODEL,
     .declared = true,
     .value = {.type = ASSAY_VALUE_TEXTS, .texts = base, .count = 1}},
    {.id = ASSAY_FACT_MODEL_BASE_MODEL_LICENSE,
     .declared = true,
     .value = {.type = ASSAY_VALUE_TEXTS, .texts = base_licence, .count = 1}},
    {.id = ASSAY_FACT_MODEL_LICENSE,
     .declared = true,
     .value = {.type = ASSAY_VALUE_TEXTS, .texts = mit, .count = 1}}};
static const struct assay_fact p_facts[] =
    RECORD("preparation", "{\"subjects\":[{\"path\":\"b\"}],\"parents\":[{\"path\":\"a\"}]}");
static const struct assay_fact t_facts[] =
    RECORD("training", "{\"subjects\":[{\"path\":\"m\"}],\"datasets\":[{\"path\":\"b\"},"
                       "{\"path\":\"far\",\"sha256\":\"00ff\",\"license\":\"PDDL-1.0\"},{},"
                       "{\"path\":\"free\",\"license\":\"CDLA-Sharing-1.0\"}]}");
static const struct assay_fact z_facts[] =
    RECORD("preparation", "{\"subjects\":[{\"path\":\"a\"}],\"parents\":[{\"path\":\"b\"},"
                          "{\"path\":\"a\"}]}");
static const struct assay_examination examined[] = {
    {.kind = ASSAY_KIND_DATASET, .format = "csv", .facts = a_facts, .fact_count = 1},
    {.kind = ASSAY_KIND_DATASET, .format = "csv", .sha256 = {1}},
    {.kind = ASSAY_KIND_MODEL, .format = "gguf", .sha256 = {2}, .facts = m_facts, .fact_count = 3},
    {.kind = ASSAY_KIND_DOCUMENT,
     .format = "record",
     .sha256 = {3},
     .facts = p_facts,
     .fact_count = 2},
    {.kind = ASSAY_KIND_DOCUMENT,
     .format = "record",
     .sha256 = {4},
     .facts = t_facts,
     .fact_count = 2},
    {.kind = ASSAY_KIND_DOCUMENT,
     .format = "record",
     .sha256 = {5},
     .facts = z_facts,
     .fact_count = 2},
};
static const struct assay_path paths[] = {{.size = 1, .name = "a"}, {.size = 1, .name = "b"},
                                          {.size = 1, .name = "m"}, {.size = 1, .name = "p"},
                                          {.size = 1, .name = "t"}, {.size = 1, .name = "z"}};
enum { A, B, M, P, T, Z, ITEMS };
static const struct assay_item items[ITEMS] = {
    {.path = &paths[A], .content = &examined[A]}, {.path = &paths[B], .content = &examined[B]},
    {.path = &paths[M], .content = &examined[M]}, {.path = &paths[P], .content = &examined[P]},
    {.path = &paths[T], .content = &examined[T]}, {.path = &paths[Z], .content = &examined[Z]}};

static const struct row {
    const char *name;
    size_t items, item;
    const char *expression, *value;
} rows[] = {
    {"made from nothing", Z, A, "item.lineage", "[]"},
    {"one step", Z, B, "item.lineage.map(s, s.path)", "[\"a\"]"},
    {"several steps, things that are elsewhere, and a card", Z, M, "item.lineage.map(s, s.path)",
     "[\"b\", \"far\", \"free\", \"m/base\", \"a\"]"},
    {"where it is", Z, M, "item.lineage.map(s, s.here)", "[true, false, false, false, true]"},
    {"what it is", Z, M, "item.lineage.map(s, s.kind)",
     "[\"dataset\", \"dataset\", \"dataset\", \"model\", \"dataset\"]"},
    {"who says so", Z, M, "item.lineage.map(s, s.said_by)", "[\"t\", \"t\", \"t\", \"m\", \"p\"]"},
    {"the licence of its own card", Z, M, "item.lineage[4].license", "[\"CC-BY-SA-4.0\"]"},
    {"of the record", Z, M, "item.lineage[1].license", "[\"PDDL-1.0\"]"},
    {"of the card of what was made", Z, M, "item.lineage[3].license", "[\"gemma\"]"},
    {"of nobody", Z, M, "has(item.lineage[0].license)", "false"},
    {"which nobody knows", Z, M, "item.lineage[0].license", "unknown(source.license)"},
    {"a digest from the record", Z, M, "item.lineage[1].sha256", "\"00ff\""},
    {"a digest of what is here", Z, M, "item.lineage[0].sha256.substring(0, 4)", "\"0100\""},
    {"no digest", Z, M, "has(item.lineage[3].sha256)", "false"},
    {"one that asks nothing of a model", Z, M, "item.lineage[2].license", "[\"CDLA-Sharing-1.0\"]"},
    {"all licences that ask something", Z, M, "item.licenses",
     "[\"MIT\", \"PDDL-1.0\", \"gemma\", \"CC-BY-SA-4.0\"]"},
    {"its own alone", Z, A, "item.licenses", "[\"CC-BY-SA-4.0\"]"},
    {"a circle ends", ITEMS, B, "item.lineage.map(s, s.path)", "[\"a\"]"},
    {"seen from the other side", ITEMS, A, "item.lineage.map(s, s.path)", "[\"b\"]"},
    {"facts of a file that a record names", Z, M,
     "records.preparation[0].parents[0].dataset.license", "[\"CC-BY-SA-4.0\"]"},
    {"facts that it has not", Z, M, "has(records.preparation[0].parents[0].dataset.rows)", "false"},
    {"facts of a file that is not here", Z, M, "records.training[0].datasets[1].dataset.license",
     "unknown(t:training.datasets[2].dataset.license)"},
};

static void check(void **state)
{
    const struct row *row = *state;

    facts_assert(&(struct facts_question){.items = items,
                                          .item_count = row->items,
                                          .item = &items[row->item],
                                          .expression = row->expression},
                 row->value);
}

/* As a ledger has it: b was made from a, under another name, and from what is gone, which was made
 * from another thing that is gone; entry 7 names b twice; code and a name alone count for nothing
 * and for a name. */
#define GONE                                                                                       \
    {                                                                                              \
        9                                                                                          \
    }
static const struct assay_material made_b[] = {
    {.name = "old/a.csv", .kind = "dataset", .has_sha256 = true},
    {.name = "gone.csv", .kind = "dataset", .has_sha256 = true, .sha256 = GONE},
    {.name = "conf.yml", .kind = "other"},
};
static const struct assay_material made_gone[] = {{.name = "older.csv", .kind = "dataset"}};
static const struct assay_signed_subject b_twice[] = {{.name = "b", .sha256 = {1}},
                                                      {.name = "copy", .sha256 = {1}}},
                                         gone[] = {{.name = "gone.csv", .sha256 = GONE}};
static const struct assay_derivation derivations[] = {
    {.entry = 5,
     .products = gone,
     .product_count = 1,
     .materials = made_gone,
     .material_count = ARRAY_LEN(made_gone)},
    {.entry = 7,
     .products = b_twice,
     .product_count = ARRAY_LEN(b_twice),
     .materials = made_b,
     .material_count = ARRAY_LEN(made_b)},
};
static const struct assay_testimony testimony = {.derivations = derivations,
                                                 .derivation_count = ARRAY_LEN(derivations)};

static const struct row recorded_rows[] = {
    {"what a ledger says, and what that was made from", P, B, "item.lineage.map(s, s.path)",
     "[\"old/a.csv\", \"gone.csv\", \"older.csv\"]"},
    {"where it is, under another name", P, B, "item.lineage.map(s, s.here)",
     "[true, false, false]"},
    {"the entry that says so", P, B, "item.lineage.map(s, s.said_by)",
     "[\"entry 7 of the ledger\", \"entry 7 of the ledger\", \"entry 5 of the ledger\"]"},
    {"a record and a ledger that say the same", Z, B, "item.lineage.map(s, s.path)",
     "[\"a\", \"gone.csv\", \"older.csv\"]"},
    {"what no entry made", P, A, "item.lineage", "[]"},
    {"another item behind it", P, M, "item.lineage.map(s, s.path)", "[\"m/base\"]"},
    {"asked twice", P, B, "item.lineage.size() == item.lineage.size() && size(item.licenses) == 1",
     "true"},
};

static void check_recorded(void **state)
{
    const struct row *row = *state;

    facts_assert(&(struct facts_question){.items = items,
                                          .item_count = row->items,
                                          .item = &items[row->item],
                                          .testimony = &testimony,
                                          .expression = row->expression},
                 row->value);
}

int main(void)
{
    return RUN_CASES(check, rows) + RUN_CASES(check_recorded, recorded_rows);
}
