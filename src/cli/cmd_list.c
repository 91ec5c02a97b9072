/* cmd_list.c - `assay list`: what would be examined; no rules. */

#include <inttypes.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/codec.h"
#include "base/kit.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/list_facts.h"
#include "cli/run.h"

/* The layer of a container image that a file is from, and whether the image still shows it. */
static void add_layer(struct buf *line, const struct assay_layer *layer)
{
    enum { SHOWN = 7 + 12 }; /* "sha256:" and the first digits */

    buf_printf(line, "  [layer %.*s%s]", SHOWN, layer->digest,
               layer->whiteout ? ", whiteout"
               : layer->final  ? ""
                               : ", not in the image");
}

/* Of the longest name of a format, so that sizes and paths stand below each other. */
static size_t format_width(const struct assay_inventory *inventory)
{
    size_t width = 12;

    for (size_t i = 0; i < inventory->item_count; i++) {
        size_t size = strlen(inventory->items[i].content->format);

        if (size > width)
            width = size;
    }
    return width;
}

/* Widths, and what a number may take. */
enum { KIND_COLUMN = 10, SIZE_COLUMN = 12, DIGITS_MAX = 20, HEX = 64 };

static const char *kind_of(const struct assay_item *item)
{
    return item->type == ASSAY_ITEM_FILE ? assay_kind_name(item->content->kind)
                                         : assay_item_type_name(item->type);
}

static uint8_t *put_left(uint8_t *to, const char *text, size_t width)
{
    uint8_t *end = to + width;

    while (*text)
        *to++ = (uint8_t)*text++;
    while (to < end)
        *to++ = ' ';
    return to;
}

static uint8_t *put_right(uint8_t *to, uint64_t number, size_t width)
{
    uint8_t digits[DIGITS_MAX];
    size_t at = sizeof digits;

    do
        digits[--at] = (uint8_t)('0' + number % 10);
    while ((number /= 10) > 0);
    for (size_t size = sizeof digits - at; size < width; size++)
        *to++ = ' ';
    memcpy(to, digits + at, sizeof digits - at);
    return to + sizeof digits - at;
}

static uint8_t *put_columns(uint8_t *to, const struct assay_item *item, size_t format_width,
                            bool digest)
{
    const struct assay_examination *content = item->content;
    char hex[HEX + 1];

    if (digest) { /* first, as sha256sum has it, for those that cut it off there */
        hex_encode(bytes_of(content->sha256, sizeof content->sha256), hex);
        to = put_left(to, hex, HEX + 2);
    }
    to = put_left(to, kind_of(item), KIND_COLUMN);
    *to++ = ' ';
    to = put_left(to, content->format, format_width);
    *to++ = ' ';
    to = put_right(to, content->size, SIZE_COLUMN);
    *to++ = ' ';
    *to++ = ' ';
    return to;
}

static void add_path(struct buf *line, const struct assay_path *path)
{
    CLEANUP(free_cleanup) char *shown = path->container ? assay_path_show(path) : NULL;

    if (path->container)
        buf_text(line, shown ? shown : "?");
    else
        text_show(line, bytes_of(path->name, path->size));
}

static void add_columns(struct buf *line, const struct assay_item *item, size_t format_width,
                        bool digest)
{
    size_t most = HEX + 2 + strlen(kind_of(item)) + KIND_COLUMN + format_width + DIGITS_MAX + 4;
    uint8_t *room = buf_room(line, most);

    if (room)
        buf_used(line, (size_t)(put_columns(room, item, format_width, digest) - room));
    add_path(line, item->path);
}

static void add_item(struct buf *lines, const struct assay_item *item, size_t format_width,
                     bool digest, bool verbose)
{
    const struct assay_examination *content = item->content;

    add_columns(lines, item, format_width, digest);
    if (content->load == ASSAY_LOAD_SUSPICIOUS || content->load == ASSAY_LOAD_DANGEROUS)
        buf_printf(lines, "  [load: %s]", assay_load_name(content->load));
    if (item->link)
        buf_text(lines, "  [link]");
    if (verbose && item->layer)
        add_layer(lines, item->layer);
    buf_byte(lines, '\n');
}

static enum assay_status print_lines(FILE *out, struct buf *lines, struct assay_error *err)
{
    TRY(buf_status(lines, err));
    if (lines->size > 0)
        fwrite(lines->data, 1, lines->size, out);
    buf_reset(lines);
    return ASSAY_OK;
}

/* Who brought the content in, and whether it still stands there. */
static void print_origin(FILE *out, const struct assay_origin *origin)
{
    char id[9] = "", when[CLOCK_TEXT_SIZE] = "";
    const struct assay_commit *commit = origin->commit;

    if (!commit)
        return;
    hex_encode(bytes_of(commit->id, 4), id);
    clock_text(commit->time, when);
    fprintf(out, "%-10s %s  %s  %s", "", id, when, commit->author);
    if (commit->committer && strcmp(commit->committer, commit->author) != 0)
        fprintf(out, "  by %s", commit->committer);
    fprintf(out, "  %s%s%s\n", commit->signature == ASSAY_UNSIGNED ? "unsigned" : "signed: ",
            commit->signature == ASSAY_UNSIGNED ? "" : assay_signature_name(commit->signature),
            origin->present ? "" : "  not in HEAD");
}

static void print_gap(FILE *out, const char *kind, const struct assay_gap *gap)
{
    CLEANUP(free_cleanup) char *path = gap->path ? assay_path_show(gap->path) : NULL;

    fprintf(out, "%s[%s]: %s%s%s\n", kind, gap->id, path ? path : "", path ? ": " : "", gap->why);
}

/* There may be a million items: formats of printf() would be read for each, and the system be
 * called for every few. */
