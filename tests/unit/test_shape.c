/*
 * test_shape.c - every kind of statement: what fits its table is written and read; each member that
 * is missing, of another form or unknown is refused on write, and named on read.
 */

#include "ledger/shape.h"

#include "base/limits.h"
#include "ledger.h"
#include "ledger/ledger.h"

#define HEX "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
#define SD                                                                                         \
    "\"_sd\":[\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\","                                    \
    "\"BAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"],"                                            \
    "\"_sd_alg\":\"sha-256\","
#define WHEN "\"2026-01-01T00:00:00Z\""
#define RESOURCE "{\"digest\":{\"sha256\":\"" HEX "\"}}"

/* A predicate of each kind, canonical, and a member of it whose absence is to be named. */
static const struct sample {
    const char *name, *predicate, *member;
} samples[] = {
    {"assessment",
     "{\"assessment\":" RESOURCE
     ",\"counts\":{\"attested\":\"0\",\"fail\":\"1\",\"not-applicable\":"
     "\"0\",\"pass\":\"2\",\"unknown\":\"0\",\"waived\":\"0\"},\"inventory\":\"" HEX
     "\",\"policy\":\"" HEX "\",\"reports\":[" RESOURCE "],\"time\":" WHEN
     ",\"tool\":{},\"verdict\":\"blocked\"}",
     "policy"},
    {"attestation",
     "{" SD "\"evidence\":[" RESOURCE "],\"meaning\":\"approval\",\"role\":\"Head\",\"time\":" WHEN
     "}",
     "meaning"},
    {"erasure",
     "{" SD "\"digest\":\"" HEX
     "\",\"entry\":\"3\",\"ground\":\"GDPR\",\"member\":\"name\",\"time\":" WHEN "}",
     "ground"},
    {"incident",
     "{" SD "\"detected\":" WHEN ",\"role\":\"Head\",\"severity\":\"high\",\"time\":" WHEN
     ",\"told\":[{\"time\":" WHEN ",\"whom\":\"authority\"}]}",
     "severity"},
    {"inventory",
     "{\"gaps\":\"0\",\"inventory\":" RESOURCE ",\"manifest\":{\"lines\":\"1\",\"root\":\"" HEX
     "\",\"sha256\":\"" HEX "\",\"tree\":\"rfc6962-sha256\"},\"subjects\":{\"named\":\"1\","
     "\"omitted\":\"0\"},\"target\":{},\"time\":" WHEN ",\"tool\":{},\"totals\":{}}",
     "manifest"},
    {"lineage",
     "{\"buildDefinition\":{\"buildType\":\"urn:x\",\"externalParameters\":{},"
     "\"internalParameters\":{},\"resolvedDependencies\":[" RESOURCE "]},\"runDetails\":{"
     "\"builder\":{\"builderDependencies\":[{\"uri\":\"urn:y\"}],\"id\":\"urn:z\",\"version\":{}},"
     "\"byproducts\":[{\"content\":\"AAAA\"}],\"metadata\":{\"finishedOn\":" WHEN
     ",\"invocationId\":\"1\",\"startedOn\":" WHEN "}}}",
     "runDetails"},
    {"release",
     "{" SD "\"assessment\":\"4\",\"previous\":{\"sha256\":\"" HEX
     "\"},\"risk\":\"low\",\"role\":\"Head\",\"time\":" WHEN ",\"version\":\"1\"}",
     "version"},
    {"rollback",
     "{" SD "\"release\":\"4\",\"role\":\"Head\",\"time\":" WHEN ",\"to\":{\"sha256\":\"" HEX
     "\"}}",
     "to"},
    {"signature",
     "{\"bundle\":" RESOURCE ",\"bytes\":\"8\",\"files\":\"1\",\"key\":\"" HEX
     "\",\"resources\":\"" HEX "\",\"time\":" WHEN ",\"tool\":{}}",
     "bundle"},
    {"waiver",
     "{" SD "\"emergency\":true,\"role\":\"Head\",\"rule\":\"PII-005\",\"time\":" WHEN
     ",\"until\":" WHEN "}",
     "until"},
    {"withdrawal", "{" SD "\"entry\":\"4\",\"role\":\"Head\",\"time\":" WHEN "}", "time"},
};

static struct doc *parse(struct arena *arena, const char *predicate, struct doc_source *source)
{
    struct assay_error err = {0};
    struct doc *doc;

    *source = (struct doc_source){"sample", bytes_text(predicate)};
    assert_ok(doc_read_json(arena, source, &doc, &err), err);
    return doc;
}

/* Each member in turn taken away, then given a form that nothing has. */
/* NOLINTNEXTLINE(misc-no-recursion): as deep as a sample */
static void check_map(const struct shape *all, struct doc *whole, const struct shape *members,
                      struct doc *map, const struct doc_source *source)
{
    for (size_t i = 0; i < map->count; i++) {
        const struct doc_member kept = map->members[i];
        const struct shape *member = shape_find(members, kept.name);
        struct assay_error err = {0};

        if (!member || member->type == SHAPE_PERSONAL)
            continue;
        map->members[i] = map->members[map->count - 1];
        map->count--;
        if ((shape_check(all, whole, source, "predicate", SHAPE_STRICT, &err) == ASSAY_OK) ==
            member->required)
            fail_msg("%s taken away: %s", member->name, err.text);
        map->count++;
        map->members[map->count - 1] = map->members[i];
        map->members[i] = kept;
        map->members[i].value = (struct doc){.type = DOC_INT, .integer = 7};
        assert_int_equal(shape_check(all, whole, source, "predicate", 0, &err), ASSAY_EUSAGE);
        if (!strstr(err.text, member->name))
            fail_msg("\"%s\" does not name %s", err.text, member->name);
        map->members[i] = kept;
        if (member->type == SHAPE_MAP)
            check_map(all, whole, member->members, &map->members[i].value, source);
        else if (member->type == SHAPE_LIST && kept.value.count > 0 &&
                 member->members->type == SHAPE_MAP)
            check_map(all, whole, member->members->members, &map->members[i].value.items[0],
                      source);
    }
}

