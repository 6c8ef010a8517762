// The door of this target: everything that others use stands here.
//
// A sample is a pure function of seed and index. Forty consecutive documents form a block: sixteen of them tell three
// children's cases, the others are spread over the remaining classes, so that every share holds in every block.

/// A fictional document with the description that an archivist would give it.
package struct SampleDocument: Sendable {
    /// `S0000001`, from the index.
    package var externalID: String
    /// `GA` `PG` `DJ` `QB` `RZ` `PX` `FG` `DD` `XC` `ZZ`
    package var classCode: String
    package var title: String
    /// `YYYY-MM-DD`
    package var date: String
    /// The administrative division code of the institution that made the document.
    package var org: String
    /// 责任者
    package var author: String?
    /// 文号
    package var documentNumber: String?
    /// The documents of one child's case share it; `nil` outside cases.
    package var volume: String?
    /// Description fields of the class.
    package var fields: [(name: String, value: String)]
    /// The body; its first line is the title.
    package var text: String
}

/// Invents documents of a child-protection institution; all persons in them are fictional.
package struct SampleGenerator: Sendable {
    private let seed: UInt64

    package init(seed: UInt64) {
        self.seed = seed
    }

    /// The document at `index`, counted from 0: the same seed and index give the same bytes, in any order of calls.
    package func document(at index: Int) -> SampleDocument {
        let block = index / BlockLayout.size
        let layout = BlockLayout(seed: seed, block: block)
        let random = SplitMix64(seed: seed, purpose: 1, number: index)
        var document: SampleDocument
        switch layout.role(at: index % BlockLayout.size) {
        case .caseStep(let position, let step):
            let story = CaseStory(seed: seed, number: block * 3 + position, length: layout.lengths[position])
            var writer = CaseWriter(story: story, step: step, random: random)
            document = writer.document()
        case .single(let classCode):
            document = single(classCode, block: block, layout: layout, random: random)
        }
        document.externalID = "S\(padded(index + 1, 7))"
        return document
    }

    private func single(
        _ classCode: String, block: Int, layout: BlockLayout, random: SplitMix64
    ) -> SampleDocument {
        var random = random
        // Reports and registrations often concern a child of the block's cases: records of one person then meet.
        let position = random.below(3)
        let number = block * 3 + position
        let related = { CaseStory(seed: seed, number: number, length: layout.lengths[position]) }
        return switch classCode {
        case "DJ": Registrations.document(random: random, story: random.chance(30) ? related() : nil)
        case "QB": MandatoryReports.document(random: random, story: random.chance(60) ? related() : nil)
        case "RZ": StaffChecks.document(random: random)
        case "PX": Trainings.document(random: random)
        case "FG": Regulations.document(random: random)
        case "DD": Supervisions.document(random: random)
        case "XC": Publicity.document(random: random)
        default: Volunteers.document(random: random)
        }
    }
}

/// Which document of a block of forty is of which class.
struct BlockLayout {
    enum Role {
        /// The `step`-th document of one of the block's three cases.
        case caseStep(position: Int, step: Int)
        case single(String)
    }

    static let size = 40
    private static let caseDocuments = 16
    private static let partitions = [
        [9, 4, 3], [8, 5, 3], [7, 6, 3], [7, 5, 4], [6, 6, 4], [6, 5, 5], [8, 6, 2], [3, 8, 5], [4, 3, 9], [5, 7, 4],
    ]
    private static let others =
        [String](repeating: "DJ", count: 8) + [String](repeating: "PX", count: 4)
        + ["QB", "QB", "RZ", "RZ", "FG", "FG", "DD", "DD", "XC", "XC", "ZZ", "ZZ"]

    /// How many documents each of the three cases has.
    let lengths: [Int]
    private let order: [Int]

    init(seed: UInt64, block: Int) {
        var random = SplitMix64(seed: seed, purpose: 2, number: block)
        lengths = Self.partitions[random.below(Self.partitions.count)]
        // Which class comes where is shuffled; the documents of one case still follow each other in time.
        var places = Array(0..<Self.size)
        random.shuffle(&places)
        order = places
    }

    func role(at place: Int) -> Role {
        let drawn = order[place]
        guard drawn < Self.caseDocuments else { return .single(Self.others[drawn - Self.caseDocuments]) }
        var step = order[..<place].count { $0 < Self.caseDocuments }
        for (position, length) in lengths.enumerated() {
            if step < length { return .caseStep(position: position, step: step) }
            step -= length
        }
        preconditionFailure("the lengths of a block's cases add up to its case documents")
    }
}
