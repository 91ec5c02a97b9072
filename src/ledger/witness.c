/*
 * witness.c - being a witness: a checkpoint is signed only when it goes on from the one that was
 * signed last of its log, and that it was signed is on disk before anybody gets the signature. So
 * whatever happens in between, no two checkpoints of one size and no smaller one are ever signed.
 * Source: C2SP tlog-witness, tlog-cosignature; ledger-formats.md 7.
 */

#include <assay/witness.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/codec.h"
#include "base/file.h"
#include "base/kit.h"
#include "ledger/checkpoint.h"
#include "ledger/proof_text.h"
#include "ledger/trust.h"

enum { FOLDER_MODE = 0700, FILE_MODE = 0600, STATE_NAME_SIZE = 72 };

/* A request under way. */
struct answering {
    const struct assay_witness *witness;
    const char *path; /* of the request */
    struct arena *arena;
    struct witness_request request;
    struct note note;
    struct checkpoint point, last; /* asked for; signed last, size 0: none of this log yet */
    struct assay_error *err;
};

static ASSAY_RESULT refuse(const struct answering *a, enum assay_status kind, const char *id,
                           int code, const char *text, const char *remedy)
{
    enum assay_status status = assay_fail(a->err, kind, ASSAY_NO_OFFSET, "%s: %s", a->path, text);

    assay_error_id(a->err, id);
    assay_error_path(a->err, a->path);
    assay_error_why(a->err, "over HTTP a witness answers this with %d", code);
    assay_error_do(a->err, "%s", remedy);
    return status;
}

static ASSAY_RESULT read_request(struct answering *a, struct bytes text)
{
    struct assay_error failure = {0};
    enum assay_status status = witness_request_read(text, a->path, &a->request, &failure);

    if (status == ASSAY_OK)
        status = note_read(a->arena, a->request.note, a->path, &a->note, &failure);
    if (status == ASSAY_OK)
        status = checkpoint_read(a->note.text, a->path, &a->point, &failure);
    if (status == ASSAY_EFORMAT)
        return refuse(a, ASSAY_EUSAGE, "witness.request", 400, failure.text,
                      "assay ledger witness --request FILE      makes one");
    if (status != ASSAY_OK && a->err)
        *a->err = failure;
    return status;
}

/* 404 before 403: nobody learns of a log that is not known whether its signature would hold. */
static ASSAY_RESULT check_log(const struct answering *a, const struct assay_trust *logs)
{
    struct assay_trust log_keys = *logs; /* the witnesses of the policy are not asked here */
    struct trust_verdict verdict;
    bool known = false;

    for (size_t i = 0; i < logs->log_count; i++)
        known |= strcmp(logs->logs[i].verifier.name, a->point.origin) == 0;
    if (!known)
        return refuse(a, ASSAY_EUSAGE, "witness.unknown-log", 404, "this witness knows no such log",
                      "name its key: --vkey LINE, or --trust FILE");
    log_keys.member_count = 0;
    log_keys.quorum = SIZE_MAX;
    if (trust_judge(&log_keys, &a->note, a->point.origin, a->path, &verdict, NULL) != ASSAY_OK)
        return refuse(a, ASSAY_ETRUST, "witness.signature", 403,
                      "the log has not signed this checkpoint with a key that is known",
                      "see that it is the log's own checkpoint, and ask its owner for the key");
    return ASSAY_OK;
}

static ASSAY_RESULT fail_state(const struct answering *a, const char *name, const char *text)
{
    enum assay_status status = assay_fail(a->err, ASSAY_ETRUST, ASSAY_NO_OFFSET, "%s/%s: %s",
                                          a->witness->folder, name, text);

    assay_error_id(a->err, "witness.state");
    assay_error_path(a->err, name);
    assay_error_why(a->err, "what was signed last must be known before anything more is signed");
    assay_error_do(a->err, "restore the file; to forget it would be to sign forks");
    return status;
}

/* "<hex SHA-256 of the origin>": one file a log. */
static void state_name(const struct answering *a, char out[STATE_NAME_SIZE])
{
    uint8_t digest[SHA256_SIZE];

    sha256(bytes_text(a->point.origin), digest);
    hex_encode(bytes_of(digest, sizeof digest), out);
}

/* What is there must be this witness's own signature over a checkpoint of this log. */
static ASSAY_RESULT read_state(struct answering *a, int folder)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = NOTE_SIZE_MAX};
    struct note_verifier own = {NOTE_COSIGNATURE, a->witness->name, a->witness->key};
    char name[STATE_NAME_SIZE];
    enum assay_status status;
    struct note note;

    state_name(a, name);
    status = file_read(folder, name, &text, a->err);
    if (status == ASSAY_EMISSING)
        return ASSAY_OK;
    TRY(status);
    if (note_read(a->arena, buf_bytes(&text), name, &note, NULL) != ASSAY_OK ||
        checkpoint_read(note.text, name, &a->last, NULL) != ASSAY_OK ||
        strcmp(a->last.origin, a->point.origin) != 0)
        return fail_state(a, name, "this is not the checkpoint that was signed last");
    if (note_judge(&note, &own, NULL) != NOTE_HOLDS)
        return fail_state(a, name, "it is not signed by this witness");
    return ASSAY_OK;
}

