/*
 * pickle_calls.c - calls: what follows from the arguments, not from the name alone.
 */

#include "examine/python/pickle_calls.h"
#include "base/kit.h"
#include "base/limits.h"

/* What getattr() gives, judged as if it were imported by its whole name. */
static enum assay_status judge_attribute(struct pickle_machine *machine, struct pickle_value object,
                                         struct bytes name, bool *plain, bool *known)
{
    CLEANUP(buf_clear) struct buf resolved;
    enum pickle_judgement judgement;
    uint32_t import;

    buf_init(&resolved, (size_t)3 * LIMIT_PICKLE_LINE);
    judgement =
        pickle_judge(bytes_text(pickle_import_of(machine, object)->name), name, 4, &resolved)
            .judgement;
    *plain = judgement != PICKLE_DANGEROUS;
    *known =
        judgement == PICKLE_ALLOWED || (*plain && pickle_known_attribute(machine, object, name));
    if (*known || !*plain)
        return ASSAY_OK;
    return pickle_report_odd(machine->report, buf_string(&resolved), PICKLE_UNKNOWN, machine->op_at,
                             &import);
}

/* A class method that makes the object, as pickles of Python's own library name it: what getattr()
 * gives is then a name like any other. */
static bool is_maker(const struct pickle_machine *machine, struct pickle_value object,
                     struct bytes name)
{
    return object.kind == PICKLE_NAME &&
           strcmp(pickle_import_of(machine, object)->name, "zoneinfo.ZoneInfo") == 0 &&
           bytes_equal(name, BYTES("_unpickle"));
}

/* getattr(X, "plain"): harmless where X.plain would be harmless to import. */
static enum assay_status call_getattr(struct pickle_machine *machine, struct pickle_value callee,
                                      struct pickle_value args, struct pickle_value *result)
{
    struct pickle_value object = pickle_item(&machine->store, args, 0);
    struct pickle_value name = pickle_item(&machine->store, args, 1);
    bool owned = object.kind == PICKLE_NAME || object.kind == PICKLE_OBJECT, known = false;
    bool plain =
        owned && name.kind == PICKLE_TEXT && !name.cut &&
        pickle_import_of(machine, object)->verdict.judgement != PICKLE_DANGEROUS &&
        !(object.kind == PICKLE_NAME && pickle_is_watched(pickle_rule_of(machine, object))) &&
        pickle_plain_name(pickle_text(&machine->store, name));

    if (plain && is_maker(machine, object, pickle_text(&machine->store, name))) {
        result->kind = PICKLE_NAME;
        return pickle_report_import(machine->report, BYTES("zoneinfo.ZoneInfo"), BYTES("_unpickle"),
                                    4, machine->op_at, &result->ref);
    }
    if (plain)
        TRY(judge_attribute(machine, object, pickle_text(&machine->store, name), &plain, &known));
    if (!plain)
        pickle_tell_dangerous_call(machine, callee, args);
    *result = (struct pickle_value){
        .kind = PICKLE_ATTRIBUTE, .known = plain && known, .ref = owned ? object.ref : callee.ref};
    return ASSAY_OK;
}

static bool is_constant(struct pickle_value value)
{
    switch ((enum pickle_kind)value.kind) {
    case PICKLE_NONE:
    case PICKLE_BOOL:
    case PICKLE_INT:
    case PICKLE_FLOAT:
    case PICKLE_TEXT:
    case PICKLE_BYTES:
        return true;
    default:
        return value.kind == PICKLE_TUPLE && value.size == 0;
    }
}

static bool all_constant(const struct pickle_machine *machine, struct pickle_value args)
{
    if (args.kind != PICKLE_TUPLE || !args.known)
        return false;
    for (size_t i = 0; i < args.size; i++)
        if (!is_constant(pickle_item(&machine->store, args, i)))
            return false;
    return true;
}

