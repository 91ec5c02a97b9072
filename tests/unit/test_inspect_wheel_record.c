/* RECORD of Python packages. */

#include "examine/inspect.h"

#include "claims.h"

#define NAME "x-1.dist-info/RECORD"
/* sha256 of nothing */
#define EMPTY "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU"
#define EMPTY512                                                                                   \
    "z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg_SpIdNs6c5H0NE8XYXysP-DGNKHfuwvY7kxvUdBeoGlODJ6-SfaPg"

static const struct claims_row rows[] = {
    {"as built", NAME, ROW_BYTES("a/b.py,sha256=" EMPTY ",0\r\n" NAME ",,\n"), true, ASSAY_OK,
     "wheel-record", "file a/b.py sha256:e3b0c442 0 -\nfile " NAME " - - -\n"},
    {"a name with comma and quote", NAME, ROW_BYTES("\"a, \"\"b\"\".py\",sha256=" EMPTY ",0"), true,
     ASSAY_OK, "wheel-record", "file a, \"b\".py sha256:e3b0c442 0 -\n"},
    {"padded", NAME, ROW_BYTES("a,sha256=" EMPTY "=,0\n"), true, ASSAY_OK, "wheel-record",
     "file a sha256:e3b0c442 0 -\n"},
    {"sha512", NAME, ROW_BYTES("a,sha512=" EMPTY512 ",0\n"), true, ASSAY_OK, "wheel-record",
     "file a sha512:cf83e135 0 -\n"},
    {"md5 and sha1", NAME,
     ROW_BYTES("a,sha1=2jmj7l5rSw0yVb_vlWAYkK_YBwk,0\nb,md5=1B2M2Y8AsgTpgAmY7PhCfg,0\n"), true,
     ASSAY_OK, "wheel-record",
     "file a - 0 -\nfile b - 0 -\n! bundle.record-invalid 0\n! bundle.record-invalid 37\n"},
    {"digests of wrong length or alphabet", NAME,
     ROW_BYTES("a,sha256=47DE,0\nb,sha256=*" EMPTY ",0\nc,sha256=,0\n"), true, ASSAY_OK,
     "wheel-record",
     "file a - 0 -\nfile b - 0 -\nfile c - 0 -\n! bundle.record-invalid 0\n"
     "! bundle.record-invalid 16\n! bundle.record-invalid 72\n"},
    {"fields too few, too many, quotes open", NAME,
     ROW_BYTES("a,sha256=" EMPTY "\na,b,c,d\n\"a,,\n\"a\"b,,\n,,\n"), true, ASSAY_OK,
     "wheel-record",
     "! bundle.record-invalid 0\n! bundle.record-invalid 53\n! bundle.record-invalid 61\n"
     "! bundle.record-invalid 66\n! bundle.record-invalid 73\n"},
    {"named twice", NAME, ROW_BYTES("a,sha256=" EMPTY ",0\na,,\n"), true, ASSAY_OK, "wheel-record",
     "file a sha256:e3b0c442 0 -\nfile a - - -\n! bundle.record-invalid 55\n"},
    {"a size that is none", NAME, ROW_BYTES("a,sha256=" EMPTY ",-1\n"), true, ASSAY_OK,
     "wheel-record", "file a sha256:e3b0c442 - -\n! bundle.record-invalid 0\n"},
    {"NUL", NAME, ROW_BYTES("a\0b,,\n"), true, ASSAY_OK, "wheel-record",
     "! bundle.record-invalid 0\n"},
    {"empty", NAME, ROW_BYTES(""), true, ASSAY_OK, "wheel-record", ""},
    {"elsewhere", "data/RECORD", ROW_BYTES("a,,\n"), false, ASSAY_OK, "wheel-record",
     "file a - - -\n"},
};

static void claims(void **state)
{
    claims_check(&inspect_wheel_record, *state);
}

int main(void)
{
    return RUN_CASES(claims, rows);
}
