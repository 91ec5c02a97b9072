/* key_file.c - keys as files: where they lie, who may read them, how a new one comes to be. */

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/kit.h"
#include "base/text.h"
#include "crypto/key_part.h"
#include "crypto/pkcs11.h"

#define PASSPHRASE_VARIABLE "ASSAY_KEY_PASSPHRASE"

char *assay_key_folder(void)
{
    static const struct {
        const char *variable, *below;
    } places[] = {
        {"ASSAY_KEY_DIR", ""},
        {"XDG_CONFIG_HOME", "/assay/keys"},
        {"HOME", "/.config/assay/keys"},
    };
    CLEANUP(buf_clear) struct buf path = {.ceiling = PATH_MAX};

    for (size_t i = 0; i < ARRAY_LEN(places); i++) {
        const char *value = getenv(places[i].variable);

        if (!value || !*value)
            continue;
        buf_text(&path, value);
        buf_text(&path, places[i].below);
        return buf_take_string(&path);
    }
    return NULL;
}

bool assay_key_in_token(const char *path)
{
    return pkcs11_uri_is(path);
}

enum assay_status assay_key_open_public(const char *path, struct assay_key **out,
                                        struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = KEY_FILE_MAX};
    enum assay_status status;

    if (assay_key_in_token(path))
        return pkcs11_key_open_public(path, out, err);
    status = file_read(AT_FDCWD, path, &text, err);
    if (status == ASSAY_EMISSING) {
        assay_error_id(err, "key.missing");
        assay_error_do(err, "assay key list shows the keys that are here");
    }
    TRY(status);
    return key_of_pem(buf_bytes(&text), path, out, err);
}

/* The passphrase to use: the caller's, else the environment's; "" counts as none. */
static const char *find_passphrase(const char *passphrase)
{
    if (!passphrase)
        passphrase = getenv(PASSPHRASE_VARIABLE);
    return passphrase && *passphrase ? passphrase : NULL;
}

static ASSAY_RESULT check_mode(const char *path, int fd, struct assay_error *err)
{
    struct stat status;
    enum assay_status failed;

    if (fstat(fd, &status) != 0) {
        failed = assay_fail_errno(err, ASSAY_EIO, errno, "cannot read %s", path);
        assay_error_path(err, path);
        return failed;
    }
    if ((status.st_mode & (S_IRWXG | S_IRWXO)) == 0)
        return ASSAY_OK;
    failed = assay_fail(err, ASSAY_ETRUST, ASSAY_NO_OFFSET,
                        "the private key %s can be used by others (mode %04o)", path,
                        (unsigned)(status.st_mode & 07777));
    assay_error_id(err, "key.mode");
    assay_error_path(err, path);
    assay_error_why(err, "whoever can read a signing key can sign in its owner's name");
    assay_error_do(err, "chmod 600 %s      (and make a new key if others may have read it)", path);
    return failed;
}

static bool holds(struct bytes text, const char *word)
{
    return text.size > 0 && memmem(text.data, text.size, word, strlen(word)) != NULL;
}

/* What is no private key at all is no secret that others can read. */
static ASSAY_RESULT fail_kind(const char *path, struct bytes text, struct assay_error *err)
{
    bool is_public = holds(text, "-----BEGIN PUBLIC KEY-----");
    enum assay_status status =
        key_fail(err, ASSAY_EUSAGE, "key.format", path,
                 is_public ? "this is a public key, and signing takes the private one"
                           : "not a private key in PKCS#8 PEM form");

    if (is_public)
        assay_error_do(err, "name the file with the private key; assay key list tells those in the "
                            "key store");
    else
        assay_error_do(err, "assay key new makes one");
    return status;
}

/* Reads through one descriptor, so that what was checked is what is read. */
static ASSAY_RESULT read_private(const char *path, struct buf *text, struct assay_error *err)
{
    CLEANUP(close_cleanup) int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    enum assay_status status;
    struct stat there;

    if (fd < 0) {
        status = assay_fail_errno(err, errno == ENOENT ? ASSAY_EMISSING : ASSAY_EIO, errno,
                                  "cannot read the key %s", path);
        assay_error_id(err, "key.missing");
        assay_error_path(err, path);
        assay_error_do(err, "assay key new makes one");
        return status;
    }
    if (fstat(fd, &there) != 0 || !S_ISREG(there.st_mode))
        return key_fail(err, ASSAY_EUSAGE, "key.format", path, "not a file");
    for (;;) {
        uint8_t *room = buf_room(text, text->size < KEY_FILE_MAX ? KEY_FILE_MAX - text->size : 1);
        ssize_t got;

        if (!room)
            return key_fail(err, ASSAY_EUSAGE, "key.format", path, "too large for a key");
        got = read(fd, room, KEY_FILE_MAX - text->size);
        if (got == 0)
            return holds(buf_bytes(text), "PRIVATE KEY-----")
                       ? check_mode(path, fd, err)
                       : fail_kind(path, buf_bytes(text), err);
        if (got > 0) {
            buf_used(text, (size_t)got);
        } else if (errno != EINTR) {
            status = assay_fail_errno(err, ASSAY_EIO, errno, "cannot read the key %s", path);
            assay_error_path(err, path);
            return status;
        }
    }
}

