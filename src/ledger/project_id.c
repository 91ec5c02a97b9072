/* project_id.c - the project that a statement is signed for, in and out of its predicate. */

#include "ledger/project_id.h"

#include <assay/statement.h>
#include <stdlib.h>

#include "base/kit.h"
#include "base/order.h"
#include "crypto/digest.h"
#include "ledger/ledger.h"

bool project_id_is_any(const struct assay_project_id *project)
{
    return project && (project->commit_count > 0 || project->has_ledger);
}

static ASSAY_RESULT fail_memory(struct assay_error *err)
{
    return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for a statement");
}

static void write_commits(struct jcs *jcs, const struct assay_project_id *project)
{
    jcs_key(jcs, "commits");
    jcs_open_array(jcs);
    for (size_t i = 0; i < project->commit_count; i++) {
        jcs_open_object(jcs);
        jcs_key(jcs, "gitCommit");
        jcs_string(jcs, project->commits[i]);
        jcs_close_object(jcs);
    }
    jcs_close_array(jcs);
}

static void write_ledger(struct jcs *jcs, const struct assay_project_id *project)
{
    jcs_key(jcs, "ledger");
    jcs_open_object(jcs);
    jcs_key(jcs, "digest");
    statement_digest(jcs, project->ledger);
    if (project->origin && *project->origin) {
        jcs_key(jcs, "name");
        jcs_string(jcs, project->origin);
    }
    jcs_close_object(jcs);
}

enum assay_status project_id_write(struct arena *arena, const struct assay_project_id *project,
                                   struct bytes *out, struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = SIZE_MAX};
    struct jcs jcs;
    char *copy;

    jcs_init(&jcs, &text);
    jcs_open_object(&jcs);
    if (project->commit_count > 0)
        write_commits(&jcs, project);
    if (project->has_ledger)
        write_ledger(&jcs, project);
    jcs_close_object(&jcs);
    TRY(buf_status(&text, err));
    copy = arena_copy(arena, buf_bytes(&text));
    *out = bytes_of(copy, text.size);
    return copy ? ASSAY_OK : fail_memory(err);
}

static ASSAY_RESULT read_commits(struct arena *arena, const struct doc *list,
                                 struct assay_project_id *out, struct assay_error *err)
{
    size_t count = list && list->type == DOC_LIST ? list->count : 0, kept = 0;
    const char **commits = arena_array(arena, count + 1, sizeof *commits);

    if (!commits)
        return fail_memory(err);
    for (size_t i = 0; i < count; i++) {
        const struct doc *id = doc_get(&list->items[i], "gitCommit");

        commits[i] = id && id->type == DOC_TEXT ? arena_copy(arena, id->text) : "";
        if (!commits[i])
            return fail_memory(err);
    }
    if (count > 0)
        qsort(commits, count, sizeof *commits, order_texts);
    for (size_t i = 0; i < count; i++)
        if (kept == 0 || strcmp(commits[kept - 1], commits[i]) != 0)
            commits[kept++] = commits[i];
    out->commits = commits;
    out->commit_count = kept;
    return ASSAY_OK;
}

enum assay_status project_id_read(struct arena *arena, const struct doc *predicate,
                                  const struct assay_project_id **out, struct assay_error *err)
{
    const struct doc *map = doc_get(predicate, PROJECT_MEMBER), *ledger = doc_get(map, "ledger");
    struct assay_project_id *made = arena_alloc(arena, sizeof *made);
    const char *name;

    *out = NULL;
    if (!made)
        return fail_memory(err);
    *made = (struct assay_project_id){.origin = ""};
    if (statement_text(ledger, "name", &name))
        made->origin = arena_text(arena, name);
    made->has_ledger = statement_sha256(doc_get(ledger, "digest"), "sha256", made->ledger);
    TRY(read_commits(arena, doc_get(map, "commits"), made, err));
    if (!made->origin)
        return fail_memory(err);
    if (project_id_is_any(made))
        *out = made;
    return ASSAY_OK;
}

struct first {
    uint8_t *sha256;
    bool found;
};

/* Keys come first, and one key that begins two ledgers in one second writes the same into both. */
static bool take_first(void *user, uint64_t index, const struct entry *entry, const char *name,
                       struct arena *arena)
{
    struct first *first = user;

    (void)index;
    (void)name;
    (void)arena;
    if (bytes_equal(entry->statement.predicate_type, BYTES(PREDICATE_KEY)))
        return true;
    sha256(entry->envelope.payload, first->sha256);
    first->found = true;
    return false;
}

enum assay_status assay_ledger_identify(const struct assay_ledger *ledger,
                                        struct assay_project_id *out, struct assay_error *err)
{
    struct first first = {.sha256 = out->ledger};

    TRY(ledger_walk_from(ledger, 0, &(struct ledger_walk){take_first, &first}, err));
    out->has_ledger = first.found;
    out->origin = ledger->log.point.origin;
    return ASSAY_OK;
}
