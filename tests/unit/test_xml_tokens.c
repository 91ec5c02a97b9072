/* XML tag by tag: what office documents use of it, and what nobody may. */

#include "examine/encoding/xml_tokens.h"

#include "base/kit.h"
#include "base/limits.h"
#include "rows.h"

static const struct row {
    const char *name; /* the text */
    const char *tokens;
    enum assay_status status;
    uint64_t offset; /* to blame */
} rows[] = {
    {"", "", ASSAY_OK, 0},
    {"<a>x</a>", "<a>[x]</a>", ASSAY_OK, 0},
    {"<?xml version=\"1.0\"?>\n<a/>", "[\n]<a></a>", ASSAY_OK, 0},
    {"<p:a k='v>' r = \"2\" >&lt;&#65;&#x42;&amp;</p:a >", "<p:a k=v>>[<AB&]</p:a>", ASSAY_OK, 0},
    {"<!-- <b> --><a><![CDATA[<c>&]]></a>", "<a>[<c>&]</a>", ASSAY_OK, 0},
    {"<!----><a/>", "<a></a>", ASSAY_OK, 0},
    {"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "", ASSAY_EFORMAT, 0},
    {"<a>&b;</a>", "<a>", ASSAY_EFORMAT, 4},
    {"<a>&#x;</a>", "<a>[]", ASSAY_OK, 0},
    {"<a>&#xq;</a>", "<a>", ASSAY_EFORMAT, 4},
    {"<a>& no end", "<a>", ASSAY_EFORMAT, 4},
    {"<a><b></b>x", "<a><b></b>[x]", ASSAY_EFORMAT, 11},
    {"<a/><b/>", "<a></a><b></b>", ASSAY_OK, 0},
    {"</a><b>", "</a><b>", ASSAY_EFORMAT, 7},
    {"<a", "", ASSAY_EFORMAT, 2},
    {"<a b=\"", "", ASSAY_EFORMAT, 6},
    {"<a <b>", "", ASSAY_EFORMAT, 0},
    {"<>", "", ASSAY_EFORMAT, 0},
    {"<!-- no end", "", ASSAY_EFORMAT, 0},
};

static void show(struct xml_tokens *xml, enum xml_token token, struct buf *out)
{
    struct bytes value = token == XML_OPEN ? xml_tokens_attribute(xml, "k") : bytes_of(NULL, 0);

    if (token == XML_CHARS)
        buf_printf(out, "[%.*s]", (int)xml->text.size, (const char *)xml->text.data);
    else
        buf_printf(out, "<%s%.*s%s%.*s>", token == XML_CLOSE ? "/" : "", (int)xml->name.size,
                   (const char *)xml->name.data, value.size ? " k=" : "", (int)value.size,
                   value.size ? (const char *)value.data : "");
}

static void is_scanned(void **state)
{
    const struct row *row = *state;
    CLEANUP(xml_tokens_clear) struct xml_tokens xml;
    CLEANUP(buf_clear) struct buf seen;
    struct assay_error err = {0};
    enum xml_token token = XML_OPEN;
    enum assay_status status;
    struct cursor cursor;

    buf_init(&seen, SIZE_MAX);
    cursor_of_bytes(&cursor, bytes_text(row->name), &err);
    xml_tokens_init(&xml, &cursor);
    while ((status = xml_tokens_next(&xml, &token)) == ASSAY_OK && token != XML_OVER)
        show(&xml, token, &seen);
    if (row->status == ASSAY_OK && !strstr(row->name, "&#x;"))
        assert_string_equal(buf_string(&seen), row->tokens);
    assert_int_equal(status, row->status);
    if (status != ASSAY_OK)
        assert_int_equal(err.offset, row->offset);
}

static void tags_are_bounded(void **state)
{
    size_t size = LIMIT_XML_TAG + 10;
    CLEANUP(free_cleanup) char *text = malloc(size);
    CLEANUP(xml_tokens_clear) struct xml_tokens xml;
    struct assay_error err = {0};
    struct cursor cursor;
    enum xml_token token;

    (void)state;
    assert_non_null(text);
    memset(text, 'a', size);
    text[0] = '<';
    cursor_of_bytes(&cursor, bytes_of(text, size), &err);
    xml_tokens_init(&xml, &cursor);
    assert_int_equal(xml_tokens_next(&xml, &token), ASSAY_ELIMIT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(tags_are_bounded)};
    int failures = RUN_CASES(is_scanned, rows);

    failures += cmocka_run_group_tests(tests, NULL, NULL);
    return failures ? 1 : 0;
}
