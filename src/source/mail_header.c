/* mail_header.c - see mail_header.h. */

#include "source/mail_header.h"

#include "base/kit.h"
#include "base/limits.h"
#include "base/word.h"
#include "source/mail_lines.h"
#include "source/mail_value.h"

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
        *differs |= met && !bytes_equal(found, bytes_trim(field.value, MAIL_BLANKS));
        found = met ? found : bytes_trim(field.value, MAIL_BLANKS);
        met = true;
    }
    return found;
}

/* ---- the header ---- */

static void set_type(struct mail_header *header, struct bytes value)
{
    struct bytes word = mail_take_word(&value);

    word = bytes_front(word, sizeof header->type - 1);
    for (size_t i = 0; i < word.size; i++)
        header->type[i] = (char)(word.data[i] ? word_lower(word.data[i]) : '?');
    header->type[word.size] = 0;
}

static void keep_boundary(struct mail_header *header, struct bytes boundary)
{
    header->boundary_size = boundary.size;
    if (boundary.size > 0)
        memcpy(header->boundary, boundary.data, boundary.size);
}

static void set_boundary(struct mail_header *header, struct bytes value)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = MAIL_BOUNDARY_MOST};
    const struct bytes whole = value;
    struct bytes name;
    bool met = false;

    while (mail_next_parameter(&value, &name, &text)) {
        struct bytes boundary = buf_bytes(&text);

        if (!word_is(name, BYTES("boundary")) || text.status != ASSAY_OK)
            continue;
        while (boundary.size > 0 && bytes_has(MAIL_BLANKS, boundary.data[boundary.size - 1]))
            boundary.size--;
        if (met) {
            header->ambiguous |=
                !bytes_equal(boundary, bytes_of(header->boundary, header->boundary_size));
            continue;
        }
        met = true;
        keep_boundary(header, boundary);
    }
    buf_reset(&text);
    if (!met && mail_find_name(whole, "boundary", &text) && text.status == ASSAY_OK)
        keep_boundary(header, buf_bytes(&text));
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

bool mail_has_parts(const struct mail_header *header)
{
    return bytes_starts(bytes_text(header->type), BYTES("multipart/"));
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
    header->encoding = mail_encoding_of(mail_take_word(&encoding));
    if (mail_has_parts(header))
        set_boundary(header, type);
    if (!mail_find_name(disposition, "filename", &header->name))
        (void)mail_find_name(type, "name", &header->name);
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

/* The fields at the front of `head`, up to the empty line, or another that is none of a header;
 * *ends says that it was there. Nothing where there are fewer than so many that mails have. */
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
        if (!*ends && !is_folded(line) && !mail_is_field(line)) {
            *ends = true;
            rest = bytes_of(line.data, line.size + rest.size);
            break;
        }
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
    has_parts = mail_has_parts(&header) || header.encoding != MAIL_PLAIN || header.ambiguous;
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
