/* inspect.h - the inspectors that exist, one line each, sorted; each in inspect_<format>.c. */

#pragma once

#include "examine/inspector.h"
