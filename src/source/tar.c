/*
 * tar.c - members of a tar, in all its dialects: one header after the other, whatever stands
 * between them.
 *
 * Ours and not libarchive's, which says nothing of what follows the end, writes out every hole, and
 * does not tell a header that was skipped. A block that is no header is scanned past; a tar behind
 * the end mark is read as well; content under a folder's or a link's name is content.
 */

#include <inttypes.h>
#include <stdlib.h>

#include "base/kit.h"
#include "base/limits.h"
#include "inventory/gaps.h"
#include "source/fail.h"
#include "source/member_name.h"
#include "source/members.h"
#include "source/tar_aside.h"
#include "source/tar_extensions.h"
#include "source/tar_member.h"

#define OCTAL_SIZE_MAX UINT64_C(077777777777) /* what a header's size can say in digits */

struct tar {
    struct source base;
    struct container container;
    struct tar_input input;
    struct member_names names;
    struct asides asides;      /* what belongs to no member */
    uint8_t shared[TAR_BLOCK]; /* what the last header had beside its fields */
    struct tar_member member;  /* the one at hand */
    uint64_t serial;           /* its number, from 1 */

    struct tar_extensions before;     /* a member's own header */
    uint64_t header_at, header_taken; /* of the first of a member's headers */

    uint64_t flaws;   /* of headers, as tell_flaw() has them */
    bool ended;       /* an end mark was read, and nothing behind it */
    bool told_behind; /* that something stands behind the end, */
    uint64_t behind;  /* which begins there */
    bool told_bad;    /* that what is scanned past is no header */
    bool done;
};

/* One member, as its headers describe it. */
struct description {
    struct tar_header header;
    struct bytes name, link;
    uint64_t stored;
    bool folder;
    bool hidden; /* content where none belongs */
    bool volume; /* goes on from or in another volume */
    bool two_sizes, two_names;
};

static void gap(const struct tar *tar, struct inventory_part *part, const char *id, uint64_t at,
                const char *why)
{
    inventory_gap(part, id, tar->container.path, at, why);
}

/* What is wrong with headers that belong to no member: a hostile tar has millions of them. */
static void tell_flaw(struct tar *tar, struct inventory_part *part, uint64_t at, const char *why)
{
    if (tar->flaws++ < LIMIT_CONTAINER_GAPS)
        gap(tar, part, GAP_BUNDLE_BAD_HEADER, at, why);
}

static void tell_flaw_count(const struct tar *tar, struct inventory_part *part)
{
    char why[64];

    if (tar->flaws <= LIMIT_CONTAINER_GAPS)
        return;
    snprintf(why, sizeof why, "%" PRIu64 " more places hold headers that are wrong",
             tar->flaws - LIMIT_CONTAINER_GAPS);
    gap(tar, part, GAP_BUNDLE_BAD_HEADER, ASSAY_NO_OFFSET, why);
}

static bool ends_run(const struct assay_error *failure)
{
    return failure->status != ASSAY_EFORMAT && failure->status != ASSAY_ELIMIT &&
           failure->status != ASSAY_EIO && failure->status != ASSAY_EMISSING;
}

/* ---- extensions: what stands before a member's own header ---- */

/* Reads the content of an extension, at most `most` bytes of it, and moves past it. */
static enum assay_status read_extension(struct tar *tar, uint64_t size, size_t most,
                                        struct buf *out, struct assay_error *err)
{
    struct tar_member body = {.input = &tar->input,
                              .container = &tar->container,
                              .asides = &tar->asides,
                              .left = size,
                              .padding = (TAR_BLOCK - size % TAR_BLOCK) % TAR_BLOCK};
    size_t wanted = size < most ? (size_t)size : most;

    buf_reset(out);
    while (out->size < wanted) {
        size_t piece = wanted - out->size < TAR_BLOCK ? wanted - out->size : TAR_BLOCK, got = 0;
        uint8_t *room = buf_room(out, piece);

        if (!room || tar_input_read(&tar->input, room, piece, &got, err) != ASSAY_OK || got == 0)
            break; /* told where the next header is looked for */
        buf_used(out, got);
        body.left -= got;
    }
    (void)tar_member_finish(&body);
    return buf_status(out, err);
}

