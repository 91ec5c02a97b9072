/* threshold_values.c - see threshold_values.h. */

#include "project/threshold_values.h"

#include <ctype.h>
#include <math.h>

#include "base/kit.h"
#include "base/text.h"
#include "examine/words/figure.h"
#include "examine/words/metrics.h"

static bool is_text(struct bytes file)
{
    return file.size == 0 || (!bytes_starts(file, BYTES("%PDF")) &&
                              !memchr(file.data, 0, file.size) && utf8_valid(file));
}

static bool is_one(double a, double b)
{
    return fabs(a - b) <= 1e-9 * fmax(1, fabs(b));
}

struct wanted {
    double threshold;
    bool share; /* of the metric, as far as its name tells: one of both may be in percent */
};

/* Signs are left out: the one of "0-1" is none. */
static bool is_threshold(double number, const struct wanted *wanted)
{
    double threshold = fabs(wanted->threshold);

    return is_one(number, threshold) ||
           (wanted->share && (is_one(number, threshold * 100) || is_one(number * 100, threshold)));
}

/* The number at the front of `text`, whose comma may be one of decimals. */
static bool number_is(struct bytes text, const struct wanted *wanted)
{
    enum { NUMBER_SIZE = 64 };
    char copy[NUMBER_SIZE];
    size_t size = text.size < sizeof copy ? text.size : sizeof copy, whole = 0;
    double number;

    if (!figure_read(text, &number))
        return false;
    if (is_threshold(number, wanted))
        return true;
    while (whole < size && isdigit(text.data[whole]))
        whole++;
    if (whole == size || text.data[whole] != ',')
        return false;
    memcpy(copy, text.data, size);
    copy[whole] = '.';
    return figure_read(bytes_of(copy, size), &number) && is_threshold(number, wanted);
}

static bool is_of_number(uint8_t byte)
{
    return isdigit(byte) || byte == '.';
}

/* Moves to the next number that is no part of a word, "f1", nor of another number. */
static bool next_number(struct bytes *text)
{
    bool in_word = false;

    for (; text->size > 0; *text = bytes_from(*text, 1)) {
        bool begins = isdigit(text->data[0]) ||
                      (text->size > 1 && text->data[0] == '.' && isdigit(text->data[1]));

        if (begins && !in_word)
            return true;
        in_word =
            isalnum(text->data[0]) || text->data[0] == '_' || (in_word && text->data[0] == '.');
    }
    return false;
}

static bool has_number(struct bytes text, const struct wanted *wanted)
{
    while (next_number(&text)) {
        if (number_is(text, wanted))
            return true;
        while (text.size > 0 && is_of_number(text.data[0]))
            text = bytes_from(text, 1);
    }
    return false;
}

static bool is_same_sign(uint8_t a, uint8_t b)
{
    bool parts_words = bytes_has(BYTES("_- "), a) && bytes_has(BYTES("_- "), b);

    return parts_words || tolower(a) == tolower(b);
}

static bool begins_with_metric(struct bytes text, struct bytes metric)
{
    enum { METRIC_SIZE = 128 };

    if (metric.size == 0 || metric.size > METRIC_SIZE || text.size < metric.size)
        return false;
    for (size_t i = 0; i < metric.size; i++)
        if (!is_same_sign(text.data[i], metric.data[i]))
            return false;
    return true;
}

/* `accuracy: 0.95`, `"accuracy" >= 0.95`, `| accuracy | 0.95 |`: a sign, and then a number. */
static bool gives_number(struct bytes behind)
{
    static const char *const comparisons[] = {"\xe2\x89\xa5", "\xe2\x89\xa4"}; /* >= and <= */
    bool sign = false;

    while (behind.size > 0) {
        size_t size = 1;

        for (size_t i = 0; i < ARRAY_LEN(comparisons); i++)
            if (bytes_starts(behind, bytes_text(comparisons[i])))
                size = 3;
        if (size == 1 && !bytes_has(BYTES(" \t\"'*`:=<>|,;"), behind.data[0]))
            break;
        sign = sign || size > 1 || bytes_has(BYTES("\t:=<>|,;"), behind.data[0]);
        behind = bytes_from(behind, size);
    }
    return sign && behind.size > 0 && is_of_number(behind.data[0]);
}

