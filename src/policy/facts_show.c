/* facts_show.c - the dictionary: variables, fields, facts, records and functions of the rule
 * language, a line for each. */

#include "policy/facts_fields.h"

#include <stdio.h>

#include "base/buf.h"
#include "base/kit.h"
#include "policy/fact_sources.h"
#include "policy/functions.h"

static const char *const type_names[] = {
    [FIELD_BOOL] = "bool",
    [FIELD_INT] = "int",
    [FIELD_TEXT] = "string",
    [FIELD_TEXTS] = "list(string)",
    [FIELD_OBSERVATIONS] = "list(observation)",
    [FIELD_SOURCES] = "list(source)",
    [FIELD_WAIVERS] = "list(waiver)",
    [FIELD_ATTESTATIONS] = "list(attestation)",
    [FIELD_RELEASES] = "list(release)",
    [FIELD_GONE] = "list(gone)",
    [FIELD_GROUP] = "group",
};
_Static_assert(ARRAY_LEN(type_names) == FIELD_TYPES, "each type of field has a name");

static const char *const value_type_names[] = {
    [ASSAY_VALUE_BOOL] = "bool",
    [ASSAY_VALUE_INT] = "int",
    [ASSAY_VALUE_TEXT] = "string",
    [ASSAY_VALUE_TEXTS] = "list(string)",
};

void facts_line(struct buf *out, bool markdown, const struct facts_line *line)
{
    if (!markdown) {
        buf_printf(out, "%-38s %-18s %s%s%s%s", line->name, line->type, line->meaning,
                   *line->unit ? " (" : "", line->unit, *line->unit ? ")" : "");
        if (*line->how)
            buf_printf(out, " [%s: %s]", line->how, line->by);
        buf_byte(out, '\n');
        return;
    }
    buf_printf(out, "| `%s` | %s | %s | ", line->name, line->type, *line->unit ? line->unit : "-");
    for (const char *p = line->meaning; *p; p++)
        buf_printf(out, "%s%c", *p == '|' ? "\\" : "", *p);
    buf_printf(out, " | %s | %s |\n", *line->how ? line->how : "-", *line->by ? line->by : "-");
}

void facts_head(struct buf *out, bool markdown, const char *title)
{
    if (markdown)
        buf_printf(
            out,
            "%s## %s\n\n| fact | type | unit | meaning | how | by |\n|---|---|---|---|---|---|\n",
            out->size ? "\n" : "", title);
    else if (out->size)
        buf_byte(out, '\n');
}

/* What assay itself knows of an item, the target and the ledger. */
static void show_fields(struct buf *out, bool markdown)
{
    char name[NAME_MAX_SIZE * 2];

    facts_head(out, markdown, "Items, target, ledger, waivers");
    for (size_t i = 0; i < FIELD_TABLES; i++) {
        for (size_t j = 0; j < field_tables[i]->count; j++) {
            const struct field *field = &field_tables[i]->fields[j];

            snprintf(name, sizeof name, "%s.%s", field_tables[i]->variable, field->name);
            facts_line(out, markdown,
                       &(struct facts_line){name, type_names[field->type], "", field->meaning,
                                            "measured", "assay"});
        }
    }
    for (size_t i = 0; i < VARIABLE_FIELDS; i++)
        facts_line(out, markdown,
                   &(struct facts_line){variable_fields[i].name,
                                        type_names[variable_fields[i].type], "",
                                        variable_fields[i].meaning, "declared", "waivers"});
}

static void show_dictionary(struct buf *out, bool markdown)
{
    facts_head(out, markdown, "Facts of items");
    for (size_t i = 0; i < ASSAY_FACTS; i++) {
        char name[NAME_MAX_SIZE], path[NAME_MAX_SIZE * 2];

        fact_name(name, (enum assay_fact_id)i);
        snprintf(path, sizeof path, "item.%s", name);
        facts_line(out, markdown,
                   &(struct facts_line){path, value_type_names[assay_facts[i].type],
                                        assay_facts[i].unit, assay_facts[i].meaning,
                                        fact_known_name(fact_sources[i].known),
                                        fact_sources[i].by ? fact_sources[i].by : ""});
    }
}

static void show_functions(struct buf *out, bool markdown)
{
    buf_text(out, markdown ? "\n## Functions\n\n| function | meaning |\n|---|---|\n" : "\n");
    for (size_t i = 0; i < policy_function_count; i++)
        buf_printf(out, markdown ? "| `%s` | %s |\n" : "%s\n    %s\n",
                   policy_functions[i].function.signature, policy_functions[i].meaning);
}

enum assay_status facts_show(struct buf *out, bool markdown, struct assay_error *err)
{
    show_fields(out, markdown);
    show_dictionary(out, markdown);
    TRY(records_show(out, markdown, err));
    show_functions(out, markdown);
    return ASSAY_OK;
}
