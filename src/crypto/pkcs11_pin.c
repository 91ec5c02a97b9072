/* pkcs11_pin.c - the PIN of a token: where it comes from, and the one time that it is tried. */

#include <errno.h>
#include <fcntl.h>
#include <openssl/crypto.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/kit.h"
#include "crypto/pkcs11_part.h"

#define PIN_VARIABLE "ASSAY_PKCS11_PIN"

void pkcs11_pin_clear(struct pkcs11_pin *pin)
{
    OPENSSL_cleanse(pin, sizeof *pin);
}

static ASSAY_RESULT fail_source(const char *path, const char *text, const char *why,
                                struct assay_error *err)
{
    enum assay_status status = pkcs11_refuse(err, ASSAY_EUSAGE, "key.pin-source", path, text);

    assay_error_why(err, "%s", why);
    assay_error_do(err, "pin-source=/FILE names a file with the PIN in its first line");
    return status;
}

/* "/run/pin", "file:/run/pin" or "file:///run/pin"; no other scheme, and no command. */
static const char *path_of(const char *source)
{
    static const char *const schemes[] = {"file://", "file:"};

    for (size_t i = 0; i < ARRAY_LEN(schemes); i++)
        if (strncmp(source, schemes[i], strlen(schemes[i])) == 0) {
            source += strlen(schemes[i]);
            break;
        }
    return source[0] == '/' ? source : NULL;
}

static ASSAY_RESULT read_source(const char *source, struct pkcs11_pin *out, struct assay_error *err)
{
    const char *path = path_of(source);
    CLEANUP(close_cleanup) int fd = path ? open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY) : -1;
    size_t size = 0;
    ssize_t got = -1;

    if (!path)
        return fail_source(source, "the pin-source is no file",
                           "assay runs no command and asks no server for a PIN", err);
    while (fd >= 0 && size < sizeof out->text) { /* a pipe gives it in pieces */
        got = read(fd, out->text + size, sizeof out->text - size);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0 || memchr(out->text + size, '\n', (size_t)got)) {
            size += got > 0 ? (size_t)got : 0;
            break;
        }
        size += (size_t)got;
    }
    if (got < 0)
        return fail_source(path, "the file of the PIN cannot be read", strerror(errno), err);
    while (out->size < size && out->text[out->size] != '\r' && out->text[out->size] != '\n')
        out->size++;
    if (out->size > PKCS11_PIN_MAX) { /* half a PIN would cost one of the few tries */
        *out = (struct pkcs11_pin){0};
        return fail_source(path, "the PIN is too long", "no token has one of more than 255 bytes",
                           err);
    }
    out->text[out->size] = 0;
    if (out->size == 0)
        return fail_source(path, "the file has no PIN in its first line", "its first line is empty",
                           err);
    return ASSAY_OK;
}

enum assay_status pkcs11_pin_find(const struct pkcs11_uri *uri, const char *given,
                                  struct pkcs11_pin *out, struct assay_error *err)
{
    *out = (struct pkcs11_pin){0};
    if (!given && pkcs11_uri_has(uri, PKCS11_PIN_SOURCE))
        return read_source((const char *)uri->values[PKCS11_PIN_SOURCE].data, out, err);
    if (!given && pkcs11_uri_has(uri, PKCS11_PIN_VALUE))
        given = (const char *)uri->values[PKCS11_PIN_VALUE].data;
    if (!given)
        given = getenv(PIN_VARIABLE);
    if (!given)
        return ASSAY_OK;
    out->size = strlen(given);
    if (out->size > PKCS11_PIN_MAX) {
        out->size = 0;
        return fail_source("", "the PIN is too long", "no token has one of more than 255 bytes",
                           err);
    }
    memcpy(out->text, given, out->size);
    return ASSAY_OK;
}

/* What the token says of the tries that are left, where it says so. */
static ASSAY_RESULT fail_login(const struct pkcs11_session *session, ck_rv_t code,
                               struct assay_error *err)
{
    struct ck_token_info info = {0};
    enum assay_status status;

    if (code == CKR_PIN_INCORRECT &&
        session->calls->C_GetTokenInfo(session->slot, &info) == CKR_OK &&
        (info.flags & CKF_USER_PIN_LOCKED))
        code = CKR_PIN_LOCKED;
    status = pkcs11_fail(session->name, "C_Login", code, err);
    if (code == CKR_PIN_INCORRECT && (info.flags & CKF_USER_PIN_FINAL_TRY))
        assay_error_why(err, "the token says that it locks itself at the next wrong PIN");
    return status;
}

static ASSAY_RESULT fail_missing(const struct pkcs11_session *session, struct assay_error *err)
{
    enum assay_status status = pkcs11_refuse(err, ASSAY_EUSAGE, "key.pin", session->name,
                                             "the token wants its PIN, and none was given");

    assay_error_why(err, "its keys sign only for those who know the PIN");
    assay_error_do(err, "pin-source=/FILE in the URI, or " PIN_VARIABLE
                        ", or run it on a terminal, where it is asked for");
    return status;
}

static ASSAY_RESULT log_in(const struct pkcs11_session *session, ck_user_type_t user,
                           const struct pkcs11_pin *pin, struct assay_error *err)
{
    bool by_pad = (session->info.flags & CKF_PROTECTED_AUTHENTICATION_PATH) != 0;
    struct pkcs11_pin copy = *pin; /* modules take it as not const */
    ck_rv_t code;

    if (!by_pad && pin->size == 0)
        return fail_missing(session, err);
    code = session->calls->C_Login(
        session->handle, user, by_pad ? NULL : (unsigned char *)copy.text, by_pad ? 0 : copy.size);
    pkcs11_pin_clear(&copy);
    if (code == CKR_OK || code == CKR_USER_ALREADY_LOGGED_IN)
        return ASSAY_OK;
    return fail_login(session, code, err);
}

enum assay_status pkcs11_login(const struct pkcs11_session *session, const struct pkcs11_pin *pin,
                               struct assay_error *err)
{
    struct ck_session_info info = {0};

    if (!(session->info.flags & CKF_LOGIN_REQUIRED))
        return ASSAY_OK;
    if (session->calls->C_GetSessionInfo(session->handle, &info) == CKR_OK &&
        (info.state == CKS_RO_USER_FUNCTIONS || info.state == CKS_RW_USER_FUNCTIONS))
        return ASSAY_OK;
    if (session->info.flags & CKF_USER_PIN_LOCKED)
        return pkcs11_fail(session->name, "C_GetTokenInfo", CKR_PIN_LOCKED, err);
    return log_in(session, CKU_USER, pin, err);
}

enum assay_status pkcs11_login_again(const struct pkcs11_session *session,
                                     const struct pkcs11_pin *pin, struct assay_error *err)
{
    return log_in(session, CKU_CONTEXT_SPECIFIC, pin, err);
}
