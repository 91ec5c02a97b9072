/* link.c - finding items by name, judging claims, and keeping what does not hold. */

#include "examine/link/link.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>

#include "base/codec.h"
#include "base/kit.h"
#include "base/limits.h"
#include "base/search.h"
#include "crypto/digest.h"
#include "inventory/gaps.h"

enum { WHY_SIZE = 512 };

enum assay_status linker_no_memory(const struct linker *linker)
{
    return assay_fail(linker->err, ASSAY_ENOMEM, ASSAY_NO_OFFSET,
                      "out of memory for what documents say of files");
}

static int compare_told(const void *left, const void *right)
{
    const struct assay_gap *const *a = left;
    const struct assay_gap *const *b = right;

    return assay_path_compare((*a)->path, (*b)->path);
}

enum assay_status linker_init(struct linker *linker, struct assay_inventory *inventory,
                              struct assay_error *err)
{
    const char *view = inventory->target.view;
    size_t items = inventory->item_count + 1;

    *linker = (struct linker){
        .inventory = inventory,
        .whole = strcmp(view, "staged") != 0 && strcmp(view, "range") != 0 &&
                 strcmp(view, "unreachable") != 0 && strcmp(view, "replaced") != 0,
        .err = err,
    };
    buf_init(&linker->name, (size_t)4 * LIMIT_NAME);
    buf_init(&linker->target, (size_t)4 * LIMIT_NAME);
    linker->told = calloc(inventory->gap_count + 1, sizeof(const struct assay_gap *));
    linker->named = calloc(items, sizeof *linker->named);
    linker->state = calloc(items, sizeof *linker->state);
    if (!linker->told || !linker->named || !linker->state)
        return linker_no_memory(linker);
    for (size_t i = 0; i < inventory->gap_count; i++)
        if (inventory->gaps[i].path)
            linker->told[linker->told_count++] = &inventory->gaps[i];
    qsort(linker->told, linker->told_count, sizeof *linker->told, compare_told);
    return ASSAY_OK;
}

void linker_clear(struct linker *linker)
{
    free(linker->told);
    free(linker->named);
    free(linker->state);
    free(linker->gaps);
    free(linker->facts);
    buf_clear(&linker->name);
    buf_clear(&linker->target);
}

/* Room for one more element of a growing vector. */
static void *grow(void *vector, size_t *capacity, size_t count, size_t size)
{
    size_t wanted = *capacity ? 2 * *capacity : 64;
    void *grown;

    if (count < *capacity)
        return vector;
    grown = reallocarray(vector, wanted, size);
    if (grown)
        *capacity = wanted;
    return grown;
}

static ASSAY_RESULT add_gap(struct linker *linker, const char *id, const struct assay_path *path,
                            uint64_t offset, const char *why)
{
    const char *copy = arena_text(inventory_arena(linker->inventory), why);
    struct assay_gap *gaps =
        grow(linker->gaps, &linker->gap_capacity, linker->gap_count, sizeof *gaps);

    if (gaps)
        linker->gaps = gaps;
    if (!copy || !gaps)
        return linker_no_memory(linker);
    gaps[linker->gap_count++] =
        (struct assay_gap){.id = id, .path = path, .why = copy, .offset = offset};
    return ASSAY_OK;
}

enum assay_status linker_document(struct linker *linker, const struct assay_item *document)
{
    for (size_t i = 0; i < ARRAY_LEN(linker->counts) && linker->counts[i].id; i++) {
        char why[64];

        snprintf(why, sizeof why, "%" PRIu64 " more of its entries likewise",
                 linker->counts[i].more);
        TRY(add_gap(linker, linker->counts[i].id, linker->document->path, ASSAY_NO_OFFSET, why));
    }
    memset(linker->counts, 0, sizeof linker->counts);
    linker->document = document;
    linker->document_gaps = 0;
    return ASSAY_OK;
}

/* True where a gap is only counted. A document has fewer kinds of gap than there are counters. */
static bool count_gap(struct linker *linker, const char *id)
{
    if (!linker->document || linker->document_gaps++ < LIMIT_ITEM_GAPS)
        return false;
    for (size_t i = 0; i < ARRAY_LEN(linker->counts); i++) {
        struct linked_count *count = &linker->counts[i];

        if (count->id && strcmp(count->id, id) != 0)
            continue;
        count->id = id;
        count->more++;
        return true;
    }
    return false;
}

