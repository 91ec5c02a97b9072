/*
 * trial.c - a rule tried on the examples of its pack, as they are and with one fact changed.
 *
 * A fact that a rule reads but that never moves its verdict is a dead condition: it looks like a
 * check and is none.
 */

#include "policy/trial.h"

#include "base/buf.h"
#include "base/kit.h"
#include "base/order.h"
#include "policy/judge.h"

enum { NEIGHBOURS_MAX = 8 };

/* As assess does: nothing seen is a pass, unless something could not be examined. */
static ASSAY_RESULT nothing_seen(const struct example_facts *bound, struct arena *arena,
                                 enum assay_verdict *out)
{
    struct cel_value gaps;

    *out = ASSAY_PASS;
    if (example_value(bound, "item.gaps", arena, &gaps) && gaps.kind == CEL_LIST &&
        gaps.of.list->count > 0)
        *out = ASSAY_UNKNOWN;
    return ASSAY_OK;
}

enum assay_status trial_verdict(const struct assay_policy *policy, const struct rule *rule,
                                const struct doc *facts, const struct mutation *mutation,
                                struct arena *arena, enum assay_verdict *out,
                                struct assay_error *err)
{
    struct example_facts bound;
    struct judgement judgement;

    example_bind(&bound, policy, facts, mutation);
    TRY(judge_applies(rule, &bound.activation, arena, &judgement, err));
    *out = judgement.verdict;
    if (*out != ASSAY_PASS)
        return ASSAY_OK;
    if (rule->over == OVER_OBSERVATION) {
        struct cel_value class_name;

        if (!doc_get(facts, "observation"))
            return nothing_seen(&bound, arena, out);
        if (example_value(&bound, "observation.class", arena, &class_name) &&
            class_name.kind == CEL_STRING) {
            const char *name = arena_copy(arena, class_name.of.text);

            if (!name)
                return out_of_memory(err);
            if (!judge_observes(rule, name))
                return nothing_seen(&bound, arena, out);
        }
    }
    TRY(judge_check(rule, &bound.activation, arena, &judgement, err));
    *out = judgement.verdict;
    return ASSAY_OK;
}

enum assay_status trial_reads(const struct rule *rule, struct arena *arena, const char *const **out,
                              size_t *count, struct assay_error *err)
{
    const struct cel_program *programs[] = {rule->applies, rule->check};
    const char **paths;
    size_t size = 0, kept = 0;

    for (size_t i = 0; i < ARRAY_LEN(programs); i++) {
        size_t reads;

        cel_program_reads(programs[i], &reads);
        size += reads;
    }
    paths = arena_array(arena, size + 1, sizeof *paths);
    if (!paths)
        return out_of_memory(err);
    size = 0;
    for (size_t i = 0; i < ARRAY_LEN(programs); i++) {
        size_t reads;
        const char *const *names = cel_program_reads(programs[i], &reads);

        for (size_t j = 0; j < reads; j++)
            paths[size++] = names[j];
    }
    qsort(paths, size, sizeof *paths, order_texts);
    for (size_t i = 0; i < size; i++)
        if (kept == 0 || strcmp(paths[kept - 1], paths[i]) != 0)
            paths[kept++] = paths[i];
    *out = paths;
    *count = kept;
    return ASSAY_OK;
}

/* Values near a value: what a mistake, or another item, would have in its place. */
static size_t neighbours(struct arena *arena, const struct cel_type *type, struct cel_value value,
                         struct cel_value out[NEIGHBOURS_MAX])
{
    size_t count = 0;

    switch (type->kind) {
    case CEL_BOOL:
        out[count++] = cel_of_bool(!(value.kind == CEL_BOOL && value.of.boolean));
        out[count++] = cel_of_bool(value.kind == CEL_BOOL && value.of.boolean);
        break;
    case CEL_INT: {
        int64_t number = value.kind == CEL_INT ? value.of.integer : 0;

        out[count++] = cel_of_int(0);
        out[count++] = cel_of_int(number > INT64_MIN ? number - 1 : number);
        out[count++] = cel_of_int(number < INT64_MAX ? number + 1 : number);
        out[count++] = cel_of_int(number < INT64_MAX / 4 ? number * 4 + 1 : number);
        break;
    }
    case CEL_DOUBLE:
        out[count++] = cel_of_double(-1e9);
        out[count++] = cel_of_double(0);
        out[count++] = cel_of_double(1e9);
        break;
    case CEL_STRING:
        out[count++] = cel_of_text("");
        out[count++] = cel_of_text("neighbour");
        out[count++] = cel_of_text("0000-00-00");
        break;
    case CEL_LIST: {
        struct cel_value one = cel_of_text("neighbour");

        out[count++] = cel_of_list(arena, NULL, 0);
        if (type->args[0]->kind == CEL_STRING)
            out[count++] = cel_of_list(arena, &one, 1);
        break;
    }
    default:
        break;
    }
    return count;
}

/* What the brackets behind a name stand for: an element, of a list of lists one of those. */
static const struct cel_type *element_of(const struct cel_type *type, const char *brackets)
{
    for (; type && *brackets; brackets += 2)
        type = type->kind == CEL_LIST ? type->args[0] : NULL;
    return type;
}

/*
 * The type of a path, by way of its records and the elements of its lists; NULL where it is no
 * fact. *record is the record whose field it is.
 */
