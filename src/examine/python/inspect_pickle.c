/*
 * inspect_pickle.c - pickles as Python, joblib and torch before 1.6 write them: what loading one
 * would import and call. Nothing is loaded; see pickle_machine.h.
 */

#include "base/ending.h"
#include "base/kit.h"
#include "examine/inspect.h"
#include "examine/kinds.h"
#include "examine/python/pickle_machine.h"
#include "examine/python/pickle_may.h"
#include "examine/python/pickle_sniff.h"
#include "inventory/gaps.h"

enum {
    BID_PREFIX = 16, /* the bits of PROTO and its number */
    BID_FRAME = 8,   /* and of the opcode that follows it in protocol 4 */
    BID_OPCODES = 12,
    BID_NAME = 8,
    BID_LAST = 1, /* so that nobody's file is still somebody's */
    OPS_CONVINCING = 16,
};

/* Loaders ask for endings without case, or are given the file by hand. These are names that are
 * pickles by custom, those that torch and its like unpickle unless they are a zip, and those that
 * are pickles as often as something else. */
static const char *const pickle_names[] = {".joblib", ".pickle", ".pkl"};
static const char *const loaded_names[] = {".ckpt", ".pdparams", ".pt", ".pth"};
static const char *const often_names[] = {".dill", ".p", ".pk", ".pth.tar", ".sav", ".t7"};
static const char *const weights_names[] = {"model.bin", "optimizer.bin", "scheduler.bin",
                                            "training_args.bin"};
static const char *const shared_names[] = {".bin",      ".ckpt", ".dat", ".data", ".model",
                                           ".pdparams", ".pt",   ".pth", ".sav"};

/*
 * True for what a loader unpickles whatever it holds: leading opcodes that say nothing do not hide
 * the rest from it. Python's own path files end in .pth too; no opcode begins those.
 */
static bool is_loaded(const struct subject *subject, const struct pickle_look *look)
{
    struct bytes name = subject->name;

    if (ends_in(name, ".pth") && kind_is_text(subject->head))
        return look->sound || look->ops > 0;
    return ends_in_one(name, loaded_names, ARRAY_LEN(loaded_names)) ||
           (bytes_starts(name, BYTES("pytorch_model")) && ends_in(name, ".bin")) ||
           (look->ops > 0 && (ends_in_one(name, often_names, ARRAY_LEN(often_names)) ||
                              ends_in_one(name, weights_names, ARRAY_LEN(weights_names))));
}

/* Its first argument is longer than what was looked at, and ends within the file. */
static bool hides_rest(const struct subject *subject, const struct pickle_look *look)
{
    return look->sound && look->cut && subject->size != STREAM_SIZE_UNKNOWN &&
           subject->head.size < subject->size && look->missing > 0 &&
           look->missing < subject->size - subject->head.size;
}

unsigned pickle_bid_any(const struct subject *subject)
{
    struct pickle_look look = pickle_look(subject->head);
    bool named = ends_in_one(subject->name, pickle_names, ARRAY_LEN(pickle_names));
    bool maybe_named = ends_in_one(subject->name, shared_names, ARRAY_LEN(shared_names));
    unsigned name = named ? BID_NAME : maybe_named ? BID_NAME / 2 : 0;

    if (look.prefixed && (look.ops > 1 || named || maybe_named)) {
        bool framed = subject->head.size > 2 && subject->head.data[2] == 0x95;

        return BID_PREFIX + (framed ? BID_FRAME : 0U) + (look.sound ? BID_OPCODES : 0U) + name;
    }
    if (look.sound && look.telling && (look.ended || look.ops >= OPS_CONVINCING))
        return BID_OPCODES + name;
    if (look.called || (look.sound && look.telling && name > 0))
        return BID_OPCODES;
    if (look.sound && look.ops >= OPS_CONVINCING && name > 0)
        return BID_NAME;
    if (named)
        return BID_NAME;
    return is_loaded(subject, &look) || hides_rest(subject, &look) ? BID_LAST : 0;
}

static unsigned pickle_bid(const struct subject *subject)
{
    return pickle_may_be_table(subject) ? 0 : pickle_bid_any(subject);
}

/* Tables of other libraries keep their rows in memory of their own form. */
static void tell_unread_tables(const struct pickle_report *report)
{
    static const struct {
        const char *name, *library;
    } tables[] = {
        {"cudf.core.dataframe.DataFrame", "cuDF"},
        {"polars.dataframe.frame.DataFrame", "polars"},
        {"polars.series.series.Series", "polars"},
        {"pyarrow.lib._reconstruct_record_batch", "pyarrow"},
        {"pyarrow.lib._reconstruct_table", "pyarrow"},
    };

    for (size_t i = 0; i < report->import_count; i++)
        for (size_t j = 0; j < ARRAY_LEN(tables); j++)
            if (strcmp(report->imports[i].name, tables[j].name) == 0)
                evidence_gap(report->evidence, GAP_DATA_FORMAT_UNREAD, ASSAY_NO_OFFSET,
                             "it holds a table of %s, whose rows were not read: save it as "
                             "Parquet to have them searched",
                             tables[j].library);
}

enum assay_status pickle_read_report(struct cursor *cursor, const struct subject *subject,
                                     struct pickle_report *report)
{
    enum assay_status status;

    evidence_load(report->evidence, ASSAY_LOAD_CLEAN);
    if (bytes_equal(subject->path, BYTES("storages")) ||
        bytes_equal(subject->path, BYTES("tensors")))
        status = pickle_tar_member(cursor, report, bytes_equal(subject->name, BYTES("tensors")));
    else
        status = pickle_file(cursor, report, 0);
    pickle_report_facts(report);
    tell_unread_tables(report);
    if (status == ASSAY_OK && report->flaw_at != ASSAY_NO_OFFSET)
        status = cursor_fail_at(cursor, ASSAY_EFORMAT, report->flaw_at, "%s", report->flaw);
    return status;
}

/* Frames of pandas may stand anywhere in what a model keeps. */
static bool makes_frames(const struct pickle_report *report)
{
    for (size_t i = 0; i < report->import_count; i++)
        if (strcmp(report->imports[i].name, "pandas.core.frame.DataFrame") == 0 ||
            strcmp(report->imports[i].name, "pandas.core.series.Series") == 0)
            return true;
    return false;
}

static enum assay_status pickle_read(struct cursor *cursor, const struct subject *subject,
                                     struct evidence *evidence)
{
    CLEANUP(pickle_report_clear) struct pickle_report report;
    enum assay_status status;

    pickle_report_init(&report, evidence, cursor);
    report.texts = evidence;
    status = pickle_read_report(cursor, subject, &report);
    if (makes_frames(&report))
        evidence_ask_further(evidence);
    return status;
}

const struct inspector inspect_pickle = {.format = "pickle",
                                         .kind = ASSAY_KIND_MODEL,
                                         .bid = pickle_bid,
                                         .read = pickle_read,
                                         .further = &inspect_pickle_table};
