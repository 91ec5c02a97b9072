/* recognise.c - which container begins with these bytes. */

#include "base/kit.h"
#include "source/source.h"
#include "source/tar_header.h"

enum { TAR_MAGIC = 257 };

static const char *const names[] = {
    [CONTAINER_NONE] = "none",   [CONTAINER_TAR] = "tar",   [CONTAINER_ZIP] = "zip",
    [CONTAINER_GZIP] = "gzip",   [CONTAINER_ZSTD] = "zstd", [CONTAINER_XZ] = "xz",
    [CONTAINER_BZIP2] = "bzip2",
};
_Static_assert(ARRAY_LEN(names) == CONTAINER_FORMATS, "every format has a name");

const char *container_format_name(enum container_format format)
{
    return names[format];
}

/* Headers older than ustar have no magic: the sum of their bytes is all there is to go by. */
static bool is_tar(struct bytes head)
{
    return head.size >= TAR_BLOCK && (memcmp(head.data + TAR_MAGIC, "ustar", 5) == 0 ||
                                      (head.data[0] != 0 && tar_header_checks(head.data)));
}

static bool is_bzip2(struct bytes head)
{
    /* the level, then the magic of the first block or of the end of an empty stream */
    return head.size >= 10 && bytes_starts(head, BYTES("BZh")) && head.data[3] >= '1' &&
           head.data[3] <= '9' &&
           (memcmp(head.data + 4, "1AY&SY", 6) == 0 ||
            memcmp(head.data + 4, "\x17\x72\x45\x38\x50\x90", 6) == 0);
}

const char *container_unread(struct bytes head)
{
    static const struct {
        struct bytes magic;
        const char *name;
    } formats[] = {
        {{(const uint8_t *)"7z\xbc\xaf\x27\x1c", 6}, "7z"},
        {{(const uint8_t *)"Rar!\x1a\x07", 6}, "RAR"},
        {{(const uint8_t *)"MSCF\0\0\0\0", 8}, "CAB"},
        {{(const uint8_t *)"\x04\x22\x4d\x18", 4}, "LZ4"},
    };

    for (size_t i = 0; i < ARRAY_LEN(formats); i++)
        if (bytes_starts(head, formats[i].magic))
            return formats[i].name;
    /* LZMA alone has no magic: the usual properties, and a size that is not known */
    if (head.size > 13 && bytes_starts(head, BYTES("\x5d\0\0")) &&
        memcmp(head.data + 5, "\xff\xff\xff\xff\xff\xff\xff\xff", 8) == 0)
        return "LZMA";
    return NULL;
}

enum container_format container_recognise(struct bytes head)
{
    if (bytes_starts(head, BYTES("PK\3\4")) || bytes_starts(head, BYTES("PK\5\6")))
        return CONTAINER_ZIP;
    if (bytes_starts(head, BYTES("\x1f\x8b\x08")))
        return CONTAINER_GZIP;
    if (bytes_starts(head, BYTES("\x28\xb5\x2f\xfd")))
        return CONTAINER_ZSTD;
    if (bytes_starts(head, BYTES("\xfd\x37zXZ\0")))
        return CONTAINER_XZ;
    if (is_bzip2(head))
        return CONTAINER_BZIP2;
    return is_tar(head) ? CONTAINER_TAR : CONTAINER_NONE;
}
