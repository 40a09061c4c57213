import Features
import Foundation
import Testing

@testable import Exploration

/// What pictures and pages hold.
@Suite struct ExplorationTests {
  private static let tone = (0..<16_000).map { index in
    Int16((8_000 * sin(2 * .pi * 440 * Double(index) / 16_000)).rounded())
  }

  @Test func aPictureIsReadBackByAnotherReader() throws {
    // More than a block of zlib, of no round size.
    let (width, height) = (301, 257)
    let pixels = (0..<width * height).map { UInt8($0 * 7 % 251) }
    let image = PNGImage(
      width: width, height: height, palette: (0..<251).map { (UInt8($0), UInt8(250 - $0), 9) },
      pixels: pixels)
    let path = NSTemporaryDirectory() + "edgeasd-\(UUID().uuidString).png"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data(image.file).write(to: URL(fileURLWithPath: path))
    let reader = Process()
    reader.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    reader.arguments = ["python3", "-c", Self.pythonReader, path]
    let output = Pipe()
    reader.standardOutput = output
    try reader.run()
    let read = output.fileHandleForReading.readDataToEndOfFile()
    reader.waitUntilExit()
    #expect(reader.terminationStatus == 0)
    #expect(read == Data(pixels))
  }

  /// Checks every chunk, and prints the indices of the pixels.
  private static let pythonReader = """
    import struct, sys, zlib
    data = open(sys.argv[1], "rb").read()
    assert data[:8] == bytes([137, 80, 78, 71, 13, 10, 26, 10])
    place, chunks = 8, {}
    while place < len(data):
        size, = struct.unpack(">I", data[place:place + 4])
        body = data[place + 4:place + 8 + size]
        assert struct.unpack(">I", data[place + 8 + size:place + 12 + size])[0] == zlib.crc32(body)
        chunks[body[:4]] = body[4:]
        place += 12 + size
    width, height, depth, kind = struct.unpack(">IIBB", chunks[b"IHDR"][:10])
    assert (depth, kind) == (8, 3) and len(chunks[b"PLTE"]) == 3 * 251
    rows = zlib.decompress(chunks[b"IDAT"])
    assert len(rows) == height * (width + 1)
    for row in range(height):
        assert rows[row * (width + 1)] == 0
        sys.stdout.buffer.write(rows[row * (width + 1) + 1:(row + 1) * (width + 1)])
    """

  @Test func aClipIsLookedAtAtItsOwnRate() throws {
    let clip = try #require(
      ExploredClip(name: "tone", label: nil, samples: Self.tone, sampleRate: 16_000))
    #expect(clip.bands == 128 && clip.mel.count % 128 == 0)
    let means = clip.bandMeans
    let loudest = try #require(means.firstIndex(of: means.max() ?? 0))
    // Slaney's mel of 440 Hz is 6.6 of 45.25, of 129 steps; the first band's centre is one step up.
    #expect([17, 18].contains(loudest))
    #expect(ExploredClip(name: "", label: nil, samples: [1, 2], sampleRate: 16_000) == nil)
  }

  @Test func theNearestClipIsAnotherOne() throws {
    let clip = ExploredClip(name: "a", label: "normal", decibels: [-60, -50, -60, -50], bands: 2)
    let range = NormalRange([("a", [-60, -50]), ("b", [-57, -46]), ("c", [-40, -50])])
    let nearest = try #require(range.nearest(to: clip))
    #expect(nearest.name == "b" && abs(nearest.decibels - 12.5.squareRoot()) < 1e-12)
    let edges = try #require(range.edges)
    #expect(edges.lower == [-60, -50] && edges.upper == [-40, -46])
    #expect(NormalRange([("a", [-60, -50])]).nearest(to: clip) == nil)
  }

  @Test func aPageHoldsEveryFigureAndNothingFromElsewhere() throws {
    let sound = try #require(
      ExploredClip(name: "<b>&\"x", label: "anomaly", samples: Self.tone, sampleRate: 16_000))
    let silence = try #require(
      ExploredClip(
        name: "silence", label: "normal", samples: [Int16](repeating: 0, count: 4_000),
        sampleRate: 16_000))
    let page = ExplorationPage(
      title: "fan", groups: [.init(title: "fan, id_00", clips: [silence, sound], normal: nil)])
    let html = page.html
    for title in [
      "Waveform", "Power spectral density", "Spectrogram", "Mel spectrogram", "Pitch classes",
      "Levels by mel band",
    ] {
      #expect(html.components(separatedBy: "<figcaption>\(title) ").count == 3)
    }
    #expect(html.contains("&lt;b&gt;&amp;&quot;x") && !html.contains("<b>"))
    #expect(!html.contains("http") && !html.contains("nan") && !html.contains("inf"))
  }

  @Test func aToneOfFullScaleIsAtZeroDecibels() throws {
    let full = (0..<16_000).map {
      Int16((32_767 * sin(2 * .pi * 1_000 * Double($0) / 16_000)).rounded())
    }
    let spectrogram = PowerSpectrogram(full, sampleRate: 16_000)
    let loudest = try #require(ExplorationPage.levels(of: spectrogram).max())
    #expect(abs(loudest) < 0.01)
  }

  @Test func ofFeaturesThereAreNoFiguresOfSound() {
    let clip = ExploredClip(
      name: "a.npy", label: nil, decibels: [Double](repeating: -60, count: 40 * 16), bands: 16)
    let html = ExplorationPage(
      title: "features", groups: [.init(title: "Clips", clips: [clip], normal: nil)]
    ).html
    #expect(html.contains("Mel spectrogram") && html.contains("band 16"))
    #expect(!html.contains("Waveform") && !html.contains("Hz"))
  }
}