enum assay_status assay_key_open(const char *path, const char *passphrase, struct assay_key **out,
                                 struct assay_error *err)
{
    CLEANUP(key_secret_clear) struct buf text = {.ceiling = KEY_FILE_MAX};

    if (assay_key_in_token(path))
        return pkcs11_key_open(path, passphrase, out, err);
    TRY(read_private(path, &text, err));
    return key_of_private_pem(buf_bytes(&text), find_passphrase(passphrase), path, out, err);
}

static void explain_unmade(struct assay_error *err)
{
    assay_error_id(err, "key.write");
    assay_error_why(err, "no key was made");
    assay_error_do(err, "name a folder that can be written with ASSAY_KEY_DIR, or a key that there "
                        "is: --key FILE");
}

static ASSAY_RESULT fail_create(const char *path, struct assay_error *err)
{
    int sys = errno;
    enum assay_status status = assay_fail_errno(err, sys == EEXIST ? ASSAY_EUSAGE : ASSAY_EOUTPUT,
                                                sys, "cannot write the key %s", path);

    assay_error_id(err, "key.write");
    assay_error_path(err, path);
    if (sys == EEXIST) {
        assay_error_why(err, "a key is never overwritten: what it signed could not be continued");
        assay_error_do(err, "give the new key another name, or move the old one away");
    } else {
        explain_unmade(err);
    }
    return status;
}

/*
 * Writes aside, syncs and links into place: a crash leaves no half of a key, and link() never
 * replaces one that is there.
 */
static ASSAY_RESULT write_new(const char *path, struct bytes content, struct assay_error *err)
{
    char aside[PATH_MAX];
    CLEANUP(close_cleanup) int fd = file_aside(AT_FDCWD, path, S_IRUSR | S_IWUSR, aside);
    bool written;

    if (fd < 0)
        return fail_create(path, err);
    written = write(fd, content.data, content.size) == (ssize_t)content.size && fsync(fd) == 0 &&
              link(aside, path) == 0;
    if (!written) {
        enum assay_status status = fail_create(path, err);

        unlink(aside);
        return status;
    }
    unlink(aside);
    return ASSAY_OK;
}

static ASSAY_RESULT make_parent(const char *path, struct assay_error *err)
{
    char parent[PATH_MAX];
    enum assay_status status;
    char *slash;

    if (!text_copy(parent, sizeof parent, path)) {
        errno = ENAMETOOLONG;
        return fail_create(path, err);
    }
    slash = strrchr(parent, '/');
    if (!slash || slash == parent)
        return ASSAY_OK;
    *slash = 0;
    status = file_make_folders(AT_FDCWD, parent, S_IRWXU, err);
    if (status != ASSAY_OK)
        explain_unmade(err);
    return status;
}

enum assay_status assay_key_create(const char *path, enum assay_key_algorithm algorithm,
                                   const char *passphrase, struct assay_key **out,
                                   struct assay_error *err)
{
    CLEANUP(assay_key_freep) struct assay_key *key = NULL;
    CLEANUP(key_secret_clear) struct buf pem = {.ceiling = KEY_FILE_MAX};

    if (assay_key_in_token(path)) {
        enum assay_status status =
            key_fail(err, ASSAY_EUSAGE, "key.write", "", "assay makes no keys in hardware");

        assay_error_why(err, "how a token makes and guards a key is its owner's to decide");
        assay_error_do(err, "pkcs11-tool --module MODULE --login --keypairgen --key-type "
                            "EC:edwards25519 --usage-sign --label NAME --id 01");
        return status;
    }
    TRY(key_make(algorithm, &key, err));
    TRY(key_private_pem(key->pkey, find_passphrase(passphrase), &pem, err));
    TRY(make_parent(path, err));
    TRY(write_new(path, buf_bytes(&pem), err));
    *out = TAKE(key);
    return ASSAY_OK;
}
