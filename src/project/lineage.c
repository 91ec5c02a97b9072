/*
 * lineage.c - records of where models came from: which form a file has, and finding in the
 * inventory what it names.
 */

#include "project/lineage.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/codec.h"
#include "base/file.h"
#include "base/kit.h"
#include "base/limits.h"
#include "base/text.h"
#include "crypto/digest.h"

/* By the end of the file's name; the last line takes all others. */
static const struct {
    const char *ending;
    const char *name; /* as statements have it */
    bool yaml;        /* read as a document before the reader sees it */
    enum assay_status (*read)(struct lineage_reader *reader);
} forms[] = {
    {"dvc.lock", "dvc", true, lineage_read_dvc},
    {"dvc.yaml", "dvc", true, lineage_read_stages},
    {"MLmodel", "mlflow", true, lineage_read_mlmodel},
    {"meta.yaml", "mlflow", true, lineage_read_run},
    {"README.md", "card", false, lineage_read_card},
    {".card.yml", "card", false, lineage_read_card},
    {".card.yaml", "card", false, lineage_read_card},
    {"", "lineage.yml", true, lineage_read_yml},
};

enum assay_status lineage_fail(const struct lineage_reader *reader, const struct doc *doc,
                               const char *why, const char *format, ...)
{
    char text[sizeof reader->err->text];
    enum assay_status status;
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    status = doc_fail(doc, reader->source, "lineage.wrong", reader->err, "%s", text);
    assay_error_why(reader->err, "%s", why);
    assay_error_do(reader->err, "docs/reference/lineage.md has the form, with an example");
    return status;
}

