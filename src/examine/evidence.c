/*
 * evidence.c - what is found in one item, from its start to its end: kind, gaps, claims, pointers.
 *
 * A writer that never fails in the middle: the first failure (only memory can fail) is kept and
 * told by evidence_end(). Its own vectors are reused from item to item; what outlives the item is
 * copied to the inventory's arena.
 */

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/kit.h"
#include "base/text.h"
#include "examine/detect/value_digest.h"
#include "examine/evidence_part.h"
#include "inventory/gaps.h"

struct evidence *evidence_new(void)
{
    struct evidence *evidence = calloc(1, sizeof *evidence);

    if (!evidence)
        return NULL;
    token_ends_of_forms(&evidence->ends);
    buf_init(&evidence->escaped.raw, SIZE_MAX);
    buf_init(&evidence->escaped.text, SIZE_MAX);
    buf_init(&evidence->escaped.packed, SIZE_MAX);
    return evidence;
}

void evidence_free(struct evidence *evidence)
{
    if (!evidence)
        return;
    free(evidence->tallies);
    free(evidence->order);
    free(evidence->escaped.spans);
    buf_clear(&evidence->escaped.raw);
    buf_clear(&evidence->escaped.text);
    buf_clear(&evidence->escaped.packed);
    free(evidence->raw.hits);
    free(evidence->decoded.hits);
    free(evidence->columns);
    free(evidence->labels);
    free(evidence->guesses);
    free(evidence->pointed);
    free(evidence->claims);
    free(evidence);
}

void evidence_freep(struct evidence **evidence)
{
    evidence_free(*evidence);
    *evidence = NULL;
}

void evidence_digests(struct evidence *evidence, const uint8_t *key)
{
    evidence->digest_key = key;
}

const uint8_t *evidence_digest_key(const struct evidence *evidence)
{
    return evidence->digest_key;
}

void evidence_digest(const struct evidence *evidence, struct bytes value,
                     struct assay_value_digest *out)
{
    *out = (struct assay_value_digest){0};
    if (evidence->digest_key)
        value_digest(evidence->digest_key, value, out);
}

void evidence_start(struct evidence *evidence, struct arena *arena)
{
    if (evidence->facts_used)
        memset(evidence->slots, 0, sizeof evidence->slots);
    evidence->arena = arena;
    evidence->out_of_memory = evidence->facts_used = false;
    evidence->text_over = evidence->table = evidence->kind_set = evidence->declined = false;
    evidence->further = false;
    evidence->kind = ASSAY_KIND_OTHER;
    evidence->format = NULL;
    evidence->load = ASSAY_LOAD_ABSENT;
    evidence->tally_count = 0;
    memset(evidence->recent, 0, sizeof evidence->recent);
    evidence->raw.at = evidence->raw.count = 0;
    evidence->decoded.at = evidence->decoded.count = 0;
    evidence->waiting = &evidence->raw;
    evidence->sink = NULL;
    evidence_escapes_start(evidence);
    evidence->only_unseen = false;
    evidence->column_count = evidence->bounded_count = 0;
    evidence->label_count = 0;
    evidence->guess_count = 0;
    evidence->guesses_over = false;
    evidence->counted = 0;
    evidence->company = (struct company){0};
    evidence->cell = evidence->cell_end = 0;
    evidence->pointed_count = 0;
    evidence->gap_count = 0;
    evidence->gaps_dropped = 0;
    evidence->claim_count = 0;
    evidence->claims_dropped = 0;
    evidence->claim_bytes = 0;
}

bool evidence_reserve(struct evidence *evidence, void **vector, size_t *capacity, size_t count,
                      size_t size)
{
    size_t wanted, bytes;
    void *grown;

    if (count < *capacity)
        return true;
    wanted = *capacity ? *capacity : 16;
    while (wanted <= count)
        wanted *= 2;
    grown = ckd_mul(&bytes, wanted, size) ? NULL : realloc(*vector, bytes);
    if (!grown) {
        evidence->out_of_memory = true;
        return false;
    }
    *vector = grown;
    *capacity = wanted;
    return true;
}

