/* cmd_key.c - `assay key`: signing keys, made, listed and shown to others. */

#include <assay/ledger.h>
#include <assay/witness.h>
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/kit.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/keys.h"
#include "cli/ledger_actions.h"
#include "cli/prompt.h"

static int new_key(struct cli *cli, const char *name)
{
    CLEANUP(free_cleanup) char *path = keys_new_path(name);
    CLEANUP(assay_key_freep) struct assay_key *key = NULL;
    enum assay_key_algorithm algorithm = ASSAY_KEY_ED25519;
    char passphrase[PROMPT_MAX] = "";
    struct assay_error err = {0};
    enum assay_status status;
    bool sealed;

    if (!path)
        return cli_usage(cli, "there is no key store: name a file, such as ./key.pem");
    if (cli->options.algorithm && !assay_key_algorithm_named(cli->options.algorithm, &algorithm))
        return cli_usage(cli, "--algorithm is ed25519, ecdsa-p256, ecdsa-p384 or ecdsa-p521");
    status = assay_key_in_token(path) ? ASSAY_OK : keys_new_passphrase(cli, passphrase, &err);
    if (status == ASSAY_OK)
        status = assay_key_create(path, algorithm, passphrase, &key, &err);
    sealed = passphrase[0] != 0;
    explicit_bzero(passphrase, sizeof passphrase);
    if (status != ASSAY_OK)
        return cli_fail(cli, &err);
    fprintf(cli->out, "%s\n%s", path, assay_key_public_pem(key));
    cli_note(cli, "key %s%s", assay_key_id(key),
             sealed ? ""
                    : "; without a passphrase: set ASSAY_KEY_PASSPHRASE, or --passphrase-file, to "
                      "have one");
    return EXIT_PASS;
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static int is_pem(const struct dirent *entry)
{
    size_t size = strlen(entry->d_name);

    return size > 4 && strcmp(entry->d_name + size - 4, ".pem") == 0;
}

static void print_seen(void *user, const char *name, const struct assay_key *key)
{
    const struct cli *cli = user;
    CLEANUP(buf_clear) struct buf shown = {.ceiling = SIZE_MAX};

    text_show(&shown, bytes_text(name));
    if (key)
        fprintf(cli->out, "%s  %-10s  %s\n", assay_key_id(key),
                assay_key_algorithm_name(assay_key_algorithm(key)), buf_string(&shown));
    else
        fprintf(cli->out, "%-64s  %-10s  %s\n", "of no algorithm that assay signs with", "",
                buf_string(&shown));
}

static int list_keys(struct cli *cli, const char *name)
{
    CLEANUP(free_cleanup) char *folder = assay_key_folder();
    struct dirent **entries = NULL;
    struct assay_error failure = {0};
    int count;

    if (name && assay_key_in_token(name))
        return assay_key_list_token(name, print_seen, cli, &failure) == ASSAY_OK
                   ? EXIT_PASS
                   : cli_fail(cli, &failure);
    count = folder ? scandir(folder, &entries, is_pem, by_name) : 0;
    for (int i = 0; i < count; i++) {
        CLEANUP(assay_key_freep) struct assay_key *key = NULL;
        CLEANUP(free_cleanup) char *path = NULL;
        struct assay_error err = {0};

        if (asprintf(&path, "%s/%s", folder, entries[i]->d_name) < 0)
            path = NULL;
        if (path && assay_key_open(path, NULL, &key, &err) == ASSAY_OK)
            fprintf(cli->out, "%s  %-10s  %s\n", assay_key_id(key),
                    assay_key_algorithm_name(assay_key_algorithm(key)), path);
        else
            fprintf(cli->out, "%-64s  %s\n", err.text, path ? path : entries[i]->d_name);
        free(entries[i]);
    }
    free(entries);
    if (count <= 0)
        cli_note(cli, "no keys in %s; assay key new makes one", folder ? folder : "the key store");
    return EXIT_PASS;
}

/* Whether a ledger says that a key signs its checkpoints. */
struct log_key {
    const char *id;
    bool found;
};

static void find_log_key(void *user, const struct assay_ledger_key *key)
{
    struct log_key *wanted = user;

    wanted->found |= strcmp(key->id, wanted->id) == 0 && strstr(key->roles, "log");
}

static enum assay_status fail_other_key(const char *name, const struct assay_key *key,
                                        const struct assay_ledger *ledger, struct assay_error *err)
{
    enum assay_status status = assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET,
                                          "%s is key %.16s, which does not sign the ledger %s",
                                          name, assay_key_id(key), assay_ledger_place(ledger));

    assay_error_id(err, "ledger.other-key");
    assay_error_path(err, assay_ledger_place(ledger));
    assay_error_why(err,
                    "by its line others would take no checkpoint of that ledger; key %.16s "
                    "signs it",
                    assay_ledger_signer(ledger));
    assay_error_do(err, "assay key export --vkey      is the line of the log; --ledger PATH names "
                        "another, --name NAME a witness that the key is of");
    return status;
}

