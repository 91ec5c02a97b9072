/*
 * messages.h - what is written into commits and tags, as entries beside the files: what stands
 * there is as public as what stands in a file.
 *
 * They are named as no file of git's can be: ".git/commit/ID", ".git/tag/ID". `git cat-file -p ID`
 * shows what was read, line by line.
 */

#pragma once

#include "source/git/catalogue.h"
#include "source/git/commits.h"
#include "source/source.h"

/* How many there are: of the commits in order, then of tags. */
size_t messages_count(const struct commit_graph *graph, const struct catalogue *catalogue);

/* Fills an entry but for its handle. ASSAY_ENOMEM */
ASSAY_RESULT messages_entry(const struct commit_graph *graph, const struct catalogue *catalogue,
                            size_t at, struct inventory_part *part, struct entry *entry,
                            struct assay_error *err);

/* Its bytes, as object_read() fails. */
ASSAY_RESULT messages_stream(const struct commit_graph *graph, const struct catalogue *catalogue,
                             size_t at, struct objects *objects, struct stream *stream,
                             struct assay_error *err);
