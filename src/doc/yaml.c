/*
 * yaml.c - reads one YAML document into a tree; libfyaml scans, all that is strict is here.
 *
 * The tree is built from libfyaml's events and not by its document builder: so depth, number of
 * nodes and duplicate keys are checked while they are met, and nothing is ever resolved.
 * Source: YAML 1.2.2.
 */

#include <libfyaml.h>

#include "base/buf.h"
#include "base/kit.h"
#include "base/limits.h"
#include "base/text.h"
#include "doc/doc.h"

enum { BLANK_LINES_MAX = 1000, ANCHORS_MAX = 1000 };

/* A node that an alias may stand for, and what it adds to the tree there. */
struct anchor {
    struct bytes name;
    struct doc doc;
    size_t nodes;
    unsigned height; /* of the collections in it, itself among them */
};

/* Where the last looked-up byte is. Nodes come nearly in order, so lines are counted once. */
struct place {
    size_t at, line_start;
    uint32_t line; /* from 1 */
};

struct reader {
    struct arena *arena;
    const struct doc_source *source;
    struct bytes text; /* of the source, without a byte order mark */
    struct fy_diag *diag;
    struct fy_parser *parser;
    struct fy_event *event; /* the one being looked at, or NULL */
    struct place place;
    struct buf open; /* what the collections still open hold so far, innermost last */
    size_t nodes;
    bool loose;         /* doc_read_loose_yaml() */
    struct buf anchors; /* in the order of the text */
    unsigned deepest;   /* level met since a node with an anchor began */
    struct assay_error *err;
};

static void drop_event(struct reader *reader)
{
    if (reader->event)
        fy_parser_event_free(reader->parser, reader->event);
    reader->event = NULL;
}

static void reader_clear(struct reader *reader)
{
    if (reader->parser) {
        drop_event(reader);
        fy_parser_destroy(reader->parser);
    }
    if (reader->diag)
        fy_diag_destroy(reader->diag);
    buf_clear(&reader->open);
    buf_clear(&reader->anchors);
}

static ASSAY_RESULT no_memory(struct reader *reader)
{
    return assay_fail(reader->err, ASSAY_ENOMEM, ASSAY_NO_OFFSET,
                      "out of memory reading a YAML document");
}

/* Line and column of a byte; the library counts columns in characters, assay in bytes. */
static void locate(struct reader *reader, size_t at, uint32_t *line, uint32_t *column)
{
    struct place *place = &reader->place;
    const uint8_t *text = reader->text.data;

    if (at > reader->text.size)
        at = reader->text.size;
    if (at < place->at)
        *place = (struct place){.line = 1};
    for (const uint8_t *end;
         at > place->at && (end = memchr(text + place->at, '\n', at - place->at));) {
        place->at = place->line_start = (size_t)(end - text) + 1;
        place->line++;
    }
    place->at = at;
    *line = place->line;
    *column = (uint32_t)(at - place->line_start) + 1;
}

/* A node that stands for a byte, to be blamed by doc_fail(). */
static struct doc node_at(struct reader *reader, size_t at)
{
    struct doc node = {0};

    locate(reader, at, &node.line, &node.column);
    return node;
}

#define fail_at(reader, at, todo, ...)                                                             \
    fail_node((reader), node_at((reader), (at)), todo, __VA_ARGS__)

static ASSAY_RESULT fail_node(struct reader *reader, struct doc node, const char *todo,
                              const char *format, ...) __attribute__((format(printf, 4, 5)));

static enum assay_status fail_node(struct reader *reader, struct doc node, const char *todo,
                                   const char *format, ...)
{
    enum assay_status status;
    char text[400];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    status = doc_fail(&node, reader->source, "config.syntax", reader->err, "%s", text);
    assay_error_do(reader->err, "%s", todo);
    return status;
}

