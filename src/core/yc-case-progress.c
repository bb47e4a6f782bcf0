/* yc-case-progress.c: what a case answers about what follows its form; how it
 * comes to be is in yc-case-progress-fold.c */

#include "yc-case-private.h"

#include <string.h>

static void
point_free (gpointer data)
{
  YcPoint *self = data;

  g_free (self->code);
  g_free (self->path);
  g_free (self->text);
  g_free (self->remedy);
  g_free (self);
}

/* @path: (nullable); @remedy: (nullable). Returns: (transfer full): for an array
 * of yc_points_new(), which frees it */
YcPoint *
yc_point_new (const char *code,
              const char *path,
              const char *text,
              const char *remedy)
{
  YcPoint *point = g_new0 (YcPoint, 1);

  point->code = g_strdup (code);
  point->path = g_strdup (path);
  point->text = g_strdup (text);
  point->remedy = g_strdup (remedy);
  return point;
}

/* @body: (nullable). Returns: (transfer full): of YcPoint: the items of @body */
GPtrArray *
yc_points_new (const YcBody *body)
{
  GPtrArray *points = g_ptr_array_new_with_free_func (point_free);

  for (guint i = 0; body != NULL && i < body->items->len; i++)
    {
      const YcRecord *item = g_ptr_array_index (body->items, i);

      g_ptr_array_add (points, yc_point_new (yc_record_get_text (item, "code"), yc_record_get_text (item, "path"),
                                             yc_record_get_text (item, "text"),
                                             yc_record_get_text (item, "remedy")));
    }
  return points;
}

static void
progress_free (gpointer data)
{
  YcModuleProgress *self = data;

  g_free (self->module);
  g_free (self->office);
  g_free (self->receipt);
  g_free (self->rejected);
  g_ptr_array_unref (self->keys);
  g_ptr_array_unref (self->points);
  g_free (self);
}

static void
pause_free (gpointer data)
{
  YcPause *self = data;

  g_free (self->code);
  g_free (self->module);
  g_free (self->text);
  g_free (self->by);
  g_free (self);
}

static void
receiving_free (gpointer data)
{
  YcReceiving *self = data;

  g_free (self->outcome);
  g_free (self->text);
  g_free (self->due);
  g_free (self->by);
  g_ptr_array_unref (self->points);
  g_free (self);
}

static void
contact_free (gpointer data)
{
  YcContact *self = data;

  g_free (self->channel);
  g_free (self->subject);
  g_free (self->text);
  g_free (self->result);
  g_free (self->by);
  g_free (self);
}

static void
consult_free (gpointer data)
{
  YcConsult *self = data;

  g_free (self->question);
  g_free (self->with);
  g_free (self->by);
  g_ptr_array_unref (self->words);
  g_free (self->outcome);
  g_free (self->text);
  g_free (self->closed_by);
  g_free (self);
}

static void
consent_free (gpointer data)
{
  YcConsent *self = data;

  g_free (self->purpose);
  g_free (self->person);
  g_free (self->method);
  g_free (self->text);
  g_free (self->by);
  g_free (self);
}

static void
handover_free (gpointer data)
{
  YcHandover *self = data;

  g_free (self->output);
  g_free (self->name);
  g_free (self->relation);
  g_free (self->number_tail);
  g_free (self->carrier);
  g_free (self->number);
  g_free (self->direction);
  g_free (self->by);
  g_free (self);
}

static void
callback_free (gpointer data)
{
  YcCallback *self = data;

  g_free (self->reason);
  g_free (self->due);
  g_free (self->result);
  g_free (self->text);
  g_free (self->by);
  g_free (self);
}

void
yc_case_progress_init (YcCase *self)
{
  self->modules = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, progress_free);
  self->module_order = g_ptr_array_new ();
  self->pauses = g_ptr_array_new_with_free_func (pause_free);
  self->receivings = g_ptr_array_new_with_free_func (receiving_free);
  self->contacts = g_ptr_array_new_with_free_func (contact_free);
  self->consults = g_ptr_array_new_with_free_func (consult_free);
  self->consents = g_ptr_array_new_with_free_func (consent_free);
  self->handovers = g_ptr_array_new_with_free_func (handover_free);
  self->callbacks = g_ptr_array_new_with_free_func (callback_free);
  self->open_paths = g_ptr_array_new_with_free_func (g_free);
}

void
yc_case_progress_clear (YcCase *self)
{
  g_ptr_array_unref (self->module_order);
  g_hash_table_unref (self->modules);
  g_ptr_array_unref (self->pauses);
  g_ptr_array_unref (self->receivings);
  g_ptr_array_unref (self->contacts);
  g_ptr_array_unref (self->consults);
  g_ptr_array_unref (self->consents);
  g_ptr_array_unref (self->handovers);
  g_ptr_array_unref (self->callbacks);
  g_ptr_array_unref (self->open_paths);
  g_free (self->owner);
  g_free (self->owner_name);
  g_free (self->rating_text);
}

