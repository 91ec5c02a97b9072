/*
 * id_table.h - sorted ids with a fan-out: the way in which every index file of git finds objects.
 * Source: git, gitformat-pack(5), "First-Level Fan-Out Table".
 */

#pragma once

#include "source/git/object_id.h"

enum { FANOUT_SIZE = 256 * 4 };

struct id_table {
    const uint8_t *fanout; /* for each first byte, how many ids begin with it or a lower one */
    const uint8_t *ids;
    size_t stride; /* bytes from one id to the next */
    size_t id_size;
    uint32_t count;
};

/* Fills fanout and count; false where the counts do not grow. */
bool id_table_open(struct id_table *table, const uint8_t fanout[FANOUT_SIZE]);

/* The position of an id; false where it is not there, or stands out of order. */
bool id_table_find(const struct id_table *table, const struct object_id *id, uint32_t *position);

/* `position` is below the count. */
void id_table_get(const struct id_table *table, uint32_t position, struct object_id *id);
