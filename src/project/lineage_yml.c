/*
 * lineage_yml.c - lineage.yml, assay's own form: what a person writes where no tool keeps a record.
 *
 * Paths are those of the inventory. A digest that is not given is that of the file; what has none
 * says `digest: unknown`. Form: docs/reference/lineage.md.
 */

#include <string.h>

#include "base/kit.h"
#include "ledger/shape.h"
#include "project/lineage.h"

#define END                                                                                        \
    {                                                                                              \
        NULL, SHAPE_ANY, false, NULL, NULL, NULL                                                   \
    }

static const struct shape thing_members[] = {
    {"digest", SHAPE_ANY, false, "a map of digests, or the word unknown", NULL, NULL},
    {"kind", SHAPE_WORD, false, "what it is",
     (const char *const[]){"dataset", "model", "code", "other", NULL}, NULL},
    {"name", SHAPE_TEXT, false, "what it is called", NULL, NULL},
    {"path", SHAPE_TEXT, false, "a file or folder of what is recorded", NULL, NULL},
    {"uri", SHAPE_TEXT, false, "where it is from", NULL, NULL},
    END,
};
static const struct shape things[] = {
    {"", SHAPE_MAP, true, "one file or folder", NULL, thing_members},
    END,
};
static const struct shape builder_members[] = {
    {"id", SHAPE_TEXT, true, "URI of who or what made it", NULL, NULL},
    {"version", SHAPE_ANY, false, "a map: versions of its parts", NULL, NULL},
    END,
};
static const struct shape code_members[] = {
    {"commit", SHAPE_TEXT, true, "the commit in full: 40 or 64 hex digits, or the word unknown",
     NULL, NULL},
    {"path", SHAPE_TEXT, false, "the program, for people to find", NULL, NULL},
    {"uri", SHAPE_TEXT, false, "of the repository", NULL, NULL},
    END,
};
static const struct shape run_members[] = {
    {"finished", SHAPE_TIME, false, "when it ended", NULL, NULL},
    {"id", SHAPE_TEXT, false, "the run's own number", NULL, NULL},
    {"started", SHAPE_TIME, false, "when it began", NULL, NULL},
    END,
};
static const struct shape members[] = {
    {"builder", SHAPE_MAP, false, "who or what made it", NULL, builder_members},
    {"code", SHAPE_MAP, false, "the program that made it", NULL, code_members},
    {"environment", SHAPE_ANY, false, "a map: libraries, machines", NULL, NULL},
    {"inputs", SHAPE_LIST, true, "what went in: base models, data sets", NULL, things},
    {"outputs", SHAPE_LIST, true, "what came out: the trained model", NULL, things},
    {"parameters", SHAPE_ANY, false, "a map: what was chosen", NULL, NULL},
    {"run", SHAPE_MAP, false, "this run", NULL, run_members},
    END,
};

static bool is_unknown(const struct doc *doc)
{
    return doc && doc->type == DOC_TEXT && bytes_equal(doc->text, BYTES("unknown"));
}

static ASSAY_RESULT read_digests(struct lineage_reader *reader, const struct doc *digests,
                                 struct lineage_thing *thing)
{
    if (digests->type != DOC_MAP || digests->count == 0)
        return lineage_fail(reader, digests, "such as {sha256: 64 lowercase hex digits}",
                            "digest must be a map of digests, or the word unknown");
    for (size_t i = 0; i < digests->count; i++) {
        const struct doc_member *member = &digests->members[i];
        const char *algorithm = (const char *)member->name.data;
        bool sha256 = strcmp(algorithm, "sha256") == 0;
        const char *hex = lineage_text(digests, algorithm);

        if (!hex || !lineage_is_hex(hex, sha256 ? 64 : 32, sha256 ? 64 : 128))
            return lineage_fail(reader, &member->value,
                                "upper case is refused, as digests are "
                                "compared as text",
                                "digest.%.40s must be %s", algorithm,
                                sha256 ? "64 lowercase hex digits" : "lowercase hex digits");
        if (!lineage_digest(thing, algorithm, hex))
            return lineage_fail(reader, &member->value, "one of sha256 says it all",
                                "a thing has at most %d digests", LINEAGE_DIGESTS);
    }
    return ASSAY_OK;
}

/* Items of the inventory; a digest that was written down is held to the file's. */
static ASSAY_RESULT read_path(struct lineage_reader *reader, const struct doc *doc,
                              const struct lineage_thing *told, struct lineage_list *list)
{
    const struct doc *path = doc_get(doc, "path");
    struct lineage_place place = {(const char *)path->text.data, path, told->kind, false};
    size_t first = list->count, count;

    TRY(lineage_add_items(reader, &place, list, &count));
    if (count == 0)
        return lineage_fail(reader, path,
                            "its digest comes from there; for a file elsewhere write "
                            "name, uri and digest, or digest: unknown",
                            "\"%.200s\" is no file or folder of what is recorded", place.path);
    if (count == 1 && told->uri)
        list->things[first].uri = told->uri;
    for (size_t i = 0; i < told->digest_count; i++) {
        if (count > 1)
            return lineage_fail(reader, path, "each file of a folder has a digest of its own",
                                "\"%.200s\" is a folder, and a digest is of one file", place.path);
        if (!lineage_digest(&list->things[first], told->digests[i].algorithm,
                            told->digests[i].hex)) {
            enum assay_status status =
                lineage_fail(reader, doc_get(doc, "digest"), "",
                             "the digest is not that of \"%.200s\" as it is recorded", place.path);

            assay_error_why(reader->err, "that is %s %s", list->things[first].digests[0].algorithm,
                            list->things[first].digests[0].hex);
            return status;
        }
    }
    return ASSAY_OK;
}

