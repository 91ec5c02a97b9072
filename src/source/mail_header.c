/* mail_header.c - see mail_header.h. */

#include "source/mail_header.h"

#include "base/codec.h"
#include "base/kit.h"
#include "base/limits.h"
#include "base/word.h"
#include "source/mail_lines.h"

#define BLANKS BYTES(" \t\r\n")

/* ---- fields ---- */

struct field {
    struct bytes name, value; /* the value as it is folded */
};

static struct bytes take_line(struct bytes *rest)
{
    struct bytes line = bytes_until(*rest, '\n');

    line.size += line.size < rest->size;
    *rest = bytes_from(*rest, line.size);
    return line;
}

static bool is_folded(struct bytes line)
{
    return line.size > 0 && bytes_has(BYTES(" \t"), line.data[0]);
}

/* RFC 5322, 2.2: any visible letters but a colon; and blanks before the colon, as of old (4.5). */
bool mail_is_field(struct bytes line)
{
    struct bytes name = bytes_until(line, ':');
    const bool colon = name.size < line.size;

    name = bytes_trim(name, BYTES(" \t"));
    for (size_t i = 0; i < name.size; i++)
        if (name.data[i] <= ' ' || name.data[i] >= 0x7f)
            return false;
    return colon && name.size > 0 && !is_folded(line);
}

static bool next_field(struct bytes *rest, struct field *field)
{
    while (rest->size > 0) {
        const struct bytes line = take_line(rest);

        if (!mail_is_field(line))
            continue;
        field->name = bytes_until(line, ':');
        field->value = bytes_from(line, field->name.size + 1);
        field->name = bytes_trim(field->name, BYTES(" \t"));
        while (is_folded(*rest))
            field->value.size += take_line(rest).size;
        return true;
    }
    return false;
}

/* The first of that name, for most readers go by it; *differs where another one tells otherwise. */
static struct bytes find_field(struct bytes fields, const char *name, bool *differs)
{
    struct bytes found = bytes_of("", 0);
    struct field field;
    bool met = false;

    while (next_field(&fields, &field)) {
        if (!word_is(field.name, bytes_text(name)))
            continue;
        *differs |= met && !bytes_equal(found, bytes_trim(field.value, BLANKS));
        found = met ? found : bytes_trim(field.value, BLANKS);
        met = true;
    }
    return found;
}

/* ---- values: a word, and what is told of it behind semicolons ---- */

static bool ends_word(uint8_t byte)
{
    return bytes_has(BYTES("; \t\r\n("), byte);
}

static struct bytes take_word(struct bytes *rest)
{
    struct bytes word = *rest;

    while (rest->size > 0 && !ends_word(rest->data[0]))
        *rest = bytes_from(*rest, 1);
    word.size -= rest->size;
    return word;
}

/* A text in quotes, in which a backslash is before any letter, and lines may be folded. */
static void take_quoted(struct bytes *rest, struct buf *out)
{
    *rest = bytes_from(*rest, 1);
    while (rest->size > 0 && rest->data[0] != '"') {
        if (rest->data[0] == '\\' && rest->size > 1)
            *rest = bytes_from(*rest, 1);
        if (!bytes_has(BYTES("\r\n"), rest->data[0]))
            buf_byte(out, rest->data[0]);
        *rest = bytes_from(*rest, 1);
    }
    *rest = bytes_from(*rest, 1);
}

static bool next_parameter(struct bytes *rest, struct bytes *name, struct buf *value)
{
    const uint8_t *semicolon = rest->size ? memchr(rest->data, ';', rest->size) : NULL;

    if (!semicolon)
        return false;
    *rest = bytes_from(*rest, (size_t)(semicolon - rest->data) + 1);
    while (rest->size > 0 && bytes_has(BLANKS, rest->data[0]))
        *rest = bytes_from(*rest, 1);
    *name = *rest;
    while (rest->size > 0 && rest->data[0] != '=' && rest->data[0] != ';')
        *rest = bytes_from(*rest, 1);
    name->size -= rest->size;
    *name = bytes_trim(*name, BLANKS);
    buf_reset(value);
    if (rest->size == 0 || rest->data[0] == ';')
        return true;
    *rest = bytes_from(*rest, 1);
    while (rest->size > 0 && bytes_has(BLANKS, rest->data[0]))
        *rest = bytes_from(*rest, 1);
    if (rest->size > 0 && rest->data[0] == '"') {
        take_quoted(rest, value);
    } else {
        const struct bytes word = take_word(rest);

        buf_add(value, word.data, word.size);
    }
    return true;
}

