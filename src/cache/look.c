/* look.c - a cache as assay doctor shows it. */

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>

#include "base/kit.h"
#include "cache/cache.h"
#include "cache/database.h"
#include "cache/rows_folder.h"

enum assay_status assay_cache_look(const char *path, struct assay_cache_status *status,
                                   struct assay_error *err)
{
    struct database *database = NULL;
    struct stat file;

    *status = (struct assay_cache_status){0};
    if (stat(path, &file) != 0) {
        if (errno == ENOENT || errno == ENOTDIR)
            return ASSAY_OK;
        return assay_fail_errno(err, ASSAY_EIO, errno, "cannot open the cache");
    }
    TRY(database_open(path, false, &database, err));
    status->exists = true;
    status->bytes = (uint64_t)file.st_size + rows_folder_size(path);
    if (database_count(database, &status->entries) != ASSAY_OK) {
        database_close(database);
        return assay_fail(err, ASSAY_EFORMAT, ASSAY_NO_OFFSET, "the cache is damaged");
    }
    database_close(database);
    return ASSAY_OK;
}
