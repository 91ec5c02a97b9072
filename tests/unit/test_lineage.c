/*
 * test_lineage.c - records of trainings as projects keep them: lineage.yml, a pipeline of DVC, a
 * run of MLflow with its folders; and each that is wrong, by its line.
 *
 * Cards are read by their inspector first: tests/integration/lineage.sh has those.
 */

#include "project/lineage.h"

#include <errno.h>
#include <sys/stat.h>

#include "crypto/digest.h"
#include "ledger.h"
#include "ledger/predicates.h"

struct file {
    const char *path, *content;
};

struct row {
    const char *name;
    struct file files[8]; /* the first is the record; ended by a path that is NULL */
    /* parts of the statements, ended by NULL; or the place and the text of the failure */
    const char *has[8];
    uint32_t line;
    const char *error;
};

/* MD5 of "a,b\n1,2\n". */
#define MD5_DATA "e5ebd4c02cefbe7955977c67ada242b7"
#define STAGE(deps, outs)                                                                          \
    "schema: '2.0'\nstages:\n  train:\n    cmd: python train.py\n    deps:\n" deps                 \
    "    outs:\n" outs
#define COMMIT "0123456789abcdef0123456789abcdef01234567"

#define NAMED_COMMIT "\"gitCommit\":\"0123456789abcdef0123456789abcdef01234567\""
#define DIGESTS_OF_DATA "{\"md5\":\"e5ebd4c02cefbe7955977c67ada242b7\",\"sha256\":\""

