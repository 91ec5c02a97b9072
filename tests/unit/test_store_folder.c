/* test_store_folder.c - what is of a folder's nature; what all stores do: test_store.c. */

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

static void test_refused(void **state)
{
    CLEANUP(folder_remove) struct folder folder;
    CLEANUP(store_freep) struct store *store = open_store(&folder);
    CLEANUP(buf_clear) struct buf text = {.ceiling = 2};
    struct assay_error err = {0};

    (void)state;
    assert_ok(store_write(store, "x", BYTES("long"), &err), err);
    assert_ok(store_sync(store, &err), err);
    assert_int_equal(store_read(store, "state", &text, &err), ASSAY_ETRUST); /* a folder */
    assert_string_equal(err.id, "ledger.damaged");
    assert_int_equal(store_commit(store, "x/y", BYTES(""), &err), ASSAY_ETRUST); /* below a file */
    assert_string_equal(err.id, "ledger.damaged");
    assert_non_null(strstr(err.path, "/a/b/x/y"));
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_left_aside),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
