/* test_inspect_bom.c - bills of materials in their three forms. */

#include "examine/inspect.h"

#include "claims.h"
#include "inspect_rows.h"

#define HEX "aaaaaaaabbbbbbbbccccccccddddddddeeeeeeeeffffffff0000000011111111"
#define UPPER "AAAAAAAABBBBBBBBCCCCCCCCDDDDDDDDEEEEEEEEFFFFFFFF0000000011111111"

static const struct claims_row rows[] = {
    {"CycloneDX", "bom.json",
     ROW_BYTES("{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\"metadata\":{\"component\":"
               "{\"name\":\"product\"}},\"components\":[{\"type\":\"library\",\"name\":\"numpy\","
               "\"version\":\"1.26.4\",\"purl\":\"pkg:pypi/NumPy@1.26.4?x=y\",\"hashes\":[{\"alg\":"
               "\"MD5\",\"content\":\"00\"},{\"alg\":\"SHA-256\",\"content\":\"" UPPER "\"}]},"
               "{\"name\":\"@a/b\",\"purl\":\"pkg:npm/%40a/b@2.0.0\"},"
               "{\"type\":\"data\",\"name\":\"d.csv\"}]}"),
     true, ASSAY_OK, "bom",
     "component pypi/numpy@1.26.4 sha256:aaaaaaaa - numpy\ncomponent npm/@a/b@2.0.0 - - @a/b\n"
     "component d.csv - - d.csv\n"},
    {"components inside components", "x.cdx.json",
     ROW_BYTES("{\"bomFormat\":\"CycloneDX\",\"components\":[{\"name\":\"a\",\"components\":[{"
               "\"name\":\"b\",\"version\":\"2\"}],\"version\":\"1\"},{\"name\":\"c\"}]}"),
     true, ASSAY_OK, "bom", "component b@2 - - b\ncomponent a@1 - - a\ncomponent c - - c\n"},
    {"SPDX 2", "x.spdx.json",
     ROW_BYTES("{\"spdxVersion\":\"SPDX-2.3\",\"packages\":[{\"name\":\"p\",\"versionInfo\":\"1\","
               "\"externalRefs\":[{\"referenceType\":\"purl\",\"referenceLocator\":"
               "\"pkg:cargo/p@1\"}]}],\"files\":[{\"fileName\":\"./m.bin\",\"checksums\":[{"
               "\"algorithm\":\"SHA256\",\"checksumValue\":\"" HEX "\"}]}]}"),
     true, ASSAY_OK, "bom",
     "component cargo/p@1 - - p\ncomponent ./m.bin sha256:aaaaaaaa - ./m.bin\n"},
    {"SPDX 3", "x.jsonld",
     ROW_BYTES("{\"@context\":\"https://spdx.org/rdf/3.0.1/spdx-context.jsonld\",\"@graph\":[{"
               "\"type\":\"Person\",\"name\":\"Ada\"},{\"type\":\"ai_AIPackage\",\"name\":\"m\","
               "\"software_packageVersion\":\"2\",\"verifiedUsing\":[{\"type\":\"Hash\","
               "\"algorithm\":\"sha256\",\"hashValue\":\"" HEX "\"}]}]}"),
     true, ASSAY_OK, "bom", "component m@2 sha256:aaaaaaaa - m\n"},
    {"a digest that is none", "bom.json",
     ROW_BYTES("{\"bomFormat\":\"CycloneDX\",\"components\":[{\"name\":\"a\",\"hashes\":[{\"alg\":"
               "\"SHA-256\",\"content\":\"zz\"}]}]}"),
     true, ASSAY_OK, "bom", "component a - - a\n"},
    {"names that are no texts", "bom.json",
     ROW_BYTES("{\"bomFormat\":\"CycloneDX\",\"components\":[{\"name\":1},[],7,{\"name\":\"\"},{"
               "\"name\":\"a\\u0000b\"}]}"),
     true, ASSAY_OK, "bom", ""},
    {"cut", "bom.json", ROW_BYTES("{\"bomFormat\":\"CycloneDX\",\"components\":[{\"name\":\"a\""),
     true, ASSAY_EFORMAT, "bom", "component a - - a\n"},
    {"another document", "bom.json", ROW_BYTES("{\"components\":[]}"), false, ASSAY_OK, "bom", ""},
};

static void claims(void **state)
{
    claims_check(&inspect_bom, *state);
}

static void counts(void **state)
{
    static const struct inspect_row row = {
        "sums",
        "bom.json",
        ROW_BYTES("{\"bomFormat\":\"CycloneDX\",\"components\":[{\"name\":\"a\",\"hashes\":[{"
                  "\"alg\":\"SHA-256\",\"content\":\"" HEX "\"}]},{\"name\":\"b\"}]}"),
        ASSAY_OK,
        ASSAY_LOAD_ABSENT,
        "fact bom.components = 2\nfact bom.undigested = [b]\n"};

    (void)state;
    inspect_row_check(&inspect_bom, &row);
    inspect_row_cuts(&inspect_bom, &row, false);
}

int main(void)
{
    const struct CMUnitTest more[] = {cmocka_unit_test(counts)};

    return cmocka_run_group_tests(more, NULL, NULL) + RUN_CASES(claims, rows);
}
