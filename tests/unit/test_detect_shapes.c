/* test_detect_shapes.c - personal data in text: shapes, boundaries, context, samples. */

#include "watch.h"

#include "examine/detect/detect.h"

static struct watched watched;

struct row {
    const char *name;
    const char *text;
    const char *seen;
};

static const struct row rows[] = {
    {"nothing", "nothing to see, 12 of 34", ""},
    {"empty", "", ""},

    {"email alone", "ana.lee@mail-7f3kq.org", "pii.email medium x1 1:1 a..e@m....org"},
    {"email with context", "E-Mail: ana.lee@mail-7f3kq.org.",
     "pii.email high x1 1:9 a..e@m....org"},
    {"email in brackets", "Ana <ana.lee@mail-7f3kq.org>,", "pii.email medium x1 1:6 a..e@m....org"},
    {"email in quotes", "to='ana@mail-7f3kq.org'", "pii.email medium x1 1:5 a..a@m....org"},
    {"email of an example", "ana@example.com bob@x.test",
     "pii.email low x2 1:1 1:17 a..a@e....com"},
    {"email below an example", "mail ana@mx.example.org", "pii.email low x1 1:6 a..a@m....org"},
    {"picture", "icon@2x.png", ""},
    {"no top domain", "a@b", ""},
    {"package", "pkg@1.2.3", ""},
    {"digest", "image@sha256:00ff", ""},
    {"login of git", "git@mail-7f3kq.org:team/repo.git", ""},
    {"login of a URL", "ssh://ana@mail-7f3kq.org/x", ""},
    {"two at signs", "a@b@mail-7f3kq.org", ""},
    {"local of 65",
     "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffggggg@mail-7f3kq.org", ""},
    {"dots in a row", "ana..lee@mail-7f3kq.org", ""},

    {"email in a query", "GET /in?mail=ana.lee%40mail-7f3kq.org&x=1",
     "pii.email high x1 1:14 a..e@m....org"},
    {"email in a query, alone", "u=ana%40mail-7f3kq.org", "pii.email medium x1 1:3 a..a@m....org"},
    {"email between escaped quotes", "q=%22ana%40mail-7f3kq.org%22",
     "pii.email medium x1 1:6 a..a@m....org"},
    {"email behind an escaped blank", "q=a%20b%40mail-7f3kq.org",
     "pii.email medium x1 1:7 b..b@m....org"},
    {"email of an example in a query", "u=ana%40example.com", "pii.email low x1 1:3 a..a@e....com"},
    {"login in a URL, escaped", "ftp://ana%40mail-7f3kq.org/x", ""},
    {"two escaped signs", "a%40b%40mail-7f3kq.org", ""},
    {"widths of fields", "\"%40s.name\" \"total%40d.name %40lu.name\" \"x%40ld.name\"", ""},
    {"scope of a package", "npmjs.org/%40types/node.name https://x.org/vue%403.2.name", ""},
    {"package escaped", "pkg:golang/x.org/foo%40v1.2.3", ""},
    {"message in an archive", "http://x.org/g?selm=df89da6.0207110613.75be90%40mail-7f3kq.org", ""},
    {"number for an address", "u=1234567890%40mail-7f3kq.org",
     "pii.email medium x1 1:3 1..0@m....org"},
    {"percent behind a percent", "%-20ana%40mail-7f3kq.org", ""},
    {"email with a full-width sign", "ana.lee\xef\xbc\xa0mail-7f3kq.org",
     "pii.email medium x1 1:1 a..e@m....org"},
    {"full-width sign without an address", "ana\xef\xbc\xa0 \xef\xbc\xa0mail-7f3kq.org", ""},
    {"other letters that end like it", "l\xc3\xa0mail-7f3kq.org a\xef\xbd\xa0mail-7f3kq.org", ""},

    {"ssn alone", "x 536-90-4399 y", "pii.us-ssn low x1 1:3"},
    {"ssn with context", "SSN: 536-90-4399", "pii.us-ssn medium x1 1:6"},
    {"ssn with two words", "social security number 536-90-4399", "pii.us-ssn medium x1 1:24"},
    {"ssn at the start", "536-90-4399", "pii.us-ssn low x1 1:1"},
    {"ssn area 666", "ssn 666-12-3456", ""},
    {"ssn area 000", "ssn 000-12-3456", ""},
    {"ssn group 00", "ssn 123-00-4567", ""},
    {"ssn serial 0000", "ssn 123-45-0000", ""},
    {"ssn samples", "078-05-1120 219-09-9999 457-55-5462 123-45-6789",
     "pii.us-ssn low x4 1:1 1:13 1:25 1:37"},
    {"ssn sample stays low", "ssn 078-05-1120", "pii.us-ssn low x1 1:5"},
    {"phone with signs between all digits", "+8. 5. 2. 3. 0. 9. 0. 1. 8. 2. 0. 1. 7. 3. 5. -",
     "pii.phone low x1 1:1"},
    {"itin is no ssn", "itin 912-90-3456", "pii.us-itin medium x1 1:6"},
    {"adoption number", "itin 912-93-4567", ""},
    {"ssn inside more digits", "1536-90-4399 536-90-43991", ""},
    {"ssn joined to more", "12-536-90-4399 536-90-4399-1", ""},
    {"ssn bare in text", "ssn 536904399", ""},

    {"card sample", "4111111111111111", "pii.credit-card low x1 1:1 411111......1111"},
    {"card sample with context", "visa card 4111 1111 1111 1111",
     "pii.credit-card low x1 1:11 411111......1111"},
    {"card samples", "2223003122003222 378282246310005 30569309025904",
     "pii.credit-card low x3 1:1 1:18 1:34 222300......3222"},
    {"card alone", "4539578763621486", "pii.credit-card low x1 1:1 453957......1486"},
    {"card with context", "cardNumber=4539578763621486",
     "pii.credit-card high x1 1:12 453957......1486"},
    {"card grouped", "pan 4539-5787-6362-1486.", "pii.credit-card high x1 1:5 453957......1486"},
    {"card of mixed signs", "pan 4539-5787 6362-1486", ""},
    {"card in a list", "cc 4FFC 4539 5787 6362 1486", ""},
    {"card before a list", "cc 4539 5787 6362 1486 5260 1", ""},
    {"card and its code", "cc 4539 5787 6362 1486 123",
     "pii.credit-card high x1 1:4 453957......1486"},
    {"amex grouped", "amex 3714 496353 98431", "pii.credit-card low x1 1:6 371449......8431"},
    {"card sum fails", "card 4111111111111112", ""},
    {"card prefix fails", "card 9111111111111110", ""},
    {"card in a longer number", "card 14111111111111111", ""},
    {"card in a decimal", "card 4539578763621486.04", ""},
    {"card as a real", "card 4539578763621486.0", "pii.credit-card high x1 1:6 453957......1486"},
    {"card in a word", "cardA4539578763621486", ""},
    {"milliseconds", "pan 1700000000000", ""},

    {"iban", "GB82WEST12345698765432", "pii.iban medium x1 1:1"},
    {"iban with context", "IBAN DE89 3704 0044 0532 0130 00", "pii.iban high x1 1:6"},
    {"iban compact", "konto DE89370400440532013000,", "pii.iban high x1 1:7"},
    {"iban sum fails", "GB82WEST12345698765433", ""},
    {"iban length fails", "GB82WEST1234569876543", ""},
    {"iban no country", "XX82WEST12345698765432", ""},
    {"iban letters where none may be", "DE89WEST12345698765432", ""},
    {"iban in a word", "aGB82WEST12345698765432", ""},
    {"iban goes on", "GB82WEST12345698765432A", ""},

    {"phone e164", "+44 20 7946 0958", "pii.phone low x1 1:1"},
    {"phone e164 french", "tel +33 1 99 00 12 34", "pii.phone medium x1 1:5"},
    {"phone e164 no country", "+0 20 7946 0958", ""},
    {"phone e164 short", "+44 2079", ""},
    {"signed number", "x = +12345.678", ""},
    {"phone fiction", "+1 202-555-0143", "pii.phone low x1 1:1"},
    {"phone e164 american", "fax +1 (212) 867-5309", "pii.phone medium x1 1:5"},
    {"phone nanp", "212-867-5309", "pii.phone low x1 1:1"},
    {"phone nanp in brackets", "phone (212) 867-5309", "pii.phone medium x1 1:7"},
    {"phone nanp with trunk", "1-212-867-5309", "pii.phone low x1 1:1"},
    {"phone nanp dots", "cell 212.867.5309", "pii.phone medium x1 1:6"},
    {"phone area 1", "123-555-0143", ""},
    {"phone exchange 1", "202-155-0143", ""},
    {"phone area N11", "phone 411-867-5309", ""},
    {"phone bare in text", "2128675309", ""},
    {"phone bare with context", "mobile 2128675309", "pii.phone medium x1 1:8"},
    {"date", "2024-01-01 12:30:00", ""},
    {"version", "10.212.867.5309", ""},
    {"uuid", "123e4567-e89b-12d3-a456-426614174000", ""},

    {"nhs in groups", "nhs 943 476 5919", "pii.uk-nhs high x1 1:5"},
    {"nhs bare", "patient 9434765919.", "pii.uk-nhs high x1 1:9"},
    {"nhs alone", "9434765919", ""},
    {"nhs sum fails", "nhs 943 476 5871", "pii.phone low x1 1:5"},
    {"nhs sample", "nhs 9990000018", "pii.uk-nhs low x1 1:5"},
    {"seconds", "npi 1700000000", ""},
    {"npi", "provider 1245319599", "pii.us-npi high x1 1:10"},
    {"aba", "routing 111000025", "financial.us-aba high x1 1:9"},
    {"aba sum fails", "routing 111000026", ""},
    {"ein", "employer id 91-1144442", "financial.us-ein medium x1 1:13"},
    {"ein prefix", "ein 07-1144442", ""},
    {"cpf", "390.533.447-05", "pii.br-cpf medium x1 1:1"},
    {"cpf bare", "cpf 39053344705", "pii.br-cpf high x1 1:5"},
    {"cpf bare alone", "39053344705", ""},
    {"cpf sum fails", "cpf 231.002.999-00", ""},
    {"cnpj", "16.727.230/0001-97", "financial.br-cnpj medium x1 1:1"},
    {"cnpj of letters", "cnpj 12.ABC.345/01DE-35", "financial.br-cnpj high x1 1:6"},
    {"cnpj sum fails", "cnpj 16.727.230/0001-98", ""},
    {"mbi", "3QK7-YA9-MH45", "pii.us-mbi medium x1 1:1"},
    {"mbi sample", "medicare 1EG4-TE5-MK73", "pii.us-mbi low x1 1:10"},
    {"mbi letter", "medicare 1SG4-TE5-MK73", ""},
    {"dea", "dea BJ6125341", "pii.us-dea high x1 1:5"},
    {"nir in groups", "2 95 10 99 126 111 93", "pii.fr-nir medium x1 1:1"},
    {"nir bare", "insee 253072B07300470", "pii.fr-nir high x1 1:7"},
    {"nino", "nino JG 10 37 59 A", "pii.uk-nino medium x1 1:6"},
    {"nino pair", "nino BG123456A", ""},
    {"dni", "dni 54362315-K", "pii.es-dni high x1 1:5"},
    {"nie", "nie X2482300W", "pii.es-dni high x1 1:5"},
    {"kvnr", "KVNR X110411675", "pii.de-kvnr high x1 1:6"},
    {"no kvnr", "part X110411675", ""},
    {"geb.", "geb. 12.03.1957", "pii.date-of-birth medium x1 1:6"},
    {"tax id", "Steuer-ID 36 574 261 809", "pii.de-tax-id high x1 1:11"},
    {"fiscale", "RCCMNL83S18D969H", "pii.it-codice-fiscale medium x1 1:1"},
    {"fiscale check fails", "cf RCCMNL83S18D969A", ""},
    {"pesel", "pesel 44051401359", "pii.pl-pesel high x1 1:7"},
    {"bsn", "bsn 232262536", "pii.nl-bsn high x1 1:5"},
    {"aadhaar", "aadhaar 4991 1866 5246", "pii.in-aadhaar high x1 1:9"},
    {"indian pan", "income tax ACUPA7085R", "pii.in-pan medium x1 1:12"},
    {"vin", "vin 1HGCM82633A004352", "pii.vin high x1 1:5"},
    {"imei", "imei 356938035643809", "pii.imei high x1 1:6"},
    {"isin", "isin US0378331005", "financial.isin high x1 1:6"},
    {"cusip", "cusip DUS0421C5", "financial.cusip high x1 1:7"},
    {"lei", "213800KUD8LAJWSQ9D15", "financial.lei medium x1 1:1"},
    {"bic", "swift: DEUTDEFF.", "financial.bic medium x1 1:8"},
    {"bic of a branch", "bic AGRIFRPP882", "financial.bic medium x1 1:5"},
    {"words", "PIPELINE DATABASE TRAINING", ""},
    {"bic no country", "bic DEUTXXFF", ""},

    {"track 2", ";4539578763621486=30121011000012345678?", "pii.card-track high x1 1:1"},
    {"track 1", "%B4539578763621486^LEE/ANA^3012101?", "pii.card-track high x1 1:1"},
    {"track of a sample", ";4111111111111111=30121011000012345678?", "pii.card-track low x1 1:1"},
    {"track sum fails", ";4111111111111112=3012101100001234", ""},
    {"query", "a=1;4539578763621486=3099", "pii.credit-card low x1 1:5 453957......1486"},
    {"mrz of a passport", "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
     "pii.passport-mrz low x1 1:1"},
    {"mrz of a card", "D231458907UTO7408122F1204159<<<<<<<6", "pii.passport-mrz high x1 1:1"},
    {"mrz sum fails", "L898902C36UTO7408122F1204159ZE184226B<<<<<11", ""},
    {"card in an element", "<card_number>4539578763621486</card_number>",
     "pii.credit-card high x1 1:14 453957......1486"},
    {"card before an element", "card 4539578763621486<br>",
     "pii.credit-card high x1 1:6 453957......1486"},
    {"health number in an element", "<nhs>4154990950</nhs>", "pii.uk-nhs high x1 1:6"},
    {"record", "MRN: 12345678", "pii.medical-record medium x1 1:6"},
    {"record without number", "MRN and so on", ""},
    {"born", "was born 1984-02-29", "pii.date-of-birth medium x1 1:10"},
    {"born American", "DOB: 02/29/1984", "pii.date-of-birth medium x1 1:6"},
    {"born German", "geburtsdatum 29.02.1984", "pii.date-of-birth medium x1 1:14"},
    {"born last", "was born 2021-12-31", "pii.date-of-birth medium x1 1:10"},
    {"born late", "was born 2022-01-01", ""},
    {"born late, German", "geburtsdatum 01.01.2022", ""},
    {"no such day", "born 1983-02-29", ""},
    {"log line", "birth\n1984-02-29 x", ""},

    {"ipv4", "x 81.2.69.142 y", "pii.ip-address low x1 1:3"},
    {"ipv4 with context", "client: 81.2.69.142", "pii.ip-address medium x1 1:9"},
    {"ipv4 of a sentence", "remote 81.2.69.142.", "pii.ip-address medium x1 1:8"},
    {"ipv4 with a port", "ip 81.2.69.142:8080", "pii.ip-address medium x1 1:4"},
    {"ipv4 private", "x 10.1.2.3", ""},
    {"ipv4 private named", "ip 10.1.2.3", "pii.ip-address low x1 1:4"},
    {"ipv4 out of range", "ip 256.1.1.1", ""},
    {"ipv4 zero in front", "ip 01.2.3.4", ""},
    {"version of four", "x 1.2.3.4", ""},
    {"section of a standard", "the client, 5.6.7.1: skip", "pii.ip-address low x1 1:13"},
    {"server of names", "ip 8.8.8.8", "pii.ip-address low x1 1:4"},
    {"ipv6 of all of IPv4", "ipv6 ::ffff:0:0/96", "pii.ip-address low x1 1:6"},
    {"end of 32 bits", "phone 4294967295", ""},
    {"oid", "1.2.840.113549.1.1.11", ""},
    {"ipv6", "2a00:1450:4009::200e", "pii.ip-address low x1 1:1"},
    {"ipv6 full", "ip 2a00:1450:4009:80b:0:0:0:200e", "pii.ip-address medium x1 1:4"},
    {"ipv6 two gaps", "ip 2a00::1450::1", ""},
    {"namespace", "std::x a::b2", ""},
    {"clock", "ip 12:34:56", ""},
    {"mac", "3c:22:fb:9a:01:7e", "pii.mac-address low x1 1:1"},
    {"mac named", "hwaddr 3C-22-FB-9A-01-7E", "pii.mac-address medium x1 1:8"},
    {"mac of dots", "mac 3c22.fb9a.017e", "pii.mac-address medium x1 1:5"},
    {"mac sample", "mac 00-00-5E-00-53-01", "pii.mac-address low x1 1:5"},
    {"fingerprint", "mac 43:51:43:a1:b5:fc:8b:b7:0a:3a:a9:b1:0f:66:73:a8", ""},
    {"mac of zeros", "mac 00:00:00:00:00:00", ""},

    {"lines and columns", "a\nbb\n  ana@mail-7f3kq.org\n", "pii.email medium x1 3:3 a..a@m....org"},
    {"two of a kind", "ana@q7f3kq.org,\nbob@q7f3kq.org",
     "pii.email medium x2 1:1 2:1 a..a@q....org"},
};

