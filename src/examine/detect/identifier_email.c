/* identifier_email.c - e-mail addresses: RFC 5321 sizes, a domain that could exist. */

#include "base/kit.h"
#include "base/word.h"
#include "base/word_list.h"
#include "examine/detect/identifiers.h"
#include "examine/text/text_masks.h"

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

/* Most mail goes there, and neither list has one of them. */
static const char usual_endings[][8] = {"com", "org", "net", "edu", "gov", "de", "fr", "uk"};

/* Domains kept for examples (RFC 2606, RFC 6761). */
static const char sample_domains[][sizeof "example.com"] = {"example.com", "example.net",
                                                            "example.org"};
static const char sample_labels[][WORD_MOST] = {"example", "invalid", "localhost", "test"};

static bool equal_folded(struct bytes text, struct bytes word)
{
    if (text.size != word.size)
        return false;
    for (size_t i = 0; i < word.size; i++)
        if (word_lower(text.data[i]) != word.data[i])
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
        out->text[i] = (char)word_lower(text.data[i]);
    return true;
}

static bool is_letter(uint8_t c)
{
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

static bool local_holds(struct bytes local)
{
    uint8_t before = '.';

    if (local.size > LOCAL_MAX)
        return false;
    for (size_t i = 0; i < local.size; i++) {
        if (local.data[i] == '.' && before == '.')
            return false;
        before = local.data[i];
    }
    return before != '.';
}

/* No label begins or ends with a dash. */
static bool label_holds(struct bytes label)
{
    return label.size > 0 && label.size <= LABEL_MAX && label.data[0] != '-' &&
           label.data[label.size - 1] != '-';
}

/* Labels of letters, digits and inner dashes; the last one is told in *last. */
static bool domain_holds(struct bytes domain, struct bytes *last)
{
    size_t start = 0, labels = 0;

    for (size_t i = 0; i <= domain.size; i++) {
        uint8_t c = i < domain.size ? domain.data[i] : '.';

        if (is_letter(c) || (uint8_t)(c - '0') < 10 || c == '-')
            continue;
        *last = bytes_of(domain.data + start, i - start);
        if (c != '.' || !label_holds(*last))
            return false;
        labels++;
        start = i + 1;
    }
    if (labels < 2 || last->size < 2)
        return false;
    for (size_t i = 0; i < last->size; i++)
        if (!is_letter(last->data[i])) /* an international name */
            return equal_folded(bytes_of(last->data, 2), BYTES("xn"));
    return true;
}

/* Both, and all at once, where the address is of TEXT_MASKS_MOST bytes at most; `at` is its '@'. */
static bool short_address_holds(struct bytes text, size_t at, struct bytes *last)
{
    const struct text_masks masks = text_masks_of(text);
    const uint64_t letters = masks.upper | masks.lower, plain = letters | masks.digit;
    const uint64_t dots = text_masks_equal(text, '.'), dashes = text_masks_equal(text, '-');
    const uint64_t local = text_masks_full(at);
    const uint64_t domain = text_masks_full(text.size) & ~(local << 1 | 1);
    const uint64_t between = dots & domain; /* labels, which begin and end with a letter or digit */
    const uint64_t ends =
        between << 1 | between >> 1 | UINT64_C(2) << at | UINT64_C(1) << (text.size - 1);

    if (at == 0 || (dots & local & (1 | dots << 1 | UINT64_C(1) << (at - 1))) || !between ||
        (domain & ~(plain | dots | dashes)) || (ends & ~plain))
        return false;
    *last = bytes_from(text, 64 - (size_t)__builtin_clzll(between));
    return last->size >= 2 && (letters >> (text.size - last->size) == text_masks_full(last->size) ||
                               equal_folded(bytes_of(last->data, 2), BYTES("xn")));
}

static bool address_holds(struct bytes text, size_t at, struct bytes *last)
{
    if (text.size <= TEXT_MASKS_MOST)
        return short_address_holds(text, at, last);
    return local_holds(bytes_of(text.data, at)) && domain_holds(bytes_from(text, at + 1), last);
}

static bool is_sample_domain(struct bytes domain)
{
    const size_t size = sizeof sample_domains[0] - 1;

    if (domain.size < size || (domain.size > size && domain.data[domain.size - size - 1] != '.'))
        return false;
    domain = bytes_from(domain, domain.size - size);
    for (size_t i = 0; i < ARRAY_LEN(sample_domains); i++)
        if (equal_folded(domain, bytes_of(sample_domains[i], size)))
            return true;
    return false;
}

static bool is_usual(const struct word *ending)
{
    for (size_t i = 0; i < ARRAY_LEN(usual_endings); i++)
        if (memcmp(usual_endings[i], ending->text, sizeof usual_endings[i]) == 0)
            return true;
    return false;
}

enum proof identifier_email(struct bytes text)
{
    const uint8_t *at = text.size ? memchr(text.data, '@', text.size) : NULL;
    struct bytes last = {0};
    struct word ending;
    bool is_word;

    if (!at || text.size > ADDRESS_MAX || !address_holds(text, (size_t)(at - text.data), &last))
        return PROOF_FAILS;
    is_word = fold_word(last, &ending) && !is_usual(&ending);
    if (is_word && words_have(file_endings, &ending))
        return PROOF_FAILS;
    return is_sample_domain(bytes_from(text, (size_t)(at - text.data) + 1)) ||
                   (is_word && words_have(sample_labels, &ending))
               ? PROOF_SAMPLE
               : PROOF_HOLDS;
}
