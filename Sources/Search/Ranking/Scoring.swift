internal import Foundation

/// The first pass of ranking: BM25 over the terms of the query, term at a time, rarest first.
///
/// BM25 as Robertson and Zaragoza give it (The Probabilistic Relevance Framework, 2009) with k1 = 1 and b = 0.9. Once the
/// documents seen can no longer be caught up with by others, frequent terms only score documents already seen (Turtle and
/// Flood, Query Evaluation: Strategies and Optimizations, 1995: "max score"); the best are the same as without.
struct Scoring {
    static let k1: Float = 1
    static let b: Float = 0.9
    /// So many terms of a query find documents; all of them score the documents found.
    static let drivingTerms = 60
    /// Documents seen before frequent terms may be kept from bringing in more: totals up to here are exact.
    static let exactTotal = 10_000

    struct Term {
        var list: PostingList
        /// Of the query, times idf.
        var weight: Float
    }

    /// Terms with postings, rarest first.
    private let driving: [Term]
    private let others: [Term]
    private let isExhaustive: Bool
    private let isExact: Bool

    init(terms: [Term], documents: Int, isExhaustive: Bool, isExact: Bool) {
        let total = Float(max(1, documents))
        let weighted = terms.filter { $0.list.count > 0 }.map { term in
            let frequency = Float(term.list.count)
            let idf = max(1e-6, Float(log(Double((total - frequency + 0.5) / (frequency + 0.5)))))
            return (
                term: Term(list: term.list, weight: term.weight * idf),
                // What a term can bring in: its weight, and less for one that stands in hardly any document.
                worth: term.weight * idf * Float(pow(Double(frequency / total), 0.25))
            )
        }
        let chosen =
            isExhaustive || weighted.count <= Self.drivingTerms
            ? Set(weighted.indices)
            : Set(weighted.indices.sorted { weighted[$0].worth > weighted[$1].worth }.prefix(Self.drivingTerms))
        driving = weighted.indices.filter { chosen.contains($0) }.map { weighted[$0].term }
            .sorted { $0.list.count < $1.list.count }
        others = weighted.indices.filter { !chosen.contains($0) }.map { weighted[$0].term }
        self.isExhaustive = isExhaustive
        self.isExact = isExact
    }

    /// Scores all documents that pass; those that do are in `board.touched` afterwards.
    /// - Parameters:
    ///   - keeping: how many best documents are asked for.
    ///   - passes: asked once for each document; nil where every document passes.
    /// - Returns: whether every document with any of the terms was seen.
    func score(
        _ board: ScoreBoard, relativeLengths: [Float], keeping: Int, passes: ((Int) -> Bool)?
    ) -> Bool {
        var left = driving.reduce(0) { $0 + $1.weight } * (Self.k1 + 1)
        var sawAll = true
        for term in driving {
            if sawAll, !isExhaustive, !isExact, board.touched.count > max(Self.exactTotal, keeping),
                board.scoreOfBest(keeping) > left
            {
                sawAll = false
            }
            board.add(term, relativeLengths: relativeLengths, onlySeen: !sawAll, passes: passes)
            left -= term.weight * (Self.k1 + 1)
        }
        return sawAll
    }

    /// What the terms that found no documents add to some, in the order of the documents, which ascends.
    func rest(of documents: [UInt32], relativeLengths: [Float]) -> [Float] {
        var sums = [Float](repeating: 0, count: documents.count)
        for term in others {
            var cursor = 0
            for (index, document) in documents.enumerated() {
                cursor = term.list.firstIndex(notBefore: document, from: cursor)
                if cursor == term.list.count { break }
                guard term.list.documents[cursor] == document else { continue }
                sums[index] +=
                    term.weight
                    * Self.saturated(Float(term.list.weights[cursor]), relativeLengths[Int(document)])
            }
        }
        return sums
    }

    @inline(__always)
    static func saturated(_ frequency: Float, _ relativeLength: Float) -> Float {
        frequency * (k1 + 1) / (frequency + k1 * (1 - b + b * relativeLength))
    }
}

/// A score for each document, kept between searches so that only what was touched needs clearing.
final class ScoreBoard {
    private(set) var scores: [Float] = []
    /// Documents with a score, in no order.
    private(set) var touched: [UInt32] = []
    private var refused: [UInt32] = []

    /// Stands for a document that does not pass the filters: whatever is added leaves it there.
    private static let refusal = -Float.infinity

    func prepare(count: Int) {
        if scores.count < count { scores = [Float](repeating: 0, count: count) }
    }

    func clear() {
        scores.withUnsafeMutableBufferPointer { scores in
            for document in touched { scores[Int(document)] = 0 }
            for document in refused { scores[Int(document)] = 0 }
        }
        touched.removeAll(keepingCapacity: true)
        refused.removeAll(keepingCapacity: true)
    }

    /// - Parameter passes: nil where every document does.
    @inline(__always)
    func add(_ term: Scoring.Term, relativeLengths: [Float], onlySeen: Bool, passes: ((Int) -> Bool)?) {
        let count = min(scores.count, relativeLengths.count)
        // Those in front of the first beyond the columns, which a damaged index alone can have.
        var end = term.list.count
        while end > 0, Int(term.list.documents[end - 1]) >= count { end -= 1 }
        var touched = self.touched
        self.touched = []
        touched.reserveCapacity(touched.count + end)
        var refused = self.refused
        self.refused = []
        let weight = term.weight * (Scoring.k1 + 1)
        let constant = Scoring.k1 * (1 - Scoring.b)
        let slope = Scoring.k1 * Scoring.b
        scores.withUnsafeMutableBufferPointer { scores in
            relativeLengths.withUnsafeBufferPointer { lengths in
                term.list.documents.withUnsafeBufferPointer { documents in
                    term.list.weights.withUnsafeBufferPointer { weights in
                        for index in 0..<end {
                            let document = Int(documents[index])
                            let before = scores[document]
                            if before == 0 {
                                if onlySeen { continue }
                                if let passes, !passes(document) {
                                    scores[document] = Self.refusal
                                    refused.append(UInt32(document))
                                    continue
                                }
                                touched.append(UInt32(document))
                            }
                            let frequency = Float(weights[index])
                            scores[document] =
                                before + weight * frequency / (frequency + constant + slope * lengths[document])
                        }
                    }
                }
            }
        }
        self.touched = touched
        self.refused = refused
    }

    /// The score that only so many documents reach; 0 where there are fewer.
    func scoreOfBest(_ wanted: Int) -> Float {
        guard wanted > 0, touched.count >= wanted else { return 0 }
        var values = touched.map { scores[Int($0)] }
        return values.withUnsafeMutableBufferPointer { values in
            // Hoare's selection, descending.
            var low = 0
            var high = values.count - 1
            let place = wanted - 1
            while low < high {
                let pivot = values[(low + high) / 2]
                var left = low
                var right = high
                while left <= right {
                    while values[left] > pivot { left += 1 }
                    while values[right] < pivot { right -= 1 }
                    if left <= right {
                        values.swapAt(left, right)
                        left += 1
                        right -= 1
                    }
                }
                if place <= right { high = right } else if place >= left { low = left } else { break }
            }
            return values[place]
        }
    }
}
