/*
 * pkcs11_module.c - modules: found where a person named one, loaded, initialized; and what their
 * codes mean. Source: PKCS #11 2.40, sections 5.1 (codes) and 5.4 (C_Initialize).
 */

#include <dlfcn.h>
#include <stdlib.h>

#include "base/kit.h"
#include "crypto/pkcs11_part.h"

#define MODULE_VARIABLE "ASSAY_PKCS11_MODULE"

#define REMEDY_DEVICE "see that the token is there and answers: pkcs11-tool --module MODULE -O"
#define REMEDY_PIN                                                                                 \
    "check the PIN, and where it comes from: pin-source=FILE in the URI, ASSAY_PKCS11_PIN, or "    \
    "the "                                                                                         \
    "terminal"

/* What is not here is "key.device". */
static const struct meaning {
    ck_rv_t code;
    const char *name;
    enum assay_status status;
    const char *id, *text, *why, *remedy;
} meanings[] = {
    {CKR_PIN_INCORRECT, "CKR_PIN_INCORRECT", ASSAY_EUSAGE, "key.pin-wrong", "the PIN is wrong",
     "tokens lock themselves after some wrong PINs, so it was tried once", REMEDY_PIN},
    {CKR_PIN_INVALID, "CKR_PIN_INVALID", ASSAY_EUSAGE, "key.pin-wrong", "the PIN is wrong",
     "it has characters that no PIN of this token has", REMEDY_PIN},
    {CKR_PIN_LEN_RANGE, "CKR_PIN_LEN_RANGE", ASSAY_EUSAGE, "key.pin-wrong", "the PIN is wrong",
     "it is shorter or longer than PINs of this token are", REMEDY_PIN},
    {CKR_PIN_EXPIRED, "CKR_PIN_EXPIRED", ASSAY_EUSAGE, "key.pin-wrong", "the PIN has expired",
     "the token wants a new one before it signs", "pkcs11-tool --module MODULE --change-pin"},
    {CKR_PIN_LOCKED, "CKR_PIN_LOCKED", ASSAY_EUSAGE, "key.pin-locked", "the token is locked",
     "too many wrong PINs were tried on it", "have its security officer set a new PIN"},
    {CKR_USER_PIN_NOT_INITIALIZED, "CKR_USER_PIN_NOT_INITIALIZED", ASSAY_EUSAGE, "key.token",
     "the token has no PIN yet", "nobody can sign with it before its user has one",
     "pkcs11-tool --module MODULE --init-pin"},
    {CKR_USER_NOT_LOGGED_IN, "CKR_USER_NOT_LOGGED_IN", ASSAY_EUSAGE, "key.pin",
     "the token wants its PIN", "the session was logged out meanwhile", REMEDY_PIN},
    {CKR_FUNCTION_CANCELED, "CKR_FUNCTION_CANCELED", ASSAY_EUSAGE, "key.pin",
     "the signature was not confirmed at the token", "its owner has to touch it, or enter the PIN",
     "run the command again"},
    {CKR_FUNCTION_REJECTED, "CKR_FUNCTION_REJECTED", ASSAY_EUSAGE, "key.pin",
     "the signature was refused at the token", "its owner has to touch it, or enter the PIN",
     "run the command again"},
    {CKR_KEY_FUNCTION_NOT_PERMITTED, "CKR_KEY_FUNCTION_NOT_PERMITTED", ASSAY_EUSAGE, "key.use",
     "this key may not sign", "the token was told so when the key was made",
     "name another key, or make one that may: pkcs11-tool --keypairgen --usage-sign"},
    {CKR_MECHANISM_INVALID, "CKR_MECHANISM_INVALID", ASSAY_EUSAGE, "key.mechanism",
     "the token cannot sign in this way", "assay signs with CKM_ECDSA and CKM_EDDSA",
     "pkcs11-tool --module MODULE -M      shows what it can"},
    {CKR_KEY_TYPE_INCONSISTENT, "CKR_KEY_TYPE_INCONSISTENT", ASSAY_EUSAGE, "key.mechanism",
     "the token cannot sign in this way with this key", "assay signs with CKM_ECDSA and CKM_EDDSA",
     "pkcs11-tool --module MODULE -M      shows what it can"},
    {CKR_TOKEN_NOT_PRESENT, "CKR_TOKEN_NOT_PRESENT", ASSAY_EIO, "key.token-gone",
     "the token is gone", "it was there when the command began", "put it back, and run it again"},
    {CKR_DEVICE_REMOVED, "CKR_DEVICE_REMOVED", ASSAY_EIO, "key.token-gone", "the token is gone",
     "it was there when the command began", "put it back, and run it again"},
    {CKR_SESSION_HANDLE_INVALID, "CKR_SESSION_HANDLE_INVALID", ASSAY_EIO, "key.token-gone",
     "the session with the token has ended", "that is so when it was removed and put back",
     "run the command again"},
    {CKR_DEVICE_ERROR, "CKR_DEVICE_ERROR", ASSAY_EIO, "key.device", NULL, NULL, REMEDY_DEVICE},
    {CKR_DEVICE_MEMORY, "CKR_DEVICE_MEMORY", ASSAY_EIO, "key.device", NULL, NULL, REMEDY_DEVICE},
    {CKR_FUNCTION_FAILED, "CKR_FUNCTION_FAILED", ASSAY_EIO, "key.device", NULL, NULL,
     REMEDY_DEVICE},
    {CKR_GENERAL_ERROR, "CKR_GENERAL_ERROR", ASSAY_EIO, "key.device", NULL, NULL, REMEDY_DEVICE},
    {CKR_HOST_MEMORY, "CKR_HOST_MEMORY", ASSAY_ENOMEM, "key.device", NULL, NULL, REMEDY_DEVICE},
    {CKR_SESSION_COUNT, "CKR_SESSION_COUNT", ASSAY_EIO, "key.device", NULL,
     "others hold all sessions that the token has", REMEDY_DEVICE},
};

