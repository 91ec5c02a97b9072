/*
 * inspect_requirements.c - requirements.txt of pip: what is to be installed, each with a version
 * and the digests that are taken for it, or with less.
 * Source: pip documentation, "Requirements File Format"; PEP 508.
 */

#include "base/find.h"
#include "base/kit.h"
#include "base/limits.h"
#include "examine/components/components.h"
#include "examine/inspect.h"
#include "examine/words/claim_words.h"

enum { BID_NAME = 8 };

struct reading {
    struct pins pins;
    struct buf line; /* one requirement, its continuations joined */
    uint64_t begun;  /* where it begins */
};

static bool is_blank(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\f';
}

static struct bytes trim(struct bytes text)
{
    return bytes_trim(text, BYTES(" \t\r\f"));
}

/* A comment begins the line or stands behind a blank. */
static struct bytes without_comment(struct bytes line)
{
    for (size_t i = 0; i < line.size; i++)
        if (line.data[i] == '#' && (i == 0 || is_blank(line.data[i - 1])))
            return bytes_of(line.data, i);
    return line;
}

static bool is_joint(uint8_t c)
{
    return c == '-' || c == '_' || c == '.';
}

static bool is_name_byte(uint8_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           is_joint(c);
}

/* "name @ URL": pinned by a digest in its fragment, or by a whole commit id behind the last '@'. */
static bool is_pinned_url(struct bytes url)
{
    size_t digits = 0;
    const uint8_t *at;

    while (url.size > 0 && !is_blank(url.data[digits]) && url.data[digits] != ';' &&
           digits + 1 < url.size)
        digits++;
    if (digits + 1 < url.size)
        url.size = digits;
    if (bytes_contain(url, "#sha256=") || bytes_contain(url, "&sha256="))
        return true;
    at = url.size ? memrchr(url.data, '@', url.size) : NULL;
    if (!at || !bytes_contain(url, "git+"))
        return false;
    url = bytes_from(url, (size_t)(at - url.data) + 1);
    for (digits = 0; digits < url.size; digits++)
        if (!bytes_has(BYTES("0123456789abcdef"), url.data[digits]))
            break;
    return digits == 40 || digits == 64;
}

static void take_requirement(struct reading *reading, struct bytes line, uint64_t offset)
{
    struct pin pin = {.ecosystem = BYTES("pypi"), .offset = offset};
    struct bytes rest;
    size_t size = 0;

    line = trim(line);
    if (line.size == 0 || line.data[0] == '-') /* an option, or another file */
        return;
    while (size < line.size && is_name_byte(line.data[size]))
        size++;
    pin.name = bytes_of(line.data, size);
    rest = trim(bytes_from(line, size));
    if (rest.size > 0 && rest.data[0] == '[') { /* extras */
        const uint8_t *end = memchr(rest.data, ']', rest.size);

        rest = end ? trim(bytes_from(rest, (size_t)(end - rest.data) + 1)) : BYTES("");
    }
    if (size == 0 || is_joint(line.data[0]) ||
        (size < line.size && rest.size > 0 && bytes_has(BYTES("/:\\"), rest.data[0])))
        return; /* a path or a bare URL: no name to go by */
    if (bytes_starts(rest, BYTES("@"))) {
        pin.hashed = is_pinned_url(trim(bytes_from(rest, 1)));
        pin.version = pin.hashed ? BYTES("url") : BYTES("");
    } else if (bytes_starts(rest, BYTES("=="))) {
        rest = trim(bytes_from(rest, bytes_starts(rest, BYTES("===")) ? 3 : 2));
        for (size = 0; size < rest.size && !is_blank(rest.data[size]) &&
                       !bytes_has(BYTES(",;"), rest.data[size]);)
            size++;
        pin.version = bytes_of(rest.data, size);
        if (bytes_has(pin.version, '*'))
            pin.version.size = 0;
        pin.hashed = bytes_contain(rest, "--hash=sha");
    }
    pins_add(&reading->pins, &pin);
}

/* pip ends a line wherever Python's splitlines() does, so at a CR alone too. Returns what stands in
 * front of the first such end in `line`; *end: the bytes of that end, 0 where there is none. */
static struct bytes first_line(struct bytes line, size_t *end)
{
    static const char *const ends[] = {"\r\n", "\r",   "\v",       "\f",           "\034",
                                       "\035", "\036", "\xC2\x85", "\xE2\x80\xA8", "\xE2\x80\xA9"};

