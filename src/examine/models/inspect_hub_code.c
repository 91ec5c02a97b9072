/*
 * inspect_hub_code.c - code that is run because of its name and place beside a model: handler.py,
 * which an inference endpoint runs to load it; a data set's script, the file named as its folder,
 * which load_dataset() runs; hubconf.py of torch.hub; what generates instead of the library; the
 * commands of an MLflow project.
 *
 * Sources: Hub documentation, "Create custom Inference Handler"; datasets, "Create a dataset
 * loading script" and load.py; PyTorch, torch.hub; transformers, generation/utils.py; MLflow
 * Projects.
 */

#include "base/kit.h"
#include "examine/inspect.h"
#include "examine/python/custom_code.h"

enum { BID_NAME = 8 };

struct mark {
    const char *word, *format;
    enum assay_load load;
    enum assay_kind kind;
};

#define CODE ASSAY_KIND_CODE
#define CONFIG ASSAY_KIND_CONFIG

/* The classes that builders of data sets are made from. */
static const struct mark builders[] = {
    {"GeneratorBasedBuilder", "dataset-script", ASSAY_LOAD_DANGEROUS, CODE},
    {"ArrowBasedBuilder", "dataset-script", ASSAY_LOAD_DANGEROUS, CODE},
    {"DatasetBuilder", "dataset-script", ASSAY_LOAD_DANGEROUS, CODE},
};

enum { MARKS_MAX = 3 };

/* Files that a name makes run, and what those of them have that are meant. */
static const struct place {
    const char *path;             /* the end of it, whole names */
    struct mark marks[MARKS_MAX]; /* the unused ones without a word */
} places[] = {
    {"MLproject", {{"command", "mlflow-project", ASSAY_LOAD_SUSPICIOUS, CONFIG}}},
    {"code/inference.py",
     {{"def model_fn", "sagemaker-code", ASSAY_LOAD_SUSPICIOUS, CODE},
      {"def transform_fn", "sagemaker-code", ASSAY_LOAD_SUSPICIOUS, CODE}}},
    {"custom_generate/generate.py",
     {{"def generate", "hub-generate", ASSAY_LOAD_SUSPICIOUS, CODE}}},
    {"handler.py", {{"EndpointHandler", "hub-handler", ASSAY_LOAD_DANGEROUS, CODE}}},
    {"hubconf.py", {{"def ", "torch-hub", ASSAY_LOAD_SUSPICIOUS, CODE}}},
};

/* The longest of them, so that none is missed between two windows. */
enum { WORD_MAX = sizeof "GeneratorBasedBuilder" - 1 };

static bool find(struct bytes text, const struct mark *marks, size_t count,
                 const struct mark **found, size_t *at)
{
    for (size_t i = 0; i < count && marks[i].word; i++) {
        size_t size = strlen(marks[i].word);
        const uint8_t *place = text.size ? memmem(text.data, text.size, marks[i].word, size) : NULL;

        if (place) {
            *found = &marks[i];
            *at = (size_t)(place - text.data);
            return true;
        }
    }
    return false;
}

static bool is_named_as_folder(const struct subject *subject)
{
    struct bytes folder = bytes_of(subject->path.data, subject->path.size - subject->name.size);
    struct bytes stem = subject->name;

    if (folder.size == 0 || !bytes_ends(stem, BYTES(".py")))
        return false;
    stem.size -= strlen(".py");
    folder.size--; /* the slash */
    return bytes_ends(folder, stem) &&
           (folder.size == stem.size || folder.data[folder.size - stem.size - 1] == '/');
}

static const struct place *place_of(const struct subject *subject)
{
    for (size_t i = 0; i < ARRAY_LEN(places); i++) {
        struct bytes path = bytes_text(places[i].path);

        if (bytes_ends(subject->path, path) &&
            (subject->path.size == path.size ||
             subject->path.data[subject->path.size - path.size - 1] == '/'))
            return &places[i];
    }
    return NULL;
}

/* The folder of a data set that is itself the target has no name here: the words must do. */
static unsigned hub_code_bid(const struct subject *subject)
{
    const struct mark *mark;
    size_t at;

    if (place_of(subject) || is_named_as_folder(subject))
        return BID_NAME;
    return bytes_ends(subject->name, BYTES(".py")) &&
                   find(subject->head, builders, ARRAY_LEN(builders), &mark, &at)
               ? BID_NAME
               : 0;
}

static enum assay_status hub_code_read(struct cursor *cursor, const struct subject *subject,
                                       struct evidence *evidence)
{
    const struct place *place = place_of(subject);
    const struct mark *marks = place ? place->marks : builders, *mark;
    size_t count = place ? MARKS_MAX : ARRAY_LEN(builders), at;
    struct bytes some;

    for (;;) {
        TRY(cursor_peek(cursor, CURSOR_WINDOW_MAX, &some));
        if (find(some, marks, count, &mark, &at)) {
            evidence_kind(evidence, mark->kind);
            evidence_format(evidence, mark->format);
            custom_code(evidence, mark->load, cursor_at(cursor) + at, bytes_text(mark->word),
                        subject->name);
            return ASSAY_OK;
        }
        if (some.size < CURSOR_WINDOW_MAX)
            break;
        cursor_consume(cursor, some.size - WORD_MAX);
    }
    evidence_decline(evidence); /* some other program */
    return ASSAY_OK;
}

const struct inspector inspect_hub_code = {.format = "dataset-script",
                                           .kind = ASSAY_KIND_CODE,
                                           .text = true,
                                           .bid = hub_code_bid,
                                           .read = hub_code_read};
