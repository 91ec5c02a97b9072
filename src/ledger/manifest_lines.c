/* manifest_lines.c - a manifest of any size, read in blocks. */

#include "ledger/manifest_lines.h"

#include <stdlib.h>
#include <string.h>

#include "base/kit.h"
#include "base/limits.h"
#include "crypto/digest.h"

enum { BLOCK = 64 * 1024, HEX = 2 * SHA256_SIZE };

static const char head[] = "{\"digest\":{\"sha256\":\"";

static void tell(const struct manifest_reader *reader, struct bytes line)
{
    if (bytes_starts(line, BYTES(head)) && line.size > sizeof head + HEX)
        reader->line(reader->user, bytes_of(line.data + sizeof head - 1, HEX), line);
}

/* `left` holds the beginning of a line that the block before ended in. */
static void cut(const struct manifest_reader *reader, struct buf *left, struct bytes block)
{
    while (block.size > 0) {
        const uint8_t *end = memchr(block.data, '\n', block.size);
        size_t size = end ? (size_t)(end - block.data) : block.size;

        if (!end || left->size > 0)
            buf_add(left, block.data, size);
        if (end && left->size > 0) {
            tell(reader, buf_bytes(left));
            buf_reset(left);
        } else if (end) {
            tell(reader, bytes_of(block.data, size));
        }
        block = bytes_from(block, size + (end != NULL));
    }
}

enum assay_status manifest_lines(struct store *store, const uint8_t sha256[32],
                                 const struct manifest_reader *reader, struct assay_error *err)
{
    CLEANUP(stream_close) struct stream stream = {0};
    CLEANUP(free_cleanup) uint8_t *block = malloc(BLOCK);
    CLEANUP(digest_freep) struct digest *digest = digest_new(DIGEST_SHA256);
    CLEANUP(buf_clear) struct buf left = {.ceiling = LIMIT_DOCUMENT};
    uint8_t whole[DIGEST_SIZE_MAX];
    char name[STORE_NAME_SIZE];
    size_t got = 1;

    if (!block || !digest)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for a manifest");
    store_object_name(sha256, name);
    TRY(store_open(store, name, &stream, err));
    digest_start(digest);
    while (got > 0) {
        enum assay_status status = stream_read(&stream, block, BLOCK, &got, err);

        if (status != ASSAY_OK) {
            store_blame(store, name, err);
            return status;
        }
        digest_add(digest, bytes_of(block, got));
        cut(reader, &left, bytes_of(block, got));
    }
    if (left.size > 0)
        tell(reader, buf_bytes(&left));
    TRY(buf_status(&left, err));
    digest_end(digest, whole);
    if (memcmp(whole, sha256, SHA256_SIZE) != 0)
        return store_damaged(store, name, ASSAY_NO_OFFSET, err,
                             "its content is not what its name says");
    return ASSAY_OK;
}
