/* pen-compositor.c: a screen of no machine, with a pen
 *
 *   pen-compositor PROGRAM ARGUMENTS…
 *
 * A headless Wayland compositor that shows the program's one window on its
 * whole screen and has a pen tablet (zwp_tablet_v2). What the pen does comes
 * on standard input, a line each; coordinates are the window's, in pixels:
 *
 *   pen X0 Y0 X1 Y1 N   a stroke of N samples, 8 ms apart, pressed from lightly
 *                       to with full force
 *   tap X Y             down and up again
 *   end                 ends the program's screen
 *
 * It says "display NAME" when programs may come, "mapped" when the window is
 * on the screen, and "done" after each line. It ends with its program. */

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <wayland-server-core.h>
#include <wlr/backend.h>
#include <wlr/backend/headless.h>
#include <wlr/interfaces/wlr_input_device.h>
#include <wlr/interfaces/wlr_tablet_tool.h>
#include <wlr/render/allocator.h>
#include <wlr/render/wlr_renderer.h>
#include <wlr/types/wlr_compositor.h>
#include <wlr/types/wlr_data_device.h>
#include <wlr/types/wlr_output.h>
#include <wlr/types/wlr_output_layout.h>
#include <wlr/types/wlr_scene.h>
#include <wlr/types/wlr_screencopy_v1.h>
#include <wlr/types/wlr_seat.h>
#include <wlr/types/wlr_tablet_tool.h>
#include <wlr/types/wlr_tablet_v2.h>
#include <wlr/types/wlr_xdg_output_v1.h>
#include <wlr/types/wlr_xdg_shell.h>
#include <wlr/util/log.h>

#define SCREEN_WIDTH 1366
#define SCREEN_HEIGHT 768
#define SAMPLE_MS 8
#define REST_SAMPLES 4 /* before and after a stroke, that the program sees where it begins */
#define PRESSURE_MIN 0.1
#define LINE_BYTES_MAX 256
#define SAMPLES_MAX 10000

/* What the pen is doing. */
typedef struct
{
  double x0, y0, x1, y1;
  int samples;
  int at; /* −1: nothing */
} Stroke;

static struct wl_display *display;
static struct wlr_renderer *renderer;
static struct wlr_allocator *allocator;
static struct wlr_scene *scene;
static struct wlr_output_layout *layout;
static struct wlr_tablet_v2_tablet *tablet;
static struct wlr_tablet_v2_tablet_tool *pen;
static struct wlr_surface *surface; /* the window's; NULL before it is mapped */
static struct wl_event_source *timer;
static Stroke stroke = { .at = -1 };

static void
say (const char *words)
{
  printf ("%s\n", words);
  fflush (stdout);
}

/* --- the pen ----------------------------------------------------------------- */

static double
part_of (int at)
{
  return stroke.samples > 1 ? (double) at / (stroke.samples - 1) : 1;
}

static void
move_pen (double part)
{
  wlr_tablet_v2_tablet_tool_notify_motion (pen, stroke.x0 + part * (stroke.x1 - stroke.x0),
                                           stroke.y0 + part * (stroke.y1 - stroke.y0));
}

/* One sample each time: near, down and pressing more and more, up, away. */
static int
sample_cb (void *data)
{
  int at = stroke.at - REST_SAMPLES;

  if (stroke.at < 0 || surface == NULL)
    return 0;
  if (stroke.at == 0)
    {
      wlr_tablet_v2_tablet_tool_notify_proximity_in (pen, tablet, surface);
      move_pen (0);
    }
  else if (at >= 0 && at < stroke.samples)
    {
      move_pen (part_of (at));
      wlr_tablet_v2_tablet_tool_notify_pressure (pen, PRESSURE_MIN + (1 - PRESSURE_MIN) * part_of (at));
      if (at == 0)
        wlr_tablet_v2_tablet_tool_notify_down (pen);
    }
  else if (at == stroke.samples)
    wlr_tablet_v2_tablet_tool_notify_up (pen);
  else if (at == stroke.samples + REST_SAMPLES)
    {
      wlr_tablet_v2_tablet_tool_notify_proximity_out (pen);
      stroke.at = -1;
      say ("done");
      return 0;
    }
  stroke.at++;
  wl_event_source_timer_update (timer, SAMPLE_MS);
  return 0;
}

