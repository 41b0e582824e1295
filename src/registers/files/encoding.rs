//! How the bytes of a text are read as letters.

/// How a text table is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, with or without byte-order mark.
    Utf8,
    /// Windows-1252 (Western European).
    Windows1252,
    /// Code page 850 (MS-DOS).
    Cp850,
    /// Macintosh (Mac Roman).
    Macintosh,
    /// UTF-16, of either order of bytes.
    Utf16,
}

impl Encoding {
    /// The name used in `study.toml` and in reports.
    pub fn name(self) -> &'static str {
        match self {
            Encoding::Utf8 => "utf-8",
            Encoding::Windows1252 => "windows-1252",
            Encoding::Cp850 => "cp850",
            Encoding::Macintosh => "macintosh",
            Encoding::Utf16 => "utf-16",
        }
    }

    /// Whether a byte is a letter.
    pub fn single_byte(self) -> bool {
        matches!(self, Encoding::Windows1252 | Encoding::Cp850 | Encoding::Macintosh)
    }

    /// The encoding of a name, generous about spelling.
    pub fn named(name: &str) -> Option<Encoding> {
        match name.trim().to_lowercase().replace([' ', '_'], "-").as_str() {
            "utf-8" | "utf8" | "utf-8-sig" | "utf-8-bom" | "ascii" => Some(Encoding::Utf8),
            "windows-1252" | "windows1252" | "cp1252" | "cp-1252" | "ansi" | "latin1" | "latin-1" | "iso-8859-1"
            | "iso8859-1" => Some(Encoding::Windows1252),
            "cp850" | "cp-850" | "ibm850" | "cp865" => Some(Encoding::Cp850),
            "macintosh" | "mac-roman" | "macroman" => Some(Encoding::Macintosh),
            "utf-16" | "utf16" | "utf-16le" | "utf-16be" => Some(Encoding::Utf16),
            _ => None,
        }
    }
}
