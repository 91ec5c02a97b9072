/* test_identifiers.c - published numbers, samples and near misses of every identifier that has a
 * proof; the table of each file of src/examine/detect/identifier_*.c is here, one row a vector. */

#include "rows.h"

#include "base/kit.h"
#include "examine/detect/identifier_sums.h"
#include "examine/detect/identifiers.h"

#define HOLDS PROOF_HOLDS
#define FAILS PROOF_FAILS
#define SAMPLE PROOF_SAMPLE

struct row {
    const char *name;
    enum proof (*prove)(struct bytes text);
    enum proof proof;
};

static const struct row rows[] = {
    {"DEUTDEFF", identifier_bic, HOLDS},
    {"AGRIFRPP882", identifier_bic, HOLDS},
    {"DATABASE", identifier_bic, HOLDS}, /* a word: only context makes it a bank */
    {"DEUTXXFF", identifier_bic, FAILS},
    {"AGRIF2PP", identifier_bic, FAILS},
    {"DEUTDEF", identifier_bic, FAILS},
    {"D3UTDEFF", identifier_bic, FAILS},
    {"deutdeff", identifier_bic, FAILS},

    {"111000025", identifier_aba, HOLDS},
    {"021000021", identifier_aba, HOLDS},
    {"111000026", identifier_aba, FAILS},
    {"132000005", identifier_aba, FAILS}, /* the sum holds, there is no district 13 */
    {"000000000", identifier_aba, SAMPLE},
    {"11100002", identifier_aba, FAILS},
    {"11100002x", identifier_aba, FAILS},

    {"037833100", identifier_cusip, HOLDS},
    {"DUS0421C5", identifier_cusip, HOLDS},
    {"38259P508", identifier_cusip, HOLDS},
    {"037833101", identifier_cusip, FAILS},
    {"03783310O", identifier_cusip, FAILS},
    {"0378331-0", identifier_cusip, FAILS},

    {"US0378331005", identifier_isin, HOLDS},
    {"AU0000XVGZA3", identifier_isin, HOLDS},
    {"XS0213101073", identifier_isin, HOLDS},
    {"US0378331003", identifier_isin, FAILS},
    {"ZZ0378331005", identifier_isin, FAILS},
    {"us0378331005", identifier_isin, FAILS},

    {"213800KUD8LAJWSQ9D15", identifier_lei, HOLDS},
    {"213800KUD8LXJWSQ9D15", identifier_lei, FAILS},
    {"213800KUD8LAJWSQ9D1", identifier_lei, FAILS},

    {"911144442", identifier_ein, HOLDS},
    {"071144442", identifier_ein, FAILS},
    {"111111111", identifier_ein, SAMPLE},

    {"912903456", identifier_itin, HOLDS},
    {"912501234", identifier_itin, HOLDS},
    {"912934567", identifier_itin, FAILS},
    {"912894567", identifier_itin, FAILS},
    {"912664567", identifier_itin, FAILS},
    {"812503456", identifier_itin, FAILS},

    {"1234567893", identifier_npi, SAMPLE},
    {"1245319599", identifier_npi, HOLDS},
    {"1234567890", identifier_npi, FAILS},
    {"3234567893", identifier_npi, FAILS},

    {"AB1234563", identifier_dea, SAMPLE},
    {"BJ6125341", identifier_dea, HOLDS},
    {"A91234563", identifier_dea, SAMPLE},
    {"AB1234564", identifier_dea, FAILS},
    {"IB1234563", identifier_dea, FAILS},

    {"1EG4TE5MK73", identifier_mbi, SAMPLE},
    {"3QK7YA9MH45", identifier_mbi, HOLDS},
    {"1SG4TE5MK73", identifier_mbi, FAILS},
    {"0EG4TE5MK73", identifier_mbi, FAILS},
    {"1EG4TE5OK73", identifier_mbi, FAILS},

    {"9434765870", identifier_nhs, HOLDS},
    {"9990000018", identifier_nhs, SAMPLE},
    {"9434765871", identifier_nhs, FAILS},
    {"1111111111", identifier_nhs, SAMPLE},

    {"AB123456C", identifier_nino, SAMPLE},
    {"JG103759A", identifier_nino, HOLDS},
    {"QQ123456C", identifier_nino, SAMPLE},
    {"BG123456A", identifier_nino, FAILS},
    {"AB123456E", identifier_nino, FAILS},
    {"DB103759A", identifier_nino, FAILS},
    {"AO103759A", identifier_nino, FAILS},

    {"X110411675", identifier_kvnr, HOLDS},
    {"K220635158", identifier_kvnr, HOLDS},
    {"K220635152", identifier_kvnr, FAILS},
    {"x110411675", identifier_kvnr, FAILS},
    {"A123456780", identifier_kvnr, SAMPLE},

    {"36574261809", identifier_de_tax, HOLDS},
    {"86095742719", identifier_de_tax, HOLDS},
    {"36574261890", identifier_de_tax, FAILS},
    {"11111111111", identifier_de_tax, FAILS},

    {"295109912611193", identifier_nir, HOLDS},
    {"253072B07300470", identifier_nir, HOLDS},
    {"295109912611199", identifier_nir, FAILS},
    {"295139912611193", identifier_nir, FAILS},

    {"12345678Z", identifier_dni, SAMPLE},
    {"X1234567L", identifier_dni, SAMPLE},
    {"54362315K", identifier_dni, HOLDS},
    {"X2482300W", identifier_dni, HOLDS},
    {"12345678A", identifier_dni, FAILS},
    {"X1234567A", identifier_dni, FAILS},

    {"RSSMRA85T10A562S", identifier_fiscale, SAMPLE},
    {"RCCMNL83S18D969H", identifier_fiscale, HOLDS},
    {"RCCMNL83S18D969A", identifier_fiscale, FAILS},
    {"RCCMNL83S38D969H", identifier_fiscale, FAILS},
    {"RCCMNL83F18D969H", identifier_fiscale, FAILS},

    {"111222333", identifier_bsn, SAMPLE},
    {"232262536", identifier_bsn, HOLDS},
    {"10464554", identifier_bsn, HOLDS},
    {"111252333", identifier_bsn, FAILS},
    {"000000000", identifier_bsn, FAILS},

    {"44051401359", identifier_pesel, HOLDS},
    {"44051401358", identifier_pesel, FAILS},
    {"02381307589", identifier_pesel, FAILS},
    {"02270803624", identifier_pesel, HOLDS},

    {"234123412346", identifier_aadhaar, SAMPLE},
    {"499118665246", identifier_aadhaar, HOLDS},
    {"234123412347", identifier_aadhaar, FAILS},
    {"123412341234", identifier_aadhaar, FAILS},
    {"222222222222", identifier_aadhaar, FAILS},

    {"ACUPA7085R", identifier_in_pan, HOLDS},
    {"ABMXA3211G", identifier_in_pan, FAILS},
    {"ACUPA0000R", identifier_in_pan, FAILS},
    {"ABCDE1234F", identifier_in_pan, FAILS},
    {"ABCPE1234F", identifier_in_pan, HOLDS},

    {"39053344705", identifier_cpf, HOLDS},
    {"23100299900", identifier_cpf, FAILS},
    {"11111111111", identifier_cpf, FAILS},
    {"12345678909", identifier_cpf, SAMPLE},

    {"16727230000197", identifier_cnpj, HOLDS},
    {"12ABC34501DE35", identifier_cnpj, HOLDS},
    {"16727230000198", identifier_cnpj, FAILS},
    {"00000000000000", identifier_cnpj, FAILS},

    {"81.2.69.142", identifier_ipv4, HOLDS},
    {"256.1.1.1", identifier_ipv4, FAILS},
    {"01.2.3.4", identifier_ipv4, FAILS},
    {"1.2.3", identifier_ipv4, FAILS},
    {"1.2.3.4.5", identifier_ipv4, FAILS},
    {"10.1.2.3", identifier_ipv4, SAMPLE},
    {"192.0.2.7", identifier_ipv4, SAMPLE},
    {"172.31.0.1", identifier_ipv4, SAMPLE},
    {"172.32.0.1", identifier_ipv4, HOLDS},

    {"2a00:1450:4009::200e", identifier_ipv6, HOLDS},
    {"2a00:1450:4009:80b:0:0:0:200e", identifier_ipv6, HOLDS},
    {"2a00::1450::1", identifier_ipv6, FAILS},
    {"12:34:56", identifier_ipv6, FAILS},
    {"2001:db8::1", identifier_ipv6, SAMPLE},
    {"fe80::1ff:fe23:4567:890a", identifier_ipv6, SAMPLE},
    {"std::x", identifier_ipv6, FAILS},
    {"::1", identifier_ipv6, FAILS},
    {"a::b", identifier_ipv6, FAILS},
    {"1:2:3:4:5:6:7:8:9", identifier_ipv6, FAILS},
    {":", identifier_ipv6, FAILS},

    {"3c:22:fb:9a:01:7e", identifier_mac, HOLDS},
    {"3C-22-FB-9A-01-7E", identifier_mac, HOLDS},
    {"3c22.fb9a.017e", identifier_mac, HOLDS},
    {"00-00-5E-00-53-01", identifier_mac, SAMPLE},
    {"00:00:5E:00:53", identifier_mac, FAILS},
    {"00:00:00:00:00:00", identifier_mac, FAILS},
    {"3c:22-fb:9a:01:7e", identifier_mac, FAILS},

    {"490154203237518", identifier_imei, SAMPLE},
    {"356938035643809", identifier_imei, HOLDS},
    {"490154203237517", identifier_imei, FAILS},
    {"378282246310005", identifier_imei, FAILS}, /* a card */

    {"1M8GDM9AXKP042788", identifier_vin, SAMPLE},
    {"1HGCM82633A004352", identifier_vin, HOLDS},
    {"1M8GDM9A1KP042788", identifier_vin, FAILS},
    {"1M8GDM9AXKPO42788", identifier_vin, FAILS},

    {"L898902C36UTO7408122F1204159ZE184226B<<<<<10", identifier_mrz, SAMPLE},
    {"L898902C36UTO7408122F1204159ZE184226B<<<<<11", identifier_mrz, FAILS},
    {"D231458907UTO7408122F1204159<<<<<<<6", identifier_mrz, HOLDS},
    {"7408122F1204159UTO<<<<<<<<<<<6", identifier_mrz, SAMPLE},
    {"7408122F1204158UTO<<<<<<<<<<<6", identifier_mrz, FAILS},
    {"L898902C36UTO7408122F1204159ZE184226B <<<<10", identifier_mrz, FAILS},
};

