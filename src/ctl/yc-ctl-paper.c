/* yc-ctl-paper.c: what commands about papers share
 *
 * Which catalogue, template, data and day: the same for a PDF and for the bytes
 * of a printer, so that both show the same paper.
 */

#include "yc-ctl-paper.h"

#include "yc-catalogue-reader.h"
#include "yc-file.h"

#define DAY_MS (24 * 3600 * G_GINT64_CONSTANT (1000))

/**
 * yc_ctl_paper_parse:
 * @more: what else the command takes, beside what all take
 * @words: what it wants that is no option
 *
 * Returns: whether @argv made sense; what is no option is in @self then
 */
gboolean
yc_ctl_paper_parse (YcCtlPaper          *self,
                    const GOptionEntry  *more,
                    const char          *words,
                    int                  argc,
                    char               **argv,
                    GError             **error)
{
  const GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &self->output, "write it here", "FILE" },
    { "catalogue", 0, 0, G_OPTION_ARG_FILENAME, &self->catalogue, "a catalogue, or a folder of them", "PATH" },
    { "templates", 0, 0, G_OPTION_ARG_FILENAME, &self->templates, "where the templates are", "FOLDER" },
    { "date", 0, 0, G_OPTION_ARG_STRING, &self->date, "the day on the paper; today", "YYYY-MM-DD" },
    { "training", 0, 0, G_OPTION_ARG_NONE, &self->training, "mark every page as training", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (words);

  g_option_context_add_main_entries (context, more, NULL);
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, error))
    return FALSE;
  self->rest = g_ptr_array_new_with_free_func (g_free);
  for (int i = 1; i < argc; i++)
    g_ptr_array_add (self->rest, g_strdup (argv[i]));
  return TRUE;
}

void
yc_ctl_paper_clear (YcCtlPaper *self)
{
  g_free (self->catalogue);
  g_free (self->templates);
  g_free (self->date);
  g_free (self->output);
  g_clear_pointer (&self->rest, g_ptr_array_unref);
}

static YcCatalogue *
read_catalogue_file (const char  *path,
                     GError     **error)
{
  g_autoptr (GBytes) bytes = yc_file_read (path, YC_CATALOGUE_BYTES_MAX, error);

  return bytes != NULL ? yc_catalogue_read (bytes, path, error) : NULL;
}

/* The newest of a folder. */
static YcCatalogue *
read_newest (const char  *folder,
             GError     **error)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, error);
  YcCatalogue *newest = NULL;
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      YcCatalogue *catalogue;

      if (!g_str_has_suffix (name, ".json"))
        continue;
      catalogue = read_catalogue_file (path, error);
      if (catalogue != NULL && newest != NULL && yc_catalogue_compare (catalogue, newest) < 0)
        g_clear_pointer (&catalogue, yc_catalogue_unref);
      if (catalogue == NULL && error != NULL && *error != NULL)
        {
          g_clear_pointer (&newest, yc_catalogue_unref);
          return NULL;
        }
      if (catalogue == NULL)
        continue;
      g_clear_pointer (&newest, yc_catalogue_unref);
      newest = catalogue;
    }
  if (dir != NULL && newest == NULL)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "%s: holds no catalogue", folder);
  return newest;
}

/* YC_CATALOGUE and YC_TEMPLATES are for a build tree, which has nothing installed. */
YcCatalogue *
yc_ctl_paper_read_catalogue (const YcCtlPaper  *self,
                             GError           **error)
{
  const char *path = self->catalogue != NULL ? self->catalogue : g_getenv ("YC_CATALOGUE");

  if (path == NULL)
    path = YC_DATA_DIR "/catalogue";
  return g_file_test (path, G_FILE_TEST_IS_DIR) ? read_newest (path, error) : read_catalogue_file (path, error);
}

const char *
yc_ctl_paper_get_folder (const YcCtlPaper *self)
{
  const char *folder = self->templates != NULL ? self->templates : g_getenv ("YC_TEMPLATES");

  return folder != NULL ? folder : YC_DATA_DIR "/templates";
}

static YcTemplate *
find_template (const YcCtlPaper  *self,
               const char        *id,
               YcCatalogue       *catalogue,
               GError           **error)
{
  g_autoptr (GPtrArray) templates = yc_template_read_folder (yc_ctl_paper_get_folder (self), catalogue, NULL, error);

  for (guint i = 0; templates != NULL && i < templates->len; i++)
    if (g_str_equal (yc_template_get_id (g_ptr_array_index (templates, i)), id))
      return yc_template_ref (g_ptr_array_index (templates, i));
  if (templates != NULL)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "%s: no template has this id; see doc list", id);
  return NULL;
}

static gboolean
fill_paper_options (const YcCtlPaper  *self,
                    YcPaperOptions  *ret_options,
                    GError         **error)
{
  YcDate epoch = { 1970, 1, 1 };

  ret_options->training = self->training;
  ret_options->today = yc_date_from_wall (g_get_real_time () / 1000, 480);
  if (self->date != NULL && !yc_date_parse (self->date, &ret_options->today))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "--date: is not a date: YYYY-MM-DD");
      return FALSE;
    }
  ret_options->created_ms = yc_date_days_between (&epoch, &ret_options->today) * DAY_MS;
  return TRUE;
}

/* The day on the paper, unless the data says it. */
static void
set_date (YcTemplateData       *data,
          const YcPaperOptions *options)
{
  const YcForm *form = yc_template_data_get_form (data);
  char date[YC_DATE_TEXT_SIZE];

  yc_date_to_text (&options->today, date);
  if (form->get (form, "/paper/date") == NULL)
    yc_template_data_set_text (data, "/paper/date", date);
}

void
yc_ctl_paper_job_clear (YcCtlPaperJob *job)
{
  g_clear_pointer (&job->data, yc_template_data_unref);
  g_clear_pointer (&job->template, yc_template_unref);
  g_clear_pointer (&job->catalogue, yc_catalogue_unref);
}

/**
 * yc_ctl_paper_open:
 * @id: of the template
 * @data_path: what yc_template_data_read() takes
 * @ret_job: (out): to be cleared, also on failure; empty before
 *
 * Returns: whether the paper can be made
 */
gboolean
yc_ctl_paper_open (const YcCtlPaper *self,
                   const char       *id,
                   const char       *data_path,
                   YcCtlPaperJob    *ret_job,
                   GError          **error)
{
  g_autoptr (GBytes) bytes = NULL;

  ret_job->catalogue = yc_ctl_paper_read_catalogue (self, error);
  if (ret_job->catalogue == NULL)
    return FALSE;
  ret_job->template = find_template (self, id, ret_job->catalogue, error);
  if (ret_job->template == NULL || !fill_paper_options (self, &ret_job->options, error))
    return FALSE;
  bytes = yc_file_read (data_path, YC_TEMPLATE_DATA_BYTES_MAX, error);
  ret_job->data = bytes != NULL ? yc_template_data_read (bytes, error) : NULL;
  if (ret_job->data == NULL)
    return FALSE;
  set_date (ret_job->data, &ret_job->options);
  return TRUE;
}