/* The module's progress, made where there is none yet. */
YcModuleProgress *
yc_case_ensure_module (YcCase     *self,
                       const char *module)
{
  YcModuleProgress *progress = g_hash_table_lookup (self->modules, module);

  if (progress != NULL)
    return progress;
  progress = g_new0 (YcModuleProgress, 1);
  progress->module = g_strdup (module);
  progress->keys = g_ptr_array_new_with_free_func (g_free);
  progress->points = g_ptr_array_new_with_free_func (point_free);
  g_hash_table_insert (self->modules, progress->module, progress);
  g_ptr_array_add (self->module_order, progress);
  return progress;
}

/**
 * yc_case_get_module:
 * @module: a module's id
 *
 * Returns: (nullable) (transfer none): how far it is; %NULL while nothing has
 *   begun, which reads as %YC_MODULE_WAITING
 */
const YcModuleProgress *
yc_case_get_module (YcCase     *self,
                    const char *module)
{
  return g_hash_table_lookup (self->modules, module);
}

/* Returns: (transfer none): of YcModuleProgress, as they began */
GPtrArray *
yc_case_list_modules (YcCase *self)
{
  return self->module_order;
}

/* Returns: (transfer none): of YcPause, as they began */
GPtrArray *
yc_case_get_pauses (YcCase *self)
{
  return self->pauses;
}

/* Returns: (nullable) (transfer none): the pause for @code that lasts, of the
 *   whole case where @module is %NULL */
const YcPause *
yc_case_find_pause (YcCase     *self,
                    const char *code,
                    const char *module)
{
  for (guint i = 0; i < self->pauses->len; i++)
    {
      const YcPause *pause = g_ptr_array_index (self->pauses, i);

      if (pause->to.at_ms == 0 && strcmp (pause->code, code) == 0 && g_strcmp0 (pause->module, module) == 0)
        return pause;
    }
  return NULL;
}

/* Returns: (transfer none): of YcReceiving */
GPtrArray *
yc_case_get_receivings (YcCase *self)
{
  return self->receivings;
}

/* Returns: (transfer none): of YcContact: everything that was said to the
 *   applicant and must be able to be found again */
GPtrArray *
yc_case_get_contacts (YcCase *self)
{
  return self->contacts;
}

/* Returns: (transfer none): of YcConsult */
GPtrArray *
yc_case_get_consults (YcCase *self)
{
  return self->consults;
}

/* Returns: (nullable) (transfer none): the consultation without a decision */
const YcConsult *
yc_case_find_open_consult (YcCase *self)
{
  for (guint i = 0; i < self->consults->len; i++)
    {
      const YcConsult *consult = g_ptr_array_index (self->consults, i);

      if (consult->outcome == NULL)
        return consult;
    }
  return NULL;
}

/* Returns: (transfer none): of YcConsent */
GPtrArray *
yc_case_get_consents (YcCase *self)
{
  return self->consents;
}

/* Returns: (nullable): the newest of that @purpose */
const YcConsent *
yc_case_find_consent (YcCase     *self,
                      const char *purpose)
{
  for (guint i = self->consents->len; i > 0; i--)
    {
      const YcConsent *consent = g_ptr_array_index (self->consents, i - 1);

      if (strcmp (consent->purpose, purpose) == 0)
        return consent;
    }
  return NULL;
}

/* Returns: (transfer none): of YcHandover */
GPtrArray *
yc_case_get_handovers (YcCase *self)
{
  return self->handovers;
}

/* Returns: (nullable) (transfer none): how @output left the hall: signed for or
 *   posted to the applicant; what the applicant sent in does not count */
const YcHandover *
yc_case_find_handover (YcCase     *self,
                       const char *output)
{
  for (guint i = 0; i < self->handovers->len; i++)
    {
      const YcHandover *handover = g_ptr_array_index (self->handovers, i);

      if (strcmp (handover->output, output) == 0 && g_strcmp0 (handover->direction, "in") != 0)
        return handover;
    }
  return NULL;
}

/* Returns: (transfer none): of YcCallback */
GPtrArray *
yc_case_get_callbacks (YcCase *self)
{
  return self->callbacks;
}

/* Returns: (transfer none): of char *: the paths an office wants corrected */
GPtrArray *
yc_case_get_open_paths (YcCase *self)
{
  return self->open_paths;
}

/* Returns: (nullable): the code of the helper whose firm it is */
const char *
yc_case_get_owner (YcCase *self)
{
  return self->owner;
}

const char *
yc_case_get_owner_name (YcCase *self)
{
  return self->owner_name;
}

