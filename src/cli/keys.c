/* keys.c - the signing key that a command uses. */

#include "cli/keys.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/kit.h"
#include "base/text.h"

char *keys_new_path(const char *name)
{
    CLEANUP(free_cleanup) char *folder = assay_key_folder();
    char *path = NULL;

    if (name && (strchr(name, '/') || assay_key_in_token(name)))
        return strdup(name);
    if (!name)
        name = "default";
    if (folder && asprintf(&path, "%s/%s%s", folder, name, strstr(name, ".pem") ? "" : ".pem") < 0)
        path = NULL;
    return path;
}

char *keys_path(const char *name)
{
    char *path = keys_new_path(name);
    bool is_file = name && !assay_key_in_token(name) && access(name, F_OK) == 0;

    if (!is_file || (path && !strstr(name, ".pem") && access(path, F_OK) == 0))
        return path;
    free(path);
    return strdup(name);
}

static enum assay_status fail_interrupted(struct assay_error *err)
{
    return assay_fail(err, ASSAY_EINTERRUPTED, ASSAY_NO_OFFSET, "interrupted: nothing was signed");
}

static enum assay_status fail_file(const char *path, struct assay_error *err)
{
    enum assay_status status = assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET,
                                          "%s has no passphrase in its first line", path);

    assay_error_id(err, "key.passphrase");
    assay_error_do(err, "--passphrase-file FILE names a file that can be read");
    return status;
}

/* What is cut would seal a key that other programs do not open with what the person has. */
static enum assay_status fail_long(const char *where, struct assay_error *err)
{
    enum assay_status status =
        assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET, "the passphrase of %s is too long", where);

    assay_error_id(err, "key.passphrase");
    assay_error_do(err, "a passphrase has at most %d bytes", PROMPT_MAX - 1);
    return status;
}

/* The first line of a file, read without a buffer that keeps a copy. The caller wipes `out`. */
static enum assay_status read_passphrase(const char *path, char out[PROMPT_MAX],
                                         struct assay_error *err)
{
    CLEANUP(close_cleanup) int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t got = fd >= 0 ? read(fd, out, PROMPT_MAX) : -1;
    size_t size = got > 0 ? (size_t)got : 0, line = 0;

    while (line < size && !strchr("\r\n", out[line]))
        line++;
    if (line == PROMPT_MAX)
        return fail_long(path, err);
    out[line] = 0;
    return line > 0 ? ASSAY_OK : fail_file(path, err);
}

/* The files of --passphrase-file in turn: trying one on the wrong key tells nobody anything. */
static enum assay_status try_files(struct cli *cli, const char *path, struct assay_key **out,
                                   struct assay_error *err)
{
    const struct option_list *files = &cli->options.passphrase_files;
    enum assay_status status = ASSAY_EUSAGE;

    for (size_t i = 0; i < files->count && status == ASSAY_EUSAGE; i++) {
        char passphrase[PROMPT_MAX];

        status = read_passphrase(files->texts[i], passphrase, err);
        if (status == ASSAY_OK)
            status = assay_key_open(path, passphrase, out, err);
        explicit_bzero(passphrase, sizeof passphrase);
    }
    return status;
}

static enum assay_status ask_twice(struct cli *cli, char out[PROMPT_MAX], struct assay_error *err)
{
    char again[PROMPT_MAX] = "";
    enum assay_status status = ASSAY_OK;

    if (!prompt_secret(cli, "passphrase of the new key (empty: none): ", out, PROMPT_MAX)) {
        out[0] = 0; /* nobody is there to ask */
        return cli_interrupted ? fail_interrupted(err) : ASSAY_OK;
    }
    if (out[0] &&
        (!prompt_secret(cli, "once more: ", again, sizeof again) || strcmp(out, again) != 0)) {
        status = assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET,
                            "the passphrase was not the same the second time");
        assay_error_id(err, "key.passphrase");
        assay_error_do(err, "run the command again: no key was made");
    }
    explicit_bzero(again, sizeof again);
    return cli_interrupted ? fail_interrupted(err) : status;
}

enum assay_status keys_new_passphrase(struct cli *cli, char out[PROMPT_MAX],
                                      struct assay_error *err)
{
    const struct option_list *files = &cli->options.passphrase_files;
    const char *given = getenv("ASSAY_KEY_PASSPHRASE");

    if (!given && files->count)
        return read_passphrase(files->texts[0], out, err);
    if (!given)
        return ask_twice(cli, out, err);
    if (text_copy(out, PROMPT_MAX, given))
        return ASSAY_OK;
    return fail_long("ASSAY_KEY_PASSPHRASE", err);
}

/*
 * The URI or the environment says the PIN, else whoever sits at the terminal does. No PIN is tried
 * twice, and no passphrase of another key is tried as one: tokens lock themselves.
 */
