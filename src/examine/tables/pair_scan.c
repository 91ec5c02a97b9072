/* pair_scan.c - see pair_scan.h. */

#include "examine/tables/pair_scan.h"

#include "base/kit.h"

enum { TITLE_BLANKS = 3 /* in a name of several words */ };

void pair_scan_more(struct pair_scan *scan, struct bytes text)
{
    scan->text = text;
    scan->at = 0;
    scan->in_line = false;
    memset(scan->open, 0, sizeof scan->open);
    scan->colon = scan->equals = 0;
}

/* 0 behind the end. */
static uint8_t byte_at(struct bytes text, size_t at)
{
    return at < text.size ? text.data[at] : 0;
}

/* What a byte may be part of. */
enum {
    WORD = 1,
    LETTER = 2,
    BLANK = 4,
    QUOTE = 8,
    BRACKET = 16,
    END = 32, /* of a value without quotes */
};
#define TEN(c, as)                                                                                 \
    [c] = (as), [(c) + 1] = (as), [(c) + 2] = (as), [(c) + 3] = (as), [(c) + 4] = (as),            \
    [(c) + 5] = (as), [(c) + 6] = (as), [(c) + 7] = (as), [(c) + 8] = (as), [(c) + 9] = (as)
#define LETTERS(a)                                                                                 \
    TEN(a, WORD | LETTER), TEN((a) + 10, WORD | LETTER),                                           \
        [(a) + 20] = WORD | LETTER, [(a) + 21] = WORD | LETTER, [(a) + 22] = WORD | LETTER,        \
               [(a) + 23] = WORD | LETTER, [(a) + 24] = WORD | LETTER, [(a) + 25] = WORD | LETTER
static const uint8_t kinds[UINT8_MAX + 1] = {
    LETTERS('a'),          LETTERS('A'),          TEN('0', WORD),        ['_'] = WORD,
    ['-'] = WORD,          ['.'] = WORD,          ['$'] = WORD,          [' '] = BLANK,
    ['\t'] = BLANK,        ['\r'] = BLANK,        ['"'] = QUOTE | END,   ['\''] = QUOTE | END,
    ['`'] = QUOTE | END,   ['('] = BRACKET | END, [')'] = BRACKET | END, ['['] = BRACKET | END,
    [']'] = BRACKET | END, ['{'] = BRACKET | END, ['}'] = BRACKET | END, [','] = END,
    [';'] = END,           ['&'] = END,           ['|'] = END,           ['<'] = END,
    ['\n'] = END,
};
#undef LETTERS
#undef TEN

static bool is_blank(uint8_t byte)
{
    return kinds[byte] & BLANK;
}

static bool is_letter(uint8_t byte)
{
    return kinds[byte] & LETTER;
}

static bool is_in_word(uint8_t byte)
{
    return byte >= 0x80 || (kinds[byte] & WORD);
}

static bool is_quote(uint8_t byte)
{
    return kinds[byte] & QUOTE;
}

static size_t skip_blanks(struct bytes text, size_t at)
{
    while (at < text.size && is_blank(text.data[at]))
        at++;
    return at;
}

static size_t skip_word(struct bytes text, size_t at)
{
    while (at < text.size && is_in_word(text.data[at]))
        at++;
    return at;
}

/* Where it is known that no such quote closes another one before. */
static size_t *open_of(struct pair_scan *scan, uint8_t quote)
{
    return &scan->open[quote == '"' ? 0 : quote == '\'' ? 1 : 2];
}

/* Behind the quote that closes the one at `from`, in its line; 0 where none does. */
static size_t skip_string(struct pair_scan *scan, size_t from, bool *hides)
{
    const struct bytes text = scan->text;
    const uint8_t quote = text.data[from];
    size_t *open = open_of(scan, quote), at = from + 1;

    *hides = false;
    if (from < *open)
        return 0;
    for (; at < text.size && at - from < PAIR_VALUE_MOST && text.data[at] != '\n'; at++) {
        if (text.data[at] == quote)
            return at + 1;
        if (text.data[at] == '\\') {
            *hides = true;
            at++;
        }
    }
    *open = at;
    return 0;
}

/* How many bytes part a name from its value: "=>", ":=", ":", "=". */
static size_t separator_at(struct bytes text, size_t at)
{
    const uint8_t first = byte_at(text, at), second = byte_at(text, at + 1);

    if (first == '=')
        return second == '>' ? 2 : second != '=' && second != '~';
    if (first == ':')
        return second == '=' ? 2 : second != ':';
    return 0;
}

