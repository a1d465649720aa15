import CCurl

/// One libcurl transfer, freed with its options.
@safe
struct EasyHandle: ~Copyable {
  private let handle: UnsafeMutableRawPointer
  private let message: UnsafeMutablePointer<CChar>
  private var headers: UnsafeMutablePointer<curl_slist>?

  /// The library is started once, before any transfer, as it asks.
  private static let isStarted: Bool = lossbench_curl_start() == CURLE_OK

  /// Creates a transfer without options; nil when libcurl has no memory.
  init?() {
    // SAFETY: the handle is owned by this value alone and cleaned up in `deinit`.
    guard Self.isStarted, let created = unsafe curl_easy_init() else { return nil }
    unsafe handle = created
    // SAFETY: libcurl writes at most `CURL_ERROR_SIZE` bytes, its terminator included; the buffer
    // is freed after the handle that knows it.
    unsafe message = .allocate(capacity: Int(CURL_ERROR_SIZE))
    unsafe message.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    unsafe headers = nil
    _ = unsafe lossbench_curl_set_pointer(handle, CURLOPT_ERRORBUFFER, message)
  }

  deinit {
    // SAFETY: all three were made by this value alone; the handle goes first.
    unsafe curl_easy_cleanup(handle)
    unsafe curl_slist_free_all(headers)
    unsafe message.deallocate()
  }

  /// Sets a number or a flag.
  mutating func set(_ option: CURLoption, _ value: Int) {
    // SAFETY: the option takes a `long`, see its call.
    check(unsafe lossbench_curl_set_number(handle, option, value))
  }

  /// Sets a text, which libcurl copies.
  mutating func set(_ option: CURLoption, _ text: String) {
    // SAFETY: the option takes a string; libcurl copies it during the call.
    check(unsafe lossbench_curl_set_text(handle, option, text))
  }

  /// Limits the address and its redirects to HTTPS, or to HTTPS and HTTP.
  mutating func allowSchemes(plainHTTP: Bool) {
    // SAFETY: the handle is alive.
    check(unsafe lossbench_curl_allow_schemes(handle, plainHTTP ? 1 : 0))
  }

  /// Adds a line to the request.
  mutating func add(header: String) {
    // SAFETY: the line is copied; the list is freed in `deinit`, after the handle that uses it.
    if let longer = unsafe curl_slist_append(headers, header) { unsafe headers = longer }
    check(unsafe lossbench_curl_set_headers(handle, headers))
  }

  /// Transfers, and hands everything that comes to `delivery`.
  mutating func perform(_ delivery: Delivery) -> CURLcode {
    let context = unsafe Unmanaged.passUnretained(delivery).toOpaque()
    // SAFETY: libcurl calls the functions only within `curl_easy_perform`, and `delivery` lives
    // until after it.
    check(unsafe lossbench_curl_set_pointer(handle, CURLOPT_WRITEDATA, context))
    check(unsafe lossbench_curl_set_pointer(handle, CURLOPT_HEADERDATA, context))
    check(unsafe lossbench_curl_set_pointer(handle, CURLOPT_XFERINFODATA, context))
    check(unsafe lossbench_curl_set_sink(handle, CURLOPT_WRITEFUNCTION, Self.takeBody))
    check(unsafe lossbench_curl_set_sink(handle, CURLOPT_HEADERFUNCTION, Self.takeHeader))
    check(unsafe lossbench_curl_set_progress(handle, Self.takeProgress))
    // SAFETY: the handle is alive, and so is every object its options name.
    return withExtendedLifetime(delivery) { unsafe curl_easy_perform(handle) }
  }

  /// Says in words what a status means here.
  borrowing func reason(_ status: CURLcode) -> String {
    // SAFETY: the buffer is zeroed at first and always terminated by libcurl.
    let detail = unsafe String(cString: message)
    // SAFETY: the texts of statuses are static C strings.
    return detail.isEmpty ? unsafe String(cString: curl_easy_strerror(status)) : detail
  }

  /// An option that libcurl does not know is a mistake of this program, not of the world.
  private func check(_ status: CURLcode) {
    precondition(status == CURLE_OK, "libcurl refuses an option with status \(status.rawValue)")
  }

  private static let takeBody: curl_write_callback = { bytes, size, count, context in
    // SAFETY: libcurl lends `size * count` bytes for the call; the context is the delivery.
    guard let bytes = unsafe bytes, let context = unsafe context else { return 0 }
    let body = unsafe UnsafeRawBufferPointer(start: bytes, count: size * count)
    let delivery = unsafe Unmanaged<Delivery>.fromOpaque(context).takeUnretainedValue()
    return delivery.take(body: unsafe [UInt8](body)) ? size * count : 0
  }

  private static let takeHeader: curl_write_callback = { bytes, size, count, context in
    // SAFETY: libcurl lends `size * count` bytes for the call; the context is the delivery.
    guard let bytes = unsafe bytes, let context = unsafe context else { return 0 }
    let line = unsafe UnsafeRawBufferPointer(start: bytes, count: size * count)
    let delivery = unsafe Unmanaged<Delivery>.fromOpaque(context).takeUnretainedValue()
    delivery.take(header: unsafe String(decoding: line, as: UTF8.self))
    return size * count
  }

  private static let takeProgress: curl_xferinfo_callback = { context, _, _, _, _ in
    // SAFETY: the context is the delivery, see `perform`.
    guard let context = unsafe context else { return 0 }
    let delivery = unsafe Unmanaged<Delivery>.fromOpaque(context).takeUnretainedValue()
    return delivery.receiver.shouldStop() ? 1 : 0
  }
}
