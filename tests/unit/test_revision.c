/* test_revision.c - words for commits, beside what `git rev-parse` makes of them. */

#include "walk.h"

#include "source/git/revision.h"

struct row {
    const char *name; /* the revision */
    const char *git;  /* how git is asked, where that differs; "" where it must not be found */
};

#define SCRIPT                                                                                     \
    "new r; echo 1 >a; mkdir d; echo 1 >d/f; c 1; git branch old; echo 2 >a; c 2; echo 3 >a; c "   \
    "3\n"                                                                                          \
    "git checkout -q -b o HEAD~1; echo o >o; c 4; git checkout -q -b p old; echo p >p; c 5\n"      \
    "git checkout -q main; git merge -q o p >/dev/null; git tag light; git tag -m t heavy; git "   \
    "tag "                                                                                         \
    "-m tt nested heavy 2>/dev/null; git tag -m v v1.0 HEAD~2\n"                                   \
    "git clone -q . ../c; git remote add origin ../c; git fetch -q origin; git branch -q "         \
    "--set-upstream-to=origin/main main; git remote set-head origin main\n"                        \
    "git checkout -q o; git branch --set-upstream-to=main >/dev/null; git checkout -q main; "      \
    "git pack-refs --all; echo 6 >a; c 6; mkdir -p refs; git tag -f dead >/dev/null\n"

static const struct row rows[] = {
    {"HEAD", NULL},
    {"@", NULL},
    {"main", NULL},
    {"heads/main", NULL},
    {"refs/heads/main", NULL},
    {"old", NULL},
    {"light", NULL},
    {"heavy", NULL},
    {"nested", NULL},
    {"tags/heavy^{}", NULL},
    {"origin", NULL},
    {"origin/main", NULL},
    {"remotes/origin/main", NULL},
    {"HEAD~", NULL},
    {"HEAD^", NULL},
    {"HEAD~1^2", NULL},
    {"HEAD~^3~1", NULL},
    {"HEAD~3", NULL},
    {"HEAD^0", NULL},
    {"HEAD^^^", NULL},
    {"v1.0^{commit}~1", NULL},
    {"heavy^{tag}", NULL},
    {"@~2", NULL},
    {"HEAD@{0}", NULL},
    {"HEAD@{1}", NULL},
    {"HEAD@{3}", NULL},
    {"@{1}", NULL},
    {"main@{1}", NULL},
    {"main@{2}~1", NULL},
    {"@{-1}", NULL},
    {"@{-2}", NULL},
    {"@{-1}~1", NULL},
    {"@{u}", NULL},
    {"@{upstream}", NULL},
    {"main@{u}", NULL},
    {"o@{u}", NULL},
    {"@{-1}@{u}", NULL},
    {"$short", NULL},
    {"$SHORT", NULL},
    {"$whole", NULL},
    {"$whole~1", NULL},
    {"$described", NULL},

    {"nowhere", ""},
    {"", ""},
    {"~1", ""},
    {"HEAD^9", ""},
    {"HEAD~99", ""},
    {"HEAD~99999999999999999999999", ""},
    {"HEAD^{blob}", ""},
    {"HEAD^{", ""},
    {"HEAD@{", ""},
    {"HEAD@{99}", ""},
    {"HEAD@{yesterday}", ""},
    {"@{-99}", ""},
    {"../HEAD", ""},
    {"refs/../HEAD", ""},
    {"/etc/passwd", ""},
    {"HEAD:a", ""}, /* no commit */
    {"abc", ""},
    {"0000000000000000000000000000000000000000", ""},
};

static char *folder;

/* The first line that a command prints. */
static void ask(const char *command, char *out, size_t size)
{
    char all[4096];
    FILE *pipe;

    snprintf(all, sizeof all, "cd %s/r && %s 2>/dev/null", folder, command);
    pipe = popen(all, "r"); // NOLINT(cert-env33-c): git is the oracle
    assert_non_null(pipe);
    if (!fgets(out, (int)size, pipe))
        out[0] = 0;
    pclose(pipe);
    out[strcspn(out, "\n")] = 0;
}

