//! The texts that a new study is made of, in two languages.

/// The parts of a protocol in one language.
pub struct Scaffold {
    pub head: &'static str,
    pub rollout: &'static str,
    pub joint: &'static str,
    pub truth: &'static str,
    pub tail: &'static str,
    pub programmes: &'static str,
    pub title: &'static str,
}

/// English comments and labels.
pub const ENGLISH: Scaffold = Scaffold {
    head: include_str!("../scaffold/head.toml"),
    rollout: include_str!("../scaffold/rollout.toml"),
    joint: include_str!("../scaffold/joint.toml"),
    truth: include_str!("../scaffold/intervention-simulate.toml"),
    tail: include_str!("../scaffold/tail.toml"),
    programmes: include_str!("../scaffold/programmes.csv"),
    title: "My study",
};

/// Danish ones, with the same keys.
pub const DANISH: Scaffold = Scaffold {
    head: include_str!("../scaffold/da/head.toml"),
    rollout: include_str!("../scaffold/da/rollout.toml"),
    joint: include_str!("../scaffold/da/joint.toml"),
    truth: include_str!("../scaffold/da/intervention-simulate.toml"),
    tail: include_str!("../scaffold/da/tail.toml"),
    programmes: include_str!("../scaffold/da/programmes.csv"),
    title: "Mit studie",
};

/// A text as TOML writes it in one line.
pub fn quoted(text: &str) -> String {
    toml::Value::String(text.replace(['\n', '\r'], " ")).to_string()
}