static bool is_character_codec(const struct pickle_machine *machine, struct pickle_value value)
{
    static const char *const names[] = {"ascii",      "latin1", "latin-1",
                                        "iso-8859-1", "utf-8",  "utf8"};

    if (value.kind != PICKLE_TEXT)
        return false;
    return bytes_is_one_of(pickle_text(&machine->store, value), names, ARRAY_LEN(names));
}

/* Protocols below 3 have no bytes: they stand in the stream as a text, and this call. */
static enum assay_status call_codec(struct pickle_machine *machine, struct pickle_value callee,
                                    struct pickle_value args, struct pickle_value *result)
{
    struct pickle_value text = pickle_item(&machine->store, args, 0);
    struct pickle_value codec = pickle_item(&machine->store, args, 1);

    if (!is_character_codec(machine, codec)) {
        pickle_tell_dangerous_call(machine, callee, args);
        return ASSAY_OK;
    }
    /* Read as a pickle already, if these are its bytes. */
    if (text.kind == PICKLE_TEXT && text.judged &&
        bytes_equal(pickle_text(&machine->store, codec), BYTES("latin1"))) {
        text.kind = PICKLE_BYTES;
        *result = text;
    }
    return ASSAY_OK;
}

static void call_torch_bytes(struct pickle_machine *machine, struct pickle_value args)
{
    struct pickle_value bytes = pickle_item(&machine->store, args, 0);

    if (bytes.kind != PICKLE_BYTES || !bytes.judged)
        pickle_report_gap(machine->report, machine->op_at,
                          "a pickle that torch.storage._load_from_bytes would load was not read");
}

/* A text, a path, what may turn out as one, or settings that may hold one: ultralytics runs texts
 * of its own. */
static bool may_name_model(const struct pickle_machine *machine, struct pickle_value value)
{
    switch ((enum pickle_kind)value.kind) {
    case PICKLE_TEXT:
    case PICKLE_BYTES:
    case PICKLE_LIST:
    case PICKLE_DICT:
    case PICKLE_FORGOTTEN:
    case PICKLE_ATTRIBUTE:
        return true;
    case PICKLE_TUPLE:
        return value.size > 0;
    case PICKLE_OBJECT:
        return !pickle_import_of(machine, value)->makes_own ||
               pickle_import_of(machine, value)->verdict.origin == ORIGIN_PYTHON;
    default:
        return false;
    }
}

/* A class whose constructor takes the name of a model, or a path to one. */
static void call_constructor(struct pickle_machine *machine, struct pickle_value callee,
                             struct pickle_value args)
{
    bool given = args.kind != PICKLE_TUPLE || !args.known;
    bool configured = false;

    for (size_t i = 0; i < args.size && !given; i++) {
        struct pickle_value value = pickle_item(&machine->store, args, i);

        given = may_name_model(machine, value);
        configured |= value.kind == PICKLE_OBJECT;
    }
    if (configured && machine->names_kernel)
        pickle_tell_dangerous_call(machine, callee, args);
    else if (given)
        pickle_tell_unsure_call(machine, callee, args);
}

/*
 * numpy.ndarray(shape, type, buffer, ...): made of bytes, where NumPy itself restores arrays by
 * other means. Elements that are objects are addresses then. `from` is the place of the shape.
 */
static void call_buffer(struct pickle_machine *machine, struct pickle_value callee,
                        struct pickle_value args, size_t from)
{
    const struct pickle_store *store = &machine->store;
    bool whole = args.kind == PICKLE_TUPLE && args.known;
    bool given = args.size > from + 2 && pickle_item(store, args, from + 2).kind != PICKLE_NONE;

    if (!whole || (given && pickle_may_hold_objects(machine, pickle_item(store, args, from + 1))))
        pickle_tell_dangerous_call(machine, callee, args);
}

/* Calls __new__ of a class that must be named. The object is of that class, and so are the rules
 * for its state. */
