/* recognise.c - which container begins with these bytes. */

#include <string.h>

#include "base/codec.h"
#include "base/find.h"
#include "base/kit.h"
#include "source/codec.h"
#include "source/git/bundle_header.h"
#include "source/git/loose.h"
#include "source/mail_header.h"
#include "source/openpgp.h"
#include "source/tar_header.h"
#include "source/tar_plain.h"

enum { TAR_MAGIC = 257, EROFS_MAGIC = 1024, ISO_MAGIC = 32769, SEARCHED = 64 * 1024 };

static const struct {
    const char *name;
    bool by_offset;
} formats[] = {
    [CONTAINER_NONE] = {"none", false},
    [CONTAINER_TAR] = {"tar", false},
    [CONTAINER_ZIP] = {"zip", true},
    [CONTAINER_GZIP] = {"gzip", false},
    [CONTAINER_ZSTD] = {"zstd", false},
    [CONTAINER_XZ] = {"xz", false},
    [CONTAINER_BZIP2] = {"bzip2", false},
    [CONTAINER_LZ4] = {"lz4", false},
    [CONTAINER_LZMA] = {"lzma", false},
    [CONTAINER_LZIP] = {"lzip", false},
    [CONTAINER_ZLIB] = {"zlib", false},
    [CONTAINER_ZLIB_OLD] = {"zlib-joblib", false},
    [CONTAINER_COMPRESS] = {"compress", false},
    [CONTAINER_GIT_OBJECT] = {"git-object", false},
    [CONTAINER_GIT_PACK] = {"git-pack", true},
    [CONTAINER_GIT_BUNDLE] = {"git-bundle", true},
    [CONTAINER_7Z] = {"7z", true},
    [CONTAINER_RAR] = {"rar", true},
    [CONTAINER_CAB] = {"cab", true},
    [CONTAINER_LHA] = {"lha", true},
    [CONTAINER_XAR] = {"xar", true},
    [CONTAINER_ISO] = {"iso9660", true},
    [CONTAINER_CPIO] = {"cpio", false},
    [CONTAINER_AR] = {"ar", false},
    [CONTAINER_RPM] = {"rpm", false},
    [CONTAINER_PG_DUMP] = {"pg-dump", false},
    [CONTAINER_MAIL] = {"mail", false},
    [CONTAINER_MBOX] = {"mbox", false},
};
_Static_assert(ARRAY_LEN(formats) == CONTAINER_FORMATS, "every format has a name");

const char *container_format_name(enum container_format format)
{
    return formats[format].name;
}

bool container_by_offset(enum container_format format)
{
    return formats[format].by_offset;
}

/* The first block that is not all zeros, among as many as a record of a tape has: an end mark in
 * front of all members stops some programs, and others read on (GNU tar: --ignore-zeros). */
static struct bytes behind_zeros(struct bytes head)
{
    enum { RECORD = 20 * TAR_BLOCK };
    size_t at = 0, stop = head.size < RECORD ? head.size : RECORD;

    while (at < stop && head.data[at] == 0)
        at++;
    return bytes_from(head, at - at % TAR_BLOCK);
}

bool container_also_tar(struct bytes head)
{
    return head.size >= TAR_BLOCK && tar_header_checks(head.data);
}

/* Without a magic the sum alone would now and then hold for text. */
static bool is_plain_header(const uint8_t *block)
{
    enum { NAME_FIELD = 100, TYPE = 156 };

    return block[0] != 0 && (block[TYPE] == 0 || (block[TYPE] >= '0' && block[TYPE] <= '7')) &&
           memchr(block, 0, NAME_FIELD) && tar_header_checks(block);
}

size_t container_tar_behind(struct bytes head)
{
    size_t found = 0, plain;

    if (head.size > SEARCHED) /* how much was read at once depends on what is left of the machine */
        head.size = SEARCHED;
    for (size_t at = 1; at + TAR_BLOCK <= head.size && !found; at++) {
        const uint8_t *magic = bytes_find(bytes_from(head, at + TAR_MAGIC), BYTES("ustar"));

        if (!magic)
            break;
        at = (size_t)(magic - head.data) - TAR_MAGIC;
        if (at + TAR_BLOCK <= head.size && tar_header_checks(head.data + at))
            found = at;
    }
    if (found)
        head.size = found;
    plain = tar_plain_behind(head);
    if (plain > 0)
        head.size = plain;
    /* what has numbers in other forms is found where blocks begin alone */
    for (size_t at = TAR_BLOCK; at + TAR_BLOCK <= head.size; at += TAR_BLOCK)
        if (is_plain_header(head.data + at))
            return at;
    return plain > 0 ? plain : found;
}

