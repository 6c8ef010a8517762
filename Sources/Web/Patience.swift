import NIOCore
import NIOHTTPTypes

/// Shows out who sends a request a few bytes at a time, or does not take an answer: with enough of them a server would have no
/// room for anybody else. Who sends nothing at all is shown out by Hummingbird.
///
/// Its state belongs to one connection's event loop.
final class Patience: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let idle: TimeAmount
    private let whole: TimeAmount
    private var request: Scheduled<Void>?
    private var answer: Scheduled<Void>?

    /// - Parameters:
    ///   - idle: how long an answer may wait to be taken further.
    ///   - whole: how long a request may take from its head to its end.
    init(idle: TimeAmount, whole: TimeAmount) {
        self.idle = idle
        self.whole = whole
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head:
            request?.cancel()
            request = closing(context.channel, in: whole)
        case .body: break
        case .end:
            request?.cancel()
            request = nil
        }
        context.fireChannelRead(data)
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        answer?.cancel()
        answer = context.channel.isWritable ? nil : closing(context.channel, in: idle)
        context.fireChannelWritabilityChanged()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        request?.cancel()
        answer?.cancel()
    }

    private func closing(_ channel: any Channel, in time: TimeAmount) -> Scheduled<Void> {
        channel.eventLoop.scheduleTask(in: time) { channel.close(promise: nil) }
    }
}
