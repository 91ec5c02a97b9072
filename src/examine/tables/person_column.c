/* person_column.c - see person_column.h. */

#include "examine/tables/person_column.h"

#include <stddef.h>
#include <string.h>

#include "examine/detect/column_proof.h"

/* Words as column_words() gives them: without accents, in small letters. Add to them freely. */
static const char *const persons[] = {
    "account holder", "accountholder", "applicant",   "assure",
    "assured",        "beneficiary",   "benutzer",    "betroffene",
    "betroffener",    "borrower",      "card holder", "cardholder",
    "claimant",       "client",        "cliente",     "consumer",
    "cust",           "customer",      "debtor",      "donor",
    "driver",         "guest",         "loan holder", "employee",
    "enrollee",       "holder",        "individual",  "insured",
    "klant",          "klient",        "kunde",       "kunden",
    "member",         "mitarbeiter",   "mitglied",    "mitglieds",
    "nutzer",         "paciente",      "participant", "passenger",
    "patient",        "patienten",     "paziente",    "person",
    "persona",        "personal",      "personne",    "policy holder",
    "policyholder",   "proband",       "probanden",   "pupil",
    "respondent",     "schueler",      "speaker",     "student",
    "subj",           "subject",       "subscriber",  "user",
    "usuario",        "utente",        "utilisateur", "versicherten",
    "versicherter",   "volunteer",     NULL};

/* Names of numbers that each belong to one person. */
static const char *const numbers_of_persons[] = {"aadhaar",
                                                 "bsn",
                                                 "codice fiscale",
                                                 "cpf",
                                                 "curp",
                                                 "e mail",
                                                 "email",
                                                 "email address",
                                                 "empno",
                                                 "medical record",
                                                 "mrn",
                                                 "national id",
                                                 "national insurance",
                                                 "nhs",
                                                 "nino",
                                                 "social security",
                                                 "ssn",
                                                 "subjid",
                                                 "usubjid",
                                                 "iban",
                                                 "identity card",
                                                 "mobile number",
                                                 "msisdn",
                                                 "passport",
                                                 "passport number",
                                                 "phone",
                                                 "phone number",
                                                 "tax id",
                                                 "telephone",
                                                 NULL};

/* What tells one from another; an account with it is as good as who holds it. */
static const char *const identifying[] = {
    "code", "guid",      "id",  "ident",  "identifiant", "identifier", "key",
    "no",   "nr",        "num", "number", "numero",      "nummer",     "pseudonym",
    "ref",  "reference", "uid", "uuid",   NULL};
static const char *const accounts[] = {"account", "acct", "konto", "kontonummer", NULL};

/* What says nothing of that. */
static const char *const fillers[] = {
    "anon",          "anonymised",    "anonymized", "bank", "encrypted", "external", "hash",
    "hashed",        "internal",      "masked",     "of",   "original",  "pk",       "pseudo",
    "pseudonymised", "pseudonymized", "research",   "sk",   "source",    "src",      "study",
    "the",           "trial",         "unique",     NULL};

/* How many customers: such a word before the person counts them. */
static const char *const counting[] = {"no", "nr", "num", "number", "numero", NULL};

/* The size of the longest of `words` that stands at the front of `text`, as whole words; else 0. */
static size_t front(const char *text, const char *const *words)
{
    size_t longest = 0;

    for (; *words; words++) {
        size_t size;

        if (**words != *text) /* most of them */
            continue;
        size = strlen(*words);
        if (size > longest && strncmp(text, *words, size) == 0 && text[size] == ' ')
            longest = size;
    }
    return longest;
}

/* As above, of one word that is written together: customerid, kundennr. */
static size_t front_joined(const char *text)
{
    for (const char *const *person = persons; *person; person++) {
        size_t size, rest;

        if (**person != *text)
            continue;
        size = strlen(*person);
        if (strncmp(text, *person, size) != 0)
            continue;
        rest = front(text + size, identifying);
        if (rest > 0)
            return size + rest;
    }
    return 0;
}

bool person_column_is_named(const char *name)
{
    struct column_words words;
    bool person = false, account = false, identified = false;

    column_words(name, &words);
    if (front(words.text + 1, counting) > 0)
        return false;
    for (const char *at = words.text + 1; *at;) {
        size_t size = front(at, persons), number = front(at, numbers_of_persons);

        size = number > size ? number : size;
        if (size == 0)
            size = front_joined(at);
        if (size > 0) {
            person = true;
        } else if ((size = front(at, accounts)) > 0) {
            account = true;
        } else if ((size = front(at, identifying)) > 0) {
            identified = true;
        } else if ((size = front(at, fillers)) == 0) {
            return false;
        }
        at += size + 1;
    }
    return person || (account && identified);
}
