/*
 * layout.c - the names that git gives to what it keeps, and how that begins: a name alone would be
 * a place to hide things in.
 * Source: gitrepository-layout(5), githooks(5); git-lfs, git-annex "internals".
 */

#include "source/git/layout.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/codec.h"
#include "base/file.h"
#include "base/glob.h"
#include "base/kit.h"
#include "base/load.h"
#include "base/text.h"
#include "source/git/hook_stub.h"
#include "source/git/id_table.h"
#include "source/git/kept.h"
#include "source/git/loose.h"

enum {
    HEAD_SIZE = 1024,   /* the counts of a pack's index of version 1 */
    OLD_ENTRY = 4 + 20, /* bytes of such an index: an offset and an id */
    OLD_TAIL = 2 * 20,  /* its checksums */
    REF_SIZE = 4096,
    SAMPLE_SIZE = 16 * 1024,
    TEXT_SIZE = 4 << 20,
    CONFIG_SIZE = 256 * 1024,
};

enum begins {
    AS_NAMED,        /* by a digest, or as the ledger has it: kept.h */
    AS_TEXT,         /* no zero byte, and not larger than git's own are */
    AS_LIST,         /* the same, of any size */
    AS_REF,          /* a short text */
    AS_SAMPLE,       /* a short text */
    AS_STUB,         /* the script of assay hook install, byte for byte */
    AS_CONFIG,       /* a text without passwords */
    AS_OBJECT,       /* the head of a loose one, deflated */
    AS_INDEX,        /* from here on by a magic */
    AS_LOCKED_INDEX, /* not written yet, or that */
    AS_PACK,         /* and an index beside it: without one git does not see it */
    AS_PACK_INDEX,   /* this and the next ones: and a pack beside it */
    AS_PACK_BITMAP,
    AS_PACK_MTIMES,
    AS_PACK_ORDER,
    AS_PACK_NOTE, /* a text, likewise */
    AS_GRAPH,
    AS_MULTI_INDEX,
    AS_BITMAP,
    AS_ORDER,
    AS_REF_TABLE,
};

static const struct {
    const char *pattern;
    enum begins begins;
} files[] = {
    {"*_EDITMSG", AS_TEXT},
    {"*_HEAD", AS_LIST},
    {"AUTO_MERGE", AS_TEXT},
    {"BISECT_*", AS_TEXT},
    {"HEAD", AS_REF},
    {"HEAD.lock", AS_REF},
    {"MERGE_MODE", AS_TEXT},
    {"MERGE_MSG", AS_TEXT},
    {"MERGE_RR", AS_TEXT},
    {"NOTES_MERGE_REF", AS_TEXT},
    {"SQUASH_MSG", AS_TEXT},
    {"annex/index", AS_INDEX},
    {"annex/objects/**", AS_NAMED},
    {"assay/ledger/**", AS_NAMED},
    {"commondir", AS_TEXT},
    {"config", AS_CONFIG},
    {"config.lock", AS_CONFIG},
    {"config.worktree", AS_CONFIG},
    {"description", AS_TEXT},
    {"gc.log", AS_TEXT},
    {"gc.pid", AS_TEXT},
    {"gitdir", AS_TEXT},
    {"hooks/applypatch-msg.sample", AS_SAMPLE},
    {"hooks/commit-msg.sample", AS_SAMPLE},
    {"hooks/fsmonitor-watchman.sample", AS_SAMPLE},
    {"hooks/post-update.sample", AS_SAMPLE},
    {"hooks/pre-applypatch.sample", AS_SAMPLE},
    {"hooks/pre-commit", AS_STUB},
    {"hooks/pre-commit.sample", AS_SAMPLE},
    {"hooks/pre-merge-commit", AS_STUB},
    {"hooks/pre-merge-commit.sample", AS_SAMPLE},
    {"hooks/pre-push", AS_STUB},
    {"hooks/pre-push.sample", AS_SAMPLE},
    {"hooks/pre-rebase.sample", AS_SAMPLE},
    {"hooks/pre-receive", AS_STUB},
    {"hooks/pre-receive.sample", AS_SAMPLE},
    {"hooks/prepare-commit-msg.sample", AS_SAMPLE},
    {"hooks/push-to-checkout.sample", AS_SAMPLE},
    {"hooks/sendemail-validate.sample", AS_SAMPLE},
    {"hooks/update.sample", AS_SAMPLE},
    {"index", AS_INDEX},
    {"index.lock", AS_LOCKED_INDEX},
    {"info/attributes", AS_TEXT},
    {"info/exclude", AS_TEXT},
    {"info/grafts", AS_LIST},
    {"info/refs", AS_LIST},
    {"info/sparse-checkout", AS_TEXT},
    {"lfs/cache/locks/**", AS_LIST},
    {"lfs/objects/**", AS_NAMED},
    {"locked", AS_TEXT},
    {"logs/**", AS_LIST},
    {"next-index-*.lock", AS_LOCKED_INDEX},
    {"objects/[0-9a-f][0-9a-f]/*", AS_OBJECT}, /* the name is looked at below */
    {"objects/info/alternates", AS_TEXT},
    {"objects/info/commit-graph", AS_GRAPH},
    {"objects/info/commit-graphs/commit-graph-chain", AS_TEXT},
    {"objects/info/commit-graphs/graph-*.graph", AS_GRAPH},
    {"objects/info/http-alternates", AS_TEXT},
    {"objects/info/packs", AS_LIST},
    {"objects/pack/multi-pack-index", AS_MULTI_INDEX},
    {"objects/pack/multi-pack-index-*.bitmap", AS_BITMAP},
    {"objects/pack/multi-pack-index-*.rev", AS_ORDER},
    {"objects/pack/pack-*.bitmap", AS_PACK_BITMAP},
    {"objects/pack/pack-*.idx", AS_PACK_INDEX},
    {"objects/pack/pack-*.keep", AS_PACK_NOTE},
    {"objects/pack/pack-*.mtimes", AS_PACK_MTIMES},
    {"objects/pack/pack-*.pack", AS_PACK},
    {"objects/pack/pack-*.promisor", AS_PACK_NOTE},
    {"objects/pack/pack-*.rev", AS_PACK_ORDER},
    {"packed-refs", AS_LIST},
    {"packed-refs.lock", AS_LIST},
    {"refs/**", AS_REF},
    {"reftable/*.ref", AS_REF_TABLE},
    {"reftable/tables.list", AS_LIST},
    {"shallow", AS_LIST},
    {"sharedindex.*", AS_INDEX},
};

