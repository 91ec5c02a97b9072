/*
 * hydra_words.c - words by which a YAML may be one that objects are made of, found in its bytes
 * before it is read as a tree.
 */

#include "base/find.h"
#include "base/kit.h"
#include "examine/models/hydra.h"

/* Two that must both be there, or one. */
static const char *const sets[][2] = {
    {"class_path", "init_args"}, /* Lightning */
    {"target", "params"},        /* latent diffusion */
    {"backbone", NULL},          /* YOLO */
    {"class_name", "config"},    /* Keras */
};

enum { ESCAPED = 1 << 30 };
_Static_assert(2 * ARRAY_LEN(sets) < 30, "each word has a bit");

static unsigned bit_of(size_t set, size_t word)
{
    return 1U << (2 * set + word);
}

/* What a backslash and a letter are followed by, where it is a letter or sign of ASCII. */
static bool is_ascii_escape(struct bytes behind)
{
    static const char *const forms[] = {"x", "u00", "U000000"};

    for (size_t i = 0; i < ARRAY_LEN(forms); i++) {
        const size_t size = strlen(forms[i]);

        if (bytes_starts(behind, bytes_text(forms[i])) && behind.size > size)
            return behind.data[size] >= '2' && behind.data[size] <= '7';
    }
    return false;
}

/* Texts of other scripts are full of escapes: a name is hidden only by those that need none. */
static bool hides_ascii(struct bytes text)
{
    while (text.size > 0) {
        const uint8_t *slash = memchr(text.data, '\\', text.size);

        if (!slash)
            return false;
        text = bytes_from(text, (size_t)(slash - text.data) + 1);
        if (is_ascii_escape(text))
            return true;
        text = bytes_from(text, 1); /* a backslash that stands for itself */
    }
    return false;
}

void hydra_words_note(struct hydra_words *words, struct bytes some)
{
    words->marked = words->marked || hydra_is_marked(some);
    for (size_t i = 0; i < ARRAY_LEN(sets); i++)
        for (size_t j = 0; j < ARRAY_LEN(sets[i]) && sets[i][j]; j++)
            if (!(words->seen & bit_of(i, j)) && bytes_contain(some, sets[i][j]))
                words->seen |= bit_of(i, j);
    if (!(words->seen & ESCAPED) && hides_ascii(some))
        words->seen |= ESCAPED;
}

bool hydra_words_may_make(const struct hydra_words *words)
{
    if (words->marked || (words->seen & ESCAPED))
        return true;
    for (size_t i = 0; i < ARRAY_LEN(sets); i++)
        if ((words->seen & bit_of(i, 0)) && (!sets[i][1] || (words->seen & bit_of(i, 1))))
            return true;
    return false;
}
