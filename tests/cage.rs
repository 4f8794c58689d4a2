//! The real cage around a hostile program: this test binary itself, which tries to break out.
//! It must not pass when a single attempt succeeds.
#![expect(unsafe_code, reason = "the hostile program makes system calls that no crate offers")]
#![expect(
    clippy::disallowed_methods,
    clippy::cast_lossless,
    clippy::print_stdout,
    reason = "a hostile program does what the program may not"
)]

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

const SHOAL: &str = env!("CARGO_BIN_EXE_shoal");
const CANARY: &str = "canary-7f3a";

struct Scene {
    root: PathBuf,
}

impl Scene {
    /// `root/secret` is the canary, `root/job` may be written, `root/source` may be read.
    fn new(name: &str) -> Scene {
        let root = std::env::temp_dir().join(format!("shoal-cage-{name}-{}", std::process::id()));
        fs::create_dir_all(root.join("job")).expect("the scene is ours");
        fs::write(root.join("secret"), CANARY).expect("the scene is ours");
        fs::write(root.join("source"), "source").expect("the scene is ours");
        Scene { root }
    }

    fn caged(&self, program: &Path, args: &[&str], file_bytes: u64) -> Output {
        self.caged_by(std::process::id(), program, args, file_bytes)
    }

    fn caged_by(&self, parent: u32, program: &Path, args: &[&str], file_bytes: u64) -> Output {
        let mut child = Command::new(SHOAL)
            .args(["cage", "--parent", &parent.to_string(), "--cpu-s", "3"])
            .args(["--memory-bytes", "1000000000", "--files", "64", "--nice", "0"])
            .args(["--file-bytes", &file_bytes.to_string(), "--read"])
            .arg(self.root.join("source"))
            .arg("--write")
            .arg(self.root.join("job"))
            .arg("--")
            .arg(program)
            .args(args)
            .current_dir(&self.root)
            .env("SECRET", CANARY)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the scene is ours");
        let begun = Instant::now();
        while child.try_wait().expect("the scene is ours").is_none() {
            if begun.elapsed() > Duration::from_secs(30) {
                child.kill().expect("the scene is ours");
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        child.wait_with_output().expect("the scene is ours")
    }
}

impl Drop for Scene {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.root);
    }
}

fn hostile(scene: &Scene, which: &str, file_bytes: u64) -> Output {
    let me = std::env::current_exe().expect("the scene is ours");
    let args = ["--exact", which, "--nocapture", "--test-threads=1"];
    scene.caged(&me, &args, file_bytes)
}

/// The hostile programs are tests of this binary; they only act when one of the scenes below has
/// called them by name.
fn on_stage() -> bool {
    let called = |flag: &str| std::env::args().any(|argument| argument == flag);
    called("--exact") && called("--nocapture") && called("--test-threads=1")
}

/// One line per attempt: `name=denied` or `name=DONE`.
fn report(name: &str, done: bool) {
    println!("\nattempt {name}={}", if done { "DONE" } else { "denied" });
}

fn raw(number: libc::c_long, args: [libc::c_long; 3]) -> i64 {
    // SAFETY: all attempts pass integers or null, never a pointer into this program.
    unsafe { libc::syscall(number, args[0], args[1], args[2], 0, 0, 0) }
}

#[test]
fn hostile_attempts() {
    if !on_stage() {
        return;
    }
    let parent = rustix::process::getppid().expect("the scene is ours");
    report("own_source_read", fs::read("source").is_err());
    report("own_job_write", fs::write("job/out", "x").is_err());
    report("own_thread", std::thread::spawn(|| 1).join().is_err());
    report("environment", std::env::vars_os().next().is_some());
    report("read_canary", fs::read("secret").is_ok());
    report("read_passwd", fs::read("/etc/passwd").is_ok());
    report("read_proc_parent", fs::read(format!("/proc/{parent:?}/environ")).is_ok());
    report("list_root", fs::read_dir("/").is_ok());
    report("write_outside", fs::write("outside", "x").is_ok());
    report("overwrite_source", fs::write("source", "x").is_ok());
    report("write_tmp", fs::write("/tmp/shoal-cage-escape", "x").is_ok());
    report("make_dir", fs::create_dir("job/dir").is_ok());
    report("symlink", std::os::unix::fs::symlink("/etc/passwd", "job/link").is_ok());
    report("hard_link", fs::hard_link("source", "job/hard").is_ok());
    report("rename_out", fs::rename("job/out", "out").is_ok());
    report("remove", fs::remove_file("job/out").is_ok());
    report("tcp", std::net::TcpListener::bind("127.0.0.1:0").is_ok());
    report("udp", std::net::UdpSocket::bind("127.0.0.1:0").is_ok());
    report("unix_pair", std::os::unix::net::UnixStream::pair().is_ok());
    report("spawn", Command::new("/bin/true").spawn().is_ok());
    report("exec_shell", exec_shell());
    report("kill_parent", rustix::process::test_kill_process(parent).is_ok());
    report("fork", forks(libc::SYS_fork, 0));
    report("clone", forks(libc::SYS_clone, libc::SIGCHLD as i64));
    report("ptrace", reaches_the_kernel(libc::SYS_ptrace, libc::PTRACE_CONT as i64));
    report("io_uring", raw(libc::SYS_io_uring_setup, [1, 0, 0]) != -1);
    report("memfd", raw(libc::SYS_memfd_create, [0, 0, 0]) >= 0);
    report("keyctl", raw(libc::SYS_keyctl, [0, -3, 1]) >= 0);
    report("unshare", raw(libc::SYS_unshare, [libc::CLONE_NEWUSER as i64, 0, 0]) >= 0);
    report("pidfd", raw(libc::SYS_pidfd_open, [1, 0, 0]) >= 0);
    report("set_pdeathsig", raw(libc::SYS_prctl, [libc::PR_SET_PDEATHSIG as i64, 0, 0]) >= 0);
    report("setsid", raw(libc::SYS_setsid, [0; 3]) >= 0);
    report("raise_limit", raises_limit());
    report("fat", Vec::<u8>::new().try_reserve_exact(100 << 30).is_ok());
    report("x32", forks(0x4000_0000 | libc::SYS_fork, 0));
}