static enum assay_status read_pax(struct tar *tar, struct inventory_part *part, uint64_t size,
                                  struct tar_pax *pax, struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf records;
    struct assay_error failure = {0};
    uint64_t at = tar_input_at(&tar->input);

    buf_init(&records, LIMIT_TAR_EXTENSION);
    TRY(read_extension(tar, size, LIMIT_TAR_EXTENSION, &records, err));
    tar_aside_records(&tar->asides, at, buf_bytes(&records), pax == &tar->before.global);
    if (pax == &tar->before.local && (pax->has_path || pax->has_link))
        tell_flaw(tar, part, at, "two pax headers name one member: the first of them is not shown");
    pax->cut = false;
    if (tar_pax_read(pax, buf_bytes(&records), &failure) != ASSAY_OK && ends_run(&failure)) {
        *err = failure;
        return failure.status;
    }
    if (size > LIMIT_TAR_EXTENSION)
        tell_flaw(tar, part, at, "a pax header is too long, and was cut");
    else if (failure.status != ASSAY_OK)
        tell_flaw(tar, part, at, failure.text);
    if (pax->cut)
        tell_flaw(tar, part, at, "a name is too long, and was cut");
    return ASSAY_OK;
}

static enum assay_status read_long(struct tar *tar, struct inventory_part *part, uint64_t size,
                                   struct buf *text, struct assay_error *err)
{
    uint64_t at = tar_input_at(&tar->input);
    struct bytes shown;

    if (text->size > 0)
        tell_flaw(tar, part, at, "two long names stand before one member: the first is not shown");
    if (size > LIMIT_NAME + 1)
        tell_flaw(tar, part, tar->header_at, "a name is too long, and was cut");
    TRY(read_extension(tar, size, LIMIT_NAME, text, err));
    shown = tar_text(buf_bytes(text));
    asides_add(&tar->asides, at + shown.size, bytes_from(buf_bytes(text), shown.size));
    return ASSAY_OK;
}

/* ---- what a member is ---- */

static bool is_bodiless(const struct description *what)
{
    return what->folder || (what->header.type >= TAR_HARDLINK && what->header.type <= TAR_FIFO);
}

/* Some writers state a link's size and store no content: then a header, or the end, is next. */
static bool has_body(struct tar *tar)
{
    static const uint8_t zeros[TAR_BLOCK];
    struct bytes next = tar_input_peek(&tar->input, TAR_BLOCK);

    return next.size > 0 && !(next.size == TAR_BLOCK && (tar_header_checks(next.data) ||
                                                         memcmp(next.data, zeros, TAR_BLOCK) == 0));
}

static void describe(struct tar *tar, struct inventory_part *part, struct description *what)
{
    const struct tar_header *header = &what->header;
    bool has_size = tar->before.local.has_size || tar->before.global.has_size;

    what->name = tar_extensions_name(&tar->before, header, inventory_part_arena(part));
    what->link = tar_extensions_link(&tar->before, header);
    what->two_names = tar_extensions_differ(&tar->before);
    what->stored = tar->before.local.has_size    ? tar->before.local.size
                   : tar->before.global.has_size ? tar->before.global.size
                                                 : header->size;
    what->two_sizes = has_size && what->stored <= OCTAL_SIZE_MAX && what->stored != header->size;
    what->volume =
        header->type == TAR_CONTINUED || tar->before.local.volume || tar->before.global.volume;
    tar->before.global.volume = false; /* told once */
    what->folder = header->type == TAR_FOLDER || ((header->type == TAR_FILE || header->type == 0) &&
                                                  bytes_ends(what->name, BYTES("/")));
    if (is_bodiless(what) && what->stored > 0) {
        if (!has_body(tar))
            what->stored = 0;
        what->hidden = what->stored > 0 && header->type != TAR_HARDLINK; /* pax allows it there */
    }
}

static enum assay_item_type type_of(const struct description *what)
{
    if (what->stored > 0)
        return ASSAY_ITEM_FILE;
    switch (what->header.type) {
    case TAR_HARDLINK:
        return ASSAY_ITEM_HARDLINK;
    case TAR_SYMLINK:
        return ASSAY_ITEM_SYMLINK;
    case TAR_CHARACTER:
    case TAR_BLOCK_DEVICE:
    case TAR_FIFO:
        return ASSAY_ITEM_SPECIAL;
    default:
        return ASSAY_ITEM_FILE;
    }
}

/* ---- a member's content ---- */

