/* textproto.c - names, values and brackets of messages that were written as text. */

#include "examine/encoding/textproto.h"

#include <inttypes.h>

#include "base/codec.h"
#include "base/kit.h"
#include "base/limits.h"
#include "base/text.h"

enum { LEXEME_MAX = 64, END = -1 };

const struct textproto_word textproto_any[] = {{.name = NULL}};

/* A name or a number: of what is longer the front is kept. */
struct lexeme {
    char bytes[LEXEME_MAX];
    size_t size;
};

static struct cursor *cursor_of(const struct textproto *text)
{
    return text->proto->cursor;
}

static struct bytes lexeme_bytes(const struct lexeme *lexeme)
{
    return bytes_of((const uint8_t *)lexeme->bytes, lexeme->size);
}

/* ---- bytes ---- */

/* The next byte, which stays; END behind the last. */
static ASSAY_RESULT peek(struct cursor *cursor, int *byte)
{
    struct bytes some;

    if (cursor->at < cursor->have) {
        *byte = cursor->window[cursor->at];
        return ASSAY_OK;
    }
    TRY(cursor_some(cursor, &some));
    *byte = some.size > 0 ? some.data[0] : END;
    return ASSAY_OK;
}

static ASSAY_RESULT take_if(struct cursor *cursor, char wanted, bool *taken)
{
    int byte;

    TRY(peek(cursor, &byte));
    *taken = byte == wanted;
    if (*taken)
        cursor_consume(cursor, 1);
    return ASSAY_OK;
}

