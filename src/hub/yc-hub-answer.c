/* yc-hub-answer.c: what the hub says to a request */

#include "yc-hub-answer.h"

#include <string.h>

static const struct
{
  guint status;
  const char *text;
} statuses[] = {
  { 200, "OK" },
  { 400, "Bad Request" },
  { 401, "Unauthorized" },
  { 403, "Forbidden" },
  { 404, "Not Found" },
  { 405, "Method Not Allowed" },
  { 408, "Request Timeout" },
  { 409, "Conflict" },
  { 413, "Content Too Large" },
  { 414, "URI Too Long" },
  { 422, "Unprocessable Content" },
  { 429, "Too Many Requests" },
  { 431, "Request Header Fields Too Large" },
  { 500, "Internal Server Error" },
  { 503, "Service Unavailable" },
};

const char *
yc_hub_status_to_text (guint status)
{
  for (gsize i = 0; i < G_N_ELEMENTS (statuses); i++)
    if (statuses[i].status == status)
      return statuses[i].text;
  return "Unknown";
}

static YcHubAnswer *
answer_new (guint   status,
            GBytes *body)
{
  YcHubAnswer *self = g_new0 (YcHubAnswer, 1);

  self->status = status;
  self->body = body;
  return self;
}

static GBytes *
dump_json (json_t *json)
{
  char *text = json_dumps (json, JSON_COMPACT);

  g_assert (text != NULL); /* we made it, so it is sound */
  return g_bytes_new_with_free_func (text, strlen (text), free, text);
}

/* 200 with @body (transfer none). */
YcHubAnswer *
yc_hub_answer_new (GBytes *body)
{
  return answer_new (200, g_bytes_ref (body));
}

/* 200 with @body (transfer full). */
YcHubAnswer *
yc_hub_answer_new_take (GBytes *body)
{
  return answer_new (200, body);
}

/* 200 with @json (transfer full). */
YcHubAnswer *
yc_hub_answer_new_json (json_t *json)
{
  YcHubAnswer *self = answer_new (200, dump_json (json));

  json_decref (json);
  return self;
}

/* 200 with @bytes (transfer none), which are no JSON. */
YcHubAnswer *
yc_hub_answer_new_bytes (GBytes *bytes)
{
  YcHubAnswer *self = yc_hub_answer_new (bytes);

  self->is_bytes = TRUE;
  return self;
}

static json_t *
build_problem (guint       status,
               const char *code,
               const char *detail)
{
  return json_pack ("{s:s, s:s, s:i, s:s, s:s}", "type", "about:blank", "title", yc_hub_status_to_text (status),
                    "status", (int) status, "code", code, "detail", detail);
}

/**
 * yc_hub_answer_new_problem:
 * @status: of HTTP
 * @code: for programs, one of those ARCHITECTURE.md names; a literal
 * @detail: for people, in English; nothing about persons
 *
 * A problem document (RFC 9457, section 3).
 */
YcHubAnswer *
yc_hub_answer_new_problem (guint       status,
                           const char *code,
                           const char *detail)
{
  json_t *json = build_problem (status, code, detail);
  YcHubAnswer *self = answer_new (status, dump_json (json));

  json_decref (json);
  self->code = code;
  if (status == 429 || status == 503)
    self->retry_after_s = 1;
  return self;
}

/* 409 "offset", with how much of the document is here. */
YcHubAnswer *
yc_hub_answer_new_offset_problem (gint64 offset)
{
  json_t *json = build_problem (409, "offset", "That piece does not come next");
  YcHubAnswer *self;

  json_object_set_new (json, "offset", json_integer (offset));
  self = answer_new (409, dump_json (json));
  self->code = "offset";
  json_decref (json);
  return self;
}

void
yc_hub_answer_free (YcHubAnswer *self)
{
  g_bytes_unref (self->body);
  g_free (self);
}

const char *
yc_hub_answer_get_type (const YcHubAnswer *self)
{
  if (self->is_bytes)
    return "application/octet-stream";
  return self->status == 200 ? "application/json" : "application/problem+json";
}
