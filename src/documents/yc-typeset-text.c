/* yc-typeset-text.c: words, and what each part of them came from
 *
 * Apart from the rest, so that who only reads templates needs no fonts.
 */

#include "yc-typeset-private.h"

#include <string.h>

static void
mark_clear (gpointer data)
{
  g_free (((YcTypesetMark *) data)->origin);
}

YcTypesetText *
yc_typeset_text_new (void)
{
  YcTypesetText *self = g_new0 (YcTypesetText, 1);

  self->words = g_string_new (NULL);
  self->marks = g_array_new (FALSE, FALSE, sizeof (YcTypesetMark));
  g_array_set_clear_func (self->marks, mark_clear);
  return self;
}

void
yc_typeset_text_free (YcTypesetText *self)
{
  g_string_free (self->words, TRUE);
  g_array_unref (self->marks);
  g_free (self);
}

/* @origin: (nullable): what to name when the words can't be set */
void
yc_typeset_text_append (YcTypesetText *self,
                        const char    *words,
                        const char    *origin)
{
  YcTypesetMark mark = { self->words->len, self->words->len + strlen (words), g_strdup (origin) };

  g_string_append (self->words, words);
  g_array_append_val (self->marks, mark);
}

void
yc_typeset_text_append_text (YcTypesetText       *self,
                             const YcTypesetText *other)
{
  for (guint i = 0; i < other->marks->len; i++)
    {
      const YcTypesetMark *mark = &g_array_index (other->marks, YcTypesetMark, i);
      g_autofree char *words = g_strndup (other->words->str + mark->start, mark->end - mark->start);

      yc_typeset_text_append (self, words, mark->origin);
    }
}

const char *
yc_typeset_text_get (const YcTypesetText *self)
{
  return self->words->str;
}
