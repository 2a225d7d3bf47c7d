// The lock of a decoding process, asked of the kernel, and tried.

import CWorkerLock
import Foundation
import Testing

struct ProcessLockTests {
  /// Forks; `body` runs in the new process, of which nothing but system calls may be asked, and its
  /// result is the process's exit status.
  private func fork(_ body: () -> Int32) -> pid_t {
    let process = vigie_worker_fork()
    if process == 0 { _exit(body()) }
    return process
  }

  /// Soft and hard limits of a process, by their names in /proc.
  private func limits(of process: pid_t) throws -> [String: [String]] {
    let text = try String(contentsOfFile: "/proc/\(process)/limits", encoding: .utf8)
    return text.split(separator: "\n").reduce(into: [:]) { limits, line in
      // "Max open files            0                    0                    files"
      let name = String(line.prefix(26)).trimmingCharacters(in: .whitespaces)
      limits[name] = line.dropFirst(26).split(separator: " ").prefix(2).map(String.init)
    }
  }

  @Test("A locked process has every limit, soft and hard, and no higher one that it inherited")
  func limits() throws {
    var ends: [Int32] = [-1, -1]
    #expect(pipe(&ends) == 0)
    var allowed = vigie_worker_limits(memory: 1 << 40, seconds: 7)
    let process = fork {
      let status = vigie_worker_lock(nil, &allowed)
      var mark = UInt8(clamping: status)
      write(ends[1], &mark, 1)
      pause()
      return 0
    }
    close(ends[1])
    defer {
      kill(process, SIGKILL)
      waitpid(process, nil, 0)
      close(ends[0])
    }
    var mark: UInt8 = 255
    #expect(read(ends[0], &mark, 1) == 1 && mark == 0)
    let limits = try limits(of: process)
    #expect(limits["Max address space"] == ["\(1 << 40)", "\(1 << 40)"])
    #expect(limits["Max cpu time"] == ["7", "8"])
    for name in ["Max file size", "Max processes", "Max open files"] {
      #expect(limits[name] == ["0", "0"], "\(name)")
    }
  }

  @Test(
    "A process without rights opens neither folder nor file that anybody may open",
    .enabled(if: vigie_worker_landlock_version() >= 1, "needs Landlock"))
  func files() {
    for path in ["/", "/proc/self/status", "/dev/null"] {
      func openIn(_ prepare: () -> Void) -> Int32 {
        let process = fork {
          prepare()
          return open(path, O_RDONLY) >= 0 ? 0 : errno
        }
        var status: Int32 = 0
        waitpid(process, &status, 0)
        return status >> 8
      }
      #expect(openIn {} == 0, "\(path)")
      #expect(openIn { _ = vigie_worker_drop_rights() } == EACCES, "\(path)")
    }
  }

  @Test(
    "A process without rights reaches no abstract socket of others",
    .enabled(if: vigie_worker_landlock_version() >= 6, "needs Landlock of version 6"))
  func scopes() throws {
    // A socket without a place in the file system, to which anybody may connect.
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let name = Array("\0vigie-test-\(getpid())".utf8)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: name) }
    let size = socklen_t(MemoryLayout<sa_family_t>.size + name.count)
    func atAddress(_ call: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
      withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { call($0, size) }
      }
    }
    let server = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(server) }
    try #require(atAddress { bind(server, $0, $1) } == 0 && listen(server, 4) == 0)
    /// What connecting gives: 0, or an errno.
    func connectIn(_ prepare: () -> Void) -> Int32 {
      let process = fork {
        prepare()
        let client = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        return atAddress { connect(client, $0, $1) } == 0 ? 0 : errno
      }
      var status: Int32 = 0
      waitpid(process, &status, 0)
      return status >> 8
    }
    #expect(connectIn {} == 0)
    #expect(connectIn { _ = vigie_worker_drop_rights() } == EPERM)
  }

  @Test(
    "A process without rights sends signals to itself alone, not to others of its user",
    .enabled(if: vigie_worker_landlock_version() >= 6, "needs Landlock of version 6"))
  func signals() {
    // Both have given up their rights, and so are of one user.
    let other = fork {
      _ = vigie_worker_drop_rights()
      pause()
      return 0
    }
    defer {
      kill(other, SIGKILL)
      waitpid(other, nil, 0)
    }
    let process = fork {
      _ = vigie_worker_drop_rights()
      // Until the other one is of this user, too, it may not be reached anyway.
      usleep(300_000)
      return kill(getpid(), 0) == 0 && kill(other, 0) != 0 ? 0 : 2
    }
    var status: Int32 = 0
    waitpid(process, &status, 0)
    #expect(status == 0)
  }
}
