/* words.c - how observations are called in a sentence. A new class is a line, if it needs one. */

#include "policy/words.h"

#include <inttypes.h>

#include "base/buf.h"
#include "base/kit.h"

enum { COLUMNS_SHOWN = 3 };

static const struct words {
    const char *class_name, *one, *many;
} words[] = {
    {"financial.bic", "bank's code (BIC)", "banks' codes (BIC)"},
    {"financial.br-cnpj", "Brazilian firm's number (CNPJ)", "Brazilian firms' numbers (CNPJ)"},
    {"financial.cusip", "security's number (CUSIP)", "securities' numbers (CUSIP)"},
    {"financial.isin", "security's number (ISIN)", "securities' numbers (ISIN)"},
    {"financial.lei", "legal entity's code (LEI)", "legal entities' codes (LEI)"},
    {"financial.us-aba", "US routing number", "US routing numbers"},
    {"financial.us-ein", "US employer's number (EIN)", "US employers' numbers (EIN)"},
    {"model.code-import", "import that runs code", "imports that run code"},
    {"model.custom-operator", "operator that no runtime brings along",
     "operators that no runtime brings along"},
    {"model.file-access", "operator that reaches files", "operators that reach files"},
    {"model.host-code", "call of code around the model", "calls of code around the model"},
    {"model.outside-data", "tensor from outside of the folder",
     "tensors from outside of the folder"},
    {"pii.account-number", "account number", "account numbers"},
    {"pii.age-over-89", "age over 89", "ages over 89"},
    {"pii.br-cpf", "Brazilian taxpayer's number (CPF)", "Brazilian taxpayers' numbers (CPF)"},
    {"pii.card-track", "magnetic track of a card", "magnetic tracks of cards"},
    {"pii.card-verification", "card verification code", "card verification codes"},
    {"pii.coordinates", "place in degrees", "places in degrees"},
    {"pii.credit-card", "payment card number", "payment card numbers"},
    {"pii.date-of-birth", "date of birth", "dates of birth"},
    {"pii.de-kvnr", "German health insurance number", "German health insurance numbers"},
    {"pii.de-tax-id", "German tax number", "German tax numbers"},
    {"pii.device-serial", "device's serial number", "devices' serial numbers"},
    {"pii.driver-licence", "driving licence", "driving licences"},
    {"pii.email", "e-mail address", "e-mail addresses"},
    {"pii.es-dni", "Spanish identity number (DNI, NIE)", "Spanish identity numbers (DNI, NIE)"},
    {"pii.face-image", "image of a face", "images of faces"},
    {"pii.fr-nir", "French social security number (NIR)", "French social security numbers (NIR)"},
    {"pii.hashed-identifier", "digest of an identifier", "digests of identifiers"},
    {"pii.health-plan", "health plan number", "health plan numbers"},
    {"pii.iban", "bank account number (IBAN)", "bank account numbers (IBAN)"},
    {"pii.imei", "telephone's serial number (IMEI)", "telephones' serial numbers (IMEI)"},
    {"pii.in-aadhaar", "Aadhaar number", "Aadhaar numbers"},
    {"pii.in-pan", "Indian permanent account number", "Indian permanent account numbers"},
    {"pii.ip-address", "IP address", "IP addresses"},
    {"pii.it-codice-fiscale", "codice fiscale", "codici fiscali"},
    {"pii.licence-number", "licence number", "licence numbers"},
    {"pii.mac-address", "MAC address", "MAC addresses"},
    {"pii.medical-record", "medical record number", "medical record numbers"},
    {"pii.nl-bsn", "Dutch citizen's number (BSN)", "Dutch citizens' numbers (BSN)"},
    {"pii.passport-mrz", "machine-readable line of a passport",
     "machine-readable lines of passports"},
    {"pii.passport-number", "passport number", "passport numbers"},
    {"pii.person-code", "person's code", "persons' codes"},
    {"pii.person-name", "person's name", "persons' names"},
    {"pii.phone", "telephone number", "telephone numbers"},
    {"pii.pin-block", "PIN block", "PIN blocks"},
    {"pii.pl-pesel", "Polish citizen's number (PESEL)", "Polish citizens' numbers (PESEL)"},
    {"pii.postal-code", "postal code", "postal codes"},
    {"pii.sparse-zip-area", "ZIP code area of few people", "ZIP code areas of few people"},
    {"pii.street-address", "street address", "street addresses"},
    {"pii.uk-nhs", "NHS number", "NHS numbers"},
    {"pii.uk-nino", "UK national insurance number", "UK national insurance numbers"},
    {"pii.us-dea", "prescriber's number (DEA)", "prescribers' numbers (DEA)"},
    {"pii.us-itin", "US taxpayer number (ITIN)", "US taxpayer numbers (ITIN)"},
    {"pii.us-mbi", "Medicare beneficiary's number", "Medicare beneficiaries' numbers"},
    {"pii.us-npi", "health care provider's number (NPI)", "health care providers' numbers (NPI)"},
    {"pii.us-ssn", "US social security number", "US social security numbers"},
    {"pii.user-url", "link to a person's page", "links to persons' pages"},
    {"pii.vehicle-plate", "licence plate", "licence plates"},
    {"pii.vin", "vehicle's number (VIN)", "vehicles' numbers (VIN)"},
    {"secret.private-key", "private key", "private keys"},
    {"special.biometric", "biometric trait", "biometric traits"},
    {"special.ethnicity", "ethnic origin", "ethnic origins"},
    {"special.genetic", "genetic trait", "genetic traits"},
    {"special.health", "statement on health", "statements on health"},
    {"special.icd-10", "diagnosis code (ICD-10)", "diagnosis codes (ICD-10)"},
    {"special.loinc", "laboratory code (LOINC)", "laboratory codes (LOINC)"},
    {"special.political", "political opinion", "political opinions"},
    {"special.religion", "religion", "religions"},
    {"special.sexual-orientation", "sexual orientation", "sexual orientations"},
    {"special.union-membership", "union membership", "union memberships"},
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
    if (strncmp(class_name, "secret.user.", 12) == 0) /* a person's own pattern, by its own name */
        dot = class_name + 11;
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
