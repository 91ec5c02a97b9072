/* secret_words.c - how a text looks: random, a placeholder, a template, code. */

#include "examine/detect/secret_words.h"

#include <math.h>
#include <strings.h>

#include "base/kit.h"

double secret_entropy(struct bytes text)
{
    unsigned counts[256] = {0};
    double sum = 0;

    for (size_t i = 0; i < text.size; i++)
        counts[text.data[i]]++;
    for (size_t i = 0; i < ARRAY_LEN(counts); i++) {
        double share = (double)counts[i] / (double)text.size;

        if (counts[i])
            sum -= share * log2(share);
    }
    return sum;
}

bool secret_contains(struct bytes text, const char *word)
{
    size_t size = strlen(word);

    for (size_t i = 0; i + size <= text.size; i++)
        if (strncasecmp((const char *)text.data + i, word, size) == 0)
            return true;
    return false;
}

bool secret_starts(struct bytes text, const char *word)
{
    size_t size = strlen(word);

    return text.size >= size && strncasecmp((const char *)text.data, word, size) == 0;
}

bool secret_is(struct bytes text, const char *word)
{
    return text.size == strlen(word) && secret_starts(text, word);
}

bool secret_is_placeholder(struct bytes text)
{
    static const char *const words[] = {
        "example",   "xxxx",     "your",    "changeme", "change-me", "change_me", "placeholder",
        "dummy",     "redact",   "sample",  "12345678", "abcdefgh",  "00000000",  "....",
        "****",      "----",     "insert",  "replace",  "todo",      "fixme",     "11111111",
        "deadbeef",  "notasecr", "not-a-",  "not_a_",   "goes-here", "goes_here", "fake",
        "undefined", "required", "optional"};

    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (secret_contains(text, words[i]))
            return true;
    return false;
}

bool secret_is_template(struct bytes text)
{
    static const char *const marks[] = {"${", "{{",          "<",          "%(",
                                        "$(", "process.env", "environ",    "()",
                                        "#{", "getenv(",     "System.get", "%{"};

    for (size_t i = 0; i < ARRAY_LEN(marks); i++)
        if (secret_contains(text, marks[i]))
            return true;
    if (text.size > 0 && strchr(");{}", text.data[text.size - 1]))
        return true;
    return text.size > 0 && (text.data[0] == '$' || text.data[0] == '{' || text.data[0] == '%' ||
                             text.data[0] == '@');
}

struct secret_letters secret_letters(struct bytes text)
{
    struct secret_letters seen = {0};

    for (size_t i = 0; i < text.size; i++) {
        uint8_t c = text.data[i];

        if (c >= '0' && c <= '9')
            seen.digits = true;
        else if (c >= 'a' && c <= 'z')
            seen.lower = true;
        else if (c >= 'A' && c <= 'Z')
            seen.upper = true;
        else
            seen.others = true;
    }
    return seen;
}
