/* zip_entry.c - the attributes of an entry, which only some systems write. */

#include "source/zip_entry.h"

#include <inttypes.h>
#include <stdio.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "base/kit.h"
#include "base/limits.h"
#include "base/text.h"
#include "source/fail.h"

/* Systems whose modes stand in the upper half of the attributes. Source: APPNOTE 4.4.2.2. */
enum { MADE_BY_UNIX = 3, MADE_BY_DARWIN = 19 };

enum { NAME_SHOWN = 128 /* bytes of a name in what is told of it */ };

struct bytes zip_entry_name(const struct zip_record *record)
{
    return record->better.size ? record->better : record->name;
}

static mode_t mode_of(const struct zip_record *record)
{
    unsigned system = record->made_by >> 8;

    return system == MADE_BY_UNIX || system == MADE_BY_DARWIN ? record->attributes >> 16 : 0;
}

bool zip_entry_is_folder(const struct zip_record *record)
{
    struct bytes name = zip_entry_name(record);
    bool named = name.size > 0 && name.data[name.size - 1] == '/';

    /* two bytes: nothing, deflated */
    return (named || S_ISDIR(mode_of(record))) && record->plain == 0 && record->packed <= 2;
}

/* The text of a symbolic link; *link stays NULL where it is none, or cannot be read. */
static enum assay_status read_link(const struct zip_place *place, struct zip_reader *links,
                                   struct inventory_part *part, const char **link,
                                   struct assay_error *err)
{
    CLEANUP(stream_close) struct stream stream = {0};
    char text[LIMIT_ZIP_LINK];
    struct assay_error failure = {0};
    size_t have = 0, got = 1;
    enum assay_status status;

    if (place->plain >= sizeof text)
        return ASSAY_OK;
    status = zip_reader_open(links, place, false, &stream, &failure);
    while (status == ASSAY_OK && got > 0 && have < sizeof text) {
        status = stream_read(&stream, text + have, sizeof text - have, &got, &failure);
        have += status == ASSAY_OK ? got : 0;
    }
    if (status == ASSAY_ENOMEM) {
        *err = failure;
        return status;
    }
    if (status != ASSAY_OK || have == 0 || have == sizeof text || memchr(text, 0, have))
        return ASSAY_OK; /* told when it is read as a file */
    *link = arena_copy(inventory_part_arena(part), bytes_of(text, have));
    return *link ? ASSAY_OK : fail_no_memory(err);
}

static bool is_special(mode_t mode)
{
    return S_ISCHR(mode) || S_ISBLK(mode) || S_ISFIFO(mode) || S_ISSOCK(mode);
}

enum assay_status zip_entry_make(const struct zip_record *record, const struct zip_place *place,
                                 struct zip_reader *links, struct inventory_part *part,
                                 struct entry *entry, struct assay_error *err)
{
    struct zip_place *kept = arena_alloc(inventory_part_arena(part), sizeof *kept);
    mode_t mode = mode_of(record);

    if (!kept)
        return fail_no_memory(err);
    *kept = *place;
    *entry = (struct entry){
        .type = ASSAY_ITEM_FILE, .size = place->plain, .handle = (uint64_t)(uintptr_t)kept};
    if (S_ISLNK(mode))
        TRY(read_link(place, links, part, &entry->link, err));
    if (entry->link)
        entry->type = ASSAY_ITEM_SYMLINK;
    else if (is_special(mode) && place->plain == 0) /* else it has content, to be examined */
        entry->type = ASSAY_ITEM_SPECIAL;
    return ASSAY_OK;
}

/* ---- telling ---- */

static void tell_name(struct buf *out, struct bytes name)
{
    bool whole = name.size <= NAME_SHOWN;

    buf_text(out, "\"");
    text_show(out, whole ? name : bytes_of(name.data, NAME_SHOWN));
    buf_text(out, whole ? "\"" : "\"...");
}

void zip_entry_tell(const struct zip_record *central, const struct zip_record *local, char *why,
                    size_t size)
{
    CLEANUP(buf_clear) struct buf out;
    unsigned differs = zip_compare(central, local);

    buf_init(&out, 4096);
    buf_text(&out, "the directory and the entry's own header differ:");
    if (differs & ZIP_DIFFERS_NAME) {
        buf_text(&out, " the header has the name ");
        tell_name(&out, local->name);
    }
    if (differs & ZIP_DIFFERS_METHOD)
        buf_printf(&out, " method %u, not %u", local->method, central->method);
    if (differs & ZIP_DIFFERS_SIZE)
        buf_printf(&out, " sizes %" PRIu64 " and %" PRIu64 ", not %" PRIu64 " and %" PRIu64,
                   local->packed, local->plain, central->packed, central->plain);
    if (differs & ZIP_DIFFERS_SUM)
        buf_printf(&out, " CRC-32 %08" PRIx32 ", not %08" PRIx32, local->sum, central->sum);
    if (differs & ZIP_DIFFERS_ENCRYPTION)
        buf_text(&out, " one of them says that it is encrypted");
    if (zip_names_differ(central)) {
        buf_text(&out, " its older name is ");
        tell_name(&out, central->name);
    }
    if (!differs && !zip_names_differ(central))
        buf_text(&out, " what stands behind its data states another size or sum, or its volume");
    text_copy(why, size, buf_string(&out));
}
