/*
 * iso_trees.c - the folders of each volume of an ISO image, walked for where files stand.
 * Source: ECMA-119, 8.4 (primary volume), 8.5 (supplementary), 9.1 (directory records); Joliet
 * Specification 1995, "Escape Sequences".
 */

#include "source/iso_trees.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/kit.h"
#include "base/limits.h"
#include "base/load.h"
#include "base/room.h"
#include "base/text.h"
#include "inventory/gaps.h"
#include "source/fail.h"

enum {
    FIRST = 16, /* sectors in front are the system's own */
    VOLUMES_MAX = 16,
    DESCRIPTORS_MAX = 128,
    RECORD_LEAST = 34,
    CONTINUATIONS_MAX = 64, /* of the attributes of one record */
    NAME_TEXT_MAX = 333,    /* 111 units of UTF-16 in a record, each up to 3 bytes in UTF-8 */
};

struct node {
    struct extent where;
    uint32_t above; /* its folder's number, or NO_NODE */
    uint16_t name_size;
    uint8_t volume;
    bool folder, more; /* the file goes on in the next record */
    const char *name;
};

#define NO_NODE UINT32_MAX

struct volume {
    bool joliet;
};

struct iso_trees {
    struct arena *arena;
    struct volume volumes[VOLUMES_MAX];
    size_t volume_count;
    struct node *nodes; /* of all volumes */
    size_t count, room;
    uint32_t *files; /* numbers of those that are files, by place */
    size_t file_count, at;
    size_t group_from, group_to; /* files of one place that were looked at last */
    struct extent *others;       /* path tables */
    size_t other_count, other_room;
    uint64_t end;        /* behind the descriptors */
    uint64_t volume_end; /* behind the volume that goes furthest, by its own account */
    uint64_t folder_bytes;
    bool udf, joliet, endless;
    char path[LIMIT_NAME]; /* of the file told last, at its end */
};

/* What a walk needs at hand. */
struct walk {
    struct iso_trees *trees;
    struct stream *stream;
    const struct source_budget *budget;
    struct assay_error *err;
};

void iso_trees_free(struct iso_trees *trees)
{
    if (!trees)
        return;
    arena_free(trees->arena);
    free(trees->nodes);
    free(trees->files);
    free(trees->others);
    free(trees);
}

static void iso_trees_freep(struct iso_trees **trees)
{
    iso_trees_free(*trees);
}

enum assay_status iso_read_sector(struct stream *stream, uint64_t at, uint8_t sector[ISO_SECTOR],
                                  bool *there, struct assay_error *err)
{
    size_t have = 0, got = 1;

    while (have < ISO_SECTOR && got > 0) {
        TRY(stream->read_at(stream, at + have, sector + have, ISO_SECTOR - have, &got, err));
        have += got;
    }
    memset(sector + have, 0, ISO_SECTOR - have);
    *there = have > 0;
    return ASSAY_OK;
}

/* ---- nodes ---- */

static enum assay_status add_node(struct walk *walk, const struct node *node)
{
    struct iso_trees *trees = walk->trees;

    if (!HAS_ROOM(trees->nodes, trees->count, trees->room))
        return fail_no_memory(walk->err);
    if (trees->count >= 2 * walk->budget->limits.entries || trees->count == NO_NODE)
        return fail_id(walk->err, ASSAY_ELIMIT, GAP_BUNDLE_COUNT_LIMIT,
                       "its trees have more records than --max-entries allows");
    trees->nodes[trees->count++] = *node;
    return ASSAY_OK;
}

static enum assay_status add_other(struct walk *walk, uint64_t at, uint64_t size)
{
    struct iso_trees *trees = walk->trees;
    const struct extent *last =
        trees->other_count > 0 ? &trees->others[trees->other_count - 1] : NULL;

    if (last && last->at == at && last->size >= size)
        return ASSAY_OK;
    if (!HAS_ROOM(trees->others, trees->other_count, trees->other_room) || !trees->others)
        return fail_no_memory(walk->err);
    trees->others[trees->other_count++] = (struct extent){at, size};
    return ASSAY_OK;
}

/* Where attributes go on that stand in [at, end) of `bytes`, of which there are at most ISO_SECTOR.
 * Source: SUSP 1.12, 5.1 (CE). */
static bool find_continuation(const uint8_t *bytes, size_t at, size_t end, struct extent *where)
{
    for (; at + 4 <= end && bytes[at + 2] >= 4; at += bytes[at + 2]) {
        if (bytes[at] != 'C' || bytes[at + 1] != 'E' || at + 28 > end)
            continue;
        *where = (struct extent){(uint64_t)load_u32le(bytes + at + 4) * ISO_SECTOR +
                                     load_u32le(bytes + at + 12),
                                 load_u32le(bytes + at + 20)};
        return true;
    }
    return false;
}

