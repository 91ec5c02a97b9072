/* export_sink.c - files of an export into a folder or a tar. Source: POSIX.1-2017 pax, "ustar
 * Interchange Format". */

#include "ledger/export_sink.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/codec.h"
#include "base/file.h"
#include "base/kit.h"
#include "crypto/digest.h"
#include "ledger/store.h"

#define TAR_FOLDER "ledger-export/"

enum {
    BLOCK = 512,
    RECORD = 20 * BLOCK,
    FOLDER_MODE = 0755,
    FILE_MODE = 0644,
    NAME_MAX_TAR = 100,
    SUM_NAME = 2 * SHA256_SIZE + 2, /* where the name stands in a line of SHA256SUMS */
};

static ASSAY_RESULT fail(const struct export_sink *sink, const char *name, struct assay_error *err)
{
    enum assay_status status = assay_fail_errno(err, ASSAY_EOUTPUT, errno, "cannot write %s of %s",
                                                *name ? name : "the end", sink->path);

    assay_error_id(err, "export.write");
    assay_error_path(err, sink->path);
    assay_error_do(err, "free space or name another place, then export again");
    return status;
}

static bool is_empty(const char *path)
{
    DIR *dir = opendir(path);
    size_t count = 0;

    while (dir && readdir(dir))
        count++;
    if (dir)
        closedir(dir);
    return dir && count == 2; /* . and .. */
}

/* Whoever types FILE.tar.gz wants no folder of that name. */
static bool is_other_archive(struct bytes path)
{
    static const char *const endings[] = {".tgz",     ".tar.gz", ".tar.xz", ".tar.zst",
                                          ".tar.bz2", ".zip",    ".7z"};

    for (size_t i = 0; i < ARRAY_LEN(endings); i++)
        if (bytes_ends(path, bytes_text(endings[i])))
            return true;
    return false;
}

enum assay_status export_sink_open(const char *path, struct export_sink *out,
                                   struct assay_error *err)
{
    bool tar = bytes_ends(bytes_text(path), BYTES(".tar"));
    enum assay_status status;

    *out = (struct export_sink){.path = path, .folder = -1, .sums = {.ceiling = SIZE_MAX}};
    if (is_other_archive(bytes_text(path))) {
        status = assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET,
                            "an export is a folder or a .tar, and %s is neither", path);
        assay_error_id(err, "export.form");
        assay_error_path(err, path);
        assay_error_do(err, "name a new folder, or a new FILE.tar, which other programs compress");
        return status;
    }
    if (access(path, F_OK) == 0 && (tar || !is_empty(path))) {
        status = assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET, "%s is there already", path);
        assay_error_id(err, "export.exists");
        assay_error_path(err, path);
        assay_error_do(err, "name a new folder, or a new FILE.tar");
        return status;
    }
    if (tar) {
        out->tar = fopen(path, "wxe");
        out->made = out->tar != NULL;
        return out->tar ? ASSAY_OK : fail(out, "the beginning", err);
    }
    out->made = access(path, F_OK) != 0;
    TRY(file_make_folders(AT_FDCWD, path, FOLDER_MODE, err));
    out->folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return out->folder >= 0 ? ASSAY_OK : fail(out, "the folder", err);
}

/* The folders of a file that is gone, from the innermost; one that is not empty yet stays. */
static void remove_parents(int folder, char *name)
{
    for (char *slash; (slash = strrchr(name, '/'));) {
        *slash = 0;
        if (unlinkat(folder, name, AT_REMOVEDIR) != 0)
            return;
    }
}

/* The files are those of the sums, "HEX  NAME" each. */
static void remove_files(const struct export_sink *sink)
{
    struct bytes rest = buf_bytes(&sink->sums);

    while (rest.size > SUM_NAME) {
        const uint8_t *end = memchr(rest.data, '\n', rest.size);
        size_t size = end ? (size_t)(end - rest.data) : rest.size;
        char name[STORE_NAME_SIZE];

        if (size > SUM_NAME &&
            snprintf(name, sizeof name, "%.*s", (int)(size - SUM_NAME), rest.data + SUM_NAME) <
                (int)sizeof name &&
            unlinkat(sink->folder, name, 0) == 0)
            remove_parents(sink->folder, name);
        rest = bytes_from(rest, end ? size + 1 : size);
    }
}

