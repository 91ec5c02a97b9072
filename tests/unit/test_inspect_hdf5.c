/*
 * test_inspect_hdf5.c - HDF5 files as h5py writes them (tests/support/make_hdf5.py), each of them
 * damaged at every byte, and files made by hand that lead nowhere, in circles, or too deep.
 */

#include "inspect.h"

#include <fcntl.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/limits.h"
#include "examine/inspect.h"
#include "inventory/gaps.h"

#define FILES TEST_DATA "/../fuzz/corpus/hdf5/"

struct file_row {
    const char *name;
    enum assay_kind kind;
    enum assay_load load;
    const char *says[8]; /* lines of inspected_text(), or beginnings of them */
};

static const struct file_row files[] = {
    {"keras-old.h5",
     ASSAY_KIND_MODEL,
     ASSAY_LOAD_CLEAN,
     {"fact model.parameters = 3\n", "fact model.dtypes = [F32]\n", "fact model.layers = 2\n",
      "fact model.layer-classes = [Dense] [InputLayer]\n", "format keras-hdf5",
      "fact model.producer (declared) = keras 2.11.0 (tensorflow)\n",
      "fact model.loss (declared) = mse\n"}},
    {"keras-new.h5",
     ASSAY_KIND_MODEL,
     ASSAY_LOAD_CLEAN,
     {"fact model.parameters = 3\n", "fact model.architecture (declared) = Sequential\n"}},
    {"table.h5",
     ASSAY_KIND_DATASET,
     ASSAY_LOAD_CLEAN,
     {"fact dataset.column-names = [/t.id] [/t.mail]\n", "fact dataset.rows = 3\n",
      "fact dataset.column-types = [integer] [text]\n", "fact dataset.dtype = compound\n",
      "fact dataset.shape = 3\n"}},
    {"texts-old.h5",
     ASSAY_KIND_DATASET,
     ASSAY_LOAD_CLEAN,
     {"fact dataset.column-names = [/any] [/packed]\n", "fact dataset.rows = 6\n"}},
    {"texts-new.h5", ASSAY_KIND_DATASET, ASSAY_LOAD_CLEAN, {"fact dataset.columns = 2\n"}},
    {"grows.h5",
     ASSAY_KIND_DATASET,
     ASSAY_LOAD_CLEAN,
     {"fact dataset.columns = 3\n", "fact dataset.rows = 6\n"}},
    {"many.h5",
     ASSAY_KIND_DATASET,
     ASSAY_LOAD_CLEAN,
     {"fact dataset.external-files = [beside.h5]\n",
      "observation data.external-link [beside.h5] low x1"}},
    {"outside.h5",
     ASSAY_KIND_DATASET,
     ASSAY_LOAD_DANGEROUS,
     {"observation data.external-link [../secret.h5] high x1",
      "observation data.external-storage [/etc/hostname] high x1",
      "fact dataset.external-files = [../secret.h5] [/etc/hostname]\n"}},
    {"virtual.h5",
     ASSAY_KIND_DATASET,
     ASSAY_LOAD_DANGEROUS,
     {"observation data.virtual-source [../a.h5] high x1",
      "observation data.virtual-source [b.h5] low x1", "fact dataset.dtype = int32\n"}},
};

static void read_row(const struct file_row *row, struct buf *bytes)
{
    struct assay_error err = {0};
    char path[512];

    buf_init(bytes, 1 << 20);
    snprintf(path, sizeof path, "%s%s", FILES, row->name);
    assert_ok(file_read(AT_FDCWD, path, bytes, &err), err);
}

static void check_file(void **state)
{
    const struct file_row *row = *state;
    CLEANUP(buf_clear) struct buf bytes;

    read_row(row, &bytes);
    for (size_t step = 1; step < 4096; step += 4000) {
        struct inspected *seen =
            inspect_in_steps(&inspect_hdf5, buf_bytes(&bytes), "x.h5", step, true);
        CLEANUP(free_cleanup) char *text = inspected_text(seen);

        assert_int_equal(seen->status, ASSAY_OK);
        assert_true(seen->bid > 8);
        for (size_t i = 0; i < ARRAY_LEN(row->says) && row->says[i]; i++)
            if (!strstr(text, row->says[i]))
                inspected_fail(seen, row->says[i]);
        assert_int_equal(seen->content.kind, row->kind);
        assert_int_equal(seen->content.load, row->load);
        assert_int_equal(evidence_gap_count(seen->evidence), 0);
        inspected_free(seen);
    }
}

/* A file that is not as it was: whatever is said of it, it is not said to be clean and unread. */
static void check_damaged(struct bytes bytes)
{
    struct inspected *seen = inspect_bytes(&inspect_hdf5, bytes, "x.h5");

    if (seen->status != ASSAY_OK) {
        assert_true(seen->status == ASSAY_EFORMAT || seen->status == ASSAY_ELIMIT);
        assert_true(seen->err.offset <= bytes.size);
    }
    if (seen->status != ASSAY_OK || evidence_gap_count(seen->evidence) > 0)
        assert_true(seen->content.load >= ASSAY_LOAD_SUSPICIOUS);
    inspected_free(seen);
}

