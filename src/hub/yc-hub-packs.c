/* yc-hub-packs.c: packs at a hub, which goes on while they come and go
 *
 * Everything is looked at before anything is changed: who signed, whether the parts
 * go together, whether there is something newer in force. Then one transaction
 * makes the pack a row, and only when that is on the disk does anybody judge by it.
 * A hub that is killed anywhere has it, or has not.
 *
 * A version never changes, so none is replaced. One that is found bad is
 * withdrawn: cases that were begun before go on by it, and none is begun after.
 *
 * "packs" among the store's facts counts up with each change; feeds tell it, so a
 * desk knows at once that there is something to ask for.
 */

#include "yc-hub-packs.h"

#include "yc-hub-ingest.h"
#include "yc-hub-staff.h"
#include "yc-json-guard.h"
#include "yc-pack-check.h"
#include "yc-staff.h"

#include <string.h>

#define META_REVISION "packs"
#define ANSWER_PIECE (1024 * 1024)

static const YcJsonLimits word_limits = {
  .bytes_max = YC_HUB_SMALL_BODY_MAX,
  .depth_max = 1,
  .members_max = 4,
  .string_bytes_max = 1024,
};

static char *refuse (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* Always NULL. */
static char *
refuse (GError    **error,
        const char *format,
        ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, text);
  return NULL;
}

/* --- opening ------------------------------------------------------------------ */

static gboolean
take_stored (YcHubCatalogues  *catalogues,
             const YcHubPack  *stored,
             GError          **error)
{
  g_autoptr (YcPack) pack = yc_pack_read (stored->bytes, error);
  const YcPackPart *part = pack != NULL ? yc_pack_find_part (pack, "catalogue.json") : NULL;
  g_autoptr (YcCatalogue) catalogue = part != NULL ? yc_catalogue_read (part->bytes, part->name, error) : NULL;

  if (catalogue != NULL &&
      yc_hub_catalogues_add_pack (catalogues, catalogue, part->bytes, stored->sha256, g_bytes_get_size (stored->bytes), error))
    return TRUE;
  g_prefix_error (error, "The pack %s in the store: ", stored->version);
  return FALSE;
}

