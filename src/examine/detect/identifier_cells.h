/* identifier_cells.h - whether a cell goes with what its column's name says, where no check digit
 * could tell. */

#pragma once

#include "base/bytes.h"

enum cell_fit {
    FIT_NONE,
    FIT_FORM,  /* the form is right */
    FIT_STRONG /* and something in it speaks for it; each function says what */
};

enum { BIRTH_YEAR_LAST = 2021 /* no clock: what is seen may not depend on the day */ };

enum cell_fit cell_account(struct bytes text);
enum cell_fit cell_address(struct bytes text); /* strong: with a word of streets */
enum cell_fit cell_age(struct bytes text);     /* strong: over 89 */
enum cell_fit cell_any(struct bytes text);
enum cell_fit cell_birth(struct bytes text); /* strong: up to that year */
enum cell_fit cell_card_code(struct bytes text);
enum cell_fit cell_code(struct bytes text);
enum cell_fit cell_coordinate(struct bytes text); /* strong: latitude and longitude */
enum cell_fit cell_icd(struct bytes text);
enum cell_fit cell_name(struct bytes text); /* strong: a common given name, or Mr and kin */
enum cell_fit cell_phone(struct bytes text);
enum cell_fit cell_pin(struct bytes text);
enum cell_fit cell_user_url(struct bytes text);
enum cell_fit cell_word(struct bytes text);
enum cell_fit cell_zip(struct bytes text);
enum cell_fit cell_zip_area(struct bytes text); /* strong: few people live there */

/* Latitude and longitude of a cell of both, in millionths of a degree. */
bool cell_pair(struct bytes text, int32_t *latitude, int32_t *longitude);

/* True for a word, in any case, that many people are called by; places and colours that are names
 * as well are left out. */
bool is_given_name(struct bytes word);
