#include "yc-id.h"
