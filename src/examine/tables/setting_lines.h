/*
 * setting_lines.h - lines of settings, as YAML, TOML and INI write records:
 *
 *     - ssn: "201112345"      [[people]]              [james]
 *       phone: 312 456        ssn = "201112345"       ssn = 201112345
 *
 * and whether those at hand begin a list of records that are alike. No grammar: what is none of
 * these lines is passed over.
 */

#pragma once

#include "base/bytes.h"

enum setting_form {
    SETTING_OTHER,
    SETTING_BLANK, /* blank, or a comment */
    SETTING_ITEM,  /* "- key: value": begins a record, and is its first cell */
    SETTING_HEAD,  /* "key:" or "[section]": begins a record */
    SETTING_CELL,  /* "key: value" or "key = value" */
};

struct setting_line {
    enum setting_form form;
    size_t indent;           /* of the key; of an item, that of its dash */
    struct bytes key, value; /* without quotes; parts of the line */
    bool hides;              /* '\' or doubled quotes are in the value */
};

/* `line` without its line feed. */
struct setting_line setting_line_read(struct bytes line);

/* True where `text` begins with three records of one list with the same first keys. *looked: bytes
 * that it took to tell. */
bool setting_lines_are_records(struct bytes text, size_t *looked);
