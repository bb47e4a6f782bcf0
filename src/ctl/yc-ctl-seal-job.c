/* yc-ctl-seal-job.c: yichuang-ctl seal job | time --kind KIND,… --machine MACHINE --material MATERIAL … -o FILE
 *
 * Several seals go on one plate: --kind takes a list, or "all" for the five. A job
 * is written as the machine takes it; of a material that is flashed it is the film.
 * `time` says how long the machine will need, and how long it would without a plan.
 */

#include "yc-ctl-seal-job.h"

#include "yc-ctl-seal-asked.h"
#include "yc-ctl-seal-times.h"
#include "yc-file.h"
#include "yc-grbl-encode.h"
#include "yc-lihuiyu-encode.h"
#include "yc-seal-film.h"
#include "yc-seal-plan.h"
#include "yc-seal-play.h"

#include <math.h>
#include <string.h>

#define FILE_MODE 0644
#define PICTURE_DOTS_MM 20
#define PICTURE_SIDE_MAX_DOTS 16000
#define GRBL_POWER_FULL 1000

typedef struct
{
  YcCtlSealAsked asked;
  char *machine;
  char *material;
  char *format;
  char *plate;
  char *picture;
  char *output;
  char *verb;
  int dpi;
  double speed;
  int passes;
  int power_full;
  gboolean json;
} Options;

/* What was asked for, looked up. */
typedef struct
{
  const YcSealMachine *machine;
  const YcSealMaterial *material;
  YcSealPlanOptions plan;
  GPtrArray *parts; /* of YcSealPart */
  gboolean personal;
} Job;

static void
options_clear (Options *self)
{
  char *texts[] = { self->machine, self->material, self->format, self->plate, self->picture, self->output, self->verb };

  yc_ctl_seal_asked_clear (&self->asked);
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    g_free (texts[i]);
}

static void
job_clear (Job *self)
{
  g_clear_pointer (&self->parts, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Job, job_clear)

static gboolean
parse_options (int       argc,
               char    **argv,
               Options  *self,
               GError  **error)
{
  const GOptionEntry entries[] = {
    { "machine", 0, 0, G_OPTION_ARG_STRING, &self->machine, "lihuiyu-m2, lihuiyu-b2 or grbl", "MACHINE" },
    { "material", 0, 0, G_OPTION_ARG_STRING, &self->material, "rubber, infiltration or photosensitive", "MATERIAL" },
    { "format", 0, 0, G_OPTION_ARG_STRING, &self->format, "stream or packets, or gcode; as the machine takes it", "FORMAT" },
    { "dpi", 0, 0, G_OPTION_ARG_INT, &self->dpi, "dots per inch; 500", "N" },
    { "speed", 0, 0, G_OPTION_ARG_DOUBLE, &self->speed, "of engraving; the material's", "MM/S" },
    { "passes", 0, 0, G_OPTION_ARG_INT, &self->passes, "of engraving; the material's", "N" },
    { "plate", 0, 0, G_OPTION_ARG_STRING, &self->plate, "the plate, in mm; as large as the bed", "WxH" },
    { "power-full", 0, 0, G_OPTION_ARG_INT, &self->power_full, "a GRBL machine's $30; 1000", "S" },
    { "picture", 0, 0, G_OPTION_ARG_FILENAME, &self->picture, "draw the way of the head here", "FILE.png" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &self->json, "the times as JSON", NULL },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &self->output, "write the job, or the times, here", "FILE" },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("job | time");

  g_option_context_add_main_entries (context, entries, NULL);
  yc_ctl_seal_asked_add_options (&self->asked, context);
  if (!g_option_context_parse (context, &argc, &argv, error))
    return FALSE;
  self->verb = g_strdup (argc == 2 ? argv[1] : "");
  return TRUE;
}

/* --- what was asked for ------------------------------------------------ */

static gboolean
refuse (GError    **error,
        const char *words)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, words);
  return FALSE;
}

/* "200x150" */
static gboolean
parse_plate (const Options      *options,
             YcSealPlanOptions  *plan,
             GError            **error)
{
  g_auto (GStrv) sides = options->plate != NULL ? g_strsplit (options->plate, "x", 3) : NULL;
  double side[2];

  if (sides == NULL)
    return TRUE;
  for (guint i = 0; i < 2 && g_strv_length (sides) == 2; i++)
    {
      char *end;

      side[i] = g_ascii_strtod (sides[i], &end);
      if (end == sides[i] || *end != '\0' || !(side[i] > 0 && side[i] < 10000))
        return refuse (error, "--plate is WIDTHxHEIGHT in mm: 200x150");
    }
  if (g_strv_length (sides) != 2)
    return refuse (error, "--plate is WIDTHxHEIGHT in mm: 200x150");
  plan->plate_width_mm = side[0];
  plan->plate_height_mm = side[1];
  return TRUE;
}

