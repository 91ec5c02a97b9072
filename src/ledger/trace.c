/*
 * trace.c - everything that a ledger says about one thing, up to its checkpoint.
 *
 * Three walks over all entries. The first takes the links of lineage and computes the root, which
 * must be the checkpoint's: nothing can have been left out. From the thing that was asked for,
 * links are followed up and down. The second walk finds the inventories that hold what was reached,
 * by subject or by manifest; the third all else that names one of its digests, or such an
 * inventory.
 */

#include "ledger/trace.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/codec.h"
#include "base/kit.h"
#include "base/limits.h"
#include "base/text.h"
#include "ledger/ledger.h"
#include "ledger/lineage.h"
#include "ledger/record.h"

enum { BUCKETS = 1 << 16, PREFIX_MIN = 8 };

struct tracer {
    struct assay_trace *trace;
    struct assay_ledger all; /* with all keys */
    struct merkle tree;
    const char *word;
    struct bytes digits; /* of the digest that was asked for, or empty */
    struct buf objects;  /* keys of inventories and manifests that hold something, by line */
    enum assay_status status;
    struct assay_error *err;
};

void assay_trace_free(struct assay_trace *trace)
{
    if (!trace)
        return;
    arena_free(trace->arena);
    free(trace->things);
    free(trace->links);
    free(trace->notes);
    free(trace->buckets);
    free(trace);
}

void assay_trace_freep(struct assay_trace **trace)
{
    assay_trace_free(*trace);
    *trace = NULL;
}

bool assay_trace_complete(const struct assay_trace *trace)
{
    return trace->unread == 0 && !trace->cut;
}

static bool fail(struct tracer *tracer, enum assay_status status, const char *text)
{
    tracer->status = assay_fail(tracer->err, status, ASSAY_NO_OFFSET, "%s", text);
    return false;
}

static bool grow(struct tracer *tracer, void **array, uint32_t count, uint32_t *room, size_t size)
{
    uint32_t more = *room ? *room * 2 : 64;
    void *moved;

    if (count < *room)
        return true;
    if (count >= LIMIT_TRACE_LINKS)
        return fail(tracer, ASSAY_ELIMIT, "the ledger has more lineage than a trace can follow");
    moved = realloc(*array, more * size);
    if (!moved)
        return fail(tracer, ASSAY_ENOMEM, "out of memory for a trace");
    *array = moved;
    *room = more;
    return true;
}

static uint32_t *bucket_of(const struct assay_trace *trace, struct bytes key)
{
    uint32_t hash = 2166136261U;

    for (size_t i = 0; i < key.size; i++)
        hash = (hash ^ key.data[i]) * 16777619U;
    return &trace->buckets[hash % trace->bucket_count];
}

static uint32_t find_thing(const struct assay_trace *trace, struct bytes key)
{
    uint32_t at = *bucket_of(trace, key);

    while (at != TRACE_NONE && !bytes_equal(bytes_text(trace->things[at].key), key))
        at = trace->things[at].next;
    return at;
}

static uint32_t add_thing(struct tracer *tracer, const char *key)
{
    struct assay_trace *trace = tracer->trace;
    uint32_t at = find_thing(trace, bytes_text(key)), *bucket;

    if (at != TRACE_NONE)
        return at;
    if (!grow(tracer, (void **)&trace->things, trace->thing_count, &trace->thing_room,
              sizeof *trace->things))
        return TRACE_NONE;
    bucket = bucket_of(trace, bytes_text(key));
    at = trace->thing_count++;
    trace->things[at] = (struct trace_thing){
        .key = arena_text(trace->arena, key), .name = "", .kind = "", .how = "", .next = *bucket};
    if (!trace->things[at].key) {
        trace->thing_count--;
        fail(tracer, ASSAY_ENOMEM, "out of memory for a trace");
        return TRACE_NONE;
    }
    *bucket = at;
    return at;
}

