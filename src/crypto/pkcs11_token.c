/* pkcs11_token.c - the token that a URI names: its slot, and a session with it. */

#include "base/kit.h"
#include "base/text.h"
#include "crypto/pkcs11_part.h"

struct bytes pkcs11_field(const unsigned char *text, size_t size)
{
    while (size > 0 && (text[size - 1] == ' ' || text[size - 1] == 0)) /* some pad with NUL */
        size--;
    return bytes_of(text, size);
}

/* True where the URI does not ask for the attribute, or the field holds what it asks for. */
static bool matches(const struct pkcs11_uri *uri, enum pkcs11_attribute attribute,
                    const unsigned char *text, size_t size)
{
    return !pkcs11_uri_has(uri, attribute) ||
           bytes_equal(uri->values[attribute], pkcs11_field(text, size));
}

static bool matches_library(const struct ck_function_list *calls, const struct pkcs11_uri *uri)
{
    struct ck_info info = {0};
    char version[16];

    if (!pkcs11_uri_has(uri, PKCS11_LIBRARY_DESCRIPTION) &&
        !pkcs11_uri_has(uri, PKCS11_LIBRARY_MANUFACTURER) &&
        !pkcs11_uri_has(uri, PKCS11_LIBRARY_VERSION))
        return true;
    if (calls->C_GetInfo(&info) != CKR_OK)
        return false;
    snprintf(version, sizeof version, "%d.%d", info.library_version.major,
             info.library_version.minor);
    return matches(uri, PKCS11_LIBRARY_DESCRIPTION, info.library_description,
                   sizeof info.library_description) &&
           matches(uri, PKCS11_LIBRARY_MANUFACTURER, info.manufacturer_id,
                   sizeof info.manufacturer_id) &&
           matches(uri, PKCS11_LIBRARY_VERSION, (const unsigned char *)version, strlen(version));
}

static bool matches_slot(const struct ck_function_list *calls, const struct pkcs11_uri *uri,
                         ck_slot_id_t slot)
{
    struct ck_slot_info info = {0};

    if (pkcs11_uri_has(uri, PKCS11_SLOT_ID) && uri->slot != slot)
        return false;
    if (!pkcs11_uri_has(uri, PKCS11_SLOT_DESCRIPTION) &&
        !pkcs11_uri_has(uri, PKCS11_SLOT_MANUFACTURER))
        return true;
    return calls->C_GetSlotInfo(slot, &info) == CKR_OK &&
           matches(uri, PKCS11_SLOT_DESCRIPTION, info.slot_description,
                   sizeof info.slot_description) &&
           matches(uri, PKCS11_SLOT_MANUFACTURER, info.manufacturer_id,
                   sizeof info.manufacturer_id);
}

static bool matches_token(const struct pkcs11_uri *uri, const struct ck_token_info *info)
{
    return (info->flags & CKF_TOKEN_INITIALIZED) &&
           matches(uri, PKCS11_TOKEN, info->label, sizeof info->label) &&
           matches(uri, PKCS11_MANUFACTURER, info->manufacturer_id, sizeof info->manufacturer_id) &&
           matches(uri, PKCS11_MODEL, info->model, sizeof info->model) &&
           matches(uri, PKCS11_SERIAL, info->serial_number, sizeof info->serial_number);
}

/* Told twice: the first call is what makes a module look which tokens are there. */
static ASSAY_RESULT list_slots(const struct ck_function_list *calls, ck_slot_id_t *slots,
                               unsigned long *count, struct assay_error *err)
{
    ck_rv_t code = calls->C_GetSlotList(1, NULL, count);

    *count = PKCS11_SLOTS_MAX;
    if (code == CKR_OK)
        code = calls->C_GetSlotList(1, slots, count);
    if (code == CKR_OK && *count > PKCS11_SLOTS_MAX)
        code = CKR_BUFFER_TOO_SMALL; /* it says so itself only where it is right */
    return code == CKR_OK ? ASSAY_OK : pkcs11_fail("", "C_GetSlotList", code, err);
}

