/* anchor.c - checkpoints as annotated tags. Source: ledger-formats.md 11. */

#include <assay/anchor.h>
#include <ctype.h>
#include <inttypes.h>

#include "base/clock.h"
#include "base/kit.h"
#include "crypto/allowed_signers.h"
#include "ledger/anchors.h"
#include "ledger/published.h"
#include "ledger/since.h"
#include "source/git/anchor.h"

#define FOLDER "assay/"

/* That and the origin, with what a ref must not hold as %XX. */
static void folder_of_log(const char *origin, struct buf *out)
{
    buf_text(out, FOLDER);
    for (const char *at = origin; *at; at++) {
        unsigned char byte = (unsigned char)*at;
        bool dot = byte == '.' && at > origin && isalnum((unsigned char)at[-1]) &&
                   isalnum((unsigned char)at[1]) && strncmp(at, ".lock", 5) != 0;

        if (isalnum(byte) || byte == '-' || byte == '_' || dot)
            buf_byte(out, byte);
        else
            buf_printf(out, "%%%02X", byte);
    }
}

/* git keeps a tag as a file, in a folder of that name. */
static ASSAY_RESULT find_folder(const struct assay_ledger *ledger, struct buf *out,
                                struct assay_error *err)
{
    enum { FILE_NAME_MAX = 255 };
    size_t size;
    enum assay_status status;

    folder_of_log(ledger->log.point.origin, out);
    TRY(buf_status(out, err));
    size = out->size - strlen(FOLDER);
    if (size <= FILE_NAME_MAX)
        return ASSAY_OK;
    status =
        assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET,
                   "the name of the log is too long for a tag: %zu bytes in git's spelling", size);
    assay_error_id(err, "anchor.name");
    assay_error_path(err, ledger->store->where);
    assay_error_why(err,
                    "a part of a tag's name is a file's name, of at most %d bytes; what a tag "
                    "must not hold takes three bytes",
                    FILE_NAME_MAX);
    assay_error_do(err, "have the checkpoint cosigned or stamped instead: assay ledger witness, "
                        "assay ledger stamp");
    return status;
}

static ASSAY_RESULT fail_another(const char *repository, const char *tag, struct assay_error *err)
{
    enum assay_status status =
        assay_fail(err, ASSAY_ETRUST, ASSAY_NO_OFFSET,
                   "%s has a tag %s, and it is not of this checkpoint", repository, tag);

    assay_error_id(err, "ledger.fork");
    assay_error_path(err, repository);
    assay_error_why(err, "a size is signed once; the tag was made elsewhere, or of another past");
    assay_error_do(err, "git cat-file tag %s      shows what it says", tag);
    return status;
}

/* Looks for a tag that says the same text; the signatures below it may be others. */
struct looking {
    struct bytes text;
    const char *tag;
    bool same, is_signed;
};

static enum assay_status look(void *user, const struct anchor_tag *tag, struct assay_error *err)
{
    struct looking *looking = user;

    (void)err;
    if (!bytes_ends(bytes_text(tag->name), bytes_text(looking->tag)))
        return ASSAY_OK;
    looking->same = bytes_starts(tag->text, looking->text);
    looking->is_signed = tag->parts && tag->parts->signature.size > 0;
    return ASSAY_OK;
}

static ASSAY_RESULT fail_not_signed(const char *repository, const char *tag,
                                    struct assay_error *err)
{
    enum assay_status status = assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET,
                                          "%s has the tag %s already, not signed", repository, tag);

    assay_error_id(err, "anchor.not-signed");
    assay_error_path(err, repository);
    assay_error_why(err, "a tag that others may have fetched is not replaced");
    assay_error_do(err, "record something, and anchor the next checkpoint with --key");
    return status;
}

enum assay_status assay_anchor_add(const struct assay_ledger *ledger, const char *repository,
                                   const struct assay_key *key, char **tag, struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf folder = {.ceiling = ANCHOR_NAME_SIZE};
    CLEANUP(buf_clear) struct buf name = {.ceiling = ANCHOR_NAME_SIZE};
    CLEANUP(buf_clear) struct buf note = {.ceiling = NOTE_SIZE_MAX};
    CLEANUP(buf_clear) struct buf text = {.ceiling = NOTE_SIZE_MAX};
    struct looking looking = {.same = false};
    char checkpoint[STORE_NAME_SIZE];
    bool exists;

    log_checkpoint_name(ledger->log.point.size, checkpoint);
    TRY(store_required(ledger->store, checkpoint, store_read(ledger->store, checkpoint, &note, err),
                       err));
    TRY(find_folder(ledger, &folder, err));
    buf_printf(&name, "%s/%" PRIu64, buf_string(&folder), ledger->log.point.size);
    TRY(buf_status(&name, err));
    TRY(anchor_write(repository,
                     &(struct anchor_text){buf_string(&name), buf_string(&note), clock_now(), key},
                     &exists, err));
    if (exists) {
        checkpoint_write(&ledger->log.point, &text);
        looking.text = buf_bytes(&text);
        looking.tag = buf_string(&name);
        TRY(anchor_read(repository, buf_string(&folder), &(struct anchor_each){look, &looking},
                        err));
        if (!looking.same)
            return fail_another(repository, buf_string(&name), err);
        if (key && !looking.is_signed)
            return fail_not_signed(repository, buf_string(&name), err);
    }
    *tag = buf_take_string(&name);
    if (!*tag)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for a name");
    return ASSAY_OK;
}

