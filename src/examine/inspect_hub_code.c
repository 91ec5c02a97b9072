/*
 * inspect_hub_code.c - Python that is run because of its name and place on the Hub: handler.py,
 * which an inference endpoint runs to load the model, and a data set's script, the file named as
 * its folder, which load_dataset() runs.
 *
 * Sources: Hub documentation, "Create custom Inference Handler"; datasets, "Create a dataset
 * loading script" and load.py.
 */

#include "base/kit.h"
#include "examine/custom_code.h"
#include "examine/inspect.h"

enum { BID_NAME = 8 };

struct mark {
    const char *word, *format;
};

/* A class that is a handler, and those that builders of data sets are made from. */
static const struct mark handlers[] = {{"EndpointHandler", "hub-handler"}};
static const struct mark builders[] = {
    {"GeneratorBasedBuilder", "dataset-script"},
    {"ArrowBasedBuilder", "dataset-script"},
    {"DatasetBuilder", "dataset-script"},
};

/* The longest of them, so that none is missed between two windows. */
enum { WORD_MAX = sizeof "GeneratorBasedBuilder" - 1 };

static bool find(struct bytes text, const struct mark *marks, size_t count,
                 const struct mark **found, size_t *at)
{
    for (size_t i = 0; i < count; i++) {
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

static bool is_handler(const struct subject *subject)
{
    return bytes_equal(subject->name, BYTES("handler.py"));
}

/* The folder of a data set that is itself the target has no name here: the words must do. */
static unsigned hub_code_bid(const struct subject *subject)
{
    const struct mark *mark;
    size_t at;

    if (is_handler(subject) || is_named_as_folder(subject))
        return BID_NAME;
    return bytes_ends(subject->name, BYTES(".py")) &&
                   find(subject->head, builders, ARRAY_LEN(builders), &mark, &at)
               ? BID_NAME
               : 0;
}

static enum assay_status hub_code_read(struct cursor *cursor, const struct subject *subject,
                                       struct evidence *evidence)
{
    const struct mark *marks = is_handler(subject) ? handlers : builders, *mark;
    size_t count = is_handler(subject) ? ARRAY_LEN(handlers) : ARRAY_LEN(builders), at;
    struct bytes some;

    for (;;) {
        TRY(cursor_peek(cursor, CURSOR_WINDOW_MAX, &some));
        if (find(some, marks, count, &mark, &at)) {
            evidence_format(evidence, mark->format);
            custom_code(evidence, ASSAY_LOAD_DANGEROUS, cursor_at(cursor) + at,
                        bytes_text(mark->word), subject->name);
            return ASSAY_OK;
        }
        if (some.size < CURSOR_WINDOW_MAX)
            break;
        cursor_consume(cursor, some.size - WORD_MAX);
    }
    evidence_decline(evidence); /* some other Python */
    return ASSAY_OK;
}

const struct inspector inspect_hub_code = {.format = "dataset-script",
                                           .kind = ASSAY_KIND_CODE,
                                           .text = true,
                                           .bid = hub_code_bid,
                                           .read = hub_code_read};
