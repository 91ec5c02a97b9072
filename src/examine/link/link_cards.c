/*
 * link_cards.c - ties cards to what they describe, once all items are known.
 *
 * The nearest card speaks: X.card.yml for X; else the closest README.md upwards that is a card. A
 * container is a folder of its members, so the card of a bundle covers what is in it. Where X has
 * both, its own card wins field by field, and what the other lacks is no reproach.
 */

#include <assay/audit.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/kit.h"
#include "base/room.h"
#include "examine/examine.h"
#include "examine/link/link.h"

/* Which facts of a card an item may take over. */
enum taker { TAKES_MODEL, TAKES_DATASET, TAKES_ANY, TAKERS };

struct facts {
    const struct assay_fact *items;
    size_t count;
    bool made;
};

struct card {
    struct assay_path subject; /* what it describes; for a README.md the folder, "" at the top */
    size_t item;
    struct facts facts[TAKERS]; /* made when first taken, shared by all takers */
};

struct cards {
    struct card *items;
    size_t count, capacity;
};

struct cards_linker {
    struct assay_inventory *inventory;
    struct cards own;     /* X.card.yml */
    struct cards folders; /* README.md */
    struct assay_error *err;
};

static void cards_linker_clear(struct cards_linker *linker)
{
    free(linker->own.items);
    free(linker->folders.items);
}

static ASSAY_RESULT no_memory(struct assay_error *err)
{
    return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for cards");
}

static ASSAY_RESULT add_card(struct cards_linker *linker, struct cards *cards, size_t item,
                             size_t name_size)
{
    const struct assay_path *path = linker->inventory->items[item].path;

    if (!HAS_ROOM(cards->items, cards->count, cards->capacity))
        return no_memory(linker->err);
    cards->items[cards->count++] = (struct card){
        .subject = {.container = path->container, .size = name_size, .name = path->name},
        .item = item};
    return ASSAY_OK;
}

/* Bytes of the folder's name in front of the last '/', 0 at the top. */
static size_t folder_size(const char *name, size_t size)
{
    const char *slash = size ? memrchr(name, '/', size) : NULL;

    return slash ? (size_t)(slash - name) : 0;
}

/* The name without ".card.yml"; 0 for names that are no such card's. */
static size_t subject_size(const struct assay_path *path)
{
    static const char *const suffixes[] = {".card.yml", ".card.yaml"};

    for (size_t i = 0; i < ARRAY_LEN(suffixes); i++) {
        size_t size = strlen(suffixes[i]);

        if (path->size > size && memcmp(path->name + path->size - size, suffixes[i], size) == 0)
            return path->size - size;
    }
    return 0;
}

static ASSAY_RESULT collect(struct cards_linker *linker)
{
    for (size_t i = 0; i < linker->inventory->item_count; i++) {
        const struct assay_item *item = &linker->inventory->items[i];

        if (item->type != ASSAY_ITEM_FILE || item->content->kind != ASSAY_KIND_CARD)
            continue;
        if (link_fact(item->content, ASSAY_FACT_CARD_SUBJECT))
            TRY(add_card(linker, &linker->own, i, subject_size(item->path)));
        else if (strcmp(item->content->format, "hub-card") == 0)
            TRY(add_card(linker, &linker->folders, i,
                         folder_size(item->path->name, item->path->size)));
    }
    return ASSAY_OK;
}

static int compare_subjects(const void *a, const void *b)
{
    const struct card *left = a, *right = b;

    return assay_path_compare(&left->subject, &right->subject);
}

static bool is_present(const struct cards_linker *linker, const struct card *card)
{
    const struct assay_origin *origin = linker->inventory->items[card->item].origin;

    return !origin || origin->present;
}

/* Sorts by subject; of several versions of one card in a history, HEAD's speaks, else the last. */
static void settle(const struct cards_linker *linker, struct cards *cards)
{
    size_t kept = 0;

    if (cards->count == 0)
        return;
    qsort(cards->items, cards->count, sizeof *cards->items, compare_subjects);
    for (size_t i = 1; i < cards->count; i++) {
        struct card *last = &cards->items[kept], *next = &cards->items[i];

        if (compare_subjects(last, next) != 0) {
            cards->items[++kept] = *next;
        } else {
            bool newer = next->item > last->item;

            if (is_present(linker, next) == is_present(linker, last) ? newer
                                                                     : is_present(linker, next))
                *last = *next;
        }
    }
    cards->count = kept + 1;
}

static struct card *find_card(const struct cards *cards, const struct assay_path *container,
                              const char *name, size_t size)
{
    struct card wanted = {.subject = {.container = container, .size = size, .name = name}};

    if (cards->count == 0)
        return NULL;
    return bsearch(&wanted, cards->items, cards->count, sizeof *cards->items, compare_subjects);
}

/* The README.md of the folder that holds `path`, or of one above it, inside the same container. */
static struct card *find_in_folders(const struct cards_linker *linker,
                                    const struct assay_path *path)
{
    size_t size = path->size;

    while (size > 0) {
        struct card *card;

        size = folder_size(path->name, size);
        card = find_card(&linker->folders, path->container, path->name, size);
        if (card)
            return card;
    }
    return NULL;
}

/* The card of a container, or of the data that a file of DVC stands for. */
static struct card *find_own(const struct cards_linker *linker, const struct assay_path *path)
{
    struct bytes name = bytes_of(path->name, path->size), suffix = BYTES(".dvc");
    struct card *card = find_card(&linker->own, path->container, path->name, path->size);

    if (!card && bytes_ends(name, suffix))
        card = find_card(&linker->own, path->container, path->name, path->size - suffix.size);
    return card;
}