static enum assay_status read_map(struct tar *tar, const uint8_t *block, uint64_t *used,
                                  struct assay_error *err)
{
    struct tar_sparse *map = &tar->member.map;

    *used = 0;
    if (block)
        return tar_sparse_read_old(map, block, &tar->input, err);
    tar_sparse_clear(map);
    *map = tar->before.local.map;
    tar->before.local.map = (struct tar_sparse){0};
    if (!tar->before.local.map_in_content)
        return ASSAY_OK;
    map->count = 0;
    return tar_sparse_read_map(map, &tar->input, tar->member.left, used, err);
}

/* A map that does not hold leaves the stored bytes as they are: these are examined. */
static enum assay_status start_sparse(struct tar *tar, struct inventory_part *part,
                                      const struct assay_path *path, const uint8_t *block,
                                      struct assay_error *err)
{
    struct tar_member *member = &tar->member;
    uint64_t before = tar_input_at(&tar->input), used;
    struct assay_error failure = {0};

    if (read_map(tar, block, &used, &failure) != ASSAY_OK) {
        if (ends_run(&failure)) {
            *err = failure;
            return failure.status;
        }
        used = block ? 0 : tar_input_at(&tar->input) - before;
        failure.offset = before;
        gap_from(part, path, &failure);
    } else if (!tar_sparse_holds(&member->map, member->left - used)) {
        inventory_gap(part, GAP_BUNDLE_BAD_HEADER, path, before,
                      "the map of a sparse member does not fit what is stored");
    } else {
        member->sparse = true;
    }
    member->left -= used;
    member->size = member->sparse ? member->map.size : member->left;
    return ASSAY_OK;
}

static enum assay_status start_member(struct tar *tar, struct inventory_part *part,
                                      const struct assay_path *path, const struct description *what,
                                      const uint8_t *block, struct assay_error *err)
{
    struct tar_member *member = &tar->member;
    bool old = what->header.type == TAR_SPARSE && what->header.gnu;

    tar->serial++;
    member->left = member->size = what->stored;
    member->padding = (TAR_BLOCK - what->stored % TAR_BLOCK) % TAR_BLOCK;
    member->out = 0;
    member->taken = tar->header_taken;
    member->sparse = false;
    member->part = 0;
    member->map.count = 0;
    if (old || tar->before.local.sparse)
        return start_sparse(tar, part, path, old ? block : NULL, err);
    return ASSAY_OK;
}

static void judge(const struct tar *tar, struct inventory_part *part, const struct assay_path *path,
                  const struct description *what)
{
    const struct {
        bool holds;
        const char *id, *why;
    } flaws[] = {
        {!what->header.size_ok, GAP_BUNDLE_BAD_HEADER, "its size is no number"},
        {what->hidden, GAP_BUNDLE_HIDDEN_ENTRY,
         "a folder, link or device has content, which no program unpacks"},
        {what->volume, GAP_BUNDLE_MULTI_VOLUME, "a part of it stands in another volume"},
        {what->two_sizes, GAP_BUNDLE_HEADER_MISMATCH,
         "its header and the pax header before it state two sizes"},
        {what->two_names, GAP_BUNDLE_HEADER_MISMATCH,
         "the headers before it state two names; programs differ in which they take"},
    };

    for (size_t i = 0; i < ARRAY_LEN(flaws); i++)
        if (flaws[i].holds)
            inventory_gap(part, flaws[i].id, path, tar->header_at, flaws[i].why);
}

static enum assay_status yield(struct tar *tar, struct inventory_part *part, const uint8_t *block,
                               struct description *what, struct entry *entry, bool *found,
                               struct assay_error *err)
{
    const struct assay_path *path;
    bool before = false, nothing;

    describe(tar, part, what);
    if (what->name.size > LIMIT_NAME)
        what->name.size = LIMIT_NAME;
    nothing = what->folder && what->stored == 0;
    if (!nothing || member_name_is_unsafe(what->name) || !what->header.size_ok) {
        path = inventory_path(part, tar->container.path, what->name);
        *entry = (struct entry){.type = type_of(what), .handle = tar->serial + 1};
        if (entry->type == ASSAY_ITEM_SYMLINK || entry->type == ASSAY_ITEM_HARDLINK)
            entry->link = arena_copy(inventory_part_arena(part), what->link);
        if (!nothing)
            TRY(member_names_add(&tar->names, what->name, &before, err));
        member_judge(part, path, entry, tar->header_at, before);
        judge(tar, part, path, what);
        TRY(start_member(tar, part, path, what, block, err));
        entry->size = tar->member.size;
        *found = !nothing;
        if (!nothing && !entry_place_one(entry, part, path, NULL))
            return fail_no_memory(err);
    }
    tar_extensions_forget(&tar->before);
    return ASSAY_OK;
}

