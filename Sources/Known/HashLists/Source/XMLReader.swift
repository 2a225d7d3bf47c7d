// XML as a stream of what stands in it, by libxml2: no network, no entities, no document types.

internal import CXML

/// Pulls elements and text out of XML in constant memory.
@safe final class XMLReader {
  /// What comes next.
  enum Event {
    /// An element begins; its name has no prefix. One that is empty ends at once.
    case start(String)
    case end(String)
    case text(String)
  }

  /// What libxml2's callbacks need, and leave.
  private final class Source {
    let stream: ByteStream
    var fault: ListFault?
    var problem: (line: Int, text: String)?

    init(_ stream: ByteStream) { self.stream = stream }
  }

  private let source: Source
  private let reader: xmlTextReaderPtr
  /// The end of an empty element, which libxml2 does not give.
  private var pendingEnd: String?

  /// Begins to read.
  ///
  /// - Parameter isConverted: Whether the bytes are UTF-8 whatever the XML says.
  init(_ stream: ByteStream, isConverted: Bool) throws(ListFault) {
    source = Source(stream)
    // `source` lives as long as the reader, which alone makes the callbacks.
    let context = unsafe Unmanaged.passUnretained(source).toOpaque()
    let options = Int32(XML_PARSE_NONET.rawValue)
    let made = unsafe xmlReaderForIO(
      { context, buffer, count in
        guard let context = unsafe context, let buffer = unsafe buffer, count > 0 else { return -1 }
        // Made from the source above, which lives; the buffer has room for `count` bytes.
        let source = unsafe Unmanaged<Source>.fromOpaque(context).takeUnretainedValue()
        do throws(ListFault) {
          let bytes = try source.stream.peek(1).isEmpty ? [] : source.stream.available
          let taken = bytes.prefix(Int(count))
          unsafe UnsafeMutableRawBufferPointer(start: buffer, count: taken.count)
            .copyBytes(from: taken)
          source.stream.position += taken.count
          return Int32(taken.count)
        } catch {
          source.fault = error
          return -1
        }
      }, nil, context, nil, isConverted ? "UTF-8" : nil, options)
    guard let made = unsafe made else { throw .unusable("is XML that cannot be read: no memory") }
    unsafe reader = made
    // The error is libxml2's until the handler returns; what is needed is copied.
    unsafe xmlTextReaderSetStructuredErrorHandler(
      made,
      { context, error in
        guard let context = unsafe context, let error = unsafe error else { return }
        let source = unsafe Unmanaged<Source>.fromOpaque(context).takeUnretainedValue()
        guard source.problem == nil, unsafe error.pointee.level.rawValue >= XML_ERR_ERROR.rawValue
        else { return }
        let text = unsafe error.pointee.message.map { unsafe String(cString: $0) } ?? "error"
        source.problem = (
          Int(unsafe error.pointee.line), text.split(separator: "\n").first.map(String.init) ?? ""
        )
      }, context)
  }

  // Made in init, freed once.
  deinit { unsafe xmlFreeTextReader(reader) }

  /// What comes next; `nil` at the end of the document.
  ///
  /// - Parameter record: The record that is being read, for errors.
  func next(record: Int) throws(ListFault) -> Event? {
    if let name = pendingEnd {
      pendingEnd = nil
      return .end(name)
    }
    while true {
      // The reader is open; its strings are copied before it goes on.
      let result = unsafe xmlTextReaderRead(reader)
      if let fault = source.fault { throw fault }
      if result < 0 || source.problem != nil { throw fault(record) }
      if result == 0 { return nil }
      switch unsafe xmlTextReaderNodeType(reader) {
      case 1:
        if unsafe xmlTextReaderIsEmptyElement(reader) == 1 { pendingEnd = name }
        return .start(name)
      case 15: return .end(name)
      case 3, 4:
        guard let value = unsafe xmlTextReaderConstValue(reader) else { continue }
        return .text(unsafe String(cString: value))
      case 5, 10: throw .unusable("is XML with a document type or entities, which no list has")
      default: continue
      }
    }
  }

  private var name: String {
    unsafe xmlTextReaderConstLocalName(reader).map { unsafe String(cString: $0) } ?? ""
  }

  /// An attribute of the element that has begun.
  func attribute(_ name: String) -> String? {
    // The reader is open; it goes back to the element, and the value is copied before.
    guard unsafe xmlTextReaderMoveToAttribute(reader, name) == 1 else { return nil }
    defer { _ = unsafe xmlTextReaderMoveToElement(reader) }
    return unsafe xmlTextReaderConstValue(reader).map { unsafe String(cString: $0) }
  }

  private func fault(_ record: Int) -> ListFault {
    let byte = unsafe xmlTextReaderByteConsumed(reader)
    let isAtEnd = source.stream.isAtEnd && byte >= source.stream.offset
    let line = source.problem?.line ?? 0
    let place = "record \(record), line \(line), byte \(byte)"
    if isAtEnd { return .truncated("in \(place)") }
    return .unusable("is not well-formed XML (\(source.problem?.text ?? "error")) in \(place)")
  }
}
