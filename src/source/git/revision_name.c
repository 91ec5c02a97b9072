/* revision_name.c - refs, logs of refs, upstreams, ids and their beginnings. */

#include "source/git/revision_name.h"

#include <limits.h>
#include <stdlib.h>

#include "base/kit.h"
#include "base/text.h"
#include "inventory/gaps.h"
#include "source/fail.h"
#include "source/git/ref_lookup.h"

enum { PREFIX_MIN = 4, CANDIDATES_MAX = 16 };

/* What of a revision was understood so far. */
struct named {
    const struct repository *repository;
    struct objects *objects;
    const char *revision;    /* all of it, for messages */
    char name[REF_NAME_MAX]; /* "" for HEAD's branch */
    struct object_id id;
    bool known; /* `id` is set: the name has no more say */
};

static enum assay_status fail(const struct named *named, const char *why, struct assay_error *err)
{
    return fail_revision(named->repository, named->revision, why, err);
}

/* ---- "@{...}" ---- */

/* The ref whose log or upstream is asked for: HEAD's branch where no name stands before. */
static enum assay_status full_name(const struct named *named, char full[REF_NAME_MAX],
                                   struct assay_error *err)
{
    struct object_id ignored;
    bool found;

    if (!named->name[0] || strcmp(named->name, "@") == 0)
        return ref_lookup(named->repository, "HEAD", &ignored, &found, full, err);
    TRY(ref_expand(named->repository, named->name, &ignored, &found, full, err));
    return found ? ASSAY_OK : fail(named, "no ref of this repository has that name", err);
}

static enum assay_status take_log(struct named *named, uint64_t back, struct assay_error *err)
{
    char full[REF_NAME_MAX];

    TRY(full_name(named, full, err));
    TRY(reflog_value(named->repository, full, back, &named->id, &named->known, err));
    return named->known ? ASSAY_OK : fail(named, "the log of the ref does not reach so far", err);
}

static enum assay_status take_checkout(struct named *named, uint64_t back, struct assay_error *err)
{
    bool found;

    TRY(reflog_checkout(named->repository, back, named->name, &found, err));
    return found ? ASSAY_OK : fail(named, "so many checkouts were not made here", err);
}

/* A ref of the remote as it is kept here: "+refs/heads/\*:refs/remotes/origin/\*". */
static bool map_ref(const char *refspec, const char *ref, char out[REF_NAME_MAX])
{
    const char *from = refspec + (refspec[0] == '+'), *colon = strchr(from, ':');
    const char *star = colon ? memchr(from, '*', (size_t)(colon - from)) : NULL;
    const char *to = colon ? colon + 1 : NULL, *to_star = to ? strchr(to, '*') : NULL;
    size_t before, behind, size = strlen(ref);

    if (!colon)
        return false;
    if (!star || !to_star) {
        if ((size_t)(colon - from) != size || strncmp(from, ref, size) != 0)
            return false;
        return text_copy(out, REF_NAME_MAX, to);
    }
    before = (size_t)(star - from);
    behind = (size_t)(colon - star) - 1;
    if (size < before + behind || strncmp(from, ref, before) != 0 ||
        strncmp(star + 1, ref + size - behind, behind) != 0)
        return false;
    return snprintf(out, REF_NAME_MAX, "%.*s%.*s%s", (int)(to_star - to), to,
                    (int)(size - before - behind), ref + before, to_star + 1) < REF_NAME_MAX;
}

struct mapping {
    const char *ref;
    char *out;
    bool found;
};

static bool find_upstream(const struct repository *repository, const char *branch,
                          char out[REF_NAME_MAX])
{
    const struct settings *settings = repository->settings;
    struct mapping mapping = {.out = out};
    char key[REF_NAME_MAX + 32];
    const char *remote;

    snprintf(key, sizeof key, "branch.%s.merge", branch);
    mapping.ref = settings_text(settings, key);
    snprintf(key, sizeof key, "branch.%s.remote", branch);
    remote = settings_text(settings, key);
    if (!mapping.ref || !remote)
        return false;
    if (strcmp(remote, ".") == 0)
        return text_copy(out, REF_NAME_MAX, mapping.ref);
    snprintf(key, sizeof key, "remote.%s.fetch", remote);
    for (size_t i = 0; i < settings_count(settings) && !mapping.found; i++) {
        const struct setting *setting = settings_at(settings, i);

        if (setting->value && strcmp(setting->name, key) == 0)
            mapping.found = map_ref(setting->value, mapping.ref, mapping.out);
    }
    return mapping.found;
}

static enum assay_status take_upstream(struct named *named, struct assay_error *err)
{
    char full[REF_NAME_MAX];

    TRY(full_name(named, full, err));
    if (strncmp(full, "refs/heads/", 11) != 0 ||
        !find_upstream(named->repository, full + 11, named->name))
        return fail(named, "the branch has no upstream", err);
    return ASSAY_OK;
}

/* What stands in the braces at *at. */
static enum assay_status take_braces(struct named *named, const char **at, struct assay_error *err)
{
    const char *end = strchr(*at, '}');
    struct bytes text;
    uint64_t number;

    if (!end)
        return fail(named, "a brace is not closed", err);
    text = bytes_of(*at, (size_t)(end - *at));
    *at = end + 1;
    if (text_u64(text, &number))
        return take_log(named, number, err);
    if (!named->name[0] && text.size > 1 && text.data[0] == '-' &&
        text_u64(bytes_from(text, 1), &number))
        return take_checkout(named, number, err);
    if (bytes_equal(text, BYTES("u")) || bytes_equal(text, BYTES("upstream")))
        return take_upstream(named, err);
    return fail(named, "what stands in braces is not read here", err);
}

/* ---- ids ---- */

