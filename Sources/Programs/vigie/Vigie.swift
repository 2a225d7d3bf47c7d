// The command line: arguments in, exit statuses out. What is done is in the other modules.

internal import ArgumentParser
internal import Glibc

@main
struct Vigie: ParsableCommand {
  static let version = "0.2.0"

  static let configuration = CommandConfiguration(
    commandName: "vigie",
    abstract: "Finds already-known pictures and videos on a volume, from hashes alone.",
    discussion: """
      vigie reads every file of a mounted volume, hashes it (MD5, SHA-1, SHA-256; PDQ for pictures; \
      one PDQ a second for videos) and looks the hashes up in lists of known content. It stores, \
      shows and sends no imagery.

      Exit status: 0 complete; 1 complete, but some entries could not be examined (each is a row \
      with its reason), or nothing that was looked up matches; 2 stopped before the end (resume with the same command); 64 wrong usage; 65 \
      a list or case that cannot be used; 66 a file or volume that cannot be read; 69 decoders that \
      cannot be started or locked; 73 an output that cannot be created; 74 a failure while reading or \
      writing a case, report or standard output, or a disk that does not answer; 77 evidence that can be written to.
      """,
    version: version,
    subcommands: [
      ScanCommand.self, ReportCommand.self, HashCommand.self, LookupCommand.self,
      CompareCommand.self, KnownCommand.self, DoctorCommand.self,
    ])

  static func main() {
    StandardStreams.open()
    // A file that grows beyond a limit is then an error to tell of.
    signal(SIGXFSZ, SIG_IGN)
    requireArguments()
    main(nil)
  }

  /// Ends the program if its arguments cannot be had: they are read from /proc, and would all be missing.
  private static func requireArguments() {
    // The literal is NUL-terminated.
    let isReadable = unsafe access("/proc/self/cmdline", R_OK) == 0
    if isReadable, !CommandLine.arguments.isEmpty { return }
    Console.warn(
      "/proc cannot be read, and with it the arguments; mount it (mount -t proc proc /proc)")
    Glibc.exit(ExitStatus.unavailable.rawValue)
  }
}
