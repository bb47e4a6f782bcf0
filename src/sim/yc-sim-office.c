/* yc-sim-office.c: one outside office
 *
 * A request is decided when it comes, and written down together with its
 * decision and the time it will be told; only then is it acknowledged. When
 * that time is there, the answer gets its place in the order of answers, which
 * is written down as well. So a process that is killed goes on where it was:
 * it forgets no request it acknowledged and tells no answer otherwise.
 *
 * The same id with the same bytes gets the same acknowledgement, for ever; the
 * same id with other bytes is refused.
 */

#include "yc-sim-office.h"

#include "yc-crypto.h"
#include "yc-id.h"
#include "yc-json-guard.h"
#include "yc-sim-office-book.h"
#include "yc-sim-office-script.h"

#include <string.h>

#define NEVER G_MAXINT64
#define LATE_MS 1
#define RETRY_MS 1000 /* a line that could not be written is tried again */

typedef struct
{
  char *id;
  char sha256[YC_SHA256_TEXT_SIZE];
  char *receipt;
  gint64 received_ms;
  json_t *answer;    /* without its place and time */
  gint64 release_ms; /* NEVER for one that is kept back */
  guint copies;      /* times it is still to be told */
} Request;

struct _YcSimOffice
{
  const YcSimOfficeRules *rules;
  YcSimOfficeScript *script;
  YcSimBook *book;      /* (nullable): none for an office without a folder */
  GHashTable *requests; /* id → Request */
  GQueue waiting;       /* of Request: with copies to be told */
  GPtrArray *answers;   /* of json_t, by their place from 1 */
  gint64 serial;        /* the newest number drawn */
};

static const YcJsonLimits limits = {
  .bytes_max = YC_SIM_OFFICE_BODY_MAX,
  .depth_max = 5,
  .members_max = 8192,
  .string_bytes_max = 8192,
};

json_t *
yc_sim_problem_new (guint       status,
                    const char *code,
                    const char *detail)
{
  return json_pack ("{s:s, s:s, s:i, s:s, s:s}", "type", "about:blank", "title", code, "status", (int) status, "code",
                    code, "detail", detail);
}

static void
request_free (gpointer data)
{
  Request *request = data;

  g_free (request->id);
  g_free (request->receipt);
  json_decref (request->answer);
  g_free (request);
}

static void
answer_unref (gpointer data)
{
  json_decref (data);
}

/* --- the book ------------------------------------------------------------ */

static gboolean
write_line (YcSimOffice *self,
            json_t      *line)
{
  g_autoptr (json_t) owned = line;
  g_autoptr (GError) error = NULL;

  if (self->book == NULL || yc_sim_book_append (self->book, owned, &error))
    return TRUE;
  g_printerr ("yichuang-sim: %s\n", error->message);
  return FALSE;
}

static void
keep_request (YcSimOffice *self,
              Request     *request)
{
  g_hash_table_insert (self->requests, request->id, request);
  if (request->copies > 0)
    g_queue_push_tail (&self->waiting, request);
}

static gboolean
read_request (YcSimOffice *self,
              json_t      *line)
{
  Request *request = g_new0 (Request, 1);
  const char *id, *sha256, *receipt;
  json_t *answer;
  json_int_t received, release, copies, serial;

  if (json_unpack (line, "{s:s, s:s, s:s, s:I, s:o, s:I, s:I, s:I}", "id", &id, "sha256", &sha256, "receipt", &receipt,
                   "received", &received, "answer", &answer, "release", &release, "copies", &copies, "serial",
                   &serial) != 0)
    {
      g_free (request);
      return FALSE;
    }
  request->id = g_strdup (id);
  g_strlcpy (request->sha256, sha256, sizeof request->sha256);
  request->receipt = g_strdup (receipt);
  request->received_ms = received;
  request->answer = json_incref (answer);
  request->release_ms = release < 0 ? NEVER : release;
  request->copies = (guint) copies;
  self->serial = serial;
  keep_request (self, request);
  return TRUE;
}

