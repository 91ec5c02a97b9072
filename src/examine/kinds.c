/* kinds.c - kinds by name: one sorted table of endings, one of whole names. */

#include "examine/kinds.h"

#include <assay/audit.h>
#include <stdlib.h>

#include "base/ending.h"
#include "base/glob.h"
#include "base/kit.h"

struct named_kind {
    const char *name;
    enum assay_kind kind;
};

/* Endings after the last dot, in lower case; sorted for bsearch(). */
static const struct named_kind endings[] = {
    {"adoc", ASSAY_KIND_DOCUMENT},   {"arrow", ASSAY_KIND_DATASET},
    {"avro", ASSAY_KIND_DATASET},    {"bash", ASSAY_KIND_CODE},
    {"c", ASSAY_KIND_CODE},          {"caffemodel", ASSAY_KIND_MODEL},
    {"cbm", ASSAY_KIND_MODEL},       {"cc", ASSAY_KIND_CODE},
    {"cfg", ASSAY_KIND_CONFIG},      {"ckpt", ASSAY_KIND_MODEL},
    {"cmake", ASSAY_KIND_CODE},      {"conf", ASSAY_KIND_CONFIG},
    {"cpp", ASSAY_KIND_CODE},        {"cs", ASSAY_KIND_CODE},
    {"css", ASSAY_KIND_CODE},        {"csv", ASSAY_KIND_DATASET},
    {"cu", ASSAY_KIND_CODE},         {"dill", ASSAY_KIND_MODEL},
    {"distcp", ASSAY_KIND_MODEL},    {"doc", ASSAY_KIND_DOCUMENT},
    {"docx", ASSAY_KIND_DOCUMENT},   {"engine", ASSAY_KIND_MODEL},
    {"env", ASSAY_KIND_CONFIG},      {"feather", ASSAY_KIND_DATASET},
    {"ggml", ASSAY_KIND_MODEL},      {"gguf", ASSAY_KIND_MODEL},
    {"go", ASSAY_KIND_CODE},         {"h", ASSAY_KIND_CODE},
    {"h5", ASSAY_KIND_MODEL},        {"hdf5", ASSAY_KIND_MODEL},
    {"hpp", ASSAY_KIND_CODE},        {"htm", ASSAY_KIND_DOCUMENT},
    {"html", ASSAY_KIND_DOCUMENT},   {"ini", ASSAY_KIND_CONFIG},
    {"ipynb", ASSAY_KIND_CODE},      {"java", ASSAY_KIND_CODE},
    {"jl", ASSAY_KIND_CODE},         {"joblib", ASSAY_KIND_MODEL},
    {"js", ASSAY_KIND_CODE},         {"json", ASSAY_KIND_CONFIG},
    {"jsonl", ASSAY_KIND_DATASET},   {"keras", ASSAY_KIND_MODEL},
    {"kt", ASSAY_KIND_CODE},         {"lua", ASSAY_KIND_CODE},
    {"m", ASSAY_KIND_CODE},          {"md", ASSAY_KIND_DOCUMENT},
    {"mjs", ASSAY_KIND_CODE},        {"mlmodel", ASSAY_KIND_MODEL},
    {"mnn", ASSAY_KIND_MODEL},       {"ndjson", ASSAY_KIND_DATASET},
    {"nemo", ASSAY_KIND_MODEL},      {"npy", ASSAY_KIND_DATASET},
    {"npz", ASSAY_KIND_DATASET},     {"odt", ASSAY_KIND_DOCUMENT},
    {"onnx", ASSAY_KIND_MODEL},      {"orc", ASSAY_KIND_DATASET},
    {"org", ASSAY_KIND_DOCUMENT},    {"ort", ASSAY_KIND_MODEL},
    {"parquet", ASSAY_KIND_DATASET}, {"pb", ASSAY_KIND_MODEL},
    {"pdf", ASSAY_KIND_DOCUMENT},    {"php", ASSAY_KIND_CODE},
    {"pickle", ASSAY_KIND_MODEL},    {"pkl", ASSAY_KIND_MODEL},
    {"pl", ASSAY_KIND_CODE},         {"properties", ASSAY_KIND_CONFIG},
    {"ps1", ASSAY_KIND_CODE},        {"pt", ASSAY_KIND_MODEL},
    {"pth", ASSAY_KIND_MODEL},       {"ptl", ASSAY_KIND_MODEL},
    {"py", ASSAY_KIND_CODE},         {"pyi", ASSAY_KIND_CODE},
    {"r", ASSAY_KIND_CODE},          {"rb", ASSAY_KIND_CODE},
    {"rknn", ASSAY_KIND_MODEL},      {"rs", ASSAY_KIND_CODE},
    {"rst", ASSAY_KIND_DOCUMENT},    {"safetensors", ASSAY_KIND_MODEL},
    {"scala", ASSAY_KIND_CODE},      {"sh", ASSAY_KIND_CODE},
    {"skops", ASSAY_KIND_MODEL},     {"sql", ASSAY_KIND_CODE},
    {"swift", ASSAY_KIND_CODE},      {"t7", ASSAY_KIND_MODEL},
    {"tex", ASSAY_KIND_DOCUMENT},    {"tf", ASSAY_KIND_CODE},
    {"tflite", ASSAY_KIND_MODEL},    {"tfrecord", ASSAY_KIND_DATASET},
    {"toml", ASSAY_KIND_CONFIG},     {"trt", ASSAY_KIND_MODEL},
    {"ts", ASSAY_KIND_CODE},         {"tsv", ASSAY_KIND_DATASET},
    {"tsx", ASSAY_KIND_CODE},        {"txt", ASSAY_KIND_DOCUMENT},
    {"xls", ASSAY_KIND_DATASET},     {"xlsx", ASSAY_KIND_DATASET},
    {"yaml", ASSAY_KIND_CONFIG},     {"yml", ASSAY_KIND_CONFIG},
    {"zsh", ASSAY_KIND_CODE},
};

