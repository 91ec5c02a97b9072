/*
 * json_scan.c - a JSON text read token by token. Source: RFC 8259.
 *
 * No recursion: what is open is one bit a level. A text without escapes that lies inside the
 * cursor's window is handed out where it lies; all others are decoded into a bounded buffer.
 */

#include "examine/encoding/json_scan.h"

#include <inttypes.h>

#include "base/kit.h"
#include "base/limits.h"
#include "base/text.h"
#include "examine/encoding/json_names.h"

#ifdef __SSE2__
#include <immintrin.h>
#endif

_Static_assert(LIMIT_DOCUMENT_DEPTH <= JSON_DEPTH_MAX, "a level is a bit");

/* Bytes of the longest usual name, and of what stands around it: `, "name":`. */
enum { USUAL_AT_HAND = JSON_NAME_USUAL_MOST + 5 };

enum state {
    START,         /* before a value at the outermost level */
    FIRST_ELEMENT, /* behind '[' */
    FIRST_NAME,    /* behind '{' */
    COLON,         /* behind a name */
    VALUE,         /* behind a name and its colon */
    BEHIND,        /* behind a value of an array or object */
    DONE,          /* behind the outermost value */
};

/* The name that is likely to stand next, of which all is known; NULL where there is none, or not
 * enough is at hand to tell. */
static inline const struct usual_name *usual_name(const struct json_scan *scan)
{
    const struct json_names *names = scan->names;
    const struct cursor *cursor = scan->cursor;
    const struct usual_name *name;

    if (scan->depth != 1 || !scan->options.find_repeats || !names || !names->follows ||
        names->followed == names->usual_count || cursor->have - cursor->at <= USUAL_AT_HAND)
        return NULL;
    name = &names->usual[names->followed];
    return name->size > 0 ? name : NULL;
}

/* True where the name and its closing quote stand at `at`. */
static inline bool usual_name_is_at(const struct usual_name *name, const uint8_t *at)
{
    uint64_t words[JSON_NAME_USUAL_MOST / 8];

    memcpy(words, at, sizeof words);
    return at[name->size] == '"' && !(((words[0] ^ name->words[0]) & name->masks[0]) |
                                      ((words[1] ^ name->words[1]) & name->masks[1]));
}

static inline void met_usual_name(struct json_scan *scan, const struct usual_name *name,
                                  const uint8_t *at)
{
    scan->text = bytes_of(at, name->size);
    scan->text_digest = name->digest;
    scan->cut = scan->hides = scan->repeated = false;
    scan->names->followed++;
}

/* Behind the opening quote; false where another name may stand there. */
static bool take_usual_name(struct json_scan *scan)
{
    const struct usual_name *name = usual_name(scan);
    const uint8_t *at = scan->cursor->window + scan->cursor->at;

    if (!name || !usual_name_is_at(name, at))
        return false;
    met_usual_name(scan, name, at);
    cursor_consume(scan->cursor, name->size + 1);
    return true;
}

size_t json_take_usual_name(struct json_scan *scan)
{
    const struct usual_name *name = usual_name(scan);
    const uint8_t *const from = scan->cursor->window + scan->cursor->at;
    const uint8_t *at = from;

    if (!name || (scan->arrays & 1))
        return JSON_NOT_USUAL;
    if (scan->state == BEHIND) {
        if (*at != ',')
            return JSON_NOT_USUAL;
        at++;
        at += *at == ' ';
    } else if (scan->state != FIRST_NAME) {
        return JSON_NOT_USUAL;
    }
    if (*at != '"' || !usual_name_is_at(name, at + 1) || at[name->size + 2] != ':')
        return JSON_NOT_USUAL;
    scan->at = cursor_at(scan->cursor) + (uint64_t)(at - from);
    met_usual_name(scan, name, at + 1);
    at += name->size + 3;
    cursor_consume(scan->cursor, (size_t)(at - from));
    scan->state = VALUE;
    return (size_t)(name - scan->names->usual);
}