struct bytes evidence_cut(struct bytes text)
{
    if (text.size <= LIMIT_FACT_TEXT)
        return text;
    text.size = LIMIT_FACT_TEXT;
    while (text.size > LIMIT_FACT_TEXT - 4 && (text.data[text.size] & 0xc0) == 0x80)
        text.size--;
    return text;
}

const char *evidence_keep(struct evidence *evidence, struct bytes text, bool always_shown)
{
    CLEANUP(buf_clear) struct buf shown;
    const char *copy;

    buf_init(&shown, SIZE_MAX);
    text = evidence_cut(text);
    if (always_shown || !utf8_valid(text) || (text.size && memchr(text.data, 0, text.size))) {
        text_show(&shown, text);
        text = evidence_cut(buf_bytes(&shown));
    }
    copy = shown.status == ASSAY_OK ? arena_copy(evidence->arena, text) : NULL;
    if (!copy)
        evidence->out_of_memory = true;
    return copy;
}

void evidence_kind(struct evidence *evidence, enum assay_kind kind)
{
    evidence->kind = kind;
    evidence->kind_set = true;
}

void evidence_decline(struct evidence *evidence)
{
    evidence_no_table(evidence);
    evidence->declined = true;
    evidence->format = "";
}

void evidence_ask_further(struct evidence *evidence)
{
    evidence->further = true;
}

bool evidence_asks_further(const struct evidence *evidence)
{
    return evidence->further;
}

bool evidence_is_declined(const struct evidence *evidence)
{
    return evidence->declined;
}

bool evidence_has_format(const struct evidence *evidence)
{
    return evidence->format && evidence->format[0];
}

void evidence_format(struct evidence *evidence, const char *format)
{
    evidence->format = format;
}

void evidence_load(struct evidence *evidence, enum assay_load load)
{
    if (load > evidence->load)
        evidence->load = load;
}

void evidence_unfinished(struct evidence *evidence, const struct inspector *inspector)
{
    if (inspector->kind == ASSAY_KIND_MODEL || evidence->load == ASSAY_LOAD_CLEAN)
        evidence_load(evidence, ASSAY_LOAD_SUSPICIOUS);
}

void evidence_gap(struct evidence *evidence, const char *id, uint64_t offset, const char *format,
                  ...)
{
    char why[sizeof((struct assay_error *)0)->text];
    struct evidence_gap *gap;
    va_list args;

    if (evidence->gap_count >= LIMIT_ITEM_GAPS) {
        evidence->gaps_dropped++;
        gap = &evidence->gaps[LIMIT_ITEM_GAPS];
        if (!gap->id || evidence->gap_count == LIMIT_ITEM_GAPS)
            *gap = (struct evidence_gap){.id = id, .offset = offset};
        evidence->gap_count = LIMIT_ITEM_GAPS + 1;
        return;
    }
    va_start(args, format);
    vsnprintf(why, sizeof why, format, args);
    va_end(args);
    gap = &evidence->gaps[evidence->gap_count];
    *gap = (struct evidence_gap){
        .id = id, .why = evidence_keep(evidence, bytes_text(why), false), .offset = offset};
    if (gap->why)
        evidence->gap_count++;
}

/* Texts that a document repeats line by line are kept once. */
static const char *keep_once(struct evidence *evidence, struct bytes text, const char *before)
{
    const char *copy;

    if (text.size == 0)
        return "";
    if (before && bytes_equal(text, bytes_text(before)))
        return before;
    copy = arena_copy(evidence->arena, text);
    if (!copy)
        evidence->out_of_memory = true;
    return copy ? copy : "";
}

void evidence_claim(struct evidence *evidence, const struct claim_words *words)
{
    const struct assay_claim *before;

    evidence->claim_bytes +=
        words->name.size + words->digest.size + words->media_type.size + words->title.size;
    if (evidence->claim_count >= LIMIT_CLAIMS || evidence->claim_bytes > LIMIT_CLAIM_BYTES) {
        evidence->claims_dropped++;
        return;
    }
    if (!evidence_reserve(evidence, (void **)&evidence->claims, &evidence->claim_capacity,
                          evidence->claim_count, sizeof *evidence->claims) ||
        !evidence->claims)
        return;
    before = evidence->claim_count ? &evidence->claims[evidence->claim_count - 1] : NULL;
    evidence->claims[evidence->claim_count++] = (struct assay_claim){
        .role = words->role,
        .elsewhere = words->elsewhere,
        .name = keep_once(evidence, words->name, NULL),
        .digest = keep_once(evidence, words->digest, NULL),
        .media_type = keep_once(evidence, words->media_type, before ? before->media_type : NULL),
        .title = keep_once(evidence, words->title, NULL),
        .size = words->size,
        .offset = words->offset};
}