static enum assay_status open_in_token(struct cli *cli, const char *path, bool signs,
                                       struct assay_key **out, struct assay_error *err)
{
    char question[sizeof err->path + 16], pin[PROMPT_MAX];
    enum assay_status status =
        signs ? assay_key_open(path, NULL, out, err) : assay_key_open_public(path, out, err);

    if (status == ASSAY_OK || strcmp(err->id, "key.pin") != 0)
        return status;
    snprintf(question, sizeof question, "PIN of %s: ", err->path);
    if (prompt_secret(cli, question, pin, sizeof pin))
        status = assay_key_open(path, pin, out, err);
    explicit_bzero(pin, sizeof pin);
    return cli_interrupted && status != ASSAY_OK ? fail_interrupted(err) : status;
}

/* A private key in a file: the environment, then files, then whoever sits at the terminal. */
static enum assay_status open_file(struct cli *cli, const char *path, struct assay_key **out,
                                   struct assay_error *err)
{
    char question[sizeof err->path + 24], passphrase[PROMPT_MAX];
    enum assay_status status = assay_key_open(path, NULL, out, err);

    if (status == ASSAY_OK || strcmp(err->id, "key.passphrase") != 0)
        return status;
    if (cli->options.passphrase_files.count)
        return try_files(cli, path, out, err);
    snprintf(question, sizeof question, "passphrase of %s: ", err->path);
    if (!getenv("ASSAY_KEY_PASSPHRASE") &&
        prompt_secret(cli, question, passphrase, sizeof passphrase))
        status = assay_key_open(path, passphrase, out, err);
    explicit_bzero(passphrase, sizeof passphrase);
    return cli_interrupted && status != ASSAY_OK ? fail_interrupted(err) : status;
}

static enum assay_status open_key(struct cli *cli, const char *path, bool signs,
                                  struct assay_key **out, struct assay_error *err)
{
    return assay_key_in_token(path) ? open_in_token(cli, path, signs, out, err)
                                    : open_file(cli, path, out, err);
}

enum assay_status keys_open_named(struct cli *cli, const char *name, struct assay_key **out,
                                  struct assay_error *err)
{
    CLEANUP(free_cleanup) char *path = keys_path(name);

    return open_key(cli, path ? path : name, true, out, err);
}

enum assay_status keys_open_shown(struct cli *cli, const char *path, struct assay_key **out,
                                  struct assay_error *err)
{
    return open_key(cli, path, false, out, err);
}

static enum assay_status fail_unknown(const char *word, struct assay_error *err)
{
    CLEANUP(free_cleanup) char *folder = assay_key_folder();
    enum assay_status status = assay_fail(err, ASSAY_EMISSING, ASSAY_NO_OFFSET,
                                          "%s is no file, and no key of that name is in %s", word,
                                          folder ? folder : "a key store");

    assay_error_id(err, "key.missing");
    assay_error_path(err, word);
    assay_error_do(err, "assay key list shows the keys that are here; a key of somebody else is a "
                        "file that they give you (assay key export)");
    return status;
}

/* The store holds private keys, whose public half is wanted, and may hold public ones. */
enum assay_status keys_open_public(struct cli *cli, const char *word, struct assay_key **out,
                                   struct assay_error *err)
{
    CLEANUP(free_cleanup) char *path = keys_path(word);
    bool stored = path && strcmp(path, word) != 0;
    enum assay_status status;

    if (assay_key_in_token(word))
        return open_in_token(cli, word, false, out, err);
    status = assay_key_open_public(stored ? path : word, out, err);
    if (status == ASSAY_EMISSING)
        return fail_unknown(word, err);
    return status != ASSAY_OK && stored ? open_file(cli, path, out, err) : status;
}

enum assay_status keys_open_log(struct cli *cli, struct assay_key **out, struct assay_error *err)
{
    *out = NULL;
    return cli->options.log_key ? keys_open_named(cli, cli->options.log_key, out, err) : ASSAY_OK;
}

enum assay_status keys_open_signing(struct cli *cli, struct assay_key **out, bool *made,
                                    struct assay_error *err)
{
    CLEANUP(free_cleanup) char *path = keys_path(cli->options.key);
    enum assay_status status;

    *made = false;
    if (!path) {
        status = assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET, "there is no place for keys");
        assay_error_id(err, "key.no-place");
        assay_error_why(err, "neither ASSAY_KEY_DIR nor XDG_CONFIG_HOME nor HOME is set");
        assay_error_do(err, "assay key new FILE.pem, then --key FILE.pem");
        return status;
    }
    status = open_key(cli, path, true, out, err);
    if (status == ASSAY_EMISSING && !cli->options.key) {
        status = assay_key_create(path, ASSAY_KEY_ED25519, NULL, out, err);
        *made = status == ASSAY_OK;
    }
    return status;
}
