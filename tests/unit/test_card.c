/* What is a placeholder in a card, and what is an answer. */

#include "examine/papers/card.h"
#include "rows.h"

static const struct row {
    const char *name; /* the text */
    bool placeholder;
} rows[] = {
    {"", true},
    {"   ", true},
    {"TODO", true},
    {"todo: write this", true},
    {"TBD", true},
    {"tbd.", true},
    {"...", true},
    {"\xe2\x80\xa6", true},
    {"n/a", true},
    {"N/A", true},
    {"?", true},
    {"FIXME later", true},
    {"Lorem ipsum dolor sit amet", true},
    {"<purpose of the data>", true},
    {"[More Information Needed]", true},
    {"More information needed", true},
    {"to be decided", true},
    {"none", false},
    {"no known gaps", false},
    {"Todos of the staff, as a list", false},
    {"tbdx", false},
    {"nap times of toddlers", false},
    {"1", false},
    {"predicts default within 12 months", false},
    {"x < y", false},
};

static void is_placeholder(void **state)
{
    const struct row *row = *state;

    assert_int_equal(card_is_placeholder(bytes_text(row->name)), row->placeholder);
}

int main(void)
{
    return RUN_CASES(is_placeholder, rows) ? 1 : 0;
}