/* ---- the walk ---- */

static void tell_behind(struct tar *tar, struct inventory_part *part, const char *why)
{
    if (!tar->told_behind) {
        tar->behind = tar_input_at(&tar->input);
        gap(tar, part, GAP_BUNDLE_TRAILING_DATA, tar->behind, why);
    }
    tar->told_behind = true;
}

static void tell_lost_extension(struct tar *tar, struct inventory_part *part)
{
    if (tar->before.extended)
        tell_flaw(tar, part, tar->header_at,
                  "a header that describes a member has no member behind it");
    tar_extensions_forget(&tar->before);
}

/* A block that should be a header and is none. */
static void pass_stray(struct tar *tar, struct inventory_part *part)
{
    tell_lost_extension(tar, part);
    if (tar->ended)
        tell_behind(tar, part, "bytes stand behind the end of the tar");
    else if (!tar->told_bad)
        tell_flaw(tar, part, tar_input_at(&tar->input),
                  "no header stands where one should; the next that holds was looked for");
    tar->told_bad = true;
    asides_add(&tar->asides, tar_input_at(&tar->input), tar_input_peek(&tar->input, TAR_BLOCK));
    tar_input_use(&tar->input, TAR_BLOCK);
}

static bool has_content(struct bytes bytes)
{
    for (size_t i = 0; i < bytes.size; i++)
        if (bytes.data[i] != 0)
            return true;
    return false;
}

static enum assay_status finish(struct tar *tar, struct inventory_part *part, struct bytes rest,
                                struct assay_error *err)
{
    tar->done = true;
    tell_lost_extension(tar, part);
    tell_flaw_count(tar, part);
    if (tar->input.failure.status != ASSAY_OK) {
        if (ends_run(&tar->input.failure)) {
            *err = tar->input.failure;
            return err->status;
        }
        gap_from(part, tar->container.path, &tar->input.failure);
    } else if (!tar->ended) {
        gap(tar, part, GAP_BUNDLE_TRUNCATED, tar_input_at(&tar->input),
            "the tar has no end mark: members may be missing");
    } else if (has_content(rest)) {
        tell_behind(tar, part, "bytes stand behind the end of the tar");
    }
    asides_add(&tar->asides, tar_input_at(&tar->input), rest);
    return ASSAY_OK;
}

static bool describes_another(const struct tar_header *header)
{
    return header->type == TAR_PAX || header->type == TAR_PAX_SOLARIS ||
           header->type == TAR_PAX_GLOBAL || header->type == TAR_LONG_NAME ||
           header->type == TAR_LONG_LINK || header->type == TAR_LABEL;
}

static enum assay_status take_header(struct tar *tar, struct inventory_part *part,
                                     const uint8_t *block, struct entry *entry, bool *found,
                                     struct assay_error *err)
{
    struct description what = {0};
    struct assay_error failure;

    tar_header_read(block, &what.header);
    tar_aside_header(&tar->asides, tar_input_at(&tar->input) - TAR_BLOCK, block, tar->shared);
    if (describes_another(&what.header) && !what.header.size_ok)
        tell_flaw(tar, part, tar_input_at(&tar->input) - TAR_BLOCK,
                  "the size of a header that describes a member is no number");
    switch (what.header.type) {
    case TAR_PAX:
    case TAR_PAX_SOLARIS:
        tar->before.extended = true;
        return read_pax(tar, part, what.header.size, &tar->before.local, err);
    case TAR_PAX_GLOBAL:
        return read_pax(tar, part, what.header.size, &tar->before.global, err);
    case TAR_LONG_NAME:
        tar->before.extended = true;
        return read_long(tar, part, what.header.size, &tar->before.long_name, err);
    case TAR_LONG_LINK:
        tar->before.extended = true;
        return read_long(tar, part, what.header.size, &tar->before.long_link, err);
    default:
        break;
    }
    if (what.header.type == TAR_LABEL && what.header.size == 0) {
        tar_extensions_forget(&tar->before);
        return ASSAY_OK;
    }
    if (source_budget_entry(tar->container.budget, &failure) != ASSAY_OK) {
        tell_flaw_count(tar, part);
        gap_from(part, tar->container.path, &failure);
        tar->done = true;
        return ASSAY_OK;
    }
    return yield(tar, part, block, &what, entry, found, err);
}

