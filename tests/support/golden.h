/*
 * golden.h - whole outputs against files of tests/golden.
 *
 * ASSAY_GOLDEN_UPDATE=1 in the environment writes what came out instead: to be read with git diff
 * before it is committed.
 */

#pragma once

#include "rows.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/kit.h"

#include <fcntl.h>

static inline void assert_golden(const char *name, struct bytes text)
{
    CLEANUP(buf_clear) struct buf golden;
    struct assay_error err = {0};
    char path[512];
    size_t at = 0;

    buf_init(&golden, 64 << 20);
    snprintf(path, sizeof path, "%s/../golden/%s", TEST_DATA, name);
    if (getenv("ASSAY_GOLDEN_UPDATE")) {
        assert_ok(file_replace(AT_FDCWD, path, text, 0644, &err), err);
        return;
    }
    assert_ok(file_read(AT_FDCWD, path, &golden, &err), err);
    while (at < text.size && at < golden.size && text.data[at] == golden.data[at])
        at++;
    if (at < text.size || at < golden.size) {
        size_t from = at > 60 ? at - 60 : 0;

        fail_msg("%s differs at byte %zu\n  wanted: %.*s\n  got:    %.*s", name, at,
                 (int)(golden.size - from < 120 ? golden.size - from : 120), golden.data + from,
                 (int)(text.size - from < 120 ? text.size - from : 120), text.data + from);
    }
}
