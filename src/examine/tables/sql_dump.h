/*
 * sql_dump.h - a dump of a database as it is read: its statements token by token, the tables that
 * it named, and where the rows at hand go.
 */

#pragma once

#include "base/buf.h"
#include "examine/encoding/sql_scan.h"
#include "examine/tables/text_tables.h"

enum {
    SQL_TABLES_KNOWN = 512,  /* whose CREATE TABLE is remembered */
    SQL_COLUMNS_MOST = 1024, /* of a statement, that are named */
    SQL_NAME_MOST = 128,     /* bytes of a name */
    SQL_NAMES_SIZE = 1024 * 1024,
};

/* A table whose columns are known: `count` names in `names`, from `at` on, each ended by NUL. */
struct sql_table {
    uint64_t digest; /* of its name */
    size_t at, count;
    struct text_columns columns; /* from its first rows on, where these name none themselves */
    bool begun;
};

struct sql_dump {
    struct sql_scan scan;
    struct text_tables tables;
    struct evidence *evidence;
    struct sql_table known[SQL_TABLES_KNOWN];
    size_t known_count;
    struct buf names;  /* of those tables */
    struct buf listed; /* names in the statement at hand */
    size_t listed_count;
    uint64_t table; /* the digest of the name of the table at hand */
    struct text_columns columns;
    uint64_t columns_of; /* whose they are, where nobody named them */
    uint64_t row_bytes;  /* and of the statements around them */
    bool at_insert;      /* the last token begins the next statement */
    struct sql_copied {
        uint8_t between; /* columns */
        bool csv, header;
    } copied; /* rows of COPY */
};

/* sql_dump.c. The token is the one that the scanner has just read: a word in any case, outside of
 * quotes; a mark; ';' or the end; a word that begins a line. */
bool sql_dump_is_word(const struct sql_dump *dump, enum sql_token token, const char *word);
bool sql_dump_is_mark(const struct sql_dump *dump, enum sql_token token, uint8_t mark);
bool sql_dump_ends_statement(const struct sql_dump *dump, enum sql_token token);
bool sql_dump_begins_line(const struct sql_dump *dump, enum sql_token token, const char *word);

/* From `token` on. Scripts of SQL Server end statements by GO in a line, or where the next one
 * begins: `at_insert` is true then. */
ASSAY_RESULT sql_dump_skip_statement(struct sql_dump *dump, enum sql_token token);

/* A value of the row at hand; of the second the text or number that the scanner is behind. */
ASSAY_RESULT sql_dump_put(struct sql_dump *dump, size_t column, const struct text_cell *cell);
ASSAY_RESULT sql_dump_put_value(struct sql_dump *dump, size_t column);

/* sql_tables.c. A name, of which the last part counts: schema.table. *token is the first of it, and
 * then the one behind it. */
ASSAY_RESULT sql_dump_table_name(struct sql_dump *dump, enum sql_token *token);

/* Behind '(': lists the first name behind it and behind each comma, up to ')'; `create`: of columns
 * that are described. */
ASSAY_RESULT sql_dump_names(struct sql_dump *dump, bool create);

/* Behind CREATE. */
ASSAY_RESULT sql_dump_create(struct sql_dump *dump);

/* The columns of the rows to come, by the names that are listed or those of the table. */
ASSAY_RESULT sql_dump_begin_rows(struct sql_dump *dump);

/* Tells names of columns that were not met before. */
void sql_dump_tell_names(struct sql_dump *dump, const struct bytes *names, size_t count);

/* sql_insert.c. Behind INSERT or REPLACE. INSERT ALL of Oracle has several tables. */
ASSAY_RESULT sql_dump_insert(struct sql_dump *dump);

/* Behind UPDATE: what is changed, and no row. */
ASSAY_RESULT sql_dump_update(struct sql_dump *dump);

/* sql_copy.c. Behind COPY: its rows, where they follow. */
ASSAY_RESULT sql_dump_copy(struct sql_dump *dump);