static void call_reconstruct(struct pickle_machine *machine, struct pickle_value callee,
                             struct pickle_value args, struct pickle_value *result)
{
    const char *maker = pickle_import_of(machine, callee)->name;
    bool with_base = strcmp(maker, "copyreg._reconstructor") == 0;
    struct pickle_value class = pickle_item(&machine->store, args, 0);
    struct pickle_value base = pickle_item(&machine->store, args, 1);

    if (class.kind != PICKLE_NAME || (with_base && base.kind != PICKLE_NAME)) {
        pickle_tell_dangerous_call(machine, callee, args);
        return;
    }
    result->ref = class.ref;
    if (with_base && pickle_rule_of(machine, base) == RULE_CONSTRUCTOR &&
        may_name_model(machine, pickle_item(&machine->store, args, 2)))
        pickle_tell_unsure_call(machine, callee, args); /* base.__init__(object, state) */
    if (with_base && pickle_rule_of(machine, base) == RULE_BARE)
        pickle_tell_dangerous_call(machine, callee, args);
    if (pickle_rule_of(machine, class) == RULE_BUFFER &&
        strncmp(maker, "copyreg.__newobj", 16) == 0) {
        args.known &= strcmp(maker, "copyreg.__newobj__") == 0;
        call_buffer(machine, callee, args, 1);
    }
    if (pickle_rule_of(machine, class) == RULE_JOBLIB ||
        pickle_rule_of(machine, class) == RULE_OTHER_FILE)
        pickle_report_gap(machine->report, machine->op_at,
                          "a joblib array that is made in another way than joblib does");
}

/* iter(x): with a second argument, next() of it calls the first. */
static void call_iter(struct pickle_machine *machine, struct pickle_value callee,
                      struct pickle_value args)
{
    if (args.kind != PICKLE_TUPLE || !args.known || args.size != 1)
        pickle_tell_dangerous_call(machine, callee, args);
}

/* dateutil: what its first argument names is read. It writes None there, and wrote a path of the
 * system's zones before. */
static void call_zone_file(struct pickle_machine *machine, struct pickle_value callee,
                           struct pickle_value args)
{
    const struct pickle_value file = pickle_item(&machine->store, args, 0);
    const bool whole = args.kind == PICKLE_TUPLE && args.known;
    struct bytes path;

    if (whole && (file.kind == PICKLE_NONE || args.size == 0))
        return;
    if (!whole || file.kind != PICKLE_TEXT || file.cut) {
        pickle_tell_unsure_call(machine, callee, args);
        return;
    }
    path = pickle_text(&machine->store, file);
    if (!bytes_starts(path, BYTES("/usr/share/zoneinfo/")) || memmem(path.data, path.size, "..", 2))
        pickle_tell_dangerous_call(machine, callee, args);
}

/* type(None), of which there is no other name: what Python writes. */
static void call_type(struct pickle_machine *machine, struct pickle_value callee,
                      struct pickle_value args)
{
    struct pickle_value of = pickle_item(&machine->store, args, 0);
    const char *name = of.kind == PICKLE_NAME ? pickle_import_of(machine, of)->name : "";

    if (args.kind != PICKLE_TUPLE || !args.known || args.size != 1 ||
        !(of.kind == PICKLE_NONE || strcmp(name, "builtins.Ellipsis") == 0 ||
          strcmp(name, "builtins.NotImplemented") == 0))
        pickle_tell_unsure_call(machine, callee, args);
}

static bool is_named(const struct pickle_machine *machine, struct pickle_value value,
                     const char *beginning)
{
    return value.kind == PICKLE_NAME && pickle_is_free_name(machine, value) &&
           bytes_starts(bytes_text(pickle_import_of(machine, value)->name), bytes_text(beginning));
}

/* numpy.random: a generator by its name, class, or as an object; and what makes it of the name. */
static void call_generator(struct pickle_machine *machine, struct pickle_value callee,
                           struct pickle_value args)
{
    bool plain = args.kind == PICKLE_TUPLE && args.known;