static gboolean
read_revision (YcHub   *hub,
               gint64  *ret_revision,
               GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autofree char *text = YC_HUB_CALL (hub, get_meta, META_REVISION, &local_error);

  *ret_revision = text != NULL ? g_ascii_strtoll (text, NULL, 10) : 0;
  if (local_error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

gboolean
yc_hub_packs_open (YcHub   *hub,
                   GError **error)
{
  YcHubCatalogues *catalogues = yc_hub_rules_get_catalogues (hub->rules);
  g_autoptr (GPtrArray) packs = YC_HUB_CALL (hub, list_packs, error);
  g_autoptr (GPtrArray) withdrawals = packs != NULL ? YC_HUB_CALL (hub, list_withdrawals, error) : NULL;
  gint64 revision;

  if (withdrawals == NULL || !read_revision (hub, &revision, error))
    return FALSE;
  for (guint i = 0; i < packs->len; i++)
    if (!take_stored (catalogues, g_ptr_array_index (packs, i), error))
      return FALSE;
  for (guint i = 0; i < withdrawals->len; i++)
    {
      const YcHubWithdrawal *withdrawal = g_ptr_array_index (withdrawals, i);

      yc_hub_catalogues_withdraw (catalogues, withdrawal->version, withdrawal->at_ms);
    }
  yc_hub_catalogues_set_revision (catalogues, revision);
  return TRUE;
}

/* --- transactions ------------------------------------------------------------- */

/* Within the transaction that changes something. */
static gboolean
count_revision (YcHub   *hub,
                gint64  *ret_revision,
                GError **error)
{
  g_autofree char *text = NULL;

  if (!read_revision (hub, ret_revision, error))
    return FALSE;
  text = g_strdup_printf ("%" G_GINT64_FORMAT, ++*ret_revision);
  return YC_HUB_CALL (hub, set_meta, META_REVISION, text, error);
}

/* Brings what was put to the disk, with the next revision. */
static gboolean
commit (YcHub   *hub,
        GError **error)
{
  gint64 revision;

  if (!count_revision (hub, &revision, error) || !YC_HUB_CALL (hub, commit, error))
    return FALSE;
  yc_hub_catalogues_set_revision (yc_hub_rules_get_catalogues (hub->rules), revision);
  return TRUE;
}

static void
give_up (YcHub *hub)
{
  YC_HUB_CALL (hub, rollback);
  yc_hub_forget (hub);
}

/* --- installing --------------------------------------------------------------- */

static gboolean
is_trusted (YcHub         *hub,
            const YcPack  *pack,
            GError       **error)
{
  g_autoptr (GPtrArray) publishers = YC_HUB_CALL (hub, list_publishers, error);
  g_autofree char *key = g_base64_encode (pack->key, YC_KEY_SIZE);

  for (guint i = 0; publishers != NULL && i < publishers->len; i++)
    if (memcmp (((const YcHubPublisher *) g_ptr_array_index (publishers, i))->key, pack->key, YC_KEY_SIZE) == 0)
      return TRUE;
  if (publishers != NULL)
    refuse (error, "The pack is signed by a key that this hub does not trust: %s. Make sure whose it is, then: pack trust %s",
            key, key);
  return FALSE;
}

/* Whether it is newer than all that is in force, or was. */
static gboolean
is_in_time (YcHub              *hub,
            const YcCatalogue  *catalogue,
            GError            **error)
{
  YcHubCatalogues *catalogues = yc_hub_rules_get_catalogues (hub->rules);
  YcDate today = yc_date_from_wall (yc_hub_get_now (hub), YC_HUB_TIME_ZONE_MINUTES);
  const YcCatalogue *other = yc_hub_catalogues_find_later (catalogues, catalogue, &today);
  char end[YC_DATE_TEXT_SIZE];

  yc_date_to_text (yc_catalogue_get_valid_to (catalogue), end);
  if (other != NULL)
    refuse (error, "Form %s is older than %s, which this hub has", yc_catalogue_get_version (catalogue),
            yc_catalogue_get_version (other));
  else if (yc_date_compare (yc_catalogue_get_valid_to (catalogue), &today) < 0)
    refuse (error, "Form %s was valid until %s, which is over", yc_catalogue_get_version (catalogue), end);
  else
    return TRUE;
  return FALSE;
}

static gboolean
keep (YcHub         *hub,
      const YcPack  *pack,
      GBytes        *bytes,
      GError       **error)
{
  YcHubPack row = { pack->version, (char *) pack->sha256, pack->publisher, { 0 }, yc_hub_get_now (hub), bytes };

  memcpy (row.key, pack->key, YC_KEY_SIZE);
  if (YC_HUB_CALL (hub, begin, error) && YC_HUB_CALL (hub, put_pack, &row, error) && commit (hub, error))
    return TRUE;
  give_up (hub);
  return FALSE;
}

static char *
install_new (YcHub         *hub,
             const YcPack  *pack,
             GBytes        *bytes,
             GError       **error)
{
  YcHubCatalogues *catalogues = yc_hub_rules_get_catalogues (hub->rules);
  g_autoptr (YcPackContent) content = yc_pack_content_new (pack, error);
  char from[YC_DATE_TEXT_SIZE];

  if (content == NULL || !is_in_time (hub, content->catalogue, error))
    return NULL;
  if (yc_hub_catalogues_count (catalogues) >= YC_HUB_CATALOGUES_MAX)
    return refuse (error, "The hub has %d versions already", YC_HUB_CATALOGUES_MAX);
  if (!keep (hub, pack, bytes, error) ||
      !yc_hub_catalogues_add_pack (catalogues, content->catalogue, content->catalogue_bytes, pack->sha256,
                                   g_bytes_get_size (bytes), error))
    return NULL;
  yc_date_to_text (yc_catalogue_get_valid_from (content->catalogue), from);
  return g_strdup_printf ("Form %s by %s is in force; cases can begin with it from %s. %u papers, %u examples came out as they should.",
                          pack->version, pack->publisher, from, content->templates->len, content->examples->len);
}

/**
 * yc_hub_packs_install:
 * @bytes: the pack's file
 * @error: says what is wrong with it, in words; nothing was changed then
 */
char *
yc_hub_packs_install (YcHub   *hub,
                      GBytes  *bytes,
                      GError **error)
{
  YcHubCatalogues *catalogues = yc_hub_rules_get_catalogues (hub->rules);
  g_autoptr (YcPack) pack = yc_pack_read (bytes, error);
  const YcHubVersion *known;

  if (pack == NULL || !is_trusted (hub, pack, error))
    return NULL;
  known = yc_hub_catalogues_look_up (catalogues, pack->version);
  if (known == NULL)
    return install_new (hub, pack, bytes, error);
  if (g_strcmp0 (known->pack, pack->sha256) == 0)
    return g_strdup_printf ("Form %s is here already, the same.", pack->version);
  return refuse (error, "Form %s is here already, and this is another: a version never changes. Publish the next", pack->version);
}

/* --- withdrawing, trusting, listing -------------------------------------------- */

static const char *
get_version (const YcOp *op)
{
  return yc_record_get_text (op->body->record, "version");
}

/* Reasons to refuse it: "no-such-version", "not-in-force" (it was withdrawn before). */
void
yc_hub_packs_judge_withdrawal (YcHub      *hub,
                               const YcOp *op,
                               YcVerdict  *verdict)
{
  const YcHubVersion *known = yc_hub_catalogues_look_up (yc_hub_rules_get_catalogues (hub->rules), get_version (op));

  if (known == NULL)
    yc_verdict_refuse (verdict, "", "no-such-version");
  else if (known->withdrawn_ms != 0)
    yc_verdict_refuse (verdict, "", "not-in-force");
}

/* In the op's transaction; what is in memory follows when that is on the disk. */
gboolean
yc_hub_packs_apply_withdrawal (YcHub      *hub,
                               const YcOp *op,
                               gint64      now_ms,
                               GError    **error)
{
  const char *reason = yc_record_get_text (op->body->record, "reason");
  YcHubWithdrawal withdrawal = { (char *) get_version (op), now_ms, (char *) (reason != NULL ? reason : "") };
  gint64 revision;

  return YC_HUB_CALL (hub, put_withdrawal, &withdrawal, error) && count_revision (hub, &revision, error);
}

/* After it: from now on no case begins with that version. */
void
yc_hub_packs_know_withdrawal (YcHub      *hub,
                              const char *version,
                              gint64      now_ms)
{
  YcHubCatalogues *catalogues = yc_hub_rules_get_catalogues (hub->rules);
  g_autoptr (GError) error = NULL;
  gint64 revision;

  yc_hub_catalogues_withdraw (catalogues, version, now_ms);
  if (read_revision (hub, &revision, &error))
    yc_hub_catalogues_set_revision (catalogues, revision);
  else
    g_warning ("Desks hear later that form %s is withdrawn: %s", version, error->message);
}

static gboolean
append_withdrawal (YcHub       *hub,
                   const char  *version,
                   const char  *reason,
                   GError     **error)
{
  g_autoptr (GHashTable) touched = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  YcBody *body = yc_body_new ();

  yc_record_set_text (body->record, "version", version);
  if (*reason != '\0')
    yc_record_set_text (body->record, "reason", reason);
  return yc_hub_ingest_staff (hub, "catalogue.withdraw", body, touched, error);
}

/**
 * yc_hub_packs_withdraw:
 * @version: one of this hub's
 * @reason: for people; "" for none
 *
 * As an administrator does it at a desk, by whoever runs the hub.
 */
char *
yc_hub_packs_withdraw (YcHub       *hub,
                       const char  *version,
                       const char  *reason,
                       GError     **error)
{
  YcHubCatalogues *catalogues = yc_hub_rules_get_catalogues (hub->rules);
  gint64 now_ms = yc_hub_get_now (hub);
  YcDate today = yc_date_from_wall (now_ms, YC_HUB_TIME_ZONE_MINUTES);
  const YcHubVersion *known = yc_hub_catalogues_look_up (catalogues, version);
  const YcCatalogue *newest;

  if (strlen (reason) > YC_STAFF_REASON_MAX)
    return refuse (error, "A reason has at most %d bytes", YC_STAFF_REASON_MAX);
  if (known == NULL)
    return refuse (error, "This hub has no form %s", version);
  if (known->withdrawn_ms != 0)
    return refuse (error, "Form %s is withdrawn already", version);
  if (!YC_HUB_CALL (hub, begin, error) || !yc_hub_know_head (hub, error) ||
      !append_withdrawal (hub, version, reason, error) || !YC_HUB_CALL (hub, commit, error))
    {
      give_up (hub);
      return NULL;
    }
  yc_hub_packs_know_withdrawal (hub, version, now_ms);
  newest = yc_hub_catalogues_find_newest (catalogues, &today);
  return newest != NULL ? g_strdup_printf ("Form %s is withdrawn; cases begin with %s from now on.", version,
                                           yc_catalogue_get_version (newest))
                        : g_strdup_printf ("Form %s is withdrawn. No form is valid today: no case can be opened.", version);
}

/**
 * yc_hub_packs_trust:
 * @key: an Ed25519 public key, base64
 * @name: whose it is
 * @trusted: %FALSE: packs by it are not taken any more; those that are here stay
 */
char *
yc_hub_packs_trust (YcHub       *hub,
                    const char  *key,
                    const char  *name,
                    gboolean     trusted,
                    GError     **error)
{
  YcHubPublisher publisher = { .name = (char *) name, .since_ms = yc_hub_get_now (hub) };
  g_autoptr (GPtrArray) known = YC_HUB_CALL (hub, list_publishers, error);

  if (known == NULL)
    return NULL;
  if (!yc_hub_base64_decode (key, publisher.key, YC_KEY_SIZE))
    return refuse (error, "A publisher's key is 32 bytes in base64, as “yichuang-ctl pack key” prints it");
  if (trusted && known->len >= YC_HUB_PUBLISHERS_MAX)
    return refuse (error, "The hub trusts %d publishers already", YC_HUB_PUBLISHERS_MAX);
  if (YC_HUB_CALL (hub, begin, error) &&
      (trusted ? YC_HUB_CALL (hub, put_publisher, &publisher, error) : YC_HUB_CALL (hub, drop_publisher, publisher.key, error)) &&
      YC_HUB_CALL (hub, commit, error))
    return g_strdup_printf (trusted ? "Packs by %s are taken." : "Packs by %s are not taken any more.", key);
  give_up (hub);
  return NULL;
}

static void
describe_version (const YcHubVersion *version,
                  gpointer            data)
{
  if (version->pack != NULL)
    g_string_append_printf (data, "form %s: pack %s", yc_catalogue_get_version (version->catalogue), version->pack);
  else
    g_string_append_printf (data, "form %s: came with the program", yc_catalogue_get_version (version->catalogue));
  g_string_append (data, version->withdrawn_ms != 0 ? ", WITHDRAWN\n" : "\n");
}

static void
describe_rest (GString   *text,
               GPtrArray *counts,
               GPtrArray *publishers)
{
  for (guint i = 0; i < counts->len; i++)
    {
      const YcHubPackCount *count = g_ptr_array_index (counts, i);

      g_string_append_printf (text, "form %s: %" G_GINT64_FORMAT " desks %s%s%s\n", count->version, count->count, count->state,
                              *count->why != '\0' ? ": " : "", count->why);
    }
  for (guint i = 0; i < publishers->len; i++)
    {
      const YcHubPublisher *publisher = g_ptr_array_index (publishers, i);
      g_autofree char *key = g_base64_encode (publisher->key, YC_KEY_SIZE);

      g_string_append_printf (text, "trusted: %s %s\n", key, publisher->name);
    }
}

char *
yc_hub_packs_describe (YcHub   *hub,
                       GError **error)
{
  g_autoptr (GPtrArray) counts = YC_HUB_CALL (hub, list_pack_counts, error);
  g_autoptr (GPtrArray) publishers = counts != NULL ? YC_HUB_CALL (hub, list_publishers, error) : NULL;
  GString *text;

  if (publishers == NULL)
    return NULL;
  text = g_string_new (NULL);
  yc_hub_catalogues_foreach (yc_hub_rules_get_catalogues (hub->rules), describe_version, text);
  describe_rest (text, counts, publishers);
  g_string_truncate (text, text->len > 0 ? text->len - 1 : 0);
  return g_string_free (text, FALSE);
}

/* --- desks -------------------------------------------------------------------- */

static void
add_version (const YcHubVersion *version,
             gpointer            data)
{
  json_array_append_new (data, json_pack ("{s:s, s:s, s:I, s:I}", "version", yc_catalogue_get_version (version->catalogue), "sha256",
                                          version->pack != NULL ? version->pack : "", "size", (json_int_t) version->pack_bytes,
                                          "withdrawn", (json_int_t) version->withdrawn_ms));
}

/* Returns: (transfer full): all versions, by the hub's signature */
YcHubAnswer *
yc_hub_packs_list (YcHub *hub)
{
  YcHubCatalogues *catalogues = yc_hub_rules_get_catalogues (hub->rules);
  g_autoptr (json_t) list = json_pack ("{s:s, s:I, s:I, s:[]}", "epoch", hub->epoch, "time", (json_int_t) yc_hub_get_now (hub),
                                       "packs", (json_int_t) yc_hub_catalogues_get_revision (catalogues), "versions");
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GBytes) signature = NULL;
  g_autofree char *signature_text = NULL;
  char *text;

  yc_hub_catalogues_foreach (catalogues, add_version, json_object_get (list, "versions"));
  text = json_dumps (list, JSON_COMPACT);
  bytes = g_bytes_new_with_free_func (text, strlen (text), free, text);
  signature = yc_key_pair_sign_bytes (hub->key, bytes);
  signature_text = g_base64_encode (g_bytes_get_data (signature, NULL), g_bytes_get_size (signature));
  return yc_hub_answer_new_json (json_pack ("{s:s, s:s}", "list", text, "signature", signature_text));
}

static YcHubAnswer *
answer_store (const GError *error)
{
  g_warning ("The store cannot be used: %s", error->message);
  return yc_hub_answer_new_problem (503, "store", "The hub cannot use its store now");
}

/* Returns: (transfer full): a piece of a pack, as bytes */
YcHubAnswer *
yc_hub_packs_read (YcHub              *hub,
                   const YcHubRequest *request)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = YC_HUB_CALL (hub, read_pack, request->search, request->cursor.after,
                                          MIN (request->size, ANSWER_PIECE), &error);

  if (error != NULL)
    return answer_store (error);
  if (bytes == NULL)
    return yc_hub_answer_new_problem (404, "unknown-version", "This hub has no pack of that version");
  return yc_hub_answer_new_bytes (bytes);
}

