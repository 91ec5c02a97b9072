/*
 * hydra_search.c - names that run code in a YAML that could not be read: an anchor, a tag or a
 * fault does not keep other readers from making what it names.
 */

#include "base/kit.h"
#include "examine/models/hydra.h"
#include "examine/models/keras_config.h"
#include "examine/python/custom_code.h"

enum {
    LINES_MAX = 256, /* looked at above and below a key for the one that goes with it */
    ALONE_MAX = 64,  /* names that run code and stand alone; of more it is not asked */
};

const struct hydra_pair hydra_pairs[] = {
    {"()", NULL}, /* Python's logging */
    {"class_path", "dict_kwargs"},
    {"class_path", "init_args"},
    {"target", "params"},
};
const size_t hydra_pair_count = ARRAY_LEN(hydra_pairs);

static const uint8_t *find(struct bytes text, const char *mark)
{
    return text.size ? memmem(text.data, text.size, mark, strlen(mark)) : NULL;
}

static bool is_name_byte(uint8_t byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9') || byte == '_' || byte == '.';
}

/* Takes what may stand between a key and the name behind it: false where `rest` is no value. */
static bool take_colon(struct bytes *rest)
{
    bool colon = false;

    while (rest->size > 0 && bytes_has(BYTES("\"': \t"), rest->data[0])) {
        colon |= rest->data[0] == ':';
        *rest = bytes_from(*rest, 1);
    }
    return colon;
}

/* The line that `at` stands in, without its line feed. */
static struct bytes line_around(struct bytes text, size_t at)
{
    const uint8_t *before = at ? memrchr(text.data, '\n', at) : NULL;
    size_t start = before ? (size_t)(before - text.data) + 1 : 0;
    const uint8_t *end = memchr(text.data + start, '\n', text.size - start);

    return bytes_of(text.data + start, end ? (size_t)(end - text.data) - start : text.size - start);
}

static size_t indentation(struct bytes line)
{
    size_t blanks = 0;

    while (blanks < line.size && bytes_has(BYTES(" -"), line.data[blanks]))
        blanks++;
    return blanks;
}

/* Whether a line is of the map whose keys stand `blanks` behind its edge, or in one of its values.
 */
static bool is_of_map(struct bytes line, size_t blanks)
{
    return indentation(line) == line.size ? !bytes_starts(line, BYTES("---"))
                                          : indentation(line) >= blanks;
}

static bool begins_key(struct bytes line, size_t blanks, const char *key)
{
    if (indentation(line) != blanks)
        return false;
    line = bytes_from(line, blanks);
    while (line.size > 0 && bytes_has(BYTES("\"'"), line.data[0]))
        line = bytes_from(line, 1);
    return bytes_starts(line, bytes_text(key));
}

/* Whether the map that has a key at `at` has this one too: in the same line, above or below. */
static bool has_beside(struct bytes text, size_t at, const char *key)
{
    const struct bytes line = line_around(text, at);
    const size_t blanks = indentation(line), start = (size_t)(line.data - text.data);

    if (find(line, key))
        return true;
    for (size_t up = start, lines = 0; up > 0 && lines < LINES_MAX; lines++) {
        const struct bytes other = line_around(text, up - 1);

        if (begins_key(other, blanks, key))
            return true;
        up = is_of_map(other, blanks) ? (size_t)(other.data - text.data) : 0;
    }
    for (size_t down = start + line.size + 1, lines = 0; down < text.size && lines < LINES_MAX;
         lines++) {
        const struct bytes other = line_around(text, down);

        if (begins_key(other, blanks, key))
            return true;
        down = is_of_map(other, blanks) ? down + other.size + 1 : text.size;
    }
    return false;
}

/* What is looked for: a key, the one that must stand beside it, or NULL, and which names count. */
struct wanted {
    const char *key, *given;
    bool (*runs)(struct bytes name);
};

/* In a text that this reader of YAML refuses and another may take, what looks like a name that runs
 * code is one. Whether there was any. */
static bool search(struct evidence *evidence, uint64_t at, struct bytes text,
                   const struct wanted *wanted)
{
    const char *key = wanted->key, *given = wanted->given;
    struct bytes rest = text;
    const uint8_t *found;
    unsigned alone = 0;
    bool told = false;

    while ((found = find(rest, key))) {
        size_t end = 0;

        rest = bytes_from(rest, (size_t)(found - rest.data) + strlen(key));
        if (!take_colon(&rest))
            continue;
        while (end < rest.size && is_name_byte(rest.data[end]))
            end++;
        if (end == 0 || !wanted->runs(bytes_front(rest, end)))
            continue;
        if (given && alone < ALONE_MAX && !has_beside(text, (size_t)(found - text.data), given)) {
            alone++;
            continue;
        }
        custom_code(evidence, ASSAY_LOAD_DANGEROUS, at + (uint64_t)(rest.data - text.data),
                    bytes_text(key), bytes_front(rest, end));
        told = true;
    }
    return told;
}

bool hydra_search(struct evidence *evidence, uint64_t at, struct bytes text)
{
    static const struct wanted always[] = {
        {HYDRA_TARGET, NULL, custom_code_runs},
        {HYDRA_COMPONENT, NULL, custom_code_runs},
        {"class_name", "config", keras_runs_class},
    };
    bool told = false;

    for (size_t i = 0; i < ARRAY_LEN(always); i++)
        told |= search(evidence, at, text, &always[i]);
    for (size_t i = 0; i < hydra_pair_count; i++)
        told |=
            search(evidence, at, text,
                   &(struct wanted){hydra_pairs[i].name, hydra_pairs[i].given, custom_code_runs});
    return told;
}
