/* walk.h - tests of sources: makes a folder with a shell script, walks it, writes down what came.
 */

#pragma once

#include "rows.h"

#include <assay/target.h>
#include <inttypes.h>
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/codec.h"
#include "base/kit.h"
#include "base/limits.h"
#include "inventory/part.h"
#include "source/source.h"

/* What comes before each script: no settings of the person who runs the tests, fixed names, and
 * `c N` to commit everything at second N. */
#define WALK_PRELUDE                                                                               \
    "set -eu; export HOME=$PWD XDG_CONFIG_HOME=$PWD/.none GIT_CONFIG_NOSYSTEM=1 LC_ALL=C\n"        \
    "unset GIT_DIR GIT_INDEX_FILE GIT_WORK_TREE\n"                                                 \
    "export GIT_AUTHOR_NAME=Ann GIT_AUTHOR_EMAIL=ann@x.org GIT_COMMITTER_NAME=Bob "                \
    "GIT_COMMITTER_EMAIL=bob@x.org\n"                                                              \
    "at() { export GIT_AUTHOR_DATE=\"$1 +0000\" GIT_COMMITTER_DATE=\"$1 +0000\"; }\n"              \
    "new() { git init -q -b main \"$1\"; cd \"$1\"; git config protocol.file.allow always; }\n"    \
    "c() { at 100000000$1; git add -A; git commit -q --allow-empty -m $1; }\n"

/* A new folder, in memory where that can be had, as HOME too; the caller's to walk_remove(). */
static inline char *walk_folder(const char *script)
{
    char memory[] = "/dev/shm/assay-walk-XXXXXX", disk[] = "/tmp/assay-walk-XXXXXX";
    const char *made = mkdtemp(memory);
    char *folder, *command = NULL;
    int status;

    if (!made)
        made = mkdtemp(disk);
    folder = made ? strdup(made) : NULL;
    if (!folder)
        fail_msg("no temporary folder");
    setenv("HOME", folder, 1);
    setenv("XDG_CONFIG_HOME", "/nonexistent", 1);
    if (asprintf(&command, "cd %s\n" WALK_PRELUDE "%s", folder, script) < 0)
        fail_msg("out of memory");
    status = system(command); // NOLINT(cert-env33-c): a test makes what it walks with a script
    free(command);
    if (status != 0)
        fail_msg("the script failed: %d", status);
    return folder;
}

static inline void walk_remove(char *folder)
{
    char command[PATH_MAX + 64];

    snprintf(command, sizeof command, "chmod -R u+rwX %s; rm -rf %s", folder, folder);
    if (system(command) != 0) // NOLINT(cert-env33-c)
        fail_msg("cannot remove %s", folder);
    free(folder);
}

static inline void walk_path(struct buf *out, const struct assay_path *path)
{
    if (!path)
        return;
    if (path->container) {
        walk_path(out, path->container);
        buf_text(out, "!/");
    }
    for (size_t i = 0; i < path->size; i++) {
        uint8_t byte = (uint8_t)path->name[i];

        if (byte < ' ' || byte > '~')
            buf_printf(out, "\\x%02x", byte);
        else
            buf_byte(out, byte);
    }
}

static inline void walk_content(struct buf *out, struct source *source,
                                struct source_session *session, const struct entry *entry)
{
    struct stream stream = {0};
    struct assay_error err = {0};
    uint8_t block[4096];
    uint64_t total = 0;
    size_t got = 0;
    enum assay_status status = source_read(source, session, entry, &stream, &err);

    while (status == ASSAY_OK) {
        status = stream_read(&stream, block, sizeof block, &got, &err);
        if (status != ASSAY_OK || got == 0)
            break;
        if (total == 0)
            buf_printf(out, " \"%.*s\"", (int)(got < 16 ? got : 16), (const char *)block);
        total += got;
    }
    if (total > 16)
        buf_printf(out, " %" PRIu64, total);
    if (status != ASSAY_OK)
        buf_printf(out, " %s", err.id[0] ? err.id : err.text);
    stream_close(&stream);
}

static inline void walk_entry(struct buf *out, struct source *source,
                              struct source_session *session, const struct entry *entry)
{
    static const char *const types[] = {"file", "link", "hard", "gitlink", "special"};

    buf_text(out, types[entry->type]);
    for (size_t i = 0; i < entry->place_count; i++) {
        const struct assay_origin *origin = entry->places[i].origin;

        buf_text(out, " ");
        walk_path(out, entry->places[i].path);
        if (origin && origin->commit)
            buf_printf(out, "@%d", (int)(origin->commit->time - 1000000000));
        if (origin && !origin->present)
            buf_text(out, "-");
    }
    if (entry->link)
        buf_printf(out, " -> %s", entry->link);
    if (entry->type == ASSAY_ITEM_FILE)
        walk_content(out, source, session, entry);
    buf_text(out, "\n");
}

/* Everything that the source yields, a line each, then its gaps, then what was ignored. */
static inline void walk_source(struct buf *out, struct source *source, struct inventory_part *part)
{
    struct source_session *session = NULL;
    struct assay_error err = {0};
    struct entry entry;
    bool found = true;

    assert_ok(source_session_open(source, &session, &err), err);
    for (;;) {
        assert_ok(source_next(source, part, &entry, &found, &err), err);
        if (!found)
            break;
        if (!entry.secrets_only) /* messages of commits: tests/integration/git_messages.sh */
            walk_entry(out, source, session, &entry);
    }
    source_session_close(source, session);
    for (const struct gap_node *gap = part->gaps; gap; gap = gap->next) {
        buf_printf(out, "gap %s ", gap->gap.id);
        walk_path(out, gap->gap.path);
        buf_text(out, "\n");
    }
    for (const struct gap_node *note = part->notes; note; note = note->next) {
        buf_printf(out, "note %s ", note->gap.id);
        walk_path(out, note->gap.path);
        buf_text(out, "\n");
    }
    if (part->ignored)
        buf_printf(out, "ignored %" PRIu64 "\n", part->ignored);
}

/* The target's listing, or "error ID"; the caller's to free(). */
static inline char *walk_target(const struct assay_target *target, struct assay_error *err)
{
    CLEANUP(inventory_part_freep) struct inventory_part *part = inventory_part_new();
    CLEANUP(buf_clear) struct buf out;
    struct source_budget budget;
    struct assay_target_facts facts;
    struct source *source = NULL;

    buf_init(&out, 1U << 24);
    source_budget_init(&budget, NULL);
    if (source_open_target(target, &budget, part, &facts, &source, err) != ASSAY_OK) {
        buf_printf(&out, "error %s\n", err->id[0] ? err->id : err->text);
    } else {
        walk_source(&out, source, part);
        source_close(source);
    }
    return buf_take_string(&out);
}
