/*
 * testimony_project.c - whether what people signed is signed for the project that is judged.
 *
 * Equal documents stand in many projects: a LICENSE, a card, a policy text of the firm. Who trusts
 * one key in all of them must not take what it signed for one as signed for each. So a statement
 * names its project, and counts for the whole of that one alone. Of a repository all commits that
 * its history begins with are compared, not whether one is shared: to merge in the history of
 * another project would else bring all that was signed for it.
 */

#include <inttypes.h>
#include <stdlib.h>

#include "base/kit.h"
#include "base/order.h"
#include "ledger/project_id.h"
#include "ledger/testimony.h"

enum { SHOWN = 12 }; /* characters of a commit's id, as git shows it */

#define SIGN_HERE ": sign it in this project, with assay attest"

struct binding {
    const struct testimony *testimony;
    const struct assay_first_commits *commits; /* or NULL */
    struct assay_error *err;
};

/* What was found out about one statement. */
struct found {
    enum assay_belongs belongs;
    const char *foreign;
};

static bool is_own_ledger(const struct testimony *testimony, const struct assay_project_id *project)
{
    return project->has_ledger && testimony->own.has_ledger &&
           memcmp(project->ledger, testimony->own.ledger, sizeof project->ledger) == 0;
}

bool testimony_is_foreign(const struct testimony *testimony, const struct assay_project_id *project)
{
    return project && !is_own_ledger(testimony, project);
}

/* ---- what tells one repository from another ---- */

/* They are sorted, in a statement and of a history alike. */
static bool has_id(const char *const *ids, size_t count, const char *id)
{
    return count > 0 && bsearch(&id, ids, count, sizeof *ids, order_texts) != NULL;
}

/* The first that the others have not, or else the first. */
static const char *telling_id(const char *const *ids, size_t count, const char *const *others,
                              size_t other_count)
{
    for (size_t i = 0; i < count; i++)
        if (!has_id(others, other_count, ids[i]))
            return ids[i];
    return ids[0];
}

static bool has_all(const char *const *ids, size_t count, const char *const *others,
                    size_t other_count)
{
    for (size_t i = 0; i < other_count; i++)
        if (!has_id(ids, count, others[i]))
            return false;
    return true;
}

static ASSAY_RESULT tell(const struct binding *binding, struct found *out, const char *text)
{
    out->foreign = text;
    return text ? ASSAY_OK : testimony_no_memory(binding->err);
}

static ASSAY_RESULT tell_place(const struct binding *binding,
                               const struct assay_project_id *project, const char *here,
                               struct found *out)
{
    return tell(binding, out,
                arena_printf(binding->testimony->arena,
                             "it is signed for the repository that begins with commit %.*s, and "
                             "this is %s" SIGN_HERE,
                             SHOWN, project->commits[0], here));
}

static ASSAY_RESULT tell_other(const struct binding *binding,
                               const struct assay_project_id *project, struct found *out)
{
    const struct assay_first_commits *here = binding->commits;
    const char *there = telling_id(project->commits, project->commit_count, here->ids, here->count);
    const char *own = telling_id(here->ids, here->count, project->commits, project->commit_count);
    bool took_in = has_all(here->ids, here->count, project->commits, project->commit_count);

    return tell(
        binding, out,
        arena_printf(binding->testimony->arena,
                     "it is signed for the repository that begins with commit %.*s, and "
                     "%s %.*s%s" SIGN_HERE,
                     SHOWN, there,
                     took_in ? "the history of this one begins with" : "this one begins with",
                     SHOWN, own, took_in ? ", too" : ""));
}

/* A history that is cut off may have any commit at its beginning; but each that is known to be
 * there must be among those that were signed. */
static ASSAY_RESULT compare(const struct binding *binding, const struct assay_project_id *project,
                            struct found *out)
{
    const struct assay_first_commits *here = binding->commits;

    if (!here)
        return tell_place(binding, project, "in no repository", out);
    if (!has_all(project->commits, project->commit_count, here->ids, here->count))
        return tell_other(binding, project, out);
    if (here->cut) {
        out->belongs = ASSAY_BELONGS_PERHAPS;
        return tell(binding, out,
                    arena_printf(binding->testimony->arena,
                                 "whether it is signed for this project is not known, for %s: %s",
                                 here->cut, here->remedy));
    }
    if (here->count == 0)
        return tell_place(binding, project, "one without a commit", out);
    if (here->count != project->commit_count)
        return tell_other(binding, project, out);
    out->belongs = ASSAY_BELONGS;
    return ASSAY_OK;
}

/* ---- what tells one ledger from another ---- */