static gboolean
read_answer (YcSimOffice *self,
             json_t      *line)
{
  json_t *answer = json_object_get (line, "answer");
  const char *id = json_string_value (json_object_get (answer, "request"));
  const char *kept = json_string_value (json_object_get (line, "id"));
  Request *request = kept != NULL ? g_hash_table_lookup (self->requests, kept) : NULL;

  if (request == NULL || id == NULL || request->copies == 0)
    return FALSE;
  g_ptr_array_add (self->answers, json_incref (answer));
  if (--request->copies == 0)
    g_queue_remove (&self->waiting, request);
  return TRUE;
}

static gboolean
read_line (json_t  *line,
           gpointer data)
{
  return json_object_get (line, "sha256") != NULL ? read_request (data, line) : read_answer (data, line);
}

static json_t *
request_to_line (YcSimOffice   *self,
                 const Request *request)
{
  return json_pack ("{s:s, s:s, s:s, s:I, s:O, s:I, s:I, s:I}", "id", request->id, "sha256", request->sha256, "receipt",
                    request->receipt, "received", (json_int_t) request->received_ms, "answer", request->answer,
                    "release", (json_int_t) (request->release_ms == NEVER ? -1 : request->release_ms), "copies",
                    (json_int_t) request->copies, "serial", (json_int_t) self->serial);
}

/* --- deciding ------------------------------------------------------------ */

static gint64
draw_cb (gpointer data)
{
  YcSimOffice *self = data;

  return ++self->serial;
}

/* Another digit at the end: a check digit does not fit any more, a code that
 * has none is too short. */
static void
spoil_codes (json_t *answer)
{
  json_t *outputs = json_object_get (answer, "outputs");
  const char *key;
  json_t *value;
  void *next;

  json_object_foreach_safe (outputs, next, key, value)
    {
      const char *text = json_string_value (value);
      gsize length = strlen (text);
      g_autofree char *spoiled = g_strdup (text);

      if (length < 13 || strspn (text, "0123456789") != length)
        continue;
      if (g_str_has_prefix (key, "seal-"))
        spoiled[length - 1] = '\0';
      else
        spoiled[length - 1] = (char) ('0' + (text[length - 1] - '0' + 1) % 10);
      json_object_set_new (outputs, key, json_string (spoiled));
    }
}

