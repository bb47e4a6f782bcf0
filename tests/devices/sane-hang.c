/* sane-hang.c: a SANE driver that does not come back
 *
 * libsane loads it like any other. Of its devices "soft" reads for ever, until
 * it is cancelled; "hard" does not mind even that, for so long as a test takes.
 */

#include <sane/sane.h>
#include <string.h>
#include <unistd.h>

#define HARD_S 25

static volatile int cancelled;
static int is_hard;
static const SANE_Device soft = { "soft", "Test", "soft", "virtual device" };
static const SANE_Device hard = { "hard", "Test", "hard", "virtual device" };
static const SANE_Device *devices[] = { &soft, &hard, NULL };

SANE_Status sane_hang_init (SANE_Int *version, SANE_Auth_Callback authorize);
void sane_hang_exit (void);
SANE_Status sane_hang_get_devices (const SANE_Device ***list, SANE_Bool local_only);
SANE_Status sane_hang_open (SANE_String_Const name, SANE_Handle *handle);
void sane_hang_close (SANE_Handle handle);
const SANE_Option_Descriptor *sane_hang_get_option_descriptor (SANE_Handle handle, SANE_Int option);
SANE_Status sane_hang_control_option (SANE_Handle handle, SANE_Int option, SANE_Action action, void *value,
                                      SANE_Int *info);
SANE_Status sane_hang_get_parameters (SANE_Handle handle, SANE_Parameters *parameters);
SANE_Status sane_hang_start (SANE_Handle handle);
SANE_Status sane_hang_read (SANE_Handle handle, SANE_Byte *data, SANE_Int max_length, SANE_Int *length);
void sane_hang_cancel (SANE_Handle handle);
SANE_Status sane_hang_set_io_mode (SANE_Handle handle, SANE_Bool non_blocking);
SANE_Status sane_hang_get_select_fd (SANE_Handle handle, SANE_Int *fd);

SANE_Status
sane_hang_init (SANE_Int *version, SANE_Auth_Callback authorize)
{
  *version = SANE_VERSION_CODE (1, 0, 0);
  return SANE_STATUS_GOOD;
}

void
sane_hang_exit (void)
{
}

SANE_Status
sane_hang_get_devices (const SANE_Device ***list, SANE_Bool local_only)
{
  *list = devices;
  return SANE_STATUS_GOOD;
}

SANE_Status
sane_hang_open (SANE_String_Const name, SANE_Handle *handle)
{
  is_hard = strcmp (name, "hard") == 0;
  cancelled = 0;
  *handle = devices;
  return SANE_STATUS_GOOD;
}

void
sane_hang_close (SANE_Handle handle)
{
}

const SANE_Option_Descriptor *
sane_hang_get_option_descriptor (SANE_Handle handle, SANE_Int option)
{
  static const SANE_Option_Descriptor count = { "", "Number of options", "", SANE_TYPE_INT, SANE_UNIT_NONE,
                                                sizeof (SANE_Word), SANE_CAP_SOFT_DETECT, SANE_CONSTRAINT_NONE,
                                                { NULL } };

  return option == 0 ? &count : NULL;
}

SANE_Status
sane_hang_control_option (SANE_Handle handle, SANE_Int option, SANE_Action action, void *value, SANE_Int *info)
{
  if (option != 0)
    return SANE_STATUS_INVAL;
  *(SANE_Int *) value = 1;
  return SANE_STATUS_GOOD;
}

SANE_Status
sane_hang_get_parameters (SANE_Handle handle, SANE_Parameters *parameters)
{
  *parameters = (SANE_Parameters) { SANE_FRAME_GRAY, SANE_TRUE, 100, 100, 100, 8 };
  return SANE_STATUS_GOOD;
}

SANE_Status
sane_hang_start (SANE_Handle handle)
{
  return SANE_STATUS_GOOD;
}

SANE_Status
sane_hang_read (SANE_Handle handle, SANE_Byte *data, SANE_Int max_length, SANE_Int *length)
{
  *length = 0;
  for (int i = 0; is_hard ? i < HARD_S * 100 : !cancelled; i++)
    usleep (10000);
  return SANE_STATUS_CANCELLED;
}

void
sane_hang_cancel (SANE_Handle handle)
{
  cancelled = 1;
}

SANE_Status
sane_hang_set_io_mode (SANE_Handle handle, SANE_Bool non_blocking)
{
  return non_blocking ? SANE_STATUS_UNSUPPORTED : SANE_STATUS_GOOD;
}

SANE_Status
sane_hang_get_select_fd (SANE_Handle handle, SANE_Int *fd)
{
  return SANE_STATUS_UNSUPPORTED;
}
