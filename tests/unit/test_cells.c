/* test_cells.c - what whole columns come to: names of columns, proofs, chance, forms, order. */

#include "inspect.h"

#include "base/limits.h"

enum { CELLS_MOST = 200 };

static struct arena *arena;
static struct evidence *evidence;
static struct assay_examination content;

/* Cells of one column, written one after the other with '|' between; `times` repeats them. */
static const char *look(const char *column, const char *cells, size_t times, bool backwards)
{
    static char seen[1024];
    struct bytes all[CELLS_MOST * 40];
    struct assay_error err = {0};
    size_t count = 0, used = 0;
    uint64_t at = 0;

    evidence_start(evidence, arena);
    if (column)
        evidence_column(evidence, 0, bytes_text(column));
    for (size_t i = 0; i < times; i++) {
        for (const char *p = cells; *p;) {
            size_t size = strcspn(p, "|");

            all[count++] = bytes_of(p, size);
            assert_true(count < ARRAY_LEN(all));
            p += size + (p[size] == '|');
        }
    }
    for (size_t i = 0; i < count; i++) {
        struct bytes cell = all[backwards ? count - 1 - i : i];
        struct assay_place place = {.offset = at, .line = (uint32_t)i + 1, .column = 1};

        at += cell.size + 2;
        evidence_cell_text(evidence, 0, at, cell, &place);
    }
    assert_ok(evidence_end(evidence, &content, &err), err);
    seen[0] = 0;
    for (size_t i = 0; i < content.observation_count; i++)
        used += (size_t)snprintf(seen + used, sizeof seen - used, "%s%s %s x%" PRIu64,
                                 i ? "; " : "", content.observations[i].class_name,
                                 assay_confidence_name(content.observations[i].confidence),
                                 content.observations[i].count);
    return seen;
}

#define NPIS                                                                                       \
    "1245319599|1526018159|1908301660|1131860912|1390996035|1082462817|1948219930|1518190933"
#define NHSS                                                                                       \
    "7865797540|3231948754|7491186254|2760189554|5979711473|1049746503|7529170341|2366712766"
#define NAMES                                                                                      \
    "Anna Berg|Peter Olsen|Maria Lind|John Doe|Ahmed Ali|Fatima Noor|Olga Ivanova|Raj Mehta"

