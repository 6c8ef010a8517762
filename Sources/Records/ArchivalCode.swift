/// The archival code (档号) by DA/T 13-2022: `-` joins levels, `·` joins the parts of the series number.
///
/// By volume: fonds-series-volume-item, `J016-ZY·WB·GA·2023·Y-007-003`.
/// By item: fonds-series-item, `J016-ZY·WB·PX·2023·D10-0001`. A code never changes once given.
package struct ArchivalCode: Hashable, Sendable, CustomStringConvertible {
    package var fonds: String
    package var series: String
    package var volume: Int?
    package var item: Int

    package init(fonds: String, series: String, volume: Int? = nil, item: Int) {
        self.fonds = fonds
        self.series = series
        self.volume = volume
        self.item = item
    }

    package var description: String {
        if let volume {
            Self.volumeCode(fonds: fonds, series: series, volume: volume) + "-" + Self.padded(item, 3)
        } else {
            fonds + "-" + series + "-" + Self.padded(item, 4)
        }
    }

    /// The item number as it stands behind a volume's code.
    package static func itemNumber(inVolume number: Int) -> String { padded(number, 3) }

    package static func volumeCode(fonds: String, series: String, volume: Int) -> String {
        fonds + "-" + series + "-" + padded(volume, 3)
    }

    /// The series number of a class in a year with a period: `ZY·WB·GA·2023·Y`.
    package static func series(of recordClass: RecordClass, year: String) -> String {
        "\(recordClass.series)·\(recordClass.code)·\(year)·\(recordClass.retention.period)"
    }

    /// A code as typed: `.` and other middle dots stand for `·`, full-width forms and other hyphens are accepted,
    /// small letters mean capitals. What is not a code comes back changed just so, and is then simply not found.
    package static func normalised(_ typed: String) -> String {
        var out = String.UnicodeScalarView()
        for scalar in typed.unicodeScalars {
            switch scalar.value {
            case 0x2E, 0x0387, 0x30FB, 0x2022, 0x2027, 0x22C5, 0xFF0E, 0xFF65: out.append("·")
            case 0x2010...0x2015, 0x2212, 0xFF0D: out.append("-")
            case 0xFF01...0xFF5E:
                let narrow = Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar
                out.append(narrow == "." ? "·" : narrow)
            case 0x20, 0x3000, 0x09, 0x0A, 0x0D: continue
            default: out.append(scalar)
            }
        }
        return String(out).uppercased()
    }

    /// The code as a folder name: ASCII where the code's Latin parts are, `·` as `.`.
    ///
    /// Scalar by scalar: a dot that a combining mark follows is a dot, too.
    package static func folderName(_ code: String) -> String {
        String(String.UnicodeScalarView(code.unicodeScalars.map { $0 == "·" ? "." : $0 }))
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
}
