/*
 * regex.c - the patterns of matches().
 *
 * pcre2_dfa_match() walks the subject once for each place where a match may begin, all alternatives
 * at once. The pattern is therefore put behind a lazy "anything", anchored at the start: then there
 * is one walk, and its time is the subject's size times the number of states.
 * Source: pcre2matching(3), "The alternative matching algorithm"; google/re2, doc/syntax.txt.
 */

#define PCRE2_CODE_UNIT_WIDTH 8
#include "policy/cel/regex.h"

#include <pcre2.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/kit.h"
#include "policy/cel/cel.h"

enum {
    REPEAT_MAX = 1000, /* as in RE2 */
    WEIGHT_MAX = 2000, /* states of all atoms, repeats counted out */
    DEPTH_MAX = 50,    /* groups in groups */
    STATE_WORDS = 24,  /* of workspace for a state: three words in each of two lists, and room */
};

struct regex {
    pcre2_code *code;
    uint64_t weight;
};

/* Memory of PCRE2 comes out of the arena and is never given back by itself. */
static void *take_memory(size_t size, void *arena)
{
    return arena_alloc(arena, size);
}

static void leave_memory(void *memory, void *arena)
{
    (void)memory;
    (void)arena;
}

/* ---- the pattern, read and written out for PCRE2 ---- */

struct translator {
    struct bytes rest;
    struct buf out;
    uint64_t weights[DEPTH_MAX + 1]; /* of the group so far, level by level */
    bool lines[DEPTH_MAX + 1];       /* flag m is on, level by level */
    unsigned depth;
    uint64_t atom; /* weight of what a repeat would repeat; 0 where there is nothing */
    struct assay_error *err;
};

static ASSAY_RESULT refuse(struct translator *t, const char *what)
{
    return assay_fail(t->err, ASSAY_EFORMAT, ASSAY_NO_OFFSET, "%s", what);
}

static int look(const struct translator *t, size_t ahead)
{
    return ahead < t->rest.size ? t->rest.data[ahead] : -1;
}

static void copy(struct translator *t, size_t size)
{
    buf_add(&t->out, t->rest.data, size);
    t->rest = bytes_from(t->rest, size);
}

static bool is_digit(int c)
{
    return c >= '0' && c <= '9';
}

