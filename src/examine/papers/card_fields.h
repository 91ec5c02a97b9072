/*
 * card_fields.h - the fields that a data set's and a model's card have, required or not. The same
 * in X.card.yml and in the front matter of a README.md, which may hold any key.
 */

#pragma once

#include "examine/papers/card.h"

/* Tells keys that no card of that kind has, with the nearest. */
void card_check_dataset(struct card *card, const struct doc *doc);
void card_check_model(struct card *card, const struct doc *doc);

/* Reads all fields, or all but `license`, which the Hub writes in its own way. */
void card_read_dataset(struct card *card, const struct doc *doc, bool license);
void card_read_model(struct card *card, const struct doc *doc, bool license);

/* Reads what every card has, for one that does not tell its kind. */
void card_read_common(struct card *card, const struct doc *doc);
