/* zip_entry.h - what one record of a zip is: a file, a folder, a link, a device; and its name. */

#pragma once

#include "inventory/build.h"
#include "source/zip_member.h"

/* The name that programs show: the one in UTF-8 where there is one for this raw name. */
struct bytes zip_entry_name(const struct zip_record *record);

/* True for a folder that holds nothing: no item. One with content hides it. */
bool zip_entry_is_folder(const struct zip_record *record);

/*
 * Type and link of an entry, its size and what is needed to read it, in `entry`; memory from the
 * part. A link that is no text is a file.
 *
 * links  reads the target of a symbolic link
 */
ASSAY_RESULT zip_entry_make(const struct zip_record *record, const struct zip_place *place,
                            struct zip_reader *links, struct inventory_part *part,
                            struct entry *entry, struct assay_error *err);

/* How an entry's two headers differ, in one line. */
void zip_entry_tell(const struct zip_record *central, const struct zip_record *local, char *why,
                    size_t size);
