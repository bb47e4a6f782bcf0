"""Calls that a layer must not make (D2, D3), and calls nobody may make."""

from .layers import layer_of
from .source import Finding, calls, matches

# Values in, values out: the outside world, the clock and chance come as arguments.
IMPURE = calls([
    'open', 'openat', 'open64', 'creat', 'fopen', 'fdopen', 'read', 'write', 'pread', 'pwrite', 'close',
    'stat', 'lstat', 'unlink', 'rename', 'fsync', 'fdatasync', 'socket', 'connect', 'ioctl', 'poll', 'select',
    'time', 'gettimeofday', 'clock_gettime', 'clock', 'sleep', 'usleep', 'nanosleep',
    'localtime', 'localtime_r', 'mktime', 'getenv', 'secure_getenv', 'rand', 'random', 'srand', 'getrandom',
    'g_getenv', 'g_usleep', 'g_get_real_time', 'g_get_monotonic_time', 'g_get_current_time',
    'g_date_time_new_now', 'g_date_time_new_now_*', 'g_date_set_time*', 'g_random_*', 'g_rand_*', 'g_uuid_*',
    'g_file_*', 'g_mapped_file_*', 'g_fopen', 'g_open', 'g_unlink', 'g_rename', 'g_mkdir*', 'g_dir_*',
    'g_timeout_*', 'g_idle_*', 'g_spawn_*', 'g_subprocess_*', 'g_socket_*', 'g_thread_*', 'g_resources_*',
    'RAND_bytes', 'RAND_priv_bytes', 'yc_id_init_random', 'yc_clock_get_*', 'yc_worker_*',
])

# What waits, and so has no place on the thread that draws.
BLOCKING = calls([
    'sqlite3_*', 'libusb_*', 'fsync', 'fdatasync', 'fopen', 'g_fopen', 'sleep', 'usleep', 'g_usleep', 'system',
    'connect', 'recv', 'send',
    'g_file_get_contents', 'g_file_set_contents', 'g_file_set_contents_full',
    'g_file_load_contents', 'g_file_replace_contents', 'g_file_load_bytes', 'g_file_query_info',
    'g_spawn_sync', 'g_spawn_command_line_sync', 'g_subprocess_communicate', 'g_subprocess_communicate_utf8',
    'g_subprocess_wait', 'g_dbus_connection_call_sync', 'g_dbus_proxy_call_sync', 'g_bus_get_sync',
    'g_socket_client_connect', 'g_socket_client_connect_to_host', 'g_input_stream_read', 'g_output_stream_write',
    'soup_session_send', 'soup_session_send_and_read', 'soup_session_send_and_splice', 'g_thread_join',
    'gtk_dialog_run', 'g_main_loop_run', 'g_main_context_iteration',
])

# A library tells its caller, not the terminal.
LOUD = calls(['g_print', 'g_printerr', 'g_message', 'g_warning', 'g_critical', 'g_info', 'printf', 'puts',
              'putchar', 'perror', 'g_log', 'syslog', 'g_warning_once'])

# No bound on what they write, no word on what went wrong, or a shell behind them.
UNSAFE = calls(['strcpy', 'stpcpy', 'strcat', 'sprintf', 'vsprintf', 'atoi', 'atol', 'atoll', 'atof', 'gets',
                'strtok', 'scanf', 'sscanf', 'fscanf', 'system', 'popen', 'tmpnam', 'tempnam', 'mktemp', 'alloca',
                'g_alloca', 'g_newa', 'g_memdup', 'asctime', 'ctime', 'localtime', 'gmtime', 'g_stpcpy'])

PURE_LAYERS = ('core', 'wire', 'sync')
PROGRAMS = ('desk', 'hub', 'sim', 'ctl')


def is_pure(path):
    return layer_of(path) in PURE_LAYERS or path.endswith(('-proto.c', '-proto.h'))


def pure_layers(tree):
    """core, wire, sync and every *-proto.c: no I/O, no clock, no chance."""
    for path in filter(is_pure, tree.select('.c', '.h', under='src/')):
        for match, line in matches(tree, path, IMPURE):
            yield Finding(path, line, f'{match[1]} in code that must be pure: let the caller pass the value')


def desk_never_blocks(tree):
    """Nothing in the desk waits for a disk, a device or a peer."""
    for path in tree.select('.c', '.h', under='src/desk/'):
        for match, line in matches(tree, path, BLOCKING):
            yield Finding(path, line, f'{match[1]} can block the main thread: give it to a worker')


def quiet_libraries(tree):
    """Library code says nothing above debug."""
    for path in tree.select('.c', '.h', under='src/'):
        if layer_of(path) in PROGRAMS:
            continue
        for match, line in matches(tree, path, LOUD):
            yield Finding(path, line, f'{match[1]} in a library: return an error, or use g_debug')


def safe_calls(tree):
    """Functions with a safe sister are not called at all."""
    for path in tree.select('.c', '.h'):
        for match, line in matches(tree, path, UNSAFE):
            yield Finding(path, line, f'{match[1]} is not used here: take its bounded, checked sister')
