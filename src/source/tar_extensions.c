/* tar_extensions.c - see tar_extensions.h. */

#include "source/tar_extensions.h"

#include "base/limits.h"

void tar_extensions_init(struct tar_extensions *before)
{
    tar_pax_init(&before->global);
    tar_pax_init(&before->local);
    buf_init(&before->long_name, LIMIT_NAME);
    buf_init(&before->long_link, LIMIT_NAME);
}

void tar_extensions_clear(struct tar_extensions *before)
{
    tar_pax_clear(&before->global);
    tar_pax_clear(&before->local);
    buf_clear(&before->long_name);
    buf_clear(&before->long_link);
}

void tar_extensions_forget(struct tar_extensions *before)
{
    tar_pax_reset(&before->local);
    buf_reset(&before->long_name);
    buf_reset(&before->long_link);
    before->extended = false;
}

static struct bytes join(struct arena *arena, const struct tar_header *header)
{
    struct bytes prefix = header->prefix, name = header->name;
    uint8_t *both;

    if (prefix.size == 0)
        return name;
    both = arena_alloc(arena, prefix.size + 1 + name.size);
    if (!both)
        return name;
    memcpy(both, prefix.data, prefix.size);
    both[prefix.size] = '/';
    memcpy(both + prefix.size + 1, name.data, name.size);
    return bytes_of(both, prefix.size + 1 + name.size);
}

struct bytes tar_extensions_name(const struct tar_extensions *before,
                                 const struct tar_header *header, struct arena *arena)
{
    if (before->local.has_sparse_name)
        return buf_bytes(&before->local.sparse_name);
    if (before->local.has_path)
        return buf_bytes(&before->local.path);
    if (before->long_name.size > 0)
        return tar_text(buf_bytes(&before->long_name));
    if (before->global.has_path)
        return buf_bytes(&before->global.path);
    return join(arena, header);
}

struct bytes tar_extensions_link(const struct tar_extensions *before,
                                 const struct tar_header *header)
{
    if (before->local.has_link)
        return buf_bytes(&before->local.link);
    if (before->long_link.size > 0)
        return tar_text(buf_bytes(&before->long_link));
    return before->global.has_link ? buf_bytes(&before->global.link) : header->link;
}

static bool differ(bool both, const struct buf *one, const struct buf *other)
{
    return both && !bytes_equal(tar_text(buf_bytes(one)), tar_text(buf_bytes(other)));
}

/* GNU tar gives a sparse member a second name on purpose, for programs that cannot unpack it: the
 * same, with a folder "GNUSparseFile.PID" in front of the file. Source: GNU tar, "PAX Format". */
static bool is_made_up(struct bytes path, struct bytes name)
{
    const struct bytes folder = bytes_folder(path), file = bytes_from(path, folder.size);
    struct bytes above = bytes_folder(folder);

    if (!bytes_starts(bytes_from(folder, above.size), BYTES("GNUSparseFile.")))
        return false;
    if (bytes_equal(above, BYTES("./")) && !bytes_starts(name, above))
        above.size = 0;
    return name.size == above.size + file.size && bytes_starts(name, above) &&
           bytes_ends(name, file);
}

bool tar_extensions_differ(const struct tar_extensions *before)
{
    const struct tar_pax *pax = &before->local;
    bool made_up =
        pax->has_path && pax->has_sparse_name &&
        is_made_up(tar_text(buf_bytes(&pax->path)), tar_text(buf_bytes(&pax->sparse_name)));

    return differ(pax->has_path && before->long_name.size > 0, &pax->path, &before->long_name) ||
           differ(pax->has_link && before->long_link.size > 0, &pax->link, &before->long_link) ||
           differ(pax->has_path && pax->has_sparse_name && !made_up, &pax->path, &pax->sparse_name);
}
