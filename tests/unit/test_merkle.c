/* test_merkle.c - roots and proofs against the published vectors, and against each other. */

#include "crypto/merkle.h"

#include "json.h"

enum { LEAVES_MAX = 70 };

/* A few cases hold texts in place of hashes; those are filled up with zeros. */
static bool take_hash(struct bytes base64, struct hash *out)
{
    CLEANUP(buf_clear) struct buf raw = {.ceiling = 4096};
    bool fits = base64_decode(&raw, base64, false) && raw.size > 0 && raw.size <= sizeof out->bytes;

    *out = (struct hash){0};
    if (fits)
        memcpy(out->bytes, raw.data, raw.size);
    return fits;
}

/* False where one is not a hash at all, which is a verdict too. */
static bool take_proof(const struct doc *list, struct hash *out, size_t *count)
{
    *count = list && list->type == DOC_LIST ? list->count : 0;
    for (size_t i = 0; i < *count; i++)
        if (!take_hash(list->items[i].text, &out[i]))
            return false;
    return true;
}

static void test_inclusion_vectors(void **state)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    CLEANUP(digest_freep) struct digest *digest = digest_new(DIGEST_SHA256);
    const struct doc *cases = read_vectors(arena, "merkle/inclusion.json");

    (void)state;
    assert_int_equal(cases->count, 98);
    for (size_t i = 0; i < cases->count; i++) {
        const struct doc *row = &cases->items[i];
        struct hash proof[LEAVES_MAX], root, leaf;
        size_t count;
        bool holds =
            take_hash(member_text(row, "root"), &root) &&
            take_hash(member_text(row, "leafHash"), &leaf) &&
            take_proof(doc_get(row, "proof"), proof, &count) &&
            merkle_check_inclusion(digest, member_int(row, "leafIdx"), member_int(row, "treeSize"),
                                   &leaf, proof, count, &root);

        if (holds == member_true(row, "wantErr"))
            fail_msg("%s", (const char *)member_text(row, "name").data);
    }
}

static void test_consistency_vectors(void **state)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    CLEANUP(digest_freep) struct digest *digest = digest_new(DIGEST_SHA256);
    const struct doc *cases = read_vectors(arena, "merkle/consistency.json");

    (void)state;
    assert_int_equal(cases->count, 98);
    for (size_t i = 0; i < cases->count; i++) {
        const struct doc *row = &cases->items[i];
        struct hash proof[LEAVES_MAX], old_root, root;
        size_t count;
        bool holds =
            take_hash(member_text(row, "root1"), &old_root) &&
            take_hash(member_text(row, "root2"), &root) &&
            take_proof(doc_get(row, "proof"), proof, &count) &&
            merkle_check_consistency(digest, member_int(row, "size1"), member_int(row, "size2"),
                                     proof, count, &old_root, &root);

        if (holds == member_true(row, "wantErr"))
            fail_msg("%s", (const char *)member_text(row, "name").data);
    }
}

static void test_roots(void **state)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    CLEANUP(digest_freep) struct digest *digest = digest_new(DIGEST_SHA256);
    const struct doc *vectors = read_vectors(arena, "merkle/tree.json");
    const struct doc *inputs = doc_get(vectors, "leaf_inputs"), *roots = doc_get(vectors, "roots");
    struct merkle tree;

    (void)state;
    merkle_init(&tree, digest);
    for (size_t size = 0;; size++) {
        char hex[2 * SHA256_SIZE + 1];
        uint8_t leaf[64];
        struct hash root;

        merkle_root(&tree, &root);
        hex_encode(bytes_of(root.bytes, sizeof root.bytes), hex);
        assert_string_equal(hex, roots->items[size].text.data);
        if (size == inputs->count)
            break;
        assert_true(hex_decode(inputs->items[size].text, leaf, inputs->items[size].text.size / 2));
        merkle_add(&tree, bytes_of(leaf, inputs->items[size].text.size / 2));
    }
}

/* Complete subtrees, level by level: the first level is that of the leaves. */
static void test_nodes(void **state)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    CLEANUP(digest_freep) struct digest *digest = digest_new(DIGEST_SHA256);
    const struct doc *vectors = read_vectors(arena, "merkle/tree.json");
    const struct doc *inputs = doc_get(vectors, "leaf_inputs");
    const struct doc *levels = doc_get(vectors, "node_hashes");

    (void)state;
    assert_int_equal(levels->items[0].count, inputs->count);
    for (size_t level = 0; level < levels->count; level++)
        for (size_t i = 0; i < levels->items[level].count; i++) {
            char hex[2 * SHA256_SIZE + 1];
            struct merkle tree;
            struct hash root;

            merkle_init(&tree, digest);
            for (size_t j = i << level; j < (i + 1) << level; j++) {
                uint8_t leaf[64];
                size_t size = inputs->items[j].text.size / 2;

                assert_true(hex_decode(inputs->items[j].text, leaf, size));
                merkle_add(&tree, bytes_of(leaf, size));
            }
            merkle_root(&tree, &root);
            hex_encode(bytes_of(root.bytes, sizeof root.bytes), hex);
            assert_string_equal(hex, levels->items[level].items[i].text.data);
        }
}

