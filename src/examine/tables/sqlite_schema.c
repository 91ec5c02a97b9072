/* sqlite_schema.c - see sqlite_schema.h. */

#include "examine/tables/sqlite_schema.h"

#include <stdlib.h>
#include <strings.h>

#include "base/kit.h"

enum token_kind { TOKEN_END, TOKEN_WORD, TOKEN_NAME /* quoted */, TOKEN_SIGN };

struct token {
    enum token_kind kind;
    struct bytes text; /* of a name without its quotes, doubled ones as they are */
    uint8_t quote;
};

struct sql {
    struct bytes rest;
    struct token token;
    unsigned depth; /* of parentheses, behind the token */
};

static bool is_word_byte(uint8_t byte)
{
    return (byte >= '0' && byte <= '9') || ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'z') ||
           byte == '_' || byte == '$' || byte >= 0x80;
}

static bool is_blank(uint8_t byte)
{
    return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

/* Bytes up to and with the first `end`, or all. */
static size_t up_to(struct bytes text, struct bytes end)
{
    for (size_t at = 0; at + end.size <= text.size; at++)
        if (memcmp(text.data + at, end.data, end.size) == 0)
            return at + end.size;
    return text.size;
}

static void skip_blanks(struct sql *sql)
{
    for (;;) {
        if (sql->rest.size > 0 && is_blank(sql->rest.data[0]))
            sql->rest = bytes_from(sql->rest, 1);
        else if (bytes_starts(sql->rest, BYTES("--")))
            sql->rest = bytes_from(sql->rest, up_to(sql->rest, BYTES("\n")));
        else if (bytes_starts(sql->rest, BYTES("/*")))
            sql->rest = bytes_from(sql->rest, up_to(sql->rest, BYTES("*/")));
        else
            return;
    }
}

/* Behind an opening quote; a doubled one stands for itself. */
static size_t quoted_size(struct bytes text, uint8_t close)
{
    size_t at = 0;

    while (at < text.size &&
           (text.data[at] != close || (at + 1 < text.size && text.data[at + 1] == close)))
        at += text.data[at] == close ? 2 : 1;
    return at < text.size ? at : text.size;
}

static void next(struct sql *sql)
{
    size_t size = 0;
    uint8_t first;

    skip_blanks(sql);
    sql->token = (struct token){.kind = TOKEN_END};
    if (sql->rest.size == 0)
        return;
    first = sql->rest.data[0];
    if (bytes_has(BYTES("\"`['"), first)) {
        struct bytes behind = bytes_from(sql->rest, 1);

        size = quoted_size(behind, first == '[' ? ']' : first);
        sql->token = (struct token){TOKEN_NAME, bytes_of(behind.data, size), first};
        sql->rest = bytes_from(behind, size + 1);
        return;
    }
    while (size < sql->rest.size && is_word_byte(sql->rest.data[size]))
        size++;
    sql->token.kind = size ? TOKEN_WORD : TOKEN_SIGN;
    size += size == 0;
    sql->token.text = bytes_of(sql->rest.data, size);
    sql->rest = bytes_from(sql->rest, size);
    sql->depth += first == '(';
    sql->depth -= first == ')' && sql->depth > 0;
}

static bool is(const struct sql *sql, const char *word)
{
    return sql->token.kind == TOKEN_WORD && sql->token.text.size == strlen(word) &&
           strncasecmp((const char *)sql->token.text.data, word, sql->token.text.size) == 0;
}

static bool is_sign(const struct sql *sql, char sign)
{
    return sql->token.kind == TOKEN_SIGN && sql->token.text.data[0] == (uint8_t)sign;
}

static char *copy_name(const struct token *token)
{
    uint8_t close = token->quote == '[' ? ']' : token->quote;
    char *name = malloc(token->text.size + 1);
    size_t size = 0;

    if (!name)
        return NULL;
    for (size_t i = 0; i < token->text.size; i++) {
        name[size++] = token->text.data[i] ? (char)token->text.data[i] : '?';
        if (token->kind == TOKEN_NAME && token->text.data[i] == close)
            i++; /* the second of a pair */
    }
    name[size] = 0;
    return name;
}

/* PRIMARY KEY (a, b DESC) and the like; the token is PRIMARY. Row ids have no alias by it, but
 * where its one column is INTEGER. */
static void read_key(struct sql *sql, struct sqlite_table *table, const bool *integers)
{
    unsigned place = 0, outside = sql->depth;
    size_t last = table->count;

    next(sql); /* KEY */
    next(sql);
    if (!is_sign(sql, '('))
        return;
    for (next(sql); sql->token.kind != TOKEN_END && sql->depth > outside; next(sql)) {
        CLEANUP(free_cleanup) char *name = NULL;

        if (sql->token.kind != TOKEN_WORD && sql->token.kind != TOKEN_NAME)
            continue;
        name = copy_name(&sql->token);
        for (size_t i = 0; name && i < table->count; i++) {
            if (strcasecmp(name, table->columns[i].name) != 0 || table->columns[i].key)
                continue;
            table->columns[i].key = ++place;
            last = i;
        }
    }
    if (place == 1 && last < table->count && integers[last])
        table->columns[last].is_rowid = true;
}

/* Words that may follow the type of a column. */
static bool ends_type(const struct sql *sql)
{
    static const char *const words[] = {"as",      "check",      "collate", "constraint",
                                        "default", "generated",  "not",     "null",
                                        "primary", "references", "unique"};

    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (is(sql, words[i]))
            return true;
    return sql->token.kind != TOKEN_WORD && sql->token.kind != TOKEN_NAME;
}

static bool ends_definition(const struct sql *sql, unsigned outside)
{
    return sql->token.kind == TOKEN_END || sql->depth < outside ||
           (sql->depth == outside && is_sign(sql, ','));
}

/* Reads one definition up to the comma or parenthesis behind it; the token is what follows the
 * name of the column. */
static void read_column(struct sql *sql, struct sqlite_column *column, bool *integer,
                        unsigned outside)
{
    bool computed = false, stored = false, primary = false, descending = false;

    *integer = is(sql, "integer");
    if (!ends_definition(sql, outside) && !ends_type(sql)) {
        next(sql);
        *integer &= ends_type(sql) && !is_sign(sql, '('); /* that one word and no other */
    }
    for (; !ends_definition(sql, outside); next(sql)) {
        if (sql->depth != outside)
            continue;
        computed |= is(sql, "as");
        stored |= is(sql, "stored");
        primary |= is(sql, "primary");
        descending |= primary && is(sql, "desc");
    }
    column->is_stored = !computed || stored;
    column->key = primary;
    column->is_rowid = primary && *integer && !descending;
}

static bool is_constraint(const struct sql *sql)
{
    return is(sql, "constraint") || is(sql, "primary") || is(sql, "unique") || is(sql, "check") ||
           is(sql, "foreign");
}

/* A constraint of the table: only its primary key matters. */
static void read_constraint(struct sql *sql, unsigned outside, struct sqlite_table *table,
                            const bool *integers)
{
    while (!ends_definition(sql, outside)) {
        if (sql->depth == outside && is(sql, "primary"))
            read_key(sql, table, integers);
        else
            next(sql);
    }
}

static bool read_definitions(struct sql *sql, struct sqlite_table *out, bool *integers)
{
    unsigned outside = sql->depth;

    do {
        next(sql);
        if (is_constraint(sql)) {
            read_constraint(sql, outside, out, integers);
            continue;
        }
        if ((sql->token.kind != TOKEN_WORD && sql->token.kind != TOKEN_NAME) ||
            out->count == SQLITE_COLUMNS)
            return false;
        out->columns[out->count] = (struct sqlite_column){.name = copy_name(&sql->token)};
        if (!out->columns[out->count].name)
            return false;
        out->count++;
        next(sql);
        read_column(sql, &out->columns[out->count - 1], &integers[out->count - 1], outside);
    } while (is_sign(sql, ','));
    return sql->depth < outside;
}

bool sqlite_table_read(struct bytes text, struct sqlite_table *out)
{
    CLEANUP(free_cleanup) bool *integers = calloc(SQLITE_COLUMNS, sizeof *integers);
    struct sql sql = {.rest = text};

    *out = (struct sqlite_table){.columns = calloc(SQLITE_COLUMNS, sizeof *out->columns)};
    if (!integers || !out->columns)
        return false;
    next(&sql);
    if (!is(&sql, "create"))
        return false;
    while (sql.token.kind != TOKEN_END && !is_sign(&sql, '(')) {
        if (is(&sql, "virtual") || is(&sql, "as"))
            return false;
        next(&sql);
    }
    if (sql.token.kind == TOKEN_END || !read_definitions(&sql, out, integers))
        return false;
    for (next(&sql); sql.token.kind != TOKEN_END; next(&sql))
        out->without_rowid |= is(&sql, "without");
    for (size_t i = 0; out->without_rowid && i < out->count; i++)
        out->columns[i].is_rowid = false;
    return true;
}

void sqlite_table_clear(struct sqlite_table *table)
{
    for (size_t i = 0; i < table->count; i++)
        free(table->columns[i].name);
    free(table->columns);
    *table = (struct sqlite_table){0};
}

size_t sqlite_table_order(const struct sqlite_table *table, size_t *order)
{
    size_t count = 0;

    for (unsigned key = 1; table->without_rowid && key <= table->count; key++)
        for (size_t i = 0; i < table->count; i++)
            if (table->columns[i].key == key)
                order[count++] = i;
    for (size_t i = 0; i < table->count; i++)
        if (table->columns[i].is_stored && !(table->without_rowid && table->columns[i].key))
            order[count++] = i;
    return count;
}
