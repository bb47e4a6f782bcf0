/* What the tests of devices share: vectors, frames, waiting. */
#pragma once

#include "yc-device.h"

G_BEGIN_DECLS

/* Text blocks of synthetic cards, 512 hexadecimal digits each. */
extern const char yc_test_text_resident[];
extern const char yc_test_text_j[];
extern const char yc_test_text_i[];
extern const char yc_test_text_y[];

GBytes *yc_test_from_hex   (const char *hex);
GBytes *yc_test_frame      (GBytes     *body);
GBytes *yc_test_card_frame (const char *text_hex,
                            int         fingerprint_bytes);
GBytes *yc_test_receipt_new (guint      lines);

/* Iterates the default main context until the condition holds; fails the test
 * after ten seconds. */
#define yc_test_wait_for(condition)                                        \
  G_STMT_START                                                             \
  {                                                                        \
    gint64 end_us_ = g_get_monotonic_time () + 10 * G_USEC_PER_SEC;        \
    while (!(condition))                                                   \
      {                                                                    \
        if (g_get_monotonic_time () > end_us_)                             \
          g_error ("%s:%d: waited in vain for %s", __FILE__, __LINE__,     \
                   #condition);                                            \
        if (!g_main_context_iteration (NULL, FALSE))                       \
          g_usleep (2000);                                                 \
      }                                                                    \
  }                                                                        \
  G_STMT_END

G_END_DECLS