/* Leaf hashes of a small tree, and the answer of a source that reads them. */
struct forest {
    struct digest *digest;
    struct hash leaves[LEAVES_MAX];
};

static enum assay_status subtree(void *user, unsigned height, uint64_t index, struct hash *out,
                                 struct assay_error *err)
{
    struct forest *forest = user;
    struct merkle tree;

    (void)err;
    merkle_init(&tree, forest->digest);
    for (uint64_t i = index << height; i < (index + 1) << height; i++)
        merkle_add_hash(&tree, &forest->leaves[i]);
    merkle_root(&tree, out);
    return ASSAY_OK;
}

/* MTH as the RFC defines it, by recursion. */
static void defined_root(struct forest *forest, uint64_t begin, uint64_t end, struct hash *out)
{
    struct hash left, right;
    uint64_t half = 1;

    if (end - begin == 1) {
        *out = forest->leaves[begin];
        return;
    }
    while (half * 2 < end - begin)
        half *= 2;
    defined_root(forest, begin, begin + half, &left);
    defined_root(forest, begin + half, end, &right);
    merkle_node(forest->digest, &left, &right, out);
}

static void test_own_proofs(void **state)
{
    CLEANUP(digest_freep) struct digest *digest = digest_new(DIGEST_SHA256);
    struct forest forest = {.digest = digest};
    struct merkle_source source = {subtree, &forest, digest};
    struct assay_error err = {0};
    struct hash roots[LEAVES_MAX + 1];
    struct merkle tree;

    (void)state;
    merkle_init(&tree, digest);
    for (uint64_t i = 0; i < LEAVES_MAX; i++) {
        merkle_leaf(digest, bytes_of(&i, sizeof i), &forest.leaves[i]);
        merkle_add_hash(&tree, &forest.leaves[i]);
        merkle_root(&tree, &roots[i + 1]);
        defined_root(&forest, 0, i + 1, &roots[0]);
        assert_true(hash_equal(&roots[0], &roots[i + 1]));
    }
    for (uint64_t size = 1; size <= LEAVES_MAX; size++) {
        for (uint64_t i = 0; i < size; i++) {
            struct merkle_proof proof;

            assert_ok(merkle_prove_inclusion(&source, i, size, &proof, &err), err);
            assert_true(merkle_check_inclusion(digest, i, size, &forest.leaves[i], proof.hashes,
                                               proof.count, &roots[size]));
            assert_false(merkle_check_inclusion(digest, i, size, &roots[0], proof.hashes,
                                                proof.count, &roots[size]) &&
                         !hash_equal(&roots[0], &forest.leaves[i]));
            assert_ok(merkle_prove_consistency(&source, i + 1, size, &proof, &err), err);
            assert_true(merkle_check_consistency(digest, i + 1, size, proof.hashes, proof.count,
                                                 &roots[i + 1], &roots[size]));
        }
    }
}

static void test_subtrees(void **state)
{
    CLEANUP(digest_freep) struct digest *digest = digest_new(DIGEST_SHA256);
    struct merkle leaves, joined, part;
    struct hash hash, a, b;

    (void)state;
    merkle_init(&leaves, digest);
    merkle_init(&joined, digest);
    merkle_init(&part, digest);
    for (uint8_t i = 0; i < 11; i++) {
        merkle_add(&leaves, bytes_of(&i, 1));
        merkle_add(i < 8 ? &part : &joined, bytes_of(&i, 1));
        if (i == 7) {
            merkle_root(&part, &hash);
            merkle_add_subtree(&joined, 3, &hash);
        }
    }
    merkle_root(&leaves, &a);
    merkle_root(&joined, &b);
    assert_int_equal(joined.size, 11);
    assert_true(hash_equal(&a, &b));
}

/* Two at a time, whatever the size: more than are hashed together, fewer, one alone. */
static void test_complete(void **state)
{
    CLEANUP(digest_freep) struct digest *digest = digest_new(DIGEST_SHA256);
    static struct hash leaves[1024];

    (void)state;
    for (size_t count = 1; count <= ARRAY_LEN(leaves); count *= 2) {
        struct merkle tree;
        struct hash together, alone;

        merkle_init(&tree, digest);
        for (size_t i = 0; i < count; i++) {
            merkle_leaf(digest, bytes_of((const uint8_t *)&i, sizeof i), &leaves[i]);
            merkle_add_hash(&tree, &leaves[i]);
        }
        merkle_root(&tree, &alone);
        merkle_complete(leaves, count, &together);
        assert_true(hash_equal(&together, &alone));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_inclusion_vectors),
        cmocka_unit_test(test_consistency_vectors),
        cmocka_unit_test(test_roots),
        cmocka_unit_test(test_nodes),
        cmocka_unit_test(test_own_proofs),
        cmocka_unit_test(test_subtrees),
        cmocka_unit_test(test_complete),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
