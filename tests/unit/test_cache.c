/* test_cache.c - what is known again, and what is not: other content, another name, other rules. */

#include "folder.h"

#include <dirent.h>
#include <sys/stat.h>

#include "base/kit.h"
#include "cache/cache.h"

enum { MANY = 1000, CHANGED = 7 };

static const uint8_t rules[32] = {1}, other_rules[32] = {2};

struct scene {
    struct folder folder;
    char path[128];
    struct inventory_part *part;
    struct source_budget budget;
};

static int make(void **state)
{
    struct scene *scene = calloc(1, sizeof *scene);

    if (!scene)
        return -1;
    folder_make(&scene->folder);
    snprintf(scene->path, sizeof scene->path, "%s/deep/cache.db", scene->folder.path);
    scene->part = inventory_part_new();
    source_budget_init(&scene->budget, NULL);
    *state = scene;
    return scene->part ? 0 : -1;
}

static int clear(void **state)
{
    struct scene *scene = *state;

    inventory_part_free(scene->part);
    folder_remove(&scene->folder);
    free(scene);
    return 0;
}

static struct cache *open_cache(struct scene *scene, enum assay_cache_mode mode,
                                const uint8_t by[32], const char *scope)
{
    const struct cache_options options = {
        .path = scene->path, .mode = mode, .scope = bytes_text(scope), .rules = bytes_of(by, 32)};
    struct assay_error err = {0};
    struct cache *cache = NULL;

    assert_ok(cache_open(&options, &cache, &err), err);
    return cache;
}

/* A file with an identity that `much` tells apart, changed `age` seconds ago. */
struct file {
    struct entry_place place;
    struct entry entry;
};

static struct file *file(struct scene *scene, const char *name, uint64_t much, time_t age)
{
    struct file *file = arena_alloc(inventory_part_arena(scene->part), sizeof *file);

    assert_non_null(file);
    file->place.path = inventory_path(scene->part, NULL, bytes_text(name));
    file->entry = (struct entry){.places = &file->place,
                                 .place_count = 1,
                                 .type = ASSAY_ITEM_FILE,
                                 .identified = true,
                                 .identity = {.device = 1,
                                              .inode = much,
                                              .size = 3,
                                              .content = {.tv_sec = time(NULL) - age},
                                              .status = {.tv_sec = time(NULL) - age}}};
    return file;
}

static void keep(struct scene *scene, struct cache *cache, const struct file *file)
{
    static const struct assay_examination content = {.size = 3, .format = "csv"};
    const struct assay_item item = {.path = file->place.path, .content = &content};
    struct cache_draft draft;

    cache_begin(&draft, scene->part, &scene->budget);
    draft.identity = file->entry.identity;
    draft.identified = true;
    inventory_add(scene->part, &item);
    cache_keep(cache, &draft, &file->entry, scene->part);
}

static bool is_known(struct scene *scene, struct cache *cache, const struct file *file)
{
    struct inventory_mark mark;
    const struct assay_item *item;
    struct cache_look look;
    bool known;

    inventory_mark(scene->part, &mark);
    cache_look_init(&look);
    known = cache_find(cache, &look, &file->entry, &scene->budget, scene->part);
    cache_look_clear(&look);
    item = inventory_item_since(scene->part, &mark);
    assert_true(known == (item != NULL));
    if (known)
        assert_string_equal(item->content->format, "csv");
    return known;
}

static void the_same_file_is_known_again(void **state)
{
    struct scene *scene = *state;
    const struct file *kept = file(scene, "a.csv", 7, 100);
    struct file *changed = file(scene, "a.csv", 7, 100);
    struct cache *cache = open_cache(scene, ASSAY_CACHE_USE, rules, "here");
    struct assay_cache_use use;

    changed->entry.identity = kept->entry.identity;
    assert_false(cache_is_asked(cache));
    keep(scene, cache, kept);
    cache_close(cache, &use);
    assert_int_equal(use.kept, 1);
    assert_string_equal(use.why, "");

    cache = open_cache(scene, ASSAY_CACHE_USE, rules, "here");
    assert_true(is_known(scene, cache, kept));
    changed->entry.identity.status.tv_nsec++;
    assert_false(is_known(scene, cache, changed));
    changed->entry.identity = kept->entry.identity;
    changed->entry.identity.content.tv_sec++;
    assert_false(is_known(scene, cache, changed));
    changed->entry.identity = kept->entry.identity;
    changed->entry.identity.inode++;
    assert_false(is_known(scene, cache, changed));
    changed->entry.identity = kept->entry.identity;
    changed->place.path = inventory_path(scene->part, NULL, BYTES("b.csv"));
    assert_false(is_known(scene, cache, changed));
    cache_close(cache, &use);
    assert_int_equal(use.found, 1);
    assert_int_equal(use.kept, 0);
}

