/* statement.c - in-toto statements. Source: in-toto Statement v1; ledger-formats.md 3. */

#include "ledger/statement.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/codec.h"
#include "base/kit.h"
#include "base/text.h"
#include "base/version.h"
#include "ledger/shape.h"

enum { HEX_SIZE = 64 }; /* of SHA-256 */

#define TYPE "https://in-toto.io/Statement/v1"

static ASSAY_RESULT fail(const char *path, struct assay_error *err, const char *text)
{
    enum assay_status status =
        assay_fail(err, ASSAY_EFORMAT, ASSAY_NO_OFFSET, "not a statement: %s", text);

    assay_error_path(err, path);
    return status;
}

static bool is_text(const struct doc *doc, const char *text)
{
    return doc && doc->type == DOC_TEXT && bytes_equal(doc->text, bytes_text(text));
}

/* One spelling: who looks for a digest compares texts. */
static bool has_digest(const struct doc *subject)
{
    const struct doc *digest = doc_get(subject, "digest");
    const struct doc *sha256 = digest ? doc_get(digest, "sha256") : NULL;

    return digest && shape_is_digests(digest) && (!sha256 || sha256->text.size == HEX_SIZE);
}

static int compare_texts(const void *a, const void *b)
{
    const struct doc *const *x = a, *const *y = b;

    return bytes_compare((*x)->text, (*y)->text);
}

/* Names are optional, and unique where given: among thousands, too, in time that grows with them.
 */
static bool names_are_fine(const struct doc *subjects, const struct doc **names)
{
    size_t count = 0;

    for (size_t i = 0; i < subjects->count; i++) {
        const struct doc *name = doc_get(&subjects->items[i], "name");

        if (name && name->type != DOC_TEXT)
            return false;
        if (name)
            names[count++] = name;
    }
    qsort(names, count, sizeof *names, compare_texts);
    for (size_t i = 1; i < count; i++)
        if (compare_texts(&names[i - 1], &names[i]) == 0)
            return false;
    return true;
}

static ASSAY_RESULT check_names(const struct doc *subjects, const char *path,
                                struct assay_error *err)
{
    const struct doc *few[16];
    CLEANUP(free_cleanup) void *many = NULL;

    if (subjects->count > ARRAY_LEN(few) && !(many = calloc(subjects->count, sizeof(struct doc *))))
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for a statement");
    return names_are_fine(subjects, many ? many : few)
               ? ASSAY_OK
               : fail(path, err, "a subject's name is no text or stands twice");
}

enum assay_status statement_of_doc(const struct doc *doc, const char *path, struct statement *out,
                                   struct assay_error *err)
{
    const struct doc *type, *predicate, *subjects;

    if (!is_text(doc_get(doc, "_type"), TYPE))
        return fail(path, err, "_type is not that of Statement v1");
    type = doc_get(doc, "predicateType");
    if (!type || type->type != DOC_TEXT)
        return fail(path, err, "predicateType is missing");
    predicate = doc_get(doc, "predicate");
    if (!predicate || predicate->type != DOC_MAP)
        return fail(path, err, "predicate is missing");
    subjects = doc_get(doc, "subject");
    if (!subjects || subjects->type != DOC_LIST || subjects->count == 0)
        return fail(path, err, "there is no subject");
    for (size_t i = 0; i < subjects->count; i++)
        if (!has_digest(&subjects->items[i]))
            return fail(path, err, "a subject has no digest in lowercase hex");
    TRY(check_names(subjects, path, err));
    *out = (struct statement){type->text, predicate, subjects};
    return ASSAY_OK;
}

enum assay_status statement_read(struct arena *arena, struct bytes payload, const char *path,
                                 struct statement *out, struct assay_error *err)
{
    struct doc_source source = {path, payload};
    struct doc *doc;

    TRY(doc_read_json(arena, &source, &doc, err));
    return statement_of_doc(doc, path, out, err);
}

/* Nearly all are canonical, which is read in one pass; the long way tells what is wrong with the
 * rest. */
enum assay_status statement_read_canonical(struct arena *arena, struct bytes payload,
                                           const char *path, struct statement *out,
                                           struct assay_error *err)
{
    enum assay_status status;
    struct doc *doc;

    if (jcs_read(arena, payload, &doc))
        return statement_of_doc(doc, path, out, err);
    TRY(statement_read(arena, payload, path, out, err));
    if (jcs_is_canonical(payload))
        return ASSAY_OK;
    status =
        assay_fail(err, ASSAY_EFORMAT, ASSAY_NO_OFFSET, "the statement is not in canonical form");
    assay_error_path(err, path);
    return status;
}

void statement_open(struct jcs *jcs)
{
    jcs_open_object(jcs);
    jcs_key(jcs, "_type");
    jcs_string(jcs, TYPE);
    jcs_key(jcs, "predicate");
}

void statement_subjects(struct jcs *jcs, const char *predicate_type)
{
    jcs_key(jcs, "predicateType");
    jcs_string(jcs, predicate_type);
    jcs_key(jcs, "subject");
    jcs_open_array(jcs);
}

void statement_digest(struct jcs *jcs, const uint8_t sha256[32])
{
    jcs_open_object(jcs);
    jcs_key(jcs, "sha256");
    jcs_hex(jcs, bytes_of(sha256, 32));
    jcs_close_object(jcs);
}

void statement_subject(struct jcs *jcs, const char *name, const uint8_t sha256[32])
{
    jcs_open_object(jcs);
    jcs_key(jcs, "digest");
    statement_digest(jcs, sha256);
    if (name) {
        jcs_key(jcs, "name");
        jcs_string(jcs, name);
    }
    jcs_close_object(jcs);
}

void statement_close(struct jcs *jcs)
{
    jcs_close_array(jcs);
    jcs_close_object(jcs);
}

void statement_resource(struct jcs *jcs, const char *name, const char *media_type,
                        const uint8_t sha256[32])
{
    jcs_open_object(jcs);
    jcs_key(jcs, "digest");
    statement_digest(jcs, sha256);
    jcs_key(jcs, "mediaType");
    jcs_string(jcs, media_type);
    jcs_key(jcs, "name");
    jcs_string(jcs, name);
    jcs_close_object(jcs);
}

void statement_tool(struct jcs *jcs)
{
    jcs_key(jcs, "tool");
    jcs_open_object(jcs);
    jcs_key(jcs, "name");
    jcs_string(jcs, "assay");
    jcs_key(jcs, "version");
    jcs_string(jcs, ASSAY_VERSION);
    jcs_close_object(jcs);
}

void statement_number(struct jcs *jcs, const char *name, uint64_t value)
{
    char text[24];

    snprintf(text, sizeof text, "%" PRIu64, value);
    jcs_key(jcs, name);
    jcs_string(jcs, text);
}

bool statement_text(const struct doc *map, const char *name, const char **out)
{
    const struct doc *doc = doc_get(map, name);

    if (!doc || doc->type != DOC_TEXT ||
        (doc->text.size > 0 && memchr(doc->text.data, 0, doc->text.size)))
        return false;
    *out = (const char *)doc->text.data;
    return true;
}

bool statement_u64(const struct doc *map, const char *name, uint64_t *out)
{
    const struct doc *doc = doc_get(map, name);

    return doc && doc->type == DOC_TEXT && text_u64(doc->text, out);
}

bool statement_sha256(const struct doc *map, const char *name, uint8_t out[32])
{
    const struct doc *doc = doc_get(map, name);

    return doc && doc->type == DOC_TEXT && hex_decode(doc->text, out, 32);
}
