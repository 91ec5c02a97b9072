/* member_name.c - judges names of members as the most careless unpacker would take them. */

#include "source/member_name.h"

#include <stdint.h>

static bool is_slash(uint8_t byte)
{
    return byte == '/' || byte == '\\';
}

static bool is_absolute(struct bytes name)
{
    uint8_t first = name.size ? name.data[0] | 0x20 : 0;

    return name.size == 0 || is_slash(name.data[0]) ||
           (name.size > 1 && name.data[1] == ':' && first >= 'a' && first <= 'z');
}

/* Takes the next part of a path; false at the end. */
static bool take_part(struct bytes *rest, struct bytes *part)
{
    while (rest->size > 0 && is_slash(rest->data[0]))
        *rest = bytes_from(*rest, 1);
    *part = bytes_of(rest->data, 0);
    while (part->size < rest->size && !is_slash(rest->data[part->size]))
        part->size++;
    *rest = bytes_from(*rest, part->size);
    return part->size > 0;
}

bool member_name_is_unsafe(struct bytes name)
{
    struct bytes part;

    if (is_absolute(name))
        return true;
    while (take_part(&name, &part)) {
        if (bytes_equal(part, BYTES("..")))
            return true;
    }
    return false;
}

bool member_link_escapes(struct bytes name, struct bytes target)
{
    struct bytes part;
    int64_t depth = -1; /* the link's own name is no folder */

    if (is_absolute(target))
        return true;
    while (take_part(&name, &part)) {
        if (!bytes_equal(part, BYTES(".")))
            depth++;
    }
    while (take_part(&target, &part)) {
        if (bytes_equal(part, BYTES("..")))
            depth--;
        else if (!bytes_equal(part, BYTES(".")))
            depth++;
        if (depth < 0)
            return true;
    }
    return false;
}
