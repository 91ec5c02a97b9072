/* cell_value.c - the words, dates and formulas among cells; numbers are in cell_number.c. */

#include "examine/tables/cell_value.h"

#include <stdio.h>
#include <strings.h>

#include "base/kit.h"
#include "examine/tables/cell_number.h"
#include "examine/text/text_hash.h"
#include "examine/text/text_masks.h"

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

/* A cell of at most eight bytes as a number, in little-endian order. */
struct short_cell {
    uint64_t bytes;
    size_t size;
};

/* Compares with a word in lower case, without regard to case; the compiler knows both numbers. */
static inline bool is_word(struct short_cell cell, const char *word)
{
    const size_t size = strlen(word);
    uint64_t bytes = 0, letters = 0;

    for (size_t i = 0; i < size; i++) {
        bytes |= (uint64_t)(uint8_t)word[i] << 8 * i;
        letters |= (uint64_t)(is_letter((uint8_t)word[i]) ? 0x20 : 0) << 8 * i;
    }
    return cell.size == size && (cell.bytes | letters) == bytes;
}

/* Compares letter by letter. */
static inline bool is_exactly(struct short_cell cell, const char *word)
{
    const size_t size = strlen(word);
    uint64_t bytes = 0;

    for (size_t i = 0; i < size; i++)
        bytes |= (uint64_t)(uint8_t)word[i] << 8 * i;
    return cell.size == size && cell.bytes == bytes;
}

/* What pandas takes for no value by default, letter by letter: "none" is a value. Its forms of nan
 * are in cell_number.c. */
static bool is_missing(struct short_cell cell)
{
    return is_exactly(cell, "#N/A") || is_exactly(cell, "#N/A N/A") || is_exactly(cell, "#NA") ||
           is_exactly(cell, "<NA>") || is_exactly(cell, "N/A") || is_exactly(cell, "NA") ||
           is_exactly(cell, "NULL") || is_exactly(cell, "None") || is_exactly(cell, "n/a") ||
           is_exactly(cell, "null");
}

