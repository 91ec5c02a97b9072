/* test_pkcs11_uri.c - the names of keys in hardware: RFC 7512's own examples, and what is no name.
 */

#include "crypto/pkcs11_uri.h"

#include <stdio.h>

#include "base/kit.h"
#include "rows.h"

struct row {
    const char *name;
    const char *uri;
    enum pkcs11_attribute attribute; /* one that is looked at */
    const char *value;               /* of it; NULL: not given */
    const char *shown;               /* the URI as it is shown; NULL: refused */
};

static const struct row rows[] = {
    {"nothing is asked for", "pkcs11:", PKCS11_OBJECT, NULL, "pkcs11:"},
    {"a query alone", "pkcs11:?module-path=/m.so", PKCS11_MODULE_PATH, "/m.so", "pkcs11:"},
    {"an object", "pkcs11:object=my-pubkey;type=public", PKCS11_TYPE, "public",
     "pkcs11:object=my-pubkey;type=public"},
    {"a file with the PIN", "pkcs11:object=my-key;type=private?pin-source=file:/etc/token",
     PKCS11_PIN_SOURCE, "file:/etc/token", "pkcs11:object=my-key;type=private"},
    {"a token by all it says",
     "pkcs11:token=The%20Software%20PKCS%2311%20Softtoken;manufacturer=Snake%20Oil,%20Inc.;model="
     "1.0;object=my-certificate;type=cert;id=%69%95%3E%5C%F4%BD%EC%91;serial=?pin-source=file:/e",
     PKCS11_TOKEN, NULL, NULL}, /* the empty serial */
    {"a token",
     "pkcs11:token=The%20Software%20PKCS%2311%20Softtoken;manufacturer=Snake%20Oil,"
     "%20Inc.",
     PKCS11_TOKEN, "The Software PKCS#11 Softtoken",
     "pkcs11:token=The%20Software%20PKCS%2311%20Softtoken;manufacturer=Snake%20Oil,%20Inc."},
    {"a library", "pkcs11:library-manufacturer=Snake%20Oil,%20Inc.;library-version=3",
     PKCS11_LIBRARY_VERSION, "3", "pkcs11:"},
    {"a slot", "pkcs11:slot-description=Sun%20Metaslot", PKCS11_SLOT_DESCRIPTION, "Sun Metaslot",
     "pkcs11:"},
    {"a slot by number", "pkcs11:slot-id=4294967296", PKCS11_SLOT_ID, "4294967296",
     "pkcs11:slot-id=4294967296"},
    {"two in the query", "pkcs11:object=a?module-path=/m/n.so&pin-value=the-pin", PKCS11_PIN_VALUE,
     "the-pin", "pkcs11:object=a"},
    {"marks of a query", "pkcs11:?module-path=/a?b/c|d;e", PKCS11_MODULE_PATH, NULL, NULL},
    {"marks that stand for themselves", "pkcs11:object=a:b[c]@d!e$f'g(h)i*j+k,l=m&n-o._p~",
     PKCS11_OBJECT, "a:b[c]@d!e$f'g(h)i*j+k,l=m&n-o._p~",
     "pkcs11:object=a:b[c]@d!e$f'g(h)i*j+k,l=m&n-o._p~"},
    {"marks that are written", "pkcs11:token=a%3Bb%3fc%2Fd%25", PKCS11_TOKEN, "a;b?c/d%",
     "pkcs11:token=a%3Bb%3Fc%2Fd%25"},
    {"not ASCII", "pkcs11:token=Pr%C3%BCfung", PKCS11_TOKEN,
     "Pr\xc3\xbc"
     "fung",
     "pkcs11:token=Pr%C3%BCfung"},
    {"an id of any bytes", "pkcs11:id=%00%ffA", PKCS11_OBJECT, NULL, "pkcs11:id=%00%FF%41"},
    {"the scheme in capitals", "PKCS11:token=a", PKCS11_TOKEN, "a", "pkcs11:token=a"},
    {"longest of all", "pkcs11:token=0123456789012345678901234567890123456789", PKCS11_TOKEN,
     "0123456789012345678901234567890123456789",
     "pkcs11:token=0123456789012345678901234567890123456789"},
    /* refused */
    {"no scheme", "token=a", PKCS11_TOKEN, NULL, NULL},
    {"another scheme", "pkcs12:token=a", PKCS11_TOKEN, NULL, NULL},
    {"misspelled", "pkcs11:tokne=a", PKCS11_TOKEN, NULL, NULL},
    {"misspelled in the query", "pkcs11:object=a?pin-souce=/p", PKCS11_OBJECT, NULL, NULL},
    {"a vendor's own", "pkcs11:object=a;x-zone=1", PKCS11_OBJECT, NULL, NULL},
    {"capitals in a name", "pkcs11:Token=a", PKCS11_TOKEN, NULL, NULL},
    {"twice", "pkcs11:token=a;token=a", PKCS11_TOKEN, NULL, NULL},
    {"of the query in the path", "pkcs11:module-path=%2Fm.so", PKCS11_MODULE_PATH, NULL, NULL},
    {"of the path in the query", "pkcs11:?object=a", PKCS11_OBJECT, NULL, NULL},
    {"no value", "pkcs11:token", PKCS11_TOKEN, NULL, NULL},
    {"no name", "pkcs11:=a", PKCS11_TOKEN, NULL, NULL},
    {"an empty value", "pkcs11:token=;object=a", PKCS11_TOKEN, NULL, NULL},
    {"ends with a semicolon", "pkcs11:token=a;", PKCS11_TOKEN, NULL, NULL},
    {"begins with one", "pkcs11:;token=a", PKCS11_TOKEN, NULL, NULL},
    {"ends with a question mark", "pkcs11:token=a?", PKCS11_TOKEN, NULL, NULL},
    {"ends with an ampersand", "pkcs11:?pin-value=a&", PKCS11_PIN_VALUE, NULL, NULL},
    {"a blank", "pkcs11:token=a b", PKCS11_TOKEN, NULL, NULL},
    {"a slash in the path", "pkcs11:token=a/b", PKCS11_TOKEN, NULL, NULL},
    {"a hash", "pkcs11:token=a#b", PKCS11_TOKEN, NULL, NULL},
    {"bare UTF-8", "pkcs11:token=\xc3\xbc", PKCS11_TOKEN, NULL, NULL},
    {"a newline", "pkcs11:token=a\n", PKCS11_TOKEN, NULL, NULL},
    {"half of an escape", "pkcs11:token=a%2", PKCS11_TOKEN, NULL, NULL},
    {"no hex", "pkcs11:token=%g0", PKCS11_TOKEN, NULL, NULL},
    {"a NUL in a text", "pkcs11:token=a%00b", PKCS11_TOKEN, NULL, NULL},
    {"a text that is no UTF-8", "pkcs11:token=%ff", PKCS11_TOKEN, NULL, NULL},
    {"overlong UTF-8", "pkcs11:token=%c0%af", PKCS11_TOKEN, NULL, NULL},
    {"no such type", "pkcs11:type=key", PKCS11_TYPE, NULL, NULL},
    {"a slot that is no number", "pkcs11:slot-id=0x1f", PKCS11_SLOT_ID, NULL, NULL},
    {"a slot past 64 bits", "pkcs11:slot-id=18446744073709551616", PKCS11_SLOT_ID, NULL, NULL},
    {"two places of the PIN", "pkcs11:?pin-source=/p&pin-value=1", PKCS11_PIN_VALUE, NULL, NULL},
};

