/*
 * facts_schema.c - the JSON Schema of assay.inventory/1, whose facts are those of the dictionary:
 * so that other people's programs know each name and type, and a new fact is in it by itself.
 */

#include "policy/facts.h"

#include <assay/inventory.h>

#include "base/buf.h"
#include "base/kit.h"
#include "policy/fact_sources.h"

/* All but the facts; they go where the line "FACTS" stands. */
static const char before[] =
    "{\n"
    "  \"$schema\": \"https://json-schema.org/draft/2020-12/schema\",\n"
    "  \"$id\": \"urn:assay:schema:inventory:1\",\n"
    "  \"title\": \"What was examined: assay list -f json, and inventories in the ledger\",\n"
    "  \"type\": \"object\",\n"
    "  \"required\": [\"gaps\", \"items\", \"root\", \"schema\", \"target\", \"totals\"],\n"
    "  \"properties\": {\n"
    "    \"schema\": {\"const\": \"assay.inventory/1\"},\n"
    "    \"examined\": {\"const\": \"digests\"},\n"
    "    \"root\": {\"$ref\": \"#/$defs/sha256\"},\n"
    "    \"target\": {\"type\": \"object\", \"properties\": {\"checked_out\": {\"type\": "
    "\"string\", \"pattern\": \"^([0-9a-f]{40}|[0-9a-f]{64})$\"}, \"differs\": {\"$ref\": "
    "\"#/$defs/count\"}, \"untracked\": {\"$ref\": \"#/$defs/count\"}, \"undecided\": {\"$ref\": "
    "\"#/$defs/count\"}, \"head\": {\"type\": \"string\"}, "
    "\"range\": {\"type\": \"string\"}, \"type\": {\"enum\": [\"git\", \"directory\", "
    "\"bundle\"]}, \"folder\": {\"type\": \"string\"}, "
    "\"view\": {\"type\": \"string\"}}, \"dependentRequired\": {\"checked_out\": [\"differs\", "
    "\"untracked\"]}},\n"
    "    \"totals\": {\"type\": \"object\", \"additionalProperties\": {\"$ref\": "
    "\"#/$defs/count\"}},\n"
    "    \"items\": {\"type\": \"array\", \"items\": {\"$ref\": \"#/$defs/item\"}},\n"
    "    \"gaps\": {\"type\": \"array\", \"items\": {\"$ref\": \"#/$defs/gap\"}},\n"
    "    \"notes\": {\"type\": \"array\", \"items\": {\"$ref\": \"#/$defs/gap\"}}\n"
    "  },\n"
    "  \"$defs\": {\n"
    "    \"count\": {\"type\": \"integer\", \"minimum\": 0},\n"
    "    \"sha256\": {\"type\": \"string\", \"pattern\": \"^[0-9a-f]{64}$\"},\n"
    "    \"path\": {\"type\": \"array\", \"minItems\": 1, \"items\": {\"type\": \"string\"}},\n"
    "    \"how\": {\"enum\": [\"measured\", \"declared\"]},\n"
    "    \"gap\": {\"type\": \"object\", \"required\": [\"id\", \"why\"], \"properties\": {\"id\": "
    "{\"type\": \"string\"}, \"why\": {\"type\": \"string\"}, \"offset\": {\"$ref\": "
    "\"#/$defs/count\"}, \"path\": {\"$ref\": \"#/$defs/path\"}}},\n"
    "    \"place\": {\"type\": \"object\", \"properties\": {\"line\": {\"$ref\": "
    "\"#/$defs/count\"}, "
    "\"column\": {\"$ref\": \"#/$defs/count\"}, \"offset\": {\"$ref\": \"#/$defs/count\"}, "
    "\"value\": {\"type\": \"string\", \"pattern\": \"^[0-9a-f]{32}$\"}}},\n"
    "    \"observation\": {\"type\": \"object\", \"required\": [\"class\", \"confidence\", "
    "\"count\", \"places\"], \"properties\": {\"class\": {\"type\": \"string\"}, \"confidence\": "
    "{\"enum\": [\"low\", \"medium\", \"high\"]}, \"count\": {\"$ref\": \"#/$defs/count\"}, "
    "\"detail\": {\"type\": \"string\"}, \"places\": {\"type\": \"array\", \"items\": {\"$ref\": "
    "\"#/$defs/place\"}}, \"columns\": {\"type\": \"array\"}}},\n"
    "    \"item\": {\"type\": \"object\", \"required\": [\"kind\", \"path\", \"sha256\", \"size\", "
    "\"type\"], \"properties\": {\"path\": {\"$ref\": \"#/$defs/path\"}, \"kind\": {\"enum\": "
    "[\"dataset\", \"model\", \"code\", \"document\", \"card\", \"pointer\", \"container\", "
    "\"config\", \"other\"]}, \"format\": {\"type\": \"string\"}, \"sha256\": {\"$ref\": "
    "\"#/$defs/sha256\"}, \"size\": {\"$ref\": \"#/$defs/count\"}, \"type\": {\"enum\": [\"file\", "
    "\"symlink\", \"hardlink\", \"gitlink\", \"special\"]}, \"load\": {\"enum\": [\"clean\", "
    "\"suspicious\", \"dangerous\"]}, \"link\": {\"type\": \"string\"}, \"git\": {\"type\": "
    "\"object\"}, \"layer\": {\"type\": \"object\"}, \"observations\": {\"type\": \"array\", "
    "\"items\": {\"$ref\": \"#/$defs/observation\"}}, \"facts\": {\"$ref\": \"#/$defs/facts\"}}},\n"
    "    \"bool\": {\"type\": \"object\", \"required\": [\"how\", \"value\"], \"properties\": "
    "{\"how\": {\"$ref\": \"#/$defs/how\"}, \"value\": {\"type\": \"boolean\"}}},\n"
    "    \"int\": {\"type\": \"object\", \"required\": [\"how\", \"value\"], \"properties\": "
    "{\"how\": {\"$ref\": \"#/$defs/how\"}, \"value\": {\"type\": \"integer\"}}},\n"
    "    \"text\": {\"type\": \"object\", \"required\": [\"how\", \"value\"], \"properties\": "
    "{\"how\": {\"$ref\": \"#/$defs/how\"}, \"value\": {\"type\": \"string\"}}},\n"
    "    \"texts\": {\"type\": \"object\", \"required\": [\"how\", \"value\"], \"properties\": "
    "{\"how\": {\"$ref\": \"#/$defs/how\"}, \"value\": {\"type\": \"array\", \"items\": {\"type\": "
    "\"string\"}}}},\n"
    "    \"facts\": {\n"
    "      \"type\": \"object\",\n"
    "      \"additionalProperties\": false,\n"
    "      \"properties\": {\n";

