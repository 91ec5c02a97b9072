/* test_objects.c - every object of repositories that git made, beside what git and libgit2 read. */

#include "oracle.h"

struct row {
    const char *name;
    const char *script;    /* makes the repository r */
    const char *afterward; /* what happens to it after git wrote down what it holds, or NULL */
    size_t id_size;
};

/* Forty versions of a file that are best kept as changes of one another, and of a folder of many
 * files; a tag. By one program, as loose objects. */
#define STREAM                                                                                     \
    "awk 'BEGIN { for (v = 0; v < 40; v++) {\n"                                                    \
    "printf \"commit refs/heads/main\\ncommitter A <a@x.org> %d +0000\\ndata 2\\nm\\n\", "         \
    "1000000000 "                                                                                  \
    "+ v\n"                                                                                        \
    "print \"M 100644 inline a\\ndata <<END\"\n"                                                   \
    "for (i = 0; i < 60; i++) print (i == v + 5 ? \"changed in \" v : \"line \" i \" of a "        \
    "text\")\n"                                                                                    \
    "print \"END\\n\"; for (i = 0; i < (v ? 1 : 40); i++)\n"                                       \
    "print \"M 100644 inline d/\" (v ? v : i) \"\\ndata <<END\\n\" v \"\\nEND\\n\" }\n"            \
    "print \"tag t\\nfrom refs/heads/main\\ntagger A <a@x.org> 1000000000 +0000\\ndata 2\\nt\" "   \
    "}' "
#define VERSIONS                                                                                   \
    "new r; " STREAM "| git -c fastimport.unpacklimit=10000 fast-import --quiet; git reset -q "    \
    "--hard\n"
#define BIG                                                                                        \
    "new r; head -c 6000000 /dev/zero | tr '\\0' x >x; seq 1500000 >big; cp big m\n"               \
    "git hash-object -w -t blob --stdin </dev/null; git hash-object -w -t tree --stdin "           \
    "</dev/null; c 1; sed -i 5d big; echo more >>x; c 2\n"

static const struct row rows[] = {
    {"loose", VERSIONS, NULL, 20},
    {"packed", VERSIONS "git gc -q", NULL, 20},
    {"packed and loose", VERSIONS "git gc -q; echo new >n; c 1", NULL, 20},
    {"deep chains", VERSIONS "git repack -adfq --depth=250 --window=250", NULL, 20},
    {"deltas named by ids", VERSIONS "git -c repack.usedeltabaseoffset=false repack -adfq", NULL,
     20},
    {"index of version 1", VERSIONS "git -c pack.indexversion=1 repack -adfq", NULL, 20},
    {"offsets of eight bytes",
     VERSIONS "git repack -adfq; chmod u+w .git/objects/pack/*\n"
              "git index-pack --index-version=2,0x200 .git/objects/pack/*.pack",
     NULL, 20},
    {"several packs",
     VERSIONS "git repack -dq; echo 2 >n; c 1; git repack -dq; echo 3 >n; c 2; git repack -dq",
     NULL, 20},
    {"a thin pack that was completed",
     VERSIONS "cd ..; git clone -q r s; cd r; git repack -adq; cd ../s\n"
              "for v in 1 2 3; do sed -i \"$((v + 9))s/.*/later $v/\" a; c $v; done\n"
              "cd ../r; git -c transfer.unpacklimit=1 fetch -q ../s; git prune-packed",
     NULL, 20},
    {"a multi-pack-index",
     VERSIONS "git repack -dq; echo 2 >n; c 1; git repack -dq; git multi-pack-index write\n"
              "echo 3 >n; c 2; git repack -dq",
     NULL, 20},
    {"a multi-pack-index alone",
     VERSIONS "git -c repack.usedeltabaseoffset=false repack -dfq; echo 2 >n; c 1; git repack -dq\n"
              "git multi-pack-index write",
     "rm -f r/.git/objects/pack/*.idx", 20},
    {"a multi-pack-index that is damaged",
     VERSIONS "git repack -dq; echo 2 >n; c 1; git repack -dq; git multi-pack-index write",
     "cd r/.git/objects/pack; chmod u+w multi-pack-index; printf XXXX >multi-pack-index", 20},
    {"alternates", VERSIONS "cd ..; mv r s; git clone -q -s s r; cd r; echo 2 >n; c 1", NULL, 20},
    {"alternates of alternates, in a circle, and quoted",
     VERSIONS "cd ..; mv r s; git clone -q -s s 'q\"t'; git clone -q -s 'q\"t' r\n"
              "cd r; echo 2 >n; c 1; cd ..; echo ../../../r/.git/objects "
              ">>s/.git/objects/info/alternates",
     NULL, 20},
    {"large ones, loose", BIG, NULL, 20},
    {"large ones, packed", BIG "git gc -q", NULL, 20},
    {"large ones, without deltas", BIG "git -c core.bigfilethreshold=1m repack -adfq", NULL, 20},
    {"SHA-256, loose",
     "new() { git init -q --object-format=sha256 -b main \"$1\"; cd \"$1\"; }\n" VERSIONS, NULL,
     32},
    {"SHA-256, packed",
     "new() { git init -q --object-format=sha256 -b main \"$1\"; cd \"$1\"; }\n" VERSIONS
     "git gc -q; echo 3 >n; c 2; git repack -dq; git multi-pack-index write",
     NULL, 32},
};

