/*
 * faulty_pkcs11.c - a PKCS#11 module that is SoftHSM with a fault: it hands every call on to the
 * module in FAULTY_MODULE, save for what FAULTY says goes wrong. For what SoftHSM itself never
 * does: lock itself, be taken out, answer with what is not so.
 *
 * FAULTY is a call and the code that it gives, "C_Sign:30"; with a count, "C_Sign:30:2", from the
 * second call on; or one of the words below. FAULTY_LOADED is a file that is made as soon as the
 * module is in the process, whatever is called.
 */

#include <dlfcn.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CRYPTOKI_GNU 1
#include <p11-kit/pkcs11.h>

static struct ck_function_list *real, list;

__attribute__((constructor)) static void loaded(void)
{
    const char *path = getenv("FAULTY_LOADED");
    int fd = path ? open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600) : -1;

    if (fd >= 0)
        close(fd);
}

static bool is(const char *word)
{
    const char *fault = getenv("FAULTY");

    return fault && strcmp(fault, word) == 0;
}

/* The code that `call` gives, where it is the one to fail. */
static bool fails(const char *call, unsigned *calls, ck_rv_t *code)
{
    const char *fault = getenv("FAULTY");
    size_t size = strlen(call);
    char *end;

    if (!fault || strncmp(fault, call, size) != 0 || fault[size] != ':')
        return false;
    *code = strtoul(fault + size + 1, &end, 16);
    return ++*calls >= (*end == ':' ? strtoul(end + 1, NULL, 10) : 1);
}

