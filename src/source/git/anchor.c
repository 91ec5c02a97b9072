/* anchor.c - annotated tags by libgit2, which runs no program and no hook. */

#include "source/git/anchor.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/kit.h"
#include "crypto/sshsig.h"
#include "inventory/gaps.h"
#include "source/fail.h"
#include "source/git/library.h"
#include "source/git/repository.h"

#define TAGGER_NAME "assay"
#define TAGGER_EMAIL "assay@localhost" /* where the user's git names nobody */

static void object_cleanup(git_object **object)
{
    git_object_free(*object);
}

static void signature_cleanup(git_signature **signature)
{
    git_signature_free(*signature);
}

static void odb_cleanup(git_odb **odb)
{
    git_odb_free(*odb);
}

static void raw_cleanup(git_odb_object **raw)
{
    git_odb_object_free(*raw);
}

/* libgit2 1.5 loses what it used to look for extensions; the leak checker, where there is one, is
 * to look for ours. */
void __lsan_disable(void) __attribute__((weak));
void __lsan_enable(void) __attribute__((weak));

static ASSAY_RESULT open_handle(git_repository **handle, const char *git_dir, const char *path,
                                struct assay_error *err)
{
    enum assay_status status;
    int code;

    TRY(library_open(err));
    if (__lsan_disable)
        __lsan_disable();
    code = git_repository_open_ext(handle, git_dir, GIT_REPOSITORY_OPEN_NO_SEARCH, NULL);
    if (__lsan_enable)
        __lsan_enable();
    if (code == 0)
        return ASSAY_OK;
    status = fail_git(err, ASSAY_EIO, "git.unsupported-format", "cannot open %s", path);
    library_close();
    return status;
}

static void handle_cleanup(git_repository **handle)
{
    if (!*handle)
        return;
    git_repository_free(*handle);
    library_close();
}

static ASSAY_RESULT open_repository(const char *path, struct repository **out,
                                    git_repository **handle, struct assay_error *err)
{
    enum assay_status status;

    TRY(repository_open(path, NULL, out, err));
    if (*out && settings_flaw_count((*out)->settings) > 0) /* libgit2 would open it all the same */
        return fail_id(err, ASSAY_EFORMAT, GAP_GIT_CONFIG_UNREAD, "%s: %s",
                       settings_flaw((*out)->settings, 0)->path,
                       settings_flaw((*out)->settings, 0)->why);
    if (*out)
        return open_handle(handle, (*out)->git_dir, path, err);
    status = assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET, "%s is in no git repository", path);
    assay_error_id(err, "anchor.no-repository");
    assay_error_path(err, path);
    assay_error_do(err, "name a repository that others fetch from");
    return status;
}

static ASSAY_RESULT make_signature(git_repository *git, int64_t time, git_signature **out,
                                   struct assay_error *err)
{
    CLEANUP(signature_cleanup) git_signature *user = NULL;
    bool known = git_signature_default(&user, git) == 0;

    if (git_signature_new(out, known ? user->name : TAGGER_NAME, known ? user->email : TAGGER_EMAIL,
                          time, 0) != 0)
        return fail_git(err, ASSAY_EINTERNAL, "anchor.write", "cannot name who tags");
    return ASSAY_OK;
}

/* The tag as an object; what is signed is all of it before the signature. */
static ASSAY_RESULT compose(const git_object *commit, const git_signature *tagger,
                            const struct anchor_text *anchor, struct buf *out,
                            struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf armored = {.ceiling = SSHSIG_MAX};
    char id[GIT_OID_HEXSZ + 1];

    git_oid_tostr(id, sizeof id, git_object_id(commit));
    buf_printf(out, "object %s\ntype commit\ntag %s\ntagger %s <%s> %" PRId64 " +0000\n\n%s", id,
               anchor->name, tagger->name, tagger->email, anchor->time, anchor->text);
    TRY(buf_status(out, err));
    if (anchor->key)
        TRY(sshsig_write(anchor->key, "git", buf_bytes(out), &armored, err));
    buf_add(out, armored.data, armored.size);
    return buf_status(out, err);
}

static void reference_cleanup(git_reference **reference)
{
    git_reference_free(*reference);
}

