// The tables `volume` and `mount`.

internal import EvidenceEntries
internal import Findings
internal import Foundation
internal import GRDB

struct VolumeRecord: CaseRecord {
  static let databaseTableName = "volume"

  var id: Int
  var path: Data
}

struct MountRecord: CaseRecord {
  static let databaseTableName = "mount"

  var volume: Int
  var run: Int
  var point: Data
  var source: Data
  var fileSystem: String
  var options: String
  var superOptions: String
  var device: String
  var writable: Bool

  enum CodingKeys: String, CodingKey {
    case volume, run, point, source, options, device, writable
    case fileSystem = "file_system"
    case superOptions = "super_options"
  }

  init(_ mount: CaseMount, run: Int) {
    let state = mount.mount
    self.run = run
    volume = mount.volume
    point = Data(state.point)
    source = Data(state.source)
    fileSystem = state.fileSystem
    options = state.options
    superOptions = state.superOptions
    device = state.device.rawValue
    writable = state.isWritable
  }

  func mount() throws -> CaseMount {
    CaseMount(
      volume: try checked(volume, in: 1...mostOfAnything, "mount.volume"),
      mount: MountState(
        point: Array(point), source: Array(source), fileSystem: fileSystem, options: options,
        superOptions: superOptions,
        device: try word(MountState.Device.self, device, "mount.device")))
  }
}
