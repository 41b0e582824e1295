//! The door: hands the arguments to `cli` and returns its exit code.
fn main() -> std::process::ExitCode {
    lodtrin::cli::run(std::env::args_os())
}
