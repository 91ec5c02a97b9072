/* csv_bid.h - which files are tables in text. */

#pragma once

#include "examine/inspector.h"

/* As of an inspector. */
unsigned csv_bid(const struct subject *subject);

/* True where the head is all of the item: it is shorter than promised only where that ends. */
bool csv_head_is_all(const struct subject *subject);