void json_scan_init(struct json_scan *scan, struct cursor *cursor,
                    const struct json_options *options)
{
    *scan = (struct json_scan){
        .cursor = cursor, .options = *options, .line = 1, .line_at = cursor_at(cursor)};
    if (scan->options.depth == 0 || scan->options.depth > JSON_DEPTH_MAX)
        scan->options.depth = LIMIT_DOCUMENT_DEPTH;
    buf_init(&scan->kept,
             options->text_max > LIMIT_JSON_NUMBER ? options->text_max : LIMIT_JSON_NUMBER);
}

void json_scan_clear(struct json_scan *scan)
{
    buf_clear(&scan->kept);
    json_names_free(scan->names);
    scan->names = NULL;
}

void json_scan_restart(struct json_scan *scan)
{
    while (scan->depth > 0) {
        scan->depth--;
        if (scan->names && !(scan->arrays >> scan->depth & 1) && scan->options.find_repeats)
            json_names_close(scan->names, scan->depth);
    }
    scan->state = START;
}

/* The next byte, not taken yet; -1 at the end. */
static inline enum assay_status look(struct cursor *cursor, int *byte)
{
    if (cursor->at == cursor->have) {
        struct bytes some;

        TRY(cursor_some(cursor, &some));
        if (some.size == 0) {
            *byte = -1;
            return ASSAY_OK;
        }
    }
    *byte = cursor->window[cursor->at];
    return ASSAY_OK;
}

static enum assay_status skip_blanks(struct json_scan *scan, int *byte)
{
    for (;;) {
        TRY(look(scan->cursor, byte));
        if (*byte != ' ' && *byte != '\t' && *byte != '\r' &&
            (*byte != '\n' || scan->options.one_line))
            return ASSAY_OK;
        cursor_consume(scan->cursor, 1);
        if (*byte == '\n') {
            scan->line++;
            scan->line_at = cursor_at(scan->cursor);
        }
    }
}

/* Skips blanks; the first other byte is left. Most often there is none, or one. */
static inline enum assay_status look_past_blanks(struct json_scan *scan, int *byte)
{
    struct cursor *cursor = scan->cursor;

    if (cursor->have - cursor->at < 2)
        return skip_blanks(scan, byte);
    if (cursor->window[cursor->at] == ' ')
        cursor_consume(cursor, 1);
    *byte = cursor->window[cursor->at];
    return *byte > ' ' ? ASSAY_OK : skip_blanks(scan, byte);
}

static enum assay_status unexpected(struct json_scan *scan, int byte, const char *wanted)
{
    if (byte < 0)
        return cursor_fail(scan->cursor, "cut short: %s expected", wanted);
    if (byte == '\n')
        return cursor_fail(scan->cursor, "the line ends where %s is expected", wanted);
    if (byte > 0x20 && byte < 0x7f)
        return cursor_fail(scan->cursor, "%s expected, not '%c'", wanted, byte);
    return cursor_fail(scan->cursor, "%s expected, not byte 0x%02x", wanted, (unsigned)byte);
}

/* Keeps a run of decoded text as far as text_max goes, never half a character. */
static void keep(struct json_scan *scan, struct bytes run)
{
    size_t room = scan->options.text_max - scan->kept.size;

    text_hasher_add(&scan->hasher, run);
    if (scan->cut)
        return;
    if (run.size > room) {
        scan->cut = true;
        while (room > 0 && (run.data[room] & 0xc0) == 0x80)
            room--;
        run.size = room;
    }
    buf_add(&scan->kept, run.data, run.size);
}

static enum assay_status read_hex4(struct json_scan *scan, uint32_t *out)
{
    *out = 0;
    for (int i = 0; i < 4; i++) {
        int byte;

        TRY(look(scan->cursor, &byte));
        if (byte >= '0' && byte <= '9')
            *out = *out << 4 | (uint32_t)(byte - '0');
        else if ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'f' && byte > 0)
            *out = *out << 4 | (uint32_t)((byte | 0x20) - 'a' + 10);
        else
            return unexpected(scan, byte, "a hex digit");
        cursor_consume(scan->cursor, 1);
    }
    return ASSAY_OK;
}