static enum assay_status print_items(FILE *out, const struct assay_inventory *inventory,
                                     bool digests, bool verbose, struct assay_error *err)
{
    enum { TOGETHER = 64 * 1024 };
    CLEANUP(buf_clear) struct buf lines = {.ceiling = SIZE_MAX / 2};
    size_t width = format_width(inventory);

    for (size_t i = 0; i < inventory->item_count; i++) {
        const struct assay_item *item = &inventory->items[i];

        add_item(&lines, item, width, digests || verbose, verbose);
        if (verbose || lines.size >= TOGETHER || lines.status != ASSAY_OK)
            TRY(print_lines(out, &lines, err));
        if (verbose && item->origin)
            print_origin(out, item->origin);
        if (verbose)
            list_facts(out, item);
    }
    return print_lines(out, &lines, err);
}

static void print_totals(FILE *out, const struct assay_inventory *inventory, bool digests)
{
    const struct assay_totals *totals = &inventory->totals;
    char differs[ASSAY_CHECKED_OUT_SIZE];

    fprintf(out,
            "%" PRIu64 " item%s, %" PRIu64 " bytes: %" PRIu64 " data set%s, %" PRIu64
            " model%s, %" PRIu64 " container%s; %zu gap%s",
            totals->items, cli_plural(totals->items), totals->bytes, totals->datasets,
            cli_plural(totals->datasets), totals->models, cli_plural(totals->models),
            totals->containers, cli_plural(totals->containers), inventory->gap_count,
            cli_plural(inventory->gap_count));
    if (totals->ignored)
        fprintf(out, "; %" PRIu64 " ignored", totals->ignored);
    if (digests)
        fputs("; digests only: no content was inspected", out);
    fputc('\n', out);
    assay_checked_out_text(&inventory->target.checked_out, differs);
    if (differs[0])
        fprintf(out, "%s\n", differs);
}

/* Of a quiet one no more than what it comes to. */
static enum assay_status print_text(const struct cli *cli, const struct assay_inventory *inventory,
                                    struct assay_error *err)
{
    const struct options *options = &cli->options;

    if (!options->quiet) {
        TRY(print_items(cli->out, inventory, options->digests, options->verbose, err));
        for (size_t i = 0; i < inventory->gap_count; i++)
            print_gap(cli->out, "gap", &inventory->gaps[i]);
        for (size_t i = 0; i < inventory->note_count; i++)
            print_gap(cli->out, "note", &inventory->notes[i]);
    }
    print_totals(cli->out, inventory, options->digests);
    return ASSAY_OK;
}

/* Canonical bytes for programs; a person's terminal gets the same value, and nothing to act on. */
static enum assay_status print_json(const struct cli *cli, const struct assay_inventory *inventory,
                                    struct assay_error *err)
{
    CLEANUP(free_cleanup) char *text = NULL;
    CLEANUP(buf_clear) struct buf shown = {.ceiling = SIZE_MAX / 2};
    struct bytes json;
    size_t size;

    TRY(assay_inventory_json(inventory, &text, &size, err));
    json = bytes_of(text, size);
    if (cli->out_is_terminal) {
        text_show_json(&shown, json);
        TRY(buf_status(&shown, err));
        json = buf_bytes(&shown);
    }
    if (fwrite(json.data, 1, json.size, cli->out) != json.size || fputc('\n', cli->out) == EOF)
        return assay_fail(err, ASSAY_EOUTPUT, ASSAY_NO_OFFSET, "the inventory was not written");
    return ASSAY_OK;
}

static int list_target(struct cli *cli, const char *path, bool json)
{
    enum assay_scan_depth depth = cli->options.digests ? ASSAY_SCAN_DIGESTS : ASSAY_SCAN_ALL;
    struct run run = {0};
    struct assay_error err = {0};
    enum assay_status status = run_open(&run, cli, path, &err);
    int code = EXIT_PASS;

    if (status == ASSAY_OK)
        status = run_scan(&run, depth, &err);
    if (status == ASSAY_OK && json)
        status = print_json(cli, run.inventory, &err);
    else if (status == ASSAY_OK)
        status = print_text(cli, run.inventory, &err);
    if (status != ASSAY_OK)
        code = cli_fail(cli, &err);
    else if (cli_interrupted)
        code = EXIT_SIGNAL + cli_interrupted;
    else if (run.inventory->gap_count)
        code = EXIT_INCOMPLETE;
    else if (run.inventory->totals.items == 0)
        code = EXIT_NOTHING;
    run_clear(&run);
    return code;
}

static int list(struct cli *cli, int argc, char **argv)
{
    const char *format = cli->options.format ? cli->options.format : "text";
    bool json = strcmp(format, "json") == 0;
    int code = EXIT_PASS;

    if (!json && strcmp(format, "text") != 0)
        return cli_usage(cli, "a list is text or json, not \"%s\"", format);
    if (json && argc > 1)
        return cli_usage(cli, "a JSON document is about one target: name one, or leave out -f");
    if (argc == 0)
        return list_target(cli, ".", json);
    for (int i = 0; i < argc; i++) {
        int one = list_target(cli, argv[i], json);

        if (!cli_goes_on(one))
            return one;
        code = cli_worse(code, one);
    }
    return code;
}

const struct command command_list = {
    .name = "list",
    .arguments = "[TARGET...]",
    .summary = "what would be examined: files, containers, formats, gaps; no rules",
    .examples = "  assay list                      the work tree, or the folder\n"
                "  assay list release.tar.gz       members of a bundle, nested ones too\n"
                "  find . -newer A -print0 | assay list -      files that a list names\n"
                "  assay list --digests            sizes and digests, as fast as hashing\n"
                "  assay list -f json | jq .totals\n",
    .bit = FOR_LIST,
    .run = list,
};
