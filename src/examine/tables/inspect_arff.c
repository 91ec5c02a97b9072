/*
 * inspect_arff.c - data sets of Weka and OpenML: attributes a line each, then rows, also those that
 * tell only the values that are not 0. Values that are in no nominal list are not held to it.
 *
 * Source: Weka, "Attribute-Relation File Format (ARFF)", and the sparse one.
 */

#include <inttypes.h>

#include "base/kit.h"
#include "base/word.h"
#include "examine/inspect.h"
#include "examine/tables/text_tables.h"
#include "inventory/gaps.h"

enum {
    BID = 8 * 9, /* "@relation" */
    LINE_MOST = 64 * 1024,
    NAME_MOST = 256,
};

struct relation {
    struct data_table table;
    struct row_sum row;
    struct evidence *evidence;
    struct assay_error *err;
    struct text_lines lines;
    size_t attributes; /* those past LIMIT_COLUMNS are only counted */
    uint64_t long_lines;
    bool in_data;
};

static void relation_clear(struct relation *relation)
{
    data_table_clear(&relation->table);
}

/* The next name or value, in quotes or up to one of `ends`; *hides: escapes are in it. */
static struct bytes take_word(struct bytes *rest, struct bytes ends, bool *hides)
{
    const uint8_t quote = rest->size > 0 ? rest->data[0] : 0;
    size_t size = 0;
    struct bytes word;

    *hides = false;
    if (quote != '\'' && quote != '"') {
        while (size < rest->size && !bytes_has(ends, rest->data[size]))
            size++;
        word = bytes_trim(bytes_front(*rest, size), BYTES(" \t"));
        *rest = bytes_from(*rest, size);
        return word;
    }
    for (size = 1; size < rest->size && rest->data[size] != quote; size++)
        if (rest->data[size] == '\\') {
            *hides = true;
            size++;
        }
    word = bytes_from(bytes_front(*rest, size), 1);
    *rest = bytes_from(*rest, size + 1);
    return word;
}

static struct bytes skip_blanks(struct bytes text)
{
    while (text.size > 0 && bytes_has(BYTES(" \t"), text.data[0]))
        text = bytes_from(text, 1);
    return text;
}

/* Behind @attribute: its name; what follows is its type. */
static ASSAY_RESULT add_attribute(struct relation *relation, struct bytes rest)
{
    const size_t column = relation->attributes++;
    struct bytes name;
    bool hides;

    name = bytes_front(take_word(&rest, BYTES(" \t{"), &hides), NAME_MOST);
    TRY(data_table_reach(&relation->table, column + 1, relation->err));
    return column < relation->table.count
               ? data_table_name(&relation->table, column, name, relation->err)
               : ASSAY_OK;
}

/* "?" is none; one that escapes hide is not looked at as a whole. */
static void put(struct relation *relation, size_t column, struct bytes value, bool hides,
                struct bytes line, uint64_t offset)
{
    const uint64_t start = offset + (uint64_t)(value.data - line.data), end = start + value.size;
    const struct assay_place place = text_lines_place(&relation->lines, start);
    const uint32_t number = data_table_place(&relation->table, column);

    if (value.size == 0 || column >= relation->attributes || bytes_equal(value, BYTES("?")))
        return;
    if (value.size > TEXT_CELL_MOST)
        value.size = 0;
    data_table_cell(&relation->table, column, value, &relation->row);
    evidence_cell(relation->evidence, EVIDENCE_NO_COLUMN, start > 0 ? start - 1 : 0);
    evidence_cell_text(relation->evidence, number, end, bytes_front(value, hides ? 0 : value.size),
                       &place);
}

static void end_row(struct relation *relation)
{
    data_table_row(&relation->table, &relation->row);
    relation->row = (struct row_sum){0};
}

static void read_row(struct relation *relation, struct bytes line, uint64_t offset)
{
    struct bytes rest = line;
    bool hides;

    for (size_t column = 0; rest.size > 0 && column < relation->attributes; column++) {
        struct bytes value;

        rest = skip_blanks(rest);
        value = take_word(&rest, BYTES(",\t"), &hides);
        put(relation, column, value, hides, line, offset);
        rest = skip_blanks(rest);
        if (rest.size > 0)
            rest = bytes_from(rest, 1);
    }
    end_row(relation);
}

