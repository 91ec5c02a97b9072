/*
 * folder_batch.h - pieces that become files of a folder together, each whole or not at all.
 *
 * A file system pays for a sync by the journal's turn, not by the file: syncs that are asked for at
 * the same time share one. So pieces are written aside, synced together, and then renamed; their
 * names are made durable with the next ones.
 */

#pragma once

#include <stdbool.h>
#include <stddef.h>

struct folder_piece {
    char *aside; /* where it was written, NULL: nothing to rename */
    char *name;  /* its name, or a file or folder to sync; relative to the folder */
};

struct folder_batch {
    struct folder_piece *pieces;
    size_t count, room;
};

void folder_batch_clear(struct folder_batch *batch);

/* Takes in a piece that was written to `aside` and shall be `name`; false when memory ran out. */
bool folder_batch_add(struct folder_batch *batch, const char *aside, const char *name);

/* Takes in a file or folder that stands under its name and is to be durable. */
bool folder_batch_keep(struct folder_batch *batch, const char *name);

/* The same for the folder that `name` stands in: what was removed is then gone for good. */
bool folder_batch_keep_parent(struct folder_batch *batch, const char *name);

/*
 * Makes durable all that was taken in, below the open folder `at`, and then gives the pieces their
 * names, in their order. The folders of these names stay in the batch: the next flush makes the
 * names durable before it gives new ones.
 *
 * False with errno when that failed, and in *failed what it was about; borrowed from the batch.
 */
bool folder_batch_flush(struct folder_batch *batch, int at, const char **failed);
