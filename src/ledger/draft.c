/* draft.c - statements from what a person types and writes: member by member, then checked, then
 * sealed. */

#include "ledger/draft.h"

#include <fcntl.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/codec.h"
#include "base/file.h"
#include "base/kit.h"
#include "base/limits.h"
#include "base/version.h"
#include "crypto/digest.h"
#include "examine/papers/card.h"
#include "ledger/entry.h"
#include "ledger/project_id.h"
#include "ledger/seal.h"

void assay_statement_free(struct assay_statement *statement)
{
    if (!statement)
        return;
    arena_free(statement->arena);
    free(statement->objects);
    free(statement);
}

void assay_statement_freep(struct assay_statement **statement)
{
    assay_statement_free(*statement);
}

const char *assay_statement_open_text(const struct assay_statement *statement)
{
    return statement->open_text;
}

static const struct doc *open_predicate(const struct assay_statement *statement)
{
    const struct doc_source source = {.path = "statement",
                                      .text = bytes_text(statement->open_text)};
    struct assay_error ignored = {0};
    struct doc *doc;

    return doc_read_json(statement->arena, &source, &doc, &ignored) == ASSAY_OK
               ? doc_get(doc, "predicate")
               : NULL;
}

const char *assay_statement_member(const struct assay_statement *statement, const char *name,
                                   size_t index)
{
    const struct doc *predicate = open_predicate(statement);
    const struct doc *node = predicate ? doc_get(predicate, name) : NULL;

    if (node && node->type == DOC_LIST)
        node = index < node->count ? &node->items[index] : NULL;
    else if (index > 0)
        node = NULL;
    return node && node->type == DOC_TEXT ? (const char *)node->text.data : NULL;
}

bool assay_statement_number(const struct assay_statement *statement, const char *name,
                            uint64_t *out)
{
    const struct doc *predicate = open_predicate(statement);

    return predicate && statement_u64(predicate, name, out);
}

static ASSAY_RESULT fail_memory(struct assay_error *err)
{
    return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for a statement");
}

static struct doc text_doc(const char *text)
{
    return (struct doc){.type = DOC_TEXT, .plain = true, .text = bytes_text(text)};
}

static struct doc *find_member(struct doc *map, struct bytes name)
{
    for (size_t i = 0; map->type == DOC_MAP && i < map->count; i++)
        if (bytes_equal(map->members[i].name, name))
            return &map->members[i].value;
    return NULL;
}

/* A new member, or NULL when memory ran out. */
static struct doc *add_member(struct arena *arena, struct doc *map, struct bytes name)
{
    struct doc_member *members = arena_array(arena, map->count + 1, sizeof *members);

    if (!members)
        return NULL;
    if (map->count)
        memcpy(members, map->members, map->count * sizeof *members);
    members[map->count] = (struct doc_member){.name = name};
    map->members = members;
    return &members[map->count++].value;
}

static struct doc *add_item(struct arena *arena, struct doc *list)
{
    struct doc *items = arena_array(arena, list->count + 1, sizeof *items);

    if (!items)
        return NULL;
    if (list->count)
        memcpy(items, list->items, list->count * sizeof *items);
    list->items = items;
    return &items[list->count++];
}

static ASSAY_RESULT fail_set(const char *set, const char *why, struct assay_error *err)
{
    enum assay_status status =
        assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET, "\"%.100s\" sets nothing", set);

    assay_error_id(err, "statement.set");
    assay_error_why(err, "%s", why);
    assay_error_do(err, "--set member=value, such as --set ticket=CHG-4711");
    return status;
}

/* "a.b=value": the map of `a` is made where it is not there; a list gets one more. */
static ASSAY_RESULT set_member(struct arena *arena, const struct shape *members, struct doc *map,
                               const char *set, struct assay_error *err)
{
    const char *equals = strchr(set, '='), *at = set;
    const struct shape *shape = NULL;

    if (!equals || equals == set)
        return fail_set(set, "there is no name and equals sign in front of the value", err);
    for (;;) {
        const char *end = at + strcspn(at, ".=");
        struct bytes name = bytes_of(at, (size_t)(end - at));
        struct doc *member;

        shape = members ? shape_find(members, name) : NULL;
        member = find_member(map, name);
        if (!member)
            member = add_member(arena, map, name);
        if (!member)
            return fail_memory(err);
        if (*end == '=' && shape && shape->type == SHAPE_LIST) {
            if (member->type != DOC_LIST)
                *member = (struct doc){.type = DOC_LIST};
            member = add_item(arena, member);
            if (!member)
                return fail_memory(err);
        }
        if (*end == '=') {
            *member = text_doc(equals + 1);
            return ASSAY_OK;
        }
        if (member->type != DOC_MAP)
            *member = (struct doc){.type = DOC_MAP};
        members = shape && shape->type == SHAPE_MAP ? shape->members : NULL;
        map = member;
        at = end + 1;
    }
}

