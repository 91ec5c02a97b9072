/*
 * patterns_database.c - the table compiled for Hyperscan, kept from run to run.
 *
 * The file in the cache is named by SHA-256 over the patterns, the library's version and what the
 * processor can do, and begins with the digest of what follows. A file that is missing, cut or
 * changed is compiled and written anew: the cache saves time, it is never an answer by itself.
 */

#include <fcntl.h>
#include <hs.h>
#include <pthread.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/codec.h"
#include "base/file.h"
#include "base/kit.h"
#include "crypto/digest.h"
#include "examine/user_patterns.h"

enum { FILE_MAX = 64 * 1024 * 1024 };

static const char magic[16] = "assay patterns1";

struct patterns {
    const struct pattern **all;
    size_t count;
    char *cache_folder;
    pthread_mutex_t lock;
    hs_database_t *database; /* set once, under the lock */
};

static bool list(struct patterns *patterns)
{
    size_t count = 0;

    pthread_mutex_init(&patterns->lock, NULL);
    while (pattern_shipped(count))
        count++;
    patterns->all = calloc(count + 1, sizeof *patterns->all);
    for (; patterns->all && patterns->count < count; patterns->count++)
        patterns->all[patterns->count] = pattern_shipped(patterns->count);
    return patterns->all != NULL;
}

enum assay_status patterns_new(const char *cache_folder, struct patterns **out,
                               struct assay_error *err)
{
    struct patterns *patterns = calloc(1, sizeof *patterns);

    if (!patterns || !list(patterns) ||
        (cache_folder && !(patterns->cache_folder = strdup(cache_folder)))) {
        patterns_free(patterns);
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory");
    }
    *out = patterns;
    return ASSAY_OK;
}

enum assay_status patterns_use(struct patterns *patterns, const struct assay_patterns *user,
                               bool alone, struct assay_error *err)
{
    size_t kept = alone ? 0 : patterns->count;
    const struct pattern **all =
        reallocarray(patterns->all, kept + user->count + 1, sizeof(struct pattern *));

    if (!all)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory");
    for (size_t i = 0; i < user->count; i++)
        all[kept + i] = &user->all[i];
    patterns->all = all;
    patterns->count = kept + user->count;
    return ASSAY_OK;
}

void patterns_free(struct patterns *patterns)
{
    if (!patterns)
        return;
    hs_free_database(patterns->database);
    pthread_mutex_destroy(&patterns->lock);
    free(patterns->cache_folder);
    free(patterns->all);
    free(patterns);
}

size_t patterns_count(const struct patterns *patterns)
{
    return patterns->count;
}

const struct pattern *patterns_at(const struct patterns *patterns, size_t index)
{
    return patterns->all[index];
}

static ASSAY_RESULT compile(const struct patterns *patterns, hs_database_t **out,
                            struct assay_error *err)
{
    CLEANUP(free_cleanup) const char **expressions = calloc(patterns->count, sizeof *expressions);
    CLEANUP(free_cleanup) unsigned *ids = calloc(patterns->count, sizeof *ids);
    CLEANUP(free_cleanup) unsigned *flags = calloc(patterns->count, sizeof *flags);
    hs_compile_error_t *failure = NULL;

    if (!expressions || !ids || !flags)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory");
    for (size_t i = 0; i < patterns->count; i++) {
        expressions[i] = patterns->all[i]->find;
        ids[i] = (unsigned)i;
    }
    if (hs_compile_multi(expressions, flags, ids, (unsigned)patterns->count, HS_MODE_STREAM, NULL,
                         out, &failure) != HS_SUCCESS) {
        enum assay_status status =
            assay_fail(err, ASSAY_EINTERNAL, ASSAY_NO_OFFSET, "the patterns do not compile: %s: %s",
                       failure && failure->expression >= 0
                           ? patterns->all[failure->expression]->what.class_name
                           : "all",
                       failure ? failure->message : "no reason given");

        hs_free_compile_error(failure);
        return status;
    }
    return ASSAY_OK;
}

