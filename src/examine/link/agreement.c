/* agreement.c - words for the same property of a model. */

#include "examine/link/agreement.h"

#include "base/buf.h"
#include "base/kit.h"
#include "base/limits.h"
#include "examine/words/spdx.h"

enum { NAME_MAX_KEPT = 128 };

/* Letters and digits, in lower case: spelling of names differs in all else. */
static void simplify(const char *text, char out[NAME_MAX_KEPT])
{
    size_t size = 0;

    for (; *text && size + 1 < NAME_MAX_KEPT; text++) {
        char c = *text >= 'A' && *text <= 'Z' ? (char)(*text - 'A' + 'a') : *text;

        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
            out[size++] = c;
    }
    out[size] = 0;
}

/* GGUF's name of an architecture, and what else is stored under it. Source: llama.cpp, conversion
 * of models. */
static const struct {
    const char *name, *other;
} aliases[] = {
    {"commandr", "cohere"}, {"deepseek2", "deepseekv2"}, {"deepseek2", "deepseekv3"},
    {"falcon", "rw"},       {"gptneox", "gptneox"},      {"llama", "arcee"},
    {"llama", "mistral"},   {"llama", "mixtral"},        {"llama", "smollm"},
    {"phi2", "phi"},        {"qwen2vl", "qwen25vl"},     {"stablelm", "stablelmepoch"},
};

static bool is_alias(const char *a, const char *b)
{
    for (size_t i = 0; i < ARRAY_LEN(aliases); i++)
        if (strcmp(aliases[i].name, a) == 0 &&
            strncmp(aliases[i].other, b, strlen(aliases[i].other)) == 0)
            return true;
    return false;
}

bool agreement_architectures(const char *a, const char *b)
{
    char left[NAME_MAX_KEPT], right[NAME_MAX_KEPT];

    if (strchr(a, ' ') || strchr(b, ' '))
        return true;
    simplify(a, left);
    simplify(b, right);
    return strstr(left, right) || strstr(right, left) || is_alias(left, right) ||
           is_alias(right, left);
}

/* One text, or all of a list. */
static size_t texts_of(const struct assay_value *value, const char *const **texts)
{
    if (value->type == ASSAY_VALUE_TEXT) {
        *texts = &value->text;
        return 1;
    }
    *texts = value->texts;
    return value->count;
}

static bool same_license(const char *a, const char *b)
{
    CLEANUP(buf_clear) struct buf left = {.ceiling = (size_t)4 * LIMIT_FACT_TEXT};
    CLEANUP(buf_clear) struct buf right = {.ceiling = (size_t)4 * LIMIT_FACT_TEXT};

    spdx_normalise(bytes_text(a), &left);
    spdx_normalise(bytes_text(b), &right);
    return strcasecmp(buf_string(&left), buf_string(&right)) == 0;
}

/* "https://huggingface.co/Owner/Name@revision" and "owner/name" are one model. */
static struct bytes model_name(const char *text)
{
    struct bytes name = bytes_text(text);
    const uint8_t *scheme = name.size > 3 ? memmem(name.data, name.size, "://", 3) : NULL;
    const uint8_t *slash, *revision;

    if (scheme) {
        name = bytes_from(name, (size_t)(scheme - name.data) + 3);
        slash = name.size ? memchr(name.data, '/', name.size) : NULL;
        if (slash)
            name = bytes_from(name, (size_t)(slash - name.data) + 1);
    }
    revision = name.size ? memchr(name.data, '@', name.size) : NULL;
    if (revision)
        name.size = (size_t)(revision - name.data);
    return name;
}

static struct bytes last_part(struct bytes name)
{
    const uint8_t *slash = name.size ? memrchr(name.data, '/', name.size) : NULL;

    return slash ? bytes_from(name, (size_t)(slash - name.data) + 1) : name;
}

static bool same_letters(struct bytes a, struct bytes b)
{
    return a.size == b.size && strncasecmp((const char *)a.data, (const char *)b.data, a.size) == 0;
}

/* A name without its owner is any owner's. */
static bool same_model(const char *a, const char *b)
{
    struct bytes left = model_name(a), right = model_name(b);

    if (left.size == 0 || right.size == 0)
        return true;
    if (!bytes_has(left, '/') || !bytes_has(right, '/')) {
        left = last_part(left);
        right = last_part(right);
    }
    return same_letters(left, right);
}

static size_t count_common(const struct assay_value *a, const struct assay_value *b,
                           bool (*same)(const char *, const char *))
{
    const char *const *left, *const *right;
    size_t left_count = texts_of(a, &left), right_count = texts_of(b, &right), common = 0;

    if (left_count > LIMIT_DISAGREEMENTS || right_count > LIMIT_DISAGREEMENTS)
        return SIZE_MAX; /* more than a person would state: nothing to hold against each other */
    for (size_t i = 0; i < left_count; i++)
        for (size_t j = 0; j < right_count; j++)
            if (same(left[i], right[j])) {
                common++;
                break;
            }
    return common;
}

static size_t count_of(const struct assay_value *value)
{
    const char *const *texts;

    return texts_of(value, &texts);
}

bool agreement_licenses(const struct assay_value *a, const struct assay_value *b)
{
    size_t least = count_of(a) < count_of(b) ? count_of(a) : count_of(b);

    return count_common(a, b, same_license) >= least;
}

bool agreement_base_models(const struct assay_value *a, const struct assay_value *b)
{
    return count_of(a) == 0 || count_of(b) == 0 || count_common(a, b, same_model) > 0;
}

bool agreement_counts(uint64_t stated, uint64_t measured)
{
    uint64_t apart = stated > measured ? stated - measured : measured - stated;
    uint64_t step = 1;

    while (stated > 0 && stated / step % 10 == 0)
        step *= 10;
    return apart <= stated / 20 || apart <= step / 2;
}