static enum assay_status next_block(struct tar *tar, struct inventory_part *part,
                                    struct entry *entry, bool *found, struct assay_error *err)
{
    struct bytes next = tar_input_peek(&tar->input, TAR_BLOCK);
    uint8_t block[TAR_BLOCK];

    if (next.size < TAR_BLOCK)
        return finish(tar, part, next, err);
    if (!has_content(next)) {
        tell_lost_extension(tar, part);
        tar->ended = true;
        tar->told_bad = false;
        tar_input_use(&tar->input, TAR_BLOCK);
        return ASSAY_OK;
    }
    if (!tar_header_checks(next.data)) {
        pass_stray(tar, part);
        return ASSAY_OK;
    }
    if (tar->ended)
        tell_behind(tar, part, "members stand behind the end of the tar");
    tar->ended = tar->told_bad = false;
    if (!tar->before.extended) {
        tar->header_at = tar_input_at(&tar->input);
        tar->header_taken = tar_input_taken(&tar->input);
    }
    memcpy(block, next.data, TAR_BLOCK); /* what follows may move the buffer */
    tar_input_use(&tar->input, TAR_BLOCK);
    return take_header(tar, part, block, entry, found, err);
}

static enum assay_status tar_next(struct source *source, struct inventory_part *part,
                                  struct entry *entry, bool *found, struct assay_error *err)
{
    struct tar *tar = (struct tar *)source;

    *found = false;
    (void)tar_member_finish(&tar->member); /* where the tar ends inside, the next block tells */
    while (!tar->done && !*found)
        TRY(next_block(tar, part, entry, found, err));
    return ASSAY_OK;
}

static enum assay_status tar_read(struct source *source, struct source_session *session,
                                  const struct entry *entry, struct stream *stream,
                                  struct assay_error *err)
{
    struct tar *tar = (struct tar *)source;

    (void)session;
    if (entry->handle != tar->serial)
        return assay_fail(err, ASSAY_EINTERNAL, ASSAY_NO_OFFSET,
                          "members are read one after the other");
    tar_member_stream(&tar->member, stream);
    return ASSAY_OK;
}

static uint64_t tar_end(const struct source *source)
{
    const struct tar *tar = (const struct tar *)source;

    if (tar->told_behind)
        return tar->behind;
    return tar->ended ? tar_input_at(&tar->input) : 0;
}

static enum assay_status tar_outside(struct source *source, unsigned layer, struct outside *out,
                                     struct assay_error *err)
{
    struct tar *tar = (struct tar *)source;

    return layer == 0 ? asides_outside(&tar->asides, tar->container.budget, out, err) : ASSAY_OK;
}

static void tar_close(struct source *source)
{
    struct tar *tar = (struct tar *)source;

    tar_input_clear(&tar->input);
    asides_clear(&tar->asides);
    member_names_clear(&tar->names);
    tar_sparse_clear(&tar->member.map);
    tar_extensions_clear(&tar->before);
    free(tar);
}

static const struct source_class tar_class = {
    .sequential = true,
    .next = tar_next,
    .read = tar_read,
    .end = tar_end,
    .outside = tar_outside,
    .close = tar_close,
};

enum assay_status tar_open(const struct container *container, struct source **out,
                           struct assay_error *err)
{
    CLEANUP(source_closep) struct source *source = NULL;
    struct tar *tar = calloc(1, sizeof *tar);

    if (!tar)
        return fail_no_memory(err);
    source = &tar->base;
    source->class = &tar_class;
    tar->container = *container;
    tar->member.input = &tar->input;
    tar->member.container = &tar->container;
    tar->member.asides = &tar->asides;
    asides_init(&tar->asides);
    member_names_init(&tar->names);
    tar_extensions_init(&tar->before);
    TRY(tar_input_init(&tar->input, &tar->container, err));
    *out = TAKE(source);
    return ASSAY_OK;
}
