/*
 * tar_aside.c - what the headers of a tar say beside what a member is.
 * Source: POSIX.1-2017, pax, "ustar Interchange Format" and "pax Extended Header".
 */

#include "source/tar_aside.h"

#include "base/kit.h"
#include "base/text.h"

/* ---- a header ---- */

enum { NUMBERS = 100, NUMBERS_END = 157, LINK = 157, MAGIC = 257, OWNERS = 265, DEVICES = 329 };
enum { PREFIX = 345, PREFIX_END = 500 };

static void forget(uint8_t *block, size_t from, size_t to)
{
    memset(block + from, 0, to - from);
}

static void forget_text(uint8_t *block, size_t from, size_t to)
{
    forget(block, from, from + tar_text(bytes_of(block + from, to - from)).size);
}

void tar_aside_header(struct asides *asides, uint64_t at, const uint8_t block[TAR_BLOCK],
                      uint8_t shared[TAR_BLOCK])
{
    uint8_t rest[TAR_BLOCK];
    struct tar_header header;

    tar_header_read(block, &header);
    memcpy(rest, block, TAR_BLOCK);
    if (header.type != TAR_LABEL)
        forget_text(rest, 0, NUMBERS);
    forget(rest, NUMBERS, NUMBERS_END);
    if (header.type == TAR_HARDLINK || header.type == TAR_SYMLINK)
        forget_text(rest, LINK, MAGIC);
    if (memcmp(block + MAGIC, "ustar", 5) == 0) {
        forget(rest, MAGIC, OWNERS);
        forget(rest, DEVICES, PREFIX);
        if (header.gnu) /* times, and the map of a sparse member */
            forget(rest, PREFIX, PREFIX_END);
        else
            forget_text(rest, PREFIX, PREFIX_END);
    }
    if (memcmp(rest, shared, TAR_BLOCK) == 0)
        return;
    memcpy(shared, rest, TAR_BLOCK);
    for (size_t i = 0;
         i < TAR_BLOCK;) { /* text by text: owners are few, and stand in each header */
        size_t size = tar_text(bytes_of(rest + i, TAR_BLOCK - i)).size;

        asides_add_once(asides, at + i, bytes_of(rest + i, size));
        i += size + 1;
    }
}

/* ---- records ---- */

enum { NAMES = 3 /* that say where a member stands, or leads: shown with it */ };

static const char *const shown_names[NAMES] = {"GNU.sparse.name", "linkpath", "path"};

struct record {
    uint64_t at;
    struct bytes all, name, value;
};

/* What these say is a number or a time, of each member another. */
static bool is_number(const struct record *record)
{
    static const char *const numbers[] = {
        "GNU.sparse.major",
        "GNU.sparse.map",
        "GNU.sparse.minor",
        "GNU.sparse.offset",
        "GNU.sparse.numblocks",
        "GNU.sparse.numbytes",
        "GNU.sparse.size",
        "GNU.sparse.realsize",
        "LIBARCHIVE.creationtime",
        "SCHILY.dev",
        "SCHILY.ino",
        "SCHILY.nlink",
        "SCHILY.realsize",
        "atime",
        "ctime",
        "gid",
        "mtime",
        "size",
        "uid",
    };
    bool numeric = false;

    for (size_t i = 0; i < ARRAY_LEN(numbers) && !numeric; i++)
        numeric = bytes_equal(record->name, bytes_text(numbers[i]));
    for (size_t i = 0; i < record->value.size && numeric; i++)
        numeric = bytes_has(BYTES("0123456789.,-"), record->value.data[i]);
    return numeric;
}

static void add_behind_text(struct asides *asides, const struct record *name)
{
    struct bytes shown = tar_text(name->value);

    asides_add(asides, name->at + (name->all.size - name->value.size) + shown.size,
               bytes_from(name->value, shown.size));
}

/* Of two that say the same the later one counts, and the other is shown nowhere. */
static void take_name(struct asides *asides, struct record *before, const struct record *name)
{
    if (before->all.size > 0)
        asides_add(asides, before->at, before->all);
    *before = *name;
    add_behind_text(asides, name);
}

static void take_record(struct asides *asides, const struct record *record, bool global,
                        struct record names[NAMES])
{
    for (size_t i = 0; i < NAMES && !global; i++) {
        if (bytes_equal(record->name, bytes_text(shown_names[i]))) {
            take_name(asides, &names[i], record);
            return;
        }
    }
    if (!is_number(record))
        asides_add_once(asides, record->at, record->all);
}

/* "LENGTH KEYWORD=VALUE\n"; false where none stands there. */
static bool read_record(uint64_t at, struct bytes records, struct record *record, size_t *size)
{
    const uint8_t *blank = memchr(records.data, ' ', records.size), *equals;
    size_t digits = blank ? (size_t)(blank - records.data) : 0;
    uint64_t length;

    if (!blank || !text_u64(bytes_of(records.data, digits), &length) || length > records.size ||
        length < digits + 2)
        return false;
    *size = (size_t)length;
    record->at = at + digits + 1;
    record->all = bytes_of(blank + 1, *size - digits - 2);
    equals = record->all.size ? memchr(record->all.data, '=', record->all.size) : NULL;
    record->name =
        bytes_of(record->all.data, equals ? (size_t)(equals - record->all.data) : record->all.size);
    record->value = bytes_from(record->all, record->name.size + (equals ? 1 : 0));
    return true;
}

void tar_aside_records(struct asides *asides, uint64_t at, struct bytes records, bool global)
{
    struct record names[NAMES] = {0}, record;
    size_t size;

    while (records.size > 0 && read_record(at, records, &record, &size)) {
        take_record(asides, &record, global, names);
        records = bytes_from(records, size);
        at += size;
    }
    asides_add(asides, at, records); /* no records from here on */
}
