/*
 * link_statements.c - tells items what signed statements say of them: who built them, from what,
 * and which file holds a signature over them. A statement names its subjects by digest, so that
 * it never speaks of other bytes.
 */

#include <stdlib.h>

#include "base/codec.h"
#include "base/kit.h"
#include "base/search.h"
#include "crypto/digest.h"
#include "examine/link/link.h"
#include "inventory/path.h"

enum { DIGEST_TEXT = sizeof "sha256:" + (size_t)2 * SHA256_SIZE };

/* One digest that a statement names. */
struct mention {
    const char *digest;
    const struct assay_item *statement;
    enum assay_claim_role role;
};

struct mentions {
    struct mention *list;
    size_t count;
};

static void mentions_clear(struct mentions *mentions)
{
    free(mentions->list);
}

/* By digest and role, then as the statements stand in the inventory. */
static int compare_mentions(const void *left, const void *right)
{
    const struct mention *a = left, *b = right;
    int order = strcmp(a->digest, b->digest);

    if (!order)
        order = (int)a->role - (int)b->role;
    return order ? order : (a->statement > b->statement) - (a->statement < b->statement);
}

/* The first by path speaks, for facts of two builds are not to be mixed; and one digest may be
 * named as often as a hostile statement has room for. */
static void keep_first(struct mentions *mentions)
{
    size_t kept = 0;

    for (size_t i = 0; i < mentions->count; i++)
        if (kept == 0 || mentions->list[kept - 1].role != mentions->list[i].role ||
            strcmp(mentions->list[kept - 1].digest, mentions->list[i].digest) != 0)
            mentions->list[kept++] = mentions->list[i];
    mentions->count = kept;
}

static bool is_statement(const struct assay_item *item)
{
    return strcmp(item->content->format, "in-toto") == 0 && item->content->claim_count > 0;
}

static ASSAY_RESULT gather(struct linker *linker, struct mentions *mentions)
{
    const struct assay_inventory *inventory = linker->inventory;
    size_t count = 0;

    for (size_t i = 0; i < inventory->item_count; i++)
        if (is_statement(&inventory->items[i]))
            count += inventory->items[i].content->claim_count;
    mentions->list = calloc(count + 1, sizeof *mentions->list);
    if (!mentions->list)
        return linker_no_memory(linker);
    for (size_t i = 0; i < inventory->item_count; i++) {
        const struct assay_item *item = &inventory->items[i];

        for (size_t j = 0; is_statement(item) && j < item->content->claim_count; j++)
            mentions->list[mentions->count++] = (struct mention){
                item->content->claims[j].digest, item, item->content->claims[j].role};
    }
    if (mentions->count > 0)
        qsort(mentions->list, mentions->count, sizeof *mentions->list, compare_mentions);
    keep_first(mentions);
    return ASSAY_OK;
}

static int order_mention(const void *digest, const void *mention)
{
    return strcmp(digest, ((const struct mention *)mention)->digest);
}

static size_t first_of(const struct mentions *mentions, const char *digest)
{
    return search_first(digest, mentions->list, mentions->count, sizeof *mentions->list,
                        order_mention);
}

/* What the statement says of how its subjects were built becomes known of this one. */
static ASSAY_RESULT tell_built(struct linker *linker, size_t item,
                               const struct assay_item *statement)
{
    static const enum assay_fact_id told[] = {
        ASSAY_FACT_PROVENANCE_BUILDER, ASSAY_FACT_PROVENANCE_COMMIT,
        ASSAY_FACT_PROVENANCE_MATERIALS, ASSAY_FACT_PROVENANCE_SOURCE, ASSAY_FACT_STATEMENT_SIGNED};

    for (size_t i = 0; i < ARRAY_LEN(told); i++) {
        const struct assay_fact *fact = link_fact(statement->content, told[i]);

        if (fact)
            TRY(linker_fact(linker, item, told[i], statement->path, fact->value));
    }
    return ASSAY_OK;
}

static ASSAY_RESULT tell_signed(struct linker *linker, size_t item,
                                const struct assay_item *statement)
{
    CLEANUP(free_cleanup) char *shown = assay_path_show(statement->path);
    struct assay_value value = {.type = ASSAY_VALUE_TEXT};

    value.text = shown ? arena_text(inventory_arena(linker->inventory), shown) : NULL;
    if (!value.text)
        return linker_no_memory(linker);
    return linker_fact(linker, item, ASSAY_FACT_STATEMENT_SIGNATURE, statement->path, value);
}

static ASSAY_RESULT tell_item(struct linker *linker, const struct mentions *mentions, size_t item)
{
    char digest[DIGEST_TEXT] = "sha256:";

    hex_encode(bytes_of(linker->inventory->items[item].content->sha256, SHA256_SIZE),
               digest + strlen("sha256:"));
    for (size_t i = first_of(mentions, digest);
         i < mentions->count && strcmp(mentions->list[i].digest, digest) == 0; i++) {
        const struct mention *mention = &mentions->list[i];

        if (mention->role == ASSAY_CLAIM_BUILT)
            TRY(tell_built(linker, item, mention->statement));
        if (mention->role == ASSAY_CLAIM_SIGNED)
            TRY(tell_signed(linker, item, mention->statement));
    }
    return ASSAY_OK;
}

enum assay_status link_statements(struct linker *linker)
{
    CLEANUP(mentions_clear) struct mentions mentions = {0};

    TRY(gather(linker, &mentions));
    for (size_t i = 0; mentions.count > 0 && i < linker->inventory->item_count; i++)
        TRY(tell_item(linker, &mentions, i));
    return ASSAY_OK;
}
