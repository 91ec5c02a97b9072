/*
 * explain_control.c - what a control of a law or standard demands, which rules show it, and what
 * only a person can say.
 *
 * People cite in many ways: "GDPR Art. 30", "AI Act 10(2)", "SR 11-7 governance". So each word of
 * the question must be one of the control's own words, or begin one: 10 is 10(2)(b) too.
 */

#include <ctype.h>

#include "assess/run.h"
#include "assess/screen.h"
#include "base/kit.h"

enum { TEXT_MAX = 1024, SHOWN_MAX = 12 };

/* The next word of a citation, and what is behind it; false at its end. */
static bool next_word(const char **text, struct bytes *word)
{
    static const char between[] = " ,;\t\n\"";
    const char *from = *text + strspn(*text, between);
    size_t size = strcspn(from, between);

    *word = bytes_of(from, size);
    *text = from + size;
    return size > 0;
}

static bool begins(struct bytes word, struct bytes with)
{
    for (size_t i = 0; i < with.size; i++)
        if (i >= word.size || tolower(word.data[i]) != tolower(with.data[i]))
            return false;
    return true;
}

/* "10" is "10(2)(b)", "ISO" is "ISO/IEC", and "1" is not "10". */
static bool is_word(struct bytes own, struct bytes asked)
{
    return begins(own, asked) &&
           (own.size == asked.size || bytes_has(BYTES("(./-"), own.data[asked.size]));
}

static bool has_word(const char *text, struct bytes asked)
{
    struct bytes own;

    while (next_word(&text, &own))
        if (is_word(own, asked))
            return true;
    return false;
}

/* The control as people may cite it, the names that its edition had before among them. */
static void cite(const struct assay_pack *pack, const struct assay_control *control,
                 char out[TEXT_MAX])
{
    size_t size = (size_t)snprintf(out, TEXT_MAX, "%s %s %s", control->framework, control->edition,
                                   control->reference);

    for (size_t i = 0; i < pack->alias_count && size < TEXT_MAX; i++)
        if (strcmp(pack->aliases[i].now, control->edition) == 0)
            size += (size_t)snprintf(out + size, TEXT_MAX - size, " %s", pack->aliases[i].old);
}

static bool is_asked(const struct assay_pack *pack, const struct assay_control *control,
                     const char *words)
{
    char own[TEXT_MAX];
    struct bytes asked;
    bool any = false;

    cite(pack, control, own);
    while (next_word(&words, &asked)) {
        if (!has_word(own, asked))
            return false;
        any = true;
    }
    return any;
}

static void show_rule(struct buf *out, const struct assay_policy *policy, const char *label,
                      const char *code)
{
    const struct assay_rule *rule = assay_policy_rule(policy, code);
    char line[TEXT_MAX];

    snprintf(line, sizeof line, "%s  %s", code, rule ? rule->title : "");
    screen_paragraph(out, label, line);
}

static void show_demand(struct buf *out, const struct assay_policy *policy,
                        const struct assay_pack *pack, const struct assay_demand *demand)
{
    const char *from = *demand->in_force_from ? demand->in_force_from : pack->in_force_from;
    const char *until = *demand->in_force_until ? demand->in_force_until : pack->in_force_until;
    char line[TEXT_MAX];

    buf_printf(out, "%s (%s) %s\n", demand->control.framework, demand->control.edition,
               demand->control.reference);
    screen_paragraph(out, "demands", demand->demands);
    snprintf(line, sizeof line, "%s, edition %s%s%s%s%s", pack->title, pack->edition,
             *from ? "; in force from " : "", from, *until ? "; in force until " : "", until);
    screen_paragraph(out, "pack", line);
    snprintf(line, sizeof line, "policy: [%s]", pack->path);
    screen_paragraph(out, "choose it", line);
    screen_paragraph(out, "checked", screen_mark(demand->control.mark));
    for (size_t i = 0; i < demand->rule_count; i++)
        show_rule(out, policy, i == 0 ? "evidence" : "", demand->rules[i]);
    if (*demand->person) {
        screen_paragraph(out, "a person", demand->person);
        buf_printf(out, "%-*sassay attest attestation SUBJECT --set controls=\"%s %s\"\n",
                   SCREEN_LABEL, "signs it", demand->control.framework,
                   demand->control.reference); /* in one line, so that it can be copied */
    }
    if (*demand->nothing)
        screen_paragraph(out, "nothing", demand->nothing);
}

enum assay_status assay_explain_control(const struct assay_policy *policy, const char *words,
                                        char **text, struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf out = {.ceiling = SIZE_MAX};
    size_t found = 0;

    for (size_t i = 0; i < policy->pack_count; i++) {
        const struct assay_pack *pack = &policy->packs[i];

        for (size_t j = 0; j < pack->control_count; j++) {
            if (!is_asked(pack, &pack->controls[j].control, words))
                continue;
            if (++found > SHOWN_MAX)
                continue;
            buf_text(&out, found > 1 ? "\n" : "");
            show_demand(&out, policy, pack, &pack->controls[j]);
        }
    }
    if (found == 0)
        return assay_fail(err, ASSAY_EMISSING, ASSAY_NO_OFFSET, "no pack has a control \"%.80s\"",
                          words);
    if (found > SHOWN_MAX)
        buf_printf(&out, "\n%zu more fit these words: assay policy show --controls --all\n",
                   found - SHOWN_MAX);
    return buf_hand_over(&out, text, err);
}
