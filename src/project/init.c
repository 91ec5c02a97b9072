/* init.c - what `assay init` proposes: a config that names what was found, and a folder of its own.
 */

#include <assay/project.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/kit.h"
#include "examine/papers/card.h"
#include "project/init_packs.h"

enum { PROPOSAL_MAX = 1 << 20, FOLDERS_MAX = 16, FILES_MAX = 2 };

struct owned {
    struct assay_init_plan plan; /* first, so that the public pointer is this one */
    struct arena *arena;
    struct assay_init_file files[FILES_MAX];
    struct assay_init_hint hints[INIT_PACKS_MAX];
};

void assay_init_plan_free(struct assay_init_plan *plan)
{
    struct owned *owned = (struct owned *)plan;

    if (!owned)
        return;
    arena_free(owned->arena);
    free(owned);
}

void assay_init_plan_freep(struct assay_init_plan **plan)
{
    assay_init_plan_free(*plan);
    *plan = NULL;
}

/* The top folders that hold items of a kind, sorted by the inventory's own order. */
struct folders {
    struct bytes names[FOLDERS_MAX];
    size_t count;
    bool at_root; /* some stand in no folder */
};

/*
 * True when a name can stand in a quoted text of YAML and in a glob as it is. Others are left out
 * of the proposal, for a folder that somebody named with a quote and a line end could otherwise
 * write settings of its own.
 */
static bool is_plain(struct bytes name)
{
    for (size_t i = 0; i < name.size; i++)
        if (name.data[i] < 0x20 || name.data[i] >= 0x7f || memchr("\"\\*?[]{}!", name.data[i], 10))
            return false;
    return true;
}

static void add_folder(struct folders *folders, const struct assay_path *path)
{
    const char *slash = memchr(path->name, '/', path->size);
    struct bytes name;

    if (!slash) {
        folders->at_root = true;
        return;
    }
    name = bytes_of(path->name, (size_t)(slash - path->name));
    if (!is_plain(name))
        return;
    for (size_t i = 0; i < folders->count; i++)
        if (bytes_equal(folders->names[i], name))
            return;
    if (folders->count < FOLDERS_MAX)
        folders->names[folders->count++] = name;
}

static void write_globs(struct buf *out, const char *key, const struct folders *folders)
{
    if (folders->count == 0)
        return;
    buf_printf(out, "  %s [", key);
    for (size_t i = 0; i < folders->count; i++)
        buf_printf(out, "%s\"%.*s/**\"", i ? ", " : "", (int)folders->names[i].size,
                   (const char *)folders->names[i].data);
    buf_text(out, "]\n");
}

static enum assay_status take(struct owned *owned, struct buf *buf, const char **out,
                              struct assay_error *err)
{
    enum assay_status status = buf_status(buf, err);

    if (status == ASSAY_OK) {
        *out = arena_copy(owned->arena, buf_bytes(buf));
        if (!*out)
            status = out_of_memory(err);
    }
    buf_clear(buf);
    return status;
}

static void count_of(struct buf *out, uint64_t count, const char *noun)
{
    buf_printf(out, "%s%" PRIu64 " %s%s", out->size ? ", " : "", count, noun,
               count == 1 ? "" : "s");
}

static bool is_chosen(const struct assay_settings *settings, const char *pack)
{
    for (size_t i = 0; i < settings->pack_count; i++)
        if (strcmp(settings->packs[i], pack) == 0)
            return true;
    return false;
}

static enum assay_status hint(struct owned *owned, const struct assay_settings *settings,
                              const struct assay_inventory *inventory, struct assay_error *err)
{
    size_t count, kept = 0;

    TRY(init_packs_hint(inventory, owned->arena, owned->hints, &count, err));
    for (size_t i = 0; i < count; i++)
        if (!is_chosen(settings, owned->hints[i].pack))
            owned->hints[kept++] = owned->hints[i];
    owned->plan.hints = owned->hints;
    owned->plan.hint_count = kept;
    return ASSAY_OK;
}

/* What blocks a release is chosen by a person: packs that are hinted at stand there as comments. */
static void write_policy(struct buf *out, const struct assay_init_plan *plan)
{
    if (plan->hint_count == 0) {
        buf_text(out, "policy: [assay:baseline]   # shipped rules; add your own files\n");
        return;
    }
    buf_text(
        out,
        "policy:\n"
        "  - assay:baseline   # shipped rules; add your own files\n"
        "  # What was found may fall under these. That it does, you decide: take away the #\n");
    for (size_t i = 0; i < plan->hint_count; i++)
        buf_printf(out, "  #- %s   # %s\n", plan->hints[i].pack, plan->hints[i].why);
}