    for (size_t i = 0; i < args.size && plain; i++) {
        struct pickle_value value = pickle_item(&machine->store, args, i);
        bool made = value.kind == PICKLE_OBJECT &&
                    bytes_starts(bytes_text(pickle_import_of(machine, value)->name),
                                 BYTES("numpy.random."));

        plain = value.kind == PICKLE_TEXT || made || is_named(machine, value, "numpy.random.");
    }
    if (!plain)
        pickle_tell_dangerous_call(machine, callee, args);
}

/* torch: function(*arguments), then the state of what came of it. */
static void call_rebuild(struct pickle_machine *machine, struct pickle_value callee,
                         struct pickle_value args)
{
    struct pickle_value function = pickle_item(&machine->store, args, 0);

    if (!is_named(machine, function, "torch._utils._rebuild_"))
        pickle_tell_dangerous_call(machine, callee, args);
    else if (pickle_rule_of(machine, function) == RULE_TENSOR)
        machine->report->tensors++;
}

/* A class that is judged by what its constructor is given, where something else may call it. */
void pickle_tell_handed_on(struct pickle_machine *machine, struct pickle_value callee,
                           struct pickle_value args, struct pickle_value value)
{
    const enum pickle_rule rule =
        value.kind == PICKLE_NAME ? pickle_rule_of(machine, value) : RULE_NONE;

    if (rule == RULE_BARE)
        pickle_tell_dangerous_call(machine, callee, args);
    else if (rule == RULE_CONSTRUCTOR || rule == RULE_BUFFER)
        pickle_tell_unsure_call(machine, callee, args);
}

/* What makes an object without its constructor, or calls it without arguments, is no danger. */
static void hand_on_constructors(struct pickle_machine *machine, struct pickle_value callee,
                                 struct pickle_value args)
{
    if (!machine->seen_rules || args.kind != PICKLE_TUPLE ||
        pickle_rule_of(machine, callee) == RULE_RECONSTRUCT ||
        strcmp(pickle_import_of(machine, callee)->name, "collections.defaultdict") == 0)
        return;
    for (size_t i = 0; i < args.size; i++)
        pickle_tell_handed_on(machine, callee, args, pickle_item(&machine->store, args, i));
}

/* numpy restores a function by importing it: what comes back is that name. */
static enum assay_status call_ufunc(struct pickle_machine *machine, struct pickle_value callee,
                                    struct pickle_value args, struct pickle_value *result)
{
    struct pickle_value module = pickle_item(&machine->store, args, 0);
    struct pickle_value name = pickle_item(&machine->store, args, 1);

    if (module.kind != PICKLE_TEXT || name.kind != PICKLE_TEXT || module.cut || name.cut) {
        pickle_tell_dangerous_call(machine, callee, args);
        return ASSAY_OK;
    }
    result->kind = PICKLE_NAME;
    TRY(pickle_report_import(machine->report, pickle_text(&machine->store, module),
                             pickle_text(&machine->store, name), 4, machine->op_at, &result->ref));
    machine->seen_rules |= pickle_rule_of(machine, *result) != RULE_NONE;
    return ASSAY_OK;
}

static enum assay_status call_name(struct pickle_machine *machine, struct pickle_value callee,
                                   struct pickle_value args, struct pickle_value *result)
{
    struct pickle_value first = pickle_item(&machine->store, args, 0);