static const char behind[] = "      }\n    }\n  }\n}\n";

static const char *const value_types[] = {
    [ASSAY_VALUE_BOOL] = "bool",
    [ASSAY_VALUE_INT] = "int",
    [ASSAY_VALUE_TEXT] = "text",
    [ASSAY_VALUE_TEXTS] = "texts",
};

/* Our own words: of what JSON escapes they hold quotes and backslashes alone. */
static void add_words(struct buf *out, const char *text)
{
    for (; *text; text++) {
        if (*text == '"' || *text == '\\')
            buf_byte(out, '\\');
        buf_byte(out, (uint8_t)*text);
    }
}

void facts_schema(struct buf *out)
{
    buf_text(out, before);
    for (size_t i = 0; i < ASSAY_FACTS; i++) {
        buf_printf(out, "        \"%s\": {\"$ref\": \"#/$defs/%s\", \"description\": \"",
                   assay_facts[i].name, value_types[assay_facts[i].type]);
        add_words(out, assay_facts[i].meaning);
        if (*assay_facts[i].unit)
            buf_printf(out, " (%s)", assay_facts[i].unit);
        if (fact_sources[i].known)
            buf_printf(out, "; %s by %s", fact_known_name(fact_sources[i].known),
                       fact_sources[i].by);
        buf_printf(out, "\"}%s\n", i + 1 < ASSAY_FACTS ? "," : "");
    }
    buf_text(out, behind);
}
