/* pkcs11_uri.c - reads and writes PKCS#11 URIs. Source: RFC 7512 section 2.3; RFC 3986 2.1. */

#include "crypto/pkcs11_uri.h"

#include <openssl/crypto.h>
#include <strings.h>

#include "base/codec.h"
#include "base/kit.h"
#include "base/text.h"

#define SCHEME "pkcs11:"

/* How the value of an attribute is held to its form. */
enum form {
    TEXT,   /* UTF-8 without NUL */
    BINARY, /* any bytes */
    DECIMAL,
    TYPE, /* one of the words below */
};

static const struct attribute {
    const char *name;
    bool in_query;
    enum form form;
} attributes[PKCS11_ATTRIBUTES] = {
    [PKCS11_ID] = {"id", false, BINARY},
    [PKCS11_LIBRARY_DESCRIPTION] = {"library-description", false, TEXT},
    [PKCS11_LIBRARY_MANUFACTURER] = {"library-manufacturer", false, TEXT},
    [PKCS11_LIBRARY_VERSION] = {"library-version", false, TEXT},
    [PKCS11_MANUFACTURER] = {"manufacturer", false, TEXT},
    [PKCS11_MODEL] = {"model", false, TEXT},
    [PKCS11_MODULE_NAME] = {"module-name", true, TEXT},
    [PKCS11_MODULE_PATH] = {"module-path", true, TEXT},
    [PKCS11_OBJECT] = {"object", false, TEXT},
    [PKCS11_PIN_SOURCE] = {"pin-source", true, TEXT},
    [PKCS11_PIN_VALUE] = {"pin-value", true, TEXT},
    [PKCS11_SERIAL] = {"serial", false, TEXT},
    [PKCS11_SLOT_DESCRIPTION] = {"slot-description", false, TEXT},
    [PKCS11_SLOT_ID] = {"slot-id", false, DECIMAL},
    [PKCS11_SLOT_MANUFACTURER] = {"slot-manufacturer", false, TEXT},
    [PKCS11_TOKEN] = {"token", false, TEXT},
    [PKCS11_TYPE] = {"type", false, TYPE},
};

static const char *const types[] = {"cert", "data", "private", "public", "secret-key"};

bool pkcs11_uri_is(const char *name)
{
    return strncasecmp(name, SCHEME, sizeof SCHEME - 1) == 0; /* RFC 3986 3.1: in any case */
}

void pkcs11_uri_clear(struct pkcs11_uri *uri)
{
    if (uri->storage.data)
        OPENSSL_cleanse(uri->storage.data, uri->storage.capacity);
    buf_clear(&uri->storage);
    *uri = (struct pkcs11_uri){0};
}

static ASSAY_RESULT fail(struct assay_error *err, const char *what, const char *why,
                         const char *remedy)
{
    enum assay_status status =
        assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET, "not a name of a key in hardware: %s", what);

    assay_error_id(err, "key.uri");
    assay_error_why(err, "%s", why);
    assay_error_do(err, "%s", remedy);
    return status;
}

static ASSAY_RESULT fail_attribute(struct assay_error *err, const char *name, const char *why,
                                   const char *remedy)
{
    char what[64];

    snprintf(what, sizeof what, "its \"%s\"", name);
    return fail(err, what, why, remedy);
}

/* pk11-pchar and pk11-qchar. */
static bool stands_for_itself(uint8_t c, bool in_query)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           (c != 0 && (strchr("-._~:[]@!$'()*+,=", c) || strchr(in_query ? "/?|" : "&", c)));
}

/* A text under reading; `at` is the next byte. */
struct reader {
    struct bytes text;
    size_t at;
    struct pkcs11_uri *uri;
    struct assay_error *err;
};

static ASSAY_RESULT fail_byte(const struct reader *reader, const char *what)
{
    char words[128];

    snprintf(words, sizeof words, "%s at byte %zu", what, reader->at);
    return fail(reader->err, words, "only letters, digits and a few marks stand for themselves",
                "write other bytes as % and two hex digits: a blank as %20, a slash before the "
                "question mark as %2F");
}