static bool is_boolean(struct short_cell cell)
{
    return is_word(cell, "f") || is_word(cell, "n") || is_word(cell, "no") || is_word(cell, "t") ||
           is_word(cell, "y") || is_word(cell, "yes");
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
    if (text->size < size)
        return false;
    *out = 0;
    for (size_t i = 0; i < size; i++) {
        if (!is_digit(text->data[i]))
            return false;
        *out = *out * 10 + (text->data[i] - '0');
    }
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

struct moment {
    unsigned year, month, day;
    bool timed, zoned, unsure; /* unsure: which of two numbers is the day */
    unsigned hour, minute, second;
    struct bytes fraction;
    int offset; /* minutes east */
};

static bool take_zone(struct bytes *text, struct moment *out)
{
    bool west = text->size > 0 && text->data[0] == '-';
    unsigned hours, minutes = 0;

    out->zoned = true;
    if (take_byte(text, 'Z'))
        return true;
    *text = bytes_from(*text, 1); /* the sign */
    if (!take_number(text, 2, &hours))
        return false;
    if (text->size > 0) {
        (void)take_byte(text, ':');
        if (!take_number(text, 2, &minutes))
            return false;
    }
    out->offset = (int)(hours * 60 + minutes);
    if (west)
        out->offset = -out->offset;
    return hours < 24 && minutes < 60;
}

/* What may follow a date: T or a blank, hh:mm, :ss, .fraction, Z or an offset. */
static bool take_time(struct bytes text, struct moment *out)
{
    if (text.size == 0)
        return true;
    out->timed = true;
    if (!take_byte(&text, 'T') && !take_byte(&text, ' '))
        return false;
    if (!take_number(&text, 2, &out->hour) || !take_byte(&text, ':') ||
        !take_number(&text, 2, &out->minute))
        return false;
    if (take_byte(&text, ':') && !take_number(&text, 2, &out->second))
        return false;
    if (take_byte(&text, '.')) {
        out->fraction = bytes_of(text.data, digits(text));
        text = bytes_from(text, out->fraction.size);
    }
    if (out->hour > 24 || out->minute > 59 || out->second > 60)
        return false;
    if (text.size > 0 && bytes_has(BYTES("Z+-"), text.data[0]) && !take_zone(&text, out))
        return false;
    return text.size == 0;
}

/* 2026-11-21 or 2026/11/21 with a time or without, 21.11.2026, 11/21/2026 and 21/11/2026. */
static bool take_moment(struct bytes text, struct moment *out)
{
    uint8_t between;

    *out = (struct moment){0};
    if (text.size < 8 ||
        (text.data[4] != '-' && text.data[4] != '/' && text.data[2] != '.' && text.data[2] != '/'))
        return false;
    if (take_number(&text, 4, &out->year)) {
        between = text.data[0];
        if ((between != '-' && between != '/') || !take_byte(&text, between) ||
            !take_number(&text, 2, &out->month) || !take_byte(&text, between) ||
            !take_number(&text, 2, &out->day))
            return false;
    } else {
        if (!take_number(&text, 2, &out->day))
            return false;
        between = text.data[0];
        if ((between != '.' && between != '/') || !take_byte(&text, between) ||
            !take_number(&text, 2, &out->month) || !take_byte(&text, between) ||
            !take_number(&text, 4, &out->year))
            return false;
        out->unsure = between == '/' && out->day <= 12 && out->month <= 12;
        if (between == '/' && out->month > 12) { /* the American order */
            unsigned swap = out->day;

            out->day = out->month;
            out->month = swap;
        }
    }
    return out->year >= 1 && out->month >= 1 && out->month <= 12 && out->day >= 1 &&
           out->day <= 31 && take_time(text, out);
}

static unsigned days_of(unsigned year, unsigned month)
{
    static const uint8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

    return days[month - 1] + (unsigned)(leap && month == 2);
}

/* Moves a time with an offset to UTC: by less than a day. */
static void to_utc(struct moment *moment)
{
    int minutes = (int)(moment->hour * 60 + moment->minute) - moment->offset;

    if (minutes < 0) {
        minutes += 24 * 60;
        if (moment->day-- == 1) {
            if (moment->month-- == 1) {
                moment->month = 12;
                moment->year--;
            }
            moment->day = days_of(moment->year, moment->month);
        }
    } else if (minutes >= 24 * 60) {
        minutes -= 24 * 60;
        if (++moment->day > days_of(moment->year, moment->month)) {
            moment->day = 1;
            if (++moment->month > 12) {
                moment->month = 1;
                moment->year++;
            }
        }
    }
    moment->hour = (unsigned)minutes / 60;
    moment->minute = (unsigned)minutes % 60;
}

static char *write_digits(char *at, unsigned value, int count)
{
    for (int i = count; i-- > 0; value /= 10)
        at[i] = (char)('0' + value % 10);
    return at + count;
}

/* 2026-11-21, or 2026-11-21T02:03:04.5Z; at midnight of no zone the day alone. */
static struct bytes write_moment(struct moment *moment, char *room)
{
    char *at = room;

    if (moment->zoned && moment->offset != 0)
        to_utc(moment);
    at = write_digits(at, moment->year, 4);
    *at++ = '-';
    at = write_digits(at, moment->month, 2);
    *at++ = '-';
    at = write_digits(at, moment->day, 2);
    while (moment->fraction.size > 0 && moment->fraction.data[moment->fraction.size - 1] == '0')
        moment->fraction.size--;
    if (moment->zoned || moment->hour || moment->minute || moment->second ||
        moment->fraction.size > 0) {
        *at++ = 'T';
        at = write_digits(at, moment->hour, 2);
        *at++ = ':';
        at = write_digits(at, moment->minute, 2);
        *at++ = ':';
        at = write_digits(at, moment->second, 2);
        if (moment->fraction.size > 0) {
            *at++ = '.';
            memcpy(at, moment->fraction.data, moment->fraction.size);
            at += moment->fraction.size;
        }
        if (moment->zoned)
            *at++ = 'Z';
    }
    return bytes_of(room, (size_t)(at - room));
}

static bool read_date(struct bytes cell, struct cell_value *out)
{
    struct moment moment;

    if (!take_moment(cell, &moment))
        return false;
    out->type = CELL_DATE;
    if (moment.unsure)
        return true; /* `text` is the cell */
    out->text = out->moment = write_moment(&moment, out->room);
    return true;
}

/* Eight bytes of the form `form`, in which 0 stands for any digit: sets those digits, each in its
 * byte, and zeros for all else; false where they are of another form. */
static inline bool read_form(const uint8_t *data, const char *form, uint64_t *digits)
{
    uint64_t wanted = 0, room = 0;

    for (size_t i = 0; i < 8; i++) {
        wanted |= (uint64_t)(uint8_t)form[i] << 8 * i;
        room |= (uint64_t)(form[i] == '0' ? 0x80 - 10 : 0x80 - 1) << 8 * i;
    }
    *digits = text_hash_u64(data) ^ wanted;
    return ((*digits | (*digits + room)) & UINT64_C(0x8080808080808080)) == 0;
}

/* Two of such digits. */
static inline unsigned number_at(uint64_t digits, unsigned at)
{
    return (unsigned)(digits >> 8 * at & 0xff) * 10 + (unsigned)(digits >> 8 * (at + 1) & 0xff);
}

/* The usual times, 2026-11-21 and 2026-11-21T02:03:04Z, which are the one text of theirs already;
 * false for all others. */
static bool read_plain_date(struct bytes cell, struct cell_value *out)
{
    uint64_t year, day, hour, second;

    if ((cell.size != 10 && cell.size != 20) || !read_form(cell.data, "0000-00-", &year) ||
        !read_form(cell.data + 2, "00-00-00", &day) || (uint32_t)year == 0 ||
        number_at(day, 3) - 1 > 11 || number_at(day, 6) - 1 > 30)
        return false;
    if (cell.size == 20 &&
        (!read_form(cell.data + 10, "T00:00:0", &hour) ||
         !read_form(cell.data + 12, "0:00:00Z", &second) || number_at(hour, 1) > 24 ||
         number_at(hour, 4) > 59 || number_at(second, 5) > 60))
        return false;
    out->type = CELL_DATE;
    out->text = cell;
    out->moment = cell;
    return true;
}

/* True where two small letters or more stand in eight bytes, or what is in no number either. */
static inline bool has_two_letters(const uint8_t *data)
{
    uint64_t word = text_hash_u64(data);
    uint64_t letters = word & word << 1 & UINT64_C(0x4040404040404040);

    return letters & (letters - 1);
}

/* True at times where a cell that a digit begins has small letters as no number and no time has
 * them, which have but the one of an exponent: keys in base 16 are found out so. */
static inline bool has_letters(struct bytes cell)
{
    return cell.size > 8 &&
           (has_two_letters(cell.data) || has_two_letters(cell.data + cell.size - 8));
}

static void read_word(struct bytes text, struct cell_value *out)
{
    const struct short_cell cell = {text_hash_tail(text.data, text.size), text.size};

    if (is_missing(cell)) {
        out->type = CELL_EMPTY;
        out->text.size = 0;
    } else if (cell.size >= sizeof "false") {
        return;
    } else if (is_word(cell, "true")) {
        out->type = CELL_BOOLEAN;
        out->text = BYTES("true");
    } else if (is_word(cell, "false")) {
        out->type = CELL_BOOLEAN;
        out->text = BYTES("false");
    } else if (is_boolean(cell)) {
        out->type = CELL_BOOLEAN;
    }
}

/* What is no digit may begin a number: a sign, a point, "nan", "infinity". */
static bool begins_number(struct bytes cell)
{
    uint8_t first = cell.data[0];

    if (first == '+' || first == '-')
        first = cell.size > 1 ? cell.data[1] : 0;
    return first == '.' || is_digit(first) || (first | 0x20) == 'n' || (first | 0x20) == 'i';
}

/* A blank among the first bytes, as in numbers of telephones, is in no number. */
static inline bool has_blank_in_front(struct bytes cell)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    uint64_t others;

    if (cell.size < 8)
        return false;
    others = text_hash_u64(cell.data) ^ ones * ' ';
    return (others - ones) & ~others & ones << 7;
}

