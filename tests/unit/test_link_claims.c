/* What documents say of other content, held against it: whose fault it is, and where it is told. */

#include "base/buf.h"
#include "base/codec.h"
#include "base/kit.h"
#include "base/limits.h"
#include "crypto/digest.h"
#include "examine/examine.h"
#include "examine/link/link.h"
#include "rows.h"

/* A test's inventory as it grows; "a!b" is a member of a container. */
struct made {
    struct inventory_part *part;
    struct arena *arena;
    struct assay_examination *last; /* the item added last, whose claims may follow */
    struct assay_claim *claims;
};

static struct made make(void)
{
    struct made made = {.part = inventory_part_new()};

    assert_non_null(made.part);
    made.arena = inventory_part_arena(made.part);
    return made;
}

static const struct assay_path *path_of(struct made *made, const char *name)
{
    const struct assay_path *path = NULL;

    for (;;) {
        size_t size = strcspn(name, "!");

        path = inventory_path(made->part, path, bytes_of(name, size));
        if (!name[size])
            return path;
        name += size + 1;
    }
}

/* The content is its own text, which its digest is of. */
static void add(struct made *made, const char *name, const char *format, const char *content)
{
    struct assay_examination *examination = arena_alloc(made->arena, sizeof *examination);

    examination->format = arena_text(made->arena, format);
    examination->size = strlen(content);
    sha256(bytes_text(content), examination->sha256);
    made->claims = arena_array(made->arena, 300, sizeof *made->claims);
    examination->claims = made->claims;
    made->last = examination;
    inventory_add(made->part,
                  &(struct assay_item){.path = path_of(made, name), .content = examination});
}

static void add_link(struct made *made, const char *name, enum assay_item_type type,
                     const char *target)
{
    struct assay_examination *examination = arena_alloc(made->arena, sizeof *examination);

    examination->format = "";
    inventory_add(made->part, &(struct assay_item){.path = path_of(made, name),
                                                   .type = type,
                                                   .link = arena_text(made->arena, target),
                                                   .content = examination});
}

/* Valid until the fourth call from here. */
static const char *digest_of(const char *content)
{
    static char texts[4][sizeof "sha256:" + 2 * SHA256_SIZE];
    static unsigned next;
    char *text = texts[next++ % 4];
    uint8_t digest[SHA256_SIZE];

    sha256(bytes_text(content), digest);
    memcpy(text, "sha256:", 7);
    hex_encode(bytes_of(digest, sizeof digest), text + 7);
    return text;
}

/* The last item says of `name` that it is `content`; NULL: says no digest. */
static void claim(struct made *made, enum assay_claim_role role, const char *name,
                  const char *content)
{
    made->claims[made->last->claim_count++] =
        (struct assay_claim){.role = role,
                             .name = arena_text(made->arena, name),
                             .digest = content ? arena_text(made->arena, digest_of(content)) : "",
                             .media_type = "",
                             .title = "",
                             .size = content ? strlen(content) : ASSAY_NO_SIZE};
}

/* A blob of a layout, named by what it is, or is said to be. */
static void add_blob(struct made *made, const char *root, const char *format, const char *content,
                     const char *said)
{
    char name[256];

    snprintf(name, sizeof name, "%sblobs/sha256/%s", root, digest_of(said) + 7);
    add(made, name, format, content);
}

/* Every gap as "id path: why", a line each. */
static char *link_as(struct made *made, const char *view)
{
    const struct assay_target_facts target = {
        .type = "git", .view = view, .name = "", .head = "", .range = "", .folder = ""};
    CLEANUP(assay_inventory_freep) struct assay_inventory *inventory = NULL;
    struct assay_error err = {0};
    struct buf out;

    buf_init(&out, 1U << 24);
    assert_ok(inventory_merge(&made->part, 1, &target, &inventory, &err), err);
    assert_ok(examine_link_claims(inventory, &err), err);
    for (size_t i = 0; i < inventory->gap_count; i++) {
        CLEANUP(free_cleanup) char *path = assay_path_show(inventory->gaps[i].path);

        if (i > 0)
            assert_true(strcmp(inventory->gaps[i - 1].id, inventory->gaps[i].id) <= 0);
        buf_printf(&out, "%s %s: %s\n", inventory->gaps[i].id, path, inventory->gaps[i].why);
    }
    return buf_take_string(&out);
}