/* Cells of one row are of one metric, whatever words stand between them. */
static bool is_row(struct bytes behind)
{
    while (behind.size > 0 && bytes_has(BYTES(" \"'*`"), behind.data[0]))
        behind = bytes_from(behind, 1);
    return behind.size > 0 && (behind.data[0] == '|' || behind.data[0] == '\t');
}

/* `, "f1": 0.95` is of another metric; `,"0.95"` is not. */
static bool begins_next_key(struct bytes text)
{
    if (text.data[0] != ',')
        return false;
    for (text = bytes_from(text, 1); text.size > 0 && text.data[0] == ' ';)
        text = bytes_from(text, 1);
    return text.size > 1 && bytes_has(BYTES("\"'"), text.data[0]) && !is_of_number(text.data[1]);
}

/* Those of other alphabets too, but not signs like a dash or >=. */
static bool is_letter(uint8_t byte)
{
    enum { SIGNS = 0xe2, FIRST = 0xc3 };

    return isalpha(byte) || (byte >= FIRST && byte != SIGNS);
}

/* The e of "1e-3". */
static bool is_exponent(struct bytes text, size_t at)
{
    return tolower(text.data[at]) == 'e' && at > 0 && is_of_number(text.data[at - 1]) &&
           at + 1 < text.size && (isdigit(text.data[at + 1]) || text.data[at + 1] == '-');
}

/* How much behind a metric's name is its own: `0.80, f1: 0.95` and `0.80 # was 0.95` tell of
 * something else from their first word on. */
static size_t size_given(struct bytes behind)
{
    bool row = is_row(behind);
    size_t at = 0;

    while (at < behind.size && !is_of_number(behind.data[at]))
        at++;
    for (; at < behind.size && behind.data[at] != '#'; at++)
        if (!row && ((is_letter(behind.data[at]) && !is_exponent(behind, at)) ||
                     begins_next_key(bytes_from(behind, at))))
            break;
    return at;
}

/* What a line gives the metric behind its name, from `*at` on; false where it gives nothing. */
static bool line_gives(struct bytes line, struct bytes metric, size_t *at, struct bytes *given)
{
    for (; line.size >= metric.size && *at <= line.size - metric.size; ++*at) {
        uint8_t before = *at > 0 ? line.data[*at - 1] : ' ';
        struct bytes here = bytes_from(line, *at), behind;

        if (isalnum(before) || before == '_' || before == '-' || !begins_with_metric(here, metric))
            continue;
        behind = bytes_from(here, metric.size);
        if (!gives_number(behind))
            continue;
        *given = bytes_of(behind.data, size_given(behind));
        *at += metric.size + given->size;
        return true;
    }
    return false;
}

/* A name of signs alone would be found in every rule that is drawn with them. */
static bool is_name(struct bytes metric)
{
    return metric.size > 0 && (isalnum(metric.data[0]) || metric.data[0] >= 0x80);
}

enum threshold_found threshold_find(struct bytes file, struct bytes metric, double threshold)
{
    struct wanted wanted = {.threshold = threshold};
    bool named = is_name(metric), there = false, given = false;
    struct metric_name name;

    metric_name_read(metric, &name);
    wanted.share = !name.metric || metric_is_share(&name);
    if (!is_text(file))
        return THRESHOLD_NOWHERE;
    while (file.size > 0) {
        const uint8_t *end = memchr(file.data, '\n', file.size);
        struct bytes line = bytes_of(file.data, end ? (size_t)(end - file.data) : file.size);
        struct bytes behind;
        size_t at = 0;

        while (named && line_gives(line, metric, &at, &behind)) {
            if (has_number(behind, &wanted))
                return THRESHOLD_THERE;
            given = true;
        }
        there = there || has_number(line, &wanted);
        file = bytes_from(file, line.size + (end != NULL));
    }
    return given ? THRESHOLD_OTHER : there ? THRESHOLD_THERE : THRESHOLD_NOWHERE;
}
