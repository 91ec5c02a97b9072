/*
 * withhold.c - what is kept of an item repeats no value that the detectors know.
 *
 * Inspectors keep what a file says: the arguments of a call, the names of columns, the settings of
 * a model. Where such a text holds a secret or a person's number, the inventory would carry it on
 * into ledgers and reports, which outlive the file.
 */

#include "examine/withhold.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/kit.h"
#include "examine/detect/identifiers.h"
#include "examine/evidence_part.h"

enum {
    TEXT_MOST = 64 * 1024
}; /* searched at once; hits in it are fewer than those that may wait */

void withhold_init(struct withhold *withhold)
{
    *withhold = (struct withhold){0};
    buf_init(&withhold->text, SIZE_MAX);
}

void withhold_clear(struct withhold *withhold)
{
    evidence_freep(&withhold->seen);
    buf_clear(&withhold->text);
    free(withhold->kept);
    *withhold = (struct withhold){0};
}

bool withhold_wanted(const struct evidence *evidence)
{
    return evidence->facts_used || evidence->column_count > 0 || evidence->label_count > 0 ||
           evidence->gap_count > 0 || evidence->tally_count > 0;
}

static bool is_one_of(const char *name, const char *const *names)
{
    for (; *names; names++)
        if (strcmp(name, *names) == 0)
            return true;
    return false;
}

static bool is_contact(const char *class_name)
{
    static const char *const contacts[] = {"pii.coordinates",    "pii.email",    "pii.ip-address",
                                           "pii.person-name",    "pii.phone",    "pii.postal-code",
                                           "pii.street-address", "pii.user-url", NULL};

    return is_one_of(class_name, contacts);
}

static bool is_withheld(const struct hit *hit, enum withheld what)
{
    const char *name = hit->what->class_name;

    if (hit->sample || hit->weak)
        return false;
    if (strncmp(name, "pii.", 4) != 0)
        return true;
    return hit->confidence >= ASSAY_MEDIUM &&
           (what == WITHHELD_ALL || (what == WITHHELD_NO_CONTACT && !is_contact(name)));
}

/* True for a text that is nothing but the number: what stands around it cannot make it surer, and
 * what it declares it does not declare. */
static bool is_all_of(const struct hit *hit, struct bytes text, size_t start, enum withheld what)
{
    return what != WITHHELD_SECRETS && !hit->sample && !is_contact(hit->what->class_name) &&
           hit->start <= start && hit->end >= start + text.size;
}

/* True for bytes of an address of mail. */
static bool is_of_address(uint8_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c > 127 ||
           bytes_has(BYTES("._%+-@"), c);
}

/* Where the name begins that a secret at `from` is used with, "name@host:SECRET": a host behind it
 * makes it no address of mail, so that no detector knows it. `from` where there is none. */
static size_t name_in_front(struct bytes all, size_t floor, size_t from)
{
    size_t at = from;

    if (at <= floor || !bytes_has(BYTES(":./"), all.data[at - 1]))
        return from;
    at--;
    while (at > floor && is_of_address(all.data[at - 1]))
        at--;
    return memchr(all.data + at, '@', from - at) ? at : from;
}

/* A key that is written out goes on behind the mark by which it was known. */
static bool goes_on(const char *class_name)
{
    static const char *const keys[] = {"secret.gnupg-private-key",
                                       "secret.openvpn-static-key",
                                       "secret.private-key",
                                       "secret.putty-private-key",
                                       "secret.rsa-xml-key",
                                       "secret.ssh-private-key",
                                       NULL};

    return is_one_of(class_name, keys);
}

/* Code of another repository is named "owner/name--module.Class": two dashes alone end the first
 * name, though they could stand in a token. `text` is searched and not shown. */
static void part_names(uint8_t *text, size_t size)
{
    for (size_t at = 1; at + 2 < size; at++) {
        if (text[at] == '-' && text[at + 1] == '-' && text[at - 1] != '-' && text[at + 2] != '-')
            text[at] = text[at + 1] = ' ';
    }
}

