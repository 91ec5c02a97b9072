/*
 * attest_check.c - a statement that could never count is refused before it is signed.
 *
 * Whoever signs for a rule that does not exist, or that nobody can sign for, would learn of it from
 * no one: the ledger keeps it for ever, and each check passes over it.
 */

#include "cli/attest_check.h"

#include <assay/policy.h>
#include <assay/project.h>
#include <limits.h>
#include <stdarg.h>
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/glob.h"
#include "base/kit.h"
#include "base/text.h"
#include "cli/attest_paths.h"
#include "cli/shipped.h"

enum { NAMES_MAX = 4096, NAME_SIZE = 160 };

/* The policy in force here first, then all that is shipped: a ledger may be of several projects. */
struct known {
    struct assay_policy *policies[2];
    char root[PATH_MAX]; /* of the project here */
    struct assay_error *err;
};

static ASSAY_RESULT refuse(struct known *known, const char *id, const char *why, const char *todo,
                           const char *format, ...) __attribute__((format(printf, 5, 6)));

static enum assay_status refuse(struct known *known, const char *id, const char *why,
                                const char *todo, const char *format, ...)
{
    enum assay_status status;
    char text[256];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    status = assay_fail(known->err, ASSAY_EUSAGE, ASSAY_NO_OFFSET, "%s", text);
    assay_error_id(known->err, id);
    assay_error_why(known->err, "%s", why);
    assay_error_do(known->err, "%s; nothing was signed", todo);
    return status;
}

static ASSAY_RESULT open_known(struct cli *cli, struct known *known)
{
    CLEANUP(assay_settings_freep) struct assay_settings *settings = NULL;
    struct assay_policy_options options = {0};

    TRY(assay_settings_open(".", cli->options.config, NULL, &settings, known->err));
    options.packs = settings->packs;
    options.pack_count = settings->pack_count;
    options.root = settings->root;
    options.anywhere = settings->config_is_named;
    options.without_examples = true;
    TRY(assay_policy_open(&options, &known->policies[0], known->err));
    known->policies[1] = shipped_open(settings->root, true);
    (void)text_copy(known->root, sizeof known->root, settings->root);
    return ASSAY_OK;
}

static void known_clear(struct known *known)
{
    for (size_t i = 0; i < ARRAY_LEN(known->policies); i++)
        assay_policy_free(known->policies[i]);
}

static const struct assay_rule *find_rule(const struct known *known, const char *word)
{
    const struct assay_rule *rule = NULL;

    for (size_t i = 0; i < ARRAY_LEN(known->policies) && !rule; i++)
        if (known->policies[i])
            rule = assay_policy_rule(known->policies[i], word);
    return rule;
}

/* ---- controls ---- */

/* Calls `each` with every control of every pack until it returns true. */
typedef bool each_control(void *data, const struct assay_demand *demand);

static bool walk_controls(const struct known *known, each_control *each, void *data)
{
    const struct assay_pack *pack;

    for (size_t i = 0; i < ARRAY_LEN(known->policies); i++)
        for (size_t j = 0;
             known->policies[i] && (pack = assay_policy_pack_at(known->policies[i], j)); j++)
            for (size_t k = 0; k < pack->control_count; k++)
                if (each(data, &pack->controls[k]))
                    return true;
    return false;
}

struct search {
    const char *word;
    bool found, by_person;
};

static bool match(void *data, const struct assay_demand *demand)
{
    struct search *search = data;
    size_t size = strlen(demand->control.framework);

    if (strncasecmp(search->word, demand->control.framework, size) != 0 ||
        search->word[size] != ' ' ||
        strcasecmp(search->word + size + 1, demand->control.reference) != 0)
        return false;
    search->found = true;
    search->by_person = search->by_person || *demand->person;
    return search->by_person;
}

struct names {
    struct arena *arena;
    const char *texts[NAMES_MAX];
    size_t count;
};

static bool list_control(void *data, const struct assay_demand *demand)
{
    struct names *names = data;
    const char *name =
        arena_printf(names->arena, "%s %s", demand->control.framework, demand->control.reference);

    if (name)
        names->texts[names->count++] = name;
    return !name || names->count == NAMES_MAX;
}

static void list_rules(const struct known *known, bool attestable, struct names *names)
{
    const struct assay_rule *rule;

    for (size_t i = 0; i < ARRAY_LEN(known->policies); i++) {
        for (size_t j = 0; known->policies[i] && names->count + 2 <= NAMES_MAX &&
                           (rule = assay_policy_rule_at(known->policies[i], j));
             j++) {
            if (attestable && !rule->attestable)
                continue;
            names->texts[names->count++] = rule->code;
            names->texts[names->count++] = rule->name;
        }
    }
}