/* A call that is handed on unless it is the one to fail. */
#define HAND_ON(name, parameters, arguments)                                                       \
    static ck_rv_t fake_##name parameters                                                          \
    {                                                                                              \
        static unsigned calls;                                                                     \
        ck_rv_t code;                                                                              \
                                                                                                   \
        return fails(#name, &calls, &code) ? code : real->name arguments;                          \
    }

HAND_ON(C_Initialize, (void *args), (args))
HAND_ON(C_OpenSession,
        (ck_slot_id_t slot, ck_flags_t flags, void *application, ck_notify_t notify,
         ck_session_handle_t *session),
        (slot, flags, application, notify, session))
HAND_ON(C_FindObjects,
        (ck_session_handle_t session, ck_object_handle_t *objects, unsigned long most,
         unsigned long *count),
        (session, objects, most, count))
HAND_ON(C_SignInit,
        (ck_session_handle_t session, struct ck_mechanism *mechanism, ck_object_handle_t key),
        (session, mechanism, key))

static ck_rv_t fake_C_GetSlotList(unsigned char present, ck_slot_id_t *slots, unsigned long *count)
{
    static unsigned calls;
    ck_rv_t code;

    if (fails("C_GetSlotList", &calls, &code))
        return code;
    code = real->C_GetSlotList(present, slots, count);
    if (is("slots-without-end"))
        *count = (unsigned long)-1;
    return code;
}

static ck_rv_t fake_C_GetTokenInfo(ck_slot_id_t slot, struct ck_token_info *info)
{
    static unsigned calls;
    ck_rv_t code;

    if (fails("C_GetTokenInfo", &calls, &code))
        return code;
    code = real->C_GetTokenInfo(slot, info);
    if (is("locked"))
        info->flags |= CKF_USER_PIN_LOCKED;
    if (is("final-try"))
        info->flags |= CKF_USER_PIN_FINAL_TRY;
    if (is("pad"))
        info->flags |= CKF_PROTECTED_AUTHENTICATION_PATH;
    return code;
}

/* With "pad" the PIN is typed at the token: none comes, and 1234 was entered there. */
static ck_rv_t fake_C_Login(ck_session_handle_t session, ck_user_type_t user, unsigned char *pin,
                            unsigned long size)
{
    static unsigned calls;
    unsigned char entered[] = "1234";
    ck_rv_t code;

    if (fails("C_Login", &calls, &code))
        return code;
    if (is("pad"))
        return pin || size ? CKR_ARGUMENTS_BAD : real->C_Login(session, user, entered, 4);
    return real->C_Login(session, user, pin, size);
}

static ck_rv_t fake_C_GetMechanismInfo(ck_slot_id_t slot, ck_mechanism_type_t mechanism,
                                       struct ck_mechanism_info *info)
{
    static unsigned calls;
    ck_rv_t code;

    if (fails("C_GetMechanismInfo", &calls, &code))
        return code;
    code = real->C_GetMechanismInfo(slot, mechanism, info);
    if (is("cannot-sign"))
        info->flags &= ~CKF_SIGN;
    return code;
}

/* The point without its OCTET STRING, as some modules have it. */
static void bare(struct ck_attribute *attribute)
{
    unsigned char *value = attribute->value;
    size_t header = 2;

    if (!value)
        return;
    if (value[1] & 0x80)
        header += value[1] & 0x7f;
    memmove(value, value + header, attribute->value_len - header);
    attribute->value_len -= header;
}

static ck_rv_t fake_C_GetAttributeValue(ck_session_handle_t session, ck_object_handle_t object,
                                        struct ck_attribute *attributes, unsigned long count)
{
    static unsigned calls;
    ck_rv_t code;

    if (fails("C_GetAttributeValue", &calls, &code))
        return code;
    code = real->C_GetAttributeValue(session, object, attributes, count);
    if (is("may-not-sign") && attributes->type == CKA_SIGN && attributes->value)
        *(unsigned char *)attributes->value = 0;
    if (code != CKR_OK || attributes->type != CKA_EC_POINT)
        return code;
    if (is("bare-point"))
        bare(attributes);
    if (is("huge-point"))
        attributes->value_len = 1ul << 40;
    if (is("growing-point") && attributes->value)
        attributes->value_len++;
    if (is("point-off-curve") && attributes->value)
        ((unsigned char *)attributes->value)[attributes->value_len - 1] ^= 1;
    return code;
}

static ck_rv_t fake_C_Sign(ck_session_handle_t session, unsigned char *data, unsigned long size,
                           unsigned char *signature, unsigned long *signature_size)
{
    static unsigned calls;
    ck_rv_t code;

    if (fails("C_Sign", &calls, &code))
        return code;
    code = real->C_Sign(session, data, size, signature, signature_size);
    if (is("wrong-signature"))
        signature[10] ^= 1;
    if (is("short-signature"))
        --*signature_size;
    if (is("huge-signature"))
        *signature_size = 1ul << 40;
    return code;
}

__attribute__((visibility("default"))) ck_rv_t C_GetFunctionList(struct ck_function_list **out)
{
    const char *path = getenv("FAULTY_MODULE");
    void *library = path ? dlopen(path, RTLD_NOW | RTLD_LOCAL) : NULL;
    void *symbol = library ? dlsym(library, "C_GetFunctionList") : NULL;
    CK_C_GetFunctionList get = NULL;

    memcpy(&get, &symbol, sizeof get);
    if (!get || get(&real) != CKR_OK)
        return CKR_GENERAL_ERROR;
    list = *real;
    list.C_Initialize = fake_C_Initialize;
    list.C_GetSlotList = fake_C_GetSlotList;
    list.C_GetTokenInfo = fake_C_GetTokenInfo;
    list.C_OpenSession = fake_C_OpenSession;
    list.C_Login = fake_C_Login;
    list.C_GetMechanismInfo = fake_C_GetMechanismInfo;
    list.C_FindObjects = fake_C_FindObjects;
    list.C_GetAttributeValue = fake_C_GetAttributeValue;
    list.C_SignInit = fake_C_SignInit;
    list.C_Sign = is("hole") ? NULL : fake_C_Sign;
    if (is("version"))
        list.version.major = 9;
    *out = is("no-list") ? NULL : &list;
    return CKR_OK;
}
