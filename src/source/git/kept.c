/*
 * kept.c - what stands in the stores of git-lfs, git-annex and the ledger is what its name says.
 * Source: git-lfs, docs/spec.md, "Local storage"; git-annex, "internals: hashing";
 * docs/reference/ledger-formats.md, 6 and 9.
 */

#include "source/git/kept.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "base/codec.h"
#include "base/file.h"
#include "base/glob.h"
#include "base/kit.h"
#include "base/load.h"
#include "base/stream.h"
#include "crypto/digest.h"
#include "source/annex_key.h"

enum {
    KEPT_READ =
        4 << 20, /* bytes that are digested: more would be read twice where a pointer leads */
    NOTE_SIZE = 64 * 1024,
    STAMP_SIZE = 1 << 20,
    HASH = 32,
    TILE_SIZE = 256 * HASH,
};

/* One file, and what is known of it. */
struct kept {
    int root;
    const char *path;
    uint64_t size;
};

static bool read_all(const struct kept *kept, struct buf *out)
{
    return file_read(kept->root, kept->path, out, NULL) == ASSAY_OK && out->size == kept->size;
}

/* Whether the content has that digest, in hex. */
static bool has_digest(const struct kept *kept, enum digest_kind kind, struct bytes hex)
{
    CLEANUP(buf_clear) struct buf content = {.ceiling = KEPT_READ};
    struct digest *digest;
    uint8_t raw[DIGEST_SIZE_MAX];
    char own[2 * DIGEST_SIZE_MAX + 1];
    size_t size;

    if (kept->size > KEPT_READ)
        return true;
    digest = digest_new(kind);
    if (!digest || !read_all(kept, &content)) {
        digest_free(digest);
        return false;
    }
    digest_start(digest);
    digest_add(digest, buf_bytes(&content));
    size = digest_end(digest, raw);
    digest_free(digest);
    hex_encode(bytes_of(raw, size), own);
    return bytes_equal(hex, bytes_text(own));
}

/* "ab/cd/abcd...": the digest, behind folders of its own digits. */
static bool is_lfs_object(const struct kept *kept, const char *name)
{
    enum { FOLDERS = 6 /* "ab/cd/" */ };
    struct bytes hex = bytes_text(strlen(name) > FOLDERS ? name + FOLDERS : "");

    return hex.size == (size_t)2 * SHA256_SIZE && hex_is_lower(hex) &&
           memcmp(name, hex.data, 2) == 0 && memcmp(name + 3, hex.data + 2, 2) == 0 &&
           has_digest(kept, DIGEST_SHA256, hex);
}

/* "xX/yY/KEY/KEY", the folders made of the key. Locks of content are empty. */
static bool is_annex_object(const struct kept *kept, const char *name)
{
    const char *last = strrchr(name, '/');
    char folders[ANNEX_FOLDERS_SIZE];
    struct annex_key key;

    if (kept->size == 0)
        return true;
    if (!last || !annex_key_parse(bytes_text(last + 1), &key) ||
        (key.size != STREAM_SIZE_UNKNOWN && key.size != kept->size))
        return false;
    for (int lower = 0; lower < 2; lower++) {
        size_t front;

        annex_key_folders(key.name, lower, folders);
        front = strlen(folders);
        if (front == 0 || strncmp(name, folders, front) != 0 || name[front] != '/' ||
            strlen(name) != front + 2 + 2 * key.name.size ||
            memcmp(name + front + 1, key.name.data, key.name.size) != 0)
            continue;
        return !key.hashed || has_digest(kept, key.hash, key.digest);
    }
    return false;
}

/* ---- the ledger ---- */

static bool is_note(const struct kept *kept, const char *name)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = NOTE_SIZE};

    (void)name;
    return read_all(kept, &text) && (text.size == 0 || !memchr(text.data, 0, text.size));
}

