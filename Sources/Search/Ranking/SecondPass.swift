internal import Foundation
internal import GRDB

/// The second pass of ranking, for the best of the first: what all terms of the query add, single characters, and the
/// voices of documents of the same series.
struct SecondPass {
    /// So many documents are scored by it, and so many have a voice.
    static let candidates = 500
    private static let characterK1: Float = 1.2
    private static let characterB: Float = 0.9
    /// A series can lift a document by at most this part of the spread between best and worst.
    private static let voice: Float = 0.5
    private static let voiceHalf: Float = 3

    let db: Database
    let plan: QueryPlan
    let view: ReaderView

    /// The final scores of documents, from their first ones.
    /// - Parameter documents: ascending.
    func scores(of documents: [UInt32], first: [Float], rest: [Float]) throws -> [Float] {
        guard documents.count > 1 else { return first }
        var scores = zip(first, rest).map { $0 + $1 }
        let weights = characterWeights()
        var series = [UInt32](repeating: 0, count: documents.count)
        let profiles = try ProfileReader(db: db)
        for (index, document) in documents.enumerated() {
            try profiles.withProfile(of: document) { bytes in
                series[index] = CharacterProfile.series(of: bytes)
                scores[index] +=
                    plan.characterWeight
                    * sum(bytes, weights, relativeLength: view.relativeLengths[Int(document)])
            }
        }
        addVoices(to: &scores, series: series)
        return scores
    }

    private struct CharacterWeights {
        var ranked: [Float]
        var others: [UInt32: Float] = [:]
        var highest: UInt32 = 0
    }

    /// idf of the query's characters, by rank.
    private func characterWeights() -> CharacterWeights {
        var weights = CharacterWeights(ranked: [Float](repeating: 0, count: 8192))
        for rank in plan.characters {
            let idf = Float(view.characters.idf(rank))
            if Int(rank) < weights.ranked.count { weights.ranked[Int(rank)] = idf } else { weights.others[rank] = idf }
            weights.highest = max(weights.highest, rank)
        }
        return weights
    }

    private func sum(_ profile: UnsafeRawBufferPointer, _ weights: CharacterWeights, relativeLength: Float) -> Float {
        var sum: Float = 0
        let norm = Self.characterK1 * (1 - Self.characterB + Self.characterB * relativeLength)
        weights.ranked.withUnsafeBufferPointer { ranked in
            CharacterProfile.forEach(in: profile) { rank, count in
                if rank > weights.highest { return false }
                let weight = Int(rank) < ranked.count ? ranked[Int(rank)] : weights.others[rank] ?? 0
                if weight > 0 {
                    let frequency = Float(count)
                    sum += weight * frequency * (Self.characterK1 + 1) / (frequency + norm)
                }
                return true
            }
        }
        return sum
    }

    private func addVoices(to scores: inout [Float], series: [UInt32]) {
        // Of all documents where nothing is left out, the same ones speak as otherwise.
        let worst = scores.count > Self.candidates ? scores.sorted(by: >)[Self.candidates - 1] : scores.min() ?? 0
        guard let best = scores.max(), best > worst else { return }
        let spread = best - worst
        var voices: [UInt32: Float] = [:]
        for (index, one) in series.enumerated() where one != 0 && scores[index] > worst {
            voices[one, default: 0] += (scores[index] - worst) / spread
        }
        for (index, one) in series.enumerated() where one != 0 {
            let total = voices[one] ?? 0
            scores[index] += Self.voice * spread * total / (total + Self.voiceHalf)
        }
    }
}
