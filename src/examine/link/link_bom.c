/*
 * link_bom.c - holds lock files, data sets and models to the bills of materials that are here:
 * which pins no bill lists, and whether a bill lists a file by its digest.
 *
 * Where no bill of materials is here nothing is told: that there is none is for rules to say.
 */

#include <stdlib.h>

#include "base/codec.h"
#include "base/kit.h"
#include "base/limits.h"
#include "crypto/digest.h"
#include "examine/link/link.h"
#include "inventory/path.h"

enum { UNLISTED_TOLD = 64 }; /* pins that are named; the sum tells of all */

/* What the bills list, as sorted texts that belong to the claims. */
struct words {
    const char **list;
    size_t count;
};

struct bills {
    struct linker *linker;
    size_t documents;
    struct words names, digests, titles;
};

static int compare_words(const void *left, const void *right)
{
    const char *const *a = left, *const *b = right;

    return strcmp(*a, *b);
}

static bool lists(const struct words *words, const char *word)
{
    return words->count > 0 &&
           bsearch(&word, words->list, words->count, sizeof *words->list, compare_words);
}

static void bills_clear(struct bills *bills)
{
    free(bills->names.list);
    free(bills->digests.list);
    free(bills->titles.list);
}

static size_t count_components(struct bills *bills)
{
    const struct assay_inventory *inventory = bills->linker->inventory;
    size_t count = 0;

    for (size_t i = 0; i < inventory->item_count; i++) {
        const struct assay_examination *content = inventory->items[i].content;

        if (strcmp(content->format, "bom") != 0)
            continue;
        bills->documents++;
        count += content->claim_count;
    }
    return count;
}

static void take_components(struct bills *bills, const struct assay_examination *content)
{
    for (size_t i = 0; i < content->claim_count; i++) {
        const struct assay_claim *claim = &content->claims[i];

        if (claim->role != ASSAY_CLAIM_COMPONENT)
            continue;
        bills->names.list[bills->names.count++] = claim->name;
        if (claim->digest[0])
            bills->digests.list[bills->digests.count++] = claim->digest;
        if (claim->title[0])
            bills->titles.list[bills->titles.count++] = claim->title;
    }
}

static ASSAY_RESULT read_bills(struct bills *bills)
{
    const struct assay_inventory *inventory = bills->linker->inventory;
    struct words *all[] = {&bills->names, &bills->digests, &bills->titles};
    size_t count = count_components(bills);

    for (size_t i = 0; i < ARRAY_LEN(all); i++) {
        all[i]->list = calloc(count + 1, sizeof *all[i]->list);
        if (!all[i]->list)
            return linker_no_memory(bills->linker);
    }
    for (size_t i = 0; i < inventory->item_count; i++)
        if (strcmp(inventory->items[i].content->format, "bom") == 0)
            take_components(bills, inventory->items[i].content);
    for (size_t i = 0; i < ARRAY_LEN(all); i++)
        qsort(all[i]->list, all[i]->count, sizeof *all[i]->list, compare_words);
    return ASSAY_OK;
}

/* A bill without package URLs has "numpy@1.26.4" for "pypi/numpy@1.26.4". */
static bool is_listed(const struct bills *bills, const char *pin)
{
    const char *slash = strchr(pin, '/');

    return lists(&bills->names, pin) || (slash && lists(&bills->names, slash + 1));
}

static ASSAY_RESULT judge_pins(struct bills *bills, size_t item)
{
    const struct assay_examination *content = bills->linker->inventory->items[item].content;
    struct arena *arena = inventory_arena(bills->linker->inventory);
    const char **unlisted = arena_array(arena, UNLISTED_TOLD, sizeof *unlisted);
    struct assay_value value = {.type = ASSAY_VALUE_INT};
    size_t told = 0;

    if (!unlisted)
        return linker_no_memory(bills->linker);
    for (size_t i = 0; i < content->claim_count; i++) {
        if (content->claims[i].role != ASSAY_CLAIM_PIN)
            continue;
        if (is_listed(bills, content->claims[i].name))
            value.integer++;
        else if (told < UNLISTED_TOLD)
            unlisted[told++] = content->claims[i].name;
    }
    TRY(linker_fact(bills->linker, item, ASSAY_FACT_LOCKFILE_LISTED, NULL, value));
    value = (struct assay_value){.type = ASSAY_VALUE_TEXTS, .texts = unlisted, .count = told};
    return told ? linker_fact(bills->linker, item, ASSAY_FACT_LOCKFILE_UNLISTED, NULL, value)
                : ASSAY_OK;
}

/* Whether a bill names the file, by its whole path or its last part, with another digest. */
static bool is_named(const struct bills *bills, const struct assay_item *item)
{
    struct bytes name = path_name(item->path), last = link_last(name);

    return lists(&bills->titles, (const char *)name.data) ||
           lists(&bills->titles, (const char *)last.data);
}

static ASSAY_RESULT judge_file(struct bills *bills, size_t item)
{
    const struct assay_item *file = &bills->linker->inventory->items[item];
    char digest[sizeof "sha256:" + (size_t)2 * SHA256_SIZE] = "sha256:";
    struct assay_value value = {.type = ASSAY_VALUE_TEXT};

    hex_encode(bytes_of(file->content->sha256, SHA256_SIZE), digest + strlen("sha256:"));
    value.text = lists(&bills->digests, digest) ? "digest"
                 : is_named(bills, file)        ? "name"
                                                : "absent";
    return linker_fact(bills->linker, item, ASSAY_FACT_BOM_LISTED, NULL, value);
}

enum assay_status link_bills(struct linker *linker)
{
    CLEANUP(bills_clear) struct bills bills = {.linker = linker};

    TRY(read_bills(&bills));
    for (size_t i = 0; bills.documents > 0 && i < linker->inventory->item_count; i++) {
        const struct assay_examination *content = linker->inventory->items[i].content;

        if (link_fact(content, ASSAY_FACT_LOCKFILE_PINS))
            TRY(judge_pins(&bills, i));
        else if (content->kind == ASSAY_KIND_DATASET || content->kind == ASSAY_KIND_MODEL)
            TRY(judge_file(&bills, i));
    }
    return ASSAY_OK;
}
