/* test_identifier_cells.c - cells that go with what their column's name says, and those that do
 * not. */

#include "rows.h"

#include <string.h>

#include "base/kit.h"
#include "examine/detect/identifier_cells.h"
#include "examine/detect/known_names.h"

static const struct row {
    const char *name;
    enum cell_fit (*cell)(struct bytes text);
    const char *text;
    enum cell_fit fit;
} rows[] = {
    {"an account", cell_account, "0123 4567-89", FIT_FORM},
    {"an account of five digits", cell_account, "12345", FIT_NONE},
    {"an account of eighteen digits", cell_account, "123456789012345678", FIT_NONE},
    {"an account with letters", cell_account, "DE12345678", FIT_NONE},

    {"an age", cell_age, "42", FIT_FORM},
    {"the last age that is kept", cell_age, "89", FIT_FORM},
    {"the first that is not", cell_age, "90", FIT_STRONG},
    {"the oldest", cell_age, "125", FIT_STRONG},
    {"no age", cell_age, "126", FIT_NONE},
    {"an age of four digits", cell_age, "0090", FIT_NONE},
    {"a negative age", cell_age, "-1", FIT_NONE},
    {"no age at all", cell_age, "", FIT_NONE},
    {"an area of many people", cell_zip_area, "021", FIT_FORM},
    {"an area of few people", cell_zip_area, "036", FIT_STRONG},
    {"an area of few people since a later census", cell_zip_area, "369", FIT_STRONG},
    {"that lost its zero", cell_zip_area, "36", FIT_STRONG},
    {"masked", cell_zip_area, "893**", FIT_STRONG},
    {"masked by letters", cell_zip_area, "102XX", FIT_STRONG},
    {"a whole ZIP code", cell_zip_area, "03601", FIT_NONE},
    {"masked too far", cell_zip_area, "036***", FIT_NONE},
    {"one digit", cell_zip_area, "3", FIT_NONE},
    {"no area", cell_zip_area, "03a", FIT_NONE},
    {"no area at all", cell_zip_area, "", FIT_NONE},

    {"a date of birth", cell_birth, "1987-06-05", FIT_STRONG},
    {"a date that may be of anything", cell_birth, "2024-06-05", FIT_FORM},
    {"a date before anybody", cell_birth, "1899-12-31", FIT_NONE},
    {"a day that does not exist", cell_birth, "1987-02-30", FIT_NONE},

    {"a code of a card", cell_card_code, "123", FIT_FORM},
    {"one of five digits", cell_card_code, "12345", FIT_NONE},

    {"a code", cell_code, "MRN-00123", FIT_FORM},
    {"a code without digits", cell_code, "unknown", FIT_NONE},
    {"a fraction is no code", cell_code, "1234.5", FIT_NONE},
    {"a sentence is no code", cell_code, "1 a b c d", FIT_NONE},

    {"a code of the ICD", cell_icd, "E11.9", FIT_FORM},
    {"one without its dot", cell_icd, "E119", FIT_FORM},
    {"one with a letter in its third place", cell_icd, "C7A.00", FIT_FORM},
    {"one that ends in its dot", cell_icd, "E11.", FIT_NONE},
    {"one in small letters", cell_icd, "e11.9", FIT_NONE},
    {"one with five behind the dot", cell_icd, "E11.12345", FIT_NONE},
    {"two dots", cell_icd, "E11.1.2", FIT_NONE},

    {"an encrypted PIN", cell_pin, "04125FEDCBA98765", FIT_FORM},
    {"one of fifteen", cell_pin, "04125FEDCBA9876", FIT_NONE},
    {"one that is not of hex", cell_pin, "04125FEDCBA9876g", FIT_NONE},

    {"a code of the post", cell_zip, "12345-6789", FIT_FORM},
    {"a British one", cell_zip, "SW1A 1AA", FIT_FORM},
    {"one in two parts too many", cell_zip, "1-2-345", FIT_NONE},
    {"one in small letters", cell_zip, "sw1a 1aa", FIT_NONE},

    {"degrees", cell_coordinate, "-122.4194", FIT_FORM},
    {"latitude and longitude", cell_coordinate, "37.77493, -122.41942", FIT_STRONG},
    {"in brackets", cell_coordinate, "(37.77493;-122.41942)", FIT_STRONG},
    {"few decimals", cell_coordinate, "37.77", FIT_NONE},
    {"beyond 180 degrees", cell_coordinate, "180.0001", FIT_NONE},
    {"a latitude beyond the pole", cell_coordinate, "90.0001,0.0000", FIT_NONE},
    {"digits without end", cell_coordinate,
     "1.00000000000000000000000000000000000000000000000000000", FIT_NONE},
    {"a point and nothing", cell_coordinate, "12.", FIT_NONE},
    {"a sign and nothing", cell_coordinate, "-", FIT_NONE},

    {"an address", cell_address, "12 Main Street", FIT_STRONG},
    {"a German one", cell_address, "Hauptstr. 5", FIT_STRONG},
    {"a German one, written out", cell_address, "Hauptstrasse 5", FIT_STRONG},
    {"one in capitals", cell_address, "12 MAIN ST", FIT_STRONG},
    {"words and a number", cell_address, "about 12 things", FIT_FORM},
    {"no number", cell_address, "Main Street", FIT_NONE},
    {"an e-mail address is none", cell_address, "ann12@main.street", FIT_NONE},

    {"a name", cell_name, "Anna Schmidt", FIT_STRONG},
    {"a name turned round", cell_name, "Schmidt, Anna", FIT_STRONG},
    {"a title and a particle", cell_name, "Dr. Anna van der Berg", FIT_STRONG},
    {"words with capitals", cell_name, "Blue Ridge", FIT_FORM},
    {"five words", cell_name, "One Two Three Four Five", FIT_NONE},
    {"two commas", cell_name, "Schmidt, Anna, Berlin", FIT_NONE},
    {"a comma first", cell_name, ", Anna", FIT_NONE},
    {"a name with a digit", cell_name, "Anna 2", FIT_NONE},
    {"small letters", cell_name, "anna schmidt", FIT_NONE},
    {"particles alone", cell_name, "van der", FIT_NONE},
    {"blanks", cell_name, "   ", FIT_NONE},

    {"a link to a user", cell_user_url, "https://example.org/user/ann", FIT_FORM},
    {"a link with an address in it", cell_user_url, "https://example.org/x?m=a@b.org", FIT_FORM},
    {"a link to a page", cell_user_url, "https://example.org/about", FIT_NONE},
    {"a link to a host", cell_user_url, "https://user@example.org", FIT_NONE},
    {"no link", cell_user_url, "/user/ann", FIT_NONE},

    {"a word", cell_word, "Berlin", FIT_FORM},
    {"a figure is no word", cell_word, "12345.6", FIT_NONE},
    {"anything", cell_any, "x", FIT_FORM},
    {"nothing", cell_any, "", FIT_NONE},
};

