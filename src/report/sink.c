/* sink.c - a buffer in front of a file. */

#include "report/sink.h"

#include <errno.h>

#include "base/kit.h"
#include "base/text.h"

enum { SPILL = 64 * 1024 };

/* One finding never comes near this; a report that does is refused, not cut. */
#define PART_MAX ((size_t)1 << 30)

/* What stands for a character in a locale without UTF-8. */
static const struct {
    uint32_t code;
    const char *text;
} plain[] = {
    {0xb7, "-"}, {0xd7, "x"}, {0x2013, "-"}, {0x2014, "-"}, {0x2026, "..."}, {0x2192, "->"},
};

void sink_init(struct sink *sink, FILE *file)
{
    *sink = (struct sink){.file = file};
    buf_init(&sink->buf, PART_MAX);
}

static void add_plain(struct buf *out, uint32_t code)
{
    for (size_t i = 0; i < ARRAY_LEN(plain); i++) {
        if (plain[i].code == code) {
            buf_text(out, plain[i].text);
            return;
        }
    }
    buf_printf(out, "\\u%04x", (unsigned)code);
}

static void write_bytes(struct sink *sink, struct bytes bytes)
{
    if (sink->sys == 0 && bytes.size > 0 &&
        fwrite(bytes.data, 1, bytes.size, sink->file) != bytes.size)
        sink->sys = errno ? errno : EIO;
}

static void write_ascii(struct sink *sink, struct bytes text)
{
    CLEANUP(buf_clear) struct buf out;

    buf_init(&out, PART_MAX);
    while (text.size > 0) {
        uint32_t code = 0xfffd;
        size_t size;

        (void)utf8_decode(text, &code, &size);
        if (code < 0x80)
            buf_byte(&out, (uint8_t)code);
        else
            add_plain(&out, code);
        text = bytes_from(text, size);
    }
    if (out.status != ASSAY_OK)
        sink->buf.status = out.status;
    write_bytes(sink, buf_bytes(&out));
}

static void write_shown(struct sink *sink, struct bytes json)
{
    CLEANUP(buf_clear) struct buf out;

    buf_init(&out, PART_MAX);
    text_show_json(&out, json);
    if (out.status != ASSAY_OK)
        sink->buf.status = out.status;
    write_bytes(sink, buf_bytes(&out));
}

static void write_out(struct sink *sink)
{
    if (sink->buf.status != ASSAY_OK)
        return;
    if (sink->ascii)
        write_ascii(sink, buf_bytes(&sink->buf));
    else if (sink->terminal)
        write_shown(sink, buf_bytes(&sink->buf));
    else
        write_bytes(sink, buf_bytes(&sink->buf));
    if (sink->buf.status == ASSAY_OK)
        buf_reset(&sink->buf);
}

void sink_spill(struct sink *sink)
{
    if (sink->buf.size >= SPILL)
        write_out(sink);
}

enum assay_status sink_end(struct sink *sink, struct assay_error *err)
{
    enum assay_status status;

    write_out(sink);
    status = buf_status(&sink->buf, err);
    buf_clear(&sink->buf);
    TRY(status);
    errno = 0;
    if (sink->sys == 0 && fflush(sink->file) != 0)
        sink->sys = errno ? errno : EIO;
    if (sink->sys != 0) {
        status = assay_fail_errno(err, ASSAY_EOUTPUT, sink->sys, "the report was not written");
        assay_error_do(err, "free space or choose another place for it, then run again");
        return status;
    }
    return ASSAY_OK;
}
