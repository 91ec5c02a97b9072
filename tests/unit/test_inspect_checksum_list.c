/* Lists of checksums, as sha256sum, BSD's sha256 and people write them. */

#include "examine/inspect.h"

#include "claims.h"

#define HEX "aaaaaaaabbbbbbbbccccccccddddddddeeeeeeeeffffffff0000000011111111"
#define UPPER "AAAAAAAABBBBBBBBCCCCCCCCDDDDDDDDEEEEEEEEFFFFFFFF0000000011111111"

static const struct claims_row rows[] = {
    {"of sha256sum", "SHA256SUMS", ROW_BYTES("# x\n\n" HEX "  a b.bin\n" UPPER " *c.bin\r\n"), true,
     ASSAY_OK, "checksum-list",
     "file a b.bin sha256:aaaaaaaa - -\nfile c.bin sha256:aaaaaaaa - -\n"},
    {"of a name with a line feed", "x.sha256sum", ROW_BYTES("\\" HEX "  a\\nb\\\\c\n"), true,
     ASSAY_OK, "checksum-list", "file a\nb\\c sha256:aaaaaaaa - -\n"},
    {"of BSD, beside another algorithm", "CHECKSUMS.txt",
     ROW_BYTES("SHA256 (a (1).bin) = " HEX "\nSHA512 (a) = 00\nSIZE (a) = 3\n"), true, ASSAY_OK,
     "checksum-list", "file a (1).bin sha256:aaaaaaaa - -\n"},
    {"a digest alone", "data.bin.sha256", ROW_BYTES(HEX "\n"), true, ASSAY_OK, "checksum-list",
     "file data.bin sha256:aaaaaaaa - -\n"},
    {"of the standard input", "x.sha256", ROW_BYTES(HEX "  -\n"), true, ASSAY_OK, "checksum-list",
     ""},
    {"signed", "SHA256SUMS",
     ROW_BYTES("-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n" HEX
               "  a\n-----BEGIN PGP SIGNATURE-----\n\niQIz\n"),
     true, ASSAY_OK, "checksum-list", "file a sha256:aaaaaaaa - -\n"},
    {"a line that is mangled", "SHA256SUMS", ROW_BYTES(HEX "  a\n0" HEX "  b\nx\n"), true, ASSAY_OK,
     "checksum-list", "file a sha256:aaaaaaaa - -\n! data.bad-record 68\n"},
    {"of another algorithm", "checksums.txt", ROW_BYTES("0123456789abcdef0123456789abcdef  a\n"),
     false, ASSAY_OK, "checksum-list", "! data.bad-record 0\n"},
    {"prose", "sha256.txt", ROW_BYTES("SHA256 is a digest.\n"), false, ASSAY_OK, "checksum-list",
     "! data.bad-record 0\n"},
    {"another name", "list.txt", ROW_BYTES(HEX "  a\n"), false, ASSAY_OK, "checksum-list",
     "file a sha256:aaaaaaaa - -\n"},
    {"NUL", "SHA256SUMS", ROW_BYTES(HEX "  a\0b\n"), true, ASSAY_OK, "checksum-list", ""},
    {"empty", "SHA256SUMS", ROW_BYTES(""), false, ASSAY_OK, "checksum-list", ""},
};

static void claims(void **state)
{
    claims_check(&inspect_checksum_list, *state);
}

int main(void)
{
    return RUN_CASES(claims, rows);
}
