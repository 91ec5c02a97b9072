/* pdf_text.c - see pdf_text.h. */

#include "examine/papers/pdf_text.h"

#include "base/kit.h"
#include "base/text.h"

enum {
    WORD_MAX = 1 << 20, /* bytes of one string that are kept */
    OUT_MAX = 1 << 16,  /* of text that waits */
    SPACE = -180,       /* thousandths of the letters' size: a gap so wide is between words */
};

void pdf_text_init(struct pdf_text *text, struct evidence *evidence)
{
    *text = (struct pdf_text){.evidence = evidence};
    buf_init(&text->out, SIZE_MAX);
    buf_init(&text->word, SIZE_MAX);
}

void pdf_text_clear(struct pdf_text *text)
{
    buf_clear(&text->out);
    buf_clear(&text->word);
}

static void hand_on(struct pdf_text *text)
{
    if (text->out.size > 0)
        evidence_value(text->evidence, EVIDENCE_NO_COLUMN, 0, text->at, buf_bytes(&text->out));
    buf_reset(&text->out);
}

void pdf_text_start(struct pdf_text *text, uint64_t at)
{
    hand_on(text);
    buf_reset(&text->word);
    text->at = at;
    text->state = PDF_BETWEEN;
    text->escape = text->depth = text->arrays = 0;
    text->opened = text->shown = text->line = false;
    text->number = text->height = 0;
}

void pdf_text_end(struct pdf_text *text)
{
    hand_on(text);
}

static void end_line(struct pdf_text *text)
{
    if (text->line)
        buf_byte(&text->out, '\n');
    text->line = false;
    if (text->out.size > OUT_MAX)
        hand_on(text);
}

/* ---- strings ---- */

static void add_character(struct pdf_text *text, uint32_t code)
{
    char utf8[4];
    size_t size = utf8_encode(code, utf8);

    buf_add(&text->out, size ? utf8 : "?", size ? size : 1);
}

static void end_string(struct pdf_text *text)
{
    struct bytes word = buf_bytes(&text->word);

    if (!text->shown && text->arrays == 0)
        end_line(text);
    if (bytes_starts(word, BYTES("\xfe\xff"))) {
        for (size_t i = 2; i + 1 < word.size; i += 2)
            add_character(text, (uint32_t)word.data[i] << 8 | word.data[i + 1]);
    } else {
        for (size_t i = 0; i < word.size; i++)
            add_character(text, word.data[i]);
    }
    text->line |= word.size > 0;
    text->shown = false;
    text->state = PDF_BETWEEN;
    buf_reset(&text->word);
    if (text->out.size > WORD_MAX)
        hand_on(text);
}

static void keep(struct pdf_text *text, uint8_t byte)
{
    if (text->word.size < WORD_MAX)
        buf_byte(&text->word, byte);
}

static bool is_octal(uint8_t byte)
{
    return byte >= '0' && byte <= '7';
}

/* Behind a backslash; false where `byte` belongs to no escape. */
static bool read_escape(struct pdf_text *text, uint8_t byte)
{
    static const char letters[] = "nrtbf", meant[] = "\n\r\t\b\f";
    const char *letter;

    if (text->escape > 1) {
        if (is_octal(byte))
            text->code = text->code * 8 + byte - '0';
        if (!is_octal(byte) || ++text->escape > 3) {
            keep(text, (uint8_t)text->code);
            text->escape = 0;
        }
        return is_octal(byte);
    }
    text->escape = 0;
    if (is_octal(byte)) {
        text->code = byte - (unsigned)'0';
        text->escape = 2;
        return true;
    }
    letter = byte ? strchr(letters, byte) : NULL;
    if (letter)
        keep(text, (uint8_t)meant[letter - letters]);
    else if (byte != '\n' && byte != '\r') /* the line goes on in the next */
        keep(text, byte);
    return true;
}

static void read_string(struct pdf_text *text, uint8_t byte)
{
    if (text->escape && read_escape(text, byte))
        return;
    if (byte == '\\') {
        text->escape = 1;
    } else if (byte == ')' && text->depth == 0) {
        end_string(text);
    } else {
        text->depth += byte == '(';
        text->depth -= byte == ')';
        keep(text, byte);
    }
}

static int digit_of(uint8_t byte)
{
    if (byte >= '0' && byte <= '9')
        return byte - '0';
    byte |= 0x20;
    return byte >= 'a' && byte <= 'f' ? byte - 'a' + 10 : -1;
}

