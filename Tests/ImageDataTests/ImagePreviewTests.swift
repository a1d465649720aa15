import DataStore
import ImageData
import Testing

@Suite("image previews")
struct ImagePreviewTests {
  @Test("colour planes become pixels, and every class is shown before any twice")
  func colour() {
    // Picture 0 is red 1, 2, green 11, 12, blue 21, 22; picture 1 is the same plus 100.
    let first: [UInt8] = [1, 2, 11, 12, 21, 22]
    let train = DecodedImages.Part(
      pixels: first + first.map { $0 + 100 } + first, labels: [0, 0, 1])
    let images = DecodedImages(
      classes: ["a", "b"], channels: 3, height: 1, width: 2, train: train,
      test: DecodedImages.Part(pixels: [], labels: []))
    #expect(images.previewIndices(2) == [0, 2])
    #expect(images.previewIndices(10) == [0, 2, 1])
    #expect(
      images.preview([1])
        == .images([
          PreviewImage(
            height: 1, width: 2, channels: 3, pixels: [101, 111, 121, 102, 112, 122])
        ]))
  }
}
