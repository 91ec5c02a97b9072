/* facts_observation.c - the fields of `observation`. */

#include "policy/facts_fields.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/kit.h"
#include "policy/words.h"

READ(observation_class)
{
    UNUSED;
    return give_text(((const struct assay_observation *)subject)->class_name, out);
}

READ(observation_columns)
{
    const struct assay_observation *observation = subject;
    const char **names = arena_array(arena, observation->column_count, sizeof *names);

    UNUSED;
    for (size_t i = 0; names && i < observation->column_count; i++)
        names[i] = observation->columns[i].name;
    return give_texts(names, names ? observation->column_count : 0, arena, out);
}

READ(observation_confidence)
{
    UNUSED;
    return give_text(assay_confidence_name(((const struct assay_observation *)subject)->confidence),
                     out);
}

READ(observation_count)
{
    UNUSED;
    return give_number(((const struct assay_observation *)subject)->count, out);
}

READ(observation_detail)
{
    UNUSED;
    return give_text(((const struct assay_observation *)subject)->detail, out);
}

static bool give_words(struct buf *words, struct arena *arena, struct cel_value *out)
{
    char *text = words->status == ASSAY_OK ? arena_copy(arena, buf_bytes(words)) : NULL;

    *out = text ? cel_of_text(text) : cel_of_fault(arena, "out of memory");
    buf_clear(words);
    return true;
}

READ(observation_what)
{
    const struct assay_observation *observation = subject;
    struct buf words;

    UNUSED;
    buf_init(&words, SIZE_MAX);
    words_of_class(&words, observation->class_name, observation->count);
    return give_words(&words, arena, out);
}

/* A secret has a detail where it stands in the item's name and no line of it. */
READ(observation_where)
{
    const struct assay_observation *observation = subject;
    struct buf words;

    UNUSED;
    buf_init(&words, SIZE_MAX);
    words_of_columns(&words, observation);
    if (*observation->detail && strncmp(observation->class_name, "secret.", 7) == 0) {
        buf_text(&words, "; ");
        buf_text(&words, observation->detail);
    }
    return give_words(&words, arena, out);
}

static const struct field observation_fields[] = {
    {"class", FIELD_TEXT, "pii.example", observation_class, "pii.email, secret.private-key ..."},
    {"columns", FIELD_TEXTS, "", observation_columns, "columns of a table that it was seen in"},
    {"confidence", FIELD_TEXT, "high", observation_confidence, "high, medium or low"},
    {"count", FIELD_INT, "1", observation_count, "how often it was seen"},
    {"detail", FIELD_TEXT, "", observation_detail,
     "what may be said of it, such as posix.system; empty for personal data, and for secrets that "
     "stand in no name"},
    {"what", FIELD_TEXT, "", observation_what,
     "the class in words, for messages: e-mail addresses"},
    {"where", FIELD_TEXT, "", observation_where,
     "for messages: ` in column \"contact\"`, `; its name holds gh..6i`, or empty"},
};

const struct table observation_table = {"observation", observation_fields,
                                        ARRAY_LEN(observation_fields)};
