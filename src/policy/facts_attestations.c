/* facts_attestations.c - what people signed about an item, found by its digest and by its path. */

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/key_index.h"
#include "base/kit.h"
#include "policy/facts_fields.h"
#include "policy/functions_people.h"

/* The attestations of a ledger by what they name. */
struct attested {
    struct key_index digests, names; /* of subjects: the attestation */
};

/* One of them, as seen from the item that it names. */
struct seen {
    const struct assay_attestation *told;
    const struct assay_item *item;
    const char *path; /* of the item, as shown */
    bool stale;       /* it names the path, with other bytes */
};

static const struct seen *seen_of(const void *subject)
{
    return subject;
}

READ(attestation_binding)
{
    UNUSED;
    return give_text(seen_of(subject)->stale ? "stale" : "digest", out);
}

/* "Jane Doe <jane@example.org>" is a person by name or by address. */
static bool is_person(const char *author, const char *name, const char *email)
{
    const char *open = strrchr(author, '<');
    size_t all = strlen(author), mail = strlen(email);

    if (people_same(bytes_of(author, open ? (size_t)(open - author) : all), bytes_text(name)))
        return true;
    return mail > 0 && all > mail + 1 && author[all - 1] == '>' && author[all - mail - 2] == '<' &&
           strncasecmp(author + all - mail - 1, email, mail) == 0;
}

static const struct assay_path_makers *makers_of(const struct assay_makers *makers,
                                                 const char *path)
{
    for (size_t i = 0; makers && i < makers->path_count; i++)
        if (strcmp(makers->paths[i].path, path) == 0)
            return &makers->paths[i];
    return NULL;
}

/* Absent where the authors of the item are not known, or who signed; a name that was erased says
 * nothing against its statement. */
READ(attestation_by_author)
{
    const struct seen *seen = seen_of(subject);
    const struct assay_path_makers *makers = makers_of(facts->from.makers, seen->path);
    bool found = false;

    UNUSED;
    if (!makers || (!*seen->told->name && !*seen->told->email && !seen->told->erased))
        return false;
    for (size_t i = 0; i < makers->count && !found; i++)
        found = is_person(makers->authors[i], seen->told->name, seen->told->email);
    return give_bool(found, out);
}

READ(attestation_controls)
{
    const struct assay_attestation *told = seen_of(subject)->told;

    UNUSED;
    return give_texts(told->controls, told->control_count, arena, out);
}

READ(attestation_erased)
{
    UNUSED;
    return give_bool(seen_of(subject)->told->erased, out);
}

READ(attestation_expired)
{
    UNUSED;
    return give_bool(facts->from.time >= seen_of(subject)->told->until, out);
}

/* Absent, so that what asks is unknown, where a withdrawal of it cannot be verified. */
READ(attestation_holds)
{
    UNUSED;
    return !seen_of(subject)->told->doubt && give_bool(seen_of(subject)->told->holds, out);
}

