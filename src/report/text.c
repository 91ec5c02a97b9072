/*
 * text.c - what a terminal shows, and what a pipe gets.
 *
 * To a terminal: findings by file, at most FILE_CUT of each, what many items have alike at the
 * first of them; lines folded at the window's width.
 * To a pipe: one line a finding, `path:line:col: severity headline: message, commit ... [fp ...]`,
 * with what to do where all is asked for.
 */

#include <assay/testimony.h>
#include <inttypes.h>

#include "base/kit.h"
#include "base/text.h"
#include "report/order.h"
#include "report/render.h"
#include "report/show.h"
#include "report/summary.h"
#include "report/text_gaps.h"
#include "report/text_repeats.h"

enum {
    FILE_CUT = 10,       /* findings shown of one file */
    HEADLINE_WIDTH = 18, /* columns of the headline, more where it is longer */
    PLACE_WIDTH = 8,
    FOLD_LEAST = 24, /* a message gets this many columns or a line of its own */
    INDENT = 8,
};

enum color { PLAIN, BOLD, DIM, RED, GREEN, YELLOW };

static const char *const colors[] = {
    [PLAIN] = "0", [BOLD] = "1", [DIM] = "2", [RED] = "1;31", [GREEN] = "1;32", [YELLOW] = "33",
};

struct text {
    const struct assay_assessment *assessment;
    const struct assay_report_options *options;
    struct buf *out;
    struct sink *sink;
    struct repeats repeats; /* empty where each is told by itself */
};

static void paint(const struct text *text, enum color color, const char *words)
{
    if (text->options->color)
        buf_printf(text->out, "\x1b[%sm%s\x1b[0m", colors[color], words);
    else
        buf_text(text->out, words);
}

static void pad(struct buf *out, size_t used, size_t width)
{
    for (; used < width; used++)
        buf_byte(out, ' ');
}

/* Columns that a character takes on a terminal: East Asian wide ones two, marks none. */
static size_t columns_of(uint32_t code)
{
    if (code >= 0x300 && code <= 0x36f)
        return 0;
    if ((code >= 0x1100 && code <= 0x115f) || (code >= 0x2e80 && code <= 0xa4cf) ||
        (code >= 0xac00 && code <= 0xd7a3) || (code >= 0xf900 && code <= 0xfaff) ||
        (code >= 0xfe30 && code <= 0xfe6f) || (code >= 0xff00 && code <= 0xff60) ||
        (code >= 0x1f300 && code <= 0x1faff) || (code >= 0x20000 && code <= 0x3fffd))
        return 2;
    return 1;
}

static size_t width_of(struct bytes line)
{
    size_t width = 0;

    while (line.size > 0) {
        uint32_t code = '?';
        size_t size;

        (void)utf8_decode(line, &code, &size);
        width += columns_of(code);
        line = bytes_from(line, size);
    }
    return width;
}

/* The next word, with the blanks in front of it. */
static struct bytes next_word(struct bytes line)
{
    size_t end = 0;

    while (end < line.size && line.data[end] == ' ')
        end++;
    while (end < line.size && line.data[end] != ' ')
        end++;
    return bytes_of(line.data, end);
}

/* Writes a line that begins at column `at`, folded between words; further lines are indented. */
static void fold(const struct text *text, size_t at, size_t indent, struct bytes line)
{
    size_t width = text->options->width;
    size_t column = at;

    while (line.size > 0) {
        struct bytes word = next_word(line);
        size_t columns = width_of(word);

        line = bytes_from(line, word.size);
        if (column + columns > width && column > indent) {
            buf_byte(text->out, '\n');
            pad(text->out, 0, indent);
            while (word.size > 0 && word.data[0] == ' ') {
                word = bytes_from(word, 1);
                columns--;
            }
            column = indent;
        }
        buf_add(text->out, word.data, word.size);
        column += columns;
    }
    buf_byte(text->out, '\n');
}

/* "unknown" stands where the severity of a failure does: it is none until it is settled. */
static const char *grade(const struct assay_finding *finding)
{
    switch (finding->verdict) {
    case ASSAY_FAIL:
        return assay_severity_name(finding->severity);
    case ASSAY_NOT_APPLICABLE:
        return "not-applicable";
    default:
        return assay_verdict_name(finding->verdict);
    }
}

static enum color grade_color(const struct assay_finding *finding)
{
    if (finding->verdict == ASSAY_UNKNOWN)
        return YELLOW;
    if (finding->verdict != ASSAY_FAIL)
        return DIM;
    return finding->severity >= ASSAY_SEVERITY_HIGH ? RED : YELLOW;
}

