/* anchor.c - annotated tags by libgit2, which runs no program, no hook and no signing. */

#include "source/git/anchor.h"

#include <stdio.h>
#include <string.h>

#include "base/kit.h"
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

static void tag_cleanup(git_tag **tag)
{
    git_tag_free(*tag);
}

static ASSAY_RESULT open_repository(const char *path, struct repository **out,
                                    struct assay_error *err)
{
    enum assay_status status;

    TRY(repository_open(path, NULL, out, err));
    if (*out)
        return ASSAY_OK;
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

enum assay_status anchor_write(const char *repository, const char *name, const char *text,
                               int64_t time, bool *exists, struct assay_error *err)
{
    CLEANUP(repository_freep) struct repository *found = NULL;
    CLEANUP(object_cleanup) git_object *commit = NULL;
    CLEANUP(signature_cleanup) git_signature *tagger = NULL;
    git_repository *git;
    enum assay_status status;
    git_oid id;
    int code;

    TRY(open_repository(repository, &found, err));
    git = found->handle;
    if (git_revparse_single(&commit, git, "HEAD^{commit}") != 0) {
        status =
            fail_git(err, ASSAY_EUSAGE, "anchor.no-commit", "%s has no commit to tag", repository);
        assay_error_path(err, repository);
        assay_error_do(err, "commit something first");
        return status;
    }
    TRY(make_signature(git, time, &tagger, err));
    code = git_tag_create(&id, git, name, commit, tagger, text, 0);
    *exists = code == GIT_EEXISTS;
    if (code == 0 || *exists)
        return ASSAY_OK;
    status = fail_git(err, ASSAY_EOUTPUT, "anchor.write", "cannot write the tag %s", name);
    assay_error_path(err, repository);
    assay_error_do(err, "see that the repository can be written");
    return status;
}

/* A tag without a message of its own is none of ours. */
static ASSAY_RESULT tell(git_repository *git, const char *ref, const struct anchor_each *told,
                         struct assay_error *err)
{
    CLEANUP(tag_cleanup) git_tag *tag = NULL;
    struct anchor_tag one = {.name = ref, .time = INT64_MAX};
    const git_signature *tagger;
    git_oid id;

    if (git_reference_name_to_id(&id, git, ref) == 0 && git_tag_lookup(&tag, git, &id) == 0) {
        if (git_tag_message(tag))
            one.text = bytes_text(git_tag_message(tag));
        tagger = git_tag_tagger(tag);
        if (tagger)
            one.time = tagger->when.time;
    }
    return told->each(told->user, &one, err);
}

enum assay_status anchor_read(const char *repository, const char *prefix,
                              const struct anchor_each *told, struct assay_error *err)
{
    CLEANUP(repository_freep) struct repository *found = NULL;
    git_reference_iterator *iterator = NULL;
    char glob[ANCHOR_NAME_SIZE + 16];
    enum assay_status status = ASSAY_OK;
    const char *ref;
    int code;

    TRY(open_repository(repository, &found, err));
    snprintf(glob, sizeof glob, "refs/tags/%s/*", prefix);
    if (git_reference_iterator_glob_new(&iterator, found->handle, glob) != 0)
        return fail_git(err, ASSAY_EIO, "git.ref-broken", "cannot list the tags of %s", repository);
    while (status == ASSAY_OK && (code = git_reference_next_name(&ref, iterator)) != GIT_ITEROVER)
        status = code != 0 ? fail_git(err, ASSAY_EIO, "git.ref-broken",
                                      "cannot list the tags of %s", repository)
                           : tell(found->handle, ref, told, err);
    git_reference_iterator_free(iterator);
    return status;
}
