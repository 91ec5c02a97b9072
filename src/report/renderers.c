/* renderers.c - the formats that exist, and choosing one. */

#include "base/kit.h"
#include "base/text.h"
#include "report/render.h"

const struct assay_renderer assay_renderers[] = {
#define RENDERER(id, name, ending, media_type, summary) {name, ending, media_type, summary},
#include "report/renderers.def"
#undef RENDERER
};

const size_t assay_renderer_count = ARRAY_LEN(assay_renderers);

static const render_fn functions[] = {
#define RENDERER(id, name, ending, media_type, summary) render_##id,
#include "report/renderers.def"
#undef RENDERER
};

static ASSAY_RESULT no_such_format(const char *format, struct assay_error *err)
{
    const char *names[ARRAY_LEN(functions)] = {NULL};
    const char *nearest;
    char all[ARRAY_LEN(functions) * 16];
    enum assay_status status;

    for (size_t i = 0, at = 0; i < ARRAY_LEN(names); i++) {
        names[i] = assay_renderers[i].name;
        at += (size_t)snprintf(all + at, sizeof all - at, "%s%s", i ? ", " : "", names[i]);
        if (at >= sizeof all)
            break;
    }
    nearest = text_nearest(format, names, ARRAY_LEN(names));
    status = assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET, "no report format \"%s\"", format);
    assay_error_id(err, "report.unknown-format");
    if (nearest)
        assay_error_do(err, "did you mean \"%s\"?", nearest);
    else
        assay_error_do(err, "write one of: %s", all);
    return status;
}

enum assay_status assay_report_check(const char *format, struct assay_error *err)
{
    for (size_t i = 0; i < assay_renderer_count; i++)
        if (strcmp(assay_renderers[i].name, format) == 0)
            return ASSAY_OK;
    return no_such_format(format, err);
}

enum assay_status assay_report_write(const char *format, const struct assay_assessment *assessment,
                                     const struct assay_report_options *options, FILE *out,
                                     struct assay_error *err)
{
    struct sink sink;

    for (size_t i = 0; i < ARRAY_LEN(functions); i++) {
        enum assay_status status;

        if (strcmp(assay_renderers[i].name, format) != 0)
            continue;
        sink_init(&sink, out);
        sink.terminal = options->width > 0 &&
                        bytes_ends(bytes_text(assay_renderers[i].media_type), BYTES("json"));
        status = functions[i](assessment, options, &sink, err);
        if (status != ASSAY_OK) {
            buf_clear(&sink.buf);
            return status;
        }
        return sink_end(&sink, err);
    }
    return no_such_format(format, err);
}

const char *assay_report_format_of(const char *path)
{
    const char *format = NULL;
    size_t longest = 0;

    for (size_t i = 0; i < assay_renderer_count; i++) { /* .gitlab.json is not .json */
        const char *ending = assay_renderers[i].ending;

        if (strlen(ending) > longest && bytes_ends(bytes_text(path), bytes_text(ending))) {
            format = assay_renderers[i].name;
            longest = strlen(ending);
        }
    }
    return format;
}
