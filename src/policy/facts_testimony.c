/* facts_testimony.c - what people signed, what was released, and what is there no more, as values.
 */

#include "policy/facts_fields.h"

#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/codec.h"
#include "base/kit.h"
#include "policy/functions_people.h"

/* ---- attestations of an item ---- */

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

READ(attestation_holds)
{
    UNUSED;
    return give_bool(seen_of(subject)->told->holds, out);
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
     "name or statement was given, and erased later"},
    {"expired", FIELD_BOOL, "false", attestation_expired, "it counts no more, as it says itself"},
    {"holds", FIELD_BOOL, "true", attestation_holds, "signed by a key in force that may approve"},
    {"meaning", FIELD_TEXT, NULL, attestation_meaning,
     "approval, authorship, responsibility, review, risk-acceptance, validation or witness"},
    {"name", FIELD_TEXT, "A Doe", attestation_name, "printed name, empty where it was erased"},
    {"role", FIELD_TEXT, "Head of Validation", attestation_role, "in what function"},
    {"signer", FIELD_TEXT, "aa", attestation_signer, "id of the key"},
    {"statement", FIELD_TEXT, "examined", attestation_statement,
     "what the person says, empty where it was erased"},
    {"time", FIELD_TEXT, "2026-11-21T12:00:00Z", attestation_time, "when it was signed"},
    {"where", FIELD_TEXT, "entry 1", attestation_where, "the entry of the ledger, or the file"},
};

const struct table attestation_table = {"attestation", attestation_fields,
                                        ARRAY_LEN(attestation_fields)};

static bool names(const struct assay_signed_subject *subjects, size_t count,
                  const struct assay_item *item, const char *path, bool *stale)
{
    bool named = false;

    for (size_t i = 0; i < count; i++) {
        if (memcmp(subjects[i].sha256, item->content->sha256, 32) == 0) {
            *stale = false;
            return true;
        }
        named = named || strcmp(subjects[i].name, path) == 0;
    }
    *stale = true;
    return named;
}

bool give_attestations(const struct facts *facts, const struct assay_item *item,
                       struct arena *arena, struct cel_value *out)
{
    const struct assay_testimony *testimony = facts->from.testimony;
    CLEANUP(free_cleanup) char *shown = NULL;
    struct cel_value *items;
    const char *path;
    size_t count = 0;

    if (!testimony && facts->from.ledger)
        return false; /* a ledger that could not be read is not one in which nobody signed */
    if (!testimony || testimony->attestation_count == 0)
        return give_texts(NULL, 0, arena, out);
    shown = assay_path_show(item->path);
    path = shown ? arena_text(arena, shown) : NULL;
    items = arena_array(arena, testimony->attestation_count + 1, sizeof *items);
    for (size_t i = 0; items && path && i < testimony->attestation_count; i++) {
        const struct assay_attestation *told = &testimony->attestations[i];
        struct seen *seen, found = {.told = told, .item = item, .path = path};

        if (!names(told->subjects, told->subject_count, item, path, &found.stale))
            continue;
        seen = arena_alloc(arena, sizeof *seen);
        if (!seen) {
            items = NULL;
            break;
        }
        *seen = found;
        give_element(facts, facts->types->attestation, "attestation", seen, arena, &items[count++]);
    }
    *out = items && path ? cel_of_list(arena, items, count) : cel_of_fault(arena, "out of memory");
    return true;
}

/* ---- releases ---- */

static const struct assay_release *release_of(const void *subject)
{
    return subject;
}

READ(release_entry)
{
    UNUSED;
    return give_number(release_of(subject)->entry, out);
}

READ(release_holds)
{
    UNUSED;
    return give_bool(release_of(subject)->holds, out);
}

READ(release_newest)
{
    UNUSED;
    return give_bool(release_of(subject)->newest, out);
}

