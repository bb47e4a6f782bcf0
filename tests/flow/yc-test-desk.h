/* A desk in a folder of its own, at a hub of this process that speaks of today. */
#pragma once

#include "yc-counter-state.h"
#include "yc-test-hub.h"

G_BEGIN_DECLS

#define TEST_WAIT_US (60 * G_USEC_PER_SEC)

typedef struct
{
  TestHub *hub;
  YcCounter *counter; /* NULL while it is closed */
  char *folder;
} TestCounter;

/* Runs the main loop until it holds. */
#define test_wait_until(condition) \
  G_STMT_START \
    { \
      gint64 until_us = g_get_monotonic_time () + TEST_WAIT_US; \
      guint tick = g_timeout_add (20, test_tick_cb, NULL); \
      while (!(condition)) \
        { \
          g_assert_cmpint (g_get_monotonic_time (), <, until_us); \
          g_main_context_iteration (NULL, TRUE); \
        } \
      g_source_remove (tick); \
    } \
  G_STMT_END

gboolean      test_tick_cb            (gpointer       data);
/* A callback whose @data is a GAsyncResult ** */
void          test_ready_cb           (GObject       *source,
                                       GAsyncResult  *result,
                                       gpointer       data);
GAsyncResult *test_wait_result        (GAsyncResult **result);

/* The shipped @name, valid from @from instead of @valid_from, for ever, as a file in @folder. */
void          test_put_catalogue      (const char    *folder,
                                       const char    *name,
                                       const char    *valid_from,
                                       const char    *from);
/* Enrolled for @window, with @operator_code signed in. */
void          test_counter_init       (TestCounter   *self,
                                       TestHub       *hub,
                                       const char    *window,
                                       const char    *operator_code);
void          test_counter_clear      (TestCounter   *self);
/* Without a line: nobody answers at the hub's address. */
void          test_counter_open       (TestCounter   *self,
                                       gboolean       without_line);
void          test_counter_close      (TestCounter   *self);
void          test_counter_sign_in    (TestCounter   *self,
                                       const char    *operator_code);
/* Begun elsewhere. Returns: (transfer none) */
YcCaseFile   *test_counter_open_stream (TestCounter  *self,
                                       const YcStream *stream);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TestCounter, test_counter_clear)

G_END_DECLS
