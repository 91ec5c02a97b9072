/*
 * inspect_sql.c - tables in dumps of databases: rows of INSERT and REPLACE, what UPDATE sets, and
 * rows of COPY ... FROM stdin, as tabs or CSV. What is seen in a value counts for its column, whose
 * name the statement tells, or the CREATE TABLE before it. A dump with some rows, or any file that
 * is rows for the most part, is a data set; any other is code.
 *
 * Source: MySQL, "INSERT Statement"; PostgreSQL, "COPY"; SQLite, "Command Line Shell", ".dump";
 * Transact-SQL, "INSERT"; Oracle Database, "INSERT".
 */

#include <stdlib.h>

#include "base/ending.h"
#include "base/find.h"
#include "base/kit.h"
#include "base/word.h"
#include "examine/encoding/sql_scan.h"
#include "examine/inspect.h"
#include "examine/tables/text_tables.h"

enum {
    BID_NAME = 8,
    BID = 8 * 6,
    ROWS_LEAST = 10,    /* of a file that is a data set */
    TABLES_KNOWN = 512, /* whose CREATE TABLE is remembered */
    NAMES_MOST = 1024,  /* columns */
    NAME_MOST = 128,    /* bytes of a name */
    NAMES_SIZE = 1024 * 1024,
    LINE_MOST = 64 * 1024, /* bytes of a row of COPY */
};

/* A table whose columns are known: `count` names in `names`, from `at` on, each ended by NUL. */
struct known_table {
    uint64_t digest; /* of its name */
    size_t at, count;
    struct text_columns columns; /* from its first rows on, where these name none themselves */
    bool begun;
};

struct dump {
    struct sql_scan scan;
    struct text_tables tables;
    struct evidence *evidence;
    struct known_table known[TABLES_KNOWN];
    size_t known_count;
    struct buf names;  /* of those tables */
    struct buf listed; /* names in the statement at hand */
    size_t listed_count;
    uint64_t table; /* the digest of the name of the table at hand */
    struct text_columns columns;
    uint64_t columns_of; /* whose they are, where nobody named them */
    uint64_t row_bytes;  /* and of the statements around them */
    bool at_insert;      /* the last token begins the next statement */
    struct copied {
        uint8_t between; /* columns */
        bool csv, header;
    } copied; /* rows of COPY */
};

static void dump_free(struct dump **dump)
{
    if (!*dump)
        return;
    sql_scan_clear(&(*dump)->scan);
    buf_clear(&(*dump)->names);
    buf_clear(&(*dump)->listed);
    free(*dump);
    *dump = NULL;
}

static bool is_word(const struct dump *dump, enum sql_token token, const char *word)
{
    return token == SQL_WORD && !dump->scan.quoted && word_is(dump->scan.text, bytes_text(word));
}

static bool is_mark(const struct dump *dump, enum sql_token token, uint8_t mark)
{
    return token == SQL_MARK && dump->scan.mark == mark;
}

static bool ends_statement(const struct dump *dump, enum sql_token token)
{
    return token == SQL_OVER || is_mark(dump, token, ';');
}

/* Scripts of SQL Server end statements by GO in a line, or where the next one begins. */
static bool begins_line(const struct dump *dump, enum sql_token token, const char *word)
{
    return dump->scan.place.column == 1 && is_word(dump, token, word);
}

static ASSAY_RESULT skip_statement(struct dump *dump, enum sql_token token)
{
    while (!ends_statement(dump, token) && !begins_line(dump, token, "go")) {
        dump->at_insert = begins_line(dump, token, "insert");
        if (dump->at_insert)
            return ASSAY_OK;
        TRY(sql_next(&dump->scan, &token));
    }
    return ASSAY_OK;
}

static void add_name(struct buf *names, struct bytes name)
{
    name = bytes_front(name, NAME_MOST);
    for (size_t i = 0; i < name.size; i++)
        buf_byte(names, name.data[i] ? name.data[i] : '?');
    buf_byte(names, 0);
}

