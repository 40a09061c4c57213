import FloatModels

/// All parameters of a graph in one piece of memory, with their gradients and Adam's moments, so
/// that an optimiser's step and a snapshot are one loop each.
final class ParameterStore {
  /// Place of one tensor.
  struct Slot {
    let node: Int
    let role: String
    let offset: Int
    let count: Int
  }

  let slots: [Slot]
  let values: FloatBuffer
  let gradients: FloatBuffer
  private let moment1: FloatBuffer
  private let moment2: FloatBuffer
  private let graph: Graph
  /// Of each slot: see `setRates`.
  private var rates: [[Float]]
  /// Steps taken.
  private(set) var steps = 0

  init(_ graph: Graph) {
    var slots: [Slot] = []
    var offset = 0
    for (index, node) in graph.nodes.enumerated() {
      for (role, tensor) in node.parameters.sorted(by: { $0.key < $1.key }) {
        slots.append(Slot(node: index, role: role, offset: offset, count: tensor.values.count))
        offset += tensor.values.count
      }
    }
    self.graph = graph
    self.slots = slots
    rates = slots.map { _ in [1] }
    values = FloatBuffer(count: offset)
    gradients = FloatBuffer(count: offset)
    moment1 = FloatBuffer(count: offset)
    moment2 = FloatBuffer(count: offset)
    for slot in slots {
      let tensor = graph.nodes[slot.node].parameters[slot.role]
      (values.pointer + slot.offset).update(from: tensor?.values ?? [], count: slot.count)
    }
  }

  /// A tensor's values and where its gradient goes.
  func parameter(node: Int, role: String) -> Parameter {
    guard let slot = slots.first(where: { $0.node == node && $0.role == role }) else {
      preconditionFailure("node \(node) of a checked graph has no \(role)")
    }
    return Parameter(
      store: values, gradients: gradients, offset: slot.offset, count: slot.count)
  }

  /// The graph with the given values, which `values` had at some time.
  func graph(with snapshot: [Float]) -> Graph {
    var result = graph
    for slot in slots {
      let part = Array(snapshot[slot.offset..<slot.offset + slot.count])
      result.nodes[slot.node].parameters[slot.role]?.values = part
    }
    return result
  }

  /// Lets a step move each row of a tensor by its rate as many times the learning rate.
  func setRates(_ rows: [Float], node: Int, role: String) {
    for (index, slot) in slots.enumerated() where slot.node == node && slot.role == role {
      precondition(slot.count.isMultiple(of: rows.count))
      rates[index] = rows
    }
  }

  /// One step of Adam on everything trainable. L2 acts on weights only, as a term of the loss.
  func step(_ adam: Adam, l2: Float) {
    steps += 1
    for (slot, rates) in zip(slots, rates) where Node.isTrainable(role: slot.role) {
      let length = slot.count / rates.count
      for (row, rate) in rates.enumerated() {
        var adam = adam
        adam.learningRate *= rate
        let offset = slot.offset + row * length
        adam.step(
          number: steps, parameter: values.pointer + offset,
          gradient: gradients.pointer + offset, moment1: moment1.pointer + offset,
          moment2: moment2.pointer + offset, decay: slot.role == "weight" ? 2 * l2 : 0,
          count: length)
      }
    }
  }
}

/// One tensor of a `ParameterStore`, or one with memory of its own; either is kept alive.
struct Parameter {
  fileprivate let store: FloatBuffer
  fileprivate let gradients: FloatBuffer
  fileprivate let offset: Int
  let count: Int

  fileprivate init(store: FloatBuffer, gradients: FloatBuffer, offset: Int, count: Int) {
    (self.store, self.gradients) = (store, gradients)
    (self.offset, self.count) = (offset, count)
  }

  /// A tensor outside of any store: no step changes it.
  init(count: Int) {
    self.init(
      store: FloatBuffer(count: count), gradients: FloatBuffer(count: count), offset: 0,
      count: count)
  }

  var values: UnsafeMutablePointer<Float> { store.pointer + offset }
  var gradient: UnsafeMutablePointer<Float> { gradients.pointer + offset }
}