/* Behind blanks a remark begins, or the next name. */
static bool ends_before(struct bytes text, size_t at)
{
    const size_t word = skip_blanks(text, at), behind = skip_word(text, word);
    const uint8_t sign = byte_at(text, behind), next = byte_at(text, behind + 1);

    if (byte_at(text, word) == '#' ||
        (byte_at(text, word) == '/' && byte_at(text, word + 1) == '/'))
        return true;
    return behind > word && ((sign == '=' && next != '=') || (sign == ':' && is_blank(next)));
}

/* Whether a value without quotes, from `from` on, ends before what stands at `at`. */
static bool ends_value(struct bytes text, size_t from, size_t at)
{
    const uint8_t byte = text.data[at];

    if (byte == '(' || byte == ')') /* of a telephone number */
        return text.data[from] != '(';
    if (byte == '\'')
        return at == from || !is_letter(text.data[at - 1]) || !is_letter(byte_at(text, at + 1));
    if (is_blank(byte))
        return !is_blank(byte_at(text, at + 1)) && ends_before(text, at);
    return true;
}

/* Of a value without quotes, with the blanks at its end. */
static size_t bare_size(struct bytes text, size_t from)
{
    size_t at = from;

    while (at < text.size && at - from < PAIR_VALUE_MOST &&
           !((kinds[text.data[at]] & (END | BLANK)) && ends_value(text, from, at)))
        at++;
    return at - from;
}

static void set_value(struct pair_scan *scan, size_t from, size_t size, bool hides)
{
    scan->value = bytes_trim(bytes_of(scan->text.data + from, size), BYTES(" \t\r"));
    scan->hides = hides;
}

/* A value at `at`; false where none is. */
static bool take_value(struct pair_scan *scan, size_t at)
{
    size_t end;
    bool hides;

    if (is_quote(byte_at(scan->text, at))) {
        end = skip_string(scan, at, &hides);
        scan->at = at + 1;
        if (end == 0)
            return false;
        scan->value = bytes_of(scan->text.data + at + 1, end - at - 2);
        scan->hides = hides;
        scan->at = end;
        return scan->value.size > 0;
    }
    end = at + bare_size(scan->text, at);
    set_value(scan, at, end - at, false);
    scan->at = end > at ? end : at + 1;
    return scan->value.size > 0;
}

/* Behind the bracket that opens a list of values, as [, c(, np.array([ ; 0 where none does. */
static size_t skip_opening(struct bytes text, size_t at)
{
    const size_t word = skip_word(text, at);
    const bool called = word > at && byte_at(text, word) == '(';

    if (called)
        at = skip_blanks(text, word + 1);
    if (byte_at(text, at) == '[' ||
        (!called && byte_at(text, at) == '(' && is_quote(byte_at(text, skip_blanks(text, at + 1)))))
        return at + 1;
    return called ? at : 0;
}

/* What stands behind a name and its separator. */
static enum pair_token read_value(struct pair_scan *scan, size_t at)
{
    size_t behind;

    at = skip_blanks(scan->text, at);
    if (at == scan->text.size || scan->text.data[at] == '\n') {
        scan->at = at;
        scan->list = BEHIND_DASHES;
        return PAIR_LIST;
    }
    behind = skip_opening(scan->text, at);
    if (behind > 0) {
        scan->at = behind;
        scan->list = IN_BRACKETS;
        return PAIR_LIST;
    }
    return take_value(scan, at) ? PAIR_VALUE : PAIR_OVER;
}

/* A name of several words, from the front of a line to its colon; its size, 0 where none stands. */
static size_t title_size(struct bytes text, size_t from)
{
    size_t at = from, blanks = 0;

    if (!is_letter(byte_at(text, from)))
        return 0;
    for (; at - from < PAIR_NAME_MOST; at++) {
        const uint8_t byte = byte_at(text, at);

        if (byte == ':')
            return is_blank(byte_at(text, at + 1)) && blanks > 0 ? at - from : 0;
        if (byte == ' ' && byte_at(text, skip_blanks(text, at)) != ':') {
            if (byte_at(text, at + 1) == ' ' || ++blanks > TITLE_BLANKS)
                return 0;
        } else if (!is_in_word(byte) && byte != ' ' && byte != '/') {
            return 0;
        }
    }
    return 0;
}

/* A name at `at` and what parts it from its value; *behind is behind that. False where none
 * stands; the scanner moves on. */
