/* columns.c - the columns of a table as cell after cell goes by. */

#include "examine/columns.h"

#include <stdlib.h>

#include "base/kit.h"
#include "base/limits.h"

enum {
    INTEGER_DIGITS_MAX = 18, /* always fits 64 bits */
    NUMBER_SIZE_MAX = 40,
    FIRST_CAPACITY = 32,
};

static bool is_digit(uint8_t byte)
{
    return byte >= '0' && byte <= '9';
}

static bool is_letter(uint8_t byte)
{
    return (byte | 0x20) >= 'a' && (byte | 0x20) <= 'z';
}

static struct bytes trim(struct bytes cell)
{
    while (cell.size > 0 && cell.data[0] == ' ')
        cell = bytes_of(cell.data + 1, cell.size - 1);
    while (cell.size > 0 && cell.data[cell.size - 1] == ' ')
        cell.size--;
    return cell;
}

/* Compares with a word in lower case, without regard to case. */
static bool is_word(struct bytes cell, const char *word)
{
    return cell.size == strlen(word) && strncasecmp((const char *)cell.data, word, cell.size) == 0;
}

static bool is_one_of(struct bytes cell, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (is_word(cell, words[i]))
            return true;
    return false;
}

static bool is_missing(struct bytes cell)
{
    static const char *const words[] = {"-", "n/a", "na", "none", "null"};

    return is_one_of(cell, words, ARRAY_LEN(words));
}

static bool is_boolean(struct bytes cell)
{
    static const char *const words[] = {"f", "false", "n", "no", "t", "true", "y", "yes"};

    return is_one_of(cell, words, ARRAY_LEN(words));
}

/* Digits at the front of `text`; returns how many. */
static size_t digits(struct bytes text)
{
    size_t count = 0;

    while (count < text.size && is_digit(text.data[count]))
        count++;
    return count;
}

/* Takes exactly `size` digits off the front as a number. */
static bool take_number(struct bytes *text, size_t size, unsigned *out)
{
    if (digits(bytes_of(text->data, text->size < size ? text->size : size)) != size)
        return false;
    *out = 0;
    for (size_t i = 0; i < size; i++)
        *out = *out * 10 + (text->data[i] - '0');
    *text = bytes_from(*text, size);
    return true;
}

static bool take_byte(struct bytes *text, uint8_t byte)
{
    if (text->size == 0 || text->data[0] != byte)
        return false;
    *text = bytes_from(*text, 1);
    return true;
}

/* What may follow a date: T or a blank, hh:mm, :ss, .fraction, Z or an offset. */
static bool is_time_or_end(struct bytes text)
{
    unsigned hour, minute, second = 0;

    if (text.size == 0)
        return true;
    if (!take_byte(&text, 'T') && !take_byte(&text, ' '))
        return false;
    if (!take_number(&text, 2, &hour) || !take_byte(&text, ':') || !take_number(&text, 2, &minute))
        return false;
    if (take_byte(&text, ':') && !take_number(&text, 2, &second))
        return false;
    if (take_byte(&text, '.'))
        text = bytes_from(text, digits(text));
    if (hour > 24 || minute > 59 || second > 60)
        return false;
    if (take_byte(&text, 'Z'))
        return text.size == 0;
    if (take_byte(&text, '+') || take_byte(&text, '-'))
        return take_number(&text, 2, &hour) &&
               (text.size == 0 || ((take_byte(&text, ':') || true) &&
                                   take_number(&text, 2, &minute) && text.size == 0));
    return text.size == 0;
}

/* 2026-11-21 or 2026/11/21 with a time or without, 21.11.2026, 11/21/2026 and 21/11/2026. */
static bool is_date(struct bytes text)
{
    unsigned year, month, day;
    uint8_t between;

    if (text.size < 8 || text.size > NUMBER_SIZE_MAX)
        return false;
    if (take_number(&text, 4, &year)) {
        between = text.data[0];
        if ((between != '-' && between != '/') || !take_byte(&text, between) ||
            !take_number(&text, 2, &month) || !take_byte(&text, between) ||
            !take_number(&text, 2, &day))
            return false;
        return month >= 1 && month <= 12 && day >= 1 && day <= 31 && is_time_or_end(text);
    }
    if (!take_number(&text, 2, &day))
        return false;
    between = text.data[0];
    if ((between != '.' && between != '/') || !take_byte(&text, between) ||
        !take_number(&text, 2, &month) || !take_byte(&text, between) ||
        !take_number(&text, 4, &year))
        return false;
    if (between == '/' && month > 12) { /* the American order */
        unsigned swap = day;

        day = month;
        month = swap;
    }
    return month >= 1 && month <= 12 && day >= 1 && day <= 31 && is_time_or_end(text);
}

/* Integer or number with sign, fraction and exponent; CELL_TEXT for anything else. */
static enum cell_type number_type(struct bytes text)
{
    size_t whole, fraction = 0;
    bool point;

