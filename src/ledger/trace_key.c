/* trace_key.c - digests as keys, and finding them all in a statement. */

#include "ledger/trace_key.h"

#include <string.h>

#include "base/codec.h"
#include "base/kit.h"

/* The strongest first; a name of a commit says more than the bare SHA-1 of it. */
static const char *const algorithms[] = {
    "sha256",    "sha512", "sha384",  "sha512_256", "sha3_256", "blake2b", "blake3",
    "gitCommit", "gitTag", "gitTree", "gitBlob",    "dirHash",  "sha1",    "md5"};

static size_t strength_of(struct bytes algorithm)
{
    size_t at = 0;

    while (at < ARRAY_LEN(algorithms) && !bytes_equal(algorithm, bytes_text(algorithms[at])))
        at++;
    return at;
}

bool trace_key_of(const struct doc_member *digest, struct buf *out)
{
    buf_reset(out);
    if (digest->value.type != DOC_TEXT ||
        memchr(digest->value.text.data, 0, digest->value.text.size))
        return false;
    buf_printf(out, "%s:%s", (const char *)digest->name.data,
               (const char *)digest->value.text.data);
    return out->status == ASSAY_OK;
}

bool trace_key(const struct doc *resource, struct buf *out, size_t *strongest)
{
    const struct doc *digests = doc_get(resource, "digest");
    size_t best = SIZE_MAX;
    const char *uri;

    *strongest = SIZE_MAX;
    for (size_t i = 0; digests && digests->type == DOC_MAP && i < digests->count; i++) {
        size_t strength = strength_of(digests->members[i].name);

        if (digests->members[i].value.type == DOC_TEXT &&
            (*strongest == SIZE_MAX || strength < best)) {
            *strongest = i;
            best = strength;
        }
    }
    if (*strongest != SIZE_MAX)
        return trace_key_of(&digests->members[*strongest], out);
    if (!statement_text(resource, "uri", &uri))
        return false;
    buf_reset(out);
    buf_printf(out, "uri:%s", uri);
    return out->status == ASSAY_OK;
}

/* One that is under way. */
struct search {
    void (*each)(void *user, const struct trace_naming *naming);
    void *user;
};

static bool is_hex(struct bytes text)
{
    return text.size >= 32 && hex_is_lower(text);
}

static void tell_resource(const struct search *search, const struct doc *resource,
                          const char *place)
{
    const struct doc *digests = doc_get(resource, "digest");
    struct trace_naming naming = {.name = "", .place = place, .resource = resource};
    const char *uri;

    if (!statement_text(resource, "name", &naming.name))
        naming.name = "";
    for (size_t i = 0; digests && digests->type == DOC_MAP && i < digests->count; i++) {
        naming.algorithm = (const char *)digests->members[i].name.data;
        naming.value = digests->members[i].value.text;
        if (digests->members[i].value.type == DOC_TEXT)
            search->each(search->user, &naming);
    }
    if (!digests && statement_text(resource, "uri", &uri)) {
        naming.algorithm = "uri";
        naming.value = bytes_text(uri);
        search->each(search->user, &naming);
    }
}

/* A digest that stands alone: SHA-256 where the member's name is not that of another. */
static void tell_member(const struct search *search, const struct doc_member *member,
                        const char *place)
{
    struct trace_naming naming = {
        .name = "", .place = place, .value = member->value.text, .algorithm = "sha256"};

    if (!is_hex(naming.value))
        return;
    if (strength_of(member->name) < ARRAY_LEN(algorithms))
        naming.algorithm = (const char *)member->name.data;
    else if (bytes_equal(member->name, BYTES("head"))) /* of a git target */
        naming.algorithm = "gitCommit";
    else if (naming.value.size != 64)
        return;
    search->each(search->user, &naming);
}

/* NOLINTNEXTLINE(misc-no-recursion): the reader bounds the depth, LIMIT_DOCUMENT_DEPTH */
static void visit(const struct search *search, const struct doc *doc, const char *place)
{
    for (size_t i = 0; doc->type == DOC_LIST && i < doc->count; i++)
        visit(search, &doc->items[i], place);
    if (doc->type != DOC_MAP)
        return;
    tell_resource(search, doc, place);
    for (size_t i = 0; i < doc->count; i++) {
        const struct doc_member *member = &doc->members[i];
        const char *below = *place ? place : (const char *)member->name.data;

        if (bytes_equal(member->name, BYTES("digest")) && member->value.type == DOC_MAP)
            continue;
        if (member->value.type == DOC_TEXT)
            tell_member(search, member, below);
        else
            visit(search, &member->value, below);
    }
}

void trace_namings(const struct statement *statement,
                   void (*each)(void *user, const struct trace_naming *naming), void *user)
{
    const struct search search = {each, user};

    visit(&search, statement->subjects, "subject");
    visit(&search, statement->predicate, "");
}
