/* tree_path.c - see tree_path.h. */

#include "source/git/tree_path.h"

#include "base/kit.h"
#include "source/git/tree_entry.h"

enum { DEPTH_MAX = 4096 };

enum assay_status tree_path_find(struct objects *objects, const struct object_id *tree,
                                 const char *path, struct object_id *out, struct assay_error *err)
{
    struct object_id id = *tree;

    *out = (struct object_id){.size = 0};
    for (int depth = 0; *path && depth < DEPTH_MAX; depth++) {
        CLEANUP(object_release) struct object object = {0};
        size_t size = strcspn(path, "/");
        struct tree_entry entry;
        bool found = false;
        struct bytes rest;

        TRY(object_read(objects, &id, &object, err));
        rest = object.type == OBJECT_TREE ? object.bytes : bytes_of(NULL, 0);
        while (!found && tree_take(&rest, id.size, &entry))
            found = bytes_equal(entry.name, bytes_of(path, size));
        if (!found)
            return ASSAY_OK;
        id = entry.id;
        path += size;
        path += *path == '/';
    }
    *out = id;
    return ASSAY_OK;
}