static const struct row rows[] = {
    /* lineage.yml */
    {"lineage.yml with every member",
     {{"lineage.yml",
       "outputs: [{path: out.model, uri: 'https://m.example/1'}]\n"
       "inputs:\n"
       "  - {path: data, kind: dataset}\n"
       "  - {name: crawl, kind: dataset, digest: unknown}\n"
       "  - {name: base, digest: {sha512_256: abcdef0123456789abcdef0123456789}}\n"
       "code: {commit: " COMMIT ", uri: 'https://git.example/x', path: train.py}\n"
       "parameters: {epochs: 3}\nenvironment: {gpu: 8 x H100}\n"
       "builder: {id: 'https://ci.example', version: {torch: 2.5}}\n"
       "run: {id: job-1, started: 2026-01-01T00:00:00Z, finished: 2026-01-01T01:00:00Z}\n"},
      {"out.model", "weights"},
      {"data/a.csv", "a,b\n1,2\n"},
      {"data/b.csv", "a,b\n3,4\n"}},
     {"\"name\":\"data/a.csv\"", "\"name\":\"data/b.csv\"", "\"how\":\"unknown\"", NAMED_COMMIT,
      "\"parameters\":{\"epochs\":\"3\"}", "\"environment\":{\"gpu\":\"8 x H100\"}",
      "\"builder\":{\"id\":\"https://ci.example\",\"version\":{\"torch\":\"2.5\"}}",
      "\"finishedOn\":\"2026-01-01T01:00:00Z\",\"invocationId\":\"job-1\""},
     0,
     NULL},
    {"the code's commit is not known",
     {{"lineage.yml", "outputs: [{path: out.model}]\ninputs: []\ncode: {commit: unknown}\n"},
      {"out.model", "weights"}},
     {"\"uri\":\"urn:assay:declared:code\""},
     0,
     NULL},
    {"a tab instead of blanks",
     {{"lineage.yml", "inputs: []\noutputs:\n\t- path: out.model\n"}},
     {NULL},
     3,
     ""},
    {"a path that leads outside",
     {{"lineage.yml", "inputs: []\noutputs:\n  - path: ../out.model\n"}, {"out.model", "weights"}},
     {NULL},
     3,
     "is no file or folder of what is recorded"},
    {"a kind that is none",
     {{"lineage.yml", "outputs: [{path: out.model}]\ninputs:\n  - {path: a.csv, kind: data}\n"},
      {"out.model", "weights"},
      {"a.csv", "x"}},
     {NULL},
     3,
     "kind must be one of"},
    {"a builder that is not named",
     {{"lineage.yml", "outputs: [{path: out.model}]\ninputs: []\nbuilder:\n  version: {}\n"},
      {"out.model", "weights"}},
     {NULL},
     4,
     "builder.id is missing"},
    {"a run that ended nowhen",
     {{"lineage.yml",
       "outputs: [{path: out.model}]\ninputs: []\nrun:\n  finished: 2026-13-01T00:00:00Z\n"},
      {"out.model", "weights"}},
     {NULL},
     4,
     "run.finished must be a time"},
    {"an output without content",
     {{"lineage.yml", "outputs:\n  - name: model\n    digest: unknown\ninputs: []\n"}},
     {NULL},
     2,
     "an output needs a path"},
    {"a digest of an algorithm, of no hex",
     {{"lineage.yml", "inputs: []\noutputs:\n  - name: m\n    digest:\n      sha512: zz\n"}},
     {NULL},
     5,
     "digest.sha512 must be lowercase hex"},
    /* DVC */
    {"a pipeline of two stages, and one that writes nothing",
     {{"dvc.lock",
       "schema: '2.0'\nstages:\n"
       "  prepare:\n    cmd: python prepare.py\n    deps:\n    - path: raw\n      hash: md5\n"
       "      md5: 0123456789abcdef0123456789abcdef.dir\n      size: 10\n      nfiles: 2\n"
       "    outs:\n    - path: data.csv\n      hash: md5\n      md5: " MD5_DATA "\n      size: 8\n"
       "  train:\n    cmd: python train.py\n    deps:\n    - path: data.csv\n      hash: md5\n"
       "      md5: " MD5_DATA "\n      size: 8\n    params:\n      params.yaml:\n        lr: 0.1\n"
       "    outs:\n    - path: out.model\n      hash: md5\n"
       "      md5: 00000000000000000000000000000000\n      size: 7\n"
       "  show:\n    cmd: python show.py\n    deps:\n    - path: out.model\n"
       "      md5: 00000000000000000000000000000000\n"},
      {"data.csv", "a,b\n1,2\n"},
      {"out.model", "weights"}},
     {"\"step\":\"prepare\"", "\"step\":\"train\"", "\"how\":\"folder\"",
      "\"params.yaml\":{\"lr\":\"0.1\"}", DIGESTS_OF_DATA,
      "{\"md5\":\"00000000000000000000000000000000\"}", "\"record\":\"dvc\""},
     0,
     NULL},
    {"stages are of the pipeline, not of what ran",
     {{"dvc.yaml", "stages:\n  train:\n    cmd: python train.py\n    outs: [out.model]\n"},
      {"out.model", "weights"}},
     {NULL},
     1,
     "dvc.yaml tells what a stage would"},
    {"a lock file of DVC 1", {{"dvc.lock", "train:\n  cmd: x\n"}}, {NULL}, 1, "must have stages"},
    {"a stage that is a list",
     {{"dvc.lock", "stages:\n  train: []\n"}},
     {NULL},
     2,
     "must be a map"},
    {"deps that are no list",
     {{"dvc.lock", "stages:\n  train:\n    cmd: x\n    deps: raw\n"}},
     {NULL},
     4,
     "deps must be a list"},
    {"a file without an MD5",
     {{"dvc.lock",
       STAGE("    - path: raw\n      etag: x\n", "    - path: out\n      md5: " MD5_DATA "\n")}},
     {NULL},
     6,
     "has no md5"},
    {"an MD5 in upper case",
     {{"dvc.lock",
       STAGE("    - path: raw\n      md5: 4A60BF7D4BC1E485744CF7E8D0860524\n", "    []\n")}},
     {NULL},
     7,
     "md5 must be 32 lowercase hex digits"},
    {"parameters that are no map",
     {{"dvc.lock", "stages:\n  train:\n    cmd: x\n    params: 3\n"}},
     {NULL},
     4,
     "params must be a map"},
    {"nothing came out of any stage",
     {{"dvc.lock", "schema: '2.0'\nstages:\n  train:\n    cmd: x\n"}},
     {NULL},
     1,
     "the record tells of no training"},
    /* MLflow */
    {"a run with all of its folders",
     {{"mlruns/1/r1/meta.yaml",
       "artifact_uri: file:///x\nend_time: 1763600060000\nentry_point_name: ''\n"
       "experiment_id: '1'\nlifecycle_stage: active\nrun_id: r1\nrun_name: loud-fox-1\n"
       "run_uuid: r1\nsource_name: ''\nsource_type: 4\nstart_time: 1763600000000\nstatus: 3\n"
       "tags: []\nuser_id: jane\n"},
      {"mlruns/1/r1/artifacts/model/out.model", "weights"},
      {"mlruns/1/r1/params/lr", "0.1"},
      {"mlruns/1/r1/tags/mlflow.source.git.commit", COMMIT},
      {"mlruns/1/r1/tags/mlflow.user", "jane"},
      {"mlruns/1/r1/inputs/i1/meta.yaml", "source_type: 1\nsource_id: d1\n"},
      {"mlruns/1/datasets/d1/meta.yaml", "name: reviews\ndigest: 1a2b\nsource_type: local\n"}},
     {"\"step\":\"loud-fox-1\"", "\"invocationId\":\"r1\"", "\"lr\":\"0.1\"", NAMED_COMMIT,
      "reviews@1a2b", "\"startedOn\":\"2025-11-20T00:53:20Z\"",
      "\"name\":\"mlruns/1/r1/artifacts/model/out.model\""},
     0,
     NULL},
    {"the meta.yaml of an experiment",
     {{"mlruns/1/meta.yaml", "experiment_id: '1'\nname: x\n"}},
     {NULL},
     1,
     "run_id is missing"},
    {"a run that logged no model",
     {{"mlruns/1/r1/meta.yaml", "run_id: r1\n"}, {"mlruns/1/r1/params/lr", "0.1"}},
     {NULL},
     1,
     "no model lies in artifacts"},
    {"an MLmodel without flavors",
     {{"m/MLmodel", "run_id: r1\n"}, {"m/out.model", "weights"}},
     {NULL},
     1,
     "flavors is missing"},
    {"an MLmodel whose flavors are a list",
     {{"m/MLmodel", "run_id: r1\nflavors: []\n"}, {"m/out.model", "weights"}},
     {NULL},
     2,
     "flavors must be a map"},
    {"an MLmodel",
     {{"m/MLmodel", "flavors: {python_function: {python_version: 3.11}}\nrun_id: r1\n"},
      {"m/out.model", "weights"}},
     {"\"environment\":{\"python_function\":{\"python_version\":\"3.11\"}}", "m/out.model"},
     0,
     NULL},
};

