/* test_inspect_in_toto.c - statements about builds and signatures, and what they stand in. */

#include "examine/inspect.h"

#include "claims.h"
#include "inspect_rows.h"

static const struct claims_row rows[] = {
    {"provenance as it is", "p.json",
     ROW_BYTES(
         "{\"_type\": \"https://in-toto.io/Statement/v1\", \"subject\": [{\"name\": \"m.bin\", \"d"
         "igest\": {\"sha256\": \"aaaaaaaabbbbbbbbccccccccddddddddeeeeeeeeffffffff0000000011111111"
         "\"}}], \"predicateType\": \"https://slsa.dev/provenance/v1\", \"predicate\": {\"buildDef"
         "inition\": {\"resolvedDependencies\": [{\"uri\": \"git+https://x/r\", \"digest\": {\"git"
         "Commit\": \"cccccccccccccccccccccccccccccccccccccccc\"}}, {\"uri\": \"data/d.csv\", \"di"
         "gest\": {\"sha256\": \"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
         "\"}}, {\"uri\": \"e.csv\"}]}, \"runDetails\": {\"builder\": {\"id\": \"https://b\"}}}}"),
     true, ASSAY_OK, "in-toto", "built m.bin sha256:aaaaaaaa - -\n"},
    {"of SLSA 0.2 in an envelope", "p.json",
     ROW_BYTES(
         "{\"payloadType\": \"application/vnd.in-toto+json\", \"payload\": \"eyJfdHlwZSI6ICJodHRwc"
         "zovL2luLXRvdG8uaW8vU3RhdGVtZW50L3YwLjEiLCAic3ViamVjdCI6IFt7Im5hbWUiOiAibS5iaW4iLCAiZGlnZ"
         "XN0IjogeyJzaGEyNTYiOiAiYWFhYWFhYWFiYmJiYmJiYmNjY2NjY2NjZGRkZGRkZGRlZWVlZWVlZWZmZmZmZmZmM"
         "DAwMDAwMDAxMTExMTExMSJ9fV0sICJwcmVkaWNhdGVUeXBlIjogImh0dHBzOi8vc2xzYS5kZXYvcHJvdmVuYW5jZ"
         "S92MC4yIiwgInByZWRpY2F0ZSI6IHsiYnVpbGRlciI6IHsiaWQiOiAiaHR0cHM6Ly9iIn0sICJpbnZvY2F0aW9uI"
         "jogeyJjb25maWdTb3VyY2UiOiB7InVyaSI6ICJnaXQraHR0cHM6Ly94L3IiLCAiZGlnZXN0IjogeyJzaGExIjogI"
         "mNjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2MifX19LCAibWF0ZXJpYWxzIjogW3sidXJpI"
         "jogInBrZzp4IiwgImRpZ2VzdCI6IHsic2hhMjU2IjogIjAxMjM0NTY3ODlhYmNkZWYwMTIzNDU2Nzg5YWJjZGVmM"
         "DEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWYifX1dfX0=\", \"signatures\": [{\"sig\": \"AA=="
         "\"}]}"),
     true, ASSAY_OK, "in-toto", "built m.bin sha256:aaaaaaaa - -\n"},
    {"the signature of a model in a bundle", "model.sig",
     ROW_BYTES(
         "{\"mediaType\":\"application/vnd.dev.sigstore.bundle.v0.3+json\",\"verificationMaterial"
         "\":{},\"dsseEnvelope\":{\"payloadType\": \"application/vnd.in-toto+json\", \"payload\": "
         "\"eyJfdHlwZSI6ICJodHRwczovL2luLXRvdG8uaW8vU3RhdGVtZW50L3YxIiwgInN1YmplY3QiOiBbeyJuYW1lIj"
         "ogIm1vZGVsIiwgImRpZ2VzdCI6IHsic2hhMjU2IjogImFhYWFhYWFhYmJiYmJiYmJjY2NjY2NjY2RkZGRkZGRkZW"
         "VlZWVlZWVmZmZmZmZmZjAwMDAwMDAwMTExMTExMTEifX1dLCAicHJlZGljYXRlVHlwZSI6ICJodHRwczovL21vZG"
         "VsX3NpZ25pbmcvc2lnbmF0dXJlL3YxLjAiLCAicHJlZGljYXRlIjogeyJyZXNvdXJjZXMiOiBbeyJuYW1lIjogIm"
         "0uYmluIiwgImFsZ29yaXRobSI6ICJzaGEyNTYiLCAiZGlnZXN0IjogImFhYWFhYWFhYmJiYmJiYmJjY2NjY2NjY2"
         "RkZGRkZGRkZWVlZWVlZWVmZmZmZmZmZjAwMDAwMDAwMTExMTExMTEifSwgeyJuYW1lIjogInBhcnQiLCAiYWxnb3"
         "JpdGhtIjogInNoYTI1Ni1zaGFyZGVkIiwgImRpZ2VzdCI6ICIwMTIzNDU2Nzg5YWJjZGVmMDEyMzQ1Njc4OWFiY2"
         "RlZjAxMjM0NTY3ODlhYmNkZWYwMTIzNDU2Nzg5YWJjZGVmIn1dfX0=\", \"signatures\": [{\"sig\": \"A"
         "A==\"}]}}"),
     true, ASSAY_OK, "in-toto", "signed m.bin sha256:aaaaaaaa - -\n"},
    {"an envelope of something else", "x.json",
     ROW_BYTES("{\"payloadType\":\"text/plain\",\"payload\":\"AA==\",\"signatures\":[]}"), true,
     ASSAY_OK, "", ""},
    {"no base64", "x.json",
     ROW_BYTES("{\"payloadType\":\"application/vnd.in-toto+json\",\"payload\":\"!\"}"), true,
     ASSAY_EFORMAT, "in-toto", ""},
    {"no statement inside", "x.json",
     ROW_BYTES("{\"payloadType\":\"application/vnd.in-toto+json\",\"payload\":\"AA==\"}"), true,
     ASSAY_EFORMAT, "in-toto", ""},
    {"a digest that is none", "x.json",
     ROW_BYTES("{\"_type\":\"t\",\"predicateType\":\"https://slsa.dev/provenance/"
               "v1\",\"subject\":[{\"digest\":{\"sha256\":\"zz\"}},7,{}]}"),
     true, ASSAY_OK, "in-toto", ""},
    {"no object", "x.jsonl", ROW_BYTES("{\"payloadType\":1}\n[\"payloadType\"]\n"), true,
     ASSAY_EFORMAT, "in-toto", ""},
    {"another document", "x.json", ROW_BYTES("{\"a\":1}"), false, ASSAY_OK, "", ""},
};

