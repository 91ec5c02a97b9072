/* banned.h - functions without bounds or with hidden state do not compile; forced into each file.
 */

#pragma once

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

/* With _FORTIFY_SOURCE glibc makes macros of these for clang, and a macro cannot be poisoned. */
#undef sprintf
#undef vsprintf

#pragma GCC poison strcpy strcat sprintf vsprintf strtok strncpy strncat gets
#pragma GCC poison atoi atol atoll atof tmpnam mktemp localtime asctime