static bool take_name(struct pair_scan *scan, size_t *behind)
{
    const struct bytes text = scan->text;
    const bool quoted = is_quote(text.data[scan->at]);
    size_t from = scan->at, end, size;
    bool hides = false;

    end = quoted ? skip_string(scan, from, &hides) : skip_word(text, from);
    if (end <= from) {
        scan->at++;
        return false;
    }
    scan->name = quoted ? bytes_of(text.data + from + 1, end - from - 2)
                        : bytes_of(text.data + from, end - from);
    scan->at = end;
    end = skip_blanks(text, end);
    size = separator_at(text, end);
    *behind = end + size;
    if (size == 0 || hides || scan->name.size == 0 || scan->name.size > PAIR_NAME_MOST)
        return false;
    return text.data[end] != ':' || size == 2 || quoted || *behind == text.size ||
           text.data[*behind] == '\n' || (kinds[text.data[*behind]] & (BLANK | QUOTE | BRACKET));
}

static enum pair_token end_list(struct pair_scan *scan)
{
    scan->list = NO_LIST;
    return PAIR_LIST_END;
}

/* True where a name and what parts it from its value stand at `at`, quoted or not. */
static bool is_name(struct pair_scan *scan, size_t at)
{
    bool hides;
    const size_t end = is_quote(byte_at(scan->text, at)) ? skip_string(scan, at, &hides)
                                                         : skip_word(scan->text, at);

    return end > at && separator_at(scan->text, skip_blanks(scan->text, end)) > 0;
}

/* The item behind a dash, or the end of such a list, at the front of a line. */
static enum pair_token read_dash(struct pair_scan *scan)
{
    const size_t at = skip_blanks(scan->text, scan->at + 1);

    if (byte_at(scan->text, scan->at) != '-' || at == scan->at + 1) {
        scan->in_line = false; /* the line is read as any other */
        return end_list(scan);
    }
    scan->at = at;
    return !is_name(scan, at) && take_value(scan, at) ? PAIR_ITEM : end_list(scan);
}

/* An item of a list in brackets, or its end: other brackets, names, calls; PAIR_OVER where neither
 * stands. */
static enum pair_token read_item(struct pair_scan *scan)
{
    const uint8_t byte = scan->text.data[scan->at];

    if (byte == ',') {
        scan->at++;
        return PAIR_OVER;
    }
    if (kinds[byte] & BRACKET) {
        scan->at++;
        return end_list(scan);
    }
    if ((!is_quote(byte) && !is_in_word(byte) && byte != '+') || is_name(scan, scan->at))
        return end_list(scan);
    if (!take_value(scan, scan->at))
        return PAIR_OVER;
    return byte_at(scan->text, scan->at) == '(' ? end_list(scan) : PAIR_ITEM;
}

/* The next such byte from scan->at on, of which *known is one that was found before. */
static size_t next_of(const struct pair_scan *scan, uint8_t byte, size_t *known)
{
    const struct bytes rest = bytes_from(scan->text, scan->at);
    const uint8_t *found;

    if (*known > scan->at)
        return *known;
    found = memchr(rest.data, byte, rest.size);
    return *known = found ? (size_t)(found - scan->text.data) : scan->text.size;
}

/* Passes over lines, from the front of one on, that nothing parts a name from its value in. */
static void pass_lines(struct pair_scan *scan)
{
    const size_t colon = next_of(scan, ':', &scan->colon);
    const size_t equals = next_of(scan, '=', &scan->equals);
    const size_t size = (colon < equals ? colon : equals) - scan->at;
    const uint8_t *end = size > 0 ? memrchr(scan->text.data + scan->at, '\n', size) : NULL;

    if (end)
        scan->at = (size_t)(end - scan->text.data) + 1;
    else if (scan->at + size == scan->text.size)
        scan->at = scan->text.size;
}

enum pair_token pair_scan_next(struct pair_scan *scan)
{
    while (scan->at < scan->text.size) {
        const bool begins = !scan->in_line;
        enum pair_token token = PAIR_OVER;
        size_t title, behind;
        uint8_t byte;

        if (begins && scan->list == NO_LIST)
            pass_lines(scan);
        if (scan->at == scan->text.size)
            return PAIR_OVER;
        byte = scan->text.data[scan->at];
        if (byte == '\n' || is_blank(byte)) {
            scan->in_line &= byte != '\n';
            scan->at++;
            continue;
        }
        scan->in_line = true;
        title = begins && scan->list == NO_LIST ? title_size(scan->text, scan->at) : 0;
        if (begins && scan->list == BEHIND_DASHES) {
            token = read_dash(scan);
        } else if (scan->list == IN_BRACKETS) {
            token = read_item(scan);
        } else if (title > 0) {
            scan->name = bytes_trim(bytes_of(scan->text.data + scan->at, title), BYTES(" "));
            token = read_value(scan, scan->at + title + 1);
        } else if (take_name(scan, &behind)) {
            token = read_value(scan, behind);
        }
        if (token != PAIR_OVER)
            return token;
    }
    return PAIR_OVER;
}
