/* test_identifier_card.c - published numbers of cards, and the edges of each range. */

#include "rows.h"

#include "examine/detect/identifiers.h"

struct row {
    const char *name;
    enum proof proof;
};

static const struct row rows[] = {
    {"4111111111111111", PROOF_SAMPLE},
    {"2223003122003222", PROOF_SAMPLE},
    {"378282246310005", PROOF_SAMPLE},
    {"30569309025904", PROOF_SAMPLE},
    {"4539578763621486", PROOF_HOLDS},
    {"4111111111111112", PROOF_FAILS},
    {"9111111111111110", PROOF_FAILS},
    {"490154203237518", PROOF_FAILS},  /* an IMEI: the sum holds */
    {"1700000000000", PROOF_FAILS},    /* milliseconds */
    {"4222222222222", PROOF_SAMPLE},   /* Visa of 13 */
    {"42222222222226", PROOF_FAILS},   /* and of 14 */
    {"2220990000000002", PROOF_FAILS}, /* below Mastercard */
    {"2221000000000009", PROOF_HOLDS}, /* its first */
    {"2720990000000007", PROOF_HOLDS}, /* its last */
    {"2721000000000004", PROOF_FAILS}, /* above */
    {"2200000000000004", PROOF_HOLDS}, /* Mir */
    {"6500000000000002", PROOF_HOLDS}, /* Discover */
    {"501800000009", PROOF_HOLDS},     /* Maestro of 12 */
    {"0000000000000000", PROOF_FAILS},
    {"41111111111", PROOF_FAILS},
    {"41111111111111111111", PROOF_FAILS},
    {"", PROOF_FAILS},
};

static void check(void **state)
{
    const struct row *row = *state;

    assert_int_equal(identifier_card(bytes_text(row->name)), row->proof);
}

static const struct row runs[] = {
    {"1111", PROOF_SAMPLE}, {"12345678901", PROOF_SAMPLE}, {"987654321", PROOF_SAMPLE},
    {"1112", PROOF_HOLDS},  {"135", PROOF_HOLDS},
};

static void check_run(void **state)
{
    const struct row *row = *state;

    assert_int_equal(identifier_is_run(bytes_text(row->name)), row->proof == PROOF_SAMPLE);
}

int main(void)
{
    return RUN_CASES(check, rows) + RUN_CASES(check_run, runs);
}
