/* stub_paper.c - see stub_paper.h. */

#include "examine/papers/stub_paper.h"

#include "base/kit.h"
#include "base/word.h"
#include "examine/papers/card.h"

static bool is_paper(struct bytes name)
{
    static const char *const endings[] = {"adoc", "markdown", "md", "rst", "text", "txt"};
    const uint8_t *dot = name.size ? memrchr(name.data, '.', name.size) : NULL;

    return dot && word_is_one_of(bytes_from(name, (size_t)(dot - name.data) + 1), endings,
                                 ARRAY_LEN(endings));
}

static size_t count_words(struct bytes text)
{
    size_t words = 0;

    for (size_t i = 0; i < text.size; i++)
        words += text.data[i] != ' ' && (i == 0 || text.data[i - 1] == ' ');
    return words;
}

/* A requirement may be a heading: "## The model refuses ages below 18". */
static bool is_open_heading(struct bytes line)
{
    enum { WORDS_OF_A_TITLE = 3 };

    return bytes_has(BYTES("#="), line.data[0]) &&
           count_words(bytes_trim(line, BYTES("#= "))) <= WORDS_OF_A_TITLE;
}

static bool is_open_line(struct bytes line)
{
    const uint8_t *colon;

    line = bytes_trim(line, BYTES(" \t\r"));
    if (line.size == 0 || is_open_heading(line))
        return true;
    line = bytes_trim(line, BYTES("-*+=~_| \t")); /* lists, lines, empty tables */
    if (line.size == 0 || card_says_nothing(line))
        return true;
    colon = memchr(line.data, ':', line.size);
    return colon && card_is_placeholder(bytes_from(line, (size_t)(colon - line.data) + 1));
}

bool paper_is_stub(struct bytes name, struct bytes text)
{
    if (!is_paper(name))
        return false;
    if (bytes_starts(text, BYTES("\xef\xbb\xbf")))
        text = bytes_from(text, 3);
    while (text.size > 0) {
        const uint8_t *end = memchr(text.data, '\n', text.size);
        size_t size = end ? (size_t)(end - text.data) : text.size;

        if (!is_open_line(bytes_of(text.data, size)))
            return false;
        text = bytes_from(text, size + (end != NULL));
    }
    return true;
}
