/*
 * describe.c - what a commit says of itself: people, times, signature.
 * Source: git-commit-tree(1), "COMMIT INFORMATION"; git, Documentation/technical/signature-format.
 */

#include "source/git/describe.h"

#include "base/buf.h"
#include "base/kit.h"
#include "base/limits.h"
#include "base/text.h"
#include "source/git/header.h"

enum { TAG_DEPTH = 64 };

static const char *person(struct bytes who, struct inventory_part *part)
{
    CLEANUP(buf_clear) struct buf shown = {.ceiling = LIMIT_FACT_TEXT};

    text_show(&shown, who);
    return arena_text(inventory_part_arena(part), buf_string(&shown));
}

/* By the armour of the signature; whether it holds is not asked. */
static enum assay_signature kind_of(struct bytes signature)
{
    static const struct {
        struct bytes mark;
        enum assay_signature kind;
    } kinds[] = {
        {{(const uint8_t *)"-----BEGIN PGP ", 15}, ASSAY_SIGNED_GPG},
        {{(const uint8_t *)"-----BEGIN SSH SIGNATURE-----", 29}, ASSAY_SIGNED_SSH},
        {{(const uint8_t *)"-----BEGIN SIGNED MESSAGE-----", 30}, ASSAY_SIGNED_X509},
    };

    for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
        if (bytes_starts(signature, kinds[i].mark))
            return kinds[i].kind;
    return ASSAY_SIGNED_OTHER;
}

static void read_head(struct bytes rest, struct assay_commit *out, struct bytes *author,
                      struct bytes *committer)
{
    struct header_line line;

    while (header_next(&rest, &line)) {
        if (bytes_equal(line.name, BYTES("author")) && !author->data)
            out->time = header_signature(line.value, author);
        else if (bytes_equal(line.name, BYTES("committer")) && !committer->data)
            out->committed = header_signature(line.value, committer);
        else if (bytes_equal(line.name, BYTES("gpgsig")) ||
                 bytes_equal(line.name, BYTES("gpgsig-sha256")))
            out->signature = kind_of(line.value);
    }
}

const struct assay_commit *commit_describe(struct objects *objects, const struct object_id *id,
                                           struct inventory_part *part)
{
    CLEANUP(object_release) struct object object = {0};
    struct assay_commit *out = arena_alloc(inventory_part_arena(part), sizeof *out);
    struct bytes author = {0}, committer = {0};

    if (!out)
        return NULL;
    memcpy(out->id, id->bytes, sizeof out->id);
    out->id_size = id->size;
    if (object_read(objects, id, &object, NULL) == ASSAY_OK && object.type == OBJECT_COMMIT)
        read_head(object.bytes, out, &author, &committer);
    out->author = person(author, part);
    out->committer = person(committer, part);
    return out->author && out->committer ? out : NULL;
}

enum assay_status objects_peel(struct objects *objects, const struct object_id *id,
                               struct object_id *peeled, enum object_type *type,
                               struct assay_error *err)
{
    *peeled = *id;
    for (int depth = 0; depth < TAG_DEPTH; depth++) {
        CLEANUP(object_release) struct object object = {0};
        struct bytes rest;

        TRY(object_read(objects, peeled, &object, err));
        *type = object.type;
        rest = object.bytes;
        if (object.type != OBJECT_TAG || !header_take_id(&rest, BYTES("object"), peeled))
            break;
    }
    return ASSAY_OK;
}
