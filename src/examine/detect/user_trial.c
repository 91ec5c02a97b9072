/* user_trial.c - tries patterns that a person wrote: on their examples, and on what would be slow.
 */

#define PCRE2_CODE_UNIT_WIDTH 8

#include <pcre2.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/kit.h"
#include "examine/detect/detect.h"
#include "examine/detect/user_patterns.h"

enum { LONG_TEXT = 1500, EXAMPLE_SHOWN = 60 };

static bool is_too_long(const pcre2_code *token, struct bytes text)
{
    pcre2_match_data *found = pcre2_match_data_create(2, NULL);
    pcre2_match_context *limits = pcre2_match_context_create(NULL);
    int rc = PCRE2_ERROR_NOMEMORY;

    if (found && limits) {
        pcre2_set_match_limit(limits, MATCHER_STEPS);
        rc = pcre2_match(token, text.data, text.size, 0, 0, found, limits);
    }
    pcre2_match_data_free(found);
    pcre2_match_context_free(limits);
    return rc == PCRE2_ERROR_MATCHLIMIT;
}

/* The example up to one of its bytes, then that byte again and again. */
static bool is_slow_on(const pcre2_code *token, const char *example)
{
    size_t size = strlen(example);
    char text[LONG_TEXT];

    if (size > LONG_TEXT / 2)
        size = LONG_TEXT / 2;
    for (size_t cut = size; cut > 0 && cut + 8 > size; cut--) {
        memcpy(text, example, cut);
        memset(text + cut, example[cut - 1], sizeof text - cut);
        if (is_too_long(token, bytes_of(text, sizeof text)))
            return true;
        text[sizeof text - 1] = '\x01'; /* what no token ends with */
        if (is_too_long(token, bytes_of(text, sizeof text)))
            return true;
    }
    return false;
}

static bool has_one_length(const struct pattern *pattern)
{
    return pattern->user->cost.least == pattern->user->cost.most && !pattern->user->has_token;
}

bool user_pattern_is_quick(const struct pattern *pattern, char why[PATTERN_WHY_SIZE])
{
    const struct user_examples *matches = &pattern->user->matches;
    pcre2_code *token;
    PCRE2_SIZE at;
    int error;
    bool slow = false;

    token = pcre2_compile((PCRE2_SPTR)pattern->token, PCRE2_ZERO_TERMINATED, PCRE2_NO_UTF_CHECK,
                          &error, &at, NULL);
    if (!token) {
        PCRE2_UCHAR message[120];

        pcre2_get_error_message(error, message, sizeof message);
        snprintf(why, PATTERN_WHY_SIZE, "the token is no expression, at its byte %zu: %s", at + 1,
                 (const char *)message);
        return false;
    }
    /* what has one length and no other tries nothing twice */
    for (size_t i = 0; !slow && !has_one_length(pattern) && i < matches->count; i++)
        slow = is_slow_on(token, matches->texts[i]);
    pcre2_code_free(token);
    if (slow)
        snprintf(why, PATTERN_WHY_SIZE,
                 "the token takes more than %d steps on a text of %d bytes like its example",
                 MATCHER_STEPS, LONG_TEXT);
    return !slow;
}

/* ---- examples ---- */

struct trial {
    struct detectors *detectors;
    struct watcher *watcher;
    struct evidence *evidence;
    struct arena *arena;
};

static void trial_clear(struct trial *trial)
{
    watcher_free(trial->watcher);
    detectors_free(trial->detectors);
    evidence_free(trial->evidence);
    arena_free(trial->arena);
}

static ASSAY_RESULT sees(struct trial *trial, const char *text, const char *class_name, bool *out,
                         struct assay_error *err)
{
    struct assay_examination content = {0};
    struct view view = {.data = (const uint8_t *)text, .size = strlen(text), .last = true};
    uint64_t settled;