/* One byte of a value, decoded. */
static ASSAY_RESULT read_byte(struct reader *reader, bool in_query, uint8_t *out)
{
    uint8_t c = reader->text.data[reader->at];

    if (c != '%') {
        if (!stands_for_itself(c, in_query))
            return fail_byte(reader, "a character that must be written as %XX");
        *out = c;
        reader->at++;
        return ASSAY_OK;
    }
    if (reader->text.size - reader->at < 3)
        return fail_byte(reader, "half of a %XX");
    if (!hex_octet(bytes_from(reader->text, reader->at + 1), out))
        return fail_byte(reader, "no two hex digits behind %");
    reader->at += 3;
    return ASSAY_OK;
}

static ASSAY_RESULT check_value(struct reader *reader, enum pkcs11_attribute which)
{
    const struct attribute *attribute = &attributes[which];
    struct bytes value = reader->uri->values[which];
    bool known = attribute->form != TYPE;

    if (value.size == 0)
        return fail_attribute(reader->err, attribute->name, "it is given, and empty",
                              "leave it out, or say which");
    if (attribute->form == BINARY)
        return ASSAY_OK;
    if (memchr(value.data, 0, value.size) || !utf8_valid(value))
        return fail_attribute(reader->err, attribute->name, "its value is not text in UTF-8",
                              "bytes that are no text name an id alone");
    if (attribute->form == DECIMAL && !text_u64(value, &reader->uri->slot))
        return fail_attribute(reader->err, attribute->name, "it is a decimal number",
                              "pkcs11-tool --list-slots shows them in hex: 0x1f is 31");
    for (size_t i = 0; !known && i < ARRAY_LEN(types); i++)
        known = strcmp(types[i], (const char *)value.data) == 0;
    if (!known)
        return fail_attribute(reader->err, attribute->name,
                              "it is private, public, cert, secret-key or data",
                              "leave it out: assay looks for what it needs");
    return ASSAY_OK;
}

static ASSAY_RESULT find_attribute(const struct reader *reader, struct bytes name, bool in_query,
                                   enum pkcs11_attribute *out)
{
    const char *names[PKCS11_ATTRIBUTES], *nearest;
    char word[32], what[64], remedy[64] = "see RFC 7512, section 2.3";

    snprintf(word, sizeof word, "%.*s", (int)(name.size < 31 ? name.size : 31),
             (const char *)name.data);
    for (size_t i = 0; i < PKCS11_ATTRIBUTES; i++) {
        names[i] = attributes[i].name;
        if (!bytes_equal(bytes_text(names[i]), name))
            continue;
        *out = (enum pkcs11_attribute)i;
        if (attributes[i].in_query == in_query)
            return ASSAY_OK;
        return fail_attribute(reader->err, names[i],
                              in_query ? "it stands before the question mark"
                                       : "it stands behind the question mark",
                              "pkcs11:token=T;object=O?module-path=/M&pin-source=/P");
    }
    nearest = text_nearest(word, names, PKCS11_ATTRIBUTES);
    if (nearest)
        snprintf(remedy, sizeof remedy, "did you mean %s?", nearest);
    snprintf(what, sizeof what, "no attribute \"%s\"", word);
    return fail(reader->err, what, "what is misspelled would let another key be found", remedy);
}

