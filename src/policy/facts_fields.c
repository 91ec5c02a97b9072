/* facts_fields.c - the tables of fields, found by the name of their variable. */

#include "policy/facts_fields.h"

#include <stdlib.h>
#include <string.h>

const struct table *const field_tables[FIELD_TABLES] = {
    &attestation_table, &gone_table,   &item_table,   &ledger_table, &observation_table,
    &release_table,     &source_table, &target_table, &waiver_table};

const struct field variable_fields[VARIABLE_FIELDS] = {
    {"waivers", FIELD_WAIVERS, "", NULL, "the waivers of the project, in the order of their file"},
};

const struct table *find_table(const char *variable)
{
    for (size_t i = 0; i < FIELD_TABLES; i++)
        if (strcmp(field_tables[i]->variable, variable) == 0)
            return field_tables[i];
    return NULL;
}

static int order_field(const void *name, const void *field)
{
    return strcmp(name, ((const struct field *)field)->name);
}

const struct field *find_field(const struct table *table, const char *name)
{
    return bsearch(name, table->fields, table->count, sizeof table->fields[0], order_field);
}
