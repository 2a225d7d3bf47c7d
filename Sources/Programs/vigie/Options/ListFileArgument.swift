// Files that belong to a list of a case: `FILE`, or `2=FILE` for its second list.

internal import ArgumentParser
internal import Platform
internal import SystemPackage

/// A path with, perhaps, the number of a list ahead of it. A file whose name begins with a number and `=`
/// is given with its folder, as `./2=FILE`.
struct ListFileArgument: ExpressibleByArgument {
  /// From 1, as reports count lists.
  let number: Int?
  let path: FilePath

  init(argument: String) {
    let whole = PathArgument(argument: argument).path
    let digits = argument.prefix { $0.isASCII && $0.isNumber }
    guard !digits.isEmpty, argument.dropFirst(digits.count).hasPrefix("="),
      let number = Int(digits)
    else {
      self.number = nil
      path = whole
      return
    }
    self.number = number
    path = FilePath(bytes: Array(whole.bytes.dropFirst(digits.count + 1)))
  }
}
