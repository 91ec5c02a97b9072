/* waivers.c - the file .assay/waivers: dated exceptions, one a line, sorted by fingerprint. */

#include "policy/waivers.h"

#include <assay/policy.h>
#include <fcntl.h>
#include <stdarg.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/glob.h"
#include "base/kit.h"
#include "base/limits.h"
#include "base/text.h"
#include "policy/fingerprint.h"
#include "policy/rules.h"

enum { GLOB_MAX = 1024 };

#define FORM                                                                                       \
    "FINGERPRINT UNTIL WHO REASON [PATH-GLOB], such as "                                           \
    "7c1e-92ab-04d7 2026-03-01 a.doe public sample [data/sample.csv]"

struct line_reader {
    const struct doc_source *source;
    struct arena *arena;
    struct bytes line, rest;
    uint32_t number;
    struct assay_error *err;
};

static ASSAY_RESULT fail_line(const struct line_reader *reader, const char *id, const char *why,
                              const char *format, ...) __attribute__((format(printf, 4, 5)));

static enum assay_status fail_line(const struct line_reader *reader, const char *id,
                                   const char *why, const char *format, ...)
{
    struct doc at = {.line = reader->number,
                     .column = (uint32_t)(reader->line.size - reader->rest.size) + 1};
    enum assay_status status;
    char text[256];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    status = doc_fail(&at, reader->source, id, reader->err, "%s", text);
    assay_error_why(reader->err, "%s", why);
    assay_error_do(reader->err, "write the line as %s", FORM);
    return status;
}

static void skip_blanks(struct line_reader *reader)
{
    while (reader->rest.size > 0 && (reader->rest.data[0] == ' ' || reader->rest.data[0] == '\t'))
        reader->rest = bytes_from(reader->rest, 1);
}

/* The next word, one in double quotes with its blanks; empty at the end of the line. */
static struct bytes peek_word(const struct line_reader *reader, size_t *used)
{
    struct bytes rest = reader->rest;
    size_t size = 0;

    if (rest.size > 0 && rest.data[0] == '"') {
        const uint8_t *end = memchr(rest.data + 1, '"', rest.size - 1);

        if (end) {
            *used = (size_t)(end - rest.data) + 1;
            return bytes_of(rest.data + 1, *used - 2);
        }
    }
    while (size < rest.size && rest.data[size] != ' ' && rest.data[size] != '\t')
        size++;
    *used = size;
    return bytes_of(rest.data, size);
}