/* Behind "\u". */
static enum assay_status read_unicode(struct json_scan *scan, uint32_t *code)
{
    uint64_t at = cursor_at(scan->cursor) - 2;
    uint32_t low;

    TRY(read_hex4(scan, code));
    if (*code < 0xd800 || *code > 0xdfff)
        return ASSAY_OK;
    if (*code <= 0xdbff) {
        struct bytes next;

        TRY(cursor_peek(scan->cursor, 2, &next));
        if (bytes_equal(next, BYTES("\\u"))) {
            cursor_consume(scan->cursor, 2);
            TRY(read_hex4(scan, &low));
            if (low >= 0xdc00 && low <= 0xdfff) {
                *code = 0x10000 + ((*code - 0xd800) << 10) + (low - 0xdc00);
                return ASSAY_OK;
            }
        }
    }
    return cursor_fail_at(scan->cursor, ASSAY_EFORMAT, at, "half a surrogate pair");
}

/* Behind a backslash. */
static enum assay_status read_escape(struct json_scan *scan)
{
    static const char letters[] = "\"\\/bfnrt";
    static const char meanings[] = "\"\\/\b\f\n\r\t";
    char text[4];
    size_t size = 1;
    int byte;

    TRY(look(scan->cursor, &byte));
    if (byte == 'u') {
        uint32_t code;

        cursor_consume(scan->cursor, 1);
        TRY(read_unicode(scan, &code));
        size = utf8_encode(code, text);
        scan->hides |= code >= ' ' && code <= '~';
    } else {
        const char *letter = byte > 0 ? strchr(letters, byte) : NULL;

        if (!letter)
            return unexpected(scan, byte, "an escape");
        text[0] = meanings[letter - letters];
        scan->hides |= byte == '/';
        cursor_consume(scan->cursor, 1);
    }
    keep(scan, bytes_of(text, size));
    return ASSAY_OK;
}

/* Bytes of plain ASCII text from `at` on, sixteen at a time; at most fifteen are left uncounted. */
static inline size_t ascii_run(struct bytes text, size_t at)
{
#ifdef __SSE2__
    for (; text.size - at >= 16; at += 16) {
        __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)(text.data + at));
        __m128i ends = _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('"')),
                                    _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\')));
        unsigned found; /* bytes from 0x80 on are negative: less than a blank, too */

        ends = _mm_or_si128(ends, _mm_cmplt_epi8(bytes, _mm_set1_epi8(0x20)));
        found = (unsigned)_mm_movemask_epi8(ends);
        if (found)
            return at + (size_t)__builtin_ctz(found);
    }
#else
    (void)text;
#endif
    return at;
}

/* Bytes from the front of `text` that are plain UTF-8 text, ended by what needs a closer look. */
static size_t plain_run(struct bytes text)
{
    size_t at = ascii_run(text, 0);

    while (at < text.size) {
        uint8_t byte = text.data[at];
        uint32_t code;
        size_t size;

        if (byte < 0x80) {
            if (byte < 0x20 || byte == '"' || byte == '\\')
                break;
            at++;
        } else if (utf8_decode(bytes_from(text, at), &code, &size)) {
            at = ascii_run(text, at + size);
        } else {
            break;
        }
    }
    return at;
}

/* Behind the opening quote: a text that is decoded, or cut by the window. */
static enum assay_status read_kept_text(struct json_scan *scan)
{
    struct cursor *cursor = scan->cursor;

    buf_reset(&scan->kept);
    text_hasher_start(&scan->hasher);
    for (;;) {
        struct bytes some, run;
        uint32_t code;
        size_t size;

        some = bytes_of(cursor->window + cursor->at, cursor->have - cursor->at);
        if (some.size == 0)
            TRY(cursor_some(cursor, &some));
        run = bytes_of(some.data, plain_run(some));
        keep(scan, run);
        cursor_consume(cursor, run.size);
        TRY(cursor_peek(cursor, 4, &some));
        if (some.size == 0)
            return cursor_fail_at(cursor, ASSAY_EFORMAT, scan->at, "a text without an end");
        if (some.data[0] == '"') {
            cursor_consume(cursor, 1);
            break;
        }
        if (some.data[0] == '\\') {
            cursor_consume(cursor, 1);
            TRY(read_escape(scan));
        } else if (some.data[0] < 0x20) {
            return cursor_fail(cursor, "control character 0x%02x inside a text",
                               (unsigned)some.data[0]);
        } else if (utf8_decode(some, &code, &size)) { /* it lay across two windows */
            keep(scan, bytes_of(some.data, size));
            cursor_consume(cursor, size);
        } else {
            return cursor_fail(cursor, "a text that is not UTF-8");
        }
    }
    TRY(buf_status(&scan->kept, cursor->err));
    scan->text = buf_bytes(&scan->kept);
    scan->text_digest = text_hasher_end(&scan->hasher);
    return ASSAY_OK;
}

