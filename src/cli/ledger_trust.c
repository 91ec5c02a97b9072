/* ledger_trust.c - what the actions on proofs share: whom to trust, and files that are written. */

#include <assay/trust.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/kit.h"
#include "cli/ledger_actions.h"

enum { VKEY_FILE_MAX = 4096 };

/* One line has two plus signs, and is never looked for as a file: whoever lays one of that name
 * here must not take the place of the key. */
static bool is_line(const char *word)
{
    const char *plus = strchr(word, '+');

    return plus && strchr(plus + 1, '+') && !strchr(word, '\n'); /* PEM has both */
}

static enum assay_status fail_vkey(const char *word, struct assay_error *err)
{
    enum assay_status status =
        assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET,
                   "%s is no verifier key, and no file that holds one", word);

    assay_error_id(err, "key.format");
    assay_error_why(err, "a verifier key is name+id+key, as assay key export --vkey prints it");
    assay_error_do(err, "--vkey FILE, or --vkey \"$(cat FILE)\"");
    return status;
}

/* The line itself, or the one that the file of that name holds. */
static enum assay_status read_vkey(const char *word, char **out, struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = VKEY_FILE_MAX};
    struct bytes line;
    enum assay_status status;

    if (!is_line(word)) {
        status = file_read(AT_FDCWD, word, &text, err);
        if (status == ASSAY_EMISSING || status == ASSAY_ELIMIT)
            return fail_vkey(word, err);
        TRY(status);
    } else {
        buf_text(&text, word);
    }
    line = bytes_trim(buf_bytes(&text), BYTES(" \t\r\n"));
    *out = strndup((const char *)line.data, line.size);
    if (!*out)
        return out_of_memory(err);
    return is_line(*out) ? ASSAY_OK : fail_vkey(word, err);
}

struct lines {
    char **texts;
    size_t count;
};

static void lines_clear(struct lines *lines)
{
    for (size_t i = 0; i < lines->count; i++)
        free(lines->texts[i]);
    free(lines->texts);
}

static enum assay_status trust_keys(const struct option_list *words, struct assay_trust **out,
                                    struct assay_error *err)
{
    CLEANUP(lines_clear)
    struct lines lines = {calloc(words->count, sizeof *lines.texts), words->count};

    if (!lines.texts) {
        lines.count = 0;
        return out_of_memory(err);
    }
    for (size_t i = 0; i < words->count; i++)
        TRY(read_vkey(words->texts[i], &lines.texts[i], err));
    return assay_trust_of_keys((const char *const *)lines.texts, lines.count, out, err);
}

enum assay_status ledger_trust(const struct cli *cli, struct assay_trust **out,
                               struct assay_error *err)
{
    const struct options *options = &cli->options;
    enum assay_status status;

    *out = NULL;
    if (options->trust && options->vkeys.count > 0) {
        status = assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET, "--trust and --vkey together");
        assay_error_id(err, "usage.bad-value");
        assay_error_do(err, "put the key into the policy, as a line \"log VKEY\"");
        return status;
    }
    if (options->trust)
        return assay_trust_open(options->trust, out, err);
    if (options->vkeys.count > 0)
        return trust_keys(&options->vkeys, out, err);
    return ASSAY_OK;
}

static bool lies_in(const char *folder, const char *path)
{
    CLEANUP(free_cleanup) char *whole = realpath(folder, NULL);
    CLEANUP(free_cleanup) char *file = realpath(path, NULL);
    size_t size = whole ? strlen(whole) : 0;

    return whole && file && strncmp(whole, file, size) == 0 && file[size] == '/';
}

static enum assay_status fail_own(const char *path, struct assay_error *err)
{
    enum assay_status status = assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET,
                                          "%s lies in the ledger that it is to vouch for", path);

    assay_error_id(err, "key.own");
    assay_error_path(err, path);
    assay_error_do(err, "get the key from the owner of the log by another way, and keep it "
                        "elsewhere; without a key verify says what holds, and that nobody vouches");
    return status;
}

enum assay_status ledger_refuse_own(const struct cli *cli, const char *folder,
                                    struct assay_error *err)
{
    const struct options *options = &cli->options;

    for (size_t i = 0; i < options->keys.count; i++)
        if (lies_in(folder, options->keys.texts[i]))
            return fail_own(options->keys.texts[i], err);
    for (size_t i = 0; i < options->vkeys.count; i++)
        if (!is_line(options->vkeys.texts[i]) && lies_in(folder, options->vkeys.texts[i]))
            return fail_own(options->vkeys.texts[i], err);
    if (options->trust && lies_in(folder, options->trust))
        return fail_own(options->trust, err);
    return ASSAY_OK;
}

enum assay_status ledger_write_file(const char *path, const void *content, size_t size,
                                    struct assay_error *err)
{
    FILE *file = fopen(path, "we");
    bool written = file && fwrite(content, 1, size, file) == size;
    enum assay_status status;

    if (file && fclose(file) == 0 && written)
        return ASSAY_OK;
    status = assay_fail_errno(err, ASSAY_EOUTPUT, errno, "cannot write %s", path);
    assay_error_id(err, "output.failed");
    assay_error_path(err, path);
    assay_error_do(err, "name a file in a folder that can be written");
    return status;
}

enum assay_status ledger_replace_file(const char *path, const void *content, size_t size,
                                      mode_t mode, struct assay_error *err)
{
    struct stat present;

    if (stat(path, &present) == 0 && !S_ISREG(present.st_mode))
        return ledger_write_file(path, content, size, err);
    return file_replace(AT_FDCWD, path, bytes_of(content, size), mode, err);
}