static ASSAY_RESULT copy(const struct line_reader *reader, struct bytes text, const char **out)
{
    if (memchr(text.size ? (const char *)text.data : "", 0, text.size) || !utf8_valid(text))
        return fail_line(reader, "waiver.syntax", "the file is text in UTF-8",
                         "bytes that are not text");
    *out = arena_copy(reader->arena, text);
    return *out ? ASSAY_OK
                : assay_fail(reader->err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory");
}

static ASSAY_RESULT read_fingerprint(struct line_reader *reader, struct assay_waiver *waiver)
{
    size_t used;
    struct bytes word = peek_word(reader, &used);

    TRY(copy(reader, word, &waiver->fingerprint));
    if (!fingerprint_valid(waiver->fingerprint))
        return fail_line(reader, "waiver.fingerprint",
                         "a waiver is bound to content, never to a rule or a line alone",
                         "\"%.40s\" is no fingerprint: 12 hex digits or more, as reports show them",
                         waiver->fingerprint);
    reader->rest = bytes_from(reader->rest, used);
    return ASSAY_OK;
}

static ASSAY_RESULT read_until(struct line_reader *reader, struct assay_waiver *waiver)
{
    size_t used;
    struct bytes word = peek_word(reader, &used);

    if (word.size == 0)
        return fail_line(reader, "waiver.date", "an exception without an end is a changed rule",
                         "the waiver has no date");
    if (word.size != 10 || !clock_parse(word, &waiver->until))
        return fail_line(reader, "waiver.date", "the last day that it holds, in UTC",
                         "\"%.*s\" is no date", (int)(word.size < 40 ? word.size : 40),
                         (const char *)word.data);
    waiver->until += SECONDS_A_DAY;
    reader->rest = bytes_from(reader->rest, used);
    return ASSAY_OK;
}

/* `reason words [glob]`: the glob is the last thing of the line, in brackets. */
static ASSAY_RESULT read_reason(struct line_reader *reader, struct assay_waiver *waiver)
{
    struct bytes rest = reader->rest, glob = {0};

    while (rest.size > 0 && strchr(" \t\r", rest.data[rest.size - 1]))
        rest.size--;
    if (rest.size > 0 && rest.data[rest.size - 1] == ']') {
        size_t open = rest.size;

        while (open > 0 &&
               !(rest.data[open - 1] == '[' &&
                 (open == 1 || rest.data[open - 2] == ' ' || rest.data[open - 2] == '\t')))
            open--;
        if (open > 0) {
            glob = bytes_of(rest.data + open, rest.size - open - 1);
            rest.size = open - 1;
        }
    }
    while (rest.size > 0 && strchr(" \t", rest.data[rest.size - 1]))
        rest.size--;
    if (rest.size == 0)
        return fail_line(reader, "waiver.reason",
                         "whoever reads the report must learn why this was let pass",
                         "the waiver has no reason");
    if (glob.size > GLOB_MAX)
        return fail_line(reader, "waiver.syntax", "a path pattern is short",
                         "a glob of %zu bytes, more than %d", glob.size, GLOB_MAX);
    TRY(copy(reader, rest, &waiver->reason));
    return glob.size > 0 ? copy(reader, glob, &waiver->glob) : ASSAY_OK;
}

static ASSAY_RESULT read_line(struct line_reader *reader, struct assay_waiver *waiver)
{
    size_t used;
    struct bytes who;

    *waiver = (struct assay_waiver){.line = reader->number};
    TRY(read_fingerprint(reader, waiver));
    skip_blanks(reader);
    TRY(read_until(reader, waiver));
    skip_blanks(reader);
    who = peek_word(reader, &used);
    if (who.size == 0)
        return fail_line(reader, "waiver.who", "somebody answers for each exception",
                         "the waiver does not say who waives");
    TRY(copy(reader, who, &waiver->who));
    reader->rest = bytes_from(reader->rest, used);
    skip_blanks(reader);
    return read_reason(reader, waiver);
}

/* The next line of `text`, without its end; moves `text` past it. */
static struct bytes next_line(struct bytes *text)
{
    const uint8_t *end = memchr(text->data, '\n', text->size);
    struct bytes line = bytes_of(text->data, end ? (size_t)(end - text->data) : text->size);

    *text = bytes_from(*text, line.size + 1);
    if (line.size > 0 && line.data[line.size - 1] == '\r')
        line.size--;
    return line;
}

static bool is_blank(struct bytes line)
{
    size_t at = 0;

    while (at < line.size && (line.data[at] == ' ' || line.data[at] == '\t'))
        at++;
    return at == line.size || line.data[at] == '#';
}

static bool same_subject(const struct assay_waiver *a, const struct assay_waiver *b)
{
    return strcmp(a->fingerprint, b->fingerprint) == 0 &&
           strcmp(a->glob ? a->glob : "", b->glob ? b->glob : "") == 0;
}

static ASSAY_RESULT refuse_duplicate(const struct line_reader *reader,
                                     const struct assay_waiver *waivers, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (same_subject(&waivers[i], &waivers[count]))
            return fail_line(reader, "waiver.duplicate", "two dates for one exception",
                             "%s is waived already in line %u", waivers[i].fingerprint,
                             (unsigned)waivers[i].line);
    return ASSAY_OK;
}

enum assay_status waivers_read(struct arena *arena, const struct doc_source *source,
                               struct assay_waiver **out, size_t *count, struct assay_error *err)
{
    struct line_reader reader = {.source = source, .arena = arena, .err = err};
    struct bytes text = source->text;
    size_t lines = 1, found = 0;
    struct assay_waiver *waivers;

    for (size_t i = 0; i < text.size; i++)
        lines += text.data[i] == '\n';
    waivers = arena_array(arena, lines, sizeof *waivers);
    if (!waivers)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory");
    while (text.size > 0) {
        reader.line = next_line(&text);
        reader.number++;
        if (is_blank(reader.line))
            continue;
        reader.rest = reader.line;
        skip_blanks(&reader);
        TRY(read_line(&reader, &waivers[found]));
        reader.rest = reader.line;
        TRY(refuse_duplicate(&reader, waivers, found));
        found++;
    }
    *out = waivers;
    *count = found;
    return ASSAY_OK;
}

void waiver_settle(struct assay_waiver *waiver, int64_t now)
{
    if (now >= waiver->until) {
        waiver->days_left = -1 - (now - waiver->until) / SECONDS_A_DAY;
        waiver->state = ASSAY_WAIVER_EXPIRED;
        return;
    }
    waiver->days_left = (waiver->until - now) / SECONDS_A_DAY;
    if (waiver->withdrawal)
        waiver->state = ASSAY_WAIVER_WITHDRAWN;
    else if (waiver->doubt)
        waiver->state = ASSAY_WAIVER_IN_DOUBT;
    else if (waiver->used == 0)
        waiver->state = ASSAY_WAIVER_UNUSED;
    else
        waiver->state =
            waiver->days_left <= WAIVER_DAYS_SOON ? ASSAY_WAIVER_SOON : ASSAY_WAIVER_IN_FORCE;
}

static bool names_content(const struct assay_waiver *waiver, const struct assay_item *item)
{
    for (size_t i = 0; item && i < waiver->subject_count; i++)
        if (memcmp(waiver->subjects[i].sha256, item->content->sha256, 32) == 0)
            return true;
    return false;
}

static bool signed_covers(const struct assay_waiver *waiver, const struct assay_finding *finding,
                          const char *path, bool names_target)
{
    if (strcasecmp(waiver->rule, finding->rule->code) != 0 &&
        strcmp(waiver->rule, finding->rule->name) != 0 &&
        strcmp(waiver->rule, finding->headline) != 0)
        return false;
    if (waiver->most > 0 && waiver->used >= waiver->most)
        return false;
    /* paths, and findings on a whole target, are alike in many projects */
    if (waiver->elsewhere && (waiver->glob || !finding->item))
        return false;
    if (waiver->glob && !glob_match(bytes_text(waiver->glob), bytes_text(path)))
        return false;
    if (*waiver->fingerprint)
        return assay_fingerprint_is(finding->fingerprint, waiver->fingerprint);
    /* paths without a number would excuse whatever is put there later */
    return waiver->glob ? waiver->most > 0 : names_target || names_content(waiver, finding->item);
}

bool waiver_covers(const struct assay_waiver *waiver, const struct assay_finding *finding,
                   const char *path, bool names_target)
{
    if (waiver->rule)
        return signed_covers(waiver, finding, path, names_target);
    return assay_fingerprint_is(finding->fingerprint, waiver->fingerprint) &&
           (!waiver->glob || glob_match(bytes_text(waiver->glob), bytes_text(path)));
}

/* ---- adding ---- */

static ASSAY_RESULT refuse(struct assay_error *err, const char *id, const char *todo,
                           const char *format, ...) __attribute__((format(printf, 4, 5)));

static enum assay_status refuse(struct assay_error *err, const char *id, const char *todo,
                                const char *format, ...)
{
    enum assay_status status;
    char text[256];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    status = assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET, "%s", text);
    assay_error_id(err, id);
    assay_error_why(err, "a waiver names a finding, an end and a reason, so that it stays an "
                         "exception");
    assay_error_do(err, "%s", todo);
    return status;
}

