/*
 * test_store.c - what the ledger asks of every kind of store (ledger/store.h), held against each of
 * them; and the names and failures that all share. Run through tests/support/with-postgres.
 */

#include "ledger/store.h"

#include "base/kit.h"
#include "stores.h"

static struct store *open_writer(const char *place)
{
    struct store *store = NULL;
    struct assay_error err = {0};

    assert_ok(store_open_place(place, true, &store, &err), err);
    assert_ok(store->kind->lock(store, &err), err);
    return store;
}

static struct store *open_reader(const char *place)
{
    struct store *store = NULL;
    struct assay_error err = {0};

    assert_ok(store_open_place(place, false, &store, &err), err);
    return store;
}

/* What somebody else reads who opens the store now; NULL: nothing of that name. */
static void assert_there(const char *place, const char *name, const char *content)
{
    CLEANUP(store_freep) struct store *store = open_reader(place);
    CLEANUP(buf_clear) struct buf text = {.ceiling = 100};
    struct assay_error err = {0};
    enum assay_status status = store_read(store, name, &text, &err);

    if (!content) {
        assert_int_equal(status, ASSAY_EMISSING);
        return;
    }
    assert_ok(status, err);
    assert_string_equal(buf_string(&text), content);
}

static void gather_name(void *user, const char *name)
{
    struct buf *names = user;

    buf_printf(names, "[%s]", name);
}

/* That `names` stand right below a folder, each once, in any order. */
static void assert_list(const char *place, const char *folder, size_t size,
                        const char *const *names)
{
    CLEANUP(store_freep) struct store *store = open_reader(place);
    CLEANUP(buf_clear) struct buf found = {.ceiling = 1000};
    struct assay_error err = {0};
    size_t wanted = 0;

    assert_ok(store_list(store, folder, gather_name, &found, &err), err);
    for (size_t i = 0; i < size; i++) {
        char name[64];

        snprintf(name, sizeof name, "[%s]", names[i]);
        assert_non_null(strstr(buf_string(&found), name));
        wanted += strlen(name);
    }
    assert_int_equal(found.size, wanted);
}
#define ASSERT_LIST(place, folder, ...)                                                            \
    assert_list(place, folder, ARRAY_LEN(((const char *[]){__VA_ARGS__})),                         \
                (const char *[]){__VA_ARGS__})

static void check_missing(const char *place)
{
    struct store *none = NULL;
    struct assay_error err = {0};

    assert_int_equal(store_open_place(place, false, &none, &err), ASSAY_EMISSING);
    assert_null(none);
    assert_string_equal(err.id, "ledger.missing");
    assert_int_not_equal(strlen(err.remedy), 0);

    {
        CLEANUP(store_freep) struct store *store = open_writer(place);
        CLEANUP(buf_clear) struct buf text = {.ceiling = 100};

        assert_int_equal(store_read(store, "tile/0/000.p/1", &text, &err), ASSAY_EMISSING);
        assert_non_null(strstr(err.path, "/tile/0/000.p/1"));
        assert_int_equal(text.size, 0);
        assert_ok(store_list(store, "no/such", gather_name, &text, &err), err);
        assert_int_equal(text.size, 0);
        assert_ok(store_remove(store, "no/such", &err), err);
    }
}

/* Pieces of one batch are there together, and stay when another batch follows. */
static void check_commit(const char *place)
{
    CLEANUP(store_freep) struct store *store = open_writer(place);
    struct assay_error err = {0};

    assert_ok(store_write(store, "tile/0/000.p/1", BYTES("one"), &err), err);
    assert_ok(store_write(store, "tile/entries/000.p/1", BYTES("entry"), &err), err);
    assert_ok(store_sync(store, &err), err);
    assert_ok(store_write(store, "tile/1/000", BYTES("above"), &err), err);
    assert_there(place, "checkpoint", NULL);
    assert_ok(store_commit(store, "checkpoint", BYTES("1"), &err), err);
    assert_there(place, "tile/0/000.p/1", "one");
    assert_there(place, "tile/entries/000.p/1", "entry");
    assert_there(place, "tile/1/000", "above");
    assert_there(place, "checkpoint", "1");
    assert_ok(store_commit(store, "checkpoint", BYTES("2"), &err), err);
    assert_there(place, "checkpoint", "2");
    assert_there(place, "tile/0/000.p/1", "one");
}

/* The later of two takes the place of the earlier, in one batch and in another. */
static void check_replace(const char *place)
{
    CLEANUP(store_freep) struct store *store = open_writer(place);
    struct assay_error err = {0};

    assert_ok(store_write(store, "a/1", BYTES("first"), &err), err);
    assert_ok(store_write(store, "a/1", BYTES("second, longer"), &err), err);
    assert_ok(store_commit(store, "b", BYTES(""), &err), err);
    assert_there(place, "a/1", "second, longer");
    assert_there(place, "b", "");
    assert_ok(store_write(store, "a/1", BYTES("third"), &err), err);
    assert_ok(store_commit(store, "b", BYTES("x"), &err), err);
    assert_there(place, "a/1", "third");
    ASSERT_LIST(place, "a", "1");
}

