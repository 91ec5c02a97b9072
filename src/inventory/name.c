/* name.c - writes names into JSON so that any bytes can be read back. */

#include "inventory/name.h"

#include "base/codec.h"
#include "base/kit.h"
#include "base/text.h"
#include "inventory/path.h"

/* A value made by `make` from a name; what goes wrong becomes the writer's own failure. */
static void write_made(struct jcs *jcs, void (*make)(struct buf *, struct bytes), struct bytes name)
{
    CLEANUP(buf_clear) struct buf made;

    buf_init(&made, SIZE_MAX / 2);
    make(&made, name);
    if (made.status != ASSAY_OK && jcs->out->status == ASSAY_OK)
        jcs->out->status = made.status;
    jcs_text(jcs, buf_bytes(&made));
}

static void write_text(struct jcs *jcs, struct bytes name)
{
    if (utf8_valid(name))
        jcs_text(jcs, name);
    else
        write_made(jcs, text_show, name);
}

void name_write(struct jcs *jcs, const struct name_keys *keys, struct bytes name)
{
    jcs_key(jcs, keys->text);
    write_text(jcs, name);
    if (!utf8_valid(name)) {
        jcs_key(jcs, keys->b64);
        write_made(jcs, base64_encode, name);
    }
}

void name_write_path(struct jcs *jcs, const struct name_keys *keys, const struct assay_path *path)
{
    size_t levels = path_levels(path);

    jcs_key(jcs, keys->text);
    jcs_open_array(jcs);
    for (size_t i = 0; i < levels; i++)
        write_text(jcs, path_name(path_level(path, levels, i)));
    jcs_close_array(jcs);
    if (path_is_utf8(path))
        return;
    jcs_key(jcs, keys->b64);
    jcs_open_array(jcs);
    for (size_t i = 0; i < levels; i++)
        write_made(jcs, base64_encode, path_name(path_level(path, levels, i)));
    jcs_close_array(jcs);
}