static void check(void **state)
{
    const struct row *row = *state;

    watch(&watched, bytes_text(row->text), SIZE_MAX / 2, 1);
    assert_string_equal(watched_text(&watched), row->seen);
}

/* Each row again behind filler of many sizes, so that it is cut at each of its bytes, by the ends
 * of blocks of masks and by what is held back. */
static void check_cut(void **state)
{
    enum { FILLER = 2600 };
    const struct row *row = *state;
    size_t size = strlen(row->text);
    char *text = malloc(FILLER + size);
    CLEANUP(free_cleanup) char *whole = NULL;

    assert_non_null(text);
    memset(text, '\n', FILLER);
    memcpy(text + FILLER, row->text, size);
    watch(&watched, bytes_of(text, FILLER + size), SIZE_MAX / 2, 1);
    whole = strdup(watched_text(&watched));
    assert_non_null(whole);
    for (size_t first = FILLER - 3; first < FILLER + size; first++) {
        watch(&watched, bytes_of(text, FILLER + size), first, 1 << 20);
        assert_string_equal(watched_text(&watched), whole);
    }
    for (size_t pad = 0; pad < 64; pad += 7) {
        watch(&watched, bytes_of(text + pad, FILLER + size - pad), 1100, 64);
        watch(&watched, bytes_of(text + pad, FILLER + size - pad), 1, 97);
    }
    watch(&watched, bytes_of(text, FILLER + size), 1, 97);
    assert_string_equal(watched_text(&watched), whole);
    free(text);
}

