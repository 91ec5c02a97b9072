/*
 * sas_variables.c - subheaders of a data set of SAS: sizes, texts, and for each variable its name,
 * its place in a row, its format and its label.
 */

#include <inttypes.h>
#include <stdlib.h>

#include "base/kit.h"
#include "base/limits.h"
#include "base/room.h"
#include "examine/tables/sas_clock.h"
#include "examine/tables/sas_file.h"

enum { NUMBER = 1, TEXT = 2 }; /* types of variables */
enum { VARIABLES_MOST = 1 << 16 };

uint64_t sas_number(const struct sas_file *file, struct bytes bytes, uint64_t at, size_t width)
{
    uint64_t value = 0;

    if (at > bytes.size || width > bytes.size - at)
        return 0;
    for (size_t i = 0; i < width; i++)
        value |= (uint64_t)bytes.data[at + (file->big ? width - 1 - i : i)] << 8 * i;
    return value;
}

/* Of eight bytes it is the half that comes first, unless that one only fills it up. */
uint32_t sas_mark(const struct sas_file *file, struct bytes subheader)
{
    const uint32_t first = (uint32_t)sas_number(file, subheader, 0, 4);

    return file->wide && file->big && (first == 0 || first == UINT32_MAX)
               ? (uint32_t)sas_number(file, subheader, 4, 4)
               : first;
}

static size_t mark_size(const struct sas_file *file)
{
    return file->wide ? 8 : 4;
}

static struct sas_place place_at(struct sas_file *file, struct bytes subheader, size_t at)
{
    const struct sas_place place = {.block = (uint16_t)sas_number(file, subheader, at, 2),
                                    .at = (uint16_t)sas_number(file, subheader, at + 2, 2),
                                    .size = (uint16_t)sas_number(file, subheader, at + 4, 2)};

    if (place.size > 0 && place.block >= file->blocks_needed)
        file->blocks_needed = place.block + (size_t)1;
    return place;
}

/* The text at a place; empty where there is no such place. */
static struct bytes text_at(const struct sas_file *file, struct sas_place place)
{
    struct bytes block;

    if (place.size == 0 || place.block >= file->block_count)
        return bytes_of("", 0);
    block =
        bytes_of(file->texts.data + file->blocks[place.block].at, file->blocks[place.block].size);
    return bytes_front(bytes_from(block, place.at), place.size);
}

bool sas_is_by_reference(const struct sas_file *file)
{
    return bytes_starts(text_at(file, file->packing), BYTES("SASYZCR2"));
}

static ASSAY_RESULT out_of_room(struct sas_file *file, const char *what)
{
    return cursor_fail_at(file->cursor, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for %s",
                          what);
}

/* Room for so many variables in all. */
static ASSAY_RESULT reach(struct sas_file *file, size_t count)
{
    size_t capacity = file->capacity ? file->capacity : 64;
    struct sas_variable *grown;

    if (count <= file->capacity)
        return ASSAY_OK;
    if (count > VARIABLES_MOST)
        return cursor_fail(file->cursor, "more than %d variables", VARIABLES_MOST);
    while (capacity < count)
        capacity *= 2;
    grown = reallocarray(file->variables, capacity, sizeof *grown);
    if (!grown)
        return out_of_room(file, "variables");
    memset(grown + file->capacity, 0, (capacity - file->capacity) * sizeof *grown);
    file->variables = grown;
    file->capacity = capacity;
    return ASSAY_OK;
}

static ASSAY_RESULT read_row_size(struct sas_file *file, struct bytes subheader)
{
    enum { ROW_SIZE = 5, ROWS = 6, BESIDE = 15, PACKING_BEFORE_END = 118 };

    if (subheader.size < (file->wide ? 250 : 190))
        return cursor_fail(file->cursor, "a subheader of rows of %zu bytes", subheader.size);
    file->row_size = sas_word(file, subheader, ROW_SIZE);
    file->rows = sas_word(file, subheader, ROWS);
    file->rows_beside = sas_word(file, subheader, BESIDE);
    file->packing = place_at(file, subheader, subheader.size - PACKING_BEFORE_END);
    if (file->row_size > LIMIT_SAS_PAGE)
        return cursor_fail(file->cursor, "rows of %" PRIu64 " bytes", file->row_size);
    return ASSAY_OK;
}

