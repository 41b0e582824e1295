//! What the user sees.

mod house;
mod report;
mod report_browser;
mod report_study;