static void add_text(struct withhold *withhold, const char **text, enum withheld what)
{
    size_t capacity = withhold->capacity ? 2 * withhold->capacity : 64;

    if (!*text || !**text)
        return;
    if (withhold->count == withhold->capacity) {
        struct kept_text *grown = reallocarray(withhold->kept, capacity, sizeof *grown);

        if (!grown) {
            withhold->text.status = ASSAY_ENOMEM;
            return;
        }
        withhold->kept = grown;
        withhold->capacity = capacity;
    }
    withhold->kept[withhold->count++] =
        (struct kept_text){.text = text, .start = withhold->text.size, .what = what};
    buf_text(&withhold->text, *text);
    if (withhold->text.status == ASSAY_OK)
        part_names(withhold->text.data + withhold->kept[withhold->count - 1].start, strlen(*text));
    buf_byte(&withhold->text, '\n');
}

static size_t end_of(const struct withhold *withhold, size_t index)
{
    return (index + 1 < withhold->count ? withhold->kept[index + 1].start : withhold->text.size) -
           1;
}

/* One text again, with a mask for each hit in it. `hits` are those that end behind its start. */
static enum assay_status mask(const struct withhold *withhold, size_t index, const struct hit *hits,
                              size_t count)
{
    const struct kept_text *kept = &withhold->kept[index];
    const struct bytes all = buf_bytes(&withhold->text);
    size_t at = kept->start, end = end_of(withhold, index);
    const struct bytes whole = bytes_of(all.data + at, end - at);
    const char *own = *kept->text; /* what was searched is not what is shown */

    CLEANUP(buf_clear) struct buf shown;
    bool any = false;
    const char *copy;

    buf_init(&shown, SIZE_MAX);
    for (size_t i = 0; i < count && hits[i].start < end; i++) {
        uint64_t from = hits[i].start + hits[i].value;
        uint64_t to = goes_on(hits[i].what->class_name) ? end
                      : hits[i].value_size              ? from + hits[i].value_size
                                                        : hits[i].end;

        if (from >= end || to <= at ||
            (!is_withheld(&hits[i], kept->what) &&
             !is_all_of(&hits[i], whole, kept->start, kept->what)))
            continue;
        if (from > at) {
            size_t name =
                kept->what == WITHHELD_ALL ? name_in_front(all, at, (size_t)from) : (size_t)from;

            buf_add(&shown, own + (at - kept->start), name - at);
            if (name < from) {
                buf_text(&shown, "....");
                buf_byte(&shown, (uint8_t)own[from - 1 - kept->start]);
            }
        }
        buf_text(&shown, *hits[i].masked ? hits[i].masked : "....");
        at = to < end ? (size_t)to : end;
        any = true;
    }
    if (!any)
        return ASSAY_OK;
    buf_add(&shown, own + (at - kept->start), end - at);
    copy = shown.status == ASSAY_OK ? arena_copy(withhold->arena, buf_bytes(&shown)) : NULL;
    if (!copy)
        return ASSAY_ENOMEM;
    *kept->text = copy;
    return ASSAY_OK;
}

/* Searches the texts that wait. */
static ASSAY_RESULT search(struct withhold *withhold, struct watcher *watcher,
                           struct assay_error *err)
{
    const struct bytes text = buf_bytes(&withhold->text);
    const struct view view = {.data = text.data, .size = text.size, .last = true};
    const struct waiting *seen;
    uint64_t settled;
    size_t first = 0;

    if (withhold->text.status != ASSAY_OK)
        return out_of_memory(err);
    if (withhold->count == 0)
        return ASSAY_OK;
    evidence_start(withhold->seen, withhold->arena);
    watcher_start(watcher, false);
    TRY(watcher_look(watcher, &view, withhold->seen, &settled, err));
    seen = withhold->seen->waiting;
    for (size_t i = 0; i < withhold->count && first < seen->count; i++) {
        while (first < seen->count && seen->hits[first].end <= withhold->kept[i].start)
            first++;
        if (mask(withhold, i, seen->hits + first, seen->count - first) != ASSAY_OK)
            return out_of_memory(err);
    }
    withhold->count = 0;
    buf_reset(&withhold->text);
    return ASSAY_OK;
}