static void end_claims(struct evidence *evidence, struct assay_examination *content)
{
    struct assay_claim *claims;

    content->claims = NULL;
    content->claim_count = 0;
    if (evidence->claims_dropped)
        evidence_gap(evidence, GAP_BUNDLE_COUNT_LIMIT, ASSAY_NO_OFFSET,
                     "%llu more entries are not compared with what is here",
                     (unsigned long long)evidence->claims_dropped);
    if (evidence->claim_count == 0)
        return;
    claims = arena_array(evidence->arena, evidence->claim_count, sizeof *claims);
    if (!claims) {
        evidence->out_of_memory = true;
        return;
    }
    memcpy(claims, evidence->claims, evidence->claim_count * sizeof *claims);
    content->claims = claims;
    content->claim_count = evidence->claim_count;
}

size_t evidence_gap_count(const struct evidence *evidence)
{
    return evidence->gap_count;
}

const struct evidence_gap *evidence_gap_at(const struct evidence *evidence, size_t index)
{
    return &evidence->gaps[index];
}

void evidence_stands_for(struct evidence *evidence, const struct stored_claim *claim)
{
    struct stored_claim *kept;

    evidence_bool(evidence, ASSAY_FACT_POINTER_RESOLVED, MEASURED, false); /* until it is seen */
    if (!evidence_reserve(evidence, (void **)&evidence->pointed, &evidence->pointed_capacity,
                          evidence->pointed_count, sizeof *evidence->pointed))
        return;
    kept = &evidence->pointed[evidence->pointed_count++];
    *kept = *claim;
    kept->key = bytes_of(arena_copy(evidence->arena, claim->key), claim->key.size);
    kept->name = bytes_of(arena_copy(evidence->arena, claim->name), claim->name.size);
    kept->digest = claim->digest ? arena_text(evidence->arena, claim->digest) : NULL;
    if (!kept->key.data || !kept->name.data || (claim->digest && !kept->digest)) {
        evidence->pointed_count--;
        evidence->out_of_memory = true;
    }
}

size_t evidence_pointed_count(const struct evidence *evidence)
{
    return evidence->pointed_count;
}

const struct stored_claim *evidence_pointed_at(const struct evidence *evidence, size_t index)
{
    return &evidence->pointed[index];
}

void evidence_no_memory(struct evidence *evidence)
{
    evidence->out_of_memory = true;
}

void evidence_no_more_text(struct evidence *evidence)
{
    evidence->text_over = true;
}

bool evidence_is_text_over(const struct evidence *evidence)
{
    return evidence->text_over;
}

enum assay_status evidence_end(struct evidence *evidence, struct assay_examination *content,
                               struct assay_error *err)
{
    if (evidence->kind_set)
        content->kind = evidence->kind;
    if (evidence->format)
        content->format = evidence->format;
    content->load = evidence->load;
    content->facts = NULL;
    content->fact_count = 0;
    content->observations = NULL;
    content->observation_count = 0;
    evidence_judge_columns(evidence);
    evidence_judge_company(evidence);
    evidence_end_columns(evidence);
    evidence_end_observations(evidence, content);
    evidence_end_facts(evidence, content);
    end_claims(evidence, content);
    if (evidence->gaps_dropped) {
        struct evidence_gap *last = &evidence->gaps[LIMIT_ITEM_GAPS];

        last->why = arena_printf(evidence->arena, "%llu more gaps in this item",
                                 (unsigned long long)evidence->gaps_dropped);
        evidence->out_of_memory |= !last->why;
    }
    if (evidence->out_of_memory)
        return out_of_memory(err);
    return ASSAY_OK;
}