static void check_damage(void **state)
{
    static const uint8_t values[] = {0xff, 0x00, 0x01, 0x80};
    const struct file_row *row = *state;
    CLEANUP(buf_clear) struct buf bytes;

    read_row(row, &bytes);
    for (size_t i = 0; i < bytes.size; i++) {
        uint8_t was = bytes.data[i];

        if (was == 0 && i > 0 && bytes.data[i - 1] == 0 && i % 8 != 7)
            continue; /* nearly all of it is free room */
        bytes.data[i] = values[i % ARRAY_LEN(values)];
        check_damaged(buf_bytes(&bytes));
        bytes.data[i] = was;
    }
    for (size_t size = 0; size < bytes.size; size += size < 1024 ? 1 : 37)
        check_damaged(bytes_of(bytes.data, size));
}

/* Superblock of version 3 whose root group follows it. */
#define NOWHERE "\xff\xff\xff\xff\xff\xff\xff\xff"
#define ZERO "\0\0\0\0\0\0\0\0"
#define SUPERBLOCK "\x89HDF\r\n\x1a\n\3\10\10\0" ZERO NOWHERE ZERO "\x30\0\0\0\0\0\0\0\0\0\0\0"
/* An object header with one chunk of `size` bytes, and a message in it. */
#define HEADER(size) "OHDR\2\0" size
#define MESSAGE(type, size) type size "\0\0"
#define SPACE_OF(rank, dims) "\2" rank "\0\1" dims
#define INT32 "\x10\10\0\0\4\0\0\0\0\0\x20\0"

struct row {
    const char *name;
    struct bytes bytes;
    enum assay_status status;
    const char *gap; /* what the gap says, or NULL for none */
};

static const struct row rows[] = {
    {"nothing", ROW_BYTES(""), ASSAY_EFORMAT, NULL},
    {"another format", ROW_BYTES("\x89PNG\r\n\x1a\n"), ASSAY_EFORMAT, NULL},
    {"a version from the future", ROW_BYTES("\x89HDF\r\n\x1a\n\x9\10\10\0"), ASSAY_EFORMAT, NULL},
    {"addresses of nine bytes", ROW_BYTES("\x89HDF\r\n\x1a\n\3\x9\10\0"), ASSAY_EFORMAT, NULL},
    {"a superblock alone", ROW_BYTES(SUPERBLOCK), ASSAY_OK, "cut short"},
    {"an empty group", ROW_BYTES(SUPERBLOCK HEADER("\0") "\0\0\0\0"), ASSAY_OK, NULL},
    {"no header", ROW_BYTES(SUPERBLOCK "XXXXXXXX"), ASSAY_OK, "no header of an object"},
    {"a message behind its header", ROW_BYTES(SUPERBLOCK HEADER("\4") MESSAGE("\1", "\xff")),
     ASSAY_OK, "does not fit"},
    {"a group that links to itself",
     ROW_BYTES(SUPERBLOCK HEADER("\x10") MESSAGE("\6", "\xc") "\1\0\1a\x30\0\0\0\0\0\0\0"
                                                              "\0\0\0\0"),
     ASSAY_OK, NULL},
    {"a header that goes on in itself",
     ROW_BYTES(SUPERBLOCK HEADER("\x14") MESSAGE(
         "\x10", "\x10") "\x4f\0\0\0\0\0\0\0\x1c\0\0\0\0\0\0\0"
                         "\0\0\0\0OCHK" MESSAGE("\x10",
                                                "\x10") "\x4f\0\0\0\0\0\0\0\x1c\0\0\0\0\0\0\0"
                                                        "\0\0\0\0"),
     ASSAY_OK, "refer to one another more often"},
    {"a tree that is its own child",
     ROW_BYTES(SUPERBLOCK HEADER("\x14") MESSAGE(
         "\x11", "\x10") "\x58\0\0\0\0\0\0\0" ZERO "\0\0\0\0" ZERO
                         "\0TREE\0\1\1\0" NOWHERE NOWHERE ZERO "\x58\0\0\0\0\0\0\0" ZERO),
     ASSAY_OK, "where 0 is due"},
    {"a type of no bytes",
     ROW_BYTES(SUPERBLOCK HEADER("\x10") MESSAGE("\3", "\xc") "\x10\10\0\0\0\0\0\0\0\0\x20\0"
                                                              "\0\0\0\0"),
     ASSAY_OK, "a type of no bytes"},
    {"33 dimensions",
     ROW_BYTES(SUPERBLOCK HEADER("\x8") MESSAGE("\1", "\4") "\2\x21\0\1"
                                                            "\0\0\0\0"),
     ASSAY_OK, "33 dimensions"},
    {"an extent that overflows",
     ROW_BYTES(SUPERBLOCK HEADER("\x18") MESSAGE("\1", "\x14")
                   SPACE_OF("\2", NOWHERE NOWHERE) "\0\0\0\0"),
     ASSAY_OK, "more elements than any file holds"},
    {"4 GiB of elements in a small file",
     ROW_BYTES(SUPERBLOCK HEADER("\x36") MESSAGE("\1", "\xc") SPACE_OF("\1", ZERO "")
                   MESSAGE("\3", "\xc") INT32 MESSAGE("\x8", "\x12") "\3\1\x30\0\0\0\0\0\0\0"
                                                                     "\0\0\0\0\1\0\0\0"
                                                                     "\0\0\0\0"),
     ASSAY_OK, NULL},
    {"as many elements as 2^31",
     ROW_BYTES(SUPERBLOCK HEADER("\x36") MESSAGE("\1", "\xc") SPACE_OF("\1", "\0\0\0\x80\0\0\0\0")
                   MESSAGE("\3", "\xc") INT32 MESSAGE("\x8", "\x12") "\3\1\x30\0\0\0\0\0\0\0"
                                                                     "\0\0\0\0\1\0\0\0"
                                                                     "\0\0\0\0"),
     ASSAY_OK, "cannot fit in the file"},
    {"a data set without a type",
     ROW_BYTES(SUPERBLOCK HEADER("\x16") MESSAGE("\x8", "\x12") "\3\1\x30\0\0\0\0\0\0\0" ZERO
                                                                "\0\0\0\0"),
     ASSAY_OK, "without a type"},
};

