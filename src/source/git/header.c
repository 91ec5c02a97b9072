/* header.c - the lines at the head of commits and tags. */

#include "source/git/header.h"

#include "base/text.h"

static struct bytes first_line(struct bytes text)
{
    const uint8_t *end = text.size ? memchr(text.data, '\n', text.size) : NULL;

    return bytes_of(text.data, end ? (size_t)(end - text.data) : text.size);
}

bool header_next(struct bytes *rest, struct header_line *line)
{
    struct bytes text = first_line(*rest), behind;
    const uint8_t *blank;

    if (text.size == 0)
        return false;
    behind = bytes_from(*rest, text.size + 1);
    while (behind.size > 0 && behind.data[0] == ' ') {
        text.size += 1 + first_line(behind).size;
        behind = bytes_from(*rest, text.size + 1);
    }
    blank = memchr(text.data, ' ', text.size);
    line->name = bytes_of(text.data, blank ? (size_t)(blank - text.data) : text.size);
    line->value = bytes_from(text, line->name.size + 1);
    *rest = behind;
    return true;
}

bool header_take(struct bytes *rest, struct bytes name, struct bytes *value)
{
    struct bytes behind = *rest;
    struct header_line line;

    if (!header_next(&behind, &line) || !bytes_equal(line.name, name))
        return false;
    *value = line.value;
    *rest = behind;
    return true;
}

bool header_take_id(struct bytes *rest, struct bytes name, struct object_id *id)
{
    struct bytes value;

    return header_take(rest, name, &value) && object_id_parse(value, id);
}

int64_t header_signature(struct bytes value, struct bytes *who)
{
    const uint8_t *end = value.size ? memrchr(value.data, '>', value.size) : NULL;
    struct bytes digits;
    uint64_t seconds;

    *who = value;
    if (!end)
        return 0;
    who->size = (size_t)(end - value.data) + 1;
    digits = bytes_from(value, who->size + 1);
    end = digits.size ? memchr(digits.data, ' ', digits.size) : NULL;
    if (end)
        digits.size = (size_t)(end - digits.data);
    return text_u64(digits, &seconds) && seconds <= INT64_MAX ? (int64_t)seconds : 0;
}
