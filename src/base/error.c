/* error.c - filling a struct assay_error. */

#include <assay/error.h>
#include <stdarg.h>

#include "base/text.h"

__attribute__((format(printf, 4, 0))) static void fill(struct assay_error *err,
                                                       enum assay_status status, uint64_t offset,
                                                       const char *format, va_list args)
{
    *err = (struct assay_error){.status = status, .offset = offset};
    vsnprintf(err->text, sizeof err->text, format, args);
}

enum assay_status(assay_fail)(struct assay_error *err, enum assay_status status, uint64_t offset,
                              const char *format, ...)
{
    va_list args;

    if (err) {
        va_start(args, format);
        fill(err, status, offset, format, args);
        va_end(args);
    }
    return status;
}

enum assay_status(assay_fail_errno)(struct assay_error *err, enum assay_status status, int sys,
                                    const char *format, ...)
{
    va_list args;

    if (err) {
        char words[128];

        va_start(args, format);
        fill(err, status, ASSAY_NO_OFFSET, format, args);
        va_end(args);
        err->sys = sys;
        text_append(err->text, sizeof err->text, ": ");
        text_append(err->text, sizeof err->text, strerror_r(sys, words, sizeof words));
    }
    return status;
}

void assay_error_id(struct assay_error *err, const char *id)
{
    if (err)
        text_copy(err->id, sizeof err->id, id);
}

void assay_error_path(struct assay_error *err, const char *path)
{
    size_t size;

    if (!err)
        return;
    size = strlen(path);
    if (size >= sizeof err->path) { /* the end of a long path tells more than its start */
        path += size - (sizeof err->path - 4);
        snprintf(err->path, sizeof err->path, "...%s", path);
    } else {
        text_copy(err->path, sizeof err->path, path);
    }
}

void assay_error_at(struct assay_error *err, uint32_t line, uint32_t column, const char *excerpt)
{
    if (!err)
        return;
    err->line = line;
    err->column = column;
    text_copy(err->excerpt, sizeof err->excerpt, excerpt ? excerpt : "");
}

void assay_error_why(struct assay_error *err, const char *format, ...)
{
    va_list args;

    if (!err)
        return;
    va_start(args, format);
    vsnprintf(err->why, sizeof err->why, format, args);
    va_end(args);
}

void assay_error_do(struct assay_error *err, const char *format, ...)
{
    va_list args;

    if (!err)
        return;
    va_start(args, format);
    vsnprintf(err->remedy, sizeof err->remedy, format, args);
    va_end(args);
}
