/*
 * pickle_state.c - what the keys of dictionaries tell: versions, the parts of a checkpoint, and
 * attributes whose texts a class makes code of when it is restored.
 */

#include "examine/python/pickle_state.h"
#include "base/kit.h"
#include "base/text.h"
#include "examine/python/pickle_step.h"

/* ---- scipy: the functions of a distribution are a text that is run ---- */

#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define WORDS LETTERS "0123456789_"

/* Takes `words` from the front of a line, then all that is of `set`. */
static bool take(struct bytes *line, const char *words, const char *set)
{
    if (!bytes_starts(*line, bytes_text(words)))
        return false;
    *line = bytes_from(*line, strlen(words));
    while (line->size > 0 && line->data[0] && strchr(set, line->data[0]))
        *line = bytes_from(*line, 1);
    return true;
}

/* One line of three functions that put their arguments into a tuple, and do nothing else. Source:
 * SciPy, stats/_distn_infrastructure.py, parse_arg_template. */
static bool is_template_line(struct bytes line)
{
    struct bytes rest = line;

    if (line.size == 0)
        return true;
    if (take(&rest, "def _parse_args", "_abcdefghijklmnopqrstuvwxyz") &&
        take(&rest, "(self,", WORDS ",= '") && bytes_equal(rest, BYTES("):")))
        return true;
    rest = line;
    if (take(&rest, "    return (", WORDS ", ") && take(&rest, ")", WORDS ", ") && rest.size == 0)
        return true;
    rest = line;
    return take(&rest, "    return self._argcheck_rvs(", WORDS ",= ") &&
           bytes_equal(rest, BYTES(")"));
}

static bool is_template(struct bytes text)
{
    while (text.size > 0) {
        const uint8_t *end = memchr(text.data, '\n', text.size);
        size_t size = end ? (size_t)(end - text.data) : text.size;

        if (!is_template_line(bytes_of(text.data, size)))
            return false;
        text = bytes_from(text, size + (end != NULL));
    }
    return true;
}

/* ---- statsmodels: patsy runs what stands in a formula ---- */

/* Functions that formulas ordinarily call: patsy's own, and numpy's by its usual name. */
static bool is_formula_call(struct bytes name)
{
    static const char *const names[] = {"C",       "I",        "Q",       "bs",         "center",
                                        "cr",      "np.exp",   "np.log",  "np.log10",   "np.log1p",
                                        "np.log2", "np.power", "np.sqrt", "standardize"};

    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (bytes_equal(name, bytes_text(names[i])))
            return true;
    return name.size == 0; /* parentheses alone */
}

static bool is_dotted_word(uint8_t byte)
{
    return byte && strchr(WORDS ".", byte);
}

static enum pickle_formula judge_formula(struct bytes text)
{
    enum pickle_formula worst = FORMULA_PLAIN;
    size_t word = 0;

    for (size_t i = 0; i < text.size; i++) {
        uint8_t byte = text.data[i];

        if (byte == '(' && !is_formula_call(bytes_of(text.data + word, i - word)))
            worst = FORMULA_CALLS;
        if (!is_dotted_word(byte))
            word = i + 1;
        if ((byte == '_' && i > 0 && text.data[i - 1] == '_') || byte == '{' || byte == ';')
            return FORMULA_REACHES;
    }
    return worst;
}

/* ---- transformers: a configuration that names a kernel ---- */

/* Its Hub is asked for it, and what it holds is run, as soon as a model is made of that. */
static void note_attention(struct pickle_machine *machine, struct pickle_value value)
{
    machine->names_kernel |=
        value.kind != PICKLE_NONE &&
        (value.kind != PICKLE_TEXT || bytes_has(pickle_text(&machine->store, value), '/'));
}

/* ---- what is known of keys ---- */

static void note_template(struct pickle_machine *machine, struct pickle_value value)
{
    if (value.kind != PICKLE_TEXT || value.cut)
        pickle_report_gap(machine->report, machine->op_at,
                          "_parse_arg_template, which scipy runs, was not read");
    else if (!is_template(pickle_text(&machine->store, value)))
        pickle_report_danger(machine->report, machine->op_at,
                             "code in _parse_arg_template, which scipy runs");
}

static void note_formula(struct pickle_machine *machine, struct pickle_value value)
{
    enum pickle_formula formula = FORMULA_CALLS;

    if (value.kind == PICKLE_NONE)
        return;
    if (value.kind == PICKLE_TEXT && !value.cut)
        formula = judge_formula(pickle_text(&machine->store, value));
    pickle_report_formula(machine->report, machine->op_at, formula);
}

/* "scikit-learn 1.2.1" */
static void note_version(struct pickle_machine *machine, const char *program,
                         struct pickle_value value)
{
    char text[96];
    struct bytes version;

    if (machine->report->has_producer || value.kind != PICKLE_TEXT)
        return;
    version = pickle_text(&machine->store, value);
    if (version.size == 0 || version.size > 40)
        return;
    machine->report->has_producer = true;
    snprintf(text, sizeof text, "%s %.*s", program, (int)version.size, (const char *)version.data);
    evidence_text(machine->report->evidence, ASSAY_FACT_MODEL_PRODUCER, DECLARED, bytes_text(text));
}

void pickle_note_pair(struct pickle_machine *machine, struct pickle_value key,
                      struct pickle_value value)
{
    struct bytes name;

