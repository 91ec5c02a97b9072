/* pickle_shown.c - calls of a pickle, written out as a person would read them. */

#include <inttypes.h>

#include "base/kit.h"
#include "base/limits.h"
#include "base/text.h"
#include "examine/python/pickle_calls.h"

enum {
    CALLS_SHOWN = 16,    /* calls of one name that are written out */
    ARGUMENTS_SHOWN = 4, /* arguments of one call */
    TEXT_SHOWN = 120,    /* bytes of one argument */
};

static void show_text(struct buf *out, const struct pickle_machine *machine,
                      struct pickle_value value)
{
    struct bytes text = pickle_text(&machine->store, value);
    bool cut = value.cut || text.size > TEXT_SHOWN;

    if (text.size > TEXT_SHOWN) {
        text.size = TEXT_SHOWN;
        while (text.size > 0 && (text.data[text.size] & 0xc0) == 0x80)
            text.size--;
    }
    buf_text(out, value.kind == PICKLE_BYTES ? "b'" : "'");
    text_show(out, text);
    buf_text(out, cut ? "...'" : "'");
}

static void show_value(struct buf *out, const struct pickle_machine *machine,
                       struct pickle_value value)
{
    static const char *const shown[PICKLE_KINDS] = {
        [PICKLE_FORGOTTEN] = "?",    [PICKLE_NONE] = "None",
        [PICKLE_FLOAT] = "a number", [PICKLE_TUPLE] = "(...)",
        [PICKLE_LIST] = "[...]",     [PICKLE_DICT] = "{...}",
        [PICKLE_SET] = "{...}",      [PICKLE_PERSISTENT] = "a storage",
    };

    switch ((enum pickle_kind)value.kind) {
    case PICKLE_TEXT:
    case PICKLE_BYTES:
        show_text(out, machine, value);
        break;
    case PICKLE_BOOL:
        buf_text(out, value.integer ? "True" : "False");
        break;
    case PICKLE_INT:
        if (value.known)
            buf_printf(out, "%" PRId64, (int64_t)value.integer);
        else
            buf_text(out, "a number");
        break;
    case PICKLE_NAME:
        buf_text(out, pickle_import_of(machine, value)->name);
        break;
    case PICKLE_OBJECT:
    case PICKLE_ATTRIBUTE:
        buf_printf(out, "%s(...)", pickle_import_of(machine, value)->name);
        break;
    default:
        buf_text(out, value.kind == PICKLE_TUPLE && value.size == 0 ? "()" : shown[value.kind]);
    }
}

/* "module.name(argument, ...)". */
static void show_call(const struct pickle_machine *machine, struct pickle_value callee,
                      struct pickle_value args, struct buf *out)
{
    size_t count = args.kind == PICKLE_TUPLE && args.known ? args.size : 0;

    buf_printf(out, "%s(", pickle_import_of(machine, callee)->name);
    for (size_t i = 0; i < count && i < ARGUMENTS_SHOWN; i++) {
        buf_text(out, i ? ", " : "");
        show_value(out, machine, pickle_item(&machine->store, args, i));
    }
    if (count > ARGUMENTS_SHOWN || args.kind != PICKLE_TUPLE || !args.known)
        buf_text(out, count > 0 ? ", ..." : "...");
    buf_text(out, ")");
}

/* Allowed names are written out once, others until it is clear what they do. */
void pickle_note_call(struct pickle_machine *machine, struct pickle_value callee,
                      struct pickle_value args)
{
    CLEANUP(buf_clear) struct buf text;
    struct pickle_import *import = pickle_import_of(machine, callee);
    unsigned most = import->verdict.judgement == PICKLE_ALLOWED ? 1 : CALLS_SHOWN;

    buf_init(&text, LIMIT_FACT_TEXT);
    if (import->calls >= most)
        return;
    import->calls++;
    show_call(machine, callee, args, &text);
    evidence_set(machine->report->evidence, ASSAY_FACT_MODEL_CALLS, MEASURED, buf_bytes(&text));
}

void pickle_tell_dangerous_call(struct pickle_machine *machine, struct pickle_value callee,
                                struct pickle_value args)
{
    CLEANUP(buf_clear) struct buf text;

    buf_init(&text, LIMIT_FACT_TEXT);
    show_call(machine, callee, args, &text);
    pickle_report_danger(machine->report, machine->op_at, "%s", buf_string(&text));
    evidence_set(machine->report->evidence, ASSAY_FACT_MODEL_IMPORTS_DANGEROUS, MEASURED,
                 bytes_text(pickle_import_of(machine, callee)->name));
}

void pickle_tell_unsure_call(struct pickle_machine *machine, struct pickle_value callee,
                             struct pickle_value args)
{
    CLEANUP(buf_clear) struct buf text;

    buf_init(&text, LIMIT_FACT_TEXT);
    show_call(machine, callee, args, &text);
    pickle_report_unsure(machine->report, machine->op_at, buf_string(&text));
}
