/* Any bytes as a text with tables in it, or records; the first one picks the reader. */

#include "examine/tables/pair_rows.h"
#include "inspect_fuzz.h"

enum { ARFF = 0xf0, PAIRS = 0xf8 /* and above */ };

/* As a text that was decoded, of which all is looked at; in pieces of some lines. */
static int fuzz_pairs(struct bytes bytes)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    CLEANUP(pair_rows_clear) struct pair_rows rows;
    CLEANUP(buf_clear) struct buf text = {.ceiling = SIZE_MAX};
    struct text_lines lines = text_lines_from(0);
    struct evidence *evidence = kept_evidence();
    struct assay_examination content = {.format = "pair-rows"};
    struct assay_error err = {0};
    struct text_tables tables;

    assert(arena);
    evidence_start(evidence, arena);
    buf_add(&text, bytes.data, bytes.size);
    text_tables_init(&tables, evidence, &err);
    tables.decoded = &text;
    pair_rows_init(&rows, &tables);
    for (size_t at = 0, size; at < text.size; at += size) {
        struct bytes piece = bytes_front(bytes_from(buf_bytes(&text), at), PAIR_PIECE);
        const uint8_t *end = memrchr(piece.data, '\n', piece.size / (1 + bytes.size % 3));

        size = end ? (size_t)(end - piece.data) + 1 : piece.size;
        piece.size = size;
        assert(pair_rows_read(&rows, piece, at, &lines) == ASSAY_OK);
        assert(rows.counted <= at + size);
        text_lines_pass(&lines, piece, at);
    }
    assert(text.size == bytes.size);
    assert(evidence_end(evidence, &content, &err) == ASSAY_OK);
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct inspector *const readers[] = {
        &inspect_html, &inspect_line_tables, &inspect_sql,  &inspect_jsonl,
        &inspect_xml,  &inspect_vcard,       &inspect_ldif, &inspect_xml_sheet};

    if (size == 0)
        return 0;
    if (data[0] >= PAIRS)
        return fuzz_pairs(bytes_of(data + 1, size - 1));
    if (data[0] >= ARFF)
        return fuzz_inspector(&inspect_arff, data + 1, size - 1);
    return fuzz_inspector(readers[data[0] % ARRAY_LEN(readers)], data + 1, size - 1);
}