/* The number of an attribute, from 0; as many as there are where it is none. */
static size_t take_number(struct bytes *rest, size_t most)
{
    size_t number = 0;

    while (rest->size > 0 && rest->data[0] >= '0' && rest->data[0] <= '9') {
        number = number < most ? number * 10 + (rest->data[0] - (size_t)'0') : most;
        *rest = bytes_from(*rest, 1);
    }
    return number < most ? number : most;
}

/* {1 X, 3 'Y z'} */
static void read_sparse(struct relation *relation, struct bytes line, uint64_t offset)
{
    struct bytes rest = bytes_from(line, 1);
    bool hides;

    while (rest.size > 0 && rest.data[0] != '}') {
        size_t column;
        struct bytes value;

        rest = skip_blanks(rest);
        column = take_number(&rest, relation->attributes);
        rest = skip_blanks(rest);
        value = take_word(&rest, BYTES(",}"), &hides);
        put(relation, column, value, hides, line, offset);
        rest = skip_blanks(rest);
        if (rest.size > 0 && rest.data[0] != '}')
            rest = bytes_from(rest, 1);
    }
    end_row(relation);
}

static bool takes(struct bytes *line, const char *word)
{
    const size_t size = strlen(word);

    if (!word_is(bytes_front(*line, size), bytes_text(word)))
        return false;
    *line = skip_blanks(bytes_from(*line, size));
    return true;
}

/* At `offset`, without blanks around it. */
static ASSAY_RESULT read_line(struct relation *relation, struct bytes line, uint64_t offset)
{
    if (line.size == 0 || line.data[0] == '%')
        return ASSAY_OK;
    if (relation->in_data) {
        (line.data[0] == '{' ? read_sparse : read_row)(relation, line, offset);
        return ASSAY_OK;
    }
    if (takes(&line, "@attribute"))
        return add_attribute(relation, line);
    relation->in_data = takes(&line, "@data");
    return ASSAY_OK;
}

static ASSAY_RESULT read_lines(struct relation *relation, struct cursor *cursor)
{
    for (bool goes_on = false, whole;; goes_on = !whole) {
        struct bytes line;

        TRY(text_lines_peek(cursor, LINE_MOST, &line, &whole));
        if (line.size == 0)
            return ASSAY_OK;
        if (!goes_on && whole) {
            const struct bytes text = bytes_trim(line, BYTES(" \t\r\n"));

            TRY(read_line(relation, text, cursor_at(cursor) + (uint64_t)(text.data - line.data)));
        }
        relation->long_lines += !goes_on && !whole;
        text_lines_pass(&relation->lines, line, cursor_at(cursor));
        cursor_consume(cursor, line.size);
    }
}

/* The first line that is no remark. */
static unsigned arff_bid(const struct subject *subject)
{
    struct bytes head = subject->head, line;

    while (bytes_take_line(&head, &line)) {
        line = bytes_trim(line, BYTES(" \t\r"));
        if (line.size > 0 && line.data[0] != '%')
            return takes(&line, "@relation") ? BID : 0;
    }
    return 0;
}

static enum assay_status arff_read(struct cursor *cursor, const struct subject *subject,
                                   struct evidence *evidence)
{
    CLEANUP(relation_clear)
    struct relation relation = {
        .evidence = evidence, .err = cursor->err, .lines = text_lines_from(cursor_at(cursor))};

    (void)subject;
    evidence_tables_follow(evidence);
    TRY(data_table_init(&relation.table, evidence, cursor->err));
    TRY(read_lines(&relation, cursor));
    evidence_int(evidence, ASSAY_FACT_DATASET_ROWS, MEASURED, relation.table.rows);
    data_table_tell(&relation.table, relation.attributes);
    if (relation.long_lines > 0)
        evidence_gap(evidence, GAP_DATA_TRUNCATED, ASSAY_NO_OFFSET,
                     "%" PRIu64 " lines are longer than %d bytes: their values were not told apart",
                     relation.long_lines, LINE_MOST);
    return ASSAY_OK;
}

const struct inspector inspect_arff = {
    .format = "arff", .kind = ASSAY_KIND_DATASET, .text = true, .bid = arff_bid, .read = arff_read};