/* The strongest name of a resource: SHA-256 where there is one. False where there is none. */
static bool key_of(const struct doc *resource, struct buf *out)
{
    const struct doc *digest = doc_get(resource, "digest");
    const char *text;

    buf_reset(out);
    if (statement_text(digest, "sha256", &text))
        buf_printf(out, "sha256:%s", text);
    else if (digest && digest->type == DOC_MAP && digest->count > 0 &&
             digest->members[0].value.type == DOC_TEXT)
        buf_printf(out, "%s:%s", (const char *)digest->members[0].name.data,
                   (const char *)digest->members[0].value.text.data);
    else if (statement_text(resource, "uri", &text))
        buf_printf(out, "uri:%s", text);
    return out->size > 0;
}

static void set_word(struct tracer *tracer, const struct doc *map, const char *member,
                     const char **out)
{
    const char *text;

    if (**out == 0 && statement_text(map, member, &text)) {
        text = arena_text(tracer->trace->arena, text);
        *out = text ? text : "";
    }
}

static uint32_t take_thing(struct tracer *tracer, const struct doc *resource)
{
    CLEANUP(buf_clear) struct buf key = {.ceiling = LIMIT_ENTRY};
    const struct doc *notes = doc_get(resource, "annotations");
    uint32_t at;

    if (!key_of(resource, &key))
        return TRACE_NONE;
    at = add_thing(tracer, buf_string(&key));
    if (at == TRACE_NONE)
        return at;
    set_word(tracer, resource, "name", &tracer->trace->things[at].name);
    set_word(tracer, notes, "kind", &tracer->trace->things[at].kind);
    set_word(tracer, notes, "how", &tracer->trace->things[at].how);
    return at;
}

static bool entry_holds(const struct tracer *tracer, uint64_t index, const struct entry *entry)
{
    const struct dsse_signature *signature = &entry->envelope.signatures[0];
    const struct predicate_kind *kind = predicate_find(entry->statement.predicate_type);
    const struct ring_key *signer = ring_find(&tracer->all.ring, signature->keyid, index);

    return signer && (signer->roles & (unsigned)(kind ? kind->role : ROLE_ENTRY)) &&
           dsse_verify(&entry->envelope, 0, signer->key);
}

static bool add_links(struct tracer *tracer, uint64_t index, const struct entry *entry)
{
    struct assay_trace *trace = tracer->trace;
    const struct doc *inputs =
        doc_get(doc_get(entry->statement.predicate, "buildDefinition"), "resolvedDependencies");
    const struct doc *outputs = entry->statement.subjects;
    bool holds = entry_holds(tracer, index, entry);

    for (size_t i = 0; i < outputs->count; i++) {
        uint32_t to = take_thing(tracer, &outputs->items[i]);

        for (size_t j = 0; inputs && inputs->type == DOC_LIST && j < inputs->count; j++) {
            uint32_t from = take_thing(tracer, &inputs->items[j]);

            if (from == TRACE_NONE || to == TRACE_NONE)
                continue;
            if (!grow(tracer, (void **)&trace->links, trace->link_count, &trace->link_room,
                      sizeof *trace->links))
                return false;
            trace->links[trace->link_count++] = (struct trace_link){from, to, index, holds, false};
        }
    }
    return tracer->status == ASSAY_OK;
}

/* Matches the digest, or the name, that was asked for. */
static bool choose(struct tracer *tracer, uint32_t thing)
{
    struct assay_trace *trace = tracer->trace;

    if (thing == TRACE_NONE || thing == trace->subject)
        return tracer->status == ASSAY_OK;
    if (trace->subject == TRACE_NONE) {
        trace->subject = thing;
        return true;
    }
    tracer->status = assay_fail(tracer->err, ASSAY_EUSAGE, ASSAY_NO_OFFSET,
                                "\"%.80s\" is the name of more than one thing", tracer->word);
    assay_error_id(tracer->err, "trace.many");
    assay_error_why(tracer->err, "%.80s and %.80s, among others", trace->things[trace->subject].key,
                    trace->things[thing].key);
    assay_error_do(tracer->err, "assay ledger trace sha256:HEX");
    return false;
}

