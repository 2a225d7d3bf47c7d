// What keeps a decoding process from doing anything but decode.

/// A layer of the lock on decoding processes. Any one of them may be missing on a machine; no file is
/// decoded then, unless the user says so. Raw values are bits.
public enum IsolationLayer: UInt32, CaseIterable, Sendable {
  /// Neither root nor any capability.
  case unprivileged = 1
  /// No program that it could start would have more rights.
  case noNewPrivileges = 2
  /// Other processes of the same user may not look into it, and it leaves no core file.
  case notDumpable = 4
  /// No path can be reached: a rule set of Landlock without any rule.
  case landlock = 8
  /// System calls are filtered, and a forbidden one kills.
  case seccomp = 16

  /// What it does, in few words.
  public var summary: String {
    switch self {
    case .unprivileged: "no root, no capabilities"
    case .noNewPrivileges: "no_new_privs: no program could give it more rights"
    case .notDumpable: "not dumpable: no core file, not to be looked into"
    case .landlock: "Landlock: no path can be reached"
    case .seccomp: "seccomp: only reading, memory, time and one pipe; else killed"
    }
  }

  /// What it takes, for a machine without it.
  public var advice: String {
    switch self {
    case .unprivileged: "run as another user than root, or where root may become nobody"
    case .noNewPrivileges, .notDumpable: "needs Linux"
    case .landlock: "needs Linux 5.13 with \"landlock\" among its security modules"
    case .seccomp: "needs a kernel with seccomp filters, and a container that allows them"
    }
  }
}

/// System calls that a locked process must die of.
public enum ForbiddenCall: UInt32, CaseIterable, Sendable {
  case open, lookUp, socket, execute, fork, trace, mapExecutable, makeExecutable, signal,
    changeTimes
  case writeElsewhere

  /// The call, in few words.
  public var summary: String {
    switch self {
    case .open: "open a file"
    case .lookUp: "ask about a path (stat)"
    case .socket: "make a socket"
    case .execute: "execute a program"
    case .fork: "fork"
    case .trace: "be traced (ptrace)"
    case .mapExecutable: "map executable memory"
    case .makeExecutable: "make memory executable (mprotect)"
    case .signal: "send a signal"
    case .changeTimes: "change a file's times"
    case .writeElsewhere: "write to another descriptor"
    }
  }
}