static ASSAY_RESULT read_texts(struct sas_file *file, struct bytes subheader)
{
    const struct bytes texts = bytes_from(subheader, mark_size(file));

    if (!HAS_ROOM(file->blocks, file->block_count, file->block_capacity))
        return out_of_room(file, "names");
    file->blocks[file->block_count++] = (struct sas_block){file->texts.size, texts.size};
    buf_add(&file->texts, texts.data, texts.size);
    return buf_status(&file->texts, file->cursor->err);
}

/* How many of `each` bytes a subheader tells of, behind its mark and eight bytes; twelve end it. */
static size_t count_of(const struct sas_file *file, struct bytes subheader, size_t each)
{
    const size_t around = 2 * mark_size(file) + 12;

    return subheader.size > around ? (subheader.size - around) / each : 0;
}

static ASSAY_RESULT read_names(struct sas_file *file, struct bytes subheader)
{
    enum { EACH = 8 };
    const size_t count = count_of(file, subheader, EACH);

    TRY(reach(file, file->named + count));
    for (size_t i = 0; i < count; i++)
        file->variables[file->named++].name =
            place_at(file, subheader, mark_size(file) + 8 + i * EACH);
    return ASSAY_OK;
}

static ASSAY_RESULT read_attributes(struct sas_file *file, struct bytes subheader)
{
    const size_t address = mark_size(file), each = address + 8,
                 count = count_of(file, subheader, each);

    TRY(reach(file, file->placed + count));
    for (size_t i = 0; i < count; i++) {
        struct sas_variable *variable = &file->variables[file->placed++];
        const struct bytes told = bytes_from(subheader, address + 8 + i * each);
        const uint64_t type = sas_number(file, told, address + 6, 1);

        variable->at = sas_word(file, told, 0);
        variable->width = (uint32_t)sas_number(file, told, address, 4);
        variable->text = type == TEXT;
        if (type != NUMBER && type != TEXT)
            return cursor_fail(file->cursor, "variable %zu of the unknown type %" PRIu64,
                               file->placed, type);
    }
    return ASSAY_OK;
}

static ASSAY_RESULT read_format(struct sas_file *file, struct bytes subheader)
{
    const size_t format = file->wide ? 46 : 34, label = format + 6;
    struct sas_variable *variable;

    if (subheader.size < label + 6)
        return cursor_fail(file->cursor, "a subheader of a format of %zu bytes", subheader.size);
    TRY(reach(file, file->formatted + 1));
    variable = &file->variables[file->formatted++];
    variable->format = place_at(file, subheader, format);
    variable->label = place_at(file, subheader, label);
    return ASSAY_OK;
}

enum assay_status sas_describe(struct sas_file *file, struct bytes subheader)
{
    switch (sas_mark(file, subheader)) {
    case SAS_ROW_SIZE:
        return read_row_size(file, subheader);
    case SAS_COLUMN_SIZE:
        file->told = sas_word(file, subheader, 1);
        return ASSAY_OK;
    case SAS_TEXTS:
        return read_texts(file, subheader);
    case SAS_NAMES:
        return read_names(file, subheader);
    case SAS_ATTRIBUTES:
        return read_attributes(file, subheader);
    case SAS_FORMAT:
        return read_format(file, subheader);
    default:
        return ASSAY_OK;
    }
}

bool sas_is_described(const struct sas_file *file)
{
    return file->placed >= file->told && file->named >= file->told &&
           file->formatted >= file->told && file->block_count >= file->blocks_needed;
}

static ASSAY_RESULT tell_variable(struct sas_file *file, size_t i)
{
    const struct sas_variable *variable = &file->variables[i];
    struct survey_column *column = &file->survey.columns[i];

    if (variable->width == 0 || (!variable->text && variable->width > sizeof(double)) ||
        variable->at > file->row_size || variable->width > file->row_size - variable->at)
        return cursor_fail(file->cursor,
                           "variable %zu of %" PRIu32 " bytes at %" PRIu64 " of a row of %" PRIu64,
                           i + 1, variable->width, variable->at, file->row_size);
    column->text = variable->text;
    column->width = variable->width;
    if (!variable->text)
        column->clock = sas_clock(text_at(file, variable->format));
    return survey_name(&file->survey, i, text_at(file, variable->name),
                       text_at(file, variable->label));
}

enum assay_status sas_tell_variables(struct sas_file *file)
{
    if (file->placed < file->told)
        return cursor_fail(file->cursor, "%" PRIu64 " variables, of which %zu are described",
                           file->told, file->placed);
    TRY(survey_begin(&file->survey, file->cursor, file->told));
    for (size_t i = 0; i < file->told; i++)
        TRY(tell_variable(file, i));
    return ASSAY_OK;
}
