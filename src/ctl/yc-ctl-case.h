#pragma once

int yc_ctl_case (int    argc,
                 char **argv);
