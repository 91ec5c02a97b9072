/* tree_diff.c - what one version of a folder holds and the version before did not. */

#include "source/git/tree_diff.h"

#include <stdlib.h>

#include "base/kit.h"
#include "source/fail.h"

#define NONE SIZE_MAX

void tree_diff_init(struct tree_diff *diff, size_t id_size)
{
    *diff = (struct tree_diff){.id_size = id_size};
}

void tree_diff_clear(struct tree_diff *diff)
{
    free(diff->bounds.at);
    free(diff->fresh.at);
    *diff = (struct tree_diff){0};
}

void tree_diff_forget(struct tree_diff *diff)
{
    diff->before = (struct bytes){0};
    diff->bounds.count = 0;
}

/* ---- bytes that are the same ---- */

static size_t word_at(const uint8_t *at)
{
    size_t word;

    memcpy(&word, at, sizeof word);
    return word;
}

static size_t common_front(struct bytes a, struct bytes b)
{
    size_t least = a.size < b.size ? a.size : b.size, at = 0;

    while (least - at >= sizeof(size_t) && word_at(a.data + at) == word_at(b.data + at))
        at += sizeof(size_t);
    while (at < least && a.data[at] == b.data[at])
        at++;
    return at;
}

static size_t common_end(struct bytes a, struct bytes b)
{
    size_t least = a.size < b.size ? a.size : b.size, size = 0;
    const uint8_t *one, *other;

    if (least == 0)
        return 0;
    one = a.data + a.size;
    other = b.data + b.size;
    while (least - size >= sizeof(size_t) &&
           word_at(one - size - sizeof(size_t)) == word_at(other - size - sizeof(size_t)))
        size += sizeof(size_t);
    while (size < least && one[-(ptrdiff_t)size - 1] == other[-(ptrdiff_t)size - 1])
        size++;
    return size;
}

/* ---- offsets ---- */

static bool reserve(struct tree_offsets *offsets, size_t count)
{
    size_t capacity = offsets->capacity ? offsets->capacity : 64;
    uint32_t *grown;

    if (count <= offsets->capacity)
        return true;
    while (capacity < count)
        capacity *= 2;
    grown = reallocarray(offsets->at, capacity, sizeof *grown);
    if (!grown)
        return false;
    offsets->at = grown;
    offsets->capacity = capacity;
    return true;
}

/* The last of the offsets that is not behind `offset`; the first one is 0. */
static size_t find(const struct tree_offsets *offsets, size_t offset)
{
    size_t low = 0, high = offsets->count;

    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;

        if (offsets->at[middle] <= offset)
            low = middle;
        else
            high = middle;
    }
    return low;
}

/* ---- a version ---- */

void tree_diff_start(struct tree_diff *diff, struct bytes tree)
{
    size_t front = common_front(diff->before, tree), from = 0;
    struct bytes entry;

    diff->bytes = tree;
    diff->shared = 0;
    diff->tail = NONE;
    diff->full = false;
    diff->last = (struct bytes){0};
    diff->fresh.count = 0;
    if (diff->bounds.count > 0) {
        diff->shared = find(&diff->bounds, front);
        from = diff->bounds.at[diff->shared];
    }
    diff->rest = bytes_from(tree, from);
    diff->known = bytes_from(diff->before, from);
    diff->suffix = common_end(diff->known, diff->rest);
    if (diff->shared > 0) {
        struct tree_entry before;

        entry = bytes_from(tree, diff->bounds.at[diff->shared - 1]);
        if (tree_take(&entry, diff->id_size, &before))
            diff->last = before.name;
    }
}

/* True where the rest is what the version before has from one of its entries on. */
static bool meets_tail(struct tree_diff *diff)
{
    size_t offset, at;

    if (diff->bounds.count == 0 || diff->rest.size > diff->suffix)
        return false;
    offset = diff->before.size - diff->rest.size;
    at = find(&diff->bounds, offset);
    if (diff->bounds.at[at] != offset)
        return false;
    diff->tail = at;
    return true;
}

/* Moves `known` to where `entry` stands or would; true where it is the same to the last byte, and
 * then moves behind it. */
static bool stood_before(struct tree_diff *diff, struct bytes raw, const struct tree_entry *entry)
{
    while (diff->known.size > 0) {
        struct bytes behind = diff->known;
        struct tree_entry other;

        if (bytes_starts(diff->known, raw)) {
            diff->known = bytes_from(diff->known, raw.size);
            return true;
        }
        if (!tree_take(&behind, diff->id_size, &other) || tree_compare(&other, entry) >= 0)
            return false;
        diff->known = behind;
    }
    return false;
}

bool tree_diff_next(struct tree_diff *diff, struct tree_entry *entry, struct bytes *last)
{
    while (!meets_tail(diff)) {
        struct bytes raw = diff->rest;

        diff->full = !reserve(&diff->fresh, diff->fresh.count + 1);
        if (diff->full || !tree_take(&diff->rest, diff->id_size, entry))
            return false;
        raw.size -= diff->rest.size;
        diff->fresh.at[diff->fresh.count++] = (uint32_t)(raw.data - diff->bytes.data);
        *last = diff->last;
        diff->last = entry->name;
        if (!stood_before(diff, raw, entry))
            return true;
    }
    return false;
}

/* Puts the fresh offsets in the place of those between front and tail, which moves by `shift`. */
static bool splice(struct tree_diff *diff, size_t tail, size_t shift)
{
    struct tree_offsets *bounds = &diff->bounds;
    const struct tree_offsets *fresh = &diff->fresh;
    size_t to = diff->shared + fresh->count, moved = bounds->count - tail;

    if (!reserve(bounds, to + moved))
        return false;
    if (moved > 0 && to != tail)
        memmove(bounds->at + to, bounds->at + tail, moved * sizeof *bounds->at);
    for (size_t i = to; shift != 0 && i < to + moved; i++)
        bounds->at[i] += (uint32_t)shift; /* backwards too: it wraps round */
    if (fresh->count > 0)
        memcpy(bounds->at + diff->shared, fresh->at, fresh->count * sizeof *fresh->at);
    bounds->count = to + moved;
    return true;
}

enum assay_status tree_diff_end(struct tree_diff *diff, bool *readable, struct assay_error *err)
{
    size_t end, tail = diff->tail;
    bool done = !diff->full;

    if (tail == NONE) { /* the end is where no more could be read */
        done = done && reserve(&diff->fresh, diff->fresh.count + 1);
        if (done)
            diff->fresh.at[diff->fresh.count++] = (uint32_t)(diff->bytes.size - diff->rest.size);
        tail = diff->bounds.count;
        done = done && splice(diff, tail, 0);
    } else {
        done = done && splice(diff, tail, diff->bytes.size - diff->before.size);
    }
    if (!done)
        return fail_no_memory(err);
    end = diff->bounds.at[diff->bounds.count - 1];
    *readable = end == diff->bytes.size;
    diff->before = diff->bytes;
    return ASSAY_OK;
}
