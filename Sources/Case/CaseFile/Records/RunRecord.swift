// The table `run`.

internal import Findings
internal import GRDB

struct RunRecord: CaseRecord {
  static let databaseTableName = "run"

  var number: Int?
  var program: String
  var arguments: [String]
  var host: String
  var missingIsolation: [String]
  var workers: Int
  var started: Double
  var ended: Double?
  var ending: String?
  var accessTimes: Int

  enum CodingKeys: String, CodingKey {
    case number, program, arguments, host, workers, started, ended, ending
    case missingIsolation = "missing_isolation"
    case accessTimes = "access_times"
  }

  init(_ run: CaseRun) {
    program = run.program
    arguments = run.arguments
    host = run.host
    missingIsolation = run.missingIsolation
    workers = run.workers
    started = run.started
    ended = run.ended
    ending = run.ending?.rawValue
    accessTimes = run.accessTimes
  }

  mutating func didInsert(_ inserted: InsertionSuccess) {
    number = Int(inserted.rowID)
  }

  func run() throws -> CaseRun {
    guard started.isFinite, ended?.isFinite ?? true else { throw SenselessValue("run.started") }
    var run = CaseRun(
      program: program, arguments: arguments, host: host, missingIsolation: missingIsolation,
      workers: workers, started: started)
    run.ended = ended
    run.ending = try ending.map { try word(CaseRun.Ending.self, $0, "run.ending") }
    run.accessTimes = try checked(accessTimes, in: 0...mostOfAnything, "run.access_times")
    return run
  }
}
