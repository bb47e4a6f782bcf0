/* yc-pdf-references.c: what refers to what in a PDF
 *
 * qpdf writes an object as text in one way, so a reference in it is three tokens:
 * "12 0 R".
 */

#include "yc-pdf-references.h"

#include <string.h>

/* Behind the token that begins at @at: a string, a bracket, or a run of other
 * characters. */
static const char *
skip_token (const char *at)
{
  guint depth = 0;

  if (*at == '<' && at[1] != '<')
    return at + strcspn (at, ">");
  if (*at != '(')
    return strchr ("[]<>", *at) != NULL ? at + 1 : at + 1 + strcspn (at + 1, " \n\r\t\f/[]<>(");
  do
    {
      if (*at == '\\' && at[1] != '\0')
        at++;
      else if (*at == '(')
        depth++;
      else if (*at == ')')
        depth--;
      at++;
    }
  while (*at != '\0' && depth > 0);
  return at;
}

/**
 * yc_pdf_references_scan:
 * @text: an object as qpdf writes it
 * @func: told of each reference in it
 * @data: for @func
 */
void
yc_pdf_references_scan (const char        *text,
                        YcPdfReferenceFunc func,
                        gpointer           data)
{
  gint64 number = -1, generation = -1;

  for (const char *at = text, *end; *at != '\0'; at = end)
    {
      end = at + 1;
      if (g_ascii_isspace (*at))
        continue;
      end = *at == '<' && at[1] == '<' ? at + 2 : skip_token (at);
      if (end == at + 1 && *at == 'R' && number > 0 && number <= G_MAXINT && generation >= 0 && generation <= G_MAXUINT16)
        func (number, generation, data);
      number = generation;
      generation = g_ascii_isdigit (*at) ? g_ascii_strtoll (at, NULL, 10) : -1;
    }
}

/* Returns: (transfer full): an object as qpdf writes it; of a stream, its dictionary */
char *
yc_pdf_references_dup_object (YcPdfFile *file,
                              qpdf_oh    object)
{
  qpdf_data qpdf = yc_pdf_file_get_qpdf (file);

  if (qpdf_oh_is_stream (qpdf, object))
    return g_strdup (qpdf_oh_unparse_resolved (qpdf, qpdf_oh_get_dict (qpdf, object)));
  return g_strdup (qpdf_oh_unparse_resolved (qpdf, object));
}

typedef struct
{
  GHashTable *seen; /* of numbers */
  GArray *queue;    /* of int[2] */
  guint highest;
} Walk;

static void
add_reference (gint     number,
               gint     generation,
               gpointer data)
{
  Walk *walk = data;
  const gint item[2] = { number, generation };

  walk->highest = MAX (walk->highest, (guint) number);
  if (g_hash_table_add (walk->seen, GINT_TO_POINTER (number)))
    g_array_append_val (walk->queue, item);
}

/**
 * yc_pdf_references_find_highest:
 * @file: a file
 *
 * A reference to an object that is not there means nothing, until somebody gives
 * its number to a new object. So new ones get higher numbers.
 *
 * Returns: the highest number that is referred to from the trailer on, there or not
 */
guint
yc_pdf_references_find_highest (YcPdfFile *file)
{
  qpdf_data qpdf = yc_pdf_file_get_qpdf (file);
  Walk walk = { g_hash_table_new (NULL, NULL), g_array_new (FALSE, FALSE, 2 * sizeof (gint)), 0 };
  g_autofree char *trailer = g_strdup (qpdf_oh_unparse_resolved (qpdf, qpdf_get_trailer (qpdf)));

  yc_pdf_references_scan (trailer, add_reference, &walk);
  while (walk.queue->len > 0)
    {
      const gint *item = (const gint *) (walk.queue->data + (walk.queue->len - 1) * 2 * sizeof (gint));
      g_autofree char *text = yc_pdf_references_dup_object (file, qpdf_get_object_by_id (qpdf, item[0], item[1]));

      g_array_set_size (walk.queue, walk.queue->len - 1);
      yc_pdf_references_scan (text, add_reference, &walk);
      qpdf_oh_release_all (qpdf);
    }
  g_hash_table_unref (walk.seen);
  g_array_unref (walk.queue);
  return walk.highest;
}
