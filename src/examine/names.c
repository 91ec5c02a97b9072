/*
 * names.c - secrets in the names of items: a file that is called by a token was committed with it.
 *
 * Content is examined once for all its places, and what is found in it is kept from run to run; a
 * name is of one item alone. So names are searched when all items are known, as many at a time as
 * fit, and only those that could be a token at all: few have so long a word. People are left out:
 * folders are called by them everywhere.
 */

#include <stdlib.h>

#include "base/kit.h"
#include "examine/detect/detect.h"
#include "examine/evidence_part.h"
#include "examine/job.h"
#include "inventory/build.h"
#include "inventory/path.h"

enum {
    GATHERED = 64 * 1024, /* searched at once; hits in it are fewer than those that may wait */
    WORD_LEAST = 12,      /* letters and digits in a row, as each token has them */
    PLAIN_WORD = 20,      /* and so many without a digit among them */
};

/* A name as it is searched: `start` in the text, and how much of its folders the item before it
 * shares, where what is found was told. */
struct line {
    size_t item, start, shared;
};

struct names {
    struct assay_inventory *inventory;
    struct watcher *watcher;
    struct evidence *seen;
    struct buf text; /* each line ended by LF */
    struct line *lines;
    size_t count, capacity;
    struct assay_error *err;
};

static void names_clear(struct names *names)
{
    evidence_freep(&names->seen);
    buf_clear(&names->text);
    free(names->lines);
}

/* The length of the longest word, which counts less without a digit. */
static bool may_hold_token(struct bytes name)
{
    size_t run = 0;
    bool digit = false;

    for (size_t i = 0; i < name.size; i++) {
        if (!is_alnum(name.data[i])) {
            run = 0;
            digit = false;
            continue;
        }
        digit |= is_digit(name.data[i]);
        run++;
        if (run >= (digit ? WORD_LEAST : PLAIN_WORD))
            return true;
    }
    return false;
}

/* A token ends before no '_', yet in names that parts words: "AKIA..._old.csv". Tells whether one
 * stands behind a long word; in `copy`, NULL or a copy of the name, a blank stands there instead.
 */
static bool part_words(struct bytes name, uint8_t *copy)
{
    size_t run = 0;
    bool parted = false;

    for (size_t i = 0; i < name.size; i++) {
        if (name.data[i] == '_' && run >= WORD_LEAST) {
            parted = true;
            if (copy)
                copy[i] = ' ';
        }
        run = is_alnum(name.data[i]) ? run + 1 : 0;
    }
    return parted;
}

static bool reserve_line(struct names *names)
{
    size_t capacity = names->capacity ? 2 * names->capacity : 64;
    struct line *grown;

    if (names->count < names->capacity)
        return true;
    grown = reallocarray(names->lines, capacity, sizeof *grown);
    if (!grown)
        return false;
    names->lines = grown;
    names->capacity = capacity;
    return true;
}

static ASSAY_RESULT add_line(struct names *names, const struct line *line, struct bytes text)
{
    if (!reserve_line(names))
        return out_of_memory(names->err);
    names->lines[names->count] = *line;
    names->lines[names->count++].start = names->text.size;
    buf_add(&names->text, text.data, text.size);
    buf_byte(&names->text, '\n');
    return names->text.status == ASSAY_OK ? ASSAY_OK : out_of_memory(names->err);
}

static bool is_beside(const struct assay_path *a, const struct assay_path *b)
{
    if (!a->container || !b->container)
        return a->container == b->container;
    return a->container == b->container || assay_path_compare(a->container, b->container) == 0;
}

/* The bytes of folders that a path has in common with the item before it, or with the container
 * that this one lies in: items are sorted, so the first in a folder tells what its name holds. */
static size_t shared_folders(const struct assay_path *before, const struct assay_path *path)
{
    struct bytes name = path_name(path), other;
    size_t shared = 0;

    while (before && !is_beside(before, path))
        before = before->container;
    if (!before)
        return 0;
    other = path_name(before);
    for (size_t i = 0; i < name.size && i < other.size && name.data[i] == other.data[i]; i++)
        if (name.data[i] == '/')
            shared = i + 1;
    return shared;
}

/* What is seen in one item's name, and where. */
struct sight {
    struct seen {
        const struct hit *hit;
        uint64_t at;
    } all[8]; /* more are not told */
    size_t count;
};

static bool is_token(const struct hit *hit)
{
    return strncmp(hit->what->class_name, "secret.", strlen("secret.")) == 0 && !hit->sample &&
           !hit->weak && hit->confidence >= ASSAY_MEDIUM;
}

/* In the second line of a name is seen what was in the first. */
static void take_hit(struct sight *sight, const struct hit *hit, uint64_t at)
{
    for (size_t i = 0; i < sight->count; i++)
        if (sight->all[i].at == at && sight->all[i].hit->what == hit->what)
            return;
    if (sight->count < ARRAY_LEN(sight->all))
        sight->all[sight->count++] = (struct seen){.hit = hit, .at = at};
}

