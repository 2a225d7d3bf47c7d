// What is wrong with a file, as a reason of the case.

package import Findings
package import MediaExamination

extension Reason {
  /// The reason that an issue is.
  package init(issue: MediaIssue) {
    switch issue {
    case .truncated: self.init(.truncated)
    case .damaged(let errors): self.init(.damaged, Int64(errors))
    case .broken: self.init(.broken)
    case .unsupported: self.init(.unsupported)
    case .noVideo: self.init(.noVideo)
    case .scanLimit: self.init(.scanLimit)
    case .pixelLimit: self.init(.pixelLimit)
    case .byteLimit: self.init(.byteLimit)
    case .timeLimit: self.init(.timeLimit)
    case .frameLimit: self.init(.frameLimit)
    case .crashed(let signal): self.init(.crashed, Int64(signal))
    case .timedOut: self.init(.timedOut)
    case .noProcess: self.init(.noProcess)
    }
  }
}
