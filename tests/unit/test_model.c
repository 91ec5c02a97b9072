/* test_model.c - the report model is bounded, legal XML, and says what was cut. */

#include "assessment.h"
#include "rows.h"

#include "report/model.h"

static xmlNode *child(xmlNode *parent, const char *name)
{
    for (xmlNode *node = parent->children; node; node = node->next) {
        if (strcmp((const char *)node->name, name) == 0)
            return node;
    }
    fail_msg("no <%s>", name);
    return NULL;
}

static void expect(xmlNode *node, const char *attribute, const char *value)
{
    xmlChar *found = xmlGetProp(node, xml_chars(attribute));

    if (value)
        assert_string_equal((const char *)found, value);
    else
        assert_null(found);
    xmlFree(found);
}

static xmlDoc *build(const struct assay_assessment *assessment)
{
    struct assay_error err = {0};
    xmlDoc *document = NULL;

    assert_ok(model_build(assessment, NULL, &document, &err), err);
    return document;
}

static void shares_of_a_bar_fill_it(void **state)
{
    struct sample_assessment sample;
    xmlDoc *document;
    xmlNode *part;

    (void)state;
    sample_assess(&sample);
    document = build(&sample.assessment);
    part = child(child(child(xmlDocGetRootElement(document), "frameworks"), "framework"), "part");
    expect(part, "verdict", "attested");
    expect(part, "x", "0.000%");
    expect(part, "width", "25.000%");
    expect(part->next, "verdict", "fail");
    expect(part->next, "x", "25.000%");
    expect(part->next, "width", "75.000%");
    expect(part->next, "middle", "62.500%");
    xmlFreeDoc(document);
    sample_clear(&sample);
}

static void hostile_names_are_shown_with_their_bytes(void **state)
{
    struct sample_assessment sample;
    xmlDoc *document;
    xmlNode *item;

    (void)state;
    sample_assess(&sample);
    document = build(&sample.assessment);
    item = child(child(xmlDocGetRootElement(document), "evidence"), "item");
    expect(item, "path", "data/caf\\xe9.csv");
    expect(item, "hex", "646174612f636166e92e637376");
    expect(item->next, "path", "data/users.csv");
    expect(item->next, "hex", NULL);
    xmlFreeDoc(document);
    sample_clear(&sample);
}

static size_t count_children(xmlNode *parent, const char *name)
{
    size_t count = 0;

    for (xmlNode *node = parent->children; node; node = node->next)
        count += strcmp((const char *)node->name, name) == 0;
    return count;
}

static void tables_have_ceilings(void **state)
{
    enum { MANY = 5000 };
    struct inventory_part *part = inventory_part_new();
    CLEANUP(assay_inventory_freep) struct assay_inventory *inventory = NULL;
    CLEANUP(free_cleanup) struct assay_waiver *waivers = calloc(MANY, sizeof *waivers);
    struct assay_assessment assessment = {.verdict = "passed", .waiver_count = MANY};
    struct assay_error err = {0};
    xmlNode *report;
    xmlDoc *document;

    (void)state;
    for (int i = 0; i < MANY; i++) {
        char name[16];

        snprintf(name, sizeof name, "%04d", i);
        sample_item(part, inventory_path(part, NULL, bytes_text(name)), &sample_csv, NULL);
        inventory_gap(part, "file.unreadable", NULL, ASSAY_NO_OFFSET, name);
        waivers[i] = sample_waivers[0];
    }
    assert_ok(inventory_merge(&part, 1, &sample_target, &inventory, &err), err);
    assessment.inventory = inventory;
    assessment.waivers = waivers;
    document = build(&assessment);
    report = xmlDocGetRootElement(document);
    assert_int_equal(count_children(child(report, "evidence"), "item"), 500);
    expect(child(report, "evidence"), "rest", "4,500");
    assert_int_equal(count_children(child(report, "gaps"), "gap"), 200);
    expect(child(report, "gaps"), "rest", "4,800");
    assert_int_equal(count_children(child(report, "waivers"), "waiver"), 200);
    expect(child(report, "waivers"), "rest", "4,800");
    expect(child(child(report, "unseen"), "kind"), "count", "5,000");
    xmlFreeDoc(document);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shares_of_a_bar_fill_it),
        cmocka_unit_test(hostile_names_are_shown_with_their_bytes),
        cmocka_unit_test(tables_have_ceilings),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
