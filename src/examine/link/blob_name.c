/*
 * blob_name.c - the digest in a blob's name.
 * Source: OCI image layout specification, "Blobs"; the folders of Ollama have no folder for each
 * algorithm.
 */

#include "examine/link/blob_name.h"

#include "base/kit.h"
#include "examine/link/link.h"

bool blob_name_read(struct bytes name, char digest[DIGEST_WORD_MAX], struct bytes *root)
{
    static const char folder[] = "blobs/";
    const size_t front = sizeof folder - 1;
    struct bytes last = link_last(name), around = link_folder(name), rest;
    const uint8_t *mark;
    size_t at;

    if (last.size < 32 || around.size < front)
        return false;
    if (bytes_ends(around, BYTES("blobs/"))) {
        at = around.size - front; /* ALGORITHM-ENCODED */
        rest = last;
        mark = memchr(last.data, '-', last.size);
    } else {
        struct bytes above = link_folder(bytes_of(around.data, around.size - 1));

        if (!bytes_ends(above, BYTES("blobs/")))
            return false;
        at = above.size - front; /* ALGORITHM/ENCODED */
        rest = bytes_from(name, above.size);
        mark = memchr(rest.data, '/', rest.size);
    }
    if ((at > 0 && name.data[at - 1] != '/') || !mark || rest.size >= DIGEST_WORD_MAX)
        return false;
    memcpy(digest, rest.data, rest.size);
    digest[mark - rest.data] = ':';
    digest[rest.size] = 0;
    *root = bytes_of(name.data, at);
    return bytes_starts(bytes_of(digest, rest.size), BYTES("sha")) &&
           digest_word(bytes_of(digest, rest.size)) != DIGEST_WORD_WRONG;
}

bool blob_name_has_sha512(struct bytes name)
{
    char digest[DIGEST_WORD_MAX];
    struct bytes root;

    return blob_name_read(name, digest, &root) && strncmp(digest, "sha512:", 7) == 0;
}
