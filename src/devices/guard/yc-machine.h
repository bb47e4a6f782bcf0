/* A machine as its guard sees it: every function blocks, for a bounded time. */
#pragma once

#include "yc-engraver.h"

G_BEGIN_DECLS

#define YC_MACHINE_LOOK_MS 20 /* how often, at least, a waiting machine asks for a stop */

/* The guard's side; called on the machine's thread. */
typedef struct
{
  gboolean (*wants_stop) (gpointer data);
  gboolean (*wants_pause) (gpointer data);
  void (*set_pause) (gpointer data,
                     gboolean paused); /* the machine has stopped by itself */
  void (*tell_state) (gpointer        data,
                      YcEngraverState state);
  void (*tell_progress) (gpointer                 data,
                         const YcEngraveProgress *progress);
  void (*tell_problem) (gpointer    data,
                        const char *problem); /* (nullable): it has gone */
  gpointer data;
} YcMachineHooks;

#define YC_TYPE_MACHINE (yc_machine_get_type ())
G_DECLARE_DERIVABLE_TYPE (YcMachine, yc_machine, YC, MACHINE, GObject)

struct _YcMachineClass
{
  GObjectClass parent_class;

  /* Before the link is open: understands its options. */
  gboolean (*set_option) (YcMachine  *self,
                          const char *name,
                          const char *value,
                          GError    **error);
  /* Translates the path. Says how much it is. */
  gboolean (*prepare) (YcMachine         *self,
                       YcToolpath        *path,
                       YcEngraveProgress *ret_total,
                       GError           **error);
  /* Is it there, and ready for a job? Moves nothing; does try the job where the
   * machine can without moving. */
  gboolean (*look) (YcMachine *self,
                    gboolean   for_job,
                    GError   **error);
  gboolean (*frame) (YcMachine *self,
                     GError   **error);
  /* Runs what was prepared. FALSE with an error at the first thing that is wrong;
   * G_IO_ERROR_CANCELLED when a stop was wanted. */
  gboolean (*run) (YcMachine *self,
                   GError   **error);
  /* Laser off, at once. TRUE when the machine has said that it has stopped. */
  gboolean (*stop) (YcMachine *self,
                    GError   **error);
  /* To the home corner, laser off, and the rail free. */
  gboolean (*park) (YcMachine *self,
                    GError   **error);
};

/* What every machine has. */
void         yc_machine_attach        (YcMachine               *self,
                                       YcTransport             *transport,
                                       const YcMachineHooks    *hooks);
YcTransport *yc_machine_get_transport (YcMachine               *self);
gboolean     yc_machine_wants_stop    (YcMachine               *self);
gboolean     yc_machine_wants_pause   (YcMachine               *self);
void         yc_machine_set_pause     (YcMachine               *self,
                                       gboolean                 paused);
gboolean     yc_machine_wait          (YcMachine               *self,
                                       guint                    wait_ms,
                                       GError                 **error);
void         yc_machine_tell_state    (YcMachine               *self,
                                       YcEngraverState          state);
void         yc_machine_tell_progress (YcMachine               *self,
                                       const YcEngraveProgress *progress);
void         yc_machine_tell_problem  (YcMachine               *self,
                                       const char              *problem);

G_END_DECLS
