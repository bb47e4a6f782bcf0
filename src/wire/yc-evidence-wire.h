/* The record beside a handwritten signature: what was shown, read and signed. */
#pragma once

#include "yc-ink.h"
#include "yc-id.h"

G_BEGIN_DECLS

#define YC_EVIDENCE_BYTES_MAX (256 * 1024)

/* Times are by the hub's clock, in milliseconds since 1970. Nothing is owned.
 * The record holds a name, but no number, address or phone. */
typedef struct
{
  YcId stream;            /* the case's */
  YcId document;
  const char *kind;
  const char *title;
  const char *sha256;     /* of the bytes that were shown and signed */
  const char *person;     /* path */
  const char *name;
  const char *method;     /* how they were identified */
  const char *identified_by;
  gint64 identified_ms;
  const char *confirmed_by; /* (nullable): the second look's */
  const char *operator_code; /* who had them before them */
  const char *window;
  const char *desk;       /* the device's id at the hub */
  const char *strokes;    /* SHA-256 of the handwriting, as stored */
  const YcInk *ink;
  gint64 shown_ms;        /* the first page was on the display */
  gint64 read_ms;         /* "I have read it" */
  gint64 signed_ms;
  const gint64 *dwell_ms; /* of each page */
  guint pages;
  gboolean uncertain;     /* the desk's clock was not known well */
} YcEvidence;

GBytes *yc_evidence_write (const YcEvidence *evidence);

G_END_DECLS