static void
clear_outcome (json_t *answer)
{
  static const char *const names[] = { "outcome", "outputs", "points", "reasons" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    json_object_del (answer, names[i]);
}

static void
play_answer (const YcSimOfficeTurn *turn,
             json_t                *answer)
{
  char other[YC_ID_TEXT_SIZE];
  YcId id;

  switch ((int) turn->what)
    {
    case YC_SIM_OFFICE_REFUSES:
      clear_outcome (answer);
      yc_sim_office_refuse (answer, "scripted", turn->text != NULL ? turn->text : "经审查不符合办理条件",
                            "请补齐条件后重新申请");
      break;
    case YC_SIM_OFFICE_CORRECTS:
      clear_outcome (answer);
      yc_sim_office_correct (answer, turn->path, "scripted", turn->text);
      break;
    case YC_SIM_OFFICE_OTHER_CASE:
      yc_id_init_random (&id);
      yc_id_to_text (&id, other);
      json_object_set_new (answer, "case", json_string (other));
      break;
    case YC_SIM_OFFICE_WRONG_CODE:
      spoil_codes (answer);
      break;
    case YC_SIM_OFFICE_MALFORMED:
      json_object_set_new (answer, "outcome", json_string ("perhaps"));
      break;
    default:
      break;
    }
}

static void
play_time (const YcSimOfficeTurn *turn,
           gint64                 deadline_ms,
           Request               *request)
{
  request->release_ms = request->received_ms + turn->delay_ms;
  if (turn->what == YC_SIM_OFFICE_LATE)
    request->release_ms = MAX (request->received_ms, deadline_ms + LATE_MS);
  if (turn->what == YC_SIM_OFFICE_SILENT)
    request->release_ms = NEVER;
  request->copies = turn->what == YC_SIM_OFFICE_TWICE ? 2 : 1;
}

static void
decide (YcSimOffice *self,
        json_t      *asked,
        Request     *request)
{
  guint number = g_hash_table_size (self->requests) + 1;
  g_auto (YcSimOfficeTurn) turn = { 0 };

  request->answer = json_pack ("{s:s, s:O}", "request", request->id, "case", json_object_get (asked, "case"));
  yc_sim_office_decide (self->rules, asked, request->answer, draw_cb, self);
  yc_sim_office_script_take (self->script, number, &turn);
  play_answer (&turn, request->answer);
  play_time (&turn, json_integer_value (json_object_get (asked, "deadline")), request);
}

/* --- doors --------------------------------------------------------------- */

static gboolean
is_request (json_t *json)
{
  YcId id;

  return json_is_string (json_object_get (json, "case")) &&
         yc_id_parse (json_string_value (json_object_get (json, "case")), &id) &&
         json_is_string (json_object_get (json, "number")) && json_is_string (json_object_get (json, "matter")) &&
         json_is_string (json_object_get (json, "module")) && json_is_integer (json_object_get (json, "sent")) &&
         json_is_integer (json_object_get (json, "deadline")) && json_is_object (json_object_get (json, "form")) &&
         json_is_object (json_object_get (json, "inputs")) && json_is_array (json_object_get (json, "documents"));
}

static guint
refuse (json_t    **ret_answer,
        guint       status,
        const char *code,
        const char *detail)
{
  *ret_answer = yc_sim_problem_new (status, code, detail);
  return status;
}

static json_t *
acknowledge (const Request *request)
{
  return json_pack ("{s:s, s:I}", "receipt", request->receipt, "received", (json_int_t) request->received_ms);
}

static guint
take (YcSimOffice *self,
      const char  *id,
      const char  *sha256,
      json_t      *asked,
      gint64       now_ms,
      json_t     **ret_answer)
{
  Request *request;

  if (g_hash_table_size (self->requests) >= YC_SIM_OFFICE_REQUESTS_MAX || self->serial + 16 > YC_SIM_SERIAL_MAX)
    return refuse (ret_answer, 503, "full", "The office has taken as many requests as it may");
  request = g_new0 (Request, 1);
  request->id = g_strdup (id);
  g_strlcpy (request->sha256, sha256, sizeof request->sha256);
  request->received_ms = now_ms;
  request->receipt = g_strdup_printf ("%s-%06u", self->rules->id, g_hash_table_size (self->requests) + 1);
  decide (self, asked, request);
  if (!write_line (self, request_to_line (self, request)))
    {
      request_free (request);
      return refuse (ret_answer, 503, "book", "The office cannot write this down now");
    }
  keep_request (self, request);
  *ret_answer = acknowledge (request);
  return 202;
}

/**
 * yc_sim_office_put:
 * @id: the request's: 32 hexadecimal digits
 * @body: what was sent
 * @now_ms: since 1970
 * @ret_answer: (out) (transfer full): a receipt, or a problem
 *
 * Returns: the status: 202, 200 for one that is known, 422 or 503
 */
guint
yc_sim_office_put (YcSimOffice *self,
                   const char  *id,
                   GBytes      *body,
                   gint64       now_ms,
                   json_t     **ret_answer)
{
  g_autoptr (json_t) asked = NULL;
  char sha256[YC_SHA256_TEXT_SIZE];
  guint8 hash[YC_SHA256_SIZE];
  const Request *known;
  YcId parsed;

  if (yc_sim_office_script_is_down (self->script))
    return refuse (ret_answer, 503, "down", "The office is not working now");
  if (!yc_id_parse (id, &parsed))
    return refuse (ret_answer, 422, "malformed", "The path does not end in an id");
  yc_sha256_bytes (body, hash);
  yc_sha256_to_text (hash, sha256);
  known = g_hash_table_lookup (self->requests, id);
  if (known != NULL && strcmp (known->sha256, sha256) != 0)
    return refuse (ret_answer, 422, "other-bytes", "A request with this id and other bytes is known already");
  if (known != NULL)
    {
      *ret_answer = acknowledge (known);
      return 200;
    }
  asked = yc_json_parse (body, &limits, NULL);
  if (asked == NULL || !is_request (asked))
    return refuse (ret_answer, 422, "malformed", "That is not a request");
  if (strcmp (json_string_value (json_object_get (asked, "module")), self->rules->module) != 0)
    return refuse (ret_answer, 422, "module", "This office does not decide that module");
  return take (self, id, sha256, asked, now_ms, ret_answer);
}

gint64
yc_sim_office_get_head (YcSimOffice *self)
{
  return self->answers->len;
}

/* Returns: (transfer full): {"answers":[…],"head"}: those behind place @after */
json_t *
yc_sim_office_list (YcSimOffice *self,
                    gint64       after)
{
  json_t *array = json_array ();
  guint first = (guint) CLAMP (after, 0, (gint64) self->answers->len);

  for (guint i = first; i < self->answers->len && i - first < YC_SIM_OFFICE_PAGE_MAX; i++)
    json_array_append (array, g_ptr_array_index (self->answers, i));
  return json_pack ("{s:o, s:I}", "answers", array, "head", (json_int_t) self->answers->len);
}

static gboolean
tell_answer (YcSimOffice *self,
             Request     *request,
             gint64       now_ms)
{
  json_t *answer = json_deep_copy (request->answer);
  char text[YC_ID_TEXT_SIZE];
  YcId id;

  yc_id_init_random (&id);
  yc_id_to_text (&id, text);
  json_object_set_new (answer, "seq", json_integer ((json_int_t) self->answers->len + 1));
  json_object_set_new (answer, "id", json_string (text));
  json_object_set_new (answer, "at", json_integer (now_ms));
  if (!write_line (self, json_pack ("{s:s, s:O}", "id", request->id, "answer", answer)))
    {
      json_decref (answer);
      return FALSE;
    }
  g_ptr_array_add (self->answers, answer);
  request->copies--;
  return TRUE;
}

/**
 * yc_sim_office_release:
 * @now_ms: since 1970
 *
 * Gives the answers whose time has come their place.
 *
 * Returns: when there is something to be done next; -1 for never
 */
gint64
yc_sim_office_release (YcSimOffice *self,
                       gint64       now_ms)
{
  gint64 next_ms = NEVER;
  GList *link = self->waiting.head;

  while (link != NULL)
    {
      GList *after = link->next;
      Request *request = link->data;

      while (request->copies > 0 && request->release_ms <= now_ms && tell_answer (self, request, now_ms))
        ;
      if (request->copies == 0)
        g_queue_delete_link (&self->waiting, link);
      else
        next_ms = MIN (next_ms, request->release_ms > now_ms ? request->release_ms : now_ms + RETRY_MS);
      link = after;
    }
  return next_ms == NEVER ? -1 : next_ms;
}

gboolean
yc_sim_office_tell (YcSimOffice *self,
                    const char  *line,
                    GError     **error)
{
  return yc_sim_office_script_tell (self->script, line, error);
}

const YcSimOfficeRules *
yc_sim_office_get_rules (YcSimOffice *self)
{
  return self->rules;
}

void
yc_sim_office_free (YcSimOffice *self)
{
  g_queue_clear (&self->waiting);
  g_clear_pointer (&self->book, yc_sim_book_close);
  g_hash_table_unref (self->requests);
  g_ptr_array_unref (self->answers);
  yc_sim_office_script_free (self->script);
  g_free (self);
}

/**
 * yc_sim_office_new:
 * @rules: whose
 * @folder: (nullable): where its book is; %NULL for an office that forgets
 * @error: of %G_IO_ERROR: the book cannot be had
 */
YcSimOffice *
yc_sim_office_new (const YcSimOfficeRules *rules,
                   const char             *folder,
                   GError                **error)
{
  YcSimOffice *self = g_new0 (YcSimOffice, 1);
  g_autofree char *name = g_strconcat (rules->id, ".book", NULL);
  g_autofree char *path = folder != NULL ? g_build_filename (folder, name, NULL) : NULL;

  self->rules = rules;
  self->script = yc_sim_office_script_new ();
  self->requests = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, request_free);
  self->answers = g_ptr_array_new_with_free_func (answer_unref);
  g_queue_init (&self->waiting);
  if (path == NULL)
    return self;
  self->book = yc_sim_book_open (path, read_line, self, error);
  if (self->book != NULL)
    return self;
  yc_sim_office_free (self);
  return NULL;
}
