/*
 * pickle_names.c - a name is allowed exactly, denied by itself or anything above it, allowed as a
 * class of a vetted package, or unknown; asked in this order.
 */

#include "examine/python/pickle_names.h"

#include "base/kit.h"

/* Binary search in a table of `size` bytes a row whose rows begin with their name. */
static const void *find(const void *table, size_t count, size_t size, struct bytes name)
{
    size_t low = 0, high = count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const char *row = (const char *)table + middle * size;
        const char *text;
        int order;

        memcpy(&text, row, sizeof text);
        order = bytes_compare(name, bytes_text(text));
        if (order == 0)
            return row;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

#define FIND(table, count, name) find((table), (count), sizeof(table)[0], (name))

/* The part of a dotted name before `at`'s next dot; moves `at` behind it. False at the end. */
static bool next_part(struct bytes name, size_t *at, struct bytes *part)
{
    struct bytes rest = bytes_from(name, *at);
    const uint8_t *dot;

    if (*at > name.size || name.size == 0)
        return false;
    dot = rest.size ? memchr(rest.data, '.', rest.size) : NULL;
    *part = bytes_of(name.data + *at, dot ? (size_t)(dot - rest.data) : rest.size);
    *at += part->size + 1;
    return true;
}

static bool is_letter(uint8_t byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || byte == '_';
}

static bool is_word(struct bytes text)
{
    if (text.size == 0 || !is_letter(text.data[0]))
        return false;
    for (size_t i = 1; i < text.size; i++)
        if (!is_letter(text.data[i]) && !(text.data[i] >= '0' && text.data[i] <= '9'))
            return false;
    return true;
}

static bool is_dunder(struct bytes part)
{
    return bytes_starts(part, BYTES("__")) && bytes_ends(part, BYTES("__"));
}

/* Ways from a function, a generator or a traceback into its frame, and from there anywhere. */
static bool is_inner(struct bytes name)
{
    static const char *const beginnings[] = {"ag_",   "co_", "cr_", "f_",
                                             "func_", "gi_", "im_", "tb_"};

    for (size_t i = 0; i < ARRAY_LEN(beginnings); i++)
        if (bytes_starts(name, bytes_text(beginnings[i])))
            return true;
    return bytes_equal(name, BYTES("mro"));
}

bool pickle_plain_name(struct bytes name)
{
    return is_word(name) && !is_inner(name) && !bytes_starts(name, BYTES("__")) &&
           !FIND(pickle_denied_parts, pickle_denied_part_count, name);
}

/* An entry for the name itself, or one above it that takes in all below. */
static const struct pickle_denied *find_denied(struct bytes name)
{
    struct bytes part;
    size_t at = 0;

    while (next_part(name, &at, &part)) {
        struct bytes above = bytes_of(name.data, at - 1);
        const struct pickle_denied *entry = FIND(pickle_denied, pickle_denied_count, above);

        if (entry && (entry->whole || above.size == name.size))
            return entry;
    }
    return NULL;
}

/* Parts that lead out of the module named: to another module, or into the interpreter. */
static bool leads_away(struct bytes full, size_t module_size)
{
    struct bytes part;
    size_t at = 0;

    while (next_part(full, &at, &part)) {
        size_t start = at - 1 - part.size;

        if (start > 0 && FIND(pickle_denied_parts, pickle_denied_part_count, part))
            return true;
        if (start > module_size && is_dunder(part))
            return true;
    }
    return false;
}

bool pickle_class_like(struct bytes name)
{
    struct bytes rest = bytes_from(name, name.size > 0 && name.data[0] == '_');

    if (!is_word(name))
        return false;
    return (rest.size > 0 && rest.data[0] >= 'A' && rest.data[0] <= 'Z') ||
           bytes_starts(name, BYTES("__pyx_unpickle_"));
}

/* The closest package above a module, or itself, whose classes may be imported. */
static const struct pickle_package *find_package(struct bytes module)
{
    const struct pickle_package *closest = NULL;
    struct bytes part;
    size_t at = 0;

    while (next_part(module, &at, &part)) {
        const struct pickle_package *package =
            FIND(pickle_packages, pickle_package_count, bytes_of(module.data, at - 1));

        closest = package ? package : closest;
    }
    return closest;
}

/* scipy's distributions are objects of classes named like norm_gen. */
static bool is_distribution(struct bytes module, struct bytes name)
{
    return is_word(name) && bytes_ends(name, BYTES("_gen")) &&
           (bytes_equal(module, BYTES("scipy.stats._continuous_distns")) ||
            bytes_equal(module, BYTES("scipy.stats._discrete_distns")));
}

/* The same name where the package shows it: numpy moved its own parts about, twice. */
static const struct pickle_allowed *find_allowed(struct bytes full)
{
    static const struct {
        const char *private, *public;
    } homes[] = {
        {"numpy._core._multiarray_umath.", "numpy."},
        {"numpy.core._multiarray_umath.", "numpy."},
        {"numpy._core.umath.", "numpy."},
        {"numpy.core.umath.", "numpy."},
        {"numpy._core.fromnumeric.", "numpy."},
        {"numpy.core.fromnumeric.", "numpy."},
        {"numpy._core.numeric.", "numpy."},
        {"numpy.core.numeric.", "numpy."},
        {"numpy._core.", "numpy.core."},
        {"numpy.lib.function_base.", "numpy."},
        {"numpy.lib._function_base_impl.", "numpy."},
    };
    const struct pickle_allowed *entry = FIND(pickle_allowed, pickle_allowed_count, full);

    for (size_t i = 0; !entry && i < ARRAY_LEN(homes); i++) {
        char name[96];
        int size;
        struct bytes rest = bytes_from(full, strlen(homes[i].private));

        if (!bytes_starts(full, bytes_text(homes[i].private)) || rest.size > 64)
            continue;
        size = snprintf(name, sizeof name, "%s%.*s", homes[i].public, (int)rest.size,
                        (const char *)rest.data);
        entry = FIND(pickle_allowed, pickle_allowed_count, bytes_of(name, (size_t)size));
    }
    return entry;
}

/* Classes and modules that vetted packages import from elsewhere, and so hand out under names of
 * their own; found by asking which package each name of theirs is really from. */
static bool is_foreign(struct bytes name)
{
    static const char *const names[] = {"ABC",
                                        "ABCMeta",
                                        "Accelerator",
                                        "Appender",
                                        "AsyncInferenceClient",
                                        "DataFrameFormatter",
                                        "DataFrameInfo",
                                        "DataFrameRenderer",
                                        "DataLoader",
                                        "Dataset",
                                        "DatasetDict",
                                        "DistributedDataParallelCPU",
                                        "Environment",
                                        "Executor",
                                        "Figure",
                                        "FileLock",
                                        "Function",
                                        "FunctionDoc",
                                        "FunctionType",
                                        "GroupByApply",
                                        "HfApi",
                                        "HolidayCalendarFactory",
                                        "Image",
                                        "InferenceClient",
                                        "Join",
                                        "JoinHook",
                                        "Joinable",
                                        "LocaleTime",
                                        "MapWrapper",
                                        "Matrix",
                                        "Memory",
                                        "ModuleType",
                                        "NamedTuple",
                                        "Parallel",
                                        "Path",
                                        "Pool",
                                        "PosixPath",
                                        "Process",
                                        "ProcessPoolExecutor",
                                        "RLock",
                                        "RRef",
                                        "ReduceOp",
                                        "ReentrancyLock",
                                        "Repository",
                                        "ResamplerWindowApply",
                                        "SeriesApply",
                                        "SeriesInfo",
                                        "Session",
                                        "SkipTest",
                                        "Substitution",
                                        "SummaryWriter",
                                        "Template",
                                        "Thread",
                                        "ThreadPoolExecutor",
                                        "TypedDict",
                                        "Variable",
                                        "ZoneInfo",
                                        "_Reduction",
                                        "_TimeRE"};
    size_t count = ARRAY_LEN(names);

    return name.size == 1 || FIND(names, count, name); /* F is torch.nn.functional */
}

/* trl keeps its trainers, which load models by name, beside their settings. */
static bool is_own(struct bytes module, struct bytes name)
{
    if (bytes_starts(module, BYTES("__torch__"))) /* the model's own classes */
        return true;
    if (is_foreign(name))
        return false;
    return !bytes_starts(module, BYTES("trl.trainer")) || bytes_ends(name, BYTES("Config")) ||
           bytes_ends(name, BYTES("Type"));
}

static struct pickle_verdict judge(struct bytes full, size_t module_size)
{
    struct bytes module = bytes_of(full.data, module_size);
    struct bytes name = bytes_from(full, module_size + 1);
    const struct pickle_allowed *allowed = find_allowed(full);
    const struct pickle_package *package;
    const struct pickle_denied *denied;

    if (allowed)
        return (struct pickle_verdict){
            .judgement = PICKLE_ALLOWED, .rule = allowed->rule, .origin = allowed->origin};
    denied = find_denied(full);
    if (denied)
        return (struct pickle_verdict){.judgement = PICKLE_DANGEROUS, .group = denied->group};
    if (leads_away(full, module_size))
        return (struct pickle_verdict){.judgement = PICKLE_DANGEROUS,
                                       .group = PICKLE_REACH_ANYTHING};
    package = find_package(module);
    if (package &&
        ((pickle_class_like(name) && is_own(module, name)) || is_distribution(module, name)))
        return (struct pickle_verdict){
            .judgement = PICKLE_ALLOWED, .rule = package->rule, .origin = package->origin};
    return (struct pickle_verdict){.judgement = PICKLE_UNKNOWN};
}

/* Writes what Python 3 imports in place of "module.name"; tells the size of its module. */
static size_t name_today(struct bytes written, struct bytes module, struct bytes name,
                         struct buf *out)
{
    const struct pickle_renamed *whole =
        FIND(pickle_renamed_names, pickle_renamed_name_count, written);
    const struct pickle_renamed *part =
        FIND(pickle_renamed_modules, pickle_renamed_module_count, module);

    buf_reset(out);
    if (whole) {
        buf_text(out, whole->now);
        return (size_t)(strrchr(whole->now, '.') - whole->now);
    }
    if (part)
        buf_text(out, part->now);
    else
        buf_add(out, module.data, module.size);
    buf_byte(out, '.');
    buf_add(out, name.data, name.size);
    return part ? strlen(part->now) : module.size;
}

struct pickle_verdict pickle_judge(struct bytes module, struct bytes name, unsigned protocol,
                                   struct buf *resolved)
{
    CLEANUP(buf_clear) struct buf written;
    struct pickle_verdict verdict, old;
    size_t module_size;

    buf_init(&written, resolved->ceiling);
    buf_add(&written, module.data, module.size);
    buf_byte(&written, '.');
    buf_add(&written, name.data, name.size);
    if (protocol >= 3) {
        buf_reset(resolved);
        buf_add(resolved, written.data, written.size);
        return judge(buf_bytes(&written), module.size);
    }
    module_size = name_today(buf_bytes(&written), module, name, resolved);
    verdict = judge(buf_bytes(resolved), module_size);
    old = judge(buf_bytes(&written), module.size);
    /* An old name that is merely not listed says nothing: the lists hold today's names. */
    return old.judgement == PICKLE_DANGEROUS && verdict.judgement != PICKLE_DANGEROUS ? old
                                                                                      : verdict;
}