/* What is not open is told only to who asks for all. */
static bool is_shown(const struct text *text, const struct assay_finding *finding)
{
    return text->options->verbose || finding->verdict == ASSAY_FAIL ||
           finding->verdict == ASSAY_UNKNOWN;
}

static void write_place(const struct assay_finding *finding, struct buf *out)
{
    const struct assay_place *place = show_place(finding);

    if (place && place->line > 0)
        buf_printf(out, "%" PRIu32 ":%" PRIu32, place->line, place->column);
    else if (place)
        buf_printf(out, "@%" PRIu64, place->offset);
}

static void write_commit(const struct assay_finding *finding, struct buf *out)
{
    const struct assay_origin *origin = finding->item ? finding->item->origin : NULL;

    if (!origin || !origin->commit)
        return;
    buf_text(out, "commit ");
    show_short_id(out, origin->commit->id);
    buf_text(out, "  ");
    show_line(out, origin->commit->author);
    buf_text(out, "  ");
    show_date(out, origin->commit->time);
    if (!origin->present)
        buf_text(out, "  no longer in HEAD");
}

/* Who says that it is met, since nothing that was measured does. */
static void write_attested(const struct assay_finding *finding, struct buf *out)
{
    const struct assay_attestation *told = finding->attestation;

    if (!told)
        return;
    show_line(out, *told->name ? told->name : "(name erased or withheld)");
    buf_text(out, ", ");
    show_line(out, told->role);
    buf_printf(out, ", %.10s, ", told->time);
    show_line(out, told->where);
    buf_text(out, ": ");
    show_line(out, *told->words ? told->words : "(statement erased or withheld)");
}

/* A rule that asks for what may lie elsewhere: a person can answer for it. */
static bool is_attestable(const struct assay_finding *finding)
{
    return finding->rule->attestable &&
           (finding->verdict == ASSAY_FAIL || finding->verdict == ASSAY_UNKNOWN);
}

static void write_attestable(const struct assay_finding *finding, struct buf *out)
{
    if (is_attestable(finding))
        buf_printf(out,
                   "a signed statement meets it: assay attest attestation FILE --set controls=%s",
                   finding->rule->code);
}

/* A line under a finding: a word in its own column, then what there is to say. */
static void write_note(const struct text *text, const char *word, struct bytes line)
{
    enum { WORD_WIDTH = 6 };

    if (line.size == 0)
        return;
    pad(text->out, 0, INDENT);
    paint(text, DIM, word);
    pad(text->out, strlen(word), WORD_WIDTH);
    fold(text, INDENT + WORD_WIDTH, INDENT + WORD_WIDTH, line);
}

static void write_notes(const struct text *text, const struct assay_finding *finding, size_t at)
{
    CLEANUP(buf_clear) struct buf line;
    char fingerprint[ASSAY_FINGERPRINT_SHORT_SIZE];

    buf_init(&line, SIZE_MAX / 2);
    repeats_others(&text->repeats, at, text->assessment, &line);
    write_note(text, "also", buf_bytes(&line));
    buf_reset(&line);
    show_line(&line, finding->remedy);
    write_note(text, "fix", buf_bytes(&line));
    buf_reset(&line);
    write_attestable(finding, &line);
    write_note(text, "or", buf_bytes(&line));
    buf_reset(&line);
    write_attested(finding, &line);
    write_note(text, "by", buf_bytes(&line));
    buf_reset(&line);
    write_commit(finding, &line);
    write_note(text, "from", buf_bytes(&line));
    buf_reset(&line);
    assay_fingerprint_short(finding->fingerprint, fingerprint);
    buf_printf(&line, "assay explain %s    %s", finding->rule->code, fingerprint);
    write_note(text, "why", buf_bytes(&line));
    if (line.status != ASSAY_OK)
        text->out->status = line.status;
}

/* The message, and behind it the masked value where both fit on the line. */
static void write_message(const struct text *text, const struct assay_finding *finding, size_t at)
{
    CLEANUP(buf_clear) struct buf line;
    size_t width = text->options->width;
    const char *masked = finding->observation ? finding->observation->masked : "";
    size_t used;

    buf_init(&line, SIZE_MAX / 2);
    show_line(&line, finding->message);
    used = width_of(buf_bytes(&line));
    if (at + used > width && width < at + FOLD_LEAST) {
        while (text->out->size > 0 && text->out->data[text->out->size - 1] == ' ')
            text->out->size--;
        buf_byte(text->out, '\n');
        pad(text->out, 0, INDENT);
        at = INDENT;
    }
    if (masked[0] != '\0' && at + used + 3 + strlen(masked) <= width) {
        buf_text(&line, "   ");
        show_line(&line, masked);
    }
    fold(text, at, at, buf_bytes(&line));
    if (line.status != ASSAY_OK)
        text->out->status = line.status;
}

