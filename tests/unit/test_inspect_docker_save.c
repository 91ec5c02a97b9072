/* manifest.json of docker save: layers first, the configuration ends each image. */

#include "examine/inspect.h"

#include "claims.h"

#define HEX "aaaaaaaabbbbbbbbccccccccddddddddeeeeeeeeffffffff0000000011111111"

static const struct claims_row rows[] = {
    {"two images", "manifest.json",
     ROW_BYTES("[{\"Config\":\"" HEX ".json\",\"RepoTags\":[\"x:1\"],\"Layers\":[\"a/layer.tar\","
               "\"b/layer.tar\"]},{\"Layers\":[\"blobs/sha256/" HEX
               "\"],\"Config\":\"blobs/sha256/" HEX
               "\",\"RepoTags\":null,\"LayerSources\":{\"x\":{}}}]"),
     true, ASSAY_OK, "docker-save",
     "layer a/layer.tar - - -\nlayer b/layer.tar - - -\n"
     "config " HEX ".json sha256:aaaaaaaa - -\n"
     "layer blobs/sha256/" HEX " sha256:aaaaaaaa - -\n"
     "config blobs/sha256/" HEX " sha256:aaaaaaaa - -\n"},
    {"names that state no digest", "manifest.json",
     ROW_BYTES("[{\"Config\":\"abc.json\",\"Layers\":[]}]"), true, ASSAY_OK, "docker-save",
     "config abc.json - - -\n"},
    {"no configuration", "manifest.json", ROW_BYTES("[{\"Layers\":[\"a\"],\"Config\":7}]"), true,
     ASSAY_OK, "docker-save", "layer a - - -\nconfig - - - -\n! oci.invalid 26\n"},
    {"a name that leads out", "manifest.json",
     ROW_BYTES("[{\"Config\":\"../x.json\",\"Layers\":[\"/etc/x\"]}]"), true, ASSAY_OK,
     "docker-save",
     "layer - - - -\nconfig - - - -\n! bundle.unsafe-path 33\n! bundle.unsafe-path 11\n"},
    {"a name twice", "manifest.json",
     ROW_BYTES("[{\"Config\":\"a\",\"Config\":\"b\",\"Layers\":[]}]"), true, ASSAY_EFORMAT,
     "docker-save", ""},
    {"a number for a layer", "manifest.json", ROW_BYTES("[{\"Config\":\"a\",\"Layers\":[1]}]"),
     true, ASSAY_EFORMAT, "docker-save", ""},
    {"a number for an image", "manifest.json", ROW_BYTES("[1,{\"Config\":\"\",\"Layers\":[]}]"),
     true, ASSAY_EFORMAT, "docker-save", ""},
    {"of a web page", "manifest.json", ROW_BYTES("{\"name\":\"x\",\"icons\":[]}"), false,
     ASSAY_EFORMAT, "docker-save", ""},
    {"of an extension", "manifest.json", ROW_BYTES("[]"), false, ASSAY_OK, "docker-save", ""},
};

static void claims(void **state)
{
    claims_check(&inspect_docker_save, *state);
}

int main(void)
{
    return RUN_CASES(claims, rows);
}
