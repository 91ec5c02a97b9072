/*
 * manifest.c - the tree manifest: one canonical line an item, sorted by name, and the root over it.
 * Source: ledger-formats.md 9.4, and 5 for the tree (RFC 6962).
 *
 * A member of a container is named `release.zip!/model.pt`. Where a name is not UTF-8 the line
 * holds it as shown, and its bytes as `name_b64` behind that.
 */

#include "inventory/manifest.h"

#include <pthread.h>
#include <stdatomic.h>

#include "base/buf.h"
#include "base/codec.h"
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

static uint8_t *put(uint8_t *to, struct bytes bytes)
{
    if (bytes.size > 0)
        memcpy(to, bytes.data, bytes.size);
    return to + bytes.size;
}

/* As write_line() writes what is neither a member nor a link and whose name has nothing to escape:
 * most of all items, each in one piece. False where the item is another. */
static bool write_plain_line(const struct assay_item *item, struct buf *out)
{
    static const char begin[] = "{\"digest\":{\"sha256\":\"", name[] = "\"},\"name\":\"",
                      size[] = "\",\"size\":\"", end[] = "\"}";
    enum { HEX = 2 * SHA256_SIZE, ROOM = sizeof begin + HEX + sizeof name + sizeof size };
    uint8_t *start, *at;

    if (item->path->container || item->link || !jcs_is_plain(path_name(item->path)))
        return false;
    start = at = buf_room(out, ROOM + item->path->size);
    if (!start)
        return true; /* the failure stays in the buffer */
    at = put(at, bytes_of(begin, sizeof begin - 1));
    hex_encode(bytes_of(item->content->sha256, SHA256_SIZE), (char *)at);
    at = put(at + HEX, bytes_of(name, sizeof name - 1));
    at = put(at, path_name(item->path));
    at = put(at, bytes_of(size, sizeof size - 1));
    buf_used(out, (size_t)(at - start));
    buf_u64(out, item->content->size);
    buf_add(out, end, sizeof end - 1);
    return true;
}

static void write_line(const struct assay_item *item, struct buf *scratch, struct buf *out)
{
    static const struct name_keys name_keys = {"name", "name_b64"};
    static const struct name_keys link_keys = {"link", "link_b64"};
    struct jcs jcs;

    if (write_plain_line(item, out))
        return;
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
    buf_reset(scratch);
    buf_u64(scratch, item->content->size);
    jcs_text(&jcs, buf_bytes(scratch));
    jcs_close_object(&jcs);
}

/* The items in the order of the manifest; NULL where that is the order they have. */
static enum assay_status sort_lines(const struct assay_inventory *inventory,
                                    const struct assay_item ***out)
{
    size_t count = inventory->item_count;
    const struct assay_item **sorted;
    bool nested = false;

    *out = NULL;
    for (size_t i = 0; i < count && !nested; i++)
        nested = inventory->items[i].path->container != NULL;
    if (!nested) /* the canonical order is that of the names already */
        return ASSAY_OK;
    sorted = calloc(count, sizeof *sorted);
    if (!sorted)
        return ASSAY_ENOMEM;
    for (size_t i = 0; i < count; i++)
        sorted[i] = &inventory->items[i];
    qsort(sorted, count, sizeof *sorted, compare_lines);
    *out = sorted;
    return ASSAY_OK;
}

/* What is written, and where: one a thread. */
struct writer {
    const struct assay_inventory *inventory;
    const struct assay_item **sorted;
    struct buf name, line;
};

static void writer_init(struct writer *writer, const struct assay_inventory *inventory,
                        const struct assay_item **sorted)
{
    writer->inventory = inventory;
    writer->sorted = sorted;
    buf_init(&writer->name, SIZE_MAX / 2);
    buf_init(&writer->line, SIZE_MAX / 2);
}

static void writer_clear(struct writer *writer)
{
    buf_clear(&writer->name);
    buf_clear(&writer->line);
}

static const struct assay_item *item_at(const struct writer *writer, size_t index)
{
    return writer->sorted ? writer->sorted[index] : &writer->inventory->items[index];
}

/* Valid until the next line; a failure stays in writer->line. */
static struct bytes line_at(struct writer *writer, size_t index)
{
    buf_reset(&writer->line);
    write_line(item_at(writer, index), &writer->name, &writer->line);
    return buf_bytes(&writer->line);
}

/* ---- the root ---- */

/* Leaves of one subtree, which one thread makes; a power of two. */
enum { SUBTREE_HEIGHT = 10, SUBTREE = 1 << SUBTREE_HEIGHT, THREADS_MAX = 16 };

struct forest {
    const struct assay_inventory *inventory;
    const struct assay_item **sorted;
    struct hash *roots; /* of whole subtrees */
    size_t count;
    _Atomic size_t next; /* that nobody has begun */
    _Atomic bool failed;
};