static ASSAY_RESULT set_default(struct arena *arena, const struct predicate_kind *kind,
                                struct doc *map, const char *name, const char *value,
                                struct assay_error *err)
{
    struct doc *member;

    if (!shape_find(kind->members, bytes_text(name)) || find_member(map, bytes_text(name)))
        return ASSAY_OK;
    member = add_member(arena, map, bytes_text(name));
    if (!member)
        return fail_memory(err);
    *member = text_doc(value);
    return ASSAY_OK;
}

static ASSAY_RESULT set_project(struct arena *arena, const struct predicate_kind *kind,
                                struct doc *map, const struct assay_project_id *project,
                                struct assay_error *err)
{
    struct doc_source source = {.path = PROJECT_MEMBER};
    struct doc *member, *made;

    if (!project_id_is_any(project) || !shape_find(kind->members, BYTES(PROJECT_MEMBER)) ||
        find_member(map, BYTES(PROJECT_MEMBER)))
        return ASSAY_OK;
    TRY(project_id_write(arena, project, &source.text, err));
    TRY(doc_read_json(arena, &source, &made, err));
    member = add_member(arena, map, BYTES(PROJECT_MEMBER));
    if (!member)
        return fail_memory(err);
    *member = *made;
    return ASSAY_OK;
}

static ASSAY_RESULT keep_object(struct assay_statement *statement, const struct seal_object *object,
                                struct assay_error *err)
{
    struct seal_object *objects =
        realloc(statement->objects, (statement->object_count + 1) * sizeof *objects);

    if (!objects)
        return fail_memory(err);
    objects[statement->object_count++] = *object;
    statement->objects = objects;
    return ASSAY_OK;
}

/* "sha256:HEX" into {"sha256":HEX}. */
static ASSAY_RESULT read_digest(struct arena *arena, struct doc *doc, struct assay_error *err)
{
    const char *text = (const char *)doc->text.data, *colon = strchr(text, ':');
    struct doc map = {.type = DOC_MAP, .line = doc->line, .column = doc->column}, *value;

    if (!colon)
        return ASSAY_OK; /* told by the check */
    value = add_member(arena, &map, bytes_of(text, (size_t)(colon - text)));
    if (!value)
        return fail_memory(err);
    *value = text_doc(colon + 1);
    *doc = map;
    return ASSAY_OK;
}

/* A file into an object and the map that names it. */
static ASSAY_RESULT read_object(struct assay_statement *statement, struct doc *doc,
                                struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf content = {.ceiling = LIMIT_EVIDENCE};
    const char *path = (const char *)doc->text.data, *slash = strrchr(path, '/');
    struct doc map = {.type = DOC_MAP, .line = doc->line, .column = doc->column};
    struct doc digest = {.type = DOC_MAP}, *member;
    struct seal_object object = {0};
    char hex[2 * SHA256_SIZE + 1], *copy;
    enum assay_status status = file_read(AT_FDCWD, path, &content, err);

    if (status != ASSAY_OK) {
        assay_error_id(err, "statement.set");
        assay_error_do(err, "name a file that can be read");
        return status == ASSAY_EMISSING ? ASSAY_EUSAGE : status;
    }
    copy = arena_copy(statement->arena, buf_bytes(&content));
    if (!copy)
        return fail_memory(err);
    object.text = bytes_of(copy, content.size);
    sha256(object.text, object.sha256);
    TRY(keep_object(statement, &object, err));
    hex_encode(bytes_of(object.sha256, SHA256_SIZE), hex);
    copy = arena_text(statement->arena, hex);
    member = add_member(statement->arena, &digest, BYTES("sha256"));
    if (!copy || !member)
        return fail_memory(err);
    *member = text_doc(copy);
    member = add_member(statement->arena, &map, BYTES("digest"));
    if (!member)
        return fail_memory(err);
    *member = digest;
    member = add_member(statement->arena, &map, BYTES("name"));
    if (!member)
        return fail_memory(err);
    *member = text_doc(slash ? slash + 1 : path);
    *doc = map;
    return ASSAY_OK;
}

