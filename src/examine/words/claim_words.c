/* claim_words.c - digests as text, and lines of lists. */

#include "examine/words/claim_words.h"

#include "base/codec.h"
#include "base/kit.h"
#include "source/member_name.h"

static const struct algorithm {
    const char *prefix;
    size_t digits; /* of lowercase hex */
    enum digest_word word;
} algorithms[] = {
    {"sha256:", 64, DIGEST_WORD_SHA256},
    {"sha384:", 96, DIGEST_WORD_OTHER},
    {"sha512:", 128, DIGEST_WORD_OTHER},
};

static bool is_small(uint8_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* Words of small letters and digits, joined by one of "+._-". */
static bool is_algorithm(struct bytes text)
{
    bool joined = true; /* a word must begin here */

    for (size_t i = 0; i < text.size; i++) {
        uint8_t c = text.data[i];

        if (!is_small(c) && (joined || !bytes_has(BYTES("+._-"), c)))
            return false;
        joined = !is_small(c);
    }
    return text.size > 0 && !joined;
}

static bool is_encoded(struct bytes text)
{
    for (size_t i = 0; i < text.size; i++) {
        uint8_t c = text.data[i];

        if (!is_small(c) && !(c >= 'A' && c <= 'Z') && !bytes_has(BYTES("=_-"), c))
            return false;
    }
    return text.size > 0;
}

enum digest_word digest_word(struct bytes text)
{
    const uint8_t *colon = text.size ? memchr(text.data, ':', text.size) : NULL;
    size_t front = colon ? (size_t)(colon - text.data) : 0;

    if (!colon || text.size > DIGEST_WORD_MAX)
        return DIGEST_WORD_WRONG;
    for (size_t i = 0; i < ARRAY_LEN(algorithms); i++) {
        const struct algorithm *algorithm = &algorithms[i];

        if (!bytes_starts(text, bytes_text(algorithm->prefix)))
            continue;
        return text.size == front + 1 + algorithm->digits &&
                       hex_is_lower(bytes_from(text, front + 1))
                   ? algorithm->word
                   : DIGEST_WORD_WRONG;
    }
    return is_algorithm(bytes_of(text.data, front)) && is_encoded(bytes_from(text, front + 1))
               ? DIGEST_WORD_OTHER
               : DIGEST_WORD_WRONG;
}

bool claim_name_is_safe(struct bytes name)
{
    return name.size > 0 && !memchr(name.data, 0, name.size) && !member_name_is_unsafe(name);
}

static struct bytes without_return(struct bytes line)
{
    if (line.size > 0 && line.data[line.size - 1] == '\r')
        line.size--;
    return line;
}

enum assay_status claim_mark(struct cursor *cursor)
{
    struct bytes mark;

    TRY(cursor_peek(cursor, 3, &mark));
    if (bytes_equal(mark, BYTES("\xEF\xBB\xBF")))
        cursor_consume(cursor, 3);
    return ASSAY_OK;
}

enum assay_status claim_line(struct cursor *cursor, struct bytes *line, bool *more)
{
    const uint8_t *end;
    struct bytes some;

    TRY(cursor_some(cursor, &some));
    *more = some.size > 0;
    if (!*more)
        return ASSAY_OK;
    end = memchr(some.data, '\n', some.size);
    if (!end) {
        TRY(cursor_peek(cursor, CURSOR_WINDOW_MAX, &some));
        end = memchr(some.data, '\n', some.size);
    }
    if (!end && some.size == CURSOR_WINDOW_MAX)
        return cursor_fail(cursor, "a line of more than %d bytes", CURSOR_WINDOW_MAX);
    *line = without_return(end ? bytes_of(some.data, (size_t)(end - some.data)) : some);
    cursor_consume(cursor, end ? (size_t)(end - some.data) + 1 : some.size);
    return ASSAY_OK;
}
