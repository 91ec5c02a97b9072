/* shape.c - holding documents to tables of what they must say. */

#include "ledger/shape.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/codec.h"
#include "base/kit.h"
#include "base/text.h"

enum {
    WHAT_SIZE = 160,  /* bytes of a member's full name in messages */
    DIGEST_MAX = 128, /* hex digits of the longest digest: SHA-512 */
};

#define PROBLEM "statement.member"

struct check {
    const struct doc_source *source;
    unsigned how;
    struct assay_error *err;
};

static bool is_hex(struct bytes text, size_t least, size_t most)
{
    return text.size >= least && text.size <= most && text.size % 2 == 0 && hex_is_lower(text);
}

static bool is_text(const struct doc *doc)
{
    return doc->type == DOC_TEXT && doc->text.size > 0 &&
           !memchr(doc->text.data, 0, doc->text.size);
}

static bool is_word(const struct doc *doc, const char *const *words)
{
    for (; doc->type == DOC_TEXT && *words; words++)
        if (bytes_equal(doc->text, bytes_text(*words)))
            return true;
    return false;
}

/* A YAML scalar is a text until somebody asks. */
static bool is_bool(const struct doc *doc)
{
    return doc->type == DOC_BOOL || (doc->plain && (bytes_equal(doc->text, BYTES("true")) ||
                                                    bytes_equal(doc->text, BYTES("false"))));
}

static bool is_number(const struct doc *doc)
{
    uint64_t number;

    return doc->type == DOC_TEXT && text_u64(doc->text, &number);
}

static bool is_time(const struct doc *doc)
{
    int64_t seconds;

    return doc->type == DOC_TEXT && doc->text.size > sizeof "2026-01-01" &&
           clock_parse(doc->text, &seconds);
}

bool shape_is_digests(const struct doc *doc)
{
    if (doc->type != DOC_MAP || doc->count == 0)
        return false;
    for (size_t i = 0; i < doc->count; i++) {
        const struct doc *value = &doc->members[i].value;

        if (value->type != DOC_TEXT || !is_hex(value->text, 2, DIGEST_MAX))
            return false;
    }
    return true;
}

/* Members that in-toto does not know are let be. */
static bool is_resource(const struct doc *doc)
{
    static const char *const texts[] = {"downloadLocation", "mediaType", "name", "uri"};
    const struct doc *digest = doc_get(doc, "digest"), *content = doc_get(doc, "content");
    const struct doc *annotations = doc_get(doc, "annotations");

    for (size_t i = 0; i < ARRAY_LEN(texts); i++)
        if (doc_get(doc, texts[i]) && !is_text(doc_get(doc, texts[i])))
            return false;
    return (doc_get(doc, "uri") || digest || content) && (!digest || shape_is_digests(digest)) &&
           (!content || content->type == DOC_TEXT) &&
           (!annotations || annotations->type == DOC_MAP);
}

static bool is_object(const struct doc *doc)
{
    const struct doc *digest = doc_get(doc_get(doc, "digest"), "sha256");

    return is_resource(doc) && digest && digest->type == DOC_TEXT && is_hex(digest->text, 64, 64);
}

static bool is_scalar(const struct shape *shape, const struct doc *doc)
{
    switch (shape->type) {
    case SHAPE_TEXT:
        return is_text(doc);
    case SHAPE_WORD:
        return is_word(doc, shape->words);
    case SHAPE_TIME:
        return is_time(doc);
    case SHAPE_NUMBER:
        return is_number(doc);
    case SHAPE_BOOL:
        return is_bool(doc);
    case SHAPE_SHA256:
        return doc->type == DOC_TEXT && is_hex(doc->text, 64, 64);
    case SHAPE_DIGESTS:
        return shape_is_digests(doc);
    case SHAPE_RESOURCE:
        return is_resource(doc);
    case SHAPE_OBJECT:
        return is_object(doc);
    case SHAPE_PERSONAL:
        return is_text(doc);
    case SHAPE_MAP:
    case SHAPE_FREE:
        return doc->type == DOC_MAP;
    case SHAPE_LIST:
        return doc->type == DOC_LIST;
    case SHAPE_ANY:
    case SHAPE_TYPES:
        return true;
    }
    return false;
}

