/* pair_rows.c - see pair_rows.h. */

#include "examine/tables/pair_rows.h"

#include "base/kit.h"
#include "examine/text/text_hash.h"

enum {
    TEXT_MOST = 64 * 1024, /* bytes of cells that wait */
    RECORDS = 3,           /* alike */
    ITEMS = 8,             /* of a list */
    NEAR = 8 * 1024,       /* bytes around it in which personal data has to be */
    NEAR_LEAST = 3,        /* places */
    NAMES_FREE = 4096,     /* names that are asked for whatever they mean, */
    NAME_RATIO = 64,       /* and one more for so many bytes */
};

void pair_rows_init(struct pair_rows *rows, struct text_tables *tables)
{
    memset(rows, 0, sizeof *rows);
    rows->tables = tables;
    rows->list_name = PAIR_NO_NAME;
    rows->names.most = NAMES_FREE;
    buf_init(&rows->text, TEXT_MOST);
}

void pair_rows_clear(struct pair_rows *rows)
{
    buf_clear(&rows->text);
}

enum assay_status pair_rows_want(struct pair_rows *rows, struct cursor *cursor, bool *want)
{
    const uint64_t at = cursor_at(cursor);
    struct bytes ahead;
    size_t near;

    /* of what is decoded nothing was seen yet */
    *want = rows->tables->decoded || at < rows->wanted;
    if (*want || at < rows->unwanted)
        return ASSAY_OK;
    TRY(cursor_peek(cursor, 2 * (size_t)NEAR, &ahead)); /* so far all is seen */
    near = evidence_people_wait(rows->tables->evidence, at < NEAR ? 0 : at - NEAR, at + ahead.size);
    *want = near >= NEAR_LEAST || (near > 0 && rows->in_table);
    *(*want ? &rows->wanted : &rows->unwanted) = at + NEAR;
    return ASSAY_OK;
}

static void forget_cells(struct pair_rows *rows)
{
    rows->waiting = rows->record_cells = 0;
    buf_reset(&rows->text);
}

/* Of a path the last part is the name: user.0.email, users[0].email, --email. */
static struct bytes last_part(struct bytes name)
{
    const uint8_t *dot = name.size > 0 ? memrchr(name.data, '.', name.size) : NULL;

    if (dot && dot + 1 < name.data + name.size)
        name = bytes_from(name, (size_t)(dot - name.data) + 1);
    return bytes_trim(name, BYTES("-$ "));
}

/* Its place, where it is known what stands under it. */
static uint32_t place_of(struct pair_rows *rows, struct bytes name, uint64_t hash)
{
    const uint32_t place = pair_names_find(&rows->names, name, hash);

    if (!rows->names.anew)
        return place;
    rows->names.anew = false;
    rows->list_name = PAIR_NO_NAME;
    forget_cells(rows);
    return place;
}

static ASSAY_RESULT hand_on(struct pair_rows *rows, uint32_t name, const struct text_cell *cell)
{
    const struct bytes text = pair_names_text(&rows->names, name);
    struct text_columns columns;

    TRY(text_columns_named(rows->tables, &text, 1, &columns));
    return text_tables_cell(rows->tables, &columns, 0, cell);
}

/* Hands on all that waits. */
static ASSAY_RESULT hand_on_waiting(struct pair_rows *rows)
{
    for (size_t i = 0; i < rows->waiting; i++) {
        struct pair_cell *waits = &rows->cells[i];

        if (waits->cell.text.size > 0)
            waits->cell.text.data = buf_bytes(&rows->text).data + waits->from;
        TRY(hand_on(rows, waits->name, &waits->cell));
    }
    forget_cells(rows);
    return ASSAY_OK;
}

/* Keeps a cell until it is known whether it is one. */
static void keep(struct pair_rows *rows, uint32_t name, const struct text_cell *cell)
{
    struct pair_cell *waits;

    if (rows->waiting == PAIR_CELLS || rows->text.size + cell->text.size > TEXT_MOST)
        forget_cells(rows);
    waits = &rows->cells[rows->waiting++];
    *waits = (struct pair_cell){*cell, name, rows->text.size};
    buf_add(&rows->text, cell->text.data, cell->text.size);
}

/* The value that the scanner is behind. */
static struct text_cell cell_of(struct pair_rows *rows, uint64_t offset)
{
    const struct bytes text = rows->scan.text, value = rows->scan.value;
    struct text_cell cell = {.text = value};

    cell.start = offset + (uint64_t)(value.data - text.data);
    cell.end = cell.start + value.size;
    text_lines_pass(&rows->lines,
                    bytes_of(text.data + (rows->counted - offset), cell.start - rows->counted),
                    rows->counted);
    rows->counted = cell.start;
    cell.place = text_lines_place(&rows->lines, cell.start);
    if (rows->scan.hides || value.size > TEXT_CELL_MOST)
        cell.text.size = 0;
    return cell;
}