/* Whole last parts of a path; sorted likewise, by byte order. */
static const struct named_kind names[] = {
    {".assayignore", ASSAY_KIND_CONFIG},     {".clang-format", ASSAY_KIND_CONFIG},
    {".clang-tidy", ASSAY_KIND_CONFIG},      {".dockerignore", ASSAY_KIND_CONFIG},
    {".editorconfig", ASSAY_KIND_CONFIG},    {".gitattributes", ASSAY_KIND_CONFIG},
    {".gitignore", ASSAY_KIND_CONFIG},       {".gitmodules", ASSAY_KIND_CONFIG},
    {"AUTHORS", ASSAY_KIND_DOCUMENT},        {"CHANGELOG", ASSAY_KIND_DOCUMENT},
    {"CMakeLists.txt", ASSAY_KIND_CODE},     {"CODEOWNERS", ASSAY_KIND_CONFIG},
    {"COPYING", ASSAY_KIND_DOCUMENT},        {"Dockerfile", ASSAY_KIND_CODE},
    {"LICENCE", ASSAY_KIND_DOCUMENT},        {"LICENSE", ASSAY_KIND_DOCUMENT},
    {"MLmodel", ASSAY_KIND_CONFIG},          {"Makefile", ASSAY_KIND_CODE},
    {"NOTICE", ASSAY_KIND_DOCUMENT},         {"README", ASSAY_KIND_DOCUMENT},
    {"requirements.txt", ASSAY_KIND_CONFIG},
};

enum { STEP = 64 }; /* a fixed number, and sums as narrow as the bytes: many at once */

/* What is_control() is true for, and more: most texts have few of those, too. */
static inline uint8_t may_be_control(uint8_t c)
{
    return (uint8_t)((c < 0x20) - (c == '\n'));
}

/* 1 or 0, as a sum of comparisons: a chain of them becomes a branch, and then no vector. */
static inline uint8_t is_control(uint8_t c)
{
    return (uint8_t)((c < 0x20) - (c == '\t') - (c == '\n') - (c == '\r') - (c == '\f') -
                     (c == 0x1b));
}

__attribute__((always_inline)) static inline size_t count(struct bytes head, uint8_t (*is)(uint8_t))
{
    size_t total = 0, at = 0;

    for (; head.size - at >= STEP; at += STEP) {
        uint8_t some = 0;

        for (size_t i = 0; i < STEP; i++)
            some = (uint8_t)(some + is(head.data[at + i]));
        total += some;
    }
    for (; at < head.size; at++)
        total += is(head.data[at]);
    return total;
}

/* One in fifty. */
static bool are_few(size_t controls, struct bytes head)
{
    return controls * 50 <= head.size;
}

bool kind_is_text(struct bytes head)
{
    if (head.size > 0 && memchr(head.data, 0, head.size))
        return false;
    return are_few(count(head, may_be_control), head) || are_few(count(head, is_control), head);
}

static int compare(const void *key, const void *element)
{
    return strcmp(key, ((const struct named_kind *)element)->name);
}

static bool look_up(const struct named_kind *table, size_t count, struct bytes word, bool fold,
                    enum assay_kind *kind)
{
    char text[32];
    const struct named_kind *found;

    if (word.size == 0 || word.size >= sizeof text)
        return false;
    for (size_t i = 0; i < word.size; i++) {
        char c = (char)word.data[i];

        text[i] = fold && c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
    }
    text[word.size] = 0;
    found = bsearch(text, table, count, sizeof *table, compare);
    if (found)
        *kind = found->kind;
    return found != NULL;
}

static bool any_matches(const char *const *globs, size_t count, struct bytes path)
{
    for (size_t i = 0; i < count; i++)
        if (glob_match(bytes_text(globs[i]), path))
            return true;
    return false;
}

static struct bytes after_last(struct bytes text, char separator, bool *found)
{
    const uint8_t *at = text.size ? memrchr(text.data, separator, text.size) : NULL;

