/* A desk's program without its windows, for tests with a real hub. */
#pragma once

#include "yc-test-hub.h"

#include "yc-sync-edge.h"

G_BEGIN_DECLS

typedef struct
{
  TestDesk *desk;
  char *folder;
  guint port; /* of what is between it and the hub; 0: nothing is */
  YcStore *store;
  YcHubClient *client;
  YcSyncEdge *edge;
  guint answered;
  guint rows;
  YcOutcome outcome;
} TestProgram;

void         test_spin_until           (gboolean       (*done) (gpointer data),
                                        gpointer         data);
void         test_result_cb            (GObject         *source,
                                        GAsyncResult    *result,
                                        gpointer         data);
gboolean     test_has_result           (gpointer         data);
void         test_program_connect      (TestProgram     *self);
TestProgram *test_program_new          (TestHub         *hub,
                                        const char      *window,
                                        const char      *by);
void         test_program_free         (TestProgram     *self);
void         test_program_append       (TestProgram     *self,
                                        const YcStream  *stream,
                                        const char      *kind,
                                        YcBody          *body);
char        *test_program_add_document (TestProgram     *self,
                                        GBytes          *bytes);

G_END_DECLS