    for (size_t at = 0; at < line.size; at++) {
        if (line.data[at] >= ' ' && line.data[at] < 0x7F)
            continue;
        for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
            if (!bytes_starts(bytes_from(line, at), bytes_text(ends[i])))
                continue;
            *end = strlen(ends[i]);
            return bytes_of(line.data, at);
        }
    }
    *end = 0;
    return line;
}

/* One line of the file, its end taken off. */
static ASSAY_RESULT take_line(struct reading *reading, struct cursor *cursor, struct bytes line,
                              uint64_t at)
{
    bool goes_on;

    if (reading->line.size == 0)
        reading->begun = at;
    line = without_comment(line);
    goes_on = line.size > 0 && line.data[line.size - 1] == '\\';
    buf_add(&reading->line, line.data, line.size - goes_on);
    if (goes_on)
        return ASSAY_OK;
    TRY(buf_status(&reading->line, cursor->err));
    take_requirement(reading, buf_bytes(&reading->line), reading->begun);
    buf_reset(&reading->line);
    return ASSAY_OK;
}

static ASSAY_RESULT read_lines(struct reading *reading, struct cursor *cursor)
{
    TRY(claim_mark(cursor));
    for (;;) {
        uint64_t at = cursor_at(cursor);
        struct bytes rest;
        size_t end;
        bool more;

        TRY(claim_line(cursor, &rest, &more));
        if (!more)
            return take_line(reading, cursor, BYTES(""), at);
        do {
            struct bytes line = first_line(rest, &end);

            TRY(take_line(reading, cursor, line, at));
            at += line.size + end;
            rest = bytes_from(rest, line.size + end);
        } while (end > 0);
    }
}

static bool ends_folded(struct bytes name, const char *with)
{
    size_t size = strlen(with);

    return name.size >= size && lock_file_is(bytes_from(name, name.size - size), with);
}

static bool begins_folded(struct bytes name, const char *with)
{
    size_t size = strlen(with);

    return name.size >= size && lock_file_is(bytes_of(name.data, size), with);
}

/* A line of such a file: nothing, a comment, an option, or a name alone or with a version, extras,
 * a place or a condition behind it. */
static bool is_listed(struct bytes line)
{
    size_t size = 0;

    line = trim(without_comment(trim(line)));
    if (line.size == 0 || line.data[0] == '-')
        return true;
    while (size < line.size && is_name_byte(line.data[size]))
        size++;
    line = trim(bytes_from(line, size));
    return size > 0 && (line.size == 0 || bytes_has(BYTES("=<>!~;[@(\\"), line.data[0]));
}

/* True where the head says so too; prose does not. */
static bool is_list(struct bytes head, bool whole)
{
    while (head.size > 0) {
        const uint8_t *end = memchr(head.data, '\n', head.size);
        struct bytes line = bytes_of(head.data, end ? (size_t)(end - head.data) : head.size);

        if ((end || whole) && !is_listed(line))
            return false;
        head = bytes_from(head, line.size + (end != NULL));
    }
    return true;
}

/* requirements-dev.txt and dev-requirements.txt; by what they hold reqs.txt, and a text in a folder
 * requirements/. What pip-compile reads (requirements.in) pins nothing and is no lock file. */
static unsigned requirements_bid(const struct subject *subject)
{
    struct bytes name = subject->name;
    struct bytes folder = bytes_of(subject->path.data, subject->path.size - name.size);
    bool named = begins_folded(name, "requirements") || ends_folded(name, "requirements.txt");
    bool likely = begins_folded(name, "reqs") || ends_folded(name, "reqs.txt") ||
                  lock_file_is(folder, "requirements/") || ends_folded(folder, "/requirements/");

    return ends_folded(name, ".txt") &&
                   (named ||
                    (likely && is_list(subject->head, subject->size == subject->head.size)))
               ? BID_NAME
               : 0;
}

static enum assay_status requirements_read(struct cursor *cursor, const struct subject *subject,
                                           struct evidence *evidence)
{
    struct reading reading = {0};
    enum assay_status status;

    (void)subject;
    pins_init(&reading.pins, evidence);
    buf_init(&reading.line, LIMIT_DOCUMENT);
    status = read_lines(&reading, cursor);
    buf_clear(&reading.line);
    pins_end(&reading.pins);
    return status;
}

const struct inspector inspect_requirements = {.format = "requirements",
                                               .kind = ASSAY_KIND_CONFIG,
                                               .text = true,
                                               .bid = requirements_bid,
                                               .read = requirements_read};