/* A name, of which the last part counts: schema.table. The token behind it is read. */
static ASSAY_RESULT read_table_name(struct dump *dump, enum sql_token *token)
{
    dump->table = 0;
    while (*token == SQL_WORD || *token == SQL_TEXT) { /* SQLite takes both */
        char name[NAME_MOST];
        size_t size = bytes_front(dump->scan.text, NAME_MOST).size;

        for (size_t i = 0; i < size; i++) {
            const char c = (char)dump->scan.text.data[i];

            name[i] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
        }
        dump->table = text_hash(bytes_of(name, size));
        TRY(sql_next(&dump->scan, token));
        if (!is_mark(dump, *token, '.'))
            return ASSAY_OK;
        TRY(sql_next(&dump->scan, token));
    }
    return ASSAY_OK;
}

/* What stands in the parentheses of a CREATE TABLE and names no column. */
static bool is_constraint(const struct dump *dump)
{
    static const char *const words[] = {"check",    "constraint", "exclude", "foreign",
                                        "fulltext", "index",      "key",     "like",
                                        "period",   "primary",    "spatial", "unique"};

    return !dump->scan.quoted && word_is_one_of(dump->scan.text, words, ARRAY_LEN(words));
}

/* Behind '(': the first name behind it and behind each comma, up to ')'; `create`: of columns that
 * are described. */
static ASSAY_RESULT read_names(struct dump *dump, bool create)
{
    size_t depth = 1;
    bool first = true;
    enum sql_token token;

    buf_reset(&dump->listed);
    dump->listed_count = 0;
    for (;;) {
        TRY(sql_next(&dump->scan, &token));
        if (ends_statement(dump, token))
            return ASSAY_OK;
        if (is_mark(dump, token, '('))
            depth++;
        else if (is_mark(dump, token, ')') && --depth == 0)
            return buf_status(&dump->listed, dump->tables.err);
        if (first && depth == 1 && (token == SQL_WORD || token == SQL_TEXT) &&
            dump->listed_count < NAMES_MOST && !(create && is_constraint(dump))) {
            add_name(&dump->listed, dump->scan.text);
            dump->listed_count++;
        }
        first = depth == 1 && is_mark(dump, token, ',');
    }
}

static void remember(struct dump *dump)
{
    if (dump->known_count == TABLES_KNOWN || dump->listed_count == 0 ||
        dump->names.size + dump->listed.size > NAMES_SIZE)
        return;
    dump->known[dump->known_count++] = (struct known_table){
        .digest = dump->table, .at = dump->names.size, .count = dump->listed_count};
    buf_add(&dump->names, dump->listed.data, dump->listed.size);
}

/* Passes over the few words before `word`: GLOBAL TEMPORARY, OR REPLACE, OR IGNORE. *token is the
 * one behind it, or the first that is no such word. */
static ASSAY_RESULT read_up_to(struct dump *dump, const char *word, enum sql_token *token,
                               bool *found)
{
    enum { WORDS_BEFORE = 4 };

    *found = false;
    for (size_t i = 0; !*found; i++) {
        TRY(sql_next(&dump->scan, token));
        *found = is_word(dump, *token, word);
        if (!*found && (*token != SQL_WORD || i == WORDS_BEFORE))
            return ASSAY_OK;
    }
    return sql_next(&dump->scan, token);
}

/* Behind CREATE. */
static ASSAY_RESULT read_create(struct dump *dump)
{
    enum sql_token token;
    bool found;

    TRY(read_up_to(dump, "table", &token, &found));
    if (!found)
        return skip_statement(dump, token);
    while (is_word(dump, token, "if") || is_word(dump, token, "not") ||
           is_word(dump, token, "exists"))
        TRY(sql_next(&dump->scan, &token));
    TRY(read_table_name(dump, &token));
    if (!is_mark(dump, token, '('))
        return skip_statement(dump, token);
    TRY(read_names(dump, true));
    remember(dump);
    TRY(buf_status(&dump->names, dump->tables.err));
    TRY(sql_next(&dump->scan, &token));
    return skip_statement(dump, token);
}