static void
begin_stroke (Stroke asked)
{
  stroke = asked;
  stroke.at = 0;
  wl_event_source_timer_update (timer, SAMPLE_MS);
}

/* @line is @word and then @count numbers. */
static bool
read_numbers (const char *line,
              const char *word,
              double     *ret_numbers,
              int         count)
{
  size_t length = strlen (word);
  char *end;

  if (strncmp (line, word, length) != 0)
    return false;
  line += length;
  for (int i = 0; i < count; i++, line = end)
    {
      ret_numbers[i] = strtod (line, &end);
      if (end == line)
        return false;
    }
  return true;
}

static void
obey (const char *line)
{
  double n[5];

  if (read_numbers (line, "pen ", n, 5) && n[4] >= 1 && n[4] <= SAMPLES_MAX)
    begin_stroke ((Stroke) { n[0], n[1], n[2], n[3], (int) n[4], 0 });
  else if (read_numbers (line, "tap ", n, 2))
    begin_stroke ((Stroke) { n[0], n[1], n[0], n[1], 2, 0 });
  else if (strncmp (line, "end", 3) == 0)
    wl_display_terminate (display);
  else
    say ("what?");
}

/* A line at a time: whoever writes them waits for "done". */
static int
input_cb (int      fd,
          uint32_t mask,
          void    *data)
{
  char line[LINE_BYTES_MAX];
  ssize_t got = read (fd, line, sizeof line - 1);

  if (got <= 0)
    {
      wl_display_terminate (display);
      return 0;
    }
  line[got] = '\0';
  obey (line);
  return 0;
}

static void
tablet_destroyed (struct wlr_tablet *self)
{
}

static void
device_destroyed (struct wlr_input_device *self)
{
}

static void
add_pen (struct wlr_seat *seat)
{
  static const struct wlr_tablet_impl tablet_impl = { tablet_destroyed };
  static const struct wlr_input_device_impl device_impl = { device_destroyed };
  static struct wlr_tablet tablet_device;
  static struct wlr_input_device device;
  static struct wlr_tablet_tool tool = { .type = WLR_TABLET_TOOL_TYPE_PEN, .pressure = true, .hardware_serial = 1 };
  struct wlr_tablet_manager_v2 *manager = wlr_tablet_v2_create (display);

  wlr_tablet_init (&tablet_device, &tablet_impl);
  wlr_input_device_init (&device, WLR_INPUT_DEVICE_TABLET_TOOL, &device_impl, "Pen tablet", 0x56a, 1);
  device.tablet = &tablet_device;
  tablet = wlr_tablet_create (manager, seat, &device);
  wl_signal_init (&tool.events.destroy);
  pen = wlr_tablet_tool_create (manager, seat, &tool);
}

/* --- the screen ---------------------------------------------------------------- */

static struct wlr_scene_output *scene_output;

static void
frame_cb (struct wl_listener *listener,
          void               *data)
{
  struct timespec now;

  wlr_scene_output_commit (scene_output);
  clock_gettime (CLOCK_MONOTONIC, &now);
  wlr_scene_output_send_frame_done (scene_output, &now);
}

static void
output_cb (struct wl_listener *listener,
           void               *data)
{
  static struct wl_listener on_frame = { .notify = frame_cb };
  struct wlr_output *output = data;

  wlr_output_init_render (output, allocator, renderer);
  wl_signal_add (&output->events.frame, &on_frame);
  wlr_output_layout_add_auto (layout, output);
  scene_output = wlr_scene_get_scene_output (scene, output);
  if (scene_output == NULL)
    scene_output = wlr_scene_output_create (scene, output);
  wlr_output_enable (output, true);
  wlr_output_commit (output);
}

static void
mapped_cb (struct wl_listener *listener,
           void               *data)
{
  struct wlr_xdg_surface *window = data;

  surface = window->surface;
  wlr_xdg_toplevel_set_activated (window, true);
  say ("mapped");
}

