/* html_scan.c - see html_scan.h. */

#include "examine/encoding/html_scan.h"

#include "base/kit.h"
#include "base/word.h"

void html_scan_init(struct html_scan *scan, struct cursor *cursor, struct text_lines *lines)
{
    *scan = (struct html_scan){.cursor = cursor, .lines = lines};
    buf_init(&scan->tag, HTML_TAG_MOST);
}

void html_scan_clear(struct html_scan *scan)
{
    buf_clear(&scan->tag);
}

static void consume(struct html_scan *scan, struct bytes some)
{
    text_lines_pass(scan->lines, some, cursor_at(scan->cursor));
    cursor_consume(scan->cursor, some.size);
}

static bool is_blank(uint8_t byte)
{
    return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

/* Passes everything up to `end`, in any letters, and that too; or all there is. */
static ASSAY_RESULT skip_past(struct html_scan *scan, const char *end)
{
    const size_t size = strlen(end);

    for (;;) {
        struct bytes some;
        const uint8_t *found;

        TRY(cursor_peek(scan->cursor, size, &some));
        if (some.size < size) {
            consume(scan, some);
            return ASSAY_OK;
        }
        if (word_is(bytes_front(some, size), bytes_text(end))) {
            consume(scan, bytes_front(some, size));
            return ASSAY_OK;
        }
        TRY(cursor_some(scan->cursor, &some));
        found = memchr(some.data + 1, end[0], some.size - 1);
        consume(scan, bytes_of(some.data, found ? (size_t)(found - some.data) : some.size));
    }
}

/* Behind the name of a tag: keeps its attributes, up to its end. */
static ASSAY_RESULT read_attributes(struct html_scan *scan)
{
    uint8_t quote = 0, before = 0;

    for (;;) {
        struct bytes some;
        size_t at = 0;
        bool over = false;

        TRY(cursor_some(scan->cursor, &some));
        if (some.size == 0)
            return ASSAY_OK;
        while (at < some.size && !over) {
            const uint8_t byte = some.data[at++];

            over = byte == '>' && !quote;
            if (quote ? byte == quote : (byte == '"' || byte == '\'') && before == '=')
                quote = quote ? 0 : byte;
            if (!is_blank(byte))
                before = byte;
        }
        buf_add(&scan->tag, some.data,
                at < HTML_TAG_MOST - scan->tag.size ? at : HTML_TAG_MOST - scan->tag.size);
        consume(scan, bytes_of(some.data, at));
        if (over)
            return buf_status(&scan->tag, scan->cursor->err);
    }
}

/* Behind a tag that opened: what such an element holds is no markup. */
static ASSAY_RESULT skip_raw(struct html_scan *scan)
{
    static const struct {
        struct bytes name;
        const char *end;
    } raw[] = {{{(const uint8_t *)"script", 6}, "</script"},
               {{(const uint8_t *)"style", 5}, "</style"},
               {{(const uint8_t *)"textarea", 8}, "</textarea"}};

    scan->opened = false;
    for (size_t i = 0; i < ARRAY_LEN(raw); i++)
        if (bytes_equal(scan->name, raw[i].name))
            return skip_past(scan, raw[i].end);
    return ASSAY_OK;
}

/* At '<' and a letter, or '/' and a letter, in `some`. */
static ASSAY_RESULT read_tag(struct html_scan *scan, struct bytes some, enum html_token *token)
{
    const bool closes = some.data[1] == '/';
    const struct bytes name = bytes_from(some, closes ? 2 : 1);
    size_t size = 0;

    for (; size < name.size && size < HTML_TAG_NAME; size++) {
        scan->letters[size] = name.data[size] | 0x20;
        if (scan->letters[size] < 'a' || scan->letters[size] > 'z')
            break;
    }
    scan->name = bytes_of(scan->letters, size);
    scan->opened = !closes;
    *token = closes ? HTML_CLOSE : HTML_OPEN;
    consume(scan, bytes_front(some, (closes ? 2 : 1) + size));
    buf_reset(&scan->tag);
    TRY(read_attributes(scan));
    scan->attributes = buf_bytes(&scan->tag);
    return ASSAY_OK;
}

/* At '<': a tag, or *token stays HTML_OVER, and it was passed over, or is text. */
static ASSAY_RESULT read_markup(struct html_scan *scan, enum html_token *token)
{
    struct bytes some;
    uint8_t next;

    TRY(cursor_peek(scan->cursor, HTML_TAG_NAME + 2, &some));
    next = some.size > 1 ? some.data[1] : 0;
    if (next == '/' && some.size > 2)
        next = some.data[2];
    if ((next | 0x20) >= 'a' && (next | 0x20) <= 'z')
        return read_tag(scan, some, token);
    if (bytes_starts(some, BYTES("<!--")))
        return skip_past(scan, "-->");
    if (next == '!' || next == '?')
        return skip_past(scan, ">");
    scan->text = bytes_front(some, 1);
    *token = HTML_TEXT;
    return ASSAY_OK;
}

enum assay_status html_next(struct html_scan *scan, enum html_token *token)
{
    *token = HTML_OVER;
    consume(scan, scan->text);
    scan->text = bytes_of(NULL, 0);
    if (scan->opened)
        TRY(skip_raw(scan));
    while (*token == HTML_OVER) {
        struct bytes some;

        TRY(cursor_some(scan->cursor, &some));
        if (some.size == 0)
            return ASSAY_OK;
        if (some.data[0] == '<') {
            TRY(read_markup(scan, token));
            continue;
        }
        scan->text = bytes_until(some, '<');
        *token = HTML_TEXT;
    }
    return ASSAY_OK;
}
