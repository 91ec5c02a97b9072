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
    assert_false(content.cut);
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
    {"a link", FILE_OF("<type>symlink</type><link>b</link>"), true, 0, 0},
    {"a link with content", FILE_OF("<type>symlink</type>" DATA), false, 0, 0},
    {"content, then a link", FILE_OF(DATA "<type>symlink</type>"), false, 0, 0},
    {"a kind in other words", FILE_OF(DATA "<type>s&#121;mlink</type>"), false, 0, 0},
    {"a kind that is cut", FILE_OF(DATA "<type>sym<!-- -->link</type>"), false, 0, 0},
    {"a link beside a file", FILE_OF(DATA "<file><type>symlink</type></file>"), true, 120, 4},
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

/* Lists of a 7z that holds "one\ntwo\n". */
#define ONE_STREAM "\1\4\6\0\1\x09\x08\0"
#define TWO_STREAMS "\1\4\6\0\2\x09\4\4\0"
#define FOLDER(coder, plain) "\7\x0b\1\0\1" coder "\x0c" plain "\0"
#define COPY "\1\0"
#define LZMA2 "\x21\x21\1\x18"
#define SUM "\1\2\3\4"

static const struct members_row {
    const char *name;
    struct bytes list;
    uint64_t owned; /* bytes, from the first on */
    bool cut;
} members_rows[] = {
    {"a member", ROW_BYTES(ONE_STREAM FOLDER(COPY, "\x08") "\0\5\1\0\0"), 8, false},
    {"bytes behind what comes out", ROW_BYTES(ONE_STREAM FOLDER(COPY, "\4") "\0\5\1\0\0"), 0,
     false},
    {"a stream of no folder", ROW_BYTES(TWO_STREAMS FOLDER(COPY, "\4") "\0\5\1\0\0"), 4, false},
    {"a folder without a member",
     ROW_BYTES(ONE_STREAM FOLDER(COPY, "\x08") "\x08\x0d\0\0\0\5\0\0\0"), 0, false},
    {"two members", ROW_BYTES(ONE_STREAM FOLDER(COPY, "\x08") "\x08\x0d\2\x09\4\0\0\5\2\0\0"), 8,
     false},
    {"a member without a name",
     ROW_BYTES(ONE_STREAM FOLDER(COPY, "\x08") "\x08\x0d\2\x09\4\0\0\5\1\0\0"), 0, false},
    {"an empty file beside", ROW_BYTES(ONE_STREAM FOLDER(COPY, "\x08") "\0\5\2\x0e\1\x40\0\0"), 8,
     false},
    {"an empty file for the member",
     ROW_BYTES(ONE_STREAM FOLDER(COPY, "\x08") "\0\5\1\x0e\1\x80\0\0"), 0, false},
    {"sums of members", ROW_BYTES(ONE_STREAM FOLDER(COPY, "\x08") "\x08\x0a\1" SUM "\0\0\5\1\0\0"),
     8, false},
    {"sums of streams and folders",
     ROW_BYTES("\1\4\6\0\1\x09\x08\x0a\1" SUM "\0\7\x0b\1\0\1" COPY "\x0c\x08\x0a\1" SUM
               "\0\x08\0\0\5\1\0\0"),
     8, false},
    {"a filter alone", ROW_BYTES(ONE_STREAM FOLDER("\4\3\3\1\3", "\4") "\0\5\1\0\0"), 0, false},
    {"a copy with a longer number", ROW_BYTES(ONE_STREAM FOLDER("\2\0\0", "\4") "\0\5\1\0\0"), 0,
     false},
    {"a copy without a number", ROW_BYTES(ONE_STREAM FOLDER("\0", "\4") "\0\5\1\0\0"), 0, false},
    {"compressed", ROW_BYTES(ONE_STREAM FOLDER(LZMA2, "\x64") "\0\5\1\0\0"), 8, false},
    {"a list that PPMd packs", ROW_BYTES("\x17\6\0\1\x09\x08\0" FOLDER("\3\3\4\1", "\x20") "\0"), 0,
     true},
    {"cut short", ROW_BYTES(ONE_STREAM FOLDER(COPY, "\x08") "\0\5"), 0, false},
};

static void owns_what_members_of_a_7z_are_made_of(void **state)
{
    const struct members_row *row = *state;
    static const uint8_t head[12] = "7z\xbc\xaf\x27\x1c\0\4";
    CLEANUP(buf_clear) struct buf seed = {.ceiling = 1 << 16};
    CLEANUP(content_clear) struct content content;

    buf_add(&seed, head, sizeof head);
    buf_add(&seed, "\x08\0\0\0\0\0\0", 8);
    buf_byte(&seed, (uint8_t)row->list.size);
    buf_add(&seed, "\0\0\0\0\0\0\0\0\0\0", 11);
    buf_add(&seed, "one\ntwo\n", 8);
    buf_add(&seed, row->list.data, row->list.size);
    find(&(struct row){.find = content_of_7z}, buf_bytes(&seed), &content);
    assert_int_equal(content.cut, row->cut);
    assert_int_equal(content.count, row->owned > 0);
    if (content.count > 0) {
        assert_int_equal(content.all[0].at, 32);
        assert_int_equal(content.all[0].size, row->owned);
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
           RUN_CASES(owns_what_members_of_a_7z_are_made_of, members_rows) +
           cmocka_run_group_tests(tests, NULL, NULL);
}
