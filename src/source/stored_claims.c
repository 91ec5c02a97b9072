/* stored_claims.c - looks up what pointers claim, file by file. */

#include "source/stored_claims.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/codec.h"
#include "base/file.h"
#include "base/kit.h"
#include "base/limits.h"
#include "base/room.h"
#include "source/dvc_list.h"
#include "source/dvc_unlisted.h"
#include "source/fail.h"

/* What is looked up is asked pointer by pointer, so the last answers are worth keeping. */
struct finder {
    const struct stores *stores;
    struct claims *claims;
    struct arena *arena;
    struct assay_error *err;

    const char *cache; /* of DVC, for pointers in `folder` */
    struct bytes folder;
    bool cache_known;

    struct { /* the folder of DVC that `list` is, and where it was looked for */
        char digest[DIGEST_HEX];
        const char *cache;
        enum claim_hash hash;
    } listed;
    struct dvc_list list;
    const char *list_missing, *list_differs;
};

void claims_clear(struct claims *claims)
{
    free(claims->claims);
    if (claims->opened && claims->root >= 0)
        close(claims->root);
    *claims = (struct claims){.root = -1};
}

static ASSAY_RESULT add(struct finder *finder, const struct claim *claim)
{
    struct claims *claims = finder->claims;

    if (!HAS_ROOM(claims->claims, claims->count, claims->capacity))
        return fail_no_memory(finder->err);
    claims->claims[claims->count++] = *claim;
    return ASSAY_OK;
}

static struct bytes folder_of(const struct assay_path *path)
{
    const char *slash = path->size ? memrchr(path->name, '/', path->size) : NULL;

    return bytes_of(path->name, slash ? (size_t)(slash - path->name) : 0);
}

static const char *dvc_cache(struct finder *finder, const struct assay_path *pointer)
{
    struct bytes folder = folder_of(pointer);

    if (!finder->cache_known || !bytes_equal(folder, finder->folder)) {
        finder->cache = store_dvc_cache(finder->stores, pointer->name, finder->arena);
        finder->folder = folder;
        finder->cache_known = true;
    }
    return finder->cache;
}

/* Where DVC puts the content, relative to the root: beside the pointer. NULL where that leads out.
 */
static const char *beside(const struct finder *finder, const struct claim *claim)
{
    CLEANUP(buf_clear) struct buf path = {.ceiling = SIZE_MAX};
    struct bytes folder = folder_of(claim->of.path), rest = claim->of.claim.name;

    buf_add(&path, folder.data, folder.size);
    if (rest.size == 0 || rest.data[0] == '/')
        return NULL;
    while (rest.size > 0) {
        const uint8_t *slash = memchr(rest.data, '/', rest.size);
        struct bytes part = bytes_of(rest.data, slash ? (size_t)(slash - rest.data) : rest.size);

        rest = bytes_from(rest, part.size + 1);
        if (part.size == 0 || bytes_equal(part, BYTES(".")))
            continue;
        if (bytes_equal(part, BYTES(".."))) {
            const uint8_t *last = path.size ? memrchr(path.data, '/', path.size) : NULL;

            if (path.size == 0)
                return NULL;
            path.size = last ? (size_t)(last - path.data) : 0;
            continue;
        }
        if (path.size > 0)
            buf_byte(&path, '/');
        buf_add(&path, part.data, part.size);
    }
    return path.status == ASSAY_OK && path.size ? arena_copy(finder->arena, buf_bytes(&path))
                                                : NULL;
}

/* DVC may check out a link into its cache; a program that is led elsewhere loads something else
 * than what was examined. */
static bool is_led_astray(struct finder *finder, const struct claim *claim)
{
    const char *path = finder->claims->root >= 0 ? beside(finder, claim) : NULL;
    struct stat link, led, kept;

    if (!path || !claim->file ||
        fstatat(finder->claims->root, path, &link, AT_SYMLINK_NOFOLLOW) != 0 ||
        !S_ISLNK(link.st_mode))
        return false;
    return fstatat(finder->claims->root, path, &led, 0) != 0 || stat(claim->file, &kept) != 0 ||
           led.st_dev != kept.st_dev || led.st_ino != kept.st_ino;
}

/* Takes the file that stands where DVC would put it; false where there is none. */
static bool take_beside(struct finder *finder, struct claim *claim)
{
    const struct stored_claim *of = &claim->of.claim;
    const char *path = finder->claims->root >= 0 ? beside(finder, claim) : NULL;
    struct stat info;

    if (!path || fstatat(finder->claims->root, path, &info, AT_SYMLINK_NOFOLLOW) != 0 ||
        !S_ISREG(info.st_mode))
        return false;
    if (of->beside == BESIDE_LAST && of->size != (uint64_t)info.st_size)
        return false;
    claim->file = path;
    claim->beside = true;
    return true;
}

