/* containers.h - archives made by a script, and what is found in them, in one text. */

#pragma once

#include "walk.h"

#include <fcntl.h>

#include "source/disk_file.h"

/* `mk NAME TYPE CONTENT [LINK]...` writes a tar by hand; `end` its end. */
#define MK                                                                                         \
    "mk() { perl -e 'while (@ARGV) { ($n, $t, $c, $l) = splice @ARGV, 0, 4; $c .= \"\\n\" if $t "  \
    "=~ /[xg]/; "                                                                                  \
    "$h = pack(\"a100a8a8a8a12a12A8a1a100a6a2x247\", $n, \"0000644\\0\", \"0000000\\0\", "         \
    "\"0000000\\0\", sprintf(\"%011o\\0\", length $c), \"00000000000\\0\", \"\", $t, $l, "         \
    "\"ustar\\0\", \"00\"); substr($h, 148, 8) = sprintf(\"%06o\\0 \", unpack(\"%32C*\", $h)); "   \
    "print $h, $c, \"\\0\" x (-length($c) % 512); }' \"$@\"; }\n"                                  \
    "end() { head -c 1024 /dev/zero; }\n"

struct container_row {
    const char *name;
    const char *script; /* makes the file f */
    struct assay_limits limits;
    const char *expected;
};

/* The same stream without its offsets: archives must do with what comes. */
static inline enum assay_status read_in_order(struct stream *stream, void *to, size_t size,
                                              size_t *got, struct assay_error *err)
{
    return stream_read(stream->state, to, size, got, err);
}

static inline char *list_container(const char *file, const struct assay_limits *limits,
                                   bool in_order)
{
    CLEANUP(inventory_part_freep) struct inventory_part *part = inventory_part_new();
    CLEANUP(buf_clear) struct buf out = {.ceiling = 1U << 24};
    struct stream stream = {0},
                  plain = {.read = read_in_order, .state = &stream, .size = STREAM_SIZE_UNKNOWN};
    struct source_budget budget;
    struct source *source = NULL;
    struct assay_error err = {0};
    uint8_t head[512];
    size_t size = 0;
    enum container_format format;

    source_budget_init(&budget, limits);
    assert_ok(disk_file_open(AT_FDCWD, file + 1, &stream, &err), err);
    assert_ok(stream.read_at(&stream, 0, head, sizeof head, &size, &err), err);
    format = container_recognise(bytes_of(head, size));
    if (format == CONTAINER_NONE) {
        buf_text(&out, "not a container\n");
    } else if (!in_order || !container_by_offset(format)) {
        assert_ok(source_open_container(format, in_order ? &plain : &stream,
                                        inventory_path(part, NULL, BYTES("f")), &budget, &source,
                                        &err),
                  err);
        assert_int_equal(source_is_sequential(source), format != CONTAINER_ZIP);
        walk_source(&out, source, part);
        source_close(source);
    }
    stream_close(&stream);
    return buf_take_string(&out);
}

static inline void check_container(void **state)
{
    const struct container_row *row = *state;
    char *folder = walk_folder(row->script);
    char file[PATH_MAX];
    char *listing;

    assert_int_equal(chdir("/"), 0);
    snprintf(file, sizeof file, "%s/f", folder);
    for (int in_order = 0; in_order < 2; in_order++) {
        listing = list_container(file, &row->limits, in_order);
        if (!in_order || listing[0])
            assert_string_equal(listing, row->expected);
        free(listing);
    }
    walk_remove(folder);
}
