//! The form of a page of `lodtrin explain`.

/// One page of `lodtrin explain`: a code or a method, and what there is to know about it.
///
/// Every room that raises codes keeps a `pub const PAGES: &[Page]` beside them; a test holds that no code is
/// raised without a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// `R203`, or a method's name such as `roth-santanna`.
    pub name: &'static str,
    /// One line.
    pub title: &'static str,
    /// Markdown, wrapped at 80 columns: what it means, why it matters, what to do, an example.
    pub text: &'static str,
}