/* Returns: 1, very satisfied, to 5, very dissatisfied; 0 for none. It is the
 *   applicant's: not to be shown to who served them. */
int
yc_case_get_rating (YcCase *self)
{
  return self->rating;
}

const char *
yc_case_get_rating_text (YcCase *self)
{
  return self->rating_text;
}

/* These moments have 0 for at_ms before they have come. */
YcMoment
yc_case_get_received_at (YcCase *self)
{
  return self->received_at;
}

YcMoment
yc_case_get_finished_at (YcCase *self)
{
  return self->finished_at;
}

YcMoment
yc_case_get_handed_at (YcCase *self)
{
  return self->handed_at;
}

YcMoment
yc_case_get_rated_at (YcCase *self)
{
  return self->rated_at;
}

/* Returns: (transfer none): a word for files, not for people */
const char *
yc_module_state_to_text (YcModuleState state)
{
  static const char *const names[] = {
    [YC_MODULE_WAITING] = "waiting",       [YC_MODULE_STARTED] = "started",
    [YC_MODULE_ACKNOWLEDGED] = "acknowledged", [YC_MODULE_CORRECTION] = "correction",
    [YC_MODULE_DONE] = "done",             [YC_MODULE_REFUSED] = "refused",
    [YC_MODULE_DROPPED] = "dropped",
  };

  return names[state];
}

static const char *
or_dash (const char *text)
{
  return text != NULL ? text : "-";
}

static void
dump_points (GString   *out,
             GPtrArray *points)
{
  for (guint i = 0; i < points->len; i++)
    {
      const YcPoint *point = g_ptr_array_index (points, i);
      g_autofree char *text = g_strescape (point->text, "");

      g_string_append_printf (out, "  point %s %s %s\n", point->code, or_dash (point->path), text);
    }
}

static void
dump_modules (GString *out,
              YcCase  *self)
{
  for (guint i = 0; i < self->module_order->len; i++)
    {
      const YcModuleProgress *progress = g_ptr_array_index (self->module_order, i);
      char request[YC_ID_TEXT_SIZE];

      yc_id_to_text (&progress->request, request);
      g_string_append_printf (out, "module %s %s %s %s %u %d %s\n", progress->module,
                              yc_module_state_to_text (progress->state), request, or_dash (progress->receipt),
                              progress->tries, progress->late, or_dash (progress->rejected));
      dump_points (out, progress->points);
    }
}

static void
dump_pauses (GString *out,
             YcCase  *self)
{
  for (guint i = 0; i < self->pauses->len; i++)
    {
      const YcPause *pause = g_ptr_array_index (self->pauses, i);

      g_string_append_printf (out, "pause %s %s %" G_GINT64_FORMAT " %" G_GINT64_FORMAT "\n", pause->code,
                              or_dash (pause->module), pause->from.at_ms, pause->to.at_ms);
    }
}

static void
dump_hand_over (GString *out,
                YcCase  *self)
{
  for (guint i = 0; i < self->handovers->len; i++)
    {
      const YcHandover *handover = g_ptr_array_index (self->handovers, i);

      g_string_append_printf (out, "handover %s %s %s\n", handover->output,
                              handover->posted ? handover->carrier : handover->name,
                              handover->posted ? handover->number : handover->number_tail);
    }
  for (guint i = 0; i < self->callbacks->len; i++)
    {
      const YcCallback *callback = g_ptr_array_index (self->callbacks, i);

      g_string_append_printf (out, "callback %s %s %s %u %" G_GINT64_FORMAT "\n", callback->reason, callback->due,
                              or_dash (callback->result), callback->tries, callback->ended_at.at_ms);
    }
}

static void
dump_people (GString *out,
             YcCase  *self)
{
  for (guint i = 0; i < self->receivings->len; i++)
    {
      const YcReceiving *receiving = g_ptr_array_index (self->receivings, i);

      g_string_append_printf (out, "receiving %s %s\n", receiving->outcome, or_dash (receiving->due));
      dump_points (out, receiving->points);
    }
  for (guint i = 0; i < self->consults->len; i++)
    {
      const YcConsult *consult = g_ptr_array_index (self->consults, i);

      g_string_append_printf (out, "consult %s %u\n", or_dash (consult->outcome), consult->words->len);
    }
  g_string_append_printf (out, "owner %s rating %d contacts %u consents %u open %u\n", or_dash (self->owner),
                          self->rating, self->contacts->len, self->consents->len, self->open_paths->len);
}

/* Adds what follows the form to a case's dump: the same for the same state. */
void
yc_case_progress_dump (YcCase  *self,
                       GString *out)
{
  dump_modules (out, self);
  dump_pauses (out, self);
  dump_hand_over (out, self);
  dump_people (out, self);
}
