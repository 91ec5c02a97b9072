/* glob.c - path patterns with the rules of git's wildmatch. */

#include "base/glob.h"

#include "base/kit.h"

/* The named sets of wildmatch, for ASCII alone: no locale has a say. */
static bool in_class(struct bytes name, uint8_t byte)
{
    bool lower = byte >= 'a' && byte <= 'z', upper = byte >= 'A' && byte <= 'Z';
    bool digit = byte >= '0' && byte <= '9', graph = byte > ' ' && byte < 0x7f;
    const struct {
        struct bytes name;
        bool holds;
    } classes[] = {
        {BYTES("alnum"), lower || upper || digit},
        {BYTES("alpha"), lower || upper},
        {BYTES("blank"), byte == ' ' || byte == '\t'},
        {BYTES("cntrl"), byte < ' ' || byte == 0x7f},
        {BYTES("digit"), digit},
        {BYTES("graph"), graph},
        {BYTES("lower"), lower},
        {BYTES("print"), graph || byte == ' '},
        {BYTES("punct"), graph && !lower && !upper && !digit},
        {BYTES("space"), byte == ' ' || (byte >= '\t' && byte <= '\r')},
        {BYTES("upper"), upper},
        {BYTES("xdigit"), digit || (byte >= 'a' && byte <= 'f') || (byte >= 'A' && byte <= 'F')},
    };

    for (size_t i = 0; i < ARRAY_LEN(classes); i++) {
        if (bytes_equal(classes[i].name, name))
            return classes[i].holds;
    }
    return false;
}

/* Size of the name in "name:]", or 0 when this is no named set. */
static size_t class_size(struct bytes pattern)
{
    size_t size = 0;

    while (size < pattern.size && pattern.data[size] >= 'a' && pattern.data[size] <= 'z')
        size++;
    return size + 1 < pattern.size && pattern.data[size] == ':' && pattern.data[size + 1] == ']'
               ? size
               : 0;
}

/* Matches one byte against a bracket expression; `pattern` stands behind '['. Returns the size of
 * the expression up to and with ']', or 0 when it is not closed. */
static size_t match_set(struct bytes pattern, uint8_t byte, bool *matched)
{
    size_t at = 0;
    bool negate = false, found = false;

    if (at < pattern.size && (pattern.data[at] == '!' || pattern.data[at] == '^')) {
        negate = true;
        at++;
    }
    for (size_t first = at; at < pattern.size; at++) {
        uint8_t low = pattern.data[at], high;

        if (low == ']' && at > first) {
            *matched = found != negate;
            return at + 1;
        }
        if (low == '[' && at + 1 < pattern.size && pattern.data[at + 1] == ':') {
            size_t size = class_size(bytes_from(pattern, at + 2));

            if (size > 0) {
                if (in_class(bytes_of(pattern.data + at + 2, size), byte))
                    found = true;
                at += size + 3;
                continue;
            }
        }
        if (low == '\\' && at + 1 < pattern.size)
            low = pattern.data[++at];
        high = low;
        if (at + 2 < pattern.size && pattern.data[at + 1] == '-' && pattern.data[at + 2] != ']') {
            at += 2;
            if (pattern.data[at] == '\\' && at + 1 < pattern.size)
                at++;
            high = pattern.data[at];
        }
        if (byte >= low && byte <= high)
            found = true;
    }
    return 0;
}

/* Matches one pattern element other than a star; its size in *used. */
static bool match_one(struct bytes pattern, uint8_t byte, size_t *used)
{
    bool matched = false;

    *used = 1;
    switch (pattern.data[0]) {
    case '?':
        return byte != '/';
    case '[':
        *used = match_set(bytes_from(pattern, 1), byte, &matched);
        if (*used == 0) { /* never closed: matches nothing, as in git */
            *used = 1;
            return false;
        }
        *used += 1;
        return matched && byte != '/';
    case '\\':
        if (pattern.size > 1) {
            *used = 2;
            return pattern.data[1] == byte;
        }
        return byte == '\\';
    default:
        return pattern.data[0] == byte;
    }
}

static bool is_double_star(struct bytes pattern, bool at_start)
{
    return pattern.size >= 2 && pattern.data[0] == '*' && pattern.data[1] == '*' && at_start &&
           (pattern.size == 2 || pattern.data[2] == '/');
}

/*
 * The last star, and the last `**`, to come back to when what follows does not match. Earlier ones
 * need no second try: what stood between them matched as early as it could, and a later star can
 * take whatever an earlier one would.
 */
struct retry {
    struct bytes pattern; /* behind the star */
    struct bytes path;    /* where the next try begins */
    bool set;
};

/* Lets the last star take one byte more, never a slash. */
static bool retry_star(struct retry *star, struct bytes *pattern, struct bytes *path)
{
    if (!star->set || star->path.size == 0 || star->path.data[0] == '/')
        return false;
    star->path = bytes_from(star->path, 1);
    *pattern = star->pattern;
    *path = star->path;
    return true;
}

/* Lets the last `**` take one folder more. */
static bool retry_folders(struct retry *folders, struct bytes *pattern, struct bytes *path)
{
    const uint8_t *slash = folders->set && folders->path.size > 0
                               ? memchr(folders->path.data, '/', folders->path.size)
                               : NULL;

    if (!slash)
        return false;
    folders->path = bytes_from(folders->path, (size_t)(slash - folders->path.data) + 1);
    *pattern = folders->pattern;
    *path = folders->path;
    return true;
}

bool glob_match(struct bytes pattern, struct bytes path)
{
    struct retry star = {0}, folders = {0};
    bool at_start = true;

    for (;;) {
        size_t used = 0;

        if (pattern.size == 0 && path.size == 0)
            return true;
        if (is_double_star(pattern, at_start)) {
            if (pattern.size == 2) {
                if (path.size > 0)
                    return true;
            } else {
                pattern = bytes_from(pattern, 3);
                folders = (struct retry){pattern, path, true};
                star.set = false;
                continue;
            }
        } else if (pattern.size > 0 && pattern.data[0] == '*') {
            while (pattern.size > 0 && pattern.data[0] == '*')
                pattern = bytes_from(pattern, 1);
            star = (struct retry){pattern, path, true};
            at_start = false;
            continue;
        } else if (pattern.size > 0 && path.size > 0 && match_one(pattern, path.data[0], &used)) {
            at_start = path.data[0] == '/';
            pattern = bytes_from(pattern, used);
            path = bytes_from(path, 1);
            continue;
        }
        if (retry_star(&star, &pattern, &path)) {
            at_start = false;
        } else if (retry_folders(&folders, &pattern, &path)) {
            star.set = false;
            at_start = true;
        } else {
            return false;
        }
    }
}

bool glob_can_match(struct bytes pattern)
{
    for (;;) {
        const uint8_t *slash = memchr(pattern.data, '/', pattern.size);
        struct bytes part =
            bytes_of(pattern.data, slash ? (size_t)(slash - pattern.data) : pattern.size);

        if (part.size == 0 || bytes_equal(part, BYTES(".")) || bytes_equal(part, BYTES("..")))
            return false;
        if (!slash)
            return true;
        pattern = bytes_from(pattern, part.size + 1);
    }
}
