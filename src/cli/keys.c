/* keys.c - the signing key that a command uses. */

#include "cli/keys.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "base/kit.h"

char *keys_path(const char *name)
{
    CLEANUP(free_cleanup) char *folder = assay_key_folder();
    char *path = NULL;

    if (strchr(name, '/') || access(name, F_OK) == 0)
        return strdup(name);
    if (folder && asprintf(&path, "%s/%s%s", folder, name, strstr(name, ".pem") ? "" : ".pem") < 0)
        path = NULL;
    return path;
}

/* Asks on the terminal, without echo; false where there is none. */
static bool ask_passphrase(struct cli *cli, char *out, size_t size)
{
    struct termios shown, hidden;
    bool got;

    if (!cli->err_is_terminal || isatty(STDIN_FILENO) != 1 || tcgetattr(STDIN_FILENO, &shown) != 0)
        return false;
    hidden = shown;
    hidden.c_lflag &= ~(tcflag_t)ECHO;
    fputs("passphrase of the key: ", cli->err);
    fflush(cli->err);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
    got = fgets(out, (int)size, stdin) != NULL;
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown);
    fputc('\n', cli->err);
    if (got)
        out[strcspn(out, "\n")] = 0;
    return got;
}

/* The first line of a file, read without a buffer that keeps a copy; false where there is none. */
static bool read_passphrase(const char *path, char *out, size_t size)
{
    CLEANUP(close_cleanup) int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t got = fd >= 0 ? read(fd, out, size - 1) : -1;

    if (got <= 0)
        return false;
    out[got] = 0;
    out[strcspn(out, "\r\n")] = 0;
    return out[0] != 0;
}

/* The files of --passphrase-file in turn: trying one on the wrong key tells nobody anything. */
static enum assay_status try_files(struct cli *cli, const char *path, struct assay_key **out,
                                   struct assay_error *err)
{
    const struct option_list *files = &cli->options.passphrase_files;
    enum assay_status status = ASSAY_EUSAGE;

    for (size_t i = 0; i < files->count && status == ASSAY_EUSAGE; i++) {
        char passphrase[256];

        if (read_passphrase(files->texts[i], passphrase, sizeof passphrase)) {
            status = assay_key_open(path, passphrase, out, err);
        } else {
            status = assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET,
                                "%s has no passphrase in its first line", files->texts[i]);
            assay_error_id(err, "key.passphrase");
            assay_error_do(err, "--passphrase-file FILE names a file that can be read");
        }
        explicit_bzero(passphrase, sizeof passphrase);
    }
    return status;
}

/* An existing private key: the environment, then files, then whoever sits at the terminal. */
static enum assay_status open_key(struct cli *cli, const char *path, struct assay_key **out,
                                  struct assay_error *err)
{
    char passphrase[256];
    enum assay_status status = assay_key_open(path, NULL, out, err);

    if (status == ASSAY_EUSAGE && cli->options.passphrase_files.count)
        return try_files(cli, path, out, err);
    if (status == ASSAY_EUSAGE && !getenv("ASSAY_KEY_PASSPHRASE") &&
        ask_passphrase(cli, passphrase, sizeof passphrase))
        status = assay_key_open(path, passphrase, out, err);
    explicit_bzero(passphrase, sizeof passphrase);
    return status;
}

enum assay_status keys_open_named(struct cli *cli, const char *name, struct assay_key **out,
                                  struct assay_error *err)
{
    CLEANUP(free_cleanup) char *path = keys_path(name);

    return open_key(cli, path ? path : name, out, err);
}

enum assay_status keys_open_log(struct cli *cli, struct assay_key **out, struct assay_error *err)
{
    *out = NULL;
    return cli->options.log_key ? keys_open_named(cli, cli->options.log_key, out, err) : ASSAY_OK;
}

enum assay_status keys_open_signing(struct cli *cli, struct assay_key **out, bool *made,
                                    struct assay_error *err)
{
    CLEANUP(free_cleanup) char *path = keys_path(cli->options.key ? cli->options.key : "default");
    enum assay_status status;

    *made = false;
    if (!path) {
        status = assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET, "there is no place for keys");
        assay_error_id(err, "key.no-place");
        assay_error_why(err, "neither ASSAY_KEY_DIR nor XDG_CONFIG_HOME nor HOME is set");
        assay_error_do(err, "assay key new FILE.pem, then --key FILE.pem");
        return status;
    }
    status = open_key(cli, path, out, err);
    if (status == ASSAY_EMISSING && !cli->options.key) {
        status = assay_key_create(path, ASSAY_KEY_ED25519, NULL, out, err);
        *made = status == ASSAY_OK;
    }
    return status;
}
