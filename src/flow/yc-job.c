/* yc-job.c: one job of a case as a window shows it
 *
 * The object stays the same while the job goes on; what it shows is copied from
 * the case each time that is folded.
 */

#include "yc-job.h"

#include <glib/gi18n-lib.h>

struct _YcJob
{
  GObject parent_instance;

  YcId id;
  char *own_desk;
  YcJobState state;
  char *piece;
  char *label;
  char *machine;
  char *artwork;
  char *plan;
  char *code;
  char *doubt;
  gboolean mine;
};

G_DEFINE_FINAL_TYPE (YcJob, yc_job, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_STATE,
  PROP_STATE_TEXT,
  PROP_PIECE,
  PROP_LABEL,
  PROP_MACHINE,
  PROP_MINE,
  PROP_ASKS,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static void
yc_job_get_property (GObject    *object,
                     guint       prop_id,
                     GValue     *value,
                     GParamSpec *pspec)
{
  YcJob *self = YC_JOB (object);

  switch (prop_id)
    {
    case PROP_STATE:
      g_value_set_int (value, self->state);
      break;
    case PROP_STATE_TEXT:
      g_value_set_string (value, yc_job_get_state_text (self));
      break;
    case PROP_PIECE:
      g_value_set_string (value, self->piece);
      break;
    case PROP_LABEL:
      g_value_set_string (value, self->label);
      break;
    case PROP_MACHINE:
      g_value_set_string (value, self->machine);
      break;
    case PROP_MINE:
      g_value_set_boolean (value, self->mine);
      break;
    case PROP_ASKS:
      g_value_set_boolean (value, yc_job_asks (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
yc_job_finalize (GObject *object)
{
  YcJob *self = YC_JOB (object);

  g_free (self->own_desk);
  g_free (self->piece);
  g_free (self->label);
  g_free (self->machine);
  g_free (self->artwork);
  g_free (self->plan);
  g_free (self->code);
  g_free (self->doubt);
  G_OBJECT_CLASS (yc_job_parent_class)->finalize (object);
}

static void
yc_job_class_init (YcJobClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = yc_job_get_property;
  object_class->finalize = yc_job_finalize;

  props[PROP_STATE] = g_param_spec_int ("state", NULL, NULL, 0, G_MAXINT, 0, flags);
  props[PROP_STATE_TEXT] = g_param_spec_string ("state-text", NULL, NULL, NULL, flags);
  props[PROP_PIECE] = g_param_spec_string ("piece", NULL, NULL, NULL, flags);
  props[PROP_LABEL] = g_param_spec_string ("label", NULL, NULL, NULL, flags);
  props[PROP_MACHINE] = g_param_spec_string ("machine", NULL, NULL, NULL, flags);
  props[PROP_MINE] = g_param_spec_boolean ("mine", NULL, NULL, FALSE, flags);
  props[PROP_ASKS] = g_param_spec_boolean ("asks", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
yc_job_init (YcJob *self)
{
}

YcJob *
yc_job_new (const YcId *id,
            const char *own_desk)
{
  YcJob *self = g_object_new (YC_TYPE_JOB, NULL);

  self->id = *id;
  self->own_desk = g_strdup (own_desk);
  return self;
}

static void
replace (char       **member,
         const char  *text)
{
  g_free (*member);
  *member = g_strdup (text);
}

void
yc_job_show (YcJob           *self,
             const YcCaseJob *job,
             const char      *label)
{
  g_return_if_fail (YC_IS_JOB (self) && yc_id_equal (&job->id, &self->id));

  g_object_freeze_notify (G_OBJECT (self));
  self->state = job->state;
  self->mine = g_strcmp0 (job->desk, self->own_desk) == 0;
  replace (&self->piece, job->piece);
  replace (&self->label, label != NULL ? label : job->piece);
  replace (&self->machine, job->machine);
  replace (&self->artwork, job->artwork);
  replace (&self->plan, job->plan);
  replace (&self->code, job->code);
  replace (&self->doubt, job->doubt);
  for (guint i = 1; i < N_PROPS; i++)
    g_object_notify_by_pspec (G_OBJECT (self), props[i]);
  g_object_thaw_notify (G_OBJECT (self));
}

const YcId *
yc_job_get_id (YcJob *self)
{
  return &self->id;
}

YcJobState
yc_job_get_state (YcJob *self)
{
  return self->state;
}

const char *
yc_job_get_state_text (YcJob *self)
{
  switch (self->state)
    {
    case YC_JOB_ASKED:
      return _("Waiting for the center's permission");
    case YC_JOB_GRANTED:
      return _("May be started");
    case YC_JOB_STARTED:
      return _("Being made");
    case YC_JOB_DONE:
      return C_("job", "Made");
    case YC_JOB_UNKNOWN:
      return _("Nobody knows whether it was made: look at the piece");
    case YC_JOB_SPOILT:
      return _("Spoilt");
    case YC_JOB_RETURNED:
      return _("Permission given back");
    case YC_JOB_VOID:
    default:
      return _("Stated as not made");
    }
}

const char *
yc_job_get_piece (YcJob *self)
{
  return self->piece;
}

const char *
yc_job_get_label (YcJob *self)
{
  return self->label;
}

const char *
yc_job_get_machine (YcJob *self)
{
  return self->machine;
}

const char *
yc_job_get_artwork (YcJob *self)
{
  return self->artwork;
}

const char *
yc_job_get_plan (YcJob *self)
{
  return self->plan;
}

const char *
yc_job_get_code (YcJob *self)
{
  return self->code;
}

const char *
yc_job_get_doubt (YcJob *self)
{
  return self->doubt;
}

gboolean
yc_job_is_mine (YcJob *self)
{
  return self->mine;
}

/* A piece whose end nobody knows is asked about where its machine stands. */
gboolean
yc_job_asks (YcJob *self)
{
  return self->mine && self->state == YC_JOB_UNKNOWN;
}
