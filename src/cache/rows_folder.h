/*
 * rows_folder.h - the files of rows beside a database, one a scope: found, written, and bounded.
 * Any of them may be deleted at any time.
 */

#pragma once

#include "cache/rows.h"

/* `database` is the path of the database's file. False where there are none to be used. */
bool rows_folder_open(const char *database, const uint8_t scope[CACHE_SCOPE_SIZE],
                      struct rows *rows);

/* Writes them, if all such files together can stay within `limit` bytes: the one written longest
 * ago goes first, and after `keep_days` in any case. */
void rows_folder_keep(const char *database, const uint8_t scope[CACHE_SCOPE_SIZE],
                      const struct rows *rows, uint64_t limit, unsigned keep_days);

/* Bytes of all of them. */
uint64_t rows_folder_size(const char *database);
