/* yc-guard-proto.c: the frames between a desk and the guard of a machine
 *
 * A frame is four bytes of its body's size, most significant first, a type, and the
 * body. Both sides are of one version; neither believes the other: what does not fit
 * its type ends the connection, and for the guard that means: stop the machine.
 */

#include "yc-guard-proto.h"

#include "yc-bytes.h"
#include "yc-device-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MOVE_BYTES 10

static gboolean
set_error (GError **error)
{
  g_set_error_literal (error, YC_DEVICE_ERROR, YC_DEVICE_ERROR_PROTOCOL,
                       _("The engraver’s guard and this program do not understand each other"));
  return FALSE;
}

gboolean
yc_guard_parse_frame (const guint8 *bytes,
                      gsize         size_bytes,
                      YcGuardFrame *ret_frame,
                      gsize        *ret_used,
                      GError      **error)
{
  YcReader reader;
  guint32 size;
  guint8 type;

  *ret_used = 0;
  yc_reader_init (&reader, bytes, size_bytes);
  if (!yc_reader_read_be32 (&reader, &size) || !yc_reader_read_u8 (&reader, &type))
    return TRUE;
  if (size > YC_GUARD_BODY_MAX_BYTES)
    return set_error (error);
  if (yc_reader_get_left (&reader) < size)
    return TRUE;
  *ret_frame = (YcGuardFrame){ type, yc_reader_read_bytes (&reader, size), size };
  *ret_used = YC_GUARD_HEADER_BYTES + size;
  return TRUE;
}

/* A frame around a body of at most the limit. */
static GBytes *
build (YcGuardType   type,
       gconstpointer body,
       gsize         size_bytes)
{
  g_auto (YcWriter) writer = { NULL };

  yc_writer_init (&writer, YC_GUARD_FRAME_MAX_BYTES);
  yc_writer_add_be32 (&writer, (guint32) size_bytes);
  yc_writer_add_u8 (&writer, (guint8) type);
  if (size_bytes > 0)
    yc_writer_add_bytes (&writer, body, size_bytes);
  return yc_writer_finish (&writer, NULL);
}

