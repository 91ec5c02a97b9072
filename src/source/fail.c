/* fail.c - failures that carry an id of gaps.h. */

#include "source/fail.h"
#include "base/kit.h"

#include <stdarg.h>

#include "inventory/gaps.h"

enum assay_status fail_id(struct assay_error *err, enum assay_status status, const char *id,
                          const char *format, ...)
{
    char text[sizeof err->text];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    status = assay_fail(err, status, ASSAY_NO_OFFSET, "%s", text);
    assay_error_id(err, id);
    return status;
}

enum assay_status fail_id_errno(struct assay_error *err, enum assay_status status, const char *id,
                                int sys, const char *format, ...)
{
    char text[sizeof err->text];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    status = assay_fail_errno(err, status, sys, "%s", text);
    assay_error_id(err, id);
    return status;
}

enum assay_status fail_unreadable_target(struct assay_error *err, int sys, const char *path)
{
    enum assay_status status =
        fail_id_errno(err, ASSAY_EIO, GAP_FILE_UNREADABLE, sys, "cannot read %s", path);

    assay_error_path(err, path);
    assay_error_do(err, "run as a user that may read it, or change its permissions");
    return status;
}

enum assay_status fail_no_memory(struct assay_error *err)
{
    return out_of_memory(err);
}

bool status_is_gap(enum assay_status status)
{
    return status == ASSAY_EMISSING || status == ASSAY_EFORMAT || status == ASSAY_EIO ||
           status == ASSAY_ELIMIT;
}
