/* row.c - see row.h. */

#include "cache/row.h"

#include "base/load.h"
#include "source/table.h"

enum { CHECK_SIZE = 8, IDENTITY_SIZE = 5 * 8 + 2 * 4 };

static const struct assay_origin *blob_of(const struct entry *entry)
{
    const struct assay_origin *origin = entry->places[0].origin;

    return origin && origin->blob_size ? origin : NULL;
}

bool row_is_of_blob(const struct entry *entry)
{
    return blob_of(entry) != NULL;
}

void row_put_key(const struct entry *entry, struct buf *key)
{
    const struct assay_path *path = entry->places[0].path;
    const struct assay_origin *blob = blob_of(entry);

    buf_byte(key, blob ? blob->blob_size : 0);
    if (blob)
        buf_add(key, blob->blob, blob->blob_size);
    buf_add(key, path->name, path->size);
}

static uint8_t *put_number(uint8_t *to, uint64_t number, unsigned size)
{
    for (unsigned i = 0; i < size; i++)
        to[i] = (uint8_t)(number >> 8 * i);
    return to + size;
}

static uint8_t *put_time(uint8_t *to, const struct timespec *time)
{
    return put_number(put_number(to, (uint64_t)time->tv_sec, 8), (uint64_t)time->tv_nsec, 4);
}

static void write_identity(const struct file_identity *identity, uint8_t out[IDENTITY_SIZE])
{
    uint8_t *to = out;

    to = put_number(to, identity->device, 8);
    to = put_number(to, identity->inode, 8);
    to = put_number(to, identity->size, 8);
    put_time(put_time(to, &identity->content), &identity->status);
}

static uint64_t check_of(uint64_t seed, struct bytes key, struct bytes body)
{
    return table_hash(table_hash(seed, key) ^ key.size, body);
}

size_t row_begin(const struct entry *entry, const struct file_identity *identity, struct buf *row)
{
    uint8_t fixed[IDENTITY_SIZE] = {0};
    size_t key_size;

    row_put_key(entry, row);
    key_size = row->size;
    buf_add(row, fixed, CHECK_SIZE);
    if (!blob_of(entry)) {
        write_identity(identity, fixed);
        buf_add(row, fixed, sizeof fixed);
        buf_byte(row, identity->blob_size);
        buf_add(row, identity->blob, identity->blob_size);
    }
    return key_size;
}

void row_seal(uint64_t seed, size_t key_size, struct buf *row)
{
    struct bytes key = bytes_front(buf_bytes(row), key_size);
    struct bytes body = bytes_from(buf_bytes(row), key_size + CHECK_SIZE);

    put_number(row->data + key_size, check_of(seed, key, body), CHECK_SIZE);
}

struct bytes row_open(uint64_t seed, const struct entry *entry, struct bytes key,
                      struct bytes value, struct bytes *blob)
{
    uint8_t identity[IDENTITY_SIZE];
    struct bytes body = bytes_from(value, CHECK_SIZE);

    *blob = bytes_of(NULL, 0);
    if (value.size <= CHECK_SIZE || load_u64le(value.data) != check_of(seed, key, body))
        return bytes_of(NULL, 0);
    if (blob_of(entry))
        return body;
    write_identity(&entry->identity, identity);
    if (!bytes_starts(body, bytes_of(identity, sizeof identity)))
        return bytes_of(NULL, 0);
    body = bytes_from(body, sizeof identity);
    if (body.size == 0 || body.data[0] >= body.size)
        return bytes_of(NULL, 0);
    *blob = bytes_of(body.data + 1, body.data[0]);
    return bytes_from(body, 1 + blob->size);
}
