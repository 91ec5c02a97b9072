/*
 * patterns_database.c - the table compiled for Hyperscan, kept from run to run.
 *
 * The file in the cache is named by SHA-256 over the patterns, the library's version and what the
 * processor can do. Hyperscan holds what it is given against a checksum, which finds damage;
 * whoever can write there can write any sum. A file that is missing, cut or changed is compiled and
 * written anew: the cache saves time, it is never an answer by itself.
 *
 * Reading it is half of what a run over a tiny file costs beside starting at all, and nearly all of
 * that were faults of pages; so the file is mapped, and what it becomes has its pages at once.
 */

#include <fcntl.h>
#include <hs.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "base/buf.h"
#include "base/codec.h"
#include "base/file.h"
#include "base/kit.h"
#include "base/map.h"
#include "crypto/digest.h"
#include "examine/detect/detectors.h"
#include "examine/detect/escapes.h"
#include "examine/detect/user_patterns.h"
#include "source/embedded.h"

enum { FILE_MAX = 64 * 1024 * 1024 };

/* How the file begins. */
static const char magic[16] = "assay patterns3";

struct patterns {
    const struct pattern **all;
    size_t count;
    char *cache_folder;
    pthread_mutex_t lock;
    hs_database_t *database; /* set once, under the lock */
    size_t mapped;           /* bytes of it where it was read back; else 0: the library's own */
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
        return out_of_memory(err);
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
        return out_of_memory(err);
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
    if (patterns->mapped)
        munmap(patterns->database, patterns->mapped);
    else
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

enum { LITERAL_MAX = 4 * 16 + 1 };

/* Bytes as an expression. */
static void write_literal(struct bytes bytes, char out[LITERAL_MAX])
{
    for (size_t i = 0; i < bytes.size && 4 * i + 4 < LITERAL_MAX; i++)
        snprintf(out + 4 * i, 5, "\\x%02x", bytes.data[i]);
}

/* Tags as they may be written. In YAML a directive gives what all its tags begin with; in JSON any
 * letter may be an escape. */
static const char *const tag_expressions[] = {
    [TAG_OF_YAML] = "2002(:|%3[aA])(p|%70)(y|%79)|!!(p(y|%79)|%70)",
    [TAG_OF_JSON] = "\"(p|\\\\u0070)(y|\\\\u0079)(\\\\?/|\\\\u002[fF])"
                    "([a-z]{0,8}\\\\u00|(function|mod|object|re(duce|pr)|type)\\\\?\")",
    [KEY_OF_TARGET] = "\"((_|\\\\u005[fF])(target_|component_|[a-z]{0,9}\\\\u00)|"
                      "\\(\\)\"[ \t\r\n]{0,8}:[ \t\r\n]{0,8}\")",
};
_Static_assert(ARRAY_LEN(tag_expressions) == OBJECT_TAGS, "each tag has its expression");

/* All that is looked for: the patterns, then the magics of containers, escapes and tags. */
struct expressions {
    const char **all;
    unsigned *ids, *flags;
    char (*literals)[LITERAL_MAX];
    size_t count;
};

static void expressions_clear(struct expressions *expressions)
{
    free(expressions->all);
    free(expressions->ids);
    free(expressions->flags);
    free(expressions->literals);
}

static bool list_expressions(const struct patterns *patterns, struct expressions *out)
{
    size_t magics = patterns->count + embedded_format_count, tags = magics + 1,
           count = tags + OBJECT_TAGS;

    *out = (struct expressions){
        .all = calloc(count, sizeof *out->all),
        .ids = calloc(count, sizeof *out->ids),
        .flags = calloc(count, sizeof *out->flags),
        .literals = calloc(embedded_format_count, sizeof *out->literals),
        .count = count,
    };
    if (!out->all || !out->ids || !out->flags || !out->literals)
        return false;
    for (size_t i = 0; i < embedded_format_count; i++)
        write_literal(embedded_magic(i), out->literals[i]);
    for (size_t i = 0; i < count; i++) {
        out->ids[i] = (unsigned)i;
        out->all[i] = i < patterns->count ? patterns->all[i]->find
                      : i < magics        ? out->literals[i - patterns->count]
                      : i == magics       ? ESCAPE_EXPRESSION
                                          : tag_expressions[i - tags];
        out->flags[i] = i < tags ? 0 : HS_FLAG_SINGLEMATCH;
    }
    return true;
}

static ASSAY_RESULT compile(const struct patterns *patterns, hs_database_t **out,
                            struct assay_error *err)
{
    CLEANUP(expressions_clear) struct expressions expressions = {0};
    hs_compile_error_t *failure = NULL;