/// Nonsense that the kernel itself would answer otherwise than the filter does.
fn reaches_the_kernel(number: libc::c_long, first: libc::c_long) -> bool {
    raw(number, [first, 0, 0]);
    std::io::Error::last_os_error().raw_os_error() != Some(libc::EPERM)
}

/// A child that came to be ends at once, lest it tries everything once more.
fn forks(number: libc::c_long, flags: libc::c_long) -> bool {
    let child = raw(number, [flags, 0, 0]);
    if child == 0 {
        raw(libc::SYS_exit_group, [0; 3]);
    }
    child >= 0
}

fn exec_shell() -> bool {
    use std::os::unix::process::CommandExt as _;
    // Returns only when it failed; a shell would end the report here.
    let _ = Command::new("/bin/sh").args(["-c", "exit 0"]).exec();
    false
}

fn raises_limit() -> bool {
    use rustix::process::{Resource, Rlimit, setrlimit};
    setrlimit(Resource::Fsize, Rlimit { current: None, maximum: None }).is_ok()
}

#[test]
fn hostile_spin() {
    if !on_stage() {
        return;
    }
    loop {
        std::hint::black_box(0);
    }
}

#[test]
fn hostile_fill() {
    if !on_stage() {
        return;
    }
    let _ = fs::write("job/big", vec![0u8; 1 << 20]);
}

#[test]
fn nothing_gets_out() {
    let scene = Scene::new("attempts");
    let output = hostile(&scene, "hostile_attempts", 1 << 20);
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{text}\n{}", String::from_utf8_lossy(&output.stderr));
    let attempts: Vec<&str> =
        text.lines().filter_map(|line| line.strip_prefix("attempt ")).collect();
    assert_eq!(attempts.len(), 35, "an attempt ended the program: {text}");
    let escaped: Vec<_> = attempts.iter().filter(|line| line.ends_with("=DONE")).collect();
    assert!(escaped.is_empty(), "{escaped:?}");
    assert!(!text.contains(CANARY));
    assert!(!scene.root.join("outside").exists());
}

#[test]
fn the_same_program_gets_out_without_the_cage() {
    let scene = Scene::new("open");
    let me = std::env::current_exe().expect("the scene is ours");
    let output = Command::new(me)
        .args(["--exact", "hostile_attempts", "--nocapture", "--test-threads=1"])
        .current_dir(&scene.root)
        .output()
        .expect("the scene is ours");
    let text = String::from_utf8_lossy(&output.stdout);
    for attempt in ["read_canary", "read_passwd", "write_outside", "tcp", "spawn"] {
        assert!(text.contains(&format!("attempt {attempt}=DONE")), "{attempt}: {text}");
    }
}

#[test]
fn time_and_space_end() {
    use std::os::unix::process::ExitStatusExt as _;
    let scene = Scene::new("bounds");
    let spun = hostile(&scene, "hostile_spin", 1 << 20);
    assert_eq!(spun.status.signal(), Some(libc::SIGXCPU));
    let filled = hostile(&scene, "hostile_fill", 1000);
    assert_eq!(filled.status.signal(), Some(libc::SIGXFSZ));
    assert!(fs::metadata(scene.root.join("job/big")).expect("the scene is ours").len() <= 1000);
}

#[test]
fn no_cage_no_program() {
    let scene = Scene::new("refuse");
    let me = std::env::current_exe().expect("the scene is ours");
    let orphan = scene.caged_by(1, &me, &["--list"], 1 << 20);
    assert_eq!(orphan.status.code(), Some(120));
    assert_eq!(
        String::from_utf8_lossy(&orphan.stderr),
        "shoal cage: the server that asked for this is gone\n"
    );
    assert!(orphan.stdout.is_empty());
    let missing = scene.caged(Path::new("/nonexistent/ffmpeg"), &[], 1 << 20);
    assert_eq!(missing.status.code(), Some(121));
    let script = scene.root.join("job/script");
    fs::write(&script, "#!/bin/sh\necho out\n").expect("the scene is ours");
    Command::new("chmod").arg("+x").arg(&script).status().expect("the scene is ours");
    let script = scene.caged(&script, &[], 1 << 20);
    assert_eq!(script.status.code(), Some(121), "a script would bring its interpreter");
}