static struct known_table *find_known(struct dump *dump)
{
    for (size_t i = dump->known_count; i > 0; i--)
        if (dump->known[i - 1].digest == dump->table)
            return &dump->known[i - 1];
    return NULL;
}

static void tell_names(struct dump *dump, const struct bytes *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        evidence_list(dump->evidence, ASSAY_FACT_DATASET_COLUMN_NAMES, MEASURED, names[i]);
}

/* The columns of the rows to come, by the names of the statement or of the table. */
static ASSAY_RESULT begin_rows(struct dump *dump)
{
    struct bytes names[NAMES_MOST], rest = buf_bytes(&dump->listed);
    struct known_table *known = dump->listed_count == 0 ? find_known(dump) : NULL;
    const uint32_t used = dump->tables.used;
    size_t count = dump->listed_count;

    if (known && known->begun) { /* each row may have a statement of its own */
        dump->columns = known->columns;
        return ASSAY_OK;
    }
    if (known) {
        rest = bytes_from(buf_bytes(&dump->names), known->at);
        count = known->count;
    }
    if (count == 0) {
        if (dump->columns.named || dump->columns_of != dump->table)
            dump->columns = text_columns_begin(&dump->tables);
        dump->columns_of = dump->table;
        return ASSAY_OK;
    }
    for (size_t i = 0; i < count; i++) {
        names[i] = bytes_until(rest, 0);
        rest = bytes_from(rest, names[i].size + 1);
    }
    TRY(text_columns_named(&dump->tables, names, count, &dump->columns));
    if (known) {
        known->columns = dump->columns;
        known->begun = true;
    }
    if (dump->tables.used > used)
        tell_names(dump, names, count);
    return ASSAY_OK;
}

static ASSAY_RESULT put(struct dump *dump, size_t column, const struct text_cell *cell)
{
    return text_tables_cell(&dump->tables, &dump->columns, column, cell);
}

/* The text or number that the scanner is behind. */
static ASSAY_RESULT put_value(struct dump *dump, size_t column)
{
    const struct sql_scan *scan = &dump->scan;

    return put(dump, column,
               &(struct text_cell){.start = scan->start,
                                   .end = scan->end,
                                   .text = scan->text,
                                   .place = scan->place,
                                   .hidden = scan->hides && !scan->cut});
}

/* Behind '(': one row, up to its ')'. Of an expression the first text or number is the value. */
static ASSAY_RESULT read_row(struct dump *dump)
{
    size_t column = 0, depth = 1;
    bool open = true; /* the value was not met yet */
    enum sql_token token;

    while (depth > 0) {
        TRY(sql_next(&dump->scan, &token));
        if (token == SQL_OVER)
            return ASSAY_OK;
        if (is_mark(dump, token, '(')) {
            depth++;
        } else if (is_mark(dump, token, ')')) {
            depth--;
        } else if (depth == 1 && is_mark(dump, token, ',')) {
            column++;
            open = true;
        } else if (open && (token == SQL_TEXT || token == SQL_NUMBER)) {
            open = false;
            TRY(put_value(dump, column));
        }
    }
    text_tables_row(&dump->tables);
    return ASSAY_OK;
}

/* The name of a column in SET. */
static ASSAY_RESULT name_column(struct dump *dump)
{
    const struct bytes name = bytes_front(dump->scan.text, NAME_MOST);
    const uint32_t used = dump->tables.used;

    TRY(text_columns_named(&dump->tables, &name, 1, &dump->columns));
    if (dump->tables.used > used)
        tell_names(dump, &name, 1);
    return ASSAY_OK;
}

/* Behind SET: name = value, ... Of an expression the first text or number is the value. *token: the
 * one behind them. */
