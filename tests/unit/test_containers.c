/* test_containers.c - what a container is, by the names and verdicts of its members. */

#include "inspect.h"

#include "examine/containers.h"

struct row {
    const char *name;
    /* Separated by blanks; `!` before one that is dangerous to load, `?` before one that was not
     * read, `=` and its format behind a name. */
    const char *members;
    enum assay_kind kind;
    const char *format;
    enum assay_load load;
};

static const struct row rows[] = {
    {"a zip", "a.txt b/c.txt", ASSAY_KIND_CONTAINER, "zip", ASSAY_LOAD_ABSENT},
    {"empty", "", ASSAY_KIND_CONTAINER, "zip", ASSAY_LOAD_ABSENT},
    {"pytorch", "archive/data.pkl archive/version archive/data/0", ASSAY_KIND_MODEL, "pytorch-zip",
     ASSAY_LOAD_CLEAN},
    {"pytorch that runs code", "m/version !m/data.pkl", ASSAY_KIND_MODEL, "pytorch-zip",
     ASSAY_LOAD_DANGEROUS},
    {"danger beside the pickle", "m/data.pkl !m/extra.pkl", ASSAY_KIND_MODEL, "pytorch-zip",
     ASSAY_LOAD_DANGEROUS},
    {"pickle at the top", "data.pkl", ASSAY_KIND_CONTAINER, "zip", ASSAY_LOAD_ABSENT},
    {"pytorch twice", "m/data.pkl m/data.pkl", ASSAY_KIND_MODEL, "pytorch-zip",
     ASSAY_LOAD_DANGEROUS},
    {"pytorch with two tops", "m/data.pkl n/data.pkl", ASSAY_KIND_MODEL, "pytorch-zip",
     ASSAY_LOAD_DANGEROUS},
    {"pytorch whose pickle was not read", "?m/data.pkl m/version", ASSAY_KIND_MODEL, "pytorch-zip",
     ASSAY_LOAD_SUSPICIOUS},
    {"pytorch of an order of bytes that is none", "m/data.pkl m/byteorder", ASSAY_KIND_MODEL,
     "pytorch-zip", ASSAY_LOAD_SUSPICIOUS},
    {"torchscript", "m/constants.pkl m/data.pkl m/code/a.py", ASSAY_KIND_MODEL, "torchscript",
     ASSAY_LOAD_CLEAN},
    {"a package of torch", "m/.data/extern_modules m/x.py", ASSAY_KIND_MODEL, "torch-package",
     ASSAY_LOAD_CLEAN},
    {"an archive of torch.export", "m/archive_format m/models/model.json", ASSAY_KIND_MODEL,
     "torch-export", ASSAY_LOAD_CLEAN},
    {"a tar of torch", "pickle storages tensors", ASSAY_KIND_MODEL, "pytorch-tar",
     ASSAY_LOAD_CLEAN},
    {"half a tar of torch", "storages tensors", ASSAY_KIND_CONTAINER, "zip", ASSAY_LOAD_ABSENT},
    {"nemo", "a/model_config.yaml=nemo-config w.ckpt", ASSAY_KIND_MODEL, "nemo", ASSAY_LOAD_CLEAN},
    {"skops", "schema.json=skops-schema !1.npy", ASSAY_KIND_MODEL, "skops", ASSAY_LOAD_DANGEROUS},
    {"a schema of something else", "schema.json=json", ASSAY_KIND_CONTAINER, "zip",
     ASSAY_LOAD_ABSENT},
    {"torchserve", "MAR-INF/MANIFEST.json=torchserve-manifest ?m.pt", ASSAY_KIND_MODEL, "torch-mar",
     ASSAY_LOAD_SUSPICIOUS},
    {"arrays", "x.npy y.npy", ASSAY_KIND_DATASET, "npz", ASSAY_LOAD_CLEAN},
    {"arrays of objects", "x.npy !y.npy", ASSAY_KIND_DATASET, "npz", ASSAY_LOAD_DANGEROUS},
    {"arrays and more", "x.npy readme.txt", ASSAY_KIND_CONTAINER, "zip", ASSAY_LOAD_ABSENT},
};

static void check(void **state)
{
    static const struct assay_fact tensors = {.id = ASSAY_FACT_MODEL_TENSORS,
                                              .value = {.type = ASSAY_VALUE_INT, .integer = 7}};
    const struct row *row = *state;
    struct assay_examination member = {.size = 10, .facts = &tensors, .fact_count = 1};
    struct assay_examination content = {.kind = ASSAY_KIND_CONTAINER, .format = "zip"};
    struct inspected seen = {.evidence = evidence_new(), .arena = arena_new()};
    struct contents contents = {0};
    struct assay_error err = {0};
    char *words = strdup(row->members), *rest = NULL;
    int64_t count = 0, lost = 0;

    assert_non_null(words);
    evidence_start(seen.evidence, seen.arena);
    for (char *word = strtok_r(words, " ", &rest); word; word = strtok_r(NULL, " ", &rest)) {
        char *format = strchr(word, '='), sign = *word;

        if (format)
            *format++ = 0;
        word += sign == '!' || sign == '?';
        member.format = format ? format : "";
        member.load = sign == '!' ? ASSAY_LOAD_DANGEROUS : ASSAY_LOAD_CLEAN;
        if (sign == '?')
            contents_lost(&contents, bytes_text(word));
        else
            contents_member(&contents, (uint64_t)count, bytes_text(word), &member);
        count++;
        lost += sign == '?';
    }
    contents_end(&contents, seen.evidence);
    assert_ok(evidence_end(seen.evidence, &content, &err), err);
    seen.content = content;
    assert_int_equal(content.kind, row->kind);
    assert_string_equal(content.format, row->format);
    assert_int_equal(content.load, row->load);
    assert_int_equal(inspected_int(&seen, ASSAY_FACT_CONTAINER_ENTRIES), count);
    assert_int_equal(inspected_int(&seen, ASSAY_FACT_CONTAINER_EXPANDED), (count - lost) * 10);
    assert_int_equal(inspected_find(&seen, ASSAY_FACT_MODEL_TENSORS) != NULL,
                     row->kind == ASSAY_KIND_MODEL && row->members[0] != '?');
    free(words);
    evidence_free(seen.evidence);
    arena_free(seen.arena);
}

int main(void)
{
    return RUN_CASES(check, rows);
}
