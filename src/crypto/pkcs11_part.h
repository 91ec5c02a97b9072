/* pkcs11_part.h - what the files of keys in hardware share: a session with a token, its calls. */

#pragma once

#define CRYPTOKI_GNU 1 /* names with underscores, and no macros like `count` */
#include <p11-kit/pkcs11.h>

#include "base/buf.h"
#include "crypto/key_part.h"
#include "crypto/pkcs11.h"

enum {
    PKCS11_SLOTS_MAX = 1024,
    PKCS11_PIN_MAX = 255,
    PKCS11_VALUE_MAX = 64 * 1024, /* bytes of one attribute of an object; certificates among them */
    PKCS11_NAME_SIZE = 512,       /* of a key, as errors show it */
};

struct pkcs11_pin {
    size_t size; /* 0: none */
    char text[PKCS11_PIN_MAX + 1];
};

struct pkcs11_session {
    const struct ck_function_list *calls; /* NULL: not open */
    ck_slot_id_t slot;
    ck_session_handle_t handle; /* CK_INVALID_HANDLE: none */
    struct ck_token_info info;
    char name[PKCS11_NAME_SIZE]; /* of what is looked for */
};

/* module: loads, initializes. */
ASSAY_RESULT pkcs11_module_load(const struct pkcs11_uri *uri, const struct ck_function_list **out,
                                struct assay_error *err);

/* What went wrong in `call` ("C_Sign"), in words. */
ASSAY_RESULT pkcs11_fail(const char *name, const char *call, ck_rv_t code, struct assay_error *err);
/* A failure that has to do with the key or token `name`. */
ASSAY_RESULT pkcs11_refuse(struct assay_error *err, enum assay_status status, const char *id,
                           const char *name, const char *text);

/* token: the slots whose token the URI names, up to `most` of them. */
ASSAY_RESULT pkcs11_slots(const struct ck_function_list *calls, const struct pkcs11_uri *uri,
                          ck_slot_id_t *slots, size_t most, size_t *count, struct assay_error *err);
/* The one token that the URI names. */
ASSAY_RESULT pkcs11_session_open(const struct pkcs11_uri *uri, struct pkcs11_session *out,
                                 struct assay_error *err);
ASSAY_RESULT pkcs11_session_open_slot(const struct ck_function_list *calls, ck_slot_id_t slot,
                                      struct pkcs11_session *out, struct assay_error *err);
void pkcs11_session_close(struct pkcs11_session *session);
/* Without its padding. */
struct bytes pkcs11_field(const unsigned char *text, size_t size);

/* pin: where it comes from. A size of 0 where there is none. */
ASSAY_RESULT pkcs11_pin_find(const struct pkcs11_uri *uri, const char *given,
                             struct pkcs11_pin *out, struct assay_error *err);
void pkcs11_pin_clear(struct pkcs11_pin *pin);
/* As the user of the token; nothing where somebody in this process has logged in already. */
ASSAY_RESULT pkcs11_login(const struct pkcs11_session *session, const struct pkcs11_pin *pin,
                          struct assay_error *err);
/* Once more, between C_SignInit and C_Sign, as some keys want it for each signature. */
ASSAY_RESULT pkcs11_login_again(const struct pkcs11_session *session, const struct pkcs11_pin *pin,
                                struct assay_error *err);

/* object: those of a class with this label and id, where they have data. */
struct pkcs11_search {
    ck_object_class_t class;
    struct bytes label, id;
};
ASSAY_RESULT pkcs11_find(const struct pkcs11_session *session, const struct pkcs11_search *search,
                         ck_object_handle_t *found, size_t most, size_t *count,
                         struct assay_error *err);
/* Appends the value of an attribute; nothing where the object has none, or does not show it. */
ASSAY_RESULT pkcs11_read(const struct pkcs11_session *session, ck_object_handle_t object,
                         ck_attribute_type_t type, struct buf *out, struct assay_error *err);
/* Of one byte. */
ASSAY_RESULT pkcs11_read_flag(const struct pkcs11_session *session, ck_object_handle_t object,
                              ck_attribute_type_t type, bool *out, struct assay_error *err);

/* The public key that an object holds, by whichever attributes; NULL where it holds none of ours.
 */
ASSAY_RESULT pkcs11_public_of(const struct pkcs11_session *session, ck_object_handle_t object,
                              ck_object_class_t class, EVP_PKEY **out, struct assay_error *err);