static void check_row(void **state)
{
    const struct row *row = *state;
    struct inspected *seen = inspect_bytes(&inspect_hdf5, row->bytes, "x.h5");
    CLEANUP(free_cleanup) char *text = inspected_text(seen);

    if (seen->status != row->status)
        inspected_fail(seen, "the status of the row");
    if (row->gap && !strstr(text, row->gap))
        inspected_fail(seen, row->gap);
    if (row->status == ASSAY_OK && !row->gap && evidence_gap_count(seen->evidence) > 0)
        inspected_fail(seen, "a file without gaps");
    assert_int_equal(seen->content.load,
                     row->status || row->gap ? ASSAY_LOAD_SUSPICIOUS : ASSAY_LOAD_CLEAN);
    inspected_free(seen);
}

/* Types in types: one level is an array of one element of the next. */
static void check_deep_types(void **state)
{
    CLEANUP(buf_clear) struct buf file;
    uint16_t size = 0;
    size_t at;

    (void)state;
    buf_init(&file, 1 << 20);
    buf_add(&file, SUPERBLOCK "OHDR\2\1\xf4\xff\3\xf0\xff\0", sizeof SUPERBLOCK + 11);
    at = file.size;
    while (file.size - at + 13 < 0xfff0)
        buf_add(&file, "\x3a\0\0\0\1\0\0\0\1\1\0\0\0", 13);
    size = (uint16_t)(0xfff0 - (file.size - at));
    for (unsigned i = 0; i < size + 8U; i++)
        buf_byte(&file, 0);
    {
        struct inspected *seen = inspect_bytes(&inspect_hdf5, buf_bytes(&file), "x.h5");

        assert_non_null(inspected_gap(seen, GAP_DATA_BAD_RECORD));
        if (!strstr(inspected_gap(seen, GAP_DATA_BAD_RECORD)->why, "types deeper than"))
            inspected_fail(seen, "types deeper");
        inspected_free(seen);
    }
}

/* Python's pickles in attributes, as PyTables writes what HDF5 has no type for. */
static void check_pickle(void **state)
{
    static const char bytes[] =
        SUPERBLOCK HEADER("\x33") MESSAGE("\xc", "\x2f") "\3\0\2\0\10\0\4\0\0"
                                                         "a\0"
                                                         "\x13\0\0\0\x18\0\0\0"
                                                         "\2\0\0\0"
                                                         "cposix\nsystem\n(Vtrue\ntR."
                                                         "\0\0\0\0";
    struct inspected *seen =
        inspect_bytes(&inspect_hdf5, bytes_of(bytes, sizeof bytes - 1), "x.h5");

    (void)state;
    if (!inspected_observation(seen, "model.code-import", ""))
        inspected_fail(seen, "the import");
    assert_int_equal(seen->content.load, ASSAY_LOAD_DANGEROUS);
    inspected_free(seen);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(check_deep_types),
        cmocka_unit_test(check_pickle),
    };

    return RUN_CASES(check_file, files) + RUN_CASES(check_damage, files) +
           RUN_CASES(check_row, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
