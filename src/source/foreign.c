/* foreign.c - members that a foreign reader finds: judged, and held to the limits as they are read.
 */

#include "source/foreign.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/kit.h"
#include "base/limits.h"
#include "inventory/gaps.h"
#include "source/fail.h"
#include "source/member_name.h"
#include "source/members.h"

enum {
    BAD_HEADERS_MAX = 1000, /* in a row; then the rest is no container */
    SLACK = 64 * 1024,      /* what a reader may have taken in before it was asked for */
};

struct foreign {
    struct source base;
    const struct foreign_reader *reader;
    void *state;
    struct container container;
    struct member_names names;
    bool ended;
    uint64_t end; /* what stands behind the container begins there, or ASSAY_NO_OFFSET */
    uint64_t bad; /* headers */

    /* the member at hand */
    uint64_t serial;
    uint64_t size;          /* claimed, or STREAM_SIZE_UNKNOWN */
    uint64_t out, in_start; /* bytes handed out; taken in before it */
    uint64_t at;            /* where the bytes in `block` belong; a hole is in front of them */
    size_t block_size, block_at;
    bool encrypted, content_ended;
    uint8_t block[64 * 1024];
};

/* ---- content ---- */

static enum assay_status charge(struct foreign *foreign, size_t size, struct assay_error *err)
{
    struct source_budget *budget = foreign->container.budget;

    foreign->out += size;
    TRY(source_budget_bytes(budget, size, err));
    if (container_over_ratio(budget, foreign->out,
                             foreign->reader->taken(foreign->state) - foreign->in_start, SLACK))
        return fail_ratio(budget, err);
    return source_budget_time(budget, err);
}

static enum assay_status fill(struct foreign *foreign, struct assay_error *err)
{
    uint64_t at = 0;
    size_t got = 0;

    TRY(foreign->reader->read(foreign->state, foreign->block, sizeof foreign->block, &at, &got,
                              err));
    if (at < foreign->out)
        return fail_id(err, ASSAY_EFORMAT, GAP_BUNDLE_BAD_HEADER, "the parts of a member overlap");
    foreign->at = at;
    foreign->block_at = 0;
    foreign->block_size = got;
    foreign->content_ended = got == 0;
    return ASSAY_OK;
}

static enum assay_status member_read(struct stream *stream, void *to, size_t size, size_t *got,
                                     struct assay_error *err)
{
    struct foreign *foreign = stream->state;
    uint64_t hole;

    *got = 0;
    if (foreign->block_at == foreign->block_size && !foreign->content_ended)
        TRY(fill(foreign, err));
    hole = foreign->at > foreign->out ? foreign->at - foreign->out : 0;
    if (hole > 0) {
        *got = hole < size ? (size_t)hole : size;
        memset(to, 0, *got);
        return charge(foreign, *got, err);
    }
    *got = foreign->block_size - foreign->block_at;
    *got = *got < size ? *got : size;
    if (*got == 0)
        return ASSAY_OK;
    memcpy(to, foreign->block + foreign->block_at, *got);
    foreign->block_at += *got;
    foreign->at += *got;
    return charge(foreign, *got, err);
}

static enum assay_status foreign_read(struct source *source, struct source_session *session,
                                      const struct entry *entry, struct stream *stream,
                                      struct assay_error *err)
{
    struct foreign *foreign = (struct foreign *)source;

    (void)session;
    if (entry->handle != foreign->serial)
        return assay_fail(err, ASSAY_EINTERNAL, ASSAY_NO_OFFSET,
                          "members are read one after the other");
    if (foreign->encrypted)
        return fail_id(err, ASSAY_EFORMAT, GAP_BUNDLE_ENCRYPTED, "the member is encrypted");
    *stream = (struct stream){.read = member_read, .state = foreign, .size = foreign->size};
    return ASSAY_OK;
}

/* ---- the walk ---- */

static void start(struct foreign *foreign, const struct foreign_member *member)
{
    foreign->serial++;
    foreign->size = member->size;
    foreign->encrypted = member->encrypted;
    foreign->out = foreign->at = 0;
    foreign->in_start = foreign->reader->taken(foreign->state);
    foreign->block_at = foreign->block_size = 0;
    foreign->content_ended = false;
}

static enum assay_status yield(struct foreign *foreign, struct inventory_part *part,
                               const struct foreign_member *member, struct entry *entry,
                               bool *found, struct assay_error *err)
{
    struct bytes name = member->name;
    bool folder = member->folder && (member->size == 0 || member->size == STREAM_SIZE_UNKNOWN);
    const struct assay_path *path;
    bool before = false, cut = member->cut || name.size > LIMIT_NAME;

    if (name.size > LIMIT_NAME)
        name.size = LIMIT_NAME;
    if (folder && !member_name_is_unsafe(name))
        return ASSAY_OK;
    path = inventory_path(part, foreign->container.path, name);
    if (!folder)
        TRY(member_names_add(&foreign->names, name, &before, err));
    *entry = (struct entry){.type = member->type, .size = member->size, .handle = foreign->serial};
    if (member->type == ASSAY_ITEM_SYMLINK || member->type == ASSAY_ITEM_HARDLINK)
        entry->link = arena_copy(inventory_part_arena(part), member->link);
    if (!member->table || before)
        member_judge(part, path, entry, foreign->in_start, before);
    if (cut)
        inventory_gap(part, GAP_BUNDLE_BAD_HEADER, path, foreign->in_start,
                      "a name is too long, and was cut");
    if (member->hidden)
        inventory_gap(part, GAP_BUNDLE_HIDDEN_ENTRY, path, foreign->in_start, member->hidden);
    if (member->folder && !folder)
        inventory_gap(part, GAP_BUNDLE_HIDDEN_ENTRY, path, foreign->in_start,
                      "a folder has content, which no program unpacks");
    *found = !folder;
    return folder || entry_place_one(entry, part, path, NULL) ? ASSAY_OK : fail_no_memory(err);
}

