/* uri.c - percent-encoding. Source: RFC 3986, 2.3 and 4.2. */

#include "report/uri.h"

static bool is_unreserved(uint8_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

void uri_write(struct buf *out, struct bytes name)
{
    for (size_t i = 0; i < name.size; i++) {
        if (is_unreserved(name.data[i]) || (name.data[i] == '/' && i > 0))
            buf_byte(out, name.data[i]);
        else
            buf_printf(out, "%%%02X", name.data[i]);
    }
}