    if (key.kind != PICKLE_TEXT) {
        /* An object may turn out as any text. */
        machine->odd_keys |= key.kind != PICKLE_INT && key.kind != PICKLE_NONE &&
                             key.kind != PICKLE_BOOL && key.kind != PICKLE_FLOAT &&
                             key.kind != PICKLE_TUPLE && key.kind != PICKLE_BYTES;
        return;
    }
    name = pickle_text(&machine->store, key);
    switch (name.size) { /* most keys are none of these */
    case sizeof "formula" - 1:
        if (bytes_equal(name, BYTES("formula")))
            note_formula(machine, value);
        break;
    case sizeof "_attn_implementation" - 1:
        if (bytes_equal(name, BYTES("_attn_implementation")))
            note_attention(machine, value);
        break;
    case sizeof "_attn_implementation_internal" - 1:
        if (bytes_equal(name, BYTES("_attn_implementation_internal")))
            note_attention(machine, value);
        break;
    case sizeof "_sklearn_version" - 1:
        if (bytes_equal(name, BYTES("_sklearn_version")))
            note_version(machine, "scikit-learn", value);
        break;
    case sizeof "_parse_arg_template" - 1:
        if (bytes_equal(name, BYTES("_parse_arg_template")))
            note_template(machine, value);
        break;
    case sizeof "pytorch-lightning_version" - 1:
        if (bytes_equal(name, BYTES("pytorch-lightning_version")))
            note_version(machine, "pytorch-lightning", value);
        break;
    default:
        break;
    }
}

/* ---- checkpoints ---- */

/* What programs put into a checkpoint beside its weights, or its weights under. Other keys may be
 * anybody's data, and are not told. */
static const char *const parts[] = {
    "args",
    "best_score",
    "callbacks",
    "cfg",
    "config",
    "ema",
    "epoch",
    "global_step",
    "hparams",
    "hyper_parameters",
    "iteration",
    "loops",
    "loss",
    "lr_scheduler",
    "lr_schedulers",
    "model",
    "model_args",
    "model_state_dict",
    "optimizer",
    "optimizer_state",
    "optimizer_state_dict",
    "optimizer_states",
    "params",
    "pytorch-lightning_version",
    "rng_state",
    "scaler",
    "scheduler",
    "scheduler_state_dict",
    "state_dict",
    "step",
    "train_args",
};

void pickle_note_part(struct pickle_machine *machine, struct pickle_value key)
{
    struct bytes name;

    if (key.kind != PICKLE_TEXT)
        return;
    name = pickle_text(&machine->store, key);
    for (size_t i = 0; i < ARRAY_LEN(parts); i++)
        if (bytes_equal(name, bytes_text(parts[i])))
            evidence_set(machine->report->evidence, ASSAY_FACT_MODEL_CHECKPOINT_KEYS, MEASURED,
                         name);
}

/* ---- the class of the whole ---- */

static bool is_table(const char *name)
{
    static const char *const tables[] = {"joblib.numpy_pickle.NumpyArrayWrapper",
                                         "numpy.core.multiarray._reconstruct",
                                         "numpy.core.multiarray.ndarray",
                                         "numpy.core.numeric._frombuffer",
                                         "numpy.ndarray",
                                         "pandas.core.frame.DataFrame",
                                         "pandas.core.series.Series"};

    for (size_t i = 0; i < ARRAY_LEN(tables); i++)
        if (strcmp(name, tables[i]) == 0)
            return true;
    return false;
}

bool pickle_makes_data(const struct pickle_report *report)
{
    bool data = report->tensors == 0;

    for (size_t i = 0; data && i < report->import_count; i++) {
        const struct pickle_verdict *verdict = &report->imports[i].verdict;

        data = verdict->judgement == PICKLE_ALLOWED &&
               (verdict->origin == ORIGIN_PYTHON || verdict->origin == ORIGIN_NUMPY ||
                verdict->origin == ORIGIN_PANDAS || verdict->origin == ORIGIN_JOBLIB);
    }
    return data;
}

/* A file of one array or one frame, made with nothing but what these need, is data and no model. */
static void note_table(const struct pickle_machine *machine)
{
    const struct pickle_report *report = machine->report;
    bool table = machine->result.kind == PICKLE_OBJECT &&
                 is_table(report->imports[machine->result.ref].name) && pickle_makes_data(report);

    if (machine->nesting == 0 && table != report->is_table)
        evidence_kind(report->evidence, table ? ASSAY_KIND_DATASET : ASSAY_KIND_MODEL);
    if (machine->nesting == 0)
        machine->report->is_table = table;
}

void pickle_note_result(struct pickle_machine *machine)
{
    struct pickle_report *report = machine->report;
    const struct pickle_import *import;
    const char *dot;

    note_table(machine);
    if (report->has_architecture || machine->nesting > 0 || machine->result.kind != PICKLE_OBJECT)
        return;
    import = &report->imports[machine->result.ref];
    dot = strrchr(import->name, '.');
    if (!dot || import->verdict.judgement == PICKLE_DANGEROUS ||
        (import->verdict.judgement == PICKLE_ALLOWED && import->verdict.origin != ORIGIN_SKLEARN &&
         import->verdict.origin != ORIGIN_TORCH && import->verdict.origin != ORIGIN_HUB) ||
        !pickle_class_like(bytes_text(dot + 1)))
        return;
    report->has_architecture = true;
    evidence_text(report->evidence, ASSAY_FACT_MODEL_ARCHITECTURE, MEASURED,
                  bytes_text(import->name));
}