/* Headers older than ustar have no magic: the sum of their bytes is all there is to go by. */
static bool is_tar(struct bytes head)
{
    if (head.size >= TAR_BLOCK && memcmp(head.data + TAR_MAGIC, "ustar", 5) == 0)
        return true;
    head = behind_zeros(head);
    return head.size >= TAR_BLOCK && tar_header_checks(head.data);
}

/* An entry or the end of an empty zip, the former also behind the marks of a zip that was split, or
 * was meant to be. Source: PKWARE, APPNOTE.TXT 6.3.10, 8.5.3 and 8.5.4. */
static bool is_bzip2(struct bytes head)
{
    /* the level, then the magic of the first block or of the end of an empty stream */
    return head.size >= 10 && bytes_starts(head, BYTES("BZh")) && head.data[3] >= '1' &&
           head.data[3] <= '9' &&
           (memcmp(head.data + 4, "1AY&SY", 6) == 0 ||
            memcmp(head.data + 4, "\x17\x72\x45\x38\x50\x90", 6) == 0);
}

/* compress(1): two bytes of magic, then the number of bits, 9 to 16, and a flag. */
static bool is_compress(struct bytes head)
{
    return head.size > 3 && bytes_starts(head, BYTES("\x1f\x9d")) && (head.data[2] & 0x60) == 0 &&
           (head.data[2] & 0x1f) >= 9 && (head.data[2] & 0x1f) <= 16;
}

/* A binary cpio has two bytes of magic: its first name must stand where it says. */
static bool is_binary_cpio(struct bytes head)
{
    enum { HEADER = 26, NAME_SIZE = 20, NAME_MAX_SIZE = 1024 };
    bool little = bytes_starts(head, BYTES("\xc7\x71"));
    size_t size;

    if (head.size < HEADER + 2 || !(little || bytes_starts(head, BYTES("\x71\xc7"))))
        return false;
    size = little ? head.data[NAME_SIZE] + 256U * head.data[NAME_SIZE + 1]
                  : head.data[NAME_SIZE + 1] + 256U * head.data[NAME_SIZE];
    return size > 1 && size <= NAME_MAX_SIZE && HEADER + size <= head.size &&
           memchr(head.data + HEADER, 0, size) == head.data + HEADER + size - 1;
}

static bool is_cpio(struct bytes head)
{
    if (!bytes_starts(head, BYTES("070701")) && !bytes_starts(head, BYTES("070702")) &&
        !bytes_starts(head, BYTES("070707")))
        return is_binary_cpio(head);
    for (size_t i = 6; i < 70; i++)
        if (i >= head.size || !hex_is_digit(head.data[i]))
            return false;
    return true;
}

/* "-lh5-" and its kin behind the size and the sum of the header. */
static bool is_lha(struct bytes head)
{
    uint8_t sum = 0;

    if (head.size < 22 || head.data[2] != '-' || head.data[3] != 'l' ||
        (head.data[4] != 'h' && head.data[4] != 'z') || head.data[6] != '-' || head.data[20] > 3)
        return false;
    if (head.data[20] > 1) /* whose sum is of another kind */
        return true;
    for (size_t i = 2; i < 2U + head.data[0] && i < head.size; i++)
        sum = (uint8_t)(sum + head.data[i]);
    return sum == head.data[1];
}

/* Source: ARJ TECHNOTE: the size of a main header, and its type, which is 2. */
static bool is_arj(struct bytes head)
{
    size_t size = head.size > 10 ? head.data[2] + 256U * head.data[3] : 0;

    return bytes_starts(head, BYTES("\x60\xea")) && size >= 30 && size <= 2600 &&
           head.data[10] == 2;
}

