/* What the scripted desk does, and what it must have left. */
#pragma once

#include "store-fixture.h"

G_BEGIN_DECLS

#define SCRIPT_ROUNDS 2
#define SCRIPT_VERDICT "applied"
#define SCRIPT_DIGEST "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
#define SCRIPT_SCAN_SIZE 6000 /* bytes */

enum
{
  STEP_APPEND,    /* two ops of one action */
  STEP_ANSWER,    /* verdict, row, cursor and setting in one transaction */
  STEP_PLAN,      /* a print */
  STEP_START,
  STEP_DONE,
  STEP_NUMBER,
  STEP_SCAN,      /* a document */
  STEP_NAME_SCAN, /* an op that names it */
  STEP_REOPEN,    /* close and open */
  SCRIPT_STEPS,
};

static inline guint8
script_op (guint8 round,
           guint8 n)
{
  return (guint8) (10 * round + n);
}

static inline GBytes *
script_key (void)
{
  guint8 key[YC_KEY_SIZE] = { 7, 7, 7 };

  return g_bytes_new (key, sizeof key);
}

/* Synthetic, with a name in it, different in each round. */
static inline GBytes *
script_scan (guint8 round)
{
  g_autoptr (GString) text = g_string_new (NULL);

  while (text->len < SCRIPT_SCAN_SIZE)
    g_string_append_printf (text, "%d " TEST_NAME " " TEST_CITIZEN "\n", round);
  return g_bytes_new (text->str, SCRIPT_SCAN_SIZE);
}

G_END_DECLS