static void check(void **state)
{
    const struct row *row = *state;
    CLEANUP(pkcs11_uri_clear) struct pkcs11_uri uri = {.slot = 0};
    CLEANUP(buf_clear) struct buf shown = {.ceiling = SIZE_MAX};
    struct assay_error err = {0};

    if (!row->shown) {
        assert_int_equal(pkcs11_uri_read(row->uri, &uri, &err), ASSAY_EUSAGE);
        assert_string_equal(err.id, "key.uri");
        assert_true(err.text[0] && err.why[0] && err.remedy[0]);
        return;
    }
    assert_ok(pkcs11_uri_read(row->uri, &uri, &err), err);
    if (row->value) {
        assert_int_equal(uri.values[row->attribute].size, strlen(row->value));
        assert_string_equal((const char *)uri.values[row->attribute].data, row->value);
    } else {
        assert_false(pkcs11_uri_has(&uri, row->attribute));
    }
    pkcs11_uri_show(&uri, &shown);
    assert_string_equal(buf_string(&shown), row->shown);
}

/* No error repeats a value, for it may be the PIN. */
static void secret(void **state)
{
    static const char *const uris[] = {
        "pkcs11:?pin-value=hunter2&pin-value=hunter2", "pkcs11:?pin-value=hunter2&pin-source=/p",
        "pkcs11:?pin-value=hunter2 ", "pkcs11:?pin-value=hunter2%ff", "pkcs11:pin-value=hunter2"};
    struct assay_error err = {0};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(uris); i++) {
        CLEANUP(pkcs11_uri_clear) struct pkcs11_uri uri = {.slot = 0};

        assert_int_equal(pkcs11_uri_read(uris[i], &uri, &err), ASSAY_EUSAGE);
        assert_null(strstr(err.text, "hunter2"));
        assert_null(strstr(err.why, "hunter2"));
        assert_null(strstr(err.remedy, "hunter2"));
        assert_null(strstr(err.path, "hunter2"));
    }
}

static void too_long(void **state)
{
    CLEANUP(pkcs11_uri_clear) struct pkcs11_uri uri = {.slot = 0};
    struct assay_error err = {0};
    static char text[PKCS11_URI_MAX + 2];

    (void)state;
    memset(text, 'a', sizeof text - 1);
    memcpy(text, "pkcs11:token=", 13);
    assert_int_equal(pkcs11_uri_read(text, &uri, &err), ASSAY_EUSAGE);
    pkcs11_uri_clear(&uri);
    text[sizeof text - 2] = 0;
    assert_ok(pkcs11_uri_read(text, &uri, &err), err);
    assert_int_equal(uri.values[PKCS11_TOKEN].size, PKCS11_URI_MAX - 13);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(secret),
        cmocka_unit_test(too_long),
    };

    return RUN_CASES(check, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