/* One line of a text: no control characters, which could forge a second line. */
static bool is_line(const char *text)
{
    for (; *text; text++)
        if ((uint8_t)*text < 0x20 || *text == 0x7f)
            return false;
    return true;
}

static bool has_word(const char *text)
{
    return text && text[strspn(text, " \t")] != 0;
}

/* The line ends in `[glob]`, and the reason stands right before it. */
static bool ends_in_bracket(const char *reason)
{
    size_t size = strlen(reason);

    while (size > 0 && (reason[size - 1] == ' ' || reason[size - 1] == '\t'))
        size--;
    return size > 0 && reason[size - 1] == ']';
}

static ASSAY_RESULT check_new(const struct assay_waiver *waiver, int64_t today, int64_t most,
                              struct assay_error *err)
{
    struct assay_waiver dated = *waiver;

    waiver_settle(&dated, today);
    if (!waiver->fingerprint || !fingerprint_valid(waiver->fingerprint))
        return refuse(
            err, "waiver.fingerprint", "assay check shows the fingerprint of each finding",
            "\"%.40s\" is no fingerprint", waiver->fingerprint ? waiver->fingerprint : "");
    if (!has_word(waiver->reason) || !is_line(waiver->reason))
        return refuse(err, "waiver.reason", "add --reason \"...\", in one line",
                      "the waiver has no reason");
    if (!waiver->glob && ends_in_bracket(waiver->reason))
        return refuse(err, "waiver.reason", "end the reason with another word; paths are --glob",
                      "a reason that ends in ] would be read as a path pattern");
    if (!has_word(waiver->who) || !is_line(waiver->who) || strchr(waiver->who, '"'))
        return refuse(err, "waiver.who", "add --who NAME, one word or more without quotes",
                      "the waiver does not say who waives");
    if (waiver->glob && (!*waiver->glob || !is_line(waiver->glob)))
        return refuse(err, "waiver.syntax", "name a path pattern such as data/**",
                      "the path pattern is empty or has control characters");
    if (dated.days_left < 0)
        return refuse(err, "waiver.date", "name a day that is still to come: --until +30d",
                      "the waiver would have ended already");
    if (dated.days_left > most)
        return refuse(err, "waiver.date", "name an earlier day, and renew it when that has come",
                      "the waiver would last %lld days; the policy allows %lld",
                      (long long)dated.days_left, (long long)most);
    return ASSAY_OK;
}