/* ---- names ---- */

/* RFC 2047, 2: =?charset?B?...?= or Q, at the front of `text`, whose own bytes it stands for. */
static bool take_encoded_word(struct bytes *text, struct buf *out)
{
    struct bytes rest = *text, word;
    uint8_t how;

    if (!bytes_take(&rest, BYTES("=?")))
        return false;
    rest = bytes_from(rest, bytes_until(rest, '?').size + 1);
    if (rest.size < 2 || rest.data[1] != '?')
        return false;
    how = word_lower(rest.data[0]);
    rest = bytes_from(rest, 2);
    word = bytes_until(rest, '?');
    rest = bytes_from(rest, word.size);
    if ((how != 'b' && how != 'q') || !bytes_take(&rest, BYTES("?=")))
        return false;
    if (how == 'b')
        base64_decode_lines(out, word);
    else
        (void)mail_unquote(word, true, out);
    *text = rest;
    return true;
}

static void add_words(struct bytes text, struct buf *out)
{
    bool behind_word = false;

    while (text.size > 0) {
        struct bytes next = text;

        while (behind_word && next.size > 0 && bytes_has(BLANKS, next.data[0]))
            next = bytes_from(next, 1); /* between two of them blanks are none */
        if (take_encoded_word(&next, out)) {
            text = next;
            behind_word = true;
            continue;
        }
        buf_byte(out, text.data[0]);
        text = bytes_from(text, 1);
        behind_word = false;
    }
}

/* RFC 2231, 4: charset'language'text, with %20. */
static void add_extended(struct bytes text, bool first, struct buf *out)
{
    for (unsigned quotes = 0; first && quotes < 2; quotes++) {
        const struct bytes before = bytes_until(text, '\'');

        text = before.size < text.size ? bytes_from(text, before.size + 1) : text;
    }
    for (size_t i = 0; i < text.size; i++) {
        uint8_t byte = text.data[i];

        if (byte == '%' && hex_octet(bytes_from(text, i + 1), &byte))
            i += 2;
        buf_byte(out, byte);
    }
}

/* RFC 2231, 3: name*0, name*1*, in their order. What stands behind the name is a number, which is
 * the next one, and perhaps a star. */
static bool continues(struct bytes behind, unsigned next, bool *extended)
{
    unsigned number = 0;

    if (behind.size == 0 || behind.size > 4)
        return false;
    *extended = behind.data[behind.size - 1] == '*';
    behind.size -= *extended;
    for (size_t i = 0; i < behind.size; i++) {
        if (behind.data[i] < '0' || behind.data[i] > '9')
            return false;
        number = 10 * number + (behind.data[i] - '0');
    }
    return behind.size > 0 && number == next;
}

/* The value of a parameter in whichever form; false where there is none. */
static bool find_name(struct bytes value, const char *wanted, struct buf *out)
{
    const size_t size = strlen(wanted);
    CLEANUP(buf_clear) struct buf text = {.ceiling = LIMIT_NAME};
    struct bytes name;
    unsigned parts = 0;
    bool found = false;

    while (next_parameter(&value, &name, &text)) {
        struct bytes behind = bytes_from(name, size);
        bool extended = false;

        if (!word_is(bytes_front(name, size), bytes_text(wanted)))
            continue;
        if (behind.size == 0 && !found) {
            add_words(buf_bytes(&text), out);
            found = true;
        } else if (bytes_equal(behind, BYTES("*")) && parts == 0) {
            buf_reset(out); /* it goes before the plain one, which older readers take */
            add_extended(buf_bytes(&text), true, out);
            return true;
        } else if (bytes_take(&behind, BYTES("*")) && continues(behind, parts, &extended)) {
            if (parts == 0)
                buf_reset(out);
            if (extended)
                add_extended(buf_bytes(&text), parts == 0, out);
            else
                buf_add(out, text.data, text.size);
            parts++;
            found = true;
        }
    }
    return found;
}

/* ---- the header ---- */

static void set_type(struct mail_header *header, struct bytes value)
{
    struct bytes word = take_word(&value);

    word = bytes_front(word, sizeof header->type - 1);
    for (size_t i = 0; i < word.size; i++)
        header->type[i] = (char)(word.data[i] ? word_lower(word.data[i]) : '?');
    header->type[word.size] = 0;
}

