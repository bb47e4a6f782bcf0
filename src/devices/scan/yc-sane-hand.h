/* A thread that works a SANE driver, watched by another. */
#pragma once

#include "yc-scanner.h"

G_BEGIN_DECLS

typedef struct _YcSaneHand YcSaneHand;

/* @settings: (nullable): NULL asks only what it can do */
YcSaneHand    *yc_sane_hand_new        (const char           *name,
                                        const YcScanSettings *settings);
YcSaneHand    *yc_sane_hand_ref        (YcSaneHand           *self);
void           yc_sane_hand_unref      (YcSaneHand           *self);
gboolean       yc_sane_hand_is_over    (YcSaneHand           *self);
gboolean       yc_sane_hand_watch      (YcSaneHand           *self,
                                        YcScanPageFunc        page_func,
                                        gpointer              page_data,
                                        GCancellable         *cancellable,
                                        guint                *ret_pages,
                                        GError              **error);
YcScannerCaps *yc_sane_hand_steal_caps (YcSaneHand           *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcSaneHand, yc_sane_hand_unref)

G_END_DECLS
