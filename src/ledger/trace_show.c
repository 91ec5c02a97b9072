/* trace_show.c - what the forms of a trace share: names made safe, how far it goes; and the
 * table of forms. */

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/codec.h"
#include "base/kit.h"
#include "base/text.h"
#include "ledger/trace.h"

/* To add one: its file trace_<name>.c and a line here. */
static const struct {
    const char *name;
    void (*write)(const struct assay_trace *trace, bool ascii, struct buf *out);
} forms[ASSAY_TRACE_FORMS] = {
    [ASSAY_TRACE_TEXT] = {"text", trace_text},
    [ASSAY_TRACE_DOT] = {"dot", trace_dot},
    [ASSAY_TRACE_SVG] = {"svg", trace_svg},
    [ASSAY_TRACE_JSON] = {"json", trace_json},
};

const char *assay_trace_form_name(enum assay_trace_form form)
{
    return forms[form].name;
}

enum assay_status assay_trace_write(const struct assay_trace *trace, enum assay_trace_form form,
                                    bool ascii, char **text, struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf out = {.ceiling = SIZE_MAX};

    forms[form].write(trace, ascii, &out);
    return buf_hand_over(&out, text, err);
}

void trace_show(const char *text, size_t most, struct buf *out)
{
    size_t size = strlen(text);

    while (size > most && most > 0 && ((unsigned char)text[most] & 0xc0) == 0x80)
        most--; /* no code point is cut in two */
    text_show(out, bytes_of(text, size < most ? size : most));
    if (size > most)
        buf_text(out, "...");
}

void trace_label(const struct trace_thing *thing, size_t most, struct buf *out)
{
    trace_show(*thing->name ? thing->name : thing->key, most, out);
}

void trace_bounds(const struct assay_trace *trace, struct buf *out)
{
    char root[65];

    hex_encode(bytes_of(trace->point.root, sizeof trace->point.root), root);
    buf_text(out, assay_trace_complete(trace) ? "complete up to checkpoint "
                                              : "NOT complete up to checkpoint ");
    trace_show(trace->origin, 120, out);
    buf_printf(out, ", %" PRIu64 " entries, root %s", trace->point.size, root);
    if (trace->unread)
        buf_printf(out, "; %" PRIu64 " lists of files are gone", trace->unread);
}
