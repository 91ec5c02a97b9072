/* test_git.c - the views of real repositories, made by git itself. */

#include "walk.h"

#include <assay/git.h>

#include "source/stores.h"

struct row {
    const char *name;
    const char *script;
    const char *target;
    enum assay_view view;
    const char *revision;
    const char *index; /* GIT_INDEX_FILE, below the target */
    const char *expected;
};

/* The tree that stands nowhere in "unreachable: trees and blobs". */
#define DANGLING "c90a8738604fcc4ed588e46d1e1519a1bc4107a8"
#define SHA256                                                                                     \
    "git init -q -b main --object-format=sha256 r; cd r; mkdir d; echo 1 >a; echo 2 >d/b; c 1\n"   \
    "echo 3 >a; c 2; "

#define TREE "new r; mkdir d; echo 1 >a; echo 2 >d/b; c 1; "

static const struct row rows[] = {
    /* work tree */
    {"work tree: tracked and untracked", TREE "echo new >n; echo changed >a; rm d/b", "r",
     ASSAY_VIEW_DEFAULT, NULL, NULL,
     "file a \"changed\n\"\n"
     "file n \"new\n\"\n"},
    {"work tree: what .gitignore names, unless tracked",
     "new r; mkdir -p d/e f/g; touch d/1 d/e/2 f/g/t f/u x.log\n"
     "git add -f f/g/t; c 1; printf 'd/\\n*.log\\nf/\\n' >.gitignore; git rm -q -r --cached d "
     "x.log\n"
     "git rm -q --cached f/u",
     "r", ASSAY_VIEW_WORKTREE, NULL, NULL,
     "file .gitignore \"d/\n*.log\nf/\n\"\n"
     "file f/g/t\n"
     "ignored 3\n"},
    {"work tree: a folder of it", TREE "echo x >d/x", "r/d", ASSAY_VIEW_DEFAULT, NULL, NULL,
     "file d/b \"2\n\"\n"
     "file d/x \"x\n\"\n"},
    {"work tree: a folder that is ignored, but named",
     TREE "echo out/ >.gitignore; mkdir out; echo x >out/f", "r/out", ASSAY_VIEW_DEFAULT, NULL,
     NULL, "file f \"x\n\"\n"},
    {"work tree: info/exclude and core.excludesFile",
     TREE "echo '*.x' >.git/info/exclude; echo '*.y' >../.ig\n"
          "git config core.excludesfile '~/.ig'; touch 1.x 2.y 3.z",
     "r", ASSAY_VIEW_DEFAULT, NULL, NULL,
     "file 3.z\n"
     "file a \"1\n\"\n"
     "file d/b \"2\n\"\n"
     "ignored 2\n"},
    {"work tree: submodules are other repositories",
     "new s; touch f; c 1; cd ..; new r; git -c protocol.file.allow=always submodule --quiet add "
     "../s m; c 1; rm .gitmodules",
     "r", ASSAY_VIEW_DEFAULT, NULL, NULL,
     "gitlink m\n"
     "gap git.submodule-skipped m\n"},
    {"work tree: a linked one", TREE "git worktree add -q ../w; echo w >../w/w", "w",
     ASSAY_VIEW_DEFAULT, NULL, NULL,
     "file a \"1\n\"\n"
     "file d/b \"2\n\"\n"
     "file w \"w\n\"\n"},
    {"work tree: sparse", TREE "git sparse-checkout set --no-cone /a; git config core.x y", "r",
     ASSAY_VIEW_DEFAULT, NULL, NULL,
     "file a \"1\n\"\n"
     "note git.sparse-worktree \n"},

    /* staged */
    {"staged: from the index, whatever is on disk",
     TREE "echo staged >a; git add a; echo disk >a; echo new >d/n; git add d/n; rm d/n", "r",
     ASSAY_VIEW_STAGED, NULL, NULL,
     "file a- \"staged\n\"\n"
     "file d/n- \"new\n\"\n"},
    {"staged: before the first commit", "new r; echo 1 >a; git add a", "r", ASSAY_VIEW_STAGED, NULL,
     NULL, "file a- \"1\n\"\n"},
    {"staged: nothing", TREE, "r", ASSAY_VIEW_STAGED, NULL, NULL, "error git.nothing-to-examine\n"},
    {"staged: a deletion only", TREE "git rm -q a", "r", ASSAY_VIEW_STAGED, NULL, NULL,
     "error git.nothing-to-examine\n"},
    {"staged: only what is meant to be added", TREE "echo x >n; git add -N n", "r",
     ASSAY_VIEW_STAGED, NULL, NULL, "error git.nothing-to-examine\n"},
    {"staged: the same content at a new path is a new place", TREE "git mv a z", "r",
     ASSAY_VIEW_STAGED, NULL, NULL, "file z- \"1\n\"\n"},
    {"staged: a type change", TREE "rm a; ln -s d/b a; git add a", "r", ASSAY_VIEW_STAGED, NULL,
     NULL, "link a- -> d/b\n"},
    {"staged: attributes hide nothing",
     TREE "echo '*.csv -diff' >.gitattributes; c 2; echo 1,2 >x.csv; git add x.csv", "r",
     ASSAY_VIEW_STAGED, NULL, NULL, "file x.csv- \"1,2\n\"\n"},
    {"staged: assume-unchanged and skip-worktree are no excuse",
     TREE "echo x >a; echo y >d/b; git add .; git update-index --assume-unchanged a\n"
          "git update-index --skip-worktree d/b",
     "r", ASSAY_VIEW_STAGED, NULL, NULL,
     "file a- \"x\n\"\n"
     "file d/b- \"y\n\"\n"},
    {"staged: a merge is held against all its parents",
     TREE "git checkout -q -b o; echo o >o; c 2; git checkout -q main; echo m >m; c 3\n"
          "git merge -q --no-commit o 2>/dev/null; echo evil >e; git add e",
     "r", ASSAY_VIEW_STAGED, NULL, NULL, "file e- \"evil\n\"\n"},
    {"staged: conflicts",
     TREE "git checkout -q -b o; echo o >a; c 2; git checkout -q main; echo m >a; c 3\n"
          "git merge -q o >/dev/null || true",
     "r", ASSAY_VIEW_STAGED, NULL, NULL, "gap git.index-conflict a\n"},
    {"staged: the index that git hands over",
     TREE "echo x >a; git add a; GIT_INDEX_FILE=.git/other git read-tree HEAD; echo y >y\n"
          "GIT_INDEX_FILE=.git/other git add y",
     "r", ASSAY_VIEW_STAGED, NULL, ".git/other", "file y- \"y\n\"\n"},
    {"staged: a submodule",
     "new s; touch f; c 1; cd ..; new r; c 0; git -c "
     "protocol.file.allow=always submodule --quiet add ../s m; git rm -q "
     "--cached .gitmodules",
     "r", ASSAY_VIEW_STAGED, NULL, NULL,
     "gitlink m-\n"
     "gap git.submodule-skipped m\n"},

    /* HEAD and commits */
    {"head: from objects", TREE "echo disk >a; ln -s a l; git add l; c 2", "r", ASSAY_VIEW_HEAD,
     NULL, NULL,
     "file a \"disk\n\"\n"
     "link l -> a\n"
     "file d/b \"2\n\"\n"},
    {"head: one content, all its places", "new r; mkdir d; echo 1 >a; echo 1 >d/b; c 1", "r",
     ASSAY_VIEW_HEAD, NULL, NULL, "file a d/b \"1\n\"\n"},
    {"head: unborn", "new r", "r", ASSAY_VIEW_HEAD, NULL, NULL, "error git.nothing-to-examine\n"},
    {"head: sparse checkout hides nothing", TREE "git sparse-checkout set --no-cone /a", "r",
     ASSAY_VIEW_HEAD, NULL, NULL,
     "file a \"1\n\"\n"
     "file d/b \"2\n\"\n"},
    {"head: a missing blob", TREE "rm -f .git/objects/d0/0491fd7e5bb6fa28c517a0bb32b8b506539d4d",
     "r", ASSAY_VIEW_HEAD, NULL, NULL,
     "file a git.object-missing\n"
     "file d/b \"2\n\"\n"},
    {"head: a damaged blob",
     TREE "chmod +w .git/objects/d0/*; echo junk "
          ">.git/objects/d0/0491fd7e5bb6fa28c517a0bb32b8b506539d4d",
     "r", ASSAY_VIEW_HEAD, NULL, NULL,
     "file a git.object-corrupt\n"
     "file d/b \"2\n\"\n"},
    {"head: a missing tree", TREE "rm -f .git/objects/$(git rev-parse HEAD:d | sed 's|..|&/|')",
     "r", ASSAY_VIEW_HEAD, NULL, NULL,
     "file a \"1\n\"\n"
     "gap git.object-missing d\n"},
    {"commit: an earlier one", TREE "echo 3 >a; c 2", "r", ASSAY_VIEW_COMMIT, "HEAD~1", NULL,
     "file a- \"1\n\"\n"
     "file d/b \"2\n\"\n"},
    {"commit: unknown", TREE, "r", ASSAY_VIEW_COMMIT, "nowhere", NULL,
     "error git.unknown-revision\n"},

    /* ranges */
    {"range: what its commits introduced",
     TREE "echo 3 >a; c 2; echo 4 >d/b; c 3; git rm -q a; c 4", "r", ASSAY_VIEW_RANGE,
     "HEAD~3..HEAD", NULL,
     "file a@2- \"3\n\"\n"
     "file d/b@3 \"4\n\"\n"},
    {"range: content that only a merge introduced",
     TREE "git checkout -q -b o; echo o >o; c 2; git checkout -q main; echo m >m; c 3\n"
          "git merge -q --no-commit o 2>/dev/null; echo evil >e; git add e; c 4",
     "r", ASSAY_VIEW_RANGE, "HEAD~1..HEAD", NULL,
     "file o@2 \"o\n\"\n"
     "file e@4 \"evil\n\"\n"},
    {"range: an octopus",
     TREE "git checkout -q -b o; echo o >o; c 2; git checkout -q -b p main; echo p >p; c 3\n"
          "git checkout -q main; c 3; git merge -q --no-commit o p >/dev/null 2>&1; echo evil >e; "
          "git add e\n"
          "c 4",
     "r", ASSAY_VIEW_RANGE, "main~1..main", NULL,
     "file o@2 \"o\n\"\n"
     "file p@3 \"p\n\"\n"
     "file e@4 \"evil\n\"\n"},
    {"range: a type change", TREE "rm a; ln -s nowhere a; c 2", "r", ASSAY_VIEW_RANGE, "HEAD^..",
     NULL, "link a@2 -> nowhere\n"},
    {"range: a file becomes a folder", TREE "rm a; mkdir a; echo 5 >a/f; c 2", "r",
     ASSAY_VIEW_RANGE, "HEAD^..", NULL, "file a/f@2 \"5\n\"\n"},
    {"range: empty", TREE, "r", ASSAY_VIEW_RANGE, "HEAD..HEAD", NULL,
     "error git.nothing-to-examine\n"},
    {"range: not one", TREE, "r", ASSAY_VIEW_RANGE, "HEAD", NULL, "error git.unknown-revision\n"},
    {"range: from before a shallow clone",
     TREE "echo 3 >a; c 2; git clone -q --depth 1 file://$PWD ../s", "s", ASSAY_VIEW_RANGE,
     "HEAD~1..HEAD", NULL, "error git.unknown-revision\n"},

    /* history */
    {"history: the oldest commit of each place",
     TREE "echo 3 >a; c 2; echo 1 >a; c 3; mkdir e; git mv d/b e/b; c 4", "r", ASSAY_VIEW_HISTORY,
     NULL, NULL,
     "file a@2- \"3\n\"\n"
     "file a@1 \"1\n\"\n"
     "file d/b@1- e/b@4 \"2\n\"\n"},
    {"history: stash, notes, tags, other branches, linked work trees",
     TREE
     "git checkout -q -b o; echo o >o; c 2; git checkout -q main; echo st >a; git stash -q\n"
     "echo st2 >a; git stash -q; git notes add -m note; git tag -m t1 t1 o; git branch -q -D o\n"
     "git worktree add -q --detach ../w; cd ../w; echo w >w; c 3",
     "r", ASSAY_VIEW_HISTORY, NULL, NULL,
     "file a@2- \"st2\n\"\n"
     "file a@2- \"st\n\"\n"
     "file a@1 \"1\n\"\n"
     "file a4845089c4e6831aad5a6f945c04f49861eb7679@2- \"note\n\"\n"
     "file o@2- \"o\n\"\n"
     "file w@3- \"w\n\"\n"
     "file d/b@1 \"2\n\"\n"},
    {"history: of a bare repository", TREE "git clone -q --bare . ../b", "b", ASSAY_VIEW_DEFAULT,
     NULL, NULL,
     "file a@1 \"1\n\"\n"
     "file d/b@1 \"2\n\"\n"},
    {"history: a bare one has no index", "git init -q --bare b", "b", ASSAY_VIEW_STAGED, NULL, NULL,
     "error git.nothing-to-examine\n"},
    {"history: none", "new r", "r", ASSAY_VIEW_HISTORY, NULL, NULL,
     "error git.nothing-to-examine\n"},
    {"history: shallow", TREE "echo 3 >a; c 2; git clone -q --depth 1 file://$PWD ../s", "s",
     ASSAY_VIEW_HISTORY, NULL, NULL,
     "file a@2 \"3\n\"\n"
     "file d/b@2 \"2\n\"\n"
     "gap git.shallow \n"},
    {"history: packed", TREE "echo 3 >a; c 2; git gc -q; git pack-refs --all", "r",
     ASSAY_VIEW_HISTORY, NULL, NULL,
     "file a@2 \"3\n\"\n"
     "file a@1- \"1\n\"\n"
     "file d/b@1 \"2\n\"\n"},
    {"history: replaced commits are seen as they are",
     TREE "echo 3 >a; c 2; git replace HEAD HEAD~1 2>/dev/null", "r", ASSAY_VIEW_HISTORY, NULL,
     NULL,
     "file a@2 \"3\n\"\n"
     "file a@1- \"1\n\"\n"
     "file d/b@1 \"2\n\"\n"
     "note git.replace-ignored \n"},
    {"history: grafts have no say", TREE "echo 3 >a; c 2; git rev-parse HEAD >.git/info/grafts",
     "r", ASSAY_VIEW_HISTORY, NULL, NULL,
     "file a@2 \"3\n\"\n"
     "file a@1- \"1\n\"\n"
     "file d/b@1 \"2\n\"\n"
     "note git.replace-ignored info/grafts\n"},
    {"history: a broken ref",
     TREE "echo junk >.git/refs/heads/x; echo 11111111111111111111111111111"
          "11111111111 >.git/refs/heads/y",
     "r", ASSAY_VIEW_HISTORY, NULL, NULL,
     "file a@1 \"1\n\"\n"
     "file d/b@1 \"2\n\"\n"
     "gap git.ref-broken refs/heads/y\n"
     "gap git.ref-broken refs/heads/x\n"},
    {"history: a missing commit",
     TREE "echo 3 >a; c 2; rm -f .git/objects/$(git rev-parse HEAD~1 | sed 's|..|&/|')", "r",
     ASSAY_VIEW_HISTORY, NULL, NULL,
     "file a@2 \"3\n\"\n"
     "file d/b@2 \"2\n\"\n"
     "gap git.object-missing \n"},
    {"history: a partial clone",
     TREE "git config uploadpack.allowfilter true; git clone -q --bare --filter=blob:none "
          "file://$PWD ../p",
     "p", ASSAY_VIEW_HISTORY, NULL, NULL,
     "file a@1 git.object-promised\n"
     "file d/b@1 git.object-promised\n"},
    {"history: tags of a blob and of a tree",
     TREE "git tag blob $(echo tagged | git hash-object -w --stdin)\n"
          "mkdir t; echo in >t/in; git add t; git tag tree $(git write-tree); git reset -q --hard",
     "r", ASSAY_VIEW_HISTORY, NULL, NULL,
     "file refs/tags/blob- \"tagged\n\"\n"
     "file refs/tags/tree/a- a@1 \"1\n\"\n"
     "file refs/tags/tree/d/b- d/b@1 \"2\n\"\n"
     "file refs/tags/tree/t/in- \"in\n\"\n"},
    {"head: hostile names",
     TREE "b=$(echo evil | git hash-object -w --stdin)\n"
          "tree() { perl -e 'while (@ARGV) { ($m, $n, $i) = splice @ARGV, 0, 3; print "
          "\"$m $n\\0\" . pack(\"H*\", $i) }' \"$@\" | git hash-object -w -t tree --literally "
          "--stdin; }\n"
          "sub=$(tree 100644 .. $b 100644 x $b)\n"
          "top=$(tree 40000 .GIT $sub 100644 a/b $b 100644 c $b 100644 c $sub 100600 o $b 10644 p "
          "$b)\n"
          "at 1000000002; git update-ref HEAD $(git commit-tree -m evil $top)",
     "r", ASSAY_VIEW_HEAD, NULL, NULL,
     "file a/b c o p .GIT/.. .GIT/x \"evil\n\"\n"
     "file c git.object-corrupt\n"
     "gap git.unsafe-path .GIT/..\n"
     "gap git.unsafe-path p\n"
     "gap git.duplicate-entry c\n"
     "gap git.unsafe-path a/b\n"
     "gap git.unsafe-path .GIT\n"},
    {"history: alternates", TREE "git clone -q -s . ../s", "s", ASSAY_VIEW_HISTORY, NULL, NULL,
     "file a@1 \"1\n\"\n"
     "file d/b@1 \"2\n\"\n"},

    /* what no ref leads to */
    {"unreachable: a commit that a log remembers, one that nothing does, a stash that was dropped",
     TREE
     "echo 3 >a; c 2; git reset -q --hard HEAD~1; echo 4 >d/b; git stash -q; git stash drop -q\n"
     "echo 5 >a; c 3; git reset -q --hard HEAD~1; git reflog expire --expire=all --all",
     "r", ASSAY_VIEW_UNREACHABLE, NULL, NULL,
     "file a@3- \"5\n\"\n"
     "file a@2- \"3\n\"\n"
     "file a@1 \"1\n\"\n"
     "file d/b@2- \"4\n\"\n"
     "file d/b@1 \"2\n\"\n"},
    {"unreachable: trees and blobs that stand nowhere, packed too",
     TREE "echo blob | git hash-object -w --stdin >/dev/null; mkdir -p t/u; echo in >t/u/in\n"
          "git add t; git write-tree >/dev/null; git reset -q --hard; git repack -q -a -d "
          "--keep-unreachable",
     "r", ASSAY_VIEW_UNREACHABLE, NULL, NULL,
     "file a@1 (unreachable)/" DANGLING "/a- \"1\n\"\n"
     "file d/b@1 (unreachable)/" DANGLING "/d/b- \"2\n\"\n"
     "file (unreachable)/" DANGLING "/t/u/in- \"in\n\"\n"
     "file (unreachable)/63499e4ea8e096b831515ceb1d5a7593e4d87ae5- \"blob\n\"\n"},
    {"unreachable: a repository whose refs are gone", TREE "rm -r .git/refs/heads/main .git/logs",
     "r", ASSAY_VIEW_UNREACHABLE, NULL, NULL,
     "file a@1- \"1\n\"\n"
     "file d/b@1- \"2\n\"\n"},

    {"no repository", "mkdir d", "d", ASSAY_VIEW_HISTORY, NULL, NULL,
     "error git.not-a-repository\n"},
    {"SHA-256 ids: head", SHA256 "git repack -q -a -d", "r", ASSAY_VIEW_HEAD, NULL, NULL,
     "file a \"3\n\"\n"
     "file d/b \"2\n\"\n"},
    {"SHA-256 ids: commit", SHA256, "r", ASSAY_VIEW_COMMIT, "main~1", NULL,
     "file a- \"1\n\"\n"
     "file d/b \"2\n\"\n"},
    {"replaced: what may be a record or a card, where the end of the range has it no more",
     "new r; mkdir d; echo 1 >d/a.yml; echo 2 >b.yaml; echo 3 >README.md; echo 4 >m.bin; echo 5 "
     ">k.yml\n"
     "c 1; git rm -q b.yaml m.bin; echo 6 >d/a.yml; echo 7 >new.yml; c 2\n"
     "git rm -q new.yml README.md; echo 8 >k.yml; c 3; echo 5 >k.yml; c 4",
     "r", ASSAY_VIEW_REPLACED, "@~3..@", NULL,
     "file README.md- \"3\n\"\n"
     "file b.yaml- \"2\n\"\n"
     "file d/a.yml- \"1\n\"\n"},
    {"replaced: what a merge kept of neither side",
     "new r; echo 1 >a.yml; c 1; git checkout -q -b f; echo x >x; c 2; git checkout -q main\n"
     "echo 2 >b.yml; c 3; git checkout -q f; git merge -q -s ours -m 4 main",
     "r", ASSAY_VIEW_REPLACED, "main..f", NULL, "file b.yml- \"2\n\"\n"},
    {"SHA-256 ids: range", SHA256, "r", ASSAY_VIEW_RANGE, "@~..@", NULL, "file a@2 \"3\n\"\n"},
    {"SHA-256 ids: history", SHA256 "echo 4 >a; git stash -q; git pack-refs --all", "r",
     ASSAY_VIEW_HISTORY, NULL, NULL,
     "file a@2- \"4\n\"\n"
     "file a@2 \"3\n\"\n"
     "file a@1- \"1\n\"\n"
     "file d/b@1 \"2\n\"\n"},
    {"SHA-256 ids: staged", SHA256 "echo 4 >a; git add a; echo 5 >a", "r", ASSAY_VIEW_STAGED, NULL,
     NULL, "file a- \"4\n\"\n"},
    {"SHA-256 ids: work tree", SHA256 "echo 4 >a; echo '*.o' >.gitignore; touch x.o", "r",
     ASSAY_VIEW_DEFAULT, NULL, NULL,
     "file .gitignore \"*.o\n\"\n"
     "file a \"4\n\"\n"
     "file d/b \"2\n\"\n"
     "ignored 1\n"},
    {"SHA-256 ids: unreachable", SHA256 "git reset -q --hard HEAD~1", "r", ASSAY_VIEW_UNREACHABLE,
     NULL, NULL,
     "file a@2- \"3\n\"\n"
     "file a@1 \"1\n\"\n"
     "file d/b@1 \"2\n\"\n"},
    {"a damaged index", TREE "echo junk >.git/index", "r", ASSAY_VIEW_STAGED, NULL, NULL,
     "error git.index-corrupt\n"},
    {"a split index", TREE "git update-index --split-index; echo x >x; git add x", "r",
     ASSAY_VIEW_STAGED, NULL, NULL, "file x- \"x\n\"\n"},
    {"a sparse index",
     "new r; mkdir -p d/e k; echo 1 >d/e/f; echo 2 >k/g; echo 3 >h; c 1\n"
     "git sparse-checkout set --cone --sparse-index k; echo 4 >h; git add h",
     "r", ASSAY_VIEW_STAGED, NULL, NULL, "file h- \"4\n\"\n"},
    {"refs that are kept otherwise",
     TREE "git config core.repositoryformatversion 1; git config extensions.refStorage reftable",
     "r", ASSAY_VIEW_HEAD, NULL, NULL, "error git.unsupported-format\n"},
    {"an extension from the future",
     TREE "git config core.repositoryformatversion 1; git config extensions.wormholes true", "r",
     ASSAY_VIEW_HEAD, NULL, NULL, "error git.unsupported-format\n"},
    {"extensions that change nothing here",
     TREE "git config core.repositoryformatversion 1; git config extensions.preciousObjects true\n"
          "git config extensions.worktreeConfig true",
     "r", ASSAY_VIEW_HEAD, NULL, NULL,
     "file a \"1\n\"\n"
     "file d/b \"2\n\"\n"},
};

