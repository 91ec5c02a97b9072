/* test_identifier_ssn.c - published numbers, and numbers never given out. */

#include "rows.h"

#include "examine/detect/identifiers.h"

struct row {
    const char *name;
    enum proof proof;
};

static const struct row rows[] = {
    {"536904399", PROOF_HOLDS},  {"666123456", PROOF_FAILS},  {"000123456", PROOF_FAILS},
    {"123004567", PROOF_FAILS},  {"123450000", PROOF_FAILS},  {"078051120", PROOF_SAMPLE},
    {"219099999", PROOF_SAMPLE}, {"457555462", PROOF_SAMPLE}, {"123456789", PROOF_SAMPLE},
    {"111111111", PROOF_SAMPLE}, {"912903456", PROOF_FAILS}, /* an ITIN */
    {"987654321", PROOF_FAILS},  {"53690439", PROOF_FAILS},   {"", PROOF_FAILS},
};

static void check(void **state)
{
    const struct row *row = *state;

    assert_int_equal(identifier_ssn(bytes_text(row->name)), row->proof);
}

int main(void)
{
    return RUN_CASES(check, rows);
}
