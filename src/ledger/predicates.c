/*
 * predicates.c - the kinds of statements, one entry each.
 *
 * To add one: its members in a table of their own, sorted by name, and a line in predicate_kinds.
 * What people answer for stands in predicates_people.c, what machines state in this file.
 * The schemas under docs/reference/predicates are this table printed; a test holds them to it.
 */

#include "ledger/predicates.h"

#include "base/kit.h"
#include "ledger/lineage.h"
#include "ledger/predicates_lineage.h"
#include "ledger/predicates_part.h"

static const struct {
    const char *name;
    enum ledger_role role;
} roles[] = {{"approve", ROLE_APPROVE}, {"entry", ROLE_ENTRY}, {"log", ROLE_LOG}};

const char *ledger_role_name(enum ledger_role role)
{
    for (size_t i = 0; i < ARRAY_LEN(roles); i++)
        if (roles[i].role == role)
            return roles[i].name;
    return "";
}

unsigned ledger_role_named(struct bytes name)
{
    for (size_t i = 0; i < ARRAY_LEN(roles); i++)
        if (bytes_equal(name, bytes_text(roles[i].name)))
            return roles[i].role;
    return 0;
}

const struct shape predicate_text_element[] = {
    {"", SHAPE_TEXT, true, "one of them", NULL, NULL},
    SHAPE_END,
};

/* inventory: what was there (record.c) */
static const struct shape manifest_members[] = {
    {"lines", SHAPE_NUMBER, true, "files listed", NULL, NULL},
    {"root", SHAPE_SHA256, true, "Merkle root over the lines", NULL, NULL},
    {"sha256", SHAPE_SHA256, true, "digest of the manifest object", NULL, NULL},
    {"tree", SHAPE_WORD, true, "how the root is made",
     (const char *const[]){"rfc6962-sha256", NULL}, NULL},
    SHAPE_END,
};
static const struct shape named_members[] = {
    {"named", SHAPE_NUMBER, true, "subjects that this statement names", NULL, NULL},
    {"omitted", SHAPE_NUMBER, true, "data sets and models that only the manifest names", NULL,
     NULL},
    SHAPE_END,
};
static const struct shape inventory_members[] = {
    {"gaps", SHAPE_NUMBER, true, "what could not be seen", NULL, NULL},
    {"inventory", SHAPE_RESOURCE, true, "the whole inventory, an object", NULL, NULL},
    {"manifest", SHAPE_MAP, true, "the list of files, an object", NULL, manifest_members},
    {"subjects", SHAPE_MAP, true, "how many are named here", NULL, named_members},
    {"target", SHAPE_FREE, true, "what was scanned: type, view, name, head, range", NULL, NULL},
    {"time", SHAPE_TIME, true, "when", NULL, NULL},
    {"tool", SHAPE_FREE, true, "name and version of the program", NULL, NULL},
    {"totals", SHAPE_FREE, true, "items, bytes, models, data sets", NULL, NULL},
    SHAPE_END,
};

/* assessment: what was judged, by which policy, with what result (judgement.c) */
static const struct shape report_element[] = {
    {"", SHAPE_RESOURCE, true, "one of them", NULL, NULL},
    SHAPE_END,
};
static const struct shape verdict_members[] = {
    {"attested", SHAPE_NUMBER, true, "met by somebody's word", NULL, NULL},
    {"fail", SHAPE_NUMBER, true, "not met", NULL, NULL},
    {"not-applicable", SHAPE_NUMBER, true, "of no matter here", NULL, NULL},
    {"pass", SHAPE_NUMBER, true, "met, by what was measured", NULL, NULL},
    {"unknown", SHAPE_NUMBER, true, "could not be told, which is never pass", NULL, NULL},
    {"waived", SHAPE_NUMBER, true, "not met, and excused for a time", NULL, NULL},
    SHAPE_END,
};
static const struct shape assessment_members[] = {
    {"assessment", SHAPE_OBJECT, true, "the whole assessment, an object", NULL, NULL},
    {"counts", SHAPE_MAP, true, "rules by verdict", NULL, verdict_members},
    {"inventory", SHAPE_SHA256, true, "digest of the inventory that was judged", NULL, NULL},
    {"policy", SHAPE_SHA256, true, "digest of the policy: packs and parameters", NULL, NULL},
    {"reports", SHAPE_LIST, false, "the reports that were written with it, by digest", NULL,
     report_element},
    {"time", SHAPE_TIME, true, "when", NULL, NULL},
    {"tool", SHAPE_FREE, true, "name and version of the program", NULL, NULL},
    {"verdict", SHAPE_TEXT, true, "passed, blocked, incomplete, or nothing examined", NULL, NULL},
    {"waivers", SHAPE_SHA256, false, "digest of the waivers that were applied", NULL, NULL},
    SHAPE_END,
};

/* erasure: the object is gone, this says why (erase.c; ledger-formats.md 9.3) */
static const struct shape erasure_members[] = {
    {"digest", SHAPE_SHA256, true, "digest of the object that was erased", NULL, NULL},
    {"entry", SHAPE_NUMBER, true, "the entry that names it", NULL, NULL},
    {"ground", SHAPE_TEXT, true, "legal ground, such as GDPR Art. 17(1)(b)", NULL, NULL},
    {"member", SHAPE_TEXT, true, "what it was in that entry, such as name or evidence", NULL, NULL},
    {"time", SHAPE_TIME, true, "when", NULL, NULL},
    {"who", SHAPE_PERSONAL, true, "who erased it: the printed name", NULL, NULL},
    SHAPE_END,
};