static void write_file(const struct folder *folder, const struct file *file)
{
    char path[512];
    FILE *out;

    snprintf(path, sizeof path, "%s/%s", folder->path, file->path);
    for (char *slash = strchr(path + strlen(folder->path) + 1, '/'); slash;
         slash = strchr(slash + 1, '/')) {
        *slash = 0;
        assert_true(mkdir(path, 0700) == 0 || errno == EEXIST);
        *slash = '/';
    }
    out = fopen(path, "we");
    assert_non_null(out);
    fputs(file->content, out);
    fclose(out);
}

static struct assay_inventory *make_inventory(const struct row *row)
{
    struct inventory_part *part = inventory_part_new();
    struct assay_target_facts target = {
        .type = "directory", .view = "", .name = "p", .head = "", .range = ""};
    struct assay_inventory *inventory = NULL;
    struct assay_error err = {0};

    for (size_t i = 0; i < ARRAY_LEN(row->files) && row->files[i].path; i++) {
        struct assay_examination *content =
            arena_alloc(inventory_part_arena(part), sizeof *content);
        struct bytes path = bytes_text(row->files[i].path);

        *content = (struct assay_examination){
            .size = strlen(row->files[i].content),
            .kind = bytes_ends(path, BYTES(".model")) ? ASSAY_KIND_MODEL
                    : bytes_ends(path, BYTES(".csv")) ? ASSAY_KIND_DATASET
                                                      : ASSAY_KIND_OTHER,
            .format = "",
        };
        sha256(bytes_text(row->files[i].content), content->sha256);
        inventory_add(part, &(struct assay_item){.path = inventory_path(part, NULL, path),
                                                 .content = content});
    }
    assert_ok(inventory_merge(&part, 1, &target, &inventory, &err), err);
    return inventory;
}

static void check_statements(const struct row *row, const struct assay_lineage *lineage)
{
    const struct predicate_kind *kind = predicate_named("lineage");
    CLEANUP(buf_clear) struct buf all = {.ceiling = 1 << 20};

    for (size_t i = 0; i < lineage->run_count; i++) {
        CLEANUP(arena_freep) struct arena *arena = arena_new();
        CLEANUP(buf_clear) struct buf text = {.ceiling = 1 << 20};
        struct statement statement;
        struct assay_error err = {0};
        struct doc_source source;

        lineage_statement(lineage, &lineage->runs[i], &text);
        source = (struct doc_source){"statement", buf_bytes(&text)};
        assert_true(jcs_is_canonical(source.text));
        assert_ok(statement_read(arena, source.text, "statement", &statement, &err), err);
        assert_ok(shape_check(kind->members, statement.predicate, &source, "predicate",
                              SHAPE_STRICT, &err),
                  err);
        buf_add(&all, text.data, text.size);
    }
    for (size_t i = 0; i < ARRAY_LEN(row->has) && row->has[i]; i++)
        if (!strstr(buf_string(&all), row->has[i]))
            fail_msg("%s is not in\n%s", row->has[i], buf_string(&all));
    if (strstr(buf_string(&all), "jane"))
        fail_msg("who ran it is personal");
}

static void check(void **state)
{
    const struct row *row = *state;
    CLEANUP(folder_remove) struct folder folder;
    CLEANUP(assay_inventory_freep) struct assay_inventory *inventory = make_inventory(row);
    CLEANUP(assay_lineage_freep) struct assay_lineage *lineage = NULL;
    struct assay_error err = {0};
    enum assay_status status;
    char path[512];

    folder_make(&folder);
    for (size_t i = 0; i < ARRAY_LEN(row->files) && row->files[i].path; i++)
        write_file(&folder, &row->files[i]);
    snprintf(path, sizeof path, "%s/%s", folder.path, row->files[0].path);
    status = assay_lineage_read(path, folder.path, inventory, &lineage, &err);
    if (!row->error) {
        assert_ok(status, err);
        check_statements(row, lineage);
        return;
    }
    assert_int_equal(status, ASSAY_EUSAGE);
    if (err.line != row->line || !strstr(err.text, row->error))
        fail_msg("line %u: %s", err.line, err.text);
    assert_non_null(strstr(err.path, strrchr(path, '/') + 1));
}

int main(void)
{
    return RUN_CASES(check, rows);
}
