// Finding an order of bits by the statistics of the codes.

extension BitOrder {
  /// The identity for now.
  package init<Code: HammingCode>(spreading codes: [Code]) {
    self.init(identity: Code.bitWidth)
  }
}
