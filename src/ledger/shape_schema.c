/*
 * shape_schema.c - the tables of what statements must say, as JSON Schema (draft 2020-12).
 *
 * What is described is the form that stands in entries: personal members do not, so they are
 * `false`, and "_sd" holds the digests of their disclosures.
 */

#include "base/kit.h"
#include "ledger/shape.h"

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

static void write_names(struct jcs *jcs, const char *key, const char *const *names, size_t count)
{
    jcs_key(jcs, key);
    jcs_open_array(jcs);
    for (size_t i = 0; i < count; i++)
        jcs_string(jcs, names[i]);
    jcs_close_array(jcs);
}

static void write_digests(struct jcs *jcs, bool of_object)
{
    static const char *const sha256[] = {"sha256"};

    jcs_key(jcs, "additionalProperties");
    jcs_open_object(jcs);
    write_text_type(jcs, "^([0-9a-f]{2})+$");
    jcs_close_object(jcs);
    jcs_key(jcs, "description");
    jcs_string(jcs, "in-toto DigestSet: algorithm to lowercase hex");
    jcs_key(jcs, "minProperties");
    jcs_u64(jcs, 1);
    if (of_object)
        write_names(jcs, "required", sha256, 1);
    jcs_key(jcs, "type");
    jcs_string(jcs, "object");
}

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
    case SHAPE_PERSONAL:
        return "^[^\\u0000]+$";
    default:
        return NULL;
    }
}

/* An object of the ledger is named by its SHA-256, other resources in one of three ways. */
static void write_resource(struct jcs *jcs, const char *meaning, bool is_object)
{
    static const char *const one_of[] = {"uri", "digest", "content"};
    static const char *const digest[] = {"digest"};
    static const char *const texts[] = {"downloadLocation", "mediaType", "name", "uri"};

    if (!is_object) {
        jcs_key(jcs, "anyOf");
        jcs_open_array(jcs);
        for (size_t i = 0; i < ARRAY_LEN(one_of); i++) {
            jcs_open_object(jcs);
            write_names(jcs, "required", &one_of[i], 1);
            jcs_close_object(jcs);
        }
        jcs_close_array(jcs);
    }
    jcs_key(jcs, "description");
    jcs_string(jcs, meaning);
    jcs_key(jcs, "properties");
    jcs_open_object(jcs);
    jcs_key(jcs, "annotations");
    jcs_open_object(jcs);
    jcs_key(jcs, "type");
    jcs_string(jcs, "object");
    jcs_close_object(jcs);
    jcs_key(jcs, "content");
    jcs_open_object(jcs);
    write_text_type(jcs, NULL);
    jcs_close_object(jcs);
    jcs_key(jcs, "digest");
    jcs_open_object(jcs);
    write_digests(jcs, is_object);
    jcs_close_object(jcs);
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        jcs_key(jcs, texts[i]);
        jcs_open_object(jcs);
        write_text_type(jcs, pattern_of(SHAPE_TEXT));
        jcs_close_object(jcs);
    }
    jcs_close_object(jcs);
    if (is_object)
        write_names(jcs, "required", digest, 1);
    jcs_key(jcs, "type");
    jcs_string(jcs, "object");
}

/* NOLINTNEXTLINE(misc-no-recursion): tables are finite, and nest four deep at most */
static void write_shape(const struct shape *shape, struct jcs *jcs)
{
    jcs_open_object(jcs);
    if (shape->type == SHAPE_DIGESTS) {
        write_digests(jcs, false);
    } else if (shape->type == SHAPE_RESOURCE || shape->type == SHAPE_OBJECT) {
        write_resource(jcs, shape->meaning, shape->type == SHAPE_OBJECT);
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
            shape_properties(shape->members, jcs);
            jcs_key(jcs, "type");
            jcs_string(jcs, "object");
        } else if (shape->type == SHAPE_FREE) {
            jcs_key(jcs, "type");
            jcs_string(jcs, "object");
        } else if (shape->type != SHAPE_ANY) {
            write_text_type(jcs, pattern_of(shape->type));
        }
    }
    jcs_close_object(jcs);
}

static void write_required(const struct shape *members, bool personal, struct jcs *jcs)
{
    for (; members->name; members++)
        if (members->required && (members->type == SHAPE_PERSONAL) == personal)
            jcs_string(jcs, members->name);
}

static size_t count_personal(const struct shape *members, bool only_required)
{
    size_t count = 0;

    for (; members->name; members++)
        count += members->type == SHAPE_PERSONAL && (members->required || !only_required);
    return count;
}

static void write_sealed(const struct shape *members, struct jcs *jcs)
{
    size_t least = count_personal(members, true);

    jcs_key(jcs, SHAPE_SEALED);
    jcs_open_object(jcs);
    jcs_key(jcs, "description");
    jcs_string(jcs, "digests of the disclosures that hold the personal members (RFC 9901), sorted");
    jcs_key(jcs, "items");
    jcs_open_object(jcs);
    write_text_type(jcs, "^[A-Za-z0-9_-]{43}$");
    jcs_close_object(jcs);
    jcs_key(jcs, "minItems");
    jcs_u64(jcs, least ? least : 1);
    jcs_key(jcs, "type");
    jcs_string(jcs, "array");
    jcs_key(jcs, "uniqueItems");
    jcs_bool(jcs, true);
    jcs_close_object(jcs);
    jcs_key(jcs, SHAPE_SEALED_BY);
    jcs_open_object(jcs);
    jcs_key(jcs, "enum");
    jcs_open_array(jcs);
    jcs_string(jcs, "sha-256");
    jcs_close_array(jcs);
    jcs_close_object(jcs);
}

void shape_defs(const struct shape *members, struct jcs *jcs)
{
    if (count_personal(members, false) == 0)
        return;
    jcs_key(jcs, "$defs");
    jcs_open_object(jcs);
    jcs_key(jcs, "opened");
    jcs_open_object(jcs);
    jcs_key(jcs, "description");
    jcs_string(jcs, "what the disclosures hold, by name; each is an object of the ledger");
    jcs_key(jcs, "properties");
    jcs_open_object(jcs);
    for (const struct shape *member = members; member->name; member++)
        if (member->type == SHAPE_PERSONAL) {
            jcs_key(jcs, member->name);
            write_shape(member, jcs);
        }
    jcs_close_object(jcs);
    jcs_key(jcs, "required");
    jcs_open_array(jcs);
    write_required(members, true, jcs);
    jcs_close_array(jcs);
    jcs_key(jcs, "type");
    jcs_string(jcs, "object");
    jcs_close_object(jcs);
    jcs_close_object(jcs);
}

/* "_" stands before all lower case letters, so what is sealed comes first. */
/* NOLINTNEXTLINE(misc-no-recursion): as deep as the table, see write_shape() */
void shape_properties(const struct shape *members, struct jcs *jcs)
{
    size_t least = count_personal(members, true);

    jcs_key(jcs, "properties");
    jcs_open_object(jcs);
    if (count_personal(members, false) > 0)
        write_sealed(members, jcs);
    for (const struct shape *member = members; member->name; member++) {
        jcs_key(jcs, member->name);
        if (member->type == SHAPE_PERSONAL)
            jcs_bool(jcs, false);
        else
            write_shape(member, jcs);
    }
    jcs_close_object(jcs);
    jcs_key(jcs, "required");
    jcs_open_array(jcs);
    if (least > 0) {
        jcs_string(jcs, SHAPE_SEALED);
        jcs_string(jcs, SHAPE_SEALED_BY);
    }
    write_required(members, false, jcs);
    jcs_close_array(jcs);
}
