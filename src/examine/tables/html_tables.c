/*
 * html_tables.c - see html_tables.h.
 *
 * Cells of a row are kept until it ends, for only then it is known whether they are names. Memory
 * is bounded by HTML_ROW_CELLS and HTML_DEPTH whatever the text is.
 */

#include "examine/tables/html_tables.h"

#include <stdlib.h>

#include "base/find.h"
#include "base/kit.h"
#include "examine/encoding/html_scan.h"
#include "examine/encoding/html_text.h"
#include "examine/tables/column_name.h"

enum {
    HTML_DEPTH = 8,       /* tables inside of each other; what is deeper is text */
    HTML_ROW_CELLS = 256, /* of a row that may be one of names */
    HTML_ROW_SIZE = 64 * 1024,
    HTML_SPAN_MOST = 1000,
    HTML_NAME_MOST = 64, /* bytes of a column's name */
};

struct kept_cell {
    struct text_cell cell; /* its text stands in `texts` */
    size_t at, column;
    bool heads; /* <th> */
};

/* One table that is open. */
struct level {
    struct text_columns columns;
    uint64_t rows;                  /* of cells */
    size_t column;                  /* where the next cell stands */
    bool in_head;                   /* <thead> */
    bool sideways;                  /* each row has its name in front */
    bool list;                      /* <dl>, whose terms are such names */
    uint16_t below[HTML_ROW_CELLS]; /* rows that a cell reaches down yet, by column */
    /* Names of columns, until the first row below them. */
    size_t name_count;
    uint8_t name_sizes[HTML_ROW_CELLS];
    uint8_t names[HTML_ROW_CELLS][HTML_NAME_MOST];
};

struct html {
    struct html_scan scan;
    struct text_tables *tables;
    struct level *levels; /* HTML_DEPTH of them */
    size_t depth, deeper; /* tables that are open; and those past HTML_DEPTH */
    bool ended;           /* one of no other */
    struct kept_cell *row;
    size_t row_count;
    struct buf texts; /* of the cells in `row` */
    struct buf text;  /* of the cell at hand, as it is written but for tags */
    struct buf decoded;
    bool in_cell, heads;
    bool telling; /* a tag in it has attributes that say more than the text */
    bool tagged;  /* a tag was met since the last of the text, */
    bool parted;  /* and text behind it: its bytes do not show it as one */
    bool begun;   /* it holds more than blanks so far, */
    bool longer;  /* and more than is kept */
    uint64_t start, end;
    struct assay_place place;
    size_t across;
    uint16_t down; /* 0: this row alone */
};

static void html_clear(struct html *html)
{
    free(html->levels);
    free(html->row);
    buf_clear(&html->texts);
    buf_clear(&html->text);
    buf_clear(&html->decoded);
    html_scan_clear(&html->scan);
}

static struct level *level_of(struct html *html)
{
    return html->depth > 0 ? &html->levels[html->depth - 1] : NULL;
}