static void other_rules_and_places_know_nothing(void **state)
{
    struct scene *scene = *state;
    const struct file *kept = file(scene, "a.csv", 7, 100);
    struct cache *cache = open_cache(scene, ASSAY_CACHE_FILL, rules, "here");

    keep(scene, cache, kept);
    cache_close(cache, NULL);
    cache = open_cache(scene, ASSAY_CACHE_USE, other_rules, "here");
    assert_false(is_known(scene, cache, kept));
    keep(scene, cache, kept);
    cache_close(cache, NULL);
    cache = open_cache(scene, ASSAY_CACHE_USE, rules, "there");
    assert_false(is_known(scene, cache, kept));
    cache_close(cache, NULL);
    cache = open_cache(scene, ASSAY_CACHE_FILL, rules, "here");
    assert_false(is_known(scene, cache, kept));
    cache_close(cache, NULL);
    cache = open_cache(scene, ASSAY_CACHE_USE, rules, "here");
    assert_true(is_known(scene, cache, kept));
    cache_close(cache, NULL);
}

static void a_file_as_young_as_the_run_is_not_kept(void **state)
{
    struct scene *scene = *state;
    const struct file *ages[] = {file(scene, "now", 1, 0), file(scene, "next", 2, -50),
                                 file(scene, "second", 3, 1)};
    struct file *touched = file(scene, "touched", 4, 100);
    struct cache *cache = open_cache(scene, ASSAY_CACHE_USE, rules, "here");
    struct assay_cache_use use;

    touched->entry.identity.status.tv_sec += 100;
    for (size_t i = 0; i < ARRAY_LEN(ages); i++)
        keep(scene, cache, ages[i]);
    keep(scene, cache, touched);
    cache_close(cache, &use);
    assert_int_equal(use.kept, 0);
    assert_int_equal(access(scene->path, F_OK), -1); /* nothing to write, so nothing is made */
}

/* One by one at first, then from memory: the same is found. */
static void many_are_found_as_few_are(void **state)
{
    struct scene *scene = *state;
    struct cache *cache = open_cache(scene, ASSAY_CACHE_USE, rules, "here");
    struct assay_cache_use use;
    char name[32];

    for (unsigned i = 0; i < MANY; i++) {
        snprintf(name, sizeof name, "%u", i);
        keep(scene, cache, file(scene, name, i, 100 + i));
    }
    cache_close(cache, &use);
    assert_int_equal(use.kept, MANY);
    cache = open_cache(scene, ASSAY_CACHE_USE, rules, "here");
    for (unsigned i = 0; i < MANY; i++) {
        struct file *again;

        snprintf(name, sizeof name, "%u", i);
        again = file(scene, name, i, 100 + i);
        (void)is_known(scene, cache, again); /* a second may have passed: then it is another */
        again->entry.identity.inode = MANY;
        assert_false(is_known(scene, cache, again));
    }
    cache_close(cache, &use);
}

/* The one file of rows beside the database; "" where there is none. */
static void rows_file(const struct scene *scene, char path[256])
{
    char folder[128];
    const struct dirent *entry;
    DIR *open;

    path[0] = 0;
    snprintf(folder, sizeof folder, "%s/deep", scene->folder.path);
    open = opendir(folder);
    assert_non_null(open);
    while ((entry = readdir(open)))
        if (strncmp(entry->d_name, "rows-", 5) == 0)
            snprintf(path, 256, "%s/%.100s", folder, entry->d_name);
    closedir(open);
}

static void numbered(char name[32], unsigned i)
{
    snprintf(name, 32, "%u", i);
}

/* Keeps many, and fills `files` with them. */
static void keep_many(struct scene *scene, struct file *files[MANY])
{
    struct cache *cache = open_cache(scene, ASSAY_CACHE_USE, rules, "here");
    char name[32];

    for (unsigned i = 0; i < MANY; i++) {
        numbered(name, i);
        files[i] = file(scene, name, i, 100 + i);
        keep(scene, cache, files[i]);
    }
    cache_close(cache, NULL);
}