/* What is no file and may stand there all the same: git-new-workdir makes links of these. */
static const char *const others[] = {"HEAD",    "annex",       "config", "fsmonitor--daemon.ipc",
                                     "info",    "lfs",         "logs",   "modules",
                                     "objects", "packed-refs", "refs",   "rr-cache"};

static bool is_hex(const char *text, size_t size)
{
    return strlen(text) == size && hex_is_lower(bytes_of(text, size));
}

/* ---- how a file begins ---- */

static bool is_there(int root, const char *path)
{
    struct stat status;

    return fstatat(root, path, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(status.st_mode);
}

/* Whether a file of the same name with that ending stands beside it. */
static bool has_fellow(int root, const char *path, const char *ending)
{
    char fellow[PATH_MAX];
    char *dot;

    if (!text_copy(fellow, sizeof fellow, path) || !(dot = strrchr(fellow, '.')))
        return false;
    *dot = 0;
    return text_append(fellow, sizeof fellow, ending) && is_there(root, fellow);
}

static bool is_text(struct bytes head, uint64_t size, uint64_t most)
{
    return size <= most && (head.size == 0 || memchr(head.data, 0, head.size) == NULL);
}

/* A password in a URL, or a header that is one: such a config is examined as a file. */
static bool may_hold_password(struct bytes text)
{
    for (size_t i = 0; i + 3 < text.size; i++) {
        struct bytes rest = bytes_from(text, i);
        size_t end = 0;
        bool colon = false;

        if (rest.size > 11 && strncasecmp((const char *)rest.data, "extraheader", 11) == 0)
            return true;
        if (!bytes_starts(rest, BYTES("://")))
            continue;
        for (rest = bytes_from(rest, 3); end < rest.size && rest.data[end] > ' ' &&
                                         rest.data[end] != '/' && rest.data[end] != '@';
             end++)
            colon = colon || rest.data[end] == ':';
        if (colon && end < rest.size && rest.data[end] == '@')
            return true;
    }
    return false;
}

static bool is_plain_config(int root, const char *path)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = CONFIG_SIZE};
    struct bytes whole;

    if (file_read(root, path, &text, NULL) != ASSAY_OK)
        return false;
    whole = buf_bytes(&text);
    return is_text(whole, whole.size, CONFIG_SIZE) && !may_hold_password(whole);
}

/* Each machine has hooks of its own: what is recorded on one is not missed on the next. */
static bool is_stub(int root, const char *path)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = SAMPLE_SIZE};
    const char *slash = strrchr(path, '/');

    return slash && file_read(root, path, &text, NULL) == ASSAY_OK &&
           hook_stub_is(slash + 1, buf_bytes(&text));
}

/* Version 1 has no magic: it begins with counts that never shrink, and its size follows from the
 * last one. */
static bool is_pack_index(struct bytes head, uint64_t size)
{
    uint32_t before = 0;

    if (bytes_starts(head, BYTES("\xfftOc")))
        return true;
    for (size_t at = 0; head.size == HEAD_SIZE && at < HEAD_SIZE; at += sizeof before) {
        uint32_t count = load_u32be(head.data + at);

        if (count < before)
            return false;
        before = count;
    }
    return head.size == HEAD_SIZE && size == HEAD_SIZE + (uint64_t)before * OLD_ENTRY + OLD_TAIL;
}

