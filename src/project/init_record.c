/* init_record.c - `assay init --record KIND`: a record to fill in, made from its schema. */

#include <assay/project.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/kit.h"
#include "examine/papers/records.h"

enum { TEMPLATE_MAX = 1 << 20 };

static ASSAY_RESULT unknown_kind(const char *kind, struct assay_error *err)
{
    const char *nearest = record_nearest(kind);
    enum assay_status status =
        assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET, "there is no kind of record \"%s\"", kind);

    assay_error_id(err, "record.unknown-kind");
    if (nearest)
        assay_error_why(err, "did you mean %s?", nearest);
    assay_error_do(err, "assay init --record list shows all kinds");
    return status;
}

static ASSAY_RESULT exists(const char *kind, const char *path, struct assay_error *err)
{
    enum assay_status status =
        assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET, "there is a record already: %s", path);

    assay_error_id(err, "record.exists");
    assay_error_path(err, path);
    assay_error_do(err, "fill it in, or name another: assay init --record %s records/%s-2.yml",
                   kind, kind);
    return status;
}

static ASSAY_RESULT write_template(const struct shipped_record *record, struct buf *out,
                                   struct assay_error *err)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    const char *title, *meaning;
    const struct form *form;

    if (!arena)
        return out_of_memory(err);
    TRY(record_meaning(record, arena, &title, &meaning, err));
    TRY(record_form_read(record, arena, &form, err));
    buf_printf(out,
               "# %s: %s\n"
               "# `assay check` says what is still open here; a line behind a # is optional.\n"
               "record: %s\n",
               title, meaning, record->name);
    form_template(form, "record", out);
    return buf_status(out, err);
}

/* records/KIND.yml, or where a person says: of some kinds there is one for each change or file. */
static ASSAY_RESULT choose_path(const char *kind, const char *wanted, char **out,
                                struct assay_error *err)
{
    if (wanted)
        *out = strdup(wanted);
    else if (asprintf(out, "records/%s.yml", kind) < 0)
        *out = NULL;
    return *out ? ASSAY_OK : out_of_memory(err);
}

static ASSAY_RESULT make_folder_of(const char *path, struct assay_error *err)
{
    CLEANUP(free_cleanup) char *folder = strdup(path);
    char *slash = folder ? strrchr(folder, '/') : NULL;

    if (!folder)
        return out_of_memory(err);
    if (!slash || slash == folder)
        return ASSAY_OK;
    *slash = 0;
    return file_make_folders(AT_FDCWD, folder, 0755, err);
}

enum assay_status assay_init_record(const char *kind, const char *wanted, char **path,
                                    struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = TEMPLATE_MAX};
    const struct shipped_record *record = record_find(bytes_text(kind));
    CLEANUP(free_cleanup) char *name = NULL;

    if (!record)
        return unknown_kind(kind, err);
    TRY(choose_path(kind, wanted, &name, err));
    if (access(name, F_OK) == 0)
        return exists(kind, name, err);
    TRY(write_template(record, &text, err));
    TRY(make_folder_of(name, err));
    TRY(file_replace(AT_FDCWD, name, buf_bytes(&text), 0644, err));
    *path = TAKE(name);
    return ASSAY_OK;
}

enum assay_status assay_record_kinds(char **text, struct assay_error *err)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    CLEANUP(buf_clear) struct buf out = {.ceiling = TEMPLATE_MAX};
    char *taken;

    if (!arena)
        return out_of_memory(err);
    for (size_t i = 0; i < shipped_record_count; i++) {
        const char *title, *meaning;

        TRY(record_meaning(&shipped_records[i], arena, &title, &meaning, err));
        buf_printf(&out, "%-18s %s\n", shipped_records[i].name, meaning);
    }
    TRY(buf_status(&out, err));
    taken = buf_take_string(&out);
    if (!taken)
        return out_of_memory(err);
    *text = taken;
    return ASSAY_OK;
}