static bool digest_matches(const struct tracer *tracer, struct bytes hex)
{
    return tracer->digits.size > 0 && bytes_starts(hex, tracer->digits);
}

static bool match_resource(struct tracer *tracer, const struct doc *resource)
{
    const struct doc *digests = doc_get(resource, "digest");
    const char *name;
    bool match = statement_text(resource, "name", &name) && strcmp(name, tracer->word) == 0;

    for (size_t i = 0; digests && digests->type == DOC_MAP && i < digests->count && !match; i++)
        match = digests->members[i].value.type == DOC_TEXT &&
                digest_matches(tracer, digests->members[i].value.text);
    return !match || !doc_get(resource, "digest") || choose(tracer, take_thing(tracer, resource));
}

static bool first_walk(void *user, uint64_t index, const struct entry *entry, const char *name,
                       struct arena *arena)
{
    struct tracer *tracer = user;
    const struct statement *statement = &entry->statement;
    bool lineage = bytes_equal(statement->predicate_type, BYTES(PREDICATE_LINEAGE));
    const struct doc *inputs =
        lineage ? doc_get(doc_get(statement->predicate, "buildDefinition"), "resolvedDependencies")
                : NULL;

    (void)name;
    (void)arena;
    merkle_add(&tracer->tree, entry->text);
    if (lineage && !add_links(tracer, index, entry))
        return false;
    for (size_t i = 0; i < statement->subjects->count; i++)
        if (!match_resource(tracer, &statement->subjects->items[i]))
            return false;
    for (size_t i = 0; inputs && inputs->type == DOC_LIST && i < inputs->count; i++)
        if (!match_resource(tracer, &inputs->items[i]))
            return false;
    return true;
}

/* Marks what lies up, or down, of the subject; each thing once, so cycles and diamonds end. */
static bool follow(struct tracer *tracer, bool up)
{
    struct assay_trace *trace = tracer->trace;
    CLEANUP(free_cleanup) bool *seen = calloc(trace->thing_count, sizeof *seen);
    bool more = true;

    if (!seen)
        return fail(tracer, ASSAY_ENOMEM, "out of memory for a trace");
    seen[trace->subject] = trace->things[trace->subject].shown = true;
    for (unsigned depth = 0; more && depth < LIMIT_TRACE_DEPTH; depth++) {
        more = false;
        for (uint32_t i = 0; i < trace->link_count; i++) {
            struct trace_link *link = &trace->links[i];
            uint32_t near = up ? link->to : link->from, far = up ? link->from : link->to;

            if (!seen[near])
                continue;
            link->shown = true;
            if (!seen[far])
                seen[far] = trace->things[far].shown = more = true;
        }
    }
    trace->cut |= more;
    return true;
}

static bool add_note(struct tracer *tracer, uint64_t index, const struct entry *entry,
                     uint32_t thing, bool manifest, const char *label)
{
    struct assay_trace *trace = tracer->trace;
    const struct predicate_kind *kind = predicate_find(entry->statement.predicate_type);
    struct trace_note *note;
    const char *time;

    if (!grow(tracer, (void **)&trace->notes, trace->note_count, &trace->note_room,
              sizeof *trace->notes))
        return false;
    if (!statement_text(entry->statement.predicate, "time", &time))
        time = "";
    note = &trace->notes[trace->note_count++];
    *note = (struct trace_note){
        .entry = index,
        .thing = thing,
        .kind = arena_text(trace->arena,
                           kind ? kind->name : (const char *)entry->statement.predicate_type.data),
        .time = arena_text(trace->arena, time),
        .signer = arena_copy(trace->arena, entry->envelope.signatures[0].keyid),
        .label = arena_text(trace->arena, label),
        .holds = entry_holds(tracer, index, entry),
        .manifest = manifest,
    };
    if (!note->kind || !note->time || !note->signer || !note->label)
        return fail(tracer, ASSAY_ENOMEM, "out of memory for a trace");
    return true;
}

