/* test_xml.c - nothing leaves as XML that XML 1.0 does not have. */

#include "rows.h"

#include "base/kit.h"
#include "report/xml.h"

struct xml_row {
    const char *name;
    const char *text;
    const char *shown, *escaped;
};

static const struct xml_row rows[] = {
    {"plain", "a b", "a b", "a b"},
    {"markup", "<a href=\"x\">&amp;", "<a href=\"x\">&amp;",
     "&lt;a href=&quot;x&quot;&gt;&amp;amp;"},
    {"line ends stay", "a\nb", "a\nb", "a&#10;b"},
    {"control characters", "\x01\x1b\x7f", "\\x01\\x1b\\x7f", "\\x01\\x1b\\x7f"},
    {"no characters of XML", "\xef\xbf\xbe\xef\xbf\xbf", "\\ufffe\\uffff", "\\ufffe\\uffff"},
    {"none of a higher plane", "\xf0\x9f\xbf\xbf", "\\u1ffff", "\\u1ffff"},
    {"no UTF-8", "caf\xe9", "caf\\xe9", "caf\\xe9"},
    {"an encoded surrogate", "\xed\xa0\x80", "\\xed\\xa0\\x80", "\\xed\\xa0\\x80"},
};

static void check(void **state)
{
    const struct xml_row *row = *state;
    CLEANUP(buf_clear) struct buf shown, escaped;

    buf_init(&shown, 256);
    buf_init(&escaped, 256);
    xml_show(&shown, bytes_text(row->text));
    xml_escape(&escaped, bytes_text(row->text));
    assert_string_equal(buf_string(&shown), row->shown);
    assert_string_equal(buf_string(&escaped), row->escaped);
}

int main(void)
{
    return RUN_CASES(check, rows);
}
