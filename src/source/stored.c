/*
 * stored.c - walks the stores for what pointers claim: each stored file once, below all pointers
 * that stand for it.
 */

#include "source/stored.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/codec.h"
#include "base/kit.h"
#include "inventory/gaps.h"
#include "source/class.h"
#include "source/disk_file.h"
#include "source/fail.h"
#include "source/stored_claims.h"

/* One stored file, with a range of the claims, which are sorted by it. */
struct want {
    size_t from, count;
    bool read;              /* to its end */
    uint64_t size;          /* bytes that were read */
    char found[DIGEST_HEX]; /* by the hash of the claims */
    char also[DIGEST_HEX];  /* CLAIM_DVC_TEXT has two */
};

struct stored {
    struct source base;
    struct claims claims;
    struct want *wants;
    size_t want_count, at;
};

/* ---- entries ---- */

/* As the pointer's, but of bytes that are no blob. */
static const struct assay_origin *origin_of(const struct assay_origin *pointer,
                                            struct inventory_part *part)
{
    struct assay_origin *origin;

    if (!pointer)
        return NULL;
    origin = arena_alloc(inventory_part_arena(part), sizeof *origin);
    if (origin) {
        origin->present = pointer->present;
        origin->commit = pointer->commit;
    }
    return origin;
}

static bool same_place(const struct claim *a, const struct claim *b)
{
    return assay_path_compare(a->of.path, b->of.path) == 0 &&
           bytes_equal(a->of.claim.name, b->of.claim.name);
}

static enum assay_status stored_next(struct source *source, struct inventory_part *part,
                                     struct entry *entry, bool *found, struct assay_error *err)
{
    struct stored *stored = (struct stored *)source;
    const struct want *want = &stored->wants[stored->at];
    struct entry_place *places;

    *found = stored->at < stored->want_count;
    if (!*found)
        return ASSAY_OK;
    places = arena_array(inventory_part_arena(part), want->count, sizeof *places);
    if (!places)
        return fail_no_memory(err);
    *entry = (struct entry){.places = places,
                            .type = ASSAY_ITEM_FILE,
                            .size = STREAM_SIZE_UNKNOWN,
                            .handle = stored->at++};
    for (size_t i = want->from; i < want->from + want->count; i++) {
        const struct claim *claim = &stored->claims.claims[i];

        if (i > want->from && same_place(claim, claim - 1))
            continue; /* versions of one pointer that name the same content */
        places[entry->place_count++] =
            (struct entry_place){.path = inventory_path(part, claim->of.path, claim->of.claim.name),
                                 .origin = origin_of(claim->of.origin, part)};
    }
    return ASSAY_OK;
}

/* ---- bytes, hashed as the claims have it ---- */

struct checked {
    struct stream inner;
    struct want *want;
    struct digest *digest;
    struct dvc_md5 *text;
};

static void checked_free(struct checked *checked)
{
    stream_close(&checked->inner);
    digest_free(checked->digest);
    dvc_md5_free(checked->text);
    free(checked);
}

static void checked_end(struct checked *checked)
{
    uint8_t digest[DIGEST_SIZE_MAX];

    if (checked->text)
        dvc_md5_end(checked->text, checked->want->found, checked->want->also);
    else
        hex_encode(bytes_of(digest, digest_end(checked->digest, digest)), checked->want->found);
}

static enum assay_status checked_read(struct stream *stream, void *to, size_t size, size_t *got,
                                      struct assay_error *err)
{
    struct checked *checked = stream->state;

    TRY(stream_read(&checked->inner, to, size, got, err));
    if (*got == 0 && !checked->want->found[0])
        checked_end(checked);
    else if (checked->text)
        dvc_md5_add(checked->text, bytes_of(to, *got));
    else if (*got > 0)
        digest_add(checked->digest, bytes_of(to, *got));
    return ASSAY_OK;
}

static enum assay_status checked_read_at(struct stream *stream, uint64_t offset, void *to,
                                         size_t size, size_t *got, struct assay_error *err)
{
    struct checked *checked = stream->state;

    return checked->inner.read_at(&checked->inner, offset, to, size, got, err);
}

static void checked_close(struct stream *stream)
{
    checked_free(stream->state);
}

/* Puts itself before `stream`, which it takes over. */
static enum assay_status check(struct stream *stream, const struct stored_claim *claim,
                               struct want *want, struct assay_error *err)
{
    struct checked *checked = calloc(1, sizeof *checked);

    if (!checked) {
        stream_close(stream);
        return fail_no_memory(err);
    }
    checked->inner = *stream;
    checked->want = want;
    if (claim->hash == CLAIM_DVC_TEXT)
        checked->text = dvc_md5_new();
    else
        checked->digest = digest_new(claim->kind);
    if (!checked->text && !checked->digest) {
        checked_free(checked);
        return fail_no_memory(err);
    }
    *stream = (struct stream){.read = checked_read,
                              .read_at = checked->inner.read_at ? checked_read_at : NULL,
                              .close = checked_close,
                              .state = checked,
                              .size = checked->inner.size};
    return ASSAY_OK;
}

static enum assay_status open_file(const struct stored *stored, const struct claim *claim,
                                   struct stream *stream, struct assay_error *err)
{
    int fd;

