/* objects_each.c - all objects of a store: ids of every index of packs, names of loose files. */

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/codec.h"
#include "base/kit.h"
#include "source/fail.h"
#include "source/git/object_reader.h"

struct every {
    enum assay_status (*each)(void *state, const struct object_id *id);
    void *state;
};

static enum assay_status each_of_table(const struct id_table *ids, const struct every *every)
{
    for (uint32_t at = 0; at < ids->count; at++) {
        struct object_id id;

        id_table_get(ids, at, &id);
        TRY(every->each(every->state, &id));
    }
    return ASSAY_OK;
}

/* A pack that a multi-pack-index serves may have lost its own index, or hold more than is served.
 */
static enum assay_status each_packed(struct object_store *store, const struct every *every)
{
    for (size_t i = 0; i < store->folders.count; i++)
        if (store->pack_folders[i].map.size > 0)
            TRY(each_of_table(&store->pack_folders[i].multi.ids, every));
    for (size_t i = 0; i < store->pack_count; i++) {
        const struct pack_index *index = store_index(store, &store->packs[i]->pack);

        if (index)
            TRY(each_of_table(&index->ids, every));
    }
    return ASSAY_OK;
}

/* The objects whose ids begin with one byte: the folder has its two digits, a file the rest. */
static enum assay_status each_of_byte(const struct object_store *store, int folder, unsigned byte,
                                      const struct every *every)
{
    char name[OBJECT_HEX_MAX + 3];
    enum assay_status status = ASSAY_OK;
    const struct dirent *found;
    DIR *files = NULL;
    int fd;

    snprintf(name, sizeof name, "%02x", byte);
    fd = openat(folder, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0)
        files = fdopendir(fd);
    if (!files) {
        close_cleanup(&fd);
        return ASSAY_OK;
    }
    while (status == ASSAY_OK && (found = readdir(files)) != NULL) {
        struct object_id id;

        if (strlen(found->d_name) != 2 * store->id_size - 2)
            continue;
        snprintf(name + 2, sizeof name - 2, "%.62s", found->d_name);
        if (hex_is_lower(bytes_text(found->d_name)) && object_id_parse(bytes_text(name), &id))
            status = every->each(every->state, &id);
    }
    closedir(files);
    return status;
}

enum assay_status objects_each(struct objects *objects,
                               enum assay_status (*each)(void *state, const struct object_id *id),
                               void *state)
{
    const struct every every = {each, state};
    struct object_store *store = objects->store;

    TRY(each_packed(store, &every));
    for (size_t i = 0; i < store->folders.count; i++)
        for (unsigned byte = 0; byte < 256; byte++)
            TRY(each_of_byte(store, store->folders.folders[i].fd, byte, &every));
    return ASSAY_OK;
}
