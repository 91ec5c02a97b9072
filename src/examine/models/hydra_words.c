/*
 * hydra_words.c - words by which a YAML may be one that objects are made of, found in its bytes
 * before it is read as a tree.
 */

#include "base/find.h"
#include "base/kit.h"
#include "examine/models/hydra.h"

#define EXPRESSION '$'

/* Two that must both be there, or one. */
static const char *const sets[][2] = {
    {"():", NULL},                 /* Python's logging */
    {"()':", NULL},                /* the same */
    {"()\":", NULL},               /* and again */
    {"class_path", "dict_kwargs"}, /* Lightning */
    {"class_path", "init_args"},
    {"download", "names"}, /* data sets of ultralytics, or "nc" */
    {"download", "nc"},
    {"stride", "names"},      /* and its models */
    {"$import", NULL},        /* MONAI */
    {"target", "params"},     /* latent diffusion */
    {"backbone", NULL},       /* YOLO */
    {"class_name", "config"}, /* Keras */
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

static bool is_in_word(uint8_t byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || byte == '_' ||
           (byte >= '0' && byte <= '9') || byte == '.';
}

bool hydra_expression_runs(struct bytes text)
{
    static const char *const runners[] = {
        "__builtins__", "__globals__", "__import__", "__subclasses__", "eval(",
        "exec(",        "importlib.",  "os.exec",    "os.popen",       "os.spawn",
        "os.system",    "pty.spawn",   "subprocess."};

    if (text.size == 0 || text.data[0] != EXPRESSION)
        return false;
    for (size_t i = 0; i < ARRAY_LEN(runners); i++)
        for (struct bytes rest = text; rest.size > 0;) {
            const uint8_t *at = bytes_find(rest, bytes_text(runners[i]));

            if (!at)
                break;
            /* network.eval() is a method, and "$" stands in front at least */
            if (!is_in_word(at[-1]) || runners[i][0] == '_')
                return true;
            rest = bytes_from(rest, (size_t)(at - rest.data) + 1);
        }
    return false;
}
