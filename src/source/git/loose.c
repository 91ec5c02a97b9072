/* loose.c - opens loose objects. */

#include "source/git/loose.h"

#include "base/kit.h"
#include "base/map.h"
#include "inventory/gaps.h"
#include "source/fail.h"

void loose_name(const struct object_id *id, char out[OBJECT_HEX_MAX + 2])
{
    char hex[OBJECT_HEX_MAX + 1];

    object_id_text(id, hex);
    out[0] = hex[0];
    out[1] = hex[1];
    out[2] = '/';
    memcpy(out + 3, hex + 2, (size_t)2 * id->size - 1);
}

void loose_close(struct loose *loose)
{
    map_clear(&loose->map);
}

static enum assay_status fail_loose(const char *what, struct assay_error *err)
{
    return fail_id(err, ASSAY_EFORMAT, GAP_GIT_OBJECT_CORRUPT, "%s", what);
}

static bool take_type(struct bytes *rest, enum object_type *type)
{
    static const char *const words[] = {
        [OBJECT_COMMIT] = "commit ",
        [OBJECT_TREE] = "tree ",
        [OBJECT_BLOB] = "blob ",
        [OBJECT_TAG] = "tag ",
    };

    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        if (bytes_starts(*rest, bytes_text(words[i]))) {
            *rest = bytes_from(*rest, strlen(words[i]));
            *type = (enum object_type)i;
            return true;
        }
    }
    return false;
}

/* A decimal number, without zeros before it, up to its NUL. */
static bool take_size(struct bytes *rest, uint64_t *size)
{
    size_t at = 0;

    *size = 0;
    while (at < rest->size && rest->data[at] >= '0' && rest->data[at] <= '9') {
        if ((at > 0 && *size == 0) || ckd_mul(size, *size, 10) ||
            ckd_add(size, *size, (uint64_t)(rest->data[at] - '0')))
            return false;
        at++;
    }
    if (at == 0 || at == rest->size || rest->data[at] != 0)
        return false;
    *rest = bytes_from(*rest, at + 1);
    return true;
}

bool loose_take_head(struct bytes *rest, enum object_type *type, uint64_t *size)
{
    return take_type(rest, type) && take_size(rest, size);
}

/* Before 1.4.3 git could write a packed object's header, not deflated, before the object. */
static bool is_legacy(struct bytes map)
{
    return map.size < 2 || (map.data[0] & 0x8f) != 0x08 || (map.data[0] << 8 | map.data[1]) % 31;
}

static enum assay_status read_head(struct loose *loose, struct inflater *inflater,
                                   struct assay_error *err)
{
    struct inflate_io io = {.in = loose->map, .out = loose->head, .room = LOOSE_HEAD};
    struct assay_error failure = {0};
    enum inflate_result result;
    struct bytes rest;

    if (loose->map.size == 0)
        return fail_loose("its file is empty", err);
    if (is_legacy(loose->map))
        return fail_loose("its file does not begin as git writes them since 1.4.3", err);
    inflater_reset(inflater, INFLATE_ZLIB);
    result = inflate_step(inflater, &io, &failure);
    if (failure.status == ASSAY_ENOMEM)
        return fail_no_memory(err);
    rest = bytes_of(loose->head, LOOSE_HEAD - io.room);
    if (!loose_take_head(&rest, &loose->type, &loose->size))
        return fail_loose(result == INFLATE_DAMAGED ? "its deflated bytes are damaged"
                                                    : "its header is none that git writes",
                          err);
    loose->deflated = (struct deflated){
        .inflater = inflater,
        .in = io.in,
        .head = rest,
        .left = loose->size,
        .alone = true,
        .ended = result == INFLATE_ENDED,
    };
    return ASSAY_OK;
}

enum assay_status loose_open(int folder, const struct object_id *id, struct inflater *inflater,
                             struct loose *out, bool *found, struct assay_error *err)
{
    char name[OBJECT_HEX_MAX + 2];
    enum assay_status status;

    *out = (struct loose){0};
    loose_name(id, name);
    status = map_file(folder, name, &out->map, err);
    *found = status != ASSAY_EMISSING;
    if (!*found)
        return ASSAY_OK;
    if (status != ASSAY_OK) {
        assay_error_id(err, GAP_GIT_OBJECT_CORRUPT);
        return status;
    }
    status = read_head(out, inflater, err);
    if (status != ASSAY_OK)
        loose_close(out);
    return status;
}

/* An engine decodes all that it is given, and a header's bytes stand in front: so it is given
 * little at a time. */
static bool has_head(struct bytes text, struct inflater *inflater)
{
    enum { PIECE = 128 };
    uint8_t head[LOOSE_HEAD];
    struct inflate_io io = {.out = head, .room = sizeof head};

    for (size_t at = 0; at < text.size; at += PIECE) {
        struct assay_error failure = {0};
        struct bytes rest;
        enum object_type type;
        uint64_t size;
        enum inflate_result result;

        io.in = bytes_front(bytes_from(text, at), PIECE);
        result = inflate_step(inflater, &io, &failure);
        rest = bytes_of(head, sizeof head - io.room);
        if (failure.status != ASSAY_ENOMEM && loose_take_head(&rest, &type, &size))
            return true;
        if (result != INFLATE_NEEDS_INPUT)
            return false;
    }
    return false;
}

bool loose_begins(struct bytes head)
{
    struct inflater *inflater;
    bool is;

    if (is_legacy(head)) /* as nearly all files are that are none */
        return false;
    inflater = inflater_new(INFLATE_ZLIB);
    is = inflater && has_head(head, inflater);
    inflater_free(inflater);
    return is;
}
