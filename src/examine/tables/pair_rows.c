/* pair_rows.c - see pair_rows.h. */

#include "examine/tables/pair_rows.h"

#include "base/kit.h"
#include "examine/text/text_hash.h"

enum {
    TEXT_MOST = 64 * 1024,  /* bytes of cells that wait */
    RECORDS = 3,            /* alike */
    ITEMS = 8,              /* of a list */
    NEAR = 8 * 1024,        /* bytes around it in which personal data has to be */
    NEAR_LEAST = 3,         /* places */
    VAIN_MOST = 128 * 1024, /* bytes without a record; then */
    SAMPLE = 16,            /* one piece of so many is looked at */
    NAMES_FREE = 4096,      /* names that are asked for whatever they mean, */
    NAME_RATIO = 64,        /* and one more for so many bytes */
};

void pair_rows_init(struct pair_rows *rows, struct text_tables *tables)
{
    memset(rows, 0, sizeof *rows);
    rows->tables = tables;
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
    if (rows->vain >= VAIN_MOST && at / PAIR_PIECE % SAMPLE != 0)
        *want = false;
    *(*want ? &rows->wanted : &rows->unwanted) = at + NEAR;
    return ASSAY_OK;
}

static void forget_cells(struct pair_rows *rows)
{
    rows->waiting = rows->record_cells = rows->list_cells = 0;
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

static ASSAY_RESULT hand_on(struct pair_rows *rows, struct bytes name, uint64_t hash,
                            const struct text_cell *cell)
{
    struct text_columns columns;

    if (!pair_names_know(&rows->names, name, hash))
        return ASSAY_OK;
    rows->vain = 0;
    TRY(text_columns_named(rows->tables, &name, 1, &columns));
    return text_tables_cell(rows->tables, &columns, 0, cell);
}

/* A name of the present record; those past so many are of no column. */
static void note_name(struct pair_rows *rows, uint64_t hash)
{
    for (size_t i = 0; i < rows->usual_count; i++)
        if (rows->usual[i].hash == hash) {
            rows->usual[i].records++;
            return;
        }
    if (rows->usual_count < PAIR_NAMES)
        rows->usual[rows->usual_count++] = (struct usual_name){hash, 1};
}

/* What one record alone has is no column. */
static bool is_usual(const struct pair_rows *rows, uint64_t hash)
{
    for (size_t i = 0; i < rows->usual_count; i++)
        if (rows->usual[i].hash == hash)
            return rows->usual[i].records > 1;
    return false;
}

/* Hands on all that waits: items of a list, or what is usual in records. */
static ASSAY_RESULT hand_on_waiting(struct pair_rows *rows, bool list)
{
    const struct bytes text = buf_bytes(&rows->text);

    for (size_t i = 0; i < rows->waiting; i++) {
        struct pair_cell *waits = &rows->cells[i];
        const struct bytes name = bytes_front(bytes_from(text, waits->name.from), waits->name.size);

        if (waits->cell.text.size > 0)
            waits->cell.text.data = text.data + waits->from;
        if (list || is_usual(rows, waits->name.hash))
            TRY(hand_on(rows, name, waits->name.hash, &waits->cell));
    }
    forget_cells(rows);
    return ASSAY_OK;
}

/* Keeps a cell until it is known whether it is one. */
static ASSAY_RESULT keep(struct pair_rows *rows, struct bytes name, uint64_t hash,
                         const struct text_cell *cell)
{
    struct pair_cell *waits;

    if (rows->waiting == PAIR_CELLS || rows->text.size + name.size + cell->text.size > TEXT_MOST)
        forget_cells(rows);
    waits = &rows->cells[rows->waiting++];
    *waits =
        (struct pair_cell){*cell, {hash, rows->text.size, name.size}, rows->text.size + name.size};
    buf_add(&rows->text, name.data, name.size);
    buf_add(&rows->text, cell->text.data, cell->text.size);
    return buf_status(&rows->text, rows->tables->err);
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

/* The first so many cells that wait are none. */
static void forget_first(struct pair_rows *rows, size_t count)
{
    size_t from;

    if (count >= rows->waiting) {
        forget_cells(rows);
        return;
    }
    rows->record_cells = rows->list_cells = 0;
    from = rows->cells[count].name.from;
    rows->waiting -= count;
    memmove(rows->cells, rows->cells + count, rows->waiting * sizeof *rows->cells);
    memmove(rows->text.data, rows->text.data + from, rows->text.size - from);
    rows->text.size -= from;
    for (size_t i = 0; i < rows->waiting; i++) {
        rows->cells[i].name.from -= from;
        rows->cells[i].from -= from;
    }
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
        rows->usual_count = 0;
        for (size_t i = 0; i < rows->count; i++)
            note_name(rows, rows->record[i]);
        memcpy(rows->first, rows->record, sizeof rows->first);
        forget_first(rows, rows->record_cells);
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
    note_name(rows, hash);
    if (rows->count != 2)
        return ASSAY_OK;
    rows->in_table &= is_alike(rows);
    if (rows->in_table || !is_alike(rows) || rows->alike + 1 < RECORDS)
        return ASSAY_OK;
    rows->in_table = true;
    return hand_on_waiting(rows, false);
}

static ASSAY_RESULT put(struct pair_rows *rows, struct bytes name, uint64_t hash, uint64_t offset,
                        bool sure)
{
    struct text_cell cell;

    if (sure && !pair_names_know(&rows->names, name, hash))
        return ASSAY_OK;
    cell = cell_of(rows, offset);
    return sure ? hand_on(rows, name, hash, &cell) : keep(rows, name, hash, &cell);
}

/* What waits before a list of many values is none. */
static ASSAY_RESULT begin_column(struct pair_rows *rows)
{
    forget_first(rows, rows->list_cells);
    rows->count = rows->alike = rows->usual_count = 0;
    rows->in_table = false;
    return hand_on_waiting(rows, true);
}

static ASSAY_RESULT put_item(struct pair_rows *rows, uint64_t offset)
{
    const struct bytes name = bytes_of(rows->list_name, rows->list.size);

    if (!rows->in_list)
        return ASSAY_OK;
    if (++rows->items == ITEMS && pair_names_know(&rows->names, name, rows->list.hash))
        TRY(begin_column(rows));
    return put(rows, name, rows->list.hash, offset, rows->items >= ITEMS);
}

static void begin_list(struct pair_rows *rows, struct bytes name, uint64_t hash)
{
    rows->in_list = true;
    rows->items = 0;
    rows->list_cells = rows->waiting;
    rows->list = (struct pair_name){.hash = hash, .size = name.size};
    memcpy(rows->list_name, name.data, name.size);
}

/* A list of few values may be one of a record's. */
static void end_list(struct pair_rows *rows)
{
    if (rows->in_list && rows->list_cells < rows->waiting) {
        rows->text.size = rows->cells[rows->list_cells].name.from;
        rows->waiting = rows->list_cells;
    }
    rows->in_list = false;
}

static ASSAY_RESULT read_token(struct pair_rows *rows, enum pair_token token, uint64_t offset)
{
    struct bytes name;
    uint64_t hash;

    switch (token) {
    case PAIR_ITEM:
        return put_item(rows, offset);
    case PAIR_LIST_END:
        end_list(rows);
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
    if (token == PAIR_LIST) {
        begin_list(rows, name, hash);
        return ASSAY_OK;
    }
    TRY(add_name(rows, hash));
    return rows->in_table && !is_usual(rows, hash) ? ASSAY_OK
                                                   : put(rows, name, hash, offset, rows->in_table);
}

enum assay_status pair_rows_read(struct pair_rows *rows, struct bytes piece, uint64_t offset,
                                 const struct text_lines *lines)
{
    rows->lines = *lines;
    rows->counted = offset;
    rows->vain += piece.size;
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
    rows->count = rows->alike = rows->usual_count = 0;
    rows->in_table = false;
}
