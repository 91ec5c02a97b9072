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

static void observe(struct evidence *evidence, struct bytes line, uint64_t offset)
{
    const struct assay_place place = {.offset = offset};
    const uint8_t *end = memchr(line.data, '\n', line.size);

    import_observe(evidence, ASSAY_LOAD_DANGEROUS, &place, "",
                   bytes_of(line.data, end ? (size_t)(end - line.data) : line.size));
}

static enum assay_status skip_line(struct cursor *cursor)
{
    for (;;) {
        struct bytes some;
        const uint8_t *end;

        TRY(cursor_some(cursor, &some));
        if (some.size == 0)
            return ASSAY_OK;
        end = memchr(some.data, '\n', some.size);
        cursor_consume(cursor, end ? (size_t)(end - some.data) + 1 : some.size);
        if (end)
            return ASSAY_OK;
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

static unsigned python_path_bid(const struct subject *subject)
{
    struct pickle_look look;

    if (!bytes_ends(subject->name, BYTES(".pth")) || !kind_is_text(subject->head))
        return 0;
    look = pickle_look(subject->head); /* which torch would load, and Python refuse */
    return look.sound || look.ops > 0 ? 0 : 8;
}

const struct inspector inspect_python_path = {.format = "python-path",
                                              .kind = ASSAY_KIND_CODE,
                                              .text = true,
                                              .gap = GAP_MODEL_INVALID,
                                              .bid = python_path_bid,
                                              .read = python_path_read};
