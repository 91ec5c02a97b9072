/* identifier_email.c - e-mail addresses: RFC 5321 sizes, a domain that could exist. */

#include "base/kit.h"
#include "base/word_list.h"
#include "examine/detect/identifiers.h"

enum { LOCAL_MAX = 64, LABEL_MAX = 63, ADDRESS_MAX = 254 };

/* Endings of files that no one has mail under, sorted. Country codes that are
 * also endings (md, pl, py, rs, sh) are left out, for people there have mail. */
static const char file_endings[][8] = {
    "avi",  "bin",  "bmp",   "bz2", "cfg",  "class", "conf", "cpp", "css",  "csv",
    "dat",  "dll",  "dylib", "eot", "exe",  "gif",   "gz",   "hpp", "htm",  "html",
    "ico",  "ini",  "ipynb", "jar", "java", "jpeg",  "jpg",  "js",  "json", "jsx",
    "less", "lock", "log",   "map", "mov",  "mp3",   "mp4",  "npy", "npz",  "onnx",
    "pdf",  "pkl",  "png",   "pth", "sass", "scss",  "svg",  "tar", "tgz",  "tif",
    "tiff", "toml", "ts",    "tsv", "tsx",  "ttf",   "txt",  "vue", "wav",  "webp",
    "whl",  "woff", "woff2", "xml", "xz",   "yaml",  "yml",  "zip",
};

/* Domains kept for examples (RFC 2606, RFC 6761). */
static const char *const sample_domains[] = {"example.com", "example.org", "example.net"};
static const char sample_labels[][WORD_MOST] = {"example", "invalid", "localhost", "test"};

static uint8_t lower(uint8_t c)
{
    return c >= 'A' && c <= 'Z' ? (uint8_t)(c - 'A' + 'a') : c;
}

static bool equal_folded(struct bytes text, const char *word)
{
    size_t size = strlen(word);

    if (text.size != size)
        return false;
    for (size_t i = 0; i < size; i++)
        if (lower(text.data[i]) != (uint8_t)word[i])
            return false;
    return true;
}

/* False where it is longer than any word of a list. */
static bool fold_word(struct bytes text, struct word *out)
{
    *out = (struct word){0};
    if (text.size >= sizeof out->text)
        return false;
    for (size_t i = 0; i < text.size; i++)
        out->text[i] = (char)lower(text.data[i]);
    return true;
}

static bool is_letter(uint8_t c)
{
    return lower(c) >= 'a' && lower(c) <= 'z';
}

static bool local_holds(struct bytes local)
{
    if (local.size == 0 || local.size > LOCAL_MAX || local.data[0] == '.' ||
        local.data[local.size - 1] == '.')
        return false;
    for (size_t i = 1; i < local.size; i++)
        if (local.data[i] == '.' && local.data[i - 1] == '.')
            return false;
    return true;
}

/* Labels of letters, digits and inner dashes; the last one is told in *last. */
static bool domain_holds(struct bytes domain, struct bytes *last)
{
    size_t start = 0, labels = 0;

    for (size_t i = 0; i <= domain.size; i++) {
        uint8_t c = i < domain.size ? domain.data[i] : '.';

        if (c != '.') {
            if (!is_letter(c) && !(c >= '0' && c <= '9') && c != '-')
                return false;
            continue;
        }
        if (i == start || i - start > LABEL_MAX || domain.data[start] == '-' ||
            domain.data[i - 1] == '-')
            return false;
        *last = bytes_of(domain.data + start, i - start);
        labels++;
        start = i + 1;
    }
    if (labels < 2 || last->size < 2)
        return false;
    for (size_t i = 0; i < last->size; i++)
        if (!is_letter(last->data[i]))
            return equal_folded(bytes_of(last->data, 2), "xn"); /* an international name */
    return true;
}

static bool is_file_ending(struct bytes last)
{
    struct word ending;

    return fold_word(last, &ending) && words_have(file_endings, &ending);
}

static bool is_sample_domain(struct bytes domain, struct bytes last)
{
    struct word label;

    for (size_t i = 0; i < ARRAY_LEN(sample_domains); i++) {
        size_t size = strlen(sample_domains[i]);

        if (domain.size >= size &&
            equal_folded(bytes_from(domain, domain.size - size), sample_domains[i]) &&
            (domain.size == size || domain.data[domain.size - size - 1] == '.'))
            return true;
    }
    return fold_word(last, &label) && words_have(sample_labels, &label);
}

enum proof identifier_email(struct bytes text)
{
    const uint8_t *at = text.size ? memchr(text.data, '@', text.size) : NULL;
    struct bytes local, domain, last = {0};

    if (!at || text.size > ADDRESS_MAX)
        return PROOF_FAILS;
    local = bytes_of(text.data, (size_t)(at - text.data));
    domain = bytes_from(text, local.size + 1);
    if (!local_holds(local) || !domain_holds(domain, &last) || is_file_ending(last))
        return PROOF_FAILS;
    return is_sample_domain(domain, last) ? PROOF_SAMPLE : PROOF_HOLDS;
}
