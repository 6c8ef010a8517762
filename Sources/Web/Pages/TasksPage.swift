import Archivist
import Face
import Hummingbird
import HummingbirdCore
import Records

/// All that the cases of whoever asks wait for, the earliest day first.
struct TasksPage: Sendable {
    let room: ReadingRoom

    func add(to router: Router<Visit>) {
        router.get("tasks") { request, visit in
            try await room.answer(request, visit, act: "work list") { archive in try page(archive) }
        }
    }

    private func page(_ archive: ArchiveFolder) throws -> Page {
        let today = Timestamp.today()
        let title = say("待办事项", "To do")
        let tasks = try CaseTasks(archive: archive).own()
        return Page(
            title: title, place: .desk,
            [
                .table(
                    Table(
                        caption: say("\(tasks.count) 件", "\(tasks.count) to do"),
                        columns: [say("事项", "What"), say("案卷", "Volume"), say("依据", "By the record")],
                        rows: tasks.map { task in
                            [
                                Cell(Wording.of(task, today: today)),
                                Cell(task.title, link: VolumePage.link(task.volume)), .code(task.record),
                            ]
                        },
                        empty: say(
                            "没有待办事项。归档时填写下次回访、下次评估日期，就列在这里。",
                            "Nothing is due: the days of the next visit or assessment, where a record names them, stand here."
                        )))
            ])
    }
}
