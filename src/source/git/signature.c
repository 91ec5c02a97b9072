/* signature.c - finds a commit or tag by its name and judges its signature. */

#include <assay/git_signature.h>
#include <assay/target.h>
#include <stdio.h>
#include <string.h>

#include "base/kit.h"
#include "base/text.h"
#include "crypto/allowed_signers.h"
#include "source/git/revision.h"
#include "source/git/signed.h"

struct asking {
    const struct assay_git_question *question;
    struct repository *repository;
    struct object_store *store;
    struct objects *objects;
    struct allowed_signers *signers;
    struct assay_error *err;
};

static void asking_clear(struct asking *asking)
{
    objects_close(asking->objects);
    object_store_free(asking->store);
    repository_free(asking->repository);
    allowed_signers_free(asking->signers);
}

static ASSAY_RESULT open_all(struct asking *asking)
{
    const struct assay_target target = {.path = asking->question->repository,
                                        .verify_objects = true};
    enum assay_status status;

    TRY(allowed_signers_open(asking->question->signers, &asking->signers, asking->err));
    TRY(repository_open(asking->question->repository, NULL, &asking->repository, asking->err));
    if (!asking->repository) {
        status = assay_fail(asking->err, ASSAY_EUSAGE, ASSAY_NO_OFFSET,
                            "%s is in no git repository", asking->question->repository);
        assay_error_id(asking->err, "git.not-a-repository");
        return status;
    }
    TRY(repository_store(asking->repository, &target, NULL, &asking->store, asking->err));
    return objects_open(asking->store, &asking->objects, asking->err);
}

static ASSAY_RESULT fail_light(const struct asking *asking)
{
    enum assay_status status = assay_fail(asking->err, ASSAY_ETRUST, ASSAY_NO_OFFSET,
                                          "%s is no annotated tag", asking->question->revision);

    assay_error_id(asking->err, "git-signature.none");
    assay_error_why(asking->err, "a lightweight tag is a name only, which nobody can sign");
    assay_error_do(asking->err, "--commit %s judges what it points to", asking->question->revision);
    return status;
}

/* The tag of that name before anything else of it, as git has it where tags are meant; but a whole
 * id is that of an object, whatever refs are named like it. */
static ASSAY_RESULT find_tag(const struct asking *asking, struct object_id *id)
{
    char ref[1024];
    enum object_type type = OBJECT_COMMIT;
    const char *name = asking->question->revision;
    enum assay_status status = ASSAY_EMISSING;
    struct object_id asked;

    if (!object_id_parse(bytes_text(name), &asked) &&
        snprintf(ref, sizeof ref, "refs/tags/%s", name) < (int)sizeof ref)
        status = revision_resolve(asking->repository, asking->objects, ref, id, &type, asking->err);
    if (status == ASSAY_EMISSING)
        status =
            revision_resolve(asking->repository, asking->objects, name, id, &type, asking->err);
    TRY(status);
    return type == OBJECT_TAG ? ASSAY_OK : fail_light(asking);
}

/* Who can write refs can let one name lead to another signed tag, such as one with a known hole. */
static ASSAY_RESULT check_name(const struct asking *asking, const struct object_id *found,
                               struct bytes said)
{
    CLEANUP(buf_clear) struct buf shown = {.ceiling = SIZE_MAX};
    struct bytes name = bytes_text(asking->question->revision);
    struct object_id asked;
    enum assay_status status;

    if (bytes_starts(name, BYTES("refs/tags/")))
        name = bytes_from(name, sizeof "refs/tags/" - 1);
    if (bytes_equal(name, said) ||
        (object_id_parse(name, &asked) && object_id_equal(&asked, found)))
        return ASSAY_OK;
    text_show(&shown, said);
    status = assay_fail(asking->err, ASSAY_ETRUST, ASSAY_NO_OFFSET,
                        "the tag was signed under another name: %.200s", buf_string(&shown));
    assay_error_id(asking->err, "git-signature.tag-name");
    assay_error_why(asking->err, "whoever can write refs can let a name lead to another tag");
    return status;
}

static ASSAY_RESULT judge(const struct asking *asking, const struct object_id *id,
                          struct assay_git_signature *out)
{
    CLEANUP(object_release) struct object object = {0};
    CLEANUP(signed_clear) struct signed_parts parts = {0};

    TRY(object_read(asking->objects, id, &object, asking->err));
    TRY(signed_split(object.type, objects_id_size(asking->objects), object.bytes, &parts,
                     asking->err));
    TRY(signed_judge(&parts, asking->signers, out, asking->err));
    if (asking->question->is_tag)
        TRY(check_name(asking, id, parts.tag));
    object_id_text(id, out->object);
    return ASSAY_OK;
}

enum assay_status assay_git_signature_verify(const struct assay_git_question *question,
                                             struct assay_git_signature *out,
                                             struct assay_error *err)
{
    CLEANUP(asking_clear) struct asking asking = {.question = question, .err = err};
    struct assay_git_signature found = {.time = 0};
    struct object_id id;

    TRY(open_all(&asking));
    if (question->is_tag)
        TRY(find_tag(&asking, &id));
    else
        TRY(revision_commit(asking.repository, asking.objects, question->revision, &id, err));
    TRY(judge(&asking, &id, &found));
    *out = found;
    return ASSAY_OK;
}
