/* test_imports.c - names that documents have imported, judged; and where in the document they are.
 */

#include "rows.h"

#include <string.h>

#include "base/kit.h"
#include "examine/evidence.h"
#include "examine/python/imports.h"

static const char *const acme[] = {"acme.models"};

static const struct row {
    const char *name, *import;
    bool bare, vetted;
    enum pickle_judgement judgement;
    enum assay_load load;
} rows[] = {
    {"harmless", "collections.OrderedDict", false, false, PICKLE_ALLOWED, ASSAY_LOAD_ABSENT},
    {"runs programs", "os.system", false, false, PICKLE_DANGEROUS, ASSAY_LOAD_DANGEROUS},
    {"a builtin", "eval", false, false, PICKLE_DANGEROUS, ASSAY_LOAD_DANGEROUS},
    {"nobody knows it", "acme.net.Net", false, false, PICKLE_UNKNOWN, ASSAY_LOAD_SUSPICIOUS},
    {"harmless where its arguments are seen, which they are not", "functools.partial", false, false,
     PICKLE_UNKNOWN, ASSAY_LOAD_SUSPICIOUS},
    {"a class of a vetted package", "acme.models.Net", false, true, PICKLE_ALLOWED,
     ASSAY_LOAD_ABSENT},
    {"a function of a vetted package", "acme.models.load", false, true, PICKLE_UNKNOWN,
     ASSAY_LOAD_SUSPICIOUS},
    {"a package whose name begins alike", "acme.models2.Net", false, true, PICKLE_UNKNOWN,
     ASSAY_LOAD_SUSPICIOUS},
    {"a vetted package allows nothing that is known to be bad", "os.system", false, true,
     PICKLE_DANGEROUS, ASSAY_LOAD_DANGEROUS},
    {"nothing", "", false, false, PICKLE_UNKNOWN, ASSAY_LOAD_SUSPICIOUS},
    {"dots", "..", false, false, PICKLE_UNKNOWN, ASSAY_LOAD_SUSPICIOUS},
};

static void check_row(void **state)
{
    const struct row *row = *state;
    const struct import_place place = {.name = bytes_text(row->import),
                                       .offset = 7,
                                       .line = 2,
                                       .bare = row->bare,
                                       .vetted = acme,
                                       .vetted_count = row->vetted};
    struct evidence *evidence = evidence_new();
    struct arena *arena = arena_new();
    struct assay_examination content = {0};
    struct assay_error err = {0};

    assert_true(evidence && arena);
    evidence_start(evidence, arena);
    assert_int_equal(import_note(evidence, &place), row->judgement);
    assert_ok(evidence_end(evidence, &content, &err), err);
    assert_int_equal(content.load, row->load);
    assert_int_equal(content.observation_count, row->judgement != PICKLE_ALLOWED);
    if (content.observation_count > 0) {
        assert_int_equal(content.observations[0].places[0].offset, 7);
        assert_int_equal(content.observations[0].places[0].line, 2);
    }
    evidence_free(evidence);
    arena_free(arena);
}

static const struct place {
    const char *name;
    uint32_t line, column;
    uint64_t offset;
} places[] = {
    {"the first byte", 1, 1, 0},     {"in the first line", 1, 3, 2},
    {"the second line", 2, 1, 4},    {"an empty line", 3, 1, 7},
    {"the last line", 4, 2, 9},      {"a line behind the end", 9, 1, 8},
    {"no column is known", 2, 0, 4},
};

static void check_place(void **state)
{
    const struct place *row = *state;
    struct import_lines lines = {.text = BYTES("abc\nde\n\nfg")};

    assert_int_equal(import_offset(&lines, row->line, row->column), row->offset);
    (void)import_offset(&lines, 4, 1);
    assert_int_equal(import_offset(&lines, row->line, row->column), row->offset); /* back again */
}

int main(void)
{
    return RUN_CASES(check_row, rows) + RUN_CASES(check_place, places);
}