static ASSAY_RESULT read_assignments(struct dump *dump, enum sql_token *token)
{
    enum { NAME, VALUE, REST } awaits = NAME;
    size_t depth = 0;

    for (;;) {
        TRY(sql_next(&dump->scan, token));
        if (ends_statement(dump, *token) || begins_line(dump, *token, "go") ||
            is_word(dump, *token, "where") || is_word(dump, *token, "from"))
            return ASSAY_OK;
        if (is_mark(dump, *token, '(')) {
            depth++;
        } else if (is_mark(dump, *token, ')')) {
            depth -= depth > 0;
        } else if (depth == 0 && is_mark(dump, *token, ',')) {
            awaits = NAME;
        } else if (awaits == NAME && *token == SQL_WORD) {
            TRY(name_column(dump));
        } else if (awaits == NAME && is_mark(dump, *token, '=')) {
            awaits = VALUE;
        } else if (awaits == VALUE && (*token == SQL_TEXT || *token == SQL_NUMBER)) {
            awaits = REST;
            TRY(put_value(dump, 0));
        }
    }
}

/* What may stand between INSERT and the table: OR REPLACE, IGNORE, ALL ... *token is the table. */
static ASSAY_RESULT read_up_to_table(struct dump *dump, enum sql_token *token)
{
    static const char *const words[] = {
        "abort", "all",          "delayed", "fail",      "first",   "high_priority", "ignore",
        "into",  "low_priority", "or",      "overwrite", "replace", "rollback",      "table"};

    do
        TRY(sql_next(&dump->scan, token));
    while (*token == SQL_WORD && !dump->scan.quoted &&
           word_is_one_of(dump->scan.text, words, ARRAY_LEN(words)));
    return ASSAY_OK;
}

/* At the name of a table: the names of its columns, if there are any, and the rows. *token: the one
 * behind them. */
static ASSAY_RESULT read_target(struct dump *dump, enum sql_token *token)
{
    TRY(read_table_name(dump, token));
    dump->listed_count = 0;
    if (is_mark(dump, *token, '(')) {
        TRY(read_names(dump, false));
        TRY(sql_next(&dump->scan, token));
    }
    while (*token == SQL_WORD && !is_word(dump, *token, "values") &&
           !is_word(dump, *token, "value") && !is_word(dump, *token, "set") &&
           !begins_line(dump, *token, "insert"))
        TRY(sql_next(&dump->scan, token));
    if (is_word(dump, *token, "set")) {
        TRY(read_assignments(dump, token));
        text_tables_row(&dump->tables);
        return ASSAY_OK;
    }
    if (!is_word(dump, *token, "values") && !is_word(dump, *token, "value"))
        return ASSAY_OK;
    TRY(begin_rows(dump));
    for (;;) {
        TRY(sql_next(&dump->scan, token));
        if (is_mark(dump, *token, '('))
            TRY(read_row(dump));
        else if (!is_mark(dump, *token, ','))
            return ASSAY_OK;
    }
}

/* Behind INSERT or REPLACE. INSERT ALL of Oracle has several tables. */
static ASSAY_RESULT read_insert(struct dump *dump)
{
    const uint64_t start = dump->scan.start, rows = dump->tables.rows;
    enum sql_token token;

    do {
        TRY(read_up_to_table(dump, &token));
        if (token == SQL_WORD || token == SQL_TEXT)
            TRY(read_target(dump, &token));
    } while (is_word(dump, token, "into"));
    if (dump->tables.rows > rows)
        dump->row_bytes += cursor_at(dump->scan.cursor) - start;
    return skip_statement(dump, token);
}

/* The next value of a row of COPY; in CSV it may stand in quotes, which are taken off. */
static struct bytes take_copied(const struct copied *copied, struct bytes *rest, bool *hidden)
{
    struct bytes value = bytes_until(*rest, copied->between);