static ASSAY_RESULT tell_ledger(const struct binding *binding,
                                const struct assay_project_id *project, struct found *out)
{
    const char *here = binding->testimony->own.has_ledger ? "is another" : "has none";

    return tell(binding, out,
                arena_printf(binding->testimony->arena,
                             "it is signed for the project of the ledger %.100s, and the one of "
                             "what is judged %s" SIGN_HERE,
                             *project->origin ? project->origin : "of another name", here));
}

/* Of a ledger that holds several targets, it could be any of them. */
static ASSAY_RESULT bind_ledger(const struct binding *binding,
                                const struct assay_project_id *project, struct found *out)
{
    if (!is_own_ledger(binding->testimony, project))
        return tell_ledger(binding, project, out);
    if (!binding->testimony->shared) {
        out->belongs = ASSAY_BELONGS;
        return ASSAY_OK;
    }
    return tell(binding, out,
                "the ledger that it is signed for holds several projects: sign into the ledger, "
                "and name the target beside the document");
}

/* ---- statements ---- */

/* Commits before ledgers: one ledger may be of many projects, and each clone may have its own. */
static ASSAY_RESULT bind_file(const struct binding *binding, const struct assay_project_id *project,
                              struct found *out)
{
    if (!project)
        return tell(binding, out,
                    "it names no project, and equal documents stand in many" SIGN_HERE);
    if (project->commit_count == 0)
        return bind_ledger(binding, project, out);
    return compare(binding, project, out);
}

/* An entry that its ledger did not get from whoever signed for it: of another ledger. */
static ASSAY_RESULT bind_brought(const struct binding *binding,
                                 const struct assay_project_id *project, struct found *out)
{
    return project->commit_count == 0 ? tell_ledger(binding, project, out)
                                      : compare(binding, project, out);
}

static ASSAY_RESULT bind_attestation(const struct binding *binding, struct assay_attestation *told)
{
    struct found found = {.belongs = ASSAY_BELONGS_NOT};

    if (!told->filed && !testimony_is_foreign(binding->testimony, told->project))
        return ASSAY_OK; /* as its ledger says */
    TRY(told->filed ? bind_file(binding, told->project, &found)
                    : bind_brought(binding, told->project, &found));
    told->belongs = found.belongs;
    told->foreign = found.foreign;
    return ASSAY_OK;
}

static ASSAY_RESULT bind_waiver(const struct binding *binding, struct assay_waiver *waiver)
{
    struct found found = {.belongs = ASSAY_BELONGS_NOT};

    if (!testimony_is_foreign(binding->testimony, waiver->project))
        return ASSAY_OK;
    TRY(bind_brought(binding, waiver->project, &found));
    waiver->elsewhere = found.belongs != ASSAY_BELONGS;
    return ASSAY_OK;
}

enum assay_status assay_testimony_bind(struct assay_testimony *shown,
                                       const struct assay_first_commits *commits,
                                       struct assay_error *err)
{
    struct testimony *testimony = (struct testimony *)(void *)shown; /* its first member */
    const struct binding binding = {testimony, commits, err};
    struct assay_attestation *attestations =
        arena_array(testimony->arena, shown->attestation_count + 1, sizeof *attestations);
    struct assay_waiver *waivers =
        arena_array(testimony->arena, shown->waiver_count + 1, sizeof *waivers);

    if (!attestations || !waivers)
        return testimony_no_memory(err);
    for (size_t i = 0; i < shown->attestation_count; i++) {
        attestations[i] = shown->attestations[i];
        TRY(bind_attestation(&binding, &attestations[i]));
    }
    for (size_t i = 0; i < shown->waiver_count; i++) {
        waivers[i] = shown->waivers[i];
        TRY(bind_waiver(&binding, &waivers[i]));
    }
    shown->attestations = attestations;
    shown->waivers = waivers;
    return ASSAY_OK;
}

/* Commits decide, and it has not ended: of one that was taken back it is told whose it was. */
static bool asks(const struct testimony *testimony, const struct assay_attestation *told,
                 int64_t time)
{
    return told->project && told->project->commit_count > 0 &&
           (told->filed || testimony_is_foreign(testimony, told->project)) && told->holds &&
           told->control_count > 0 && time < told->until;
}

bool assay_testimony_asks_commits(const struct assay_testimony *shown, int64_t time)
{
    const struct testimony *testimony = (const struct testimony *)(const void *)shown;

    for (size_t i = 0; i < shown->attestation_count; i++)
        if (asks(testimony, &shown->attestations[i], time))
            return true;
    for (size_t i = 0; i < shown->waiver_count; i++)
        if (testimony_is_foreign(testimony, shown->waivers[i].project) &&
            shown->waivers[i].project->commit_count > 0 && time < shown->waivers[i].until)
            return true;
    return false;
}