static const struct cel_type *type_of_path(const struct assay_policy *policy, struct arena *arena,
                                           const char *path, const struct cel_type **record)
{
    char *copy = arena_text(arena, path), *rest = copy ? strchr(copy, '.') : NULL;
    const struct cel_type *type;

    if (!copy)
        return NULL;
    *record = NULL;
    if (rest)
        *rest++ = 0;
    if (strcmp(copy, "waivers[]") == 0) /* the type of this variable is that of an element */
        copy[strlen("waivers")] = 0;
    type = facts_type(policy->types, copy);
    if (type && !rest && strcmp(copy, "waivers") == 0)
        return cel_list_of(arena, type);
    while (type && rest) {
        char *next = strchr(rest, '.');
        size_t size = strcspn(rest, "[.");
        const struct cel_type *whole = cel_record_fields(type), *found = NULL;

        if (next)
            *next++ = 0;
        for (size_t i = 0; whole && i < whole->field_count; i++)
            if (strncmp(whole->fields[i].name, rest, size) == 0 && !whole->fields[i].name[size])
                found = whole->fields[i].type;
        *record = type;
        type = element_of(found, rest + size);
        rest = next;
    }
    return type;
}

static ASSAY_RESULT try_one(const struct assay_policy *policy, const struct rule *rule,
                            const struct example *example, const struct mutation *mutation,
                            struct arena *arena, struct trial_fact *out, struct assay_error *err)
{
    enum assay_verdict verdict;

    TRY(trial_verdict(policy, rule, example->facts, mutation, arena, &verdict, err));
    out->mutations++;
    out->moves = out->moves || verdict != example->expect;
    out->unknown = out->unknown || (mutation->absent && verdict == ASSAY_UNKNOWN);
    return ASSAY_OK;
}

enum assay_status trial_mutate(const struct assay_policy *policy, const struct rule *rule,
                               const char *path, struct arena *arena, struct trial_fact *out,
                               struct assay_error *err)
{
    const struct cel_type *record, *type = type_of_path(policy, arena, path, &record);
    const char *key = path; /* by which an example knows the fact: of elements by their type */

    *out = (struct trial_fact){0};
    if (strstr(path, "[]")) {
        if (!type || !record || path[strlen(path) - 1] == ']')
            return ASSAY_OK; /* an element as a whole: its fields are tried */
        key = arena_printf(arena, "%s%s", record->name, strrchr(path, '.'));
        if (!key)
            return out_of_memory(err);
    }
    for (size_t i = 0; type && i < rule->example_count; i++) {
        struct mutation mutation = {.path = key, .of_type = key != path, .absent = true};
        struct example_facts bound;
        struct cel_value values[NEIGHBOURS_MAX], value = {.kind = CEL_NULL};
        size_t count;

        TRY(try_one(policy, rule, &rule->examples[i], &mutation, arena, out, err));
        example_bind(&bound, policy, rule->examples[i].facts, NULL);
        if (!example_value(&bound, path, arena, &value))
            value.kind = CEL_NULL;
        count = neighbours(arena, type, value, values);
        for (size_t j = 0; j < count; j++) {
            mutation = (struct mutation){.path = key, .of_type = key != path, .value = values[j]};
            TRY(try_one(policy, rule, &rule->examples[i], &mutation, arena, out, err));
        }
    }
    return ASSAY_OK;
}

/* ---- the command ---- */

static ASSAY_RESULT run_examples(const struct assay_policy *policy, const struct rule *rule,
                                 struct arena *arena, struct assay_policy_test_result *result,
                                 struct buf *text, struct assay_error *err)
{
    for (size_t i = 0; i < rule->example_count; i++) {
        const struct example *example = &rule->examples[i];
        enum assay_verdict verdict;

        TRY(trial_verdict(policy, rule, example->facts, NULL, arena, &verdict, err));
        if (verdict == example->expect) {
            result->passed++;
            continue;
        }
        result->failed++;
        buf_printf(text, "%s:%u: %s, \"%s\": expected %s, got %s\n", rule->origin.file->source.path,
                   (unsigned)example->node->line, rule->shown.code, example->name,
                   assay_verdict_name(example->expect), assay_verdict_name(verdict));
    }
    return ASSAY_OK;
}

static ASSAY_RESULT run_mutations(const struct assay_policy *policy, const struct rule *rule,
                                  struct arena *arena, struct assay_policy_test_result *result,
                                  struct buf *text, struct assay_error *err)
{
    const char *const *paths;
    size_t count;

    TRY(trial_reads(rule, arena, &paths, &count, err));
    for (size_t i = 0; i < count; i++) {
        struct trial_fact fact;

        TRY(trial_mutate(policy, rule, paths[i], arena, &fact, err));
        result->mutations += fact.mutations;
        if (fact.mutations == 0 || fact.moves)
            continue;
        result->survived++;
        buf_printf(text, "%s:%u: %s: no change of %s moves the verdict of any example\n",
                   rule->origin.file->source.path, (unsigned)rule->origin.line, rule->shown.code,
                   paths[i]);
    }
    return ASSAY_OK;
}

enum assay_status trial_may(const struct assay_policy *policy, struct assay_error *err)
{
    enum assay_status status;

    if (!policy->without_examples)
        return ASSAY_OK;
    status = assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET,
                        "this policy was opened without the examples of its rules");
    assay_error_do(err, "open it again, with without_examples = false");
    return status;
}

enum assay_status assay_policy_test(const struct assay_policy *policy,
                                    struct assay_policy_test_result *result,
                                    struct assay_error *err)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    CLEANUP(buf_clear) struct buf text = {.ceiling = SIZE_MAX};
    struct assay_policy_test_result done = {0};

    if (!arena)
        return out_of_memory(err);
    TRY(trial_may(policy, err));
    for (size_t i = 0; i < policy->rule_count; i++) {
        TRY(run_examples(policy, &policy->rules[i], arena, &done, &text, err));
        TRY(run_mutations(policy, &policy->rules[i], arena, &done, &text, err));
        arena_reset(arena);
    }
    TRY(buf_hand_over(&text, &done.text, err));
    *result = done;
    return ASSAY_OK;
}