void cell_read(struct bytes cell, struct cell_value *out)
{
    struct bytes whole = cell;

    out->type = CELL_TEXT;
    out->text = whole;
    out->moment = bytes_of(NULL, 0);
    if (cell.size > 0 && (cell.data[0] == ' ' || cell.data[cell.size - 1] == ' '))
        cell = trim(cell);
    if (cell.size == 0) {
        out->type = CELL_EMPTY;
        out->text.size = 0;
    }
    if (cell.size == 0 || cell.size > CELL_SIZE_MAX)
        return;
    if (is_digit(cell.data[0])) {
        if (has_letters(cell) ||
            (!read_plain_date(cell, out) && !cell_read_number(cell, out) && !read_date(cell, out)))
            out->text = whole;
        return;
    }
    if (begins_number(cell) && !has_blank_in_front(cell) && cell_read_number(cell, out))
        return;
    if (cell.size < sizeof "#N/A N/A")
        read_word(cell, out);
}

enum cell_type cell_type(struct bytes cell)
{
    struct cell_value value;

    cell_read(cell, &value);
    return value.type;
}

/* A call, another sheet, or a program (DDE), in a part of a cell that a byte stands before. */
static bool has_sign_of_formula(struct bytes part)
{
    uint64_t calls = text_masks_equal(part, '(');

    for (; calls; calls &= calls - 1)
        if (is_letter(part.data[__builtin_ctzll(calls) - 1]))
            return true;
    return text_masks_equal(part, '!') | text_masks_equal(part, '|');
}

bool cell_is_formula(struct bytes cell)
{
    if (cell.size < 2)
        return false;
    if (cell.data[0] == '=')
        return true;
    if (cell.data[0] != '@' && cell.data[0] != '+' && cell.data[0] != '-')
        return false;
    for (size_t at = 1; at < cell.size; at += TEXT_MASKS_MOST) {
        size_t size = cell.size - at < TEXT_MASKS_MOST ? cell.size - at : TEXT_MASKS_MOST;

        if (has_sign_of_formula(bytes_of(cell.data + at, size)))
            return true;
    }
    return false;
}