/* The library's words in shown form, with a word as it is spelled. */
static void show_complaint(struct buf *out, const char *words)
{
    static const char misspelled[] = "indendation";
    const char *at = strstr(words, misspelled);

    text_show(out, at ? bytes_of(words, (size_t)(at - words)) : bytes_text(words));
    if (!at)
        return;
    buf_text(out, "indentation");
    text_show(out, bytes_text(at + strlen(misspelled)));
}

/* Tells the library's first complaint, which is the cause of the others. */
static ASSAY_RESULT fail_parser(struct reader *reader)
{
    static const char todo[] = "fix the line; a text with special characters belongs in quotes";
    struct fy_diag_error *error;
    struct doc node = {.line = 1, .column = 1};
    struct buf words;
    void *iterator = NULL;
    enum assay_status status;

    error = fy_diag_errors_iterate(reader->diag, &iterator);
    if (!error) /* at the end of the text, or memory ran out in the library */
        return fail_at(reader, reader->text.size, todo, "the document ends too early");
    if (error->line > 0 && error->column > 0) {
        node.line = (uint32_t)error->line;
        node.column = (uint32_t)error->column;
    }
    buf_init(&words, 300); /* the words may quote the document: shown form, and cut */
    show_complaint(&words, error->msg ? error->msg : "no YAML");
    status = fail_node(reader, node, todo, "not YAML: %s", buf_string(&words));
    buf_clear(&words);
    return status;
}

static ASSAY_RESULT next_event(struct reader *reader)
{
    drop_event(reader);
    reader->event = fy_parser_parse(reader->parser);
    return reader->event ? ASSAY_OK : fail_parser(reader);
}

/*
 * The byte where a token begins. The library's mark stands behind the sign that opens an anchor, an
 * alias or a quoted text; what has no token (an empty value) is where the node before it is.
 */
static size_t token_start(const struct reader *reader, struct fy_token *token)
{
    const struct fy_mark *mark = token ? fy_token_start_mark(token) : NULL;
    size_t at = mark ? mark->input_pos : reader->place.at;

    if (mark && at > 0 && at <= reader->text.size && strchr("&*'\"", reader->text.data[at - 1]))
        at--;
    return at;
}

static size_t event_start(const struct reader *reader)
{
    return token_start(reader, fy_event_get_token(reader->event));
}

static ASSAY_RESULT refuse_features(struct reader *reader)
{
    struct fy_token *anchor = fy_event_get_anchor_token(reader->event);
    struct fy_token *tag = fy_event_get_tag_token(reader->event);

    if (reader->loose)
        return ASSAY_OK;
    if (reader->event->type == FYET_ALIAS)
        return fail_at(reader, event_start(reader),
                       "write the value out; put a text that begins with * in quotes",
                       "aliases (*name) are not read here");
    if (anchor)
        return fail_at(reader, token_start(reader, anchor),
                       "write the value out; put a text that begins with & in quotes",
                       "anchors (&name) are not read here");
    if (tag)
        return fail_at(reader, token_start(reader, tag),
                       "remove the tag; put a text that begins with ! in quotes",
                       "tags (!name) are not read here");
    return ASSAY_OK;
}

static bool is_blank(uint8_t byte)
{
    return byte == ' ' || byte == '\t';
}

/* Moves past blanks and line breaks; returns how many breaks those were. */
static size_t skip_breaks(struct bytes raw, size_t *at)
{
    size_t breaks = 0;

    for (; *at < raw.size; ++*at) {
        uint8_t byte = raw.data[*at];

        if (byte == '\n' || (byte == '\r' && !(*at + 1 < raw.size && raw.data[*at + 1] == '\n')))
            breaks++;
        else if (!is_blank(byte) && byte != '\r')
            break;
    }
    return breaks;
}

/*
 * Appends what stands between single quotes: a pair of them is one, a line break is a blank, and
 * n + 1 line breaks are n (YAML 1.2.2, 6.5 and 7.3.2). Not left to the library: its reading of such
 * a text keeps memory for each pair, forever (libfyaml 0.7.12).
 */
