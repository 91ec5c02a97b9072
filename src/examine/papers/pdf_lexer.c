/* pdf_lexer.c - see pdf_lexer.h. */

#include "examine/papers/pdf_lexer.h"

#include "base/codec.h"
#include "base/kit.h"

enum { WORD_MAX = 1 << 20 }; /* bytes of one string that are kept */

void pdf_lexer_init(struct pdf_lexer *lexer,
                    void (*take)(void *reader, enum pdf_token token, struct bytes word),
                    void *reader)
{
    *lexer = (struct pdf_lexer){.take = take, .reader = reader};
    buf_init(&lexer->word, SIZE_MAX);
}

void pdf_lexer_clear(struct pdf_lexer *lexer)
{
    buf_clear(&lexer->word);
}

void pdf_lexer_start(struct pdf_lexer *lexer)
{
    buf_reset(&lexer->word);
    lexer->state = PDF_BETWEEN;
    lexer->escape = lexer->depth = 0;
    lexer->opened = lexer->closed = lexer->picture = false;
    lexer->number = 0;
}

static void tell(struct pdf_lexer *lexer, enum pdf_token token)
{
    lexer->state = PDF_BETWEEN;
    lexer->take(lexer->reader, token, buf_bytes(&lexer->word));
    buf_reset(&lexer->word);
}

/* ---- strings ---- */

static void keep(struct pdf_lexer *lexer, uint8_t byte)
{
    if (lexer->word.size == WORD_MAX && lexer->state != PDF_IN_WORD) {
        lexer->take(lexer->reader, PDF_STRING_PART, buf_bytes(&lexer->word));
        buf_reset(&lexer->word);
    }
    if (lexer->word.size < WORD_MAX)
        buf_byte(&lexer->word, byte);
}

static bool is_octal(uint8_t byte)
{
    return byte >= '0' && byte <= '7';
}

/* Behind a backslash; false where `byte` belongs to no escape. */
static bool read_escape(struct pdf_lexer *lexer, uint8_t byte)
{
    static const char letters[] = "nrtbf", meant[] = "\n\r\t\b\f";
    const char *letter;

    if (lexer->escape > 1) {
        if (is_octal(byte))
            lexer->code = lexer->code * 8 + byte - '0';
        if (!is_octal(byte) || ++lexer->escape > 3) {
            keep(lexer, (uint8_t)lexer->code);
            lexer->escape = 0;
        }
        return is_octal(byte);
    }
    lexer->escape = 0;
    if (is_octal(byte)) {
        lexer->code = byte - (unsigned)'0';
        lexer->escape = 2;
        return true;
    }
    letter = byte ? strchr(letters, byte) : NULL;
    if (letter)
        keep(lexer, (uint8_t)meant[letter - letters]);
    else if (byte != '\n' && byte != '\r') /* the line goes on in the next */
        keep(lexer, byte);
    return true;
}

static void read_string(struct pdf_lexer *lexer, uint8_t byte)
{
    if (lexer->escape && read_escape(lexer, byte))
        return;
    if (byte == '\\') {
        lexer->escape = 1;
    } else if (byte == ')' && lexer->depth == 0) {
        tell(lexer, PDF_STRING);
    } else {
        lexer->depth += byte == '(';
        lexer->depth -= byte == ')';
        keep(lexer, byte);
    }
}