    *hidden = false;
    if (!copied->csv || rest->size == 0 || rest->data[0] != '"') {
        *rest = bytes_from(*rest, value.size + 1);
        return value;
    }
    value = bytes_from(*rest, 1);
    for (size_t i = 0; i < value.size; i++) {
        if (value.data[i] != '"')
            continue;
        if (i + 1 == value.size || value.data[i + 1] != '"') {
            value.size = i;
            break;
        }
        *hidden = true;
        i++;
    }
    *rest = bytes_from(*rest, value.size + 3);
    return value;
}

/* \N is none. */
static ASSAY_RESULT put_line(struct dump *dump, struct bytes line)
{
    const uint64_t at = cursor_at(dump->scan.cursor);
    struct bytes rest = line;

    for (size_t column = 0; rest.size > 0 && column < TEXT_TABLE_COLUMNS; column++) {
        bool hidden;
        const struct bytes value = take_copied(&dump->copied, &rest, &hidden);
        const uint64_t start = at + (uint64_t)(value.data - line.data);
        struct text_cell cell = {.start = start,
                                 .end = start + value.size,
                                 .text = value,
                                 .place = text_lines_place(&dump->scan.lines, start)};

        if (value.size > TEXT_CELL_MOST || hidden)
            cell.text.size = 0;
        if (!bytes_equal(value, BYTES("\\N")))
            TRY(put(dump, column, &cell));
    }
    dump->row_bytes += line.size;
    text_tables_row(&dump->tables);
    return ASSAY_OK;
}

/* Rows up to the line "\.". */
static ASSAY_RESULT read_copied(struct dump *dump)
{
    bool was_whole = false; /* the statement's own line ends first */
    bool header = dump->copied.header;

    TRY(begin_rows(dump));
    for (;;) {
        struct bytes line, text;
        bool whole;

        TRY(text_lines_peek(dump->scan.cursor, LINE_MOST, &line, &whole));
        if (line.size == 0)
            return ASSAY_OK;
        text = bytes_trim(line, BYTES("\r\n"));
        if (was_whole && whole && !header && !bytes_equal(text, BYTES("\\.")))
            TRY(put_line(dump, text));
        header &= !was_whole;
        sql_consume(&dump->scan, line);
        if (was_whole && bytes_equal(text, BYTES("\\.")))
            return ASSAY_OK;
        was_whole = whole;
    }
}

/* FORMAT csv, HEADER, DELIMITER ';': in parentheses, or as PostgreSQL had them before 9.0. */
static ASSAY_RESULT read_options(struct dump *dump, enum sql_token token, bool *from)
{
    bool sign = false;

    dump->copied = (struct copied){.between = '\t'};
    for (*from = false; !ends_statement(dump, token);) {
        *from |= is_word(dump, token, "stdin");
        dump->copied.header |= is_word(dump, token, "header");
        if (is_word(dump, token, "csv")) {
            dump->copied.csv = true;
            dump->copied.between = dump->copied.between == '\t' ? ',' : dump->copied.between;
        }
        if (sign && token == SQL_TEXT && dump->scan.text.size == 1)
            dump->copied.between = dump->scan.text.data[0];
        sign = is_word(dump, token, "delimiter") || (sign && is_word(dump, token, "as"));
        TRY(sql_next(&dump->scan, &token));
    }
    *from &= token != SQL_OVER;
    return ASSAY_OK;
}

/* Behind COPY. */
static ASSAY_RESULT read_copy(struct dump *dump)
{
    enum sql_token token;
    bool from;

    TRY(sql_next(&dump->scan, &token));
    TRY(read_table_name(dump, &token));
    dump->listed_count = 0;
    if (is_mark(dump, token, '(')) {
        TRY(read_names(dump, false));
        TRY(sql_next(&dump->scan, &token));
    }
    TRY(read_options(dump, token, &from));
    return from ? read_copied(dump) : ASSAY_OK;
}

