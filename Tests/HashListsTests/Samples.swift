// Digests of benign strings for lists made in tests, and shorthand for what a list gave.

import Findings
import HashLists

/// Digests of `vigie fixture one\n`, `... two\n`, `... three\n`, by md5sum and its kin.
enum Sample {
  static let md5 = [
    "2aea9e2c3acc578fc1724e7ee680d722",
    "3801a195e88c3ef0b83d4a0875c0611b",
    "81dadd79afe0077decbb15ce39d11b1e",
  ]
  static let sha1 = [
    "8a0e86eda028d8ae6450204485f317bc39d3acf9",
    "de5858bec26a8ec66e618a166bafb10c39c07aed",
    "630ed2f912ae447642b4c4d114ebec7404330e5b",
  ]
  static let sha256 = [
    "30bad9bd7ae491215deaaee8959d61221f325725c5790d86c9409205d087f51c",
    "5d5b1a88ad7b13ae5aec05378fb406d792c48efd331d173780f9ff82c6bb2b57",
    "52ce552420431144bb26191b5364980997686af626a7c66c29b3a2bd6debcc9f",
  ]
  static let sha512 = [
    "dd560e8b45d52ef22b26fcba2825be41ebb57963848049cdfcaddc94e743b694"
      + "11647047eb66f17ce73f8b662e7587dc83ac0c1532842fba78c7dfabc36bfe88",
    "8e453b728bdcb15f2c04493b68f3ac99fd9b2039bd7980fa9e92af3d0c332579"
      + "7f0808e547e1a121c7813ecb100033e391aec1a673e103e0f590c22cfc185120",
    "b213c0f13da091bc0ebd5f261bfe5dc6546743e4656344c13d7984c5d88c0bfc"
      + "3502ab3589382513698d0c9a0df1cdf159555a82b765c69278ba0d1faab4f956",
  ]
  /// Hashes of 128 bits set.
  static let pdq = ["0f", "3c", "5a"].map { String(repeating: $0, count: 32) }
}

extension ReceivedHashes {
  /// The digests as `line:algorithm:digits:category`.
  var lines: [String] {
    digests.map {
      "\($0.line):\($0.hash.algorithm):\($0.hash):\($0.category ?? "-")"
    }
  }

  /// The only list.
  var list: HashList { lists[0] }
}
