/* test_store_folder.c - pieces of bytes in a folder: whole or absent. */

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "base/kit.h"
#include "folder.h"
#include "ledger/store.h"
#include "rows.h"

static struct store *open_store(struct folder *folder)
{
    struct store *store = NULL;
    struct assay_error err = {0};
    char path[100];

    folder_make(folder);
    snprintf(path, sizeof path, "%s/a/b", folder->path);
    assert_ok(store_folder_open(path, true, &store, &err), err);
    assert_ok(store->kind->lock(store, &err), err);
    return store;
}

static void count_name(void *user, const char *name)
{
    unsigned *count = user;

    (void)name;
    (*count)++;
}

static void test_pieces(void **state)
{
    CLEANUP(folder_remove) struct folder folder;
    CLEANUP(store_freep) struct store *store = open_store(&folder);
    CLEANUP(buf_clear) struct buf text = {.ceiling = 100};
    struct assay_error err = {0};
    unsigned count = 0;

    (void)state;
    assert_int_equal(store_read(store, "tile/0/000.p/1", &text, &err), ASSAY_EMISSING);
    assert_non_null(strstr(err.path, "/a/b/tile/0/000.p/1"));
    assert_ok(store_write(store, "tile/0/000.p/1", BYTES("one"), &err), err);
    assert_ok(store_sync(store, &err), err);
    assert_ok(store_write(store, "tile/0/000.p/2", BYTES("two"), &err), err);
    assert_ok(store_sync(store, &err), err);
    assert_ok(store_write(store, "tile/0/000.p/2", BYTES("new"), &err), err);
    assert_ok(store_sync(store, &err), err);
    assert_ok(store_read(store, "tile/0/000.p/2", &text, &err), err);
    assert_string_equal(buf_string(&text), "new");
    assert_ok(store_list(store, "tile/0/000.p", count_name, &count, &err), err);
    assert_int_equal(count, 2);
    assert_ok(store_list(store, "no/such", count_name, &count, &err), err);
    assert_int_equal(count, 2);
    assert_ok(store_remove(store, "tile/0/000.p/1", &err), err);
    assert_ok(store_remove(store, "tile/0/000.p/1", &err), err); /* none is fine */
    assert_ok(store_remove(store, "tile/0/000.p", &err), err);
    assert_int_equal(store_read(store, "tile/0/000.p/2", &text, &err), ASSAY_EMISSING);
}

static void test_refused(void **state)
{
    CLEANUP(folder_remove) struct folder folder;
    CLEANUP(store_freep) struct store *store = open_store(&folder);
    CLEANUP(buf_clear) struct buf text = {.ceiling = 2};
    struct assay_error err = {0};
    struct store *none = NULL;
    char path[100];

    (void)state;
    assert_ok(store_write(store, "x", BYTES("long"), &err), err);
    assert_ok(store_sync(store, &err), err);
    assert_int_equal(store_read(store, "x", &text, &err), ASSAY_ELIMIT);
    assert_int_equal(store_read(store, "state", &text, &err), ASSAY_ETRUST); /* a folder */
    assert_string_equal(err.id, "ledger.damaged");
    assert_int_equal(store_commit(store, "x/y", BYTES(""), &err), ASSAY_ETRUST); /* below a file */
    assert_string_equal(err.id, "ledger.damaged");
    assert_non_null(strstr(err.path, "/a/b/x/y"));
    snprintf(path, sizeof path, "%s/none", folder.path);
    assert_int_equal(store_folder_open(path, false, &none, &err), ASSAY_EMISSING);
    assert_string_equal(err.id, "ledger.missing");
}

/* What a crash left aside is dropped by the next writer and never seen under a name. */
static void test_left_aside(void **state)
{
    CLEANUP(folder_remove) struct folder folder;
    struct store *store = open_store(&folder);
    struct assay_error err = {0};
    struct stat status;
    char path[100];

    (void)state;
    assert_ok(store_write(store, "x", BYTES("half of something"), &err), err);
    store_free(store); /* as if it had been killed: nothing was synced */
    snprintf(path, sizeof path, "%s/a/b/x", folder.path);
    assert_int_not_equal(stat(path, &status), 0);
    snprintf(path, sizeof path, "%s/a/b/state/new/0", folder.path);
    assert_int_equal(stat(path, &status), 0);
    snprintf(path, sizeof path, "%s/a/b", folder.path);
    assert_ok(store_folder_open(path, false, &store, &err), err);
    assert_ok(store->kind->lock(store, &err), err);
    snprintf(path, sizeof path, "%s/a/b/state/new/0", folder.path);
    assert_int_not_equal(stat(path, &status), 0);
    store_free(store);
}

/* Pieces get their names in their order, and a later one takes the place of an earlier. */
static void test_commit(void **state)
{
    CLEANUP(folder_remove) struct folder folder;
    CLEANUP(store_freep) struct store *store = open_store(&folder);
    CLEANUP(buf_clear) struct buf text = {.ceiling = 100};
    struct assay_error err = {0};

    (void)state;
    assert_ok(store_write(store, "a/1", BYTES("one"), &err), err);
    assert_ok(store_write(store, "a/1", BYTES("two"), &err), err);
    assert_int_equal(store_read(store, "a/1", &text, &err), ASSAY_EMISSING);
    assert_ok(store_commit(store, "b", BYTES("three"), &err), err);
    assert_ok(store_read(store, "a/1", &text, &err), err);
    assert_ok(store_read(store, "b", &text, &err), err);
    assert_string_equal(buf_string(&text), "twothree");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pieces),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_left_aside),
        cmocka_unit_test(test_commit),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