const char *container_unread(struct bytes head)
{
    static const struct {
        struct bytes magic;
        const char *name;
    } unread[] = {
        {{(const uint8_t *)"hsqs", 4}, "SquashFS"},
        {{(const uint8_t *)"\x02\x21\x4c\x18", 4}, "LZ4 before its frames"},
        {{(const uint8_t *)"MSWIM\0\0\0", 8}, "WIM"},
        {{(const uint8_t *)"\x89LZO\0\r\n\x1a\n", 9}, "lzop"},
        {{(const uint8_t *)"LRZI\0", 5}, "lrzip"},
        {{(const uint8_t *)"\xff\6\0\0sNaPpY", 10}, "snappy frames"},
        {{(const uint8_t *)"QFI\xfb", 4}, "QCOW2"},
        {{(const uint8_t *)"vhdxfile", 8}, "VHDX"},
        {{(const uint8_t *)"KDMV\1\0\0", 7}, "VMDK"},
        {{(const uint8_t *)"KDMV\2\0\0", 7}, "VMDK"},
        {{(const uint8_t *)"KDMV\3\0\0", 7}, "VMDK"},
        {{(const uint8_t *)"StuffIt (c)1997-", 16}, "StuffIt"},
        {{(const uint8_t *)"StuffIt!", 8}, "StuffIt"},
        {{(const uint8_t *)"\x9e\xa8"
                           "b2frame\0",
          10},
         "Blosc"},
        {{(const uint8_t *)"blpk\3", 5}, "Blosc"},
        {{(const uint8_t *)"\x45\x3d\xcd\x28", 4}, "cramfs"},
        {{(const uint8_t *)"7kSt\xa0\x31\x83\xd3", 8}, "ZPAQ"},
    };

    for (size_t i = 0; i < ARRAY_LEN(unread); i++)
        if (bytes_starts(head, unread[i].magic))
            return unread[i].name;
    if (head.size > 14 && memcmp(head.data + 7, "**ACE**", 7) == 0)
        return "ACE";
    if (head.size > 14 && bytes_starts(head, BYTES("SIT!")) &&
        memcmp(head.data + 10, "rLau", 4) == 0)
        return "StuffIt";
    if (openpgp_is_packed(head))
        return "OpenPGP, packed";
    if (is_arj(head))
        return "ARJ";
    if (head.size >= EROFS_MAGIC + 4 && memcmp(head.data + EROFS_MAGIC, "\xe2\xe1\xf5\xe0", 4) == 0)
        return "EROFS";
    if (head.size >= ISO_MAGIC + 5 && memcmp(head.data + ISO_MAGIC, "BEA01", 5) == 0)
        return "UDF";
    return NULL;
}

const char *container_also_other(struct bytes head)
{
    static const struct {
        struct bytes magic;
        const char *name;
    } others[] = {
        {{(const uint8_t *)"%PDF-", 5}, "PDF"},
        {{(const uint8_t *)"\x89PNG", 4}, "PNG"},
        {{(const uint8_t *)"\x7f"
                           "ELF",
          4},
         "ELF"},
        {{(const uint8_t *)"GIF8", 4}, "GIF"},
        {{(const uint8_t *)"\xff\xd8\xff", 3}, "JPEG"},
        {{(const uint8_t *)"RIFF", 4}, "RIFF"},
        {{(const uint8_t *)"#!/", 3}, "script"},
        {{(const uint8_t *)"PAR1", 4}, "Parquet"},
        {{(const uint8_t *)"\x89HDF", 4}, "HDF5"},
    };

    for (size_t i = 0; i < ARRAY_LEN(others); i++)
        if (bytes_starts(head, others[i].magic))
            return others[i].name;
    return container_unread(head);
}

bool container_named_zip(struct bytes name)
{
    static const char *const endings[] = {".apk", ".egg", ".jar", ".npz", ".war", ".whl", ".zip"};

    for (size_t i = 0; i < ARRAY_LEN(endings); i++)
        if (bytes_ends(name, bytes_text(endings[i])))
            return true;
    return false;
}