/* To their end, which hostile ones do not have. */
static enum assay_status take_continuations(struct walk *walk, const uint8_t *record)
{
    size_t at = RECORD_LEAST - 1 + (size_t)record[32] + (record[32] % 2 == 0);
    bool more, there = true;
    struct extent where;
    uint8_t sector[ISO_SECTOR];

    more = find_continuation(record, at, record[0], &where);
    for (unsigned i = 0; more && there; i++) {
        TRY(add_other(walk, where.at - where.at % ISO_SECTOR, ISO_SECTOR));
        walk->trees->endless = walk->trees->endless || i == CONTINUATIONS_MAX;
        if (walk->trees->endless)
            break;
        TRY(iso_read_sector(walk->stream, where.at, sector, &there, walk->err));
        more = find_continuation(sector, 0,
                                 where.size < ISO_SECTOR ? (size_t)where.size : ISO_SECTOR, &where);
    }
    return ASSAY_OK;
}

/* The next part of the file of the record before. */
static bool goes_on(struct iso_trees *trees, const struct node *node)
{
    struct node *last = &trees->nodes[trees->count - 1];

    if (!last->more || last->folder || last->above != node->above ||
        last->where.at + last->where.size != node->where.at)
        return false;
    last->where.size += node->where.size;
    last->more = node->more;
    return true;
}

/* A record of a folder; "." and ".." have names of one byte, 0 and 1. */
static enum assay_status take_record(struct walk *walk, uint32_t folder, const uint8_t *record)
{
    struct iso_trees *trees = walk->trees;
    uint8_t size = record[32];
    struct node node = {
        .where = {(uint64_t)load_u32le(record + 2) * ISO_SECTOR + (uint64_t)record[1] * ISO_SECTOR,
                  load_u32le(record + 10)},
        .above = folder,
        .volume = trees->nodes[folder].volume,
        .folder = record[25] & 2,
        .more = record[25] & 0x80,
        .name_size = size,
    };

    if (RECORD_LEAST - 1 + size > record[0])
        return ASSAY_OK;
    TRY(take_continuations(walk, record));
    if (size == 1 && record[33] < 2)
        return ASSAY_OK;
    if (goes_on(trees, &node))
        return ASSAY_OK;
    node.name = arena_copy(trees->arena, bytes_of(record + 33, size));
    return node.name ? add_node(walk, &node) : fail_no_memory(walk->err);
}

static enum assay_status read_folder(struct walk *walk, uint32_t folder)
{
    struct iso_trees *trees = walk->trees;
    const struct extent where = trees->nodes[folder].where;
    uint8_t sector[ISO_SECTOR];
    bool there = true;

    for (uint64_t done = 0; done < where.size && there; done += ISO_SECTOR) {
        TRY(source_budget_time(walk->budget, walk->err));
        trees->folder_bytes += ISO_SECTOR;
        if (trees->folder_bytes > walk->stream->size + ISO_SECTOR)
            return fail_id(walk->err, ASSAY_EFORMAT, GAP_BUNDLE_BAD_HEADER,
                           "folders of the image stand in each other");
        TRY(iso_read_sector(walk->stream, where.at + done, sector, &there, walk->err));
        for (size_t at = 0; there && at + RECORD_LEAST <= ISO_SECTOR &&
                            sector[at] >= RECORD_LEAST && at + sector[at] <= ISO_SECTOR;
             at += sector[at])
            TRY(take_record(walk, folder, sector + at));
    }
    return ASSAY_OK;
}

/* Folders are met behind the one that names them, so one pass over the nodes walks the tree. */
static enum assay_status read_tree(struct walk *walk, const uint8_t *root)
{
    struct iso_trees *trees = walk->trees;
    struct node node = {
        .where = {(uint64_t)load_u32le(root + 2) * ISO_SECTOR, load_u32le(root + 10)},
        .above = NO_NODE,
        .volume = (uint8_t)trees->volume_count,
        .folder = true,
    };
    size_t first = trees->count;

    TRY(add_node(walk, &node));
    for (size_t i = first; i < trees->count; i++)
        if (trees->nodes[i].folder)
            TRY(read_folder(walk, (uint32_t)i));
    return ASSAY_OK;
}

/* ---- volumes ---- */

static bool is_joliet(const uint8_t *descriptor)
{
    const uint8_t *escape = descriptor + 88;

    return descriptor[0] == 2 && escape[0] == 0x25 && escape[1] == 0x2f &&
           (escape[2] == 0x40 || escape[2] == 0x43 || escape[2] == 0x45);
}

static enum assay_status add_volume(struct walk *walk, const uint8_t *descriptor)
{
    struct iso_trees *trees = walk->trees;
    uint32_t size = load_u32le(descriptor + 132);
    const uint32_t tables[] = {load_u32le(descriptor + 140), load_u32le(descriptor + 144),
                               load_u32be(descriptor + 148), load_u32be(descriptor + 152)};