    if (!list_expressions(patterns, &expressions))
        return out_of_memory(err);
    if (hs_compile_multi(expressions.all, expressions.flags, expressions.ids,
                         (unsigned)expressions.count, HS_MODE_STREAM, NULL, out,
                         &failure) != HS_SUCCESS) {
        bool one =
            failure && failure->expression >= 0 && (size_t)failure->expression < patterns->count;
        enum assay_status status =
            assay_fail(err, ASSAY_EINTERNAL, ASSAY_NO_OFFSET, "the patterns do not compile: %s: %s",
                       one ? patterns->all[failure->expression]->what.class_name : "all",
                       failure ? failure->message : "no reason given");

        hs_free_compile_error(failure);
        return status;
    }
    return ASSAY_OK;
}

/* The name of the cache file: what the compiled form depends on. False: out of memory. */
static bool cache_name(const struct patterns *patterns, char name[2 * SHA256_SIZE + 1 + 16])
{
    hs_platform_info_t platform = {0};
    uint8_t digest[DIGEST_SIZE_MAX];
    CLEANUP(expressions_clear) struct expressions expressions = {0};
    CLEANUP(buf_clear) struct buf all;
    char hex[2 * SHA256_SIZE + 1];

    buf_init(&all, FILE_MAX);
    if (hs_populate_platform(&platform) == HS_SUCCESS)
        buf_printf(&all, "%u %llu\n", platform.tune, platform.cpu_features);
    buf_printf(&all, "%s\n%s\n", magic, hs_version()); /* builds of two forms may take turns */
    if (!list_expressions(patterns, &expressions))
        return false;
    for (size_t i = 0; i < expressions.count; i++)
        buf_printf(&all, "%s\n", expressions.all[i]);
    sha256(buf_bytes(&all), digest);
    hex_encode(bytes_of(digest, SHA256_SIZE), hex);
    snprintf(name, 2 * SHA256_SIZE + 1 + 16, "patterns-%s", hex);
    return true;
}

static char *cache_path(const struct patterns *patterns)
{
    char name[2 * SHA256_SIZE + 1 + 16];
    char *path = NULL;

    if (!cache_name(patterns, name) || asprintf(&path, "%s/%s", patterns->cache_folder, name) < 0)
        return NULL;
    return path;
}

static bool is_ours(struct bytes file)
{
    return file.size > sizeof magic && file.size <= FILE_MAX &&
           memcmp(file.data, magic, sizeof magic) == 0;
}

static bool read_database(struct patterns *patterns, struct bytes body)
{
    size_t size = 0;
    void *memory;

    if (hs_serialized_database_size((const char *)body.data, body.size, &size) != HS_SUCCESS ||
        size > FILE_MAX)
        return false;
    memory =
        mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
    if (memory == MAP_FAILED)
        return false;
    if (hs_deserialize_database_at((const char *)body.data, body.size, memory) != HS_SUCCESS) {
        munmap(memory, size);
        return false;
    }
    patterns->database = memory;
    patterns->mapped = size;
    return true;
}

static bool read_back(struct patterns *patterns, const char *path)
{
    CLEANUP(map_clear) struct bytes file = {0};
    struct assay_error ignored;

    return map_file(AT_FDCWD, path, &file, &ignored) == ASSAY_OK && is_ours(file) &&
           read_database(patterns, bytes_from(file, sizeof magic));
}

/* A cache that cannot be written costs time in the next run, and nothing else. */
static void write_back(const struct patterns *patterns, const char *path,
                       const hs_database_t *database)
{
    CLEANUP(buf_clear) struct buf file;
    struct assay_error ignored;
    char *body = NULL;
    size_t size = 0;

    buf_init(&file, FILE_MAX);
    if (hs_serialize_database(database, &body, &size) != HS_SUCCESS)
        return;
    buf_add(&file, magic, sizeof magic);
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
            return out_of_memory(err);
        if (read_back(patterns, path))
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
