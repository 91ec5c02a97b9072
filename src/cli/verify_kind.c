/* verify_kind.c - what `assay verify` is looking at: a ledger, an export, a part of one, or a
 * target that may have been recorded. */

#include "cli/verify_kind.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include <assay/ledger.h>

#include "base/file.h"
#include "base/kit.h"

/* What stands between the text of a signed note and its signatures. */
#define NOTE_SIGNATURES "\n\n\xe2\x80\x94 "

enum { HEAD = 4096 }; /* bytes that tell one piece from the others */

static bool stands(const char *folder, const char *name)
{
    char path[4096];
    struct stat status;

    snprintf(path, sizeof path, "%s/%s", folder, name);
    return lstat(path, &status) == 0;
}

/* A checkpoint is a signed note; models have files of that name, too, which are none. */
static bool is_note(const char *folder)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = 1 << 20};
    char path[4096];

    snprintf(path, sizeof path, "%s/checkpoint", folder);
    return file_read(AT_FDCWD, path, &text, NULL) == ASSAY_OK &&
           memmem(text.data, text.size, NOTE_SIGNATURES, strlen(NOTE_SIGNATURES)) != NULL;
}

/* What is wrong with any of the three comes to light when the ledger is read. */
bool verify_is_ledger(const char *path)
{
    return assay_ledger_is_address(path) || is_note(path) ||
           (stands(path, "tile") && (stands(path, "checkpoint") || stands(path, "checkpoints")));
}

/* What an export lays beside the log, by which it is known where the log itself is not there. */
bool verify_is_export(const char *path)
{
    return stands(path, "proofs") + stands(path, "entries") + stands(path, "log.vkey") +
               stands(path, "check.py") >=
           2;
}

/* Copies for people alone, of which no tree can be made. */
static enum assay_status fail_partial(const char *path, struct assay_error *err)
{
    const char *missing = !stands(path, "tile")         ? "tile/ (the entries)"
                          : !stands(path, "checkpoint") ? "checkpoint"
                                                        : "checkpoints/";
    enum assay_status status;

    status = assay_fail(err, ASSAY_ETRUST, ASSAY_NO_OFFSET,
                        "%s is a part of an export of a ledger: %s is missing", path, missing);
    assay_error_id(err, "ledger.partial");
    assay_error_path(err, path);
    assay_error_why(err, "an export holds the log, checkpoint, checkpoints/ and tile/, beside what "
                         "people read");
    assay_error_do(err,
                   "ask for the whole export; or check one entry: assay verify --proof "
                   "%s/proofs/N.tlog-proof --entry %s/entries/N.entry --vkey LINE",
                   path, path);
    return status;
}

/* Files of a ledger or of an export that stand alone, by what they begin with or hold. */
static const struct piece {
    const char *begins, *what, *how;
} pieces[] = {
    {"c2sp.org/tlog-proof@", "a proof of one entry",
     "assay verify --proof FILE --entry FILE.entry --vkey LINE"},
    {"{\"payload\":\"", "an entry of a ledger, or another signed envelope",
     "assay verify --proof PROOF --entry FILE --vkey LINE; or --threshold 1 --key KEY FILE"},
    {"ledger-export/", "an export of a ledger as a tar",
     "tar xf FILE, then assay verify ledger-export --key log.pub"},
    {NULL, "a checkpoint of a ledger", "assay verify LEDGER --since FILE"},
};

static const struct piece *find_piece(struct bytes text)
{
    const struct piece *piece = pieces;

    while (piece->begins && !bytes_starts(text, bytes_text(piece->begins)))
        piece++;
    if (piece->begins ||
        (text.size > 0 && memmem(text.data, text.size, NOTE_SIGNATURES, strlen(NOTE_SIGNATURES))))
        return piece;
    return NULL;
}

enum assay_status verify_piece(const char *path, struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = HEAD};
    const struct piece *piece;
    enum assay_status status;

    if (verify_is_export(path))
        return fail_partial(path, err);
    status = file_read(AT_FDCWD, path, &text, NULL);
    piece = status == ASSAY_OK || status == ASSAY_ELIMIT ? find_piece(buf_bytes(&text)) : NULL;
    if (!piece)
        return ASSAY_OK;
    status = assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET,
                        "%s is %s, and was not recorded as a target", path, piece->what);
    assay_error_id(err, "ledger.piece");
    assay_error_path(err, path);
    assay_error_do(err, "%s", piece->how);
    return status;
}
