/* ledger_admit.c - `assay ledger admit|retire|revoke|rotate`: who may sign from now on. */

#include <assay/ledger_keys.h>
#include <inttypes.h>

#include "base/clock.h"
#include "base/kit.h"
#include "base/text.h"
#include "cli/keys.h"
#include "cli/ledger_actions.h"

/* The ledger and the key of its log, which lives as long. */
struct owner {
    struct assay_key *key;
    struct assay_ledger *ledger;
};

static void owner_clear(struct owner *owner)
{
    assay_ledger_free(owner->ledger);
    assay_key_free(owner->key);
}

static enum assay_status open_owner(struct cli *cli, struct owner *owner, struct assay_error *err)
{
    CLEANUP(free_cleanup) char *place = NULL;
    bool made;

    TRY(ledger_place(cli, &place, err));
    TRY(assay_ledger_open(place, &owner->ledger, err)); /* there is one, before keys are made */
    assay_ledger_free(TAKE(owner->ledger));
    TRY(keys_open_log(cli, &owner->key, err));
    if (!owner->key)
        TRY(keys_open_signing(cli, &owner->key, &made, err));
    return assay_ledger_open_writer(place, NULL, owner->key, &owner->ledger, err);
}

static enum assay_status told(struct cli *cli, const struct owner *owner, const char *what,
                              const char *id)
{
    struct assay_checkpoint point;

    assay_ledger_checkpoint(owner->ledger, &point);
    fprintf(cli->out, "%s %.16s, as entry %" PRIu64 " says\n", what, id, point.size - 1);
    return ASSAY_OK;
}

static enum assay_status admit(struct cli *cli, const char *path, struct assay_error *err)
{
    CLEANUP(owner_clear) struct owner owner = {0};
    CLEANUP(assay_key_freep) struct assay_key *key = NULL;

    TRY(keys_open_public(cli, path, &key, err));
    TRY(open_owner(cli, &owner, err));
    TRY(assay_ledger_admit(owner.ledger, key, cli->options.role, clock_now(), err));
    return told(cli, &owner, "admitted", assay_key_id(key));
}

static enum assay_status end(struct cli *cli, struct assay_key_end *how, struct assay_error *err)
{
    CLEANUP(owner_clear) struct owner owner = {0};

    how->reason = cli->options.reason;
    how->time = clock_now();
    TRY(open_owner(cli, &owner, err));
    TRY(assay_ledger_end_key(owner.ledger, how, err));
    return told(cli, &owner, how->revoke ? "revoked" : "retired", how->id);
}

static enum assay_status rotate(struct cli *cli, struct assay_error *err)
{
    CLEANUP(assay_key_freep) struct assay_key *to = NULL;
    CLEANUP(owner_clear) struct owner owner = {0}; /* cleared before the key that it may hold */

    TRY(keys_open_named(cli, cli->options.to, &to, err));
    TRY(open_owner(cli, &owner, err));
    TRY(assay_ledger_rotate(owner.ledger, to, clock_now(), err));
    cli_note(cli, "the verifier key is now that of the new key: assay key export --vkey");
    return told(cli, &owner, "handed over to", assay_key_id(to));
}

static int finish(struct cli *cli, enum assay_status status, const struct assay_error *err)
{
    return status == ASSAY_OK ? EXIT_PASS : cli_fail(cli, err);
}

static int run_admit(struct cli *cli, int argc, char **argv)
{
    struct assay_error err = {0};

    if (argc != 1 || !cli->options.role)
        return cli_usage(cli, "ledger admit takes a public key, and --role entry,approve");
    return finish(cli, admit(cli, argv[0], &err), &err);
}

static int run_retire(struct cli *cli, int argc, char **argv)
{
    struct assay_key_end how = {.since = UINT64_MAX};
    struct assay_error err = {0};

    if (argc != 1)
        return cli_usage(cli, "ledger retire takes the id of a key");
    how.id = argv[0];
    return finish(cli, end(cli, &how, &err), &err);
}

static int run_revoke(struct cli *cli, int argc, char **argv)
{
    struct assay_key_end how = {
        .revoke = true, .since = UINT64_MAX, .compromised = cli->options.compromised};
    struct assay_error err = {0};
    int64_t seconds;

    if (argc != 1 || !cli->options.reason || (!cli->options.since && !how.compromised))
        return cli_usage(cli, "ledger revoke takes the id of a key, --reason TEXT, and what is in "
                              "doubt: --since INDEX, --compromised TIME, or both");
    if (cli->options.since && !text_u64(bytes_text(cli->options.since), &how.since))
        return cli_usage(cli, "ledger revoke --since takes the index of an entry");
    if (how.compromised && !clock_parse(bytes_text(how.compromised), &seconds))
        return cli_usage(cli, "--compromised takes a time such as 2026-11-21T02:00:00Z");
    how.id = argv[0];
    return finish(cli, end(cli, &how, &err), &err);
}

static int run_rotate(struct cli *cli, int argc, char **argv)
{
    struct assay_error err = {0};

    (void)argv;
    if (argc != 0 || !cli->options.to)
        return cli_usage(cli, "ledger rotate takes the new key of the log: --to KEY");
    return finish(cli, rotate(cli, &err), &err);
}

const struct command ledger_admit = {
    .name = "ledger admit",
    .arguments = "KEY.pub --role ROLES",
    .summary = "let a key sign from now on",
    .examples = "  assay ledger admit ci.pub --role entry\n"
                "  assay ledger admit jane.pub --role approve\n",
    .bit = FOR_ADMIT,
    .run = run_admit,
};
const struct command ledger_retire = {
    .name = "ledger retire",
    .arguments = "KEYID",
    .summary = "a key signs no more; what it signed stays good",
    .examples = "  assay ledger retire 984ca064bf622d89 --reason \"left the team\"\n",
    .bit = FOR_RETIRE,
    .run = run_retire,
};
const struct command ledger_revoke = {
    .name = "ledger revoke",
    .arguments = "KEYID",
    .summary = "a key fell into other hands",
    .examples = "  assay ledger revoke 984ca064bf622d89 --reason stolen --since 3 \\\n"
                "      --compromised 2026-11-21T02:00:00Z\n",
    .bit = FOR_REVOKE,
    .run = run_revoke,
};
const struct command ledger_rotate = {
    .name = "ledger rotate",
    .arguments = "--to KEY",
    .summary = "hand the log over to a new key",
    .examples = "  assay key new log-2027\n"
                "  assay ledger rotate --to log-2027\n",
    .bit = FOR_ROTATE,
    .run = run_rotate,
};