/* Ids are not known before the repository is made. */
static void fill_in(const char *name, char out[256])
{
    snprintf(out, 256, "%s", name);
    if (strncmp(name, "$short", 6) == 0)
        ask("git rev-parse HEAD | cut -c-7", out, 256);
    else if (strncmp(name, "$SHORT", 6) == 0)
        ask("git rev-parse HEAD | cut -c-9 | tr a-f A-F", out, 256);
    else if (strncmp(name, "$whole", 6) == 0)
        ask(strcmp(name, "$whole~1") == 0 ? "git rev-parse HEAD | sed 's/$/~1/'"
                                          : "git rev-parse HEAD",
            out, 256);
    else if (strncmp(name, "$described", 10) == 0)
        ask("git describe --match v1.0 --long", out, 256);
}

static void check(void **state)
{
    const struct row *row = *state;
    CLEANUP(repository_freep) struct repository *repository = NULL;
    CLEANUP(object_store_freep) struct object_store *store = NULL;
    CLEANUP(objects_closep) struct objects *objects = NULL;
    struct assay_error err = {0};
    struct object_id id = {0};
    char path[PATH_MAX], name[256], command[512], expected[128] = "",
                                                  found[OBJECT_HEX_MAX + 1] = "";
    enum assay_status status;

    snprintf(path, sizeof path, "%s/r", folder);
    assert_ok(repository_open(path, NULL, &repository, &err), err);
    assert_ok(repository_store(repository, false, NULL, &store, &err), err);
    assert_ok(objects_open(store, &objects, &err), err);
    fill_in(row->name, name);
    if (!row->git) {
        snprintf(command, sizeof command, "git rev-parse --verify -q '%s^{commit}'", name);
        ask(command, expected, sizeof expected);
        assert_string_not_equal(expected, "");
    }
    status = revision_commit(repository, objects, name, &id, &err);
    if (status == ASSAY_OK)
        object_id_text(&id, found);
    assert_string_equal(found, expected);
    if (status != ASSAY_OK && status != ASSAY_EMISSING)
        fail_msg("%s: %s", err.id, err.text);
    if (status != ASSAY_OK && strcmp(row->name, "0000000000000000000000000000000000000000") != 0) {
        assert_string_equal(err.id, "git.unknown-revision");
        assert_string_not_equal(err.remedy, "");
    }
}

/* Many objects whose ids begin alike: told, with what they are, unless one of them is a commit. */
static void beginnings_that_are_shared(void **state)
{
    CLEANUP(repository_freep) struct repository *repository = NULL;
    CLEANUP(object_store_freep) struct object_store *store = NULL;
    CLEANUP(objects_closep) struct objects *objects = NULL;
    struct assay_error err = {0};
    struct object_id id;
    char path[PATH_MAX], prefix[32];

    (void)state;
    ask("for i in $(seq 600); do echo $i | git hash-object -w --stdin; done | cut -c-4 | sort | "
        "uniq "
        "-d | head -1",
        prefix, sizeof prefix);
    assert_string_not_equal(prefix, "");
    snprintf(path, sizeof path, "%s/r", folder);
    assert_ok(repository_open(path, NULL, &repository, &err), err);
    assert_ok(repository_store(repository, false, NULL, &store, &err), err);
    assert_ok(objects_open(store, &objects, &err), err);
    assert_int_equal(revision_commit(repository, objects, prefix, &id, &err), ASSAY_EMISSING);
    assert_string_equal(err.id, "git.unknown-revision");
    assert_non_null(strstr(err.why, "it may be "));
    assert_non_null(strstr(err.remedy, "more digits"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(beginnings_that_are_shared)};
    int failed;

    folder = walk_folder(SCRIPT);
    failed = RUN_CASES(check, rows) + cmocka_run_group_tests(tests, NULL, NULL);
    walk_remove(folder);
    return failed;
}