#define ATTESTED(field, member)                                                                    \
    READ(attestation_##field)                                                                      \
    {                                                                                              \
        UNUSED;                                                                                    \
        return give_text(seen_of(subject)->told->member, out);                                     \
    }
ATTESTED(meaning, meaning)
ATTESTED(name, name)
ATTESTED(role, role)
ATTESTED(signer, signer)
ATTESTED(statement, words)
ATTESTED(time, time)
ATTESTED(where, where)

static const struct field attestation_fields[] = {
    {"binding", FIELD_TEXT, "digest", attestation_binding,
     "digest, or stale where it names the path with another digest"},
    {"by_author", FIELD_BOOL, "false", attestation_by_author,
     "who signed is among the authors of the commits that changed the item"},
    {"controls", FIELD_TEXTS, "", attestation_controls, "what it is for: rules or controls"},
    {"erased", FIELD_BOOL, "false", attestation_erased,
     "name or statement was given, and was erased or withheld"},
    {"expired", FIELD_BOOL, "false", attestation_expired, "it counts no more, as it says itself"},
    {"holds", FIELD_BOOL, "true", attestation_holds,
     "signed by a key in force that may approve; absent while a withdrawal of it cannot be "
     "verified"},
    {"meaning", FIELD_TEXT, NULL, attestation_meaning,
     "approval, authorship, responsibility, review, risk-acceptance, validation or witness"},
    {"name", FIELD_TEXT, "A Doe", attestation_name,
     "printed name, empty where it was erased or withheld"},
    {"role", FIELD_TEXT, "Head of Validation", attestation_role, "in what function"},
    {"signer", FIELD_TEXT, "aa", attestation_signer, "id of the key"},
    {"statement", FIELD_TEXT, "examined", attestation_statement,
     "what the person says, empty where it was erased or withheld"},
    {"time", FIELD_TEXT, "2026-11-21T12:00:00Z", attestation_time, "when it was signed"},
    {"where", FIELD_TEXT, "entry 1", attestation_where, "the entry of the ledger, or the file"},
};

const struct table attestation_table = {"attestation", attestation_fields,
                                        ARRAY_LEN(attestation_fields)};

/* ---- those that name an item ---- */

static ASSAY_RESULT make_indexes(struct attested *attested, const struct assay_testimony *testimony,
                                 struct assay_error *err)
{
    for (size_t i = 0; testimony && i < testimony->attestation_count; i++) {
        const struct assay_attestation *told = &testimony->attestations[i];

        for (size_t j = 0; j < told->subject_count; j++) {
            key_index_add(&attested->digests, bytes_of(told->subjects[j].sha256, 32), i);
            if (*told->subjects[j].name)
                key_index_add(&attested->names, bytes_text(told->subjects[j].name), i);
        }
    }
    TRY(key_index_sort(&attested->digests, err));
    return key_index_sort(&attested->names, err);
}

enum assay_status attested_new(const struct assay_testimony *testimony, struct attested **out,
                               struct assay_error *err)
{
    CLEANUP(attested_freep) struct attested *attested = calloc(1, sizeof *attested);

    if (!attested)
        return out_of_memory(err);
    key_index_init(&attested->digests);
    key_index_init(&attested->names);
    TRY(make_indexes(attested, testimony, err));
    *out = TAKE(attested);
    return ASSAY_OK;
}

void attested_free(struct attested *attested)
{
    if (!attested)
        return;
    key_index_clear(&attested->digests);
    key_index_clear(&attested->names);
    free(attested);
}

void attested_freep(struct attested **attested)
{
    attested_free(*attested);
    *attested = NULL;
}

/* Each attestation once, in their order; who names the bytes and the path names the bytes. Those
 * that count, or those that were taken back. */
static size_t find_seen(const struct facts *facts, const struct assay_item *item, const char *path,
                        bool withdrawn, struct arena *arena, struct seen **out)
{
    size_t same_count, named_count, count = 0;
    const struct key_place *same =
        key_index_find(&facts->attested->digests, bytes_of(item->content->sha256, 32), &same_count);
    const struct key_place *named =
        key_index_find(&facts->attested->names, bytes_text(path), &named_count);
    struct seen *seen = arena_array(arena, same_count + named_count + 1, sizeof *seen);

    *out = seen;
    for (size_t i = 0, j = 0; seen && (i < same_count || j < named_count);) {
        bool stale = i == same_count || (j < named_count && named[j].at < same[i].at);
        size_t at = stale ? named[j].at : same[i].at;

        while (i < same_count && same[i].at == at)
            i++;
        while (j < named_count && named[j].at == at)
            j++;
        if ((facts->from.testimony->attestations[at].withdrawal != NULL) == withdrawn)
            seen[count++] = (struct seen){.told = &facts->from.testimony->attestations[at],
                                          .item = item,
                                          .path = path,
                                          .stale = stale};
    }
    return count;
}

bool give_attestations(const struct facts *facts, const struct assay_item *item,
                       struct arena *arena, struct cel_value *out)
{
    const struct assay_testimony *testimony = facts->from.testimony;
    CLEANUP(free_cleanup) char *shown = NULL;
    struct seen *seen = NULL;
    const char *path;
    size_t count = 0;

    if (!testimony && facts->from.ledger)
        return false; /* a ledger that could not be read is not one in which nobody signed */
    if (!testimony || testimony->attestation_count == 0)
        return give_texts(NULL, 0, arena, out);
    shown = assay_path_show(item->path);
    path = shown ? arena_text(arena, shown) : NULL;
    if (path)
        count = find_seen(facts, item, path, false, arena, &seen);
    if (!seen) {
        *out = cel_of_fault(arena, "out of memory");
        return true;
    }
    return give_elements(
        facts,
        &(struct elements){facts->types->attestation, "attestation", seen, sizeof *seen, count},
        arena, out);
}

/* "approval by Jane Doe (entry 4), withdrawn by Ben Roe on 2026-01-04 (entry 9): REASON" */
static const char *tell_withdrawn(const struct assay_attestation *told, struct arena *arena)
{
    const struct assay_withdrawal *withdrawal = told->withdrawal;

    return arena_printf(arena, "%s by %s (%s), withdrawn by %s on %.10s (%s): %s", told->meaning,
                        *told->name ? told->name : "(name erased or withheld)", told->where,
                        *withdrawal->name ? withdrawal->name : "(name erased or withheld)",
                        withdrawal->time, withdrawal->where,
                        *withdrawal->words ? withdrawal->words : "(reason erased or withheld)");
}

bool give_withdrawn(const struct facts *facts, const struct assay_item *item, struct arena *arena,
                    struct cel_value *out)
{
    const struct assay_testimony *testimony = facts->from.testimony;
    struct seen *seen = NULL;
    const char **texts;
    size_t count;

    if (!testimony && facts->from.ledger)
        return false;
    if (!testimony || testimony->withdrawal_count == 0)
        return give_texts(NULL, 0, arena, out);
    count = find_seen(facts, item, "", true, arena, &seen); /* of these bytes alone */
    texts = arena_array(arena, count + 1, sizeof *texts);
    for (size_t i = 0; seen && texts && i < count; i++)
        if (!(texts[i] = tell_withdrawn(seen[i].told, arena)))
            texts = NULL;
    if (seen && texts)
        return give_texts(texts, count, arena, out);
    *out = cel_of_fault(arena, "out of memory");
    return true;
}
