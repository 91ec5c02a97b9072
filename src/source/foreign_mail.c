/*
 * foreign_mail.c - a mail whose parts are members: "2/people.csv" is the second part by the name
 * that it has, "1.txt" one without. A mail in a mail is a member that is a mail.
 *
 * Headers, and what stands before, between and behind parts, is beside all members.
 *
 * Source: RFC 2046, section 5.1.
 */

#include <inttypes.h>
#include <stdlib.h>

#include "base/kit.h"
#include "base/limits.h"
#include "inventory/gaps.h"
#include "source/asides.h"
#include "source/fail.h"
#include "source/foreign.h"
#include "source/mail_header.h"
#include "source/mail_lines.h"

enum { FIELDS_MOST = 1U << 20, DEPTH_MOST = 32 };

/* Parts in a part. */
struct level {
    uint8_t boundary[MAIL_BOUNDARY_MOST];
    size_t size;
    unsigned parts; /* met so far */
};

struct mail {
    struct asides asides;
    struct mail_lines lines;
    struct mail_header header; /* of the part at hand */
    struct buf fields, name;
    struct level levels[DEPTH_MOST];
    unsigned depth;
    enum { FRESH, BETWEEN, IN_PART, AT_END } place;
    const char *id; /* of what is wrong with the part at hand, to be told behind it, or NULL */
    const char *why;
    uint64_t begin; /* of its header */

    struct mail_transfer transfer;
    struct buf content; /* of the line at hand, */
    size_t given;       /* as far as it was handed out, */
    uint64_t out;       /* and of the part so far */
};

static void mail_close(void *state)
{
    struct mail *mail = state;

    mail_header_clear(&mail->header);
    buf_clear(&mail->fields);
    buf_clear(&mail->name);
    buf_clear(&mail->content);
    asides_clear(&mail->asides);
    free(mail);
}

static enum assay_status mail_open(enum container_format format, struct stream *in,
                                   struct source_budget *budget, void **state,
                                   struct assay_error *err)
{
    struct mail *mail = calloc(1, sizeof *mail);

    (void)format;
    if (!mail)
        return fail_no_memory(err);
    mail->lines.in = in;
    mail->lines.budget = budget;
    asides_init(&mail->asides);
    mail_header_init(&mail->header);
    buf_init(&mail->fields, FIELDS_MOST);
    buf_init(&mail->name, LIMIT_NAME);
    buf_init(&mail->content, 2 * sizeof mail->lines.window);
    *state = mail;
    return ASSAY_OK;
}

static ASSAY_RESULT out_of_room(const struct buf *buf, struct assay_error *err)
{
    return buf->status == ASSAY_ENOMEM ? fail_no_memory(err) : ASSAY_OK;
}

/* ---- lines ---- */

static void pass_aside(struct mail *mail, struct bytes line)
{
    asides_add(&mail->asides, mail->lines.taken, line);
    mail_lines_take(&mail->lines, line);
}

/* The level whose mark a line is, counted from 1, or 0; *closes: it has no parts more. */
static unsigned mark_of(const struct mail *mail, struct bytes line, bool *closes)
{
    struct bytes text = mail_line_text(line);

    *closes = false;
    if (mail->lines.goes_on || !bytes_take(&text, BYTES("--")))
        return 0;
    while (text.size > 0 && bytes_has(BYTES(" \t"), text.data[text.size - 1]))
        text.size--;
    for (unsigned i = mail->depth; i > 0; i--) {
        const struct level *level = &mail->levels[i - 1];
        struct bytes rest = text;

        if (!bytes_take(&rest, bytes_of(level->boundary, level->size)))
            continue;
        *closes = bytes_equal(rest, BYTES("--"));
        if (rest.size == 0 || *closes)
            return i;
    }
    return 0;
}

/* ---- the part at hand ---- */

static bool ends_part(const struct mail *mail, struct bytes line)
{
    bool closes;

    return line.size == 0 || mark_of(mail, line, &closes) > 0;
}

static ASSAY_RESULT decode_line(struct mail *mail, struct assay_error *err)
{
    struct bytes line;

    buf_reset(&mail->content);
    mail->given = 0;
    TRY(mail_lines_peek(&mail->lines, &line, err));
    if (ends_part(mail, line)) {
        if (line.size == 0)
            mail_transfer_end(&mail->transfer, &mail->content);
        mail->place = line.size == 0 ? AT_END : BETWEEN;
    } else {
        mail_transfer_line(&mail->transfer, line, &mail->content);
        mail_lines_take(&mail->lines, line);
    }
    return buf_status(&mail->content, err);
}