static uint32_t shown_sha256(const struct assay_trace *trace, struct bytes hex)
{
    char key[80];
    uint32_t at;

    snprintf(key, sizeof key, "sha256:%.*s", (int)(hex.size < 64 ? hex.size : 64), hex.data);
    at = find_thing(trace, bytes_text(key));
    return at != TRACE_NONE && trace->things[at].shown ? at : TRACE_NONE;
}

/* The first thing shown whose digest stands anywhere below a node. */
/* NOLINTNEXTLINE(misc-no-recursion): the reader bounds the depth, LIMIT_DOCUMENT_DEPTH */
static uint32_t names_thing(const struct assay_trace *trace, const struct doc *doc)
{
    uint32_t found = TRACE_NONE;

    if (doc->type == DOC_TEXT && doc->text.size == 64)
        return shown_sha256(trace, doc->text);
    if (doc->type == DOC_MAP && doc_get(doc, "digest")) {
        CLEANUP(buf_clear) struct buf key = {.ceiling = LIMIT_ENTRY};

        found = key_of(doc, &key) ? find_thing(trace, buf_bytes(&key)) : TRACE_NONE;
        if (found != TRACE_NONE && trace->things[found].shown)
            return found;
        found = TRACE_NONE;
    }
    for (size_t i = 0; doc->type == DOC_MAP && i < doc->count && found == TRACE_NONE; i++)
        found = names_thing(trace, &doc->members[i].value);
    for (size_t i = 0; doc->type == DOC_LIST && i < doc->count && found == TRACE_NONE; i++)
        found = names_thing(trace, &doc->items[i]);
    return found;
}

/* What each line of a manifest holds; `each` returns false to stop. */
static bool each_line(struct tracer *tracer, const struct record *record,
                      bool (*each)(struct tracer *tracer, struct bytes line, void *user),
                      void *user)
{
    static const char head[] = "{\"digest\":{\"sha256\":\"";
    CLEANUP(buf_clear) struct buf text = {.ceiling = SIZE_MAX};
    char name[STORE_NAME_SIZE];
    uint8_t digest[SHA256_SIZE];
    struct bytes left;

    store_object_name(record->manifest, name);
    if (store_read(tracer->all.store, name, &text, NULL) != ASSAY_OK) {
        tracer->trace->unread++;
        return true;
    }
    sha256(buf_bytes(&text), digest);
    if (memcmp(digest, record->manifest, sizeof digest) != 0) {
        tracer->status = store_damaged(tracer->all.store, name, ASSAY_NO_OFFSET, tracer->err,
                                       "its content is not what its name says");
        return false;
    }
    left = buf_bytes(&text);
    while (left.size > 0) {
        const uint8_t *end = memchr(left.data, '\n', left.size);
        size_t size = end ? (size_t)(end - left.data) : left.size;
        struct bytes line = bytes_of(left.data, size);

        if (bytes_starts(line, BYTES(head)) && line.size > sizeof head + 64 &&
            !each(tracer, bytes_from(line, sizeof head - 1), user))
            return false;
        left = bytes_from(left, size + (end != NULL));
    }
    return true;
}

static bool find_name(struct tracer *tracer, struct bytes line, void *user)
{
    struct buf *quoted = user;
    char key[80];

    if (!digest_matches(tracer, bytes_of(line.data, 64)) &&
        !memmem(line.data, line.size, quoted->data, quoted->size))
        return true;
    snprintf(key, sizeof key, "sha256:%.64s", (const char *)line.data);
    return choose(tracer, add_thing(tracer, key));
}