const char *container_named(struct bytes name)
{
    static const char *const endings[] = {".7z",  ".apk", ".bz2",  ".cab", ".cpio", ".deb", ".egg",
                                          ".gz",  ".iso", ".jar",  ".lz4", ".lzma", ".npz", ".rar",
                                          ".rpm", ".tar", ".tbz2", ".tgz", ".txz",  ".war", ".whl",
                                          ".xar", ".xz",  ".zip",  ".zst"};

    for (size_t i = 0; i < ARRAY_LEN(endings); i++) {
        struct bytes ending = bytes_text(endings[i]);

        if (name.size > ending.size && bytes_ends(name, ending))
            return endings[i] + 1;
    }
    return NULL;
}

enum container_format container_recognise(struct bytes head)
{
    static const struct {
        struct bytes magic;
        enum container_format format;
    } magics[] = {
        {{(const uint8_t *)"PK\3\4", 4}, CONTAINER_ZIP},
        {{(const uint8_t *)"PK\5\6", 4}, CONTAINER_ZIP},
        {{(const uint8_t *)"PK\7\10PK\3\4", 8}, CONTAINER_ZIP}, /* a part of a split one */
        {{(const uint8_t *)"PK00PK\3\4", 8}, CONTAINER_ZIP},    /* meant to be split, and not */
        {{(const uint8_t *)"\x1f\x8b\x08", 3}, CONTAINER_GZIP},
        {{(const uint8_t *)"\x28\xb5\x2f\xfd", 4}, CONTAINER_ZSTD},
        {{(const uint8_t *)"\xfd\x37zXZ\0", 6}, CONTAINER_XZ},
        {{(const uint8_t *)"\x04\x22\x4d\x18", 4}, CONTAINER_LZ4},
        {{(const uint8_t *)"LZIP\1", 5}, CONTAINER_LZIP},
        {{(const uint8_t *)"PACK\0\0\0\2", 8}, CONTAINER_GIT_PACK},
        {{(const uint8_t *)"PACK\0\0\0\3", 8}, CONTAINER_GIT_PACK},
        {{(const uint8_t *)"7z\xbc\xaf\x27\x1c", 6}, CONTAINER_7Z},
        {{(const uint8_t *)"Rar!\x1a\x07\0", 7}, CONTAINER_RAR},
        {{(const uint8_t *)"Rar!\x1a\x07\1\0", 8}, CONTAINER_RAR},
        {{(const uint8_t *)"MSCF\0\0\0\0", 8}, CONTAINER_CAB},
        {{(const uint8_t *)"xar!\0\x1c", 6}, CONTAINER_XAR},
        {{(const uint8_t *)"!<arch>\n", 8}, CONTAINER_AR},
        {{(const uint8_t *)"\xed\xab\xee\xdb", 4}, CONTAINER_RPM},
        {{(const uint8_t *)"PGDMP\1", 6}, CONTAINER_PG_DUMP},
    };
    static const struct {
        bool (*is)(struct bytes head);
        enum container_format format;
    } shapes[] = {
        {bundle_header_begins, CONTAINER_GIT_BUNDLE},
        {is_bzip2, CONTAINER_BZIP2},
        {codec_lzma_holds, CONTAINER_LZMA},
        {is_compress, CONTAINER_COMPRESS},
        {is_cpio, CONTAINER_CPIO},
        {is_lha, CONTAINER_LHA},
        {is_tar, CONTAINER_TAR},
        {loose_begins, CONTAINER_GIT_OBJECT}, /* deflated as the next one is */
        {mail_begins, CONTAINER_MAIL},
        {mbox_begins, CONTAINER_MBOX},
        {codec_zlib_holds, CONTAINER_ZLIB},
        {codec_zlib_holds_old, CONTAINER_ZLIB_OLD},
    };

    for (size_t i = 0; i < ARRAY_LEN(magics); i++)
        if (bytes_starts(head, magics[i].magic))
            return magics[i].format;
    for (size_t i = 0; i < ARRAY_LEN(shapes); i++)
        if (shapes[i].is(head))
            return shapes[i].format;
    return head.size >= ISO_MAGIC + 5 && memcmp(head.data + ISO_MAGIC, "CD001", 5) == 0
               ? CONTAINER_ISO
               : CONTAINER_NONE;
}
