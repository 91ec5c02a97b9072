/* seed.h - small valid files of fuzz targets, for tests of the same readers. */

#pragma once

#include <fcntl.h>

#include "base/buf.h"
#include "base/file.h"

#include "rows.h"

/* Appends tests/fuzz/corpus/NAME. */
static inline void seed_read(const char *name, struct buf *out)
{
    char path[4096];
    struct assay_error err = {0};

    snprintf(path, sizeof path, TEST_DATA "/../fuzz/corpus/%s", name);
    assert_ok(file_read(AT_FDCWD, path, out, &err), err);
}