static char *make(const struct row *row)
{
    CLEANUP(free_cleanup) char *script = NULL;

    if (asprintf(&script, "(%s) >/dev/null\ngit -C r cat-file --batch --batch-all-objects >all\n%s",
                 row->script, row->afterward ? row->afterward : "") < 0)
        fail_msg("out of memory");
    return walk_folder(script);
}

static void compare(const struct row *row, const char *folder, struct bytes all,
                    struct objects *objects)
{
    char path[PATH_MAX];
    git_odb *odb = NULL;
    struct oracle_object wanted;

    snprintf(path, sizeof path, "%s/r/.git/objects", folder);
    if (row->id_size == 20 && !row->afterward) {
        assert_true(git_libgit2_init() > 0);
        assert_int_equal(git_odb_open(&odb, path), 0);
    }
    while (oracle_next(&all, &wanted)) {
        if (odb)
            oracle_libgit2(odb, &wanted);
        oracle_same(objects, &wanted);
        oracle_same_stream(objects, &wanted);
    }
    if (odb) {
        git_odb_free(odb);
        git_libgit2_shutdown();
    }
}

/* Nothing is told while all is well, and what is read is what its id says. */
static void reads_what_git_reads(void **state)
{
    const struct row *row = *state;
    char *folder = make(row);
    char path[PATH_MAX];
    CLEANUP(buf_clear) struct buf all = {.ceiling = 1U << 30};
    CLEANUP(inventory_part_freep) struct inventory_part *part = inventory_part_new();
    struct object_store_options options = {
        .folder = path, .id_size = row->id_size, .verify_objects = true, .verify_packs = true};
    struct object_store *store = NULL;
    struct objects *objects = NULL;
    struct assay_error err = {0};

    snprintf(path, sizeof path, "%s/all", folder);
    assert_ok(file_read(AT_FDCWD, path, &all, &err), err);
    snprintf(path, sizeof path, "%s/r/.git/objects", folder);
    assert_ok(object_store_open(&options, part, &store, &err), err);
    assert_ok(objects_open(store, &objects, &err), err);
    assert_null(part->gaps);
    compare(row, folder, buf_bytes(&all), objects);
    assert_true(objects_counts(objects)->hashed > 0);
    objects_close(objects);
    object_store_free(store);
    walk_remove(folder);
}

/* ---- what is not there ---- */

static void read_absent(const char *script, enum assay_status wanted, const char *id)
{
    char *folder = walk_folder(script);
    char path[PATH_MAX];
    struct object_store_options options = {.folder = path, .id_size = 20};
    struct object_store *store = NULL;
    struct objects *objects = NULL;
    struct object object = {0};
    struct stream stream = {0};
    struct assay_error err = {0};
    struct object_id absent = {.size = 20};

    snprintf(path, sizeof path, "%s/r/.git/objects", folder);
    assert_ok(object_store_open(&options, NULL, &store, &err), err);
    assert_ok(objects_open(store, &objects, &err), err);
    assert_int_equal(object_read(objects, &absent, &object, &err), wanted);
    assert_string_equal(err.id, id);
    assert_int_equal(object_stream(objects, &absent, &stream, &err), wanted);
    assert_string_equal(err.id, id);
    objects_close(objects);
    object_store_free(store);
    walk_remove(folder);
}

static void tells_missing_from_promised(void **state)
{
    (void)state;
    read_absent("new r; echo 1 >a; c 1; git gc -q", ASSAY_EMISSING, "git.object-missing");
    read_absent("new r; echo 1 >a; c 1; git gc -q; touch .git/objects/pack/p.promisor",
                ASSAY_EMISSING, "git.object-promised");
}

static void lacks_a_folder(void **state)
{
    struct object_store_options options = {.folder = "/nonexistent", .id_size = 20};
    struct object_store *store = NULL;
    struct assay_error err = {0};

    (void)state;
    assert_int_equal(object_store_open(&options, NULL, &store, &err), ASSAY_EMISSING);
    assert_string_equal(err.id, "git.unsupported-format");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tells_missing_from_promised),
        cmocka_unit_test(lacks_a_folder),
    };

    return RUN_CASES(reads_what_git_reads, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
