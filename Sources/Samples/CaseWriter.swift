/// Writes the documents of a case (GA and PG), each from the case's story and its own step.
struct CaseWriter {
    let story: CaseStory
    let step: Int
    var composer: Composer
    var author: String?
    var documentNumber: String?

    init(story: CaseStory, step: Int, random: SplitMix64) {
        self.story = story
        self.step = step
        var cast = story.cast
        cast.today = story.days[step]
        composer = Composer(random: random, cast: cast)
    }

    var cast: Cast { composer.cast }
    var level: String { CaseStory.levels[story.level(at: step)] }

    mutating func document() -> SampleDocument {
        author = cast.division.institution
        let kind = story.steps[step]
        let (title, fields) =
            switch kind {
            case .registration: registration()
            case .conference: conference()
            case .followUp: followUp()
            case .referral: referral()
            case .intervention: intervention()
            case .closing: closing()
            case .guardianship, .risk, .needs, .psychology: assessment(kind)
            }
        let isAssessment =
            switch kind {
            case .guardianship, .risk, .needs, .psychology: true
            default: false
            }
        return SampleDocument(
            externalID: "", classCode: isAssessment ? "PG" : "GA", title: title, date: cast.today.iso,
            org: cast.division.code, author: author, documentNumber: documentNumber, volume: story.volume,
            fields: fields, text: composer.text)
    }

    /// The fields of a case document; later papers of a case leave out what its registration has.
    mutating func caseFields(complete: Bool) -> [(name: String, value: String)] {
        var fields = [(name: "当事人", value: cast.child)]
        if complete || composer.random.chance(60) { fields.append(("性别", cast.sex)) }
        if complete || composer.random.chance(50) { fields.append(("监护人", cast.guardian)) }
        fields.append(("案由", story.cause.name))
        if complete || composer.random.chance(70) { fields.append(("风险等级", level)) }
        return fields
    }
}