static char *link_all(struct made *made)
{
    return link_as(made, "head");
}

static void names_lead_where_the_list_stands(void **state)
{
    struct made made = make();
    CLEANUP(free_cleanup) char *gaps = NULL;

    (void)state;
    add(&made, "a.tar!x/SHA256SUMS", "checksum-list", "list");
    claim(&made, ASSAY_CLAIM_FILE, "./good", "good");
    claim(&made, ASSAY_CLAIM_FILE, "sub/../y/good", "good");
    claim(&made, ASSAY_CLAIM_FILE, "gone", "gone");
    claim(&made, ASSAY_CLAIM_FILE, "changed", "before");
    claim(&made, ASSAY_CLAIM_FILE, "../../out", "out");
    claim(&made, ASSAY_CLAIM_FILE, "/etc/passwd", "out");
    add(&made, "a.tar!x/good", "", "good");
    add(&made, "a.tar!x/y/good", "", "good");
    add(&made, "a.tar!x/changed", "", "after!");
    add(&made, "x/gone", "", "gone");
    gaps = link_all(&made);
    assert_non_null(strstr(gaps, "bundle.list-mismatch a.tar!/x/changed: sha256:"));
    assert_non_null(strstr(gaps, "bundle.list-missing a.tar!/x/SHA256SUMS: gone is named and"));
    assert_null(strstr(gaps, "out"));
    assert_null(strstr(gaps, "good"));
}

static void a_list_of_another_place_is_silent(void **state)
{
    struct made made = make();
    CLEANUP(free_cleanup) char *gaps = NULL;

    (void)state;
    add(&made, "SHA256SUMS", "checksum-list", "list");
    claim(&made, ASSAY_CLAIM_FILE, "release.tar.gz", "x");
    gaps = link_all(&made);
    assert_string_equal(gaps, "");
}

static void any_version_satisfies(void **state)
{
    static const char *const versions[] = {"one", "two", "three"};
    struct made made = make();
    CLEANUP(free_cleanup) char *gaps = NULL;

    (void)state;
    for (size_t i = 0; i < 3; i++)
        add(&made, "data", "", versions[i]);
    for (size_t i = 0; i < 2; i++) {
        add(&made, "SHA256SUMS", "checksum-list", versions[i]);
        claim(&made, ASSAY_CLAIM_FILE, "data", versions[i]);
    }
    gaps = link_as(&made, "history");
    assert_string_equal(gaps, "");
}

static void a_view_of_changes_misses_nothing(void **state)
{
    static const char *const views[] = {"staged", "range", "unreachable"};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(views); i++) {
        struct made made = make();
        CLEANUP(free_cleanup) char *gaps = NULL;

        add(&made, "m.safetensors.index.json", "shard-index", "{}");
        claim(&made, ASSAY_CLAIM_SHARD, "1.safetensors", NULL);
        add(&made, "SHA256SUMS", "checksum-list", "list");
        claim(&made, ASSAY_CLAIM_FILE, "data", "before");
        add(&made, "data", "", "after!");
        gaps = link_as(&made, views[i]);
        assert_null(strstr(gaps, "missing"));
        assert_non_null(strstr(gaps, "bundle.list-mismatch data"));
    }
}

static void what_a_gap_tells_is_not_missing_too(void **state)
{
    struct made made = make();
    CLEANUP(free_cleanup) char *gaps = NULL;

    (void)state;
    add(&made, "m.safetensors.index.json", "shard-index", "{}");
    claim(&made, ASSAY_CLAIM_SHARD, "1.safetensors", NULL);
    claim(&made, ASSAY_CLAIM_SHARD, "2.safetensors", NULL);
    inventory_gap(made.part, "file.unreadable", path_of(&made, "1.safetensors"), ASSAY_NO_OFFSET,
                  "no");
    gaps = link_all(&made);
    assert_null(strstr(gaps, "1.safetensors is named"));
    assert_non_null(strstr(gaps, "2.safetensors is named and is not here"));
}