static void check_row(void **state)
{
    const struct row *row = *state;
    size_t size = strlen(row->text);
    CLEANUP(free_cleanup)
    uint8_t *exact = malloc(size + 1); /* for the sanitizer: without its NUL */

    assert_non_null(exact);
    memcpy(exact + 1, row->text, size);
    assert_int_equal(row->cell(bytes_of(exact + 1, size)), row->fit);
}

static void pairs_are_in_millionths(void **state)
{
    int32_t latitude, longitude;

    (void)state;
    assert_true(cell_pair(BYTES("37.77493, -122.4194279"), &latitude, &longitude));
    assert_int_equal(latitude, 37774930);
    assert_int_equal(longitude, -122419427);
    assert_true(cell_pair(BYTES("[-90.0000 180.0000]"), &latitude, &longitude));
    assert_int_equal(latitude, -90000000);
    assert_int_equal(longitude, 180000000);
    assert_false(cell_pair(BYTES("37.77493-122.4194"), &latitude, &longitude));
    assert_false(cell_pair(BYTES("37.77493, -122.4194 or so"), &latitude, &longitude));
}

/* Asked of again and among others, of all sizes. */
static void names_are_known_again(void **state)
{
    static const char *const texts[] = {"Ana Lee",    "Ana",         "Li",          "X",
                                        "ana lee",    "Peter Brown", "Peter Crown", "Petra Sons",
                                        "Ana Lees 1", "Annabel-Lee", "Jo Maria Ko"};
    struct known_names *names = calloc(1, sizeof *names);

    (void)state;
    assert_non_null(names);
    for (size_t again = 0; again < 3; again++)
        for (size_t i = 0; i < ARRAY_LEN(texts); i++)
            for (size_t size = 1; size <= strlen(texts[i]); size++) {
                struct bytes text = bytes_of((const uint8_t *)texts[i], size);

                assert_int_equal(known_names_fit(names, text), cell_name(text));
            }
    assert_int_equal(known_names_fit(names, BYTES("Maximilian Alexander Brown")),
                     cell_name(BYTES("Maximilian Alexander Brown")));
    free(names);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {cmocka_unit_test(pairs_are_in_millionths),
                                              cmocka_unit_test(names_are_known_again)};

    return RUN_CASES(check_row, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
