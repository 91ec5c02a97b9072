/*
 * list_facts.c - facts of an item for a person: one line each, a table's columns side by side, then
 * what was seen. Long values are cut: `assay list -f json` has them whole.
 */

#include "cli/list_facts.h"

#include <inttypes.h>

#include "base/buf.h"
#include "base/kit.h"
#include "base/text.h"

enum {
    TEXT_MOST = 120,   /* bytes of one value */
    WORDS_MOST = 8,    /* of one list */
    COLUMNS_MOST = 40, /* of one table */
    NAME_WIDTH = 26
};

/* What each column is told by, in one list a fact, all in the order of the columns. */
struct table {
    const struct assay_value *names, *types, *nulls, *distinct, *least, *most;
};

static const struct assay_value **list_of(struct table *table, enum assay_fact_id id)
{
    switch (id) {
    case ASSAY_FACT_DATASET_COLUMN_NAMES:
        return &table->names;
    case ASSAY_FACT_DATASET_COLUMN_TYPES:
        return &table->types;
    case ASSAY_FACT_DATASET_COLUMN_NULLS:
        return &table->nulls;
    case ASSAY_FACT_DATASET_COLUMN_DISTINCT:
        return &table->distinct;
    case ASSAY_FACT_DATASET_COLUMN_MINIMUM:
        return &table->least;
    case ASSAY_FACT_DATASET_COLUMN_MAXIMUM:
        return &table->most;
    default:
        return NULL;
    }
}

/* Cut at a character, and nothing in it that a terminal would act on. */
static void show(struct buf *out, const char *text, size_t most)
{
    struct bytes rest = bytes_text(text);
    bool cut = rest.size > most;

    if (cut)
        for (rest.size = most; rest.size > 0 && (rest.data[rest.size] & 0xc0) == 0x80;)
            rest.size--;
    text_show(out, rest);
    if (cut)
        buf_text(out, "...");
}

static void show_list(struct buf *out, const struct assay_value *value)
{
    size_t count = value->count < WORDS_MOST ? value->count : WORDS_MOST;

    for (size_t i = 0; i < count; i++) {
        buf_text(out, i ? ", " : "");
        show(out, value->texts[i], TEXT_MOST / 2);
    }
    if (count < value->count)
        buf_printf(out, " and %zu more", value->count - count);
}

static void show_value(struct buf *out, const struct assay_value *value)
{
    switch (value->type) {
    case ASSAY_VALUE_BOOL:
        buf_text(out, value->boolean ? "true" : "false");
        break;
    case ASSAY_VALUE_INT:
        buf_printf(out, "%" PRId64, value->integer);
        break;
    case ASSAY_VALUE_TEXT:
        show(out, value->text, TEXT_MOST);
        break;
    case ASSAY_VALUE_TEXTS:
        show_list(out, value);
        break;
    }
}

static void begin(struct buf *out, const char *name)
{
    buf_printf(out, "%10s %-*s ", "", (int)NAME_WIDTH, name);
}

static void show_fact(struct buf *out, const struct assay_fact *fact)
{
    begin(out, assay_facts[fact->id].name);
    show_value(out, &fact->value);
    if (fact->declared) {
        CLEANUP(free_cleanup) char *from = fact->from ? assay_path_show(fact->from) : NULL;

        buf_printf(out, "  (declared%s%s)", from ? " in " : "", from ? from : "");
    }
    buf_byte(out, '\n');
}

static const char *cell(const struct assay_value *list, size_t at)
{
    return list && at < list->count ? list->texts[at] : "";
}

static void show_column(struct buf *out, const struct table *table, size_t at)
{
    const char *least = cell(table->least, at), *most = cell(table->most, at);

    begin(out, at ? "" : "columns");
    show(out, cell(table->names, at), TEXT_MOST / 2);
    buf_printf(out, ": %s", cell(table->types, at));
    if (*cell(table->nulls, at) && strcmp(cell(table->nulls, at), "0") != 0)
        buf_printf(out, ", %s null", cell(table->nulls, at));
    if (*cell(table->distinct, at))
        buf_printf(out, ", %s distinct", cell(table->distinct, at));
    if (*least || *most) {
        buf_text(out, ", ");
        show(out, least, TEXT_MOST / 3);
        buf_text(out, " to ");
        show(out, most, TEXT_MOST / 3);
    }
    buf_byte(out, '\n');
}

static void show_table(struct buf *out, const struct table *table)
{
    size_t count = table->names ? table->names->count : 0;

    for (size_t i = 0; i < count && i < COLUMNS_MOST; i++)
        show_column(out, table, i);
    if (count > COLUMNS_MOST) {
        begin(out, "");
        buf_printf(out, "and %zu more\n", count - COLUMNS_MOST);
    }
}

static void show_place(struct buf *out, const struct assay_place *place)
{
    if (place->line > 0)
        buf_printf(out, ", first at %" PRIu32 ":%" PRIu32, place->line, place->column);
    else
        buf_printf(out, ", first at byte %" PRIu64, place->offset);
}

static void show_seen(struct buf *out, const struct assay_observation *seen)
{
    size_t count = seen->column_count < WORDS_MOST ? seen->column_count : WORDS_MOST;

    begin(out, seen->class_name);
    if (*seen->detail) {
        show(out, seen->detail, TEXT_MOST);
        buf_text(out, "; ");
    }
    buf_printf(out, "%" PRIu64 " (%s)", seen->count, assay_confidence_name(seen->confidence));
    for (size_t i = 0; i < count; i++) {
        buf_text(out, i ? ", " : " in ");
        show(out, seen->columns[i].name, TEXT_MOST / 2);
    }
    if (count < seen->column_count)
        buf_printf(out, " and %zu more", seen->column_count - count);
    if (seen->place_count > 0)
        show_place(out, &seen->places[0]);
    buf_byte(out, '\n');
}

/* Sketches are for programs. */
static bool says_nothing(enum assay_fact_id id)
{
    return id == ASSAY_FACT_DATASET_ROW_SKETCH || id == ASSAY_FACT_DATASET_ALIKE_SKETCH ||
           id == ASSAY_FACT_DATASET_VALUE_SKETCH;
}

void list_facts(FILE *out, const struct assay_item *item)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = SIZE_MAX / 2};
    const struct assay_examination *content = item->content;
    struct table table = {0};

    for (size_t i = 0; i < content->fact_count; i++) {
        const struct assay_fact *fact = &content->facts[i];
        const struct assay_value **list = fact->declared ? NULL : list_of(&table, fact->id);

        if (list)
            *list = &fact->value;
        else if (!says_nothing(fact->id))
            show_fact(&text, fact);
    }
    for (size_t i = 0; i < item->declared_count; i++)
        show_fact(&text, &item->declared[i]);
    show_table(&text, &table);
    for (size_t i = 0; i < content->observation_count; i++)
        show_seen(&text, &content->observations[i]);
    if (text.size > 0)
        fwrite(text.data, 1, text.size, out);
}
