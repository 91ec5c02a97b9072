/* testimony_people.c - attestations, waivers, releases and withdrawals as rules see them. */

#include <inttypes.h>

#include "base/clock.h"
#include "base/kit.h"
#include "crypto/digest.h"
#include "ledger/project_id.h"
#include "ledger/seal.h"
#include "ledger/testimony.h"

/* What is personal in one entry, as far as it can be seen. */
struct personal {
    struct reading *reading;
    const char *name, *email, *words;
    bool gone;
    enum assay_status status;
};

static void take_value(struct personal *personal, const struct disclosure *disclosure)
{
    const struct {
        const char *member;
        const char **to;
    } members[] = {{"name", &personal->name},
                   {"email", &personal->email},
                   {"statement", &personal->words},
                   {"reason", &personal->words}};

    for (size_t i = 0; i < ARRAY_LEN(members); i++) {
        if (!bytes_equal(disclosure->name, bytes_text(members[i].member)) ||
            disclosure->value->type != DOC_TEXT)
            continue;
        *members[i].to = arena_copy(personal->reading->arena, disclosure->value->text);
        if (!*members[i].to)
            personal->status = testimony_no_memory(personal->reading->err);
    }
}

static void open_value(void *user, const uint8_t sha256[32])
{
    struct personal *personal = user;
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct assay_error failure = {0};
    struct disclosure disclosure;
    enum assay_status status;

    if (personal->status != ASSAY_OK)
        return;
    if (!arena) {
        personal->status = testimony_no_memory(personal->reading->err);
        return;
    }
    status = seal_open(personal->reading->ledger->store, arena, sha256, &disclosure, &failure);
    if (status == ASSAY_OK)
        take_value(personal, &disclosure);
    else /* erased, or damaged, and then the ledger does not hold */
        personal->gone = true;
}

static ASSAY_RESULT read_personal(struct reading *reading, const struct entry *entry,
                                  struct personal *out)
{
    *out = (struct personal){.reading = reading, .name = "", .email = "", .words = ""};
    seal_digests(entry->statement.predicate, open_value, out);
    return out->status;
}

static int64_t read_until(const struct doc *predicate)
{
    const char *text;
    int64_t until;

    if (!statement_text(predicate, "until", &text))
        return INT64_MAX;
    return clock_parse(bytes_text(text), &until) ? until
                                                 : INT64_MIN; /* unread: it counts no more */
}

static ASSAY_RESULT read_controls(struct arena *arena, const struct doc *predicate,
                                  struct assay_attestation *out, struct assay_error *err)
{
    const struct doc *list = doc_get(predicate, "controls");
    size_t count = list && list->type == DOC_LIST ? list->count : 0;
    const char **controls = arena_array(arena, count + 1, sizeof *controls);

    if (!controls)
        return testimony_no_memory(err);
    for (size_t i = 0; i < count; i++) {
        if (list->items[i].type != DOC_TEXT)
            continue;
        controls[out->control_count] = arena_copy(arena, list->items[i].text);
        if (!controls[out->control_count++])
            return testimony_no_memory(err);
    }
    out->controls = controls;
    return ASSAY_OK;
}

enum assay_status testimony_attestation(struct arena *arena, const struct statement *statement,
                                        struct assay_attestation *out, struct assay_error *err)
{
    const struct doc *predicate = statement->predicate;

    out->meaning = testimony_text(arena, predicate, "meaning");
    out->role = testimony_text(arena, predicate, "role");
    out->time = testimony_text(arena, predicate, "time");
    out->until = read_until(predicate);
    if (!out->meaning || !out->role || !out->time)
        return testimony_no_memory(err);
    TRY(read_controls(arena, predicate, out, err));
    TRY(project_id_read(arena, predicate, &out->project, err));
    return testimony_subjects(arena, statement, &out->subjects, &out->subject_count, err);
}

/* Where it stands, who signed, and whether that holds. */
static bool holds(const struct reading *reading, uint64_t index, const struct entry *entry)
{
    return ring_vouches(&reading->ledger->ring, index, entry) &&
           !ring_doubts(&reading->ledger->ring, index, entry);
}

static const char *signer_of(struct reading *reading, const struct entry *entry)
{
    return arena_copy(reading->arena, entry->envelope.signatures[0].keyid);
}

static ASSAY_RESULT add_attestation(struct reading *reading, uint64_t index,
                                    const struct entry *entry)
{
    struct assay_attestation told = {
        .where = arena_printf(reading->arena, "entry %" PRIu64, index),
        .signer = signer_of(reading, entry),
        .holds = holds(reading, index, entry),
    };
    struct personal personal;

    if (!told.where || !told.signer)
        return testimony_no_memory(reading->err);
    TRY(read_personal(reading, entry, &personal));
    told.name = personal.name;
    told.email = personal.email;
    told.words = personal.words;
    told.erased = personal.gone;
    sha256(entry->envelope.payload, told.statement);
    TRY(testimony_attestation(reading->arena, &entry->statement, &told, reading->err));
    buf_add(&reading->attestations, &told, sizeof told);
    return buf_status(&reading->attestations, reading->err);
}

