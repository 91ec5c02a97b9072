/* test_pdf_letters.c - what the codes of a font stand for, by its CMap. */

#include "examine/papers/pdf_letters.h"

#include "base/kit.h"
#include "rows.h"

struct row {
    const char *name;
    const char *cmap;
    uint32_t code;
    const char *letters; /* NULL: nothing is known of it */
};

#define CHARS(text) "1 beginbfchar " text " endbfchar"
#define CODES(text) "1 beginbfrange " text " endbfrange"

static const struct row rows[] = {
    {"a letter", CHARS("<01> <0041>"), 1, "A"},
    {"another code", CHARS("<01> <0041>"), 2, NULL},
    {"two bytes", CHARS("<0102> <00e9>"), 0x102, "\xc3\xa9"},
    {"one byte for a letter", CHARS("<01> <41>"), 1, "A"},
    {"a pair of UTF-16", CHARS("<01> <d83dde00>"), 1, "\xf0\x9f\x98\x80"},
    {"letters that stand together", CHARS("<01> <00660066>"), 1, "ff"},
    {"a ligature", CHARS("<01> <fb01>"), 1, "fi"},
    {"a range, its first", CODES("<10> <1f> <0061>"), 0x10, "a"},
    {"a range, its last", CODES("<10> <1f> <0061>"), 0x1f, "p"},
    {"behind a range", CODES("<10> <1f> <0061>"), 0x20, NULL},
    {"a range of texts", CODES("<10> <1f> <00780061>"), 0x12, "xc"},
    {"a list", CODES("<10> <12> [<0061> <0078> <0079>]"), 0x11, "x"},
    {"behind a list", CODES("<10> <12> [<0061>] <20> <20> <007a>"), 0x20, "z"},
    {"the last one counts", CHARS("<01> <0041> <01> <0042>"), 1, "B"},
    {"strings of no part", "<01> <0041>", 1, NULL},
    {"a range that runs backwards", CODES("<1f> <10> <0061>"), 0x10, NULL},
    {"a code of too many bytes", CHARS("<01020304> <0041>"), 0x102, NULL},
};

static bool read_cmap(struct pdf_letters *letters, const char *cmap, uint64_t *budget)
{
    pdf_letters_init(letters);
    return pdf_letters_read(letters, bytes_text(cmap), budget);
}

static void check(void **state)
{
    const struct row *row = *state;
    CLEANUP(buf_clear) struct buf text = {.ceiling = 100};
    struct pdf_letters letters;
    uint64_t budget = 100000;
    bool known;

    assert_true(read_cmap(&letters, row->cmap, &budget));
    known = pdf_letters_add(&letters, row->code, &text);
    pdf_letters_clear(&letters);
    assert_int_equal(known, row->letters != NULL);
    if (row->letters)
        assert_string_equal(buf_string(&text), row->letters);
}

/* Whoever says that each of 65,536 codes stands for many letters pays for each letter. */
static void letters_cost(void **state)
{
    struct {
        const char *cmap;
        uint64_t budget;
        bool enough;
    } sums[] = {
        {CODES("<0000> <00ff> <0061>"), 256 + 256 + 1, true},
        {CODES("<0000> <00ff> <00610061006100610061006100610061>"), 256 + 8 * 256 + 1, true},
        {CODES("<0000> <00ff> <00610061006100610061006100610061>"), 256 + 7 * 256, false},
        {CODES("<0000> <ffff> <00610061006100610061006100610061>"), 10 * 65536, true},
        {CODES("<0000> <ffff> <00610061006100610061006100610061>"), 8 * 65536, false},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(sums); i++) {
        struct pdf_letters letters;
        bool enough = read_cmap(&letters, sums[i].cmap, &sums[i].budget);

        pdf_letters_clear(&letters);
        assert_int_equal(enough, sums[i].enough);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {cmocka_unit_test(letters_cost)};

    return RUN_CASES(check, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
