// The lock of this package, under a name of its own: `Mutex` of the standard library, or, to look for
// races, one that the thread sanitizer understands.

#if THREAD_SANITIZER
  internal import Glibc
#else
  package import Synchronization
#endif

#if THREAD_SANITIZER
  /// A value that one thread at a time may use, guarded by a lock of the C library: the sanitizer sees that,
  /// where it takes the standard library's for none.
  @safe package struct Lock<Value: ~Copyable>: ~Copyable, @unchecked Sendable {
    /// Both are valid from `init` to `deinit`; the value is reached with the lock held.
    private let lock: UnsafeMutablePointer<pthread_mutex_t>
    private let value: UnsafeMutablePointer<Value>

    /// Guards a value.
    package init(_ value: consuming sending Value) {
      unsafe lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
      unsafe self.value = UnsafeMutablePointer<Value>.allocate(capacity: 1)
      unsafe pthread_mutex_init(lock, nil)
      unsafe self.value.initialize(to: value)
    }

    deinit {
      unsafe value.deinitialize(count: 1)
      unsafe value.deallocate()
      unsafe pthread_mutex_destroy(lock)
      unsafe lock.deallocate()
    }

    /// Lets `body` use the value.
    package borrowing func withLock<Result: ~Copyable, Failure: Error>(
      _ body: (inout sending Value) throws(Failure) -> sending Result
    ) throws(Failure) -> sending Result {
      unsafe pthread_mutex_lock(lock)
      defer { unsafe pthread_mutex_unlock(lock) }
      return try unsafe body(&value.pointee)
    }
  }
#else
  /// A value that one thread at a time may use.
  package typealias Lock = Mutex
#endif