static bool goes_on(const struct answering *a)
{
    CLEANUP(digest_freep) struct digest *digest = digest_new(DIGEST_SHA256);
    const struct merkle_proof *path = &a->request.path;

    if (a->last.size == 0) {
        struct hash empty;

        sha256(bytes_of(NULL, 0), empty.bytes);
        return path->count == 0 && (a->point.size > 0 || hash_equal(&a->point.root, &empty));
    }
    return digest && merkle_check_consistency(digest, a->last.size, a->point.size, path->hashes,
                                              path->count, &a->last.root, &a->point.root);
}

static ASSAY_RESULT check_growth(const struct answering *a, uint64_t *size)
{
    *size = a->last.size;
    if (a->request.old > a->point.size)
        return refuse(a, ASSAY_EUSAGE, "witness.request", 400,
                      "the old size is larger than that of the checkpoint",
                      "ask with the size that the witness signed last");
    if (a->request.old != a->last.size) {
        enum assay_status status =
            refuse(a, ASSAY_EUSAGE, "witness.stale", 409,
                   "the request goes on from another size than this witness signed last", "");

        assay_error_do(a->err, "assay ledger witness --request FILE --from %" PRIu64, a->last.size);
        return status;
    }
    if (!goes_on(a))
        return refuse(a, ASSAY_ETRUST, "witness.proof", 422,
                      "the checkpoint does not go on from the one that this witness signed last",
                      "keep both: they are signed by the log, and show that it was forked");
    return ASSAY_OK;
}

/* The signature, first to disk and only then to whoever asked. */
static ASSAY_RESULT sign(const struct answering *a, int folder, char **line)
{
    CLEANUP(buf_clear) struct buf signature = {.ceiling = NOTE_SIZE_MAX};
    CLEANUP(buf_clear) struct buf state = {.ceiling = NOTE_SIZE_MAX + 4096};
    struct note_verifier own = {NOTE_COSIGNATURE, a->witness->name, a->witness->key};
    int64_t now = clock_now();
    char name[STATE_NAME_SIZE];

    state_name(a, name);
    TRY(note_sign_line(a->note.text, &own, now > 0 ? (uint64_t)now : 0, &signature, a->err));
    buf_add(&state, a->note.text.data, a->note.text.size);
    buf_byte(&state, '\n');
    buf_add(&state, signature.data, signature.size);
    TRY(buf_status(&state, a->err));
    TRY(file_replace(folder, name, buf_bytes(&state), FILE_MODE, a->err));
    return buf_hand_over(&signature, line, a->err);
}

/* Opens the witness's folder with all others kept out of it. */
static ASSAY_RESULT open_state(const struct assay_witness *witness, int *folder, int *lock,
                               struct assay_error *err)
{
    TRY(file_make_folders(AT_FDCWD, witness->folder, FOLDER_MODE, err));
    *folder = open(witness->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    *lock = *folder < 0 ? -1 : openat(*folder, "lock", O_RDWR | O_CREAT | O_CLOEXEC, FILE_MODE);
    if (*lock < 0 || flock(*lock, LOCK_EX) != 0) {
        enum assay_status status = assay_fail_errno(err, ASSAY_EOUTPUT, errno,
                                                    "cannot use the folder %s", witness->folder);

        assay_error_id(err, "witness.state");
        assay_error_path(err, witness->folder);
        assay_error_why(err, "what was signed last is kept there; nothing was signed");
        assay_error_do(err, "name a folder that can be written: --state DIR");
        return status;
    }
    return ASSAY_OK;
}

static enum assay_status check_name(const char *name, struct assay_error *err)
{
    enum assay_status status;

    if (note_name_valid(bytes_text(name)))
        return ASSAY_OK;
    status = assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET, "\"%.100s\" cannot be a witness's name",
                        name);
    assay_error_id(err, "witness.name");
    assay_error_do(err, "use a name like witness.example.org/one");
    return status;
}

enum assay_status assay_witness_verifier(const char *name, const struct assay_key *key, char **line,
                                         struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = NOTE_SIZE_MAX};
    struct note_verifier verifier = {NOTE_COSIGNATURE, name, key};

    TRY(check_name(name, err));
    TRY(note_key_fits(key, err));
    note_verifier_write(&verifier, &text);
    return buf_hand_over(&text, line, err);
}

enum assay_status assay_witness_sign(const struct assay_witness *witness,
                                     const struct assay_trust *logs, const char *request,
                                     char **line, uint64_t *size, struct assay_error *err)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    CLEANUP(buf_clear) struct buf text = {.ceiling = (size_t)2 * NOTE_SIZE_MAX};
    CLEANUP(close_cleanup) int folder = -1;
    CLEANUP(close_cleanup) int lock = -1;
    struct answering a = {.witness = witness, .path = request, .arena = arena, .err = err};

    *size = 0;
    if (!arena)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for a request");
    TRY(check_name(witness->name, err));
    TRY(file_read(AT_FDCWD, request, &text, err));
    TRY(read_request(&a, buf_bytes(&text)));
    TRY(check_log(&a, logs));
    TRY(open_state(witness, &folder, &lock, err));
    TRY(read_state(&a, folder));
    TRY(check_growth(&a, size));
    return sign(&a, folder, line);
}
