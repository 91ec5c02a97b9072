/* kinds.c - kinds by name: one sorted table of endings, one of whole names. */

#include "examine/kinds.h"

#include <assay/audit.h>
#include <stdlib.h>

#include "base/glob.h"
#include "base/kit.h"

struct named_kind {
    const char *name;
    enum assay_kind kind;
};

/* Endings after the last dot, in lower case; sorted for bsearch(). Some promise what others have
 * besides, so that alone they make no kind. */
static const struct ending {
    const char *name;
    enum assay_kind kind;
    enum promise promise;
} endings[] = {
    {"accdb", ASSAY_KIND_OTHER, PROMISE_ROWS},
    {"adoc", ASSAY_KIND_DOCUMENT, PROMISE_NONE},
    {"arrow", ASSAY_KIND_DATASET, PROMISE_ROWS},
    {"avro", ASSAY_KIND_DATASET, PROMISE_ROWS},
    {"axmodel", ASSAY_KIND_OTHER, PROMISE_PACKED_MODEL},
    {"bash", ASSAY_KIND_CODE, PROMISE_NONE},
    {"bson", ASSAY_KIND_OTHER, PROMISE_ROWS},
    {"bst", ASSAY_KIND_OTHER, PROMISE_PACKED_MODEL},
    {"c", ASSAY_KIND_CODE, PROMISE_NONE},
    {"caffemodel", ASSAY_KIND_MODEL, PROMISE_MODEL},
    {"cbm", ASSAY_KIND_MODEL, PROMISE_MODEL},
    {"cc", ASSAY_KIND_CODE, PROMISE_NONE},
    {"cfg", ASSAY_KIND_CONFIG, PROMISE_NONE},
    {"circle", ASSAY_KIND_OTHER, PROMISE_PACKED_MODEL},
    {"ckpt", ASSAY_KIND_MODEL, PROMISE_MODEL},
    {"cmake", ASSAY_KIND_CODE, PROMISE_NONE},
    {"conf", ASSAY_KIND_CONFIG, PROMISE_NONE},
    {"cpp", ASSAY_KIND_CODE, PROMISE_NONE},
    {"cs", ASSAY_KIND_CODE, PROMISE_NONE},
    {"css", ASSAY_KIND_CODE, PROMISE_NONE},
    {"csv", ASSAY_KIND_DATASET, PROMISE_TEXT},
    {"cu", ASSAY_KIND_CODE, PROMISE_NONE},
    {"cvimodel", ASSAY_KIND_OTHER, PROMISE_PACKED_MODEL},
    {"db", ASSAY_KIND_OTHER, PROMISE_ROWS},
    {"db3", ASSAY_KIND_OTHER, PROMISE_ROWS},
    {"dill", ASSAY_KIND_MODEL, PROMISE_MODEL},
    {"distcp", ASSAY_KIND_MODEL, PROMISE_MODEL},
    {"dlc", ASSAY_KIND_OTHER, PROMISE_PACKED_MODEL},
    {"doc", ASSAY_KIND_DOCUMENT, PROMISE_NONE},
    {"docx", ASSAY_KIND_DOCUMENT, PROMISE_NONE},
    {"dta", ASSAY_KIND_OTHER, PROMISE_ROWS},
    {"duckdb", ASSAY_KIND_OTHER, PROMISE_ROWS},
    {"engine", ASSAY_KIND_MODEL, PROMISE_MODEL},
    {"env", ASSAY_KIND_CONFIG, PROMISE_NONE},
    {"feather", ASSAY_KIND_DATASET, PROMISE_ROWS},
    {"ftz", ASSAY_KIND_OTHER, PROMISE_PACKED_MODEL},
    {"ggml", ASSAY_KIND_MODEL, PROMISE_MODEL},
    {"gguf", ASSAY_KIND_MODEL, PROMISE_MODEL},
    {"go", ASSAY_KIND_CODE, PROMISE_NONE},
    {"h", ASSAY_KIND_CODE, PROMISE_NONE},
    {"h5", ASSAY_KIND_MODEL, PROMISE_MODEL},
    {"hbm", ASSAY_KIND_OTHER, PROMISE_PACKED_MODEL},
    {"hdf5", ASSAY_KIND_MODEL, PROMISE_MODEL},
    {"hef", ASSAY_KIND_OTHER, PROMISE_PACKED_MODEL},
    {"hpp", ASSAY_KIND_CODE, PROMISE_NONE},
    {"htm", ASSAY_KIND_DOCUMENT, PROMISE_NONE},
    {"html", ASSAY_KIND_DOCUMENT, PROMISE_NONE},
    {"hyper", ASSAY_KIND_OTHER, PROMISE_ROWS},
    {"ibd", ASSAY_KIND_OTHER, PROMISE_ROWS},
    {"ini", ASSAY_KIND_CONFIG, PROMISE_NONE},
    {"ipynb", ASSAY_KIND_CODE, PROMISE_NONE},
    {"iwa", ASSAY_KIND_OTHER, PROMISE_ROWS},
    {"java", ASSAY_KIND_CODE, PROMISE_NONE},
    {"jl", ASSAY_KIND_CODE, PROMISE_NONE},
    {"joblib", ASSAY_KIND_MODEL, PROMISE_MODEL},
    {"js", ASSAY_KIND_CODE, PROMISE_NONE},
    {"json", ASSAY_KIND_CONFIG, PROMISE_NONE},
    {"jsonl", ASSAY_KIND_DATASET, PROMISE_TEXT},
    {"keras", ASSAY_KIND_MODEL, PROMISE_MODEL},
    {"kmodel", ASSAY_KIND_OTHER, PROMISE_PACKED_MODEL},
    {"kt", ASSAY_KIND_CODE, PROMISE_NONE},
    {"lmdb", ASSAY_KIND_OTHER, PROMISE_ROWS},
    {"lua", ASSAY_KIND_CODE, PROMISE_NONE},
    {"m", ASSAY_KIND_CODE, PROMISE_NONE},
    {"mar", ASSAY_KIND_OTHER, PROMISE_PACKED_MODEL},
    {"mat", ASSAY_KIND_OTHER, PROMISE_ROWS},
    {"md", ASSAY_KIND_DOCUMENT, PROMISE_NONE},
    {"mdb", ASSAY_KIND_OTHER, PROMISE_ROWS},
    {"mdf", ASSAY_KIND_OTHER, PROMISE_ROWS},
    {"mindir", ASSAY_KIND_OTHER, PROMISE_PACKED_MODEL},
    {"mjs", ASSAY_KIND_CODE, PROMISE_NONE},
    {"mlmodel", ASSAY_KIND_MODEL, PROMISE_MODEL},
    {"mnn", ASSAY_KIND_MODEL, PROMISE_MODEL},
    {"ndf", ASSAY_KIND_OTHER, PROMISE_ROWS},
    {"ndjson", ASSAY_KIND_DATASET, PROMISE_TEXT},
    {"neff", ASSAY_KIND_OTHER, PROMISE_PACKED_MODEL},
    {"nemo", ASSAY_KIND_MODEL, PROMISE_MODEL},
    {"npy", ASSAY_KIND_DATASET, PROMISE_ROWS},
    {"npz", ASSAY_KIND_DATASET, PROMISE_ROWS},
    {"nsf", ASSAY_KIND_OTHER, PROMISE_ROWS},
    {"ods", ASSAY_KIND_OTHER, PROMISE_ROWS},
    {"odt", ASSAY_KIND_DOCUMENT, PROMISE_NONE},
    {"om", ASSAY_KIND_OTHER, PROMISE_PACKED_MODEL},
    {"onnx", ASSAY_KIND_MODEL, PROMISE_MODEL},
    {"orc", ASSAY_KIND_DATASET, PROMISE_ROWS},
    {"org", ASSAY_KIND_DOCUMENT, PROMISE_NONE},
    {"ort", ASSAY_KIND_MODEL, PROMISE_MODEL},
    {"parquet", ASSAY_KIND_DATASET, PROMISE_ROWS},
    {"pb", ASSAY_KIND_MODEL, PROMISE_MODEL},
    {"pdf", ASSAY_KIND_DOCUMENT, PROMISE_NONE},
    {"php", ASSAY_KIND_CODE, PROMISE_NONE},
    {"pickle", ASSAY_KIND_MODEL, PROMISE_MODEL},
    {"pkl", ASSAY_KIND_MODEL, PROMISE_MODEL},
    {"pl", ASSAY_KIND_CODE, PROMISE_NONE},
    {"plan", ASSAY_KIND_OTHER, PROMISE_PACKED_MODEL},
    {"por", ASSAY_KIND_OTHER, PROMISE_ROWS},
    {"properties", ASSAY_KIND_CONFIG, PROMISE_NONE},
    {"ps1", ASSAY_KIND_CODE, PROMISE_NONE},
    {"pt", ASSAY_KIND_MODEL, PROMISE_MODEL},
    {"ptd", ASSAY_KIND_OTHER, PROMISE_PACKED_MODEL},
    {"pth", ASSAY_KIND_MODEL, PROMISE_MODEL},
    {"ptl", ASSAY_KIND_MODEL, PROMISE_MODEL},
    {"py", ASSAY_KIND_CODE, PROMISE_NONE},
    {"pyi", ASSAY_KIND_CODE, PROMISE_NONE},
    {"qvd", ASSAY_KIND_OTHER, PROMISE_ROWS},
    {"qvw", ASSAY_KIND_OTHER, PROMISE_ROWS},
    {"r", ASSAY_KIND_CODE, PROMISE_NONE},
    {"rb", ASSAY_KIND_CODE, PROMISE_NONE},
    {"rda", ASSAY_KIND_OTHER, PROMISE_ROWS},
    {"rdata", ASSAY_KIND_OTHER, PROMISE_ROWS},
    {"rds", ASSAY_KIND_OTHER, PROMISE_ROWS},
    {"rknn", ASSAY_KIND_MODEL, PROMISE_MODEL},
    {"rs", ASSAY_KIND_CODE, PROMISE_NONE},
    {"rst", ASSAY_KIND_DOCUMENT, PROMISE_NONE},
    {"safetensors", ASSAY_KIND_MODEL, PROMISE_MODEL},
    {"sas7bdat", ASSAY_KIND_OTHER, PROMISE_ROWS},
    {"sav", ASSAY_KIND_OTHER, PROMISE_ROWS},
    {"scala", ASSAY_KIND_CODE, PROMISE_NONE},
    {"sh", ASSAY_KIND_CODE, PROMISE_NONE},
    {"skops", ASSAY_KIND_MODEL, PROMISE_MODEL},
    {"sql", ASSAY_KIND_CODE, PROMISE_NONE},
    {"sqlite", ASSAY_KIND_OTHER, PROMISE_ROWS},
    {"sqlite3", ASSAY_KIND_OTHER, PROMISE_ROWS},
    {"swift", ASSAY_KIND_CODE, PROMISE_NONE},
    {"t7", ASSAY_KIND_MODEL, PROMISE_MODEL},
    {"tde", ASSAY_KIND_OTHER, PROMISE_ROWS},
    {"tex", ASSAY_KIND_DOCUMENT, PROMISE_NONE},
    {"tf", ASSAY_KIND_CODE, PROMISE_NONE},
    {"tflite", ASSAY_KIND_MODEL, PROMISE_MODEL},
    {"tfrecord", ASSAY_KIND_DATASET, PROMISE_ROWS},
    {"tmfile", ASSAY_KIND_OTHER, PROMISE_PACKED_MODEL},
    {"toml", ASSAY_KIND_CONFIG, PROMISE_NONE},
    {"trt", ASSAY_KIND_MODEL, PROMISE_MODEL},
    {"ts", ASSAY_KIND_CODE, PROMISE_NONE},
    {"tsv", ASSAY_KIND_DATASET, PROMISE_TEXT},
    {"tsx", ASSAY_KIND_CODE, PROMISE_NONE},
    {"txt", ASSAY_KIND_DOCUMENT, PROMISE_NONE},
    {"ubj", ASSAY_KIND_OTHER, PROMISE_PACKED_MODEL},
    {"uff", ASSAY_KIND_OTHER, PROMISE_PACKED_MODEL},
    {"vmfb", ASSAY_KIND_OTHER, PROMISE_PACKED_MODEL},
    {"xls", ASSAY_KIND_DATASET, PROMISE_ROWS},
    {"xlsm", ASSAY_KIND_OTHER, PROMISE_ROWS},
    {"xlsx", ASSAY_KIND_DATASET, PROMISE_ROWS},
    {"xmodel", ASSAY_KIND_OTHER, PROMISE_PACKED_MODEL},
    {"xpt", ASSAY_KIND_OTHER, PROMISE_ROWS},
    {"yaml", ASSAY_KIND_CONFIG, PROMISE_NONE},
    {"yml", ASSAY_KIND_CONFIG, PROMISE_NONE},
    {"zsav", ASSAY_KIND_OTHER, PROMISE_ROWS},
    {"zsh", ASSAY_KIND_CODE, PROMISE_NONE},
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

/* Both tables begin each row with its name. */
static int compare(const void *key, const void *element)
{
    return strcmp(key, *(const char *const *)element);
}

enum { WORD_MAX = 32 };

/* As a text that tables are asked for; false where none of theirs is so long, or so short. */
static bool word_of(struct bytes name, char word[WORD_MAX])
{
    if (name.size == 0 || name.size >= WORD_MAX)
        return false;
    memcpy(word, name.data, name.size);
    word[name.size] = 0;
    return true;
}

static const struct named_kind *find_name(struct bytes name)
{
    char word[WORD_MAX];

    return word_of(name, word) ? bsearch(word, names, ARRAY_LEN(names), sizeof *names, compare)
                               : NULL;
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

static const struct ending *find_ending(struct bytes name)
{
    char word[WORD_MAX];
    bool found;
    struct bytes ending = after_last(name, '.', &found);

    if (!found || !word_of(ending, word))
        return NULL;
    for (char *c = word; *c; c++)
        *c = *c >= 'A' && *c <= 'Z' ? (char)(*c - 'A' + 'a') : *c;
    return bsearch(word, endings, ARRAY_LEN(endings), sizeof *endings, compare);
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
    const struct ending *ending = find_ending(name);

    if (ending)
        return ending->promise;
    return is_weights(name) ? PROMISE_MODEL
           : glob_match(BYTES("*.data-[0-9]*-of-*[0-9]"), name) /* of a checkpoint of TensorFlow */
               ? PROMISE_TENSORS
               : PROMISE_NONE;
}

enum assay_kind kind_of_name(const struct examiner_options *options, struct bytes path,
                             struct bytes head)
{
    const struct named_kind *known;
    const struct ending *ending;
    struct bytes name;
    bool found;

    if (any_matches(options->dataset_globs, options->dataset_glob_count, path))
        return ASSAY_KIND_DATASET;
    if (any_matches(options->model_globs, options->model_glob_count, path))
        return ASSAY_KIND_MODEL;
    name = after_last(path, '/', &found);
    known = find_name(name);
    if (known)
        return known->kind;
    ending = find_ending(name);
    if (ending && ending->kind != ASSAY_KIND_OTHER)
        return ending->kind;
    return bytes_starts(head, BYTES("#!")) ? ASSAY_KIND_CODE : ASSAY_KIND_OTHER;
}

enum assay_kind assay_kind_of_name(const char *path)
{
    const struct examiner_options nothing_said = {0};

    return kind_of_name(&nothing_said, bytes_text(path), bytes_of(NULL, 0));
}
