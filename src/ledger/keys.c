/* keys.c - who may sign, over time: keys admitted, retired, revoked, and the log handed over.
 * Source: ledger-formats.md 9.2. */

#include <assay/ledger_keys.h>
#include <string.h>

#include "base/kit.h"
#include "ledger/ledger.h"

static ASSAY_RESULT fail(struct assay_error *err, const char *id, const char *text, const char *why,
                         const char *remedy)
{
    enum assay_status status = assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET, "%s", text);

    assay_error_id(err, id);
    assay_error_why(err, "%s", why);
    assay_error_do(err, "%s", remedy);
    return status;
}

/* Appends the event, signed by the ledger's own key, and takes it into the ring. */
static ASSAY_RESULT append(struct assay_ledger *ledger, struct ring_event event,
                           struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = ENTRY_PAYLOAD_MAX};
    struct ledger_statement statement = {.kind = predicate_find(BYTES(PREDICATE_KEY))};

    event.origin = ledger->log.point.origin;
    ring_statement(&event, &text);
    TRY(buf_status(&text, err));
    statement.text = buf_bytes(&text);
    TRY(ledger_append(ledger, ledger->key, &statement, 1, err));
    return ledger_load_keys(ledger, err);
}

static struct ring_key *in_force(const struct assay_ledger *ledger, const char *id)
{
    struct ring_key *found = NULL;

    for (size_t i = 0; i < ledger->ring.count; i++) {
        struct ring_key *key = &ledger->ring.keys[i];

        if (key->ended != UINT64_MAX || strncmp(assay_key_id(key->key), id, strlen(id)) != 0)
            continue;
        if (found)
            return NULL; /* two begin so */
        found = key;
    }
    return found;
}

static bool read_roles(const char *text, unsigned *roles)
{
    *roles = 0;
    for (;;) {
        size_t size = strcspn(text, ",");
        unsigned role = ledger_role_named(bytes_of(text, size));

        if (role == 0 || role == ROLE_LOG)
            return false;
        *roles |= role;
        if (!text[size])
            return true;
        text += size + 1;
    }
}

enum assay_status assay_ledger_admit(struct assay_ledger *ledger, const struct assay_key *key,
                                     const char *roles, int64_t time, struct assay_error *err)
{
    struct ring_event event = {.event = "add", .key = key, .since = UINT64_MAX, .time = time};

    if (!read_roles(roles, &event.roles))
        return fail(err, "key.role", "a key is admitted as entry, approve, or both",
                    "entry: what machines state; approve: what people answer for; the log is "
                    "handed over, not shared",
                    "--role entry,approve      (assay ledger rotate --to KEY for the log)");
    TRY(ledger_load_keys(ledger, err));
    if (in_force(ledger, assay_key_id(key)))
        return fail(err, "key.known", "the ledger names this key already",
                    "a key is added once, so that its roles are clear at every entry",
                    "assay ledger keys      (and ledger retire, before it is admitted anew)");
    return append(ledger, event, err);
}

static bool is_last_log_key(const struct assay_ledger *ledger, const struct ring_key *ending)
{
    for (size_t i = 0; i < ledger->ring.count; i++) {
        const struct ring_key *key = &ledger->ring.keys[i];

        if (key != ending && (key->roles & ROLE_LOG) && key->ended == UINT64_MAX)
            return false;
    }
    return (ending->roles & ROLE_LOG) != 0;
}

enum assay_status assay_ledger_end_key(struct assay_ledger *ledger, const struct assay_key_end *end,
                                       struct assay_error *err)
{
    struct ring_event event = {.event = end->revoke ? "revoke" : "retire",
                               .reason = end->reason,
                               .since = end->revoke ? end->since : UINT64_MAX,
                               .time = end->time,
                               .compromised = end->revoke ? end->compromised : NULL};
    struct ring_key *key;

    TRY(ledger_load_keys(ledger, err));
    key = strlen(end->id) >= 8 ? in_force(ledger, end->id) : NULL;
    if (!key)
        return fail(err, "key.unknown", "no one key in force has an id that begins so",
                    "a key is named by 8 or more digits of its id",
                    "assay ledger keys      lists them; assay key list: those that are yours");
    if (end->revoke && end->since != UINT64_MAX && end->since > ledger->log.point.size)
        return fail(err, "ledger.no-entry", "--since is beyond the end of the ledger",
                    "it is the first entry that the key signed and that no longer counts",
                    "assay ledger log      lists the entries");
    if (is_last_log_key(ledger, key))
        return fail(err, "key.last", "this is the only key that signs checkpoints",
                    "without it nobody could continue the ledger",
                    "assay ledger rotate --to NEWKEY      first");
    event.key = key->key;
    return append(ledger, event, err);
}

enum assay_status assay_ledger_rotate(struct assay_ledger *ledger, const struct assay_key *to,
                                      int64_t time, struct assay_error *err)
{
    struct ring_event add = {.event = "add", .key = to, .since = UINT64_MAX, .time = time};
    struct ring_event retire = {.event = "retire", .since = UINT64_MAX, .time = time};
    struct ring_key *old, *known;
    enum assay_status status;

    TRY(ledger_load_keys(ledger, err));
    old = in_force(ledger, assay_key_id(ledger->key));
    known = in_force(ledger, assay_key_id(to));
    if (assay_key_algorithm(to) != ASSAY_KEY_ED25519)
        return fail(err, "key.algorithm", "the new key of the log is not an Ed25519 key",
                    "checkpoints are signed with Ed25519", "assay key new NAME");
    if (!old || old == known || (known && !(known->roles & ROLE_LOG)))
        return fail(err, "key.known", "the log cannot be handed over to this key",
                    "it is the log's key, or the ledger names it in another role",
                    "assay key new NAME, then assay ledger rotate --to NAME");
    if (!known) {
        add.roles = old->roles;
        ledger->log.second = to;
        status = append(ledger, add, err);
        ledger->log.second = NULL;
        TRY(status);
    }
    retire.key = ledger->key;
    retire.reason = "handed over";
    ledger->key = to;
    status = append(ledger, retire, err);
    if (status == ASSAY_EOUTPUT) {
        assay_error_why(err,
                        "the new key is added and the old one not yet retired: both may go on");
        assay_error_do(err, "run the same command again: it completes what was begun");
    }
    return status;
}
