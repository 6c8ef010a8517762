import Archivist

/// Why a token or a second factor is not accepted.
extension Wording {
    static func ofToken(_ failure: ArchiveFailure) -> (String, String, Int32) {
        switch failure {
        case .tokenFailed:
            ("signInFailed", say("用户名或令牌不对，或令牌已作废", "wrong user name or token, or the token was ended"), 77)
        case .tokenExpired(let name, let until):
            (
                "tokenExpired",
                say(
                    "令牌“\(name)”到 \(until) 为止；", "the token '\(name)' was good until \(until); make another")
                    + sayCommand("用 lantai user token create ", " with lantai user token create") + say("另做一个", ""), 77
            )
        case .tokenTime(let days):
            (
                "tokenTime",
                say("令牌的期限从今天起最多 \(days) 天", "a token ends today at the earliest, in \(days) days at the latest"), 65
            )
        case .tokenExists(let name):
            (
                "tokenExists",
                say("已有令牌“\(name)”；换个名称，或先收回", "there is a token '\(name)' already; take another name, or revoke it"),
                65
            )
        case .noSuchToken(let name):
            (
                "noSuchToken",
                say("没有令牌“\(name)”", "no token '\(name)'")
                    + sayCommand("；用 lantai user token list 查看", "; see lantai user token list"), 79
            )
        case .tokenCannot:
            ("tokenCannot", say("令牌不能再生令牌；用密码登录", "a token makes no tokens; sign in with the password"), 77)
        case .readingOnly: ("readingOnly", say("这个令牌只能查看，不能改动", "this token is for reading and changes nothing"), 77)
        default: ("internal", "\(failure)", 70)
        }
    }

    static func ofSecondFactor(_ failure: ArchiveFailure) -> (kind: String, message: String, status: Int32) {
        switch failure {
        case .codeFailed:
            (
                "codeFailed",
                say(
                    "验证码不对，或已用过；等手机上换了新的再输",
                    "the code is wrong, or was used before; wait for the phone to show the next one"), 77
            )
        case .secondFactorRequired:
            (
                "secondFactorRequired",
                say("这里必须有二次验证，不能关闭；可以换一个", "a second factor is required here: replace it, it is not turned off"), 77
            )
        case .noSecondFactor(let name):
            (
                "noSecondFactor",
                say("“\(name)”没有设置二次验证", "'\(name)' has set up no second factor"), 79
            )
        case .ownSecondFactor:
            (
                "ownSecondFactor",
                say("自己的二次验证凭验证码更换", "one's own second factor is replaced with a code")
                    + sayCommand(
                        "；没有了恢复码，用 lantai user second-factor reset",
                        "; without any left use lantai user second-factor reset"),
                77
            )
        default: ("internal", "\(failure)", 70)
        }
    }
}
