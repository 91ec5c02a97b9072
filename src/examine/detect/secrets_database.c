/*
 * secrets_database.c - databases and connection strings: one line a form, sorted by class.
 *
 * Columns: class, what a person calls it, where its issuer documents it, what Hyperscan looks for
 * (secret_table.h tells how), the proof.
 */

#include "examine/detect/secret_table.h"

const struct pattern secrets_database[] = {
    LONGER("cockroach-key", "CockroachDB Cloud key", "cockroachlabs.com/docs",
           "CCDB1_[0-9A-Za-z]{22}_[0-9A-Za-z]{40}", "CCDB1_[0-9A-Za-z]{22}_[0-9A-Za-z]{40}",
           proof_random),
    KEYED("influxdb-token", "InfluxDB token", "docs.influxdata.com", "influx",
          "[0-9A-Za-z_-]{86}==", proof_keyed),
    SECRET(
        "jdbc-password", "Password of a JDBC URL", "docs.oracle.com/javase",
        "(?i:jdbc:)[0-9a-z]{2,20}:[^ \\t\\r\\n\"'<>]{1,160}(?i:password)=[^& \\t\\r\\n\"'<>;]{4}",
        "(?i:jdbc:)[0-9a-z]{2,20}:[^ \\t\\r\\n\"'<>]{1,160}(?i:password)=([^& "
        "\\t\\r\\n\"'<>;]{4,128})",
        proof_password, .rank = PATTERN_KEYED),
    SECRET("jdbc-password", "Password of a JDBC URL of Oracle", "docs.oracle.com/database/jdbc",
           "(?i:jdbc:oracle:)(?i:thin|oci):[^/@ \\t\\r\\n\"']{1,40}/[^@ \\t\\r\\n\"'<>]{4}",
           "(?i:jdbc:oracle:)(?i:thin|oci):[^/@ \\t\\r\\n\"']{1,40}/([^@ \\t\\r\\n\"'<>]{4,128})@",
           proof_password, .rank = PATTERN_KEYED),
    SECRET("libpq-password", "Password of a PostgreSQL keyword string",
           "postgresql.org/docs (libpq)",
           "(?:host|user|dbname)=[^ \\t\\r\\n]{1,60}[ ](?:[a-z_]{2,20}=[^ \\t\\r\\n]{1,60} "
           "){0,5}password=[^ "
           "\\t\\r\\n\"',]{4}",
           "(?:host|user|dbname)=[^ \\t\\r\\n]{1,60}[ ](?:[a-z_]{2,20}=[^ \\t\\r\\n]{1,60} "
           "){0,5}password=([^ "
           "\\t\\r\\n\"',]{4,128})",
           proof_password, .rank = PATTERN_KEYED),
    LONGER("mongodb-atlas-secret", "MongoDB Atlas service account secret", "mongodb.com/docs/atlas",
           "mdb_sa_sk_[0-9A-Za-z_-]{40}", "mdb_sa_sk_[0-9A-Za-z_-]{40}", proof_random),
    LONGER("neon-key", "Neon API key", "neon.com/docs", "napi_[0-9a-z]{64}", "napi_[0-9a-z]{64}",
           proof_random),
    LONGER("neon-password", "Neon database password", "neon.com/docs", "npg_[0-9A-Za-z]{12}",
           "npg_[0-9A-Za-z]{12,16}", proof_random),
    SECRET(
        "odbc-password", "Password of an ODBC or ADO connection string",
        "learn.microsoft.com/sql/connect",
        "(?i:;[ ]{0,2}(?:password|pwd)[ ]{0,2}=)[^;\"'\\r\\n]{4}",
        "(?i:(?:server|data source|host|dsn|driver|provider|database|initial catalog|uid|user id)[ "
        "]{0,2}=[^;\"'\\r\\n]{0,80};[^\"'\\r\\n]{0,200}?(?:password|pwd)[ ]{0,2}=)[ "
        "]{0,2}([^;\"'\\r\\n]{4,128})",
        proof_password, .rank = PATTERN_KEYED),
    LONGER("planetscale-password", "PlanetScale password", "planetscale.com/docs",
           "pscale_pw_[0-9A-Za-z_.=-]{32}", "pscale_pw_[0-9A-Za-z_.=-]{32,64}", proof_random),
    LONGER("planetscale-token", "PlanetScale token", "planetscale.com/docs",
           "pscale_(?:tkn|oauth)_[0-9A-Za-z_.=-]{32}",
           "pscale_(?:tkn|oauth)_[0-9A-Za-z_.=-]{32,64}", proof_random),
    LONGER("supabase-secret-key", "Supabase secret key", "supabase.com/docs",
           "sb_secret_[0-9A-Za-z_-]{22}_[0-9A-Za-z_-]{8}",
           "sb_secret_[0-9A-Za-z_-]{22}_[0-9A-Za-z_-]{8}", proof_random),
    LONGER("supabase-token", "Supabase access token", "supabase.com/docs",
           "sbp_(?:oauth_)?[0-9a-f]{40}", "sbp_(?:oauth_)?[0-9a-f]{40}", proof_random),
    KEYED("upstash-token", "Upstash token", "upstash.com/docs", "upstash[0-9A-Za-z_. -]{0,16}token",
          "A[0-9A-Za-z]{39,70}={0,2}", proof_keyed),
    SECRET("url-password", "Password in a URL", "RFC 3986 3.2.1",
           "://[^\\s/:@\"'<>]{0,64}:[^\\s/@\"'<>]{3,64}@",
           "[A-Za-z][0-9A-Za-z+.-]{1,20}://[^\\s/:@\"'<>]{0,64}:([^\\s/@\"'<>]{3,64})@", proof_url,
           .rank = PATTERN_KEYED),
};
const size_t secrets_database_count = ARRAY_LEN(secrets_database);
