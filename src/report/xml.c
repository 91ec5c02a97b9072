/* xml.c - text that may stand in XML 1.0. Source: XML 1.0, production 2 (Char). */

#include "report/xml.h"

#include "base/kit.h"
#include "base/text.h"

void xml_show(struct buf *out, struct bytes text)
{
    while (text.size > 0) {
        uint32_t code = 0;
        size_t size;
        bool decoded = utf8_decode(text, &code, &size);

        if (decoded && (code & 0xfffe) == 0xfffe) /* U+FFFE, U+FFFF and their kin of each plane */
            buf_printf(out, "\\u%04x", (unsigned)code);
        else if (decoded && code == '\n')
            buf_byte(out, '\n');
        else
            text_show(out, bytes_of(text.data, size));
        text = bytes_from(text, size);
    }
}

void xml_escape(struct buf *out, struct bytes text)
{
    CLEANUP(buf_clear) struct buf shown;

    buf_init(&shown, SIZE_MAX / 2);
    xml_show(&shown, text);
    for (size_t i = 0; i < shown.size; i++) {
        switch (shown.data[i]) {
        case '&':
            buf_text(out, "&amp;");
            break;
        case '<':
            buf_text(out, "&lt;");
            break;
        case '>':
            buf_text(out, "&gt;");
            break;
        case '"':
            buf_text(out, "&quot;");
            break;
        case '\n':
            buf_text(out, "&#10;");
            break;
        default:
            buf_byte(out, shown.data[i]);
        }
    }
    if (shown.status != ASSAY_OK && out->status == ASSAY_OK)
        out->status = shown.status;
}