static ASSAY_RESULT read_thing(struct lineage_reader *reader, const struct doc *doc, bool output,
                               struct lineage_list *list)
{
    const struct doc *digest = doc_get(doc, "digest");
    struct lineage_thing thing = {
        .name = lineage_text(doc, "name"),
        .uri = lineage_text(doc, "uri"),
        .kind = lineage_text(doc, "kind"),
    };

    if (digest && !is_unknown(digest))
        TRY(read_digests(reader, digest, &thing));
    if (doc_get(doc, "path") && !is_unknown(digest))
        return read_path(reader, doc, &thing, list);
    if (!thing.name)
        thing.name = lineage_text(doc, "path");
    if (output && thing.digest_count == 0)
        return lineage_fail(reader, doc, "what is said of a model is bound to its digest",
                            "an output needs a path in what is recorded, or a digest");
    if (thing.digest_count == 0 && !digest)
        return lineage_fail(reader, doc, "what is not said must be seen to be missing",
                            "an input needs a path, a digest, or digest: unknown");
    if (!thing.name && !thing.uri)
        return lineage_fail(reader, doc, "people read names", "a thing needs a name or a uri");
    if (thing.digest_count == 0) {
        thing.how = "unknown";
        if (!thing.uri)
            thing.uri = lineage_declared(reader->arena, thing.name);
    }
    return lineage_add(reader->arena, list, &thing, reader->err);
}

static ASSAY_RESULT check_names(struct lineage_reader *reader, const struct lineage_list *list,
                                const struct doc *doc)
{
    for (size_t i = 0; i < list->count; i++)
        for (size_t j = 0; j < i; j++)
            if (list->things[i].name && list->things[j].name &&
                strcmp(list->things[i].name, list->things[j].name) == 0)
                return lineage_fail(reader, doc, "each output has a name of its own",
                                    "\"%.200s\" stands twice among the outputs",
                                    list->things[i].name);
    return ASSAY_OK;
}

static ASSAY_RESULT read_code(struct lineage_reader *reader, const struct doc *code,
                              struct lineage_run *run)
{
    const struct doc *commit = doc_get(code, "commit");
    struct lineage_thing thing = {
        .name = lineage_text(code, "path"), .uri = lineage_text(code, "uri"), .kind = "code"};
    const char *hex = lineage_text(code, "commit");

    if (is_unknown(commit)) {
        thing.how = "unknown";
        if (!thing.uri)
            thing.uri = lineage_declared(reader->arena, thing.name ? thing.name : "code");
    } else if (!lineage_is_hex(hex, 40, 64) || (strlen(hex) != 40 && strlen(hex) != 64)) {
        return lineage_fail(reader, commit, "a branch or a short id may mean another commit later",
                            "code.commit must be 40 or 64 lowercase hex digits, or unknown");
    } else {
        (void)lineage_digest(&thing, "gitCommit", hex);
    }
    return lineage_add(reader->arena, &run->inputs, &thing, reader->err);
}

static ASSAY_RESULT take_map(const struct lineage_reader *reader, const struct doc *map,
                             const char *name, const struct doc **out)
{
    *out = doc_get(map, name);
    if (*out && (*out)->type != DOC_MAP)
        return lineage_fail(reader, *out, "such as {epochs: 3}", "%s must be a map", name);
    return ASSAY_OK;
}

enum assay_status lineage_read_yml(struct lineage_reader *reader)
{
    const struct doc *doc = reader->doc, *inputs, *outputs, *code, *about;
    struct lineage_run *run = lineage_new_run(reader);

    if (!run)
        return out_of_memory(reader->err);
    if (doc->type != DOC_MAP || doc->count == 0)
        return lineage_fail(reader, doc, "with inputs and outputs", "lineage.yml must be a map");
    TRY(shape_check(members, doc, reader->source, "", true, reader->err));
    inputs = doc_get(doc, "inputs");
    outputs = doc_get(doc, "outputs");
    code = doc_get(doc, "code");
    about = doc_get(doc, "run");
    if (outputs->count == 0)
        return lineage_fail(reader, outputs, "a lineage is about something",
                            "outputs is empty: at least one thing must have come out");
    for (size_t i = 0; i < outputs->count; i++)
        TRY(read_thing(reader, &outputs->items[i], true, &run->outputs));
    TRY(check_names(reader, &run->outputs, outputs));
    for (size_t i = 0; i < inputs->count; i++)
        TRY(read_thing(reader, &inputs->items[i], false, &run->inputs));
    if (code)
        TRY(read_code(reader, code, run));
    TRY(take_map(reader, doc, "parameters", &run->parameters));
    TRY(take_map(reader, doc, "environment", &run->environment));
    TRY(take_map(reader, doc_get(doc, "builder"), "version", &run->builder_version));
    run->builder = lineage_text(doc_get(doc, "builder"), "id");
    run->invocation = lineage_text(about, "id");
    run->started = lineage_text(about, "started");
    run->finished = lineage_text(about, "finished");
    return ASSAY_OK;
}
