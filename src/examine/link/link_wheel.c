/*
 * link_wheel.c - a wheel without a RECORD lists none of its files. Those that have one are held to
 * it by link_names.c.
 * Source: the binary distribution format of packaging.python.org, "The .dist-info directory".
 */

#include "base/kit.h"
#include "examine/link/link.h"
#include "inventory/gaps.h"
#include "inventory/path.h"

bool link_wheel_is_named(const struct assay_path *container)
{
    return bytes_ends(path_name(container), BYTES(".whl"));
}

/* "NAME.dist-info/WHEEL" at the top of a file that is named as a wheel. */
bool link_wheel_describes(const struct assay_item *item)
{
    struct bytes name = path_name(item->path), folder;

    if (!item->path->container || !link_wheel_is_named(item->path->container))
        return false;
    if (bytes_starts(name, BYTES("./")))
        name = bytes_from(name, 2);
    folder = link_folder(name);
    return bytes_equal(link_last(name), BYTES("WHEEL")) &&
           bytes_ends(folder, BYTES(".dist-info/")) &&
           memchr(folder.data, '/', folder.size) == folder.data + folder.size - 1;
}

static ASSAY_RESULT judge(struct linker *linker, const struct assay_item *item)
{
    CLEANUP(buf_clear) struct buf record = {.ceiling = SIZE_MAX}, shown = {.ceiling = SIZE_MAX};
    struct bytes folder = link_folder(path_name(item->path));
    struct found found;

    buf_add(&record, folder.data, folder.size);
    buf_text(&record, "RECORD");
    TRY(buf_status(&record, linker->err));
    link_find_either(linker, item->path->container, buf_bytes(&record), &found);
    TRY(buf_status(&linker->target, linker->err));
    if (found.count > 0 || found.told)
        return ASSAY_OK;
    path_write(&(struct assay_path){.size = record.size < 160 ? record.size : 160,
                                    .name = (const char *)record.data},
               true, &shown);
    TRY(buf_status(&shown, linker->err));
    return linker_gap(linker, GAP_BUNDLE_RECORD_UNLISTED, item->path->container, ASSAY_NO_OFFSET,
                      "it has no %s: none of its files is listed", buf_string(&shown));
}

enum assay_status link_wheels(struct linker *linker)
{
    for (size_t i = 0; linker->whole && i < linker->inventory->item_count; i++)
        if (link_wheel_describes(&linker->inventory->items[i]))
            TRY(judge(linker, &linker->inventory->items[i]));
    return ASSAY_OK;
}