/* What all rows and words without sense yield, through vectors of one width. */
static void look_through(unsigned width, struct bytes text, struct candidates *out)
{
    struct shapes *shapes = shapes_of_width(width);
    struct view view = {.data = text.data, .size = text.size};

    out->count = 0;
    if (!shapes)
        return;
    shapes_start(shapes);
    shapes_look(shapes, &view, 0, text.size / 192 * 64, out); /* two calls, as for two blocks */
    view.last = true;
    shapes_look(shapes, &view, text.size / 192 * 64, text.size, out);
    free(shapes);
}

static void every_width_sees_the_same(void **state)
{
    static const char signs[] = "0123456789012345678901234567890123--  ..()+@AZaz\n";
    struct candidates narrow = {0}, wide = {0};
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    uint32_t seed = 1;

    (void)state;
    assert_non_null(out);
    for (int i = 0; i < 300; i++) {
        for (size_t k = 0; k < ARRAY_LEN(rows); k++)
            fprintf(out, "%s%*s", rows[k].text, i % 7 + (k % 5 ? 0 : 200), "\n");
        for (int k = 0; k < 3000; k++) {
            seed = seed * 1103515245U + 12345U;
            fputc(signs[(seed >> 16) % (sizeof signs - 1)], out);
        }
    }
    fclose(out);
    look_through(16, bytes_of(text, size), &narrow);
    assert_true(narrow.count > 1000);
    for (unsigned width = 32; width <= 64; width *= 2) {
        look_through(width, bytes_of(text, size), &wide);
        if (wide.count == 0) /* this processor has no such vectors */
            continue;
        assert_int_equal(wide.count, narrow.count);
        for (size_t i = 0; i < wide.count; i++) {
            assert_int_equal(wide.all[i].hit.start, narrow.all[i].hit.start);
            assert_int_equal(wide.all[i].hit.end, narrow.all[i].hit.end);
            assert_ptr_equal(wide.all[i].hit.what, narrow.all[i].hit.what);
        }
    }
    free(text);
    free(narrow.all);
    free(wide.all);
}

int main(void)
{
    const struct CMUnitTest widths[] = {cmocka_unit_test(every_width_sees_the_same)};
    int failures;

    watched_open(&watched);
    failures = RUN_CASES(check, rows) + RUN_CASES(check_cut, rows);
    failures += cmocka_run_group_tests(widths, NULL, NULL);
    watched_close(&watched);
    return failures;
}
