/* tar_member.c - the content of one member of a tar. */

#include "source/tar_member.h"

#include "base/kit.h"
#include "inventory/gaps.h"
#include "source/fail.h"

/* What was decompressed was charged by the decoder; holes were not there to be. */
static enum assay_status charge(struct tar_member *member, size_t size, bool hole,
                                struct assay_error *err)
{
    const struct container *container = member->container;

    member->out += size;
    if (hole || !container->decoded)
        TRY(source_budget_bytes(container->budget, size, err));
    if (container_over_ratio(container->budget, member->out,
                             tar_input_taken(member->input) - member->taken,
                             container->decoded ? CONTAINER_SLACK : 0))
        return fail_ratio(container->budget, err);
    return ASSAY_OK;
}

static enum assay_status read_stored(struct tar_member *member, void *to, size_t size, size_t *got,
                                     struct assay_error *err)
{
    enum assay_status status;

    if (size > member->left)
        size = (size_t)member->left;
    if (size == 0)
        return ASSAY_OK;
    TRY(tar_input_read(member->input, to, size, got, err));
    if (*got == 0) {
        status = fail_id(err, ASSAY_EFORMAT, GAP_BUNDLE_TRUNCATED,
                         "the tar ends %llu bytes before the member's end",
                         (unsigned long long)member->left);
        if (err)
            err->offset = tar_input_at(member->input);
        return status;
    }
    member->left -= *got;
    return charge(member, *got, false, err);
}

static enum assay_status read_hole(struct tar_member *member, void *to, size_t size, size_t *got,
                                   struct assay_error *err)
{
    memset(to, 0, size);
    *got = size;
    return charge(member, size, true, err);
}

static enum assay_status read_sparse(struct tar_member *member, void *to, size_t size, size_t *got,
                                     struct assay_error *err)
{
    const struct tar_sparse *map = &member->map;
    uint64_t next = map->size;

    while (member->part < map->count &&
           map->parts[member->part].at + map->parts[member->part].size <= member->out)
        member->part++;
    if (member->part < map->count) {
        const struct tar_part *part = &map->parts[member->part];

        if (part->at <= member->out) {
            next = part->at + part->size - member->out;
            return read_stored(member, to, next < size ? (size_t)next : size, got, err);
        }
        next = part->at;
    }
    next -= member->out;
    return next > 0 ? read_hole(member, to, next < size ? (size_t)next : size, got, err) : ASSAY_OK;
}

static enum assay_status member_read(struct stream *stream, void *to, size_t size, size_t *got,
                                     struct assay_error *err)
{
    struct tar_member *member = stream->state;

    *got = 0;
    return member->sparse ? read_sparse(member, to, size, got, err)
                          : read_stored(member, to, size, got, err);
}

void tar_member_stream(struct tar_member *member, struct stream *stream)
{
    *stream = (struct stream){.read = member_read, .state = member, .size = member->size};
}

/* Less than a block, and next to the header that is read next. */
static bool pass_padding(struct tar_member *member)
{
    uint64_t at = tar_input_at(member->input);
    struct bytes padding = tar_input_peek(member->input, (size_t)member->padding);

    asides_add(member->asides, at, padding);
    tar_input_use(member->input, padding.size);
    return padding.size == member->padding;
}

bool tar_member_finish(struct tar_member *member)
{
    bool whole = tar_input_skip(member->input, member->left) && pass_padding(member);

    member->left = member->padding = 0;
    return whole;
}