static bool is_word(int c)
{
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

/* What is repeated from here on weighs this much. */
static ASSAY_RESULT add_atom(struct translator *t, uint64_t weight)
{
    t->weights[t->depth] += weight;
    t->atom = weight;
    return t->weights[t->depth] > WEIGHT_MAX ? refuse(t, "the pattern is too large") : ASSAY_OK;
}

/* The size of \p and the property that it names. */
static ASSAY_RESULT property_size(struct translator *t, size_t *size)
{
    *size = 3;
    if (look(t, 2) != '{')
        return ASSAY_OK;
    for (; look(t, *size) != '}'; ++*size)
        if (!is_word(look(t, *size)) && look(t, *size) != '^')
            return refuse(t, "a property that does not end");
    ++*size;
    return ASSAY_OK;
}

/* The same of \x and the digits between braces that it has; those without are two. */
static size_t hex_size(const struct translator *t)
{
    size_t size = 3;

    if (look(t, 2) != '{')
        return 2;
    while (is_word(look(t, size)))
        size++;
    return size + 1;
}

/* \x and kin. `in_class` inside brackets. */
static ASSAY_RESULT translate_escape(struct translator *t, bool in_class)
{
    int c = look(t, 1);
    size_t size = 2;

    switch (c) {
    case -1:
        return refuse(t, "a backslash at the end");
    case 'v': /* one character in RE2, a class of several in PCRE2 */
        buf_text(&t->out, "\\x0b");
        t->rest = bytes_from(t->rest, 2);
        return ASSAY_OK;
    case 's': /* RE2 leaves the vertical tab out */
        buf_text(&t->out, in_class ? "\\t\\n\\f\\r " : "[\\t\\n\\f\\r ]");
        t->rest = bytes_from(t->rest, 2);
        return ASSAY_OK;
    case 'S':
        if (in_class)
            break;
        buf_text(&t->out, "[^\\t\\n\\f\\r ]");
        t->rest = bytes_from(t->rest, 2);
        return ASSAY_OK;
    case 'b':
    case 'B':
    case 'A':
    case 'z':
        if (in_class)
            return refuse(t, "an assertion inside brackets");
        break;
    case 'p':
    case 'P':
        TRY(property_size(t, &size));
        break;
    case 'x':
        size = hex_size(t);
        break;
    default:
        if (c >= '1' && c <= '9')
            return refuse(t, "back-references are not supported");
        if (is_word(c) && c != 'a' && c != 'd' && c != 'D' && c != 'f' && c != 'n' && c != 'r' &&
            c != 't' && c != 'w' && c != 'W' && c != '0')
            return refuse(t, "an escape that is not supported");
        break;
    }
    if (size > t->rest.size)
        return refuse(t, "an escape that does not end");
    copy(t, size);
    return ASSAY_OK;
}

/* Whether a set of characters begins here: \d and kin, or [:alpha:]. */
static bool is_set(const struct translator *t)
{
    int c = look(t, 1);

    if (look(t, 0) == '[')
        return c == ':';
    return look(t, 0) == '\\' && c > 0 && strchr("dDsSwWpP", c);
}

/* Behind a set a hyphen is one, and begins no range: [\s-.]. */
static void keep_hyphen(struct translator *t)
{
    if (look(t, 0) != '-')
        return;
    buf_byte(&t->out, '\\');
    copy(t, 1);
}

static ASSAY_RESULT translate_class(struct translator *t)
{
    copy(t, 1);
    if (look(t, 0) == '^')
        copy(t, 1);
    if (look(t, 0) == ']') {
        buf_byte(&t->out, '\\');
        copy(t, 1);
    }
    while (look(t, 0) != ']') {
        bool set = is_set(t);

        if (look(t, 0) == -1)
            return refuse(t, "brackets that do not close");
        if (look(t, 0) == '\\') {
            TRY(translate_escape(t, true));
        } else if (look(t, 0) == '[' && look(t, 1) == ':') {
            size_t size = 2;

            while (is_word(look(t, size)) || look(t, size) == '^')
                size++;
            if (look(t, size) != ':' || look(t, size + 1) != ']')
                return refuse(t, "a class name that does not end");
            copy(t, size + 2);
        } else if (look(t, 0) == '[') {
            buf_byte(&t->out, '\\');
            copy(t, 1);
        } else {
            copy(t, 1);
        }
        if (set)
            keep_hyphen(t);
    }
    copy(t, 1);
    return add_atom(t, 1);
}

/* The flags after "(?": where they end, and whether m is on behind them. */
static size_t skip_flags(const struct translator *t, bool *lines)
{
    bool on = true;
    size_t at = 2;

    for (;; at++) {
        int c = look(t, at);

        if (c == '-')
            on = false;
        else if (c == 'm')
            *lines = on;
        else if (c != 'i' && c != 's' && c != 'U')
            return at;
    }
}

/* What stands after "(": nothing special, a name, flags or a colon. */
static ASSAY_RESULT translate_group(struct translator *t)
{
    bool lines = t->lines[t->depth];
    size_t size;

    if (look(t, 1) == '*')
        return refuse(t, "verbs are not supported");
    if (look(t, 1) != '?') {
        copy(t, 1);
    } else if (look(t, 2) == 'P' || look(t, 2) == '<') {
        size = look(t, 2) == 'P' ? 4 : 3;
        if (look(t, size - 1) != '<' || !is_word(look(t, size)))
            return refuse(t, "look-around is not supported");
        while (is_word(look(t, size)))
            size++;
        if (look(t, size) != '>')
            return refuse(t, "a group's name that does not end");
        t->rest = bytes_from(t->rest, size + 1); /* nobody asks for groups by name */
        buf_text(&t->out, "(");
    } else {
        size = skip_flags(t, &lines);
        if (look(t, size) == ')' && size > 2) {
            copy(t, size + 1); /* flags for the rest of the group it is in */
            t->lines[t->depth] = lines;
            t->atom = 0;
            return ASSAY_OK;
        }
        if (look(t, size) != ':')
            return refuse(t, "look-around and special groups are not supported");
        copy(t, size + 1);
    }
    if (t->depth == DEPTH_MAX)
        return refuse(t, "groups nested too deep");
    t->weights[++t->depth] = 1;
    t->lines[t->depth] = lines;
    t->atom = 0;
    return ASSAY_OK;
}

/* The digits from `*at` on; of a number that is too large only that it is. */
static uint64_t read_count(const struct translator *t, size_t *at)
{
    uint64_t number = 0;

    for (; is_digit(look(t, *at)); ++*at)
        if (number <= REPEAT_MAX)
            number = number * 10 + (uint64_t)(look(t, *at) - '0');
    return number;
}

/* The numbers of {n}, {n,} or {n,m}; false where the brace is just a brace. */
static bool read_counts(const struct translator *t, uint64_t *most, size_t *size)
{
    uint64_t least, limit = 0;
    size_t at = 1;

    if (!is_digit(look(t, at)))
        return false;
    least = read_count(t, &at);
    if (look(t, at) == ',') {
        at++;
        limit = read_count(t, &at);
    }
    if (look(t, at) != '}')
        return false;
    *most = least > limit ? least : limit;
    *size = at + 1;
    return true;
}

static ASSAY_RESULT translate_repeat(struct translator *t, uint64_t times, size_t size)
{
    uint64_t atom = t->atom;

    if (atom == 0)
        return refuse(t, "nothing to repeat");
    if (times > REPEAT_MAX)
        return refuse(t, "repeated more than 1000 times");
    copy(t, size);
    if (look(t, 0) == '?')
        copy(t, 1);
    TRY(add_atom(t, times > 1 ? atom * (times - 1) : 0));
    t->atom = 0; /* a repeat of a repeat is an error in RE2, possessive in PCRE2 */
    return ASSAY_OK;
}

static ASSAY_RESULT translate_quote(struct translator *t)
{
    t->rest = bytes_from(t->rest, 2);
    while (t->rest.size > 0 && !bytes_starts(t->rest, BYTES("\\E"))) {
        if (!is_word(look(t, 0)) && look(t, 0) < 0x80)
            buf_byte(&t->out, '\\');
        copy(t, 1);
        TRY(add_atom(t, 1));
    }
    t->rest = bytes_from(t->rest, 2);
    return ASSAY_OK;
}

static ASSAY_RESULT translate_one(struct translator *t)
{
    uint64_t times;
    size_t size;

    switch (look(t, 0)) {
    case '\\':
        if (look(t, 1) == 'Q')
            return translate_quote(t);
        TRY(translate_escape(t, false));
        return add_atom(t, 1);
    case '[':
        return translate_class(t);
    case '(':
        return translate_group(t);
    case ')':
        if (t->depth == 0)
            return refuse(t, "a closing parenthesis too many");
        copy(t, 1);
        t->depth--;
        return add_atom(t, t->weights[t->depth + 1]);
    case '*':
    case '+':
    case '?':
        return translate_repeat(t, 1, 1);
    case '{':
        if (read_counts(t, &times, &size))
            return translate_repeat(t, times, size);
        buf_byte(&t->out, '\\');
        copy(t, 1);
        return add_atom(t, 1);
    case '$': /* of one line: the very end, which PCRE2's own option mixes up with flag m */
        if (t->lines[t->depth]) {
            copy(t, 1);
        } else {
            buf_text(&t->out, "\\z");
            t->rest = bytes_from(t->rest, 1);
        }
        return add_atom(t, 1);
    case '|':
        copy(t, 1);
        t->atom = 0;
        return ASSAY_OK;
    default:
        copy(t, 1);
        return add_atom(t, 1);
    }
}

static ASSAY_RESULT translate(struct translator *t)
{
    buf_text(&t->out, "(?s:.*?)(?:");
    while (t->rest.size > 0)
        TRY(translate_one(t));
    if (t->depth > 0)
        return refuse(t, "a parenthesis that does not close");
    buf_text(&t->out, ")");
    return buf_status(&t->out, t->err);
}

static ASSAY_RESULT compile(struct regex *regex, struct bytes pattern, struct arena *arena,
                            struct assay_error *err)
{
    pcre2_general_context *memory = pcre2_general_context_create(take_memory, leave_memory, arena);
    pcre2_compile_context *context = memory ? pcre2_compile_context_create(memory) : NULL;
    PCRE2_UCHAR text[128];
    int code;
    PCRE2_SIZE at;

    if (!context)
        return out_of_memory(err);
    pcre2_set_newline(context, PCRE2_NEWLINE_LF);
    pcre2_set_parens_nest_limit(context, DEPTH_MAX + 2);
    regex->code =
        pcre2_compile(pattern.data, pattern.size,
                      PCRE2_UTF | PCRE2_ANCHORED | PCRE2_NO_AUTO_CAPTURE | PCRE2_NEVER_BACKSLASH_C,
                      &code, &at, context);
    if (regex->code)
        return ASSAY_OK;
    if (code == PCRE2_ERROR_NOMEMORY)
        return out_of_memory(err);
    pcre2_get_error_message(code, text, sizeof text);
    return assay_fail(err, ASSAY_EFORMAT, ASSAY_NO_OFFSET, "%s", (const char *)text);
}

enum assay_status regex_compile(struct bytes pattern, struct arena *arena, const struct regex **out,
                                struct assay_error *err)
{
    struct translator t = {.rest = pattern, .weights = {1}, .err = err};
    struct regex *regex = arena_alloc(arena, sizeof *regex);
    enum assay_status status;

    if (!regex)
        return out_of_memory(err);
    if (pattern.size > CEL_PATTERN_MAX)
        return assay_fail(err, ASSAY_EFORMAT, ASSAY_NO_OFFSET, "more than %d bytes",
                          CEL_PATTERN_MAX);
    buf_init(&t.out, (size_t)CEL_PATTERN_MAX * 16);
    status = translate(&t);
    regex->weight = t.weights[0];
    if (status == ASSAY_OK)
        status = compile(regex, buf_bytes(&t.out), arena, err);
    buf_clear(&t.out);
    if (status == ASSAY_OK)
        *out = regex;
    return status;
}

uint64_t regex_cost(const struct regex *regex, struct bytes subject)
{
    /* At each byte every state is stepped on, and looked for among those that are there already: 40
     * ns of the first and 1 ns of the second were measured, and a step stands for 2 us. */
    return 1 + subject.size / 16 +
           subject.size * (regex->weight * 40 + regex->weight * regex->weight) / 2000;
}

static ASSAY_RESULT make_room(struct regex_room *room, size_t words, struct arena *arena,
                              struct assay_error *err)
{
    if (!room->data) {
        pcre2_general_context *memory =
            pcre2_general_context_create(take_memory, leave_memory, arena);

        room->data = memory ? pcre2_match_data_create(2, memory) : NULL;
        room->context = memory ? pcre2_match_context_create(memory) : NULL;
        if (!room->data || !room->context)
            return out_of_memory(err);
        pcre2_set_heap_limit(room->context, 64); /* KiB; only recursion asks for more */
    }
    if (room->count < words) {
        room->words = arena_array(arena, words, sizeof *room->words);
        if (!room->words)
            return out_of_memory(err);
        room->count = words;
    }
    return ASSAY_OK;
}

enum assay_status regex_match(const struct regex *regex, struct bytes subject, struct arena *arena,
                              struct regex_room *room, bool *matched, struct assay_error *err)
{
    int found;

    if (subject.size > CEL_SUBJECT_MAX)
        return assay_fail(err, ASSAY_ELIMIT, ASSAY_NO_OFFSET,
                          "matches() looks at %d bytes, not %zu", CEL_SUBJECT_MAX, subject.size);
    TRY(make_room(room, 200 + (size_t)regex->weight * STATE_WORDS, arena, err));
    found =
        pcre2_dfa_match(regex->code, subject.data ? subject.data : (PCRE2_SPTR) "", subject.size, 0,
                        PCRE2_DFA_SHORTEST, room->data, room->context, room->words, room->count);
    if (found >= 0 || found == PCRE2_ERROR_NOMATCH) {
        *matched = found >= 0;
        return ASSAY_OK;
    }
    if (found <= PCRE2_ERROR_UTF8_ERR1 && found >= PCRE2_ERROR_UTF8_ERR21)
        return assay_fail(err, ASSAY_EFORMAT, ASSAY_NO_OFFSET, "text is not UTF-8");
    return assay_fail(err, ASSAY_ELIMIT, ASSAY_NO_OFFSET, "the pattern needs too many states");
}