static void claims(void **state)
{
    claims_check(&inspect_in_toto, *state);
}

static void facts(void **state)
{
    static const struct inspect_row lines = {
        "provenance, one a line",
        "p.intoto.jsonl",
        ROW_BYTES("{\"payloadType\": \"application/vnd.in-toto+json\", \"payload\": "
                  "\"eyJfdHlwZSI6ICJodHRwc"
                  "zovL2luLXRvdG8uaW8vU3RhdGVtZW50L3YxIiwgInN1YmplY3QiOiBbeyJuYW1lIjogIm0uYmluIiwgI"
                  "mRpZ2Vzd"
                  "CI6IHsic2hhMjU2IjogImFhYWFhYWFhYmJiYmJiYmJjY2NjY2NjY2RkZGRkZGRkZWVlZWVlZWVmZmZmZ"
                  "mZmZjAwM"
                  "DAwMDAwMTExMTExMTEifX1dLCAicHJlZGljYXRlVHlwZSI6ICJodHRwczovL3Nsc2EuZGV2L3Byb3Zlb"
                  "mFuY2Uvd"
                  "jEiLCAicHJlZGljYXRlIjogeyJidWlsZERlZmluaXRpb24iOiB7InJlc29sdmVkRGVwZW5kZW5jaWVzI"
                  "jogW3sid"
                  "XJpIjogImdpdCtodHRwczovL3gvciIsICJkaWdlc3QiOiB7ImdpdENvbW1pdCI6ICJjY2NjY2NjY2NjY"
                  "2NjY2NjY"
                  "2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjIn19LCB7InVyaSI6ICJkYXRhL2QuY3N2IiwgImRpZ2VzdCI6I"
                  "Hsic2hhM"
                  "jU2IjogIjAxMjM0NTY3ODlhYmNkZWYwMTIzNDU2Nzg5YWJjZGVmMDEyMzQ1Njc4OWFiY2RlZjAxMjM0N"
                  "TY3ODlhY"
                  "mNkZWYifX0sIHsidXJpIjogImUuY3N2In1dfSwgInJ1bkRldGFpbHMiOiB7ImJ1aWxkZXIiOiB7ImlkI"
                  "jogImh0d"
                  "HBzOi8vYiJ9fX19\", \"signatures\": [{\"sig\": \"AA==\"}]}"
                  "\n"),
        ASSAY_OK,
        ASSAY_LOAD_ABSENT,
        "kind config, format in-toto\nfact provenance.builder (declared) = https://b\n"
        "fact provenance.commit (declared) = cccccccccccccccccccccccccccccccccccccccc\n"
        "fact provenance.materials (declared) = [git+https://x/r "
        "gitCommit:cccccccccccccccccccccccccccccccccccccccc] [data/d.csv "
        "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef] [e.csv]\n"
        "fact provenance.source (declared) = git+https://x/r\nfact statement.signed (declared) = "
        "true\n"};

    (void)state;
    inspect_row_check(&inspect_in_toto, &lines);
    inspect_row_cuts(&inspect_in_toto, &lines, false);
}

int main(void)
{
    const struct CMUnitTest more[] = {cmocka_unit_test(facts)};

    return cmocka_run_group_tests(more, NULL, NULL) + RUN_CASES(claims, rows);
}
