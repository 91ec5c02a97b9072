/* path.c - names inside a target: their order, and how they are shown. */

#include "inventory/path.h"

#include "base/kit.h"
#include "base/text.h"

size_t path_levels(const struct assay_path *path)
{
    size_t levels = 0;

    for (; path; path = path->container)
        levels++;
    return levels;
}

const struct assay_path *path_level(const struct assay_path *path, size_t levels, size_t index)
{
    for (size_t up = levels - 1 - index; up > 0; up--)
        path = path->container;
    return path;
}

int assay_path_compare(const struct assay_path *a, const struct assay_path *b)
{
    size_t a_levels = path_levels(a);
    size_t b_levels = path_levels(b);
    int order = (a_levels > b_levels) - (a_levels < b_levels);

    /* Only levels that both have can differ; going outwards, the last difference met decides. */
    for (size_t i = a_levels; i > b_levels; i--)
        a = a->container;
    for (size_t i = b_levels; i > a_levels; i--)
        b = b->container;
    for (; a != b; a = a->container, b = b->container) {
        int names = bytes_compare(path_name(a), path_name(b));

        if (names != 0)
            order = names;
    }
    return order;
}

bool path_is_utf8(const struct assay_path *path)
{
    for (; path; path = path->container) {
        if (!utf8_valid(path_name(path)))
            return false;
    }
    return true;
}

void path_write(const struct assay_path *path, bool shown, struct buf *out)
{
    size_t levels = path_levels(path);

    for (size_t i = 0; i < levels; i++) {
        struct bytes name = path_name(path_level(path, levels, i));

        if (i > 0)
            buf_text(out, "!/");
        if (shown)
            text_show(out, name);
        else
            buf_add(out, name.data, name.size);
    }
}

char *assay_path_show(const struct assay_path *path)
{
    struct buf out;

    buf_init(&out, SIZE_MAX / 2);
    path_write(path, true, &out);
    return buf_take_string(&out);
}