/* The object, and the name that leads to it; libgit2's code, GIT_EEXISTS where there is one. */
static int store_tag(git_repository *git, const char *name, struct bytes tag)
{
    CLEANUP(odb_cleanup) git_odb *odb = NULL;
    CLEANUP(reference_cleanup) git_reference *reference = NULL;
    char ref[ANCHOR_NAME_SIZE + 16];
    git_oid id;
    int code;

    snprintf(ref, sizeof ref, "refs/tags/%s", name);
    if (git_reference_name_to_id(&id, git, ref) == 0)
        return GIT_EEXISTS;
    code = git_repository_odb(&odb, git);
    if (code == 0)
        code = git_odb_write(&id, odb, tag.data, tag.size, GIT_OBJECT_TAG);
    return code == 0 ? git_reference_create(&reference, git, ref, &id, 0, NULL) : code;
}

enum assay_status anchor_write(const char *repository, const struct anchor_text *anchor,
                               bool *exists, struct assay_error *err)
{
    CLEANUP(repository_freep) struct repository *found = NULL;
    CLEANUP(handle_cleanup) git_repository *git = NULL;
    CLEANUP(object_cleanup) git_object *commit = NULL;
    CLEANUP(signature_cleanup) git_signature *tagger = NULL;
    CLEANUP(buf_clear) struct buf tag = {.ceiling = SIZE_MAX};
    enum assay_status status;
    int code;

    TRY(open_repository(repository, &found, &git, err));
    if (git_revparse_single(&commit, git, "HEAD^{commit}") != 0) {
        status =
            fail_git(err, ASSAY_EUSAGE, "anchor.no-commit", "%s has no commit to tag", repository);
        assay_error_path(err, repository);
        assay_error_do(err, "commit something first");
        return status;
    }
    TRY(make_signature(git, anchor->time, &tagger, err));
    TRY(compose(commit, tagger, anchor, &tag, err));
    code = store_tag(git, anchor->name, buf_bytes(&tag));
    *exists = code == GIT_EEXISTS;
    if (code == 0 || *exists)
        return ASSAY_OK;
    status = fail_git(err, ASSAY_EOUTPUT, "anchor.write", "cannot write the tag %s", anchor->name);
    assay_error_path(err, repository);
    assay_error_do(err, "see that the repository can be written");
    return status;
}

/* A name that leads to no annotated tag is none of ours. */
static ASSAY_RESULT tell(git_repository *git, const char *ref, const struct anchor_each *told,
                         struct assay_error *err)
{
    CLEANUP(odb_cleanup) git_odb *odb = NULL;
    CLEANUP(raw_cleanup) git_odb_object *raw = NULL;
    CLEANUP(signed_clear) struct signed_parts parts = {0};
    struct anchor_tag found = {.name = ref, .time = INT64_MAX};
    struct bytes all;
    const uint8_t *message;
    git_oid id;

    if (git_reference_name_to_id(&id, git, ref) != 0 || git_repository_odb(&odb, git) != 0 ||
        git_odb_read(&raw, odb, &id) != 0 || git_odb_object_type(raw) != GIT_OBJECT_TAG)
        return told->each(told->user, &found, err);
    TRY(signed_split(OBJECT_TAG, GIT_OID_RAWSZ,
                     bytes_of(git_odb_object_data(raw), git_odb_object_size(raw)), &parts, err));
    all = buf_bytes(&parts.payload);
    message = memmem(all.data, all.size, "\n\n", 2);
    if (message)
        found.text = bytes_from(all, (size_t)(message - all.data) + 2);
    if (parts.time > 0)
        found.time = parts.time;
    found.parts = &parts;
    return told->each(told->user, &found, err);
}

enum assay_status anchor_read(const char *repository, const char *prefix,
                              const struct anchor_each *told, struct assay_error *err)
{
    CLEANUP(repository_freep) struct repository *found = NULL;
    CLEANUP(handle_cleanup) git_repository *git = NULL;
    git_reference_iterator *iterator = NULL;
    char glob[ANCHOR_NAME_SIZE + 16];
    enum assay_status status = ASSAY_OK;
    const char *ref;
    int code;

    TRY(open_repository(repository, &found, &git, err));
    snprintf(glob, sizeof glob, "refs/tags/%s/*", prefix);
    if (git_reference_iterator_glob_new(&iterator, git, glob) != 0)
        return fail_git(err, ASSAY_EIO, "git.ref-broken", "cannot list the tags of %s", repository);
    while (status == ASSAY_OK && (code = git_reference_next_name(&ref, iterator)) != GIT_ITEROVER)
        status = code != 0 ? fail_git(err, ASSAY_EIO, "git.ref-broken",
                                      "cannot list the tags of %s", repository)
                           : tell(git, ref, told, err);
    git_reference_iterator_free(iterator);
    return status;
}