static void check(void **state)
{
    const struct row *row = *state;
    size_t size = strlen(row->name);
    uint8_t *copy = malloc(size ? size : 1); /* of exact size, for the sanitizer */

    assert_non_null(copy);
    memcpy(copy, row->name, size);
    assert_int_equal(row->prove(bytes_of(copy, size)), row->proof);
    free(copy);
}

/* Nothing is read past the end, whatever comes: each vector cut, and with each byte spoiled. */
static void hostile_texts_fail(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        size_t size = strlen(rows[i].name);

        for (size_t cut = 0; cut < size; cut++) {
            uint8_t *copy = malloc(cut ? cut : 1);

            assert_non_null(copy);
            memcpy(copy, rows[i].name, cut);
            for (size_t k = 0; k < ARRAY_LEN(rows); k++)
                (void)rows[k].prove(bytes_of(copy, cut));
            free(copy);
        }
        for (int byte = 0; byte < 256; byte++) {
            uint8_t *copy = malloc(size);

            assert_non_null(copy);
            memset(copy, byte, size);
            for (size_t k = 0; k < ARRAY_LEN(rows); k++)
                (void)rows[k].prove(bytes_of(copy, size));
            free(copy);
        }
    }
}

static const struct date_row {
    const char *name;
    unsigned year;
} dates[] = {
    {"1984-02-29", 1984},
    {"1983-02-29", 0},
    {"2999-01-01", 2999},
    {"29.02.1984", 1984},
    {"02/29/1984", 1984},
    {"29/02/1984", 1984},
    {"1984/2/9", 1984},
    {"19840229", 1984},
    {"19830229", 0},
    {"1984-02-29T10:00", 1984},
    {"1984-02-29x", 0},
    {"1900-02-29", 0},
    {"2000-02-29", 2000},
    {"1984-13-01", 0},
    {"", 0},
    {"1984-02", 0},
    {"84-02-29", 0},
    {"1984-02/29", 0},
};

static void check_date(void **state)
{
    const struct date_row *row = *state;

    assert_int_equal(date_year(bytes_text(row->name)), row->year);
}

static void countries_exist(void **state)
{
    unsigned count = 0;

    (void)state;
    for (uint8_t a = 'A'; a <= 'Z'; a++)
        for (uint8_t b = 'A'; b <= 'Z'; b++)
            count += country_exists(a, b);
    assert_int_equal(count, 250); /* 249 of ISO 3166-1, and XK */
    assert_false(country_exists('D', 0));
    assert_false(country_exists(0, 'E'));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hostile_texts_fail),
        cmocka_unit_test(countries_exist),
    };

    return RUN_CASES(check, rows) + RUN_CASES(check_date, dates) +
           cmocka_run_group_tests(tests, NULL, NULL);
}