enum assay_status pkcs11_refuse(struct assay_error *err, enum assay_status status, const char *id,
                                const char *name, const char *text)
{
    status = assay_fail(err, status, ASSAY_NO_OFFSET, "%s", text);
    assay_error_id(err, id);
    assay_error_path(err, name);
    return status;
}

enum assay_status pkcs11_fail(const char *name, const char *call, ck_rv_t code,
                              struct assay_error *err)
{
    const struct meaning *meaning = NULL;
    enum assay_status status;

    for (size_t i = 0; i < ARRAY_LEN(meanings) && !meaning; i++)
        if (meanings[i].code == code)
            meaning = &meanings[i];
    if (meaning && meaning->text)
        status = assay_fail(err, meaning->status, ASSAY_NO_OFFSET, "%s (%s: %s)", meaning->text,
                            call, meaning->name);
    else
        status = assay_fail(err, meaning ? meaning->status : ASSAY_EIO, ASSAY_NO_OFFSET,
                            "the token failed: %s gave 0x%lx%s%s", call, code, meaning ? " " : "",
                            meaning ? meaning->name : "");
    assay_error_id(err, meaning ? meaning->id : "key.device");
    assay_error_path(err, name);
    if (meaning && meaning->why)
        assay_error_why(err, "%s", meaning->why);
    assay_error_do(err, "%s", meaning ? meaning->remedy : REMEDY_DEVICE);
    return status;
}

static ASSAY_RESULT refuse(struct assay_error *err, const char *path, const char *text,
                           const char *why)
{
    enum assay_status status = pkcs11_refuse(err, ASSAY_EUSAGE, "key.module", path, text);

    if (why)
        assay_error_why(err, "%s", why);
    assay_error_do(err, "name the vendor's PKCS#11 module by its whole path: module-path=/... in "
                        "the URI, or " MODULE_VARIABLE);
    return status;
}

/* The path of the module; never one that the folder or a search path decides. */
static ASSAY_RESULT name_module(const struct pkcs11_uri *uri, const char **out,
                                struct assay_error *err)
{
    const char *path = (const char *)uri->values[PKCS11_MODULE_PATH].data;

    if (pkcs11_uri_has(uri, PKCS11_MODULE_NAME))
        return refuse(err, "", "a module is not searched for by its name",
                      "a module is code that runs here: which one is said in full");
    if (!path)
        path = getenv(MODULE_VARIABLE);
    if (!path || !*path)
        return refuse(err, "", "no PKCS#11 module is named",
                      "a key in hardware is reached through the vendor's module, and assay loads "
                      "none that nobody named");
    if (path[0] != '/')
        return refuse(err, path, "the path of the PKCS#11 module does not begin with a slash",
                      "a module is code that runs here: where one stands must not choose it");
    *out = path;
    return ASSAY_OK;
}

/* All that assay calls is there. */
static bool is_complete(const struct ck_function_list *calls)
{
    return calls && (calls->version.major == 2 || calls->version.major == 3) &&
           calls->C_Initialize && calls->C_GetInfo && calls->C_GetSlotList &&
           calls->C_GetSlotInfo && calls->C_GetTokenInfo && calls->C_GetMechanismInfo &&
           calls->C_OpenSession && calls->C_CloseSession && calls->C_GetSessionInfo &&
           calls->C_Login && calls->C_GetAttributeValue && calls->C_FindObjectsInit &&
           calls->C_FindObjects && calls->C_FindObjectsFinal && calls->C_SignInit && calls->C_Sign;
}

static ASSAY_RESULT initialize(const struct ck_function_list *calls, const char *path,
                               struct assay_error *err)
{
    struct ck_c_initialize_args args = {.flags = CKF_OS_LOCKING_OK};
    ck_rv_t code = calls->C_Initialize(&args);
    char text[128];

    if (code == CKR_CANT_LOCK || code == CKR_NEED_TO_CREATE_THREADS)
        code = calls->C_Initialize(NULL); /* then it is for one thread, which we are */
    if (code == CKR_OK || code == CKR_CRYPTOKI_ALREADY_INITIALIZED)
        return ASSAY_OK;
    snprintf(text, sizeof text, "the PKCS#11 module does not start: C_Initialize gave 0x%lx", code);
    return refuse(err, path, text, "its own settings may be missing; see what its vendor says");
}

enum assay_status pkcs11_module_load(const struct pkcs11_uri *uri,
                                     const struct ck_function_list **out, struct assay_error *err)
{
    struct ck_function_list *calls = NULL;
    CK_C_GetFunctionList list = NULL;
    const char *path = NULL;
    void *library, *symbol;

    TRY(name_module(uri, &path, err));
    library = dlopen(path, RTLD_NOW | RTLD_LOCAL); /* stays, as does what it started */
    if (!library)
        return refuse(err, path, "the PKCS#11 module cannot be loaded", dlerror());
    symbol = dlsym(library, "C_GetFunctionList");
    _Static_assert(sizeof symbol == sizeof list,
                   "POSIX: a pointer to data holds one to a function");
    memcpy(&list, &symbol, sizeof list);
    if (!list || list(&calls) != CKR_OK || !is_complete(calls)) {
        enum assay_status status = refuse(err, path, "this is no PKCS#11 module of version 2 or 3",
                                          list ? "its list of functions lacks some that assay calls"
                                               : "it has no function C_GetFunctionList");

        dlclose(library);
        return status;
    }
    TRY(initialize(calls, path, err));
    *out = calls;
    return ASSAY_OK;
}
