/*
 * manifest.c - the tree manifest: one canonical line an item, sorted by name, and the root over it.
 * Source: ledger-formats.md 9.4, and 5 for the tree (RFC 6962).
 *
 * A member of a container is named `release.zip!/model.pt`. Where a name is not UTF-8 the line
 * holds it as shown, and its bytes as `name_b64` behind that.
 */

#include "inventory/manifest.h"

#include <inttypes.h>

#include "base/buf.h"
#include "base/kit.h"
#include "crypto/merkle.h"
#include "inventory/build.h"
#include "inventory/name.h"
#include "inventory/path.h"

static const char separator[] = "!/";

/* The byte of the joined name at an index, -1 behind its end. */
static int byte_at(const struct assay_path *path, size_t at)
{
    size_t levels = path_levels(path);

    for (size_t i = 0; i < levels; i++) {
        struct bytes name = path_name(path_level(path, levels, i));

        if (at < name.size)
            return name.data[at];
        at -= name.size;
        if (i + 1 < levels && at < sizeof separator - 1)
            return separator[at];
        at -= sizeof separator - 1;
    }
    return -1;
}

static int compare_bytewise(const struct assay_path *a, const struct assay_path *b)
{
    int left, right;
    size_t at = 0;

    do {
        left = byte_at(a, at);
        right = byte_at(b, at++);
    } while (left == right && left >= 0);
    return (left > right) - (left < right);
}

/*
 * The order of joined names. It is that of assay_path_compare() but where one name begins another:
 * "a", its member "a!/x" and the file "a b" sort as "a", "a b", "a!/x".
 */
static int compare_names(const struct assay_path *a, const struct assay_path *b)
{
    const struct assay_path *x = a;
    const struct assay_path *y = b;
    size_t a_levels = path_levels(a);
    size_t b_levels = path_levels(b);
    struct bytes left = {0}, right = {0};
    bool differ = false;

    for (size_t i = a_levels; i > b_levels; i--)
        x = x->container;
    for (size_t i = b_levels; i > a_levels; i--)
        y = y->container;
    for (; x != y; x = x->container, y = y->container) {
        if (!bytes_equal(path_name(x), path_name(y))) {
            left = path_name(x);
            right = path_name(y);
            differ = true;
        }
    }
    if (!differ)
        return (a_levels > b_levels) - (a_levels < b_levels);
    if (a_levels + b_levels > 2 && (bytes_starts(left, right) || bytes_starts(right, left)))
        return compare_bytewise(a, b);
    return bytes_compare(left, right);
}

static int compare_lines(const void *left, const void *right)
{
    const struct assay_item *a = *(const struct assay_item *const *)left;
    const struct assay_item *b = *(const struct assay_item *const *)right;
    int order = compare_names(a->path, b->path);

    return order != 0 ? order : (a > b) - (a < b); /* in one array: canonical order */
}

static void write_line(const struct assay_item *item, struct buf *scratch, struct buf *out)
{
    static const struct name_keys name_keys = {"name", "name_b64"};
    static const struct name_keys link_keys = {"link", "link_b64"};
    struct jcs jcs;
    char size[24];

    buf_reset(scratch);
    path_write(item->path, false, scratch);
    if (scratch->status != ASSAY_OK)
        out->status = scratch->status;
    jcs_init(&jcs, out);
    jcs_open_object(&jcs);
    jcs_key(&jcs, "digest");
    jcs_open_object(&jcs);
    jcs_key(&jcs, "sha256");
    jcs_hex(&jcs, bytes_of(item->content->sha256, sizeof item->content->sha256));
    jcs_close_object(&jcs);
    if (item->link)
        name_write(&jcs, &link_keys, bytes_text(item->link));
    name_write(&jcs, &name_keys, buf_bytes(scratch));
    jcs_key(&jcs, "size");
    snprintf(size, sizeof size, "%" PRIu64, item->content->size);
    jcs_string(&jcs, size);
    jcs_close_object(&jcs);
}

/* Calls `each` with every line in the order of the manifest; `line` is emptied before each. */
static enum assay_status walk_lines(const struct assay_inventory *inventory, struct buf *line,
                                    void (*each)(void *user, struct bytes line), void *user)
{
    size_t count = inventory->item_count;
    CLEANUP(buf_clear) struct buf scratch;
    CLEANUP(free_cleanup) const struct assay_item **sorted = NULL;
    bool nested = false;

    buf_init(&scratch, SIZE_MAX / 2);
    for (size_t i = 0; i < count && !nested; i++)
        nested = inventory->items[i].path->container != NULL;
    if (nested) { /* else the canonical order is that of the names already */
        sorted = calloc(count, sizeof *sorted);
        if (!sorted)
            return ASSAY_ENOMEM;
        for (size_t i = 0; i < count; i++)
            sorted[i] = &inventory->items[i];
        qsort(sorted, count, sizeof *sorted, compare_lines);
    }
    for (size_t i = 0; i < count; i++) {
        buf_reset(line);
        write_line(sorted ? sorted[i] : &inventory->items[i], &scratch, line);
        if (line->status != ASSAY_OK)
            return line->status;
        each(user, buf_bytes(line));
    }
    return ASSAY_OK;
}

static void add_leaf(void *user, struct bytes line)
{
    merkle_add(user, line);
}

enum assay_status manifest_root(const struct assay_inventory *inventory, uint8_t root[32],
                                struct assay_error *err)
{
    CLEANUP(digest_freep) struct digest *digest = digest_new(DIGEST_SHA256);
    CLEANUP(buf_clear) struct buf line;
    enum assay_status status = ASSAY_ENOMEM;
    struct merkle tree;
    struct hash hash;

    buf_init(&line, SIZE_MAX / 2);
    if (digest) {
        merkle_init(&tree, digest);
        status = walk_lines(inventory, &line, add_leaf, &tree);
    }
    if (status != ASSAY_OK)
        return assay_fail(err, status, ASSAY_NO_OFFSET,
                          "out of memory for the manifest of %zu items", inventory->item_count);
    merkle_root(&tree, &hash);
    memcpy(root, hash.bytes, sizeof hash.bytes);
    return ASSAY_OK;
}

static void add_line(void *user, struct bytes line)
{
    struct buf *out = user;

    buf_add(out, line.data, line.size);
    buf_byte(out, '\n');
}

void inventory_manifest(const struct assay_inventory *inventory, struct buf *out)
{
    CLEANUP(buf_clear) struct buf line;
    enum assay_status status;

    buf_init(&line, SIZE_MAX / 2);
    status = walk_lines(inventory, &line, add_line, out);
    if (status != ASSAY_OK && out->status == ASSAY_OK)
        out->status = status;
}
