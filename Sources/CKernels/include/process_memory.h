#pragma once

/// Keeps memory that was freed for what is allocated next, where the C library can be told so.
///
/// Trials and loads allocate tens of megabytes again and again; given back each time, the system would
/// clear every page anew.
void lb_keep_freed_memory(void);
