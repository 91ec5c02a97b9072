/*
 * pdf_dict.h - what the dictionary of a stream says of it, by its own keys: those of dictionaries
 * within it, and words of strings, say nothing.
 *
 * Source: ISO 32000-1, 7.3.8 (streams), 7.4 (filters), 7.5.7 (object streams).
 */

#pragma once

#include "examine/papers/pdf_lexer.h"

enum pdf_packing { PDF_PLAIN, PDF_DEFLATED, PDF_PICTURE, PDF_UNREAD };

/* Of the last dictionary that was read to its end. */
struct pdf_dict_keys {
    enum pdf_packing packing; /* of several filters each must be known */
    bool objects;             /* a stream of objects */
    bool attached;            /* not in the language of pages */
    bool font;                /* its file */
    bool image, wide, high;
    uint64_t first; /* byte of the first object of a stream of objects */
};

struct pdf_dict {
    struct pdf_dict_keys keys;
    bool sound; /* it is closed, and nothing was closed that was not opened */

    struct pdf_lexer lexer;
    size_t depth;   /* of dictionaries and lists */
    unsigned key;   /* whose value is to come */
    bool valued;    /* it came */
    size_t filters; /* that were named */
    bool broken;
};

/* Stays where it is: its lexer knows its address. */
void pdf_dict_init(struct pdf_dict *dict);
void pdf_dict_clear(struct pdf_dict *dict);

/* Another object begins. */
void pdf_dict_start(struct pdf_dict *dict);
void pdf_dict_read(struct pdf_dict *dict, struct bytes text);
