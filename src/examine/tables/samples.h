/*
 * samples.h - the samples of a WebDataset shard: members of a tar that share a path up to the first
 * dot of its last part, and stand next to one another.
 *
 * Members go by in the order in which a reader of the tar meets them. Source: webdataset, "The
 * WebDataset Format"; tariterators.py, base_plus_ext() and group_by_keys().
 */

#pragma once

#include "examine/inspector.h"

struct samples;

struct samples *samples_new(void); /* NULL when memory ran out */
void samples_free(struct samples *samples);
void samples_freep(struct samples **samples);

/* The next member, a file, by its path inside the container. */
void samples_member(struct samples *samples, struct bytes name);

/* A label that some member gives its sample; in any order. */
void samples_label(struct samples *samples, struct bytes name, struct bytes label);

/* True where most of what went by are samples of several files each. */
bool samples_are_there(const struct samples *samples);

/* Tells their number, their endings as columns, and what does not hold. */
void samples_tell(struct samples *samples, struct evidence *evidence);
