/* test_identifier_phone.c - published numbers, North American and international. */

#include "rows.h"

#include "examine/detect/identifiers.h"

struct row {
    const char *name;
    enum proof proof;
};

static const struct row rows[] = {
    {"2025550143", PROOF_SAMPLE}, /* fiction */
    {"2128675309", PROOF_HOLDS},  {"1235550143", PROOF_FAILS}, {"2021550143", PROOF_FAILS},
    {"4118675309", PROOF_FAILS},  {"2129115309", PROOF_FAILS}, {"2222222222", PROOF_SAMPLE},
    {"212867530", PROOF_FAILS},   {"", PROOF_FAILS},
};

static void check(void **state)
{
    const struct row *row = *state;

    assert_int_equal(identifier_nanp(bytes_text(row->name)), row->proof);
}

static const struct row international[] = {
    {"12025550143", PROOF_SAMPLE},     {"12128675309", PROOF_HOLDS},
    {"442079460958", PROOF_HOLDS},     {"33199001234", PROOF_HOLDS},
    {"02079460958", PROOF_FAILS},      {"3319900123", PROOF_FAILS},   /* France has nine */
    {"331990012345", PROOF_FAILS},     {"211912345678", PROOF_HOLDS}, /* South Sudan */
    {"210912345678", PROOF_FAILS},                                    /* nobody */
    {"85512345678", PROOF_HOLDS},                                     /* Cambodia */
    {"85412345678", PROOF_FAILS},      {"442079", PROOF_FAILS},
    {"4420794609581234", PROOF_FAILS},
};

static void check_international(void **state)
{
    const struct row *row = *state;

    assert_int_equal(identifier_e164(bytes_text(row->name)), row->proof);
}

int main(void)
{
    return RUN_CASES(check, rows) + RUN_CASES(check_international, international);
}
