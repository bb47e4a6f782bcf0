/* yc-ctl-doc.c: yichuang-ctl doc list | lint [FILE…] | render TEMPLATE DATA.json -o FILE
 *
 * Papers without a window. The data is what yc_template_data_read() takes; the
 * same template, data and day give the same bytes.
 */

#include "yc-ctl-doc.h"

#include "yc-ctl-paper.h"
#include "yc-file.h"
#include "yc-json-guard.h"

#include <stdlib.h>
#include <string.h>

#define FILE_MODE 0644

typedef struct
{
  YcCtlPaper paper;
  char *shows;
} Options;

static void
options_clear (Options *self)
{
  yc_ctl_paper_clear (&self->paper);
  g_free (self->shows);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
parse_options (int       argc,
               char    **argv,
               Options  *self,
               GError  **error)
{
  const GOptionEntry entries[] = {
    { "shows", 0, 0, G_OPTION_ARG_FILENAME, &self->shows, "write what it shows here", "FILE" },
    { NULL },
  };

  return yc_ctl_paper_parse (&self->paper, entries, "list | lint [FILE…] | render TEMPLATE DATA.json", argc, argv, error);
}

/* --- list and lint --------------------------------------------------- */

static int
list (const Options *options,
      YcCatalogue   *catalogue)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) templates = yc_template_read_folder (yc_ctl_paper_get_folder (&options->paper), catalogue, NULL, &error);

  for (guint i = 0; templates != NULL && i < templates->len; i++)
    {
      const YcTemplate *template = g_ptr_array_index (templates, i);

      g_print ("%-20s %-10s %s%s\n", yc_template_get_id (template), yc_template_get_version (template),
               yc_template_get_title (template), yc_template_is_sensitive (template) ? "（敏感信息）" : "");
    }
  if (error != NULL)
    g_printerr ("%s\n", error->message);
  return error != NULL ? 1 : 0;
}

static void
lint_file (const char  *path,
           YcCatalogue *catalogue,
           GPtrArray   *errors)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = yc_file_read (path, YC_TEMPLATE_BYTES_MAX, &error);
  g_autoptr (YcTemplate) template = bytes != NULL ? yc_template_read (bytes, path, catalogue, &error) : NULL;

  if (template == NULL)
    g_ptr_array_add (errors, g_steal_pointer (&error));
}

/* Every wrong template is named, with its place and reason. */
static int
lint (const Options *options,
      YcCatalogue   *catalogue)
{
  g_autoptr (GPtrArray) errors = g_ptr_array_new_with_free_func ((GDestroyNotify) g_error_free);
  g_autoptr (GPtrArray) templates = NULL;
  g_autoptr (GError) error = NULL;
  guint count = options->paper.rest->len - 1;

  for (guint i = 1; i < options->paper.rest->len; i++)
    lint_file (g_ptr_array_index (options->paper.rest, i), catalogue, errors);
  if (options->paper.rest->len == 1)
    {
      templates = yc_template_read_folder (yc_ctl_paper_get_folder (&options->paper), catalogue, errors, &error);
      count = errors->len + (templates != NULL ? templates->len : 0);
    }
  if (error != NULL)
    g_ptr_array_add (errors, g_steal_pointer (&error));
  for (guint i = 0; i < errors->len; i++)
    g_printerr ("%s\n", ((GError *) g_ptr_array_index (errors, i))->message);
  if (errors->len == 0)
    g_print ("%u templates, nothing wrong\n", count);
  return errors->len > 0 ? 1 : 0;
}

/* --- render ---------------------------------------------------------- */

