import EdgeRuntime

extension TextBuffer {
  /// Appends a time in UTC as RFC 3339 writes it, to the millisecond (cut, not rounded):
  /// `2026-11-24T20:01:02.345Z`.
  ///
  /// - Parameter nanoseconds: since 1970-01-01T00:00:00Z; of the years 0 to 2262.
  mutating func append(time nanoseconds: Int64) {
    let milliseconds = Self.floorDivide(nanoseconds, 1_000_000)
    let days = Self.floorDivide(milliseconds, 86_400_000)
    let inDay = UInt64(bitPattern: milliseconds &- days &* 86_400_000)
    append(date: days)
    append(inDay / 3_600_000, digits: 2, after: "T")
    append(inDay / 60_000 % 60, digits: 2, after: ":")
    append(inDay / 1000 % 60, digits: 2, after: ":")
    append(inDay % 1000, digits: 3, after: ".")
    append("Z")
  }

  /// The proleptic Gregorian calendar. Years are counted from March, so that the leap day is a
  /// year's last; 400 years have 146,097 days.
  private mutating func append(date days: Int64) {
    let shifted = days &+ 719_468
    let era = Self.floorDivide(shifted, 146_097)
    let dayOfEra = shifted &- era &* 146_097
    let leapDays = dayOfEra / 1460 &- dayOfEra / 36_524 &+ dayOfEra / 146_096
    let yearOfEra = (dayOfEra &- leapDays) / 365
    let dayOfYear = dayOfEra &- (365 &* yearOfEra &+ yearOfEra / 4 &- yearOfEra / 100)
    // From March on, five months have 153 days, again and again.
    let month = (5 &* dayOfYear &+ 2) / 153
    let day = dayOfYear &- (153 &* month &+ 2) / 5 &+ 1
    let isAfterNewYear = month >= 10
    let year = yearOfEra &+ era &* 400 &+ (isAfterNewYear ? 1 : 0)
    append(digits: UInt64(bitPattern: year), radix: 10, atLeast: 4)
    append(UInt64(bitPattern: isAfterNewYear ? month &- 9 : month &+ 3), digits: 2, after: "-")
    append(UInt64(bitPattern: day), digits: 2, after: "-")
  }

  private mutating func append(_ value: UInt64, digits: Int, after separator: StaticString) {
    append(separator)
    append(digits: value, radix: 10, atLeast: digits)
  }

  private static func floorDivide(_ value: Int64, _ divisor: Int64) -> Int64 {
    let quotient = value / divisor
    return value < 0 && quotient &* divisor != value ? quotient &- 1 : quotient
  }
}
