/* shape.c - holding documents to tables of what they must say, and those tables as JSON Schema. */

#include "ledger/shape.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/kit.h"
#include "base/text.h"

enum {
    WHAT_SIZE = 160,  /* bytes of a member's full name in messages */
    DIGEST_MAX = 128, /* hex digits of the longest digest: SHA-512 */
};

#define PROBLEM "statement.member"

struct check {
    const struct doc_source *source;
    bool strict;
    struct assay_error *err;
};

static bool is_hex(struct bytes text, size_t least, size_t most)
{
    if (text.size < least || text.size > most || text.size % 2 != 0)
        return false;
    for (size_t i = 0; i < text.size; i++)
        if (!bytes_has(BYTES("0123456789abcdef"), text.data[i]))
            return false;
    return true;
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

static bool is_digests(const struct doc *doc)
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

static bool is_resource(const struct doc *doc)
{
    const struct doc *uri = doc_get(doc, "uri"), *digest = doc_get(doc, "digest");
    const struct doc *content = doc_get(doc, "content");

    return (uri || digest || content) && (!uri || is_text(uri)) &&
           (!digest || is_digests(digest)) && (!content || content->type == DOC_TEXT);
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
        return is_digests(doc);
    case SHAPE_RESOURCE:
        return is_resource(doc);
    case SHAPE_MAP:
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
        [SHAPE_MAP] = "a map",
        [SHAPE_LIST] = "a list",
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

/* Tables are finite and nest four deep at most, so this does. */
/* NOLINTNEXTLINE(misc-no-recursion) */
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

static ASSAY_RESULT check_names(const struct check *check, const struct shape *members,
                                const struct doc *map, const char *what)
{
    const char *known[64];
    size_t count = 0;

    for (; members[count].name && count < ARRAY_LEN(known); count++)
        known[count] = members[count].name;
    return doc_check_keys(map, check->source, what, known, count, check->err);
}

/* NOLINTNEXTLINE(misc-no-recursion) */
static ASSAY_RESULT check_members(const struct check *check, const struct shape *members,
                                  const struct doc *map, const char *what)
{
    if (check->strict)
        TRY(check_names(check, members, map, what));
    for (; members->name; members++) {
        const struct doc *value = doc_get(map, members->name);
        char name[WHAT_SIZE];

        snprintf(name, sizeof name, "%.100s%s%.50s", what, *what ? "." : "", members->name);
        if (value) {
            TRY(check_value(check, members, value, name));
        } else if (members->required) {
            enum assay_status status =
                doc_fail(map, check->source, PROBLEM, check->err, "%s is missing", name);

            assay_error_why(check->err, "%s", members->meaning);
            return status;
        }
    }
    return ASSAY_OK;
}

enum assay_status shape_check(const struct shape *members, const struct doc *map,
                              const struct doc_source *source, const char *what, bool strict,
                              struct assay_error *err)
{
    const struct check check = {source, strict, err};
    const struct shape whole = {what, SHAPE_MAP, true, "the statement's own part", NULL, members};

    return check_value(&check, &whole, map, what);
}

static void write_text_type(struct jcs *jcs, const char *pattern)
{
    if (pattern) {
        jcs_key(jcs, "pattern");
        jcs_string(jcs, pattern);
    }
    jcs_key(jcs, "type");
    jcs_string(jcs, "string");
}

static void write_words(struct jcs *jcs, const char *const *words)
{
    jcs_key(jcs, "enum");
    jcs_open_array(jcs);
    for (; *words; words++)
        jcs_string(jcs, *words);
    jcs_close_array(jcs);
}

static void write_digests(struct jcs *jcs)
{
    jcs_key(jcs, "additionalProperties");
    jcs_open_object(jcs);
    write_text_type(jcs, "^([0-9a-f]{2})+$");
    jcs_close_object(jcs);
    jcs_key(jcs, "description");
    jcs_string(jcs, "in-toto DigestSet: algorithm to lowercase hex");
    jcs_key(jcs, "minProperties");
    jcs_u64(jcs, 1);
    jcs_key(jcs, "type");
    jcs_string(jcs, "object");
}

static void write_resource(struct jcs *jcs, const char *meaning)
{
    static const char *const one_of[] = {"uri", "digest", "content"};

    jcs_key(jcs, "anyOf");
    jcs_open_array(jcs);
    for (size_t i = 0; i < ARRAY_LEN(one_of); i++) {
        jcs_open_object(jcs);
        jcs_key(jcs, "required");
        jcs_open_array(jcs);
        jcs_string(jcs, one_of[i]);
        jcs_close_array(jcs);
        jcs_close_object(jcs);
    }
    jcs_close_array(jcs);
    jcs_key(jcs, "description");
    jcs_string(jcs, meaning);
    jcs_key(jcs, "properties");
    jcs_open_object(jcs);
    jcs_key(jcs, "content");
    jcs_open_object(jcs);
    write_text_type(jcs, NULL);
    jcs_close_object(jcs);
    jcs_key(jcs, "digest");
    jcs_open_object(jcs);
    write_digests(jcs);
    jcs_close_object(jcs);
    jcs_key(jcs, "uri");
    jcs_open_object(jcs);
    write_text_type(jcs, "^.+$");
    jcs_close_object(jcs);
    jcs_close_object(jcs);
    jcs_key(jcs, "type");
    jcs_string(jcs, "object");
}

static void write_shape(const struct shape *shape, struct jcs *jcs);

static const char *pattern_of(enum shape_type type)
{
    switch (type) {
    case SHAPE_TIME:
        return "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$";
    case SHAPE_NUMBER:
        return "^(0|[1-9][0-9]*)$";
    case SHAPE_SHA256:
        return "^[0-9a-f]{64}$";
    case SHAPE_TEXT:
        return "^[^\\u0000]+$";
    default:
        return NULL;
    }
}

/* Tables are finite and nest four deep at most, so this does. */
/* NOLINTNEXTLINE(misc-no-recursion) */
static void write_shape(const struct shape *shape, struct jcs *jcs)
{
    jcs_open_object(jcs);
    if (shape->type == SHAPE_DIGESTS) {
        write_digests(jcs);
    } else if (shape->type == SHAPE_RESOURCE) {
        write_resource(jcs, shape->meaning);
    } else {
        jcs_key(jcs, "description");
        jcs_string(jcs, shape->meaning);
        if (shape->type == SHAPE_WORD) {
            write_words(jcs, shape->words);
        } else if (shape->type == SHAPE_BOOL) {
            jcs_key(jcs, "type");
            jcs_string(jcs, "boolean");
        } else if (shape->type == SHAPE_LIST) {
            jcs_key(jcs, "items");
            write_shape(shape->members, jcs);
            jcs_key(jcs, "type");
            jcs_string(jcs, "array");
        } else if (shape->type == SHAPE_MAP) {
            shape_schema(shape->members, jcs);
        } else if (shape->type != SHAPE_ANY) {
            write_text_type(jcs, pattern_of(shape->type));
        }
    }
    jcs_close_object(jcs);
}

/* NOLINTNEXTLINE(misc-no-recursion) */
void shape_schema(const struct shape *members, struct jcs *jcs)
{
    jcs_key(jcs, "properties");
    jcs_open_object(jcs);
    for (size_t i = 0; members[i].name; i++) {
        jcs_key(jcs, members[i].name);
        write_shape(&members[i], jcs);
    }
    jcs_close_object(jcs);
    jcs_key(jcs, "required");
    jcs_open_array(jcs);
    for (size_t i = 0; members[i].name; i++)
        if (members[i].required)
            jcs_string(jcs, members[i].name);
    jcs_close_array(jcs);
    jcs_key(jcs, "type");
    jcs_string(jcs, "object");
}
