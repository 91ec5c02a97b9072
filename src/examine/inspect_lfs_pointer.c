/*
 * inspect_lfs_pointer.c - Git LFS pointers: the small text that stands for a large file.
 * Source: git-lfs, docs/spec.md, "The Pointer". Whether the bytes are at hand is the pipeline's to
 * find out, which alone knows the source.
 */

#include <inttypes.h>

#include "base/codec.h"
#include "base/kit.h"
#include "base/text.h"
#include "examine/inspect.h"

enum {
    POINTER_MAX = 1023, /* bytes */
    OID_SIZE = 32,
};

/* The second is the name that the project had before its first release. */
static const char *const versions[] = {
    "version https://git-lfs.github.com/spec/v1\n",
    "version https://hawser.github.com/spec/v1\n",
};

/* The size of the version line at the front, or 0. */
static size_t version_size(struct bytes text)
{
    for (size_t i = 0; i < ARRAY_LEN(versions); i++)
        if (bytes_starts(text, bytes_text(versions[i])))
            return strlen(versions[i]);
    return 0;
}

static unsigned lfs_pointer_bid(const struct subject *subject)
{
    if (subject->head.size > POINTER_MAX)
        return 0;
    return 8 * (unsigned)version_size(subject->head);
}

static bool is_key(struct bytes key)
{
    for (size_t i = 0; i < key.size; i++) {
        uint8_t byte = key.data[i];

        if (!(byte >= 'a' && byte <= 'z') && !(byte >= '0' && byte <= '9') && byte != '.' &&
            byte != '-')
            return false;
    }
    return key.size > 0;
}

/* Takes the next line apart at its one blank. */
static ASSAY_RESULT read_line(struct cursor *cursor, struct bytes *key, struct bytes *value)
{
    const uint8_t *end, *blank;
    struct bytes text;

    TRY(cursor_peek(cursor, POINTER_MAX, &text));
    end = memchr(text.data, '\n', text.size);
    if (!end)
        return cursor_fail(cursor, "the last line of the pointer does not end");
    text.size = (size_t)(end - text.data);
    blank = memchr(text.data, ' ', text.size);
    if (!blank || !is_key(bytes_of(text.data, (size_t)(blank - text.data))))
        return cursor_fail(cursor, "a line of the pointer is not \"key value\"");
    *key = bytes_of(text.data, (size_t)(blank - text.data));
    *value = bytes_from(text, key->size + 1);
    cursor_consume(cursor, text.size + 1);
    return ASSAY_OK;
}

static bool is_oid(struct bytes value)
{
    struct bytes prefix = BYTES("sha256:");
    uint8_t oid[OID_SIZE];

    return bytes_starts(value, prefix) &&
           hex_decode(bytes_from(value, prefix.size), oid, sizeof oid);
}

static enum assay_status lfs_pointer_read(struct cursor *cursor, const struct subject *subject,
                                          struct evidence *evidence)
{
    char last[POINTER_MAX] = "", oid[(size_t)2 * OID_SIZE + sizeof "sha256:"];
    size_t last_size = 0;
    bool ended, has_oid = false, has_size = false;
    uint64_t size = 0;

    TRY(cursor_skip(cursor, version_size(subject->head)));
    for (;;) {
        struct bytes key, value;
        uint64_t at = cursor_at(cursor);

        TRY(cursor_ended(cursor, &ended));
        if (ended)
            break;
        TRY(read_line(cursor, &key, &value));
        if (bytes_compare(key, bytes_of(last, last_size)) <= 0)
            return cursor_fail_at(cursor, ASSAY_EFORMAT, at, "keys of the pointer are not sorted");
        memcpy(last, key.data, key.size);
        last_size = key.size;
        if (bytes_equal(key, BYTES("oid"))) {
            if (!is_oid(value))
                return cursor_fail_at(cursor, ASSAY_EFORMAT, at,
                                      "oid is not \"sha256:\" and 64 lowercase hex digits");
            has_oid = true;
            memcpy(oid, value.data, value.size);
        } else if (bytes_equal(key, BYTES("size"))) {
            if (!text_u64(value, &size))
                return cursor_fail_at(cursor, ASSAY_EFORMAT, at, "size is not a number");
            has_size = true;
        }
    }
    if (!has_oid || !has_size)
        return cursor_fail(cursor, "the pointer has no %s", has_oid ? "size" : "oid");
    evidence_text(evidence, ASSAY_FACT_POINTER_OID, DECLARED, bytes_of(oid, sizeof oid - 1));
    evidence_int(evidence, ASSAY_FACT_POINTER_SIZE, DECLARED, size);
    return ASSAY_OK;
}

const struct inspector inspect_lfs_pointer = {.format = "lfs-pointer",
                                              .kind = ASSAY_KIND_POINTER,
                                              .text = true,
                                              .bid = lfs_pointer_bid,
                                              .read = lfs_pointer_read};
