/*
 * sql_scan.h - statements of SQL word by word through a cursor, in memory that does not grow with
 * them: as dumps of MySQL, PostgreSQL and SQLite write them, and no grammar.
 *
 * Source: ISO/IEC 9075-2, 5.2 and 5.3; MySQL, "String Literals"; PostgreSQL, "Lexical Structure".
 */

#pragma once

#include "base/buf.h"
#include "base/cursor.h"
#include "examine/text/text_lines.h"

enum sql_token {
    SQL_OVER,
    SQL_WORD,   /* a keyword or a name, also one in quotes of any kind */
    SQL_TEXT,   /* 'text' */
    SQL_NUMBER, /* without its sign */
    SQL_MARK,   /* any other byte, which is `mark` */
};

enum { SQL_TEXT_MOST = 4096 };

struct sql_scan {
    /* About the last token. */
    uint64_t start, end; /* of what stands between the quotes, or of all of it */
    struct bytes text;   /* WORD, NUMBER, TEXT decoded; valid until the next call */
    bool quoted;         /* WORD */
    bool cut;            /* there is more than SQL_TEXT_MOST bytes of it: `text` is empty */
    bool hides;          /* TEXT: doubled quotes or '\' are in it */
    uint8_t mark;
    struct assay_place place; /* of `start` */

    /* The scanner's own. */
    struct cursor *cursor;
    struct text_lines lines;
    struct buf kept;
    bool backslashes; /* escape what follows them in any text, as in MySQL; else in E'text' */
};

/* Starts at the cursor's place. Release with sql_scan_clear(). */
void sql_scan_init(struct sql_scan *scan, struct cursor *cursor, bool backslashes);
void sql_scan_clear(struct sql_scan *scan);

/* Fails by the cursor's stream and memory only: what never ends goes to the end of the text. */
ASSAY_RESULT sql_next(struct sql_scan *scan, enum sql_token *token);

/* Moves past bytes that the caller saw itself. */
void sql_consume(struct sql_scan *scan, struct bytes some);
