import Face
import Foundation
import Mustache

/// The pages' templates, in Chinese and in English: `[[中文|English]]` in a template is one or the other.
struct Templates: Sendable {
    private let chinese: MustacheLibrary
    private let english: MustacheLibrary

    init() throws {
        var chinese = MustacheLibrary()
        var english = MustacheLibrary()
        MarkupContent.register()
        for (name, bytes) in Self.sources {
            let text = MarkupContent.pragma + String(decoding: bytes, as: UTF8.self)
            try chinese.register(Self.translated(text, isEnglish: false), named: name)
            try english.register(Self.translated(text, isEnglish: true), named: name)
        }
        self.chinese = chinese
        self.english = english
    }

    func render(_ name: String, _ values: [String: Any]) -> String {
        let values = Values(values)
        guard let text = (Language.isEnglish ? english : chinese).render(values, withTemplate: name) else {
            preconditionFailure("no template \(name)")
        }
        return text
    }

    /// What stands in a dictionary. A type of its own, because whether a generic one can be asked for a child is found out
    /// anew for each name in a template.
    private struct Values: MustacheParent {
        private let values: [String: Any]

        init(_ values: [String: Any]) { self.values = values.mapValues(Self.told) }

        func child(named name: String) -> Any? { values[name] }

        /// An empty text is nothing: sections on it are left out, and it is not looked up further outside.
        private static func told(_ value: Any) -> Any {
            switch value {
            case let text as String: text.isEmpty ? Nothing() : text
            case let values as [String: Any]: Values(values)
            case let values as [Any]: values.map(told)
            default: value
            }
        }
    }

    private struct Nothing: MustacheCustomRenderable {
        var renderText: String { "" }
        var isNull: Bool { true }
    }

    private static var sources: [(String, [UInt8])] {
        [
            ("blocks", PackageResources.blocks_mustache),
            ("cell", PackageResources.cell_mustache),
            ("code", PackageResources.code_mustache),
            ("confirm", PackageResources.confirm_mustache),
            ("content", PackageResources.content_mustache),
            ("description", PackageResources.description_mustache),
            ("desk", PackageResources.desk_mustache),
            ("difference", PackageResources.difference_mustache),
            ("drop", PackageResources.drop_mustache),
            ("fault", PackageResources.fault_mustache),
            ("filing", PackageResources.filing_mustache),
            ("form", PackageResources.form_mustache),
            ("leaf", PackageResources.leaf_mustache),
            ("leaves", PackageResources.leaves_mustache),
            ("layout", PackageResources.layout_mustache),
            ("paper", PackageResources.paper_mustache),
            ("password", PackageResources.password_mustache),
            ("purpose", PackageResources.purpose_mustache),
            ("record", PackageResources.record_mustache),
            ("search", PackageResources.search_mustache),
            ("second-factor", PackageResources.second_factor_mustache),
            ("sheet", PackageResources.sheet_mustache),
            ("sign-in", PackageResources.sign_in_mustache),
            ("table", PackageResources.table_mustache),
        ]
    }

    private static func translated(_ text: String, isEnglish: Bool) -> String {
        text.replacing(#/\[\[([^|\]]*)\|([^\]]*)\]\]/#) { String(isEnglish ? $0.output.2 : $0.output.1) }
    }
}