/* ledger-key: who may sign what (ring.c; ledger-formats.md 9.2) */
static const struct shape key_members[] = {
    {"compromised", SHAPE_TIME, false,
     "of a revoked key: when it fell into other hands; what others had seen before holds", NULL,
     NULL},
    {"event", SHAPE_WORD, true, "what happens to the key",
     (const char *const[]){"add", "retire", "revoke", NULL}, NULL},
    {"key", SHAPE_TEXT, true, "the public key, SPKI PEM", NULL, NULL},
    {"reason", SHAPE_TEXT, false, "why", NULL, NULL},
    {"roles", SHAPE_LIST, false, "what it may sign: log, entry, approve", NULL,
     predicate_text_element},
    {"since", SHAPE_NUMBER, false, "first entry in doubt, of a revoked key", NULL, NULL},
    {"time", SHAPE_TIME, true, "when", NULL, NULL},
    {"verifier", SHAPE_TEXT, false, "verifier key of a log key, as notes know it", NULL, NULL},
    SHAPE_END,
};

/* signature: a model was signed as a whole (oms/record.c; ledger-formats.md 9) */
static const struct shape signature_members[] = {
    {"bundle", SHAPE_OBJECT, true, "the signature as others check it, an object", NULL, NULL},
    {"bytes", SHAPE_NUMBER, true, "of all files", NULL, NULL},
    {"files", SHAPE_NUMBER, true, "that were signed", NULL, NULL},
    {"key", SHAPE_SHA256, true, "id of the key that signed the model: digest of its SPKI DER", NULL,
     NULL},
    {"resources", SHAPE_SHA256, true,
     "digest of the canonical list of names and digests: the subject's covers no names", NULL,
     NULL},
    {"time", SHAPE_TIME, true, "when", NULL, NULL},
    {"tool", SHAPE_FREE, true, "name and version of the program", NULL, NULL},
    SHAPE_END,
};

/* Sorted by name. */
const struct predicate_kind predicate_kinds[] = {
    {"assessment", PREDICATE_BASE "/assessment/v1", ROLE_ENTRY, true,
     "What a policy says of an inventory: digests of both, and how many rules have each verdict",
     assessment_members},
    {"attestation", PREDICATE_BASE "/attestation/v1", ROLE_APPROVE, true,
     "A person answers for something: printed name, role, meaning, time, and what the person says "
     "(21 CFR 11.50)",
     attestation_members},
    {"erasure", PREDICATE_ERASURE, ROLE_LOG, false,
     "An object is erased: a personal value, or a file that was evidence", erasure_members},
    {"incident", PREDICATE_BASE "/incident/v1", ROLE_APPROVE, true,
     "Something went wrong with what was released: how bad, when, and who was told by when",
     incident_members},
    {"inventory", PREDICATE_INVENTORY, ROLE_ENTRY, false,
     "What a target holds: its data sets and models, with the digest of every file",
     inventory_members},
    {"ledger-key", PREDICATE_KEY, ROLE_LOG, false,
     "A key is added to the ledger, retired or revoked", key_members},
    {"lineage", PREDICATE_LINEAGE, ROLE_ENTRY, false,
     "What a model was made from: base models, data sets, code, parameters, environment",
     predicate_lineage_members},
    {"release", PREDICATE_BASE "/release/v1", ROLE_APPROVE, true,
     "Something is put into use, exactly as these digests say", release_members},
    {"rollback", PREDICATE_BASE "/rollback/v1", ROLE_APPROVE, true,
     "A release is taken back, and what is in use instead", rollback_members},
    {"signature", PREDICATE_SIGNATURE, ROLE_ENTRY, false,
     "A model was signed as a whole: the bundle of OpenSSF Model Signing, and what it is over",
     signature_members},
    {"waiver", PREDICATE_BASE "/waiver/v1", ROLE_APPROVE, true,
     "A rule is excused for one subject and a time; it attests nothing", waiver_members},
    {"withdrawal", PREDICATE_WITHDRAWAL, ROLE_APPROVE, true,
     "An attestation or a waiver counts no more: its subject is the SHA-256 of that statement as "
     "it "
     "was signed, the payload of its envelope",
     withdrawal_members},
};
const size_t predicate_kind_count = ARRAY_LEN(predicate_kinds);

const struct predicate_kind *predicate_find(struct bytes type)
{
    for (size_t i = 0; i < predicate_kind_count; i++)
        if (bytes_equal(type, bytes_text(predicate_kinds[i].type)))
            return &predicate_kinds[i];
    return NULL;
}

const struct predicate_kind *predicate_named(const char *name)
{
    for (size_t i = 0; i < predicate_kind_count; i++)
        if (strcmp(predicate_kinds[i].name, name) == 0)
            return &predicate_kinds[i];
    return NULL;
}

void predicate_schema(const struct predicate_kind *kind, struct buf *out)
{
    struct jcs jcs;

    jcs_init(&jcs, out);
    jcs_open_object(&jcs);
    shape_defs(kind->members, &jcs);
    jcs_key(&jcs, "$id");
    jcs_string(&jcs, kind->type);
    jcs_key(&jcs, "$schema");
    jcs_string(&jcs, "https://json-schema.org/draft/2020-12/schema");
    jcs_key(&jcs, "description");
    jcs_string(&jcs, kind->meaning);
    shape_properties(kind->members, &jcs);
    jcs_key(&jcs, "title");
    jcs_string(&jcs, kind->name);
    jcs_key(&jcs, "type");
    jcs_string(&jcs, "object");
    jcs_key(&jcs, "x-assay-role");
    jcs_string(&jcs, ledger_role_name(kind->role));
    jcs_close_object(&jcs);
    buf_byte(out, '\n');
}