static void describe(const struct shape *shape, char *out, size_t size)
{
    static const char *const wanted[SHAPE_TYPES] = {
        [SHAPE_TEXT] = "a text that is not empty",
        [SHAPE_WORD] = "one of",
        [SHAPE_TIME] = "a time such as 2026-11-21T02:00:00Z",
        [SHAPE_NUMBER] = "a whole number in quotes, such as \"12\"",
        [SHAPE_BOOL] = "true or false",
        [SHAPE_SHA256] = "64 lowercase hex digits",
        [SHAPE_DIGESTS] = "a map of digests, such as sha256: and lowercase hex",
        [SHAPE_RESOURCE] = "a map with uri, digest or content",
        [SHAPE_OBJECT] = "a map with digest, and in it the sha256 of an object",
        [SHAPE_PERSONAL] = "a text that is not empty",
        [SHAPE_MAP] = "a map",
        [SHAPE_LIST] = "a list",
        [SHAPE_FREE] = "a map",
        [SHAPE_ANY] = "anything",
    };
    size_t used = (size_t)snprintf(out, size, "%s", wanted[shape->type]);

    for (size_t i = 0; shape->type == SHAPE_WORD && shape->words[i] && used < size; i++)
        used += (size_t)snprintf(out + used, size - used, "%s %s", i ? "," : "", shape->words[i]);
}

static ASSAY_RESULT check_members(const struct check *check, const struct shape *members,
                                  const struct doc *map, const char *what);

static ASSAY_RESULT fail_value(const struct check *check, const struct shape *shape,
                               const struct doc *doc, const char *what)
{
    enum assay_status status;
    char wanted[256];

    describe(shape, wanted, sizeof wanted);
    status = doc_fail(doc, check->source, PROBLEM, check->err, "%s must be %s", what, wanted);
    assay_error_why(check->err, "%s", shape->meaning);
    return status;
}

/* NOLINTNEXTLINE(misc-no-recursion): tables are finite, and nest four deep at most */
static ASSAY_RESULT check_value(const struct check *check, const struct shape *shape,
                                const struct doc *doc, const char *what)
{
    if (!is_scalar(shape, doc))
        return fail_value(check, shape, doc, what);
    if (shape->type == SHAPE_MAP)
        return check_members(check, shape->members, doc, what);
    for (size_t i = 0; shape->type == SHAPE_LIST && i < doc->count; i++) {
        char element[WHAT_SIZE];

        snprintf(element, sizeof element, "%.120s[%zu]", what, i);
        TRY(check_value(check, shape->members, &doc->items[i], element));
    }
    return ASSAY_OK;
}

static bool has_personal(const struct shape *members)
{
    for (; members->name; members++)
        if (members->type == SHAPE_PERSONAL)
            return true;
    return false;
}

static ASSAY_RESULT check_names(const struct check *check, const struct shape *members,
                                const struct doc *map, const char *what)
{
    const char *known[64] = {SHAPE_SEALED, SHAPE_SEALED_BY};
    size_t count = !(check->how & SHAPE_OPEN) && has_personal(members) ? 2 : 0;

    for (size_t i = 0; members[i].name && count < ARRAY_LEN(known); i++)
        known[count++] = members[i].name;
    return doc_check_keys(map, check->source, what, known, count, check->err);
}

static ASSAY_RESULT fail_missing(const struct check *check, const struct shape *shape,
                                 const struct doc *map, const char *name)
{
    enum assay_status status =
        doc_fail(map, check->source, PROBLEM, check->err, "%s is missing", name);

    assay_error_why(check->err, "%s", shape->meaning);
    return status;
}

/* In an entry: a personal value that stands open could never be erased. */
static ASSAY_RESULT fail_open(const struct check *check, const struct doc *value, const char *name)
{
    enum assay_status status =
        doc_fail(value, check->source, PROBLEM, check->err, "%s is personal and not sealed", name);

    assay_error_why(check->err, "what stands in an entry itself stays in it for good");
    return status;
}

