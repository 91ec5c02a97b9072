/* test_content.c - where content of members stands: all of it and nothing else, whatever is cut or
 * changed. */

#include "source/content.h"

#include "base/kit.h"
#include "source/tail.h"

#include "seed.h"

static enum assay_status of_rar(struct stream *in, const struct source_budget *budget,
                                struct content *content, struct assay_error *err)
{
    uint64_t end;

    return tail_of_rar(in, budget, content, &end, err);
}

static const struct row {
    const char *name;
    const char *seed;
    enum assay_status (*find)(struct stream *in, const struct source_budget *budget,
                              struct content *content, struct assay_error *err);
} rows[] = {
    {"RAR 4", "beside/rar4", of_rar},
    {"RAR 5", "beside/rar5", of_rar},
    {"CAB with reserved fields", "beside/cab-reserve", content_of_cab},
    {"LHA, level 0", "beside/lha0", content_of_lha},
    {"LHA, level 1", "beside/lha1", content_of_lha},
    {"LHA, level 2", "beside/lha2", content_of_lha},
    {"xar", "beside/xar", content_of_xar},
    {"7z", "beside/7z", content_of_7z},
    {"7z, its list compressed", "beside/7z-encoded", content_of_7z},
};

static void find(const struct row *row, struct bytes bytes, struct content *content)
{
    struct source_budget budget;
    struct assay_error err = {0};
    struct stream stream;

    source_budget_init(&budget, NULL);
    content_init(content);
    stream_of_bytes(&stream, bytes);
    assert_ok(row->find(&stream, &budget, content, &err), err);
    stream_close(&stream);
}

static void finds_what_members_own(void **state)
{
    const struct row *row = *state;
    CLEANUP(buf_clear) struct buf seed = {.ceiling = 1 << 16};
    CLEANUP(content_clear) struct content content;
    char owned[16] = "";
    size_t have = 0;

    seed_read(row->seed, &seed);
    find(row, buf_bytes(&seed), &content);
    for (size_t i = 0; i < content.count; i++) {
        const struct extent *extent = &content.all[i];

        assert_true(extent->at + extent->size <= seed.size && extent->size < sizeof owned - have);
        memcpy(owned + have, seed.data + extent->at, (size_t)extent->size);
        have += (size_t)extent->size;
    }
    assert_string_equal(owned, "one\ntwo\n");
}

/* Under the sanitizers: nothing is read past the end. */
static void takes_any_cut_and_any_byte(void **state)
{
    const struct row *row = *state;
    CLEANUP(buf_clear) struct buf seed = {.ceiling = 1 << 16};
    struct content content;

    seed_read(row->seed, &seed);
    for (size_t size = 0; size < seed.size; size++) {
        find(row, bytes_of(seed.data, size), &content);
        content_clear(&content);
    }
    for (size_t at = 0; at < seed.size; at++) {
        for (unsigned bit = 0; bit < 8; bit++) {
            seed.data[at] ^= (uint8_t)(1U << bit);
            find(row, buf_bytes(&seed), &content);
            content_clear(&content);
            seed.data[at] ^= (uint8_t)(1U << bit);
        }
    }
}

#define FILE_OF(data) "<xar><toc><file id='1'>" data "</file></toc></xar>"
#define DATA "<data><length>4</length><offset>20</offset></data>"

static const struct list_row {
    const char *name, *text;
    bool follows;
    uint64_t at, size; /* of the one place, where there is one */
} list_rows[] = {
    {"a file", FILE_OF(DATA), true, 120, 4},
    {"in a folder", FILE_OF("<name>d</name><file>" DATA "</file>"), true, 120, 4},
    {"a list as xar begins it", "<?xml version='1.0'?>\n<!-- > -->" FILE_OF(DATA), true, 120, 4},
    {"a sign in an attribute", FILE_OF("<note a='>' b=\"/>\"/>" DATA), true, 120, 4},
    {"no files", "<xar><toc></toc></xar>", true, 0, 0},
    {"content of no file", "<xar><toc>" DATA "</toc></xar>", true, 0, 0},
    {"content in something else", FILE_OF("<ea>" DATA "</ea>"), true, 0, 0},
    {"a length alone", FILE_OF("<data><length>4</length></data>"), true, 0, 0},
    {"two places for a file", FILE_OF(DATA DATA), false, 0, 0},
    {"two offsets", FILE_OF("<data><offset>1</offset><offset>2</offset></data>"), false, 0, 0},
    {"a document type", "<!DOCTYPE xar>" FILE_OF(DATA), false, 0, 0},
    {"CDATA", FILE_OF("<![CDATA[</file>]]>" DATA), false, 0, 0},
    {"no number", FILE_OF("<data><offset>0x4</offset></data>"), false, 0, 0},
    {"a number that is too large", FILE_OF("<data><offset>99999999999999999999</offset></data>"),
     false, 0, 0},
    {"a place past all",
     FILE_OF("<data><length>4</length><offset>18446744073709551615</offset>"
             "</data>"),
     false, 0, 0},
    {"cut short", "<xar><toc><file>" DATA, false, 0, 0},
    {"nothing", "", false, 0, 0},
};

static void follows_the_list_of_a_xar(void **state)
{
    const struct list_row *row = *state;
    CLEANUP(content_clear) struct content content;

    content_init(&content);
    assert_int_equal(content_of_xar_list(bytes_text(row->text), 100, &content), row->follows);
    assert_int_equal(content.count, row->size > 0);
    if (content.count > 0) {
        assert_int_equal(content.all[0].at, row->at);
        assert_int_equal(content.all[0].size, row->size);
    }
}

/* Which libarchive follows in a circle. */
static void refuses_two_types_of_a_file(void **state)
{
    CLEANUP(content_clear) struct content content;

    (void)state;
    content_init(&content);
    (void)content_of_xar_list(bytes_text(FILE_OF("<type/>" DATA)), 100, &content);
    assert_null(content.refused);
    (void)content_of_xar_list(bytes_text(FILE_OF(DATA "<type/><type>file</type>")), 100, &content);
    assert_non_null(content.refused);
    assert_int_equal(content.count, 1); /* of the first list */
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(refuses_two_types_of_a_file)};

    return RUN_CASES(finds_what_members_own, rows) + RUN_CASES(takes_any_cut_and_any_byte, rows) +
           RUN_CASES(follows_the_list_of_a_xar, list_rows) +
           cmocka_run_group_tests(tests, NULL, NULL);
}