static enum assay_status mail_read(void *state, void *to, size_t size, uint64_t *at, size_t *got,
                                   struct assay_error *err)
{
    struct mail *mail = state;
    struct bytes some;

    *at = mail->out;
    *got = 0;
    while (*got < size) {
        while (mail->given == mail->content.size && mail->place == IN_PART)
            TRY(decode_line(mail, err));
        some = bytes_front(bytes_from(buf_bytes(&mail->content), mail->given), size - *got);
        if (some.size == 0)
            break;
        memcpy((uint8_t *)to + *got, some.data, some.size);
        mail->given += some.size;
        *got += some.size;
    }
    mail->out += *got;
    return ASSAY_OK;
}

/* ---- from part to part ---- */

/* What a part without a name is, by its type. */
static const char *ending_of(const char *type)
{
    static const struct {
        const char *type, *ending;
    } endings[] = {
        {"", "txt"},
        {"application/json", "json"},
        {"application/pdf", "pdf"},
        {"application/zip", "zip"},
        {"image/gif", "gif"},
        {"image/jpeg", "jpg"},
        {"image/png", "png"},
        {"message/rfc822", "eml"},
        {"text/calendar", "ics"},
        {"text/csv", "csv"},
        {"text/html", "html"},
        {"text/plain", "txt"},
        {"text/rtf", "rtf"},
        {"text/xml", "xml"},
    };

    for (size_t i = 0; i < ARRAY_LEN(endings); i++)
        if (strcmp(type, endings[i].type) == 0)
            return endings[i].ending;
    return "bin";
}

/* The part's place among parts, "2.1", and its name. */
static void set_name(struct mail *mail)
{
    buf_reset(&mail->name);
    for (unsigned i = 0; i < mail->depth; i++)
        buf_printf(&mail->name, "%s%u", i > 0 ? "." : "", mail->levels[i].parts);
    if (mail->depth == 0)
        buf_text(&mail->name, "1");
    if (mail->header.name.size > 0) {
        buf_byte(&mail->name, '/');
        buf_add(&mail->name, mail->header.name.data, mail->header.name.size);
    } else {
        buf_printf(&mail->name, ".%s", ending_of(mail->header.type));
    }
}

static void note(struct mail *mail, const char *id, const char *why)
{
    if (mail->id)
        return;
    mail->id = id;
    mail->why = why;
}

/* A line that is none of a header: other readers take it, and what follows, for content. */
static bool begins_content(const struct mail *mail, struct bytes line)
{
    const bool folded = bytes_has(BYTES(" \t"), line.data[0]) && mail->fields.size > 0;

    return mail_line_text(line).size > 0 && !folded && !mail_is_field(line);
}

static ASSAY_RESULT read_fields(struct mail *mail, struct assay_error *err)
{
    struct bytes line;
    bool ends = false;

    buf_reset(&mail->fields);
    mail->begin = mail->lines.taken;
    while (!ends) {
        bool goes_on, closes;

        TRY(mail_lines_peek(&mail->lines, &line, err));
        goes_on = mail->lines.goes_on;
        if (line.size == 0 || mark_of(mail, line, &closes) > 0)
            break; /* a part of nothing but a header */
        if (!goes_on && begins_content(mail, line)) {
            note(mail, GAP_BUNDLE_BAD_HEADER, "a header without the empty line that ends it");
            break;
        }
        ends = !goes_on && mail_line_text(line).size == 0;
        buf_add(&mail->fields, line.data, line.size);
        pass_aside(mail, line);
    }
    mail_header_read(&mail->header, buf_bytes(&mail->fields));
    return out_of_room(&mail->fields, err);
}

static void judge_header(struct mail *mail)
{
    const struct mail_header *header = &mail->header;

    if (mail->fields.status == ASSAY_ELIMIT)
        note(mail, GAP_BUNDLE_SIZE_LIMIT, "a header of more than 1 MiB, of which the rest is not");
    else if (header->encoding == MAIL_ENCODING_UNKNOWN)
        note(mail, GAP_BUNDLE_METHOD_UNSUPPORTED,
             "a part in an encoding that is not known, which is examined as it stands");
    else if (header->ambiguous)
        note(mail, GAP_BUNDLE_BAD_HEADER,
             "a header that tells twice, and differently, what follows it");
    else if (mail_has_parts(header) && header->boundary_size == 0)
        note(mail, GAP_BUNDLE_BAD_HEADER,
             "a header that says that parts follow, and not what stands between them");
}

