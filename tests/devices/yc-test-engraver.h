/* An engraver that is simulated, seen through the real libusb or a real terminal, and
 * driven through the real guard. */
#pragma once

#include "yc-device-registry.h"
#include "yc-engraver.h"
#include "yc-mock-bus.h"
#include "yc-sim-grbl.h"
#include "yc-sim-lihuiyu.h"
#include "yc-sim-pty.h"
#include "yc-test-devices.h"
#include "yc-test-toolpath.h"

G_BEGIN_DECLS

typedef struct
{
  gboolean grbl;
  YcSimDevice *sim;
  YcMockBus *bus;   /* of a Lihuiyu board */
  YcMockPort *port;
  YcSimPty *pty;    /* of a GRBL laser */
  YcDeviceRegistry *registry;
  YcDevice *device; /* (transfer none) */
  char *folder;     /* of the journals, and of the terminal */
} YcTestEngraver;

/* Told, if set before init, whenever bytes have moved. */
extern YcMockFunc yc_test_engraver_moved;

/* How a job went. */
typedef struct
{
  gboolean done;
  YcId job;
  YcEngraveOutcome outcome;
  GError *error;
  YcEngraveRecord *record;
  GCancellable *cancellable;
  gboolean refuse;       /* the journal refuses */
  gboolean again;        /* by the name it has */
  guint packets_started; /* that the machine had when "started" was asked for */
  guint starts;
  guint progresses;
  YcEngraveProgress last;
  guint states;          /* a bit for each that was seen */
  char *problem;         /* (nullable): the last that was shown on the way */
} YcTestJob;

/* What a machine has done, of either kind. */
typedef struct
{
  YcSimPlateReport plate;
  guint packets; /* or lines */
  guint stops;   /* or resets */
  guint homes;
  guint programs;
  gboolean idle;
} YcTestReport;

void             yc_test_engraver_init   (YcTestEngraver *engraver,
                                          gboolean        grbl,
                                          const char     *guard);
void             yc_test_engraver_clear  (YcTestEngraver *engraver);
void             yc_test_engraver_tell   (YcTestEngraver *engraver,
                                          const char     *format,
                                          ...) G_GNUC_PRINTF (2, 3);
void             yc_test_engraver_look   (YcSimDevice    *sim,
                                          YcTestReport   *ret_report);
void             yc_test_engraver_report (YcTestEngraver *engraver,
                                          YcTestReport   *ret_report);
guint            yc_test_engraver_differs (YcTestEngraver *engraver,
                                           guint           rows);
void             yc_test_engraver_home   (YcTestEngraver *engraver);
void             yc_test_engraver_start  (YcTestEngraver *engraver,
                                          YcToolpath     *path,
                                          YcTestJob      *job);
void             yc_test_engraver_run    (YcTestEngraver *engraver,
                                          YcToolpath     *path,
                                          YcTestJob      *job);
void             yc_test_engraver_ask    (YcTestEngraver *engraver,
                                          YcTestJob      *job);
void             yc_test_job_clear       (YcTestJob      *job);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (YcTestEngraver, yc_test_engraver_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (YcTestJob, yc_test_job_clear)

/* As yc_test_wait_for(), for longer. */
#define yc_test_wait_long(condition, seconds)                              \
  G_STMT_START                                                             \
  {                                                                        \
    gint64 end_us_ = g_get_monotonic_time () + (seconds) * G_USEC_PER_SEC; \
    while (!(condition))                                                   \
      {                                                                    \
        if (g_get_monotonic_time () > end_us_)                             \
          g_error ("%s:%d: waited in vain for %s", __FILE__, __LINE__,     \
                   #condition);                                            \
        if (!g_main_context_iteration (NULL, FALSE))                       \
          g_usleep (1000);                                                 \
      }                                                                    \
  }                                                                        \
  G_STMT_END

G_END_DECLS