#[test]
fn it_dies_with_its_parent() {
    let scene = Scene::new("orphan");
    let me = std::env::current_exe().expect("the scene is ours");
    // The shell is the parent; it is killed while its caged child spins.
    let script = format!(
        "{SHOAL} cage --parent $$ --cpu-s 60 --memory-bytes 1000000000 --files 64 --nice 0 \
         --file-bytes 9 -- {} --exact hostile_spin --nocapture --test-threads=1 & echo $!; wait",
        me.display()
    );
    let mut shell = Command::new("/bin/sh")
        .args(["-c", &script])
        .current_dir(&scene.root)
        .stdout(Stdio::piped())
        .spawn()
        .expect("the scene is ours");
    let mut pid = String::new();
    let mut stdout = shell.stdout.take().expect("the scene is ours");
    let mut byte = [0u8];
    while stdout.read(&mut byte).expect("the scene is ours") == 1 && byte[0] != b'\n' {
        pid.push(byte[0] as char);
    }
    std::thread::sleep(Duration::from_millis(500));
    let stat = format!("/proc/{pid}/stat");
    assert!(fs::read_to_string(&stat).is_ok(), "it should still spin");
    shell.kill().expect("the scene is ours");
    shell.wait().expect("the scene is ours");
    std::thread::sleep(Duration::from_millis(300));
    let state = fs::read_to_string(&stat).unwrap_or_default();
    assert!(state.is_empty() || state.contains(") Z "), "{state}");
}

#[test]
fn descriptors_of_the_server_do_not_reach_the_program() {
    let scene = Scene::new("descriptors");
    let me = std::env::current_exe().expect("the scene is ours");
    let script = format!(
        "exec 9<{root}/secret; {SHOAL} cage --parent $$ --cpu-s 5 --memory-bytes 1000000000 \
         --files 64 --nice 0 --file-bytes 9 -- {} --exact hostile_descriptor --nocapture \
         --test-threads=1",
        me.display(),
        root = scene.root.display()
    );
    let output = Command::new("/bin/sh").args(["-c", &script]).output().expect("the scene is ours");
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(text.contains("attempt descriptor=denied"), "{text}");
}

#[test]
fn hostile_descriptor() {
    if !on_stage() {
        return;
    }
    report("descriptor", raw(libc::SYS_lseek, [9, 0, 0]) >= 0);
}

/// ffmpeg with all its own guards off: the cage alone must keep the canary in.
#[test]
fn a_playlist_named_mp4_reads_nothing_beside_it() {
    let scene = Scene::new("playlist");
    let clip = ["-f", "lavfi", "-i", "testsrc=s=64x64:r=5:d=1", "-c:v", "mpeg4"];
    let made = Command::new("/usr/bin/ffmpeg")
        .args(["-nostdin", "-loglevel", "error"])
        .args(clip)
        .arg(scene.root.join("private.mp4"))
        .status()
        .expect("the scene is ours");
    assert!(made.success());
    let private = scene.root.join("private.mp4");
    let hls = format!(
        "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile://{}\n#EXT-X-ENDLIST\n",
        private.display()
    );
    let concat = "ffconcat version 1.0\nfile private.mp4\n".to_owned();
    let source = scene.root.join("source");
    let input = format!("file:{}", source.display());
    let output = format!("file:{}", scene.root.join("job/leak.avi").display());
    for attack in [hls, concat] {
        fs::write(&source, &attack).expect("the scene is ours");
        let args = ["-nostdin", "-y", "-i", &input, "-c", "copy", "-f", "avi", &output];
        let open = Command::new("/usr/bin/ffmpeg").args(args).output().expect("the scene is ours");
        assert!(open.status.success(), "the attack works where nothing stops it");
        let leaked =
            fs::metadata(scene.root.join("job/leak.avi")).expect("the scene is ours").len();
        assert!(leaked > 1000);
        fs::remove_file(scene.root.join("job/leak.avi")).expect("the scene is ours");
        let caged = scene.caged(Path::new("/usr/bin/ffmpeg"), &args, 1 << 20);
        assert!(!caged.status.success());
        let said = String::from_utf8_lossy(&caged.stderr);
        let walled = said.contains("Permission denied") || said.contains("Failed to open segment");
        assert!(walled, "{said}");
        assert!(!scene.root.join("job/leak.avi").exists());
        let mut pinned = vec!["-nostdin", "-y", "-f", "mov", "-format_whitelist", "mov"];
        pinned.extend(["-protocol_whitelist", "file,pipe"]);
        pinned.extend(&args[2..]);
        let pinned =
            Command::new("/usr/bin/ffmpeg").args(pinned).output().expect("the scene is ours");
        assert!(!pinned.status.success(), "the pinned reader alone stops it too");
    }
}
