/* glob.c - path patterns with the rules of git's wildmatch. */

#include "base/glob.h"

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

// NOLINTNEXTLINE(misc-no-recursion): one level for each `**` of a pattern whose length is bounded
static bool match(struct bytes pattern, struct bytes path, bool at_start)
{
    struct bytes star = {0}, star_path = {0};
    bool have_star = false;

    for (;;) {
        size_t used = 0;

        if (pattern.size == 0) {
            if (path.size == 0)
                return true;
        } else if (is_double_star(pattern, at_start)) {
            struct bytes rest;

            if (pattern.size == 2)
                return path.size > 0;
            rest = bytes_from(pattern, 3);
            while (!match(rest, path, true)) {
                const uint8_t *slash = path.size ? memchr(path.data, '/', path.size) : NULL;

                if (!slash)
                    return false;
                path = bytes_from(path, (size_t)(slash - path.data) + 1);
            }
            return true;
        } else if (pattern.data[0] == '*') {
            while (pattern.size > 0 && pattern.data[0] == '*')
                pattern = bytes_from(pattern, 1);
            star = pattern;
            star_path = path;
            have_star = true;
            at_start = false;
            continue;
        } else if (path.size > 0 && match_one(pattern, path.data[0], &used)) {
            at_start = path.data[0] == '/';
            pattern = bytes_from(pattern, used);
            path = bytes_from(path, 1);
            continue;
        }
        /* no match here: let the last star take one byte more, never a slash */
        if (!have_star || star_path.size == 0 || star_path.data[0] == '/')
            return false;
        star_path = bytes_from(star_path, 1);
        path = star_path;
        pattern = star;
        at_start = false;
    }
}

bool glob_match(struct bytes pattern, struct bytes path)
{
    return match(pattern, path, true);
}
