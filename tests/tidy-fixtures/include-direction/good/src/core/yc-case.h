#pragma once
#include "yc-id.h"
