/* patterns.c - the families of secrets as one table. */

#include "examine/detect/patterns.h"

#include "base/kit.h"
#include "examine/detect/secret_words.h"

#define FAMILIES(X)                                                                                \
    X(assigned, "settings of no particular issuer")                                                \
    X(chat, "chat, voice and social networks")                                                     \
    X(ci, "build services, deployment and infrastructure")                                         \
    X(cloud, "clouds and what runs on them")                                                       \
    X(code, "code hosting and what reviews code")                                                  \
    X(command, "passwords that commands and SQL are given")                                        \
    X(database, "databases and connection strings")                                                \
    X(file, "files that hold passwords by their nature")                                           \
    X(identity, "people, sessions and access")                                                     \
    X(key, "private keys")                                                                         \
    X(mail, "mail, text messages and marketing")                                                   \
    X(ml, "models, data science and data platforms")                                               \
    X(payment, "payment, shops and finance")                                                       \
    X(registry, "package registries and artefact stores")                                          \
    X(watch, "monitoring, analytics and incidents")                                                \
    X(work, "the tools that offices work with")

#define DECLARE(name, about)                                                                       \
    extern const struct pattern secrets_##name[];                                                  \
    extern const size_t secrets_##name##_count;
FAMILIES(DECLARE)

#define LIST(name_, about_)                                                                        \
    {.name = #name_, .about = (about_), .all = secrets_##name_, .count = &secrets_##name_##_count},
const struct pattern_family pattern_families[] = {FAMILIES(LIST)};
const size_t pattern_family_count = ARRAY_LEN(pattern_families);

const struct pattern *pattern_shipped(size_t index)
{
    for (size_t i = 0; i < pattern_family_count; i++) {
        if (index < *pattern_families[i].count)
            return &pattern_families[i].all[index];
        index -= *pattern_families[i].count;
    }
    return NULL;
}

bool secret_near(const struct secret *secret)
{
    size_t size = secret->before.size < SECRET_NEAR ? secret->before.size : SECRET_NEAR;
    struct bytes near = bytes_from(secret->before, secret->before.size - size);

    for (const char *const *word = secret->pattern->words; word && *word; word++)
        if (secret_contains(near, *word))
            return true;
    return false;
}
