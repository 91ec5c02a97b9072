/* beside.c - files that are looked at because of what stands beside them. */

#include "source/beside.h"

/* Other models and data sets would cost much to read, and say nothing of what is asked about. */
bool beside_may_speak(struct bytes name)
{
    return bytes_ends(name, BYTES(".yml")) || bytes_ends(name, BYTES(".yaml")) ||
           bytes_ends(name, BYTES(".md")) || bytes_ends(name, BYTES(".MD"));
}