static const struct row {
    const char *name, *column, *cells;
    size_t times;
    const char *seen;
} rows[] = {
    {"nothing", "x", "abc|def|ghi", 5, ""},
    {"proof beyond chance", "x", NPIS, 1, "pii.us-npi high x8"},
    {"no name at all", NULL, NPIS, 1, "pii.us-npi high x8"},
    {"one value again and again is one", "x", "1245319599", 100, ""},
    {"the name makes few enough", "npi", "1245319599|1245319590|1245319591", 1,
     "pii.us-npi high x1"},
    {"the name and too few", "npi", "1245319599|1245319590|1245319591|1245319592", 1, ""},
    {"half of the cells", "x", NPIS "|" NPIS "|x1|x2|x3|x4|x5|x6|x7|x8", 1, "pii.us-npi high x16"},
    {"less than half", "x", NPIS "|1|2|3|4|5|6|7|8|9", 1, ""},
    {"samples are neither", "npi",
     "1234567893|1234567893|1234567893|1234567893|1245319599|1526018159", 1, "pii.us-npi high x2"},
    {"samples alone stay low", "npi", "1234567893", 30, "pii.us-npi low x30"},
    {"samples under another name", "x", "1234567893", 30, ""},
    {"nhs by name", "nhsNumber", NHSS, 1, "pii.uk-nhs high x8"},
    {"nhs in groups", "nhs", "943 476 5870|943-476-5919", 2, "pii.uk-nhs high x4"},
    {"books, whose digit is made the same way", "ISBN10", NHSS, 1, ""},
    {"groups of mixed signs", "nhs", "943 476-5870", 4, ""},
    {"bare ssn by name", "customerSSN", "536904399|219091234|123456780", 3, "pii.us-ssn high x9"},
    {"bare ssn without", "invoice", "536904399|219091234", 30, ""},
    {"bare phone by name", "mobile", "2128675309", 4, "pii.phone high x4"},
    {"bare phone without", "order", "2128675309|2129675309|3128675309", 40, ""},
    {"cpf by proof", "x", "39053344705|29537995593|11144477735|52998224725", 1,
     "pii.br-cpf high x4"},
    {"cpf in its form", "doc", "390.533.447-05|295.379.955-93|111.444.777-35|529.982.247-25", 1,
     "pii.br-cpf high x4"},
    {"seconds of a clock", "x", "1700000000|1700000007|1700000014|1700000021|1700000028", 30, ""},
    {"loinc by proof", "test", "2160-0|718-7|4548-4|2345-7|2951-2|2823-3|17861-6|3094-0", 1,
     "special.loinc high x8"},
    {"letters without a check are never sure", "x",
     "ACUPA7085R|BKLPM1234Q|CZDHT5521K|AAACR4849R|ABCFD7788L|GHIPK9021M", 1,
     "pii.in-pan medium x6"},
    {"letters by name", "pan", "ACUPA7085R", 5, "pii.in-pan high x5"},

    {"birth", "date_of_birth", "1984-02-29|1950-01-31|2001-12-24", 2, "pii.date-of-birth high x6"},
    {"birth in German", "Geburtsdatum", "29.02.1984|31.01.1950", 2, "pii.date-of-birth high x4"},
    {"telephones of Germany", "Telefon", "0201/123456|0841-9845080|(0835) 589288", 2,
     "pii.phone high x6"},
    {"telephones of France", "t\xc3\xa9l\xc3\xa9phone", "01 23 45 67 89|07.53.55.33.25", 2,
     "pii.phone high x4"},
    {"telephones of Britain", "mobile", "07700 900123|07700900456", 2, "pii.phone high x4"},
    {"telephones of Spain", "movil", "612 34 56 78|(91) 2345678", 2, "pii.phone high x4"},
    {"telephones once each", "phone", "+49 201 1234567|+33 1 23 45 67 89", 2, "pii.phone high x4"},
    {"numbers of cells", "cell", "1234567|8901234|12345.678", 2, ""},
    {"days of a call", "phone", "2024-01-02|2024-02-03", 2, ""},
    {"a list of passengers", "Name",
     "Braund, Mr. Owen Harris|Cumings, Mrs. John Bradley (Florence Briggs Thayer)|Allen, Mr. "
     "William "
     "Henry|Moran, Mr. James|McCarthy, Mr. Timothy J|Palsson, Master. Paul|Sandstrom, Miss. Anna "
     "Rut|Bonnell, Miss. Elizabeth|Andersson, Mr. Anders Johan|Hewlett, Mrs. (Mary D "
     "Kingcome)|Futrelle, Mrs. Jacques Heath|Heikkinen, Miss. Laina",
     1, "pii.person-name medium x11"},
    {"first names in Spanish", "nombres", "Ana|Luis", 2, "pii.person-name high x4"},
    {"family names in Dutch", "achternaam", "Jansen|Bakker", 2, "pii.person-name medium x4"},
    {"birth in French", "date_naissance", "12/10/1984|25/05/1942", 2, "pii.date-of-birth high x4"},
    {"birth of babies", "dob", "2024-02-29|2025-01-31", 2, "pii.date-of-birth medium x4"},
    {"birth that is no date", "dob", "1983-02-29|2999-01-01", 3, ""},
    {"birth place", "place of birth", "1984-02-29", 3, ""},
    {"any date", "created", "1984-02-29", 9, ""},

    {"old people", "age", "91|34|102|5", 1, "pii.age-over-89 medium x2"},
    {"nobody old", "age", "34|89|126", 1, ""},
    {"old machines", "equipment_age", "91|102", 1, ""},

    {"a name by its column", "patient_name", NAMES, 1, "pii.person-name high x8"},
    {"names nobody listed", "surname", "Zzyk|Qwerz|Xolt", 1, "pii.person-name medium x3"},
    {"names by the list", "assigned", NAMES, 1, "pii.person-name medium x8"},
    {"turned names", "who",
     "Berg, Anna|Olsen, Peter|Lind, Maria|Doe, John|Ali, Omar|Noor, Fatima|"
     "Mehta, Raj|Ivanova, Olga",
     1, "pii.person-name medium x8"},
    {"few of them", "word", NAMES "|Car|House|Tree|Lamp|Door|Glass|Wood|Iron", 1, ""},
    {"names of files", "file_name", NAMES, 1, ""},
    {"names of hosts", "host name", NAMES, 1, ""},
    {"colours and cities", "label", "Amber|Hazel|Austin|Jordan|Ruby|Jade|Paris|Florence", 3, ""},
    {"name in French", "Pr\xc3\xa9nom", "\xc3\x89milie|Ren\xc3\xa9", 3,
     "pii.person-name medium x6"},

    {"latitude", "lat", "52.379189|51.924420", 2, "pii.coordinates medium x4"},
    {"latencies", "lat_ms", "52.3791|51.9244", 2, ""},
    {"latitude of two decimals", "lat", "52.37|51.92", 2, ""},
    {"latitude out of range", "lat", "252.379189", 2, ""},
    {"pairs by name", "gps", "52.379189,4.899431|(51.924420, 4.477733)", 2,
     "pii.coordinates high x4"},
    {"pairs near each other", "x",
     "52.379189,4.899431|51.924420,4.477733|52.090737,5.121420|51.441642,5.469722|"
     "53.219383,6.566502|50.851368,5.690973|52.160114,4.497010|52.220537,6.895663",
     2, "pii.coordinates medium x16"},
    {"pairs all over", "x",
     "52.379189,4.899431|-51.924420,144.477733|2.090737,-75.121420|51.441642,5.469722|"
     "-33.219383,16.566502|5.851368,125.690973|52.160114,-114.497010|52.220537,6.895663",
     2, ""},
    {"embedding", "e17", "0.123456|-1.234567|0.987654", 50, ""},

    {"street", "address",
     "12 Station Road|Hauptstra\xc3\x9f"
     "e 5",
     2, "pii.street-address medium x4"},
    {"address of mail", "email_address", "12 Station Road", 2, ""},
    {"areas of ZIP codes", "zip3", "021|100|036", 1, "pii.sparse-zip-area medium x1"},
    {"zip", "zip", "02139|10027-0001", 2, "pii.postal-code medium x4"},
    {"zip of five and no more", "zip", "021|021390123456", 2, ""},
    {"account", "account_number", "12345678|0012 3456 78", 2, "pii.account-number medium x4"},
    {"record", "MRN", "A-10023|B-55121", 2, "pii.medical-record medium x4"},
    {"verification code", "cvv", "123|1234", 2, "pii.card-verification medium x4"},
    {"user in a link", "profile", "https://portal.q7f3kq.org/u/ana77", 2, "pii.user-url medium x2"},
    {"one link for all", "license url", "https://q7f3kq.org/u/terms", 2, ""},

    {"religion", "Religion", "none|catholic", 2, "special.religion medium x4"},
    {"diagnosis codes", "dx_code", "E11.9|I10|J45.909", 2, "special.icd-10 medium x6"},
    {"race of horses", "race_id", "12|13", 2, ""},
    {"genes", "genotype", "AA|AG", 2, "special.genetic low x4"},
};

