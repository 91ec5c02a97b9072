/* test_xml_elements.c - elements of XML in any encoding, and documents that are none. */

#include "rows.h"

#include "base/buf.h"
#include "base/kit.h"
#include "drip.h"
#include "examine/encoding/xml_elements.h"

static const struct row {
    const char *name;
    struct bytes bytes;
    enum assay_status status;
    const char *read; /* depth:name(attribute x) of each element; of what fails libxml2 decides */
} rows[] = {
    {"elements", ROW_BYTES("<a><b x='1'/><c>text</c></a>"), ASSAY_OK, "0:a() 1:b(1) 1:c() "},
    {"a prefix is left out", ROW_BYTES("<p:a xmlns:p='u'><p:b x='2'/></p:a>"), ASSAY_OK,
     "0:a() 1:b(2) "},
    {"the five entities and characters by number", ROW_BYTES("<a x='&lt;&#65;&#x42;&amp;'/>"),
     ASSAY_OK, "0:a(<AB&) "},
    {"Latin-1", ROW_BYTES("<?xml version='1.0' encoding='ISO-8859-1'?><a x='\xe9'/>"), ASSAY_OK,
     "0:a(\xc3\xa9) "},
    {"UTF-16", ROW_BYTES("\xff\xfe<\0a\0/\0>\0"), ASSAY_OK, "0:a() "},
    {"an attribute longer than its room is cut",
     ROW_BYTES("<a x='0123456789012345678901234567890123456789'/>"), ASSAY_OK,
     "0:a(01234567890123456789012345678901) "},
    {"a comment and an instruction", ROW_BYTES("<!-- <b/> --><?go?><a/>"), ASSAY_OK, "0:a() "},
    {"a document type", ROW_BYTES("<!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>"), ASSAY_EFORMAT, NULL},
    {"entities that grow",
     ROW_BYTES("<!DOCTYPE a [<!ENTITY b 'xx'><!ENTITY c '&b;&b;'>]>"
               "<a x='&c;'/>"),
     ASSAY_EFORMAT, NULL},
    {"a file from elsewhere", ROW_BYTES("<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>"),
     ASSAY_EFORMAT, NULL},
    {"an entity that nobody defined", ROW_BYTES("<a>&e;</a>"), ASSAY_EFORMAT, NULL},
    {"an element that does not end", ROW_BYTES("<a><b></b>"), ASSAY_EFORMAT, NULL},
    {"elements that end in the wrong order", ROW_BYTES("<a><b></a></b>"), ASSAY_EFORMAT, NULL},
    {"two documents", ROW_BYTES("<a/><b/>"), ASSAY_EFORMAT, NULL},
    {"no XML", ROW_BYTES("a"), ASSAY_EFORMAT, NULL},
    {"nothing", ROW_BYTES(""), ASSAY_EFORMAT, NULL},
};

static enum assay_status note(struct xml_element *element)
{
    struct buf *out = element->state;
    char room[32];
    struct bytes x = xml_element_attribute(element, "x", room, sizeof room);

    buf_printf(out, "%u:%.*s(%.*s) ", element->depth, (int)element->name.size,
               (const char *)element->name.data, (int)x.size, (const char *)x.data);
    return ASSAY_OK;
}

static enum assay_status read_all(struct bytes bytes, size_t step, struct buf *out,
                                  struct assay_error *err)
{
    struct xml_element element = {.state = out};
    enum assay_status status;
    struct cursor cursor;
    struct drip drip;

    drip_cursor(&drip, bytes, step, &cursor, err);
    status = xml_elements_walk(&cursor, &element, note);
    drip_clear(&drip);
    return status;
}

static void check_row(void **state)
{
    const struct row *row = *state;

    for (size_t step = 0; step < 20; step += 9) {
        CLEANUP(buf_clear) struct buf out = {.ceiling = 4096};
        struct assay_error err = {0};

        assert_int_equal(read_all(row->bytes, step, &out, &err), row->status);
        if (row->read)
            assert_string_equal(buf_string(&out), row->read);
    }
}

static void check_cuts(void **state)
{
    const struct row *row = *state;

    for (size_t size = 0; size < row->bytes.size; size++) {
        CLEANUP(buf_clear) struct buf out = {.ceiling = 4096};
        struct assay_error err = {0};

        if (read_all(bytes_of(row->bytes.data, size), 0, &out, &err) != ASSAY_OK)
            assert_true(err.offset <= size);
    }
}

static void depth_is_bounded(void **state)
{
    CLEANUP(buf_clear) struct buf out = {.ceiling = 1 << 20}, nest = {.ceiling = 1 << 20};
    struct assay_error err = {0};

    (void)state;
    for (size_t i = 0; i < 100000; i++)
        buf_text(&nest, "<a>");
    assert_int_equal(read_all(buf_bytes(&nest), 4096, &out, &err), ASSAY_ELIMIT);
}

static enum assay_status refuse(struct xml_element *element)
{
    return xml_element_is(element, "b") ? ASSAY_ENOMEM : ASSAY_OK;
}

/* What the caller fails with ends the walk. */
static void the_callers_failure_is_told(void **state)
{
    struct xml_element element = {0};
    struct assay_error err = {0};
    struct cursor cursor;

    (void)state;
    cursor_of_bytes(&cursor, BYTES("<a><p:b xmlns:p='u'/></a>"), &err);
    assert_int_equal(xml_elements_walk(&cursor, &element, refuse), ASSAY_ENOMEM);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {cmocka_unit_test(depth_is_bounded),
                                              cmocka_unit_test(the_callers_failure_is_told)};

    return RUN_CASES(check_row, rows) + RUN_CASES(check_cuts, rows) +
           cmocka_run_group_tests(tests, NULL, NULL);
}