static ASSAY_RESULT take(struct withhold *withhold, struct watcher *watcher, const char **text,
                         enum withheld what, struct assay_error *err)
{
    add_text(withhold, text, what);
    return withhold->text.size < TEXT_MOST ? ASSAY_OK : search(withhold, watcher, err);
}

/* A count that somebody declared, and that is the number of a card. */
static bool is_card(const struct assay_value *value)
{
    char text[24];
    int size;

    if (value->type != ASSAY_VALUE_INT)
        return false;
    size = snprintf(text, sizeof text, "%" PRIu64, value->integer);
    return identifier_card(bytes_of(text, (size_t)size)) != PROOF_FAILS;
}

/* Digests look like anything. */
static bool is_sketch(enum assay_fact_id id)
{
    return id == ASSAY_FACT_DATASET_ROW_SKETCH || id == ASSAY_FACT_DATASET_ALIKE_SKETCH ||
           id == ASSAY_FACT_DATASET_VALUE_SKETCH;
}

static ASSAY_RESULT take_facts(struct withhold *withhold, struct watcher *watcher,
                               struct evidence *evidence, struct assay_error *err)
{
    for (size_t i = 0; evidence->facts_used && i < ASSAY_FACTS; i++) {
        for (int origin = MEASURED; origin <= DECLARED; origin++) {
            struct slot *slot = &evidence->slots[i][origin];
            enum withheld what = origin == DECLARED ? WITHHELD_NO_CONTACT : WITHHELD_ALL;

            if (!slot->used || is_sketch((enum assay_fact_id)i))
                continue;
            if (origin == DECLARED && is_card(&slot->value)) {
                *slot = (struct slot){0};
                continue;
            }
            if (slot->value.type == ASSAY_VALUE_TEXT)
                TRY(take(withhold, watcher, &slot->value.text, what, err));
            for (size_t j = 0; j < slot->count; j++)
                TRY(take(withhold, watcher, &slot->texts[j], what, err));
        }
    }
    return ASSAY_OK;
}

static ASSAY_RESULT take_columns(struct withhold *withhold, struct watcher *watcher,
                                 struct evidence *evidence, struct assay_error *err)
{
    for (size_t i = 0; i < evidence->column_count; i++) {
        struct column *column = &evidence->columns[i];

        TRY(take(withhold, watcher, &column->name, WITHHELD_ALL, err));
        TRY(take(withhold, watcher, &column->least, WITHHELD_SECRETS, err));
        TRY(take(withhold, watcher, &column->most, WITHHELD_SECRETS, err));
    }
    for (size_t i = 0; i < evidence->label_count; i++)
        TRY(take(withhold, watcher, &evidence->labels[i].text, WITHHELD_ALL, err));
    return ASSAY_OK;
}

static ASSAY_RESULT begin(struct withhold *withhold, struct arena *arena, struct assay_error *err)
{
    withhold->count = 0;
    withhold->arena = arena;
    buf_reset(&withhold->text);
    if (!withhold->seen)
        withhold->seen = evidence_new();
    return withhold->seen ? ASSAY_OK : out_of_memory(err);
}

enum assay_status withhold_values(struct withhold *withhold, struct watcher *watcher,
                                  struct evidence *evidence, struct assay_error *err)
{
    TRY(begin(withhold, evidence->arena, err));
    TRY(take_facts(withhold, watcher, evidence, err));
    TRY(take_columns(withhold, watcher, evidence, err));
    for (size_t i = 0; i < evidence->tally_count; i++)
        TRY(take(withhold, watcher, &evidence->tallies[i].detail, WITHHELD_ALL, err));
    for (size_t i = 0; i < evidence->gap_count; i++)
        TRY(take(withhold, watcher, &evidence->gaps[i].why, WITHHELD_ALL, err));
    return search(withhold, watcher, err);
}

enum assay_status withhold_reasons(struct withhold *withhold, struct watcher *watcher,
                                   struct arena *arena, const char **reasons, size_t count,
                                   struct assay_error *err)
{
    TRY(begin(withhold, arena, err));
    for (size_t i = 0; i < count; i++)
        TRY(take(withhold, watcher, &reasons[i], WITHHELD_NO_CONTACT, err));
    return search(withhold, watcher, err);
}