static bool is_blank(int byte)
{
    return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

static bool is_of_name(int byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || byte == '_' ||
           (byte >= '0' && byte <= '9');
}

/* Blanks, and comments to the end of their line. */
static ASSAY_RESULT skip_blanks(struct cursor *cursor, int *next)
{
    bool comment = false;

    for (;;) {
        TRY(peek(cursor, next));
        if (*next == '#')
            comment = true;
        else if (*next == '\n')
            comment = false;
        if (*next == END || (!comment && !is_blank(*next)))
            return ASSAY_OK;
        cursor_consume(cursor, 1);
    }
}

enum assay_status textproto_skip_blanks(struct cursor *cursor)
{
    int next;

    return skip_blanks(cursor, &next);
}

static ASSAY_RESULT read_lexeme(struct cursor *cursor, bool (*is_part)(int), struct lexeme *lexeme)
{
    int byte;

    lexeme->size = 0;
    for (;;) {
        TRY(peek(cursor, &byte));
        if (!is_part(byte))
            return ASSAY_OK;
        if (lexeme->size < sizeof lexeme->bytes)
            lexeme->bytes[lexeme->size++] = (char)byte;
        cursor_consume(cursor, 1);
    }
}

static ASSAY_RESULT unexpected(struct cursor *cursor, const char *wanted)
{
    int byte;

    TRY(peek(cursor, &byte));
    return byte == END
               ? cursor_fail(cursor, "the text ends before %s", wanted)
               : cursor_fail(cursor, "byte 0x%02x where %s should stand", (unsigned)byte, wanted);
}

/* ---- texts ---- */

/* At most `most` digits of a number in `base`. */
static ASSAY_RESULT read_digits(struct cursor *cursor, int base, unsigned most, uint32_t *code)
{
    int byte, digit;

    for (unsigned i = 0; i < most; i++) {
        TRY(peek(cursor, &byte));
        digit = byte == END ? -1 : hex_value((uint8_t)byte);
        if (digit < 0 || digit >= base)
            return ASSAY_OK;
        *code = *code * (uint32_t)base + (uint32_t)digit;
        cursor_consume(cursor, 1);
    }
    return ASSAY_OK;
}

/* What stands behind a backslash: its bytes in `out`. */
static ASSAY_RESULT read_escape(struct cursor *cursor, char out[4], size_t *size)
{
    static const char letters[] = "abfnrtv", meant[] = "\a\b\f\n\r\t\v";
    uint32_t code = 0;
    const char *letter;
    uint8_t byte;

    TRY(cursor_u8(cursor, &byte));
    *size = 1;
    if (byte >= '0' && byte <= '7') {
        code = (uint32_t)byte - '0';
        TRY(read_digits(cursor, 8, 2, &code));
    } else if (byte == 'x' || byte == 'X') {
        TRY(read_digits(cursor, 16, 2, &code));
    } else if (byte == 'u' || byte == 'U') {
        TRY(read_digits(cursor, 16, byte == 'u' ? 4 : 8, &code));
        *size = utf8_encode(code, out);
        return ASSAY_OK;
    } else {
        letter = byte ? strchr(letters, byte) : NULL;
        code = letter ? (uint8_t)meant[letter - letters] : byte;
    }
    out[0] = (char)(uint8_t)code;
    return ASSAY_OK;
}

static void keep(struct textproto *text, const void *bytes, size_t size, uint64_t *length)
{
    *length += size;
    if (text->text.size + size <= LIMIT_DOCUMENT)
        buf_add(&text->text, bytes, size);
}

/* One text in quotes, behind the first of them. */
static ASSAY_RESULT read_quoted(struct textproto *text, int quote, uint64_t *length)
{
    struct cursor *cursor = cursor_of(text);

    for (;;) {
        char meant[4];
        size_t size = 1;
        uint8_t byte;

        TRY(cursor_u8(cursor, &byte));
        if (byte == quote)
            return buf_status(&text->text, cursor->err);
        if (byte == '\n')
            return cursor_fail(cursor, "a text that does not end in its line");
        if (byte == '\\')
            TRY(read_escape(cursor, meant, &size));
        else
            meant[0] = (char)byte;
        keep(text, meant, size, length);
    }
}

/* All texts that follow one another are one. */
static ASSAY_RESULT read_text(struct textproto *text, uint64_t *length)
{
    int quote;

    buf_reset(&text->text);
    *length = 0;
    for (;;) {
        TRY(skip_blanks(cursor_of(text), &quote));
        if (quote != '"' && quote != '\'')
            return ASSAY_OK;
        cursor_consume(cursor_of(text), 1);
        TRY(read_quoted(text, quote, length));
    }
}

/* ---- numbers ---- */

static bool is_of_number(int byte)
{
    return is_of_name(byte) || byte == '.' || byte == '+' || byte == '-';
}

/* As C writes it: 12, 0x1f, 017. What is no such number, 1.5 say, is told by `number` alone. */
static uint64_t whole_number(struct bytes digits)
{
    const int base = digits.size < 2 || digits.data[0] != '0' ? 10
                     : (digits.data[1] | 0x20) == 'x'         ? 16
                                                              : 8;
    uint64_t value = 0;

    for (size_t i = base == 16 ? 2 : 0; i < digits.size; i++) {
        const int digit = hex_value(digits.data[i]);

        if (digit < 0 || digit >= base || ckd_mul(&value, value, (uint64_t)base) ||
            ckd_add(&value, value, (uint64_t)digit))
            return UINT64_MAX;
    }
    return value;
}

static bool is_true(struct bytes word)
{
    return bytes_equal(word, BYTES("true")) || bytes_equal(word, BYTES("True")) ||
           bytes_equal(word, BYTES("t"));
}

static ASSAY_RESULT read_number(struct cursor *cursor, const struct textproto_word *word,
                                uint64_t *value)
{
    struct lexeme lexeme;
    struct bytes written;
    bool negative;
    int next;

    TRY(take_if(cursor, '-', &negative));
    TRY(skip_blanks(cursor, &next));
    TRY(read_lexeme(cursor, is_of_number, &lexeme));
    written = lexeme_bytes(&lexeme);
    if (written.size == 0)
        return unexpected(cursor, "a value");
    if (written.data[0] >= '0' && written.data[0] <= '9')
        *value = whole_number(written);
    else
        *value = word && word->number_of ? word->number_of(written) : is_true(written);
    if (negative)
        *value = UINT64_C(0) - *value;
    return ASSAY_OK;
}

/* ---- what nobody looks at ---- */

static char end_of(int opened)
{
    return opened == '{' ? '}' : opened == '<' ? '>' : ']';
}

static bool opens(int byte)
{
    return byte == '{' || byte == '<' || byte == '[';
}

/* Passes over what was opened, behind its bracket. */
static ASSAY_RESULT skip_opened(struct textproto *text, int opened)
{
    struct cursor *cursor = cursor_of(text);
    char ends[PROTO_DEPTH] = {end_of(opened)};
    unsigned depth = 1;

    while (depth > 0) {
        uint64_t length;
        int byte;

        TRY(skip_blanks(cursor, &byte));
        if (byte == END)
            return unexpected(cursor, "the end of a message");
        if (byte == '"' || byte == '\'') {
            TRY(read_text(text, &length));
            continue;
        }
        if (byte == ends[depth - 1])
            depth--;
        else if (byte == '}' || byte == '>' || byte == ']')
            return unexpected(cursor, "another bracket");
        else if (opens(byte) && depth == PROTO_DEPTH)
            return cursor_fail_at(cursor, ASSAY_ELIMIT, cursor_at(cursor),
                                  "messages deeper than %d levels", PROTO_DEPTH);
        else if (opens(byte))
            ends[depth++] = end_of(byte);
        cursor_consume(cursor, 1);
    }
    return ASSAY_OK;
}

/* A value of a field that has no word, whatever it is. */
static ASSAY_RESULT skip_value(struct textproto *text, int first)
{
    uint64_t ignored;

    if (opens(first)) {
        cursor_consume(cursor_of(text), 1);
        return skip_opened(text, first);
    }
    if (first == '"' || first == '\'')
        return read_text(text, &ignored);
    return read_number(cursor_of(text), NULL, &ignored);
}

/* ---- fields ---- */

static const struct textproto_word *find(const struct textproto_word *words, struct bytes name)
{
    for (; words->name; words++)
        if (bytes_equal(name, bytes_text(words->name)))
            return words;
    return NULL;
}

/* A value of a field that is known, and begins with `first`. */
static ASSAY_RESULT read_value(struct textproto *text, const struct textproto_word *word, int first,
                               struct proto_field *field)
{
    struct cursor *cursor = cursor_of(text);

    field->tag = word->tag;
    if (word->inside) {
        if (first != '{' && first != '<')
            return unexpected(cursor, "a message");
        cursor_consume(cursor, 1);
        text->opened = (char)first;
        text->entering = word->inside;
        field->value = 1; /* as it is not empty, in the eyes of who asks */
    } else if (proto_wire(field) == PROTO_BYTES) {
        if (first != '"' && first != '\'')
            return unexpected(cursor, "a text");
        TRY(read_text(text, &field->value));
    } else {
        TRY(read_number(cursor, word, &field->value));
    }
    text->proto->next = UINT64_MAX; /* what proto_varint() marks */
    return ASSAY_OK;
}

/* The next value of a list that is open; *more is false at its end. */
static ASSAY_RESULT next_of_list(struct textproto *text, struct proto_field *field, bool *more)
{
    struct cursor *cursor = cursor_of(text);
    const unsigned level = text->proto->depth - 1;
    bool ended, comma;
    int first;

    TRY(skip_blanks(cursor, &first));
    TRY(take_if(cursor, ',', &comma));
    TRY(skip_blanks(cursor, &first));
    field->at = cursor_at(cursor);
    TRY(take_if(cursor, ']', &ended));
    *more = !ended;
    if (*more)
        return read_value(text, text->levels[level].list, first, field);
    text->levels[level].list = NULL;
    return ASSAY_OK;
}

/* The end of the innermost message, or of all; *ended is false where a field follows. */
static ASSAY_RESULT at_end(struct textproto *text, bool *ended)
{
    struct cursor *cursor = cursor_of(text);
    const char end = text->levels[text->proto->depth - 1].end;
    int next;

    for (;;) {
        TRY(skip_blanks(cursor, &next));
        if (next != ',' && next != ';')
            break;
        cursor_consume(cursor, 1);
    }
    *ended = next == (end ? end : END);
    if (!*ended)
        return ASSAY_OK;
    if (end) {
        cursor_consume(cursor, 1);
        text->proto->depth--;
    }
    return ASSAY_OK;
}

/* The word of the field whose name comes next: NULL where it has none. */
static ASSAY_RESULT read_name(struct textproto *text, const struct textproto_word **word)
{
    struct cursor *cursor = cursor_of(text);
    struct lexeme name;
    bool extension;

    *word = NULL;
    TRY(take_if(cursor, '[', &extension));
    if (extension)
        return skip_opened(text, '[');
    TRY(read_lexeme(cursor, is_of_name, &name));
    if (name.size == 0)
        return unexpected(cursor, "the name of a field");
    *word = find(text->levels[text->proto->depth - 1].words, lexeme_bytes(&name));
    return ASSAY_OK;
}

/* A field's name and value; *known is false where it was passed over. */
static ASSAY_RESULT read_field(struct textproto *text, struct proto_field *field, bool *known)
{
    struct cursor *cursor = cursor_of(text);
    const unsigned level = text->proto->depth - 1;
    const struct textproto_word *word;
    bool colon, list;
    int first;

    field->at = cursor_at(cursor);
    TRY(read_name(text, &word));
    TRY(skip_blanks(cursor, &first));
    TRY(take_if(cursor, ':', &colon));
    TRY(skip_blanks(cursor, &first));
    *known = word != NULL;
    text->known += *known;
    text->other += !*known && text->levels[level].words != textproto_any;
    if (!*known)
        return skip_value(text, first);
    TRY(take_if(cursor, '[', &list));
    if (!list)
        return read_value(text, word, first, field);
    text->levels[level].list = word;
    return next_of_list(text, field, known);
}

enum assay_status textproto_next(struct textproto *text, struct proto_field *field, bool *more)
{
    const char opened = text->opened;
    bool ended;

    text->opened = 0;
    if (opened)
        TRY(skip_opened(text, opened));
    *more = false;
    if (text->levels[text->proto->depth - 1].list)
        TRY(next_of_list(text, field, more));
    while (!*more) {
        TRY(at_end(text, &ended));
        if (ended)
            return ASSAY_OK;
        TRY(read_field(text, field, more));
    }
    return ASSAY_OK;
}

void textproto_enter(struct textproto *text)
{
    const unsigned level = text->proto->depth - 1; /* the new one */

    text->levels[level].words = text->entering;
    text->levels[level].list = NULL;
    text->levels[level].end = end_of(text->opened);
    text->opened = 0;
}

void textproto_init(struct textproto *text, struct proto *proto, const struct textproto_word *words)
{
    *text = (struct textproto){.proto = proto};
    text->levels[0].words = words;
    buf_init(&text->text, LIMIT_DOCUMENT);
    proto->written = text;
}

void textproto_clear(struct textproto *text)
{
    buf_clear(&text->text);
}

/* ---- heads ---- */

struct bytes textproto_first(struct bytes head)
{
    enum { NAME_MOST = 64 }; /* no field has a longer one, and a text may be one word */
    struct assay_error ignored;
    struct cursor cursor;
    size_t start, end;
    int next;

    cursor_of_bytes(&cursor, head, &ignored);
    if (skip_blanks(&cursor, &next) != ASSAY_OK)
        return bytes_of(NULL, 0);
    start = end = (size_t)cursor_at(&cursor);
    while (end < head.size && end - start <= NAME_MOST && is_of_name(head.data[end]))
        end++;
    return bytes_of(head.data + start, end - start);
}

/* Reads all fields of the innermost message that is open, and of those in it. */
static ASSAY_RESULT read_all(struct proto *proto, const struct textproto *text)
{
    const unsigned outermost = proto->depth;
    struct proto_field field;
    bool more;

    for (;;) {
        const unsigned depth = proto->depth;

        TRY(proto_next(proto, &field, &more));
        if (!more && depth == outermost)
            return ASSAY_OK;
        if (more && text->opened)
            TRY(proto_enter(proto, &field));
    }
}

unsigned textproto_likeness(struct bytes head, bool cut, const struct textproto_word *words)
{
    struct assay_error ignored;
    struct textproto text;
    struct cursor cursor;
    struct proto proto;
    enum assay_status status;
    bool whole;

    cursor_of_bytes(&cursor, head, &ignored);
    proto_init(&proto, &cursor);
    textproto_init(&text, &proto, words);
    status = read_all(&proto, &text);
    whole =
        status == ASSAY_OK || status == ASSAY_ELIMIT || (cut && cursor_at(&cursor) == head.size);
    textproto_clear(&text);
    return whole && text.other == 0 && text.known < UINT32_MAX ? (unsigned)text.known : 0;
}
