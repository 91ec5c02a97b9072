/* test_openpgp.c - packed messages of OpenPGP, and bytes that begin like one. */

#include "source/openpgp.h"

#include "rows.h"

/* A stored block of deflate (RFC 1951, 3.2.4) of so many bytes. */
#define STORED(size) "\1" size "\0" /* and the size's complement */

struct row {
    const char *name;
    struct bytes head;
    bool packed;
};

static const struct row rows[] = {
    {"a signature to follow", ROW_BYTES("\xa3\1" STORED("\4") "\xfb\xff\x90\x0d\3\0"), true},
    {"the newer header", ROW_BYTES("\xc8\x20\1" STORED("\4") "\xfb\xff\xc4\x0d\3\0"), true},
    {"a header of two bytes", ROW_BYTES("\xc8\xc0\x20\1" STORED("\4") "\xfb\xff\xc4\x0d\3\0"),
     true},
    {"a file", ROW_BYTES("\xa3\1" STORED("\3") "\xfc\xff\xac\x09t"), true},
    {"zlib", ROW_BYTES("\xa3\2\x78\x9c"), true},
    {"bzip2", ROW_BYTES("\xa3\3BZh9"), true},
    {"a message inside that is none", ROW_BYTES("\xa3\1" STORED("\4") "\xfb\xffword"), false},
    {"no deflate", ROW_BYTES("\xa3\1\7\7\7\7\7\7\7\7"), false},
    {"cut behind its header", ROW_BYTES("\xa3\1"), false},
    {"cut in its header", ROW_BYTES("\xc8\xff\0"), false},
    {"nothing", {NULL, 0}, false},
    {"another packet", ROW_BYTES("\xa7\1" STORED("\4") "\xfb\xff\x90\x0d\3\0"), false},
    {"zlib with a wrong check", ROW_BYTES("\xa3\2\x78\x9d"), false},
    {"a file of no mode", ROW_BYTES("\xa3\1" STORED("\3") "\xfc\xff\xac\x09x"), false},
};

static void check(void **state)
{
    const struct row *row = *state;

    assert_int_equal(openpgp_is_packed(row->head), row->packed);
}

int main(void)
{
    return RUN_CASES(check, rows);
}