static void find_dvc(struct finder *finder, struct claim *claim)
{
    const struct stored_claim *of = &claim->of.claim;
    const char *cache = dvc_cache(finder, claim->of.path);

    if (!of->digest) {
        claim->why = "it is kept in a store elsewhere, under no digest";
        return;
    }
    if (of->beside == BESIDE_FIRST && take_beside(finder, claim))
        return;
    if (cache)
        claim->file = store_dvc_find(cache, of->digest, of->hash == CLAIM_DVC_TEXT, finder->arena);
    if (of->beside == BESIDE_FIRST)
        claim->astray = is_led_astray(finder, claim);
    if (!claim->file && of->beside == BESIDE_LAST)
        take_beside(finder, claim);
}

/* Of SHA-256; git-lfs makes an empty file of it, and asks no store. */
static bool is_empty(const struct stored_claim *claim)
{
    static const char nothing[] =
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    return claim->store == STORE_LFS && claim->size == 0 && strcmp(claim->digest, nothing) == 0;
}

static ASSAY_RESULT find(struct finder *finder, struct claim *claim)
{
    const struct stored_claim *of = &claim->of.claim;
    struct annex_key key;

    if (is_empty(of)) {
        claim->verdict = CLAIM_HOLDS;
        return add(finder, claim);
    }
    if (!claim->of.path->container) { /* no store belongs to what stands in a bundle */
        if (of->store == STORE_LFS)
            claim->file = store_lfs_find(finder->stores, of->digest, finder->arena);
        else if (of->store == STORE_DVC)
            find_dvc(finder, claim);
        else if (annex_key_parse(of->key, &key))
            claim->file = store_annex_find(finder->stores, &key, finder->arena);
    }
    claim->verdict = claim->file ? CLAIM_UNREAD : of->optional ? CLAIM_PASSED_OVER : CLAIM_MISSING;
    return add(finder, claim);
}

/* ---- folders of DVC ---- */

static bool list_is(struct bytes text, const struct stored_claim *claim)
{
    char once[DIGEST_HEX] = "", each[DIGEST_HEX] = "";
    struct dvc_md5 *md5 = dvc_md5_new();

    if (!md5)
        return false;
    dvc_md5_add(md5, text); /* JSON holds no CRLF, so that both generations name it alike */
    dvc_md5_end(md5, once, each);
    dvc_md5_free(md5);
    return strncmp(claim->digest, once, strlen(once)) == 0;
}

/* Reads the list that a folder's claim names, unless it is the one at hand. */
static ASSAY_RESULT read_list(struct finder *finder, const struct claim *claim)
{
    const struct stored_claim *of = &claim->of.claim;
    const char *cache = dvc_cache(finder, claim->of.path), *path = NULL;
    CLEANUP(buf_clear) struct buf text = {.ceiling = LIMIT_DVC_LIST};
    struct assay_error failure = {0};
    enum assay_status status;

    finder->list = (struct dvc_list){0};
    finder->list_missing = finder->list_differs = NULL;
    if (cache && of->digest)
        path = store_dvc_find(cache, of->digest, of->hash == CLAIM_DVC_TEXT, finder->arena);
    if (!path) {
        finder->list_missing = "the list of its files is not in the cache";
        return ASSAY_OK;
    }
    status = file_read(AT_FDCWD, path, &text, &failure);
    if (status == ASSAY_OK && !list_is(buf_bytes(&text), of))
        finder->list_differs = "the list of its files has another MD5 than the pointer says";
    if (status == ASSAY_OK)
        status = dvc_list_parse(buf_bytes(&text), finder->arena, &finder->list, &failure);
    if (status == ASSAY_ENOMEM)
        return fail_no_memory(finder->err);
    if (status != ASSAY_OK) {
        finder->list = (struct dvc_list){0};
        finder->list_differs = arena_text(finder->arena, failure.text);
    } else if (!finder->list_differs && !finder->list.sorted) {
        finder->list_differs = "the list of its files is not in order";
    }
    return ASSAY_OK;
}

static struct bytes join(const struct finder *finder, struct bytes folder, struct bytes name)
{
    const char *path =
        arena_printf(finder->arena, "%.*s/%.*s", (int)folder.size, (const char *)folder.data,
                     (int)name.size, (const char *)name.data);

    return path ? bytes_text(path) : name;
}

static uint64_t size_of(const struct finder *finder, const struct claim *claim)
{
    struct stat info;

    return fstatat(claim->beside ? finder->claims->root : AT_FDCWD, claim->file, &info,
                   AT_SYMLINK_NOFOLLOW) == 0
               ? (uint64_t)info.st_size
               : 0;
}