/* A thing that only manifests name. */
static bool search_manifests(void *user, uint64_t index, const struct entry *entry,
                             const char *name, struct arena *arena)
{
    struct tracer *tracer = user;
    CLEANUP(buf_clear) struct buf quoted = {.ceiling = LIMIT_DOCUMENT};
    struct record record;
    struct jcs jcs;

    (void)index;
    (void)name;
    (void)arena;
    if (!bytes_equal(entry->statement.predicate_type, BYTES(PREDICATE_INVENTORY)) ||
        !record_read(&entry->statement, &record))
        return true;
    buf_text(&quoted, "\"name\":");
    jcs_init(&jcs, &quoted);
    jcs_string(&jcs, tracer->word);
    return each_line(tracer, &record, find_name, &quoted) && tracer->status == ASSAY_OK;
}

static bool find_shown(struct tracer *tracer, struct bytes line, void *user)
{
    *(uint32_t *)user = shown_sha256(tracer->trace, bytes_of(line.data, 64));
    return *(uint32_t *)user == TRACE_NONE;
}

static bool second_walk(void *user, uint64_t index, const struct entry *entry, const char *name,
                        struct arena *arena)
{
    struct tracer *tracer = user;
    uint32_t found = TRACE_NONE;
    struct record record;
    bool manifest = false;
    char hex[2][65];

    (void)name;
    (void)arena;
    if (!bytes_equal(entry->statement.predicate_type, BYTES(PREDICATE_INVENTORY)) ||
        !record_read(&entry->statement, &record))
        return true;
    found = names_thing(tracer->trace, entry->statement.subjects);
    if (found == TRACE_NONE) {
        manifest = true;
        (void)each_line(tracer, &record, find_shown, &found);
    }
    if (tracer->status != ASSAY_OK || found == TRACE_NONE)
        return tracer->status == ASSAY_OK;
    hex_encode(bytes_of(record.inventory, 32), hex[0]);
    hex_encode(bytes_of(record.manifest, 32), hex[1]);
    buf_printf(&tracer->objects, "%s\n%s\n", hex[0], hex[1]);
    return add_note(tracer, index, entry, found, manifest, record.target.name);
}

/* True where the statement names an inventory that holds something shown. */
/* NOLINTNEXTLINE(misc-no-recursion): the reader bounds the depth, LIMIT_DOCUMENT_DEPTH */
static bool names_object(const struct tracer *tracer, const struct doc *doc)
{
    if (doc->type == DOC_TEXT && doc->text.size == 64 && tracer->objects.size > 0)
        return memmem(tracer->objects.data, tracer->objects.size, doc->text.data, 64) != NULL;
    for (size_t i = 0; doc->type == DOC_MAP && i < doc->count; i++)
        if (names_object(tracer, &doc->members[i].value))
            return true;
    for (size_t i = 0; doc->type == DOC_LIST && i < doc->count; i++)
        if (names_object(tracer, &doc->items[i]))
            return true;
    return false;
}

static bool third_walk(void *user, uint64_t index, const struct entry *entry, const char *name,
                       struct arena *arena)
{
    struct tracer *tracer = user;
    const struct statement *statement = &entry->statement;
    const char *label = "";
    uint32_t found;

    (void)name;
    (void)arena;
    if (bytes_equal(statement->predicate_type, BYTES(PREDICATE_INVENTORY)) ||
        bytes_equal(statement->predicate_type, BYTES(PREDICATE_LINEAGE)))
        return true;
    found = names_thing(tracer->trace, statement->subjects);
    if (found == TRACE_NONE)
        found = names_thing(tracer->trace, statement->predicate);
    if (found == TRACE_NONE &&
        (names_object(tracer, statement->subjects) || names_object(tracer, statement->predicate))) {
        found = tracer->trace->subject;
        label = "of an inventory that holds it";
    }
    return found == TRACE_NONE || add_note(tracer, index, entry, found, false, label);
}