/* What a person writes short into what the table asks for. */
/* NOLINTNEXTLINE(misc-no-recursion): tables are finite */
static ASSAY_RESULT settle(struct assay_statement *statement, const struct shape *shape,
                           struct doc *doc, struct assay_error *err)
{
    if (shape->type == SHAPE_BOOL && doc->type == DOC_TEXT && doc->plain &&
        (bytes_equal(doc->text, BYTES("true")) || bytes_equal(doc->text, BYTES("false")))) {
        bool value = doc->text.data[0] == 't';

        doc->type = DOC_BOOL;
        doc->boolean = value;
    }
    if (shape->type == SHAPE_DIGESTS && doc->type == DOC_TEXT)
        return read_digest(statement->arena, doc, err);
    if (shape->type == SHAPE_OBJECT && doc->type == DOC_TEXT && doc->text.size > 0)
        return read_object(statement, doc, err);
    for (size_t i = 0; shape->type == SHAPE_LIST && doc->type == DOC_LIST && i < doc->count; i++)
        TRY(settle(statement, shape->members, &doc->items[i], err));
    for (size_t i = 0; shape->type == SHAPE_MAP && doc->type == DOC_MAP && i < doc->count; i++) {
        const struct shape *member = shape_find(shape->members, doc->members[i].name);

        if (member)
            TRY(settle(statement, member, &doc->members[i].value, err));
    }
    return ASSAY_OK;
}

/* Members that have a flag of their own (cmd_attest.c). */
static bool has_flag(const char *name)
{
    static const char *const flags[] = {"email", "evidence", "meaning",   "name", "reason",
                                        "role",  "rule",     "statement", "until"};

    for (size_t i = 0; i < ARRAY_LEN(flags); i++)
        if (strcmp(flags[i], name) == 0)
            return true;
    return false;
}

static ASSAY_RESULT check_missing(const struct predicate_kind *kind, const struct doc *map,
                                  struct assay_error *err)
{
    for (const struct shape *member = kind->members; member->name; member++) {
        const struct doc *given = doc_get(map, member->name);
        char words[160] = "";
        enum assay_status status;

        if (!member->required ||
            (given && !(given->type == DOC_TEXT && card_says_nothing(given->text))))
            continue;
        status = assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET, "the %s %s its %s", kind->name,
                            given ? "leaves open" : "lacks", member->name);
        for (size_t i = 0, used = 0; member->words && member->words[i]; i++)
            used += (size_t)snprintf(words + used, sizeof words - used, "%s%s", i ? "|" : "",
                                     member->words[i]);
        assay_error_id(err, "statement.missing");
        assay_error_why(err, "it must say: %s", member->meaning);
        if (has_flag(member->name))
            assay_error_do(err, "--%s %s      (or in --file: \"%s: ...\")", member->name,
                           words[0] ? words : "...", member->name);
        else
            assay_error_do(err, "--set %s=%s      (or in --file: \"%s: ...\")", member->name,
                           words[0] ? words : "...", member->name);
        return status;
    }
    return ASSAY_OK;
}

/* Paths without a number would excuse whatever is put there later. */
static ASSAY_RESULT check_bound(const struct predicate_kind *kind, const struct doc *map,
                                struct assay_error *err)
{
    enum assay_status status;

    if (strcmp(kind->name, "waiver") != 0 || !doc_get(map, "glob") || doc_get(map, "most"))
        return ASSAY_OK;
    status = assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET,
                        "a waiver of paths says how many findings it excuses");
    assay_error_id(err, "statement.missing");
    assay_error_why(err, "paths alone would excuse whatever is put there later");
    assay_error_do(err, "--set most=N");
    return status;
}

