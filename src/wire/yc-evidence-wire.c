/* yc-evidence-wire.c: the record beside a handwritten signature, as JSON
 *
 *   {"v":1,"case","document","kind","title","sha256",
 *    "signer":{"person","name","identity":{"method","by","at","confirmed_by"}},
 *    "ink":{"strokes","digest","device","strokes_count","samples","duration_ms","pressure"},
 *    "reading":{"shown","read","pages":[ms…]},
 *    "signed","clock":"sure"|"uncertain","desk":{"device","window","operator"}}
 */

#include "yc-evidence-wire.h"

#include <jansson.h>
#include <string.h>

#define VERSION 1

static void
set_text (json_t     *object,
          const char *name,
          const char *text)
{
  if (text != NULL)
    json_object_set_new (object, name, json_string (text));
}

static void
set_id (json_t     *object,
        const char *name,
        const YcId *id)
{
  char text[YC_ID_TEXT_SIZE];

  yc_id_to_text (id, text);
  set_text (object, name, text);
}

static void
set_int (json_t     *object,
         const char *name,
         gint64      value)
{
  json_object_set_new (object, name, json_integer (value));
}

static json_t *
create_signer (const YcEvidence *evidence)
{
  json_t *signer = json_object (), *identity = json_object ();

  set_text (signer, "person", evidence->person);
  set_text (signer, "name", evidence->name);
  set_text (identity, "method", evidence->method);
  set_text (identity, "by", evidence->identified_by);
  set_int (identity, "at", evidence->identified_ms);
  set_text (identity, "confirmed_by", evidence->confirmed_by);
  json_object_set_new (signer, "identity", identity);
  return signer;
}

static json_t *
create_ink (const YcEvidence *evidence)
{
  json_t *ink = json_object ();
  char digest[YC_SHA256_TEXT_SIZE];
  guint samples;

  yc_ink_get_digest (evidence->ink, digest);
  yc_ink_get_samples (evidence->ink, &samples);
  set_text (ink, "strokes", evidence->strokes);
  set_text (ink, "digest", digest);
  set_text (ink, "device", yc_ink_device_to_text (yc_ink_get_device (evidence->ink)));
  set_int (ink, "strokes_count", yc_ink_count_strokes (evidence->ink));
  set_int (ink, "samples", samples);
  set_int (ink, "duration_ms", yc_ink_get_duration_ms (evidence->ink));
  json_object_set_new (ink, "pressure", json_boolean (yc_ink_has_pressure (evidence->ink)));
  return ink;
}

static json_t *
create_reading (const YcEvidence *evidence)
{
  json_t *reading = json_object (), *pages = json_array ();

  for (guint i = 0; i < evidence->pages; i++)
    json_array_append_new (pages, json_integer (evidence->dwell_ms[i]));
  set_int (reading, "shown", evidence->shown_ms);
  set_int (reading, "read", evidence->read_ms);
  json_object_set_new (reading, "pages", pages);
  return reading;
}

static json_t *
create_desk (const YcEvidence *evidence)
{
  json_t *desk = json_object ();

  set_text (desk, "device", evidence->desk);
  set_text (desk, "window", evidence->window);
  set_text (desk, "operator", evidence->operator_code);
  return desk;
}

/**
 * yc_evidence_write:
 * @evidence: what is known
 *
 * Returns: (transfer full): JSON, the same for the same evidence
 */
GBytes *
yc_evidence_write (const YcEvidence *evidence)
{
  json_t *json = json_object ();
  char *text;
  GBytes *bytes;

  g_assert (evidence->ink != NULL);

  set_int (json, "v", VERSION);
  set_id (json, "case", &evidence->stream);
  set_id (json, "document", &evidence->document);
  set_text (json, "kind", evidence->kind);
  set_text (json, "title", evidence->title);
  set_text (json, "sha256", evidence->sha256);
  json_object_set_new (json, "signer", create_signer (evidence));
  json_object_set_new (json, "ink", create_ink (evidence));
  json_object_set_new (json, "reading", create_reading (evidence));
  set_int (json, "signed", evidence->signed_ms);
  set_text (json, "clock", evidence->uncertain ? "uncertain" : "sure");
  json_object_set_new (json, "desk", create_desk (evidence));
  text = json_dumps (json, JSON_COMPACT);
  bytes = g_bytes_new (text, strlen (text));
  free (text);
  json_decref (json);
  return bytes;
}