static GBytes *
build_from (YcGuardType type,
            YcWriter   *body)
{
  g_autoptr (GBytes) bytes = yc_writer_finish (body, NULL);

  g_assert (bytes != NULL);
  return build (type, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

GBytes *
yc_guard_build (YcGuardType type)
{
  return build (type, NULL, 0);
}

GBytes *
yc_guard_build_number (YcGuardType type,
                       guint8      number)
{
  return build (type, &number, 1);
}

GBytes *
yc_guard_build_verb (YcGuardVerb verb,
                     const YcId *job)
{
  guint8 body[1 + sizeof job->bytes] = { (guint8) verb };

  if (job != NULL)
    memcpy (body + 1, job->bytes, sizeof job->bytes);
  return build (YC_GUARD_VERB, body, sizeof body);
}

static guint32
to_um (double mm)
{
  return (guint32) CLAMP (mm * 1000, 0, (double) G_MAXUINT32);
}

GBytes *
yc_guard_build_progress (const YcEngraveProgress *progress)
{
  g_auto (YcWriter) body = { NULL };

  yc_writer_init (&body, 16);
  yc_writer_add_be32 (&body, progress->moves_done);
  yc_writer_add_be32 (&body, progress->moves_total);
  yc_writer_add_be32 (&body, to_um (progress->mm_done));
  yc_writer_add_be32 (&body, to_um (progress->mm_total));
  return build_from (YC_GUARD_PROGRESS, &body);
}

/* As much of a text as a frame holds, cut between characters. */
static gsize
text_size (const char *text)
{
  const char *end = text;

  while (*end != '\0' && g_utf8_next_char (end) - text <= YC_GUARD_TEXT_MAX_BYTES)
    end = g_utf8_next_char (end);
  return (gsize) (end - text);
}

GBytes *
yc_guard_build_text (YcGuardType type,
                     const char *text)
{
  return build (type, text, text_size (text));
}

GBytes *
yc_guard_build_end (const YcGuardEnd *end)
{
  g_auto (YcWriter) body = { NULL };
  const char *text = end->error != NULL ? end->error->message : "";
  guint8 domain = end->error == NULL ? 0 : end->error->domain == YC_DEVICE_RETRY ? 1 : 2;

  yc_writer_init (&body, 16 + YC_GUARD_TEXT_MAX_BYTES);
  yc_writer_add_u8 (&body, (guint8) end->outcome);
  yc_writer_add_u8 (&body, domain);
  yc_writer_add_u8 (&body, (guint8) (end->error != NULL ? end->error->code : 0));
  yc_writer_add_be32 (&body, end->moves_done);
  yc_writer_add_be32 (&body, end->moves_total);
  yc_writer_add_bytes (&body, text, text_size (text));
  return build_from (YC_GUARD_END, &body);
}

gboolean
yc_guard_parse_number (const YcGuardFrame *frame,
                       guint               max,
                       guint              *ret_number,
                       GError            **error)
{
  if (frame->size_bytes != 1 || frame->body[0] > max)
    return set_error (error);
  *ret_number = frame->body[0];
  return TRUE;
}

gboolean
yc_guard_parse_verb (const YcGuardFrame *frame,
                     YcGuardVerb        *ret_verb,
                     YcId               *ret_job,
                     GError            **error)
{
  if (frame->size_bytes != 1 + sizeof ret_job->bytes || frame->body[0] < YC_GUARD_CHECK ||
      frame->body[0] > YC_GUARD_ASK)
    return set_error (error);
  *ret_verb = frame->body[0];
  memcpy (ret_job->bytes, frame->body + 1, sizeof ret_job->bytes);
  return TRUE;
}

gboolean
yc_guard_parse_progress (const YcGuardFrame *frame,
                         YcEngraveProgress  *ret_progress,
                         GError            **error)
{
  guint32 numbers[4];
  YcReader reader;

  yc_reader_init (&reader, frame->body, frame->size_bytes);
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    if (!yc_reader_read_be32 (&reader, &numbers[i]))
      return set_error (error);
  if (yc_reader_get_left (&reader) != 0)
    return set_error (error);
  *ret_progress = (YcEngraveProgress){ numbers[0], numbers[1], numbers[2] / 1000.0,
                                       numbers[3] / 1000.0, -1 };
  return TRUE;
}

/* (transfer full) (nullable) */
static char *
take_text (const guint8 *bytes,
           gsize         size_bytes)
{
  if (size_bytes > YC_GUARD_TEXT_MAX_BYTES ||
      !g_utf8_validate_len ((const char *) bytes, size_bytes, NULL))
    return NULL;
  return g_strndup ((const char *) bytes, size_bytes);
}

char *
yc_guard_parse_text (const YcGuardFrame *frame,
                     GError            **error)
{
  char *text = take_text (frame->body, frame->size_bytes);

  if (text == NULL)
    set_error (error);
  return text;
}

gboolean
yc_guard_parse_end (const YcGuardFrame *frame,
                    YcGuardEnd         *ret_end,
                    GError            **error)
{
  guint8 outcome, domain, code;
  guint32 done, total;
  g_autofree char *text = NULL;
  YcReader reader;
  gsize left;

  yc_reader_init (&reader, frame->body, frame->size_bytes);
  if (!yc_reader_read_u8 (&reader, &outcome) || !yc_reader_read_u8 (&reader, &domain) ||
      !yc_reader_read_u8 (&reader, &code) || !yc_reader_read_be32 (&reader, &done) ||
      !yc_reader_read_be32 (&reader, &total) || outcome > YC_ENGRAVE_UNKNOWN || domain > 2)
    return set_error (error);
  left = yc_reader_get_left (&reader);
  text = left > 0 ? take_text (yc_reader_read_bytes (&reader, left), left) : g_strdup ("");
  if (text == NULL)
    return set_error (error);
  *ret_end = (YcGuardEnd){ outcome, done, total, NULL };
  if (domain != 0)
    ret_end->error = g_error_new_literal (domain == 1 ? YC_DEVICE_RETRY : YC_DEVICE_ERROR, code,
                                          text);
  return TRUE;
}

/* --- toolpaths ------------------------------------------------------- */

static GBytes *
build_setting (const YcToolpathSetting *setting)
{
  g_auto (YcWriter) body = { NULL };

  yc_writer_init (&body, 32 + sizeof setting->label);
  yc_writer_add_u8 (&body, (guint8) setting->mode);
  yc_writer_add_u8 (&body, (guint8) setting->axis);
  yc_writer_add_be32 (&body, setting->speed_um_s);
  yc_writer_add_be32 (&body, setting->line_step_nm);
  yc_writer_add_be32 (&body, setting->dot_nm);
  yc_writer_add_be32 (&body, setting->passes);
  yc_writer_add_bytes (&body, setting->label, strlen (setting->label));
  return build_from (YC_GUARD_SECTION, &body);
}

static GBytes *
build_moves (const YcToolpathMove *moves,
             guint                 count)
{
  g_auto (YcWriter) body = { NULL };

  yc_writer_init (&body, count * MOVE_BYTES);
  for (guint i = 0; i < count; i++)
    {
      yc_writer_add_be32 (&body, (guint32) moves[i].x_nm);
      yc_writer_add_be32 (&body, (guint32) moves[i].y_nm);
      yc_writer_add_be16 (&body, (guint16) moves[i].power);
    }
  return build_from (YC_GUARD_MOVES, &body);
}

/* Returns: (transfer full) (element-type GBytes) */
GPtrArray *
yc_guard_build_path (YcToolpath *path)
{
  GPtrArray *frames = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_auto (YcWriter) bed = { NULL };
  guint8 digest[YC_SHA256_SIZE];

  yc_writer_init (&bed, 8);
  yc_writer_add_be32 (&bed, (guint32) yc_toolpath_get_width_nm (path));
  yc_writer_add_be32 (&bed, (guint32) yc_toolpath_get_height_nm (path));
  g_ptr_array_add (frames, build_from (YC_GUARD_PATH, &bed));
  for (guint i = 0; i < yc_toolpath_get_n_sections (path); i++)
    {
      const YcToolpathSection *section = yc_toolpath_get_section (path, i);

      g_ptr_array_add (frames, build_setting (&section->setting));
      for (guint m = 0; m < section->n_moves; m += YC_GUARD_MOVES_MAX)
        g_ptr_array_add (frames, build_moves (section->moves + m,
                                              MIN (section->n_moves - m, YC_GUARD_MOVES_MAX)));
    }
  yc_toolpath_digest (path, digest);
  g_ptr_array_add (frames, build (YC_GUARD_PATH_END, digest, sizeof digest));
  return frames;
}

struct _YcGuardPath
{
  YcToolpathBuilder *builder; /* (nullable): before the bed */
  gboolean in_section;
};

YcGuardPath *
yc_guard_path_new (void)
{
  return g_new0 (YcGuardPath, 1);
}

void
yc_guard_path_free (YcGuardPath *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->builder, yc_toolpath_builder_free);
  g_free (self);
}

static gboolean
take_bed (YcGuardPath        *self,
          const YcGuardFrame *frame,
          GError            **error)
{
  guint32 width, height;
  YcReader reader;

  yc_reader_init (&reader, frame->body, frame->size_bytes);
  if (self->builder != NULL || !yc_reader_read_be32 (&reader, &width) ||
      !yc_reader_read_be32 (&reader, &height) || yc_reader_get_left (&reader) != 0 ||
      width > YC_TOOLPATH_BED_MAX_NM || height > YC_TOOLPATH_BED_MAX_NM)
    return set_error (error);
  self->builder = yc_toolpath_builder_new ((gint32) width, (gint32) height);
  return TRUE;
}

static gboolean
take_section (YcGuardPath        *self,
              const YcGuardFrame *frame,
              GError            **error)
{
  YcToolpathSetting setting = { 0 };
  guint8 mode, axis;
  YcReader reader;
  gsize left;

  yc_reader_init (&reader, frame->body, frame->size_bytes);
  if (self->builder == NULL || !yc_reader_read_u8 (&reader, &mode) ||
      !yc_reader_read_u8 (&reader, &axis) || !yc_reader_read_be32 (&reader, &setting.speed_um_s) ||
      !yc_reader_read_be32 (&reader, &setting.line_step_nm) ||
      !yc_reader_read_be32 (&reader, &setting.dot_nm) ||
      !yc_reader_read_be32 (&reader, &setting.passes))
    return set_error (error);
  left = yc_reader_get_left (&reader);
  if (left > YC_TOOLPATH_LABEL_BYTES_MAX)
    return set_error (error);
  if (left > 0)
    memcpy (setting.label, yc_reader_read_bytes (&reader, left), left);
  setting.mode = mode;
  setting.axis = axis;
  yc_toolpath_builder_begin (self->builder, &setting);
  self->in_section = TRUE;
  return TRUE;
}

static gboolean
take_moves (YcGuardPath        *self,
            const YcGuardFrame *frame,
            GError            **error)
{
  YcReader reader;

  yc_reader_init (&reader, frame->body, frame->size_bytes);
  if (!self->in_section || frame->size_bytes % MOVE_BYTES != 0)
    return set_error (error);
  while (yc_reader_get_left (&reader) > 0)
    {
      guint32 x, y;
      guint16 power;

      if (!yc_reader_read_be32 (&reader, &x) || !yc_reader_read_be32 (&reader, &y) ||
          !yc_reader_read_be16 (&reader, &power))
        return set_error (error);
      yc_toolpath_builder_add (self->builder, (gint32) x, (gint32) y, power);
    }
  return TRUE;
}

static YcToolpath *
take_end (YcGuardPath        *self,
          const YcGuardFrame *frame,
          GError            **error)
{
  g_autoptr (YcToolpath) path = NULL;
  guint8 digest[YC_SHA256_SIZE];

  if (!self->in_section || frame->size_bytes != sizeof digest)
    {
      set_error (error);
      return NULL;
    }
  self->in_section = FALSE;
  path = yc_toolpath_builder_finish (self->builder, error);
  g_clear_pointer (&self->builder, yc_toolpath_builder_free);
  if (path == NULL)
    return NULL;
  yc_toolpath_digest (path, digest);
  if (memcmp (digest, frame->body, sizeof digest) == 0)
    return g_steal_pointer (&path);
  set_error (error);
  return NULL;
}

/**
 * yc_guard_path_take:
 * @self: a toolpath being put together
 * @frame: PATH, SECTION, MOVES or PATH_END
 * @ret_path: (out) (transfer full) (nullable): the toolpath, when it is whole
 * @error: PROTOCOL, or YC_TOOLPATH_ERROR
 *
 * Returns: %TRUE if the frame fits
 */
gboolean
yc_guard_path_take (YcGuardPath        *self,
                    const YcGuardFrame *frame,
                    YcToolpath        **ret_path,
                    GError            **error)
{
  YcToolpath *path;

  switch (frame->type)
    {
    case YC_GUARD_PATH:
      return take_bed (self, frame, error);
    case YC_GUARD_SECTION:
      return take_section (self, frame, error);
    case YC_GUARD_MOVES:
      return take_moves (self, frame, error);
    case YC_GUARD_PATH_END:
      path = take_end (self, frame, error);
      if (path != NULL)
        *ret_path = path;
      return path != NULL;
    default:
      return set_error (error);
    }
}