static void unquote(struct bytes raw, struct buf *out)
{
    size_t at = 0;

    while (at < raw.size) {
        size_t next = at, breaks = skip_breaks(raw, &next);

        if (breaks == 0) {
            at += raw.data[at] == '\''; /* of a pair the second is kept */
            if (at < raw.size)
                buf_byte(out, raw.data[at++]);
            continue;
        }
        if (breaks == 1)
            buf_byte(out, ' ');
        while (--breaks > 0)
            buf_byte(out, '\n');
        at = next;
    }
}

/* The text of a scalar, borrowed from the library or from `own`. */
static struct bytes scalar_text(const struct reader *reader, struct fy_token *token,
                                struct buf *own)
{
    const struct fy_mark *start = token ? fy_token_start_mark(token) : NULL;
    const struct fy_mark *end = token ? fy_token_end_mark(token) : NULL;
    const char *text;
    size_t size = 0;

    if (start && end && fy_token_scalar_style(token) == FYSS_SINGLE_QUOTED &&
        start->input_pos <= end->input_pos && end->input_pos <= reader->text.size) {
        unquote(bytes_of(reader->text.data + start->input_pos, end->input_pos - start->input_pos),
                own);
        return buf_bytes(own);
    }
    text = token ? fy_token_get_text(token, &size) : NULL;
    return bytes_of(text, text ? size : 0);
}

static ASSAY_RESULT read_scalar(struct reader *reader, struct doc *out)
{
    CLEANUP(buf_clear) struct buf own = {.ceiling = LIMIT_DOCUMENT};
    struct fy_token *token = fy_event_get_token(reader->event);
    struct bytes decoded = scalar_text(reader, token, &own);

    if (own.status)
        return no_memory(reader);
    if (decoded.size > 0 && memchr(decoded.data, 0, decoded.size))
        return fail_node(reader, *out, "remove the \\0", "a text with a NUL in it");
    if (!utf8_valid(decoded)) /* such as "\ud800" */
        return fail_node(reader, *out, "remove the escape", "a text that is not Unicode");
    out->type = DOC_TEXT;
    out->plain = !token || fy_token_scalar_style(token) <= FYSS_PLAIN; /* FYSS_ANY: empty */
    out->text = bytes_of(arena_copy(reader->arena, decoded), decoded.size);
    return out->text.data ? ASSAY_OK : no_memory(reader);
}

/* Moves what was gathered since `mark` to the arena. */
static ASSAY_RESULT close_collection(struct reader *reader, size_t mark, size_t each, void **out,
                                     size_t *count)
{
    size_t size = reader->open.size - mark;

    *out = NULL;
    *count = size / each;
    if (reader->open.status)
        return no_memory(reader);
    if (size == 0)
        return ASSAY_OK;
    *out = arena_alloc(reader->arena, size);
    if (!*out)
        return no_memory(reader);
    memcpy(*out, reader->open.data + mark, size);
    reader->open.size = mark;
    return ASSAY_OK;
}

/* NOLINTBEGIN(misc-no-recursion): bounded by LIMIT_YAML_DEPTH in read_node() */

static ASSAY_RESULT read_node(struct reader *reader, unsigned depth, struct doc *out);

static ASSAY_RESULT read_list(struct reader *reader, unsigned depth, struct doc *out)
{
    size_t mark = reader->open.size;
    void *items;

    for (;;) {
        struct doc item;

        TRY(next_event(reader));
        if (reader->event->type == FYET_SEQUENCE_END)
            break;
        TRY(read_node(reader, depth, &item));
        buf_add(&reader->open, &item, sizeof item);
    }
    out->type = DOC_LIST;
    TRY(close_collection(reader, mark, sizeof(struct doc), &items, &out->count));
    out->items = items;
    return ASSAY_OK;
}

static int order_names(const void *a, const void *b)
{
    const struct doc_member *left = *(const struct doc_member *const *)a;
    const struct doc_member *right = *(const struct doc_member *const *)b;
    int order = bytes_compare(left->name, right->name);

    return order ? order : (left > right) - (left < right); /* in the order of the file */
}

