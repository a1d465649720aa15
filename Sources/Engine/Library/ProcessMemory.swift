import CKernels

/// How this process treats its memory.
public enum ProcessMemory {
  /// Keeps memory that was freed for what is allocated next.
  ///
  /// Trials and loads allocate tens of megabytes again and again; given back each time, the system
  /// would clear every page anew. Call it once, before anything is allocated.
  public static func keepFreed() { lb_keep_freed_memory() }
}