static void look_behind(struct foreign *foreign, struct inventory_part *part)
{
    struct assay_error failure = {0};
    uint64_t at = ASSAY_NO_OFFSET;

    foreign->end = ASSAY_NO_OFFSET;
    if (!foreign->reader->behind)
        return;
    if (foreign->reader->behind(foreign->state, &at, &failure) != ASSAY_OK)
        gap_from(part, foreign->container.path, &failure);
    else if (at != ASSAY_NO_OFFSET)
        inventory_gap(part, GAP_BUNDLE_TRAILING_DATA, foreign->container.path, at,
                      "bytes stand behind the end of the archive");
    foreign->end = at;
}

/* A hostile container has millions of headers that cannot be read, each in front of one that can.
 */
static void tell_bad(struct foreign *foreign, struct inventory_part *part,
                     const struct assay_error *failure)
{
    if (foreign->bad++ < LIMIT_CONTAINER_GAPS)
        gap_from(part, foreign->container.path, failure);
}

static bool has_time(const struct foreign *foreign, struct inventory_part *part)
{
    struct assay_error failure;

    if (source_budget_time(foreign->container.budget, &failure) == ASSAY_OK)
        return true;
    gap_from(part, foreign->container.path, &failure);
    return false;
}

static void tell_bad_count(const struct foreign *foreign, struct inventory_part *part)
{
    char why[64];

    if (foreign->bad <= LIMIT_CONTAINER_GAPS)
        return;
    snprintf(why, sizeof why, "%" PRIu64 " more headers cannot be read",
             foreign->bad - LIMIT_CONTAINER_GAPS);
    inventory_gap(part, GAP_BUNDLE_BAD_HEADER, foreign->container.path, ASSAY_NO_OFFSET, why);
}

static bool ends_run(enum assay_status status)
{
    return status == ASSAY_ENOMEM || status == ASSAY_EINTERRUPTED || status == ASSAY_EINTERNAL;
}

static enum assay_status foreign_next(struct source *source, struct inventory_part *part,
                                      struct entry *entry, bool *found, struct assay_error *err)
{
    struct foreign *foreign = (struct foreign *)source;
    unsigned bad = 0;

    *found = false;
    while (!foreign->ended && !*found) {
        struct foreign_member member = {0};
        struct assay_error failure = {0};
        bool more = false, again = false;
        enum assay_status status =
            foreign->reader->next(foreign->state, &member, &more, &again, &failure);

        if (ends_run(status)) {
            *err = failure;
            return status;
        }
        if (status != ASSAY_OK) {
            tell_bad(foreign, part, &failure);
            foreign->ended = !again || ++bad == BAD_HEADERS_MAX || !has_time(foreign, part);
        } else if (!more) {
            foreign->ended = true;
            look_behind(foreign, part);
        } else if (source_budget_entry(foreign->container.budget, &failure) != ASSAY_OK) {
            gap_from(part, foreign->container.path, &failure);
            foreign->ended = true;
        } else {
            start(foreign, &member);
            TRY(yield(foreign, part, &member, entry, found, err));
        }
        if (foreign->ended)
            tell_bad_count(foreign, part);
    }
    return ASSAY_OK;
}

static enum assay_status foreign_outside(struct source *source, unsigned layer, struct outside *out,
                                         struct assay_error *err)
{
    const struct foreign *foreign = (const struct foreign *)source;

    if (!foreign->reader->outside)
        return ASSAY_OK;
    return foreign->reader->outside(foreign->state, layer, out, err);
}

static struct bytes foreign_texts(const struct source *source, bool *cut)
{
    const struct foreign *foreign = (const struct foreign *)source;

    *cut = false;
    return foreign->reader->texts ? foreign->reader->texts(foreign->state, cut) : bytes_of(NULL, 0);
}

static uint64_t foreign_end(const struct source *source)
{
    const struct foreign *foreign = (const struct foreign *)source;

    return foreign->bad > 0 ? 0 : foreign->end;
}

static void foreign_close(struct source *source)
{
    struct foreign *foreign = (struct foreign *)source;

    if (foreign->state)
        foreign->reader->close(foreign->state);
    member_names_clear(&foreign->names);
    free(foreign);
}

static const struct source_class foreign_class = {
    .sequential = true,
    .next = foreign_next,
    .read = foreign_read,
    .end = foreign_end,
    .outside = foreign_outside,
    .texts = foreign_texts,
    .close = foreign_close,
};

enum assay_status foreign_open(const struct foreign_reader *reader, enum container_format format,
                               const struct container *container, struct source **out,
                               struct assay_error *err)
{
    CLEANUP(source_closep) struct source *source = NULL;
    struct foreign *foreign = calloc(1, sizeof *foreign);

    if (!foreign)
        return fail_no_memory(err);
    source = &foreign->base;
    source->class = &foreign_class;
    foreign->reader = reader;
    foreign->container = *container;
    foreign->end = ASSAY_NO_OFFSET;
    member_names_init(&foreign->names);
    TRY(reader->open(format, container->plain, container->budget, &foreign->state, err));
    *out = TAKE(source);
    return ASSAY_OK;
}
