/*
 * pattern_cost.c - reads an expression as Hyperscan would, for the literal that starts it.
 *
 * Of each part it is known how much its first and its last two bytes tell and what the best three
 * in a row do; parts are joined from left to right, and of alternatives the worst one counts.
 */

#include "examine/detect/pattern_cost.h"

#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/codec.h"
#include "base/kit.h"
#include "examine/detect/detectors.h"

enum { DEPTH_MAX = 32, STATES_MAX = 20000, COPIES_MAX = 4 };

/* Bits: 8 for one certain byte, less for one of several, 0 for one that may not be there. */
struct piece {
    double best;     /* of three bytes in a row */
    double head[2];  /* first, second */
    double tail[2];  /* last, last but one */
    unsigned length; /* where it is exact; 2 stands for more as well */
    bool exact;
    unsigned states;
    unsigned least, most; /* bytes in all; most UINT_MAX: no end */
};

struct reader {
    const char *at;
    unsigned depth;
    bool failed;
    char *why;
};

static struct piece fail(struct reader *reader, const char *why)
{
    if (!reader->failed)
        snprintf(reader->why, PATTERN_WHY_SIZE, "%s", why);
    reader->failed = true;
    return (struct piece){.exact = true};
}

static double less(double a, double b)
{
    return a < b ? a : b;
}

static double more(double a, double b)
{
    return a > b ? a : b;
}

static struct piece nothing(void)
{
    return (struct piece){.exact = true};
}

static struct piece one_of(unsigned choices)
{
    double bits = choices ? 8 - log2(choices) : 8;

    return (struct piece){.head = {bits},
                          .tail = {bits},
                          .length = 1,
                          .exact = true,
                          .states = 1,
                          .least = 1,
                          .most = 1};
}

/* What may be there or not, any number of times: nothing is certain across it. */
static struct piece perhaps(void)
{
    return (struct piece){.length = 2};
}

static unsigned sum(unsigned a, unsigned b)
{
    return a > UINT_MAX - b ? UINT_MAX : a + b;
}

static unsigned times(unsigned a, unsigned count)
{
    return a && count > UINT_MAX / a ? UINT_MAX : a * count;
}

static struct piece join(struct piece a, struct piece b)
{
    struct piece both = {.exact = a.exact && b.exact,
                         .states = a.states + b.states,
                         .least = sum(a.least, b.least),
                         .most = sum(a.most, b.most)};

    if (a.exact && a.length == 0) {
        b.states = both.states;
        b.least = both.least;
        b.most = both.most;
        return b;
    }
    if (b.exact && b.length == 0) {
        a.states = both.states;
        a.least = both.least;
        a.most = both.most;
        return a;
    }
    both.best = more(a.best, b.best);
    both.best = more(both.best, a.tail[1] + a.tail[0] + b.head[0]);
    both.best = more(both.best, a.tail[0] + b.head[0] + b.head[1]);
    both.head[0] = a.head[0];
    both.head[1] = a.exact && a.length == 1 ? b.head[0] : a.head[1];
    both.tail[0] = b.tail[0];
    both.tail[1] = b.exact && b.length == 1 ? a.tail[0] : b.tail[1];
    both.length = 2;
    return both;
}

static struct piece either(struct piece a, struct piece b)
{
    return (struct piece){.best = less(a.best, b.best),
                          .head = {less(a.head[0], b.head[0]), less(a.head[1], b.head[1])},
                          .tail = {less(a.tail[0], b.tail[0]), less(a.tail[1], b.tail[1])},
                          .length = a.length < b.length ? a.length : b.length,
                          .exact = a.exact && b.exact && a.length == b.length,
                          .states = a.states + b.states,
                          .least = a.least < b.least ? a.least : b.least,
                          .most = a.most > b.most ? a.most : b.most};
}

static struct piece read_choice(struct reader *reader);

/* The byte of an escape, or -1 and how many bytes it stands for. */
static int read_escape(struct reader *reader, unsigned *choices)
{
    char c = *reader->at;

    if (!c)
        return fail(reader, "a \\ at the end"), 0;
    reader->at++;
    *choices = 1;
    if (c == 'x') {
        uint8_t octet;

        if (!hex_octet(bytes_of(reader->at, strnlen(reader->at, 2)), &octet))
            return fail(reader, "two digits of hex belong behind \\x"), 0;
        reader->at += 2;
        return octet;
    }
    if ((c >= '1' && c <= '9') || strchr("AGKPQRXZgkpz", c))
        return fail(reader, "what is looked for has no such \\; write that into \"token\""), 0;
    if (strchr("dswDSW", c)) {
        *choices = c == 'd' ? 10 : c == 's' ? 6 : c == 'w' ? 63 : 256;
        return -1;
    }
    return c == 'n' ? '\n' : c == 'r' ? '\r' : c == 't' ? '\t' : (unsigned char)c;
}

static void fill(bool set[256], char which)
{
    for (int c = 0; c < 256; c++) {
        bool digit = c >= '0' && c <= '9', blank = c && strchr(" \t\r\n\f\v", c);
        bool word = digit || c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        bool in = (which | 0x20) == 'd' ? digit : (which | 0x20) == 's' ? blank : word;

        set[c] |= which >= 'a' ? in : !in;
    }
}

static int read_class_byte(struct reader *reader, bool set[256])
{
    unsigned choices;
    char c = *reader->at++;
    int byte;

    if (c != '\\')
        return (unsigned char)c;
    c = *reader->at;
    byte = read_escape(reader, &choices);
    if (byte < 0)
        fill(set, c);
    return byte;
}

