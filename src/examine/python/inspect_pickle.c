/*
 * inspect_pickle.c - pickles as Python, joblib and torch before 1.6 write them: what loading one
 * would import and call. Nothing is loaded; see pickle_machine.h.
 */

#include "base/ending.h"
#include "base/kit.h"
#include "examine/evidence.h"
#include "examine/inspect.h"
#include "examine/kinds.h"
#include "examine/python/pickle_frames.h"
#include "examine/python/pickle_machine.h"
#include "examine/python/pickle_sniff.h"
#include "examine/python/pickle_state.h"
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

static unsigned any_bid(const struct subject *subject)
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
    return pickle_may_be_table(subject) ? 0 : any_bid(subject);
}

static unsigned table_bid(const struct subject *subject)
{
    return pickle_may_be_table(subject) ? any_bid(subject) : 0;
}

/* What loading it would do, into report->evidence. */
static ASSAY_RESULT judge(struct cursor *cursor, const struct subject *subject,
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
    if (status == ASSAY_OK && report->flaw_at != ASSAY_NO_OFFSET)
        status = cursor_fail_at(cursor, ASSAY_EFORMAT, report->flaw_at, "%s", report->flaw);
    return status;
}

static enum assay_status pickle_read(struct cursor *cursor, const struct subject *subject,
                                     struct evidence *evidence)
{
    CLEANUP(pickle_report_clear) struct pickle_report report;

    pickle_report_init(&report, evidence, cursor);
    report.texts = evidence;
    return judge(cursor, subject, &report);
}

/* ---- pickles that hold tables ---- */

/* Texts that are no cells (names, titles, what stands beside a table) are searched by themselves:
 * the machine, which finds them, goes over the pickle once more, and what it says is said. */
static ASSAY_RESULT hand_on_texts(struct cursor *cursor, const struct subject *subject,
                                  uint64_t start, struct evidence *evidence,
                                  struct pickle_spans *cells)
{
    CLEANUP(evidence_freep) struct evidence *aside = evidence_new();
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    CLEANUP(pickle_report_clear) struct pickle_report report = {0};
    enum assay_status status;

    if (!aside || !arena)
        return cursor_fail_at(cursor, ASSAY_ENOMEM, 0, "out of memory");
    evidence_start(aside, arena);
    TRY(cursor_seek(cursor, start));
    pickle_report_init(&report, aside, cursor);
    report.texts = evidence;
    report.cells = cells;
    status = judge(cursor, subject, &report);
    return status == ASSAY_EFORMAT || status == ASSAY_ELIMIT ? ASSAY_OK : status;
}

/* The tables of a pickle that was judged; one that cannot be followed is none. */
static ASSAY_RESULT read_tables(struct cursor *cursor, const struct subject *subject,
                                uint64_t start, struct evidence *evidence,
                                const struct pickle_report *report, struct pickle_found *found)
{
    enum assay_status status;

    TRY(cursor_seek(cursor, start));
    status = pickle_frames_read(cursor, subject, evidence, found);
    if (status == ASSAY_OK && found->tables > 0 && found->alone && pickle_makes_data(report))
        evidence_kind(evidence, ASSAY_KIND_DATASET);
    if ((status == ASSAY_EFORMAT || status == ASSAY_ELIMIT) && found->tables == 0)
        return ASSAY_OK;
    return status;
}

enum assay_status pickle_table_read(struct cursor *cursor, const struct subject *subject,
                                    struct evidence *evidence)
{
    const uint64_t start = cursor_at(cursor);
    CLEANUP(pickle_found_clear) struct pickle_found found = {0};
    CLEANUP(pickle_report_clear) struct pickle_report report;
    struct assay_error first;
    enum assay_status status, judged;

    evidence_kind(evidence, ASSAY_KIND_MODEL);
    pickle_report_init(&report, evidence, cursor);
    judged = judge(cursor, subject, &report);
    if (judged != ASSAY_OK && judged != ASSAY_EFORMAT && judged != ASSAY_ELIMIT)
        return judged;
    first = *cursor->err;
    status = read_tables(cursor, subject, start, evidence, &report, &found);
    if (status != ASSAY_OK && status != ASSAY_EFORMAT && status != ASSAY_ELIMIT)
        return status;
    if (judged == ASSAY_OK && status != ASSAY_OK) {
        judged = status;
        first = *cursor->err;
    }
    TRY(hand_on_texts(cursor, subject, start, evidence, &found.spans));
    *cursor->err = first;
    return judged;
}

const struct inspector inspect_pickle = {
    .format = "pickle", .kind = ASSAY_KIND_MODEL, .bid = pickle_bid, .read = pickle_read};

/* The same format; what its cells say is told by column, and they lie anywhere in it. */
const struct inspector inspect_pickle_table = {.format = "pickle",
                                               .kind = ASSAY_KIND_DATASET,
                                               .packed = true,
                                               .gap = GAP_MODEL_INVALID,
                                               .bid = table_bid,
                                               .read = pickle_table_read};