    *found = at != NULL;
    return at ? bytes_from(text, (size_t)(at - text.data) + 1) : text;
}

/* Weights whose format their name does not tell: torch's, those of llama.cpp before GGUF, of
 * CTranslate2 and fastText. */
static bool is_weights(struct bytes name)
{
    static const char *const globs[] = {"ggml-*.bin", "model.bin", "*_model.bin",
                                        "pytorch_model*.bin"};

    return any_matches(globs, ARRAY_LEN(globs), name);
}

enum promise kind_promise(struct bytes name)
{
    /* those that make no kind by themselves, or are texts; sorted */
    static const struct {
        const char *ending;
        enum promise promise;
    } promises[] = {
        {"accdb", PROMISE_ROWS},
        {"axmodel", PROMISE_PACKED_MODEL},
        {"bson", PROMISE_ROWS},
        {"bst", PROMISE_PACKED_MODEL},
        {"circle", PROMISE_PACKED_MODEL},
        {"csv", PROMISE_TEXT},
        {"cvimodel", PROMISE_PACKED_MODEL},
        {"db", PROMISE_ROWS},
        {"db3", PROMISE_ROWS},
        {"dlc", PROMISE_PACKED_MODEL},
        {"dta", PROMISE_ROWS},
        {"duckdb", PROMISE_ROWS},
        {"ftz", PROMISE_PACKED_MODEL},
        {"hbm", PROMISE_PACKED_MODEL},
        {"hef", PROMISE_PACKED_MODEL},
        {"jsonl", PROMISE_TEXT},
        {"kmodel", PROMISE_PACKED_MODEL},
        {"lmdb", PROMISE_ROWS},
        {"mar", PROMISE_PACKED_MODEL},
        {"mat", PROMISE_ROWS},
        {"mdb", PROMISE_ROWS},
        {"mindir", PROMISE_PACKED_MODEL},
        {"ndjson", PROMISE_TEXT},
        {"neff", PROMISE_PACKED_MODEL},
        {"ods", PROMISE_ROWS},
        {"om", PROMISE_PACKED_MODEL},
        {"plan", PROMISE_PACKED_MODEL},
        {"por", PROMISE_ROWS},
        {"ptd", PROMISE_PACKED_MODEL},
        {"rda", PROMISE_ROWS},
        {"rdata", PROMISE_ROWS},
        {"rds", PROMISE_ROWS},
        {"sas7bdat", PROMISE_ROWS},
        {"sav", PROMISE_ROWS},
        {"sqlite", PROMISE_ROWS},
        {"sqlite3", PROMISE_ROWS},
        {"tmfile", PROMISE_PACKED_MODEL},
        {"tsv", PROMISE_TEXT},
        {"ubj", PROMISE_PACKED_MODEL},
        {"uff", PROMISE_PACKED_MODEL},
        {"vmfb", PROMISE_PACKED_MODEL},
        {"xlsm", PROMISE_ROWS},
        {"xmodel", PROMISE_PACKED_MODEL},
        {"xpt", PROMISE_ROWS},
        {"zsav", PROMISE_ROWS},
    };
    const struct examiner_options nothing_said = {0};
    bool found;
    struct bytes ending = after_last(name, '.', &found);
    enum assay_kind kind;

    for (size_t i = 0; found && i < ARRAY_LEN(promises); i++)
        if (ending.size == strlen(promises[i].ending) && ends_in(ending, promises[i].ending))
            return promises[i].promise;
    if (is_weights(name))
        return PROMISE_MODEL;
    if (glob_match(BYTES("*.data-[0-9]*-of-*[0-9]"), name)) /* of a checkpoint of TensorFlow */
        return PROMISE_TENSORS;
    kind = kind_of_name(&nothing_said, name, bytes_of(NULL, 0));
    return kind == ASSAY_KIND_DATASET ? PROMISE_ROWS
           : kind == ASSAY_KIND_MODEL ? PROMISE_MODEL
                                      : PROMISE_NONE;
}

enum assay_kind kind_of_name(const struct examiner_options *options, struct bytes path,
                             struct bytes head)
{
    enum assay_kind kind;
    struct bytes name, ending;
    bool found;

    if (any_matches(options->dataset_globs, options->dataset_glob_count, path))
        return ASSAY_KIND_DATASET;
    if (any_matches(options->model_globs, options->model_glob_count, path))
        return ASSAY_KIND_MODEL;
    name = after_last(path, '/', &found);
    if (look_up(names, ARRAY_LEN(names), name, false, &kind))
        return kind;
    ending = after_last(name, '.', &found);
    if (found && look_up(endings, ARRAY_LEN(endings), ending, true, &kind))
        return kind;
    return bytes_starts(head, BYTES("#!")) ? ASSAY_KIND_CODE : ASSAY_KIND_OTHER;
}

enum assay_kind assay_kind_of_name(const char *path)
{
    const struct examiner_options nothing_said = {0};

    return kind_of_name(&nothing_said, bytes_text(path), bytes_of(NULL, 0));
}
