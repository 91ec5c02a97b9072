/* names.c - the words for states of items in JSON and policy. */

#include <assay/inventory.h>

#include "base/kit.h"

static const char *const kinds[] = {
    [ASSAY_KIND_OTHER] = "other",       [ASSAY_KIND_DATASET] = "dataset",
    [ASSAY_KIND_MODEL] = "model",       [ASSAY_KIND_CODE] = "code",
    [ASSAY_KIND_DOCUMENT] = "document", [ASSAY_KIND_CARD] = "card",
    [ASSAY_KIND_POINTER] = "pointer",   [ASSAY_KIND_CONTAINER] = "container",
    [ASSAY_KIND_CONFIG] = "config",
};
_Static_assert(ARRAY_LEN(kinds) == ASSAY_KINDS, "a kind without a name");

static const char *const types[] = {
    [ASSAY_ITEM_FILE] = "file",         [ASSAY_ITEM_SYMLINK] = "symlink",
    [ASSAY_ITEM_HARDLINK] = "hardlink", [ASSAY_ITEM_GITLINK] = "gitlink",
    [ASSAY_ITEM_SPECIAL] = "special",
};
_Static_assert(ARRAY_LEN(types) == ASSAY_ITEM_TYPES, "a type without a name");

static const char *const loads[] = {
    [ASSAY_LOAD_ABSENT] = "absent",
    [ASSAY_LOAD_CLEAN] = "clean",
    [ASSAY_LOAD_SUSPICIOUS] = "suspicious",
    [ASSAY_LOAD_DANGEROUS] = "dangerous",
};
_Static_assert(ARRAY_LEN(loads) == ASSAY_LOADS, "a load verdict without a name");

static const char *const confidences[] = {
    [ASSAY_LOW] = "low",
    [ASSAY_MEDIUM] = "medium",
    [ASSAY_HIGH] = "high",
};
_Static_assert(ARRAY_LEN(confidences) == ASSAY_CONFIDENCES, "a confidence without a name");

static const char *const signatures[] = {
    [ASSAY_UNSIGNED] = "none",    [ASSAY_SIGNED_GPG] = "gpg",     [ASSAY_SIGNED_SSH] = "ssh",
    [ASSAY_SIGNED_X509] = "x509", [ASSAY_SIGNED_OTHER] = "other",
};
_Static_assert(ARRAY_LEN(signatures) == ASSAY_SIGNATURES, "a kind of signature without a name");

const char *assay_signature_name(enum assay_signature signature)
{
    return signatures[signature];
}

const char *assay_kind_name(enum assay_kind kind)
{
    return kinds[kind];
}

const char *assay_item_type_name(enum assay_item_type type)
{
    return types[type];
}

const char *assay_load_name(enum assay_load load)
{
    return loads[load];
}

const char *assay_confidence_name(enum assay_confidence confidence)
{
    return confidences[confidence];
}