/* Source: gitformat-pack(5), gitformat-commit-graph(5), gitformat-index(5), gitformat-reftable. */
static bool has_magic(struct bytes head, uint64_t size, enum begins wanted)
{
    static const struct {
        enum begins begins;
        const char *magic;
    } magics[] = {
        {AS_INDEX, "DIRC"},       {AS_LOCKED_INDEX, "DIRC"}, {AS_PACK, "PACK"},
        {AS_PACK_BITMAP, "BITM"}, {AS_PACK_MTIMES, "MTME"},  {AS_PACK_ORDER, "RIDX"},
        {AS_GRAPH, "CGPH"},       {AS_MULTI_INDEX, "MIDX"},  {AS_BITMAP, "BITM"},
        {AS_ORDER, "RIDX"},       {AS_REF_TABLE, "REFT"},
    };

    if (wanted == AS_PACK_INDEX)
        return is_pack_index(head, size);
    if (wanted == AS_LOCKED_INDEX && head.size == 0)
        return true;
    for (size_t i = 0; i < ARRAY_LEN(magics); i++)
        if (magics[i].begins == wanted)
            return bytes_starts(head, bytes_text(magics[i].magic));
    return false;
}

/* The file that must stand beside it, where git sees it only so; NULL where it stands alone. */
static const char *fellow_of(enum begins wanted)
{
    if (wanted == AS_PACK)
        return ".idx";
    return wanted >= AS_PACK_INDEX && wanted <= AS_PACK_NOTE ? ".pack" : NULL;
}

static bool begins(int root, const char *path, const char *own, enum begins wanted)
{
    CLEANUP(close_cleanup) int fd = -1;
    uint8_t head[HEAD_SIZE];
    struct stat status;
    ssize_t got;
    struct bytes bytes;

    if (wanted == AS_NAMED)
        return kept_as_named(root, path, own);
    if (fellow_of(wanted) && !has_fellow(root, path, fellow_of(wanted)))
        return false;
    if (wanted == AS_CONFIG)
        return is_plain_config(root, path);
    if (wanted == AS_STUB)
        return is_stub(root, path);
    fd = openat(root, path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (fd < 0 || fstat(fd, &status) != 0 || !S_ISREG(status.st_mode))
        return false; /* to be told of by whoever opens it */
    got = read(fd, head, sizeof head);
    if (got < 0)
        return false;
    bytes = bytes_of(head, (size_t)got);
    switch (wanted) {
    case AS_TEXT:
    case AS_PACK_NOTE:
        return is_text(bytes, (uint64_t)status.st_size, TEXT_SIZE);
    case AS_LIST:
        return is_text(bytes, (uint64_t)status.st_size, UINT64_MAX);
    case AS_REF:
        return is_text(bytes, (uint64_t)status.st_size, REF_SIZE);
    case AS_SAMPLE:
        return is_text(bytes, (uint64_t)status.st_size, SAMPLE_SIZE);
    case AS_OBJECT:
        return loose_begins(bytes);
    default:
        return has_magic(bytes, (uint64_t)status.st_size, wanted);
    }
}

/* ---- names ---- */

static bool is_git_dir(int root, const char *path, size_t size)
{
    char head[PATH_MAX];

    return snprintf(head, sizeof head, "%.*s/HEAD", (int)size, path) < (int)sizeof head &&
           is_there(root, head);
}

/* What of a path is relative to the innermost git folder: those of submodules and of linked work
 * trees stand in the outer one. NULL where it lies between them. */
static const char *innermost(int root, const char *path)
{
    const char *at = path;

    for (;;) {
        const char *end;
        bool modules = strncmp(at, "modules/", 8) == 0;

        if (!modules && strncmp(at, "worktrees/", 10) != 0)
            return at;
        end = strchr(at + (modules ? 8 : 10), '/');
        while (end && !is_git_dir(root, path, (size_t)(end - path)))
            end = strchr(end + 1, '/');
        if (!end)
            return NULL;
        at = end + 1;
    }
}

/* Patterns cannot count: the rest of an object's name is the digits of its id. */
static bool is_object_name(const char *path)
{
    const char *name = strrchr(path, '/');

    if (strncmp(path, "objects/pack/", 13) == 0 || strncmp(path, "objects/info/", 13) == 0)
        return true;
    return strncmp(path, "objects/", 8) != 0 ||
           (name && (is_hex(name + 1, 38) || is_hex(name + 1, 62)));
}

bool layout_knows(int root, struct bytes path, enum layout_type type)
{
    const char *whole = (const char *)path.data, *own = innermost(root, whole);
    const char *shown = own ? own : whole;

    for (size_t i = 0; type == LAYOUT_OTHER && own && i < ARRAY_LEN(others); i++)
        if (strcmp(own, others[i]) == 0)
            return true;
    for (size_t i = 0; type == LAYOUT_FILE && own && i < ARRAY_LEN(files); i++)
        if (glob_match(bytes_text(files[i].pattern), bytes_text(shown)))
            return is_object_name(shown) && begins(root, whole, shown, files[i].begins);
    return false;
}