static bool is_blank(uint8_t byte)
{
    return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

/* Text between two tags, or a piece of it. */
static void take_text(struct html *html, struct bytes some)
{
    const uint64_t at = html_scan_at(&html->scan);
    size_t from = 0, to = some.size;

    if (!html->in_cell)
        return;
    if (!html->begun)
        while (from < to && is_blank(some.data[from]))
            from++;
    if (from == to)
        return;
    if (!html->begun) {
        struct text_lines lines = *html->scan.lines;

        text_lines_pass(&lines, bytes_of(some.data, from), at);
        html->start = at + from;
        html->place = text_lines_place(&lines, html->start);
        html->begun = true;
    }
    html->parted |= html->tagged && bytes_trim(some, BYTES(" \t\n\v\f\r")).size > 0;
    for (to = some.size; to > from && is_blank(some.data[to - 1]); to--)
        ;
    if (to > from)
        html->end = at + to;
    if (html->text.size + (some.size - from) > TEXT_CELL_MOST) {
        html->longer = true;
        return;
    }
    buf_add(&html->text, some.data + from, some.size - from);
}

static struct bytes kept_text(const struct html *html, const struct kept_cell *kept)
{
    const struct bytes texts = buf_bytes(&html->texts);

    return texts.size > 0 ? bytes_of(texts.data + kept->at, kept->cell.text.size) : texts;
}

static bool may_be_name(struct bytes text)
{
    return text.size == 0 || (column_name_is_possible(text) && column_name_is_likely(text));
}

/* True where the row's cells are names: <th> all of them, or in <thead>; or the first row, of cells
 * that may be. */
static bool is_header(const struct html *html, const struct level *level)
{
    size_t heads = 0, names = 0, texts = 0;

    for (size_t i = 0; i < html->row_count; i++) {
        const struct bytes text = kept_text(html, &html->row[i]);

        heads += html->row[i].heads;
        names += may_be_name(text);
        texts += text.size > 0;
    }
    if (level->rows > 0 || level->sideways)
        return false;
    return level->in_head || heads == html->row_count ||
           (heads == 0 && level->name_count == 0 && names == html->row_count && texts > 1);
}

static bool is_sideways(const struct html *html, const struct level *level)
{
    if (level->columns.named || level->name_count > 0 || html->row_count < 2 ||
        (level->rows > 0 && !level->sideways))
        return false;
    for (size_t i = 0; i < html->row_count; i++)
        if (html->row[i].heads != (i == 0))
            return false;
    return may_be_name(kept_text(html, &html->row[0]));
}

/* Of several rows of names the last one counts that has any for a column. */
static void keep_names(const struct html *html, struct level *level)
{
    const size_t width = level->column < HTML_ROW_CELLS ? level->column : HTML_ROW_CELLS;

    for (; level->name_count < width; level->name_count++)
        level->name_sizes[level->name_count] = 0;
    for (size_t i = 0; i < html->row_count; i++) {
        const struct kept_cell *kept = &html->row[i];
        const struct bytes name = bytes_front(kept_text(html, kept), HTML_NAME_MOST);

        if (name.size == 0 || kept->column >= width)
            continue;
        memcpy(level->names[kept->column], name.data, name.size);
        level->name_sizes[kept->column] = (uint8_t)name.size;
    }
}

/* The first row below the names. */
static ASSAY_RESULT name_columns(struct html *html, struct level *level)
{
    struct bytes names[HTML_ROW_CELLS];
    const size_t count = level->name_count;

    for (size_t i = 0; i < count; i++)
        names[i] = bytes_of(level->names[i], level->name_sizes[i]);
    level->name_count = 0;
    return text_columns_named(html->tables, names, count, &level->columns);
}

static ASSAY_RESULT put_cell(struct html *html, struct text_columns *columns, size_t column,
                             struct kept_cell *kept)
{
    kept->cell.text = kept_text(html, kept);
    return text_tables_cell(html->tables, columns, column, &kept->cell);
}

/* The row's first cell names those behind it. */
static ASSAY_RESULT put_sideways(struct html *html, struct level *level)
{
    struct bytes name = kept_text(html, &html->row[0]);
    struct text_columns columns;

    level->sideways = true;
    level->rows++;
    name = bytes_trim(name, BYTES(": "));
    if (level->list && !column_name_is_identifier(name))
        return ASSAY_OK;
    TRY(text_columns_named(html->tables, &name, 1, &columns));
    for (size_t i = 1; i < html->row_count; i++)
        TRY(put_cell(html, &columns, 0, &html->row[i]));
    return ASSAY_OK;
}

static ASSAY_RESULT put_row(struct html *html, struct level *level)
{
    level->rows++;
    if (level->name_count > 0)
        TRY(name_columns(html, level));
    for (size_t i = 0; i < html->row_count; i++)
        TRY(put_cell(html, &level->columns, html->row[i].column, &html->row[i]));
    return ASSAY_OK;
}

static void forget_row(struct html *html)
{
    html->row_count = 0;
    buf_reset(&html->texts);
}

/* `whole`: the row ends; else its cells so far are no names, whatever they look like. */
static ASSAY_RESULT end_cells(struct html *html, struct level *level, bool whole)
{
    if (html->row_count == 0)
        return ASSAY_OK;
    if (whole && is_header(html, level))
        keep_names(html, level);
    else if (whole && !html->tables->data && is_sideways(html, level))
        TRY(put_sideways(html, level));
    else
        TRY(put_row(html, level));
    forget_row(html);
    return ASSAY_OK;
}

static ASSAY_RESULT end_row(struct html *html)
{
    struct level *level = level_of(html);
    const uint64_t rows = level->rows;

    TRY(end_cells(html, level, true));
    if (level->rows > rows)
        text_tables_row(html->tables);
    if (level->column > 0)
        for (size_t i = 0; i < HTML_ROW_CELLS; i++)
            level->below[i] = (uint16_t)(level->below[i] - (level->below[i] > 0));
    level->column = 0;
    return ASSAY_OK;
}

/* As browsers show it: where tags stand in a text its lines are broken anywhere. */
static void join_blanks(struct buf *text)
{
    size_t to = 0;

    for (size_t from = 0; from < text->size; from++) {
        const uint8_t byte = is_blank(text->data[from]) ? ' ' : text->data[from];

        if (byte != ' ' || to == 0 || text->data[to - 1] != ' ')
            text->data[to++] = byte;
    }
    text->size = to;
}

static ASSAY_RESULT keep_cell(struct html *html, struct level *level)
{
    struct kept_cell kept = {.column = level->column, .at = html->texts.size, .heads = html->heads};
    struct bytes text;
    bool decodes;

    if (html->parted)
        join_blanks(&html->text);
    text = bytes_trim(buf_bytes(&html->text), BYTES(" \t\n\v\f\r"));
    decodes = html_text_decode(text, &html->decoded);

    if (decodes)
        text = bytes_trim(buf_bytes(&html->decoded), BYTES(" \t\n\v\f\r"));
    if (html->longer)
        text.size = 0;
    kept.cell =
        (struct text_cell){.start = html->start,
                           .end = html->begun ? html->end : html->start,
                           .place = html->place,
                           .text.size = text.size,
                           .hidden = (decodes || html->parted) && !html->telling && text.size > 0};
    if (html->row_count == HTML_ROW_CELLS || html->texts.size + text.size > HTML_ROW_SIZE) {
        TRY(end_cells(html, level, false));
        kept.at = 0;
    }
    buf_add(&html->texts, text.data, text.size);
    TRY(buf_status(&html->texts, html->tables->err));
    html->row[html->row_count++] = kept;
    return ASSAY_OK;
}

static ASSAY_RESULT end_cell(struct html *html)
{
    struct level *level = level_of(html);

    if (!html->in_cell)
        return ASSAY_OK;
    html->in_cell = false;
    TRY(buf_status(&html->text, html->tables->err));
    TRY(keep_cell(html, level));
    for (size_t i = 0; i < html->across && level->column < TEXT_TABLE_COLUMNS; i++) {
        if (level->column < HTML_ROW_CELLS)
            level->below[level->column] = html->down;
        level->column++;
    }
    return ASSAY_OK;
}

/* A number of columns or rows that a cell covers. */
static size_t span_of(const struct html *html, const char *name)
{
    struct bytes value = html_attribute(html->scan.attributes, name);
    size_t span = 0;

    for (size_t i = 0; i < value.size && value.data[i] >= '0' && value.data[i] <= '9'; i++)
        if (span < HTML_SPAN_MOST)
            span = span * 10 + (size_t)(value.data[i] - '0');
    return span == 0 ? 1 : span < HTML_SPAN_MOST ? span : HTML_SPAN_MOST;
}

static void begin_cell(struct html *html, bool heads)
{
    struct level *level = level_of(html);
    size_t down;

    while (level->column < HTML_ROW_CELLS && level->below[level->column] > 0)
        level->column++;
    html->in_cell = true;
    html->heads = heads;
    html->telling = html->tagged = html->parted = html->begun = html->longer = false;
    html->start = html->end = html_scan_at(&html->scan);
    html->place = text_lines_place(html->scan.lines, html->start);
    html->across = span_of(html, "colspan");
    down = span_of(html, "rowspan");
    html->down = (uint16_t)(down > 1 ? down : 0);
    buf_reset(&html->text);
}

/* All but the names, of which there are none yet: there may be millions of tables. */
static void begin_level(struct level *level, struct text_tables *tables)
{
    level->list = false;
    level->columns = text_columns_begin(tables);
    level->rows = 0;
    level->column = level->name_count = 0;
    level->in_head = level->sideways = false;
    memset(level->below, 0, sizeof level->below);
}

/* What stood in a cell before a table in it are its cells, and no names. */
static ASSAY_RESULT begin_table(struct html *html)
{
    if (html->depth == HTML_DEPTH) {
        html->deeper++;
        return ASSAY_OK;
    }
    if (html->depth > 0) {
        TRY(end_cell(html));
        TRY(end_cells(html, level_of(html), false));
        level_of(html)->columns.sealed = true;
    } else {
        text_tables_part(html->tables);
    }
    begin_level(&html->levels[html->depth++], html->tables);
    return ASSAY_OK;
}

static ASSAY_RESULT end_table(struct html *html)
{
    if (html->deeper > 0) {
        html->deeper--;
        return ASSAY_OK;
    }
    TRY(end_cell(html));
    TRY(end_row(html));
    html->depth--;
    html->ended = html->depth == 0;
    return ASSAY_OK;
}

static bool is_name(struct bytes name, const char *wanted)
{
    return bytes_equal(name, bytes_text(wanted));
}

/* Attributes that say how a text looks, and no more, are passed over with their tag. */
static bool tells(struct bytes attributes)
{
    static const char *const telling[] = {"alt",  "content", "data",  "href",
                                          "mail", "src",     "title", "value"};

    for (size_t i = 0; i < ARRAY_LEN(telling); i++)
        if (bytes_contain(attributes, telling[i]))
            return true;
    return bytes_has(attributes, '@');
}

/* Inside of a text: blanks stand for what a browser shows as a line's end. */
static void pass_tag(struct html *html, struct bytes name, bool opens)
{
    static const char *const breaks[] = {"br", "p", "div", "li"};

    if (!html->in_cell || !html->begun)
        return;
    html->tagged = true;
    html->telling |= opens && tells(html->scan.attributes);
    if (bytes_is_one_of(name, breaks, ARRAY_LEN(breaks)))
        buf_byte(&html->text, ' ');
}

/* A list of terms and what is said of each: as a table whose rows have their names in front. */
static ASSAY_RESULT begin_list(struct html *html)
{
    TRY(begin_table(html));
    level_of(html)->list = true;
    return ASSAY_OK;
}

static ASSAY_RESULT open_in_list(struct html *html, struct bytes name)
{
    const bool term = is_name(name, "dt");

    if (!term && !is_name(name, "dd")) {
        pass_tag(html, name, true);
        return ASSAY_OK;
    }
    TRY(end_cell(html));
    if (term)
        TRY(end_row(html));
    begin_cell(html, term);
    return ASSAY_OK;
}

static ASSAY_RESULT open_tag(struct html *html, struct bytes name)
{
    struct level *level = level_of(html);

    if (is_name(name, "table"))
        return begin_table(html);
    if (is_name(name, "dl") && !level && !html->tables->data)
        return begin_list(html);
    if (!level || html->deeper > 0)
        return ASSAY_OK;
    if (level->list)
        return open_in_list(html, name);
    if (is_name(name, "td") || is_name(name, "th")) {
        TRY(end_cell(html));
        begin_cell(html, is_name(name, "th"));
    } else if (is_name(name, "tr") || is_name(name, "tbody") || is_name(name, "tfoot") ||
               is_name(name, "thead")) {
        TRY(end_cell(html));
        TRY(end_row(html));
        if (!is_name(name, "tr"))
            level->in_head = is_name(name, "thead");
    } else {
        pass_tag(html, name, true);
    }
    return ASSAY_OK;
}

static ASSAY_RESULT close_tag(struct html *html, struct bytes name)
{
    if (html->depth == 0)
        return ASSAY_OK;
    if (is_name(name, level_of(html)->list && html->deeper == 0 ? "dl" : "table"))
        return end_table(html);
    if (level_of(html)->list && html->deeper == 0) {
        if (is_name(name, "dt") || is_name(name, "dd"))
            return end_cell(html);
        pass_tag(html, name, false);
        return ASSAY_OK;
    }
    if (html->deeper > 0)
        return ASSAY_OK;
    if (is_name(name, "td") || is_name(name, "th"))
        return end_cell(html);
    if (is_name(name, "tr") || is_name(name, "tbody") || is_name(name, "thead")) {
        TRY(end_cell(html));
        TRY(end_row(html));
        if (is_name(name, "thead"))
            level_of(html)->in_head = false;
    } else {
        pass_tag(html, name, false);
    }
    return ASSAY_OK;
}

static ASSAY_RESULT read_all(struct html *html, bool one)
{
    enum html_token token;

    do {
        TRY(html_next(&html->scan, &token));
        if (token == HTML_TEXT)
            take_text(html, html->scan.text);
        else if (token == HTML_OPEN)
            TRY(open_tag(html, html->scan.name));
        else if (token == HTML_CLOSE)
            TRY(close_tag(html, html->scan.name));
        if (one && html->ended)
            return ASSAY_OK;
    } while (token != HTML_OVER);
    while (html->depth > 0)
        TRY(end_table(html));
    return ASSAY_OK;
}

enum assay_status html_tables_read(struct cursor *cursor, struct text_lines *lines, bool one,
                                   struct text_tables *tables)
{
    CLEANUP(html_clear)
    struct html html = {.tables = tables,
                        .levels = calloc(HTML_DEPTH, sizeof *html.levels),
                        .row = calloc(HTML_ROW_CELLS, sizeof *html.row)};

    buf_init(&html.texts, 2 * (size_t)HTML_ROW_SIZE);
    buf_init(&html.text, 2 * (size_t)TEXT_CELL_MOST);
    buf_init(&html.decoded, 2 * (size_t)TEXT_CELL_MOST);
    html_scan_init(&html.scan, cursor, lines);
    if (!html.levels || !html.row)
        return assay_fail(tables->err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for a table");
    return read_all(&html, one);
}
