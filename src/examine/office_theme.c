/* office_theme.c - see office_theme.h. */

#include "examine/office_theme.h"

#include "base/kit.h"
#include "base/load.h"

enum { END = 22, ENTRY = 46 }; /* bytes of the end of a directory, and of an entry without names */

/* The last end of a directory, or `tail` to its end where there is none. */
static size_t find_end(struct bytes tail)
{
    for (size_t at = tail.size < END ? 0 : tail.size - END + 1; at-- > 0;)
        if (memcmp(tail.data + at, "PK\5\6", 4) == 0)
            return at;
    return tail.size;
}

static bool is_of_theme(struct bytes name)
{
    static const char *const names[] = {"[Content_Types].xml", "_rels/.rels",
                                        "theme/theme/_rels/themeManager.xml.rels",
                                        "theme/theme/theme1.xml", "theme/theme/themeManager.xml"};

    return bytes_is_one_of(name, names, ARRAY_LEN(names));
}

/* All entries of a directory, which take up all of it. */
static bool has_theme_alone(struct bytes directory, uint32_t entries)
{
    enum { NAME_SIZE_AT = 28 };

    for (; entries > 0; entries--) {
        size_t name, all;

        if (directory.size < ENTRY || memcmp(directory.data, "PK\1\2", 4) != 0)
            return false;
        name = load_u16le(directory.data + NAME_SIZE_AT);
        all = ENTRY + name + load_u16le(directory.data + NAME_SIZE_AT + 2) +
              load_u16le(directory.data + NAME_SIZE_AT + 4);
        if (all > directory.size || !is_of_theme(bytes_of(directory.data + ENTRY, name)))
            return false;
        directory = bytes_from(directory, all);
    }
    return directory.size == 0;
}

bool office_theme_find(struct bytes head, struct bytes tail, uint64_t size, uint64_t *begin,
                       uint64_t *end)
{
    enum { ENTRIES_AT = 10, SIZE_AT = 12, PLACE_AT = 16, COMMENT_AT = 20 };
    const size_t at = find_end(tail);
    uint64_t directory, place, end_at;
    uint32_t entries;

    if (!bytes_starts(head, BYTES("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")) || at == tail.size)
        return false;
    if (memmem(tail.data, at, "PK\5\6", 4) || load_u16le(tail.data + at + COMMENT_AT) > 0)
        return false; /* another program may take another end */
    entries = load_u16le(tail.data + at + ENTRIES_AT);
    directory = load_u32le(tail.data + at + SIZE_AT);
    place = load_u32le(tail.data + at + PLACE_AT);
    end_at = size - tail.size + at;
    if (entries == 0 || directory > at || directory + place > end_at ||
        !has_theme_alone(bytes_of(tail.data + at - directory, (size_t)directory), entries))
        return false;
    *begin = end_at - directory - place;
    *end = end_at + END;
    return true;
}
