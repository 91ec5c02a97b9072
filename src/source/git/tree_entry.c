/*
 * tree_entry.c - one line of a tree object, read by its bytes so that hostile names are seen as
 * they are.
 * Source: git's Documentation/gitformat of trees: "<octal mode> <name> NUL <id>" without end marks.
 */

#include "source/git/tree_entry.h"

enum { MODE_DIGITS_MAX = 7, MODE_TYPE = 0170000, MODE_EXECUTABLE = 0111 };

static bool take_mode(struct bytes *rest, uint32_t *mode)
{
    size_t at = 0;

    *mode = 0;
    while (at < rest->size && at < MODE_DIGITS_MAX && rest->data[at] >= '0' &&
           rest->data[at] <= '7')
        *mode = *mode * 8 + (rest->data[at++] - '0');
    if (at == 0 || at >= rest->size || rest->data[at] != ' ')
        return false;
    *rest = bytes_from(*rest, at + 1);
    return true;
}

static enum entry_type type_of(uint32_t mode, bool *odd)
{
    *odd = false;
    switch (mode & MODE_TYPE) {
    case 0040000:
        return ENTRY_TREE;
    case 0120000:
        return ENTRY_SYMLINK;
    case 0160000:
        return ENTRY_GITLINK;
    case 0100000:
        return ENTRY_FILE;
    default:
        *odd = true;
        return ENTRY_FILE;
    }
}

bool tree_take(struct bytes *rest, size_t id_size, struct tree_entry *entry)
{
    struct bytes behind = *rest;
    const uint8_t *end;
    uint32_t mode;

    if (!take_mode(&behind, &mode) || behind.size == 0)
        return false;
    end = memchr(behind.data, 0, behind.size);
    if (!end || behind.size - (size_t)(end - behind.data) - 1 < id_size)
        return false;
    entry->type = type_of(mode, &entry->odd);
    entry->executable = (mode & MODE_EXECUTABLE) != 0;
    entry->name = bytes_of(behind.data, (size_t)(end - behind.data));
    object_id_of(&entry->id, end + 1, id_size);
    *rest = bytes_from(behind, entry->name.size + 1 + id_size);
    return true;
}

/* Code points that HFS+ leaves out when it compares names. Source: Apple TN1150, "Unicode
 * Subtleties". */
static bool is_invisible(const uint8_t *at, size_t left)
{
    if (left < 3)
        return false;
    if (at[0] == 0xe2 && at[1] == 0x80)
        return (at[2] >= 0x8c && at[2] <= 0x8f) || (at[2] >= 0xaa && at[2] <= 0xae);
    if (at[0] == 0xe2 && at[1] == 0x81)
        return at[2] >= 0xaa && at[2] <= 0xaf;
    return at[0] == 0xef && at[1] == 0xbb && at[2] == 0xbf;
}

bool tree_name_is_unsafe(struct bytes name)
{
    char plain[8];
    size_t size = 0;

    if (name.size == 0 || memchr(name.data, '/', name.size))
        return true;
    for (size_t i = 0; i < name.size && size < sizeof plain; i++) {
        if (is_invisible(name.data + i, name.size - i)) {
            i += 2;
            continue;
        }
        plain[size++] = (char)name.data[i];
    }
    if (size == sizeof plain)
        return false;
    while (size > 2 && (plain[size - 1] == ' ' || (plain[size - 1] == '.' && size > 3)))
        size--; /* NTFS leaves them out */
    plain[size] = 0;
    return strcmp(plain, ".") == 0 || strcmp(plain, "..") == 0 || strcasecmp(plain, ".git") == 0 ||
           strcasecmp(plain, "git~1") == 0;
}

/* Git's order of names: a folder's ends with a slash that is not written. */
int tree_compare(const struct tree_entry *a, const struct tree_entry *b)
{
    size_t least = a->name.size < b->name.size ? a->name.size : b->name.size;
    int order = least ? memcmp(a->name.data, b->name.data, least) : 0;
    uint8_t one, other;

    if (order)
        return order;
    one = a->name.size > least ? a->name.data[least] : a->type == ENTRY_TREE ? '/' : 0;
    other = b->name.size > least ? b->name.data[least] : b->type == ENTRY_TREE ? '/' : 0;
    return one - other;
}