/* Whether the present record begins as those before it. */
static bool is_alike(const struct pair_rows *rows)
{
    return rows->count >= 2 && memcmp(rows->record, rows->first, sizeof rows->first) == 0;
}

/* The cells that wait before the present record are none. */
static void forget_before_record(struct pair_rows *rows)
{
    const size_t from =
        rows->record_cells < rows->waiting ? rows->cells[rows->record_cells].from : 0;

    rows->waiting -= rows->record_cells;
    memmove(rows->cells, rows->cells + rows->record_cells, rows->waiting * sizeof *rows->cells);
    rows->record_cells = 0;
    if (rows->waiting == 0) {
        buf_reset(&rows->text);
        return;
    }
    if (rows->text.size > from)
        memmove(rows->text.data, rows->text.data + from, rows->text.size - from);
    rows->text.size -= from;
    for (size_t i = 0; i < rows->waiting; i++)
        rows->cells[i].from -= from;
}

/* The present record ends where one of its names comes again; what stood before that name was none
 * of it. */
static void end_record(struct pair_rows *rows, size_t from)
{
    rows->count -= from;
    memmove(rows->record, rows->record + from, rows->count * sizeof *rows->record);
    if (is_alike(rows)) {
        rows->alike++;
    } else {
        rows->in_table = false;
        rows->alike = rows->count >= 2;
        memcpy(rows->first, rows->record, sizeof rows->first);
        forget_before_record(rows);
    }
    rows->count = 0;
    rows->record_cells = rows->waiting;
}

/* A name of the present record, or the first of the next. */
static ASSAY_RESULT add_name(struct pair_rows *rows, uint64_t hash)
{
    for (size_t i = 0; i < rows->count; i++)
        if (rows->record[i] == hash) {
            end_record(rows, i);
            break;
        }
    if (rows->count == PAIR_NAMES)
        end_record(rows, 0);
    rows->record[rows->count++] = hash;
    if (rows->count != 2)
        return ASSAY_OK;
    rows->in_table &= is_alike(rows);
    if (rows->in_table || !is_alike(rows) || rows->alike + 1 < RECORDS)
        return ASSAY_OK;
    rows->in_table = true;
    return hand_on_waiting(rows);
}

static ASSAY_RESULT put(struct pair_rows *rows, uint32_t name, uint64_t offset, bool sure)
{
    struct text_cell cell;

    if (name == PAIR_NO_NAME)
        return ASSAY_OK;
    cell = cell_of(rows, offset);
    if (sure)
        return hand_on(rows, name, &cell);
    keep(rows, name, &cell);
    return buf_status(&rows->text, rows->tables->err);
}

static ASSAY_RESULT put_item(struct pair_rows *rows, uint64_t offset)
{
    if (rows->list_name == PAIR_NO_NAME)
        return ASSAY_OK;
    if (++rows->items == ITEMS)
        TRY(hand_on_waiting(rows));
    return put(rows, rows->list_name, offset, rows->items >= ITEMS);
}

/* A list is no part of a record. */
static void begin_list(struct pair_rows *rows, uint32_t name)
{
    rows->items = 0;
    rows->list_name = name;
    if (name != PAIR_NO_NAME)
        pair_rows_break(rows);
}

static ASSAY_RESULT read_token(struct pair_rows *rows, enum pair_token token, uint64_t offset)
{
    struct bytes name;
    uint64_t hash;
    uint32_t place;

    switch (token) {
    case PAIR_ITEM:
        return put_item(rows, offset);
    case PAIR_LIST_END:
        if (rows->list_name != PAIR_NO_NAME)
            forget_cells(rows);
        rows->list_name = PAIR_NO_NAME;
        return ASSAY_OK;
    case PAIR_VALUE:
    case PAIR_LIST:
        break;
    case PAIR_OVER:
        return ASSAY_OK;
    }
    name = last_part(rows->scan.name);
    if (name.size == 0)
        return ASSAY_OK;
    hash = text_hash(name);
    place = place_of(rows, name, hash);
    if (token == PAIR_LIST) {
        begin_list(rows, place);
        return ASSAY_OK;
    }
    TRY(add_name(rows, hash));
    return put(rows, place, offset, rows->in_table);
}

enum assay_status pair_rows_read(struct pair_rows *rows, struct bytes piece, uint64_t offset,
                                 const struct text_lines *lines)
{
    rows->lines = *lines;
    rows->counted = offset;
    rows->names.most = NAMES_FREE + (offset + piece.size) / NAME_RATIO;
    pair_scan_more(&rows->scan, piece);
    for (;;) {
        const enum pair_token token = pair_scan_next(&rows->scan);

        if (token == PAIR_OVER)
            return ASSAY_OK;
        TRY(read_token(rows, token, offset));
    }
}

void pair_rows_break(struct pair_rows *rows)
{
    forget_cells(rows);
    rows->count = rows->alike = 0;
    rows->in_table = false;
}
