/* functions_figures.c - whether a figure that a paper gives is a number that was measured. */

#include "examine/words/figure.h"
#include "policy/functions_part.h"

FUNCTION(figures_agree)
{
    (void)run, (void)count, (void)user;
    return cel_of_bool(figure_is(args[0].of.text, args[1].of.real));
}
