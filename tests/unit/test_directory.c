/* test_directory.c - walks of folders: order, what is never followed, what becomes a gap. */

#include "walk.h"

struct row {
    const char *name;
    const char *script;
    const char *target; /* below the folder */
    bool include_ignored;
    const char *expected;
};

static const struct row rows[] = {
    {"empty folder", "mkdir t", "t", false, ""},
    {"names in byte order", "mkdir -p t/a t/a.b; echo 1 >t/a/z; echo 2 >t/a.b/y; echo 3 >t/B", "t",
     false,
     "file B \"3\n\"\n"
     "file a/z \"1\n\"\n"
     "file a.b/y \"2\n\"\n"},
    {"names are bytes", "mkdir t; printf x >t/$(printf 'a\\377\\033')", "t", false,
     "file a\\xff\\x1b \"x\"\n"},
    {"links are recorded, loops too", "mkdir t; ln -s . t/self; ln -s /etc t/etc; ln -s no t/no",
     "t", false,
     "link etc -> /etc\n"
     "link no -> no\n"
     "link self -> .\n"
     "gap file.link-outside etc\n"},
    {"links that lead out, and back in",
     "mkdir -p t/d; ln -s ../../x t/d/a; ln -s ../../t/d t/d/b; ln -s ../d/../c t/d/c", "t", false,
     "link d/a -> ../../x\n"
     "link d/b -> ../../t/d\n"
     "link d/c -> ../d/../c\n"
     "gap file.link-outside d/a\n"},
    {"the target itself may be a link", "mkdir u; printf x >u/f; ln -s u t", "t", false,
     "file f \"x\"\n"},
    {"special files", "mkdir t; mkfifo t/pipe", "t", false,
     "special pipe\n"
     "gap file.special pipe\n"},
    {"repositories are not data", "mkdir t; new t; printf x >f; cd ..; mkdir o; mv t o/n", "o",
     false,
     "file n/f \"x\"\n"
     "gap git.submodule-skipped n/.git\n"
     "ignored 1\n"},
    {"a .git that git would not take",
     "mkdir -p t/.git/HEAD t/.git/objects t/.git/refs; "
     "printf x >t/.git/f",
     "t", false, "file .git/f \"x\"\n"},
    {"a folder that is called .git only", "mkdir -p t/.git; printf x >t/.git/f", "t", false,
     "file .git/f \"x\"\n"},
    {"what .assayignore names is counted",
     "mkdir -p t/d/e t/k; printf 'd/\\n*.log\\n!keep.log\\n' >t/.assayignore\n"
     "touch t/d/1 t/d/e/2 t/x.log t/keep.log t/k/y.log; echo '!y.log' >t/k/.assayignore",
     "t", false,
     "file .assayignore \"d/\n*.log\n!keep.l\" 19\n"
     "file k/.assayignore \"!y.log\n\"\n"
     "file k/y.log\n"
     "file keep.log\n"
     "ignored 3\n"},
    {"unless everything is asked for", "mkdir -p t; echo f >t/.assayignore; printf x >t/f", "t",
     true,
     "file .assayignore \"f\n\"\n"
     "file f \"x\"\n"},
    {"a file alone", "printf x >f", "f", false, "file f \"x\"\n"},
    {"nothing there", "", "no/such", false, "error target.missing\n"},
};

static void check(void **state)
{
    const struct row *row = *state;
    struct assay_target target = {.include_ignored = row->include_ignored};
    struct assay_error err = {0};
    char *folder = walk_folder(row->script);
    char path[PATH_MAX];
    char *listing;

    snprintf(path, sizeof path, "%s/%s", folder, row->target);
    target.path = path;
    listing = walk_target(&target, &err);
    assert_string_equal(listing, row->expected);
    free(listing);
    walk_remove(folder);
}

static void views_need_a_repository(void **state)
{
    char *folder = walk_folder("mkdir d; printf x >f");
    char path[PATH_MAX];
    struct assay_target target = {.path = path, .view = ASSAY_VIEW_STAGED};
    struct assay_error err = {0};
    char *listing;

    (void)state;
    snprintf(path, sizeof path, "%s/f", folder);
    listing = walk_target(&target, &err);
    assert_int_equal(err.status, ASSAY_EUSAGE);
    assert_string_equal(err.id, "git.not-a-repository");
    assert_string_not_equal(err.why, "");
    assert_string_not_equal(err.remedy, "");
    free(listing);
    walk_remove(folder);
}

/* The only way to be denied as root is to be somebody else for a while. */
static void what_may_not_be_read_is_a_gap(void **state)
{
    char *folder =
        walk_folder("chmod 755 .; mkdir -p t/d; echo 1 >t/a; echo 2 >t/d/b; echo 3 >t/c\n"
                    "chmod 000 t/a t/d");
    char path[PATH_MAX];
    struct assay_target target = {.path = path};
    struct assay_error err = {0};
    uid_t user = geteuid();
    char *listing;

    (void)state;
    snprintf(path, sizeof path, "%s/t", folder);
    if (user == 0)
        assert_int_equal(seteuid(65534), 0);
    listing = walk_target(&target, &err);
    assert_int_equal(seteuid(user), 0);
    assert_string_equal(listing, "file a file.unreadable\n"
                                 "file c \"3\n\"\n"
                                 "gap file.unreadable d\n");
    free(listing);
    walk_remove(folder);
}

static void a_link_put_in_the_way_is_not_followed(void **state)
{
    CLEANUP(inventory_part_freep) struct inventory_part *part = inventory_part_new();
    char *folder = walk_folder("mkdir -p t/d; echo 1 >t/d/f; echo secret >outside");
    char path[PATH_MAX], command[PATH_MAX + 64];
    struct assay_target target = {.path = path};
    struct assay_target_facts facts;
    struct source_budget budget;
    struct source *source = NULL;
    struct stream stream = {0};
    struct assay_error err = {0};
    struct entry entry;
    bool found = false;

    (void)state;
    snprintf(path, sizeof path, "%s/t", folder);
    source_budget_init(&budget, NULL);
    assert_ok(source_open_target(&target, &budget, part, &facts, &source, &err), err);
    assert_ok(source_next(source, part, &entry, &found, &err), err);
    assert_true(found);
    snprintf(command, sizeof command, "cd %s; rm -r t/d; mkdir e; cp outside e/f; ln -s ../e t/d",
             folder);
    assert_int_equal(system(command), 0); // NOLINT(cert-env33-c)
    assert_int_equal(source_read(source, NULL, &entry, &stream, &err), ASSAY_EIO);
    assert_string_equal(err.id, "file.unreadable");
    source_close(source);
    walk_remove(folder);
}

static void folders_may_be_deep(void **state)
{
    char *folder = walk_folder("mkdir t; cd t; i=0; while [ $i -lt 600 ]; do mkdir d; cd -P d; "
                               "i=$((i+1)); done; touch f");
    char path[PATH_MAX];
    struct assay_target target = {.path = path};
    struct assay_error err = {0};
    char *listing;

    (void)state;
    snprintf(path, sizeof path, "%s/t", folder);
    listing = walk_target(&target, &err);
    assert_true(bytes_starts(bytes_text(listing), BYTES("gap file.unreadable d/d/")));
    free(listing);
    walk_remove(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(views_need_a_repository),
        cmocka_unit_test(what_may_not_be_read_is_a_gap),
        cmocka_unit_test(a_link_put_in_the_way_is_not_followed),
        cmocka_unit_test(folders_may_be_deep),
    };

    return RUN_CASES(check, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