/* One folder may be in the cache of one project and not of another, or be kept by both generations.
 */
static bool is_listed(struct finder *finder, const struct claim *folder)
{
    const struct stored_claim *of = &folder->of.claim;
    const char *cache = dvc_cache(finder, folder->of.path);

    return of->digest && strcmp(of->digest, finder->listed.digest) == 0 &&
           finder->listed.hash == of->hash &&
           (cache == finder->listed.cache ||
            (cache && finder->listed.cache && strcmp(cache, finder->listed.cache) == 0));
}

/* Files on disk that the list does not name: they are examined, and the folder is not as it says.
 */
struct unlisted {
    struct finder *finder;
    const struct claim *folder;
    size_t count;
    struct bytes first; /* by name */
    bool first_is_link;
};

static void count_unlisted(struct unlisted *unlisted, const struct dvc_unlisted *found)
{
    if (found->left_out)
        return;
    if (unlisted->count++ == 0 || bytes_compare(found->relpath, unlisted->first) < 0) {
        const char *kept = arena_copy(unlisted->finder->arena, found->relpath);

        unlisted->first = bytes_of(kept, kept ? found->relpath.size : 0);
        unlisted->first_is_link = found->is_link;
    }
}

static enum assay_status take_unlisted(void *state, const struct dvc_unlisted *found,
                                       struct assay_error *err)
{
    struct unlisted *unlisted = state;
    struct finder *finder = unlisted->finder;
    struct claim file = *unlisted->folder;
    const char *folder = beside(finder, unlisted->folder);
    struct bytes relpath = found->relpath;

    count_unlisted(unlisted, found);
    if (found->is_link)
        return ASSAY_OK;
    file.of.claim.name = join(finder, file.of.claim.name, relpath);
    file.of.claim.hash = CLAIM_UNVERIFIED;
    file.of.claim.digest = "";
    file.of.claim.size = STREAM_SIZE_UNKNOWN;
    file.of.claim.folder = false;
    file.file = folder ? (const char *)join(finder, bytes_text(folder), relpath).data : NULL;
    file.beside = true;
    file.verdict = CLAIM_UNREAD;
    if (!file.file)
        return fail_no_memory(err);
    return add(finder, &file);
}

/* *why stays as it is where the folder on disk holds what the list names, or is not there. */
static ASSAY_RESULT find_unlisted(struct finder *finder, const struct claim *folder,
                                  const char **why)
{
    const struct stored_claim *of = &folder->of.claim;
    struct unlisted unlisted = {.finder = finder, .folder = folder};
    struct assay_error failure = {0};
    const char *path;
    enum assay_status status;

    if (of->beside != BESIDE_FIRST || of->optional || finder->claims->root < 0 ||
        (finder->list.count > 0 && !finder->list.sorted) || folder->of.path->container)
        return ASSAY_OK;
    path = beside(finder, folder);
    if (!path)
        return ASSAY_OK;
    status = dvc_unlisted_each(finder->claims->root, path, &finder->list, take_unlisted, &unlisted,
                               &failure);
    if (status == ASSAY_ENOMEM)
        return fail_no_memory(finder->err);
    if (status != ASSAY_OK)
        *why = arena_text(finder->arena, failure.text);
    else if (unlisted.count > 0)
        *why = arena_printf(
            finder->arena, "%zu file%s of the folder on disk %s not in its list, such as %.*s%s",
            unlisted.count, unlisted.count == 1 ? "" : "s", unlisted.count == 1 ? "is" : "are",
            (int)(unlisted.first.size < NAME_SHOWN ? unlisted.first.size : NAME_SHOWN),
            (const char *)unlisted.first.data, unlisted.first_is_link ? ", a symbolic link" : "");
    return ASSAY_OK;
}

/* Whether the list of a folder's files, and all of them together, are what its pointer says.
 * `total` bytes, where all are here; else UINT64_MAX. */
static void judge_folder(const struct finder *finder, struct claim *whole, uint64_t total)
{
    const struct stored_claim *of = &whole->of.claim;

    whole->verdict = CLAIM_HOLDS;
    if (finder->list_differs)
        whole->why = finder->list_differs;
    if (finder->list_missing) {
        whole->verdict = of->optional ? CLAIM_PASSED_OVER : CLAIM_MISSING;
        whole->why = of->digest ? finder->list_missing : "it is kept in a store elsewhere";
    } else if (!whole->why && of->files != STREAM_SIZE_UNKNOWN && of->files != finder->list.count) {
        whole->why =
            arena_printf(finder->arena, "the folder has %zu files, the pointer says %" PRIu64,
                         finder->list.count, of->files);
    } else if (!whole->why && total != UINT64_MAX && of->size != STREAM_SIZE_UNKNOWN &&
               of->size != total) {
        whole->why = arena_printf(finder->arena,
                                  "the files of the folder have %" PRIu64
                                  " bytes, the pointer says %" PRIu64,
                                  total, of->size);
    }
    if (whole->why && whole->verdict == CLAIM_HOLDS)
        whole->verdict = CLAIM_DIFFERS;
}

