/* main.c - the program: hands its words to the command that they name. */

#include <stdio.h>

#include "base/version.h"

int main(void)
{
    printf("assay %s\n", ASSAY_VERSION);
    return 0;
}