/* `escape` counts the digits of a byte. */
static void read_hex(struct pdf_lexer *lexer, uint8_t byte)
{
    const int digit = hex_value(byte);

    if (digit >= 0) {
        lexer->code = lexer->escape ? lexer->code * 16 + (unsigned)digit : (unsigned)digit;
        if (lexer->escape)
            keep(lexer, (uint8_t)lexer->code);
        lexer->escape = !lexer->escape;
    } else if (byte == '>') {
        if (lexer->escape)
            keep(lexer, (uint8_t)(lexer->code * 16));
        lexer->escape = 0;
        tell(lexer, PDF_STRING);
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

/* The whole part: what lies behind the point moves no line, and numbers no object. */
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

/* `#41` in a name is the letter of that code. */
static void unescape_name(struct buf *word)
{
    size_t to = 0;

    for (size_t i = 1; i < word->size; i++) {
        uint8_t letter = word->data[i];

        if (letter == '#' && hex_octet(bytes_from(buf_bytes(word), i + 1), &letter))
            i += 2;
        word->data[to++] = letter;
    }
    word->size = to;
}

static void end_word(struct pdf_lexer *lexer)
{
    struct bytes word = buf_bytes(&lexer->word);
    const bool picture = lexer->picture && bytes_equal(word, BYTES("ID"));
    const bool opens = bytes_equal(word, BYTES("BI"));
    int64_t number;

    if (bytes_starts(word, BYTES("/"))) {
        unescape_name(&lexer->word);
        tell(lexer, PDF_NAME);
    } else if (read_number(word, &number)) {
        lexer->number = number;
        tell(lexer, PDF_NUMBER);
    } else {
        tell(lexer, PDF_WORD);
    }
    if (picture) {
        lexer->state = PDF_IN_PICTURE;
        lexer->end = 0;
    }
    lexer->picture = opens || (lexer->picture && !picture);
}

static void read_between(struct pdf_lexer *lexer, uint8_t byte)
{
    const bool opened = lexer->opened, closed = lexer->closed;

    lexer->opened = lexer->closed = false;
    if (opened && byte != '<') {
        lexer->state = PDF_IN_HEX;
        read_hex(lexer, byte);
        return;
    }
    switch (byte) {
    case '(':
        lexer->state = PDF_IN_STRING;
        lexer->depth = 0;
        return;
    case '<':
        lexer->opened = !opened;
        if (opened)
            tell(lexer, PDF_OPEN_DICT);
        return;
    case '>':
        lexer->closed = !closed;
        if (closed)
            tell(lexer, PDF_CLOSE_DICT);
        return;
    case '[':
        tell(lexer, PDF_OPEN_LIST);
        return;
    case ']':
        tell(lexer, PDF_CLOSE_LIST);
        return;
    case '%':
        lexer->state = PDF_IN_COMMENT;
        return;
    default:
        if (is_delimiter(byte) && byte != '/')
            return;
        lexer->state = PDF_IN_WORD;
        keep(lexer, byte);
    }
}

/* EI and a blank end it. None is asked for in front, where any byte of the picture may stand. */
static void read_picture(struct pdf_lexer *lexer, uint8_t byte)
{
    if (lexer->end == 2 && is_blank(byte))
        lexer->state = PDF_BETWEEN;
    if (byte == 'E')
        lexer->end = 1;
    else
        lexer->end = lexer->end == 1 && byte == 'I' ? 2 : 0;
}

static void read_byte(struct pdf_lexer *lexer, uint8_t byte)
{
    switch (lexer->state) {
    case PDF_IN_WORD:
        if (!is_delimiter(byte)) {
            keep(lexer, byte);
            return;
        }
        end_word(lexer);
        if (lexer->state == PDF_BETWEEN)
            read_between(lexer, byte);
        return;
    case PDF_IN_STRING:
        read_string(lexer, byte);
        return;
    case PDF_IN_HEX:
        read_hex(lexer, byte);
        return;
    case PDF_IN_COMMENT:
        if (byte == '\n' || byte == '\r')
            lexer->state = PDF_BETWEEN;
        return;
    case PDF_IN_PICTURE:
        read_picture(lexer, byte);
        return;
    case PDF_BETWEEN:
        read_between(lexer, byte);
    }
}

void pdf_lexer_read(struct pdf_lexer *lexer, struct bytes bytes)
{
    for (size_t i = 0; i < bytes.size; i++)
        read_byte(lexer, bytes.data[i]);
}

void pdf_lexer_end(struct pdf_lexer *lexer)
{
    if (lexer->state == PDF_IN_WORD)
        end_word(lexer);
    else if ((lexer->state == PDF_IN_STRING || lexer->state == PDF_IN_HEX) && lexer->word.size > 0)
        tell(lexer, PDF_STRING);
    pdf_lexer_start(lexer);
}
