/* attestation_files.c - the files of attestations/ of what is judged: <assay/attestations.h>. */

#include <assay/attestations.h>

#include "base/kit.h"
#include "source/fail.h"
#include "source/git/statement_files.h"

/* What assay_attestation_files_free() releases; what others see stands first. */
struct attestation_files {
    struct assay_attestation_files shown;
    struct arena *arena;
};

static void statement_files_clear(struct statement_files *files)
{
    buf_clear(&files->files);
    arena_free(files->arena);
}

static ASSAY_RESULT gather(struct statement_files *files,
                           const struct assay_attestation_place *place, struct assay_error *err)
{
    if (place->folder)
        return statement_files_of_folder(files, place->folder, err);
    return place->commit ? statement_files_of_commit(files, place, err)
                         : statement_files_of_index(files, place, err);
}

enum assay_status assay_attestation_files_open(const struct assay_attestation_place *place,
                                               struct assay_attestation_files **out,
                                               struct assay_error *err)
{
    CLEANUP(statement_files_clear)
    struct statement_files files = {.arena = arena_new(), .files = {.ceiling = SIZE_MAX}};
    struct attestation_files *made = files.arena ? arena_alloc(files.arena, sizeof *made) : NULL;

    if (!made)
        return fail_no_memory(err);
    TRY(gather(&files, place, err));
    made->shown.count = files.files.size / sizeof *made->shown.files;
    made->shown.files = (const struct assay_attestation_file *)(const void *)arena_copy(
        files.arena, buf_bytes(&files.files));
    if (!made->shown.files)
        return fail_no_memory(err);
    made->arena = TAKE(files.arena);
    *out = &made->shown;
    return ASSAY_OK;
}

void assay_attestation_files_free(struct assay_attestation_files *files)
{
    if (files) /* the first member of a struct attestation_files, which lives in its own arena */
        arena_free(((struct attestation_files *)(void *)files)->arena);
}

void assay_attestation_files_freep(struct assay_attestation_files **files)
{
    assay_attestation_files_free(*files);
    *files = NULL;
}
