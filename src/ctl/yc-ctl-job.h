#pragma once

int yc_ctl_job (int argc, char **argv);
