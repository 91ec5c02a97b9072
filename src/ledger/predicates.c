/*
 * predicates.c - the kinds of statements, one entry each.
 *
 * To add one: its members in a table of their own, sorted by name, and a line in predicate_kinds.
 * The schemas under docs/reference/predicates are this table printed; a test holds them to it.
 */

#include "ledger/predicates.h"

#include "base/kit.h"

#define END                                                                                        \
    {                                                                                              \
        NULL, SHAPE_ANY, false, NULL, NULL, NULL                                                   \
    }

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

static const struct shape text_element[] = {
    {"", SHAPE_TEXT, true, "one of them", NULL, NULL},
    END,
};

/* inventory: what was there (record.c) */
static const struct shape manifest_members[] = {
    {"lines", SHAPE_NUMBER, true, "files listed", NULL, NULL},
    {"root", SHAPE_SHA256, true, "Merkle root over the lines", NULL, NULL},
    {"sha256", SHAPE_SHA256, true, "digest of the manifest object", NULL, NULL},
    {"tree", SHAPE_WORD, true, "how the root is made",
     (const char *const[]){"rfc6962-sha256", NULL}, NULL},
    END,
};
static const struct shape named_members[] = {
    {"named", SHAPE_NUMBER, true, "subjects that this statement names", NULL, NULL},
    {"omitted", SHAPE_NUMBER, true, "data sets and models that only the manifest names", NULL,
     NULL},
    END,
};
static const struct shape inventory_members[] = {
    {"gaps", SHAPE_NUMBER, true, "what could not be seen", NULL, NULL},
    {"inventory", SHAPE_RESOURCE, true, "the whole inventory, an object", NULL, NULL},
    {"manifest", SHAPE_MAP, true, "the list of files, an object", NULL, manifest_members},
    {"subjects", SHAPE_MAP, true, "how many are named here", NULL, named_members},
    {"target", SHAPE_ANY, true, "what was scanned: type, view, name, head, range", NULL, NULL},
    {"time", SHAPE_TIME, true, "when", NULL, NULL},
    {"tool", SHAPE_ANY, true, "name and version of the program", NULL, NULL},
    {"totals", SHAPE_ANY, true, "items, bytes, models, data sets", NULL, NULL},
    END,
};

/* ledger-key: who may sign what (ring.c; ledger-formats.md 9.2) */
static const struct shape key_members[] = {
    {"event", SHAPE_WORD, true, "what happens to the key",
     (const char *const[]){"add", "retire", "revoke", NULL}, NULL},
    {"key", SHAPE_TEXT, true, "the public key, SPKI PEM", NULL, NULL},
    {"reason", SHAPE_TEXT, false, "why", NULL, NULL},
    {"roles", SHAPE_LIST, false, "what it may sign: log, entry, approve", NULL, text_element},
    {"since", SHAPE_NUMBER, false, "first entry that no longer counts, of a revoked key", NULL,
     NULL},
    {"time", SHAPE_TIME, true, "when", NULL, NULL},
    {"verifier", SHAPE_TEXT, false, "verifier key of a log key, as notes know it", NULL, NULL},
    END,
};

const struct predicate_kind predicate_kinds[] = {
    {"inventory", PREDICATE_INVENTORY, ROLE_ENTRY, false,
     "What a target holds: its data sets and models, with the digest of every file",
     inventory_members},
    {"ledger-key", PREDICATE_KEY, ROLE_LOG, false,
     "A key is added to the ledger, retired or revoked", key_members},
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
    jcs_key(&jcs, "$id");
    jcs_string(&jcs, kind->type);
    jcs_key(&jcs, "$schema");
    jcs_string(&jcs, "https://json-schema.org/draft/2020-12/schema");
    jcs_key(&jcs, "description");
    jcs_string(&jcs, kind->meaning);
    shape_schema(kind->members, &jcs);
    jcs_key(&jcs, "title");
    jcs_string(&jcs, kind->name);
    jcs_close_object(&jcs);
    buf_byte(out, '\n');
}