static ASSAY_RESULT walk(struct tracer *tracer,
                         bool (*each)(void *user, uint64_t index, const struct entry *entry,
                                      const char *name, struct arena *arena))
{
    TRY(ledger_walk_from(&tracer->all, 0, &(struct ledger_walk){each, tracer}, tracer->err));
    return tracer->status;
}

static ASSAY_RESULT check_root(const struct tracer *tracer)
{
    struct hash root;
    enum assay_status status;

    merkle_root(&tracer->tree, &root);
    if (memcmp(root.bytes, tracer->trace->point.root, sizeof root.bytes) == 0)
        return ASSAY_OK;
    status = assay_fail(tracer->err, ASSAY_ETRUST, ASSAY_NO_OFFSET,
                        "the entries do not give the root of the checkpoint");
    assay_error_id(tracer->err, "ledger.damaged");
    assay_error_do(tracer->err, "assay verify      tells which file is the wrong one");
    return status;
}

static ASSAY_RESULT run(struct tracer *tracer)
{
    struct assay_trace *trace = tracer->trace;
    enum assay_status status;

    TRY(ledger_load_keys(&tracer->all, tracer->err));
    TRY(walk(tracer, first_walk));
    TRY(check_root(tracer));
    if (trace->subject == TRACE_NONE)
        TRY(walk(tracer, search_manifests));
    trace->unread = 0; /* the second walk counts anew */
    if (trace->subject == TRACE_NONE) {
        status = assay_fail(tracer->err, ASSAY_EUSAGE, ASSAY_NO_OFFSET,
                            "the ledger says nothing about \"%.80s\"", tracer->word);
        assay_error_id(tracer->err, "trace.nothing");
        assay_error_why(tracer->err,
                        "a thing is named by its digest, by 8 or more of its digits, or "
                        "by its name where only one thing has it");
        assay_error_do(tracer->err, "assay ledger log");
        return status;
    }
    if (*trace->things[trace->subject].name == 0 && tracer->digits.size == 0)
        trace->things[trace->subject].name = arena_text(trace->arena, tracer->word);
    if (!follow(tracer, true) || !follow(tracer, false))
        return tracer->status;
    TRY(walk(tracer, second_walk));
    TRY(walk(tracer, third_walk));
    return trace->things[trace->subject].name ? buf_status(&tracer->objects, tracer->err)
                                              : ASSAY_ENOMEM;
}

static struct bytes digits_of(const char *word)
{
    const char *colon = strchr(word, ':'), *hex = colon ? colon + 1 : word;
    size_t size = strlen(hex);

    return size >= PREFIX_MIN && strspn(hex, "0123456789abcdef") == size ? bytes_of(hex, size)
                                                                         : bytes_of(NULL, 0);
}

enum assay_status assay_trace_make(const struct assay_ledger *ledger, const char *word,
                                   struct assay_trace **out, struct assay_error *err)
{
    CLEANUP(assay_trace_freep) struct assay_trace *trace = calloc(1, sizeof *trace);
    struct tracer tracer = {
        .all = {.store = ledger->store, .digest = ledger->digest, .log = ledger->log},
        .trace = trace,
        .word = word,
        .digits = digits_of(word),
        .objects = {.ceiling = SIZE_MAX},
        .err = err,
    };
    enum assay_status status;

    if (trace) {
        trace->arena = arena_new();
        trace->buckets = malloc(BUCKETS * sizeof *trace->buckets);
        trace->bucket_count = BUCKETS;
        trace->subject = TRACE_NONE;
    }
    if (!trace || !trace->arena || !trace->buckets)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for a trace");
    memset(trace->buckets, 0xff, BUCKETS * sizeof *trace->buckets);
    assay_ledger_checkpoint(ledger, &trace->point);
    trace->origin = arena_text(trace->arena, trace->point.origin);
    merkle_init(&tracer.tree, ledger->digest);
    status = run(&tracer);
    ring_clear(&tracer.all.ring);
    buf_clear(&tracer.objects);
    if (status == ASSAY_OK)
        *out = TAKE(trace);
    return status;
}
