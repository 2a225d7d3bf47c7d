// What C and Swift both say, said once more, and compared.

import CWorkerLock
import DecodeProtocol
import Testing

struct ConstantTests {
  @Test("Layers of the lock have the same bits in C and in Swift")
  func layers() {
    let bits: [(IsolationLayer, Int)] = [
      (.unprivileged, VIGIE_LAYER_UNPRIVILEGED),
      (.noNewPrivileges, VIGIE_LAYER_NO_NEW_PRIVILEGES),
      (.notDumpable, VIGIE_LAYER_NOT_DUMPABLE), (.landlock, VIGIE_LAYER_LANDLOCK),
      (.seccomp, VIGIE_LAYER_SECCOMP),
    ]
    #expect(bits.map(\.0) == IsolationLayer.allCases)
    for (layer, bit) in bits { #expect(layer.rawValue == UInt32(bit)) }
  }

  @Test("Forbidden calls have the same numbers in C and in Swift")
  func calls() {
    let numbers: [(ForbiddenCall, vigie_forbidden_call)] = [
      (.open, VIGIE_CALL_OPEN), (.lookUp, VIGIE_CALL_LOOK_UP), (.socket, VIGIE_CALL_SOCKET),
      (.execute, VIGIE_CALL_EXECUTE), (.fork, VIGIE_CALL_FORK), (.trace, VIGIE_CALL_TRACE),
      (.mapExecutable, VIGIE_CALL_MAP_EXECUTABLE),
      (.makeExecutable, VIGIE_CALL_MAKE_EXECUTABLE), (.signal, VIGIE_CALL_SIGNAL),
      (.changeTimes, VIGIE_CALL_CHANGE_TIMES),
      (.writeElsewhere, VIGIE_CALL_WRITE_ELSEWHERE),
    ]
    #expect(numbers.map(\.0) == ForbiddenCall.allCases)
    for (call, number) in numbers { #expect(call.rawValue == number.rawValue) }
  }
}
