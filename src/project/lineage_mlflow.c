/*
 * lineage_mlflow.c - MLflow: an MLmodel file, and the folder of a run (meta.yaml, params/, tags/,
 * inputs/).
 *
 * MLflow keeps no digest of what it logs: outputs are the recorded files, and data sets are kept as
 * declared, with MLflow's own short mark behind their name. Who ran it (user_id) is left out: a
 * personal value never stands in an entry.
 * Source: mlflow, store/tracking/file_store.py; models/model.py.
 */

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/kit.h"
#include "base/text.h"
#include "project/lineage.h"

enum {
    VALUES_MAX = 1024,     /* parameters of one run */
    VALUE_BYTES = 8 * 1024 /* of one of them */
};

static char *folder_of(struct lineage_reader *reader)
{
    char *path = arena_text(reader->arena, reader->path);
    char *slash = path ? strrchr(path, '/') : NULL;

    if (!slash)
        return arena_text(reader->arena, ".");
    slash[slash == path] = 0;
    return path;
}

/* The text of a small file, without the line's end; NULL where it is missing or no text. */
static const char *read_value(struct lineage_reader *reader, const char *path)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = VALUE_BYTES};
    struct bytes bytes;

    if (!path || file_read(AT_FDCWD, path, &text, NULL) != ASSAY_OK)
        return NULL;
    bytes = buf_bytes(&text);
    while (bytes.size > 0 && bytes.data[bytes.size - 1] == '\n')
        bytes.size--;
    if (bytes.size == 0 || !utf8_valid(bytes) || memchr(bytes.data, 0, bytes.size))
        return NULL;
    return arena_copy(reader->arena, bytes);
}

static const char *read_tag(struct lineage_reader *reader, const char *folder, const char *name)
{
    return read_value(reader, arena_printf(reader->arena, "%s/tags/%s", folder, name));
}

static int visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.' && utf8_valid(bytes_text(entry->d_name));
}

/* params/: one file a parameter. */
static ASSAY_RESULT read_params(struct lineage_reader *reader, const char *folder,
                                const struct doc **out)
{
    struct doc *map = arena_alloc(reader->arena, sizeof *map);
    const char *path = arena_printf(reader->arena, "%s/params", folder);
    struct dirent **names = NULL;
    int count = path ? scandir(path, &names, visible, alphasort) : -1;

    if (map)
        map->members = arena_array(reader->arena, VALUES_MAX, sizeof *map->members);
    for (int i = 0; map && map->members && i < count && i < VALUES_MAX; i++) {
        const char *value =
            read_value(reader, arena_printf(reader->arena, "%s/%s", path, names[i]->d_name));
        struct doc_member *member = &map->members[map->count];

        member->name = bytes_text(arena_text(reader->arena, names[i]->d_name));
        member->value.type = DOC_TEXT;
        member->value.text = bytes_text(value ? value : "");
        map->count++;
    }
    for (int i = 0; i < count; i++)
        free(names[i]);
    free(names);
    if (!map || !map->members)
        return out_of_memory(reader->err);
    if (count > VALUES_MAX)
        return assay_fail(reader->err, ASSAY_ELIMIT, ASSAY_NO_OFFSET,
                          "%s holds more than %d parameters", path, VALUES_MAX);
    map->type = DOC_MAP;
    *out = map;
    return ASSAY_OK;
}

/* A URL without the name and password that may stand before its host. */
static const char *without_secret(struct arena *arena, const char *url)
{
    const char *host = strstr(url, "://"), *at;

    if (!host)
        return url;
    at = memchr(host + 3, '@', strcspn(host + 3, "/"));
    return at ? arena_printf(arena, "%.*s%s", (int)(host + 3 - url), url, at + 1) : url;
}

static ASSAY_RESULT add_code(struct lineage_reader *reader, const char *folder,
                             struct lineage_run *run)
{
    const char *commit = read_tag(reader, folder, "mlflow.source.git.commit");
    const char *url = read_tag(reader, folder, "mlflow.source.git.repoURL");
    struct lineage_thing thing = {.name = read_tag(reader, folder, "mlflow.source.name"),
                                  .uri = url ? without_secret(reader->arena, url) : NULL,
                                  .kind = "code"};

    if (!commit || !lineage_is_hex(commit, 40, 64))
        return ASSAY_OK;
    (void)lineage_digest(&thing, "gitCommit", commit);
    return lineage_add(reader->arena, &run->inputs, &thing, reader->err);
}

