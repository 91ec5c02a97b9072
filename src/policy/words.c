/* words.c - how observations are called in a sentence. A new class is a line, if it needs one. */

#include "policy/words.h"

#include <inttypes.h>

#include "base/buf.h"
#include "base/kit.h"

enum { COLUMNS_SHOWN = 3 };

static const struct words {
    const char *class_name, *one, *many;
} words[] = {
    {"model.code-import", "import that runs code", "imports that run code"},
    {"pii.credit-card", "payment card number", "payment card numbers"},
    {"pii.date-of-birth", "date of birth", "dates of birth"},
    {"pii.email", "e-mail address", "e-mail addresses"},
    {"pii.iban", "bank account number (IBAN)", "bank account numbers (IBAN)"},
    {"pii.ip-address", "IP address", "IP addresses"},
    {"pii.person-name", "person's name", "persons' names"},
    {"pii.phone", "telephone number", "telephone numbers"},
    {"pii.us-ssn", "US social security number", "US social security numbers"},
    {"secret.private-key", "private key", "private keys"},
};

static int order_class(const void *name, const void *entry)
{
    return strcmp(name, ((const struct words *)entry)->class_name);
}

void words_of_class(struct buf *out, const char *class_name, uint64_t count)
{
    const struct words *found =
        bsearch(class_name, words, ARRAY_LEN(words), sizeof words[0], order_class);
    const char *dot = strchr(class_name, '.');

    if (found) {
        buf_text(out, count == 1 ? found->one : found->many);
        return;
    }
    for (const char *p = dot ? dot + 1 : class_name; *p; p++)
        buf_byte(out, *p == '-' ? ' ' : (uint8_t)*p);
    if (strncmp(class_name, "secret.", 7) == 0) /* "github token": the class says no plural */
        buf_text(out, count == 1 ? " credential" : " credentials");
}

void words_of_columns(struct buf *out, const struct assay_observation *observation)
{
    size_t count = observation->column_count;
    size_t shown = count < COLUMNS_SHOWN ? count : COLUMNS_SHOWN;

    if (count == 0)
        return;
    buf_text(out, count == 1 ? " in column " : " in columns ");
    for (size_t i = 0; i < shown; i++) {
        if (i > 0)
            buf_text(out, i + 1 == count ? " and " : ", ");
        buf_printf(out, "\"%s\"", observation->columns[i].name);
    }
    if (count > shown)
        buf_printf(out, " and %zu more", count - shown);
}

void words_of_number(struct buf *out, int64_t number)
{
    char digits[24];
    int length = snprintf(digits, sizeof digits, "%" PRId64, number);

    for (int i = 0; i < length; i++) {
        buf_byte(out, (uint8_t)digits[i]);
        if (digits[i] != '-' && (length - 1 - i) % 3 == 0 && i + 1 < length)
            buf_byte(out, ',');
    }
}
