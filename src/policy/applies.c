/*
 * applies.c - reads off an expression for which kinds of item it can be true at all.
 *
 * Most rules begin with `item.kind == "..." &&`. Knowing that, a rule is not run for all other
 * items. Only the text is looked at; whatever is not of this simple form is run.
 */

#include "base/kit.h"
#include "policy/rule.h"

enum { ALL_KINDS = (1U << ASSAY_KINDS) - 1 };

static struct bytes trim(struct bytes text)
{
    while (text.size > 0 && strchr(" \n\t\r", text.data[0]) && text.data[0])
        text = bytes_from(text, 1);
    while (text.size > 0 && strchr(" \n\t\r", text.data[text.size - 1]) && text.data[text.size - 1])
        text.size--;
    return text;
}

/*
 * The part before the first `&&` that stands outside brackets and quotes; empty where an operator
 * that binds less (`||`, `?`) stands there too, for then the part does not decide.
 */
static struct bytes first_conjunct(struct bytes text)
{
    size_t end = text.size;
    int depth = 0;
    uint8_t quote = 0;

    for (size_t i = 0; i < text.size; i++) {
        uint8_t c = text.data[i];
        bool twice = i + 1 < text.size && text.data[i + 1] == c;

        if (quote) {
            if (c == '\\')
                i++;
            else if (c == quote)
                quote = 0;
        } else if (c == '"' || c == '\'') {
            quote = c;
        } else if (strchr("([{", c) && c) {
            depth++;
        } else if (strchr(")]}", c) && c) {
            depth--;
        } else if (depth == 0 && (c == '?' || (c == '|' && twice))) {
            return bytes_of(NULL, 0);
        } else if (depth == 0 && c == '&' && twice && end == text.size) {
            end = i;
        }
    }
    return trim(bytes_of(text.data, end));
}

static bool take(struct bytes *text, const char *word)
{
    *text = trim(*text);
    if (!bytes_starts(*text, bytes_text(word)))
        return false;
    *text = bytes_from(*text, strlen(word));
    return true;
}

/* A quoted kind. */
static bool take_kind(struct bytes *text, unsigned *kinds)
{
    if (!take(text, "\""))
        return false;
    for (unsigned i = 0; i < ASSAY_KINDS; i++) {
        struct bytes name = bytes_text(assay_kind_name((enum assay_kind)i));

        if (text->size > name.size && bytes_starts(*text, name) && text->data[name.size] == '"') {
            *text = bytes_from(*text, name.size + 1);
            *kinds |= 1U << i;
            return true;
        }
    }
    return false;
}

unsigned kinds_of(struct bytes applies)
{
    struct bytes text = first_conjunct(trim(applies));
    unsigned kinds = 0;

    if (!take(&text, "item.kind"))
        return ALL_KINDS;
    if (take(&text, "==")) {
        if (!take_kind(&text, &kinds))
            return ALL_KINDS;
    } else if (take(&text, "in")) {
        if (!take(&text, "["))
            return ALL_KINDS;
        do {
            if (!take_kind(&text, &kinds))
                return ALL_KINDS;
        } while (take(&text, ","));
        if (!take(&text, "]"))
            return ALL_KINDS;
    }
    return kinds != 0 && trim(text).size == 0 ? kinds : ALL_KINDS;
}