enum assay_status pkcs11_slots(const struct ck_function_list *calls, const struct pkcs11_uri *uri,
                               ck_slot_id_t *slots, size_t most, size_t *count,
                               struct assay_error *err)
{
    ck_slot_id_t all[PKCS11_SLOTS_MAX] = {0};
    unsigned long all_count = 0;

    *count = 0;
    TRY(list_slots(calls, all, &all_count, err));
    for (unsigned long i = 0; i < all_count && *count < most; i++) {
        struct ck_token_info info = {0};

        if (matches_slot(calls, uri, all[i]) && calls->C_GetTokenInfo(all[i], &info) == CKR_OK &&
            matches_token(uri, &info) && matches_library(calls, uri))
            slots[(*count)++] = all[i];
    }
    return ASSAY_OK;
}

/* "audit (serial 0123), backup (serial 4567)": what there is to choose from. */
static void name_tokens(const struct ck_function_list *calls, struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf names = {.ceiling = 256};
    ck_slot_id_t slots[PKCS11_SLOTS_MAX];
    const struct pkcs11_uri any = {.slot = 0};
    size_t count = 0;

    if (pkcs11_slots(calls, &any, slots, PKCS11_SLOTS_MAX, &count, NULL) != ASSAY_OK)
        return;
    for (size_t i = 0; i < count; i++) {
        struct ck_token_info info = {0};
        struct bytes label, serial;

        if (calls->C_GetTokenInfo(slots[i], &info) != CKR_OK)
            continue;
        label = pkcs11_field(info.label, sizeof info.label);
        serial = pkcs11_field(info.serial_number, sizeof info.serial_number);
        buf_text(&names, i ? ", " : "");
        text_show(&names, label);
        buf_text(&names, " (serial ");
        text_show(&names, serial);
        buf_byte(&names, ')');
    }
    if (names.status == ASSAY_OK)
        assay_error_why(err, "the module has %s%s",
                        names.size ? "the tokens " : "no token that is set up", buf_string(&names));
}

enum assay_status pkcs11_session_open_slot(const struct ck_function_list *calls, ck_slot_id_t slot,
                                           struct pkcs11_session *out, struct assay_error *err)
{
    ck_rv_t code;

    out->slot = slot;
    code = calls->C_GetTokenInfo(slot, &out->info);
    if (code != CKR_OK)
        return pkcs11_fail(out->name, "C_GetTokenInfo", code, err);
    code = calls->C_OpenSession(slot, CKF_SERIAL_SESSION, NULL, NULL, &out->handle);
    if (code != CKR_OK)
        return pkcs11_fail(out->name, "C_OpenSession", code, err);
    out->calls = calls;
    return ASSAY_OK;
}

enum assay_status pkcs11_session_open(const struct pkcs11_uri *uri, struct pkcs11_session *out,
                                      struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf name = {.ceiling = SIZE_MAX};
    const struct ck_function_list *calls = NULL;
    ck_slot_id_t slots[2];
    size_t count = 0;
    enum assay_status status;

    pkcs11_uri_show(uri, &name);
    text_copy(out->name, sizeof out->name, buf_string(&name));
    TRY(pkcs11_module_load(uri, &calls, err));
    TRY(pkcs11_slots(calls, uri, slots, ARRAY_LEN(slots), &count, err));
    if (count == 1)
        return pkcs11_session_open_slot(calls, slots[0], out, err);
    status =
        count ? pkcs11_refuse(err, ASSAY_EUSAGE, "key.ambiguous", out->name, "several tokens match")
              : pkcs11_refuse(err, ASSAY_EUSAGE, "key.token", out->name, "no such token");
    name_tokens(calls, err);
    assay_error_do(err, count ? "say which: token=LABEL, or serial=NUMBER"
                              : "put the token in, or name one that is there: token=LABEL");
    return status;
}

void pkcs11_session_close(struct pkcs11_session *session)
{
    if (session->calls)
        (void)session->calls->C_CloseSession(session->handle);
    session->calls = NULL;
}
