// Messages between coordinator and worker: whole, or an error.

import CWorkerChannel
import Foundation
import Testing

struct ChannelTests {
  /// What sending `sent` bytes and receiving `expected` of them gives: an errno, and the bytes.
  private func pass(_ sent: [UInt8], expecting expected: Int) throws -> (Int32, [UInt8]) {
    var ends: [Int32] = [-1, -1]
    try #require(socketpair(AF_UNIX, Int32(SOCK_SEQPACKET.rawValue), 0, &ends) == 0)
    defer { for end in ends { close(end) } }
    try #require(vigie_worker_send(ends[0], sent, sent.count, -1) == 0)
    var received = [UInt8](repeating: 0, count: expected)
    let status = vigie_worker_receive(ends[1], &received, expected, nil)
    return (status, received)
  }

  @Test("A message is received as it was sent; a longer or a shorter one is an error")
  func lengths() throws {
    let message = (0..<64).map { UInt8($0) }
    #expect(try pass(message, expecting: 64) == (0, message))
    #expect(try pass(message, expecting: 63).0 == EMSGSIZE)
    #expect(try pass(message, expecting: 65).0 == EMSGSIZE)
  }

  @Test("A descriptor is received if one was sent, and closed on exec")
  func descriptors() throws {
    var ends: [Int32] = [-1, -1]
    try #require(socketpair(AF_UNIX, Int32(SOCK_SEQPACKET.rawValue), 0, &ends) == 0)
    defer { for end in ends { close(end) } }
    var byte: UInt8 = 7
    var descriptor: Int32 = 0
    #expect(vigie_worker_send(ends[0], &byte, 1, -1) == 0)
    #expect(vigie_worker_receive(ends[1], &byte, 1, &descriptor) == 0 && descriptor == -1)
    #expect(vigie_worker_send(ends[0], &byte, 1, ends[0]) == 0)
    #expect(vigie_worker_receive(ends[1], &byte, 1, &descriptor) == 0 && descriptor >= 0)
    #expect(fcntl(descriptor, F_GETFD) & FD_CLOEXEC != 0)
    close(descriptor)
  }
}