/* Tags are held to the ledger, and their signatures to those who may sign. */
struct holding {
    struct comparing c;
    const struct assay_anchor_check *check;
    struct allowed_signers *signers;
};

static void holding_clear(struct holding *holding)
{
    comparing_clear(&holding->c);
    allowed_signers_free(holding->signers);
}

static ASSAY_RESULT judge(const struct holding *holding, const struct anchor_tag *found,
                          struct assay_error *err)
{
    const char *tag = found->name + sizeof "refs/tags/" - 1;
    struct assay_git_signature signature = {.time = 0};
    enum assay_status status;

    if (found->parts->signature.size == 0 && !holding->signers)
        return ASSAY_OK;
    status = signed_judge(found->parts, holding->signers, &signature, err);
    if (status == ASSAY_OK)
        holding->check->is_signed(holding->check->user, tag, &signature);
    else
        assay_error_path(err, tag);
    return status;
}

static enum assay_status hold(void *user, const struct anchor_tag *found, struct assay_error *err)
{
    struct holding *holding = user;

    TRY(comparing_take(&holding->c, found->text, found->name));
    return found->parts ? judge(holding, found, err) : ASSAY_OK;
}

enum assay_status assay_anchor_verify(const struct assay_ledger *ledger,
                                      const struct assay_anchor_check *check, uint64_t *count,
                                      uint64_t *newest, struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf folder = {.ceiling = ANCHOR_NAME_SIZE};
    CLEANUP(holding_clear) struct holding holding = {.check = check};
    enum assay_status status;

    TRY(find_folder(ledger, &folder, err));
    if (check->signers)
        TRY(allowed_signers_open(check->signers, &holding.signers, err));
    TRY(comparing_open(&holding.c, ledger, check->repository, err));
    TRY(anchor_read(check->repository, buf_string(&folder), &(struct anchor_each){hold, &holding},
                    err));
    if (holding.c.kept == 0) {
        status =
            assay_fail(err, ASSAY_ETRUST, ASSAY_NO_OFFSET, "%s holds no checkpoint of the log %s",
                       check->repository, ledger->log.point.origin);
        assay_error_id(err, "anchor.none");
        assay_error_path(err, check->repository);
        assay_error_do(err, "git fetch --tags, or assay ledger anchor %s", check->repository);
        return status;
    }
    TRY(comparing_end(&holding.c, false));
    *count = holding.c.kept;
    *newest = holding.c.newest;
    return ASSAY_OK;
}

struct seeing {
    const struct assay_ledger *ledger;
    int64_t before;
    uint64_t size;
};

/* A tag counts where its text is that of the checkpoint which the ledger published. */
static enum assay_status see(void *user, const struct anchor_tag *tag, struct assay_error *err)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    CLEANUP(buf_clear) struct buf bytes = {.ceiling = NOTE_SIZE_MAX};
    struct seeing *seeing = user;
    struct checkpoint point;
    struct note note, own;

    if (!arena)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for a checkpoint");
    if (tag->time >= seeing->before ||
        note_read(arena, tag->text, tag->name, &note, NULL) != ASSAY_OK ||
        checkpoint_read(note.text, tag->name, &point, NULL) != ASSAY_OK ||
        point.size <= seeing->size ||
        published_read(seeing->ledger, point.size, arena, &bytes, &own, NULL) != ASSAY_OK ||
        !bytes_equal(note.text, own.text))
        return ASSAY_OK;
    seeing->size = point.size;
    return ASSAY_OK;
}

enum assay_status anchors_seen(const struct assay_ledger *ledger, const char *repository,
                               int64_t before, uint64_t *size, struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf folder = {.ceiling = ANCHOR_NAME_SIZE};
    struct seeing seeing = {.ledger = ledger, .before = before};

    TRY(find_folder(ledger, &folder, err));
    TRY(anchor_read(repository, buf_string(&folder), &(struct anchor_each){see, &seeing}, err));
    *size = seeing.size;
    return ASSAY_OK;
}