enum assay_status linker_gap(struct linker *linker, const char *id, const struct assay_path *path,
                             uint64_t offset, const char *format, ...)
{
    char why[WHY_SIZE];
    va_list args;

    if (count_gap(linker, id))
        return ASSAY_OK;
    va_start(args, format);
    vsnprintf(why, sizeof why, format, args);
    va_end(args);
    return add_gap(linker, id, path, offset, why);
}

static void linker_over(struct linker *linker)
{
    if (!linker->over && linker->document)
        linker->over_at = linker->document->path;
    linker->over = true;
}

enum assay_status linker_fact(struct linker *linker, size_t item, enum assay_fact_id id,
                              const struct assay_path *from, struct assay_value value)
{
    struct linked_fact *facts;

    if (linker->fact_count >= LIMIT_LINK_FACTS) {
        linker_over(linker);
        return ASSAY_OK;
    }
    facts = grow(linker->facts, &linker->fact_capacity, linker->fact_count, sizeof *facts);
    if (!facts)
        return linker_no_memory(linker);
    linker->facts = facts;
    facts[linker->fact_count++] = (struct linked_fact){
        .item = item,
        .fact = {.id = id, .declared = from != NULL, .from = from, .value = value},
    };
    return ASSAY_OK;
}

static int compare_values(const struct assay_value *a, const struct assay_value *b)
{
    if (a->type != ASSAY_VALUE_TEXT || b->type != ASSAY_VALUE_TEXT)
        return 0;
    return strcmp(a->text, b->text);
}

static int compare_facts(const void *left, const void *right)
{
    const struct linked_fact *a = left, *b = right;
    int order = (a->item > b->item) - (a->item < b->item);

    if (order == 0)
        order = (a->fact.id > b->fact.id) - (a->fact.id < b->fact.id);
    if (order == 0)
        order = (a->fact.from != NULL) - (b->fact.from != NULL);
    if (order == 0 && a->fact.from)
        order = assay_path_compare(a->fact.from, b->fact.from);
    return order ? order : compare_values(&a->fact.value, &b->fact.value);
}

/* Merges the facts [from, to) of one item with what cards declare about it; both are sorted. */
static ASSAY_RESULT declare(struct linker *linker, size_t from, size_t to)
{
    const struct assay_item *item = &linker->inventory->items[linker->facts[from].item];
    struct assay_fact *all = arena_array(inventory_arena(linker->inventory),
                                         item->declared_count + to - from, sizeof *all);
    size_t count = 0, known = 0;

    if (!all)
        return linker_no_memory(linker);
    for (size_t i = from; i < to; i++) {
        if (i > from && compare_facts(&linker->facts[i - 1], &linker->facts[i]) == 0)
            continue;
        while (known < item->declared_count && item->declared[known].id <= linker->facts[i].fact.id)
            all[count++] = item->declared[known++];
        all[count++] = linker->facts[i].fact;
    }
    while (known < item->declared_count)
        all[count++] = item->declared[known++];
    inventory_declare(linker->inventory, linker->facts[from].item, all, count);
    return ASSAY_OK;
}

enum assay_status linker_end(struct linker *linker)
{
    size_t to;

    TRY(linker_document(linker, NULL));
    if (linker->over)
        TRY(add_gap(linker, GAP_BUNDLE_COUNT_LIMIT, linker->over_at, ASSAY_NO_OFFSET,
                    "it names more than is compared in one run: from here on, what lists and "
                    "manifests say was not held against what is here"));
    if (linker->fact_count)
        qsort(linker->facts, linker->fact_count, sizeof *linker->facts, compare_facts);
    for (size_t from = 0; from < linker->fact_count; from = to) {
        for (to = from + 1;
             to < linker->fact_count && linker->facts[to].item == linker->facts[from].item; to++)
            continue;
        TRY(declare(linker, from, to));
    }
    if (linker->gap_count == 0)
        return ASSAY_OK;
    return inventory_add_gaps(linker->inventory, linker->gaps, linker->gap_count, linker->err);
}

struct bytes link_folder(struct bytes name)
{
    const uint8_t *slash = name.size ? memrchr(name.data, '/', name.size) : NULL;