/* What C2SP's tools take to check the log's checkpoints: by the key that signs it now, or by one
 * that a person names. */
static enum assay_status print_verifier(struct cli *cli, const char *name, const char *path,
                                        struct assay_error *err)
{
    CLEANUP(assay_ledger_freep) struct assay_ledger *ledger = NULL;
    CLEANUP(assay_key_freep) struct assay_key *key = NULL;
    CLEANUP(free_cleanup) char *line = NULL;
    struct assay_checkpoint checkpoint;
    struct log_key wanted = {NULL, false};

    if (name)
        TRY(keys_open_shown(cli, path, &key, err));
    TRY(ledger_open_here(cli, &ledger, err));
    if (!key) {
        fprintf(cli->out, "%s\n", assay_ledger_verifier(ledger));
        return ASSAY_OK;
    }
    wanted.id = assay_key_id(key);
    TRY(assay_ledger_keys(ledger, find_log_key, &wanted, err));
    if (!wanted.found)
        return fail_other_key(name, key, ledger, err);
    assay_ledger_checkpoint(ledger, &checkpoint);
    line = assay_key_verifier(key, checkpoint.origin);
    if (!line)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for a key");
    fprintf(cli->out, "%s\n", line);
    return ASSAY_OK;
}

/* The public half: as SPKI PEM, as git's signers' files have it, or as what others take to know the
 * cosignatures of a witness. */
static enum assay_status print_public(struct cli *cli, const char *path, struct assay_error *err)
{
    CLEANUP(assay_key_freep) struct assay_key *key = NULL;
    CLEANUP(free_cleanup) char *line = NULL;

    TRY(keys_open_shown(cli, path, &key, err));
    if (!cli->options.vkey && !cli->options.ssh) {
        fputs(assay_key_public_pem(key), cli->out);
        return ASSAY_OK;
    }
    if (cli->options.vkey)
        TRY(assay_witness_verifier(cli->options.witness_name, key, &line, err));
    else
        line = assay_key_ssh(key);
    if (!line)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for a key");
    fprintf(cli->out, "%s\n", line);
    return ASSAY_OK;
}

static int export_key(struct cli *cli, const char *name)
{
    CLEANUP(free_cleanup) char *path = keys_path(name);
    struct assay_error err = {0};
    enum assay_status status;

    if (cli->options.vkey && cli->options.ssh)
        return cli_usage(cli, "a key is exported in one form: --vkey or --ssh");
    if (cli->options.vkey && !cli->options.witness_name && (path || !name))
        status = print_verifier(cli, name, path, &err);
    else if (path)
        status = print_public(cli, path, &err);
    else
        return cli_usage(cli, "there is no key store: name a key file");
    return status == ASSAY_OK ? EXIT_PASS : cli_fail(cli, &err);
}

static int key(struct cli *cli, int argc, char **argv)
{
    static const struct {
        const char *name;
        int (*run)(struct cli *, const char *);
    } actions[] = {{"export", export_key}, {"list", list_keys}, {"new", new_key}};

    if (argc == 2 && strcmp(argv[0], "list") == 0 && !assay_key_in_token(argv[1]))
        return cli_usage(cli, "list shows all of the key store, or of a token: pkcs11:...");
    for (size_t i = 0; argc > 0 && argc <= 2 && i < ARRAY_LEN(actions); i++)
        if (strcmp(actions[i].name, argv[0]) == 0)
            return actions[i].run(cli, argc == 2 ? argv[1] : cli->options.key);
    return cli_usage(cli, "say what to do with keys: new, list or export");
}

const struct command command_key = {
    .name = "key",
    .arguments = "new|list|export [NAME|FILE|pkcs11:URI]",
    .summary = "signing keys: Ed25519 or ECDSA, in PKCS#8 PEM files or in hardware",
    .examples = "  assay key new                    default.pem in the key store\n"
                "  assay key new --algorithm ecdsa-p256 release    for model signatures\n"
                "  assay key export > log.pub.pem   the public half, as SPKI PEM\n"
                "  assay key export --ssh           for git's gpg.ssh.allowedSignersFile\n"
                "  assay key export --vkey          the line by which C2SP tools check the log\n"
                "  assay key export w --vkey --name witness.example/w      and a witness\n"
                "  assay key list 'pkcs11:?module-path=/M.so'      those in hardware\n",
    .bit = FOR_KEY,
    .run = key,
};
