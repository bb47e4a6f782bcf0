#pragma once

int yc_ctl_scan (int argc, char **argv);
