/*
 * predicates_people.c - what people answer for: attestations, waivers, releases, rollbacks,
 * incidents, withdrawals.
 *
 * Who speaks is said in each the same way: printed name, role, and the time; the key alone names no
 * person. Names, addresses and free texts are personal: they are sealed, and can be erased.
 * Source: 21 CFR 11.50(a) for name, time and meaning; 11.10(e); the rules CHG-002, CHG-004,
 * CHG-005, SIG-001 and OVS-004 for what else is asked of each.
 */

#include "ledger/predicates_part.h"

#define EMAIL                                                                                      \
    {                                                                                              \
        "email", SHAPE_PERSONAL, false, "where the person can be reached", NULL, NULL              \
    }
#define NAME                                                                                       \
    {                                                                                              \
        "name", SHAPE_PERSONAL, true, "printed name of the person who signs", NULL, NULL           \
    }
#define ROLE                                                                                       \
    {                                                                                              \
        "role", SHAPE_TEXT, true, "in what function the person signs, such as Head of Validation", \
            NULL, NULL                                                                             \
    }
#define TIME                                                                                       \
    {                                                                                              \
        "time", SHAPE_TIME, true, "when it was signed", NULL, NULL                                 \
    }
#define EVIDENCE                                                                                   \
    {                                                                                              \
        "evidence", SHAPE_LIST, false, "what it rests on: files, as objects of the ledger", NULL,  \
            object_element                                                                         \
    }
#define TICKET                                                                                     \
    {                                                                                              \
        "ticket", SHAPE_TEXT, false, "the record of it elsewhere, such as CHG-4711", NULL, NULL    \
    }

/* A statement in a file says nothing else of where it counts: equal documents stand in many. */
#define PROJECT                                                                                    \
    {                                                                                              \
        "project", SHAPE_MAP, false,                                                               \
            "the project that it is signed for, where it is about more than its subjects", NULL,   \
            project_members                                                                        \
    }

static const struct shape commit_element[] = {
    {"", SHAPE_DIGESTS, true, "one of them, as gitCommit", NULL, NULL},
    SHAPE_END,
};
static const struct shape project_members[] = {
    {"commits", SHAPE_LIST, false,
     "the commits that the history of its repository begins with, all of them", NULL,
     commit_element},
    {"ledger", SHAPE_RESOURCE, false,
     "its ledger: the name, and the digest of its first statement that is not about keys", NULL,
     NULL},
    SHAPE_END,
};

static const struct shape object_element[] = {
    {"", SHAPE_OBJECT, true, "one of them", NULL, NULL},
    SHAPE_END,
};

/* The four of 21 CFR 11.50(a)(3), and three that model risk and validation know. */
static const char *const meanings[] = {"approval",        "authorship", "responsibility", "review",
                                       "risk-acceptance", "validation", "witness",        NULL};
static const char *const severities[] = {"low", "medium", "high", "critical", NULL};

const struct shape attestation_members[] = {
    {"controls", SHAPE_LIST, false,
     "the rules and controls that it is for, such as GOV-001 or FDA Part 11 11.50", NULL,
     predicate_text_element},
    EMAIL,
    EVIDENCE,
    {"meaning", SHAPE_WORD, true, "what the signature means", meanings, NULL},
    NAME,
    PROJECT,
    ROLE,
    {"statement", SHAPE_PERSONAL, true, "what the person says, in a paragraph", NULL, NULL},
    TICKET,
    TIME,
    {"until", SHAPE_TIME, false, "first moment at which it counts no more", NULL, NULL},
    SHAPE_END,
};

const struct shape waiver_members[] = {
    EMAIL,
    {"emergency", SHAPE_BOOL, false, "true where there was no time to mend or to ask first", NULL,
     NULL},
    EVIDENCE,
    {"fingerprint", SHAPE_TEXT, false, "the one finding that it is for", NULL, NULL},
    {"glob", SHAPE_TEXT, false, "the paths that it is for", NULL, NULL},
    {"most", SHAPE_NUMBER, false, "how many findings it excuses at most", NULL, NULL},
    NAME,
    PROJECT,
    {"reason", SHAPE_PERSONAL, true, "why the rule is excused", NULL, NULL},
    ROLE,
    {"rule", SHAPE_TEXT, true, "code or name of the rule, such as PII-005", NULL, NULL},
    TICKET,
    TIME,
    {"until", SHAPE_TIME, true, "first moment at which it excuses no more", NULL, NULL},
    SHAPE_END,
};

const struct shape release_members[] = {
    {"assessment", SHAPE_NUMBER, false, "the entry of the assessment that let it pass", NULL, NULL},
    EMAIL,
    EVIDENCE,
    NAME,
    {"place", SHAPE_TEXT, false, "where it is put into use, such as production", NULL, NULL},
    {"previous", SHAPE_DIGESTS, false, "what it replaces, to go back to", NULL, NULL},
    {"risk", SHAPE_WORD, false, "class of risk", severities, NULL},
    ROLE,
    {"statement", SHAPE_PERSONAL, false, "what the person says to it: risk note, conditions", NULL,
     NULL},
    {"team", SHAPE_TEXT, false, "whose it is", NULL, NULL},
    TICKET,
    TIME,
    {"version", SHAPE_TEXT, true, "name of the release, such as 2.1.0", NULL, NULL},
    SHAPE_END,
};

const struct shape rollback_members[] = {
    EMAIL,
    EVIDENCE,
    {"incident", SHAPE_NUMBER, false, "the entry of the incident that led to it", NULL, NULL},
    NAME,
    {"reason", SHAPE_PERSONAL, true, "why it is taken back", NULL, NULL},
    {"release", SHAPE_NUMBER, false, "the entry of the release that is taken back", NULL, NULL},
    ROLE,
    TICKET,
    TIME,
    {"to", SHAPE_DIGESTS, true, "what is in use instead", NULL, NULL},
    SHAPE_END,
};

const struct shape withdrawal_members[] = {
    EMAIL,
    {"entry", SHAPE_NUMBER, false, "the entry that is withdrawn, where it stands in this ledger",
     NULL, NULL},
    EVIDENCE,
    NAME,
    {"reason", SHAPE_PERSONAL, true, "why it counts no more", NULL, NULL},
    ROLE,
    TICKET,
    TIME,
    SHAPE_END,
};

static const struct shape told_members[] = {
    {"due", SHAPE_TIME, false, "by when it had to be told", NULL, NULL},
    {"time", SHAPE_TIME, true, "when it was told", NULL, NULL},
    {"whom", SHAPE_TEXT, true,
     "the authority or the group, such as a market surveillance authority", NULL, NULL},
    SHAPE_END,
};
static const struct shape told_element[] = {
    {"", SHAPE_MAP, true, "one of them", NULL, told_members},
    SHAPE_END,
};
const struct shape incident_members[] = {
    {"description", SHAPE_PERSONAL, true, "what happened, and to whom", NULL, NULL},
    {"detected", SHAPE_TIME, true, "when it was seen: the clocks run from here", NULL, NULL},
    EMAIL,
    EVIDENCE,
    NAME,
    {"occurred", SHAPE_TIME, false, "when it happened", NULL, NULL},
    {"resolved", SHAPE_TIME, false, "when it was over", NULL, NULL},
    ROLE,
    {"severity", SHAPE_WORD, true, "how bad it is", severities, NULL},
    TICKET,
    TIME,
    {"told", SHAPE_LIST, false, "who was told of it, and when", NULL, told_element},
    SHAPE_END,
};
