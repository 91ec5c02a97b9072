/* test_statement_files.c - which files of attestations/ may hold a statement, and how many. */

#include "source/statement_files.h"

#include "rows.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/kit.h"
#include "base/limits.h"

static const struct row {
    const char *name, *path;
    struct bytes content;
    bool kept;
} rows[] = {
    {"by its name", "attestations/a.json", ROW_BYTES("nonsense"), true},
    {"by its name in capitals", "attestations/A.JSON", ROW_BYTES(""), true},
    {"lines", "attestations/a.intoto.JSONL", ROW_BYTES("nonsense"), true},
    {"a copy", "attestations/a.json.bak", ROW_BYTES("{\"payload\":"), true},
    {"no name at all", "attestations/old/a", ROW_BYTES("{"), true},
    {"behind blanks", "attestations/a.txt", ROW_BYTES(" \r\n\t{"), true},
    {"behind a byte order mark", "attestations/a.txt", ROW_BYTES("\xef\xbb\xbf{"), true},
    {"notes", "attestations/README.md", ROW_BYTES("# who signed"), false},
    {"evidence", "attestations/report.pdf", ROW_BYTES("%PDF-1.7 {"), false},
    {"nothing", "attestations/.gitkeep", ROW_BYTES(""), false},
    {"blanks alone", "attestations/a", ROW_BYTES(" \n"), false},
    {"json inside the name", "attestations/a.json.asc", ROW_BYTES("-----BEGIN"), false},
};

static struct statement_files open_files(void)
{
    return (struct statement_files){.arena = arena_new(), .files = {.ceiling = SIZE_MAX}};
}

static void close_files(struct statement_files *files)
{
    buf_clear(&files->files);
    arena_free(files->arena);
}

static enum assay_status add(struct statement_files *files, const char *path, struct bytes content,
                             struct assay_error *err)
{
    CLEANUP(stream_close) struct stream stream;

    stream_of_bytes(&stream, content);
    return statement_files_add(files, path, &stream, err);
}

static size_t count(const struct statement_files *files)
{
    return files->files.size / sizeof(struct assay_attestation_file);
}

static const struct assay_attestation_file *last(const struct statement_files *files)
{
    return (const struct assay_attestation_file *)(const void *)files->files.data + count(files) -
           1;
}

static void check(void **state)
{
    const struct row *row = *state;
    struct statement_files files = open_files();
    struct assay_error err = {0};

    assert_ok(add(&files, row->path, row->content, &err), err);
    assert_int_equal(count(&files), row->kept);
    if (row->kept) {
        assert_string_equal(last(&files)->path, row->path);
        assert_int_equal(last(&files)->size, row->content.size);
        assert_memory_equal(last(&files)->text, row->content.data, row->content.size);
    }
    close_files(&files);
}

static void tells_of_one_that_is_too_large(void **state)
{
    struct statement_files files = open_files();
    struct assay_error err = {0};
    uint8_t *text = calloc(LIMIT_DOCUMENT + 1, 1);

    (void)state;
    assert_non_null(text);
    text[0] = '{';
    assert_ok(add(&files, "attestations/a", bytes_of(text, LIMIT_DOCUMENT + 1), &err), err);
    assert_null(last(&files)->text);
    assert_non_null(strstr(last(&files)->problem, "larger"));
    text[0] = '%';
    assert_ok(add(&files, "attestations/b", bytes_of(text, LIMIT_DOCUMENT + 1), &err), err);
    assert_int_equal(count(&files), 1);
    free(text);
    close_files(&files);
}

/* The one that is too many is told, and stands for those behind it. */
static void stops_at_so_many(void **state)
{
    struct statement_files files = open_files();
    struct assay_error err = {0};

    (void)state;
    for (size_t i = 0; i < LIMIT_STATEMENT_FILES + 2; i++)
        assert_ok(add(&files, "attestations/a.json", BYTES("{}"), &err), err);
    assert_int_equal(count(&files), LIMIT_STATEMENT_FILES + 1);
    assert_null(last(&files)->text);
    assert_non_null(strstr(last(&files)->problem, "too many"));
    close_files(&files);
}

/* Of a folder that holds more than are ever kept none is read, whatever their names. */
static void lists_no_more_than_are_kept(void **state)
{
    struct statement_files files = open_files();
    char root[] = "/tmp/assay-statements-XXXXXX", path[sizeof root + 64];
    struct assay_error err = {0};

    (void)state;
    assert_non_null(mkdtemp(root));
    snprintf(path, sizeof path, "%s/" STATEMENT_FOLDER, root);
    assert_int_equal(mkdir(path, 0700), 0);
    for (size_t i = 0; i <= LIMIT_STATEMENT_FILES; i++) {
        snprintf(path, sizeof path, "%s/" STATEMENT_FOLDER "/%05zu.json", root, i);
        assert_int_equal(close(open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600)), 0);
    }
    assert_ok(statement_files_of_folder(&files, root, &err), err);
    assert_int_equal(count(&files), 1);
    assert_string_equal(last(&files)->path, STATEMENT_FOLDER);
    assert_non_null(strstr(last(&files)->problem, "too many"));
    close_files(&files);

    files = open_files();
    assert_int_equal(unlink(path), 0);
    assert_ok(statement_files_of_folder(&files, root, &err), err);
    assert_int_equal(count(&files), LIMIT_STATEMENT_FILES);
    assert_string_equal(last(&files)->path, STATEMENT_FOLDER "/09999.json");
    for (size_t i = 0; i < LIMIT_STATEMENT_FILES; i++) {
        snprintf(path, sizeof path, "%s/" STATEMENT_FOLDER "/%05zu.json", root, i);
        assert_int_equal(unlink(path), 0);
    }
    snprintf(path, sizeof path, "%s/" STATEMENT_FOLDER, root);
    assert_int_equal(rmdir(path) + rmdir(root), 0);
    close_files(&files);
}

static void tells_a_pointer(void **state)
{
    struct statement_files files = open_files();
    struct assay_error err = {0};

    (void)state;
    assert_ok(add(&files, "attestations/w.json",
                  BYTES("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n"),
                  &err),
              err);
    assert_null(last(&files)->text);
    assert_non_null(strstr(last(&files)->problem, "git lfs pull"));
    close_files(&files);
}

static void stops_at_so_many_bytes(void **state)
{
    struct statement_files files = open_files();
    struct assay_error err = {0};
    uint8_t *text = calloc(LIMIT_DOCUMENT, 1);

    (void)state;
    assert_non_null(text);
    for (size_t i = 0; i < LIMIT_STATEMENT_BYTES / LIMIT_DOCUMENT + 2; i++)
        assert_ok(add(&files, "attestations/a.json", bytes_of(text, LIMIT_DOCUMENT), &err), err);
    assert_int_equal(count(&files), LIMIT_STATEMENT_BYTES / LIMIT_DOCUMENT + 1);
    assert_null(last(&files)->text);
    free(text);
    close_files(&files);
}

int main(void)
{
    const struct CMUnitTest limits[] = {
        cmocka_unit_test(tells_of_one_that_is_too_large),
        cmocka_unit_test(stops_at_so_many),
        cmocka_unit_test(stops_at_so_many_bytes),
        cmocka_unit_test(lists_no_more_than_are_kept),
        cmocka_unit_test(tells_a_pointer),
    };

    return RUN_CASES(check, rows) + cmocka_run_group_tests(limits, NULL, NULL);
}
