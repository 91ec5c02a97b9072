/* test_identifier_iban.c - published numbers, countries and their alphabets. */

#include "rows.h"

#include "examine/detect/identifiers.h"

struct row {
    const char *name;
    enum proof proof;
};

static const struct row rows[] = {
    {"GB82WEST12345698765432", PROOF_HOLDS},
    {"DE89370400440532013000", PROOF_HOLDS},
    {"GB82WEST12345698765433", PROOF_FAILS}, /* sum */
    {"GB82WEST1234569876543", PROOF_FAILS},  /* length */
    {"FR1420041010050500013M02606", PROOF_HOLDS},
    {"NO9386011117947", PROOF_HOLDS},
    {"MT84MALT011000012345MTLCAST001S", PROOF_HOLDS},
    {"BE68539007547034", PROOF_HOLDS},
    {"CH9300762011623852957", PROOF_HOLDS},
    {"DE89WEST00440532013000", PROOF_FAILS}, /* letters where Germany has none */
    {"US64SVBKUS6S3300958879", PROOF_FAILS}, /* no such country */
    {"gb82west12345698765432", PROOF_FAILS},
    {"GB8AWEST12345698765432", PROOF_FAILS},
    {"", PROOF_FAILS},
};

static void check(void **state)
{
    const struct row *row = *state;

    assert_int_equal(identifier_iban(bytes_text(row->name)), row->proof);
}

int main(void)
{
    return RUN_CASES(check, rows);
}