static struct doc *read_yaml(struct lineage_reader *reader, const char *path)
{
    const char *text = read_value(reader, path);
    struct doc_source source = {path, bytes_text(text ? text : "")};
    struct doc *doc = NULL;

    if (!text || doc_read_yaml(reader->arena, &source, &doc, NULL) != ASSAY_OK)
        return NULL;
    return doc;
}

/* inputs/ID/meta.yaml names a data set of the experiment, ../datasets/ID/meta.yaml. */
static ASSAY_RESULT add_input(struct lineage_reader *reader, const char *folder, const char *id,
                              struct lineage_run *run)
{
    struct arena *arena = reader->arena;
    const struct doc *input =
        read_yaml(reader, arena_printf(arena, "%s/inputs/%s/meta.yaml", folder, id));
    const char *set = lineage_text(input, "source_id"), *name, *mark;
    const struct doc *about;
    struct lineage_thing thing = {.kind = "dataset", .how = "declared"};

    if (!set || strchr(set, '/') || set[0] == '.')
        return ASSAY_OK;
    about = read_yaml(reader, arena_printf(arena, "%s/../datasets/%s/meta.yaml", folder, set));
    name = lineage_text(about, "name");
    mark = lineage_text(about, "digest");
    if (!name)
        return ASSAY_OK;
    thing.name = mark ? arena_printf(arena, "%s@%s", name, mark) : name;
    thing.uri = lineage_declared(arena, thing.name);
    return lineage_add(arena, &run->inputs, &thing, reader->err);
}

static ASSAY_RESULT add_inputs(struct lineage_reader *reader, const char *folder,
                               struct lineage_run *run)
{
    const char *path = arena_printf(reader->arena, "%s/inputs", folder);
    struct dirent **names = NULL;
    int count = path ? scandir(path, &names, visible, alphasort) : -1;
    enum assay_status status = ASSAY_OK;

    for (int i = 0; i < count; i++) {
        if (status == ASSAY_OK)
            status = add_input(reader, folder, names[i]->d_name, run);
        free(names[i]);
    }
    free(names);
    return status;
}

/* All models below a folder of the record came out. */
static ASSAY_RESULT add_outputs(struct lineage_reader *reader, const char *below,
                                struct lineage_run *run)
{
    const char *path = lineage_beside(reader, below);
    const struct lineage_place place = {path, reader->doc, "model", true};
    size_t count = 0;

    if (path)
        TRY(lineage_add_items(reader, &place, &run->outputs, &count));
    if (count == 0)
        return lineage_fail(reader, reader->doc,
                            "MLflow keeps no digests: the files must be in "
                            "what is recorded",
                            "no model lies in %s of this record", below);
    return ASSAY_OK;
}

static const char *milliseconds(struct arena *arena, const char *text)
{
    char when[CLOCK_TEXT_SIZE];
    uint64_t number;

    if (!text || !text_u64(bytes_text(text), &number) || number / 1000 > 253402300799U)
        return NULL;
    clock_text((int64_t)(number / 1000), when);
    return arena_text(arena, when);
}

enum assay_status lineage_read_run(struct lineage_reader *reader)
{
    const char *folder = folder_of(reader), *id = lineage_text(reader->doc, "run_id");
    struct lineage_run *run = lineage_new_run(reader);

    if (!run || !folder)
        return out_of_memory(reader->err);
    if (!id)
        return lineage_fail(reader, reader->doc,
                            "an experiment has a meta.yaml too; name that of "
                            "the run",
                            "run_id is missing");
    run->invocation = id;
    run->step = lineage_text(reader->doc, "run_name");
    run->started = milliseconds(reader->arena, lineage_text(reader->doc, "start_time"));
    run->finished = milliseconds(reader->arena, lineage_text(reader->doc, "end_time"));
    TRY(add_outputs(reader, "artifacts", run));
    TRY(add_inputs(reader, folder, run));
    TRY(add_code(reader, folder, run));
    return read_params(reader, folder, &run->parameters);
}

enum assay_status lineage_read_mlmodel(struct lineage_reader *reader)
{
    struct lineage_run *run = lineage_new_run(reader);

    if (!run)
        return out_of_memory(reader->err);
    if (!doc_get(reader->doc, "flavors"))
        return lineage_fail(reader, reader->doc, "as MLflow writes it", "flavors is missing");
    run->invocation = lineage_text(reader->doc, "run_id");
    run->environment = doc_get(reader->doc, "flavors");
    if (run->environment->type != DOC_MAP)
        return lineage_fail(reader, run->environment, "as MLflow writes it",
                            "flavors must be a map");
    return add_outputs(reader, ".", run);
}