/* NOLINTNEXTLINE(misc-no-recursion): as deep as the table, see check_value() */
static ASSAY_RESULT check_members(const struct check *check, const struct shape *members,
                                  const struct doc *map, const char *what)
{
    if (check->how & SHAPE_STRICT)
        TRY(check_names(check, members, map, what));
    for (; members->name; members++) {
        bool sealed = members->type == SHAPE_PERSONAL && !(check->how & SHAPE_OPEN);
        const struct doc *value = doc_get(map, members->name);
        char name[WHAT_SIZE];

        snprintf(name, sizeof name, "%.100s%s%.50s", what, *what ? "." : "", members->name);
        if (value && sealed)
            return fail_open(check, value, name);
        if (value)
            TRY(check_value(check, members, value, name));
        else if (members->required && !sealed)
            return fail_missing(check, members, map, name);
    }
    return ASSAY_OK;
}

static bool is_disclosure_digest(const struct doc *doc)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    if (doc->type != DOC_TEXT || doc->text.size != SHAPE_SEALED_TEXT)
        return false;
    for (size_t i = 0; i < doc->text.size; i++)
        if (!bytes_has(bytes_text(digits), doc->text.data[i]))
            return false;
    return true;
}

/* As many as there are members that must be given, each once, in an order that tells nothing. */
static bool are_digests(const struct doc *digests, size_t least)
{
    if (!digests || digests->type != DOC_LIST || digests->count < least || digests->count == 0)
        return false;
    for (size_t i = 0; i < digests->count; i++)
        if (!is_disclosure_digest(&digests->items[i]) ||
            (i > 0 && bytes_compare(digests->items[i - 1].text, digests->items[i].text) >= 0))
            return false;
    return true;
}

static ASSAY_RESULT check_sealed(const struct check *check, const struct shape *members,
                                 const struct doc *map, const char *what)
{
    const struct doc *digests = doc_get(map, SHAPE_SEALED), *by = doc_get(map, SHAPE_SEALED_BY);
    size_t least = 0;

    for (const struct shape *member = members; member->name; member++)
        least += member->type == SHAPE_PERSONAL && member->required;
    if (!digests && !by && least == 0)
        return ASSAY_OK;
    if (!are_digests(digests, least))
        return doc_fail(digests ? digests : map, check->source, PROBLEM, check->err,
                        "%s." SHAPE_SEALED " must be %zu or more digests, sorted", what, least);
    if (!by || by->type != DOC_TEXT || !bytes_equal(by->text, BYTES("sha-256")))
        return doc_fail(by ? by : map, check->source, PROBLEM, check->err,
                        "%s." SHAPE_SEALED_BY " must be sha-256", what);
    return ASSAY_OK;
}

enum assay_status shape_check(const struct shape *members, const struct doc *map,
                              const struct doc_source *source, const char *what, unsigned how,
                              struct assay_error *err)
{
    const struct check check = {source, how, err};
    const struct shape whole = {what, SHAPE_MAP, true, "the statement's own part", NULL, members};

    TRY(check_value(&check, &whole, map, what));
    return how & SHAPE_OPEN || !has_personal(members) ? ASSAY_OK
                                                      : check_sealed(&check, members, map, what);
}

const struct shape *shape_find(const struct shape *members, struct bytes name)
{
    for (; members->name; members++)
        if (bytes_equal(name, bytes_text(members->name)))
            return members;
    return NULL;
}

static void tell_object(const struct doc *object, void (*each)(void *user, const uint8_t *sha256),
                        void *user)
{
    const struct doc *digest = doc_get(doc_get(object, "digest"), "sha256");
    uint8_t sha256[32];

    if (digest && digest->type == DOC_TEXT && hex_decode(digest->text, sha256, sizeof sha256))
        each(user, sha256);
}

/* NOLINTNEXTLINE(misc-no-recursion): tables are finite */
void shape_objects(const struct shape *members, const struct doc *map,
                   void (*each)(void *user, const uint8_t sha256[32]), void *user)
{
    for (; members->name; members++) {
        const struct doc *value = doc_get(map, members->name);

        if (value && members->type == SHAPE_OBJECT)
            tell_object(value, each, user);
        else if (value && members->type == SHAPE_MAP)
            shape_objects(members->members, value, each, user);
        for (size_t i = 0; value && members->type == SHAPE_LIST && value->type == DOC_LIST &&
                           members->members->type == SHAPE_OBJECT && i < value->count;
             i++)
            tell_object(&value->items[i], each, user);
    }
}
