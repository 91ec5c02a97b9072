/* setting_rows.c - see setting_rows.h. */

#include "examine/tables/setting_rows.h"

#include "base/kit.h"
#include "examine/tables/pair_rows.h"
#include "examine/tables/setting_lines.h"
#include "examine/tables/text_tables.h"

enum {
    LINE_MOST = 16 * 1024,
    LOOK_FREE = 1024 * 1024, /* bytes that looks ahead may read again, */
    LOOK_RATIO = 4,          /* and beyond, for each byte of the text */
    OVERLAP = 1024,          /* bytes of what is looked for, at most */
};

struct settings {
    struct cursor *cursor;
    struct text_tables tables;
    struct pair_rows pairs; /* outside of those lists */
    struct text_lines lines;
    uint64_t looked;
    uint64_t shown;         /* before it all was seen */
    bool seen;              /* enough of it */
    bool in_list;           /* of records, */
    size_t indent;          /* which begin there, */
    enum setting_form form; /* so */
};

static void settings_clear(struct settings *settings)
{
    pair_rows_clear(&settings->pairs);
}

/* A list begins with the line at the cursor. */
static ASSAY_RESULT begins_list(struct settings *settings, const struct setting_line *line,
                                bool *begins)
{
    struct bytes text;
    size_t looked = 0;

    *begins = false;
    if (settings->looked > LOOK_FREE + LOOK_RATIO * cursor_at(settings->cursor))
        return ASSAY_OK;
    TRY(cursor_peek(settings->cursor, CURSOR_WINDOW_MAX, &text));
    *begins = setting_lines_are_records(text, &looked);
    settings->looked += looked;
    settings->indent = line->indent;
    settings->form = line->form;
    return ASSAY_OK;
}

/* True where a list of records goes on with that line. */
static bool goes_on(const struct settings *settings, const struct setting_line *line)
{
    if (line->form == SETTING_BLANK)
        return true;
    if (line->indent > settings->indent)
        return true;
    if (line->indent < settings->indent)
        return false;
    return line->form == settings->form || /* sections do not stand deeper than their keys */
           (line->form == SETTING_CELL && settings->form == SETTING_HEAD && line->indent == 0);
}

static ASSAY_RESULT put(struct settings *settings, const struct setting_line *line,
                        struct bytes whole)
{
    const struct bytes name = line->key;
    struct text_columns columns;
    struct text_cell cell = {.text = line->value};

    cell.start = cursor_at(settings->cursor) + (uint64_t)(line->value.data - whole.data);
    cell.end = cell.start + line->value.size;
    cell.place = text_lines_place(&settings->lines, cell.start);
    if (line->hides || line->value.size > TEXT_CELL_MOST)
        cell.text.size = 0;
    TRY(text_columns_named(&settings->tables, &name, 1, &columns));
    return text_tables_cell(&settings->tables, &columns, 0, &cell);
}

/* The line at the cursor, of which `whole` is what was seen of it. A look ahead moves the window.
 */
static ASSAY_RESULT read_line(struct settings *settings, struct bytes whole)
{
    struct setting_line line = setting_line_read(whole);

    if (settings->in_list && !goes_on(settings, &line))
        settings->in_list = false;
    if (!settings->in_list && (line.form == SETTING_ITEM || line.form == SETTING_HEAD)) {
        TRY(begins_list(settings, &line, &settings->in_list));
        TRY(cursor_peek(settings->cursor, whole.size, &whole));
        whole = bytes_until(whole, '\n');
        line = setting_line_read(whole);
    }
    if (settings->in_list)
        pair_rows_break(&settings->pairs);
    if (settings->in_list && (line.form == SETTING_ITEM || line.form == SETTING_CELL))
        TRY(put(settings, &line, whole));
    return ASSAY_OK;
}

/* A line that is in no list: pairs may stand in it. */
static ASSAY_RESULT read_pairs(struct settings *settings, size_t size)
{
    struct bytes line;
    bool want;

    if (settings->in_list)
        return ASSAY_OK;
    TRY(pair_rows_want(&settings->pairs, settings->cursor, &want));
    if (!want)
        return ASSAY_OK;
    TRY(cursor_peek(settings->cursor, size, &line)); /* it may have moved */
    return pair_rows_read(&settings->pairs, line, cursor_at(settings->cursor), &settings->lines);
}

/* All of the text passes by `sees`, in pieces that are ahead of the lines. */
static ASSAY_RESULT look_on(struct settings *settings, bool (*sees)(void *user, struct bytes some),
                            void *user)
{
    const uint64_t at = cursor_at(settings->cursor);
    struct bytes some;

    if (!sees || settings->seen || (at > 0 && at < settings->shown))
        return ASSAY_OK;
    TRY(cursor_peek(settings->cursor, CURSOR_WINDOW_MAX, &some));
    settings->seen = sees(user, some);
    settings->shown = at + CURSOR_WINDOW_MAX - LINE_MOST - OVERLAP;
    return ASSAY_OK;
}

enum assay_status setting_rows_read(struct cursor *cursor, struct evidence *evidence,
                                    bool (*sees)(void *user, struct bytes some), void *user)
{
    CLEANUP(settings_clear)
    struct settings settings = {.cursor = cursor, .lines = text_lines_from(cursor_at(cursor))};

    text_tables_init(&settings.tables, evidence, cursor->err);
    pair_rows_init(&settings.pairs, &settings.tables);
    for (bool goes_on = false, whole;; goes_on = !whole) {
        struct bytes line;

        TRY(look_on(&settings, sees, user));
        TRY(text_lines_peek(cursor, LINE_MOST, &line, &whole));
        if (line.size == 0)
            return ASSAY_OK;
        if (!goes_on && whole)
            TRY(read_line(&settings, bytes_until(line, '\n')));
        TRY(read_pairs(&settings, line.size));
        TRY(text_lines_peek(cursor, LINE_MOST, &line, &whole)); /* it may have moved */
        text_lines_pass(&settings.lines, line, cursor_at(cursor));
        cursor_consume(cursor, line.size);
    }
}
