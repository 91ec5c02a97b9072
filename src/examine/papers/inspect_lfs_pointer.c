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
#include "source/stored.h"

enum {
    POINTER_MAX = 1024, /* bytes that git-lfs reads of a file: its blobSizeCutoff */
    OID_SIZE = 32,
};

/* The others are names that the project had before its first release. */
static const char *const versions[] = {
    "version https://git-lfs.github.com/spec/v1\n",
    "version https://hawser.github.com/spec/v1\n",
    "version http://git-media.io/v/2\n",
};

/* The size of the version line at the front, or 0. */
static size_t version_size(struct bytes text)
{
    for (size_t i = 0; i < ARRAY_LEN(versions); i++)
        if (bytes_starts(text, bytes_text(versions[i])))
            return strlen(versions[i]);
    return 0;
}

/* Takes the next line off, without its end (LF or CRLF). */
static struct bytes take_line(struct bytes *text)
{
    const uint8_t *end = text->size ? memchr(text->data, '\n', text->size) : NULL;
    struct bytes line = bytes_of(text->data, end ? (size_t)(end - text->data) : text->size);

    *text = bytes_from(*text, line.size + 1);
    if (line.size > 0 && line.data[line.size - 1] == '\r')
        line.size--;
    return line;
}

/* What somebody meant as a pointer, whether or not it is one: a version, and what comes next. */
static unsigned likeness(struct bytes text)
{
    struct bytes first, second;

    if (bytes_starts(text, BYTES("\xef\xbb\xbf")))
        text = bytes_from(text, 3);
    text = bytes_trim(text, BYTES(" \t\r\n\v\f"));
    first = take_line(&text);
    second = take_line(&text);
    for (size_t i = 0; i < ARRAY_LEN(versions); i++) {
        struct bytes version = bytes_text(versions[i]);

        version.size--;
        if (bytes_equal(first, version) &&
            (bytes_starts(second, BYTES("oid ")) || bytes_starts(second, BYTES("size ")) ||
             bytes_starts(second, BYTES("ext-"))))
            return 8 * (unsigned)version.size;
    }
    return 0;
}