/* Behind the opening quote. Most texts are all at hand, as they are. */
static inline enum assay_status read_text(struct json_scan *scan, bool name)
{
    struct cursor *cursor = scan->cursor;
    const struct bytes some = bytes_of(cursor->window + cursor->at, cursor->have - cursor->at);
    size_t size = ascii_run(some, 0);

    scan->cut = scan->hides = false;
    if (size < some.size && some.data[size] != '"') /* beyond ASCII, or near the window's end */
        size = plain_run(some);
    if (size == some.size || some.data[size] != '"' || size > scan->options.text_max)
        return read_kept_text(scan);
    scan->text = bytes_of(some.data, size);
    if (name)
        scan->text_digest = text_hash(scan->text);
    cursor_consume(cursor, size + 1);
    return ASSAY_OK;
}

static enum assay_status read_digits(struct json_scan *scan, size_t *count)
{
    int byte;

    *count = 0;
    for (;; ++*count) {
        TRY(look(scan->cursor, &byte));
        if (byte < '0' || byte > '9')
            return ASSAY_OK;
        buf_byte(&scan->kept, (uint8_t)byte);
        if (scan->kept.size > LIMIT_JSON_NUMBER || scan->kept.status != ASSAY_OK)
            return cursor_fail_at(scan->cursor, ASSAY_ELIMIT, scan->at,
                                  "a number of more than %d characters", LIMIT_JSON_NUMBER);
        cursor_consume(scan->cursor, 1);
    }
}

/* Takes the next byte into the number when it is one of `these`. */
static enum assay_status read_sign(struct json_scan *scan, const char *these, bool *taken)
{
    int byte;

    TRY(look(scan->cursor, &byte));
    *taken = byte > 0 && strchr(these, byte);
    if (*taken) {
        buf_byte(&scan->kept, (uint8_t)byte);
        cursor_consume(scan->cursor, 1);
    }
    return ASSAY_OK;
}

static enum assay_status some_digits(struct json_scan *scan)
{
    size_t count;
    int byte;

    TRY(read_digits(scan, &count));
    if (count > 0)
        return ASSAY_OK;
    TRY(look(scan->cursor, &byte));
    return unexpected(scan, byte, "a digit");
}

static enum assay_status read_word(struct json_scan *scan, const char *word)
{
    for (const char *letter = word; *letter; letter++) {
        int byte;

        TRY(look(scan->cursor, &byte));
        if (byte != *letter)
            return unexpected(scan, byte, word);
        cursor_consume(scan->cursor, 1);
    }
    return ASSAY_OK;
}

/* Behind the sign, if there is one; *found is false where the next byte begins no such word. */
static enum assay_status read_not_finite(struct json_scan *scan, enum json_token *token,
                                         bool *found)
{
    int byte;

    *found = false;
    if (!scan->options.not_finite)
        return ASSAY_OK;
    TRY(look(scan->cursor, &byte));
    if (byte != 'I' && (byte != 'N' || scan->negative))
        return ASSAY_OK;
    TRY(read_word(scan, byte == 'I' ? "Infinity" : "NaN"));
    scan->text = byte == 'N'      ? BYTES("NaN")
                 : scan->negative ? BYTES("-Infinity")
                                  : BYTES("Infinity");
    *token = JSON_REAL;
    *found = true;
    return ASSAY_OK;
}