static void undo(const struct export_sink *sink)
{
    if (sink->folder >= 0)
        remove_files(sink);
    if (sink->made && rmdir(sink->path) != 0)
        unlink(sink->path); /* a tar */
}

void export_sink_clear(struct export_sink *sink)
{
    if (sink->tar)
        fclose(sink->tar);
    if (!sink->done)
        undo(sink);
    close_cleanup(&sink->folder);
    buf_clear(&sink->sums);
}

static bool put_tar(struct export_sink *sink, const char *name, struct bytes content)
{
    static const char zeros[BLOCK];
    char header[BLOCK] = {0};
    size_t rest = (BLOCK - content.size % BLOCK) % BLOCK;
    unsigned sum = 0;

    if (snprintf(header, NAME_MAX_TAR + 1, TAR_FOLDER "%s", name) > NAME_MAX_TAR) {
        errno = ENAMETOOLONG;
        return false;
    }
    header[NAME_MAX_TAR] = 0;
    snprintf(header + 100, 8, "%07o", FILE_MODE);
    snprintf(header + 108, 8, "%07o", 0);
    snprintf(header + 116, 8, "%07o", 0);
    snprintf(header + 124, 12, "%011zo", content.size);
    snprintf(header + 136, 12, "%011o", 0);
    memset(header + 148, ' ', 8);
    header[156] = '0';
    memcpy(header + 257, "ustar\00000", 8);
    for (size_t i = 0; i < sizeof header; i++)
        sum += (unsigned char)header[i];
    snprintf(header + 148, 8, "%06o", sum);
    return fwrite(header, 1, BLOCK, sink->tar) == BLOCK &&
           (content.size == 0 ||
            fwrite(content.data, 1, content.size, sink->tar) == content.size) &&
           fwrite(zeros, 1, rest, sink->tar) == rest;
}

static bool put_file(const struct export_sink *sink, const char *name, struct bytes content)
{
    CLEANUP(close_cleanup) int fd = -1;
    CLEANUP(free_cleanup) char *parents = strdup(name);
    char *slash = parents ? strrchr(parents, '/') : NULL;

    if (slash) {
        *slash = 0;
        if (file_make_folders(sink->folder, parents, FOLDER_MODE, NULL) != ASSAY_OK)
            return false;
    }
    fd = openat(sink->folder, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, FILE_MODE);
    return fd >= 0 && file_write_all(fd, content);
}

/* Half a file, or only its folder. */
static void drop_file(const struct export_sink *sink, const char *name)
{
    int sys = errno;
    CLEANUP(free_cleanup) char *copy = strdup(name);

    if (!sink->tar && sys != EEXIST)
        unlinkat(sink->folder, name, 0);
    if (!sink->tar && copy)
        remove_parents(sink->folder, copy);
    errno = sys;
}

static ASSAY_RESULT write_file(struct export_sink *sink, const char *name, struct bytes content,
                               struct assay_error *err)
{
    if (sink->tar ? put_tar(sink, name, content) : put_file(sink, name, content))
        return ASSAY_OK;
    drop_file(sink, name);
    return fail(sink, name, err);
}

enum assay_status export_put(struct export_sink *sink, const char *name, struct bytes content,
                             struct assay_error *err)
{
    uint8_t digest[SHA256_SIZE];
    char hex[2 * SHA256_SIZE + 1];

    TRY(write_file(sink, name, content, err));
    sha256(content, digest);
    hex_encode(bytes_of(digest, sizeof digest), hex);
    buf_printf(&sink->sums, "%s  %s\n", hex, name);
    return buf_status(&sink->sums, err);
}

enum assay_status export_sink_end(struct export_sink *sink, struct assay_error *err)
{
    FILE *tar;
    bool held;

    TRY(write_file(sink, "SHA256SUMS", buf_bytes(&sink->sums), err));
    sink->done = !sink->tar;
    if (sink->done)
        return ASSAY_OK;
    held = true;
    for (long at = ftell(sink->tar), end = at + 2L * BLOCK; held; at++) { /* to a whole record */
        if (at >= end && at % RECORD == 0)
            break;
        held = fputc(0, sink->tar) != EOF;
    }
    tar = TAKE(sink->tar);
    held &= fclose(tar) == 0;
    sink->done = held;
    return held ? ASSAY_OK : fail(sink, "", err);
}
