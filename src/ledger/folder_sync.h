/*
 * folder_sync.h - what was written to a folder and is not yet durable.
 *
 * A file system pays for a sync by the journal's turn, not by the file: those that are asked for at
 * the same time share one. So pieces are written first, and then synced together.
 */

#pragma once

#include <assay/error.h>
#include <stdbool.h>
#include <stddef.h>

struct folder_sync {
    char **names; /* relative to the folder: files and folders */
    size_t count, room;
};

void folder_sync_clear(struct folder_sync *sync);

/* Remembers a file or folder; false where memory ran out. */
bool folder_sync_add(struct folder_sync *sync, const char *name);

/*
 * Makes all durable, below the open folder `at`, and forgets them; true when it is done. On failure
 * errno tells why and *failed which, borrowed until the next call.
 */
bool folder_sync_all(struct folder_sync *sync, int at, const char **failed);
