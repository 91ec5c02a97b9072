/* Documents of OCI layouts: what they claim of blobs, and what is wrong with hostile ones. */

#include "examine/inspect.h"

#include "base/limits.h"
#include "claims.h"

#define A "sha256:aaaaaaaabbbbbbbbccccccccddddddddeeeeeeeeffffffff0000000011111111"
#define B "sha256:bbbbbbbbbbbbbbbbccccccccddddddddeeeeeeeeffffffff0000000011111111"
#define EMPTY "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
#define BLOB "blobs/sha256/aaaaaaaabbbbbbbbccccccccddddddddeeeeeeeeffffffff0000000011111111"
#define TYPE(x) "\"mediaType\":\"application/vnd.oci.image." x ".v1+json\""
#define CONFIG "\"config\":{" TYPE("config") ",\"digest\":\"" A "\",\"size\":5}"

static const struct claims_row rows[] = {
    {"an index", "index.json",
     ROW_BYTES("{\"schemaVersion\":2,\"manifests\":[{" TYPE(
         "manifest") ",\"digest\":\"" A "\",\"size\":7,\"annotations\":{\"x\":\"y\",\"org."
                     "opencontainers.image.ref.name\":"
                     "\"v1\"}},{\"size\":8,\"digest\":\"" B "\",\"platform\":{\"os\":[1,{}]}}]}"),
     true, ASSAY_OK, "oci-index",
     "manifest - sha256:aaaaaaaa 7 v1\nmanifest - sha256:bbbbbbbb 8 -\n"},
    {"a manifest, its configuration last", BLOB,
     ROW_BYTES("{\"layers\":[{\"digest\":\"" B "\",\"size\":1,\"urls\":[\"https://x\"]}]," CONFIG
               ",\"schemaVersion\":2}"),
     true, ASSAY_OK, "oci-manifest",
     "layer - sha256:bbbbbbbb 1 - elsewhere\nconfig - sha256:aaaaaaaa 5 -\n"},
    {"an artifact with subject, file name and embedded data", BLOB,
     ROW_BYTES("{\"schemaVersion\":2,\"artifactType\":\"a/b\",\"subject\":{\"digest\":\"" B
               "\",\"size\":9},\"config\":{\"digest\":\"" EMPTY
               "\",\"size\":2,\"data\":\"e30=\"},\"layers\":[{\"digest\":\"" A
               "\",\"size\":3,\"annotations\":{\"org.cncf.model.filepath\":\"m.gguf\","
               "\"org.opencontainers.image.title\":\"t\"}}]}"),
     true, ASSAY_OK, "oci-manifest",
     "subject - sha256:bbbbbbbb 9 -\nlayer - sha256:aaaaaaaa 3 m.gguf\n"
     "config - sha256:44136fa3 2 -\n"},
    {"the configuration of an image", BLOB,
     ROW_BYTES("{\"architecture\":\"amd64\",\"os\":\"linux\",\"config\":{\"Env\":[]},\"rootfs\":{"
               "\"type\":\"layers\",\"diff_ids\":[\"" A "\",\"" B "\"]}}"),
     true, ASSAY_OK, "oci-config", "diff - sha256:aaaaaaaa - -\ndiff - sha256:bbbbbbbb - -\n"},
    {"the older artifact manifest", BLOB,
     ROW_BYTES("{" TYPE("x") ",\"blobs\":[{\"digest\":\"" A "\",\"size\":3}]}"), true, ASSAY_OK,
     "oci-manifest", "layer - sha256:aaaaaaaa 3 -\n"},
    {"embedded data of another digest", BLOB,
     ROW_BYTES("{\"schemaVersion\":2,\"layers\":[{\"digest\":\"" A
               "\",\"size\":2,\"data\":\"e30=\"}]}"),
     true, ASSAY_OK, "oci-manifest", "layer - sha256:aaaaaaaa 2 -\n! oci.digest-mismatch 29\n"},
    {"a name that leads out", BLOB,
     ROW_BYTES("{\"schemaVersion\":2,\"layers\":[{\"digest\":\"" A "\",\"size\":2,\"annotations\":{"
               "\"org.opencontainers.image.title\":\"../../x\"}}]}"),
     true, ASSAY_OK, "oci-manifest",
     "layer - sha256:aaaaaaaa 2 ../../x\n! bundle.unsafe-path 29\n"},
    {"a short digest", BLOB,
     ROW_BYTES("{\"schemaVersion\":2,\"layers\":[{\"digest\":\"sha256:aa\",\"size\":2}]}"), true,
     ASSAY_OK, "oci-manifest", "! oci.invalid 29\n"},
    {"no digest, no size", BLOB, ROW_BYTES("{\"schemaVersion\":2,\"layers\":[{}]}"), true, ASSAY_OK,
     "oci-manifest", "! oci.invalid 29\n! oci.invalid 29\n"},
    {"a negative size", BLOB,
     ROW_BYTES("{\"schemaVersion\":2,\"layers\":[{\"digest\":\"" A "\",\"size\":-1}]}"), true,
     ASSAY_OK, "oci-manifest", "layer - sha256:aaaaaaaa - -\n! oci.invalid 29\n"},
    {"something else among descriptors", BLOB,
     ROW_BYTES("{\"schemaVersion\":2,\"layers\":[[{}],7,{\"digest\":\"" A "\",\"size\":1}]}"), true,
     ASSAY_OK, "oci-manifest", "layer - sha256:aaaaaaaa 1 -\n! oci.invalid 29\n! oci.invalid 34\n"},
    {"index and manifest at once", BLOB,
     ROW_BYTES("{\"schemaVersion\":2,\"manifests\":[]," CONFIG "}"), true, ASSAY_OK, "oci-index",
     "config - sha256:aaaaaaaa 5 -\n! oci.invalid 0\n"},
    {"an index that calls itself a manifest", BLOB,
     ROW_BYTES("{\"schemaVersion\":2," TYPE("manifest") ",\"manifests\":[]}"), true, ASSAY_OK,
     "oci-index", "! oci.invalid 0\n"},
    {"version 1", BLOB, ROW_BYTES("{\"schemaVersion\":1,\"layers\":[]}"), true, ASSAY_OK,
     "oci-manifest", "! oci.invalid 0\n"},
    {"a name twice", BLOB, ROW_BYTES("{\"schemaVersion\":2,\"layers\":[],\"layers\":[]}"), true,
     ASSAY_EFORMAT, "oci-manifest", ""},
    {"a digest twice", BLOB,
     ROW_BYTES("{\"schemaVersion\":2,\"layers\":[{\"digest\":\"" A "\",\"digest\":\"" B
               "\",\"size\":1}]}"),
     true, ASSAY_EFORMAT, "oci-manifest", ""},
    {"cut short", BLOB,
     ROW_BYTES("{\"schemaVersion\":2,\"layers\":[{\"digest\":\"" A "\",\"size\":1},{\"dig"), true,
     ASSAY_EFORMAT, "oci-manifest", "layer - sha256:aaaaaaaa 1 -\n"},
    {"another document of that name", "index.json", ROW_BYTES("{\"a\":1,\"layers\":[]}"), false,
     ASSAY_OK, "oci-manifest", "! oci.invalid 0\n"},
    {"another document among blobs", BLOB, ROW_BYTES("{\"a\":{\"b\":[1,2]}}"), false, ASSAY_OK, "",
     ""},
    {"a list", BLOB, ROW_BYTES("[{\"schemaVersion\":2,\"layers\":[]}]"), false, ASSAY_EFORMAT, "",
     ""},
};

static void claims(void **state)
{
    claims_check(&inspect_oci, *state);
}

/* An index of many megabytes is read in one pass; past the limit the rest is one gap. */
static void claims_are_bounded(void **state)
{
    struct buf text;
    struct inspected *seen;

    (void)state;
    buf_init(&text, 1U << 26);
    buf_text(&text, "{\"schemaVersion\":2,\"manifests\":[");
    for (size_t i = 0; i < LIMIT_CLAIMS + 3; i++)
        buf_printf(&text, "%s{\"digest\":\"" A "\",\"size\":1}", i ? "," : "");
    buf_text(&text, "]}");
    seen = inspect_bytes(&inspect_oci, buf_bytes(&text), "index.json");
    assert_int_equal(seen->status, ASSAY_OK);
    assert_int_equal(seen->content.claim_count, LIMIT_CLAIMS);
    assert_non_null(inspected_gap(seen, "bundle.count-limit"));
    inspected_free(seen);
    buf_clear(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(claims_are_bounded)};

    return RUN_CASES(claims, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