static void links_are_followed_to_an_end(void **state)
{
    struct made made = make();
    CLEANUP(free_cleanup) char *gaps = NULL;

    (void)state;
    add(&made, "a.tar!d/SHA256SUMS", "checksum-list", "list");
    claim(&made, ASSAY_CLAIM_FILE, "soft", "good");
    claim(&made, ASSAY_CLAIM_FILE, "hard", "good");
    claim(&made, ASSAY_CLAIM_FILE, "circle", "good");
    claim(&made, ASSAY_CLAIM_FILE, "dangling", "good");
    claim(&made, ASSAY_CLAIM_FILE, "out", "good");
    add_link(&made, "a.tar!d/soft", ASSAY_ITEM_SYMLINK, "../e/good");
    add_link(&made, "a.tar!d/hard", ASSAY_ITEM_HARDLINK, "e/good");
    add_link(&made, "a.tar!d/circle", ASSAY_ITEM_SYMLINK, "circle");
    add_link(&made, "a.tar!d/dangling", ASSAY_ITEM_SYMLINK, "nothing");
    add_link(&made, "a.tar!d/out", ASSAY_ITEM_SYMLINK, "../../../x");
    add(&made, "a.tar!e/good", "", "good");
    gaps = link_all(&made);
    assert_null(strstr(gaps, "soft"));
    assert_null(strstr(gaps, "hard"));
    assert_non_null(strstr(gaps, "circle is a link, and what it leads to is not here"));
    assert_non_null(strstr(gaps, "dangling is a link, and what it leads to is not here"));
    assert_non_null(strstr(gaps, "out is a link, and what it leads to is not here"));
}

static void bytes_that_broke_off_prove_nothing(void **state)
{
    struct made made = make();
    CLEANUP(free_cleanup) char *gaps = NULL;

    (void)state;
    add(&made, "SHA256SUMS", "checksum-list", "list");
    claim(&made, ASSAY_CLAIM_FILE, "data", "whole");
    add(&made, "data", "", "who");
    made.last->cut = true;
    add_blob(&made, "", "", "who", "whole");
    made.last->cut = true;
    gaps = link_all(&made);
    assert_string_equal(gaps, "");
}

/* A hostile index: all the same gap, so that they are told one by one only at first. */
static void many_gaps_are_counted(void **state)
{
    struct made made = make();
    CLEANUP(free_cleanup) char *gaps = NULL;
    size_t lines = 0;

    (void)state;
    add(&made, "m.safetensors.index.json", "shard-index", "{}");
    for (size_t i = 0; i < 300; i++) {
        char name[32];

        snprintf(name, sizeof name, "%zu.safetensors", i);
        claim(&made, ASSAY_CLAIM_SHARD, name, NULL);
    }
    gaps = link_all(&made);
    for (const char *at = gaps; (at = strchr(at, '\n')); at++)
        lines++;
    assert_int_equal(lines, LIMIT_ITEM_GAPS + 1);
    assert_non_null(strstr(gaps, "268 more of its entries likewise"));
}

static void names_are_safe_to_print(void **state)
{
    struct made made = make();
    CLEANUP(free_cleanup) char *gaps = NULL;

    (void)state;
    add(&made, "m.safetensors.index.json", "shard-index", "{}");
    claim(&made, ASSAY_CLAIM_SHARD, "\x1b[2Jx", NULL);
    gaps = link_all(&made);
    assert_null(strchr(gaps, '\x1b'));
    assert_non_null(strstr(gaps, "\\x1b[2Jx is named"));
}

/* ---- layouts ---- */

static void blobs_are_held_to_their_names(void **state)
{
    struct made made = make();
    CLEANUP(free_cleanup) char *gaps = NULL;
    CLEANUP(free_cleanup) char *ollama = NULL;

    (void)state;
    add_blob(&made, "x/", "", "good", "good");
    add_blob(&made, "x/", "", "bad", "said");
    add(&made, "x/blobs/sha256/README", "", "no blob");
    add(&made, "blobs/images-0123456789abcdef0123456789abcdef.png", "", "no blob");
    assert_true(asprintf(&ollama, "m/blobs/sha256-%s", digest_of("model") + 7) > 0);
    add(&made, ollama, "gguf", "other");
    gaps = link_all(&made);
    assert_non_null(strstr(gaps, "oci.digest-mismatch x/blobs/sha256/"));
    assert_non_null(strstr(gaps, "oci.digest-mismatch m/blobs/sha256-"));
    assert_null(strstr(gaps, "README"));
    assert_null(strstr(gaps, "images"));
    assert_null(strstr(gaps, digest_of("good") + 7));
}