static size_t count_digits(struct bytes text, size_t at)
{
    size_t from = at;

    while (at < text.size && text.data[at] >= '0' && text.data[at] <= '9')
        at++;
    return at - from;
}

static size_t number_at_hand(struct bytes text, bool *real)
{
    size_t at = text.data[0] == '-', digits = count_digits(text, at);

    if (digits == 0 || (text.data[at] == '0' && digits > 1))
        return 0;
    at += digits;
    *real = at < text.size && text.data[at] == '.';
    if (*real) {
        digits = count_digits(text, ++at);
        at += digits;
    }
    return digits == 0 || at >= text.size || (text.data[at] | 0x20) == 'e' ? 0 : at;
}

/* A number without a power, all of which is at hand; false leaves all others, and what is wrong,
 * to a closer look. */
static bool read_plain_number(struct json_scan *scan, enum json_token *token)
{
    const struct cursor *cursor = scan->cursor;
    struct bytes some = bytes_of(cursor->window + cursor->at, cursor->have - cursor->at);
    bool real = false;
    size_t size = number_at_hand(some, &real);

    if (size == 0 || size > LIMIT_JSON_NUMBER)
        return false;
    scan->text = bytes_of(some.data, size);
    scan->negative = some.data[0] == '-';
    *token = !real && text_u64(bytes_from(scan->text, scan->negative), &scan->integer) ? JSON_INT
                                                                                       : JSON_REAL;
    cursor_consume(scan->cursor, size);
    return true;
}

static enum assay_status read_number(struct json_scan *scan, enum json_token *token)
{
    struct bytes digits;
    bool taken, real = false;

    if (read_plain_number(scan, token))
        return ASSAY_OK;

    buf_reset(&scan->kept);
    TRY(read_sign(scan, "-", &scan->negative));
    TRY(read_not_finite(scan, token, &taken));
    if (taken)
        return ASSAY_OK;
    TRY(read_sign(scan, "0", &taken)); /* nothing may follow a leading zero */
    if (!taken)
        TRY(some_digits(scan));
    TRY(read_sign(scan, ".", &taken));
    if (taken) {
        real = true;
        TRY(some_digits(scan));
    }
    TRY(read_sign(scan, "eE", &taken));
    if (taken) {
        real = true;
        TRY(read_sign(scan, "+-", &taken));
        TRY(some_digits(scan));
    }
    TRY(buf_status(&scan->kept, scan->cursor->err));
    scan->text = buf_bytes(&scan->kept);
    digits = bytes_from(scan->text, scan->negative);
    *token = !real && text_u64(digits, &scan->integer) ? JSON_INT : JSON_REAL;
    return ASSAY_OK;
}

static void behind_value(struct json_scan *scan)
{
    scan->state = scan->depth == 0 ? DONE : BEHIND;
}

static enum assay_status open_level(struct json_scan *scan, bool array)
{
    if (scan->depth == scan->options.depth)
        return cursor_fail_at(scan->cursor, ASSAY_ELIMIT, scan->at, "deeper than %u levels",
                              scan->options.depth);
    cursor_consume(scan->cursor, 1);
    scan->arrays &= ~(UINT64_C(1) << scan->depth);
    scan->arrays |= (uint64_t)array << scan->depth;
    scan->depth++;
    scan->state = array ? FIRST_ELEMENT : FIRST_NAME;
    return array || !scan->options.find_repeats ? ASSAY_OK : json_names_open(scan);
}

static enum assay_status close_level(struct json_scan *scan)
{
    cursor_consume(scan->cursor, 1);
    scan->depth--;
    if (scan->options.find_repeats && !(scan->arrays >> scan->depth & 1))
        json_names_close(scan->names, scan->depth);
    behind_value(scan);
    return ASSAY_OK;
}

