/* yc-broken-drawing.c: a toolkit that ends the program where it is to draw “坏表单”
 *
 * Preloaded, it stands before Pango: a form whose catalogue has these words brings
 * down whoever shows it, as a bug in a library might. What it says before that is
 * how a test knows this end from another. */

#include "yc-shim.h"

#include <stdio.h>

void pango_layout_set_text (void       *layout,
                            const char *text,
                            int         length);

void
pango_layout_set_text (void       *layout,
                       const char *text,
                       int         length)
{
  YC_SHIM_NEXT (void, pango_layout_set_text, (void *, const char *, int));

  if (text != NULL && strstr (text, "坏表单") != NULL)
    {
      fputs ("broken drawing: ends here\n", stderr);
      abort ();
    }
  real (layout, text, length);
}
