/*
 * statement_files.c - which files of attestations/ may hold a signed statement.
 *
 * A withdrawal must not be lost by a name: a copy in .bak, another folder, or a file that breaks
 * off in the middle. So all are looked at, and only what begins as no JSON text does is left out.
 */

#include "source/statement_files.h"

#include <strings.h>

#include "base/kit.h"
#include "base/limits.h"
#include "source/fail.h"

enum { READ_STEP = 64 * 1024 };

static bool is_called(const char *path, const char *ending)
{
    size_t size = strlen(path), end = strlen(ending);

    return size >= end && strcasecmp(path + size - end, ending) == 0;
}

/* Not known of blanks alone: then more must be read. */
static bool may_be_json(struct bytes content)
{
    static const char blanks[] = "\xef\xbb\xbf \t\r\n"; /* and a byte order mark */

    while (content.size > 0 && memchr(blanks, content.data[0], sizeof blanks - 1))
        content = bytes_from(content, 1);
    return content.size == 0 || content.data[0] == '{';
}

/* Of any version of the format. Source: git-lfs, docs/spec.md, "The Pointer". */
static bool is_pointer(struct bytes content)
{
    return bytes_starts(content, BYTES("version https://git-lfs.github.com/spec/"));
}

static ASSAY_RESULT keep(struct statement_files *files, const struct assay_attestation_file *file,
                         struct assay_error *err)
{
    struct assay_attestation_file kept = *file;

    if (files->full)
        return ASSAY_OK;
    if (files->files.size / sizeof kept == LIMIT_STATEMENT_FILES ||
        file->size > LIMIT_STATEMENT_BYTES - files->bytes) {
        files->full = true;
        kept = (struct assay_attestation_file){
            .path = file->path, .problem = "there are too many: it and those behind are not read"};
    }
    files->bytes += kept.size;
    kept.path = arena_text(files->arena, kept.path);
    if (kept.text)
        kept.text = arena_copy(files->arena, bytes_of(kept.text, kept.size));
    if (kept.problem)
        kept.problem = arena_text(files->arena, kept.problem);
    if (!kept.path || (!kept.text && !kept.problem))
        return fail_no_memory(err);
    buf_add(&files->files, &kept, sizeof kept);
    return buf_status(&files->files, err);
}

/* Reads as far as it may be a statement: to its end, or one byte more than one may have. */
static ASSAY_RESULT read_whole(struct stream *content, bool named, struct buf *out,
                               bool *may_hold_one, struct assay_error *err)
{
    size_t got = 1;

    *may_hold_one = true;
    while (got > 0 && out->size <= LIMIT_DOCUMENT && *may_hold_one) {
        size_t room = LIMIT_DOCUMENT + 1 - out->size, step = room < READ_STEP ? room : READ_STEP;
        uint8_t *to = buf_room(out, step);

        if (!to)
            return buf_status(out, err);
        TRY(stream_read(content, to, step, &got, err));
        buf_used(out, got);
        *may_hold_one = named || may_be_json(buf_bytes(out));
    }
    *may_hold_one = *may_hold_one && (named || memchr(out->data, '{', out->size));
    return ASSAY_OK;
}

enum assay_status statement_files_add(struct statement_files *files, const char *path,
                                      struct stream *content, struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = SIZE_MAX};
    bool named = is_called(path, ".json") || is_called(path, ".jsonl"), may_hold_one;
    struct assay_attestation_file file;
    struct assay_error failure = {0};
    enum assay_status status = read_whole(content, named, &text, &may_hold_one, &failure);

    if (status != ASSAY_OK && !status_is_gap(status)) {
        *err = failure;
        return status;
    }
    if (status != ASSAY_OK)
        return statement_files_unread(files, path, failure.text, err);
    if (!may_hold_one)
        return ASSAY_OK;
    if (text.size > LIMIT_DOCUMENT)
        return statement_files_unread(files, path, "it is larger than a statement may be", err);
    if (is_pointer(buf_bytes(&text)))
        return statement_files_unread(files, path,
                                      "it is a pointer of git-lfs, whose content is not here: git "
                                      "lfs pull; or keep attestations/ out of git-lfs",
                                      err);
    file =
        (struct assay_attestation_file){.path = path, .text = buf_string(&text), .size = text.size};
    TRY(buf_status(&text, err)); /* "" has not that size */
    return keep(files, &file, err);
}

enum assay_status statement_files_unread(struct statement_files *files, const char *path,
                                         const char *problem, struct assay_error *err)
{
    return keep(files, &(struct assay_attestation_file){.path = path, .problem = problem}, err);
}
