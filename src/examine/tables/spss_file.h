/*
 * spss_file.h - what the readers of a system file of SPSS share: the file at hand, its variables,
 * and how its numbers are written.
 *
 * Numbers are in the order of the machine that wrote them, which the layout code tells. Source:
 * GNU PSPP, "System File Format".
 */

#pragma once

#include "base/buf.h"
#include "examine/tables/survey.h"
#include "source/unpack.h"

enum {
    SPSS_ELEMENT = 8,   /* bytes of a number, and of a piece of a text */
    SPSS_PART = 255,    /* the most bytes of a text in one variable; longer ones take several */
    SPSS_IN_BLOCKS = 2, /* what the header tells of compression: codes, in blocks of zlib */
};

/* What an extension tells of variables by their short names: "SHORT=what", with tabs between. */
struct spss_pairs {
    struct buf all;
    size_t last; /* bytes up to the last one found */
};

/* One element of a case: it begins a variable, or goes on with the text of the one before. */
struct spss_element {
    uint32_t width; /* of a text that begins here; 0: a number */
    bool goes_on;
    bool joins; /* another part of the variable before: a text of more than SPSS_PART bytes */
    char name[8];
    char label[SURVEY_LABEL_MOST];
    uint8_t label_size;
    struct survey_clock clock;
};

struct spss_file {
    struct cursor *cursor;
    struct evidence *evidence;
    struct survey survey;
    bool big;
    uint32_t compression;
    uint32_t cases; /* that the header tells, perhaps */
    double bias;
    struct spss_element *elements;
    size_t count, capacity;
    struct spss_pairs names, lengths; /* the long ones */
    uint64_t searched;                /* bytes of them, in all */
    struct buf text;                  /* of the variable at hand */
    uint8_t codes[SPSS_ELEMENT];
    size_t code; /* the next; SPSS_ELEMENT: none */
    struct spss_blocks {
        struct unpacker *unpacker;
        uint64_t entries; /* where the file tells of each */
        uint32_t count, next;
        struct buf packed, plain;
        size_t used; /* bytes of `plain` */
    } blocks;
};

/* One element of a case. */
struct spss_piece {
    uint8_t bytes[SPSS_ELEMENT];
    double number; /* where `counted` */
    bool counted, missing, over;
};

static inline enum assay_status spss_u32(struct spss_file *file, uint32_t *out)
{
    return file->big ? cursor_u32be(file->cursor, out) : cursor_u32le(file->cursor, out);
}

static inline enum assay_status spss_u64(struct spss_file *file, uint64_t *out)
{
    return file->big ? cursor_u64be(file->cursor, out) : cursor_u64le(file->cursor, out);
}

/* A text in no column: what values stand for, the documents, the file's own label. */
static inline void spss_tell_text(struct spss_file *file, uint64_t at, struct bytes text)
{
    text = survey_trim(text);
    if (text.size > 0)
        evidence_value(file->evidence, EVIDENCE_NO_COLUMN, 0, at, text);
}

/* spss_dictionary.c: the variables, and the columns that they make. From behind the header. */
ASSAY_RESULT spss_dictionary(struct spss_file *file);

/* spss_pieces.c: where blocks of zlib are, told behind the dictionary. */
ASSAY_RESULT spss_open_blocks(struct spss_file *file);
/* The next element of the cases, whatever they are packed in. */
ASSAY_RESULT spss_next_piece(struct spss_file *file, struct spss_piece *piece);
