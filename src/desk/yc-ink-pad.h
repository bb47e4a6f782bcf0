/* The field somebody signs in: by pen with its pressure, by finger or by mouse,
 * and recorded as what it was. On the customer display only. */
#pragma once

#include "yc-ink.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Signal "changed": after each stroke, and when it was cleared. */
#define YC_TYPE_INK_PAD (yc_ink_pad_get_type ())
G_DECLARE_FINAL_TYPE (YcInkPad, yc_ink_pad, YC, INK_PAD, GtkWidget)

GtkWidget   *yc_ink_pad_new         (void);
void         yc_ink_pad_set_words   (YcInkPad   *self,
                                     const char *name,
                                     const char *hint);
void         yc_ink_pad_clear       (YcInkPad   *self);
/* (nullable): NULL while nothing was written */
const YcInk *yc_ink_pad_get_ink     (YcInkPad   *self);
/* Whether it could be kept as it is: something is there and the pen is up. */
gboolean     yc_ink_pad_is_ended    (YcInkPad   *self);
/* Why it takes no more; (nullable). */
const char  *yc_ink_pad_get_trouble (YcInkPad   *self);

G_END_DECLS