    if (text.size > NUMBER_SIZE_MAX)
        return CELL_TEXT;
    if (text.data[0] == '-' || text.data[0] == '+')
        text = bytes_from(text, 1);
    whole = digits(text);
    if (whole > 1 && text.data[0] == '0')
        return CELL_TEXT;
    if (whole == text.size)
        return whole == 0 ? CELL_TEXT : whole <= INTEGER_DIGITS_MAX ? CELL_INTEGER : CELL_NUMBER;
    text = bytes_from(text, whole);
    point = take_byte(&text, '.');
    if (point) {
        fraction = digits(text);
        text = bytes_from(text, fraction);
    }
    if (whole + fraction == 0)
        return is_word(text, "nan") || is_word(text, "inf") || is_word(text, "infinity")
                   ? CELL_NUMBER
                   : CELL_TEXT;
    if (text.size > 0 && (text.data[0] | 0x20) == 'e') {
        text = bytes_from(text, 1);
        if (text.size > 0 && (text.data[0] == '-' || text.data[0] == '+'))
            text = bytes_from(text, 1);
        return text.size > 0 && digits(text) == text.size ? CELL_NUMBER : CELL_TEXT;
    }
    return text.size == 0 ? CELL_NUMBER : CELL_TEXT;
}

enum cell_type cell_type(struct bytes cell)
{
    enum cell_type type;

    if (cell.size > 0 && (cell.data[0] == ' ' || cell.data[cell.size - 1] == ' '))
        cell = trim(cell);
    if (cell.size == 0)
        return CELL_EMPTY;
    if (cell.size > NUMBER_SIZE_MAX)
        return CELL_TEXT;
    type = number_type(cell);
    if (type != CELL_TEXT)
        return type;
    if (is_digit(cell.data[0]))
        return is_date(cell) ? CELL_DATE : CELL_TEXT;
    if (cell.size > sizeof "false" - 1)
        return CELL_TEXT;
    if (is_missing(cell))
        return CELL_EMPTY;
    return is_boolean(cell) ? CELL_BOOLEAN : CELL_TEXT;
}

bool cell_is_formula(struct bytes cell)
{
    if (cell.size < 2)
        return false;
    if (cell.data[0] == '=')
        return true;
    if (cell.data[0] != '@' && cell.data[0] != '+' && cell.data[0] != '-')
        return false;
    for (size_t i = 1; i < cell.size; i++) /* a call, another sheet, or a program (DDE) */
        if (cell.data[i] == '!' || cell.data[i] == '|' ||
            (cell.data[i] == '(' && is_letter(cell.data[i - 1])))
            return true;
    return false;
}

void columns_clear(struct columns *columns)
{
    for (size_t i = 0; i < columns->count; i++)
        free(columns->items[i].name);
    free(columns->items);
    *columns = (struct columns){0};
}

enum assay_status columns_reach(struct columns *columns, size_t count, struct assay_error *err)
{
    if (count > LIMIT_COLUMNS)
        count = LIMIT_COLUMNS;
    if (count > columns->capacity) {
        size_t capacity = columns->capacity ? 2 * columns->capacity : FIRST_CAPACITY;
        struct column *grown;

        if (capacity < count)
            capacity = count;
        grown = reallocarray(columns->items, capacity, sizeof *grown);
        if (!grown)
            return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for columns");
        columns->items = grown;
        columns->capacity = capacity;
    }
    while (columns->count < count)
        columns->items[columns->count++] = (struct column){0};
    return ASSAY_OK;
}

enum assay_status columns_name(struct columns *columns, size_t column, struct bytes name,
                               struct assay_error *err)
{
    char *copy;

    if (column >= columns->count)
        return ASSAY_OK;
    copy = malloc(name.size + 1);
    if (!copy)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for columns");
    for (size_t i = 0; i < name.size; i++)
        copy[i] = name.data[i] ? (char)name.data[i] : '?';
    copy[name.size] = 0;
    free(columns->items[column].name);
    columns->items[column].name = copy;
    return ASSAY_OK;
}

/* One word for all cells of a column. */
static const char *type_name(uint8_t types)
{
    switch (types & ~(1U << CELL_EMPTY)) {
    case 0:
        return "empty";
    case 1U << CELL_INTEGER:
        return "integer";
    case 1U << CELL_NUMBER:
    case 1U << CELL_NUMBER | 1U << CELL_INTEGER:
        return "number";
    case 1U << CELL_BOOLEAN:
        return "boolean";
    case 1U << CELL_DATE:
        return "date";
    case 1U << CELL_NESTED:
        return "nested";
    default:
        return "text";
    }
}

void columns_tell(const struct columns *columns, uint64_t total, struct evidence *evidence)
{
    evidence_int(evidence, ASSAY_FACT_DATASET_COLUMNS, MEASURED, total);
    for (size_t i = 0; i < columns->count && i < total; i++) {
        const struct column *column = &columns->items[i];

        if (column->name)
            evidence_list(evidence, ASSAY_FACT_DATASET_COLUMN_NAMES, MEASURED,
                          bytes_text(column->name));
        evidence_list(evidence, ASSAY_FACT_DATASET_COLUMN_TYPES, MEASURED,
                      bytes_text(type_name(column->types)));
    }
}