static ASSAY_RESULT no_memory(const struct lineage_reader *reader)
{
    return assay_fail(reader->err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for a lineage");
}

const char *lineage_text(const struct doc *map, const char *name)
{
    const struct doc *doc = doc_get(map, name);

    if (!doc || doc->type != DOC_TEXT || doc->text.size == 0 ||
        memchr(doc->text.data, 0, doc->text.size))
        return NULL;
    return (const char *)doc->text.data;
}

bool lineage_is_hex(const char *text, size_t least, size_t most)
{
    size_t size = strlen(text);

    return size >= least && size <= most && size % 2 == 0 && hex_is_lower(bytes_of(text, size));
}

struct lineage_run *lineage_new_run(struct lineage_reader *reader)
{
    struct assay_lineage *lineage = reader->lineage;

    if (!lineage->runs)
        lineage->runs = arena_array(reader->arena, LIMIT_LINEAGE_RUNS, sizeof *lineage->runs);
    if (!lineage->runs || lineage->run_count == LIMIT_LINEAGE_RUNS)
        return NULL;
    return &lineage->runs[lineage->run_count++];
}

/* One level is compared as it stands, a member of a container as it is shown. */
static bool is_at(const struct assay_item *item, struct bytes path, bool *below)
{
    CLEANUP(free_cleanup) char *shown = item->path->container ? assay_path_show(item->path) : NULL;
    struct bytes name = shown ? bytes_text(shown) : bytes_of(item->path->name, item->path->size);

    *below = name.size > path.size + 1 && bytes_starts(name, path) && name.data[path.size] == '/' &&
             !item->path->container;
    return bytes_equal(name, path);
}

/* Content that a file has now; of a history, what stands in HEAD. */
static bool is_here(const struct assay_item *item)
{
    return (item->type == ASSAY_ITEM_FILE || item->type == ASSAY_ITEM_HARDLINK) &&
           !item->content->cut && (!item->origin || item->origin->present || !item->origin->commit);
}

static ASSAY_RESULT add_item(struct lineage_reader *reader, const struct lineage_place *place,
                             const struct assay_item *item, struct lineage_list *list)
{
    CLEANUP(free_cleanup) char *shown = assay_path_show(item->path);
    enum assay_kind kind = item->content->kind;
    struct lineage_thing thing = {.kind = place->kind};
    char hex[65];

    hex_encode(bytes_of(item->content->sha256, 32), hex);
    thing.name = shown ? arena_text(reader->arena, shown) : NULL;
    if (!thing.kind &&
        (kind == ASSAY_KIND_DATASET || kind == ASSAY_KIND_MODEL || kind == ASSAY_KIND_CODE))
        thing.kind = assay_kind_name(kind);
    if (!thing.name || !lineage_digest(&thing, "sha256", arena_text(reader->arena, hex)))
        return no_memory(reader);
    return lineage_add(reader->arena, list, &thing, reader->err);
}

enum assay_status lineage_add_items(struct lineage_reader *reader,
                                    const struct lineage_place *place, struct lineage_list *list,
                                    size_t *count)
{
    struct bytes path = bytes_text(place->path);

    while (bytes_starts(path, BYTES("./")))
        path = bytes_from(path, 2);
    while (path.size > 0 && path.data[path.size - 1] == '/')
        path.size--;
    *count = 0;
    for (size_t i = 0; i < reader->inventory->item_count; i++) {
        const struct assay_item *item = &reader->inventory->items[i];
        bool below, at = is_at(item, path, &below);

        if ((!at && !below) || !is_here(item) ||
            (below && place->models_only && item->content->kind != ASSAY_KIND_MODEL))
            continue;
        TRY(add_item(reader, place, item, list));
        ++*count;
    }
    return ASSAY_OK;
}

const char *lineage_beside(struct lineage_reader *reader, const char *path)
{
    char *joined = arena_printf(reader->arena, "%s/%s", reader->folder ? reader->folder : "", path);
    char *to = joined;

    if (!joined || path[0] == '/' || !reader->folder)
        return NULL;
    for (const char *from = joined; *from;) {
        size_t size = strcspn(from, "/");

        if (size == 2 && from[0] == '.' && from[1] == '.') {
            if (to == joined)
                return NULL;
            while (to > joined && *--to != '/')
                ;
        } else if (size > 0 && !(size == 1 && from[0] == '.')) {
            if (to > joined)
                *to++ = '/';
            memmove(to, from, size);
            to += size;
        }
        from += size + (from[size] == '/');
    }
    *to = 0;
    return joined;
}

/* Where the record lies below the root. */
static void find_folder(struct lineage_reader *reader, const char *root)
{
    CLEANUP(free_cleanup) char *real = realpath(reader->path, NULL);
    CLEANUP(free_cleanup) char *top = root ? realpath(root, NULL) : NULL;
    size_t size = top ? strlen(top) : 0;
    char *slash;

    if (!real || !top || strncmp(real, top, size) != 0 || (real[size] != '/' && size > 1))
        return;
    slash = strrchr(real, '/');
    *slash = 0;
    reader->root = arena_text(reader->arena, top);
    reader->folder = slash > real + size ? arena_text(reader->arena, real + size + 1) : "";
}

static ASSAY_RESULT read_record(struct lineage_reader *reader, const char *root)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = LIMIT_DOCUMENT};
    struct assay_lineage *lineage = reader->lineage;
    const char *slash = strrchr(reader->path, '/');
    size_t form = 0;
    struct doc *doc = NULL;

    TRY(file_read(AT_FDCWD, reader->path, &text, reader->err));
    lineage->name = arena_text(reader->arena, slash ? slash + 1 : reader->path);
    lineage->source.path = arena_text(reader->arena, reader->path);
    lineage->source.text =
        bytes_of(arena_copy(reader->arena, buf_bytes(&text)), buf_bytes(&text).size);
    if (!lineage->name || !lineage->source.path || !lineage->source.text.data)
        return no_memory(reader);
    sha256(lineage->source.text, lineage->sha256);
    find_folder(reader, root);
    while (!bytes_ends(bytes_text(lineage->name), bytes_text(forms[form].ending)))
        form++;
    lineage->reader = forms[form].name;
    reader->source = &lineage->source;
    if (forms[form].yaml)
        TRY(doc_read_yaml(reader->arena, reader->source, &doc, reader->err));
    reader->doc = doc;
    TRY(forms[form].read(reader));
    if (lineage->run_count > 0)
        return ASSAY_OK;
    if (doc)
        return lineage_fail(reader, doc, "a lineage says what came out of what",
                            "the record tells of no training");
    return assay_fail(reader->err, ASSAY_EUSAGE, ASSAY_NO_OFFSET,
                      "%s tells of no training of a model that is recorded", reader->path);
}

enum assay_status assay_lineage_read(const char *path, const char *root,
                                     const struct assay_inventory *inventory,
                                     struct assay_lineage **out, struct assay_error *err)
{
    CLEANUP(assay_lineage_freep) struct assay_lineage *lineage = calloc(1, sizeof *lineage);
    struct lineage_reader reader = {.inventory = inventory, .path = path, .err = err};

    if (lineage)
        lineage->arena = arena_new();
    if (!lineage || !lineage->arena)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for a lineage");
    reader.lineage = lineage;
    reader.arena = lineage->arena;
    TRY(read_record(&reader, root));
    *out = TAKE(lineage);
    return ASSAY_OK;
}