static unsigned lfs_pointer_bid(const struct subject *subject)
{
    unsigned exact = subject->head.size > POINTER_MAX ? 0 : (unsigned)version_size(subject->head);

    return exact ? 8 * exact : likeness(subject->head);
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

/* "ext-0-name": one digit, which says in what order the extensions were applied. */
static bool is_extension(struct bytes key)
{
    return key.size > 6 && bytes_starts(key, BYTES("ext-")) && key.data[4] >= '0' &&
           key.data[4] <= '9' && key.data[5] == '-';
}

/* What a pointer says; `oid` is empty until it is met. */
struct pointer {
    struct bytes oid; /* hex */
    uint64_t size;
    bool has_size;
};

/* One key and its value; NULL, or what is wrong with them. */
static const char *take_pair(struct bytes key, struct bytes value, struct pointer *pointer)
{
    if (bytes_equal(key, BYTES("oid"))) {
        if (!is_oid(value))
            return "oid is not \"sha256:\" and 64 lowercase hex digits";
        pointer->oid = bytes_from(value, strlen("sha256:"));
    } else if (bytes_equal(key, BYTES("size"))) {
        if (!text_u64(value, &pointer->size) || pointer->size > INT64_MAX)
            return "size is not a number";
        pointer->has_size = true;
    } else if (bytes_starts(key, BYTES("ext-"))) {
        if (!is_extension(key) || !is_oid(value))
            return "an extension is not \"ext-N-name sha256:\" and 64 lowercase hex digits";
    }
    return NULL;
}

static void tell(const struct pointer *pointer, struct evidence *evidence)
{
    char oid[(size_t)2 * OID_SIZE + sizeof "sha256:"];
    struct stored_claim claim = {.store = STORE_LFS,
                                 .hash = CLAIM_SHA256,
                                 .digest = oid + strlen("sha256:"),
                                 .size = pointer->size,
                                 .files = STREAM_SIZE_UNKNOWN};

    snprintf(oid, sizeof oid, "sha256:%.*s", 2 * OID_SIZE, (const char *)pointer->oid.data);
    evidence_text(evidence, ASSAY_FACT_POINTER_OID, DECLARED, bytes_text(oid));
    evidence_int(evidence, ASSAY_FACT_POINTER_SIZE, DECLARED, pointer->size);
    evidence_bool(evidence, ASSAY_FACT_POINTER_VERIFIABLE, MEASURED, true);
    evidence_stands_for(evidence, &claim);
}

/*
 * git-lfs itself is milder: it takes CRLF, blank lines and blanks around the text, looks at nothing
 * past the first 1024 bytes, and checks out the content. So content is looked for where git-lfs
 * would, though the pointer is told as wrong. Source: git-lfs, lfs/pointer.go, decodeKV().
 */
static void read_mildly(struct bytes text, struct evidence *evidence)
{
    static const char *const order[] = {"version", "oid", "size"};
    struct pointer pointer = {0};
    size_t met = 0;

    text = bytes_trim(bytes_front(text, POINTER_MAX), BYTES(" \t\r\n\v\f"));
    while (text.size > 0) {
        struct bytes line = take_line(&text), key, value;
        const uint8_t *blank = line.size ? memchr(line.data, ' ', line.size) : NULL;

        if (line.size == 0)
            continue;
        if (!blank)
            return;
        key = bytes_of(line.data, (size_t)(blank - line.data));
        value = bytes_from(line, key.size + 1);
        if (take_pair(key, value, &pointer))
            return;
        if (is_extension(key))
            continue;
        if (met == ARRAY_LEN(order) || !bytes_equal(key, bytes_text(order[met++])))
            return;
    }
    if (met == ARRAY_LEN(order))
        tell(&pointer, evidence);
}

static ASSAY_RESULT read_exactly(struct cursor *cursor, const struct subject *subject,
                                 struct pointer *pointer)
{
    char last[POINTER_MAX] = "";
    size_t last_size = 0;
    bool ended;

    if (subject->head.size > POINTER_MAX)
        return cursor_fail(cursor, "a pointer has no more than 1024 bytes: git-lfs looks at none "
                                   "behind them");
    if (version_size(subject->head) == 0)
        return cursor_fail(cursor, "a pointer begins with its version and ends its lines with LF");
    TRY(cursor_skip(cursor, version_size(subject->head)));
    for (;;) {
        struct bytes key, value;
        uint64_t at = cursor_at(cursor);
        const char *wrong;

        TRY(cursor_ended(cursor, &ended));
        if (ended)
            break;
        TRY(read_line(cursor, &key, &value));
        if (bytes_compare(key, bytes_of(last, last_size)) <= 0)
            return cursor_fail_at(cursor, ASSAY_EFORMAT, at, "keys of the pointer are not sorted");
        memcpy(last, key.data, key.size);
        last_size = key.size;
        /* the window may move: what is kept of a value stands in the head as well */
        value = bytes_of(subject->head.data + (at + key.size + 1), value.size);
        wrong = take_pair(key, value, pointer);
        if (wrong)
            return cursor_fail_at(cursor, ASSAY_EFORMAT, at, "%s", wrong);
    }
    if (pointer->oid.size == 0 || !pointer->has_size)
        return cursor_fail(cursor, "the pointer has no %s", pointer->oid.size ? "size" : "oid");
    return ASSAY_OK;
}

static enum assay_status lfs_pointer_read(struct cursor *cursor, const struct subject *subject,
                                          struct evidence *evidence)
{
    struct pointer pointer = {0};
    enum assay_status status = read_exactly(cursor, subject, &pointer);

    if (status == ASSAY_OK)
        tell(&pointer, evidence);
    else if (status == ASSAY_EFORMAT)
        read_mildly(subject->head, evidence);
    return status;
}

const struct inspector inspect_lfs_pointer = {.format = "lfs-pointer",
                                              .kind = ASSAY_KIND_POINTER,
                                              .text = true,
                                              .bid = lfs_pointer_bid,
                                              .read = lfs_pointer_read};