static void check(void **state)
{
    const struct row *row = *state;
    char forth[1024];

    snprintf(forth, sizeof forth, "%s", look(row->column, row->cells, row->times, false));
    assert_string_equal(forth, row->seen);
    assert_string_equal(look(row->column, row->cells, row->times, true), forth);
}

static void the_first_places_are_told(void **state)
{
    (void)state;
    (void)look("age", "5|91|102|6|99", 1, false);
    assert_int_equal(content.observations[0].place_count, 3);
    assert_int_equal(content.observations[0].places[0].line, 2);
    assert_int_equal(content.observations[0].places[2].line, 5);
    assert_int_equal(content.observations[0].columns[0].count, 3);
    (void)look("x", NPIS, 3, false);
    assert_int_equal(content.observations[0].place_count, LIMIT_OBSERVATION_PLACES);
    assert_int_equal(content.observations[0].places[0].line, 1);
}

/* Every column of a wide table may be something: what is watched of it is bounded. */
static void wide_tables_are_bounded(void **state)
{
    struct assay_error err = {0};
    bool told = false;

    (void)state;
    evidence_start(evidence, arena);
    for (uint64_t row = 0; row < 2; row++) {
        for (uint32_t i = 0; i < LIMIT_COLUMNS; i++) {
            struct assay_place place = {.line = 1};

            evidence_cell_text(evidence, i, row * LIMIT_COLUMNS + i, BYTES("1245319599"), &place);
            evidence_cell_text(evidence, i, row * LIMIT_COLUMNS + i, BYTES("39053344705"), &place);
        }
    }
    assert_ok(evidence_end(evidence, &content, &err), err);
    for (size_t i = 0; i < evidence_gap_count(evidence); i++)
        told |= strcmp(evidence_gap_at(evidence, i)->id, "data.truncated") == 0;
    assert_true(told);
    assert_int_equal(evidence_gap_count(evidence), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_places_are_told),
        cmocka_unit_test(wide_tables_are_bounded),
    };
    int failures;

    arena = arena_new();
    evidence = evidence_new();
    if (!arena || !evidence)
        return 1;
    failures = RUN_CASES(check, rows) + cmocka_run_group_tests(tests, NULL, NULL);
    evidence_free(evidence);
    arena_free(arena);
    return failures;
}