static ASSAY_RESULT refuse_duplicates(struct reader *reader, const struct doc *map)
{
    CLEANUP(free_cleanup) const struct doc_member **sorted = NULL;
    const struct doc_member *first = NULL;

    if (map->count < 2)
        return ASSAY_OK;
    sorted = calloc(map->count, sizeof(const struct doc_member *));
    if (!sorted)
        return no_memory(reader);
    for (size_t i = 0; i < map->count; i++)
        sorted[i] = &map->members[i];
    qsort(sorted, map->count, sizeof(const struct doc_member *), order_names);
    for (size_t i = 1; i < map->count; i++)
        if (bytes_equal(sorted[i - 1]->name, sorted[i]->name) && (!first || sorted[i] < first))
            first = sorted[i];
    if (first) {
        struct doc node = {.line = first->line, .column = first->column};

        return fail_node(reader, node, "keep one of them", "the key \"%.100s\" stands here twice",
                         (const char *)first->name.data);
    }
    return ASSAY_OK;
}

static ASSAY_RESULT read_key(struct reader *reader, unsigned depth, struct doc_member *member)
{
    struct doc key;
    size_t at = event_start(reader);

    if (reader->event->type == FYET_SEQUENCE_START || reader->event->type == FYET_MAPPING_START)
        return fail_at(reader, at, "use a text as the key", "a key is a list or a map");
    TRY(read_node(reader, depth, &key));
    if (key.type != DOC_TEXT)
        return fail_at(reader, at, "use a text as the key", "a key is a list or a map");
    if (key.text.size == 0 && key.plain)
        return fail_at(reader, at, "write the key before the colon", "a key is missing");
    *member = (struct doc_member){.name = key.text, .line = key.line, .column = key.column};
    return ASSAY_OK;
}

static ASSAY_RESULT read_map(struct reader *reader, unsigned depth, struct doc *out)
{
    size_t mark = reader->open.size;
    void *members;

    for (;;) {
        struct doc_member member;

        TRY(next_event(reader));
        if (reader->event->type == FYET_MAPPING_END)
            break;
        TRY(read_key(reader, depth, &member));
        TRY(next_event(reader));
        TRY(read_node(reader, depth, &member.value));
        buf_add(&reader->open, &member, sizeof member);
    }
    out->type = DOC_MAP;
    TRY(close_collection(reader, mark, sizeof(struct doc_member), &members, &out->count));
    out->members = members;
    return refuse_duplicates(reader, out);
}

static ASSAY_RESULT count_nodes(struct reader *reader, size_t at, size_t more)
{
    reader->nodes += more;
    if (reader->nodes > LIMIT_DOCUMENT_NODES)
        return fail_at(reader, at, "split the document", "more than %d values in one document",
                       LIMIT_DOCUMENT_NODES);
    return ASSAY_OK;
}

/* A node whose first collection, if it is one, is the level behind `depth`. */
static ASSAY_RESULT read_content(struct reader *reader, unsigned depth, struct doc *out)
{
    enum fy_event_type type = reader->event->type;

    if (type == FYET_SCALAR)
        return read_scalar(reader, out);
    if (depth >= LIMIT_YAML_DEPTH)
        return fail_at(reader, event_start(reader), "write it flatter", "more than %d levels",
                       LIMIT_YAML_DEPTH);
    if (reader->deepest < depth + 1)
        reader->deepest = depth + 1;
    return type == FYET_SEQUENCE_START ? read_list(reader, depth + 1, out)
                                       : read_map(reader, depth + 1, out);
}

static struct bytes token_text(struct fy_token *token)
{
    size_t size = 0;
    const char *text = token ? fy_token_get_text(token, &size) : NULL;

    return bytes_of(text, text ? size : 0);
}

