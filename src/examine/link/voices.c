/* voices.c - see voices.h. */

#include "examine/link/voices.h"

#include <stdlib.h>

#include "base/kit.h"
#include "base/room.h"
#include "base/search.h"
#include "examine/link/link.h"
#include "inventory/path.h"

static const char *const speaking[] = {"diffusers-index", "hub-config", "kitfile",
                                       "mlmodel",         "model-spec", "peft-adapter"};

bool voice_is_here(const struct assay_item *item)
{
    return item->type == ASSAY_ITEM_FILE && (!item->origin || item->origin->present);
}

static bool speaks(const struct assay_item *item)
{
    if (item->content->kind == ASSAY_KIND_DOCUMENT)
        return link_fact(item->content, ASSAY_FACT_DOCUMENT_LICENSE) != NULL;
    if (item->content->kind != ASSAY_KIND_CONFIG)
        return false;
    for (size_t i = 0; i < ARRAY_LEN(speaking); i++)
        if (strcmp(item->content->format, speaking[i]) == 0)
            return true;
    return false;
}

static struct bytes folder_of(const struct assay_item *item)
{
    return link_folder(path_name(item->path));
}

int voice_compare_containers(const struct assay_path *a, const struct assay_path *b)
{
    if (!a || !b)
        return (a != NULL) - (b != NULL);
    return assay_path_compare(a, b);
}

static int compare_voices(const void *a, const void *b)
{
    const struct voice *left = a, *right = b;
    int order = voice_compare_containers(left->item->path->container, right->item->path->container);

    if (!order)
        order = bytes_compare(left->folder, right->folder);
    return order ? order : (left->item > right->item) - (left->item < right->item);
}

static bool is_card_of_folder(const struct assay_item *item)
{
    return item->content->kind == ASSAY_KIND_CARD && strcmp(item->content->format, "hub-card") == 0;
}

static ASSAY_RESULT add(struct voice_list *list, const struct assay_item *item,
                        struct assay_error *err)
{
    if (!HAS_ROOM(list->all, list->count, list->capacity))
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for documents");
    list->all[list->count++] = (struct voice){.item = item, .folder = folder_of(item)};
    return ASSAY_OK;
}

static void sort(struct voice_list *list)
{
    if (list->count > 0)
        qsort(list->all, list->count, sizeof *list->all, compare_voices);
}

enum assay_status voices_init(struct voices *voices, const struct assay_inventory *inventory,
                              struct assay_error *err)
{
    *voices = (struct voices){.beside = {.count = 0}};
    for (size_t i = 0; i < inventory->item_count; i++) {
        const struct assay_item *item = &inventory->items[i];

        if (voice_is_here(item) && speaks(item))
            TRY(add(&voices->beside, item, err));
        if (voice_is_here(item) && is_card_of_folder(item))
            TRY(add(&voices->cards, item, err));
    }
    sort(&voices->beside);
    sort(&voices->cards);
    return ASSAY_OK;
}

void voices_clear(struct voices *voices)
{
    free(voices->beside.all);
    free(voices->cards.all);
}

struct place {
    const struct assay_path *container;
    struct bytes folder;
};

static int compare_place(const void *key, const void *element)
{
    const struct place *place = key;
    const struct voice *voice = element;
    int order = voice_compare_containers(place->container, voice->item->path->container);

    return order ? order : bytes_compare(place->folder, voice->folder);
}

static const struct voice *find(const struct voice_list *list, const struct place *place,
                                size_t *count)
{
    const size_t first =
        search_first(place, list->all, list->count, sizeof *list->all, compare_place);

    *count = 0;
    while (first + *count < list->count && compare_place(place, &list->all[first + *count]) == 0)
        ++*count;
    return *count ? list->all + first : NULL;
}

const struct voice *voices_about(const struct voices *voices, const struct assay_item *item,
                                 size_t *count)
{
    const struct place place = {item->path->container, folder_of(item)};

    return find(&voices->beside, &place, count);
}

const struct assay_item *voices_card_around(const struct voices *voices,
                                            const struct assay_item *item)
{
    struct place place = {item->path->container, folder_of(item)};

    for (;;) {
        size_t count;
        const struct voice *card = find(&voices->cards, &place, &count);

        if (count > 0)
            return card->item;
        if (place.folder.size == 0)
            return NULL;
        place.folder = link_folder(bytes_of(place.folder.data, place.folder.size - 1));
    }
}