#define RELEASED(field)                                                                            \
    READ(release_##field)                                                                          \
    {                                                                                              \
        UNUSED;                                                                                    \
        return give_text(release_of(subject)->field, out);                                         \
    }
RELEASED(gate)
RELEASED(name)
RELEASED(previous)
RELEASED(role)
RELEASED(signer)
RELEASED(time)
RELEASED(version)

static const struct field release_fields[] = {
    {"entry", FIELD_INT, "1", release_entry, "its entry of the ledger"},
    {"gate", FIELD_TEXT, "passed", release_gate,
     "the verdict on exactly these bytes: passed, blocked, incomplete; absent where there is none, "
     "later where it came after the release"},
    {"holds", FIELD_BOOL, "true", release_holds, "signed by a key in force that may approve"},
    {"name", FIELD_TEXT, "A Doe", release_name, "printed name, empty where it was erased"},
    {"newest", FIELD_BOOL, "true", release_newest, "the newest one"},
    {"previous", FIELD_TEXT, "none", release_previous,
     "what it replaces: kept in the ledger, gone, or none"},
    {"role", FIELD_TEXT, "Head of Models", release_role, "in what function"},
    {"signer", FIELD_TEXT, "aa", release_signer, "id of the key"},
    {"time", FIELD_TEXT, "2026-11-21T12:00:00Z", release_time, "when it was signed"},
    {"version", FIELD_TEXT, "1", release_version, "name of the release"},
};

const struct table release_table = {"release", release_fields, ARRAY_LEN(release_fields)};

bool give_releases(const struct facts *facts, struct arena *arena, struct cel_value *out)
{
    const struct assay_testimony *testimony = facts->from.testimony;
    struct cel_value *items;

    if (!testimony)
        return false;
    items = arena_array(arena, testimony->release_count + 1, sizeof *items);
    for (size_t i = 0; items && i < testimony->release_count; i++)
        give_element(facts, facts->types->release, "release", &testimony->releases[i], arena,
                     &items[i]);
    *out = items ? cel_of_list(arena, items, testimony->release_count)
                 : cel_of_fault(arena, "out of memory");
    return true;
}

/* A release of single files names them itself; one of a target names its inventory. */
bool give_released(const struct facts *facts, const struct assay_item *item, struct cel_value *out)
{
    const struct assay_testimony *testimony = facts->from.testimony;
    const struct assay_release *newest = NULL;
    const struct assay_item *found;
    CLEANUP(free_cleanup) char *path = NULL;
    bool stale;

    if (!testimony)
        return false;
    for (size_t i = 0; i < testimony->release_count; i++)
        if (testimony->releases[i].newest)
            newest = &testimony->releases[i];
    if (!newest)
        return give_text("none", out);
    path = assay_path_show(item->path);
    if (!path)
        return false;
    if (names(newest->subjects, newest->subject_count, item, path, &stale))
        return give_text(stale ? "changed" : "same", out);
    if (!testimony->released)
        return give_text("absent", out);
    found = lookup_item(testimony->released, item->path);
    if (!found)
        return give_text("absent", out);
    for (; found < testimony->released->items + testimony->released->item_count &&
           assay_path_compare(found->path, item->path) == 0;
         found++)
        if (memcmp(found->content->sha256, item->content->sha256, 32) == 0)
            return give_text("same", out);
    return give_text("changed", out);
}

/* ---- what is there no more ---- */

static const struct assay_gone *gone_of(const void *subject)
{
    return subject;
}

READ(gone_entry)
{
    UNUSED;
    return give_number(gone_of(subject)->entry, out);
}

READ(gone_path)
{
    UNUSED;
    return give_text(gone_of(subject)->path, out);
}

READ(gone_sha256)
{
    UNUSED;
    return give_hex(bytes_of(gone_of(subject)->sha256, 32), arena, out);
}

static const struct field gone_fields[] = {
    {"entry", FIELD_INT, "1", gone_entry, "the first entry that named it"},
    {"path", FIELD_TEXT, "example", gone_path, "where it stood"},
    {"sha256", FIELD_TEXT, "aa", gone_sha256, "its SHA-256, in hex"},
};

const struct table gone_table = {"gone", gone_fields, ARRAY_LEN(gone_fields)};

bool give_gone(const struct facts *facts, struct arena *arena, struct cel_value *out)
{
    const struct assay_testimony *testimony = facts->from.testimony;
    struct cel_value *items;

    if (!testimony || !testimony->gone_known)
        return false;
    items = arena_array(arena, testimony->gone_count + 1, sizeof *items);
    for (size_t i = 0; items && i < testimony->gone_count; i++)
        give_element(facts, facts->types->gone, "gone", &testimony->gone[i], arena, &items[i]);
    *out = items ? cel_of_list(arena, items, testimony->gone_count)
                 : cel_of_fault(arena, "out of memory");
    return true;
}
