/*
 * libpq.h - PostgreSQL's client library, loaded when a ledger on a server is named.
 *
 * Linked, it and the two dozen libraries behind it (Kerberos, LDAP, a second TLS) would make every
 * start of assay a third longer, also of those that never see a server.
 */

#pragma once

#include <assay/error.h>
#include <libpq-fe.h>

#define LIBPQ_FUNCTIONS(X)                                                                         \
    X(PQclear)                                                                                     \
    X(PQconnectdbParams)                                                                           \
    X(PQconninfoFree)                                                                              \
    X(PQconninfoParse)                                                                             \
    X(PQerrorMessage)                                                                              \
    X(PQexecParams)                                                                                \
    X(PQfinish)                                                                                    \
    X(PQgetlength)                                                                                 \
    X(PQgetvalue)                                                                                  \
    X(PQntuples)                                                                                   \
    X(PQresultErrorField)                                                                          \
    X(PQresultStatus)                                                                              \
    X(PQsetNoticeProcessor)                                                                        \
    X(PQstatus)

/* NOLINTNEXTLINE(bugprone-macro-parentheses): a name that is declared takes none */
#define LIBPQ_MEMBER(name) __typeof__(name) *name;
struct libpq {
    LIBPQ_FUNCTIONS(LIBPQ_MEMBER)
};
#undef LIBPQ_MEMBER

/* The functions; loaded once for the life of the process. "ledger.no-client" where it is not there.
 */
ASSAY_RESULT libpq_load(const struct libpq **out, struct assay_error *err);