/* The same of a node that aliases further on may stand for. */
static ASSAY_RESULT read_anchored(struct reader *reader, unsigned depth, struct bytes name,
                                  struct doc *out)
{
    const unsigned deepest = reader->deepest;
    const size_t before = reader->nodes;
    struct anchor anchor = {.name = bytes_of(arena_copy(reader->arena, name), name.size)};

    if (!anchor.name.data)
        return no_memory(reader);
    reader->deepest = depth;
    TRY(read_content(reader, depth, out));
    anchor.doc = *out;
    anchor.nodes = reader->nodes - before;
    anchor.height = reader->deepest - depth;
    if (reader->deepest < deepest)
        reader->deepest = deepest;
    buf_add(&reader->anchors, &anchor, sizeof anchor);
    if (reader->anchors.status == ASSAY_ELIMIT)
        return fail_at(reader, reader->place.at, "write the values out",
                       "more than %d anchors in one document", ANCHORS_MAX);
    return reader->anchors.status == ASSAY_OK ? ASSAY_OK : no_memory(reader);
}

/* An anchor's name may be given again: the last one counts. */
static ASSAY_RESULT read_alias(struct reader *reader, unsigned depth, struct doc *out)
{
    const struct bytes name = token_text(fy_event_get_token(reader->event));
    const size_t at = event_start(reader);
    const struct doc place = *out;
    struct anchor anchor;

    for (size_t end = reader->anchors.size; end > 0; end -= sizeof anchor) {
        memcpy(&anchor, reader->anchors.data + end - sizeof anchor, sizeof anchor);
        if (!bytes_equal(anchor.name, name))
            continue;
        TRY(count_nodes(reader, at, anchor.nodes));
        if (anchor.height > LIMIT_YAML_DEPTH - depth)
            return fail_at(reader, at, "write it flatter", "more than %d levels", LIMIT_YAML_DEPTH);
        if (reader->deepest < depth + anchor.height)
            reader->deepest = depth + anchor.height;
        *out = anchor.doc;
        out->line = place.line;
        out->column = place.column;
        return ASSAY_OK;
    }
    return fail_at(reader, at, "write the value out", "an alias of no anchor before it");
}

/* Reads the node that the present event begins; `depth` counts the collections around it. */
static ASSAY_RESULT read_node(struct reader *reader, unsigned depth, struct doc *out)
{
    size_t at = event_start(reader);
    struct bytes anchor;

    *out = node_at(reader, at);
    TRY(refuse_features(reader));
    TRY(count_nodes(reader, at, 1));
    if (reader->event->type == FYET_ALIAS)
        return read_alias(reader, depth, out);
    anchor = token_text(fy_event_get_anchor_token(reader->event));
    return anchor.size > 0 ? read_anchored(reader, depth, anchor, out)
                           : read_content(reader, depth, out);
}

/* NOLINTEND(misc-no-recursion) */

/*
 * What the library would let pass, or would read in its own way: control characters; directives, of
 * which it reports only those that it knows; blank lines, whose number it squares in a folded text.
 */
static ASSAY_RESULT check_text(struct reader *reader)
{
    struct bytes text = reader->text;
    bool line_start = true, before_content = true;
    unsigned blank_lines = 0;

    if (text.size > LIMIT_DOCUMENT)
        return fail_at(reader, 0, "split the document", "longer than %u bytes", LIMIT_DOCUMENT);
    for (size_t i = 0, size; i < text.size; i += size) {
        uint8_t byte = text.data[i];
        uint32_t code = byte;

        size = 1;
        if (byte >= 0x80 && !utf8_decode(bytes_from(text, i), &code, &size))
            return fail_at(reader, i, "save the file as UTF-8", "byte %02x is not UTF-8", byte);
        if ((code < 0x20 && code != '\t' && code != '\n' && code != '\r') || code == 0x7f)
            return fail_at(reader, i, "remove it, or write it as an escape in double quotes",
                           "control character U+%04X", (unsigned)code);
        if (line_start && before_content) {
            if (code == '%' && !reader->loose)
                return fail_at(reader, i, "remove the line",
                               "directives (%%NAME) are not read here");
            before_content =
                code == '#' || code == ' ' || code == '\t' || code == '\n' || code == '\r';
        }
        line_start = code == '\n' || code == '\r';
        if (line_start && ++blank_lines > BLANK_LINES_MAX)
            return fail_at(reader, i, "remove them", "more than %d blank lines in a row",
                           BLANK_LINES_MAX);
        if (!line_start && code != ' ' && code != '\t')
            blank_lines = 0;
    }
    return ASSAY_OK;
}

