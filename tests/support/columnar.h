/* columnar.h - what tests of packed tables share: values as lines, files with one byte changed. */

#pragma once

#include <fcntl.h>

#include "inspect.h"

#include "base/map.h"
#include "base/text.h"

/* The values of one column as "row text" lines; valid until the next call. */
static inline const char *column_text(const struct inspected *seen, uint32_t column)
{
    static char text[4096];
    char prefix[16];
    const char *line = seen->values;

    text[0] = 0;
    snprintf(prefix, sizeof prefix, "%u:", column);
    while (*line) {
        const char *end = strchr(line, '\n'), *at = strchr(line, '@'), *space = strchr(line, ' ');

        if (strncmp(line, prefix, strlen(prefix)) == 0) {
            char one[512];

            snprintf(one, sizeof one, "%.*s%.*s", (int)(at - line - (ptrdiff_t)strlen(prefix)),
                     line + strlen(prefix), (int)(end + 1 - space), space);
            text_append(text, sizeof text, one);
        }
        line = end + 1;
    }
    return text;
}

/* A file of tests/data in memory that can be changed; the test's to free(). */
static inline struct bytes file_bytes(const char *name)
{
    struct assay_error err = {0};
    struct bytes map, copy;
    char path[512];
    uint8_t *data;

    snprintf(path, sizeof path, "%s/%s", TEST_DATA, name);
    assert_ok(map_file(AT_FDCWD, path, &map, &err), err);
    data = malloc(map.size);
    assert_non_null(data);
    memcpy(data, map.data, map.size);
    copy = bytes_of(data, map.size);
    map_clear(&map);
    return copy;
}

/* Reads the file with each byte as several others, and cut at each: it comes to an end, says where
 * a failure lies, and, with the sanitizers, reads nothing that is not there. */
static inline void check_spoilt(const struct inspector *inspector, struct bytes file)
{
    static const uint8_t others[] = {0x00, 0x01, 0x7f, 0x80, 0xff};
    uint8_t *bytes = (uint8_t *)(uintptr_t)file.data;

    for (size_t at = 0; at < file.size; at++) {
        uint8_t kept = bytes[at];

        for (size_t i = 0; i <= sizeof others; i++) {
            struct inspected *seen;

            if (i < sizeof others)
                bytes[at] = others[i];
            seen = inspect_bytes(inspector, i < sizeof others ? file : bytes_of(bytes, at), "x");
            if (seen->status != ASSAY_OK &&
                (seen->err.offset > file.size ||
                 (seen->status != ASSAY_EFORMAT && seen->status != ASSAY_ELIMIT)))
                inspected_fail(seen, "a failure that says where");
            inspected_free(seen);
            bytes[at] = kept;
        }
    }
}