static json_t *
places_to_json (const YcPaper *paper)
{
  json_t *places = json_array ();

  for (guint i = 0; i < paper->places->len; i++)
    {
      const YcPaperPlace *place = g_ptr_array_index (paper->places, i);
      json_t *json = json_object ();

      json_object_set_new (json, "role", json_string (place->role));
      if (place->person != NULL)
        json_object_set_new (json, "person", json_string (place->person));
      if (place->name != NULL)
        json_object_set_new (json, "name", json_string (place->name));
      json_object_set_new (json, "page", json_integer (place->page));
      json_object_set_new (json, "x_mm", json_real (place->x_mm));
      json_object_set_new (json, "y_mm", json_real (place->y_mm));
      json_object_set_new (json, "width_mm", json_real (place->width_mm));
      json_object_set_new (json, "height_mm", json_real (place->height_mm));
      json_array_append_new (places, json);
    }
  return places;
}

static GBytes *
shows_to_bytes (const YcPaper *paper)
{
  g_autoptr (json_t) json = json_object ();
  json_t *shows = json_object (), *fonts = json_array ();
  char *text;

  for (guint i = 0; i < paper->shows->len; i++)
    {
      const YcPaperShown *shown = g_ptr_array_index (paper->shows, i);

      json_object_set_new (shows, shown->path, json_string (shown->digest));
    }
  for (guint i = 0; i < paper->fonts->len; i++)
    json_array_append_new (fonts, json_string (g_ptr_array_index (paper->fonts, i)));
  json_object_set_new (json, "title", json_string (paper->title));
  json_object_set_new (json, "sha256", json_string (paper->sha256));
  json_object_set_new (json, "pages", json_integer (paper->n_pages));
  json_object_set_new (json, "fonts", fonts);
  json_object_set_new (json, "shows", shows);
  json_object_set_new (json, "places", places_to_json (paper));
  text = json_dumps (json, JSON_INDENT (2) | JSON_REAL_PRECISION (6));
  return g_bytes_new_with_free_func (text, strlen (text), free, text);
}

static YcPaper *
make (const Options  *options,
      GError        **error)
{
  g_auto (YcCtlPaperJob) job = { NULL };

  if (!yc_ctl_paper_open (&options->paper, g_ptr_array_index (options->paper.rest, 1), g_ptr_array_index (options->paper.rest, 2), &job, error))
    return NULL;
  return yc_template_render (job.template, job.data, &job.options, NULL, error);
}

static int
render (const Options *options)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YcPaper) paper = make (options, &error);
  g_autoptr (GBytes) shows = paper != NULL && options->shows != NULL ? shows_to_bytes (paper) : NULL;

  if (paper == NULL || !yc_file_write_durably (options->paper.output, paper->pdf, FILE_MODE, &error) ||
      (shows != NULL && !yc_file_write_durably (options->shows, shows, FILE_MODE, &error)))
    {
      g_printerr ("%s\n", error->message);
      return 1;
    }
  g_print ("%s: %u pages, %" G_GSIZE_FORMAT " bytes, %u fields shown, %u places to sign\n", options->paper.output,
           paper->n_pages, g_bytes_get_size (paper->pdf), paper->shows->len, paper->places->len);
  return 0;
}

static int
list_or_lint (const Options *options,
              const char    *verb)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YcCatalogue) catalogue = yc_ctl_paper_read_catalogue (&options->paper, &error);

  if (catalogue != NULL)
    return g_str_equal (verb, "list") ? list (options, catalogue) : lint (options, catalogue);
  g_printerr ("%s\n", error->message);
  return 1;
}

int
yc_ctl_doc (int    argc,
            char **argv)
{
  g_auto (Options) options = { { NULL } };
  g_autoptr (GError) error = NULL;
  const char *verb;

  if (!parse_options (argc, argv, &options, &error))
    {
      g_printerr ("%s\n", error->message);
      return 1;
    }
  verb = options.paper.rest->len > 0 ? g_ptr_array_index (options.paper.rest, 0) : "";
  if (g_str_equal (verb, "render") && options.paper.rest->len == 3 && options.paper.output != NULL)
    return render (&options);
  if ((g_str_equal (verb, "list") && options.paper.rest->len == 1) || g_str_equal (verb, "lint"))
    return list_or_lint (&options, verb);
  g_printerr ("Usage: yichuang-ctl doc list | lint [FILE…] | render TEMPLATE DATA.json -o FILE [--shows FILE]\n");
  return 2;
}
