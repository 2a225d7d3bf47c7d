// vigie hash

internal import ArgumentParser
internal import CaseReports
internal import DecodePool
internal import FileHashing
internal import MediaExamination
internal import PerceptualHash
internal import SystemPackage

struct HashCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hash",
    abstract: "Hash pictures and videos with PDQ.",
    discussion: """
      Prints `hash,quality,path` a line, which is itself a list that PDQ tools and vigie read. A \
      video gives a line for every sampled frame, with the time behind the path: \
      `clip.mp4#t=3.000`. Of a folder, every picture and video below it is hashed.
      """)

  @Argument(help: ArgumentHelp("Files and folders to hash.", valueName: "file"))
  var files: [PathArgument]

  @Flag(help: "Decode in full and hash by the definition of PDQ: the reference's bits, slowly.")
  var exact = false

  @OptionGroup var video: VideoOptions

  @OptionGroup var workers: WorkerOptions

  @OptionGroup var decoders: DecoderOptions

  func run() throws {
    try Console.run {
      var output = Output()
      var hasFailures = false
      // The worker of videos takes longer to start than a picture to hash.
      let pool = try decoders.start(asNeeded: true)
      let budget = workers.budget()
      let hasher = FileHasher(
        examiner: pool, method: HashingMethod(isExact: exact, videoSampling: video.sampling),
        bytesPerFile: budget.bytesPerFile)
      for argument in files {
        try hasher.hash(argument.path, threads: budget.workers) { file in
          switch file.result {
          case .success(let record):
            if record.issue == .noProcess, let problem = pool.problem {
              try output.flush()
              throw problem
            }
            try output.write(Self.lines(of: record, path: UntrustedText.line(file.path)))
            if let issue = record.issue { Console.warn(about: file.path, issue.text) }
            if record.picture == nil, record.frames.isEmpty { hasFailures = true }
          case .failure(let problem):
            Console.warn(about: file.path, problem.text)
            hasFailures = true
          }
        }
        try output.flush()
      }
      if hasFailures { throw ExitStatus.incomplete }
    }
  }

  private static func lines(of record: MediaRecord, path: String) -> String {
    var lines = record.picture.map { "\($0.hash),\($0.quality),\(path)\n" } ?? ""
    for frame in record.frames {
      lines += "\(frame.pdq.hash),\(frame.pdq.quality),\(path)#t=\(Figures.seconds(frame.time))\n"
    }
    return lines
  }
}
