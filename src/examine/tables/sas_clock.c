/* sas_clock.c - see sas_clock.h. */

#include "examine/tables/sas_clock.h"

#include "base/kit.h"

struct survey_clock sas_clock(struct bytes format)
{
    /* those of more than seven letters also as transport files of version 5 cut them off */
    static const char *const days[] = {
        "B8601DA",  "DATE",     "DDMMYY",  "DDMMYYB",  "DDMMYYC",  "DDMMYYD", "DDMMYYN",
        "DDMMYYP",  "DDMMYYS",  "E8601DA", "JULIAN",   "MMDDYY",   "MMDDYYB", "MMDDYYC",
        "MMDDYYD",  "MMDDYYN",  "MMDDYYP", "MMDDYYS",  "MONYY",    "NLDATE",  "WEEKDAT",
        "WEEKDATE", "WEEKDATX", "WORDDAT", "WORDDATE", "WORDDATX", "YYMMDD",  "YYMMDDB",
        "YYMMDDC",  "YYMMDDD",  "YYMMDDN", "YYMMDDP",  "YYMMDDS"};
    static const char *const seconds[] = {"B8601DN",  "B8601DT", "B8601DX",  "B8601DZ", "DATEAMP",
                                          "DATEAMPM", "DATETIM", "DATETIME", "DTDATE",  "E8601DN",
                                          "E8601DT",  "E8601DX", "E8601DZ",  "NLDATM"};

    format = survey_trim(format);
    if (bytes_is_one_of(format, days, ARRAY_LEN(days)))
        return (struct survey_clock){1, SURVEY_DAYS_FROM_1960};
    if (bytes_is_one_of(format, seconds, ARRAY_LEN(seconds)))
        return (struct survey_clock){86400, SURVEY_DAYS_FROM_1960};
    return (struct survey_clock){0};
}
