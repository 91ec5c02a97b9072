/*
 * export_objects.c - the objects that entries of an export name: handed out, erased or withheld.
 *
 * A sealed value is withheld where that was asked for, and only where nothing names the same bytes
 * as something else: an inventory or a file of evidence is what others rest on, and stays.
 */

#include "ledger/export_objects.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/codec.h"
#include "base/kit.h"
#include "base/limits.h"
#include "ledger/export_marks.h"
#include "ledger/ledger.h"
#include "ledger/references.h"
#include "ledger/seal.h"
#include "ledger/withheld.h"

enum { DISCLOSURE_SIZE = 43 }; /* base64url of 32 bytes without padding */

/* A digest that an entry names, or that an entry says was erased. */
struct named {
    uint8_t sha256[SHA256_SIZE];
    uint64_t entry;
    bool object;   /* of this ledger: a disclosure, or where its kind of statement names objects */
    bool sealed;   /* a disclosure */
    bool demanded; /* its kind of statement names objects there: who checks an export wants it */
};

struct putting {
    const struct assay_ledger *ledger;
    const struct buf *erased;
    bool without_sealed;
    struct withheld before; /* where the ledger is itself an export that lacks some */
    struct buf absent, withheld;
    struct export_sink *sink;
    struct assay_exported *out;
    struct assay_error *err;
};

static void putting_clear(struct putting *putting)
{
    withheld_clear(&putting->before);
    buf_clear(&putting->absent);
    buf_clear(&putting->withheld);
}

void export_objects_init(struct export_objects *objects)
{
    buf_init(&objects->named, SIZE_MAX);
    buf_init(&objects->erased, SIZE_MAX);
}

void export_objects_clear(struct export_objects *objects)
{
    buf_clear(&objects->named);
    buf_clear(&objects->erased);
}

/* Which objects an entry names. */

static void take_text(struct bytes text, uint64_t entry, bool disclosures, struct buf *out)
{
    CLEANUP(buf_clear) struct buf padded = {.ceiling = 64};
    CLEANUP(buf_clear) struct buf raw = {.ceiling = 64};
    struct named named = {.entry = entry, .object = disclosures, .sealed = disclosures};

    if (!disclosures && text.size == (size_t)2 * SHA256_SIZE &&
        hex_decode(text, named.sha256, SHA256_SIZE))
        buf_add(out, &named, sizeof named);
    if (!disclosures || text.size != DISCLOSURE_SIZE)
        return;
    buf_add(&padded, text.data, text.size);
    buf_byte(&padded, '=');
    if (!base64_decode(&raw, buf_bytes(&padded), true) || raw.size != SHA256_SIZE)
        return;
    memcpy(named.sha256, raw.data, SHA256_SIZE);
    buf_add(out, &named, sizeof named);
}

/* NOLINTNEXTLINE(misc-no-recursion): the reader bounds the depth, LIMIT_DOCUMENT_DEPTH */
static void take_digests(const struct doc *doc, uint64_t entry, bool disclosures, struct buf *out)
{
    if (doc->type == DOC_TEXT)
        take_text(doc->text, entry, disclosures, out);
    for (size_t i = 0; doc->type == DOC_LIST && i < doc->count; i++)
        take_digests(&doc->items[i], entry, disclosures, out);
    for (size_t i = 0; doc->type == DOC_MAP && i < doc->count; i++)
        take_digests(&doc->members[i].value, entry, bytes_equal(doc->members[i].name, BYTES("_sd")),
                     out);
}

static ASSAY_RESULT take_demanded(uint64_t index, const struct entry *entry, struct buf *out,
                                  struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf references = {.ceiling = SIZE_MAX};
    const struct reference *all;

    (void)references_of(index, &entry->statement, &references); /* whether it fits is verify's */
    TRY(buf_status(&references, err));
    all = (const struct reference *)(const void *)references.data;
    for (size_t i = 0; i < references.size / sizeof *all; i++) {
        struct named named = {
            .entry = index, .object = true, .sealed = all[i].kind != NULL, .demanded = true};

        memcpy(named.sha256, all[i].sha256, sizeof named.sha256);
        buf_add(out, &named, sizeof named);
    }
    return buf_status(out, err);
}

enum assay_status export_objects_named(struct export_objects *objects, uint64_t index,
                                       const struct entry *entry, struct assay_error *err)
{
    take_digests(entry->statement.predicate, index, false, &objects->named);
    return take_demanded(index, entry, &objects->named, err);
}

enum assay_status export_objects_erased(struct export_objects *objects, uint64_t index,
                                        const struct entry *entry, struct assay_error *err)
{
    take_digests(entry->statement.predicate, index, false, &objects->erased);
    take_digests(entry->statement.subjects, index, false, &objects->erased);
    return buf_status(&objects->erased, err);
}

/* What becomes of each. */

