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
    static let drivingTerms = 32
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
    ///   - among: the only documents that may be found; nil where all may.
    /// - Returns: whether every document with any of the terms was seen.
    func score(
        _ board: ScoreBoard, relativeLengths: [Float], keeping: Int, among: ItemSet?
    ) -> Bool {
        var left = driving.reduce(0) { $0 + $1.weight } * (Self.k1 + 1)
        // No more than this can the last of the best have by now: looking it up costs a walk over all seen.
        var ceiling: Float = 0
        var sawAll = true
        for term in driving {
            if sawAll, !isExhaustive, !isExact, ceiling > left, board.touched.count > max(Self.exactTotal, keeping) {
                ceiling = board.scoreOfBest(keeping)
                sawAll = ceiling <= left
            }
            board.add(term, relativeLengths: relativeLengths, onlySeen: !sawAll, among: among)
            left -= term.weight * (Self.k1 + 1)
            ceiling += term.weight * (Self.k1 + 1)
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

    func prepare(count: Int) {
        if scores.count < count { scores = [Float](repeating: 0, count: count) }
    }

    func clear() {
        scores.withUnsafeMutableBufferPointer { scores in
            for document in touched { scores[Int(document)] = 0 }
        }
        touched.removeAll(keepingCapacity: true)
    }

    /// - Parameters:
    ///   - onlySeen: adds to the scores of documents that have one already.
    ///   - among: the only documents that may be found; nil where all may.
    @inline(__always)
    func add(_ term: Scoring.Term, relativeLengths: [Float], onlySeen: Bool, among: ItemSet?) {
        let count = min(scores.count, relativeLengths.count)
        // Those in front of the first beyond the columns, which a damaged index alone can have.
        var end = term.list.count
        while end > 0, Int(term.list.documents[end - 1]) >= count { end -= 1 }
        var touched = self.touched
        self.touched = []
        touched.reserveCapacity(touched.count + end)
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
                                if let among, !among.contains(document) { continue }
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
    }

    /// The score that only so many documents reach; 0 where there are fewer.
    func scoreOfBest(_ wanted: Int) -> Float {
        guard wanted > 0, touched.count >= wanted else { return 0 }
        var best = BestKeys(wanted)
        scores.withUnsafeBufferPointer { scores in
            for document in touched { best.offer(UInt64(scores[Int(document)].bitPattern)) }
        }
        return Float(bitPattern: UInt32(best.descending().last ?? 0))
    }
}