/* Behind a header: a part, or the level of those in it. */
static void enter(struct mail *mail)
{
    struct level *level;

    judge_header(mail);
    if (mail->header.boundary_size > 0 && mail->depth < DEPTH_MOST) {
        level = &mail->levels[mail->depth++];
        *level = (struct level){.size = mail->header.boundary_size};
        memcpy(level->boundary, mail->header.boundary, level->size);
        mail->place = BETWEEN;
        return;
    }
    if (mail->header.boundary_size > 0)
        note(mail, GAP_BUNDLE_DEPTH_LIMIT, "parts in more than 32 others");
    mail->transfer = (struct mail_transfer){.encoding = mail->header.encoding};
    mail->out = mail->given = 0;
    buf_reset(&mail->content);
    mail->place = IN_PART;
    set_name(mail);
}

/* Up to the next mark, and past it. */
static ASSAY_RESULT pass_to_part(struct mail *mail, struct assay_error *err)
{
    unsigned found = 0;
    bool closes = false;

    while (mail->place == BETWEEN && (found == 0 || closes)) {
        struct bytes line;

        TRY(mail_lines_peek(&mail->lines, &line, err));
        if (line.size == 0) {
            mail->place = AT_END;
            return ASSAY_OK;
        }
        found = mark_of(mail, line, &closes);
        if (found > 0)
            mail->depth = closes ? found - 1 : found;
        pass_aside(mail, line);
    }
    if (mail->place == BETWEEN)
        mail->levels[mail->depth - 1].parts++;
    return ASSAY_OK;
}

static ASSAY_RESULT leave(struct mail *mail, struct assay_error *err)
{
    while (mail->place == IN_PART)
        TRY(decode_line(mail, err));
    if (mail->transfer.broken)
        note(mail, GAP_BUNDLE_BAD_HEADER, "a part has bytes that its encoding has not");
    mail->transfer.broken = false;
    return ASSAY_OK;
}

static ASSAY_RESULT tell(struct mail *mail, bool *again, struct assay_error *err)
{
    const char *id = TAKE(mail->id);

    *again = true;
    return fail_id(err, ASSAY_EFORMAT, id, "%s, behind byte %" PRIu64, mail->why, mail->begin);
}

static enum assay_status mail_next(void *state, struct foreign_member *member, bool *found,
                                   bool *again, struct assay_error *err)
{
    struct mail *mail = state;

    *found = *again = false;
    TRY(leave(mail, err));
    while (!mail->id && (mail->place == FRESH || mail->place == BETWEEN)) {
        if (mail->place == BETWEEN)
            TRY(pass_to_part(mail, err));
        if (mail->place == AT_END)
            break;
        TRY(read_fields(mail, err));
        enter(mail);
    }
    *found = mail->place == IN_PART;
    if (!*found && mail->id)
        return tell(mail, again, err);
    if (!*found && mail->depth > 0) {
        mail->depth = 0;
        return fail_id(err, ASSAY_EFORMAT, GAP_BUNDLE_TRUNCATED,
                       "the mail is cut short at byte %" PRIu64 ", before the end of its parts",
                       mail->lines.taken);
    }
    *member = (struct foreign_member){.name = buf_bytes(&mail->name),
                                      .cut = mail->name.status == ASSAY_ELIMIT,
                                      .type = ASSAY_ITEM_FILE,
                                      .size = STREAM_SIZE_UNKNOWN};
    return *found ? out_of_room(&mail->name, err) : ASSAY_OK;
}

/* ---- the end ---- */

static enum assay_status mail_outside(void *state, unsigned layer, struct outside *out,
                                      struct assay_error *err)
{
    struct mail *mail = state;

    return layer == 0 ? asides_outside(&mail->asides, mail->lines.budget, out, err) : ASSAY_OK;
}

static uint64_t mail_taken(const void *state)
{
    return ((const struct mail *)state)->lines.taken;
}

const struct foreign_reader foreign_mail = {.name = "mail",
                                            .open = mail_open,
                                            .next = mail_next,
                                            .read = mail_read,
                                            .outside = mail_outside,
                                            .taken = mail_taken,
                                            .close = mail_close};
