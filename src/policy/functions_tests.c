/*
 * functions_tests.c - whether a file can show that a control works.
 *
 * What an auditor takes for that: a record of something that was measured; else a file that says by
 * its path that it is a test, the report of one, or the requirement that was tested. Not the model
 * itself, the data that a test runs on, a program that does nothing (idle_code.h), what is yet to
 * be written, or a paper that only describes what is done.
 */

#include <ctype.h>

#include "base/kit.h"
#include "base/word.h"
#include "policy/functions_part.h"

/* Kinds of record that tell what came of a test. */
static const char *const measured[] = {"bias",    "evaluation", "ingest-check", "monitoring",
                                       "quality", "robustness", "split",        "validation"};

static const char *const tests[] = {
    "assessment",   "bench",        "benchmark", "benchmarks", "check",         "checks",
    "conformance",  "eval",         "evals",     "evaluate",   "evaluation",    "evaluations",
    "experiment",   "experiments",  "protocol",  "qa",         "qualification", "requirement",
    "requirements", "spec",         "specs",     "srs",        "study",         "test",
    "testing",      "tests",        "trial",     "trials",     "validate",      "validation",
    "validations",  "verification", "verify"};

static const char *const results[] = {"log",    "logs",    "outcome", "outcomes",
                                      "report", "reports", "result",  "results"};

static bool has_one_of(struct bytes path, const char *const *words, size_t count)
{
    size_t start = 0;

    for (size_t at = 0; at <= path.size; at++) {
        if (at < path.size && isalpha(path.data[at]))
            continue;
        if (word_is_one_of(bytes_of(path.data + start, at - start), words, count))
            return true;
        start = at + 1;
    }
    return false;
}

/* Of pip: what has to be installed. */
static bool is_list_of_packages(struct bytes path)
{
    const uint8_t *slash = path.size ? memrchr(path.data, '/', path.size) : NULL;
    struct bytes name = slash ? bytes_from(path, (size_t)(slash - path.data) + 1) : path;

    return bytes_starts(name, BYTES("requirements")) && bytes_ends(name, BYTES(".txt"));
}

FUNCTION(tests_shown_by)
{
    static const char *const never[] = {"card", "container", "empty", "idle", "model", "pointer"};
    struct bytes path = args[0].of.text, kind = args[1].of.text, record = args[2].of.text;
    bool of_results = has_one_of(path, results, ARRAY_LEN(results));

    (void)run, (void)count, (void)user;
    if (bytes_equal(kind, BYTES("stub")))
        return cel_of_bool(false);
    if (record.size > 0)
        return cel_of_bool(word_is_one_of(record, measured, ARRAY_LEN(measured)));
    if (word_is_one_of(kind, never, ARRAY_LEN(never)) || is_list_of_packages(path))
        return cel_of_bool(false);
    if (bytes_equal(kind, BYTES("dataset")))
        return cel_of_bool(of_results);
    return cel_of_bool(of_results || has_one_of(path, tests, ARRAY_LEN(tests)));
}