    if ((uint64_t)load_u32le(descriptor + 80) * ISO_SECTOR > trees->volume_end)
        trees->volume_end = (uint64_t)load_u32le(descriptor + 80) * ISO_SECTOR;
    if (trees->volume_count == VOLUMES_MAX)
        return fail_id(walk->err, ASSAY_ELIMIT, GAP_BUNDLE_BAD_HEADER,
                       "the image has more than 16 volumes");
    for (size_t i = 0; i < ARRAY_LEN(tables); i++)
        if (tables[i])
            TRY(add_other(walk, (uint64_t)tables[i] * ISO_SECTOR, size));
    trees->volumes[trees->volume_count].joliet = is_joliet(descriptor);
    trees->joliet = trees->joliet || is_joliet(descriptor);
    TRY(read_tree(walk, descriptor + 156));
    trees->volume_count++;
    return ASSAY_OK;
}

/* The sectors of UDF's own recognition follow those of ISO 9660. Source: ECMA-167, 2/8.3. */
static enum assay_status read_descriptors(struct walk *walk)
{
    uint8_t sector[ISO_SECTOR];
    bool there = true;

    for (uint64_t i = FIRST; i < FIRST + DESCRIPTORS_MAX; i++) {
        TRY(iso_read_sector(walk->stream, i * ISO_SECTOR, sector, &there, walk->err));
        if (!there)
            break;
        if (memcmp(sector + 1, "NSR02", 5) == 0 || memcmp(sector + 1, "NSR03", 5) == 0)
            walk->trees->udf = true;
        else if (memcmp(sector + 1, "CD001", 5) == 0 && (sector[0] == 1 || sector[0] == 2))
            TRY(add_volume(walk, sector));
        else if (memcmp(sector + 1, "CD001", 5) != 0 && memcmp(sector + 1, "BEA01", 5) != 0 &&
                 memcmp(sector + 1, "TEA01", 5) != 0 && memcmp(sector + 1, "BOOT2", 5) != 0 &&
                 memcmp(sector, "MKI ", 4) != 0) /* what mkisofs notes of itself */
            break;
        walk->trees->end = (i + 1) * ISO_SECTOR;
    }
    return ASSAY_OK;
}

/* ---- files, by place ---- */

static int compare_places(const void *a, const void *b, void *state)
{
    const struct node *nodes = state;
    const struct node *one = &nodes[*(const uint32_t *)a], *other = &nodes[*(const uint32_t *)b];

    if (one->where.at != other->where.at)
        return one->where.at < other->where.at ? -1 : 1;
    if (one->where.size != other->where.size)
        return one->where.size < other->where.size ? -1 : 1;
    return (one->volume > other->volume) - (one->volume < other->volume);
}

static bool is_same_place(const struct iso_trees *trees, size_t a, size_t b)
{
    const struct extent *one = &trees->nodes[trees->files[a]].where;
    const struct extent *other = &trees->nodes[trees->files[b]].where;

    return one->at == other->at && one->size == other->size;
}

static enum assay_status put_in_order(struct iso_trees *trees, struct assay_error *err)
{
    trees->files = calloc(trees->count + 1, sizeof *trees->files);
    if (!trees->files)
        return fail_no_memory(err);
    for (size_t i = 0; i < trees->count; i++)
        if (!trees->nodes[i].folder)
            trees->files[trees->file_count++] = (uint32_t)i;
    qsort_r(trees->files, trees->file_count, sizeof *trees->files, compare_places, trees->nodes);
    return ASSAY_OK;
}

enum assay_status iso_trees_read(struct stream *stream, const struct source_budget *budget,
                                 struct iso_trees **out, struct assay_error *err)
{
    CLEANUP(iso_trees_freep) struct iso_trees *trees = calloc(1, sizeof *trees);
    struct walk walk = {trees, stream, budget, err};

    if (!trees)
        return fail_no_memory(err);
    trees->arena = arena_new();
    if (!trees->arena)
        return fail_no_memory(err);
    TRY(read_descriptors(&walk));
    TRY(put_in_order(trees, err));
    *out = TAKE(trees);
    return ASSAY_OK;
}

uint64_t iso_trees_end(const struct iso_trees *trees)
{
    uint64_t end = trees->volume_end;

    for (size_t i = 0; i < trees->count; i++) {
        uint64_t stop = trees->nodes[i].where.at + trees->nodes[i].where.size;

        end = stop > end ? stop : end;
    }
    return end;
}

struct extent *iso_trees_files(const struct iso_trees *trees, size_t *count)
{
    struct extent *files = calloc(trees->file_count + 1, sizeof *files);

    *count = files ? trees->file_count : 0;
    for (size_t i = 0; i < *count; i++)
        files[i] = trees->nodes[trees->files[i]].where;
    return files;
}

