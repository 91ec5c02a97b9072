/* facts_testimony.c - what was released, and what is there no more, as values. */

#include "policy/facts_fields.h"

#include <string.h>

#include "base/arena.h"
#include "base/kit.h"

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
    {"name", FIELD_TEXT, "A Doe", release_name,
     "printed name, empty where it was erased or withheld"},
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

    return testimony &&
           give_elements(facts,
                         &(struct elements){facts->types->release, "release", testimony->releases,
                                            sizeof *testimony->releases, testimony->release_count},
                         arena, out);
}

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

    return testimony && testimony->gone_known &&
           give_elements(facts,
                         &(struct elements){facts->types->gone, "gone", testimony->gone,
                                            sizeof *testimony->gone, testimony->gone_count},
                         arena, out);
}