/* name "=" value, up to the mark that parts attributes, or the end. */
static ASSAY_RESULT read_attribute(struct reader *reader, bool in_query)
{
    struct bytes rest = bytes_from(reader->text, reader->at);
    const uint8_t *equals = rest.size ? memchr(rest.data, '=', rest.size) : NULL;
    size_t size = equals ? (size_t)(equals - rest.data) : 0;
    struct buf *storage = &reader->uri->storage;
    enum pkcs11_attribute which = PKCS11_ATTRIBUTES;
    size_t start = storage->size;
    uint8_t mark = in_query ? '&' : ';';

    if (size == 0 || memchr(rest.data, mark, size))
        return fail_byte(reader, "no name=value");
    TRY(find_attribute(reader, bytes_of(rest.data, size), in_query, &which));
    if (pkcs11_uri_has(reader->uri, which))
        return fail_attribute(reader->err, attributes[which].name, "it is given twice",
                              "give it once");
    reader->at += size + 1;
    while (reader->at < reader->text.size && reader->text.data[reader->at] != mark &&
           (in_query || reader->text.data[reader->at] != '?')) {
        uint8_t byte = 0;

        TRY(read_byte(reader, in_query, &byte));
        buf_byte(storage, byte);
    }
    buf_byte(storage, 0);
    TRY(buf_status(storage, reader->err));
    reader->uri->values[which] = bytes_of(storage->data + start, storage->size - start - 1);
    return check_value(reader, which);
}

static ASSAY_RESULT read_part(struct reader *reader, bool in_query)
{
    uint8_t mark = in_query ? '&' : ';';

    for (;;) {
        TRY(read_attribute(reader, in_query));
        if (reader->at == reader->text.size || reader->text.data[reader->at] != mark)
            return ASSAY_OK;
        reader->at++;
    }
}

enum assay_status pkcs11_uri_read(const char *text, struct pkcs11_uri *out, struct assay_error *err)
{
    struct reader reader = {bytes_text(text), sizeof SCHEME - 1, out, err};

    *out = (struct pkcs11_uri){.storage = {.ceiling = PKCS11_URI_MAX}};
    if (!pkcs11_uri_is(text) || reader.text.size > PKCS11_URI_MAX)
        return fail(err, "too long, or without the scheme",
                    "it begins with pkcs11:", "pkcs11:token=T;object=O?module-path=/M");
    if (!buf_room(&out->storage, reader.text.size)) /* so that values stay where they are */
        return buf_status(&out->storage, err);
    if (reader.at < reader.text.size && reader.text.data[reader.at] != '?')
        TRY(read_part(&reader, false));
    if (reader.at < reader.text.size) { /* only a question mark ends a part before the end */
        reader.at++;
        TRY(read_part(&reader, true));
    }
    if (pkcs11_uri_has(out, PKCS11_PIN_SOURCE) && pkcs11_uri_has(out, PKCS11_PIN_VALUE))
        return fail(err, "it has a \"pin-source\" and a \"pin-value\"",
                    "which of the two holds cannot be known", "leave the pin-value out");
    return ASSAY_OK;
}

void pkcs11_uri_write(struct buf *out, enum pkcs11_attribute attribute, struct bytes value)
{
    bool in_query = attributes[attribute].in_query;

    buf_printf(out, "%s=", attributes[attribute].name);
    for (size_t i = 0; i < value.size; i++) {
        uint8_t c = value.data[i];

        if (attributes[attribute].form != BINARY && stands_for_itself(c, in_query))
            buf_byte(out, c);
        else
            buf_printf(out, "%%%02X", c);
    }
}

void pkcs11_uri_show(const struct pkcs11_uri *uri, struct buf *out)
{
    static const enum pkcs11_attribute shown[] = {
        PKCS11_TOKEN,   PKCS11_MANUFACTURER, PKCS11_MODEL, PKCS11_SERIAL,
        PKCS11_SLOT_ID, PKCS11_OBJECT,       PKCS11_ID,    PKCS11_TYPE,
    };
    const char *mark = SCHEME;

    for (size_t i = 0; i < ARRAY_LEN(shown); i++)
        if (pkcs11_uri_has(uri, shown[i])) {
            buf_text(out, mark);
            pkcs11_uri_write(out, shown[i], uri->values[shown[i]]);
            mark = ";";
        }
    if (*mark != ';')
        buf_text(out, mark);
}