static ASSAY_RESULT add_release(struct reading *reading, uint64_t index, const struct entry *entry)
{
    const struct doc *predicate = entry->statement.predicate;
    struct arena *arena = reading->arena;
    struct draft_release made = {
        .shown = {.version = testimony_text(arena, predicate, "version"),
                  .role = testimony_text(arena, predicate, "role"),
                  .time = testimony_text(arena, predicate, "time"),
                  .signer = signer_of(reading, entry),
                  .entry = index,
                  .holds = holds(reading, index, entry)},
        .assessment = UINT64_MAX,
    };
    struct personal personal;

    if (!made.shown.version || !made.shown.role || !made.shown.time || !made.shown.signer)
        return testimony_no_memory(reading->err);
    if (!statement_u64(predicate, "assessment", &made.assessment))
        made.assessment = UINT64_MAX;
    made.has_previous = statement_sha256(doc_get(predicate, "previous"), "sha256", made.previous);
    TRY(read_personal(reading, entry, &personal));
    made.shown.name = personal.name;
    TRY(testimony_subjects(arena, &entry->statement, &made.shown.subjects,
                           &made.shown.subject_count, reading->err));
    buf_add(&reading->releases, &made, sizeof made);
    return buf_status(&reading->releases, reading->err);
}

/* A release that was taken back is in use no more; one that does not hold takes nothing back. */
static ASSAY_RESULT add_rollback(struct reading *reading, uint64_t index, const struct entry *entry)
{
    uint64_t release;

    if (!holds(reading, index, entry) ||
        !statement_u64(entry->statement.predicate, "release", &release))
        return ASSAY_OK;
    buf_add(&reading->taken_back, &release, sizeof release);
    return buf_status(&reading->taken_back, reading->err);
}

/* One that does not hold excuses nothing; the ledger then does not hold either, which is said. */
static ASSAY_RESULT add_waiver(struct reading *reading, uint64_t index, const struct entry *entry)
{
    const struct doc *predicate = entry->statement.predicate;
    struct arena *arena = reading->arena;
    struct assay_waiver waiver = {
        .fingerprint = testimony_text(arena, predicate, "fingerprint"),
        .rule = testimony_text(arena, predicate, "rule"),
        .glob = testimony_text(arena, predicate, "glob"),
        .where = arena_printf(arena, "entry %" PRIu64, index),
        .signer = signer_of(reading, entry),
        .until = read_until(predicate),
    };
    struct personal personal;

    if (!holds(reading, index, entry))
        return ASSAY_OK;
    if (!waiver.fingerprint || !waiver.rule || !waiver.glob || !waiver.where || !waiver.signer)
        return testimony_no_memory(reading->err);
    if (!*waiver.glob)
        waiver.glob = NULL;
    if (!statement_u64(predicate, "most", &waiver.most))
        waiver.most = 0;
    TRY(read_personal(reading, entry, &personal));
    TRY(project_id_read(arena, predicate, &waiver.project, reading->err));
    waiver.who = *personal.name ? personal.name : "(name erased or withheld)";
    waiver.reason = *personal.words ? personal.words : "(reason erased or withheld)";
    sha256(entry->envelope.payload, waiver.statement);
    TRY(testimony_subjects(arena, &entry->statement, &waiver.subjects, &waiver.subject_count,
                           reading->err));
    buf_add(&reading->waivers, &waiver, sizeof waiver);
    return buf_status(&reading->waivers, reading->err);
}

/* Whose key may approve may take back: the signer, or another whom the ledger trusts as much. */
static ASSAY_RESULT add_withdrawal(struct reading *reading, uint64_t index,
                                   const struct entry *entry)
{
    struct assay_withdrawal made = {.where = arena_printf(reading->arena, "entry %" PRIu64, index),
                                    .signer = signer_of(reading, entry),
                                    .holds = holds(reading, index, entry)};
    struct personal personal;

    if (!made.where || !made.signer)
        return testimony_no_memory(reading->err);
    TRY(read_personal(reading, entry, &personal));
    made.name = personal.name;
    made.words = personal.words;
    return testimony_withdrawal(reading->arena, &entry->statement, &made, &reading->withdrawals,
                                reading->err);
}

enum assay_status testimony_person(struct reading *reading, uint64_t index,
                                   const struct entry *entry)
{
    static const struct {
        const char *kind;
        enum assay_status (*add)(struct reading *reading, uint64_t index,
                                 const struct entry *entry);
    } kinds[] = {{"attestation", add_attestation},
                 {"release", add_release},
                 {"rollback", add_rollback},
                 {"waiver", add_waiver},
                 {"withdrawal", add_withdrawal}};
    const struct predicate_kind *kind = predicate_find(entry->statement.predicate_type);

    for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
        if (strcmp(kind->name, kinds[i].kind) == 0)
            return kinds[i].add(reading, index, entry);
    return ASSAY_OK;
}
