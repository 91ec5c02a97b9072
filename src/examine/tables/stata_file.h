/*
 * stata_file.h - what the readers of a data set of Stata share: the file at hand, its variables,
 * and how its numbers and tags are written.
 *
 * Source: Stata, "help dta", "help dta_115" and kin.
 */

#pragma once

#include <string.h>

#include "examine/tables/survey.h"
#include "source/table.h"

/* Types of variables, as formats since 117 number them; the ones below are texts of so many bytes.
 */
enum {
    STATA_LONG_TEXT = 32768, /* strL: its bytes stand behind the rows */
    STATA_DOUBLE = 65526,
    STATA_FLOAT,
    STATA_LONG,
    STATA_INT,
    STATA_BYTE
};

enum { STATA_NAME = 129 }; /* bytes of the longest name, with the NUL behind it */

struct stata_file {
    struct cursor *cursor;
    struct survey survey;
    struct stata_widths { /* how wide a release makes what describes a variable */
        uint16_t name, format, label;
        bool large; /* numbers of rows and offsets of eight bytes, lengths of two */
    } widths;
    unsigned release;
    bool big;
    uint64_t rows;
    uint32_t *types;
    char (*names)[STATA_NAME];      /* of the variables, then */
    char (*label_sets)[STATA_NAME]; /* of the sets of texts that stand for their values, and */
    struct table by_set;            /* the first variable of each */
    uint64_t seed;
};

static inline enum assay_status stata_u16(struct stata_file *file, uint16_t *out)
{
    return file->big ? cursor_u16be(file->cursor, out) : cursor_u16le(file->cursor, out);
}

static inline enum assay_status stata_u32(struct stata_file *file, uint32_t *out)
{
    return file->big ? cursor_u32be(file->cursor, out) : cursor_u32le(file->cursor, out);
}

static inline enum assay_status stata_u64(struct stata_file *file, uint64_t *out)
{
    return file->big ? cursor_u64be(file->cursor, out) : cursor_u64le(file->cursor, out);
}

/* Formats since 117 name their parts. */
static inline bool stata_is_tagged(const struct stata_file *file)
{
    return file->release >= 117;
}

static inline enum assay_status stata_expect(struct stata_file *file, const char *tag)
{
    return cursor_expect(file->cursor, tag, strlen(tag));
}

/* A tag that formats before 117 do not have. */
static inline enum assay_status stata_expect_tag(struct stata_file *file, const char *tag)
{
    return stata_is_tagged(file) ? stata_expect(file, tag) : ASSAY_OK;
}

/* stata_dictionary.c: the header and all that describes the variables, and the columns that they
 * make. From the first byte up to the rows. */
ASSAY_RESULT stata_dictionary(struct stata_file *file);

/* stata_texts.c: long texts, which stand behind the rows, each with the cell that has it. */
ASSAY_RESULT stata_long_texts(struct stata_file *file);
/* The texts that stand for values, up to the end of the file. */
ASSAY_RESULT stata_value_labels(struct stata_file *file);