static void indexes_in_a_circle_end(void **state)
{
    struct made made = make();
    CLEANUP(free_cleanup) char *gaps = NULL;

    (void)state;
    add(&made, "oci-layout", "oci-layout", "{}");
    add(&made, "index.json", "oci-index", "i");
    claim(&made, ASSAY_CLAIM_MANIFEST, "", "a");
    add_blob(&made, "", "oci-index", "a", "a");
    claim(&made, ASSAY_CLAIM_MANIFEST, "", "b");
    claim(&made, ASSAY_CLAIM_MANIFEST, "", "a");
    add_blob(&made, "", "oci-index", "b", "b");
    claim(&made, ASSAY_CLAIM_MANIFEST, "", "a");
    gaps = link_all(&made);
    assert_string_equal(gaps, "");
}

static void a_manifest_without_a_layout_misses_nothing(void **state)
{
    struct made made = make();
    CLEANUP(free_cleanup) char *gaps = NULL;

    (void)state;
    add(&made, "tests/manifest-example.json", "oci-manifest", "m");
    claim(&made, ASSAY_CLAIM_LAYER, "", "layer");
    gaps = link_all(&made);
    assert_string_equal(gaps, "");
}

static void a_subject_and_the_empty_blob_may_be_absent(void **state)
{
    struct made made = make();
    CLEANUP(free_cleanup) char *gaps = NULL;

    (void)state;
    add_blob(&made, "", "oci-manifest", "m", "m");
    claim(&made, ASSAY_CLAIM_SUBJECT, "", "subject");
    claim(&made, ASSAY_CLAIM_CONFIG, "", "{}");
    claim(&made, ASSAY_CLAIM_LAYER, "", "layer");
    gaps = link_all(&made);
    assert_non_null(strstr(gaps, "oci.blob-missing"));
    assert_non_null(strstr(gaps, "layer sha256:"));
    assert_null(strstr(gaps, "configuration sha256:"));
    assert_null(strstr(gaps, digest_of("subject")));
}

/* ---- links and joins ---- */

static void names_are_joined(void **state)
{
    static const struct {
        const char *folder, *name, *joined; /* NULL: leads out */
    } rows[] = {
        {"", "a", "a"},          {"x/", "a", "x/a"},
        {"x/y/", "../a", "x/a"}, {"x/", "./b/./c", "x/b/c"},
        {"./", "a", "./a"},      {"./x/", "../a", "./a"},
        {"x/", "b//c", "x/b/c"}, {"", "..", NULL},
        {"x/", "../../a", NULL}, {"", "/a", NULL},
        {"", "", NULL},          {"./", "../a", NULL},
        {"", "a/../b", "b"},     {"x/", "a/b/../../c", "x/c"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        CLEANUP(buf_clear) struct buf out = {.ceiling = 100};
        bool inside = link_join(&out, bytes_text(rows[i].folder), bytes_text(rows[i].name));

        assert_int_equal(inside, rows[i].joined != NULL);
        if (inside)
            assert_string_equal(buf_string(&out), rows[i].joined);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_lead_where_the_list_stands),
        cmocka_unit_test(a_list_of_another_place_is_silent),
        cmocka_unit_test(any_version_satisfies),
        cmocka_unit_test(a_view_of_changes_misses_nothing),
        cmocka_unit_test(what_a_gap_tells_is_not_missing_too),
        cmocka_unit_test(links_are_followed_to_an_end),
        cmocka_unit_test(bytes_that_broke_off_prove_nothing),
        cmocka_unit_test(many_gaps_are_counted),
        cmocka_unit_test(names_are_safe_to_print),
        cmocka_unit_test(blobs_are_held_to_their_names),
        cmocka_unit_test(indexes_in_a_circle_end),
        cmocka_unit_test(a_manifest_without_a_layout_misses_nothing),
        cmocka_unit_test(a_subject_and_the_empty_blob_may_be_absent),
        cmocka_unit_test(names_are_joined),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
