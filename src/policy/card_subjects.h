/* card_subjects.h - what the cards of an inventory speak of, as their paths tell. */

#pragma once

#include <assay/inventory.h>

/* Borrows the paths of the inventory that it is made of. */
struct card_subjects {
    struct card_subject *all;
    size_t count;
};

ASSAY_RESULT card_subjects_init(struct card_subjects *subjects,
                                const struct assay_inventory *inventory, struct assay_error *err);
void card_subjects_clear(struct card_subjects *subjects);

/* Whether one of them describes what stands at `path`. */
bool card_subjects_have(const struct card_subjects *subjects, const struct assay_path *path);
