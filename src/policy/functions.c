/* functions.c - checks that are hard to write in CEL. A new one is one function and one line. */

#include "policy/functions.h"

#include "base/arena.h"
#include "base/codec.h"
#include "base/kit.h"
#include "policy/functions_part.h"

static bool is_hex(struct bytes text, size_t size)
{
    if (text.size != size)
        return false;
    for (size_t i = 0; i < size; i++)
        if (!hex_is_digit(text.data[i]))
            return false;
    return true;
}

/* True where the reference ends in a digest or a whole commit id: a branch or tag can be moved. */
static struct cel_value revision_is_pinned(struct cel_run *run, const struct cel_value *args,
                                           size_t count, void *user)
{
    struct bytes text = args[0].of.text, end = text;

    (void)run, (void)count, (void)user;
    for (size_t i = 0; i < text.size; i++)
        if (text.data[i] == '@' || text.data[i] == ':' || text.data[i] == '#')
            end = bytes_from(text, i + 1);
    return cel_of_bool(is_hex(end, 40) || is_hex(end, 64));
}

/* A part of a longer word: letters and digits, what joins them, and all that is not ASCII. */
static bool goes_on(struct bytes text, size_t at)
{
    uint8_t byte = text.data[at];

    return byte >= 0x80 || (byte >= '0' && byte <= '9') ||
           ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'z') || byte == '_' || byte == '-';
}

static struct cel_value text_has_word(struct cel_run *run, const struct cel_value *args,
                                      size_t count, void *user)
{
    struct bytes text = args[0].of.text, word = args[1].of.text;
    bool found = false;

    (void)count, (void)user;
    if (!cel_run_steps(run, text.size / 64 * (word.size / 64))) /* at each place, it may be all */
        return cel_run_over(run);
    for (size_t at = 0; word.size > 0 && !found && at + word.size <= text.size; at++) {
        size_t end = at + word.size;

        found = memcmp(text.data + at, word.data, word.size) == 0 &&
                (at == 0 || !goes_on(text, at - 1)) && (end == text.size || !goes_on(text, end)) &&
                !(end + 1 < text.size && text.data[end] == '.' && goes_on(text, end + 1));
    }
    return cel_of_bool(found);
}

/* For a rule that knows that it cannot tell: never pass, and the report says what is missing. */
static struct cel_value unknown(struct cel_run *run, const struct cel_value *args, size_t count,
                                void *user)
{
    struct arena *arena = cel_run_arena(run);
    const char *name = arena_copy(arena, args[0].of.text);

    (void)count, (void)user;
    return name ? cel_of_unknown(arena, name) : cel_run_over(run);
}

