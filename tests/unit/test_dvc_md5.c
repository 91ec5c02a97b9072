/* test_dvc_md5.c - the MD5 of text before version 3 of DVC; the digests are those that its rules,
 * run as the Python that they were written in, gave. */

#include "rows.h"

#include "source/dvc_md5.h"

enum { PIECE = 1 << 20, SIZE_MAX_ROW = 3 * PIECE };

/* Bytes of a row: `head`, then `fill` up to `size`, with `cut` put where the first piece ends. */
struct row {
    const char *name;
    struct bytes head;
    const char *fill;
    size_t size;
    const char *cut;
    const char *once, *each;
};

static const struct row rows[] = {
    {"empty", ROW_BYTES(""), "x", 0, NULL, "d41d8cd98f00b204e9800998ecf8427e",
     "d41d8cd98f00b204e9800998ecf8427e"},
    {"LF", ROW_BYTES("a\012b\012"), "x", 4, NULL, "dd8c6a395b5dd36c56d23275028f526c",
     "dd8c6a395b5dd36c56d23275028f526c"},
    {"CRLF", ROW_BYTES("a\015\012b\015\012"), "x", 6, NULL, "dd8c6a395b5dd36c56d23275028f526c",
     "dd8c6a395b5dd36c56d23275028f526c"},
    {"CR alone, and at the end", ROW_BYTES("a\015b\015"), "x", 4, NULL,
     "eea524bfa8bb496aaed2fa86a3c54a9e", "eea524bfa8bb496aaed2fa86a3c54a9e"},
    {"many CR", ROW_BYTES("\015\015\012\015\015\015\012"), "x", 7, NULL,
     "e65ae1affabf8eedc859cc007904bd2f", "e65ae1affabf8eedc859cc007904bd2f"},
    {"binary by a NUL", ROW_BYTES("a\000\015\012b"), "x", 5, NULL,
     "179b471323358b6f9284e4b4739bb8a0", "179b471323358b6f9284e4b4739bb8a0"},
    {"three in ten are odd", ROW_BYTES("\200\200\200abc\015\012de"), "x", 10, NULL,
     "71e7eaba968bae83b14fd24e0fa1913d", "71e7eaba968bae83b14fd24e0fa1913d"},
    {"more than three in ten", ROW_BYTES("\200\200\200\200abc\015\012"), "x", 9, NULL,
     "41bdcb9b10fbae9705fd4215f8d1c8c1", "41bdcb9b10fbae9705fd4215f8d1c8c1"},
    {"a NUL behind what is looked at",
     ROW_BYTES(
         "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
         "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
         "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
         "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
         "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
         "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\000\015\012"),
     "y", 515, NULL, "3119150934a2ecf2c4b890e1caab7f50", "3119150934a2ecf2c4b890e1caab7f50"},
    {"over the look", ROW_BYTES(""), "a,b\015\012", 1200, NULL, "e455f8d1b09256e4710f1c3007a3ee1b",
     "e455f8d1b09256e4710f1c3007a3ee1b"},
    {"a CRLF cut in two", ROW_BYTES(""), "0123456789\015\012", 1053576, "\015\012",
     "acfa8ab8c478847ef60b3b8d41f04392", "acfa8ab8c478847ef60b3b8d41f04392"},
    {"a CR at the end of a piece", ROW_BYTES(""), "0123456789\015\012", 1053576, "\015x",
     "7a1bceea7a3373e306b71b36d14e0223", "7a1bceea7a3373e306b71b36d14e0223"},
    {"two whole pieces", ROW_BYTES(""), "ab\015\012", 2097152, NULL,
     "e75c7e97e272bf1b7e85d9110bf41448", "e75c7e97e272bf1b7e85d9110bf41448"},
    {"text, then a piece that is none",
     ROW_BYTES(
         "plain\015\012plain\015\012plain\015\012plain\015\012plain\015\012plain\015\012plain\015"
         "\012plain\015\012plain\015\012plain\015\012plain\015\012plain\015\012plain\015\012plain"
         "\015\012plain\015\012plain\015\012plain\015\012plain\015\012plain\015\012plain\015\012pla"
         "in\015\012plain\015\012plain\015\012plain\015\012plain\015\012plain\015\012plain\015\012p"
         "lain\015\012plain\015\012plain\015\012plain\015\012plain\015\012plain\015\012plain\015"
         "\012plain\015\012plain\015\012plain\015\012plain\015\012plain\015\012plain\015\012plain"
         "\015\012plain\015\012plain\015\012plain\015\012plain\015\012plain\015\012plain\015\012pla"
         "in\015\012plain\015\012plain\015\012plain\015\012plain\015\012plain\015\012plain\015\012p"
         "lain\015\012plain\015\012plain\015\012plain\015\012plain\015\012plain\015\012plain\015"
         "\012plain\015\012plain\015\012plain\015\012plain\015\012plain\015\012plain\015\012plain"
         "\015\012plain\015\012plain\015\012plain\015\012plain\015\012plain\015\012plain\015\012pla"
         "in\015\012plain\015\012plain\015\012plain\015\012plain\015\012plain\015\012"),
     "\200\201\202\015\012", 1057576, NULL, "2ca47b097c77eb458f474dda531fdc00",
     "f217a66290902d7bf99d034745815779"},
};

static void hashes(void **state)
{
    const struct row *row = *state;
    static const size_t steps[] = {1, 511, 512, 4096, PIECE - 1, SIZE_MAX_ROW};
    uint8_t *bytes = malloc(SIZE_MAX_ROW);
    size_t fill = strlen(row->fill);

    assert_non_null(bytes);
    for (size_t i = 0; i < row->size; i++)
        bytes[i] = i < row->head.size ? row->head.data[i]
                                      : (uint8_t)row->fill[(i - row->head.size) % fill];
    if (row->cut)
        memcpy(bytes + PIECE - 1, row->cut, strlen(row->cut));
    for (size_t i = row->size > PIECE ? 2 : 0; i < sizeof steps / sizeof *steps; i++) {
        struct dvc_md5 *md5 = dvc_md5_new();
        char once[33], each[33];

        assert_non_null(md5);
        for (size_t at = 0; at < row->size; at += steps[i])
            dvc_md5_add(
                md5, bytes_of(bytes + at, row->size - at < steps[i] ? row->size - at : steps[i]));
        dvc_md5_end(md5, once, each);
        dvc_md5_free(md5);
        assert_string_equal(once, row->once);
        assert_string_equal(each, row->each);
    }
    free(bytes);
}

int main(void)
{
    return RUN_CASES(hashes, rows);
}