static void check(void **state)
{
    const struct sample *sample = *state;
    const struct predicate_kind *kind = predicate_named(sample->name);
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct doc_source source;
    struct doc *doc = parse(arena, sample->predicate, &source);
    struct doc_member *more;
    struct assay_error err = {0};

    assert_ok(shape_check(kind->members, doc, &source, "predicate", SHAPE_STRICT, &err), err);
    check_map(kind->members, doc, kind->members, doc, &source);
    /* a member of a later version is let be when reading, and is a slip when writing */
    more = arena_array(arena, doc->count + 1, sizeof *more);
    memcpy(more, doc->members, doc->count * sizeof *more);
    more[doc->count] = (struct doc_member){.name = BYTES("later"),
                                           .value = {.type = DOC_TEXT, .text = BYTES("x")}};
    doc->members = more;
    doc->count++;
    assert_ok(shape_check(kind->members, doc, &source, "predicate", 0, &err), err);
    assert_int_equal(shape_check(kind->members, doc, &source, "predicate", SHAPE_STRICT, &err),
                     ASSAY_EUSAGE);
    assert_non_null(strstr(err.text, "later"));
}

static void write_statement(const struct sample *sample, const char *predicate, struct buf *out)
{
    buf_reset(out);
    buf_printf(out,
               "{\"_type\":\"https://in-toto.io/Statement/v1\",\"predicate\":%s,"
               "\"predicateType\":\"%s\",\"subject\":[{\"digest\":{\"sha256\":\"" HEX "\"}}]}",
               predicate, predicate_named(sample->name)->type);
    assert_true(jcs_is_canonical(buf_bytes(out)));
}

/* The sample without its member. */
static void take_away(const struct sample *sample, struct buf *out)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct doc_source source;
    struct doc *doc = parse(arena, sample->predicate, &source);
    struct jcs jcs;
    size_t at = 0;

    while (!bytes_equal(doc->members[at].name, bytes_text(sample->member)))
        at++;
    doc->members[at] = doc->members[--doc->count];
    jcs_init(&jcs, out);
    jcs_doc(&jcs, doc);
}

/* By ledger_append() it is refused; as an entry that got in all the same, verification names it. */
static void check_ledger(void **state)
{
    const struct sample *sample = *state;
    CLEANUP(bench_clear) struct bench bench;
    CLEANUP(assay_ledger_freep) struct assay_ledger *ledger = NULL;
    CLEANUP(buf_clear) struct buf text = {.ceiling = ENTRY_PAYLOAD_MAX};
    CLEANUP(buf_clear) struct buf broken = {.ceiling = ENTRY_PAYLOAD_MAX};
    CLEANUP(buf_clear) struct buf entry = {.ceiling = LIMIT_ENTRY};
    struct ledger_statement statement = {.kind = predicate_named(sample->name)};
    struct bench_problems problems;
    struct assay_error err = {0};
    struct bytes bytes;

    bench_make(&bench);
    assert_ok(assay_ledger_open_writer(bench.path, "log.example.org/s", bench.key, &ledger, &err),
              err);
    take_away(sample, &broken);
    write_statement(sample, buf_string(&broken), &text);
    statement.text = buf_bytes(&text);
    assert_int_equal(ledger_append(ledger, bench.key, &statement, 1, &err), ASSAY_EUSAGE);
    assert_non_null(strstr(err.text, sample->member));
    assert_int_equal(ledger->log.point.size, 1);

    assert_ok(entry_sign(bench.key, statement.text, &entry, &err), err);
    bytes = buf_bytes(&entry);
    assert_ok(log_append(&ledger->log, bench.key, &bytes, 1, &err), err);
    assay_ledger_free(TAKE(ledger));
    assert_int_equal(bench_verify(bench.path, &problems), ASSAY_ETRUST);
    assert_non_null(strstr(problems.first, "entry 1"));
    if (!strstr(problems.first, sample->member))
        fail_msg("%s", problems.first);
}

static void test_all_kinds_have_a_sample(void **state)
{
    size_t found = 0;

    (void)state;
    for (size_t i = 0; i < predicate_kind_count; i++)
        for (size_t j = 0; j < ARRAY_LEN(samples); j++)
            found += strcmp(predicate_kinds[i].name, samples[j].name) == 0;
    assert_int_equal(found, predicate_kind_count - 1); /* ledger-key: entry 0 of every ledger */
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_all_kinds_have_a_sample)};

    return RUN_CASES(check, samples) + RUN_CASES(check_ledger, samples) +
           cmocka_run_group_tests(tests, NULL, NULL);
}