static bool is_object(const struct kept *kept, const char *name)
{
    char hex[2 * SHA256_SIZE + 1];
    const char *rest = strrchr(name, '/') + 1;

    if (strlen(rest) + 2 != (size_t)2 * SHA256_SIZE)
        return false;
    memcpy(hex, rest - 3, 2);
    memcpy(hex + 2, rest, (size_t)2 * SHA256_SIZE - 1);
    return strlen(hex) == (size_t)2 * SHA256_SIZE && hex_is_lower(bytes_text(hex)) &&
           has_digest(kept, DIGEST_SHA256, bytes_text(hex));
}

/* Hashes: 32 bytes of chance are no text. */
static bool is_tile(const struct kept *kept, const char *name)
{
    CLEANUP(buf_clear) struct buf hashes = {.ceiling = TILE_SIZE};

    (void)name;
    if (kept->size % HASH != 0 || !read_all(kept, &hashes))
        return false;
    for (size_t at = 0; at < hashes.size; at += HASH) {
        size_t i = 0;

        while (i < HASH && hashes.data[at + i] < 0x80 && hashes.data[at + i] >= ' ')
            i++;
        if (i == HASH)
            return false;
    }
    return true;
}

/* Entries behind their lengths, each one object of JSON. */
static bool is_bundle(const struct kept *kept, const char *name)
{
    CLEANUP(buf_clear) struct buf bundle = {.ceiling = (size_t)256 * (2 + UINT16_MAX)};
    struct bytes left;

    (void)name;
    if (!read_all(kept, &bundle))
        return false;
    for (left = buf_bytes(&bundle); left.size >= 2;) {
        size_t size = load_u16be(left.data);

        if (size < 2 || size > left.size - 2 || left.data[2] != '{' || left.data[1 + size] != '}')
            return false;
        left = bytes_from(left, 2 + size);
    }
    return left.size == 0;
}

static bool is_stamp(const struct kept *kept, const char *name)
{
    CLEANUP(buf_clear) struct buf stamp = {.ceiling = STAMP_SIZE};
    enum { SEQUENCE = 0x30 };

    (void)name;
    return read_all(kept, &stamp) && stamp.size > 0 && stamp.data[0] == SEQUENCE;
}

static bool is_lock(const struct kept *kept, const char *name)
{
    (void)name;
    return kept->size == 0;
}

static const struct {
    const char *pattern;
    bool (*holds)(const struct kept *kept, const char *name);
} pieces[] = {
    {"checkpoint", is_note},
    {"checkpoints/[0-9]*", is_note},
    {"objects/sha256/[0-9a-f][0-9a-f]/*", is_object},
    {"spool/*.json", is_note},
    {"spool/*.tmp", is_note},
    {"spool/refused/*.json", is_note},
    {"spool/refused/*.why", is_note},
    {"stamps/[0-9]*.tsr", is_stamp},
    {"state/keys", is_note},
    {"state/lock", is_lock},
    {"tile/entries/**", is_bundle},
    {"tile/[0-9]/**", is_tile},
    {"tile/[0-9][0-9]/**", is_tile},
};

static bool is_of_ledger(const struct kept *kept, const char *name)
{
    for (size_t i = 0; i < ARRAY_LEN(pieces); i++)
        if (glob_match(bytes_text(pieces[i].pattern), bytes_text(name)))
            return pieces[i].holds(kept, name);
    return false;
}

bool kept_as_named(int root, const char *path, const char *own)
{
    static const struct {
        const char *front;
        bool (*holds)(const struct kept *kept, const char *name);
    } stores[] = {
        {"lfs/objects/", is_lfs_object},
        {"annex/objects/", is_annex_object},
        {"assay/ledger/", is_of_ledger},
    };
    struct kept kept = {.root = root, .path = path};
    struct stat status;

    if (fstatat(root, path, &status, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(status.st_mode))
        return false;
    kept.size = (uint64_t)status.st_size;
    for (size_t i = 0; i < ARRAY_LEN(stores); i++)
        if (strncmp(own, stores[i].front, strlen(stores[i].front)) == 0)
            return stores[i].holds(&kept, own + strlen(stores[i].front));
    return false;
}
