/* sql_tables.c - the tables of a dump, and the names of their columns: of the statement at hand, or
 * of the CREATE TABLE before it. */

#include "base/kit.h"
#include "base/word.h"
#include "examine/tables/sql_dump.h"

static void add_name(struct buf *names, struct bytes name)
{
    name = bytes_front(name, SQL_NAME_MOST);
    for (size_t i = 0; i < name.size; i++)
        buf_byte(names, name.data[i] ? name.data[i] : '?');
    buf_byte(names, 0);
}

/* A name, of which the last part counts: schema.table. The token behind it is read. */
enum assay_status sql_dump_table_name(struct sql_dump *dump, enum sql_token *token)
{
    dump->table = 0;
    while (*token == SQL_WORD || *token == SQL_TEXT) { /* SQLite takes both */
        char name[SQL_NAME_MOST];
        size_t size = bytes_front(dump->scan.text, SQL_NAME_MOST).size;

        for (size_t i = 0; i < size; i++) {
            const char c = (char)dump->scan.text.data[i];

            name[i] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
        }
        dump->table = text_hash(bytes_of(name, size));
        TRY(sql_next(&dump->scan, token));
        if (!sql_dump_is_mark(dump, *token, '.'))
            return ASSAY_OK;
        TRY(sql_next(&dump->scan, token));
    }
    return ASSAY_OK;
}

/* What stands in the parentheses of a CREATE TABLE and names no column. */
static bool is_constraint(const struct sql_dump *dump)
{
    static const char *const words[] = {"check",    "constraint", "exclude", "foreign",
                                        "fulltext", "index",      "key",     "like",
                                        "period",   "primary",    "spatial", "unique"};

    return !dump->scan.quoted && word_is_one_of(dump->scan.text, words, ARRAY_LEN(words));
}

/* Behind '(': the first name behind it and behind each comma, up to ')'; `create`: of columns that
 * are described. */
enum assay_status sql_dump_names(struct sql_dump *dump, bool create)
{
    size_t depth = 1;
    bool first = true;
    enum sql_token token;

    buf_reset(&dump->listed);
    dump->listed_count = 0;
    for (;;) {
        TRY(sql_next(&dump->scan, &token));
        if (sql_dump_ends_statement(dump, token))
            return ASSAY_OK;
        if (sql_dump_is_mark(dump, token, '('))
            depth++;
        else if (sql_dump_is_mark(dump, token, ')') && --depth == 0)
            return buf_status(&dump->listed, dump->tables.err);
        if (first && depth == 1 && (token == SQL_WORD || token == SQL_TEXT) &&
            dump->listed_count < SQL_COLUMNS_MOST && !(create && is_constraint(dump))) {
            add_name(&dump->listed, dump->scan.text);
            dump->listed_count++;
        }
        first = depth == 1 && sql_dump_is_mark(dump, token, ',');
    }
}

static void remember(struct sql_dump *dump)
{
    if (dump->known_count == SQL_TABLES_KNOWN || dump->listed_count == 0 ||
        dump->names.size + dump->listed.size > SQL_NAMES_SIZE)
        return;
    dump->known[dump->known_count++] = (struct sql_table){
        .digest = dump->table, .at = dump->names.size, .count = dump->listed_count};
    buf_add(&dump->names, dump->listed.data, dump->listed.size);
}

/* Passes over the few words before `word`: GLOBAL TEMPORARY, OR REPLACE, OR IGNORE. *token is the
 * one behind it, or the first that is no such word. */
static ASSAY_RESULT read_up_to(struct sql_dump *dump, const char *word, enum sql_token *token,
                               bool *found)
{
    enum { WORDS_BEFORE = 4 };

    *found = false;
    for (size_t i = 0; !*found; i++) {
        TRY(sql_next(&dump->scan, token));
        *found = sql_dump_is_word(dump, *token, word);
        if (!*found && (*token != SQL_WORD || i == WORDS_BEFORE))
            return ASSAY_OK;
    }
    return sql_next(&dump->scan, token);
}

/* Behind CREATE. */
enum assay_status sql_dump_create(struct sql_dump *dump)
{
    enum sql_token token;
    bool found;

    TRY(read_up_to(dump, "table", &token, &found));
    if (!found)
        return sql_dump_skip_statement(dump, token);
    while (sql_dump_is_word(dump, token, "if") || sql_dump_is_word(dump, token, "not") ||
           sql_dump_is_word(dump, token, "exists"))
        TRY(sql_next(&dump->scan, &token));
    TRY(sql_dump_table_name(dump, &token));
    if (!sql_dump_is_mark(dump, token, '('))
        return sql_dump_skip_statement(dump, token);
    TRY(sql_dump_names(dump, true));
    remember(dump);
    TRY(buf_status(&dump->names, dump->tables.err));
    TRY(sql_next(&dump->scan, &token));
    return sql_dump_skip_statement(dump, token);
}

static struct sql_table *find_known(struct sql_dump *dump)
{
    for (size_t i = dump->known_count; i > 0; i--)
        if (dump->known[i - 1].digest == dump->table)
            return &dump->known[i - 1];
    return NULL;
}

void sql_dump_tell_names(struct sql_dump *dump, const struct bytes *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        evidence_list(dump->evidence, ASSAY_FACT_DATASET_COLUMN_NAMES, MEASURED, names[i]);
}

/* The columns of the rows to come, by the names of the statement or of the table. */
enum assay_status sql_dump_begin_rows(struct sql_dump *dump)
{
    struct bytes names[SQL_COLUMNS_MOST], rest = buf_bytes(&dump->listed);
    struct sql_table *known = dump->listed_count == 0 ? find_known(dump) : NULL;
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
        sql_dump_tell_names(dump, names, count);
    return ASSAY_OK;
}