static void write_finding(const struct text *text, const struct assay_finding *finding,
                          size_t place_in_order)
{
    enum { GRADE_WIDTH = 10 };
    CLEANUP(buf_clear) struct buf place;
    size_t at = GRADE_WIDTH + 2;
    size_t headline = strlen(finding->headline);

    buf_init(&place, SIZE_MAX / 2);
    buf_text(text->out, "  ");
    paint(text, grade_color(finding), grade(finding));
    pad(text->out, strlen(grade(finding)), GRADE_WIDTH);
    paint(text, BOLD, finding->headline);
    pad(text->out, headline, HEADLINE_WIDTH);
    at += headline > HEADLINE_WIDTH ? headline : HEADLINE_WIDTH;
    buf_text(text->out, "  ");
    write_place(finding, &place);
    buf_add(text->out, place.data, place.size);
    pad(text->out, place.size, PLACE_WIDTH);
    at += 2 + (place.size > PLACE_WIDTH ? place.size : PLACE_WIDTH);
    buf_text(text->out, "  ");
    write_message(text, finding, at + 2);
    write_notes(text, finding, place_in_order);
}

static void write_file_name(const struct text *text, const struct assay_finding *finding)
{
    CLEANUP(buf_clear) struct buf name;

    buf_init(&name, SIZE_MAX / 2);
    show_subject(&name, text->assessment, finding->item);
    paint(text, BOLD, buf_string(&name));
    if (!finding->item)
        buf_text(text->out, "   (as a whole)");
    else if (strcmp(text->assessment->inventory->target.view, "staged") == 0)
        buf_text(text->out, "   (staged version)");
    buf_byte(text->out, '\n');
    if (name.status != ASSAY_OK)
        text->out->status = name.status;
}

/* What is judged with a part, and again with what stands beside it, is one file. */
static bool is_of_one(const struct assay_item *a, const struct assay_item *b)
{
    return a == b ||
           (a && b && assay_path_compare(a->path, b->path) == 0 &&
            memcmp(a->content->sha256, b->content->sha256, sizeof a->content->sha256) == 0);
}

/* All findings of one subject, from `at` on; yields the index behind them. */
static size_t write_file(const struct text *text, const struct assay_finding *const *sorted,
                         size_t at)
{
    size_t end = at, shown = 0, left = 0;

    for (; end < text->assessment->finding_count && is_of_one(sorted[end]->item, sorted[at]->item);
         end++) {
        if (!is_shown(text, sorted[end]) || repeats_told(&text->repeats, end))
            continue;
        if (shown >= FILE_CUT && !text->options->verbose && !repeats_tells(&text->repeats, end)) {
            left++;
            continue;
        }
        if (shown++ == 0)
            write_file_name(text, sorted[end]);
        write_finding(text, sorted[end], end);
    }
    if (left > 0) {
        buf_text(text->out, "  ... ");
        show_count(text->out, left);
        buf_text(text->out, " more: assay check -v\n");
    }
    if (shown > 0)
        buf_byte(text->out, '\n');
    sink_spill(text->sink);
    return end;
}

static void write_line(const struct text *text, const struct assay_finding *finding)
{
    const struct assay_place *place = show_place(finding);
    char fingerprint[ASSAY_FINGERPRINT_SHORT_SIZE];

    assay_fingerprint_short(finding->fingerprint, fingerprint);
    show_subject(text->out, text->assessment, finding->item);
    buf_byte(text->out, ':');
    if (place && place->line > 0)
        buf_printf(text->out, "%" PRIu32 ":%" PRIu32 ":", place->line, place->column);
    buf_printf(text->out, " %s %s: ", grade(finding), finding->headline);
    show_line(text->out, finding->message);
    if (place && place->line == 0)
        buf_printf(text->out, " (byte %" PRIu64 ")", place->offset);
    show_commit(text->out, finding, text->options->verbose);
    if (text->options->verbose && *finding->remedy) {
        buf_text(text->out, "; fix: ");
        show_line(text->out, finding->remedy);
    }
    if (finding->attestation) {
        buf_text(text->out, "; attested by ");
        write_attested(finding, text->out);
    }
    if (is_attestable(finding))
        buf_text(text->out, "; a signed statement can meet it");
    buf_printf(text->out, " [fp %s]\n", fingerprint);
    sink_spill(text->sink);
}

