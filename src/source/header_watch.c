/*
 * header_watch.c - headers of cpio and ar, as they pass by.
 * Source: cpio(5), FreeBSD; ar(5), FreeBSD; GNU binutils, include/aout/ar.h.
 */

#include "source/header_watch.h"

#include "base/codec.h"
#include "base/kit.h"
#include "base/load.h"

enum {
    NEWC_SIZE = 110,
    ODC_SIZE = 76,
    BINARY_SIZE = 26,
    AR_SIZE = 60,
    AR_MAGIC = 8,
    MAGIC = 6, /* of a cpio, "070701" */
};

void header_watch_start(struct header_watch *watch, enum container_format format,
                        struct asides *asides)
{
    bool watched = format == CONTAINER_CPIO || format == CONTAINER_AR;

    *watch = (struct header_watch){.asides = asides, .format = format, .lost = ASSAY_NO_OFFSET};
    watch->part = watched ? HEADER_FIRST : HEADER_END;
    if (format == CONTAINER_AR) { /* the magic of the whole stands in front */
        watch->part = HEADER_CONTENT;
        watch->left = AR_MAGIC;
    }
}

static void begin(struct header_watch *watch, enum header_part part, uint64_t size)
{
    watch->part = part;
    watch->left = size;
    watch->have = 0;
}

/* ---- one header ---- */

/* A header in which a member's name and content begin. */
struct fields {
    uint64_t name, content;
    unsigned align; /* of the name's end and of the content's */
    bool plain;     /* nothing in it but numbers and blanks */
    bool table; /* what should be the name is a table of names, which libarchive keeps to itself */
};

static bool read_digits(struct bytes digits, unsigned base, uint64_t *value)
{
    *value = 0;
    for (size_t i = 0; i < digits.size; i++) {
        const int digit = hex_value(digits.data[i]);

        if (digit < 0 || digit >= (int)base || ckd_mul(value, *value, base) ||
            ckd_add(value, *value, (unsigned)digit))
            return false;
    }
    return true;
}

static bool has_only_digits(struct bytes text)
{
    for (size_t i = 0; i < text.size; i++)
        if (!hex_is_digit(text.data[i]))
            return false;
    return true;
}

static bool read_newc(const uint8_t *head, struct fields *fields)
{
    enum { CONTENT = 54, NAME = 94, FIELD = 8 };

    fields->align = 4;
    fields->plain = has_only_digits(bytes_of(head, NEWC_SIZE));
    return read_digits(bytes_of(head + CONTENT, FIELD), 16, &fields->content) &&
           read_digits(bytes_of(head + NAME, FIELD), 16, &fields->name);
}

static bool read_odc(const uint8_t *head, struct fields *fields)
{
    enum { CONTENT = 65, CONTENT_FIELD = 11, NAME = 59, NAME_FIELD = 6 };

    fields->align = 1;
    fields->plain = has_only_digits(bytes_of(head, ODC_SIZE));
    return read_digits(bytes_of(head + CONTENT, CONTENT_FIELD), 8, &fields->content) &&
           read_digits(bytes_of(head + NAME, NAME_FIELD), 8, &fields->name);
}

/* Words of two bytes in either order; of two words the higher stands first. */
static bool read_binary(const uint8_t *head, bool little, struct fields *fields)
{
    enum { NAME = 20, CONTENT = 22 };
    uint16_t (*const load)(const uint8_t *) = little ? load_u16le : load_u16be;

    fields->align = 2;
    fields->plain = true;
    fields->name = load(head + NAME);
    fields->content = (uint64_t)load(head + CONTENT) << 16 | load(head + CONTENT + 2);
    return true;
}

static struct bytes without_blanks(struct bytes field)
{
    while (field.size > 0 && field.data[field.size - 1] == ' ')
        field.size--;
    return field;
}

/* Names end with a slash (GNU) or with blanks, or stand in front of the content (BSD, "#1/20"). */
static bool read_ar(const uint8_t *head, struct fields *fields)
{
    enum { NAME_FIELD = 16, CONTENT = 48, CONTENT_FIELD = 10, BSD = 3 };
    struct bytes name = without_blanks(bytes_of(head, NAME_FIELD));
    const uint8_t *slash = name.size > 1 ? memchr(name.data + 1, '/', name.size - 1) : NULL;

    fields->align = 2;
    fields->plain = !slash || slash == name.data + name.size - 1 || bytes_starts(name, BYTES("/"));
    for (size_t i = NAME_FIELD; i < CONTENT + CONTENT_FIELD; i++)
        if (head[i] != ' ' && (head[i] < '0' || head[i] > '9'))
            fields->plain = false;
    if (head[AR_SIZE - 2] != '`' || head[AR_SIZE - 1] != '\n' ||
        !read_digits(without_blanks(bytes_of(head + CONTENT, CONTENT_FIELD)), 10, &fields->content))
        return false;
    fields->name = 0;
    fields->table = bytes_equal(name, BYTES("//"));
    if (fields->table) {
        fields->name = fields->content;
        fields->content = 0;
    }
    if (!bytes_starts(name, BYTES("#1/")))
        return true;
    fields->plain = true;
    return read_digits(bytes_from(name, BSD), 10, &fields->name) &&
           !ckd_sub(&fields->content, fields->content, fields->name);
}

