internal import CSeccomp
internal import Foundation

/// What a process that reads a file gives up before it touches the file; the programs it starts inherit all of it.
///
/// The limits of the kernel keep its memory, files and time small. The seccomp filter takes away the network, the
/// inspection of other processes and the administration of the system. Landlock, where the kernel has it (5.13 on),
/// leaves the folder of the reading to write in, and the system's own folders to read: no archive, no home.
enum Confinement {
    /// Bytes of private memory of each process. The whole group is watched from outside (`ProcessReader`).
    static let memory = 400 << 20
    /// Seconds of processor time, for each process: a backstop behind the limit of wall time.
    static let processorTime = 120
    /// Bytes of the largest file that is written.
    static let fileSize = 256 << 20
    static let openFiles = 256

    /// - Parameter forOffice: for LibreOffice, which has to open a socket in /tmp (to find another of its kind), and to
    ///   remove it again.
    /// - Throws: the call that failed. Without confinement nothing is read.
    static func enter(folder: String, forOffice: Bool) throws(Failure) {
        let limits: [(__rlimit_resource, Int)] = [
            (RLIMIT_DATA, memory), (RLIMIT_CPU, processorTime), (RLIMIT_FSIZE, fileSize), (RLIMIT_NOFILE, openFiles),
            (RLIMIT_CORE, 0),
        ]
        for (name, value) in limits {
            let resource = __rlimit_resource_t(name.rawValue)
            var limit = rlimit(rlim_cur: rlim_t(value), rlim_max: rlim_t(value))
            guard setrlimit(resource, &limit) == 0 else { throw Failure(call: "setrlimit") }
        }
        _ = lantai_adopt_descendants()
        guard lantai_gain_no_privileges() == 0 else { throw Failure(call: "prctl") }
        try restrictFiles(to: folder, forOffice: forOffice)
        try restrictCalls(forOffice: forOffice)
    }

    struct Failure: Error {
        var call: String
    }

    // MARK: - Files

    /// Where programs, libraries, fonts, conversion tables and their settings stand. Nothing of an institution's.
    private static let readable = [
        "/usr", "/bin", "/lib", "/lib64", "/etc", "/proc", "/sys", "/var/cache/fontconfig",
        "/var/lib/libreoffice", "/var/spool/libreoffice",
    ]
    private static let devices = ["/dev/null", "/dev/zero", "/dev/urandom", "/dev/random"]

    private static func restrictFiles(to folder: String, forOffice: Bool) throws(Failure) {
        let version = lantai_landlock_version()
        // An older kernel, or one that was started without it: the other limits stand.
        guard version > 0 else { return }
        let read = UInt64(LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
        // All accesses of version 1, and those that came later: moving between folders (2) and truncation (3).
        let all: UInt64 = version >= 3 ? 0x7FFF : version == 2 ? 0x3FFF : 0x1FFF
        let rules = lantai_landlock_forbid(all, version)
        guard rules >= 0 else { throw Failure(call: "landlock_create_ruleset") }
        defer { close(rules) }
        let ofFiles = UInt64(LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE)
        let allowed =
            readable.map { ($0, read) } + devices.map { ($0, ofFiles) } + [(folder, all)]
            + (forOffice ? [("/tmp", UInt64(LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_REMOVE_FILE))] : [])
        for (path, accesses) in allowed {
            let place = open(path, lantai_o_path | O_CLOEXEC)
            // Not every system has each of them.
            guard place >= 0 else { continue }
            defer { close(place) }
            guard lantai_landlock_allow(rules, place, accesses) == 0 else {
                throw Failure(call: "landlock_add_rule")
            }
        }
        guard lantai_landlock_enter(rules) == 0 else { throw Failure(call: "landlock_restrict_self") }
    }

    // MARK: - Calls

    /// Refused with EPERM whatever their arguments.
    private static let forbidden = [
        // Other processes, and the kernel's keys.
        "ptrace", "process_vm_readv", "process_vm_writev", "pidfd_getfd", "kcmp", "process_madvise",
        "add_key", "request_key", "keyctl",
        // Name spaces and file systems.
        "mount", "umount2", "unshare", "setns", "pivot_root", "chroot", "move_mount", "open_tree", "fsopen", "fsconfig",
        "fsmount", "fspick", "mount_setattr", "name_to_handle_at", "open_by_handle_at", "quotactl", "swapon", "swapoff",
        // The system.
        "bpf", "perf_event_open", "userfaultfd", "kexec_load", "kexec_file_load", "init_module", "finit_module",
        "delete_module", "reboot", "acct", "syslog", "iopl", "ioperm", "settimeofday", "clock_settime", "adjtimex",
        "sethostname", "setdomainname",
        // Calls that go around this filter.
        "io_uring_setup", "io_uring_enter", "io_uring_register",
        // The other end of any socket.
        "connect",
    ]

    /// No sockets; with LibreOffice such as lead to nobody: it may talk to itself, but neither connect nor send to an
    /// address.
    private static func restrictCalls(forOffice: Bool) throws(Failure) {
        guard let filter = seccomp_init(Self.allow) else { throw Failure(call: "seccomp_init") }
        defer { seccomp_release(filter) }
        for name in forbidden { try refuse(name, with: EPERM, in: filter) }
        for name in ["socket", "socketpair"] {
            guard forOffice else {
                try refuse(name, with: EACCES, in: filter)
                continue
            }
            try refuse(name, with: EACCES, in: filter, [(0, SCMP_CMP_NE, UInt64(AF_UNIX), 0)])
            // Datagrams, raw (which the kernel takes for datagrams) and packets: they could be sent without a connection.
            for type: UInt64 in [2, 3, 5] {
                try refuse(name, with: EACCES, in: filter, [(1, SCMP_CMP_MASKED_EQ, 0xF, type)])
            }
        }
        try refuse("sendto", with: EPERM, in: filter, [(4, SCMP_CMP_NE, 0, 0)])
        // A name space of users of its own would give back what was taken. The flags of clone3 cannot be seen from here;
        // without it, the C library takes clone.
        try refuse("clone", with: EPERM, in: filter, [(0, SCMP_CMP_MASKED_EQ, 0x1000_0000, 0x1000_0000)])
        try refuse("clone3", with: ENOSYS, in: filter)
        guard seccomp_load(filter) == 0 else { throw Failure(call: "seccomp_load") }
    }

    /// SCMP_ACT_ALLOW and SCMP_ACT_ERRNO are macros that Swift does not see.
    private static let allow: UInt32 = 0x7FFF_0000

    private static func refuse(
        _ name: String, with code: Int32, in filter: scmp_filter_ctx,
        _ conditions: [(UInt32, scmp_compare, UInt64, UInt64)] = []
    ) throws(Failure) {
        let call = seccomp_syscall_resolve_name(name)
        // One that this machine or this libseccomp does not know.
        guard call >= 0 else { return }
        let arguments = conditions.map { scmp_arg_cmp(arg: $0.0, op: $0.1, datum_a: $0.2, datum_b: $0.3) }
        let action = 0x0005_0000 | UInt32(code)
        guard seccomp_rule_add_array(filter, action, call, UInt32(arguments.count), arguments) == 0 else {
            throw Failure(call: "seccomp_rule_add " + name)
        }
    }
}
