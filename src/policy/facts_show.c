/* facts_show.c - the variables, fields and functions of the rule language, a line for each. */

#include "policy/facts_fields.h"

#include <stdio.h>

#include "base/buf.h"
#include "base/kit.h"
#include "policy/functions.h"

static const char *const type_names[] = {
    [FIELD_BOOL] = "bool",
    [FIELD_INT] = "int",
    [FIELD_TEXT] = "string",
    [FIELD_TEXTS] = "list(string)",
    [FIELD_OBSERVATIONS] = "list(observation)",
    [FIELD_WAIVERS] = "list(waiver)",
    [FIELD_GROUP] = "group",
};
_Static_assert(ARRAY_LEN(type_names) == FIELD_TYPES, "each type of field has a name");

static const char *const value_type_names[] = {
    [ASSAY_VALUE_BOOL] = "bool",
    [ASSAY_VALUE_INT] = "int",
    [ASSAY_VALUE_TEXT] = "string",
    [ASSAY_VALUE_TEXTS] = "list(string)",
};

static void show_line(struct buf *out, const char *variable, const char *name, const char *type,
                      const char *unit, const char *meaning)
{
    char word[NAME_MAX_SIZE * 2];

    snprintf(word, sizeof word, "%s.%s", variable, name);
    buf_printf(out, "%-38s %-18s %s%s%s%s\n", word, type, meaning, *unit ? " (" : "", unit,
               *unit ? ")" : "");
}

enum assay_status facts_show(struct buf *out, struct assay_error *err)
{
    for (size_t i = 0; i < FIELD_TABLES; i++)
        for (size_t j = 0; j < field_tables[i]->count; j++)
            show_line(out, field_tables[i]->variable, field_tables[i]->fields[j].name,
                      type_names[field_tables[i]->fields[j].type], "",
                      field_tables[i]->fields[j].meaning);
    for (size_t i = 0; i < VARIABLE_FIELDS; i++)
        buf_printf(out, "%-38s %-18s %s\n", variable_fields[i].name,
                   type_names[variable_fields[i].type], variable_fields[i].meaning);
    buf_text(out, "\n");
    for (size_t i = 0; i < ASSAY_FACTS; i++) {
        char name[NAME_MAX_SIZE];

        fact_name(name, (enum assay_fact_id)i);
        show_line(out, "item", name, value_type_names[assay_facts[i].type], assay_facts[i].unit,
                  assay_facts[i].meaning);
    }
    buf_text(out, "\n");
    TRY(records_show(out, err));
    buf_text(out, "\n");
    for (size_t i = 0; i < policy_function_count; i++)
        buf_printf(out, "%s\n    %s\n", policy_functions[i].function.signature,
                   policy_functions[i].meaning);
    return ASSAY_OK;
}