/* The name of the cache file: what the compiled form depends on. */
static void cache_name(const struct patterns *patterns, char name[2 * SHA256_SIZE + 1 + 16])
{
    hs_platform_info_t platform = {0};
    uint8_t digest[DIGEST_SIZE_MAX];
    CLEANUP(buf_clear) struct buf all;
    char hex[2 * SHA256_SIZE + 1];

    buf_init(&all, FILE_MAX);
    if (hs_populate_platform(&platform) == HS_SUCCESS)
        buf_printf(&all, "%u %llu\n", platform.tune, platform.cpu_features);
    buf_printf(&all, "%s\n", hs_version());
    for (size_t i = 0; i < patterns->count; i++)
        buf_printf(&all, "%s\n", patterns->all[i]->find);
    sha256(buf_bytes(&all), digest);
    hex_encode(bytes_of(digest, SHA256_SIZE), hex);
    snprintf(name, 2 * SHA256_SIZE + 1 + 16, "patterns-%s", hex);
}

static char *cache_path(const struct patterns *patterns)
{
    char name[2 * SHA256_SIZE + 1 + 16];
    char *path = NULL;

    cache_name(patterns, name);
    return asprintf(&path, "%s/%s", patterns->cache_folder, name) < 0 ? NULL : path;
}

static bool read_back(const char *path, hs_database_t **out)
{
    CLEANUP(buf_clear) struct buf file;
    struct assay_error ignored;
    uint8_t digest[SHA256_SIZE];
    struct bytes body;

    buf_init(&file, FILE_MAX);
    if (file_read(AT_FDCWD, path, &file, &ignored) != ASSAY_OK ||
        file.size <= sizeof magic + SHA256_SIZE || memcmp(file.data, magic, sizeof magic) != 0)
        return false;
    body = bytes_from(buf_bytes(&file), sizeof magic + SHA256_SIZE);
    sha256(body, digest);
    return memcmp(file.data + sizeof magic, digest, sizeof digest) == 0 &&
           hs_deserialize_database((const char *)body.data, body.size, out) == HS_SUCCESS;
}

/* A cache that cannot be written costs time in the next run, and nothing else. */
static void write_back(const struct patterns *patterns, const char *path,
                       const hs_database_t *database)
{
    CLEANUP(buf_clear) struct buf file;
    struct assay_error ignored;
    uint8_t digest[SHA256_SIZE];
    char *body = NULL;
    size_t size = 0;

    buf_init(&file, FILE_MAX);
    if (hs_serialize_database(database, &body, &size) != HS_SUCCESS)
        return;
    sha256(bytes_of(body, size), digest);
    buf_add(&file, magic, sizeof magic);
    buf_add(&file, digest, sizeof digest);
    buf_add(&file, body, size);
    free(body);
    if (buf_status(&file, &ignored) == ASSAY_OK &&
        file_make_folders(AT_FDCWD, patterns->cache_folder, 0700, &ignored) == ASSAY_OK &&
        file_replace(AT_FDCWD, path, buf_bytes(&file), 0600, &ignored) != ASSAY_OK)
        return;
}

static ASSAY_RESULT make(struct patterns *patterns, struct assay_error *err)
{
    CLEANUP(free_cleanup) char *path = NULL;

    if (patterns->cache_folder) {
        path = cache_path(patterns);
        if (!path)
            return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory");
        if (read_back(path, &patterns->database))
            return ASSAY_OK;
    }
    TRY(compile(patterns, &patterns->database, err));
    if (path)
        write_back(patterns, path, patterns->database);
    return ASSAY_OK;
}

enum assay_status patterns_database(struct patterns *patterns, const struct hs_database **out,
                                    struct assay_error *err)
{
    enum assay_status status = ASSAY_OK;

    pthread_mutex_lock(&patterns->lock);
    if (!patterns->database)
        status = make(patterns, err);
    pthread_mutex_unlock(&patterns->lock);
    if (status == ASSAY_OK)
        *out = patterns->database;
    return status;
}
