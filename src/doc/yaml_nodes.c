/* yaml_nodes.c - see yaml_nodes.h. Source: YAML 1.2.2, 6.8.1 "Node Tags". */

#include "doc/yaml_nodes.h"

#include <libfyaml.h>

#include "base/kit.h"

struct parser {
    struct fy_diag *diag;
    struct fy_parser *parser;
};

static void parser_clear(struct parser *parser)
{
    if (parser->parser)
        fy_parser_destroy(parser->parser);
    if (parser->diag)
        fy_diag_destroy(parser->diag);
}

static bool parser_open(struct parser *parser, struct bytes text)
{
    struct fy_diag_cfg diag;
    struct fy_parse_cfg parse = {.flags = FYPCF_QUIET | FYPCF_COLLECT_DIAG | FYPCF_JSON_NONE |
                                          FYPCF_DEFAULT_VERSION_1_1};

    fy_diag_cfg_default(&diag);
    diag.fp = NULL; /* nothing is printed */
    diag.output_fn = NULL;
    diag.colorize = false;
    parser->diag = fy_diag_create(&diag);
    if (!parser->diag)
        return false;
    fy_diag_set_collect_errors(parser->diag, true);
    parse.diag = parser->diag;
    parser->parser = fy_parser_create(&parse);
    return parser->parser &&
           fy_parser_set_string(parser->parser, (const char *)text.data, text.size) == 0;
}

/* Where the tag of an event's node begins; `none` where it has none. */
static size_t tag_start(struct bytes text, struct fy_event *event, size_t none)
{
    struct fy_token *token = fy_event_get_tag_token(event);
    const struct fy_mark *mark = token ? fy_token_start_mark(token) : NULL;
    size_t at = mark ? mark->input_pos : none;

    if (mark && at > 0 && at < text.size && text.data[at] != '!' && text.data[at - 1] == '!')
        at--; /* the mark stands behind the sign */
    return at;
}

bool yaml_nodes_tagged(struct bytes text, bool cut, bool (*wanted)(void *user, size_t at),
                       void *user)
{
    CLEANUP(parser_clear) struct parser parser = {.diag = NULL};
    const size_t none = text.size;
    struct fy_event *event;
    bool tagged = false, whole = false;

    if (text.size == 0 || !parser_open(&parser, text))
        return false;
    while (!whole && (event = fy_parser_parse(parser.parser))) {
        const size_t at = tag_start(text, event, none);

        tagged |= at < none && wanted(user, at);
        whole = tagged && event->type == FYET_DOCUMENT_END;
        fy_parser_event_free(parser.parser, event);
    }
    return whole || (tagged && cut);
}
