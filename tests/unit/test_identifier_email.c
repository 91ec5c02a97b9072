/* test_identifier_email.c - addresses, and files and packages that look like one. */

#include "rows.h"

#include "examine/detect/identifiers.h"

struct row {
    const char *name;
    enum proof proof;
};

static const struct row rows[] = {
    {"ana.lee@mail-7f3kq.org", PROOF_HOLDS},
    {"icon@2x.png", PROOF_FAILS},
    {"a@b", PROOF_FAILS},
    {"pkg@1.2.3", PROOF_FAILS},
    {"ana@example.com", PROOF_SAMPLE},
    {"ana@EXAMPLE.ORG", PROOF_SAMPLE},
    {"ana@mx.example.net", PROOF_SAMPLE},
    {"ana@myexample.com", PROOF_HOLDS},
    {"ana@host.test", PROOF_SAMPLE},
    {"ana@host.invalid", PROOF_SAMPLE},
    {"ana@firma.pl", PROOF_HOLDS},
    /* up to 64 bytes are looked at together, more one by one */
    {"aaaaaaaaaaaaaaaaaaaa@bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb.org", PROOF_HOLDS},
    {"aaaaaaaaaaaaaaaaaaaa@bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb.o-g", PROOF_FAILS},
    {"aaaaaaaaaaaaaaaaaaaa@bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb..org", PROOF_FAILS},
    {"aaaaaaaaaaaaaaaaaaaa@bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb-.org", PROOF_FAILS},
    {"aaaaaaaaaaaaaaaaaaaa@bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb.-org", PROOF_FAILS},
    {"aaaaaaaaaaaaaaaaaaaa@bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb.org.", PROOF_FAILS},
    {"aaaaaaaaaaaaaaaaaaaa@bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb.xn--p1ai", PROOF_HOLDS},
    {"aaaaaaaaaaaaaaaaaaaa@bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb_.org", PROOF_FAILS},
    {"a..baaaaaaaaaaaaaaaaaaaa@bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb.org", PROOF_FAILS},
    {".aaaaaaaaaaaaaaaaaaaa@bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb.org", PROOF_FAILS},
    {"aaaaaaaaaaaaaaaaaaa.@bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb.org", PROOF_FAILS},
    {"aaaaaaaaaaaaaaaaaaaa@bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb@b.org", PROOF_FAILS},
    {"aaaaaaaaaaaaaaaaaaaa@bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb.org", PROOF_HOLDS},
    {"aaaaaaaaaaaaaaaaaaaa@bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb.o-g", PROOF_FAILS},
    {"aaaaaaaaaaaaaaaaaaaa@bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb..org", PROOF_FAILS},
    {"aaaaaaaaaaaaaaaaaaaa@bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb-.org", PROOF_FAILS},
    {"aaaaaaaaaaaaaaaaaaaa@bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb.-org", PROOF_FAILS},
    {"aaaaaaaaaaaaaaaaaaaa@bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb.org.", PROOF_FAILS},
    {"aaaaaaaaaaaaaaaaaaaa@bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb.xn--p1ai", PROOF_HOLDS},
    {"aaaaaaaaaaaaaaaaaaaa@bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb_.org", PROOF_FAILS},
    {"a..baaaaaaaaaaaaaaaaaaaa@bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb.org", PROOF_FAILS},
    {".aaaaaaaaaaaaaaaaaaaa@bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb.org", PROOF_FAILS},
    {"aaaaaaaaaaaaaaaaaaa.@bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb.org", PROOF_FAILS},
    {"aaaaaaaaaaaaaaaaaaaa@bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb@b.org", PROOF_FAILS},
    {"ana@-x.org", PROOF_FAILS},
    {"ana@x-.org", PROOF_FAILS},
    {"ana@x..org", PROOF_FAILS},
    {".ana@x.org", PROOF_FAILS},
    {"a..b@x.org", PROOF_FAILS},
    {"ana@x.o", PROOF_FAILS},
    {"ana@x.xn--p1ai", PROOF_HOLDS},
    {"@x.org", PROOF_FAILS},
    {"ana", PROOF_FAILS},
    {"", PROOF_FAILS},
};

static void check(void **state)
{
    const struct row *row = *state;

    assert_int_equal(identifier_email(bytes_text(row->name)), row->proof);
}

int main(void)
{
    return RUN_CASES(check, rows);
}