struct extent *iso_trees_covered(const struct iso_trees *trees, size_t *count)
{
    struct extent *all = calloc(trees->count + trees->other_count + 1, sizeof *all);

    *count = 0;
    if (!all)
        return NULL;
    all[(*count)++] = (struct extent){0, trees->end};
    for (size_t i = 0; i < trees->count; i++)
        all[(*count)++] = trees->nodes[i].where;
    for (size_t i = 0; i < trees->other_count; i++)
        all[(*count)++] = trees->others[i];
    qsort(all, *count, sizeof *all, extent_order);
    return all;
}

bool iso_trees_endless(const struct iso_trees *trees)
{
    return trees->endless;
}

bool iso_trees_has_udf(const struct iso_trees *trees)
{
    return trees->udf;
}

bool iso_trees_joliet(const struct iso_trees *trees)
{
    return trees->joliet;
}

/* Where several volumes are of that kind, programs differ in which they show: what all of them show
 * stands in each. */
static bool is_shown(const struct iso_trees *trees, size_t from, size_t to, bool joliet)
{
    for (size_t volume = 0; volume < trees->volume_count; volume++) {
        bool there = false;

        if (trees->volumes[volume].joliet != joliet)
            continue;
        for (size_t i = from; i < to && !there; i++)
            there = trees->nodes[trees->files[i]].volume == volume;
        if (!there)
            return false;
    }
    return true;
}

/* As UTF-8, without a version; returns its bytes. */
static size_t name_of(const struct iso_trees *trees, const struct node *node, char *text)
{
    struct bytes name = bytes_of(node->name, node->name_size);
    bool joliet = trees->volumes[node->volume].joliet;
    size_t size = 0;

    for (size_t i = 0; i + 1 < name.size && joliet; i += 2) {
        uint32_t code = load_u16be(name.data + i);
        size_t added;

        if (code == ';')
            return size;
        added = utf8_encode(code, text + size);
        if (added == 0)
            memcpy(text + size, "\xef\xbf\xbd", added = 3);
        size += added;
    }
    for (size_t i = 0; i < name.size && !joliet && name.data[i] != ';'; i++)
        text[size++] = (char)name.data[i];
    return size;
}

/* From the file up to the root, into the end of the room: a path that is too long keeps its file.
 */
static struct bytes path_of(struct iso_trees *trees, const struct node *node, bool *cut)
{
    size_t left = sizeof trees->path;
    char name[NAME_TEXT_MAX];

    *cut = false;
    for (; node->above != NO_NODE; node = &trees->nodes[node->above]) {
        size_t size = name_of(trees, node, name), slash = left < sizeof trees->path;

        *cut = size + slash > left;
        if (*cut)
            break;
        if (slash)
            trees->path[--left] = '/';
        left -= size;
        memcpy(trees->path + left, name, size);
    }
    return bytes_of(trees->path + left, sizeof trees->path - left);
}

static bool is_joliet_file(const struct iso_trees *trees, size_t at)
{
    return trees->volumes[trees->nodes[trees->files[at]].volume].joliet;
}

/* The others of the same place: [*from, *to). */
static void find_group(const struct iso_trees *trees, size_t at, size_t *from, size_t *to)
{
    for (*from = at; *from > 0 && is_same_place(trees, *from - 1, at);)
        --*from;
    for (*to = at + 1; *to < trees->file_count && is_same_place(trees, *to, at);)
        ++*to;
}

/* Each name of Joliet is a member; of another tree's only what stands nowhere else, once. */
static bool is_member(struct iso_trees *trees, size_t at, bool primary, bool *hidden)
{
    const struct node *node = &trees->nodes[trees->files[at]];
    size_t from, to;

    if (node->where.size == 0) {
        *hidden = false;
        return !primary && is_joliet_file(trees, at);
    }
    if (at < trees->group_from || at >= trees->group_to)
        find_group(trees, at, &trees->group_from, &trees->group_to);
    from = trees->group_from;
    to = trees->group_to;
    *hidden = !is_shown(trees, from, to, !primary);
    if (primary)
        return *hidden && at == from;
    for (size_t i = from; i < to; i++)
        if (is_joliet_file(trees, i))
            return is_joliet_file(trees, at);
    return at == from;
}

bool iso_trees_next(struct iso_trees *trees, bool primary, struct iso_file *file)
{
    const struct node *node;
    bool hidden = false;

    while (trees->at < trees->file_count && !is_member(trees, trees->at, primary, &hidden))
        trees->at++;
    if (trees->at == trees->file_count)
        return false;
    node = &trees->nodes[trees->files[trees->at++]];
    *file = (struct iso_file){.at = node->where.at, .size = node->where.size, .hidden = hidden};
    file->name = path_of(trees, node, &file->cut);
    return true;
}