static enum assay_status read_value(struct json_scan *scan, int byte, enum json_token *token)
{
    switch (byte) {
    case '{':
        *token = JSON_OBJECT;
        return open_level(scan, false);
    case '[':
        *token = JSON_ARRAY;
        return open_level(scan, true);
    case '"':
        *token = JSON_TEXT;
        cursor_consume(scan->cursor, 1);
        TRY(read_text(scan, false));
        break;
    case 't':
        *token = JSON_TRUE;
        TRY(read_word(scan, "true"));
        break;
    case 'f':
        *token = JSON_FALSE;
        TRY(read_word(scan, "false"));
        break;
    case 'n':
        *token = JSON_NULL;
        TRY(read_word(scan, "null"));
        break;
    default:
        if (byte != '-' && (byte < '0' || byte > '9') &&
            !(scan->options.not_finite && (byte == 'N' || byte == 'I')))
            return unexpected(scan, byte, "a value");
        TRY(read_number(scan, token));
    }
    behind_value(scan);
    return ASSAY_OK;
}

static enum assay_status read_name(struct json_scan *scan, int byte, enum json_token *token)
{
    if (byte != '"')
        return unexpected(scan, byte, "a name");
    *token = JSON_NAME;
    cursor_consume(scan->cursor, 1);
    scan->state = COLON;
    if (take_usual_name(scan))
        return ASSAY_OK;
    TRY(read_text(scan, true));
    scan->repeated = false;
    if (scan->options.find_repeats)
        TRY(json_names_add(scan, scan->text_digest, &scan->repeated));
    return ASSAY_OK;
}

/* Takes a ':' or ',' and looks at what comes behind it. */
static enum assay_status take_mark(struct json_scan *scan, int *byte)
{
    cursor_consume(scan->cursor, 1);
    TRY(look_past_blanks(scan, byte));
    scan->at = cursor_at(scan->cursor);
    return ASSAY_OK;
}

static enum assay_status next_token(struct json_scan *scan, enum json_token *token)
{
    bool array = scan->depth > 0 && (scan->arrays >> (scan->depth - 1) & 1);
    int byte;

    if (scan->state == DONE) { /* no byte behind the value is touched */
        scan->at = cursor_at(scan->cursor);
        scan->state = START;
        *token = JSON_END;
        return ASSAY_OK;
    }
    TRY(look_past_blanks(scan, &byte));
    scan->at = cursor_at(scan->cursor);
    switch ((enum state)scan->state) {
    case FIRST_ELEMENT:
        if (byte == ']') {
            *token = JSON_ARRAY_END;
            return close_level(scan);
        }
        return read_value(scan, byte, token);
    case FIRST_NAME:
        if (byte == '}') {
            *token = JSON_OBJECT_END;
            return close_level(scan);
        }
        return read_name(scan, byte, token);
    case COLON:
        if (byte != ':')
            return unexpected(scan, byte, "':'");
        TRY(take_mark(scan, &byte));
        return read_value(scan, byte, token);
    case BEHIND:
        if (byte == (array ? ']' : '}')) {
            *token = array ? JSON_ARRAY_END : JSON_OBJECT_END;
            return close_level(scan);
        }
        if (byte != ',')
            return unexpected(scan, byte, array ? "',' or ']'" : "',' or '}'");
        TRY(take_mark(scan, &byte));
        return array ? read_value(scan, byte, token) : read_name(scan, byte, token);
    case VALUE:
    case START:
    case DONE:
        break;
    }
    return read_value(scan, byte, token);
}

enum assay_status json_next(struct json_scan *scan, enum json_token *token)
{
    int byte;

    if (scan->state != VALUE)
        return next_token(scan, token);
    TRY(look_past_blanks(scan, &byte));
    scan->at = cursor_at(scan->cursor);
    return read_value(scan, byte, token);
}

enum assay_status json_skip(struct json_scan *scan, enum json_token token)
{
    unsigned depth = scan->depth - 1;

    if (token != JSON_OBJECT && token != JSON_ARRAY)
        return ASSAY_OK;
    while (scan->depth > depth)
        TRY(json_next(scan, &token));
    return ASSAY_OK;
}

uint8_t json_first(struct bytes head)
{
    if (bytes_starts(head, BYTES("\xef\xbb\xbf")))
        head = bytes_from(head, 3);
    while (head.size > 0 && bytes_has(BYTES(" \t\r\n"), head.data[0]))
        head = bytes_from(head, 1);
    return head.size > 0 ? head.data[0] : 0;
}