struct search {
    uint8_t bytes[OBJECT_ID_MAX], last_mask;
    size_t whole; /* bytes that must be equal, before half of one where `last_mask` says so */
    struct object_id found[CANDIDATES_MAX];
    size_t count;
};

static enum assay_status look_at(void *state, const struct object_id *id)
{
    struct search *search = state;

    if (memcmp(id->bytes, search->bytes, search->whole) != 0 ||
        ((id->bytes[search->whole] ^ search->bytes[search->whole]) & search->last_mask))
        return ASSAY_OK;
    for (size_t i = 0; i < search->count; i++)
        if (object_id_equal(&search->found[i], id))
            return ASSAY_OK;
    if (search->count < CANDIDATES_MAX)
        search->found[search->count++] = *id;
    return ASSAY_OK;
}

/* Where several objects begin alike, the one that leads to a commit is meant. */
static void keep_commits(struct named *named, struct search *search)
{
    size_t kept = 0;

    for (size_t i = 0; i < search->count; i++) {
        struct object object = {0};
        bool commit = object_read(named->objects, &search->found[i], &object, NULL) == ASSAY_OK &&
                      (object.type == OBJECT_COMMIT || object.type == OBJECT_TAG);

        object_release(&object);
        if (commit)
            search->found[kept++] = search->found[i];
    }
    if (kept > 0)
        search->count = kept;
}

static enum assay_status fail_ambiguous(const struct named *named, const struct search *search,
                                        struct assay_error *err)
{
    char why[400] = "it may be", hex[OBJECT_HEX_MAX + 1];
    enum assay_status status;

    for (size_t i = 0; i < search->count && i < 4; i++) {
        object_id_text(&search->found[i], hex);
        text_append(why, sizeof why, i ? ", " : " ");
        text_append(why, sizeof why, hex);
    }
    if (search->count > 4)
        text_append(why, sizeof why, " or others");
    status = fail(named, why, err);
    assay_error_do(err, "write more digits of the id");
    return status;
}

static enum assay_status find_prefix(struct named *named, const char *digits,
                                     struct assay_error *err)
{
    struct search search = {0};
    size_t size = strlen(digits);
    char padded[OBJECT_HEX_MAX + 1];
    struct object_id id;

    if (size < PREFIX_MIN || size >= 2 * named->repository->id_size)
        return ASSAY_OK;
    memset(padded, '0', 2 * named->repository->id_size);
    padded[2 * named->repository->id_size] = 0;
    for (size_t i = 0; i < size; i++)
        padded[i] = digits[i];
    if (!object_id_parse(bytes_text(padded), &id))
        return ASSAY_OK;
    memcpy(search.bytes, id.bytes, sizeof search.bytes);
    search.whole = size / 2;
    search.last_mask = size % 2 ? 0xf0 : 0;
    TRY(objects_each(named->objects, look_at, &search));
    if (search.count > 1)
        keep_commits(named, &search);
    if (search.count > 1)
        return fail_ambiguous(named, &search, err);
    named->known = search.count == 1;
    named->id = search.found[0];
    return ASSAY_OK;
}

static bool take_whole_id(struct named *named)
{
    return strlen(named->name) == (size_t)2 * named->repository->id_size &&
           object_id_parse(bytes_text(named->name), &named->id);
}

/* One that is nowhere was mistyped, or is another repository's; damage is told as damage. */
static enum assay_status expect_there(const struct named *named, struct assay_error *err)
{
    CLEANUP(object_release) struct object object = {0};
    struct assay_error failure = {0};

    if (object_read(named->objects, &named->id, &object, &failure) == ASSAY_EMISSING &&
        strcmp(failure.id, GAP_GIT_OBJECT_MISSING) == 0)
        return fail(named, "no object of this repository has that id", err);
    return ASSAY_OK;
}

/* ---- the name ---- */

static enum assay_status look_up(struct named *named, struct assay_error *err)
{
    char full[REF_NAME_MAX];
    const char *name = named->name[0] && strcmp(named->name, "@") != 0 ? named->name : "HEAD";
    const char *described = NULL;

    named->known = take_whole_id(named);
    if (named->known)
        TRY(expect_there(named, err));
    else
        TRY(ref_expand(named->repository, name, &named->id, &named->known, full, err));
    if (!named->known)
        TRY(find_prefix(named, name, err));
    for (const char *at = name; !named->known && (at = strstr(at, "-g")) != NULL; at += 2)
        described = at + 2; /* as `git describe` writes: a tag, a count, the id's beginning */
    if (!named->known && described)
        TRY(find_prefix(named, described, err));
    if (!named->known && strcmp(name, "HEAD") == 0)
        return fail(named, "HEAD has no commit yet", err);
    return named->known
               ? ASSAY_OK
               : fail(named, "no branch, tag or commit of this repository has that name", err);
}

enum assay_status revision_name(const struct repository *repository, struct objects *objects,
                                const char *revision, const char **rest, struct object_id *id,
                                struct assay_error *err)
{
    struct named named = {.repository = repository, .objects = objects, .revision = revision};
    const char *at = revision;

    while (*at && !strchr("^~:", *at) && !(at[0] == '@' && at[1] == '{'))
        at++;
    if (at == revision && at[0] != '@')
        return fail(&named, "it is not written as a revision", err);
    if (at - revision >= REF_NAME_MAX)
        return fail(&named, "it is longer than any name", err);
    snprintf(named.name, sizeof named.name, "%.*s", (int)(at - revision), revision);
    while (!named.known && at[0] == '@' && at[1] == '{') {
        at += 2;
        TRY(take_braces(&named, &at, err));
    }
    if (!named.known)
        TRY(look_up(&named, err));
    *id = named.id;
    *rest = at;
    return ASSAY_OK;
}