    return bytes_of(name.data, slash ? (size_t)(slash - name.data) + 1 : 0);
}

struct bytes link_last(struct bytes name)
{
    return bytes_from(name, link_folder(name).size);
}

static int order_item(const void *path, const void *item)
{
    return assay_path_compare(path, ((const struct assay_item *)item)->path);
}

size_t link_lower_bound(const struct linker *linker, const struct assay_path *container,
                        struct bytes name)
{
    const struct assay_path wanted = {container, name.size, (const char *)name.data};

    return search_first(&wanted, linker->inventory->items, linker->inventory->item_count,
                        sizeof *linker->inventory->items, order_item);
}

static bool is_told(const struct linker *linker, const struct assay_path *path)
{
    const struct assay_gap gap = {.path = path};
    const struct assay_gap *wanted = &gap;

    return linker->told_count > 0 &&
           bsearch(&wanted, linker->told, linker->told_count, sizeof *linker->told, compare_told);
}

/* The first item behind those of `wanted`, which begin at `low`. */
static size_t end_of(const struct linker *linker, const struct assay_path *wanted, size_t low)
{
    const struct assay_item *items = linker->inventory->items;
    size_t high = linker->inventory->item_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (assay_path_compare(items[middle].path, wanted) <= 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* An archive may hold one name a million times, and a list name it as often. */
static bool may_visit(struct linker *linker, size_t count)
{
    linker->visits += count + 1;
    if (linker->visits <= LIMIT_LINK_VISITS)
        return true;
    linker_over(linker);
    return false;
}

void link_find(struct linker *linker, const struct assay_path *container, struct bytes name,
               struct found *found)
{
    const struct assay_path wanted = {container, name.size, (const char *)name.data};
    size_t end;

    found->first = link_lower_bound(linker, container, name);
    end = end_of(linker, &wanted, found->first);
    found->count = end - found->first;
    found->told = found->count == 0 && is_told(linker, &wanted);
    if (!may_visit(linker, found->count))
        *found = (struct found){.first = found->first, .told = true};
}

void link_find_either(struct linker *linker, const struct assay_path *container, struct bytes name,
                      struct found *found)
{
    link_find(linker, container, name, found);
    if (found->count > 0 || found->told || !container)
        return;
    if (bytes_starts(name, BYTES("./"))) {
        link_find(linker, container, bytes_from(name, 2), found);
        return;
    }
    buf_reset(&linker->target);
    buf_text(&linker->target, "./");
    buf_add(&linker->target, name.data, name.size);
    link_find(linker, container, buf_bytes(&linker->target), found);
}

static bool add_part(struct buf *out, size_t least, struct bytes part)
{
    if (part.size == 0 || bytes_equal(part, BYTES(".")))
        return true;
    if (!bytes_equal(part, BYTES(".."))) {
        if (out->size > least && out->data[out->size - 1] != '/')
            buf_byte(out, '/');
        buf_add(out, part.data, part.size);
        return true;
    }
    if (out->size == least)
        return false;
    if (out->data[out->size - 1] == '/')
        out->size--;
    while (out->size > least && out->data[out->size - 1] != '/')
        out->size--;
    return true;
}

bool link_join(struct buf *out, struct bytes folder, struct bytes name)
{
    size_t least;

    buf_reset(out);
    if (bytes_starts(folder, BYTES("./"))) {
        buf_text(out, "./"); /* as the archive writes all its names */
        folder = bytes_from(folder, 2);
    }
    least = out->size;
    buf_add(out, folder.data, folder.size);
    if (name.size == 0 || name.data[0] == '/')
        return false;
    while (name.size > 0) {
        const uint8_t *slash = memchr(name.data, '/', name.size);
        struct bytes part = bytes_of(name.data, slash ? (size_t)(slash - name.data) : name.size);

        if (!add_part(out, least, part))
            return false;
        name = bytes_from(name, part.size + 1);
    }
    return out->status == ASSAY_OK;
}

enum assay_status link_follow(struct linker *linker, struct found *found)
{
    for (unsigned hops = 0; found->count > 0; hops++) {
        const struct assay_item *item = &linker->inventory->items[found->first];
        struct bytes folder = BYTES("");

        if (item->type == ASSAY_ITEM_FILE || item->type == ASSAY_ITEM_GITLINK)
            return ASSAY_OK;
        if (!item->link || hops == LIMIT_LINK_HOPS)
            break;
        if (item->type == ASSAY_ITEM_SYMLINK)
            folder = link_folder(bytes_of(item->path->name, item->path->size));
        if (!link_join(&linker->name, folder, bytes_text(item->link)))
            break;
        link_find_either(linker, item->path->container, buf_bytes(&linker->name), found);
        TRY(buf_status(&linker->target, linker->err));
    }
    found->count = 0;
    return ASSAY_OK;
}

const struct assay_fact *link_fact(const struct assay_examination *content, enum assay_fact_id id)
{
    for (size_t i = 0; i < content->fact_count; i++)
        if (content->facts[i].id == id)
            return &content->facts[i];
    return NULL;
}

/* A large-file pointer answers for the file that it stands for. */
static enum claim_result judge_pointer(const struct assay_claim *claim,
                                       const struct assay_examination *content)
{
    const struct assay_fact *oid = link_fact(content, ASSAY_FACT_POINTER_OID);
    const struct assay_fact *size = link_fact(content, ASSAY_FACT_POINTER_SIZE);

    if (!oid || strncmp(oid->value.text, "sha256:", 7) != 0 ||
        strncmp(claim->digest, "sha256:", 7) != 0)
        return CLAIM_UNCLEAR;
    if (strcmp(oid->value.text, claim->digest) != 0)
        return CLAIM_DIGEST;
    if (size && claim->size != ASSAY_NO_SIZE && (uint64_t)size->value.integer != claim->size)
        return CLAIM_SIZE;
    return CLAIM_HOLDS;
}

/* The SHA-512 in hex, where the claim states one and it was computed; else NULL. */
static const char *sha512_of(const struct assay_claim *claim,
                             const struct assay_examination *content)
{
    const struct assay_fact *computed = link_fact(content, ASSAY_FACT_OCI_SHA512);

    return computed && strncmp(claim->digest, "sha512:", 7) == 0 ? computed->value.text : NULL;
}

void claim_show_found(const struct assay_claim *claim, const struct assay_examination *content,
                      char out[CLAIM_DIGEST_SHOWN])
{
    const char *sha512 = sha512_of(claim, content);
    char hex[2 * SHA256_SIZE + 1];

    hex_encode(bytes_of(content->sha256, sizeof content->sha256), hex);
    snprintf(out, CLAIM_DIGEST_SHOWN, "%s:%s", sha512 ? "sha512" : "sha256", sha512 ? sha512 : hex);
}

static enum claim_result judge_one(const struct assay_claim *claim,
                                   const struct assay_examination *content)
{
    char hex[2 * SHA256_SIZE + 1];
    const char *sha512;

    if (content->cut)
        return CLAIM_UNCLEAR;
    hex_encode(bytes_of(content->sha256, sizeof content->sha256), hex);
    if (strncmp(claim->digest, "sha256:", 7) == 0) {
        if (strcmp(claim->digest + 7, hex) != 0)
            return content->kind == ASSAY_KIND_POINTER ? judge_pointer(claim, content)
                                                       : CLAIM_DIGEST;
    } else if (claim->digest[0] && content->kind == ASSAY_KIND_POINTER) {
        return CLAIM_UNCLEAR;
    }
    sha512 = sha512_of(claim, content);
    if (sha512 && strcmp(claim->digest + 7, sha512) != 0)
        return CLAIM_DIGEST;
    if (claim->role == ASSAY_CLAIM_TENSORS
            ? content->size < claim->size
            : claim->size != ASSAY_NO_SIZE && claim->size != content->size)
        return CLAIM_SIZE;
    return claim->digest[0] && !sha512 && strncmp(claim->digest, "sha256:", 7) != 0
               ? CLAIM_UNSUPPORTED
               : CLAIM_HOLDS;
}

enum claim_result claim_judge(const struct linker *linker, const struct assay_claim *claim,
                              const struct found *found, size_t *item)
{
    enum claim_result best = CLAIM_DIGEST;

    *item = found->first;
    for (size_t i = found->first; i < found->first + found->count; i++) {
        enum claim_result result = judge_one(claim, linker->inventory->items[i].content);

        if (result < best) {
            best = result;
            *item = i;
        }
    }
    return best;
}
