/* xlsx_strings.c - see xlsx_strings.h. Source: ECMA-376, part 1, 18.4 (shared strings). */

#include "examine/tables/xlsx_strings.h"

#include "base/kit.h"
#include "base/limits.h"
#include "examine/encoding/xml_tokens.h"

struct reading {
    uint64_t at;
    unsigned runs;
    bool inside, phonetic; /* in letters; those that only say how a text is read aloud */
};

static void open_tag(struct xml_tokens *xml, struct reading *reading, struct buf *text)
{
    if (xml_tokens_is(xml, "si")) {
        *reading = (struct reading){.at = xml->at};
        buf_reset(text);
    }
    reading->phonetic |= xml_tokens_is(xml, "rPh");
    reading->inside = xml_tokens_is(xml, "t") && !reading->phonetic;
}

enum assay_status xlsx_strings_read(struct cursor *cursor, xlsx_string_fn *take, void *to)
{
    CLEANUP(xml_tokens_clear) struct xml_tokens xml;
    CLEANUP(buf_clear) struct buf text;
    struct reading reading = {0};
    enum xml_token token;

    xml_tokens_init(&xml, cursor);
    buf_init(&text, LIMIT_XML_CHARS);
    for (;;) {
        TRY(xml_tokens_next(&xml, &token));
        if (token == XML_OVER)
            return buf_status(&text, cursor->err);
        if (token == XML_OPEN)
            open_tag(&xml, &reading, &text);
        if (token == XML_CHARS && reading.inside && text.size + xml.text.size <= LIMIT_XML_CHARS) {
            buf_add(&text, xml.text.data, xml.text.size);
            reading.runs++;
        }
        if (token != XML_CLOSE)
            continue;
        reading.inside = false;
        reading.phonetic = reading.phonetic && !xml_tokens_is(&xml, "rPh");
        if (xml_tokens_is(&xml, "si"))
            TRY(take(to, reading.at, buf_bytes(&text), reading.runs));
    }
}