/* What the desks say of one version: how many say what, and the newest reason to refuse it. */
static json_t *
count_to_json (GPtrArray  *counts,
               const char *version)
{
  json_t *desks = json_pack ("{s:i, s:i, s:i, s:s}", "trying", 0, "good", 0, "refused", 0, "why", "");

  for (guint i = 0; i < counts->len; i++)
    {
      const YcHubPackCount *count = g_ptr_array_index (counts, i);

      if (strcmp (count->version, version) != 0)
        continue;
      json_object_set_new (desks, count->state, json_integer (count->count));
      if (strcmp (count->state, "refused") == 0)
        json_object_set_new (desks, "why", json_string (count->why));
    }
  return desks;
}

typedef struct
{
  json_t *rows;
  GPtrArray *counts;
  GPtrArray *withdrawals;
} Shown;

static const char *
find_reason (GPtrArray  *withdrawals,
             const char *version)
{
  for (guint i = 0; i < withdrawals->len; i++)
    {
      const YcHubWithdrawal *withdrawal = g_ptr_array_index (withdrawals, i);

      if (strcmp (withdrawal->version, version) == 0)
        return withdrawal->reason;
    }
  return "";
}

static void
add_shown (const YcHubVersion *version,
           gpointer            data)
{
  Shown *shown = data;
  const char *name = yc_catalogue_get_version (version->catalogue);
  char from[YC_DATE_TEXT_SIZE], to[YC_DATE_TEXT_SIZE];

  yc_date_to_text (yc_catalogue_get_valid_from (version->catalogue), from);
  yc_date_to_text (yc_catalogue_get_valid_to (version->catalogue), to);
  json_array_append_new (shown->rows, json_pack ("{s:s, s:s, s:s, s:s, s:I, s:s, s:o}", "version", name, "sha256",
                                                 version->pack != NULL ? version->pack : "", "valid_from", from, "valid_to", to,
                                                 "withdrawn", (json_int_t) version->withdrawn_ms, "reason",
                                                 find_reason (shown->withdrawals, name), "desks",
                                                 count_to_json (shown->counts, name)));
}

