"""A sample archive with users, served: for whatever is tried over it from outside."""
import os, subprocess, sys

PASSWORD = "海棠依旧绿肥红瘦知否"


class Archive:
    """A sample archive with users, served."""

    def __init__(self, program, corpus, folder, users, log=None):
        """`users` are names with role and organisation; `admin` and `safe`, who make them, are there as well. What the
        server says goes to `log`, a file."""
        self.program = program
        self.path = os.path.join(folder, "档案")
        self.run("init", self.path, "--fonds", "J016", "--name", "大连市未成年人救助保护中心", "--org", "2102")
        self.run("org", "import", os.path.join(corpus, "organisations.csv"))
        self.run("file", "--manifest", os.path.join(corpus, "records", "manifest.csv"), "--quiet")
        self.own("admin", self.run("user", "add", "admin", "--org", "2102", "--role", "systemAdministrator"))
        once = self.run("user", "add", "safe", "--org", "2102", user="admin")
        self.run("user", "role", "safe", "securityOfficer", user="admin")
        self.own("safe", once)
        for name, role, org in users:
            once = self.run("user", "add", name, "--org", org, user="admin")
            self.run("user", "role", name, role, user="safe")
            self.own(name, once)
        self.server = subprocess.Popen([program, "serve", "--port", "0"], stdout=subprocess.PIPE, stderr=log, text=True,
                                       env=self.environment())
        self.address = self.server.stdout.readline().strip().rstrip("/")

    def environment(self, **more):
        return {**os.environ, "LANG": "C.UTF-8", "LANTAI_ARCHIVE": self.path, "LANTAI_PASSWORD": PASSWORD, **more}

    def run(self, *words, user=None, **more):
        words = [self.program, *words, *(["--as", user] if user else [])]
        done = subprocess.run(words, capture_output=True, text=True, env=self.environment(**more))
        if done.returncode:
            sys.exit(f"{' '.join(words)}: {done.stderr}")
        return done.stdout.strip()

    def own(self, name, once):
        self.run("user", "password", user=name, LANTAI_PASSWORD=once.split()[-1], LANTAI_NEW_PASSWORD=PASSWORD)

    def end(self):
        self.server.terminate()
        self.server.wait()