/* A writer that goes away before its commit leaves the ledger as it was. */
static void check_unfinished(const char *place)
{
    struct store *store = open_writer(place);
    struct assay_error err = {0};

    assert_ok(store_commit(store, "checkpoint", BYTES("1"), &err), err);
    assert_ok(store_write(store, "checkpoint", BYTES("2"), &err), err);
    assert_ok(store_write(store, "tile/0/000.p/1", BYTES("one"), &err), err);
    store_free(store);
    assert_there(place, "checkpoint", "1");
    assert_there(place, "tile/0/000.p/1", NULL);
    store = open_writer(place);
    assert_ok(store_commit(store, "checkpoint", BYTES("3"), &err), err);
    store_free(store);
    assert_there(place, "checkpoint", "3");
    assert_there(place, "tile/0/000.p/1", NULL);
}

static void fill(struct buf *out, size_t size)
{
    uint32_t state = 1;

    for (size_t i = 0; i < size; i++) {
        state = state * 1664525 + 1013904223;
        buf_byte(out, (uint8_t)(state >> 24));
    }
}

/* Any bytes in any number, also round the size at which a server's pieces are cut, come back; read
 * at once and in small steps. */
static void check_sizes(const char *place)
{
    static const size_t sizes[] = {0, 1, 255, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, 3 << 20};
    CLEANUP(store_freep) struct store *store = open_writer(place);
    struct assay_error err = {0};

    for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
        CLEANUP(buf_clear) struct buf content = {.ceiling = SIZE_MAX};
        CLEANUP(buf_clear) struct buf whole = {.ceiling = sizes[i]};
        CLEANUP(buf_clear) struct buf steps = {.ceiling = SIZE_MAX};
        CLEANUP(stream_close) struct stream stream = {0};
        size_t got = 1;

        fill(&content, sizes[i]);
        assert_ok(store_commit(store, "objects/x", buf_bytes(&content), &err), err);
        assert_ok(store_read(store, "objects/x", &whole, &err), err);
        assert_true(bytes_equal(buf_bytes(&whole), buf_bytes(&content)));
        assert_ok(store_open(store, "objects/x", &stream, &err), err);
        while (got > 0) {
            uint8_t block[7777];

            assert_ok(stream_read(&stream, block, sizeof block, &got, &err), err);
            buf_add(&steps, block, got);
        }
        assert_true(bytes_equal(buf_bytes(&steps), buf_bytes(&content)));
    }
}

static void check_ceiling(const char *place)
{
    CLEANUP(store_freep) struct store *store = open_writer(place);
    CLEANUP(buf_clear) struct buf text = {.ceiling = 2};
    struct assay_error err = {0};

    assert_ok(store_commit(store, "x", BYTES("long"), &err), err);
    assert_int_equal(store_read(store, "x", &text, &err), ASSAY_ELIMIT);
    assert_non_null(strstr(err.path, "/x"));
}

/* Names are compared byte for byte, level by level. */
static void check_list(const char *place)
{
    CLEANUP(store_freep) struct store *store = open_writer(place);
    struct assay_error err = {0};

    assert_ok(store_write(store, "t/0/000.p/1", BYTES("x"), &err), err);
    assert_ok(store_write(store, "t/0/000.p/2", BYTES("x"), &err), err);
    assert_ok(store_write(store, "t/0/001", BYTES("x"), &err), err);
    assert_ok(store_write(store, "t0/1", BYTES("x"), &err), err);
    assert_ok(store_write(store, "t_/1", BYTES("x"), &err), err);
    assert_ok(store_write(store, "T/1", BYTES("x"), &err), err);
    assert_ok(store_commit(store, "t%", BYTES("x"), &err), err);
    ASSERT_LIST(place, "t", "0");
    ASSERT_LIST(place, "t/0", "000.p", "001");
    ASSERT_LIST(place, "t/0/000.p", "1", "2");
    ASSERT_LIST(place, "t_", "1");
    ASSERT_LIST(place, "T", "1");
}

/* What is removed is gone for whoever comes next, and nothing else is. */
static void check_remove(const char *place)
{
    CLEANUP(store_freep) struct store *store = open_writer(place);
    struct assay_error err = {0};

    assert_ok(store_write(store, "t/a/1", BYTES("x"), &err), err);
    assert_ok(store_write(store, "t/a/2", BYTES("x"), &err), err);
    assert_ok(store_write(store, "t/a0/1", BYTES("x"), &err), err);
    assert_ok(store_write(store, "t/a-/1", BYTES("x"), &err), err);
    assert_ok(store_commit(store, "t/b", BYTES("x"), &err), err);
    assert_ok(store_remove(store, "t/b", &err), err);
    assert_ok(store_sync(store, &err), err);
    assert_there(place, "t/b", NULL);
    assert_ok(store_remove(store, "t/b", &err), err);
    assert_ok(store_remove(store, "t/a", &err), err);
    assert_ok(store_sync(store, &err), err);
    ASSERT_LIST(place, "t", "a0", "a-");
    assert_there(place, "t/a0/1", "x");
}