/* Behind UPDATE: what is changed, and no row. */
static ASSAY_RESULT read_update(struct dump *dump)
{
    enum sql_token token;

    do
        TRY(sql_next(&dump->scan, &token));
    while (!ends_statement(dump, token) && !is_word(dump, token, "set"));
    if (is_word(dump, token, "set"))
        TRY(read_assignments(dump, &token));
    return skip_statement(dump, token);
}

static ASSAY_RESULT read_statements(struct dump *dump)
{
    enum sql_token token;

    for (;;) {
        if (dump->at_insert) {
            dump->at_insert = false;
            TRY(read_insert(dump));
            continue;
        }
        TRY(sql_next(&dump->scan, &token));
        if (token == SQL_OVER)
            return ASSAY_OK;
        if (is_word(dump, token, "insert") || is_word(dump, token, "replace"))
            TRY(read_insert(dump));
        else if (is_word(dump, token, "update"))
            TRY(read_update(dump));
        else if (is_word(dump, token, "create"))
            TRY(read_create(dump));
        else if (is_word(dump, token, "copy"))
            TRY(read_copy(dump));
        else
            TRY(skip_statement(dump, token));
    }
}

static bool is_dump(struct bytes head)
{
    return bytes_starts(head, BYTES("-- MySQL dump")) ||
           bytes_starts(head, BYTES("-- MariaDB dump")) || bytes_starts(head, BYTES("/*M!")) ||
           bytes_starts(head, BYTES("--\n-- PostgreSQL database dump")) ||
           bytes_starts(head, BYTES("PRAGMA foreign_keys=OFF;"));
}

static bool may_have_rows(struct bytes head)
{
    static const char *const words[] = {"COPY ",    "UPDATE ", "copy ",    "INSERT", "Insert",
                                        "REPLACE ", "insert ", "replace ", "update "};

    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (bytes_contain(head, words[i]))
            return true;
    return false;
}

static unsigned sql_bid(const struct subject *subject)
{
    static const char *const endings[] = {".dump", ".mysql", ".pgsql", ".psql", ".sql"};
    const struct bytes head = subject->head;

    if (is_dump(head))
        return BID;
    if (!ends_in_one(subject->name, endings, ARRAY_LEN(endings)) ||
        (head.size > 0 && memchr(head.data, 0, head.size)))
        return 0;
    return subject->size != head.size || may_have_rows(head) ? BID_NAME : 0;
}

static bool is_of_mysql(struct bytes head)
{
    return bytes_has(head, '`') || bytes_starts(head, BYTES("/*M!")) ||
           bytes_contain(head, "MySQL") || bytes_contain(head, "MariaDB");
}

static enum assay_status sql_read(struct cursor *cursor, const struct subject *subject,
                                  struct evidence *evidence)
{
    CLEANUP(dump_free) struct dump *dump = calloc(1, sizeof *dump);

    if (!dump)
        return cursor_fail_at(cursor, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for a dump");
    sql_scan_init(&dump->scan, cursor, is_of_mysql(subject->head));
    text_tables_init(&dump->tables, evidence, cursor->err);
    dump->evidence = evidence;
    buf_init(&dump->names, 2 * (size_t)NAMES_SIZE);
    buf_init(&dump->listed, (size_t)NAMES_MOST * (NAME_MOST + 1));
    TRY(read_statements(dump));
    if (dump->tables.rows < ROWS_LEAST ||
        (!is_dump(subject->head) && dump->row_bytes < cursor_at(cursor) / 2)) {
        evidence_decline(evidence);
        return ASSAY_OK;
    }
    evidence_int(evidence, ASSAY_FACT_DATASET_ROWS, MEASURED, dump->tables.rows);
    evidence_int(evidence, ASSAY_FACT_DATASET_COLUMNS, MEASURED, dump->tables.used);
    return ASSAY_OK;
}

const struct inspector inspect_sql = {
    .format = "sql", .kind = ASSAY_KIND_DATASET, .text = true, .bid = sql_bid, .read = sql_read};
