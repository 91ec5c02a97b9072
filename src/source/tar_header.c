/* tar_header.c - one header block of a tar. */

#include "source/tar_header.h"

#include "base/kit.h"

/* Where the fields stand. */
static const struct field {
    uint16_t at, size;
} field_name = {0, 100}, field_size = {124, 12}, field_sum = {148, 8}, field_link = {157, 100},
  field_prefix = {345, 155}, field_star_prefix = {345, 131};

enum { TYPE = 156, MAGIC = 257, STAR_MAGIC = 508 };

static struct bytes take(const uint8_t *block, struct field field)
{
    return bytes_of(block + field.at, field.size);
}

struct bytes tar_text(struct bytes field)
{
    const uint8_t *end = field.size ? memchr(field.data, 0, field.size) : NULL;

    return end ? bytes_of(field.data, (size_t)(end - field.data)) : field;
}

static bool read_base256(struct bytes field, uint64_t *value)
{
    *value = field.data[0] & 0x3f;
    if (field.data[0] & 0x40) /* negative */
        return false;
    for (size_t i = 1; i < field.size; i++) {
        if (*value >> 56)
            return false;
        *value = *value << 8 | field.data[i];
    }
    return true;
}

bool tar_number(struct bytes field, uint64_t *value)
{
    size_t at = 0;

    *value = 0;
    if (field.size > 0 && field.data[0] & 0x80)
        return read_base256(field, value);
    while (at < field.size && field.data[at] == ' ')
        at++;
    for (; at < field.size && field.data[at] >= '0' && field.data[at] <= '7'; at++) {
        if (*value >> 61)
            return false;
        *value = *value * 8 + (uint64_t)(field.data[at] - '0');
    }
    return at == field.size || field.data[at] == ' ' || field.data[at] == 0;
}

bool tar_header_checks(const uint8_t block[TAR_BLOCK])
{
    uint64_t claimed;
    uint32_t sum = 0, negative = 0; /* bytes as they are; those that are negative with a sign */
    struct bytes field = take(block, field_sum);

    /* A blank field would hold for a block of zeros, which is an end and no header. */
    if (!tar_number(field, &claimed) || claimed == 0)
        return false;
    for (size_t i = 0; i < TAR_BLOCK; i++) {
        sum += block[i];
        negative += block[i] >> 7;
    }
    for (size_t i = 0; i < field.size; i++) { /* its own field counts as blanks */
        sum += (uint32_t)' ' - field.data[i];
        negative -= field.data[i] >> 7;
    }
    /* where signed bytes would sum up to less than nothing no number can say so */
    return claimed == sum || claimed + UINT64_C(256) * negative == sum;
}

void tar_header_read(const uint8_t block[TAR_BLOCK], struct tar_header *header)
{
    bool ustar = memcmp(block + MAGIC, "ustar\0", 6) == 0;
    bool star = ustar && memcmp(block + STAR_MAGIC, "tar", 4) == 0;

    *header = (struct tar_header){
        .name = tar_text(take(block, field_name)),
        .link = tar_text(take(block, field_link)),
        .type = block[TYPE],
        .gnu = memcmp(block + MAGIC, "ustar  ", 8) == 0,
    };
    if (ustar)
        header->prefix = tar_text(take(block, star ? field_star_prefix : field_prefix));
    header->size_ok = tar_number(take(block, field_size), &header->size);
    if (!header->size_ok)
        header->size = 0;
}