static ASSAY_RESULT write_text(struct assay_statement *statement, const struct doc *predicate,
                               const struct assay_draft *draft, struct bytes *out,
                               struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = ENTRY_PAYLOAD_MAX};
    enum assay_status status;
    struct jcs jcs;
    char *copy;

    jcs_init(&jcs, &text);
    statement_open(&jcs);
    jcs_doc(&jcs, predicate);
    statement_subjects(&jcs, statement->kind->type);
    for (size_t i = 0; i < draft->subject_count; i++)
        statement_subject(&jcs, draft->subjects[i].name, draft->subjects[i].sha256);
    statement_close(&jcs);
    status = buf_status(&text, err);
    if (status == ASSAY_ELIMIT) {
        status = assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET,
                            "the statement is larger than %d bytes", (int)ENTRY_PAYLOAD_MAX);
        assay_error_id(err, "statement.member");
        assay_error_do(err, "put what is long into a file, and name that: --evidence FILE");
    }
    TRY(status);
    copy = arena_copy(statement->arena, buf_bytes(&text));
    if (!copy)
        return fail_memory(err);
    *out = bytes_of(copy, text.size);
    return ASSAY_OK;
}

static ASSAY_RESULT finish(struct assay_statement *statement, struct doc *map,
                           const struct doc_source *source, const struct assay_draft *draft,
                           struct assay_error *err)
{
    const struct shape whole = {"predicate", SHAPE_MAP, true, "", NULL, statement->kind->members};
    struct sealed sealed;
    struct bytes open;

    TRY(settle(statement, &whole, map, err));
    TRY(check_missing(statement->kind, map, err));
    TRY(check_bound(statement->kind, map, err));
    TRY(shape_check(statement->kind->members, map, source, "", SHAPE_STRICT | SHAPE_OPEN, err));
    TRY(seal(statement->arena, statement->kind->members, map, &sealed, err));
    for (size_t i = 0; i < sealed.count; i++)
        TRY(keep_object(statement, &sealed.objects[i], err));
    TRY(write_text(statement, &sealed.predicate, draft, &statement->text, err));
    TRY(write_text(statement, map, draft, &open, err));
    statement->open_text = (const char *)open.data;
    return ASSAY_OK;
}

static ASSAY_RESULT read_file(struct assay_statement *statement, const char *path,
                              struct doc_source *source, struct doc **out, struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = LIMIT_DOCUMENT};
    enum assay_status status = file_read(AT_FDCWD, path, &text, err);
    char *copy;

    if (status == ASSAY_EMISSING) {
        assay_error_id(err, "statement.set");
        assay_error_do(err, "--file FILE names a YAML file that is there");
        return ASSAY_EUSAGE;
    }
    TRY(status);
    copy = arena_copy(statement->arena, buf_bytes(&text));
    if (!copy)
        return fail_memory(err);
    *source = (struct doc_source){path, bytes_of(copy, text.size)};
    TRY(doc_read_yaml(statement->arena, source, out, err));
    return (*out)->type == DOC_MAP ? ASSAY_OK
                                   : doc_fail(*out, source, "statement.member", err,
                                              "a statement is a map of its members");
}

enum assay_status draft_make(const struct predicate_kind *kind, const struct assay_draft *draft,
                             struct assay_statement **out, struct assay_error *err)
{
    CLEANUP(assay_statement_freep) struct assay_statement *statement = calloc(1, sizeof *statement);
    struct doc empty = {.type = DOC_MAP}, *map = &empty;
    struct doc_source source = {"the flags", {0}};
    char when[CLOCK_TEXT_SIZE];

    if (!statement || !(statement->arena = arena_new()))
        return fail_memory(err);
    statement->kind = kind;
    if (draft->file)
        TRY(read_file(statement, draft->file, &source, &map, err));
    for (size_t i = 0; i < draft->set_count; i++)
        TRY(set_member(statement->arena, kind->members, map, draft->sets[i], err));
    clock_text(draft->time, when);
    TRY(set_default(statement->arena, kind, map, "time", when, err));
    TRY(set_default(statement->arena, kind, map, "tool", "assay " ASSAY_VERSION, err));
    TRY(set_project(statement->arena, kind, map, draft->project, err));
    TRY(finish(statement, map, &source, draft, err));
    *out = TAKE(statement);
    return ASSAY_OK;
}

enum assay_status assay_statement_make(const struct assay_draft *draft,
                                       struct assay_statement **out, struct assay_error *err)
{
    const struct predicate_kind *kind;
    enum assay_status status;

    TRY(predicate_choose(draft->kind, true, &kind, err));
    status = draft_make(kind, draft, out, err);
    /* the reader of documents knows scans alone */
    if (status == ASSAY_EUSAGE && err && strncmp(err->remedy, "fix the line", 12) == 0)
        assay_error_do(err, "fix the %s; nothing was signed", err->line ? "line" : "flag");
    return status;
}
