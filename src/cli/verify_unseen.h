/* verify_unseen.h - what `assay verify` must not call gone, or changed. */

#pragma once

#include <assay/inventory.h>

/* A file that could not be read, or a folder on the way to it: to say that it is missing would be
 * to accuse without having seen. */
bool verify_is_unseen(const struct assay_inventory *present, const struct assay_path *path);

/* True when the whole target was seen in part only, and the record knows nothing of that. */
bool verify_is_cut(const struct assay_inventory *recorded, const struct assay_inventory *present);

/*
 * `assay waive` writes it, and people commit it: to excuse a finding changes nothing that was
 * recorded. What else stands below .assay (policy, keys, trust) decides, and stays content.
 */
bool verify_is_waivers(const struct assay_item *item);
