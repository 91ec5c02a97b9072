/* test_as_kept.c - whether a file on disk is what git keeps of it. */

#include "walk.h"

#include <fcntl.h>
#include <signal.h>

#include "base/file.h"
#include "source/git/as_kept.h"
#include "source/git/objects.h"

struct row {
    const char *name;
    const char *before;    /* the commit, in the repository */
    const char *afterward; /* what happens to f then */
    enum kept_verdict verdict;
    bool bytes_differ; /* it is told that they do */
    bool reads;        /* its bytes are read to tell */
};

#define FILTER "git config filter.up.clean 'tr a-z A-Z'; echo '* filter=up' >.gitattributes; "
#define LFS                                                                                        \
    "echo '* filter=lfs -text' >.gitattributes; git config filter.lfs.clean cat\n"                 \
    "printf 'version https://git-lfs.github.com/spec/v1\\noid sha256:%s\\nsize 5\\n' "             \
    "$(printf 'whole' | sha256sum | cut -c1-64) >f; "

static const struct row rows[] = {
    {"as it was", "echo one >f", "", KEPT_SAME, false, true},
    {"other bytes", "echo one >f", "echo two >f", KEPT_DIFFERS, false, true},
    {"other bytes, as is told", "echo one >f", "echo two >f", KEPT_DIFFERS, true, false},
    {"not there", "echo one >f", "rm f", KEPT_DIFFERS, false, false},
    {"another mode", "echo one >f", "chmod +x f", KEPT_DIFFERS, false, false},
    {"another mode, where none counts", "git config core.filemode false; echo one >f", "chmod +x f",
     KEPT_SAME, false, false},
    {"a folder", "echo one >f", "rm f; mkdir f", KEPT_DIFFERS, false, false},
    {"a link", "echo one >f", "mv f g; ln -s g f", KEPT_DIFFERS, false, false},
    {"CRLF", "echo one >f", "printf 'one\\r\\n' >f", KEPT_DIFFERS, false, false},
    {"CRLF of a text", "echo '* text' >.gitattributes; echo one >f", "printf 'one\\r\\n' >f",
     KEPT_SAME, false, false},
    {"CRLF of a text, as is told", "echo '* text' >.gitattributes; echo one >f",
     "printf 'one\\r\\n' >f", KEPT_SAME, true, false},
    {"CRLF of another text", "echo '* text' >.gitattributes; echo one >f", "printf 'two\\r\\n' >f",
     KEPT_DIFFERS, false, false},
    {"CRLF and a CR at the end", "echo '* text' >.gitattributes; printf 'one\\ntwo\\r' >f",
     "printf 'one\\r\\ntwo\\r' >f", KEPT_SAME, false, false},
    {"CRLF of what looks like a text", "git config core.autocrlf input; echo one >f",
     "printf 'one\\r\\n' >f", KEPT_SAME, false, false},
    {"CRLF of what does not", "git config core.autocrlf input; printf 'one\\n\\000' >f",
     "printf 'one\\r\\n\\000' >f", KEPT_DIFFERS, false, false},
    {"a filter", FILTER "echo ONE >f", "echo one >f", KEPT_UNDECIDED, false, false},
    {"a filter that is not needed", FILTER "echo ONE >f", "", KEPT_SAME, false, false},
    {"the content that a pointer stands for", LFS, "printf whole >f", KEPT_SAME, true, false},
    {"another content", LFS, "printf other >f", KEPT_DIFFERS, true, false},
    {"the pointer itself", LFS, "", KEPT_SAME, false, false},
    {"a link as it was", "ln -s there f", "", KEPT_SAME, false, false},
    {"a link to elsewhere", "ln -s there f", "rm f; ln -s other f", KEPT_DIFFERS, false, false},
    {"a file for a link, where there are no links", "ln -s there f; git config core.symlinks false",
     "rm f; printf there >f", KEPT_SAME, false, false},
    {"a file for a link", "ln -s there f", "rm f; printf there >f", KEPT_DIFFERS, false, false},
};

/* The version that git's index has of f, as it was before anything happened to it. */
static void read_version(const char *folder, struct file_version *version)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = 1000};
    char path[PATH_MAX];
    uint8_t id[20];
    struct assay_error err = {0};

    snprintf(path, sizeof path, "%s/version", folder);
    assert_ok(file_read(AT_FDCWD, path, &text, &err), err);
    assert_true(hex_decode(bytes_of(text.data + strlen("100644 "), 40), id, sizeof id));
    object_id_of(&version->id, id, sizeof id);
    version->type = text.data[1] == '2' ? ENTRY_SYMLINK : ENTRY_FILE;
    version->executable = text.data[3] == '7';
}

static void check(void **state)
{
    static const volatile sig_atomic_t stopped = 1;
    const struct row *row = *state;
    CLEANUP(free_cleanup) char *script = NULL;
    CLEANUP(repository_freep) struct repository *repository = NULL;
    CLEANUP(object_store_freep) struct object_store *store = NULL;
    CLEANUP(objects_closep) struct objects *objects = NULL;
    CLEANUP(as_kept_freep) struct as_kept *kept = NULL;
    struct file_version version;
    struct kept_question question = {
        .path = BYTES("f"), .version = &version, .bytes_differ = row->bytes_differ};
    struct source_budget budget;
    struct assay_error err = {0};
    char path[PATH_MAX], *folder;
    enum kept_verdict verdict;

    if (asprintf(&script,
                 "new r; { %s\n}; at 1000000001; git add -A 2>/dev/null; git commit -qm 1\n"
                 "git ls-files -s f >../version; %s",
                 row->before, row->afterward) < 0)
        fail_msg("out of memory");
    source_budget_init(&budget, NULL);
    folder = walk_folder(script);
    read_version(folder, &version);
    snprintf(path, sizeof path, "%s/r", folder);
    assert_ok(repository_open(path, NULL, &repository, &err), err);
    assert_ok(repository_store(repository, NULL, NULL, &store, &err), err);
    assert_ok(objects_open(store, &objects, &err), err);
    assert_ok(as_kept_open(repository, objects, &budget, &kept, &err), err);
    assert_int_equal(as_kept_is_there(kept, BYTES("f")), strcmp(row->name, "not there") != 0);
    assert_int_equal(as_kept_is_gone(kept, BYTES("f"), ENTRY_FILE),
                     strcmp(row->name, "not there") == 0 || strcmp(row->name, "a folder") == 0);
    assert_ok(as_kept_ask(kept, &question, &verdict, &err), err);
    assert_int_equal(verdict, row->verdict);
    budget.interrupted = &stopped; /* in the middle of a file nothing is known of it */
    assert_ok(as_kept_ask(kept, &question, &verdict, &err), err);
    if (row->reads)
        assert_int_equal(verdict, KEPT_UNDECIDED);
    walk_remove(folder);
}

int main(void)
{
    return RUN_CASES(check, rows);
}
