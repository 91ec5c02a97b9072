/*
 * unread.c - tells by their first bytes what holds data or documents and is not read: packed, in
 * UTF-16, or by numbers alone, so that what stands in it as it is shows little.
 *
 * Sources: [MS-PST], 2.2.2.6; Redis, rdb.c; libevtx, libregf, libesedb and libnsfdb, format
 * documents; [MS-ONESTORE], 2.3.1; Library of Congress, fdd000462 (SAS), fdd000463 (Access);
 * DuckDB, storage; Microsoft Tape Format 1.00a; WiredTiger, block.h; Lucene, CodecUtil; Hadoop,
 * SequenceFile; MATLAB, "MAT-File Format"; NetCDF, "File Format Specifications"; FITS Standard 4.0.
 */

#include "examine/unread.h"

#include "base/kit.h"

#define BEGIN(text)                                                                                \
    {                                                                                              \
        (const uint8_t *)(text), sizeof(text) - 1                                                  \
    }

struct kind {
    size_t at;
    struct bytes begin;
    const char *what;
};

static const char *find(struct bytes head, const struct kind *kinds, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (bytes_starts(bytes_from(head, kinds[i].at), kinds[i].begin))
            return kinds[i].what;
    return NULL;
}

const char *unread_format(struct bytes head, bool text)
{
    static const struct kind kinds[] = {
        {0, BEGIN("!BDN"), "a mailbox of Outlook"},
        {0, BEGIN("REDIS0"), "a snapshot of Redis"},
        {0, BEGIN("ElfFile\0"), "an event log of Windows"},
        {0, BEGIN("regf"), "a part of the registry of Windows"},
        {0, BEGIN("MDMP\x93\xa7"), "a memory dump of Windows"},
        {0, BEGIN("\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d\xae\xb1\x53\x78\xd0\x29\x96\xd3"),
         "a notebook of OneNote"},
        {0, BEGIN("ITSF\3\0\0\0"), "a help file of Windows"},
        {0, BEGIN("AT&TFORM"), "a document in DjVu"},
        {0, BEGIN("\0\0\0\0\0\0\0\0\0\0\0\0\xc2\xea\x81\x63"), "a catalog of SAS"},
        {0, BEGIN("\0\1\0\0Standard Jet DB"), "a database of Access"},
        {0, BEGIN("\0\1\0\0Standard ACE DB"), "a database of Access"},
        {8, BEGIN("DUCK"), "a database of DuckDB"},
        {0, BEGIN("MSSQLBAK"), "a compressed backup of SQL Server"},
        {0, BEGIN("TAPE\0\0"), "a backup in Microsoft's Tape Format, as SQL Server writes it"},
        {4, BEGIN("\xef\xcd\xab\x89"), "a database of ESE, as Exchange and Windows keep them"},
        {0, BEGIN("\x1a\0\0\4\0\0"), "a database of Notes"},
        {15, BEGIN("HBAM7"), "a database of FileMaker"},
        {0, BEGIN("\x41\xd8\1\0"), "a table of WiredTiger, as MongoDB keeps them"},
        {0, BEGIN("\x3f\xd7\x6c\x17"), "a part of an index of Lucene"},
        {0, BEGIN("SEQ\4"), "a SequenceFile of Hadoop"},
        {0, BEGIN("SEQ\5"), "a SequenceFile of Hadoop"},
        {0, BEGIN("SEQ\6"), "a SequenceFile of Hadoop"},
        {0, BEGIN("RCF\1"), "an RCFile of Hadoop"},
        {0, BEGIN("MATLAB 5.0 MAT-file"), "variables of MATLAB"},
        {0, BEGIN("\x0e\3\x13\1"), "HDF4"},
        {0, BEGIN("FEA1"), "Feather of version 1"},
        {0, BEGIN("CDF\1"), "NetCDF"},
        {0, BEGIN("CDF\2"), "NetCDF"},
        {0, BEGIN("CDF\5"), "NetCDF"},
        {0, BEGIN("\xff\xfeT\0h\0i\0s\0 \0b\0a\0c\0k\0u\0p\0 \0w\0a\0s\0"), "a model of Power BI"},
        {0, BEGIN("\xff\xfeS\0T\0R\0E\0A\0M\0_\0S\0T\0O\0R\0A\0G\0E\0"), "a model of Power BI"},
        {0, BEGIN("SIMPLE  =                    T"), "FITS"},
    };

    static const struct kind texts[] = {
        /* as above, where so much of it is UTF-16 that it was decoded */
        {0, BEGIN("This backup was created using XPress9"), "a model of Power BI"},
        {0, BEGIN("STREAM_STORAGE_SIGNATURE_)!@#$%^&*("), "a model of Power BI"},
    };
    const char *what = text ? NULL : find(head, kinds, ARRAY_LEN(kinds));

    return what ? what : find(head, texts, ARRAY_LEN(texts));
}

const char *unread_value(struct bytes value)
{
    static const struct kind kinds[] = {
        {0, BEGIN("PK\3\4"), "a zip archive"},
        {0, BEGIN("%PDF-"), "a PDF"},
        {0, BEGIN("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "a file of Office"},
        {0, BEGIN("7z\xbc\xaf\x27\x1c"), "a 7z archive"},
        {0, BEGIN("Rar!\x1a\7"), "a RAR archive"},
    };

    return value.size > 8 ? find(value, kinds, ARRAY_LEN(kinds)) : NULL;
}
