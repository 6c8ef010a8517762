/// What may stand before a colon: `标题:儿童`, `date:2023`.
enum QueryField: Equatable {
    case scope(QueryNode.Scope)
    case date, recordClass, org, volume
    /// `字段.风险等级:高`: a field of the file plan.
    case named(String)

    /// English names in any case.
    init?(_ name: String) {
        if let field = Self.names[name.lowercased()] {
            self = field
            return
        }
        guard let dot = name.firstIndex(of: "."), ["字段", "field"].contains(name[..<dot].lowercased()),
            name.index(after: dot) < name.endIndex
        else { return nil }
        self = .named(String(name[name.index(after: dot)...]))
    }

    private static let names: [String: QueryField] = [
        "标题": .scope(.title), "题名": .scope(.title), "title": .scope(.title),
        "文号": .scope(.number), "档号": .scope(.number), "number": .scope(.number), "no": .scope(.number),
        "code": .scope(.number),
        "责任者": .scope(.author), "作者": .scope(.author), "author": .scope(.author),
        "人名": .scope(.names), "姓名": .scope(.names), "name": .scope(.names), "names": .scope(.names),
        "正文": .scope(.body), "text": .scope(.body), "body": .scope(.body),
        "日期": .date, "date": .date,
        "类别": .recordClass, "class": .recordClass,
        "机构": .org, "org": .org,
        "案卷": .volume, "volume": .volume,
    ]

    /// As ``ParsedQuery/description`` writes it, with the colon.
    var label: String {
        switch self {
        case .scope(.title): "标题:"
        case .scope(.number): "文号:"
        case .scope(.author): "责任者:"
        case .scope(.names): "人名:"
        case .scope(.body): "正文:"
        case .date: "日期:"
        case .recordClass: "类别:"
        case .org: "机构:"
        case .volume: "案卷:"
        case .named(let name): "字段." + name + ":"
        }
    }

    var scope: QueryNode.Scope? {
        if case .scope(let scope) = self { scope } else { nil }
    }
}
