// What a compiled set can have wrong with it.

/// Why the arrays of a set cannot be used, in words; becomes part of a ``HashListError``.
struct SectionFault: Error {
  var text: String

  init(_ text: String) {
    self.text = text
  }
}
