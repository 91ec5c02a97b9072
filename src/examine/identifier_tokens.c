/* identifier_tokens.c - the plain forms of identifiers, a row each. */

#include "examine/identifier_tokens.h"

#include "base/kit.h"
#include "examine/identifier_sums.h"

#define SIZE(n) (UINT64_C(1) << (n))

/* Three to five digits, a dash and a check digit (LOINC Users' Guide, Luhn's sum). */
static enum proof loinc(struct bytes digits)
{
    return sum_luhn(digits) && digits.data[0] != '0' ? PROOF_HOLDS : PROOF_FAILS;
}

const struct token_form token_forms[] = {
    {.id = ID_BIC, .prove = identifier_bic, .sizes = SIZE(8) | SIZE(11), .no_text = true},
    {.id = ID_CNPJ,
     .prove = identifier_cnpj,
     .sizes = SIZE(14),
     .groups = {0x23342},
     .signs = "../-"},
    {.id = ID_CUSIP, .prove = identifier_cusip, .sizes = SIZE(9)},
    {.id = ID_ISIN, .prove = identifier_isin, .sizes = SIZE(12)},
    {.id = ID_LEI, .prove = identifier_lei, .sizes = SIZE(20)},
    {.id = ID_ABA, .prove = identifier_aba, .sizes = SIZE(9), .digits = true},
    {.id = ID_EIN,
     .prove = identifier_ein,
     .sizes = SIZE(9),
     .digits = true,
     .by_name = true,
     .groups = {0x27},
     .signs = "-"},
    {.id = ID_DE_TAX,
     .prove = identifier_de_tax,
     .sizes = SIZE(11),
     .digits = true,
     .groups = {0x2333}},
    {.id = ID_DNI, .prove = identifier_dni, .sizes = SIZE(9), .groups = {0x81, 0x171}},
    {.id = ID_NIR, .prove = identifier_nir, .sizes = SIZE(15), .groups = {0x1222332, 0xd2}},
    {.id = ID_IMEI,
     .prove = identifier_imei,
     .sizes = SIZE(15),
     .digits = true,
     .groups = {0x2661}},
    {.id = ID_AADHAAR,
     .prove = identifier_aadhaar,
     .sizes = SIZE(12),
     .digits = true,
     .groups = {0x444}},
    {.id = ID_IN_PAN, .prove = identifier_in_pan, .sizes = SIZE(10)},
    {.id = ID_FISCALE, .prove = identifier_fiscale, .sizes = SIZE(16)},
    {.id = ID_BSN,
     .prove = identifier_bsn,
     .sizes = SIZE(8) | SIZE(9),
     .digits = true,
     .groups = {0x432, 0x423}},
    {.id = ID_PHONE,
     .prove = identifier_nanp,
     .sizes = SIZE(10),
     .digits = true,
     .by_name = true,
     .no_text = true},
    {.id = ID_PESEL, .prove = identifier_pesel, .sizes = SIZE(11), .digits = true},
    {.id = ID_CPF,
     .prove = identifier_cpf,
     .sizes = SIZE(11),
     .digits = true,
     .groups = {0x3332},
     .signs = "..-"},
    {.id = ID_NHS, .prove = identifier_nhs, .sizes = SIZE(10), .digits = true, .groups = {0x334}},
    {.id = ID_NINO, .prove = identifier_nino, .sizes = SIZE(9), .groups = {0x22221, 0x261}},
    {.id = ID_DEA, .prove = identifier_dea, .sizes = SIZE(9)},
    {.id = ID_ITIN,
     .prove = identifier_itin,
     .sizes = SIZE(9),
     .digits = true,
     .by_name = true,
     .no_text = true},
    {.id = ID_MBI, .prove = identifier_mbi, .sizes = SIZE(11), .groups = {0x434}},
    {.id = ID_NPI, .prove = identifier_npi, .sizes = SIZE(10), .digits = true},
    {.id = ID_SSN,
     .prove = identifier_ssn,
     .sizes = SIZE(9),
     .digits = true,
     .by_name = true,
     .no_text = true},
    {.id = ID_VIN, .prove = identifier_vin, .sizes = SIZE(17)},
    {.id = ID_LOINC,
     .prove = loinc,
     .sizes = SIZE(4) | SIZE(5) | SIZE(6),
     .digits = true,
     .groups = {0x31, 0x41, 0x51},
     .signs = "-"},
};
const size_t token_form_count = ARRAY_LEN(token_forms);

bool token_read(struct bytes text, struct token *token)
{
    size_t group = 0, signs = 0;

    token->size = 0;
    token->groups = 0;
    token->digits = true;
    for (size_t i = 0; i < text.size; i++) {
        uint8_t c = text.data[i];

        if (value_36(c) <= 35) {
            if (token->size == TOKEN_MOST)
                return false;
            token->text[token->size++] = c;
            token->digits &= c <= '9';
            group++;
            continue;
        }
        if ((c != ' ' && c != '-' && c != '.' && c != '/') || group == 0 || group > 15 ||
            signs == sizeof token->signs)
            return false;
        token->signs[signs++] = c;
        token->groups = token->groups << 4 | group;
        group = 0;
    }
    if (signs > 0) {
        if (group == 0 || group > 15)
            return false;
        token->groups = token->groups << 4 | group;
    }
    return token->size > 0;
}

/* The signs that the form has, or one blank or dash again and again. */
static bool signs_hold(const struct token *token, size_t count, const char *signs)
{
    if (signs)
        return strlen(signs) == count && memcmp(signs, token->signs, count) == 0;
    if (token->signs[0] != ' ' && token->signs[0] != '-')
        return false;
    for (size_t i = 1; i < count; i++)
        if (token->signs[i] != token->signs[0])
            return false;
    return true;
}

bool token_has_form(const struct token *token, const struct token_form *form)
{
    size_t count = 0;

    if (token->size > 40 || !(form->sizes >> token->size & 1) || (form->digits && !token->digits))
        return false;
    if (token->groups == 0)
        return form->id != ID_LOINC; /* a check digit without its dash is any number */
    for (uint64_t groups = token->groups; groups > 15; groups >>= 4)
        count++;
    for (size_t i = 0; i < ARRAY_LEN(form->groups); i++)
        if (form->groups[i] && form->groups[i] == token->groups)
            return signs_hold(token, count, form->signs);
    return false;
}