/* The new line, without its end. */
static ASSAY_RESULT format_line(const struct assay_waiver *waiver, struct buf *out,
                                struct assay_error *err)
{
    char date[CLOCK_TEXT_SIZE];
    bool quoted = strpbrk(waiver->who, " \t") != NULL;

    clock_text(waiver->until - SECONDS_A_DAY, date);
    buf_printf(out, "%s %.10s %s%s%s %s", waiver->fingerprint, date, quoted ? "\"" : "",
               waiver->who, quoted ? "\"" : "", waiver->reason + strspn(waiver->reason, " \t"));
    if (waiver->glob)
        buf_printf(out, " [%s]", waiver->glob);
    return buf_status(out, err);
}

/* A waiver's line with the comments before it; they move together. */
struct block {
    struct bytes comments, line;
    const struct assay_waiver *waiver;
};

/* What a file has beside its waivers: comments before the first, which stay on top, and after the
 * last. */
struct frame {
    struct bytes head, tail;
};

static struct frame cut_blocks(struct bytes text, const struct assay_waiver *waivers, size_t count,
                               struct block *blocks)
{
    struct frame frame = {0};
    const uint8_t *start = text.data;
    size_t found = 0;

    while (text.size > 0 && found < count) {
        struct bytes line = next_line(&text);
        struct bytes comments = bytes_of(start, (size_t)(line.data - start));

        if (is_blank(line))
            continue;
        blocks[found].comments = found > 0 ? comments : bytes_of(NULL, 0);
        if (found == 0)
            frame.head = comments;
        blocks[found].line = line;
        blocks[found].waiver = &waivers[found];
        found++;
        start = text.data;
    }
    if (count == 0) /* comments only: new waivers go below them */
        frame.head = text;
    else
        frame.tail = text;
    return frame;
}

static int order_blocks(const void *a, const void *b)
{
    const struct assay_waiver *left = ((const struct block *)a)->waiver;
    const struct assay_waiver *right = ((const struct block *)b)->waiver;
    int order = strcmp(left->fingerprint, right->fingerprint);

    return order ? order : strcmp(left->glob ? left->glob : "", right->glob ? right->glob : "");
}

