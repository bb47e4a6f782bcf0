/* What stands on a locked desk: that it is locked, for whom, and a field. */
#pragma once

#include "yc-lock.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define YC_TYPE_LOCK_PAGE (yc_lock_page_get_type ())
G_DECLARE_FINAL_TYPE (YcLockPage, yc_lock_page, YC, LOCK_PAGE, GtkWidget)

/* Signal: "gave-up" (string): nobody is signed in any more, and why. */
void yc_lock_page_set_lock (YcLockPage *self,
                            YcLock     *lock,
                            YcCounter  *counter);

G_END_DECLS