static void set_boundary(struct mail_header *header, struct bytes value)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = MAIL_BOUNDARY_MOST};
    struct bytes name;
    bool met = false;

    while (next_parameter(&value, &name, &text)) {
        struct bytes boundary = buf_bytes(&text);

        if (!word_is(name, BYTES("boundary")) || text.status != ASSAY_OK)
            continue;
        while (boundary.size > 0 && bytes_has(BLANKS, boundary.data[boundary.size - 1]))
            boundary.size--;
        if (met) {
            header->ambiguous |=
                !bytes_equal(boundary, bytes_of(header->boundary, header->boundary_size));
            continue;
        }
        met = true;
        header->boundary_size = boundary.size;
        if (boundary.size > 0)
            memcpy(header->boundary, boundary.data, boundary.size);
    }
}

void mail_header_init(struct mail_header *header)
{
    *header = (struct mail_header){0};
    buf_init(&header->name, LIMIT_NAME);
}

void mail_header_clear(struct mail_header *header)
{
    buf_clear(&header->name);
}

void mail_header_read(struct mail_header *header, struct bytes fields)
{
    bool ignored = false;
    struct bytes type, encoding, disposition;

    header->ambiguous = false;
    header->boundary_size = 0;
    buf_reset(&header->name);
    type = find_field(fields, "content-type", &header->ambiguous);
    encoding = find_field(fields, "content-transfer-encoding", &header->ambiguous);
    disposition = find_field(fields, "content-disposition", &ignored);
    set_type(header, type);
    header->encoding = mail_encoding_of(take_word(&encoding));
    if (bytes_starts(bytes_text(header->type), BYTES("multipart/")))
        set_boundary(header, type);
    if (!find_name(disposition, "filename", &header->name))
        (void)find_name(type, "name", &header->name);
}

/* ---- what begins ---- */

enum {
    LOOKED_AT = 4096,  /* as much of any file is always there */
    FIELDS_LEAST = 3,  /* that mails have, in one that is no box */
    FIELDS_IN_BOX = 2, /* and in one */
};

/* Fields that mails have, each a bit. */
static unsigned field_bit(struct bytes name)
{
    static const char *const names[] = {
        "received",    "return-path", "delivered-to", "message-id", "from",         "to",
        "cc",          "subject",     "date",         "reply-to",   "mime-version", "content-type",
        "in-reply-to", "sender",      "references",   "x-mailer",
    };

    for (unsigned i = 0; i < ARRAY_LEN(names); i++)
        if (word_is(name, bytes_text(names[i])))
            return 1U << i;
    return 0;
}

/* The fields at the front of `head`, up to the empty line, which *ends says was there. Nothing
 * where another line stands there, or fewer than so many that mails have. */
static struct bytes fields_of(struct bytes head, int least, bool *ends)
{
    struct bytes rest = bytes_front(head, LOOKED_AT), fields = rest;
    unsigned met = 0;

    *ends = false;
    while (rest.size > 0 && !*ends) {
        const struct bytes line = take_line(&rest);

        if (rest.size == 0 && line.data[line.size - 1] != '\n' && head.size >= LOOKED_AT)
            break; /* who knows what it goes on as */
        *ends = mail_line_text(line).size == 0;
        if (!*ends && !is_folded(line) && !mail_is_field(line))
            return bytes_of("", 0);
        met |= field_bit(bytes_trim(bytes_until(line, ':'), BYTES(" \t")));
    }
    fields.size -= rest.size;
    return __builtin_popcount(met) >= least && !is_folded(fields) ? fields : bytes_of("", 0);
}

bool mail_begins(struct bytes head)
{
    struct mail_header header;
    bool ends, has_parts;
    const struct bytes fields = fields_of(head, FIELDS_LEAST, &ends);

    if (fields.size == 0 || !ends)
        return fields.size > 0 && head.size >= LOOKED_AT;
    mail_header_init(&header);
    mail_header_read(&header, fields);
    has_parts = header.boundary_size > 0 || header.encoding != MAIL_PLAIN || header.ambiguous;
    mail_header_clear(&header);
    return has_parts;
}

bool mbox_is_mark(struct bytes line)
{
    return bytes_starts(line, BYTES("From "));
}

/* git format-patch: an object's id, and a time that is always the same. */
static bool is_patch(struct bytes line)
{
    return bytes_ends(line, BYTES(" Mon Sep 17 00:00:00 2001"));
}

bool mbox_begins(struct bytes head)
{
    struct bytes rest = head, mark;
    bool ends;

    if (!mbox_is_mark(head))
        return false;
    mark = mail_line_text(take_line(&rest));
    return !is_patch(mark) && bytes_has(mark, ':') &&
           fields_of(rest, FIELDS_IN_BOX, &ends).size > 0;
}