    if (claim->beside) /* a name out of a file that anybody may have written: never outside */
        return disk_file_open(stored->claims.root, claim->file, stream, err);
    fd = open(claim->file, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
    if (fd < 0)
        return fail_id_errno(err, ASSAY_EIO, GAP_FILE_UNREADABLE, errno,
                             "cannot read the stored file");
    return disk_file_stream(fd, stream, err);
}

static enum assay_status stored_read(struct source *source, struct source_session *session,
                                     const struct entry *entry, struct stream *stream,
                                     struct assay_error *err)
{
    struct stored *stored = (struct stored *)source;
    struct want *want = &stored->wants[entry->handle];
    const struct claim *claim = &stored->claims.claims[want->from];

    (void)session;
    TRY(open_file(stored, claim, stream, err));
    if (claim->of.claim.hash == CLAIM_SHA256 || claim->of.claim.hash == CLAIM_UNVERIFIED)
        return ASSAY_OK; /* the pipeline makes that one for everything it reads */
    return check(stream, &claim->of.claim, want, err);
}

static void stored_examined(struct source *source, const struct entry *entry,
                            const struct assay_examination *content)
{
    struct stored *stored = (struct stored *)source;
    struct want *want = &stored->wants[entry->handle];

    want->size = content->size;
    want->read = true;
    if (stored->claims.claims[want->from].of.claim.hash == CLAIM_SHA256)
        hex_encode(bytes_of(content->sha256, sizeof content->sha256), want->found);
}

/* ---- what came of it ---- */

static void judge(struct claim *claim, const struct want *want, struct arena *arena)
{
    const struct stored_claim *of = &claim->of.claim;
    const char *where = claim->beside ? "on disk" : "in store";
    char name[NAME_SHOWN];

    claim->verdict = want->read ? CLAIM_HOLDS : CLAIM_UNREAD;
    if (!want->read)
        return;
    name_content(claim, name);
    if (of->hash != CLAIM_UNVERIFIED && strcmp(of->digest, want->found) != 0 &&
        strcmp(of->digest, want->also) != 0) {
        claim->verdict = CLAIM_DIFFERS;
        claim->why = arena_printf(arena, "%s %s has the digest %s, the pointer says %s", name,
                                  where, want->found, of->digest);
    } else if (of->size != STREAM_SIZE_UNKNOWN && of->size != want->size) {
        claim->verdict = CLAIM_DIFFERS;
        claim->why = arena_printf(arena, "%s %s has %" PRIu64 " bytes, the pointer says %" PRIu64,
                                  name, where, want->size, of->size);
    } else if (claim->astray) {
        claim->verdict = CLAIM_DIFFERS;
        claim->why = arena_printf(arena,
                                  "%s on disk is a symbolic link that does not lead to the "
                                  "file in the cache",
                                  name);
    }
}

enum assay_status source_stored_end(struct source *source, struct inventory_part *part,
                                    struct assay_error *err)
{
    struct stored *stored = (struct stored *)source;

    for (size_t i = 0; i < stored->want_count; i++) {
        const struct want *want = &stored->wants[i];

        for (size_t k = want->from; k < want->from + want->count; k++)
            judge(&stored->claims.claims[k], want, inventory_part_arena(part));
    }
    return claims_tell(&stored->claims, part, err);
}

static void stored_close(struct source *source)
{
    struct stored *stored = (struct stored *)source;

    claims_clear(&stored->claims);
    free(stored->wants);
    free(stored);
}

static const struct source_class stored_class = {
    .next = stored_next,
    .read = stored_read,
    .examined = stored_examined,
    .close = stored_close,
};

/* ---- opening ---- */

static bool same_file(const struct claim *a, const struct claim *b)
{
    return a->beside == b->beside && strcmp(a->file, b->file) == 0 &&
           a->of.claim.hash == b->of.claim.hash && a->of.claim.kind == b->of.claim.kind;
}

static enum assay_status group(struct stored *stored, struct assay_error *err)
{
    const struct claims *claims = &stored->claims;

    stored->wants = calloc(claims->found + 1, sizeof *stored->wants);
    if (!stored->wants)
        return fail_no_memory(err);
    for (size_t i = 0; i < claims->found; i++) {
        if (i == 0 || !same_file(&claims->claims[i], &claims->claims[i - 1]))
            stored->wants[stored->want_count++].from = i;
        stored->wants[stored->want_count - 1].count++;
    }
    return ASSAY_OK;
}

enum assay_status source_open_stored(const struct stores *stores, struct stored_pointer *pointers,
                                     size_t count, struct inventory_part *part, struct source **out,
                                     struct assay_error *err)
{
    struct stored *stored;
    enum assay_status status;

    *out = NULL;
    if (count == 0)
        return ASSAY_OK;
    stored = calloc(1, sizeof *stored);
    if (!stored)
        return fail_no_memory(err);
    stored->base.class = &stored_class;
    status = claims_find(&stored->claims, stores, pointers, count, inventory_part_arena(part), err);
    if (status == ASSAY_OK)
        status = group(stored, err);
    if (status != ASSAY_OK) {
        stored_close(&stored->base);
        return status;
    }
    *out = &stored->base;
    return ASSAY_OK;
}
