/* test_blob_name.c - names of blobs that state a digest, and names that only look so. */

#include "rows.h"

#include <string.h>

#include "base/kit.h"
#include "examine/link/blob_name.h"

#define HEX "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static const struct row {
    const char *name, *path, *digest, *root; /* digest NULL: no blob */
} rows[] = {
    {"a layout", "blobs/sha256/" HEX, "sha256:" HEX, ""},
    {"a layout in a folder", "a/b/blobs/sha256/" HEX, "sha256:" HEX, "a/b/"},
    {"the folders of Ollama", "models/blobs/sha256-" HEX, "sha256:" HEX, "models/"},
    {"SHA-512", "blobs/sha512/" HEX HEX, "sha512:" HEX HEX, ""},
    {"another folder", "blob/sha256/" HEX, NULL, NULL},
    {"a folder that ends so", "myblobs/sha256/" HEX, NULL, NULL},
    {"too few digits", "blobs/sha256/0123456789abcdef0123456789abcdef", NULL, NULL},
    {"too many digits", "blobs/sha256/" HEX "0", NULL, NULL},
    {"capitals", "blobs/sha256/0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF",
     NULL, NULL},
    {"no algorithm", "blobs/" HEX, NULL, NULL},
    {"an algorithm that is no digest", "blobs/md5/" HEX, NULL, NULL},
    {"a folder too deep", "blobs/sha256/x/" HEX, NULL, NULL},
    {"a name of many bytes", "blobs/sha256/" HEX HEX HEX HEX, NULL, NULL},
    {"the folder itself", "blobs/", NULL, NULL},
    {"nothing", "", NULL, NULL},
};

static void check_row(void **state)
{
    const struct row *row = *state;
    size_t size = strlen(row->path);
    CLEANUP(free_cleanup)
    uint8_t *exact = malloc(size + 1); /* for the sanitizer: without its NUL */
    struct bytes path, root;
    char digest[DIGEST_WORD_MAX];

    assert_non_null(exact);
    memcpy(exact + 1, row->path, size);
    path = bytes_of(exact + 1, size);
    assert_int_equal(blob_name_read(path, digest, &root), row->digest != NULL);
    if (row->digest) {
        assert_string_equal(digest, row->digest);
        assert_true(bytes_equal(root, bytes_text(row->root)));
    }
    assert_int_equal(blob_name_has_sha512(path),
                     row->digest && strncmp(row->digest, "sha512:", 7) == 0);
}

int main(void)
{
    return RUN_CASES(check_row, rows);
}