static void expect_known(struct scene *scene, struct file *const files[MANY], unsigned count)
{
    struct cache *cache = open_cache(scene, ASSAY_CACHE_USE, rules, "here");
    struct assay_cache_use use;

    for (unsigned i = 0; i < MANY; i++)
        (void)is_known(scene, cache, files[i]);
    cache_close(cache, &use);
    assert_int_equal(use.found, count);
    assert_int_equal(use.kept, 0);
}

/* Few changes are asked of the database, and the file of rows stays; many, and it is written anew.
 */
static void rows_of_many_stand_in_a_file(void **state)
{
    struct scene *scene = *state;
    struct file *files[MANY];
    char path[256];
    struct stat first, second;
    struct cache *cache;

    keep_many(scene, files);
    rows_file(scene, path);
    assert_int_equal(stat(path, &first), 0);
    expect_known(scene, files, MANY);
    cache = open_cache(scene, ASSAY_CACHE_USE, rules, "here");
    for (unsigned i = 0; i < CHANGED; i++) {
        struct file before = *files[i * 100];

        files[i * 100]->entry.identity.inode += MANY;
        assert_false(is_known(scene, cache, files[i * 100]));
        assert_true(is_known(scene, cache, &before));
        keep(scene, cache, files[i * 100]);
    }
    cache_close(cache, NULL);
    expect_known(scene, files, MANY);
    assert_int_equal(stat(path, &second), 0);
    assert_int_equal(first.st_ino, second.st_ino);
    cache = open_cache(scene, ASSAY_CACHE_USE, rules, "here");
    for (unsigned i = 0; i < MANY; i++) {
        files[i]->entry.identity.inode += 2 * MANY;
        assert_false(is_known(scene, cache, files[i]));
        keep(scene, cache, files[i]);
    }
    cache_close(cache, NULL);
    expect_known(scene, files, MANY);
    assert_int_equal(stat(path, &second), 0);
    assert_true(first.st_ino != second.st_ino);
}

/* Whatever stands in the file, what is known is what was kept, or it is not known. */
static void a_damaged_file_of_rows_changes_nothing(void **state)
{
    struct scene *scene = *state;
    struct file *files[MANY];
    char path[256];
    struct stat status;

    keep_many(scene, files);
    rows_file(scene, path);
    assert_int_equal(stat(path, &status), 0);
    for (off_t at = 3; at < status.st_size; at += status.st_size / 97) {
        FILE *open = fopen(path, "r+e");
        struct cache *cache;
        int byte;

        if (!open) /* taken away */
            break;
        assert_int_equal(fseeko(open, at, SEEK_SET), 0);
        byte = fgetc(open);
        assert_int_equal(fseeko(open, at, SEEK_SET), 0);
        fputc(byte ^ 0x10, open);
        fclose(open);
        cache = open_cache(scene, ASSAY_CACHE_USE, rules, "here");
        for (unsigned i = 0; i < MANY; i++)
            (void)is_known(scene, cache, files[i]);
        cache_close(cache, NULL);
    }
    assert_int_equal(unlink(path), 0);
    expect_known(scene, files, MANY);
    rows_file(scene, path); /* as all rows were asked for */
    assert_true(path[0] != 0);
    expect_known(scene, files, MANY);
}

static void a_file_that_is_none_of_ours_is_left_alone(void **state)
{
    struct scene *scene = *state;
    const struct cache_options options = {.path = scene->path,
                                          .mode = ASSAY_CACHE_USE,
                                          .scope = BYTES("here"),
                                          .rules = bytes_of(rules, sizeof rules)};
    struct assay_error err = {0};
    struct cache *cache = NULL;

    snprintf(scene->path, sizeof scene->path, "%s/link", scene->folder.path);
    assert_int_equal(symlink("/etc/passwd", scene->path), 0);
    assert_int_equal(cache_open(&options, &cache, &err), ASSAY_EIO);
    assert_null(cache);
    assert_true(err.text[0] != 0);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, make, clear)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(the_same_file_is_known_again),
        CASE(other_rules_and_places_know_nothing),
        CASE(a_file_as_young_as_the_run_is_not_kept),
        CASE(many_are_found_as_few_are),
        CASE(rows_of_many_stand_in_a_file),
        CASE(a_damaged_file_of_rows_changes_nothing),
        CASE(a_file_that_is_none_of_ours_is_left_alone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
