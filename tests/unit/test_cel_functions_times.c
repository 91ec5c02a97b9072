#include "cel_case.h"

static const struct cel_row rows[] = {
    {"parts",
     "[timestamp('2009-02-13T23:31:30.5Z')].map(t, [t.getFullYear(), t.getMonth(), t.getDate(), "
     "t.getHours(), t.getMilliseconds()])[0]",
     "[2009, 1, 13, 23, 500]"},
    {"elsewhere by offset", "timestamp('2009-02-13T23:31:30Z').getDate('+01:00')", "14"},
    {"elsewhere by name", "timestamp('2009-07-13T22:31:30Z').getHours('Europe/Zurich')", "0"},
    {"no such zone", "timestamp(0).getHours('Middle/Earth')",
     "fault(no such time zone: Middle/Earth)"},
    {"no way out of the folder", "timestamp(0).getHours('../../etc/passwd')",
     "fault(no such time zone: ../../etc/passwd)"},
    {"spans in whole units",
     "[duration('3730s').getHours(), duration('3730s').getMinutes(), "
     "duration('-1.5s').getMilliseconds()]",
     "[1, 62, -500]"},
};

int main(void)
{
    return RUN_CASES(cel_check_row, rows);
}