/* Puts a line in place of the one for the same subject, or behind all. */
static void put_block(struct block *blocks, size_t *count, const struct assay_waiver *waiver,
                      struct bytes line)
{
    size_t at = 0;

    while (at < *count && !same_subject(blocks[at].waiver, waiver))
        at++;
    blocks[at].line = line;
    blocks[at].waiver = waiver;
    *count += at == *count;
}

/* The file as it will be. `lines` holds the new ones, each with its end. */
static ASSAY_RESULT write_sorted(struct arena *arena, const struct doc_source *source,
                                 const struct assay_waiver *added, size_t added_count,
                                 struct bytes lines, struct buf *out, struct assay_error *err)
{
    struct assay_waiver *waivers;
    struct block *blocks;
    struct frame frame;
    size_t count;

    TRY(waivers_read(arena, source, &waivers, &count, err));
    blocks = arena_array(arena, count + added_count + 1, sizeof *blocks);
    if (!blocks)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory");
    frame = cut_blocks(source->text, waivers, count, blocks);
    for (size_t i = 0; i < added_count; i++)
        put_block(blocks, &count, &added[i], next_line(&lines));
    qsort(blocks, count, sizeof *blocks, order_blocks);
    buf_add(out, frame.head.data, frame.head.size);
    for (size_t i = 0; i < count; i++) {
        buf_add(out, blocks[i].comments.data, blocks[i].comments.size);
        buf_add(out, blocks[i].line.data, blocks[i].line.size);
        buf_byte(out, '\n');
    }
    if (frame.tail.size > 0 && frame.tail.data[frame.tail.size - 1] != '\n')
        buf_printf(out, "%.*s\n", (int)frame.tail.size, (const char *)frame.tail.data);
    else
        buf_add(out, frame.tail.data, frame.tail.size);
    return buf_status(out, err);
}

/* What stands there now; of a new file its folder is made. */
static ASSAY_RESULT read_present(const char *path, struct buf *out, struct assay_error *err)
{
    enum assay_status status = file_read(AT_FDCWD, path, out, err);

    if (status == ASSAY_EMISSING) {
        CLEANUP(free_cleanup) char *folder = strdup(path);
        char *slash = folder ? strrchr(folder, '/') : NULL;

        if (slash && slash != folder) {
            *slash = 0;
            TRY(file_make_folders(AT_FDCWD, folder, 0777, err));
        }
        return ASSAY_OK;
    }
    return status;
}

int64_t assay_policy_waiver_days(const struct assay_policy *policy)
{
    return policy ? policy_parameter(policy, "waiver_days", WAIVER_DAYS_DEFAULT)
                  : WAIVER_DAYS_DEFAULT;
}

enum assay_status assay_waivers_add(const struct assay_policy *policy, const char *path,
                                    const struct assay_waiver *waivers, size_t count, int64_t today,
                                    struct assay_error *err)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    CLEANUP(buf_clear) struct buf before = {.ceiling = LIMIT_DOCUMENT};
    CLEANUP(buf_clear) struct buf lines = {.ceiling = LIMIT_DOCUMENT};
    CLEANUP(buf_clear) struct buf after = {.ceiling = LIMIT_DOCUMENT};
    int64_t most = assay_policy_waiver_days(policy);
    struct doc_source source = {.path = path};

    if (!arena)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory");
    for (size_t i = 0; i < count; i++) {
        TRY(check_new(&waivers[i], today, most, err));
        TRY(format_line(&waivers[i], &lines, err));
        buf_byte(&lines, '\n');
    }
    TRY(buf_status(&lines, err));
    TRY(read_present(path, &before, err));
    source.text = buf_bytes(&before);
    TRY(write_sorted(arena, &source, waivers, count, buf_bytes(&lines), &after, err));
    return file_replace(AT_FDCWD, path, buf_bytes(&after), 0666, err);
}

enum assay_status assay_waiver_add(const struct assay_policy *policy, const char *path,
                                   const struct assay_waiver *waiver, int64_t today,
                                   struct assay_error *err)
{
    return assay_waivers_add(policy, path, waiver, 1, today, err);
}