const struct policy_function policy_functions[] = {
    {{"columns.match(list(string), list(string)) -> bool", columns_match, NULL},
     "the names of the columns of two tables are the same in any order, but for one that only one "
     "of the tables has"},
    {{"columns.same(string, string) -> bool", columns_same, NULL},
     "one name of a column, but for capitals, blanks, '_', '-' and '.': patient_id is PatientID"},
    {{"dates.days_between(string, string) -> int", dates_days_between, NULL},
     "days from one date to another, below 0 where that lies before it"},
    {{"dates.plus_months(string, int) -> string", dates_plus_months, NULL},
     "the date so many months later; the last day of a month that is shorter"},
    {{"figures.agree(string, double) -> bool", figures_agree, NULL},
     "what a paper writes is that number, rounded to the digits that it gives; 91 % is 0.91"},
    {{"figures.contradicting(list(string), list(string)) -> list(string)", figures_contradicting,
      NULL},
     "lines NAME: VALUE of the first with another value than the second gives to that metric, "
     "however either spells it"},
    {{"figures.unclear(list(string), list(string)) -> list(string)", figures_unclear, NULL},
     "as above, where one name says less than the other (f1, f1_macro)"},
    {{"licences.allows_commercial(string) -> bool", licences_allow_commercial, NULL},
     "the licence lets its receiver use the work commercially; unknown for terms not on file"},
    {{"licences.allows_derivatives(string) -> bool", licences_allow_derivatives, NULL},
     "the licence lets its receiver pass on changed works; unknown for terms not on file"},
    {{"licences.brands(string) -> list(string)", licences_brands, NULL},
     "what names of models that were made from such a work begin with; unknown as above"},
    {{"licences.compatible(string, string) -> bool", licences_are_compatible, NULL},
     "share-alike terms of the first let what is made from it be passed on under the second"},
    {{"licences.duties(string) -> list(string)", licences_duties, NULL},
     "what is owed: copy, notice, credit, changes, share-alike, use-restrictions, naming, "
     "user-limit, revenue-limit, place, field; unknown for terms not on file"},
    {{"licences.known(string) -> bool", licences_are_known, NULL},
     "an SPDX expression of known identifiers, a LicenseRef-, or a model hub's name of a licence"},
    {{"licences.on_file(string) -> bool", licences_are_on_file, NULL},
     "what the licence asks is known: licences.duties and kin answer"},
    {{"licences.owed(string, string, string) -> list(string)", licences_owed, NULL},
     "as duties, by a thing of the third (dataset, model) that was made from one of the second: "
     "some "
     "licences of data leave models free"},
    {{"licences.phrases_missing(string, list(string)) -> list(string)", licences_phrases_missing,
      NULL},
     "phrases that the licence wants word for word in a notice file and that no line of it holds"},
    {{"people.same(string, string) -> bool", people_are_same, NULL},
     "one person, by name or address: case, blanks, accents, letters that look alike and the order "
     "of names aside"},
    {{"results.contradicting(list(string), list(string), string) -> list(string)",
      results_contradicting, NULL},
     "lines NAME: VALUE (DATASET, SPLIT) of the first whose data set the path of the third names, "
     "as "
     "figures.contradicting"},
    {{"results.unclear(list(string), list(string), string) -> list(string)", results_unclear, NULL},
     "as above, where a name says less, or the line names no data set"},
    {{"revision.pinned(string) -> bool", revision_is_pinned, NULL},
     "ends in a whole digest or commit id, so that it can name only one content"},
    {{"rows.alike(list(string), list(string)) -> int", rows_alike, NULL},
     "rows that by two sketches (dataset.alike_sketch) differ in one of four parts of their "
     "columns "
     "alone, beyond what chance makes in such tables: at least so many, 95 % sure"},
    {{"rows.alike_told(list(string), list(string), int, int) -> string", rows_alike_told, NULL},
     "the same in words, with its error, no more than the rows that each table has"},
    {{"rows.of_column(list(string), string) -> list(string)", rows_of_column, NULL},
     "the sketch of one column in dataset.key_sketch; unknown where it has none"},
    {{"rows.same_values(list(string), list(string)) -> int", rows_same_values, NULL},
     "rows of one table whose values all stand in a row of the other, whatever the columns are "
     "called, by two sketches (dataset.value_sketch), beyond what chance makes in such tables: at "
     "least so many, 95 % sure"},
    {{"rows.same_values_told(list(string), list(string), int, int) -> string",
      rows_same_values_told, NULL},
     "the same in words, with its error, no more than the rows that each table has"},
    {{"rows.shared(list(string), list(string)) -> int", rows_shared, NULL},
     "different rows that two sketches share; an estimate where one of them is full"},
    {{"rows.told(list(string), list(string)) -> string", rows_told, NULL},
     "the same in words, with its error: about 120 (90 to 160, 90 % sure; 12 of 1024 sampled)"},
    {{"rows.told(list(string), list(string), int, int) -> string", rows_told, NULL},
     "as above, no more than the rows that each table has"},
    {{"tests.shown_by(string, string, string) -> bool", tests_shown_by, NULL},
     "a file of that path, kind and kind of record can show that a control works: a record of what "
     "was measured, or what its path calls a test, a report of one, or a requirement"},
    {{"text.has_word(string, string) -> bool", text_has_word, NULL},
     "the second stands in the first on its own: CHG-1 is no word of CHG-10, nor of MY-CHG-1"},
    {{"unknown(string) -> bool", unknown, NULL},
     "unknown because of the fact that is named: for what a rule cannot settle"},
};
const size_t policy_function_count = ARRAY_LEN(policy_functions);