static struct piece read_class(struct reader *reader)
{
    bool set[256] = {false}, not = *reader->at == '^';
    unsigned count = 0;

    reader->at += not ;
    for (bool first = true; *reader->at && (first || *reader->at != ']'); first = false) {
        int from = read_class_byte(reader, set), to = from;

        if (reader->failed)
            return nothing();
        if (from >= 0 && reader->at[0] == '-' && reader->at[1] && reader->at[1] != ']') {
            reader->at++;
            to = read_class_byte(reader, set);
        }
        for (int c = from; from >= 0 && c <= to; c++)
            set[c] = true;
    }
    if (*reader->at != ']')
        return fail(reader, "a [ is not closed");
    reader->at++;
    for (int c = 0; c < 256; c++)
        count += set[c] != not ;
    return one_of(count ? count : 1);
}

/* NOLINTBEGIN(misc-no-recursion): groups inside groups are bounded by DEPTH_MAX */
static struct piece read_group(struct reader *reader)
{
    struct piece piece;

    if (strncmp(reader->at, "?:", 2) == 0 || strncmp(reader->at, "?i:", 3) == 0) {
        reader->at = strchr(reader->at, ':') + 1;
    } else if (strncmp(reader->at, "?i)", 3) == 0) {
        reader->at += 3;
        return nothing();
    } else if (*reader->at == '?') {
        return fail(reader, "what is looked for cannot look around; write that into \"token\"");
    }
    if (++reader->depth > DEPTH_MAX)
        return fail(reader, "too many ( inside each other");
    piece = read_choice(reader);
    reader->depth--;
    if (*reader->at != ')')
        return fail(reader, "a ( is not closed");
    reader->at++;
    return piece;
}

static struct piece read_atom(struct reader *reader)
{
    char c = *reader->at++;
    unsigned choices;

    switch (c) {
    case '(':
        return read_group(reader);
    case '[':
        return read_class(reader);
    case '.':
        return one_of(255);
    case '^':
    case '$':
        return nothing();
    case '\\':
        if (*reader->at == 'b' || *reader->at == 'B') {
            reader->at++;
            return nothing();
        }
        read_escape(reader, &choices);
        return one_of(choices);
    default:
        return one_of(1);
    }
}

/* How often; true where something is said about it. */
static bool read_count(struct reader *reader, unsigned *from, unsigned *to)
{
    char *end;

    switch (*reader->at) {
    case '*':
    case '+':
        *from = *reader->at == '+';
        *to = UINT_MAX;
        break;
    case '?':
        *from = 0;
        *to = 1;
        break;
    case '{':
        if (reader->at[1] < '0' || reader->at[1] > '9')
            return false;
        *from = *to = (unsigned)strtoul(reader->at + 1, &end, 10);
        if (*end == ',') {
            end++;
            *to = *end == '}' ? UINT_MAX : (unsigned)strtoul(end, &end, 10);
        }
        if (*end != '}')
            return fail(reader, "a { is not closed"), false;
        reader->at = end;
        break;
    default:
        return false;
    }
    reader->at++;
    if (*reader->at == '?')
        reader->at++;
    if (*reader->at == '+')
        return fail(reader, "a count behind a count"), false;
    return true;
}

static struct piece read_repeated(struct reader *reader)
{
    struct piece piece = read_atom(reader), all = nothing();
    unsigned from, to, written;

    if (reader->failed || !read_count(reader, &from, &to))
        return piece;
    written = to == UINT_MAX ? from + 1 : to;
    if (written > STATES_MAX || (piece.states && written > STATES_MAX / piece.states))
        return fail(reader, "the counts make more than 20,000 states");
    for (unsigned i = 0; i < from && i < COPIES_MAX; i++)
        all = join(all, piece);
    if (to != from || from > COPIES_MAX)
        all = join(all, perhaps());
    all.states = piece.states * written;
    all.least = times(piece.least, from);
    all.most = to == UINT_MAX && piece.most ? UINT_MAX : times(piece.most, to);
    return all;
}

static struct piece read_sequence(struct reader *reader)
{
    struct piece all = nothing();

    while (!reader->failed && *reader->at && *reader->at != '|' && *reader->at != ')')
        all = join(all, read_repeated(reader));
    return all;
}

static struct piece read_choice(struct reader *reader)
{
    struct piece all = read_sequence(reader);

    while (!reader->failed && *reader->at == '|') {
        reader->at++;
        all = either(all, read_sequence(reader));
    }
    return all;
}
/* NOLINTEND(misc-no-recursion) */

bool pattern_cost(const char *find, struct pattern_cost *out, char why[PATTERN_WHY_SIZE])
{
    struct reader reader = {.at = find, .why = why};
    struct piece all = read_choice(&reader);

    if (!reader.failed && *reader.at)
        fail(&reader, "a ) closes nothing");
    if (reader.failed)
        return false;
    *out = (struct pattern_cost){
        .bits = all.best, .states = all.states, .least = all.least, .most = all.most};
    if (out->least == 0)
        snprintf(why, PATTERN_WHY_SIZE, "it matches where there is nothing");
    else if (out->most == UINT_MAX || out->most > WATCH_TOKEN_MAX)
        snprintf(why, PATTERN_WHY_SIZE,
                 "it may be longer than %d bytes: write counts with an end, such as {20,80}",
                 WATCH_TOKEN_MAX);
    else if (out->bits < PATTERN_BITS_LEAST)
        snprintf(why, PATTERN_WHY_SIZE,
                 "it has no literal of three bytes to begin with: its best three tell %.1f bits of "
                 "24, and %d are needed; it would run on every byte",
                 out->bits, PATTERN_BITS_LEAST);
    else
        return true;
    return false;
}