/* The nearest card around an item, its own left out. */
static struct card *find_around(const struct cards_linker *linker, const struct assay_path *path)
{
    for (;;) {
        struct card *card = find_in_folders(linker, path);

        if (card)
            return card;
        path = path->container;
        if (!path)
            return NULL;
        card = find_own(linker, path);
        if (card)
            return card;
    }
}

static bool starts(enum assay_fact_id id, const char *prefix)
{
    return strncmp(assay_facts[id].name, prefix, strlen(prefix)) == 0;
}

/* A model takes what is said of models; what is said of the card follows the kind of the card. */
static bool takes(enum taker taker, enum assay_fact_id id, const char *card_kind)
{
    if (id == ASSAY_FACT_CARD_SUBJECT)
        return false;
    if (taker == TAKES_ANY)
        return starts(id, "model.") || starts(id, "dataset.") || starts(id, "card.");
    if (starts(id, "card."))
        return !card_kind || strcmp(card_kind, taker == TAKES_MODEL ? "model" : "dataset") == 0;
    return starts(id, taker == TAKES_MODEL ? "model." : "dataset.");
}

/* The facts of a card as declared facts of others; made once for each kind of taker. */
static ASSAY_RESULT card_facts(struct cards_linker *linker, struct card *card, enum taker taker,
                               const struct facts **out)
{
    const struct assay_item *item = &linker->inventory->items[card->item];
    const struct assay_examination *content = item->content;
    const struct assay_fact *kind = link_fact(content, ASSAY_FACT_CARD_KIND);
    struct facts *facts = &card->facts[taker];
    struct assay_fact *items;

    *out = facts;
    if (facts->made)
        return ASSAY_OK;
    items = arena_array(inventory_arena(linker->inventory), content->fact_count + 1, sizeof *items);
    if (!items)
        return no_memory(linker->err);
    for (size_t i = 0; i < content->fact_count; i++) {
        const struct assay_fact *fact = &content->facts[i];
        bool again = i > 0 && content->facts[i - 1].id == fact->id; /* measured comes first */

        if (again || !takes(taker, fact->id, kind ? kind->value.text : NULL))
            continue;
        items[facts->count] = *fact;
        items[facts->count].declared = true;
        items[facts->count++].from = item->path;
    }
    facts->items = items;
    facts->made = true;
    return ASSAY_OK;
}

/* Both lists are sorted by id; of equal ids that of `own` stays. */
static ASSAY_RESULT merge_facts(struct cards_linker *linker, const struct facts *own,
                                const struct facts *around, struct facts *out)
{
    struct assay_fact *items = arena_array(inventory_arena(linker->inventory),
                                           own->count + around->count + 1, sizeof *items);
    size_t i = 0, j = 0;

    if (!items)
        return no_memory(linker->err);
    while (i < own->count || j < around->count) {
        if (j == around->count || (i < own->count && own->items[i].id <= around->items[j].id)) {
            if (j < around->count && own->items[i].id == around->items[j].id)
                j++;
            items[out->count++] = own->items[i++];
        } else if (starts(around->items[j].id, "card.")) {
            j++; /* what another card lacks is not this one's fault */
        } else {
            items[out->count++] = around->items[j++];
        }
    }
    out->items = items;
    return ASSAY_OK;
}

static bool is_described(const struct assay_item *item, enum taker *taker)
{
    switch (item->content->kind) {
    case ASSAY_KIND_MODEL:
        *taker = TAKES_MODEL;
        return true;
    case ASSAY_KIND_DATASET:
        *taker = TAKES_DATASET;
        return true;
    case ASSAY_KIND_POINTER: /* it stands for one or the other */
        *taker = TAKES_ANY;
        return true;
    default:
        return false;
    }
}

static ASSAY_RESULT link_item(struct cards_linker *linker, size_t index)
{
    const struct assay_item *item = &linker->inventory->items[index];
    const struct assay_path *path = item->path;
    struct card *own = find_card(&linker->own, path->container, path->name, path->size);
    const struct facts *mine = NULL, *general = NULL;
    struct card *around = NULL;
    struct facts both = {0};
    enum taker taker;

    if (is_described(item, &taker))
        around = find_around(linker, path);
    if (own)
        TRY(card_facts(linker, own, TAKES_ANY, &mine));
    if (around)
        TRY(card_facts(linker, around, taker, &general));
    if (mine && general) {
        TRY(merge_facts(linker, mine, general, &both));
        mine = &both;
    } else if (general) {
        mine = general;
    }
    if (mine && mine->count > 0)
        inventory_declare(linker->inventory, index, mine->items, mine->count);
    return ASSAY_OK;
}

bool assay_card_subject(const struct assay_item *item, struct assay_path *subject, bool *folder)
{
    const bool own = link_fact(item->content, ASSAY_FACT_CARD_SUBJECT) != NULL;

    if (item->type != ASSAY_ITEM_FILE || item->content->kind != ASSAY_KIND_CARD ||
        (!own && strcmp(item->content->format, "hub-card") != 0))
        return false;
    *subject = *item->path;
    subject->size = own ? subject_size(item->path) : folder_size(subject->name, subject->size);
    *folder = !own;
    return true;
}

enum assay_status examine_link_cards(struct assay_inventory *inventory, struct assay_error *err)
{
    CLEANUP(cards_linker_clear) struct cards_linker linker = {.inventory = inventory, .err = err};

    TRY(collect(&linker));
    if (linker.own.count + linker.folders.count == 0)
        return ASSAY_OK;
    settle(&linker, &linker.own);
    settle(&linker, &linker.folders);
    for (size_t i = 0; i < inventory->item_count; i++)
        TRY(link_item(&linker, i));
    return ASSAY_OK;
}