/* The same by one who found the store as it is: it may have read before. */
static void check_remove_later(const char *place)
{
    struct store *store = open_writer(place);
    struct assay_error err = {0};

    assert_ok(store_commit(store, "x", BYTES("x"), &err), err);
    store_free(store);
    store = open_reader(place);
    assert_ok(store->kind->lock(store, &err), err);
    assert_ok(store_remove(store, "x", &err), err);
    assert_ok(store_sync(store, &err), err);
    store_free(store);
    assert_there(place, "x", NULL);
}

/* What is put is there at once, while somebody else holds the lock; and again is no failure. */
static void check_put(const char *place)
{
    CLEANUP(store_freep) struct store *writer = open_writer(place);
    CLEANUP(store_freep) struct store *other = open_reader(place);
    struct assay_error err = {0};

    assert_ok(store_write(writer, "tile/0/000.p/1", BYTES("one"), &err), err);
    assert_ok(store_put(other, "spool/1.json", BYTES("entry"), &err), err);
    assert_ok(store_put(other, "spool/1.json", BYTES("entry"), &err), err);
    assert_ok(store_put(other, "spool/2.json", BYTES("another"), &err), err);
    assert_there(place, "spool/1.json", "entry");
    ASSERT_LIST(place, "spool", "1.json", "2.json");
    assert_there(place, "tile/0/000.p/1", NULL);
    assert_ok(store_commit(writer, "checkpoint", BYTES("1"), &err), err);
    assert_there(place, "tile/0/000.p/1", "one");
    assert_there(place, "spool/2.json", "another");
}

static void check_lock(const char *place)
{
    struct store *first = open_writer(place);
    CLEANUP(store_freep) struct store *second = NULL;
    struct assay_error err = {0};

    assert_ok(store_open_place(place, true, &second, &err), err);
    assert_int_equal(second->kind->lock(second, &err), ASSAY_EOUTPUT);
    assert_string_equal(err.id, "ledger.locked");
    assert_int_not_equal(strlen(err.remedy), 0);
    store_free(first);
    store_free(TAKE(second));
    second = open_writer(place);
    assert_ok(store_commit(second, "x", BYTES("x"), &err), err);
}

struct row {
    const char *name;
    bool on_server;
    void (*check)(const char *place);
};

#define ON_BOTH(name, check)                                                                       \
    {name ", in a folder", false, check},                                                          \
    {                                                                                              \
        name ", on a server", true, check                                                          \
    }

static const struct row rows[] = {
    ON_BOTH("nothing is there", check_missing),
    ON_BOTH("a batch is there whole", check_commit),
    ON_BOTH("a piece takes another's place", check_replace),
    ON_BOTH("a batch without its commit", check_unfinished),
    ON_BOTH("pieces of every size", check_sizes),
    ON_BOTH("a piece above the ceiling", check_ceiling),
    ON_BOTH("what stands below a folder", check_list),
    ON_BOTH("removed", check_remove),
    ON_BOTH("removed by a later one", check_remove_later),
    ON_BOTH("put beside a writer", check_put),
    ON_BOTH("one writer", check_lock),
};

static void check(void **state)
{
    const struct row *row = *state;
    CLEANUP(place_clear) struct place place;

    place_make(&place, row->on_server);
    row->check(place.name);
}

static void test_object_name(void **state)
{
    static const uint8_t digest[32] = {0xab, 0xcd, 0xef};
    char name[STORE_NAME_SIZE];

    (void)state;
    store_object_name(digest, name);
    assert_string_equal(name, "objects/sha256/ab/"
                              "cdef0000000000000000000000000000000000000000000000000000000000");
}

static void test_damage(void **state)
{
    const struct store store = {.where = "/ledger"};
    struct assay_error err = {0};

    (void)state;
    assert_int_equal(store_damaged(&store, "tile/0/000", 32, &err, "hash %d", 1), ASSAY_ETRUST);
    assert_string_equal(err.id, "ledger.damaged");
    assert_string_equal(err.path, "/ledger/tile/0/000");
    assert_string_equal(err.text, "tile/0/000: hash 1");
    assert_int_equal(err.offset, 32);
    assert_int_not_equal(strlen(err.why), 0);
    assert_int_not_equal(strlen(err.remedy), 0);
    assert_int_equal(store_required(&store, "x", ASSAY_EMISSING, &err), ASSAY_ETRUST);
    assert_int_equal(store_required(&store, "x", ASSAY_ELIMIT, &err), ASSAY_ETRUST);
    assert_int_equal(store_required(&store, "x", ASSAY_EIO, &err), ASSAY_EIO);
    assert_int_equal(store_required(&store, "x", ASSAY_OK, &err), ASSAY_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_object_name),
        cmocka_unit_test(test_damage),
    };

    return RUN_CASES(check, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