static int compare_lines(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The order in which contents come is that of the packs, and no matter of the views. */
static char *in_order(const char *listing)
{
    CLEANUP(buf_clear) struct buf out = {.ceiling = 1U << 24};
    CLEANUP(free_cleanup) char *copy = strdup(listing);
    char *lines[256], *at = copy;
    size_t count = 0;

    while (at && *at && count < ARRAY_LEN(lines))
        lines[count++] = strsep(&at, "\n");
    qsort(lines, count, sizeof *lines, compare_lines);
    for (size_t i = 0; i < count; i++)
        buf_printf(&out, "%s\n", lines[i]);
    return buf_take_string(&out);
}

static void check(void **state)
{
    const struct row *row = *state;
    struct assay_target target = {.view = row->view, .revision = row->revision};
    struct assay_git_environment environment = {0};
    struct assay_error err = {0};
    char *folder = walk_folder(row->script);
    char path[PATH_MAX], index[PATH_MAX];
    char *listing, *sorted, *expected;

    snprintf(path, sizeof path, "%s/%s", folder, row->target);
    target.path = path;
    if (row->index) {
        snprintf(index, sizeof index, "%.4000s/%s", path, row->index);
        environment.index_file = index;
        environment.start = path;
        target.git = &environment;
    }
    listing = walk_target(&target, &err);
    sorted = in_order(listing);
    expected = in_order(row->expected);
    assert_string_equal(sorted, expected);
    free(sorted);
    free(expected);
    if (err.status != ASSAY_OK)
        assert_string_not_equal(err.remedy, "");
    free(listing);
    walk_remove(folder);
}

static void another_users_repository_is_not_read(void **state)
{
    char *folder = walk_folder(TREE);
    char path[PATH_MAX], command[PATH_MAX + 64], remedy[PATH_MAX + 128];
    struct assay_target target = {.path = path};
    struct assay_error err = {0};
    char *listing;

    (void)state;
    if (geteuid() == 0) { /* only root can give files away */
        snprintf(path, sizeof path, "%s/r", folder);
        snprintf(command, sizeof command, "chown -R 1001 %s", path);
        assert_int_equal(system(command), 0); // NOLINT(cert-env33-c)
        listing = walk_target(&target, &err);
        assert_string_equal(listing, "error git.foreign-owner\n");
        free(listing);
        snprintf(remedy, sizeof remedy,
                 "git config --global --add safe.directory %s      (or run as uid 1001)", path);
        assert_string_equal(err.remedy, remedy);
        snprintf(remedy, sizeof remedy, "not reading %s: it belongs to uid 1001, you are uid 0",
                 path);
        assert_string_equal(err.text, remedy);

        snprintf(command, sizeof command, "git config --global --add safe.directory %s", path);
        assert_int_equal(system(command), 0); // NOLINT(cert-env33-c)
        listing = walk_target(&target, &err);
        assert_string_equal(listing, "file a \"1\n\"\nfile d/b \"2\n\"\n");
        free(listing);
    }
    walk_remove(folder);
}

static void lfs_content_is_found_in_the_common_folder(void **state)
{
    static const char other[] = "0100000000000000000000000000000000000000000000000000000000000000";
    static const char name[] = "aabbcc0000000000000000000000000000000000000000000000000000000000";
    CLEANUP(inventory_part_freep) struct inventory_part *part = inventory_part_new();
    char script[512];
    char path[PATH_MAX];
    struct assay_target target = {.path = path};
    struct assay_target_facts facts;
    struct source_budget budget;
    struct assay_error err = {0};
    char *folder;

    (void)state;
    snprintf(script, sizeof script,
             TREE "git worktree add -q ../w; mkdir -p .git/lfs/objects/aa/bb; printf big "
                  ">.git/lfs/objects/aa/bb/%s",
             name);
    folder = walk_folder(script);
    snprintf(path, sizeof path, "%s/w", folder);
    source_budget_init(&budget, NULL);
    for (int view = ASSAY_VIEW_DEFAULT; view <= ASSAY_VIEW_HISTORY; view += ASSAY_VIEW_HISTORY) {
        struct source *source = NULL;
        struct arena *arena = inventory_part_arena(part);
        const char *found;

        target.view = (enum assay_view)view;
        assert_ok(source_open_target(&target, &budget, part, &facts, &source, &err), err);
        found = store_lfs_find(source_stores(source), name, arena);
        assert_non_null(found);
        assert_true(bytes_ends(bytes_text(found), bytes_text(name)));
        assert_null(store_lfs_find(source_stores(source), other, arena));
        source_close(source);
    }
    walk_remove(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(another_users_repository_is_not_read),
        cmocka_unit_test(lfs_content_is_found_in_the_common_folder),
    };

    return RUN_CASES(check, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