/* `escape` counts the digits of a byte. */
static void read_hex(struct pdf_text *text, uint8_t byte)
{
    const int digit = digit_of(byte);

    if (digit >= 0) {
        text->code = text->escape ? text->code * 16 + (unsigned)digit : (unsigned)digit;
        if (text->escape)
            keep(text, (uint8_t)text->code);
        text->escape = !text->escape;
    } else if (byte == '>') {
        if (text->escape)
            keep(text, (uint8_t)(text->code * 16));
        text->escape = 0;
        end_string(text);
    }
}

/* ---- words ---- */

static bool is_blank(uint8_t byte)
{
    return byte == ' ' || byte == 0 || (byte >= '\t' && byte <= '\r');
}

static bool is_delimiter(uint8_t byte)
{
    return is_blank(byte) || bytes_has(BYTES("()<>[]{}/%"), byte);
}

/* The whole part: what lies behind the point moves no line. */
static bool read_number(struct bytes word, int64_t *number)
{
    const bool negative = word.size > 0 && word.data[0] == '-';
    size_t digits = 0;

    *number = 0;
    for (size_t i = negative || (word.size > 0 && word.data[0] == '+'); i < word.size; i++) {
        if (word.data[i] == '.')
            return digits > 0 || word.size > 1;
        if (word.data[i] < '0' || word.data[i] > '9' || ++digits > 9)
            return false;
        *number = *number * 10 + (word.data[i] - '0');
    }
    if (negative)
        *number = -*number;
    return digits > 0;
}

static bool is(struct bytes word, const char *name)
{
    return bytes_equal(word, bytes_text(name));
}

/* A line ends where the next text is set at another height. */
static void operate(struct pdf_text *text, struct bytes word)
{
    const bool shows = is(word, "Tj") || is(word, "TJ") || is(word, "'") || is(word, "\"");

    if (is(word, "Tm") && text->number != text->height) {
        text->height = text->number;
        end_line(text);
    } else if (is(word, "T*") || ((is(word, "Td") || is(word, "TD")) && text->number != 0)) {
        end_line(text);
    } else if (is(word, "ID")) {
        text->state = PDF_PICTURE;
        text->last = 0;
    } else if (is(word, "R") || is(word, "obj")) {
        end_line(text);
    }
    text->shown |= shows;
}

static void end_word(struct pdf_text *text)
{
    struct bytes word = buf_bytes(&text->word);
    int64_t number;

    text->state = PDF_BETWEEN;
    if (read_number(word, &number)) {
        text->number = number;
        if (text->arrays > 0 && number < SPACE && text->line)
            buf_byte(&text->out, ' ');
    } else if (word.size > 0) {
        operate(text, word);
    }
    buf_reset(&text->word);
}

static void read_between(struct pdf_text *text, uint8_t byte)
{
    const bool opened = text->opened;

    text->opened = false;
    if (opened && byte != '<') {
        text->state = PDF_HEX;
        read_hex(text, byte);
        return;
    }
    switch (byte) {
    case '(':
        text->state = PDF_STRING;
        text->depth = 0;
        return;
    case '<':
        text->opened = !opened;
        return;
    case '[':
        if (!text->shown && text->arrays == 0)
            end_line(text);
        text->arrays++;
        return;
    case ']':
        text->arrays -= text->arrays > 0;
        return;
    case '%':
        text->state = PDF_COMMENT;
        return;
    default:
        if (is_delimiter(byte) && byte != '/')
            return;
        text->state = PDF_WORD;
        keep(text, byte);
    }
}

static void read_byte(struct pdf_text *text, uint8_t byte)
{
    switch (text->state) {
    case PDF_WORD:
        if (!is_delimiter(byte)) {
            keep(text, byte);
            return;
        }
        end_word(text);
        if (text->state == PDF_BETWEEN)
            read_between(text, byte);
        return;
    case PDF_STRING:
        read_string(text, byte);
        return;
    case PDF_HEX:
        read_hex(text, byte);
        return;
    case PDF_COMMENT:
        if (byte == '\n' || byte == '\r')
            text->state = PDF_BETWEEN;
        return;
    case PDF_PICTURE: /* ends with EI; what looks like it and is none costs a word */
        if (text->last == 'E' && byte == 'I')
            text->state = PDF_BETWEEN;
        text->last = byte;
        return;
    case PDF_BETWEEN:
        read_between(text, byte);
    }
}

void pdf_text_read(struct pdf_text *text, struct bytes bytes)
{
    for (size_t i = 0; i < bytes.size; i++)
        read_byte(text, bytes.data[i]);
}