static ASSAY_RESULT refuse_unknown(struct known *known, const char *word, bool rules_alone)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct names *names = arena ? arena_alloc(arena, sizeof *names) : NULL;
    const char *nearest;
    char todo[NAME_SIZE + 32];

    if (!names)
        return out_of_memory(known->err);
    names->arena = arena;
    names->count = 0;
    list_rules(known, !rules_alone, names);
    if (!rules_alone)
        walk_controls(known, list_control, names);
    nearest = text_nearest(word, names->texts, names->count);
    snprintf(todo, sizeof todo, "%s%s%s",
             nearest ? "did you mean " : "assay policy show lists the rules",
             nearest ? nearest : "", nearest ? "?" : "");
    return refuse(known, "statement.unknown",
                  "a statement about what nobody asks for never counts, and nobody would notice",
                  todo, "\"%.100s\" is no rule%s of any pack", word,
                  rules_alone ? "" : " and no control");
}

/* ---- what statements say ---- */

static ASSAY_RESULT check_control(struct known *known, const char *word)
{
    const struct assay_rule *rule = find_rule(known, word);
    struct search search = {.word = word};

    if (rule && rule->attestable)
        return ASSAY_OK;
    if (rule)
        return refuse(known, "statement.not-attestable",
                      "what is seen in the bytes stays seen, whoever signs for something else",
                      "mend what it finds, or excuse it: assay waive FINGERPRINT",
                      "rule %s cannot be met by a statement", rule->code);
    walk_controls(known, match, &search);
    if (!search.found)
        return refuse_unknown(known, word, false);
    if (!search.by_person)
        return refuse(known, "statement.not-attestable",
                      "its pack leaves no part of it to the word of a person",
                      "assay explain tells which rules show it",
                      "control \"%.100s\" cannot be met by a statement", word);
    return ASSAY_OK;
}

static ASSAY_RESULT check_until(struct known *known, const char *kind, const char *text)
{
    int64_t until, now = clock_now(), most = assay_policy_waiver_days(known->policies[0]);
    const char *why = "a statement counts until its last day is over";
    char todo[128];

    if (!text || !clock_parse(bytes_text(text), &until)) /* its form is checked elsewhere */
        return ASSAY_OK;
    if (until <= now)
        return refuse(known, "statement.until", why,
                      "name a day that is still to come: --until +30d",
                      "the %s would have ended already", kind);
    if (strcmp(kind, "waiver") != 0 || assay_waiver_days(until, now) <= most)
        return ASSAY_OK;
    snprintf(todo, sizeof todo, "--until +%lldd, and renew it when that has come", (long long)most);
    return refuse(known, "waiver.date", "one that lasts longer excuses nothing", todo,
                  "the waiver would last %lld days; the policy allows %lld",
                  (long long)assay_waiver_days(until, now), (long long)most);
}

/* What a waiver is for besides its rule and subject. */
static ASSAY_RESULT check_extent(struct known *known, const struct assay_statement *statement)
{
    const char *glob = assay_statement_member(statement, "glob", 0);
    uint64_t most;
    char todo[96];

    snprintf(todo, sizeof todo, "--set most=1, or how many they are, to %d", ASSAY_WAIVER_MOST);
    if (glob && !glob_can_match(bytes_text(glob)))
        return refuse(known, "waiver.syntax",
                      "paths are those of the target, without / in front and without . and ..",
                      "name a pattern such as --set glob='data/**'",
                      "no path of a target matches \"%.100s\"", glob);
    if (assay_statement_number(statement, "most", &most) && (most == 0 || most > ASSAY_WAIVER_MOST))
        return refuse(known, "waiver.syntax",
                      most == 0 ? "a waiver of nothing excuses nothing"
                                : "an exception for so many is a changed rule",
                      todo, "the waiver is of %llu findings, and not of 1 to %d",
                      (unsigned long long)most, ASSAY_WAIVER_MOST);
    return ASSAY_OK;
}

/* It may be of a version or a project that is not here: so it is told, and signed all the same. */
static void note_extent(struct cli *cli, const struct known *known,
                        const struct assay_statement *statement)
{
    const char *glob = assay_statement_member(statement, "glob", 0);

    if (glob && !attest_paths_match(known->root, glob))
        cli_note(cli,
                 "warning: no file here matches \"%.100s\": the waiver excuses nothing until one "
                 "does, and what is signed cannot be changed (assay attest withdrawal)",
                 glob);
}

enum assay_status attest_check(struct cli *cli, const char *kind,
                               const struct assay_statement *statement, struct assay_error *err)
{
    CLEANUP(known_clear) struct known known = {.err = err};
    bool waives = strcmp(kind, "waiver") == 0;
    const char *word;

    if (!waives && strcmp(kind, "attestation") != 0)
        return ASSAY_OK;
    TRY(open_known(cli, &known));
    TRY(check_until(&known, kind, assay_statement_member(statement, "until", 0)));
    word = assay_statement_member(statement, "rule", 0);
    if (waives && word && !find_rule(&known, word))
        return refuse_unknown(&known, word, true);
    if (waives)
        TRY(check_extent(&known, statement));
    if (waives)
        note_extent(cli, &known, statement);
    for (size_t i = 0; !waives && (word = assay_statement_member(statement, "controls", i)); i++)
        TRY(check_control(&known, word));
    return ASSAY_OK;
}
