/*
 * oracle.h - what git and libgit2 say that the objects of a repository are, for tests of our own
 * reader.
 */

#pragma once

#include "walk.h"

#include <fcntl.h>
#include <git2.h>

#include "base/file.h"
#include "source/git/objects.h"

/* One object as `git cat-file --batch` writes it: "<id> <type> <size>" LF bytes LF. */
struct oracle_object {
    struct object_id id;
    enum object_type type;
    struct bytes bytes;
};

static inline struct bytes oracle_word(struct bytes *rest, uint8_t end)
{
    const uint8_t *at = memchr(rest->data, end, rest->size);
    struct bytes word = *rest;

    assert_non_null(at);
    word.size = (size_t)(at - rest->data);
    *rest = bytes_from(*rest, word.size + 1);
    return word;
}

static inline enum object_type oracle_type(struct bytes word)
{
    static const char *const words[] = {"commit", "tree", "blob", "tag"};

    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (bytes_equal(word, bytes_text(words[i])))
            return (enum object_type)i;
    fail_msg("no type: %.*s", (int)word.size, (const char *)word.data);
    return OBJECT_BLOB;
}

/* The next object of a dump; false at its end. */
static inline bool oracle_next(struct bytes *rest, struct oracle_object *out)
{
    struct bytes size;

    if (rest->size == 0)
        return false;
    assert_true(object_id_parse(oracle_word(rest, ' '), &out->id));
    out->type = oracle_type(oracle_word(rest, ' '));
    size = oracle_word(rest, '\n');
    out->bytes = bytes_of(rest->data, strtoull((const char *)size.data, NULL, 10));
    assert_true(out->bytes.size < rest->size);
    *rest = bytes_from(*rest, out->bytes.size + 1);
    return true;
}

/* The same by libgit2, which knows 20 bytes of id only. */
static inline void oracle_libgit2(git_odb *odb, const struct oracle_object *wanted)
{
    git_odb_object *object = NULL;
    git_oid oid;

    memcpy(oid.id, wanted->id.bytes, sizeof oid.id);
    assert_int_equal(git_odb_read(&object, odb, &oid), 0);
    assert_true(bytes_equal(bytes_of(git_odb_object_data(object), git_odb_object_size(object)),
                            wanted->bytes));
    git_odb_object_free(object);
}

static inline void oracle_same(struct objects *objects, const struct oracle_object *wanted)
{
    struct object object = {0};
    struct assay_error err = {0};

    assert_ok(object_read(objects, &wanted->id, &object, &err), err);
    assert_int_equal(object.type, wanted->type);
    assert_true(bytes_equal(object.bytes, wanted->bytes));
    object_release(&object);
}

/* Read in pieces of an odd size, and its middle by itself where that is offered; of blobs only. */
static inline void oracle_same_stream(struct objects *objects, const struct oracle_object *wanted)
{
    struct stream stream = {0};
    struct assay_error err = {0};
    uint8_t block[10007];
    size_t at = 0, got = 0;

    if (wanted->type != OBJECT_BLOB) {
        assert_int_equal(object_stream(objects, &wanted->id, &stream, &err), ASSAY_EFORMAT);
        return;
    }
    assert_ok(object_stream(objects, &wanted->id, &stream, &err), err);
    assert_int_equal(stream.size, wanted->bytes.size);
    do {
        assert_ok(stream_read(&stream, block, sizeof block, &got, &err), err);
        assert_true(got <= wanted->bytes.size - at);
        assert_true(got == 0 || memcmp(block, wanted->bytes.data + at, got) == 0);
        at += got;
    } while (got > 0);
    assert_int_equal(at, wanted->bytes.size);
    if (stream.read_at) {
        at /= 2;
        assert_ok(stream.read_at(&stream, at, block, sizeof block, &got, &err), err);
        assert_true(got == 0 || memcmp(block, wanted->bytes.data + at, got) == 0);
    }
    stream_close(&stream);
}
