/*
 * pdf_fonts.h - the fonts of a PDF that number their letters in their own way, as the names that
 * pages call them by.
 *
 * Objects are taken as they come, from the file or out of object streams; then the ToUnicode CMaps
 * that are wanted; then names are joined with fonts. No tree of pages is followed: where a name
 * stands for several fonts of the document, a text by it has several readings.
 *
 * Source: ISO 32000-1, 7.5.7 (object streams), 9.6.6 (encodings), 9.7 (composite fonts), 9.10.
 */

#pragma once

#include "examine/papers/pdf_letters.h"
#include "examine/papers/pdf_lexer.h"

enum {
    PDF_READINGS = 8, /* of one name */
    PDF_DICT_DEPTH = 16,
    PDF_NOT_A_LETTER = 0xfffd, /* a glyph whose name says nothing */
};

/* Letters that are shown, and how many of them are not known. */
struct pdf_tally {
    uint64_t shown, unread;
};

struct pdf_font {
    uint64_t name;          /* hash of the name that it stands under itself, or 0 */
    uint32_t number;        /* of its object; 0: under a name */
    uint32_t to_unicode;    /* object; 0: none */
    uint32_t encoding;      /* object; 0: none */
    size_t glyphs;          /* table of its own /Differences, from 1; 0: none */
    size_t order;           /* in the file */
    bool is_font;           /* not some other dictionary */
    bool composite;         /* codes of several bytes */
    bool identity;          /* codes are glyphs of the font's file */
    bool unicode;           /* codes are UTF-16 themselves */
    struct pdf_tally tally; /* of what pages show by it */
};

/* A way to read what is shown under a name. */
struct pdf_reading {
    uint64_t name;
    struct pdf_font *font;
    const struct pdf_letters *map, *glyphs; /* or NULL */
};

struct pdf_fonts {
    struct pdf_lexer lexer;
    uint32_t object; /* the one at hand */
    uint32_t before[2];

    struct pdf_frame {
        uint64_t key;
        bool valued, encoding, is_to_unicode, is_type, is_differences;
        unsigned lists; /* open ones */
        struct pdf_font font;
    } frames[PDF_DICT_DEPTH];
    size_t depth;  /* of dictionaries; may be more than are kept */
    uint32_t code; /* of the next of /Differences */

    struct pdf_font *fonts;
    size_t count, capacity;
    struct pdf_table {
        uint32_t number; /* object */
        size_t order;    /* in the file */
        struct pdf_letters letters;
        uint64_t hash;                  /* of the letters */
        const struct pdf_letters *same; /* the first that is equal: itself, or another's */
    } * maps, *tables;
    size_t map_count, map_capacity, table_count, table_capacity;
    struct pdf_named {
        uint64_t name;
        uint32_t number;
    } * names;
    size_t name_count, name_capacity;
    bool names_full;              /* no more of them come twice */
    struct pdf_reading *readings; /* by name */
    size_t reading_count, reading_capacity;

    uint64_t budget; /* codes that may still be filled in */
    bool full;       /* there is more than a limit allows */
    bool out_of_memory;
};

void pdf_fonts_init(struct pdf_fonts *fonts);
void pdf_fonts_clear(struct pdf_fonts *fonts);

/* Begins behind a stream, or an object of a stream: `number` is that object's, or 0. */
void pdf_fonts_start(struct pdf_fonts *fonts, uint32_t number);
void pdf_fonts_read(struct pdf_fonts *fonts, struct bytes bytes);

/* After the last object. */
void pdf_fonts_gathered(struct pdf_fonts *fonts);
/* True where the object is the ToUnicode CMap of a font. */
bool pdf_fonts_wants(const struct pdf_fonts *fonts, uint32_t number);
void pdf_fonts_map(struct pdf_fonts *fonts, uint32_t number, struct bytes cmap);

/* After the last map. */
void pdf_fonts_join(struct pdf_fonts *fonts);

uint64_t pdf_fonts_hash(struct bytes name);
/* The readings of a name, and how many; none for a font whose codes are Latin letters. */
const struct pdf_reading *pdf_fonts_find(const struct pdf_fonts *fonts, uint64_t name,
                                         size_t *count);

/* Appends what a string shows, and adds to the tally. */
void pdf_reading_add(const struct pdf_reading *reading, struct bytes string, struct buf *out,
                     struct pdf_tally *tally);

/* For pdf_fonts.c and pdf_readings.c. Room for one more, of `most`. */
bool pdf_fonts_reserve(struct pdf_fonts *fonts, void **all, size_t *capacity, size_t count,
                       size_t each, size_t most);
/* Any name of an object may be a font's: which are is known at the end. */
void pdf_fonts_name(struct pdf_fonts *fonts, uint64_t name, uint32_t number);
/* Each of them once. */
void pdf_fonts_sort_names(struct pdf_fonts *fonts);