static enum assay_status propose(struct owned *owned, const struct assay_settings *settings,
                                 const struct assay_inventory *inventory, struct assay_error *err)
{
    struct folders data = {0}, models = {0};
    uint64_t pointers = 0, cards = 0;
    struct buf config, found;
    const char *text;

    for (size_t i = 0; i < inventory->item_count; i++) {
        const struct assay_item *item = &inventory->items[i];

        if (item->path->container)
            continue;
        pointers += item->content->kind == ASSAY_KIND_POINTER;
        cards += item->content->kind == ASSAY_KIND_CARD;
        if (item->content->kind == ASSAY_KIND_DATASET)
            add_folder(&data, item->path);
        else if (item->content->kind == ASSAY_KIND_MODEL)
            add_folder(&models, item->path);
    }
    buf_init(&found, PROPOSAL_MAX);
    count_of(&found, inventory->totals.datasets, "data set");
    count_of(&found, inventory->totals.models, "model");
    count_of(&found, cards, "card");
    count_of(&found, pointers, "pointer");
    TRY(take(owned, &found, &owned->plan.found, err));
    TRY(hint(owned, settings, inventory, err));
    buf_init(&config, PROPOSAL_MAX);
    buf_text(&config, "version: 1\n");
    write_policy(&config, &owned->plan);
    if (data.count || models.count) {
        buf_text(&config, "examine:\n");
        write_globs(&config, "data:  ", &data);
        write_globs(&config, "models:", &models);
    }
    if (pointers)
        buf_text(&config, "pointers: {lfs: require-content}\n");
    buf_text(&config, "gate:  {fail-on: medium, gaps: block}\n"
                      "hooks: {pre-commit: {time-limit: 10s}}\n");
    TRY(take(owned, &config, &text, err));
    owned->files[0] = (struct assay_init_file){".assay.yml", text, settings->config_path != NULL};
    owned->files[1] = (struct assay_init_file){
        ".assay/waivers",
        "# fingerprint until who \"reason\" [path]; written by `assay waive`, one line a waiver\n",
        access(settings->waivers, F_OK) == 0};
    owned->plan.files = owned->files;
    owned->plan.file_count = FILES_MAX;
    return ASSAY_OK;
}

enum assay_status assay_init_propose(const struct assay_settings *settings,
                                     const struct assay_inventory *inventory,
                                     struct assay_init_plan **out, struct assay_error *err)
{
    struct owned *owned = calloc(1, sizeof *owned);
    enum assay_status status;

    if (!owned)
        return out_of_memory(err);
    owned->arena = arena_new();
    status = owned->arena ? propose(owned, settings, inventory, err) : out_of_memory(err);
    if (status != ASSAY_OK) {
        assay_init_plan_free(&owned->plan);
        return status;
    }
    *out = &owned->plan;
    return ASSAY_OK;
}

enum assay_status assay_init_apply(const struct assay_settings *settings,
                                   const struct assay_init_plan *plan, struct assay_error *err)
{
    CLEANUP(close_cleanup) int root = open(settings->root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (root < 0)
        return assay_fail_errno(err, ASSAY_EOUTPUT, errno, "cannot open %s", settings->root);
    for (size_t i = 0; i < plan->file_count; i++) {
        const struct assay_init_file *file = &plan->files[i];
        const char *slash = strrchr(file->path, '/');

        if (file->exists)
            continue;
        if (slash) {
            char folder[64];

            snprintf(folder, sizeof folder, "%.*s", (int)(slash - file->path), file->path);
            TRY(file_make_folders(root, folder, 0755, err));
        }
        TRY(file_replace(root, file->path, bytes_text(file->content), 0644, err));
    }
    return ASSAY_OK;
}

enum assay_status assay_init_card(const char *item, enum assay_kind kind, char **path,
                                  struct assay_error *err)
{
    CLEANUP(free_cleanup) char *card = NULL;
    CLEANUP(buf_clear) struct buf text;
    enum assay_status status;

    buf_init(&text, PROPOSAL_MAX);
    if (asprintf(&card, "%s.card.yml", item) < 0)
        return out_of_memory(err);
    if (access(card, F_OK) == 0) {
        status =
            assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET, "there is a card already: %s", card);
        assay_error_id(err, "card.exists");
        assay_error_path(err, card);
        assay_error_do(err, "fill it in; assay check says what is open");
        return status;
    }
    if (kind != ASSAY_KIND_DATASET && kind != ASSAY_KIND_MODEL) {
        status = assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET,
                            "%s is neither a data set nor a model", item);
        assay_error_id(err, "card.no-subject");
        assay_error_path(err, item);
        assay_error_do(err, "name it under examine: in .assay.yml, if it is one all the same");
        return status;
    }
    card_template(kind, &text);
    TRY(buf_status(&text, err));
    TRY(file_replace(AT_FDCWD, card, buf_bytes(&text), 0644, err));
    *path = TAKE(card);
    return ASSAY_OK;
}