    watcher_start(trial->watcher, true);
    evidence_start(trial->evidence, trial->arena);
    TRY(watcher_look(trial->watcher, &view, trial->evidence, &settled, err));
    TRY(evidence_end(trial->evidence, &content, err));
    *out = false;
    for (size_t i = 0; i < content.observation_count; i++)
        *out = *out || strcmp(content.observations[i].class_name, class_name) == 0;
    arena_reset(trial->arena);
    return ASSAY_OK;
}

static ASSAY_RESULT try_examples(struct trial *trial, const struct pattern *pattern, bool matches,
                                 struct assay_patterns_test_result *result, struct buf *text,
                                 struct assay_error *err)
{
    const struct user_rule *rule = pattern->user;
    const struct user_examples *examples = matches ? &rule->matches : &rule->misses;

    for (size_t i = 0; i < examples->count; i++) {
        const struct doc *node =
            examples->node->type == DOC_LIST ? &examples->node->items[i] : examples->node;
        bool seen;

        TRY(sees(trial, examples->texts[i], pattern->what.class_name, &seen, err));
        if (seen == matches) {
            result->passed++;
            continue;
        }
        result->failed++;
        buf_printf(text, "%s:%u:%u: %s: %s \"%.*s%s\"\n", rule->source->path, (unsigned)node->line,
                   (unsigned)node->column, pattern->what.class_name,
                   matches ? "does not match" : "matches", EXAMPLE_SHOWN, examples->texts[i],
                   strlen(examples->texts[i]) > EXAMPLE_SHOWN ? "..." : "");
    }
    return ASSAY_OK;
}

static ASSAY_RESULT try_all(struct trial *trial, const struct assay_patterns *patterns,
                            struct assay_patterns_test_result *result, struct buf *text,
                            struct assay_error *err)
{
    trial->evidence = evidence_new();
    trial->arena = arena_new();
    if (!trial->evidence || !trial->arena)
        return out_of_memory(err);
    TRY(detectors_new(NULL, &trial->detectors, err));
    TRY(detectors_use(trial->detectors, patterns, true, err));
    TRY(watcher_new(trial->detectors, &trial->watcher, err));
    for (size_t i = 0; i < patterns->count; i++) {
        TRY(try_examples(trial, &patterns->all[i], true, result, text, err));
        TRY(try_examples(trial, &patterns->all[i], false, result, text, err));
    }
    return buf_status(text, err);
}

enum assay_status assay_patterns_test(const struct assay_patterns *patterns,
                                      struct assay_patterns_test_result *result,
                                      struct assay_error *err)
{
    CLEANUP(trial_clear) struct trial trial = {0};
    CLEANUP(buf_clear) struct buf text;

    buf_init(&text, SIZE_MAX);
    *result = (struct assay_patterns_test_result){0};
    if (patterns->count > 0)
        TRY(try_all(&trial, patterns, result, &text, err));
    result->text = buf_take_string(&text);
    return result->text ? ASSAY_OK : out_of_memory(err);
}

enum assay_status assay_patterns_lint(const struct assay_patterns *patterns, char **text,
                                      size_t *hints, struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf out;

    buf_init(&out, SIZE_MAX);
    *hints = 0;
    for (size_t i = 0; i < patterns->count; i++) {
        const struct pattern *pattern = &patterns->all[i];
        const struct user_rule *rule = pattern->user;

        buf_printf(&out,
                   "%s:%u: %s: %.1f bits in its best three bytes, %u states, %u to %u bytes\n",
                   rule->source->path, (unsigned)rule->node->line, pattern->what.class_name,
                   rule->cost.bits, rule->cost.states, rule->cost.least, rule->cost.most);
        if (rule->misses.count == 0) {
            ++*hints;
            buf_printf(&out, "%s:%u: %s: hint: no example just misses it\n", rule->source->path,
                       (unsigned)rule->node->line, pattern->what.class_name);
        }
    }
    *text = buf_take_string(&out);
    return *text ? ASSAY_OK : out_of_memory(err);
}
