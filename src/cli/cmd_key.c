/* cmd_key.c - `assay key`: signing keys, made, listed and shown to others. */

#include <assay/ledger.h>
#include <assay/project.h>
#include <assay/witness.h>
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>

#include "base/kit.h"
#include "cli/commands.h"
#include "cli/keys.h"

static int new_key(struct cli *cli, const char *name)
{
    CLEANUP(free_cleanup) char *path = keys_path(name ? name : "default");
    CLEANUP(assay_key_freep) struct assay_key *key = NULL;
    enum assay_key_algorithm algorithm = ASSAY_KEY_ED25519;
    struct assay_error err = {0};

    if (!path)
        return cli_usage(cli, "there is no key store: name a file, such as ./key.pem");
    if (cli->options.algorithm && !assay_key_algorithm_named(cli->options.algorithm, &algorithm))
        return cli_usage(cli, "--algorithm is ed25519, ecdsa-p256, ecdsa-p384 or ecdsa-p521");
    if (assay_key_create(path, algorithm, getenv("ASSAY_KEY_PASSPHRASE"), &key, &err) != ASSAY_OK)
        return cli_fail(cli, &err);
    fprintf(cli->out, "%s\n%s", path, assay_key_public_pem(key));
    cli_note(cli, "key %s%s", assay_key_id(key),
             getenv("ASSAY_KEY_PASSPHRASE") ? ""
                                            : "; without a passphrase: set "
                                              "ASSAY_KEY_PASSPHRASE to have one");
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

static int list_keys(struct cli *cli, const char *name)
{
    CLEANUP(free_cleanup) char *folder = assay_key_folder();
    struct dirent **entries = NULL;
    int count = folder ? scandir(folder, &entries, is_pem, by_name) : 0;

    (void)name;
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

/* What C2SP's tools take to check the log's checkpoints. */
static enum assay_status print_verifier(const struct cli *cli, struct assay_error *err)
{
    CLEANUP(assay_settings_freep) struct assay_settings *settings = NULL;
    CLEANUP(assay_ledger_freep) struct assay_ledger *ledger = NULL;
    const char *path = cli->options.ledger;

    if (!path) {
        TRY(assay_settings_open(".", cli->options.config, &settings, err));
        path = settings->ledger ? settings->ledger : "";
    }
    TRY(assay_ledger_open(path, &ledger, err));
    fprintf(cli->out, "%s\n", assay_ledger_verifier(ledger));
    return ASSAY_OK;
}

/* What others take to know the cosignatures of a witness. */
static enum assay_status print_witness(struct cli *cli, const char *name, struct assay_error *err)
{
    CLEANUP(assay_key_freep) struct assay_key *key = NULL;
    CLEANUP(free_cleanup) char *line = NULL;

    TRY(keys_open_named(cli, name ? name : "default", &key, err));
    TRY(assay_witness_verifier(cli->options.witness_name, key, &line, err));
    fprintf(cli->out, "%s\n", line);
    return ASSAY_OK;
}

static enum assay_status print_vkey(struct cli *cli, const char *name, struct assay_error *err)
{
    return cli->options.witness_name ? print_witness(cli, name, err) : print_verifier(cli, err);
}

static int export_key(struct cli *cli, const char *name)
{
    CLEANUP(free_cleanup) char *path = keys_path(name ? name : "default");
    CLEANUP(assay_key_freep) struct assay_key *key = NULL;
    CLEANUP(free_cleanup) char *line = NULL;
    struct assay_error err = {0};

    if (cli->options.vkey)
        return print_vkey(cli, name, &err) == ASSAY_OK ? EXIT_PASS : cli_fail(cli, &err);
    if (!path)
        return cli_usage(cli, "there is no key store: name a key file");
    if (assay_key_open(path, NULL, &key, &err) != ASSAY_OK)
        return cli_fail(cli, &err);
    if (!cli->options.ssh) {
        fputs(assay_key_public_pem(key), cli->out);
        return EXIT_PASS;
    }
    line = assay_key_ssh(key);
    if (!line)
        return cli_fail(cli,
                        &(struct assay_error){.status = ASSAY_ENOMEM, .text = "out of memory"});
    fprintf(cli->out, "%s\n", line);
    return EXIT_PASS;
}

static int key(struct cli *cli, int argc, char **argv)
{
    static const struct {
        const char *name;
        int (*run)(struct cli *, const char *);
    } actions[] = {{"export", export_key}, {"list", list_keys}, {"new", new_key}};

    for (size_t i = 0; argc > 0 && argc <= 2 && i < ARRAY_LEN(actions); i++)
        if (strcmp(actions[i].name, argv[0]) == 0)
            return actions[i].run(cli, argc == 2 ? argv[1] : cli->options.key);
    return cli_usage(cli, "say what to do with keys: new, list or export");
}

const struct command command_key = {
    .name = "key",
    .arguments = "new|list|export [NAME|FILE]",
    .summary = "signing keys: Ed25519 or ECDSA, PKCS#8 PEM, mode 0600",
    .examples = "  assay key new                    default.pem in the key store\n"
                "  assay key new --algorithm ecdsa-p256 release    for model signatures\n"
                "  assay key export > log.pub.pem   the public half, as SPKI PEM\n"
                "  assay key export --ssh           for git's gpg.ssh.allowedSignersFile\n"
                "  assay key export --vkey          the line by which C2SP tools check the log\n"
                "  assay key export w --vkey --name witness.example/a   that of a witness\n",
    .bit = FOR_KEY,
    .run = key,
};