static gboolean
fill_job (const Options  *options,
          Job            *job,
          GError        **error)
{
  job->material = options->material != NULL ? yc_seal_material_find (options->material) : NULL;
  job->machine = options->machine != NULL ? yc_seal_machine_find (options->machine) : NULL;
  if (job->material == NULL)
    return refuse (error, "--material is one of rubber, infiltration and photosensitive");
  if (job->machine == NULL && (job->material->process != YC_SEAL_FILM || options->machine != NULL))
    return refuse (error, "--machine is one of lihuiyu-m2, lihuiyu-b2 and grbl");
  if (options->dpi < 0 || options->passes < 0 || options->speed < 0)
    return refuse (error, "--dpi, --speed and --passes are not negative");
  job->plan.dpi = (guint) options->dpi;
  job->plan.raster_mm_s = options->speed;
  job->plan.raster_passes = (guint) options->passes;
  if (!parse_plate (options, &job->plan, error))
    return FALSE;
  job->parts = yc_ctl_seal_asked_make (&options->asked, &job->personal, error);
  return job->parts != NULL;
}

/* --- job ----------------------------------------------------------------- */

static GBytes *
encode_lihuiyu (const Job      *job,
                YcToolpath     *path,
                const char     *format,
                GError        **error)
{
  g_autofree char *name = g_ascii_strup (job->machine->id + strlen ("lihuiyu-"), -1);
  g_autoptr (YcLihuiyuJob) words = NULL;
  YcLihuiyuBoard board;
  const char *stream;
  gsize size;

  if (!yc_lihuiyu_board_from_name (name, &board))
    {
      refuse (error, "There are no words for this board");
      return NULL;
    }
  words = yc_lihuiyu_encode (path, board, error);
  if (words == NULL)
    return NULL;
  if (g_strcmp0 (format, "stream") != 0)
    return yc_lihuiyu_job_dup_wire (words);
  stream = yc_lihuiyu_job_get_stream (words, &size);
  return g_bytes_new (stream, size);
}

static GBytes *
encode_grbl (const Options  *options,
             YcToolpath     *path,
             GError        **error)
{
  const YcGrblSetting setting = { options->power_full > 0 ? (guint) options->power_full : GRBL_POWER_FULL, TRUE };
  g_autoptr (YcGrblJob) words = yc_grbl_encode (path, &setting, error);
  const char *text;
  gsize size;

  if (words == NULL)
    return NULL;
  text = yc_grbl_job_get_text (words, &size);
  return g_bytes_new (text, size);
}

static GBytes *
encode (const Options  *options,
        const Job      *job,
        YcToolpath     *path,
        GError        **error)
{
  static const char *const gcode_formats[] = { "gcode", NULL }, *const lihuiyu_formats[] = { "stream", "packets", NULL };
  gboolean gcode = job->machine->words == YC_SEAL_WORDS_GCODE;

  if (options->format != NULL && !g_strv_contains (gcode ? gcode_formats : lihuiyu_formats, options->format))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "A %s takes %s", job->machine->title,
                   gcode ? "--format gcode" : "--format stream or packets");
      return NULL;
    }
  return gcode ? encode_grbl (options, path, error) : encode_lihuiyu (job, path, options->format, error);
}

static gboolean
write_film (const Options  *options,
            const Job      *job,
            GError        **error)
{
  g_autoptr (GBytes) pdf = NULL;

  if (options->format != NULL || options->picture != NULL || g_str_equal (options->verb, "time"))
    return refuse (error, "A photosensitive seal is flashed through a film: it takes no --format, no --picture and no "
                          "time of a machine");
  pdf = yc_seal_film_new (job->parts, job->material, error);
  if (pdf == NULL || !yc_file_write_durably (options->output, pdf, FILE_MODE, error))
    return FALSE;
  g_print ("%s: %u seals on a film, A4 at true size\n", options->output, job->parts->len);
  if (job->personal && yc_seal_material_get_bank_hint (job->material) != NULL)
    g_printerr ("%s\n", yc_seal_material_get_bank_hint (job->material));
  return TRUE;
}

/* --- a picture ----------------------------------------------------------- */