static void
unmapped_cb (struct wl_listener *listener,
             void               *data)
{
  surface = NULL;
}

/* The first window gets the whole screen. */
static void
window_cb (struct wl_listener *listener,
           void               *data)
{
  static struct wl_listener on_map = { .notify = mapped_cb }, on_unmap = { .notify = unmapped_cb };
  static bool taken;
  struct wlr_xdg_surface *window = data;

  if (window->role != WLR_XDG_SURFACE_ROLE_TOPLEVEL)
    return;
  wlr_scene_xdg_surface_create (&scene->node, window);
  if (taken)
    return;
  taken = true;
  wl_signal_add (&window->events.map, &on_map);
  wl_signal_add (&window->events.unmap, &on_unmap);
  wlr_xdg_toplevel_set_fullscreen (window, true);
  wlr_xdg_toplevel_set_size (window, SCREEN_WIDTH, SCREEN_HEIGHT);
}

/* --- the whole ----------------------------------------------------------------- */

static int
child_cb (int   number,
          void *data)
{
  int *ret_status = data;

  while (waitpid (-1, ret_status, WNOHANG) > 0)
    ;
  wl_display_terminate (display);
  return 0;
}

static pid_t
start (char **command)
{
  pid_t child = fork ();
  sigset_t none;

  if (child != 0)
    return child;
  sigemptyset (&none);
  sigprocmask (SIG_SETMASK, &none, NULL);
  execvp (command[0], command);
  perror (command[0]);
  _exit (127);
}

static void
add_globals (void)
{
  static struct wl_listener on_window = { .notify = window_cb };
  struct wlr_xdg_shell *shell;
  struct wlr_seat *seat;

  wlr_compositor_create (display, renderer);
  wlr_data_device_manager_create (display);
  wlr_xdg_output_manager_v1_create (display, layout);
  wlr_screencopy_manager_v1_create (display);
  shell = wlr_xdg_shell_create (display);
  wl_signal_add (&shell->events.new_surface, &on_window);
  seat = wlr_seat_create (display, "seat0");
  wlr_seat_set_capabilities (seat, WL_SEAT_CAPABILITY_POINTER);
  add_pen (seat);
}

int
main (int    argc,
      char **argv)
{
  static struct wl_listener on_output = { .notify = output_cb };
  struct wlr_backend *backend;
  struct wl_event_loop *loop;
  const char *socket;
  int status = 0;
  pid_t child;

  if (argc < 2)
    return 2;
  setenv ("WLR_RENDERER", "pixman", 1);
  wlr_log_init (WLR_ERROR, NULL);
  display = wl_display_create ();
  backend = wlr_headless_backend_create (display);
  renderer = wlr_renderer_autocreate (backend);
  wlr_renderer_init_wl_display (renderer, display);
  allocator = wlr_allocator_autocreate (backend, renderer);
  layout = wlr_output_layout_create ();
  scene = wlr_scene_create ();
  wlr_scene_attach_output_layout (scene, layout);
  wl_signal_add (&backend->events.new_output, &on_output);
  add_globals ();
  socket = wl_display_add_socket_auto (display);
  if (socket == NULL || !wlr_backend_start (backend))
    return 1;
  wlr_headless_add_output (backend, SCREEN_WIDTH, SCREEN_HEIGHT);

  loop = wl_display_get_event_loop (display);
  timer = wl_event_loop_add_timer (loop, sample_cb, NULL);
  wl_event_loop_add_signal (loop, SIGCHLD, child_cb, &status);
  wl_event_loop_add_fd (loop, STDIN_FILENO, WL_EVENT_READABLE, input_cb, NULL);
  setenv ("WAYLAND_DISPLAY", socket, 1);
  printf ("display %s\n", socket);
  fflush (stdout);
  child = start (argv + 1);
  wl_display_run (display);
  kill (child, SIGTERM);
  wl_display_destroy_clients (display);
  return WIFEXITED (status) ? WEXITSTATUS (status) : 1;
}
