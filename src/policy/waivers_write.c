/* waivers_write.c - adds lines to .assay/waivers, sorted; comments move with the line below them.
 */

#include <assay/policy.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/glob.h"
#include "base/kit.h"
#include "base/limits.h"
#include "base/text.h"
#include "examine/papers/card.h"
#include "policy/fingerprint.h"
#include "policy/rules.h"
#include "policy/waivers.h"

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

static ASSAY_RESULT check_new(const struct assay_waiver *waiver, int64_t today, int64_t most,
                              struct assay_error *err)
{
    int64_t days = assay_waiver_days(waiver->until, today);

    if (!waiver->fingerprint || !fingerprint_valid(waiver->fingerprint))
        return refuse(
            err, "waiver.fingerprint", "assay check shows the fingerprint of each finding",
            "\"%.40s\" is no fingerprint", waiver->fingerprint ? waiver->fingerprint : "");
    if (!has_word(waiver->reason) || !is_line(waiver->reason) ||
        card_says_nothing(bytes_text(waiver->reason)))
        return refuse(err, "waiver.reason", "add --reason \"...\", in one line",
                      "the waiver has no reason");
    if (!has_word(waiver->who) || !is_line(waiver->who) || strchr(waiver->who, '"') ||
        card_says_nothing(bytes_text(waiver->who)))
        return refuse(err, "waiver.who", "add --who NAME, one word or more without quotes",
                      "the waiver does not say who waives");
    if (waiver->glob && !is_line(waiver->glob))
        return refuse(err, "waiver.syntax", "name a path pattern such as data/**",
                      "the path pattern has control characters");
    if (waiver->glob &&
        (strlen(waiver->glob) > WAIVER_GLOB_MAX || !glob_can_match(bytes_text(waiver->glob))))
        return refuse(err, "waiver.syntax", "name a path pattern such as data/**",
                      "no path of a target matches \"%.40s\"", waiver->glob);
    if (days < 0)
        return refuse(err, "waiver.date", "name a day that is still to come: --until +30d",
                      "the waiver would have ended already");
    if (days > most)
        return refuse(err, "waiver.date", "name an earlier day, and renew it when that has come",
                      "the waiver would last %lld days; the policy allows %lld", (long long)days,
                      (long long)most);
    return ASSAY_OK;
}

/* In double quotes, those inside and `\\` escaped. */
static void add_quoted(struct buf *out, const char *text)
{
    buf_byte(out, '"');
    for (; *text; text++) {
        if (*text == '"' || *text == '\\')
            buf_byte(out, '\\');
        buf_byte(out, (uint8_t)*text);
    }
    buf_byte(out, '"');
}

/* The new line, without its end. */
static ASSAY_RESULT format_line(const struct assay_waiver *waiver, struct buf *out,
                                struct assay_error *err)
{
    char date[CLOCK_TEXT_SIZE];

    clock_text(waiver->until - SECONDS_A_DAY, date);
    buf_printf(out, "%s %.10s ", waiver->fingerprint, date);
    if (strpbrk(waiver->who, " \t"))
        add_quoted(out, waiver->who);
    else
        buf_text(out, waiver->who);
    buf_byte(out, ' ');
    add_quoted(out, waiver->reason);
    if (waiver->glob)
        buf_printf(out, " [%s]", waiver->glob);
    return buf_status(out, err);
}

/* A waiver's line with the comments before it; they move together. */
struct block {
    struct bytes comments, line;
    const struct assay_waiver *waiver;
    size_t number; /* those of the file first, then the new ones */
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
        struct bytes line = waiver_next_line(&text);
        struct bytes comments = bytes_of(start, (size_t)(line.data - start));

        if (waiver_is_blank(line))
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
    const struct block *left = a, *right = b;
    int order = waiver_order(left->waiver, right->waiver);

    return order ? order : (left->number > right->number) - (left->number < right->number);
}

/* Sorts the blocks. Of those for one subject the last line counts, below the comments of the first;
 * yields how many are left. */
static size_t settle_blocks(struct block *blocks, size_t count)
{
    size_t kept = 0;

    for (size_t i = 0; i < count; i++)
        blocks[i].number = i;
    qsort(blocks, count, sizeof *blocks, order_blocks);
    for (size_t i = 0; i < count; i++) {
        if (kept > 0 && waiver_order(blocks[kept - 1].waiver, blocks[i].waiver) == 0)
            blocks[kept - 1].line = blocks[i].line;
        else
            blocks[kept++] = blocks[i];
    }
    return kept;
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
        return out_of_memory(err);
    frame = cut_blocks(source->text, waivers, count, blocks);
    for (size_t i = 0; i < added_count; i++)
        blocks[count++] = (struct block){.line = waiver_next_line(&lines), .waiver = &added[i]};
    count = settle_blocks(blocks, count);
    buf_add(out, frame.head.data, frame.head.size);
    for (size_t i = 0; i < count; i++) {
        buf_add(out, blocks[i].comments.data, blocks[i].comments.size);
        buf_add(out, blocks[i].line.data, blocks[i].line.size);
        buf_byte(out, '\n');
    }
    buf_add(out, frame.tail.data, frame.tail.size);
    if (frame.tail.size > 0 && frame.tail.data[frame.tail.size - 1] != '\n')
        buf_byte(out, '\n');
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
        return out_of_memory(err);
    for (size_t i = 0; i < count; i++) {
        TRY(check_new(&waivers[i], today, most, err));
        TRY(format_line(&waivers[i], &lines, err));
        buf_byte(&lines, '\n');
    }
    TRY(buf_status(&lines, err));
    TRY(read_present(path, &before, err));
    source.text = text_unmarked(buf_bytes(&before));
    TRY(write_sorted(arena, &source, waivers, count, buf_bytes(&lines), &after, err));
    return file_replace(AT_FDCWD, path, buf_bytes(&after), 0666, err);
}

enum assay_status assay_waiver_add(const struct assay_policy *policy, const char *path,
                                   const struct assay_waiver *waiver, int64_t today,
                                   struct assay_error *err)
{
    return assay_waivers_add(policy, path, waiver, 1, today, err);
}
