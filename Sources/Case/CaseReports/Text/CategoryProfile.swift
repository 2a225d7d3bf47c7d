// What the categories of a scheme are called: read from a file that its user answers for. Codes alone are
// facts; nothing here knows what one means.

internal import Foundation
public import SystemPackage

/// Labels for the codes of a scheme of categories.
public struct CategoryProfile: Sendable, Decodable {
  /// What the profile is called.
  public var name: String
  /// Whose scheme it is, as lists name it, such as `US`.
  public var region: String
  /// Whether somebody has compared it with the scheme's own text.
  public var verified: Bool
  /// Where the labels are from.
  public var source: String
  /// The label of each code.
  public var labels: [String: String]

  /// No profile is longer: bytes.
  private static let longest = 1 << 20

  /// Reads a profile: a JSON object with `name`, `region`, `verified`, `source` and `labels`.
  ///
  /// - Throws: ``CategoryProfileError`` if it cannot be read, or is none.
  public init(reading path: FilePath) throws(CategoryProfileError) {
    do {
      let file = try FileDescriptor.open(path, .readOnly, options: [.closeOnExec])
      let data = try file.closeAfter {
        try FileHandle(fileDescriptor: file.rawValue, closeOnDealloc: false)
          .read(upToCount: Self.longest + 1) ?? Data()
      }
      guard data.count <= Self.longest else {
        throw CategoryProfileError(path: path, problem: .tooLong(most: Self.longest))
      }
      self = try JSONDecoder().decode(Self.self, from: data)
    } catch let error as CategoryProfileError {
      throw error
    } catch let error as Errno {
      throw CategoryProfileError(path: path, problem: .unreadable(error))
    } catch {
      throw CategoryProfileError(path: path, problem: .noProfile)
    }
  }

  /// The label of a category; `nil` of one that the profile does not have.
  public func label(of category: String?) -> String? { category.flatMap { labels[$0] } }
}

/// A profile that cannot be used.
public struct CategoryProfileError: Error, Hashable, CustomStringConvertible {
  /// The file.
  public var path: FilePath
  /// What is wrong.
  public var problem: Problem

  /// What can be wrong with a profile.
  public enum Problem: Hashable, Sendable {
    case unreadable(Errno)
    case tooLong(most: Int)
    case noProfile
  }

  /// One line: which file, what is wrong with it, what to do.
  public var description: String {
    let problem =
      switch problem {
      case .unreadable(let errno): "cannot be read: \(errno)"
      case .tooLong(let most): "is longer than \(most) bytes; no profile is"
      case .noProfile:
        "is no category profile: a JSON object with name, region, verified, source and labels"
      }
    return "\(path): \(problem)"
  }
}
