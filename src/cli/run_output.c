/* run_output.c - reports of a run, on standard output and in files. */

#include <assay/report.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/kit.h"
#include "base/text.h"
#include "cli/run.h"

static enum assay_status fail_word(const char *what, struct assay_error *err)
{
    enum assay_status status = assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET, "%s", what);

    assay_error_id(err, "usage.bad-value");
    assay_error_do(err, "-o FORMAT=FILE, such as -o sarif=assay.sarif");
    return status;
}

enum assay_status run_output(const char *word, char format[32], const char **file,
                             struct assay_error *err)
{
    const char *equals = strchr(word, '=');
    const char *told;

    if (equals && equals - word < 32 && !memchr(word, '/', (size_t)(equals - word))) {
        snprintf(format, 32, "%.*s", (int)(equals - word), word);
        *file = equals + 1;
        return **file ? ASSAY_OK : fail_word("--output names no file", err);
    }
    told = assay_report_format_of(word);
    if (!told)
        return fail_word("the ending of --output tells no format", err);
    text_copy(format, 32, told);
    *file = word;
    return ASSAY_OK;
}

static enum assay_status fail_output(const char *file, struct assay_error *err)
{
    enum assay_status status = assay_fail_errno(err, ASSAY_EOUTPUT, errno, "cannot write %s", file);

    assay_error_id(err, "output.failed");
    assay_error_path(err, file);
    assay_error_do(err, "name a file in a folder that exists and can be written");
    return status;
}

static enum assay_status check_output(const char *word, struct assay_error *err)
{
    CLEANUP(free_cleanup) char *folder = NULL;
    const char *file, *slash;
    struct stat about;
    char format[32];

    TRY(run_output(word, format, &file, err));
    TRY(assay_report_check(format, err));
    slash = strrchr(file, '/');
    if (!slash)
        return ASSAY_OK;
    folder = strndup(file, (size_t)(slash - file) + 1);
    if (!folder)
        return out_of_memory(err);
    return stat(folder, &about) == 0 ? ASSAY_OK : fail_output(file, err);
}

enum assay_status run_outputs_check(const struct options *options, struct assay_error *err)
{
    for (size_t i = 0; i < options->outputs.count; i++)
        TRY(check_output(options->outputs.texts[i], err));
    return ASSAY_OK;
}

/* A link such as /dev/stdout leads to what is open already, be it a regular file: it is written as
 * it is, and the link is not ours to replace. NULL for all else. */
static FILE *stream_of(const struct cli *cli, const char *file)
{
    FILE *const streams[] = {cli->out, cli->err};
    struct stat link, named, open;

    if (lstat(file, &link) != 0 || !S_ISLNK(link.st_mode) || stat(file, &named) != 0)
        return NULL;
    for (size_t i = 0; i < ARRAY_LEN(streams); i++) {
        int fd = fileno(streams[i]);

        if (fd >= 0 && fstat(fd, &open) == 0 && open.st_dev == named.st_dev &&
            open.st_ino == named.st_ino)
            return streams[i];
    }
    return NULL;
}

bool run_output_stays(const struct run *run, const char *file)
{
    struct stat about;

    return stat(file, &about) == 0 && S_ISREG(about.st_mode) && !stream_of(run->cli, file);
}

/* Same bytes for the same run again. */
static enum assay_status write_report(FILE *out, const char *format, const struct run *run,
                                      struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf flags = {.ceiling = SIZE_MAX};
    struct assay_report_options options = {.verbose = true, .seconds = -1};

    options_again(&run->given, FOR_REPORT, &flags);
    options.flags = buf_string(&flags);
    return assay_report_write(format, run->assessment, &options, out, err);
}

/* Writes the report to what was opened for it, and closes that. */
static enum assay_status write_to(FILE *out, const char *format, const struct run *run,
                                  const char *file, struct assay_error *err)
{
    enum assay_status status = write_report(out, format, run, err);

    if (fclose(out) != 0 && status == ASSAY_OK)
        status = fail_output(file, err);
    return status;
}

/* An older report is whole until the new one is, and of two runs the last one wins. */
static enum assay_status write_aside(const struct run *run, const char *format, const char *file,
                                     struct assay_error *err)
{
    char aside[PATH_MAX];
    int fd = file_aside(AT_FDCWD, file, 0666, aside);
    FILE *out = fd < 0 ? NULL : fdopen(fd, "w");
    enum assay_status status;

    if (fd < 0)
        return fail_output(file, err);
    status = out ? write_to(out, format, run, file, err) : fail_output(file, err);
    if (!out)
        close(fd);
    if (status == ASSAY_OK && rename(aside, file) != 0)
        status = fail_output(file, err);
    if (status != ASSAY_OK)
        unlink(aside);
    return status;
}

/* A device or a pipe is written as it is. */
static enum assay_status write_output(const struct run *run, const char *word,
                                      struct assay_error *err)
{
    enum assay_status status;
    struct stat present;
    char format[32];
    const char *file;
    FILE *out;

    TRY(run_output(word, format, &file, err));
    out = stream_of(run->cli, file);
    if (out) {
        status = write_report(out, format, run, err);
    } else if (stat(file, &present) == 0 && !S_ISREG(present.st_mode)) {
        out = fopen(file, "we");
        status = out ? write_to(out, format, run, file, err) : fail_output(file, err);
    } else {
        status = write_aside(run, format, file, err);
    }
    if (status == ASSAY_EOUTPUT) {
        assay_error_id(err, "output.failed");
        assay_error_path(err, file);
    }
    return status;
}

enum assay_status run_report(struct run *run, const char *fallback_format, struct assay_error *err)
{
    struct cli *cli = run->cli;
    const char *format = cli->options.format ? cli->options.format : fallback_format;
    CLEANUP(buf_clear) struct buf flags = {.ceiling = SIZE_MAX};
    struct assay_report_options options = {
        .width = cli->width,
        .color = cli->color,
        .ascii = cli->ascii,
        .verbose = cli->options.verbose,
        .quiet = cli->options.quiet,
        .seconds = strcmp(format, "text") == 0 ? run->seconds : -1, /* documents repeat */
    };

    options_again(&run->given, FOR_REPORT, &flags);
    options.flags = buf_string(&flags);
    TRY(assay_report_write(format, run->assessment, &options, cli->out, err));
    for (size_t i = 0; i < cli->options.outputs.count; i++)
        TRY(write_output(run, cli->options.outputs.texts[i], err));
    return ASSAY_OK;
}
