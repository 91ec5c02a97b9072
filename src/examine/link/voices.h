/*
 * voices.h - documents that speak of the models in their folder, found by folder: configurations,
 * licences, and the card that README.md is.
 */

#pragma once

#include <assay/inventory.h>

#include "base/bytes.h"

struct voice {
    const struct assay_item *item;
    struct bytes folder;
};

struct voice_list {
    struct voice *all; /* by container, then by folder */
    size_t count, capacity;
};

/* Borrows from the inventory that it is made of. */
struct voices {
    struct voice_list beside; /* all but cards */
    struct voice_list cards;  /* README.md */
};

ASSAY_RESULT voices_init(struct voices *voices, const struct assay_inventory *inventory,
                         struct assay_error *err);
void voices_clear(struct voices *voices);

/* Those beside an item: the first of `*count` that follow each other. */
const struct voice *voices_about(const struct voices *voices, const struct assay_item *item,
                                 size_t *count);

/* README.md of its folder, or of the nearest one around it; NULL: there is none. */
const struct assay_item *voices_card_around(const struct voices *voices,
                                            const struct assay_item *item);

/* A file that is there in what is looked at, not only in the past. */
bool voice_is_here(const struct assay_item *item);

/* As assay_path_compare(); what stands in no container comes first. */
int voice_compare_containers(const struct assay_path *a, const struct assay_path *b);