/* Puts the hit among the observations, which are sorted. The detail has the mask: another token is
 * another thing seen, though the content below it is the same. */
static ASSAY_RESULT observe(const struct names *names, const struct hit *hit,
                            struct assay_observation *all, size_t *count)
{
    struct arena *arena = inventory_arena(names->inventory);
    const char *class_name = hit->what->class_name, *masked = arena_text(arena, hit->masked);
    const char *detail = arena_printf(arena, "its name holds %s", hit->masked);
    size_t at = 0;
    int order = -1;

    if (!masked || !detail)
        return out_of_memory(names->err);
    for (; at < *count; at++) {
        order = strcmp(all[at].class_name, class_name);
        if (order == 0)
            order = strcmp(all[at].detail, detail);
        if (order >= 0)
            break;
    }
    if (order == 0) {
        all[at].count++;
        return ASSAY_OK;
    }
    memmove(all + at + 1, all + at, (*count - at) * sizeof *all);
    all[at] = (struct assay_observation){.class_name = class_name,
                                         .confidence = (enum assay_confidence)hit->confidence,
                                         .count = 1,
                                         .detail = detail,
                                         .masked = masked};
    ++*count;
    return ASSAY_OK;
}

/* Content of its own for the item, for others share what they have. */
static ASSAY_RESULT tell(const struct names *names, size_t item, const struct sight *sight)
{
    struct arena *arena = inventory_arena(names->inventory);
    const struct assay_examination *content = names->inventory->items[item].content;
    struct assay_examination *own;
    struct assay_observation *all;
    size_t count = content->observation_count;

    if (sight->count == 0)
        return ASSAY_OK;
    own = arena_alloc(arena, sizeof *own);
    all = arena_alloc(arena, (count + sight->count) * sizeof *all);
    if (!own || !all)
        return out_of_memory(names->err);
    if (count > 0)
        memcpy(all, content->observations, count * sizeof *all);
    for (size_t i = 0; i < sight->count; i++)
        TRY(observe(names, sight->all[i].hit, all, &count));
    *own = *content;
    own->observations = all;
    own->observation_count = count;
    inventory_set_content(names->inventory, item, own);
    return ASSAY_OK;
}

static size_t end_of(const struct names *names, size_t line)
{
    return line + 1 < names->count ? names->lines[line + 1].start : names->text.size;
}

/* Searches the lines that wait. */
static ASSAY_RESULT search(struct names *names)
{
    const struct bytes text = buf_bytes(&names->text);
    const struct view view = {.data = text.data, .size = text.size, .last = true};
    const struct waiting *seen;
    struct sight sight = {.count = 0};
    uint64_t settled;
    size_t next = 0;

    if (names->count == 0)
        return ASSAY_OK;
    evidence_start(names->seen, inventory_arena(names->inventory));
    watcher_start(names->watcher, false);
    TRY(watcher_look(names->watcher, &view, names->seen, &settled, names->err));
    seen = names->seen->waiting;
    for (size_t i = 0; i < names->count; i++) {
        const struct line *line = &names->lines[i];

        for (; next < seen->count && seen->hits[next].start < end_of(names, i); next++) {
            const struct hit *hit = &seen->hits[next];

            if (is_token(hit) && hit->end > line->start + line->shared)
                take_hit(&sight, hit, hit->start - line->start);
        }
        if (i + 1 < names->count && names->lines[i + 1].item == line->item)
            continue; /* its second line */
        TRY(tell(names, line->item, &sight));
        sight.count = 0;
    }
    names->count = 0;
    buf_reset(&names->text);
    return ASSAY_OK;
}

static ASSAY_RESULT take(struct names *names, size_t item)
{
    const struct assay_item *items = names->inventory->items;
    struct bytes name = path_name(items[item].path);
    const struct line line = {
        .item = item,
        .shared = item > 0 ? shared_folders(items[item - 1].path, items[item].path) : 0};

    if (!may_hold_token(bytes_from(name, line.shared)))
        return ASSAY_OK;
    TRY(add_line(names, &line, name));
    if (part_words(name, NULL)) {
        TRY(add_line(names, &line, name));
        (void)part_words(name, names->text.data + names->lines[names->count - 1].start);
    }
    return names->text.size < GATHERED ? ASSAY_OK : search(names);
}

enum assay_status examine_names(struct examine_worker *worker, struct assay_inventory *inventory,
                                struct assay_error *err)
{
    CLEANUP(names_clear) struct names names = {.inventory = inventory, .err = err};
    struct level *level;

    if (worker->examiner->options.depth != ASSAY_SCAN_ALL)
        return ASSAY_OK;
    buf_init(&names.text, SIZE_MAX);
    names.seen = evidence_new();
    if (!names.seen)
        return out_of_memory(err);
    TRY(worker_level(worker, 0, &level, err));
    TRY(worker_watcher(worker, level, &names.watcher, err));
    for (size_t i = 0; i < inventory->item_count; i++)
        TRY(take(&names, i));
    return search(&names);
}