    switch (pickle_rule_of(machine, callee)) {
    case RULE_NONE:
    case RULE_STATE:
        break;
    case RULE_BUFFER:
        call_buffer(machine, callee, args, 0);
        break;
    case RULE_BARE:
        if (args.kind != PICKLE_TUPLE || !args.known || args.size > 0)
            pickle_tell_dangerous_call(machine, callee, args);
        break;
    case RULE_CONSTRUCTOR:
        call_constructor(machine, callee, args);
        break;
    case RULE_RECONSTRUCT:
        call_reconstruct(machine, callee, args, result);
        break;
    case RULE_HELD:
        pickle_tell_unsure_call(machine, callee, args);
        break;
    case RULE_ITER:
        call_iter(machine, callee, args);
        break;
    case RULE_GENERATOR:
        call_generator(machine, callee, args);
        break;
    case RULE_ZONE_FILE:
        call_zone_file(machine, callee, args);
        break;
    case RULE_REBUILD:
        call_rebuild(machine, callee, args);
        break;
    case RULE_OTHER_FILE:
        pickle_report_unsure(machine->report, machine->op_at,
                             "joblib reads an array from another file");
        break;
    case RULE_TYPE:
        call_type(machine, callee, args);
        break;
    case RULE_UFUNC:
        return call_ufunc(machine, callee, args, result);
    case RULE_GETATTR:
        return call_getattr(machine, callee, args, result);
    case RULE_PARTIAL:
        if (!pickle_is_free_name(machine, first))
            pickle_tell_dangerous_call(machine, callee, args);
        break;
    case RULE_ITEMGETTER:
        if (!all_constant(machine, args))
            pickle_tell_dangerous_call(machine, callee, args);
        break;
    case RULE_CODEC:
        return call_codec(machine, callee, args, result);
    case RULE_DTYPE:
        return pickle_make_dtype(machine, args, result);
    case RULE_JOBLIB:
        pickle_make_array(machine, args, result);
        break;
    case RULE_TENSOR:
        machine->report->tensors++;
        break;
    case RULE_TORCH_BYTES:
        call_torch_bytes(machine, args);
        break;
    }
    return ASSAY_OK;
}

/* copyreg.add_extension() in the stream: its codes mean these names from here on. */
static enum assay_status add_extension(struct pickle_machine *machine, struct pickle_value args)
{
    struct pickle_report *report = machine->report;
    struct pickle_value module = pickle_item(&machine->store, args, 0);
    struct pickle_value name = pickle_item(&machine->store, args, 1);
    struct pickle_value code = pickle_item(&machine->store, args, 2);
    uint32_t import;

    if (module.kind != PICKLE_TEXT || name.kind != PICKLE_TEXT || code.kind != PICKLE_INT ||
        report->extension_count == ARRAY_LEN(report->extensions))
        return ASSAY_OK; /* its use will be unknown; registering was dangerous already */
    TRY(pickle_report_import(report, pickle_text(&machine->store, module),
                             pickle_text(&machine->store, name), 4, machine->op_at, &import));
    report->extensions[report->extension_count++] =
        (struct pickle_extension){.code = code.integer, .import = import};
    return ASSAY_OK;
}

enum assay_status pickle_call(struct pickle_machine *machine, struct pickle_value callee,
                              struct pickle_value args, struct pickle_value *result)
{
    *result = (struct pickle_value){.kind = PICKLE_FORGOTTEN};
    switch ((enum pickle_kind)callee.kind) {
    case PICKLE_NAME:
        *result = (struct pickle_value){.kind = PICKLE_OBJECT, .ref = callee.ref};
        pickle_note_call(machine, callee, args);
        pickle_trust_arguments(machine, callee, args);
        if (strcmp(pickle_import_of(machine, callee)->name, "copyreg.add_extension") == 0)
            TRY(add_extension(machine, args));
        hand_on_constructors(machine, callee, args);
        return call_name(machine, callee, args, result);
    case PICKLE_OBJECT:
    case PICKLE_ATTRIBUTE:
        pickle_report_danger(machine->report, machine->op_at, "calls what %s returned",
                             pickle_import_of(machine, callee)->name);
        *result = callee;
        break;
    case PICKLE_FORGOTTEN:
        pickle_report_gap(machine->report, machine->op_at,
                          "a call of something that was not followed");
        break;
    case PICKLE_PERSISTENT:
        pickle_report_danger(machine->report, machine->op_at, "calls a persistent object");
        break;
    default:
        pickle_report_flaw(machine->report, machine->op_at, "a call of what cannot be called");
    }
    return ASSAY_OK;
}
