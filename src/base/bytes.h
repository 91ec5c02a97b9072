/* bytes.h - a borrowed pointer and its size. */

#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Borrowed from whoever made it; `data` may be NULL only where `size` is 0. */
struct bytes {
    const uint8_t *data;
    size_t size;
};

#define BYTES(literal) ((struct bytes){(const uint8_t *)(literal), sizeof(literal) - 1})

static inline struct bytes bytes_of(const void *data, size_t size)
{
    return (struct bytes){data, size};
}

static inline struct bytes bytes_text(const char *text)
{
    return (struct bytes){(const uint8_t *)text, strlen(text)};
}

static inline bool bytes_equal(struct bytes a, struct bytes b)
{
    return a.size == b.size && (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

static inline bool bytes_has(struct bytes set, uint8_t byte)
{
    return set.size > 0 && memchr(set.data, byte, set.size) != NULL;
}

/* memcmp() order, a prefix before what it begins. */
static inline int bytes_compare(struct bytes a, struct bytes b)
{
    size_t least = a.size < b.size ? a.size : b.size;
    int order = least ? memcmp(a.data, b.data, least) : 0;

    return order ? order : (a.size > b.size) - (a.size < b.size);
}

static inline bool bytes_starts(struct bytes text, struct bytes with)
{
    return text.size >= with.size &&
           (with.size == 0 || memcmp(text.data, with.data, with.size) == 0);
}

static inline bool bytes_ends(struct bytes text, struct bytes with)
{
    return text.size >= with.size &&
           (with.size == 0 || memcmp(text.data + text.size - with.size, with.data, with.size) == 0);
}

/* The bytes from `at` on; empty where `at` lies past the end. */
static inline struct bytes bytes_from(struct bytes text, size_t at)
{
    return at < text.size ? bytes_of(text.data + at, text.size - at) : bytes_of(text.data, 0);
}

/* The first `size` bytes, or all of them where there are fewer. */
static inline struct bytes bytes_front(struct bytes text, size_t size)
{
    return bytes_of(text.data, text.size < size ? text.size : size);
}

/* What stands before the first `byte`, or all of it where there is none. */
static inline struct bytes bytes_until(struct bytes text, uint8_t byte)
{
    const uint8_t *end = text.size ? memchr(text.data, byte, text.size) : NULL;

    return bytes_of(text.data, end ? (size_t)(end - text.data) : text.size);
}

/* Without the bytes of `away` that it begins and ends with. */
static inline struct bytes bytes_trim(struct bytes text, struct bytes away)
{
    while (text.size > 0 && bytes_has(away, text.data[0]))
        text = bytes_from(text, 1);
    while (text.size > 0 && bytes_has(away, text.data[text.size - 1]))
        text.size--;
    return text;
}

/* Takes `word` off the front; false where it does not stand there. */
static inline bool bytes_take(struct bytes *text, struct bytes word)
{
    if (!bytes_starts(*text, word))
        return false;
    *text = bytes_from(*text, word.size);
    return true;
}

/* Takes the next line off the front, without its LF; false where no LF is left. */
static inline bool bytes_take_line(struct bytes *rest, struct bytes *line)
{
    const uint8_t *end = rest->size ? memchr(rest->data, '\n', rest->size) : NULL;

    if (!end)
        return false;
    *line = bytes_of(rest->data, (size_t)(end - rest->data));
    *rest = bytes_from(*rest, line->size + 1);
    return true;
}

static inline bool bytes_is_one_of(struct bytes text, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (bytes_equal(text, bytes_text(words[i])))
            return true;
    return false;
}

/* The folder above a file or folder, with the '/' behind it; empty at the top. */
static inline struct bytes bytes_folder(struct bytes path)
{
    size_t size = path.size;

    if (size > 0 && path.data[size - 1] == '/')
        size--;
    while (size > 0 && path.data[size - 1] != '/')
        size--;
    return bytes_of(path.data, size);
}
