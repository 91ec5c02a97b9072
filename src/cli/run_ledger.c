/* run_ledger.c - what the ledger tells of the target at hand, and what of it does not hold. */

#include <assay/trust.h>
#include <inttypes.h>
#include <string.h>

#include "base/kit.h"
#include "base/text.h"
#include "cli/keys.h"
#include "cli/ledger_actions.h"
#include "cli/run.h"
#include "cli/run_people.h"

enum { LEDGER_PROBLEMS_MAX = 20 }; /* that a finding names */

/* The user's own ledger, which is about other folders alone. What cannot be told is not passed
 * over. */
static bool is_of_others(const struct run *run, const struct assay_ledger *ledger)
{
    struct assay_error ignored = {0};
    bool known = true;

    if (run->cli->options.ledger || !run->settings->ledger_is_users)
        return false;
    return assay_ledger_knows(ledger, &run->inventory->target, &known, &ignored) == ASSAY_OK &&
           !known;
}

/* What does not hold, as it is gathered. */
struct troubles {
    struct run *run;
    const char *texts[LEDGER_PROBLEMS_MAX + 1];
    size_t count;
    uint64_t rest;
    bool out_of_memory;
};

static void add_trouble(void *user, const struct assay_error *problem)
{
    struct troubles *troubles = user;
    const char *text;

    for (size_t i = 0; i < troubles->count; i++)
        if (strcmp(troubles->texts[i], problem->text) == 0)
            return;
    if (troubles->count == LEDGER_PROBLEMS_MAX) {
        troubles->rest++;
        return;
    }
    text = arena_text(troubles->run->arena, problem->text);
    troubles->out_of_memory |= !text;
    if (text)
        troubles->texts[troubles->count++] = text;
}

static enum assay_status keep_troubles(struct run *run, struct troubles *troubles,
                                       struct assay_error *err)
{
    const char **texts = arena_array(run->arena, troubles->count + 1, sizeof *texts);

    if (texts && troubles->rest > 0)
        texts[troubles->count] = arena_printf(run->arena, "and %" PRIu64 " more", troubles->rest);
    if (!texts || troubles->out_of_memory || (troubles->rest > 0 && !texts[troubles->count]))
        return out_of_memory(err);
    for (size_t i = 0; i < troubles->count; i++)
        texts[i] = troubles->texts[i];
    run->ledger.problems = texts;
    run->ledger.problem_count = troubles->count + (troubles->rest > 0);
    return ASSAY_OK;
}

/* Checks all that the ledger holds, by keys that did not come with it where the caller has some. */
static enum assay_status verify(struct run *run, const struct assay_ledger *ledger,
                                struct troubles *troubles, struct assay_error *err)
{
    const struct assay_verify_report report = {.problem = add_trouble, .user = troubles};
    CLEANUP(assay_key_freep) struct assay_key *key = NULL;
    CLEANUP(assay_trust_freep) struct assay_trust *trust = NULL;
    struct assay_error problem = {0};

    TRY(ledger_refuse_own(run->cli, assay_ledger_place(ledger), err));
    if (run->cli->options.keys.count)
        TRY(keys_open_public(run->cli, run->cli->options.keys.texts[0], &key, err));
    TRY(ledger_trust(run->cli, &trust, err));
    run->ledger.vouched = key || trust;
    run->ledger.holds =
        assay_ledger_verify(ledger, &(struct assay_verify_by){.key = key, .trust = trust}, &report,
                            &problem) == ASSAY_OK;
    if (!run->ledger.holds && troubles->count == 0)
        add_trouble(troubles, &problem); /* it could not be verified at all */
    return ASSAY_OK;
}

enum assay_status run_ledger(struct run *run, struct assay_error *err)
{
    const char *path = run->cli->options.ledger ? run->cli->options.ledger : run->settings->ledger;
    CLEANUP(assay_ledger_freep) struct assay_ledger *ledger = NULL;
    struct assay_checkpoint checkpoint;
    struct troubles troubles = {.run = run};
    struct assay_error problem = {0};
    enum assay_status status;
    uint64_t index;

    if (!path)
        return ASSAY_OK;
    status = assay_ledger_open(path, &ledger, err);
    if (status == ASSAY_EMISSING && !run->cli->options.ledger)
        return ASSAY_OK; /* nothing was recorded yet, and nobody asked for it */
    TRY(status);
    if (is_of_others(run, ledger))
        return ASSAY_OK;
    run->has_ledger = true;
    TRY(verify(run, ledger, &troubles, err));
    assay_ledger_checkpoint(ledger, &checkpoint);
    text_copy(run->ledger_origin, sizeof run->ledger_origin, checkpoint.origin);
    text_copy(run->ledger_signer, sizeof run->ledger_signer, assay_ledger_signer(ledger));
    run->ledger.origin = run->ledger_origin;
    run->ledger.signer = run->ledger_signer;
    run->ledger.size = checkpoint.size;
    memcpy(run->ledger.root, checkpoint.root, sizeof run->ledger.root);
    status = assay_ledger_newest_of_project(ledger, &run->inventory->target, &index, &run->recorded,
                                            &problem);
    if (status != ASSAY_OK && status != ASSAY_EMISSING) {
        run->ledger.holds = false;
        add_trouble(&troubles, &problem);
    }
    if (status == ASSAY_OK &&
        memcmp(run->recorded->root, run->inventory->root, sizeof run->inventory->root) == 0) {
        run->ledger.recorded = true;
        run->ledger.recorded_at = index;
    }
    status = assay_ledger_testimony(ledger, &run->inventory->target, &run->testimony, &problem);
    if (status != ASSAY_OK) { /* what cannot be read leaves the facts absent */
        run->ledger.holds = false;
        add_trouble(&troubles, &problem);
    }
    TRY(keep_troubles(run, &troubles, err));
    return run_outside(run, ledger, err);
}