static ASSAY_RESULT open_parser(struct reader *reader)
{
    struct fy_diag_cfg diag;
    struct fy_parse_cfg parse = {.flags = FYPCF_QUIET | FYPCF_COLLECT_DIAG | FYPCF_JSON_NONE |
                                          FYPCF_DEFAULT_VERSION_1_2};

    fy_diag_cfg_default(&diag);
    diag.fp = NULL; /* with no output_fn either: nothing is printed, errors are collected */
    diag.output_fn = NULL;
    diag.colorize = false;
    reader->diag = fy_diag_create(&diag);
    if (!reader->diag)
        return no_memory(reader);
    fy_diag_set_collect_errors(reader->diag, true);
    parse.diag = reader->diag;
    reader->parser = fy_parser_create(&parse);
    if (!reader->parser ||
        fy_parser_set_string(reader->parser, (const char *)reader->text.data, reader->text.size))
        return no_memory(reader);
    return ASSAY_OK;
}

static ASSAY_RESULT read_stream(struct reader *reader, struct doc *out)
{
    TRY(next_event(reader)); /* FYET_STREAM_START */
    TRY(next_event(reader));
    if (reader->event->type == FYET_STREAM_END) { /* blanks and comments only */
        *out = (struct doc){.type = DOC_MAP, .line = 1, .column = 1};
        return ASSAY_OK;
    }
    TRY(next_event(reader)); /* behind FYET_DOCUMENT_START */
    TRY(read_node(reader, 0, out));
    TRY(next_event(reader)); /* FYET_DOCUMENT_END */
    TRY(next_event(reader));
    if (reader->event->type == FYET_DOCUMENT_START && fy_event_is_implicit(reader->event))
        TRY(next_event(reader)); /* the first event of that document which has a place */
    if (reader->event->type != FYET_STREAM_END)
        return fail_at(reader, event_start(reader), "keep one document in the file",
                       "a second document begins here");
    return ASSAY_OK;
}

static ASSAY_RESULT read_yaml(struct arena *arena, const struct doc_source *source, bool loose,
                              struct doc **out, struct assay_error *err)
{
    CLEANUP(reader_clear)
    struct reader reader = {
        .arena = arena, .source = source, .place = {.line = 1}, .loose = loose, .err = err};
    bool marked = bytes_starts(source->text, BYTES("\xef\xbb\xbf"));
    struct doc *tree = arena_alloc(arena, sizeof *tree);

    reader.text = bytes_from(source->text, marked ? 3 : 0);
    buf_init(&reader.open, (size_t)LIMIT_DOCUMENT_NODES * sizeof(struct doc_member));
    buf_init(&reader.anchors, ANCHORS_MAX * sizeof(struct anchor));
    if (!tree)
        return no_memory(&reader);
    TRY(check_text(&reader));
    if (reader.text.size > 0) {
        TRY(open_parser(&reader));
        TRY(read_stream(&reader, tree));
    } else {
        *tree = (struct doc){.type = DOC_MAP, .line = 1, .column = 1};
    }
    *out = tree;
    return ASSAY_OK;
}

enum assay_status doc_read_yaml(struct arena *arena, const struct doc_source *source,
                                struct doc **out, struct assay_error *err)
{
    return read_yaml(arena, source, false, out, err);
}

enum assay_status doc_read_loose_yaml(struct arena *arena, const struct doc_source *source,
                                      struct doc **out, struct assay_error *err)
{
    return read_yaml(arena, source, true, out, err);
}
