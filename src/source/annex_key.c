/* annex_key.c - the keys of git-annex, taken apart. */

#include "source/annex_key.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/codec.h"
#include "base/kit.h"
#include "base/stream.h"
#include "base/text.h"

enum { MD5_SIZE = 16 };

#define OBJECTS ".git/annex/objects/"
#define POINTER "/annex/objects/"

/* Each also with an E behind, which puts the file's extension behind the digest. */
static const struct back_end {
    const char *name;
    enum digest_kind hash;
    size_t size; /* of the digest, bytes */
} back_ends[] = {
    {"MD5", DIGEST_MD5, MD5_SIZE}, {"SHA1", DIGEST_SHA1, 20},     {"SHA224", DIGEST_SHA224, 28},
    {"SHA256", DIGEST_SHA256, 32}, {"SHA384", DIGEST_SHA384, 48}, {"SHA512", DIGEST_SHA512, 64},
};

static bool is_back_end(struct bytes name)
{
    for (size_t i = 0; i < name.size; i++) {
        uint8_t byte = name.data[i];

        if (!(byte >= 'A' && byte <= 'Z') && !(byte >= '0' && byte <= '9') && byte != '_')
            return false;
    }
    return name.size > 0 && name.data[0] >= 'A';
}

/* A key stands for a file's name: no slash, nothing that ends a line or a text. */
static bool is_file_name(struct bytes name)
{
    for (size_t i = 0; i < name.size; i++)
        if (name.data[i] < ' ' || name.data[i] == '/')
            return false;
    return name.size <= ANNEX_KEY_MAX;
}

/* The digits of a field behind its letter; false where there are none. */
static bool take_field(struct bytes *rest, uint8_t letter, uint64_t *value)
{
    size_t size = 2;

    if (rest->size < 3 || rest->data[0] != '-' || rest->data[1] != letter)
        return false;
    while (size < rest->size && rest->data[size] >= '0' && rest->data[size] <= '9')
        size++;
    if (!text_u64(bytes_of(rest->data + 2, size - 2), value))
        return false;
    *rest = bytes_from(*rest, size);
    return true;
}

static bool is_extension(struct bytes text)
{
    return text.size == 0 || text.data[0] == '.';
}

/* Sets the digest where the back end is one of a digest; false where it has not its length. */
static bool take_digest(struct annex_key *key, struct bytes name)
{
    uint8_t digest[DIGEST_SIZE_MAX];

    for (size_t i = 0; i < ARRAY_LEN(back_ends); i++) {
        const struct back_end *known = &back_ends[i];
        struct bytes plain = bytes_text(known->name);
        bool extended = key->back_end.size == plain.size + 1 &&
                        bytes_starts(key->back_end, plain) && bytes_ends(key->back_end, BYTES("E"));

        if (!extended && !bytes_equal(key->back_end, plain))
            continue;
        key->hashed = true;
        key->hash = known->hash;
        key->digest = bytes_of(name.data, 2 * known->size);
        return name.size >= 2 * known->size && hex_decode(key->digest, digest, known->size) &&
               (extended ? is_extension(bytes_from(name, 2 * known->size))
                         : name.size == 2 * known->size);
    }
    return true;
}

bool annex_key_parse(struct bytes name, struct annex_key *key)
{
    const uint8_t *dash = name.size ? memchr(name.data, '-', name.size) : NULL;
    struct bytes rest;
    uint64_t ignored;

    *key = (struct annex_key){.name = name, .size = STREAM_SIZE_UNKNOWN};
    if (!dash || !is_file_name(name))
        return false;
    key->back_end = bytes_of(name.data, (size_t)(dash - name.data));
    rest = bytes_from(name, key->back_end.size);
    take_field(&rest, 's', &key->size);
    take_field(&rest, 'm', &ignored);
    if (take_field(&rest, 'S', &ignored) && !take_field(&rest, 'C', &ignored))
        return false;
    if (!is_back_end(key->back_end) || rest.size < 3 || !bytes_starts(rest, BYTES("--")))
        return false;
    return take_digest(key, bytes_from(rest, 2));
}

/* Takes the part behind the last slash off; empty where there is no slash. */
static struct bytes take_last(struct bytes *path)
{
    const uint8_t *slash = path->size ? memrchr(path->data, '/', path->size) : NULL;
    struct bytes last;

    if (!slash)
        return bytes_of(path->data, 0);
    last = bytes_from(*path, (size_t)(slash - path->data) + 1);
    path->size = (size_t)(slash - path->data);
    return last;
}

bool annex_key_of_link(struct bytes target, struct annex_key *key)
{
    struct bytes name = take_last(&target), folder = take_last(&target), objects = BYTES(OBJECTS);

    if (name.size == 0 || !bytes_equal(name, folder) || target.size < objects.size)
        return false;
    for (size_t i = 0; i + objects.size <= target.size; i++) {
        if (memcmp(target.data + i, objects.data, objects.size) == 0 &&
            (i == 0 || target.data[i - 1] == '/'))
            return annex_key_parse(name, key);
    }
    return false;
}

bool annex_key_of_pointer(struct bytes text, struct annex_key *key)
{
    struct bytes prefix = BYTES(POINTER);

    if (!bytes_starts(text, prefix) || !bytes_ends(text, BYTES("\n")))
        return false;
    text.size--;
    return annex_key_parse(bytes_from(text, prefix.size), key);
}

/* The key itself: its file's name has other characters for those that no name may hold. */
static void add_key(struct digest *digest, struct bytes name)
{
    for (; name.size > 0; name = bytes_from(name, 1)) {
        uint8_t next = name.size > 1 ? name.data[1] : 0;
        struct bytes plain = bytes_of(name.data, 1);

        if (name.data[0] == '%') {
            plain = BYTES("/");
        } else if (name.data[0] == '&' && (next == 'a' || next == 's' || next == 'c')) {
            plain = next == 'a' ? BYTES("&") : next == 's' ? BYTES("%") : BYTES(":");
            name = bytes_from(name, 1);
        }
        digest_add(digest, plain);
    }
}

void annex_key_folders(struct bytes name, bool lower, char out[ANNEX_FOLDERS_SIZE])
{
    static const char letters[] = "0123456789zqjxkmvwgpfZQJXKMVWGPF";
    struct digest *digest = digest_new(DIGEST_MD5);
    uint8_t md5[DIGEST_SIZE_MAX] = {0};
    uint32_t word;

    if (!digest) { /* nothing is kept in a folder without a name */
        out[0] = 0;
        return;
    }
    add_key(digest, name);
    digest_end(digest, md5);
    digest_free(digest);
    word = (uint32_t)md5[0] | (uint32_t)md5[1] << 8 | (uint32_t)md5[2] << 16;
    if (lower)
        snprintf(out, ANNEX_FOLDERS_SIZE, "%02x%x/%x%02x", md5[0], md5[1] >> 4, md5[1] & 15,
                 md5[2]);
    else /* six bits of the digest a letter, of which five count; each pair the other way round */
        snprintf(out, ANNEX_FOLDERS_SIZE, "%c%c/%c%c", letters[word >> 6 & 31], letters[word & 31],
                 letters[word >> 18 & 31], letters[word >> 12 & 31]);
}
