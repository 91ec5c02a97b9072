/*
 * inspect_python_path.c - path files of Python, which share their ending with checkpoints: each
 * line is a folder, but one that begins with "import" is run whenever Python starts. Source:
 * Python, site, "site - Site-specific configuration hook".
 */

#include "base/kit.h"
#include "examine/inspect.h"
#include "examine/kinds.h"
#include "examine/python/imports.h"
#include "examine/python/pickle_sniff.h"
#include "inventory/gaps.h"

enum { SHOWN = 100, KEYWORD = sizeof "import " - 1 };

static bool is_import(struct bytes line)
{
    return bytes_starts(line, BYTES("import ")) || bytes_starts(line, BYTES("import\t"));
}

/* What ends a line at the front of `text`, in bytes: Python opened such a file as a text
 * until 3.12, and since then takes it apart by str.splitlines(). 0 for anything else. */
static size_t ending_size(struct bytes text)
{
    if (text.size > 0 && bytes_has(BYTES("\n\r\v\f\x1c\x1d\x1e"), text.data[0]))
        return 1;
    if (bytes_starts(text, BYTES("\xc2\x85")))
        return 2;
    return bytes_starts(text, BYTES("\xe2\x80\xa8")) || bytes_starts(text, BYTES("\xe2\x80\xa9"))
               ? 3
               : 0;
}

/* The line at the front of `text`, without what ends it. */
static struct bytes line_of(struct bytes text)
{
    size_t size = 0;

    while (size < text.size && ending_size(bytes_from(text, size)) == 0)
        size++;
    return bytes_of(text.data, size);
}

static void observe(struct evidence *evidence, struct bytes line, uint64_t offset)
{
    const struct assay_place place = {.offset = offset};

    import_observe(evidence, ASSAY_LOAD_DANGEROUS, &place, "", line_of(line));
}

static enum assay_status skip_line(struct cursor *cursor)
{
    enum { WINDOW = 4096, ENDING_MAX = 3 };

    for (;;) {
        struct bytes some, line;

        TRY(cursor_peek(cursor, WINDOW, &some));
        line = line_of(some);
        if (line.size < some.size) {
            cursor_consume(cursor, line.size + ending_size(bytes_from(some, line.size)));
            return ASSAY_OK;
        }
        if (some.size < WINDOW) {
            cursor_consume(cursor, some.size);
            return ASSAY_OK;
        }
        cursor_consume(cursor, some.size - (ENDING_MAX - 1)); /* an ending may be cut here */
    }
}

static enum assay_status python_path_read(struct cursor *cursor, const struct subject *subject,
                                          struct evidence *evidence)
{
    bool first = true;

    (void)subject;
    evidence_load(evidence, ASSAY_LOAD_CLEAN);
    for (;; first = false) {
        struct bytes line;
        uint64_t offset = cursor_at(cursor);

        TRY(cursor_peek(cursor, SHOWN, &line));
        if (line.size == 0)
            return ASSAY_OK;
        if (first && bytes_starts(line, BYTES("\xef\xbb\xbf"))) /* newer readers skip the mark */
            line = bytes_from(line, 3);
        if (line.size >= KEYWORD && is_import(line))
            observe(evidence, line, offset);
        TRY(skip_line(cursor));
    }
}

static bool has_import(struct bytes head)
{
    while (head.size > 0) {
        struct bytes line = line_of(head);

        if (is_import(line))
            return true;
        head = bytes_from(head, line.size + ending_size(bytes_from(head, line.size)));
    }
    return false;
}

static unsigned python_path_bid(const struct subject *subject)
{
    enum { BID = 8, BID_RUNS = 96 };
    struct pickle_look look;

    if (!bytes_ends(subject->name, BYTES(".pth")) || subject->head.size == 0)
        return 0;
    look = pickle_look(subject->head); /* which torch would load, and Python refuse */
    if (!look.prefixed && !memchr(subject->head.data, 0, subject->head.size) &&
        has_import(subject->head))
        return BID_RUNS;
    if (!kind_is_text(subject->head))
        return 0;
    return look.sound || look.ops > 0 ? 0 : BID;
}

const struct inspector inspect_python_path = {.format = "python-path",
                                              .kind = ASSAY_KIND_CODE,
                                              .text = true,
                                              .gap = GAP_MODEL_INVALID,
                                              .bid = python_path_bid,
                                              .read = python_path_read};