/* The files first, then what must hold of all of them together. */
static ASSAY_RESULT find_folder(struct finder *finder, const struct claim *folder)
{
    const struct stored_claim *of = &folder->of.claim;
    struct claim whole = *folder;
    uint64_t total = 0;
    bool all = true;

    if (!is_listed(finder, folder)) {
        TRY(read_list(finder, folder));
        snprintf(finder->listed.digest, sizeof finder->listed.digest, "%s",
                 of->digest ? of->digest : "");
        finder->listed.cache = dvc_cache(finder, folder->of.path);
        finder->listed.hash = of->hash;
    }
    for (size_t i = 0; i < finder->list.count; i++) {
        struct claim file = *folder;
        size_t at = finder->claims->count;

        file.of.claim.digest = finder->list.files[i].md5;
        file.of.claim.name = join(finder, of->name, finder->list.files[i].relpath);
        file.of.claim.size = STREAM_SIZE_UNKNOWN;
        file.of.claim.folder = false;
        TRY(find(finder, &file));
        if (!finder->claims->claims[at].file)
            all = false;
        else
            total += size_of(finder, &finder->claims->claims[at]);
    }
    TRY(find_unlisted(finder, folder, &whole.why));
    judge_folder(finder, &whole, all ? total : UINT64_MAX);
    return add(finder, &whole);
}

/* ---- order ---- */

static int compare_pointers(const struct stored_pointer *a, const struct stored_pointer *b)
{
    int order = assay_path_compare(a->path, b->path);

    if (order == 0 && a->origin && b->origin) {
        order = (int)b->origin->present - (int)a->origin->present;
        if (order == 0)
            order = memcmp(a->origin->blob, b->origin->blob, sizeof a->origin->blob);
    }
    return order ? order : bytes_compare(a->claim.name, b->claim.name);
}

static int by_pointer(const void *left, const void *right)
{
    return compare_pointers(left, right);
}

/* Those of one file that stand at one place come together: they become one item. */
static int compare_places(const struct stored_pointer *a, const struct stored_pointer *b)
{
    int order = assay_path_compare(a->path, b->path);

    if (order == 0)
        order = bytes_compare(a->claim.name, b->claim.name);
    return order ? order : compare_pointers(a, b);
}

/* What has a file first, by file and place; all else by pointer. */
static int by_file(const void *left, const void *right)
{
    const struct claim *a = left, *b = right;
    int order = (b->file != NULL) - (a->file != NULL);

    if (order == 0 && a->file) {
        order = (int)a->beside - (int)b->beside;
        if (order == 0)
            order = strcmp(a->file, b->file);
        if (order == 0)
            order = (a->of.claim.hash > b->of.claim.hash) - (a->of.claim.hash < b->of.claim.hash);
        if (order == 0)
            order = (a->of.claim.kind > b->of.claim.kind) - (a->of.claim.kind < b->of.claim.kind);
        if (order == 0)
            order = compare_places(&a->of, &b->of);
    }
    return order ? order : compare_pointers(&a->of, &b->of);
}

enum assay_status claims_find(struct claims *claims, const struct stores *stores,
                              const struct stored_pointer *pointers, size_t count,
                              struct arena *arena, struct assay_error *err)
{
    struct finder finder = {.stores = stores, .claims = claims, .arena = arena, .err = err};
    CLEANUP(free_cleanup) struct stored_pointer *sorted = calloc(count, sizeof *sorted);

    *claims = (struct claims){.opened = true, .root = -1};
    if (!sorted)
        return fail_no_memory(err);
    memcpy(sorted, pointers, count * sizeof *sorted);
    qsort(sorted, count, sizeof *sorted, by_pointer);
    if (stores->root && stores->on_disk)
        claims->root = open(stores->root, O_PATH | O_CLOEXEC | O_DIRECTORY);
    for (size_t i = 0; i < count; i++) {
        struct claim claim = {.of = sorted[i]};

        TRY(claim.of.claim.folder ? find_folder(&finder, &claim) : find(&finder, &claim));
    }
    qsort(claims->claims, claims->count, sizeof *claims->claims, by_file);
    while (claims->found < claims->count && claims->claims[claims->found].file)
        claims->found++;
    return ASSAY_OK;
}