/* Black where it is burnt, the way with the beam off in red. */
static cairo_surface_t *
draw_picture (YcSealTime *time,
              int         width,
              int         height,
              double      scale)
{
  cairo_surface_t *picture = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);
  cairo_surface_t *burnt = cairo_image_surface_create (CAIRO_FORMAT_A8, width, height);
  double total_s = yc_seal_time_get_total_s (time);
  cairo_t *cr = cairo_create (burnt);

  cairo_scale (cr, scale, scale);
  yc_seal_play_draw_burnt (time, 0, total_s, cr);
  cairo_destroy (cr);
  cr = cairo_create (picture);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  cairo_set_source_rgb (cr, 0, 0, 0);
  cairo_mask_surface (cr, burnt, 0, 0);
  cairo_scale (cr, scale, scale);
  yc_seal_play_draw_jogs (time, 0, total_s, 0.01, cr);
  cairo_destroy (cr);
  cairo_surface_destroy (burnt);
  return picture;
}

static gboolean
write_picture (const YcSealPlan  *plan,
               const char        *path,
               GError           **error)
{
  double scale, width_mm, height_mm;
  cairo_surface_t *picture;
  cairo_status_t status;
  YcToolpathBox box;

  if (!yc_toolpath_get_travel_box (yc_seal_plan_get_path (plan), &box))
    return refuse (error, "There is nothing to draw");
  width_mm = box.right_nm / 1e6 + 1;
  height_mm = box.bottom_nm / 1e6 + 1;
  scale = MIN (PICTURE_DOTS_MM, PICTURE_SIDE_MAX_DOTS / MAX (width_mm, height_mm));
  picture = draw_picture (yc_seal_plan_get_time (plan), (int) (width_mm * scale), (int) (height_mm * scale), scale);
  status = cairo_surface_write_to_png (picture, path);
  cairo_surface_destroy (picture);
  if (status == CAIRO_STATUS_SUCCESS)
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "%s: %s", path, cairo_status_to_string (status));
  return FALSE;
}

/* --- times ------------------------------------------------------------------- */

static gboolean
write_times (const Options     *options,
             const YcSealPlan  *plan,
             GError           **error)
{
  gboolean json = options->json || (options->output != NULL && g_str_has_suffix (options->output, ".json"));
  g_autoptr (GBytes) bytes = json ? yc_ctl_seal_times_to_json (plan) : yc_ctl_seal_times_to_words (plan);

  if (options->output != NULL)
    return yc_file_write_durably (options->output, bytes, FILE_MODE, error);
  g_print ("%.*s%s", (int) g_bytes_get_size (bytes), (const char *) g_bytes_get_data (bytes, NULL), json ? "\n" : "");
  return TRUE;
}

/* --- the command -------------------------------------------------------------- */

static gboolean
write_job (const Options     *options,
           const Job         *job,
           const YcSealPlan  *plan,
           GError           **error)
{
  g_autoptr (GBytes) bytes = encode (options, job, yc_seal_plan_get_path (plan), error);
  double total_s = yc_seal_time_get_total_s (yc_seal_plan_get_time (plan));

  if (bytes == NULL || !yc_file_write_durably (options->output, bytes, FILE_MODE, error))
    return FALSE;
  g_print ("%s: %u seals, %" G_GSIZE_FORMAT " bytes, about %.0f min on a %s\n", options->output, job->parts->len,
           g_bytes_get_size (bytes), ceil (total_s / 60), job->machine->title);
  return TRUE;
}

static gboolean
run (const Options  *options,
     GError        **error)
{
  g_autoptr (YcSealPlan) plan = NULL;
  g_auto (Job) job = { 0 };

  if (!fill_job (options, &job, error))
    return FALSE;
  if (job.material->process == YC_SEAL_FILM)
    return write_film (options, &job, error);
  plan = yc_seal_plan_new (job.parts, job.material, job.machine, &job.plan, NULL, error);
  if (plan == NULL || (options->picture != NULL && !write_picture (plan, options->picture, error)))
    return FALSE;
  return g_str_equal (options->verb, "job") ? write_job (options, &job, plan, error) : write_times (options, plan, error);
}

int
yc_ctl_seal_job (int    argc,
                 char **argv)
{
  g_auto (Options) options = { 0 };
  g_autoptr (GError) error = NULL;

  if (parse_options (argc, argv, &options, &error))
    {
      if ((g_str_equal (options.verb, "job") && options.output != NULL) || g_str_equal (options.verb, "time"))
        {
          if (run (&options, &error))
            return 0;
        }
      else
        {
          g_printerr ("Usage: yichuang-ctl seal job -o FILE | time --kind KIND,… --machine MACHINE --material MATERIAL "
                      "[--name …]\n");
          return 2;
        }
    }
  g_printerr ("%s\n", error->message);
  return 1;
}