/* Hashes lines side by side. */
static bool make_leaves(struct writer *writer, size_t from, size_t count, struct hash *out)
{
    enum { TOGETHER = 64 };
    struct digest_message messages[TOGETHER];
    size_t ends[TOGETHER + 1] = {0};

    for (size_t done = 0, some; done < count; done += some) {
        some = count - done < TOGETHER ? count - done : TOGETHER;
        buf_reset(&writer->line);
        for (size_t i = 0; i < some; i++) {
            buf_byte(&writer->line, MERKLE_LEAF_TAG);
            write_line(item_at(writer, from + done + i), &writer->name, &writer->line);
            ends[i + 1] = writer->line.size;
        }
        if (writer->line.status != ASSAY_OK)
            return false;
        for (size_t i = 0; i < some; i++)
            messages[i] = (struct digest_message){
                bytes_of(writer->line.data + ends[i], ends[i + 1] - ends[i]), out[done + i].bytes};
        sha256_beside(NULL, bytes_of(NULL, 0), messages, some);
    }
    return true;
}

/* Makes subtrees until there are no more. */
static void *grow(void *argument)
{
    struct forest *forest = argument;
    CLEANUP(writer_clear) struct writer writer;
    struct hash leaves[SUBTREE];
    size_t at;

    writer_init(&writer, forest->inventory, forest->sorted);
    while ((at = forest->next++) < forest->count) {
        if (make_leaves(&writer, at * SUBTREE, SUBTREE, leaves))
            merkle_complete(leaves, SUBTREE, &forest->roots[at]);
        else
            forest->failed = true;
    }
    return NULL;
}

static void grow_together(struct forest *forest, size_t threads)
{
    pthread_t helpers[THREADS_MAX];
    size_t started = 0;

    while (started + 1 < threads && started + 1 < forest->count && started < THREADS_MAX &&
           pthread_create(&helpers[started], NULL, grow, forest) == 0)
        started++;
    grow(forest);
    while (started > 0)
        pthread_join(helpers[--started], NULL);
}

static enum assay_status make_root(struct forest *forest, size_t threads, struct hash *out)
{
    CLEANUP(digest_freep) struct digest *digest = digest_new(DIGEST_SHA256);
    CLEANUP(writer_clear) struct writer writer;
    size_t whole = forest->count * SUBTREE, rest = forest->inventory->item_count - whole;
    struct hash leaves[SUBTREE];
    struct merkle tree;

    writer_init(&writer, forest->inventory, forest->sorted);
    if (!digest)
        return ASSAY_ENOMEM;
    grow_together(forest, threads);
    if (forest->failed)
        return ASSAY_ENOMEM;
    merkle_init(&tree, digest);
    for (size_t i = 0; i < forest->count; i++)
        merkle_add_subtree(&tree, SUBTREE_HEIGHT, &forest->roots[i]);
    if (!make_leaves(&writer, whole, rest, leaves))
        return ASSAY_ENOMEM;
    for (size_t i = 0; i < rest; i++)
        merkle_add_hash(&tree, &leaves[i]);
    merkle_root(&tree, out);
    return ASSAY_OK;
}

enum assay_status manifest_root(const struct assay_inventory *inventory, size_t threads,
                                uint8_t root[32], struct assay_error *err)
{
    struct forest forest = {.inventory = inventory, .count = inventory->item_count / SUBTREE};
    CLEANUP(free_cleanup) struct hash *roots = calloc(forest.count + 1, sizeof *roots);
    CLEANUP(free_cleanup) const struct assay_item **sorted = NULL;
    enum assay_status status = roots ? sort_lines(inventory, &sorted) : ASSAY_ENOMEM;
    struct hash hash;

    forest.roots = roots;
    forest.sorted = sorted;
    if (status == ASSAY_OK)
        status = make_root(&forest, threads, &hash);
    if (status != ASSAY_OK)
        return assay_fail(err, status, ASSAY_NO_OFFSET,
                          "out of memory for the manifest of %zu items", inventory->item_count);
    memcpy(root, hash.bytes, sizeof hash.bytes);
    return ASSAY_OK;
}

void inventory_manifest(const struct assay_inventory *inventory, struct buf *out)
{
    CLEANUP(free_cleanup) const struct assay_item **sorted = NULL;
    CLEANUP(writer_clear) struct writer writer;
    enum assay_status status = sort_lines(inventory, &sorted);

    enum { LINE = 128 }; /* bytes of most */

    writer_init(&writer, inventory, sorted);
    (void)buf_room(out, inventory->item_count * LINE);
    for (size_t i = 0; i < inventory->item_count && status == ASSAY_OK; i++) {
        struct bytes line = line_at(&writer, i);

        buf_add(out, line.data, line.size);
        buf_byte(out, '\n');
        status = writer.line.status;
    }
    if (status != ASSAY_OK && out->status == ASSAY_OK)
        out->status = status;
}