static enum color verdict_color(const struct assay_assessment *assessment)
{
    if (strcmp(assessment->verdict, "passed") == 0)
        return GREEN;
    return strcmp(assessment->verdict, "blocked") == 0 ? RED : YELLOW;
}

/* One labelled line of the verdict block. */
static void write_block_line(const struct text *text, const char *label, enum color color,
                             struct bytes line)
{
    enum { LABEL_WIDTH = 9 };
    size_t at = strlen(label) < LABEL_WIDTH ? LABEL_WIDTH : strlen(label) + 2;

    if (color == PLAIN)
        buf_text(text->out, label);
    else
        paint(text, color, label);
    if (line.size > 0)
        pad(text->out, strlen(label), at);
    if (text->options->width > 0) {
        fold(text, at, LABEL_WIDTH, line);
    } else {
        buf_add(text->out, line.data, line.size);
        buf_byte(text->out, '\n');
    }
}

static enum assay_status write_unjudged(const struct text *text, struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf line;

    buf_init(&line, SIZE_MAX / 2);
    TRY(summary_unjudged(text->assessment, &line, err));
    if (line.size > 0) {
        buf_text(&line, "   (assay list -v)");
        write_block_line(text, "also seen", PLAIN, buf_bytes(&line));
    }
    return buf_status(&line, err);
}

static void write_gaps(const struct text *text, struct buf *line)
{
    buf_reset(line);
    summary_gaps(text->assessment, line);
    write_block_line(text, "gaps", PLAIN, buf_bytes(line));
}

/* A quiet one is the verdict alone, and what it wants where that is what stands against it. */
static enum assay_status write_block(const struct text *text, struct assay_error *err)
{
    const struct assay_assessment *assessment = text->assessment;
    CLEANUP(buf_clear) struct buf line;

    buf_init(&line, SIZE_MAX / 2);
    summary_counts(assessment, &line);
    write_block_line(text, summary_word(assessment), verdict_color(assessment), buf_bytes(&line));
    if (text->options->quiet) {
        if (strcmp(assessment->verdict, "incomplete") == 0)
            write_gaps(text, &line);
        return buf_status(&line, err);
    }
    buf_reset(&line);
    summary_examined(assessment, text->options->seconds, &line);
    write_block_line(text, "examined", PLAIN, buf_bytes(&line));
    write_gaps(text, &line);
    TRY(write_unjudged(text, err));
    buf_reset(&line);
    summary_not_asked(assessment, &line);
    if (line.size > 0)
        write_block_line(text, "not asked", PLAIN, buf_bytes(&line));
    buf_reset(&line);
    summary_since(assessment, &line);
    if (line.size > 0)
        write_block_line(text, "since", PLAIN, buf_bytes(&line));
    if (summary_has_idle_waivers(assessment)) {
        buf_reset(&line);
        summary_waivers(assessment, text->options->verbose, &line);
        write_block_line(text, "waivers", PLAIN, buf_bytes(&line));
    }
    buf_reset(&line);
    summary_packs(assessment, &line);
    if (line.size > 0)
        write_block_line(text, "packs", PLAIN, buf_bytes(&line));
    if (line.status != ASSAY_OK)
        text->out->status = line.status;
    if (text->options->next)
        buf_text(text->out, text->options->next);
    return ASSAY_OK;
}

static enum assay_status write_findings(struct text *text, struct assay_error *err)
{
    bool grouped = text->options->width > 0;
    CLEANUP(free_cleanup) const struct assay_finding **sorted = NULL;

    TRY(order_findings(text->assessment, grouped, &sorted, err));
    if (grouped && !text->options->verbose)
        TRY(repeats_init(&text->repeats, sorted, text->assessment->finding_count, err));
    for (size_t i = 0; i < text->assessment->finding_count;) {
        if (grouped) {
            i = write_file(text, sorted, i);
            continue;
        }
        if (is_shown(text, sorted[i]))
            write_line(text, sorted[i]);
        i++;
    }
    return ASSAY_OK;
}

static void text_clear(struct text *text)
{
    repeats_clear(&text->repeats);
}

enum assay_status render_text(const struct assay_assessment *assessment,
                              const struct assay_report_options *options, struct sink *sink,
                              struct assay_error *err)
{
    CLEANUP(text_clear)
    struct text text = {
        .assessment = assessment, .options = options, .out = &sink->buf, .sink = sink};
    size_t before;

    sink->ascii = options->ascii;
    if (!options->quiet) {
        TRY(write_findings(&text, err));
        before = text.out->size;
        text_gaps(assessment, options->width == 0 || options->verbose, options->verbose, text.out);
        if (options->width > 0 && text.out->size > before)
            buf_byte(text.out, '\n');
    }
    return write_block(&text, err);
}