static int compare_named(const void *left, const void *right)
{
    const struct named *a = left, *b = right;
    int order = memcmp(a->sha256, b->sha256, sizeof a->sha256);

    if (order == 0)
        order = b->object - a->object;
    if (order == 0)
        order = b->sealed - a->sealed;
    if (order == 0)
        order = b->demanded - a->demanded;
    return order ? order : (a->entry > b->entry) - (a->entry < b->entry);
}

static const struct named *find_erased(const struct buf *erased, const uint8_t sha256[32])
{
    for (size_t i = erased->size / sizeof(struct named); i > 0; i--) { /* the last one says it */
        const struct named *one = (const struct named *)(const void *)erased->data + i - 1;

        if (!one->sealed && memcmp(one->sha256, sha256, SHA256_SIZE) == 0)
            return one; /* what such an entry seals itself is who erased it */
    }
    return NULL;
}

static bool is_disclosure(const struct putting *putting, const uint8_t sha256[32])
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct disclosure disclosure;

    return !arena ||
           seal_open(putting->ledger->store, arena, sha256, &disclosure, NULL) == ASSAY_OK;
}

/* The digest of a sealed value may stand in an entry that does not seal it: in an erasure that was
 * stopped before its end, at the least. There the bytes tell what they are. */
static bool is_kept_back(const struct putting *putting, const struct named *named, size_t count)
{
    if (!putting->without_sealed)
        return false;
    for (size_t i = 0; i < count; i++)
        if (named[i].demanded && !named[i].sealed)
            return false;
    return named->sealed || is_disclosure(putting, named->sha256);
}

static void withhold(struct putting *putting, const struct named *named)
{
    putting->out->withheld++;
    if (named->demanded) /* what a kind that is not known here seals, nobody looks for */
        withheld_write(named->sha256, named->entry, &putting->withheld);
}

/* What is not there: erased, withheld from this ledger before, or lost. */
static void tell_absent(struct putting *putting, const struct named *named)
{
    const struct named *erased = find_erased(putting->erased, named->sha256);
    char hex[2 * SHA256_SIZE + 1];

    if (!erased && named->sealed && withheld_find(&putting->before, named->sha256)) {
        withhold(putting, named);
        return;
    }
    if (!erased && !named->object)
        return; /* the digest of something outside */
    hex_encode(bytes_of(named->sha256, SHA256_SIZE), hex);
    buf_printf(&putting->absent, "%s named by entry %" PRIu64 ", ", hex, named->entry);
    if (erased)
        buf_printf(&putting->absent, "erased by entry %" PRIu64 "\n", erased->entry);
    else
        buf_text(&putting->absent, "not in this ledger\n");
    putting->out->absent++;
    putting->out->missing += !erased;
}

/* One object, with all that is said of it: the first says most. */
static ASSAY_RESULT put_object(struct putting *putting, const struct named *named, size_t count)
{
    CLEANUP(buf_clear) struct buf content = {.ceiling = SIZE_MAX};
    char name[STORE_NAME_SIZE];
    enum assay_status status;

    store_object_name(named->sha256, name);
    status = store_read(putting->ledger->store, name, &content, putting->err);
    if (status == ASSAY_EMISSING) {
        tell_absent(putting, named);
        return ASSAY_OK;
    }
    TRY(status);
    if (is_kept_back(putting, named, count)) {
        withhold(putting, named);
        return ASSAY_OK;
    }
    putting->out->objects++;
    putting->out->sealed += named->sealed;
    return export_put(putting->sink, name, buf_bytes(&content), putting->err);
}

static ASSAY_RESULT put_all(struct putting *putting, struct named *named, size_t count)
{
    if (count > 0)
        qsort(named, count, sizeof *named, compare_named);
    for (size_t i = 0, end; i < count; i = end) {
        for (end = i + 1;
             end < count && memcmp(named[i].sha256, named[end].sha256, SHA256_SIZE) == 0;)
            end++;
        TRY(put_object(putting, named + i, end - i));
    }
    return ASSAY_OK;
}

enum assay_status export_objects_put(struct export_objects *objects,
                                     const struct assay_ledger *ledger, bool without_sealed,
                                     struct export_sink *sink, struct assay_exported *out,
                                     struct assay_error *err)
{
    CLEANUP(putting_clear)
    struct putting putting = {.ledger = ledger,
                              .erased = &objects->erased,
                              .without_sealed = without_sealed,
                              .absent = {.ceiling = SIZE_MAX},
                              .withheld = {.ceiling = LIMIT_WITHHELD},
                              .sink = sink,
                              .out = out,
                              .err = err};

    TRY(withheld_load(ledger->store, &putting.before, err));
    TRY(put_all(&putting, (struct named *)(void *)objects->named.data,
                objects->named.size / sizeof(struct named)));
    TRY(buf_status(&putting.absent, err));
    TRY(buf_status(&putting.withheld, err));
    TRY(export_put(sink, ERASED_NAME, buf_bytes(&putting.absent), err));
    if (!without_sealed && putting.withheld.size == 0)
        return ASSAY_OK;
    return export_put(sink, WITHHELD_NAME, buf_bytes(&putting.withheld), err);
}
