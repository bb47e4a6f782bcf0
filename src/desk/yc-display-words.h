/* The applicant's words, Chinese and English, whatever the desk speaks. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* @fallback: (nullable): for a key that has no words. Returns: (transfer none) */
const char *yc_display_words_get (gboolean    english,
                                  const char *key,
                                  const char *fallback);
/* The words of @key with @argument in the place of %s; (transfer full). */
char       *yc_display_words_dup (gboolean    english,
                                  const char *key,
                                  const char *argument);

G_END_DECLS