/* How many bytes the header has that begins with these, of at least two; 0 where none does. */
static size_t size_of(const struct header_watch *watch)
{
    struct bytes head = bytes_of(watch->head, watch->have);

    if (watch->format == CONTAINER_AR)
        return AR_SIZE;
    if (head.size >= 2 &&
        (bytes_starts(head, BYTES("\xc7\x71")) || bytes_starts(head, BYTES("\x71\xc7"))))
        return BINARY_SIZE;
    if (head.size < MAGIC)
        return MAGIC;
    if (bytes_starts(head, BYTES("070701")) || bytes_starts(head, BYTES("070702")))
        return NEWC_SIZE;
    return bytes_starts(head, BYTES("070707")) ? ODC_SIZE : 0;
}

static bool read_header(const struct header_watch *watch, struct fields *fields)
{
    switch (watch->have) {
    case NEWC_SIZE:
        return read_newc(watch->head, fields);
    case ODC_SIZE:
        return read_odc(watch->head, fields);
    case BINARY_SIZE:
        return read_binary(watch->head, watch->head[0] == 0xc7, fields);
    default:
        return read_ar(watch->head, fields);
    }
}

static unsigned pad_of(uint64_t size, unsigned align)
{
    return (unsigned)((align - size % align) % align);
}

/* ---- the parts in their order ---- */

/* Nothing behind it is sure to be content: all of it is kept. */
static void lose(struct header_watch *watch)
{
    uint64_t at = watch->at - watch->have;

    for (size_t i = 0; i < watch->have && watch->lost == ASSAY_NO_OFFSET; i++)
        if (watch->head[i] != 0) /* zeros fill up the last record */
            watch->lost = at;
    asides_add(watch->asides, at, bytes_of(watch->head, watch->have));
    begin(watch, HEADER_LOST, 0);
}

static void end_header(struct header_watch *watch)
{
    struct fields fields = {0};

    if (!read_header(watch, &fields)) {
        lose(watch);
        return;
    }
    if (!fields.plain)
        asides_add(watch->asides, watch->at - watch->have, bytes_of(watch->head, watch->have));
    watch->refused = fields.name > HEADER_NAME_MAX;
    watch->content = fields.content;
    watch->align = fields.align;
    watch->content_pad =
        pad_of(watch->format == CONTAINER_AR ? fields.name + fields.content : fields.content,
               fields.align);
    watch->name_ended = fields.table;
    if (watch->format == CONTAINER_AR)
        begin(watch, HEADER_NAME, fields.name);
    else if (ckd_add(&watch->left, fields.name, pad_of(watch->have + fields.name, fields.align)))
        lose(watch);
    else
        begin(watch, HEADER_NAME, watch->left);
}

static size_t pass_header(struct header_watch *watch, struct bytes bytes)
{
    size_t size, used = 0;

    while (used < bytes.size && size_of(watch) > watch->have) {
        watch->head[watch->have++] = bytes.data[used++];
        watch->at++;
    }
    size = size_of(watch);
    if (size == 0)
        lose(watch);
    else if (size == watch->have)
        end_header(watch);
    return used;
}

static void pass_name(struct header_watch *watch, struct bytes name)
{
    const uint8_t *nul = NULL;
    size_t own = 0;

    if (!watch->name_ended) {
        for (size_t i = 0; i < name.size && watch->have < sizeof watch->head; i++)
            watch->head[watch->have++] = name.data[i];
        nul = name.size > 0 ? memchr(name.data, 0, name.size) : NULL;
        own = nul ? (size_t)(nul - name.data) : name.size;
    }
    watch->name_ended = watch->name_ended || nul;
    asides_add(watch->asides, watch->at + own, bytes_from(name, own));
}

static void next_part(struct header_watch *watch)
{
    bool last = watch->format == CONTAINER_CPIO &&
                bytes_starts(bytes_of(watch->head, watch->have), BYTES("TRAILER!!!\0"));

    if (watch->part == HEADER_NAME && last)
        begin(watch, HEADER_END, 0);
    else if (watch->part == HEADER_NAME)
        begin(watch, HEADER_CONTENT, watch->content);
    else if (watch->part == HEADER_CONTENT)
        begin(watch, HEADER_PAD, watch->content_pad);
    else
        begin(watch, HEADER_FIRST, 0);
}

static size_t pass_part(struct header_watch *watch, struct bytes bytes)
{
    if (watch->part != HEADER_LOST && bytes.size > watch->left)
        bytes.size = (size_t)watch->left;
    if (watch->part == HEADER_NAME)
        pass_name(watch, bytes);
    else if (watch->part != HEADER_CONTENT)
        asides_add(watch->asides, watch->at, bytes);
    watch->at += bytes.size;
    if (watch->part != HEADER_LOST)
        watch->left -= bytes.size;
    return bytes.size;
}

void header_watch_pass(struct header_watch *watch, struct bytes bytes)
{
    while (bytes.size > 0 && watch->part != HEADER_END) {
        if (watch->part == HEADER_FIRST)
            bytes = bytes_from(bytes, pass_header(watch, bytes));
        else if (watch->left == 0 && watch->part != HEADER_LOST)
            next_part(watch);
        else
            bytes = bytes_from(bytes, pass_part(watch, bytes));
    }
}