static YcHubAnswer *
read_staff (YcHub   *hub,
            GError **error)
{
  g_autoptr (GPtrArray) counts = YC_HUB_CALL (hub, list_pack_counts, error);
  g_autoptr (GPtrArray) withdrawals = counts != NULL ? YC_HUB_CALL (hub, list_withdrawals, error) : NULL;
  Shown shown = { NULL, counts, withdrawals };

  if (withdrawals == NULL)
    return NULL;
  shown.rows = json_array ();
  yc_hub_catalogues_foreach (yc_hub_rules_get_catalogues (hub->rules), add_shown, &shown);
  return yc_hub_answer_new_json (json_pack ("{s:I, s:o}", "now", (json_int_t) yc_hub_get_now (hub), "rows", shown.rows));
}

YcHubAnswer *
yc_hub_packs_read_staff (YcHub             *hub,
                         const YcHubDevice *device)
{
  g_autoptr (GError) error = NULL;
  YcHubAnswer *answer = NULL;
  gboolean may;

  if (yc_hub_staff_may_read (hub, device, &may, &error))
    answer = may ? read_staff (hub, &error) : yc_hub_answer_new_problem (403, "role", "This is for administrators");
  return answer != NULL ? answer : answer_store (error);
}

/* Returns: (transfer full) (nullable): what a desk says of a version */
YcHubPackWord *
yc_hub_pack_word_parse (GBytes *body)
{
  static const char *const states[] = { "trying", "good", "refused", NULL };
  g_autoptr (json_t) json = yc_json_parse (body, &word_limits, NULL);
  const char *state = json_string_value (json_object_get (json, "state"));
  const char *why = json_string_value (json_object_get (json, "why"));
  YcHubPackWord *word;

  if (state == NULL || why == NULL || json_object_size (json) != 2 || !g_strv_contains (states, state) ||
      strlen (why) > YC_HUB_PACK_WHY_MAX)
    return NULL;
  word = g_new0 (YcHubPackWord, 1);
  word->state = g_strdup (state);
  word->why = g_strdup (why);
  return word;
}

void
yc_hub_pack_word_free (YcHubPackWord *self)
{
  g_free (self->state);
  g_free (self->why);
  g_free (self);
}

/* Keeps what @device says of @version. */
YcHubAnswer *
yc_hub_packs_take_word (YcHub               *hub,
                        const char          *version,
                        const YcHubPackWord *word,
                        const YcHubDevice   *device)
{
  g_autoptr (GError) error = NULL;

  if (yc_hub_catalogues_find (yc_hub_rules_get_catalogues (hub->rules), version) == NULL)
    return yc_hub_answer_new_problem (404, "unknown-version", "This hub has no such version of the catalogue");
  if (YC_HUB_CALL (hub, begin, &error) &&
      YC_HUB_CALL (hub, put_pack_desk, version, &device->id, word->state, word->why, yc_hub_get_now (hub), &error) &&
      YC_HUB_CALL (hub, commit, &error))
    return yc_hub_answer_new_json (json_object ());
  give_up (hub);
  return answer_store (error);
}
